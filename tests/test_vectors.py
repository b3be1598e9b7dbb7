"""Vectors of texts are worked out once, and the file that keeps them may fail at any time."""

import os
import sqlite3
import sys

import numpy as np
import pytest
from by_letters import ByLetters
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from textkit.storing.vectors import Vectors, of_length_one

TEXTS = ["xây chợ nổi", "trồng rừng ngập mặn", "xây chợ nổi", "dạy bơi"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kept" / "vectors.sqlite"


def vectors_of(texts, path, encoder=None):
    with Vectors(encoder or ByLetters(), path=path) as vectors:
        return vectors.passages(texts)


def test_equal_texts_have_equal_vectors_of_length_one(path):
    rows = vectors_of(TEXTS, path)
    assert rows.shape == (4, ByLetters.size)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert (rows[0] == rows[2]).all()
    assert rows[0] @ rows[1] < 0.9


def test_a_text_is_encoded_once_whatever_stands_beside_it(path):
    encoder = ByLetters()
    vectors_of(TEXTS[:2], path, encoder)
    vectors_of(TEXTS, path, encoder)
    assert encoder.calls == ["xây chợ nổi", "trồng rừng ngập mặn", "dạy bơi"]


def test_what_is_read_again_is_what_was_worked_out(path):
    assert (vectors_of(TEXTS, path) == vectors_of(TEXTS, path)).all()


def test_kept_vectors_are_near_to_those_of_the_encoder(path):
    rows = vectors_of(TEXTS, path)
    assert np.abs(rows - ByLetters().passages(TEXTS)).max() < 0.01


def test_what_is_looked_for_is_kept_apart_from_what_is_looked_through(path):
    encoder = ByLetters()
    with Vectors(encoder, path=path) as vectors:
        vectors.passages(["chợ"])
        vectors.queries(["chợ"])
    assert encoder.calls == ["chợ", "chợ"]


def test_no_text_gives_no_vector(path):
    assert vectors_of([], path).shape == (0, ByLetters.size)


def test_what_was_done_before_an_interruption_is_kept(path):
    class Stopped(ByLetters):
        def passages(self, texts):
            if "câu 40" in texts:
                raise KeyboardInterrupt
            return super().passages(texts)

    texts = [f"câu {number}" for number in range(60)]
    with pytest.raises(KeyboardInterrupt):
        vectors_of(texts, path, Stopped())
    encoder = ByLetters()
    vectors_of(texts, path, encoder)
    assert 20 <= len(encoder.calls) <= 30
    assert "câu 0" not in encoder.calls


def test_progress_counts_what_is_worked_out(path):
    counts = []
    with Vectors(ByLetters(), counts.append, path=path) as vectors:
        vectors.passages([f"câu {number}" for number in range(40)])
        vectors.passages(["câu 1"])
    assert sum(counts) == 40
    assert len(counts) > 1


@pytest.mark.skipif(sys.platform == "win32", reason="rights of Windows are others")
def test_nobody_else_can_read_what_is_kept(path):
    vectors_of(TEXTS, path)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_what_is_kept_holds_no_text(path):
    vectors_of(["xây chợ nổi trên sông"], path)
    assert "chợ nổi".encode() not in path.read_bytes()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_begun_anew(path, content):
    path.parent.mkdir()
    path.write_bytes(content)
    expected = vectors_of(TEXTS, path.with_name("other.sqlite"))
    assert (vectors_of(TEXTS, path) == expected).all()
    encoder = ByLetters()
    vectors_of(TEXTS, path, encoder)
    assert encoder.calls == []


def test_a_file_of_another_version_is_begun_anew(path):
    vectors_of(TEXTS, path)
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()
    encoder = ByLetters()
    vectors_of(TEXTS, path, encoder)
    assert len(encoder.calls) == 3


def test_a_vector_of_another_length_is_worked_out_again(path):
    vectors_of(TEXTS, path)
    with sqlite3.connect(path) as file:
        file.execute("UPDATE vectors SET vector = x'00'")
    file.close()
    encoder = ByLetters()
    assert np.allclose(np.linalg.norm(vectors_of(TEXTS, path, encoder), axis=1), 1)
    assert len(encoder.calls) == 3


def test_a_file_damaged_meanwhile_is_done_without(path):
    expected = vectors_of(TEXTS, path.with_name("other.sqlite"))
    with Vectors(ByLetters(), path=path) as vectors:
        with sqlite3.connect(path) as file:
            file.execute("DROP TABLE vectors")
        file.close()
        assert (vectors.passages(TEXTS) == expected).all()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_cannot_be_written_is_done_without(tmp_path):
    tmp_path.chmod(0o500)
    assert len(vectors_of(TEXTS, tmp_path / "vectors.sqlite")) == 4


def test_a_file_where_the_folder_should_be_is_done_without(tmp_path):
    (tmp_path / "file").write_text("")
    assert len(vectors_of(TEXTS, tmp_path / "file" / "vectors.sqlite")) == 4


def test_each_version_of_a_model_has_a_file_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path))
    for name in ("a-1", "a-2", "../../b"):
        encoder = ByLetters()
        encoder.name = name
        vectors_of(TEXTS, None, encoder)
    names = sorted(file.name for file in tmp_path.glob("*.sqlite"))
    assert names == ["meaning-..-..-b.sqlite", "meaning-a-1.sqlite", "meaning-a-2.sqlite"]


FINITE = st.floats(-1000, 1000, width=32)


@settings(deadline=None)
@given(arrays(np.float32, (3, 5), elements=FINITE))
def test_rows_have_length_one_or_are_nought(rows):
    lengths = np.linalg.norm(of_length_one(rows), axis=1)
    tiny = np.abs(rows).max(axis=1) < 1e-6
    assert (np.isclose(lengths, 1, atol=1e-3) | tiny).all()
