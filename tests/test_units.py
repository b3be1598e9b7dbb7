import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.finding.targets import find_targets
from textkit.language import units
from textkit.language.annotation import annotate, document_of
from textkit.language.units import MARKERS, SENSE_RULES, find_units, headings_of, sense_of
from textkit.reading.document import Block, Document
from textkit.reading.readers import list_folder, read_entry
from textkit.vietnamese.text import Passage, fold, tidy

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def paths(text):
    return [
        (unit.kind, unit.path)
        for unit in find_units(next(annotate(text)))
        if unit.kind != "sentence"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Điều 3. Mức chi\n1. Chi một lần.\na) Cho hộ nghèo;\nđ) Cho người già.",
            [
                ("article", "Điều 3"),
                ("clause", "Điều 3/1"),
                ("point", "Điều 3/1/a"),
                ("point", "Điều 3/1/đ"),
            ],
        ),
        (
            "I- TÌNH HÌNH\n1- Kết quả\n- Làm được đường.\n+ Đường liên thôn.\nII- NHIỆM VỤ",
            [
                ("section", "I"),
                ("clause", "I/1"),
                ("bullet", "I/1"),
                ("bullet", "I/1"),
                ("section", "II"),
            ],
        ),
        (
            "Phần thứ nhất\nKẾT QUẢ\nI. KINH TẾ\n1. Công nghiệp\n1.1. Chế biến\n- Tăng khá.",
            [
                ("part", "Phần thứ nhất"),
                ("section", "Phần thứ nhất/I"),
                ("clause", "Phần thứ nhất/I/1"),
                ("clause", "Phần thứ nhất/I/1/1.1"),
                ("bullet", "Phần thứ nhất/I/1/1.1"),
            ],
        ),
        (
            "Mục tiêu cụ thể:\n- Trồng rừng.\nĐoạn khác hẳn.",
            [("heading", ""), ("bullet", ""), ("paragraph", "")],
        ),
        ("Ngân sách chi 2.500 tỷ đồng.", [("paragraph", "")]),
        ("(1) Làm đường;\n(2) Xây cầu.", [("clause", "1"), ("clause", "2")]),
    ],
)
def test_structure(text, expected):
    found = paths(text)
    assert [row for row in found if row in expected] == expected


def test_a_hard_wrapped_paragraph_is_one_unit():
    text = "1. Phát triển giao thông nông thôn gắn với\nchỉnh trang làng bản.\n2. Trồng rừng."
    assert [path for _, path in paths(text)] == ["1", "2"]


def test_a_page_without_line_ends_gets_its_sections():
    filler = "Tỉnh giữ vững ổn định và chăm lo đời sống nhân dân các vùng. " * 20
    text = (
        f"QUYẾT NGHỊ I- Kết quả nhiệm kỳ qua {filler}1. Kinh tế phát triển {filler}II- Phương"
        f" hướng, nhiệm vụ {filler}"
    )
    units = find_units(next(annotate(text)))
    assert [(unit.path, unit.sense) for unit in units if unit.kind == "section"] == [
        ("I", "achievement"),
        ("II", "tasks"),
    ]


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


def test_the_sense_is_inherited_until_another_heading_says_otherwise():
    text = "I. KẾT QUẢ\n1. Kinh tế\n- Thu ngân sách tăng.\nII. NHIỆM VỤ\n1. Kinh tế\n- Tăng thu."
    senses = {
        unit.path: unit.sense for unit in find_units(next(annotate(text))) if unit.kind == "clause"
    }
    assert senses == {"I/1": "achievement", "II/1": "tasks"}


@pytest.mark.parametrize(
    "text",
    [
        (
            "I. KẾT QUẢ\n- Thu tăng.\nII. MỤC TIÊU PHÁT TRIỂN\n16.nq_lang_van.doc 4\nVÙNG VEN"
            " SÔNG\n- Trồng thêm rừng."
        ),
        "I. KẾT QUẢ\nMục tiêu cụ thể:\n- Mở hai cảng.\n16.nq_lang_van.doc 4\n- Trồng thêm rừng.",
        (
            "I. KẾT QUẢ\nMục tiêu cụ thể:\n- Mở hai cảng cá lớn và\n3.nq lang van.docx\nnạo vét"
            " luồng.\n- Trồng thêm rừng."
        ),
        "I. KẾT QUẢ\nMục tiêu cụ thể:\n- Mở hai cảng cá.\n7\n- Trồng thêm rừng.",
        "PHẦN I\n16.nq_lang_van.pdf\nMỤC TIÊU\n- Trồng thêm rừng.",
    ],
)
def test_the_foot_of_a_page_does_not_end_a_section(text):
    assert find_units(next(annotate(text)))[-1].sense == "goals"


def test_a_paragraph_of_its_own_ends_a_list():
    assert (
        find_units(next(annotate("I. KẾT QUẢ\nMục tiêu cụ thể:\n- Mở cảng.\nThu ngân sách tăng.")))[
            -1
        ].sense
        == "achievement"
    )


def check_tree(doc):
    """Leaves tile the text but for white space, parents cover their children."""
    text, units = document_of(doc).text, find_units(doc)
    covered = [0] * len(text)
    for unit in units:
        assert 0 <= unit.start < unit.end <= len(text)
        if unit.parent is not None:
            parent = units[unit.parent]
            assert parent.start <= unit.start
            assert unit.end <= parent.end
        if unit.kind == "sentence":
            covered[unit.start : unit.end] = [n + 1 for n in covered[unit.start : unit.end]]
    assert all(n == 1 for n, letter in zip(covered, text, strict=True) if not letter.isspace())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "I- MỤC TIÊU",
                "1. Làm đường.",
                "a) Xây cầu;",
                "- Trồng rừng",
                "Điều 2. Chi",
                "Căn cứ Luật Đất đai;",
                "",
                "văn bản",
            ]
        ),
        max_size=12,
    )
)
def test_units_form_a_tree_over_any_text(lines):
    check_tree(next(annotate("\n".join(lines))))


@pytest.mark.parametrize("entry", list_folder(CORPUS).entries, ids=lambda entry: entry.id)
def test_units_form_a_tree_over_the_sample_corpus(entry):
    check_tree(next(annotate(read_entry(entry))))


def test_a_chapter_takes_the_heading_on_its_next_lines():
    text = (
        "Chương I\nQUY ĐỊNH CHUNG\nĐiều 1. Phạm vi\nMục 2\nTRỒNG CÂY, NUÔI CÁ,\nGIỮ RỪNG\nĐiều 2."
        " Trồng cây\nCHỢ VÀ BẾN\nĐiều 3. Chợ"
    )
    found = [
        (unit.kind, unit.label, unit.heading)
        for unit in find_units(next(annotate([text])))
        if unit.kind != "sentence"
    ]
    assert found == [
        ("chapter", "Chương I", "QUY ĐỊNH CHUNG"),
        ("article", "Điều 1.", "Phạm vi"),
        ("section", "Mục 2", "TRỒNG CÂY, NUÔI CÁ, GIỮ RỪNG"),
        ("article", "Điều 2.", "Trồng cây"),
        ("heading", "", "CHỢ VÀ BẾN"),
        ("article", "Điều 3.", "Chợ"),
    ]


def units_of(text, **more):
    return find_units(next(annotate(Document("d", tidy(text), **more))))


def without_sentences(text, **more):
    return [unit for unit in units_of(text, **more) if unit.kind != "sentence"]


def marked(example):
    """A text without its marks, and the span between them."""
    start, end = example.index("⟦"), example.index("⟧") - 1
    return example.replace("⟦", "").replace("⟧", ""), start, end


# --- What opens which level


# Records keep these numbers, and what is kept in stores was computed with them.
LEVELS = {
    "part": ("part", 10),
    "chapter": ("chapter", 12),
    "numbered section": ("section", 14),
    "subsection": ("section", 16),
    "lettered section": ("section", 11),
    "article": ("article", 20),
    "roman section": ("section", 18),
    "clause of three numbers": ("clause", 34),
    "clause of two numbers": ("clause", 32),
    "clause": ("clause", 30),
    "clause in brackets": ("clause", 40),
    "clause in words": ("clause", 41),
    "point": ("point", 50),
    "bullet": ("bullet", 70),
    "bullet of a bullet": ("bullet", 72),
}


@pytest.mark.parametrize("marker", MARKERS, ids=lambda marker: marker.name)
def test_each_marker_opens_its_example(marker):
    text, start, end = marked(marker.example)
    unit = units_of(text)[0]
    assert (unit.kind, unit.level) == (marker.kind, marker.level) == LEVELS[marker.name]
    assert unit.label == text[start:end]
    assert marker.reason


def test_each_marker_has_a_name_of_its_own():
    assert [marker.name for marker in MARKERS] == [*LEVELS]


@pytest.mark.parametrize(
    "line",
    [
        "Mục 2a của kế hoạch.",
        "điều 5 của luật này.",
        "Điều 5/2 của luật.",
        "F. Bến cá",
        "2.500 tỷ đồng được chi.",
        "- 5% mỗi năm.",
        "--",
        "a.b.c",
        "Thứ nhất trong vùng.",
        "phần lớn các xã.",
    ],
)
def test_what_opens_nothing(line):
    assert [unit.kind for unit in without_sentences(line)] == ["paragraph"]
    assert [unit.level for unit in units_of(line)] == [90, 99]


def test_a_line_that_begins_with_blanks_has_the_same_heading():
    text = "Điều 1. Chợ\n   2. Bến cá"
    assert [unit.heading for unit in without_sentences(text)] == ["Chợ", "Bến cá"]


WORD = "bến " * 80


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("1. Trồng rừng", "Trồng rừng"),
        ("1. Trồng rừng.", ""),
        ("1. Trồng rừng;", ""),
        ("1. Trồng rừng:", "Trồng rừng"),
        ("1. Về rừng ngập mặn: trồng thêm.", "Về rừng ngập mặn"),
        ("1. Rừng ngập mặn: trồng thêm.", ""),
        ("1. – Trồng rừng –", "Trồng rừng"),
        ("1. " + WORD[:249] + "n", WORD[:249] + "n"),
        ("1. " + WORD[:250] + "n", ""),
    ],
)
def test_the_heading_behind_a_label(line, heading):
    assert units_of(line)[0].heading == heading


def in_capitals(words):
    return " ".join(["BẾN"] * words)


@pytest.mark.parametrize(
    ("line", "kind", "level"),
    [
        (in_capitals(1), "paragraph", 90),
        (in_capitals(2), "heading", 17),
        (in_capitals(40), "heading", 17),
        (in_capitals(41), "paragraph", 90),
        ("BẾN CÁ và chợ", "paragraph", 90),
        ("Chợ và bến:", "heading", 60),
        ("Chợ và bến", "paragraph", 90),
        ("b" * 159 + ":", "heading", 60),
        ("b" * 160 + ":", "paragraph", 90),
    ],
)
def test_headings_without_a_label(line, kind, level):
    unit = without_sentences(f"Điều 1. Chợ\n1. Mở chợ.\n{line}")[2]
    assert (unit.kind, unit.level) == (kind, level)
    assert unit.heading == ("" if kind == "paragraph" else line.strip(":"))


def test_lines_in_capitals_are_headings_only_behind_a_label_or_the_enacting_clause():
    text = "BAN THANH TRA\nBÁO CÁO\n{}CAO TRA LAM\n- Mở chợ."
    assert [unit.kind for unit in without_sentences(text.format(""))][:3] == ["paragraph"] * 3
    enacted = without_sentences(text.format("Quyết nghị:\n"))
    assert [(unit.kind, unit.sense) for unit in enacted] == [
        ("paragraph", "head"),
        ("paragraph", "head"),
        ("heading", "head"),
        ("heading", ""),
        ("bullet", ""),
    ]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        # A plain paragraph ends a list, but what goes on in lower case or is a number does not.
        ("I. Chợ\nGồm có:\n- Mở chợ.\nTỉnh giữ rừng.\n- Xây cầu.", [0, 1, 0, 0]),
        ("I. Chợ\nGồm có:\n- Mở chợ.\n“tỉnh giữ rừng”.\n- Xây cầu.", [0, 1, 2, 1]),
        ("I. Chợ\nGồm có:\n- Mở chợ.\n12\n- Xây cầu.", [0, 1, 2, 1]),
        # It stays in a point, which is more than a list.
        ("I. Chợ\na) Mở chợ.\nTỉnh giữ rừng.\n+ Xây cầu.", [0, 1, 1]),
    ],
)
def test_what_closes_a_list(text, paths):
    found = units_of(text)
    plain = [unit for unit in found if unit.kind != "sentence"]
    parents = [plain.index(found[unit.parent]) for unit in plain if unit.parent is not None]
    assert parents == paths


def test_a_unit_closes_those_of_its_level_and_below():
    text = "Phần I\nChương I\nMục 1\nĐiều 1. Chợ\n1. Bến.\na) Kè.\nMục 2\nĐiều 2. Rừng\nPhần II"
    assert [unit.path for unit in without_sentences(text)] == [
        "Phần I",
        "Phần I/Chương I",
        "Phần I/Chương I/Mục 1",
        "Phần I/Chương I/Mục 1/Điều 1",
        "Phần I/Chương I/Mục 1/Điều 1/1",
        "Phần I/Chương I/Mục 1/Điều 1/1/a",
        "Phần I/Chương I/Mục 2",
        "Phần I/Chương I/Mục 2/Điều 2",
        "Phần II",
    ]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("Chương I\nCHỢ NỔI", ["CHỢ NỔI"]),
        ("Chương I\nCHỢ NỔI VÀ\nBẾN CÁ", ["CHỢ NỔI VÀ BẾN CÁ"]),
        ("Chương I\nCHỢ NỔI\nHẠN CHẾ", ["CHỢ NỔI HẠN CHẾ"]),
        # A line that says what it speaks of is a heading of its own, unless a comma stands open.
        ("Chương I\nCHỢ NỔI\nMỤC TIÊU CHUNG", ["CHỢ NỔI", "MỤC TIÊU CHUNG"]),
        ("Chương I\nCHỢ NỔI,\nMỤC TIÊU CHUNG", ["CHỢ NỔI, MỤC TIÊU CHUNG"]),
        ("Chương I. Chợ nổi,\nBẾN CÁ", ["Chợ nổi, BẾN CÁ"]),
        ("Chương I. Chợ nổi\nBẾN CÁ", ["Chợ nổi", "BẾN CÁ"]),
        # Articles and clauses do not wait for a heading, and what has parts has its heading.
        ("Điều 1.\nCHỢ NỔI", ["", "CHỢ NỔI"]),
        ("1. Bến.\nCHỢ NỔI", ["", "CHỢ NỔI"]),
        ("Chương I\n- Mở chợ.\nBẾN CÁ", ["", "", "BẾN CÁ"]),
        ("Chương I\n4.nq.doc 2\nBẾN CÁ", ["BẾN CÁ", ""]),
        ("Chương I\nBến cá:", ["", "Bến cá"]),
        ("I. A\nCHỢ NỔI\nBẾN CÁ\n- Mở chợ.", ["A CHỢ NỔI BẾN CÁ", ""]),
    ],
)
def test_a_heading_on_the_next_lines(text, headings, monkeypatch):
    if "HẠN CHẾ" in text:
        monkeypatch.setattr(units, "sense_of", lambda heading: "")
    assert [unit.heading for unit in without_sentences(text)] == headings


def test_a_heading_of_two_lines_gives_the_sense_of_the_line_that_says():
    senses = [unit.sense for unit in without_sentences("Phần I\nNHIỆM VỤ,\nCHỢ NỔI\n- Mở chợ.")]
    assert senses == ["tasks", "tasks"]


def test_headings_are_passages_in_the_order_of_the_units():
    doc = next(annotate("Phần I\nQUẢN LÝ,\nHÒA GIẢI\n1. Tỷ lệ: giữ.\n- Về y tế: mở bến."))
    headings = headings_of(doc)
    assert [heading.text for heading in headings] == [unit.heading for unit in find_units(doc)]
    assert all(heading.folded == fold(heading.text) for heading in headings)
    assert headings[0] == Passage("QUẢN LÝ, HÒA GIẢI", "quản lí, hoà giải")
    assert find_units(doc) is find_units(doc)


# --- What a paragraph speaks of


@pytest.mark.parametrize("rule", SENSE_RULES, ids=lambda rule: rule.name)
def test_each_rule_of_sense_decides_its_example(rule, monkeypatch):
    text, start, _ = marked(rule.example)

    def sense():
        return next(unit.sense for unit in units_of(text) if unit.start == start)

    assert sense() == rule.sense
    assert rule.reason
    monkeypatch.setattr(units, "SENSE_RULES", [row for row in SENSE_RULES if row is not rule])
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


# --- The paragraphs


def kinds(found):
    return [(unit.kind, unit.path) for unit in found if unit.kind != "sentence"]


def filled(head, length):
    """A text of a length, its last words not those of a sentence."""
    return head + " " + "b" * (length - len(head) - 2) + "."


@pytest.mark.parametrize(
    ("length", "found"),
    [(1499, [("section", "I")]), (1500, [("section", "I"), ("section", "II")])],
)
def test_only_a_long_paragraph_is_cut_at_the_headings_run_into_it(length, found):
    assert kinds(units_of(filled("I- Bến cá II- Chợ nổi", length))) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I- Bến 1. Kinh tế 2. Xã hội 1. Rừng", ["I", "I/1", "I/2", "I/1"]),
        # A number that does not go on counting ends a sentence.
        ("I- Bến 1. Kinh tế 3. Xã hội 4. Rừng 2. Chợ", ["I", "I/1", "I/2"]),
        ("I- Bến 2. Kinh tế", ["I"]),
        ("I- Bến (1) Kinh tế (2) Xã hội", ["I", "I/1", "I/2"]),
        ("I- Bến gồm, 1. Kinh tế", ["I"]),
        ("I- Bến; - Chợ: - Rừng - Kè", ["I", "I", "I"]),
        ("I- Bến. Về chợ nổi: mở rộng. Về: kè", ["I", "I"]),
        ("I- Bến. Về chợ nổi, rừng: mở", ["I", "I"]),
        ("I- Bến Về chợ nổi: mở", ["I"]),
    ],
)
def test_headings_run_into_a_page(text, found):
    units_found = [unit for unit in units_of(filled(text, 1600)) if unit.kind != "sentence"]
    assert [unit.path for unit in units_found] == found


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        (filled("I- " + "b" * 107 + " mục tiêu. II- Bến", 1600), "goals"),  # ends at 119
        (filled("I- " + "b" * 108 + " mục tiêu. II- Bến", 1600), "goals"),  # ends at 120
        (filled("I- " + "b" * 109 + " mục tiêu. II- Bến", 1600), ""),
        (filled("I- Mục tiêu II- Bến", 1600), "goals"),
        ("I- " + "b" * 260 + " mục tiêu.", ""),
    ],
)
def test_the_title_of_a_section_run_into_a_page(text, sense):
    assert without_sentences(text)[0].sense == sense


def test_the_title_ends_with_its_section_and_articles_have_none():
    bounded = filled("I- Bến II- Mục tiêu", 1600)
    assert [unit.sense for unit in without_sentences(bounded)] == ["", "goals"]
    for label in ("Điều 1.", "1."):
        assert without_sentences(filled(f"{label} mục tiêu là bến", 1600) + ".")[0].sense == ""
    # Without a label a paragraph of a long page says what it speaks of only before a colon.
    assert without_sentences(filled("Mục tiêu bến", 1600))[0].sense == ""
    assert without_sentences(filled("Mục tiêu bến: mở", 1600))[0].sense == "goals"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3.nq bến cá.docx 12", [("caption", "")]),
        ("3.nq bến cá.docx 12\n- Mở chợ.", [("caption", ""), ("bullet", "")]),
        ("3.nq bến cá.docx\nmở chợ.", [("caption", ""), ("paragraph", "")]),
        ("3.nq bến cá.docx được mở.", [("paragraph", "")]),
        (
            filled("3.nq.docx\nmở chợ nổi I- Bến II- Kè", 1600),
            [("caption", ""), ("paragraph", ""), ("section", "I"), ("section", "II")],
        ),
    ],
)
def test_the_foot_of_a_page(text, found):
    assert [row for row in kinds(units_of(text)) if row != ("clause", "3")] == found


def blocks(text, *rows):
    """A layout out of words of a text: each with its kind, and its row where it is a cell."""
    layout = []
    at = 0
    for words, kind, row in rows:
        start = text.index(words, at)
        at = start + len(words)
        layout.append(Block(start, at, kind, row=row))
    return tuple(layout)


def with_layout(text, *rows):
    found = without_sentences(text, layout=blocks(text, *rows))
    return [(unit.kind, text[unit.start : unit.end], unit.sense) for unit in found]


def test_rows_of_tables_and_notes_are_units_of_their_own():
    text = "I. MỤC TIÊU\nBến | 3\nChợ | 5\nKè | 2\n1 Bến cá.\nTrang 3\nRừng."
    assert with_layout(
        text,
        ("I. MỤC TIÊU", "heading", None),
        ("Bến", "table", 0),
        ("3", "table", 0),
        ("Chợ", "table", 1),
        ("5", "table", 1),
        ("Kè", "table", None),
        ("1 Bến cá.", "note", None),
        ("Trang 3", "footer", None),
        ("Rừng.", "body", None),
    ) == [
        ("section", text, "goals"),
        ("row", "Bến | 3", "goals"),
        ("row", "Chợ | 5", "goals"),
        ("paragraph", "Kè | 2", "goals"),
        ("note", "1 Bến cá.", "note"),
        ("caption", "Trang 3", "note"),
        ("paragraph", "Rừng.", "goals"),
    ]


@pytest.mark.parametrize(
    ("kind", "unit"),
    [("note", "note"), ("caption", "caption"), ("header", "caption"), ("footer", "caption")],
)
def test_what_stands_beside_the_text_is_a_note_or_a_caption(kind, unit):
    text = "Chợ nổi Trà Lam"
    assert with_layout(text, (text, kind, None)) == [(unit, text, "note")]


def test_a_table_at_the_end_has_its_last_row_and_a_row_is_one_sentence():
    text = "Bến. Chợ. | 3\nKè. | 5"
    layout = blocks(
        text,
        ("Bến. Chợ.", "table", 0),
        ("3", "table", 0),
        ("Kè.", "table", 1),
        ("5", "table", 1),
    )
    found = units_of(text, layout=layout)
    assert [(unit.kind, text[unit.start : unit.end]) for unit in found] == [
        ("row", "Bến. Chợ. | 3"),
        ("sentence", "Bến. Chợ. | 3"),
        ("row", "Kè. | 5"),
        ("sentence", "Kè. | 5"),
    ]


def test_a_block_that_touches_a_paragraph_leaves_it_and_one_that_overlaps_takes_its_part():
    text = "Bến.\nChợ.\nRừng."
    touching = (Block(5, 10, "note"),)  # with its line end
    assert [unit.kind for unit in without_sentences(text, layout=touching)] == [
        "paragraph",
        "note",
        "paragraph",
    ]
    touching = (Block(4, 9, "note"),)  # with the line end before it
    assert [unit.kind for unit in without_sentences(text, layout=touching)] == [
        "paragraph",
        "note",
        "paragraph",
    ]
    overlapping = (Block(5, 11, "note"),)
    found = without_sentences(text, layout=overlapping)
    assert [(unit.kind, text[unit.start : unit.end]) for unit in found] == [
        ("paragraph", "Bến."),
        ("note", "Chợ.\nR"),
        ("paragraph", "ừng."),
    ]


def test_what_is_not_the_documents_text_is_a_unit_apart_and_promises_nothing():
    text = "I. MỤC TIÊU\nMở 5 bến cá ....... 3\nMở 5 bến cá.\nMở 6 bến cá.\nĐiều 9. Sửa chợ."
    starts = [match.start() for match in re.finditer("(?m)^", text)]
    lines = [(start, text.index("\n", start)) for start in starts[:-1]]
    layout = (
        Block(*lines[1], "contents"),
        Block(*lines[3], "struck"),
        Block(starts[4], len(text), "note"),
    )
    document = Document("d", text, layout=layout)
    found = [unit for unit in find_units(document) if unit.kind != "sentence"]
    assert [(unit.kind, unit.sense) for unit in found] == [
        ("section", "goals"),
        ("caption", "note"),
        ("paragraph", "goals"),
        ("caption", "note"),
        ("note", "note"),
    ]
    assert [target.low for target in find_targets(document)] == [5]


def test_an_empty_row_is_no_unit():
    text = "Bến.\n   \nChợ."
    layout = (Block(5, 8, "table", row=0),)
    assert [unit.kind for unit in without_sentences(text, layout=layout)] == ["paragraph"] * 2


# --- The tree


def test_sentences_are_cut_at_their_paragraphs_without_white_space():
    text = "  Bến cá.  Chợ nổi. \n- Rừng. "
    sentences = [unit for unit in units_of(text) if unit.kind == "sentence"]
    assert [text[unit.start : unit.end] for unit in sentences] == ["Bến cá.", "Chợ nổi.", "- Rừng."]


def test_parents_precede_their_children_and_paths_leave_out_bullets():
    found = units_of("Điều 1. Chợ\n- Mở.\n(1) Bến.\n+ Kè.")
    assert [(unit.kind, unit.path, unit.parent) for unit in found] == [
        ("article", "Điều 1", None),
        ("sentence", "Điều 1", 0),
        ("bullet", "Điều 1", 0),
        ("sentence", "Điều 1", 2),
        ("clause", "Điều 1/1", 0),
        ("sentence", "Điều 1/1", 4),
        ("bullet", "Điều 1/1", 4),
        ("sentence", "Điều 1/1", 6),
    ]
    assert (found[0].start, found[0].end) == (0, len("Điều 1. Chợ\n- Mở.\n(1) Bến.\n+ Kè."))
