"""Exercises on targets and commitments: their figures, and what became of them over time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain, pairwise, zip_longest
from operator import attrgetter
from typing import Any, NamedTuple

from textkit.comparing.threads import Member, Thread
from textkit.data.messages import Lang, number
from textkit.presenting.pages import chain as chained
from textkit.presenting.pages import label_of, member_figure, source
from textkit.reading.document import grouped
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.vietnamese.dates import find_deadlines, written_date
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import fold

PROMISES = ("target", "action", "assignment", "prohibition")
_YEAR = re.compile(r"(?<![\d/.])(?:19|20)\d\d(?!\d)")
_TELLING_TIME = re.compile(
    rf"""
    {_YEAR.pattern}                 # "2025", but not that of "39/2025" or "1.2025"
    | (?<=lần[ ]thứ[ ]) [IVXLC]+ \b  # "Đại hội lần thứ XIX"
    | (?<=khóa[ ]) [IVXLC]+ \b       # "khóa XIX"
    | (?<=khoá[ ]) [IVXLC]+ \b       # "khoá XIX"
    """,
    re.VERBOSE,
)

# Figures that are one target's lie within this factor; beyond it one is read wrongly or measures
# something else. Chosen by eye; not measured.
_SAME_SIZE = 20

# Wrong options of a choice, and the steps to either side among which those of a figure are drawn.
_WRONG_OPTIONS = 3
_STEPS = 6

# A figure of a target is told apart from at most so many years before and after its own.
_YEARS_AROUND = 5

# Least and most versions of a commitment to be put in order: two can be guessed, more than four do
# not fit on a sheet.
_LEAST_VERSIONS = 3
_MOST_VERSIONS = 4

# Words of a version of a commitment that can be read alone: fewer than of a sentence elsewhere, as
# versions stand beside each other.
_LEAST_WORDS_TO_ORDER = 5
_LEAST_WORDS_TO_COMPARE = 4


class _Gap(NamedTuple):
    """What is left out of a statement (`level`, `deadline`), and what might stand there."""

    part: str
    start: int
    end: int
    others: list[str]


class _Change(NamedTuple):
    """Two promises that follow one another, and how figure and deadline differ."""

    before: Member
    after: Member
    outcome: tuple[str, str]


def cloze(evidence: Evidence) -> Iterator[Item]:
    """Targets with the figure or the year left out; other options are of its unit and size."""
    known = []
    for target in evidence.every("targets"):
        if target.role == "promised" and target.indicator:
            known.append(target)
    for target in evidence.shuffled(known):
        statement = evidence.statement(target)
        if statement is None or statement.act not in PROMISES or not evidence.reads(statement):
            continue
        text = evidence.corpus.text(statement.doc_id)[statement.start : statement.end]
        gaps = [*_level_gap(evidence, text, target), *_year_gap(evidence, text, target)]
        for gap in evidence.shuffled(gaps)[:1]:
            bounds = (statement.start + gap.start, statement.start + gap.end)
            yield evidence.item(
                [statement],
                prompt=evidence.say(f"which_{gap.part}"),
                passage=evidence.text(statement, bounds),
                key=evidence.text(statement),
                right=text[gap.start : gap.end],
                others=evidence.chance.sample(gap.others, _WRONG_OPTIONS),
            )


def _level_gap(evidence: Evidence, text: str, target: Any) -> Iterator[_Gap]:
    """Where the figure of a target stands with its unit.

    The others are figures that its document has of the indicator nowhere. A range and a figure that
    stands twice give no gap.
    """
    bounds = (target.low, target.high)
    quantities = [found for found in find_quantities(text) if (found.low, found.high) == bounds]
    if len(quantities) != 1 or len(set(bounds) - {None}) != 1:
        return
    quantity = quantities[0]
    digits = re.compile(r"\d+(?:[.,]\d+)*").search(text, quantity.start, quantity.end)
    if digits is None or text.count(digits.group()) != 1:
        return
    unit = fold(target.unit or "")
    unit_end = fold(text).find(unit, digits.end(), quantity.end) + len(unit)
    end = max(unit_end, digits.end())
    taken = set()
    for other in evidence.records("targets", target.doc_id):
        if other.indicator == target.indicator:
            taken |= {other.low, other.high}
    decimals = len(digits.group().partition(",")[2])
    levels = _levels(target.low or target.high or 0, decimals, target.unit == "%")
    near = [level for level in levels if level not in taken]
    if len(near) < _WRONG_OPTIONS:
        return
    # Written as the document writes its own: "1500" or "1.500".
    dot = "" if re.search(r"\d{4}", digits.group()) else "."
    others = []
    for level in near:
        written = number(level, digits=decimals).replace(".", dot)
        others.append(written + text[digits.end() : end])
    yield _Gap("level", digits.start(), end, others)


def _levels(right: float, digits: int, is_share: bool) -> Iterator[float]:
    """Figures as round as this one, from half to nearly twice of it; no share is over 100 %.

    >>> list(_levels(40, 0, True))[:3], list(_levels(95, 0, True))[-1]
    ([20.0, 30.0, 50.0], 100.0)
    """
    grain = _grain(right, digits)
    # A figure that ends in 0 or 5 is surrounded by such.
    in_fives = round(right / grain) % 5 == 0 and right >= 20 * grain
    step = 5 * grain if in_fives else grain
    most = 1.9 * right
    if is_share:
        most = min(most, max(100, right))
    for count in range(-_STEPS, _STEPS + 1):
        level = round(right + count * step, digits)
        if count and right / 2 <= level <= most:
            yield level


def _grain(right: float, digits: int) -> float:
    """The greatest power of ten of which a figure is a multiple, four times as great at least."""
    for power in range(7, -digits, -1):
        grain = 10.0**power
        if round(right / grain, 6) % 1 == 0 and right >= 4 * grain:
            return grain
    return 10.0**-digits


def _year_gap(evidence: Evidence, text: str, target: Any) -> Iterator[_Gap]:
    """Where the one year of a statement stands that is a deadline.

    The others are years around it, none before its document's own.
    """
    years = list(_YEAR.finditer(text))
    issued = int((evidence.corpus.fact(target.doc_id, "date") or "9999")[:4])
    due = []
    for deadline in find_deadlines(text):
        if deadline.kind == "deadline" and not deadline.vision:
            due.append(deadline)
    if len(years) != 1 or len(due) != 1 or not due[0].start <= years[0].start() < due[0].end:
        return
    right = int(years[0].group())
    if right > issued:
        around = range(max(issued, right - _YEARS_AROUND), right + _YEARS_AROUND + 1)
        others = [str(year) for year in around if year != right]
        yield _Gap("deadline", *years[0].span(), others)


def _promised(thread: Thread) -> dict[str, list[Member]]:
    """The promises of a thread by group, in order of time."""
    return grouped(
        (m for m in thread.members if m.text and m.role == "promised"), attrgetter("group")
    )


def _figure(member: Member, lang: Lang, *, dated: bool = True) -> str:
    values = asdict(member)
    return member_figure(values if dated else values | {"deadline": None}, lang)


def _set_by(evidence: Evidence, member: Member) -> str:
    """What a promise sets: its figure and deadline, or the deadline alone."""
    if (member.low, member.high) == (None, None):
        return evidence.say("until", deadline=written_date(member.deadline or ""))
    return _figure(member, evidence.lang)


def match(evidence: Evidence) -> Iterator[Item]:
    """The figures of one target, to be matched with the terms that set them."""
    # Two terms can be guessed: three are asked for where the corpus has them.
    least = max(2, min(3, len(evidence.corpus.groups())))
    for thread in evidence.shuffled(thread for thread in evidence.threads() if thread.indicator):
        promised = _promised(thread)
        members = list(chain.from_iterable(promised.values()))
        if len(promised) < least or not _are_matchable(members, len(promised), least):
            continue
        drawn = evidence.shuffled(promised)
        figures = {}
        for group, promises in promised.items():
            figures[group] = _figure(promises[0], evidence.lang, dated=False)
        groups = list(promised)
        yield evidence.item(
            members,
            prompt=evidence.say("which_match", label=label_of(thread, evidence.lang)),
            lines=tuple(figures[group] for group in drawn),
            options=tuple(groups),
            answer=tuple(groups.index(group) for group in drawn),
            key="; ".join(f"{group}: {figure}" for group, figure in figures.items()),
        )


def _are_matchable(members: Sequence[Member], groups: int, least: int) -> bool:
    """Whether each group has one figure, no two the same, all of one measure."""
    levels = {(m.group, m.low, m.high, m.unit, m.per) for m in members}
    measures = {(m.unit, m.per) for m in members}
    bounds: list[float | None] = []
    for _, low, high, _, _ in levels:
        bounds += {low, high} - {None}
    has_one_each = len(levels) == groups
    are_apart = len(set(bounds)) == len(bounds) >= least
    is_redefined = any("redefined" in member.changes for member in members)
    return has_one_each and are_apart and len(measures) == 1 and not is_redefined


def order(evidence: Evidence) -> Iterator[Item]:
    """Versions of a commitment, years and ordinals left out, to be put in order of time."""
    for thread in evidence.shuffled(evidence.threads()):
        members = _versions(evidence, thread)
        texts = [_TELLING_TIME.sub("…", evidence.text(member)) for member in members]
        spellings = {fold(text) for text in texts}
        if len(spellings) == len(texts) >= _LEAST_VERSIONS:
            drawn = tuple(evidence.shuffled(texts))
            steps = []
            for member in members:
                steps.append(f"{evidence.source(member.doc_id or '')}: {_set_by(evidence, member)}")
            answer = tuple(drawn.index(text) for text in texts)
            yield evidence.item(members, options=drawn, answer=answer, key=" → ".join(steps))


def _versions(evidence: Evidence, thread: Thread) -> list[Member]:
    """Up to four promises of a thread that can be read alone, one per day, in order of time.

    They have other figures; those of an action have a deadline.
    """
    by_date: dict[str, Member] = {}
    for member in chain.from_iterable(_promised(thread).values()):
        date = evidence.corpus.fact(member.doc_id or "", "date") or ""
        is_day = len(date) == len("2025-12-31")
        if not is_day or date in by_date:
            continue
        if thread.indicator:
            fits = _has_own_figure(member, by_date.values())
        else:
            fits = bool(member.deadline) and member.grade == "same"
        if fits and evidence.reads(member, _LEAST_WORDS_TO_ORDER):
            by_date[date] = member
    return [by_date[date] for date in sorted(by_date)][:_MOST_VERSIONS]


def _has_own_figure(member: Member, others: Iterable[Member]) -> bool:
    """Whether a figure is another than those of other members, and yet of their order of size."""
    sizes = [_height(member)]
    for other in others:
        if (other.low, other.high) == (member.low, member.high):
            return False
        sizes.append(_height(other))
    return max(sizes) < _SAME_SIZE * min(sizes)


def _height(member: Member) -> float:
    """The upper bound of a figure, else the lower, without its sign."""
    bound = member.low if member.high is None else member.high
    return abs(bound or 0.0)


def changed(evidence: Evidence) -> Iterator[Item]:
    """Two versions of a target: was the figure raised, lowered or kept, the deadline moved?"""
    options = {}
    for level in ("raised", "lowered", "kept"):
        for time in ("moved", "stays"):
            words = evidence.say(f"level_{level}") + evidence.say(f"time_{time}")
            options[level, time] = words
    for before, after, outcome in _mixed(evidence):
        lines = []
        for n, member in enumerate((before, after), 1):
            deadline = written_date(member.deadline or "")
            text = evidence.text(member)
            lines.append(evidence.say("version", n=n, deadline=deadline, text=text))
        others = [words for pair, words in options.items() if pair != outcome]
        yield evidence.item(
            [before, after],
            lines=tuple(lines),
            key=f"{_figure(before, evidence.lang)} → {_figure(after, evidence.lang)}",
            others=evidence.chance.sample(others, _WRONG_OPTIONS),
            right=options[outcome],
        )


def _mixed(evidence: Evidence) -> list[_Change]:
    """The changes of all threads in drawn order, every third one none: most of a corpus stays."""
    changes: list[_Change] = []
    for thread in evidence.threads():
        changes += _compared(evidence, thread)
    drawn = evidence.shuffled(changes)
    kept = [change for change in drawn if change.outcome == ("kept", "stays")]
    other = [change for change in drawn if change.outcome != ("kept", "stays")]
    in_threes = zip_longest(other[::2], other[1::2], kept)
    return [change for change in chain.from_iterable(in_threes) if change is not None]


def _compared(evidence: Evidence, thread: Thread) -> Iterator[_Change]:
    """Promises of a thread that follow one another in two documents and can be compared."""
    for before, after in pairwise(chain.from_iterable(_promised(thread).values())):
        level = _level(before, after)
        if level and _are_comparable(evidence, before, after):
            time = "stays" if before.deadline == after.deadline else "moved"
            yield _Change(before, after, (level, time))


def _are_comparable(evidence: Evidence, before: Member, after: Member) -> bool:
    """Whether two promises set one measure, each to a deadline, in words of their own."""
    if before.doc_id == after.doc_id or not before.comparator or "redefined" in after.changes:
        return False
    measure = (before.comparator, before.unit, before.per)
    if measure != (after.comparator, after.unit, after.per):
        return False
    if not before.deadline or not after.deadline:
        return False
    if fold(evidence.text(before)) == fold(evidence.text(after)):
        return False
    return all(evidence.reads(member, _LEAST_WORDS_TO_COMPARE) for member in (before, after))


def _level(before: Member, after: Member) -> str | None:
    """Whether the second figure is higher, lower or the same.

    None where one bound goes up and the other down.
    """
    steps = set()
    for old, new in ((before.low, after.low), (before.high, after.high)):
        if old is not None and new is not None:
            steps.add((new > old) - (new < old))
    if steps >= {1, -1}:
        return None
    return {1: "raised", -1: "lowered", 0: "kept"}[max(steps, key=abs, default=0)]


def timeline(evidence: Evidence) -> Iterator[Item]:
    """One target over time, drawn, with three open questions.

    It was both promised and reported, in one unit, and promised by two groups at least.
    """
    for thread in evidence.shuffled(thread for thread in evidence.threads() if thread.indicator):
        members = [member for member in thread.members if member.text]
        roles = {member.role for member in members}
        measures = {(member.unit, member.per) for member in members}
        if len(roles) < 2 or len(measures) != 1 or len(_promised(thread)) < 2:
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
            if {before, after} & _promised(thread).keys() == {before}:
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
