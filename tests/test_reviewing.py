"""The widget for one draft, without a browser: what is ruled, what is written, what is kept."""

import json
from datetime import datetime

import docx
import pytest

from textkit.checking.draft import read_baseline
from textkit.lab.reviewing import _Review, _safe

LINES = ("II. NHIỆM VỤ", "- Chủ động nhắm bắt tình hình ở Lam Châu.", "- Thực hiện sát nhập thôn.")


def upload(widget, name, content):
    widget._upload.value = (
        {
            "name": name,
            "type": "",
            "size": len(content),
            "content": memoryview(content),
            "last_modified": datetime(2026, 1, 2),
        },
    )


def cards(widget):
    """The cards of the findings, in order, with their buttons."""
    found = []
    for row in widget._rows.children:
        if "tk-row" in row._dom_classes:
            for card in row.children[1].children:
                words, buttons = card.children
                found.append((words.value, buttons))
    return found


@pytest.fixture
def word(tmp_path):
    draft = docx.Document()
    for line in LINES:
        draft.add_paragraph(line)
    draft.save(str(tmp_path / "made.docx"))
    return (tmp_path / "made.docx").read_bytes()


@pytest.fixture
def widget(tmp_path):
    return _Review(None, tmp_path / "ket-qua", "vi")


def test_each_finding_stands_beside_its_passage(widget, word):
    upload(widget, "dự thảo.docx", word)
    rows = widget._rows.children
    assert [("tk-row" in row._dom_classes) for row in rows] == [False, True, True]
    assert "NHIỆM VỤ" in rows[0].value
    assert "nhắm" in rows[1].children[0].value
    (first, buttons), (second, _) = cards(widget)
    assert "Đề nghị: nắm" in first
    assert "sáp nhập" in second
    assert buttons.value == ""
    assert "0 lỗi" in widget._state.value
    assert "Đã xét 0/2" in widget._state.value


def test_what_is_accepted_is_mended_and_what_is_dismissed_is_left_out(widget, word, tmp_path):
    upload(widget, "dự thảo.docx", word)
    (_, first), (_, second) = cards(widget)
    first.value, second.value = "mend", "dismiss"
    widget._write(None)
    made = docx.Document(str(tmp_path / "ket-qua" / "dự thảo - đã rà soát.docx"))
    assert len(list(made.comments)) == 1
    body = made.element.xml
    assert body.count("<w:ins ") == 1
    assert "sát nhập" in body
    assert "sáp nhập" not in body
    assert widget._files.value.count("<a ") == 2
    assert not (tmp_path / "ket-qua" / "dự thảo - đã rà soát.docx").samefile(
        tmp_path / "ket-qua" / "dự thảo.docx"
    )


def test_a_finding_without_a_ruling_stays_a_comment(widget, word, tmp_path):
    upload(widget, "a.docx", word)
    widget._write(None)
    made = docx.Document(str(tmp_path / "ket-qua" / "a - đã rà soát.docx"))
    assert len(list(made.comments)) == 2
    assert "<w:ins " not in made.element.xml


def test_what_was_dismissed_is_dismissed_in_the_next_version(widget, word, tmp_path):
    upload(widget, "a.docx", word)
    cards(widget)[1][1].value = "dismiss"
    widget._write(None)
    kept = tmp_path / "ket-qua" / "bo-qua.json"
    assert len(read_baseline(kept)) == 1
    assert "sát nhập" not in kept.read_text("utf-8")
    again = _Review(None, tmp_path / "ket-qua", "vi")
    upload(again, "b.txt", "\n\n".join([*LINES, "- Trồng rừng."]).encode())
    assert [buttons.value for _, buttons in cards(again)] == ["", "dismiss"]
    cards(again)[1][1].value = ""
    again._write(None)
    assert json.loads(kept.read_text("utf-8")) == {"findings": []}


def test_a_dismissal_of_another_draft_stays(widget, word, tmp_path):
    upload(widget, "a.docx", word)
    cards(widget)[0][1].value = "dismiss"
    widget._write(None)
    upload(widget, "b.txt", "- Thực hiện sát nhập xã.".encode())
    cards(widget)[0][1].value = "dismiss"
    widget._write(None)
    assert len(read_baseline(tmp_path / "ket-qua" / "bo-qua.json")) == 2


def test_only_passages_with_findings_on_request(widget, word):
    upload(widget, "a.docx", word)
    widget._only.value = True
    assert [row.layout.display for row in widget._rows.children] == ["none", "", ""]
    widget._only.value = False
    assert widget._rows.children[0].layout.display == ""


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.docx", b"PK no zip", "a.docx"), ("a.xyz", b"x", "a.xyz"), ("a.txt", b"", "a.txt")],
)
def test_a_file_that_cannot_be_read_is_said(widget, name, content, said):
    upload(widget, name, content)
    assert said in widget._state.value
    assert widget._rows.children == ()
    assert widget._bar.layout.display == "none"


def test_words_of_the_draft_are_no_markup(widget):
    upload(widget, "<b>.txt", "- <script>alert(1)</script> nhắm bắt tình hình.".encode())
    shown = "".join(html for html, _ in cards(widget)) + widget._rows.children[0].children[0].value
    assert "<script" not in shown
    assert "&lt;script" in shown
    widget._write(None)
    assert "<b>" not in widget._files.value


def test_a_draft_without_findings(widget):
    upload(widget, "a.txt", "Trồng rừng ở Lam Châu.".encode())
    assert cards(widget) == []
    assert "Đã xét" not in widget._state.value


@pytest.mark.parametrize("name", ["../../x.txt", "..", "C:\\x\\y.txt", "a/b\x00.txt", ".docx", ""])
def test_a_name_never_leads_out_of_the_folder(name, tmp_path):
    path = tmp_path / _safe(name)
    assert path.resolve().parent == tmp_path.resolve()
    assert not path.name.startswith(".")
