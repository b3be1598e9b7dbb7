"""textkit.reading.plain: text files and Markdown."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from beside import REAL, files_of
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st
from test_layout import check

from textkit.data.messages import TextkitError
from textkit.reading.plain import read_plain, unmark


def reading(tmp_path: Path, text: str | bytes) -> tuple:
    path = tmp_path / "van-ban.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return check(read_plain(path))


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("**V****ề việc s****ắp xếp**", "Về việc sắp xếp"),
        ("quán **triệt** nghị quyết", "quán triệt nghị quyết"),
        ("** về đột phá**, **đổi mới", " về đột phá, đổi mới"),
        ("57\\-NQ/TW", "57-NQ/TW"),
        ("**6\\.** Văn phòng", "6. Văn phòng"),
        ("*Lam Châu*, *ngày 5*", "Lam Châu, ngày 5"),
        ("*Căn cứ Luật\nThủy lợi;*", "Căn cứ Luật\nThủy lợi;"),
        ("LAM CHÂU* (ĐIỂM B)*", "LAM CHÂU (ĐIỂM B)"),
        ("* *", " "),
        ("_Căn cứ_ và __đậm__", "Căn cứ và đậm"),
        ('[Nghị quyết 5](https://lamchau.vn/5 "x") đã', "Nghị quyết 5 đã"),
        ("![ảnh](a.png)Chữ", "Chữ"),
        ("một<br>hai<br/>ba", "một\nhai\nba"),
        ("R&amp;D, a &lt; b", "R&D, a < b"),
        ("> trích", "trích"),
    ],
)
def test_unmark(marked, plain):
    assert unmark(marked) == plain


@pytest.mark.parametrize(
    "text",
    [
        "* gạch đầu dòng",
        "* một\n* hai",
        "*",
        "(*) Ghi chú; (**) khác",
        "a * b",
        "tên_tệp_này",
        "________",
        "R&D; Q&A",
        "57-NQ/TW",
        "- gạch",
        "[1] chú thích",
        "5 < 6 > 4",
    ],
)
def test_what_is_no_mark_stays(text):
    assert unmark(text) == text


def test_an_escaped_star_stays():
    assert unmark("\\*không nghiêng\\* \\| \\_") == "*không nghiêng* | _"


def test_plain_text_is_what_it_is(tmp_path):
    text = (
        "TỈNH ỦY LAM CHÂU\n*\nSố 5-NQ/TU\n\nNGHỊ QUYẾT\nvề *chuyển đổi số* năm 2 * 3\n____\n\n\n\n-"
        " Một dòng\nhai dòng\n"
    )
    got, blocks, mends = reading(tmp_path, text)
    assert got == text.strip().replace("\n\n\n\n", "\n\n")
    assert {block.kind for block in blocks} == {"body"}
    assert [block.origin for block in blocks][:5] == [
        "line/1",
        "line/2",
        "line/3",
        "line/5",
        "line/6",
    ]
    assert blocks[-1].origin == "line/12"
    assert mends == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path, encoding, ends):
    text = ends.join(["Tỉnh ủy Lam Châu", "", "quyết nghị:"])
    assert reading(tmp_path, text.encode(encoding))[0] == "Tỉnh ủy Lam Châu\n\nquyết nghị:"


def test_headings(tmp_path):
    text, blocks, _ = reading(
        tmp_path, "# NGHỊ QUYẾT\n## Về **giáo dục** #\n\n#1 là số\n\n#hashtag\nThân bài"
    )
    assert text == "NGHỊ QUYẾT\nVề giáo dục\n\n#1 là số\n\n#hashtag\nThân bài"
    assert [block.kind for block in blocks] == ["heading", "heading", "body", "body", "body"]


def test_markdown_table(tmp_path):
    text, blocks, _ = reading(
        tmp_path,
        "Biểu\n\n| TT | **Chỉ tiêu** | Đơn vị |\n| --- | :---: | --: |\n| 1 | Hộ nghèo \\| cận"
        " nghèo | % |\n| 2 |  | xã |\n\nHết",
    )
    assert text == "Biểu\n\nTT\tChỉ tiêu\tĐơn vị\n1\tHộ nghèo | cận nghèo\t%\n2\txã\n\nHết"
    cells = [(block.row, block.column, block.origin) for block in blocks if block.kind == "table"]
    assert cells[0] == (0, 0, "table0/r0c0/p0")
    assert cells[-1] == (2, 2, "table0/r2c2/p0")


def test_head_between_lone_pipes(tmp_path):
    text, blocks, _ = reading(
        tmp_path,
        "|\n**HỘI ĐỒNG NHÂN\nDÂN**\nTỈNH LAM CHÂU\n-------\n|\n**CỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT"
        " NAM**\n|\n|\nSố: 5/NQ-HĐND\n|\n*Lam Châu, ngày 5\ntháng 3 năm 2025*\n|\n\n\n**NGHỊ"
        " QUYẾT**\n",
    )
    assert (
        text
        == "HỘI ĐỒNG NHÂN\nDÂN\nTỈNH LAM CHÂU\n-------\nCỘNG HÒA XÃ HỘI\nCHỦ NGHĨA VIỆT NAM\nSố:"
        " 5/NQ-HĐND\nLam Châu, ngày 5\ntháng 3 năm 2025\n\nNGHỊ QUYẾT"
    )
    assert {block.kind for block in blocks} == {"body"}


def test_cells_between_lone_pipes(tmp_path):
    text, blocks, _ = reading(
        tmp_path,
        "|\n**TT**\n|\n**Tên**\n|\n**Số (%)**\n|\n|\n1\n|\nXã An\nBình\n|\n80\n|\n|\n2\n|\nXã"
        " Cát\n|\n\n|",
    )
    assert text == "TT\tTên\tSố (%)\n1\tXã An Bình\t80\n2\tXã Cát"
    assert [(block.row, block.column) for block in blocks][3:6] == [(1, 0), (1, 1), (1, 2)]


def test_a_line_that_begins_with_a_pipe_is_a_row(tmp_path):
    text, blocks, _ = reading(tmp_path, "Một\n\n| Hai\n\n|\n\nBa")
    assert text == "Một\n\nHai\n\nBa"
    assert [block.kind for block in blocks] == ["body"] * 3


def test_what_is_said_of_a_file_before_its_text(tmp_path):
    front = "---\ntitle: Nghị quyết\ntags:\n  - rừng\n---\n"
    text, blocks, _ = reading(tmp_path, f"\n{front}\nMở 5 bến cá.\n---\na: b\n---")
    assert [block.kind for block in blocks] == ["front-matter"] * 5 + ["body"] * 4
    assert blocks[5].origin == "line/8"
    assert text.count("\n\n") == 1
    for other in ("---\nMở 5 bến cá.\n---\n", "---\n---\nMột", "---\na: b\nMột", "Một\n" + front):
        assert {block.kind for block in reading(tmp_path, other)[1]} == {"body"}


def test_comments_notes_and_struck_words_of_markdown(tmp_path):
    text, blocks, mends = reading(
        tmp_path,
        "# Về **rừng**\n<!-- hỏi\nlại -->\nCòn 250<sup>3</sup> hộ[^1], ~~giảm~~ tăng. <!-- ? -->\n"
        "~~Bỏ dòng này.~~\nRừng 40 km<sup>2</sup>, <del>cũ</del> mới[^x].\n\n[^1]: Theo **chuẩn**.",
    )
    assert text == (
        "Về rừng\n<!-- hỏi\nlại -->\nCòn 250 hộ, tăng.\nBỏ dòng này.\n"
        "Rừng 40 km2, mới[^x].\n\n[1] Theo chuẩn."
    )
    assert [block.kind for block in blocks] == [
        *("heading", "front-matter", "front-matter", "body", "struck", "body", "note")
    ]
    assert [(mend.kind, mend.before) for mend in mends] == [
        ("raised", "3"),
        ("raised", "1"),
        ("struck", "giảm"),
        ("comment", "<!-- ? -->"),
        ("struck", "cũ"),
        ("numbering", ""),
    ]


def test_notes_of_a_text_file_stand_apart(tmp_path):
    text, blocks, mends = reading(
        tmp_path, "Điều 5.[1] Mở 250² bến.\n---\n[1] Điều 9. Cũ.\n² Theo chuẩn."
    )
    assert text == "Điều 5. Mở 250 bến.\n---\n[1] Điều 9. Cũ.\n[2] Theo chuẩn."
    assert [block.kind for block in blocks] == ["body", "body", "note", "note"]
    assert [mend.before for mend in mends if mend.kind == "raised"] == ["[1]", "²"]


def test_pages_end_with_form_feeds(tmp_path):
    page = "Tiếp tục đổi mới phương thức lãnh đạo của cấp ủy.\n" * 3
    _, blocks, _ = reading(tmp_path, "\f".join(f"TÀI LIỆU HỌP\n{page}{n}\n" for n in range(1, 5)))
    assert [block.page for block in blocks] == [n for n in range(1, 5) for _ in range(5)]
    assert [block.kind for block in blocks][:5] == ["header", "body", "body", "body", "footer"]
    assert {block.page for block in reading(tmp_path, page)[1]} == {None}


def test_captions_and_page_numbers(tmp_path):
    page = "Tiếp tục đổi mới phương thức lãnh đạo của cấp ủy. " * 15
    _, blocks, _ = reading(tmp_path, f"{page}\n\nLễ ra quân. Ảnh: An Bình\n\n- 1 -\n{page}\n2\n")
    assert [block.kind for block in blocks] == ["body", "caption", "footer", "body", "footer"]


@pytest.mark.parametrize(
    ("data", "message"),
    [("Die Größe der Straße".encode("cp1252"), "not in UTF-8"), (b"a\0b" * 99, "binary data")],
)
def test_refuses(tmp_path, data, message):
    with pytest.raises(TextkitError, match=message):
        reading(tmp_path, data)


MARKDOWN = st.text(st.sampled_from("aừ1 \n\t|*_#\\-[]()<>&.:\u0301\u200b")) | st.lists(
    st.sampled_from(
        [
            "**a**",
            "\n",
            "\n\n",
            "|",
            "| a | b |\n",
            "| --- | --- |\n",
            "# b\n",
            "\\-",
            "*",
            " ",
            "Ảnh: c\n",
            "2\n",
        ]
    )
).map("".join)


@given(MARKDOWN)
def test_blocks_tile_any_markdown(tmp_path_factory, text):
    reading(tmp_path_factory.getbasetemp(), text)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data):
    with contextlib.suppress(TextkitError):
        reading(tmp_path_factory.getbasetemp(), data)


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    [
        "*",
        "**a",
        "|",
        "| ",
        "|\n",
        "[",
        "[a](",
        "![a](",
        "_a",
        "\\",
        "# ",
        "> ",
        "<br",
        "&amp",
        "(*)",
        "* a\n",
        "| a |\n",
        "<!--",
        "~~a",
        "~~a~~ ",
        "<sup>1</sup>",
        "<del>",
        "[^1]",
        "[1]\n",
        "1³ ",
        ". . 3\n",
    ],
)
def test_hostile_markdown_takes_linear_time(tmp_path, hostile):
    def read_repeated(size):
        path = tmp_path / "a.md"
        path.write_text("**x** " + hostile * (size // len(hostile)), encoding="utf-8")
        return read_plain(path)

    assert grows_linearly(read_repeated, 12_000)


@pytest.mark.parametrize("path", files_of(REAL, "*/*.txt"))
def test_real_documents(path):
    text, blocks, _ = check(read_plain(path))
    assert not any(mark in text for mark in ("**", "\\-", "\n|", "## "))
    assert len(text) > 1000
    assert sum(block.kind == "body" for block in blocks) > 2


def cells_on_lines(rows):
    """A table as some converters write it: each cell on lines of its own, bars alone on theirs."""
    lines = ("".join(f"|\n{cell}\n" if cell else "|\n" for cell in row) for row in rows)
    return "".join(f"{line}|\n" for line in lines)


@pytest.mark.parametrize("width", [3, 5, 8])
def test_blank_cells_neither_move_nor_cut_a_row_whose_bars_stand_alone(width, tmp_path):
    head = [f"Cột {number}" for number in range(width)]
    rows = [head, *([f"{row}", "", *["giữa"] * (width - 3), "cuối"] for row in range(6))]
    (tmp_path / "table.md").write_text(cells_on_lines(rows), encoding="utf-8")
    reading = read_plain(tmp_path / "table.md")
    found = {
        (block.row, block.column): reading.text[block.start : block.end] for block in reading.layout
    }
    expected = {
        (number, column): cell
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell
    }
    assert found == expected


def rows_in(tmp_path, text):
    """The tables of a Markdown file as rows of words, each at its first cell's row 0."""
    (tmp_path / "rows.md").write_text(text, encoding="utf-8")
    found = read_plain(tmp_path / "rows.md")
    rows: list[list[str]] = []
    number = None
    for block in found.layout:
        if block.kind == "table":
            if block.row != number or not rows:
                rows.append([])
            rows[-1].append(found.text[block.start : block.end])
            number = block.row
    return rows


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(">12", ">12"), ("> **12**", "> 12"), ("**>12**", ">12"), ("&gt;12", ">12"), ("<12", "<12")],
)
def test_a_sign_in_a_cell_is_no_mark_of_a_quotation(tmp_path, cell, shown):
    text = f"| TT | Chỉ tiêu | 2030 |\n|---|---|---|\n| 1 | Năng suất | {cell} |\n"
    assert rows_in(tmp_path, text)[1] == ["1", "Năng suất", shown]
    assert unmark("> trích") == "trích"


def test_a_caption_needs_no_blank_line_above_a_table(tmp_path):
    rows = [["TT", "Nhiệm vụ", "Cơ quan"], ["1", "Trồng cây", "Các xã"], ["2", "Sửa đê", "Sở"]]
    text = f"PHỤ LỤC\n*(Kèm theo Kế hoạch)*\n{cells_on_lines(rows)}Ghi chú: theo kế hoạch.\n"
    assert rows_in(tmp_path, text) == rows
    assert "Kế hoạch)\nTT" in read_plain(tmp_path / "rows.md").text
    assert rows_in(tmp_path, "Giá trị\n| tuyệt đối | của số\nhai là hai.") == []


def test_a_caption_and_a_head_within_a_table_begin_another(tmp_path):
    first = [["TT", "Nhiệm vụ", "Cơ quan"], ["1", "Trồng cây", "Các xã"], ["2", "Sửa đê", "Sở"]]
    other = [["STT", "Nhiệm vụ", "Nguồn", "Cơ quan"], ["1", "Xây chợ", "Tỉnh", "Sở"]]
    other.append(["2", "Mở bến", "Tỉnh", "Sở"])
    text = cells_on_lines(first) + "2. Các nhiệm vụ về chợ\n" + cells_on_lines(other)
    assert rows_in(tmp_path, text) == [*first, *other]


def test_a_head_of_numbers_may_be_broken_over_lines(tmp_path):
    rows = [["Số\nTT", "Nhiệm vụ", "Cơ quan"], ["1", "Trồng cây", ""], ["2", "Sửa đê", "Sở"]]
    text = cells_on_lines(rows) + "3. Về chợ\n" + cells_on_lines(rows)
    again = [["Số TT", *rows[0][1:]], ["1", "Trồng cây"], rows[2]]
    assert rows_in(tmp_path, text) == again * 2


def test_short_rows_that_lost_their_merged_cells_stay_apart(tmp_path):
    rows = [["TT", "Cơ quan", "Nhóm", "Nhiệm vụ", "Sản phẩm", "Thời hạn", "Ghi chú"]]
    rows += [[f"{n}", "Sở", "Đất", "Đo đạc đất", "Bản đồ", "2026", "x"] for n in range(1, 5)]
    rows[2:2] = [["Lập hồ sơ đất", "Hồ sơ", "2027"], ["Cấp giấy cho hộ", "Giấy", "2028"]]
    assert rows_in(tmp_path, cells_on_lines(rows)) == rows
