"""Kept contents of TOML files are those that tomllib gives; what is damaged is as if not there."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit import data
from textkit.data import parsing
from textkit.data.parsing import parsed

FILES = {path.name: path.read_bytes() for path in data.path("").glob("*.toml")}


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    """Each test begins with nothing kept, and leaves nothing."""
    monkeypatch.setattr(parsing, "_files", {})
    monkeypatch.setattr(parsing, "_is_keeping", False)
    monkeypatch.setattr(parsing, "_is_changed", False)


def keep(files: dict[str, bytes]) -> bytes:
    parsing.start_keeping()
    for name, raw in files.items():
        parsed(name, raw)
    return parsing.to_keep() or b""


def read_again(kept: bytes) -> None:
    parsing._files.clear()
    parsing._is_changed = False
    parsing.start_keeping(kept)


def test_every_file_of_the_package_is_kept_as_it_is():
    read_again(keep(FILES))
    assert parsing._files.keys() == FILES.keys()
    for name, raw in FILES.items():
        assert parsed(name, raw) == tomllib.loads(raw.decode())
    assert parsing.to_keep() is None  # nothing was parsed anew


def test_a_changed_file_is_parsed_anew():
    read_again(keep({"a.toml": b"tinh = 'Lam'"}))
    assert parsed("a.toml", "tinh = 'Lam Châu'".encode()) == {"tinh": "Lam Châu"}
    assert parsing.to_keep() is not None


def test_without_keeping_nothing_is_kept():
    assert parsed("a.toml", b"a = 1") == {"a": 1}
    assert parsing.to_keep() is None


def test_what_json_has_no_word_for_is_parsed_each_time():
    assert keep({"a.toml": b"day = 2025-09-02"}) == b""


@given(cut=st.integers(0, 200), flipped=st.integers(0, 200))
def test_a_damaged_file_is_as_if_it_were_not_there(cut, flipped):
    parsing._is_keeping = False
    parsing._files.clear()
    whole = keep({"a.toml": "tinh = 'Lam Châu'".encode()})
    damaged = bytearray(whole[: len(whole) - cut % len(whole)])
    if damaged:
        damaged[flipped % len(damaged)] ^= 1
    read_again(bytes(damaged))
    assert parsing._files == {}
