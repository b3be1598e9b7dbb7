"""Presentations (.pptx): path to text and layout, slide by slide.

The XML is read directly, with the parser of Word files, as python-pptx would bring Pillow and a
second parser for the little that is wanted of a slide.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from textkit.data.messages import TextkitError
from textkit.reading.document import BlockKind, Remark
from textkit.reading.files import LIMITS, open_archive, open_checked
from textkit.reading.labels import figure
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.reading.word.office import read_converted
from textkit.reading.word.parts import (
    DAMAGE,
    Node,
    every,
    first,
    number_in,
    read_part,
    related_parts,
    tag,
    value,
)
from textkit.reading.word.runs import Run, judged, shown
from textkit.vietnamese.encodings import font_encoding
from textkit.vietnamese.text import tidy

# Shapes that stand in groups of groups deeper than this are no slide of anybody's. Chosen by eye;
# not measured.
_DEEPEST_GROUP = 20

# What a placeholder holds, by its type: titles, and what stands on each slide and counts for none.
_TITLES = frozenset({"title", "ctrTitle"})
_OF_EVERY_SLIDE = frozenset({"dt", "sldNum", "hdr", "sldImg"})

# The figures of automatic numbers, and what stands around them: arabicPeriod is 1.
_FIGURES = {
    "arabic": "decimal",
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
}
_NUMBERED = re.compile(
    r"""
    (?P<figures> arabic | alphaLc | alphaUc | romanLc | romanUc )
    (?P<signs> Period | ParenR | ParenBoth | Plain )    # 1.  1)  (1)  1
    """,
    re.VERBOSE,
)
_AROUND = {"Period": "{}.", "ParenR": "{})", "ParenBoth": "({})", "Plain": "{}"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def read_slides(path: str | Path) -> Reading:
    """Text and layout of a presentation: titles as headings, tables as tables, speaker notes as
    notes behind their slide.

    The title of a slide comes first, then its shapes in the order in which they are read aloud.
    Hidden slides are left out, which a remark says; so are dates, slide numbers and comments, and a
    footer comes once. A block's `page` is its slide, `origin` the way back: `slide3/s2/p0` is the
    first paragraph in the third shape of the third slide. No macro is run, no link followed. Raises
    TextkitError for a file that is damaged, encrypted, too large, no presentation, or declares
    entities.
    """
    archive = open_archive(open_checked(path), path)
    try:
        story = _Story(archive)
        pieces = list(story.pieces())
    except DAMAGE as error:
        raise TextkitError("file.no-slides", path=path, error=error) from error
    if sum(len(piece.text) for piece in pieces) > LIMITS.max_characters:
        raise TextkitError("file.over-length", path=path, limit=LIMITS.max_characters)
    return lay_out(pieces, story.remarks())


def read_old_slides(path: str | Path) -> Reading:
    """Text and layout of a .ppt or .odp file, which LibreOffice converts; `origin` as in
    `read_slides`.

    A remark says that it was converted. Raises what `convert` and `read_slides` raise.
    """
    return read_converted(path, "pptx", read_slides)


class _Story:
    """One walk through a presentation, and what is to be said of it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        main = related_parts(archive, "").get("officeDocument", "ppt/presentation.xml")
        self._related = related_parts(archive, main)
        self._root = read_part(archive, main)
        if self._root is None or tag(self._root) != "presentation":
            raise ValueError("it has no slides")
        self._hidden: list[str] = []
        self._encodings: dict[str, None] = {}  # a set that keeps its order
        self._footers: set[str] = set()
        self._read_parts: set[str | None] = set()

    def remarks(self) -> Iterator[Remark]:
        """What a user should know of the walk, once it is done."""
        for name in self._encodings:
            yield Remark("encoding", name)
        if self._hidden:
            yield Remark("slides", ", ".join(self._hidden))

    def pieces(self) -> Iterator[Piece]:
        """The pieces of all slides that are shown, in the order of the presentation."""
        slides = every(self._root, "sldIdLst", "sldId")[: LIMITS.max_pages]
        for number, node in enumerate(slides, start=1):
            part = self._related.get(_relation(node))
            root = self._once(part)
            if part is None or root is None:
                continue
            if value(root, "show") in ("0", "false"):
                self._hidden.append(str(number))
                continue
            related = related_parts(self._archive, part)
            pieces = [*self._slide(root, related, number), *self._notes(related, number)]
            for place, piece in enumerate(pieces):
                gap = "\n\n" if place == 0 else piece.gap
                yield replace(piece, page=number, gap=gap)

    def _once(self, part: str | None) -> Node | None:
        """The root of a part that was not read yet: no two slides share theirs."""
        if part in self._read_parts:
            return None
        self._read_parts.add(part)
        return read_part(self._archive, part)

    def _slide(self, root: Node, related: dict[str | None, str], number: int) -> Iterator[Piece]:
        """The pieces of a slide, its title first."""
        shapes = list(_shapes(first(root, "cSld", "spTree")))
        shapes.sort(key=lambda shape: _placeholder(shape) not in _TITLES)  # which keeps the order
        for place, shape in enumerate(shapes):
            yield from self._shape(shape, related, f"slide{number}/s{place}")

    def _shape(self, shape: Node, related: dict[str | None, str], where: str) -> Iterator[Piece]:
        """The pieces of a shape: of its text, its table, or the diagram that it shows."""
        graphic = first(shape, "graphic", "graphicData")
        table = first(graphic, "tbl")
        holder = _placeholder(shape)
        if table is not None:
            yield from lay_table(self._rows(table, where))
        elif first(graphic, "relIds") is not None:
            data = related.get(value(first(graphic, "relIds"), "dm"))
            for node in every(self._once(data), "ptLst", "pt", "t"):
                yield from self._paragraphs(node, where)
        elif holder == "ftr":
            for piece in self._paragraphs(first(shape, "txBody"), where, "footer"):
                words = tidy(piece.text).strip()
                if words not in self._footers:
                    self._footers.add(words)
                    yield piece
        elif holder not in _OF_EVERY_SLIDE:
            kind: BlockKind = "heading" if holder in _TITLES else "body"
            yield from self._paragraphs(first(shape, "txBody"), where, kind)

    def _notes(self, related: dict[str | None, str], number: int) -> Iterator[Piece]:
        """What the speaker has noted for a slide."""
        root = self._once(related.get("notesSlide"))
        for place, shape in enumerate(_shapes(first(root, "cSld", "spTree"))):
            if _placeholder(shape) == "body":
                where = f"slide{number}/note{place}"
                yield from self._paragraphs(first(shape, "txBody"), where, "note")

    def _rows(self, table: Node, where: str) -> Iterator[list[Cell]]:
        """The rows of a table; a merged cell comes once, in the column where it begins."""
        for number, row in enumerate(every(table, "tr")):
            cells: list[Cell] = []
            for column, cell in enumerate(every(row, "tc")):
                goes_on = any(value(cell, name) in ("1", "true") for name in ("hMerge", "vMerge"))
                if not goes_on:
                    origin = f"{where}/r{number}c{column}"
                    cells.append((column, list(self._paragraphs(first(cell, "txBody"), origin))))
            yield cells

    def _paragraphs(
        self, body: Node | None, where: str, kind: BlockKind = "body"
    ) -> Iterator[Piece]:
        """The paragraphs of a text, each with its automatic number."""
        counts: dict[int, int] = {}  # by level
        for place, paragraph in enumerate(every(body, "p")):
            text = self._text(paragraph)
            label = _label(paragraph, counts) if text.strip() else ""
            if text.strip():
                yield Piece(text, f"{where}/p{place}", kind, label=label)

    def _text(self, paragraph: Node) -> str:
        """What the runs of a paragraph show, without the number of its slide."""
        runs: list[Run] = []
        for node in paragraph:
            if tag(node) == "br":
                runs.append(Run("", None, "\n"))
            is_text = tag(node) == "r" or (tag(node) == "fld" and value(node, "type") != "slidenum")
            text = first(node, "t")
            if not is_text or text is None:
                continue
            properties = first(node, "rPr")
            raw = (text.text or "").replace("\v", "\n")
            if (number_in(properties, "baseline") or 0) > 0 and raw.strip().isdigit():
                raw = raw.translate(_RAISED)
            runs.append(Run("", None, raw, value(first(properties, "latin"), "typeface") or ""))
        drawn = judged(runs)
        for run in drawn:
            encoding = "" if run.raw.isascii() else font_encoding(run.font)
            if encoding:
                self._encodings[encoding] = None
        return shown(drawn)


def _relation(node: Node) -> str | None:
    """The id of the relationship of a slide, which has an `id` of its own beside it."""
    for name, text in node.attrib.items():
        if str(name).startswith("{") and str(name).endswith("}id"):
            return str(text)
    return None


def _shapes(tree: Node | None, depth: int = 0) -> Iterator[Node]:
    """The shapes and tables of a slide, those of groups in their place."""
    for node in () if tree is None else tree:
        name = tag(node)
        if name == "grpSp" and depth < _DEEPEST_GROUP:
            yield from _shapes(node, depth + 1)
        elif name == "AlternateContent":  # the choice is for the programs of today
            yield from _shapes(first(node, "Choice"), depth)
        elif name in ("sp", "graphicFrame"):
            yield node


def _placeholder(shape: Node) -> str:
    """The type of the placeholder that a shape fills; `body` where it says none, empty for other
    shapes.
    """
    for properties in ("nvSpPr", "nvGraphicFramePr"):
        node = first(shape, properties, "nvPr", "ph")
        if node is not None:
            return value(node, "type") or "body"
    return ""


def _label(paragraph: Node, counts: dict[int, int]) -> str:
    """The automatic number of a paragraph, counted on its level; a bullet is none."""
    properties = first(paragraph, "pPr")
    level = number_in(properties, "lvl") or 0
    for deeper in [at for at in counts if at > level]:
        del counts[deeper]
    numbered = first(properties, "buAutoNum")
    match = _NUMBERED.fullmatch(value(numbered, "type") or "") if numbered is not None else None
    if match is None:
        counts.pop(level, None)
        return ""
    start = number_in(numbered, "startAt") or 1
    counts[level] = counts[level] + 1 if level in counts else start
    return _AROUND[match["signs"]].format(figure(counts[level], _FIGURES[match["figures"]]))
