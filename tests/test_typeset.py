"""How a Word file is set: by its own properties, its styles, its defaults, its theme."""

import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from word_pages import word_file

from textkit.data.messages import TextkitError
from textkit.reading.word.typeset import read_typeset

TEXT = "Điều 1. Trồng cây\nĐiều 2. Hiệu lực\n"


def test_what_a_file_says_itself(tmp_path):
    word = {"sheet": "216 279 20 25 30 15", "lines": "13b 14i", "number": "header center first"}
    typeset = read_typeset(word_file(tmp_path / "a.docx", TEXT, word))
    sheet = typeset.sheets[0]
    assert (sheet.width, sheet.height) == (216.0, 279.0)
    assert (sheet.top, sheet.bottom, sheet.left, sheet.right) == (20.0, 25.0, 30.0, 15.0)
    assert (sheet.numbered, sheet.align, sheet.hides_first) == ("header", "center", True)
    first, second = typeset.paragraphs
    assert (first.text, first.size, first.bold, first.italic) == (
        "Điều 1. Trồng cây",
        13.0,
        True,
        False,
    )
    assert (second.size, second.bold, second.italic) == (14.0, False, True)
    assert (first.font, first.lines, first.indent) == ("Times New Roman", 1.15, 12.7)


def test_what_its_styles_say(tmp_path):
    document = Document()
    document.styles["Normal"].font.size = Pt(14)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].paragraph_format.first_line_indent = Mm(10)
    own = document.styles.add_style("Nội dung", 1)
    own.base_style = document.styles["Normal"]
    own.font.bold = True
    paragraph = document.add_paragraph("Điều 1. Trồng cây", style="Nội dung")
    paragraph.add_run(" và chăm sóc").font.bold = False
    document.save(tmp_path / "a.docx")
    (shown,) = read_typeset(tmp_path / "a.docx").paragraphs
    assert (shown.font, shown.size, shown.bold, shown.indent) == ("Arial", 14.0, True, 10.0)


def test_the_font_of_a_theme(tmp_path):
    document = Document()
    document.add_paragraph("Điều 1. Trồng cây")
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    fonts.set(qn("w:asciiTheme"), "minorHAnsi")
    document.save(tmp_path / "a.docx")
    (shown,) = read_typeset(tmp_path / "a.docx").paragraphs
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        theme = archive.read("word/theme/theme1.xml").decode()
    assert f'<a:latin typeface="{shown.font}"' in theme


def test_deleted_and_hidden_words_are_not_looked_at(tmp_path):
    document = Document()
    paragraph = document.add_paragraph("Trồng cây")
    hidden = paragraph.add_run(" ẩn rất dài không hiển thị")
    hidden.font.hidden, hidden.font.size = True, Pt(40)
    deleted = OxmlElement("w:del")
    deleted.append(paragraph.add_run(" đã xóa")._r)
    paragraph._p.append(deleted)
    document.save(tmp_path / "a.docx")
    (shown,) = read_typeset(tmp_path / "a.docx").paragraphs
    assert (shown.text, shown.size) == ("Trồng cây", 11.0)


def test_exact_spacing_is_no_multiple(tmp_path):
    document = Document()
    document.add_paragraph("Trồng cây").paragraph_format.line_spacing = Pt(18)
    document.save(tmp_path / "a.docx")
    assert read_typeset(tmp_path / "a.docx").paragraphs[0].lines is None


def test_a_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK\x03\x04 not a zip")
    with pytest.raises(TextkitError):
        read_typeset(path)
