"""What is counted in a corpus as columns: made once, and by document."""

import numpy as np
import pytest
from small_corpus import small_corpus
from theme_corpus import Figure, Hit, Promise, Span, invented_records, promises, stored

from textkit.comparing import pieces
from textkit.comparing.pieces import Spans, leaves_of, pieces_of, token_ranges, units_of
from textkit.comparing.shares import OVER, shares_with_coverage, theme_differences
from textkit.storing.store import Store


@pytest.fixture(autouse=True)
def _records():
    with invented_records():
        yield


def test_leaves_are_units_without_parts_by_document(tmp_path):
    found = {
        "a": {
            "units": [Span("a", 0, 7, "I"), Span("a", 0, 3, "I/1", 0), Span("a", 4, 7, "I/2", 0)]
        },
        "b": {"units": [Span("b", 0, 3, "I")]},
    }
    corpus = stored(tmp_path, [("a", "làm làm", {}), ("b", "làm", {})], found)
    leaves = leaves_of(corpus)
    assert leaves.document.tolist() == [0, 0, 1]
    assert leaves.start.tolist() == [0, 4, 0]


def test_the_first_unit_of_a_document_is_not_that_of_another(tmp_path):
    of_each = [Span("a", 0, 3, "I"), Span("a", 0, 3, "I/1", 0)]
    others = [Span("b", 0, 3, "I"), Span("b", 0, 3, "I/1", 0)]
    found = {"a": {"units": of_each}, "b": {"units": others}}
    corpus = stored(tmp_path, [("a", "làm", {}), ("b", "làm", {})], found)
    assert units_of(corpus).is_leaf.tolist() == [False, True, False, True]


def test_token_ranges_are_numbers_over_all_documents(tmp_path):
    corpus = stored(tmp_path, [("a", "một hai ba", {}), ("b", "bốn năm", {})], {"a": {}, "b": {}})
    bounds = [(0, 0, 3), (0, 4, 10), (1, 0, 7), (1, 4, 4), (0, 1, 3)]
    spans = Spans(*np.array(bounds).T)
    assert token_ranges(corpus, spans).tolist() == [[0, 1], [1, 3], [3, 5], [4, 4], [1, 1]]
    nothing = Spans(*np.zeros((3, 0), int))
    assert token_ranges(corpus, nothing).tolist() == []


def themes_of_targets(folder, *, target, hits=(), sentences=(), commitments=()):
    found = {
        "a": {
            "units": [Span("a", *span) for span in sentences],
            "themes": [Hit("a", *hit) for hit in hits],
            "commitments": [Promise("a", *promise) for promise in commitments],
            "targets": [Figure("a", *target)],
        }
    }
    corpus = stored(folder, [("a", "làm " * 10, {"period": "A"})], found)
    held = pieces_of(corpus, "targets")
    return [held.themes[number] if number >= 0 else None for number in held.theme.tolist()]


HITS = [(2, 3, "y_te"), (12, 13, "giao_duc"), (14, 15, "y_te"), (16, 17, "y_te")]


@pytest.mark.parametrize(
    ("given", "theme"),
    [
        ({"commitments": [(0, 20, "van_hoa")]}, "van_hoa"),
        ({"commitments": [(0, 20, None)], "hits": HITS}, None),
        ({"commitments": [(0, 11, "van_hoa")], "hits": HITS, "sentences": [(10, 20)]}, "y_te"),
        ({"hits": HITS, "sentences": [(0, 5), (10, 14)]}, "giao_duc"),
        ({"hits": HITS[1:3], "sentences": [(10, 20)]}, "giao_duc"),
        ({"hits": HITS}, "giao_duc"),
        ({}, None),
    ],
)
def test_the_theme_of_a_target(tmp_path, given, theme):
    assert themes_of_targets(tmp_path, target=(11, 13), **given) == [theme]


def test_a_result_is_no_target(tmp_path):
    assert themes_of_targets(tmp_path, target=(11, 13, "achieved")) == []


@pytest.fixture
def corpus(tmp_path):
    found = {}
    documents = []
    for number in range(6):
        name, period = f"d{number}", "AB"[number % 2]
        documents.append((name, "làm " * 6, {"period": period, "date": f"201{number % 2}"}))
        found[name] = {
            "units": [Span(name, 0, 11, "I", None, "head"), Span(name, 12, 23, "I")],
            "themes": [Hit(name, 13, 14, "y_te")],
            "commitments": promises(name, ["y_te", None]),
            "targets": [Figure(name, 0, 1)],
        }
    return stored(tmp_path, documents, found)


def test_records_are_read_once_and_pieces_made_once(corpus, monkeypatch):
    read, made = [], []
    records, of_sentences = Store.records, pieces._of_sentences

    def counted(self, finder, ids=None):
        read.append(finder)
        return records(self, finder, ids)

    monkeypatch.setattr(Store, "records", counted)
    monkeypatch.setattr(
        pieces, "_of_sentences", lambda corpus: made.append(1) or of_sentences(corpus)
    )
    for over in OVER:
        shares_with_coverage(corpus, over=over)
        theme_differences(corpus, over=over)
    assert sorted(read) == ["commitments", "targets", "themes", "units"]
    assert made == [1]


def test_a_corpus_of_no_records_has_no_pieces(tmp_path):
    empty = small_corpus(tmp_path, [("a", "làm", {"period": "A"})])
    for over in OVER:
        assert pieces_of(empty, over).document.tolist() in ([], [0])
