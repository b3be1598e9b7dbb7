"""A store from somebody else is looked at once, as long as not a byte of it changes."""

import shutil
import sqlite3
from dataclasses import asdict

import pytest
from small_corpus import small_corpus

from textkit.language.units import Unit
from textkit.storing import finders
from textkit.storing.corpus import open_corpus

DOCUMENTS = [("a", "Tỉnh Lam_Châu mở chợ .", {}), ("b", "Xây trạm y_tế .", {})]


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    records = {}
    for id_, *_ in DOCUMENTS:
        unit = Unit(id_, 0, 5, "paragraph", "", "", "", 1, None, "")
        records[id_] = {"units": [asdict(unit)]}
    small_corpus(tmp_path, DOCUMENTS, records)
    with sqlite3.connect(tmp_path / "small.sqlite") as database:  # all into the file itself
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return shutil.copy(tmp_path / "small.sqlite", tmp_path / "handed-on.sqlite")


@pytest.fixture
def looked_at(monkeypatch):
    """The texts that records were held against."""
    texts = []
    check = finders.check_together
    monkeypatch.setattr(
        finders, "check_together", lambda text, rows: (texts.append(text), check(text, rows))
    )
    return texts


def units_of(store, ids=None):
    return open_corpus(store, progress=False).records("units", ids)


def test_a_store_from_somebody_else_is_looked_at_once(store, looked_at):
    first = units_of(store)
    assert len(first) == len(looked_at) == 2
    assert units_of(store) == first
    assert len(looked_at) == 2


def test_documents_that_were_not_asked_for_are_looked_at_later(store, looked_at):
    units_of(store, ["b"])
    units_of(store)
    assert looked_at == ["Xây trạm y tế .", "Tỉnh Lam Châu mở chợ ."]


def test_a_changed_store_is_looked_at_again(store, looked_at):
    units_of(store)
    with sqlite3.connect(store) as database:
        database.execute("CREATE TABLE more (a)")
        database.execute("DROP TABLE more")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    units_of(store)
    assert len(looked_at) == 4


def test_without_a_cache_it_is_looked_at_each_time(store, looked_at, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "file"))
    units_of(store)
    units_of(store)
    assert len(looked_at) == 4


@pytest.mark.parametrize("content", [b"", b"{}", b"[1, 2", b"\xff"])
def test_a_damaged_note_of_the_cache_is_as_if_it_were_not_there(
    store, looked_at, tmp_path, content
):
    units_of(store)
    (kept,) = (tmp_path / "cache").glob("fitting-*.json")
    kept.write_bytes(content)
    units_of(store)
    assert len(looked_at) == 4
