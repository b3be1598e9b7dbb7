"""Numbers, ranges, comparators and units in a text.

A figure is read in this order: the digits of what is no figure (years, signs, ordinals …) are
passed over; a numeral is found in one of the forms of `NUMBER_FORMS`, or in words; what stands
before it is read from right to left (cues); then its unit, the upper end of a range, what it is per
and "trở lên" behind it. `FIGURE_RULES` decides whether all this is a figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from textkit import data
from textkit.data.expressions import compiled
from textkit.vietnamese.dates import DATE, MONTH, YEAR
from textkit.vietnamese.text import Passage, fold


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `=` fills `low` and `high` alike, `>=` and `>` only `low`, `<=` and `<` only
    `high`.

    Numbers are as written: "793,3 nghìn tỷ đồng" is 793.3 with the unit "nghìn tỷ đồng". The span
    covers the comparator, the number, its unit and what it is per (`năm`, `người/năm`, `vạn dân`).
    A share of a whole ("2/3 số xã", "một nửa") has no unit. `change` is `tăng`, `giảm` or `gấp`
    when the figure is a difference or a ratio, None when it is a level ("giảm còn 3%"). `rank`
    marks a place among others ("nhóm 15 tỉnh dẫn đầu"), which is no count: the fifteenth or better.
    """

    start: int
    end: int
    low: float | None
    high: float | None
    comparator: str = "="
    approximate: bool = False
    unit: str | None = None
    per: str | None = None
    change: str | None = None
    rank: bool = False


@cache
def _lexicon() -> Mapping[str, Any]:
    return data.toml("quantities.toml")


# The parts of regular expressions below are written for folded text and for `re.VERBOSE`: blanks in
# them mean nothing, `[ ]` is a blank.


def _verbose(pattern: str) -> re.Pattern[str]:
    return compiled(pattern, re.VERBOSE)


def _any_of(words: Iterable[str]) -> str:
    """A part for verbose patterns: any of the words, the first that fits."""
    return "|".join(word.replace(" ", "[ ]") for word in words)


_WORDS: Mapping[str, list[str]] = _lexicon()["words"]

# One blank of any kind between the thousands of a number: plain, not breaking, thin; no line end.
_BLANK = r"[^\S\n\r\t]"

# nghìn tỷ, triệu, chục: before a unit ("nghìn tỷ đồng") or alone ("3 triệu"). "Tỷ lệ" is none.
_SCALE = r"""(?:
    nghìn[ ]tỉ | ngàn[ ]tỉ | tỉ (?! \s (?:lệ|trọng|suất|số|giá|phú) )
  | triệu | nghìn | ngàn | vạn | trăm | chục
)(?!\w)"""

# "8,5" or, torn by a PDF, "8 ,5".
_DECIMALS = r"(?: [ ]?, \d{1,4} )?"


class NumberForm(NamedTuple):
    """A way to write a number in digits; the example is read by a test."""

    name: str
    pattern: str
    example: str
    value: float


NUMBER_FORMS = (
    NumberForm(
        "thousands parted by points",
        rf"\d{{1,3}} (?: \.\d{{3}} ){{1,5}} (?!\d) {_DECIMALS}",
        "1.234,5",
        1234.5,
    ),
    # A list of numbers is none ("12 500 300 200 100" are more groups than an amount has), nor is a
    # number before a percentage ("nhóm 3 100% số hộ").
    NumberForm(
        "thousands parted by blanks",
        rf"(?<! \d{_BLANK} ) [1-9]\d{{0,2}} (?: {_BLANK}\d{{3}} ){{1,3}} (?!\d) {_DECIMALS}"
        rf"(?! {_BLANK}?\d | \s?% )",
        "12 500",
        12500,
    ),
    # One or two digits behind a point are no thousands; without such a word behind them they may
    # be a heading's number ("1.2 Mục tiêu").
    NumberForm(
        "decimals behind a point",
        rf"\d{{1,4}} \.\d{{1,2}} (?= \s? (?: % | ‰ | {_SCALE} | điểm\s?% | lần(?!\w) ) )",
        "10.5 triệu",
        10.5,
    ),
    NumberForm("digits", rf"\d{{1,12}} {_DECIMALS}", "8,5", 8.5),
)
_NUMBER = "(?: {} ) (?! [.,]?\\d )".format(" | ".join(form.pattern for form in NUMBER_FORMS))
_NUMBER_HERE = _verbose(_NUMBER)

# What a fraction is a part of, behind it: "2/3 số xã".
_OF_A_WHOLE = rf"\s (?: {_any_of(_WORDS['wholes'])} ) (?!\w)"

_VALUES = {"none": 0.0, "half": 0.5}
_NUMBER_WORDS: Mapping[str, float] = _lexicon()["number_words"]
_BEFORE_A_NUMBER_WORD = " | ".join(f"(?<={word}[ ])" for word in _WORDS["before_number_words"])

_NUMERAL = _verbose(
    rf"""
    (?<! [\w.,/] )
    (?:
        # 2/3 số xã, 1/2 thời gian
        (?P<fraction> [1-9]/[2-9] ) (?={_OF_A_WHOLE})
      | (?P<number> {_NUMBER} )
      | # không còn hộ nghèo, không có xã trắng về y tế
        (?P<none> không \s (?:còn|có) (?: \s (?:các|những) )? )
        (?= \s (?: {_any_of(_WORDS["none_left"])} ) \s )
        # "không có xã nào dưới 60%" sets a bound
        (?! \s (?:[^\W\d]+\s){{1,3}} nào \s (?:(?:có|đạt|ở)\s)? (?:dưới|trên) \s )
      | (?P<half> một[ ]nửa ) (?!\w)
      | # ít nhất hai khu, gấp ba lần; not "hơn một số xã", "trên một vạn dân"
        (?: {_BEFORE_A_NUMBER_WORD} ) (?P<word> {_any_of(_NUMBER_WORDS)} )
        (?! \w | \s (?: số|vài|trong | (?:vạn|nghìn) \s (?:người\s)? dân ) (?!\w) )
        # "không quá năm việc làm trước" counts things to do
        (?! \s việc \s (?: cần|phải | làm \s (?:trước|sau|ngay|xong) ) (?!\w) )
    )
    """
)
_DOUBLE_OR_HALF_AS_MUCH_AGAIN = frozenset({"đôi", "rưỡi"})


class _Numeral(NamedTuple):
    """A number as it is written: `form` is `number`, `word`, `fraction`, `half` or `none`."""

    form: str
    text: str
    value: float
    start: int
    end: int

    @property
    def is_share(self) -> bool:
        """Whether it is a part of a whole, which has no unit."""
        return self.form in {"fraction", "half"}


def _numeral(match: re.Match[str]) -> _Numeral:
    """What `_NUMERAL` matched, with its value."""
    form = match.lastgroup or ""
    text = match[form]
    if form == "fraction":
        value = int(text[0]) / int(text[-1])
    elif form == "word":
        value = _NUMBER_WORDS[text]
    elif form == "number":
        value = parse_number(text)
    else:
        value = _VALUES[form]
    return _Numeral(form, text, value, *match.span())


def parse_number(text: str) -> float:
    """The number a Vietnamese figure stands for: dots or blanks part thousands, a comma the
    decimals.

    A point before one or two digits is a decimal point.

    >>> parse_number("7.500"), parse_number("12 500"), parse_number("8,5"), parse_number("1.234,5")
    (7500.0, 12500.0, 8.5, 1234.5)
    >>> parse_number("10.5"), parse_number("01")
    (10.5, 1.0)
    """
    digits = "".join(text.split())
    if re.fullmatch(r"\d+\.\d{1,2}", digits):
        return float(digits)
    return float(digits.replace(".", "").replace(",", "."))


_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def roman_number(roman: str) -> int:
    """The value of a Roman number in small letters.

    >>> roman_number("xiv")
    14
    """
    values = [_ROMAN_DIGITS[letter] for letter in roman]
    total = 0
    for position, value in enumerate(values):
        # A digit in front of a larger one is taken off: iv is 4.
        total += -value if value < max(values[position:]) else value
    return total


def find_quantities(text: str | Passage) -> Iterator[Quantity]:
    """The figures of a text with comparator and unit; never years, dates, signs, ordinals or
    enumerators.

    A number without a unit counts only where it is set ("đạt 0,8"); "không còn hộ nghèo" is zero of
    its unit.

    >>> quantities = find_quantities("tăng từ 7,5 - 8,0%/năm, thu trên 9.000 tỉ đồng")
    >>> [(q.comparator, q.low, q.high, q.unit, q.per) for q in quantities]
    [('range', 7.5, 8.0, '%', 'năm'), ('>', 9000.0, None, 'tỷ đồng', None)]
    """
    folded = hide_other_numbers(text)
    quantities: list[Quantity] = []
    read_to = 0
    while match := _NUMERAL.search(folded, read_to):
        numeral = _numeral(match)
        last_end = quantities[-1].end if quantities else None
        quantity = _quantity(folded, numeral, read_to, last_end)
        if quantity:
            quantities.append(quantity)
        read_to = quantity.end if quantity else numeral.end
    shared = _with_shared_bound(folded, _with_shared_per(folded, quantities))
    yield from _with_per_year(folded, shared)


# --- What is no figure ---------------------------------------------------------------------------

# 05/2021/NQ-HĐND, 12/UBND-TH, 26-NQ/TW: known by their capitals, so not on folded text.
_SIGNS = _verbose(
    r"(?<! [\w.,] ) \d{1,5}[A-Z]? (?:/\d{4})? \s?[-/–]\s? [A-ZĐ][A-Za-zĐđ]{0,6}[A-ZĐ\d] (?![a-z])"
)


_DIGIT = re.compile(r"\d")


@cache
def _no_figures() -> re.Pattern[str]:
    """What `no_figure` of quantities.toml lists, whichever begins first."""
    parts = {"{date}": DATE, "{month}": MONTH, "{year}": YEAR, "{blank}": _BLANK}
    pattern = "\n|".join(row["pattern"] for row in _lexicon()["no_figure"])
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return _verbose(pattern)


def hide_other_numbers(text: str | Passage) -> str:
    """The folded text with `_` for each digit of what is no figure: signs, years, ordinals …

    >>> hide_other_numbers("khoản 2 của 12/KH-UBND: 30 xã")
    'khoản _ của __/kh-ubnd: 30 xã'
    """
    passage = Passage.of(text)
    if not _DIGIT.search(passage.folded):
        return passage.folded
    folded = _with_digits_hidden(passage.folded, _SIGNS.finditer(passage.text))
    return _with_digits_hidden(folded, _no_figures().finditer(folded))


def _with_digits_hidden(text: str, matches: Iterable[re.Match[str]]) -> str:
    pieces = []
    done = 0
    for match in matches:
        start, end = match.span()
        pieces += [text[done:start], _DIGIT.sub("_", text[start:end])]
        done = end
    return "".join([*pieces, text[done:]])


# --- Units ---------------------------------------------------------------------------------------


@cache
def units() -> dict[str, tuple[str, str]]:
    """Each folded form of a unit with its normal form and its kind, from units.csv; the kind `none`
    bars it.
    """
    kinds = {}
    for row in data.rows("units.csv"):
        for form in row["forms"].split("|"):
            kinds[fold(form)] = row["unit"], row["kind"]
    return kinds


@cache
def _unit_pattern() -> re.Pattern[str]:
    longest_first = sorted(units(), key=len, reverse=True)
    forms = (re.escape(form) + (r"(?!\w)" if form[-1].isalnum() else "") for form in longest_first)
    return _verbose(
        rf"""
        \s? (?: (?P<scale>{_SCALE}) \s? )? (?: (?:các|cái|số)\s )? (?P<unit> {"|".join(forms)} )
      | \s? (?P<scale_alone>{_SCALE})
        """
    )


class _Unit(NamedTuple):
    """A unit in normal form with its scale, its kind in units.csv (empty where there is none), and
    its end.
    """

    name: str | None
    kind: str
    end: int
    scale: str = ""


_SPELT = {"tỉ": "tỷ", "ngàn": "nghìn"}
_POWER_OF_TEN = {
    "": 0,
    "chục": 1,
    "trăm": 2,
    "nghìn": 3,
    "vạn": 4,
    "triệu": 6,
    "tỷ": 9,
    "nghìn tỷ": 12,
}


def without_scale(unit: str) -> tuple[float, str]:
    """How many of the plain unit a unit with a scale is, and the plain unit.

    >>> without_scale("nghìn tỷ đồng"), without_scale("triệu"), without_scale("km")
    ((1000000000000.0, 'đồng'), (1000000.0, ''), (1.0, 'km'))
    """
    words = unit.split()
    for count in (2, 1):
        scale = " ".join(words[:count])
        if scale in _POWER_OF_TEN and len(words) >= count:
            return 10.0 ** _POWER_OF_TEN[scale], " ".join(words[count:])
    return 1.0, unit


def _unit_at(text: str, at: int) -> _Unit:
    """The unit that begins at an offset."""
    match = _unit_pattern().match(text, at)
    if not match:
        return _Unit(None, "", at)
    scale_group = "scale" if match["scale"] else "scale_alone"
    words = (match[scale_group] or "").split()
    scale = " ".join(_SPELT.get(word, word) for word in words)
    unit, kind = units()[match["unit"]] if match["unit"] else ("", "none")
    if kind != "none":
        return _Unit(f"{scale} {unit}".strip(), kind, match.end(), scale)
    if scale:  # "3 triệu"; "2 triệu con người", where what follows is no unit
        return _Unit(scale, "count", match.end(scale_group), scale)
    return _Unit(None, "none", at)


# --- Cues: what stands before a number -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cues:
    """What the words before a number say of it.

    `start` is where the figure begins with its comparator; `change` is "tăng", "giảm" or "gấp";
    `kinds` are all kinds of cue that were read.
    """

    start: int
    comparator: str = "="
    change: str | None = None
    kinds: frozenset[str] = frozenset()


def _cue_kinds() -> Iterator[tuple[tuple[str, ...], str]]:
    for kind, phrases in _lexicon()["cues"].items():
        for phrase in phrases.split("|"):
            yield tuple(phrase.split()), kind


_CUES = dict(_cue_kinds())
_LONGEST_CUE = max(map(len, _CUES))
_WORD_OR_MARK = re.compile(r"\w+|[<>≥≤~≈]=?|\S")


def _cues_before(text: str, at: int, floor: int) -> _Cues:
    """The cues before a number, read from right to left up to the first word that is none.

    Nothing before `floor` is read, nor across an empty line.
    """
    paragraph = text.rfind("\n\n", floor, at)
    tokens = list(_WORD_OR_MARK.finditer(text, max(floor, paragraph), at))
    start, comparator, change = at, "=", None
    kinds = set()
    while phrase := _cue_at_the_end(tokens):
        kind = _CUES[phrase]
        if kind == "change" and change:
            break
        kinds.add(kind)
        phrase_start = tokens[-len(phrase)].start()
        del tokens[-len(phrase) :]
        if kind == "change":
            change = " ".join(phrase)
        elif kind in {"about", "rank"}:
            start = phrase_start
        elif kind[0] in "<>" and comparator == "=":
            start, comparator = phrase_start, kind
    return _Cues(start, comparator, change, frozenset(kinds))


def _cue_at_the_end(tokens: list[re.Match[str]]) -> tuple[str, ...]:
    """The longest cue that the last tokens are; empty if they are none."""
    words = tuple(token.group() for token in tokens[-_LONGEST_CUE:])
    for first in range(len(words)):
        if words[first:] in _CUES:
            return words[first:]
    return ()


# --- Figures -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """A numeral with its cues, the kind of its unit and where that ends: it may be a figure."""

    text: str
    numeral: _Numeral
    cues: _Cues
    kind: str
    end: int

    @property
    def is_share(self) -> bool:
        """A fraction or a half."""
        return self.numeral.is_share

    @property
    def is_word(self) -> bool:
        """A number in words."""
        return self.numeral.form == "word"

    @property
    def has_unit(self) -> bool:
        """Something known is counted or measured."""
        return self.kind not in {"", "none"}

    @property
    def is_time(self) -> bool:
        """Years, months, days."""
        return self.kind == "time"

    @property
    def is_set(self) -> bool:
        """A word before it sets it: "đạt", "còn", "trên", "tăng" …"""
        return bool(self.cues.kinds - {"lapse", "mean"})

    @property
    def has_passed(self) -> bool:
        """It is told as time gone by: "sau 5 năm", "30 năm đổi mới"."""
        return "lapse" in self.cues.kinds or bool(_ELAPSED.match(self.text, self.end))

    def is_followed_by(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern matches right behind the numeral."""
        return bool(pattern.match(self.text, self.numeral.end))


_ELAPSED = re.compile(r"\s(?:_|qua|đổi mới|thực hiện|trước|sau)")
_OF_A_NUMBER_HERE = re.compile(r"\ssố(?!\w)")
_OF_A_WHOLE_HERE = _verbose(_OF_A_WHOLE)
_GOES_ON = re.compile(r"\s?/|\.\w")
_LETTER = re.compile(r"[^\W\d_]")


class FigureRule(NamedTuple):
    """A row of the table that decides whether a numeral is a figure.

    In the example, which a test reads, ⟦ ⟧ stand around the figure, or around the numeral that is
    none.
    """

    name: str
    is_figure: bool
    applies: Callable[[Candidate], bool]
    example: str


# The first row that applies decides.
FIGURE_RULES = (
    # A fraction before "số" is no day of a month, and what it is a part of is counted.
    FigureRule(
        "a share of a number",
        True,
        lambda it: it.is_share and it.is_followed_by(_OF_A_NUMBER_HERE),
        "⟦2/3⟧ số xã đạt chuẩn",
    ),
    FigureRule(
        "a change by a share",
        True,
        lambda it: it.is_share and bool(it.cues.change),
        "tỷ lệ hộ nghèo giảm ⟦một nửa⟧",
    ),
    FigureRule(
        "a share of a whole that is set",
        True,
        lambda it: it.is_share and it.is_set and it.is_followed_by(_OF_A_WHOLE_HERE),
        "cắt ⟦ít nhất 1/3⟧ thời gian",
    ),
    # "hơn một nửa thế kỷ" is a way of speaking.
    FigureRule("another share", False, lambda it: it.is_share, "hơn ⟦một nửa⟧ thế kỷ"),
    # "hơn hai năm" is told more often than set.
    FigureRule(
        "a word that counts no time",
        True,
        lambda it: it.is_word and it.has_unit and not it.is_time,
        "⟦ít nhất hai xã⟧",
    ),
    FigureRule("another word", False, lambda it: it.is_word, "hơn ⟦ba⟧ năm"),
    FigureRule(
        "time that has passed",
        False,
        lambda it: it.is_time and it.has_passed,
        "sau hơn ⟦30⟧ năm",
    ),
    FigureRule(
        "time that is set",
        True,
        lambda it: it.is_time and it.is_set,
        "sống khỏe ⟦tối thiểu 66 năm⟧",
    ),
    FigureRule("other time", False, lambda it: it.is_time, "kế hoạch ⟦5⟧ năm"),
    FigureRule("a number with a unit", True, lambda it: it.has_unit, "tặng ⟦30 xã⟧"),
    FigureRule(
        "a part of a longer number or name",
        False,
        lambda it: it.is_followed_by(_GOES_ON),
        "đạt ⟦3⟧/4 diện tích",
    ),
    FigureRule(
        "a part of a word", False, lambda it: it.is_followed_by(_LETTER), "có ⟦5⟧g phủ sóng"
    ),
    FigureRule("a bare number that is set", True, lambda it: it.is_set, "hệ số đạt ⟦2⟧"),
    FigureRule(
        "a bare number with decimals", True, lambda it: "," in it.numeral.text, "hệ số ⟦0,35⟧"
    ),
    # Any other bare number is none: "mật khẩu 2".
)


def _is_figure(candidate: Candidate) -> bool:
    return next((rule.is_figure for rule in FIGURE_RULES if rule.applies(candidate)), False)


# 280/411 xã: of how many there are
_OUT_OF = _verbose(rf"\s?/\s? {_NUMBER}")
_DASH_AND_DIGIT = re.compile(r"\s?[-–—]\s?\d")


def _quantity(text: str, numeral: _Numeral, floor: int, last_end: int | None) -> Quantity | None:
    """The figure that a numeral begins, or None.

    Cues are read back to `floor`; `last_end` is where the figure before it ended.
    """
    if numeral.form == "none":
        unit = _unit_at(text, numeral.end)
        if not unit.name:
            return None
        return Quantity(numeral.start, unit.end, numeral.value, numeral.value, unit=unit.name)
    cues = _cues_before(text, numeral.start, floor)
    unit = _unit_of(text, numeral)
    low = high = numeral.value
    # 12% - 48% - 40% are three figures; a range has two.
    goes_on = last_end and _DASH_AND_DIGIT.fullmatch(text, last_end, numeral.start + 1)
    upper = None if goes_on else _upper_end(text, unit)
    if upper:
        if unit.name:  # "500 triệu đồng - 1 tỷ đồng" is 0.5 to 1
            low *= 10.0 ** (_POWER_OF_TEN[unit.scale] - _POWER_OF_TEN[upper.unit.scale])
        low, high = sorted((low, upper.value))
        unit = upper.unit
    if not _is_figure(Candidate(text, numeral, cues, unit.kind, unit.end)):
        return None
    per, end = _per_at(text, unit.end) if unit.name else (None, unit.end)
    comparator, end = _comparator(text, end, cues, is_range=low != high)
    return Quantity(
        cues.start,
        end,
        None if "<" in comparator else low,
        None if ">" in comparator else high,
        comparator,
        "about" in cues.kinds,
        unit.name,
        per,
        _change(cues, unit),
        "rank" in cues.kinds,
    )


def _unit_of(text: str, numeral: _Numeral) -> _Unit:
    """The unit behind a numeral; without one its end is the numeral's."""
    if numeral.is_share:
        return _Unit(None, "", numeral.end)
    if numeral.text in _DOUBLE_OR_HALF_AS_MUCH_AGAIN:
        return _Unit("lần", "ratio", numeral.end)
    total = _OUT_OF.match(text, numeral.end)
    unit = _unit_at(text, total.end() if total else numeral.end)
    return unit if unit.name else unit._replace(end=numeral.end)


def _change(cues: _Cues, unit: _Unit) -> str | None:
    """ "tăng", "giảm" or "gấp"; None for a level: "giảm còn 3%", and "gấp 3 xã" (haste)."""
    if "level" in cues.kinds or (cues.change == "gấp" and unit.name != "lần"):
        return None
    return cues.change


class _UpperEnd(NamedTuple):
    """The second number of a range, and the unit of both."""

    value: float
    unit: _Unit


_TO = re.compile(r"\s?[-–—]\s?|\s(?:đến|tới)\s")


def _upper_end(text: str, unit: _Unit) -> _UpperEnd | None:
    """The upper end of a range that goes on behind a number and its unit."""
    to = _TO.match(text, unit.end)
    number = _NUMBER_HERE.match(text, to.end()) if to else None
    if not number:
        return None
    second = _unit_at(text, number.end())
    if not second.name:
        second = unit._replace(end=number.end())
    elif unit.name and unit.name.split()[-1] != second.name.split()[-1]:
        return None  # 5 xã - 3 huyện
    if _DASH_AND_DIGIT.match(text, second.end):
        return None  # 12% - 48% - 40%
    return _UpperEnd(parse_number(number.group()), second)


# 10.000 dân, 1 vạn người dân; "_ vạn dân" where the digit was hidden as the one counted by
_TEN_THOUSAND_PEOPLE = rf"""
    (?: (?:1|01|_|__|một)\s )?
    (?: vạn | 10\.000 | 10{_BLANK}000 | 10[ ]nghìn | mười[ ]nghìn | 10000 )
    \s (?:người\s)? dân
"""
_EVERY = r"""
    (?:bình[ ]quân\s)? (?: mỗi|một|hằng|hàng|trong[ ]một ) \s (?P<every>năm|tháng|ngày|người) (?!\w)
"""
_PER_ONE = rf"(?: {_any_of(_WORDS['per'])} ) (?!\w)"
_PER = _verbose(
    rf"""
    # trên 1 vạn dân, /10.000 dân, /100 dân
    (?: \s?/\s? | \s (?:tính\s)? trên\s )
    (?: (?P<ten_thousand>{_TEN_THOUSAND_PEOPLE})
      | (?P<hundreds> (?: 100 | 1\.000 | 100\.000 ) \s (?:người\s)? dân ) )
  | # /năm, / người / năm, /1 ha
    \s?/\s? (?:1\s)? (?P<ones> {_PER_ONE} (?: \s?/\s? {_PER_ONE} )? )
  | # mỗi năm
    \s {_EVERY}
    """
)
_TEN_THOUSAND = "vạn dân"


def _per_at(text: str, at: int) -> tuple[str | None, int]:
    """What a figure is per, where that stands at an offset, and its end."""
    match = _PER.match(text, at)
    if not match:
        return None, at
    if match["ten_thousand"]:
        return _TEN_THOUSAND, match.end()
    words = match["ones"] or match["every"] or match["hundreds"]
    return re.sub(r"\s*/\s*", "/", words), match.end()


_UP_OR_DOWN = re.compile(r"\s{1,3}trở (?:(?P<up>lên)|xuống)")
_LATER_UP = re.compile(r"(?:\s[^\W\d]+){1,4}\strở lên")


def _comparator(text: str, at: int, cues: _Cues, *, is_range: bool) -> tuple[str, int]:
    """The comparator of a figure that ends at an offset, and the end with "trở lên"."""
    if is_range:  # "giảm dưới 7 - 9%" is no range but a bound
        return ("range" if cues.comparator == "=" else cues.comparator), at
    if match := _UP_OR_DOWN.match(text, at):
        return (">=" if match["up"] else "<="), match.end()
    if "since" in cues.kinds and _is_at_least(text, at, cues):
        return ">=", at
    if cues.comparator in _OPPOSITE and _NONE_IS.search(text, max(0, cues.start - 60), cues.start):
        return _OPPOSITE[cues.comparator], at
    if "rank" in cues.kinds and cues.comparator == "=":
        return "<=", at
    return cues.comparator, at


# "không có tỉnh nào dưới 60%": every one has 60 % or more.
_NONE_IS = re.compile(r"(?<!\w)không (?:có|còn) (?:[^\W\d]+\s){1,6}nào\s(?:(?:có|đạt|ở)\s)?$")
_OPPOSITE = {"<": ">=", ">": "<="}
_RISES_TO = re.compile(r"[^,;.:()\d]{0,40}\s(?:lên|đến|tới|xuống|còn|sang)\s")


def _is_at_least(text: str, at: int, cues: _Cues) -> bool:
    """Whether a figure behind "từ" is a lower bound: "từ 90% số thôn trở lên", "đạt từ 90%".

    "đạt từ 30% lên 50%" rises from the figure.
    """
    if _LATER_UP.match(text, at):
        return True
    return "cue" in cues.kinds and not _RISES_TO.match(text, at)


# --- What stands once for several figures --------------------------------------------------------

# A share or a sum of money beside "12 bác sĩ/vạn dân" is none of ten thousand people.
_NOT_COUNTED = ("%", "‰", "đồng", "USD")

_SINCE = re.compile(r"(?<!\w)từ\s$")
_LIST_MARK = re.compile(r"\s{0,2}(?:,|và|;)\s{0,2}(?:và\s)?")


def _with_shared_per(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The figures of a list with what the last one is per: "9 bác sỹ, 27 giường trên 1 vạn dân"."""
    shared: list[Quantity] = []
    for quantity in reversed(quantities):
        following = shared[-1] if shared else None
        if (
            following
            and following.per == _TEN_THOUSAND
            and quantity.unit
            and not quantity.unit.endswith(_NOT_COUNTED)
            and not quantity.per
            and _LIST_MARK.fullmatch(text, quantity.end, following.start)
        ):
            quantity = replace(quantity, per=_TEN_THOUSAND)
        shared.append(quantity)
    return shared[::-1]


def _with_shared_bound(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The figures of a list with the "trở lên" of the last: "từ 9 bác sỹ, 27 giường trở lên"."""
    bounded: list[Quantity] = []
    for quantity in reversed(quantities):
        following = bounded[-1] if bounded else None
        is_bounded = following and following.comparator == ">=" and quantity.comparator == "="
        if is_bounded and following and _shares_bound(text, quantity, following):
            quantity = replace(quantity, comparator=">=", high=None)
        bounded.append(quantity)
    return bounded[::-1]


def _shares_bound(text: str, quantity: Quantity, following: Quantity) -> bool:
    """Whether "từ" before a figure holds for the next one in its list, which ends in "trở lên"."""
    is_last = text.endswith("lên", following.start, following.end)
    is_list = _LIST_MARK.fullmatch(text, quantity.end, following.start)
    near = text[max(0, quantity.start - 10) : quantity.start]
    return is_last and bool(is_list) and bool(_SINCE.search(near))


# mỗi năm, bình quân năm, cứ _ vạn dân, trên vạn dân
_PER_BEFORE = _verbose(
    rf"""
    (?<!\w)
    (?: {_EVERY} | bình[ ]quân[ ]năm (?!\w)
      | (?P<ten_thousand>
            (?:cứ|mỗi|bình[ ]quân|trên) \s (?: _\s | __\s | một\s )? vạn \s (?:người\s)? dân
        )
    )
    """
)

# Characters before a figure in which "mỗi năm" is looked for. Chosen by eye; not measured.
_REACH_OF_PER = 100


def _with_per_year(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The figures with what they are per where that stands before them in their clause: "mỗi năm
    kết nạp 1.700 đảng viên".

    A level in per cent is none of a year: "mỗi năm đào tạo 900 lao động, có 90% làm đúng nghề".
    """
    completed = []
    last_end = 0
    for quantity in quantities:
        per = quantity.per
        if per is None and quantity.unit and (quantity.change or "%" not in quantity.unit):
            near = text[max(last_end, quantity.start - _REACH_OF_PER) : quantity.start]
            per = _per_before(re.split(r"[.;\n]", near)[-1])
        completed.append(replace(quantity, per=per))
        last_end = quantity.end
    return completed


def _per_before(clause: str) -> str | None:
    match = _PER_BEFORE.search(clause)
    if not match:
        return None
    return _TEN_THOUSAND if match["ten_thousand"] else match["every"] or "năm"
