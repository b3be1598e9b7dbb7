"""One table written as a Word file, a web page, Markdown (three ways) and a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import docx
from pdf_files import Book

FORMS = ("docx", "html", "md", "lost.md", "lines.md", "pdf")
"""Word and HTML keep merged cells; `md` puts blanks where they were, `lost.md` nothing; `lines.md`
has a cell on lines of its own and nothing where cells were merged; PDF has rules.
"""


class Cell(NamedTuple):
    """A cell and how many columns and rows it spans."""

    words: str
    columns: int = 1
    rows: int = 1


def write(path: Path, title: list[str], rows: list[list[str | Cell]]) -> Path:
    """The table below the lines of its title, in the form of the suffix."""
    placed = _placed(rows)
    form = path.name.split(".", 1)[1]
    writers = {
        "docx": _word,
        "html": _html,
        "md": _padded,
        "lost.md": _lost,
        "lines.md": _on_lines,
        "pdf": _pdf,
    }
    writers[form](path, title, placed)
    return path


def _placed(rows: list[list[str | Cell]]) -> list[dict[int, Cell]]:
    """The cells of each row by the column in which they begin."""
    covered: set[tuple[int, int]] = set()
    placed: list[dict[int, Cell]] = []
    for number, row in enumerate(rows):
        column = 0
        placed.append({})
        for item in row:
            cell = item if isinstance(item, Cell) else Cell(item)
            while (number, column) in covered:
                column += 1
            placed[-1][column] = cell
            for below in range(cell.rows):
                covered |= {(number + below, column + at) for at in range(cell.columns)}
            column += cell.columns
    return placed


def _width(placed: list[dict[int, Cell]]) -> int:
    return max(column + cell.columns for row in placed for column, cell in row.items())


def _word(path: Path, title: list[str], placed: list[dict[int, Cell]]) -> None:
    document = docx.Document()
    for line in title:
        document.add_paragraph(line)
    table = document.add_table(len(placed), _width(placed))
    for number, row in enumerate(placed):
        for column, cell in row.items():
            first = table.cell(number, column)
            last = table.cell(number + cell.rows - 1, column + cell.columns - 1)
            first.merge(last).text = cell.words
    document.save(str(path))


def _html(path: Path, title: list[str], placed: list[dict[int, Cell]]) -> None:
    lines = [f"<p>{line}</p>" for line in title]
    lines.append("<table>")
    for row in placed:
        cells = [
            f'<td colspan="{cell.columns}" rowspan="{cell.rows}">{cell.words}</td>'
            for cell in row.values()
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    lines.append("</table>")
    path.write_text("\n".join(lines).replace("≥ <", "≥ &lt;"), encoding="utf-8")


def _piped(path: Path, title: list[str], rows: list[list[str]]) -> None:
    lines = ["\n\n".join(title), ""]
    for number, cells in enumerate(rows):
        lines.append(f"| {' | '.join(cells)} |")
        if number == 0:
            lines.append("|" + "---|" * len(cells))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _padded(path: Path, title: list[str], placed: list[dict[int, Cell]]) -> None:
    width = _width(placed)
    rows = [
        [row[column].words if column in row else "" for column in range(width)] for row in placed
    ]
    _piped(path, title, rows)


def _lost(path: Path, title: list[str], placed: list[dict[int, Cell]]) -> None:
    _piped(path, title, [[cell.words for cell in row.values()] for row in placed])


def _on_lines(path: Path, title: list[str], placed: list[dict[int, Cell]]) -> None:
    text = "\n\n".join(f"**{line}**" for line in title) + "\n\n"
    for row in placed:
        text += "".join(f"|\n{cell.words}\n" if cell.words else "|\n" for cell in row.values())
        text += "|\n"
    path.write_text(text, encoding="utf-8")


_LEFT, _CELL_WIDTH, _CELL_HEIGHT = 30, 95, 22
_NUMBER_WIDTH, _NAME_WIDTH = 35, 230


def _pdf(path: Path, title: list[str], placed: list[dict[int, Cell]]) -> None:
    lefts = [_LEFT, _LEFT + _NUMBER_WIDTH, _LEFT + _NUMBER_WIDTH + _NAME_WIDTH]
    while len(lefts) <= _width(placed):
        lefts.append(lefts[-1] + _CELL_WIDTH)
    top = _CELL_HEIGHT * len(placed) + 40
    height = top + 20 * len(title) + 40
    words = [(_LEFT, height - 40 - 20 * number, line, 9) for number, line in enumerate(title)]
    rules: set[tuple[float, float, float, float]] = set()
    for number, row in enumerate(placed):
        for column, cell in row.items():
            left, right = lefts[column], lefts[column + cell.columns]
            upper, lower = top - _CELL_HEIGHT * number, top - _CELL_HEIGHT * (number + cell.rows)
            rules |= {(left, upper, right, upper), (left, lower, right, lower)}
            rules |= {(left, upper, left, lower), (right, upper, right, lower)}
            if cell.words:
                words.append((left + 4, upper - 15, cell.words, 8))
    book = Book().page(*words, width=1000, height=height, rules=tuple(sorted(rules)))
    path.write_bytes(book.bytes())
