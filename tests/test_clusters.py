import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from textkit.comparing.clusters import Scores, clusters
from textkit.comparing.similarity import Links

NONE = Links(np.empty(0, int), np.empty(0, int), np.empty(0, np.float32))


def links(pairs):
    one, two = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    return Links(one, two, np.array(list(pairs.values()), np.float32))


def grouped(documents, pairs, twins=NONE):
    """The groups of statements, given the document of each and the scores of pairs, line .5."""
    found = links(pairs)
    scores = Scores(found, np.array(documents))
    return {(c.members, c.guests) for c in clusters(found, twins, scores, 0.5)}


def test_groups_join_where_all_their_pairs_are_alike():
    assert grouped([0, 1, 2], {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.6}) == {((0, 1, 2), frozenset())}


def test_a_chain_is_no_group_and_its_middle_is_a_guest():
    assert grouped([0, 1, 2], {(0, 1): 0.9, (1, 2): 0.8}) == {
        ((0, 1), frozenset()),
        ((1, 2), frozenset({1})),
    }


def test_a_document_has_at_most_three_members_twins_being_one():
    documents = [0, 0, 0, 0, 1]
    pairs = {(place, 4): 0.9 - place / 100 for place in range(4)}
    assert {members for members, _ in grouped(documents, pairs)} == {(0, 1, 2, 4), (3, 4)}
    twins = links({(0, 1): 0.95})
    assert {members for members, _ in grouped(documents, pairs, twins)} == {(0, 1, 2, 3, 4)}


def test_what_is_not_linked_is_in_no_group():
    assert grouped([0, 1], {(0, 1): 0.4}) == set()


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 7), st.integers(8, 15)), st.floats(0, 1, width=32), max_size=30
    )
)
def test_every_strong_link_has_a_group_and_no_group_holds_a_weak_pair(pairs):
    documents = [place // 2 for place in range(16)]
    found = grouped(documents, pairs) if pairs else set()
    for (one, two), score in pairs.items():
        if score >= 0.6:
            assert any({one, two} <= set(members) for members, _ in found)
    for members, _ in found:
        for one in members:
            for two in members:
                if one < two and documents[one] != documents[two]:
                    assert pairs.get((one, two), 0) >= 0.25
