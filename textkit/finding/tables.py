"""Tables of figures: their rows, what each column holds, and the figures of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from textkit import data
from textkit.reading.document import Document
from textkit.vietnamese.dates import Deadline, find_times
from textkit.vietnamese.numbers import Quantity, find_quantities
from textkit.vietnamese.text import fold

_COLUMNS = data.patterns("targets.toml", "columns")


Cells = dict[int, tuple[int, int]]


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
        return next(
            (
                column
                for kind in kinds
                for column, held in self.columns.items()
                if held.kind == kind
            ),
            -1,
        )


def find_tables(document: Document) -> Iterator[Table]:
    """The tables that have a column of indicators, also those whose cells stand on lines of their
    own.
    """
    for rows in (*_in_layout(document), *_on_lines(document.text)):
        columns, first = _header(document.text, rows)
        if columns:
            yield Table(min(rows[0].values())[0], max(rows[-1].values())[1], columns, rows[first:])


def _in_layout(document: Document) -> Iterator[list[Cells]]:
    rows: list[Cells] = []
    number = -1
    for block in document.layout:
        row = block.row if block.kind == "table" and block.row is not None else -1
        if rows and row < number:
            yield rows
            rows = []
        if row >= 0:
            rows += [{}] if row != number or not rows else []
            column = block.column or 0
            rows[-1][column] = (rows[-1].get(column, (block.start, 0))[0], block.end)
        number = row
    yield from [rows] if rows else []


def _on_lines(text: str) -> Iterator[list[Cells]]:
    """Tables with a cell a line: a head from TT on, then rows that begin with 1, 2, 3."""
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    words = [fold(text[slice(*line)]).strip(" .()") for line in lines]
    done = 0
    for head in (at for at, word in enumerate(words) if _COLUMNS["number"].match(word)):
        wide = next(
            (
                wide
                for wide in range(3, 10)
                if words[head + wide : head + wide + 1] in (["1"], ["01"], ["i"], ["a"])
            ),
            0,
        )
        starts, order = [head], 0
        for place in range(head + wide, len(words)) if wide and head >= done else ():
            if place - starts[-1] > 3 * wide:
                break
            if place - starts[-1] >= wide - 1 and words[place].lstrip("0") in {"1", str(order + 1)}:
                order, done = int(words[place]), place
                starts.append(place)
        if order:
            yield [
                dict(enumerate(lines[a : min(b, a + wide)]))
                for a, b in pairwise([*starts, starts[-1] + wide])
            ]


def _header(text: str, rows: list[Cells]) -> tuple[dict[int, Column], int]:
    """The columns by their heads, in one row or two, and the number of the first row below."""
    for order, cells in enumerate(rows[:4]):
        words = {
            column: " ".join(fold(text[slice(*cell)]).split()) for column, cell in cells.items()
        }
        names = [
            column
            for column, word in words.items()
            if _COLUMNS["goal"].match(word) or _COLUMNS["name"].match(word)
        ]
        if not names or len(words) < 2:
            continue
        below = rows[order + 1] if order + 1 < len(rows) else {}
        second = names[0] not in below and any(
            find_times(f"năm {text[slice(*cell)]}") for cell in below.values()
        )
        for column, cell in below.items() if second else ():
            words[column] = f"{words.get(column, '')} {fold(text[slice(*cell)])}"
        return {
            column: _column(word, column == names[0]) for column, word in words.items()
        }, order + 1 + second
    return {}, len(rows)


def _column(head: str, named: bool) -> Column:
    kinds = (
        kind
        for kind, pattern in _COLUMNS.items()
        if pattern.match(head) and (named or kind not in {"goal", "name"})
    )
    years = [Deadline(0, 0, year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", head)]
    return Column(next(kinds, ""), find_times(head) or years, head)


def find_in_cell(value: str, name: str, measures: tuple[str, ...]) -> Iterator[Quantity]:
    """The figures of a cell; a bare number takes the first unit given, and what its row's name ends
    with ("dưới").

    >>> [
    ...     (found.comparator, found.high, found.unit)
    ...     for found in find_in_cell("1,5", "Tỷ lệ hộ nghèo còn dưới", ("%",))
    ... ]
    [('<', 1.5, '%')]
    """
    shown = next(
        (unit for measure in measures for unit in find_quantities(f"đạt 1 {measure}") if unit.unit),
        None,
    )
    ends = re.search(r"[^\d.;]{0,30}$", name)
    lead = f"{ends.group() if ends else ''} đạt "
    for quantity in find_quantities(
        lead + value if re.match(r"[≥≤<>=~\s]{0,4}\d", value) else value
    ):
        if quantity.unit is None and shown:
            quantity = replace(quantity, unit=shown.unit, per=shown.per)
        elif quantity.unit is None and measures and 0 < len(measures[0].strip()) < 20:
            quantity = replace(quantity, unit=measures[0].strip().lower())
        yield quantity
