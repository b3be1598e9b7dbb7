"""Findings as comments in the author's Word file, on exactly their words; all else stays."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from textkit.data.messages import TextkitError
from textkit.presenting.papers import printable
from textkit.reading.document import Document
from textkit.reading.files import open_archive, open_checked
from textkit.reading.scratch import scratch_folder
from textkit.reading.word.document import find_runs, run_nodes
from textkit.reading.word.office import convert
from textkit.reading.word.parts import Node, every, first, related_parts, tag, value
from textkit.reading.word.runs import RunSpan
from textkit.storing.outputs import written_aside

AUTHOR = "textkit"
_INITIALS = "tk"
Comment = tuple[int, int, list[str]]
"""The bounds of words in the draft's text, and the paragraphs of the comment on them."""

# How the part of the comments is announced to Word.
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"

# The namespace of Word's elements: of most files, and of those saved as "Strict Open XML".
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Children of a run that count for one character, and for none, as `find_runs` counts them.
_ONE_CHARACTER = frozenset({"tab", "ptab", "br", "cr", "noBreakHyphen", "softHyphen"})
_NO_CHARACTER = frozenset(
    {
        "fldChar",
        "lastRenderedPageBreak",
        "footnoteReference",
        "endnoteReference",
        "commentReference",
        "annotationRef",
    }
)

# Where the text of a note comes from: `footnote2/…`.
_NOTE_ORIGIN = re.compile(r"(?P<kind>footnote|endnote)(?P<id>-?\d+)/")


class _Piece(NamedTuple):
    """A stretch of a run, between two places in its text, as a run of its own."""

    start: int
    end: int
    node: Node


def write_comments(draft: Document, comments: Sequence[Comment], path: str | Path) -> Path:
    """Writes the draft's Word file with a comment on each of these words to another path; the path.

    Runs are cut where a comment begins or ends; formatting, revisions and the comments of others
    stay. Comments that an earlier check left are replaced. What stands in a note is commented at
    its mark, what is in a header at the beginning. Comments carry no date. Of a .doc file its .docx
    twin is made by LibreOffice.

    Raises TextkitError if the draft has no Word file, or the path is the draft's own.
    """
    source, target = draft.path, Path(path)
    if source is None or source.suffix.lower() not in (".docx", ".doc"):
        key = "draft.no-word-file" if source else "draft.no-file"
        raise TextkitError(key, path=source)
    if target.exists() and target.resolve() == source.resolve():
        raise TextkitError("draft.overwritten", path=path)
    with scratch_folder() as folder:
        word = convert(source, folder) if source.suffix.lower() == ".doc" else source
        parts = _Parts(open_archive(open_checked(word), word), source)
        parts.remove_own()
        bounds = [(start, end) for start, end, _ in comments]
        parts.add(draft, comments, find_runs(word, draft.layout, draft.text, bounds))
        parts.write(target)
    return target


class _Parts:
    """The parts of a Word file that comments change, parsed; all others go on byte by byte."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._path = path
        self._main = related_parts(archive, "").get("officeDocument", "word/document.xml")
        self._document = self._parsed(self._main)
        self._w = etree.QName(self._document).namespace or _W
        self._comments_part = related_parts(archive, self._main).get("comments")
        self._comments = self._parsed(self._comments_part) if self._comments_part else None
        # Numbered as `find_runs` numbers them: before the marks of an earlier check go.
        self._runs = run_nodes(first(self._document, "body"))

    def _parsed(self, part: str) -> Node:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
        )
        try:
            return etree.fromstring(self._archive.read(part), parser)
        except (etree.XMLSyntaxError, KeyError) as error:
            raise TextkitError(
                "file.damaged-part", path=self._path, part=part, error=error
            ) from error

    def remove_own(self) -> None:
        """Takes out the comments of an earlier check with their marks."""
        ids = set()
        for comment in list(every(self._comments, "comment")):
            if value(comment, "author") == AUTHOR:
                ids.add(value(comment, "id"))
                comment.getparent().remove(comment)
        marks = ("{*}commentRangeStart", "{*}commentRangeEnd", "{*}commentReference")
        for mark in list(self._document.iter(*marks)):
            if value(mark, "id") in ids:
                # The reference stands in a run that holds nothing else.
                gone = mark.getparent() if tag(mark) == "commentReference" else mark
                gone.getparent().remove(gone)

    def add(
        self, draft: Document, comments: Sequence[Comment], runs: Sequence[list[RunSpan]]
    ) -> None:
        """Puts the comments in, each with its marks around the runs that show its words."""
        anchors = []
        for (start, _, _), spans in zip(comments, runs, strict=True):
            anchors.append(self._anchor(draft, start, spans))
        pieces = self._cut_at(anchors)
        ids = [int(value(node, "id") or 0) for node in every(self._comments, "comment")]
        number = max(ids, default=-1)
        for (begin, end), (_, _, paragraphs) in zip(anchors, comments, strict=True):
            number += 1
            self._mark(
                _piece_from(pieces[begin.origin, begin.run], begin.start),
                _piece_to(pieces[end.origin, end.run], end.end),
                str(number),
            )
            self._write_comment(str(number), paragraphs)

    def _cut_at(
        self, anchors: Iterable[tuple[RunSpan, RunSpan]]
    ) -> dict[tuple[str, int], list[_Piece]]:
        """The runs in which a comment begins or ends, cut there, by their place in the document."""
        cuts: dict[tuple[str, int], set[int]] = defaultdict(set)
        for begin, end in anchors:
            cuts[begin.origin, begin.run].add(begin.start)
            cuts[end.origin, end.run].add(end.end)
        pieces = {}
        for (origin, run), places in cuts.items():
            pieces[origin, run] = _cut(self._runs[origin][run], sorted(places))
        return pieces

    def _anchor(self, draft: Document, start: int, runs: list[RunSpan]) -> tuple[RunSpan, RunSpan]:
        """The first and the last run of some words.

        Of words without runs in the body it is the beginning of their paragraph, the mark of their
        note, or the beginning of the document. Raises TextkitError where the document has no run.
        """
        if runs and runs[0].origin in self._runs and runs[-1].origin in self._runs:
            return runs[0], runs[-1]
        candidates = self._beginnings()
        if not candidates:
            raise TextkitError("draft.no-text", path=draft.path)
        origin = _origin_at(draft, start)
        in_paragraph = [span for span in candidates if span.origin == origin]
        at_mark = [span for span in candidates if self._refers_to(span, origin)]
        beginning = [*in_paragraph, *at_mark, *candidates][0]
        return beginning, beginning

    def _beginnings(self) -> list[RunSpan]:
        """The beginning of every run that is still in the body."""
        beginnings = []
        for origin, nodes in self._runs.items():
            for number, node in enumerate(nodes):
                if node.getparent() is not None:
                    beginnings.append(RunSpan(origin, number, 0, 0))
        return beginnings

    def _refers_to(self, span: RunSpan, origin: str) -> bool:
        """Whether a run holds the mark of the note that an origin names."""
        note = _NOTE_ORIGIN.match(origin)
        if note is None:
            return False
        marks = every(self._runs[span.origin][span.run], f"{note['kind']}Reference")
        return any(value(mark, "id") == note["id"] for mark in marks)

    def _mark(self, begin: Node, end: Node, number: str) -> None:
        """Puts the marks of a comment around these runs, and behind them the run it hangs on."""
        begin.addprevious(self._element("commentRangeStart", id=number))
        reference = self._element("r")
        reference.append(self._element("commentReference", id=number))
        behind = end
        for mark in (self._element("commentRangeEnd", id=number), reference):
            mark.tail = None
            behind.addnext(mark)
            behind = mark

    def _write_comment(self, number: str, paragraphs: Iterable[str]) -> None:
        """Adds a comment to the part of the comments, which is made where the file has none."""
        if self._comments is None:
            self._comments = etree.Element(f"{{{self._w}}}comments", nsmap={"w": self._w})
        comment = etree.SubElement(self._comments, f"{{{self._w}}}comment")
        self._set(comment, id=number, author=AUTHOR, initials=_INITIALS)
        for words in paragraphs:
            paragraph = etree.SubElement(comment, f"{{{self._w}}}p")
            run = etree.SubElement(paragraph, f"{{{self._w}}}r")
            text = etree.SubElement(run, f"{{{self._w}}}t")
            text.text = printable(words)
            text.set(_SPACE, "preserve")

    def _element(self, name: str, **attributes: str) -> Node:
        node = etree.Element(f"{{{self._w}}}{name}")
        self._set(node, **attributes)
        return node

    def _set(self, node: Node, **attributes: str) -> None:
        """Sets attributes in the namespace of the file."""
        for name, text in attributes.items():
            node.set(f"{{{self._w}}}{name}", text)

    def write(self, path: Path) -> None:
        """Writes the file: the changed parts anew, the others as they are."""
        changed = {self._main: self._document}
        if self._comments is not None:
            folder = posixpath.dirname(self._main)
            part = self._comments_part or posixpath.join(folder, "comments.xml")
            changed |= self._announced(part)
        with (
            written_aside(path) as aside,
            zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as written,
        ):
            for info in self._archive.infolist():
                if info.filename in changed:
                    written.writestr(info, _bytes(changed.pop(info.filename)))
                else:
                    written.writestr(info, self._archive.read(info))
            for name, root in changed.items():
                written.writestr(zipfile.ZipInfo(name), _bytes(root), zipfile.ZIP_DEFLATED)

    def _announced(self, part: str) -> dict[str, Node]:
        """The part of the comments, and where it is new, the parts that announce it to Word."""
        if self._comments_part:
            return {part: self._comments}
        types = self._parsed("[Content_Types].xml")
        etree.SubElement(
            types,
            f"{{{etree.QName(types).namespace}}}Override",
            PartName=f"/{part}",
            ContentType=_TYPE,
        )
        folder, base = posixpath.split(self._main)
        relations_part = posixpath.join(folder, "_rels", f"{base}.rels")
        relations = self._parsed(relations_part)
        etree.SubElement(
            relations,
            f"{{{etree.QName(relations).namespace}}}Relationship",
            Id="rIdTextkitComments",
            Type=_STRICT_RELATION if self._w == _STRICT else _RELATION,
            Target=posixpath.relpath(part, folder),
        )
        return {part: self._comments, "[Content_Types].xml": types, relations_part: relations}


def _origin_at(draft: Document, start: int) -> str:
    """Where in the file a place of the draft comes from; empty where that is unknown."""
    for block in draft.layout:
        if block.start <= start < block.end:
            return str(block.origin)
    return ""


def _piece_from(pieces: Sequence[_Piece], start: int) -> Node:
    """The first piece that begins there or later, else the first."""
    later = [piece.node for piece in pieces if piece.start >= start]
    return later[0] if later else pieces[0].node


def _piece_to(pieces: Sequence[_Piece], end: int) -> Node:
    """The first piece that reaches so far, else the last."""
    reaching = [piece.node for piece in pieces if piece.end >= end]
    return reaching[0] if reaching else pieces[-1].node


def _bytes(root: Node) -> bytes:
    written: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return written


def _size(child: Node) -> int | None:
    """How many characters a child of a run counts for; None where unknown: its run stays whole."""
    name = tag(child)
    if name == "t":
        return len(child.text or "")
    if name in _ONE_CHARACTER:
        return 1
    return 0 if name in _NO_CHARACTER else None


def _cut(run: Node, places: Sequence[int]) -> list[_Piece]:
    """The run in pieces that end at these places, each with the properties of the whole.

    A run that cannot be cut is its only piece.
    """
    children = [child for child in run if tag(child) != "rPr"]
    sizes = [_size(child) for child in children]
    length = sum(size or 0 for size in sizes)
    inside = [place for place in places if 0 < place < length]
    if not inside or None in sizes:
        return [_Piece(0, length, run)]
    properties = first(run, "rPr")
    pieces = []
    for start, end in pairwise([0, *inside, length]):
        node = etree.Element(run.tag, attrib=dict(run.attrib), nsmap=run.nsmap)
        if properties is not None:
            node.append(deepcopy(properties))
        node.extend(_between(children, start, end, last=end == length))
        run.addprevious(node)
        pieces.append(_Piece(start, end, node))
    run.getparent().remove(run)
    return pieces


def _between(children: Iterable[Node], start: int, end: int, *, last: bool) -> Iterator[Node]:
    """Copies of what stands between two places of a run.

    What has no length goes with what follows it.
    """
    at = 0
    for child in children:
        size = _size(child) or 0
        if tag(child) == "t":
            words = (child.text or "")[max(start - at, 0) : max(end - at, 0)]
            if words:
                copy = deepcopy(child)
                copy.text = words
                copy.set(_SPACE, "preserve")
                yield copy
        elif start <= at < end or (last and at == end):
            yield deepcopy(child)
        at += size
