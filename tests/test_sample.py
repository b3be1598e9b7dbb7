"""The sample corpus keeps its promises: size, forms,
and that nothing in it is copied from itself.
"""

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

from textkit.finding.citations import citations_in
from textkit.reading.facts import read_facts
from textkit.reading.readers import list_folder, read, read_entry

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
FORMULA = re.compile(
    r"nghị quyết|chỉ thị|báo cáo chính trị|luật|căn cứ|nơi nhận|cộng hòa xã hội|hội đồng nhân"
    r" dân|đảng cộng sản|đại hội đại biểu"
    r"|để báo cáo|phạm vi điều chỉnh|mặt trận tổ quốc|tổ chức thực hiện|ban bí thư|độc lập tự"
    r" do|hạnh phúc|ban chấp hành|quyết định số|tỉnh ủy|tỉnh uỷ|giao ủy ban nhân dân tỉnh|đảng ủy"
    r" ủy ban|đảng bộ tỉnh lam châu lần thứ|ban cán sự đảng|các đảng đoàn|hđnd ubnd"
    r"|xã thành phố lưu vt|tổ đại biểu|đại biểu quốc hội|những nội dung cơ bản|tổ chức chính trị"
)


@pytest.fixture(scope="module")
def documents():
    return {entry.id: read_entry(entry) for entry in list_folder(CORPUS).entries}


def test_it_is_large_enough_and_has_every_kind(documents):
    assert len(documents) >= 21
    assert sum(len(document.text.split()) for document in documents.values()) >= 25_000
    suffixes = [document.path.suffix for document in documents.values()]
    assert suffixes.count(".docx") >= 4
    assert suffixes.count(".html") >= 2
    assert {document.facts.period for document in documents.values()} == {
        "2015-2020",
        "2020-2025",
        "2025-2030",
    }


def test_what_stands_beside_it_is_a_corpus_of_its_own():
    assert not [entry.path for entry in list_folder(CORPUS).entries if "extra" in entry.path.parts]
    assert sorted(entry.path.suffix for entry in list_folder(CORPUS / "extra").entries) == [
        ".pdf",
        ".xlsx",
    ]


def test_no_run_of_twelve_syllables_stands_in_two_documents(documents):
    seen = defaultdict(set)
    for id_, document in documents.items():
        words = re.findall(r"\w+|¶", without_citations(document.text).lower())
        for place in range(len(words) - 11):
            seen[" ".join(words[place : place + 12])].add(id_)
    shared = [
        run
        for run, ids in seen.items()
        if len(ids) > 1 and "¶" not in run and not FORMULA.search(run)
    ]
    assert shared == []


def without_citations(text):
    """The text with a mark for each reference and for the lines that give its legal basis."""
    for citation in sorted(citations_in(text), key=lambda citation: -citation.start):
        text = (
            text[: citation.start] + " ¶ " + text[citation.end :].removeprefix(f" {citation.title}")
        )
    return re.sub(r"(?m)^(?:về|Về|Căn cứ|Xét|Thực hiện|Nơi nhận)\b.*$", "¶", text)


def test_the_truth_is_large_enough_and_quotes_the_documents(documents):
    with (CORPUS / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    threads = {row["thread"] for row in rows if row["pair_kind"] == "thread"}
    figures = {row["thread"] for row in rows if row["pair_kind"] == "thread" and row["figure"]}
    assert len(threads) >= 40
    assert len(figures) >= 20
    assert len({row["thread"] for row in rows if row["pair_kind"] == "lookalike"}) >= 20
    for row in rows:
        assert " ".join(row["quote"].split()) in " ".join(documents[row["doc_id"]].text.split())


def test_the_facts_are_read_from_the_documents_own_heads(documents):
    right = defaultdict(int)
    signed = [document for document in documents.values() if document.facts.number]
    for document in signed:
        own = read(document.path).facts
        for name in ("kind", "number", "date"):
            right[name] += getattr(own, name) == getattr(document.facts, name)
    assert len(signed) == 18
    assert all(count >= len(signed) - 1 for count in right.values()), dict(right)
    assert read_facts("").number is None
