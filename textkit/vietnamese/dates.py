"""Dates, deadlines, periods and recurrences in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from textkit.vietnamese.text import Passage


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time named in a text.

    `kind` is `deadline`, `period` (with its first and last year) or `recurrence`, whose `date` is
    an ISO duration (`P1Y`). `date` is the last day, month or year that keeps the deadline: "trước
    năm 2030" is 2029, "quý II/2026" 2026-06; "trước ngày 31/12/2025" stays 2025-12-31, as it is
    used. `vision` marks a horizon beyond the plan ("tầm nhìn đến năm 2050"), which is no deadline
    to keep.
    """

    start: int
    end: int
    date: str
    kind: str = "deadline"
    period_start: int | None = None
    period_end: int | None = None
    vision: bool = False


YEAR = r"(?:19|20)\d\d(?![\w]|[.,]\d)"
DATE = (
    r"(?:ngày\s{1,3})?(?<![\w.,/-])(?:(?P<d>\d{1,2})\s{1,3}tháng\s{1,3}(?P<m>\d{1,2})\s{1,3}năm\s{1,3}"
    r"(?P<y>\d{4})|(?P<d2>\d{1,2})\s?(?P<s>[/.-])\s?(?P<m2>\d{1,2})\s?(?P=s)\s?(?P<y2>(?:1[89]|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>[01]\d)-(?P<d3>[0-3]\d))(?!\w|[/-]\d)"
)
MONTH = (
    r"tháng\s{1,3}(?P<mm>\d{1,2})\s{0,2}(?:/|-|năm\s|,\s?năm\s)\s{0,2}(?P<my>(?:19|20)\d\d)(?!\w)"
)
_DATES = re.compile(rf"{DATE}|{MONTH}")
_BARE = re.compile(rf"(?:(?:tháng )?(\d{{1,2}})[/.-])?(?:năm )?({YEAR})")


def find_dates(text: str | Passage) -> Iterator[tuple[int, int, str]]:
    """The dates in a text, as (start, end, ISO date); a month of a year is `2025-09`. Day comes
    before month.

    >>> [
    ...     date
    ...     for _, _, date in find_dates("ngày 05 tháng 3 năm 2020; 22.12.2024; tháng 9/2025")
    ... ]
    ['2020-03-05', '2024-12-22', '2025-09']
    """
    for match in _DATES.finditer(Passage.of(text).folded):
        if iso := _iso(match):
            yield match.start(), match.end(), iso


def parse_date(text: str | Passage) -> str | None:
    """The first date of a text in ISO form, shortened where it is partial; None without one.

    >>> (
    ...     parse_date("ngày 5 tháng 3 năm 2020"),
    ...     parse_date("9/2025"),
    ...     parse_date("năm 2030"),
    ...     parse_date("nay"),
    ... )
    ('2020-03-05', '2025-09', '2030', None)
    """
    passage = Passage.of(text)
    bare = _BARE.fullmatch(passage.folded.strip())
    return (
        _partial(bare[2], bare[1])
        if bare
        else next((iso for _, _, iso in find_dates(passage)), None)
    )


def written_date(iso: str) -> str:
    """An ISO date as a document writes it (a zero before days under ten and the first two months);
    else what is given.

    >>> (
    ...     written_date("2023-11-04"),
    ...     written_date("2022-02"),
    ...     written_date("2030"),
    ...     written_date("2022-05-20"),
    ... )
    ('04/11/2023', '02/2022', '2030', '20/5/2022')
    """
    year, *rest = iso.split("-") if re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", iso) else (iso,)
    month = [rest[0] if int(rest[0]) < 3 else str(int(rest[0]))] if rest else []
    return "/".join([*reversed(rest[1:]), *month, year])


def _iso(match: re.Match[str]) -> str | None:
    if match["mm"]:
        return _partial(match["my"], match["mm"])
    day, month, year = (
        next(filter(None, (match[name], match[name + "2"], match[name + "3"]))) for name in "dmy"
    )
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # 30.2.2020, 45/13/2020: no date
        return None


def _partial(year: str, month: str | None) -> str | None:
    if month is None:
        return year
    return f"{year}-{int(month):02}" if 1 <= int(month) <= 12 else None


_OF = r"\s{0,2}(?:/|-|,?\s?năm\s)\s{0,2}"
_TO = (
    r"(?:(?:chậm nhất|muộn nhất|từ nay|phấn đấu)\s{1,3}(?:là\s|vào\s)?)?"
    r"(?:đến|tới|trong|vào|hết|cuối|trước|xong trong|chậm nhất|hoàn thành|xong)\s{1,3}"
    r"(?:(?:trước|hết|cuối|giữa|đầu|là|trong|vào|thời điểm)\s{1,3}){0,2}"
)
_SPAN = (
    r"(?:(?:giai đoạn|thời kì|nhiệm kì|kế hoạch|chiến lược|(?:\d{1,2}|năm|mười) năm|niên"
    r" hạn|khoá|các năm"
    r"|những năm)\s{1,3}(?:từ\s)?(?:năm\s)?|từ\s{1,3}năm\s{1,3}|(?<![\w/.-]))"
)
_WHEN = re.compile(
    r"(?P<vision>tầm"
    rf" nhìn\s{{1,3}})?(?:{_SPAN}(?P<from>{YEAR})\s{{0,2}}(?:[-–—]|(?:đến|tới)(?:\snăm)?)\s{{0,2}}"
    rf"(?P<till>{YEAR})|(?P<to>{_TO})?(?:quí|quý)\s{{1,3}}(?P<quarter>iv|i{{1,3}}|[1-4]){_OF}(?P<qy>{YEAR})"
    rf"|(?P<by>{_TO})(?:{DATE}|{MONTH}|(?:năm\s{{1,3}})?(?P<year>{YEAR}))"
    rf"|(?P<half>6|sáu|9|chín|3|ba) tháng đầu năm\s{{1,3}}(?P<hy>{YEAR})"
    r"|(?:định kì\s)?(?:hằng|hàng|mỗi|từng)\s{1,3}(?P<every>năm|quí|quý|tháng|tuần|ngày)"
    r"|định kì (?P<six>6|sáu) tháng)(?!\w)"
)
_ALONE = re.compile(r"(?<!\w)năm\s((?:19|20)\d\d)(?!\w|\s?[-–])")
_AGAINST = re.compile(r"(?:so với|đôi|rưỡi|lần|cách|kể từ|sau|từ|trước|hơn)\s{1,3}$")
_EVERY = {"năm": "P1Y", "quí": "P3M", "quý": "P3M", "tháng": "P1M", "tuần": "P1W", "ngày": "P1D"}
_LAST = {"i": 3, "ii": 6, "iii": 9, "iv": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_MONTHS = {"3": 3, "ba": 3, "6": 6, "sáu": 6, "9": 9, "chín": 9}


def find_deadlines(text: str | Passage) -> Iterator[Deadline]:
    """The deadlines, periods and recurrences in a text, from left to right.

    A year alone ("năm 2020") and the date of a document are none. Years inside the title of a
    document are found too: they are for the caller to leave out.

    >>> [
    ...     (found.date, found.kind)
    ...     for found in find_deadlines("Hằng năm, đến hết năm 2028; trước năm 2030")
    ... ]
    [('P1Y', 'recurrence'), ('2028', 'deadline'), ('2029', 'deadline')]
    """
    for match in _WHEN.finditer(Passage.of(text).folded):
        start, end, vision = *match.span(), bool(match["vision"])
        if match["from"]:
            first, last = int(match["from"]), int(match["till"])
            if 0 < last - first <= 60:
                yield Deadline(start, end, str(last), "period", first, last, vision)
        elif match["every"] or match["six"]:
            yield Deadline(start, end, _EVERY.get(match["every"], "P6M"), "recurrence")
        elif by := _by(match):
            yield Deadline(start, end, by, vision=vision)


def _by(match: re.Match[str]) -> str | None:
    """The day, month or year until which there is time."""
    if match["half"]:
        return f"{match['hy']}-{_MONTHS[match['half']]:02}"
    if match["quarter"]:
        return f"{match['qy']}-{_LAST[match['quarter']]:02}"
    if match["year"]:
        return str(int(match["year"]) - ("trước" in match["by"]))
    if "trước" in match["by"] and match["mm"]:
        year, month = divmod(int(match["my"]) * 12 + int(match["mm"]) - 2, 12)
        return f"{year}-{month + 1:02}"
    return _iso(match)


def find_times(text: str | Passage) -> list[Deadline]:
    """The times in a text that a figure may stand for: deadlines, periods and years alone, none it
    is held against.

    >>> [
    ...     time.date
    ...     for time in find_times("Năm 2027 đạt 5%, gấp đôi năm 2020; giai đoạn 2026 - 2030")
    ... ]
    ['2027', '2030']
    """
    passage = Passage.of(text)
    folded = passage.folded
    found = [time for time in find_deadlines(passage) if time.kind != "recurrence"]
    years = (Deadline(*match.span(), match[1]) for match in _ALONE.finditer(folded))
    found += [
        year for year in years if not any(time.start <= year.start < time.end for time in found)
    ]
    return sorted(
        (
            time
            for time in found
            if time.kind == "period"
            or not _AGAINST.search(folded, max(0, time.start - 12), time.start)
        ),
        key=lambda time: time.start,
    )
