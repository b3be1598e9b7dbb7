"""Pieces of a source laid out as one tidied text, with the blocks that tile it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple, TypeAlias

from textkit import data
from textkit.reading.apart import Line, kinds_of, noted, wrap_marks
from textkit.reading.document import (
    Block,
    BlockKind,
    Comment,
    Facts,
    Remark,
    Revision,
    ScannedLine,
)
from textkit.reading.marks import Omission, Settled, settle
from textkit.vietnamese.mending import Mend, mend_parts
from textkit.vietnamese.text import fold, tidy

NOTHING = Facts()


class Reading(NamedTuple):
    """What a reader makes of one file.

    `said` is what the file says of itself outside its text, as a web page does of its date;
    `scanned` has the lines that were recognised in pictures, `comments` and `revisions` what others
    wrote into a Word file.
    """

    text: str
    layout: tuple[Block, ...] = ()
    mends: tuple[Mend, ...] = ()
    remarks: tuple[Remark, ...] = ()
    said: Facts = NOTHING
    scanned: tuple[ScannedLine, ...] = ()
    comments: tuple[Comment, ...] = ()
    revisions: tuple[Revision, ...] = ()


class Seen(NamedTuple):
    """How a line was read in a picture: how many letters it has (all but blanks), its page and its
    box in points (left, bottom, right, top), how sure the engine was, and the words whose marks
    were mended: the place of the first letter, how many, and what was read.
    """

    letters: int
    page: int
    box: tuple[float, float, float, float]
    confidence: float
    mends: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a line of the source.

    `label` is its automatic number, `gap` what parts it from the piece before it, `seen` the lines
    that were recognised in a picture.
    """

    text: str
    origin: str | None = None
    kind: BlockKind = "body"
    row: int | None = None
    column: int | None = None
    label: str = ""
    gap: str = "\n"
    page: int | None = None
    seen: tuple[Seen, ...] = ()


Cell: TypeAlias = tuple[int, Sequence[Piece]]
"""The grid column of a table cell, and the paragraphs in it."""

_GAPS = ("", "\t", "\n", "\n\n")  # from the weakest to the strongest
_PATTERNS = data.patterns("reading.toml", "layout")
_UNCOUNTED: tuple[BlockKind, ...] = ("caption", "header", "footer")
_SPECIAL_LETTERS = re.compile("[ÐƉðƢƣ\u0400-\u04ff\u00ad\u200b-\u200f\u2060\ufeff]")
# Of lines that are nothing else.
_KINDS_OF_MANNERS: dict[str | None, BlockKind] = {"struck": "struck", "comment": "front-matter"}

# A paragraph longer than this is no caption, page number or date line, whatever its words; this
# also bounds the work of their patterns on hostile lines. Chosen by eye; not measured.
_LONGEST_CAPTION = 700

# Between two page numbers lies at least this many characters of text: numbers that follow each
# other more closely are the cells of a table that lost its form. Chosen by eye; not measured.
_SHORTEST_PAGE = 600

# The table behind a letterhead or a signature has at most so many rows and columns. Chosen by
# eye; not measured.
_FRAME_ROWS = 5
_FRAME_COLUMNS = 3

# A cell with more paragraphs than this holds a part of the document, so the table only places it
# on the page. Chosen by eye; not measured.
_LONGEST_CELL = 40


def lay_out(
    pieces: Iterable[Piece], remarks: Iterable[Remark] = (), said: Facts = NOTHING
) -> Reading:
    """The text of the pieces, tidied, mended and joined, and the blocks that tile its characters.

    Captions, page numbers, lists of contents, notes and whatever else is not the document's own
    words become blocks that do not count. An automatic number stands before its paragraph and is
    listed as a mend that was empty before; what is left out of a line, as the raised mark of a
    note, is listed as a mend of an empty span.

    >>> pieces = [Piece("Lễ ra quân. Ảnh: An Bình"), Piece("Một  "), Piece("Hai", gap="\\n\\n")]
    >>> reading = lay_out(pieces)
    >>> reading.text
    'Lễ ra quân. Ảnh: An Bình\\nMột\\n\\nHai'
    >>> [block.kind for block in reading.layout]
    ['caption', 'body', 'body']
    """
    parts: list[str] = []
    blocks: list[Block] = []
    lines: list[Line] = []
    mends: list[Mend] = []
    length = 0
    gap = ""
    last_page = _NO_PAGE
    cleaned = list(map(_cleaned, _with_wrapped_marks(list(pieces))))
    mended = mend_parts([item.words for item in cleaned])
    for item, (words, repairs) in zip(cleaned, mended, strict=True):
        piece = item.piece
        # A piece without words is left out, but the gap before it is kept where it is the stronger.
        gap = _stronger(gap, piece.gap)
        is_numbered_cell = piece.row is not None and item.label
        if not words and not is_numbered_cell:
            continue
        if not parts:
            gap = ""
        start = length + len(gap)
        words, repairs = _labelled(item, words, repairs, start)
        mends += repairs
        kind = item.kind
        if kind == "body":
            kind, last_page = _kind(words, start, last_page)
        parts += [gap, words]
        length = start + len(words)
        gap = ""
        marks = [omission.words.strip("[]()") for omission in item.settled.omissions]
        # Only the lines of a text file may be running heads; a PDF has told its own apart.
        page = piece.page if (piece.origin or "").startswith("line/") else None
        lines.append(Line(words, kind, start, page, tuple(marks)))
        blocks.append(Block(start, length, kind, piece.page, piece.row, piece.column, piece.origin))
    layout: list[Block] = []
    for block, kind in zip(blocks, kinds_of(lines), strict=True):
        layout.append(block if block.kind == kind else replace(block, kind=kind))
    return Reading("".join(parts), tuple(layout), tuple(mends), tuple(remarks), said)


def _with_wrapped_marks(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, the marks in brackets of notes that stand below wrapped: 2.[13]."""
    marks = noted(piece.text for piece in pieces)
    for piece in pieces:
        if marks and "[" in piece.text:
            yield replace(piece, text=wrap_marks(piece.text, marks))
        else:
            yield piece


class _Cleaned(NamedTuple):
    """A piece, what is left of it once its marks are judged, and its tidied words and label."""

    piece: Piece
    settled: Settled
    words: str
    label: str
    kind: BlockKind


def _cleaned(piece: Piece) -> _Cleaned:
    settled = settle(piece.text, is_labelled=bool(piece.label))
    kind = piece.kind
    if settled.manner in _KINDS_OF_MANNERS:
        kind = _KINDS_OF_MANNERS[settled.manner]
    elif settled.label and kind == "body":
        kind = "note"
    label = f"{_clean(piece.label)} {settled.label}".strip()
    return _Cleaned(piece, settled, _clean(settled.text), label, kind)


def _omission_mends(omissions: Sequence[Omission], words: str) -> Iterator[Mend]:
    """An empty mend at each place where something was left out, which says what."""
    waiting = iter(omissions)
    omission = next(waiting, None)
    passed = 0  # characters that are no blanks
    for at, character in enumerate(words):
        while omission is not None and omission.place <= passed:
            yield Mend(at, at, omission.manner, omission.words)
            omission = next(waiting, None)
        if omission is None:
            return
        passed += not character.isspace()
    while omission is not None:
        yield Mend(len(words), len(words), omission.manner, omission.words)
        omission = next(waiting, None)


def _labelled(
    item: _Cleaned, words: str, repairs: list[Mend], start: int
) -> tuple[str, list[Mend]]:
    """The mended words of a piece behind its label, and all its mends where they stand in the
    text.
    """
    repairs = list(repairs)
    repairs += _letter_mends(item.settled.text, words)
    repairs += _omission_mends(item.settled.omissions, words)
    repairs.sort(key=lambda repair: repair.start)
    mends: list[Mend] = []
    if item.label:
        mends.append(Mend(start, start + len(item.label) + bool(words), "numbering", ""))
        words = f"{item.label} {words}".rstrip()
        start += len(item.label) + 1
    for repair in repairs:
        mends.append(replace(repair, start=repair.start + start, end=repair.end + start))
    return words, mends


def lay_table(
    rows: Iterable[Sequence[Cell]], gap: str = "\n", *, wrapped: bool = False
) -> Iterator[Piece]:
    """The pieces of a table: one line per row with tabs between its cells, or the lines of a frame.

    A row in which a cell has several lines has each cell on lines of its own; with `wrapped`, the
    lines of a cell are one paragraph. A frame is a table that only places a head, a signature or a
    box on the page: its paragraphs are body text, without row and column.
    """
    grid = [_filled(row) for row in rows]
    frame = _is_frame(grid)
    for number, row in enumerate(grid):
        if wrapped and not frame:
            row = [(column, _unwrapped(pieces)) for column, pieces in row]
        cell_gap = "\t" if all(_is_single_line(pieces) for _, pieces in row) else "\n"
        between = "\n" if number else gap
        for column, pieces in row:
            for place, piece in enumerate(pieces):
                if not frame:
                    text = piece.text.replace("\t", " ")  # a tab parts cells
                    yield replace(
                        piece, text=text, kind="table", row=number, column=column, gap=between
                    )
                elif place == 0:
                    yield replace(piece, gap=_stronger(piece.gap, between))
                else:  # a table inside the frame keeps its own cells
                    yield piece
                between = cell_gap


def _filled(row: Sequence[Cell]) -> list[Cell]:
    """A row, its cells without their empty paragraphs."""
    cells: list[Cell] = []
    for column, pieces in row:
        cells.append((column, [piece for piece in pieces if piece.label or _clean(piece.text)]))
    return cells


def _unwrapped(pieces: Sequence[Piece]) -> list[Piece]:
    """The lines of a cell as one paragraph."""
    if not pieces:
        return []
    seen = tuple(chain.from_iterable(piece.seen for piece in pieces))
    return [replace(pieces[0], text=" ".join(piece.text for piece in pieces), seen=seen)]


def _is_single_line(pieces: Sequence[Piece]) -> bool:
    return len(pieces) < 2 and not any("\n" in piece.text.strip() for piece in pieces)


def _stronger(gap: str, other: str) -> str:
    return max(gap, other, key=_GAPS.index)


def _clean(text: str) -> str:
    """The tidied text without blank lines and without blanks at the ends of lines."""
    lines = [line.strip() for line in tidy(text).split("\n")]
    return "\n".join(line for line in lines if line)


def _letter_mends(raw: str, words: str) -> Iterator[Mend]:
    """A mend for each word in which tidying replaced a look-alike (Ð, ð, ƣ) or took out a letter
    that is not seen.
    """
    if not _SPECIAL_LETTERS.search(raw):
        return
    before = [word for word in raw.split() if tidy(word).strip()]
    after = list(re.finditer(r"\S+", words))
    # Where words were joined or parted since, it is not known which became which.
    if len(before) != len(after):
        return
    for word, match in zip(before, after, strict=True):
        if _SPECIAL_LETTERS.search(word):
            yield Mend(match.start(), match.end(), "letters", word)


class _PageNumber(NamedTuple):
    """A page number among the text, and where it stands."""

    number: int
    start: int


_NO_PAGE = _PageNumber(0, 0)


def _kind(words: str, start: int, last_page: _PageNumber) -> tuple[BlockKind, _PageNumber]:
    """The kind of a body piece, and the last page number seen, with this piece or before it."""
    if len(words) <= _LONGEST_CAPTION:
        for kind in _UNCOUNTED:
            if _PATTERNS[kind].fullmatch(words):
                return kind, last_page
    # A bare number is a page number only where the pages count on: the cells of a flattened table
    # stay.
    is_far = start == 0 or start - last_page.start >= _SHORTEST_PAGE
    if is_far and re.fullmatch(r"\d{1,4}", words):
        expected = {last_page.number + 1}
        if not last_page.number:
            expected.add(2)  # the first page often has no number
        if int(words) in expected:
            return "footer", _PageNumber(int(words), start)
    return "body", last_page


def _is_frame(grid: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table only places text on the page."""
    rows = []
    for row in grid:
        cells = [pieces for _, pieces in row if pieces]
        if cells:
            rows.append(cells)
    widest = max(map(len, rows), default=0)
    if len(rows) < 2 or widest < 2:
        return True
    every_cell = [cell for cells in rows for cell in cells]
    if any(len(cell) > _LONGEST_CELL for cell in every_cell):
        return True
    if len(rows) > _FRAME_ROWS or widest > _FRAME_COLUMNS:
        return False
    text = "\n".join(_clean(piece.text) for piece in chain.from_iterable(every_cell))
    return bool(_PATTERNS["frame"].search(fold(text)))
