"""Tables written to CSV, Excel, Word and HTML; no spreadsheet takes a cell for a formula."""

from __future__ import annotations

import errno
import io
import os
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textkit import data
from textkit.data.messages import Lang, TextkitError
from textkit.presenting.papers import add_grid, new_paper, printable, save
from textkit.storing.outputs import write_bytes_aside, written_aside

if TYPE_CHECKING:
    import pandas as pd

# What Excel takes for a formula when it opens a CSV file.
_FORMULA = re.compile(
    r"""
    (?! [=+-] $ )            # a sign alone is none: "=", "-"
    (?! - [\d.,]+ %? $ )     # nor is a negative figure: "-5", "-1,5%"
    [=+\-@\t\r]             # "=1+1", "- Như trên", "@a", "+84"
    """,
    re.VERBOSE,
)

# The same tables give the same file: it carries this day in place of the time of its making.
_NO_TIME = datetime(2000, 1, 1)

# Widths in characters: between these a column of Excel is as wide as its longest cell and a margin.
# Chosen by eye.
_NARROWEST = 8
_WIDEST = 60
_MARGIN = 2

# How Excel shows a date, and up to how many columns a sheet is printed upright. Chosen by eye.
_DAY_FIRST = "DD/MM/YYYY"
_COLUMNS_OF_AN_UPRIGHT_PAGE = 5

# Excel has no longer names of sheets, and none of these signs in them.
_LONGEST_SHEET_NAME = 31
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")

# What stands where a table has no value.
_MISSING = "–"

# A cell that holds a figure, or nothing: it stands to the right.
_FIGURE = re.compile(
    r"""
    (?:
        [-−+]? [\d.,]+      # "12", "−4,5"
        (?: e[-+]\d+ )?     # "1e-09"
        %?                  # "12,5%"
        (?: [ ] \(.*\) )?   # "4,5 (1,6–8,1)": with its interval
        [ ]? †?             # "4,5 (1,6–8,1) †": out of few documents
    |
        –                   # no value
    )?
    """,
    re.VERBOSE | re.DOTALL,
)


class _Head(NamedTuple):
    """A head with the number of columns it stands over, or of rows it stands beside."""

    text: str
    span: int
    is_left: bool = False


class _Row(NamedTuple):
    heads: list[_Head]
    cells: tuple[str, ...]


def safe_cell(value: Any) -> Any:
    """A cell of a CSV file that Excel shows as it is: text that would begin a formula gets an
    apostrophe in front.

    >>> safe_cell("=1+1"), safe_cell("- Như trên"), safe_cell("Nghị quyết"), safe_cell("=")
    ("'=1+1", "'- Như trên", 'Nghị quyết', '=')
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def is_figure(text: str) -> bool:
    """Whether a cell holds a figure, or nothing: it then stands to the right.

    >>> is_figure("4,5 (1,6–8,1)"), is_figure("–"), is_figure("12 huyện")
    (True, True, False)
    """
    return _FIGURE.fullmatch(text) is not None


def write_csv(table: pd.DataFrame, path: str | Path, *, new: bool = False) -> Path:
    """Writes a table as CSV in UTF-8 with the mark Excel needs, and returns its path.

    Raises FileExistsError with `new` where the file is there already: then nothing is written.
    """
    safe = table.map(safe_cell)
    if new and Path(path).exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    with written_aside(path) as aside:
        safe.to_csv(aside, index=False, lineterminator="\n", encoding="utf-8-sig")
    return Path(path)


def render_table(
    table: pd.DataFrame,
    *,
    classes: str = "",
    right: Collection[int] = (),
    lang: Lang | None = None,
) -> str:
    """A table as HTML without a script, words to the left and figures to the right.

    No cell is cut. An index that has a name becomes a column; one that only counts the rows is left
    out; several values in one cell are parted by commas, lines of a text stand below each other.
    The columns at the places `right` stand to the right whatever they hold. `lang` is written on
    the table, for a script that sorts it.

    >>> import pandas as pd
    >>> (
    ...     "<td>12</td>" in render_table(pd.DataFrame({"n": [12]})),
    ...     "<b>" in render_table(pd.DataFrame({"n": ["<b>"]})),
    ... )
    (True, False)
    """
    has_names = any(name is not None for name in table.index.names)
    flat = table.reset_index() if has_names else table
    columns = [_printed(flat.iloc[:, place]) for place in range(flat.shape[1])]
    is_left = []
    for place, texts in enumerate(columns):
        has_words = not all(map(is_figure, texts))
        is_left.append(has_words and place not in right)
    row_heads = _row_heads(flat.index)
    cells = list(zip(*columns, strict=True)) if columns else [()] * len(flat)
    return data.template("table.html.j2").render(
        classes=f"dataframe {classes}".rstrip(),
        lang=lang,
        head=_column_heads(flat.columns, is_left),
        row_heads=flat.index.nlevels if row_heads else 0,
        body=[
            _Row(row_heads[number] if row_heads else [], row) for number, row in enumerate(cells)
        ],
        is_left=is_left,
    )


def _printed(column: pd.Series[Any]) -> list[str]:
    """The cells of a column: texts whole, anything else as pandas prints it in that column."""
    import numpy as np
    import pandas as pd

    if column.empty:
        return []
    is_text = np.array([isinstance(cell, str | tuple) for cell in column])
    others = column.mask(is_text) if is_text.any() else column.infer_objects()
    with pd.option_context("display.max_colwidth", None):
        lines = others.to_frame().to_string(index=False, header=False).split("\n")
    texts = []
    for cell, is_missing, line in zip(column, column.isna(), lines, strict=True):
        text = line
        if is_missing:
            text = _MISSING
        elif isinstance(cell, tuple):
            text = ", ".join(map(str, cell)) or _MISSING
        elif isinstance(cell, str):
            text = cell
        texts.append(text.strip())
    return texts


def _column_heads(columns: pd.Index[Any], is_left: Sequence[bool]) -> list[list[_Head]]:
    """The rows of the head, one per level; equal neighbours under one head share theirs.

    Where a head stands over several columns, all stand as a browser sets heads: in the middle.
    """
    labels = [_levels_of(label) for label in columns]
    rows = []
    for level in range(columns.nlevels):
        spans = _spans(labels, level)
        rows.append([_Head(labels[place][level], span) for place, span in spans.items()])
    if any(head.span > 1 for row in rows for head in row):
        return rows
    lowest = [head._replace(is_left=left) for head, left in zip(rows[-1], is_left, strict=True)]
    return [*rows[:-1], lowest]


def _row_heads(index: pd.Index[Any]) -> list[list[_Head]]:
    """By row the heads that begin there; none for an index that only counts the rows."""
    if index.inferred_type == "integer":
        return []
    levels = [_printed(index.get_level_values(level).to_series()) for level in range(index.nlevels)]
    labels = list(zip(*levels, strict=True))
    heads: list[list[_Head]] = [[] for _ in labels]
    for level in range(index.nlevels):
        for place, span in _spans(labels, level).items():
            heads[place].append(_Head(labels[place][level], span))
    return heads


def _levels_of(label: Any) -> tuple[str, ...]:
    """A column's label by level."""
    return tuple(map(str, label)) if isinstance(label, tuple) else (str(label),)


def _spans(labels: Sequence[tuple[str, ...]], level: int) -> dict[int, int]:
    """By the place where a head of this level begins, how many labels it stands for.

    Those that are alike down to the level stand together; on the lowest each stands for itself.

    >>> _spans([("a", "x"), ("a", "y"), ("b", "y")], 0)
    {0: 2, 2: 1}
    >>> _spans([("a", "x"), ("b", "x")], 1)
    {0: 1, 1: 1}
    """
    spans: dict[int, int] = {}
    begin = 0
    for place, label in enumerate(labels):
        is_lowest = level == len(label) - 1
        if is_lowest or label[: level + 1] != labels[begin][: level + 1]:
            begin = place
        spans[begin] = place - begin + 1
    return spans


def write_table(table: pd.DataFrame, path: str | Path, *, title: str = "") -> Path:
    """Writes a table as .csv, .xlsx or .docx, by the suffix of the path, and returns the path.

    Numbers stay numbers in Excel; text that a spreadsheet would take for a formula is kept as text.

    Raises TextkitError for another suffix.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".csv":
        return write_csv(table, path)
    if suffix == ".xlsx":
        return write_workbook({title or "textkit": table}, path)
    if suffix == ".docx":
        return _word(table, Path(path), title)
    raise TextkitError("sheet.ending", path=path)


def write_workbook(
    tables: Mapping[str, pd.DataFrame],
    path: str | Path,
    *,
    instead_of: Collection[str] | None = None,
) -> Path:
    """Writes tables into one Excel file, one sheet per table under its name, and returns its path.

    With the names of sheets that they stand `instead_of`, the other sheets of a file at the path
    stay as they are, behind the new ones; else such a file is replaced. The file carries no time of
    its making: the same tables give the same cells.
    """
    from openpyxl import Workbook, load_workbook

    if instead_of is not None and Path(path).exists():
        book = load_workbook(path)
        for name in map(_sheet_name, instead_of):
            if name in book.sheetnames:
                del book[name]
    else:
        book = Workbook()
        book.remove(book.active)
    for place, (name, table) in enumerate(tables.items()):
        _fill(book.create_sheet(_sheet_name(name), place), table)
    book.active = 0
    book.properties.created = book.properties.modified = _NO_TIME
    return write_bytes_aside(path, _bytes_of(book))


def _bytes_of(book: Any) -> bytes:
    """A workbook as a file, made in memory.

    openpyxl puts each sheet into the folder for temporary files, where a run that is killed leaves
    the text of a draft, and a full disk ends in an error of the XML writer. It also puts the time
    of saving into the file.
    """
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class Writer(ExcelWriter):  # type: ignore[misc]
        """As openpyxl's, with sheets that never lie on the disk."""

        def write_worksheet(self, sheet: Any) -> None:
            """Adds a sheet to the archive."""
            sheet._drawing = SpreadsheetDrawing()
            sheet._drawing.charts = sheet._charts
            sheet._drawing.images = sheet._images
            made = io.BytesIO()
            writer = WorksheetWriter(sheet, made)
            writer.write()
            sheet._rels = writer._rels
            self._archive.writestr(sheet.path[1:], made.getvalue())
            self.manifest.append(sheet)

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        Writer(book, archive).save()
    return made.getvalue()


def _sheet_name(name: str) -> str:
    return _NOT_IN_SHEET_NAMES.sub(" ", name)[:_LONGEST_SHEET_NAME]


def _fill(sheet: Any, table: pd.DataFrame) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    rows = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    for number, row in enumerate([list(table.columns), *rows], start=1):
        for column_number, value in enumerate(row, start=1):
            cell = sheet.cell(number, column_number)
            if not isinstance(value, str):
                cell.value = value
                if isinstance(value, date):
                    cell.number_format = _DAY_FIRST
                continue
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            # A text stays one ("=1+1", "#N/A"), also after a reader has gone into the cell.
            cell.data_type = "s"
            cell.quotePrefix = bool(_FORMULA.match(value))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        width = min(max(longest + _MARGIN, _NARROWEST), _WIDEST)
        sheet.column_dimensions[column[0].column_letter].width = width
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    _set_for_print(sheet)


def _set_for_print(sheet: Any) -> None:
    """A4, as wide as the table, its head on each page."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    if sheet.max_column > _COLUMNS_OF_AN_UPRIGHT_PAGE:
        sheet.page_setup.orientation = sheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _word(table: pd.DataFrame, path: Path, title: str) -> Path:
    """The table in a Word file, on wide pages."""
    document = new_paper(landscape=True)
    if title:
        document.add_heading(printable(title), level=1)
    rows = []
    for values in table.itertuples(index=False):
        rows.append(["" if value is None or value != value else str(value) for value in values])
    add_grid(document, list(map(str, table.columns)), rows)
    return save(document, path)
