"""Verdicts that reports state: in words, in tables, and as counts."""

import pytest
from effort import grows_linearly
from table_files import Cell, write

from textkit.finding.targets import find_figures
from textkit.finding.verdicts import find_claims, find_result_rows, stand_of, verdict_in
from textkit.reading.document import Document
from textkit.reading.readers import read


def document(text):
    return Document("d", text)


@pytest.mark.parametrize(
    ("words", "stand"),
    [
        (", không đạt chỉ tiêu vì mất mùa.", "not_reached"),
        (", chưa tới mức Đại hội đề ra.", "not_reached"),
        (", gần chạm mục tiêu.", "not_reached"),
        (", hụt nhẹ so với dự kiến.", "not_reached"),
        (", thấp hơn kế hoạch.", "not_reached"),
        (", chưa đạt.", "not_reached"),
        (", đạt và vượt kế hoạch.", "reached_or_exceeded"),
        (", vượt 5% so với kế hoạch.", "exceeded"),
        (", cao hơn chỉ tiêu.", "exceeded"),
        (", đạt mục tiêu đề ra.", "reached"),
        (" (đạt).", "reached"),
        # Of another plan, of a standard, of nothing.
        (", vượt kế hoạch năm 2024.", None),
        (", vượt chỉ tiêu của Nghị quyết số 12/2016/NQ-HĐND.", None),
        (", cao hơn mức bình quân chung.", None),
        (" số xã đạt chuẩn nông thôn mới.", None),
        (", chưa đạt chuẩn y tế.", None),
        (", tăng gấp đôi.", None),
        # Two verdicts: the congress's counts, else none.
        (", vượt mức điều chỉnh nhưng còn kém mức đại hội đề ra.", "not_reached"),
        (", vượt kế hoạch, chưa đạt mục tiêu.", None),
    ],
)
def test_words_behind_a_figure_state_a_verdict(words, stand):
    verdict = verdict_in(document(words), 0, len(words))
    assert (verdict and verdict.stand) == stand
    if verdict:
        assert words[verdict.start : verdict.end] == verdict.text


def test_the_resolution_itself_is_no_other_plan():
    words = ", vượt chỉ tiêu của Nghị quyết số 01-NQ/ĐH."
    assert verdict_in(document(words), 0, len(words), "01-NQ/ĐH").stand == "exceeded"


@pytest.mark.parametrize(
    ("words", "stand"),
    [
        ("vượt", "exceeded"),
        ("đạt", "reached"),
        ("đạt và vượt", "reached_or_exceeded"),
        ("đạt/vượt", "reached_or_exceeded"),
        ("không đạt", "not_reached"),
        ("chưa hoàn thành", "not_reached"),
        ("gần đạt", "not_reached"),
        ("đạt 100%", "reached"),
        ("đạt 97,5%", "not_reached"),
        ("đạt 104 % kế hoạch", "exceeded"),
        ("sở y tế", None),
        ("98", None),
        ("", None),
    ],
)
def test_a_cell_is_a_verdict(words, stand):
    assert stand_of(words) == stand


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Trong 25 chỉ tiêu, 13 chỉ tiêu đạt và vượt, 12 chỉ tiêu chưa đạt.", (25, 13, 12)),
        ("Có 13/25 chỉ tiêu chủ yếu đạt và vượt; 12/25 chỉ tiêu không đạt.", (25, 13, 12)),
        ("Đạt và vượt 20/25 chỉ tiêu Đại hội đề ra.", (25, 20, None)),
        ("Có 5 chỉ tiêu vượt, 8 chỉ tiêu đạt và 12 chỉ tiêu không đạt.", (None, 13, 12)),
        ("Đã hoàn thành 18/20 chỉ tiêu, trong đó 10 chỉ tiêu vượt.", (20, 18, None)),
        ("Đến năm 2030, 5 chỉ tiêu đạt trên 80%.", None),
        ("Xây dựng 25 chỉ tiêu giám sát.", None),
        ("5 chỉ tiêu kinh tế đạt, 6 chỉ tiêu xã hội đạt.", None),
    ],
)
def test_a_sentence_counts_the_targets(sentence, expected):
    claims = [(c.total, c.reached, c.missed) for c in find_claims(document(sentence))]
    assert claims == ([expected] if expected else [])


def test_a_count_of_a_year_says_so():
    years = [
        claim.is_of_year
        for claim in find_claims(
            document("Năm 2024, có 14/15 chỉ tiêu đạt.\nCả nhiệm kỳ có 20/25 chỉ tiêu đạt.")
        )
    ]
    assert years == [True, False]


TITLE = ["KẾT QUẢ THỰC HIỆN CHỈ TIÊU NHIỆM KỲ 2020 - 2025"]
HEAD = ["TT", "Chỉ tiêu", "Đơn vị tính", "Mục tiêu Nghị quyết", "Ước thực hiện năm 2025"]
RESULTS = [
    [*HEAD, "Đánh giá"],
    ["1", "Tỷ lệ đô thị hóa", "%", "35", "33,4", "Không đạt"],
    ["2", "Tỷ lệ hộ nghèo", "%", "< 3", "2,5", "Đạt và vượt"],
    ["3", "Số xã đạt chuẩn nông thôn mới", "xã", "40", "41", ""],
    ["4", "Tỷ lệ bao phủ bảo hiểm y tế", "%", "95", "", "Chưa có số liệu"],
]
OF_YEARS = [
    [
        Cell("TT", rows=2),
        Cell("Chỉ tiêu", rows=2),
        Cell("Đơn vị tính", rows=2),
        Cell("Nghị quyết Đại hội", rows=2),
        Cell("Kết quả thực hiện", columns=2),
        Cell("Đánh giá", rows=2),
        Cell("Mục tiêu đến năm 2030", rows=2),
    ],
    ["Năm 2024", "Ước năm 2025"],
    ["1", "Tỷ lệ đô thị hóa", "%", "35", "32,1", "33,4", "Không đạt", "42"],
    ["2", "Tỷ lệ hộ nghèo", "%", "3", "3,1", "2,5", "Vượt", "1"],
]


def rows_of(tmp_path, table):
    document = read(write(tmp_path / "bang.docx", TITLE, table))
    return document, list(find_result_rows(document, list(find_figures(document))))


@pytest.mark.parametrize("table", [RESULTS, OF_YEARS])
def test_a_row_has_its_goal_its_result_and_its_verdict(tmp_path, table):
    document, rows = rows_of(tmp_path, table)
    first, second = rows[:2]
    assert (first.label, first.goal.low, first.result.low) == ("1", 35, 33.4)
    assert first.verdict.stand == "not_reached"
    assert second.verdict.stand != "not_reached"
    assert second.goal.high == 3
    assert all(row.is_estimate for row in (first, second))
    assert document.text[first.start : first.end].startswith("Tỷ lệ đô thị hóa")
    assert {row.is_of_year for row in rows} == {table is OF_YEARS}


def test_what_a_row_leaves_out_is_none(tmp_path):
    _, rows = rows_of(tmp_path, RESULTS)
    assert rows[2].verdict is None
    assert rows[3].result is None
    assert rows[3].verdict is None


def test_a_table_of_goals_alone_has_no_results(tmp_path):
    goals = [[*row[:4]] for row in RESULTS]
    assert rows_of(tmp_path, goals)[1] == []


@pytest.mark.parametrize(
    "words", ["vượt 5% so với ", "13/25 chỉ tiêu đạt ", "25 chỉ tiêu chủ yếu ", "(mới đạt 1/2 "]
)
def test_time_grows_with_the_length_alone(words):
    assert grows_linearly(lambda size: list(find_claims(document(words * size))), 3000)
    assert grows_linearly(
        lambda size: verdict_in(document(words * size), 0, size * len(words)), 3000
    )
