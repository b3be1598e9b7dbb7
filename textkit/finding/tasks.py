"""Tables of tasks: what is to be done, who leads, who helps, by when, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from textkit import data
from textkit.finding.tables import Cells, rows_of_tables
from textkit.reading.document import Document
from textkit.vietnamese.dates import find_dates, find_deadlines
from textkit.vietnamese.text import Passage

_HEADS = data.patterns("targets.toml", "tasks")

# The head of a table stands in one of its first rows: above it may stand a title and a blank row.
# Chosen by eye; not measured.
_ROWS_WITH_HEAD = 4

# What a row of column numbers has: (1), A, 12. Chosen by eye; not measured.
_LONGEST_COLUMN_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Task:
    """A row of a table of tasks: the bounds of the task's cell, and the other cells' words.

    `group` is the row above that heads several tasks. What a row leaves blank is None.
    """

    start: int
    end: int
    actor: str | None
    coordinators: str | None
    deadline: str | None
    product: str | None
    group: str | None


@dataclass(frozen=True)
class TaskTable:
    """The bounds of a table of tasks in the text, and its rows."""

    start: int
    end: int
    tasks: tuple[Task, ...]


def find_task_tables(document: Document) -> Iterator[TaskTable]:
    """The tables whose head names tasks and who leads them or when they are due, in order."""
    for rows in rows_of_tables(document):
        columns, first_row = _columns_of(document, rows)
        if columns:
            start = min(start for start, _ in rows[0].values())
            end = max(end for _, end in rows[-1].values())
            yield TaskTable(start, end, tuple(_tasks(document, columns, rows[first_row:])))


def _columns_of(document: Document, rows: list[Cells]) -> tuple[dict[str, int], int]:
    """The columns by what they hold, and the number of the first row below the head; none where
    the table is none of tasks.
    """
    for number, cells in enumerate(rows[:_ROWS_WITH_HEAD]):
        heads = _words_of(document, cells)
        below = _words_of(document, rows[number + 1]) if number + 1 < len(rows) else {}
        # "Cơ quan thực hiện" over "Chủ trì" and "Phối hợp".
        has_two_rows = bool(below) and all(_kind(head) for head in below.values())
        if has_two_rows:
            heads |= {column: f"{heads.get(column, '')} {head}" for column, head in below.items()}
        columns: dict[str, int] = {}
        for column, head in heads.items():
            kind = _kind(below[column] if has_two_rows and column in below else head)
            columns.setdefault(kind, column)
        if "task" in columns and "unit" not in columns and {"lead", "time"} & set(columns):
            return columns, number + (2 if has_two_rows else 1)
    return {}, len(rows)


def _words_of(document: Document, cells: Cells) -> dict[int, str]:
    """The words of each cell of a row, folded, by its column."""
    words: dict[int, str] = {}
    for column, (start, end) in cells.items():
        words[column] = " ".join(document.folded[start:end].split())
    return words


def _kind(head: str) -> str:
    """What a column holds, by the first kind of head that fits; empty for an unknown one."""
    for kind, pattern in _HEADS.items():
        if kind in _KINDS and pattern.fullmatch(head):
            return kind
    return ""


_KINDS = ("number", "unit", "with", "time", "product", "level", "lead", "task")


def _tasks(document: Document, columns: Mapping[str, int], rows: list[Cells]) -> Iterator[Task]:
    """The tasks of the rows below a head; a row that only has a name heads those below it."""
    group: str | None = None
    for cells in rows:
        if columns["task"] not in cells or _has_column_numbers(document, cells):
            continue
        start, end = cells[columns["task"]]
        words = {kind: _cell(document, cells, columns.get(kind)) for kind in _KINDS}
        if _kind(Passage.of(words["time"] or "").folded) == "time":
            continue  # the head once more, as on a new page
        has_others = any(words[kind] for kind in ("lead", "with", "time", "product", "level"))
        if not has_others or _HEADS["group"].fullmatch((words["number"] or "").lower()):
            group = words["task"]
            continue
        label = _HEADS["label"].match(document.folded, start, end)
        yield Task(
            label.end() if label else start,
            end,
            words["lead"],
            words["with"],
            due_in_cell(words["time"] or ""),
            words["product"],
            group,
        )


def _cell(document: Document, cells: Cells, column: int | None) -> str | None:
    """The words of a cell on one line; None for a blank one."""
    if column is None or column not in cells:
        return None
    words = " ".join(document.text[slice(*cells[column])].split())
    return words if words.strip(" -–.…") else None


def _has_column_numbers(document: Document, cells: Cells) -> bool:
    """Whether a row numbers the columns: (1) (2) (3)."""
    words = [document.text[start:end].strip() for start, end in cells.values()]
    return len(words) > 1 and all(len(word) <= _LONGEST_COLUMN_NUMBER for word in words)


def due_in_cell(words: str) -> str | None:
    """The last day, month or year that keeps the deadline of a cell; None for none and for what
    recurs.

    >>> [due_in_cell(cell) for cell in ("30/09/2025", "Quý IV/2025 - Quý II/2026", "12/2026")]
    ['2025-09-30', '2026-06', '2026-12']
    >>> [due_in_cell(cell) for cell in ("2026 - 2030", "Năm 2014", "Thường xuyên")]
    ['2030', '2014', None]
    """
    passage = Passage.of(words)
    due: list[tuple[int, int, str]] = []
    for time in find_deadlines(passage):
        if time.kind != "recurrence":
            due.append((time.end, -time.start, time.date))
    for start, end, date in find_dates(passage):
        due.append((end, -start, date))
    for match in _HEADS["month"].finditer(passage.folded):
        due.append((match.end(), -match.start(), f"{match[2]}-{int(match[1]):02}"))
    for match in _HEADS["year"].finditer(passage.folded):
        due.append((match.end(), -match.start(), match[0]))
    # Of those that end last, the one that begins first says most: 12/2026, not 2026.
    return max(due)[2] if due else None
