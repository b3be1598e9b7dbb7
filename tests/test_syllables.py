"""Syllables: where the tone may stand, what is spelled alike, and what is no syllable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.vietnamese.official import official_usage
from textkit.vietnamese.syllables import is_syllable, seats, spelled, spread, written


@pytest.mark.parametrize(
    ("one", "other"),
    [("hoà", "hòa"), ("Thuỷ", "thủy"), ("kỹ", "kĩ"), ("QUÝ", "quí"), ("khoẻ", "khỏe")],
)
def test_two_ways_of_one_syllable_have_one_form(one, other):
    assert spelled(one) == spelled(other)
    assert spelled(one).standing == "legal"


@pytest.mark.parametrize("words", ["y ý", "ty tuy", "ia ya", "hòa hóa", "co có"])
def test_different_syllables_have_different_forms(words):
    first, second = words.split()
    assert spelled(first).form != spelled(second).form


@pytest.mark.parametrize(
    ("right", "moved"),
    [
        ("nghiệp", "nghịêp"),
        ("của", "cuả"),
        ("tạo", "taọ"),
        ("già", "gìa"),
        ("quý", "qúy"),
        ("hoàn", "hòan"),
        ("thuở", "thủơ"),
        ("ngoài", "ngòai"),
    ],
)
def test_a_tone_on_the_wrong_letter(right, moved):
    assert spelled(moved) == (spelled(right).form, "moved")
    assert spelled(right).standing == "legal"
    assert is_syllable(moved)


@pytest.mark.parametrize(
    "word", ["quna", "nghành", "cât", "phátt", "ngiệp", "Kạn", "covid", "to61t", "họcc", "ộ́n"]
)
def test_what_is_no_syllable(word):
    assert spelled(word).standing == "illegal"


def test_a_sign_with_a_number_is_not_a_syllable_with_a_tone():
    assert spelled("co2").form != spelled("có").form == "co2"


@pytest.mark.parametrize(
    ("letters", "places"),
    [
        ("hoa", (1, 2)),
        ("hoan", (2,)),
        ("khuya", (3,)),
        ("gi", (1,)),
        ("giêng", (2,)),
        ("qua", (2,)),
    ],
)
def test_the_seats_of_the_tone(letters, places):
    assert seats(letters) == places


def test_every_counted_syllable_is_written_as_it_is_read():
    for form in official_usage().attested:
        assert spelled(written(form)) == (form, "legal")


@given(st.text(max_size=12))
def test_any_word_has_a_form(word):
    letters, tones, places = spread(word)
    assert len(tones) == len(places) <= len(letters)
    assert spelled(word).standing in ("legal", "moved", "illegal")
