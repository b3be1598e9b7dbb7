"""Pieces of a source laid out as one tidied text, with the blocks that tile it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from textkit.reading.document import Block, BlockKind, Mend
from textkit.reading.text import fold, tidy

Reading: TypeAlias = tuple[str, tuple[Block, ...], tuple[Mend, ...]]
"""What a reader makes of one file: text, layout, mends."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a line of the source; `label` is its automatic number, `gap` what parts it from the last."""

    text: str
    origin: str | None = None
    kind: BlockKind = "body"
    row: int | None = None
    column: int | None = None
    label: str = ""
    gap: str = "\n"


Cell: TypeAlias = tuple[int, Sequence[Piece]]
"""The grid column of a table cell, and the paragraphs in it."""

_GAPS = ("", "\t", "\n", "\n\n")

_CREDIT = r"(?:Nguồn ảnh|Ảnh|Đồ h(?:ọa|oạ)|Video|Clip)(?: (?:minh h(?:ọa|oạ)|tư liệu|nguồn|internet|chụp)[^:\n]{0,25})?"
_CAPTION = re.compile(
    rf"\(?{_CREDIT} ?: ?[^\n]+"  # Ảnh: …
    rf"|[^\n]+?[\s(.,–-]{_CREDIT} ?: ?[^:;\n]{{1,60}}"  # … ra quân. Ảnh: …
    r"|\(?Ảnh (?:minh h(?:ọa|oạ)|tư liệu)[).]{0,2}"
)
_UNCOUNTED: tuple[tuple[re.Pattern[str], BlockKind], ...] = (
    (_CAPTION, "caption"),
    (re.compile(r"date \d{4}-\d{2}(?:-\d{2})?\b[^\n]{0,80}"), "header"),  # a crawler's line
    (re.compile(r"[-–—] ?\d{1,4} ?[-–—]|[Tt]rang (?:số )?\d{1,4}(?: ?/ ?\d{1,4})?|[Pp]age \d{1,4}(?: of \d{1,4})?"),
     "footer"),
)
_PAGE_NUMBER = re.compile(r"\d{1,4}")
_LONGEST_CAPTION = 700
_SHORTEST_PAGE = 600

# What stands in the borderless tables that set a document's head and its signature side by side.
_FRAME = re.compile(
    r"cộng hoà xã hội chủ nghĩa|độc lập ?[-–] ?tự do|đảng cộng sản việt nam|nơi nhận|(?:^|\n)t/?m\b"
    r"|(?:^|\n)(?:nghị quyết |luật |quyết định )?số ?:? ?\d*[/-]|, ngày \d{0,2}[^\n]{0,12}tháng"
)
_FRAME_ROWS, _FRAME_COLUMNS, _LONGEST_CELL = 5, 3, 40


def lay_out(pieces: Iterable[Piece]) -> Reading:
    """The text of the pieces, tidied one by one and joined, and the blocks that tile its non-blank characters.

    Captions, page numbers and a crawler's date line among body pieces become blocks that do not count.
    An automatic number stands before its paragraph and is told as a mend that was empty before.

    >>> text, blocks, _ = lay_out([Piece("Lễ ra quân. Ảnh: An Bình"), Piece("Một  "), Piece("Hai", gap="\\n\\n")])
    >>> text
    'Lễ ra quân. Ảnh: An Bình\\nMột\\n\\nHai'
    >>> [block.kind for block in blocks]
    ['caption', 'body', 'body']
    """
    parts: list[str] = []
    blocks: list[Block] = []
    mends: list[Mend] = []
    at, gap, page = 0, "", (0, 0)
    for piece in pieces:
        gap = max(gap, piece.gap, key=_GAPS.index)
        words, label = _clean(piece.text), _clean(piece.label)
        if not words and (piece.row is None or not label):
            continue
        start = at + (len(gap) if parts else 0)
        if label:
            mends.append(Mend(start, start + len(label) + bool(words), "numbering", ""))
            words = f"{label} {words}".rstrip()
        kind, page = _kind(piece.kind, words, start, page)
        parts += [gap, words] if parts else [words]
        at, gap = start + len(words), ""
        blocks.append(Block(start, at, kind, row=piece.row, column=piece.column, origin=piece.origin))
    return "".join(parts), tuple(blocks), tuple(mends)


def lay_table(rows: Iterable[Sequence[Cell]], gap: str = "\n", *, wrapped: bool = False) -> Iterator[Piece]:
    """The pieces of a table: a row a line with tabs between its cells, or the plain lines of a frame.

    A row in which a cell has several lines has each cell on lines of its own; with `wrapped`, the lines of a
    cell are one paragraph. A frame is a table that only places a head, a signature or a box on the page: its
    paragraphs are body text, without row and column.
    """
    grid = [[(column, [p for p in pieces if p.label or _clean(p.text)]) for column, pieces in row] for row in rows]
    frame = _is_frame(grid)
    if wrapped and not frame:
        grid = [[(column, _joined(pieces)) for column, pieces in row] for row in grid]
    for number, row in enumerate(grid):
        single = all(len(pieces) < 2 and not any("\n" in p.text.strip() for p in pieces) for _, pieces in row)
        first = True
        for column, pieces in row:
            for piece in pieces:
                between = "\n" if first or not single else "\t"
                between = gap if first and number == 0 else between
                if not frame:
                    text = piece.text.replace("\t", " ")
                    yield replace(piece, text=text, kind="table", row=number, column=column, gap=between)
                else:  # a table inside the frame keeps its own cells
                    yield replace(piece, gap=max(piece.gap, between, key=_GAPS.index)) if piece is pieces[0] else piece
                first = False


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    return [replace(pieces[0], text=" ".join(piece.text for piece in pieces))] if pieces else []


def _clean(text: str) -> str:
    return "\n".join(filter(None, map(str.strip, tidy(text).split("\n"))))


def _kind(kind: BlockKind, words: str, start: int, page: tuple[int, int]) -> tuple[BlockKind, tuple[int, int]]:
    """The kind of a piece, and the number and place of the last page number seen."""
    if kind != "body":
        return kind, page
    for pattern, uncounted in _UNCOUNTED:
        if len(words) <= _LONGEST_CAPTION and pattern.fullmatch(words):
            return uncounted, page
    # A bare number is a page number only where the pages count on: the cells of a flattened table stay.
    far = start == 0 or start - page[1] >= _SHORTEST_PAGE
    expected = (page[0] + 1, page[0] + 1 if page[0] else 2)  # the first page often has no number
    if far and _PAGE_NUMBER.fullmatch(words) and int(words) in expected:
        return "footer", (int(words), start)
    return kind, page


def _is_frame(grid: Sequence[Sequence[Cell]]) -> bool:
    rows = [[pieces for _, pieces in row if pieces] for row in grid]
    rows = [row for row in rows if row]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return True
    if any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
        return True
    if len(rows) > _FRAME_ROWS or max(map(len, rows)) > _FRAME_COLUMNS:
        return False
    return bool(_FRAME.search(fold("\n".join(_clean(p.text) for row in rows for cell in row for p in cell))))
