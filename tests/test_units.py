from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import units_of, without_sentences

from textkit.language import units
from textkit.language.annotation import annotate, document_of
from textkit.language.units import find_units, headings_of
from textkit.reading.readers import list_folder, read_entry
from textkit.vietnamese.text import Passage, fold

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
