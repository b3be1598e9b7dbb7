"""textkit.presenting.export, parquet: what DuckDB counts over the files is what textkit counts."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_cli import NEW, OLD, run

import textkit as tk
from textkit.counting.counts import log_likelihood
from textkit.data.messages import TextkitError
from textkit.presenting import export as module
from textkit.storing import parquet

MANUAL = Path(__file__).resolve().parents[1] / "docs" / "manual.md"


@pytest.fixture(scope="module")
def duckdb():
    return pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported") / "corpus"
    folder.mkdir()
    (folder / "cu.txt").write_text(OLD, "utf-8")
    (folder / "moi.txt").write_text(NEW, "utf-8")
    (folder / "metadata.csv").write_text(
        "id,path,đơn vị\ncu,cu.txt,\"Sở 'A'\"\nmoi,moi.txt,\n", "utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def corpus(folder):
    return tk.open_corpus(folder, store=folder.parent / "store.sqlite", progress=False)


@pytest.fixture(scope="module")
def parts(corpus, folder, duckdb):
    """The folder of an export in two parts, a document each."""
    target = folder.parent / "it's in parts"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parquet, "_DOCUMENTS_OF_A_PART", 1)
        tk.export(corpus, target)
    return target


@pytest.fixture
def ask(parts, duckdb, monkeypatch):
    """Asks DuckDB, in the folder of the parts: a DataFrame."""
    monkeypatch.chdir(parts.parent)
    return lambda query: duckdb.sql(query.replace("'parts/", "'it''s in parts/")).df()


def questions():
    """The questions that the manual asks in SQL, by what stands in them."""
    return re.findall(r"```sql\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)


def question(word):
    (query,) = [query for query in questions() if word in query]
    return query


def test_a_folder_a_table_and_a_file_a_part(parts):
    tables = {path.name for path in parts.iterdir() if path.is_dir()}
    assert tables >= {"documents", "texts", "tokens", "units", "targets", "commitments", "themes"}
    for table in tables:
        names = sorted(path.name for path in (parts / table).iterdir())
        assert names == ["part-0000.parquet", "part-0001.parquet"]
    record = json.loads((parts / "export.json").read_text("utf-8"))
    assert (record["format"], record["documents"]) == ("parquet", 2)
    assert len(record["files"]) == 2 * len(tables)


def test_frequencies_are_those_of_textkit(corpus, ask):
    counted = ask(question("per_million").replace("LIMIT 20", ""))
    own = tk.frequencies(corpus, stop_words=())
    folded = dict(zip(counted["said"], counted["count"], strict=True))
    words = dict(zip(own["word"], own["count"], strict=True))
    assert folded == words
    assert len(words) > 20
    assert counted["per_million"].sum() == pytest.approx(1e6)


def test_keyness_is_that_of_textkit(corpus, ask):
    query = question("log_ratio").replace(">= 5", ">= 1").replace("2025-2030", "2020-2025")
    counted = ask(query.replace("LIMIT 20", "")).set_index("said")
    own = tk.keyness(corpus, target="2020-2025", min_count=1, stop_words=()).set_index("word")
    assert len(own) > 10
    for word, row in own.iterrows():
        row_of_sql = counted.loc[word]
        assert (row_of_sql["target"], row_of_sql["reference"]) == (
            row["count_target"],
            row["count_reference"],
        )
        assert row_of_sql["log_ratio"] == pytest.approx(row["log_ratio"], abs=1e-9)
        assert row_of_sql["g2"] == pytest.approx(row["g2"], abs=1e-9)


def test_targets_are_those_of_textkit(corpus, ask):
    found = ask(question("/targets/"))
    own = tk.targets(corpus)
    promised = own[(own["role"] == "promised") & own["indicator"].notna()]
    assert len(found) == len(promised) > 2
    assert set(zip(found["indicator"], found["low"].fillna(-1), strict=True)) == set(
        zip(promised["indicator"], promised["low"].fillna(-1), strict=True)
    )


@pytest.mark.parametrize("table", ["units", "citations", "statements", "commitments", "themes"])
def test_records_come_back_as_they_are(corpus, ask, table):
    found, own = ask(f"FROM 'parts/{table}/*.parquet'"), corpus.table(table)
    assert list(found.columns) == list(own.columns)
    assert len(found) == len(own)
    for name in own.columns:
        mine, theirs = own[name].tolist(), found[name].tolist()
        for given, read in zip(mine, theirs, strict=True):
            if isinstance(given, tuple):
                assert list(read) == list(given)
            else:
                assert (pd.isna(read) and pd.isna(given)) or read == given, name


def test_tokens_quote_the_text(corpus, ask):
    rows = ask("FROM 'parts/tokens/*.parquet'")
    texts = {id_: corpus.text(id_) for id_ in corpus.ids}
    for row in rows.itertuples():
        quoted = texts[row.doc_id][row.start : row.end]
        assert " ".join(quoted.lower().split()) == row.form
    assert int(rows["counted"].sum()) == int(corpus.documents["words"].sum())
    assert rows.groupby("doc_id")["sentence"].min().tolist() == [0, 0]


def test_documents_have_their_labels_and_no_path_of_this_machine(ask, parts):
    documents = ask("FROM 'parts/documents/*.parquet' ORDER BY doc_id")
    assert documents["đơn vị"].tolist()[0] == "Sở 'A'"
    assert "path" not in documents
    assert str(parts.parent) not in (parts / "export.json").read_text("utf-8")


def test_an_earlier_export_leaves_nothing_behind(corpus, tmp_path, duckdb):
    target = tmp_path / "parts"
    stale = target / "tokens" / "part-0007.parquet"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"")
    (target / "notes.txt").write_text("của tôi", "utf-8")
    tk.export(corpus.only(["cu"]), target)
    assert not stale.exists()
    assert (target / "notes.txt").exists()
    assert [path.name for path in (target / "tokens").iterdir()] == ["part-0000.parquet"]


def test_a_corpus_without_documents_is_no_error(corpus, tmp_path, duckdb):
    assert [path.name for path in tk.export(corpus.only([]), tmp_path)] == ["export.json"]


def test_without_duckdb_the_error_says_what_to_install(corpus, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(TextkitError, match=r"textkit\[parquet\]"):
        tk.export(corpus, tmp_path)


def test_an_unknown_format_and_a_file_as_folder_are_named(corpus, tmp_path):
    with pytest.raises(TextkitError, match="unknown format 'docx'; choose one of 'parquet'"):
        tk.export(corpus, tmp_path, format="docx")
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(TextkitError, match="is a file"):
        tk.export(corpus, tmp_path / "file")


def test_every_format_is_a_function():
    assert all(callable(format_.write) for format_ in module.FORMATS.values())


def test_the_command_writes_and_says_where(folder, tmp_path, duckdb):
    target = tmp_path / "parts"
    result = run("export", folder, target, "--store", folder.parent / "store.sqlite")
    assert result.exit_code == 0
    assert str(target) in result.stderr
    assert (target / "export.json").exists()
    failed = run("export", folder, target, "--format", "docx", "--lang", "en")
    assert failed.exit_code == 2


def test_g2_of_the_manual_is_that_of_dunning(duckdb):
    """The formula in SQL, on a printed worked example."""
    query = question("log_ratio")
    (g2,) = re.findall(r"(2 \* \(.*?\)) AS g2", query, re.DOTALL)
    value = duckdb.sql(f"SELECT {g2} FROM (SELECT 10 AS a, 3 AS b, 10 AS n_a, 31767 AS n_b)")
    assert np.isclose(value.fetchall()[0][0], log_likelihood(10, 3, 10, 31767))
