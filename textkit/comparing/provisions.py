"""The items of a document that another could take on: its points and rows, with what they say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from textkit import data
from textkit.comparing.similarity import content_of
from textkit.finding.citations import find_citations
from textkit.finding.commitments import TYPES, Commitment, find_commitments
from textkit.finding.statements import Statement, find_statements
from textkit.finding.targets import Target, find_targets
from textkit.language.annotation import sheet
from textkit.language.units import Unit, find_units
from textkit.reading.document import Document, Record
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("alignment.toml", "provisions")
_LEAD_IN = data.patterns("likeness.toml", "likeness")["leadins"]

# A point with all that stands under it is one item up to so many characters; of a longer one each
# part is. Chosen by eye on 57-NQ/TW and six programmes: their longest points have 1,140.
_LONGEST_ITEM = 1_200

# A heading of more words is the text of its point. Chosen by eye; not measured.
_MOST_WORDS_OF_A_HEADING = 20

# A section of views that holds more of its document holds more than views: the heading behind it
# was not read. In 57-NQ/TW they have a tenth; chosen by eye.
_MOST_OF_A_DOCUMENT = 0.4

# A piece of fewer words names nothing that could be found again. Chosen by eye; not measured.
_FEWEST_WORDS = 4

_WORD = re.compile(r"[^\W\d_]{2,}")

# Sections that set no task.
_NO_TASKS = frozenset(
    {
        "achievement",
        "basis",
        "effect",
        "head",
        "lesson",
        "limitation",
        "note",
        "signature",
        "situation",
    }
)
# Sections in which a sentence without the verb of a task is one, too: "Cán bộ yếu thì cho thôi".
_OF_TASKS = frozenset({"tasks", "goals", "assignment", "request"})
_NO_DUTIES = frozenset({"basis", "effect", "exhortation", "achievement", "limitation"})

# The units that a reader counts as items.
_ITEMS = frozenset({"clause", "point", "bullet", "paragraph"})
_BESIDE_THE_TEXT = frozenset({"note", "caption"})


class Contents(NamedTuple):
    """A document with what is found in it, each in the order of its text."""

    document: Document
    units: Sequence[Unit]
    statements: Sequence[Statement]
    commitments: Sequence[Commitment]
    citations: Sequence[Any]
    figures: Sequence[Target]


def contents_of(document: Document) -> Contents:
    """What is found in a document that is in no corpus."""
    doc = sheet(document)
    return Contents(
        document,
        find_units(doc),
        list(find_statements(doc)),
        list(find_commitments(doc)),
        list(find_citations(doc)),
        list(find_targets(doc)),
    )


def contents_in(corpus: StoredCorpus, doc_id: str) -> Contents:
    """What was found in a document of a corpus, from its store."""
    found = []
    for finder in ("units", "statements", "commitments", "citations", "targets"):
        found.append(corpus.records(finder, [doc_id]))
    units, *others = found
    in_order = [sorted(records, key=attrgetter("start")) for records in others]
    return Contents(corpus.document(doc_id), units, *in_order)


class Piece(NamedTuple):
    """One statement of an item: its bounds, the words that are compared, and whether it is a duty
    that another document could take on (a figure that is held against figures is none).
    """

    start: int
    end: int
    words: str
    is_duty: bool


@dataclass(frozen=True, slots=True)
class Provision(Record):
    """One item of a document: a numbered point, a paragraph among tasks, a row of a task table.

    `path` is that of its unit, `pieces` the statements that say something, `promises` the
    commitments in it (who, by when).
    """

    path: str
    pieces: tuple[Piece, ...]
    promises: tuple[Commitment, ...]

    @property
    def duties(self) -> tuple[Piece, ...]:
        """The pieces that another document could take on."""
        return tuple(piece for piece in self.pieces if piece.is_duty)


def find_provisions(contents: Contents) -> list[Provision]:
    """The items of a document in order: those that say what is to be done, and the rows of tables
    of tasks.

    Left out are heads, legal bases, results, headings and formulas; what stands under "Tổ chức thực
    hiện" holds no duties of its own.

    >>> text = "II. NHIỆM VỤ\\n1. Hạ tầng\\na) Xây cảng cá Hải Vân.\\nb) Nạo vét luồng vào cảng."
    >>> [item.path for item in find_provisions(contents_of(Document("nq", text)))]
    ['II/1/a', 'II/1/b']
    """
    rows = [one for one in contents.commitments if "table" in one.cues[:1]]
    items = []
    for span in _joined(contents.document.text, _spans(contents)):
        pieces = tuple(_pieces(contents, span))
        if pieces:
            promises = _inside(contents.commitments, span.start, span.end)
            items.append(_provision(contents, span.start, span.end, span.path, pieces, promises))
    for row in rows:
        if row.type != "target":
            words = _words(contents, row.start, row.end)
            if row.product:
                words = f"{words} , {content_of(row.product)}"
            piece = Piece(row.start, row.end, words, is_duty=True)
            path = "/".join(filter(None, (row.path, row.row)))
            items.append(_provision(contents, row.start, row.end, path, (piece,), (row,)))
    return sorted(items, key=attrgetter("start"))


def _provision(
    contents: Contents,
    start: int,
    end: int,
    path: str,
    pieces: tuple[Piece, ...],
    promises: Sequence[Commitment],
) -> Provision:
    return Provision(contents.document.id, start, end, path, pieces, tuple(promises))


# --- Where an item begins and ends --------------------------------------------------------------


class _Span(NamedTuple):
    """The bounds of an item, its path and sense, and whether it only says how the document is
    carried out.
    """

    start: int
    end: int
    path: str
    sense: str
    organises: bool
    is_labelled: bool


def _spans(contents: Contents) -> Iterator[_Span]:
    """The items by the tree of units: the innermost numbered unit, with what goes on from it."""
    text, units = contents.document.text, contents.units
    children: dict[int | None, list[int]] = {}
    for number, unit in enumerate(units):
        if unit.kind != "sentence":
            children.setdefault(unit.parent, []).append(number)
    is_numbered = any(unit.path for unit in units)
    waiting = [(number, False) for number in reversed(children.get(None, []))]
    while waiting:
        number, organises = waiting.pop()
        unit, below = units[number], children.get(number, [])
        share = (unit.end - unit.start) / len(text)
        if _is_left_out(unit, has_parts=bool(below) and share < _MOST_OF_A_DOCUMENT):
            continue
        organises = organises or _is_heading_like(unit, "organised", has_parts=bool(below))
        if not below or _is_one_item(text, unit, [units[child] for child in below]):
            end = unit.end
        else:
            # What stands before the first part is a heading, or an item of its own.
            end = units[below[0]].start
            waiting += [(child, organises) for child in reversed(below)]
        if unit.kind != "row" and (unit.path or not is_numbered):
            is_labelled = unit.kind != "paragraph"
            yield _Span(unit.start, end, unit.path, unit.sense, organises, is_labelled)


def _joined(text: str, spans: Iterable[_Span]) -> list[_Span]:
    """The items, each with the paragraph behind it that goes on in the middle of its sentence (a
    page ended there).
    """
    joined: list[_Span] = []
    for span in spans:
        if joined and not span.is_labelled and text[span.start].islower():
            joined[-1] = joined[-1]._replace(end=span.end)
        else:
            joined.append(span)
    return joined


def _is_left_out(unit: Unit, *, has_parts: bool) -> bool:
    """Whether a unit with all that stands in it sets no task."""
    if unit.kind in _BESIDE_THE_TEXT or unit.sense in _NO_TASKS:
        return True
    return _is_heading_like(unit, "views", has_parts=has_parts)


def _is_heading_like(unit: Unit, pattern: str, *, has_parts: bool) -> bool:
    """Whether a unit has a heading, and the heading is of this kind."""
    if unit.kind in ("bullet", "paragraph", "row") or not has_parts:
        return False
    is_short = len(unit.heading.split()) <= _MOST_WORDS_OF_A_HEADING
    return is_short and bool(_PATTERNS[pattern].search(fold(unit.heading)))


def _is_one_item(text: str, unit: Unit, parts: Sequence[Unit]) -> bool:
    """Whether a unit is one item with its parts: they go on from its first words, which end with a
    colon, or in the middle of a sentence (a page ended there).
    """
    if unit.kind not in _ITEMS or unit.end - unit.start > _LONGEST_ITEM:
        return False
    if any(part.kind in ("row", "clause", "heading") for part in parts):
        return False
    if text[unit.start : parts[0].start].rstrip().endswith(":"):
        return True
    return all(_goes_on(text, part) for part in parts)


def _goes_on(text: str, part: Unit) -> bool:
    """Whether a paragraph is the rest of the one before."""
    return part.kind in _BESIDE_THE_TEXT or (
        part.kind == "paragraph" and text[part.start].islower()
    )


# --- What an item says --------------------------------------------------------------------------


def _inside(records: Sequence[Any], start: int, end: int) -> Sequence[Any]:
    """The records, in their order, that begin in a stretch of the text."""
    first = bisect_left(records, start, key=attrgetter("start"))
    return records[first : bisect_left(records, end, key=attrgetter("start"))]


def _pieces(contents: Contents, span: _Span) -> Iterator[Piece]:
    """The statements of an item that say something, in order."""
    for statement in _inside(contents.statements, span.start, span.end):
        text = contents.document.text[statement.start : statement.end]
        folded = fold(text)
        if _says_nothing(statement, text, folded):
            continue
        is_promise = statement.act in TYPES or span.sense in _OF_TASKS
        is_figure = statement.act == "target" and _has_figure(contents, statement)
        is_duty = is_promise and not is_figure and not span.organises
        words = _words(contents, statement.start, statement.end)
        yield Piece(statement.start, statement.end, words, is_duty)


def _says_nothing(statement: Statement, text: str, folded: str) -> bool:
    """Whether a statement is a heading, a lead-in, a formula or too short."""
    if statement.act in _NO_DUTIES or statement.cues[:1] == ("heading",) or text.isupper():
        return True
    if len(_WORD.findall(folded)) < _FEWEST_WORDS:
        return True
    return bool(_PATTERNS["formulas"].search(folded) or _LEAD_IN.search(folded))


def _has_figure(contents: Contents, statement: Statement) -> bool:
    """Whether a figure is promised in a statement."""
    figures = _inside(contents.figures, statement.start, statement.end)
    return any(figure.role == "promised" for figure in figures)


def _words(contents: Contents, start: int, end: int) -> str:
    """The words that are compared: without other documents, who is to act and by when."""
    text = contents.document.text[start:end]
    for citation in _inside(contents.citations, start, end):
        text = text.replace(citation.text, ", ")
    return content_of(text)


def duties_of(items: Iterable[Provision]) -> list[Provision]:
    """The items that hold a duty."""
    return [item for item in items if item.duties]
