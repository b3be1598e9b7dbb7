"""Slips in figures and dates."""

import datetime
import re

from planted import ENDS_OF_PARAGRAPHS, Change, change_of, in_running_text, kind, said_besides
from planted_citations import DAY

WEEKDAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Chủ nhật")

_NUMBER = r"(?<![\d.,/])(?P<n>\d{1,3}(?:\.\d{3})*(?:,\d+)?)"


def _other_number(written, chance):
    """Another number of as many digits: one of its digits is another."""
    places = [place for place, letter in enumerate(written) if letter.isdigit()]
    at = chance.choice(places)
    digits = [digit for digit in "123456789" if digit != written[at]]
    return written[:at] + chance.choice(digits) + written[at + 1 :]


_MEASURED = re.compile(
    rf"{_NUMBER}(?P<u>\s?%| (?:tỷ|triệu|nghìn tỷ) đồng"
    r"| (?:ha|km|xã|hộ|người|căn|dự án|doanh nghiệp)(?!\w))"
)
_AIMS = re.compile(r"(?i)phấn đấu|đạt|đến năm|tối thiểu|ít nhất|trên|giảm|tăng")


def _goals(document):
    for match in _MEASURED.finditer(document.text):
        before = document.text[max(0, match.start() - 80) : match.start()]
        if _AIMS.search(before.split("\n")[-1]):
            yield match


@kind("figures", with_prior=True)
def target_against_the_prior(document, chance):
    """the same target stands otherwise in the prior document"""
    for match in _goals(document):
        yield change_of(match, "n", _other_number(match["n"], chance))


@kind("figures", with_prior=True)
def deadline_against_the_prior(document, chance):
    """đến năm 2030 → đến năm 2035, where the prior document has 2030"""
    pattern = re.compile(r"(?i)(?<=đến năm )(?P<y>20[234]\d)(?=,? [^\n]{5,80}\d)")
    for match in pattern.finditer(document.text):
        yield change_of(match, "y", str(int(match["y"]) + 5))


@kind("figures", with_prior=True)
def unit_against_the_prior(document, chance):
    """15.000 tỷ đồng → 15.000 triệu đồng, where the prior document has tỷ"""
    for match in re.finditer(rf"{_NUMBER} (?P<u>tỷ|triệu)(?= đồng)", document.text):
        yield change_of(match, "u", {"tỷ": "triệu", "triệu": "tỷ"}[match["u"]])


@kind("figures", scope="sentence")
def target_in_two_places(document, chance):
    """a paragraph with a goal stands once more, further down, with another figure"""
    ends = [match.end() for match in ENDS_OF_PARAGRAPHS.finditer(document.text)]
    for match in _goals(document):
        start = document.text.rfind("\n", 0, match.start()) + 1
        end = document.text.find("\n", match.end())
        later = [place for place in ends if place > end + 500]
        line = document.text[start:end]
        is_whole = 0 < end - start < 400 and document.text[end - 1] in ".;"
        if is_whole and later and len(line.split()) > 7 and "|" not in line:
            at = match.start("n") - start
            other = _other_number(match["n"], chance)
            place = chance.choice(later)
            yield Change(place, place, f"\n{line[:at]}{other}{line[at + len(match['n']) :]}")


@kind("figures", scope="sentence")
def text_against_a_table(document, chance):
    """a sentence gives a figure otherwise than the row of a table"""
    rows = {}
    for block in document.layout:
        if block.kind == "table":
            rows.setdefault((block.page, block.row), []).append(
                document.text[block.start : block.end].strip(" *\n|")
            )
    for cells in rows.values():
        names = [cell for cell in cells if re.fullmatch(r"(?:Tỷ lệ|Số|Tổng|Tốc độ) \D{5,}", cell)]
        values = [cell for cell in cells if re.fullmatch(r"[≥>]?\s?\d[\d.]*(?:,\d+)?\s?%?", cell)]
        if len(names) == 1 and len(values) > 1:
            value = values[-1].strip("≥> ")
            name = names[0][0].lower() + names[0][1:]
            said = f"\nPhấn đấu {name} đạt {_other_number(value, chance)}."
            for match in ENDS_OF_PARAGRAPHS.finditer(document.text):
                yield Change(match.end(), match.end(), said)


@kind("figures", scope="sentence")
def part_of_a_sum(document, chance):
    """shares of one whole, or parts of a sum, that do not add up to it"""
    first, second = chance.randrange(15, 40), chance.randrange(20, 45)
    third = 100 - first - second + chance.choice((-10, -3, 2, 5, 10))
    parts = (
        f"\nCơ cấu kinh tế: nông, lâm, thủy sản {first}%; công nghiệp, xây dựng {second}%;"
        f" dịch vụ {third}%.",
        f"\nTổng kinh phí là {first + second + third + 4} tỷ đồng, gồm: ngân sách tỉnh {first} tỷ"
        f" đồng, ngân sách xã {second} tỷ đồng, nguồn vốn khác {third} tỷ đồng.",
    )
    for match in ENDS_OF_PARAGRAPHS.finditer(document.text):
        yield Change(match.end(), match.end(), chance.choice(parts))


@kind("figures")
def share_over_a_hundred(document, chance):
    """95% hộ dân → 195% hộ dân"""
    pattern = re.compile(
        r"(?i)tỷ lệ [^.;\n\d]{5,90}(?<![\d.,])(?P<n>\d{2}(?:,\d+)?)\s?%"
        r"|(?<![\d.,])(?P<k>\d{2}(?:,\d+)?)\s?% (?:số|hộ|dân|người|cơ quan|hồ sơ|cán bộ|xã|doanh)"
    )
    for match in pattern.finditer(document.text):
        name = match.lastgroup
        if "tăng" not in match[0]:
            yield change_of(match, name, "1" + match[name])


@kind("figures")
def words_of_a_number(document, chance):
    """15 ngày → 15 (mười sáu) ngày"""
    names = {"3": "bốn", "5": "sáu", "10": "mười hai", "15": "mười sáu", "20": "hai mươi hai"}
    names |= {"30": "hai mươi", "02": "ba", "03": "bốn", "05": "bốn", "100": "một trăm mười"}
    pattern = re.compile(
        r"(?<=\s)(?<!ngày )(?<!tháng )(?P<n>\d{1,3})"
        r"(?= (?:ngày|tháng|năm|xã|người|triệu|tỷ|thành viên|bản)(?!\w))"
    )
    for match in in_running_text(document, pattern):
        if match["n"] in names:
            yield Change(*match.span(), f"{match['n']} ({names[match['n']]})")


@kind("figures")
def decimal_point(document, chance):
    """8,5% → 8.5%"""
    if len(re.findall(r"\d,\d+\s?%", document.text)) > 1:
        for match in re.finditer(r"(?<![\d.,])\d{1,2},\d{1,2}(?=\s?%)", document.text):
            yield Change(*match.span(), match[0].replace(",", "."))


@kind("figures")
def range_reversed(document, chance):
    """8 - 9% → 9 - 8%; 2026 - 2030 → 2030 - 2026"""
    pattern = re.compile(
        r"(?<![\d.,/])(?P<a>\d{1,2}(?:,\d)?)(?P<dash> ?[-–] ?)(?P<b>\d{1,2}(?:,\d)?)(?=\s?%)|"
        r"(?<=giai đoạn )(?P<c>20\d\d)(?P<dash2> ?[-–] ?)(?P<d>20\d\d)"
    )
    for match in pattern.finditer(document.text):
        first, dash, last = (
            match.group("a", "dash", "b") if match["a"] else match.group("c", "dash2", "d")
        )
        if float(first.replace(",", ".")) < float(last.replace(",", ".")):
            yield Change(*match.span(), f"{last}{dash}{first}")


def _own_days(document):
    """Days in full that are no document's."""
    for match in re.finditer(rf"(?i)(?P<lead>ngày ){DAY}(?!\d)", document.text):
        before = document.text[max(0, match.start() - 60) : match.start()]
        if not re.search(r"\bsố [^\s]+,? $", before):
            yield match


@kind("dates")
def impossible_day(document, chance):
    """ngày 30/6/2025 → ngày 31/6/2025"""
    last = {2: "30", 4: "31", 6: "31", 9: "31", 11: "31"}
    for match in re.finditer(DAY, document.text):
        if int(match["m"]) in last:
            yield change_of(match, "d", last[int(match["m"])])


@kind("dates")
def month_over_twelve(document, chance):
    """ngày 30/6/2025 → ngày 30/16/2025"""
    for match in re.finditer(DAY, document.text):
        yield change_of(match, "m", f"1{match['m'][-1]}" if match["m"][-1] > "2" else "13")


@kind("dates")
def weekday(document, chance):
    """ngày 15/7/2025 → thứ Hai, ngày 15/7/2025, which was a Tuesday"""
    for match in _own_days(document):
        try:
            right = datetime.date(int(match["y"]), int(match["m"]), int(match["d"])).weekday()
        except ValueError:
            continue
        day = WEEKDAYS[(right + chance.choice((1, 6))) % 7]
        name = day if day == "Chủ nhật" else f"thứ {day}"
        yield Change(match.start(), match.start(), f"{name}, ")


@kind("dates", scope="sentence")
def deadline_passed(document, chance):
    """…, hoàn thành trước ngày 30/6/2026 → a year before the document's own"""
    if document.facts.date:
        year = int(document.facts.date[:4]) - 1
        day = chance.choice((f"ngày 30/6/{year}", f"ngày 31 tháng 12 năm {year}", f"quý IV/{year}"))
        yield from said_besides(document, f", hoàn thành trước {day}", r"(?:xây dựng|triển khai)")


@kind("dates")
def goal_of_a_year_that_is_over(document, chance):
    """phấn đấu đến năm 2030 → đến năm 2020"""
    own = document.facts.date
    if not own:
        return
    for match in re.finditer(r"(?<=ến năm )(?P<y>20[234]\d)(?=[, ][^\n]{10})", document.text):
        if int(match["y"]) > int(own[:4]):
            yield change_of(match, "y", str(int(match["y"]) - 10))


@kind("dates")
def years_of_an_older_plan(document, chance):
    """in a plan of 2026 - 2030: giai đoạn 2026 - 2030 → 2021 - 2025 in one place"""
    pattern = re.compile(r"(?<=giai đoạn )(?P<a>202[1-9]) ?[-–] ?(?P<b>203\d|202\d)")
    own = document.facts.date
    for match in pattern.finditer(document.text):
        title = document.facts.title or ""
        if own and match["b"] in title and match["b"] > own[:4]:
            years = f"{int(match['a']) - 5} - {int(match['b']) - 5}"
            yield Change(*match.span(), years)
