"""Plain text and Markdown: path to text, layout and mends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import groupby
from pathlib import Path

from textkit.reading.files import decode_text, open_checked
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.reading.text import tidy

# What a converter leaves in a file, whatever its suffix: bold, escapes, table rows, headings, links.
_MARKDOWN = re.compile(r"\*\*[^\s*]|\\[-.*_#+()\[\]]|^[ \t]*\||^#{1,6} \S|\]\(https?:", re.M)

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# Stars that are no emphasis: (*) of a footnote, the line under a Party issuer's name, a bullet.
_KEPT = re.compile(r"\(\*{1,3}\)|^[ \t]*\*[ \t]*$|^[ \t]*\*(?=[ \t]+[^\s*][^*\n]*$)", re.M)
_HIDE = {code: 0x10F000 + code for code in range(33, 127)}
_SHOW = {hidden: code for code, hidden in _HIDE.items()}
_TARGET = r"\]\([^()\s\[]{0,2000}(?: \"[^\"\n]{0,200}\")?\)"
_MARKS = (
    (re.compile(r"!\[[^\[\]\n]{0,300}" + _TARGET), ""),
    (re.compile(r"\[([^\[\]\n]{1,500})" + _TARGET), r"\1"),
    (re.compile(r"<br ?/?>", re.I), "\n"),
    (re.compile(r"^[ \t]*>[ \t]?|\\$", re.M), ""),
    (re.compile(r"\*{2,}"), ""),
    (re.compile(r"\*([^*]{1,2000})\*"), r"\1"),
    (re.compile(r"(?<![\w_])(__?)(?=[^\s_])([^_]{1,2000})(?<=[^\s_])\1(?![\w_])"), r"\2"),
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#39);")

_HEADING = re.compile(r"#{1,6}[ \t]+(.+)")
_ROW_END = re.compile(r"\|(?:[ \t]*\n[ \t]*\|)+")
_RULE_CELL = re.compile(r":?-+:?")


def read_plain(path: str | Path) -> Reading:
    """Text, layout and mends of a text file in UTF-8 or UTF-16; Markdown is known by its marks, not its suffix.

    A block is a line, as the file has it; `origin` is its number in the file. Markdown tables, also those whose
    pipes stand alone on their lines, become cells; emphasis and escapes go.
    Raises TextkitError for a file that cannot be opened or is not text in UTF-8 or UTF-16.
    """
    return lay_out(_pieces(tidy(decode_text(open_checked(path), path))))


def _pieces(text: str) -> Iterator[Piece]:
    marked = bool(_MARKDOWN.search(text))
    number, tables, gap = 1, 0, "\n"
    for blank, group in groupby(text.split("\n"), key=lambda line: not line.strip()):
        lines = list(group)
        if blank:
            gap = "\n\n"
        elif marked and lines[0].lstrip().startswith("|"):
            yield from lay_table(_table("\n".join(lines), f"table{tables}"), gap, wrapped=True)
            tables += 1
        else:
            yield from _lines(unmark("\n".join(lines)) if marked else "\n".join(lines), number, gap, marked)
        if not blank:
            gap = "\n"
        number += len(lines)


def _lines(paragraph: str, number: int, gap: str, marked: bool) -> Iterator[Piece]:
    for place, line in enumerate(paragraph.split("\n")):
        heading = _HEADING.fullmatch(line.strip()) if marked else None
        origin = f"line/{number + place}"
        between = gap if place == 0 else "\n"
        if heading:
            yield Piece(heading[1].rstrip("# "), origin, "heading", gap=between)
        else:
            yield Piece(line, origin, gap=between)


def unmark(paragraph: str) -> str:
    """A paragraph of Markdown without its marks; what was escaped, and a lone star, stays.

    >>> unmark("**V****ề việc s****ắp xếp** 57\\\\-NQ/TW, *Lam Châu*")
    'Về việc sắp xếp 57-NQ/TW, Lam Châu'
    """
    text = _ESCAPED.sub(lambda match: match[1].translate(_HIDE), paragraph)
    text = _KEPT.sub(lambda match: match[0].translate(_HIDE), text)
    for mark, instead in _MARKS:
        text = mark.sub(instead, text)
    return _ENTITY.sub(lambda match: unescape(match[0]), text).translate(_SHOW)


def _table(region: str, origin: str) -> Iterator[list[Cell]]:
    """The rows of a table: `| a | b |` a line, or cells of many lines between pipes that stand alone."""
    text = _ESCAPED.sub(lambda match: match[1].translate(_HIDE), region).strip()
    number = 0
    for row in _ROW_END.split(text.removeprefix("|").removesuffix("|")):
        cells = [unmark(cell).strip() for cell in row.split("|")]
        written = [cell for cell in cells if cell]
        if not written or all(_RULE_CELL.fullmatch(cell) for cell in written):
            continue
        yield [(column, [Piece(line, f"{origin}/r{number}c{column}/p{place}", gap="\n")
                         for place, line in enumerate(cell.split("\n"))]) for column, cell in enumerate(cells)]
        number += 1
