"""What a document does to others: it replaces, repeals or amends them; and when it takes effect."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, NamedTuple, cast

from textkit import data
from textkit.finding.cited import Citation
from textkit.finding.statements import Statement
from textkit.reading.document import Document, Record
from textkit.vietnamese.dates import find_dates

_PATTERNS = data.patterns("effects.toml", "effects", blank=r"\s{1,3}")

Does = Literal["replaces", "repeals", "amends"]

# Kinds of documents that report, explain or propose: they set nothing and end nothing.
_SETTING_NOTHING = frozenset(
    {
        *("báo cáo", "bài phát biểu", "phát biểu", "bài viết", "chuyên đề", "tham luận"),
        *("diễn văn", "tờ trình", "biên bản", "giấy mời", "thông cáo", "lời kêu gọi"),
    }
)

# Sections that set tasks: "Sửa đổi Nghị quyết số …" in them is to be done, and not done yet.
_TO_BE_DONE = frozenset({"tasks", "assignment", "request", "goals", "situation", "limitation"})

# So far behind a reference its title begins: "của Bộ Tài chính ". Chosen by eye; not measured.
_BEFORE_A_TITLE = 40

# So many characters of a sentence are looked at before a verb. Chosen by eye: the longest that a
# head may have is shorter.
_LONGEST_HEAD = 320

# So far behind "có hiệu lực" its day stands. Chosen by eye; not measured.
_BEHIND_FORCE = 60

_BLOT = "§"


@dataclass(frozen=True, slots=True)
class Effect(Record):
    """What a document does to another; its bounds are those of the reference that names the other.

    `does` is `replaces`, `repeals` or `amends`; `whole` says that all of the other document is
    meant; `pinpoint` are the articles meant, as of `Citation`. `sentence_start` and `sentence_end`
    bound the words that say it.
    """

    does: Does
    whole: bool
    pinpoint: str | None
    sentence_start: int
    sentence_end: int

    @property
    def ends(self) -> bool:
        """Whether all of the other document is no longer in force."""
        return self.whole and self.does != "amends"


class Force(NamedTuple):
    """When a document takes effect: the day (None where another is counted from, "sau mười ngày"),
    and the bounds of the sentence that says it.
    """

    date: str | None
    start: int
    end: int


def sets_something(kind: str | None) -> bool:
    """Whether documents of a kind decide; of an unknown kind it is taken that they do.

    >>> sets_something("nghị quyết"), sets_something("báo cáo"), sets_something(None)
    (True, False, True)
    """
    return kind not in _SETTING_NOTHING


def find_effects(
    document: Document, citations: Sequence[Citation], statements: Sequence[Statement]
) -> Iterator[Effect]:
    """What a document does to others, in order; citations and statements are its own.

    Tasks to amend a document, legal bases, and what reports or proposals say are none.
    """
    if not sets_something(document.facts.kind):
        return
    others = sorted(
        (one for one in citations if one.name != "self" and (one.number or one.name)),
        key=attrgetter("start"),
    )
    if not others:
        return
    text = _blotted(document, others)
    found: dict[int, Effect] = {}
    for effect in _by_verb(text, others, statements):
        found.setdefault(effect.start, effect)
    for effect in _by_end(text, others, statements):
        found.setdefault(effect.start, effect)
    for start in sorted(found):
        yield found[start]


def _blotted(document: Document, citations: Sequence[Citation]) -> str:
    """The folded text with each reference and its title blotted out."""
    pieces, at = [], 0
    for citation in citations:
        start, end = max(citation.start, at), max(citation.end, at)
        if citation.title:
            limit = end + len(citation.title) + _BEFORE_A_TITLE
            behind = document.text.find(citation.title, end, limit)
            if behind >= 0:
                title_end = behind + len(citation.title)
                # "… về phòng cháy hết hiệu lực từ ngày …": a title ends where that is said of it.
                said = _PATTERNS["passive"].search(document.folded, behind, title_end)
                end = said.start() if said else title_end
        pieces += [document.folded[at:start], _BLOT * (end - start)]
        at = end
    return "".join([*pieces, document.folded[at:]])


def _by_verb(
    text: str, citations: Sequence[Citation], statements: Sequence[Statement]
) -> Iterator[Effect]:
    """What stands behind a verb at the head of its sentence."""
    until = 0
    for verb in _PATTERNS["verb"].finditer(text):
        statement = _statement_at(statements, verb.start())
        if verb.start() < until or statement is None:
            continue
        head = _PATTERNS["head"].fullmatch(text, _begin(statement, verb.start()), verb.start())
        if head is None or not _is_done(statement, head):
            continue
        reach = _PATTERNS["reach" if statement.path else "title"].match(text, verb.end())
        if reach is None:
            continue
        until = reach.end()
        does = cast(Does, verb.lastgroup)
        for citation, before in _named_in(text, citations, verb.end(), until):
            if "\n" not in text[verb.end() : citation.start] or _is_member(text, citation):
                yield _effect(text, citation, does, before, statements)


def _is_done(statement: Statement, head: re.Match[str]) -> bool:
    """Whether a verb says what the document itself does: in its articles, its title, or with "Nghị
    quyết này" for a subject.
    """
    if statement.act == "basis" or statement.sense == "signature":
        return False
    if head["itself"]:
        return True
    in_article = statement.path.startswith("Điều") or "/Điều" in statement.path
    return statement.sense not in _TO_BE_DONE and (in_article or not statement.path)


def _is_member(text: str, citation: Citation) -> bool:
    """Whether a reference in a line of its own is a member of the list, and no other sentence."""
    return bool(_PATTERNS["member"].match(text, citation.end))


def _by_end(
    text: str, citations: Sequence[Citation], statements: Sequence[Statement]
) -> Iterator[Effect]:
    """What is named first, and said to be no longer in force."""
    for words in _PATTERNS["passive"].finditer(text):
        statement = _statement_at(statements, words.start())
        if statement is None or statement.act == "basis":
            continue
        begin = _begin(statement, words.start())
        named = _PATTERNS["aside"].sub(_blank, text[begin : words.start()])
        if not _PATTERNS["reach"].fullmatch(named):
            continue
        for citation, before in _named_in(text, citations, begin, words.start()):
            if named[citation.start - begin] == _BLOT:
                yield _effect(text, citation, "repeals", before, statements)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _named_in(
    text: str, citations: Sequence[Citation], start: int, end: int
) -> Iterator[tuple[Citation, str]]:
    """The references between two places, each with the words behind the one before it."""
    first = bisect_left(citations, start, key=attrgetter("start"))
    for citation in citations[first:]:
        if citation.start >= end:
            return
        yield citation, text[start : citation.start]
        start = citation.end


def _effect(
    text: str, citation: Citation, does: Does, before: str, statements: Sequence[Statement]
) -> Effect:
    statement = _statement_at(statements, citation.start)
    assert statement is not None, "a verb or an end stands in a statement before it"
    own = text[max(statement.start, citation.start - len(before)) : citation.start]
    # "3. Bãi bỏ các điều tại: a) Bãi bỏ Nghị quyết số …": a member with a verb of its own says
    # itself what is meant.
    said = own if _PATTERNS["verb"].search(own) else before
    is_part = citation.pinpoint or _PATTERNS["partly"].search(said)
    left_out = _PATTERNS["except"].search(text, citation.end, max(statement.end, citation.end))
    whole = does != "amends" and not is_part and not left_out
    bounds = statement.start, max(statement.end, citation.end)
    return Effect(
        citation.doc_id, citation.start, citation.end, does, whole, citation.pinpoint, *bounds
    )


def _begin(statement: Statement, at: int) -> int:
    """Where the words of a statement begin that are looked at before a place."""
    return max(statement.start, at - _LONGEST_HEAD)


def _statement_at(statements: Sequence[Statement], at: int) -> Statement | None:
    """The statement around a place, or the nearest before it."""
    number = bisect_right(statements, at, key=attrgetter("start")) - 1
    return statements[number] if number >= 0 else None


def in_force_from(document: Document, statements: Sequence[Statement]) -> Force | None:
    """When a document says that it takes effect; None where it does not say."""
    every = list(_PATTERNS["force"].finditer(document.folded))
    statement = _statement_at(statements, every[-1].start()) if every else None
    if statement is None:
        return None
    behind = document.passage(every[-1].end(), every[-1].end() + _BEHIND_FORCE)
    day = next(find_dates(behind), None)
    if _PATTERNS["signing"].match(behind.folded):
        return Force(document.facts.date, statement.start, statement.end)
    return Force(day[2] if day else None, statement.start, statement.end)
