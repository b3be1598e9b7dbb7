"""Reports of the results that have pages of their own: what was found, and the tables one pastes
into a paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textkit.data.messages import Lang, false_discovery, number, percent, say
from textkit.presenting import pages
from textkit.presenting.designs import design_lines, side_name
from textkit.presenting.reports import (
    Cell,
    Fragment,
    Grid,
    Lead,
    Passage,
    Report,
    Reported,
    render_inline,
)

if TYPE_CHECKING:
    import pandas as pd

    from textkit.comparing.terms import Comparison
    from textkit.comparing.threads import Thread
    from textkit.presenting.headlines import Headline
    from textkit.storing.corpus import StoredCorpus

# So many findings on figures stand before those on themes and words. Chosen by eye: with these two
# they are the five that a reader takes in at once.
_FIGURES_FIRST = 3

# What a theme is a share of, in the order of the table that has all three.
_OVERS = ("commitments", "targets", "words")

# So many passages are shown of one finding; the page of the comparison has all. Chosen by eye.
_PASSAGES = 12

# Pairs of sentences shown of each relation of a speech; its table has all. Chosen by eye.
_PAIRS = 5


def comparison_report(
    comparison: Comparison, corpus: StoredCorpus, found: Sequence[Headline], lang: Lang
) -> Report:
    """The findings of a comparison and its tables: themes, differences, words, threads, documents.

    `found` are its headlines; of those on figures the first three stand in the report.
    """
    names = pages.theme_names(lang, corpus)
    grids = (
        _themes(comparison, names, lang),
        _differences(comparison.differences, names, lang),
        _keywords(comparison, lang),
        _threads(comparison.threads, corpus, lang),
        _documents(comparison, corpus, lang),
        _counted(comparison.themes, names, lang),
    )
    lines = list(design_lines(comparison.design, lang))
    chosen = [_lead(one) for one in _first_of_each(found)]
    return Report(say("page.title", lang), lines[-1], tuple(chosen), grids, tuple(lines[:-1]))


def named_grid(report: Report, name: str, names: Sequence[str]) -> Grid:
    """The table of a report by its name. Raises TextkitError for another name."""
    from textkit.storing.corpus import one_of

    return report.grids[names.index(one_of("table", name, names))]


def shown_leads(report: Report, lang: Lang) -> Fragment:
    """The findings of a report for a notebook, without its tables and notes."""
    return Fragment(render_inline(report.only_leads(), lang=lang))


def _first_of_each(found: Sequence[Headline]) -> Iterator[Headline]:
    """The first findings on figures, and the first on themes and on words."""
    for anchor, most in (("threads", _FIGURES_FIRST), ("themes", 1), ("keywords", 1)):
        of_kind = [one for one in found if one.anchor == anchor]
        yield from of_kind[:most]


def _lead(found: Headline) -> Lead:
    passages = tuple(Passage(*line) for line in found.lines[:_PASSAGES])
    return Lead(found.sentence, passages, found.examples)


def _themes(comparison: Comparison, names: Mapping[str, str], lang: Lang) -> Grid:
    """Each theme's share of the commitments of each group, the greatest first."""
    rows = []
    for theme, cells in pages.theme_rows(comparison):
        shares = []
        for _, row in cells:
            mark = " †" if row["few"] else ""
            shares.append(Cell(f"{pages.share_with_interval(row, lang)}{mark}"))
        rows.append((Cell(names[theme]), *shares))
    heads = (say("page.theme", lang), *comparison.groups)
    return Grid(say("page.themes_table", lang), heads, tuple(rows), say("page.within", lang))


def _counted(themes: pd.DataFrame, names: Mapping[str, str], lang: Lang) -> Grid:
    """Each theme's share of commitments, targets and words of each group."""
    table = themes.pivot(index="theme", columns=["over", "group"], values="share")
    columns = sorted(table.columns, key=lambda column: (_OVERS.index(column[0]), column[1]))
    rows = []
    for theme, shares in table[columns].iterrows():
        cells = (Cell("–" if share != share else number(100 * share, lang)) for share in shares)
        rows.append((Cell(names[str(theme)]), *cells))
    heads = [f"{group}, {say(f'overview.over-{over}', lang)}" for over, group in columns]
    return Grid(say("overview.counted", lang), (say("page.theme", lang), *heads), tuple(rows))


def _differences(differences: pd.DataFrame, names: Mapping[str, str], lang: Lang) -> Grid:
    """By theme the difference of its shares of commitments, and whether it is sure."""
    rows = []
    of_commitments = differences[differences["over"] == "commitments"]
    for row in of_commitments.sort_values("p", kind="stable").to_dict("records"):
        target, reference = (side_name(row[side], lang) for side in ("target", "reference"))
        pair = say("page.against", lang, target=target, reference=reference)
        test = say(f"why.{row['why']}", lang) if row["why"] else ""
        if row["q"] == row["q"]:
            test = false_discovery(row["q"], lang)
        points = number(100 * row["difference"], lang)
        rows.append((Cell(names[row["theme"]]), Cell(pair), Cell(points), Cell(test)))
    keys = ("page.theme", "page.differences", "overview.points", "overview.test")
    heads = tuple(say(key, lang) for key in keys)
    return Grid(say("page.differences", lang), heads, tuple(rows))


def _keywords(comparison: Comparison, lang: Lang) -> Grid:
    """The words typical of each group."""
    rows = []
    for group in comparison.groups:
        for row in pages.typical_words(comparison, group, len(comparison.keywords)):
            test = "" if row["q"] != row["q"] else false_discovery(row["q"], lang)
            figures = (
                number(row["count_target"], lang, 0),
                number(row["documents"], lang, 0),
                number(row["log_ratio"], lang),
                number(row["dispersion"], lang, 2),
            )
            rows.append((Cell(group), Cell(row["word"]), *map(Cell, figures), Cell(test)))
    columns = ("group", "word", "count", "documents", "log_ratio", "dispersion")
    named = (*(say(f"page.{key}", lang) for key in columns), say("overview.test", lang))
    return Grid(say("page.keywords", lang), named, tuple(rows), say("page.keywords_note", lang))


def _threads(threads: Iterable[Thread], corpus: StoredCorpus, lang: Lang) -> Grid:
    """The recurring commitments, one row each, with the chain of what became of them."""
    rows = []
    for thread in threads:
        said = [member for member in thread.members if member.text]
        passages = []
        for member in said:
            text = " ".join((member.sentence or member.text or "").split())
            where = pages.source(corpus, str(member.doc_id), member.path, lang)
            passages.append(Passage(text, where))
        status = Cell(say(f"status.{thread.status}", lang))
        label = Cell(pages.label_of(thread, lang), tuple(passages))
        rows.append((label, status, Cell(pages.chain(thread, lang)), Cell(str(len(said)))))
    keys = ("page.threads", "page.status", "page.change", "overview.times")
    heads = tuple(say(key, lang) for key in keys)
    return Grid(say("page.threads", lang), heads, tuple(rows))


def _documents(comparison: Comparison, corpus: StoredCorpus, lang: Lang) -> Grid:
    """The documents as one cites them, by group."""
    words = dict(zip(corpus.documents["id"], corpus.documents["words"], strict=True))
    rows = []
    for group, ids in comparison.documents.items():
        for id_ in ids:
            cited = pages.source(corpus, id_, "", lang)
            rows.append((Cell(group), Cell(cited), Cell(number(words[id_], lang, 0))))
    heads = tuple(say(f"page.{key}", lang) for key in ("group", "documents", "words"))
    return Grid(say("page.documents", lang), heads, tuple(rows))


# --- A speech ---------------------------------------------------------------------------------

RELATIONS = ("stresses", "takes_up", "adds", "leaves_out")


def speech_report(
    statements: pd.DataFrame, corpus: StoredCorpus, *, head: str, note: str, lang: Lang
) -> Report:
    """What a speech takes up, stresses, adds and leaves out: a finding each, and every pair."""
    names = pages.theme_names(lang, corpus)
    leads, rows = [], []
    for relation in RELATIONS:
        pairs = statements[statements["relation"] == relation]
        pairs = pairs.sort_values("score", ascending=False, kind="stable")
        lines = [_pair(pair, names, corpus, lang) for pair in pairs.to_dict("records")]
        rows += [(Cell(say(f"speech.{relation}", lang)), *map(Cell, line)) for line in lines]
        passages = tuple(
            Passage(" ⇔ ".join((said, written)), where)
            for _, said, written, where, _ in lines[:_PAIRS]
        )
        leads.append(Lead(say(f"overview.{relation}", lang, count=len(pairs)), passages))
    keys = ("relation", "theme", "said", "written", "source", "score")
    heads = tuple(say(f"speech.{key}", lang) for key in keys)
    grid = Grid(say("speech.pairs", lang), heads, tuple(rows), note)
    return Report(head, "", tuple(leads), (grid,))


def _pair(
    pair: Mapping[str, Any], names: Mapping[str, str], corpus: StoredCorpus, lang: Lang
) -> tuple[str, str, str, str, str]:
    """A pair of statements as one reads them: theme, both sides, where the second stands, score."""
    where = pages.source(corpus, pair["doc_id"], pair["path"], lang)
    likeness = number(pair["score"], lang, 2)
    return names.get(pair["theme"], "–"), pair["text"], pair["other_text"], where, likeness


# --- A check where nothing differs, a document, sentences of one's own ---------------------------


def rates_report(rates: pd.DataFrame, names: Sequence[str], sentence: str, lang: Lang) -> Report:
    """The rates of a check where nothing differs; `names` names its rows."""
    rows = []
    for name, row in zip(names, rates.to_dict("records"), strict=True):
        columns = ("sure", "low", "high")
        shares = [percent(row[key], lang) if row["tested"] else "–" for key in columns]
        rows.append((Cell(name), Cell(number(row["splits"], lang, 0)), *map(Cell, shares)))
    keys = ("what", "splits", "sure", "low", "high")
    heads = tuple(say(f"overview.{key}", lang) for key in keys)
    grid = Grid(say("null.title", lang), heads, tuple(rows), say("null.axis", lang))
    return Report(say("null.title", lang), "", (Lead(sentence),), (grid,))


def document_report(shown: Mapping[str, Any], title: str, lang: Lang) -> Report:
    """What a document says is to be done: a row a commitment. `shown` is its JSON."""
    rows = []
    for record in shown["commitments"]:
        what = " ".join(record["text"].split())
        bodies = "; ".join(record["actor_names"] or ()) or record["actor"] or ""
        kind = say(f"overview.{record['type']}", lang)
        rows.append((Cell(kind), Cell(what), Cell(bodies), Cell(record["deadline"] or "")))
    heads = tuple(say(f"overview.{key}", lang) for key in ("kind", "what", "body", "deadline"))
    counts = {name: len(shown[name]) for name in ("commitments", "targets", "citations")}
    leads = (Lead(say("overview.document", lang, **counts)),)
    return Report(title, "", leads, (Grid(say("overview.done", lang), heads, tuple(rows)),))


def first_findings(*results: Reported, each: int = 1, lang: Lang = "vi") -> Fragment:
    """The first findings of several results in one list, for a notebook: `each` of every result.

    Each says which result it is of, and opens its passages.
    Example: `tk.first_findings(tk.compare_terms(corpus), each=2)`
    """
    leads = []
    for result in results:
        told = result.report()
        for lead in told.leads[:each]:
            leads.append(lead._replace(sentence=f"{told.title}: {lead.sentence}"))
    report = Report(say("page.findings", lang), "", tuple(leads))
    return Fragment(render_inline(report, lang=lang))


@dataclass(frozen=True, eq=False, repr=False)
class Told(Reported):
    """Sentences of one's own, each of which opens the passages it stands on."""

    corpus: StoredCorpus
    told: Mapping[str, pd.DataFrame]
    lang: Lang = "vi"

    def __repr__(self) -> str:
        return f"Told({list(self.told)})"

    def report(self) -> Report:
        """The sentences as findings."""
        leads = []
        for sentence, rows in self.told.items():
            lines = rows.head(_PASSAGES).to_dict("records")
            leads.append(Lead(sentence, tuple(self._passage(row) for row in lines)))
        cells = [(Cell(lead.sentence, lead.passages),) for lead in leads]
        grid = Grid(
            say("page.findings", self.lang), (say("page.sentence", self.lang),), tuple(cells)
        )
        return Report(say("page.findings", self.lang), "", tuple(leads), (grid,))

    def show(self) -> Fragment:
        """The sentences for a notebook."""
        return shown_leads(self.report(), self.lang)

    def _passage(self, row: Mapping[str, Any]) -> Passage:
        where = pages.source(self.corpus, row["doc_id"], _path(row), self.lang)
        return Passage(_words(self.corpus, row), where)


def with_evidence(
    corpus: StoredCorpus, told: Mapping[str, pd.DataFrame], *, lang: Lang = "vi"
) -> Told:
    """Sentences, each of which opens the first twelve passages of the table it stands on.

    A table has a row per passage with doc_id, start, end (characters) and, if at hand, path: those
    of `kwic`, `targets`, `commitments` do.
    Example: `tk.with_evidence(corpus, {"Rừng được nhắc đến": tk.kwic(corpus, "rừng")})`
    """
    return Told(corpus, dict(told), lang)


def _path(row: Mapping[str, Any]) -> str:
    """The place of a row in its document; empty where the row does not say."""
    path = row.get("path")
    return path if isinstance(path, str) else ""


def _words(corpus: StoredCorpus, row: Mapping[str, Any]) -> str:
    """The words of a row: the line of a concordance, or what stands between its bounds."""
    if {"left", "match", "right"} <= row.keys():
        return f"… {row['left']} {row['match']} {row['right']} …"
    return " ".join(corpus.text(row["doc_id"])[int(row["start"]) : int(row["end"])].split())
