import json
import math
from collections import Counter

import numpy as np
import pytest
from beside import GOLD, needs_shared
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from small_corpus import small_corpus

from textkit.counting.concordance import collocations, kwic
from textkit.counting.counts import (
    dispersion,
    diversity,
    frequencies,
    log_likelihood,
    moving_ttr,
    ngrams,
    own_stop_words,
    spread,
)
from textkit.data.messages import TextkitError

STATISTICS = GOLD / "statistics.json"
gold = needs_shared


def published():
    return json.loads(STATISTICS.read_text("utf-8"))


@pytest.fixture
def corpus(tmp_path):
    return small_corpus(
        tmp_path,
        [
            (
                "cu",
                "Đẩy_mạnh đô_thị_hoá của tỉnh .\nPhát_triển kinh_tế biển và kinh_tế rừng .",
                {"period": "2015-2020", "date": "2015-10-20", "kind": "nghị quyết"},
            ),
            (
                "moi",
                (
                    "1. Chuyển_đổi số trong kinh_tế .\nđô_thị hóa , Chuyển đổi_số theo 57-NQ/TW"
                    " .\nkinh_tế số đạt 8,5 phần"
                ),
                {"period": "2020-2025", "date": "2020-10-20", "kind": "nghị quyết"},
            ),
            ("la", "Phát_biểu về kinh_tế", {"kind": "phát biểu"}),
        ],
    )


# log likelihood: Dunning (1993) table 2; UCS toolkit; Rayson (2002, Corpora list), two cells.
@pytest.mark.parametrize(
    ("a", "b", "n_a", "n_b", "cells", "printed"),
    [
        (10, 3, 10, 31767, 4, 167.23),
        (1, 1, 15334, 191998 - 15334, 4, 2.4487567246743),
        (392, 170, 10**6, 10**6, 2, 90.1301),
        (348, 99, 10**6, 10**6, 2, 146.9529),
        (21, 25, 10**6, 10**6, 2, 0.3483),
        (5, 5, 100, 100, 4, 0.0),
        (0, 0, 100, 100, 4, 0.0),
    ],
)
def test_log_likelihood_is_as_printed(a, b, n_a, n_b, cells, printed):
    digits = len(str(printed).partition(".")[2])
    assert round(float(log_likelihood(a, b, n_a, n_b, cells=cells)), digits) == printed


@gold
def test_log_likelihood_on_every_published_value():
    facts = published()
    inaugural = facts["keyness_quanteda_inaugural"]
    sizes = inaugural["target_tokens"], inaugural["reference_tokens"]
    for word, values in inaugural["derived"].items():
        a, b, _ = inaugural["chi2_signed"][word]
        assert float(log_likelihood(a, b, *sizes)) == pytest.approx(
            abs(values["G2_4cell"]), abs=1e-6
        )
        if "G2_2cell" in values:
            assert float(log_likelihood(a, b, *sizes, cells=2)) == pytest.approx(
                values["G2_2cell"], abs=1e-4
            )
    rayson = facts["rayson_2002_corpora_list_per_million"]
    rows = [rayson[name][:2] for name in ("KEEP lemma", "keep", "keeps", "keeping", "kept")]
    found = log_likelihood(*np.array(rows).T, *rayson["corpus_sizes"], cells=2)
    assert found.round(4).tolist() == rayson["unrounded_2cell"]
    (a, b, c, d), g2 = facts["dunning_1993"]["cells"], facts["dunning_1993"]["G2"]
    assert round(float(log_likelihood(a, c, a + b, c + d)), 2) == g2
    ucs = facts["ucs_gold"]["appreciated"]
    table = ucs["f"], ucs["f2"] - ucs["f"], ucs["f1"], ucs["N"] - ucs["f1"]
    assert float(log_likelihood(*table)) == pytest.approx(ucs["log_likelihood"], abs=1e-10)


def dispersed(counts, sizes):
    measures = spread(csr_matrix(np.array([counts], float)), np.array(sizes, float))
    return {name: float(values[0]) for name, values in measures.items()}


def test_dispersion_of_gries_s_example_is_as_printed():
    found = dispersed([1, 2, 3, 4, 5], [9, 10, 10, 10, 11])  # Gries (2008; 2020)
    assert found["range"] == 5
    assert found["dp"] == pytest.approx(0.18, abs=1e-12)
    assert found["dp_norm"] == pytest.approx(0.219512195121951, abs=1e-12)
    assert found["juilland_d"] == pytest.approx(0.785150453450451, abs=1e-12)
    assert dispersed([1, 2, 3, 4, 5], [10] * 5)["juilland_d"] == pytest.approx(
        0.764297739604484, abs=1e-12
    )


@gold
def test_dispersion_on_every_published_value():
    facts = published()
    toy = facts["dispersion_gries_toy"]
    found = dispersed(toy["v"], toy["part_sizes"])
    for ours, theirs in {
        "range": "range",
        "dp": "DP",
        "dp_norm": "DPnorm",
        "juilland_d": "juilland_D_rates",
    }.items():
        assert found[ours] == pytest.approx(toy[theirs], abs=1e-12)
    assert dispersed(toy["v"], [10] * 5)["juilland_d"] == pytest.approx(
        toy["juilland_D_equal"], abs=1e-12
    )
    carroll = facts["dispersion_carroll_1970"]
    assert round(dispersed([0, 4, 3, 2, 1], [1] * 5)["juilland_d"], 4) == carroll["D([0,4,3,2,1])"]
    lyne = facts["dispersion_lyne_allemand_tlda"]
    found = dispersed(lyne["x"], lyne["sizes"])
    assert found["range"] / len(lyne["x"]) == lyne["Rrel"]
    assert found["dp"] == pytest.approx(lyne["DP_plain"], abs=1e-8)
    assert round(found["juilland_d"], 7) == lyne["D"]


def test_one_part_has_no_dispersion():
    found = dispersed([7], [100])
    assert found["dp"] == 0
    assert math.isnan(found["dp_norm"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(10, 99)), min_size=2, max_size=9))
def test_dispersion_stays_within_its_bounds(parts):
    counts, sizes = zip(*parts, strict=True)
    if not sum(counts):
        return
    found = dispersed(counts, sizes)
    assert -1e-9 <= found["dp"] <= found["dp_norm"] + 1e-9 <= 1 + 2e-9
    assert -1e-9 <= found["juilland_d"] <= 1 + 1e-9


def test_frequencies_count_folded_words_and_name_them_as_written(corpus):
    table = frequencies(corpus, stop_words=()).set_index("word")
    assert table.loc["kinh tế"].to_dict() == {
        "count": 5,
        "per_million": pytest.approx(5e6 / 28),
        "documents": 3,
    }
    assert table["count"].sum() == 28
    assert "của" in table.index
    assert not {"của", "và", "."} & set(frequencies(corpus)["word"])
    assert "kinh tế" not in set(frequencies(corpus, stop_words=["Kinh tế"])["word"])


def test_the_more_frequent_spelling_names_the_word(tmp_path):
    corpus = small_corpus(tmp_path, [("a", "Văn_hóa văn_hóa văn_hoá Tỷ_lệ y_tế ý_kiến", {})])
    assert frequencies(corpus)["word"].tolist() == ["văn hóa", "tỷ lệ", "y tế", "ý kiến"]


def test_frequencies_by_group_leave_out_what_has_none(corpus):
    table = frequencies(corpus, by="period", stop_words=())
    row = table.set_index("word").loc["kinh tế"]
    assert row[["count", "count_2015-2020", "count_2020-2025", "documents"]].tolist() == [
        4,
        2,
        2,
        2,
    ]
    assert row["per_million_2015-2020"] == pytest.approx(2e6 / 10)
    assert table.attrs["ungrouped"] == ["la"]


def test_frequencies_by_part_of_speech(corpus):
    assert frequencies(corpus, pos="NUM")["word"].tolist() == ["57-nq/tw", "8,5"]
    assert len(frequencies(corpus, pos=["NUM", "NOUN"])) == len(frequencies(corpus))


def test_dispersion_of_words_over_documents_and_groups(corpus):
    table = dispersion(corpus, min_count=2).set_index("word")
    assert table.loc["kinh tế", ["count", "range", "parts"]].tolist() == [5, 3, 3]
    assert (
        dispersion(corpus, by="period", min_count=2).set_index("word").loc["kinh tế", "parts"] == 2
    )


def test_dispersion_leaves_out_stop_words_and_other_parts_of_speech(corpus):
    assert "của" in set(dispersion(corpus, min_count=1)["word"])
    assert "của" not in set(dispersion(corpus, min_count=1, stop_words=None)["word"])
    assert dispersion(corpus, min_count=1, pos="NUM")["word"].tolist() == ["57-nq/tw", "8,5"]
    with pytest.raises(TextkitError, match="unknown part of speech 'NUN'"):
        dispersion(corpus, pos="NUN")


def test_ngrams_stay_in_a_sentence_and_break_at_marks(tmp_path):
    corpus = small_corpus(
        tmp_path,
        [
            ("a", "đầu_tư công cho rừng\nđầu_tư công , cho rừng\ncông cho", {"period": "X"}),
            ("b", "Đầu_tư công", {"period": "Y"}),
            ("c", "đầu_tư công", {}),
        ],
    )
    table = ngrams(corpus, stop_words=(), min_count=1).set_index("word")
    assert table["count"].to_dict() == {"đầu tư công": 4, "công cho": 2, "cho rừng": 2}
    assert table.loc["đầu tư công", "documents"] == 3
    assert ngrams(corpus, 3, stop_words=(), min_count=1)["word"].tolist() == [
        "công cho rừng",
        "đầu tư công cho",
    ]
    assert ngrams(corpus, 4, stop_words=(), min_count=1)["word"].tolist() == [
        "đầu tư công cho rừng"
    ]
    assert ngrams(corpus, min_count=1)["word"].tolist() == ["đầu tư công"]  # "cho" is a stop word
    row = ngrams(corpus, by="period", min_count=1).iloc[0]
    assert row[["count", "documents", "count_X", "count_Y"]].tolist() == [3, 2, 2, 1]
    assert row["per_million_X"] == pytest.approx(2e6 / 10)
    assert ngrams(corpus, 9, min_count=1).empty
    assert ngrams(corpus, 2, containing="công", stop_words=(), min_count=1)["count"].tolist() == [
        4,
        2,
    ]
    assert ngrams(corpus, 3, containing="công cho", stop_words=(), min_count=1)[
        "word"
    ].tolist() == ["công cho rừng", "đầu tư công cho"]
    assert ngrams(corpus, 2, containing="vắng mặt", min_count=1).empty
    with pytest.raises(TextkitError, match="not 1"):
        ngrams(corpus, 1)


@given(
    st.lists(
        st.lists(st.sampled_from(["một", "hai", "ba", "."]), max_size=8), min_size=1, max_size=4
    ),
    st.integers(2, 4),
)
@settings(max_examples=40, deadline=None)
def test_ngrams_are_those_found_by_hand(tmp_path_factory, lines, n):
    said = "\n".join(" ".join(line) for line in lines)
    corpus = small_corpus(tmp_path_factory.mktemp("n"), [("a", said, {})])
    by_hand = Counter(
        " ".join(line[at : at + n])
        for line in lines
        for at in range(len(line) - n + 1)
        if "." not in line[at : at + n]
    )
    assert (
        dict(ngrams(corpus, n, stop_words=(), min_count=1)[["word", "count"]].to_numpy().tolist())
        == by_hand
    )


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(1, 12))
def test_the_moving_ratio_is_the_mean_of_its_windows(words, window):
    found = moving_ttr(np.array(words, int), window)
    windows = [words[at : at + window] for at in range(len(words) - window + 1)]
    if not windows:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(
            sum(len(set(each)) / window for each in windows) / len(windows)
        )


def test_diversity_of_documents_and_groups(corpus):
    table = diversity(corpus, window=4).set_index("part")
    assert table.loc["cu", ["words", "types"]].tolist() == [10, 9]
    assert table.loc["cu", "ttr"] == pytest.approx(0.9)
    assert math.isnan(diversity(corpus)["mattr"][0])
    assert diversity(corpus, by="period")["part"].tolist() == ["2015-2020", "2020-2025"]


def test_stop_words_protect_what_a_policy_text_turns_on():
    kept = "không chưa phải cần nên sẽ tăng giảm cao người nước lên trên hơn một hai năm".split()
    assert not own_stop_words() & {"có thể", *kept}
    assert {"và", "của", "các", "những"} <= own_stop_words()


def test_counting_an_empty_corpus_gives_empty_tables(tmp_path):
    corpus = small_corpus(tmp_path, [("a", "một", {})]).where(kind=[])
    assert len(corpus) == 0
    for table in (
        frequencies(corpus),
        dispersion(corpus),
        kwic(corpus, "một"),
        collocations(corpus, "một"),
    ):
        assert table.empty


def test_stop_words_are_taken_as_they_are_naturally_given(corpus):
    own = frequencies(corpus)["word"].tolist()
    every = frequencies(corpus, stop_words=())["word"].tolist()
    assert own != every
    assert frequencies(corpus, stop_words=True)["word"].tolist() == own
    assert frequencies(corpus, stop_words=None)["word"].tolist() == own
    assert frequencies(corpus, stop_words=False)["word"].tolist() == every
    left = frequencies(corpus, stop_words="Kinh tế")["word"].tolist()
    assert left == [word for word in every if word != "kinh tế"]
    assert frequencies(corpus, stop_words=["số", "Kinh tế"])["word"].tolist() == [
        word for word in left if word != "số"
    ]


def test_parts_of_speech_are_one_several_or_all(corpus):
    every = frequencies(corpus)["word"].tolist()
    assert frequencies(corpus, pos=None)["word"].tolist() == every
    assert frequencies(corpus, pos=())["word"].tolist() == every
    nouns = frequencies(corpus, pos="NOUN")["word"].tolist()
    assert nouns != every
    assert frequencies(corpus, pos=["NOUN"])["word"].tolist() == nouns


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda c: frequencies(c, stop_words=3), "3 are no words to leave out"),
        (lambda c: frequencies(c, stop_words=["và", 3]), "are no words to leave out"),
        (lambda c: frequencies(c, pos=True), "True is no part of speech"),
        (lambda c: frequencies(c, pos=["NOUN", None]), "is no part of speech"),
        (lambda c: ngrams(c, 2, containing=7), "7 is no query"),
    ],
)
def test_what_is_no_word_is_named(corpus, ask, message):
    with pytest.raises(TextkitError, match=message):
        ask(corpus)
