"""Ways to tamper with a store, all of them by somebody who knows its tables and its checksums.

Each takes a connection to the file and changes it; `TAMPERINGS` has them by name.
"""

import json
import lzma
import math
import sqlite3
import zlib
from collections.abc import Callable

import numpy as np

from textkit.storing.arrays import Bounds, column_bytes, read_column
from textkit.storing.described import COLUMNS_OF_A_ROW, sealed
from textkit.storing.packing import with_checksum

Tampering = Callable[[sqlite3.Connection], object]
TAMPERINGS: dict[str, Tampering] = {}

DOC = "nq-05-2026"

# As deep as JSON gets in the hands of somebody who wants a parser to fall over.
DEPTH = 5_000

# Views count to here: no statement ends that counts so far.
ENDLESS = """
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1e15)
"""


def tampering(change: Tampering) -> Tampering:
    """Adds a way to tamper to the list."""
    TAMPERINGS[change.__name__] = change
    return change


def packed(text: str) -> bytes:
    """JSON or text as a store keeps it, whatever stands in it."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def reseal(db: sqlite3.Connection, **changes: object) -> None:
    """Changes the row of a document, and its checksum with it."""
    names = ", ".join(COLUMNS_OF_A_ROW)
    values = db.execute(f"SELECT {names} FROM documents WHERE id = ?", (DOC,)).fetchone()
    row = {**dict(zip(COLUMNS_OF_A_ROW, values, strict=True)), **changes}
    changed = {**changes, "checksum": sealed(row)}
    marks = ", ".join(f"{name} = ?" for name in changed)
    db.execute(f"UPDATE documents SET {marks} WHERE id = ?", (*changed.values(), DOC))


def about(db: sqlite3.Connection, **changes: object) -> None:
    """Changes what the column `about` says, and seals the row."""
    (text,) = db.execute("SELECT about FROM documents WHERE id = ?", (DOC,)).fetchone()
    reseal(db, about=json.dumps({**json.loads(text), **changes}))


def column(db: sqlite3.Connection, name: str, change: Callable[[np.ndarray], np.ndarray]) -> None:
    """Changes the last numbers of a column of tokens (the counts of `types`), with its checksum."""
    where = (name, DOC)
    (body,) = db.execute("SELECT body FROM columns WHERE name = ? AND doc_id = ?", where).fetchone()
    most = db.execute("SELECT 10 * characters, words, tokens FROM documents WHERE id = ?", (DOC,))
    numbers, _ = read_column(name, [body], [Bounds(*most.fetchone(), 10**6, 10**4)])
    *_, last = numbers
    numbers[last] = change(numbers[last].astype(np.int64))
    where = (column_bytes(name, numbers), *where)
    db.execute("UPDATE columns SET body = ? WHERE name = ? AND doc_id = ?", where)


def records(db: sqlite3.Connection, finder: str, change: Callable[[list], object]) -> None:
    """Changes the records of a finder; `change` works on the list, or gives another value."""
    where = (finder, DOC)
    (body,) = db.execute(
        "SELECT body FROM records WHERE finder = ? AND doc_id = ?", where
    ).fetchone()
    rows = json.loads(zlib.decompress(body))
    other = change(rows)
    text = json.dumps(rows if other is None else other, ensure_ascii=False)
    db.execute(
        "UPDATE records SET body = ? WHERE finder = ? AND doc_id = ?", (packed(text), *where)
    )


def set_record(db: sqlite3.Connection, finder: str, **fields: object) -> None:
    """Changes fields of the first record of a finder."""
    records(db, finder, lambda rows: rows[0].update(fields))


def blob(db: sqlite3.Connection, name: str, body: object) -> None:
    db.execute(f"UPDATE documents SET {name} = ? WHERE id = ?", (body, DOC))


def text_of(db: sqlite3.Connection) -> str:
    (body,) = db.execute("SELECT text FROM documents WHERE id = ?", (DOC,)).fetchone()
    return zlib.decompress(body).decode()


# The text


@tampering
def another_text(db):
    blob(db, "text", packed(text_of(db).replace("2030", "2040")))


@tampering
def a_text_of_another_length(db):
    blob(db, "text", packed(text_of(db) + " Thêm."))


@tampering
def the_text_of_another_document(db):
    db.execute(
        "UPDATE documents SET text = (SELECT text FROM documents WHERE id != ?) WHERE id = ?",
        (DOC, DOC),
    )


@tampering
def a_bomb_for_a_text(db):
    blob(db, "text", zlib.compress(bytes(200_000_000)))


@tampering
def a_bomb_of_another_packer(db):
    blob(db, "text", lzma.compress(bytes(20_000_000)))


@tampering
def a_text_that_is_no_utf8(db):
    blob(db, "text", zlib.compress(b"\xff\xfe" * 100))


@tampering
def a_text_that_is_not_packed(db):
    blob(db, "text", "Nghị quyết")


@tampering
def a_text_with_more_behind_it(db):
    blob(db, "text", packed(text_of(db)) + b"more")


@tampering
def a_text_with_half_a_pair(db):
    text = text_of(db)
    blob(db, "text", packed("\ud800" + text[1:]))


# The row of a document


@tampering
def a_size_that_is_a_word(db):
    db.execute("UPDATE documents SET characters = 'many' WHERE id = ?", (DOC,))


@tampering
def a_size_below_zero(db):
    reseal(db, characters=-5)


@tampering
def a_size_beyond_all(db):
    reseal(db, characters=2**62)


@tampering
def another_count_of_words(db):
    reseal(db, words=7)


@tampering
def facts_of_numbers(db):
    reseal(db, facts=json.dumps({"kind": 7, "number": ["a"]}))


@tampering
def facts_that_nobody_knows(db):
    reseal(db, facts=json.dumps({"__class__": "x"}))


@tampering
def facts_nested_without_end(db):
    reseal(db, facts="[" * DEPTH + "]" * DEPTH)


@tampering
def facts_as_bytes(db):
    blob(db, "facts", b"{}")


@tampering
def a_kind_without_its_seal(db):
    db.execute("UPDATE documents SET facts = replace(facts, '2026', '2016') WHERE id = ?", (DOC,))


@tampering
def an_id_of_two_lines(db):
    db.execute("PRAGMA foreign_keys = OFF")
    new = "nq-05\n2026\x1b[2J"
    for table, name in (("columns", "doc_id"), ("records", "doc_id")):
        db.execute(f"UPDATE {table} SET {name} = ? WHERE {name} = ?", (new, DOC))
    db.execute("UPDATE documents SET id = ? WHERE id = ?", (new, DOC))


@tampering
def an_id_that_is_a_path(db):
    db.execute("PRAGMA foreign_keys = OFF")
    new = "../../../../tmp/x"
    for table, name in (("columns", "doc_id"), ("records", "doc_id")):
        db.execute(f"UPDATE {table} SET {name} = ? WHERE {name} = ?", (new, DOC))
    db.execute("UPDATE documents SET id = ? WHERE id = ?", (new, DOC))


@tampering
def an_id_that_is_bytes(db):
    db.execute("UPDATE documents SET id = ? WHERE id = ?", (b"nq-05-2026", DOC))


@tampering
def a_path_out_of_the_folder(db):
    reseal(db, path="../../etc/passwd")


@tampering
def a_path_from_the_root(db):
    reseal(db, path="/etc/passwd")


@tampering
def sources_beyond_the_text(db):
    about(db, sources={"number": [5, 10**9]})


@tampering
def sources_of_one_number(db):
    about(db, sources={"number": [5]})


@tampering
def labels_that_are_lists(db):
    about(db, labels={"vùng": ["núi"]})


@tampering
def remarks_of_five_parts(db):
    about(db, remarks=[["a", "b", "c", "d", "e"]])


@tampering
def nothing_about_a_document(db):
    blob(db, "about", "null")


@tampering
def an_origin_that_is_a_list(db):
    reseal(db, origin="[]")


# Layout and what else has spans


@tampering
def a_layout_beyond_the_text(db):
    blob(db, "spans", packed(json.dumps([[[0, 10**7, "body"]], [], [], [], []])))


@tampering
def a_layout_backwards(db):
    blob(db, "spans", packed(json.dumps([[[9, 3, "body"]], [], [], [], []])))


@tampering
def a_layout_of_no_kind(db):
    blob(db, "spans", packed(json.dumps([[[0, 3, "<script>"]], [], [], [], []])))


@tampering
def spans_nested_without_end(db):
    blob(db, "spans", packed("[" * DEPTH + "]" * DEPTH))


@tampering
def spans_of_nothing(db):
    blob(db, "spans", packed("{}"))


@tampering
def a_bomb_for_spans(db):
    blob(db, "spans", zlib.compress(b"[" + b"[]," * 100_000_000 + b"[]]"))


# Columns of tokens


@tampering
def words_that_nobody_numbered(db):
    column(db, "word", lambda array: array + 10**6)


@tampering
def words_below_zero(db):
    column(db, "word", lambda array: (array - 10**6) % 2**32)  # as four bytes have them


@tampering
def a_column_too_short(db):
    column(db, "word", lambda array: array[:-3])


@tampering
def a_column_that_does_not_fit_a_number(db):
    body = with_checksum(b"abcde")
    db.execute("UPDATE columns SET body = ? WHERE name = 'word' AND doc_id = ?", (body, DOC))


@tampering
def a_column_of_text(db):
    db.execute("UPDATE columns SET body = 'từ' WHERE name = 'pos' AND doc_id = ?", (DOC,))


@tampering
def lengths_below_zero(db):
    column(db, "length", lambda array: np.where(np.arange(len(array)) == 3, 2**32 - 7, array))


@tampering
def lengths_of_a_longer_text(db):
    column(db, "length", lambda array: array + 1)


@tampering
def flags_of_no_meaning(db):
    column(db, "flags", lambda array: array | 128)


@tampering
def a_word_counted_a_thousand_times(db):
    column(db, "types", lambda counts: np.where(np.arange(len(counts)) == 0, 1000, counts))


@tampering
def a_column_of_another_width(db):
    where = (DOC,)
    (body,) = db.execute("SELECT body FROM columns WHERE name = 'word' AND doc_id = ?", where)
    data = with_checksum(b"\x03" + body[0][1:-4])
    db.execute("UPDATE columns SET body = ? WHERE name = 'word' AND doc_id = ?", (data, DOC))


@tampering
def a_bomb_for_a_column(db):
    body = zlib.compress(b"\x01" + bytes(500_000_000))
    db.execute("UPDATE columns SET body = ? WHERE name = 'pos' AND doc_id = ?", (body, DOC))


@tampering
def a_column_of_no_bytes(db):
    body = zlib.compress(b"")
    db.execute("UPDATE columns SET body = ? WHERE name = 'flags' AND doc_id = ?", (body, DOC))


@tampering
def a_column_with_more_behind_it(db):
    where = (DOC,)
    (body,) = db.execute("SELECT body FROM columns WHERE name = 'length' AND doc_id = ?", where)
    data = body[0] + b"more"
    db.execute("UPDATE columns SET body = ? WHERE name = 'length' AND doc_id = ?", (data, DOC))


@tampering
def another_count_of_tokens(db):
    reseal(db, tokens=7)


@tampering
def a_count_of_tokens_beyond_all(db):
    reseal(db, tokens=2**52)


@tampering
def no_column_of_words(db):
    db.execute("DELETE FROM columns WHERE name = 'word' AND doc_id = ?", (DOC,))


@tampering
def no_flags(db):
    db.execute("DELETE FROM columns WHERE name = 'flags' AND doc_id = ?", (DOC,))


# Words


@tampering
def a_word_that_is_gone(db):
    db.execute("DELETE FROM words WHERE id = 3")


@tampering
def a_word_that_is_bytes(db):
    db.execute("UPDATE words SET text = x'ff00' WHERE id = 3")


@tampering
def no_words_at_all(db):
    db.execute("DELETE FROM words")


# Records


@tampering
def a_record_beyond_the_text(db):
    set_record(db, "targets", start=10, end=10**8)


@tampering
def a_record_backwards(db):
    set_record(db, "targets", start=90, end=10)


@tampering
def a_record_at_a_fraction(db):
    set_record(db, "targets", start=1.5)


@tampering
def a_record_that_is_true(db):
    set_record(db, "targets", start=True)


@tampering
def a_record_without_a_number(db):
    set_record(db, "targets", low=math.nan)


@tampering
def a_record_beyond_all_numbers(db):
    set_record(db, "targets", high=math.inf)


@tampering
def a_record_of_a_long_number(db):
    set_record(db, "targets", period_start=10**4000)


@tampering
def a_record_of_a_list(db):
    set_record(db, "targets", unit=["%"])


@tampering
def a_record_of_another_document(db):
    set_record(db, "targets", doc_id="nq-04-2021")


@tampering
def a_record_of_other_fields(db):
    set_record(db, "targets", colour="red")


@tampering
def a_record_without_a_field(db):
    records(db, "targets", lambda rows: rows[0].pop("indicator"))


@tampering
def a_record_of_no_kind(db):
    set_record(db, "commitments", type="<b>")


@tampering
def a_record_with_half_a_pair(db):
    def change(rows):
        rows[0]["scope"] = "\ud800"

    where = ("targets", DOC)
    (body,) = db.execute(
        "SELECT body FROM records WHERE finder = ? AND doc_id = ?", where
    ).fetchone()
    rows = json.loads(zlib.decompress(body))
    change(rows)
    db.execute(
        "UPDATE records SET body = ? WHERE finder = ? AND doc_id = ?",
        (packed(json.dumps(rows)), *where),
    )


@tampering
def a_quotation_that_nobody_wrote(db):
    records(db, "targets", lambda rows: rows[0].update(text=rows[0]["text"][::-1]))


@tampering
def records_that_are_a_table(db):
    records(db, "units", lambda _: {"a": 1})


@tampering
def records_nested_without_end(db):
    db.execute(
        "UPDATE records SET body = ? WHERE finder = 'units' AND doc_id = ?",
        (packed("[" * DEPTH + "]" * DEPTH), DOC),
    )


@tampering
def no_records(db):
    db.execute("DELETE FROM records WHERE finder = 'targets' AND doc_id = ?", (DOC,))


@tampering
def a_unit_inside_itself(db):
    records(db, "units", lambda rows: rows[5].update(parent=5))


@tampering
def a_statement_in_no_unit(db):
    set_record(db, "statements", unit=10**6)


@tampering
def corrections_of_numbers(db):
    db.execute(
        "INSERT OR REPLACE INTO notes VALUES ('corrections', '', ?)",
        (packed(json.dumps([{"finding": 5, "verdict": "maybe"}])),),
    )


@tampering
def a_sketch_of_words(db):
    set_record(db, "sketch", hashes=["a", "b"])
    db.execute("DELETE FROM notes WHERE key = 'duplicates'")


# Tables


@tampering
def an_endless_view_for_a_table(db):
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("DROP TABLE words")
    db.execute(f"CREATE VIEW words AS {ENDLESS} SELECT x AS id, 'a' AS text FROM n")


@tampering
def an_endless_view_of_a_pragma(db):
    db.execute(f"CREATE VIEW pragma_user_version AS {ENDLESS} SELECT x AS user_version FROM n")


@tampering
def an_endless_trigger(db):
    db.execute(
        "CREATE TRIGGER t AFTER INSERT ON notes BEGIN"
        " DELETE FROM documents WHERE id IN (SELECT a.id FROM documents a, columns b, columns c,"
        " columns d, columns e, columns f); END"
    )


@tampering
def a_trigger_that_deletes(db):
    db.execute("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM documents; END")


@tampering
def a_table_too_few(db):
    db.execute("DROP TABLE notes")


@tampering
def a_table_too_many(db):
    db.execute("CREATE TABLE json_each (value)")


@tampering
def a_column_too_many(db):
    db.execute("ALTER TABLE notes ADD COLUMN more TEXT GENERATED ALWAYS AS (hex(key)) VIRTUAL")


@tampering
def another_schema(db):
    db.execute("PRAGMA user_version = 99")


@tampering
def another_program(db):
    db.execute("PRAGMA application_id = 7")


@tampering
def no_documents(db):
    db.execute("DELETE FROM words")
    db.execute("DELETE FROM documents")
    db.execute("DELETE FROM words")


@tampering
def two_documents_of_one_id(db):
    db.execute("PRAGMA writable_schema = ON")
    db.execute(
        "UPDATE sqlite_master SET sql = replace(sql, 'id TEXT PRIMARY KEY', 'id TEXT')"
        " WHERE name = 'documents'"
    )
    db.execute("DELETE FROM sqlite_master WHERE name = 'sqlite_autoindex_documents_1'")
    db.execute("PRAGMA writable_schema = RESET")
    db.execute("INSERT INTO documents SELECT * FROM documents")
