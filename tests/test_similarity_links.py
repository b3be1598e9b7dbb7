"""Each pair of statements is looked at once, whatever the blocks are."""

import numpy as np
import pytest

from textkit.comparing import similarity
from textkit.comparing.similarity import Likeness, content_of

WORDS = "xây đường cầu trường chợ nước rừng đê cảng kho bến đò núi hồ".split()


def statements(number):
    drawn = np.random.default_rng(1)
    return [" ".join(drawn.choice(WORDS, 6)) for _ in range(number)]


def links_of(likeness, line=0.2):
    found = likeness.links(line, lambda one, two: np.zeros(len(one), bool))
    return {(int(a), int(b)): float(score) for a, b, score in zip(*found, strict=True)}


@pytest.mark.parametrize(("pairs", "stretches"), [(10**7, 12), (60, 12), (60, 3), (1, 5), (200, 1)])
def test_links_do_not_depend_on_blocks(monkeypatch, pairs, stretches):
    likeness = Likeness(statements(60))
    whole = links_of(likeness)
    monkeypatch.setattr(similarity, "_PAIRS_AT_ONCE", pairs)
    monkeypatch.setattr(similarity, "_STRETCHES", stretches)
    assert links_of(likeness) == whole
    assert all(one < two for one, two in whole)


def test_links_are_all_pairs_that_are_alike():
    likeness = Likeness(statements(30))
    found = links_of(likeness)
    dense = likeness.vectors.toarray()
    dots = dense @ dense.T
    norms = likeness.norms[:, None] * likeness.norms[None, :]
    score = dots / (norms + likeness._damping)
    wanted = {(a, b) for a in range(30) for b in range(a + 1, 30) if score[a, b] >= 0.2}
    assert wanted
    assert found.keys() == wanted


def test_a_gap_is_as_long_as_what_it_replaces():
    text = "b) Sở Y tế xây trạm y tế xã trong năm 2026;"
    assert len(content_of(text)) == len(text)
