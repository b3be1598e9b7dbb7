"""What a cell of a table holds, by its words: a head, a number, a figure, a time, a body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from textkit import data
from textkit.reading.document import Document
from textkit.vietnamese.numbers import Quantity, find_quantities
from textkit.vietnamese.schedules import schedule_in_cell
from textkit.vietnamese.text import Passage

_HEADS = data.patterns("tables.toml", "heads")
_CELLS = data.patterns("tables.toml", "cells")

# A cell with more characters is a text, whatever it begins with. Chosen by eye; not measured.
_LONGEST_FIGURE = 80
_LONGEST_TIME = 120
_LONGEST_HEAD = 160

# The unit of a whole column is a few words; longer ones are remarks ("theo chuẩn mới …"). Chosen by
# eye; not measured.
_LONGEST_UNIT = 25

# A figure by the year or month that leaves its unit to the column: "120/năm", "≥ 1.500 / tháng".
_RATE = re.compile(r"([≥≤<>=~\s]{0,4}\d[\d.,]{0,20})\s?/\s?(năm|tháng|ngày)\s*")

Cells = dict[int, tuple[int, int]]
"""The bounds of the cells of a row by their column."""


def words_of(document: Document, span: tuple[int, int]) -> str:
    """The words of a cell, folded and on one line."""
    return " ".join(document.folded[span[0] : span[1]].split())


def is_blank(words: str) -> bool:
    """Whether a cell says nothing: empty, "-", "…", "N/A"."""
    return bool(_CELLS["blank"].fullmatch(words))


@lru_cache(maxsize=4096)
def kinds_of(head: str) -> tuple[str, ...]:
    """What a column with a head may hold, the likeliest first; nothing for words that head none.

    >>> kinds_of("cơ quan phối hợp")
    ('with', 'lead')
    >>> kinds_of("họ và tên")
    ()
    """
    if len(head) > _LONGEST_HEAD:
        return ()
    return tuple(kind for kind, pattern in _HEADS.items() if pattern.fullmatch(head))


@lru_cache(maxsize=4096)
def contents_of(words: str) -> frozenset[str]:
    """What a cell may hold: `running` (a number of rows), `figure`, `time`, `body`, `verdict`, or
    `words`.

    >>> sorted(contents_of("2026")), sorted(contents_of("sở y tế")), sorted(contents_of("vượt"))
    (['figure', 'time'], ['body'], ['verdict'])
    """
    found = set()
    if _CELLS["running"].fullmatch(words):
        found.add("running")
    if len(words) <= _LONGEST_FIGURE and _CELLS["figure"].fullmatch(words):
        found.add("figure")
    if len(words) <= _LONGEST_TIME and (due_in_cell(words) or _CELLS["recurs"].fullmatch(words)):
        found.add("time")
    for kind in ("body", "verdict"):
        if _CELLS[kind].fullmatch(words):
            found.add(kind)
    return frozenset(found or {"words"})


def due_in_cell(words: str) -> str | None:
    """The last day, month or year that keeps the deadline of a cell; None for none and for what
    recurs.

    >>> [due_in_cell(cell) for cell in ("30/09/2025", "Quý IV/2025 - Quý II/2026", "12/2026")]
    ['2025-09-30', '2026-06', '2026-12']
    >>> [due_in_cell(cell) for cell in ("2026 - 2030", "Năm 2014", "Thường xuyên")]
    ['2030', '2014', None]
    """
    schedule = schedule_in_cell(words)
    return schedule.shown if schedule else None


def find_in_cell(
    value: str | Passage, name: str | Passage, units: tuple[str, ...]
) -> Iterator[Quantity]:
    """The figures of a cell; a bare number takes the first unit given, and what its row's name ends
    with ("dưới").

    >>> found = find_in_cell("1,5", "Tỷ lệ hộ nghèo còn dưới", ("%",))
    >>> [(quantity.comparator, quantity.high, quantity.unit) for quantity in found]
    [('<', 1.5, '%')]
    >>> found = find_in_cell("120/năm", "Kết nạp đảng viên mới", ("Đảng viên",))
    >>> [(quantity.low, quantity.unit, quantity.per) for quantity in found]
    [(120.0, 'đảng viên', 'năm')]
    """
    cell, named = Passage.of(value), Passage.of(name)
    known = _known_unit(units)
    rate = _RATE.fullmatch(cell.text)
    if known and rate:  # "120/năm" in a row of "đảng viên"
        cell = Passage.of(f"{rate[1]} {known.unit}/{rate[2]}")
    unknown = next((unit.strip().lower() for unit in units if unit.strip()), "")
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
        elif 0 < len(unknown) < _LONGEST_UNIT and not unknown[0].isdigit():
            yield replace(quantity, unit=unknown)
        else:
            yield quantity


def is_unit(words: str) -> bool:
    """Whether words are a unit that figures have.

    >>> is_unit("triệu đồng/người"), is_unit("giả định")
    (True, False)
    """
    return len(words) <= _LONGEST_UNIT + 15 and _known_unit((words,)) is not None


def _known_unit(units: tuple[str, ...]) -> Quantity | None:
    """A figure with the first of some units that is one: "(triệu đồng/người)" in a head."""
    for unit in units:
        for quantity in find_quantities(f"đạt 1 {unit}"):
            if quantity.unit:
                return quantity
    return None
