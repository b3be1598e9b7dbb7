import pytest
from small_corpus import small_corpus

import textkit as tk
from textkit.finding.evaluation import wilson
from textkit.presenting.tables import write_csv
from textkit.storing.coding import kappa

WORDS = {"rừng": ["rừng", "trồng rừng", "lâm nghiệp"], "biển": ["biển"]}


@pytest.fixture
def corpus(tmp_path):
    said = [
        ("a", "Tỉnh trồng rừng ven biển .\nRừng là vàng , lâm_nghiệp là nghề", "2020-2025"),
        ("b", "Kinh_tế biển mạnh\nBiển đẹp", "2025-2030"),
        ("c", "Không có gì", "2025-2030"),
    ]
    records = {id_: {"units": []} for id_, _, _ in said}
    return small_corpus(
        tmp_path, [(id_, text, {"period": period}) for id_, text, period in said], records
    )


def test_hits_stand_in_context_each_once(corpus):
    hits = tk.dictionary(corpus, WORDS).hits()
    assert hits[["category", "query", "match"]].values.tolist() == [
        ["rừng", "trồng rừng", "trồng rừng"],  # and not "rừng" in it
        ["biển", "biển", "biển"],
        ["rừng", "rừng", "Rừng"],
        ["rừng", "lâm nghiệp", "lâm nghiệp"],
        ["biển", "biển", "biển"],
        ["biển", "biển", "Biển"],
    ]
    for hit in hits.itertuples():
        assert corpus.text(hit.doc_id)[hit.start : hit.end] == hit.match


def test_counts_by_group(corpus):
    table = tk.dictionary(corpus, WORDS).counts(by="period").set_index(["category", "group"])
    assert table.loc[("rừng", "2020-2025"), ["count", "documents"]].tolist() == [3, 1]
    assert table.loc[("biển", "2025-2030"), ["count", "of_documents"]].tolist() == [2, 2]
    assert table.loc[("rừng", "2025-2030"), "per_million"] == 0


def test_a_sample_is_drawn_by_its_seed_from_all_categories(corpus):
    own = tk.dictionary(corpus, WORDS)
    sample = own.sample(4, seed=3)
    assert sample.equals(own.sample(4, seed=3))
    assert sample["category"].value_counts().to_dict() == {"rừng": 2, "biển": 2}
    assert set(sample["verdict"]) == {""}
    assert len(own.sample(100)) == 6


def sheet(own, path, verdicts):
    sample = own.sample(100).sort_values(["doc_id", "start"])
    write_csv(sample.assign(verdict=verdicts), path)
    return path


def test_judges_give_precision_and_agreement(corpus, tmp_path):
    own = tk.dictionary(corpus, WORDS)
    one = sheet(own, tmp_path / "a.csv", ["đúng", "đúng", "Sai", "đúng", "sai", "1"])
    two = sheet(own, tmp_path / "b.csv", ["đúng", "đúng", "sai", "đúng", "đúng", ""])
    alone = own.judged(one)
    assert alone.precision.values.tolist() == [
        ["rừng", 2, 3, 0, 2 / 3, *wilson(2, 3)],
        ["biển", 2, 3, 0, 2 / 3, *wilson(2, 3)],
    ]
    assert alone.alpha is alone.kappa is None
    by_query = alone.by_query.set_index("query")
    assert by_query.loc["rừng", ["right", "judged"]].tolist() == [0, 1]
    both = own.judged([one, two])
    assert (both.judges, both.hits, both.split) == (2, 6, 1)
    assert both.precision["split"].sum() == 1
    assert both.precision["judged"].sum() == 5
    assert both.kappa == pytest.approx((5 * 4 - (3 * 4 + 2 * 1)) / (25 - 14))
    assert both.low is not None
    assert both.low <= both.alpha <= both.high


def test_what_splits_the_judges_alone_has_no_precision(corpus, tmp_path):
    own = tk.dictionary(corpus, {"rừng": ["rừng"]})
    count = len(own.sample(100))
    one = sheet(own, tmp_path / "a.csv", ["đúng"] * count)
    two = sheet(own, tmp_path / "b.csv", ["sai"] * count)
    row = own.judged([one, two]).precision.iloc[0]
    assert (row["right"], row["judged"], row["split"]) == (0, 0, count)
    assert row[["precision", "low", "high"]].isna().all()


def test_sheets_in_which_nothing_is_judged_are_refused(corpus, tmp_path):
    own = tk.dictionary(corpus, WORDS)
    with pytest.raises(tk.TextkitError, match="no verdict"):
        own.judged(sheet(own, tmp_path / "a.csv", [""] * 6))


def test_kappa_is_none_where_chance_alone_agrees():
    assert kappa([]) is None
    assert kappa([("x", "x")] * 3) is None
    assert kappa([("x", "y"), ("y", "x")]) == -1


def test_wrong_sheets_and_dictionaries_are_named(corpus, tmp_path):
    own = tk.dictionary(corpus, WORDS)
    path = sheet(own, tmp_path / "a.csv", ["đúng", "có lẽ", "", "", "", ""])
    with pytest.raises(tk.TextkitError, match=r"line \d, column verdict: 'có lẽ' is neither"):
        own.judged(path)
    good = sheet(own, tmp_path / "b.csv", ["đúng"] * 6)
    with pytest.raises(tk.TextkitError, match="3 hits of the sheets are none of this dictionary"):
        tk.dictionary(corpus, {"rừng": WORDS["rừng"]}).judged(good)
    with pytest.raises(tk.TextkitError, match="there is no file"):
        own.judged(tmp_path / "none.csv")
    with pytest.raises(tk.TextkitError, match="has no category"):
        tk.dictionary(corpus, {})
    with pytest.raises(tk.TextkitError, match="'x' of the dictionary has no word"):
        tk.dictionary(corpus, {"x": []})
    (tmp_path / "themes.toml").write_text('[rung]\nkeywords = ["rừng"]\n', "utf-8")
    assert tk.dictionary(corpus, tmp_path / "themes.toml").categories == {"rung": ("rừng",)}


def test_words_that_do_not_occur_have_no_hits(corpus):
    own = tk.dictionary(corpus, {"x": ["vũ trụ", "sao"], "biển": ["biển"]})
    assert len(own.hits()) == 3
    assert tk.dictionary(corpus, {"x": ["vũ trụ"]}).hits().empty
    nothing = tk.dictionary(corpus, {"x": ["vũ trụ"]})
    assert nothing.counts()["count"].tolist() == [0]
    assert nothing.sample(5).empty
