"""A text as the counts see it: its words, names, breaks, and lines that were full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.vietnamese.official import BREAK, MARK, NUMBER
from textkit.vietnamese.pieces import EDGE, Pieces


def kinds(text):
    pieces = Pieces(text)
    names = {NUMBER: "number", BREAK: "break", MARK: "mark"}
    return [names.get(number, "word") for number in pieces.ids[EDGE : EDGE + len(pieces)].tolist()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đạt 8,5% năm 2025.", "word number mark word number break"),
        ("cải cách\nhành chính", "word word word word"),  # the line was full
        ("cải cách,\nhành chính", "word word mark word word"),
        ("Điều 1\nCải cách", "word number break word word"),
        ("cải cách\na) hành", "word word break word mark word"),
        ("cải cách\n\nhành chính", "word word break word word"),
        ("cải cách. \n Hành chính", "word word break word word"),
    ],
)
def test_the_kinds_of_pieces(text, expected):
    assert kinds(text) == expected.split()


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        ("ở Lam Châu", [False, True, True]),
        ("Thực hiện ngay", [False, False, False]),
        ("xã Thực ngay", [False, True, False]),
        ("a) Thực hiện", [False, False, False]),
        ("- Thực hiện", [False, False]),
    ],
)
def test_names_have_a_capital_that_nothing_else_accounts_for(text, is_name):
    pieces = Pieces(text)
    words = [at for at, word in enumerate(pieces.words) if word and len(pieces.written[at]) > 1]
    expected = [each for each, word in zip(is_name, text.split(), strict=False)]
    assert [pieces.is_name(at) for at in words] == expected[-len(words) :]


def test_the_mark_of_a_footnote_is_not_the_words():
    plain, marked = Pieces("cải cách hành chính của tỉnh"), Pieces("cải cách hành chính6 của tỉnh")
    assert plain.ids.tolist() == marked.ids.tolist()


@pytest.mark.parametrize("text", ["15/NQ-hdnd", "gov.vn", "a@lam-chau.vn", "kinh_tế"])
def test_parts_of_signs_and_addresses_are_joined(text):
    pieces = Pieces(text)
    words = [at for at, word in enumerate(pieces.words) if word]
    assert all(pieces.is_joined(at) for at in words)


@given(st.text(alphabet="aàxbỒ đ1,.;\n\t|-()", max_size=60))
def test_pieces_stand_where_they_say(text):
    pieces = Pieces(text)
    for start, end, written in zip(pieces.start, pieces.end, pieces.written, strict=True):
        assert text[start:end] == written
    assert len(pieces.ids) == len(pieces) + 2 * EDGE
