import re

import pytest
from trees import units_of, without_sentences

from textkit.finding.targets import find_targets
from textkit.language.units import find_units
from textkit.reading.document import Block, Document


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
        # A name without blanks and a page may stand before the words that go on behind them.
        ("3.nq_bến.doc 46 mở chợ nổi.", [("caption", ""), ("paragraph", "")]),
        ("3.nq bến cá.doc 46 mở chợ nổi.", [("paragraph", "")]),
        (
            filled("3.nq.docx\nmở chợ nổi I- Bến II- Kè", 1600),
            [("caption", ""), ("paragraph", ""), ("section", "I"), ("section", "II")],
        ),
    ],
)
def test_the_foot_of_a_page(text, found):
    assert [row for row in kinds(units_of(text)) if row != ("clause", "3")] == found


@pytest.mark.parametrize(
    ("text", "units"),
    [
        # A sentence that was run into its heading in capitals is one of its own.
        (
            "X- GIỮ RỪNG VÀ BIỂN Bảo vệ rừng; mở chợ.",
            [("section", "GIỮ RỪNG VÀ BIỂN"), ("paragraph", "")],
        ),
        ("GIỮ RỪNG VÀ BIỂN Bảo vệ rừng.", [("paragraph", ""), ("paragraph", "")]),
        ("GIỮ RỪNG VÀ BIỂNvề bảo vệ rừng.", [("paragraph", "")]),
        # Not behind a name, and not in a title that goes on in lower case.
        ("BỘ Y TẾ Trần Văn Bến", [("paragraph", "")]),
        ("GIỮ RỪNG VÀ BIỂN của tỉnh", [("paragraph", "")]),
        ("GIỮ RỪNG VÀ BIỂN", [("paragraph", "")]),
    ],
)
def test_a_sentence_run_into_a_heading_in_capitals(text, units):
    assert [(unit.kind, unit.heading) for unit in without_sentences(text)] == units


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
