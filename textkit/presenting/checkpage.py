"""The page of a check: the findings by how serious they are, then the draft, each passage with what
was found in it, tables as tables.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from textkit import data
from textkit.data.messages import Lang, say
from textkit.presenting.pages import marked_pieces, place
from textkit.presenting.rulings import rule_name
from textkit.presenting.wordings import Piece, differences, shortened
from textkit.reading.document import Block, Document

# A table of more columns is read as cards on a telephone only; one of fewer rows has no head.
_FEWEST_ROWS_WITH_A_HEAD = 2

# Where so much of a prior passage stands in the draft's line, the words that do not are marked.
# Chosen by eye.
_MOST_OF_A_PASSAGE = 0.6

# Kinds of blocks that are shown smaller: they are printed beside the text.
_BESIDE = frozenset({"header", "footer", "contents", "note", "struck", "stamp", "front-matter"})

PageContent = Mapping[str, Any]
"""The JSON of a check, with `names` of the rules, and of each finding `before`, `behind` and
`standings` (what each passage is cited as).
"""

Pieces = list[tuple[str, str, list[int]]]
"""Text, the classes of the findings that cover it, and the numbers of those that end with it."""


class _Cell(NamedTuple):
    """A cell of a table: its text, the head of its column, and over how many columns it goes."""

    pieces: Pieces
    head: str
    columns: int


class _Row(NamedTuple):
    """A row of a table, with the numbers of the findings in it."""

    cells: list[_Cell]
    found: list[int]


class _Part(NamedTuple):
    """A paragraph, or a table with its head (empty where it has none) and its rows."""

    start: int
    style: str
    pieces: Pieces
    found: list[int]
    head: list[_Cell]
    rows: list[_Row]


def render_check(found: PageContent, draft: Document, counts: str, *, lang: Lang = "vi") -> str:
    """The page of a check: the findings with the words around them and the prior passages, most
    serious first; then the draft with its findings beside each passage.
    """
    findings = _numbered_findings(found)
    parts = list(_Parts(draft, findings))
    context = {
        **_context(found, findings, lang),
        "groups": list(_groups(findings)),
        "parts": parts,
        "since": list(_since(found.get("since", ()), parts, lang)),
        "has_since": "since" in found,
        "counts": counts,
    }
    return data.template("check.html.j2").render(context)


class Stretch(NamedTuple):
    """A paragraph or table with findings, or all that stands up to the next one: its HTML, and the
    places of its findings in the list of all.
    """

    html: str
    found: list[int]


class CheckParts:
    """The draft in stretches, and its findings one by one, as HTML to be put beside them."""

    def __init__(self, found: PageContent, draft: Document, *, lang: Lang = "vi") -> None:
        self._findings = _numbered_findings(found)
        self._draft = draft
        context = _context(found, self._findings, lang)
        self._macros: Any = data.template("check_parts.html.j2").make_module(context)

    def finding(self, place: int) -> str:
        """A finding: what is wrong, its words in their line, what to write, the prior passages."""
        return str(self._macros.finding(self._findings[place]))

    def stretches(self) -> Iterator[Stretch]:
        """The draft from its beginning to its end."""
        for has_findings, parts in groupby(
            _Parts(self._draft, self._findings), lambda part: bool(part.found)
        ):
            if has_findings:
                for part in parts:
                    yield Stretch(self._part(part), [number - 1 for number in part.found])
            else:
                yield Stretch("".join(map(self._part, parts)), [])

    def _part(self, part: _Part) -> str:
        inner = self._macros.part(part, with_notes=False)
        return f'<div class="part {part.style}" lang="vi">{inner}</div>'


def _numbered_findings(found: PageContent) -> list[dict[str, Any]]:
    """The findings of a page, numbered from 1."""
    return [{**row, "number": n} for n, row in enumerate(found["findings"], start=1)]


def _context(
    found: PageContent, findings: Sequence[Mapping[str, Any]], lang: Lang
) -> dict[str, Any]:
    """What the templates of findings are filled in with."""
    return {
        "found": found,
        "findings": {row["number"]: row for row in findings},
        "lang": lang,
        "t": partial(say, lang=lang),
        "place": partial(place, lang=lang),
        "prior": lambda row, passage: _prior(passage["quote"], row["context"]),
    }


def _prior(quote: str, line: str) -> list[Piece]:
    """The words of a prior passage; where most of them stand in the draft's line, those that do not
    are `del`.
    """
    pieces = [piece for piece in differences(quote, line) if piece[0] != "ins"]
    size = len(quote.split())
    same = sum(len(words.split()) for kind, words in pieces if kind == "same")
    if same < _MOST_OF_A_PASSAGE * size:
        return [("same", " ".join(quote.split()))]
    return pieces


def _groups(
    findings: Sequence[Mapping[str, Any]],
) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """The findings by severity, most serious first, those that are known apart at the end."""
    for severity in ("error", "warning", "note"):
        rows = [row for row in findings if row["severity"] == severity and not row["known"]]
        if rows:
            yield severity, rows
    known = [row for row in findings if row["known"]]
    if known:
        yield "known", known


def _since(
    changes: Sequence[Mapping[str, Any]], parts: Sequence[_Part], lang: Lang
) -> Iterator[dict[str, Any]]:
    """The changes since an earlier version, with the words that differ and the part they are in."""
    starts = [part.start for part in parts]
    for change in changes:
        if change["what"] == "changed":
            pieces = list(shortened(differences(change["before"], change["after"])))
        elif change["what"] == "gone":
            pieces = [("del", change["before"])]
        else:
            pieces = [("ins" if change["what"] == "new" else "same", change["after"])]
        if change["kind"] == "finding":
            rule, _, words = (change["after"] or change["before"]).partition(": ")
            pieces = [("same", f"{rule_name(rule, lang)}: {words}")]
        start = change["start"]
        part = None if start is None else max(bisect_right(starts, start) - 1, 0)
        yield {**change, "pieces": pieces, "part": part}


# --- The parts of the draft ---------------------------------------------------------------------


class _Parts:
    """The paragraphs and tables of a draft in order, each with what was found in it."""

    def __init__(self, draft: Document, findings: Sequence[Mapping[str, Any]]) -> None:
        self._text = draft.text
        self._layout = draft.layout or _lines(draft.text)
        marks = [(row["start"], row["end"], row["severity"]) for row in findings]
        edges = [(block.start, block.end, "") for block in self._layout]
        # The number of a finding stands where it ends.
        numbers: dict[int, list[int]] = {}
        for row in findings:
            numbers.setdefault(row["end"], []).append(row["number"])
        self._pieces: list[tuple[int, int, str, list[int]]] = []
        for start, end, classes in marked_pieces(len(draft.text), marks + edges):
            self._pieces.append((start, end, classes, numbers.get(end, [])))
        self._next = 0

    def __iter__(self) -> Iterator[_Part]:
        for is_table, blocks in groupby(_numbered(self._layout), lambda pair: pair[1] is not None):
            if is_table:
                for _, table in groupby(blocks, lambda pair: pair[1]):
                    yield self._table([block for block, _ in table])
            else:
                for block, _ in blocks:
                    yield self._paragraph(block)
        pieces, found = self._upto(len(self._text) + 1)
        if any(text.strip() for text, *_ in pieces):
            yield _Part(len(self._text), "", pieces, found, [], [])

    def _paragraph(self, block: Block) -> _Part:
        pieces, found = self._upto(block.end)
        style = "heading" if block.kind == "heading" else ""
        if block.kind in _BESIDE:
            style = "beside"
        return _Part(block.start, style, pieces, found, [], [])

    def _table(self, blocks: Sequence[Block]) -> _Part:
        """A table; its first row is the head if it fills every column."""
        columns = sorted({block.column or 0 for block in blocks})
        rows: list[_Row] = []
        for _, row_blocks in groupby(blocks, lambda block: block.row):
            rows.append(self._row(list(row_blocks), columns))
        head = rows.pop(0).cells if _begins_with_a_head(rows, len(columns)) else []
        names = ["".join(text for text, *_ in cell.pieces).strip() for cell in head]
        if names:
            rows = [_named(row, names) for row in rows]
        found: list[int] = []
        for row in rows:
            found += row.found
        return _Part(blocks[0].start, "table", [], found, head, rows)

    def _row(self, blocks: Sequence[Block], columns: Sequence[int]) -> _Row:
        """A row of a table: a cell goes on over the columns that have none up to the next one, if
        it is the only one in its row; else what is missing is empty.
        """
        texts: dict[int, Pieces] = {}
        found: list[int] = []
        for block in blocks:
            pieces, numbers = self._upto(block.end)
            cell = texts.setdefault(block.column or 0, [])
            if cell:
                cell.append(("\n", "", []))
            cell += pieces
            found += numbers
        if len(texts) == 1:
            return _Row([_Cell(pieces, "", len(columns)) for pieces in texts.values()], found)
        return _Row([_Cell(texts.get(column, []), "", 1) for column in columns], found)

    def _upto(self, end: int) -> tuple[Pieces, list[int]]:
        """The pieces of the text from where the last part ended, without the blanks around them,
        and the numbers of the findings that end there.
        """
        pieces: Pieces = []
        found: list[int] = []
        while self._next < len(self._pieces) and self._pieces[self._next][0] < end:
            start, stop, classes, numbers = self._pieces[self._next]
            self._next += 1
            text = self._text[start:stop]
            if text.strip() or classes or (pieces and "\n" not in text):
                pieces.append((text, classes, numbers))
                found += numbers
        return pieces, found


def _begins_with_a_head(rows: Sequence[_Row], columns: int) -> bool:
    """Whether the first row of a table fills every column, and nothing was found in it."""
    if len(rows) < _FEWEST_ROWS_WITH_A_HEAD or len(rows[0].cells) != columns:
        return False
    return not rows[0].found and all(cell.pieces for cell in rows[0].cells)


def _named(row: _Row, names: Sequence[str]) -> _Row:
    """A row with the head of its column in each cell."""
    if len(row.cells) != len(names):
        return row
    cells = [cell._replace(head=name) for cell, name in zip(row.cells, names, strict=True)]
    return row._replace(cells=cells)


def _numbered(layout: Sequence[Block]) -> Iterator[tuple[Block, int | None]]:
    """The blocks, those of tables with the number of their table: a new one begins where the rows
    begin again.
    """
    number, last_row = 0, -1
    for block in layout:
        if block.kind != "table" or block.row is None:
            last_row = -1
            yield block, None
            continue
        if last_row < 0 or block.row < last_row:
            number += 1
        last_row = block.row
        yield block, number


def _lines(text: str) -> list[Block]:
    """The lines of a text without a layout."""
    blocks = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(start, start + len(line), "body"))
        start += len(line) + 1
    return blocks
