import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from small_corpus import Line, small_corpus

from textkit.data.messages import TextkitError
from textkit.storing import finders as known
from textkit.storing.corpus import _COLUMNS, collect, open_corpus
from textkit.storing.finders import FINDERS, Finder

FILES = {
    "a.txt": "Nghị quyết về phát triển kinh tế biển.\nPhấn đấu đến năm 2025 trồng 500 ha rừng.",
    "b.txt": "Chỉ thị về chuyển đổi số trong trường học.",
    "c.txt": "Bài phát biểu về nông nghiệp sạch của tỉnh Lam Châu.",
}
METADATA = """id,path,kind,date,issuer,term,period,number,title
mot,a.txt,Nghị quyết,2020-10-20,Tỉnh ủy Lam Châu,XIV,2020-2025,01-NQ/TU,Kinh tế biển
hai,b.txt,Chỉ thị,2015-11-05,Tỉnh uỷ Lam Châu,IX,2015-2020,02-CT/TU,Chuyển đổi số
ba,c.txt,Phát biểu,,,,,,Nông nghiệp
"""


@pytest.fixture(autouse=True)
def finders(monkeypatch):
    monkeypatch.setattr(known, "FINDERS", {"lines": Finder("small_corpus", "find_lines", "Line")})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    place = tmp_path / "corpus"
    place.mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text, "utf-8")
    (place / "metadata.csv").write_text(METADATA, "utf-8")
    return place


def test_a_corpus_gives_its_documents_words_and_records(folder):
    corpus = open_corpus(folder, progress=False)
    assert corpus.ids == ("mot", "hai", "ba")
    assert [document.id for document in corpus] == list(corpus.ids)
    assert len(corpus) == 3
    assert corpus.text("mot") == FILES["a.txt"]
    assert "kinh tế" in corpus.columns("mot").norm
    doc = corpus.doc("mot")
    assert doc.text == FILES["a.txt"]
    records = corpus.records("lines")
    assert isinstance(records[0], Line)
    assert [record.doc_id for record in records] == ["mot", "mot", "hai", "ba"]
    assert "kinh tế" in records[0].words
    assert corpus.records("lines", ["ba"]) == records[-1:]
    for record in records:
        assert (
            corpus.document(record.doc_id).quote(record)
            == corpus.text(record.doc_id)[record.start : record.end]
        )


def test_the_table_of_documents(folder):
    table = open_corpus(folder, progress=False).documents
    assert table.columns.tolist() == ["id", *_COLUMNS]
    row = table.set_index("id").loc["mot"]
    assert row[["kind", "term", "period", "characters"]].tolist() == [
        "nghị quyết",
        "XIV",
        "2020-2025",
        len(FILES["a.txt"]),
    ]
    assert 10 < row["words"] < 20
    assert row["path"] == str(folder / "a.txt")


def test_groups_stand_in_time_order_and_name_what_they_leave_out(folder):
    corpus = open_corpus(folder, progress=False)
    assert corpus.groups("period") == {"2015-2020": ["hai"], "2020-2025": ["mot"]}
    assert list(corpus.groups("term")) == ["IX", "XIV"]
    assert corpus.groups("year") == {"2015": ["hai"], "2020": ["mot"]}
    assert corpus.ungrouped("period") == ["ba"]
    # two spellings of one issuer are one
    assert corpus.groups("issuer")["Tỉnh ủy Lam Châu"] == ["mot", "hai"]


def test_where_takes_some_documents(folder):
    corpus = open_corpus(folder, progress=False)
    assert corpus.where(kind="Nghị Quyết").ids == ("mot",)
    assert corpus.where(period=["2015-2020", "2020-2025"]).ids == ("mot", "hai")
    assert corpus.where(issuer="Tỉnh uỷ Lam Châu", year="2015").ids == ("hai",)
    assert len(corpus.where(kind="nghị quyết", year="2015")) == 0
    assert corpus.where(year=2015).ids == ("hai",)
    assert corpus.where(year=[2020, "2015"]).ids == ("mot", "hai")
    assert corpus.where(year=np.int64(2020)).ids == ("mot",)
    assert corpus.where(period=None).ids == ("ba",)
    assert corpus.where(period=("2015-2020", None)).ids == ("hai", "ba")
    assert corpus.where(kind=None).ids == ()
    assert corpus.where(kind=[]).ids == ()
    assert corpus.where().ids == corpus.ids
    part = corpus.where(kind="nghị quyết")
    assert {record.doc_id for record in part.records("lines")} == {"mot"}
    assert part.tokens.document.max() == 0
    with pytest.raises(TextkitError, match="unknown document 'hai'"):
        part.doc("hai")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda c: c.where(period="XIV"),
            "unknown period 'XIV'; the corpus has '2015-2020', '2020-2025'",
        ),
        (lambda c: c.where(year=2025), "unknown year '2025'; the corpus has '2015', '2020'"),
        (lambda c: c.where(year=2020.5), "2020.5 is no value of year; give a text, a whole number"),
        (lambda c: c.where(year=True), "True is no value of year"),
        (lambda c: c.where(kind=[["nghị quyết"]]), "is no value of kind"),
        (lambda c: c.where(colour=None), "unknown fact 'colour'"),
        (lambda c: c.where(colour="red"), "unknown fact 'colour'; the corpus has 'kind', "),
        (lambda c: c.groups("colour"), "unknown fact 'colour'"),
        (lambda c: c.document("bốn"), "unknown document 'bốn'; the corpus has 'mot', 'hai', 'ba'"),
        (lambda c: c.columns("bốn"), "unknown document"),
        (lambda c: c.records("verbs"), "unknown records 'verbs'; the corpus has 'lines'"),
    ],
)
def test_unknown_names_are_told_with_the_known_ones(folder, ask, said):
    with pytest.raises(TextkitError, match=said):
        ask(open_corpus(folder, progress=False))


def test_a_deleted_document_leaves_the_corpus_and_the_store(folder):
    corpus = open_corpus(folder, progress=False)
    (folder / "metadata.csv").write_text("\n".join(METADATA.splitlines()[:-1]), "utf-8")
    (folder / "c.txt").unlink()
    assert open_corpus(folder, progress=False).ids == ("mot", "hai")
    with pytest.raises(TextkitError, match="open the corpus again"):
        corpus.document("ba")


def test_files_of_no_known_kind_are_told(folder):
    (folder / "metadata.csv").unlink()
    (folder / "bảng.zip").write_bytes(b"PK\x03\x04")
    corpus = open_corpus(folder, progress=False)
    assert corpus.ids == ("a", "b", "c")
    assert [path for path, _ in corpus.skipped] == ["bảng.zip"]


def test_progress_goes_to_standard_error_and_only_when_there_is_work(folder, capsys):
    open_corpus(folder)
    first = capsys.readouterr()
    assert first.out == ""
    assert "textkit" in first.err
    open_corpus(folder)
    assert capsys.readouterr() == ("", "")


def test_a_store_may_lie_elsewhere(folder, tmp_path):
    open_corpus(folder, store=tmp_path / "mine.db", progress=False)
    assert (tmp_path / "mine.db").exists()
    assert not (tmp_path / "cache").exists()


def test_a_run_record_says_what_a_result_was_made_from(folder):
    record = open_corpus(folder, progress=False).run_record
    assert record == open_corpus(folder, progress=False).run_record
    assert record["documents"] == 3
    assert record["versions"]["underthesea"] not in ("", "unknown")
    assert str(folder) not in json.dumps(record)
    (folder / "c.txt").write_text("Bài phát biểu khác.", "utf-8")
    assert open_corpus(folder, progress=False).run_record["corpus"] != record["corpus"]


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(TextkitError, match="no folder"):
        open_corpus(tmp_path / "nowhere")


def test_records_become_a_table(folder):
    table = open_corpus(folder, progress=False).table("lines")
    assert table.columns.tolist() == ["doc_id", "start", "end", "path", "words"]
    assert len(table) == 4
    assert collect([], of=Line).columns.tolist() == table.columns.tolist()


def test_tokens_of_a_corpus_are_those_of_its_documents(tmp_path):
    corpus = small_corpus(
        tmp_path, [("a", "Trồng rừng .", {}), ("b", "", {}), ("c", "giữ nước", {})]
    )
    tokens = corpus.tokens
    assert tokens.document.tolist() == [0, 0, 0, 2, 2]
    assert tokens.words[tokens.word].tolist() == ["trồng", "rừng", ".", "giữ", "nước"]
    assert tokens.counted.tolist() == [True, True, False, True, True]


SECOND = textwrap.dedent("""
    import sys
    from textkit.storing.corpus import open_corpus
    from textkit.storing.finders import FINDERS
    corpus = open_corpus(sys.argv[1], progress=False)
    for finder in FINDERS:
        corpus.records(finder)
    corpus.documents, corpus.tokens
    heavy = {"spacy", "underthesea", "sklearn", "matplotlib"} & sys.modules.keys()
    print(len(corpus), sorted(heavy))
""")


def test_a_second_open_imports_neither_spacy_nor_underthesea(folder, monkeypatch):
    monkeypatch.setattr(known, "FINDERS", FINDERS)
    open_corpus(folder, progress=False)
    run = subprocess.run(
        [sys.executable, "-c", SECOND, str(folder)], capture_output=True, text=True, env=os.environ
    )
    assert run.stderr == ""
    assert run.stdout.strip() == "3 []"


def content(corpus) -> list:
    """All that a store says of its documents, whatever the numbers of its words are."""
    tokens = corpus.tokens
    words = tokens.words[tokens.word].tolist()
    return [
        corpus.documents.to_dict("records"),
        words,
        tokens.start.tolist(),
        tokens.counted.tolist(),
        {name: corpus.records(name) for name in known.FINDERS},
        corpus.skipped,
        corpus.duplicates,
    ]


@pytest.mark.slow
def test_several_processes_make_the_same_store(tmp_path, monkeypatch):
    monkeypatch.undo()
    source = Path(__file__).resolve().parents[1] / "corpus" / "2015-2020"
    one = open_corpus(source, store=tmp_path / "one.sqlite", progress=False)
    two = open_corpus(source, store=tmp_path / "two.sqlite", progress=False, jobs=2)
    assert content(one) == content(two)
    assert len(one.records("targets")) > 50


@pytest.mark.slow
def test_a_dask_cluster_makes_the_same_store(tmp_path, monkeypatch):
    """A scheduler and two worker processes over TCP on loopback."""
    distributed = pytest.importorskip("distributed", reason="needs the extra textkit[dask]")
    from joblib import parallel_config

    monkeypatch.undo()
    source = Path(__file__).resolve().parents[1] / "corpus" / "2015-2020"
    one = open_corpus(source, store=tmp_path / "one.sqlite", progress=False)
    cluster = distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        protocol="tcp",
        host="127.0.0.1",
        dashboard_address=None,
    )
    with cluster, distributed.Client(cluster), parallel_config(backend="dask"):
        two = open_corpus(source, store=tmp_path / "two.sqlite", progress=False, jobs=-1)
    assert content(one) == content(two)


def test_a_store_is_a_corpus_without_its_folder(folder, tmp_path):
    (folder / "con").mkdir()
    (folder / "a.txt").rename(folder / "con" / "a.txt")
    (folder / "metadata.csv").write_text(METADATA.replace("a.txt", "con/a.txt"), "utf-8")
    whole = open_corpus(folder, store=tmp_path / "to-hand-on.sqlite", progress=False)
    shutil.rmtree(folder)
    handed = open_corpus(tmp_path / "to-hand-on.sqlite", progress=False)
    assert handed.ids == whole.ids
    assert handed.documents["path"].tolist() == ["b.txt", "c.txt", "con/a.txt"]
    assert handed.shown("con/a.txt") == "con/a.txt"
    assert handed.records("lines") == whole.records("lines")
    assert handed.doc("hai").text == FILES["b.txt"]
    assert handed.where(period="2015-2020").ids == ("hai",)
    assert handed.run_record["corpus"] == whole.run_record["corpus"]


@pytest.mark.parametrize("content", ["", "Một văn bản."])
def test_a_file_that_is_no_store_is_no_corpus(tmp_path, content):
    (tmp_path / "văn-bản.txt").write_text(content, "utf-8")
    with pytest.raises(TextkitError, match="no folder"):
        open_corpus(tmp_path / "văn-bản.txt", progress=False)
    assert (tmp_path / "văn-bản.txt").read_text("utf-8") == content


def test_columns_of_the_user_s_own_group_and_choose(folder):
    rows = METADATA.replace("title\n", "title,Vùng,year,words\n").splitlines()
    (folder / "metadata.csv").write_text(
        "\n".join(
            [
                rows[0],
                *(
                    row + f",{vùng},1999,x"
                    for row, vùng in zip(rows[1:], ["Biển", "Núi", ""], strict=True)
                ),
            ]
        ),
        "utf-8",
    )
    corpus = open_corpus(folder, progress=False)
    assert corpus.groups("vùng") == {"Biển": ["mot"], "Núi": ["hai"]}
    assert corpus.ungrouped("vùng") == ["ba"]
    assert corpus.where(vùng="núi").ids == ("hai",)
    assert corpus.documents.set_index("id")["vùng"].tolist() == ["Biển", "Núi", ""]
    assert corpus.fact("mot", "year") == "2020"  # a fact is not overruled by a column of its name
    assert corpus.document("hai").labels["vùng"] == "Núi"
    with pytest.raises(TextkitError, match="unknown fact 'miền'"):
        corpus.groups("miền")
    (folder / "metadata.csv").write_text(METADATA, "utf-8")
    assert open_corpus(folder, progress=False).labels == []
