"""textkit.storing.tokens: where words stand, searched for and looked up."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import small_corpus

from textkit.storing import tokens as module
from textkit.storing.tokens import Tokens


def of_words(words, different):
    """Tokens of these words, of so many different ones."""
    tokens = Tokens(None, ())
    tokens.word = np.array(words, np.int32)
    tokens.words = np.full(different, "từ", object)
    return tokens


@given(
    st.lists(st.integers(0, 80_000), max_size=40),
    st.lists(st.integers(0, 80_000), unique=True, max_size=5),
)
def test_what_is_looked_up_is_what_is_searched_for(words, wanted):
    wanted = [*wanted, *words[:2]]
    tokens, asked = of_words(words, 80_001), np.unique(np.array(wanted, np.intp))
    for _ in range(module._INDEXED_FROM - 1):
        searched = tokens.standing(asked).tolist()
    assert "_index" not in vars(tokens)
    assert tokens.standing(asked).tolist() == searched
    assert "_index" in vars(tokens)
    assert searched == [place for place, word in enumerate(words) if word in wanted]


def test_many_words_are_searched_for(monkeypatch):
    monkeypatch.setattr(module, "_MOST_LOOKED_UP", 1)
    tokens = of_words([3, 1, 2, 1], 5)
    for _ in range(module._INDEXED_FROM + 1):
        assert tokens.standing(np.array([1, 2])).tolist() == [1, 2, 3]
    assert "_index" not in vars(tokens)


def test_totals_and_ranges_are_those_of_the_documents(tmp_path):
    corpus = small_corpus(tmp_path, [("a", "rừng Rừng , xã", {}), ("b", "rừng", {}), ("c", "", {})])
    tokens = corpus.tokens
    seen = {
        word: (tokens.total[number], tokens.range[number])
        for word, number in tokens.number.items()
        if word in ("rừng", "xã", ",")
    }
    assert seen == {"rừng": (3, 2), "xã": (1, 1), ",": (0, 0)}
    assert tokens.first.tolist() == [0, 4, 5, 5]
    assert not tokens.is_blank(np.arange(5)).any()
