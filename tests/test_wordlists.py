import numpy as np
import pandas as pd
import pytest
from small_corpus import small_corpus

import textkit as tk
from textkit.comparing.wordlists import read_word_list
from textkit.counting.counts import log_likelihood


@pytest.fixture
def corpus(tmp_path):
    said = [
        ("a", "rừng " * 8 + "biển " * 4, "2015-2020", "nghị quyết"),
        ("b", "rừng " * 6 + "biển " * 4, "2015-2020", "nghị quyết"),
        ("c", "rừng " * 7 + "biển " * 5 + "đô_thị " * 6, "2020-2025", "nghị quyết"),
        ("d", "rừng " * 9 + "biển " * 6, "2020-2025", "chỉ thị"),
        ("e", "số_hóa " * 9 + "biển " * 6 + "đô_thị " * 6, "2025-2030", "chỉ thị"),
        ("f", "số_hóa " * 8 + "biển " * 5, "2025-2030", "chỉ thị"),
        ("x", "rừng", None, None),
    ]
    return small_corpus(
        tmp_path, [(id_, text, {"period": period, "kind": k}) for id_, text, period, k in said]
    )


def row(table, word):
    return table.set_index("word").loc[word]


def test_several_groups_are_one_side(corpus):
    table = tk.keyness(corpus, target=["2015-2020", "2020-2025"], reference="2025-2030")
    assert set(table["target"]) == {"2015-2020 + 2020-2025"}
    assert row(table, "rừng")["count_target"] == 30
    assert row(table, "số hóa")["count_reference"] == 17
    others = tk.keyness(corpus, target=["2015-2020", "2020-2025"])
    assert set(others["reference"]) == {"2025-2030"}
    assert others["count_target"].tolist() == table["count_target"].tolist()
    back = tk.keyness(corpus, target="2025-2030", reference=["2015-2020", "2020-2025"])
    assert row(back, "rừng")["log_ratio"] == -row(table, "rừng")["log_ratio"]


def test_parts_are_compared(corpus):
    part = corpus.where(kind="chỉ thị")
    table = tk.keyness(corpus, target=part)
    assert set(table["target"]) == {"kind: chỉ thị"}
    assert set(table["reference"]) == {"others"}
    assert row(table, "rừng")["count_reference"] == 22  # with the document of no period
    corpus.save("chỉ thị", where={"kind": "chỉ thị"})
    named = tk.keyness(corpus, target=corpus.part("chỉ thị"), reference="2015-2020")
    assert set(named["target"]) == {"chỉ thị"}
    assert row(named, "rừng")[["count_target", "count_reference"]].tolist() == [9, 14]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"target": ["2015-2020", "x"]}, "unknown period 'x'"),
        ({"target": "2015-2020", "reference": ["2015-2020", "2020-2025"]}, "2 documents are on bo"),
        ({"target": []}, "nothing to be held against"),
        ({"target": "2015-2020", "reference": {}}, "holds no word"),
        ({"reference": {"rừng": -1}}, "row 1: the count of 'rừng' is -1"),
        ({"reference": pd.DataFrame({"chữ": ["a"], "n": [1]})}, "needs a column of words"),
    ],
)
def test_wrong_sides_are_named(corpus, ask, said):
    with pytest.raises(tk.TextkitError, match=said):
        tk.keyness(corpus, **ask)


LIST = {"Rừng": 10, "biển": 500, "số_hoá": 20, "nhà": 470}


def test_a_list_of_frequencies_is_a_reference(corpus):
    table = tk.keyness(corpus, reference=LIST)
    words = 30 + 1 + 30 + 12 + 17
    forest = row(table, "rừng")
    assert forest["count_target"] == 31
    assert forest["count_reference"] == 10
    assert forest["log_ratio"] == pytest.approx(np.log2(31 / words / (10 / 1000)))
    assert forest["g2"] == pytest.approx(float(log_likelihood(31, 10, words, 1000)))
    assert row(table, "số hóa")["count_reference"] == 20  # in another spelling, with a "_"
    assert forest["low"] < forest["log_ratio"] < forest["high"]
    assert table[["p", "q", "documents_reference"]].isna().all(axis=None)
    assert set(table["target"]) == {"corpus"}
    assert table.attrs["list_coverage"] == pytest.approx((words - 12) / words)
    assert table["word"].iloc[-1] == "biển"  # the most typical of the list


def test_a_list_may_be_a_series_a_table_or_a_file(corpus, tmp_path):
    wanted = tk.keyness(corpus, target="2015-2020", reference=LIST)
    assert np.isnan(wanted["low"]).all()  # two documents
    series = pd.Series(LIST)
    frame = pd.DataFrame({"Từ": list(LIST), "Tần số": list(LIST.values())})
    (tmp_path / "a.csv").write_text("word;count\n" + text(LIST, ";"), "utf-8-sig")
    (tmp_path / "b.tsv").write_text("từ\ttần số\n" + text(LIST, "\t"), "utf-8")
    for given in (series, frame, tmp_path / "a.csv", str(tmp_path / "b.tsv")):
        table = tk.keyness(corpus, target="2015-2020", reference=given)
        pd.testing.assert_frame_equal(
            table.drop(columns="reference"), wanted.drop(columns="reference")
        )
    assert set(table["reference"]) == {"b.tsv"}


def text(counts, delimiter):
    return "".join(f"{word}{delimiter}{count}\n" for word, count in counts.items())


def test_a_row_that_is_no_count_is_named(tmp_path):
    (tmp_path / "a.csv").write_text("word,count\nrừng,5\nbiển,1.234\n", "utf-8")
    with pytest.raises(tk.TextkitError, match=r"row a\.csv:3: the count of 'biển' is '1\.234'"):
        read_word_list(tmp_path / "a.csv")
