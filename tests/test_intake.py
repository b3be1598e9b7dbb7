"""textkit.storing.intake: what became of each file, and where each fact comes from."""

from __future__ import annotations

import pytest

from textkit.presenting.tables import write_csv
from textkit.storing.corpus import open_corpus
from textkit.storing.intake import intake, metadata

TEXT = """TỈNH ỦY LAM CHÂU
*
Số 05-NQ/TU	Lam Châu, ngày 6 tháng 3 năm 2021

NGHỊ QUYẾT
về trồng cây

Năm 2021, toàn tỉnh trồng 500 ha rừng.

T/M TỈNH ỦY
BÍ THƯ

Trần Văn Lam
"""
METADATA = "id,path,title,issuer,date\nmot,a.txt,Tên đúng,-,\nmot,b.txt,,,\nhai,b.txt,,,hôm qua\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    place = tmp_path / "corpus"
    place.mkdir()
    (place / "a.txt").write_text(TEXT, "utf-8")
    (place / "b.txt").write_text("Không có gì ở đầu văn bản này.", "utf-8")
    (place / "c.zip").write_bytes(b"x")
    (place / "metadata.csv").write_text(METADATA, "utf-8")
    return place


def test_each_fact_has_its_origin(folder):
    table = intake(open_corpus(folder, progress=False)).set_index("id")
    row = table.astype(object).fillna("").loc["mot"].to_dict()
    facts = ("number", "date", "title", "issuer", "term", "signatory")
    assert {fact: (row[fact], row[f"{fact}_from"]) for fact in facts} == {
        "number": ("05-NQ/TU", "head"),
        "date": ("2021-03-06", "head"),
        "title": ("Tên đúng", "metadata"),
        "issuer": ("", "metadata"),
        "term": ("2020-2025", "date"),
        "signatory": ("Trần Văn Lam", "tail"),
    }
    assert row["missing"] == ""  # an issuer that is denied is not looked for
    assert "issuer" in table.loc["hai", "missing"].split()


def test_bad_rows_of_the_metadata_are_rows_of_the_table(folder):
    corpus = open_corpus(folder, progress=False)
    table = intake(corpus)
    bad = table[table["status"] == "bad row"]
    assert set(bad["path"]) == {"metadata.csv"}
    assert [reason[:6] for reason in bad["reason"]] == ["line 3", "line 4"]
    assert corpus.where(kind="nghị quyết").bad_rows == corpus.bad_rows
    assert list(table[table["status"] == "skipped"]["path"]) == ["c.zip"]


def test_origins_are_kept_in_the_store(folder):
    first = intake(open_corpus(folder, progress=False))
    again = open_corpus(folder, progress=False)
    assert intake(again).equals(first)
    assert again.document("mot").given.title == "Tên đúng"


def test_what_was_denied_stays_so_in_written_metadata(folder):
    before = open_corpus(folder, progress=False)
    (folder / "metadata.csv").unlink()
    write_csv(metadata(before), folder / "metadata.csv", new=True)
    after = open_corpus(folder, progress=False)
    assert after.document("mot").facts == before.document("mot").facts
    assert after.fact("mot", "issuer") is None
