"""Articles, clauses and points: invented sentences for each way they are named, or seem to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.finding.pinpoints import (
    Pinpoint,
    document_after,
    find_pinpoints,
    is_reference,
)
from textkit.vietnamese.text import Passage


def notations(text):
    return [pinpoint.notation for pinpoint in find_pinpoints(text)]


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        ("Điều 5", "5"),
        ("điều 12a", "12a"),
        ("các Điều 5, 6 và 7", "5,6,7"),
        ("các Điều 5, Điều 6 hoặc Điều 7", "5,6,7"),
        ("từ Điều 346 đến Điều 350", "346-350"),
        ("Điều 3, 5 đến 9", "3,5-9"),
        ("khoản 1 Điều 12", "12.1"),
        ("khoản 1, 2 và 3 Điều 12", "12.1,2,3"),
        ("khoản 2a Điều 12", "12.2a"),
        ("điểm đ khoản 1 Điều 12", "12.1đ"),
        ("điểm a1 khoản 1 Điều 12", "12.1a1"),
        ("điểm a, b và c khoản 1 Điều 12", "12.1a,b,c"),
        ("điểm a Điều 12", "12.a"),
        # Points of two levels of a list come together.
        ("điểm a, điểm b khoản 1 Điều 12", "12.1a,b"),
        ("điểm a và các điểm c, d khoản 1 Điều 12", "12.1a,c,d"),
        # Points belong to the first of several clauses, clauses to the first of several articles.
        ("điểm a khoản 1, 2 Điều 12", "12.1a; 12.2"),
        ("điểm a khoản 1 và khoản 2 Điều 12", "12.1a; 12.2"),
        ("khoản 1 Điều 12, 13", "12.1; 13"),
        ("khoản 1, khoản 3 Điều 12 và Điều 13", "12.1,3; 13"),
        ("điểm b khoản 2 và điểm c Điều 9", "9.2b; 9.c"),
        ("Điều 4; khoản 1 Điều 10", "4; 10.1"),
        ("Điều 4\nkhoản 1 Điều 10", "4; 10.1"),
        # Of "this article" the number is not given.
        ("khoản 2 Điều này", ".2"),
        ("điểm a khoản 2 và khoản 5 Điều này", ".2a; .5"),
        ("điểm a, b khoản này", ".a,b"),
        ("Điều này", ""),
        ("điểm này", ""),
        ("Điều 4 và khoản 2 Điều này", "4; .2"),
    ],
)
def test_a_row_in_the_notation(text, notation):
    (pinpoint,) = find_pinpoints(f"Theo {text}.")
    assert pinpoint.notation == notation
    assert (pinpoint.start, pinpoint.end) == (len("Theo "), len("Theo ") + len(text))
    assert pinpoint.is_this == text.endswith("này")


@pytest.mark.parametrize(
    "text",
    [
        "Khoản 2",
        "điểm a khoản 1",
        "điểm a",
        "điều kiện 5",
        "quan điểm",
        "Điều lệ",
        "tài khoản 12 xã",
        "Điều 1234",
        "Khoản 123 Điều",
    ],
)
def test_what_names_no_article(text):
    assert notations(text) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # Another word, or a paragraph, parts two rows.
        ("Điều 4 của Luật Giá và Điều 7", ["4", "7"]),
        ("Điều 4. Điều 7", ["4", "7"]),
        ("Điều 4\n\nĐiều 7", ["4", "7"]),
        ("khoản 1 Điều 4,\n\nkhoản 2 Điều 7", ["4.1", "7.2"]),
        ("khoản 1 Điều 4 và\nkhoản 2 Điều 7", ["4.1; 7.2"]),
        # What waits for its article does not wait beyond its row.
        ("khoản 1 quy định; khoản 3 Điều 5", ["5.3"]),
        ("điểm a thì khoản 2, Điều 5", ["5.2"]),
        ("khoản 3 Điều 5, khoản 4 nêu", ["5.3"]),
        # "this article" ends its row, whatever joins it to the next.
        ("khoản 3 Điều này và điểm b khoản 3 Điều 18", [".3", "18.3b"]),
        ("Điều này, Điều 18", ["", "18"]),
        ("Điều 18, Điều này, khoản 2", ["18"]),
    ],
)
def test_where_a_row_ends(text, rows):
    assert notations(text) == rows


def test_a_row_ends_with_its_last_article():
    text = "khoản 3 Điều 5, khoản 4"
    (pinpoint,) = find_pinpoints(text)
    assert text[pinpoint.start : pinpoint.end] == "khoản 3 Điều 5"


def referred(text):
    """Whether each row of articles in a text is a reference."""
    passage = Passage.of(text)
    return [is_reference(passage, pinpoint) for pinpoint in find_pinpoints(passage)]


@pytest.mark.parametrize(
    "text",
    [
        "Theo Điều 5 đã nêu.",
        "Điều 5 của luật",
        "Điều 5 và những điều khác",
        "căn cứ Điều 5. Các xã",
        "thấy Điều 5 Luật",
        "các điều 5 và 6",
        "khoản 1 điều 5. Các xã",
        "điều 5, 6 nêu",
        "Điều 5, Điều 6. Các xã",
        "Điều 5 và Điều 6\n",
        "khoản 2 Điều này",
        "quy định tại Điều này",
        "theo Điều này",
        "nêu trong Điều này",
        "thi hành Điều này",
        "trường   hợp   trong   Điều này",
    ],
)
def test_references(text):
    assert referred(text) == [True]


@pytest.mark.parametrize(
    "text",
    [
        # Headings: they begin a line or a sentence, and a title or nothing follows.
        "Điều 5. Trách nhiệm",
        "Điều 5: Trách nhiệm",
        "Điều 5 Trách nhiệm",
        "Điều 5\nTrách nhiệm",
        "Điều 5",
        "Chương II\n**Điều 5. Trách nhiệm",
        "Phạm vi. Điều 5. Trách nhiệm",
        # Words in small letters: things, not articles.
        "những điều 4 xã đã làm",
        "theo điều 4 xã đã làm",
        # "this"
        "Điều này rất khó.",
        "Đẹp. Điều này thể hiện",
        "xã quy định. Điều này",
    ],
)
def test_what_is_no_reference(text):
    assert referred(text) == [False]


@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("Điều 5 Luật Giá", "Luật Giá"),
        ("Điều 5 của Luật Giá", "Luật Giá"),
        ("Điều 5, Luật Giá", "Luật Giá"),
        ("Điều 103 Mục 5 Chương XII Phần I của Luật Giá", "Luật Giá"),
        ("Điều 3 Quy chế ban hành kèm theo Luật Giá", "Luật Giá"),
        ("Điều 3 nêu Luật Giá", "nêu Luật Giá"),
        ("Điều 3. Luật Giá", ". Luật Giá"),
    ],
)
def test_where_the_document_stands(text, behind):
    passage = Passage.of(text)
    (pinpoint,) = find_pinpoints(passage)
    assert text[document_after(passage, pinpoint) :] == behind


@given(st.text(alphabet="điểmkhoảnĐiều này, và;ab15\n", max_size=80))
def test_rows_stand_one_behind_the_other(text):
    ends = 0
    for pinpoint in find_pinpoints(text):
        assert isinstance(pinpoint, Pinpoint)
        assert ends <= pinpoint.start < pinpoint.end <= len(text)
        ends = pinpoint.end


def test_a_passage_is_not_folded_again():
    passage = Passage("X" * 8, "điều 5, ")
    assert [pinpoint.notation for pinpoint in find_pinpoints(passage)] == ["5"]
