"""The office's world as tables: documents that are known, the order of their numbers, bodies that
changed, programmes.

The tables are read when they are first asked; what they do not hold, they say nothing about.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from textkit import data
from textkit.data.messages import TextkitError
from textkit.vietnamese.dates import parse_date
from textkit.vietnamese.signs import Sign, parse_sign
from textkit.vietnamese.text import fold

_STANDING_COMMITTEE = "UBTVQH"

_LENGTH_OF_A_DAY = len("2025-03-01")

# Days by which a document may stand outside the days that its neighbours in number were issued on:
# numbers are given a little before or after the signing. Of 474 official documents held out none
# lay outside; the Assembly's laws are passed in one session and numbered when they are promulgated.
# The Party's series hold few points, most of them out of citations: they get a fortnight.
_DAYS_OF_GRACE, _DAYS_OF_GRACE_OF_THE_PARTY, _DAYS_OF_GRACE_OF_THE_ASSEMBLY = 4, 14, 20


@dataclass(frozen=True, slots=True)
class Known:
    """A document that a table holds.

    `other_dates` are days that serious sources give for it as well. `sure` is `both` (a register
    and those who cite it agree), `cited`, `register` (registers slip too), `known` (not seen in
    public copies), `doubtful` (the sources do not agree) or `office` (a row of the office's own).
    """

    number: str
    kind: str
    date: str
    issuer: str = ""
    title: str = ""
    replaced_by: str = ""
    sure: str = "office"
    other_dates: tuple[str, ...] = ()

    def has_date(self, date: str) -> bool:
        """Whether a day, a month or a year is that of the document, as far as it is told."""
        return any(day[: len(date)] == date[: len(day)] for day in (self.date, *self.other_dates))


class Window(NamedTuple):
    """The days, both included, between which a document of a number can have been issued."""

    first: str
    last: str


class Office(NamedTuple):
    """What an office adds to the tables: documents, bodies that changed, programmes."""

    documents: tuple[Known, ...] = ()
    bodies: tuple[ChangedBody, ...] = ()
    programmes: tuple[Programme, ...] = ()


class Gazetteer:
    """The tables, and before them what an office adds itself.

    >>> gazetteer = Gazetteer()
    >>> [known.date for known in gazetteer.numbered("57-NQ/TW", date="2024-12-22")]
    ['2024-12-22']
    >>> gazetteer.numbered("57-NQ/TW", date="2019-12-22")
    []
    """

    def __init__(self, office: Office | None = None) -> None:
        self._office = office or Office()

    @property
    def changed_bodies(self) -> tuple[ChangedBody, ...]:
        """The bodies that changed."""
        return (*self._office.bodies, *changed_bodies())

    @property
    def programmes(self) -> tuple[Programme, ...]:
        """The programmes that are known by an official name."""
        return (*self._office.programmes, *programmes())

    def numbered(
        self, number: str, *, kind: str | None = None, date: str | None = None
    ) -> list[Known]:
        """The documents that a number can mean; none where the tables hold none.

        Numbers without a year begin again each year, the Party's each term: `date` tells which, and
        without it the number means none. Of the Assembly's a law and a resolution may share one:
        `kind` tells which.
        """
        sign = parse_sign(number)
        if sign is None:
            return []
        epoch = epoch_of(sign, date)
        of_office = self._among(self._office.documents, sign.number, epoch)
        found = of_office or self._among(_by("number").get(sign.number, ()), sign.number, epoch)
        of_kind = [known for known in found if known.kind and _same_sort(known.kind, kind)]
        return of_kind if sign.family == "law" and kind else found

    def anytime(self, number: str) -> list[Known]:
        """The documents of a number in any year or term."""
        own = [known for known in self._office.documents if known.number == number]
        return own + list(_by("number").get(number, ()))

    def issued_on(self, date: str) -> list[Known]:
        """The documents of a day."""
        own = [known for known in self._office.documents if known.date == date]
        return own + list(_by("date").get(date, ()))

    @staticmethod
    def _among(rows: Iterable[Known], number: str, epoch: str | None) -> list[Known]:
        of_number = [known for known in rows if known.number == number]
        return [known for known in of_number if epoch == _epoch_of_known(known)]


def _same_sort(kind: str, other: str | None) -> bool:
    """Whether two kinds are of one sort: laws and codes of one, resolutions of another."""
    return (kind == "nghị quyết") == (other == "nghị quyết")


@cache
def _epoch_of_known(known: Known) -> str | None:
    sign = parse_sign(known.number)
    return epoch_of(sign, known.date) if sign else None


def epoch_of(sign: Sign, date: str | None) -> str | None:
    """In what a number is given once: a year (`2025`), a term of the Party (`XIII`), or ever (an
    empty string, where the year stands in the number); None where the date does not tell.

    >>> sign = parse_sign("18-NQ/TW")
    >>> epoch_of(sign, "2017-10-25"), epoch_of(sign, "2022-06-16"), epoch_of(sign, None)
    ('XII', 'XIII', None)
    """
    if sign.year is not None:
        return ""
    if not date:
        return None
    return party_term(date) if sign.family == "party" else date[:4]


def party_term(date: str) -> str | None:
    """The ordinal of the congress whose Central Committee sat on a day; None before the table, or
    where the date is too short to tell.

    >>> party_term("2021-01-30"), party_term("2021-02-02"), party_term("2021")
    ('XII', 'XIII', None)
    """
    terms = [row for row in data.rows("terms.csv") if row["clock"] == "party"]
    begun = [row["ordinal"] for row in terms if row["closed"] < date]
    begun_at_the_latest = [row["ordinal"] for row in terms if row["closed"][: len(date)] <= date]
    if not begun or begun[-1] != begun_at_the_latest[-1]:
        return None
    return begun[-1]


@cache
def as_of() -> str:
    """The month up to which the tables were brought: `2026-11`."""
    return str(data.toml("known.toml")["table"]["as_of"])


@cache
def common_words() -> frozenset[str]:
    """The words that many titles share, folded."""
    return frozenset(map(fold, data.toml("known.toml")["table"]["common_words"]))


@cache
def _by(column: str) -> Mapping[str, tuple[Known, ...]]:
    """The documents of the table by their number or their date."""
    groups: dict[str, list[Known]] = {}
    for known in _table():
        groups.setdefault(getattr(known, column), []).append(known)
    return {key: tuple(group) for key, group in groups.items()}


@cache
def _table() -> tuple[Known, ...]:
    return tuple(
        Known(
            row["number"],
            row["kind"],
            row["date"],
            row["issuer"],
            row["title"],
            row["replaced_by"],
            row["sure"],
            tuple(row["other_dates"].split()),
        )
        for row in data.rows("known_documents.csv.gz")
    )


# --- The order of numbers -----------------------------------------------------------------------


def window(number: str, *, kind: str | None, date: str) -> Window | None:
    """Between which days a document of this number can have been issued, by the days of those
    numbered before and after it in the same year or term; None where the table has no such series.

    >>> window("58-NQ/TW", kind="nghị quyết", date="2025-01-10")
    Window(first='2024-12-08', last='2025-02-07')
    """
    sign = parse_sign(number)
    epoch = _epoch_of_series(sign, date) if sign else None
    if sign is None or epoch is None:
        return None
    points = _points().get((_series(sign, kind), epoch))
    digits = re.match(r"\d+", sign.number)
    if points is None or digits is None:
        return None
    place = int(digits[0])
    first, last = _bounds_of_epoch(epoch)
    before = [day for other, day in points if other <= place]
    after = [day for other, day in points if other >= place]
    of_family = {"law": _DAYS_OF_GRACE_OF_THE_ASSEMBLY, "party": _DAYS_OF_GRACE_OF_THE_PARTY}
    grace = of_family.get(sign.family, _DAYS_OF_GRACE)
    first, last = (before or [first])[-1], (after or [last])[0]
    return Window(_days_later(first, -grace), _days_later(last, grace))


def _epoch_of_series(sign: Sign, date: str) -> str | None:
    """The year or the term that a series of the table is of; an empty string for one that runs on
    through a term of the Assembly: 1655/NQ-UBTVQH15.
    """
    if sign.year is not None:
        return str(sign.year)
    return "" if _STANDING_COMMITTEE in sign.number else epoch_of(sign, date)


def _series(sign: Sign, kind: str | None) -> str:
    """What the table calls the series of a number: `NĐ-CP+year`, `QĐ-TTg`, `NQ/TW`, `QH15|L`.

    >>> _series(parse_sign("13/2023/NĐ-CP"), None), _series(parse_sign("31/2024/QH15"), "luật")
    ('NĐ-CP+year', 'QH15|L')
    """
    codes = re.sub(r"^\d+[/-](?:\d{4}/)?", "", sign.number)
    if sign.family == "law":
        return f"{codes}|{'NQ' if kind == 'nghị quyết' else 'L'}"
    return f"{codes}+year" if sign.year is not None else codes


def _bounds_of_epoch(epoch: str) -> tuple[str, str]:
    """The first and the last day of a year or of a term of the Party; of what has neither, any."""
    if not epoch:
        return f"{datetime.date.min}", f"{datetime.date.max}"
    if epoch.isdigit():
        return f"{epoch}-01-01", f"{epoch}-12-31"
    terms = [row for row in data.rows("terms.csv") if row["clock"] == "party"]
    for row, following in pairwise(terms):
        if row["ordinal"] == epoch:
            return row["closed"], following["closed"]
    return terms[-1]["closed"], f"{datetime.date.max}"


@cache
def _points() -> Mapping[tuple[str, str], tuple[tuple[int, str], ...]]:
    """The numbers of each series and year or term with their days, both rising."""
    points = {}
    for row in data.rows("number_order.csv.gz"):
        series = []
        for point in row["points"].split():
            number, day = point.split(":")
            whole = day if len(day) == _LENGTH_OF_A_DAY else f"{row['epoch']}-{day}"
            series.append((int(number), whole))
        points[row["series"], row["epoch"]] = tuple(series)
    return points


def _days_later(day: str, days: int) -> str:
    """A day so many days later, or earlier where the number is negative; the last day there is
    where it would lie behind it.
    """
    try:
        return str(datetime.date.fromisoformat(day) + datetime.timedelta(days))
    except OverflowError:
        return day


# --- Bodies that changed ------------------------------------------------------------------------


class ChangedBody(NamedTuple):
    """A body that was called or organised otherwise up to a day.

    `pattern` finds the old name in folded text; `new` is what it is called since or who has its
    work; `until` is the day up to which the old name is surely wrong; `common` says that it is
    named in small letters too; `needs` is what a text must have for the pattern to be tried.
    """

    old: str
    new: str
    since: str
    pattern: re.Pattern[str]
    until: str = ""
    common: bool = False
    needs: str = ""

    def is_gone(self, day: str) -> bool:
        """Whether the old name was surely wrong on a day; on a month or a year, on all of it."""
        return self.since <= day and (not self.until or day < self.until)


@cache
def changed_bodies() -> tuple[ChangedBody, ...]:
    """The bodies that changed in the reforms of 2025, those of the provinces that were merged among
    them.

    >>> [body.new for body in changed_bodies() if body.old == "Sở Giao thông vận tải"]
    ['Sở Xây dựng']
    """
    patterns = data.patterns("known.toml", "changed_patterns", blank=r"\s{1,3}")
    rows = data.toml("known.toml")["changed"]
    bodies = [
        ChangedBody(pattern=re.compile(rf"(?<!\w)(?:{patterns[key].pattern})(?!\w)"), **row)
        for key, row in rows.items()
    ]
    return (*bodies, *_bodies_of_merged_provinces())


# What stands before the name of a province whose body it is.
_OF_A_PROVINCE = (
    r"(?:uỷ ban nhân dân|ubnd|hội đồng nhân dân|hđnd|công an|đảng bộ|uỷ ban mttq việt nam) tỉnh"
    r"|tỉnh uỷ|tỉnh đoàn"
)


# A city that is not called by its bare name.
_FULL_NAMES = {"Hồ Chí Minh": "Thành phố Hồ Chí Minh"}


def _bodies_of_merged_provinces() -> Iterator[ChangedBody]:
    """The bodies of the provinces that are part of another since: UBND tỉnh Bình Dương."""
    for row in data.rows("renamed.csv"):
        if row["kind"] != "province" or row["old"] == row["new"] or not row["since"]:
            continue
        before, name = _OF_A_PROVINCE.replace(" ", r"\s{1,3}"), fold(row["old"])
        place = re.escape(name).replace(r"\ ", r"\s{1,3}")
        pattern = re.compile(rf"(?<!\w)(?:{before})\s{{1,3}}{place}(?!\w)")
        old, heir = f"cơ quan của tỉnh {row['old']}", _FULL_NAMES.get(row["new"], row["new"])
        new = f"cơ quan tương ứng của {heir}"
        yield ChangedBody(old, new, row["since"], pattern, common=True, needs=name)


def changed_body(old: str, new: str, since: str) -> ChangedBody:
    """A body by its old name as an office writes it, in any case and spelling.

    >>> bool(changed_body("Sở Muối", "Sở Xây dựng", "2025-03-01").pattern.search("sở muối"))
    True
    """
    words = r"\s{1,3}".join(re.escape(word) for word in fold(old).split())
    pattern = re.compile(rf"(?<!\w){words}(?!\w)")
    return ChangedBody(old, new, since, pattern, common=old.islower())


# --- Programmes ---------------------------------------------------------------------------------


class Programme(NamedTuple):
    """A programme, strategy or scheme: its official name without its years, the spans of years that
    it and those before it of that name had, and what decided it.
    """

    name: str
    periods: tuple[tuple[int, int], ...] = ()
    decision: str = ""


# The years of a name and what follows them: "… giai đoạn 2021 - 2025", "… đến năm 2030".
_YEARS_OF_A_NAME = re.compile(r",?\s(?:giai đoạn|thời kì|đến năm)\s.*")
_PERIOD = re.compile(r"(\d{4})\s?[-–]\s?(\d{4})")


def programme(name: str, decision: str = "", earlier: str = "") -> Programme:
    """A programme by its official name; `earlier` has the spans of years of those before it.

    >>> programme("Chương trình mục tiêu Nghề muối giai đoạn 2021 - 2025", earlier="2016-2020")[:2]
    ('Chương trình mục tiêu Nghề muối', ((2021, 2025), (2016, 2020)))
    """
    years = _YEARS_OF_A_NAME.search(fold(name))
    spans = _PERIOD.findall(f"{name} {earlier}")
    periods = tuple((int(first), int(last)) for first, last in spans)
    return Programme(name[: years.start() if years else None], periods, decision)


@cache
def programmes() -> tuple[Programme, ...]:
    """The programmes of the table."""
    return tuple(
        programme(row["name"], row["decision"], row["earlier"])
        for row in data.rows("programmes.csv")
    )


def read_known(path: Path) -> Iterator[Known]:
    """The documents that an office lists in a CSV file: number and date, and, where known, kind,
    issuer, title and replaced_by.

    Raises TextkitError for a file without these columns, a number or a date that cannot be read.
    """
    # Reading tables takes numpy and more, which finding references does without.
    from textkit.reading.readers import read_rows

    for line, row in read_rows(path, ("number", "date")):
        sign = parse_sign(row["number"])
        if sign is None:
            raise TextkitError("sheet.no-sign", path=path, line=line, cell=row["number"])
        date = day_of_cell(row["date"])
        if date is None:
            raise TextkitError("sheet.no-date", path=path, line=line, cell=row["date"])
        kind = row.get("kind", "").lower() or sign.kind or ""
        issuer, title = row.get("issuer", ""), row.get("title", "")
        yield Known(sign.number, kind, date, issuer, title, row.get("replaced_by", ""))


def day_of_cell(cell: str) -> str | None:
    """An ISO date, or one as documents write it, as an ISO date; None for anything else.

    >>> day_of_cell("17/4/2023"), day_of_cell("2023-04-17"), day_of_cell("xx")
    ('2023-04-17', '2023-04-17', None)
    """
    # Reading tables takes numpy and more, which finding references does without.

    if re.fullmatch(r"\d{4}(?:-\d\d){0,2}", cell):
        return cell
    return parse_date(cell)
