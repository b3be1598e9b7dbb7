import json
from dataclasses import asdict, dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import small_corpus

from textkit.comparing import terms
from textkit.comparing.terms import (
    FEW,
    OVER,
    compare_terms,
    theme_differences,
    theme_shares,
    uncovered,
)
from textkit.data.messages import TextkitError
from textkit.reading.document import Record
from textkit.storing import finders as known
from textkit.storing.finders import Finder


@dataclass(frozen=True, slots=True)
class Promise(Record):
    theme: str | None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Figure(Record):
    role: str = "promised"
    indicator: str | None = None
    unit: str | None = None
    low: float | None = None
    high: float | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Span(Record):
    path: str = ""
    parent: int | None = None
    sense: str = ""


@dataclass(frozen=True, slots=True)
class Hit(Record):
    theme: str


@pytest.fixture(autouse=True)
def finders(monkeypatch):
    names = {"commitments": "Promise", "targets": "Figure", "units": "Span", "themes": "Hit"}
    monkeypatch.setattr(
        known, "FINDERS", {name: Finder("test_terms", "", kind) for name, kind in names.items()}
    )
    monkeypatch.setattr(terms, "threads", lambda corpus, by: ())  # they have tests of their own


def promises(doc_id, themes, sections=1):
    """Commitments with these themes, spread over so many sections."""
    return [
        asdict(Promise(doc_id, n, n + 1, theme, f"II/{n % sections}/a"))
        for n, theme in enumerate(themes)
    ]


def corpus_of(folder, documents):
    """A corpus of `(id, period, themes, sections)`; each document says a word a commitment."""
    said = [
        (id_, "làm " * max(len(themes), 1), {"period": period, "date": (period or "")[:4] or None})
        for id_, period, themes, _ in documents
    ]
    records = {
        id_: {
            "commitments": promises(id_, themes, sections),
            "targets": [],
            "units": [],
            "themes": [],
        }
        for id_, _, themes, sections in documents
    }
    return small_corpus(folder, said, records)


def test_a_share_is_of_all_commitments_of_the_group(tmp_path):
    corpus = corpus_of(
        tmp_path,
        [
            ("a", "2015-2020", ["y_te"] * 3 + ["giao_duc"] * 5 + [None] * 2, 5),
            ("b", "2020-2025", ["y_te"] * 30 + ["giao_duc"] * 10, 8),
            ("c", "2020-2025", ["y_te"] * 10, 8),
            ("x", None, ["y_te"] * 50, 8),
        ],
    )
    table = theme_shares(corpus)
    assert table.columns.tolist() == [
        "theme",
        "group",
        "over",
        "share",
        "low",
        "high",
        "units",
        "few",
        "cap",
    ]
    shares = table.set_index(["theme", "group"])
    assert shares.loc[("y_te", "2015-2020"), ["share", "units", "few"]].tolist() == [0.3, 10, True]
    assert shares.loc[("y_te", "2020-2025"), ["share", "units", "few"]].tolist() == [0.8, 50, False]
    assert shares["cap"].to_dict()["y_te", "2015-2020"] == "3"
    assert table.attrs == {
        "interval": {"2015-2020": "sections", "2020-2025": "sections"},
        "ungrouped": ["x"],
        "coverage": pytest.approx({"2015-2020": 0.8, "2020-2025": 1.0}),
        "kinds": {},
    }


@pytest.mark.parametrize(
    ("documents", "sections", "method"),
    [(10, 1, "documents"), (9, 1, "sections"), (1, 5, "sections"), (1, 4, "units")],
)
def test_the_interval_draws_the_largest_parts_there_are_enough_of(
    tmp_path, documents, sections, method
):
    rows = [(f"d{n}", "2015-2020", ["y_te", "van_hoa"] * 5, sections) for n in range(documents)]
    assert theme_shares(corpus_of(tmp_path, rows)).attrs["interval"] == {"2015-2020": method}


def test_themes_that_come_in_clumps_have_wider_intervals(tmp_path):
    mixed = [(f"m{n}", "mixed", ["y_te", "van_hoa"] * 5, 1) for n in range(12)]
    clumped = [(f"c{n}", "clumped", [("y_te", "van_hoa")[n % 2]] * 10, 1) for n in range(12)]
    table = theme_shares(corpus_of(tmp_path, mixed + clumped)).set_index(["theme", "group"])
    width = table["high"] - table["low"]
    assert width["y_te", "mixed"] == pytest.approx(0)
    assert (
        0.4 < width["y_te", "clumped"] < 0.7
    )  # 12 draws of one half: 1.96 * sqrt(0.25 / 12) to each side
    assert table["share"].tolist() == [0.5] * 4


def test_a_theme_that_is_not_there_has_a_high_bound(tmp_path):
    rows = [("a", "A", ["y_te"] * 36, 6), ("b", "B", ["van_hoa"] * 36, 6), ("c", "C", [], 1)]
    table = theme_shares(corpus_of(tmp_path, rows)).set_index(["theme", "group"])
    rare = 1 - 0.025 ** (1 / 36)  # 9.7 %, Clopper and Pearson for 0 of 36
    assert table.loc[("van_hoa", "A"), ["share", "low", "high"]].tolist() == pytest.approx(
        [0, 0, rare]
    )
    assert table.loc[("y_te", "A"), ["share", "low", "high"]].tolist() == pytest.approx(
        [1, 1 - rare, 1]
    )
    assert np.isnan(table.loc[("y_te", "C"), "share"])
    assert table.loc[("y_te", "C"), "units"] == 0


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=40),
        min_size=1,
        max_size=12,
    )
)
def test_shares_of_a_group_add_up_to_one_at_most(tmp_path_factory, documents):
    rows = [(f"d{n}", "AB"[n % 2], themes, 3) for n, themes in enumerate(documents)]
    table = theme_shares(corpus_of(tmp_path_factory.mktemp("t"), rows))
    assert (table.groupby("group")["share"].sum() <= 1 + 1e-9).all()
    assert ((table["low"] <= table["share"]) & (table["share"] <= table["high"])).all()
    assert table[["low", "high"]].stack().between(0, 1).all()
    assert (table["few"] == (table["units"] < FEW)).all()


def test_equal_seeds_give_equal_intervals(tmp_path):
    corpus = corpus_of(
        tmp_path, [("a", "A", ["y_te", "van_hoa", None] * 9, 7), ("b", "B", ["y_te"] * 3, 2)]
    )
    assert theme_shares(corpus).equals(theme_shares(corpus))
    assert not theme_shares(corpus).equals(theme_shares(corpus, seed=1))


@pytest.fixture
def spoken(tmp_path):
    """Two documents of three lines: units, theme hits, a commitment and figures."""
    said = "làm đường xây cầu\nchữa bệnh mở trạm xá\nhọc chữ"
    facts = [
        {"period": "2015-2020", "date": "2016-01-05"},
        {"period": "2020-2025", "date": "2021-03-05"},
    ]
    lines = [(0, 17), (18, 38), (39, 46)]
    records = {}
    for id_ in ("a", "b"):
        units = [
            Span(id_, 0, 46, "I"),
            *(Span(id_, a, b, f"I/{n}", 0) for n, (a, b) in enumerate(lines)),
        ]
        hits = [
            Hit(id_, 4, 9, "giao_thong"),
            Hit(id_, 18, 27, "y_te"),
            Hit(id_, 28, 38, "xay_dung"),
            Hit(id_, 33, 38, "y_te"),
        ]
        found = [Promise(id_, 0, 17, "giao_thong", "I/0")]
        figures = [
            Figure(id_, 10, 13, indicator="cau", unit="cây", low=5.0 if id_ == "a" else 7.0),
            Figure(id_, 28, 38),
            Figure(id_, 39, 42),
            Figure(id_, 0, 3, role="achieved"),
        ]
        rows = {"units": units, "themes": hits, "commitments": found, "targets": figures}
        records[id_] = {name: [asdict(row) for row in own] for name, own in rows.items()}
    return small_corpus(
        tmp_path, [("a", said, facts[0]), ("b", said + "\nthêm", facts[1])], records
    )


def test_shares_of_targets_take_the_theme_of_their_commitment_or_sentence(spoken):
    table = theme_shares(spoken, over="targets").set_index(["theme", "group"])
    assert table["share"].to_dict() == pytest.approx(
        {
            ("giao_thong", "2015-2020"): 1 / 3,
            ("y_te", "2015-2020"): 1 / 3,
            ("giao_thong", "2020-2025"): 1 / 3,
            ("y_te", "2020-2025"): 1 / 3,
        }
    )
    assert set(table["units"]) == {3}


def test_shares_of_words_are_of_the_words_of_leaf_units(spoken):
    table = theme_shares(spoken, over="words").set_index(["theme", "group"])
    assert table.loc[("giao_thong", "2015-2020"), ["share", "units"]].tolist() == pytest.approx(
        [4 / 11, 3]
    )
    assert table.loc[("y_te", "2015-2020"), "share"] == pytest.approx(5 / 11)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"over": "pages"}, "unknown over 'pages'; shares are over 'commitments'"),
        ({"by": "colour"}, "unknown fact 'colour'"),
    ],
)
def test_unknown_arguments_are_told(spoken, arguments, said):
    with pytest.raises(TextkitError, match=said):
        theme_shares(spoken, **arguments)


def test_a_comparison_has_the_json_of_the_design(spoken, monkeypatch):
    monkeypatch.setattr(terms, "threads", lambda corpus, by: (Figure("a", 0, 1, low=float("nan")),))
    found = compare_terms(spoken)
    data = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert data["groups"] == ["2015-2020", "2020-2025"]
    assert {row["over"] for row in data["themes"]} == set(OVER)
    assert {"theme", "group", "over", "share", "low", "high", "units"} <= set(data["themes"][0])
    assert data["threads"][0]["low"] is None
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


def kinds_of(folder, rows):
    """A corpus of `(id, period, kind, themes, sections)`."""
    said = [
        (id_, "làm " * max(len(themes), 1), {"period": period, "kind": kind})
        for id_, period, kind, themes, _ in rows
    ]
    records = {
        id_: {
            "commitments": promises(id_, themes, sections),
            "targets": [],
            "units": [],
            "themes": [],
        }
        for id_, _, _, themes, sections in rows
    }
    return small_corpus(folder, said, records)


@pytest.fixture
def mixed(tmp_path):
    """Two periods: resolutions alike, but the first has a speech on culture and the second a plan
    on schools.
    """
    a, b = ["y_te"] * 12 + ["giao_duc"] * 28, ["y_te"] * 30 + ["giao_duc"] * 10
    return kinds_of(
        tmp_path,
        [
            ("a", "A", "nghị quyết", a, 40),
            ("as", "A", "bài phát biểu", ["van_hoa"] * 20, 5),
            ("ac", "A", "chỉ thị", ["y_te"] * 9, 9),
            ("b", "B", "nghị quyết", b, 40),
            ("bs", "B", "bài phát biểu", ["van_hoa"] * 15 + ["y_te"] * 5, 5),
            ("bp", "B", "kế hoạch", ["giao_duc"] * 50, 9),
        ],
    )


def test_a_difference_holds_kinds_apart_and_pools_them(mixed):
    table = theme_differences(mixed).set_index("theme")
    # Mantel and Haenszel by hand: y_te 30/40 - 12/40 with weight 40*40/80 = 20, and 5/20 - 0/20
    # with weight 10.
    assert table.loc["y_te", "difference"] == pytest.approx((20 * 0.45 + 10 * 0.25) / 30)
    assert table.loc["giao_duc", "difference"] == pytest.approx(
        20 * -0.45 / 30
    )  # the plan's fifty are left out
    assert table.loc["y_te", ["target", "reference", "kinds", "units_target", "few"]].tolist() == [
        "B",
        "A",
        "bài phát biểu, nghị quyết",
        60,
        False,
    ]
    together = theme_differences(mixed, within_kind=False).set_index("theme")
    assert together.loc["giao_duc", "difference"] == pytest.approx(60 / 110 - 28 / 69)
    assert theme_shares(mixed).attrs["kinds"] == {"chỉ thị": ["B"], "kế hoạch": ["A"]}


@pytest.mark.parametrize("over", ["commitments", "targets"])
def test_to_swap_target_and_reference_turns_the_sign(mixed, over):
    one, other = (
        theme_differences(mixed, target=t, reference=r, over=over) for t, r in ("AB", "BA")
    )
    assert one["difference"].tolist() == pytest.approx((-other["difference"]).tolist())
    assert one["p"].tolist() == pytest.approx(other["p"].tolist(), abs=0.05)
    assert one["units_target"].tolist() == other["units_reference"].tolist()


def test_a_sure_difference_is_told_from_one_of_chance(tmp_path):
    rows = [
        (f"{g}{n}", g, "nghị quyết", ["y_te"] * (8 if g == "B" else 2) + ["van_hoa"] * 5, 1)
        for g in "AB"
        for n in range(12)
    ]
    table = theme_differences(kinds_of(tmp_path / "1", rows)).set_index("theme")
    assert table.loc["y_te", "difference"] == pytest.approx(8 / 13 - 2 / 7)
    assert table.loc["y_te", "q"] < 0.01
    assert table.loc["y_te", "low"] > 0
    assert set(table["interval"]) == {"documents"}
    alike = [
        (f"{g}{n}", g, "nghị quyết", ["y_te", "van_hoa"][n % 2 :] * 5, 1)
        for g in "AB"
        for n in range(12)
    ]
    table = theme_differences(kinds_of(tmp_path / "2", alike))
    assert (table["p"] > 0.9).all()
    assert ((table["low"] <= 0) & (table["high"] >= 0)).all()


def test_few_clusters_can_never_be_sure(tmp_path):
    """One speech a side, one line long: whatever it says, the other deal is as likely."""
    rows = [("a", "A", "bài phát biểu", ["y_te"], 1), ("b", "B", "bài phát biểu", ["van_hoa"], 1)]
    table = theme_differences(kinds_of(tmp_path, rows))
    assert table["p"].tolist() == [1.0, 1.0]
    assert table["few"].all()


def test_equal_seeds_give_equal_differences_and_wrong_groups_are_told(mixed):
    assert theme_differences(mixed).equals(theme_differences(mixed))
    assert not theme_differences(mixed).equals(theme_differences(mixed, seed=1))
    with pytest.raises(TextkitError, match="unknown period 'C'"):
        theme_differences(mixed, target="C", reference="A")


def test_groups_without_a_common_kind_are_compared_as_they_are_and_say_so(tmp_path):
    rows = [("a", "A", "nghị quyết", ["y_te"] * 9, 9), ("b", "B", "kế hoạch", ["van_hoa"] * 9, 9)]
    table = theme_differences(kinds_of(tmp_path, rows))
    assert table["kinds"].tolist() == ["", ""]
    assert table["difference"].tolist() == [1.0, -1.0]


def test_coverage_and_what_has_no_theme_are_shown(tmp_path):
    records = [asdict(Promise("a", 0, 9, None)), asdict(Promise("a", 10, 19, "y_te"))]
    corpus = small_corpus(
        tmp_path,
        [("a", "biển biển\nrừng rừng", {"period": "A"}), ("b", "biển", {"period": "B"})],
        {"a": {"commitments": records}},
    )
    table = uncovered(corpus)
    assert table[["word", "count", "count_covered"]].values.tolist() == [["biển", 2, 0]]
    coverage = compare_terms(corpus).coverage.set_index(["over", "group"])
    assert coverage.loc[("commitments", "A"), ["covered", "units", "few"]].tolist() == [
        0.5,
        2,
        True,
    ]
