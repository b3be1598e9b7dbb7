"""Word files that are set as a test says, for rules on the page."""

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

SHEET = "210 297 20 20 30 15"


def word_file(path, text, word):
    """A .docx of the lines of a text, set as `textkit.checking.rule.Case` says; returns its path.

    Lines without a size of their own have the last one.
    """
    document = Document()
    _sheet(document.sections[0], word.get("sheet", SHEET), word.get("number", ""))
    lines, indent = word.get("spacing", "1.15 12.7").split()
    sizes = word.get("lines", "14").split()
    for place, line in enumerate(text.strip("\n").split("\n")):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.line_spacing = float(lines)
        paragraph.paragraph_format.first_line_indent = Mm(float(indent))
        run = paragraph.add_run(line)
        size = sizes[min(place, len(sizes) - 1)]
        run.font.name = word.get("font", "Times New Roman")
        run.font.size = Pt(float(size.rstrip("bi")))
        run.font.bold, run.font.italic = "b" in size, "i" in size
    document.save(path)
    return path


def _sheet(section, sheet, number):
    width, height, top, bottom, left, right = (Mm(float(size)) for size in sheet.split())
    section.page_width, section.page_height = width, height
    section.top_margin, section.bottom_margin = top, bottom
    section.left_margin, section.right_margin = left, right
    if number:
        where, align, *first = number.split()
        section.different_first_page_header_footer = bool(first)
        paragraph = getattr(section, where).paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH[align.upper()]
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), " PAGE ")
        paragraph._p.append(field)
