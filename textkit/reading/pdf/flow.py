"""Lines on pages put together as paragraphs and tables;
page numbers and running heads told apart.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple, Self

from textkit import data
from textkit.reading.document import BlockKind
from textkit.reading.layout import Cell, Piece, lay_table
from textkit.reading.pdf.grid import Box, Rules, Table, rows_of
from textkit.vietnamese.text import fold, opens_paragraph

_BAND, _SHORT = 0.12, 8
_FRAME = data.patterns("reading.toml", "layout")["frame"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column, or of one cell,
    with its place and the size of its letters in points.
    """

    text: str
    box: Box
    size: float
    page: int


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page: its lines in the order they are read, its rules, and what is wrong with
    it.

    `fault` is `pictures`, `damaged` or `garbled`, else empty.
    """

    lines: list[Line]
    rules: Rules
    height: float
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Spacing:
    """The left edge of most lines of a page, the right edge that full lines reach, and the step
    from line to line.
    """

    left: float
    right: float
    pitch: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Self:
        """The spacing of some lines."""
        lefts = Counter(round(line.box.left / 3) for line in lines)
        rights = sorted(line.box.right for line in lines)
        steps = Counter(
            round(one.box.top - two.box.top)
            for one, two in pairwise(lines)
            if one.box.top > two.box.top
        )
        most = [counts.most_common(1)[0][0] if counts else 0 for counts in (lefts, steps)]
        return cls(3.0 * most[0], rights[-1 - len(rights) // 20] if rights else 0, most[1])

    def is_centred(self, line: Line) -> bool:
        """Whether a line stands in the middle and clear of the left edge."""
        middle = (line.box.left + line.box.right) / 2 - (self.left + self.right) / 2
        return abs(middle) < 1.5 * line.size and line.box.left - self.left > 2 * line.size


class _Item(NamedTuple):
    """A line or a table, its page and the spacing of that."""

    page: int
    content: Line | Table[Line]
    spacing: _Spacing


def flow(pages: Sequence[Page]) -> Iterator[Piece]:
    """The paragraphs and tables of all pages, which may go on over the end of one, then the running
    heads once.
    """
    running = _running(pages)
    open_: list[Line] = []
    counts: Counter[tuple[str, int]] = Counter()
    for page, item, spacing in _continued(
        item for sheet in pages for item in _items(sheet, running)
    ):
        if open_ and (isinstance(item, list) or not _goes_on(open_[-1], item, spacing)):
            yield _paragraph(open_, counts)
            open_ = []
        if isinstance(item, Line):
            open_.append(item)
        else:
            yield from lay_table(
                _cells(item, f"page{page}/table{counts['table', page]}", page), wrapped=True
            )
            counts["table", page] += 1
    if open_:
        yield _paragraph(open_, counts)
    yield from _furniture(running)


def _items(page: Page, running: dict[Line, BlockKind]) -> Iterator[_Item]:
    """The lines and the tables of a page in order; what surrounds running text is no table."""
    lines = [line for line in page.lines if line not in running]
    cells = [page.rules.cell(line.box) for line in lines]
    spacing = _Spacing.of(
        [line for line, cell in zip(lines, cells, strict=True) if cell is None] or lines
    )
    for is_cell, group in groupby(
        zip(cells, lines, strict=True), key=lambda pair: pair[0] is not None
    ):
        placed = list(group)
        rows = rows_of([(cell, line) for cell, line in placed if cell]) if is_cell else []
        if len(rows) > 1 and max(map(len, rows)) > 1:
            yield _Item(placed[0][1].page, rows, spacing)
        else:
            yield from (_Item(line.page, line, spacing) for _, line in placed)


def in_order(lines: list[Line]) -> list[Line]:
    """The lines as they are read: as they were drawn, but columns that were drawn row by row one
    after the other.

    That is so for the head, the signature and columns of running text; the rows of a table stay.
    """
    jumps = sum(two.box.bottom > one.box.top for one, two in pairwise(lines))
    if jumps > 0.25 * len(lines) + 2:
        lines = sorted(lines, key=lambda line: (-round(line.box.top), line.box.left))
    ordered: list[Line] = []
    while (at := len(ordered)) < len(lines):
        left, right = _columns(lines, at)
        official = any(
            _FRAME.search(fold(line.text)) for line in left + right
        )  # a head or a signature
        if left and (official or _is_running_text(left, right)):
            ordered += left + right
        else:
            ordered += lines[at : at + max(len(left) + len(right), 1)]
    return ordered


def _columns(lines: Sequence[Line], at: int) -> tuple[list[Line], list[Line]]:
    """The lines from a place on that stand in two columns drawn row by row; none unless there are
    two such rows.
    """
    left, right, rows = list[Line](), list[Line](), 0
    inner, outer = float("-inf"), float("inf")  # the gutter
    while at < len(lines):
        pair = lines[at : at + 2]
        if (
            len(pair) == 2
            and _same_height(*pair)
            and pair[1].box.left - pair[0].box.right > 2 * pair[0].size
        ):
            edges = max(inner, pair[0].box.right), min(outer, pair[1].box.left)
            if edges[0] >= edges[1]:
                break
            (inner, outer), rows, at = edges, rows + 1, at + 2
            left.append(pair[0])
            right.append(pair[1])
        elif rows and (pair[0].box.right < outer or pair[0].box.left > inner):
            (left if pair[0].box.right < outer else right).append(pair[0])
            at += 1
        else:
            break
    return (left, right) if rows > 1 else ([], [])


def _same_height(one: Line, two: Line) -> bool:
    return min(one.box.top, two.box.top) - max(one.box.bottom, two.box.bottom) > 0.5 * min(
        one.size, two.size
    )


def _is_running_text(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two columns are text that runs on in each: most lines fill their column."""
    whole = max(line.box.right for line in right) - min(line.box.left for line in left)
    return all(
        len(lines) > 3 and median(line.box.right - line.box.left for line in lines) > 0.35 * whole
        for lines in (left, right)
    )


def _continued(items: Iterable[_Item]) -> list[_Item]:
    """The items, a table that goes on upon the next page made one: its head is not repeated, a torn
    row is joined.
    """
    done: list[_Item] = []
    for item in items:
        table, before = item.content, done[-1].content if done else None
        if not (
            isinstance(table, list)
            and isinstance(before, list)
            and item.page > done[-1].page
            and _width(before) == _width(table)
        ):
            done.append(item)
        elif _said(table[0]) == _said(before[0]):
            before += table[1:]
        else:
            torn = table[0] if table[0][0][0] > 0 else []
            for column, lines in torn:
                next((cell for place, cell in before[-1] if place == column), []).extend(lines)
            before += table[1:] if torn else table
    return done


def _width(rows: Table[Line]) -> int:
    return max(column for row in rows for column, _ in row)


def _said(row: Sequence[tuple[int, Sequence[Line]]]) -> list[str]:
    return [line.text for _, lines in row for line in lines]


def _paragraph(lines: Sequence[Line], counts: Counter[tuple[str, int]]) -> Piece:
    page = lines[0].page
    counts["p", page] += 1
    return Piece(
        join_lines([line.text for line in lines]), f"page{page}/p{counts['p', page] - 1}", page=page
    )


def _cells(rows: Table[Line], origin: str, page: int) -> Iterator[list[Cell]]:
    for place, row in enumerate(rows):
        yield [
            (column, [Piece(line.text, f"{origin}/r{place}c{column}", page=page) for line in lines])
            for column, lines in row
        ]


def join_lines(lines: Sequence[str]) -> str:
    """The lines of a paragraph as one: a hyphen at the end of a line stays, and takes no blank it
    did not have.

    >>> join_lines(["giai đoạn 2026-", "2030, kinh tế -", "xã hội"])
    'giai đoạn 2026-2030, kinh tế - xã hội'
    """
    return "".join(
        line if re.search(r"[^\s\-–][-–]$", line) else f"{line} " for line in lines
    ).strip()


def _goes_on(before: Line, line: Line, spacing: _Spacing) -> bool:
    """Whether a line belongs to the paragraph of the one before it."""
    same_page, step = before.page == line.page, before.box.top - line.box.top
    headed = len(before.text) > _SHORT and before.text.isupper() and not line.text.isupper()
    far = same_page and not 0.5 * line.size < step <= 1.25 * max(spacing.pitch, line.size) + 1
    if headed or far or abs(before.size - line.size) > 0.2 * line.size:
        return False
    opens, closed = opens_paragraph(line.text), before.text[-1] in ".;:!?"
    if closed and (opens or not (same_page or line.text[:1].islower())):
        return False
    unfinished = line.text[:1].islower() and not (opens or closed or before.text.isupper())
    if spacing.is_centred(line) and before.box.left > spacing.left + 0.8 * line.size:
        return unfinished
    word = len(line.text.split()[0]) * (line.box.right - line.box.left) / len(line.text)
    if (
        not unfinished and before.box.right + word + 0.8 * line.size < spacing.right
    ):  # the word would have found room
        return False
    indented = line.box.left - before.box.left > 0.8 * line.size
    return not indented or (opens_paragraph(before.text) and not opens)


def _running(pages: Sequence[Page]) -> dict[Line, BlockKind]:
    """The page numbers, and what stands at the head or foot of many pages alike, figures aside."""
    at_edges = [line for page in pages for line in page.lines if _is_at_edge(line, page)]
    alike = Counter(key for key, _ in {(_key(line), line.page) for line in at_edges})
    enough = max(2, 0.3 * len(pages))
    heights = [page.height for page in pages]
    return {
        line: "footer" if line.box.top < heights[line.page - 1] / 2 else "header"
        for line in at_edges
        if (_counts_on(at_edges, line) if _is_number(line) else alike[_key(line)] >= enough)
    }


def _is_at_edge(line: Line, page: Page) -> bool:
    inner = page.height * _BAND < line.box.bottom and line.box.top < page.height * (1 - _BAND)
    return not inner and page.rules.cell(line.box) is None


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


def _is_number(line: Line) -> bool:
    return bool(re.fullmatch(r"\W*\d{1,4}\W*", line.text))


def _counts_on(at_edges: Sequence[Line], line: Line) -> bool:
    """Whether a figure is its page's number, or the page before or after has the one before or
    after.
    """
    offset = int(re.sub(r"\D", "", line.text)) - line.page
    return offset == 0 or any(
        _is_number(other) and int(re.sub(r"\D", "", other.text)) - other.page == offset
        for other in at_edges
        if abs(other.page - line.page) == 1
    )


def _furniture(running: dict[Line, BlockKind]) -> Iterator[Piece]:
    """Each running head and foot once, as it stands on its first page; no page numbers."""
    for _, group in groupby(sorted(running, key=lambda line: (_key(line), line.page)), key=_key):
        line = next(group)
        if not _is_number(line):
            yield Piece(
                line.text, f"page{line.page}/{running[line]}", running[line], page=line.page
            )
