"""Exercises on targets: their figures, which target has which, and how they change over time."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from textkit.comparing.threads import Member, Thread
from textkit.data.messages import number
from textkit.presenting.pages import chain as chained
from textkit.presenting.pages import label_of, source
from textkit.reading.document import grouped
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import fold

PROMISES = ("target", "action", "assignment", "prohibition")

# Senses of statements that plan, and what says so under any heading.
PLANS = ("goals", "tasks", "assignment")
_AIMS = re.compile(r"\b(?:phấn đấu|đến năm|mục tiêu|chỉ tiêu|tối thiểu|ít nhất)\b")

# What stands before a figure that is less than all: there is no "trên 100%".
_MORE_THAN = re.compile(r"(?:trên|hơn|vượt|quá|>)\s*$")

# Wrong options of a choice, and the steps to either side among which those of a figure are drawn.
_WRONG_OPTIONS = 3
_STEPS = 6

# The least figure offered beside the right one is this share of it, the greatest this many times.
# Chosen by eye; not measured.
_LEAST_SHARE, _MOST_TIMES = 0.25, 1.9

# All of something, in per cent.
_ALL = 100.0

# A wrong figure within this share of the right one makes a hard item, within the other a middling
# one. Chosen by eye; not measured.
_HARD, _MIDDLING = 0.15, 0.4

# Targets that are matched with their figures: fewer can be guessed, more do not fit on a sheet.
# Figures of one item lie within this factor, or size tells them apart. Chosen by eye; not measured.
_LEAST_TO_MATCH, _MOST_TO_MATCH = 3, 4
_FACTOR_TO_MATCH = 4

# Words that any measure may have; a line without so many others does not say what it measures.
_OF_ANY_MEASURE = frozenset(
    "tăng giảm đạt trên dưới khoảng bình quân mỗi năm giai đoạn đến".split()
)
_WORDS_OF_A_NAME = 2

# One figure of a text: "1.500", "8,5", "75 ,5" of a torn page.
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*(?: ,\d+)?")


class Gap(NamedTuple):
    """What is left out of a statement: its bounds in the document, its words, and its figures with
    decimals and the dot of thousands.
    """

    statement: Any
    start: int
    end: int
    words: str
    figures: tuple[float, ...]
    decimals: int
    dot: str


def cloze(evidence: Evidence) -> Iterator[Item]:
    """Targets with the figure left out; other options are of its unit and size.

    The right figure is as often the least as the greatest of the four.
    """
    for target in evidence.shuffled(_promised_targets(evidence)):
        gap = find_gap(evidence, target)
        if gap is None or len(gap.figures) != 1:
            continue
        taken: set[float | None] = set()
        measured = target.indicator or target.indicator_text
        for other in evidence.records("targets", target.doc_id):
            if (other.indicator or other.indicator_text) == measured:
                taken |= {other.low, other.high}
        others = figures_around(evidence, gap, most=_most(evidence, gap, target.unit), taken=taken)
        if others:
            yield evidence.item(
                [gap.statement],
                prompt=evidence.say("which_level"),
                passage=evidence.text(gap.statement, (gap.start, gap.end)),
                key=evidence.text(gap.statement),
                right=gap.words,
                others=[moved_by(gap, step) for step in others],
                level=hardness(gap, others),
            )


def _most(evidence: Evidence, gap: Gap, unit: str | None) -> float:
    """The greatest figure that can be offered: a share has no more than all."""
    if unit != "%" or gap.figures[-1] > _ALL:
        return math.inf
    before = fold(evidence.corpus.text(gap.statement.doc_id)[gap.statement.start : gap.start])
    return _ALL - 1 if _MORE_THAN.search(before) else _ALL


def _promised_targets(evidence: Evidence) -> list[Any]:
    """The targets of which it is known what they measure."""
    found = []
    for target in evidence.every("targets"):
        if target.role == "promised" and (target.indicator or target.indicator_text):
            found.append(target)
    return found


def find_gap(evidence: Evidence, place: Any, least: int = 6) -> Gap | None:
    """Where the figure of a target stands with its unit, in a statement that promises.

    None where the statement has the figure twice, cannot be read alone, or does not say what is
    measured.
    """
    statement = evidence.statement(place)
    if statement is None or statement.act not in PROMISES or not evidence.reads(statement, least):
        return None
    text = evidence.corpus.text(statement.doc_id)[statement.start : statement.end]
    if not evidence.begins(statement) or not _plans(statement, text):
        return None
    bounds = (place.low, place.high)
    quantities = [found for found in find_quantities(text) if (found.low, found.high) == bounds]
    if len(quantities) != 1:
        return None
    quantity = quantities[0]
    digits = list(_DIGITS.finditer(text, quantity.start, quantity.end))
    figures = sorted({bound for bound in bounds if bound is not None})
    if not digits or len(digits) != len(figures) or _stands_twice(text, digits[0].group()):
        return None
    end = max(digits[-1].end(), _end_of_unit(text, place.unit, digits[-1].end(), quantity.end))
    decimals = max(len(match.group().partition(",")[2]) for match in digits)
    dot = "" if re.search(r"\d{4}", digits[0].group()) else "."
    start = digits[0].start()
    if not _names_something(f"{text[:start]} {text[end:]}"):
        return None
    offset = statement.start
    return Gap(
        statement,
        offset + start,
        offset + end,
        " ".join(text[start:end].split()),
        tuple(figures),
        decimals,
        dot,
    )


def _names_something(line: str) -> bool:
    """Whether words without their figure say what is measured.

    >>> _names_something("Tăng / năm giai đoạn 2016 - 2020."), _names_something("Trồng rừng mới.")
    (False, True)
    """
    words = [word for word in re.findall(r"[^\W\d_]+", fold(line)) if word not in _OF_ANY_MEASURE]
    return len(words) >= _WORDS_OF_A_NAME


def _plans(statement: Any, text: str) -> bool:
    """Whether a statement stands among goals and tasks or says itself that it aims: under another
    heading a figure may be a result ("chín tháng giải ngân đạt 51%").
    """
    return statement.sense in PLANS or _AIMS.search(fold(text)) is not None


def _stands_twice(text: str, figure: str) -> bool:
    """Whether a text has a figure more than once; "25" is none of "2025"."""
    alone = rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)"
    return len(re.findall(alone, text)) > 1


def _end_of_unit(text: str, unit: str | None, start: int, end: int) -> int:
    """Where the unit behind a figure ends; the start where it is written in other words."""
    wanted = fold(unit or "")
    at = fold(text).find(wanted, start, end)
    return start if at < 0 else at + len(wanted)


def moved_by(gap: Gap, step: float) -> str:
    """The words of a gap with its figures moved by a step, written as the document writes."""
    figures = iter(gap.figures)

    def moved(_: re.Match[str]) -> str:
        return number(next(figures) + step, digits=gap.decimals).replace(".", gap.dot)

    return _DIGITS.sub(moved, gap.words, count=len(gap.figures))


def figures_around(
    evidence: Evidence, gap: Gap, *, most: float, taken: set[float | None]
) -> list[float]:
    """By how much each of three wrong figures differs from the right one; empty where there are
    not enough.

    How many of them are less is drawn first, so that the place of the right figure in their order
    says nothing.
    """
    first, last = gap.figures[0], gap.figures[-1]
    for step in _steps(first, gap.decimals):
        less: list[float] = []
        more: list[float] = []
        for count in range(1, _STEPS + 1):
            for side, moved in ((less, -count * step), (more, count * step)):
                low, high = round(first + moved, gap.decimals), round(last + moved, gap.decimals)
                is_near = _LEAST_SHARE * first <= low and high <= _MOST_TIMES * last
                if is_near and high <= most and low not in taken:
                    side.append(moved)
        if len(less) >= _WRONG_OPTIONS and len(more) >= _WRONG_OPTIONS:
            rank = evidence.chance.randrange(_WRONG_OPTIONS + 1)
            chosen = evidence.chance.sample(less, rank)
            return chosen + evidence.chance.sample(more, _WRONG_OPTIONS - rank)
    return []


def _steps(right: float, decimals: int) -> Iterator[float]:
    """Steps by which a figure is moved, the roundest first: the others are as round as it is.

    >>> list(_steps(60, 0))
    [10.0, 5.0]
    """
    for power in range(7, -decimals - 1, -1):
        for digit in (5, 1):
            step = round(digit * 10.0**power, max(decimals, 0))
            is_round = round(right / step, 6) % 1 == 0
            # A figure is not less round than the others, nor much rounder.
            rounder = 10 * step if right < 10 * step else 5 * step
            is_as_round = round(right / rounder, 6) % 1 != 0 or digit == 5
            if is_round and is_as_round and step * (_WRONG_OPTIONS + 1) <= right:
                yield step


def hardness(gap: Gap, others: Sequence[float]) -> str:
    """How hard it is to tell the figure from the others, by the nearest of them."""
    nearest = min(map(abs, others)) / gap.figures[0]
    if nearest <= _HARD:
        return "3"
    return "2" if nearest <= _MIDDLING else "1"


def promised_by_group(thread: Thread) -> dict[str, list[Member]]:
    """The promises of a thread by group, in order of time."""
    return grouped(
        (m for m in thread.members if m.text and m.role == "promised"), attrgetter("group")
    )


def match(evidence: Evidence) -> Iterator[Item]:
    """Targets of one document and one unit without their figures, to be matched with these.

    The figures stand in order of size, the targets in drawn order: neither tells the other.
    """
    gaps: dict[tuple[str, str], list[Gap]] = {}
    for target in evidence.shuffled(_promised_targets(evidence)):
        gap = find_gap(evidence, target)
        if gap is not None and len(gap.figures) == 1:
            gaps.setdefault((target.doc_id, target.unit or ""), []).append(gap)
    for of_document in evidence.shuffled(gaps.values()):
        while len(of_document) >= _LEAST_TO_MATCH:
            chosen = _matchable(of_document)
            if len(chosen) < _LEAST_TO_MATCH:
                break
            of_document = [gap for gap in of_document if gap not in chosen]
            by_size = sorted(chosen, key=lambda gap: gap.figures)
            lines = [evidence.text(gap.statement, (gap.start, gap.end)) for gap in chosen]
            key = [evidence.text(gap.statement) for gap in chosen]
            yield evidence.item(
                [gap.statement for gap in chosen],
                lines=tuple(lines),
                options=tuple(gap.words for gap in by_size),
                answer=tuple(by_size.index(gap) for gap in chosen),
                key=" ".join(key),
                level=str(len(chosen) - 1),
            )


def _matchable(gaps: Sequence[Gap]) -> list[Gap]:
    """Up to four gaps of different statements, whose figures differ but are of one size."""
    chosen: list[Gap] = []
    for gap in gaps:
        figures = [other.figures[0] for other in chosen] + [gap.figures[0]]
        spellings = {fold(other.words) for other in chosen}
        statements = {other.statement.start for other in chosen}
        is_of_size = max(figures) <= _FACTOR_TO_MATCH * min(figures)
        is_new = fold(gap.words) not in spellings and gap.statement.start not in statements
        is_new &= len({_DIGITS.sub("", each.words) for each in (gap, *chosen)}) == 1
        if is_of_size and is_new and len(chosen) < _MOST_TO_MATCH:
            chosen.append(gap)
    return chosen


def timeline(evidence: Evidence) -> Iterator[Item]:
    """One target over time, drawn, with three open questions.

    It was both promised and reported, in one unit, and promised by two groups at least.
    """
    for thread in evidence.shuffled(thread for thread in evidence.threads() if thread.indicator):
        members = [member for member in thread.members if member.text]
        roles = {member.role for member in members}
        measures = {(member.unit, member.per) for member in members}
        if len(roles) < 2 or len(measures) != 1 or len(promised_by_group(thread)) < 2:
            continue
        label = label_of(thread, evidence.lang)
        yield evidence.item(
            members,
            prompt=label,
            lines=tuple(evidence.say(f"timeline_{n}", label=label) for n in (1, 2, 3)),
            passage=chained(thread, evidence.lang, told=False),
            key=chained(thread, evidence.lang),
            figure=f"{members[0].doc_id}:{members[0].start}",
        )


def comparison(evidence: Evidence) -> Iterator[Item]:
    """Two terms side by side: the shares of their themes, drawn, with open questions.

    The third question is about a target of the first term that the second has no more.
    """
    groups = evidence.corpus.groups()
    measured = [thread for thread in evidence.threads() if thread.indicator]
    for before, after in evidence.shuffled(pairwise(groups)):
        names = {"before": before, "after": after}
        lost = []
        for thread in measured:
            if {before, after} & promised_by_group(thread).keys() == {before}:
                lost.append(thread)
        label = label_of(evidence.chance.choice(lost), evidence.lang) if lost else ""
        questions = (1, 2, 3) if lost else (1, 2)
        lines = [evidence.say(f"comparison_{n}", label=label, **names) for n in questions]
        sources = []
        for group in (before, after):
            for doc_id in groups[group]:
                sources.append(source(evidence.corpus, doc_id))
        yield evidence.item(
            [],
            prompt=evidence.say("which_comparison", **names),
            figure=f"{before}|{after}",
            key=evidence.say("weak"),
            lines=tuple(lines),
            asks=(f"{before} {after}",),
            sources=sources,
        )
