"""textkit.reading.formats: what a cell with a number shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.reading.formats import BUILT_IN, show_number


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (12.5, "0.0", "12,5"),
        (12.5, "0", "13"),
        (12, "0.0", "12,0"),
        (0.085, "0.0%", "8,5%"),
        (0.085, "0%", "9%"),
        (7500, "#,##0", "7.500"),
        (1234567.891, "#,##0.00", "1.234.567,89"),
        (0, "#,##0", "0"),
        (0, "#,###", ""),
        (0.3, ".0", "0,3"),
        (8.25, "0.#", "8,3"),
        (8, "0.##", "8"),
        (2.675, "0.00", "2,68"),
        (-1234, "#,##0", "-1.234"),
        (-1234, "#,##0;(#,##0)", "(1.234)"),
        (0, '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "-"),
        (5, "_(* #,##0_);_(* (#,##0);_(* -??_);_(@_)", "5"),
        (1_234_567_890, "#,##0,,", "1.235"),
        (3, '0"%"', "3%"),
        (3, r"0\%", "3%"),
        (15, 'General" xã"', "15 xã"),
        (-1.5, '0.0" điểm"', "-1,5 điểm"),
        (25, "[$₫-42A]#,##0", "₫25"),
        (25, "[Red]#,##0;[Blue]-#,##0", "25"),
        (5, ";;;", ""),
        (0.5, "# ?/?", "0,5"),
        (1.5e10, "0.0E+00", "15000000000"),
        (2030, "General", "2030"),
        (12500, "General", "12500"),
        (12.5, "General", "12,5"),
        (-3, "General", "-3"),
        (0.1 + 0.2, "General", "0,3"),
        (123456789012, "General", "123456789012"),
        (1.5e-7, "General", "0,00000015"),
        (7, "@", "7"),
    ],
)
def test_figures(number, code, shown):
    assert show_number(number, code) == shown


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (44260, BUILT_IN[14], "05/03/2021"),
        (44260, "m/d/yy", "05/03/2021"),
        (44260, r"[$-42A]dd\ mmmm\ yyyy;@", "05/03/2021"),
        (44260, "d-mmm-yy", "05/03/2021"),
        (44260, "mm/yyyy", "03/2021"),
        (44260, "yyyy", "2021"),
        (44260, '"ngày "dd" tháng "mm" năm "yyyy', "ngày 05 tháng 03 năm 2021"),
        (44260, "dddd, dd/mm/yyyy", "05/03/2021"),
        (44260.604167, "h:mm", "14:30"),
        (44260.604167, "dd/mm/yyyy hh:mm", "05/03/2021 14:30"),
        (1, "dd/mm/yyyy", "01/01/1900"),
        (-1, "dd/mm/yyyy", "-1"),
        (1e9, "dd/mm/yyyy", "1000000000"),
    ],
)
def test_days(number, code, shown):
    assert show_number(number, code) == shown


def test_days_of_a_workbook_that_counts_from_1904():
    assert show_number(42798, "dd/mm/yyyy", from_1904=True) == "05/03/2021"


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=300))
def test_any_format_shows_something(number, code):
    assert isinstance(show_number(number, code), str)


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.sampled_from(["0", "#", "?", ".", ",", "%", ";", "E+0", "y", "m", "h", "/", " "])),
)
def test_any_order_of_signs_shows_something(number, signs):
    assert isinstance(show_number(number, "".join(signs)), str)
