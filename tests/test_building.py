"""The making of a store: what is new or stale is made, and nothing else; steps are counted."""

import pickle
from itertools import product

import pytest
from joblib import parallel_config

from textkit.data.messages import Reason, TextkitError
from textkit.language import annotation
from textkit.language.annotation import annotate
from textkit.presenting.tables import write_csv
from textkit.reading.document import Block, Document, Facts
from textkit.storing import building
from textkit.storing import finders as known
from textkit.storing.corpus import open_corpus
from textkit.storing.finders import FINDERS, Finder
from textkit.storing.intake import metadata
from textkit.storing.store import Store, content_hash, store_path

FILES = {
    "a.txt": (
        "NGHỊ QUYẾT\nvề phát triển kinh tế biển.\nPhấn đấu đến năm 2025 trồng 500 ha rừng theo"
        " Nghị quyết số 05-NQ/TU."
    ),
    "b.txt": "Chỉ thị về chuyển đổi số trong trường học.",
    "c.txt": "Bài phát biểu về nông nghiệp sạch của tỉnh Lam Châu.",
}
METADATA = """id,path,kind,date,issuer,term,period,number,title,signatory,vùng
mot,a.txt,nghị quyết,2020-10-20,Tỉnh ủy Lam Châu,XIV,2020-2025,01-NQ/TU,Kinh tế biển,Lê An,biển
hai,b.txt,chỉ thị,2015-11-05,Tỉnh ủy Lam Châu,IX,2015-2020,02-CT/TU,Chuyển đổi số,Lê An,núi
ba,c.txt,phát biểu,2016,,,,,Nông nghiệp,Lê An,núi
"""
IDS = {"mot", "hai", "ba"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    place = tmp_path / "corpus"
    place.mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text, "utf-8")
    (place / "metadata.csv").write_text(METADATA, "utf-8")
    return place


class Steps:
    """The ids of the documents that go through each step, since the last `taken`."""

    def __init__(self):
        self.seen = []

    def taken(self):
        """The steps taken, each with its ids; then none has been."""
        steps = {}
        for step, doc_id in self.seen:
            steps.setdefault(step, set()).add(doc_id)
        self.seen.clear()
        return steps


@pytest.fixture
def steps(monkeypatch):
    counted = Steps()

    def counting(module, name, step, id_of):
        original = getattr(module, name)

        def counts(*arguments):
            counted.seen.append((step(*arguments), id_of(*arguments)))
            return original(*arguments)

        monkeypatch.setattr(module, name, counts)

    counting(building, "read_entry", lambda entry: "read", lambda entry: entry.id)
    counting(building, "described", lambda *_: "describe", lambda document, entry: entry.id)
    counting(annotation, "columns_of", lambda document: "annotate", lambda document: document.id)
    names = {finder: name for name, finder in FINDERS.items()}
    counting(
        Finder,
        "find",
        lambda finder, doc: names.get(finder, "?"),
        lambda finder, doc: annotation.document_of(doc).id,
    )
    return counted


def opened(folder, **more):
    return open_corpus(folder, progress=False, **more)


def everything(ids):
    return {step: set(ids) for step in ("read", "annotate", *FINDERS)}


def test_all_is_made_once(folder, steps):
    opened(folder)
    assert steps.taken() == everything(IDS)
    opened(folder)
    assert steps.taken() == {}


def test_a_changed_file_is_made_anew_alone(folder, steps):
    opened(folder)
    steps.taken()
    (folder / "b.txt").write_text("Chỉ thị về thư viện số.", "utf-8")
    corpus = opened(folder)
    assert steps.taken() == everything(["hai"])
    assert corpus.text("hai") == "Chỉ thị về thư viện số."
    assert "thư viện" in corpus.columns("hai").norm


def test_other_bytes_of_the_same_text_are_only_read(folder, steps):
    opened(folder)
    steps.taken()
    (folder / "b.txt").write_bytes(b"\xef\xbb\xbf" + FILES["b.txt"].encode())
    opened(folder)
    assert steps.taken() == {"read": {"hai"}}
    opened(folder)
    assert steps.taken() == {}


def test_a_new_and_a_deleted_file(folder, steps):
    before = opened(folder)
    steps.taken()
    (folder / "a0.txt").write_text("Thông báo về trồng rừng.", "utf-8")
    (folder / "c.txt").unlink()
    (folder / "metadata.csv").write_text("\n".join(METADATA.splitlines()[:-1]), "utf-8")
    corpus = opened(folder)
    assert steps.taken() == everything(["a0"])
    assert corpus.ids == ("mot", "a0", "hai")
    assert list(Store(store_path(folder)).rows()) == ["mot", "a0", "hai"]
    with pytest.raises(TextkitError, match="open the corpus again"):
        before.document("ba")


@pytest.mark.parametrize(
    ("cell", "other", "found_again"),
    [
        ("2015-2020", "2010-2015", set()),  # the period
        ("hai,b.txt,chỉ thị,2015-11-05,Tỉnh ủy", "hai,b.txt,chỉ thị,2015-11-05,Huyện ủy", set()),
        ("02-CT/TU,Chuyển đổi số,Lê An,núi", "02-CT/TU,Chuyển đổi số,Lê An,biển", set()),
        ("02-CT/TU,Chuyển đổi số,Lê An", "02-CT/TU,Chuyển đổi số,Lê Bình", set()),
        ("02-CT/TU", "03-CT/TU", {"citations", "targets"}),
        (",Chuyển đổi số", ",Kế hoạch năm 2018", {"targets", "commitments"}),
        ("2015-11-05", "2015-11-06", {"statements", "targets", "commitments"}),
        (",IX,", ",X,", {"statements", "targets", "commitments"}),
        ("b.txt,chỉ thị", "b.txt,báo cáo", {"statements", "targets", "commitments"}),
    ],
)
def test_a_changed_cell_makes_anew_what_reads_it(folder, steps, cell, other, found_again):
    opened(folder)
    steps.taken()
    assert METADATA.count(cell) == 1
    (folder / "metadata.csv").write_text(METADATA.replace(cell, other), "utf-8")
    corpus = opened(folder)
    assert steps.taken() == {step: {"hai"} for step in {"describe", *found_again}}
    assert corpus.row("hai")["labels"] == corpus.document("hai").labels
    assert {**corpus.row("hai"), "id": 0}["title"] == corpus.document("hai").facts.title
    opened(folder)
    assert steps.taken() == {}


def test_new_facts_give_what_reading_with_them_gives(folder, tmp_path):
    opened(folder)
    (folder / "metadata.csv").write_text(METADATA.replace("2020-10-20", "2026-01-02"), "utf-8")
    again, fresh = opened(folder), opened(folder, store=tmp_path / "fresh.sqlite")
    for doc_id in again.ids:
        assert again.document(doc_id) == fresh.document(doc_id)
    for name in FINDERS:
        assert again.records(name) == fresh.records(name)
    assert again.run_record == fresh.run_record


def test_written_metadata_reads_nothing_again(folder, steps):
    (folder / "metadata.csv").unlink()
    before = opened(folder)
    steps.taken()
    write_csv(metadata(before), folder / "metadata.csv", new=True)
    after = opened(folder)
    assert steps.taken() == {"describe": {"a", "b", "c"}}
    for doc_id in before.ids:
        assert after.document(doc_id).facts == before.document(doc_id).facts
    opened(folder)
    assert steps.taken() == {}


def test_a_cell_that_is_taken_away_gives_back_what_the_document_states(folder):
    (folder / "a.txt").write_text("TỈNH ỦY LAM CHÂU\nSố 07-NQ/TU\nNGHỊ QUYẾT", "utf-8")
    assert opened(folder).fact("mot", "number") == "01-NQ/TU"
    (folder / "metadata.csv").write_text(METADATA.replace("01-NQ/TU", ""), "utf-8")
    corpus = opened(folder)
    assert corpus.fact("mot", "number") == corpus.document("mot").stated.number == "07-NQ/TU"
    start, end = corpus.document("mot").sources["number"]
    assert corpus.text("mot")[start:end] == "07-NQ/TU"


def test_a_renamed_file_is_described_anew(folder, steps):
    opened(folder)
    steps.taken()
    (folder / "c.txt").rename(folder / "d.txt")
    (folder / "metadata.csv").write_text(METADATA.replace("c.txt", "d.txt"), "utf-8")
    opened(folder)
    assert steps.taken() == {"describe": {"ba"}}
    assert Store(store_path(folder)).rows()["ba"]["path"] == "d.txt"


@pytest.mark.parametrize(
    ("changed", "made_anew"),
    [
        ("textkit.finding.citations", {"citations"}),
        ("textkit.storing.duplicates", {"sketch"}),
        ("textkit.language.annotation", {"annotate", *FINDERS}),
        # what is read is as it was, so nothing further is
        ("textkit.reading.readers", {"read"}),
        ("textkit.checking.rule", set()),
        ("textkit.comparing.terms", set()),
    ],
)
def test_a_changed_module_makes_anew_what_it_makes(folder, steps, monkeypatch, changed, made_anew):
    opened(folder)
    steps.taken()
    key = building.key
    monkeypatch.setattr(building, "key", lambda name: key(name) + "x" * (name == changed))
    opened(folder)
    assert steps.taken() == dict.fromkeys(made_anew, IDS)
    opened(folder)
    assert steps.taken() == {}


def test_a_new_finder_is_added_from_what_is_kept(folder, steps, monkeypatch):
    opened(folder)
    steps.taken()
    lines = Finder("small_corpus", "find_lines", "Line")
    monkeypatch.setattr(known, "FINDERS", {**FINDERS, "lines": lines})
    corpus = opened(folder)
    assert steps.taken() == {"?": IDS}
    assert {record.doc_id for record in corpus.records("lines")} == IDS
    assert corpus.records("units")


def test_a_changed_layout_counts_words_anew_and_annotates_nothing(folder, steps, monkeypatch):
    before = opened(folder).row("hai")["words"]
    steps.taken()
    key, read = building.key, building.read_entry

    def with_a_header(entry):
        document = read(entry)
        layout = (Block(0, 7, "header"), Block(8, len(document.text), "body"))
        return Document(**{**vars(document), "layout": layout})

    monkeypatch.setattr(building, "read_entry", with_a_header)
    monkeypatch.setattr(building, "key", lambda name: key(name) + "x" * name.endswith("readers"))
    corpus = opened(folder)
    assert "annotate" not in steps.taken()
    assert corpus.row("hai")["words"] == before - 1  # "Chỉ thị", one word
    assert corpus.document("hai").layout[0].kind == "header"


def test_a_file_that_cannot_be_read_is_reported_and_what_was_kept_stays(folder, steps):
    opened(folder)
    steps.taken()
    good = (folder / "b.txt").read_bytes()
    (folder / "b.txt").write_bytes(b"\xff\xfe\x00\xd8" * 9)
    corpus = opened(folder)
    assert corpus.ids == ("mot", "ba")
    assert [path for path, _ in corpus.skipped] == ["b.txt"]
    assert corpus.skipped[0][1]
    assert steps.taken() == {"read": {"hai"}}
    (folder / "b.txt").write_bytes(good)
    corpus = opened(folder)
    assert (corpus.ids, corpus.skipped, steps.taken()) == (("mot", "hai", "ba"), (), {})


def test_a_file_that_is_gone_while_it_is_looked_at(folder, monkeypatch):
    from pathlib import Path

    read_bytes = Path.read_bytes

    def gone(path):
        if path.name == "b.txt":
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return read_bytes(path)

    opened(folder)
    monkeypatch.setattr(Path, "read_bytes", gone)
    monkeypatch.setattr(building, "read_entry", lambda entry: gone(entry.path))
    assert [path for path, _ in opened(folder).skipped] == ["b.txt"]


class CutError(Exception):
    """An error that nobody foresees."""

    def __reduce__(self):
        raise TypeError("it cannot even be sent to another process")


@pytest.fixture
def broken(monkeypatch):
    """A finder that fails on one document."""
    find = Finder.find

    def fails(finder, doc):
        if annotation.document_of(doc).id == "hai" and finder.function == "find_units":
            raise CutError("no unit\x07 here")
        return find(finder, doc)

    monkeypatch.setattr(Finder, "find", fails)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_unforeseen_error_in_one_document_is_reported_and_the_others_go_on(folder, broken, jobs):
    with parallel_config(backend="threading"):
        corpus = opened(folder, jobs=jobs)
    assert corpus.ids == ("mot", "ba")
    ((path, reason),) = corpus.skipped
    assert path == "b.txt"
    assert "could not be processed" in reason
    assert "CutError: no unit" in reason
    assert "textkit/storing/building.py:" in reason
    assert "report it" in reason
    assert str(folder) not in reason
    assert "báo lỗi" in reason.say("vi")
    assert pickle.loads(pickle.dumps(reason)) == reason


def test_what_failed_is_tried_again(folder, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(Finder, "find", lambda finder, doc: 1 / 0)
        assert opened(folder).ids == ()
    assert set(opened(folder).ids) == IDS


def test_a_document_that_cannot_be_kept_is_reported(folder, monkeypatch):
    put = Store.put_document

    def fails(store, document, *rest, **more):
        if document.id == "hai":
            raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
        put(store, document, *rest, **more)

    monkeypatch.setattr(Store, "put_document", fails)
    corpus = opened(folder)
    assert corpus.ids == ("mot", "ba")
    assert "UnicodeEncodeError" in corpus.skipped[0][1]


def test_a_store_that_cannot_be_written_ends_the_build(folder, monkeypatch):
    def fails(store, *rest, **more):
        raise TextkitError("store.full", path=store.path, error="")

    monkeypatch.setattr(Store, "put_document", fails)
    with pytest.raises(TextkitError, match="disk is full"):
        opened(folder)


@pytest.fixture
def locked(monkeypatch):
    """From now on no store can be written, as where the file belongs to somebody else."""
    connected = Store._connected

    def for_reading(store, *arguments, **more):
        db = connected(store, *arguments, **more)
        db.execute("PRAGMA query_only = ON")
        return db

    return lambda: monkeypatch.setattr(Store, "_connected", for_reading)


def test_a_store_that_is_read_only_is_a_corpus(folder, locked):
    whole = opened(folder)
    locked()
    handed = opened(store_path(folder))
    assert handed.ids == whole.ids
    assert handed.records("targets") == whole.records("targets")
    assert opened(store_path(folder), duplicates=True).ids == whole.ids


def test_a_folder_with_a_read_only_store_is_opened_as_long_as_nothing_is_stale(folder, locked):
    opened(folder)
    locked()
    rows = METADATA.splitlines()
    (folder / "c.txt").unlink()
    (folder / "metadata.csv").write_text("\n".join(rows[:-1]), "utf-8")
    corpus = opened(folder)
    assert corpus.ids == ("mot", "hai")
    fingerprint = corpus.table("targets")["finding"][0]
    (folder / "corrections.csv").write_text(
        f"finding,verdict,field,value\n{fingerprint},reject,,\n", "utf-8"
    )
    assert len(opened(folder).records("targets")) == len(corpus.records("targets")) - 1
    (folder / "b.txt").write_text("Chỉ thị khác.", "utf-8")
    with pytest.raises(TextkitError, match="not as it has them"):
        opened(folder)


def test_a_reason_is_a_text():
    assert isinstance(Reason(TextkitError("file.encrypted", path="a")), str)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (Document("a", "Đề án"), Document("b", "Đề án", Facts(number="1")), True),
        (Document("a", "Đề án"), Document("a", "Đề án."), False),
        (Document("a", "Đề án"), Document("a", "Đề án", layout=(Block(0, 5, "body"),)), False),
    ],
)
def test_the_content_of_a_document_is_its_text_and_layout(one, two, same):
    assert (content_hash(one) == content_hash(two)) == same


class Watched(Facts):
    """Facts that note which of them are read."""

    def __getattribute__(self, name):
        if name in Facts.__slots__:
            READ.add(name)
        return super().__getattribute__(name)


READ: set[str] = set()
# What is known of a document besides its text, its layout and its facts: no finder's records are
# made anew when it changes.
UNWATCHED = {"mends", "path", "remarks", "sources", "labels", "stated", "said", "given"}


class WatchedDocument(Document):
    """A document that notes what of it is read besides its facts."""

    def __getattribute__(self, name):
        if name in UNWATCHED:
            OTHERS.add(name)
        return super().__getattribute__(name)


OTHERS: set[str] = set()
TEXTS = [
    "Phấn đấu đến năm 2025 đạt 8,5%. Năm 2021 đã đạt 40%. Giao Sở Tài chính thực hiện.",
    "Điều 1. Theo Nghị quyết số 05-NQ/TU ngày 05/3/2021, tỷ lệ hộ nghèo còn 1%, giảm 2%/năm.",
    "BÁO CÁO\nĐến nay trồng được 500 ha rừng.\nNăm sau trồng 600 ha.\nTrường học đạt chuẩn.",
]


@pytest.mark.parametrize("name", FINDERS)
def test_a_finder_reads_the_facts_that_it_declares_and_no_others(name):
    """Else its records would stay when such a fact changes: declare it in
    `textkit.storing.finders.FINDERS`.
    """
    READ.clear()
    OTHERS.clear()
    kinds, dates = ("báo cáo", None), ("2021-03-05", None)
    titles = ("Kế hoạch năm 2025", "Về trồng rừng")
    for kind, date, title, text in product(kinds, dates, titles, TEXTS):
        facts = Watched(kind, "1/2020/QĐ", date, "Tỉnh ủy", title, "2020-2025")
        (doc,) = annotate(WatchedDocument("a", text, facts))
        FINDERS[name].find(doc)
    assert set(FINDERS[name].facts) == READ
    assert not OTHERS
