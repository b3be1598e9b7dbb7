import csv
from pathlib import Path

import pytest

from textkit.finding.statements import find_statements
from textkit.language.annotation import annotate
from textkit.reading.document import Document, Facts
from textkit.reading.text import tidy

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "sentences.csv"
SECTION = {"achievement": "I. KẾT QUẢ ĐẠT ĐƯỢC\n1. ", "goals": "I. MỤC TIÊU\n1. ", "tasks": "I. NHIỆM VỤ\n1. ",
           "limitation": "I. HẠN CHẾ\n1. ", "norm": "Điều 3. Mức hỗ trợ\n1. ", "": ""}  # fmt: skip


def acts(text, section="", date="2021-05-10"):
    document = Document("d", tidy(SECTION[section] + text), Facts(kind="nghị quyết", date=date))
    return [statement.act for statement in find_statements(next(annotate(document)))][1 if section else 0 :]


@pytest.mark.parametrize(
    ("text", "section", "expected"),
    [
        ("Tỷ lệ đô thị hóa đạt 35%.", "goals", ["target"]),
        ("Tỷ lệ đô thị hóa đạt 35%.", "achievement", ["achievement"]),
        ("Phấn đấu đến năm 2025 có 40% số xã về đích.", "", ["target"]),
        ("Đến cuối năm 2020, thu ngân sách ước đạt 5.000 tỷ đồng, gấp đôi so với nhiệm kỳ trước.", "", ["achievement"]),
        ("Đẩy mạnh trồng rừng ngập mặn ven biển.", "tasks", ["action"]),
        ("Đẩy mạnh trồng rừng ngập mặn ven biển.", "", ["action"]),
        ("Tỉnh đã hoàn thành tuyến đường ven biển.", "", ["achievement"]),
        ("Giao Sở Y tế xây dựng kế hoạch trong quý III/2021.", "", ["assignment"]),
        ("Ủy ban nhân dân các xã rà soát hộ nghèo.", "tasks", ["assignment"]),
        ("Không để học sinh bỏ học vì nghèo.", "tasks", ["prohibition"]),
        ("Nghiêm cấm đổ chất thải xuống sông Trà Lam.", "", ["prohibition"]),
        ("Kính thưa các vị đại biểu!", "", ["exhortation"]),
        ("Căn cứ Luật Đất đai ngày 29 tháng 11 năm 2013;", "", ["basis"]),
        ("Một số xã chưa đạt tiêu chí về môi trường.", "", ["limitation"]),
        ("Hộ nghèo được hỗ trợ 5 triệu đồng/hộ.", "norm", ["description"]),
        ("Nghị quyết này có hiệu lực từ ngày 01 tháng 01 năm 2022.", "", ["effect"]),
        ("Tán thành báo cáo của Ban Chấp hành.", "", ["approval"]),
        ("Mở rộng cảng cá; tuyệt đối không cấp phép mới cho tàu lưới kéo.", "tasks", ["action", "prohibition"]),
        ("Sông Bạc Khê dài 90 km.", "achievement", ["achievement"]),
    ],
)
def test_what_a_statement_does(text, section, expected):
    assert acts(text, section) == expected


def test_a_statement_says_why_and_quotes_the_text():
    doc = next(annotate("Phấn đấu đến năm 2030 trồng 5.000 ha rừng; giao Sở Tài chính bố trí vốn."))
    found = list(find_statements(doc))
    assert [doc.text[s.start : s.end] for s in found] == [
        "Phấn đấu đến năm 2030 trồng 5.000 ha rừng;", "giao Sở Tài chính bố trí vốn."]  # fmt: skip
    assert all(statement.cues for statement in found)


def test_a_semicolon_in_brackets_does_not_cut():
    assert len(acts("Mở rộng ba chợ (chợ Bắc Vân; chợ Nam Vân; chợ Trà Mạn) trước mùa mưa.")) == 1


@pytest.mark.skipif(not GOLD.exists(), reason="the labelled sentences are not here")
def test_labelled_sentences():
    with GOLD.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    right = {"commitment": 0, "target": 0}
    for row in rows:
        found = {statement.act for statement in find_statements(next(annotate(row["text"])))}
        promised = "1" in (row["commitment"], row["target"], row["assignment"])
        right["commitment"] += promised == bool(found & {"target", "action", "assignment", "prohibition"})
        right["target"] += (row["target"] == "1") == ("target" in found)
    assert right["commitment"] / len(rows) >= 0.8
    assert right["target"] / len(rows) >= 0.92
