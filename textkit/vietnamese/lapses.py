"""Lapses of a hurried hand in a text: words written twice, and syllables that were left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from textkit import data
from textkit.vietnamese.official import MARK, NUMBER, Floats, Ints, Usage, official_usage
from textkit.vietnamese.pieces import EDGE, Pieces
from textkit.vietnamese.syllables import written

_FACTS = data.toml("syllables.toml")

# Scores are differences of natural logarithms, as in `spelling`, and were chosen on the same
# documents but for what is said otherwise.

# Words of so many syllables are looked for twice in a row.
_LONGEST_PHRASE = 4
# A syllable is doubled where the text is so much likelier with one of the two.
_DOUBLED = 6.0
# Two syllables that go together so often, and so many times more often than by chance, make a word.
_WORD_PAIR, _WORD_LIFT = 100.0, 8.0
# Off where the first may end a word and the second begin one (điều hành | hành chính).
_OFF_TWO_WORDS = 6.0
# Where each of the two goes with its other neighbour so often, and so many times more often than
# by chance, both may be meant (định vị | vị trí).
_OFTEN, _OFTEN_LIFT = 200.0, 1.5
# A syllable that follows itself so many times more often than by chance makes a word with itself.
_REDUPLICATED = 2.0
# A syllable that stands so often with no neighbour that makes a word with it is a word by itself,
# so that it may begin what follows: chứng từ | từ ngày. Chosen by eye on the published documents.
_ALONE = 0.25

# A syllable is missing from this score of `_WEIGHTS` on, log odds. Chosen on the tune half of the
# documents of docs/method.md: a fifth of the syllables taken out are found. At 3.5 it is a third,
# with four times as many notes, most of them wrong in livelier prose.
_DROPPED = 4.2
# Looked at are only places that are rare: the triples before and behind, how far the two go
# together, and how likely the second is.
_RARE_BEFORE, _RARE_BEHIND, _LOOSE, _UNLIKELY = 6.0, 30.0, 1.8, -4.5
# What may be missing follows the first so often, and stands before the second so often.
_LEAST_AFTER, _LEAST_BEFORE = 5.0, 2.0
_LEAST_OF_WORD, _BOUND = 3.0, 1.4
# A logistic regression on 10,706 syllables taken out of 66 documents and 6,029 places of them as
# they are; the order is that of `_features`.
_BIAS = -2.162
_WEIGHTS = np.array(
    [
        *(0.363, -0.065, -1.27, 0.041, 0.171, 0.038, 0.139, -0.068, -0.357),
        *(-0.347, -0.342, -0.119, 0.062, 0.291, 0.126, 0.222, 0.202),
    ]
)


class Doubled(NamedTuple):
    """Words that stand twice: their bounds, what is right, and whether both may be meant.

    `is_doubtful` is true where the first may end a word and the second begin another.
    """

    start: int
    end: int
    meant: str
    is_doubtful: bool


class Gap(NamedTuple):
    """Two syllables between which one is missing: the bounds of both, and the missing one."""

    start: int
    end: int
    missing: str


def find_doubled(pieces: Pieces) -> Iterator[Doubled]:
    """Words of one to four syllables that stand twice in a row, in order.

    >>> [one.meant for one in find_doubled(Pieces("Công tác tham tham mưu, và của các các sở"))]
    ['tham', 'các']
    """
    last = 0
    for at in _repeating(pieces):
        length = _length_doubled(pieces, at) if at >= last else 0
        doubled = _doubled(pieces, at, length) if length else None
        if doubled:
            yield doubled
            last = at + 2 * length


def _repeating(pieces: Pieces) -> list[int]:
    """The places of words that stand again a few words on."""
    ids = pieces.ids[EDGE:]
    now = ids[: len(pieces)]
    again = np.zeros(len(now), bool)
    for length in range(1, _LONGEST_PHRASE + 1):
        later = ids[length : length + len(now)]
        again |= now == later
    places: list[int] = np.flatnonzero(again & (now > MARK)).tolist()
    return places


def _length_doubled(pieces: Pieces, at: int) -> int:
    """Of how many syllables the words are that stand twice from here on; 0 if none do."""
    for length in range(_LONGEST_PHRASE, 0, -1):
        middle, end = at + length, at + 2 * length
        if end > len(pieces) or any(word is None for word in pieces.words[at:end]):
            continue
        first, second = pieces.written[at:middle], pieces.written[middle:end]
        if [word.lower() for word in first] != [word.lower() for word in second]:
            continue
        in_small_letters = all(word.islower() for word in (*first[1:], *second))
        are_apart = all(pieces.blank_after(place) for place in range(at, end - 1))
        is_phrase = length == 1 or first[0] != first[-1]
        if in_small_letters and are_apart and is_phrase and all(map(_is_long, first)):
            return length
    return 0


def _is_long(word: str) -> bool:
    return len(word) > 1


def _doubled(pieces: Pieces, at: int, length: int) -> Doubled | None:
    """Words that stand twice, if that is a slip: always so of a phrase."""
    start, end = pieces.start[at], pieces.end[at + 2 * length - 1]
    meant = pieces.text[start : pieces.end[at + length - 1]]
    if length > 1:
        return Doubled(start, end, meant, is_doubtful=False)
    word = pieces.words[at]
    if word is None or word.is_odd or pieces.is_joined(at) or pieces.is_joined(at + 1):
        return None
    usage = official_usage()
    place = at + EDGE
    before, here, behind = (pieces.ids[place + step : place + step + 1] for step in (-1, 0, 2))
    if _is_reduplication(usage, here):
        return None
    ends_word, begins_word = _is_word(usage, before, here), _is_word(usage, here, behind)
    # Of all triples around, only these are other ones where one of the two is taken away.
    gain = float(
        usage.log_chance(before, here, behind)[0]
        - usage.log_chance(before, here, here)[0]
        - usage.log_chance(here, here, behind)[0]
    )
    is_numbered = ends_word and behind[0] == NUMBER  # mã số | số 5
    if is_numbered or gain - _OFF_TWO_WORDS * (ends_word and begins_word) < _DOUBLED:
        return None
    both_go_on = _goes_on(usage, before, here) and _goes_on(usage, here, behind)
    has_own_use = ends_word and usage.alone[here[0]] >= _ALONE
    is_at_beginning = pieces.written[at][0].isupper()  # Đề | đề xuất
    has_sense = pieces.written[at].lower() in _FACTS["twice"]  # năm năm: five years
    is_doubtful = bool(both_go_on or has_own_use or is_at_beginning or has_sense)
    return Doubled(start, end, meant, is_doubtful)


def _is_reduplication(usage: Usage, syllable: Ints) -> bool:
    """Whether a syllable makes a word with itself: luôn luôn, dần dần, chung chung."""
    is_counted = usage.pairs(syllable, syllable) >= _LEAST_OF_WORD
    return bool((is_counted & (usage.lift(syllable, syllable) >= _REDUPLICATED))[0])


def _goes_on(usage: Usage, first: Ints, second: Ints) -> bool:
    is_often = usage.pairs_in_clause(first, second) >= _OFTEN
    return bool((is_often & (usage.lift(first, second) >= _OFTEN_LIFT))[0])


def _is_word(usage: Usage, first: Ints, second: Ints) -> bool:
    is_often = usage.pairs(first, second) >= _WORD_PAIR
    return bool((is_often & (usage.lift(first, second) >= _WORD_LIFT))[0])


def find_gaps(pieces: Pieces, passed_over: Iterable[tuple[int, int]] = ()) -> Iterator[Gap]:
    """Pairs of syllables between which one is missing, in order.

    Nothing is looked for in the stretches `passed_over`, where another slip accounts for the odds.

    >>> [gap.missing for gap in find_gaps(Pieces("Sau 10 năm thực Nghị quyết, kinh tế phát triển"))]
    ['hiện']
    """
    usage = official_usage()
    taken = np.zeros(len(pieces.text) + 1, bool)
    for start, end in passed_over:
        taken[start:end] = True
    candidates = [
        place
        for place in range(len(pieces) - 1)
        if _may_gape(pieces, place)
        and not (taken[pieces.start[place]] or taken[pieces.start[place + 1]])
    ]
    at = np.array(candidates, np.int64)
    if not len(at):
        return
    a, b, d, e = (pieces.ids[at + EDGE + step] for step in (-1, 0, 1, 2))
    is_rare = (
        (usage.triples(a, b, d) < _RARE_BEFORE)
        & (usage.triples(b, d, e) < _RARE_BEHIND)
        & (_strength(usage, b, d) < _LOOSE)
        & (usage.log_chance(a, b, d) < _UNLIKELY)
    )
    at = at[is_rare]
    places, missing, score = _missing(usage, *(ids[is_rare] for ids in (a, b, d, e)))
    for place, form, value in zip(at[places].tolist(), missing.tolist(), score, strict=True):
        if value >= _DROPPED:
            missed = written(usage.forms[form])
            yield Gap(pieces.start[place], pieces.end[place + 1], missed)


def _may_gape(pieces: Pieces, at: int) -> bool:
    """Whether a piece and the next are two attested syllables that stand side by side once."""
    first, second = pieces.words[at], pieces.words[at + 1]
    if first is None or second is None or not (first.is_attested and second.is_attested):
        return False
    return (
        bool(pieces.is_plain[at])
        and not pieces.is_name(at)
        and not pieces.written[at + 1].isupper()
        and pieces.blank_after(at)
        and pieces.pairs_written[first.form, second.form] == 1
    )


def _strength(usage: Usage, first: Ints, second: Ints) -> Floats:
    """How far two syllables make a word: the logarithm of their lift and 1; 0 with marks."""
    is_counted = (first > MARK) & (second > MARK) & (usage.pairs(first, second) >= _LEAST_OF_WORD)
    strength: Floats = np.where(is_counted, np.log1p(usage.lift(first, second)), 0.0)
    return strength


def _missing(usage: Usage, a: Ints, b: Ints, d: Ints, e: Ints) -> tuple[Ints, Ints, Floats]:
    """What may be missing between b and d: places where something may be, the best there, log odds.

    Each of the four holds one syllable of every place: the two before and the two behind.
    """
    c, of = usage.followers(b, least=_LEAST_AFTER)
    fits = usage.is_attested[c] & (usage.pairs(c, d[of]) >= _LEAST_BEFORE)
    c, of = c[fits], of[fits]
    places, first = np.unique(of, return_index=True)
    if not len(places):
        return places, c, np.zeros(0)
    chance = usage.log_chance
    with_it = chance(a[of], b[of], c) + chance(b[of], c, d[of]) + chance(c, d[of], e[of])
    bc, cd = _strength(usage, b[of], c), _strength(usage, c, d[of])
    order = np.lexsort((-(with_it + np.maximum(bc, cd)), of))
    best = order[first]
    any_of_them = np.logaddexp.reduceat(with_it, first)
    a, b, d, e = (ids[places] for ids in (a, b, d, e))
    bc, cd, c = bc[best], cd[best], c[best]

    unlikely = chance(a, b, d)
    ab, bd, de = (_strength(usage, *pair) for pair in ((a, b), (b, d), (d, e)))
    alone_b, alone_d = np.log(usage.alone[b]), np.log(usage.alone[d])
    better_left, better_right = bc - np.maximum(ab, bd), cd - np.maximum(de, bd)
    features = [
        # The odds of any syllable between, and how far each two make a word.
        *(any_of_them - unlikely - chance(b, d, e), ab, bd, de, bc, cd),
        # How often official text has them side by side.
        *(np.log1p(usage.pairs(b, d)), np.log1p(usage.triples(a, b, d))),
        np.log1p(usage.triples(b, d, e)),
        # Whether each is a word by itself, and makes a better word with what is missing.
        *(alone_b, alone_d, np.maximum(better_left, 0.0), np.maximum(better_right, 0.0)),
        *(np.maximum(better_left, better_right), unlikely),
        # Bound syllables whose other half is not there.
        *(-alone_b * (np.maximum(ab, bd) < _BOUND), -alone_d * (np.maximum(de, bd) < _BOUND)),
    ]
    return places, c, _BIAS + _WEIGHTS @ np.stack(features)
