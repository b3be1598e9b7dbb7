"""textkit.reading.word and numbering: what a reader of a Word file sees, and the way back to it."""

from __future__ import annotations

import contextlib
import io
import random
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st
from test_layout import check

from textkit.reading.document import TextkitError
from textkit.reading.files import Limits
from textkit.reading.text import tidy
from textkit.reading.word import read_word

REAL = Path(__file__).resolve().parents[2] / "shared" / "real" / "office"
SPACES = nsdecls("w", "r", "wp") + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


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


@pytest.mark.parametrize(("inner", "text"), [
    (run("Tăng ") + f'<w:ins w:id="1" w:author="A">{run("10%")}</w:ins>' + run(" năm"), "Tăng 10% năm"),
    (run("Tăng ") + '<w:del w:id="2" w:author="A"><w:r><w:delText>8%</w:delText></w:r></w:del>' + run("10%"), "Tăng 10%"),
    (f'<w:moveFrom w:id="3" w:author="A">{run("cũ ")}</w:moveFrom>' + f'<w:moveTo w:id="4" w:author="A">{run("mới")}</w:moveTo>', "mới"),
    (run("Theo ") + f'<w:hyperlink w:anchor="x">{run("57-NQ/TU")}</w:hyperlink>' + run("."), "Theo 57-NQ/TU."),
    ("<w:r><w:t>57</w:t><w:noBreakHyphen/><w:t>NQ/TU</w:t></w:r>", "57-NQ/TU"),
    ("<w:r><w:t>57</w:t><w:softHyphen/><w:t>-NQ/TU</w:t></w:r>", "57-NQ/TU"),
    (run("Số ") + f'<w:fldSimple w:instr="REF x">{run("57-NQ/TU")}</w:fldSimple>', "Số 57-NQ/TU"),
    (run("Trang ") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
     f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("3")}<w:r><w:fldChar w:fldCharType="end"/></w:r>', "Trang 3"),
    (run("Số ") + f"<w:sdt><w:sdtPr/><w:sdtContent>{run('57')}</w:sdtContent></w:sdt>", "Số 57"),
    (run("Ở ") + f'<w:smartTag w:element="place">{run("Lam Châu")}</w:smartTag>', "Ở Lam Châu"),
    ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run(" 10%"), "≥ 10%"),
    ('<w:r><w:sym w:font="Symbol" w:char="00A3"/></w:r>' + run(" 10%"), "≤ 10%"),
    ('<w:r><w:sym w:font="Wingdings" w:char="F001"/></w:r>', "\ufffd"),
    (run("\uf0b3 5"), "≥ 5"),
    ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t></w:r>", "a\tb\nc\nd"),
    (run("thấy") + run("ẩn", "<w:vanish/>") + run("hiện", '<w:vanish w:val="0"/>'), "thấyhiện"),
    (run("x") + "<!-- lời bình --><?pi y?>" + run("z"), "xz"),
    (run("ho") + run("\u0301a"), "hóa"),
    (run("Nghị quyết") + '<w:r><w:footnoteReference w:id="2"/></w:r>', "Nghị quyết"),
])
def test_runs(tmp_path, inner, text):
    assert reading(tmp_path, paragraph(inner))[0] == text


def test_a_text_box_stands_once_after_its_paragraph(tmp_path):
    box = f"<w:txbxContent>{paragraph(run('Trong khung'))}</w:txbxContent>"
    both = f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    text, blocks, _ = reading(tmp_path, paragraph(run("Một") + both + run(" hai")), paragraph(run("Ba")))
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
    assert [block.kind for block in check(read_word(tmp_path / "a.docx"))[1]] == ["heading", "body", "heading", "body"]
    outlined = paragraph(run("Mục"), '<w:outlineLvl w:val="0"/>'), paragraph(run("Thân"), '<w:outlineLvl w:val="9"/>')
    assert [block.kind for block in reading(tmp_path, *outlined)[1]] == ["heading", "body"]


def cell(*texts: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(paragraph(run(text)) for text in texts)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl {SPACES}><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * rows[-1].count('<w:tc>')}</w:tblGrid>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def test_merged_cells_stand_once(tmp_path):
    text, blocks, _ = reading(tmp_path, paragraph(run("Biểu")), table(
        cell("TT", properties='<w:vMerge w:val="restart"/>') + cell("Chỉ tiêu", properties='<w:gridSpan w:val="2"/>') + cell("Năm"),
        cell("", properties="<w:vMerge/>") + cell("Tên") + cell("Đơn vị") + cell("2030"),
        cell("1") + cell("Hộ nghèo", "cận nghèo") + cell("%") + cell("1")), paragraph(run("Hết")))
    assert text == "Biểu\nTT\tChỉ tiêu\tNăm\nTên\tĐơn vị\t2030\n1\nHộ nghèo\ncận nghèo\n%\n1\nHết"
    assert [(block.row, block.column) for block in blocks][1:8] == [(0, 0), (0, 1), (0, 3), (1, 1), (1, 2), (1, 3), (2, 0)]
    assert [block.origin for block in blocks][-4:] == ["table0/r2c1/p1", "table0/r2c2/p0", "table0/r2c3/p0", "body/p1"]


def test_head_and_signature_are_body_text(tmp_path):
    text, blocks, _ = reading(
        tmp_path, table(cell("TỈNH ỦY LAM CHÂU", "*", "Số 5-NQ/TU") + cell("ĐẢNG CỘNG SẢN VIỆT NAM", "", "Lam Châu, ngày 5 tháng 3 năm 2025")),
        paragraph(run("NGHỊ QUYẾT")), table(cell("Nơi nhận:", "- Như trên.") + cell("T/M TỈNH ỦY", "BÍ THƯ")))
    assert text == ("TỈNH ỦY LAM CHÂU\n*\nSố 5-NQ/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nLam Châu, ngày 5 tháng 3 năm 2025\nNGHỊ QUYẾT\n"
                    "Nơi nhận:\n- Như trên.\nT/M TỈNH ỦY\nBÍ THƯ")
    assert {(block.kind, block.row) for block in blocks} == {("body", None)}
    assert blocks[-1].origin == "table1/r0c1/p1"


def test_deleted_rows_are_out(tmp_path):
    rows = [f"{cell('a')}{cell('b')}", f"<w:trPr><w:del w:id='1' w:author='A'/></w:trPr>{cell('c')}{cell('d')}", f"{cell('e')}{cell('f')}"]
    assert reading(tmp_path, table(*rows))[0] == "a\tb\ne\tf"


def test_tables_in_tables_and_wrappers(tmp_path):
    inner = table(cell("a") + cell("b"), cell("c") + cell("d"))
    outer = table(f"<w:tc>{paragraph(run('Khung'))}{inner}{paragraph(run('sau'))}</w:tc>")
    wrapped = f"<w:sdt {SPACES}><w:sdtContent>{paragraph(run('Trong'))}</w:sdtContent></w:sdt>"
    text, blocks, _ = reading(tmp_path, outer, wrapped)
    assert text == "Khung\na\tb\nc\td\nsau\nTrong"
    assert blocks[1].origin == "table0/r0c0/table0/r0c0/p0"
    assert [block.origin for block in blocks][-2:] == ["table0/r0c0/p1", "body/p0"]


def test_the_way_back(tmp_path):
    path = word(tmp_path, paragraph(run("Một")), paragraph(""), table(cell("TT") + cell("Tên"), cell("1") + cell("An", "Bình")), paragraph(run("Hai")))
    document = docx.Document(str(path))
    text, blocks, _ = check(read_word(path))
    for block in blocks:
        first, *rest = str(block.origin).split("/")
        paragraphs = document.paragraphs
        if first != "body":
            row, column = map(int, rest.pop(0)[1:].split("c"))
            paragraphs = document.tables[int(first.removeprefix("table"))].cell(row, column).paragraphs
        assert paragraphs[int(rest[0][1:])].text == text[block.start : block.end]


def levels(*formats: str) -> str:
    return "<w:abstractNum w:abstractNumId='7'>" + "".join(
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{figures}'/><w:lvlText w:val='{text}'/></w:lvl>"
        for depth, (figures, text) in enumerate(item.split(" ", 1) for item in formats)) + "</w:abstractNum>"


def numbered(text: str, depth: int = 0, number: int = 1) -> str:
    return paragraph(run(text), f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr>")


@pytest.mark.parametrize(("formats", "depths", "numbers"), [
    (["decimal Điều %1."], [0, 0, 0], ["Điều 1.", "Điều 2.", "Điều 3."]),
    (["upperRoman %1.", "decimal %2.", "lowerLetter %3)"], [0, 1, 2, 2, 1, 2, 0, 1], ["I.", "1.", "a)", "b)", "2.", "a)", "II.", "1."]),
    (["decimal %1.", "decimal %1.%2."], [0, 1, 1, 0, 1], ["1.", "1.1.", "1.2.", "2.", "2.1."]),
    (["decimalZero %1", "lowerRoman (%2)", "upperLetter %3"], [0, 1, 1, 1, 1, 2], ["01", "(i)", "(ii)", "(iii)", "(iv)", "A"]),
    (["bullet \uf0b7", "bullet o", "bullet -"], [0, 1, 2], ["-", "+", "-"]),
    (["none x", "decimal %1.%2"], [0, 1], ["x", ".1"]),
])
def test_numbering(tmp_path, formats, depths, numbers):
    text, _blocks, mends = reading(tmp_path, *(numbered("Mục", depth) for depth in depths), numbering=levels(*formats) +
                                  "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>")
    assert text.split("\n") == [f"{number} Mục".strip() for number in numbers]
    assert [text[mend.start : mend.end].strip() for mend in mends] == [number for number in numbers if number]


def test_numbering_of_two_lists(tmp_path):
    numbering = levels("decimal %1.") + (
        "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='7'/></w:num>"
        "<w:num w:numId='3'><w:abstractNumId w:val='7'/><w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>")
    parts = [numbered("a"), numbered("b", number=2), numbered("c", number=3), numbered("d"), numbered("e", number=9), numbered("f", number=0)]
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
    text, _, _ = reading(tmp_path, table(cell("TT") + cell("Tên"), empty + cell("An"), empty + cell("Bình")), numbering=levels("decimal %1") +
                         "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>")
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
    path = word(tmp_path, paragraph(run("Một") + '<w:r><w:footnoteReference w:id="3"/></w:r>'), paragraph(run("Hai")))
    document = docx.Document(str(path))
    document.sections[0].header.paragraphs[0].text = "DỰ THẢO"
    document.save(str(path))
    with zipfile.ZipFile(path) as old:
        related = old.read("word/_rels/document.xml.rels").decode()
    related = related.replace("</Relationships>", '<Relationship Id="rId99" Target="footnotes.xml" '
                              'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>')
    notes = f"<w:footnotes {SPACES}><w:footnote w:id='-1' w:type='separator'>{paragraph('')}</w:footnote><w:footnote w:id='2'>{paragraph(run('bị xóa'))}</w:footnote><w:footnote w:id='3'>{paragraph(run('Ghi chú'))}</w:footnote></w:footnotes>"
    text, blocks, _ = check(read_word(repack(path, {"word/_rels/document.xml.rels": related.encode(), "word/footnotes.xml": notes.encode()})))
    assert text == "DỰ THẢO\nMột\nHai\n[1] Ghi chú"
    assert [(block.kind, block.origin) for block in (blocks[0], blocks[-1])] == [("header", "header1/p0"), ("note", "footnote3/p0")]


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol lol lol lol lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"""


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
@pytest.mark.parametrize("data", [BOMB, OUTSIDE, BOMB.decode().replace("?>", " encoding='UTF-16'?>", 1).encode("utf-16")])
def test_entities_are_never_read(tmp_path, part, data):
    with pytest.raises(TextkitError, match="declares entities"):
        read_word(repack(word(tmp_path, paragraph(run("a"))), {part: data}))


def test_a_bomb_is_not_expanded(tmp_path):
    path = repack(word(tmp_path, paragraph(run("a"))), {"word/media/x.xml": b" " * 60_000_000})
    begun = time.perf_counter()
    with pytest.raises(TextkitError, match="would expand"):
        read_word(path)
    assert time.perf_counter() - begun < 1


def test_a_part_that_is_too_large_is_not_parsed(tmp_path, monkeypatch):
    monkeypatch.setattr("textkit.reading.parts.LIMITS", Limits(max_part_bytes=5000))
    with pytest.raises(TextkitError, match=r"its part word/document\.xml has [\d,]+ bytes"):
        read_word(word(tmp_path, paragraph(run("a" * 5000))))


@pytest.mark.parametrize("changes", [
    {"word/document.xml": None}, {"word/document.xml": b"<a"}, {"word/document.xml": b""}, {"word/document.xml": b"<a/>"},
    {"word/styles.xml": b"\xff\xfe"}, {"_rels/.rels": b"<r"}])
def test_damaged_parts(tmp_path, changes):
    with pytest.raises(TextkitError, match=r"van-ban\.docx"):
        read_word(repack(word(tmp_path, paragraph(run("a"))), changes))


def test_a_part_that_is_not_there_does_no_harm(tmp_path):
    changes = {"word/styles.xml": None, "word/numbering.xml": None, "_rels/.rels": None}
    assert check(read_word(repack(word(tmp_path, paragraph(run("Một"))), changes)))[0] == "Một"


def test_mutated_files_are_read_or_refused(tmp_path):
    data = word(tmp_path, table(cell("TT") + cell("Tên"), cell("1") + cell("An")), numbered("Một"), numbering=levels("decimal %1.") +
                "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>").read_bytes()
    chance = random.Random(7)
    for _ in range(150):
        mutated = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        path = tmp_path / "mutated.docx"
        path.write_bytes(mutated[: chance.choice([None, None, chance.randrange(len(mutated))])])
        with contextlib.suppress(TextkitError):
            check(read_word(path))


XML = st.recursive(
    st.sampled_from(["<w:t>a</w:t>", "<w:tab/>", "<w:br/>", "<w:sym w:char='zz'/>", "<w:sym/>", "<w:numPr><w:numId w:val='1'/></w:numPr>", "ừ"]),
    lambda inner: st.tuples(st.sampled_from("p r tbl tr tc ins del sdt sdtContent pPr tcPr trPr txbxContent vMerge gridSpan".split()), st.lists(inner, max_size=4))
    .map(lambda pair: f"<w:{pair[0]}>{''.join(pair[1])}</w:{pair[0]}>"), max_leaves=25)


@given(st.lists(XML, max_size=4))
def test_any_order_of_elements_is_read(tmp_path_factory, parts):
    folder = tmp_path_factory.getbasetemp()
    if not (folder / "van-ban.docx").exists():
        word(folder, paragraph(run("a")))
    body = f"<w:document {SPACES}><w:body>{''.join(parts)}</w:body></w:document>".encode()
    check(read_word(repack(folder / "van-ban.docx", {"word/document.xml": body}, folder / "any.docx")))


@pytest.mark.parametrize("path", sorted(REAL.glob("*.docx")), ids=lambda path: path.stem) if REAL.is_dir() else \
    pytest.mark.skip(reason="needs shared/real")
def test_real_documents(path):
    text, blocks, _ = check(read_word(path))
    document = docx.Document(io.BytesIO(path.read_bytes()))
    for block in blocks:
        if str(block.origin).startswith("body/p"):
            source = document.paragraphs[int(str(block.origin)[6:])].text
            assert text[block.start : block.end].split() == tidy(source).split()
    assert len(text) > 5000
