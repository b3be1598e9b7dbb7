"""Two versions of a draft: what is new, changed or gone."""

import json
from pathlib import Path

import pytest
from beside import REAL, files_of
from effort import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st
from test_draft import run

import textkit as tk
from textkit.checking.material import Draft
from textkit.checking.pairing import pair_sentences
from textkit.checking.versions import compare_versions
from textkit.data.messages import TextkitError
from textkit.reading.document import Block, Document

SUFFIXES = {".txt", ".docx", ".html"}

OLD = """II. MỤC TIÊU ĐẾN NĂM 2030
- Tỷ lệ hộ nghèo còn dưới 2%.
- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ người dân.
- Xây dựng cầu qua sông Lam theo Nghị quyết số 12-NQ/TU ngày 05/3/2022.
"""


def compared(old, new):
    return compare_versions(Draft(Document("a", old)), Draft(Document("b", new)), ((), ()))


def listed(old, new):
    return [(one.kind, one.what, one.before, one.after) for one in compared(old, new)]


ECONOMY = "Cơ cấu kinh tế: dịch vụ chiếm 36,5%"
LABOUR = "Cơ cấu lao động: dịch vụ chiếm 40,4%"


def figure_changes(old, new):
    head = "II. MỤC TIÊU ĐẾN NĂM 2030\n"
    return {one[1:] for one in listed(head + old, head + new) if one[0] == "figure"}


def test_a_figure_is_known_again_by_the_words_of_its_indicator():
    assert figure_changes(f"- {ECONOMY}.", f"- {LABOUR}.") == {
        ("gone", f"- {ECONOMY}.", ""),
        ("new", "", f"- {LABOUR}."),
    }
    both = f"- {ECONOMY}.\n- {LABOUR}."
    assert figure_changes(both, both.replace("40,4%", "41%")) == {
        ("changed", LABOUR, LABOUR.replace("40,4%", "41%"))
    }
    swapped = f"- {LABOUR}.\n- {ECONOMY}."
    assert figure_changes(both, swapped) == set()


def test_a_file_compared_with_itself_has_no_changes_in_figures():
    text = f"- {ECONOMY}.\n- {ECONOMY}.\n- Đạt 60%.\n- Tỷ lệ 40%.\n- 100% xã có chợ."
    assert figure_changes(text, text) == set()


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            "dưới 2%",
            "dưới 3%",
            {("figure", "changed", "Tỷ lệ hộ nghèo còn dưới 2%", "Tỷ lệ hộ nghèo còn dưới 3%")},
        ),
        (
            "12-NQ/TU ngày 05/3/2022",
            "13-NQ/TU ngày 05/3/2022",
            {
                (
                    "citation",
                    "changed",
                    "Nghị quyết số 12-NQ/TU ngày 05/3/2022",
                    "Nghị quyết số 13-NQ/TU ngày 05/3/2022",
                ),
            },
        ),
        (
            "phục vụ người dân",
            "phục vụ doanh nghiệp",
            {
                (
                    "commitment",
                    "changed",
                    "- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ người dân.",
                    "- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ doanh nghiệp.",
                )
            },
        ),
        (
            "- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ người dân.\n",
            "",
            {
                (
                    "commitment",
                    "gone",
                    "- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ người dân.",
                    "",
                )
            },
        ),
    ],
)
def test_one_change_is_one_row(old, new, wanted):
    assert listed(OLD, OLD.replace(old, new)) == list(wanted)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nghèo còn", "nghèo  còn"),
        ("Tỷ lệ hộ", "Tỉ lệ hộ"),
        ("- ", "+ "),
        ("dưới 2%.", "dưới 2%;"),
        ("dưới 2%.\n", "dưới 2%\n"),
        ("II. MỤC TIÊU", "III. MỤC TIÊU"),
        ("II. MỤC TIÊU", "2. Mục tiêu"),
        ("- Xây", "1. Xây"),
    ],
)
def test_form_is_no_change(old, new):
    assert old in OLD
    assert listed(OLD, OLD.replace(old, new)) == []


ARTICLES = """Điều 1. Phạm vi điều chỉnh
Nghị quyết này quy định mức hỗ trợ ngư dân đóng tàu vỏ gỗ tại các xã ven biển.
Điều 2. Mức hỗ trợ
1. Hỗ trợ một lần 20 triệu đồng cho mỗi tàu; chủ tàu nộp đơn tại xã.
2. Xã nhận đơn. Xã trả lời trong mười ngày làm việc.
Điều 3. Tổ chức thực hiện
Giao Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết này theo đúng quy định của pháp luật.
Thường trực Hội đồng nhân dân tỉnh giám sát việc thực hiện và báo cáo tại kỳ họp cuối năm.
"""


def test_an_article_put_in_is_one_new_thing_though_all_behind_it_are_renumbered():
    new = ARTICLES.replace("Điều 3.", "Điều 4.").replace("Điều 2.", "Điều 3.")
    article = "Điều 2. Ngư dân từ đủ mười tám tuổi được vay vốn đóng tàu."
    new = new.replace("Điều 3.", f"{article}\nĐiều 3.")
    assert [row[1:] for row in listed(ARTICLES, new)] == [("new", "", article)]


def test_what_was_moved_is_neither_gone_nor_new():
    *_, first, second = ARTICLES.splitlines()
    new = ARTICLES.replace(f"{first}\n{second}", f"{second}\n{first}")
    assert listed(ARTICLES, new) == [("passage", "moved", first, first)]
    block = "2. Xã nhận đơn. Xã trả lời trong mười ngày làm việc."
    new = ARTICLES.replace(f"{block}\n", "") + f"3. {block[3:]}\n"
    assert listed(ARTICLES, new) == [("passage", "moved", block, f"3. {block[3:]}")]


def test_what_was_moved_in_other_words_is_moved_and_changed():
    line = "1. Hỗ trợ một lần 20 triệu đồng cho mỗi tàu; chủ tàu nộp đơn tại xã."
    written = line.replace("nộp đơn tại", "gửi đơn đến")
    told = listed(ARTICLES, ARTICLES.replace(f"{line}\n", "") + f"{written}\n")
    assert {what for _, what, *_ in told} == {"moved", "changed"}
    assert all(before == line and after == written for *_, before, after in told)


def test_a_sentence_cut_in_two_and_paragraphs_joined_are_no_changes():
    assert listed(ARTICLES, ARTICLES.replace("mỗi tàu; chủ tàu", "mỗi tàu. Chủ tàu")) == []
    assert listed(ARTICLES, ARTICLES.replace("pháp luật.\nThường", "pháp luật. Thường")) == []


@pytest.mark.parametrize(
    ("line", "wrapped"),
    [
        ("theo khoản 3 Điều 50 của Quy chế này", "theo khoản 3\nĐiều 50 của Quy chế này"),
        ("phải xong trong năm 2028.", "phải xong trong năm\n2028."),
        ("chợ cá, bến cá", "chợ cá,\nbến cá"),
    ],
)
def test_where_lines_are_wrapped_is_no_change(line, wrapped):
    old = f"1. Các xã ven biển xây bến cá và sửa đường vào bến, {line}\n2. Tỉnh cấp vốn xây bến.\n"
    assert line in old
    assert listed(old, old.replace(line, wrapped)) == []


def test_page_numbers_are_no_changes():
    lines = ["Các xã ven biển xây bến cá và sửa đường.", "Tỉnh cấp vốn để xây bến cá ở ba xã."]
    old, new = ("\n\n".join([lines[0], page, lines[1], "9"]) for page in ("12", "13"))
    assert listed(old, new) == []
    assert listed(old, "\n\n".join(lines)) == []


def test_rows_of_a_word_file_and_of_a_text_are_the_same():
    rows = ["TT\tChỉ tiêu\tMức", "1\tTỷ lệ hộ nghèo\t2%", "2\tTrồng rừng mới\t500 ha"]
    text = "\n".join(rows)
    blocks, at = [], 0
    for number, row in enumerate(rows):
        for column, cell in enumerate(row.split("\t")):
            blocks.append(Block(at, at + len(cell), "table", row=number, column=column))
            at += len(cell) + 1
    table = Draft(Document("a", text, layout=tuple(blocks)))
    numbered = Draft(Document("b", text.replace("\n2\t", "\n3\t").replace("\n1\t", "\n2\t")))
    assert compare_versions(table, numbered, ((), ())) == []


def test_other_words_around_a_changed_figure_are_told_with_it():
    old = "- Đến năm 2030, tỷ lệ hộ nghèo còn dưới 2%, không còn hộ đói.\n"
    new = old.replace("2%", "3%").replace("không còn hộ đói", "hết hộ thiếu ăn")
    head = "II. MỤC TIÊU\n"
    assert listed(head + old, head + new) == [("figure", "changed", old.strip(), new.strip())]


def test_figures_are_paired_one_to_one_and_in_order():
    old = "II. MỤC TIÊU\n- Năm 2030, xã A đạt 60%, xã B đạt 60%, xã C đạt 60%.\n"
    new = old.replace("xã B đạt 60%", "xã B đạt 65%")
    (told,) = listed(old, new)
    assert told[:2] == ("figure", "changed")
    assert ("60%" in told[2], "65%" in told[3]) == (True, True)


def test_a_reference_in_the_words_of_a_figure_is_told_with_it():
    old = "II. MỤC TIÊU\n- Đến năm 2030 đạt 85% theo Nghị quyết số 12-NQ/TU ngày 05/3/2022.\n"
    new = old.replace("85%", "75%").replace("05/3", "06/3")
    (told,) = listed(old, new)
    assert told[:2] == ("figure", "changed")


def test_the_terminal_shows_where_the_words_differ(tmp_path):
    for name, text in (("v1", OLD), ("v2", OLD.replace("dưới 2%", "dưới 3%"))):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    _, out = run("check", tmp_path / "v2.txt", "--since", tmp_path / "v1.txt")
    assert "mục II - Chỉ tiêu, đã sửa: Tỷ lệ hộ nghèo còn dưới ⟦2% → 3%⟧" in out
    _, out = run("check", tmp_path / "v1.txt", "--since", tmp_path / "v1.txt")
    assert "Không có thay đổi về nội dung" in out


def test_equal_references_are_compared_one_by_one():
    line = "- Thực hiện Nghị quyết số 12-NQ/TU ngày 05/3/2022 về nghề {}.\n"
    old = "".join(line.format(word) for word in ("muối", "rèn", "mộc"))
    assert listed(old, old) == []
    # A long and a short form of one reference are no change from one to the other.
    mixed = old.replace("Nghị quyết số 12-NQ/TU ngày 05/3/2022 về nghề rèn", "Nghị quyết 12-NQ/TU")
    assert listed(mixed, mixed) == []
    new = old.replace("05/3/2022 về nghề rèn", "05/4/2022 về nghề rèn")
    assert [row[:2] for row in listed(old, new)] == [("citation", "changed")]


def test_cells_and_short_headings_are_compared_at_their_place():
    old = "Kết luận\nXã Hải Vân\n12,5\nXã Phú Sa\n13,5\n"
    assert listed(old, old.replace("Kết luận", "Tổng kết")) == [
        ("passage", "changed", "Kết luận", "Tổng kết")
    ]


def test_each_change_says_in_which_article():
    told = compared(ARTICLES, ARTICLES.replace("20 triệu", "30 triệu"))
    assert [(one.what, one.path) for one in told] == [("changed", "Điều 2/1")]
    gone = compared(ARTICLES, ARTICLES.replace("Xã trả lời trong mười ngày làm việc.", ""))
    assert [(one.what, one.path, one.start) for one in gone] == [("gone", "Điều 2/2", None)]


WORDS = "cảng cá muối rèn chợ xã tỉnh 5% 12 tàu đò rừng dân học".split()
sentence = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
mark = st.sampled_from(["", "- ", "+ ", "1. ", "a) ", "Điều 2. ", "II. "])
stop = st.sampled_from(["", ".", ";", ":"])
line = st.builds(lambda mark, words, stop: f"{mark}{words}{stop}", mark, sentence, stop)
texts = st.lists(line, min_size=1, max_size=12).map("\n".join)


@given(texts)
def test_no_text_differs_from_itself(text):
    assert listed(text, text) == []


@settings(max_examples=40)
@given(texts, texts)
def test_every_difference_quotes_its_version(old, new):
    for one in compared(old, new):
        assert one.before in old
        assert one.after in new
        assert (one.start is None) == (one.what == "gone")
        if one.start is not None:
            assert one.after == new[one.start : one.end].strip()


@given(texts)
def test_a_line_added_at_the_end_is_all_that_is_new(text):
    line = "Thành lập quỹ khuyến học tại từng bản vùng sâu."
    assert listed(f"{text}\n", f"{text}\n{line}\n") == [("commitment", "new", "", line)]


@given(st.permutations(OLD.splitlines()))
def test_a_version_does_not_differ_from_itself(lines):
    draft = Draft(Document("a", "\n".join(lines)))
    assert compare_versions(draft, draft, ((), ())) == []


def _read_or_skip(path):
    try:
        return tk.read(path)
    except TextkitError as error:
        pytest.skip(str(error))


SAMPLE = sorted(path for path in Path("corpus").glob("*/*") if path.suffix in SUFFIXES)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_no_document_of_the_sample_differs_from_itself(path):
    draft = Draft(tk.read(path))
    assert compare_versions(draft, draft, ((), ())) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", files_of(REAL, "*/*.*"))
def test_no_real_document_differs_from_itself(path):
    draft = Draft(_read_or_skip(path))
    assert compare_versions(draft, draft, ((), ())) == []


def test_the_work_grows_with_the_length_of_the_drafts():
    def drafts(size):
        lines = [f"- Xã {n} trồng {n % 7} ha rừng tại bản {n % 13}." for n in range(size)]
        return Draft(Document("a", "\n".join(lines))), Draft(Document("b", "\n".join(lines[::-1])))

    sides = {size: drafts(size) for size in (300, 600)}
    for pair in sides.values():
        for draft in pair:
            assert draft.units  # found once, before the clock
    assert grows_linearly(lambda size: pair_sentences(*sides[size]), 300)


def test_one_endless_sentence_takes_linear_time():
    def drafts(size):
        old = "- Phấn đấu " + ", ".join(f"xã {n} đạt {n % 90}%" for n in range(size)) + ".\n"
        pair = Draft(Document("a", old)), Draft(Document("b", old.replace("đạt 4", "còn 5")))
        for draft in pair:
            assert draft.units
            assert draft.figures is not None
            assert draft.commitments is not None
        return pair

    sides = {size: drafts(size) for size in (200, 400)}
    assert grows_linearly(lambda size: compare_versions(*sides[size], ((), ())), 200)


def test_new_passages_stand_where_they_say():
    new = OLD + "- Trồng mới 500 ha rừng phòng hộ ven biển.\n"
    found = compare_versions(Draft(Document("a", OLD)), Draft(Document("b", new)), ((), ()))
    assert found
    for one in found:
        assert one.what == "new"
        assert one.after.endswith(new[one.start : one.end])


def test_the_command_tells_findings_that_are_new_and_gone(tmp_path):
    (tmp_path / "v1.txt").write_text(OLD.replace("sông Lam", "sông Lam, sát nhập xã"), "utf-8")
    (tmp_path / "v2.txt").write_text(OLD.replace("phục vụ", "phục vụ và rà xoát"), "utf-8")
    _, out = run("check", tmp_path / "v2.txt", "--since", tmp_path / "v1.txt", "--format", "json")
    told = {
        (row["what"], row["before"], row["after"])
        for row in json.loads(out)["since"]
        if row["kind"] == "finding"
    }
    assert told == {
        ("new", "", "wording.common-slip: rà xoát"),
        ("gone", "wording.common-slip: sát nhập", ""),
    }
    found = tk.check_draft(tmp_path / "v2.txt", since=tmp_path / "v1.txt")
    assert "Điểm cần xem lại, mới: lỗi chính tả thường gặp: rà xoát" in found.to_text()
    assert "lỗi chính tả thường gặp: sát nhập" in found.to_html()
    assert '<h2 id="s">' not in tk.check_draft(tmp_path / "v2.txt").to_html()
