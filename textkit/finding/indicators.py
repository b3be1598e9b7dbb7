"""Which indicator words speak of: the table of indicators, and the families of units that tell them
apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from textkit import data
from textkit.data.expressions import compiled
from textkit.vietnamese.numbers import Quantity, units
from textkit.vietnamese.text import Passage, fold

# What a word between a wording and its figure costs, in letters of the wording; and what it costs
# to stand behind the figure. So "tỷ lệ hộ nghèo … #" loses to a wording of the same length that
# stands nearer. Chosen by eye on the cases of tests/test_targets.py; not measured.
_COST_OF_A_WORD_BETWEEN = 1.5
_COST_OF_STANDING_BEHIND = 5

# A wording that is found fits better than none, however far away it stands.
_LEAST_FIT = 0.1

# So many words at the most may stand where a wording has "…": "tổng sản phẩm … đầu người".
# Chosen by eye; not measured.
_MOST_WORDS_LEFT_OUT = 9


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
    return {
        row["key"]: Indicator(
            row["group"],
            row["label_vi"],
            row["label_en"],
            row["measure"],
            row["good_direction"],
        )
        for row in data.rows("indicators.csv")
    }


class _Wording(NamedTuple):
    """A way in which documents name an indicator.

    `families` are those of its units; `longest_piece` is its longest run of words, without which it
    need not be looked for; `letters` counts the letters of all its pieces. Words that have one of
    `barred_by` are of another indicator ("tỷ trọng lao động dịch vụ").
    """

    key: str
    families: frozenset[str]
    longest_piece: str
    pattern: str
    letters: int
    barred_by: str

    def takes(self, family: str | None) -> bool:
        """Whether a figure of a family of units can be one of the indicator.

        "gấp 1,5 lần" can be said of any indicator but a share of a hundred.
        """
        if not family or family in self.families:
            return True
        return family == "ratio" and self.families != {"%"}


# Of some hundred patterns a document needs few, so each is compiled when its longest piece is seen.
_compiled = cache(compiled)


@cache
def _wordings() -> tuple[_Wording, ...]:
    """The wordings of indicators.csv; "…" in one stands for words that may be left out."""
    gap = rf"(?: \S+){{0,{_MOST_WORDS_LEFT_OUT}}} "
    wordings = []
    for row in data.rows("indicators.csv"):
        bars = [re.escape(_words_of(words)) for words in row["barred_by"].split("|") if words]
        barred_by = rf"(?<!\S)(?:{'|'.join(bars)})(?!\S)" if bars else r"(?!)"
        for wording in row["wordings"].split("|"):
            pieces = [_words_of(piece) for piece in wording.split("…")]
            words = gap.join(re.escape(piece) for piece in pieces)
            wordings.append(
                _Wording(
                    row["key"],
                    frozenset(row["units"].split(",")),
                    max(pieces, key=len),
                    rf"(?<!\S){words}(?!\S)",
                    sum(len(piece) for piece in pieces),
                    barred_by,
                )
            )
    return tuple(wordings)


def _words_of(text: str | Passage) -> str:
    """Folded words parted by single blanks; `#` stands for the figure."""
    return " ".join(re.findall(r"\w+|#", Passage.of(text).folded))


def indicator_of(text: str | Passage, family: str | None = None) -> str | None:
    """The key of the indicator that words speak of; `#` marks the figure, to which the nearest
    wording counts.

    >>> indicator_of("tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ")
    'trained_labour_certified'
    >>> indicator_of("thu ngân sách # ", "%") is None
    True
    """
    words = _words_of(text)
    if "#" not in words:
        words = f"{words} #"
    # Of two that fit equally well the later key in the alphabet is taken, so that the order of the
    # table does not matter.
    return max(_fits(words, family), default=(0.0, None))[1]


def _fits(words: str, family: str | None) -> Iterator[tuple[float, str]]:
    """How well each wording fits that the words have, and the key of its indicator."""
    for wording in _wordings():
        is_named = wording.longest_piece in words and wording.takes(family)
        if is_named and not _compiled(wording.barred_by).search(words):
            for match in _compiled(wording.pattern).finditer(words):
                yield _fit(words, match, wording.letters), wording.key


def _fit(words: str, match: re.Match[str], letters: int) -> float:
    """How well a wording fits: its length, less the words between it and the figure, less when it
    stands behind.

    The length is the mean of its own letters and of what it covers with the words left out.
    """
    figure = words.index("#")
    length = (letters + match.end() - match.start()) // 2
    if match.end() <= figure:
        words_between = words.count(" ", match.end(), figure)
        fit = length - _COST_OF_A_WORD_BETWEEN * words_between
    else:
        words_between = words.count(" ", figure, max(match.start(), figure))
        fit = length - _COST_OF_A_WORD_BETWEEN * words_between - _COST_OF_STANDING_BEHIND
    return max(fit, _LEAST_FIT)


def family_of(quantity: Quantity) -> str:
    """The family of a figure's unit, which tells indicators apart: %, money, count, density,
    measure, age, score, ratio, …

    >>> from textkit.vietnamese.numbers import find_quantities
    >>> text = "đạt 5%; 70 tỷ đồng; 12 bác sĩ/vạn dân"
    >>> [family_of(quantity) for quantity in find_quantities(text)]
    ['%', 'money', 'density']
    """
    is_fraction = not quantity.unit and quantity.change and (quantity.low or 1) < 1
    # "giảm 1/2 tỷ lệ hộ nghèo" is a share without its sign.
    return "%" if is_fraction else family_of_unit(quantity.unit, quantity.per)


def family_of_unit(unit: str | None, per: str | None = None) -> str:
    """The family of a unit and of what it is per; a bare number is a score.

    >>> family_of_unit("nghìn tỷ đồng"), family_of_unit("bác sĩ", "vạn dân"), family_of_unit(None)
    ('money', 'density', 'score')
    """
    if per and "dân" in per:
        return "density"
    folded = fold(unit or "")
    if not folded:
        return "score"
    # "nghìn tỷ đồng" is known by "tỷ đồng", "triệu lượt khách" by "khách".
    for form in (folded, folded.split(" ", 1)[-1], folded.split()[-1]):
        if form in units():
            kind = units()[form][1]
            return "age" if kind == "time" else kind
    return "count"
