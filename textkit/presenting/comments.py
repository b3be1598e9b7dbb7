"""Findings as comments in the author's Word file, on exactly their words;
all else stays as it is.
"""

from __future__ import annotations

import posixpath
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

from lxml import etree

from textkit.data.messages import TextkitError
from textkit.presenting.tables import printable
from textkit.reading.document import Document
from textkit.reading.files import open_archive, open_checked
from textkit.reading.word.document import find_runs, run_nodes
from textkit.reading.word.office import convert
from textkit.reading.word.parts import Node, every, first, related_parts, tag, value
from textkit.reading.word.runs import RunSpan

AUTHOR, _INITIALS = "textkit", "tk"
Comment = tuple[int, int, list[str]]
"""The bounds of words in the draft's text, and the paragraphs said of them."""

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ONE = frozenset(
    "tab ptab br cr noBreakHyphen softHyphen".split()
)  # a character each, as `find_runs` counts
_NONE = frozenset(
    "fldChar lastRenderedPageBreak footnoteReference endnoteReference commentReference"
    " annotationRef".split()
)


def write_comments(draft: Document, comments: Sequence[Comment], path: str | Path) -> Path:
    """Writes the draft's Word file to another path, with a comment on each of these words, and
    returns the path.

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
    with tempfile.TemporaryDirectory(prefix="textkit-", ignore_cleanup_errors=True) as folder:
        word = convert(source, Path(folder)) if source.suffix.lower() == ".doc" else source
        parts = _Parts(open_archive(open_checked(word), word), source)
        parts.remove_own()
        spans = find_runs(
            word, draft.layout, draft.text, [(start, end) for start, end, _ in comments]
        )
        parts.add(draft, comments, spans)
        parts.write(target)
    return target


class _Parts:
    """The parts of a Word file that comments change, parsed; all others go on byte by byte."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive, self._path = archive, path
        self._main = related_parts(archive, "").get("officeDocument", "word/document.xml")
        self._document = self._parsed(self._main)
        self._w = etree.QName(self._document).namespace or _W
        self._comments_part = related_parts(archive, self._main).get("comments")
        self._comments = self._parsed(self._comments_part) if self._comments_part else None
        self._runs = run_nodes(
            first(self._document, "body")
        )  # numbered as `find_runs` does: before own marks go

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
        own = [node for node in every(self._comments, "comment") if value(node, "author") == AUTHOR]
        ids = {value(node, "id") for node in own}
        for node in own:
            node.getparent().remove(node)
        for mark in list(
            self._document.iter("{*}commentRangeStart", "{*}commentRangeEnd", "{*}commentReference")
        ):
            if value(mark, "id") in ids:
                gone = mark.getparent() if tag(mark) == "commentReference" else mark
                gone.getparent().remove(gone)

    def add(
        self, draft: Document, comments: Sequence[Comment], runs: Sequence[list[RunSpan]]
    ) -> None:
        """Puts the comments in, each with its marks around the runs that show its words."""
        nodes = self._runs
        anchors = [
            self._anchor(draft, start, found, nodes)
            for (start, _, _), found in zip(comments, runs, strict=True)
        ]
        cuts: dict[tuple[str, int], set[int]] = defaultdict(set)
        for begin, end in anchors:
            cuts[begin.origin, begin.run].add(begin.start)
            cuts[end.origin, end.run].add(end.end)
        pieces = {key: _cut(nodes[key[0]][key[1]], sorted(places)) for key, places in cuts.items()}
        ids = [int(value(node, "id") or 0) for node in every(self._comments, "comment")]
        for number, ((begin, end), (_, _, said)) in enumerate(
            zip(anchors, comments, strict=True), max(ids, default=-1) + 1
        ):
            opened = next(
                (node for at, _, node in pieces[begin.origin, begin.run] if at >= begin.start), None
            )
            closed = next(
                (node for _, to, node in pieces[end.origin, end.run] if to >= end.end), None
            )
            last = pieces[end.origin, end.run][-1][2]
            self._mark(
                pieces[begin.origin, begin.run][0][2] if opened is None else opened,
                last if closed is None else closed,
                str(number),
            )
            self._say(str(number), said)

    def _anchor(
        self, draft: Document, start: int, runs: list[RunSpan], nodes: dict[str, list[Node]]
    ) -> tuple[RunSpan, RunSpan]:
        """The first and the last run of some words; of those without runs in the body their
        paragraph, the mark of their note, or the beginning.
        """
        if runs and runs[0].origin in nodes and runs[-1].origin in nodes:
            return runs[0], runs[-1]
        origin = next(
            (str(block.origin) for block in draft.layout if block.start <= start < block.end), ""
        )
        note = re.match(r"(footnote|endnote)(-?\d+)/", origin)
        every_run = [
            RunSpan(place, number, 0, 0)
            for place, found in nodes.items()
            for number, run in enumerate(found)
            if run.getparent() is not None
        ]
        marks = [
            span
            for span in every_run
            if note
            and any(
                value(mark, "id") == note[2]
                for mark in every(nodes[span.origin][span.run], f"{note[1]}Reference")
            )
        ]
        own = [span for span in every_run if span.origin == origin]
        if not every_run:
            raise TextkitError("draft.no-text", path=draft.path)
        return (span := [*own, *marks, *every_run][0]), span

    def _mark(self, begin: Node, end: Node, number: str) -> None:
        begin.addprevious(self._made("commentRangeStart", id=number))
        reference = self._made("r")
        reference.append(self._made("commentReference", id=number))
        behind = end
        for mark in (self._made("commentRangeEnd", id=number), reference):
            mark.tail = None
            behind.addnext(mark)
            behind = mark

    def _say(self, number: str, lines: Iterable[str]) -> None:
        if self._comments is None:
            self._comments = etree.Element(f"{{{self._w}}}comments", nsmap={"w": self._w})
        comment = etree.SubElement(self._comments, f"{{{self._w}}}comment")
        for name, said in (("id", number), ("author", AUTHOR), ("initials", _INITIALS)):
            comment.set(f"{{{self._w}}}{name}", said)
        for line in lines:
            paragraph = etree.SubElement(comment, f"{{{self._w}}}p")
            text = etree.SubElement(
                etree.SubElement(paragraph, f"{{{self._w}}}r"), f"{{{self._w}}}t"
            )
            text.text = printable(line)
            text.set(_SPACE, "preserve")

    def _made(self, name: str, **attributes: str) -> Node:
        node = etree.Element(f"{{{self._w}}}{name}")
        for key, said in attributes.items():
            node.set(f"{{{self._w}}}{key}", said)
        return node

    def write(self, path: Path) -> None:
        """Writes the file: the changed parts anew, the others as they are."""
        changed = {self._main: self._document}
        if self._comments is not None:
            changed |= self._announced(
                self._comments_part or posixpath.join(posixpath.dirname(self._main), "comments.xml")
            )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for info in self._archive.infolist():
                made.writestr(
                    info,
                    (
                        _bytes(changed.pop(info.filename))
                        if info.filename in changed
                        else self._archive.read(info)
                    ),
                )
            for part, root in changed.items():
                made.writestr(zipfile.ZipInfo(part), _bytes(root), zipfile.ZIP_DEFLATED)

    def _announced(self, part: str) -> dict[str, Node]:
        """The part of the comments, and where it is new, what tells Word of it."""
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
        kind = (
            _RELATION.replace(
                "schemas.openxmlformats.org/officeDocument/2006",
                "purl.oclc.org/ooxml/officeDocument",
            )
            if self._w == _STRICT
            else _RELATION
        )
        etree.SubElement(
            relations,
            f"{{{etree.QName(relations).namespace}}}Relationship",
            Id="rIdTextkitComments",
            Type=kind,
            Target=posixpath.relpath(part, folder),
        )
        return {part: self._comments, "[Content_Types].xml": types, relations_part: relations}


def _bytes(root: Node) -> bytes:
    said: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return said


_Piece = tuple[int, int, Node]


def _size(child: Node) -> int | None:
    """How many characters a child of a run counts for; None where that is not known, and the run is
    left whole.
    """
    name = tag(child)
    return (
        len(child.text or "")
        if name == "t"
        else 1
        if name in _ONE
        else 0
        if name in _NONE
        else None
    )


def _cut(run: Node, places: Sequence[int]) -> list[_Piece]:
    """The run in pieces that end at these places, each with the properties of the whole; itself if
    it cannot be cut.
    """
    children = [child for child in run if tag(child) != "rPr"]
    sizes = [_size(child) for child in children]
    length = sum(size or 0 for size in sizes)
    inside = [place for place in places if 0 < place < length]
    if not inside or None in sizes:
        return [(0, length, run)]
    properties, bounds = first(run, "rPr"), [0, *inside, length]
    pieces = []
    for start, end in pairwise(bounds):
        piece = etree.Element(run.tag, attrib=dict(run.attrib), nsmap=run.nsmap)
        if properties is not None:
            piece.append(deepcopy(properties))
        piece.extend(_between(children, start, end, last=end == length))
        run.addprevious(piece)
        pieces.append((start, end, piece))
    run.getparent().remove(run)
    return pieces


def _between(children: Iterable[Node], start: int, end: int, *, last: bool) -> Iterator[Node]:
    """Copies of what stands between two places of a run; what has no length goes with what follows
    it.
    """
    at = 0
    for child in children:
        size = _size(child) or 0
        if tag(child) == "t":
            if words := (child.text or "")[max(start - at, 0) : max(end - at, 0)]:
                copy = deepcopy(child)
                copy.text = words
                copy.set(_SPACE, "preserve")
                yield copy
        elif start <= at < end or (last and at == end):
            yield deepcopy(child)
        at += size
