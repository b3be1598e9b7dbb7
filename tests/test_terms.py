import json

import pytest
from small_corpus import small_corpus
from theme_corpus import Figure, Hit, Promise, Span, corpus_of, invented_records, stored

from textkit.comparing import terms
from textkit.comparing.shares import OVER
from textkit.comparing.terms import compare_terms, uncovered
from textkit.comparing.threads import Member, Thread
from textkit.data.messages import TextkitError


@pytest.fixture(autouse=True)
def _records(monkeypatch):
    monkeypatch.setattr(terms, "threads", lambda corpus, **_: ())  # they have tests of their own
    with invented_records():
        yield


LINES = [(0, 17), (18, 38), (39, 46)]


@pytest.fixture
def spoken(tmp_path):
    """Two documents of three lines: units, theme hits, a commitment and figures."""
    said = "làm đường xây cầu\nchữa bệnh mở trạm xá\nhọc chữ"
    facts = [
        {"period": "2015-2020", "date": "2016-01-05"},
        {"period": "2020-2025", "date": "2021-03-05"},
    ]
    found = {}
    for id_ in ("a", "b"):
        found[id_] = {
            "units": [
                Span(id_, 0, 46, "I"),
                *(Span(id_, a, b, f"I/{n}", 0) for n, (a, b) in enumerate(LINES)),
            ],
            "themes": [
                Hit(id_, 4, 9, "giao_thong"),
                Hit(id_, 18, 27, "y_te"),
                Hit(id_, 28, 38, "xay_dung"),
                Hit(id_, 33, 38, "y_te"),
            ],
            "commitments": [Promise(id_, 0, 17, "giao_thong", "I/0")],
            "targets": [
                Figure(id_, 10, 13, indicator="cau", unit="cây", low=5.0 if id_ == "a" else 7.0),
                Figure(id_, 28, 38),
                Figure(id_, 39, 42),
                Figure(id_, 0, 3, role="achieved"),
            ],
        }
    return stored(tmp_path, [("a", said, facts[0]), ("b", said + "\nthêm", facts[1])], found)


def test_a_comparison_has_the_json_of_the_design(spoken, monkeypatch):
    member = Member("a", "2015-2020", 0, 1, "làm", low=float("nan"))
    thread = Thread("T001", "Làm", None, "new", 1.0, (member,))
    monkeypatch.setattr(terms, "threads", lambda corpus, **_: (thread,))
    found = compare_terms(spoken)
    data = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert data["groups"] == ["2015-2020", "2020-2025"]
    assert {row["over"] for row in data["themes"]} == set(OVER)
    assert {"theme", "group", "over", "share", "low", "high", "units"} <= set(data["themes"][0])
    assert data["threads"][0]["members"][0]["low"] is None
    assert found.targets.set_index(["group", "indicator"]).loc[
        ("2015-2020", "cau"), ["targets", "low"]
    ].tolist() == [1, 5.0]
    assert data["documents"] == {"2015-2020": ["a"], "2020-2025": ["b"]}


def test_keywords_of_the_json_are_typical_of_their_group(tmp_path):
    rows = [("a", "A", [None] * 9, 1), ("b", "B", [None] * 3, 1)]
    corpus = corpus_of(tmp_path, rows)
    assert compare_terms(corpus).to_json()["keywords"] == []  # one word, equally frequent
    other = small_corpus(
        tmp_path / "o",
        [("a", "rừng " * 30 + "biển", {"period": "A"}), ("b", "biển " * 30, {"period": "B"})],
    )
    rows = compare_terms(other).to_json()["keywords"]
    assert [(row["word"], row["target"], row["reference"]) for row in rows] == [
        ("rừng", "A", "B"),
        ("biển", "B", "A"),
    ]
    assert set(rows[0]) >= {
        "count_target",
        "count_reference",
        "log_ratio",
        "low",
        "high",
        "q",
        "dispersion",
    }
    assert rows[0]["high"] is None


def test_one_group_is_no_comparison(tmp_path):
    with pytest.raises(TextkitError, match="two groups are needed"):
        compare_terms(corpus_of(tmp_path, [("a", "A", [None], 1)]))


def test_coverage_and_what_has_no_theme_are_shown(tmp_path):
    promises = [Promise("a", 0, 9, None), Promise("a", 10, 19, "y_te")]
    corpus = stored(
        tmp_path,
        [("a", "biển biển\nrừng rừng", {"period": "A"}), ("b", "biển", {"period": "B"})],
        {"a": {"commitments": promises}},
    )
    table = uncovered(corpus)
    assert table[["word", "count", "count_covered"]].values.tolist() == [["biển", 2, 0]]
    coverage = compare_terms(corpus).coverage.set_index(["over", "group"])
    assert coverage.loc[("commitments", "A"), ["covered", "units", "few"]].tolist() == [
        0.5,
        2,
        True,
    ]


def test_a_comparison_in_which_nothing_has_a_theme_has_all_its_tables(tmp_path):
    compared = compare_terms(corpus_of(tmp_path, [("a", "A", [None], 1), ("b", "B", [], 1)]))
    assert compared.themes.empty
    assert compared.differences.empty
    coverage = compared.coverage.set_index(["over", "group"])
    assert len(coverage) == 2 * len(OVER)
    assert coverage.loc[("commitments", "A"), "covered"] == 0
    assert json.loads(json.dumps(compared.to_json(), allow_nan=False))["themes"] == []


def test_the_design_says_that_no_group_is_before_another(tmp_path):
    facts = {"place": "Vân Sa"}, {"place": "Bến Đá"}
    corpus = stored(tmp_path, [("a", "làm đường", facts[0]), ("b", "làm cầu", facts[1])], {})
    found = compare_terms(corpus, by="place")
    assert found.design.order == "none"
    assert json.loads(json.dumps(found.to_json()))["design"]["unit"] == "document"
    assert found.run_record["design"]["order"] == "none"
