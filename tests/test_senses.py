import pytest

from textkit.language import senses
from textkit.language.annotation import annotate
from textkit.language.senses import SENSE_RULES, sense_of
from textkit.language.units import find_units
from textkit.reading.document import Document
from textkit.vietnamese.text import tidy


def units_of(text, **more):
    return find_units(next(annotate(Document("d", tidy(text), **more))))


def without_sentences(text, **more):
    return [unit for unit in units_of(text, **more) if unit.kind != "sentence"]


def marked(example):
    """A text without its marks, and the span between them."""
    start, end = example.index("⟦"), example.index("⟧") - 1
    return example.replace("⟦", "").replace("⟧", ""), start, end


@pytest.mark.parametrize(
    ("heading", "sense"),
    [
        ("kết quả thực hiện nhiệm vụ năm 2020", "achievement"),
        ("phương hướng, mục tiêu nhiệm kì mới", "tasks"),
        ("các chỉ tiêu chủ yếu đến năm 2030", "goals"),
        ("hạn chế, khuyết điểm", "limitation"),
        ("tổ chức thực hiện", "assignment"),
        ("hiệu lực thi hành", "effect"),
        ("mức hỗ trợ", "norm"),
        ("giao thông nông thôn", ""),
        (
            "tháo gỡ khó khăn, vướng mắc cho làng nghề",
            "",
        ),  # a task or a result: the section above says
        ("tăng cường thu hút đầu tư, hạn chế rủi ro", ""),
        ("chỉ định thầu, đấu thầu hạn chế", ""),
        ("một số hạn chế", "limitation"),
        ("nâng cao hiệu lực quản lí", ""),
        ("nội dung chi", "norm"),
        ("trong điều kiện mới", ""),
        ("nơi nhận", "signature"),
        ("kết quả cần đạt", "goals"),  # two begin at one place: the upper one in the file
        ("kết quả đạt được", "achievement"),
        ("", ""),
    ],
)
def test_the_sense_of_a_heading(heading, sense):
    assert sense_of(heading) == sense


@pytest.mark.parametrize("rule", SENSE_RULES, ids=lambda rule: rule.name)
def test_each_rule_of_sense_decides_its_example(rule, monkeypatch):
    text, start, _ = marked(rule.example)

    def sense():
        return next(unit.sense for unit in units_of(text) if unit.start == start)

    assert sense() == rule.sense
    assert rule.reason
    monkeypatch.setattr(senses, "SENSE_RULES", [row for row in SENSE_RULES if row is not rule])
    assert sense() != rule.sense


FILLER = "Tỉnh mở ba bến cá ven biển và giữ rừng ngập mặn."


@pytest.mark.parametrize(
    ("text", "senses"),
    [
        # A signature ends a document, but not in its first part.
        (f"{FILLER}\nKT. CHỦ TỊCH\nI. MỤC TIÊU", ["", "signature", "signature"]),
        (f"KT. CHỦ TỊCH\n{FILLER}\n- Bến cá.", ["", "", ""]),
        (f"{FILLER}\nTM. ỦY BAN\nĐiều 1. Mục tiêu", ["", "signature", "signature"]),
        # A ground is one wherever it stands; a document that is followed only before the body.
        ("- Căn cứ Luật Đất đai;\nThực hiện Chỉ thị số 5/CT-TTg về chợ;", ["basis", "basis"]),
        ("Điều 1. Chợ\nThực hiện Chỉ thị số 5/CT-TTg về chợ;", ["", ""]),
        ("Thực hiện Chỉ thị số 5/CT-TTg về chợ.", [""]),
        ("Quyết nghị:\nThực hiện Chỉ thị số 5/CT-TTg về chợ;", ["head", ""]),
        ("- Căn cứ Luật Đất đai;\nBAN THANH TRA", ["basis", "head"]),
        ("- Bến cá.\nBAN THANH TRA", ["", ""]),
        ("Bến cá.\nBAN THANH TRA", ["", "head"]),
        ("- BAN THANH TRA", [""]),
        ("1. Bến cá.\nMục tiêu chung là bến: mở chợ.\nBến.", ["", "goals", ""]),
    ],
)
def test_the_sense_of_paragraphs(text, senses):
    found = [unit.sense for unit in without_sentences(text)]
    assert found == senses


@pytest.mark.parametrize(("filler", "sense"), [(59, ""), (60, "signature")])
def test_a_signature_stands_behind_six_tenths_of_the_text(filler, sense):
    text = "b" * filler + "\nKT. bến cá"
    text += "\n" + "N" * (100 - len(text) - 1)
    assert len(text) == 100
    assert without_sentences(text)[1].sense == sense
