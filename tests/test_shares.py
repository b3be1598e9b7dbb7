"""Shares of themes and their differences, on invented corpora."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from theme_corpus import (
    Figure,
    Hit,
    Promise,
    Span,
    corpus_of,
    invented_records,
    kinds_of,
    promises,
    stored,
)

from textkit.comparing.shares import (
    FEW,
    shares_with_coverage,
    theme_differences,
    theme_shares,
)
from textkit.data.messages import TextkitError


@pytest.fixture(autouse=True)
def _records():
    with invented_records():
        yield


# Shares of commitments


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
        "pooled",
        "documents",
        "units",
        "few",
        "cap",
    ]
    shares = table.set_index(["theme", "group"])
    assert shares.loc[("y_te", "2015-2020"), ["share", "units", "few"]].tolist() == [0.3, 10, True]
    # Each document once: 30 of 40, and 10 of 10; the units together are 40 of 50.
    assert shares.loc[("y_te", "2020-2025"), ["share", "pooled", "documents"]].tolist() == [
        0.875,
        0.8,
        2,
    ]
    assert shares.loc[("y_te", "2020-2025"), ["units", "few"]].tolist() == [50, False]
    assert shares["cap"].to_dict()["y_te", "2015-2020"] == "3"
    assert table.attrs == {
        "ungrouped": ["x"],
        "coverage": pytest.approx({"2015-2020": 0.8, "2020-2025": 1.0}),
        "kinds": {},
    }


def test_a_theme_that_is_in_no_lexicon_has_no_codes(tmp_path):
    corpus = corpus_of(tmp_path, [("a", "A", ["bia_dat"], 1)])
    assert theme_shares(corpus)["cap"].tolist() == [""]


def test_a_theme_of_two_agendas_names_both(tmp_path):
    corpus = corpus_of(tmp_path, [("a", "A", ["kinh_te"], 1)])
    assert theme_shares(corpus)["cap"].tolist() == ["1|15|18"]


def test_so_many_units_are_few_and_one_more_is_not(tmp_path):
    corpus = corpus_of(tmp_path, [("a", "A", ["y_te"] * 19, 1), ("b", "B", ["y_te"] * 20, 1)])
    assert theme_shares(corpus)["few"].tolist() == [True, False]


def test_coverage_has_a_row_for_each_group_whatever_is_found(tmp_path):
    documents = [
        ("a", "A", ["y_te", None, None, None], 1),
        ("b", "B", [None] * 20, 1),
        ("c", "C", [], 1),
    ]
    coverage = shares_with_coverage(corpus_of(tmp_path, documents)).coverage
    assert coverage.columns.tolist() == ["over", "group", "units", "few", "covered"]
    assert coverage[["group", "units", "few"]].values.tolist() == [
        ["A", 4, True],
        ["B", 20, False],
        ["C", 0, True],
    ]
    assert coverage["covered"].tolist() == pytest.approx([0.25, 0.0, np.nan], nan_ok=True)


def test_where_no_theme_is_found_there_are_no_rows_and_the_coverage_is_nothing(tmp_path):
    corpus = corpus_of(tmp_path, [("a", "A", [None] * 3, 1), ("b", "B", [None], 1)])
    table, coverage = shares_with_coverage(corpus)
    assert table.empty
    assert table["share"].dtype == float
    assert coverage["covered"].tolist() == [0.0, 0.0]
    assert theme_differences(corpus).empty


def test_kinds_that_some_groups_lack_are_listed_with_these_groups(tmp_path):
    documents = [
        ("a", "A", "nghị quyết", ["y_te"], 1),
        ("b", "B", "nghị quyết", ["y_te"], 1),
        ("c", "B", "chỉ thị", ["y_te"], 1),
        ("d", "C", None, ["y_te"], 1),
    ]
    corpus = kinds_of(tmp_path, documents)
    assert theme_shares(corpus).attrs["kinds"] == {
        "": ["A", "B"],
        "chỉ thị": ["A", "C"],
        "nghị quyết": ["C"],
    }
    assert theme_shares(corpus, by="kind").attrs["kinds"] == {}


@pytest.mark.parametrize("by", ["place", "signatory", "vùng"])
def test_any_fact_or_column_of_ones_own_makes_groups(tmp_path, by):
    values = {"place": "Vân Sa", "signatory": "Trần Vân Hạc"}
    facts = [{name: f"{value} {n}" for name, value in values.items()} for n in (1, 2)]
    texts = [("a", "làm", facts[0]), ("b", "làm", facts[1])]
    found = {
        "a": {"commitments": promises("a", ["y_te"])},
        "b": {"commitments": promises("b", [None])},
    }
    corpus = stored(tmp_path, texts, found)
    corpus.labels = ("vùng",)
    for doc_id, region in zip("ab", ("Bắc", "Nam"), strict=True):
        corpus.row(doc_id).setdefault("labels", {})["vùng"] = region
    shares = theme_shares(corpus, by=by)
    assert shares["share"].tolist() == [1.0, 0.0]
    assert theme_differences(corpus, by=by)["difference"].tolist() == [-1.0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"over": "pages"}, "unknown over 'pages'; shares are over 'commitments'"),
        ({"by": "colour"}, "unknown fact 'colour'"),
    ],
)
def test_unknown_arguments_are_reported(tmp_path, arguments, said):
    corpus = corpus_of(tmp_path, [("a", "A", ["y_te"], 1)])
    with pytest.raises(TextkitError, match=said):
        theme_shares(corpus, **arguments)
    with pytest.raises(TextkitError, match=said):
        theme_differences(corpus, **arguments)


# Intervals of shares


@pytest.mark.parametrize(("documents", "has_interval"), [(4, False), (5, True)])
def test_from_five_documents_on_a_share_has_an_interval(tmp_path, documents, has_interval):
    rows = [(f"d{n}", "A", ["y_te"] * (n + 1) + ["van_hoa"] * 5, 1) for n in range(documents)]
    rows.append(("empty", "A", [], 1))  # a document without commitments has no share
    table = theme_shares(corpus_of(tmp_path, rows))
    assert table[["low", "high"]].notna().all(axis=None) == has_interval
    assert set(table["documents"]) == {documents}


def test_themes_that_come_in_clumps_have_wider_intervals(tmp_path):
    mixed = [(f"m{n}", "mixed", ["y_te", "van_hoa"] * 5, 1) for n in range(12)]
    clumped = [(f"c{n}", "clumped", [("y_te", "van_hoa")[n % 2]] * 10, 1) for n in range(12)]
    table = theme_shares(corpus_of(tmp_path, mixed + clumped)).set_index(["theme", "group"])
    width = table["high"] - table["low"]
    assert width["y_te", "mixed"] == pytest.approx(0)
    assert width["y_te", "clumped"] == pytest.approx(0.6, abs=0.05)
    assert table["share"].tolist() == [0.5] * 4


def test_sections_and_sentences_narrow_no_interval(tmp_path):
    """Ten times as many commitments of the same documents say no more about others."""
    few = [(f"a{n}", "A", ["y_te"] * (n % 3) + ["van_hoa"] * 2, 1) for n in range(8)]
    many = [(id_, group, themes * 10, 5) for id_, group, themes, _ in few]
    one, other = (
        theme_shares(corpus_of(tmp_path / str(n), rows)) for n, rows in ((1, few), (2, many))
    )
    assert one["low"].tolist() == pytest.approx(other["low"].tolist())
    assert one["high"].tolist() == pytest.approx(other["high"].tolist())


def test_a_theme_that_is_not_there_has_a_high_bound(tmp_path):
    rows = [(f"a{n}", "A", ["y_te"] * 6, 1) for n in range(6)]
    rows += [("b", "B", ["van_hoa"] * 36, 6), ("c", "C", [], 1)]
    table = theme_shares(corpus_of(tmp_path, rows)).set_index(["theme", "group"])
    rare = 1 - 0.025 ** (1 / 6)  # 46 %, Clopper and Pearson for 0 of 6 documents
    bounds = ["share", "low", "high"]
    assert table.loc[("van_hoa", "A"), bounds].tolist() == pytest.approx([0, 0, rare])
    assert table.loc[("y_te", "A"), bounds].tolist() == pytest.approx([1, 1 - rare, 1])
    assert table.loc[("y_te", "C"), [*bounds, "pooled"]].isna().all()
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
    known = table.dropna(subset=["low"])
    assert (known["low"] <= known["share"] + 1e-9).all()
    assert (known["share"] <= known["high"] + 1e-9).all()
    assert known[["low", "high"]].stack().between(0, 1).all()
    assert (table["few"] == (table["units"] < FEW)).all()


# The theme of a target and of a sentence

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
    assert set(table["over"]) == {"targets"}


def test_shares_of_words_are_of_the_words_of_leaf_units(spoken):
    table = theme_shares(spoken, over="words").set_index(["theme", "group"])
    assert table.loc[("giao_thong", "2015-2020"), ["share", "units"]].tolist() == pytest.approx(
        [4 / 11, 3]
    )
    assert table.loc[("y_te", "2015-2020"), "share"] == pytest.approx(5 / 11)
    assert table.loc[("giao_thong", "2020-2025"), ["share", "units"]].tolist() == pytest.approx(
        [4 / 11, 3]
    )


def test_a_sentence_without_words_is_not_counted(tmp_path):
    found = {"a": {"units": [Span("a", 0, 3, "I"), Span("a", 4, 5, "I")]}}
    corpus = stored(tmp_path, [("a", "làm .", {"period": "A"})], found)
    coverage = shares_with_coverage(corpus, over="words").coverage
    assert coverage[["units", "covered"]].values.tolist() == [[1, 0.0]]


def theme_of_target(folder, *, target, hits=(), sentences=(), commitments=()):
    """The theme under which a target counts, at these bounds in a text of 40 characters."""
    found = {
        "targets": [Figure("a", *target)],
        "themes": [Hit("a", start, end, theme) for start, end, theme in hits],
        "units": [Span("a", *bounds, "I") for bounds in sentences],
        "commitments": [Promise("a", start, end, theme) for start, end, theme in commitments],
    }
    corpus = stored(folder, [("a", "làm " * 10, {"period": "A"})], {"a": found})
    table = theme_shares(corpus, over="targets")
    themes = table["theme"][table["share"] == 1].tolist()
    return themes[0] if themes else None


@pytest.mark.parametrize(
    ("target", "records", "theme"),
    [
        # The commitment that holds the target decides, whatever words stand in it.
        ((5, 9), {"commitments": [(0, 20, "y_te")], "hits": [(6, 8, "van_hoa")]}, "y_te"),
        # Their bounds may be the same.
        ((5, 9), {"commitments": [(5, 9, "y_te")], "hits": [(6, 8, "van_hoa")]}, "y_te"),
        # A commitment without a theme decides too.
        ((5, 9), {"commitments": [(0, 20, None)], "hits": [(6, 8, "van_hoa")]}, None),
        # One that ends before the target does, or begins after it does, holds it not.
        ((5, 9), {"commitments": [(0, 8, "y_te")], "hits": [(6, 8, "van_hoa")]}, "van_hoa"),
        ((5, 9), {"commitments": [(6, 20, "y_te")], "hits": [(6, 8, "van_hoa")]}, "van_hoa"),
        # Of several the last that begins before the target.
        ((5, 9), {"commitments": [(0, 20, "y_te"), (4, 20, "van_hoa")]}, "van_hoa"),
        # Without a commitment the words of its sentence, outside the target too, …
        ((5, 9), {"sentences": [(0, 20)], "hits": [(12, 14, "y_te")]}, "y_te"),
        # … but not those of the next sentence.
        ((5, 9), {"sentences": [(0, 12), (12, 20)], "hits": [(12, 14, "y_te")]}, None),
        # A target over two sentences: its own words.
        ((5, 16), {"sentences": [(0, 8), (8, 30)], "hits": [(20, 22, "y_te")]}, None),
        ((5, 16), {"sentences": [(0, 8), (8, 30)], "hits": [(12, 14, "y_te")]}, "y_te"),
        # A hit that begins with the span is in it, one that begins at its end is not.
        ((5, 9), {"hits": [(5, 7, "y_te")]}, "y_te"),
        ((5, 9), {"hits": [(9, 11, "y_te")]}, None),
        ((5, 9), {"hits": [(4, 6, "y_te")]}, None),
        # The theme with most hits, of equally many the first.
        ((0, 20), {"hits": [(0, 2, "y_te"), (4, 6, "van_hoa"), (8, 9, "van_hoa")]}, "van_hoa"),
        ((0, 20), {"hits": [(0, 2, "y_te"), (4, 6, "van_hoa")]}, "y_te"),
        ((0, 20), {"hits": [(4, 6, "y_te"), (0, 2, "van_hoa")]}, "van_hoa"),
    ],
)
def test_the_theme_of_a_target(tmp_path, target, records, theme):
    assert theme_of_target(tmp_path, target=target, **records) == theme


# Differences between groups


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
    table = theme_differences(mixed)
    assert table.columns.tolist() == [
        "theme",
        "target",
        "reference",
        "over",
        "difference",
        "low",
        "high",
        "pooled",
        "p",
        "q",
        "why",
        "shown",
        "documents_target",
        "documents_reference",
        "units_target",
        "units_reference",
        "few",
        "kinds",
    ]
    table = table.set_index("theme")
    # Mantel and Haenszel by hand: y_te 30/40 - 12/40 with weight 40*40/80 = 20, and 5/20 - 0/20
    # with weight 10; of documents one against one of either kind.
    assert table.loc["y_te", "pooled"] == pytest.approx((20 * 0.45 + 10 * 0.25) / 30)
    assert table.loc["y_te", "difference"] == pytest.approx((0.45 + 0.25) / 2)
    # The plan's fifty are left out.
    assert table.loc["giao_duc", "pooled"] == pytest.approx(20 * -0.45 / 30)
    assert table.loc[
        "y_te", ["target", "reference", "kinds", "units_target", "units_reference", "few"]
    ].tolist() == ["B", "A", "bài phát biểu, nghị quyết", 60, 60, False]
    together = theme_differences(mixed, within_kind=False).set_index("theme")
    assert together.loc["giao_duc", "pooled"] == pytest.approx(60 / 110 - 28 / 69)
    assert together.loc["giao_duc", ["kinds", "units_target", "units_reference"]].tolist() == [
        "",
        110,
        69,
    ]


def test_kinds_themselves_are_compared_all_together(mixed):
    table = theme_differences(mixed, by="kind", target="kế hoạch", reference="chỉ thị")
    assert set(table["kinds"]) == {""}
    assert table.set_index("theme")["difference"].to_dict() == {
        "giao_duc": 1.0,
        "van_hoa": 0.0,
        "y_te": -1.0,
    }


def test_strata_of_different_size_are_weighed_by_it(tmp_path):
    """Ten against thirty of one kind, four against four of another."""
    rows = [
        ("a", "A", "nghị quyết", ["y_te"] * 15 + ["van_hoa"] * 15, 1),
        ("b", "B", "nghị quyết", ["y_te"] * 10, 1),
        ("c", "A", "chỉ thị", ["y_te"] * 4, 1),
        ("d", "B", "chỉ thị", ["van_hoa"] * 4, 1),
    ]
    row = theme_differences(kinds_of(tmp_path, rows)).set_index("theme").loc["y_te"]
    first, second = 10 * 30 / 40, 4 * 4 / 8
    assert row["pooled"] == pytest.approx((first * 0.5 + second * -1) / (first + second))
    assert row["difference"] == pytest.approx((0.5 - 1) / 2)
    assert (row["units_target"], row["units_reference"], row["few"]) == (14, 34, True)


@pytest.mark.parametrize("over", ["commitments", "targets"])
def test_to_swap_target_and_reference_turns_the_sign(mixed, over):
    one, other = (
        theme_differences(mixed, target=t, reference=r, over=over) for t, r in ("AB", "BA")
    )
    assert one["difference"].tolist() == pytest.approx((-other["difference"]).tolist())
    assert one["pooled"].tolist() == pytest.approx((-other["pooled"]).tolist())
    assert one["units_target"].tolist() == other["units_reference"].tolist()


def test_a_sure_difference_is_distinguished_from_one_of_chance(tmp_path):
    rows = [
        (f"{g}{n}", g, "nghị quyết", ["y_te"] * (8 if g == "B" else 2) + ["van_hoa"] * 5, 1)
        for g in "AB"
        for n in range(12)
    ]
    table = theme_differences(kinds_of(tmp_path / "1", rows)).set_index("theme")
    assert table.loc["y_te", "difference"] == pytest.approx(8 / 13 - 2 / 7)
    assert table.loc["y_te", "q"] < 0.01
    assert table.loc["y_te", "low"] > 0
    alike = [
        (f"{g}{n}", g, "nghị quyết", ["y_te", "van_hoa"][n % 2 :] * 5, 1)
        for g in "AB"
        for n in range(12)
    ]
    table = theme_differences(kinds_of(tmp_path / "2", alike))
    assert (table["p"] > 0.9).all()
    assert ((table["low"] <= 0) & (table["high"] >= 0)).all()


def test_p_is_the_share_of_arrangements_as_far_apart(tmp_path):
    """Six documents a side, each of one theme: 2 of the 924 arrangements are as far apart."""
    rows = [(f"{g}{n}", g, None, [theme] * 4, 1) for g, theme in SIDES for n in range(6)]
    table = theme_differences(kinds_of(tmp_path, rows))
    assert table["p"].tolist() == pytest.approx([2 / 924] * 2)
    assert table["q"].tolist() == table["p"].tolist()  # two equal p values
    assert table["why"].tolist() == ["", ""]


SIDES = (("A", "y_te"), ("B", "van_hoa"))


def test_documents_change_places_whole(tmp_path):
    """Ten documents against ten, of one theme each: 6 of the first and 4 of the second."""
    rows = [
        (f"{g}{n}", g, None, [("y_te", "van_hoa")[n >= of_health]] * 30, 1)
        for g, of_health in (("A", 4), ("B", 6))
        for n in range(10)
    ]
    row = theme_differences(kinds_of(tmp_path, rows)).set_index("theme").loc["y_te"]
    assert row["difference"] == pytest.approx(0.2)
    # Fisher's exact test of 6 of 10 against 4 of 10: two-sided p .656.
    assert row["p"] == pytest.approx(0.656, abs=0.04)
    half = 1.96 * np.sqrt(2 * 0.24 / 10)
    assert row["low"] == pytest.approx(0.2 - half, abs=0.06)
    assert row["high"] == pytest.approx(0.2 + half, abs=0.06)


def test_one_document_a_side_is_never_tested(tmp_path):
    """Not two resolutions of forty commitments, and not one against many either."""
    rows = [("a", "A", None, ["y_te"] * 40, 9), ("b", "B", None, ["van_hoa"] * 40, 9)]
    table = theme_differences(kinds_of(tmp_path / "1", rows))
    assert table[["p", "q", "shown", "low"]].isna().all(axis=None)
    assert table["why"].tolist() == ["one-document"] * 2
    rows += [(f"c{n}", "B", None, ["van_hoa"] * 40, 9) for n in range(40)]
    table = theme_differences(kinds_of(tmp_path / "2", rows))
    assert table["why"].tolist() == ["one-document"] * 2
    assert table["difference"].tolist() == pytest.approx([1.0, -1.0])


def test_too_few_documents_and_rare_themes_are_not_tested_and_say_so(tmp_path):
    rows = [(f"{g}{n}", g, None, [theme] * 25, 1) for g, theme in SIDES for n in range(3)]
    table = theme_differences(kinds_of(tmp_path / "1", rows))
    assert table["why"].tolist() == ["too-few"] * 2
    rows = [
        (f"{g}{n}", g, None, [theme] * 25 + ["giao_duc"] * (n == 0), 1)
        for g, theme in SIDES
        for n in range(8)
    ]
    table = theme_differences(kinds_of(tmp_path / "2", rows)).set_index("theme")
    assert table["why"].to_dict() == {"giao_duc": "rare", "van_hoa": "", "y_te": ""}


def test_where_mean_and_pooled_share_disagree_nothing_is_sure(tmp_path):
    """One huge document of the target speaks of culture, all others of health."""
    rows = [("b", "B", None, ["van_hoa"] * 900, 1)]
    rows += [(f"b{n}", "B", None, ["y_te"] * 10, 1) for n in range(7)]
    rows += [(f"a{n}", "A", None, ["y_te"] * 8 + ["van_hoa"] * 2, 1) for n in range(8)]
    row = theme_differences(kinds_of(tmp_path, rows)).set_index("theme").loc["van_hoa"]
    assert row["pooled"] > 0 > row["difference"]
    assert row["p"] == 1.0


def test_the_smallest_change_that_could_be_shown_falls_with_the_documents(tmp_path):
    shown = []
    for size in (8, 24):
        rows = [
            (f"{g}{n}", g, None, ["y_te"] * (3 + n % 5) + ["van_hoa"] * 9, 1)
            for g in "AB"
            for n in range(size)
        ]
        shown.append(theme_differences(kinds_of(tmp_path / str(size), rows))["shown"].iloc[0])
    assert 0 < shown[1] < shown[0] < 0.2


@pytest.mark.parametrize(("size", "few"), [(19, True), (20, False)])
def test_a_difference_is_of_few_units_where_either_side_is(tmp_path, size, few):
    rows = [("a", "A", None, ["y_te"] * 40, 1), ("b", "B", None, ["y_te"] * size, 1)]
    corpus = kinds_of(tmp_path, rows)
    assert theme_differences(corpus)["few"].tolist() == [few]
    assert theme_differences(corpus, target="A", reference="B")["few"].tolist() == [few]


def test_a_group_without_anything_to_count_has_no_difference(tmp_path):
    rows = [(f"{g}{n}", g, None, [theme] * 30, 1) for g, theme in SIDES for n in range(6)]
    table = theme_differences(kinds_of(tmp_path, [*rows, ("c", "C", None, [], 1)]))
    untested = table[table["target"] == "C"]
    assert untested[["difference", "low", "high", "pooled", "p", "q"]].isna().all(axis=None)
    assert untested["units_target"].tolist() == [0, 0]
    assert set(untested["why"]) == {"one-document"}
    assert table[table["target"] == "B"]["q"].tolist() == pytest.approx([2 / 924] * 2)


def test_equal_seeds_give_equal_differences_and_wrong_groups_are_reported(tmp_path):
    rows = [
        (f"{g}{n}", g, None, ["y_te"] * (n % 7) + ["van_hoa"] * 5, 1)
        for g in "AB"
        for n in range(12)
    ]
    corpus = kinds_of(tmp_path, rows)
    assert theme_differences(corpus).equals(theme_differences(corpus))
    for asked in ({"target": "C", "reference": "A"}, {"target": "C"}, {"reference": "C"}):
        with pytest.raises(TextkitError, match="unknown period 'C'"):
            theme_differences(corpus, **asked)


def test_groups_without_a_common_kind_are_not_compared_and_say_so(tmp_path):
    rows = [
        (f"{g}{n}", g, kind, ["y_te"] * 9, 9)
        for g, kind in (("A", "nghị quyết"), ("B", "kế hoạch"))
        for n in range(6)
    ]
    corpus = kinds_of(tmp_path, rows)
    table = theme_differences(corpus)
    assert table["why"].tolist() == ["no-common-kind"]
    assert table["difference"].isna().all()
    together = theme_differences(corpus, within_kind=False)
    assert (together["kinds"].tolist(), together["difference"].tolist()) == ([""], [0.0])


def test_documents_of_no_known_kind_are_a_kind(tmp_path):
    rows = [("a", "A", None, ["y_te"], 1), ("b", "B", None, ["y_te"], 1)]
    assert theme_differences(kinds_of(tmp_path, rows))["kinds"].tolist() == ["–"]


@pytest.fixture
def three(tmp_path):
    """Three periods, in which health has 1, 3 and 8 of 10 commitments."""
    return corpus_of(
        tmp_path,
        [
            (period, period, ["y_te"] * health + ["van_hoa"] * (10 - health), 1)
            for period, health in (("A", 1), ("B", 3), ("C", 8))
        ],
    )


@pytest.mark.parametrize(
    ("asked", "differences"),
    [
        ({}, {("B", "A"): 0.2, ("C", "B"): 0.5}),
        ({"target": "C", "reference": "A"}, {("C", "A"): 0.7}),
        ({"target": "A"}, {("A", "others"): 0.1 - 11 / 20}),
        ({"target": "C"}, {("C", "others"): 0.8 - 4 / 20}),
        ({"reference": "A"}, {("B", "A"): 0.2, ("C", "A"): 0.7}),
        ({"reference": "B"}, {("A", "B"): -0.2, ("C", "B"): 0.5}),
    ],
)
def test_which_groups_are_compared(three, asked, differences):
    table = theme_differences(three, **asked)
    rows = table[table["theme"] == "y_te"].set_index(["target", "reference"])
    assert rows["difference"].to_dict() == pytest.approx(differences)


def test_a_target_is_named_with_the_only_other_group(mixed):
    table = theme_differences(mixed, target="A")
    assert set(table["reference"]) == {"B"}
    assert table.equals(theme_differences(mixed, target="A", reference="B"))


@pytest.mark.parametrize("asked", [{"target": "A"}, {"reference": "A"}])
def test_one_group_alone_has_nothing_to_be_compared_with(tmp_path, asked):
    corpus = corpus_of(tmp_path, [("a", "A", ["y_te"], 1)])
    assert theme_differences(corpus).empty
    with pytest.raises(TextkitError, match="period 'A' has nothing to be held against"):
        theme_differences(corpus, **asked)


def test_a_group_is_not_compared_with_itself(three):
    with pytest.raises(TextkitError, match="period 'A' has nothing to be held against"):
        theme_differences(three, target="A", reference="A")
