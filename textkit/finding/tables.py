"""Tables of figures: their rows, what each column holds, and the figures of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from textkit import data
from textkit.reading.document import Document
from textkit.vietnamese.dates import Deadline, find_times
from textkit.vietnamese.numbers import Quantity, find_quantities
from textkit.vietnamese.text import Passage

_COLUMN_HEADS = data.patterns("targets.toml", "columns")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LINE = re.compile(r"[^\n]+")

# The head of a table stands in one of its first rows: above it may stand a title, its unit and a
# blank row. Chosen by eye; not measured.
_ROWS_WITH_HEAD = 4

# How many columns a table may have whose cells stand on lines of their own. With two it could be
# any list, and more than nine were not seen. Chosen by eye; not measured.
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 9

# A row on lines of its own may be so many times as long as the head: cells are wrapped. What is
# farther from the last number is no row of the table. Chosen by eye; not measured.
_LONGEST_ROW = 3

# The unit of a whole column is a few words; longer ones are remarks ("theo chuẩn mới …"). Chosen by
# eye; not measured.
_LONGEST_UNIT = 20

# What the first row below a head may be numbered with.
_FIRST_NUMBERS = frozenset({"1", "01", "i", "a"})

Cells = dict[int, tuple[int, int]]
"""The bounds of the cells of a row by their column."""


class Column(NamedTuple):
    """What a column holds (`number`, `unit`, `goal` or `name`, `achieved`, `value`, or nothing
    known), by its head.
    """

    kind: str
    times: list[Deadline]
    head: str


@dataclass(frozen=True)
class Table:
    """The rows of a table below its head, a cell by its column and bounds in the text."""

    start: int
    end: int
    columns: dict[int, Column]
    rows: list[Cells]

    def column(self, *kinds: str) -> int:
        """The first column of a kind, the kinds in order; -1 without one."""
        for kind in kinds:
            for number, column in self.columns.items():
                if column.kind == kind:
                    return number
        return -1


def find_tables(document: Document) -> Iterator[Table]:
    """The tables that have a column of indicators, also those whose cells stand on lines of their
    own.
    """
    for rows in rows_of_tables(document):
        columns, first_row = _columns_of(document, rows)
        if columns:
            start = min(start for start, _ in rows[0].values())
            end = max(end for _, end in rows[-1].values())
            yield Table(start, end, columns, rows[first_row:])


def rows_of_tables(document: Document) -> Iterator[list[Cells]]:
    """The rows of each table, that of its head among them: those of the layout, then those whose
    cells stand on lines of their own.
    """
    yield from _in_layout(document)
    yield from _on_lines(document)


def _in_layout(document: Document) -> Iterator[list[Cells]]:
    """The tables that the layout of the file tells."""
    rows: list[Cells] = []
    row_before = -1
    for block in document.layout:
        if block.kind == "struck" and block.row is not None:
            continue  # a cell that is struck out leaves its row whole
        row = block.row if block.kind == "table" and block.row is not None else -1
        # The numbers of rows begin again with each table; what is no cell ends it.
        if rows and row < row_before:
            yield rows
            rows = []
        if row >= 0:
            if row != row_before or not rows:
                rows.append({})
            column = block.column or 0
            # A cell of several paragraphs has a block for each.
            start, _ = rows[-1].get(column, (block.start, 0))
            rows[-1][column] = start, block.end
        row_before = row
    if rows:
        yield rows


def _on_lines(document: Document) -> Iterator[list[Cells]]:
    """Tables with a cell a line: a head from TT on, then rows that begin with 1, 2, 3."""
    lines = [match.span() for match in _LINE.finditer(document.text)]
    words = [document.folded[start:end].strip(" .()") for start, end in lines]
    last_row = 0
    for head, word in enumerate(words):
        if not _COLUMN_HEADS["number"].match(word) or head < last_row:
            continue
        columns = _columns_on_lines(words, head)
        starts = _row_starts(words, head, columns) if columns else [head]
        if len(starts) == 1:
            continue
        last_row = starts[-1]
        yield [
            dict(enumerate(lines[start : min(end, start + columns)]))
            for start, end in pairwise([*starts, starts[-1] + columns])
        ]


def _columns_on_lines(words: Sequence[str], head: int) -> int:
    """How many lines the head has: up to the number of the first row; 0 where none follows."""
    for columns in range(_LEAST_COLUMNS, _MOST_COLUMNS + 1):
        first = head + columns
        if first < len(words) and words[first] in _FIRST_NUMBERS:
            return columns
    return 0


def _row_starts(words: Sequence[str], head: int, columns: int) -> list[int]:
    """The lines with which the head and the rows begin: each row has the next number, or 1 again
    below a subheading.
    """
    starts = [head]
    number = 0
    for line in range(head + columns, len(words)):
        if line - starts[-1] > _LONGEST_ROW * columns:
            break
        # One cell of a row may be empty, and then has no line.
        is_far_enough = line - starts[-1] >= columns - 1
        if is_far_enough and words[line].lstrip("0") in {"1", str(number + 1)}:
            number = int(words[line])
            starts.append(line)
    return starts


def _columns_of(document: Document, rows: list[Cells]) -> tuple[dict[int, Column], int]:
    """The columns by their heads, in one row or two, and the number of the first row below; none
    where no column holds indicators.
    """
    for number, cells in enumerate(rows[:_ROWS_WITH_HEAD]):
        heads = {
            column: " ".join(document.folded[start:end].split())
            for column, (start, end) in cells.items()
        }
        named = _named_column(heads)
        if named is None or len(heads) < 2:
            continue
        below = rows[number + 1] if number + 1 < len(rows) else {}
        # "Kế hoạch" over "2027" and "2030"; the name's cell is merged with the one above.
        has_two_rows = named not in below and _has_times(document, below)
        if has_two_rows:
            for column, (start, end) in below.items():
                heads[column] = f"{heads.get(column, '')} {document.folded[start:end]}"
        columns = {column: _column(head, column == named) for column, head in heads.items()}
        return columns, number + (2 if has_two_rows else 1)
    return {}, len(rows)


def _named_column(heads: dict[int, str]) -> int | None:
    """The first column whose head says that it holds indicators."""
    for column, head in heads.items():
        if _COLUMN_HEADS["goal"].match(head) or _COLUMN_HEADS["name"].match(head):
            return column
    return None


def _has_times(document: Document, cells: Cells) -> bool:
    return any(find_times(f"năm {document.text[start:end]}") for start, end in cells.values())


def _column(head: str, is_named: bool) -> Column:
    """What a column holds, by the first kind of head that fits; only one holds the indicators."""
    kind = ""
    for name, pattern in _COLUMN_HEADS.items():
        may_be = is_named or name not in {"goal", "name"}
        if may_be and pattern.match(head):
            kind = name
            break
    # A bare year is no time in a sentence, but it is one over a column.
    times = find_times(Passage(head, head))
    years = [Deadline(0, 0, year) for year in _YEAR.findall(head)]
    return Column(kind, times or years, head)


def find_in_cell(
    value: str | Passage, name: str | Passage, units: tuple[str, ...]
) -> Iterator[Quantity]:
    """The figures of a cell; a bare number takes the first unit given, and what its row's name ends
    with ("dưới").

    >>> found = find_in_cell("1,5", "Tỷ lệ hộ nghèo còn dưới", ("%",))
    >>> [(quantity.comparator, quantity.high, quantity.unit) for quantity in found]
    [('<', 1.5, '%')]
    """
    cell, named = Passage.of(value), Passage.of(name)
    known = _known_unit(units)
    unknown = units[0].strip().lower() if units else ""
    if re.match(r"[≥≤<>=~\s]{0,4}\d", cell.text):
        # "còn dưới" stands in the row's name; "đạt" makes a figure of a bare number.
        ends = re.search(r"[^\d.;]{0,30}$", named.text)
        end_of_name = named[ends.start() :] if ends else named[:0]
        cell = Passage(
            f"{end_of_name.text} đạt {cell.text}", f"{end_of_name.folded} đạt {cell.folded}"
        )
    for quantity in find_quantities(cell):
        if quantity.unit is not None:
            yield quantity
        elif known:
            yield replace(quantity, unit=known.unit, per=known.per)
        elif 0 < len(unknown) < _LONGEST_UNIT:
            yield replace(quantity, unit=unknown)
        else:
            yield quantity


def _known_unit(units: tuple[str, ...]) -> Quantity | None:
    """A figure with the first of some units that is one: "(triệu đồng/người)" in a head."""
    for unit in units:
        for quantity in find_quantities(f"đạt 1 {unit}"):
            if quantity.unit:
                return quantity
    return None
