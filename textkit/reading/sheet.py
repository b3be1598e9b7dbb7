"""Workbooks (.xlsx, .xlsm): path to text and layout, each sheet with its tables.

The XML is read directly, with the parser of Word files: what openpyxl reads piece by piece has
neither merged cells nor hidden rows, and all that it can read fills the memory.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from textkit import data
from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.files import LIMITS, open_archive, open_checked
from textkit.reading.formats import BUILT_IN, GENERAL, show_number
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.reading.word.office import read_converted
from textkit.reading.word.parts import (
    DAMAGE,
    Node,
    every,
    first,
    number_in,
    part_bytes,
    read_part,
    related_parts,
    tag,
    value,
)
from textkit.reading.word.runs import Run, judged, shown
from textkit.vietnamese.encodings import font_encoding
from textkit.vietnamese.text import fold

# An annex of targets has some hundred cells, the largest list of projects some ten thousand: a
# workbook of more is a data base. Chosen by eye; not measured.
_MOST_CELLS = 300_000
_MOST_SHEETS = 1_000
_MOST_TABLES = 1_000  # of one sheet that were made so

# How many merged ranges and hidden columns of a sheet are looked at: far more than one has.
_MOST_RANGES = 100_000

# Excel's last row and column.
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

# How many hidden places a remark names.
_PLACES_NAMED = 20

# A table has two rows at the least; without rules around its cells, three columns, as two may be
# the sides of a letterhead. Chosen by eye; not measured.
_LEAST_ROWS = 2
_LEAST_COLUMNS = 3

_FRAME = data.patterns("reading.toml", "layout")["frame"]
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")  # B7, $B$7
_UNNAMED = re.compile(
    r"""
    (?: sheet | trang[ ]?tính | bảng[ ]?tính ) [ ]? \d*    # Sheet1, Trang tính 2
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # _x000D_: a sign that XML may not hold

# A line in a cell that does not go on with the one before it.
_OPENS = re.compile(
    r"""
      [-–+*•] [ ]?            # - Chỉ tiêu 1
    | \(? (?: \d{1,2} | [a-zđ] ) [.)] [ ]    # 1. a) (2)
    """,
    re.VERBOSE,
)

# Figures that stand raised, footnote marks or exponents, do not join the figure before them.
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_RULED_SIDES = ("left", "right", "start", "end")


class _Style(NamedTuple):
    """How a cell is shown: number format, font, and whether rules stand beside it."""

    code: str = GENERAL
    font: str = ""
    is_ruled: bool = False


class _Shown(NamedTuple):
    """A cell with what it shows."""

    reference: str
    text: str
    is_ruled: bool


class _Range(NamedTuple):
    top: int
    left: int
    bottom: int
    right: int


class _Hidden:
    """Rows or columns that are not shown, as runs that neither overlap nor touch."""

    def __init__(self, runs: Iterable[tuple[int, int]]) -> None:
        self.runs: list[tuple[int, int]] = []
        for start, end in sorted(runs):
            if self.runs and start <= self.runs[-1][1] + 1:
                self.runs[-1] = self.runs[-1][0], max(self.runs[-1][1], end)
            else:
                self.runs.append((start, end))
        self._starts = [start for start, _ in self.runs]

    def next_shown(self, number: int) -> int:
        """The number itself, if it is shown, else the next that is."""
        at = bisect_right(self._starts, number) - 1
        if at >= 0 and number <= self.runs[at][1]:
            return self.runs[at][1] + 1
        return number

    def has(self, number: int) -> bool:
        return self.next_shown(number) != number

    def between(self, start: int, end: int) -> int:
        """How many lie from `start` up to `end`, which both are shown."""
        inside = self.runs[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return sum(last - first_one + 1 for first_one, last in inside)


@dataclass
class _Sheet:
    """What is shown of a sheet: its cells by row and column, and the rows that have rules."""

    name: str
    cells: dict[int, dict[int, _Shown]] = field(default_factory=dict)
    ruled_rows: set[int] = field(default_factory=set)
    hidden_rows: _Hidden = field(default_factory=lambda: _Hidden(()))
    hidden_columns: _Hidden = field(default_factory=lambda: _Hidden(()))


def read_sheet(path: str | Path) -> Reading:
    """Text and layout of a workbook: its visible sheets in order, each with its name as heading.

    A table is the rows with rules around their cells, else those with three cells and more; what
    stands above and below it is body text. Cells show what a reader in Vietnam sees (12,5; 8,5%;
    05/03/2021), formulas their last result. A merged cell comes once, where it begins; hidden
    sheets, rows and columns are left out, which a remark says. A block's `origin` is the way back:
    `sheet0/B7/p0` is the first paragraph of cell B7 of the first sheet. No macro is run, no link
    followed. Raises TextkitError for a file that is damaged, encrypted, too large, no workbook, or
    declares entities.
    """
    archive = open_archive(open_checked(path), path)
    try:
        book = _Book(archive, path)
        sheets = dict(book.sheets())
    except DAMAGE as error:
        raise TextkitError("file.no-workbook", path=path, error=error) from error
    pieces = (_lay_sheet(sheet, f"sheet{number}") for number, sheet in sheets.items())
    return lay_out(chain.from_iterable(pieces), book.remarks())


def read_old_sheet(path: str | Path) -> Reading:
    """Text and layout of an .xls or .ods file, which LibreOffice converts; `origin` as in
    `read_sheet`.

    A remark says that it was converted. Raises what `convert` and `read_sheet` raise.
    """
    return read_converted(path, "xlsx", read_sheet)


class _Book:
    """One walk through a workbook, and what is to be said of it."""

    def __init__(self, archive: zipfile.ZipFile, path: str | Path) -> None:
        self._archive = archive
        self._path = path
        self._main = related_parts(archive, "").get("officeDocument", "xl/workbook.xml")
        self._related = related_parts(archive, self._main)
        self._root = read_part(archive, self._main)
        if not every(self._root, "sheets", "sheet"):
            raise ValueError("it has no sheets")
        strings = read_part(archive, self._related.get("sharedStrings"))
        self._strings = every(strings, "si")
        self._styles = _styles(read_part(archive, self._related.get("styles")))
        self._from_1904 = value(first(self._root, "workbookPr"), "date1904") in ("1", "true")
        self._texts: dict[tuple[int, str], str] = {}  # of shared strings, by their cell's font
        self._read_parts: set[str] = set()
        self._count = self._characters = 0
        self._encodings: dict[str, None] = {}  # sets that keep their order
        self._hidden: dict[str, None] = {}
        self._without_result = 0

    def remarks(self) -> Iterator[Remark]:
        """What a user should know of the walk, once it is done."""
        for name in self._encodings:
            yield Remark("encoding", name)
        places = [place.replace(";", ",") for place in self._hidden]
        if places:
            more = ["…"] if len(places) > _PLACES_NAMED else []
            yield Remark("hidden", ", ".join([*places[:_PLACES_NAMED], *more]))
        if self._without_result:
            yield Remark("formulas", str(self._without_result))

    def sheets(self) -> Iterator[tuple[int, _Sheet]]:
        """The sheets that are shown, each with its place in the workbook."""
        for number, node in enumerate(every(self._root, "sheets", "sheet")[:_MOST_SHEETS]):
            name = value(node, "name") or ""
            part = self._related.get(value(node, "id"))
            if value(node, "state") in ("hidden", "veryHidden"):
                self._hidden[name] = None
                continue
            if part is None or part in self._read_parts:  # each part is read once
                continue
            self._read_parts.add(part)
            content = part_bytes(self._archive, part)
            if content is not None:
                yield number, self._read(name, part, content)

    def _read(self, name: str, part: str, content: bytes) -> _Sheet:
        """The cells of a sheet that are shown; a part of another kind of sheet has none."""
        cells: dict[int, dict[int, _Shown]] = {}
        sheet = _Sheet(name)
        hidden_rows: list[tuple[int, int]] = []
        hidden_columns: list[tuple[int, int]] = []
        merged: list[_Range] = []
        table_ids: dict[str | None, None] = {}  # a set that keeps its order
        row_number = 0
        for node in _streamed(content, "cols", "row", "mergeCell", "tablePart"):
            name_of_node = tag(node)
            if name_of_node == "row":
                row_number = min(number_in(node, "r") or row_number + 1, _LAST_ROW)
                if _is_hidden(node):
                    hidden_rows.append((row_number, row_number))
                for column, cell in self._row(node, row_number):
                    if cell.text:
                        cells.setdefault(row_number, {})[column] = cell
                    elif cell.is_ruled:
                        sheet.ruled_rows.add(row_number)
            elif name_of_node == "cols":
                hidden_columns += _hidden_columns(node)
            elif name_of_node == "mergeCell" and len(merged) < _MOST_RANGES:
                merged += _ranges(value(node, "ref"))
            elif name_of_node == "tablePart":
                table_ids[value(node, "id")] = None
        sheet.hidden_rows = rows = _Hidden(hidden_rows)
        sheet.hidden_columns = columns = _Hidden(hidden_columns)
        self._note_hidden(name, cells, rows, columns)
        _merge(cells, merged, rows, columns)
        sheet.cells = _visible(cells, rows, columns)
        _rule(sheet, list(self._tables(part, table_ids)) if table_ids else [])
        return sheet

    def _tables(self, part: str, ids: Iterable[str | None]) -> Iterator[_Range]:
        """The ranges of a sheet that were made tables, by the ids of their relationships."""
        related = related_parts(self._archive, part)
        parts = dict.fromkeys(related.get(id_) for id_ in ids)
        for table in list(parts)[:_MOST_TABLES]:
            yield from _ranges(value(read_part(self._archive, table), "ref"))

    def _row(self, row: Node, number: int) -> Iterator[tuple[int, _Shown]]:
        """The cells of a row that have a text or rules, by their column."""
        column = 0
        for cell in row:
            # Attributes of cells have no namespace; they are asked by the million.
            letters = (cell.get("r") or "").rstrip("0123456789").lstrip("$")
            column = _column_number(letters) or column + 1
            if column > _LAST_COLUMN:
                break
            style = self._style(cell.get("s") or "0")
            text = self._text(cell, style) if len(cell) else ""
            if not text and not style.is_ruled:
                continue
            self._count += bool(text)
            self._characters += len(text)
            if self._count > _MOST_CELLS:
                raise TextkitError("file.too-many-cells", path=self._path, limit=_MOST_CELLS)
            if self._characters > LIMITS.max_characters:
                limit = LIMITS.max_characters
                raise TextkitError("file.over-length", path=self._path, limit=limit)
            yield column, _Shown(f"{_letters(column)}{number}", text, style.is_ruled)

    def _style(self, place: str) -> _Style:
        """The style at a place that a cell names; a plain one where there is none."""
        at = int(place) if re.fullmatch(r"\d{1,6}", place) else 0
        return self._styles[at] if at < len(self._styles) else _Style()

    def _text(self, cell: Node, style: _Style) -> str:
        """What a cell shows."""
        kind = cell.get("t") or "n"
        content = first(cell, "v")
        raw = "" if content is None else content.text or ""
        if kind == "e" or (not raw and first(cell, "f") is not None):
            self._without_result += 1
            return ""
        if kind == "inlineStr":
            return self._string(first(cell, "is"), style.font)
        if kind == "s":
            return self._shared(raw, style.font)
        if kind == "str":
            return self._drawn([Run("", None, _unescaped(raw), style.font)])
        return self._figure(kind, raw, style.code)

    def _figure(self, kind: str, raw: str, code: str) -> str:
        """What a cell shows that holds no text."""
        if kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        if kind == "d":
            return _iso_day(raw)
        number = _number(raw)
        return raw if number is None else show_number(number, code, from_1904=self._from_1904)

    def _shared(self, raw: str, font: str) -> str:
        """A string of the table that all sheets share, in the font of a cell."""
        at = int(raw) if re.fullmatch(r"\d{1,9}", raw) else -1
        if not 0 <= at < len(self._strings):
            return ""
        key = at, font
        if key not in self._texts:
            self._texts[key] = self._string(self._strings[at], font)
        return self._texts[key]

    def _string(self, node: Node | None, font: str) -> str:
        """A text of one or several runs; the small reading above East Asian words is left out."""
        runs: list[Run] = []
        for child in () if node is None else node:
            properties = first(child, "rPr")
            text = child if tag(child) == "t" else first(child, "t")
            if tag(child) not in ("t", "r") or text is None:
                continue
            raw = _unescaped(text.text or "")
            if value(first(properties, "vertAlign")) == "superscript" and raw.strip().isdigit():
                raw = raw.translate(_RAISED)
            runs.append(Run("", None, raw, value(first(properties, "rFont")) or font))
        return self._drawn(runs)

    def _drawn(self, runs: Sequence[Run]) -> str:
        """What the fonts of some runs show."""
        drawn = judged(runs)
        for run in drawn:
            encoding = "" if run.raw.isascii() else font_encoding(run.font)
            if encoding:
                self._encodings[encoding] = None
        return shown(drawn).strip()

    def _note_hidden(
        self, name: str, cells: dict[int, dict[int, _Shown]], rows: _Hidden, columns: _Hidden
    ) -> None:
        """Notes which hidden rows and columns hold something."""
        filled = sorted(cells)
        for start, end in rows.runs:
            if bisect_left(filled, start) < bisect_right(filled, end):
                self._hidden[f"{name}!{start}:{end}"] = None
        used = sorted(set(chain.from_iterable(cells.values())))
        for start, end in columns.runs:
            if bisect_left(used, start) < bisect_right(used, end):
                self._hidden[f"{name}!{_letters(start)}:{_letters(end)}"] = None


def _streamed(content: bytes, *names: str) -> Iterator[Node]:
    """The elements of these names, each emptied once the next is asked for.

    So a sheet whose empty cells have a format down to its last row does not fill the memory.
    """
    events = etree.iterparse(
        io.BytesIO(content),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, node in events:
        yield node
        node.clear()
        parent = node.getparent()
        while parent is not None and node.getprevious() is not None:
            del parent[0]


def _styles(root: Node | None) -> list[_Style]:
    """The styles that cells refer to by their place."""
    codes = dict(BUILT_IN)
    for node in every(root, "numFmts", "numFmt"):
        codes[number_in(node, "numFmtId") or 0] = value(node, "formatCode") or GENERAL
    fonts = [value(first(node, "name")) or "" for node in every(root, "fonts", "font")]
    ruled = [_is_ruled(node) for node in every(root, "borders", "border")]
    styles: list[_Style] = []
    for node in every(root, "cellXfs", "xf"):
        font, border = number_in(node, "fontId") or 0, number_in(node, "borderId") or 0
        styles.append(
            _Style(
                codes.get(number_in(node, "numFmtId") or 0, GENERAL),
                fonts[font] if font < len(fonts) else "",
                border < len(ruled) and ruled[border],
            )
        )
    return styles


def _is_ruled(border: Node) -> bool:
    """Whether a rule stands to the left or right: a line below may underline a name."""
    lines = [value(first(border, side), "style") for side in _RULED_SIDES]
    return any(line not in (None, "", "none") for line in lines)


def _is_hidden(row: Node) -> bool:
    has_no_height = _number(value(row, "ht") or "") == 0
    return has_no_height or value(row, "hidden") in ("1", "true")


def _hidden_columns(columns: Node) -> Iterator[tuple[int, int]]:
    for node in every(columns, "col")[:_MOST_RANGES]:
        start, end = number_in(node, "min") or 1, number_in(node, "max") or 1
        if value(node, "hidden") in ("1", "true") and start <= end:
            yield start, min(end, _LAST_COLUMN)


def _ranges(reference: str | None) -> Iterator[_Range]:
    """The range of a reference such as `B2:D5`; none where it is no range."""
    begin, _, end = (reference or "").partition(":")
    corners = _REFERENCE.fullmatch(begin), _REFERENCE.fullmatch(end or begin)
    if corners[0] and corners[1]:
        columns = sorted(_column_number(corner[1]) for corner in corners if corner)
        rows = sorted(int(corner[2]) for corner in corners if corner)
        yield _Range(rows[0], columns[0], rows[1], columns[1])


@lru_cache(maxsize=_LAST_COLUMN)
def _column_number(letters: str) -> int:
    """The number of a column by its letters; 0 where these are none."""
    if not re.fullmatch("[A-Z]{1,3}", letters):
        return 0
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _number(raw: str) -> float | None:
    """A number as XML has it; None for anything else, and for what has no end."""
    try:
        number = float(raw)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _iso_day(raw: str) -> str:
    """A cell that holds a date in words of its own: 2021-03-05T00:00:00."""
    try:
        day = datetime.fromisoformat(raw)
    except ValueError:
        return raw
    is_day = (day.hour, day.minute, day.second) == (0, 0, 0)
    return f"{day:%d/%m/%Y}" if is_day else f"{day:%d/%m/%Y %H:%M}"


def _unescaped(raw: str) -> str:
    """A text with the signs that XML may not hold, as they are escaped in a workbook."""

    def sign(match: re.Match[str]) -> str:
        code = int(match[1], 16)
        return "" if 0xD800 <= code < 0xE000 else chr(code)

    return _ESCAPED.sub(sign, raw)


def _merge(
    cells: dict[int, dict[int, _Shown]], merged: Sequence[_Range], rows: _Hidden, columns: _Hidden
) -> None:
    """Leaves of merged cells only the first, moved to where the range is first shown."""
    filled = sorted(cells)
    steps = 0
    for area in merged:
        value_of_all = cells.get(area.top, {}).get(area.left)
        inside = filled[bisect_left(filled, area.top) : bisect_right(filled, area.bottom)]
        for row in inside:
            steps += 1 + len(cells[row])
            if steps > 2 * _MOST_CELLS:
                return  # ranges that overlap: no program writes them
            for column in [at for at in cells[row] if area.left <= at <= area.right]:
                del cells[row][column]
        if value_of_all is None:
            continue
        row, column = rows.next_shown(area.top), columns.next_shown(area.left)
        if row <= area.bottom and column <= area.right:
            cells.setdefault(row, {})[column] = value_of_all


def _visible(
    cells: dict[int, dict[int, _Shown]], rows: _Hidden, columns: _Hidden
) -> dict[int, dict[int, _Shown]]:
    """The rows that are shown and have a cell that is, in order, with these cells in order."""
    visible: dict[int, dict[int, _Shown]] = {}
    for row in sorted(cells):
        if rows.has(row):
            continue
        kept = {at: cells[row][at] for at in sorted(cells[row]) if not columns.has(at)}
        if kept:
            visible[row] = kept
    return visible


def _rule(sheet: _Sheet, tables: Sequence[_Range]) -> None:
    """Settles which rows have rules: most of their filled cells, or they are in a range that was
    made a table.
    """
    for row, cells in sheet.cells.items():
        with_rules = sum(cell.is_ruled for cell in cells.values())
        in_table = any(table.top <= row <= table.bottom for table in tables)
        if in_table or 2 * with_rules > len(cells):
            sheet.ruled_rows.add(row)
        else:
            sheet.ruled_rows.discard(row)


def _lay_sheet(sheet: _Sheet, where: str) -> Iterator[Piece]:
    """The pieces of a sheet: its name, then lines and tables in order."""
    if not sheet.cells:
        return
    lines = next(iter(sheet.cells.values())).values()
    is_named = not _UNNAMED.fullmatch(sheet.name.strip())
    if is_named and fold(sheet.name.strip()) not in {fold(cell.text) for cell in lines}:
        yield Piece(sheet.name, f"{where}/name", "heading", gap="\n\n")
    left = min(min(cells) for cells in sheet.cells.values())
    for is_table, rows in _sections(sheet):
        if is_table:
            yield from lay_table([_cells(sheet, row, left, where) for row in rows], "\n\n")
            continue
        above = rows[0]
        for row in rows:
            # A blank row, or another margin ("Đơn vị: %" to the right), begins a paragraph.
            goes_on = above == row - 1 and min(sheet.cells[above]) == min(sheet.cells[row])
            yield from _lay_line(_cells(sheet, row, left, where), "\n" if goes_on else "\n\n")
            above = row


def _sections(sheet: _Sheet) -> Iterator[tuple[bool, list[int]]]:
    """The rows of a sheet in runs, each with whether it is a table."""
    in_tables = _table_rows(sheet)
    run: list[int] = []
    is_table = False
    for row in sheet.cells:
        is_other = run and (row in in_tables) != is_table
        if is_other or (run and is_table and _is_parted(sheet, run[-1], row)):
            yield is_table, run
            run = []
        is_table = row in in_tables
        run.append(row)
    if run:
        yield is_table, run


def _is_parted(sheet: _Sheet, above: int, below: int) -> bool:
    """Whether two ruled rows belong to two tables: between them lies a row without rules."""
    if above not in sheet.ruled_rows or below not in sheet.ruled_rows:
        return False
    between = range(above + 1, below)
    return any(row not in sheet.ruled_rows and not sheet.hidden_rows.has(row) for row in between)


def _table_rows(sheet: _Sheet) -> set[int]:
    """The rows that belong to tables."""
    ruled = [row for row in sheet.cells if row in sheet.ruled_rows]
    if len(ruled) >= _LEAST_ROWS:
        return set(ruled)
    rows = list(sheet.cells)
    widths = [len(cells) for cells in sheet.cells.values()]
    wide = [at for at, width in enumerate(widths) if width >= _LEAST_COLUMNS]
    pairs = [at for at, width in enumerate(widths) if width > 1]
    if not wide and any(_is_frame(sheet, rows[at]) for at in pairs):
        return set()
    inside = wide or pairs
    if len(inside) < _LEAST_ROWS:
        return set()
    last = max(at for at in pairs if not _is_frame(sheet, rows[at]) or at in wide)
    return set(rows[inside[0] : last + 1])


def _is_frame(sheet: _Sheet, row: int) -> bool:
    """Whether a row is of a letterhead or a signature."""
    return any(_FRAME.search(fold(cell.text)) for cell in sheet.cells[row].values())


def _cells(sheet: _Sheet, row: int, left: int, where: str) -> list[Cell]:
    """The cells of a row, each in its column of the grid that is shown."""
    cells: list[Cell] = []
    for column, cell in sheet.cells[row].items():
        paragraphs = _paragraphs(cell.text)
        pieces = [
            Piece(text, f"{where}/{cell.reference}/p{number}")
            for number, text in enumerate(paragraphs)
        ]
        cells.append((column - left - sheet.hidden_columns.between(left, column), pieces))
    return cells


def _paragraphs(text: str) -> list[str]:
    """The lines of a cell, joined where one goes on with the line before it."""
    paragraphs: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            continue
        if paragraphs and not _OPENS.match(line.strip()):
            paragraphs[-1] = f"{paragraphs[-1].rstrip()} {line.strip()}"
        else:
            paragraphs.append(line.strip())
    return paragraphs


def _lay_line(row: Sequence[Cell], gap: str) -> Iterator[Piece]:
    """A row outside tables as a line, with tabs between cells that stand side by side."""
    between = "\t" if all(len(pieces) == 1 for _, pieces in row) else "\n"
    for piece in chain.from_iterable(pieces for _, pieces in row):
        yield replace(piece, gap=gap)
        gap = between
