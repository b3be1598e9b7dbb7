import pytest
from trees import marked, units_of, without_sentences

from textkit.language.openings import MARKERS

# Records keep these numbers, and what is kept in stores was computed with them.
LEVELS = {
    "annex": ("annex", 8),
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
        "Phụ lục I kèm theo Nghị quyết này quy định mức chi.",
        "Phụ lục của hợp đồng.",
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
        # A comma goes on in another line: of a task, or of a title above articles.
        ("1. Trồng rừng,", ""),
        ("Chương I. Trồng rừng,", "Trồng rừng,"),
        ("Phụ lục II. Danh mục dự án", "Danh mục dự án"),
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
