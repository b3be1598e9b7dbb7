"""textkit.finding.goals: the figures of tables, whatever file they stand in."""

from __future__ import annotations

import pytest
from effort import grows_linearly
from table_files import FORMS, Cell, write

from textkit.finding.tables import find_tables
from textkit.finding.targets import find_figures
from textkit.language.annotation import annotate
from textkit.reading.document import Block, Document
from textkit.reading.readers import read

PLAN = (
    [
        "UBND TỈNH LAM CHÂU",
        "KẾ HOẠCH",
        "Ngày 05 tháng 11 năm 2025",
        "CHỈ TIÊU GIAI ĐOẠN 2026 - 2028",
    ],
    [
        [
            Cell("STT", rows=2),
            Cell("Nội dung", rows=2),
            Cell("Đơn vị tính", rows=2),
            Cell("Năm hiện hành 2025", columns=2),
            Cell("Năm 2026", rows=2),
            Cell("Dự kiến 02 năm sau", columns=2),
        ],
        ["Kế hoạch", "Ước thực hiện", "Năm 2027", "Năm 2028"],
        ["1", "Tốc độ tăng trưởng GRDP", "%", "8,0", "7,9", "10,0", "10,2", "10,5"],
        ["2", "Cơ cấu kinh tế", "", "", "", "", "", ""],
        ["", "- Dịch vụ", "%", "36,5", "", "37,3", "38,1", ""],
        ["", "- Nông nghiệp", "%", "30,1", "30,2", "29", "28", "> 27"],
        ["3", "Số giường bệnh", "giường", "4.100", "4.000", "4.200", "4.300", "4.400"],
        ["", "+ Giường cấp tỉnh", "giường", "", "2.900", "3.000", "3.100", "≥ 3.200"],
    ],
)
PLANNED = [
    ("Tốc độ tăng trưởng GRDP", 8.0, "%", "2025", "promised"),
    ("Tốc độ tăng trưởng GRDP", 7.9, "%", "2025", "achieved"),
    ("Tốc độ tăng trưởng GRDP", 10.0, "%", "2026", "promised"),
    ("Tốc độ tăng trưởng GRDP", 10.2, "%", "2027", "promised"),
    ("Tốc độ tăng trưởng GRDP", 10.5, "%", "2028", "promised"),
    ("Cơ cấu kinh tế › Dịch vụ", 36.5, "%", "2025", "promised"),
    ("Cơ cấu kinh tế › Dịch vụ", 37.3, "%", "2026", "promised"),
    ("Cơ cấu kinh tế › Dịch vụ", 38.1, "%", "2027", "promised"),
    ("Cơ cấu kinh tế › Nông nghiệp", 30.1, "%", "2025", "promised"),
    ("Cơ cấu kinh tế › Nông nghiệp", 30.2, "%", "2025", "achieved"),
    ("Cơ cấu kinh tế › Nông nghiệp", 29, "%", "2026", "promised"),
    ("Cơ cấu kinh tế › Nông nghiệp", 28, "%", "2027", "promised"),
    ("Cơ cấu kinh tế › Nông nghiệp", 27, "%", "2028", "promised"),
    ("Số giường bệnh", 4100, "giường bệnh", "2025", "promised"),
    ("Số giường bệnh", 4000, "giường bệnh", "2025", "achieved"),
    ("Số giường bệnh", 4200, "giường bệnh", "2026", "promised"),
    ("Số giường bệnh", 4300, "giường bệnh", "2027", "promised"),
    ("Số giường bệnh", 4400, "giường bệnh", "2028", "promised"),
    ("Số giường bệnh › Giường cấp tỉnh", 2900, "giường bệnh", "2025", "achieved"),
    ("Số giường bệnh › Giường cấp tỉnh", 3000, "giường bệnh", "2026", "promised"),
    ("Số giường bệnh › Giường cấp tỉnh", 3100, "giường bệnh", "2027", "promised"),
    ("Số giường bệnh › Giường cấp tỉnh", 3200, "giường bệnh", "2028", "promised"),
]


def figures(path):
    """What the table of a file says: name, value, unit, time, role."""
    document = read(path)
    found = find_figures(next(annotate(document)))
    return [
        (
            figure.indicator_text,
            figure.low if figure.low is not None else figure.high,
            figure.unit,
            figure.deadline,
            figure.role,
        )
        for figure in found
    ]


def figures_of(tmp_path, rows, title=("BÁO CÁO", "Ngày 05 tháng 11 năm 2025"), form="html"):
    return figures(write(tmp_path / f"table.{form}", list(title), rows))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_table_says_the_same_in_every_file(tmp_path, form):
    assert figures(write(tmp_path / f"plan.{form}", *PLAN)) == PLANNED


CONGRESS = [
    ["TT", "Chỉ tiêu", "Đơn vị tính", "Nghị quyết Đại hội", "Kết quả thực hiện", "Đánh giá"],
    ["I", "Về kinh tế", "", "", "", ""],
    ["1", "Tỷ lệ đô thị hóa", "%", "45", "46,2", "Vượt"],
    ["2", "Số xã đạt chuẩn", "xã", "≥ 30", "28", "Không đạt"],
]


@pytest.mark.parametrize("form", FORMS)
def test_a_goal_its_result_and_the_verdict(tmp_path, form):
    title = ("BÁO CÁO", "Ngày 05 tháng 8 năm 2025", "KẾT QUẢ THỰC HIỆN NHIỆM KỲ 2020 - 2025")
    assert figures_of(tmp_path, CONGRESS, title, form) == [
        ("Tỷ lệ đô thị hóa", 45, "%", "2025", "promised"),
        ("Tỷ lệ đô thị hóa", 46.2, "%", "2025", "achieved"),
        ("Số xã đạt chuẩn", 30, "xã", "2025", "promised"),
        ("Số xã đạt chuẩn", 28, "xã", "2025", "achieved"),
    ]


@pytest.mark.parametrize(
    ("head", "time"),
    [("Chỉ tiêu đề ra nhiệm kỳ 2025 - 2030", "2025"), ("Mục tiêu giai đoạn 2026 - 2030", "2025")],
)
def test_the_term_that_ends_has_its_own_year(tmp_path, head, time):
    rows = [
        ["TT", "Nội dung", "Chỉ tiêu Đại hội giao", "Ước cả nhiệm kỳ", head],
        ["1", "Thu nhập bình quân đầu người (triệu đồng)", "100", "103", "Trên 180"],
    ]
    title = ("BÁO CÁO", "Ngày 05 tháng 8 năm 2025", "CHỈ TIÊU NHIỆM KỲ 2025 - 2030")
    found = [figure[1:] for figure in figures_of(tmp_path, rows, title)]
    assert found == [
        (100, "triệu đồng", time, "promised"),
        (103, "triệu đồng", time, "achieved"),
        (180, "triệu đồng", "2030", "promised"),
    ]


@pytest.mark.parametrize(
    ("heads", "roles"),
    [
        (["Thực hiện 2024", "ƯTH 2025", "KH 2026"], ["achieved", "achieved", "promised"]),
        (["Năm 2023", "Năm 2025", "Năm 2030"], ["achieved", "promised", "promised"]),
        (["GĐ 2026-2030", "Quý I/2026", "Mục tiêu 2026"], ["promised", "achieved", "promised"]),
        (["Giá trị hiện tại", "Mục tiêu 2030", "% hoàn thành"], ["achieved", "promised"]),
        (["Dự toán 2026", "So sánh với ƯTH 2025", "Dự kiến 2027"], ["promised", "promised"]),
        (["Kế hoạch 2025", "Ước 2025", "TH/KH (%)"], ["promised", "achieved"]),
        (["Kết quả năm 2024", "So cùng kỳ 2023", "Kế hoạch"], ["achieved", "promised"]),
        (["Kết quả", "Kế hoạch năm 2026", "Ghi chú"], ["achieved", "promised"]),
        (["Kết quả", "Ghi chú", "Nguồn"], ["promised"]),
    ],
)
def test_the_role_of_a_column_is_told_by_its_head_and_its_neighbours(tmp_path, heads, roles):
    rows = [["TT", "Chỉ tiêu", "ĐVT", *heads]]
    rows += [[str(n), f"Tỷ lệ hộ dùng nước {n}", "%", "71", "82", "93"] for n in range(1, 4)]
    found = figures_of(tmp_path, rows)
    assert [figure[4] for figure in found[: len(roles)]] == roles
    assert len(found) == 3 * len(roles)


@pytest.mark.parametrize(
    ("name", "cell", "unit"),
    [
        ("Thuế thu nhập", "1.030", "triệu đồng"),
        ("Tỷ lệ dư nợ", "13,7", "%"),
        ("Số lượt khách (triệu lượt)", "3,5", "triệu lượt"),
        ("Thu nhập (giá hiện hành)", "62", "triệu đồng"),
        ("Số bác sĩ trên vạn dân", "9 bác sĩ", "bác sĩ"),
    ],
)
def test_where_a_unit_stands(tmp_path, name, cell, unit):
    rows = [["STT", "Nội dung", "Dự toán năm 2026"], ["1", name, cell], ["2", "Phí", "20"]]
    title = ("KẾ HOẠCH", "Ngày 05 tháng 11 năm 2025", "Đơn vị: Triệu đồng.")
    for form in ("html", "docx", "lines.md"):
        assert figures_of(tmp_path, rows, title, form)[0][2] == unit


def test_a_cell_is_told_once_and_a_running_number_never(tmp_path):
    rows = [
        ["TT", "KPI vĩ mô", "Mục tiêu 2030", "Ghi chú"],
        ["6", "Sản phẩm chè", "10.200 tấn", ""],
        ["7", "Diện tích rừng", "98,3 ha (19,66%)", ""],
        ["8", "Tốc độ tăng GRDP", "Từ 11%/năm trở lên", "theo giá 2010"],
        ["9", "Phủ sóng 5G", "Toàn tỉnh", ""],
    ]
    assert [figure[:3] for figure in figures_of(tmp_path, rows)] == [
        ("Sản phẩm chè", 10200, "tấn"),
        ("Diện tích rừng", 98.3, "ha"),
        ("Tốc độ tăng GRDP", 11, "%"),
    ]


def test_a_group_sets_the_time_of_its_rows_and_stands_in_their_path(tmp_path):
    rows = [
        ["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì"],
        ["I", "Giai đoạn 2025-2027", "", "", ""],
        ["I.1", "Dịch vụ số", "", "", ""],
        ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "80%", "Văn phòng"],
        ["II", "Giai đoạn 2028-2030", "", "", ""],
        ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "100%", "nt"],
    ]
    path = write(tmp_path / "groups.html", ["KẾ HOẠCH", "Ngày 05 tháng 11 năm 2025"], rows)
    first, second = find_figures(next(annotate(read(path))))
    assert (first.deadline, second.deadline) == ("2027", "2030")
    assert first.indicator_path == ("Dịch vụ số", "Tỷ lệ hồ sơ trực tuyến")
    assert second.indicator_path == ("Tỷ lệ hồ sơ trực tuyến",)


@pytest.mark.parametrize(
    "rows",
    [
        [["TT", "Họ và tên", "Năm sinh"], ["1", "Trần Lam", "1980"], ["2", "Lê Châu", "1975"]],
        [["TT", "Tên xã", "Ghi chú"], ["1", "Xã An", "mới"], ["2", "Xã Bình", "cũ"]],
        [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "6"]],
    ],
)
def test_tables_of_other_things_set_no_goals(tmp_path, rows):
    assert figures_of(tmp_path, rows) == []


@pytest.mark.parametrize(
    ("title", "day", "times"),
    [
        ("KẾT QUẢ NHIỆM KỲ 2020 - 2025", "05 tháng 8 năm 2025", ("2025", "2025")),
        ("KẾT QUẢ NHIỆM KỲ 2020 - 2025", "05 tháng 8 năm 2023", ("2025", None)),
        ("TRÌNH ĐẠI HỘI NHIỆM KỲ 2025 - 2030", "05 tháng 8 năm 2025", ("2025", "2025")),
        ("MỤC TIÊU ĐẾN NĂM 2035", "05 tháng 8 năm 2025", (None, None)),
        ("CÁC CHỈ TIÊU", "05 tháng 8 năm 2025", (None, None)),
    ],
)
def test_the_time_of_a_term_stands_in_its_title(tmp_path, title, day, times):
    found = figures_of(tmp_path, CONGRESS, ("BÁO CÁO", f"Ngày {day}", title))
    assert tuple(figure[3] for figure in found[:2]) == times


def test_the_goal_of_a_term_is_due_with_its_last_result(tmp_path):
    rows = [
        [
            Cell("TT", rows=2),
            Cell("Chỉ tiêu", rows=2),
            Cell("ĐVT", rows=2),
            Cell("Nghị quyết Đại hội", rows=2),
            Cell("Kết quả thực hiện", columns=3),
            Cell("Đánh giá", rows=2),
        ],
        ["2023", "2024", "Ước 2025"],
        ["1", "Tỷ lệ đô thị hóa", "%", "45", "40", "42,5", "46", "Vượt"],
    ]
    found = figures_of(tmp_path, rows, ("BÁO CÁO", "Ngày 05 tháng 8 năm 2025", "CÁC CHỈ TIÊU"))
    assert [figure[3:] for figure in found] == [
        ("2025", "promised"),
        ("2023", "achieved"),
        ("2024", "achieved"),
        ("2025", "achieved"),
    ]


def test_years_of_results_tell_when_a_table_without_a_date_was_made(tmp_path):
    rows = [
        ["TT", "Chỉ tiêu", "ĐVT", "Nghị quyết Đại hội", "Thực hiện 2024", "Ước 2025"],
        ["1", "Tỷ lệ đô thị hóa", "%", "45", "42,5", "46"],
    ]
    title = ("PHỤ LỤC", "KẾT QUẢ NHIỆM KỲ 2020 - 2025", "TRÌNH ĐẠI HỘI NHIỆM KỲ 2025 - 2030")
    assert [figure[3] for figure in figures_of(tmp_path, rows, title)] == ["2025", "2024", "2025"]


def test_the_heading_over_a_table_sets_its_time(tmp_path):
    path = tmp_path / "headings.md"
    table = "| TT | Chỉ tiêu | Mục tiêu |\n|---|---|---|\n| 1 | Tỷ lệ hộ nghèo | 1% |\n"
    path.write_text(
        f"# Quy hoạch\n\n## I. Mục tiêu đến năm 2030\n\n### 1. Xã hội\n\n{table}", encoding="utf-8"
    )
    assert figures(path) == [("Tỷ lệ hộ nghèo", 1, "%", "2030", "promised")]


def laid_out(rows):
    """A document of a table; a blank cell has no block."""
    text, layout = "", []
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            if words:
                layout.append(
                    Block(len(text), len(text) + len(words), "table", row=number, column=column)
                )
                text += words + "\t"
    return Document("d", text, layout=tuple(layout))


@pytest.mark.parametrize(
    "row",
    [
        ["TT", "Chỉ tiêu", "Đơn vị", "Năm 2026"],  # the head again and again
        ["TT", "Chỉ tiêu", "Năm 2026", "Kế hoạch"],  # another head each time
        ["1.1.1.1", "Trong đó: - Tỷ lệ", "%", "1,5"],
        ["Kế hoạch", "Ước", "Kế hoạch", "Ước"],
    ],
)
def test_the_work_grows_with_the_table(row):
    head = ["TT", "Chỉ tiêu", "Đơn vị", "Năm 2025"]
    tables = {size: laid_out([head, *[row] * size]) for size in (300, 600)}
    for document in tables.values():
        document.folded  # noqa: B018 - made once, not part of the work
    assert grows_linearly(lambda size: list(find_tables(tables[size])), 300)


def test_wide_heads_that_lost_their_spans_take_a_bounded_time():
    top = ["TT", "Chỉ tiêu", *(f"Năm {2000 + year}" for year in range(16))]
    rows = [top, ["Kế hoạch"] * 12, *[["1", "Tỷ lệ", *["1"] * 22]] * 30]
    assert list(find_tables(laid_out(rows)))
