"""The results as objects a notebook shows: their tables, figures and pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from html import escape
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.comparing.design import Design, of_level
from textkit.comparing.places import targets_by_place
from textkit.comparing.resolving import resolve
from textkit.comparing.scorecard import resolution_of
from textkit.data.messages import Lang, TextkitError, fact_name, number, say
from textkit.presenting import comparepage, designs, overviews, pages, plots, scorecards
from textkit.presenting.headlines import Headline, headlines
from textkit.presenting.places import TargetsByPlace
from textkit.presenting.reports import Fragment, Report, Reported
from textkit.presenting.tables import render_table, write_csv, write_workbook
from textkit.reading.document import Document
from textkit.reading.readers import read
from textkit.storing import corpus as corpora
from textkit.storing.intake import intake
from textkit.storing.keeping import kept
from textkit.storing.keys import key
from textkit.storing.outputs import write_text_aside, written_aside
from textkit.vietnamese.dates import written_date

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from textkit.comparing import speeches, terms


# Pairs of sentences shown of each relation of a speech; `.statements` has all.
_PAIRS_SHOWN = 10

# What a statement of a speech or of the documents may be to the other side, in the order shown.
_RELATIONS = overviews.RELATIONS

# Figures say neither when nor with what they were drawn: the same data give the same bytes.
_UNDATED: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}


class Corpus(corpora.StoredCorpus):
    """A corpus that shows itself: its documents by kind and period, and their words. `documents` is
    a table, `where(…)` a smaller corpus, `doc(id)` a document's spaCy Doc. Example:
    `corpus.where(period="2020-2025").documents`
    """

    def intake(self) -> pd.DataFrame:
        """What became of each file of the folder: see `textkit.storing.intake.intake`."""
        return intake(self)

    def targets_by_place(self, *, lang: Lang = "vi") -> TargetsByPlace:
        """The targets of places (provinces, communes) side by side: a row a target, a column a
        place, each figure with its deadline and its sentence.

        The place is that of the issuer's name; central bodies have a column of their own.
        `.figures` has the figures as a table. Raises TextkitError if fewer than two places promise
        a figure.
        """
        return TargetsByPlace(targets_by_place(self), self, lang)

    def _repr_html_(self, lang: Lang = "vi") -> str:
        """How many documents of each kind each term has, and how many words."""
        import pandas as pd

        table = self.documents.fillna({"period": "–", "kind": "–"})
        total = say("page.total", lang)
        counts = pd.crosstab(table["kind"], table["period"], margins=True, margins_name=total)
        counts = counts.astype(object).rename_axis(say("page.kind", lang))
        words = table.groupby("period")["words"].sum()
        sums = (*words, words.sum())
        counts.loc[say("page.words", lang)] = [number(count, lang, 0) for count in sums]
        size = say("page.size", lang, documents=len(self), words=number(words.sum(), lang, 0))
        unsaid = [
            say("page.left_open", lang, count=number(len(ids), lang, 0), fact=fact_name(fact, lang))
            for fact, ids in self.left_open.items()
        ]
        lines = "<br>".join(escape(line) for line in (size, *unsaid))
        return f"<p>{lines}</p>{render_table(counts)}"


def open_corpus(
    folder: str | Path,
    *,
    store: str | Path | None = None,
    progress: bool = True,
    duplicates: bool = False,
    jobs: int = 1,
) -> Corpus:
    """The corpus of a folder: what is new or changed is read, annotated and searched, the rest
    comes from the store.

    Given a store file in place of a folder, the corpus is what the file holds; nothing is read
    anew. `"sample"` is the sample corpus that comes with textkit.

    The folder may have a `metadata.csv`. `store` keeps the results: by default a file in
    `$TEXTKIT_CACHE` or the user's cache directory. `duplicates` counts copies too (the same
    document as Word and PDF). `jobs` processes read and annotate (-1: one a processor; or the
    backend that `joblib.parallel_config` names, such as Dask); what comes out is the same.

    Files that cannot be read are listed in `.skipped`, with the reason, copies in `.duplicates`;
    `.intake()` is a table with one row per file. What was kept of a file that cannot be read stays
    until it can be read again or is gone; a document deleted from the folder leaves the store too.
    Example: `tk.open_corpus("corpus")` Raises TextkitError if the folder is missing or empty, its
    `metadata.csv` is wrong, or the store cannot be used.
    """
    return corpora.open_corpus(
        _sample_or(folder),
        store=store,
        progress=progress,
        duplicates=duplicates,
        jobs=jobs,
        of=Corpus,
    )


def _sample_or(folder: str | Path) -> str | Path:
    """The folder of the sample corpus for the word `sample`, where no folder has this name."""
    if str(folder) != "sample" or Path(folder).exists():
        return folder
    sample = data.carried("corpus")
    if sample is None:
        raise TextkitError("lab.not-carried", folder="corpus")
    return sample


# The tables of a comparison that are ready for a paper, as `Comparison.table` names them.
_TABLES = ("themes", "differences", "keywords", "threads", "documents", "counted")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Reported):
    """A comparison that shows itself: `themes`, `keywords`, `threads`, `documents` as tables,
    figures, one page.

    `themes` has columns theme, group, over, share, low, high, units; shares are of one, with 95 %
    intervals. `keywords` is signed: a positive log ratio is typical of the target group. `threads`
    has one row per member.
    """

    found_later: Callable[[], terms.Comparison]
    corpus: corpora.StoredCorpus
    lang: Lang = "vi"
    made_from: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def found(self) -> terms.Comparison:
        """What was found; one that was kept is read here, once."""
        return self.found_later()

    def __repr__(self) -> str:
        return (
            f"Comparison(by={self.found.by!r}, groups={self.groups},"
            f" threads={len(self.found.threads)})"
        )

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in order of time."""
        return tuple(self.found.groups)

    @property
    def themes(self) -> pd.DataFrame:
        """Each theme's share of each group, with its interval; `over` is what it is a share of."""
        return self.found.themes

    @property
    def differences(self) -> pd.DataFrame:
        """How much larger each theme is than in the group before."""
        return self.found.differences

    @property
    def design(self) -> Design:
        """What is compared with what, and what could be tested."""
        return self.found.design

    @property
    def coverage(self) -> pd.DataFrame:
        """The share of each group that has a theme of the lexicon."""
        return self.found.coverage

    @property
    def uncovered(self) -> pd.DataFrame:
        """The words typical of sentences without a theme."""
        return self.found.uncovered

    @property
    def keywords(self) -> pd.DataFrame:
        """The words typical of each group against all others."""
        return self.found.keywords

    @property
    def threads(self) -> pd.DataFrame:
        """The recurring commitments, one row per member: thread, label, indicator, status, and
        the member's fields.
        """
        import pandas as pd

        rows = []
        for thread in self.found.threads:
            of_the_thread = {
                "thread": thread.id,
                "label": thread.label,
                "indicator": thread.indicator,
                "status": thread.status,
            }
            rows += [of_the_thread | asdict(member) for member in thread.members]
        return pd.DataFrame(rows)

    def plot_changes(self, *, ax: Axes | None = None) -> Axes:
        """Every theme's share in every group as a dot with its interval, by what changed."""
        names = pages.theme_names(self.lang, self.corpus)
        return plots.plot_changes(self._shares(), names=names, lang=self.lang, ax=ax)

    def plot_slopes(self, *, top: int = 8, ax: Axes | None = None) -> Axes:
        """The themes that changed most in the commitments, from group to group."""
        names = pages.theme_names(self.lang, self.corpus)
        return plots.plot_slopes(self._shares(), names=names, top=top, lang=self.lang, ax=ax)

    def plot_heatmap(self, *, ax: Axes | None = None) -> Axes:
        """Every theme's share in the commitments of every group."""
        names = pages.theme_names(self.lang, self.corpus)
        return plots.plot_heatmap(self._shares(), names=names, lang=self.lang, ax=ax)

    def plot_timeline(self, thread: str, *, ax: Axes | None = None) -> Axes:
        """One recurring target over the groups; `thread` is its id in `threads`.

        Raises TextkitError if there is no such thread.
        """
        threads = {each.id: each for each in self.found.threads}
        chosen = threads[corpora.one_of("thread", thread, threads)]
        return pages.timeline(chosen, self.groups, self.lang, ax)

    def _shares(self) -> pd.DataFrame:
        return self.themes[self.themes["over"] == "commitments"]

    def scorecard(self, group: str) -> scorecards.Scorecard:
        """What became of the targets that the resolution of a group set: of its congress, else the
        one that sets most.

        Raises TextkitError if there is no such group, or no such resolution in it.
        """
        ids = self.corpus.groups(self.found.by)[corpora.one_of("group", group, self.groups)]
        of = resolution_of(self.corpus, ids)
        if of is None:
            raise TextkitError("card.no-resolution", group=group)
        return scorecards.scorecard(self.corpus, of=of, lang=self.lang)

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain dicts and lists, in the shape `textkit compare --json` writes."""
        return self.found.to_json()

    def report(self) -> Report:
        """What was found in five sentences that open their evidence, and the tables."""
        found = self.headlines
        return overviews.comparison_report(self.found, self.corpus, found, self.lang)

    def table(self, name: str = "themes") -> pd.DataFrame:
        """A table as one would paste it into a paper: labels in the language, figures rounded.

        `name` is themes (shares of commitments), counted (of commitments, targets and words),
        differences, keywords, threads or documents. Raises TextkitError for another.
        """
        return overviews.named_grid(self.report(), name, _TABLES).frame()

    def show(self) -> Fragment:
        """What was found, in sentences that open their evidence; the tables are left out."""
        return overviews.shown_leads(self.report(), self.lang)

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Every theme's share in every group; its title is what was found of the themes."""
        sentence = next(one.sentence for one in self.headlines if one.anchor == "themes")
        return plots.titled(self.plot_changes(ax=ax), sentence, pad=plots.LEGEND_PAD)

    def to_html(self, path: str | Path | None = None) -> str:
        """The self-contained page, also written to `path` if that is given."""
        page = self._page()
        if path is not None:
            write_text_aside(path, page)
        return page

    def _page(self) -> str:
        code = key("textkit.presenting.results")
        return self.kept_text(self._made_page, code=code, drawn=metadata.version("matplotlib"))

    def kept_text(self, make: Callable[[], str], **made_from: Any) -> str:
        """A text that `make` writes of this comparison, read where it was kept before.

        `made_from` is what it depends on beside the comparison, the language and the messages; the
        comparison itself is not read for a text that was kept.
        """
        if not self.made_from:
            return make()
        made_from |= {
            "comparison": self.made_from,
            "skipped": list(pages.by_reason(self.corpus.skipped, self.lang)),
            "lang": self.lang,
            "said": sha256(data.path("messages.toml").read_bytes()).hexdigest(),
        }
        return kept(make, str, made_from)

    def _made_page(self) -> str:
        return comparepage.render_comparison(
            self.found, self.corpus, findings=self.headlines, lang=self.lang
        )

    @cached_property
    def headlines(self) -> Sequence[Headline]:
        """What was found, in sentences with the passages that they stand on."""
        return headlines(self.found, self.corpus, lang=self.lang)

    def plot_keyness(self, group: str, *, top: int = 20, ax: Axes | None = None) -> Axes:
        """The words typical of a group against all others, with intervals."""
        known = corpora.one_of("group", group, self.groups)
        return plots.plot_keyness(self.keywords, known, top=top, lang=self.lang, ax=ax)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Every table by its name, and last the run record: versions, hash of the corpus, settings
        and seed.

        The same record gives the same tables to the last digit.
        """
        import pandas as pd

        record = []
        for name, value in self.found.run_record.items():
            nested = isinstance(value, dict)
            record.append((name, json.dumps(value, ensure_ascii=False) if nested else value))
        documents = self.corpus.documents
        return {
            "documents": documents.assign(path=documents["path"].map(self.corpus.shown)),
            "themes": self.themes,
            "differences": self.differences,
            "keywords": self.keywords,
            "threads": self.threads.map(_flat),
            "run_record": pd.DataFrame(record, columns=["key", "value"]),
        }

    def write_tables(self, path: str | Path) -> Path:
        """Writes `tables` into one Excel file, or as CSV files into a folder if the path has no
        suffix; returns the path.

        Raises TextkitError for another suffix.
        """
        path = Path(path)
        if path.suffix.lower() == ".xlsx":
            return write_workbook(self.tables(), path)
        if path.suffix:
            raise TextkitError("sheet.excel-or-folder", path=path)
        path.mkdir(exist_ok=True)
        for name, table in self.tables().items():
            write_csv(table, path / f"{name}.csv")
        return path

    def write_figures(
        self, folder: str | Path, *, formats: Sequence[str] = ("svg", "png", "pdf")
    ) -> list[Path]:
        """Writes the figures of themes and typical words into a folder, each as SVG, PNG (300 dpi)
        and PDF; their paths.
        """
        from matplotlib import rc_context

        figures = {"changes": self.plot_changes(), "heatmap": self.plot_heatmap()}
        for group in self.groups:
            figures[f"keyness-{group}"] = self.plot_keyness(group)
        Path(folder).mkdir(exist_ok=True)
        written = []
        with rc_context({"svg.hashsalt": "textkit", "svg.fonttype": "path", "pdf.fonttype": 42}):
            for name, ax in figures.items():
                figure = ax.get_figure(root=True)
                assert figure is not None
                for kind in formats:
                    path = Path(folder, re.sub(r"[^\w-]+", "-", name) + f".{kind}")
                    with written_aside(path) as aside:
                        figure.savefig(aside, dpi=300, format=kind, metadata=_UNDATED[kind])
                    written.append(path)
        return written

    def _repr_html_(self) -> str:
        notes = map(escape, pages.certainty(self.found, self.lang))
        table = share_table(self._shares(), pages.theme_names(self.lang, self.corpus), self.lang)
        plan = map(escape, designs.design_lines(self.found.design, self.lang))
        return (
            f"<p>{'<br>'.join(plan)}</p><p>{say('page.themes_table', self.lang)}</p>"
            f"{table}<p>{'<br>'.join(notes)}</p>"
        )


def share_table(shares: pd.DataFrame, names: Mapping[str, str], lang: Lang = "vi") -> str:
    """Themes by groups as HTML, the greatest share first: per cent with the 95 % interval.

    n is the number of statements of a group; † marks a share of too few.
    """
    cells = []
    for row in shares.to_dict("records"):
        cells.append(f"{pages.share_with_interval(row, lang)}{' †' if row['few'] else ''}")
    counts = [f" (n = {number(units, lang, 0)})" for units in shares["units"]]
    shares = shares.assign(cell=cells, head=shares["group"] + counts)
    table = shares.pivot(index="theme", columns="head", values="cell")[shares["head"].unique()]
    mean_share = shares.groupby("theme")["share"].mean()
    order = mean_share.sort_values(ascending=False, kind="stable").index
    named = table.loc[order].rename(index=dict(names))
    return render_table(named.rename_axis(index=say("page.theme", lang)))


def compare_terms(
    corpus: corpora.StoredCorpus,
    *,
    by: str = "period",
    level: str | None = None,
    seed: int = 0,
    themes: str | Path | None = None,
    merge_provinces: bool = True,
    lang: Lang = "vi",
) -> Comparison:
    """The groups of a corpus side by side: themes, typical words, recurring commitments.

    `by` is the fact that makes the groups: period, term, kind, issuer, year, place, level; `level`
    is `central` or `local`, each of which has terms of its own; `seed` is that of the arrangements
    of documents, where not all are gone through; `themes` a TOML file of themes in place of
    textkit's own, `merge_provinces` whether provinces that became one on 1 July 2025 are one,
    `lang` the language of tables, figures and the page. Raises TextkitError if the corpus has fewer
    than two groups, the file is wrong, or documents of both levels would be compared by terms of
    office.
    Example: `tk.compare_terms(corpus, by="period").to_html()`
    """
    corpus = corpus.using(themes)
    from textkit.comparing import terms

    asked = terms.Asked(by, level, seed, merge_provinces)
    found_later, made_from = terms.asked_for(corpus, asked)
    return Comparison(found_later, of_level(corpus, by, level), lang, made_from)


def _flat(cell: Any) -> Any:
    """A cell as a spreadsheet holds it: several values in one, of a nearest passage its words."""
    if isinstance(cell, dict):
        return cell["text"]
    return "; ".join(map(str, cell)) if isinstance(cell, tuple | list) else cell


@dataclass(frozen=True, eq=False, repr=False)
class SpeechComparison(Reported):
    """A speech against documents, that shows itself; `statements` is the table that
    `textkit.comparing.speeches` describes.
    """

    found: speeches.Speech
    corpus: corpora.StoredCorpus
    lang: Lang = "vi"

    def __repr__(self) -> str:
        counts = self.statements["relation"].value_counts().to_dict()
        return f"SpeechComparison({self.speaker!r}, {self.occasion!r}, {counts})"

    @property
    def speaker(self) -> str | None:
        """Who spoke, with the office; None if the speech does not say."""
        return self.found.speaker

    @property
    def occasion(self) -> str | None:
        """Where or at what the speech was given; None if it does not say."""
        return self.found.occasion

    @property
    def statements(self) -> pd.DataFrame:
        """One row per statement: relation, score, theme, and both sides."""
        return self.found.table

    def report(self) -> Report:
        """How many statements are taken up, stressed, added and left out, and every pair."""
        return overviews.speech_report(
            self.statements, self.corpus, head=self._head(), note=self._note(), lang=self.lang
        )

    def show(self) -> Fragment:
        """What was found, in sentences that open the pairs most alike; the table is left out."""
        return overviews.shown_leads(self.report(), self.lang)

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """How many statements have each relation; the title says how many are taken up."""
        counts = self.statements["relation"].value_counts()
        named = {say(f"speech.{name}", self.lang): counts.get(name, 0) for name in _RELATIONS}
        taken = counts.get("takes_up", 0) + counts.get("stresses", 0)
        said = taken + counts.get("adds", 0)
        title = say("overview.speech", self.lang, said=said, taken=taken)
        axis = say("overview.statements", self.lang)
        return plots.plot_bars(named, title=title, axis=axis, lang=self.lang, ax=ax)

    def _head(self) -> str:
        found = self.found
        date = written_date(found.date) if found.date else None
        return ", ".join(filter(None, (found.speaker, found.occasion, date)))

    def _note(self) -> str:
        return say("speech.note", self.lang, line=number(self.found.line, self.lang, 2))

    def _repr_html_(self) -> str:
        """Who and where, how many of each relation, and the pairs most alike of each."""
        found = self.found
        parts = [f"<p><b>{escape(self._head())}</b></p><p>{self._note()}</p>"]
        for relation in _RELATIONS:
            pairs = found.table[found.table["relation"] == relation]
            title = say(f"speech.{relation}", self.lang)
            parts.append(f"<h4>{title}: {len(pairs)}</h4>{self._pairs(pairs)}")
        return "".join(parts)

    def _pairs(self, pairs: pd.DataFrame) -> str:
        """The pairs of sentences most alike as HTML, each with its source; empty without any."""
        import pandas as pd

        if pairs.empty:
            return ""
        names = pages.theme_names(self.lang, self.corpus)
        most_alike = pairs.sort_values("score", ascending=False, kind="stable").head(_PAIRS_SHOWN)
        rows = [
            (
                names.get(pair.theme, "–"),
                pair.text,
                pair.other_text,
                pages.source(self.corpus, pair.doc_id, pair.path, self.lang),
                number(pair.score, self.lang, 2),
            )
            for pair in most_alike.itertuples()
        ]
        heads = ("theme", "said", "written", "source", "score")
        columns = [say(f"speech.{head}", self.lang) for head in heads]
        return render_table(pd.DataFrame(rows, columns=columns))


def compare_speech(
    speech: Document | str | Path, *, against: corpora.StoredCorpus, lang: Lang = "vi"
) -> SpeechComparison:
    """What a speech (or the file at a path) takes up of a corpus, leaves out, adds and stresses,
    sentence by sentence.

    See `textkit.comparing.speeches.compare_speech`, which tells what the scores mean and when they
    mislead. `.statements` has every pair. Raises TextkitError if the speech cannot be read or there
    is nothing to compare.
    Example: `tk.compare_speech("ph-bi-thu-2026.txt", against=corpus).table()`
    """
    from textkit.comparing import speeches

    document = speech if isinstance(speech, Document) else read(speech)
    return SpeechComparison(speeches.compare_speech(document, against=against), against, lang)


def commitments(corpus: corpora.StoredCorpus) -> pd.DataFrame:
    """The commitments of a corpus, one row each.

    Columns: doc_id, start, end (characters), text, type (target, action, assignment or
    prohibition), actor, verb, theme, deadline, path, cues, coordinators, product, actor_names and
    coordinator_names (the bodies in their normal form), finding.
    Example: `tk.commitments(corpus)`
    """
    return corpus.table("commitments")


def targets(corpus: corpora.StoredCorpus) -> pd.DataFrame:
    """The figures of a corpus, one row each, with `role` promised or achieved: indicator, low and
    high (in `unit`, `per` year or the like; "at least" has no high), measure, deadline, … Example:
    `tk.targets(corpus)`
    """
    return corpus.table("targets")


def citations(corpus: corpora.StoredCorpus) -> pd.DataFrame:
    """The references of a corpus, one row each, with the document each means: verdict, target,
    differs, certainty (0 to 1); see `textkit.comparing.resolving.resolve`. Not in this corpus is no
    error. Example: `tk.citations(corpus)`
    """
    return resolve(corpus)


def coding_sample(
    corpus: corpora.StoredCorpus, n: int = 140, *, seed: int = 0, path: str | Path | None = None
) -> pd.DataFrame:
    """Statements drawn at random, for people to label, mixed so that nothing tells what was found;
    as CSV at `path`.

    A copy of the file for each coder; `read_coding` reads them back. Example:
    `tk.coding_sample(corpus, 20, seed=1)`
    """
    from textkit.storing import coding

    sample = coding.coding_sample(corpus, n, seed=seed)
    if path is not None:
        write_csv(sample, path)
    return sample
