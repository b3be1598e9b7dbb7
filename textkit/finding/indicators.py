"""Which indicator words speak of: the table of indicators, and the families of units that tell them
apart.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from textkit import data
from textkit.vietnamese.numbers import Quantity, units
from textkit.vietnamese.text import fold


class Indicator(NamedTuple):
    """What is known of an indicator; `good` is the good direction: `up`, `down` or `neutral`."""

    group: str
    vi: str
    en: str
    measure: str
    good: str


@cache
def indicators() -> dict[str, Indicator]:
    """The known indicators by key, from indicators.csv."""
    names = ("group", "label_vi", "label_en", "measure", "good_direction")
    return {
        row["key"]: Indicator(*(row[name] for name in names)) for row in data.rows("indicators.csv")
    }


@cache
def _wordings() -> list[tuple[str, set[str], str, re.Pattern[str], int]]:
    """Of each wording the key, the families of units, its longest piece, its pattern and its
    length.
    """
    found = []
    for row in data.rows("indicators.csv"):
        for wording in row["wordings"].split("|"):
            pieces = [_plain(piece) for piece in wording.split("…")]
            pattern = re.compile(
                r"(?<!\S)" + r"(?: \S+){0,9} ".join(map(re.escape, pieces)) + r"(?!\S)"
            )
            found.append(
                (
                    row["key"],
                    set(row["units"].split(",")),
                    max(pieces, key=len),
                    pattern,
                    sum(map(len, pieces)),
                )
            )
    return found


def _plain(text: str) -> str:
    """Folded words parted by single spaces; `#` stands for the figure."""
    return " ".join(re.findall(r"\w+|#", fold(text)))


def indicator_of(words: str, family: str | None = None) -> str | None:
    """The key of the indicator that words speak of; `#` marks the figure, to which the nearest
    wording counts.

    >>> (
    ...     indicator_of("tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ"),
    ...     indicator_of("thu ngân sách # ", "%"),
    ... )
    ('trained_labour_certified', None)
    """
    plain = _plain(words if "#" in words else words + " #")
    best: tuple[float, str | None] = (0.0, None)
    for key, families, anchor, pattern, size in _wordings():
        if anchor in plain and (
            not family or family in families or (family == "ratio" and families != {"%"})
        ):
            best = max(
                [best, *((_fit(plain, match, size), key) for match in pattern.finditer(plain))]
            )
    return best[1]


def _fit(plain: str, match: re.Match[str], size: int) -> float:
    """How well a wording fits: its length, less the words between it and the figure, less when it
    stands behind.
    """
    place, size = plain.index("#"), (size + match.end() - match.start()) // 2
    behind = match.end() > place
    between = (
        plain.count(" ", place, max(match.start(), place))
        if behind
        else plain.count(" ", match.end(), place)
    )
    return max(size - 1.5 * between - 5 * behind, 0.1)


def family_of(quantity: Quantity) -> str:
    """The family of a figure's unit, by which an indicator is told: %, money, count, density,
    measure, age, …
    """
    unit = fold(quantity.unit or "")
    if quantity.per and "dân" in quantity.per:
        return "density"
    if not unit:
        return "%" if quantity.change and (quantity.low or 1) < 1 else "score"  # giảm 1/2
    known = (
        units()[form][1]
        for form in (unit, unit.split(" ", 1)[-1], unit.split()[-1])
        if form in units()
    )
    kind = next(known, "count")
    return "age" if kind == "time" else kind
