"""The comments that earlier checks left in a Word file, and which finding each is on now."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from textkit.data.messages import Lang, say
from textkit.presenting.package import COMMENTS, EXTENDED, IDS, W14, Package
from textkit.presenting.rulings import rules_by_name
from textkit.reading.document import Comment
from textkit.reading.word.parts import Node, every, tag, value
from textkit.vietnamese.text import fold

AUTHOR = "textkit"

# The last line of a comment names the rule: "Quy tắc: lặp chữ"; "[wording.doubled]" in older ones.
_NAMED_RULE = re.compile(r"(?:[^:\[\]]{1,20}: |\[)(?P<name>[^\[\]]{1,80}?)\]?")

_MARKS = tuple(
    f"{{*}}{name}"
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference", "ins", "del")
)

_LANGUAGES: tuple[Lang, ...] = ("vi", "en")

# Lines of a comment that tell of the check itself, of the catalogue's section `check`.
_OF_THE_CHECK = ("check.offered", "check.offered_beside", "check.gone")

Span: TypeAlias = tuple[int, int]

# Word takes an id from 1 to 0x7FFFFFFE: 15 bits of it say on what words a comment is, 16 in which
# line.
_FINDING_BITS = 16
_MOST_WORDS = (1 << 15) - 2

# Over a comment on more characters no finding is looked for, so that the work stays linear.
_LONGEST = 5_000

# What an id of Word looks like.
_ID = re.compile(r"[0-9A-Fa-f]{1,8}")


class Remark(NamedTuple):
    """What is to be said on words of a draft: their bounds in its text, the lines of the comment.

    `rule` says what was looked at, `quote` has the words; by `key`, a fingerprint, the finding is
    known again. `replacement` stands in the place of the words where that is sure; `is_known` says
    that nothing new is to be said of it.
    """

    start: int
    end: int
    lines: list[str]
    quote: str = ""
    rule: str = ""
    key: str = ""
    replacement: str | None = None
    is_known: bool = False


@dataclass
class Thread:
    """A comment of an earlier check: its element, the ids by which Word knows it, where its words
    stand in the draft's text, and what people made of it.

    `has_change` says that a change of textkit's own in its words is neither accepted nor refused.
    """

    node: Node
    paragraph_id: str | None
    durable: str | None
    span: Span | None
    is_done: bool
    is_answered: bool
    is_anchored: bool
    has_change: bool

    @property
    def lines(self) -> list[str]:
        """The paragraphs of the comment."""
        return ["".join(line.itertext("{*}t")) for line in every(self.node, "p")]

    @property
    def rule(self) -> str:
        """The rule that it names; empty where it names none."""
        named = _NAMED_RULE.fullmatch(self.lines[-1].strip()) if self.lines else None
        return rules_by_name().get(named["name"], "") if named else ""

    def says(self, key: str) -> bool:
        """Whether one of its lines is this one of the catalogue, in either language."""
        return any(say(key, lang) in self.lines for lang in _LANGUAGES)

    @property
    def said(self) -> list[str]:
        """Its lines without those that tell of the check itself."""
        own = {say(key, lang) for key in _OF_THE_CHECK for lang in _LANGUAGES}
        return [line for line in self.lines if line not in own]

    @property
    def is_decided(self) -> bool:
        """Whether people have closed or answered it, or have yet to decide on a change in it."""
        is_closed = self.is_done and not self.is_closed_by_check
        return is_closed or self.is_answered or self.has_change

    @property
    def was_offered(self) -> bool:
        """Whether a change of the words was offered with it."""
        return self.says("check.offered") or self.says("check.offered_beside")

    @property
    def is_closed_by_check(self) -> bool:
        """Whether it is done because a check did not find its fault any more."""
        return self.is_done and self.says("check.gone")


def own_comments(package: Package) -> list[Node]:
    """The comments of textkit in a file."""
    return [
        node for node in every(package.has(COMMENTS), "comment") if value(node, "author") == AUTHOR
    ]


def paragraph_id_of(comment: Node) -> str | None:
    """The id of a comment's last paragraph, by which Word knows its answers and whether it is
    done.
    """
    paragraphs = every(comment, "p")
    return paragraphs[-1].get(f"{{{W14}}}paraId") if paragraphs else None


def _paragraph_ids(comment: Node) -> list[str]:
    """The ids of a comment's paragraphs: Word answers the last, others the first."""
    ids = (paragraph.get(f"{{{W14}}}paraId") for paragraph in every(comment, "p"))
    return [id_ for id_ in ids if id_ is not None]


def is_own_change(node: Node) -> bool:
    """Whether an element is a tracked change of textkit."""
    return tag(node) in ("ins", "del") and value(node, "author") == AUTHOR


def earlier_threads(package: Package, comments: Sequence[Comment]) -> list[Thread]:
    """The comments of textkit in a file, with what Word keeps of each.

    `comments` are those of the draft as it was read.
    """
    read = {comment.id: comment for comment in comments}
    done, answered = _states(package)
    durable = {}
    for row in every(package.has(IDS), "commentId"):
        if _ID.fullmatch(value(row, "durableId") or ""):
            durable[value(row, "paraId")] = value(row, "durableId")
    marked = _marked(package.document)
    beside = _has_change_beside(package)
    threads = []
    for node in own_comments(package):
        id_ = value(node, "id") or ""
        paragraph_id = paragraph_id_of(node)
        thread = Thread(
            node,
            paragraph_id,
            durable.get(paragraph_id) if paragraph_id else None,
            _span(read.get(id_)),
            is_done=paragraph_id is not None and paragraph_id in done,
            is_answered=not answered.isdisjoint(_paragraph_ids(node)),
            is_anchored=id_ in marked,
            has_change=bool(marked.get(id_)),
        )
        if beside and thread.says("check.offered_beside"):
            thread.has_change = True
        threads.append(thread)
    return threads


def _span(comment: Comment | None) -> Span | None:
    if comment is None or comment.start is None or comment.end is None:
        return None
    return comment.start, comment.end


def _states(package: Package) -> tuple[set[str | None], set[str | None]]:
    """The paragraphs whose comments are done, and those whose comments have answers."""
    done: set[str | None] = set()
    answered: set[str | None] = set()
    for row in every(package.has(EXTENDED), "commentEx"):
        if (value(row, "done") or "0") not in ("0", "false", "off"):
            done.add(value(row, "paraId"))
        parent = value(row, "paraIdParent")
        if parent is not None:
            answered.add(parent)
    return done, answered


def _marked(document: Node) -> dict[str, bool]:
    """The comments that are on something of the text, and whether a change of textkit stands
    between the marks of each.
    """
    marked: dict[str, bool] = {}
    open_ids: set[str] = set()
    for node in document.iter(*_MARKS):
        name, id_ = tag(node), value(node, "id") or ""
        if name == "commentRangeStart":
            open_ids.add(id_)
        elif name == "commentRangeEnd":
            open_ids.discard(id_)
        elif name == "commentReference":
            marked.setdefault(id_, False)
        elif is_own_change(node):
            marked |= dict.fromkeys(open_ids, True)
    return marked


def _has_change_beside(package: Package) -> bool:
    """Whether a note or a margin has a change of textkit."""
    for root in package.roots():
        if root is not package.document and any(map(is_own_change, root.iter("{*}ins", "{*}del"))):
            return True
    return False


def matched(remarks: Sequence[Remark], threads: Sequence[Thread]) -> dict[int, Thread]:
    """For each remark, by its place in their order, the comment of an earlier check that says it.

    That is the one of its rule on the same words at the same place; where the place does not tell,
    as in a note, the one of the same finding. A comment that nobody has closed or answered is also
    that of another finding at its place, and is then written anew.
    """
    index = _Index(threads)
    pairs: dict[int, Thread] = {}
    looks = (
        index.at_its_place,
        index.of_its_finding,
        index.over_its_words,
        index.that_says_it,
        index.open_there,
    )
    for look in looks:
        for number, remark in enumerate(remarks):
            thread = None if number in pairs else look(remark)
            if thread is not None:
                pairs[number] = thread
                index.taken.add(id(thread))
    return pairs


class _Index:
    """The comments of earlier checks, by rule and place and by the finding that they are on."""

    def __init__(self, threads: Sequence[Thread]) -> None:
        self.taken: set[int] = set()
        self._by_place: dict[tuple[str, Span], list[Thread]] = {}
        self._by_finding: dict[tuple[str, str], list[Thread]] = {}
        self._by_lines: dict[tuple[str, ...], list[Thread]] = {}
        self._by_rule: dict[str, list[Thread]] = {}
        for thread in threads:
            if thread.durable is not None:
                self._by_finding.setdefault((thread.rule, thread.durable), []).append(thread)
            else:
                self._by_lines.setdefault(tuple(thread.said), []).append(thread)
            if thread.span is not None:
                self._by_place.setdefault((thread.rule, thread.span), []).append(thread)
                if thread.span[1] - thread.span[0] <= _LONGEST:
                    self._by_rule.setdefault(thread.rule, []).append(thread)
        for of_rule in self._by_rule.values():
            of_rule.sort(key=_start)

    def at_its_place(self, remark: Remark) -> Thread | None:
        """The comment on just these words."""
        threads = self._by_place.get((remark.rule, (remark.start, remark.end)), ())
        return self._first(thread for thread in threads if _is_on_same_words(remark, thread))

    def of_its_finding(self, remark: Remark) -> Thread | None:
        """The comment with the same fingerprint."""
        return self._first(self._by_finding.get((remark.rule, durable_id(remark)), ()))

    def over_its_words(self, remark: Remark) -> Thread | None:
        """The comment on the same words that is drawn wider, as over a run that cannot be cut."""
        near = self._overlapping(remark)
        return self._first(thread for thread in near if _is_on_same_words(remark, thread))

    def that_says_it(self, remark: Remark) -> Thread | None:
        """The comment of the same words that has lost its id, as one does that another program than
        Word saved.
        """
        return self._first(self._by_lines.get(tuple(remark.lines), ()))

    def open_there(self, remark: Remark) -> Thread | None:
        """The comment at just this place about which nobody has decided anything."""
        threads = self._by_place.get((remark.rule, (remark.start, remark.end)), ())
        return self._first(thread for thread in threads if not thread.is_decided)

    def _overlapping(self, remark: Remark) -> Iterator[Thread]:
        threads = self._by_rule.get(remark.rule, [])
        first = bisect_left(threads, remark.start - _LONGEST, key=_start)
        for thread in threads[first:]:
            start, end = thread.span or (0, 0)
            if start >= remark.end:
                return
            if end > remark.start:
                yield thread

    def _first(self, threads: Iterable[Thread]) -> Thread | None:
        return next((thread for thread in threads if id(thread) not in self.taken), None)


def _start(thread: Thread) -> int:
    return thread.span[0] if thread.span else 0


def _is_on_same_words(remark: Remark, thread: Thread) -> bool:
    """Whether an earlier comment was on the same words, by its id, else by what it says."""
    if thread.durable is None:
        return thread.said == remark.lines
    return int(thread.durable, 16) >> _FINDING_BITS == _words_bits(remark)


def durable_id(remark: Remark) -> str:
    """The id that Word keeps for a comment however often it is saved: its upper half says what rule
    it is of and on which words, the lower one in which line.
    """
    finding = int(hashlib.sha256(remark.key.encode()).hexdigest(), 16) % (1 << _FINDING_BITS)
    return f"{_words_bits(remark) << _FINDING_BITS | finding:08X}"


def _words_bits(remark: Remark) -> int:
    """A number from 1 to 32,766 out of the rule and the words of a remark."""
    words = f"{remark.rule}\x1f{' '.join(fold(remark.quote).split())}"
    return int(hashlib.sha256(words.encode()).hexdigest(), 16) % _MOST_WORDS + 1
