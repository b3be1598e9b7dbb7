"""Cutting units into statements (mệnh đề), and what each does: promises, reports, assigns, forbids, exhorts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from textkit.language.annotation import document_of
from textkit.language.units import Unit, find_units
from textkit.reading.document import Facts, Record
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

    `unit` is the place of its sentence in `find_units`; a cue is `what: words`, or `section: sense`.
    """

    act: Act
    path: str
    sense: str
    unit: int
    cues: tuple[str, ...]


_ENUMERATOR = re.compile(
    r"\s*(?:(?:[IVXLC]{1,6}|[A-Z]|\d{1,3}(?:\.\d{1,2}){0,3})\s?[-–./)]{1,2}(?=\s)|\(?[a-zđ]\d?\)|\(\d{1,2}\)|[-–+*•]"
    r"|Điều \d+\w?[.:]?)\s*"
)
_TABLE_HEAD = re.compile(r"\s*(?:STT|TT|Stt)\s")
_BREAK = re.compile(r";\s*(?=\S)")
_HELD = frozenset({"basis", "signature", "head", "note"})
_TELLING = frozenset({"báo cáo", "bài phát biểu", "bài viết"})
_GIVING = ("giao ", "phân công ", "uỷ quyền ", "đề nghị ", "yêu cầu ")
_MOST = 180  # so many characters at the most stand between an actor and its verb
_PLANS = frozenset({"goals", "tasks", "assignment"})
_REACHES = re.compile(r"(?<!\w)(?:đạt|còn|chiếm|dưới|trên|tăng|giảm|lên|xuống|có|ít nhất|tối thiểu|không quá|bằng|là|gấp|duy trì|thuộc|nhóm|tốp)(?!\w)")


@cache
def markers() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By kind of cue: the pattern for the head of a folded statement, and the one for anywhere in it."""
    content = tomllib.loads((files("textkit") / "data" / "markers.toml").read_text("utf-8"))
    return {kind: (re.compile(f"(?:{row['head']})"), re.compile(row["anywhere"])) for kind, row in content.items()}


def find_statements(doc: Doc) -> Iterator[Statement]:
    """The statements of a document in order; together they tile its sentences but for marks and white space.

    >>> from textkit.language.annotation import annotate
    >>> text = "II. NHIỆM VỤ\\n- Đẩy mạnh cải cách hành chính; không để tồn đọng hồ sơ quá hạn."
    >>> [statement.act for statement in find_statements(next(annotate(text)))]
    ['description', 'action', 'prohibition']
    """
    document = document_of(doc)
    units = find_units(doc)
    verbs = [token.idx for token in doc if token.pos_ == "VERB"]
    for index, unit in enumerate(units):
        if unit.kind != "sentence":
            continue
        for start, end in _cut(document.text, unit):
            said = document.text[start:end]
            head = end - len(body_of(said)[1])
            act, cues = _judge(said, units, unit, [at - head for at in verbs if head <= at < end], document.facts)
            yield Statement(document.id, start, end, act, unit.path, unit.sense, index, cues)


def _cut(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    said, at = text[unit.start : unit.end], 0
    for match in _BREAK.finditer(said):
        if said.count("(", at, match.start()) <= said.count(")", at, match.start()):
            yield unit.start + at, unit.start + match.start() + 1
            at = match.end()
    yield unit.start + at, unit.end


def body_of(said: str) -> tuple[str, str]:
    """A statement folded, without its enumerator: with what may stand before its head, and from its head on."""
    folded = fold(said[_ENUMERATOR.match(said).end() :] if _ENUMERATOR.match(said) else said)  # type: ignore[union-attr]
    head = folded.lstrip(" \t\n“\"(*")
    for _ in range(3):
        lead = markers()["lead"][0].match(head)
        if not lead or not lead.group():
            break
        head = head[lead.end() :].lstrip()
    return folded, head


def _judge(said: str, units: list[Unit], leaf: Unit, verbs: list[int], facts: Facts) -> tuple[Act, tuple[str, ...]]:
    sense = leaf.sense
    if sense in _HELD:
        return ("basis" if sense == "basis" else "description"), (f"section: {sense}",)
    parent = units[leaf.parent] if leaf.parent is not None else None
    if parent and parent.kind == "row" and _TABLE_HEAD.match(said):
        return "description", ("table head",)
    titled = parent and parent.heading and parent.start == leaf.start and fold(parent.heading) in fold(said)
    if titled and not any(find_quantities(said)):
        return "description", ("heading",)
    folded, head = body_of(said)
    for act, cue in _acts(folded, head, sense, verbs, facts):
        return act, (cue, f"section: {sense}") if sense else (cue,)
    return "description", (f"section: {sense}",) if sense else ()


def _acts(folded: str, head: str, sense: str, verbs: list[int], facts: Facts) -> Iterator[tuple[Act, str]]:
    """What the statement may be, the surest first."""
    first: tuple[Act, ...] = ("effect", "exhortation", "approval")
    for act in first:
        yield from _cued(act, act, folded, head)
    figures = (sense == "goals" or bool(_REACHES.search(folded))) and any(find_quantities(folded))
    goal = any(pattern.search(folded) for pattern in markers()["goal"])
    future = _future(folded, year_of(facts))
    verb = markers()["action"][0].match(head)
    yield from _told(folded, head, sense, bool(verb), goal, future)
    yield from _cued("prohibition", "prohibition", folded, head)
    if figures and sense != "norm" and (sense == "goals" or future or goal):
        yield "target", "figure"
    if sense != "norm" or future:
        yield from _assigned(folded, head, sense, verbs)
    if sense != "norm" and verb:
        yield "action", f"verb: {verb.group().strip()}"
    if sense in _PLANS:
        yield from _planned(folded, head, sense, verbs, figures)
    yield from _cued("achievement", "achievement", folded, head)
    if sense == "" and goal:
        yield "action", "goal"
    if sense == "" and figures and facts.kind not in _TELLING:
        yield "target", "figure"


def _told(folded: str, head: str, sense: str, acts: bool, goal: bool, future: bool) -> Iterator[tuple[Act, str]]:
    """What is reported and not promised: by its section, or outside the plans by its words."""
    if sense == "limitation" and not (acts and future):
        yield "limitation", "section"
    if sense in ("achievement", "lesson") and not (future and goal):
        yield from _cued("limitation", "limitation", folded, head)
        yield ("achievement" if sense == "achievement" else "description"), "section"
    actor = markers()["actor"][0].match(head)
    if sense not in _PLANS and not acts and not goal and not (actor and future):
        yield from _cued("limitation", "limitation", folded, head)
        yield from _cued("achievement", "achievement", folded, head)


def _planned(folded: str, head: str, sense: str, verbs: list[int], figures: bool) -> Iterator[tuple[Act, str]]:
    """What a statement of goals, tasks or assignments is when no word of it decides."""
    yield from _cued("action", "goal", folded, head)
    if figures:
        yield "target", "figure"
    if verbs[:1] == [0] and len(folded.split()) > 3:
        yield "action", "verb at its head"
    yield from _cued("achievement", "achievement", folded, head)
    if sense != "goals" and len(folded.split()) > 5:
        yield "action", "section"


def _cued(act: Act, kind: str, folded: str, head: str) -> Iterator[tuple[Act, str]]:
    at_head, anywhere = markers()[kind]
    if found := at_head.match(head) or at_head.match(folded) or anywhere.search(folded):
        yield act, f"{kind}: {found.group().strip()}"


def _assigned(folded: str, head: str, sense: str, verbs: list[int]) -> Iterator[tuple[Act, str]]:
    if head.startswith(_GIVING):
        yield "assignment", f"assignment: {head.split(' ', 1)[0]}"
    actor = markers()["actor"][0].match(head)
    told = actor and re.search(rf"\s{markers()['action'][0].pattern}", head[actor.end() : _MOST])
    if actor and (told or any(actor.end() <= at < _MOST for at in verbs)):
        yield "assignment", f"actor: {actor.group().strip()}"
    if sense == "assignment":
        yield from _cued("assignment", "assignment", folded, head)


def year_of(facts: Facts) -> int:
    """The document's own year, or the first of its term; 0 if neither is known."""
    return int((facts.date or facts.term or "0")[:4])


def _future(folded: str, year: int) -> bool:
    """Whether the statement names a time after its document's own year (or any, if that is not known)."""
    return any(int(time.date[:4]) > year for time in find_deadlines(folded) if time.kind != "recurrence")
