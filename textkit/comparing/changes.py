"""What changed from one promise to the next: the figure, its definition, the deadline, the words,
the names of bodies.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Literal

from textkit import data
from textkit.finding.indicators import indicators
from textkit.vietnamese.text import fold

Change = Literal["raised", "lowered", "moved", "redefined", "reworded"]

_REWORDED = (
    0.25  # the cosine under which most pairs that were labelled by reading say it in other words
)
_WORD = re.compile(r"\w+")
_PATTERNS = data.patterns("likeness.toml", "likeness")
_folded = lru_cache(256)(fold)


@cache
def _renamed(*kinds: str) -> dict[str, tuple[str, str]]:
    """By its old name, folded: what a province, ministry or level is called now, and since when."""
    renamed = (row for row in data.rows("renamed.csv") if row["kind"] in kinds)
    return {fold(row["old"]): (row["new"], row["since"]) for row in renamed}


@cache
def _provinces() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(sorted(_renamed('province'), key=len, reverse=True))})(?!\w)"
    )


def province_of(*said: str | None, date: str = "", merged: bool = False) -> str:
    """The province that words name, folded; empty if none is named.

    One that others joined on 1 July 2025 is another one after that day, marked with `*`; with
    `merged` it goes by its new name before that day too.

    >>> (
    ...     province_of("Tỉnh ủy Bình Định", date="2020-10-01"),
    ...     province_of("Tỉnh ủy Bình Định", merged=True),
    ... )
    ('bình định', 'gia lai')
    >>> (
    ...     province_of("Tỉnh ủy Gia Lai", date="2020-10-01"),
    ...     province_of("Tỉnh ủy Gia Lai", date="2025-09-01"),
    ... )
    ('gia lai', 'gia lai*')
    """
    named = next(filter(None, (_provinces().search(_folded(words or "")) for words in said)), None)
    if named is None:
        return ""
    new, since = _renamed("province")[named[0]]
    return fold(new) if merged else f"{named[0]}*" if since and date >= since else named[0]


def renamings(before: str, now: str) -> tuple[str, ...]:
    """The bodies that one text calls by their old names and a later one by the new:
    `Sở X → Sở Y`.
    """
    old, new = _folded(before), _folded(now)
    found = (
        (was, name)
        for was, (name, _) in _renamed("body", "level").items()
        if was in old and was not in new
    )
    return tuple(
        f"{before[old.index(was) :][: len(was)]} → {name}"
        for was, name in found
        if _folded(name) in new
    )


def marks(before: str, now: str, start: int) -> Iterator[tuple[int, int]]:
    """Where a text that begins at `start` has words that the one before it has not, as spans of the
    document.
    """
    known = {word[0] for word in _WORD.finditer(_folded(before))}
    for old, run in groupby(_WORD.finditer(_folded(now)), lambda word: word[0] in known):
        if not old:
            words = list(run)
            yield start + words[0].start(), start + words[-1].end()


def changes(before: Any, now: Any, cosine: float) -> tuple[Change, ...]:
    """What differs from the promise before; figures are compared only where they measure the same
    thing.
    """
    found: list[Change] = []
    old, new = _value(before), _value(now)
    if old is not None and new is not None:
        if _redefined(before, now):
            found.append("redefined")
        elif old != new:
            found.append("raised" if new > old else "lowered")
    if (was := before.deadline) and (is_ := now.deadline) and was != is_:
        found.append("moved")
    if old is None and cosine < _REWORDED:
        found.append("reworded")
    return tuple(found)


def better(record: Any, found: tuple[Change, ...]) -> bool | None:
    """Whether a changed figure is one for the better by its indicator's good direction; None if
    that is not known.
    """
    compared = {"raised", "lowered"} & set(found) and record.indicator
    direction = indicators()[record.indicator].good if compared else ""
    return ("raised" in found) == (direction == "up") if direction in ("up", "down") else None


def _redefined(before: Any, now: Any) -> bool:
    """Whether two figures measure different things, or one by another standard: `theo chuẩn … giai
    đoạn 2026-2030`.
    """
    was, is_ = (_PATTERNS["standard"].search(fold(record.text)) for record in (before, now))
    standards = [match and " ".join(match[0].split()) for match in (was, is_)]
    named = standards[1] and (standards[0] or re.search(r"\d", standards[1]))
    return _definition(before) != _definition(now) or bool(named and standards[0] != standards[1])


def _definition(record: Any) -> tuple[Any, ...]:
    unit = (
        "%" if record.unit == "điểm %" else record.unit
    )  # a rate that falls by 1 % falls by a point
    return record.indicator, unit, record.measure, fold(record.scope or "")


def _value(record: Any) -> float | None:
    bounds = [
        value for name in ("low", "high") if (value := getattr(record, name, None)) is not None
    ]
    return sum(bounds) / len(bounds) if bounds else None
