"""Tables of tasks: what is to be done, who leads, who helps, by when, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from textkit import data
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
    cell of times says.
    """

    start: int
    end: int
    actor: str | None
    coordinators: str | None
    product: str | None
    group: str | None
    row: str = ""
    schedule: Schedule | None = None

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


# Over a column of times: they end something ("Thời hạn hoàn thành").
_ENDS = data.patterns("tables.toml", "cells")["ends"]


def _tasks(document: Document, table: Table, title: str) -> Iterator[Task]:
    """The tasks of a table, but for rows that head others."""
    heads = (
        table.columns[table.column("time")].heads if table.column("time") in table.columns else ()
    )
    year = year_set(*heads, table.title, title)
    is_of_ends = any(_ENDS.search(head) for head in heads)
    bodies: dict[str, str | None] = {}
    for row, following in zip_longest(table.rows, table.rows[1:]):
        words = {kind: _cell(document, row, table.column(kind)) for kind in _BESIDE}
        if table.name not in row.cells or _heads_others(row, following, words, bodies):
            bodies = {}
            continue
        if words["lead"] is None:
            # Helpers of its own stay: only who leads may be merged with the row above.
            words = {
                **words,
                "lead": bodies.get("lead"),
                "with": words["with"] or bodies.get("with"),
            }
        bodies = {kind: words[kind] for kind in ("lead", "with")}
        yield Task(
            row.name[0],
            row.cells[table.name][1],
            words["lead"],
            words["with"],
            words["product"],
            _group(document, row),
            row.label,
            schedule_in_cell(words["time"] or "", year=year, is_of_ends=is_of_ends),
        )


def _heads_others(
    row: Row,
    following: Row | None,
    words: Mapping[str, str | None],
    bodies: Mapping[str, str | None],
) -> bool:
    """Whether a row is the heading of those below it, and no task."""
    if any(words.values()):
        # "II | Hoàn thiện thể chế | Sở Tư pháp": who leads the whole group.
        return row.label.isupper() and words["time"] is None
    # "2 | Trồng cây" among tasks is one whose other cells are merged with those above.
    has_rows_below = following is None or row.name in following.above
    return has_rows_below or not (row.label.isdigit() and bodies)


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
