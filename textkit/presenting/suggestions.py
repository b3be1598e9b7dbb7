"""Sure corrections as tracked changes in a Word file: accepted with a click, refused without a
trace.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from functools import cached_property
from typing import NamedTuple

from textkit.presenting.anchors import Anchors, Piece, size_of
from textkit.presenting.package import FreeIds, Package
from textkit.presenting.remarks import AUTHOR, Remark
from textkit.reading.document import Document
from textkit.reading.word.parts import Node, first, tag
from textkit.reading.word.runs import RunSpan
from textkit.vietnamese.text import tidy

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

# Words, numbers and signs with what joins them (`12/NQ-TU`), blanks, and other characters.
_TOKEN = re.compile(r"[\w/.-]+|\s+|.", re.DOTALL)

# Where a paragraph may stand in which words are changed: not in a text box, of which older programs
# have a second copy, nor in a paragraph or row that somebody else put in or took out.
_AROUND = frozenset(
    {
        *("body", "tbl", "tr", "tc", "sdt", "sdtContent"),
        *("footnote", "endnote"),
    }
)

# Properties of a content control that hold its words fast, or fetch them from elsewhere.
_HELD = frozenset({"lock", "dataBinding"})

# What may stand between the runs of words that are changed.
_BETWEEN = frozenset({"r", "proofErr"})


class Change(NamedTuple):
    """The least change that mends some words: the bounds in the text of what is taken out, and what
    is put in there.
    """

    start: int
    end: int
    put_in: str


class Suggestion(NamedTuple):
    """A change, and the runs that hold the words it takes out; of one that only puts words in, the
    run behind whose words they come.
    """

    change: Change
    spans: tuple[RunSpan, ...]

    @property
    def takes_out(self) -> bool:
        """Whether it takes words out."""
        return self.change.end > self.change.start


def least_change(start: int, before: str, after: str) -> Change:
    """The change of words that begin at a place into others, whole words and blanks.

    >>> least_change(10, "tham tham", "tham")
    Change(start=14, end=19, put_in='')
    >>> least_change(0, "thực Nghị", "thực hiện Nghị")
    Change(start=5, end=5, put_in='hiện ')
    >>> least_change(0, "số 12/NQ-TU", "số 12-NQ/TU")
    Change(start=3, end=11, put_in='12-NQ/TU')
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    shorter = min(len(old), len(new))
    same = 0
    while same < shorter and old[same] == new[same]:
        same += 1
    rest = 0
    while rest < shorter - same and old[-1 - rest] == new[-1 - rest]:
        rest += 1
    begin = start + len("".join(old[:same]))
    gone = "".join(old[same : len(old) - rest])
    return Change(begin, begin + len(gone), "".join(new[same : len(new) - rest]))


def where(change: Change) -> tuple[int, int]:
    """The bounds of the letters whose runs a change is on: those it takes out, or the one behind
    which it puts words.
    """
    if change.end > change.start:
        return change.start, change.end
    return max(change.start - 1, 0), change.start


def in_case_of(words: str, meant: str) -> str:
    """What is meant, with the capitals of the words in whose place it stands.

    >>> in_case_of("Bổ xung", "bổ sung"), in_case_of("BỔ XUNG", "bổ sung")
    ('Bổ sung', 'BỔ SUNG')
    """
    if words.isupper() and len(words) > 1:
        return meant.upper()
    return meant[:1].upper() + meant[1:] if words[:1].isupper() else meant


class Suggestions:
    """The tracked changes that are put into a Word file."""

    def __init__(
        self, package: Package, anchors: Anchors, draft: Document, free_ids: FreeIds
    ) -> None:
        self._package = package
        self._anchors = anchors
        self._draft = draft
        self._free_ids = free_ids
        self._furthest = -1  # the end of the last change; they come in order
        self._new: set[Node] = set()

    def change_for(self, remark: Remark) -> Change | None:
        """What is to be changed for a remark; None where nothing is, or not surely."""
        words = self._draft.text[remark.start : remark.end]
        if not remark.replacement or "\n" in words + remark.replacement or "\t" in words:
            return None
        change = least_change(remark.start, words, in_case_of(words, remark.replacement))
        return None if change.start == change.end and not change.put_in else change

    def of(self, change: Change, spans: Sequence[RunSpan]) -> Suggestion | None:
        """A change with the runs of its words, where these are plain words of one paragraph that
        nothing else in the file has a hold on; None elsewhere.
        """
        if not spans or not all(map(self._anchors.holds, spans)):
            return None
        if change.start <= self._furthest or not self._is_free(spans):
            return None
        held = [self._words(span) for span in spans]
        if None in held or tidy("".join(map(str, held))) != self._draft.text[slice(*where(change))]:
            return None
        self._furthest = change.end
        if change.start == change.end:  # behind the last letter, with the run up to there
            spans = [spans[-1]._replace(start=0)]
        return Suggestion(change, tuple(spans))

    def _words(self, span: RunSpan) -> str | None:
        """The letters of a run in a span; None where it holds anything else there."""
        run = self._anchors.node(span)
        at = 0
        words = ""
        for child in run:
            if tag(child) == "rPr":
                continue
            size = size_of(child)
            if size is None:
                return None
            text = child.text or "" if tag(child) == "t" else "\0" * size
            words += text[max(span.start - at, 0) : max(span.end - at, 0)]
            at += size
        return None if "\0" in words else words

    def _is_free(self, spans: Sequence[RunSpan]) -> bool:
        """Whether runs are neighbours right in one paragraph, of the text, a table, a note or a
        margin, and in no field.
        """
        runs = [self._anchors.node(span) for span in spans]
        paragraph = runs[0].getparent()
        if tag(paragraph) != "p" or any(run.getparent() is not paragraph for run in runs):
            return False
        if not all(map(_may_stand_around, paragraph.iterancestors())):
            return False
        if any(run in self._in_fields for run in runs):
            return False
        node = runs[0]
        while node is not None and node is not runs[-1]:
            if tag(node) not in _BETWEEN:
                return False
            node = node.getnext()
        return node is not None

    @cached_property
    def _in_fields(self) -> set[Node]:
        """The runs in which a field begins, goes on or ends; its result is made anew by Word."""
        runs: set[Node] = set()
        for root in self._package.roots():
            depth = 0
            for run in root.iter(f"{{{self._package.w}}}r"):
                marks = run.findall("{*}fldChar")
                if depth or marks:
                    runs.add(run)
                for mark in marks:
                    kind = mark.get(f"{{{self._package.w}}}fldCharType")
                    depth = max(0, depth + {"begin": 1, "end": -1}.get(kind or "", 0))
        return runs

    def put(self, suggestion: Suggestion) -> None:
        """Puts a tracked change into the file, once its runs are cut at its bounds."""
        pieces = [piece for span in suggestion.spans for piece in self._anchors.pieces(span)]
        behind = pieces[-1].node
        if suggestion.takes_out:
            behind = self._take_out(pieces)
        if suggestion.change.put_in:
            self._put_in(behind, first(pieces[0].node, "rPr"), suggestion.change.put_in)
        self._package.change(behind)

    def _take_out(self, pieces: Sequence[Piece]) -> Node:
        """Marks runs and what stands between them as deleted; the element that holds them."""
        nodes = [pieces[0].node]
        while nodes[-1] is not pieces[-1].node:
            nodes.append(nodes[-1].getnext())
        deleted = self._tracked("del")
        nodes[0].addprevious(deleted)
        deleted.extend(nodes)
        for words in deleted.iter(f"{{{self._package.w}}}t"):
            words.tag = f"{{{self._package.w}}}delText"
            words.set(_SPACE, "preserve")
        return deleted

    def _put_in(self, behind: Node, properties: Node | None, words: str) -> None:
        """Puts words behind an element as inserted, with the look of a run."""
        inserted = self._tracked("ins")
        run = self._package.element("r")
        if properties is not None:
            look = deepcopy(properties)
            for change in look.findall("{*}rPrChange"):
                look.remove(change)
            run.append(look)
        text = self._package.element("t")
        text.text = words
        text.set(_SPACE, "preserve")
        run.append(text)
        inserted.append(run)
        behind.addnext(inserted)

    def _tracked(self, name: str) -> Node:
        node = self._package.element(name, id=self._free_ids.next(), author=AUTHOR)
        self._new.add(node)
        return node

    def around(self, begin: Node, end: Node) -> tuple[Node, Node]:
        """The elements before and behind which marks stand that are around two runs and the changes
        that were put in there.
        """
        if begin.getparent() in self._new:
            begin = begin.getparent()
        if end.getparent() in self._new:
            end = end.getparent()
        while end.getnext() is not None and end.getnext() in self._new:
            end = end.getnext()
        return begin, end


def _may_stand_around(node: Node) -> bool:
    """Whether words of a paragraph in an element may be changed."""
    name = tag(node)
    if name == "sdt":
        properties = first(node, "sdtPr")
        return properties is None or not any(tag(child) in _HELD for child in properties)
    if name == "tr":
        properties = first(node, "trPr")
        return first(properties, "ins") is None and first(properties, "del") is None
    return name in _AROUND or node.getparent() is None
