"""Pieces of a source laid out as one tidied text, with the blocks that tile it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple, TypeAlias

from textkit import data
from textkit.reading.document import Block, BlockKind, Facts, Remark
from textkit.vietnamese.mending import Mend, is_torn, mend
from textkit.vietnamese.text import fold, tidy

NOTHING = Facts()


class Reading(NamedTuple):
    """What a reader makes of one file.

    `said` is what the file says of itself outside its text, as a web page does of its date.
    """

    text: str
    layout: tuple[Block, ...] = ()
    mends: tuple[Mend, ...] = ()
    remarks: tuple[Remark, ...] = ()
    said: Facts = NOTHING


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a line of the source.

    `label` is its automatic number, `gap` what parts it from the piece before it.
    """

    text: str
    origin: str | None = None
    kind: BlockKind = "body"
    row: int | None = None
    column: int | None = None
    label: str = ""
    gap: str = "\n"
    page: int | None = None


Cell: TypeAlias = tuple[int, Sequence[Piece]]
"""The grid column of a table cell, and the paragraphs in it."""

_GAPS = ("", "\t", "\n", "\n\n")  # from the weakest to the strongest
_PATTERNS = data.patterns("reading.toml", "layout")
_UNCOUNTED: tuple[BlockKind, ...] = ("caption", "header", "footer")
_SPECIAL_LETTERS = re.compile("[ÐƉðƢƣ\u0400-\u04ff\u00ad\u200b-\u200f\u2060\ufeff]")

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

    Captions, page numbers and a crawler's date line among body pieces become blocks that do not
    count. An automatic number stands before its paragraph and is listed as a mend that was empty
    before.

    >>> pieces = [Piece("Lễ ra quân. Ảnh: An Bình"), Piece("Một  "), Piece("Hai", gap="\\n\\n")]
    >>> reading = lay_out(pieces)
    >>> reading.text
    'Lễ ra quân. Ảnh: An Bình\\nMột\\n\\nHai'
    >>> [block.kind for block in reading.layout]
    ['caption', 'body', 'body']
    """
    parts: list[str] = []
    blocks: list[Block] = []
    mends: list[Mend] = []
    length = 0
    gap = ""
    last_page = _NO_PAGE
    cleaned = [(piece, _clean(piece.text), _clean(piece.label)) for piece in pieces]
    torn = is_torn(words for _, words, _ in cleaned)
    for piece, clean_words, label in cleaned:
        # A piece without words is left out, but the gap before it is kept where it is the stronger.
        gap = _stronger(gap, piece.gap)
        is_numbered_cell = piece.row is not None and label
        if not clean_words and not is_numbered_cell:
            continue
        if not parts:
            gap = ""
        start = length + len(gap)
        words, repairs = mend(clean_words, torn=torn)
        repairs = sorted([*repairs, *_letter_mends(piece.text, words)], key=lambda item: item.start)
        words_start = start
        if label:
            mends.append(Mend(start, start + len(label) + bool(words), "numbering", ""))
            words = f"{label} {words}".rstrip()
            words_start += len(label) + 1
        for item in repairs:
            shifted = replace(item, start=item.start + words_start, end=item.end + words_start)
            mends.append(shifted)
        kind = piece.kind
        if kind == "body":
            kind, last_page = _kind(words, start, last_page)
        parts += [gap, words]
        length = start + len(words)
        gap = ""
        blocks.append(Block(start, length, kind, piece.page, piece.row, piece.column, piece.origin))
    return Reading("".join(parts), tuple(blocks), tuple(mends), tuple(remarks), said)


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
    return [replace(pieces[0], text=" ".join(piece.text for piece in pieces))]


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
    before = [word for word in raw.split() if tidy(word).strip()]
    after = list(re.finditer(r"\S+", words))
    # Where words were joined or parted since, it is not known which became which.
    if not _SPECIAL_LETTERS.search(raw) or len(before) != len(after):
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
