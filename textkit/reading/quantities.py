"""Numbers, ranges, comparators, units, dates and periods in a string."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from textkit.reading.text import fold


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure in a text: `=` fills `low` and `high` alike, `>=` and `>` only `low`, `<=` and `<` only `high`.

    Numbers are as written: "793,3 nghìn tỷ đồng" is 793.3 with the unit "nghìn tỷ đồng". The span covers the
    comparator, the number, its unit and what it is per (`năm`, `người/năm`, `vạn dân`). `change` is `tăng`,
    `giảm` or `gấp` when the figure is a difference or a ratio, None when it is a level ("giảm còn 3%").
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


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time named in a text.

    `kind` is `deadline`, `period` (with its first and last year) or `recurrence`, whose `date` is an ISO
    duration (`P1Y`). `date` is the last day, month or year that keeps the deadline: "trước năm 2030" is 2029,
    "quý II/2026" 2026-06; "trước ngày 31/12/2025" stays 2025-12-31, as it is used. `vision` marks a horizon
    beyond the plan ("tầm nhìn đến năm 2050"), which is no deadline to keep.
    """

    start: int
    end: int
    date: str
    kind: str = "deadline"
    period_start: int | None = None
    period_end: int | None = None
    vision: bool = False


# ---------------------------------------------------------------------------------------------- dates
_YEAR = r"(?:19|20)\d\d(?![\w]|[.,]\d)"
_DATE = (r"(?:ngày\s{1,3})?(?<![\w.,/-])(?:(?P<d>\d{1,2})\s{1,3}tháng\s{1,3}(?P<m>\d{1,2})\s{1,3}năm\s{1,3}(?P<y>\d{4})"
         r"|(?P<d2>\d{1,2})\s?(?P<s>[/.-])\s?(?P<m2>\d{1,2})\s?(?P=s)\s?(?P<y2>(?:1[89]|20)\d\d)"
         r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>[01]\d)-(?P<d3>[0-3]\d))(?!\w|[/-]\d)")
_MONTH = r"tháng\s{1,3}(?P<mm>\d{1,2})\s{0,2}(?:/|-|năm\s|,\s?năm\s)\s{0,2}(?P<my>(?:19|20)\d\d)(?!\w)"
_DATES = re.compile(rf"{_DATE}|{_MONTH}")


def find_dates(text: str) -> Iterator[tuple[int, int, str]]:
    """The dates in a text, as (start, end, ISO date); a month of a year is `2025-09`. Day comes before month.

    >>> [date for _, _, date in find_dates("ngày 05 tháng 3 năm 2020; 18/7/2023; 22.12.2024; tháng 9/2025")]
    ['2020-03-05', '2023-07-18', '2024-12-22', '2025-09']
    """
    for match in _DATES.finditer(fold(text)):
        if iso := _iso(match):
            yield match.start(), match.end(), iso


def parse_date(text: str) -> str | None:
    """The first date of a text in ISO form, shortened where it is partial; None without one.

    >>> parse_date("ngày 5 tháng 3 năm 2020"), parse_date("9/2025"), parse_date("năm 2030"), parse_date("hôm nay")
    ('2020-03-05', '2025-09', '2030', None)
    """
    for _, _, iso in find_dates(text):
        return iso
    if match := re.fullmatch(rf"(?:(?:tháng )?(\d{{1,2}})[/.-])?(?:năm )?({_YEAR})", fold(text).strip()):
        return _partial(match[2], match[1])
    return None


def _iso(match: re.Match[str]) -> str | None:
    if match["mm"]:
        return _partial(match["my"], match["mm"])
    day, month, year = (next(match[f"{name}{n}"] for n in ("", "2", "3") if match[f"{name}{n}"]) for name in "dmy")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:  # 30.2.2020, 45/13/2020: no date
        return None


def _partial(year: str, month: str | None) -> str | None:
    if month is None:
        return year
    return f"{year}-{int(month):02}" if 1 <= int(month) <= 12 else None


# ------------------------------------------------------------------------------------------ deadlines
_TO = (r"(?:(?:chậm nhất|muộn nhất|từ nay|phấn đấu)\s{1,3}(?:là\s|vào\s)?)?"
       r"(?:đến|tới|trong|vào|hết|cuối|trước|xong trong|chậm nhất)\s{1,3}(?:(?:trước|hết|cuối|giữa|đầu|là|trong|vào|thời điểm)\s{1,3}){0,2}")
_WHEN = re.compile(
    rf"(?P<vision>tầm nhìn\s{{1,3}})?(?:"
    rf"(?:(?:giai đoạn|thời kì|nhiệm kì|kế hoạch|chiến lược|(?:\d{{1,2}}|năm|mười) năm|niên hạn|khoá|các năm|những năm)\s{{1,3}}(?:từ\s)?(?:năm\s)?"
    rf"|từ\s{{1,3}}năm\s{{1,3}}|(?P<bare>(?<![\w/.-])))(?P<from>{_YEAR})\s{{0,2}}(?:[-–—]|đến(?:\snăm)?|tới(?:\snăm)?)\s{{0,2}}(?P<till>{_YEAR})"
    rf"|(?P<to>{_TO})(?:{_DATE}|{_MONTH}|(?P<q>quí|quý)\s{{1,3}}(?P<qn>iv|i{{1,3}}|[1-4])\s{{0,2}}(?:/|-|,?\s?năm\s)\s{{0,2}}(?P<qy>{_YEAR})"
    rf"|(?:năm\s{{1,3}})?(?P<year>{_YEAR}))"
    rf"|(?P<lead>quí|quý)\s{{1,3}}(?P<ln>iv|i{{1,3}}|[1-4])\s{{0,2}}(?:/|-|,?\s?năm\s)\s{{0,2}}(?P<ly>{_YEAR})"
    rf"|(?P<half>6|sáu|9|chín|3|ba) tháng đầu năm\s{{1,3}}(?P<hy>{_YEAR})"
    rf"|(?:định kì\s)?(?:hằng|hàng|mỗi|từng)\s{{1,3}}(?P<every>năm|quí|quý|tháng|tuần|ngày)|(?:định kì )(?P<six>6|sáu) tháng"
    rf")(?!\w)")
_EVERY = {"năm": "P1Y", "quí": "P3M", "quý": "P3M", "tháng": "P1M", "tuần": "P1W", "ngày": "P1D"}
_QUARTER = {"i": 3, "ii": 6, "iii": 9, "iv": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_HALF = {"6": "06", "sáu": "06", "9": "09", "chín": "09", "3": "03", "ba": "03"}


def find_deadlines(text: str) -> Iterator[Deadline]:
    """The deadlines, periods and recurrences in a text, from left to right.

    A year alone ("năm 2020") and the date of a document are none. Years inside the title of a document are
    found too: they are for the caller to leave out.

    >>> [(found.date, found.kind) for found in find_deadlines("Hằng năm, đến hết năm 2028; trước năm 2030")]
    [('P1Y', 'recurrence'), ('2028', 'deadline'), ('2029', 'deadline')]
    """
    for match in _WHEN.finditer(fold(text)):
        found = _deadline(match)
        if found:
            yield replace(found, vision=bool(match["vision"]))


def _deadline(match: re.Match[str]) -> Deadline | None:
    start, end = match.span()
    if match["from"]:
        first, last = int(match["from"]), int(match["till"])
        return Deadline(start, end, str(last), "period", first, last) if 0 < last - first <= 60 else None
    if every := match["every"]:
        return Deadline(start, end, _EVERY[every], "recurrence")
    if match["six"]:
        return Deadline(start, end, "P6M", "recurrence")
    if half := match["half"]:
        return Deadline(start, end, f"{match['hy']}-{_HALF[half]}")
    if quarter := match["qn"] or match["ln"]:
        return Deadline(start, end, f"{match['qy'] or match['ly']}-{_QUARTER[quarter]:02}")
    before = "trước" in match["to"]
    if year := match["year"]:
        return Deadline(start, end, str(int(year) - before))
    iso = _iso(match)
    return Deadline(start, end, _earlier(iso) if before and len(iso) == 7 else iso) if iso else None


def _earlier(month: str) -> str:
    """The month before a month."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year - 1}-12" if number == 1 else f"{year}-{number - 1:02}"


# ------------------------------------------------------------------------------------------- figures
_NUMBER = r"(?:\d{1,3}(?:\.\d{3}){1,5}(?!\d)(?:\s?,\d{1,4})?|\d{1,4}\.\d{1,2}(?=\s?%)|\d{1,12}(?:\s?,\d{1,4})?)(?![.,]?\d)"
_NIL = r"hộ|xã|thôn|bản|nhà tạm|nhà ở tạm|nhà dột|tổ chức (?:cơ sở )?đảng|chi bộ|đảng bộ|phòng học|điểm trường|khu dân cư|vụ"
_ZERO = rf"không\s(?:còn|có)(?:\s(?:các|những))?(?=\s(?:{_NIL})\s)"
_DOUBLE = {"đôi": 2.0, "rưỡi": 1.5, "hai lần": 2.0, "ba lần": 3.0, "bốn lần": 4.0, "năm lần": 5.0}
_START = re.compile(rf"(?<![\w.,/])(?:(?P<number>{_NUMBER})|(?P<zero>{_ZERO})|gấp\s(?P<double>{'|'.join(_DOUBLE)})(?!\w))")
_MASKS = re.compile(
    rf"{_DATE}|{_MONTH}|(?<![\w.,]){_YEAR}(?!\s?(?:%|tỉ đồng|triệu|nghìn|usd|đồng(?!\s[btcdh])))"
    r"|(?:ngày|sáng|chiều|tối|mùng|đêm)\s{1,3}\d{1,2}(?:\s?[-/.]\s?\d{1,2}){0,2}|(?<!\w)(?:tháng|quí|quý)\s\d{1,2}(?!\w)"
    r"|\d{1,2}\s(?:tháng|năm)\s(?:đầu|cuối|qua|trước|tới|sau|tiếp|gần đây|vừa)"
    r"|(?<!\w)(?:điều|khoản|điểm|tiết|mục|chương|phần|phụ lục|bảng|biểu|mẫu|khoá|thứ|kì họp|quyển|tập|trang|quốc lộ|ql|đt|tỉnh lộ"
    r"|đường|(?<!tổng )số|hạng|loại|cấp|lần|tờ|thửa|bậc|ca)\s{0,2}:?\s{0,2}\d[\d.]{0,6}(?:\s?[-,]\s?\d{1,3}(?=[\s,.;)](?!%|[-–])))*(?!\s?%|[.,]\d)"
    r"|\d{1,3}\s(?:năm\s)?(?:ngày\s)(?:truyền thống|thành lập|giải phóng|thương binh)"
    r"|(?m:^|\|)[ \t*#>\\–-]{0,6}\(?\d{1,3}(?:\.\d{1,3}){0,3}\\?(?:[.)/]|\s?[-–](?!\s?\d))(?=[\s*])"
    r"|\(\d{1,3}\)|\[\d{1,3}\]|[^\W\d]-\d{1,4}|(?<!\d)0\d{1,3}[. ]\d{3,4}[. ]\d{3,4}(?!\d)|(?<!\d)0\d{8,10}(?!\d)")
_SIGNS = re.compile(r"(?<![\w.,])\d{1,5}[A-Z]?(?:/\d{4})?\s?[-/–]\s?[A-ZĐ][A-Za-zĐđ]{0,6}[A-ZĐ\d](?![a-z])")
_MAGNITUDE = r"(?P<scale>nghìn tỉ|ngàn tỉ|tỉ(?!\s(?:lệ|trọng|suất|số|giá|phú))|triệu|nghìn|ngàn|vạn|trăm|chục)(?!\w)"
_NAMES = {"tỉ": "tỷ", "ngàn": "nghìn", "kì": "kỳ"}
_PER_YEAR = r"(?:bình quân\s)?(?:mỗi|một|hằng|hàng|trong một)\s(?P<y>năm|tháng|ngày|người)"
_PER_UNIT = r"(?:năm|người|tháng|ngày đêm|ngày|hộ|ha|khẩu|giờ|vụ|lao động|tuần|quí|km2|lượt|xã|đảng viên|con|m2|m3|học sinh|dân|khách)"
_PER_HEAD = r"(?:(?:1|01|một)\s?)?(?:vạn|10\.000|10 nghìn|mười nghìn|10000)\s(?:người\s)?dân"
_PER = re.compile(rf"\s?/\s?(?P<vd>{_PER_HEAD})|\s(?:tính\s)?trên\s(?P<vd2>{_PER_HEAD})|(?:\s?/\s?|\s(?:tính\s)?trên\s)(?P<hundred>(?:100|1\.000|100\.000)\s(?:người\s)?dân)"
                  rf"|\s?/\s?(?:1\s)?(?P<unit>{_PER_UNIT}(?:\s?/\s?{_PER_UNIT})?)(?!\w)|\s{_PER_YEAR}(?!\w)")
_OUT_OF = re.compile(rf"\s?/\s?(?:{_NUMBER})")
_LINK = re.compile(r"\s?[-–—]\s?|\s(?:đến|tới)\s")
_UP, _DOWN = re.compile(r"\s{1,3}trở lên"), re.compile(r"\s{1,3}trở xuống")
_LATER_UP = re.compile(r"(?:\s[^\W\d]+){1,4}\strở lên")
_SHARED = re.compile(r"\s{0,2}(?:,|và|;)\s{0,2}(?:và\s)?")
_TOKEN = re.compile(r"\w+|[<>≥≤~≈]=?|\S")
_EACH = re.compile(rf"(?<!\w)(?:{_PER_YEAR}|bình quân năm)(?!\w)")
_CUES = {
    **dict.fromkeys(("ít nhất", "tối thiểu", "không dưới", "không thấp hơn", "không ít hơn", "≥", ">="), ">="),
    **dict.fromkeys(("trên", "hơn", "vượt", "vượt mức", "cao hơn", "lớn hơn", ">"), ">"),
    **dict.fromkeys(("không quá", "tối đa", "không vượt quá", "không vượt", "nhiều nhất", "không cao hơn", "≤", "<="), "<="),
    **dict.fromkeys(("dưới", "thấp hơn", "nhỏ hơn", "ít hơn", "chưa đến", "chưa tới", "chưa đầy", "<"), "<"),
    **dict.fromkeys(("khoảng", "xấp xỉ", "gần", "ước", "ước tính", "chừng", "~", "≈"), "about"),
    **dict.fromkeys(("lên", "còn", "xuống", "tới", "đến"), "level"),
    **dict.fromkeys(("đạt", "là", "chiếm", "mức", "ở", "từ", "có", "được", "thêm", "bằng", ":", "đạt từ", "duy trì", "thu hút"), "cue"),
    **dict.fromkeys(("bình quân", "trung bình", "cả nước"), "mean"),
    **dict.fromkeys(("tăng", "giảm", "gấp"), "change"),
    **dict.fromkeys(("sau", "trong", "qua", "suốt", "niệm", "cách đây"), "lapse"),
}  # fmt: skip


def parse_number(text: str) -> float:
    """The number a Vietnamese figure stands for: dots part thousands, a comma the decimals.

    >>> parse_number("7.500"), parse_number("8,5"), parse_number("1.234,5"), parse_number("01")
    (7500.0, 8.5, 1234.5, 1.0)
    """
    text = text.replace(" ", "")
    if "," not in text and re.fullmatch(r"\d+\.\d{1,2}", text):
        return float(text)
    return float(text.replace(".", "").replace(",", "."))


def find_quantities(text: str) -> Iterator[Quantity]:
    """The figures of a text with comparator and unit; never years, dates, signs, ordinals or enumerators.

    A number without a unit counts only where it is set ("đạt 0,8"); "không còn hộ nghèo" is zero of its unit.

    >>> [(q.comparator, q.low, q.high, q.unit, q.per) for q in find_quantities("tăng từ 7,5 - 8,0%/năm, thu trên 9.000 tỉ đồng")]
    [('range', 7.5, 8.0, '%', 'năm'), ('>', 9000.0, None, 'tỷ đồng', None)]
    """
    masked = _mask(text)
    found: list[Quantity] = []
    at = 0
    while match := _START.search(masked, at):
        quantity = _read(masked, match, found[-1].end if found else 0)
        at = quantity.end if quantity else match.end()
        if quantity:
            found.append(quantity)
    yield from _share_per(masked, found)


def _mask(text: str) -> str:
    """The folded text with `_` for the digits of what is no figure."""
    def blank(match: re.Match[str]) -> str:
        return re.sub(r"\d", "_", match.group())

    return _MASKS.sub(blank, fold(_SIGNS.sub(blank, text)))


@cache
def units() -> dict[str, tuple[str, str]]:
    """Each folded form of a unit with its normal form and its kind, from units.csv; the kind `none` bars it."""
    with (files("textkit") / "data" / "units.csv").open(encoding="utf-8") as file:
        return {fold(form): (row["unit"], row["kind"]) for row in csv.DictReader(file) for form in row["forms"].split("|")}


@cache
def _unit_pattern() -> re.Pattern[str]:
    forms = sorted(units(), key=len, reverse=True)
    ends = (re.escape(form) + (r"(?!\w)" if form[-1].isalnum() else "") for form in forms)
    return re.compile(rf"\s?(?:{_MAGNITUDE}\s?)?(?:(?:các|cái|số)\s)?(?P<unit>{'|'.join(ends)})"
                      rf"|\s?{_MAGNITUDE.replace('scale', 'alone')}")


def _unit_at(text: str, at: int) -> tuple[str | None, str, int]:
    """The unit that begins at an offset, its kind and its end."""
    match = _unit_pattern().match(text, at)
    if not match:
        return None, "", at
    if match["alone"]:
        return _named(match["alone"]), "count", match.end()
    unit, kind = units()[match["unit"]]
    if kind == "none":
        return (_named(match["scale"]), "count", match.end("scale")) if match["scale"] else (None, kind, at)
    return f"{_named(match['scale'])} {unit}" if match["scale"] else unit, kind, match.end()


def _named(words: str) -> str:
    return " ".join(_NAMES.get(word, word) for word in words.split())


@dataclass(slots=True)
class _Left:
    """What stands before a number: read from right to left, up to the first word that says nothing of it."""

    start: int
    comparator: str = "="
    approximate: bool = False
    change: str | None = None
    level: bool = False
    since: bool = False
    cued: bool = False
    lapse: bool = False


def _left_of(text: str, at: int, floor: int) -> _Left:
    tokens = list(_TOKEN.finditer(text, max(floor, at - 60, text.rfind("\n\n", 0, at)), at))
    left = _Left(at)
    while tokens:
        words = [token.group() for token in tokens]
        phrase = next((" ".join(words[-n:]) for n in (3, 2, 1) if " ".join(words[-n:]) in _CUES), "")
        if not phrase or (_CUES[phrase] == "change" and left.change):
            break
        taken = phrase.count(" ") + 1
        _note(left, phrase, _CUES[phrase], tokens[-taken].start())
        del tokens[-taken:]
    return left


def _note(left: _Left, phrase: str, cue: str, start: int) -> None:
    left.cued = left.cued or cue not in {"lapse", "mean"}
    left.lapse = left.lapse or cue == "lapse"
    left.level = left.level or cue == "level"
    left.since = left.since or phrase in {"từ", "đạt từ"}
    if cue == "change":
        left.change = phrase
    elif cue == "about":
        left.approximate, left.start = True, start
    elif cue not in {"level", "cue", "lapse", "mean"} and left.comparator == "=":
        left.comparator, left.start = cue, start


def _read(text: str, match: re.Match[str], floor: int) -> Quantity | None:
    if match["zero"]:
        unit, kind, end = _unit_at(text, match.end())
        return Quantity(match.start(), end, 0.0, 0.0, unit=unit) if unit else None
    left = _left_of(text, match.start(), floor)
    if match["double"]:
        value = _DOUBLE[match["double"]]
        return Quantity(left.start, match.end(), value, value, left.comparator, left.approximate, "lần", None, "gấp")
    low = high = parse_number(match["number"])
    whole = _OUT_OF.match(text, match.end())  # 280/411 xã
    unit, kind, end = _unit_at(text, whole.end() if whole else match.end())
    second = _second(text, end if unit else match.end(), unit)
    if second:
        high, unit, kind, end = second
    if not _is_figure(text, match, left, kind, end, unit):
        return None
    per, end = _per_at(text, end) if unit else (None, end)
    comparator, end = _comparator(text, end, left, low != high)
    if comparator == "range":
        low, high = min(low, high), max(low, high)
    change = None if left.level or (left.change == "gấp" and unit != "lần") else left.change
    return Quantity(left.start, end, None if "<" in comparator else low, None if ">" in comparator else high, comparator,
                    left.approximate, unit, per, change)  # fmt: skip


def _second(text: str, at: int, unit: str | None) -> tuple[float, str | None, str, int] | None:
    """The upper end of a range that goes on at an offset: its number, unit, kind and end."""
    link = _LINK.match(text, at)
    number = re.compile(_NUMBER).match(text, link.end()) if link else None
    if not number:
        return None
    other, kind, end = _unit_at(text, number.end())
    if unit and other and unit.split()[-1] != other.split()[-1]:
        return None
    return parse_number(number.group()), other or unit, kind or "count", end if other else number.end()


def _is_figure(text: str, match: re.Match[str], left: _Left, kind: str, end: int, unit: str | None) -> bool:
    if kind == "time":
        return left.cued and not left.lapse and not re.compile(r"\s(?:_|qua|đổi mới|thực hiện|trước|sau)").match(text, end)
    if unit:
        return True
    if "/" in text[match.end() : match.end() + 3] or re.compile(r"\.\w").match(text, match.end()):
        return False  # 3/4 of something; 16.doc
    return not text[match.end() : match.end() + 1].isalpha() and (left.cued or "," in match["number"])


def _per_at(text: str, at: int) -> tuple[str | None, int]:
    match = _PER.match(text, at)
    if not match:
        return None, at
    if match["vd"] or match["vd2"]:
        return "vạn dân", match.end()
    words = match["unit"] or match["y"] or match["hundred"]
    return "/".join(_named(word.strip()) for word in words.split("/")), match.end()


def _comparator(text: str, at: int, left: _Left, ranged: bool) -> tuple[str, int]:
    for pattern, sign in ((_UP, ">="), (_DOWN, "<=")):
        if not ranged and (match := pattern.match(text, at)):
            return sign, match.end()
    if left.since and not ranged and _LATER_UP.match(text, at):  # từ 95% số xã trở lên
        return ">=", at
    return ("range" if ranged and left.comparator == "=" else left.comparator), at


def _share_per(text: str, found: list[Quantity]) -> list[Quantity]:
    """The figures with what they are per where that stands once: before ("mỗi năm …") or behind the last of a list."""
    for order in range(len(found) - 2, -1, -1):
        one, other = found[order], found[order + 1]
        if other.per == "vạn dân" and not one.per and one.unit and _SHARED.fullmatch(text, one.end, other.start):
            found[order] = replace(one, per=other.per)
    stops = [0, *(quantity.end for quantity in found)]
    for order, (stop, quantity) in enumerate(zip(stops, list(found), strict=False)):
        if quantity.per is None and quantity.unit and (quantity.change or "%" not in quantity.unit):
            before = re.split(r"[.;\n]", text[max(stop, quantity.start - 100) : quantity.start])[-1]
            if match := _EACH.search(before):
                found[order] = replace(quantity, per=match["y"] or "năm")
    return found
