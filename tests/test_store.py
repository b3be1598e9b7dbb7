import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import hand_made

from textkit.data.messages import TextkitError
from textkit.language.columns import Columns
from textkit.reading.document import Block, Document, Facts, Remark
from textkit.storing.store import APPLICATION_ID, SCHEMA, Origin, Store, counted_words, store_path
from textkit.vietnamese.mending import Mend

SAID = "1. Phát_triển kinh_tế tỉnh Lam_Châu .\na) Trồng 500 ha rừng , giữ nước ."


def put(store, doc_id="nq-01", said=SAID, records=None, **more):
    document, columns = hand_made(doc_id, said, kind="nghị quyết")
    store.put_document(document, columns, records or {}, origin=Origin("s"), **more)
    return document, columns


def test_what_is_put_comes_back(tmp_path):
    layout = (Block(0, 4, "heading", page=1, origin="p1"), Block(5, 9, "table", row=0, column=2))
    document = Document(
        "x",
        "Đề án mở",
        Facts(number="05-NQ/TU"),
        layout,
        (Mend(0, 2, "nfc", "De"),),
        tmp_path / "x.txt",
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


def test_the_place_of_a_store(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    place = store_path(tmp_path / "tỉnh")
    assert place.parent == tmp_path / "cache"
    assert place.name.startswith("tỉnh-")
    assert place.suffix == ".sqlite"
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
