"""Parts, chapters, articles, clauses, points, bullets and sentences, with the sense of their
section.

A document is read paragraph by paragraph: `spans` cuts it, `openings` says by its label what a
paragraph opens, and `senses` what it speaks of.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from textkit.language.annotation import Given, Sheet, doc_of, document_of, sentences_of
from textkit.language.openings import (
    LIST_HEAD_LEVEL,
    NO_HEADING,
    PARAGRAPH_LEVEL,
    SENTENCE_LEVEL,
    Opening,
    is_left_out,
    opening_of,
)
from textkit.language.senses import (
    Paragraph,
    Progress,
    sense_and_progress,
    sense_of,
    sense_of_lead,
)
from textkit.language.spans import Span, spans_of
from textkit.reading.document import Document, Record
from textkit.vietnamese.text import Passage

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Unit(Record):
    """One part of a document's structure.

    `kind` is annex, part, chapter, section, article, clause, point, bullet, heading, paragraph,
    row, note, caption or sentence; `label` as written (`Điều 3.`, `a)`), `heading` its title,
    `path` the labels down to it (`Điều 3/2/a`), `level` its depth in the ranking of labels,
    `parent` the index of its parent in the list, and `sense` what its section speaks of
    (achievement, limitation, goals, tasks, assignment, request, situation, norm, basis, effect,
    lesson, head, signature, note; empty if neither a heading nor a lead-in says).
    """

    kind: str
    label: str
    heading: str
    path: str
    level: int
    parent: int | None
    sense: str


def find_units(source: Given) -> list[Unit]:
    """The units of a document in order of their start, parents before children.

    The sentences are the leaves: they tile the text but for white space; every other unit covers
    its children.

    >>> from textkit.language.annotation import annotate
    >>> text = "Điều 1. Mục tiêu\\n1. Đến năm 2030, đô thị hóa đạt 35%.\\na) Vùng cao đạt 20%."
    >>> [
    ...     (unit.kind, unit.path)
    ...     for unit in find_units(next(annotate(text))) if unit.kind != "sentence"
    ... ]
    [('article', 'Điều 1'), ('clause', 'Điều 1/1'), ('point', 'Điều 1/1/a')]
    """
    return _outline(doc_of(source)).units


def headings_of(doc: Doc | Sheet) -> list[Passage]:
    """The heading of each unit of `find_units(doc)`, in the same order, with its folded copy.

    >>> from textkit.language.annotation import annotate
    >>> headings_of(next(annotate("Điều 1. Quản lý chợ")))[0].folded
    'quản lí chợ'
    """
    return _outline(doc).headings


class _Outline(NamedTuple):
    units: list[Unit]
    headings: list[Passage]


# Where a Doc keeps its units once they are found.
_KEY = "textkit.units"


def _outline(doc: Doc | Sheet) -> _Outline:
    if _KEY not in doc.user_data:
        document = document_of(doc)
        doc.user_data[_KEY] = _listed(document, _grown(document, sentences_of(doc)))
    outline: _Outline = doc.user_data[_KEY]
    return outline


# --- The tree -----------------------------------------------------------------------------------


class _Led(NamedTuple):
    """What the children of a level speak of that a paragraph led in."""

    sense: str
    level: int


@dataclass
class _Node:
    start: int
    end: int
    kind: str
    level: int
    label: str = ""
    heading: Passage = NO_HEADING
    sense: str = ""
    parent: _Node | None = None
    led: _Led | None = None
    children: list[_Node] = field(default_factory=list)


_LETTER = re.compile(r"[^\W\d_]")


def _grown(document: Document, sentences: Sequence[tuple[int, int]]) -> _Node:
    """The tree of a document: each paragraph in its place, with its sentences under it."""
    top = _Node(0, len(document.text), "document", 0)
    innermost, progress, lead = top, Progress(), ""
    for span in spans_of(document):
        if span.kind:
            opening = Opening(span.kind, PARAGRAPH_LEVEL, "", NO_HEADING)
        else:
            began = progress.began or progress.signed
            opening = opening_of(document.passage(span.start, span.end), began=began)
        paragraph = Paragraph(document, span.start, span.end, opening, span.is_run_on, progress)
        sense, progress = sense_and_progress(paragraph)
        if _completes_heading(innermost, opening):
            node = innermost
            node.heading = _joined(node.heading, opening.heading)
            # "V. TỔ CHỨC" above "THỰC HIỆN": only both lines together may say.
            node.sense = sense or sense_of(node.heading.folded) or node.sense
        else:
            node = _attached(innermost, paragraph, sense, lead)
            lead = _lead_behind(paragraph, lead)
            innermost = node if node.level < PARAGRAPH_LEVEL else _parent(node)
        for start, end in _pieces(span, sentences):
            _add_sentence(document.text, node, start, end)
    return top


def _lead_behind(paragraph: Paragraph, lead: str) -> str:
    """What the next list speaks of by a paragraph that leads it in, or by one before it."""
    opening = paragraph.opening
    if opening.kind in _BESIDE_THE_TEXT:
        return lead
    return sense_of_lead(paragraph.document.folded[paragraph.start : paragraph.end])


# What neither leads in a list nor is one.
_BESIDE_THE_TEXT = frozenset({"row", "note", "caption"})


def _attached(innermost: _Node, paragraph: Paragraph, sense: str, lead: str) -> _Node:
    """A new node for a paragraph, under the innermost open unit that may hold it.

    `lead` is what the paragraph before it led in, if it did.
    """
    opening = paragraph.opening
    parent = innermost
    while parent.level >= _lowest_closed(paragraph):
        parent = _parent(parent)
    if lead and opening.level < PARAGRAPH_LEVEL:
        parent.led = _Led(lead, opening.level)
    elif parent.led and opening.kind == "paragraph" and parent.led.level > LIST_HEAD_LEVEL:
        parent.led = None
    led = parent.led.sense if parent.led and parent.led.level == opening.level else ""
    node = _Node(
        paragraph.start,
        paragraph.end,
        opening.kind,
        opening.level,
        opening.label,
        opening.heading,
        sense or led or parent.sense,
        parent,
    )
    parent.children.append(node)
    return node


def _lowest_closed(paragraph: Paragraph) -> int:
    """The level from which on a paragraph closes what is open."""
    text, opening = paragraph.document.text, paragraph.opening
    # What is left out may have held a heading: what follows is in no section that is known.
    if is_left_out(text[paragraph.start : paragraph.end]):
        return 1
    first_letter = _LETTER.search(text, paragraph.start, paragraph.end)
    # A plain paragraph ends the list before it, unless it goes on in lower case (behind a page's
    # foot, say) or is a number alone.
    if opening.kind == "paragraph" and first_letter and first_letter.group().isupper():
        return min(opening.level, LIST_HEAD_LEVEL)
    return opening.level


def _parent(node: _Node) -> _Node:
    assert node.parent is not None  # only the document has none, and its level is below all others
    return node.parent


def _completes_heading(node: _Node, line: Opening) -> bool:
    """Whether a line in capitals is the heading of the part, chapter or section before it, or the
    rest of one.
    """
    if line.kind != "heading" or not line.heading.text.isupper():
        return False
    if node.kind not in ("annex", "part", "chapter", "section", "heading"):
        return False
    if any(child.kind not in ("sentence", "caption") for child in node.children):
        return False
    heading = node.heading.text
    goes_on = heading.isupper() and not sense_of(line.heading.folded)
    return not heading or heading.endswith(",") or goes_on


def _joined(first: Passage, second: Passage) -> Passage:
    if not first.text:
        return second
    return Passage(f"{first.text} {second.text}", f"{first.folded} {second.folded}")


def _pieces(span: Span, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of each sentence lies in a span; a table's row is one sentence."""
    if span.kind == "row":
        return [(span.start, span.end)]
    first = bisect_right(sentences, span.start, key=itemgetter(1))
    behind = bisect_left(sentences, span.end, key=itemgetter(0))
    return [(max(start, span.start), min(end, span.end)) for start, end in sentences[first:behind]]


def _add_sentence(text: str, node: _Node, start: int, end: int) -> None:
    """Puts a sentence under a node, without the white space around it."""
    words = text[start:end]
    if words.strip():
        first, behind = end - len(words.lstrip()), start + len(words.rstrip())
        sentence = _Node(first, behind, "sentence", SENTENCE_LEVEL, sense=node.sense, parent=node)
        node.children.append(sentence)


def _listed(document: Document, top: _Node) -> _Outline:
    """The tree as a list, parents before children; what holds no sentence is left out."""
    units: list[Unit] = []
    headings: list[Passage] = []
    # A stack, since a list of bullets in bullets may be deeper than Python lets functions nest.
    waiting: list[tuple[_Node, int | None, str]] = []
    waiting += [(child, None, "") for child in reversed(top.children)]
    while waiting:
        node, parent, parent_path = waiting.pop()
        bounds = _bounds(node)
        if bounds is None:
            continue
        step = "" if node.kind == "bullet" else node.label.strip(" .:-–()/,")
        path = "/".join(filter(None, (parent_path, step)))
        index = len(units)
        units.append(
            Unit(
                document.id,
                *bounds,
                kind=node.kind,
                label=node.label,
                heading=node.heading.text,
                path=path,
                level=node.level,
                parent=parent,
                sense=node.sense,
            )
        )
        headings.append(node.heading)
        waiting += [(child, index, path) for child in reversed(node.children)]
    return _Outline(units, headings)


def _bounds(node: _Node) -> tuple[int, int] | None:
    """From the first sentence under a node to its last; None where there is none."""
    if not node.children and node.kind != "sentence":
        return None
    first = last = node
    while first.children:
        first = first.children[0]
    while last.children:
        last = last.children[-1]
    return first.start, last.end
