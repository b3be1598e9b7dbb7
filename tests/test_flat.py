"""textkit.reading.word.flat: Word documents in one XML file are read as those in an archive."""

import base64
import io
import zipfile

import docx
import pytest
from test_layout import check

from textkit.data.messages import TextkitError
from textkit.reading.files import LIMITS, Limits, sniff
from textkit.reading.word import flat
from textkit.reading.word.document import read_word

W = "http://schemas.microsoft.com/office/word/2003/wordml"
SPACES = (
    f'xmlns:w="{W}" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"'
    ' xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
)


def word_2003(body: str, more: str = "") -> str:
    """A Word 2003 XML file with this body, and lists, styles or properties before it."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><?mso-application progid="Word.Document"?>'
        f"<w:wordDocument {SPACES}>{more}<w:body><wx:sect>{body}</wx:sect></w:body>"
        "</w:wordDocument>"
    )


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def reading(tmp_path, data: str | bytes):
    path = tmp_path / "van-ban.xml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return check(read_word(path))


LISTS = """<w:lists>
<w:listDef w:listDefId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="1"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:nfc w:val="4"/><w:lvlText w:val="%2)"/></w:lvl>
</w:listDef>
<w:list w:ilfo="1"><w:ilst w:val="0"/></w:list></w:lists>"""


def numbered(level: int) -> str:
    return f'<w:listPr><w:ilvl w:val="{level}"/><w:ilfo w:val="1"/><wx:t wx:val="9."/></w:listPr>'


def test_paragraphs_lists_and_sections(tmp_path):
    body = (
        "<wx:sub-section>"
        + paragraph("Mục tiêu", numbered(0))
        + paragraph("Một", numbered(1))
        + f"<wx:pBdrGroup>{paragraph('Hai', numbered(1))}</wx:pBdrGroup></wx:sub-section>"
        + paragraph("Nhiệm vụ", numbered(0))
    )
    text, _, mends = reading(tmp_path, word_2003(body, LISTS))
    assert text == "I. Mục tiêu\na) Một\nb) Hai\nII. Nhiệm vụ"
    assert [mend.kind for mend in mends] == ["numbering"] * 4


def test_tables_notes_and_margins(tmp_path):
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>".format
    first = cell('<w:vmerge w:val="restart"/>', paragraph("a")) + cell("", paragraph("b"))
    second = cell("<w:vmerge/>", paragraph("x")) + cell("", paragraph("c"))
    rows = f"<w:tr>{first}</w:tr><w:tr>{second}</w:tr>"
    note = f"<w:r><w:footnote>{paragraph('Chú thích')}</w:footnote></w:r>"
    body = (
        f"<w:p><w:r><w:t>Nghị quyết</w:t></w:r>{note}</w:p><w:tbl>{rows}</w:tbl><w:sectPr>"
        f'<w:hdr w:type="odd">{paragraph("Dự thảo")}</w:hdr>'
        f'<w:ftr w:type="even">{paragraph("ẩn")}</w:ftr></w:sectPr>'
    )
    text, blocks, _ = reading(tmp_path, word_2003(body))
    assert text == "Dự thảo\nNghị quyết\na\tb\nc\n[1] Chú thích"
    assert [block.kind for block in blocks] == ["header", "body", *["table"] * 3, "note"]


def change(kind: str, content: str) -> str:
    inner = f"<aml:content>{content}</aml:content>"
    return f'<aml:annotation w:type="Word.{kind}">{inner}</aml:annotation>'


def test_tracked_changes_and_comments(tmp_path):
    run = "<w:r><w:t>{}</w:t></w:r>".format
    gone = f"<w:pPr><w:rPr>{change('Deletion', '')}</w:rPr></w:pPr>"
    body = (
        f"<w:p>{run('Tăng ')}{change('Insertion', run('10%'))}{change('Deletion', run('8%'))}"
        f"{change('Comment', paragraph('Xem lại'))}{run(' một năm')}</w:p>"
        f"<w:p>{gone}{run('nối ')}</w:p>{paragraph('liền')}"
    )
    assert reading(tmp_path, word_2003(body))[0] == "Tăng 10% một năm\nnối liền"


def test_styles(tmp_path):
    styles = (
        '<w:styles><w:style w:type="paragraph" w:default="on" w:styleId="N">'
        '<w:name w:val="Normal"/><w:rPr><w:caps/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    body = paragraph("Mục tiêu", '<w:pStyle w:val="H"/>') + paragraph("Một")
    text, blocks, _ = reading(tmp_path, word_2003(body, styles))
    assert text == "Mục tiêu\nMỘT"
    assert [block.kind for block in blocks] == ["heading", "body"]


def flat_opc(archive: bytes) -> bytes:
    """A Word file as Flat OPC has it."""
    parts = []
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for name in opened.namelist():
            data = opened.read(name)
            if name.endswith((".xml", ".rels")):
                xml = data.decode().partition("?>")[2] or data.decode()
                content = f"<pkg:xmlData>{xml}</pkg:xmlData>"
            else:
                content = f"<pkg:binaryData>{base64.b64encode(data).decode()}</pkg:binaryData>"
            parts.append(f'<pkg:part pkg:name="/{name}">{content}</pkg:part>')
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    return (
        f'<?xml version="1.0"?><pkg:package xmlns:pkg="{space}">{"".join(parts)}</pkg:package>'
    ).encode()


def test_flat_opc(tmp_path):
    document = docx.Document()
    document.add_heading("Mục tiêu")
    document.add_paragraph("Tăng 10% một năm")
    document.sections[0].header.paragraphs[0].text = "Dự thảo"
    made = io.BytesIO()
    document.save(made)
    data = flat_opc(made.getvalue())
    assert sniff(data) == "wordxml"
    text, blocks, _ = reading(tmp_path, data)
    assert text == "Dự thảo\nMục tiêu\nTăng 10% một năm"
    assert [block.kind for block in blocks] == ["header", "heading", "body"]


@pytest.mark.parametrize(
    "data",
    [
        "<w:wordDocument ",
        f"<w:wordDocument {SPACES}></w:wordDocument>",
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + word_2003(paragraph("&a;"))[40:],
        word_2003("<w:p>" * 300 + "</w:p>" * 300),
        '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/'
        'xmlPackage"><pkg:part pkg:name="/a"><pkg:binaryData>a</pkg:binaryData></pkg:part>'
        "</pkg:package>",
    ],
)
def test_refuses(tmp_path, data):
    with pytest.raises(TextkitError, match=r"damaged or no Word file|no Word document"):
        reading(tmp_path, data)


def test_a_file_that_is_too_large_is_not_parsed(tmp_path, monkeypatch):
    assert LIMITS.max_part_bytes > 5000
    monkeypatch.setattr(flat, "LIMITS", Limits(max_part_bytes=5000))
    with pytest.raises(TextkitError, match=r"it has [\d,]+ bytes"):
        reading(tmp_path, word_2003(paragraph("a" * 5000)))
