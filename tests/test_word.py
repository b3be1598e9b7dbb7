"""textkit.reading.word.document and numbering: what a reader of a Word file sees, and the way back
to it.
"""

from __future__ import annotations

import contextlib
import io
import random
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from beside import REAL, files_of
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_layout import check

from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.files import Limits
from textkit.reading.word.document import RunsOfFile, find_runs, read_word
from textkit.reading.word.runs import draw
from textkit.vietnamese.text import tidy

OFFICE = REAL / "office"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
SPACES = (
    nsdecls("w", "r", "wp")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(instruction: str, result: str) -> str:
    """A complex field; its instruction may hold another."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    code = (
        instruction
        if "<" in instruction
        else f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    )
    return mark("begin") + code + mark("separate") + result + mark("end")


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p {SPACES}><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def word(tmp_path: Path, *parts: str, numbering: str = "") -> Path:
    """A Word file with these paragraphs and tables as its body."""
    document = docx.Document()
    for part in parts:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(part))
    if numbering:
        element = document.part.numbering_part.element
        for child in list(element):
            element.remove(child)
        element.extend(parse_xml(f"<w:numbering {SPACES}>{numbering}</w:numbering>"))
    path = tmp_path / "van-ban.docx"
    document.save(str(path))
    return path


def reading(tmp_path: Path, *parts: str, numbering: str = "") -> tuple:
    return check(read_word(word(tmp_path, *parts, numbering=numbering)))


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (
            run("Tăng ") + f'<w:ins w:id="1" w:author="A">{run("10%")}</w:ins>' + run(" năm"),
            "Tăng 10% năm",
        ),
        (
            run("Tăng ")
            + '<w:del w:id="2" w:author="A"><w:r><w:delText>8%</w:delText></w:r></w:del>'
            + run("10%"),
            "Tăng 10%",
        ),
        (
            f'<w:moveFrom w:id="3" w:author="A">{run("cũ ")}</w:moveFrom>'
            + f'<w:moveTo w:id="4" w:author="A">{run("mới")}</w:moveTo>',
            "mới",
        ),
        (
            run("Theo ") + f'<w:hyperlink w:anchor="x">{run("57-NQ/TU")}</w:hyperlink>' + run("."),
            "Theo 57-NQ/TU.",
        ),
        ("<w:r><w:t>57</w:t><w:noBreakHyphen/><w:t>NQ/TU</w:t></w:r>", "57-NQ/TU"),
        ("<w:r><w:t>57</w:t><w:softHyphen/><w:t>-NQ/TU</w:t></w:r>", "57-NQ/TU"),
        (
            run("Số ") + f'<w:fldSimple w:instr="REF x">{run("57-NQ/TU")}</w:fldSimple>',
            "Số 57-NQ/TU",
        ),
        (
            run("Trang ") + "<w:r><w:fldChar"
            ' w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar'
            f' w:fldCharType="separate"/></w:r>{run("3")}<w:r><w:fldChar'
            ' w:fldCharType="end"/></w:r>',
            "Trang 3",
        ),
        (
            run("Số ") + f"<w:sdt><w:sdtPr/><w:sdtContent>{run('57')}</w:sdtContent></w:sdt>",
            "Số 57",
        ),
        (run("Ở ") + f'<w:smartTag w:element="place">{run("Lam Châu")}</w:smartTag>', "Ở Lam Châu"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run(" 10%"), "≥ 10%"),
        ('<w:r><w:sym w:font="Symbol" w:char="00A3"/></w:r>' + run(" 10%"), "≤ 10%"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F001"/></w:r>', "\ufffd"),
        (run("\uf0b3 5"), "≥ 5"),
        (
            "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t></w:r>",
            "a\tb\nc\nd",
        ),
        (run("thấy") + run("ẩn", "<w:vanish/>") + run("hiện", '<w:vanish w:val="0"/>'), "thấyhiện"),
        (run("x") + "<!-- lời bình --><?pi y?>" + run("z"), "xz"),
        (run("ho") + run("\u0301a"), "hóa"),
        (run("Nghị quyết") + '<w:r><w:footnoteReference w:id="2"/></w:r>', "Nghị quyết"),
        (field("PAGE", run("3")) + run(" trang"), "3 trang"),
        (field(f"IF {field('MERGEFIELD x', run('ẩn'))} = 1", run("hiện")), "hiện"),
        (field("TOC", run("Mục ") + field("PAGEREF x", run("5"))), "Mục 5"),
        (
            (
                "<w:r><w:fldChar"
                ' w:fldCharType="begin"/><w:instrText>DATE</w:instrText><w:t>mã</w:t><w:fldChar'
                ' w:fldCharType="separate"/><w:t>5/3</w:t><w:fldChar'
                ' w:fldCharType="end"/><w:t>/2025</w:t></w:r>'
            ),
            "5/3/2025",
        ),
        ('<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("còn"), "còn"),
        (
            (
                '<w:r><w:sym w:font="Wingdings" w:char="F0A7"/></w:r><w:r><w:sym w:font="Symbol"'
                ' w:char="F061"/></w:r><w:r><w:sym w:font="Arial" w:char="2265"/></w:r>'
            ),
            "▪α≥",
        ),
        (
            run("\uf0e0", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')
            + run("\uf0de", '<w:rFonts w:hAnsi="Symbol"/>'),
            "→⇒",
        ),
        (
            run("nghị quyết", "<w:caps/>")
            + run(" Đảng", '<w:caps w:val="0"/>')
            + run(" Bộ", "<w:smallCaps/>"),
            "NGHỊ QUYẾT Đảng Bộ",
        ),
        (run("a\n   b\r\nc"), "a    b c"),
        (
            '<w:ins w:id="1" w:author="A"><w:del w:id="2"'
            f' w:author="B">{run("thêm rồi bỏ")}</w:del></w:ins>' + run("còn"),
            "còn",
        ),
        (
            (
                "<w:bdo"
                f' w:val="ltr">{run("một ")}</w:bdo><w:ruby><w:rt>{run("chú")}</w:rt><w:rubyBase>{run("hai")}</w:rubyBase></w:ruby>'
            ),
            "một hai",
        ),
        (
            "<m:oMath"
            f' xmlns:m="{MATH}"><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>'
            + run(" đồng"),
            "ab đồng",
        ),
        (
            run("x")
            + '<w:r><w:annotationRef/><w:commentReference w:id="1"/><w:drawing><wp:inline><wp:docPr'
            ' id="1" name="Hình"/></wp:inline></w:drawing></w:r>',
            "x",
        ),
    ],
)
def test_runs(tmp_path, inner, text):
    assert reading(tmp_path, paragraph(inner))[0] == text


DELETED = "<w:rPr><w:del w:id='1' w:author='A'/></w:rPr>"


@pytest.mark.parametrize(
    ("parts", "text", "origins"),
    [
        ([("Một ", DELETED), ("hai", "")], "Một hai", ["body/p0"]),
        (
            [
                ("Một ", "<w:rPr><w:moveFrom w:id='1' w:author='A'/></w:rPr>"),
                ("hai ", DELETED),
                ("ba", ""),
                ("bốn", ""),
            ],
            "Một hai ba\nbốn",
            ["body/p0", "body/p3"],
        ),
        (
            [("Một", "<w:rPr><w:ins w:id='1' w:author='A'/></w:rPr>"), ("hai", "")],
            "Một\nhai",
            ["body/p0", "body/p1"],
        ),
        ([("", DELETED), ("", DELETED), ("hai", "")], "hai", ["body/p2"]),
        (
            [("Một. ", "<w:rPr><w:vanish/><w:specVanish/></w:rPr>"), ("hai", "")],
            "Một. hai",
            ["body/p0"],
        ),
        ([("Cuối", DELETED)], "Cuối", ["body/p0"]),
    ],
)
def test_marks_of_paragraphs(tmp_path, parts, text, origins):
    found, blocks, _ = reading(
        tmp_path, *(paragraph(run(words), properties) for words, properties in parts)
    )
    assert (found, [block.origin for block in blocks]) == (text, origins)


RAISED = '<w:vertAlign w:val="superscript"/>'
STRUCK = "<w:strike/>"


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        (RAISED, "còn 250 hộ"),
        ('<w:position w:val="10"/><w:sz w:val="18"/>', "còn 250 hộ"),
        ('<w:rStyle w:val="FootnoteReference"/>' + RAISED, "còn 250 hộ"),
        # Put upon dots, or lowered: no mark.
        ('<w:position w:val="4"/>', "còn 2503 hộ"),
        ('<w:position w:val="-10"/>', "còn 2503 hộ"),
        ('<w:vertAlign w:val="subscript"/>', "còn 2503 hộ"),
        ('<w:vertAlign w:val="baseline"/>', "còn 2503 hộ"),
        ("", "còn 2503 hộ"),
    ],
)
def test_a_raised_figure_is_the_mark_of_a_note(tmp_path, properties, text):
    path = word(tmp_path, paragraph(run("còn 250") + run("3", properties) + run(" hộ")))
    found, blocks, mends = check(read_word(path))
    assert found == text
    if text == "còn 250 hộ":
        assert [(mend.kind, mend.start, mend.before) for mend in mends] == [("raised", 7, "3")]
        assert find_runs(path, blocks, text, [(4, 10)]) == [
            [("body/p0", 0, 4, 7), ("body/p0", 2, 0, 3)]
        ]


def test_raised_figures_by_a_style_and_in_parts(tmp_path):
    path = word(
        tmp_path,
        paragraph(run("18.") + run("1", RAISED) + run("2", RAISED) + run(" Mở cảng")),
        paragraph(run("Rừng 40 km") + run("2", RAISED)),
        paragraph(run("2", RAISED) + run(" Theo chuẩn nghèo")),
        paragraph(run("Nâng cả dòng 12", RAISED)),
    )
    text, blocks, _ = check(read_word(path))
    assert text == "18. Mở cảng\nRừng 40 km2\n[2] Theo chuẩn nghèo\nNâng cả dòng 12"
    assert [block.kind for block in blocks] == ["body", "body", "note", "body"]
    assert find_runs(path, blocks, text, [(text.index("chuẩn"), text.index(" nghèo"))]) == [
        [("body/p2", 1, 6, 11)]
    ]


def test_what_is_struck_does_not_count(tmp_path):
    path = word(
        tmp_path,
        paragraph(run("Đạt ") + run("20%", STRUCK) + run("30%") + run(", giảm", "<w:dstrike/>")),
        paragraph(run("Bỏ cả đoạn ", STRUCK) + run("này.", STRUCK)),
        paragraph(run("Còn", '<w:strike w:val="0"/>')),
        table(cell("TT") + cell("Số"), cell("1") + f"<w:tc>{paragraph(run('5', STRUCK))}</w:tc>"),
    )
    text, blocks, mends = check(read_word(path))
    assert text == "Đạt 30%\nBỏ cả đoạn này.\nCòn\nTT\tSố\n1\t5"
    assert [block.kind for block in blocks] == [
        *("body", "struck", "body"),
        *("table", "table", "table", "struck"),
    ]
    assert (blocks[-1].row, blocks[-1].column) == (1, 1)
    assert [(mend.kind, mend.before) for mend in mends] == [("struck", "20%"), ("struck", ", giảm")]
    assert find_runs(path, blocks, text, [(4, 7)]) == [[("body/p0", 2, 0, 3)]]


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def test_lists_of_contents(tmp_path):
    begin = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText> TOC \\o </w:instrText>'
    begin += '<w:fldChar w:fldCharType="separate"/></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    page = "<w:r><w:tab/></w:r>" + field("PAGEREF x", run("3"))
    text, blocks, _ = reading(
        tmp_path,
        paragraph(run("MỤC LỤC")),
        paragraph(run("I. Mở 5 bến cá") + page, style("TOC1")),
        paragraph(run("1. Ở sông") + page, style("TOC2")),
        paragraph(run("Mở đầu")),
        paragraph(begin + run("II. Trồng rừng") + page),
        paragraph(run("III. Sửa chợ") + page),
        paragraph(end + run("Thân bài")),
        paragraph(run("Bảng 1 3")),
    )
    assert [block.kind for block in blocks] == [
        *("contents", "contents", "contents", "body"),
        *("contents", "contents", "body", "body"),
    ]
    assert text.startswith("MỤC LỤC\nI. Mở 5 bến cá\t3\n1. Ở sông\t3\n")


def test_a_field_for_contents_that_never_ends_takes_no_text(tmp_path):
    begin = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText>'
    begin += '<w:fldChar w:fldCharType="separate"/></w:r>'
    _, blocks, _ = reading(
        tmp_path, paragraph(begin + run("Mở 5 bến cá")), paragraph(run("Trồng rừng ven sông."))
    )
    assert [block.kind for block in blocks] == ["body", "body"]


def test_a_watermark_is_a_stamp(tmp_path):
    shape = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
        '<v:textpath string="DỰ THẢO"/></v:shape></w:pict></w:r>'
    )
    kinds = "header1:default header2:first"
    path = word(tmp_path, paragraph(run("Thân"), margins(kinds, "<w:titlePg/>")))
    parts = {"header1": paragraph(shape), "header2": paragraph(run("Mật") + shape)}
    text, blocks, _ = check(read_word(with_parts(path, **parts)))
    assert text == "DỰ THẢO\nMật\nThân"
    assert [(block.kind, block.origin) for block in blocks[:2]] == [
        ("stamp", "header/watermark1"),
        ("header", "header1/p0"),
    ]


def test_a_deleted_paragraph_takes_no_number(tmp_path):
    listed = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
    deleted = paragraph(
        '<w:del w:id="2" w:author="A"><w:r><w:delText>bỏ</w:delText></w:r></w:del>',
        listed + DELETED,
    )
    text = reading(
        tmp_path,
        numbered("a"),
        deleted,
        numbered("b"),
        deleted,
        numbering=levels("decimal %1.") + NUM,
    )[0]
    assert text == "1. a\n2. b"


def test_a_mark_before_a_table_ends_its_paragraph(tmp_path):
    text, _, _ = reading(
        tmp_path,
        paragraph(run("Một"), DELETED),
        table(cell("a") + cell("b"), cell("c") + cell("d")),
        paragraph(run("Hai")),
    )
    assert text == "Một\na\tb\nc\td\nHai"


def test_a_text_box_stands_once_after_its_paragraph(tmp_path):
    box = f"<w:txbxContent>{paragraph(run('Trong khung'))}</w:txbxContent>"
    both = (
        "<w:r><mc:AlternateContent><mc:Choice"
        f" Requires='wps'>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    text, blocks, _ = reading(
        tmp_path, paragraph(run("Một") + both + run(" hai")), paragraph(run("Ba"))
    )
    assert text == "Một hai\nTrong khung\nBa"
    assert [block.origin for block in blocks] == ["body/p0", "body/p0/box0/p0", "body/p1"]


def test_headings_by_style(tmp_path):
    document = docx.Document()
    document.add_heading("Nhiệm vụ", level=1)
    document.add_paragraph("Thân bài")
    style = document.styles.add_style("Mục", 1)
    style.base_style = document.styles["Heading 2"]
    document.add_paragraph("Giải pháp", style="Mục")
    document.add_paragraph("Dài " * 150, style="Heading 1")
    document.save(str(tmp_path / "a.docx"))
    assert [block.kind for block in check(read_word(tmp_path / "a.docx"))[1]] == [
        "heading",
        "body",
        "heading",
        "body",
    ]
    outlined = (
        paragraph(run("Mục"), '<w:outlineLvl w:val="0"/>'),
        paragraph(run("Thân"), '<w:outlineLvl w:val="9"/>'),
    )
    assert [block.kind for block in reading(tmp_path, *outlined)[1]] == ["heading", "body"]


def cell(*texts: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraph(run(text)) for text in texts)}</w:tc>"


def table(*rows: str) -> str:
    return (
        "<w:tbl"
        f" {SPACES}><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * rows[-1].count('<w:tc>')}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    )


def test_merged_cells_stand_once(tmp_path):
    text, blocks, _ = reading(
        tmp_path,
        paragraph(run("Biểu")),
        table(
            cell("TT", properties='<w:vMerge w:val="restart"/>')
            + cell("Chỉ tiêu", properties='<w:gridSpan w:val="2"/>')
            + cell("Năm"),
            cell("", properties="<w:vMerge/>") + cell("Tên") + cell("Đơn vị") + cell("2030"),
            cell("1") + cell("Hộ nghèo", "cận nghèo") + cell("%") + cell("1"),
        ),
        paragraph(run("Hết")),
    )
    assert text == "Biểu\nTT\tChỉ tiêu\tNăm\nTên\tĐơn vị\t2030\n1\nHộ nghèo\ncận nghèo\n%\n1\nHết"
    assert [(block.row, block.column) for block in blocks][1:8] == [
        (0, 0),
        (0, 1),
        (0, 3),
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 0),
    ]
    assert [block.origin for block in blocks][-4:] == [
        "table0/r2c1/p1",
        "table0/r2c2/p0",
        "table0/r2c3/p0",
        "body/p1",
    ]


def test_head_and_signature_are_body_text(tmp_path):
    text, blocks, _ = reading(
        tmp_path,
        table(
            cell("TỈNH ỦY LAM CHÂU", "*", "Số 5-NQ/TU")
            + cell("ĐẢNG CỘNG SẢN VIỆT NAM", "", "Lam Châu, ngày 5 tháng 3 năm 2025")
        ),
        paragraph(run("NGHỊ QUYẾT")),
        table(cell("Nơi nhận:", "- Như trên.") + cell("T/M TỈNH ỦY", "BÍ THƯ")),
    )
    assert (
        text
        == "TỈNH ỦY LAM CHÂU\n*\nSố 5-NQ/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nLam Châu, ngày 5 tháng 3 năm"
        " 2025\nNGHỊ QUYẾT\nNơi nhận:\n- Như trên.\nT/M TỈNH ỦY\nBÍ THƯ"
    )
    assert {(block.kind, block.row) for block in blocks} == {("body", None)}
    assert blocks[-1].origin == "table1/r0c1/p1"


def test_deleted_rows_are_out(tmp_path):
    rows = [
        f"{cell('a')}{cell('b')}",
        f"<w:trPr><w:del w:id='1' w:author='A'/></w:trPr>{cell('c')}{cell('d')}",
        f"{cell('e')}{cell('f')}",
    ]
    assert reading(tmp_path, table(*rows))[0] == "a\tb\ne\tf"


def test_deleted_and_inserted_cells(tmp_path):
    rows = [
        cell("a")
        + cell("b", properties="<w:cellIns w:id='1' w:author='A'/>")
        + cell("x", properties="<w:cellDel w:id='2' w:author='A'/>"),
        cell("c") + cell("d", properties="<w:cellMerge w:id='3' w:author='A' w:vMerge='rest'/>"),
        "<w:trPr><w:ins w:id='5' w:author='A'/></w:trPr>"
        + cell("e")
        + cell("", properties="<w:cellMerge w:id='4' w:author='A' w:vMerge='cont'/>"),
    ]
    assert reading(tmp_path, table(*rows))[0] == "a\tb\nc\td\ne"


def test_a_chunk_of_another_kind_is_ignored(tmp_path):
    assert (
        reading(
            tmp_path,
            paragraph(run("Một")),
            f"<w:altChunk {SPACES} r:id='rId99'/>",
            paragraph(run("Hai")),
        )[0]
        == "Một\nHai"
    )


def test_tables_in_tables_and_wrappers(tmp_path):
    inner = table(cell("a") + cell("b"), cell("c") + cell("d"))
    outer = table(f"<w:tc>{paragraph(run('Khung'))}{inner}{paragraph(run('sau'))}</w:tc>")
    wrapped = f"<w:sdt {SPACES}><w:sdtContent>{paragraph(run('Trong'))}</w:sdtContent></w:sdt>"
    text, blocks, _ = reading(tmp_path, outer, wrapped)
    assert text == "Khung\na\tb\nc\td\nsau\nTrong"
    assert blocks[1].origin == "table0/r0c0/table0/r0c0/p0"
    assert [block.origin for block in blocks][-2:] == ["table0/r0c0/p1", "body/p0"]


def test_the_way_back(tmp_path):
    path = word(
        tmp_path,
        paragraph(run("Một")),
        paragraph(""),
        table(cell("TT") + cell("Tên"), cell("1") + cell("An", "Bình")),
        paragraph(run("Hai")),
    )
    document = docx.Document(str(path))
    text, blocks, _ = check(read_word(path))
    for block in blocks:
        first, *rest = str(block.origin).split("/")
        paragraphs = document.paragraphs
        if first != "body":
            row, column = map(int, rest.pop(0)[1:].split("c"))
            paragraphs = (
                document.tables[int(first.removeprefix("table"))].cell(row, column).paragraphs
            )
        assert paragraphs[int(rest[0][1:])].text == text[block.start : block.end]


def levels(*formats: str) -> str:
    return (
        "<w:abstractNum w:abstractNumId='7'>"
        + "".join(
            f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{figures}'/><w:lvlText"
            f" w:val='{text}'/></w:lvl>"
            for depth, (figures, text) in enumerate(item.split(" ", 1) for item in formats)
        )
        + "</w:abstractNum>"
    )


def numbered(text: str, depth: int = 0, number: int = 1) -> str:
    return paragraph(
        run(text), f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr>"
    )


@pytest.mark.parametrize(
    ("formats", "depths", "numbers"),
    [
        (["decimal Điều %1."], [0, 0, 0], ["Điều 1.", "Điều 2.", "Điều 3."]),
        (
            ["upperRoman %1.", "decimal %2.", "lowerLetter %3)"],
            [0, 1, 2, 2, 1, 2, 0, 1],
            ["I.", "1.", "a)", "b)", "2.", "a)", "II.", "1."],
        ),
        (["decimal %1.", "decimal %1.%2."], [0, 1, 1, 0, 1], ["1.", "1.1.", "1.2.", "2.", "2.1."]),
        (
            ["decimalZero %1", "lowerRoman (%2)", "upperLetter %3"],
            [0, 1, 1, 1, 1, 2],
            ["01", "(i)", "(ii)", "(iii)", "(iv)", "A"],
        ),
        (["bullet \uf0b7", "bullet o", "bullet -"], [0, 1, 2], ["-", "+", "-"]),
        (["decimal %1.", "decimal %1.%2."], [1, 1, 0, 1], ["1.1.", "1.2.", "2.", "2.1."]),
        (["none x", "decimal %1.%2"], [0, 1], ["x", ".1"]),
    ],
)
def test_numbering(tmp_path, formats, depths, numbers):
    text, _blocks, mends = reading(
        tmp_path,
        *(numbered("Mục", depth) for depth in depths),
        numbering=levels(*formats) + "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>",
    )
    assert text.split("\n") == [f"{number} Mục".strip() for number in numbers]
    assert [text[mend.start : mend.end].strip() for mend in mends] == [
        number for number in numbers if number
    ]


NUM = "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"


@pytest.mark.parametrize(
    ("more", "depths", "numbers"),
    [
        ("<w:lvlRestart w:val='0'/>", [0, 1, 1, 0, 1], ["I", "I.1", "I.2", "II", "II.3"]),
        (
            "<w:lvlRestart w:val='1'/>",
            [0, 1, 2, 1, 2, 0, 2],
            ["I", "I.1", "I.1", "I.2", "I.2", "II", "II.1"],
        ),
        ("<w:lvlRestart w:val='9'/>", [0, 1, 0, 1], ["I", "I.1", "II", "II.1"]),
        ("<w:isLgl/>", [0, 1, 0, 1], ["I", "1.1", "II", "2.1"]),
        ("<w:isLgl w:val='0'/>", [0, 1], ["I", "I.1"]),
        ("<w:start w:val='5'/>", [0, 1, 1], ["I", "I.5", "I.6"]),
    ],
)
def test_levels(tmp_path, more, depths, numbers):
    each = "<w:lvl w:ilvl='{}'><w:numFmt w:val='{}'/>{}<w:lvlText w:val='{}'/></w:lvl>".format
    numbering = (
        "<w:abstractNum w:abstractNumId='7'>"
        + each(0, "upperRoman", "", "%1")
        + each(1, "decimal", more, "%1.%2")
        + each(2, "decimal", more, "%1.%3")
        + "</w:abstractNum>"
        + NUM
    )
    text = reading(tmp_path, *(numbered("Mục", depth) for depth in depths), numbering=numbering)[0]
    assert text.split("\n") == [f"{number} Mục" for number in numbers]


def test_letters_are_those_of_word(tmp_path):
    """Word knows no đ: after d) comes e), and after z) aa)."""
    text = reading(tmp_path, *[numbered("x")] * 28, numbering=levels("lowerLetter %1)") + NUM)[0]
    assert [line[:-2] for line in text.split("\n")][3:5] + [line[:-2] for line in text.split("\n")][
        -3:
    ] == ["d)", "e)", "z)", "aa)", "bb)"]


def test_a_bullet_or_a_level_without_figures_begins_the_levels_below_anew(tmp_path):
    for upper in ("bullet -", "none Phần"):
        text = reading(
            tmp_path,
            *(numbered("x", depth) for depth in (0, 1, 1, 0, 1)),
            numbering=levels(upper, "decimal %2.") + NUM,
        )[0]
        assert (
            text.split("\n")
            == [f"{upper[5:].strip()} x", "1. x", "2. x", f"{upper[5:].strip()} x", "1. x"]
            or upper[0] == "b"
        )
        assert text.endswith("1. x")


def test_a_number_with_nothing_after_it(tmp_path):
    numbering = (
        "<w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/><w:suff"
        " w:val='nothing'/><w:lvlText w:val='Điều %1'/></w:lvl></w:abstractNum>" + NUM
    )
    text, _, mends = reading(
        tmp_path, numbered(". Phạm vi"), numbered("Đối tượng"), numbering=numbering
    )
    assert (text, len(mends)) == ("Điều 1. Phạm vi\nĐiều 2 Đối tượng", 1)


def test_the_look_of_a_number_is_that_of_its_level_and_mark(tmp_path):
    level = (
        "<w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/><w:lvlText"
        " w:val='§iÒu %1.'/>{}</w:lvl></w:abstractNum>".format
    )
    own = level("<w:rPr><w:rFonts w:ascii='.VnTime' w:hAnsi='.VnTime'/><w:caps/></w:rPr>") + NUM
    assert reading(tmp_path, numbered("Phạm vi"), numbering=own)[0] == "ĐIỀU 1. Phạm vi"


def test_a_list_by_the_style_of_a_list(tmp_path):
    """`numStyleLink` leads to a style, its list, and that list's levels; the style says which level
    is its own.
    """
    path = word(
        tmp_path,
        *(paragraph(run("x"), f"<w:pStyle w:val='{name}'/>") for name in ("A", "B", "B", "A", "C")),
        numbering=levels("decimal %1.")
        .replace("<w:start", "<w:pStyle w:val='A'/><w:start")
        .replace(
            "</w:abstractNum>",
            "<w:lvl w:ilvl='1'><w:pStyle w:val='B'/><w:numFmt w:val='lowerLetter'/><w:lvlText"
            " w:val='%2)'/></w:lvl></w:abstractNum>",
        )
        + "<w:abstractNum w:abstractNumId='8'><w:numStyleLink w:val='L'/></w:abstractNum><w:num"
        " w:numId='1'><w:abstractNumId w:val='7'/></w:num><w:num w:numId='2'><w:abstractNumId"
        " w:val='8'/></w:num>",
    )
    styles = (
        "".join(
            f"<w:style w:type='paragraph' w:styleId='{name}'><w:pPr><w:numPr>{level}<w:numId"
            f" w:val='{number}'/></w:numPr></w:pPr></w:style>"
            for name, level, number in (("A", "", 2), ("B", "", 2), ("C", "", 0))
        )
        + "<w:style w:type='numbering' w:styleId='L'><w:pPr><w:numPr><w:numId"
        " w:val='1'/></w:numPr></w:pPr></w:style>"
    )
    assert (
        check(read_word(repack(path, {"word/styles.xml": styled(styles)})))[0]
        == "1. x\na) x\nb) x\n2. x\nx"
    )


def test_numbering_of_two_lists(tmp_path):
    numbering = (
        levels("decimal %1.") + "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num><w:num"
        " w:numId='2'><w:abstractNumId w:val='7'/></w:num><w:num w:numId='3'><w:abstractNumId"
        " w:val='7'/><w:lvlOverride w:ilvl='0'><w:startOverride"
        " w:val='1'/></w:lvlOverride></w:num>"
    )
    parts = [
        numbered("a"),
        numbered("b", number=2),
        numbered("c", number=3),
        numbered("d"),
        numbered("e", number=9),
        numbered("f", number=0),
    ]
    assert reading(tmp_path, *parts, numbering=numbering)[0] == "1. a\n2. b\n1. c\n2. d\ne\nf"


def test_numbering_by_style(tmp_path):
    document = docx.Document()
    for text in ("Một", "Hai"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Ba", style="List Bullet")
    document.save(str(tmp_path / "a.docx"))
    assert check(read_word(tmp_path / "a.docx"))[0] == "1. Một\n2. Hai\n- Ba"


def test_a_numbered_cell_without_text_shows_its_number(tmp_path):
    empty = f"<w:tc>{numbered('')}</w:tc>"
    text, _, _ = reading(
        tmp_path,
        table(cell("TT") + cell("Tên"), empty + cell("An"), empty + cell("Bình")),
        numbering=levels("decimal %1") + "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>",
    )
    assert text == "TT\tTên\n1\tAn\n2\tBình"


def repack(path: Path, changes: dict[str, bytes | None], target: Path | None = None) -> Path:
    """The file with some of its parts replaced, added or, where None, left out."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | changes
    target = target or path
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return target


def test_headers_come_first_and_notes_last(tmp_path):
    path = word(
        tmp_path,
        paragraph(run("Một") + '<w:r><w:footnoteReference w:id="3"/></w:r>'),
        paragraph(run("Hai")),
    )
    document = docx.Document(str(path))
    document.sections[0].header.paragraphs[0].text = "DỰ THẢO"
    document.save(str(path))
    with zipfile.ZipFile(path) as old:
        related = old.read("word/_rels/document.xml.rels").decode()
    related = related.replace(
        "</Relationships>",
        '<Relationship Id="rId99" Target="footnotes.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>',
    )
    notes = (
        f"<w:footnotes {SPACES}><w:footnote w:id='-1'"
        f" w:type='separator'>{paragraph('')}</w:footnote><w:footnote"
        f" w:id='2'>{paragraph(run('bị xóa'))}</w:footnote><w:footnote"
        f" w:id='3'>{paragraph(run('Ghi chú'))}</w:footnote></w:footnotes>"
    )
    text, blocks, _ = check(
        read_word(
            repack(
                path,
                {
                    "word/_rels/document.xml.rels": related.encode(),
                    "word/footnotes.xml": notes.encode(),
                },
            )
        )
    )
    assert text == "DỰ THẢO\nMột\nHai\n[1] Ghi chú"
    assert [(block.kind, block.origin) for block in (blocks[0], blocks[-1])] == [
        ("header", "header1/p0"),
        ("note", "footnote3/p0"),
    ]


def styled(styles: str) -> bytes:
    return f"<w:styles {SPACES}>{styles}</w:styles>".encode()


FONT = "<w:rPr><w:rFonts w:ascii='{0}' w:hAnsi='{0}'/>{1}</w:rPr>".format
NORMAL = "<w:style w:type='paragraph' w:default='1' w:styleId='Normal'>{}</w:style>".format


@pytest.mark.parametrize(
    "styles",
    [
        f"<w:docDefaults><w:rPrDefault>{FONT('.VnTime', '')}</w:rPrDefault></w:docDefaults>"
        + NORMAL(""),
        NORMAL(FONT(".VnTime", "")),
        NORMAL(FONT("Arial", ""))
        + f"<w:style w:type='paragraph' w:styleId='P'>{FONT('.VnTime', '')}</w:style><w:style"
        " w:type='paragraph' w:styleId='Own'><w:basedOn w:val='P'/><w:rPr><w:rFonts"
        " w:cs='Arial'/></w:rPr></w:style>",
        NORMAL(FONT("Arial", ""))
        + f"<w:style w:type='character' w:styleId='Char'>{FONT('.VnTime', '')}</w:style>",
    ],
)
def test_a_font_is_inherited(tmp_path, styles):
    path = word(
        tmp_path,
        paragraph(
            run("Uû ban tØnh", "<w:rStyle w:val='Char'/>")
            + run(" ở Huế", "<w:rFonts w:ascii='Arial' w:hAnsi='Arial'/>"),
            "<w:pStyle w:val='Own'/>" if "Own" in styles else "",
        ),
    )
    found = read_word(repack(path, {"word/styles.xml": styled(styles)}))
    assert (check(found)[0], found.remarks) == ("Uỷ ban tỉnh ở Huế", (Remark("encoding", "TCVN3"),))


def test_capitals_and_hidden_text_by_style(tmp_path):
    styles = (
        "<w:style w:type='paragraph' w:styleId='P'><w:rPr><w:caps/></w:rPr></w:style><w:style"
        " w:type='character' w:styleId='H'><w:rPr><w:vanish/></w:rPr></w:style>"
    )
    path = word(
        tmp_path,
        paragraph(
            run("điều 1 ")
            + run("ẩn", "<w:rStyle w:val='H'/>")
            + run("điều 2", "<w:caps w:val='false'/>"),
            "<w:pStyle w:val='P'/>",
        ),
    )
    assert check(read_word(repack(path, {"word/styles.xml": styled(styles)})))[0] == "ĐIỀU 1 điều 2"
    hidden = "<w:style w:type='paragraph' w:styleId='H'><w:rPr><w:vanish/></w:rPr></w:style>"
    listed = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
    path = word(
        tmp_path,
        numbered("a"),
        paragraph(run("ẩn"), f"<w:pStyle w:val='H'/>{listed}"),
        numbered("b"),
        numbering=levels("decimal %1.") + NUM,
    )
    assert check(read_word(repack(path, {"word/styles.xml": styled(hidden)})))[0] == "1. a\n2. b"


@pytest.mark.parametrize(
    ("inner", "text", "encodings"),
    [
        (
            run("tØnh", "<w:rFonts w:hAnsi='.VnTimeH'/>") + run(" Lam Châu"),
            "TỈNH Lam Châu",
            ["TCVN3"],
        ),
        (
            run("TA", "<w:rFonts w:hAnsi='VNI-Times'/>")
            + run("ÛNH", "<w:b/><w:rFonts w:hAnsi='VNI-Times'/>"),
            "TẢNH",
            ["VNI"],
        ),
        (
            f"<w:r>{FONT('.VnTime', '')}<w:t>T</w:t><w:softHyphen/><w:t> ph¸p</w:t></w:r>",
            "Tư pháp",
            ["TCVN3"],
        ),
        (
            run("Tỉnh ủy Lam Châu công tác", "<w:rFonts w:hAnsi='.VnTime'/>"),
            "Tỉnh ủy Lam Châu công tác",
            [],
        ),
        (
            run("công tác cán bộ", "<w:rFonts w:hAnsi='.VnTime' w:hAnsiTheme='minorHAnsi'/>"),
            "công tác cán bộ",
            [],
        ),
        (run("5/2025", "<w:rFonts w:hAnsi='.VnTime'/>"), "5/2025", []),
        (
            run("Uû", "<w:rFonts w:hAnsi='.VnTime'/>")
            + run("tænh", "<w:rFonts w:hAnsi='VNI-Helve'/>"),
            "Uỷtỉnh",
            ["TCVN3", "VNI"],
        ),
    ],
)
def test_legacy_fonts(tmp_path, inner, text, encodings):
    found = read_word(word(tmp_path, paragraph(inner)))
    assert [remark.value for remark in found.remarks if remark.kind == "encoding"] == encodings
    assert check(found)[0] == text


RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_parts(path: Path, **parts: str) -> Path:
    """The file with parts beside its text: `footnotes`, `header1`, `settings`; a relationship's id
    is its part's name.
    """
    changes = {
        f"word/{name}.xml": f"<w:root {SPACES}>{content}</w:root>".encode()
        for name, content in parts.items()
    }
    with zipfile.ZipFile(path) as old:
        related = old.read("word/_rels/document.xml.rels").decode()
    more = "".join(
        f'<Relationship Id="{name}" Target="{name}.xml" Type="{RELATED}/{name.rstrip("123")}"/>'
        for name in parts
    )
    return repack(
        path,
        changes
        | {
            "word/_rels/document.xml.rels": (
                related.replace("</Relationships>", more + "</Relationships>").encode()
            )
        },
    )


def reference(number: int, kind: str = "footnote", more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}" {more}/><w:t>{"*" if more else ""}</w:t></w:r>'


def note(number: int, *texts: str, kind: str = "footnote") -> str:
    return (
        f"<w:{kind}"
        f" w:id='{number}'>{''.join(paragraph(f'<w:r><w:{kind}Ref/></w:r>' + run(text)) for text in texts)}</w:{kind}>"
    )


def test_marks_of_notes(tmp_path):
    """Deleted references have no note, marks typed by the author stay in it,
    the others count on.
    """
    gone = f"<w:del w:id='9' w:author='A'>{reference(5)}</w:del>"
    path = word(
        tmp_path,
        paragraph(
            run("Một")
            + reference(4)
            + gone
            + run(" hai")
            + reference(2, more='w:customMarkFollows="1"')
            + run(" ba")
            + reference(3)
            + reference(1, "endnote")
        ),
    )
    notes = note(2, "* Dấu riêng") + note(3, "Sau", "tiếp") + note(4, "", " Trước") + note(5, "bỏ")
    text, blocks, mends = check(
        read_word(with_parts(path, footnotes=notes, endnotes=note(1, "Cuối", kind="endnote")))
    )
    assert text == "Một hai ba\n[1] Trước\n* Dấu riêng\n[2] Sau\ntiếp\n[i] Cuối"
    assert [(block.kind, block.origin) for block in blocks[1:]] == [
        ("note", origin)
        for origin in (
            "footnote4/p1",
            "footnote2/p0",
            "footnote3/p0",
            "footnote3/p1",
            "endnote1/p0",
        )
    ]
    assert [text[mend.start : mend.end] for mend in mends] == ["[1] ", "[2] ", "[i] "]


def test_figures_of_notes(tmp_path):
    path = word(tmp_path, paragraph(run("Một") + reference(2) + reference(3)))
    settings = "<w:footnotePr><w:numFmt w:val='lowerLetter'/><w:numStart w:val='4'/></w:footnotePr>"
    parts = with_parts(path, footnotes=note(2, "x") + note(3, "y"), settings=settings)
    assert check(read_word(parts))[0] == "Một\n[d] x\n[e] y"


def margins(kinds: str, more: str = "") -> str:
    """The end of a section with its headers and footers, such as `header1:default footer2:even`."""
    pairs = [item.split(":") for item in kinds.split()]
    return (
        "<w:sectPr>"
        + "".join(
            f"<w:{name[:-1]}Reference w:type='{kind}' r:id='{name}'/>" for name, kind in pairs
        )
        + more
        + "</w:sectPr>"
    )


@pytest.mark.parametrize(
    ("kinds", "more", "settings", "text"),
    [
        ("header1:default footer1:default", "", "", "DỰ THẢO\nThân\nCông báo"),
        ("header1:default header2:first", "", "", "DỰ THẢO\nThân"),
        ("header1:default header2:first", "<w:titlePg/>", "", "DỰ THẢO\nLần 2\nThân"),
        ("header1:default header2:even", "", "<w:evenAndOddHeaders/>", "DỰ THẢO\nLần 2\nThân"),
        ("header1:default header2:even", "", "", "DỰ THẢO\nThân"),
        ("header1:default header3:default", "", "", "DỰ THẢO\nThân"),
        ("footer2:default", "", "", "Thân"),
        ("footer3:default", "", "", "Thân\nLưu\ta"),
    ],
)
def test_headers_and_footers(tmp_path, kinds, more, settings, text):
    page = paragraph(
        run("Trang ") + field("PAGE", run("3")) + run("/") + field("NUMPAGES", run("10"))
    )
    rows = table(cell("Lưu", "") + cell("a"), cell("") + cell("- 3 -"))
    parts = {
        "header1": paragraph(run("DỰ THẢO")),
        "header2": paragraph(run("Lần 2")),
        "header3": paragraph(run("DỰ THẢO")),
        "footer1": paragraph(run("Công báo")) + page,
        "footer2": page,
        "footer3": rows,
        "settings": settings,
    }
    path = word(
        tmp_path, paragraph("", margins(kinds, more)), paragraph(run("Thân"), margins(kinds, more))
    )
    found, blocks, _ = check(read_word(with_parts(path, **parts)))
    assert found == text
    assert {(block.kind, str(block.origin)[:7]) for block in blocks} <= {
        ("body", "body/p1"),
        ("header", "header1"),
        ("header", "header2"),
        ("footer", "footer1"),
    }


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol lol lol lol lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"""


@pytest.mark.parametrize(
    "part",
    ["word/document.xml", "word/styles.xml", "word/settings.xml", "word/_rels/document.xml.rels"],
)
@pytest.mark.parametrize(
    "data", [BOMB, OUTSIDE, BOMB.decode().replace("?>", " encoding='UTF-16'?>", 1).encode("utf-16")]
)
def test_entities_are_never_read(tmp_path, part, data):
    with pytest.raises(TextkitError, match="declares entities"):
        read_word(repack(word(tmp_path, paragraph(run("a"))), {part: data}))


def test_entities_in_a_header_are_never_read(tmp_path):
    path = with_parts(word(tmp_path, paragraph(run("a"), margins("header1:default"))), header1="")
    with pytest.raises(TextkitError, match="declares entities"):
        read_word(repack(path, {"word/header1.xml": BOMB}))


def test_a_bomb_is_not_expanded(tmp_path, monkeypatch):
    path = repack(word(tmp_path, paragraph(run("a"))), {"word/media/x.xml": b" " * 60_000_000})
    # No part is opened: that would be the expansion.
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(TextkitError, match="would expand"):
        read_word(path)


def test_a_part_that_is_too_large_is_not_parsed(tmp_path, monkeypatch):
    monkeypatch.setattr("textkit.reading.word.parts.LIMITS", Limits(max_part_bytes=5000))
    with pytest.raises(TextkitError, match=r"its part word/document\.xml has [\d,]+ bytes"):
        read_word(word(tmp_path, paragraph(run("a" * 5000))))


@pytest.mark.parametrize(
    "changes",
    [
        {"word/document.xml": None},
        {"word/document.xml": b"<a"},
        {"word/document.xml": b""},
        {"word/document.xml": b"<a/>"},
        {"word/styles.xml": b"\xff\xfe"},
        {"_rels/.rels": b"<r"},
    ],
)
def test_damaged_parts(tmp_path, changes):
    with pytest.raises(TextkitError, match=r"van-ban\.docx"):
        read_word(repack(word(tmp_path, paragraph(run("a"))), changes))


def test_a_part_that_is_not_there_does_no_harm(tmp_path):
    changes = {"word/styles.xml": None, "word/numbering.xml": None, "_rels/.rels": None}
    assert check(read_word(repack(word(tmp_path, paragraph(run("Một"))), changes)))[0] == "Một"


def test_mutated_files_are_read_or_refused(tmp_path):
    data = word(
        tmp_path,
        table(cell("TT") + cell("Tên"), cell("1") + cell("An")),
        numbered("Một"),
        numbering=levels("decimal %1.") + "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>",
    ).read_bytes()
    chance = random.Random(7)
    for _ in range(150):
        mutated = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        path = tmp_path / "mutated.docx"
        path.write_bytes(mutated[: chance.choice([None, None, chance.randrange(len(mutated))])])
        with contextlib.suppress(TextkitError):
            check(read_word(path))


WORDS = st.lists(
    st.sampled_from(
        [
            *"aăâuưđĐÐ"
            " ß\u0301\u0323\u0302\u00ad\u200b\u00a0\u3000\tàùñ12.-\uf0b3\u1100\u1161\u0c46\u0c56",
            "aø",
            "AÛ",
            "öû",
            "tØnh",
            "  ",
            "\u200bo\u200b\u0301",
        ]
    ),
    max_size=6,
).map("".join)
LOOKS = st.sampled_from(
    [
        "",
        "<w:caps/>",
        "<w:vanish/>",
        "<w:rFonts w:hAnsi='.VnTime'/>",
        "<w:rFonts w:hAnsi='.VnTimeH'/>",
        "<w:rFonts w:hAnsi='VNI-Times'/>",
        "<w:strike/>",
    ]
)
RUNS = st.lists(
    st.tuples(
        WORDS,
        LOOKS,
        st.sampled_from(
            [
                "{}",
                "<w:ins>{}</w:ins>",
                "<w:del>{}</w:del>",
                "<w:hyperlink>{}</w:hyperlink>",
                "{}<w:r><w:br/></w:r>",
            ]
        ),
    ),
    max_size=8,
)


def folder_with_a_file(tmp_path_factory) -> Path:
    folder = tmp_path_factory.getbasetemp()
    if not (folder / "van-ban.docx").exists():
        word(folder, paragraph(run("a")))
    return folder


@pytest.mark.slow
@settings(deadline=None, derandomize=True)
@given(RUNS, st.booleans())
def test_every_character_leads_to_one_of_a_run(tmp_path_factory, runs, cells):
    """What the span holds, drawn in the run's font and tidied, is the character, or becomes it when
    mended.
    """
    parts = "".join(form.format(run(text, look)) for text, look, form in runs)
    rows = (
        table(cell("a") + f"<w:tc>{paragraph(parts)}</w:tc>", cell("c") + cell("d"))
        if cells
        else paragraph(parts)
    )
    folder = folder_with_a_file(tmp_path_factory)
    body = f"<w:document {SPACES}><w:body>{rows}</w:body></w:document>".encode()
    path = repack(folder / "van-ban.docx", {"word/document.xml": body}, folder / "any.docx")
    text, blocks, _ = check(read_word(path))
    nodes, before = RunsOfFile(path).nodes, []
    for place, found in enumerate(
        find_runs(path, blocks, text, [(place, place + 1) for place in range(len(text))])
    ):
        if not any(block.start <= place < block.end for block in blocks):
            assert found == []
            continue
        if text[place] == " " and not found:
            continue  # it was put in where struck words were left out
        raw, fonts = "", {""}
        for origin, number, start, end in found:
            node = nodes[origin][number]
            held = "".join(
                "\n" if child.tag.endswith("br") else child.text or ""
                for child in node
                if not child.tag.endswith("rPr")
            )
            fonts |= set(node.xpath(".//w:rFonts/@w:hAnsi", namespaces=node.nsmap))
            raw += held[start:end]
        drawn = {
            tidy(draw(raw, font, capitals)).upper() for font in fonts for capitals in (False, True)
        }
        assert any(
            text[place].upper() in words
            for words in drawn | {words.replace("\t", " ") for words in drawn}
        )
        where = [(origin, number, start) for origin, number, start, _ in found]
        assert not before or before[0][0] != where[0][0] or before <= where
        before = where


def read_as_it_stands(archive, part):
    return etree.fromstring(archive.read(part)) if part in archive.namelist() else None


def test_spans_of_runs(tmp_path):
    """Over a deleted mark, an automatic number, hidden text and an equation, and in a table."""
    joined = (
        paragraph(run("Tăng ") + run("ẩn", "<w:vanish/>") + run("10"), DELETED),
        paragraph(f'<w:del w:id="1" w:author="A">{run("x")}</w:del>' + run("% năm")),
    )
    listed = paragraph(
        f'<m:oMath xmlns:m="{MATH}"><m:r><m:t>a</m:t></m:r></m:oMath>' + run("bc\u200bd"),
        "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>",
    )
    path = word(
        tmp_path,
        *joined,
        listed,
        table(cell("An ") + cell("Bình"), cell("c") + cell("d")),
        numbering=levels("decimal %1.") + NUM,
    )
    text, blocks, _ = check(read_word(path))
    assert text == "Tăng 10% năm\n1. abcd\nAn\tBình\nc\td"
    wanted = ["g 10% n", "1. a", "1. ab", "cd", "An\tBình"]
    spans = [(text.index(words), text.index(words) + len(words)) for words in wanted]
    assert find_runs(path, blocks, text, spans) == [
        [("body/p0", 0, 3, 5), ("body/p0", 2, 0, 2), ("body/p1", 0, 0, 3)],
        [],
        [("body/p2", 0, 0, 1)],
        [("body/p2", 0, 1, 4)],
        [("table0/r0c0/p0", 0, 0, 2), ("table0/r0c1/p0", 0, 0, 4)],
    ]
    nodes = RunsOfFile(path, read_as_it_stands).nodes  # as another parser reads it
    assert [
        "".join(words for node in nodes[origin] for words in node.itertext())
        for origin in ("body/p0", "body/p1", "body/p2", "table0/r0c1/p0")
    ] == ["Tăng ẩn10", "% năm", "bc\u200bd", "Bình"]


def test_spans_of_runs_in_legacy_fonts(tmp_path):
    """A base and its mark in VNI may stand in two runs; the soft hyphen is ư in TCVN3."""
    vni, tcvn3 = "<w:rFonts w:hAnsi='VNI-Times'/>", FONT(".VnTime", "")
    path = word(
        tmp_path,
        paragraph(
            run("baû", vni)
            + run("n ta", vni)
            + run("ïp chí", f"<w:b/>{vni}")
            + f"<w:r>{tcvn3}<w:t> T</w:t><w:softHyphen/><w:t> ph¸p</w:t></w:r>"
        ),
    )
    text, blocks, _ = check(read_word(path))
    assert text == "bản tạp chí Tư pháp"
    assert find_runs(path, blocks, text, [(1, 2), (5, 6), (6, 8), (13, 15)]) == [
        [("body/p0", 0, 1, 3)],
        [("body/p0", 1, 3, 4), ("body/p0", 2, 0, 1)],
        [("body/p0", 2, 1, 3)],
        [("body/p0", 3, 2, 4)],
    ]


def test_spans_of_runs_in_a_text_mended_since(tmp_path):
    path = word(tmp_path, paragraph(run("phấn đấu đ ") + run("ạt 8 ,5% ") + run("và nữa")))
    text, blocks, _ = check(read_word(path))
    assert text == "phấn đấu đạt 8,5% và nữa"
    spans = [
        (text.index(words), text.index(words) + len(words)) for words in ("đạt", "8,5%", "nữa")
    ]
    assert find_runs(path, blocks, text, spans) == [
        [("body/p0", 0, 9, 10), ("body/p0", 1, 0, 2)],
        [("body/p0", 1, 3, 8)],
        [("body/p0", 2, 3, 6)],
    ]
    other = text.replace("và", "hay là")
    block = replace(blocks[0], end=len(other))
    assert find_runs(path, [block], other, [(len(other) - 3, len(other))]) == [
        [("body/p0", 2, 3, 6)]
    ]


XML = st.recursive(
    st.sampled_from(
        [
            "<w:t>a</w:t>",
            "<w:tab/>",
            "<w:br/>",
            "<w:sym w:char='zz'/>",
            "<w:sym/>",
            "<w:numPr><w:numId w:val='1'/></w:numPr>",
            "ừ",
        ]
    ),
    lambda inner: st.tuples(
        st.sampled_from(
            "p r tbl tr tc ins del sdt sdtContent pPr tcPr trPr txbxContent vMerge gridSpan".split()
        ),
        st.lists(inner, max_size=4),
    ).map(lambda pair: f"<w:{pair[0]}>{''.join(pair[1])}</w:{pair[0]}>"),
    max_leaves=25,
)


@pytest.mark.slow
@given(st.lists(XML, max_size=4))
def test_any_order_of_elements_is_read(tmp_path_factory, parts):
    folder = folder_with_a_file(tmp_path_factory)
    body = f"<w:document {SPACES}><w:body>{''.join(parts)}</w:body></w:document>".encode()
    check(
        read_word(repack(folder / "van-ban.docx", {"word/document.xml": body}, folder / "any.docx"))
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", files_of(OFFICE, "*.docx"))
def test_real_documents(path):
    text, blocks, _ = check(read_word(path))
    document = docx.Document(io.BytesIO(path.read_bytes()))
    for block in blocks:
        if str(block.origin).startswith("body/p"):
            source = document.paragraphs[int(str(block.origin)[6:])].text
            assert text[block.start : block.end].split() == tidy(source).split()
    assert len(text) > 5000
