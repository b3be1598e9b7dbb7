"""The small objects a notebook shows: their tables, plots and HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from html import escape
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.comparing import speeches, terms
from textkit.comparing.resolving import resolve
from textkit.data.messages import Lang, TextkitError, number, say
from textkit.presenting import pages, plots
from textkit.presenting.tables import render_table, write_csv, write_workbook
from textkit.reading.document import Document
from textkit.reading.readers import read
from textkit.storing import corpus as corpora
from textkit.storing.intake import FACTS, intake

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from spacy.tokens import Doc

_LINES = 10
_UNDATED: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Producer": None, "Creator": None},
}
_FIELDS = {
    "units": ("start", "end", "kind", "label", "heading", "path"),
    "citations": (
        "start",
        "end",
        "text",
        "kind",
        "number",
        "date",
        "issuer",
        "name",
        "year",
        "pinpoint",
        "title",
    ),
    "targets": (
        "start",
        "end",
        "text",
        "indicator",
        "indicator_text",
        "measure",
        "comparator",
        "approximate",
        "low",
        "high",
        "unit",
        "per",
        "scope",
        "deadline",
        "period_start",
        "period_end",
        "baseline",
    ),
    "commitments": ("start", "end", "text", "type", "actor", "verb", "theme", "deadline"),
}


class Corpus(corpora.StoredCorpus):
    """A corpus that shows itself: its documents by kind and period, and their words. `documents` is
    a table, `where(…)` a smaller corpus, `doc(id)` a document's spaCy Doc. Example:
    `corpus.where(period="2020-2025").documents`
    """

    def intake(self) -> pd.DataFrame:
        """What became of each file of the folder: see `textkit.storing.intake.intake`."""
        return intake(self)

    def _repr_html_(self, lang: Lang = "vi") -> str:
        import pandas as pd

        table, total = self.documents.fillna({"period": "–", "kind": "–"}), say("page.total", lang)
        counts = pd.crosstab(
            table["kind"], table["period"], margins=True, margins_name=total
        ).astype(object)
        words = table.groupby("period")["words"].sum()
        counts.loc[say("page.words", lang)] = [number(n, lang, 0) for n in (*words, words.sum())]
        said = say("page.size", lang, documents=len(self), words=number(words.sum(), lang, 0))
        return f"<p>{said}</p>{render_table(counts.rename_axis(say('page.kind', lang)))}"


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
    `.intake()` is a table with a row a file. What was kept of a file that cannot be read stays
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


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """A comparison that shows itself: `themes`, `keywords`, `threads`, `documents` as tables,
    figures, one page.

    `themes` has columns theme, group, over, share, low, high, units; shares are of one, with 95 %
    intervals. `keywords` is signed: a positive log ratio is typical of the target group. `threads`
    has a row a member.
    """

    found: terms.Comparison
    corpus: corpora.StoredCorpus
    lang: Lang = "vi"

    def __repr__(self) -> str:
        return (
            f"Comparison(by={self.found.by!r}, groups={self.groups},"
            f" threads={len(self.found.threads)})"
        )

    groups = property(attrgetter("found.groups"), doc="The groups in order of time.")
    themes = property(
        attrgetter("found.themes"),
        doc="Each theme's share of each group, with its interval, by `over`.",
    )
    differences = property(
        attrgetter("found.differences"),
        doc="How much larger each theme is than in the group before.",
    )
    coverage = property(
        attrgetter("found.coverage"), doc="The share of each group that has a theme of the lexicon."
    )
    uncovered = property(
        attrgetter("found.uncovered"), doc="The words typical of sentences without a theme."
    )
    keywords = property(
        attrgetter("found.keywords"), doc="The words typical of each group against all others."
    )

    @property
    def threads(self) -> pd.DataFrame:
        """The recurring commitments, a row a member: thread, label, indicator, status and the
        member's fields.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "thread": thread.id,
                    "label": thread.label,
                    "indicator": thread.indicator,
                    "status": thread.status,
                    **asdict(member),
                }
                for thread in self.found.threads
                for member in thread.members
            ]
        )

    def plot_slopes(self, *, top: int = 8, ax: Axes | None = None) -> Axes:
        """The themes that changed most in the commitments, from group to group."""
        return plots.plot_slopes(
            self._shares(),
            names=pages.theme_names(self.lang, self.corpus),
            top=top,
            lang=self.lang,
            ax=ax,
        )

    def plot_heatmap(self, *, ax: Axes | None = None) -> Axes:
        """Every theme's share in the commitments of every group."""
        return plots.plot_heatmap(
            self._shares(), names=pages.theme_names(self.lang, self.corpus), lang=self.lang, ax=ax
        )

    def plot_timeline(self, thread: str, *, ax: Axes | None = None) -> Axes:
        """One recurring target over the groups; `thread` is its id in `threads`."""
        one = corpora.one_of("thread", thread, [found.id for found in self.found.threads])
        chosen = next(found for found in self.found.threads if found.id == one)
        return pages.timeline(chosen, self.groups, self.lang, ax)

    def _shares(self) -> pd.DataFrame:
        return self.themes[self.themes["over"] == "commitments"]

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain dicts and lists, in the shape `textkit compare --json` writes."""
        return self.found.to_json()

    def to_html(self, path: str | Path | None = None) -> str:
        """The self-contained page, also written to `path` if that is given."""
        page = pages.render_comparison(self.found, self.corpus, lang=self.lang)
        if path is not None:
            Path(path).write_text(page, "utf-8")
        return page

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

        rows = [
            (key, json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value)
            for key, value in self.found.run_record.items()
        ]
        flat = self.threads.map(_flat)
        return {
            "documents": self.corpus.documents,
            "themes": self.themes,
            "differences": self.differences,
            "keywords": self.keywords,
            "threads": flat,
            "run_record": pd.DataFrame(rows, columns=["key", "value"]),
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

        drawn = {
            "slopes": self.plot_slopes(),
            "heatmap": self.plot_heatmap(),
            **{f"keyness-{group}": self.plot_keyness(group) for group in self.groups},
        }
        Path(folder).mkdir(exist_ok=True)
        written = []
        with rc_context({"svg.hashsalt": "textkit", "svg.fonttype": "path", "pdf.fonttype": 42}):
            for name, ax in drawn.items():
                for kind in formats:
                    written.append(Path(folder, re.sub(r"[^\w-]+", "-", name) + f".{kind}"))
                    ax.get_figure(root=True).savefig(written[-1], dpi=300, metadata=_UNDATED[kind])  # type: ignore[union-attr]
        return written

    def _repr_html_(self) -> str:
        notes = map(escape, pages.certainty(self.found, self.lang))
        table = share_table(self._shares(), pages.theme_names(self.lang, self.corpus), self.lang)
        return f"<p>{say('page.themes_table', self.lang)}</p>{table}<p>{'<br>'.join(notes)}</p>"


def share_table(shares: pd.DataFrame, names: Mapping[str, str], lang: Lang = "vi") -> str:
    """Themes by groups as HTML, the greatest first: per cent with the 95 % interval, n a group, †
    where n is too small.
    """
    values = [
        [number(100 * value, lang) for value in row]
        for row in shares[["share", "low", "high"]].to_numpy()
    ]
    cells = [
        f"{v} ({low}–{high}){' †' if few else ''}"
        for (v, low, high), few in zip(values, shares["few"], strict=True)
    ]
    heads = shares["group"] + [f" (n = {number(n, lang, 0)})" for n in shares["units"]]
    table = shares.assign(cell=cells, head=heads).pivot(
        index="theme", columns="head", values="cell"
    )[heads.unique()]
    order = (
        shares.groupby("theme")["share"].mean().sort_values(ascending=False, kind="stable").index
    )
    return render_table(
        table.loc[order].rename(index=dict(names)).rename_axis(index=say("page.theme", lang))
    )


def compare_terms(
    corpus: corpora.StoredCorpus,
    *,
    by: str = "period",
    seed: int = 0,
    themes: str | Path | None = None,
    lang: Lang = "vi",
) -> Comparison:
    """The groups of a corpus side by side: themes, typical words, recurring commitments.

    `by` is the fact that makes the groups: period, term, kind, issuer, year; `seed` is that of the
    draws for the intervals, `themes` a TOML file of themes in place of textkit's own, `lang` the
    language of tables, figures and the page. Raises TextkitError if the corpus has fewer than two
    groups or the file is wrong.
    Example: `tk.compare_terms(corpus, by="period").to_html()`
    """
    corpus = corpus.using(themes)
    return Comparison(terms.compare_terms(corpus, by=by, seed=seed), corpus, lang)


def _flat(cell: Any) -> Any:
    """A cell as a spreadsheet holds it: several values in one, of a nearest passage its words."""
    if isinstance(cell, dict):
        return cell["text"]
    return "; ".join(map(str, cell)) if isinstance(cell, tuple | list) else cell


@dataclass(frozen=True, eq=False, repr=False)
class SpeechComparison:
    """A speech against documents, that shows itself; `table` is described in
    `textkit.comparing.speeches`.
    """

    found: speeches.Speech
    corpus: corpora.StoredCorpus
    lang: Lang = "vi"

    def __repr__(self) -> str:
        counts = self.table["relation"].value_counts().to_dict()
        return f"SpeechComparison({self.speaker!r}, {self.occasion!r}, {counts})"

    speaker = property(
        attrgetter("found.speaker"),
        doc="Who spoke, with the office; None if the speech does not say.",
    )
    occasion = property(
        attrgetter("found.occasion"),
        doc="Where or at what the speech was given; None if it does not say.",
    )
    table = property(
        attrgetter("found.table"), doc="A row a statement: relation, score, theme, and both sides."
    )

    def _repr_html_(self) -> str:
        """Who and where, how many of each relation, and the ten of each most alike, each with its
        source.
        """
        import pandas as pd

        found, t, names = (
            self.found,
            partial(say, lang=self.lang),
            pages.theme_names(self.lang, self.corpus),
        )
        head = ", ".join(filter(None, (found.speaker, found.occasion, found.date)))
        parts = [
            f"<p><b>{escape(head)}</b></p>"
            f"<p>{t('speech.note', line=number(found.line, self.lang, 2))}</p>"
        ]
        for relation in ("stresses", "takes_up", "adds", "leaves_out"):
            own = found.table[found.table["relation"] == relation].sort_values(
                "score", ascending=False, kind="stable"
            )
            lines = [
                (
                    names.get(row.theme, "–"),
                    row.text,
                    row.other_text,
                    pages.source(self.corpus, row.doc_id, row.path, self.lang),
                    number(row.score, self.lang, 2),
                )
                for row in own.head(_LINES).itertuples()
            ]
            heads = [t(f"speech.{key}") for key in ("theme", "said", "written", "source", "score")]
            table = render_table(pd.DataFrame(lines, columns=heads)) if lines else ""
            parts.append(f"<h4>{t(f'speech.{relation}')}: {len(own)}</h4>{table}")
        return "".join(parts)


def compare_speech(
    speech: Document | str | Path, *, against: corpora.StoredCorpus, lang: Lang = "vi"
) -> SpeechComparison:
    """What a speech (or the file at a path) takes up of a corpus, leaves out, adds and stresses,
    sentence by sentence.

    See `textkit.comparing.speeches.compare_speech`, which tells what the scores mean and when they
    mislead. `.table` has every pair. Raises TextkitError if the speech cannot be read or there is
    nothing to compare.
    Example: `tk.compare_speech("ph-bi-thu-2026.txt", against=corpus).table`
    """
    document = speech if isinstance(speech, Document) else read(speech)
    return SpeechComparison(speeches.compare_speech(document, against=against), against, lang)


@dataclass(frozen=True, eq=False, repr=False)
class Shown:
    """One document with what was found in it;
    it shows itself with its findings marked in the text.
    """

    document: Document
    doc: Doc
    lang: Lang = "vi"

    def __repr__(self) -> str:
        return f"Shown({self.document.id!r})"

    def to_json(self) -> dict[str, Any]:
        """Facts, text, units, citations, targets and commitments, in the shape `textkit show
        --json` writes.
        """
        facts = {name: getattr(self.document.facts, name) for name in FACTS}
        found = {
            name: [_picked(record, name) for record in records]
            for name, records in _findings(self.doc)
        }
        size = {"characters": len(self.document.text), "sha256": self.document.sha256}
        read_as = {
            "sources": self.document.sources,
            "remarks": [asdict(remark) for remark in self.document.remarks],
            "mends": [asdict(mend) for mend in self.document.mends],
        }
        return {
            "document": {"id": self.document.id, **facts, **size, **read_as},
            "text": self.document.text,
            **found,
        }

    def to_html(self, path: str | Path | None = None) -> str:
        """The self-contained page, also written to `path` if that is given."""
        page = pages.render_shown(self.to_json(), lang=self.lang)
        if path is not None:
            Path(path).write_text(page, "utf-8")
        return page

    def _repr_html_(self) -> str:
        page = self.to_html().replace(
            "<head>", '<head><base href="about:srcdoc">', 1
        )  # else links to places leave the frame
        frame = (
            '<iframe srcdoc="{}" title="{}" width="100%" height="600"'
            ' style="border:0;background:#fff"></iframe>'
        )
        return frame.format(escape(page), escape(self.document.id))


def _findings(doc: Doc) -> Iterable[tuple[str, Sequence[Any]]]:
    from textkit.finding.citations import find_citations
    from textkit.finding.commitments import find_commitments
    from textkit.finding.targets import find_targets
    from textkit.language.units import find_units

    finders = {
        "units": find_units,
        "citations": find_citations,
        "targets": find_targets,
        "commitments": find_commitments,
    }
    return [(name, list(finder(doc))) for name, finder in finders.items()]


def _picked(record: Any, name: str) -> dict[str, Any]:
    return {field: getattr(record, field) for field in _FIELDS[name]}


def show(document: Document | str | Path, *, lang: Lang = "vi") -> Shown:
    """A document (or the file at a path) with its structure, citations, targets and commitments
    marked.

    Raises TextkitError if the file cannot be read. Example: `tk.show("ct-04-2026.txt")`
    """
    from textkit.language.annotation import annotate

    read_ = document if isinstance(document, Document) else read(document)
    return Shown(read_, next(annotate(read_)), lang)


def commitments(corpus: corpora.StoredCorpus) -> pd.DataFrame:
    """The commitments of a corpus, a row each: doc_id, start, end (characters), text, type (target,
    action, assignment or prohibition), actor, verb, theme, deadline, path, cues, finding. Example:
    `tk.commitments(corpus)`
    """
    return corpus.table("commitments")


def targets(corpus: corpora.StoredCorpus) -> pd.DataFrame:
    """The figures of a corpus, a row each, with `role` promised or achieved: indicator, low and
    high (in `unit`, `per` year or the like; "at least" has no high), measure, deadline, … Example:
    `tk.targets(corpus)`
    """
    return corpus.table("targets")


def citations(corpus: corpora.StoredCorpus) -> pd.DataFrame:
    """The references of a corpus, a row each, with the document each means: verdict, target,
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


dump = partial(json.dumps, ensure_ascii=False, indent=1, allow_nan=False)
"""JSON text as textkit writes it: Vietnamese letters as they are, no NaN."""
