"""What changed from one promise to the next: its figure, definition, deadline, words, bodies."""

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import groupby
from typing import Any, Literal, NamedTuple

from textkit import data
from textkit.finding.indicators import indicators
from textkit.vietnamese.text import fold

Change = Literal["raised", "lowered", "moved", "redefined", "reworded"]

# The cosine under which most of the pairs labelled by reading (tests/labels/pairs.csv) are the
# same promise in other words.
_REWORDED = 0.25

_WORD = re.compile(r"\w+")
_PATTERNS = data.patterns("likeness.toml", "likeness")

# Units that are one: a rate that falls by 1 % falls by a point, a life lasts years.
_ONE_UNIT = {"điểm %": "%", "tuổi": "năm"}

# A text is compared with each that it may follow: its folded copy is kept meanwhile.
_folded = lru_cache(256)(fold)


class Example(NamedTuple):
    """Two promises, the earlier one first, and how alike their words are (the cosine)."""

    before: str
    now: str
    cosine: float = 1.0


class ChangeRule(NamedTuple):
    """One thing that may have changed, with an example in which nothing else has."""

    change: Change
    holds: Callable[["Pair"], bool]
    example: Example


class Pair:
    """Two promises, the earlier one first, and the cosine of their words."""

    def __init__(self, before: Any, now: Any, cosine: float) -> None:
        self.before, self.now, self.cosine = before, now, cosine
        self.value_before, self.value_now = _value(before), _value(now)

    @property
    def has_figures(self) -> bool:
        """Whether both set a figure."""
        return self.value_before is not None and self.value_now is not None

    @cached_property
    def redefined(self) -> bool:
        """Whether their figures measure different things, or one by another standard."""
        if not self.has_figures:
            return False
        return _definition(self.before) != _definition(self.now) or _other_standard(
            self.before, self.now
        )

    @property
    def is_moved(self) -> bool:
        """Whether both set a deadline, and not the same one. (A heading has none.)"""
        before, now = (getattr(side, "deadline", None) for side in (self.before, self.now))
        return bool(before and now and before != now)

    @property
    def step(self) -> float:
        """How much the figure has risen; 0 where figures cannot be compared."""
        if self.value_before is None or self.value_now is None or self.redefined:
            return 0.0
        return self.value_now - self.value_before


# What changed between two promises; several may hold, in this order.
CHANGE_RULES = (
    # Figures are compared only where they measure the same thing.
    ChangeRule(
        "redefined",
        lambda pair: pair.redefined,
        Example(
            "Tỷ lệ lao động qua đào tạo đạt 60%.",
            "Tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ đạt 30%.",
        ),
    ),
    ChangeRule(
        "raised",
        lambda pair: pair.step > 0,
        Example("Tỷ lệ đô thị hóa đạt 30%.", "Tỷ lệ đô thị hóa đạt 35%."),
    ),
    ChangeRule(
        "lowered",
        lambda pair: pair.step < 0,
        Example("Tỷ lệ hộ nghèo còn 6%.", "Tỷ lệ hộ nghèo còn 3%."),
    ),
    # A deadline that only one of them sets is none that moved.
    ChangeRule(
        "moved",
        lambda pair: pair.is_moved,
        Example(
            "Hoàn thành chợ đầu mối phường Bắc Vân trong năm 2019.",
            "Hoàn thành chợ đầu mối phường Bắc Vân trong năm 2024.",
        ),
    ),
    # Of a figure the wording is not compared: its indicator says what it is.
    ChangeRule(
        "reworded",
        lambda pair: pair.value_before is None and pair.cosine < _REWORDED,
        Example(
            "Xây dựng bãi đỗ xe tại phường Bắc Vân.",
            "Mở rộng chỗ dừng cho ô tô ở phường Bắc Vân.",
            0.2,
        ),
    ),
)


def changes(before: Any, now: Any, cosine: float) -> tuple[Change, ...]:
    """What differs in a promise from the one before, by `CHANGE_RULES`."""
    pair = Pair(before, now, cosine)
    return tuple(rule.change for rule in CHANGE_RULES if rule.holds(pair))


def better(record: Any, changed: tuple[Change, ...]) -> bool | None:
    """Whether a changed figure is one for the better by its indicator's good direction.

    None if no figure changed, or no direction is known to be good.
    """
    if not {"raised", "lowered"} & set(changed) or not record.indicator:
        return None
    direction = indicators()[record.indicator].good
    if direction not in ("up", "down"):
        return None
    return ("raised" in changed) == (direction == "up")


def marks(before: str, now: str, start: int) -> Iterator[tuple[int, int]]:
    """Where a text has words that the one before it has not, as spans of the document.

    `start` is where the text begins in its document. Words that stand together are one span.
    """
    known = {word[0] for word in _WORD.finditer(_folded(before))}
    for is_known, run in groupby(_WORD.finditer(_folded(now)), lambda word: word[0] in known):
        if not is_known:
            words = list(run)
            yield start + words[0].start(), start + words[-1].end()


def renamings(before: str, now: str) -> tuple[str, ...]:
    """The bodies that one text calls by their old names and a later one by the new.

    Each as `Sở X → Sở Y`, the old name as it is written.
    """
    folded_before, folded_now = _folded(before), _folded(now)
    renamed = []
    for old, (new, _) in _renamed("body", "level").items():
        at = folded_before.find(old)
        if at >= 0 and old not in folded_now and _folded(new) in folded_now:
            renamed.append(f"{before[at : at + len(old)]} → {new}")
    return tuple(renamed)


def province_of(*texts: str | None, date: str = "", merged: bool = False) -> str:
    """The province that the first of some texts with one names, folded; empty if none does.

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
    named = next(filter(None, (_provinces().search(_folded(text or "")) for text in texts)), None)
    if named is None:
        return ""
    province = named[0]
    new_name, since = _renamed("province")[province]
    if merged:
        return fold(new_name)
    return f"{province}*" if since and date >= since else province


@cache
def _renamed(*kinds: str) -> dict[str, tuple[str, str]]:
    """By its old name, folded: what a province, ministry or level is called now, and since when."""
    renamed = (row for row in data.rows("renamed.csv") if row["kind"] in kinds)
    return {fold(row["old"]): (row["new"], row["since"]) for row in renamed}


@cache
def _provinces() -> re.Pattern[str]:
    names = sorted(_renamed("province"), key=len, reverse=True)  # of two, the longer one first
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")


def _definition(record: Any) -> tuple[Any, ...]:
    """What a figure measures."""
    unit = _ONE_UNIT.get(record.unit, record.unit)
    return record.indicator, unit, record.measure, fold(record.scope or "")


def _other_standard(before: Any, now: Any) -> bool:
    """Whether a figure is by another standard than before: "theo chuẩn … giai đoạn 2026-2030".

    One that names a standard where the other names none is by another only if it has its years.
    (The words of a standard go on to the end of its phrase: where the figure stands behind it,
    "theo chuẩn mới còn 4%", its digits pass for years, and standards differ wherever figures do.)
    """
    standard_before, standard_now = _standard(before), _standard(now)
    if standard_now is None or standard_before == standard_now:
        return False
    return standard_before is not None or re.search(r"\d", standard_now) is not None


def _standard(record: Any) -> str | None:
    match = _PATTERNS["standard"].search(fold(record.text))
    return " ".join(match[0].split()) if match else None


def _value(record: Any) -> float | None:
    """The figure of a record, of a range its middle; None if it sets none."""
    low, high = (getattr(record, name, None) for name in ("low", "high"))
    bounds = [bound for bound in (low, high) if bound is not None]
    return sum(bounds) / len(bounds) if bounds else None
