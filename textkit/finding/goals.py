"""The figures that tables set or report: one for each cell of their columns of values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from textkit.finding.figures import Target, figures_in, record_of
from textkit.finding.frames import Context, Frame, sentence_in, time_above, unit_around
from textkit.finding.indicators import family_of, indicator_of
from textkit.finding.naming import FIGURE, measure_of, scope_of, verb_of, without_times
from textkit.finding.pieces import trim
from textkit.finding.tables import Cells, Table, find_in_cell
from textkit.vietnamese.dates import Deadline, find_times
from textkit.vietnamese.text import NOTHING, Passage

_VALUES = frozenset({"value", "achieved"})


def goals_of(table: Table, frame: Frame) -> Iterator[Target]:
    """The figures of a table's columns of values; without one those its column of indicators sets
    in words.
    """
    above = unit_around(frame, table.start)
    path = above.path if above else ""
    time = time_above(frame, {}, above) if above else frame.title_time
    context = Context(leading_time=time)
    name = table.column("goal", "name")
    has_values = any(column.kind in _VALUES for column in table.columns.values())
    for cells in table.rows:
        if name not in cells:
            continue
        if has_values:
            context = replace(context, leading_time=_row_time(frame, table, cells, name, context))
            yield from _of_row(table, cells, name, frame, context.leading_time, path)
        elif table.columns[name].kind == "goal":
            start, end = cells[name]
            sentence = sentence_in(
                frame.document.passage(start, end),
                start,
                role="promised",
                path=path,
                sense="goals",
            )
            context = replace(context, indicator=NOTHING, heading_time=context.leading_time)
            figures, context = figures_in(frame, sentence, context)
            yield from figures


def _values_of(table: Table, cells: Cells) -> list[int]:
    return [
        column
        for column in cells
        if column in table.columns and table.columns[column].kind in _VALUES
    ]


def _row_time(
    frame: Frame, table: Table, cells: Cells, name: int, context: Context
) -> Deadline | None:
    """The time of a row: a row that only heads the next ones sets it, "Đến năm 2030"."""
    if _values_of(table, cells):
        return context.leading_time
    times = find_times(frame.document.passage(*cells[name]))
    return times[-1] if times else context.leading_time


def _of_row(
    table: Table,
    cells: Cells,
    name: int,
    frame: Frame,
    row_time: Deadline | None,
    path: str,
) -> Iterator[Target]:
    document = frame.document
    named = document.passage(*cells[name])
    unit_column = table.column("unit")
    measured = document.passage(*cells[unit_column]) if unit_column in cells else NOTHING
    before = without_times(named)
    for column in _values_of(table, cells):
        kind, times, head = table.columns[column]
        time = times[-1] if times else row_time
        is_late = kind == "achieved" or bool(time and int(time.date[:4]) < frame.year)
        in_brackets = re.findall(r"\(([^()\d]{1,25})\)", f"{named.text} {head}")
        known_units = (measured.text, *in_brackets)
        for quantity in find_in_cell(document.passage(*cells[column]), named, known_units):
            words = Passage.joined(before, verb_of(quantity, before), FIGURE, measured)
            key = indicator_of(words, family_of(quantity))
            target = record_of(
                document,
                (cells[name][0], cells[column][1]),
                quantity,
                key,
                trim(before).text or before.text,
                measure_of(quantity, key, before, time),
                time,
            )
            yield replace(
                target,
                scope=scope_of(key, before, NOTHING, quantity.unit),
                role="achieved" if is_late else "promised",
                path=path,
            )
