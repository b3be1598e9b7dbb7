"""Marks and blanks: a slip is reported, a text that is full of them is not."""

import pytest
from effort import grows_linearly

from textkit.checking.draft import all_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import find_faults
from textkit.reading.document import Block, Document
from textkit.vietnamese.mending import Mend

SOUND = "Các xã, phường rà soát cầu, đường và bến cảng trong vùng.\n"
RULES = ("marks", "blank-before", "blank-behind", "blank-twice", "torn", "unpaired", "no-stop")


def reported(document, *names):
    rules = [all_rules()[f"wording.{name}"] for name in names or RULES]
    return [(one.rule, one.quote) for one in find_faults(Draft(document), Prior(None), rules)]


@pytest.mark.parametrize(
    ("wrong", "rule", "quote"),
    [
        ("Các xã rà soát cầu ,đường và bến của vùng.\n", "blank-before", "cầu ,đường"),
        ("Các xã rà soát cầu,đường và bến của vùng.\n", "blank-behind", "cầu,đường"),
        ("Các xã rà  soát cầu, đường và bến của vùng.\n", "blank-twice", "rà  soát"),
        ("Các xã rà soát cầu;. đường và bến của vùng.\n", "marks", "cầu;."),
    ],
)
def test_a_slip_is_reported_and_a_text_full_of_them_is_not(wrong, rule, quote):
    assert reported(Document("d", SOUND + wrong + SOUND), rule) == [(f"wording.{rule}", quote)]
    assert reported(Document("d", wrong * 9), rule) == []


def test_sound_text_and_what_is_no_prose_are_silent():
    assert reported(Document("d", SOUND * 20)) == []
    for text in ("HỌ  VÀ TÊN ,, NGƯỜI ĐỀ NGHỊ CẤP GIẤY PHÉP", "cầu,đường | bến ,, | xã | vùng | a"):
        assert reported(Document("d", text)) == []
    cell = "Các xã rà soát cầu,, đường và bến của vùng."
    assert reported(Document("d", cell, layout=(Block(0, len(cell), "table"),))) == []


def test_a_torn_word_that_reading_mended_is_reported_unless_the_file_tore_many():
    text = SOUND * 3
    one = Mend(text.index("rà soát"), text.index("rà soát") + 2, "word", "r à")
    assert reported(Document("d", text, mends=(one,)), "torn") == [("wording.torn", "rà")]
    many = tuple(Mend(at, at + 3, "word", "C ác") for at in range(0, 180, 20))
    assert reported(Document("d", text, mends=many), "torn") == []


def test_a_bracket_of_a_table_or_a_damaged_text_is_silent():
    assert reported(Document("d", "Nạo vét luồng (đoạn qua xã.\n" * 5), "unpaired") == []
    text = "Luồng Trà Lam (đoạn một"
    assert reported(Document("d", text, layout=(Block(0, len(text), "table"),)), "unpaired") == []
    assert reported(Document("d", text), "unpaired") == [("wording.unpaired", "(đoạn một")]


@pytest.mark.parametrize("piece", ["(", "”“", "a) ", "cầu ,, ", "- cầu;\n", "a  a", "r à "])
def test_time_grows_with_length(piece):
    rules = [all_rules()[f"wording.{name}"] for name in (*RULES, "list-ends")]

    def check(times):
        draft = Draft(Document("d", piece * times))
        for rule in rules:
            list(rule.check(draft, Prior(None)))

    assert grows_linearly(check, 2_000)
