"""Cutting units into statements (mệnh đề), and what each does: promises, reports, assigns, forbids, exhorts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, NamedTuple

from textkit.language.annotation import document_of
from textkit.language.units import Unit, find_units
from textkit.reading.document import Document, Facts, Record
from textkit.reading.quantities import find_deadlines, find_quantities
from textkit.reading.text import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc

Act = Literal[
    "target", "action", "assignment", "prohibition", "achievement", "limitation", "exhortation", "basis", "effect",
    "approval", "description",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement(Record):
    """One statement: what it does (`act`), where it stands, and the words that decided (`cues`).

    `unit` is the place of its sentence in `find_units`; a cue is `what: words`, or `section: sense`; `actor` is who is
    told to act: by the statement, by the one it goes on from, or by a heading above it.
    """

    act: Act
    path: str
    sense: str
    unit: int
    cues: tuple[str, ...]
    actor: str | None = None


class _Said(NamedTuple):
    """What is known of a statement before it is judged.

    `verb` and `modal` are the words that lay a task on somebody, `above` the actor of a heading or of the statement it
    goes on from, `before` what the piece before it in its sentence does, `listed` whether that opened a list.
    """

    folded: str
    head: str
    sense: str
    verb: str
    modal: str
    figures: bool
    goal: bool
    future: bool
    told: bool
    actor: str | None
    above: str | None
    before: Act | None
    listed: bool
    looks_back: bool
    rule: bool


_ENUMERATOR = re.compile(
    r"\s*(?:(?:[IVXLC]{1,6}|[A-Z]|\d{1,3}(?:\.\d{1,2}){0,3})\s?[-–./)]{1,2}(?=\s)|\(?[a-zđ]\d?\)|\(\d{1,2}\)|[-–+*•]"
    r"|Điều \d+\w?[.:]?)\s*"
)
_SPOKEN = re.compile(r"(?:đối với |trách nhiệm của )?")
_PASSIVE = re.compile(r"\s(?:được(?! giao)|là|đã|do|bị|theo quy định|về)(?!\w)")
_ENTITLED = re.compile(r"\sđược (?:khen|hưởng|xem xét|hỗ trợ|phép|tính|áp dụng|giảm|miễn|quyền)")
_TABLE_HEAD = re.compile(r"\s*(?:STT|TT|Stt)\s")
_BREAK = re.compile(r";\s*(?=\S)")
_HELD = frozenset({"basis", "signature", "head", "note"})
_TELLING = frozenset({"báo cáo", "bài phát biểu", "bài viết", "chuyên đề", "tham luận", "diễn văn"})
_ITEMS = frozenset({"clause", "point", "bullet"})
_TOPIC = 70  # what a task may be headed by, before a colon
_LABEL = 25  # a heading's label and marks are not longer
_MOST = 250  # so many characters at the most stand between an actor and its verb
_PROMISES = ("target", "action", "assignment", "prohibition")
_PLANS = frozenset({"goals", "tasks", "assignment"})
_REACHES = re.compile(r"(?<!\w)(?:đạt|còn|chiếm|dưới|trên|tăng|giảm|lên|xuống|có|ít nhất|tối thiểu|không quá|bằng|là|gấp|duy trì|thuộc|nhóm|tốp|trở thành)(?!\w)")


_LEVEL = re.compile(r"(?<!\w)(?:đạt|còn|chiếm|dưới|trên|tăng|giảm|ít nhất|tối thiểu|không quá|gấp|duy trì|:)(?!\w)")


@cache
def markers() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By kind of cue: the pattern for the head of a folded statement, and the one for anywhere in it."""
    content = tomllib.loads((files("textkit") / "data" / "markers.toml").read_text("utf-8"))
    return {kind: (re.compile(f"(?:{row['head']})"), re.compile(row["anywhere"])) for kind, row in content.items()}


@cache
def _giving() -> re.Pattern[str]:
    return re.compile(rf"{markers()['giving'][1].pattern}(?={markers()['actor'][0].pattern})")


@cache
def _later() -> re.Pattern[str]:
    return re.compile(rf"(?:{markers()['ground'][0].pattern})[^;.]{{2,250}}?, (?={markers()['actor'][0].pattern})")


@cache
def _duty() -> re.Pattern[str]:
    return re.compile(rf"(?<=[\s,])(?:{markers()['action'][0].pattern}|{markers()['duty'][0].pattern})")


def find_statements(doc: Doc) -> Iterator[Statement]:
    """The statements of a document in order; together they tile its sentences but for marks and white space.

    >>> from textkit.language.annotation import annotate
    >>> text = "II. NHIỆM VỤ\\n- Đẩy mạnh cải cách hành chính; không để tồn đọng hồ sơ quá hạn."
    >>> [statement.act for statement in find_statements(next(annotate(text)))]
    ['description', 'action', 'prohibition']
    """
    document, units = document_of(doc), find_units(doc)
    judge = _Judge(document, units, frozenset(token.idx for token in doc if token.pos_ == "VERB"))
    for index, unit in enumerate(units):
        if unit.kind == "sentence":
            for start, end in _cut(document.text, unit):
                yield judge.statement(start, end, index)


def _cut(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    said, at = text[unit.start : unit.end], 0
    for match in _BREAK.finditer(said):
        if said.count("(", at, match.start()) <= said.count(")", at, match.start()):
            yield unit.start + at, unit.start + match.start() + 1
            at = match.end()
    yield unit.start + at, unit.end


def body_of(said: str) -> tuple[str, str]:
    """A statement folded, without its enumerator: with what may stand before its head, and from its head on."""
    enumerator = _ENUMERATOR.match(said)
    folded = fold(said[enumerator.end() :] if enumerator else said).replace("\n", " ")
    head = folded.lstrip(" \t\n“\"(*")
    for _ in range(4):
        lead = markers()["lead"][0].match(head)
        if not lead or not lead.group():
            break
        head = head[lead.end() :].lstrip()
    topic, colon, rest = head.partition(": ")
    return folded, rest.lstrip() if colon and len(topic) < _TOPIC and markers()["action"][0].match(rest) else head


class _Judge:
    """What the statements of a document do, in their order: one may go on from the one before it."""

    def __init__(self, document: Document, units: list[Unit], verbs: frozenset[int]) -> None:
        self.document, self.text, self.units, self.verbs = document, document.text, units, verbs
        self.year, self.told = year_of(document.facts), document.facts.kind in _TELLING
        self.ruling = any(unit.kind == "article" and unit.sense == "norm" for unit in units)
        self.parents = {unit.parent for unit in units if unit.kind != "sentence"}
        self.above: dict[int | None, str | None] = {None: None}
        self.last: Statement | None = None
        self.listed = self.looks_back = False

    def statement(self, start: int, end: int, index: int) -> Statement:
        leaf, text = self.units[index], self.text[start:end]
        found, actor = next(self._held(text, leaf), None), self._above(leaf.parent)
        if found is None:
            said = self._said(text, end, index)
            found, actor = next(_acts(said)), said.actor or said.above
            if found[0] == "assignment" and not self.told:
                self.above[leaf.parent] = actor
        act, cue = found
        cues = tuple(filter(None, (cue, f"section: {leaf.sense}" if leaf.sense and cue[:7] != "section" else "")))
        self.listed = ":" in text or (self.listed and self.last is not None and self.last.unit == index)
        if act == "achievement" or act in _PROMISES or _cue("ahead", "", fold(text)):
            self.looks_back = self.told and act == "achievement"
        self.last = Statement(self.document.id, start, end, act, leaf.path, leaf.sense, index, cues, actor)
        return self.last

    def _held(self, text: str, leaf: Unit) -> Iterator[tuple[Act, str]]:
        """What is no statement of its own: legal bases, signatures, headings, heads of tables."""
        head = body_of(text)[1]
        if not leaf.path and (_cue("basis", head) or (self.before(leaf) == "basis")):
            yield "basis", "basis"
        if leaf.sense in _HELD and not (leaf.sense == "basis" and leaf.path):
            yield ("basis" if leaf.sense == "basis" else "description"), f"section: {leaf.sense}"
        parent = self.units[leaf.parent] if leaf.parent is not None else leaf
        if parent.kind == "row" and _TABLE_HEAD.match(text):
            yield "description", "table head"
        titled = parent.start == leaf.start and 0 <= leaf.end - leaf.start - len(parent.heading) < _LABEL
        if parent.heading and titled and not any(find_quantities(text)):
            if self._above(leaf.parent) and (_giving().search(head) or "trách nhiệm" in head):
                yield "assignment", "heading"
            if leaf.parent in self.parents or parent.kind not in _ITEMS or not _cue("action", head):
                yield "description", "heading"
        if text.isupper() and " " in text:
            yield "description", "capitals"

    def before(self, leaf: Unit) -> Act | None:
        """What the piece before this one in its sentence does."""
        return self.last.act if self.last and self.units[self.last.unit] is leaf else None

    def _above(self, place: int | None) -> str | None:
        """Who a heading above gives work to."""
        if place not in self.above:
            unit = self.units[place]  # type: ignore[index]
            self.above[place] = actor_of(unit.heading, spoken=True) or self._above(unit.parent)
        return self.above[place]

    def _said(self, text: str, end: int, index: int) -> _Said:
        (folded, head), leaf = body_of(text), self.units[index]
        ruled = self.ruling or bool(_cue("norm", head, folded))
        ruled = leaf.sense in ("norm", "effect") or (ruled and leaf.sense != "assignment" and (self.ruling or not leaf.sense))
        sense, item = "norm" if ruled else leaf.sense, self.units[leaf.parent or 0].kind in ("point", "bullet")
        begins = end - len(head) in self.verbs and len(folded.split()) > 3 and bool(sense in _PLANS or self._above(leaf.parent))
        last = self.last if self.last and self.last.unit == index else None
        return _Said(
            folded, head, sense, _cue("action", head) or ("at its head" if begins else ""), _cue("modal", head, folded),
            (sense == "goals" or bool(_REACHES.search(folded))) and any(find_quantities(folded)),
            bool(_cue("goal", head, folded)), _future(folded, self.year), self.told, actor_of(text),
            last.actor if last and last.act == "assignment" else self._above(leaf.parent), last.act if last else None, self.listed, self.looks_back,
            ruled and (item or leaf.sense == "norm" or bool(_cue("grant", head, folded))),
        )  # fmt: skip


def _cue(kind: str, head: str, folded: str = "") -> str:
    """The words of a kind that a statement begins with, or has anywhere in it."""
    at_head, anywhere = markers()[kind]
    found = at_head.match(head) or at_head.match(folded) or anywhere.search(folded)
    return found.group().strip() if found else ""


def _cued(said: _Said, *acts: Act) -> Iterator[tuple[Act, str]]:
    for act in acts:
        if cue := _cue(act, said.head, said.folded):
            yield act, f"{act}: {cue}"


def _acts(said: _Said) -> Iterator[tuple[Act, str]]:
    """What the statement may be, the surest first."""
    yield from _cued(said, "effect", "exhortation", "approval")
    yield from _gone_on(said)
    if said.sense != "norm":
        yield from _reported(said)
    yield from _cued(said, "prohibition")
    pushed = said.future or said.goal
    pushed = pushed or bool((said.verb or said.modal) and _cue("floor", "", said.folded))
    if said.figures and (said.sense == "goals" or (pushed and (said.sense != "norm" or said.verb))):
        yield "target", "figure"
    yield from _assigned(said)
    if said.verb and not said.rule:
        yield "action", f"verb: {said.verb}"
    if said.sense == "norm":
        yield "description", "section: norm"
    if said.modal:
        yield "action", f"modal: {said.modal}"
    if said.sense in _PLANS:
        yield from _planned(said)
    yield from _cued(said, "achievement")
    if said.sense == "" and said.goal:
        yield "action", "goal"
    if said.sense == "" and said.figures and not said.told and _LEVEL.search(said.folded):
        yield "target", "figure"
    if said.before in _PROMISES:
        yield ("assignment" if said.before == "assignment" else "action"), "goes on"
    yield "description", ""


def _gone_on(said: _Said) -> Iterator[tuple[Act, str]]:
    """What takes over from the piece before it in its sentence."""
    pushed = said.modal or said.goal or said.future
    if said.before in ("achievement", "limitation") and not pushed:
        yield from _cued(said, "limitation")
        yield said.before, "goes on"
    if said.looks_back and said.sense == "" and not pushed and (said.verb or said.actor):
        yield "description", "looks back"
    if said.before == "prohibition" and said.listed:
        yield "prohibition", "goes on"
    if (said.told and said.before == "description" and not said.modal) or (said.sense == "norm" and said.before and not said.actor):
        yield said.before, "goes on"


def _reported(said: _Said) -> Iterator[tuple[Act, str]]:
    """What is reported and not promised: by its section, or outside the plans by its words."""
    tasked = bool(said.verb)
    if said.sense == "limitation" and not (tasked and said.future):
        yield "limitation", "section"
    if said.sense in ("achievement", "lesson") and not (said.future and said.goal):
        yield from _cued(said, "limitation")
        yield ("achievement" if said.sense == "achievement" else "description"), "section"
    if said.told and not said.modal and (cue := _cue("report", said.head, said.folded)):
        yield "description", f"report: {cue}"
    if said.sense not in _PLANS and not tasked and not said.goal and not said.modal and not (said.actor and said.future):
        yield from _cued(said, "limitation", "achievement")


def _assigned(said: _Said) -> Iterator[tuple[Act, str]]:
    duty = _cue("assignment", said.head, said.folded)
    bound = said.modal or duty or (not said.verb and _giving().search(said.folded))
    if said.actor and (bound or not (said.told or (said.sense == "norm" and _cue("generic", said.head)))):
        yield "assignment", f"actor: {said.actor}"
    tasked = said.verb if said.sense == "norm" else said.verb or said.modal
    if said.above and tasked and not (said.sense == "norm" and (_cue("grant", said.head) or _cue("generic", fold(said.above)))):
        yield "assignment", f"actor above: {said.above}"
    if duty and not said.told and not said.verb and said.sense not in ("achievement", "limitation"):
        yield "assignment", f"assignment: {duty}"


def _planned(said: _Said) -> Iterator[tuple[Act, str]]:
    """What a statement of goals, tasks or assignments is when no word of it decides."""
    if goal := _cue("goal", said.head, said.folded):
        yield "action", f"goal: {goal}"
    if said.figures:
        yield "target", "figure"
    yield from _cued(said, "achievement")
    if not said.modal and (cue := _cue("copula", "", said.folded)):
        yield "description", f"copula: {cue}"
    if (said.sense != "goals" or said.future or _REACHES.search(said.folded)) and len(said.folded.split()) > 5:
        yield ("assignment" if said.above else "action"), "section"


def actor_of(said: str, *, spoken: bool = False) -> str | None:
    """Who a statement tells to act: at its head, behind its first comma, or behind a word that gives out work.

    Of a heading (`spoken`) it is who it names, whether or not a verb follows.

    >>> actor_of("Giao Sở Tài chính bố trí vốn."), actor_of("Sở hữu trí tuệ được bảo vệ.")
    ('Sở Tài chính', None)
    """
    enumerator = _ENUMERATOR.match(said)
    rest = said[enumerator.end() :] if enumerator else said
    folded = fold(rest).replace("\n", " ")
    given = _giving().search(folded, 0, 2 * _MOST)
    named = given or _later().match(folded) or (_SPOKEN.match(folded) if spoken else None)
    at = named.end() if named else 0
    actor = markers()["actor"][0].match(folded, at)
    if not actor:
        return None
    verbs = (verb.start() for verb in _duty().finditer(folded, actor.end(), at + _MOST) if rest[verb.start()].islower())
    end = next(verbs, None)
    if end is None and not (given or spoken):
        return None
    name = rest[at : end or at + _MOST].strip(" ,:;.\n")
    return None if _PASSIVE.search(fold(name)) or _ENTITLED.search(folded, at, at + _MOST) else name


def year_of(facts: Facts) -> int:
    """The document's own year, or the first of its term; 0 if neither is known."""
    return int((facts.date or facts.term or "0")[:4])


def _future(folded: str, year: int) -> bool:
    """Whether the statement names a time after its document's own year (or any, if that is not known)."""
    return any(int(time.date[:4]) > year for time in find_deadlines(folded) if time.kind != "recurrence")
