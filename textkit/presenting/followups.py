"""The follow-up book of an office: tasks in an Excel file, and what the office wrote beside them.

What was written is read back by the id of its task whenever the book is made again, so that a new
build never loses it.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.data.messages import Lang, TextkitError, say
from textkit.presenting.tables import write_workbook
from textkit.reading.files import open_archive, open_checked
from textkit.vietnamese.text import tidy

if TYPE_CHECKING:
    import pandas as pd

Value = str | int | float | bool | date | datetime | None
Row = dict[str, Value]
"""The cells of a row by the key of their column, or by the head of one that the office added."""

COLUMNS = (
    *("no", "document", "place", "task", "product", "lead", "with", "schedule", "until", "kind"),
    *("overdue", "progress", "id"),
)
"""The columns of the book by their keys in `messages.toml`; `progress` is for the office to fill
in, its own columns stand behind that.
"""

# The sheets of the book: the tasks, those that no document has any more, those that were not asked
# for this time.
_SHEETS = ("book", "gone", "aside")

# A title may have been put above the head of the table. Chosen by eye; not measured.
_ROWS_WITH_HEAD = 10

# A book of more cells is no list that an office fills in. Chosen by eye; not measured.
_MOST_CELLS = 300_000


@dataclass(frozen=True)
class FollowUp:
    """What a follow-up book holds: its rows by the id of their task, the office's own rows, which
    have none, the heads of the columns that it added, and the names of the sheets with them.
    """

    rows: Mapping[str, Row] = field(default_factory=dict)
    own_rows: tuple[Row, ...] = ()
    own_columns: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

    def written(self, id_: str) -> Row:
        """What the office wrote beside a task: its progress, and cells of its own columns."""
        row = self.rows.get(id_, {})
        wrote = {head: row.get(head) for head in ("progress", *self.own_columns)}
        return {head: value for head, value in wrote.items() if not _is_blank(value)}

    def progress(self, id_: str) -> str:
        """What the office wrote of a task's progress, as text; empty where nothing."""
        return _as_text(self.written(id_).get("progress"))


def read_follow_up(path: str | Path) -> FollowUp:
    """What stands in a follow-up book.

    Columns are known by their heads, in either language and any order; all others are the office's.
    Raises TextkitError for a file that is damaged, too large, or no such book.
    """
    content = open_checked(path)
    open_archive(content, path).close()
    sheets = list(_read_sheets(content, path))
    if not sheets:
        heads = (say("tasks.id"), say("tasks.progress"))
        raise TextkitError("followup.no-book", path=path, id=heads[0], progress=heads[1])
    rows: dict[str, Row] = {}
    own_rows: list[Row] = []
    own_columns: dict[str, None] = {}
    for _, columns, lines in sheets:
        own_columns.update(dict.fromkeys(column for column in columns if column not in COLUMNS))
        for line in lines:
            id_ = _as_text(line.get("id"))
            if not id_:
                own_rows.append(line)
            elif id_ in rows:
                rows[id_] = _joined(rows[id_], line)
            else:
                rows[id_] = line
    names = tuple(name for name, _, _ in sheets)
    return FollowUp(rows, tuple(own_rows), tuple(own_columns), names)


def write_follow_up(
    rows: Sequence[Row],
    path: str | Path,
    *,
    known: Collection[str],
    before: FollowUp | None = None,
    lang: Lang = "vi",
) -> Path:
    """Writes the book of these rows, with what was written `before`; returns its path.

    Rows that are not among them but that the office wrote in are kept on a sheet of their own: that
    of tasks which no document has any more, unless their ids are `known`. Sheets that the office
    added stay as they are. Raises TextkitError if there is another file at the path.
    """
    before = before or FollowUp()
    ours = [say(f"tasks.sheet-{name}", tongue) for name in _SHEETS for tongue in ("vi", "en")]
    if Path(path).exists():
        book = read_follow_up(path)
        ours += book.sheets  # the office may have called them something else
        before = _both(book, before)
    shown = {_as_text(row["id"]) for row in rows}
    kept = [row | before.written(_as_text(row["id"])) for row in rows]
    others: dict[str, list[Row]] = {"gone": [], "aside": []}
    for id_, row in before.rows.items():
        if id_ not in shown and before.written(id_):
            others["aside" if id_ in known else "gone"].append(row)
    columns = [*COLUMNS[:-1], *before.own_columns, COLUMNS[-1]]
    if not any(row.get("overdue") for row in rows):
        columns.remove("overdue")
    # Rows without an id are the office's own, and stay below the others.
    sheets = {"book": [*kept, *before.own_rows], **others}
    tables = {
        say(f"tasks.sheet-{name}", lang): _table(lines, columns, lang)
        for name, lines in sheets.items()
        if lines or name == "book"
    }
    return write_workbook(tables, path, instead_of=ours)


def _table(rows: Sequence[Row], columns: Sequence[str], lang: Lang) -> pd.DataFrame:
    """Rows as a table with heads in the language."""
    import pandas as pd

    heads = [_head(column, lang) for column in columns]
    cells = [[row.get(column) for column in columns] for row in rows]
    return pd.DataFrame(cells, columns=heads, dtype=object)


def _head(column: str, lang: Lang) -> str:
    return say(f"tasks.{column}", lang) if column in COLUMNS else column


# --- Reading ------------------------------------------------------------------------------------


def _read_sheets(content: bytes, path: str | Path) -> Iterator[tuple[str, list[str], list[Row]]]:
    """The sheets with the columns of a follow-up book: their names, columns and rows."""
    from openpyxl import load_workbook

    try:
        # The last results of formulas, not the formulas: they would not go on holding.
        book = load_workbook(io.BytesIO(content), data_only=True)
    except Exception as error:  # openpyxl raises what the damage happens to lead to
        raise TextkitError("file.no-workbook", path=path, error=error) from error
    for sheet in book.worksheets:
        if sheet.max_row * sheet.max_column > _MOST_CELLS:
            raise TextkitError(
                "followup.book-too-large", path=path, cells=sheet.max_row * sheet.max_column
            )
        found = _rows_below_head(list(sheet.iter_rows(values_only=True)))
        if found is not None:
            yield sheet.title, *found


def _rows_below_head(lines: Sequence[Sequence[Any]]) -> tuple[list[str], list[Row]] | None:
    """The columns and rows of a sheet; None where no row heads columns of ids and of progress."""
    keys = {say(f"tasks.{key}", lang).lower(): key for key in COLUMNS for lang in ("vi", "en")}
    for number, line in enumerate(lines[:_ROWS_WITH_HEAD]):
        heads = [tidy(_as_text(cell)).strip() for cell in line]
        columns = [keys.get(head.lower(), head) for head in heads]
        if {"id", "progress"} <= set(columns):
            rows = [_row(columns, cells) for cells in lines[number + 1 :]]
            return [head for head in columns if head], [row for row in rows if row]
    return None


def _row(columns: Sequence[str], cells: Sequence[Any]) -> Row:
    """The cells of a row that are not blank, by their columns; cells without a head are left."""
    row: Row = {}
    for column, value in zip(columns, cells, strict=False):
        if column and not _is_blank(value):
            row[column] = _as_text(value) if column == "id" else value
    return row


def _is_blank(value: Value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _as_text(value: Value) -> str:
    """A cell as one reads it: a date with the day first."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).strip()


def _joined(one: Row, other: Row) -> Row:
    """Two rows of a task as one: what differs in them stands one below the other."""
    joined = dict(one)
    for column, value in other.items():
        if column not in joined:
            joined[column] = value
        elif joined[column] != value and column not in COLUMNS[:-2]:
            joined[column] = f"{_as_text(joined[column])}\n{_as_text(value)}"
    return joined


def _both(book: FollowUp, other: FollowUp) -> FollowUp:
    """What stands in two books; of a task that both have, what the first says."""
    columns = tuple(dict.fromkeys((*book.own_columns, *other.own_columns)))
    own_rows = [row for row in other.own_rows if row not in book.own_rows]
    rows = dict(other.rows)
    for id_, row in book.rows.items():
        # A blank cell of the first does not wipe out what the other says.
        rows[id_] = rows.get(id_, {}) | row
    return FollowUp(rows, (*book.own_rows, *own_rows), columns)
