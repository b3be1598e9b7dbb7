"""Sure corrections as tracked changes: accepted with a click, refused without a trace."""

import re
import zipfile

import docx
import pytest
from beside import REAL, files_of, needs_shared
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_comments import W, body, without_marks
from test_word import cell, field, margins, note, paragraph, reference, run, table, with_parts, word

import textkit as tk
from textkit.presenting.comments import write_comments
from textkit.presenting.remarks import AUTHOR, Remark
from textkit.presenting.suggestions import in_case_of, least_change

BOLD, RED = "<w:b/>", '<w:color w:val="FF0000"/>'


def mended(path, *pairs, out="out.docx"):
    """The file with a remark on each of these words, and what is to stand in its place."""
    document = tk.read(path)
    remarks = []
    for words, right in pairs:
        start = document.text.index(words)
        remarks.append(
            Remark(start, start + len(words), [f"về {words}", "x"], words, "", words, right)
        )
    return write_comments(document, sorted(remarks), path.with_name(out))


def own(root, name):
    return [node for node in root.iter(f"{W}{name}") if node.get(f"{W}author") == AUTHOR]


def settled(path, part="word/document.xml", *, accept):
    """A part with the changes of textkit accepted or refused."""
    root = etree.fromstring(zipfile.ZipFile(path).read(part))
    for node in own(root, "del" if accept else "ins"):
        node.getparent().remove(node)
    for node in own(root, "ins" if accept else "del"):
        for child in list(node):
            node.addprevious(child)
        node.getparent().remove(node)
    for words in root.iter(f"{W}delText"):
        if not any(up.tag == f"{W}del" for up in words.iterancestors()):
            words.tag = f"{W}t"
    return root


def said(root):
    return "\n".join(
        "".join(words.text or "" for words in line.iter(f"{W}t")) for line in root.iter(f"{W}p")
    )


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("quna tâm", "quan tâm", (0, 4, "quan")),
        ("tham tham", "tham", (4, 9, "")),
        ("các cơ quan các cơ quan", "các cơ quan", (11, 23, "")),
        ("việc ,", "việc,", (4, 5, "")),
        ("9.2", "9,2", (0, 3, "9,2")),
        ("1,250,000", "1.250.000", (0, 9, "1.250.000")),
        ("thực Nghị", "thực hiện Nghị", (5, 5, "hiện ")),
        ("giống", "giống", (5, 5, "")),
    ],
)
def test_the_least_change_takes_whole_words(before, after, change):
    assert least_change(0, before, after) == change


@given(st.text("ab 1,.", max_size=12), st.text("ab 1,.", max_size=12))
def test_the_least_change_makes_the_one_out_of_the_other(before, after):
    start, end, put_in = least_change(0, before, after)
    assert before[:start] + put_in + before[end:] == after


def test_capitals_stay():
    assert in_case_of("bổ xung", "bổ sung") == "bổ sung"
    assert in_case_of("Bổ xung", "bổ sung") == "Bổ sung"
    assert in_case_of("BỔ XUNG", "bổ sung") == "BỔ SUNG"


@pytest.mark.parametrize(
    ("inner", "words", "right", "deleted", "inserted"),
    [
        (run("Cấp ủy quna tâm đến"), "quna", "quan", "quna", "quan"),
        (run("Cấp ủy qu", BOLD) + run("na tâm", RED), "quna", "quan", "quna", "quan"),
        (run("làm tham tham mưu"), "tham tham", "tham", " tham", ""),
        (run("sau thực ") + run("Nghị quyết"), "thực Nghị", "thực hiện Nghị", "", "hiện "),
        (
            run("số ") + "<w:proofErr w:type='spellStart'/>" + run("12/NQ-TU"),
            "số 12/NQ-TU",
            "số 12-NQ/TU",
            "12/NQ-TU",
            "12-NQ/TU",
        ),
        (run("Bổ xung biên chế"), "Bổ xung", "bổ sung", "xung", "sung"),
    ],
)
def test_words_are_changed(tmp_path, inner, words, right, deleted, inserted):
    path = word(tmp_path, paragraph(inner))
    made = mended(path, (words, right))
    root = body(made)
    assert "".join(node.text for node in root.iter(f"{W}delText")) == deleted
    assert "".join("".join(node.itertext()) for node in own(root, "ins")) == inserted
    assert said(settled(made, accept=False)) == said(body(path))
    assert without_marks(settled(made, accept=False)) == without_marks(body(path))
    document = tk.read(path)
    place = document.text.index(words)
    expected = (
        document.text[:place] + in_case_of(words, right) + document.text[place + len(words) :]
    )
    assert tk.read(made).text == expected


LINK = f'<w:hyperlink w:anchor="x">{run("quna")}</w:hyperlink>'
ADDED = f'<w:ins w:id="7" w:author="Lan">{run("quna")}</w:ins>'
BOOKMARK = '<w:bookmarkStart w:id="3" w:name="a"/><w:bookmarkEnd w:id="3"/>'
BOX = f"<w:txbxContent>{paragraph(run('quna'))}</w:txbxContent>"
BOTH = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
    f"{BOX}</mc:Choice><mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def controlled(properties):
    """A paragraph in a content control."""
    inside = paragraph(run("quna tâm"))
    space = f'xmlns:w="{W[1:-1]}"'
    return (
        f"<w:sdt {space}><w:sdtPr>{properties}</w:sdtPr>"
        f"<w:sdtContent>{inside}</w:sdtContent></w:sdt>"
    )


@pytest.mark.parametrize(
    "part",
    [
        paragraph(field("REF a", run("quna"))),
        paragraph(run("xem ") + LINK),
        paragraph(run("xem ") + ADDED),
        paragraph(run("qu") + BOOKMARK + run("na")),
        paragraph(run("Khung ") + BOTH),
        paragraph("<w:r><w:t>qu</w:t><w:softHyphen/><w:t>na</w:t></w:r>"),
        paragraph(f'<w:smartTag w:element="x">{run("quna")}</w:smartTag>'),
        controlled('<w:lock w:val="contentLocked"/>'),
        table('<w:trPr><w:ins w:id="4" w:author="A"/></w:trPr>' + cell("quna")),
        paragraph(run("QUNA".lower(), "<w:caps/>")).replace("quna", "Quna"),
    ],
)
def test_where_it_is_not_sure_there_is_a_comment_alone(tmp_path, part):
    path = word(tmp_path, paragraph(run("Mở đầu")), part)
    text = tk.read(path).text
    words = next(each for each in ("quna", "QUNA") if each in text)
    made = mended(path, (words, "quan"))
    assert not own(body(made), "ins")
    assert not own(body(made), "del")
    assert [one.text for one in tk.read(made).comments] == [f"về {words}\nx"]
    assert without_marks(body(made)) == without_marks(body(path))


def test_in_a_content_control_that_holds_nothing_fast(tmp_path):
    made = mended(word(tmp_path, controlled("")), ("quna", "quan"))
    assert tk.read(made).text == "quan tâm"


def test_a_comment_on_a_box_stands_outside_of_it(tmp_path):
    path = word(tmp_path, paragraph(run("Khung ") + BOTH + run(" sau")))
    root = body(mended(path, ("quna", "quan")))
    (start,) = root.iter(f"{W}commentRangeStart")
    assert start.getparent().getparent().tag == f"{W}body"
    assert next(start.getnext().iter(f"{W}txbxContent"), None) is not None
    assert start.getnext().getnext().tag == f"{W}commentRangeEnd"


def test_the_marks_of_the_comment_are_around_the_change(tmp_path):
    made = mended(word(tmp_path, paragraph(run("Cấp ủy quna tâm", BOLD))), ("quna", "quan"))
    root = body(made)
    line = next(root.iter(f"{W}p"))
    names = [node.tag.removeprefix(W) for node in line if node.tag != f"{W}pPr"]
    marks = ["commentRangeStart", "del", "ins", "commentRangeEnd", "r"]
    assert names == ["r", *marks, "r"]
    (inserted,) = own(root, "ins")
    assert etree.tostring(inserted[0][0], method="c14n").count(b"<w:b>") == 1
    kept = ("ins", "del", "commentRangeStart")
    ids = [node.get(f"{W}id") for name in kept for node in root.iter(f"{W}{name}")]
    assert len(set(ids)) == len(ids)


def test_copies_of_a_changed_format_have_ids_of_their_own(tmp_path):
    changed = '<w:b/><w:rPrChange w:id="5" w:author="Lan"><w:rPr/></w:rPrChange>'
    root = body(mended(word(tmp_path, paragraph(run("Cấp quna tâm", changed))), ("quna", "quan")))
    ids = [node.get(f"{W}id") for node in root.iter(f"{W}rPrChange", f"{W}ins", f"{W}del")]
    assert len(ids) == 5
    assert len(set(ids)) == len(ids)
    assert "5" in ids


@pytest.fixture
def everywhere(tmp_path):
    """A file with slips in its text, a table, a note and a header."""
    path = word(
        tmp_path,
        paragraph(run("Cấp ủy quna tâm") + reference(2)),
        table(cell("dảng viên") + cell("hiệu quã")),
        paragraph(run("Hết."), margins("header1:default")),
    )
    parts = {"footnotes": note(2, "Xem bổ xung"), "header1": paragraph(run("Bản dư thảo"))}
    return with_parts(path, **parts)


PAIRS = [
    ("dư", "dự"),
    ("quna", "quan"),
    ("dảng", "đảng"),
    ("quã", "quả"),
    ("xung", "sung"),
]
CHANGED = ("word/document.xml", "word/footnotes.xml", "word/header1.xml")


def test_in_tables_notes_and_margins(everywhere):
    made = mended(everywhere, *PAIRS)
    text = tk.read(everywhere).text
    for wrong, right in PAIRS:
        text = text.replace(wrong, right)
    assert tk.read(made).text == text
    before, after = zipfile.ZipFile(everywhere), zipfile.ZipFile(made)
    for part in CHANGED:
        assert own(etree.fromstring(after.read(part)), "ins")
        refused = settled(made, part, accept=False)
        assert without_marks(refused) == without_marks(etree.fromstring(before.read(part)))
    announced = {*CHANGED, "[Content_Types].xml", "word/_rels/document.xml.rels"}
    for name in set(before.namelist()) - announced:
        assert before.read(name) == after.read(name)
    beside = "Đã sửa sẵn trong chú thích, đầu trang hoặc chân trang"
    assert [beside in one.text for one in tk.read(made).comments].count(True) == 2
    assert len(list(docx.Document(str(made)).comments)) == len(PAIRS)


def test_what_waits_for_a_decision_is_left_as_it_is(everywhere):
    made = mended(everywhere, *PAIRS)
    again = write_comments(tk.read(made), [], made.with_name("again.docx"))
    before, after = zipfile.ZipFile(made), zipfile.ZipFile(again)
    assert before.namelist() == after.namelist()
    assert [name for name in before.namelist() if before.read(name) != after.read(name)] == []


def decided(path, *, accept):
    """The file once somebody accepted or refused all changes of textkit."""
    target = path.with_name(f"decided-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name in CHANGED:
                content = etree.tostring(settled(path, name, accept=accept))
            new.writestr(name, content)
    return target


def test_what_was_accepted_is_done(everywhere):
    made = decided(mended(everywhere, *PAIRS), accept=True)
    again = write_comments(tk.read(made), [], made.with_name("again.docx"))
    assert all(one.resolved for one in tk.read(again).comments)


def test_what_was_refused_is_not_offered_again(everywhere):
    made = decided(mended(everywhere, *PAIRS), accept=False)
    assert tk.read(made).text == tk.read(everywhere).text
    again = mended(made, *PAIRS, out="again.docx")
    for part in CHANGED:
        assert not own(etree.fromstring(zipfile.ZipFile(again).read(part)), "ins")
    assert [one.resolved for one in tk.read(again).comments] == [False] * len(PAIRS)


def test_a_change_is_offered_where_a_comment_stood_alone(tmp_path):
    path = word(tmp_path, paragraph(run("Cấp ủy quna tâm")))
    first = mended(path, ("quna", None), out="first.docx")
    assert not own(body(first), "ins")
    again = mended(first, ("quna", "quan"), out="again.docx")
    assert tk.read(again).text == "Cấp ủy quan tâm"
    (comment,) = tk.read(again).comments
    assert comment.text.split("\n")[1].startswith("Đã sửa sẵn tại chỗ")


RUNS = st.lists(
    st.tuples(st.sampled_from(["quna tâm ", "qu", "na ", "tham tham ", "x"]), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(RUNS)
def test_refused_it_is_as_it_was(tmp_path_factory, runs):
    """Whichever runs the words lie in."""
    inner = "".join(run(words, BOLD if bold else RED) for words, bold in runs)
    path = word(tmp_path_factory.mktemp("van-ban"), paragraph(inner))
    text = tk.read(path).text
    pairs = [
        (wrong, right)
        for wrong, right in (("quna", "quan"), ("tham tham", "tham"))
        if wrong in text
    ]
    made = mended(path, *pairs)
    assert without_marks(settled(made, accept=False)) == without_marks(body(path))
    for wrong, right in pairs:
        text = text.replace(wrong, right, 1)
    assert said(settled(made, accept=True)).split() == text.split()


@pytest.mark.slow
@needs_shared
@pytest.mark.parametrize("path", files_of(REAL / "office", "*.docx"))
def test_real_files(path, tmp_path):
    """Each fiftieth word gets another; refused, nothing has changed."""
    document = tk.read(path)
    remarks = []
    for number, match in enumerate(re.finditer(r"\w{3,}", document.text)):
        if number % 50 == 0:
            words = match.group()
            remarks.append(Remark(*match.span(), ["x"], words, "", str(number), words[::-1]))
    made = write_comments(document, remarks, tmp_path / "out.docx")
    assert len(own(body(made), "ins")) > len(remarks) / 2
    assert without_marks(settled(made, accept=False)) == without_marks(body(path))
