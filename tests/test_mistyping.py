"""What a hand may have meant, and how likely each slip is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.vietnamese.mistyping import meant_by
from textkit.vietnamese.official import official_usage
from textkit.vietnamese.syllables import spelled


def weight(typed, meant):
    return dict(meant_by(typed)).get(official_usage().id(spelled(meant).form))


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("chử", "chữ", 0.5),  # hỏi for ngã
        ("nghi", "nghị", 0.0),  # the tone was not typed
        ("lợi", "lời", -0.5),
        ("giá", "gia", -1.0),
        ("dảng", "đảng", 0.0),  # the bar
        ("phuong", "phương", -0.5),  # no marks at all
        ("sử", "xử", 0.0),
        ("nghành", "ngành", 0.0),
        ("thựt", "thực", 0.0),
        ("quna", "quan", -0.5),  # letters changed places
        ("phátt", "phát", -0.5),
        ("nhắm", "nắm", 0.0),  # nh for n, as some say it
        ("phá", "pha", -1.0),
        ("trển", "triển", -1.5),  # a letter wanting
        ("kynh", "kinh", -3.5),
        ("ninh", "binh", -1.5),
        ("minh", "ninh", -1.5),  # the key beside it
        ("vieejt", "việt", 0.5),  # Telex
        ("vieet", "việt", -0.5),  # the key of the tone wanting
        ("ddangr", "đảng", 0.5),
        ("to61t", "tốt", 0.5),  # VNI
        ("vie6t5", "việt", 0.5),
    ],
)
def test_how_likely_a_slip_is(typed, meant, expected):
    assert weight(typed, meant) == expected


@pytest.mark.parametrize(("typed", "meant"), [("tham", "tác"), ("lợi", "đời"), ("kinh", "kinh")])
def test_what_no_single_slip_makes(typed, meant):
    assert weight(typed, meant) is None


@given(st.text("aăâeêioôơuưyđbcghknmtpqrsx1234567890", max_size=10))
def test_any_word_may_be_asked_for(word):
    usage = official_usage()
    for number, value in meant_by(word):
        assert number in usage.attested.values()
        assert -6 <= value <= 1
