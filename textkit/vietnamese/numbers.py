"""Numbers, ranges, comparators and units in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from textkit import data
from textkit.vietnamese.dates import DATE, MONTH, YEAR
from textkit.vietnamese.text import Passage, fold


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: `=` fills `low` and `high` alike, `>=` and `>` only `low`, `<=` and `<` only
    `high`.

    Numbers are as written: "793,3 nghìn tỷ đồng" is 793.3 with the unit "nghìn tỷ đồng". The span
    covers the comparator, the number, its unit and what it is per (`năm`, `người/năm`, `vạn dân`).
    `change` is `tăng`, `giảm` or `gấp` when the figure is a difference or a ratio, None when it is
    a level ("giảm còn 3%"). `rank` marks a place among others ("nhóm 15 tỉnh dẫn đầu"), which is no
    count.
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


_PIECES: dict[str, str] = _lexicon()["pieces"]
_NUMBER, _SCALE, _HEAD = re.compile(_PIECES["number"]), _PIECES["scale"], _PIECES["per_head"]
_WORDS: dict[str, float] = _lexicon()["words"]
_START = re.compile(
    rf"(?<![\w.,/])(?:(?P<part>[1-9]/[2-9])(?=\s{_PIECES['of']})|(?P<number>{_NUMBER.pattern})"
    rf"|(?P<none>{_PIECES['none']})|{_PIECES['word_behind']}(?P<word>{'|'.join(_WORDS)})(?!\w|\s{_PIECES['no_word']}))"
)
_MASKS = re.compile(
    "|".join(_lexicon()["masks"].values())
    .replace("{date}", DATE)
    .replace("{month}", MONTH)
    .replace("{year}", YEAR)
)
_SIGNS = re.compile(
    r"(?<![\w.,])\d{1,5}[A-Z]?(?:/\d{4})?\s?[-/–]\s?[A-ZĐ][A-Za-zĐđ]{0,6}[A-ZĐ\d](?![a-z])"
)
_CUES = {
    phrase: cue for cue, phrases in _lexicon()["cues"].items() for phrase in phrases.split("|")
}
_PER = re.compile(
    rf"(?:\s?/\s?|\s(?:tính\s)?trên\s)(?:(?P<head>{_HEAD})|(?P<hundred>(?:100|1\.000|100\.000)\s(?:người\s)?dân))"
    rf"|\s?/\s?(?:1\s)?(?P<one>{_PIECES['per_one']}(?:\s?/\s?{_PIECES['per_one']})?)|\s{_PIECES['per_year']}"
)
_EACH = re.compile(
    rf"(?<!\w)(?:{_PIECES['per_year']}|bình quân năm(?!\w)"
    r"|(?P<head>(?:cứ|mỗi|bình quân|trên)\s(?:_\s|__\s|một\s)?vạn\s(?:người\s)?dân))"
)
_LINK = re.compile(r"\s?[-–—]\s?|\s(?:đến|tới)\s")
_CHAIN = re.compile(r"\s?[-–—]\s?\d")
_OUT_OF = re.compile(rf"\s?/\s?(?:{_NUMBER.pattern})")
_UP_DOWN = re.compile(r"\s{1,3}trở (?:(lên)|xuống)")
_LATER_UP = re.compile(r"(?:\s[^\W\d]+){1,4}\strở lên")
_PART = re.compile(r"\s?/|\.\w")
_ELAPSED = re.compile(r"\s(?:_|qua|đổi mới|thực hiện|trước|sau)")
_SHARED = re.compile(r"\s{0,2}(?:,|và|;)\s{0,2}(?:và\s)?")
_TOKEN = re.compile(r"\w+|[<>≥≤~≈]=?|\S")
_SPELT = {"tỉ": "tỷ", "ngàn": "nghìn"}


def parse_number(text: str) -> float:
    """The number a Vietnamese figure stands for: dots part thousands, a comma the decimals.

    >>> parse_number("7.500"), parse_number("8,5"), parse_number("1.234,5"), parse_number("01")
    (7500.0, 8.5, 1234.5, 1.0)
    """
    text = text.replace(" ", "")
    return float(
        text if re.fullmatch(r"\d+\.\d{1,2}", text) else text.replace(".", "").replace(",", ".")
    )


def find_quantities(text: str | Passage) -> Iterator[Quantity]:
    """The figures of a text with comparator and unit; never years, dates, signs, ordinals or
    enumerators.

    A number without a unit counts only where it is set ("đạt 0,8"); "không còn hộ nghèo" is zero of
    its unit.

    >>> found = find_quantities("tăng từ 7,5 - 8,0%/năm, thu trên 9.000 tỉ đồng")
    >>> [(q.comparator, q.low, q.high, q.unit, q.per) for q in found]
    [('range', 7.5, 8.0, '%', 'năm'), ('>', 9000.0, None, 'tỷ đồng', None)]
    """
    passage = Passage.of(text)
    masked = _MASKS.sub(_blank, _without_signs(passage))
    found: list[Quantity] = []
    at = 0
    while match := _START.search(masked, at):
        quantity = _read(masked, match, found[-1].end if found else 0)
        at = quantity.end if quantity else match.end()
        found += [quantity] if quantity else []
    yield from _share_per(masked, found)


def _without_signs(passage: Passage) -> str:
    """The folded text with the digits of document numbers blanked: they show in capitals only."""
    folded = passage.folded
    for match in _SIGNS.finditer(passage.text):
        start, end = match.span()
        folded = folded[:start] + re.sub(r"\d", "_", folded[start:end]) + folded[end:]
    return folded


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"\d", "_", match.group())


@cache
def units() -> dict[str, tuple[str, str]]:
    """Each folded form of a unit with its normal form and its kind, from units.csv; the kind `none`
    bars it.
    """
    return {
        fold(form): (row["unit"], row["kind"])
        for row in data.rows("units.csv")
        for form in row["forms"].split("|")
    }


@cache
def _unit_pattern() -> re.Pattern[str]:
    forms = sorted(units(), key=len, reverse=True)
    ends = (re.escape(form) + (r"(?!\w)" if form[-1].isalnum() else "") for form in forms)
    return re.compile(
        rf"\s?(?:(?P<scale>{_SCALE})\s?)?(?:(?:các|cái|số)\s)?(?P<unit>{'|'.join(ends)})"
        rf"|\s?(?P<alone>{_SCALE})"
    )


def _unit_at(text: str, at: int) -> tuple[str | None, str, int]:
    """The unit that begins at an offset, its kind and its end."""
    match = _unit_pattern().match(text, at)
    if not match:
        return None, "", at
    scale = " ".join(
        _SPELT.get(word, word) for word in (match["scale"] or match["alone"] or "").split()
    )
    unit, kind = units()[match["unit"]] if match["unit"] else ("", "none")
    if kind == "none":
        return (
            (scale, "count", match.end("scale" if match["scale"] else "alone"))
            if scale
            else (None, kind, at)
        )
    return f"{scale} {unit}".strip(), kind, match.end()


@dataclass(slots=True)
class _Left:
    """What stands before a number: read from right to left, up to the first word that says nothing
    of it.
    """

    start: int
    comparator: str = "="
    change: str | None = None
    cues: frozenset[str] = frozenset()


def _left_of(text: str, at: int, floor: int) -> _Left:
    tokens = list(
        _TOKEN.finditer(text, max(floor, at - 60, text.rfind("\n\n", max(0, at - 60), at)), at)
    )
    left = _Left(at)
    while tokens:
        words = [token.group() for token in tokens]
        phrase = next(
            (" ".join(words[-n:]) for n in (3, 2, 1) if " ".join(words[-n:]) in _CUES), ""
        )
        cue = _CUES.get(phrase, "")
        if not cue or (cue == "change" and left.change):
            break
        start = tokens[-phrase.count(" ") - 1].start()
        left.cues |= {cue}
        if cue == "change":
            left.change = phrase
        elif cue in {"about", "rank"} or (cue[0] in "<>" and left.comparator == "="):
            left.start, left.comparator = start, cue if cue[0] in "<>" else left.comparator
        del tokens[-phrase.count(" ") - 1 :]
    return left


def _read(text: str, match: re.Match[str], floor: int) -> Quantity | None:
    if match["none"]:
        unit, _, end = _unit_at(text, match.end())
        return Quantity(match.start(), end, 0.0, 0.0, unit=unit) if unit else None
    left = _left_of(text, match.start(), floor)
    about = "about" in left.cues
    low = high = _value(match)
    whole = _OUT_OF.match(text, match.end())  # 280/411 xã
    unit, kind, end = _unit_at(text, whole.end() if whole else match.end())
    if match["word"] in {"đôi", "rưỡi"}:
        unit, kind, end = "lần", "ratio", match.end()
    if match["part"]:
        unit, end = None, match.end()
    chained = floor and _CHAIN.fullmatch(text, floor, match.start() + 1)
    if second := None if chained else _second(text, end if unit else match.end(), unit):
        high, unit, kind, end = second
    if not _is_figure(text, match, left, kind, end):
        return None
    per, end = _per_at(text, end) if unit else (None, end)
    comparator, end = _comparator(text, end, left, low != high)
    low, high = min(low, high), max(low, high)
    change = (
        None if "level" in left.cues or (left.change == "gấp" and unit != "lần") else left.change
    )
    return Quantity(
        left.start,
        end,
        None if "<" in comparator else low,
        None if ">" in comparator else high,
        comparator,
        about,
        unit,
        per,
        change,
        "rank" in left.cues,
    )


def _value(match: re.Match[str]) -> float:
    if part := match["part"]:
        return int(part[0]) / int(part[-1])
    return _WORDS[match["word"]] if match["word"] else parse_number(match["number"])


def _second(text: str, at: int, unit: str | None) -> tuple[float, str | None, str, int] | None:
    """The upper end of a range that goes on at an offset: its number, unit, kind and end."""
    link = _LINK.match(text, at)
    number = _NUMBER.match(text, link.end()) if link else None
    if not number:
        return None
    other, kind, end = _unit_at(text, number.end())
    if (unit and other and unit.split()[-1] != other.split()[-1]) or _CHAIN.match(
        text, end if other else number.end()
    ):
        return None  # 5 xã - 3 huyện; 12% - 48% - 40%
    return (
        parse_number(number.group()),
        other or unit,
        kind or ("count" if unit else ""),
        end if other else number.end(),
    )


def _is_figure(text: str, match: re.Match[str], left: _Left, kind: str, end: int) -> bool:
    cued = bool(left.cues - {"lapse", "mean"})
    if not match["number"]:  # a word or a fraction is a figure only where it is set
        return (
            bool(left.change or left.comparator != "=")
            if match["part"]
            else kind not in {"", "none", "time"}
        )
    if kind == "time":
        return cued and "lapse" not in left.cues and not _ELAPSED.match(text, end)
    if kind not in {"", "none"}:
        return True
    if _PART.match(text, match.end()):  # 3/4 of something; 16.doc
        return False
    return not text[match.end() : match.end() + 1].isalpha() and (cued or "," in match["number"])


def _per_at(text: str, at: int) -> tuple[str | None, int]:
    match = _PER.match(text, at)
    if not match:
        return None, at
    words = "vạn dân" if match["head"] else match["one"] or match["y"] or match["hundred"]
    return re.sub(r"\s*/\s*", "/", words), match.end()


def _comparator(text: str, at: int, left: _Left, ranged: bool) -> tuple[str, int]:
    if ranged:
        return ("range" if left.comparator == "=" else left.comparator), at
    if match := _UP_DOWN.match(text, at):
        return (">=" if match[1] else "<="), match.end()
    return (">=" if "since" in left.cues and _LATER_UP.match(text, at) else left.comparator), at


def _share_per(text: str, found: list[Quantity]) -> list[Quantity]:
    """The figures with what they are per where that stands once: before them or behind the last of
    a list.
    """
    for order in range(len(found) - 2, -1, -1):
        one, other = found[order], found[order + 1]
        if (
            other.per == "vạn dân"
            and one.unit
            and not one.per
            and _SHARED.fullmatch(text, one.end, other.start)
        ):
            found[order] = replace(one, per=other.per)
    stop = 0
    for order, quantity in enumerate(found):
        if quantity.per is None and quantity.unit and (quantity.change or "%" not in quantity.unit):
            before = re.split(r"[.;\n]", text[max(stop, quantity.start - 100) : quantity.start])[-1]
            if match := _EACH.search(before):
                found[order] = replace(
                    quantity, per=match["y"] or ("vạn dân" if match["head"] else "năm")
                )
        stop = quantity.end
    return found
