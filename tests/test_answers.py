import pytest

from textkit.comparing.answers import VERDICT_RULES, Answer, answers, kept, last_reports, verdict
from textkit.comparing.items import UNDATED, Item
from textkit.finding.commitments import Commitment
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


@pytest.mark.parametrize(
    ("promise", "result", "year", "expected"),
    [
        # The mean of five years is answered by a mean over them, by no single year.
        ("GRDP tăng bình quân 5 năm 8%/năm.", "GRDP năm 2020 tăng 8,5%.", 2020, None),
        ("GRDP tăng bình quân 5 năm 8%/năm.", "GRDP bình quân 5 năm tăng 8,5%.", 2020, "reached"),
        ("GRDP tăng bình quân 5 năm 8%/năm.", "GRDP bình quân 5 năm tăng 7%.", 2020, "not_reached"),
        # A mean over a part of the term is none over the term, reached or not.
        ("GRDP tăng bình quân 5 năm 8%/năm.", "GRDP tăng bình quân 9%/năm.", 2018, None),
        # A sum over the term is not that of one of its years.
        (
            "Huy động vốn đầu tư toàn xã hội trong 5 năm 85 nghìn tỷ đồng.",
            "Vốn đầu tư toàn xã hội năm 2020 đạt 20 nghìn tỷ đồng.",
            2020,
            None,
        ),
        # A level that is reached early is reached; what it was later says nothing.
        ("Tỷ lệ đô thị hóa đạt 30%.", "Tỷ lệ đô thị hóa đạt 31%.", 2018, "reached"),
        ("Tỷ lệ đô thị hóa đạt 30%.", "Đến năm 2022, tỷ lệ đô thị hóa đạt 31%.", 2022, None),
    ],
)
def test_a_figure_is_answered_by_one_of_its_time(promise, result, year, expected):
    before = figure("I. MỤC TIÊU\n1. Phấn đấu " + promise, "2015-10-01", "promised", 2020)
    after = figure("I. KẾT QUẢ ĐẠT ĐƯỢC\n1. " + result, "2022-10-01", "achieved", year)
    assert verdict(before, after) == expected


@pytest.mark.parametrize(
    ("result", "year", "expected"),
    [
        ("Chợ đầu mối hoàn thành năm 2019.", 2020, "reached"),
        # It was done, and late.
        ("Chợ đầu mối hoàn thành năm 2021.", 2021, None),
        ("Chợ đầu mối đã xong, chậm một năm so với dự kiến.", 2021, None),
        # It was not due yet.
        ("Chợ đầu mối chưa hoàn thành.", 2018, None),
        # What "xây dựng nông thôn mới đạt" tells of is no part, "hoàn thành nhiệm vụ" no end.
        ("Xây dựng nông thôn mới đạt nhiều kết quả.", 2020, None),
        ("Cán bộ đủ sức hoàn thành nhiệm vụ.", 2020, None),
    ],
)
def test_words_tell_of_a_promise_by_the_time_it_was_due(result, year, expected):
    text = "Xây dựng chợ đầu mối trong năm 2020."
    record = Commitment("d", 0, len(text), text, "action", None, None, None, "2020", "", ())
    promise = promised(text)._replace(record=record)
    assert verdict(promise, told(result, year=year)) == expected


def test_a_result_answers_the_promise_with_the_nearest_deadline():
    items = [
        told("đạt 10", "2015-01-01", year=2014),
        promised(date="2015-10-01", year=2020),
        told("đã xong", "2020-09-01", year=2020),
        promised(date="2020-10-01", year=2025),
        told("còn chậm", "2025-09-01", role="unmet", year=2025),
    ]
    assert answers(items) == {
        0: Answer((), None),  # older than every promise: a starting value
        2: Answer((1,), "reached"),
        4: Answer((3,), "not_reached"),
    }
    assert kept(items, answers(items), "2025-09-01") == {1: "reached", 3: "not_reached"}


def test_a_result_answers_every_promise_of_its_time():
    items = [
        figure("I. MỤC TIÊU\n1. Có 30 giường bệnh/vạn dân.", "2020-10-01", "promised", 2025),
        figure("I. MỤC TIÊU\n1. Có 32 giường bệnh/vạn dân.", "2022-10-01", "promised", 2025),
        # Due a year before: whether it was had by then, what was reached in 2025 does not say.
        figure("I. MỤC TIÊU\n1. Có 28 giường bệnh/vạn dân.", "2022-12-01", "promised", 2024),
        # Of the term before.
        figure("I. MỤC TIÊU\n1. Có 25 giường bệnh/vạn dân.", "2015-10-01", "promised", 2020),
        figure(
            "I. KẾT QUẢ ĐẠT ĐƯỢC\n1. Năm 2025 có 31 giường bệnh/vạn dân.",
            "2025-09-01",
            "achieved",
            2025,
        ),
    ]
    told_of = answers(items)
    assert told_of == {4: Answer((1, 0, 2), "not_reached")}
    assert kept(items, told_of, "2025-09-01") == {
        0: "reached",
        1: "not_reached",
        3: "not_reported",
    }


def test_a_result_of_a_year_before_the_promise_is_its_starting_value():
    items = [promised(date="2020-05-10", year=2025), told("đạt 10", "2020-10-12", year=2019)]
    assert answers(items)[1] == Answer((), None)


def test_what_is_told_in_the_days_of_a_promise_is_its_starting_value():
    promise = promised(date="2026-01-19", year=2030)
    assert answers([promise, told("đạt 10", "2026-01-23", year=2026)])[1] == Answer((), None)
    assert answers([promise, told("đạt 10", "2026-12-23", year=2026)])[1].promises == (0,)


def test_success_and_failure_told_of_one_promise_are_a_part():
    items = [promised(), told("Đã xây xong."), told("Còn chậm.", role="unmet")]
    assert kept(items, answers(items)) == {0: "reached_in_part"}


def test_a_result_that_is_only_near_decides_nothing():
    items = [promised(), told("Đã xây xong.")]
    assert kept(items, answers(items), is_same=lambda result, promise: False) == {}


def unanswered(year, text="Tỷ lệ đô thị hóa đạt 30%."):
    return figure("I. MỤC TIÊU\n1. " + text, "2015-10-01", "promised", year)


def test_only_a_promise_that_was_due_by_the_last_report_is_not_reported():
    items = [unanswered(2020), unanswered(2030), unanswered(None)]
    assert kept(items, {}, "2025-09-01") == {0: "not_reported"}
    assert kept(items, {}) == {}
    # The report is older than the promise, or as old.
    assert kept(items, {}, "2015-09-01") == {}
    # A guest may be answered where it is at home.
    assert kept(items, {}, "2025-09-01", guests={0}) == {}


@pytest.mark.parametrize(
    ("text", "due", "expected"),
    [
        ("Khánh thành chợ đầu mối trong năm 2019.", "2019", {0: "not_reported"}),
        # The year is that of a heading, or of the term.
        ("Giữ vững quốc phòng, an ninh.", "2020", {}),
        ("Giữ vững quốc phòng, an ninh.", None, {}),
    ],
)
def test_only_an_action_that_sets_its_time_is_not_reported(text, due, expected):
    record = Commitment("d", 0, len(text), text, "action", None, None, None, due, "", ())
    items = [promised(text, year=2020)._replace(record=record)]
    assert kept(items, {}, "2025-09-01") == expected


def test_a_document_that_tells_of_few_results_is_no_report():
    assert last_reports([told("đã xong")] * 4, []) == {}
    report = [told("đã xong", "2020-10-01")] * 5
    assert last_reports(report, []) == {"": "2020-10-01"}
    promises = [promised(date="2020-10-01")] * 9
    assert last_reports([*report, *promises], []) == {}
    assert last_reports(report, promises) == {}
    # It is called a report: what it proposes for the time to come does not count against it.
    assert last_reports(report, promises, {"d"}) == {"": "2020-10-01"}
    assert last_reports([told("đã xong", UNDATED)] * 9, []) == {}
