from __future__ import annotations

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st
from table_files import FORMS, Cell, write

from textkit.finding.cells import due_in_cell
from textkit.finding.commitments import find_commitments
from textkit.finding.tasks import find_task_tables
from textkit.language.annotation import annotate
from textkit.reading.document import Block, Document
from textkit.reading.readers import read

HEAD = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm"]
ROWS = [
    ["I", "Hoàn thiện thể chế; xóa bỏ rào cản", "", "", "", ""],
    ["1", "Xây dựng Đề án chợ nổi", "Sở Công Thương", "Các xã; các sở", "Quý III/2026", "Đề án"],
    ["2", "Rà soát, mở rộng bến cá; sửa đường", "Sở Xây dựng", "", "12/2026", ""],
    ["II", "Phát triển hạ tầng", "", "", "", ""],
    ["3", "Trồng cây ven đường", "UBND các xã", "", "Thường xuyên", "Báo cáo năm 2026"],
]


def document_of(rows, before="KẾ HOẠCH\n\n"):
    """A document with a table; a blank cell has no block, as the readers have it."""
    text, layout = before, [Block(0, len(before.rstrip()), "body")]
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            if words:
                layout.append(
                    Block(len(text), len(text) + len(words), "table", row=number, column=column)
                )
                text += words + "\t"
        text = text.rstrip("\t") + "\n"
    return Document("d", text, layout=tuple(layout))


def tasks_of(rows):
    return [task for table in find_task_tables(document_of(rows)) for task in table.tasks]


def test_each_row_of_a_table_of_tasks_is_one_task_with_its_cells():
    document = document_of([HEAD, *ROWS])
    (table,) = find_task_tables(document)
    first, second, third = table.tasks
    assert document.text[first.start : first.end] == "Xây dựng Đề án chợ nổi"
    assert (first.actor, first.coordinators) == ("Sở Công Thương", "Các xã; các sở")
    assert (first.deadline, first.product) == ("2026-09", "Đề án")
    assert first.group == "Hoàn thiện thể chế; xóa bỏ rào cản"
    assert document.text[second.start : second.end] == "Rà soát, mở rộng bến cá; sửa đường"
    assert (second.coordinators, second.deadline, second.product) == (None, "2026-12", None)
    assert (third.deadline, third.group) == (None, "Phát triển hạ tầng")


def test_a_merged_leader_does_not_bring_its_helpers_where_the_row_has_its_own():
    rows = [
        HEAD,
        ["1", "Xây dựng Đề án chợ nổi", "Sở Công Thương", "Sở Tài chính", "2026", ""],
        ["2", "Nạo vét bến chợ", "", "Sở Xây dựng", "2027", ""],
        ["3", "Đào tạo người quản lý chợ", "", "", "2027", ""],
    ]
    found = [(task.actor, task.coordinators) for task in tasks_of(rows)]
    assert found == [
        ("Sở Công Thương", "Sở Tài chính"),
        ("Sở Công Thương", "Sở Xây dựng"),
        ("Sở Công Thương", "Sở Xây dựng"),
    ]


def test_a_row_is_an_assignment_and_no_piece_of_it_is_another():
    text_of = find_commitments(next(annotate(document_of([HEAD, *ROWS]))))
    found = [(c.type, c.text, c.actor, c.deadline, c.product) for c in text_of]
    assert found == [
        ("assignment", "Xây dựng Đề án chợ nổi", "Sở Công Thương", "2026-09", "Đề án"),
        ("assignment", "Rà soát, mở rộng bến cá; sửa đường", "Sở Xây dựng", "2026-12", None),
        ("assignment", "Trồng cây ven đường", "UBND các xã", None, "Báo cáo năm 2026"),
    ]


def test_rows_are_found_behind_a_signature():
    before = "KẾ HOẠCH\n\n" + "Các xã trồng cây và sửa đường theo kế hoạch của tỉnh.\n" * 12
    before += "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Lam\nPHỤ LỤC\n"
    document = document_of([HEAD, *ROWS], before)
    found = [c for c in find_commitments(next(annotate(document))) if c.cues[0] == "table"]
    assert len(found) == 3


@pytest.mark.parametrize(
    "head",
    [
        ["STT", "Nội dung công việc", "Đơn vị thực hiện", "Thời hạn hoàn thành"],
        ["Số TT", "Tên nhiệm vụ/dự án", "Cơ quan, đơn vị chủ trì", "Tiến độ"],
        ["TT", "Tên văn bản", "Cơ quan chủ trì soạn thảo", "Thời gian trình"],
        ["TT", "Danh mục các đề án, dự án", "Bộ chủ trì", "Thời gian thực hiện"],
        ["TT", "Nhiệm vụ, giải pháp", "Đơn vị đầu mối", "Thời điểm"],
    ],
)
def test_the_wordings_of_a_head(head):
    (task,) = tasks_of([head, ["1.", "Xây dựng Đề án", "Sở Y tế", "30/09/2026"]])
    assert (task.actor, task.deadline) == ("Sở Y tế", "2026-09-30")


def test_a_head_of_two_rows():
    rows = [
        ["TT", "Nhiệm vụ", "Cơ quan thực hiện", "", "Thời gian"],
        ["", "", "Chủ trì", "Phối hợp", ""],
        ["1", "Xây dựng Đề án", "Sở Y tế", "Các xã", "2027"],
    ]
    (task,) = tasks_of(rows)
    assert (task.actor, task.coordinators, task.deadline) == ("Sở Y tế", "Các xã", "2027")


@pytest.mark.parametrize(
    "rows",
    [
        [["TT", "Chỉ tiêu", "Đơn vị tính", "Năm 2026"], ["1", "Tỷ lệ hộ nghèo", "%", "1,5"]],
        [["TT", "Nội dung", "Đơn vị tính", "Cơ quan theo dõi"], ["1", "Hộ nghèo", "%", "Sở Y tế"]],
        [["TT", "Họ và tên", "Chức vụ"], ["1", "Trần Lam", "Chủ tịch"]],
        [["Nhiệm vụ"], ["Trồng cây"]],
        [],
    ],
)
def test_other_tables_are_none_of_tasks(rows):
    assert tasks_of(rows) == []


def test_column_numbers_and_a_head_again_are_no_tasks():
    numbers = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]
    assert len(tasks_of([HEAD, numbers, *ROWS[:2], HEAD, ROWS[2]])) == 2


@pytest.mark.parametrize(
    ("cell", "due"),
    [
        ("30/09/2025", "2025-09-30"),
        ("Trước 30/6/2026", "2026-06-30"),
        ("2030", "2030"),
        ("Năm 2014", "2014"),
        ("Tháng 5/2025", "2025-05"),
        ("12/2026", "2026-12"),
        ("Quý IV/2025- Quý II/2026", "2026-06"),
        ("2026 - 2030", "2030"),
        ("Trong năm 2026", "2026"),
        ("Hằng năm", None),
        ("Thường xuyên", None),
        ("Theo kế hoạch", None),
        ("", None),
    ],
)
def test_when_a_cell_is_due(cell, due):
    assert due_in_cell(cell) == due


@given(st.lists(st.lists(st.text("1IaỦ ./", max_size=6), min_size=1, max_size=6), max_size=8))
def test_any_table_is_read(rows):
    for table in find_task_tables(document_of([HEAD, *rows])):
        assert all(table.start <= task.start <= task.end <= table.end for task in table.tasks)


def test_the_work_grows_with_the_table():
    tables = {size: document_of([HEAD, *ROWS * size]) for size in (200, 400)}
    for document in tables.values():
        document.folded  # noqa: B018 - made once, not part of the work
    assert grows_linearly(lambda size: list(find_task_tables(tables[size])), 200)


MERGED = [
    [
        Cell("TT", rows=2),
        Cell("Nhiệm vụ", rows=2),
        Cell("Cơ quan thực hiện", columns=2),
        Cell("Sản phẩm", rows=2),
        Cell("Thời gian", rows=2),
    ],
    ["Chủ trì", "Phối hợp"],
    ["I", "Hoàn thiện thể chế", "", "", "", ""],
    ["1", "Xây dựng Đề án chợ nổi", "Sở Công Thương", "Các xã", "Đề án", "Quý III/2026"],
    ["2", "Rà soát bến cá", "Sở Xây dựng", "", "Báo cáo", "12/2026"],
    ["II", "Phát triển hạ tầng", "", "", "", ""],
    [Cell("3", rows=2), "Mở đường", Cell("Sở Y tế", rows=2), Cell("", rows=2), "Đường", "2027"],
    ["Trồng cây ven đường", "Hàng cây", "2028"],
    ["4", "Nạo vét kênh", "UBND các xã", "Sở Tài chính", "", "Thường xuyên"],
]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_tasks_in_every_file(tmp_path, form):
    document = read(write(tmp_path / f"tasks.{form}", ["KẾ HOẠCH", "PHỤ LỤC NHIỆM VỤ"], MERGED))
    tasks = [task for table in find_task_tables(document) for task in table.tasks]
    assert [
        (document.text[task.start : task.end], task.actor, task.deadline, task.product, task.group)
        for task in tasks
    ] == [
        ("Xây dựng Đề án chợ nổi", "Sở Công Thương", "2026-09", "Đề án", "Hoàn thiện thể chế"),
        ("Rà soát bến cá", "Sở Xây dựng", "2026-12", "Báo cáo", "Hoàn thiện thể chế"),
        ("Mở đường", "Sở Y tế", "2027", "Đường", "Phát triển hạ tầng"),
        ("Trồng cây ven đường", "Sở Y tế", "2028", "Hàng cây", "Phát triển hạ tầng"),
        ("Nạo vét kênh", "UBND các xã", None, None, "Phát triển hạ tầng"),
    ]


def test_a_row_with_a_number_and_a_task_alone_is_a_task_among_tasks():
    rows = [["1", "Trồng cây", "Sở Y tế", "", "2026", ""], ["2", "Sửa đê"], ["3", "Mở bến"]]
    rows += [["1", "Về kinh tế"], ["1.1", "Xây chợ", "Sở Công Thương", "", "2027", ""]]
    found = [(task.actor, task.deadline, task.group) for task in tasks_of([HEAD, *rows])]
    assert found == [
        ("Sở Y tế", "2026", None),
        ("Sở Y tế", None, None),
        ("Sở Y tế", None, None),
        ("Sở Công Thương", "2027", "Về kinh tế"),
    ]


def test_a_second_caption_and_head_within_a_table():
    rows = [HEAD, ROWS[1], ["2. Nhiệm vụ về chợ"], ["TT", "Nhiệm vụ", "Thời hạn", "Chủ trì"]]
    rows.append(["1", "Mở chợ", "2027", "Sở Công Thương"])
    assert [(task.actor, task.deadline) for task in tasks_of(rows)] == [
        ("Sở Công Thương", "2026-09"),
        ("Sở Công Thương", "2027"),
    ]


def test_a_column_of_bodies_may_be_headed_like_one_of_units():
    rows = [["TT", "Nhiệm vụ", "Đơn vị", "Thời gian"]]
    rows += [["1", "Trồng cây", "Hợp tác xã Lam Châu Xanh", "2026"]]
    rows += [["2", "Sửa đê", "Tổ quản lý đê điều số 2", "2027"]]
    assert [task.actor for task in tasks_of(rows)] == [row[2] for row in rows[1:]]


def test_a_table_without_a_head_stands_under_that_of_the_one_before(tmp_path):
    path = tmp_path / "parts.html"
    rows = [["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["1", "Trồng cây", "Sở Y tế", "2026"]]
    more = [["2", "Sửa đê", "Sở Xây dựng", "2027"], ["3", "Mở bến", "Các xã", "2028"]]
    other = [["Hộ nghèo", "Lam", "Châu", "x"], ["Hộ khác", "An", "Bình", "y"]]
    tables = [
        "<table>"
        + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in table)
        + "</table>"
        for table in ([*rows, rows[1]], more, other)
    ]
    path.write_text("<p>KẾ HOẠCH</p>" + "<p>II. Hạ tầng của tỉnh</p>".join(tables), "utf-8")
    found = [task for table in find_task_tables(read(path)) for task in table.tasks]
    assert [task.deadline for task in found] == ["2026", "2026", "2027", "2028"]


def found_in(tmp_path, rows, form):
    document = read(write(tmp_path / f"kinds.{form}", ["KẾ HOẠCH", "PHỤ LỤC NHIỆM VỤ"], rows))
    tasks = [task for table in find_task_tables(document) for task in table.tasks]
    return [(document.text[task.start : task.end], task.actor, task.deadline) for task in tasks]


CHO, DE = ("Xây chợ nổi", "Sở Công Thương"), ("Sửa đê sông Vân", "Sở Xây dựng")
BOTH = [[*CHO, "2026"], [*DE, "2027"]]
ROW_BY_ROW = [["1", *BOTH[0]], ["2", *BOTH[1]]]
KEPT = ("docx", "html", "md", "lost.md", "pdf")


@pytest.mark.parametrize("form", KEPT)
@pytest.mark.parametrize("label", ["2", "1.1", "a)"])
def test_a_row_merged_with_the_one_above_is_a_task_also_where_it_is_the_last(tmp_path, form, label):
    merged = [Cell(words, rows=2) for words in ("Sở Công Thương", "Các xã", "2026", "Đề án")]
    rows = [HEAD, ["1", "Xây chợ nổi", *merged], [label, "Chọn nhà thầu xây chợ"]]
    assert found_in(tmp_path, rows, form) == [
        ("Xây chợ nổi", "Sở Công Thương", "2026"),
        ("Chọn nhà thầu xây chợ", "Sở Công Thương", None),
    ]


@pytest.mark.parametrize("form", FORMS)
def test_tasks_may_be_numbered_like_headings(tmp_path, form):
    rows = [["TT", "Nhiệm vụ", "Chủ trì", "Sản phẩm"], ["I", *CHO, "Đề án"], ["II", *DE, "Đê"]]
    assert [found[:2] for found in found_in(tmp_path, rows, form)] == [CHO, DE]


@pytest.mark.parametrize("form", KEPT)
def test_who_leads_a_group_leads_those_below_that_name_nobody(tmp_path, form):
    rows = [HEAD, ["1", "Hạ tầng giao thông", "Sở Xây dựng", "", "", ""]]
    rows += [["1.1", "Xây cầu Vân Sa", "", "", "2026", "Cầu"]]
    rows += [["1.2", "Sửa đê sông Vân", "", "", "2027", "Đê"]]
    assert found_in(tmp_path, rows, form)[-1] == (*DE, "2027")
    if form != "lost.md":
        assert len(found_in(tmp_path, rows, form)) == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_heading_written_into_each_cell_is_no_task(tmp_path, form):
    rows = [["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"], ["I", *["Thể chế"] * 3], *ROW_BY_ROW]
    assert [list(found) for found in found_in(tmp_path, rows, form)] == BOTH


@pytest.mark.parametrize(
    "head",
    [
        ["TT", "Kiến nghị", "Cơ quan chủ trì", "Thời hạn"],
        ["TT", "Nội dung", "Thành phần", "Thời gian"],
        ["TT", "Nội dung", "Đơn vị chủ trì, phối hợp", "Thời gian"],
        ["TT", "Nhiệm vụ", "Trách nhiệm thực hiện", "Hạn"],
        ["TT", "Nhiệm vụ", "Chủ trì", "Deadline"],
    ],
)
def test_a_head_that_says_little_is_known_by_what_stands_below(tmp_path, head):
    for form in ("docx", "html", "md", "lines.md"):
        assert [list(found) for found in found_in(tmp_path, [head, *ROW_BY_ROW], form)] == BOTH


def test_costs_beside_tasks_are_no_goals(tmp_path):
    rows = [["TT", "Nhiệm vụ", "Đơn vị thực hiện", "Dự toán năm 2026"]]
    rows += [["1", *CHO, "1.500"], ["2", *DE, "2.300"]]
    assert [found[:2] for found in found_in(tmp_path, rows, "docx")] == [CHO, DE]
    rows = [["TT", "Nhiệm vụ", "Đơn vị thực hiện", "Kế hoạch năm 2026"], *rows[1:]]
    assert found_in(tmp_path, rows, "docx") == []


def test_what_something_ends_with_is_due_and_not_what_it_begins_with(tmp_path):
    rows = [["TT", "Nhiệm vụ", "Chủ trì", "Thời gian bắt đầu", "Thời gian hoàn thành"]]
    rows += [["1", *CHO, "01/2026", "6/2026"], ["2", *DE, "2026", "2027"]]
    for form in ("docx", "html", "lines.md"):
        assert [found[2] for found in found_in(tmp_path, rows, form)] == ["2026-06", "2027"]


def test_ticks_below_years_say_when(tmp_path):
    rows = [["TT", "Nhiệm vụ", "Chủ trì", "2026", "2027", "2028"]]
    rows += [["1", *CHO, "x", "x", ""], ["2", *DE, "", "", "X"]]
    assert [found[2] for found in found_in(tmp_path, rows, "docx")] == ["2027", "2028"]


@pytest.mark.parametrize("form", FORMS)
def test_a_column_of_numbers_may_have_no_head_of_its_own(tmp_path, form):
    rows = [[Cell("Nhiệm vụ", columns=2), "Chủ trì", "Thời gian"], *ROW_BY_ROW]
    rows.append(["3", "Mở bến cá", "Các xã", "2027"])
    assert [list(found) for found in found_in(tmp_path, rows, form)][:2] == BOTH


def test_rows_on_lines_below_many_captions_are_cut_one_by_one(tmp_path):
    head = [Cell("Nhiệm vụ", columns=2), "Chủ trì", "Phối hợp", "Thời gian"]
    rows = []
    for part in range(6):
        rows += [[f"{part + 1}.", "Nhóm nhiệm vụ"], head]
        rows += [[str(n), *CHO, "Các xã", "2026"] for n in range(1, 4)]
    found = found_in(tmp_path, rows, "lines.md")
    assert len(found) == 18
    assert set(found) == {(*CHO, "2026")}


def test_bodies_on_lines_of_their_own_are_several():
    rows = [["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"]]
    rows.append(["1", "Xây chợ", "Sở Nông nghiệp và\nMôi trường\nSở Y tế", "2026"])
    (task,) = tasks_of(rows)
    assert task.bodies == ("Sở Nông nghiệp và Môi trường", "Sở Y tế")
    assert task.actor == "Sở Nông nghiệp và Môi trường Sở Y tế"
