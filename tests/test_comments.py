"""Findings as comments in the author's Word file: on exactly their words; nothing else changes."""

import zipfile

import docx
import pytest
from beside import REAL, files_of, needs_shared
from docx.oxml import parse_xml
from lxml import etree
from test_word import DELETED, cell, field, paragraph, run, table, word

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.presenting.comments import write_comments
from textkit.presenting.remarks import AUTHOR, Remark

OFFICE = REAL / "office"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARKS = {f"{W}{name}" for name in ("commentRangeStart", "commentRangeEnd")}


def commented(path, *words, out="out.docx"):
    """The file with a comment on each of these words, where they stand first."""
    document = tk.read(path)
    at = [
        Remark(
            document.text.index(each), document.text.index(each) + len(each), [f"về {each}"], each
        )
        for each in words
    ]
    return write_comments(document, at, path.with_name(out))


def body(path):
    return etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))


def covered(path):
    """By comment, the text between its marks."""
    texts, active = {}, []
    for node in body(path).iter():
        if node.tag == f"{W}commentRangeStart":
            active.append(node.get(f"{W}id"))
            texts[active[-1]] = ""
        elif node.tag == f"{W}commentRangeEnd":
            active.remove(node.get(f"{W}id"))
        elif node.tag == f"{W}t":
            is_deleted = any(parent.tag == f"{W}del" for parent in node.iterancestors())
            for id_ in [] if is_deleted else active:
                texts[id_] += node.text or ""
    return [texts[key] for key in sorted(texts, key=int)]


def without_marks(root):
    """What must not have changed: the body without comments, runs of one look joined."""
    for node in list(root.iter(*MARKS, f"{W}commentReference")):
        gone = node.getparent() if node.tag == f"{W}commentReference" else node
        gone.getparent().remove(gone)
    said = []
    for node in root.iter():
        if node.tag == f"{W}r":
            properties = node.find(f"{W}rPr")
            look = etree.tostring(properties, method="c14n") if properties is not None else b""
            said.append(("run", look, ""))
            for child in node.iterdescendants():
                if child.tag in (f"{W}t", f"{W}delText"):
                    said.append(("text", look, child.text or ""))
        elif node.tag not in (f"{W}t", f"{W}rPr", f"{W}delText") and not any(
            up.tag == f"{W}r" for up in node.iterancestors()
        ):
            said.append((node.tag, str(sorted(node.attrib.items())), ""))
    joined = []
    for kind, look, text in said:
        if kind == "run" and joined and joined[-1][1] == look and joined[-1][0] in ("run", "text"):
            continue
        if kind == "text" and joined and joined[-1][:2] == ("text", look):
            joined[-1] = ("text", look, joined[-1][2] + text)
        else:
            joined.append((kind, look, text))
    return [row for row in joined if row[0] != "run"]


@pytest.fixture
def path(tmp_path):
    link = f'<w:hyperlink w:anchor="x">{run("xem tại đây", "<w:u/>")}</w:hyperlink>'
    revised = (
        f'<w:ins w:id="7" w:author="A">{run("thêm vào")}</w:ins><w:del w:id="8"'
        ' w:author="A"><w:r><w:delText>bỏ đi</w:delText></w:r></w:del>'
    )
    return word(
        tmp_path,
        paragraph(run("Tỷ lệ hộ ") + run("nghèo còn", "<w:b/>") + run(" dưới 2%.")),
        paragraph(run("Trang ") + field("PAGE", run("12")) + run(" và ") + link + revised),
        table(cell("Một ô") + cell("Ô thứ hai")),
        paragraph("<w:r><w:t>Đầu</w:t><w:tab/><w:t>cuối dòng</w:t></w:r>"),
        paragraph(run("Nối ") + run("dòng", ""), DELETED),
        paragraph(run("sau")),
    )


@pytest.mark.parametrize(
    "words",
    [
        "hộ nghèo",
        "nghèo còn",
        "èo c",
        "dưới 2%",
        "12",
        "đây",
        "tại đâythêm",
        "thêm",
        "Ô thứ",
        "cuối",
        "u\tc",
        "Nối dòngsau",
    ],
)
def test_a_comment_stands_on_its_words(path, words):
    made = commented(path, words)
    assert covered(made) == [words.replace("\t", "")]
    assert without_marks(body(made)) == without_marks(body(path))
    assert tk.read(made).text == tk.read(path).text


def test_many_comments_overlap(path):
    words = ["Tỷ lệ hộ nghèo", "hộ nghèo còn", "nghèo", "còn dưới 2%", "dưới", "Một", "cuối dòng"]
    made = commented(path, *words)
    assert covered(made) == words
    assert without_marks(body(made)) == without_marks(body(path))
    assert [(one.author, one.text) for one in docx.Document(str(made)).comments] == [
        (AUTHOR, f"về {each}") for each in words
    ]


def test_every_other_part_is_as_it_was(path):
    made = commented(path, "nghèo")
    before, after = zipfile.ZipFile(path), zipfile.ZipFile(made)
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed <= {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    new = {f"word/{name}.xml" for name in ("comments", "commentsExtended", "commentsIds")}
    assert set(after.namelist()) - set(before.namelist()) <= new


def test_a_second_check_keeps_what_it_said_and_what_people_said(path, tmp_path):
    own = docx.Document(str(path))
    own.add_comment(own.paragraphs[0].runs[0], text="Của tôi", author="Lan")
    own.save(str(path))
    first = commented(path, "nghèo", "dưới 2%")
    again = commented(first, "nghèo", out="again.docx")
    gone = "Lần kiểm tra sau không còn thấy điểm này.\nvề dưới 2%"
    assert [(one.author, one.text) for one in docx.Document(str(again)).comments] == [
        ("Lan", "Của tôi"),
        (AUTHOR, "về nghèo"),
        (AUTHOR, gone),
    ]
    assert [one.text for one in tk.read(again).comments if one.resolved] == [gone]
    assert covered(again)[1:] == ["nghèo", "dưới 2%"]
    assert without_marks(body(again)) == without_marks(body(path))
    twice = commented(commented(path, "nghèo", out="a.docx"), "nghèo", out="b.docx")
    before, after = zipfile.ZipFile(tmp_path / "a.docx"), zipfile.ZipFile(twice)
    assert before.namelist() == after.namelist()
    assert all(before.read(name) == after.read(name) for name in before.namelist())


def test_a_second_check_marks_the_same_words_where_a_paragraph_has_several(path):
    words = ["Tỷ", "hộ nghèo", "dưới", "2%", "đây", "thêm", "Ô thứ"]
    again = commented(commented(path, *words, out="first.docx"), *words, out="again.docx")
    assert covered(again) == words
    third = commented(again, "2%", "nghèo còn", out="third.docx")
    assert covered(third) == [*words, "nghèo còn"]
    assert [one.text for one in tk.read(third).comments if not one.resolved] == [
        "về nghèo còn",
        "về 2%",
    ]


def test_a_note_is_commented_at_its_mark(tmp_path):
    path = tmp_path / "van-ban.docx"
    document = docx.Document()
    document.element.body.insert(
        0, parse_xml(paragraph(run("Thân bài") + '<w:r><w:footnoteReference w:id="2"/></w:r>'))
    )
    document.save(str(path))
    notes = (
        f'<w:footnotes xmlns:w="{W[1:-1]}"><w:footnote w:id="2"><w:p><w:r><w:t>Lời chú'
        " sai</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    relation = (
        b'<Relationship Id="rId99"'
        b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
        b' Target="footnotes.xml"/></Relationships>'
    )
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", relation
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (parts | {"word/footnotes.xml": notes.encode()}).items():
            archive.writestr(name, data)
    made = commented(path, "Lời chú")
    reference = body(made).find(f".//{W}commentRangeStart").getnext()
    assert reference.find(f"{W}footnoteReference") is not None


def test_the_draft_is_never_overwritten_and_must_be_word(path, tmp_path):
    with pytest.raises(TextkitError, match="never overwritten"):
        write_comments(tk.read(path), [], path)
    (tmp_path / "a.txt").write_text("Văn bản", "utf-8")
    with pytest.raises(TextkitError, match="comments go into a Word file"):
        write_comments(tk.read(tmp_path / "a.txt"), [], tmp_path / "b.docx")


def test_letters_that_xml_cannot_hold(path):
    document = tk.read(path)
    made = write_comments(document, [Remark(0, 5, ["a\x00<b>&\ufffe"])], path.with_name("o.docx"))
    assert next(iter(docx.Document(str(made)).comments)).text == "a<b>&"


@pytest.mark.slow
@needs_shared
@pytest.mark.parametrize("path", files_of(OFFICE, "*.docx"))
def test_real_files(path, tmp_path):
    document = tk.read(path)
    places = range(0, len(document.text) - 12, max(len(document.text) // 40, 1))
    comments = [
        Remark(at, at + 9, [f"{at}"], document.text[at : at + 9])
        for at in places
        if document.text[at : at + 9].strip() == document.text[at : at + 9]
    ]
    made = write_comments(document, comments, tmp_path / "out.docx")
    assert without_marks(body(made)) == without_marks(body(path))
    assert tk.read(made).text == document.text
    assert len(list(docx.Document(str(made)).comments)) >= len(comments)
