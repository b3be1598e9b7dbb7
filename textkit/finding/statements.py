"""Cutting units into statements (mệnh đề), and what each does: promises, reports, assigns, forbids,
exhorts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from textkit import data
from textkit.language.annotation import document_of
from textkit.language.units import Unit, find_units
from textkit.reading.document import Document, Facts, Record
from textkit.vietnamese.dates import find_deadlines
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc

Act = Literal[
    "target",
    "action",
    "assignment",
    "prohibition",
    "achievement",
    "limitation",
    "exhortation",
    "basis",
    "effect",
    "approval",
    "description",
]


@dataclass(frozen=True, slots=True)
class Statement(Record):
    """One statement: what it does (`act`), where it stands, and the words that decided (`cues`).

    `unit` is the place of its sentence in `find_units`; a cue is `what: words`, or `section:
    sense`; `actor` is who is told to act: by the statement, by the one it goes on from, or by a
    heading above it.
    """

    act: Act
    path: str
    sense: str
    unit: int
    cues: tuple[str, ...]
    actor: str | None = None


_ENUMERATOR = re.compile(
    r"\s*(?:(?:[IVXLC]{1,6}|[A-Z]|\d{1,3}(?:\.\d{1,2}){0,3})\s?[-–./)]{1,2}(?=\s)|\(?[a-zđ]\d?\)|\(\d{1,2}\)|[-–+*•]"
    r"|Điều \d+\w?[.:]?)\s*"
)
_TABLE_HEAD = re.compile(r"\s*(?:STT|TT|Stt)\s")
_BREAK = re.compile(r"[()]|;\s*(?=\S)")
_HELD = frozenset({"basis", "signature", "head", "note"})
_TELLING = frozenset({"báo cáo", "bài phát biểu", "bài viết", "chuyên đề", "tham luận", "diễn văn"})
_ITEMS = frozenset({"clause", "point", "bullet"})
_TOPIC = 70  # what a task may be headed by, before a colon
_LABEL = 25  # a heading's label and marks are not longer
_MOST = 250  # so many characters at the most stand between an actor and its verb
_NAMES = ("NOUN", "PROPN", None)  # None: inside of a word
_PROMISES = ("target", "action", "assignment", "prohibition")
_PLANS = frozenset({"goals", "tasks", "assignment"})


@cache
def markers() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By kind of cue: the pattern for the head of a folded statement, and the one for anywhere in
    it.
    """
    content = data.toml("markers.toml")

    def compiled(pattern: str) -> re.Pattern[str]:
        for kind in ("actor", "action"):
            pattern = pattern.replace(f"{{{kind}}}", content[kind]["head"])
        return re.compile(f"(?:{pattern})")

    return {
        kind: (compiled(row["head"]), compiled(row["anywhere"])) for kind, row in content.items()
    }


def find_statements(doc: Doc) -> Iterator[Statement]:
    """The statements of a document in order; together they tile its sentences but for marks and
    white space.

    >>> from textkit.language.annotation import annotate
    >>> text = "II. NHIỆM VỤ\\n- Đẩy mạnh cải cách hành chính; không để tồn đọng hồ sơ quá hạn."
    >>> [statement.act for statement in find_statements(next(annotate(text)))]
    ['description', 'action', 'prohibition']
    """
    if (kept := doc.user_data.get("textkit.statements")) is None:
        document, units = document_of(doc), find_units(doc)
        judge = _Judge(document, units, {token.idx: token.pos_ for token in doc})
        leaves = ((index, unit) for index, unit in enumerate(units) if unit.kind == "sentence")
        kept = [
            judge.statement(*bounds, index)
            for index, unit in leaves
            for bounds in _cut(document.text, unit)
        ]
        doc.user_data["textkit.statements"] = kept
    yield from kept


def _cut(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    at, opened = unit.start, 0
    for mark in _BREAK.finditer(text, unit.start, unit.end):
        if text[mark.start()] != ";":
            opened += 1 if text[mark.start()] == "(" else -1
        elif opened <= 0:
            yield at, mark.start() + 1
            at, opened = mark.end(), 0
    yield at, unit.end


def body_of(said: str) -> tuple[str, str]:
    """A statement folded, without its enumerator: with what may stand before its head, and from its
    head on.
    """
    enumerator = _ENUMERATOR.match(said)
    folded = fold(said[enumerator.end() :] if enumerator else said).replace("\n", " ")
    head = folded.lstrip(' \t\n“"(*')
    for _ in range(4):
        lead = markers()["lead"][0].match(head)
        if not lead or not lead.group():
            break
        head = head[lead.end() :].lstrip()
    topic, colon, rest = head.partition(": ")
    return folded, (
        rest.lstrip()
        if colon and len(topic) < _TOPIC and markers()["action"][0].match(rest)
        else head
    )


class _Signs(dict[str, str]):
    """What a statement shows: words of a kind of cue, looked for when asked for, and what
    `data/acts.toml` lists besides.
    """

    def __init__(self, text: str, end: int = 0) -> None:
        self.folded, self.head = body_of(text)
        self.at = end - len(self.head)

    def __missing__(self, kind: str) -> str:
        at_head, anywhere = markers().get(kind, (None, None))
        heads = (
            (self.head,) if kind == "action" else (self.head, self.folded)
        )  # a task is what stands behind its lead
        found = (
            next(filter(None, map(at_head.match, heads)), None) or anywhere.search(self.folded)
            if at_head and anywhere
            else None
        )
        self[kind] = found.group().strip() if found else ""
        return self[kind]

    def decide(self) -> tuple[str, str]:
        """The act of the first rule that holds, and its first sign."""
        for act, first, *others in _rules():
            if self[first] and all(
                bool(self[sign.lstrip("-")]) != sign.startswith("-") for sign in others
            ):
                return act, (
                    self[first]
                    if self[first]
                    in (
                        first,
                        "section",
                        "goes on",
                    )
                    else f"{first}: {self[first]}"
                )
        return "description", ""


@cache
def _rules() -> list[list[str]]:
    return [[act, *signs.split()] for act, signs in data.toml("acts.toml")["rules"]]


class _Judge:
    """What the statements of a document do, in their order:
    one may go on from the one before it.
    """

    def __init__(self, document: Document, units: list[Unit], words: dict[int, str]) -> None:
        self.document, self.units, self.words = document, units, words
        self.year, self.told = year_of(document.facts), document.facts.kind in _TELLING
        self.ruling = any(unit.kind == "article" and unit.sense == "norm" for unit in units)
        self.parents = {unit.parent for unit in units if unit.kind != "sentence"}
        self.above: dict[int | None, str | None] = {None: None}
        self.last: Statement | None = None
        self.listed = self.back = False

    def statement(self, start: int, end: int, index: int) -> Statement:
        leaf, text = self.units[index], self.document.text[start:end]
        before = self.last if self.last and self.last.unit == index else None
        actor = before.actor if before and before.act == "assignment" else self._above(leaf.parent)
        self.listed = ":" in text or (self.listed and before is not None)
        signs = _Signs(text, end)
        if (found := self._held(text, leaf, signs, before)) is None:
            self._see(signs, text, leaf, before, actor)
            found, actor = signs.decide(), signs["actor"] or actor
        act = cast(Act, before.act if before and found[0] == ">" else found[0])
        if act == "assignment" and not self.told:
            self.above[leaf.parent] = actor
        if act == "achievement" or act in _PROMISES or signs["ahead"]:
            self.back = self.told and act == "achievement"
        cues = tuple(
            filter(
                None,
                (
                    found[1] if found[1] != "section" else "",
                    f"section: {leaf.sense}" if leaf.sense else "",
                ),
            )
        )
        self.last = Statement(
            self.document.id, start, end, act, leaf.path, leaf.sense, index, cues, actor
        )
        return self.last

    def _held(
        self, text: str, leaf: Unit, signs: _Signs, before: Statement | None
    ) -> tuple[str, str] | None:
        """What is no statement of its own: legal bases, signatures, headings, heads of tables."""
        if not leaf.path and (signs["basis"] or (before and before.act == "basis")):
            return "basis", "basis"
        if leaf.sense in _HELD and not (leaf.sense == "basis" and leaf.path):
            return ("basis" if leaf.sense == "basis" else "description"), "section"
        parent = self.units[leaf.parent] if leaf.parent is not None else leaf
        titled = (
            parent.start == leaf.start and 0 <= leaf.end - leaf.start - len(parent.heading) < _LABEL
        )
        if parent.heading and titled and not any(find_quantities(text)):
            if self._above(leaf.parent) and (signs["giving"] or "trách nhiệm" in signs.head):
                return "assignment", "heading"
            if leaf.parent in self.parents or parent.kind not in _ITEMS or not signs["action"]:
                return "description", "heading"
        headed = (parent.kind == "row" and _TABLE_HEAD.match(text)) or (
            text.isupper() and " " in text
        )
        return ("description", "heading") if headed else None

    def _above(self, place: int | None) -> str | None:
        """Who a heading above gives work to."""
        if place not in self.above:
            unit = self.units[place]  # type: ignore[index]
            self.above[place] = actor_of(unit.heading, spoken=True) or self._above(unit.parent)
        return self.above[place]

    def _see(
        self, signs: _Signs, text: str, leaf: Unit, before: Statement | None, above: str | None
    ) -> None:
        """Sets the signs that are more than words."""
        ruling = self.ruling or (signs["norm"] and not leaf.sense)
        ruled = leaf.sense in ("norm", "effect") or (
            ruling and leaf.sense not in ("assignment", "goals")
        )
        start, sense, future = (
            signs.at + len(signs.head) - len(text),
            "norm" if ruled else leaf.sense,
            _future(signs.folded, self.year),
        )
        actor = actor_of(
            text,
            acts=lambda at: text.startswith("chủ ", at) or self.words.get(start + at) not in _NAMES,
        )
        item = leaf.parent is not None and self.units[leaf.parent].kind in ("point", "bullet")
        long, plans = len(signs.folded.split()), sense in _PLANS
        begins = self.words.get(signs.at) == "VERB" and long > 3 and (plans or above)
        signs |= {
            "verb": signs["action"] or ("verb" if begins else ""),
            "actor": actor or "",
            "above": above or "",
        }
        signs |= {f"@{sense or 'none'}": "section"} | (
            {">": "goes on", f">{before.act}": "goes on"} if before else {}
        )
        for sign, holds in (
            ("told", self.told),
            ("back", self.back),
            ("listed", self.listed),
            ("long", long > 5),
            ("future", future),
            ("@plans", plans),
            ("called", actor and future),
            ("pledged", future and signs["goal"]),
            ("nameless", above and _Signs(above)["generic"]),
            ("rule", ruled and (item or leaf.sense == "norm" or signs["grant"])),
            (
                "figures",
                (sense == "goals" or signs["reach"]) and any(find_quantities(signs.folded)),
            ),
        ):
            signs[sign] = sign if holds else ""


def actor_of(
    said: str, *, spoken: bool = False, acts: Callable[[int], bool] | None = None
) -> str | None:
    """Who a statement tells to act: at its head, behind its ground or aim, or behind a word that
    gives out work.

    Of a heading (`spoken`) it is who it names, whether or not a verb follows; `acts` tells where a
    word may be a verb.

    >>> actor_of("Giao Sở Tài chính bố trí vốn."), actor_of("Sở hữu trí tuệ được bảo vệ.")
    ('Sở Tài chính', None)
    """
    enumerator = _ENUMERATOR.match(said)
    skipped = enumerator.end() if enumerator else 0
    rest = said[skipped:]
    folded, known = fold(rest).replace("\n", " "), markers()
    given = known["giving"][1].search(folded, 0, 2 * _MOST)
    named = (
        given
        or known["ground"][0].match(folded)
        or (known["spoken"][0].match(folded) if spoken else None)
    )
    at = named.end() if named else 0
    actor = known["actor"][0].match(folded, at)
    if not actor:
        return None
    verbs = (verb.start() for verb in known["duty"][1].finditer(folded, actor.end(), at + _MOST))
    end = next(
        (verb for verb in verbs if rest[verb].islower() and (acts is None or acts(skipped + verb))),
        None,
    )
    if end is None and not (given or spoken):
        return None
    name = " ".join(rest[at : end or at + _MOST].split()).strip(" ,:;.")
    return (
        None
        if known["passive"][1].search(fold(name))
        or known["entitled"][1].search(folded, at, at + _MOST)
        else name
    )


def year_of(facts: Facts) -> int:
    """The document's own year, or the first of its term; 0 if neither is known."""
    return int((facts.date or facts.term or "0")[:4])


def _future(folded: str, year: int) -> bool:
    """Whether the statement names a time after its document's own year (or any, if that is not
    known).
    """
    times = find_deadlines(folded) if "20" in folded else []
    return any(int(time.date[:4]) > year for time in times if time.kind != "recurrence")
