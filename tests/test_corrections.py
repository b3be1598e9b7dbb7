"""The user's word is last: corrections.csv beside the documents."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.finding.targets import Target
from textkit.reading import document
from textkit.storing import corrections
from textkit.storing.corrections import Correction, corrected, fingerprints, read_corrections

HEAD = "finding,verdict,field,value,note\n"
TEXT = "II. MỤC TIÊU ĐẾN NĂM 2030\n- Tỷ lệ hộ nghèo còn dưới 2%.\n- Tỷ lệ đô thị hóa đạt 31%.\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "kho"
    place.mkdir()
    (place / "a.txt").write_text(TEXT, "utf-8")
    return place


def opened(folder):
    return tk.open_corpus(folder, store=folder.parent / "s.sqlite", progress=False)


def finding(folder, words):
    table = tk.targets(opened(folder))
    return table[table["text"].str.contains(words)]["finding"].item()


def test_without_corrections_all_is_as_found(folder):
    assert tk.targets(opened(folder))["high"].tolist() == [2, 31]


def test_a_rejected_finding_is_gone_and_a_corrected_one_right(folder):
    poor, urban = finding(folder, "2%"), finding(folder, "31%")
    (folder / "corrections.csv").write_text(
        f"{HEAD}{poor},reject,,,no target\n{urban},correct,low,35\n{urban},correct,high,35\n",
        "utf-8",
    )
    corpus = opened(folder)
    assert tk.targets(corpus)[["low", "high"]].to_numpy().tolist() == [[35, 35]]
    assert [target.high for target in corpus.records("targets")] == [35]
    assert corpus.skipped == ()
    assert tk.targets(corpus)["finding"].tolist() == [urban]


def test_they_stay_when_the_document_grows_and_go_with_the_store(folder):
    poor = finding(folder, "2%")
    (folder / "corrections.csv").write_text(f"{HEAD}{poor},reject,,,\n", "utf-8")
    (folder / "a.txt").write_text("I. TÌNH HÌNH\nKinh tế phát triển.\n" + TEXT, "utf-8")
    assert tk.targets(opened(folder))["high"].tolist() == [31]
    assert tk.targets(tk.open_corpus(folder.parent / "s.sqlite"))["high"].tolist() == [31]


def test_a_result_is_another_with_other_corrections(folder):
    before = opened(folder).run_record
    (folder / "corrections.csv").write_text(f"{HEAD}{finding(folder, '2%')},reject,,,\n", "utf-8")
    assert opened(folder).run_record["corpus"] != before["corpus"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{0},drop,,", "line 2: unknown verdict 'drop'"),
        ("{0},correct,start,5", "no field 'start'"),
        ("{0},correct,low,hai", "which is no number"),
    ],
)
def test_what_is_wrong_is_told(folder, row, told):
    (folder / "corrections.csv").write_text(
        HEAD + row.format(finding(folder, "2%")) + "\n", "utf-8"
    )
    with pytest.raises(TextkitError, match=told):
        tk.targets(opened(folder))


def test_a_column_is_missing(folder):
    (folder / "corrections.csv").write_text("finding,verdict\n", "utf-8")
    with pytest.raises(TextkitError, match="no column field, value"):
        read_corrections(folder)


def target(text, doc_id="d", start=0):
    return Target(
        doc_id,
        start,
        start + len(text),
        text,
        None,
        "x",
        "level",
        "=",
        False,
        1,
        1,
        "%",
        None,
        None,
        None,
        None,
        None,
        None,
        "promised",
        "",
    )


def test_equal_words_are_told_apart_by_their_order():
    marks = list(
        fingerprints(
            "targets", [target("31%"), target("31%", start=9), target("31%", "e"), target("32%")]
        )
    )
    assert len(set(marks)) == 4
    second = Correction(marks[1], "reject")
    assert [
        record.start
        for _, record in corrected("targets", [target("31%"), target("31%", start=9)], [second])
    ] == [0]


def test_a_correction_without_a_finding_is_reported(folder):
    poor = finding(folder, "2%")
    rows = f"{poor},reject,,,\n0123456789abcdef,reject,,,\n8.60513E+15,accept,,,\n"
    (folder / "corrections.csv").write_text(HEAD + rows, "utf-8")
    corpus = opened(folder)
    assert [reason.say("en") for reason in corpus.stray_corrections] == [
        "line 3: no finding has the fingerprint '0123456789abcdef', so the row does nothing;"
        " copy it again from the column finding",
        "line 4: '8.60513E+15' is a number that Excel made of a fingerprint, so the row does"
        " nothing; copy it again from the column finding into a cell formatted as text",
    ]
    assert corpus.only([]).stray_corrections == corpus.stray_corrections
    stored = tk.open_corpus(folder.parent / "s.sqlite")
    assert len(stored.stray_corrections) == 2


def test_all_corrections_fit(folder):
    assert opened(folder).stray_corrections == ()
    (folder / "corrections.csv").write_text(f"{HEAD}{finding(folder, '2%')},accept,,,\n", "utf-8")
    assert opened(folder).stray_corrections == ()


def test_the_line_of_a_correction_makes_no_other_result(folder):
    row = f"{finding(folder, '2%')},reject,,,\n"
    (folder / "corrections.csv").write_text(HEAD + row, "utf-8")
    before = opened(folder)
    (folder / "corrections.csv").write_text(HEAD + "\n" + row, "utf-8")
    after = opened(folder)
    assert after.corrections == before.corrections
    assert after.run_record == before.run_record


@given(st.text(), st.text())
def test_a_fingerprint_is_never_a_number(words, doc_id):
    (mark,) = fingerprints("targets", [target(words, doc_id)])
    assert re.fullmatch("[0-9a-p]{16}", mark)
    with pytest.raises(ValueError, match="could not convert"):
        float(mark.replace("d", "e"))


@pytest.mark.parametrize("old", ["8605130524853086", "0000000000000012", "1234567e89012345"])
def test_fingerprints_of_before_are_still_read(monkeypatch, old):
    monkeypatch.setattr(corrections, "fingerprint", lambda *parts: document.unlike_a_number(old))
    (mark,) = fingerprints("targets", [target("31%")])
    assert mark[0] in "ghijklmnop"
    assert mark[1:] == old[1:]
    for written in (old, mark):
        assert not list(corrected("targets", [target("31%")], [Correction(written, "reject")]))


def test_an_empty_value_takes_away(folder):
    mark = finding(folder, "31%")
    (folder / "corrections.csv").write_text(f"{HEAD}{mark},correct,deadline,,\n", "utf-8")
    assert [target.deadline for target in opened(folder).records("targets")] == ["2030", None]
