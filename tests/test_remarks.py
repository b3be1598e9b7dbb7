"""What people made of an earlier check's comments stays when the file is checked again."""

import re
import zipfile

import pytest
import test_cli
from lxml import etree
from test_comments import body, without_marks
from test_word import cell, margins, note, paragraph, reference, run, table, with_parts, word

import textkit as tk
from textkit.checking.draft import all_rules
from textkit.presenting.comments import write_comments
from textkit.presenting.remarks import AUTHOR, Remark, durable_id, matched
from textkit.presenting.rulings import rule_name

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
CID = "{http://schemas.microsoft.com/office/word/2016/wordml/cid}"
GONE = "Lần kiểm tra sau không còn thấy điểm này."
LINES = ["Đảng viên quna tâm đến hiệu quã.", "Xây dựng thôn dủ mạnh.", "Kết qủa tốt."]


@pytest.fixture
def path(tmp_path):
    return word(tmp_path, *(paragraph(run(line)) for line in LINES))


def checked(path, out="out.docx", **kwargs):
    """The file with the findings of a check as comments."""
    kwargs = {"select": ["wording"]} | kwargs
    target = path.with_name(out)
    return tk.check_draft(path, **kwargs).to_docx(target)


def rewritten(path, changes, out):
    """The file with some parts rewritten by functions of their XML."""
    target = path.with_name(out)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name in changes:
                content = changes[name](content.decode()).encode()
            new.writestr(name, content)
    return target


def comment_about(path, words):
    return next(one for one in tk.read(path).comments if words in one.text)


def paragraph_id(path, words):
    root = etree.fromstring(zipfile.ZipFile(path).read("word/comments.xml"))
    for comment in root:
        if words in "".join(comment.itertext()):
            return comment[-1].get(f"{W14}paraId")
    raise AssertionError(words)


def resolved(path, words, out="resolved.docx"):
    """The file once somebody has marked the comment on these words as done."""
    id_ = paragraph_id(path, words)
    done = f'paraId="{id_}" w15:done="{{}}"'.format
    change = {"word/commentsExtended.xml": lambda text: text.replace(done(0), done(1))}
    return rewritten(path, change, out)


def answered(path, words, out="answered.docx"):
    """The file once somebody has answered the comment on these words."""
    id_, number = paragraph_id(path, words), comment_about(path, words).id
    answer = (
        '<w:comment w:id="900" w:author="Lan" w:initials="L"><w:p w14:paraId="00AA00AA">'
        "<w:r><w:t>Giữ nguyên</w:t></w:r></w:p></w:comment></w:comments>"
    )
    row = f'<w15:commentEx w15:paraId="00AA00AA" w15:paraIdParent="{id_}" w15:done="0"/>'
    mark = f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    own = '<w:r><w:commentReference w:id="900"/></w:r>'
    changes = {
        "word/comments.xml": lambda text: text.replace("</w:comments>", answer),
        "word/commentsExtended.xml": lambda text: text.replace("</w15:c", f"{row}</w15:c"),
        "word/document.xml": lambda text: text.replace(mark, mark + own),
    }
    return rewritten(path, changes, out)


def saved_by_word(path, out="saved.docx"):
    """The file with other numbers of comments and paragraphs: Word keeps neither on saving."""

    def renumber(text):
        text = re.sub(r'(<w:comment\w* w:id=")(\d+)', lambda m: f"{m[1]}{int(m[2]) + 40}", text)
        return re.sub(r'(paraId\w*=")([0-9A-F]{8})', lambda m: m[1] + "1" + m[2][1:], text)

    parts = ["document", "comments", "commentsExtended", "commentsIds"]
    return rewritten(path, {f"word/{name}.xml": renumber for name in parts}, out)


def edited(path, before, after, out="edited.docx"):
    """The file once somebody has changed words that stand in one run."""
    change = {"word/document.xml": lambda text: text.replace(before, after)}
    return rewritten(path, change, out)


def open_and_done(path):
    comments = [one for one in tk.read(path).comments if one.author == AUTHOR]
    return (
        [one.text.split("”")[0].split("“")[1] for one in comments if not one.resolved],
        [one.text.split("”")[0].split("“")[1] for one in comments if one.resolved],
    )


def parts_that_differ(one, other):
    before, after = zipfile.ZipFile(one), zipfile.ZipFile(other)
    assert before.namelist() == after.namelist()
    return [name for name in before.namelist() if before.read(name) != after.read(name)]


def test_a_second_check_adds_nothing(path):
    first = checked(path)
    assert open_and_done(first) == (["quna", "quã", "dủ", "qủa"], [])
    assert {one.parent for one in tk.read(first).comments} == {None}
    assert parts_that_differ(first, checked(first, "again.docx")) == []


@pytest.mark.parametrize("saved", [False, True])
def test_what_was_resolved_is_not_raised_again(path, saved):
    made = resolved(checked(path), "quã")
    made = saved_by_word(made) if saved else made
    again = checked(made, "again.docx")
    assert open_and_done(again) == (["quna", "dủ", "qủa"], ["quã"])
    assert parts_that_differ(made, again) == []


def test_an_answer_stays_with_its_question(path):
    made = saved_by_word(answered(checked(path), "quã"))
    again = checked(made, "again.docx")
    question, answer = comment_about(again, "quã"), comment_about(again, "Giữ nguyên")
    assert (answer.author, answer.parent, question.resolved) == ("Lan", question.id, False)
    assert parts_that_differ(made, again) == []


def test_what_is_gone_is_done_with_its_answer(path):
    made = edited(answered(checked(path), "quã"), "quã", "quả")
    again = checked(made, "again.docx")
    question = comment_about(again, "quã")
    assert question.resolved
    assert GONE in question.text
    assert comment_about(again, "Giữ nguyên").parent == question.id
    assert open_and_done(again) == (["quna", "dủ", "qủa"], ["quã"])
    assert parts_that_differ(again, checked(again, "third.docx")) == []


def test_what_comes_back_is_opened_again(path):
    gone = checked(edited(checked(path), "quã", "quả"), "gone.docx")
    assert open_and_done(gone)[1] == ["quã"]
    again = checked(edited(gone, "quả", "quã", "back.docx"), "again.docx")
    assert open_and_done(again) == (["quna", "quã", "dủ", "qủa"], [])
    assert GONE not in comment_about(again, "quã").text


def test_another_slip_at_the_place_of_one_that_was_resolved_is_raised(path):
    made = edited(resolved(checked(path), "“quã”"), ">quã<", ">qủa<")
    still_open, done = open_and_done(checked(made, "again.docx"))
    assert (still_open.count("qủa"), done) == (2, ["quã"])


def test_other_words_of_its_line_may_change(path):
    made = edited(resolved(checked(path), "“quã”"), "Đảng viên", "Mỗi đảng viên")
    assert open_and_done(checked(made, "again.docx")) == (["quna", "dủ", "qủa"], ["quã"])


def test_a_rule_that_did_not_look_says_nothing_of_its_comments(path):
    first = checked(path)
    again = checked(edited(first, "quã", "quả"), "again.docx", select=["structure"])
    assert open_and_done(again) == (["quna", "quã", "dủ", "qủa"], [])
    ignored = checked(first, "ignored.docx", ignore=["wording.spelling"])
    assert parts_that_differ(first, ignored) == []


def test_without_prior_documents_what_they_said_stays(path):
    start = tk.read(path).text.index("thôn")
    name = f"Quy tắc: {rule_name('figures.target-changed')}"
    remark = Remark(start, start + 4, ["về “thôn”", name], "thôn", "figures.target-changed", "k")
    made = write_comments(tk.read(path), [remark], path.with_name("prior.docx"))
    assert all_rules()["figures.target-changed"].needs_prior
    again = checked(made, "again.docx", select=["figures"])
    assert not comment_about(again, "thôn").resolved


def test_what_is_known_is_not_raised_but_its_comment_stays(path, tmp_path):
    from textkit.checking.draft import write_baseline

    baseline = write_baseline(tk.check_draft(path, select=["wording"]).found, tmp_path / "b.json")
    assert (
        not zipfile.ZipFile(checked(path, baseline=baseline)).namelist().count("word/comments.xml")
    )
    first = checked(path, "first.docx")
    again = checked(first, "again.docx", baseline=baseline)
    assert parts_that_differ(first, again) == []


def test_without_ids_the_words_tell(path):
    """As another program saves the file: no durable ids, other ids of paragraphs."""
    first = resolved(checked(path), "“quã”")
    empty = re.compile(r"<w16cid:commentId [^>]*/>")
    changes = {"word/commentsIds.xml": lambda text: empty.sub("", text)}
    again = checked(rewritten(first, changes, "other.docx"), "again.docx")
    assert open_and_done(again) == (["quna", "dủ", "qủa"], ["quã"])


def test_comments_of_notes_and_headers_are_known_by_their_ids(tmp_path):
    path = word(
        tmp_path,
        paragraph(run("Thân bài") + reference(2) + run("Hết.")),
        table(cell("quna tâm")),
        paragraph(run("Sau"), margins("header1:default")),
    )
    parts = {"footnotes": note(2, "Hiệu quã"), "header1": paragraph(run("Dủ mạnh"))}
    first = checked(with_parts(path, **parts))
    assert sorted(open_and_done(first)[0]) == ["Dủ", "quna", "quã"]
    made = saved_by_word(resolved(first, "“quã”"))
    again = checked(made, "again.docx")
    assert open_and_done(again)[1] == ["quã"]
    assert parts_that_differ(made, again) == []


def test_ids_are_such_as_word_takes(path):
    made = checked(path)
    archive = zipfile.ZipFile(made)
    comments = etree.fromstring(archive.read("word/comments.xml"))
    extended = etree.fromstring(archive.read("word/commentsExtended.xml"))
    ids = etree.fromstring(archive.read("word/commentsIds.xml"))
    paragraphs = [comment[-1].get(f"{W14}paraId") for comment in comments]
    assert [row.get(f"{W15}paraId") for row in extended] == paragraphs
    assert [row.get(f"{CID}paraId") for row in ids] == paragraphs
    for id_ in [*paragraphs, *(row.get(f"{CID}durableId") for row in ids)]:
        assert re.fullmatch(r"[0-9A-F]{8}", id_)
        assert 0 < int(id_, 16) < 0x7FFFFFFF
    for root, prefix in ((comments, "w14"), (extended, "w15"), (ids, "w16cid")):
        key = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable"
        assert prefix in root.get(key).split()
        assert prefix in root.nsmap
    types = archive.read("[Content_Types].xml").decode()
    related = archive.read("word/_rels/document.xml.rels").decode()
    for name in ("comments", "commentsExtended", "commentsIds"):
        assert types.count(f'PartName="/word/{name}.xml"') == 1
        assert related.count(f'Target="{name}.xml"') == 1


def test_the_same_slip_twice_has_two_comments(tmp_path):
    path = word(tmp_path, paragraph(run("Cấp quna tâm, người quna tâm")))
    start = [match.start() for match in re.finditer("quna", tk.read(path).text)]
    remarks = [Remark(at, at + 4, ["x"], "quna", "", "k") for at in start]
    made = write_comments(tk.read(path), remarks, path.with_name("two.docx"))
    ids = etree.fromstring(zipfile.ZipFile(made).read("word/commentsIds.xml"))
    assert len({row.get(f"{CID}durableId") for row in ids}) == 2
    again = write_comments(tk.read(made), remarks, path.with_name("again.docx"))
    assert parts_that_differ(made, again) == []
    one = resolved_first(made)
    still = write_comments(tk.read(one), remarks[1:], path.with_name("still.docx"))
    assert [comment.resolved for comment in tk.read(still).comments] == [True, False]


def resolved_first(path):
    change = {
        "word/commentsExtended.xml": lambda text: text.replace('done="0"', 'done="1"', 1),
    }
    return rewritten(path, change, "one.docx")


def test_comments_that_stand_nowhere_are_dropped(path):
    first = checked(path)
    cut = re.compile(r'<w:commentRange\w+ w:id="\d+"/>|<w:r><w:commentReference w:id="\d+"/></w:r>')
    bare = rewritten(first, {"word/document.xml": lambda text: cut.sub("", text)}, "bare.docx")
    again = checked(bare, "again.docx")
    assert open_and_done(again) == (["quna", "quã", "dủ", "qủa"], [])
    assert len(tk.read(again).comments) == 4
    assert without_marks(body(again)) == without_marks(body(path))


def test_comments_of_an_earlier_version_are_known_by_their_rule(path):
    """They had no ids, and named the rule by its id."""
    first = checked(path)
    changes = {
        "word/comments.xml": lambda text: re.sub(
            r' w14:paraId="\w+"', "", text.replace("Quy tắc: chính tả", "[wording.spelling]")
        ),
        "word/commentsExtended.xml": lambda text: re.sub(r"<w15:commentEx [^>]*/>", "", text),
        "word/commentsIds.xml": lambda text: re.sub(r"<w16cid:commentId [^>]*/>", "", text),
    }
    again = checked(rewritten(first, changes, "old.docx"), "again.docx")
    assert open_and_done(again) == (["quna", "quã", "dủ", "qủa"], [])
    assert "Quy tắc: chính tả" in comment_about(again, "quã").text


def test_the_rule_of_a_comment_is_read_in_both_languages(path):
    first = checked(path, lang="en")
    assert "Rule: spelling" in comment_about(first, "quã").text
    again = checked(first, "again.docx")
    assert open_and_done(again) == (["quna", "quã", "dủ", "qủa"], [])
    assert "Quy tắc: chính tả" in comment_about(again, "quã").text


def test_matching_is_one_to_one():
    remarks = [Remark(at, at + 4, ["x"], "quna", "", str(at)) for at in (0, 10)]
    assert matched(remarks, []) == {}
    assert len({durable_id(remark) for remark in remarks}) == 2
    assert durable_id(remarks[0])[:4] == durable_id(remarks[1])[:4]


def test_from_the_command_line(path):
    out = path.with_name("sua.docx")
    result = test_cli.run("check", path, "--format", "docx", "--suggest", "-o", out)
    assert result.exit_code == 1
    assert "sua.docx" in result.stderr
    assert {one.author for one in tk.read(out).revisions} == {AUTHOR}
    assert "quan tâm" in tk.read(out).text
