"""Exercises on a target in two documents: what the other one set."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from textkit.comparing.threads import Member
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.teaching.series import (
    Gap,
    find_gap,
    hardness,
    moved_by,
    promised_by_group,
)
from textkit.vietnamese.text import fold

# Figures that are one target's lie within this factor; beyond it one is read wrongly or measures
# something else. Chosen by eye; not measured.
_SAME_SIZE = 20

# Words of a version of a target that can be read alone: fewer than of a sentence elsewhere, as
# versions stand beside each other.
_LEAST_WORDS_OF_A_VERSION = 4

# Wrong options of a choice, and the steps to either side among which they are drawn.
_WRONG_OPTIONS = 3
_STEPS = 6

# The least figure offered beside the right one is this share of it, the greatest this many times.
# Chosen by eye; not measured.
_LEAST_SHARE, _MOST_TIMES = 0.25, 1.9

# Of the shorter of two versions this share of the words (figures, units and the words of targets
# in general apart) stands in the other one too, or they measure two things. Chosen by eye on the
# documents to tune on.
_LEAST_SHARED = 0.5

# Words of targets in general.
_OF_TARGETS = frozenset(
    "đạt khoảng trên dưới ít nhất tối thiểu phấn đấu đến năm giai đoạn bình quân mức là có được từ"
    " trở lên và của các trong cho với tỉ tỷ lệ trọng số về một mỗi hằng còn"
    " xuống giảm tăng".split()
)

# What narrows what is measured: where only one of two versions has it, they measure two things.
_NARROWING = ("chứng chỉ", "bằng cấp", "đô thị", "thành thị", "nông thôn", "công lập", "quy chuẩn")


# A figure or a code that a page tore apart: "75 ,5", "HD I".
_TORN = re.compile(r"\d [,.]\d|\b[a-z]{1,3} [a-z]\)", re.IGNORECASE)

# The greatest figure that a share in percent, and an index under one without a unit, can have.
_MOST_OF_A_SHARE, _MOST_OF_AN_INDEX = 100.0, 1.0


class _Pair(NamedTuple):
    """A target in two versions: the one with the gap and the one that is shown."""

    asked: Gap
    known: Gap
    first: Gap
    members: tuple[Member, Member]


def changed(evidence: Evidence) -> Iterator[Item]:
    """A target in two documents, the figure of one left out: what did the other set?

    All options differ from the figure that is shown to the same side, so that "later is bigger"
    tells nothing; how many of them are nearer to it takes turns, so that "nearest" tells nothing.
    """
    pairs = list(_pairs(evidence))
    made: dict[int, int] = dict.fromkeys(range(_WRONG_OPTIONS + 1), 0)
    while pairs:
        # The rank that was least taken up to now, of a pair that affords it.
        best = None
        for rank in sorted(made, key=lambda rank: (made[rank], -rank)):
            best = next((pair for pair in pairs if _options(evidence, pair, rank)), None)
            if best is not None:
                break
        # Where only ranks are left that were taken often, no more are made.
        if best is None or made[rank] > min(made.values()) + 1:
            return
        made[rank] += 1
        pairs = [pair for pair in pairs if pair.members != best.members]
        yield _item(evidence, best, _options(evidence, best, rank))


def _pairs(evidence: Evidence) -> Iterator[_Pair]:
    """The pairs of versions that set figures of one measure; either may be asked."""
    found: list[tuple[Member, Member]] = []
    for thread in evidence.threads():
        if thread.indicator:
            found += pairwise(chain.from_iterable(promised_by_group(thread).values()))
    for before, after in evidence.shuffled(found):
        if not _are_comparable(before, after):
            continue
        first, second = (find_gap(evidence, m, _LEAST_WORDS_OF_A_VERSION) for m in (before, after))
        if first is None or second is None or fold(first.words) == fold(second.words):
            continue
        if not _measure_alike(evidence, first, second):
            continue
        for asked, known in evidence.shuffled([(first, second), (second, first)]):
            if _is_evenly_written(asked):
                yield _Pair(asked, known, first, (before, after))


def _is_evenly_written(gap: Gap) -> bool:
    """Whether the figures of a gap have as many decimals each.

    Those of "6,5 - 7%" have not: the others would differ from it in form.
    """
    decimals = [
        len(digits.partition(",")[2]) for digits in re.findall(r"\d+(?:[.,]\d+)*", gap.words)
    ]
    return len(set(decimals)) == 1


def _are_comparable(before: Member, after: Member) -> bool:
    """Whether two promises of two documents set figures of one measure, and not the same."""
    if before.doc_id == after.doc_id or "redefined" in after.changes:
        return False
    if (before.unit, before.per) != (after.unit, after.per):
        return False
    figures = []
    for member in (before, after):
        figures.append(member.high if member.low is None else member.low)
    if None in figures or 0 in figures:
        return False
    sizes = [abs(figure or 0.0) for figure in figures]
    return sizes[0] != sizes[1] and max(sizes) < _SAME_SIZE * min(sizes)


def _measure_alike(evidence: Evidence, first: Gap, second: Gap) -> bool:
    """Whether the words of two versions say that they measure one thing."""
    both = (first, second)
    texts = [fold(evidence.text(gap.statement, (gap.start, gap.end))) for gap in both]
    if any((words in texts[0]) != (words in texts[1]) for words in _NARROWING):
        return False
    if any(_TORN.search(text) for text in texts) or any(_TORN.search(g.words) for g in both):
        return False
    words = [{*re.findall(r"[^\W\d_]+", text)} - _OF_TARGETS for text in texts]
    least = min(len(each) for each in words)
    return least > 0 and len(words[0] & words[1]) >= _LEAST_SHARED * least


def _options(evidence: Evidence, pair: _Pair, rank: int) -> list[float]:
    """By how much three wrong figures differ from the right one, of which so many are nearer to the
    figure that is shown; empty where there are not enough.
    """
    asked, beyond = pair.asked, pair.known.figures[0]
    right = asked.figures[0]
    greatest = _greatest(asked)
    for step in _steps(right, asked.decimals):
        nearer: list[float] = []
        farther: list[float] = []
        for count in range(1, _STEPS + 1):
            for moved in (-count * step, count * step):
                low = round(right + moved, asked.decimals)
                high = round(asked.figures[-1] + moved, asked.decimals)
                is_near = _LEAST_SHARE * right <= low and high <= _MOST_TIMES * asked.figures[-1]
                is_possible = high <= greatest
                is_there = low != beyond and (low > beyond) == (right > beyond)
                if is_near and is_possible and is_there:
                    side = nearer if abs(low - beyond) < abs(right - beyond) else farther
                    side.append(moved)
        if len(nearer) >= rank and len(farther) >= _WRONG_OPTIONS - rank:
            chosen = evidence.chance.sample(nearer, rank)
            return chosen + evidence.chance.sample(farther, _WRONG_OPTIONS - rank)
    return []


def _greatest(gap: Gap) -> float:
    """The greatest figure that the target of a gap can have."""
    if "%" in gap.words:
        return max(_MOST_OF_A_SHARE, gap.figures[-1])
    is_index = gap.figures[-1] < _MOST_OF_AN_INDEX and gap.words[-1:].isdigit()
    return _MOST_OF_AN_INDEX if is_index else math.inf


def _steps(right: float, decimals: int) -> Iterator[float]:
    """Steps by which a figure is moved, the roundest first: the others are as round as it is.

    >>> list(_steps(60, 0)), list(_steps(28, 0)), list(_steps(6.5, 1))
    ([20.0, 10.0, 5.0], [2.0, 1.0], [0.5])
    """
    for power in range(7, -decimals - 1, -1):
        for digit in (5, 2, 1):
            step = round(digit * 10.0**power, max(decimals, 0))
            is_round = round(right / step, 6) % 1 == 0
            # A figure is not less round than the others, nor much rounder.
            rounder = 10 * step if right < 10 * step else 5 * step
            is_as_round = round(right / rounder, 6) % 1 != 0 or digit == 5
            if is_round and is_as_round and 2 * step <= right:
                yield step


def _item(evidence: Evidence, pair: _Pair, steps: list[float]) -> Item:
    """The item of a pair: both versions with their documents, one with a gap."""
    asked, (before, after) = pair.asked, pair.members
    second = pair.asked if pair.asked is not pair.first else pair.known
    lines = []
    for member, version in ((before, pair.first), (after, second)):
        bounds = (asked.start, asked.end) if version is asked else None
        text = evidence.text(version.statement, bounds)
        document = evidence.source(version.statement.doc_id)
        due = member.deadline
        key = "version_due" if due and due[:4] not in text else "version"
        lines.append(evidence.say(key, document=document, text=text, due=(due or "")[:4]))
    told = evidence.text(asked.statement)
    why = {asked.words: evidence.say("set_so", text=told)}
    others = [moved_by(asked, step) for step in steps]
    for words in others:
        why[words] = evidence.say("set_otherwise", figure=asked.words)
    return evidence.item(
        [before, after],
        lines=tuple(lines),
        key=f"{told} ({evidence.source(asked.statement.doc_id)})",
        right=asked.words,
        others=others,
        why=why,
        level=hardness(asked, steps),
    )
