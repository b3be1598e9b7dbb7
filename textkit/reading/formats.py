"""Number formats of a workbook: what a cell with a number in it shows to a reader in Vietnam."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
"""The format of a cell that has none."""

BUILT_IN: dict[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "dd/mm/yyyy",
    15: "dd/mm/yy",
    16: "dd/mm",
    17: "mm/yy",
    18: "hh:mm",
    19: "hh:mm:ss",
    20: "hh:mm",
    21: "hh:mm:ss",
    22: "dd/mm/yyyy hh:mm",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    41: '#,##0;-#,##0;"-"',
    42: '#,##0;-#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"',
    44: '#,##0.00;-#,##0.00;"-"',
    45: "mm:ss",
    46: "hh:mm:ss",
    47: "mm:ss",
}
"""The formats that a workbook names by number alone, as ECMA-376 (18.8.30) lists them; dates in the
order of Vietnam."""

_TOKEN = re.compile(
    r"""
      " (?P<quoted> [^"]* ) "?                  # 0.0"%": a text
    | \\ (?P<escaped> . )                       # \đ: one sign
    | [_*] .                                    # a blank as wide as a sign, a sign that fills
    | \[\$ (?P<money> [^\]-]* ) [^\]]* \]       # [$₫-42A]
    | \[ [^\]]* \]                              # [Red] [>100] [h]
    | (?P<end> ; )                              # of the part for positive numbers
    | (?P<general> general | @ )                # @: as it is, though as text
    | AM/PM | A/P
    | (?P<exponent> E[+-] [0#?]+ )              # 0.00E+00
    | (?P<year> y+ | e+ ) | (?P<month> m+ ) | (?P<day> d+ ) | (?P<hour> h+ ) | (?P<second> s+ )
    | (?P<digits> [0\#?.] [0\#?.,]* )           # #,##0.00
    | (?P<percent> % )
    | (?P<slash> / )                            # # ?/?, dd/mm
    | (?P<sign> . )
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_DATED = frozenset({"year", "month", "day", "hour", "second"})

# A longer format is a fault; this bounds the work on it. Excel's own limit is 255.
_LONGEST_CODE = 255
_FORMATS_KEPT = 4096  # far more than a workbook has

# So many digits of a number are kept by a workbook, and so many are shown where no format says how
# many: 0.1 + 0.2 is 0,3.
_DIGITS_KEPT = 15
_DIGITS_SHOWN = 10

# A larger number is no amount of anything and stays as it is: no format could show it in a cell.
_LARGEST = 1e18

# Finer places are no part of a figure, and no calculation here may run out of digits.
_MOST_PLACES = 7

# Excel knows days up to the end of the year 9999.
_LAST_DAY = 2_958_465

# The first workbooks held 1900 for a leap year: days before its 1 March are counted one short.
_LEAP_DAY_OF_1900 = 60


class _Token(NamedTuple):
    kind: str
    text: str


_Part = tuple[_Token, ...]


def show_number(number: float, code: str = GENERAL, *, from_1904: bool = False) -> str:
    """What a cell shows: decimal comma, thousand dot, days before months; empty where its format
    hides it.

    >>> show_number(12.5, "0.0"), show_number(0.085, "0.0%"), show_number(7500, "#,##0")
    ('12,5', '8,5%', '7.500')
    >>> show_number(44260, "m/d/yy"), show_number(2030), show_number(-1.5, '0.0" điểm"')
    ('05/03/2021', '2030', '-1,5 điểm')
    """
    parts = _parts(code[:_LONGEST_CODE])
    if abs(number) > _LARGEST:
        return _general(number)
    if any(token.kind in _DATED for token in parts[0]):
        day = _day(number, from_1904=from_1904)
        return _general(number) if day is None else _show_day(day, parts[0])
    part = parts[0]
    if number == 0 and len(parts) > 2:
        part = parts[2]
    elif number < 0 and len(parts) > 1:
        part, number = parts[1], -number
    return _show(number, part)


@lru_cache(maxsize=_FORMATS_KEPT)
def _parts(code: str) -> list[_Part]:
    """The parts of a format: for positive numbers, for negative ones, for zero, for text."""
    parts: list[list[_Token]] = [[]]
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup
        if kind == "end":
            parts.append([])
        elif kind in ("quoted", "escaped", "money", "sign"):
            parts[-1].append(_Token("sign", match[kind]))
        elif kind:
            parts[-1].append(_Token(kind, match[kind]))
    return [tuple(part) for part in parts]


def _show(number: float, part: _Part) -> str:
    """A number with the signs around it; only the first digits of a part are a number."""
    kinds = [token.kind for token in part]
    is_plain = not {"general", "exponent", "slash"}.isdisjoint(kinds)  # no fractions, no powers
    amount = Decimal(repr(number)) * 100 ** kinds.count("percent")
    shown: list[str] = []
    is_shown = False
    for token in part:
        if token.kind in ("sign", "percent"):
            shown.append(token.text)
        elif token.kind in ("digits", "general") and not is_shown:
            shown.append(_general(number) if is_plain else _digits(abs(amount), token.text))
            is_shown = True
    text = "".join(shown).strip()
    return f"-{text}" if number < 0 and not is_plain and text else text


def _digits(amount: Decimal, code: str) -> str:
    """The digits of a positive amount in a format such as `#,##0.00`."""
    whole, _, rest = code.partition(".")
    # Commas behind the last digit each divide by a thousand.
    thousands = len(code) - len(code.rstrip(","))
    amount = amount / 1000**thousands
    if amount > _LARGEST:
        return _general(float(amount))
    places = min(sum(rest.count(sign) for sign in "0#?"), _MOST_PLACES)
    rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    before, _, after = f"{rounded:f}".partition(".")
    before = before.lstrip("0").zfill(whole.count("0"))
    if "," in whole.rstrip(","):
        before = f"{int(before or 0):,}".replace(",", ".") if before else ""
    least = rest.count("0")
    after = after[:least] + after[least:].rstrip("0")
    return f"{before or '0'},{after}" if after else before


def _general(number: float) -> str:
    """A number without a format: no thousand dots, no more decimals than mean something."""
    if number == int(number) and abs(number) < 10**_DIGITS_KEPT:
        return str(int(number))
    text = f"{number:.{_DIGITS_SHOWN}g}"
    exponent = text.partition("e")[2]
    if exponent and abs(int(exponent)) <= _DIGITS_KEPT:
        text = f"{Decimal(text):f}"
    return text.replace(".", ",")


def _day(number: float, *, from_1904: bool) -> datetime | None:
    """The moment that a number of days stands for; None where it is out of the calendar."""
    if not 0 <= number <= _LAST_DAY:
        return None
    first_day = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)
    if not from_1904 and number < _LEAP_DAY_OF_1900:
        number += 1
    return first_day + timedelta(seconds=round(number * 86400))


def _show_day(day: datetime, part: _Part) -> str:
    """A moment as dd/mm/yyyy hh:mm, as far as the format asks for; as the format has it where it
    has words (`"ngày "dd" tháng "mm`).
    """
    has_words = any(token.kind == "sign" and token.text.strip().isalpha() for token in part)
    shown: list[str] = []
    date: list[str] = []
    time: list[str] = []
    before = ""  # the last part of a date or time: minutes follow hours or stand before seconds
    for at, token in enumerate(part):
        if token.kind not in _DATED:
            shown.append(token.text if token.kind in ("sign", "slash") else "")
            continue
        following = next((item.kind for item in part[at + 1 :] if item.kind in _DATED), "")
        is_minute = token.kind == "month" and (before == "hour" or following == "second")
        text = _element("minute" if is_minute else token.kind, len(token.text), day)
        is_time = is_minute or token.kind in ("hour", "second")
        (time if is_time else date).append(text)
        shown.append(text)
        before = token.kind
    if has_words:
        return "".join(shown).strip()
    kinds = [token.kind for token in part]
    if kinds.count("year") and kinds.count("day"):
        date = [f"{day:%d/%m/%Y}"]
    return " ".join(filter(None, ("/".join(filter(None, date)), ":".join(time))))


def _element(kind: str, letters: int, day: datetime) -> str:
    """A part of a date or time; the name of a weekday is left out."""
    if kind == "day":
        return f"{day:%d}" if letters < 3 else ""
    return {
        "year": f"{day:%Y}",
        "month": f"{day:%m}",
        "hour": f"{day:%H}",
        "minute": f"{day:%M}",
        "second": f"{day:%S}",
    }[kind]
