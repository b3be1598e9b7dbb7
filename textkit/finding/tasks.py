"""Tables of tasks: what is to be done, who leads, who helps, by when, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from textkit import data
from textkit.finding.actors import joined_lines, names_of
from textkit.finding.cells import is_blank
from textkit.finding.tables import Row, Table, find_tables
from textkit.reading.document import Document
from textkit.vietnamese.schedules import Schedule, schedule_in_cell, year_set


@dataclass(frozen=True, slots=True)
class Task:
    """A row of a table of tasks: the bounds of the task's cell, and the other cells' words.

    `group` is the nearest row above that heads several tasks. What a row leaves blank is None;
    but where no one leads, the cell is merged with the one above it, and so are its helpers if it
    has none of its own. `row` is how it is numbered, empty where it is not; `schedule` what its
    cell of times says; `bodies` and `helpers` are the bodies in normal form.
    """

    start: int
    end: int
    actor: str | None
    coordinators: str | None
    product: str | None
    group: str | None
    row: str = ""
    schedule: Schedule | None = None
    bodies: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()

    @property
    def deadline(self) -> str | None:
        """The last day, month or year of its time; None where that has no end."""
        return self.schedule.shown if self.schedule else None


@dataclass(frozen=True)
class TaskTable:
    """The bounds of a table of tasks in the text, and its rows."""

    start: int
    end: int
    tasks: tuple[Task, ...]


def find_task_tables(document: Document) -> Iterator[TaskTable]:
    """The tables whose head names tasks and who leads them or when they are due, in order."""
    title = document.facts.title or ""
    for table in find_tables(document):
        if table.kind == "tasks":
            yield TaskTable(table.start, table.end, tuple(_tasks(document, table, title)))


# The cells beside a task that say something of it.
_BESIDE = ("lead", "with", "time", "product", "level")


_WORDS = data.patterns("tables.toml", "cells")


class _Times(NamedTuple):
    """The columns that say when: one of times, or one for each year or quarter, with ticks below
    it; whether the first is of deadlines, and the year of what names none.
    """

    column: int
    ticked: Mapping[int, str]
    is_of_ends: bool
    year: int | None

    @classmethod
    def of(cls, table: Table, title: str) -> _Times:
        """Those of a table in a document of a title."""
        columns = table.columns_of("time")
        heads = {column: " ".join(table.columns[column].heads) for column in columns}
        # "Thời gian bắt đầu | Thời gian hoàn thành": what something ends with is its deadline.
        ending = [column for column in columns if _WORDS["ends"].search(heads[column])]
        beginning = [column for column in columns if _WORDS["begins"].search(heads[column])]
        chosen = [column for column in ending or columns if column not in beginning]
        column = next(iter([*chosen, *columns]), -1)
        head = heads.get(column, "")
        return cls(
            column,
            _ticked_columns(table),
            bool(_WORDS["ends"].search(head)),
            year_set(head, table.title, title),
        )

    def schedule(self, document: Document, row: Row) -> Schedule | None:
        """When the task of a row is to be done."""
        words = _cell(document, row, self.column)
        if words is None:
            ticked = [
                head for column, head in self.ticked.items() if _is_ticked(document, row, column)
            ]
            words = ", ".join(ticked)
        return schedule_in_cell(words, year=self.year, is_of_ends=self.is_of_ends)


def _ticked_columns(table: Table) -> dict[int, str]:
    """The columns that a year or a quarter heads, and that hold nothing else that is known."""
    ticked = {}
    for number, column in sorted(table.columns.items()):
        head = " ".join(reversed(column.heads))
        schedule = schedule_in_cell(head)
        if not column.kind and schedule is not None and schedule.kind == "deadline":
            ticked[number] = head
    return ticked


def _is_ticked(document: Document, row: Row, column: int) -> bool:
    cell = (_cell(document, row, column) or "").lower()
    return bool(_WORDS["ticked"].fullmatch(cell))


class _Bodies(NamedTuple):
    """Who leads a task and who helps: the words of the cells, and the bodies in normal form."""

    lead: str | None = None
    helpers: str | None = None
    lead_names: tuple[str, ...] = ()
    helper_names: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: Document, table: Table, row: Row) -> _Bodies:
        """Those that a row names."""
        if row.is_group:
            return cls()
        columns = table.column("lead"), table.column("with")
        words = [_cell(document, row, column) for column in columns]
        names = [_names(document, row, column) for column in columns]
        return cls(words[0], words[1], names[0], names[1])

    def below(self, above: _Bodies) -> _Bodies:
        """These, or where nobody leads, those of the row above: the cells are merged.

        Helpers of its own stay: only who leads may be merged.
        """
        if self.lead is not None:
            return self
        if self.helpers is None:
            return above
        return above._replace(helpers=self.helpers, helper_names=self.helper_names)


def _names(document: Document, row: Row, column: int) -> tuple[str, ...]:
    """The bodies of a cell in normal form; each may stand on a line of its own."""
    if column not in row.cells or _cell(document, row, column) is None:
        return ()
    lines = document.text[slice(*row.cells[column])].split("\n")
    return names_of(joined_lines(lines))


def _tasks(document: Document, table: Table, title: str) -> Iterator[Task]:
    """The tasks of a table, but for rows that head others."""
    times = _Times.of(table, title)
    above = _Bodies()
    number = ""
    for row, following in zip_longest(table.rows, table.rows[1:]):
        schedule, own = times.schedule(document, row), _Bodies.of(document, table, row)
        if table.name not in row.cells or _heads_others(document, row, following, times):
            above = own
            continue
        # "2 | Trồng cây" among tasks is one whose other cells are merged with those above.
        if row.is_group and not (above.lead and _goes_on(number, row, following)):
            above = own
            continue
        above, number = own.below(above), row.label
        yield Task(
            row.name[0],
            row.cells[table.name][1],
            above.lead,
            above.helpers,
            _cell(document, row, table.column("product")),
            _group(document, row),
            row.label,
            schedule,
            above.lead_names,
            above.helper_names,
        )


def _heads_others(document: Document, row: Row, following: Row | None, times: _Times) -> bool:
    """Whether a row is the heading of the one below it, and no task.

    "II | Hoàn thiện thể chế | Sở Tư pháp" names who leads the whole group: it has no time, and
    those below it have theirs or none at all.
    """
    if following is None or row.name not in following.above:
        return False
    if row.is_group:
        return True
    if times.schedule(document, row) is not None:
        return False
    return row.label.isupper() or times.schedule(document, following) is not None


def _goes_on(number: str, row: Row, following: Row | None) -> bool:
    """Whether a row is numbered as the next task behind one: 2 behind 1, 1.2, b; a or 1.1 below 1.

    "2 | Nhóm nhiệm vụ" behind the task 3, or before the task 1, heads others.
    """
    if following is not None and following.label == "1" and not following.is_group:
        return False
    *before, last = _PARTS.findall(row.label) or [""]
    if not before and last == "1":
        return False
    if last in {"1", "a"}:
        return True
    *before_number, last_number = _PARTS.findall(number) or [""]
    return before == before_number and last == _next(last_number)


_PARTS = re.compile(r"\d+|[a-zđ]")


def _next(part: str) -> str:
    """The number or letter behind one; empty behind none."""
    if part.isdigit():
        return str(int(part) + 1)
    place = _LETTERS.find(part) if part else -1
    return _LETTERS[place + 1 : place + 2] if place >= 0 else ""


# The letters that points are numbered with.
_LETTERS = "abcdđeghiklmnopqrstuvxy"


def _group(document: Document, row: Row) -> str | None:
    """The words of the nearest row above that heads a row."""
    if row.group is None:
        return None
    return " ".join(document.text[slice(*row.group)].split())


def _cell(document: Document, row: Row, column: int) -> str | None:
    """The words of a cell on one line; None for a blank one."""
    if column not in row.cells:
        return None
    words = " ".join(document.text[slice(*row.cells[column])].split())
    return None if is_blank(words) else words
