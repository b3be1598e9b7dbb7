"""Pieces of a source laid out as one tidied text, with the blocks that tile it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from textkit import data
from textkit.reading.document import Block, BlockKind, Facts, Remark
from textkit.vietnamese.mending import Mend, is_torn, mend
from textkit.vietnamese.text import fold, tidy

NOTHING = Facts()


class Reading(NamedTuple):
    """What a reader makes of one file; `said` is what the file tells of itself outside its text (a
    page's date).
    """

    text: str
    layout: tuple[Block, ...] = ()
    mends: tuple[Mend, ...] = ()
    remarks: tuple[Remark, ...] = ()
    said: Facts = NOTHING


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a line of the source; `label` is its automatic number, `gap` what parts it
    from the last.
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

_GAPS = ("", "\t", "\n", "\n\n")

_PATTERNS = data.patterns("reading.toml", "layout")
_UNCOUNTED: tuple[BlockKind, ...] = ("caption", "header", "footer")
_LONGEST_CAPTION, _SHORTEST_PAGE = 700, 600
_ODD = re.compile("[ÐƉðƢƣ\u00ad\u200b-\u200f\u2060\ufeff]")
_FRAME_ROWS, _FRAME_COLUMNS, _LONGEST_CELL = 5, 3, 40


def lay_out(
    pieces: Iterable[Piece], remarks: Iterable[Remark] = (), said: Facts = NOTHING
) -> Reading:
    """The text of the pieces, tidied and mended one by one and joined, and the blocks that tile its
    characters.

    Captions, page numbers and a crawler's date line among body pieces become blocks that do not
    count. An automatic number stands before its paragraph and is told as a mend that was empty
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
    at, gap, page = 0, "", (0, 0)
    cleaned = [(piece, _clean(piece.text), _clean(piece.label)) for piece in pieces]
    torn = is_torn(words for _, words, _ in cleaned)
    for piece, words, label in cleaned:
        gap = max(gap, piece.gap, key=_GAPS.index)
        if not words and (piece.row is None or not label):
            continue
        start = at + (len(gap) if parts else 0)
        words, repairs = mend(words, torn=torn)
        repairs = sorted([*repairs, *_letters(piece.text, words)], key=lambda item: item.start)
        if label:
            mends.append(Mend(start, start + len(label) + bool(words), "numbering", ""))
            words = f"{label} {words}".rstrip()
        shift = start + (len(label) + 1 if label else 0)
        mends += [replace(item, start=item.start + shift, end=item.end + shift) for item in repairs]
        kind, page = _kind(words, start, page) if piece.kind == "body" else (piece.kind, page)
        parts += [gap, words] if parts else [words]
        at, gap = start + len(words), ""
        blocks.append(Block(start, at, kind, piece.page, piece.row, piece.column, piece.origin))
    return Reading("".join(parts), tuple(blocks), tuple(mends), tuple(remarks), said)


def lay_table(
    rows: Iterable[Sequence[Cell]], gap: str = "\n", *, wrapped: bool = False
) -> Iterator[Piece]:
    """The pieces of a table: a row a line with tabs between its cells, or the plain lines of a
    frame.

    A row in which a cell has several lines has each cell on lines of its own; with `wrapped`, the
    lines of a cell are one paragraph. A frame is a table that only places a head, a signature or a
    box on the page: its paragraphs are body text, without row and column.
    """
    grid = [
        [(column, [p for p in pieces if p.label or _clean(p.text)]) for column, pieces in row]
        for row in rows
    ]
    frame = _is_frame(grid)
    for number, row in enumerate(grid):
        if wrapped and not frame:
            row = [
                (
                    column,
                    [replace(pieces[0], text=" ".join(p.text for p in pieces))] if pieces else [],
                )
                for column, pieces in row
            ]
        single = all(
            len(pieces) < 2 and not any("\n" in p.text.strip() for p in pieces) for _, pieces in row
        )
        between = "\n" if number else gap
        for column, pieces in row:
            for piece in pieces:
                if not frame:
                    text = piece.text.replace("\t", " ")
                    yield replace(
                        piece, text=text, kind="table", row=number, column=column, gap=between
                    )
                else:  # a table inside the frame keeps its own cells
                    yield (
                        replace(piece, gap=max(piece.gap, between, key=_GAPS.index))
                        if piece is pieces[0]
                        else piece
                    )
                between = "\t" if single else "\n"


def _clean(text: str) -> str:
    return "\n".join(filter(None, map(str.strip, tidy(text).split("\n"))))


def _letters(raw: str, words: str) -> Iterator[Mend]:
    """The words in which tidying put a look-alike right (Ð, ð, ƣ) or took out an invisible
    character.
    """
    before = [word for word in raw.split() if tidy(word).strip()]
    after = list(re.finditer(r"\S+", words))
    if _ODD.search(raw) and len(before) == len(after):
        for word, match in zip(before, after, strict=True):
            if _ODD.search(word):
                yield Mend(*match.span(), "letters", word)


def _kind(words: str, start: int, page: tuple[int, int]) -> tuple[BlockKind, tuple[int, int]]:
    """The kind of a body piece, and the number and place of the last page number seen."""
    for kind in _UNCOUNTED:
        if len(words) <= _LONGEST_CAPTION and _PATTERNS[kind].fullmatch(words):
            return kind, page
    # A bare number is a page number only where the pages count on: the cells of a flattened table
    # stay.
    far = start == 0 or start - page[1] >= _SHORTEST_PAGE
    expected = (page[0] + 1, page[0] + 1 if page[0] else 2)  # the first page often has no number
    if far and re.fullmatch(r"\d{1,4}", words) and int(words) in expected:
        return "footer", (int(words), start)
    return "body", page


def _is_frame(grid: Sequence[Sequence[Cell]]) -> bool:
    rows = [row for row in ([pieces for _, pieces in row if pieces] for row in grid) if row]
    widest = max(map(len, rows), default=0)
    if (
        len(rows) < 2
        or widest < 2
        or any(len(cell) > _LONGEST_CELL for row in rows for cell in row)
    ):
        return True
    text = "\n".join(_clean(piece.text) for row in rows for cell in row for piece in cell)
    return (
        len(rows) <= _FRAME_ROWS
        and widest <= _FRAME_COLUMNS
        and bool(_PATTERNS["frame"].search(fold(text)))
    )
