"""textkit.reading.word.review and refusing: comments and tracked changes by their places."""

from __future__ import annotations

import random
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest
from effort import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st
from test_word import SPACES, note, paragraph, reference, repack, run, with_parts, word
from tracked import Copy, make, text_of, w

import textkit as tk
from textkit.language.columns import Columns
from textkit.presenting.shown import show
from textkit.reading.document import Comment, Remark, Revision
from textkit.reading.word.document import read_word, read_word_before_changes
from textkit.storing.store import Origin, Store

LINES = [
    "Điều 1. Mục tiêu",
    "1. Tốc độ tăng trưởng đạt 8%/năm.",
    "2. Thu ngân sách đạt 5.000 tỷ đồng.",
    "Điều 2. Nhiệm vụ",
    "1. Phát triển du lịch Lam Châu.",
]


@pytest.fixture
def draft(tmp_path) -> Path:
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ("Chỉ tiêu", "Mức", "Hộ nghèo", "còn 2%"), strict=True):
        cell.text = words
    path = tmp_path / "du-thao.docx"
    document.save(str(path))
    return path


def saved(copy: Copy, tmp_path: Path) -> Path:
    return copy.save(tmp_path / "gop-y.docx")


def seen(path: Path, *, refused: bool = True) -> list[tuple]:
    """Kind, words in the text, before and after of each tracked change."""
    reading = (read_word_before_changes if refused else read_word)(path)
    found = []
    for change in reading.revisions:
        words = reading.text[change.start : change.end]
        found.append((change.kind, words, change.before, change.after))
    return found


def test_changes_of_words(draft, tmp_path):
    copy = Copy(draft)
    lines = copy.paragraphs()
    at = LINES[1].index("8")
    copy.replace(lines[1], at, at + 1, "9", "An")
    copy.insert(lines[2], len(LINES[2]) - 1, " trở lên", "An")
    copy.delete(lines[4], 3, 14, "Bình")
    path = saved(copy, tmp_path)
    assert read_word_before_changes(path).text == read_word(draft).text
    assert read_word(path).text.split("\n")[1:5] == [
        "1. Tốc độ tăng trưởng đạt 9%/năm.",
        "2. Thu ngân sách đạt 5.000 tỷ đồng trở lên.",
        "Điều 2. Nhiệm vụ",
        "1. du lịch Lam Châu.",
    ]
    assert seen(path) == [
        ("delete", "8", "8", ""),
        ("insert", "", "", "9"),
        ("insert", "", "", " trở lên"),
        ("delete", "Phát triển ", "Phát triển ", ""),
    ]
    assert seen(path, refused=False)[:3] == [
        ("delete", "", "8", ""),
        ("insert", "9", "", "9"),
        ("insert", " trở lên", "", " trở lên"),
    ]
    read = tk.read(path)
    assert [change.author for change in read.revisions] == ["An", "An", "An", "Bình"]
    assert {change.date for change in read.revisions} == {"2026-03-05T09:30:00Z"}


def test_places_are_those_between_the_neighbours(draft, tmp_path):
    copy = Copy(draft)
    lines = copy.paragraphs()
    copy.insert(lines[0], 0, "Mới: ", "An")
    copy.insert(lines[2], len(LINES[2]), " Hết.", "An")
    copy.delete(lines[3], 0, len(LINES[3]), "An")
    path = saved(copy, tmp_path)
    base, now = read_word_before_changes(path), read_word(path)
    assert [change.start for change in base.revisions] == [
        0,
        base.text.index("đồng.") + 5,
        base.text.index("Điều 2"),
    ]
    assert now.revisions[2].start in (now.text.index("Hết.") + 4, now.text.index("1. Phát"))


def test_whole_paragraphs(draft, tmp_path):
    copy = Copy(draft)
    lines = copy.paragraphs()
    copy.insert_paragraph(lines[2], "3. Giải ngân đạt 95%.", "An")
    copy.delete_paragraph(lines[3], "Bình")
    path = saved(copy, tmp_path)
    assert seen(path) == [
        ("insert", "", "", "3. Giải ngân đạt 95%.\n"),
        ("delete", LINES[3], LINES[3] + "\n", ""),
    ]
    base = read_word_before_changes(path)
    assert base.text == read_word(draft).text
    assert base.revisions[0].start == base.text.index("đồng.") + 5


def test_a_paragraph_as_word_adds_it_with_the_enter_key(draft, tmp_path):
    """The mark that is new is that of the line before; the new line has the old mark."""
    copy = Copy(draft)
    lines = copy.paragraphs()
    new = copy.insert_paragraph(lines[2], "3. Giải ngân đạt 95%.", "An")
    new.remove(new.find(w("pPr")))
    marks = make("rPr", make("pPr"))
    marks.append(copy._change("ins", "An"))
    lines[2].insert(0, marks.getparent())
    path = saved(copy, tmp_path)
    assert seen(path) == [("insert", "", "", "\n3. Giải ngân đạt 95%.")]
    assert read_word_before_changes(path).text == read_word(draft).text


def test_a_move_is_one_change(draft, tmp_path):
    copy = Copy(draft)
    lines = copy.paragraphs()
    copy.move(lines[1], 3, 21, lines[4], 3, "An")
    path = saved(copy, tmp_path)
    words = LINES[1][3:21]
    (change,) = read_word_before_changes(path).revisions
    base = read_word_before_changes(path).text
    assert (change.kind, change.before, change.after) == ("move", words, words)
    assert base[change.start : change.end] == words
    assert change.other == base.index("Phát triển")
    (change,) = read_word(path).revisions
    assert read_word(path).text[change.start : change.end] == words


def test_in_tables_neighbour_cells_are_not_one_change(draft, tmp_path):
    copy = Copy(draft)
    cells = copy.paragraphs()[5:]
    copy.replace(cells[2], 0, len("Hộ nghèo"), "Tỷ lệ hộ nghèo", "An")
    copy.replace(cells[3], 0, len("còn 2%"), "dưới 2%", "An")
    path = saved(copy, tmp_path)
    assert seen(path) == [
        ("delete", "Hộ nghèo", "Hộ nghèo", ""),
        ("insert", "", "", "Tỷ lệ hộ nghèo"),
        ("delete", "còn 2%", "còn 2%", ""),
        ("insert", "", "", "dưới 2%"),
    ]


def test_a_row_that_is_new_or_gone_as_a_whole(draft, tmp_path):
    """Some programs mark the row alone, and not what is in it."""
    for name, kind in (("ins", "insert"), ("del", "delete")):
        copy = Copy(draft)
        row = list(copy.body.iter(w("tr")))[1]
        properties = make("trPr")
        properties.append(copy._change(name, "An"))
        row.insert(0, properties)
        path = saved(copy, tmp_path)
        (change,) = read_word(path).revisions
        words = "Hộ nghèo\tcòn 2%\t"
        assert (change.kind, change.before or change.after) == (kind, words)
        assert ("Hộ nghèo" in read_word(path).text) == (name == "ins")
        assert ("Hộ nghèo" in read_word_before_changes(path).text) == (name == "del")


def test_what_one_adds_and_another_takes_out_again(draft, tmp_path):
    copy = Copy(draft)
    line = copy.paragraphs()[4]
    copy.insert(line, 3, "Ưu tiên ", "An")
    insertion = line.find(w("ins"))
    deletion = copy._change("del", "Bình")
    for child in list(insertion):
        for text in child.findall(w("t")):
            text.tag = w("delText")
        deletion.append(child)
    insertion.append(deletion)
    path = saved(copy, tmp_path)
    for read in (read_word, read_word_before_changes):
        reading = read(path)
        assert reading.text == read_word(draft).text
        assert sorted((change.author, change.kind) for change in reading.revisions) == [
            ("An", "insert"),
            ("Bình", "delete"),
        ]


def test_a_change_of_format_changes_no_words(tmp_path):
    old = '<w:rPrChange w:id="1" w:author="An"><w:rPr><w:vanish/></w:rPr></w:rPrChange>'
    path = word(tmp_path, paragraph(run("Tăng ") + run("nhanh", f"<w:b/>{old}") + run(" hơn")))
    (change,) = read_word(path).revisions
    assert (change.kind, change.start, change.end) == ("format", 5, 10)
    assert read_word(path).text == "Tăng nhanh hơn"
    assert read_word_before_changes(path).text == "Tăng  hơn"  # before, it was hidden


def test_the_number_of_a_paragraph_before_its_list_was_changed(draft, tmp_path):
    copy = Copy(draft)
    line = copy.paragraphs()[0]
    properties = make("pPr")
    line.insert(0, properties)
    make("pStyle", properties, val="Heading1")
    former = make("pPr", make("pPrChange", properties, id="1", author="An"))
    make("pStyle", former, val="Normal")
    path = saved(copy, tmp_path)
    assert read_word(path).layout[0].kind == "heading"
    assert read_word_before_changes(path).layout[0].kind == "body"


def test_comments(draft, tmp_path):
    copy = Copy(draft)
    lines = copy.paragraphs()
    copy.comment(lines[1], 3, 9, "Cân nhắc lại\nchỉ tiêu này", "An")
    asked = copy.comment(lines[0], 0, 6, "Thiếu căn cứ", "Bình")
    copy.comment(lines[0], 0, 6, "Đã bổ sung", "Chi", parent=asked, done=True)
    copy.comment(lines[2], 3, 12, "Gộp hai khoản", "An", last=lines[4])
    copy.comment(lines[4], 12, 12, "Ở đây", "An")
    copy.note("Nhất trí", "Dũng")
    document = tk.read(saved(copy, tmp_path))
    found = {comment.text: comment for comment in document.comments}
    words = {
        text: document.text[comment.start : comment.end]
        for text, comment in found.items()
        if comment.start is not None
    }
    assert words == {
        "Cân nhắc lại\nchỉ tiêu này": "Tốc độ",
        "Thiếu căn cứ": "Điều 1",
        "Đã bổ sung": "Điều 1",
        "Gộp hai khoản": "Thu ngân sách đạt 5.000 tỷ đồng.\nĐiều 2. Nhiệm vụ\n1. Phát triể",
        "Ở đây": "",
    }
    assert (found["Nhất trí"].start, found["Nhất trí"].end) == (None, None)
    assert (found["Đã bổ sung"].parent, found["Đã bổ sung"].resolved) == (asked, True)
    assert found["Thiếu căn cứ"].parent is None
    table = pd.DataFrame(document.comments)
    assert list(table.columns) == "id author date start end text resolved parent".split()
    assert list(table["author"]) == ["Bình", "Chi", "An", "An", "An", "Dũng"]


def test_an_answer_without_marks_is_on_the_words_of_its_question(draft, tmp_path):
    copy = Copy(draft)
    asked = copy.comment(copy.paragraphs()[0], 0, 6, "Thiếu căn cứ", "Bình")
    copy.note("Đã bổ sung", "Chi", parent=asked)
    answer = next(one for one in tk.read(saved(copy, tmp_path)).comments if one.parent)
    assert (answer.start, answer.end) == (0, 6)


def test_a_comment_without_an_author_has_initials_or_nobody(draft, tmp_path):
    copy = Copy(draft)
    copy.comment(copy.paragraphs()[0], 0, 6, "Một", "An")
    copy.comment(copy.paragraphs()[0], 0, 6, "Hai", "An")
    copy.comments[0].set(w("author"), "")
    copy.comments[0].set(w("initials"), "NVA")
    for name in ("author", "initials", "date"):
        del copy.comments[1].attrib[w(name)]
    one, two = tk.read(saved(copy, tmp_path)).comments
    assert (one.author, two.author, two.date) == ("NVA", None, None)


def test_comments_in_notes_boxes_and_deleted_words(draft, tmp_path):
    mark = '<w:commentRangeStart w:id="{0}"/>{1}<w:commentRangeEnd w:id="{0}"/>'.format
    box = (
        f"<w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
        f"<w:txbxContent><w:p>{mark(2, run('Trong khung'))}</w:p></w:txbxContent>"
        f"</v:textbox></v:shape></w:pict></w:r>"
    )
    gone = '<w:del w:id="9" w:author="A"><w:r><w:delText>Bỏ đi</w:delText></w:r></w:del>'
    path = with_parts(
        word(
            tmp_path,
            paragraph(run("Lời") + reference(1) + box),
            paragraph(run("Giữ ") + mark(3, gone) + run("lại")),
        ),
        footnotes=note(1, "Chú thích").replace(run("Chú thích"), mark(1, run("Chú thích"))),
        comments="".join(
            f'<w:comment w:id="{n}" w:author="An"><w:p>{run(f"ý {n}")}</w:p></w:comment>'
            for n in (1, 2, 3)
        ),
    )
    document = tk.read(path)
    words = {one.text: document.text[one.start : one.end] for one in document.comments}
    assert words["ý 2"] == "Trong khung"
    assert words["ý 3"] == ""
    assert document.text[: document.comments[1].start].endswith("Giữ ")
    base = read_word_before_changes(path)
    words = {one.text: base.text[one.start : one.end] for one in base.comments}
    assert words["ý 3"] == "Bỏ đi"


def test_a_damaged_part_of_comments_does_no_harm(draft, tmp_path):
    copy = Copy(draft)
    copy.comment(copy.paragraphs()[0], 0, 6, "Một", "An")
    path = repack(saved(copy, tmp_path), {"word/comments.xml": b"<w:comments"})
    reading = read_word(path)
    assert reading.text == read_word(draft).text
    assert reading.comments == ()
    assert reading.remarks == (Remark("chunk", "comments.xml"),)


def test_hostile_numbers_of_comments_are_cut(draft, tmp_path, monkeypatch):
    monkeypatch.setattr("textkit.reading.word.review._MOST", 5)
    copy = Copy(draft)
    for number in range(8):
        copy.note(f"ý {number}", "An" * 500)
    reading = read_word(saved(copy, tmp_path))
    assert len(reading.comments) == 5
    assert len(reading.comments[0].author) < 500
    assert reading.remarks == (Remark("review", "5"),)


def test_a_date_that_is_none_is_not_kept(draft, tmp_path):
    copy = Copy(draft)
    copy.note("ý", "An")
    copy.comments[0].set(w("date"), "<script>")
    assert read_word(saved(copy, tmp_path)).comments[0].date is None


def test_they_survive_the_store(draft, tmp_path):
    copy = Copy(draft)
    copy.comment(copy.paragraphs()[1], 3, 9, "Cân nhắc", "An")
    copy.delete(copy.paragraphs()[4], 3, 8, "Bình")
    document = replace(tk.read(saved(copy, tmp_path)), path=Path("gop-y.docx"))
    assert len(document.comments) == len(document.revisions) == 1
    store = Store(tmp_path / "kho.sqlite")
    import numpy as np

    nothing = np.array([], np.int32)
    empty = Columns(nothing, nothing, [], [], [], nothing.astype(bool), nothing.astype(bool))
    store.put_document(document, empty, {}, origin=Origin())
    kept = store.document(document.id)
    assert (kept.comments, kept.revisions) == (document.comments, document.revisions)
    assert all(isinstance(comment, Comment) for comment in kept.comments)
    assert all(isinstance(change, Revision) for change in kept.revisions)


def test_show_has_them(draft, tmp_path):
    copy = Copy(draft)
    copy.comment(copy.paragraphs()[1], 3, 9, "<b>Cân nhắc</b>", "An")
    copy.delete(copy.paragraphs()[4], 3, 8, "Bình")
    shown = show(saved(copy, tmp_path))
    content = shown.to_json()
    assert [row["text"] for row in content["comments"]] == ["<b>Cân nhắc</b>"]
    assert [row["before"] for row in content["revisions"]] == ["Phát "]
    page = shown.to_html()
    assert "&lt;b&gt;Cân nhắc&lt;/b&gt;" in page
    assert "Bình" in page
    assert "comment" not in show(draft).to_html().partition("<body")[2]


WORDS = st.sampled_from("tăng giảm mạnh 8% 9% kinh tế xã hội, và của Lam Châu (mới)".split(" "))
EDIT = st.tuples(
    st.sampled_from(["insert", "delete", "replace"]), st.integers(0, 4), st.integers(0, 100), WORDS
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("gop-y")
    document = docx.Document()
    for line in LINES:
        added = document.add_paragraph()
        for number, word_ in enumerate(line.split(" ")):  # in runs of several words
            piece = added.add_run(word_ if number == 0 else f" {word_}")
            piece.bold = number % 3 == 0
    document.save(str(folder / "du-thao.docx"))
    return folder


@settings(max_examples=60, deadline=None)
@given(edits=st.lists(EDIT, max_size=6), seed=st.integers(0, 99))
def test_any_edits_are_found_and_refused(folder, edits, seed):
    """Whatever was changed with tracking, what was before is the draft, and each word is found."""
    copy = Copy(folder / "du-thao.docx")
    draft = read_word(folder / "du-thao.docx").text
    lines = copy.paragraphs()
    draw = random.Random(seed)
    removed = added = ""
    touched: set[int] = set()
    for kind, number, _, words in edits:
        if number in touched:
            continue
        touched.add(number)
        text = text_of(lines[number])
        bounds = sorted(draw.sample(range(len(text) + 1), 2))
        if kind == "insert":
            copy.insert(lines[number], bounds[0], words, "An")
        elif kind == "delete":
            copy.delete(lines[number], *bounds, "An")
        else:
            copy.replace(lines[number], *bounds, words, "An")
        added += "" if kind == "delete" else words
        removed += "" if kind == "insert" else text[slice(*bounds)]
    path = copy.save(folder / "gop-y.docx")
    base, now = read_word_before_changes(path), read_word(path)
    assert base.text == draft
    for reading in (base, now):
        before = "".join(change.before for change in reading.revisions)
        after = "".join(change.after for change in reading.revisions)
        assert sorted(before) == sorted(removed)
        assert sorted(after) == sorted(added)
    for change in base.revisions:
        if change.kind == "delete":
            # Tidying takes out blanks at the ends of lines.
            assert base.text[change.start : change.end].strip() == change.before.strip()
    for change in now.revisions:
        if change.kind == "insert":
            assert now.text[change.start : change.end].strip() == change.after.strip()


def test_the_archive_of_a_copy_is_sound(draft, tmp_path):
    copy = Copy(draft)
    copy.note("ý", "An")
    with zipfile.ZipFile(saved(copy, tmp_path)) as archive:
        assert archive.testzip() is None
    assert docx.Document(str(saved(copy, tmp_path))).paragraphs


def test_a_long_paragraph_of_changes_takes_no_quadratic_work(tmp_path):
    def body(size: int) -> Path:
        hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
        change = '<w:ins w:id="1" w:author="An"><w:r><w:t>thêm </w:t></w:r></w:ins>'
        marks = '<w:commentRangeStart w:id="1"/><w:moveFromRangeStart w:id="2" w:name="m"/>'
        text = f"<w:p {SPACES}>{(hidden + marks + change) * size}</w:p>"
        target = tmp_path / str(size)
        target.mkdir(exist_ok=True)
        return word(target, text)

    files = {size: body(size) for size in (400, 800)}
    assert grows_linearly(lambda size: read_word(files[size]), 400)
