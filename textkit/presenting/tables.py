"""Tables written to CSV, Excel, Word and HTML,
with cells that no spreadsheet takes for a formula.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.data.messages import TextkitError

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
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_TIME = datetime(2000, 1, 1)
_LINE = "\u2028"
_WIDEST = 60  # characters of a column
_FIGURE = re.compile(
    r"(?:[-−+]?[\d.,]+(?:e[-+]\d+)?%?(?: \(.*\))? ?†?|–)?"
)  # 12, 4,5 (1,6–8,1) †, –


def safe_cell(value: Any) -> Any:
    """A cell of a CSV file that Excel shows as it is: text that would begin a formula gets an
    apostrophe in front.

    >>> safe_cell("=1+1"), safe_cell("- Như trên"), safe_cell("Nghị quyết"), safe_cell("=")
    ("'=1+1", "'- Như trên", 'Nghị quyết', '=')
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def printable(text: str) -> str:
    """The text without the characters that no file of Word may hold.

    >>> printable("Điều\\x01 1\\ufffe")
    'Điều 1'
    """
    return _NOT_XML.sub("", text)


def write_csv(table: pd.DataFrame, path: str | Path, *, new: bool = False) -> Path:
    """Writes a table as CSV in UTF-8 with the mark Excel needs, and returns its path.

    Raises FileExistsError with `new` where the file is there already: then nothing is written.
    """
    safe = table.map(safe_cell)
    with Path(path).open("x" if new else "w", encoding="utf-8-sig", newline="") as file:
        safe.to_csv(file, index=False, lineterminator="\n")
    return Path(path)


def render_table(table: pd.DataFrame, *, classes: str = "", right: Collection[int] = ()) -> str:
    """A table as HTML, without a script: no cell is cut, words stand to the left and figures to the
    right.

    An index that has a name becomes a column; one that only counts the rows is left out; several
    values in one cell are parted by commas, lines of a text stand below each other. The columns at
    the places `right` stand to the right whatever they hold.

    >>> import pandas as pd
    >>> (
    ...     "<td>12</td>" in render_table(pd.DataFrame({"n": [12]})),
    ...     "<b>" in render_table(pd.DataFrame({"n": ["<b>"]})),
    ... )
    (True, False)
    """
    import pandas as pd

    flat = table.reset_index() if any(name is not None for name in table.index.names) else table
    flat = flat.map(
        lambda cell: ", ".join(map(str, cell)) or None if isinstance(cell, tuple) else cell
    )
    flat = flat.map(
        lambda cell: cell.replace("\n", _LINE) if isinstance(cell, str) else cell
    )  # pandas would write backslash and n
    flat = flat.where(flat.notna(), float("nan")).rename_axis(columns=[None] * flat.columns.nlevels)
    with pd.option_context("display.max_colwidth", None):
        html = flat.to_html(
            border=0,
            na_rep="–",
            index=flat.index.inferred_type != "integer",
            classes=classes or None,
        )
    return _aligned(html.replace(_LINE, "<br>"), flat.shape[1], right)


def _aligned(html: str, width: int, right: Collection[int]) -> str:
    """The columns that hold words, with their heads, set to the left."""
    head, _, body = html.partition("<tbody>")
    cells = re.findall(r"<td>(.*?)</td>", body, re.DOTALL)
    words = [
        at not in right and not all(map(_FIGURE.fullmatch, cells[at::width])) for at in range(width)
    ]
    turn = cycle(left := ['<td style="text-align:left">' if word else "<td>" for word in words])
    body = re.sub("<td>", lambda _: next(turn), body)
    lead, *heads = head.rsplit("<th>", width) if "colspan" not in head else [head]
    return (
        lead
        + "".join(
            f"{mark.replace('td', 'th')}{rest}" for mark, rest in zip(left, heads, strict=False)
        )
        + "<tbody>"
        + body
    )


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
        _word(table, Path(path), title)
        return Path(path)
    raise TextkitError("sheet.ending", path=path)


def write_workbook(tables: Mapping[str, pd.DataFrame], path: str | Path) -> Path:
    """Writes tables into one Excel file, a sheet a table under its name, and returns its path.

    The file carries no time of its making: the same tables give the same cells.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, table in tables.items():
        _fill(book.create_sheet((re.sub(r"[\[\]:*?/\\]", " ", name))[:31]), table)
    book.properties.created = book.properties.modified = _NO_TIME
    book.save(path)
    return Path(path)


def _fill(sheet: Any, table: pd.DataFrame) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font

    rows = table.astype(object).where(table.notna(), None).to_numpy().tolist()
    for number, row in enumerate([list(table.columns), *rows], start=1):
        for column_number, value in enumerate(row, start=1):
            cell = sheet.cell(number, column_number)
            if not isinstance(value, str):
                cell.value = value
                continue
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            # A text stays one ("=1+1", "#N/A"), also after a reader has gone into the cell.
            cell.data_type = "s"
            cell.quotePrefix = bool(_FORMULA.match(value))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(max(longest + 2, 8), _WIDEST)
        for cell in column:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _word(table: pd.DataFrame, path: Path, title: str) -> None:
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = Document()
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")  # else Word underlines every word
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = (
        WD_ORIENT.LANDSCAPE,
        section.page_height,
        section.page_width,
    )
    if title:
        document.add_heading(title, level=1)
    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.paragraphs[0].add_run(str(name)).bold = True
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # repeated on every page
    for row in table.itertuples(index=False):
        line = grid.add_row()
        line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, value in zip(line.cells, row, strict=True):
            cell.text = "" if value is None or value != value else printable(str(value))
    shares = [
        max(8, min(_WIDEST, int(table[name].astype(str).str.len().mean() or 0)))
        for name in table.columns
    ]
    room = int((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))
    for column, share in zip(grid.columns, shares, strict=True):
        for cell in column.cells:
            cell.width = int(room * share / sum(shares))
    document.save(str(path))
