"""Word files of tables: A4, Vietnamese, the head of a table repeated on each page."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textkit.storing.outputs import write_bytes_aside

# Characters that XML, and so no file of Word, may hold: controls, halves of pairs, U+FFFE.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Sides of A4 in millimetres.
_SHORT_SIDE, _LONG_SIDE = 210, 297

# Margins of the page in millimetres: those of an official document, but for the left one, which
# there has room for binding.
_MARGIN = 20

# A column has room for its longest word and the margins of a cell; what is left is shared out as
# cells are long in the mean, in characters, up to this. Chosen by eye.
_WIDEST = 60
_CELL_MARGINS = 3
_LONGEST_WORD = 12

# A column in which nothing stands is to be filled in by hand: so many characters. By eye.
_TO_BE_FILLED_IN = 24

# A letter is half as wide as its type is high, in the mean. By eye, for the typeface below.
_WIDTH_OF_A_LETTER = 0.5

_FONT = "Times New Roman"
_POINTS_OF_TEXT, _POINTS_OF_TABLES = 13, 11


def printable(text: str) -> str:
    """The text without the characters that no file of Word may hold.

    >>> printable("Điều\\x01 1\\ufffe")
    'Điều 1'
    """
    return _NOT_XML.sub("", text)


def new_paper(*, landscape: bool = False) -> Any:
    """An empty Word document: A4, in Vietnamese, in the typeface of official documents."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    document = Document()
    # Word underlines every word of a language it was not told.
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")
    section = document.sections[0]
    width, height = _SHORT_SIDE, _LONG_SIDE
    if landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        width, height = height, width
    section.page_width, section.page_height = Mm(width), Mm(height)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Mm(_MARGIN))
    for name in ("Normal", "Heading 1", "Heading 2", "List Bullet"):
        style = document.styles[name]
        style.font.name = _FONT
        style.font.color.rgb = RGBColor(0, 0, 0)
        # Headings name the typeface of the theme, which goes before the style's own.
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            if "Theme" in attribute or "theme" in attribute:
                del fonts.attrib[attribute]
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), _FONT)
    document.styles["Normal"].font.size = Pt(_POINTS_OF_TEXT)
    return document


def add_grid(
    document: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    strong: Sequence[Sequence[bool]] = (),
    points: int = _POINTS_OF_TABLES,
    widths: Sequence[float] = (),
) -> None:
    """Adds a table at the end, its letters `points` high; `strong` says by row and column which
    cells are bold, `widths` in which proportion the columns share the room, if it is not to be by
    what they hold.
    """
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    grid = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    grid.autofit = False
    head = grid.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, name in zip(head.cells, heads, strict=True):
        _fill(cell, name, is_bold=True, size=Pt(points))
    for number, values in enumerate(rows):
        row = grid.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        bold = strong[number] if strong else [False] * len(heads)
        for cell, value, is_bold in zip(row.cells, values, bold, strict=True):
            _fill(cell, value, is_bold=is_bold, size=Pt(points))
    room = _room(document.sections[-1])
    _set_widths(grid, widths or _shares(heads, rows, room), room)


def save(document: Any, path: str | Path) -> Path:
    """Writes the document aside, then renames it; returns the path.

    It is made in memory first: what packs it says of a full disk what no user can read.
    """
    made = io.BytesIO()
    document.save(made)
    return write_bytes_aside(path, made.getvalue())


def _fill(cell: Any, text: str, *, is_bold: bool, size: Any) -> None:
    """Writes a text into a cell; its lines stand below each other."""
    run = cell.paragraphs[0].add_run(printable(text))
    run.bold = is_bold
    run.font.size = size


def _room(section: Any) -> int:
    """How wide the text of a page may be, in the units of Word."""
    margins = (section.left_margin or 0) + (section.right_margin or 0)
    return int((section.page_width or 0) - margins)


def _set_widths(grid: Any, shares: Sequence[float], room: int) -> None:
    """Shares out the room of a page among the columns."""
    for column, share in zip(grid.columns, shares, strict=True):
        # Word goes by the cells, LibreOffice by the columns.
        column.width = int(room * share / sum(shares))
        for cell in column.cells:
            cell.width = column.width


def _shares(heads: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> list[float]:
    """The room of a page: each column has what its longest word wants, and what is left is shared
    out as the cells of the columns are long in the mean.
    """
    from docx.shared import Pt

    narrowest, wanted = [], []
    for place, head in enumerate(heads):
        texts = [row[place] for row in rows]
        mean = sum(map(len, texts)) / max(len(texts), 1) or _TO_BE_FILLED_IN
        longest_word = max(map(len, " ".join([head, *texts]).split()), default=0)
        least = min(longest_word, _LONGEST_WORD) + _CELL_MARGINS
        narrowest.append(least)
        wanted.append(max(0, min(_WIDEST, mean) - least))
    letters = room / (Pt(_POINTS_OF_TABLES) * _WIDTH_OF_A_LETTER)
    left = max(0, letters - sum(narrowest)) / (sum(wanted) or 1)
    return [least + left * more for least, more in zip(narrowest, wanted, strict=True)]
