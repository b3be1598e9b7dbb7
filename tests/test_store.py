import errno
import hashlib
import os
import random
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import hand_made

from textkit.data.messages import TextkitError
from textkit.language.columns import Columns
from textkit.reading.document import UNCOUNTED, Block, Document, Facts, Remark
from textkit.storing import database as module
from textkit.storing import tokentables
from textkit.storing.arrays import (
    COUNTED,
    SENTENCE,
    SPACE,
    Bounds,
    column_bytes,
    counted_words,
    read_column,
)
from textkit.storing.packing import CHECKSUM_BYTES, with_checksum
from textkit.storing.store import APPLICATION_ID, SCHEMA, Origin, Store, is_store, store_path
from textkit.storing.tokens import Tokens
from textkit.vietnamese.mending import Mend

SAID = "1. Phát_triển kinh_tế tỉnh Lam_Châu .\na) Trồng 500 ha rừng , giữ nước ."


def put(store, doc_id="nq-01", said=SAID, records=None, **more):
    document, columns = hand_made(doc_id, said, kind="nghị quyết")
    store.put_document(document, columns, records or {}, origin=Origin("s"), **more)
    return document, columns


def test_what_is_put_comes_back(tmp_path):
    layout = (Block(0, 4, "heading", page=1, origin="p1"), Block(5, 8, "table", row=0, column=2))
    document = Document(
        "x",
        "Đề án mở",
        Facts(number="05-NQ/TU"),
        layout,
        (Mend(0, 2, "nfc", "De"),),
        Path("x.txt"),
        (Remark("encoding", "VNI"),),
        {"number": (0, 2)},
    )
    columns = hand_made("x", "Đề_án mở")[1]
    store = Store(tmp_path / "a.sqlite")
    store.put_document(
        document, columns, {"targets": [{"low": 8.5, "unit": "%"}]}, origin=Origin("s1")
    )
    again, tokens = store.document("x"), store.columns("x")
    assert again == document
    for name in ("start", "length", "sentence", "space"):
        assert np.array_equal(getattr(tokens, name), getattr(columns, name))
    assert (tokens.norm, tokens.tag, tokens.pos) == (columns.norm, columns.tag, columns.pos)
    assert store.records("targets") == {"x": [{"low": 8.5, "unit": "%"}]}
    row = store.rows()["x"]
    assert (row["mends"], row["remarks"], row["sources"]) == (
        {"nfc": 1},
        [["encoding", "VNI"]],
        {"number": [0, 2]},
    )
    assert (row["origin"], row["text_sha"], row["words"], row["number"]) == (
        Origin("s1"),
        document.sha256,
        2,
        "05-NQ/TU",
    )


def test_an_empty_document_is_kept(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    empty = Columns(*(np.zeros(0, np.int32),) * 2, [], [], [], *(np.zeros(0, bool),) * 2)
    store.put_document(Document("x", ""), empty, {}, origin=Origin())
    assert len(store.columns("x")) == 0


def test_putting_again_replaces_document_and_records(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    put(store, records={"targets": [{"low": 1}], "citations": []})
    put(store, said="Khác hẳn", records={"targets": [{"low": 2}]})
    assert store.document("nq-01").text == "Khác hẳn"
    assert store.records("targets") == {"nq-01": [{"low": 2}]}
    assert store.records("citations") == {}


def test_records_keep_the_order_asked_for_and_leave_with_their_document(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    for doc_id in "abc":
        put(store, doc_id, records={"targets": [{"of": doc_id}]})
    assert list(store.records("targets", ["c", "a", "none"])) == ["c", "a"]
    store.remove(["a", "unknown"])
    assert list(store.records("targets")) == ["b", "c"]
    with pytest.raises(TextkitError, match="no document 'a'"):
        store.document("a")


def test_other_tables_have_another_schema():
    """A store made by another version is known by the number: it goes up with the tables, and the
    hash here goes with it.
    """
    tables = hashlib.sha256("".join(module._TABLES).encode()).hexdigest()[:12]
    assert (APPLICATION_ID.to_bytes(4, "big"), SCHEMA, tables) == (b"txkt", 7, "d5b0dba7b0d6")


def test_documents_come_in_their_position(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    put(store, "a", position=2)
    put(store, "b", position=1)
    assert list(store.rows()) == ["b", "a"]


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("Trồng 500 ha rừng .", [True, True, True, True, False]),
        ("a) Làm đường", [False, True, True]),
        ("1.2. Làm đường", [False, True, True]),
        ("(3) Làm | đường", [False, True, False, True]),
        ("57-NQ/TW 8,5 %", [True, True, False]),
        ("Ấy _ x", [True, False, True]),
    ],
)
def test_marks_and_enumerators_do_not_count(said, counted):
    assert counted_words(*hand_made("x", said)).tolist() == counted


@pytest.mark.parametrize("kind", sorted(UNCOUNTED))
def test_what_is_not_the_documents_text_does_not_count(kind):
    layout = (Block(0, 9, "body"), Block(10, 15, kind), Block(16, 22, "table"))
    document, columns = hand_made("x", "Làm đường\nGhi 12\nHộ | 5", layout=layout)
    words = zip(columns.norm, counted_words(document, columns), strict=True)
    assert "ghi" not in [norm for norm, counts in words if counts]


def test_captions_headers_and_footers_do_not_count():
    layout = (Block(0, 7, "header"), Block(8, 17, "body"), Block(18, 24, "caption"))
    document, columns = hand_made("x", "Trang 1\nLàm đường\nHình 2", layout=layout)
    assert [
        n for n, c in zip(columns.norm, counted_words(document, columns), strict=True) if c
    ] == [
        "làm",
        "đường",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 a Word file of someone" * 40, "is no store of textkit"),
        (b"short", "is no store of textkit"),
    ],
)
def test_a_file_that_is_no_database_is_left_alone(tmp_path, content, said):
    path = tmp_path / "mine.sqlite"
    path.write_bytes(content)
    with pytest.raises(TextkitError, match=said):
        Store(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("application_id", "version", "said"),
    [
        (0, 0, "another program"),
        (77, SCHEMA, "another program"),
        (APPLICATION_ID, SCHEMA + 1, "update textkit"),
    ],
)
def test_a_foreign_or_newer_database_is_left_alone(tmp_path, application_id, version, said):
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE letters (text)")
        db.execute(f"PRAGMA application_id = {application_id}")
        db.execute(f"PRAGMA user_version = {version}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(TextkitError, match=said):
        Store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.95])
def test_a_damaged_store_is_named_not_rewritten(tmp_path, keep):
    path = tmp_path / "a.sqlite"
    store = Store(path)
    for index in range(30):
        put(store, f"d{index}", said=" ".join(f"từ{index}x{i}" for i in range(200)))
    store.close()
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    before = path.read_bytes()
    with pytest.raises(TextkitError, match="is damaged"):
        [again := Store(path), [again.document(id_) for id_ in again.rows()]]
    assert path.read_bytes() == before


def test_a_flipped_byte_in_a_document_is_noticed(tmp_path):
    path = tmp_path / "a.sqlite"
    store = Store(path)
    put(store, said=" ".join(f"từ{i}" for i in range(3000)))
    store.close()
    content = bytearray(path.read_bytes())
    at = content.index(b"\x78\x5e") + 200
    content[at] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(TextkitError, match="is damaged"):
        [Store(path).document("nq-01"), Store(path).tokens("nq-01")]


def test_a_folder_in_place_of_the_file_and_a_closed_store_are_named(tmp_path):
    with pytest.raises(TextkitError, match="cannot be used"):
        Store(tmp_path)
    store = Store(tmp_path / "a.sqlite")
    store.close()
    with pytest.raises(TextkitError, match="cannot be used"):
        store.rows()


def test_a_failed_put_leaves_what_was_there(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    put(store)
    document, columns = hand_made("nq-01", "Hai từ")
    bad = Columns(
        columns.start,
        columns.length,
        ["chỉ một", "hai", "ba"],
        columns.tag,
        columns.pos,
        columns.sentence,
        columns.space,
    )
    with pytest.raises(ValueError):
        store.put_document(document, bad, {}, origin=Origin())
    assert store.document("nq-01").text.startswith("1. Phát triển")
    put(store, "nq-02")
    assert list(store.rows()) == ["nq-01", "nq-02"]


@pytest.fixture
def handed_on():
    """Makes a store that this process may read and not write, as a folder on a share is; `beside`
    keeps the log and its index that a writer has beside it.
    """
    if not hasattr(os, "seteuid"):
        pytest.skip("permissions of files are another matter on this system")
    folder = Path(tempfile.mkdtemp())
    user = os.geteuid()

    def hand_on(*, folder_mode=0o555, beside=()):
        store = Store(folder / "made" / "a.sqlite")
        put(store, records={"targets": [{"low": 1}]})
        place = folder / "share"
        place.mkdir()
        if not beside:
            store.close()
        for ending in ("", *beside):
            copied = Path(shutil.copy(f"{store.path}{ending}", place))
            copied.chmod(0o444)
        place.chmod(folder_mode)
        folder.chmod(0o755)
        if user == 0:  # root may write everywhere
            os.seteuid(65534)
        return place / "a.sqlite"

    yield hand_on
    os.seteuid(user)
    (folder / "share").chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("how", [{}, {"folder_mode": 0o777}, {"beside": ("-wal", "-shm")}])
def test_a_store_handed_on_read_only_is_read(handed_on, how):
    path = handed_on(**how)
    for _ in range(2):
        store = Store(path)
        assert store.read_only
        assert store.document("nq-01").text.startswith("1. Phát triển")
        assert store.records("targets") == {"nq-01": [{"low": 1}]}
        store.put_note("pairs", "s1", [])
        assert store.note("pairs", "s1") is None
        for write in (
            lambda store=store: put(store, "nq-02"),
            lambda store=store: store.remove(["nq-01"]),
            lambda store=store: store.place({"nq-01": 2}),
        ):
            with pytest.raises(TextkitError, match=r"is read-only.*open the store itself"):
                write()
        assert list(store.rows()) == ["nq-01"]
        store.close()


def test_a_log_that_cannot_be_read_is_not_passed_over(handed_on):
    """What was written last stands in it alone."""
    path = handed_on(beside=("-wal",))
    with pytest.raises(TextkitError, match="may write to its folder"):
        Store(path)


def test_a_store_that_may_be_written_is_not_read_only(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    assert not store.read_only
    store._db.execute("BEGIN IMMEDIATE")
    other = Store(tmp_path / "a.sqlite")  # does not wait to find out
    assert not other.read_only
    (waits,) = other._db.execute("PRAGMA busy_timeout").fetchone()
    assert waits == 60_000


def test_a_folder_in_which_no_store_can_be_made_is_named(handed_on):
    path = handed_on()
    with pytest.raises(TextkitError, match="may write to its folder"):
        Store(path.with_name("new.sqlite"))
    with pytest.raises(TextkitError, match="ask for permission"):
        Store(path.with_name("new") / "new.sqlite")


def test_a_full_disk_is_named_and_what_was_written_is_kept(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    put(store)
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(TextkitError, match=r"disk is full.*what was written is kept") as raised:
        put(store, "nq-02", said=" ".join(f"từ{number}" for number in range(9000)))
    assert "delete" not in str(raised.value)
    assert "ổ đĩa đã đầy" in raised.value.say("vi")
    store._db.execute("PRAGMA max_page_count = 100000")
    put(store, "nq-03")
    assert list(store.rows()) == ["nq-01", "nq-03"]


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "store.full"),
        (OSError(errno.EACCES, "Permission denied"), "store.no-permission"),
        (OSError(errno.EROFS, "Read-only file system"), "store.no-permission"),
        (OSError(errno.EIO, "Input/output error"), "store.unusable"),
        (OSError("no number"), "store.unusable"),
        (sqlite3.ProgrammingError("Cannot operate on a closed database."), "store.unusable"),
        (sqlite3.DatabaseError("something is not as it should be"), "store.damaged"),
        (sqlite3.OperationalError("Could not decode to UTF-8 column 'text'"), "store.damaged"),
    ],
)
def test_each_trouble_has_its_advice(tmp_path, monkeypatch, error, key):
    store = Store(tmp_path / "a.sqlite")

    class Failing:
        def execute(self, *_):
            raise error

        def close(self):
            pass

    monkeypatch.setattr(store, "_db", Failing())
    with pytest.raises(TextkitError) as raised:
        store.rows()
    assert raised.value.key == key
    assert ("delete it" in str(raised.value)) == (key == "store.damaged")


def test_a_store_that_somebody_holds_is_busy(tmp_path):
    store, other = Store(tmp_path / "a.sqlite"), Store(tmp_path / "a.sqlite")
    store._db.execute("BEGIN IMMEDIATE")
    other._db.execute("PRAGMA busy_timeout = 0")
    with pytest.raises(TextkitError, match="in use by another process"):
        put(other)


def test_facts_and_some_records_change_and_the_rest_stays(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    document, columns = put(store, records={"targets": [{"low": 1}], "units": [{"path": "I"}]})
    changed = replace(
        document,
        facts=Facts(kind="chỉ thị"),
        labels={"vùng": "núi"},
        sources={"kind": (0, 2)},
        stated=Facts(number="1", date="2021"),
        said=Facts(date="2021"),
        given=Facts(kind="chỉ thị"),
        path=Path("con/b.txt"),
    )
    origin = Origin("s", "d", "a", {"targets": "2"})
    store.change_document(changed, {"targets": [{"low": 2}]}, origin=origin, position=7)
    assert store.document("nq-01") == changed
    assert store.records("targets") == {"nq-01": [{"low": 2}]}
    assert store.records("units") == {"nq-01": [{"path": "I"}]}
    assert store.columns("nq-01").norm == columns.norm
    row = store.rows()["nq-01"]
    assert (row["origin"], row["position"], row["path"]) == (origin, 7, "con/b.txt")
    assert (row["kind"], row["words"], row["characters"]) == ("chỉ thị", 10, len(document.text))


def test_documents_move_to_other_places(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    for position, doc_id in enumerate("abc"):
        put(store, doc_id, position=position)
    store.place({"a": 2, "c": 0})
    assert list(store.rows()) == ["c", "b", "a"]


@pytest.mark.parametrize("limit", [1, 500])
def test_columns_come_in_the_order_asked_for_however_many(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(tokentables, "_MANY_DOCUMENTS", limit)
    store = Store(tmp_path / "a.sqlite")
    for doc_id, said in (("a", "một"), ("b", "hai từ"), ("c", "")):
        put(store, doc_id, said=said)
    assert [len(part) for part in store.parts("word", ["b", "c", "a"])] == [2, 0, 1]
    assert store.parts("word", []) == []
    joined, sizes = store.joined("word", ["b", "c", "a"])
    assert sizes == store.sizes(["b", "c", "a"]) == [2, 0, 1]
    assert joined["word"].tolist() == np.concatenate(store.parts("word", ["b", "c", "a"])).tolist()
    assert store.joined("word", [])[0]["word"].tolist() == []
    with pytest.raises(TextkitError, match="no document 'x'"):
        store.parts("word", ["a", "x"])


@given(st.lists(st.integers(0, 2**31 - 1), max_size=30), st.sampled_from(["word", "form"]))
def test_numbers_take_as_many_bytes_as_the_largest(numbers, name):
    column = np.array(numbers, np.int32)
    body = column_bytes(name, {name: column})
    bounds = Bounds(2**40, 0, len(column), 2**31 - 1, 0)
    read, sizes = read_column(name, [body, body], [bounds, bounds])
    assert (read[name].tolist(), sizes) == ([*numbers, *numbers], [len(column)] * 2)
    assert read[name].dtype == np.int32
    width = next(width for width in (1, 2, 4) if max(numbers, default=0) < 256**width)
    if name == "word":
        assert len(body) == 1 + width * len(numbers) + CHECKSUM_BYTES


def test_many_documents_are_checked_each_for_itself(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    for doc_id in ("a", "b", "c"):
        put(store, doc_id)
    (body,) = store._db.execute("SELECT body FROM columns WHERE name = 'word'").fetchone()
    wrong = with_checksum(body[:1] + bytes(len(body) - 5 - 1) + b"\xff")
    store._db.execute("UPDATE columns SET body = ? WHERE name = 'word' AND doc_id = 'b'", (wrong,))
    with pytest.raises(TextkitError, match="columns, document 'b'"):
        store.joined("word", ["a", "b", "c"])


def test_one_document_may_not_say_what_is_known_of_another(tmp_path):
    """All rows are read as one JSON: of two that are none alone, one may have two values."""
    path = tmp_path / "a.sqlite"
    put(store := Store(path), "a")
    put(store, "b")
    for doc_id, facts in (("a", "{},{}"), ("b", "")):
        store._update(doc_id, {"facts": facts})
    with pytest.raises(TextkitError, match="'a'"):
        store.rows()


def test_tokens_of_many_documents_must_fill_their_texts(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    put(store, "a")
    put(store, "b")
    tokens = Tokens(store, ["a", "b"])
    assert tokens.start.tolist() == np.concatenate([s for s, _ in store.spans(["a", "b"])]).tolist()
    store._update("b", {"characters": 500})
    with pytest.raises(TextkitError, match="document 'b'"):
        Tokens(store, ["a", "b"]).start  # noqa: B018


def test_types_count_each_word_that_counts(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    put(store, said="Rừng rừng , rừng\na) Rừng")
    types, rows = store.joined("types", ["nq-01"])
    words = store.texts("words")
    assert rows == [1]
    assert (words[types["word"]], words[types["form"]]) == (["rừng"], ["rừng"])
    assert types["count"].tolist() == [4]
    (flags,) = store.parts("flags", ["nq-01"])
    assert (flags & COUNTED > 0).tolist() == [True, True, False, True, False, False, True]
    assert (flags & SENTENCE > 0).tolist() == [True, False, False, False, False, True, False]
    assert (flags & SPACE > 0).tolist() == [True, True, True, False, False, True, False]


def test_a_folder_is_no_store_and_neither_is_another_file(tmp_path):
    put(store := Store(tmp_path / "a.sqlite"))
    store.close()
    (tmp_path / "b.txt").write_text("SQLite forma", "utf-8")
    assert is_store(tmp_path / "a.sqlite")
    assert not is_store(tmp_path / "b.txt")
    assert not is_store(tmp_path)
    assert not is_store(tmp_path / "c.sqlite")


def test_the_place_of_a_store(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    place = store_path(tmp_path / "tỉnh")
    assert place.parent == tmp_path / "cache"
    assert re.fullmatch(rf"tỉnh-[0-9a-f]{{12}}-{SCHEMA}\.sqlite", place.name)
    assert store_path(tmp_path / "khác" / "tỉnh") != place
    assert store_path(tmp_path / "tỉnh", tmp_path / "mine.db") == tmp_path / "mine.db"
    assert store_path(tmp_path / "tỉnh", tmp_path) == tmp_path / place.name
    monkeypatch.delenv("TEXTKIT_CACHE")
    assert "textkit" in str(store_path(tmp_path / "tỉnh"))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(alphabet="aăđê1. ,", max_size=30), min_size=1, max_size=4))
def test_any_words_come_back(tmp_path_factory, lines):
    store = Store(tmp_path_factory.mktemp("s") / "a.sqlite")
    document, columns = put(store, said="\n".join(lines))
    again = store.columns("nq-01")
    assert again.norm == columns.norm
    ends = again.start + again.length
    spaces = np.where(again.space, " ", "")
    assert (
        "".join(
            document.text[a:b] + gap for a, b, gap in zip(again.start, ends, spaces, strict=True)
        )
        == document.text
    )
    store.close()


BUILDER = textwrap.dedent("""
    import sys, itertools
    sys.path.insert(0, {tests!r})
    from small_corpus import hand_made
    from textkit.storing.store import Origin, Store
    store = Store({path!r})
    print(flush=True)
    for number in itertools.count() if {endless} else range(40):
        doc_id = f"d{{number % 40}}"
        said = " ".join(f"{name}{{number}}x{{i}}" for i in range(300))
        records = {{"targets": [{{"n": number}}] * 50, "units": [{{"n": number}}] * 50}}
        document, columns = hand_made(doc_id, said)
        made = dict(origin=Origin(str(number)), position=number % 40)
        store.put_document(document, columns, records, **made)
""")


def builder(path, *, endless, name="w"):
    code = BUILDER.format(
        tests=str(Path(__file__).parent), path=str(path), endless=endless, name=name
    )
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def whole(path):
    """How many documents a store has, all of which must be whole: text, tokens and records of one
    put.
    """
    store = Store(path)
    rows = store.rows()
    records = {finder: store.records(finder) for finder in ("targets", "units")}
    for doc_id, row in rows.items():
        number = int(row["origin"].reading)
        assert store.document(doc_id).sha256 == row["text_sha"]
        assert f"w{number}x299" in store.columns(doc_id).norm
        assert all(records[f][doc_id] == [{"n": number}] * 50 for f in records)
    store.close()
    return len(rows)


@pytest.mark.slow
def test_a_store_killed_at_any_moment_opens_whole(tmp_path):
    path, chance = tmp_path / "killed.sqlite", random.Random(7)
    counts = []
    for _ in range(int(os.environ.get("TEXTKIT_KILLS", "20"))):
        process = builder(path, endless=True)
        process.stdout.readline()  # it has opened the store, and writes
        time.sleep(chance.random() ** 2 * 0.5)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        process.stderr.close()
        counts.append(whole(path))
    assert counts[-1] > 0


def test_two_processes_build_one_store(tmp_path):
    path = tmp_path / "shared.sqlite"
    processes = [builder(path, endless=False) for _ in range(2)]
    assert [(process.wait(60), process.stderr.read()) for process in processes] == [
        (0, ""),
        (0, ""),
    ]
    assert whole(path) == 40


def test_a_note_holds_as_long_as_what_it_was_made_from(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    assert store.note("pairs", "s1") is None
    store.put_note("pairs", "s1", [["a", "b"]])
    assert store.note("pairs", "s1") == [["a", "b"]]
    store.put_note("pairs", "s2", [])
    assert (store.note("pairs", "s1"), store.note("pairs", "s2")) == (None, [])


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_new_store_and_its_folder_are_for_their_owner_alone(tmp_path):
    path = tmp_path / "cache" / "corpus.sqlite"
    Store(path).close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_views_of_a_store_call_nothing(tmp_path):
    with closing(Store(tmp_path / "corpus.sqlite")) as store:
        assert store._db.execute("PRAGMA trusted_schema").fetchone() == (0,)


def test_a_query_without_end_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_STEPS_AT_LEAST", 2_000_000)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    with closing(Store(tmp_path / "corpus.sqlite")) as store:
        with pytest.raises(TextkitError, match="is damaged"):
            store._rows(f"{endless} SELECT max(x) FROM n")
        put(store)
        assert list(store.rows()) == ["nq-01"]


def test_a_query_gives_no_more_than_the_file_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_BYTES_AT_LEAST", 1_000_000)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
    store = Store(tmp_path / "corpus.sqlite")
    with pytest.raises(TextkitError, match="is damaged"):
        store._rows(f"{endless} SELECT zeroblob(10000) FROM n")
    store.close()


def test_a_row_is_sealed_whatever_is_changed(tmp_path):
    store = Store(tmp_path / "a.sqlite")
    document, _ = put(store)
    store.place({"nq-01": 3})
    store.change_document(replace(document, facts=Facts(kind="chỉ thị")), {}, origin=Origin("t"))
    assert store.rows()["nq-01"]["kind"] == "chỉ thị"
    for change in ("position = 9", "words = 1", "facts = facts || ' '"):
        store._db.execute("BEGIN")
        store._db.execute(f"UPDATE documents SET {change}")
        with pytest.raises(TextkitError, match=r"documents, document 'nq-01'.*checksum"):
            store.rows()
        store._db.rollback()
    assert store.rows()["nq-01"]["position"] == 0


def test_a_comment_in_a_definition_makes_no_other_table(tmp_path):
    path = tmp_path / "s.sqlite"
    store = Store(path)
    store.put_document(*hand_made("a", "cây cầu"), {}, origin=Origin("1"), position=0)
    store.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA writable_schema = ON")
        changed = db.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '-- its place', '-- the place')"
        ).rowcount
        db.commit()
    assert changed
    with closing(Store(path)) as again:
        assert again.text("a") == "cây cầu"
