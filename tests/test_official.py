"""The counts of official text: they are what the file says, and chances are chances."""

import numpy as np
import pytest

from textkit.vietnamese.official import BREAK, NUMBER, official_usage
from textkit.vietnamese.syllables import spelled


def ids(words):
    usage = official_usage()
    return [np.array([usage.id(spelled(word).form)]) for word in words.split()]


@pytest.mark.parametrize(
    ("common", "rare"),
    [("nghị quyết", "quyết nghị"), ("hội đồng", "hội đòng"), ("kỹ thuật", "kĩ thật")],
)
def test_pairs_that_are_used_are_counted(common, rare):
    usage = official_usage()
    assert usage.pairs(*ids(common))[0] > 10 * usage.pairs(*ids(rare))[0]
    assert usage.lift(*ids(common))[0] > 10


def test_triples_do_not_run_over_the_end_of_a_sentence():
    usage = official_usage()
    first, second, third = ids("hội đồng nhân")
    assert usage.triples(first, second, third)[0] > 1000
    assert usage.triples(first, np.array([BREAK]), third)[0] == 0


def test_what_was_never_counted_has_a_chance_and_no_count():
    usage = official_usage()
    first, second, unknown = ids("hội đồng quna")
    assert usage.pairs(second, unknown)[0] == usage.triples(first, second, unknown)[0] == 0
    assert usage.pairs(unknown, second)[0] == 0
    assert -30 < usage.log_chance(first, second, unknown)[0] < -15


@pytest.mark.parametrize("context", ["hội đồng", "của các", "quna đồng", "nhân quna"])
def test_the_chances_after_a_context_add_up_to_about_one(context):
    usage = official_usage()
    first, second = ids(context)
    every = np.arange(usage.unknown)
    chances = np.exp(
        usage.log_chance(np.full_like(every, first), np.full_like(every, second), every)
    )
    # What was left out of the table is given back in part.
    assert 0.6 < chances.sum() < 1.05


def test_followers_are_those_with_a_count():
    usage = official_usage()
    (first, _) = ids("nghị quyết")
    found, of = usage.followers(np.concatenate([first, first]), least=5.0)
    every = np.arange(usage.unknown)
    expected = every[usage.pairs(np.full_like(every, first), every) >= 5]
    assert found[of == 0].tolist() == found[of == 1].tolist() == expected.tolist()


def test_pairs_with_numbers_count_within_a_clause_and_those_with_breaks_do_not():
    usage = official_usage()
    month, _ = ids("tháng năm")
    number, end = np.array([NUMBER]), np.array([BREAK])
    assert usage.pairs_in_clause(month, number)[0] == usage.pairs(month, number)[0] > 0
    assert usage.pairs_in_clause(month, end)[0] == 0 < usage.pairs(month, end)[0]


def test_only_syllables_are_attested():
    usage = official_usage()
    assert {"nghi5", "quynh1"} <= usage.attested.keys()
    assert not {"km", "covid", "kan5"} & usage.attested.keys()
