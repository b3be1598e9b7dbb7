"""textkit.reading.marks: raised figures, struck words and comments inside a line."""

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.reading.marks import Omission, bare, settle, wrapped


def raised(words: str) -> str:
    return wrapped(words, "raised")


def struck(words: str) -> str:
    return wrapped(words, "struck")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("còn 250" + raised("3") + " hộ", "còn 250 hộ"),
        ("đạt 45%" + raised("[1]") + ".", "đạt 45%."),
        ("đạt 45%" + raised("(12)") + ", giảm", "đạt 45%, giảm"),
        ("18." + raised("2") + "Mở cảng", "18. Mở cảng"),
        ("18." + raised("2") + " Mở cảng", "18. Mở cảng"),
        ("tỷ lệ " + raised("1, 2") + " hộ nghèo", "tỷ lệ hộ nghèo"),
        ("10 hộ" + raised("3"), "10 hộ"),
        ("năm 2010" + raised("3") + " đạt", "năm 2010 đạt"),
        ("còn 250³ hộ", "còn 250 hộ"),
        ("quy định⁽¹⁾ này", "quy định này"),
        ("40 km²³ rừng", "40 km² rừng"),
    ],
)
def test_the_mark_of_a_note_is_left_out(line, text):
    settled = settle(line)
    assert settled.text == text
    assert [omission.manner for omission in settled.omissions] == ["raised"]
    assert not settled.label


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("40 km" + raised("2") + " rừng", "40 km2 rừng"),
        ("3.500m" + raised("3"), "3.500m3"),
        ("5 mg/Nm" + raised("3"), "5 mg/Nm3"),
        ("9,8 m/s" + raised("2"), "9,8 m/s2"),
        ("300 người/km²", "300 người/km²"),
        ("5 x 10" + raised("-3"), "5 x 10⁻³"),
        ("10" + raised("6") + " đồng", "10⁶ đồng"),
        ("10³ tấn", "10³ tấn"),
        ("t¹i tØnh", "t¹i tØnh"),
        ("R" + raised("2") + " = 0,9", "R² = 0,9"),
        (raised("1") + "/2 số xã", "1/2 số xã"),
        ("N" + raised("o") + " 5", "No 5"),
        ("xã đảo" + raised("(*)"), "xã đảo(*)"),
    ],
)
def test_exponents_fractions_and_raised_letters_stay(line, text):
    settled = settle(line)
    assert (settled.text, settled.omissions, settled.label) == (text, (), "")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("đạt " + struck("20%") + "30% GRDP", "đạt 30% GRDP"),
        ("năm 2030, " + struck("giảm") + " tăng mạnh", "năm 2030, tăng mạnh"),
        ("giảm" + struck(" mạnh ") + "tăng", "giảm tăng"),
        ("tăng" + struck(" mạnh") + ".", "tăng."),
        ("ti" + struck("n") + "ếng", "tiếng"),
    ],
)
def test_what_is_struck_in_a_line_is_left_out(line, text):
    settled = settle(line)
    assert settled.text == text
    assert [omission.manner for omission in settled.omissions] == ["struck"]


def test_where_something_was_left_out_is_told_in_characters_without_blanks():
    settled = settle("đạt  45%" + raised("1") + ", còn " + struck("250 hộ") + "200 hộ")
    assert settled.omissions == (Omission(6, "raised", "1"), Omission(10, "struck", "250 hộ"))
    assert settled.kept == (False, False)


def test_a_line_that_is_all_of_one_manner_stays():
    assert settle(struck("Mở cảng.")) == ("Mở cảng.", (), "", (True,), "struck")
    assert settle(struck("Mở ") + "  " + struck("cảng.")).manner == "struck"
    assert settle(wrapped("<!-- hỏi lại -->", "comment")).manner == "comment"
    assert settle(raised("12")).text == "12"  # a line that is only set higher
    assert settle(struck("Mở") + raised("2")).manner is None
    assert settle(struck("Mở") + wrapped("<!-- -->", "comment")).manner == "struck"
    assert settle("²") == ("²", (), "", (), None)


def test_a_raised_figure_at_the_head_of_a_line_is_its_mark():
    assert settle(raised("3") + " Theo chuẩn nghèo")[:3] == (" Theo chuẩn nghèo", (), "[3]")
    assert settle("⁽³⁾ Theo chuẩn nghèo").label == "[3]"
    # Behind an automatic number it is the mark of a note of that clause.
    labelled = settle(raised("3") + " Mở cảng", is_labelled=True)
    assert (labelled.label, len(labelled.omissions)) == ("", 1)
    assert bare(raised("3") + " Theo  chuẩn") == "[3] Theo chuẩn"


@given(st.text(alphabet="a1 ²³/m%\U0010fe00\U0010fe01\U0010fe02\U0010fe03"))
def test_nothing_of_the_wrapping_is_left(line):
    settled = settle(line)
    assert not set(settled.text) & set("\U0010fe00\U0010fe01\U0010fe02\U0010fe03")
    places = [omission.place for omission in settled.omissions]
    assert places == sorted(places)


@pytest.mark.slow
@pytest.mark.parametrize("hostile", [raised("1"), struck("a") + "b", "a²", "\U0010fe01", "m²³"])
def test_hostile_lines_take_linear_time(hostile):
    assert grows_linearly(lambda size: settle(hostile * (size // len(hostile))), 40_000)
