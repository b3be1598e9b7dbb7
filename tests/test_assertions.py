"""What documents assert: figures in plain units, duties without frames, what sets them apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.checking.assertions import (
    duties_said,
    figure_said,
    figures_said,
    is_slip_of_unit,
    plain_unit,
)
from textkit.finding.commitments import find_commitments
from textkit.finding.targets import find_figures
from textkit.reading.document import Document


def figures(text):
    return figures_said(Document("d", text), find_figures(text))


def one(text):
    (said,) = figures(text)
    return said


def duties(text):
    return duties_said(Document("d", text), find_commitments(text))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("thu ngân sách đạt 9,5 nghìn tỷ đồng", "thu ngân sách đạt 9.500 tỷ đồng"),
        ("thu ngân sách đạt trên 9.000 tỷ đồng", "thu ngân sách đạt 9.500 tỷ đồng"),
        ("thu ngân sách đạt khoảng 9.400 tỷ đồng", "thu ngân sách đạt 9.500 tỷ đồng"),
        ("trồng 500 ha rừng", "trồng 5 km2 rừng"),
    ],
)
def test_figures_that_can_both_be_true_agree(first, second):
    said, other = (one(f"Đến năm 2030, {words}.") for words in (first, second))
    assert said.shared == other.shared
    assert said.agrees_with(other)
    assert other.agrees_with(said)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("thu ngân sách đạt 9.500 tỷ đồng", "thu ngân sách đạt 9.400 tỷ đồng"),
        ("thu ngân sách đạt trên 9.500 tỷ đồng", "thu ngân sách đạt 9.400 tỷ đồng"),
        ("thu ngân sách đạt trên 9.500 tỷ đồng", "thu ngân sách đạt trên 9.400 tỷ đồng"),
        ("thu ngân sách đạt khoảng 8.500 tỷ đồng", "thu ngân sách đạt 9.500 tỷ đồng"),
    ],
)
def test_figures_that_cannot_both_be_true_do_not(first, second):
    said, other = (one(f"Đến năm 2030, {words}.") for words in (first, second))
    assert not said.agrees_with(other)


def test_one_number_with_two_units_is_a_slip():
    triệu, tỷ = (
        one(f"Đến năm 2030, thu ngân sách đạt 9.500 {unit} đồng.") for unit in ("triệu", "tỷ")
    )
    assert is_slip_of_unit(triệu, tỷ)
    assert not is_slip_of_unit(tỷ, tỷ)


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("mức giảm tỷ lệ hộ nghèo 1%", "tỷ lệ hộ nghèo 1%", True),
        ("tỷ lệ hộ nghèo vùng Cao Sơn 1%", "tỷ lệ hộ nghèo vùng Hải Vân 1%", True),
        ("tỷ lệ hộ nghèo còn 1%", "tỷ lệ hộ nghèo đạt 1%", False),
    ],
)
def test_places_and_turns_set_figures_apart(first, second, apart):
    said, other = (one(f"Phấn đấu đến năm 2030, {words}.") for words in (first, second))
    assert said.is_apart_from(other) == apart


def test_the_number_of_an_article_is_no_mark():
    said, other = one("Đến năm 2030, xây 70 chợ nổi."), one("Điều 1. Đến năm 2030, xây 70 chợ nổi.")
    assert not said.is_apart_from(other)


def test_a_row_of_a_table_is_a_row_whether_its_layout_is_known_or_not():
    head = ["TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu đến năm 2030"]
    row = ["1", "Tỷ lệ hộ nghèo", "%", "1,5"]
    assert one("\n".join([*head, *row])).place == "table"
    assert one("Đến năm 2030, xây 70 chợ nổi.").place == "text"


def test_a_duty_is_named_by_what_is_to_be_done():
    said, other = (
        duties(text)[0]
        for text in (
            "Giao Sở Y tế chủ trì, phối hợp với Sở Nội vụ xây dựng Đề án chợ nổi trước 30/6/2026.",
            "Sở Công Thương xây dựng Đề án chợ nổi trong quý III/2026.",
        )
    )
    assert said.name == other.name == tuple("xây dựng đề án chợ nổi".split())
    assert (said.actors, other.actors) == (("Sở Y tế",), ("Sở Công Thương",))
    assert (said.deadline.end, other.deadline.end) == ("2026-06-30", "2026-09-30")


@given(st.sampled_from(["tỷ đồng", "triệu đồng", "ha", "km2", "nghìn ha", "%", "căn", None]))
def test_a_plain_unit_stays(unit):
    _, plain = plain_unit(unit)
    assert plain_unit(plain) == (1.0, plain)


def test_a_figure_of_a_prior_document_needs_no_document():
    (figure,) = find_figures("Đến năm 2030, xây 70 chợ nổi.")
    assert figure_said(figure).value == (70.0, 70.0)


@pytest.mark.parametrize(
    ("name", "unit", "sentence"),
    [
        ("Tỷ lệ đô thị hóa", "%", "Mức đô thị hóa đạt 42%."),
        ("Kim ngạch xuất khẩu hàng hóa", "triệu USD", "Xuất khẩu hàng hóa đạt 1.800 triệu USD."),
    ],
)
def test_the_capital_that_a_row_begins_with_is_no_name(name, unit, sentence):
    heads = ["TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu đến năm 2030"]
    row = one("\n".join([*heads, "1", name, unit, "7"]))
    assert not row.is_apart_from(one(f"Đến năm 2030:\n- {sentence}"))
