"""What the tests say between random halves of documents that belong together."""

import pytest
from theme_corpus import invented_records, kinds_of

from textkit.comparing.null import SINGLE_WORDS, null_rates
from textkit.data.messages import TextkitError
from textkit.presenting.nulls import NullCheck, null_check


@pytest.fixture(autouse=True)
def _records():
    with invented_records():
        yield


def alike(folder, number, kind="nghị quyết"):
    """Documents of one period in which themes come in clumps: nothing differs but by chance."""
    rows = []
    for place in range(number):
        themes = [("y_te", "van_hoa", "giao_duc")[place % 3]] * (4 + place % 5)
        rows.append((f"d{place}", "A", kind, themes + ["kinh_te"] * 5, 1))
    return kinds_of(folder, rows)


@pytest.mark.slow
def test_random_halves_of_one_group_are_seldom_called_different(tmp_path):
    """200 splits of 16 documents: at most 5 % with the Monte Carlo error of 2.6 standard errors."""
    table = null_rates(alike(tmp_path, 16), splits=200).set_index("over")
    assert table.loc["commitments", "documents"] == 16
    assert table.loc["commitments", "tested"] == 1.0
    assert table.loc["commitments", "sure"] <= 0.05 + 2.6 * (0.05 * 0.95 / 200) ** 0.5
    low, sure, high = table.loc["commitments", ["low", "sure", "high"]]
    assert low <= sure <= high
    assert set(table.index) == {"commitments", "targets", "words", SINGLE_WORDS}


def test_equal_seeds_give_equal_rates(tmp_path):
    corpus = alike(tmp_path, 14)
    assert null_rates(corpus, splits=5).equals(null_rates(corpus, splits=5))


def test_too_few_documents_are_not_tested_and_the_sentence_says_so(tmp_path):
    check = null_check(alike(tmp_path, 6), splits=3)
    assert check.rates["tested"].tolist() == [0.0] * 4
    assert check.sentence.startswith("Các nhóm có quá ít văn bản")
    with pytest.raises(TextkitError, match="no group by period has the 4 documents"):
        null_rates(alike(tmp_path / "few", 3), splits=3)


def test_all_documents_may_be_one_group(tmp_path):
    check = null_check(alike(tmp_path, 12), by=None, splits=4, lang="en")
    assert set(check.rates["group"]) == {"all"}
    assert "4 times" in check.sentence
    assert "4 rows" in repr(check)
    assert "<table" in check._repr_html_()


def test_a_test_that_speaks_too_often_is_told(tmp_path):
    table = null_rates(alike(tmp_path, 12), splits=4).assign(sure=0.4, low=0.3, high=0.5)
    check = NullCheck(table, "en")
    assert not check.holds
    assert "do not trust the tests" in check.sentence


def test_the_rates_are_drawn_with_a_line_at_five_per_cent(tmp_path):
    check = null_check(alike(tmp_path, 12), splits=4)
    ax = check.plot()
    assert ax.lines[-1].get_xdata()[0] == 5
    assert next(label.get_text() for label in ax.get_yticklabels()) == "A, chủ đề trong cam kết"
