"""Keyword in context and collocations: where a query stands, and what stands around it."""

import json
import math
import re
from fnmatch import fnmatchcase

import numpy as np
import pytest
from beside import GOLD, needs_shared
from effort import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import small_corpus

from textkit.counting import queries
from textkit.counting.concordance import collocations, in_alphabet, kwic
from textkit.counting.counts import log_likelihood
from textkit.counting.queries import Term, parse, without_marks
from textkit.data.messages import TextkitError

STATISTICS = GOLD / "statistics.json"


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


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("chuyển đổi số", ["moi", "moi"]),  # whatever the cut: Chuyển_đổi số, Chuyển đổi_số
        ("đô thị hóa", ["cu", "moi"]),
        ("ĐÔ THỊ HOÁ", ["cu", "moi"]),
        ("đổi số", ["moi", "moi"]),
        ("57-NQ/TW", ["moi"]),
        ("8,5", ["moi"]),
        ("8", []),
        ("kinh tế đô thị", []),  # the sentence ends between them
        ("tế", ["cu", "cu", "moi", "moi", "la"]),
        ("hóa, chuyển", ["moi"]),
        ("hóa chuyển", []),
        ("vắng mặt", []),
        ("tỉnh phát", []),
    ],
)
def test_kwic_finds_syllables_whatever_the_words(corpus, query, places):
    table = kwic(corpus, query)
    assert table["doc_id"].tolist() == places
    for row in table.itertuples():
        assert corpus.text(row.doc_id)[row.start : row.end] == row.match


def spans(table):
    return list(zip(table["doc_id"], table["start"], table["end"], strict=True))


def test_several_queries_find_what_any_of_them_finds(corpus):
    rows = spans(kwic(corpus, ["kinh tế", "tế", "đổi số", "tế"]))
    apart = {*spans(kwic(corpus, "kinh tế")), *spans(kwic(corpus, "tế"))}
    assert set(rows) == apart | set(spans(kwic(corpus, "đổi số")))
    assert len(rows) == len(set(rows))
    order = {id_: place for place, id_ in enumerate(corpus.ids)}
    assert rows == sorted(rows, key=lambda row: (order[row[0]], row[1]))
    assert spans(kwic(corpus, ("tế",))) == spans(kwic(corpus, "tế"))
    assert collocations(corpus, ["kinh tế"], min_count=1).equals(
        collocations(corpus, "kinh tế", min_count=1)
    )


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda c: kwic(c, []), "holds no word"),
        (lambda c: kwic(c, ["tế", ""]), "holds no word"),
        (lambda c: kwic(c, [["tế"]]), r"\['tế'\] is no query; give a text"),
        (lambda c: kwic(c, 5), "5 is no query; give a text, or a list of texts"),
        (lambda c: kwic(c, None), "None is no query"),
        (lambda c: kwic(c, "tế", window="line"), "not 'line'"),
        (
            lambda c: kwic(c, "tế", window=-1),
            "a number of words, 'sentence' or 'paragraph', not -1",
        ),
        (lambda c: kwic(c, "tế", window=True), "not True"),
    ],
)
def test_what_is_no_query_is_named(corpus, ask, message):
    with pytest.raises(TextkitError, match=message):
        ask(corpus)


def test_a_window_of_no_words_shows_nothing_around(corpus):
    table = kwic(corpus, "đô thị", window=0)
    assert table["left"].tolist() == ["", ""]


ANY = r"(?:\d+(?:[.,]\d+)*|[^\W_]+)"


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("Hóa", [Term("hoá")]),
        ("chuyển đổi", [Term("chuyển"), Term("đổi")]),
        ("c?ng", [Term(r"c[^\W_]ng")]),
        ("20*", [Term(r"20[^\W_]{0,60}")]),
        ("phát * kinh", [Term("phát"), Term(ANY), Term("kinh")]),
        ("8,5 %", [Term("8,5"), Term("%")]),
        ("57-NQ/TW", [Term("57"), Term(r"\-"), Term("nq"), Term("/"), Term("tw")]),
        ("đầu_tư", [Term(r"đầu\ tư", True)]),
        ("_", [Term("_")]),
        ("*_hoá", [Term(r".*\ hoá", True)]),
        ("[VERB]", [Term(".*", True, "VERB")]),
        ("*_hoá[VERB] tế", [Term(r".*\ hoá", True, "VERB"), Term("tế")]),
        ("/Phát (triển|huy)/", [Term("phát (triển|huy)", True)]),
        (r"/\W.hóa/[NOUN] x", [Term(r"\W.hoá", True, "NOUN"), Term("x")]),
        ("1/2", [Term("1"), Term("/"), Term("2")]),
    ],
)
def test_the_parts_of_a_query(query, terms):
    assert parse(query) == terms


def test_the_parts_of_a_query_without_accents():
    assert parse("Đổi đầu_tư /hoá/", accents=False) == [
        Term("doi"),
        Term(r"dau\ tu", True),
        Term("hoa", True),
    ]


def test_kwic_shows_the_words_around(corpus):
    row = kwic(corpus, "đô thị hóa", window=2, by="period").iloc[1]
    assert row[["left", "match", "right", "group"]].tolist() == [
        "kinh tế .",
        "đô thị hóa",
        ", Chuyển",
        "2020-2025",
    ]
    assert (
        kwic(corpus, "đô thị hóa", window=0)[["left", "right"]].to_numpy().tolist()
        == [["", ""]] * 2
    )


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_kwic_wants_a_word(corpus, query):
    with pytest.raises(TextkitError, match="holds no word"):
        kwic(corpus, query)


def test_collocations_count_each_near_word_once(tmp_path):
    corpus = small_corpus(
        tmp_path,
        [
            ("a", "vốn đầu_tư công\nđầu_tư công đầu_tư\nrừng rừng rừng rừng", {}),
            ("b", "công sở", {}),
        ],
    )
    table = collocations(corpus, "đầu tư", window=1, min_count=1).set_index("word")
    # 9 words are not the node's own, 3 of them stand beside one.
    assert table.loc["công", ["count", "total"]].tolist() == [2, 3]
    assert table.loc["công", "expected"] == pytest.approx(3 * 3 / 9)
    assert table.loc["công", "mi"] == pytest.approx(math.log2(2 / 1))
    assert table.loc["công", "log_dice"] == pytest.approx(14 + math.log2(2 * 2 / (3 + 3)))
    assert table.loc["công", "g2"] == pytest.approx(float(log_likelihood(2, 1, 3, 6)))
    assert "rừng" not in table.index
    assert table.attrs["nodes"] == 3
    assert len(collocations(corpus, "vắng mặt")) == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("chuyển * số", ["Chuyển đổi số"] * 2),
        ("* số", ["đổi số", "đổi số", "tế số"]),
        ("đ* số", ["đổi số", "đổi số"]),
        ("kinh t?", ["kinh tế"] * 5),
        ("kinh ?", []),
        ("*", 43),
        ("kinh_tế", ["kinh tế"] * 5),
        ("đô_thị hóa", ["đô thị hóa"]),  # the other one is one word
        ("đô_thị_hóa", ["đô thị hoá"]),
        ("chuyển_đổi số", ["Chuyển đổi số"]),
        ("*_hóa", ["đô thị hoá"]),
        ("[NUM]", ["57-NQ/TW", "8,5"]),
        ("số đạt [NUM] phần", ["số đạt 8,5 phần"]),
        ("[NUM] số", []),
        ("8*[NUM]", ["8,5"]),
        ("8,*[NUM]", ["8,5"]),
        ("/kinh tế|đô thị/", ["kinh tế", "kinh tế", "kinh tế", "đô thị", "kinh tế", "kinh tế"]),
        (r"/\S+/ số", []),
        (r"/\S+/ đổi", ["Chuyển đổi"]),
        (r"/.*đổi.*/", ["Chuyển đổi", "đổi số"]),
        ("/PHÁT .*/[NOUN]", ["Phát triển", "Phát biểu"]),
        ("/TW", ["/TW"]),
        ("tỉnh / TW", []),
    ],
)
def test_a_query_may_hold_wildcards_words_parts_of_speech_and_expressions(corpus, query, found):
    if isinstance(found, int):
        assert kwic(corpus, query).attrs["matches"] == found
    else:
        assert sorted(kwic(corpus, query)["match"]) == sorted(found)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("/phát (/", "cannot be read"),
        ("[NUN]", "unknown part of speech 'NUN'"),
        ("tế[X9]", "unknown part of speech"),
    ],
)
def test_what_cannot_be_read_in_a_query_is_named(corpus, query, said):
    with pytest.raises(TextkitError, match=said):
        kwic(corpus, query)


def test_without_accents_letters_are_compared_bare(corpus):
    assert kwic(corpus, "chuyen doi so").empty
    assert len(kwic(corpus, "chuyen doi so", accents=False)) == 2
    assert len(kwic(corpus, "chuyện đòi sổ", accents=False)) == 2
    assert len(kwic(corpus, "kinh_te", accents=False)) == 5
    assert without_marks("Đường về đỉnh Ơ Ư") == "Duong ve dinh O U"


def test_a_concordance_shows_a_sentence_or_a_paragraph(corpus):
    assert kwic(corpus, "biển", window="sentence")[["left", "right"]].to_numpy().tolist() == [
        ["Phát triển kinh tế", "và kinh tế rừng ."]
    ]
    row = kwic(corpus, "đổi số", window="paragraph").iloc[1]
    assert row[["left", "right"]].tolist() == ["đô thị hóa , Chuyển", "theo 57-NQ/TW ."]
    assert kwic(corpus, "phần", window="paragraph")["right"].tolist() == [""]


def test_a_concordance_is_sorted_by_the_words_on_one_side(tmp_path):
    corpus = small_corpus(
        tmp_path, [("a", "đi chợ quê\ndân chợ xa\nấm chợ an\nan chợ đó\nchợ", {})]
    )
    assert kwic(corpus, "chợ", sort="left", window=1)["left"].tolist() == [
        "an",
        "ấm",
        "dân",
        "đi",
        "đó",
    ]
    assert kwic(corpus, "chợ", sort="right", window=1)["right"].tolist()[-4:] == [
        "an",
        "đó",
        "quê",
        "xa",
    ]
    cut = kwic(corpus, "chợ", sort="right", limit=2)
    assert (len(cut), cut.attrs["matches"]) == (2, 5)
    assert cut.equals(kwic(corpus, "chợ", sort="right").head(2))


def test_words_stand_in_the_order_of_a_dictionary():
    words = "ba bà bả bã bá bạ bă bằng bâu da đa e ê i o ô ơ u ư y".split()
    assert sorted(set(words), key=in_alphabet) == words


SYLLABLES = ["rừng", "biển", "đất", "."]


@given(
    st.lists(
        st.lists(st.lists(st.sampled_from(SYLLABLES[:3]), min_size=1, max_size=3), max_size=5),
        min_size=1,
        max_size=4,
    ),
    st.lists(st.sampled_from(["rừng", "biển", "đất", "*"]), min_size=1, max_size=3),
)
@settings(max_examples=80, deadline=None)
def test_a_phrase_is_found_wherever_its_syllables_follow_each_other(tmp_path_factory, lines, query):
    said = "\n".join(" ".join("_".join(word) for word in line) for line in lines)
    corpus = small_corpus(tmp_path_factory.mktemp("q"), [("a", said, {})])
    rows = [[syllable for word in line for syllable in word] for line in lines]
    by_hand = [
        " ".join(row[at : at + len(query)])
        for row in rows
        for at in range(len(row) - len(query) + 1)
        if all(
            wanted in ("*", seen)
            for wanted, seen in zip(query, row[at : at + len(query)], strict=True)
        )
    ]
    assert kwic(corpus, " ".join(query))["match"].tolist() == by_hand


@given(st.text("aế_*?[]/NOUV, \\(8", max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_query_is_answered_or_refused(tmp_path_factory, query):
    corpus = small_corpus(tmp_path_factory.mktemp("f"), [("a", "kinh_tế số 8,5 Vế", {})])
    try:
        table = kwic(corpus, query)
    except TextkitError:
        return
    for row in table.itertuples():
        assert corpus.text("a")[row.start : row.end] == row.match


def test_collocations_by_group_and_part_of_speech(tmp_path):
    corpus = small_corpus(
        tmp_path,
        [
            ("a", "đầu_tư công Vận\nđầu_tư công Vận\nrừng", {"period": "2020"}),
            ("b", "đầu_tư biển\nđầu_tư biển\nđất", {"period": "2025"}),
            ("c", "đầu_tư lạ", {}),
        ],
    )
    table = collocations(corpus, "đầu tư", by="period", min_count=2)
    assert table[["group", "word", "count"]].to_numpy().tolist() == [
        ["2020", "công", 2],
        ["2020", "vận", 2],
        ["2025", "biển", 2],
    ]
    assert table.attrs["nodes"] == {"2020": 2, "2025": 2}
    assert collocations(corpus, "đầu tư", min_count=2, pos="VERB")["word"].tolist() == ["vận"]


@needs_shared
def test_mutual_information_is_as_published(tmp_path):
    """A corpus in which the word and the node have the published counts: UCS toolkit,
    *appreciated*, scaled down.
    """
    facts = json.loads(STATISTICS.read_text("utf-8"))["ucs_gold"]["appreciated"]
    f, f1, f2, n = (facts[name] for name in ("f", "f1", "f2", "N"))
    assert math.log10(f / (f1 * f2 / n)) == pytest.approx(facts["mi_log10"], abs=1e-12)
    near, apart = 77, 963  # f1 / N as near as small numbers allow: 0.07996 for 0.07987
    said = (
        "nút "
        + "quý "
        + "\nnút ".join(["đất"] * (near - 1))
        + "\n"
        + "quý\n"
        + "xa " * (apart - near - 1)
    )
    row = (
        collocations(small_corpus(tmp_path, [("a", said, {})]), "nút", window=2, min_count=1)
        .set_index("word")
        .loc["quý"]
    )
    assert row[["count", "total"]].tolist() == [f, f2]
    assert row["mi"] / math.log2(10) == pytest.approx(facts["mi_log10"], abs=0.001)
    assert row["expected"] == pytest.approx(f1 * f2 / n, abs=0.001)
    assert np.isclose(row["g2"], facts["log_likelihood"], rtol=0.01)


@given(
    st.text(st.sampled_from("ab*?"), min_size=1, max_size=6),
    st.text(st.sampled_from("ab"), max_size=8),
)
def test_wildcards_find_what_they_do_in_file_names(glob, word):
    pattern = queries._glob(glob, ".*")
    assert bool(re.fullmatch(pattern, word)) == fnmatchcase(word, glob)


def test_many_stars_take_no_more_than_few():
    """Tried at every length of every other, twelve stars would take hours."""
    pattern = re.compile(queries._glob("a*" * 12 + "b", ".*"))
    assert grows_linearly(lambda size: pattern.fullmatch("a" * size), 20_000)


def test_a_regular_expression_that_does_not_end_is_stopped(tmp_path, monkeypatch):
    corpus = small_corpus(tmp_path, [("d", "a" * 60 + " kinh_tế", {"kind": "nghị quyết"})])
    monkeypatch.setattr(queries, "_SECONDS_OF_AN_EXPRESSION", 0.2)
    with pytest.raises(TextkitError, match="was stopped"):
        kwic(corpus, "/(a|aa)+b/")
    assert len(kwic(corpus, "/kinh (tế|doanh)/")) == 1
