from __future__ import annotations

import pytest

import textkit as tk
from textkit.comparing.decisions import decisions
from textkit.presenting.decided import clashes, shown

CONGRESS = """ĐẢNG BỘ TỈNH LAM CHÂU
ĐẠI HỘI ĐẠI BIỂU LẦN THỨ XIX
*
Số 01-NQ/ĐH
Vân Sa, ngày 26 tháng 9 năm 2025

NGHỊ QUYẾT
ĐẠI HỘI ĐẠI BIỂU ĐẢNG BỘ TỈNH LAM CHÂU LẦN THỨ XIX, NHIỆM KỲ 2025 - 2030

I. MỤC TIÊU ĐẾN NĂM 2030
1. Xây dựng 6.500 căn nhà ở xã hội.
2. Tỷ lệ đô thị hóa đạt 42%.
II. NHIỆM VỤ
1. Nhà ở xã hội
a) Bố trí đất sạch gần khu công nghiệp.
2. Hạ tầng, nhà ở xã hội
a) Nối cảng Cửa Trầm với cao tốc.
"""
COMMITTEE = """TỈNH ỦY LAM CHÂU
*
Số 05-NQ/TU
Vân Sa, ngày 30 tháng 3 năm 2026

NGHỊ QUYẾT
CỦA BAN CHẤP HÀNH ĐẢNG BỘ TỈNH
về nhà ở xã hội đến năm 2030

I. TÌNH HÌNH
Năm 2025 đã xong 2.150 căn nhà ở xã hội.
II. MỤC TIÊU ĐẾN NĂM 2030
1. Hoàn thành 7.000 căn nhà ở xã hội.
2. Tỷ lệ đô thị hóa đạt 43%, cao hơn mức ghi trong Nghị quyết số 01-NQ/ĐH.
III. TỔ CHỨC THỰC HIỆN
1. Giao Sở Xây dựng công khai danh sách người mua nhà ở xã hội trước ngày 30/6/2026.
"""
OLD_RULES = """HỘI ĐỒNG NHÂN DÂN
TỈNH LAM CHÂU
Số: 21/2021/NQ-HĐND
Vân Sa, ngày 08 tháng 12 năm 2021

NGHỊ QUYẾT
Quy định hỗ trợ người thuê nhà

Căn cứ Luật Nhà ở ngày 27 tháng 11 năm 2023 về nhà ở xã hội;
Điều 1. Phạm vi
Nghị quyết quy định hỗ trợ người thuê nhà ở xã hội.
Điều 2. Mức hỗ trợ
1. Người thuê nhà ở xã hội được nhận 500.000 đồng/tháng.
"""
NEW_RULES = """HỘI ĐỒNG NHÂN DÂN
TỈNH LAM CHÂU
Số: 40/2025/NQ-HĐND
Vân Sa, ngày 09 tháng 12 năm 2025

NGHỊ QUYẾT
Quy định chính sách an sinh

Điều 1. Hiệu lực
1. Nghị quyết này có hiệu lực từ ngày 01 tháng 01 năm 2026.
2. Nghị quyết này thay thế Nghị quyết số 21/2021/NQ-HĐND ngày 08 tháng 12 năm 2021.
"""
SPEECH = """PHÁT BIỂU CỦA ĐỒNG CHÍ BÍ THƯ TỈNH ỦY
Chúng ta phải có 9.000 căn nhà ở xã hội vào năm 2030.
"""
HEADS = (
    "id,path,kind,number,date,issuer,title,period\n"
    "dh,dh.txt,nghị quyết,01-NQ/ĐH,2025-09-26,Đại hội đại biểu Đảng bộ tỉnh Lam Châu,,2025-2030\n"
    "tu,tu.txt,nghị quyết,05-NQ/TU,2026-03-30,Ban Chấp hành Đảng bộ tỉnh Lam Châu,"
    "về nhà ở xã hội đến năm 2030,2025-2030\n"
    "cu,cu.txt,nghị quyết,21/2021/NQ-HĐND,2021-12-08,Hội đồng nhân dân tỉnh Lam Châu,,2020-2025\n"
    "moi,moi.txt,nghị quyết,40/2025/NQ-HĐND,2025-12-09,Hội đồng nhân dân tỉnh Lam Châu,,2025-2030\n"
    "pb,pb.txt,bài phát biểu,,2026-05-15,Bí thư Tỉnh ủy Lam Châu,,2025-2030\n"
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("decided")
    texts = {"dh": CONGRESS, "tu": COMMITTEE, "cu": OLD_RULES, "moi": NEW_RULES, "pb": SPEECH}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    (folder / "metadata.csv").write_text(HEADS, "utf-8")
    return tk.open_corpus(folder, store=folder.parent / "s.sqlite", progress=False)


@pytest.fixture(scope="module")
def found(corpus):
    return decisions(corpus, "nhà ở xã hội")


def test_decisions_are_by_date_and_no_other_mention_is_one(found):
    rows = [(row.doc_id, row.kind, shown(row.text)) for row in found.rows]
    assert rows == [
        ("cu", "norm", "1. Người thuê nhà ở xã hội được nhận 500.000 đồng/tháng."),
        ("dh", "target", "1. Xây dựng 6.500 căn nhà ở xã hội."),
        ("dh", "action", "a) Bố trí đất sạch gần khu công nghiệp."),
        ("tu", "target", "1. Hoàn thành 7.000 căn nhà ở xã hội."),
        (
            "tu",
            "assignment",
            "1. Giao Sở Xây dựng công khai danh sách người mua nhà ở xã hội trước ngày 30/6/2026.",
        ),
    ]


def test_what_is_under_a_heading_of_the_topic_alone_is_on_it(found):
    headings = [row.heading for row in found.rows]
    assert [heading for heading in headings if heading] == ["Nhà ở xã hội"]


def test_figures_deadline_and_bodies(found):
    target, assignment = found.rows[3], found.rows[4]
    assert [(one.low, one.unit) for one in target.targets] == [(7000, "căn")]
    assert target.deadline == "2030"
    assert (assignment.deadline, assignment.bodies) == ("2026-06-30", ("Sở Xây dựng",))


def test_what_ended_a_document_is_known(found):
    ended = found.rows[0].ended
    assert ended is not None
    assert (ended.effect.doc_id, ended.effect.does, ended.date) == ("moi", "replaces", "2026-01-01")
    assert not any(row.ended for row in found.rows[1:])


def test_figures_of_one_term_disagree_unless_the_later_says_so(corpus, found):
    assert [(a.doc_id, a.low, b.doc_id, b.low) for a, b in found.disagreements] == [
        ("dh", 6500, "tu", 7000)
    ]
    assert not decisions(corpus, "đô thị hóa").disagreements


def test_mentions_are_counted(found):
    assert (found.in_reports, found.theme, found.titled) == (1, None, ("tu",))
    assert found.mentions > len(found.rows) + found.in_reports


def test_a_body_with_the_words_in_its_name_is_no_topic(corpus):
    texts = [row.text for row in decisions(corpus, "xây dựng").rows]
    assert [shown(text) for text in texts] == ["1. Xây dựng 6.500 căn nhà ở xã hội."]


def test_a_theme_by_its_name_or_key(corpus):
    by_name = decisions(corpus, "Kết cấu hạ tầng, đô thị, quy hoạch")
    by_key = decisions(corpus, "ha_tang_do_thi")
    assert by_name.theme is not None
    assert by_name.theme.key == "ha_tang_do_thi"
    assert by_name.rows == by_key.rows
    assert any("đô thị hóa" in row.text for row in by_key.rows)


def test_disagreements_come_first_on_the_page(corpus, tmp_path):
    result = tk.decided(corpus, "nhà ở xã hội")
    report = result.report()
    assert "6.500 căn" in report.leads[0].sentence
    assert "7.000 căn" in report.leads[0].sentence
    assert len(report.leads[0].passages) == 2
    strong = [row[3].text for row in report.grids[0].rows if row[3].strong]
    assert strong == ["6.500 căn", "7.000 căn"]
    assert "thay thế bằng" in report.grids[0].rows[0][6].text
    assert list(result.rows["doc_id"]) == ["cu", "dh", "dh", "tu", "tu"]
    assert len(result.disagreements) == 1
    for suffix in ("html", "docx", "xlsx", "csv"):
        assert result.write(tmp_path / f"d.{suffix}").exists()


def test_json_has_what_the_table_has(corpus):
    result = tk.decided(corpus, ["nhà ở xã hội", "cao tốc"], lang="en")
    found = result.to_json()
    assert found["query"] == ["nhà ở xã hội", "cao tốc"]
    assert [row["doc_id"] for row in found["decisions"]] == list(result.rows["doc_id"])
    assert found["disagreements"][0]["earlier"]["low"] == 6500


def test_a_topic_that_nobody_decided_on(corpus):
    result = tk.decided(corpus, "sân bay")
    assert result.rows.empty
    assert "sân bay" in result.to_html()


def test_disagreements_that_share_a_figure_are_one_sentence(found):
    pair = found.disagreements[0]
    assert clashes([pair, pair]) == [[pair.earlier, pair.later]]
