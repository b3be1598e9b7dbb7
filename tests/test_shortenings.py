"""Names that are cut short are reported where the draft has the whole name, and nowhere else."""

import pytest
from effort import grows_linearly

from textkit.checking.draft import all_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import find_faults
from textkit.reading.document import Document


def reported(text, rule="unexplained"):
    rules = [all_rules()[f"wording.{rule}"]]
    found = find_faults(Draft(Document("d", text)), Prior(None), rules)
    return [(one.quote, *one.values.values()) for one in found]


def test_the_name_that_the_letters_stand_for():
    text = "Giao BQLCC nạo vét luồng trong năm nay.\nBan Quản lý\ncảng cá rà soát luồng và bến."
    assert reported(text) == [("BQLCC", "BQLCC", "Ban Quản lý cảng cá")]


@pytest.mark.parametrize(
    "text",
    [
        "Giao BQLCC nạo vét luồng trong năm nay. BAN QUẢN LÝ CẢNG CÁ rà soát.",
        "Giao BQLCC nạo vét luồng trong năm nay. Ban Quản. Lý cảng cá rà soát.",
        "Ban Quản lý cảng cá (sau đây gọi là BQLCC) giao BQLCC nạo vét luồng trong năm.",
        "Giao BQL nạo vét luồng trong năm nay. Ban Quản lý rà soát luồng và bến.",
    ],
)
def test_letters_that_stand_for_no_name_or_are_explained(text):
    assert reported(text) == []


def test_a_name_that_goes_on_in_the_next_line_is_whole():
    whole = "Giao Sở Giáo dục và Đào tạo rà soát trường, lớp trong vùng.\n" * 2
    broken = "Giao các xã báo cáo về Sở Giáo dục\nvà Đào tạo trước khi vào năm học."
    assert reported(whole + broken, "name-cut") == []
    short = "Giao các xã báo cáo về Sở Giáo dục trước khi vào năm học."
    assert [quote for quote, *_ in reported(whole + short, "name-cut")] == ["Sở Giáo dục"]


def test_time_grows_with_length():
    rules = [all_rules()["wording.unexplained"], all_rules()["wording.name-cut"]]
    line = "Giao BQLCC nạo vét luồng Ban Quản lý cảng, Sở Giáo dục và Đào tạo rà soát.\n"

    def check(times):
        draft = Draft(Document("d", line * times))
        for rule in rules:
            list(rule.check(draft, Prior(None)))

    assert grows_linearly(check, 500)
