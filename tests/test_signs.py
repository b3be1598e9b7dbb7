from __future__ import annotations

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit import data
from textkit.vietnamese import signs
from textkit.vietnamese.signs import SIGN_SHAPES, find_signs, kind_of_words, parse_sign
from textkit.vietnamese.text import Passage

NORMAL = [
    ("39-NQ/TW", "39-NQ/TW", "nghị quyết", "party", None, "TW"),
    ("09-TT/TU", "09-TT/TU", "thông tri", "party", None, "TU"),
    ("74-KH/ĐU", "74-KH/ĐU", "kế hoạch", "party", None, "ĐU"),
    ("66-QĐ/TW", "66-QĐ/TW", None, "party", None, "TW"),
    ("30/2020/NĐ-CP", "30/2020/NĐ-CP", "nghị định", "state_year", 2020, "CP"),
    ("05/2025/NQ-HĐND", "05/2025/NQ-HĐND", "nghị quyết", "state_year", 2025, "HĐND"),
    ("137/2024/QH15", "137/2024/QH15", None, "law", 2024, "QH15"),
    ("76/2025/UBTVQH15", "76/2025/UBTVQH15", None, "law", 2025, "UBTVQH15"),
    ("1059/QĐ-TTg", "1059/QĐ-TTg", "quyết định", "state", None, "TTg"),
    ("62/NQ-HĐND", "62/NQ-HĐND", "nghị quyết", "state", None, "HĐND"),
    ("1678/NQ-UBTVQH15", "1678/NQ-UBTVQH15", "nghị quyết", "state", None, "UBTVQH15"),
    ("1483/UBND-THNC", "1483/UBND-THNC", "công văn", "official_letter", None, "UBND"),
    ("83/BKHCN-BTTTT-VP", "83/BKHCN-BTTTT-VP", "công văn", "official_letter", None, "BKHCN"),
    (
        "49/2007/TTLT-BTC-BGD",
        "49/2007/TTLT-BTC-BGD",
        "thông tư liên tịch",
        "state_year",
        2007,
        "BTC-BGD",
    ),
    ("44-L/CTN", "44-L/CTN", "lệnh", "historic", None, "CTN"),
    ("61-CP", "61-CP", None, "historic", None, "CP"),
    ("322/HĐBT", "322/HĐBT", None, "historic", None, "HĐBT"),
    ("97/SL", "97/SL", "sắc lệnh", "historic", None, "SL"),
    ("94 TT/LB", "94 TT/LB", "thông tư", "historic", None, "LB"),
]


@pytest.mark.parametrize(("text", "number", "kind", "family", "year", "body"), NORMAL)
def test_families(text, number, kind, family, year, body):
    sign = parse_sign(text)
    assert sign is not None
    assert (sign.number, sign.kind, sign.family, sign.year, sign.body) == (
        number,
        kind,
        family,
        year,
        body,
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("39/NQ-TW", "39-NQ/TW"),
        ("39/NQ/TW", "39-NQ/TW"),
        ("26 - NQ/TW", "26-NQ/TW"),
        ("94- KH/BTGDVTW", "94-KH/BTGDVTW"),
        ("367 - QĐ/TWĐTN-VP", "367-QĐ/TWĐTN-VP"),
        ("15/2015/NĐ–CP", "15/2015/NĐ-CP"),
        ("15/2015/NĐ - CP", "15/2015/NĐ-CP"),
        ("99/2022/ND-CP", "99/2022/NĐ-CP"),
        ("07/2022/NQ-HDND", "07/2022/NQ-HĐND"),
        ("46.2014.NĐ-CP", "46/2014/NĐ-CP"),
        ("46 /2014/NĐ-CP", "46/2014/NĐ-CP"),
        ("33/2025/NQ-\nHĐND", "33/2025/NQ-HĐND"),
        ("1676/qđ - ttg", "1676/QĐ-TTg"),
        ("12/QĐ-TTG", "12/QĐ-TTg"),
        ("137/2024/QH 15", "137/2024/QH15"),
        ("37/2012/TTLT- BLĐTBXH-BYT-BTC", "37/2012/TTLT-BLĐTBXH-BYT-BTC"),
        ("69/2017/TTLT-BGDĐT@BCA", "69/2017/TTLT-BGDĐT-BCA"),
        ("Số: 05 / 2021 / NQ - HĐND", "05/2021/NQ-HĐND"),
        ("11 / 2004 / / NQ-HĐND", "11/2004/NQ-HĐND"),
        ("56/TTg - KTN", "56/TTg-KTN"),
        ("78/2015/NĐ.CP", "78/2015/NĐ-CP"),
        ("24/2008/QĐ-BGD&ĐT", "24/2008/QĐ-BGDĐT"),
        ("12/2010/TT-BNN&PTNT", "12/2010/TT-BNNPTNT"),
        ("15/KH&UBND", "15/KH-UBND"),
    ],
)
def test_slips_are_put_right_and_kept_as_written(text, number):
    sign = parse_sign(text)
    assert sign is not None
    assert sign.number == number
    assert sign.text == text[sign.start : sign.end]


@pytest.mark.parametrize(
    "text",
    [
        "giai đoạn 2021-2025",
        "giai đoạn 2021 - 2025",
        "ngày 18/7/2023",
        "18-7-2023",
        "3/4 số xã",
        "24/7",
        "1/2",
        "điện thoại 0912-345-678",
        "bản án 12/2020/HS-ST",
        "12/2020/QĐST-KDTM",
        "Mẫu số 01/TTr-UBND",
        "Mẫu số 01/ABC",
        "Ban 127/TW",
        "QCVN 01:2020/BTNMT",
        "TCVN 7957-2008",
        "Số      -NQ/ĐH",
        "10-CT xã",
        "Biểu số: 05/BC-UBND",
        "khóa XIX-TU",
        "12/HĐ-DV",
        "số 112/GCN-UBND",
        "mẫu B01-DN",
        "quốc lộ 1-A",
        "",
    ],
)
def test_what_is_no_sign(text):
    assert list(find_signs(text)) == []


def test_signs_in_running_text():
    text = (
        "các Nghị quyết số 05-NQ/TU,06-NQ/TU; Công văn 12/UBND-VX (và 3/NQ-CP) - sau khi xem xét."
    )
    assert [sign.number for sign in find_signs(text)] == [
        "05-NQ/TU",
        "06-NQ/TU",
        "12/UBND-VX",
        "3/NQ-CP",
    ]
    assert [sign.number for sign in find_signs("57-NQ/TW - HÀ NỘI, 57-NQ/TW - sau")] == [
        "57-NQ/TW"
    ] * 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nghị quyết số 5", "nghị quyết"),
        ("CHỈ THỊ", "chỉ thị"),
        ("Thông tư\nliên tịch", "thông tư liên tịch"),
        ("NQ 52-NQ/TW", "nghị quyết"),
        ("Bộ luật Dân sự", "bộ luật"),
        ("Kế hoạch", "kế hoạch"),
        ("Nghị lực", None),
        ("Quyết địnhx", None),
        ("", None),
    ],
)
def test_kind_of_words(text, kind):
    assert kind_of_words(text) == kind


def test_only_a_whole_sign_is_parsed():
    assert parse_sign("theo 39-NQ/TW") is None
    assert parse_sign("39-NQ/TW ngày 1/2/2023") is None


@given(
    number=st.integers(1, 9999),
    kind=st.sampled_from(["NQ", "CT", "KL", "KH"]),
    body=st.sampled_from(["TW", "TU", "ĐU"]),
    joint=st.sampled_from(["-", " - ", "– ", "/"]),
)
def test_any_typography_gives_one_number(number, kind, body, joint):
    sign = parse_sign(f"{number}{joint}{kind}/{body}")
    assert sign is not None
    assert sign.number == f"{number}-{kind}/{body}"


@given(st.text(alphabet="0123456789/-– .ABNQĐTUWcpđ\n", max_size=80))
def test_spans_are_quotations_and_normal_forms_are_stable(text):
    for sign in find_signs(text):
        assert text[sign.start : sign.end] == sign.text
        again = parse_sign(sign.number)
        assert again is not None
        assert again.number == sign.number


@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [
        ("", "1/", ""),
        ("", "1/2020/", ""),
        ("", "1/2020/NĐ-", ""),
        ("1", " ", "/NĐ-CP"),
        ("", "A&", ""),
        ("1-NQ/A", "&A", ""),
        ("", "1 ", ""),
        ("", "1.", ""),
        ("", " ", ""),
        ("", "NĐ-CP", ""),
        ("1/NĐ-", "A", ""),
        ("", "1-", ""),
        ("", "1-A", ""),
        ("", "1-NQ/", ""),
        ("1-", "A-", ""),
        ("", "1", ""),
    ],
)
def test_work_grows_linearly(before, piece, after):
    assert grows_linearly(lambda size: list(find_signs(before + piece * size + after)), 10_000)


@pytest.mark.parametrize("shape", SIGN_SHAPES, ids=lambda shape: shape.name)
def test_each_shape_reads_its_example(shape, monkeypatch):
    assert parse_sign(shape.example).number == shape.example
    others = tuple(other for other in SIGN_SHAPES if other is not shape)
    monkeypatch.setattr(signs, "SIGN_SHAPES", others)
    assert parse_sign(shape.example) is None, "another shape reads the same"


@pytest.mark.parametrize("text", ["61/CP-ST", "12/AB-CD", "12/UBND -ax", "12/GP-UBND"])
def test_what_has_the_shape_of_a_letter_and_is_none(text):
    assert list(find_signs(text)) == []


def test_a_passage_is_read_like_its_text():
    text = "Nghị quyết số 05-NQ/TU, Công văn 12/UBND-VX"
    assert [*find_signs(Passage.of(text))] == [*find_signs(text)] != []
    assert parse_sign(Passage.of("12/UBND-VX")) == parse_sign("12/UBND-VX")
    assert kind_of_words(Passage.of(text)) == "nghị quyết"


def test_the_tables_are_clean():
    kinds = [(row["system"], row["code"]) for row in data.rows("document_kinds.csv") if row["code"]]
    codes = [row["code"] for row in data.rows("bodies.csv") if row["code"]]
    assert len(set(kinds)) == len(kinds)
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    ("text", "number", "family"),
    [
        ("Luật số 45-LCT", "45-LCT", "historic"),
        ("Sắc lệnh số 110-SL/L.12", "110-SL/L.12", "historic"),
        ("Sắc lệnh số 101-SL/L003", "101-SL/L003", "historic"),
        ("Kết luận số 23/KL-LNTPTW", "23/KL-LNTPTW", "state"),
    ],
)
def test_old_and_unknown_signs_stay_as_they_are_written(text, number, family):
    (sign,) = find_signs(text)
    assert (sign.text, sign.number, sign.family) == (number, number, family)


def test_a_number_in_the_next_line_is_none_of_a_sign():
    (sign,) = find_signs("Nghị quyết số 12/2020/NQ-HĐND\n1. Sửa đổi")
    assert sign.text == "12/2020/NQ-HĐND"
