"""Numbers, ranges and units: rows with what must not be found beside what must."""

from itertools import pairwise

import pytest
from effort import grows_linearly
from hypothesis import example, given
from hypothesis import strategies as st

from textkit.vietnamese.numbers import find_quantities, parse_number, units


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
            [(15, "=", "tỉnh", None), (10, "=", None, None)],
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


def test_the_span_covers_comparator_unit_and_per():
    text = "phấn đấu đạt trên 9,5%/năm trở lên"
    assert [text[q.start : q.end] for q in find_quantities(text)] == ["trên 9,5%/năm trở lên"]


def test_every_form_of_a_unit_is_known_once():
    assert all(unit or kind == "none" for unit, kind in units().values())
    assert units()["tỉ lệ"][1] == "none"


@given(st.text(alphabet="0123456789.,%/- đếntừnămtrênxã\n()", max_size=200))
@example("0\n,0")  # a line that ends in a figure, and one that begins with a comma
def test_spans_stand_in_the_text_in_order(text):
    quantities = list(find_quantities(text))
    assert all(0 <= quantity.start < quantity.end <= len(text) for quantity in quantities)
    assert all(first.end <= second.start for first, second in pairwise(quantities))


@pytest.mark.parametrize("piece", ["1", "1.000", "đến năm ", "số 1, ", "1 - ", "ngày 1/"])
def test_work_grows_linearly(piece):
    assert grows_linearly(lambda size: list(find_quantities(piece * size)), 10_000)
