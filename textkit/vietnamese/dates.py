"""Dates, deadlines, periods and recurrences in a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from textkit.data.expressions import compiled
from textkit.vietnamese.text import Passage


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time named in a text.

    `kind` is `deadline`, `period` (with its first and last year) or `recurrence`, whose `date` is
    an ISO duration (`P1Y`). `date` is the last day, month or year that keeps the deadline: "trước
    năm 2030" is 2029, "quý II/2026" 2026-06, "trước quý II/2026" 2026-03; "trước ngày 31/12/2025"
    stays 2025-12-31, as it is used. `vision` marks a horizon beyond the plan ("tầm nhìn đến năm
    2050"), which is no deadline to keep.
    """

    start: int
    end: int
    date: str
    kind: str = "deadline"
    period_start: int | None = None
    period_end: int | None = None
    vision: bool = False


# The parts of regular expressions below are written for folded text and for `re.VERBOSE`: blanks in
# them mean nothing, `[ ]` is a blank.

# A year of four digits: 2030. No part of 2030.5 or 20301.
YEAR = r"(?:19|20)\d\d (?! \w | [.,]\d )"

# A whole date, with or without "ngày" before it. Day comes before month.
DATE = r"""
    (?: ngày \s{1,3} )?
    (?<! [\w.,/-] )
    (?:
        # 05 tháng 3 năm 2020
        (?P<spelt_day>\d{1,2}) \s{1,3} tháng \s{1,3} (?P<spelt_month>\d{1,2})
        \s{1,3} năm \s{1,3} (?P<spelt_year>\d{4})
      |
        # 18/7/2023, 2-9-2021, 22. 12. 2024: twice the same mark
        (?P<short_day>\d{1,2}) \s? (?P<mark>[/.-]) \s? (?P<short_month>\d{1,2})
        \s? (?P=mark) \s? (?P<short_year>(?:1[89]|20)\d\d)
      |
        # 2024-10-05
        (?P<iso_year>(?:19|20)\d\d) - (?P<iso_month>[01]\d) - (?P<iso_day>[0-3]\d)
    )
    (?! \w | [/-]\d )
"""
_DATE_FORMS = ("spelt", "short", "iso")

# A month of a year: tháng 9/2025, tháng 9 năm 2025, tháng 9, năm 2025.
MONTH = r"""
    tháng \s{1,3} (?P<month>\d{1,2})
    \s{0,2} (?: / | - | năm\s | ,\s?năm\s ) \s{0,2}
    (?P<year_of_month>(?:19|20)\d\d) (?!\w)
"""
_DATES = compiled(f"{DATE} | {MONTH}", re.VERBOSE)

# What is a month or a year and nothing else: 9/2025, tháng 9/2025, năm 2030.
_MONTH_OR_YEAR = re.compile(
    rf"""
    (?: (?:tháng[ ])? (?P<month>\d{{1,2}}) [/.-] )?
    (?:năm[ ])? (?P<year>{YEAR})
    """,
    re.VERBOSE,
)


def find_dates(text: str | Passage) -> Iterator[tuple[int, int, str]]:
    """The dates in a text, as (start, end, ISO date); a month of a year is `2025-09`. Day comes
    before month.

    >>> [iso for _, _, iso in find_dates("ngày 05 tháng 3 năm 2020; 22.12.2024; tháng 9/2025")]
    ['2020-03-05', '2024-12-22', '2025-09']
    """
    for match in _DATES.finditer(Passage.of(text).folded):
        if iso := _iso(match):
            yield match.start(), match.end(), iso


def parse_date(text: str | Passage) -> str | None:
    """The first date of a text in ISO form, shortened where it is partial; None without one.

    >>> parse_date("ngày 5 tháng 3 năm 2020"), parse_date("9/2025"), parse_date("năm 2030")
    ('2020-03-05', '2025-09', '2030')
    >>> parse_date("nay") is None
    True
    """
    passage = Passage.of(text)
    partial = _MONTH_OR_YEAR.fullmatch(passage.folded.strip())
    if partial and partial["month"]:
        return _iso_month(partial["year"], partial["month"])
    if partial:
        return partial["year"]
    return next((iso for _, _, iso in find_dates(passage)), None)


def is_a_day(date: str | None) -> bool:
    """Whether a date is told to the day, and not only to the month or the year.

    >>> is_a_day("2025-03-01"), is_a_day("2025-03"), is_a_day(None)
    (True, False, False)
    """
    return len(date or "") == len("2025-03-01")


def written_date(iso: str) -> str:
    """An ISO date as a document writes it (a zero before days under ten and the first two months);
    else what is given.

    >>> written_date("2023-11-04"), written_date("2022-05-20"), written_date("2022-02")
    ('04/11/2023', '20/5/2022', '02/2022')
    >>> written_date("2030")
    '2030'
    """
    parts = re.fullmatch(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?", iso)
    if not parts:
        return iso
    # Nghị định 30/2020/NĐ-CP, annex I, has a zero before a day under ten and before months 1 and 2.
    month = parts["month"] if parts["month"] in {"01", "02"} else parts["month"].lstrip("0")
    return "/".join(part for part in (parts["day"], month, parts["year"]) if part)


def _iso(match: re.Match[str]) -> str | None:
    """The date that DATE or MONTH matched, in ISO form; None where the calendar has none such."""
    if match["month"]:
        return _iso_month(match["year_of_month"], match["month"])
    form = next(form for form in _DATE_FORMS if match[f"{form}_year"])
    year, month, day = (int(match[f"{form}_{part}"]) for part in ("year", "month", "day"))
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # 30.2.2020, 45/13/2020
        return None


def _iso_month(year: str, month: str) -> str | None:
    return f"{year}-{int(month):02}" if 1 <= int(month) <= 12 else None


def _months_earlier(year: int, month: int, months: int) -> str:
    """The ISO month that is so many months before another."""
    years, months_of_year = divmod(year * 12 + month - 1 - months, 12)
    return f"{years}-{months_of_year + 1:02}"


# What sets a time as the last: "chậm nhất là đến hết", "phấn đấu đến", "trước", "hoàn thành trong".
_UNTIL = r"""
    (?: (?:chậm[ ]nhất|muộn[ ]nhất|từ[ ]nay|phấn[ ]đấu) \s{1,3} (?: là\s | vào\s )? )?
    (?: đến|tới|trong|vào|hết|đầu|giữa|cuối|trước|xong[ ]trong|chậm[ ]nhất|hoàn[ ]thành|xong )
    \s{1,3}
    (?: (?:trước|hết|cuối|giữa|đầu|là|trong|vào|thời[ ]điểm) \s{1,3} ){0,2}
"""

# 2026-2030, giai đoạn 2026 - 2030, 5 năm 2021 - 2025, từ năm 2021 đến năm 2025
_PERIOD = rf"""
    (?:
        (?: giai[ ]đoạn | thời[ ]kì | nhiệm[ ]kì | kế[ ]hoạch | chiến[ ]lược
          | (?:\d{{1,2}}|năm|mười)[ ]năm | niên[ ]hạn | khoá | các[ ]năm | những[ ]năm )
        \s{{1,3}} (?:từ\s)? (?:năm\s)?
      | từ \s{{1,3}} năm \s{{1,3}}
      | (?<! [\w/.-] )
    )
    (?P<first_year>{YEAR})
    \s{{0,2}} (?: [-–—] | (?:đến|tới) (?:\snăm)? ) \s{{0,2}}
    (?P<last_year>{YEAR})
"""

# quý II/2026, trước quý 2 năm 2026, trong quý IV, năm 2025; the last of a list: quý I, II năm 2026
_QUARTER = rf"""
    (?P<until_quarter>{_UNTIL})?
    (?:quí|quý) \s{{1,3}}
    (?: (?: iv | i{{1,3}} | [1-4] ) \s{{0,2}} (?: [,–-] | và | đến | tới ) \s{{0,2}}
        (?: (?:quí|quý) \s{{1,3}} )?
    ){{0,3}}
    (?P<quarter> iv | i{{1,3}} | [1-4] )
    \s{{0,2}} (?: / | - | ,?\s?năm\s ) \s{{0,2}}
    (?P<year_of_quarter>{YEAR})
"""

# đến ngày 31/12/2025, trong tháng 01/2021, đến hết năm 2028, trước 2030
_DAY_MONTH_YEAR = rf"""
    (?P<until>{_UNTIL})
    (?: {DATE} | {MONTH} | (?:năm\s{{1,3}})? (?P<year>{YEAR}) )
"""

# 6 tháng đầu năm 2026, chín tháng đầu năm 2026; 6 tháng cuối năm 2026
_FIRST_MONTHS = rf"""
    (?: (?P<first_months> 6|sáu|9|chín|3|ba ) [ ]tháng[ ]đầu
      | (?P<last_months> 6|sáu|3|ba ) [ ]tháng[ ]cuối
    )
    [ ]năm \s{{1,3}} (?P<year_of_months>{YEAR})
"""

# hằng năm, mỗi quý, định kỳ hàng tháng; định kỳ 6 tháng
_RECURRENCE = r"""
    (?: định[ ]kì\s )? (?:hằng|hàng|mỗi|từng) \s{1,3} (?P<every>năm|quí|quý|tháng|tuần|ngày)
  | định[ ]kì\s (?P<half_yearly>6|sáu) [ ]tháng
"""

_TIMES = compiled(
    rf"""
    (?P<vision> tầm[ ]nhìn \s{{1,3}} )?
    (?: {_PERIOD} | {_QUARTER} | {_DAY_MONTH_YEAR} | {_FIRST_MONTHS} | {_RECURRENCE} )
    (?!\w)
    """,
    re.VERBOSE,
)
_DURATIONS = {
    "năm": "P1Y",
    "quí": "P3M",
    "quý": "P3M",
    "tháng": "P1M",
    "tuần": "P1W",
    "ngày": "P1D",
}
_LAST_MONTH_OF_QUARTER = {"i": 3, "ii": 6, "iii": 9, "iv": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_LAST_OF_FIRST_MONTHS = {"3": 3, "ba": 3, "6": 6, "sáu": 6, "9": 9, "chín": 9}
_MONTHS_OF_QUARTER = 3

# More years than any plan has, vision and all; what is longer is history ("1945 - 2025"). Chosen by
# eye; not measured.
_LONGEST_PERIOD = 60


# Without four digits or the word for each time a text has no time; most have neither.
_FOUR_DIGITS = re.compile(r"\d{4}")
_RECURS = re.compile(r"[hmtđ](?:[ằà]ng|ỗi|ừng|ịnh[ ]kì)\s")


def find_deadlines(text: str | Passage) -> Iterator[Deadline]:
    """The deadlines, periods and recurrences in a text, from left to right.

    A year alone ("năm 2020") and the date of a document are none. Years inside the title of a
    document are found too: they are for the caller to leave out.

    >>> times = find_deadlines("Hằng năm, đến hết năm 2028; trước năm 2030")
    >>> [(time.date, time.kind) for time in times]
    [('P1Y', 'recurrence'), ('2028', 'deadline'), ('2029', 'deadline')]
    """
    folded = Passage.of(text).folded
    if not (_FOUR_DIGITS.search(folded) or _RECURS.search(folded)):
        return
    for match in _TIMES.finditer(folded):
        if time := _time(match):
            yield time


def _time(match: re.Match[str]) -> Deadline | None:
    """The time that a match states; None where the calendar has none such."""
    start, end = match.span()
    vision = bool(match["vision"])
    if match["first_year"]:
        first, last = int(match["first_year"]), int(match["last_year"])
        if not 0 < last - first <= _LONGEST_PERIOD:
            return None
        return Deadline(start, end, str(last), "period", first, last, vision)
    if match["half_yearly"]:
        return Deadline(start, end, "P6M", "recurrence")
    if match["every"]:
        return Deadline(start, end, _DURATIONS[match["every"]], "recurrence")
    last_time = _last_that_keeps(match)
    return Deadline(start, end, last_time, vision=vision) if last_time else None


def _last_that_keeps(match: re.Match[str]) -> str | None:
    """The last day, month or year that keeps a deadline, which "trước" ends one earlier."""
    before = "trước" in (match["until"] or match["until_quarter"] or "")
    if match["year_of_months"]:
        month = _LAST_OF_FIRST_MONTHS.get(match["first_months"], 12)
        return f"{match['year_of_months']}-{month:02}"
    if match["quarter"]:
        year, month = int(match["year_of_quarter"]), _LAST_MONTH_OF_QUARTER[match["quarter"]]
        return _months_earlier(year, month, _MONTHS_OF_QUARTER if before else 0)
    if match["year"]:
        return str(int(match["year"]) - 1) if before else match["year"]
    if match["month"] and before:
        return _months_earlier(int(match["year_of_month"]), int(match["month"]), 1)
    # "trước ngày 31/12/2025" is written where the 31st itself still keeps it.
    return _iso(match)


_YEAR_ALONE = re.compile(r"(?<!\w) năm\s ((?:19|20)\d\d) (?! \w | \s?[-–] )", re.VERBOSE)

# Before a time that a figure is held against: "so với năm 2020", "gấp đôi năm 2020", "từ năm 2021".
_HELD_AGAINST = re.compile(r"(?:so với|đôi|rưỡi|lần|cách|kể từ|sau|từ|trước|hơn)\s{1,3}")

_COMPARED = re.compile(
    r"(?<!\w)(?:so(?: với)?|cùng kì)(?:\s(?!(?:đến|vào|trong|thì|là)\s)[^\W\d_]+){0,5}\s{1,3}$"
)
# Characters before a time in which a comparison may begin: six words.
_REACH_OF_A_COMPARISON = 60


def find_times(text: str | Passage) -> list[Deadline]:
    """The times in a text that a figure may stand for: deadlines, periods and years alone, none it
    is held against.

    >>> times = find_times("Năm 2027 đạt 5%, gấp đôi năm 2020; giai đoạn 2026 - 2030")
    >>> [time.date for time in times]
    ['2027', '2030']
    """
    passage = Passage.of(text)
    if not _FOUR_DIGITS.search(passage.folded):
        return []
    times = [time for time in find_deadlines(passage) if time.kind != "recurrence"]
    times += _years_alone(passage.folded, times)
    held_against = {match.end() for match in _HELD_AGAINST.finditer(passage.folded)}
    stood_for = []
    for time in times:
        is_held_against = time.kind != "period" and time.start in held_against
        if not is_held_against and not _is_compared_with(passage.folded, time):
            stood_for.append(time)
    return sorted(stood_for, key=lambda time: time.start)


def _is_compared_with(folded: str, time: Deadline) -> bool:
    """Whether a time belongs to a comparison: "tăng 8% so với mức trung bình [năm 2024]"."""
    before = folded[max(0, time.start - _REACH_OF_A_COMPARISON) : time.start]
    return bool(_COMPARED.search(before))


def _years_alone(folded: str, times: list[Deadline]) -> list[Deadline]:
    """The years that stand in no other time of the text."""
    starts = [time.start for time in times]
    years = []
    for match in _YEAR_ALONE.finditer(folded):
        begun_before = bisect_right(starts, match.start())
        if not begun_before or times[begun_before - 1].end < match.end():
            years.append(Deadline(*match.span(), match[1]))
    return years
