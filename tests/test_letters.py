"""The letters and strokes of a PDF page are those that pypdfium2's own objects give."""

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from pdf_files import Book, grid

from textkit.reading.pdf.calls import address_of, call
from textkit.reading.pdf.grid import Box, Rules, find_rules
from textkit.reading.pdf.letters import Frame, _characters, read_letters
from textkit.reading.pdf.runs import Setting

LINES = [(80, 700, "Tỉnh Lam Châu"), (80, 680, "trồng 12 cây xanh")]


def opened(book: Book):
    page = pypdfium2.PdfDocument(book.bytes())[0]
    return page, page.get_textpage()


def test_letters_and_boxes_are_those_of_pypdfium2():
    page, text_page = opened(Book().page(*LINES))
    letters = read_letters(text_page, Frame.of(page))
    count = text_page.count_chars()
    own = [chr(pdfium.FPDFText_GetUnicode(text_page.raw, n)) for n in range(count)]
    boxes = [text_page.get_charbox(n, loose=True) for n in range(count)]
    assert len(letters.characters) == count
    # What pdfium put in, the end of the line, is "\n" or nothing.
    put_in = [n for n in range(count) if pdfium.FPDFText_IsGenerated(text_page.raw, n)]
    assert {letters.characters[n] for n in put_in} <= {"", "\n"}
    others = [n for n in range(count) if n not in put_in]
    assert [letters.characters[n] for n in others] == [own[n] for n in others]
    assert [tuple(row) for row in letters.boxes.tolist()] == boxes
    assert letters.bases([0, 1]) == pytest.approx([700, 700])


@pytest.mark.parametrize("text", ["cây xanh", "cây \U0001d538 xanh", ""])
def test_characters_are_those_of_each_place(text):
    # A letter beyond U+FFFF has two units, so that all at once are more than there are places.
    _, text_page = opened(Book().page((80, 700, text)))
    count = text_page.count_chars()
    own = [chr(pdfium.FPDFText_GetUnicode(text_page.raw, n)) for n in range(count)]
    assert list(_characters(address_of(text_page.raw), count)) == own


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_boxes_are_as_the_page_is_seen(turned):
    page, text_page = opened(Book().page((300, 400, "Cây"), turned=turned))
    frame = Frame.of(page)
    boxes = read_letters(text_page, frame).boxes
    width, height = page.get_size()
    assert (boxes[:, 0] < boxes[:, 2]).all()
    assert (boxes[:, 1] < boxes[:, 3]).all()
    assert boxes.min() >= 0
    assert boxes[:, 2].max() <= width
    assert boxes[:, 3].max() <= height


def test_rules_are_the_strokes_of_the_page():
    page, _ = opened(Book().page(*LINES, rules=grid([60, 300], [720, 600])))
    rules = find_rules(page)
    assert {round(rule.left) for rule in rules.upright} == {60, 300}
    assert {round(rule.bottom) for rule in rules.across} == {600, 720}


def test_a_letter_ends_where_the_next_one_begins():
    page, text_page = opened(Book().page(*LINES))
    setting = Setting(read_letters(text_page, Frame.of(page)), Rules((), ()))
    runs = setting.runs()
    assert [setting.text(run) for run in runs] == ["Tỉnh Lam Châu", "trồng 12 cây xanh"]
    assert [round(run.box.left) for run in runs] == [80, 80]


def test_a_rule_parts_what_stands_near():
    words = [(80, 700, "một"), (112, 700, "hai")]
    page, text_page = opened(Book().page(*words))
    letters = read_letters(text_page, Frame.of(page))
    (whole,) = Setting(letters, Rules((), ())).runs()
    between = Rules((), (Box(110, 650, 111, 750),))
    parted = Setting(letters, between).runs()
    assert len(whole.letters) == sum(len(run.letters) for run in parted)
    assert len(parted) == 2


def test_no_place_is_no_address():
    assert address_of(None) == 0
    assert call("FPDFPage_GetObject")(0, 0) is None
