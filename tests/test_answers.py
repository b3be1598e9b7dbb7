import pytest

from textkit.comparing.answers import VERDICT_RULES, Answer, answers, kept, last_reports, verdict
from textkit.comparing.items import Item
from textkit.finding.statements import Statement
from textkit.finding.targets import find_figures
from textkit.vietnamese.text import fold


def told(text, date="2020-10-01", role="achieved", year=None):
    record = Statement("d", 0, len(text), "achievement", "", "", 0, ())
    return Item(record, text, (date, date, 0), "", text, "", "", False, role, year, text)


def figure(text, date, role, year):
    record = next(find_figures(text))
    return Item(record, text, (date, date, 0), "", text, "", "", False, role, year)


def promised(text="Xây dựng chợ đầu mối.", date="2015-10-01", year=2020):
    return told(text, date, "promised", year)


@pytest.mark.parametrize("rule", VERDICT_RULES, ids=lambda rule: str(rule.verdict))
def test_each_rule_decides_its_example(rule):
    role = "unmet" if rule.is_limitation else "achieved"
    first = next(
        other for other in VERDICT_RULES if other.holds(fold(rule.example), rule.is_limitation)
    )
    assert first is rule
    assert verdict(promised(), told(rule.example, role=role)) == rule.verdict


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chợ đầu mối chưa hoàn thành.", "not_reached"),
        ("Tuyến đường không đạt tiến độ đề ra.", "not_reached"),
        ("Khánh thành bến Trà Lam năm 2019.", "reached"),
        ("Cơ bản hoàn thành việc dồn điền đổi thửa.", "reached_in_part"),
        ("Giao thông nông thôn phát triển khá.", None),
    ],
)
def test_words_say_how_far_a_promise_was_kept(text, expected):
    assert verdict(promised(), told(text)) == expected


@pytest.mark.parametrize(
    ("promise", "result", "year", "expected"),
    [
        ("Tỷ lệ đô thị hóa đạt 30%.", "Tỷ lệ đô thị hóa đạt 31%.", 2020, "reached"),
        ("Tỷ lệ đô thị hóa đạt 30%.", "Tỷ lệ đô thị hóa đạt 28%.", 2020, "not_reached"),
        # It is not due yet.
        ("Tỷ lệ đô thị hóa đạt 30%.", "Tỷ lệ đô thị hóa đạt 28%.", 2018, None),
        ("Tỷ lệ hộ nghèo còn 3%.", "Tỷ lệ hộ nghèo còn 2,5%.", 2020, "reached"),
        ("Tỷ lệ hộ nghèo còn 3%.", "Tỷ lệ hộ nghèo còn 4%.", 2020, "not_reached"),
        ("Tỷ lệ hộ nghèo giảm 1%/năm.", "Tỷ lệ hộ nghèo giảm 1,2%/năm.", 2020, "reached"),
        # An easier end of a range is enough; another definition is not compared.
        ("GRDP tăng bình quân 8 - 9%/năm.", "GRDP tăng bình quân 8,2%/năm.", 2020, "reached"),
        (
            "Tỷ lệ lao động qua đào tạo đạt 60%.",
            "Tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ đạt 30%.",
            2020,
            None,
        ),
    ],
)
def test_figures_say_whether_a_promise_was_kept(promise, result, year, expected):
    before = figure("I. MỤC TIÊU\n1. Phấn đấu " + promise, "2015-10-01", "promised", 2020)
    after = figure("I. KẾT QUẢ ĐẠT ĐƯỢC\n1. " + result, "2020-10-01", "achieved", year)
    assert verdict(before, after) == expected


def test_a_result_answers_the_promise_with_the_nearest_deadline():
    items = [
        told("đạt 10", "2015-01-01", year=2014),
        promised(date="2015-10-01", year=2020),
        told("đã xong", "2020-09-01", year=2020),
        promised(date="2020-10-01", year=2025),
        told("còn chậm", "2025-09-01", role="unmet", year=2025),
    ]
    assert answers(items) == {
        0: Answer(None, None),  # older than every promise: a starting value
        2: Answer(1, "reached"),
        4: Answer(3, "not_reached"),
    }
    assert kept(items, answers(items), 2025) == {1: "reached", 3: "not_reached"}


def test_a_result_of_a_year_before_the_promise_is_its_starting_value():
    items = [promised(date="2020-10-10", year=2025), told("đạt 10", "2020-10-12", year=2019)]
    assert answers(items)[1] == Answer(None, None)


def test_success_and_failure_told_of_one_promise_are_a_part():
    items = [promised(), told("Đã xây xong."), told("Còn chậm.", role="unmet")]
    assert kept(items, answers(items), 2020) == {0: "reached_in_part"}


def test_a_result_that_is_only_near_decides_nothing():
    items = [promised(), told("Đã xây xong.")]
    assert kept(items, answers(items), 2020, near=[1]) == {}


def test_only_a_promise_that_was_due_by_the_last_report_is_not_reported():
    items = [promised(year=2020), promised(year=2030), promised(year=None)]
    assert kept(items, {}, 2025) == {0: "not_reported"}


def test_a_document_that_tells_of_few_results_is_no_report():
    assert last_reports([told("đã xong")] * 4) == {}
    report = [told("đã xong", "2020-10-01")] * 5
    assert last_reports(report) == {"": 2020}
    assert last_reports([*report, *[promised(date="2020-10-01")] * 9]) == {}
