"""A span of time that a user asks for: a year, quarter, month or day, as its first and last day."""

from __future__ import annotations

import re

from textkit.data.messages import TextkitError
from textkit.vietnamese.schedules import schedule_in_cell
from textkit.vietnamese.text import fold

# 2026-Q1
_QUARTER = re.compile(r"(\d{4})-?[qQ]([1-4])")
# 2026-01-15..2026-03-31
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\s?(?:\.\.|:|/)\s?(\d{4}-\d\d-\d\d)")
# 2026-03-15, 2026-03, 2026
_ISO = re.compile(r"\d{4}(?:-\d\d){0,2}")
# "quý I/2026", "6 tháng đầu năm 2026", "1/5/2026"; nothing else, and no "2026-Q9"
_TIME_WORDS = re.compile(
    r"""
    (?! \d{4} \D )
    (?: (?> qu[íý] | tháng | năm | ngày | đầu | giữa | cuối | [iv]+ | \d+ ) [\s,./-]* )+
    """,
    re.VERBOSE,
)


def days_of(time: str) -> tuple[str, str]:
    """The first and the last day of a year, a quarter, a month, a day, or from a day to a day.

    Raises TextkitError for other words.

    >>> days_of("2026-Q1"), days_of("2026-02"), days_of("quý I/2026")[1]
    (('2026-01-01', '2026-03-31'), ('2026-02-01', '2026-02-28'), '2026-03-31')
    >>> days_of("2026-01-15..2026-03-20")
    ('2026-01-15', '2026-03-20')
    """
    asked = time.strip()
    if span := _RANGE.fullmatch(asked):
        first, last = days_of(span[1])[0], days_of(span[2])[1]
        if first > last:
            raise TextkitError("followup.no-time", value=time)
        return first, last
    words = asked
    if quarter := _QUARTER.fullmatch(asked):
        words = f"quý {quarter[2]}/{quarter[1]}"
    elif _ISO.fullmatch(asked):
        words = written_iso(asked)
    elif not _TIME_WORDS.fullmatch(fold(asked)):
        raise TextkitError("followup.no-time", value=time)
    schedule = schedule_in_cell(words)
    if schedule is None or schedule.start is None or schedule.end is None:
        raise TextkitError("followup.no-time", value=time)
    return schedule.start, schedule.end


def day_of(date: str) -> str:
    """A date in ISO form: `2026-05-01`, out of that or "1/5/2026"; raises TextkitError for others.

    >>> day_of("1/5/2026")
    '2026-05-01'
    """
    first, last = days_of(date)
    if first != last:
        raise TextkitError("followup.no-day", value=date)
    return first


def written_iso(iso: str) -> str:
    """An ISO date, shortened or not, with the day first."""
    return "/".join(reversed(iso.split("-")))
