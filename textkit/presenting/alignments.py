"""What of a resolution a programme takes on, as a table: items, tasks that are near, targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.comparing.alignment import (
    Aligned,
    AlignedTarget,
    Alignment,
    Counterpart,
    align_contents,
)
from textkit.comparing.provisions import Contents, Piece, Provision, contents_of
from textkit.data.messages import Lang, say
from textkit.finding.commitments import Commitment
from textkit.finding.cues import ENUMERATOR
from textkit.finding.targets import Target
from textkit.presenting import pages
from textkit.presenting.reports import Cell, Grid, Lead, Passage, Report, Reported
from textkit.reading.document import Document, Record
from textkit.reading.readers import read
from textkit.vietnamese.dates import written_date

if TYPE_CHECKING:
    import pandas as pd

# The order of the table: what nobody took on first.
_GRADES = ("none", "partly", "near", "same")
_RELATIONS = ("absent", "other", "same")

# So many characters of an item are shown in its cell, and of a task beside it; the cell opens the
# whole. Chosen by eye: three lines of a printed page.
_SHOWN_OF_AN_ITEM = 280
_SHOWN_OF_A_TASK = 180

_ITEM_COLUMNS = [
    "side",
    "doc_id",
    "start",
    "end",
    "path",
    "text",
    "grade",
    "bare",
    "other_doc_id",
    "other_start",
    "other_end",
    "other_path",
    "other_text",
    "score",
    "other_grade",
    "actor",
    "deadline",
]


@dataclass(frozen=True, eq=False, repr=False)
class Coverage(Reported):
    """What of one document another takes on, in both directions: `items` and `targets` as tables,
    a page, a Word file, a workbook.
    """

    found: Alignment
    lang: Lang = "vi"

    def __repr__(self) -> str:
        grades = dict(Counter(one.grade for one in self.found.items))
        relations = dict(Counter(one.relation for one in self.found.targets))
        return f"Coverage(items={grades}, targets={relations})"

    @property
    def items(self) -> pd.DataFrame:
        """One row per item and counterpart: side (`first`, `second`), doc_id, start, end, path,
        text, grade (`none`, `partly`, `near`, `same`), bare (the statements with nothing near), and
        of the counterpart other_doc_id, other_start, other_end, other_path, other_text, score (0 to
        1), other_grade, actor and deadline (ISO). An item with nothing near has one row, with the
        likeness of what is nearest.
        """
        import pandas as pd

        rows = []
        for side, items in (("first", self.found.items), ("second", self.found.added_items)):
            for aligned in items:
                rows += self._rows(side, aligned)
        return pd.DataFrame(rows, columns=_ITEM_COLUMNS)

    def _rows(self, side: str, aligned: Aligned) -> list[tuple[Any, ...]]:
        item = aligned.item
        bare = tuple(self._text(item.doc_id, piece) for piece in aligned.bare)
        head = (side, item.doc_id, item.start, item.end, item.path, self._whole(item))
        rows: list[tuple[Any, ...]] = []
        for one in aligned.counterparts:
            other, promise = one.item, one.promise
            place = (other.doc_id, other.start, other.end, other.path, self._whole(other))
            score = round(one.score, 4)
            said = (promise.actor, promise.deadline) if promise else (None, None)
            rows.append((*head, aligned.grade, bare, *place, score, one.grade, *said))
        if not rows:
            score = round(aligned.score, 4)
            rows.append((*head, aligned.grade, bare, *(None,) * 5, score, None, None, None))
        return rows

    @property
    def targets(self) -> pd.DataFrame:
        """One row per target of the first document, then those that only the second has: side,
        relation (`same`, `other`, `absent`), differs (`figure`, `unit`, `deadline`), likeness (0 to
        1), and of either document doc_id,
        start, end, text, indicator, low, high, unit, per, deadline.
        """
        import pandas as pd

        names = ("doc_id", "start", "end", "text", "indicator", "low", "high", "unit", "per")
        rows = []
        for side, targets in (("first", self.found.targets), ("second", self.found.added_targets)):
            for one in targets:
                row: dict[str, Any] = {"side": side, "relation": one.relation}
                row["differs"] = one.differs
                row["likeness"] = round(one.likeness, 4)
                for prefix, figure in (("", one.target), ("other_", one.other)):
                    for name in (*names, "deadline"):
                        row[prefix + name] = getattr(figure, name, None)
                rows.append(row)
        return pd.DataFrame(rows)

    def to_json(self) -> dict[str, Any]:
        """The documents, items and targets as plain dicts and lists."""
        documents = {}
        for side, sources in (("first", self.found.first), ("second", self.found.second)):
            documents[side] = [
                {"id": one.document.id, **asdict(one.document.facts)} for one in sources
            ]
        tables = {"items": self.items, "targets": self.targets}
        rows = {}
        for name, table in tables.items():
            known = table.astype(object).where(table.notna(), None)
            rows[name] = known.to_dict("records")
        return {"documents": documents, **rows}

    def report(self) -> Report:
        """Findings, the items with what is near (nothing first), targets, and the other way
        round.
        """
        grids = [self._items_grid(), self._targets_grid(), self._added_grid()]
        if self.found.added_targets:
            grids.append(self._added_targets_grid())
        names = {"first": self._name(0), "second": self._name(1)}
        dates = [self._cited(one.document) for one in (*self.found.first, *self.found.second)]
        return Report(
            title=say("align.title", self.lang, **names),
            subtitle="; ".join(dates),
            leads=tuple(self._leads()),
            grids=tuple(grid for grid in grids if grid.rows),
            notes=(say("align.how", self.lang, **names), say("align.left_out", self.lang)),
        )

    # --- Words ----------------------------------------------------------------------------------

    def _document(self, doc_id: str) -> Document:
        for contents in (*self.found.first, *self.found.second):
            if contents.document.id == doc_id:
                return contents.document
        raise KeyError(doc_id)

    def _text(self, doc_id: str, piece: Piece | Record) -> str:
        return " ".join(self._document(doc_id).text[piece.start : piece.end].split())

    def _whole(self, record: Record) -> str:
        return self._text(record.doc_id, record)

    def _cited(self, document: Document, path: str = "") -> str:
        facts = document.facts
        named = pages.cited(document.id, facts.kind, facts.number, facts.date)
        return ", ".join(filter(None, (named, pages.place(path, self.lang))))

    def _name(self, side: int) -> str:
        """How a side is called in sentences: by its number, else its kind."""
        document = (self.found.first, self.found.second)[side][0].document
        facts = document.facts
        return " ".join(filter(None, (facts.kind or document.id, facts.number)))

    def _passage(self, record: Record, piece: Piece | None = None) -> Passage:
        text = self._text(record.doc_id, piece) if piece else self._whole(record)
        path = getattr(record, "path", "")
        return Passage(text, self._cited(self._document(record.doc_id), path))

    def _place(self, item: Provision) -> str:
        return pages.place(item.path, self.lang)

    # --- Findings -------------------------------------------------------------------------------

    def _leads(self) -> Iterable[Lead]:
        first, second = self._name(0), self._name(1)
        items = self.found.items
        if items:
            yield self._lead("none", items, first, second)
            partly = [one for one in items if one.grade == "partly"]
            if partly:
                bare: list[Passage] = []
                for one in partly:
                    bare += [self._passage(one.item, piece) for piece in one.bare]
                count = len(partly)
                sentence = say("align.lead_partly", self.lang, n=count, all=len(items))
                yield Lead(sentence, tuple(bare))
        if self.found.targets:
            yield self._lead_of_targets()
        if self.found.added_items:
            yield self._lead("none", self.found.added_items, second, first)

    def _lead(self, grade: str, items: Sequence[Aligned], first: str, second: str) -> Lead:
        chosen = [one for one in items if one.grade == grade]
        values = {"n": len(chosen), "all": len(items), "first": first, "second": second}
        sentence = say("align.lead_none" if chosen else "align.lead_all", self.lang, **values)
        return Lead(sentence, tuple(self._passage(one.item) for one in chosen))

    def _lead_of_targets(self) -> Lead:
        targets = self.found.targets
        counts = Counter(one.relation for one in targets)
        values = dict.fromkeys(_RELATIONS, 0) | counts
        sentence = say("align.lead_targets", self.lang, all=len(targets), **values)
        passages = []
        for one in targets:
            if one.relation != "same":
                passages.append(self._passage(one.target))
            if one.relation == "other" and one.other:
                passages.append(self._passage(one.other))
        return Lead(sentence, tuple(passages))

    # --- Tables ---------------------------------------------------------------------------------

    def _heads(self, *names: str) -> tuple[str, ...]:
        values = {"first": self._name(0), "second": self._name(1)}
        return tuple(say(f"align.{name}", self.lang, **values) for name in names)

    def _items_grid(self) -> Grid:
        """The items of the first document, those with nothing near first."""
        rows = []
        by_grade = sorted(self.found.items, key=_what_nobody_took_on_first)
        for number, one in enumerate(by_grade, 1):
            near = tuple(self._passage(each.item) for each in one.counterparts)
            grade = Cell(
                say(f"align.{one.grade}", self.lang),
                near or self._nearest(one),
                strong=one.grade == "none",
            )
            rows.append(
                (
                    Cell(str(number)),
                    self._place_cell(one.item),
                    Cell(self._shown(one)),
                    grade,
                    Cell(self._tasks(one) or say("align.nothing_near", self.lang)),
                )
            )
        return Grid(
            say("align.items", self.lang),
            self._heads("number", "place", "item", "grade", "near_items"),
            tuple(rows),
            note=say("align.items_note", self.lang),
        )

    def _place_cell(self, item: Provision) -> Cell:
        """Where an item stands; the cell opens it whole."""
        return Cell(self._place(item) or "–", (self._passage(item),))

    def _shown(self, one: Aligned) -> str:
        """The first words of an item; of one that is taken on in part, the statements with nothing
        near, too.
        """
        lines = [_shortened(self._whole(one.item), _SHOWN_OF_AN_ITEM)]
        if one.grade == "partly":
            for piece in one.bare:
                words = _shortened(self._text(one.item.doc_id, piece), _SHOWN_OF_A_TASK)
                lines.append(say("align.bare", self.lang, text=words))
        return "\n".join(lines)

    def _nearest(self, one: Aligned) -> tuple[Passage, ...]:
        """What a reader may look at where there is nothing near: the likest item."""
        if one.nearest is None:
            return ()
        passage = self._passage(one.nearest.item, one.nearest.piece)
        return (passage._replace(source=say("align.nearest", self.lang, source=passage.source)),)

    def _tasks(self, one: Aligned) -> str:
        """The counterparts of an item, a line each: where, what, who and by when."""
        lines = []
        for number, each in enumerate(one.counterparts, 1):
            words = self._text(each.item.doc_id, each.piece)
            label = ENUMERATOR.match(words)
            words = _shortened(words[label.end() if label else 0 :].rstrip(" ;"), _SHOWN_OF_A_TASK)
            place = self._place(each.item)
            line = ": ".join(filter(None, (place, words)))
            said = self._who_and_when(each)
            lines.append(f"{number}) {line}" + (f" ({said})" if said else ""))
        return "\n".join(lines)

    def _who_and_when(self, each: Counterpart) -> str:
        if each.promise is None:
            return ""
        due = _due(each.promise)
        until = say("align.due", self.lang, date=due) if due else ""
        return "; ".join(filter(None, (each.promise.actor, until)))

    def _targets_grid(self) -> Grid:
        """The targets of the first document, those without a counterpart first."""
        rows = []
        in_order = sorted(self.found.targets, key=lambda one: _RELATIONS.index(one.relation))
        for number, one in enumerate(in_order, 1):
            relation = Cell(self._compared(one), strong=one.relation == "absent")
            other = self._figure_cell(one.other) if one.other else Cell()
            name = Cell(named(one.target))
            figure = self._figure_cell(one.target)
            rows.append((Cell(str(number)), name, figure, other, relation))
        return Grid(
            say("align.targets", self.lang),
            self._heads("number", "indicator", "figure_first", "figure_second", "relation"),
            tuple(rows),
            note=say("align.targets_note", self.lang),
        )

    def _compared(self, one: AlignedTarget) -> str:
        """What a reader is told of a target and its counterpart."""
        if one.relation == "absent":
            return say("align.absent", self.lang)
        said = [say(f"align.other_{what}", self.lang) for what in one.differs]
        return ", ".join(said) or say("align.same_figure", self.lang)

    def _figure_cell(self, target: Target) -> Cell:
        return Cell(pages.member_figure(asdict(target), self.lang), (self._passage(target),))

    def _added_grid(self) -> Grid:
        """The items of the second document with nothing near in the first."""
        rows = []
        alone = [one for one in self.found.added_items if one.grade == "none"]
        for number, one in enumerate(alone, 1):
            promise = next(iter(one.item.promises), None)
            actor = promise.actor if promise else None
            rows.append(
                (
                    Cell(str(number)),
                    self._place_cell(one.item),
                    Cell(self._shown(one)),
                    Cell(actor or ""),
                    Cell(_due(promise) if promise else ""),
                )
            )
        return Grid(
            say("align.added", self.lang, first=self._name(0), second=self._name(1)),
            self._heads("number", "place", "item_second", "actor", "deadline"),
            tuple(rows),
        )

    def _added_targets_grid(self) -> Grid:
        rows = [
            (Cell(str(number)), Cell(named(one.target)), self._figure_cell(one.target))
            for number, one in enumerate(self.found.added_targets, 1)
        ]
        return Grid(
            say("align.added_targets", self.lang, first=self._name(0), second=self._name(1)),
            self._heads("number", "indicator", "figure_second"),
            tuple(rows),
        )


def _what_nobody_took_on_first(one: Aligned) -> tuple[int, float]:
    """By grade; of those with nothing near, what is least like anything stands first."""
    return _GRADES.index(one.grade), one.score if one.grade == "none" else 0.0


def _shortened(text: str, most: int) -> str:
    """The first words of a text, "…" behind them where something is left out."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"


def _due(promise: Commitment) -> str:
    """By when, in the document's own words, else the day; empty where nothing is due."""
    if promise.schedule and promise.schedule_kind == "deadline":
        return promise.schedule
    return written_date(promise.deadline or "")


def named(target: Target) -> str:
    """The name of a target's indicator, with the topic above it."""
    steps = target.indicator_path or (target.indicator_text,)
    return ": ".join(dict.fromkeys(" ".join(step.split()) for step in steps if step))


def align(
    resolution: Document | str | Path,
    programme: Document | str | Path | Sequence[Document | str | Path],
    *,
    lang: Lang = "vi",
) -> Coverage:
    """What of a resolution a programme takes on, and what the programme has that the resolution
    has not.

    Either is a Document or a file; the programme may be several (with its annexes). `.items` has
    the resolution's numbered items, each with up to three items of the programme that are near to
    it (rows of its tables of tasks, too), who is in charge and by when; `.targets` the targets:
    same figure, other figure, absent. `.report()` shows first what has nothing near.

    What is near is near in its words: that nothing near is seen is no proof that the matter is
    missing, it may stand there in other words. Headings, views, formulas and the chapter on how the
    resolution is carried out are no items. Raises TextkitError if a file cannot be read or says
    nothing that could be taken on.
    Example: `tk.align(corpus.document("nq-dai-hoi-2025"), corpus.document("nq-05-2026")).items`
    """
    programmes = [programme] if isinstance(programme, Document | str | Path) else [*programme]
    first, second = [_contents(resolution)], [_contents(each) for each in programmes]
    return Coverage(align_contents(first, second), lang)


def _contents(source: Document | str | Path) -> Contents:
    return contents_of(source if isinstance(source, Document) else read(source))
