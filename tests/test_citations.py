from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from beside import GOLD, REAL, needs_shared
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.messages import TextkitError
from textkit.finding.citations import citations_in, find_citations
from textkit.finding.cited import Citation
from textkit.finding.owners import OWNER_RULES, Articles, owner_rule
from textkit.finding.pinpoints import Pinpoint
from textkit.language.annotation import annotate
from textkit.reading.document import Block, Document, Facts
from textkit.reading.readers import read
from textkit.vietnamese.text import Passage, fold

LABELLED_CASES = GOLD / "citations.csv"
LABELS = Path(__file__).with_name("labels") / "citations.csv"


def one(text: str) -> Citation:
    found = list(citations_in(text))
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "covered", "kind", "number", "date", "issuer"),
    [
        (
            "Thực hiện Nghị quyết số 39/NQ-TW, ngày 18/7/2023 của Bộ Chính trị về muối.",
            "Nghị quyết số 39/NQ-TW, ngày 18/7/2023 của Bộ Chính trị",
            "nghị quyết",
            "39-NQ/TW",
            "2023-07-18",
            "Bộ Chính trị",
        ),
        (
            "theo Chỉ thị số 21-CT/TW của Ban Bí thư ngày 21/12/2012",
            "Chỉ thị số 21-CT/TW của Ban Bí thư ngày 21/12/2012",
            "chỉ thị",
            "21-CT/TW",
            "2012-12-21",
            "Ban Bí thư",
        ),
        (
            "Quy định số 66-QĐ/TW (ngày 06/02/2017) của Ban Bí thư,",
            "Quy định số 66-QĐ/TW (ngày 06/02/2017) của Ban Bí thư",
            "quy định",
            "66-QĐ/TW",
            "2017-02-06",
            "Ban Bí thư",
        ),
        (
            "Căn cứ NĐ 30/2020/NĐ-CP về văn thư",
            "NĐ 30/2020/NĐ-CP",
            "nghị định",
            "30/2020/NĐ-CP",
            None,
            "Chính phủ",
        ),
        (
            (
                "Báo cáo thẩm tra số 12/BC-BKTNS của Ban Kinh tế - Ngân sách Hội đồng nhân dân"
                " Thành\nphố; ý kiến"
            ),
            (
                "Báo cáo thẩm tra số 12/BC-BKTNS của Ban Kinh tế - Ngân sách Hội đồng nhân dân"
                " Thành\nphố"
            ),
            "báo cáo",
            "12/BC-BKTNS",
            None,
            "Ban Kinh tế - Ngân sách Hội đồng nhân dân Thành phố",
        ),
        (
            "Văn bản số 12/UBND-VX ngày 1/2/2020 của Ủy ban nhân dân tỉnh Lam Châu nêu",
            "Văn bản số 12/UBND-VX ngày 1/2/2020 của Ủy ban nhân dân tỉnh Lam Châu",
            "công văn",
            "12/UBND-VX",
            "2020-02-01",
            "Ủy ban nhân dân tỉnh Lam Châu",
        ),
        (
            "Chương trình hành động số 12-CTr/TU của Ban Chấp hành Đảng bộ tỉnh khóa XIX thực hiện",
            "Chương trình hành động số 12-CTr/TU của Ban Chấp hành Đảng bộ tỉnh khóa XIX",
            "chương trình hành động",
            "12-CTr/TU",
            None,
            "Ban Chấp hành Đảng bộ tỉnh khóa XIX",
        ),
        (
            "quyết định số 76/qđ - ttg của thủ tướng chính phủ",
            "quyết định số 76/qđ - ttg của thủ tướng chính phủ",
            "quyết định",
            "76/QĐ-TTg",
            None,
            "thủ tướng chính phủ",
        ),
        ("05-NQ/TU", "05-NQ/TU", "nghị quyết", "05-NQ/TU", None, None),
        (
            "Báo cáo số 2/BC-BKT của Ban Kinh tế và Ngân sách Hội đồng nhân dân tỉnh,",
            "Báo cáo số 2/BC-BKT của Ban Kinh tế và Ngân sách Hội đồng nhân dân tỉnh",
            "báo cáo",
            "2/BC-BKT",
            None,
            "Ban Kinh tế và Ngân sách Hội đồng nhân dân tỉnh",
        ),
        (
            "Báo cáo số 2/BC-VHXH của Ban Văn hóa - Xã\nhội; các",
            "Báo cáo số 2/BC-VHXH của Ban Văn hóa - Xã\nhội",
            "báo cáo",
            "2/BC-VHXH",
            None,
            "Ban Văn hóa - Xã hội",
        ),
        (
            "Quyết định số 9/QĐ-TTg của Thủ tướng Chính phủ ban hành Quy chế",
            "Quyết định số 9/QĐ-TTg của Thủ tướng Chính phủ",
            "quyết định",
            "9/QĐ-TTg",
            None,
            "Thủ tướng Chính phủ",
        ),
        (
            "Nghị quyết số 9-NQ/ĐH của Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII và",
            "Nghị quyết số 9-NQ/ĐH của Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII",
            "nghị quyết",
            "9-NQ/ĐH",
            None,
            "Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII",
        ),
        (
            (
                "Nghị quyết số 9-NQ/TW của Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa"
                " XII nêu"
            ),
            "Nghị quyết số 9-NQ/TW của Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII",
            "nghị quyết",
            "9-NQ/TW",
            None,
            "Hội nghị lần thứ sáu Ban Chấp hành Trung ương Đảng khóa XII",
        ),
        (
            "Thông báo số 12-TB/TW, ngày 5/6/2024 nêu",
            "Thông báo số 12-TB/TW, ngày 5/6/2024",
            "thông báo",
            "12-TB/TW",
            "2024-06-05",
            None,
        ),
    ],
)
def test_by_number(text, covered, kind, number, date, issuer):
    found = one(text)
    assert (found.text, found.kind, found.number, found.date, found.issuer) == (
        covered,
        kind,
        number,
        date,
        issuer,
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Nghị quyết số 05-NQ/TU về nghề muối, tầm nhìn đến năm 2045; các xã",
            "về nghề muối, tầm nhìn đến năm 2045",
        ),
        ("Nghị quyết số 05-NQ/TU về nghề muối và Kế hoạch của các xã", "về nghề muối"),
        ("(Nghị quyết số 05-NQ/TU về nghề muối) và", "về nghề muối"),
        ("Nghị quyết số 05-NQ/TU về nghề muối (sau đây gọi là Nghị quyết 05)", "về nghề muối"),
        (
            "Nghị định số 5/2020/NĐ-CP của Chính phủ quy định\nnghề muối được sửa đổi, bổ sung",
            "quy định nghề muối",
        ),
        ("Nghị quyết số 05-NQ/TU đã đi vào cuộc sống về nhiều mặt.", None),
        (
            "Nghị định số 5/2020/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 4/2019/NĐ-CP;",
            "sửa đổi, bổ sung một số điều của Nghị định số 4/2019/NĐ-CP",
        ),
    ],
)
def test_titles(text, title):
    assert next(citations_in(text)).title == title


def test_a_number_inside_a_title_is_no_citation_of_its_own():
    text = (
        "Bãi bỏ Nghị quyết số 25/2023/NQ-HĐND về kéo dài thời gian thực hiện Nghị quyết số"
        " 18/2022/NQ-HĐND; Nghị quyết số 26/2023/NQ-HĐND về A và Nghị quyết số 27/2023/NQ-HĐND"
        " về B."
    )
    assert [found.number for found in citations_in(text)] == [
        "25/2023/NQ-HĐND",
        "26/2023/NQ-HĐND",
        "27/2023/NQ-HĐND",
    ]


def test_a_list_shares_kind_and_issuer():
    found = list(
        citations_in(
            "các Quy định số 05-QĐ/TU, 06-QĐ/TU và số 07-QĐ/TU của Ban Thường vụ Tỉnh ủy về A"
        )
    )
    assert [(each.kind, each.number, each.issuer) for each in found] == [
        ("quy định", f"0{n}-QĐ/TU", "Ban Thường vụ Tỉnh ủy") for n in (5, 6, 7)
    ]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        (
            "các Nghị quyết số 57, 59 và 68-NQ/TW của Bộ Chính trị",
            ["57-NQ/TW", "59-NQ/TW", "68-NQ/TW"],
        ),
        (
            "Nghị quyết 57, 59 và 68 của Bộ Chính trị",
            ["Nghị quyết 57", "Nghị quyết 59", "Nghị quyết 68"],
        ),
        ("Nghị quyết 57, 3 xã đã", ["Nghị quyết 57"]),
    ],
)
def test_a_list_shares_its_head(text, called):
    found = list(citations_in(text))
    assert [each.number or each.name for each in found] == called
    assert {each.issuer for each in found} <= {"Bộ Chính trị", None}


@pytest.mark.parametrize(
    ("text", "name", "year", "date"),
    [
        ("Luật Đất đai năm 2024", "Luật Đất đai", 2024, None),
        ("Bộ luật Dân sự 2015", "Bộ luật Dân sự", 2015, None),
        ("Luật Xây dựng ngày 18 tháng 6 năm 2014;", "Luật Xây dựng", 2014, "2014-06-18"),
        ("Luật Phòng, chống tham nhũng quy định", "Luật Phòng, chống tham nhũng", None, None),
        ("Luật Trồng cây ven đường quy định", "Luật Trồng cây ven đường", None, None),
        (
            "Luật tổ chức Hội đồng nhân dân và Uỷ ban nhân dân ngày 26/11/2003",
            "Luật tổ chức Hội đồng nhân dân và Uỷ ban nhân dân",
            2003,
            "2003-11-26",
        ),
        (
            "Luật sửa đổi, bổ sung một số điều của Luật Nhà ở và Luật Giá ngày 2/3/2020;",
            "Luật sửa đổi, bổ sung một số điều của Luật Nhà ở và Luật Giá",
            2020,
            "2020-03-02",
        ),
        ("Hiến pháp năm 2013", "Hiến pháp", 2013, None),
        ("Nghị quyết Đại hội XIII của Đảng", "Nghị quyết Đại hội XIII của Đảng", None, None),
        (
            "nghị quyết đại hội đảng bộ tỉnh lần thứ XIX",
            "nghị quyết đại hội đảng bộ tỉnh lần thứ XIX",
            None,
            None,
        ),
        (
            "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XIX, nhiệm kỳ 2020 - 2025,",
            "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XIX, nhiệm kỳ 2020 - 2025",
            None,
            None,
        ),
        ("Nghị quyết Trung ương 4 khóa XI", "Nghị quyết Trung ương 4 khóa XI", None, None),
        ("Nghị quyết 26.", "Nghị quyết 26", None, None),
        ("Nghị quyết 26. Các xã", "Nghị quyết 26", None, None),
        ("Quy chế 392 về đối ngoại", "Quy chế 392", None, None),
        ("Nghị quyết số 5 năm 2020", "Nghị quyết số 5", 2020, None),
        (
            "Nghị quyết 250 của Quốc hội ban hành trong tháng 12/2025",
            "Nghị quyết 250",
            2025,
            "2025-12",
        ),
        ("Luật Đất đai (2013)", "Luật Đất đai", 2013, None),
        ("Luật Đất đai (sửa đổi) năm 2024", "Luật Đất đai", 2024, None),
        ("Luật đất đai năm 2013", "Luật đất đai", 2013, None),
        ("Luật Phòng, chống trộm cây quy định", "Luật Phòng, chống trộm cây", None, None),
        (
            "Pháp lệnh ưu đãi người có công với cách mạng thuộc diện",
            "Pháp lệnh ưu đãi người có công với cách mạng",
            None,
            None,
        ),
        (
            "Công ước Liên hợp quốc về Luật Biển năm 1982",
            "Công ước Liên hợp quốc về Luật Biển",
            1982,
            None,
        ),
        ("Hiến chương Liên hợp quốc và", "Hiến chương Liên hợp quốc", None, None),
        (
            "Cương lĩnh xây dựng đất nước trong thời kỳ quá độ lên chủ nghĩa xã hội năm 1991",
            "Cương lĩnh xây dựng đất nước trong thời kỳ quá độ lên chủ nghĩa xã hội",
            1991,
            None,
        ),
        ("Nghị quyết của Đại hội Đảng XIV", "Nghị quyết của Đại hội Đảng XIV", None, None),
        (
            "Nghị quyết Đại hội lần thứ XX của Đảng bộ tỉnh Lam Châu đã",
            "Nghị quyết Đại hội lần thứ XX của Đảng bộ tỉnh Lam Châu",
            None,
            None,
        ),
        (
            "Nghị quyết Đại hội MTTQ Việt Nam lần thứ X",
            "Nghị quyết Đại hội MTTQ Việt Nam lần thứ X",
            None,
            None,
        ),
        ("Nghị quyết Đại hội Đảng bộ các cấp", "Nghị quyết Đại hội Đảng bộ các cấp", None, None),
        ("văn kiện trình Đại hội XIV của Đảng", "văn kiện trình Đại hội XIV của Đảng", None, None),
    ],
)
def test_by_name_or_occasion(text, name, year, date):
    found = one(text)
    assert (found.name, found.number, found.year, found.date) == (name, None, year, date)


def test_a_law_with_name_and_number():
    found = one("Luật Tổ chức\nchính quyền địa phương số 72/2025/QH15;")
    assert (found.name, found.number) == ("Luật Tổ chức chính quyền địa phương", "72/2025/QH15")
    assert found.text == "Luật Tổ chức\nchính quyền địa phương số 72/2025/QH15"


@pytest.mark.parametrize(
    "text",
    [
        "Luật sư Trần Văn Lam",
        "pháp luật Việt Nam",
        "Nghị quyết này có hiệu lực từ ngày ký",
        "giai đoạn 2021-2025",
        "Nghị quyết 5 năm",
        "3/4 số xã",
        "ngày 18/7/2023",
        "Điều 5. Trách nhiệm",
        "những điều 4 xã đã làm",
        "Luật gia Trần Văn Lam sinh năm 1960",
        "Luật mới quy định",
        "Quyết định 5 nhiệm vụ",
        "Quy định 3 mức",
        "Luật sửa đổi, bổ sung một số điều của bộ luật",
        "điều này rất khó",
        "Đẹp. Điều này thể hiện",
        "quan điểm này",
        "VII. Điều 8.\nTổ chức",
        "NGHỊ QUYẾT ĐẠI HỘI ĐẢNG BỘ TỈNH LAM CHÂU LẦN THỨ XX\nĐại hội",
        "LUẬT ĐẤT ĐAI",
        "Đại hội XIII của Đảng",
        "Số: 05/NQ-HĐND\nLam Châu, ngày 1/2/2020",
        "Mẫu số 01/TTr-UBND",
    ],
)
def test_what_is_no_citation(text):
    assert list(citations_in(text)) == []


def test_the_own_number_counts_in_the_body_only():
    text = (
        "TỈNH ỦY LAM CHÂU\nSố 05-NQ/TU\nNGHỊ QUYẾT\nThay thế Nghị quyết số 05-NQ/TU ngày 1/2/2016."
    )
    assert [found.date for found in citations_in(text)] == ["2016-02-01"]
    assert [found.date for found in citations_in(text, own="05-NQ/TU")] == ["2016-02-01"]
    assert [
        found.number for found in citations_in("Báo đăng Nghị quyết 05-NQ/TU.", own="05-NQ/TU")
    ] == []


@pytest.mark.parametrize(
    ("text", "number", "name", "pinpoint"),
    [
        ("các Điều 5, 6 và 7 Thông tư 41/2016/TT-BTC", "41/2016/TT-BTC", None, "5,6,7"),
        ("điểm đ khoản 1 Điều 12 của Luật Đất đai", None, "Luật Đất đai", "12.1đ"),
        ("khoản 1 Điều 3 và Điều 7 Luật Đất đai 2024", None, "Luật Đất đai", "3.1; 7"),
        ("điểm b khoản 2, khoản 3 Điều 9 Luật Giá", None, "Luật Giá", "9.2b; 9.3"),
        ("từ Điều 346 đến Điều 350 Bộ luật Dân sự", None, "Bộ luật Dân sự", "346-350"),
        ("các điểm a, b và c khoản 2 Điều 5a", None, None, "5a.2a,b,c"),
        ("khoản 8 Điều 2 và Điều 10 của Nghị quyết này", None, "self", "2.8; 10"),
        ("khoản 2 Điều này", None, "self", ".2"),
        ("quy định tại Điều này", None, "self", None),
        ("điểm a, b và c khoản này", None, "self", ".a,b,c"),
        ("theo Điểm này", None, "self", None),
        ("Điều 4, khoản 1 Điều 10, điểm a khoản 1 Điều 27", None, None, "4; 10.1; 27.1a"),
        (
            "điểm c, d khoản 3, điểm b khoản 4 Điều 5; điểm a khoản 3 Điều 9 Luật Giá",
            None,
            "Luật Giá",
            "5.3c,d; 5.4b; 9.3a",
        ),
        ("điểm c khoản 3, điểm b khoản 4 và khoản 5 Điều này", None, "self", ".3c; .4b; .5"),
        (
            "các khoản " + ", ".join(map(str, range(1, 16))) + " và 17 Điều 2",
            None,
            None,
            "2." + ",".join(map(str, range(1, 16))) + ",17",
        ),
        (
            "điểm a khoản 2 Điều 103 Mục 5 Chương XII Phần I của Bộ luật Hình sự",
            None,
            "Bộ luật Hình sự",
            "103.2a",
        ),
        (
            "khoản 1 Điều 3 Quy chế ban hành kèm theo Quyết định số 12/2020/QĐ-TTg",
            "12/2020/QĐ-TTg",
            None,
            "3.1",
        ),
        ("từ khoản 1 đến khoản 5 Điều 3 Nghị định này", None, "self", "3.1-5"),
    ],
)
def test_pinpoints(text, number, name, pinpoint):
    found = one(text)
    assert (found.number, found.name, found.pinpoint) == (number, name, pinpoint)


def test_each_act_takes_the_article_on_its_left():
    found = list(
        citations_in(
            "Điều 5 của Thông tư 99/2020/TT-BTC và khoản 2 Điều 9 của Thông tư 41/2016/TT-BTC"
        )
    )
    assert [(each.number, each.pinpoint) for each in found] == [
        ("99/2020/TT-BTC", "5"),
        ("41/2016/TT-BTC", "9.2"),
    ]


def test_a_document_speaking_of_itself_counts_only_on_demand():
    assert [found.name for found in citations_in("Nghị quyết này", internal=True)] == ["self"]


@given(
    st.text(alphabet="Nghị quyết số 05-/TUW điều khoản Luật Đất, về (của Bộ)\n;.2024", max_size=200)
)
def test_citations_are_quotations_in_order(text):
    found = list(citations_in(text, "d"))
    assert all(each.text == text[each.start : each.end] and each.doc_id == "d" for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)


def test_this_article_and_one_of_another_document_are_two_references():
    found = list(citations_in("khoản 3 Điều này và điểm b khoản 3 Điều 18 của Luật Giá"))
    assert [(each.name, each.pinpoint) for each in found] == [("self", ".3"), ("Luật Giá", "18.3b")]


def cited(text, **options):
    """Number or name of each citation in a text."""
    return [found.number or found.name for found in citations_in(text, **options)]


@pytest.mark.parametrize("rule", OWNER_RULES, ids=lambda rule: rule.name)
def test_whose_articles_are_named(rule):
    before, named, after = re.split("[⟦⟧]", rule.example)
    start, end = len(before), len(before) + len(named)
    found = list(citations_in(before + named + after))
    own = [citation for citation in found if citation.start == start]
    documents = [citation for citation in found if citation.number or citation.name == "Luật Giá"]
    if rule.owner == "following":
        assert [citation.pinpoint for citation in documents] == ["12.1"]
        assert own == []
    elif rule.owner == "nobody":
        assert found == []
    else:
        names = {"self": "self", "amended": "Luật Giá"}
        assert [citation.name for citation in own] == [names.get(rule.owner)]
        assert all(citation.pinpoint is None for citation in documents if citation not in own)
        assert own[0].pinpoint
        assert own[0].end >= end


def test_the_first_rule_that_holds_decides():
    pinpoint = Pinpoint(0, 6, "5", is_this=False)
    this = Pinpoint(0, 6, "", is_this=True)
    for before_document, before_this, referred, articles, owner in (
        (True, False, False, pinpoint, "following"),
        (True, True, True, pinpoint, "following"),
        (True, False, True, this, "self"),
        (True, False, False, this, "nobody"),
        (False, True, False, pinpoint, "self"),
        (False, True, False, this, "self"),
        (False, False, True, this, "self"),
        (False, False, True, pinpoint, "unnamed"),
        (False, False, False, pinpoint, "nobody"),
    ):
        assert owner_rule(Articles(articles, before_document, before_this, referred)).owner == owner


@pytest.mark.parametrize(
    ("text", "kind", "pinpoint", "covered"),
    [
        ("Theo khoản 8 Điều 2 của Nghị quyết này.", "nghị quyết", "2.8", "Nghị quyết này"),
        ("Theo khoản 8 Điều này của Nghị quyết này.", "nghị quyết", ".8", "Nghị quyết này"),
        ("Theo khoản 8 Điều này.", None, ".8", "Điều này"),
        ("Theo Điều này.", None, None, "Điều này"),
    ],
)
def test_the_text_points_at_itself(text, kind, pinpoint, covered):
    found = one(text)
    assert (found.name, found.kind, found.pinpoint) == ("self", kind, pinpoint)
    assert found.text.endswith(covered)


@pytest.mark.parametrize(
    ("text", "kind", "covered"),
    [
        ("Báo cáo thẩm tra số 12/BC-BKTNS", "báo cáo", "Báo cáo thẩm tra số 12/BC-BKTNS"),
        # The nearest kind, not the first.
        ("theo Kế hoạch và Công văn số 12/UBND-VX", "công văn", "Công văn số 12/UBND-VX"),
        ("theo Quyết định nêu trong 12/KH-UBND", "kế hoạch", "12/KH-UBND"),
        # "văn bản" is no kind: the code tells it.
        ("theo Văn bản số 12/KH-UBND", "kế hoạch", "Văn bản số 12/KH-UBND"),
        # Letters in place of words.
        ("theo NĐ 30/2020/NĐ-CP", "nghị định", "NĐ 30/2020/NĐ-CP"),
        ("theo KH số 12/KH-UBND", "kế hoạch", "KH số 12/KH-UBND"),
        ("và " * 60 + "NĐ 30/2020/NĐ-CP", "nghị định", "NĐ 30/2020/NĐ-CP"),
        ("và " * 60 + "Nghị định 30/2020/NĐ-CP", "nghị định", "Nghị định 30/2020/NĐ-CP"),
        # The words outweigh the code: a decision may lay down a regulation.
        ("Quy định số 66-QĐ/TW", "quy định", "Quy định số 66-QĐ/TW"),
        ("Quyết định số 66-QĐ/TW", "quyết định", "Quyết định số 66-QĐ/TW"),
    ],
)
def test_the_kind_stands_before_the_number(text, kind, covered):
    found = one(text)
    assert (found.kind, found.text) == (kind, covered)


def test_how_far_before_the_number_the_kind_may_stand():
    words = "aaaaaaaaaaaa bbbbbbbbbbbb cccccccccccc dddddddddddd"
    kind = "Chương trình hành động"
    for blanks, is_near in (("  ", True), ("   ", False)):
        # 22, 2, 12 + 3 + 12 + 3 + 12 + 3 + 12, 3, 2 and 4 characters and those blanks
        before = f"{kind}  {words.replace(' ', '   ')}   số {blanks}:"
        assert (len(before) <= 90) == is_near
        assert one(f"{before}12-CTr/TU").text.startswith(kind) == is_near


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("30/2020/NĐ-CP", "Chính phủ"),
        ("05/2020/QH14", "Quốc hội"),
        ("30/2020/NQ-HĐND", None),
        ("30/2020/QĐ-XYZ", None),
        ("30/2020/QĐ-UBND", None),
        ("05-NQ/TU", None),
        ("30/2020/NĐ-CP của Bộ Công Thương", "Bộ Công Thương"),
        ("30/2020/NQ-HĐND của Hội đồng nhân dân tỉnh", "Hội đồng nhân dân tỉnh"),
    ],
)
def test_the_issuer_of_a_code(text, issuer):
    assert one(text).issuer == issuer


@pytest.mark.parametrize(
    ("behind", "date", "issuer", "covered"),
    [
        (" ngày 5/6/2024.", "2024-06-05", None, " ngày 5/6/2024"),
        (", ngày 5/6/2024.", "2024-06-05", None, ", ngày 5/6/2024"),
        (" (ngày 5/6/2024).", "2024-06-05", None, " (ngày 5/6/2024)"),
        (" (ngày 5/6/2024) của Tỉnh ủy.", "2024-06-05", "Tỉnh ủy", " (ngày 5/6/2024) của Tỉnh ủy"),
        (" (ngày 5/6/2024)của Tỉnh ủy.", "2024-06-05", "Tỉnh ủy", " (ngày 5/6/2024)của Tỉnh ủy"),
        (" (ngày 5/6/2024", "2024-06-05", None, " (ngày 5/6/2024"),
        (" ngày 5/6/2024)", "2024-06-05", None, " ngày 5/6/2024"),
        (" ngày 5/6/2024).", "2024-06-05", None, " ngày 5/6/2024"),
        (" (ngày 5/6/2024, nêu)", "2024-06-05", None, " (ngày 5/6/2024"),
        (" ngày tháng 9 năm 2020.", "2020-09", None, " ngày tháng 9 năm 2020"),
        (" tháng 9 năm 2020.", "2020-09", None, " tháng 9 năm 2020"),
        (" vừa ký ngày 5/6/2024.", "2024-06-05", None, " vừa ký ngày 5/6/2024"),
        (" nêu ngày 5/6/2024.", None, None, ""),
        (" của Ban Bí thư.", None, "Ban Bí thư", " của Ban Bí thư"),
        (
            " ngày 5/6/2024 của Ban Bí thư.",
            "2024-06-05",
            "Ban Bí thư",
            " ngày 5/6/2024 của Ban Bí thư",
        ),
        (
            " của Ban Bí thư ngày 5/6/2024 của Bộ Chính trị.",
            "2024-06-05",
            "Ban Bí thư",
            " của Ban Bí thư ngày 5/6/2024",
        ),
        (" ngày 5/6/2024, ngày 7/8/2024.", "2024-06-05", None, " ngày 5/6/2024"),
        (" của CHÍNH PHỦ.", None, "Chính phủ", " của CHÍNH PHỦ"),
        (" của mọi người.", None, None, ""),
    ],
)
def test_what_belongs_to_a_number(behind, date, issuer, covered):
    found = one(f"Theo 12-TB/TU{behind}")
    assert (found.date, found.issuer, found.text) == (date, issuer, f"12-TB/TU{covered}")


@pytest.mark.parametrize(
    ("name", "behind"),
    [
        ("Bộ Chính trị", " nêu"),
        ("Sở Tài nguyên", " nêu"),
        # Small letters go on behind a word in capitals, once; behind an office too.
        ("Sở Giao thông", ""),
        ("Cục", " thuế"),
        ("Ban Kinh tế và Ngân sách", " nêu"),
        ("Ban Kinh tế - Ngân sách", ""),
        ("Ban Kinh tế", " - nêu"),
        ("Ban Pháp chế HĐND tỉnh Lam Châu", " nêu"),
        ("Chủ tịch UBND tỉnh Lam Châu", " về"),
        ("Giám đốc Sở Xây dựng", " đã"),
        ("Sở Y tế", " và các xã"),
        ("Bộ Chính trị", " và Lam Châu"),
        ("Chính phủ", " và Luật Giá"),
        ("Chính phủ", " Nghị định"),
        ("Tỉnh ủy Lam Châu", "\n\nĐiều"),
        ("Tỉnh ủy\nLam Châu", "."),
        ("Ủy ban nhân dân tỉnh", " Về việc"),
        ("Ban Tổ chức", " được giao"),
        ("Ban Chấp hành Trung ương khóa XII", ""),
    ],
)
def test_where_the_name_of_a_body_ends(name, behind):
    found = next(citations_in(f"12-TB/TU của {name}{behind}"))
    assert found.text == f"12-TB/TU của {name}"
    assert found.issuer == " ".join(name.split())


@pytest.mark.parametrize("behind", ["- Ngân sách", "mọi xã", "", "quy định", "Nghị định", "Về"])
def test_what_begins_no_name_of_a_body(behind):
    assert next(citations_in(f"12-TB/TU của {behind}")).issuer is None


def test_a_long_run_of_capitals_is_cut():
    names = ["Hải"] * 20
    issuer = one(f"12-TB/TU của {' '.join(names)}").issuer
    assert issuer == " ".join(names[:12])


@pytest.mark.parametrize(
    ("behind", "title"),
    [
        (" về nghề muối", "về nghề muối"),
        (", về nghề muối.", "về nghề muối"),
        ("\nvề nghề\nmuối", "về nghề muối"),
        ("\n\nvề nghề muối", None),
        (" nghề muối", None),
        (" về : nghề", "về"),
        (" về nghề (muối) biển) nêu", "về nghề (muối) biển"),
        (" về nghề muối. Các xã", "về nghề muối"),
        (" về tăng 5.5 tấn", "về tăng 5.5 tấn"),
        (" về nghề muối\n1. Các xã", "về nghề muối"),
        (" về nghề muối\nbiển", "về nghề muối biển"),
        (" về nghề muối, Nghị quyết số 7-NQ/TU", "về nghề muối"),
        (" về A/*", "về A"),
        (" VỀ NGHỀ MUỐI", "Về nghề muối"),
    ],
)
def test_where_a_title_ends(behind, title):
    assert next(citations_in(f"Theo 12-TB/TU{behind}")).title == title


def test_a_title_without_an_end_is_cut():
    title = next(citations_in("12-TB/TU về " + "a" * 700)).title
    assert len(title) == 600
    assert cited("12-TB/TU về " + "a" * 590 + " 13-TB/TU") == ["12-TB/TU"]
    assert cited("12-TB/TU về " + "a" * 600 + " 13-TB/TU") == ["12-TB/TU", "13-TB/TU"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # With year, date or number behind: all before is the name, if it begins in a capital …
        ("Luật Trồng cây có thể và phải năm 2020", "Luật Trồng cây có thể và phải"),
        ("Luật Đất đai và nhà ở, số 5/2020/QH14", "Luật Đất đai và nhà ở"),
        # … or amends, or organises, or is a law that is known.
        ("Luật sửa đổi một số điều năm 2020", "Luật sửa đổi một số điều"),
        ("Luật tổ chức toà án năm 2020", "Luật tổ chức toà án"),
        ("Luật đất đai năm 2020", "Luật đất đai"),
        # A known one ends where the table says.
        ("Luật đất đai quy định", "Luật đất đai"),
        ("Luật Đất đai và Luật Trồng cây ngày", "Luật Đất đai"),
        # One that is not known ends at a mark or a small word.
        ("Luật Trồng cây quy định", "Luật Trồng cây"),
        ("Luật Trồng cây, nêu", "Luật Trồng cây"),
        ("Luật Phòng, chống trộm cây của", "Luật Phòng, chống trộm cây"),
        ("Luật Trồng cây", "Luật Trồng cây"),
        # A treaty may speak of another.
        ("Công ước Sao Mai về Luật Biển năm 1982", "Công ước Sao Mai về Luật Biển"),
        ("Hiệp định Sao Mai này năm 1982", "Hiệp định Sao Mai này"),
    ],
)
def test_where_the_name_of_a_law_ends(text, name):
    assert next(citations_in(text)).name == name


@pytest.mark.parametrize(
    "text",
    [
        "Luật trồng cây năm 2020",
        "Luật trồng cây quy định",
        "Luật TRỒNG CÂY".upper(),
        "LUẬT ĐẤT ĐAI",
        "Luật sư Lam năm 2020",
        "Luật tốt năm 2020",
    ],
)
def test_what_is_no_law(text):
    assert cited(text) == []


def test_a_law_in_capitals_is_a_heading_but_a_word_may_be_in_capitals():
    assert cited("Luật BHXH quy định") == ["Luật BHXH"]
    assert cited("Luật GIÁ quy định") == ["Luật GIÁ"]


def test_a_law_without_an_end_is_cut():
    assert one("Luật A" + "b" * 100).text == "Luật A" + "b" * 79
    assert one("Luật A" + "b" * 78 + ", nêu").text == "Luật A" + "b" * 78


@pytest.mark.parametrize(
    ("text", "year", "date", "covered"),
    [
        ("Luật Giá năm 2023", 2023, None, "Luật Giá năm 2023"),
        ("Luật Giá 2023", 2023, None, "Luật Giá 2023"),
        ("Luật Giá (2023)", 2023, None, "Luật Giá (2023)"),
        ("Luật Giá ngày 19/6/2023", 2023, "2023-06-19", "Luật Giá ngày 19/6/2023"),
        ("Luật Giá, nêu", None, None, "Luật Giá"),
        ("Luật Giá 2021-2025", None, None, "Luật Giá"),
        ("Hiến pháp năm 2013", 2013, None, "Hiến pháp năm 2013"),
        ("Hiến pháp nêu", None, None, "Hiến pháp"),
        ("Nghị quyết 26 ngày 5/8/2008", 2008, "2008-08-05", "Nghị quyết 26 ngày 5/8/2008"),
    ],
)
def test_the_year_behind_a_name(text, year, date, covered):
    found = one(text)
    assert (found.year, found.date, found.text) == (year, date, covered)


def test_a_law_with_a_number_keeps_its_own_name_and_kind():
    found = one("Luật Trồng cây số 5/2020/QH14 ngày 1/2/2020 của Quốc hội quy định hạn.")
    assert (found.kind, found.name, found.number) == ("luật", "Luật Trồng cây", "5/2020/QH14")
    assert (found.date, found.issuer, found.title) == ("2020-02-01", "Quốc hội", None)
    assert found.text == "Luật Trồng cây số 5/2020/QH14 ngày 1/2/2020 của Quốc hội"


@pytest.mark.parametrize(
    ("text", "called"),
    [
        (
            "Nghị quyết 57, 59 và 68 của Tỉnh ủy",
            ["Nghị quyết 57", "Nghị quyết 59", "Nghị quyết 68"],
        ),
        ("Quyết định 5, 6 của Tỉnh ủy", ["Quyết định 5", "Quyết định 6"]),
        ("các Nghị quyết số 57 và 68-NQ/TW", ["57-NQ/TW", "68-NQ/TW"]),
        ("Quyết định 5, 6/QĐ-TTg", ["5/QĐ-TTg", "6/QĐ-TTg"]),
        # The letters of a law or a letter are not shared.
        ("Nghị quyết 57, 5/2020/QH14", ["Nghị quyết 57", "5/2020/QH14"]),
        ("Nghị quyết 57 nêu 68-NQ/TW", ["Nghị quyết 57", "68-NQ/TW"]),
        ("Nghị quyết 57 và Nghị quyết 68", ["Nghị quyết 57", "Nghị quyết 68"]),
    ],
)
def test_documents_by_their_bare_number(text, called):
    assert cited(text) == called


@pytest.mark.parametrize(
    ("text", "kinds", "issuers"),
    [
        ("Quy định số 5-QĐ/TU, 6-QĐ/TU của Tỉnh ủy", ["quy định"] * 2, ["Tỉnh ủy"] * 2),
        (
            "Quy định số 5-QĐ/TU, Kết luận số 6-KL/TU của Tỉnh ủy",
            ["quy định", "kết luận"],
            [None, "Tỉnh ủy"],
        ),
        ("Quy định số 5-QĐ/TU nêu 6-QĐ/TU của Tỉnh ủy", ["quy định", None], [None, "Tỉnh ủy"]),
        (
            "Quy định số 5-QĐ/TU của Đảng ủy, 6-QĐ/TU của Tỉnh ủy",
            ["quy định"] * 2,
            ["Đảng ủy", "Tỉnh ủy"],
        ),
        ("Quy định số 5-QĐ/TU của Tỉnh ủy, 6-QĐ/TU", ["quy định"] * 2, ["Tỉnh ủy", None]),
        ("Luật Giá, 6-QĐ/TU của Tỉnh ủy", ["luật", None], [None, "Tỉnh ủy"]),
        ("Quy định số 5-QĐ/TU thay 6-QĐ/TU của Tỉnh ủy", ["quy định", None], [None, "Tỉnh ủy"]),
        (
            "Quy định số 5-QĐ/TU, 6-QĐ/TU và 7-QĐ/TU của Tỉnh ủy",
            ["quy định"] * 3,
            ["Tỉnh ủy"] * 3,
        ),
    ],
)
def test_what_a_list_shares(text, kinds, issuers):
    found = list(citations_in(text))
    assert [citation.kind for citation in found] == kinds
    assert [citation.issuer for citation in found] == issuers


def test_the_longest_of_those_that_begin_together_is_kept():
    text = "Nghị quyết 5 năm 2020; Luật Trồng cây số 5/2020/QH14"
    assert [found.text for found in citations_in(text)] == [
        "Nghị quyết 5 năm 2020",
        "Luật Trồng cây số 5/2020/QH14",
    ]


OWN = "05-NQ/TU"


@pytest.mark.parametrize(
    ("text", "own", "numbers"),
    [
        # Known: the first place is its own, and every place where it stands alone behind "Số".
        (f"Báo đăng {OWN}. Theo {OWN}.", OWN, [OWN]),
        (f"Số: {OWN}\nSố: {OWN}\nTheo {OWN}.", OWN, [OWN]),
        ("Theo 07-NQ/TU.", OWN, ["07-NQ/TU"]),
        ("Số: 07-NQ/TU\nNghị quyết", OWN, ["07-NQ/TU"]),
        # Not known: whatever stands alone behind "Số" in the head.
        (f"Số: {OWN}\nNghị quyết", None, []),
        (f"Số: {OWN}\nNghị quyết\nSố: 07-NQ/TU\nNghị quyết", None, []),
        (f"Số: {OWN} nêu\nNghị quyết", None, [OWN]),
        (f"Theo số: {OWN}\nNghị quyết", None, [OWN]),
        (f"Số: {OWN} Lam Châu, ngày 1/2/2020", None, []),
        (f"Nghị quyết số: {OWN}\nVề", None, []),
        # Beyond the head a document cites.
        ("a" * 2994 + f"\nSố: {OWN}\nVề", None, []),
        ("a" * 2995 + f"\nSố: {OWN}\nVề", None, [OWN]),
        ("a" * 2994 + f"\nSố: {OWN}\nVề", OWN, []),
        ("a " * 1500 + OWN, OWN, [OWN]),
    ],
)
def test_the_own_number_in_the_head(text, own, numbers):
    assert cited(text, own=own) == numbers


ADOPTED = "NGHỊ QUYẾT ĐẠI HỘI ĐẢNG BỘ TỈNH LẦN THỨ XX"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{ADOPTED}\nĐại hội", 0),
        (f"TỈNH ỦY LAM CHÂU\n{ADOPTED}\nĐại hội", 0),
        (f"Thực hiện\n{ADOPTED}\nĐại hội", 1),
        (f"Theo {ADOPTED}", 1),
        (f"Tỉnh ủy\n{ADOPTED.capitalize()}\nĐại hội", 1),
        (f"{ADOPTED}", 0),
        (f"Thực\n{ADOPTED}", 0),
        ("a" * 2998 + f"\n{ADOPTED}", 0),
        ("a" * 2999 + f"\n{ADOPTED}", 1),
    ],
)
def test_the_own_title_in_the_head(text, count):
    assert len(cited(text)) == count


def test_a_place_belongs_to_the_congress_it_stands_behind():
    found = one("Theo Nghị quyết Đại hội Đảng bộ tỉnh Lam Châu đã nêu")
    assert (found.name, found.kind) == ("Nghị quyết Đại hội Đảng bộ tỉnh Lam Châu", "nghị quyết")
    found = one("Theo Nghị quyết Đại hội lần thứ XX nêu")
    assert (found.name, found.kind) == ("Nghị quyết Đại hội lần thứ XX", "nghị quyết")


def test_the_fields_of_one_without_a_number():
    found = one("Theo Điều lệ\nĐảng năm 2011")
    assert (found.name, found.kind, found.year) == ("Điều lệ Đảng", "điều lệ", 2011)


def test_the_document_as_a_whole_comes_in_order():
    found = list(citations_in("Nghị quyết này nêu khoản 1 Điều này; Luật Giá.", internal=True))
    assert [citation.name for citation in found] == ["self", "self", "Luật Giá"]
    assert cited("Nghị quyết này nêu.") == []


@pytest.mark.parametrize(
    ("kind", "cited"),
    [("body", 2), ("table", 2), ("note", 2), ("struck", 1), ("contents", 1), ("front-matter", 1)],
)
def test_what_a_note_cites_counts_and_what_is_struck_does_not(kind, cited):
    text = "Thực hiện Nghị quyết số 12-NQ/TU.\nTheo Chỉ thị số 05-CT/TU."
    layout = (Block(0, 33, "body"), Block(34, len(text), kind))
    assert len(list(find_citations(Document("d", text, layout=layout)))) == cited


def test_a_passage_is_not_folded_again():
    passage = Passage("Theo NGHỊ QUYẾT 26.", "theo xxxx xxxxx 26.")
    assert cited(passage) == []


REPEATED = [
    "Luật ",
    "Luật Ban hành ",
    "Pháp lệnh\n",
    "Công ước Ba ",
    "Cương lĩnh xây dựng ",
    "Hiến pháp ",
    "điều 1 và điều 2, ",
    "điểm a ",
    "khoản 1 điều này ",
    "quy định tại điều này ",
    "từ điều 1 đến ",
    "Điều 1 mục 1 chương 1 ",
    "Nghị quyết 5, ",
    "Nghị quyết 5 và ",
    "nghị quyết hội nghị lần thứ ",
    "văn kiện đại hội của ",
    "Nghị quyết đại hội đảng bộ tỉnh a b ",
    "số: ",
    "(",
    "của Sở A và ",
    "Nghị định số 1/2020/NĐ-CP ngày 1/1/2020 của Chính phủ về ",
    "\n",
    " ",
    "1",
    "A",
    "đ",
    "1/",
    "năm 2020 ",
    "ngày 1/1/2020 ",
    "Nghị quyết này ",
    "của ",
    "Thông tư số 1/TT-BTC, 2/TT-BTC, ",
]
# Each makes a hostile text of about so many characters.
GROWING = [
    *((lambda size, piece=piece: piece * (size // len(piece) + 1)) for piece in REPEATED),
    lambda size: "điều 1" + " " * size + "x điều 2",
    lambda size: "5-NQ/TU" + "," * size + "6-NQ/TU",
    lambda size: "5-NQ/TU về " + "(" * size,
    lambda size: "Luật " + "a" * size,
    lambda size: "5-NQ/TU của " + "A." * size,
    lambda size: "Luật A" + " " * size + "năm 2020",
    lambda size: "Nghị quyết đại hội đảng bộ " + "a" * size,
    lambda size: "Nghị quyết " + "1" * size,
    lambda size: "1/2020/NĐ-" + "A" * size,
    lambda size: "Luật A " * (size // 7),
    lambda size: "điều 1, " * (size // 8),
    lambda size: "điểm a, khoản 1 " * (size // 16),
    lambda size: "Nghị quyết số 5-NQ/TU về (" * (size // 26),
    lambda size: "của Ban " * (size // 8),
    lambda size: "nghị quyết đại hội đảng bộ " * (size // 27),
    lambda size: "Luật " + "a " * (size // 2),
    lambda size: "số 05-NQ/TU, " * (size // 13),
]


@pytest.mark.parametrize("text_of", GROWING, ids=lambda text_of: text_of(30)[:30])
def test_hostile_text_takes_linear_time(text_of):
    assert grows_linearly(lambda size: list(citations_in(text_of(size))), 10_000)


def test_a_doc_a_document_or_a_string():
    text = "Số: 05-NQ/TU. Theo Nghị quyết số 57-NQ/TW, các xã đã làm."
    document = Document("d", text, Facts(number="05-NQ/TU"))
    for given_, doc_id in ((next(annotate(document)), "d"), (document, "d")):
        found = list(find_citations(given_))
        assert [(each.doc_id, each.number) for each in found] == [(doc_id, "57-NQ/TW")]
    assert [each.number for each in find_citations(text)] == ["05-NQ/TU", "57-NQ/TW"]
    with pytest.raises(TextkitError, match=r"of type list$"):
        list(find_citations([text]))


def read_as(text: str) -> list[tuple[str, str | None, str | None]]:
    """Each citation of a text: its words, its number or name, its pinpoint."""
    found = citations_in(text)
    return [(each.text, each.number or each.name, each.pinpoint) for each in found]


def test_a_short_name_stands_for_the_document_from_where_it_is_given():
    text = (
        "Nghị quyết 347 cũ. Nghị quyết số 347-NQ/TU ngày 5/3/2024 về chợ (sau đây gọi tắt là"
        " Nghị quyết 347). Theo điểm b khoản 4 Mục II Nghị quyết 347, Nghị quyết số 347 và mục I"
        " Nghị quyết 347."
    )
    assert read_as(text) == [
        ("Nghị quyết 347", "Nghị quyết 347", None),
        ("Nghị quyết số 347-NQ/TU ngày 5/3/2024", "347-NQ/TU", None),
        ("Nghị quyết 347", "347-NQ/TU", "II.4b"),
        ("Nghị quyết số 347", "347-NQ/TU", None),
        ("Nghị quyết 347", "347-NQ/TU", None),
    ]
    assert {each.date for each in list(citations_in(text))[1:]} == {"2024-03-05"}


def test_a_short_name_that_no_pattern_knows_is_found():
    text = "Luật số 45-LCT (gọi là Luật Bến nước). Theo Luật Bến nước, Kế hoạch 9 và luật bến nước."
    assert [number for _, number, _ in read_as(text)] == ["45-LCT", "45-LCT"]


def test_a_short_name_may_have_a_year():
    text = (
        "Luật Bến nước số 9/2025/QH15 (sau đây gọi tắt là Luật Bến nước 2025)."
        " Điều 5 của Luật Bến nước 2025."
    )
    assert [(number, at) for _, number, at in read_as(text)] == [
        ("9/2025/QH15", None),
        ("9/2025/QH15", "5"),
    ]


def test_a_kind_alone_is_no_short_name():
    text = "Nghị quyết số 347-NQ/TU (sau đây gọi tắt là Nghị quyết). Nghị quyết nêu rõ."
    assert [number for _, number, _ in read_as(text)] == ["347-NQ/TU"]


def test_what_is_amended_without_another_name_is_of_the_document_amended_there():
    text = (
        "Điều 1. Sửa đổi, bổ sung một số điều của Nghị quyết số 12/2020/NQ-HĐND\n"
        "1. Sửa đổi khoản 2 Điều 5 như sau: “2. Theo khoản 1 Điều 4.”\n"
        "2. Bãi bỏ\nkhoản 3 Điều 7.\n"
        "3. Khoản 3 Điều 8 được sửa đổi như sau:\n"
        "4. Bỏ cụm từ “chợ nổi” tại Điều 9.\n"
        "5. Thay thế theo quy định tại khoản 6 Điều 10.\n"
        "Điều 2. Trách nhiệm\n1. Sửa đổi khoản 3 Điều 9."
    )
    numbers = {each.pinpoint: each.number for each in citations_in(text)}
    amended = dict.fromkeys((None, "5.2", "7.3", "8.3"), "12/2020/NQ-HĐND")
    assert numbers == amended | {"4.1": None, "9": "12/2020/NQ-HĐND", "10.6": None, "9.3": None}


def test_what_a_title_amends_all_articles_amend():
    text = (
        "Nghị quyết sửa đổi Quy định về chợ ban hành kèm theo Nghị quyết số 12/2020/NQ-HĐND\n"
        "Điều 1. Sửa đổi khoản 2 Điều 5.\nĐiều 2. Bãi bỏ Điều 7."
    )
    assert [number for _, number, _ in read_as(text)] == ["12/2020/NQ-HĐND"] * 3


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nghị định số 9/2022/NĐ-CP sửa đổi Nghị định số 8/2020/NĐ-CP.", ["8/2020/NĐ-CP"]),
        ("Nghị định số 9/2022/NĐ-CP về chợ (sửa đổi tại Nghị định số 8/2020/NĐ-CP)", []),
        ("Kế hoạch số 13-KH/TU, Hướng dẫn số 01-HD/BTCTU", []),
    ],
)
def test_signs_in_a_title_are_recorded_with_it(text, numbers):
    first, *others = citations_in(text)
    assert list(first.title_numbers) == numbers
    assert len(others) == 1 - len(numbers)


def test_whole_names_of_treaties_and_none_of_many():
    text = "Thực hiện Hiệp định Thương mại tự do Lam Châu - EU và các Hiệp định Bến nước đã ký."
    assert [name for _, name, _ in read_as(text)] == ["Hiệp định Thương mại tự do Lam Châu - EU"]


def test_a_law_ends_before_what_is_said_of_it():
    text = "thông qua Luật Bến nước, có hiệu lực từ ngày 01 tháng 7 năm 2014."
    assert [name for _, name, _ in read_as(text)] == ["Luật Bến nước"]
    text = "thi hành Luật Bến nước\nCăn cứ Luật Giá số 9/2020/QH14;"
    assert [name for _, name, _ in read_as(text)] == ["Luật Bến nước", "9/2020/QH14"]


def test_an_issuer_ends_before_a_title_with_a_capital():
    text = "Kế hoạch số 9/KH-UBND của UBND tỉnh Lam Châu Thực hiện Chương trình chợ"
    assert [each.issuer for each in citations_in(text)] == ["UBND tỉnh Lam Châu"]


def test_a_law_ends_before_another_document():
    text = "quy định của Luật Thủ đô, Nghị quyết số 131/2020/QH14"
    assert [name for _, name, _ in read_as(text)] == ["Luật Thủ đô", "131/2020/QH14"]


def test_a_law_that_is_enacted_is_none_that_is_cited():
    text = "Căn cứ Hiến pháp;\nQuốc hội ban hành Luật Bến nước.\nTheo Luật Bến nước"
    assert [name for _, name, _ in read_as(text)] == ["Hiến pháp", "Luật Bến nước"]


def test_the_number_over_an_annex_is_the_documents_own():
    text = "Theo Nghị quyết số 9/2020/NQ-HĐND.\n(Kèm theo Nghị quyết số 5/2020/NQ-HĐND)"
    found = [each.number for each in citations_in("x" * 4000 + text, own="5/2020/NQ-HĐND")]
    assert found == ["9/2020/NQ-HĐND"]


def test_behind_a_known_body_the_next_line_begins_anew():
    text = "Kết luận số 9/KL-TTCP của Thanh tra Chính phủ\nNhà đầu tư được lập bến."
    assert [each.issuer for each in citations_in(text)] == ["Thanh tra Chính phủ"]


def test_no_pinpoint_runs_on_into_the_heading_of_the_next_article():
    assert read_as("theo khoản 1\nĐiều 8. Xử lý") == []
    assert read_as("theo khoản 1\nĐiều 8 Luật Bến nước.")[0][2] == "8.1"
    assert read_as("xong.\nĐiều 9, Nguyên tắc") == []


def gold_answer(row: dict[str, str]) -> bool:
    """Whether the citations of a labelled case say what its `expected` says."""
    found = list(citations_in(row["text"], internal=row["expected"].startswith("self")))
    numbers = [each.number for each in found if each.number]
    if row["kind"] in {"number", "party", "historic", "normalise"}:
        return numbers == row["expected"].split(" | ")
    if row["kind"] == "negative":
        return not numbers
    if row["kind"] in {"relation", "superseded-negative"}:
        return numbers[:1] == re.findall(r"[\d/]+[\w/-]+", row["expected"])[:1]
    shown = [
        f"{each.number or ('name:' + each.name if each.name not in (None, 'self') else '')}"
        f"{'@' + (each.date or str(each.year)) if each.name and each.year else ''}"
        f"{'#' + each.pinpoint if each.pinpoint else ''}"
        for each in found
    ]
    if row["expected"].startswith("self"):
        return [each.name for each in found][:1] == ["self"]
    return shown == [part.removesuffix(" + case finding") for part in row["expected"].split(" | ")]


def form(number: str | None, name: str | None) -> str:
    return number or " ".join(fold(name or "").split())


def agreement(file: str, rows: list[dict[str, str]]) -> Counter[str]:
    """How the citations of a document agree with its labels; doubtful labels count neither way."""
    document = read(REAL / file)
    found, counts = list(citations_in(document.text, own=document.facts.number)), Counter()
    for row in rows:
        start, end, wanted = int(row["start"]), int(row["end"]), form(row["number"], row["name"])
        hit = next(
            (
                c
                for c in found
                if c.start < end and start < c.end and form(c.number, c.name) == wanted
            ),
            None,
        )
        doubtful = row["note"].startswith("doubt")
        found = [
            each
            for each in found
            if each is not hit and not (doubtful and each.start < end and start < each.end)
        ]
        if doubtful:
            continue
        counts["hit" if hit else "missed"] += 1
        if hit:
            said = hit.date or (str(hit.year) if hit.year and not hit.number else "")
            counts["date"] += said == row["date"]
            counts["pinpoint"] += (hit.pinpoint or "") == row["pinpoint"]
    counts["false"] += len(found)
    return counts


@pytest.mark.slow
@needs_shared
def test_the_labelled_documents():
    """Labels by reading, part `dev`: the finder was mended on them, so this guards and does not
    measure.
    """
    with LABELS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == "dev"]
    counts = Counter()
    for name in {row["file"] for row in rows}:
        counts += agreement(name, [row for row in rows if row["file"] == name])
    hits = counts["hit"]
    assert hits / (hits + counts["false"]) >= 0.98
    assert hits / (hits + counts["missed"]) >= 0.97
    assert min(counts["date"], counts["pinpoint"]) / hits >= 0.97


@needs_shared
def test_the_labelled_cases():
    with LABELLED_CASES.open(encoding="utf-8") as file:
        rows = [
            row for row in csv.DictReader(file) if row["kind"] not in {"check", "resolve-negative"}
        ]
    wrong = [(row["id"], row["text"]) for row in rows if not gold_answer(row)]
    assert wrong == []


def test_a_date_that_begins_a_sentence_is_not_that_of_the_document_before_it():
    text = "Kết luận về Nghị quyết số 66-NQ/TW\nNgày 28 tháng 11 năm 2025, tại Lam Châu, đã họp."
    assert [citation.date for citation in find_citations(text)] == [None]
    text = "Kết luận về Nghị quyết số 66-NQ/TW\nngày 30 tháng 4 năm 2025 của Bộ Chính trị."
    assert [citation.date for citation in find_citations(text)] == ["2025-04-30"]


def test_what_is_to_be_done_is_no_title():
    text = "Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024, giao Sở Tài chính tham mưu."
    assert [citation.title for citation in find_citations(text)] == [None]
    text = "Quyết định số 12/QĐ-TTg ngày 05/01/2024 giao dự toán ngân sách năm 2024."
    assert [citation.title for citation in find_citations(text)] == [
        "giao dự toán ngân sách năm 2024"
    ]
