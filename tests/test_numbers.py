"""Numbers, ranges and units: rows with what must not be found beside what must."""

import re
from itertools import pairwise

import pytest
from effort import grows_linearly
from hypothesis import example, given, settings
from hypothesis import strategies as st

from textkit import data
from textkit.vietnamese import numbers
from textkit.vietnamese.numbers import (
    FIGURE_RULES,
    NUMBER_FORMS,
    find_quantities,
    hide_other_numbers,
    parse_number,
    roman_number,
    units,
)
from textkit.vietnamese.text import Passage, fold


def figures(text):
    return [
        (q.low if q.low == q.high else (q.low, q.high), q.comparator, q.unit, q.per)
        for q in find_quantities(text)
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7.500", 7500),
        ("8,5", 8.5),
        ("1.234.567", 1234567),
        ("01", 1),
        ("0,766", 0.766),
        ("1.5", 1.5),
        ("1.234,5", 1234.5),
        ("10.5", 10.5),
        ("10.55", 10.55),
        ("12 500", 12500),
        ("12\u00a0500", 12500),
        ("1\u202f234 567,5", 1234567.5),
        ("8 ,5", 8.5),
    ],
)
def test_parse_number(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tăng 7,5 - 8,0%/năm", [((7.5, 8), "range", "%", "năm")]),
        ("tăng 7,5% – 8,0% mỗi năm", [((7.5, 8), "range", "%", "năm")]),
        ("đạt từ 3.100 đến 3.300 USD", [((3100, 3300), "range", "USD", None)]),
        (
            "cơ cấu 51% : 34% : 15%",
            [(51, "=", "%", None), (34, "=", "%", None), (15, "=", "%", None)],
        ),
        ("từ 9%/năm trở lên", [((9, None), ">=", "%", "năm")]),
        ("từ 90% số thôn trở lên có nhà văn hóa", [((90, None), ">=", "%", None)]),
        (
            "ít nhất 30 xã, không dưới 95%",
            [((30, None), ">=", "xã", None), ((95, None), ">=", "%", None)],
        ),
        ("không quá 40 vụ, dưới 3%", [((None, 40), "<=", "vụ", None), ((None, 3), "<", "%", None)]),
        (
            "2% trở xuống; tối đa 5 km",
            [((None, 2), "<=", "%", None), ((None, 5), "<=", "km", None)],
        ),
        ("hơn 12.000 tỉ đồng", [((12000, None), ">", "tỷ đồng", None)]),
        ("giảm dưới 7 - 9%", [((None, 9), "<", "%", None)]),
        (
            "82,5 nghìn tỷ đồng; 1,2 triệu lượt khách",
            [(82.5, "=", "nghìn tỷ đồng", None), (1.2, "=", "triệu lượt", None)],
        ),
        ("64 triệu đồng/người/năm", [(64, "=", "triệu đồng", "người/năm")]),
        (
            "9 bác sỹ, 27 giường bệnh trên 1 vạn dân",
            [(9, "=", "bác sĩ", "vạn dân"), (27, "=", "giường bệnh", "vạn dân")],
        ),
        ("11,5 bác sĩ/10.000 dân", [(11.5, "=", "bác sĩ", "vạn dân")]),
        ("cứ 1 vạn dân có 9 bác sĩ", [(9, "=", "bác sĩ", "vạn dân")]),
        ("số giường bệnh trên 1 vạn dân đạt 31 giường", [(31, "=", "giường bệnh", "vạn dân")]),
        ("mỗi năm kết nạp trên 1.700 đảng viên", [((1700, None), ">", "đảng viên", "năm")]),
        (
            "mỗi năm đào tạo 900 lao động, có 90% làm đúng nghề",
            [(900, "=", "lao động", "năm"), (90, "=", "%", None)],
        ),
        ("dân số tăng 11‰", [(11, "=", "‰", None)]),
        (
            "01 trường, 240 hộ, 3.500m2, 12ha, 40 MW",
            [
                (1, "=", "trường", None),
                (240, "=", "hộ", None),
                (3500, "=", "m2", None),
                (12, "=", "ha", None),
                (40, "=", "MW", None),
            ],
        ),
        ("180/240 xã", [(180, "=", "xã", None)]),
        ("đến năm 2030 không còn hộ nghèo", [(0, "=", "hộ nghèo", None)]),
        ("không có khả năng chi trả, không còn phù hợp", []),
        ("đạt khoảng 0,75", [(0.75, "=", None, None)]),
        ("chỉ số đạt 8,1%[2] và 5 %", [(8.1, "=", "%", None), (5, "=", "%", None)]),
        (
            "tuổi thọ đạt 74,5 tuổi, sống khỏe tối thiểu 66 năm",
            [(74.5, "=", "tuổi", None), ((66, None), ">=", "năm", None)],
        ),
        ("đến năm 2030 tỷ lệ hộ nghèo giảm, năm 2030 xã hội ổn định", []),
        ("Điều 5, khoản 2 và 3, Điều 7; lần thứ 19; khóa 14; kỳ họp thứ 8", []),
        (
            (
                "giai đoạn 5 năm 2021 - 2025; kỷ niệm 80 năm ngày truyền thống; trong 5 năm qua;"
                " sau hơn 30 năm đổi mới"
            ),
            [],
        ),
        ("số 25-NQ/TU ngày 2/9/2022; Nghị quyết 45/2023/QH15, Công văn 12/UBND-TH", []),
        ("1. Mục tiêu\n(2) Nhiệm vụ\n- 3) Giải pháp\n4- Thực hiện; bước (1)", []),
        ("Covid-19, mạng 5G, công nghiệp 4.0, gọi 0912 345 678", []),
        ("căn cứ 2 tỷ lệ đã nêu", []),
        ("hơn 3/4 diện tích; tệp 16.doc", []),
        (
            "cơ cấu 12% - 48% - 40%",
            [(12, "=", "%", None), (48, "=", "%", None), (40, "=", "%", None)],
        ),
        ("từ 7% - 8% đến năm 2030", [((7, 8), "range", "%", None)]),
        (
            "ít nhất hai khu công nghiệp, trên năm xã",
            [((2, None), ">=", "khu công nghiệp", None), ((5, None), ">", "xã", None)],
        ),
        ("tăng gấp ba lần; gấp rưỡi năm 2020", [(3, "=", "lần", None), (1.5, "=", "lần", None)]),
        ("có hai khu, hơn một số xã, không quá ba ngày, dưới hai con số, hơn năm trước", []),
        ("chọn không quá năm việc làm trước, hơn ba việc cần làm ngay", []),
        ("tạo ít nhất hai việc làm mới cho mỗi hộ", [((2, None), ">=", "lao động", None)]),
        (
            "giảm 1/2 tỷ lệ thấp còi; ít nhất 3/4 số xã",
            [(0.5, "=", None, None), ((0.75, None), ">=", None, None)],
        ),
        ("ngày 1/2 tỷ lệ; sáng 3/4 số xã", []),
        (
            "nâng cấp 45 km đường tỉnh, đường 12 km, cấp 3.200 sáng chế",
            [(45, "=", "km", None), (12, "=", "km", None), (3200, "=", "sáng chế", None)],
        ),
        ("bệnh viện hạng 2, đô thị loại 3, trường cấp 2, đường 19/5", []),
        ("đạt 180 tỷ đồng (Bằng chữ: Một trăm tám mươi tỷ đồng)", [(180, "=", "tỷ đồng", None)]),
        (
            "vào nhóm 15 tỉnh dẫn đầu, thuộc tốp 10",
            [((None, 15), "<=", "tỉnh", None), ((None, 10), "<=", None, None)],
        ),
        ('phát thải ròng bằng "0"; Ban Chỉ đạo 127 tỉnh', [(0, "=", None, None)]),
    ],
)
def test_quantities(text, found):
    assert figures(text) == found


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("tăng 5%", "tăng"),
        ("giảm bình quân 1,5%/năm", "giảm"),
        ("gấp 2 lần", "gấp"),
        ("gấp đôi năm ngoái", "gấp"),
        ("giảm còn 3%", None),
        ("giảm xuống còn dưới 3%", None),
        ("tăng lên 40 triệu đồng", None),
        ("đạt 5%", None),
        ("duy trì mức giảm 1 - 1,5 điểm %/năm", "giảm"),
        ("tăng hơn 1,3 lần", "tăng"),
    ],
)
def test_change_is_told_from_level(text, change):
    assert [quantity.change for quantity in find_quantities(text)] == [change]


@pytest.mark.parametrize(
    ("text", "approximate"),
    [("khoảng 7%", True), ("gần 3.000 hộ", True), ("ước đạt 7%", True), ("đạt 7%", False)],
)
def test_approximate(text, approximate):
    assert [quantity.approximate for quantity in find_quantities(text)] == [approximate]


def test_a_place_among_others_is_no_count():
    assert [(q.rank, q.unit) for q in find_quantities("thuộc nhóm 3 nước dẫn đầu, có 3 nước")] == [
        (True, "nước"),
        (False, "nước"),
    ]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("có từ 12 bác sỹ, 35 giường bệnh trên 1 vạn dân trở lên", [">=", ">="]),
        ("có 12 bác sỹ, 35 giường bệnh trên 1 vạn dân trở lên", ["=", ">="]),
        ("vốn 500 tỷ đồng trở lên", [">="]),
        ("đạt từ 95%", [">="]),
        ("từ 95% năm 2025", ["="]),
        ("đạt từ 30% lên 50%", ["=", "="]),
        ("đạt từ 4 - 5 bác sĩ", ["range"]),
        ("không có xã nào dưới 60%", [">="]),
        ("không còn thôn nào trên 5%", ["<="]),
        ("có xã dưới 60%", ["<"]),
        ("đứng vào nhóm 20 của cả nước", ["<="]),
        ("tăng từ 05\n- 06%/năm", ["range"]),
    ],
)
def test_bounds(text, bounds):
    assert [quantity.comparator for quantity in find_quantities(text)] == bounds


def test_the_span_covers_comparator_unit_and_per():
    text = "phấn đấu đạt trên 9,5%/năm trở lên"
    assert [text[q.start : q.end] for q in find_quantities(text)] == ["trên 9,5%/năm trở lên"]


def spans(text):
    return [text[q.start : q.end] for q in find_quantities(text)]


def marked(text):
    """A text without ⟦ and ⟧, and what stands between them."""
    return text.replace("⟦", "").replace("⟧", ""), re.findall("⟦([^⟧]*)⟧", text)


@pytest.mark.parametrize("form", NUMBER_FORMS, ids=lambda form: form.name)
def test_each_form_of_a_number_reads_its_example(form):
    (quantity,) = find_quantities(f"đạt {form.example}")
    assert (quantity.low, quantity.high) == (form.value, form.value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("đạt 12 500 tỷ đồng", [(12500, "=", "tỷ đồng", None)]),
        ("đạt 12\u00a0500 tỷ đồng", [(12500, "=", "tỷ đồng", None)]),
        ("trồng 1\u202f500 ha", [(1500, "=", "ha", None)]),
        ("trồng 1\u2009500,5 ha", [(1500.5, "=", "ha", None)]),
        ("có 10 000 hộ", [(10000, "=", "hộ", None)]),
        ("10 000 - 12 000 ha", [((10000, 12000), "range", "ha", None)]),
        ("9 bác sĩ/10 000 dân", [(9, "=", "bác sĩ", "vạn dân")]),
        # what is no number in groups of three
        ("có 12 50 hộ", [(12, "=", None, None), (50, "=", "hộ", None)]),
        ("có 12\n500 hộ", [(12, "=", None, None), (500, "=", "hộ", None)]),
        ("có 012 500 hộ", [(12, "=", None, None), (500, "=", "hộ", None)]),
        ("nhóm 3 100% số hộ", [((None, 3), "<=", None, None), (100, "=", "%", None)]),
        ("mức 2500 300 hộ", [(2500, "=", None, None), (300, "=", "hộ", None)]),
        ("mã 1 200 300 400 500 hộ", [(500, "=", "hộ", None)]),
        ("thu 10.5 triệu đồng", [(10.5, "=", "triệu đồng", None)]),
        (
            "tăng 2.25 lần, 7.5%, 1.5 điểm %",
            [(2.25, "=", "lần", None), (7.5, "=", "%", None), (1.5, "=", "điểm %", None)],
        ),
        ("1.2 Mục tiêu; đạt 1.2 lần thứ hai", [(1.2, "=", None, None)]),
        ("2/3 số xã", [(2 / 3, "=", None, None)]),
        (
            "có 2/3 tổng số hộ, chiếm trên 1/3 biên chế",
            [(2 / 3, "=", None, None), ((1 / 3, None), ">", None, None)],
        ),
        ("ngày 2/3 số xã; 2/3 tổng diện tích; trên 2/3 diện tích", []),
        (
            "một nửa số xã; giảm một nửa; gần một nửa số hộ",
            [(0.5, "=", None, None), (0.5, "=", None, None), (0.5, "=", None, None)],
        ),
        ("một nửa thế giới; hơn một nửa thế kỷ; đạt một nửa", []),
        ("từ 500 triệu đồng đến 1 tỷ đồng", [((0.5, 1), "range", "tỷ đồng", None)]),
        ("5 hộ đến 1 chục hộ", [((0.5, 1), "range", "chục hộ", None)]),
        ("5 chục hộ đến 1 trăm hộ", [((0.5, 1), "range", "trăm hộ", None)]),
        ("5 trăm hộ đến 1 nghìn hộ", [((0.5, 1), "range", "nghìn hộ", None)]),
        ("5 ngàn hộ đến 1 vạn hộ", [((0.5, 1), "range", "vạn hộ", None)]),
        ("50 vạn hộ đến 1 triệu hộ", [((0.5, 1), "range", "triệu hộ", None)]),
        ("500 tỉ đồng đến 1 nghìn tỷ đồng", [((0.5, 1), "range", "nghìn tỷ đồng", None)]),
        ("từ 800 đến 900 nghìn đồng", [((800, 900), "range", "nghìn đồng", None)]),
        ("2 - 2%; 9 - 7%", [(2, "=", "%", None), ((7, 9), "range", "%", None)]),
        ("5 xã - 3 huyện", [(5, "=", "xã", None), (3, "=", "huyện", None)]),
        ("5 xã - 7", [((5, 7), "range", "xã", None)]),
        (
            "3 triệu người, 2 triệu con người, 5 nghìn",
            [(3, "=", "triệu người", None), (2, "=", "triệu", None), (5, "=", "nghìn", None)],
        ),
        ("đạt 280/411", []),
        ("không còn xã nghèo; không có vụ việc nào", [(0, "=", "xã", None), (0, "=", "vụ", None)]),
        (
            "5 xã/ năm, 2 ha / hộ/ năm, 3 xã mỗi tháng, 40 giường/1.000 dân",
            [
                (5, "=", "xã", "năm"),
                (2, "=", "ha", "hộ/năm"),
                (3, "=", "xã", "tháng"),
                (40, "=", "giường bệnh", "1.000 dân"),
            ],
        ),
    ],
)
def test_forms_of_numbers(text, found):
    assert [
        (pytest.approx(value), comparator, unit, per)
        for value, comparator, unit, per in figures(text)
    ] == found


@pytest.mark.parametrize("rule", FIGURE_RULES, ids=lambda rule: rule.name)
def test_each_rule_of_figures_decides_its_example(rule, monkeypatch):
    text, numerals = marked(rule.example)
    read = spans(text)
    assert read == (numerals if rule.is_figure else [])
    others = tuple(other for other in FIGURE_RULES if other is not rule)
    monkeypatch.setattr(numbers, "FIGURE_RULES", others)
    assert spans(text) != read, "the table says the same without this row"


@pytest.mark.parametrize(
    "example",
    [e for row in data.toml("quantities.toml")["no_figure"] for e in row["examples"]],
)
def test_each_row_of_other_numbers_hides_its_examples(example):
    text, _ = marked(example)
    hidden = re.sub("⟦([^⟧]*)⟧", lambda match: re.sub(r"\d", "_", match[1]), example)
    assert hide_other_numbers(text) == fold(hidden)


def test_signs_are_hidden_by_their_capitals():
    text = "05/2021/NQ-HĐND, 12/UBND-TH và 26-NQ/TW; 12/ubnd; 30 xã"
    assert hide_other_numbers(text) == fold(
        "__/____/NQ-HĐND, __/UBND-TH và __-NQ/TW; 12/ubnd; 30 xã"
    )
    assert hide_other_numbers(Passage.of(text)) == hide_other_numbers(text)


CUES = [
    (kind, phrase)
    for kind, phrases in data.toml("quantities.toml")["cues"].items()
    for phrase in phrases.split("|")
]


@pytest.mark.parametrize(("kind", "phrase"), CUES)
def test_each_cue_says_what_it_stands_for(kind, phrase):
    (quantity,) = find_quantities(f"xong {phrase} 5%")
    bound = "<=" if kind == "rank" else "="
    assert quantity.comparator == (kind if kind[0] in "<>" else bound)
    assert quantity.approximate == (kind == "about")
    assert quantity.change == (phrase if kind == "change" and phrase != "gấp" else None)
    assert quantity.rank == (kind == "rank")
    # only what bounds or places a figure belongs to its span
    begins_with_the_cue = kind[0] in "<>" or kind in {"about", "rank"}
    assert quantity.start == len("xong ") + (0 if begins_with_the_cue else len(phrase) + 1)


@pytest.mark.parametrize(
    ("text", "span", "comparator", "change"),
    [
        ("trên dưới 5%", "dưới 5%", "<", None),  # the nearer of two comparators
        ("gần trên 5%", "gần trên 5%", ">", None),
        ("trên gần 5%", "trên gần 5%", ">", None),
        ("giảm tăng 5%", "5%", "=", "tăng"),  # the nearer of two changes
        ("trên giảm tăng 5%", "5%", "=", "tăng"),  # and nothing beyond the other is read
        ("không dưới  5%", "không dưới  5%", ">=", None),
        ("trên\n5%", "trên\n5%", ">", None),
        ("trên\n\n5%", "5%", "=", None),  # not across an empty line
        ("tăng trên\n\n5%", "5%", "=", None),
        ("trên x 5%", "5%", "=", None),
        ("≥5%", "≥5%", ">=", None),
        (">= 5%", ">= 5%", ">=", None),
        ("gấp 3 xã", "3 xã", "=", None),  # in haste
        ("gấp 3 lần", "3 lần", "=", "gấp"),
        ("tăng lên 3 lần", "3 lần", "=", None),
        ("giảm dưới 7 - 9%", "dưới 7 - 9%", "<", "giảm"),
        ("7 - 9%", "7 - 9%", "range", None),
        ("dưới 7% trở lên", "dưới 7% trở lên", ">=", None),
        ("7% trở xuống", "7% trở xuống", "<=", None),
        ("từ 90% số thôn trở lên", "90%", ">=", None),
        ("có 90% số thôn trở lên", "90%", "=", None),
        ("từ 90% số thôn ở các xã đó trở lên", "90%", "=", None),
        ("từ 90% số thôn", "90%", "=", None),
    ],
)
def test_what_stands_around_a_number(text, span, comparator, change):
    (quantity,) = find_quantities(text)
    found = (text[quantity.start : quantity.end], quantity.comparator, quantity.change)
    assert found == (span, comparator, change)


def test_cues_are_read_back_to_the_figure_before():
    text = "trên 5% 7%, từ trên 8 9%"
    assert spans(text) == ["trên 5%", "7%", "trên 8", "9%"]
    assert [q.comparator for q in find_quantities(text)] == [">", "=", ">", "="]


@pytest.mark.parametrize(
    ("text", "figures_per"),
    [
        ("9 bác sỹ, 27 giường trên 1 vạn dân", ["vạn dân", "vạn dân"]),
        ("3 xã, 9 bác sỹ và 27 giường trên 1 vạn dân", ["vạn dân"] * 3),
        ("9 bác sỹ cho 27 giường trên 1 vạn dân", [None, "vạn dân"]),
        ("9 bác sỹ/xã, 27 giường trên 1 vạn dân", ["xã", "vạn dân"]),
        ("bao phủ 95%, 9 bác sỹ trên 1 vạn dân", [None, "vạn dân"]),
        ("chi 70 tỷ đồng và 9 bác sỹ trên 1 vạn dân", [None, "vạn dân"]),
        ("đạt 9, 27 giường trên 1 vạn dân", [None, "vạn dân"]),
        ("9 bác sỹ, 27 giường/năm", [None, "năm"]),
        ("27 giường trên 1 vạn dân, 9 bác sỹ", ["vạn dân", None]),
        ("mỗi năm 5 xã", ["năm"]),
        ("Mỗi tháng họp với 5 xã", ["tháng"]),
        ("bình quân năm có 5 xã", ["năm"]),
        ("trên một vạn dân có 5 xã", ["vạn dân"]),
        ("mỗi năm 5 xã, 7 hộ", ["năm", None]),
        ("mỗi năm họp; có 5 xã", [None]),
        ("mỗi năm họp. Có 5 xã", [None]),
        ("mỗi năm\ncó 5 xã", [None]),
        ("mỗi năm có 5 xã/tháng", ["tháng"]),
        ("mỗi năm đạt 0,5", [None]),
        ("mỗi năm đạt 5%", [None]),
        ("mỗi năm giảm 5%", ["năm"]),
        ("mỗi năm " + "x" * 91 + " 5 xã", ["năm"]),
        ("mỗi năm " + "x" * 92 + " 5 xã", [None]),  # farther than it is looked for
    ],
)
def test_what_a_figure_is_per(text, figures_per):
    assert [quantity.per for quantity in find_quantities(text)] == figures_per


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("có 5 tháng; trong 5 tháng; sau 5 năm; qua 3 ngày", [(5, "=", "tháng", None)]),
        ("có 5 năm thực hiện; có 5 năm đổi mới; có 5 năm", [(5, "=", "năm", None)]),
        ("kế hoạch 5 năm; bình quân 5 năm", []),
        (
            "hơn hai xã; hơn hai tháng; hơn hai lít",
            [((2, None), ">", "xã", None), ((2, None), ">", "lít", None)],
        ),
        ("hơn hai điều; có hai xã", []),
        ("có 5G; có 5; độ mở 0,5; độ mở 5", [(5, "=", None, None), (0.5, "=", None, None)]),
        ("đạt 3/4 diện tích; tệp 0,5.doc; đạt 0,5", [(0.5, "=", None, None)]),
        ("bình quân 5; trong 5", []),
        ("5 xã hội; 5 xã", [(5, "=", "xã", None)]),
    ],
)
def test_what_is_a_figure(text, found):
    assert figures(text) == found


def test_a_passage_is_read_like_its_text():
    text = "Tỷ lệ hộ nghèo theo 12/KH-UBND giảm 1,5%/năm"
    assert [*find_quantities(Passage.of(text))] == [*find_quantities(text)]


def test_a_figure_may_begin_the_text_and_end_it():
    assert spans("5 xã") == ["5 xã"]
    assert spans("≥5") == ["≥5"]


def test_every_form_of_a_unit_is_known_once():
    assert all(unit or kind == "none" for unit, kind in units().values())
    assert units()["tỉ lệ"][1] == "none"


@settings(deadline=None)  # the first call compiles the patterns
@given(st.text(alphabet="0123456789.,%/- đếntừnămtrênxã\n()", max_size=200))
@example("0\n,0")  # a line that ends in a figure, and one that begins with a comma
def test_spans_stand_in_the_text_in_order(text):
    quantities = list(find_quantities(text))
    assert all(0 <= quantity.start < quantity.end <= len(text) for quantity in quantities)
    assert all(first.end <= second.start for first, second in pairwise(quantities))


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["1", "1.000", "đến năm ", "số 1, ", "1 - ", "ngày 1/"])
def test_work_grows_linearly(piece):
    assert grows_linearly(lambda size: list(find_quantities(piece * size)), 10_000)


@pytest.mark.parametrize(
    ("roman", "number"),
    [("i", 1), ("iv", 4), ("ix", 9), ("xiv", 14), ("xix", 19), ("xl", 40), ("xc", 90), ("ii", 2)],
)
def test_roman_numbers(roman, number):
    assert roman_number(roman) == number
