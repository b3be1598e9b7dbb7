"""Rules on words: one slip is one finding, an exception holds for its own form alone, and a thing
may be written in more than two ways.
"""

import pytest

from textkit import data
from textkit.checking.draft import all_rules, chosen_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import find_faults
from textkit.checking.wording import rarer_ways
from textkit.reading.document import Document

SLIPS = data.toml("wording.toml")["slip"]


def reported(text, select=("wording",), ignore=()):
    """Rule and words of the findings in a text."""
    rules = chosen_rules(select, ignore)
    return [
        (one.rule, one.quote) for one in find_faults(Draft(Document("d", text)), Prior(None), rules)
    ]


@pytest.mark.parametrize("behind", ["kho bãi", "các xã", "ở huyện"])
@pytest.mark.parametrize("row", SLIPS, ids=[row["wrong"] for row in SLIPS])
def test_a_common_slip_is_found_whatever_stands_behind_it(row, behind):
    excepted = behind.startswith(row.get("unless_before", "-"))
    found = reported(f"Tiếp tục {row['wrong']} {behind}.", ["wording.common-slip"])
    assert found == ([] if excepted else [("wording.common-slip", row["wrong"])])


def test_the_one_exception_is_kept():
    assert [row["wrong"] for row in SLIPS if "unless_before" in row] == ["sát nhập"]


@pytest.mark.parametrize("row", SLIPS, ids=[row["wrong"] for row in SLIPS])
def test_one_slip_is_one_finding(row):
    wrong = row["wrong"].capitalize()
    assert reported(f"{wrong} biên chế cho các cơ quan.") == [("wording.common-slip", wrong)]


def test_what_the_more_specific_rule_does_not_report_the_other_does():
    text = "Bổ xung biên chế cho các cơ quan."
    assert reported(text, ["wording.slip"]) == [("wording.slip", "xung")]
    assert reported(text, ignore=["wording.common-slip"]) == [("wording.slip", "xung")]


def test_a_slip_beside_another_is_reported_too():
    text = "Tích cực nhắm bắt tình hình, bổ xung biên chế."
    assert reported(text) == [("wording.slip", "nhắm"), ("wording.common-slip", "bổ xung")]


@pytest.mark.parametrize("rule", [rule for rule in all_rules().values() if rule.yields_to])
def test_a_rule_yields_to_rules_that_are_there(rule):
    assert set(rule.yields_to) <= all_rules().keys() - {rule.id}


THREE = [r"(?i)\be-mail\b", r"(?i)\bemail\b", r"(?i)\bthư điện tử\b"]


@pytest.mark.parametrize(
    ("text", "rarer"),
    [
        ("Gửi email. Nhận email. Xem e-mail. Thư điện tử cũ.", ["e-mail", "Thư điện tử"]),
        ("Gửi email. Nhận email. Xem e-mail.", ["e-mail"]),
        ("Gửi email. Nhận email.", []),
        ("Không có gì.", []),
        ("Nói rằng “gửi e-mail”, rồi gửi email.", []),
        ("Xem e-mail, nhận email.", ["e-mail"]),
    ],
)
def test_a_thing_may_be_written_in_three_ways(text, rarer):
    hits = list(rarer_ways(Draft(Document("d", text)), "thư", THREE))
    assert [text[hit.start : hit.end] for hit in hits] == rarer


def test_the_commonest_way_is_named_with_its_number():
    text = "Gửi email. Nhận email. Xem e-mail."
    (hit,) = rarer_ways(Draft(Document("d", text)), "thư", THREE)
    assert hit.values == {
        "words": "e-mail",
        "other": "email",
        "fewer": "1",
        "more": "2",
        "ways": "thư",
    }


def test_where_two_words_may_have_been_meant_neither_is_proposed():
    draft = Draft(Document("a", "Bồi dưỡng dảng viên, nâng cao chất lượng. Kết nạp dảng viên mới."))
    two, one = find_faults(draft, Prior(None), chosen_rules(["wording.spelling"]))
    assert (two.values["meant"], two.suggestion) == ("giảng / đảng", None)
    assert (one.values["meant"], one.suggestion) == ("đảng", "đảng")
