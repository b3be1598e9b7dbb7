"""Capitals: a slip is reported, a house's own way and a damaged text are not."""

import pytest
from effort import grows_linearly

from textkit.checking.draft import all_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import find_faults
from textkit.reading.document import Document, Facts

RULES = ("shift-held", "small-behind-a-stop", "capital-within", "capitals")
SOUND = "Giao Ủy ban nhân dân các xã rà soát luồng cảng cá trong vùng.\n"


def reported(text, **facts):
    rules = [all_rules()[f"wording.{name}"] for name in RULES]
    draft = Draft(Document("d", text, Facts(**facts)))
    return [(one.rule, one.quote, one.suggestion) for one in find_faults(draft, Prior(None), rules)]


def test_the_names_of_bodies_by_system():
    text = SOUND * 3 + "Trình Ủy Ban nhân dân tỉnh việc nạo vét luồng cảng cá.\n"
    assert reported(text, number="12/KH-UBND") == [
        ("wording.capitals", "Ủy Ban nhân dân", "Ủy ban nhân dân")
    ]
    assert reported(text, number="12-KH/TU") == []
    assert reported(text) == []


def test_a_way_of_its_own_is_kept():
    text = SOUND.replace("nhân dân", "Nhân dân") * 3 + SOUND
    assert reported(text, number="12/KH-UBND") == []


def test_a_sentence_begins_with_either():
    text = "Các Đảng viên của chi bộ họp; đảng viên trẻ và đảng viên mới cùng họp.\n"
    assert [quote for _, quote, _ in reported(text, number="12-KH/TU")] == ["Đảng viên"]
    text = "Đảng viên của chi bộ họp; đảng viên trẻ và đảng viên mới cùng họp.\n"
    assert reported(text, number="12-KH/TU") == []


def test_a_text_without_line_breaks_is_silent():
    line = "Các xã nạo vét luồng cảng cá trong vùng Tăng cường quản lý bến và chợ cá"
    assert [quote for _, quote, _ in reported(line)] == ["Tăng"]
    assert reported(f"{SOUND.strip()} " * 30 + line) == []
    assert reported(f"{line}.\n" * 5) == []


@pytest.mark.parametrize("piece", ["MẶt ", "cá. giao ", "và Các xã ", "ủy Ban nhân dân "])
def test_time_grows_with_length(piece):
    rules = [all_rules()[f"wording.{name}"] for name in RULES]

    def check(times):
        draft = Draft(Document("d", piece * times, Facts(number="12/KH-UBND")))
        for rule in rules:
            list(rule.check(draft, Prior(None)))

    assert grows_linearly(check, 1_000)
