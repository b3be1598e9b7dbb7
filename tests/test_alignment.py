"""A resolution against its programme: invented texts with known gaps."""

import json

import lxml.html
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.comparing.alignment import NEAR_LINE, across, align_contents, nearest_of
from textkit.comparing.provisions import contents_in, contents_of, duties_of, find_provisions
from textkit.reading.document import Document

RESOLUTION = """TỈNH ỦY LAM CHÂU
Số 07-NQ/TU
Vân Sa, ngày 10 tháng 02 năm 2026
NGHỊ QUYẾT
về phát triển kinh tế biển và rừng
I. QUAN ĐIỂM
1. Kinh tế biển là mũi nhọn, được cả hệ thống chính trị chăm lo lâu dài.
II. MỤC TIÊU
1. Mục tiêu tổng quát
Đưa Lam Châu thành tỉnh mạnh về biển, giàu về rừng.
2. Chỉ tiêu đến năm 2030
- Tỷ lệ hộ nghèo còn dưới 2%.
- Tỷ lệ che phủ rừng đạt 52%.
- Sản lượng thủy sản qua chế biến đạt 80 nghìn tấn.
III. NHIỆM VỤ, GIẢI PHÁP
1. Kinh tế biển
a) Nạo vét luồng vào cảng cá Hải Vân cho tàu 600 mã lực.
b) Xây kho lạnh 5.000 tấn tại cảng cá Hải Vân.
c) Thí điểm nuôi rong biển để bán tín chỉ các-bon.
2. Kinh tế rừng
a) Cấp chứng chỉ quản lý rừng bền vững cho 20.000 ha rừng trồng; lập sàn giao dịch gỗ keo.
b) Phòng cháy rừng bằng chòi canh gắn camera nhiệt ở đầu nguồn Bạc Khê.
IV. TỔ CHỨC THỰC HIỆN
1. Ban Thường vụ Tỉnh ủy theo dõi, kiểm tra, đôn đốc việc thực hiện Nghị quyết này.
2. Ban Tuyên giáo Tỉnh ủy hướng dẫn việc quán triệt Nghị quyết này đến chi bộ.
"""
PROGRAMME = """ỦY BAN NHÂN DÂN TỈNH LAM CHÂU
KẾ HOẠCH
thực hiện Nghị quyết số 07-NQ/TU ngày 10 tháng 02 năm 2026 của Tỉnh ủy
I. CHỈ TIÊU ĐẾN NĂM 2030
- Tỷ lệ hộ nghèo còn dưới 2%.
- Tỷ lệ che phủ rừng đạt 50%.
II. NHIỆM VỤ
1. Sở Nông nghiệp và Môi trường chủ trì nạo vét luồng lạch vào cảng cá Hải Vân, hoàn thành trước
ngày 30 tháng 6 năm 2027.
2. Dạy bơi cho học sinh các xã ven sông.
III. TỔ CHỨC THỰC HIỆN
Giao Sở Tài chính cân đối nguồn kinh phí theo quy định.
PHỤ LỤC
DANH MỤC NHIỆM VỤ
| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian hoàn thành |
|---|---|---|---|
| 1 | Đầu tư kho lạnh tại cảng cá Hải Vân, sức chứa 5.000 tấn | Sở Công Thương | Quý IV/2028 |
| 2 | Cấp chứng chỉ quản lý rừng bền vững cho rừng trồng | Chi cục Kiểm lâm | 2029 |
"""


@pytest.fixture(scope="module")
def coverage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("align")
    (folder / "nq.txt").write_text(RESOLUTION, "utf-8")
    (folder / "kh.md").write_text(PROGRAMME, "utf-8")
    return tk.align(folder / "nq.txt", folder / "kh.md")


def grades(table, side="first"):
    chosen = table[table["side"] == side]
    return {row.path: row.grade for row in chosen.itertuples()}


def test_what_nobody_took_on_is_seen(coverage):
    assert grades(coverage.items) == {
        "III/1/a": "same",
        "III/1/b": "same",
        "III/1/c": "none",
        "III/2/a": "partly",
        "III/2/b": "none",
    }


def test_of_an_item_in_part_the_sentence_without_anything_near_is_told(coverage):
    partly = coverage.items[coverage.items["grade"] == "partly"].iloc[0]
    assert partly["bare"] == ("lập sàn giao dịch gỗ keo.",)
    assert "Chưa thấy: lập sàn giao dịch gỗ keo." in coverage.table().to_string()


def test_a_counterpart_says_who_and_by_when(coverage):
    rows = coverage.items.set_index("path")
    dredging, store = rows.loc["III/1/a"], rows.loc["III/1/b"]
    assert dredging["actor"] == "Sở Nông nghiệp và Môi trường"
    assert dredging["deadline"] == "2027-06-30"
    assert store["actor"] == "Sở Công Thương"
    assert store["deadline"].startswith("2028")


def test_it_goes_both_ways(coverage):
    back = coverage.items[coverage.items["side"] == "second"]
    assert [text[:6] for text in back[back["grade"] == "none"]["text"]] == ["2. Dạy"]
    # "Giao Sở Tài chính …" stands in the chapter on how the plan is carried out.
    assert not back["text"].str.contains("kinh phí").any()


def test_targets_are_the_same_others_or_absent(coverage):
    table = coverage.targets
    # The 5.000 tons of the cold store are part of its item.
    assert dict(zip(table["indicator"], table["relation"], strict=True)) == {
        "poverty_rate": "same",
        "forest_cover": "other",
        "fishery_output": "absent",
    }
    assert table[table["relation"] == "other"]["differs"].iloc[0] == ("figure",)


def test_records_are_quotations(coverage):
    texts = {
        one.document.id: one.document.text
        for one in (*coverage.found.first, *coverage.found.second)
    }
    for row in coverage.items.itertuples():
        assert " ".join(texts[row.doc_id][row.start : row.end].split()) == row.text
        assert isinstance(row.other_text, str) == (row.grade != "none")
        if row.grade != "none":
            whole = texts[row.other_doc_id][int(row.other_start) : int(row.other_end)]
            assert " ".join(whole.split()) == row.other_text
            assert row.score >= NEAR_LINE


def test_views_aims_formulas_and_headings_are_no_items():
    items = find_provisions(contents_of(Document("nq", RESOLUTION)))
    said = " ".join(RESOLUTION[item.start : item.end] for item in items)
    for words in ("mũi nhọn", "giàu về rừng", "Kinh tế rừng", "đôn đốc", "quán triệt"):
        assert words not in said
    assert len(duties_of(items)) == 5


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        # A point whose parts go on from its colon is one item with them.
        (
            "I. NHIỆM VỤ\na) Sửa quy định về chợ để:\n- Giảm phí chỗ ngồi;\n- Bỏ giấy phép con.\n",
            ["a) Sửa"],
        ),
        # Parts under a title are items of their own.
        (
            "I. NHIỆM VỤ\n1. Chợ, bến\na) Mở chợ đầu mối ở Vân Sa.\nb) Xây bến tàu Hải Trầm.\n",
            ["a) Mở", "b) Xây"],
        ),
        # What goes on in lower case behind a page's end belongs to the item before.
        (
            "I. NHIỆM VỤ\nMở chợ đầu mối ở Vân Sa và bến cá\n\nmới ở Hải Trầm cho tàu lớn vào.\n",
            ["Mở chợ"],
        ),
    ],
)
def test_an_item_is_what_a_reader_would_count(text, starts):
    items = find_provisions(contents_of(Document("nq", text)))
    assert [text[item.start : item.end].lstrip("- ")[:6].strip() for item in items] == starts


def test_documents_without_dates_and_of_one_text_are_the_same():
    contents = contents_of(Document("nq", RESOLUTION.replace("ngày 10 tháng 02 năm 2026", "")))
    found = align_contents([contents], [contents])
    assert {one.grade for one in found.items} == {"same"}
    assert {one.relation for one in found.targets} == {"same"}
    assert not found.added_targets


def test_a_document_that_says_nothing_is_told():
    nothing = Document("trong", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")
    with pytest.raises(tk.TextkitError, match="trong"):
        tk.align(Document("nq", RESOLUTION), nothing)


def test_a_stored_document_has_the_same_items(tmp_path):
    (tmp_path / "kho").mkdir()
    (tmp_path / "kho" / "nq.txt").write_text(RESOLUTION, "utf-8")
    corpus = tk.open_corpus(tmp_path / "kho", store=tmp_path / "s.sqlite", progress=False)
    stored = find_provisions(contents_in(corpus, "nq"))
    assert stored == find_provisions(contents_of(tk.read(tmp_path / "kho" / "nq.txt")))


def test_the_report_leads_with_what_is_missing(coverage, tmp_path):
    report = coverage.report()
    assert report.leads[0].sentence.startswith("2 trong 5 mục của nghị quyết 07-NQ/TU")
    first = report.grids[0].rows[0]
    assert "tín chỉ các-bon" in first[2].text
    assert first[3].strong
    page = lxml.html.fromstring(coverage.to_html(tmp_path / "a.html"))
    assert "07-NQ/TU" in page.findtext(".//h1")
    book = openpyxl.load_workbook(coverage.write(tmp_path / "a.xlsx"))
    assert len(book.sheetnames) >= 3
    assert coverage.write(tmp_path / "a.docx").stat().st_size > 0
    said = json.dumps(coverage.to_json(), allow_nan=False)
    assert "tín chỉ" in json.loads(said)["items"][2]["text"]
    assert "Coverage(items={" in repr(coverage)


def test_it_speaks_english():
    both = Document("nq", RESOLUTION)
    report = tk.align(both, both, lang="en").report()
    assert report.leads[0].sentence.startswith("All 5 items")


WORDS = st.lists(st.sampled_from("xây cảng cá trồng rừng dạy bơi chợ".split()), min_size=1)
SIDE = st.lists(WORDS.map(" ".join), min_size=1, max_size=6)


@given(SIDE, SIDE)
def test_likeness_is_the_same_from_both_sides(first, second):
    there, back = across(first, second), across(second, first)
    pairs = {
        (one, two): round(score, 5)
        for one, two, score in zip(
            there.one.tolist(), there.two.tolist(), there.score.tolist(), strict=True
        )
    }
    assert pairs == {
        (one, two): round(score, 5)
        for two, one, score in zip(
            back.one.tolist(), back.two.tolist(), back.score.tolist(), strict=True
        )
    }
    nearest, scores = nearest_of(there, len(first))
    for place, (other, score) in enumerate(zip(nearest.tolist(), scores.tolist(), strict=True)):
        own = {two: value for (one, two), value in pairs.items() if one == place}
        assert round(score, 5) == max(own.values(), default=0)
        assert other == (
            -1 if not own else min(two for two, v in own.items() if v == max(own.values()))
        )
