"""Plain text and Markdown: path to text, layout and mends."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from html import unescape
from itertools import groupby, pairwise
from pathlib import Path
from typing import NamedTuple

from textkit import data
from textkit.reading.files import decode_text, open_checked
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.reading.marks import Manner, wrapped
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


# Manners in which words of a line are marked.
_MANNERS: tuple[Manner, ...] = ("raised", "struck")

# What is said of a file before its text has at most so many lines. Chosen by eye; not measured.
_LONGEST_FRONT = 100

_PAGE_END = "\f"
# A table whose cells stand on lines of their own has a bar alone on nearly every other line; of its
# cells most fall into whole rows. Chosen by eye on three such tables.
_SHARE_OF_BARS = 0.3
_SHARE_WHOLE = 0.6
# Below a line of words a table has at least a head and a row. Chosen by eye; not measured.
_FEWEST_ROWS = 2
_NEARLY_BEST = 0.9
_MOST_COLUMNS = 20


def read_plain(path: str | Path) -> Reading:
    """Text, layout and mends of a text file; Markdown is known by its marks, not its suffix.

    A block is a line, as the file has it; `origin` is its number in the file, and `page` its page
    where form feeds end pages. Markdown tables, also those whose pipes stand alone on their lines,
    become cells; emphasis and escapes go. What stands between lines of --- before the text, and
    comments, are blocks that do not count. Encodings are those of `decode_text`. Raises
    TextkitError for a file that cannot be opened or is not text in an encoding that is read.
    """
    text, remarks = decode_text(open_checked(path), path)
    return lay_out(_pieces(text), remarks)


def _pieces(text: str) -> Iterator[Piece]:
    lines = list(_lines(text))
    front = _front_lines(lines)
    for line in lines[:front]:
        yield Piece(line.text, f"line/{line.number}", "front-matter", page=line.page)
    lines = lines[front:]
    is_markdown = bool(_PATTERNS["marked"].search("\n".join(line.text for line in lines)))
    if is_markdown:
        lines = _without_comments(lines)
    tables = 0
    gap = "\n\n" if front else "\n"
    for is_blank, group in groupby(lines, key=_is_blank):
        together = list(group)
        if is_blank:
            gap = "\n\n"
        elif not is_markdown:
            yield from _plain_lines(together, gap)
            gap = "\n"
        else:
            for is_table, part in _parts(together):
                if is_table:
                    region = "\n".join(line.text for line in part)
                    yield from lay_table(_table(region, f"table{tables}"), gap, wrapped=True)
                    tables += 1
                else:
                    yield from _markdown_lines(part, gap)
                gap = "\n"


class _Line(NamedTuple):
    """A line of the file, its number and its page; pages are only known where one ends."""

    text: str
    number: int
    page: int | None


def _parts(lines: Sequence[_Line]) -> Iterator[tuple[bool, Sequence[_Line]]]:
    """Lines without a blank one among them, cut where a table begins or ends: whether a part is a
    table, and its lines.
    """
    at = 0
    for caption, first in _captions(lines):
        yield from _around_table(lines[at:caption])
        if first > caption:
            yield False, lines[caption:first]
        at = first
    yield from _around_table(lines[at:])


def _captions(lines: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Where the caption of a further table begins, and where its first bar stands.

    The cells of both stand on lines of their own, so that a caption looks like a cell; but between
    the last bar of a row and the first of the next stands nothing, and TT begins a row.
    """
    bars = [place for place, line in enumerate(lines) if line.text.strip() == "|"]
    for before, bar, after in zip(bars, bars[1:], bars[2:], strict=False):
        following = "\n".join(line.text for line in lines[bar + 1 : min(after, bar + 4)])
        if bar - before > 1 and _PATTERNS["numbers_head"].fullmatch(following):
            yield before + 1, bar


def _around_table(lines: Sequence[_Line]) -> Iterator[tuple[bool, Sequence[_Line]]]:
    """What stands above the first bar, from there to the last bar, and below it, as `_parts`."""
    barred = [place for place, line in enumerate(lines) if line.text.lstrip().startswith("|")]
    is_in_paragraph = bool(barred) and barred[0] > 0 and len(barred) < _FEWEST_ROWS
    if not barred or is_in_paragraph:
        if lines:
            yield False, lines
        return
    closed = [place for place, line in enumerate(lines) if line.text.rstrip().endswith("|")]
    end = max(barred[-1], closed[-1] if closed else 0) + 1
    if barred[0]:
        yield False, lines[: barred[0]]
    yield True, lines[barred[0] : end]
    if end < len(lines):
        yield False, lines[end:]


def _lines(text: str) -> Iterator[_Line]:
    has_pages = _PAGE_END in text
    page = 1
    # A form feed ends a line too; it stays at the head of the next one.
    marked_ends = NEWLINES.sub(lambda end: "\n\f" if end[0] == _PAGE_END else "\n", text)
    for number, line in enumerate(marked_ends.split("\n"), 1):
        page += line.startswith(_PAGE_END)
        yield _Line(line.lstrip(_PAGE_END), number, page if has_pages else None)


def _front_lines(lines: Sequence[_Line]) -> int:
    """How many lines before the text say something of the file, between two of ---; 0 if none."""
    first = 0
    while first < len(lines) and _is_blank(lines[first]):
        first += 1
    if first == len(lines) or not _PATTERNS["front_rule"].fullmatch(lines[first].text):
        return 0
    for place in range(first + 1, min(len(lines), first + _LONGEST_FRONT)):
        if _PATTERNS["front_end"].fullmatch(lines[place].text):
            return place + 1 if place > first + 1 else 0
        if not _PATTERNS["front_line"].fullmatch(lines[place].text):
            return 0
    return 0


def _without_comments(lines: Sequence[_Line]) -> list[_Line]:
    """The lines, comments in them wrapped as such."""
    text = _PATTERNS["comment"].sub(_wrapped_comment, "\n".join(line.text for line in lines))
    return [line._replace(text=words) for line, words in zip(lines, text.split("\n"), strict=True)]


def _wrapped_comment(match: re.Match[str]) -> str:
    return "\n".join(wrapped(line, "comment") for line in match[0].split("\n"))


def _is_blank(line: _Line) -> bool:
    return not line.text.strip()


def _plain_lines(lines: Iterable[_Line], gap: str) -> Iterator[Piece]:
    """A piece per line; the gap stands before the first of them."""
    for line in lines:
        yield Piece(line.text, f"line/{line.number}", gap=gap, page=line.page)
        gap = "\n"


def _markdown_lines(lines: Sequence[_Line], gap: str) -> Iterator[Piece]:
    """A piece per line without its marks; emphasis may go over the end of a line."""
    unmarked = unmark("\n".join(line.text for line in lines)).split("\n")
    # An image may take its line with it, and <br> makes two of one.
    first = lines[0]
    numbered = [_Line(text, first.number + at, first.page) for at, text in enumerate(unmarked)]
    for piece in _plain_lines(numbered, gap):
        heading = _PATTERNS["heading"].fullmatch(piece.text.strip())
        note = _PATTERNS["note"].fullmatch(piece.text)
        if heading:
            yield replace(piece, text=heading[1].rstrip("# "), kind="heading")
        elif note:
            yield replace(piece, text=note[2], kind="note", label=f"[{note[1]}]")
        else:
            yield piece


def unmark(paragraph: str) -> str:
    """A paragraph of Markdown without its marks; what was escaped, and a lone star, stays.

    >>> unmark("**V****ề việc s****ắp xếp** 57\\\\-NQ/TW, *Lam Châu*")
    'Về việc sắp xếp 57-NQ/TW, Lam Châu'
    """
    text = _hide_escaped(paragraph)
    text = _PATTERNS["kept"].sub(lambda match: match[0].translate(_HIDE), text)
    for manner in _MANNERS:
        text = _PATTERNS[manner].sub(partial(_wrapped_match, manner=manner), text)
    for mark, instead in _INSTEAD.items():
        text = _PATTERNS[mark].sub(instead, text)
    text = _PATTERNS["entity"].sub(lambda match: unescape(match[0]), text)
    return text.translate(_SHOW)


def _wrapped_match(match: re.Match[str], manner: Manner) -> str:
    return wrapped(match[1] or match[2] or "", manner)


def _hide_escaped(text: str) -> str:
    r"""The text without the backslash of what is escaped, which `unmark` shows again: \*, \|."""
    return _PATTERNS["escaped"].sub(lambda match: match[1].translate(_HIDE), text)


def _table(region: str, origin: str) -> Iterator[list[Cell]]:
    """The rows of a table.

    They are written `| a | b |`, one per line, or as cells of many lines between pipes that stand
    alone on their lines.
    """
    # "> 12" in a cell is more than twelve, not a quotation.
    region = _PATTERNS["more_than"].sub(_with_hidden_sign, region)
    text = _hide_escaped(region).strip().removeprefix("|").removesuffix("|")
    number = 0
    for row in _rows_of_lines(text) or [row.split("|") for row in _PATTERNS["newrow"].split(text)]:
        cells = [unmark(cell).strip() for cell in row]
        if all(_is_rule(cell) for cell in cells):
            continue
        yield [
            (column, _cell_lines(cell, f"{origin}/r{number}c{column}"))
            for column, cell in enumerate(cells)
        ]
        number += 1


def _with_hidden_sign(match: re.Match[str]) -> str:
    return match[0].replace(">", ">".translate(_HIDE))


def _rows_of_lines(text: str) -> list[list[str]]:
    """The rows of a table whose bars stand alone on their lines; none where it is no such table.

    Between the last bar of a row and the first of the next nothing stands, and nothing stands in a
    blank cell either, so the width of the rows tells where one ends: that at which most cells fall
    into whole rows. A row of another width (merged cells) ends at the last blank before it would.
    """
    lines = [line.strip() for line in text.split("\n")]
    if lines.count("|") < _SHARE_OF_BARS * len(lines):
        return []
    cells = [cell.strip() for cell in text.split("|")]
    is_numbered = bool(_PATTERNS["numbers_head"].fullmatch(cells[0]))
    # Spans that were lost make a head narrower than its rows, never wider.
    least = cells.index("") if is_numbered and "" in cells else 2
    fits = {width: _whole(cells, width) for width in range(max(2, least), _MOST_COLUMNS + 1)}
    best = max(fits.values(), default=0)
    if best < _SHARE_WHOLE * len(cells):
        return list(_cut_at_numbers(cells)) if is_numbered else []
    # The smallest of those that fit about as well: two rows in one fit too.
    width = min(width for width, fit in fits.items() if fit >= _NEARLY_BEST * best)
    width = _single(cells, width, max(2, least))
    rows = list(_cut(cells, width))
    if not is_numbered:
        return rows
    return [part for row in rows for part in _without_numbers(row)]


def _single(cells: Sequence[str], width: int, least: int) -> int:
    """The width of one row, where most rows of a width are two with the blank between them.

    Where many rows are short, two in one may fit better than one: what follows a short one is cut
    wrongly, and so is less.
    """
    half = (width - 1) // 2
    if width % 2 == 0 or half < least:
        return width
    whole = [row for row in _cut(cells, width) if len(row) == width]
    double = [row for row in whole if not row[half] and all(row[:half]) and all(row[half + 1 :])]
    return half if len(double) >= _NEARLY_BEST * len(whole) else width


def _cut_at_numbers(cells: Sequence[str]) -> Iterator[list[str]]:
    """The rows of a stream of cells of which many lost merged cells, and so are shorter than the
    head: a row begins with its number, behind a blank.
    """
    width = cells.index("") if "" in cells else len(cells)
    starts = [0]
    for at in range(width + 1, len(cells)):
        is_number = _PATTERNS["next_number"].fullmatch(cells[at])
        if is_number and not cells[at - 1] and at - starts[-1] > 1:
            starts.append(at)
    for start, following in pairwise([*starts, len(cells) + 1]):
        row = list(cells[start : following - 1])
        if len(row) <= width:
            yield row
            continue
        # What is too long has rows without a number behind the one with it.
        end = width
        while end > 1 and row[end]:
            end -= 1
        yield row[:end]
        yield from _without_numbers(row[end + 1 :])


def _without_numbers(row: list[str]) -> Iterator[list[str]]:
    """A row of a table whose first column numbers its rows, in its parts.

    Where the number and what else is merged with the row above was lost, a row is short, and two of
    them with the blank between them may be as wide as one: they do not begin with a number.
    """
    if "" not in row or not row[0] or _PATTERNS["row_number"].fullmatch(row[0]):
        if any(row):
            yield row
        return
    part: list[str] = []
    for cell in [*row, ""]:
        if cell:
            part.append(cell)
        elif part:
            yield part
            part = []


def _cut(cells: Sequence[str], width: int) -> Iterator[list[str]]:
    """The rows of a stream of cells in which a blank stands between two rows."""
    at = 0
    while at < len(cells):
        end = at + width
        while at + 1 < end < len(cells) and cells[end]:
            end -= 1
        if end < len(cells) and cells[end]:
            end = at + width  # no blank in it: a row that lost its end
        yield list(cells[at:end])
        at = end + 1


def _whole(cells: Sequence[str], width: int) -> int:
    """How many cells, the blank behind each row among them, fall into rows of a width; none where
    only one row has it.
    """
    at = whole = 0
    for row in _cut(cells, width):
        at += len(row) + 1
        is_closed = at > len(cells) or not cells[at - 1]
        if is_closed and len(row) == width:
            whole += 1
    return whole * (width + 1) if whole > 1 else 0


def _is_rule(cell: str) -> bool:
    """Whether a cell is empty, or one of the line under the head of a table: `:---:`."""
    return not cell or bool(_PATTERNS["rule"].fullmatch(cell))


def _cell_lines(cell: str, origin: str) -> list[Piece]:
    return [Piece(line, f"{origin}/p{place}") for place, line in enumerate(cell.split("\n"))]
