"""Where in a Word file the words of a text stand: runs cut at their bounds, and the elements around
which marks may be put.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from lxml import etree

from textkit.presenting.package import FreeIds, Package
from textkit.reading.document import Document
from textkit.reading.word.parts import Node, every, first, tag, value
from textkit.reading.word.runs import RunSpan

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Children of a run that count for one character, and for none, as runs are counted on reading.
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
_NOTE_ORIGIN = re.compile(r"(?P<mark>(?:footnote|endnote)-?\d+)/")


class Piece(NamedTuple):
    """A stretch of a run, between two places in its text, as a run of its own."""

    start: int
    end: int
    node: Node


Anchor = tuple[RunSpan, RunSpan]
"""The first and the last run of some words."""


class Anchors:
    """The runs of a Word file by their paragraphs' origins; those that are cut, in their pieces."""

    def __init__(
        self,
        package: Package,
        nodes: Mapping[str, Sequence[Node]],
        draft: Document,
        free_ids: FreeIds,
    ) -> None:
        self._package = package
        self._nodes = nodes
        self._draft = draft
        self._free_ids = free_ids
        self._pieces: dict[tuple[str, int], list[Piece]] = {}

    def node(self, span: RunSpan) -> Node:
        """The run of a span, as it was before it was cut."""
        return self._nodes[span.origin][span.run]

    def holds(self, span: RunSpan) -> bool:
        """Whether a run is of the file's own text, and not of a part that it takes in."""
        return span.origin in self._nodes

    def of_words(self, start: int, runs: Sequence[RunSpan]) -> Anchor | None:
        """The runs around which a comment on some words may be put.

        Word has comments in the text alone: words of a note have theirs at its mark, those without
        runs at the beginning of their paragraph, those of a header at that of the document. None
        where the document has no run.
        """
        in_text = [span for span in runs if self._is_in_text(span)]
        if in_text:
            return in_text[0], in_text[-1]
        beginnings = self._beginnings
        if not beginnings:
            return None
        origin = _origin_at(self._draft, start)
        note = _NOTE_ORIGIN.match(origin)
        at_mark = note["mark"] if note else ""
        beginning = beginnings.get(origin) or beginnings.get(at_mark) or beginnings[""]
        return beginning, beginning

    def _is_in_text(self, span: RunSpan) -> bool:
        return self.holds(span) and self._package.is_in_text(self.node(span))

    @cached_property
    def _beginnings(self) -> dict[str, RunSpan]:
        """The beginning of the first run of each paragraph of the text by its origin, that of the
        mark of each note by `footnote2`, and the first of all.
        """
        beginnings: dict[str, RunSpan] = {}
        for origin, nodes in self._nodes.items():
            if not nodes or not self._package.is_in_text(nodes[0]):
                continue
            for number, node in enumerate(nodes):
                span = RunSpan(origin, number, 0, 0)
                beginnings.setdefault("", span)
                beginnings.setdefault(origin, span)
                for kind in ("footnote", "endnote"):
                    for mark in every(node, f"{kind}Reference"):
                        beginnings.setdefault(f"{kind}{value(mark, 'id')}", span)
        return beginnings

    def cut(self, places: Iterable[tuple[RunSpan, int]]) -> None:
        """Cuts runs at places in their text; all at once, as pieces are not cut again."""
        by_run: dict[tuple[str, int], set[int]] = defaultdict(set)
        for span, place in places:
            by_run[span.origin, span.run].add(place)
        for (origin, run), cuts in by_run.items():
            node = self._nodes[origin][run]
            # In a box the comment is put around the whole of it.
            cuts_here = [] if _box_around(node) is not None else sorted(cuts)
            pieces = _cut(node, cuts_here)
            self._pieces[origin, run] = pieces
            if len(pieces) > 1:
                self._renumber([piece.node for piece in pieces[1:]])
                self._package.change(pieces[0].node)

    def _renumber(self, nodes: Iterable[Node]) -> None:
        """Gives the tracked changes of format in copies ids of their own."""
        for node in nodes:
            properties = first(node, "rPr")
            for change in [] if properties is None else properties.iter("{*}*"):
                if value(change, "id") is not None and value(change, "author") is not None:
                    self._package.set(change, id=self._free_ids.next())

    def pieces(self, span: RunSpan) -> list[Piece]:
        """The pieces of a run that make up a span, in order."""
        pieces = self._pieces[span.origin, span.run]
        return [piece for piece in pieces if span.start <= piece.start and piece.end <= span.end]

    def around(self, anchor: Anchor) -> tuple[Node, Node]:
        """The elements before and behind which the marks of a comment stand."""
        begin, end = anchor
        before = _piece_from(self._pieces[begin.origin, begin.run], begin.start)
        behind = _piece_to(self._pieces[end.origin, end.run], end.end)
        return _lifted(before), _lifted(behind)


def _box_around(run: Node) -> Node | None:
    """The outermost run or alternative in which a run stands, as those of a text box do: no comment
    can begin or end inside of it.
    """
    outermost = None
    for node in run.iterancestors():
        if tag(node) in ("r", "AlternateContent"):
            outermost = node
    return outermost


def _lifted(run: Node) -> Node:
    box = _box_around(run)
    return run if box is None else box


def _origin_at(draft: Document, start: int) -> str:
    """Where in the file a place of the draft comes from; empty where that is unknown."""
    for block in draft.layout:
        if block.start <= start < block.end:
            return str(block.origin)
    return ""


def _piece_from(pieces: Sequence[Piece], start: int) -> Node:
    """The first piece that begins there or later, else the first."""
    later = [piece.node for piece in pieces if piece.start >= start]
    return later[0] if later else pieces[0].node


def _piece_to(pieces: Sequence[Piece], end: int) -> Node:
    """The first piece that reaches so far, else the last."""
    reaching = [piece.node for piece in pieces if piece.end >= end]
    return reaching[0] if reaching else pieces[-1].node


def size_of(child: Node) -> int | None:
    """How many characters a child of a run counts for; None where unknown: its run stays whole."""
    name = tag(child)
    if name == "t":
        return len(child.text or "")
    if name in _ONE_CHARACTER:
        return 1
    return 0 if name in _NO_CHARACTER else None


def _cut(run: Node, places: Sequence[int]) -> list[Piece]:
    """The run in pieces that end at these places, each with the properties of the whole.

    A run that cannot be cut is its only piece.
    """
    children = [child for child in run if tag(child) != "rPr"]
    sizes = [size_of(child) for child in children]
    length = sum(size or 0 for size in sizes)
    inside = [place for place in places if 0 < place < length]
    if not inside or None in sizes:
        return [Piece(0, length, run)]
    properties = first(run, "rPr")
    pieces = []
    for start, end in pairwise([0, *inside, length]):
        node = etree.Element(run.tag, attrib=dict(run.attrib), nsmap=run.nsmap)
        if properties is not None:
            node.append(deepcopy(properties))
        node.extend(_between(children, start, end, last=end == length))
        run.addprevious(node)
        pieces.append(Piece(start, end, node))
    run.getparent().remove(run)
    return pieces


def _between(children: Iterable[Node], start: int, end: int, *, last: bool) -> Iterator[Node]:
    """Copies of what stands between two places of a run.

    What has no length goes with what follows it.
    """
    at = 0
    for child in children:
        size = size_of(child) or 0
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
