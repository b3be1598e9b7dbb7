"""Each format of an export, read back by its rules as they are published."""

import json
import re
import zipfile
from collections import Counter
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from scipy.io import mmread
from test_cli import NEW, OLD

import textkit as tk
from textkit.presenting.exports import file_names

UPOS = set("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split())
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
QDA = "{urn:QDA-XML:project:1.0}"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports") / "kho"
    (folder / "con").mkdir(parents=True)
    (folder / "cu.txt").write_text(OLD, "utf-8")
    (folder / "con" / "moi 1.txt").write_text(NEW + '\nThêm 🌱 <rừng> & "biển".', "utf-8")
    (folder / "metadata.csv").write_text(
        "id,path,title,region\ncu,cu.txt,=1+1,Núi\ncon/moi 1,con/moi 1.txt,,\n", "utf-8"
    )
    return tk.open_corpus(folder, store=folder.parent / "s.sqlite", progress=False)


def sentences(path):
    """The sentences of a CoNLL-U file: comments and rows; raises where the form is not kept."""
    text = path.read_text("utf-8")
    assert text.endswith("\n\n")
    for block in text.removesuffix("\n\n").split("\n\n"):
        lines = block.split("\n")
        comments = [line for line in lines if line.startswith("#")]
        rows = [line.split("\t") for line in lines[len(comments) :]]
        assert {len(row) for row in rows} == {10}
        assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
        assert all(cell and cell == cell.strip() for row in rows for cell in row)
        yield dict(line[2:].split(" = ", 1) for line in comments), rows


def test_conllu_keeps_words_places_and_texts(corpus, tmp_path):
    written = tk.export(corpus, tmp_path, format="conllu")
    assert [path.name for path in written] == [
        "con-moi-1.conllu",
        "cu.conllu",
        "export-conllu.json",
    ]
    ids = set()
    for path, id_ in zip(written[:2], corpus.ids, strict=True):
        text, said = corpus.text(id_), []
        for number, (about, rows) in enumerate(sentences(path)):
            assert (about.get("newdoc id") == id_) == (number == 0)
            assert re.fullmatch(r"[^\s/]+", about["sent_id"])
            ids.add(about["sent_id"])
            shown = ""
            for row in rows:
                assert row[3] in UPOS
                misc = dict(item.split("=") for item in row[9].split("|"))
                start, end = int(misc["start"]), int(misc["end"])
                assert row[1] == " ".join(text[start:end].split())
                said.append(row[1])
                shown += row[1] + ("" if misc.get("SpaceAfter") == "No" else " ")
            assert about["text"] == shown.strip()
        assert "".join(said).replace(" ", "") == "".join(text.split())
        assert "đô thị hóa" in said
    assert len(ids) == sum(1 for path in written[:2] for _ in sentences(path))


def test_r_gets_texts_metadata_and_counts(corpus, tmp_path):
    tk.export(corpus, tmp_path, format="quanteda")
    documents = pd.read_csv(tmp_path / "documents.csv", encoding="utf-8-sig", dtype=str)
    assert documents["doc_id"].tolist() == list(corpus.ids)
    assert documents["region"].tolist()[1] == "Núi"
    assert documents["title"][1] == "'=1+1"  # no formula for a spreadsheet
    for id_, file in zip(documents["doc_id"], documents["file"], strict=True):
        assert (tmp_path / file).read_text("utf-8") == corpus.text(id_)
    words = (tmp_path / "features.txt").read_text("utf-8").splitlines()
    counts = mmread(tmp_path / "counts.mtx").tocsr()
    assert counts.shape == (2, len(words))
    assert np.issubdtype(counts.dtype, np.integer)
    wanted = tk.frequencies(corpus, stop_words=()).set_index("word")
    assert dict(zip(words, np.asarray(counts.sum(0)).ravel(), strict=True)) == (
        wanted["count"].to_dict()
    )
    assert counts.sum(1).ravel().tolist() == [documents["words"].astype(int).tolist()]
    assert "readMM" in (tmp_path / "read.R").read_text("utf-8")


def test_a_qda_program_gets_codes_and_spans(corpus, tmp_path):
    tk.export(corpus, tmp_path, format="qdpx")
    with zipfile.ZipFile(tmp_path / "corpus.qdpx") as archive:
        root = ElementTree.fromstring(archive.read("project.qde"))
        texts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()[1:]}
    assert root.tag == f"{QDA}Project"
    parts = [child.tag.removeprefix(QDA) for child in root]
    assert parts == ["Users", "CodeBook", "Variables", "Cases", "Sources"]  # the schema's order
    codes = {code.get("guid"): code.get("name") for code in root.iter(f"{QDA}Code")}
    defined = [
        each.get("guid") for each in root.iter() if each.get("guid") and each.tag != f"{QDA}User"
    ]
    assert len(defined) == len(set(defined))
    assert all(GUID.fullmatch(guid) for guid in defined)
    for tag in ("CodeRef", "VariableRef", "SourceRef"):
        for reference in root.iter(QDA + tag):
            assert reference.get("targetGUID") in defined
    found = Counter()
    for source in root.iter(f"{QDA}TextSource"):
        text = texts["Sources/" + source.get("plainTextPath").removeprefix("internal://")]
        assert text == corpus.text(source.get("name"))
        for selection in source.iter(f"{QDA}PlainTextSelection"):
            start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
            assert 0 <= start < end <= len(text)  # code points: Python's own
            for code in selection.iter(f"{QDA}CodeRef"):
                found[source.get("name"), codes[code.get("targetGUID")], text[start:end]] += 1
    for promise in corpus.records("commitments"):
        named = {"target": "chỉ tiêu", "action": "nhiệm vụ, giải pháp"}.get(promise.type)
        assert named is None or found[promise.doc_id, named, promise.text] == 1
    assert any(code == "Đô thị hóa" or "thị" in code for _, code, _ in found)
    values = {value.text for value in root.iter(f"{QDA}TextValue")}
    assert {"Núi", "=1+1"} <= values


@pytest.mark.parametrize("format", ["conllu", "quanteda", "qdpx"])
def test_the_same_corpus_gives_the_same_files_and_nothing_else_stays(corpus, tmp_path, format):
    first = tk.export(corpus, tmp_path / "a", format=format)
    second = tk.export(corpus, tmp_path / "b", format=format)
    assert [one.read_bytes() for one in first] == [two.read_bytes() for two in second]
    mine = tmp_path / "a" / "texts" / "mine.txt"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("của tôi", "utf-8")
    kept = tk.export(corpus.only(["cu"]), tmp_path / "a", format=format)
    there = {path for path in (tmp_path / "a").rglob("*") if path.is_file()}
    assert there == {*kept, mine}
    record = json.loads(kept[-1].read_text("utf-8"))
    assert record["documents"] == 1
    assert str(tmp_path) not in kept[-1].read_text("utf-8")


@pytest.mark.parametrize("listed", ["nonsense", '{"files": ["../keep.txt", 5, "/etc/none"]}', "[]"])
def test_a_list_of_an_earlier_export_removes_nothing_outside(corpus, tmp_path, listed):
    (tmp_path / "keep.txt").write_text("x", "utf-8")
    target = tmp_path / "out"
    target.mkdir()
    (target / "export-qdpx.json").write_text(listed, "utf-8")
    tk.export(corpus, target, format="qdpx")
    assert (tmp_path / "keep.txt").exists()


@pytest.mark.parametrize("format", ["conllu", "quanteda", "qdpx"])
def test_no_document_is_no_error(corpus, tmp_path, format):
    tk.export(corpus.only([]), tmp_path, format=format)


def test_names_of_files_are_different_and_allowed():
    names = file_names(["a/b", "a-b", "A/B", "..", "x" * 300, "tờ:trình?"])
    assert len({name.lower() for name in names.values()}) == 6
    assert names["tờ:trình?"] == "tờ-trình"
    assert max(len(name.encode()) for name in names.values()) < 200
