import pytest
from trees import marked, units_of, without_sentences

from textkit.language import senses
from textkit.language.senses import SENSE_RULES, sense_of, sense_of_lead


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
        ("về một số kiến nghị của tỉnh", "request"),
        ("giải quyết kiến nghị của cử tri", ""),
        ("đề xuất dự án đầu tư", ""),
        ("dự báo tình hình thế giới", "situation"),
        ("để giải quyết khó khăn, vướng mắc", ""),
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


SIGNED = f"{FILLER}\nNơi nhận:\n- Lưu: VT.\n"
TAIL = ("signature", "signature")


@pytest.mark.parametrize(
    ("text", "senses"),
    [
        # A signature ends a document, but not in its first part.
        (f"{FILLER}\nKT. CHỦ TỊCH\nV. MỤC TIÊU", ["", "signature", "signature"]),
        (f"KT. CHỦ TỊCH\n{FILLER}\n- Bến cá.", ["", "", ""]),
        (f"{FILLER}\nTM. ỦY BAN\n1. Mục tiêu", ["", "signature", "signature"]),
        # Recipients do so wherever they stand.
        (f"Nơi nhận:\n- Sở Y tế.\n{FILLER}\n{FILLER}", ["signature"] * 4),
        (f"Nơi nhận hồ sơ: Sở Y tế.\n{FILLER}", ["", ""]),
        # An annex behind the signature speaks again: by its label, its kind, what it belongs to, or
        # the first of its parts.
        (f"{SIGNED}PHỤ LỤC\nNHIỆM VỤ\n- Mở chợ.", ["", *TAIL, "tasks", "tasks"]),
        (f"{SIGNED}PHỤ LỤC\n- Mở chợ.", ["", *TAIL, "", ""]),
        (f"{SIGNED}(Kèm theo Quyết định số 5)\nMở chợ.", ["", *TAIL, "", ""]),
        (f"{SIGNED}NHIỆM VỤ\n(kèm theo Kế hoạch số 5)\n- Mở chợ.", ["", *TAIL, *["tasks"] * 3]),
        (f"{SIGNED}BÍ THƯ\n(đã ký)\n- Mở chợ.", ["", *TAIL, *["signature"] * 2]),
        (f"{SIGNED}DANH MỤC NHIỆM VỤ\n- Mở chợ.", ["", *TAIL, "tasks", "tasks"]),
        (f"{SIGNED}I. MỤC TIÊU\n- Mở chợ.", ["", *TAIL, "goals", "goals"]),
        (f"{SIGNED}Điều 1. Mục tiêu\n1. Mở chợ.", ["", *TAIL, "goals", "goals"]),
        # Names of offices, sections that go on counting and prose do not.
        (f"{SIGNED}BÍ THƯ\nTrần Văn Bến", ["", *TAIL, "signature", "signature"]),
        (f"{SIGNED}Danh mục này gồm chợ.", ["", *TAIL, "signature"]),
        (f"{SIGNED}2. Mục tiêu", ["", *TAIL, "signature"]),
        # The lines of a heading may say only together what it speaks of.
        ("V. TỔ CHỨC\nTHỰC HIỆN\n- Mở chợ.", ["assignment", "assignment"]),
        # What is left out may have held a heading.
        ("I. MỤC TIÊU\n- Mở chợ.\n…\n- Xây kè.", ["goals", "goals", "", ""]),
        ("I. MỤC TIÊU\n- Mở chợ.\n[...]\n1. Xây kè.", ["goals", "goals", "", ""]),
        ("I. MỤC TIÊU\n- Mở chợ...\n- Xây kè.", ["goals", "goals", "goals"]),
        # A ground is one wherever it stands; a document that is followed only before the body.
        ("- Căn cứ Luật Đất đai;\nThực hiện Chỉ thị số 5/CT-TTg về chợ;", ["basis", "basis"]),
        ("Điều 1. Chợ\nThực hiện Chỉ thị số 5/CT-TTg về chợ;", ["", ""]),
        # In the body a ground is one of a task, unless it closes like one of a list.
        ("I. NHIỆM VỤ\nCăn cứ kế hoạch, mở chợ.", ["tasks", "tasks"]),
        ("I. NHIỆM VỤ\nCăn cứ Luật Đất đai;", ["tasks", "basis"]),
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


LEAD = "Tỉnh cần tập trung thực hiện một số nhiệm vụ sau đây:"


@pytest.mark.parametrize(
    ("end", "sense"),
    [
        ("cần tập trung thực hiện một số nhiệm vụ, giải pháp trọng tâm sau đây:", "tasks"),
        ("chủ tịch tỉnh yêu cầu các sở thực hiện các nội dung sau:", "tasks"),
        ("để làm tốt việc này, đề nghị:", "tasks"),
        ("quỹ thực hiện các chức năng sau:", ""),
        ("quyết định bao gồm những nội dung cơ bản sau:", ""),
        ("đã thực hiện các nhiệm vụ sau.", ""),
        ("tuy nhiên, còn một số hạn chế, khó khăn sau:", "limitation"),
        ("để khắc phục những hạn chế trên, cần thực hiện các giải pháp sau:", "tasks"),
        ("tỉnh đã đạt được những kết quả quan trọng:", "achievement"),
        ("phấn đấu với các chỉ tiêu chủ yếu:", "goals"),
        ("chợ nổi gồm:", ""),
        ("", ""),
    ],
)
def test_the_sense_of_a_lead(end, sense):
    assert sense_of_lead(end) == sense


@pytest.mark.parametrize(
    ("text", "senses"),
    [
        # A lead-in ends the section's sense for what it leads in, also where the items close the
        # clause it stands in, until the section ends.
        (
            f"I. KẾT QUẢ\n1. Bến cá.\n{LEAD}\n1. Mở chợ.\n- Kè.\n2. Rừng.\nII. Chợ",
            ["achievement", "achievement", "tasks", "tasks", "tasks", "tasks", ""],
        ),
        # Of bullets the next paragraph ends it.
        (
            f"I. KẾT QUẢ\n{LEAD}\n- Mở chợ.\n- Kè.\nChợ đã mở.\n- Bến.",
            ["achievement", "tasks", "tasks", "tasks", "achievement", "achievement"],
        ),
        # A paragraph that follows instead of a list is not led in, nor what stands behind it.
        (
            f"I. KẾT QUẢ\n1. Bến.\n{LEAD}\nChợ đã mở.\n1. Kè.",
            ["achievement", "achievement", "tasks", "achievement", "achievement"],
        ),
        # A heading among the items says what it says.
        (
            f"I. KẾT QUẢ\n{LEAD}\n1. Mở chợ.\n2. Hạn chế",
            ["achievement", "tasks", "tasks", "limitation"],
        ),
    ],
)
def test_what_a_lead_leads_in(text, senses):
    assert [unit.sense for unit in without_sentences(text)] == senses
