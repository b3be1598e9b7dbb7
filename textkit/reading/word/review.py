"""What others wrote into a Word file: comments and tracked changes, by their places in the text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from lxml import etree

from textkit.reading.document import Block, Comment, Remark, Revision
from textkit.reading.word.parts import DAMAGE, Node, every, first, read_part, tag, value
from textkit.reading.word.refusing import row_change
from textkit.reading.word.runs import Places, Run

# So many comments and tracked changes of a file are kept, and so many characters of the words of
# one. The busiest real file seen had some 800. Chosen by eye; not measured.
_MOST = 20_000
_LONGEST = 20_000
_LONGEST_NAME = 200

# So many runs on each side of a place are asked where they stand in the text: of more, one after
# the other, that show nothing, no real file was seen. Chosen by eye; not measured.
_LOOKED_AT = 300

# A date and time as Word has them, 2026-03-05T09:30:00Z: what else stands there is no date.
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?)?")

Kind = Literal["insert", "delete", "moved-here", "moved-away", "format"]
_KINDS: dict[str, Kind] = {
    "ins": "insert",
    "del": "delete",
    "moveTo": "moved-here",
    "moveFrom": "moved-away",
}
_OPPOSITE: dict[Kind, Kind] = {
    "insert": "delete",
    "delete": "insert",
    "moved-here": "moved-away",
    "moved-away": "moved-here",
    "format": "format",
}
_ASKED = (
    *("r", "p", "tr", "ins", "del", "moveTo", "moveFrom", "rPrChange", "pPrChange", "Fallback"),
    *("commentRangeStart", "commentRangeEnd", "commentReference"),
    *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"),
)
_TRACKED = tuple(f"{{*}}{name}" for name in (*_KINDS, "rPrChange", "pPrChange"))


class Shown(NamedTuple):
    """A Word file as it was read: its parts that hold text, the `w:r` elements of each paragraph
    that are shown and what was drawn of them, both by origins; `words` says what any `w:r` holds.

    `is_refused` says that it was read with its tracked changes refused.
    """

    parts: Sequence[Node]
    nodes: Mapping[str, Sequence[Node]]
    runs: Mapping[str, Sequence[Run]]
    words: Callable[[Node], str]
    is_refused: bool


class Beside(NamedTuple):
    """The parts of a Word file for its comments and for who answers whom; a remark names a damaged
    one, without which the text can still be read.
    """

    comments: Node | None
    extended: Node | None
    remarks: tuple[Remark, ...]

    @classmethod
    def of(cls, archive: zipfile.ZipFile, related: Mapping[str | None, str]) -> Beside:
        """Those to which the main part of a file refers."""
        parts: list[Node | None] = []
        remarks: list[Remark] = []
        for name in ("comments", "commentsExtended"):
            try:
                parts.append(read_part(archive, related.get(name)))
            except DAMAGE:
                parts.append(None)
                remarks.append(Remark("chunk", f"{name}.xml"))
        return cls(parts[0], parts[1], tuple(remarks))


class Review(NamedTuple):
    """The comments and tracked changes of a file in order of their places."""

    comments: tuple[Comment, ...] = ()
    revisions: tuple[Revision, ...] = ()
    remarks: tuple[Remark, ...] = ()


def review_of(
    shown: Shown,
    beside: Beside,
    layout: Iterable[Block],
    behind: Callable[[Block], list[Places]],
) -> Review:
    """The comments and tracked changes of a file.

    `behind` has the characters of runs behind each character of a block.
    """
    is_tracked = any(next(part.iter(*_TRACKED), None) is not None for part in shown.parts)
    if not is_tracked and beside.comments is None:
        return Review(remarks=beside.remarks)
    walk = _Walk(shown)
    for part in shown.parts:
        walk.through(part)
    text = _Text(shown, walk.order, layout, behind)
    revisions = list(_revisions(walk.groups, text, is_refused=shown.is_refused))
    noted = list(_comments(beside, walk, text, shown.words))
    remarks = list(beside.remarks)
    if len(revisions) > _MOST or len(noted) > _MOST:
        remarks.append(Remark("review", str(_MOST)))
    return Review(
        tuple(sorted(noted, key=_place)[:_MOST]),
        tuple(sorted(revisions, key=_place)[:_MOST]),
        tuple(remarks),
    )


def _place(item: Comment | Revision) -> tuple[bool, int]:
    return item.start is None, item.start or 0


# --- The walk through the XML -------------------------------------------------------------------


class _Author(NamedTuple):
    """Who made a change, and when."""

    name: str | None
    date: str | None

    @classmethod
    def of(cls, node: Node) -> _Author:
        """Those that an element names."""
        name = " ".join((value(node, "author") or "").split())[:_LONGEST_NAME]
        date = (value(node, "date") or "").strip()
        return cls(name or None, date if _DATE.fullmatch(date) else None)


@dataclass
class _Group:
    """Neighbours that one author changed in one way.

    It covers the runs from `first` up to `last` in the order in which they are shown, none of them
    where its words are not shown. `paragraph` is where it begins.
    """

    kind: Kind
    author: _Author
    first: int
    last: int
    paragraph: Node | None
    name: str
    words: list[str]

    @property
    def key(self) -> tuple[Kind, str | None, str]:
        """What neighbours share that are one change: the time of the clock is none of it."""
        return self.kind, self.author.name, self.name


class _Lane:
    """The groups of one sort of changes in order."""

    def __init__(self) -> None:
        self.groups: list[_Group] = []
        self._is_open = False

    def cut(self) -> None:
        """Says that something stands behind the last group that does not belong to it."""
        self._is_open = False

    def add(self, group: _Group, *, may_begin: bool = True) -> None:
        """Adds a group, as the end of the last one where it goes on with that; one that may not
        begin anew is left out elsewhere.
        """
        last = self.groups[-1] if self.groups and self._is_open else None
        if last is not None and last.key == group.key:
            last.words += group.words
            last.last = group.last
        elif may_begin:
            self.groups.append(group)
            self._is_open = True


class _Mark(NamedTuple):
    """Where a comment begins or ends: the number of runs shown before it, and its paragraph."""

    at: int
    paragraph: Node | None


class _Walk:
    """A walk through the parts of a file: the runs that are shown in order, by their paragraphs'
    origins and places in them; the changes, and the marks of comments by their ids.
    """

    def __init__(self, shown: Shown) -> None:
        self.order: list[tuple[str, int]] = []
        self.starts: dict[str, _Mark] = {}
        self.ends: dict[str, _Mark] = {}
        self._words = shown.words
        self._keys: dict[Node, tuple[str, int]] = {}
        for origin, nodes in shown.nodes.items():
            for number, node in enumerate(nodes):
                self._keys[node] = (origin, number)
        self._changed, self._undone, self._formats = _Lane(), _Lane(), _Lane()
        # What is open at the place where the walk is: paragraphs, as boxes stand in them, with the
        # number of runs shown before each; changes; the change of each row; moves by their ids.
        self._paragraphs: list[tuple[Node, int]] = []
        self._changes: list[Node] = []
        self._rows: list[Node | None] = []
        self._moves: dict[str, str] = {}

    @property
    def groups(self) -> list[_Group]:
        """All changes."""
        return [*self._changed.groups, *self._undone.groups, *self._formats.groups]

    def through(self, part: Node) -> None:
        """Walks through a part of the file, after those before it."""
        names = [f"{{*}}{name}" for name in _ASKED]
        walk = etree.iterwalk(part, events=("start", "end"), tag=names)
        for event, node in walk:
            name = tag(node)
            if event == "end":
                self._leave(node, name)
            elif name == "Fallback":
                walk.skip_subtree()
            else:
                self._enter(node, name)
        self._changed.cut()
        self._undone.cut()

    def _enter(self, node: Node, name: str) -> None:
        if name == "r":
            self._run(node)
        elif name == "p":
            self._paragraphs.append((node, len(self.order)))
        elif name == "tr":
            self._rows.append(row_change(node))
        elif name in _KINDS:
            if tag(node.getparent()) not in ("rPr", "trPr"):  # else it is that of a mark or a row
                self._changes.append(node)
        elif name.startswith("move"):
            self._open_move(node, name)
        elif name.startswith("comment"):
            self._mark(node, name)

    def _leave(self, node: Node, name: str) -> None:
        if name == "p":
            self._end_paragraph(node)
        elif name == "tr":
            self._rows.pop()
        elif self._changes and self._changes[-1] is node:
            self._changes.pop()

    def _open_move(self, node: Node, name: str) -> None:
        id_ = value(node, "id") or ""
        if name.endswith("Start"):
            self._moves[id_] = value(node, "name") or ""
        else:
            self._moves.pop(id_, None)

    def _mark(self, node: Node, name: str) -> None:
        """A mark of a comment; its reference stands for both where it has no other."""
        id_ = value(node, "id") or ""
        mark = _Mark(len(self.order), self._paragraph)
        if name == "commentRangeStart":
            self.starts.setdefault(id_, mark)
        elif name == "commentRangeEnd":
            self.ends[id_] = mark
        else:
            self.ends.setdefault(id_, mark)

    @property
    def _paragraph(self) -> Node | None:
        return self._paragraphs[-1][0] if self._paragraphs else None

    def _run(self, node: Node) -> None:
        at = len(self.order)
        key = self._keys.get(node)
        if key is not None:
            self.order.append(key)
        words = self._words(node)
        change = self._changes[0] if self._changes else self._row_change()
        if change is not None:
            self._changed.add(self._group(change, at, words))
            if len(self._changes) > 1:  # what one inserted and another deleted
                self._undone.add(self._group(self._changes[-1], at, words))
            return
        if words:
            self._changed.cut()
            self._undone.cut()
        self._add_format(first(node, "rPr", "rPrChange"), at)

    def _row_change(self) -> Node | None:
        return next((row for row in reversed(self._rows) if row is not None), None)

    def _end_paragraph(self, node: Node) -> None:
        """The end of a paragraph, whose mark may be a change too."""
        change = _change_in(first(node, "pPr", "rPr"))
        if change is None:
            change = self._row_change()
        if change is not None:
            ends_cell = tag(node.getparent()) == "tc" and node.getnext() is None
            words = "\t" if ends_cell else "\n"
            # An empty line that is new or gone changes no words.
            has_words = any(map(self._words, node.iter("{*}r")))
            self._changed.add(self._group(change, len(self.order), words), may_begin=has_words)
        else:
            self._changed.cut()
            self._undone.cut()
        _, begin = self._paragraphs.pop()
        self._formats.cut()
        self._add_format(first(node, "pPr", "pPrChange"), begin)
        self._formats.cut()

    def _add_format(self, change: Node | None, at: int) -> None:
        """Adds what was shown since `at` to what has another format than before."""
        if change is None or at == len(self.order):
            self._formats.cut()
        else:
            self._formats.add(self._group(change, at))

    def _group(self, change: Node, at: int, words: str = "") -> _Group:
        """What a change did to the runs that were shown since `at`."""
        kind = _KINDS.get(tag(change), "format")
        name = ""
        if kind.startswith("moved") and self._moves:
            name = next(reversed(self._moves.values()))
        author = _Author.of(change)
        return _Group(kind, author, at, len(self.order), self._paragraph, name, [words])


def _change_in(properties: Node | None) -> Node | None:
    """The change that the properties of a paragraph's mark name; a deletion first."""
    for name in ("del", "moveFrom", "ins", "moveTo"):
        change = first(properties, name)
        if change is not None:
            return change
    return None


# --- Places in the text -------------------------------------------------------------------------


class _Text:
    """Where the runs of a file, by their number in order, stand in its text."""

    def __init__(
        self,
        shown: Shown,
        order: Sequence[tuple[str, int]],
        layout: Iterable[Block],
        behind: Callable[[Block], list[Places]],
    ) -> None:
        self._order = order
        self._behind = behind
        self._blocks: dict[str, Block] = {}  # by the origins of the runs in them
        for block in layout:
            for run in shown.runs.get(block.origin or "", ()):
                self._blocks[run.origin] = block
        self._paragraph_of = {
            origin: _paragraph_of(nodes[0]) for origin, nodes in shown.nodes.items() if nodes
        }
        self._spans: dict[tuple[str, int], tuple[int, int]] = {}
        self._aligned: set[str] = set()

    def bounds(self, first: int, last: int, paragraph: Node | None) -> tuple[int, int] | None:
        """From the first to the last of the runs; where they show nothing, the place between their
        neighbours. None where the text has nothing of the file around them.
        """
        runs: Sequence[int] = range(first, last)
        if len(runs) > 2 * _LOOKED_AT:  # in long ones the ends say where they are
            runs = [*runs[:_LOOKED_AT], *runs[-_LOOKED_AT:]]
        spans = [span for span in map(self._span, runs) if span]
        if spans:
            return min(spans)[0], max(end for _, end in spans)
        at = self._between(first, last, paragraph)
        return None if at is None else (at, at)

    def _between(self, first: int, last: int, paragraph: Node | None) -> int | None:
        """The end of the run before a place or the start of the one behind it: of one that is in
        the same paragraph, else of the one before.
        """
        nearest = range(first - 1, max(first - 1 - _LOOKED_AT, -1), -1)
        before = next(filter(None, map(self._span, nearest)), None)
        if before and self._is_in(first - 1, paragraph):
            return before[1]
        nearest = range(last, min(last + _LOOKED_AT, len(self._order)))
        behind = next(filter(None, map(self._span, nearest)), None)
        if behind and (before is None or self._is_in(last, paragraph)):
            return behind[0]
        return before[1] if before else None

    def _is_in(self, number: int, paragraph: Node | None) -> bool:
        return paragraph is not None and (
            self._paragraph_of.get(self._order[number][0]) is paragraph
        )

    def _span(self, number: int) -> tuple[int, int] | None:
        """The bounds of what a run shows; None where it shows nothing in the text."""
        key = self._order[number]
        block = self._blocks.get(key[0])
        if block is None:
            return None
        origin = str(block.origin)
        if origin not in self._aligned:
            self._aligned.add(origin)
            for place, characters in enumerate(self._behind(block), block.start):
                for run, _ in characters:
                    if run.place is not None:
                        own = run.origin, run.place
                        start, end = self._spans.get(own, (place, place))
                        self._spans[own] = min(start, place), max(end, place + 1)
        return self._spans.get(key)


def _paragraph_of(run: Node) -> Node | None:
    return next(run.iterancestors("{*}p"), None)


# --- Records ------------------------------------------------------------------------------------


def _revisions(groups: Sequence[_Group], text: _Text, *, is_refused: bool) -> Iterator[Revision]:
    """The groups as tracked changes; those that move the same words are one."""
    kinds = {kind: _OPPOSITE[kind] if is_refused else kind for kind in _OPPOSITE}
    away: dict[str, list[_Group]] = {}
    here: dict[str, list[_Group]] = {}
    for group in groups:
        kind = kinds[group.kind]
        if group.name and kind.startswith("moved"):
            (here if kind == "moved-here" else away).setdefault(group.name, []).append(group)
    for group in groups:
        kind = kinds[group.kind]
        if group.name in away and group.name in here and kind.startswith("moved"):
            if kind == "moved-here" and here[group.name][0] is group:
                yield _move(away[group.name], here[group.name], text, is_refused=is_refused)
            continue
        words = "".join(group.words)[:_LONGEST]
        adds = kind in ("insert", "moved-here")
        start, end = text.bounds(group.first, group.last, group.paragraph) or (None, None)
        if kind == "format":
            yield Revision("format", *group.author, start, end)
        elif adds:
            yield Revision("insert", *group.author, start, end, "", words)
        else:
            yield Revision("delete", *group.author, start, end, words, "")


def _move(
    away: Sequence[_Group], here: Sequence[_Group], text: _Text, *, is_refused: bool
) -> Revision:
    """A move; its words stand at one of its ends."""
    before, after = ("".join("".join(group.words) for group in end) for end in (away, here))
    ends = []
    for groups in (away, here):
        ends.append(text.bounds(groups[0].first, groups[-1].last, groups[0].paragraph))
    shown, hidden = ends if is_refused else reversed(ends)
    start, end = shown or (None, None)
    other = hidden[0] if hidden else None
    author = here[0].author
    return Revision("move", *author, start, end, before[:_LONGEST], after[:_LONGEST], other)


def _comments(
    beside: Beside,
    walk: _Walk,
    text: _Text,
    words: Callable[[Node], str],
) -> Iterator[Comment]:
    """The comments of a file with the words they are on; an answer is on those of its question."""
    nodes = every(beside.comments, "comment")
    ids: dict[str | None, str] = {}  # of the comments, by the ids of their paragraphs
    for node in nodes:
        for paragraph in node.iter("{*}p"):
            ids[value(paragraph, "paraId")] = value(node, "id") or ""
    ids.pop(None, None)  # of paragraphs without an id
    parents: dict[str, str] = {}
    resolved: set[str] = set()
    for entry in every(beside.extended, "commentEx"):
        id_ = ids.get(value(entry, "paraId"), "")
        parent = ids.get(value(entry, "paraIdParent"), "")
        if parent and parent != id_:
            parents[id_] = parent
        if (value(entry, "done") or "0") not in ("0", "false", "off"):
            resolved.add(id_)
    for node in nodes:
        id_ = value(node, "id") or ""
        author = _Author.of(node)
        name = author.name or " ".join((value(node, "initials") or "").split())[:_LONGEST_NAME]
        anchor = _anchor(id_, walk, text) or _anchor(parents.get(id_, ""), walk, text)
        start, end = anchor or (None, None)
        lines = ["".join(map(words, line.iter("{*}r"))).strip() for line in node.iter("{*}p")]
        said = "\n".join(line for line in lines if line)[:_LONGEST]
        yield Comment(
            id_, name or None, author.date, start, end, said, id_ in resolved, parents.get(id_)
        )


def _anchor(id_: str, walk: _Walk, text: _Text) -> tuple[int, int] | None:
    """The bounds of the words that a comment is on."""
    end = walk.ends.get(id_)
    start = walk.starts.get(id_, end)
    if start is None:
        return None
    stop = start if end is None else end
    return text.bounds(start.at, max(stop.at, start.at), start.paragraph)
