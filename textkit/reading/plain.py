"""Plain text and Markdown: path to text, layout and mends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from itertools import groupby
from pathlib import Path

from textkit import data
from textkit.reading.files import decode_text, open_checked
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.vietnamese.text import NEWLINES

_PATTERNS = data.patterns("reading.toml", "plain")

# Marks that are meant as they stand are moved out of the way, to code points nobody uses, while the
# others are taken off, and then back: \* becomes *.
_HIDE = {code: 0x10F000 + code for code in range(ord("!"), ord("~") + 1)}
_SHOW = {hidden: code for code, hidden in _HIDE.items()}

# What stands for each mark, in the order in which they go: an image before a link, whose form it
# contains, and both before emphasis, which an address may seem to hold.
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
    """Text, layout and mends of a text file; Markdown is known by its marks, not its suffix.

    A block is a line, as the file has it; `origin` is its number in the file. Markdown tables, also
    those whose pipes stand alone on their lines, become cells; emphasis and escapes go. Encodings
    are those of `decode_text`. Raises TextkitError for a file that cannot be opened or is not text
    in an encoding that is read.
    """
    text, remarks = decode_text(open_checked(path), path)
    return lay_out(_pieces(NEWLINES.sub("\n", text)), remarks)


def _pieces(text: str) -> Iterator[Piece]:
    is_markdown = bool(_PATTERNS["marked"].search(text))
    first_line = 1
    tables = 0
    gap = "\n"
    for is_blank, group in groupby(text.split("\n"), key=_is_blank):
        lines = list(group)
        if is_blank:
            gap = "\n\n"
        elif is_markdown and lines[0].lstrip().startswith("|"):
            yield from lay_table(_table("\n".join(lines), f"table{tables}"), gap, wrapped=True)
            tables += 1
            gap = "\n"
        else:
            if is_markdown:
                yield from _markdown_lines(lines, first_line, gap)
            else:
                yield from _plain_lines(lines, first_line, gap)
            gap = "\n"
        first_line += len(lines)


def _is_blank(line: str) -> bool:
    return not line.strip()


def _plain_lines(lines: Iterable[str], first_line: int, gap: str) -> Iterator[Piece]:
    """A piece per line; the gap stands before the first of them."""
    for number, line in enumerate(lines, first_line):
        yield Piece(line, f"line/{number}", gap=gap if number == first_line else "\n")


def _markdown_lines(lines: Sequence[str], first_line: int, gap: str) -> Iterator[Piece]:
    """A piece per line without its marks; emphasis may go over the end of a line."""
    unmarked = unmark("\n".join(lines)).split("\n")
    for piece in _plain_lines(unmarked, first_line, gap):
        heading = _PATTERNS["heading"].fullmatch(piece.text.strip())
        if heading:
            yield replace(piece, text=heading[1].rstrip("# "), kind="heading")
        else:
            yield piece


def unmark(paragraph: str) -> str:
    """A paragraph of Markdown without its marks; what was escaped, and a lone star, stays.

    >>> unmark("**V****ề việc s****ắp xếp** 57\\\\-NQ/TW, *Lam Châu*")
    'Về việc sắp xếp 57-NQ/TW, Lam Châu'
    """
    text = _hide_escaped(paragraph)
    text = _PATTERNS["kept"].sub(lambda match: match[0].translate(_HIDE), text)
    for mark, instead in _INSTEAD.items():
        text = _PATTERNS[mark].sub(instead, text)
    text = _PATTERNS["entity"].sub(lambda match: unescape(match[0]), text)
    return text.translate(_SHOW)


def _hide_escaped(text: str) -> str:
    r"""The text without the backslash of what is escaped, which `unmark` shows again: \*, \|."""
    return _PATTERNS["escaped"].sub(lambda match: match[1].translate(_HIDE), text)


def _table(region: str, origin: str) -> Iterator[list[Cell]]:
    """The rows of a table.

    They are written `| a | b |`, one per line, or as cells of many lines between pipes that stand
    alone on their lines.
    """
    text = _hide_escaped(region).strip().removeprefix("|").removesuffix("|")
    number = 0
    for row in _PATTERNS["newrow"].split(text):
        cells = [unmark(cell).strip() for cell in row.split("|")]
        if all(_is_rule(cell) for cell in cells):
            continue
        yield [
            (column, _cell_lines(cell, f"{origin}/r{number}c{column}"))
            for column, cell in enumerate(cells)
        ]
        number += 1


def _is_rule(cell: str) -> bool:
    """Whether a cell is empty, or one of the line under the head of a table: `:---:`."""
    return not cell or bool(_PATTERNS["rule"].fullmatch(cell))


def _cell_lines(cell: str, origin: str) -> list[Piece]:
    return [Piece(line, f"{origin}/p{place}") for place, line in enumerate(cell.split("\n"))]
