"""Blind samples for human coders, and what they say when read back."""

import csv
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.storing.coding import LABELS, alpha

# Krippendorff (2011), "Computing Krippendorff's alpha-reliability", example C: four observers,
# twelve units
OBSERVERS = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]
TEXT = """I. KẾT QUẢ ĐẠT ĐƯỢC
- Tỷ lệ hộ nghèo giảm còn 3,1%, đạt mục tiêu nghị quyết đề ra.
- Đã xây dựng 12 trạm y tế xã; đã hoàn thành 40 km đường huyện.
II. NHIỆM VỤ, GIẢI PHÁP ĐẾN NĂM 2030
- Đẩy mạnh cải cách hành chính; nâng cao chất lượng giáo dục.
- Tỷ lệ đô thị hóa đạt 31%.
- Giao Sở Y tế chủ trì xây dựng đề án trước năm 2028.
- Không để phát sinh nợ đọng xây dựng cơ bản.
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kho")
    (folder / "a.txt").write_text(TEXT, "utf-8")
    return tk.open_corpus(folder, store=folder.parent / "s.sqlite", progress=False)


def acts(corpus):
    return {
        (one.doc_id, one.start, one.end): one.act if one.act in LABELS else "other"
        for one in corpus.records("statements")
    }


def filled(sample, path, label_of):
    table = sample.assign(
        label=[label_of((row.doc_id, row.start, row.end)) for row in sample.itertuples()]
    )
    table.to_csv(path, index=False, encoding="utf-8-sig")
    return path


def test_alpha_as_published():
    units = [
        [label for label in unit if label != "."]
        for unit in zip(*(row.split() for row in OBSERVERS), strict=True)
    ]
    assert alpha(units) == pytest.approx(0.743, abs=5e-4)


@pytest.mark.parametrize("units", [[], [["a"]], [["a", "a"], ["a", "a"]]])
def test_alpha_of_nothing_to_compare(units):
    assert alpha(units) is None


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=12))
def test_alpha_is_at_most_one_and_needs_no_order(units):
    value = alpha(units)
    assert value is None or value <= 1
    assert alpha([unit[::-1] for unit in units[::-1]]) == (
        value if value is None else pytest.approx(value)
    )


def test_the_sample_is_blind_and_repeats(corpus, tmp_path):
    sample = tk.coding_sample(corpus, 9, seed=3, path=tmp_path / "a.csv")
    assert list(sample.columns) == [
        "item",
        "doc_id",
        "start",
        "end",
        "path",
        "before",
        "text",
        "after",
        "label",
        "note",
    ]
    assert set(sample["label"]) == {""}
    assert sample.equals(tk.coding_sample(corpus, 9, seed=3))
    assert not sample.equals(tk.coding_sample(corpus, 9, seed=4))
    assert len(list(csv.DictReader((tmp_path / "a.csv").open(encoding="utf-8-sig")))) == len(sample)


def test_the_labels_are_drawn_evenly(corpus):
    found = acts(corpus)
    sample = tk.coding_sample(corpus, 7)
    counts = Counter(found[row.doc_id, row.start, row.end] for row in sample.itertuples())
    assert max(counts.values()) == 1


def test_coders_who_agree_with_the_finders(corpus, tmp_path):
    sample, found = tk.coding_sample(corpus, 50), acts(corpus)
    sheets = [filled(sample, tmp_path / f"{name}.csv", found.get) for name in "ab"]
    coding = tk.read_coding(corpus, sheets)
    assert (coding.alpha, coding.low, coding.high, coding.coders, coding.split) == (1, 1, 1, 2, 0)
    assert set(coding.precision["precision"]) == {1}
    assert coding.precision["judged"].sum() == len(sample)


def test_coders_who_do_not(corpus, tmp_path):
    sample, found = tk.coding_sample(corpus, 50), acts(corpus)
    one = filled(sample, tmp_path / "a.csv", found.get)
    other = filled(
        sample, tmp_path / "b.csv", lambda place: "other" if found[place] != "other" else "action"
    )
    coding = tk.read_coding(corpus, [one, other])
    assert coding.alpha < 0
    assert coding.split == len(sample)
    assert coding.precision.empty
    alone = tk.read_coding(corpus, [other])
    assert alone.alpha is None
    assert set(alone.precision["precision"]) == {0}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"label": "promise"}, "unknown label 'promise'"),
        ({"start": "x"}, "is no number"),
        ({"start": 1}, "not in this corpus"),
    ],
)
def test_a_sheet_that_is_wrong_is_told(corpus, tmp_path, change, told):
    tk.coding_sample(corpus, 3).assign(**change).to_csv(tmp_path / "a.csv", index=False)
    with pytest.raises(TextkitError, match=told):
        tk.read_coding(corpus, [tmp_path / "a.csv"])


def test_a_sheet_is_missing(corpus, tmp_path):
    with pytest.raises(TextkitError, match="there is no file"):
        tk.read_coding(corpus, [tmp_path / "none.csv"])
    (tmp_path / "a.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(TextkitError, match="has no column"):
        tk.read_coding(corpus, [tmp_path / "a.csv"])
