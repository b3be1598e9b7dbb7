"""What was decided on a topic as findings and tables: disagreements first, then by date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from textkit.comparing.decisions import Decision, Decisions, Disagreement, Kind, decisions
from textkit.comparing.standing import Change
from textkit.comparing.threads import Member
from textkit.counting.queries import Query
from textkit.data.messages import Lang, known_language, say
from textkit.finding.figures import Target
from textkit.finding.indicators import indicators
from textkit.presenting.pages import member_figure, place, source, target_figure
from textkit.presenting.reports import Cell, Grid, Lead, Passage, Report, Reported
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.dates import written_date

if TYPE_CHECKING:
    import pandas as pd

_HEADS = ("document", "place", "text", "figure", "deadline", "bodies", "fate")

# The kinds of decisions in the order in which they are counted.
_KINDS: tuple[Kind, ...] = ("target", "assignment", "action", "prohibition", "norm")


@dataclass(frozen=True, eq=False, repr=False)
class Decided(Reported):
    """What was decided on a topic: `rows` and `disagreements` as tables, a page, a Word file."""

    found: Decisions
    corpus: StoredCorpus
    query: Query
    lang: Lang = "vi"

    def __repr__(self) -> str:
        return (
            f"Decided({self.query!r}, rows={len(self.found.rows)},"
            f" disagreements={len(self.found.disagreements)})"
        )

    @property
    def rows(self) -> pd.DataFrame:
        """One row per decision.

        Columns: doc_id, start, end, date, path, kind, text, figures, deadline (ISO), bodies,
        heading (that names the topic, where the text does not), ended_by (id of the document that
        ended its own), amended_by (ids), verdict, later_doc, later_text, changes.
        """
        import pandas as pd

        return pd.DataFrame(list(map(self._flat, self.found.rows)), columns=list(_COLUMNS))

    @property
    def disagreements(self) -> pd.DataFrame:
        """Figures that disagree: earlier_doc, earlier, later_doc, later, deadline (ISO)."""
        import pandas as pd

        columns = ["earlier_doc", "earlier", "later_doc", "later", "deadline"]
        rows = [
            (a.doc_id, a.text, b.doc_id, b.text, b.deadline) for a, b in self.found.disagreements
        ]
        return pd.DataFrame(rows, columns=columns)

    def to_json(self) -> dict[str, Any]:
        """The decisions as plain dicts and lists, in the shape `textkit decided --json` writes."""
        theme = self.found.theme.key if self.found.theme else None
        return {
            "query": self.query if isinstance(self.query, str) else list(self.query),
            "theme": theme,
            "decisions": [self._flat(row) for row in self.found.rows],
            "disagreements": [
                {"earlier": _place_of(one.earlier), "later": _place_of(one.later)}
                for one in self.found.disagreements
            ],
            "mentions": self.found.mentions,
            "in_reports": self.found.in_reports,
            "no_decision": self.found.elsewhere,
        }

    def _flat(self, row: Decision) -> dict[str, Any]:
        values = {
            "doc_id": row.doc_id,
            "start": row.start,
            "end": row.end,
            "date": row.date,
            "path": row.path,
            "kind": row.kind,
            "text": row.text,
            "figures": [target_figure(target, self.lang) for target in row.targets],
            "deadline": row.deadline,
            "bodies": list(row.bodies),
            "heading": row.heading,
            "ended_by": row.ended.effect.doc_id if row.ended else None,
            "amended_by": [change.effect.doc_id for change in row.amended],
            "verdict": row.verdict,
            "later_doc": row.later.doc_id if row.later else None,
            "later_text": row.later.text if row.later else None,
            "changes": list(row.later_changes),
        }
        assert tuple(values) == _COLUMNS
        return values

    def report(self) -> Report:
        """Disagreements in sentences, then every decision by date."""
        t, lang = self.found, self.lang
        words = _words(self.query)
        title = say("decided.title", lang, topic=t.theme.vi if t.theme and lang == "vi" else words)
        documents = {row.doc_id for row in t.rows}
        subtitle = say("decided.size", lang, rows=len(t.rows), documents=len(documents))
        return Report(
            title,
            subtitle,
            tuple(self._leads()),
            tuple(self._grids()),
            tuple(self._notes()),
        )

    def _leads(self) -> Iterator[Lead]:
        for clash in clashes(self.found.disagreements):
            yield self._clash(clash)
        kinds = Counter(row.kind for row in self.found.rows)
        counts = [
            say(f"decided.count_{kind}", self.lang, count=kinds[kind])
            for kind in _KINDS
            if kinds[kind]
        ]
        if counts:
            yield Lead(say("decided.counts", self.lang, counts=", ".join(counts)))
        for verdict in ("not_reached", "reached_in_part", "reached"):
            rows = [row for row in self.found.rows if row.verdict == verdict]
            if rows:
                sentence = say(f"decided.{verdict}", self.lang, count=len(rows))
                told = [passage for row in rows for passage in self._evidence(row)]
                yield Lead(sentence, tuple(told))
        ended = [row for row in self.found.rows if row.ended]
        if ended:
            yield Lead(
                say("decided.ended_rows", self.lang, count=len(ended)),
                tuple(self._passage(row.doc_id, row.text, row.path) for row in ended),
            )

    def _clash(self, figures: Sequence[Target]) -> Lead:
        """One sentence over the figures of one thing that disagree."""
        by_value: dict[str, list[str]] = {}
        for figure in figures:
            cited = source(self.corpus, figure.doc_id, "", self.lang)
            by_value.setdefault(target_figure(figure, self.lang), []).append(cited)
        said = [
            say("decided.says", self.lang, figure=value, documents="; ".join(documents))
            for value, documents in by_value.items()
        ]
        name = " ".join(figures[0].indicator_text.split())
        known = indicators().get(figures[0].indicator or "")
        if known:
            name = known.vi if self.lang == "vi" else known.en
        sentence = say(
            "decided.clash",
            self.lang,
            name=name,
            deadline=written_date(figures[0].deadline or ""),
            figures="; ".join(said),
        )
        return Lead(
            sentence, tuple(self._passage(one.doc_id, one.text, one.path) for one in figures)
        )

    def _passage(self, doc_id: str, text: str, path: str) -> Passage:
        return Passage(shown(text), source(self.corpus, doc_id, path, self.lang))

    def _grids(self) -> Iterator[Grid]:
        heads = tuple(say(f"decided.{head}", self.lang) for head in _HEADS)
        rows = tuple(map(self._row, self.found.rows))
        note = say("decided.note", self.lang) if rows else ""
        yield Grid(say("decided.by_date", self.lang), heads, rows, note)
        if self.found.titled:
            names = ("document", "title_head", "standing")
            yield Grid(
                say("decided.titled", self.lang),
                tuple(say(f"decided.{name}", self.lang) for name in names),
                tuple(map(self._titled, self.found.titled)),
            )

    def _row(self, row: Decision) -> tuple[Cell, ...]:
        clashing = {(one.doc_id, one.start) for pair in self.found.disagreements for one in pair}
        is_clashing = any((target.doc_id, target.start) in clashing for target in row.targets)
        lang = self.lang
        where = place(row.path, lang)
        if row.heading:
            heading = say("decided.under", lang, heading=" ".join(row.heading.split()))
            where = ", ".join(filter(None, (where, heading)))
        values = dict.fromkeys(target_figure(target, lang) for target in row.targets)
        return (
            Cell(source(self.corpus, row.doc_id, "", lang)),
            Cell(where),
            Cell(shown(row.text)),
            Cell("; ".join(values), strong=is_clashing),
            Cell(written_date(row.deadline or "")),
            Cell("; ".join(row.bodies)),
            Cell(" ".join(self._fate(row)), tuple(self._evidence(row))),
        )

    def _fate(self, row: Decision) -> Iterator[str]:
        """What became of a decision, a sentence each."""
        lang = self.lang
        if row.ended:
            yield self._changed(row.ended)
        for change in row.amended:
            yield self._changed(change)
        if row.verdict:
            told = "; ".join(filter(None, (self._result(one) for one in row.results)))
            key = "decided.verdict" if told else "decided.verdict_alone"
            verdict = say(f"verdict.{row.verdict}", lang)
            yield say(key, lang, verdict=verdict[:1].upper() + verdict[1:], told=told)
        if row.later and row.later.doc_id:
            document = source(self.corpus, row.later.doc_id, row.later.path, lang)
            changes = [say(f"change.{change}", lang) for change in row.later_changes]
            figure = member_figure(asdict(row.later), lang)
            told = f"{figure}, {document}" if figure else document
            what = ", ".join(changes) or say("decided.again", lang)
            yield say("decided.later", lang, change=what[:1].upper() + what[1:], told=told)

    def _changed(self, change: Change) -> str:
        effect = change.effect
        key = effect.does if effect.whole or effect.does == "amends" else f"{effect.does}_part"
        document = source(self.corpus, effect.doc_id, "", self.lang)
        if change.date:
            document += f" ({say('decided.since', self.lang, date=written_date(change.date))})"
        return say(f"decided.{key}", self.lang, document=document)

    def _result(self, result: Member) -> str:
        figure = member_figure(asdict(result) | {"deadline": None}, self.lang)
        document = source(self.corpus, str(result.doc_id), "", self.lang)
        return f"{figure} ({document})" if figure else document

    def _evidence(self, row: Decision) -> Iterator[Passage]:
        """The words by which it is known what became of a decision."""
        for change in (row.ended, *row.amended):
            if change:
                effect = change.effect
                text = self.corpus.text(effect.doc_id)
                said = text[effect.sentence_start : effect.sentence_end]
                yield self._passage(effect.doc_id, said, "")
        for member in (*row.results, row.later):
            if member and member.doc_id:
                words = member.sentence or member.text or ""
                yield self._passage(member.doc_id, words, member.path)

    def _titled(self, doc_id: str) -> tuple[Cell, ...]:
        ends = [row.ended for row in self.found.rows if row.doc_id == doc_id and row.ended]
        return (
            Cell(source(self.corpus, doc_id, "", self.lang)),
            Cell(" ".join((self.corpus.fact(doc_id, "title") or "").split())),
            Cell(self._changed(ends[0]) if ends else say("decided.no_end", self.lang)),
        )

    def _notes(self) -> Iterator[str]:
        found, lang = self.found, self.lang
        if found.theme:
            yield say("decided.as_theme", lang, theme=found.theme.vi, mentions=found.mentions)
        else:
            yield say("decided.as_words", lang, words=_words(self.query), mentions=found.mentions)
        if found.in_reports:
            yield say("decided.in_reports", lang, count=found.in_reports)
        if found.elsewhere:
            yield say("decided.elsewhere", lang, count=found.elsewhere)
        yield say("decided.limits", lang, documents=len(self.corpus))


_COLUMNS = (
    *("doc_id", "start", "end", "date", "path", "kind", "text", "figures", "deadline", "bodies"),
    *("heading", "ended_by", "amended_by", "verdict", "later_doc", "later_text", "changes"),
)


def decided(
    corpus: StoredCorpus, query: Query, *, accents: bool = True, lang: Lang = "vi"
) -> Decided:
    """What the documents of a corpus decided on a topic, by date, disagreements first.

    `query` is a word, a phrase or any query of `kwic`, a list of them, or a theme by its key or its
    name. A decision is a target, a task, a prohibition or what an article lays down in a document
    that sets something (no report, no speech), with the words themselves or a heading above that
    names the topic alone. Each has its figures, deadline and bodies, and what became of it where
    that is sure: replaced, amended, raised or lowered later, reached or not.

    A disagreement is two figures for one thing and one deadline in documents of one place and one
    term, neither of which is known to be replaced, where the later does not say that it departs.
    Raises TextkitError if the query cannot be read. Example: `tk.decided(corpus, "nhà ở xã hội")`
    """
    lang = known_language(lang)
    return Decided(decisions(corpus, query, accents=accents), corpus, query, lang)


def clashes(found: Sequence[Disagreement]) -> list[list[Target]]:
    """Disagreements that share a figure, as one list of figures by date."""
    groups: list[list[Target]] = []
    for pair in found:
        touching = [group for group in groups if any(one in group for one in pair)]
        merged = [figure for group in touching for figure in group]
        merged += [one for one in pair if one not in merged]
        groups = [group for group in groups if group not in touching]
        groups.append(merged)
    return groups


def shown(text: str) -> str:
    """A sentence or row of a document in one line; the cells of a row are parted by bars.

    >>> shown("6\\tSố căn nhà ở\\tcăn\\t7.000")
    '6 | Số căn nhà ở | căn | 7.000'
    """
    cells = [" ".join(cell.split()) for cell in text.strip().split("\t")]
    return " | ".join(filter(None, cells))


def _place_of(target: Target) -> dict[str, Any]:
    names = ("doc_id", "start", "end", "text", "low", "high", "unit", "deadline")
    return {name: getattr(target, name) for name in names}


def _words(query: Query) -> str:
    return query if isinstance(query, str) else ", ".join(query)
