from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from beside import REAL, needs_shared
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.reading.document import NONE, Document, Facts
from textkit.reading.facts import complete_facts, party_period, read_facts
from textkit.reading.readers import read
from textkit.reading.sources import fact_origins, find_sources
from textkit.vietnamese.casing import name_in_case, title_in_case

PARTY = """ĐẢNG BỘ TỈNH LAM CHÂU
BAN CHẤP HÀNH
*
Số 06-NQ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Lam Châu, ngày 10 tháng 11 năm 2021

NGHỊ QUYẾT
CỦA BAN CHẤP HÀNH ĐẢNG BỘ TỈNH KHÓA XIX
về phát triển kinh tế biển đến năm 2030
-----

I- TÌNH HÌNH
Năm qua, kinh tế biển có bước tiến."""

POLITBURO = """BAN CHẤP HÀNH TRUNG ƯƠNG
*
Số 35-CT/TW
ĐẢNG CỘNG SẢN VIỆT NAM
Hà Nội, ngày 14 tháng 6 năm 2024
CHỈ THỊ
CỦA BỘ CHÍNH TRỊ
về việc trồng thử một giống lúa
-----
Thực hiện chủ trương chung, các nơi đã trồng thử."""

DRAFT = """ĐẢNG BỘ TỈNH LAM CHÂU
ĐẠI HỘI ĐẠI BIỂU LẦN THỨ XX
*
Số     -NQ/ĐH
ĐẢNG CỘNG SẢN VIỆT NAM

Lam Châu, ngày   tháng 9 năm 2025
DỰ THẢO
NGHỊ QUYẾT
ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ TỈNH LAM CHÂU LẦN THỨ XX, NHIỆM KỲ 2025 - 2030
-----
Đại hội đã thảo luận kỹ."""

NEWS = """NGHỊ QUYẾT ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ TỈNH LAM CHÂU LẦN THỨ XIX, NHIỆM KỲ 2020 - 2025
(Báo Lam Châu) - Xin giới thiệu toàn văn.
QUYẾT NGHỊ
I- Tán thành báo cáo."""

CONGRESS = """Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XX họp từ ngày 01/10/2025 \
đến ngày 03/10/2025 tại Lam Sơn.

QUYẾT NGHỊ

I. Tán thành"""

LAW = """QUỐC HỘI
CỘNG HOÀ XÃ HỘI CHỦ NGHĨA
VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Luật số: 12/2025/QH15

LUẬT
TRỒNG CÂY VEN ĐƯỜNG

Căn cứ Hiến pháp; Quốc hội ban hành Luật Trồng cây ven đường.

Luật này được Quốc hội khóa XV, kỳ họp thứ 9 thông qua ngày 16 tháng 6 năm 2025."""

COUNCIL = """HỘI ĐỒNG NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH LAM CHÂU | Độc lập - Tự do - Hạnh phúc
Số: 62/NQ-HĐND | Lam Châu, ngày 12 tháng 12 năm 2025

NGHỊ QUYẾT
VỀ MỨC HỌC PHÍ CỦA TỈNH LAM CHÂU
HỘI ĐỒNG NHÂN DÂN TỈNH LAM CHÂU
KHÓA XVIII, NHIỆM KỲ 2021 - 2026, KỲ HỌP THỨ 35

Căn cứ Luật Giáo dục; các trường của tỉnh Lam Châu thu mức học phí như sau."""

LOWER = """Nghị quyết về mức thu phí chợ tỉnh lam châu
Hội đồng nhân dân tỉnh lam châu
Khoá xvi, kỳ họp thứ 13
Căn cứ Luật Tổ chức Hội đồng nhân dân và Uỷ ban nhân dân ngày 26 tháng 11 năm 2003;
Quyết nghị:
Điều 1. Mức thu phí chợ.
Nghị quyết này được Hội đồng nhân dân tỉnh khoá XVI, kỳ họp thứ 13 \
thông qua ngày 16 tháng 12 năm 2009."""

MARKDOWN = """|
**ỦY BAN NHÂN DÂN**
TỈNH LAM CHÂU
-------
|
**CỘNG HÒA XÃ HỘI
CHỦ NGHĨA VIỆT NAM**
Độc lập - Tự do - Hạnh phúc
|
Số:
283/QĐ-UBND
|
*Lam Châu, ngày 03
tháng 02 năm 2022*
|

**QUYẾT ĐỊNH**

PHÊ DUYỆT KẾ HOẠCH
CẢI TẠO CHỢ

CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LAM CHÂU

*Căn cứ Luật Đất đai;*"""

OFFICE = """UBND TỈNH LAM CHÂU
SỞ NỘI VỤ
Số: 12/KH-SNV
Lam Châu, ngày 03 tháng 02 năm 2022
KẾ HOẠCH
Công tác năm 2022
Thực hiện chương trình chung"""

SPEECH = """PHÁT BIỂU CỦA ĐỒNG CHÍ TRẦN VĂN LAM, BÍ THƯ TỈNH ỦY TẠI LỄ TRỒNG CÂY
(Ngày 02/10/2025)

Kính thưa các đồng chí!"""

ARTICLE = """date 2024-10 Lam Châu cuối tuần

Một bài báo về nghề làm muối, không có đầu văn bản. Năm 2023 muối được mùa."""


@pytest.mark.parametrize(
    ("text", "kind", "number", "date", "issuer", "term", "period"),
    [
        (
            PARTY,
            "nghị quyết",
            "06-NQ/TU",
            "2021-11-10",
            "Ban Chấp hành Đảng bộ tỉnh Lam Châu",
            "2020-2025",
            "2020-2025",
        ),
        (POLITBURO, "chỉ thị", "35-CT/TW", "2024-06-14", "Bộ Chính trị", "2021-2026", "2021-2026"),
        (
            DRAFT,
            "nghị quyết",
            None,
            "2025-09",
            "Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XX",
            "2025-2030",
            "2025-2030",
        ),
        (
            NEWS,
            "nghị quyết",
            None,
            None,
            "Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XIX",
            "2020-2025",
            "2020-2025",
        ),
        (
            CONGRESS,
            "nghị quyết",
            None,
            "2025-10-03",
            "Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XX",
            "2025-2030",
            "2025-2030",
        ),
        (LAW, "luật", "12/2025/QH15", "2025-06-16", "Quốc hội", "2021-2026", "2021-2026"),
        (
            COUNCIL,
            "nghị quyết",
            "62/NQ-HĐND",
            "2025-12-12",
            "Hội đồng nhân dân tỉnh Lam Châu",
            "2021-2026",
            "2025-2030",
        ),
        (
            LOWER,
            "nghị quyết",
            None,
            "2009-12-16",
            "Hội đồng nhân dân tỉnh Lam Châu",
            "2004-2011",
            "2005-2010",
        ),
        (
            MARKDOWN,
            "quyết định",
            "283/QĐ-UBND",
            "2022-02-03",
            "Ủy ban nhân dân tỉnh Lam Châu",
            "2021-2026",
            "2020-2025",
        ),
        (
            OFFICE,
            "kế hoạch",
            "12/KH-SNV",
            "2022-02-03",
            "Sở Nội vụ tỉnh Lam Châu",
            None,
            "2020-2025",
        ),
        (
            SPEECH,
            "bài phát biểu",
            None,
            "2025-10-02",
            "Trần Văn Lam, Bí thư Tỉnh ủy",
            "2025-2030",
            "2025-2030",
        ),
        # Nobody says whose it is: neither a provincial nor a national term is its own.
        (ARTICLE, "bài viết", None, "2024-10", None, None, None),
        ("Một câu không có đầu văn bản.", None, None, None, None, None, None),
        ("", None, None, None, None, None, None),
    ],
)
def test_facts(text, kind, number, date, issuer, term, period):
    facts = complete_facts(read_facts(text))
    assert (facts.kind, facts.number, facts.date, facts.issuer) == (kind, number, date, issuer)
    assert (facts.term, facts.period) == (term, period)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (PARTY, "về phát triển kinh tế biển đến năm 2030"),
        (DRAFT, "Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XX, nhiệm kỳ 2025 - 2030"),
        (
            NEWS,
            "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XIX, nhiệm kỳ 2020 - 2025",
        ),
        (LAW, "Trồng cây ven đường"),
        (COUNCIL, "Về mức học phí của tỉnh Lam Châu"),
        (MARKDOWN, "Phê duyệt kế hoạch cải tạo chợ"),
        (OFFICE, "Công tác năm 2022"),
        (ARTICLE, None),
    ],
)
def test_titles(text, title):
    assert read_facts(text).title == title


SIGNED = """
II- TỔ CHỨC THỰC HIỆN
1. Nghị quyết này được phổ biến đến chi bộ.
Nơi nhận:
- Các huyện ủy,
- Lưu Văn phòng Tỉnh ủy.
T/M BAN CHẤP HÀNH
PHÓ BÍ THƯ
(Đã ký)
Trần Văn Lam"""


@pytest.mark.parametrize(
    ("tail", "name"),
    [
        (SIGNED, "Trần Văn Lam"),
        ("\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nLê Thị Hà", "Lê Thị Hà"),
        ("\nNơi nhận:\tCHỦ TỊCH\n- Như trên;\tLÊ THỊ HÀ", "Lê Thị Hà"),
        ("\nCHỦ TỊCH\nTS. Lê Hà\nPHỤ LỤC\nBỘ TRƯỞNG\nTrần An", "Lê Hà"),
        ("\nCHỦ TỊCH HỘI ĐỒNG\nĐã ký: Lê Hà\nSAO Y BẢN CHÍNH\nCHÁNH VĂN PHÒNG\nTrần An", "Lê Hà"),
        ("\nCHỦ TỊCH\nCăn cứ Luật Đất đai", None),
        ("\nChủ tịch Lê Thị Hà phát biểu.", None),
        ("\nLê Thị Hà", None),
        ("\nT/M BAN THƯỜNG VỤ\nBÍ THƯ", None),
    ],
)
def test_signatory(tail, name):
    assert read_facts(PARTY + tail).signatory == name


@pytest.mark.parametrize(
    ("head", "place", "date"),
    [
        ("Lam Châu, ngày 10 tháng 11 năm 2021", "Lam Châu", "2021-11-10"),
        ("Lam Châu, ngày    tháng 9 năm 2025", "Lam Châu", "2025-09"),
        ("Số 05-NQ/TU\tThành phố Lam Châu, ngày …/…/2025", "Thành phố Lam Châu", None),
        ("Lam Châu, ngày   tháng   năm", "Lam Châu", None),
        ("Họp ngày 5/3/2021", None, "2021-03-05"),
    ],
)
def test_place_and_date(head, place, date):
    facts = read_facts(f"TỈNH ỦY LAM CHÂU\n{head}\nNGHỊ QUYẾT\nvề trồng cây\n\nNăm qua.")
    assert (facts.place, facts.date) == (place, date)


def test_an_old_decree_has_its_date_after_its_number():
    facts = read_facts(
        "SẮC LỆNH\nCỦA CHỦ TỊCH CHÍNH PHỦ LÂM THỜI\nSỐ 65 NGÀY 23 THÁNG 11 NĂM 1945\nXét rằng cây"
        " quý,"
    )
    assert (facts.kind, facts.date, facts.issuer) == (
        "sắc lệnh",
        "1945-11-23",
        "Chủ tịch Chính phủ lâm thời",
    )


def test_sources_are_where_the_facts_stand():
    text = PARTY + SIGNED
    facts = complete_facts(read_facts(text))
    said = {name: text[start:end] for name, (start, end) in find_sources(text, facts).items()}
    assert said == {
        "kind": "NGHỊ QUYẾT",
        "number": "06-NQ/TU",
        "date": "ngày 10 tháng 11 năm 2021",
        "place": "Lam Châu",
        "issuer": "ĐẢNG BỘ TỈNH LAM CHÂU\nBAN CHẤP HÀNH",
        "title": "về phát triển kinh tế biển đến năm 2030",
        "signatory": "Trần Văn Lam",
    }


def test_what_the_text_does_not_say_has_no_source():
    assert (
        find_sources(PARTY, Facts("quy định", "01-QĐ/TU", "1999-01-01", "Chính phủ", "về đất đai"))
        == {}
    )


def test_where_facts_come_from():
    text = PARTY + SIGNED
    stated = read_facts(text)
    facts = complete_facts(stated)
    document = Document("a", text, facts, stated=stated, sources=find_sources(text, facts))
    origins = fact_origins(document)
    assert origins == {
        "kind": "head",
        "number": "head",
        "date": "head",
        "issuer": "head",
        "title": "head",
        "place": "head",
        "signatory": "tail",
        "term": "date",
        "period": "date",
        "level": "head",
    }
    given = replace(document, given=Facts(date="2021-11-10", title=NONE))
    assert fact_origins(given) == origins | {"date": "metadata", "title": "metadata"}


def test_facts_that_the_file_says_or_that_follow_from_the_number():
    facts = Facts("nghị quyết", "05-NQ/TU", "2021-03-05", "Tỉnh ủy Lam Châu")
    stated = Facts(number="05-NQ/TU", date="2021-03-05", issuer="Tỉnh ủy Lam Châu")
    text = "Số 05-NQ/TU\n" + "Chữ. " * 2000 + "ngày 05 tháng 3 năm 2021"
    sources = find_sources(text, facts)
    document = Document("a", text, facts, stated=stated, sources=sources)
    assert fact_origins(document) == {
        "kind": "sign",
        "number": "head",
        "date": "tail",
        "issuer": "text",
    }
    document = replace(document, said=Facts(date="2021-03-05"))
    assert fact_origins(document)["date"] == "file"


def test_the_title_of_a_newspaper_copy_ends_before_its_byline():
    text = (
        "Phát biểu của đồng chí Bí thư Tỉnh ủy\nThu Hà - 17:42, 28-6-2018\n(BLC) - Sáng nay, hội"
        " nghị họp."
    )
    facts = read_facts(text)
    assert (facts.title, facts.issuer) == (
        "Phát biểu của đồng chí Bí thư Tỉnh ủy",
        "Bí thư Tỉnh ủy",
    )


def test_a_cited_number_is_not_the_documents_own():
    text = (
        "Báo cáo kết quả năm qua.\nThực hiện Nghị quyết số 05-NQ/TU ngày 1/2/2021 của Tỉnh ủy, các"
        " nơi đã làm."
    )
    facts = read_facts(text)
    assert (facts.kind, facts.number, facts.date) == ("báo cáo", None, None)


@pytest.mark.parametrize(
    ("date", "national", "congress", "period"),
    [
        ("2020-09-30", False, False, "2015-2020"),
        ("2020-10-01", False, False, "2020-2025"),
        ("2020-09-28", False, True, "2020-2025"),
        ("2020", False, False, "2015-2020"),
        ("2020", False, True, "2020-2025"),
        ("2022", False, False, "2020-2025"),
        ("2024-10", False, False, "2020-2025"),
        ("2021-01-31", True, False, "2016-2021"),
        ("2021-02-01", True, False, "2021-2026"),
        ("2026-01", True, False, "2021-2026"),
        ("2026-01", True, True, "2026-2031"),
        ("2026-02-05", True, False, "2026-2031"),
        ("1950-01-01", True, False, None),
        (None, False, False, None),
    ],
)
def test_party_period(date, national, congress, period):
    assert party_period(date, national=national, congress=congress) == period


@pytest.mark.parametrize(
    ("facts", "kind", "issuer", "term", "period"),
    [
        (
            Facts(number="12/NQ-CP", date="2024-05-01"),
            "nghị quyết",
            "Chính phủ",
            "2021-2026",
            "2021-2026",
        ),
        (
            Facts(number="12/2020/QH14", date="2021-04-08"),
            None,
            "Quốc hội",
            "2016-2021",
            "2021-2026",
        ),
        (
            Facts(number="12/NQ-HĐND", date="2021-05-01"),
            "nghị quyết",
            "Hội đồng nhân dân",
            "2016-2021",
            "2020-2025",
        ),
        (Facts(number="05-NQ/TU", date="2021-05-01"), "nghị quyết", None, "2020-2025", "2020-2025"),
        (Facts(number="05-NQ/TW", date="2021-05-01"), "nghị quyết", None, "2021-2026", "2021-2026"),
        (
            Facts(
                number="01-NQ/ĐH",
                date="2020-09-20",
                issuer="Đại hội đại biểu Đảng bộ tỉnh Lam Châu",
            ),
            "nghị quyết",
            "Đại hội đại biểu Đảng bộ tỉnh Lam Châu",
            "2020-2025",
            "2020-2025",
        ),
        (Facts(term="2010-2015", period="x", kind="y"), "y", None, "2010-2015", "x"),
        (Facts(), None, None, None, None),
    ],
)
def test_complete_facts(facts, kind, issuer, term, period):
    done = complete_facts(facts)
    assert (done.kind, done.issuer, done.term, done.period) == (kind, issuer, term, period)
    assert complete_facts(done) == done


@pytest.mark.parametrize(
    ("issuer", "level"),
    [
        # "Xã hội" is no commune, and a ministry is central whatever stands in its name.
        ("Bộ Lao động - Thương binh và Xã hội", "central"),
        ("Ủy ban nhân dân xã Lam Sơn", "local"),
        ("Sở Lao động - Thương binh và Xã hội", "local"),
        ("Bảo hiểm xã hội Việt Nam", "central"),
        ("Bảo hiểm xã hội tỉnh Lam Châu", "local"),
        ("Hội đồng nhân dân", "local"),
        ("Chính phủ", "central"),
        ("Đảng bộ Chính phủ", "central"),
        ("Ban Chấp hành Đảng bộ tỉnh Lam Châu", "local"),
        ("Đảng ủy Bộ Ngoại giao", "central"),
        ("Bí thư Tỉnh ủy Lam Châu Trần Vân Hạc", "local"),
        ("Thành ủy Vân Sa", "local"),
        ("Ban Tổ chức Trung ương", "central"),
        ("Tòa án nhân dân tối cao", "central"),
        ("Tòa án nhân dân khu vực 2", "local"),
        ("Tổng cục Thuế", "central"),
        ("Cục Thuế tỉnh Lam Châu", "local"),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lam Châu", "local"),
        ("Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam", "central"),
        ("Đại hội đại biểu toàn quốc lần thứ XIII", "central"),
        ("Trần Lam", None),
        (None, None),
    ],
)
def test_the_level_is_that_of_the_issuer(issuer, level):
    done = complete_facts(Facts(issuer=issuer, date="2022-03-01"))
    assert done.level == level
    periods = {"central": "2021-2026", "local": "2020-2025", None: None}
    assert done.period == periods[level]


@pytest.mark.parametrize(
    ("number", "level"),
    [
        ("05-NQ/TU", "local"),
        ("05-NQ/TW", "central"),
        ("12/NQ-HĐND", "local"),
        ("12/2020/QH14", "central"),
        ("12/TT-BTC", "central"),
        ("12/KH-XYZ", None),
    ],
)
def test_without_an_issuer_the_level_is_that_of_the_number(number, level):
    assert complete_facts(Facts(number=number)).level == level


def test_a_level_that_is_given_decides_the_clock():
    done = complete_facts(Facts(issuer="Trần Lam", date="2022-03-01", level="central"))
    assert (done.level, done.period) == ("central", "2021-2026")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ĐẢNG BỘ TỈNH LAM CHÂU BAN THƯỜNG VỤ", "Ban Thường vụ Đảng bộ tỉnh Lam Châu"),
        ("TỈNH ỦY LAM CHÂU BAN TUYÊN GIÁO", "Ban Tuyên giáo Tỉnh ủy Lam Châu"),
        ("hội đồng nhân dân thành phố lam châu", "Hội đồng nhân dân thành phố Lam Châu"),
        ("BỘ GIÁO DỤC VÀ ĐÀO TẠO", "Bộ Giáo dục và Đào tạo"),
        ("BAN CHẤP HÀNH TRUNG ƯƠNG ĐẢNG KHÓA XIII", "Ban Chấp hành Trung ương Đảng khóa XIII"),
        ("Bí thư Tỉnh ủy Lam Châu", "Bí thư Tỉnh ủy Lam Châu"),
        ("", ""),
    ],
)
def test_names_in_case(written, name):
    assert name_in_case(written) == name


def test_a_title_in_mixed_case_stays():
    assert title_in_case("về Đề án trồng cây", "đề án trồng cây") == "về Đề án trồng cây"
    assert (
        title_in_case("về lễ hội lam châu", "Tại Lam Châu, lễ hội Lam Châu đông." * 30)
        == "về lễ hội Lam Châu"
    )


@given(
    st.text(
        alphabet="ĐẢNG BỘ đảng nghị quyết NGHỊ QUYẾT số 05-NQ/TU ngày 1.2.2020\n*|", max_size=300
    )
)
def test_any_text_is_read(text):
    facts = complete_facts(read_facts(text))
    assert facts == complete_facts(facts)
    assert all(text[start:end].strip() for start, end in find_sources(text, facts).values())


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    [
        "A",
        "NGHỊ QUYẾT ",
        "\n",
        "* ",
        " này được quốc hội khoá",
        "Đại hội đại biểu đảng bộ ",
    ],
)
def test_hostile_text_takes_linear_time(hostile):
    def facts_of(size):
        return complete_facts(read_facts(hostile * (size // len(hostile))))

    assert grows_linearly(facts_of, 20_000)


@needs_shared
def test_the_real_documents():
    with (REAL / "MANIFEST.csv").open(encoding="utf-8") as file:
        rows = [
            row for row in csv.DictReader(file) if row["path"].endswith(".txt") and row["number"]
        ]
    right = {"number": 0, "term": 0}
    for row in rows:
        facts = read(REAL / row["path"]).facts
        right["number"] += facts.number == row["number"]
        right["term"] += (facts.term or "") in (row["term"] or "")
    assert right["number"] >= len(rows) - 1
    assert right["term"] == len(rows)
