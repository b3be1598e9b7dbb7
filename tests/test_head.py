from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.reading.facts import read_facts
from textkit.reading.head import LINE_FORMS, read_head
from textkit.reading.letterhead import read_properties
from textkit.reading.readers import read
from textkit.vietnamese.text import Passage

FACTS = ("kind", "number", "date", "issuer", "place", "title", "signatory")
HEADS = tomllib.loads((Path(__file__).parent / "labels/heads.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", HEADS)
def test_each_fact_is_what_the_head_states_and_nothing_else(name):
    label = HEADS[name]
    facts = read_facts(label["text"])
    found = {fact: getattr(facts, fact) for fact in FACTS if getattr(facts, fact)}
    assert found == {fact: label[fact] for fact in FACTS if fact in label}


@pytest.mark.parametrize("form", LINE_FORMS, ids=lambda form: form.name)
def test_each_form_of_a_line_is_read_in_its_example(form):
    before, marked = form.example.split("⟦")
    words, after = marked.split("⟧")
    head = read_head(before + words + after)
    at = {part.name for part in head.parts if part.start >= len(before)}
    parts = {"numbered": "number", "attributed": "of"}
    assert parts.get(form.name, form.name) in at


def parts_of(text):
    return [(part.name, text[part.start : part.end]) for part in read_head(text).parts]


def test_the_parts_of_two_columns_read_line_by_line():
    text = (
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "TỈNH LAM CHÂU Độc lập - Tự do - Hạnh phúc\n"
        "Số: 12/KH-UBND Lam Châu, ngày 5 tháng 7 năm 2025\n"
        "KẾ HOẠCH\nTrồng cây\n\nNăm qua, cây mọc tốt."
    )
    assert read_head(text).words("body") == ["ỦY BAN NHÂN DÂN TỈNH LAM CHÂU"]
    assert parts_of(text)[-5:-1] == [
        ("sign", "Số: 12/KH-UBND"),
        ("place-date", "Lam Châu, ngày 5 tháng 7 năm 2025"),
        ("kind", "KẾ HOẠCH"),
        ("title", "Trồng cây"),
    ]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("thực hiện Nghị quyết số 57-NQ/TW", "-----\nCăn cứ Nghị quyết, Tỉnh ủy lập kế hoạch:"),
        ("THỰC HIỆN CHỈ THỊ CỦA TỈNH ỦY", "Thực hiện Chỉ thị của Tỉnh ủy, huyện lập kế hoạch."),
        ("căn cứ kết quả rà soát, bổ sung danh mục", "-----\nCăn cứ Luật Lâm nghiệp;"),
        ("trồng cây ven đường", "\nTheo đề nghị của Sở Xây dựng, cây được trồng."),
        ("trồng cây ven đường\ncủa các xã năm 2026", "-----\nXét tờ trình của các xã;"),
    ],
)
def test_a_title_may_begin_as_the_text_does(title, text):
    head = read_head(f"TỈNH ỦY LAM CHÂU\n*\nSố 12-KH/TU\nKẾ HOẠCH\n{title}\n{text}\n")
    assert head.words("title") == [title.replace("\n", " ")]


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Luật Lâm nghiệp;",
        "Thực hiện Chỉ thị của Tỉnh ủy, các xã đã trồng cây.",
        "Kính gửi: Các xã\nỦy ban nhân dân tỉnh mời các xã dự họp, như sau:",
        "Điều 1. Phạm vi",
    ],
)
def test_the_text_below_a_kind_is_no_title(text):
    assert read_head(f"UBND TỈNH LAM CHÂU\nTHÔNG BÁO\n{text}").words("title") == []


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("về phát triển kinh tế số", "Đến năm 2030, kinh tế số chiếm 30% GRDP."),
        ("về chuyển đổi số", "Đoạn đầu của văn bản."),
    ],
)
def test_a_title_that_ends_in_so_is_whole(title, rest):
    assert read_facts(f"TỈNH ỦY LAM CHÂU\nNGHỊ QUYẾT\n{title}\n{rest}").title == title


@pytest.mark.parametrize("line", ["TỈNH ỦY LAM CHÂU", "MỤC LỤC", "UBND TỈNH LAM CHÂU"])
def test_a_first_line_that_names_a_body_or_a_list_is_no_title(line):
    assert read_facts(f"{line}\n\nNăm qua, cây mọc tốt.").title is None


def test_a_date_that_is_cited_is_not_the_documents():
    text = "TỈNH ỦY LAM CHÂU\nBáo cáo về Nghị quyết số 5-NQ/TU, ngày 5/3/2021\nBÁO CÁO\nvề cây"
    assert read_head(text).words("place-date") == []


def test_a_number_that_is_nought_is_none():
    text = "TỈNH ỦY LAM CHÂU\n*\nSố 0M-NQ/TU\nNGHỊ QUYẾT\nvề trồng cây\n-----\nNăm qua"
    assert read_facts(text).number is None
    assert read_facts(text.replace("0M", "08")).number == "08-NQ/TU"


def test_two_labels_are_no_table():
    assert read_properties(Passage.of("Số hiệu: 5/QĐ-UBND\nNgười ký: Trần Lam\n")).values == {}


def test_the_table_of_related_documents_is_not_of_the_page():
    table = "Số hiệu:\t5/QĐ-UBND\nNgười ký:\tTrần Lam\nTình trạng:\tĐã biết\n"
    page = Passage.of(table + "Điều 1. " + "cây " * 200 + "\nSố hiệu:\t6/QĐ-UBND\n")
    found = read_properties(page)
    assert found.values == {"number": "5/QĐ-UBND", "signatory": "Trần Lam"}
    assert found.end <= len(table)


@given(st.text(max_size=400))
def test_any_text_has_parts_inside_it(text):
    passage = Passage.of(text)
    for part in read_head(text).parts:
        assert 0 <= part.start < part.end <= len(passage.text)


@given(st.sampled_from(sorted(HEADS)), st.integers(0, 400))
def test_a_head_that_is_cut_off_is_still_read(name, length):
    read_facts(HEADS[name]["text"][:length])


@pytest.mark.parametrize(
    "line", ["SỐ 5 ", "ỦY BAN ", "Hà ", "\n", ", ngày ", "Số hiệu: x\t", "CỦA "]
)
def test_the_work_grows_with_the_text(line):
    assert grows_linearly(lambda size: read_head("KẾ HOẠCH\n" + line * size), 500)


@pytest.mark.parametrize("name", ["vptw", "bpc", "duxa", "pdf2col", "totrinh", "cd2", "qdct"])
def test_a_head_set_in_two_columns_of_a_word_file(name, tmp_path):
    docx = pytest.importorskip("docx")
    label = HEADS[name]
    head = read_head(label["text"])
    file = docx.Document()
    left, right = file.add_table(1, 2).rows[0].cells
    left.text = "\n".join([*head.words("body"), *head.words("sign"), *head.words("subject")])
    right.text = "\n".join([*head.words("motto"), *head.words("place-date")])
    for line in label["text"][head.position("kind") :].splitlines():
        file.add_paragraph(line)
    file.save(tmp_path / "head.docx")
    facts = read(tmp_path / "head.docx").facts
    stated = {fact: label[fact] for fact in FACTS if fact in label}
    assert {fact: getattr(facts, fact) for fact in stated} == stated
