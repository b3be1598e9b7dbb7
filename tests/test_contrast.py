import json

import numpy as np
import pytest
from beside import GOLD, needs_shared
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import small_corpus

from textkit.comparing.contrast import (
    compare_words,
    keyness,
    lockwords,
    log_odds,
    log_ratio,
)
from textkit.counting.counts import log_likelihood
from textkit.data.messages import TextkitError

STATISTICS = GOLD / "statistics.json"
gold = needs_shared
INAUGURAL = 43002, 108539  # quanteda.textstats, textstat_keyness: tokens since 1945, and before


@pytest.fixture
def corpus(tmp_path):
    return small_corpus(
        tmp_path,
        [
            (
                "a1",
                "nông_nghiệp " * 8 + "đầu_tư " * 5 + "và " * 9 + "2020 " * 7,
                {"period": "2015-2020"},
            ),
            ("a2", "nông_nghiệp " * 4 + "đầu_tư " * 5, {"period": "2015-2020"}),
            ("b1", "chuyển_đổi_số " * 9 + "đầu_tư " * 5 + "nông_nghiệp", {"period": "2020-2025"}),
            ("c1", "biển " * 6 + "đầu_tư " * 4, {"period": "2025-2030"}),
            ("x", "lạc_lõng " * 20, {}),
        ],
    )


# The ratio and the near bound of its interval (LRC) as scattertext prints them; Hardie's ratio by
# Evert (2022).
@pytest.mark.parametrize(
    ("a", "b", "ratio", "near"),
    [(1048, 779, 1.763681, 1.6285), (39, 332, -1.753867, -1.2725)],
)
def test_log_ratio_is_as_printed(a, b, ratio, near):
    found, low, high = (float(value) for value in log_ratio(a, b, *INAUGURAL))
    assert found == pytest.approx(ratio, abs=5e-5)  # theirs adds 0.001 to every cell
    assert round(low if ratio > 0 else high, 4) == near
    assert low < found < high


@gold
def test_log_ratio_on_every_published_value():
    facts = json.loads(STATISTICS.read_text("utf-8"))
    inaugural = facts["keyness_quanteda_inaugural"]
    for word, values in inaugural["derived"].items():
        a, b, _ = inaugural["chi2_signed"][word]
        found, low, high = log_ratio(
            a, b, inaugural["target_tokens"], inaugural["reference_tokens"]
        )
        assert float(found) == pytest.approx(
            values["log_ratio"], abs=5e-5
        )  # theirs adds 0.001 to every cell
        printed = next(value for name, value in values.items() if name.startswith("LRC"))
        assert round(float(low if found > 0 else high), 4) == printed
        strict = log_ratio(a, b, *INAUGURAL, confidence=1 - 0.001 / 4)[1 if found > 0 else 2]
        name = next(name for name in values if name.startswith("conservative_log_ratio"))
        assert round(float(strict), 6) == values[name]
    evert = facts["log_ratio_gold_evert"]["eingebracht"]
    rest = evert["f2"] - evert["f"], evert["f1"], evert["N"] - evert["f1"]
    assert float(log_ratio(evert["f"], *rest)[0]) == pytest.approx(evert["lr"], abs=1e-12)


@gold
def test_log_odds_on_every_published_value():
    facts = json.loads(STATISTICS.read_text("utf-8"))["keyness_quanteda_inaugural"]
    (n_a, n_b), vocabulary = INAUGURAL, 9437
    for name, (odds, z) in facts["log_odds_dirichlet_prior_0.1_V_9437"].items():
        a, b = facts["chi2_signed"].get(name, (0, 39))[:2]  # fellow-citizens (0, 39)
        rest = 0.1 * (vocabulary - 1)
        found = log_odds([a, n_a - a], [b, n_b - b], n_a, n_b, [0.1, rest])
        assert [round(float(values[0]), 5) for values in found] == [odds, z]


def test_lockwords_are_those_that_stay(tmp_path):
    """Five documents a side; the forest has shrunk, of the sea too little is known."""
    documents = []
    for number in range(5):
        said = "đất " * (90 + number) + ("biển " * 9 if number == 0 else "")
        documents.append((f"a{number}", said + "rừng " * 20, {"period": "X"}))
        documents.append((f"b{number}", said + "rừng " * 4, {"period": "Y"}))
    corpus = small_corpus(tmp_path, documents)
    table = lockwords(corpus, target="X", reference="Y", min_count=1)
    assert table["word"].tolist() == ["đất"]
    assert (table["low"] > -0.5).all()
    few = corpus.only([id_ for id_ in corpus.ids if id_ != "a0"])
    assert lockwords(few, target="X", reference="Y", min_count=1).empty


def test_a_count_of_nothing_has_a_ratio_and_one_open_bound():
    ratio, low, high = log_ratio([0, 8, 0], [8, 0, 0], 1000, 1000)
    assert ratio.tolist() == [-4, 4, 0]
    assert low[0] == -np.inf
    assert high[1] == np.inf
    assert (low[2], high[2]) == (-np.inf, np.inf)
    assert high[0] == pytest.approx(-low[1])


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1000, 9000), st.integers(1000, 9000))
def test_swapping_the_parts_turns_the_sign(a, b, n_a, n_b):
    ratio, low, high = log_ratio(a, b, n_a, n_b)
    back = log_ratio(b, a, n_b, n_a)
    assert [float(x) for x in back] == pytest.approx(
        [-float(ratio), -float(high), -float(low)], abs=1e-9
    )
    assert low <= ratio <= high
    assert float(log_likelihood(a, b, n_a, n_b)) == pytest.approx(
        float(log_likelihood(b, a, n_b, n_a)), abs=1e-9
    )


@pytest.fixture
def changed(tmp_path):
    """Eight resolutions a side: the forest gave way to the sea, the land stays; one speech."""
    documents = [("s", "rừng " * 90, {"period": "B", "kind": "bài phát biểu"})]
    for number in range(8):
        same = "đất " * (20 + number % 3) + ("chợ " * 9 if number == 0 else "")
        facts = {"kind": "nghị quyết"}
        documents.append((f"a{number}", same + "rừng " * 6, facts | {"period": "A"}))
        documents.append((f"b{number}", same + "biển " * 6, facts | {"period": "B"}))
    return small_corpus(tmp_path, documents)


def test_q_is_that_of_an_exchange_of_documents(changed):
    table = keyness(changed, target="B", min_count=1).set_index("word")
    assert table.loc["biển", "p"] == pytest.approx(2 / 12870)
    # Three words are tested: the land, the sea, and the forest.
    assert table.loc["biển", "q"] == pytest.approx(2 / 12870 * 3)
    assert table.loc["đất", "q"] > 0.5
    # One document of each side has it: never to be sure, and so not tested.
    assert np.isnan(table.loc["chợ", "q"])
    assert table.loc["biển", ["documents", "documents_reference"]].tolist() == [8, 0]


def test_a_speech_among_resolutions_is_counted_but_not_exchanged(changed):
    """The speech has more of the forest than all resolutions: it makes no word surely typical."""
    table = keyness(changed, target="B", min_count=1).set_index("word")
    assert table.loc["rừng", "log_ratio"] > 0
    assert table.loc["rừng", "p"] == 1.0


def test_one_document_a_side_is_described_and_not_tested(corpus):
    table = keyness(corpus, target="2020-2025", reference="2025-2030", min_count=1)
    assert table["log_ratio"].notna().all()
    assert table[["p", "q", "low", "high"]].isna().all(axis=None)


def test_what_is_sure_comes_first_then_the_log_ratio(changed):
    words = keyness(changed, target="B", min_count=1)["word"].tolist()
    assert words[0] == "biển"
    assert words.index("đất") < words.index("rừng") or "rừng" in words[:2]


def test_words_of_the_form_and_roman_numerals_are_not_typical(tmp_path):
    facts = {"period": "A"}, {"period": "B"}
    head = "TỈNH ỦY LAM CHÂU"
    said = f"{head}\nđại_hội xix xiii mở cảng"
    rest = {"kind": "line", "label": "", "heading": "", "path": "", "level": 0, "parent": None}
    units = [
        {"doc_id": "a", "start": 0, "end": len(head), "sense": "head", **rest},
        {"doc_id": "a", "start": len(head) + 1, "end": len(said), "sense": "", **rest},
    ]
    corpus = small_corpus(
        tmp_path,
        [("a", said, facts[0]), ("b", "đại_hội biển", facts[1])],
        {"a": {"units": units}},
    )
    words = set(keyness(corpus, target="A", min_count=1, stop_words=())["word"])
    assert {"cảng", "mở"} <= words
    assert not {"tỉnh", "uỷ", "lam", "châu", "xix", "xiii"} & words


def test_words_of_two_levels_are_compared_by_terms_only_when_one_is_chosen(tmp_path):
    corpus = small_corpus(
        tmp_path,
        [
            ("a", "rừng", {"term": "2021-2026", "level": "central"}),
            ("b", "biển", {"term": "2021-2026", "level": "local"}),
            ("c", "biển", {"term": "2016-2021", "level": "local"}),
        ],
    )
    with pytest.raises(TextkitError, match="1 documents of central bodies and 2 of local ones"):
        keyness(corpus, by="term", target="2021-2026", min_count=1)
    table = keyness(corpus.where(level="local"), by="term", target="2021-2026", min_count=1)
    assert table["word"].tolist() == ["biển"]


def test_where_no_word_is_frequent_enough_there_are_no_rows(corpus):
    table = keyness(corpus, target="2015-2020", min_count=1000)
    assert table.empty
    assert table["q"].dtype == float


def test_keyness_names_what_is_typical_of_the_target(corpus):
    table = keyness(corpus, by="period", target="2015-2020", reference="2020-2025")
    row = table.set_index("word").loc["nông nghiệp"]
    assert table["word"].tolist() == ["nông nghiệp", "đầu tư", "chuyển đổi số"]
    assert row[
        ["target", "reference", "count_target", "count_reference", "documents"]
    ].tolist() == ["2015-2020", "2020-2025", 12, 1, 2]
    assert row["per_million_target"] == pytest.approx(
        12e6 / 38
    )  # function words and figures are words too
    assert row["log_ratio"] == pytest.approx(np.log2((12 / 38) / (1 / 15)))
    assert row["g2"] > 0 > table["g2"].iloc[-1]
    assert table.attrs["ungrouped"] == ["x"]


def test_swapping_target_and_reference_negates(corpus):
    there = keyness(corpus, target="2015-2020", reference="2020-2025").set_index("word")
    back = (
        keyness(corpus, target="2020-2025", reference="2015-2020")
        .set_index("word")
        .loc[there.index]
    )
    for name, other in (
        ("log_ratio", "log_ratio"),
        ("g2", "g2"),
        ("g2_2cell", "g2_2cell"),
        ("z", "z"),
    ):
        assert (back[name] + there[other]).abs().replace(np.inf, np.nan).dropna().max() < 1e-9
    assert back["count_target"].tolist() == there["count_reference"].tolist()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=6))
def test_keyness_is_antisymmetric_on_any_counts(tmp_path_factory, counts):
    words = ["rừng", "biển", "đất", "chợ", "cầu", "đường"]
    said = [
        "mốc "
        + " ".join(f"{word} " * pair[side] for word, pair in zip(words, counts, strict=False))
        for side in (0, 1)
    ]
    corpus = small_corpus(
        tmp_path_factory.mktemp("k"),
        [(str(i), text, {"term": "XY"[i]}) for i, text in enumerate(said)],
    )
    there = keyness(corpus, by="term", target="X", reference="Y", min_count=1).set_index("word")
    back = keyness(corpus, by="term", target="Y", min_count=1).set_index("word").loc[there.index]
    assert np.allclose(back["log_ratio"], -there["log_ratio"])
    assert np.allclose(back["g2"], -there["g2"])


def test_against_all_others(corpus):
    table = keyness(corpus, target="2020-2025").set_index("word")
    assert set(table["reference"]) == {"others"}
    assert table.loc["nông nghiệp", ["count_target", "count_reference"]].tolist() == [1, 12]
    assert "biển" in table.index
    assert not {"lạc lõng", "và", "2020"} & set(table.index)
    assert "và" in keyness(corpus, target="2020-2025", stop_words=())["word"].tolist()
    assert keyness(corpus, target="2020-2025", min_count=10)["word"].tolist() == [
        "đầu tư",
        "nông nghiệp",
    ]


def test_dispersion_is_over_slices_where_documents_are_few(tmp_path):
    even, clumped = ("rừng biển đất chợ " * 500, "biển rừng đất chợ " * 10 + "đất chợ " * 980)
    corpus = small_corpus(
        tmp_path,
        [
            ("a", even, {"period": "A"}),
            ("b", clumped, {"period": "B"}),
            *[(f"c{i}", "rừng biển", {"period": "C"}) for i in range(5)],
            ("c5", "biển biển", {"period": "C"}),
        ],
    )
    value = compare_words(corpus).set_index(["target", "word"])["dispersion"]
    assert value["A", "rừng"] == pytest.approx(0, abs=1e-9)
    assert value["B", "rừng"] == pytest.approx(1)
    assert value["C", "rừng"] == pytest.approx((1 / 6) / (1 - 1 / 6))  # six documents, one without


def test_every_group_is_compared_with_all_others(corpus):
    table = compare_words(corpus)
    assert table["target"].unique().tolist() == ["2015-2020", "2020-2025", "2025-2030"]
    assert table.groupby("target")["word"].first().tolist() == [
        "nông nghiệp",
        "chuyển đổi số",
        "biển",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            {"target": "1999"},
            "unknown period '1999'; the corpus has '2015-2020', '2020-2025', '2025-2030'",
        ),
        ({"target": "2015-2020", "reference": "1999"}, "unknown period '1999'"),
        ({"target": "2015-2020", "reference": "2015-2020"}, "nothing to be held against"),
        ({"target": "2015-2020", "by": "colour"}, "unknown fact 'colour'"),
        ({"target": "XIII", "by": "term"}, "unknown term 'XIII'; the corpus has none"),
    ],
)
def test_what_cannot_be_compared_is_named(corpus, arguments, said):
    with pytest.raises(TextkitError, match=said):
        keyness(corpus, **arguments)


def test_one_group_cannot_be_compared(corpus):
    with pytest.raises(TextkitError, match="two groups are needed"):
        compare_words(corpus.where(period="2015-2020"))
