"""Parts, chapters, articles, clauses, points, bullets and sentences, with the sense of their
section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from textkit import data
from textkit.language.annotation import document_of
from textkit.reading.document import Document, Record
from textkit.vietnamese.text import fold, paragraphs

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Unit(Record):
    """One part of a document's structure.

    `kind` is part, chapter, section, article, clause, point, bullet, heading, paragraph, row, note,
    caption or sentence; `label` as written (`Điều 3.`, `a)`), `heading` its title, `path` the
    labels down to it (`Điều 3/2/a`), `level` its depth in the ranking of labels, `parent` the place
    of its parent in the list, and `sense` what its section speaks of (achievement, limitation,
    goals, tasks, assignment, norm, basis, effect, lesson, head, signature, note; empty if no
    heading says).
    """

    kind: str
    label: str
    heading: str
    path: str
    level: int
    parent: int | None
    sense: str


class _Marker(NamedTuple):
    kind: str
    level: int
    pattern: re.Pattern[str]


_PARAGRAPH, _SENTENCE, _LIST_HEAD = 90, 99, 60
_MARKERS = [
    _Marker(kind, level, re.compile(r"\s*" + pattern))
    for kind, level, pattern in (
        ("part", 10, r"(?i:phần) (?:thứ \w+|[IVXLC]{1,5}|[A-Z]\b|\d{1,2})[.:]?"),
        ("chapter", 12, r"(?i:chương) (?:thứ \w+|[IVXLC]{1,6}|\d{1,2})[.:]?"),
        ("section", 14, r"(?i:mục) (?:[IVXLC]{1,6}|\d{1,2})[.:]?(?=\s|$)"),
        ("section", 16, r"(?i:tiểu mục) \d{1,2}[.:]?"),
        ("section", 11, r"[A-EG-HK]\s?[-–.](?=\s)"),
        ("article", 20, r"(?:Điều|ĐIỀU) \d{1,3}[a-zđ]?[.:]?(?=\s|$)"),
        ("section", 18, r"[IVXLC]{1,6}\s?[-–./)]{1,2}(?=\s)"),
        ("clause", 34, r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s?[-–)]?(?=\s)"),
        ("clause", 32, r"\d{1,2}\.\d{1,2}\.?\s?[-–)]?(?=\s)"),
        ("clause", 30, r"\d{1,3}\s?[.)/-]{1,2}(?=\s)"),
        ("clause", 40, r"\(\d{1,2}\)"),
        ("clause", 41, r"Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?: là)?\s?[,:]"),
        ("point", 50, r"(?:[a-zđ]\d?[.)]|[a-zđ]\)|\([a-zđ]\))(?=\s)"),
        ("bullet", 70, r"[-–•*●▪](?=\s?[^\s\d-])"),
        ("bullet", 72, r"\+(?=\s?\S)"),
    )
]
_INLINE = re.compile(
    r"(?<=\S)\s(?=[IVX]{1,5}\s?[-–]\s[A-ZĐÀ-Ỹ])|(?<=[^\s,(])\s(?=\(?\d{1,2}[.)]\s[A-ZĐÀ-Ỹ])|(?<=[.;:])\s(?=-\s[A-ZĐÀ-Ỹ])"
    r"|(?<=[.;])\s(?=(?:Về|Mục tiêu|Quan điểm|Phương hướng|Nhiệm vụ)\s[^.;:]{2,60}:\s)"
)
_NUMBER = re.compile(r"\(?(\d{1,2})[.)]\s")
_BASIS = re.compile(r"\s*(?:[-–]\s?)?(?:căn cứ|xét (?:tờ trình|đề nghị|báo cáo)|theo đề nghị)\s")
_FOLLOWS = re.compile(
    r"\s*(?:[-–]\s?)?thực hiện (?:nghị quyết|chỉ thị|kết luận|quyết định|luật)\s[^.]{5,400}[;,]\s*$"
)
_ENACTS = re.compile(r"\s*(?:quyết nghị|quyết định)\s?:?\s*$")
_SIGNED = re.compile(r"\s*(?:nơi nhận\s?:?|(?:t/m|tm\.|kt\.|k/t|q\.)\s)")
_INTRODUCED = re.compile(r"\s*((?:Về|Đối với|Mục tiêu|Chỉ tiêu|Phấn đấu|Đến năm)[^:.;]{0,80}):\s")
_STAMP = re.compile(r"\s*[\w.() -]{1,60}\.(?:docx?|pdf|rtf)(?:[ \t]+\d{1,4})?[ \t]*(?:\n|$)")
_CAPITALS = re.compile(r"\s*[^\W\d_a-zà-ỹđ]{2,}(?:\s[^\W\d_a-zà-ỹđ]{2,})+")
_LETTER = re.compile(r"[^\W\d_]")
_LONG = 1500


def find_units(doc: Doc) -> list[Unit]:
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
    if (kept := doc.user_data.get("textkit.units")) is None:
        document = document_of(doc)
        sentences = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
        kept = doc.user_data["textkit.units"] = _Tree(document).grow(sentences)
    units: list[Unit] = kept
    return units


@dataclass
class _Node:
    start: int
    end: int
    kind: str
    level: int
    label: str = ""
    heading: str = ""
    sense: str = ""
    parent: _Node | None = None
    children: list[_Node] = field(default_factory=list)


class _Tree:
    """The tree of one document while it grows, paragraph by paragraph."""

    def __init__(self, document: Document) -> None:
        self.document, self.text, self.folded = document, document.text, fold(document.text)
        self.top = _Node(0, len(self.text), "document", 0)
        self.open = self.top
        self.began = self.signed = self.run_on = False

    def grow(self, sentences: list[tuple[int, int]]) -> list[Unit]:
        at = 0
        for start, end, kind in self._spans():
            node = self._add(start, end, kind)
            while at < len(sentences) and sentences[at][1] <= start:
                at += 1
            self._leaves(node, (start, end, kind), sentences, at)
        return self._list()

    def _spans(self) -> Iterator[tuple[int, int, str]]:
        """Paragraphs and table rows in order; a page without line ends is cut at the headings run
        into it.
        """
        special = list(_special(self.document))
        spans = [(start, end, "") for start, end in paragraphs(self.text)]
        spans = (
            [s for s in spans if not any(a < s[1] and s[0] < b for a, b, _ in special)]
            if special
            else spans
        )
        for start, end, kind in sorted(spans + special):
            self.run_on = not kind and end - start >= _LONG
            stamp = None if kind else _STAMP.match(self.text, start, end)
            if stamp:  # a page's foot: the paragraph goes on behind it
                yield start, stamp.end(), "caption"
                start = stamp.end()
            if not self.run_on:
                yield from [(start, end, kind)] if start < end else []
            else:
                bounds = [start, *self._inline(start, end), end]
                yield from ((a, b, "") for a, b in pairwise(bounds))

    def _inline(self, start: int, end: int) -> Iterator[int]:
        last = 0
        for match in _INLINE.finditer(self.text, start, end):
            number = _NUMBER.match(self.text, match.end())
            if number is None:
                yield match.end()
            elif int(number[1]) in (1, last + 1):
                last = int(number[1])
                yield match.end()

    def _add(self, start: int, end: int, kind: str) -> _Node:
        node = _Node(start, end, kind or "paragraph", _PARAGRAPH)
        if not kind:
            self._read_marker(node)
        if (
            node.kind == "heading"
            and node.heading.isupper()
            and self._takes_heading(self.open, node)
        ):
            self.open.heading = f"{self.open.heading} {node.heading}".strip()
            self.open.sense = self._sense(node) or self.open.sense
            return self.open
        opens = (
            node.kind == "paragraph" and self._first_letter(node).isupper()
        )  # what goes on in lower case ends no list
        while self.open.level >= min(node.level, _LIST_HEAD if opens else node.level):
            assert self.open.parent is not None
            self.open = self.open.parent
        node.parent = self.open
        node.sense = self._sense(node) or node.parent.sense
        self.open.children.append(node)
        if node.level < _PARAGRAPH:
            self.open = node
        return node

    @staticmethod
    def _takes_heading(node: _Node, line: _Node) -> bool:
        """Whether a part, chapter or section still lacks its heading, or the rest of one: it stands
        on the next line.
        """
        bare = (
            not node.heading
            or node.heading.endswith(",")
            or (node.heading.isupper() and not sense_of(fold(line.heading)))
        )
        titled = node.kind in ("part", "chapter", "section", "heading") and bare
        return titled and all(child.kind in ("sentence", "caption") for child in node.children)

    def _first_letter(self, node: _Node) -> str:
        found = _LETTER.search(self.text, node.start, node.end)
        return found.group() if found else ""

    def _read_marker(self, node: _Node) -> None:
        for marker in _MARKERS:
            if found := marker.pattern.match(self.text, node.start, node.end):
                node.kind, node.level, node.label = marker.kind, marker.level, found.group().strip()
                break
        rest = self.text[node.start + len(node.label) : node.end].strip(" \t\n.-–:")
        line = self.text[node.start : node.end].strip()
        if node.label:
            node.heading = _title(rest, line)
        elif line.isupper() and 2 <= len(line.split()) <= 40 and self.began:
            node.kind, node.level, node.heading = "heading", 17, line
        elif line.endswith(":") and len(line) <= 160:
            node.kind, node.level, node.heading = "heading", _LIST_HEAD, rest

    def _sense(self, node: _Node) -> str:
        folded = self.folded[node.start : min(node.end, node.start + 300)]
        if node.kind in ("note", "caption"):
            return "note"
        self.signed = self.signed or (
            node.start > len(self.text) * 0.6 and bool(_SIGNED.match(folded))
        )
        if self.signed:
            return "signature"
        if _BASIS.match(folded) or (
            not self.began and _FOLLOWS.match(self.folded, node.start, node.end)
        ):
            return "basis"
        if _ENACTS.match(folded):
            self.began = True
            return "head"
        self.began = self.began or bool(node.label)
        title = fold(" ".join(node.heading.split())) or (
            folded[:120] if self.run_on and node.level < 20 else ""
        )
        if not title and (introduced := _INTRODUCED.match(self.text, node.start, node.end)):
            title = fold(introduced[1])
        return sense_of(title) or (
            "head" if not self.began and _CAPITALS.match(self.text, node.start) else ""
        )

    def _leaves(
        self, node: _Node, span: tuple[int, int, str], sentences: list[tuple[int, int]], at: int
    ) -> None:
        start, end, kind = span
        pieces = [(start, end)] if kind == "row" else list(_overlaps(start, end, sentences, at))
        for a, b in pieces:
            said = self.text[a:b]
            a, b = a + len(said) - len(said.lstrip()), b - len(said) + len(said.rstrip())
            if a < b:
                node.children.append(
                    _Node(a, b, "sentence", _SENTENCE, sense=node.sense, parent=node)
                )

    def _list(self) -> list[Unit]:
        units: list[Unit] = []
        stack: list[tuple[_Node, int | None, str]] = [
            (child, None, "") for child in reversed(self.top.children)
        ]
        while stack:
            node, parent, path = stack.pop()
            step = "" if node.kind == "bullet" else node.label.strip(" .:-–()/,")
            path = "/".join(filter(None, (path, step)))
            start, end = _extent(node)
            if start == end:
                continue
            units.append(
                Unit(
                    self.document.id,
                    start,
                    end,
                    node.kind,
                    node.label,
                    node.heading,
                    path,
                    node.level,
                    parent,
                    node.sense,
                )
            )
            stack += [(child, len(units) - 1, path) for child in reversed(node.children)]
        return units


def _extent(node: _Node) -> tuple[int, int]:
    """From the first leaf under a node to its last."""
    first = last = node
    while first.children:
        first = first.children[0]
    while last.children:
        last = last.children[-1]
    return (
        (first.start, last.end)
        if node.children or node.kind == "sentence"
        else (node.start, node.start)
    )


def _special(document: Document) -> Iterator[tuple[int, int, str]]:
    """Table rows, each as one span, and notes and captions."""
    row: tuple[int, int, int] | None = None
    for block in document.layout:
        if row and (block.row is None or block.row != row[2]):
            yield row[0], row[1], "row"
            row = None
        if block.kind == "table" and block.row is not None:
            row = (row[0] if row else block.start, block.end, block.row)
        elif block.kind in ("note", "caption", "header", "footer"):
            yield block.start, block.end, "note" if block.kind == "note" else "caption"
    if row:
        yield row[0], row[1], "row"


def _overlaps(
    start: int, end: int, sentences: list[tuple[int, int]], at: int
) -> Iterator[tuple[int, int]]:
    for place in range(at, len(sentences)):
        a, b = sentences[place]
        if a >= end:
            return
        yield max(a, start), min(b, end)


def _title(rest: str, line: str) -> str:
    """The heading after a label: a line that is no sentence of its own, or what stands before its
    colon.
    """
    if line[-1:] not in ".;" and len(rest) <= 250:
        return rest
    introduced = _INTRODUCED.match(rest)
    return introduced[1] if introduced else ""


@cache
def _headings() -> list[tuple[str, re.Pattern[str]]]:
    headings = data.toml("headings.toml")["heading"]
    return [(row["sense"], re.compile("|".join(row["patterns"]))) for row in headings]


def sense_of(heading: str) -> str:
    """What a section with this folded heading speaks of, by the first word that says; empty if none
    does.

    >>> sense_of("phương hướng, nhiệm vụ nhiệm kì 2025 - 2030")
    'tasks'
    """
    found = [
        (match.start(), sense)
        for sense, pattern in _headings()
        if (match := pattern.search(heading))
    ]
    return min(found, key=lambda pair: pair[0], default=(0, ""))[1]
