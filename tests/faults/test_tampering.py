"""A store that somebody hands over is input: whatever stands in it, what comes out of it is what
was put in, or an error that says what is wrong with the file; the file stays as it was.
"""

import shutil
import sqlite3
from contextlib import closing

import pytest
from kept import kept_store, outcome, said_by
from tampering import TAMPERINGS

import textkit as tk
from textkit.data.messages import TextkitError

# Nobody can tell a store without documents, or of fewer, from one that was made so.
AS_GOOD_AS_MADE_SO = {"no_documents"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return kept_store(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="module")
def good(store):
    return said_by(tk.open_corpus(store))


def test_a_store_that_nobody_touched_says_what_was_put(store, good):
    assert outcome(store) == good


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampered_store_is_named(store, good, tmp_path, name):
    path = tmp_path / "handed.sqlite"
    shutil.copy(store, path)
    with closing(sqlite3.connect(path)) as db, db:
        TAMPERINGS[name](db)
    before = path.read_bytes()
    said = outcome(path)
    if name not in AS_GOOD_AS_MADE_SO:
        assert isinstance(said, TextkitError), "what was tampered with is taken for good"
        assert str(path) in str(said)
        assert "\n" not in said.say("vi")
        assert "\x1b" not in said.say("vi")
    assert path.read_bytes() == before
