"""When something is to be done, by its words: an interval of days, and whether its end is due."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple

from textkit import data
from textkit.vietnamese.dates import DATE, YEAR, find_deadlines
from textkit.vietnamese.text import Passage

Kind = Literal["deadline", "period", "recurring", "conditional", "unread"]

_WORDS = data.patterns("schedules.toml", "words")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is to be done: `text` are the words that say it, `start` and `end` ISO dates.

    `kind` is `deadline` (the end is the last day that keeps it), `period` (a time of doing such as
    "giai đoạn 2026-2030", whose end is no deadline), `recurring` ("hằng năm"), `conditional` ("sau
    khi có hướng dẫn") or `unread`: words that give no date. `shown` is the end as the words have
    it, shortened where they name a month or a year; None without an end.
    """

    kind: Kind
    text: str
    start: str | None = None
    end: str | None = None
    shown: str | None = None


def schedule_in_cell(
    words: str | Passage, *, year: int | None = None, is_of_ends: bool = False
) -> Schedule | None:
    """What a cell of a column of times says; None for a blank one.

    `year` is the year that the head or the title of the table gives to what names none ("Quý II").
    In a column that `is_of_ends` ("Thời hạn hoàn thành") bare years such as "2026 - 2027" end in
    a deadline; elsewhere they are a time of doing, and "giai đoạn 2026-2030" is so everywhere.

    >>> schedule_in_cell("Quý I, II năm 2026").end, schedule_in_cell("Trước ngày 15/3/2026").end
    ('2026-06-30', '2026-03-15')
    >>> [schedule_in_cell(cell).kind for cell in ("2026 - 2030", "Hằng năm", "Theo kế hoạch")]
    ['period', 'recurring', 'conditional']
    >>> schedule_in_cell("Quý II").kind, schedule_in_cell("Quý II", year=2026).end
    ('unread', '2026-06-30')
    """
    passage = Passage.of(words).stripped()
    if not any(letter.isalnum() for letter in passage.text):
        return None
    points = _dated(list(_points(passage)), year)
    if not is_of_ends:
        return _judged(passage, points)
    as_ends = [point._replace(is_period=point.is_period and point.is_named) for point in points]
    return _judged(passage, as_ends)


def schedule_in_text(words: str | Passage) -> Schedule | None:
    """When a sentence says that something is to be done; None where it names no time.

    A deadline counts before a time of doing, and that before what recurs. A year within the name of
    a programme ("Đề án phát triển chợ đến năm 2030") is none of these.

    >>> schedule_in_text("Trình Đề án chợ nổi đến năm 2030 trong quý II/2026").end
    '2026-06-30'
    >>> schedule_in_text("Xây dựng Chiến lược chợ nổi đến năm 2030, tầm nhìn 2045") is None
    True
    """
    passage = Passage.of(words)
    found: dict[str, Schedule] = {}
    for time in find_deadlines(passage):
        if time.vision or _is_in_a_name(passage.folded, time.start, time.end):
            continue
        part = passage[time.start : time.end]
        points = _dated(list(_points(part)), None)
        if time.kind == "recurrence":
            schedule: Schedule | None = Schedule("recurring", part.text)
        else:
            schedule = _judged(part, points)
        if schedule is not None and schedule.kind != "unread":
            found.setdefault(schedule.kind, schedule)
    for kind in ("deadline", "period", "recurring"):
        if kind in found:
            return found[kind]
    often = _WORDS["recurring"].search(passage.folded)
    if often:
        return Schedule("recurring", passage.text[slice(*often.span())])
    waits = _WORDS["waits"].search(passage.folded)
    return Schedule("conditional", passage.text[slice(*waits.span())]) if waits else None


def year_set(*titles: str | Passage) -> int | None:
    """The year that titles set for what stands below them: the first that names just one.

    The year of a date, of a number or of a horizon is none.

    >>> year_set("Thời gian thực hiện", "Danh mục nhiệm vụ năm 2026")
    2026
    >>> year_set("Kế hoạch giai đoạn 2026-2030"), year_set("Chiến lược đến năm 2030")
    (None, None)
    """
    for title in titles:
        passage = Passage.of(title)
        years = set()
        for point in _points(passage):
            if point.day is None and point.year is not None:
                years |= {point.year, point.last_year or point.year}
        if len(years) > 1:
            return None
        if years and not _WORDS["horizon"].search(passage.folded):
            return years.pop()
    return None


def _is_in_a_name(folded: str, start: int, end: int) -> bool:
    """Whether a time belongs to the name of a plan: "Đề án phát triển chợ [đến năm 2030]"."""
    if not _WORDS["as_in_names"].fullmatch(folded, start, end):
        return False
    return bool(_WORDS["name"].search(folded[max(0, start - _LONGEST_NAME) : start]))


# The name of a plan has so many characters before its years. Chosen by eye; not measured.
_LONGEST_NAME = 160


# --- Points of time -----------------------------------------------------------------------------


class _Point(NamedTuple):
    """Months of a year, or a day of one, named in a text from `at` to `until`.

    `year` is None where none is named; `last_year` is another for a period, which is `is_named`
    where a word says so ("giai đoạn"). `day` is None but for a whole date; `is_end_of_year` stands
    for "cuối năm".
    """

    at: int
    until: int
    year: int | None
    first_month: int = 1
    last_month: int = 12
    day: int | None = None
    last_year: int | None = None
    is_period: bool = False
    is_named: bool = False
    is_end_of_year: bool = False

    def is_of_years(self) -> bool:
        return self.day is None and (self.first_month, self.last_month) == (1, 12)

    def days(self) -> tuple[date, date]:
        """The first day and the last."""
        assert self.year is not None
        if self.day is not None:
            day = date(self.year, self.first_month, self.day)
            return day, day
        last_year = self.last_year or self.year
        last_day = monthrange(last_year, self.last_month)[1]
        return date(self.year, self.first_month, 1), date(last_year, self.last_month, last_day)


_MONTH = r"(?: 1[0-2] | 0?[1-9] ) (?!\d)"
_QUARTER = r"(?: iv | i{1,3} | [1-4] ) (?!\w)"
# Between the members of a list: "I, II", "I và II", "3-12", "3 đến 12".
_AND = r"\s{0,2} (?: [,;&+–—-] | và | hoặc | đến | tới ) \s{0,2}"


def _of_year(group: str) -> str:
    """The pattern of the year behind a quarter or a month: "/2026", ", năm 2026"."""
    between = r"\s{0,2} (?: [/.–-] | ,?\s?(?:của\s)?năm ) \s{0,2}"
    return rf"(?: {between} (?P<{group}> {YEAR} ) )?"


_POINTS = re.compile(
    rf"""
    (?<! [\w/.] )
    (?:
        # 15/3/2026, ngày 15 tháng 3 năm 2026
        (?P<date> {DATE} )
      | # quý I, II năm 2026; quý I - quý III/2026; Q1/2026
        (?: quý | quí | q\.? ) \s{{0,2}}
        (?P<quarters> {_QUARTER} (?: {_AND} (?:(?:quý|quí)\s{{1,2}})? {_QUARTER} ){{0,3}} )
        {_of_year("quarter_year")}
      | # ngày 15 tháng 3; 15/3
        (?: ngày \s{{1,2}} )? (?P<day>[0-3]?\d) \s? (?: [/-] | \s tháng \s ) \s?
        (?P<day_month> {_MONTH} ) (?! \s? [/.-] \s? \d | \s năm )
      | # tháng 3, 6 năm 2026; từ tháng 3-12; T6/2026
        (?: tháng | t ) \s{{0,2}}
        (?P<months> {_MONTH} (?: {_AND} (?:tháng\s{{1,2}}|t)? {_MONTH} ){{0,11}} )
        {_of_year("months_year")}
      | # 6/2026
        (?P<month> {_MONTH} ) \s? [/-] \s? (?P<month_year> {YEAR} )
      | # 6 tháng đầu năm 2026, nửa cuối năm, cuối năm 2027, đầu 2026
        (?P<part> (?: (?:6|sáu|9|chín|3|ba) \s tháng | nửa ) \s (?:đầu|cuối) | đầu | giữa | cuối )
        \s (?: năm (?: \s (?P<part_year> {YEAR} ) )? | (?P<bare_part_year> {YEAR} ) )
      | # giai đoạn 2026-2030, năm 2026 - 2027, từ năm 2026 đến năm 2030
        (?P<term> (?:giai[ ]đoạn|thời[ ]kì|nhiệm[ ]kì|kế[ ]hoạch|5[ ]năm|năm[ ]học|niên[ ]độ)
            \s (?:từ\s)? )?
        (?: (?:các[ ])? năm \s )? (?P<first> {YEAR} )
        \s{{0,2}} (?: [–—-] | (?:đến|tới)(?:[ ]hết)? ) \s{{0,2}} (?: năm \s )? (?P<last> {YEAR} )
      | # năm 2026; 2026, 2027
        (?: (?:các[ ])? năm \s )?
        (?P<years> {YEAR} (?: \s? (?: [,;&] | và ) \s? (?:năm\s)? {YEAR} ){{0,5}} )
    )
    (?!\w)
    """,
    re.VERBOSE,
)

_NUMBER_OF_QUARTER = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}

# The months of parts of a year. How far its beginning and its middle reach is chosen by eye.
_MONTHS_OF_PART = {
    "đầu": (1, 3),
    "giữa": (4, 6),
    "cuối": (10, 12),
    "nửa đầu": (1, 6),
    "nửa cuối": (7, 12),
    "6 tháng đầu": (1, 6),
    "6 tháng cuối": (7, 12),
    "9 tháng đầu": (1, 9),
    "9 tháng cuối": (4, 12),
    "3 tháng đầu": (1, 3),
    "3 tháng cuối": (10, 12),
}
_DIGIT_OF_WORD = {"sáu": "6", "chín": "9", "ba": "3"}


def _points(passage: Passage) -> Iterator[_Point]:
    """The points of time in a text, but for those in what it cites."""
    cited = [match.span() for match in _WORDS["cited"].finditer(passage.folded)]
    for match in _POINTS.finditer(passage.folded):
        if any(start <= match.start() < end for start, end in cited):
            continue
        point = _point(match)
        if point is not None:
            yield point


def _point(match: re.Match[str]) -> _Point | None:
    """The point that a match names; None where the calendar has none such."""
    whole = _Point(*match.span(), None)
    if match["date"]:
        return _whole_date(match, whole)
    if match["quarters"]:
        found = re.findall(r"iv|i{1,3}|[1-4]", match["quarters"])
        numbers = [_NUMBER_OF_QUARTER[name] for name in found]
        months = 3 * min(numbers) - 2, 3 * max(numbers)
        return _of_months(whole, months, match["quarter_year"])
    if match["day"]:
        return _day_without_year(match, whole)
    if match["months"]:
        named = [int(number) for number in re.findall(r"\d+", match["months"])]
        return _of_months(whole, (min(named), max(named)), match["months_year"])
    if match["month"]:
        return _of_months(whole, (int(match["month"]),) * 2, match["month_year"])
    return _part_or_years(match, whole)


def _part_or_years(match: re.Match[str], whole: _Point) -> _Point | None:
    """The point of a part of a year, of a period, or of years."""
    if match["part"]:
        first, *others = match["part"].split()
        name = " ".join([_DIGIT_OF_WORD.get(first, first), *others])
        year = match["part_year"] or match["bare_part_year"]
        point = _of_months(whole, _MONTHS_OF_PART[name], year)
        return point._replace(is_end_of_year=name == "cuối")
    if match["first"]:
        first_year, last_year = int(match["first"]), int(match["last"])
        if first_year >= last_year:
            return None
        return whole._replace(
            year=first_year, last_year=last_year, is_period=True, is_named=bool(match["term"])
        )
    years = [int(year) for year in re.findall(r"\d{4}", match["years"])]
    return whole._replace(year=min(years), last_year=max(years))


def _of_months(whole: _Point, months: tuple[int, int], year: str | None) -> _Point:
    first, last = months
    return whole._replace(year=int(year) if year else None, first_month=first, last_month=last)


def _whole_date(match: re.Match[str], whole: _Point) -> _Point | None:
    form = next(form for form in ("spelt", "short", "iso") if match[f"{form}_year"])
    year, month, day = (int(match[f"{form}_{part}"]) for part in ("year", "month", "day"))
    point = whole._replace(year=year, first_month=month, last_month=month, day=day)
    return point if _is_a_day(year, month, day) else None


def _day_without_year(match: re.Match[str], whole: _Point) -> _Point | None:
    day, month = int(match["day"]), int(match["day_month"])
    # 2024 has a 29 February.
    if not _is_a_day(2024, month, day):
        return None
    return whole._replace(first_month=month, last_month=month, day=day)


def _is_a_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _dated(points: Sequence[_Point], year: int | None) -> list[_Point]:
    """The points that have a year: their own, else that of the next one ("quý I - quý III/2026"),
    of the one before ("từ tháng 10/2026 đến tháng 12"), or the one given.
    """
    following: int | None = None
    behind: list[int | None] = []
    for point in reversed(points):
        following = point.year or following
        behind.append(following)
    dated = []
    before: int | None = None
    for point, next_year in zip(points, reversed(behind), strict=True):
        before = point.year or before
        own = next_year or before or year
        is_day = point.day is None or (
            own is not None and _is_a_day(own, point.first_month, point.day)
        )
        if own is not None and is_day:
            dated.append(point._replace(year=own))
    return dated


# --- What the points and the words between them say -------------------------------------------


def _judged(passage: Passage, points: Sequence[_Point]) -> Schedule:
    """What the words of a time say, by its points and by what stands around them."""
    folded, text = passage.folded, passage.text
    waits = _WORDS["conditional"].match(folded)
    recurs = _WORDS["recurring"].search(folded)
    kept = [point for point in points if _is_due(folded, point, waits or recurs)]
    if waits and not kept:
        return Schedule("conditional", text)
    if recurs and not kept:
        return Schedule("recurring", text)
    ends = [point for point in kept if not (point.is_period or _is_open(folded, point))]
    finer = [point for point in ends if not point.is_of_years()]
    # "Năm 2026 và giai đoạn 2027-2030" is a time of doing, "Quý I/2026; giai đoạn 2026-2030" due.
    if ends and (finer or len(ends) == len(kept)):
        return _between(Schedule("deadline", text), folded, ends)
    if kept:
        has_end = not any(_is_open(folded, point) for point in kept)
        schedule = _between(Schedule("period", text), folded, kept)
        return schedule if has_end else replace(schedule, end=None, shown=None)
    return Schedule("unread", text)


def _is_due(folded: str, point: _Point, beside: re.Match[str] | None) -> bool:
    """Whether a point counts beside words that make the rest recur or wait: only what says that it
    ends something does ("chậm nhất 30/6/2026"), and what is finer than a year.
    """
    if beside is None:
        return True
    if _WORDS["ends"].search(_before(folded, point)):
        return not _is_each(folded, point)
    is_behind = beside.start() > point.at
    return is_behind and not point.is_of_years() and not _is_each(folded, point)


# What stands before a point of time and belongs to it has no more characters. Chosen by eye; not
# measured.
_REACH = 60


def _before(folded: str, point: _Point) -> str:
    return folded[max(0, point.at - _REACH) : point.at]


def _is_each(folded: str, point: _Point) -> bool:
    """Whether a point is one of every year: "trước 15/12 [hằng năm]"."""
    return bool(_WORDS["each"].match(folded, point.until))


def _is_open(folded: str, point: _Point) -> bool:
    """Whether a point only begins something: "từ năm 2026", "2026 trở đi"."""
    if _WORDS["onwards"].match(folded, point.until):
        return True
    if point.is_period or _WORDS["within"].search(folded, point.at, point.until):
        return False
    since = _WORDS["since"].search(_before(folded, point))
    return since is not None and not _WORDS["range"].match(folded, point.until)


def _between(schedule: Schedule, folded: str, points: Sequence[_Point]) -> Schedule:
    """A schedule from the first day of its points to the last."""
    spans = [_kept_days(folded, point) for point in points]
    first, last = min(spans)[0], max(spans, key=lambda span: span[1])[1]
    ending = max(zip(spans, points, strict=True), key=lambda pair: pair[0][1])[1]
    return replace(
        schedule, start=first.isoformat(), end=last.isoformat(), shown=_shown(ending, last)
    )


def _kept_days(folded: str, point: _Point) -> tuple[date, date]:
    """The days of a point; of the time before it, as long as it is, where "trước" stands there.

    "Trước ngày 31/12/2025" is written where the 31st itself still keeps it.
    """
    first, last = point.days()
    is_last = point.day is not None or point.is_end_of_year
    if is_last or not _WORDS["before"].search(_before(folded, point)):
        return first, last
    until = first - timedelta(days=1)
    if point.is_of_years():
        return date(until.year, 1, 1), until
    months = point.last_month - point.first_month
    year, month = divmod(until.year * 12 + until.month - 1 - months, 12)
    return date(year, month + 1, 1), until


def _shown(point: _Point, last: date) -> str:
    """The last day as precisely as the words name it."""
    if point.day is not None:
        return last.isoformat()
    return f"{last.year}" if point.is_of_years() or point.is_end_of_year else f"{last:%Y-%m}"
