"""Word files: path to text, layout and mends, with the way back to the paragraph and its runs."""

from __future__ import annotations

import re
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeAlias

from textkit.data.messages import TextkitError
from textkit.reading.document import Block, BlockKind, Remark
from textkit.reading.files import open_archive, open_checked, sniff
from textkit.reading.labels import figure
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.reading.marks import settle
from textkit.reading.word.chunks import DEEPEST_CHUNK, Budget, Chunks
from textkit.reading.word.flat import unpacked
from textkit.reading.word.numbering import Styles
from textkit.reading.word.parts import (
    DAMAGE,
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
from textkit.reading.word.refusing import refuse, row_change
from textkit.reading.word.review import Beside, Shown, review_of
from textkit.reading.word.runs import (
    OUT,
    Looks,
    Places,
    Run,
    RunSpan,
    align,
    content,
    draw,
    has_typed_mark,
    held,
    judged,
    marked,
    shown,
    spans,
)
from textkit.vietnamese.encodings import font_encoding
from textkit.vietnamese.text import tidy

# What only wraps paragraphs, tables, rows or cells.
_WRAPPERS = frozenset(
    "sdt sdtContent ins moveTo customXml smartTag AlternateContent Choice".split()
)

# Where no text box is looked for: in copies for old versions of Word, and in what was taken out.
_NO_BOXES = frozenset({"Fallback", "del", "moveFrom"})
PartReader: TypeAlias = Callable[[zipfile.ZipFile, str | None], Node | None]
"""What gives the root of a part of an archive, None where there is none; `read_part` is one."""

_PARTS = ("styles", "numbering", "settings", "footnotes", "endnotes")

_LONGEST_WATERMARK = 200

# A longer paragraph in the style of a heading is a paragraph. Chosen by eye; not measured.
_LONGEST_HEADING = 400

# A margin that holds nothing else is a page number: "Trang 3 / 17", "- 3 -", "page 3 of 17".
_PAGE_NUMBER = re.compile(
    r"""
    (?: [\W\d_]                                          # 3, -, /
      | \b (?: trang | page | of | trên | tổng | số | tr | p ) \b
    )*
    """,
    re.IGNORECASE | re.VERBOSE,
)

# The code of a field that makes a list of contents, of figures or of tables.
_CONTENTS_FIELD = re.compile(r"\s*TO[CA]\b", re.IGNORECASE)
_LONGEST_CODE = 20
_DEEPEST_FIELD = 4  # that for contents holds links, which hold page numbers

# A line of a list of contents ends in a page number.
_ENTRY = re.compile(r"(?:\s|\.|…)(?:\d{1,4}|[ivxlc]{1,6})\s*$", re.IGNORECASE)

# What the number in a label is followed by where it is the begin of the text: "Điều 5" and ".".
_AFTER_A_TIED_LABEL = tuple(".,:;)/")


def read_word(path: str | Path) -> Reading:
    """Text, layout and mends of a Word file, its paragraphs and tables in reading order.

    It is a .docx, .docm, .dotx or .dotm, whose macros are never run, or one XML file as Word 2003
    or Flat OPC have it. Parts of other kinds that stand in it (`w:altChunk`: pages, web archives,
    Word files, plain text) are read in their place; a remark names those that are not.

    Headers and watermarks stand before them, notes and footers behind; these, lists of contents and
    struck paragraphs are blocks that do not count. Insertions are in, deletions out; hidden text
    and page numbers are left out. Comments and tracked changes are kept apart, by their places.
    Raised figures that are marks of notes, and struck words inside a paragraph, are left out and
    listed as mends. A block's `origin` is the way back:
    `body/p12` is the 13th paragraph outside tables, `table0/r1c2/p0` the first one in row 1, grid
    column 2 of the first table, `footnote2/p0` one of a note, `header1/p0` one of the first header.
    An automatic number or the mark of a note stands before its paragraph and is listed as a mend;
    letters in TCVN3 and VNI fonts are decoded, which a remark says. Raises TextkitError for a file
    that is damaged, encrypted, too large, no Word file, or declares entities.
    """
    return _read(path, is_refused=False)


def read_word_before_changes(path: str | Path) -> Reading:
    """What `read_word` makes of a Word file whose tracked changes are all refused.

    Its `comments` and `revisions` are by the places of that text. Raises what `read_word` raises.
    """
    return _read(path, is_refused=True)


def _read(path: str | Path, *, is_refused: bool) -> Reading:
    walked = _walk(path, is_refused=is_refused)
    story = walked.story
    reading = lay_out(walked.pieces, [*_encodings(story), *story.chunks.remarks])
    shown = Shown(walked.parts, story.nodes, story.runs, story.words, is_refused)
    behind = _behind(walked, reading.text)
    review = review_of(shown, walked.beside, reading.layout, behind)
    return reading._replace(
        remarks=(*reading.remarks, *review.remarks),
        comments=review.comments,
        revisions=review.revisions,
    )


def find_runs(
    path: str | Path, layout: Sequence[Block], text: str, wanted: Iterable[tuple[int, int]]
) -> list[list[RunSpan]]:
    """For each wanted span of a document's text, the characters of its file's runs that show it.

    Automatic numbers, marks of notes and equations lead to no run.
    """
    return RunsOfFile(path).showing(layout, text, wanted)


class RunsOfFile:
    """The runs of a Word file, for those who change it.

    `nodes` has the `w:r` elements of each paragraph of its body, notes and margins by its origin,
    in the order in which `showing` counts them; those that were deleted are not among them. `read`
    gives the root of a part, so that the elements are those of whoever reads it.
    """

    def __init__(self, path: str | Path, read: PartReader = read_part) -> None:
        self._walked = _walk_through(open_checked(path), path, Budget(), read=read)
        self.nodes: Mapping[str, Sequence[Node]] = self._walked.story.nodes

    def showing(
        self, layout: Sequence[Block], text: str, wanted: Iterable[tuple[int, int]]
    ) -> list[list[RunSpan]]:
        """For each wanted span of the text, the characters of runs that show it."""
        behind = _behind(self._walked, text)
        blocks = [block for block in layout if block.origin in self._walked.story.runs]
        # Blocks come in order and do not overlap, so that those of a span are neighbours.
        ends = [block.end for block in blocks]
        spans_of_each: list[list[RunSpan]] = []
        for start, end in wanted:
            places: Places = []
            for number in range(bisect_right(ends, start), len(blocks)):
                block = blocks[number]
                if block.start >= end:
                    break
                within = slice(max(start - block.start, 0), end - block.start)
                places += chain.from_iterable(behind(block)[within])
            spans_of_each.append(spans(places))
        return spans_of_each


def _behind(walked: _Walked, text: str) -> Callable[[Block], list[Places]]:
    """What says which characters of runs are behind each character of a block of the text."""
    pieces = {str(piece.origin): piece for piece in walked.pieces}

    @cache
    def behind(block: Block) -> list[Places]:
        origin = str(block.origin)
        piece = pieces[origin]
        label = piece.label or settle(piece.text, is_labelled=False).label
        return align(text[block.start : block.end], label, walked.story.runs[origin])

    return behind


class _Walked(NamedTuple):
    """The pieces of a Word file in order, the walk that met them, the parts it went through, and
    those of the comments.
    """

    story: _Story
    pieces: list[Piece]
    parts: list[Node]
    beside: Beside


def _walk(path: str | Path, *, is_refused: bool = False) -> _Walked:
    """A walk through a Word file; with `is_refused` as it was before its tracked changes."""
    return _walk_through(open_checked(path), path, Budget(), is_refused=is_refused)


def _walk_through(
    data: bytes,
    path: str | Path,
    budget: Budget,
    depth: int = 0,
    *,
    is_refused: bool = False,
    read: PartReader = read_part,
) -> _Walked:
    """A walk through a Word file, which may be `depth` files deep in another."""
    try:
        archive = open_archive(unpacked(data) if sniff(data) == "wordxml" else data, path)
    except DAMAGE as error:
        raise TextkitError("file.no-word-file", path=path, error=error) from error
    try:
        main = related_parts(archive, "").get("officeDocument", "word/document.xml")
        related = related_parts(archive, main)
        body = first(read(archive, main), "body")
        parts = {name: read(archive, related.get(name)) for name in _PARTS}
        references = _margin_references(body, parts["settings"])
        margins = [(name, read(archive, part)) for name, part in _margin_parts(related, references)]
    except DAMAGE as error:
        raise TextkitError("file.no-word-file", path=path, error=error) from error
    if body is None:
        raise TextkitError("file.no-body", path=path)
    with_text = [body, parts["footnotes"], parts["endnotes"], *(root for _, root in margins)]
    if is_refused:
        for part in with_text:
            refuse(part)

    def inside(data: bytes) -> tuple[list[Piece], list[Remark]]:
        """The text of a Word file inside this one, without its margins."""
        inner = _walk_through(data, path, budget, depth + 1, is_refused=is_refused)
        kept = [piece for piece in inner.pieces if piece.kind not in ("header", "footer")]
        return kept, [*_encodings(inner.story), *inner.story.chunks.remarks]

    chunks = Chunks(archive, related, path, budget, inside if depth < DEEPEST_CHUNK else None)
    story = _Story(Styles(parts["styles"], parts["numbering"]), chunks)
    # The body comes first, as it counts the paragraphs of lists and refers to the notes.
    text = list(story.pieces(body, ""))
    footnotes = list(story.notes("footnote", body, parts))
    endnotes = list(story.notes("endnote", body, parts))
    headers = list(story.margins("header", margins))
    footers = list(story.margins("footer", margins))
    return _Walked(
        story,
        [*headers, *text, *footnotes, *endnotes, *footers],
        [part for part in with_text if part is not None],
        Beside.of(archive, related),
    )


def _encodings(story: _Story) -> list[Remark]:
    return [Remark("encoding", name) for name in story.encodings]


def _margin_references(body: Node | None, settings: Node | None) -> Iterator[Node]:
    """The references to headers and footers that are shown.

    Those of first and of even pages are shown only where that is asked for.
    """
    if body is None:
        return
    for section in body.iter("{*}sectPr"):
        is_shown = {
            "first": is_on(first(section, "titlePg")),
            "even": is_on(first(settings, "evenAndOddHeaders")),
        }
        for node in section:
            is_reference = tag(node) in ("headerReference", "footerReference")
            if is_reference and is_shown.get(value(node, "type") or "", True):
                yield node


def _margin_parts(
    related: Mapping[str | None, str], references: Iterable[Node]
) -> list[tuple[str, str | None]]:
    """The kind of reference and the part of each header and footer, once."""
    targets = ((tag(node), related.get(value(node, "id"))) for node in references)
    return list(dict.fromkeys(targets))


class _Line(NamedTuple):
    """A paragraph of the file, which is all or a part of one that is shown."""

    origin: str
    node: Node
    runs: list[Run]


class _Story:
    """One walk through a Word file: its pieces, and by their origins what they were made of.

    `runs` has what is shown, `nodes` the `w:r` elements of the file's own paragraphs. The walk
    counts the paragraphs of lists, so each part of the file is walked through once, in order.
    """

    def __init__(self, styles: Styles, chunks: Chunks) -> None:
        self.styles = styles
        self.chunks = chunks
        self.looks = Looks(styles)
        self.runs: dict[str, list[Run]] = {}
        self.nodes: dict[str, list[Node]] = {}
        self.encodings: dict[str, None] = {}  # a set that keeps its order
        self._style_of: tuple[Node | None, str | None] = (None, None)  # the last asked for
        self._references: list[Node] = []
        self._codes: list[str] = []  # of the fields that are open, over all paragraphs so far
        self._in_contents: set[str] = set()  # origins of paragraphs in a field for contents

    def pieces(self, container: Node, where: str, kind: BlockKind | None = None) -> Iterator[Piece]:
        """The paragraphs and tables of a body, a cell, a box, a note or a margin."""
        paragraphs = tables = 0
        waiting: list[tuple[str, Node]] = []  # paragraphs that run on into the next
        for node in _within(container, "p", "tbl", "altChunk"):
            if tag(node) == "p":
                waiting.append((f"{where or 'body'}/p{paragraphs}", node))
                paragraphs += 1
                if self._runs_on(node):
                    continue
            yield from self._paragraph(waiting, kind)
            waiting = []
            if tag(node) == "tbl":
                for piece in lay_table(self._rows(node, f"{where}/table{tables}".lstrip("/"))):
                    # A table in a note or a margin is not one of the document.
                    yield replace(piece, kind=kind, row=None, column=None) if kind else piece
                tables += 1
            elif tag(node) == "altChunk":
                # The relationships of a note or a margin are others than those of the text.
                yield from self.chunks.pieces(None if kind else value(node, "id"))
        yield from self._paragraph(waiting, kind)

    def notes(self, kind: str, body: Node, parts: dict[str, Node | None]) -> Iterator[Piece]:
        """The footnotes or endnotes the text refers to, with their marks, in order of reference."""
        by_id = {value(node, "id"): node for node in every(parts[f"{kind}s"], "*")}
        # The document's last section says how notes are counted, else the settings do.
        figures = "decimal" if kind == "footnote" else "lowerRoman"
        count = 1
        for properties in (
            first(parts["settings"], f"{kind}Pr"),
            first(body, "sectPr", f"{kind}Pr"),
        ):
            figures = value(first(properties, "numFmt")) or figures
            count = number_in(first(properties, "numStart")) or count
        for reference in self._references:
            id_ = value(reference, "id")
            if tag(reference) != f"{kind}Reference" or id_ not in by_id:
                continue
            pieces = list(self.pieces(by_id.pop(id_), f"{kind}{id_}", "note"))
            if has_typed_mark(reference):
                yield from pieces
                continue
            yield from _marked(pieces, f"[{figure(count, figures)}]")
            count += 1

    def margins(self, kind: BlockKind, roots: Sequence[tuple[str, Node | None]]) -> Iterator[Piece]:
        """The headers or the footers and the watermarks in them, each once, without page
        numbers.
        """
        seen: set[tuple[str, ...]] = set()
        watermarks: set[str] = set()
        for name, root in roots:
            if root is None or not name.startswith(kind):
                continue
            for words in _watermarks(root):
                if words not in watermarks:
                    watermarks.add(words)
                    yield Piece(words, f"{kind}/watermark{len(watermarks)}", "stamp")
            kept = []
            for piece in self.pieces(root, f"{kind}{len(seen) + 1}", kind):
                if not _PAGE_NUMBER.fullmatch(tidy(piece.text)):
                    kept.append(piece)
            texts = tuple(piece.text for piece in kept)
            if texts and texts not in seen:
                seen.add(texts)
                yield from kept

    def _paragraph(
        self, parts: Sequence[tuple[str, Node]], kind: BlockKind | None
    ) -> Iterator[Piece]:
        """The piece of a paragraph, and of those before it that run on into it.

        Then the boxes anchored in them.
        """
        lines = [_Line(origin, node, self._runs(origin, node)) for origin, node in parts]
        with_text = [line for line in lines if any(run.raw for run in line.runs)]
        if with_text:
            yield self._piece(with_text, with_text[0], kind)
        elif lines and not self._runs_on(lines[-1].node):
            yield self._piece([], lines[-1], kind)  # it may still have a number
        for origin, node in parts:
            boxes = _within(node, "txbxContent", past=lambda name: name not in _NO_BOXES)
            for place, box in enumerate(boxes):
                yield from self.pieces(box, f"{origin}/box{place}", kind)

    def _piece(self, lines: Sequence[_Line], head: _Line, kind: BlockKind | None) -> Piece:
        """Some lines as one piece, which has origin, number and style of their head."""
        origin, node, _ = head
        runs = judged(run for line in lines for run in line.runs)
        label, is_tied = self._label(node)
        if is_tied and label and shown(runs)[:1] in _AFTER_A_TIED_LABEL:
            runs = [Run(origin, None, label), *runs]
            label = ""
        text, staying = marked(runs)
        is_heading = len(text) <= _LONGEST_HEADING and self.styles.is_heading(node)
        for run in runs:
            encoding = None if run.raw.isascii() else font_encoding(run.font)
            if encoding:
                self.encodings[encoding] = None
        self.runs[origin] = staying
        if kind is None and self._is_contents(node, origin, text):
            kind = "contents"
        return Piece(text, origin, kind or ("heading" if is_heading else "body"), label=label)

    def _is_contents(self, node: Node, origin: str, text: str) -> bool:
        """Whether a paragraph is a line of a list of contents: by its style, or by its field.

        A field may never end, so its lines must look like those of a list too.
        """
        if self.styles.is_contents(node):
            return True
        return origin in self._in_contents and bool(_ENTRY.search(text))

    def _runs(self, origin: str, paragraph: Node) -> list[Run]:
        """What the runs of a paragraph hold that are not hidden."""
        nodes: list[Node] = []
        runs: list[Run] = []
        fields: list[bool] = []  # those open, as `content` has them
        self.nodes[origin] = nodes
        style = self.styles.style(paragraph)
        for node in _within(paragraph, "r", past=lambda name: name not in OUT):
            is_equation = str(node.tag).endswith("/math}r")
            if not is_equation:
                nodes.append(node)
            look = self.looks.of(style, first(node, "rPr"))
            references: list[Node] = []
            # A hidden run is read too, as it may open or close a field.
            self._follow_fields(node, origin)
            raw = "".join(content(node, fields, references))
            if look.hidden:
                continue
            self._references += references
            if raw:
                place = None if is_equation else len(nodes) - 1
                manner = look.raised, look.struck
                runs.append(Run(origin, place, raw, look.font, look.capitals, *manner))
        return runs

    def words(self, run: Node) -> str:
        """What a run holds, whether it is shown or a tracked change took it out."""
        raw = "".join(held(run))
        if not raw:
            return ""
        paragraph = next(run.iterancestors("{*}p"), None)
        if paragraph is not self._style_of[0]:  # asked once, as a paragraph may have many runs
            style = None if paragraph is None else self.styles.style(paragraph)
            self._style_of = paragraph, style
        look = self.looks.of(self._style_of[1], first(run, "rPr"))
        return "" if look.hidden else tidy(draw(raw, look.font, look.capitals))

    def _follow_fields(self, run: Node, origin: str) -> None:
        """Opens and closes the fields of a run: one for contents goes over many paragraphs."""
        for child in run:
            name = tag(child)
            step = value(child, "fldCharType") if name == "fldChar" else None
            if step == "begin":
                self._codes.append("")
            elif step == "end" and self._codes:
                self._codes.pop()
            elif name == "instrText" and self._codes:
                self._codes[-1] = (self._codes[-1] + (child.text or ""))[:_LONGEST_CODE]
        if any(_CONTENTS_FIELD.match(code) for code in self._codes[:_DEEPEST_FIELD]):
            self._in_contents.add(origin)

    def _label(self, paragraph: Node) -> tuple[str, bool]:
        """The automatic number of a paragraph, and whether nothing parts it from the text."""
        label, level = self.styles.number(paragraph)
        look = self.looks.of(
            self.styles.style(paragraph), first(level, "rPr"), first(paragraph, "pPr", "rPr")
        )
        label = draw(label, look.font, look.capitals)
        return " ".join(tidy(label).split()), value(first(level, "suff")) == "nothing"

    def _runs_on(self, paragraph: Node) -> bool:
        """Whether a paragraph runs on into the next.

        It does where its mark, the sign at its end, is deleted, moved away or hidden.
        """
        mark = first(paragraph, "pPr", "rPr")
        if first(mark, "del") is not None or first(mark, "moveFrom") is not None:
            return True
        return self.looks.of(self.styles.style(paragraph), mark).hidden

    def _rows(self, table: Node, where: str) -> Iterator[list[Cell]]:
        """The rows of a table that are not deleted.

        A merged cell comes once, in the grid column where it begins.
        """
        for number, row in enumerate(_within(table, "tr")):
            change = row_change(row)
            if change is not None and tag(change) == "del":
                continue
            cells: list[Cell] = []
            column = number_in(first(row, "trPr", "gridBefore")) or 0
            for cell in _within(row, "tc"):
                if not _is_gone(cell):
                    cells.append((column, list(self.pieces(cell, f"{where}/r{number}c{column}"))))
                column += number_in(first(cell, "tcPr", "gridSpan")) or 1
            yield cells


def _watermarks(root: Node) -> Iterator[str]:
    """The words that a header draws across the page: DỰ THẢO."""
    for node in root.iter("{*}textpath"):
        words = tidy(value(node, "string") or "").strip()
        if words:
            yield words[:_LONGEST_WATERMARK]


def _marked(pieces: list[Piece], mark: str) -> Iterator[Piece]:
    """The pieces of a note, its mark before the first that has text."""
    is_marked = False
    for piece in pieces:
        if not is_marked and tidy(piece.text).strip():
            is_marked = True
            yield replace(piece, label=f"{mark} {piece.label}".strip())
        else:
            yield piece


def _within(
    container: Node, *names: str, past: Callable[[str], bool] = _WRAPPERS.__contains__
) -> Iterator[Node]:
    """The elements of these names in an element, and in those inside it that are passed."""
    for node in container:
        name = tag(node)
        if name in names:
            yield node
        elif past(name):
            yield from _within(node, *names, past=past)


def _is_gone(cell: Node) -> bool:
    """Whether a cell is deleted, or goes on with a merged one."""
    properties = first(cell, "tcPr")
    if first(properties, "cellDel") is not None:
        return True
    if value(first(properties, "cellMerge"), "vMerge") == "cont":
        return True
    for name in ("vMerge", "hMerge"):
        merge = first(properties, name)
        if merge is not None and value(merge) != "restart":
            return True
    return False
