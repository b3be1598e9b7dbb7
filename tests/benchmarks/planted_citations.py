"""Slips in what a document cites."""

import re

from planted import Change, change_of, in_running_text, kind, said_besides

SIGN = r"\d{1,4}(?:/\d{4})?[/-][A-ZĐ]{2,4}\d{0,2}(?:[-/][A-ZĐa-z]{2,6})?"
DAY = r"(?P<d>\d{1,2})(?P<s1>/| tháng )(?P<m>\d{1,2})(?P<s2>/| năm )(?P<y>20[012]\d)"
_CITED = re.compile(rf"(?P<kind>[A-ZĐ][a-zà-ỹ]+ [a-zà-ỹ]+) số (?P<sign>{SIGN}),? ngày {DAY}")
# Behind these a number is a document's.
_OTHER_KINDS = ("Nghị quyết", "Quyết định", "Chỉ thị", "Thông tư", "Nghị định")


def _cited(document):
    yield from _CITED.finditer(document.text)


@kind("citations")
def year_of_a_number(document, chance):
    """39/2025/NQ-HĐND ngày …/2025 → 39/2024/NQ-HĐND"""
    for match in _cited(document):
        if year := re.search(r"(?<=/)20\d\d(?=/)", match["sign"]):
            at = match.start("sign") + year.start()
            yield Change(at, at + 4, str(int(year[0]) + chance.choice((-1, 1))))


@kind("citations")
def day_of_a_citation(document, chance):
    """ngày 22/12/2024 → ngày 12/12/2024"""
    for match in _cited(document):
        other = chance.choice([day for day in range(1, 29) if day != int(match["d"])])
        yield change_of(match, "d", f"{other:02d}")


@kind("citations")
def month_of_a_citation(document, chance):
    """ngày 22/12/2024 → ngày 22/11/2024"""
    for match in _cited(document):
        if int(match["d"]) <= 28:
            other = chance.choice([month for month in range(1, 13) if month != int(match["m"])])
            yield change_of(match, "m", f"{other:02d}")


@kind("citations")
def year_of_a_citation(document, chance):
    """ngày 22/12/2024 → ngày 22/12/2023"""
    for match in _cited(document):
        yield change_of(match, "y", str(int(match["y"]) + chance.choice((-1, 1))))


@kind("citations")
def kind_of_a_citation(document, chance):
    """Nghị quyết số 57-NQ/TW → Quyết định số 57-NQ/TW"""
    for match in _cited(document):
        if match["kind"] in _OTHER_KINDS:
            others = [name for name in _OTHER_KINDS if name != match["kind"]]
            yield change_of(match, "kind", chance.choice(others))


_ISSUERS = ("Bộ Chính trị", "Ban Bí thư", "Thủ tướng Chính phủ", "Chính phủ", "Quốc hội")


@kind("citations")
def issuer_of_a_citation(document, chance):
    """của Bộ Chính trị → của Ban Bí thư"""
    for match in _cited(document):
        issuer = re.compile(rf" của ({'|'.join(_ISSUERS)})(?=[ ,;.])").match(
            document.text, match.end()
        )
        if issuer:
            others = [name for name in _ISSUERS if name != issuer[1]]
            yield Change(*issuer.span(1), chance.choice(others))


@kind("citations", scope="sentence")
def title_of_a_citation(document, chance):
    """một số cơ chế, chính sách đặc biệt → một số chính sách đặc biệt: two words gone"""
    title = re.compile(r" của [^.;\n]{4,60}? (?:về|quy định|ban hành) (?P<t>[^.;,\n(]{30,160})")
    for match in _cited(document):
        named = title.match(document.text, match.end())
        if named:
            words = list(re.finditer(r"\S+ ", named["t"]))[1:-1]
            if len(words) > 4:
                at = chance.randrange(len(words) - 2)
                start = named.start("t") + words[at].start()
                yield Change(start, named.start("t") + words[at + 1].end(), "")


@kind("citations")
def sign_of_the_other_system(document, chance):
    """57-NQ/TW → 57/NQ-TW"""
    for match in re.finditer(
        r"(?<![\w/])(\d{1,4})([/-])([A-ZĐ]{2,4})([/-])([A-ZĐ]{2,6})(?!\w)", document.text
    ):
        number, first, name, second, body = match.groups()
        if first != second:
            yield Change(*match.span(), f"{number}{second}{name}{first}{body}")


@kind("citations")
def number_of_one_of_two(document, chance):
    """57-NQ/TW, cited twice → 75-NQ/TW in one place"""
    places = {}
    for match in _cited(document):
        places.setdefault((match["sign"], match["y"]), []).append(match)
    signs = re.findall(SIGN, document.text)
    for (sign, _), matches in places.items():
        number = re.match(r"\d+", sign)[0]
        if signs.count(sign) > 1 and len(number) > 1 and number != number[::-1]:
            for match in matches:
                at = match.start("sign")
                yield Change(at, at + len(number), number[::-1])


@kind("citations")
def number_of_an_assembly(document, chance):
    """31/2024/QH15 → 31/2024/QH14"""
    for match in re.finditer(r"(?<=/20\d\d/QH)1[3-5](?!\d)", document.text):
        yield Change(*match.span(), str(int(match[0]) - 1))


@kind("citations")
def name_of_a_law(document, chance):
    """Luật Đất đai số 31/2024/QH15 → Luật Nhà ở số 31/2024/QH15"""
    names = (
        "Đất đai",
        "Nhà ở",
        "Đầu tư công",
        "Đấu thầu",
        "Ngân sách nhà nước",
        "Xây dựng",
        "Thanh tra",
    )
    pattern = re.compile(r"Luật (?P<name>[A-ZĐ][^\d.;\n]{3,60}?) (?:số|ngày) (?=\d)")
    for match in pattern.finditer(document.text):
        others = [name for name in names if name not in match["name"]]
        yield change_of(match, "name", chance.choice(others))


@kind("citations")
def article_that_is_not_there(document, chance):
    """tại Điều 3 Nghị quyết này → tại Điều 93 Nghị quyết này"""
    pattern = re.compile(
        r"Điều (?P<n>\d{1,2}),? (?:của )?"
        r"(?:Quyết định|Nghị quyết|Quy định|Quy chế|Nghị định|Luật|Thông tư) này"
    )
    for match in pattern.finditer(document.text):
        yield change_of(match, "n", f"9{match['n']}")


@kind("citations", scope="sentence")
def annex_that_is_not_there(document, chance):
    """… . → … (chi tiết tại Phụ lục IX kèm theo)."""
    for match in in_running_text(document, re.compile(r"(?<=[a-zà-ỹđ]{2})(?=\.\s*\n)")):
        yield Change(match.start(), match.start(), " (chi tiết tại Phụ lục IX kèm theo)")


@kind("citations", scope="sentence")
def ordinal_of_a_term(document, chance):
    """… theo Nghị quyết Đại hội … lần thứ XII, nhiệm kỳ 2021 - 2026, which was the XIIIth"""
    said = chance.choice(
        (
            "theo Nghị quyết Đại hội đại biểu toàn quốc lần thứ XII của Đảng, nhiệm kỳ 2021 - 2026",
            "theo Nghị quyết Đại hội XIV của Đảng, nhiệm kỳ 2021 - 2026",
            "theo quyết định của Quốc hội khóa XIV, nhiệm kỳ 2021 - 2026",
        )
    )
    return said_besides(document, f" {said}")
