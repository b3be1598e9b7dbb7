"""Totals of tables and sentences against their parts, and shares over the whole."""

import random

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.checking.draft import all_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.totals import equations_of, slips_in
from textkit.reading.document import Block, Document


def table(*rows):
    """A document that is a table, with its layout."""
    text, blocks = "", []
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell:
                start = len(text)
                text += cell
                blocks.append(Block(start, len(text), "table", row=row, column=column))
            text += "\t"
        text = text.rstrip("\t") + "\n"
    return Document("d", text, layout=tuple(blocks))


def slips(document):
    found = []
    for equations in equations_of(document):
        found += [document.text[one.total.start : one.total.end] for one in slips_in(equations)]
    return found


def hits(rule, text):
    document = text if isinstance(text, Document) else Document("d", text)
    found = all_rules()[f"figures.{rule}"].check(Draft(document), Prior(None))
    return [document.text[hit.start : hit.end] for hit in found]


HEAD = ("TT", "Nội dung", "Năm 2027", "Năm 2028", "Năm 2029")
PLAN = (
    HEAD,
    ("", "Tổng cộng", "600", "500", "400"),
    ("I", "Giao thông", "350", "300", "250"),
    ("1", "Cầu Vân", "200", "180", "150"),
    ("2", "Đường ven biển", "150", "120", "100"),
    ("II", "Thủy lợi", "250", "200", "150"),
    ("1", "Kè Hải Vân", "130", "110", "90"),
    ("2", "Hồ Cao Sơn", "120", "90", "60"),
)


def with_cell(rows, row, column, words):
    changed = [list(cells) for cells in rows]
    changed[row][column] = words
    return changed


def test_totals_and_totals_of_groups_hold():
    assert slips(table(*PLAN)) == []


@pytest.mark.parametrize("row", range(1, 8))
@pytest.mark.parametrize("column", [2, 3, 4])
def test_each_slip_of_a_cell_is_found(row, column):
    rows = with_cell(PLAN, row, column, str(int(PLAN[row][column]) + 40))
    assert slips(table(*rows)) != []


def test_a_slip_of_a_part_that_is_a_total_is_one_finding():
    rows = with_cell(PLAN, 2, 2, "390")
    assert hits("sum-differs", table(*rows)) == ["390"]


def test_a_total_at_the_end():
    rows = [HEAD, *PLAN[3:5], *PLAN[6:], ("", "Tổng cộng", "600", "500", "410")]
    assert slips(table(*rows)) == ["410"]


def test_a_column_of_totals():
    head = ("TT", "Dự án", "Tổng số", "Ngân sách tỉnh", "Ngân sách xã", "Ghi chú")
    rows = [(str(n), f"Kè số {n}", str(30 * n), str(20 * n), str(10 * n), "") for n in range(1, 6)]
    assert slips(table(head, *rows)) == []
    assert slips(table(head, *with_cell(rows, 3, 2, "125"))) == ["125"]


@pytest.mark.parametrize(
    "rows",
    [
        # Shares are not added up, nor is what is named in part.
        [HEAD, ("1", "Tỷ lệ hộ nghèo", "5", "4", "3"), ("", "Tổng", "2", "1", "1")],
        [HEAD, ("1", "Số trường", "90", "92", "94"), ("", "- Trường chuẩn", "40", "45", "50")],
        # The same broken down in two ways.
        [
            HEAD,
            ("I", "Tổng số chợ", "60", "60", "60"),
            ("1", "Chợ xã", "40", "40", "40"),
            ("2", "Chợ phường", "20", "20", "20"),
            ("3", "Chợ nổi", "35", "35", "35"),
            ("4", "Chợ trên bờ", "25", "25", "25"),
        ],
        # Rounded.
        [
            HEAD,
            ("1", "Vốn vay", "33,3", "33,3", "33,3"),
            ("2", "Vốn góp", "33,3", "33,3", "33,3"),
            ("3", "Vốn khác", "33,3", "33,3", "33,3"),
            ("", "Tổng cộng", "100,0", "100,0", "100,0"),
        ],
    ],
)
def test_what_is_no_slip(rows):
    assert slips(table(*rows)) == []


@given(st.lists(st.integers(1, 9_000), min_size=2, max_size=12), st.integers(100, 5_000))
def test_a_plain_total_is_the_sum_of_its_rows(parts, more):
    def of(total):
        rows = [(str(n), f"Kè số {n}", str(part), "") for n, part in enumerate(parts, 1)]
        return table(
            ("TT", "Nội dung", "Số vốn", "Ghi chú"), *rows, ("", "Tổng cộng", str(total), "")
        )

    assert slips(of(sum(parts))) == []
    if more < 0.5 * sum(parts) and len(parts) > 2 and more > 12:
        wrong = sum(parts) + more
        assert slips(of(wrong)) == [str(wrong)]


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh có 20 xã, gồm 5 xã vùng một, 10 xã vùng hai, 5 xã vùng ba.",
        "Cả tỉnh có 90 chợ, trong đó 60 chợ có nhà lồng, 50 chợ họp hằng ngày.",
        "Tổng vốn 500 tỷ đồng, gồm ngân sách tỉnh 200 tỷ đồng, còn lại là vốn vay và vốn góp.",
        "Tổng vốn 500 tỷ đồng, gồm: vay 300 tỷ đồng (trong đó xã 100 tỷ đồng), góp 200 tỷ đồng.",
        "Tổng vốn khoảng 500 tỷ đồng, gồm vốn vay 200 tỷ đồng, vốn góp 200 tỷ đồng.",
        "Thu 500 tỷ đồng, tăng 5%, trong đó thuế 300 tỷ đồng, phí 250 triệu đồng.",
    ],
)
def test_sentences_that_hold(text):
    assert hits("parts-differ", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tỉnh có ⟦21 xã⟧, gồm 5 xã vùng một, 10 xã vùng hai, 5 xã vùng ba.",
        "Cả tỉnh có ⟦90 chợ⟧, trong đó 160 chợ có nhà lồng, 50 chợ họp hằng ngày.",
        "Tổng vốn ⟦500 tỷ đồng⟧ (gồm vốn vay 200 tỷ đồng, vốn góp 250 tỷ đồng), làm trong 2 năm.",
        "Tổng vốn ⟦1,2 nghìn tỷ đồng⟧, gồm vốn vay 700 tỷ đồng, vốn góp 600 tỷ đồng.",
    ],
)
def test_sentences_that_do_not(text):
    start, end = text.index("⟦"), text.index("⟧") - 1
    plain = text.replace("⟦", "").replace("⟧", "")
    assert hits("parts-differ", plain) == [plain[start:end]]


@pytest.mark.parametrize(
    "text",
    [
        "Tỷ lệ giải ngân đạt 105% kế hoạch vốn.",
        "Mức lương bằng 150% mức tối thiểu.",
        "Tỷ lệ bao phủ nợ xấu đạt 180%.",
        "Tỷ lệ hộ nghèo giảm 120% so với năm trước.",
        "Sản lượng đạt 130%.",
    ],
)
def test_what_may_come_to_more_than_the_whole(text):
    assert hits("share-over-whole", text) == []


def test_a_share_over_the_whole_in_a_table():
    document = table(
        ("TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu 2030"),
        ("1", "Tỷ lệ hộ dùng nước sạch", "%", "105"),
        ("2", "Tốc độ tăng thu ngân sách", "%", "120"),
    )
    assert hits("share-over-whole", document) == ["105"]


def test_the_work_grows_with_the_table():
    def of(size):
        random.seed(size)
        rows = [
            (str(n), f"Kè số {n}", *(str(random.randrange(900)) for _ in range(6)))
            for n in range(size)
        ]
        head = ("TT", "Nội dung", "Tổng số", "Tỉnh", "Xã", "Tổng cộng", "Vay", "Góp")
        return table(head, *rows, ("", "Tổng cộng", *["1.000"] * 6))

    assert grows_linearly(lambda size: list(map(slips_in, equations_of(of(size)))), 60)
