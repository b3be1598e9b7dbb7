"""Plain text and Markdown: path to text, layout and mends."""

from collections.abc import Iterator
from html import unescape
from itertools import groupby
from pathlib import Path

from textkit import data
from textkit.reading.files import decode_text, open_checked
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.vietnamese.text import NEWLINES

_PATTERNS = data.patterns("reading.toml", "plain")
_HIDE = {code: 0x10F000 + code for code in range(33, 127)}
_SHOW = {hidden: code for code, hidden in _HIDE.items()}
_INSTEAD = {
    "image": "",
    "link": r"\1",
    "newline": "\n",
    "quote": "",
    "bold": "",
    "italic": r"\1",
    "underlined": r"\2",
}


def read_plain(path: str | Path) -> Reading:
    """Text, layout and mends of a text file, also one in Windows-1258, TCVN3 or VNI; Markdown is
    known by its marks, not its suffix.

    A block is a line, as the file has it; `origin` is its number in the file. Markdown tables, also
    those whose pipes stand alone on their lines, become cells; emphasis and escapes go. Raises
    TextkitError for a file that cannot be opened or is not text in an encoding that is read.
    """
    text, remarks = decode_text(open_checked(path), path)
    return lay_out(_pieces(NEWLINES.sub("\n", text)), remarks)


def _pieces(text: str) -> Iterator[Piece]:
    marked = bool(_PATTERNS["marked"].search(text))
    number, tables, gap = 1, 0, "\n"
    for blank, group in groupby(text.split("\n"), key=lambda line: not line.strip()):
        lines = list(group)
        if not blank and marked and lines[0].lstrip().startswith("|"):
            yield from lay_table(_table("\n".join(lines), f"table{tables}"), gap, wrapped=True)
            tables += 1
        elif not blank:
            paragraph = unmark("\n".join(lines)).split("\n") if marked else lines
            for place, line in enumerate(paragraph, number):
                heading = _PATTERNS["heading"].fullmatch(line.strip()) if marked else None
                words = heading[1].rstrip("# ") if heading else line
                between = gap if place == number else "\n"
                yield Piece(words, f"line/{place}", "heading" if heading else "body", gap=between)
        gap = "\n\n" if blank else "\n"
        number += len(lines)


def unmark(paragraph: str) -> str:
    """A paragraph of Markdown without its marks; what was escaped, and a lone star, stays.

    >>> unmark("**V****ề việc s****ắp xếp** 57\\\\-NQ/TW, *Lam Châu*")
    'Về việc sắp xếp 57-NQ/TW, Lam Châu'
    """
    text = _PATTERNS["escaped"].sub(lambda match: match[1].translate(_HIDE), paragraph)
    text = _PATTERNS["kept"].sub(lambda match: match[0].translate(_HIDE), text)
    for mark, instead in _INSTEAD.items():
        text = _PATTERNS[mark].sub(instead, text)
    return _PATTERNS["entity"].sub(lambda match: unescape(match[0]), text).translate(_SHOW)


def _table(region: str, origin: str) -> Iterator[list[Cell]]:
    """The rows of a table: `| a | b |` a line, or cells of many lines between pipes that stand
    alone.
    """
    text = _PATTERNS["escaped"].sub(lambda match: match[1].translate(_HIDE), region).strip()
    number = 0
    for row in _PATTERNS["newrow"].split(text.removeprefix("|").removesuffix("|")):
        cells = [unmark(cell).strip() for cell in row.split("|")]
        if all(not cell or _PATTERNS["rule"].fullmatch(cell) for cell in cells):
            continue
        yield [
            (
                column,
                [
                    Piece(line, f"{origin}/r{number}c{column}/p{place}", gap="\n")
                    for place, line in enumerate(cell.split("\n"))
                ],
            )
            for column, cell in enumerate(cells)
        ]
        number += 1
