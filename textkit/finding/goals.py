"""The figures that tables set or report: one for each cell of their columns of values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from textkit import data
from textkit.finding.cells import find_in_cell, is_unit, words_of
from textkit.finding.figures import Target, figures_in, record_of
from textkit.finding.frames import Context, Frame, sentence_in, time_above, unit_around
from textkit.finding.indicators import family_of, indicator_of
from textkit.finding.naming import FIGURE, measure_of, scope_of, verb_of, without_times
from textkit.finding.tables import Column, Row, Table
from textkit.vietnamese.dates import Deadline, find_times
from textkit.vietnamese.text import NOTHING, Passage

_CELLS = data.patterns("tables.toml", "cells")
_ROLES = data.patterns("tables.toml", "roles")
_IN_BRACKETS = re.compile(r"\(([^()\d]{1,25}(?:/[^()]{1,15})?)\)")

# Between the name of a row and that of the row it is a part of.
_PART_OF = Passage("›", "›")


def goals_of(table: Table, frame: Frame) -> Iterator[Target]:
    """The figures of a table's columns of values; without one those its column of indicators sets
    in words.
    """
    place = _place(table, frame)
    if table.has_values():
        yield from _of_values(place)
    elif table.columns[table.name].kind == "goal":
        yield from _in_words(place)


@dataclass(frozen=True)
class _Place:
    """A table in its document: the path of its section, the time that what stands above it sets for
    its goals, the times in the titles above it, and the year in which it was made (0: unknown).
    """

    table: Table
    frame: Frame
    path: str
    goal_time: Deadline | None
    titled: Sequence[Deadline]
    year: int


def _place(table: Table, frame: Frame) -> _Place:
    around = unit_around(frame, table.start)
    above = time_above(frame, {}, around) if around else frame.title_time
    titled = [time for time in find_times(table.title) if not time.vision]
    of_document = [time for time in find_times(frame.document.facts.title or "") if not time.vision]
    to_come = [time for time in of_document if int(time.date[:4]) >= frame.year]
    goal_time = next((time for time in (*titled[-1:], above, *to_come[-1:]) if time), None)
    path = around.path if around else ""
    year = frame.year or _last_result(table)
    return _Place(table, frame, path, goal_time, [*of_document, *titled], year)


def _last_result(table: Table) -> int:
    """The last year of a table's columns of results, 0 without one: it was made about then."""
    years = [
        int(time.date[:4])
        for column in table.columns.values()
        if column.role == "achieved"
        for time in column.times[-1:]
    ]
    return max(years, default=0)


def _past_of(times: Sequence[Deadline], year: int, role: str) -> Deadline | None:
    """The last of some times that values of the past may stand for, in a document of a year (0:
    unknown): one that has come, the beginning of a period that has not begun, and for goals the end
    of one that has.
    """
    for time in reversed(times):
        begins = time.period_start
        if not year or int(time.date[:4]) <= year:
            return time
        if begins and begins >= year:
            return Deadline(time.start, time.end, str(begins))
        if begins and role == "promised":
            return time
    return None


# --- Figures in words -------------------------------------------------------------------------


def _in_words(place: _Place) -> Iterator[Target]:
    """The figures that the cells of a column of goals set: "Kinh tế số chiếm 45% GRDP"."""
    document = place.frame.document
    for row in place.table.rows:
        if place.table.name not in row.cells:
            continue
        start, end = row.name
        sentence = sentence_in(
            document.passage(start, end), start, role="promised", path=place.path, sense="goals"
        )
        time = _time_over(place, row) or place.goal_time
        over = _path(place, row)[:-1]
        for figure in figures_in(place.frame, sentence, Context(leading_time=time))[0]:
            yield replace(figure, indicator_path=(*over, *figure.indicator_path))


def _time_over(place: _Place, row: Row) -> Deadline | None:
    """The time that the rows over a row name, the nearest: "Đến năm 2030"."""
    for span in reversed(row.above):
        times = find_times(place.frame.document.passage(*span))
        if times:
            return times[-1]
    return None


# --- Columns of values ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Value:
    """A column of values as it is read in its table.

    `time` is the one that its heads set; `is_past` says that its values stand for a time that has
    come: results, and the goals of a term that ends.
    """

    column: Column
    role: str
    time: Deadline | None
    is_past: bool


def _of_values(place: _Place) -> Iterator[Target]:
    values = _values(place)
    units: dict[tuple[int, int], str] = {}
    unit_before = ""
    for row in place.table.rows:
        unit = _unit_in(place, row, unit_before)
        unit_before = unit or unit_before
        units[row.name] = unit
        of_whole = units.get(row.above[-1], "") if row.is_part else ""
        for number in place.table.values(row):
            known = _units(place, row, values[number], unit, of_whole)
            yield from _of_cell(place, row, number, values[number], known)


def _values(place: _Place) -> dict[int, _Value]:
    """The columns of values of a table with their roles and times."""
    columns = {
        number: column for number, column in place.table.columns.items() if column.kind == "value"
    }
    roles = {
        number: column.role or _role_unsaid(place, column, list(columns.values()))
        for number, column in columns.items()
    }
    values = {}
    for number, column in columns.items():
        time = column.times[-1] if column.times else None
        is_former = any(_ROLES["former"].fullmatch(head) for head in column.heads)
        # "Nghị quyết Đại hội" beside its results is the goal of the term that ends.
        is_past = time is None and (
            roles[number] == "achieved" or (is_former and "achieved" in roles.values())
        )
        if is_past:
            time = _end_of_term(list(columns.values()))
        values[number] = _Value(column, roles[number], time, is_past)
    return _with_last_result(place, values)


def _with_last_result(place: _Place, values: dict[int, _Value]) -> dict[int, _Value]:
    """The columns; where no title sets a time, the goal of a term is due with the last result."""
    results = [value.time for value in values.values() if value.role == "achieved" and value.time]
    if not results or place.titled:
        return values
    last = max(results, key=lambda time: time.date)
    return {
        number: replace(value, time=last)
        if value.is_past and value.time is None and value.role == "promised"
        else value
        for number, value in values.items()
    }


def _role_unsaid(place: _Place, column: Column, columns: Sequence[Column]) -> str:
    """The role of a column whose heads do not say it: a year gone and a part of a year report."""
    if _ROLES["bare"].fullmatch(column.heads[-1]):
        others = [other for other in columns if other is not column]
        has_goal = any(other.role == "promised" or other.times for other in others)
        return "achieved" if has_goal else "promised"
    if any(_ROLES["part"].search(head) for head in column.heads):
        return "achieved"
    is_past = bool(column.times) and 0 < int(column.times[-1].date[:4]) < place.year
    return "achieved" if is_past else "promised"


def _end_of_term(columns: Sequence[Column]) -> Deadline | None:
    """The year in which the time before that of the new goals ends: 2025 before the plan of 2026 -
    2030, and before the term (nhiệm kỳ) of 2025 - 2030.
    """
    for column in columns:
        time = column.times[-1] if column.times else None
        if column.role != "achieved" and time is not None and time.period_start:
            is_term = any(_ROLES["term"].search(head) for head in column.heads)
            return Deadline(0, 0, str(time.period_start - (0 if is_term else 1)))
    return None


def _unit_in(place: _Place, row: Row, before: str) -> str:
    """The unit in a row's column of units; that of the row before where it says "nt"."""
    column = place.table.column("unit")
    if column not in row.cells:
        return ""
    start, end = row.cells[column]
    is_same = _CELLS["same"].fullmatch(words_of(place.frame.document, (start, end)))
    return before if is_same else place.frame.document.text[start:end].strip()


def _units(place: _Place, row: Row, value: _Value, unit: str, of_whole: str) -> tuple[str, ...]:
    """The units that a bare figure may have, the first that is known counts: its row's, one in
    brackets in the name or in the head, % where a rate has none, that of the row it is a part of,
    that of the whole table.
    """
    if unit:
        return (unit,)
    document = place.frame.document
    name = document.passage(*row.name)
    texts = [name.text, *reversed(value.column.heads)]
    in_brackets = [found for text in texts for found in _IN_BRACKETS.findall(text)]
    over = [document.passage(*span) for span in row.above[-1:] if row.is_part]
    is_rate = _is_rate(name) or (any(map(_is_rate, over)) and not _is_sum(name))
    in_head = any("%" in head for head in value.column.heads)
    rate = "%" if is_rate or in_head else ""
    named = [found for found in in_brackets if is_unit(found)]
    return tuple(found for found in (*named, rate, of_whole, place.table.unit) if found)


def _is_rate(name: Passage) -> bool:
    """Whether a name is that of a rate, whose unit is % where none is printed."""
    words = " ".join(name.folded.split())
    return bool(_CELLS["rate"].match(words)) and not _CELLS["ratio"].match(words)


def _is_sum(name: Passage) -> bool:
    """Whether a row names a sum or a number of things, no share of the row over it."""
    return bool(_CELLS["sum"].match(name.folded))


def _of_cell(
    place: _Place, row: Row, number: int, value: _Value, units: tuple[str, ...]
) -> Iterator[Target]:
    """The figures of a cell."""
    document = place.frame.document
    named = document.passage(*row.name)
    before = without_times(_named(place, row)).stripped()
    time = _time_in(place, row, value)
    for cell in _pieces(document.passage(*row.cells[number])):
        beside = tuple(found for found in _IN_BRACKETS.findall(cell.text) if is_unit(found))
        for quantity in islice(find_in_cell(_without_second(cell), named, (*beside, *units)), 1):
            family = family_of(quantity)
            unit = Passage.of(units[0] if units else "")
            verb = verb_of(quantity, before)
            # A row that names an indicator is that one, whatever the row over it is about.
            own = Passage.joined(without_times(named), verb, FIGURE, unit)
            words = Passage.joined(before, verb, FIGURE, unit)
            key = indicator_of(own, family) or indicator_of(words, family)
            target = record_of(
                document,
                (row.name[0], row.cells[number][1]),
                quantity,
                key,
                before.text,
                measure_of(quantity, key, before, time),
                time,
            )
            scope = scope_of(key, before, NOTHING, quantity.unit)
            yield replace(
                target,
                scope=scope,
                role=value.role,
                path=place.path,
                indicator_path=_path(place, row),
            )


def _pieces(cell: Passage) -> list[Passage]:
    """The parts of a cell of several figures: "≤ 3 Đông Nam Á; ≤ 50 thế giới"."""
    return [cell[match.start() : match.end()] for match in re.finditer(r"[^;\n]+", cell.text)]


def _without_second(cell: Passage) -> Passage:
    """A cell without what stands in brackets behind its figure: "98,30 ha (19,66%)"."""
    bracket = re.search(r"(?<=[\w%])\s{0,3}\(", cell.text)
    return cell[: bracket.start()] if bracket else cell


def _named(place: _Place, row: Row) -> Passage:
    """The words of a row, behind those of the row that it is a part of."""
    document = place.frame.document
    name = document.passage(*row.name)
    if not row.is_part:
        return name
    return Passage.joined(document.passage(*row.above[-1]), _PART_OF, name)


def _path(place: _Place, row: Row) -> tuple[str, ...]:
    """The names of the rows over a row and its own, without times: "Giai đoạn 2026 - 2030" is none
    but sets one.
    """
    names = []
    for span in (*row.above, row.name):
        words = without_times(place.frame.document.passage(*span)).stripped()
        if not _CELLS["empty"].fullmatch(words.folded):
            names.append(words.text)
    return tuple(names)


def _time_in(place: _Place, row: Row, value: _Value) -> Deadline | None:
    """The time of a cell: of its column, its row, the rows above or what stands above the table. Of
    a result only one that has come.
    """
    if value.time is not None:
        return value.time
    own = find_times(place.frame.document.passage(*row.name))
    due = place.table.column("time")
    if due in row.cells:
        own = find_times(place.frame.document.passage(*row.cells[due])) or own
    over = _time_over(place, row)
    nearest = ([over] if over else []) + own
    if value.is_past:
        year = place.year
        return _past_of(nearest, year, value.role) or _past_of(place.titled, year, value.role)
    return nearest[-1] if nearest else place.goal_time
