"""Duplicates: copies are counted once, documents of nearly the same words are not copies."""

from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.language.annotation import annotate
from textkit.presenting.tables import safe_cell, write_csv
from textkit.reading.readers import list_folder
from textkit.storing.corpus import open_corpus
from textkit.storing.duplicates import Sketch, find_duplicates, find_sketch, similarity
from textkit.storing.intake import intake, metadata

HEAD = (
    "TỈNH ỦY LAM CHÂU\n*\nSố {number}-NQ/TU\n\nLam Châu, ngày {day} tháng 3 năm 2021\n\nNGHỊ"
    " QUYẾT\nvề {title}\n\n"
)
BODY = " ".join(
    f"Nhiệm vụ thứ {n} là trồng {n * 7 % 13} loại cây ở xã số {n * 3 % 17}, xong trước năm"
    f" {2020 + n % 9}."
    for n in range(60)
)
OTHER = " ".join(
    f"Nhiệm vụ thứ {n} là xây {n * 5 % 11} cây cầu qua suối {n * 3 % 19}." for n in range(60)
)


def sketch(text: str) -> Sketch:
    return next(find_sketch(next(annotate([text]))))


def facts(**changes):
    return {
        "path": "a.txt",
        "kind": None,
        "number": None,
        "date": None,
        "issuer": None,
        "title": None,
        "signatory": None,
        **changes,
    }


def found(one: str, two: str, first: dict, second: dict) -> list[str]:
    copies = find_duplicates(
        {"a": sketch(one), "b": sketch(two)},
        {"a": facts(**first), "b": facts(path="b.txt", **second)},
    )
    return [f"{copy.id} of {copy.of}" for copy in copies]


@pytest.mark.parametrize(
    ("one", "two", "first", "second", "copies"),
    [
        (BODY, BODY, {}, {}, ["b of a"]),
        (BODY, BODY.replace("oà", "òa").upper(), {}, {}, ["b of a"]),
        (BODY, BODY, {}, {"number": "05-NQ/TU"}, ["a of b"]),
        (BODY, BODY, {"path": "a.pdf"}, {}, ["a of b"]),
        (
            BODY,
            HEAD.format(number=5, day=6, title="cây") + BODY,
            {"date": "2021-03-08"},
            {"date": "2021-03-06"},
            ["b of a"],
        ),
        (BODY, OTHER, {}, {}, []),
        (BODY, BODY + OTHER, {}, {}, []),
        ("", BODY, {}, {}, []),
        (BODY, BODY, {"number": "05-NQ/TU"}, {"number": "06-NQ/TU"}, []),
        (BODY, BODY, {"date": "2021-03-05"}, {"date": "2022-03-05"}, ["b of a"]),
        (BODY, BODY.replace("cây ở", "loài ở"), {"date": "2021-03-05"}, {"date": "2022-03-05"}, []),
    ],
)
def test_copies(one, two, first, second, copies):
    assert found(one, two, first, second) == copies


def test_similarity_is_the_share_of_common_runs():
    words = [f"từ {n}" for n in range(400)]
    one, two = sketch(" ".join(words)), sketch(" ".join(words[:300]))
    assert similarity(one, one) == 1
    assert similarity(one, two) == similarity(two, one) == pytest.approx(0.75, abs=0.08)
    assert similarity(one, sketch(OTHER)) < 0.05


@settings(deadline=None)
@given(st.lists(st.sampled_from("một hai ba bốn năm sáu".split()), max_size=30))
def test_any_text_has_a_sketch(words):
    doc = SimpleNamespace(text=" ".join(words), user_data={})
    doc.user_data = next(annotate([doc.text])).user_data
    (one,) = find_sketch(doc)
    assert list(one.hashes) == sorted(set(one.hashes))
    assert similarity(one, one) == 1


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    place = tmp_path / "corpus"
    place.mkdir()
    (place / "nq.txt").write_text(
        HEAD.format(number="05", day=6, title="trồng cây") + BODY, "utf-8"
    )
    (place / "bao.html").write_text(
        f"<html><h1>=Toàn văn nghị quyết</h1><p>{BODY}</p></html>", "utf-8"
    )
    (place / "khac.txt").write_text(OTHER + " Đảng bộ đ ạt 8 ,5%.", "utf-8")
    (place / "hong.docx").write_bytes(b"PK\x03\x04 not a zip")
    return place


def test_a_copy_is_counted_once(folder):
    corpus = open_corpus(folder, progress=False)
    assert corpus.ids == ("khac", "nq")
    assert [(copy.id, copy.of) for copy in corpus.duplicates] == [("bao", "nq")]
    assert open_corpus(folder, progress=False).duplicates == corpus.duplicates
    assert open_corpus(folder, progress=False, duplicates=True).ids == ("bao", "khac", "nq")
    assert corpus.where(number="05-NQ/TU").duplicates == corpus.duplicates


def test_intake_has_a_row_a_file(folder):
    table = intake(open_corpus(folder, progress=False)).set_index("path")
    assert table["status"].to_dict() == {
        "bao.html": "duplicate",
        "hong.docx": "skipped",
        "khac.txt": "read",
        "nq.txt": "read",
    }
    assert "damaged" in table.loc["hong.docx", "reason"]
    assert table.loc["bao.html", "reason"].startswith("nq (")
    assert (table.loc["khac.txt", "mends"], table.loc["nq.txt", "mends"]) == (2, 0)
    assert table.loc["nq.txt", "missing"] == "signatory"
    assert set(table.loc["khac.txt", "missing"].split()) >= {"number", "date"}


def test_metadata_can_be_written_corrected_and_read_again(folder):
    corpus = open_corpus(folder, progress=False)
    written = write_csv(metadata(corpus), folder / "metadata.csv", new=True)
    text = written.read_text("utf-8-sig").replace("05-NQ/TU", "06-NQ/TU")
    written.write_text(text, "utf-8-sig")
    again = open_corpus(folder, progress=False)
    assert again.fact("nq", "number") == "06-NQ/TU"
    with pytest.raises(FileExistsError):
        write_csv(metadata(again), folder / "metadata.csv", new=True)
    assert written.read_text("utf-8-sig") == text
    assert {entry.id for entry in list_folder(folder).entries} >= {"nq", "khac", "bao"}


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("- Như trên", "'- Như trên"),
        ("@a", "'@a"),
        ("\t=1", "'\t=1"),
        ("Nghị quyết", "Nghị quyết"),
        ("", ""),
        (None, None),
        (-5, -5),
        ("1-2", "1-2"),
    ],
)
def test_cells_that_would_be_formulas(value, safe):
    assert safe_cell(value) == safe
