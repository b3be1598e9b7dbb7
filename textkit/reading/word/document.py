"""Word files: path to text, layout and mends, with the way back to the paragraph and its runs."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from lxml import etree

from textkit.data.messages import TextkitError
from textkit.reading.document import Block, BlockKind, Remark
from textkit.reading.files import open_archive, open_checked
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.reading.word.numbering import Styles, figure
from textkit.reading.word.parts import (
    Node,
    every,
    first,
    is_on,
    number_in,
    read_part,
    related_parts,
    tag,
    value,
)
from textkit.reading.word.runs import (
    OUT,
    Looks,
    Places,
    Run,
    RunSpan,
    align,
    content,
    draw,
    judged,
    shown,
    spans,
)
from textkit.vietnamese.encodings import font_encoding
from textkit.vietnamese.text import tidy

# What only wraps paragraphs, tables, rows or cells.
_WRAPPERS = frozenset(
    "sdt sdtContent ins moveTo customXml smartTag AlternateContent Choice".split()
)
_NO_BOXES = frozenset({"Fallback", "del", "moveFrom"})
_PARTS = ("styles", "numbering", "settings", "footnotes", "endnotes")
_LONGEST_HEADING = 400
_PAGE_NUMBER = re.compile(r"(?:[\W\d_]|\b(?:trang|page|of|trên|tổng|số|tr|p)\b)*", re.I)

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    struct.error,
    EOFError,
    KeyError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def read_word(path: str | Path) -> Reading:
    """Text, layout and mends of a .docx file: headers, paragraphs and tables in reading order,
    notes, footers.

    Insertions are in, deletions out; comments, hidden text and page numbers are left out. A block's
    `origin` is the way back: `body/p12` is the 13th paragraph outside tables, `table0/r1c2/p0` the
    first one in row 1, grid column 2 of the first table, `footnote2/p0` one of a note, `header1/p0`
    one of the first header. An automatic number or the mark of a note stands before its paragraph
    and is told as a mend; letters in TCVN3 and VNI fonts are decoded, which a remark tells. Raises
    TextkitError for a file that is damaged, encrypted, too large, no Word file, or declares
    entities.
    """
    story, pieces = _walk(path)
    return lay_out(pieces, [Remark("encoding", name) for name in story.encodings])


def find_runs(
    path: str | Path, layout: Sequence[Block], text: str, wanted: Iterable[tuple[int, int]]
) -> list[list[RunSpan]]:
    """For each span of a document's text that is wanted, the characters of its file's runs that
    show it.

    Automatic numbers, marks of notes and equations lead to no run.
    """
    story, pieces = _walk(path)
    labels = {str(piece.origin): piece.label for piece in pieces}

    @cache
    def behind(block: Block) -> list[Places]:
        origin = str(block.origin)
        return align(text[block.start : block.end], labels[origin], story.runs[origin])

    blocks = [block for block in layout if block.origin in story.runs]
    return [
        spans(
            place
            for block in blocks
            if block.start < end and start < block.end
            for places in behind(block)[max(start - block.start, 0) : end - block.start]
            for place in places
        )
        for start, end in wanted
    ]


def run_nodes(body: Node) -> dict[str, list[Node]]:
    """The `w:r` elements of each paragraph of a `w:body`, by its origin and in the order
    `find_runs` counts them.

    Those that were deleted are not among them.
    """
    story = _Story(Styles(None, None))
    list(story.pieces(body, ""))
    return story.nodes


def _walk(path: str | Path) -> tuple[_Story, list[Piece]]:
    """The pieces of a Word file in order, and the walk that found them."""
    archive = open_archive(open_checked(path), path)
    try:
        main = related_parts(archive, "").get("officeDocument", "word/document.xml")
        related = related_parts(archive, main)
        body = first(read_part(archive, main), "body")
        parts = {name: read_part(archive, related.get(name)) for name in _PARTS}
        targets = dict.fromkeys(
            (tag(node), related.get(value(node, "id")))
            for node in _margins(body, parts["settings"])
        )
        margins = [(name, read_part(archive, part)) for name, part in targets]
    except _DAMAGE as error:
        raise TextkitError("file.no-word-file", path=path, error=error) from error
    if body is None:
        raise TextkitError("file.no-body", path=path)
    story = _Story(Styles(parts["styles"], parts["numbering"]))
    text = list(story.pieces(body, ""))
    notes = [piece for kind in ("footnote", "endnote") for piece in story.notes(kind, body, parts)]
    headers, footers = (list(story.margins(kind, margins)) for kind in ("header", "footer"))
    return story, [*headers, *text, *notes, *footers]


def _margins(body: Node | None, settings: Node | None) -> Iterator[Node]:
    """The references to headers and footers that are shown: those of first and of even pages where
    asked for.
    """
    for section in () if body is None else body.iter("{*}sectPr"):
        shows = {
            "first": is_on(first(section, "titlePg")),
            "even": is_on(first(settings, "evenAndOddHeaders")),
        }
        yield from (
            node
            for node in section
            if shows.get(value(node, "type") or "", True)
            and tag(node) in ("headerReference", "footerReference")
        )


class _Story:
    """One walk through a Word file: the runs its pieces were made of and the `w:r` of its
    paragraphs, by origin.
    """

    def __init__(self, styles: Styles) -> None:
        self.styles, self.looks = styles, Looks(styles)
        self.runs: dict[str, list[Run]] = {}
        self.nodes: dict[str, list[Node]] = {}
        self.encodings: dict[str, None] = {}
        self._references: list[Node] = []

    def pieces(self, container: Node, where: str, kind: BlockKind | None = None) -> Iterator[Piece]:
        """The paragraphs and tables of a body, a cell, a box, a note or a margin."""
        paragraphs = tables = 0
        held: list[tuple[str, Node]] = []
        for node in _within(container, "p", "tbl"):
            if tag(node) == "p":
                held.append((f"{where or 'body'}/p{paragraphs}", node))
                paragraphs += 1
                if self._runs_on(node):
                    continue
            yield from self._paragraph(held, kind)
            held = []
            if tag(node) == "tbl":
                laid = lay_table(self._rows(node, f"{where}/table{tables}".lstrip("/")))
                yield from (
                    replace(piece, kind=kind, row=None, column=None) if kind else piece
                    for piece in laid
                )
                tables += 1
        yield from self._paragraph(held, kind)

    def notes(self, kind: str, body: Node, parts: dict[str, Node | None]) -> Iterator[Piece]:
        """The footnotes or endnotes the text refers to, each with its mark, in the order of their
        references.
        """
        by_id = {value(node, "id"): node for node in every(parts[f"{kind}s"], "*")}
        said = [first(body, "sectPr", f"{kind}Pr"), first(parts["settings"], f"{kind}Pr")]
        figures = next(filter(None, (value(first(node, "numFmt")) for node in said)), None)
        figures = figures or ("decimal" if kind == "footnote" else "lowerRoman")
        count = next(filter(None, (number_in(first(node, "numStart")) for node in said)), 1)
        for node in self._references:
            number = value(node, "id")
            if tag(node) == f"{kind}Reference" and number in by_id:
                typed = (value(node, "customMarkFollows") or "0") not in ("0", "false", "off")
                pieces = list(self.pieces(by_id.pop(number), f"{kind}{number}", "note"))
                place = next(
                    (place for place, piece in enumerate(pieces) if tidy(piece.text).strip()), None
                )
                if not typed and place is not None:
                    label = f"[{figure(count, figures)}] {pieces[place].label}".strip()
                    pieces[place] = replace(pieces[place], label=label)
                count += not typed
                yield from pieces

    def margins(self, kind: BlockKind, roots: Sequence[tuple[str, Node | None]]) -> Iterator[Piece]:
        """The headers or the footers, each once, without page numbers."""
        seen: set[tuple[str, ...]] = set()
        for name, root in roots:
            pieces = (
                self.pieces(root, f"{kind}{len(seen) + 1}", kind)
                if root is not None and name.startswith(kind)
                else ()
            )
            kept = [piece for piece in pieces if not _PAGE_NUMBER.fullmatch(tidy(piece.text))]
            if (key := tuple(piece.text for piece in kept)) not in {(), *seen}:
                seen.add(key)
                yield from kept

    def _paragraph(self, held: list[tuple[str, Node]], kind: BlockKind | None) -> Iterator[Piece]:
        """The piece of a paragraph, and of those before it that run on into it; then the boxes
        anchored in them.
        """
        lines = [(origin, node, self._runs(origin, node)) for origin, node in held]
        seen = [line for line in lines if any(run.raw for run in line[2])]
        for origin, node, _ in seen[:1] or [
            line for line in lines[-1:] if not self._runs_on(line[1])
        ]:
            runs = judged(run for _, _, line in seen for run in line)
            label, tied = self._label(node)
            if tied and label and shown(runs)[:1] in tuple(".,:;)/"):
                runs, label = [Run(origin, None, label), *runs], ""
            text = shown(runs)
            heading: BlockKind = (
                "heading"
                if len(text) <= _LONGEST_HEADING and self.styles.is_heading(node)
                else "body"
            )
            names = (font_encoding(run.font) for run in runs if not run.raw.isascii())
            self.encodings |= dict.fromkeys(filter(None, names))
            self.runs[origin] = runs
            yield Piece(text, origin, kind or heading, label=label)
        for origin, node in held:  # the boxes once: not their copies for old versions of Word
            for place, box in enumerate(
                _within(node, "txbxContent", past=lambda name: name not in _NO_BOXES)
            ):
                yield from self.pieces(box, f"{origin}/box{place}", kind)

    def _runs(self, origin: str, paragraph: Node) -> list[Run]:
        """What the runs of a paragraph hold that are not hidden."""
        nodes = self.nodes[origin] = list[Node]()
        runs, fields, style = list[Run](), list[bool](), self.styles.style(paragraph)
        for node in _within(paragraph, "r", past=lambda name: name not in OUT):
            written = not str(node.tag).endswith("/math}r")
            nodes += [node] if written else []
            look = self.looks.of(style, first(node, "rPr"))
            references = list[Node]()
            raw = "".join(content(node, fields, references))
            if not look.hidden:
                self._references += references
                runs += (
                    [
                        Run(
                            origin,
                            len(nodes) - 1 if written else None,
                            raw,
                            look.font,
                            look.capitals,
                        )
                    ]
                    if raw
                    else []
                )
        return runs

    def _label(self, paragraph: Node) -> tuple[str, bool]:
        """The automatic number of a paragraph,
        and whether nothing stands between it and the text.
        """
        label, level = self.styles.number(paragraph)
        look = self.looks.of(
            self.styles.style(paragraph), first(level, "rPr"), first(paragraph, "pPr", "rPr")
        )
        label = draw(label, look.font, look.capitals)
        return " ".join(tidy(label).split()), value(first(level, "suff")) == "nothing"

    def _runs_on(self, paragraph: Node) -> bool:
        """Whether a paragraph's mark is deleted, moved away or hidden, so that it runs on into the
        next.
        """
        mark = first(paragraph, "pPr", "rPr")
        return (
            any(first(mark, name) is not None for name in ("del", "moveFrom"))
            or self.looks.of(self.styles.style(paragraph), mark).hidden
        )

    def _rows(self, table: Node, where: str) -> Iterator[list[Cell]]:
        """The rows of a table that are not deleted; a merged cell once, in the grid column where it
        begins.
        """
        for number, row in enumerate(_within(table, "tr")):
            if first(row, "trPr", "del") is not None:
                continue
            cells: list[Cell] = []
            column = number_in(first(row, "trPr", "gridBefore")) or 0
            for cell in _within(row, "tc"):
                if not _is_gone(cell):
                    cells.append((column, list(self.pieces(cell, f"{where}/r{number}c{column}"))))
                column += number_in(first(cell, "tcPr", "gridSpan")) or 1
            yield cells


def _within(
    container: Node, *names: str, past: Callable[[str], bool] = _WRAPPERS.__contains__
) -> Iterator[Node]:
    for node in container:
        if tag(node) in names:
            yield node
        elif past(tag(node)):
            yield from _within(node, *names, past=past)


def _is_gone(cell: Node) -> bool:
    """Whether a cell is deleted, or goes on with a merged one."""
    merges = [first(cell, "tcPr", name) for name in ("vMerge", "hMerge")]
    return (
        first(cell, "tcPr", "cellDel") is not None
        or value(first(cell, "tcPr", "cellMerge"), "vMerge") == "cont"
        or any(merge is not None and value(merge) != "restart" for merge in merges)
    )
