"""Slips of spelling in a text: one score for every syllable, out of what a hand may have meant and
what official text writes there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from textkit import data
from textkit.vietnamese.mistyping import meant_by
from textkit.vietnamese.official import MARK, Floats, Ints, Usage, official_usage
from textkit.vietnamese.pieces import EDGE, LONGEST_WORD, Pieces, Word
from textkit.vietnamese.syllables import spelled, written

# All scores are differences of natural logarithms: how much likelier the text is with the syllable
# that may have been meant, plus the weight of the slip. Chosen, unless another is named, on slips
# put into 66 documents that were not counted, and on the warnings in them; docs/method.md has the
# trade between what is found and what is wrongly told.

# Nothing is looked for where both pairs, or one of the triples, are so common as written.
_COMMON_PAIR, _COMMON_TRIPLE = 300.0, 60.0
# What was meant makes a pair with a neighbour that is so many times commoner, and this more.
_COMMONER_PAIR, _MORE_OF_PAIR = 4.0, 2.0
# Off the score: what was meant is hardly known beside either neighbour.
_HARDLY_KNOWN, _OFF_HARDLY_KNOWN = 3.0, 4.0
# Off for each neighbour that is no syllable: it may be a name, or another language; likelier so
# where the word itself has no Vietnamese letter.
_OFF_ODD, _OFF_ODD_PLAIN = 8.0, 16.0
# Off for each further time the text writes the same, on a logarithmic scale: a writer's habit.
_OFF_HABIT = 1.5
# Off an attested syllable that has a neighbour on one side only.
_OFF_ONE_SIDE = 2.0
# Off an attested syllable that makes a word with a neighbour: so often seen together, and so many
# times more often than by chance.
_OFF_WORD, _WORD_PAIR, _WORD_LIFT = 3.0, 8.0, 3.0
# Off where what was meant makes no such word; and where it is often a word by itself
# (`Usage.alone`), since và, của, đến are likely anywhere. Chosen on the tune half of the documents
# of docs/method.md and the sample, for no wrong sure slip in the sample.
_OFF_LOOSE, _OFF_BY_ITSELF, _BY_ITSELF = 2.0, 5.0, 0.25

# A word that has no Vietnamese letter and was seen so often is one of another language.
_FOREIGN_TIMES, _FOREIGN_MORE = 30.0, 8.0
# A name of at least so many occurrences in official text is one; and what is meant instead must go
# with a neighbour so well (another attested syllable: better still, and clearly).
_NAME_TIMES, _NAME_PAIR, _NAME_PAIR_OF_WORD, _NAME_SCORE_OF_WORD = 3.0, 100.0, 1000.0, 14.0
# Two syllables without the blank between follow one another so often, and more often if no letter
# of theirs is Vietnamese.
_JOINED_PAIR, _JOINED_PAIR_PLAIN = 5.0, 100.0
_LONGEST_SIGN = 3
# Keys of Telex that hardly any other language writes so: ddoong, nuwowcs, mieengj, vaof. Words with
# them get so much more. Chosen by eye on the sample.
_TELEX_KEYS = re.compile("^dd|[aou]w|(?:aa|ee|oo)[a-z]*[sfrxj]|[jf]$")
_TELEX_MORE = 5.0
# The score of a tone on the wrong letter, about that of other slips without a doubt.
_SURE_OF_TONE = 40.0

_FACTS = data.toml("syllables.toml")
_VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
_VOWEL = re.compile("[aeiouy]")
# Onsets that stand alone where the rest of a syllable was lost: "nh", "th".
_ONSETS_ALONE = frozenset("ch tr th ph kh nh ng gh".split())
# Roman numerals and units in small letters.
_SIGN = re.compile("[ivx]+|[cdmkw]?[mgl]|ha|vn")


class Line(NamedTuple):
    """The scores from which a slip is mentioned, and from which it is sure."""

    unsure: float
    sure: float


LINES = {
    "word": Line(7.5, 9.5),
    "rare": Line(4.0, 7.0),
    "illegal": Line(2.0, 2.0),
    "plain": Line(14.0, 14.0),
    "name": Line(16.0, 16.0),
    "joined": Line(6.0, 6.0),
}
"""By what a syllable is as written: one that official text uses; one that it hardly uses; no
syllable; no syllable and without a Vietnamese letter; one in a name; two without their blank.
"""


# A guess comes near the best one where its score is less by no more. Of 573 slips of six kinds put
# into real documents the best guess was right 571 times; with another one so near, 2 times of 4.
_NEAR = 3.0


class Slip(NamedTuple):
    """A slip: where it stands, what was meant, the score, whether that is sure.

    `is_word` says that what stands there is a word too, so that only its neighbours give it away;
    `rival` is another syllable that may nearly as well have been meant.
    """

    start: int
    end: int
    meant: str
    score: float
    is_sure: bool
    is_word: bool
    rival: str | None = None


class Guess(NamedTuple):
    """The best syllable for a place: its id, score, how often it goes with a neighbour; and the id
    of the next best one, if that comes near.
    """

    at: int
    meant: int
    score: float
    pair: float
    rival: int | None = None


def find_slips(pieces: Pieces) -> Iterator[Slip]:
    """The slips of spelling in a text, in order; none in names, signs and other languages.

    >>> [slip.meant for slip in find_slips(Pieces("Chỉ đạo sử lý nghiêm để ổn định tìhn hình"))]
    ['xử', 'tình']
    """
    guesses = {guess.at: guess for guess in _guesses(pieces)}
    for at, word in enumerate(pieces.words):
        if word is None or not 1 < len(pieces.written[at]) <= LONGEST_WORD:
            continue
        slip = None
        if word.standing == "moved" and word.is_attested:
            slip = _tone_moved(pieces, at)
        elif at in guesses:
            slip = _judged(pieces, guesses[at])
        if slip is None and word.standing == "illegal":
            slip = _two_joined(pieces, at)
        if slip:
            yield slip


def _guesses(pieces: Pieces) -> Iterator[Guess]:
    """Of each place where something likelier may have been meant, the likeliest."""
    usage, ids = official_usage(), pieces.ids
    places = np.flatnonzero(_may_be_wrong(pieces))
    meant = [meant_by(pieces.written[at].lower()) for at in places.tolist()]
    of_place = np.repeat(np.arange(len(places)), [len(each) for each in meant])
    if not len(of_place):
        return
    new = np.array([number for each in meant for number, _ in each], np.int64)
    weight = np.array([value for each in meant for _, value in each])

    is_legal = np.array([_word_at(pieces, at).standing == "legal" for at in places.tolist()])
    was = np.where(is_legal, ids[places + EDGE], usage.unknown)
    left, right = _pairs_around(usage, ids, places[of_place] + EDGE, new)
    left_was, right_was = _pairs_around(usage, ids, places + EDGE, was)
    is_better = (
        (left > _COMMONER_PAIR * left_was[of_place] + _MORE_OF_PAIR)
        | (right > _COMMONER_PAIR * right_was[of_place] + _MORE_OF_PAIR)
        | ~is_legal[of_place]
    )
    of_place, new, weight = of_place[is_better], new[is_better], weight[is_better]
    pair = np.maximum(left, right)[is_better]

    as_written = _log_chance(usage, ids, places + EDGE, was)
    score = _log_chance(usage, ids, places[of_place] + EDGE, new) - as_written[of_place] + weight
    score -= _OFF_HARDLY_KNOWN * (pair < _HARDLY_KNOWN)
    order = np.lexsort((-score, of_place))
    _, first, count = np.unique(of_place[order], return_index=True, return_counts=True)
    for rank, guesses in zip(first.tolist(), count.tolist(), strict=True):
        best = order[rank]
        rival = order[rank + 1] if guesses > 1 else None
        is_near = rival is not None and score[rival] > score[best] - _NEAR
        yield Guess(
            int(places[of_place[best]]),
            int(new[best]),
            float(score[best]),
            float(pair[best]),
            int(new[rival]) if is_near else None,
        )


def _word_at(pieces: Pieces, at: int) -> Word:
    word = pieces.words[at]
    assert word is not None, "only words are judged"
    return word


def _may_be_wrong(pieces: Pieces) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each piece is a word that is not common where it stands."""
    usage, ids = official_usage(), pieces.ids
    k = np.arange(EDGE, len(ids) - EDGE)
    a, b, c, d, e = (ids[k + step] for step in (-2, -1, 0, 1, 2))
    weaker = np.minimum(usage.pairs(b, c), usage.pairs(c, d))
    best = np.maximum.reduce(
        [usage.triples(a, b, c), usage.triples(b, c, d), usage.triples(c, d, e)]
    )
    is_common = (weaker >= _COMMON_PAIR) | (best >= _COMMON_TRIPLE)
    is_attested = [
        word is not None and word.is_attested and word.standing == "legal" for word in pieces.words
    ]
    is_usual = is_common & np.array(is_attested, bool)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = (
        pieces.is_plain & (pieces.odd < 2) & ~is_usual
    )
    return found


def _pairs_around(usage: Usage, ids: Ints, at: Ints, with_it: Ints) -> tuple[Floats, Floats]:
    """How often something goes with the words before and behind a place; 0 with a mark."""
    return (
        usage.pairs_in_clause(ids[at - 1], with_it),
        usage.pairs_in_clause(with_it, ids[at + 1]),
    )


def _log_chance(usage: Usage, ids: Ints, at: Ints, with_it: Ints) -> Floats:
    """How likely a place is with something there: the three triples that it is in."""
    a, b, d, e = (ids[at + step] for step in (-2, -1, 1, 2))
    chance: Floats = (
        usage.log_chance(a, b, with_it)
        + usage.log_chance(b, with_it, d)
        + usage.log_chance(with_it, d, e)
    )
    return chance


def _judged(pieces: Pieces, guess: Guess) -> Slip | None:
    """A guess as a slip; None where it is not good enough for what stands there."""
    at = guess.at
    is_loan = pieces.written[at].lower() in _FACTS["loans"]
    if is_loan or _is_set_apart(pieces, at) or _is_torn(pieces, at):
        return None
    kind = _kind(pieces, at)
    score = _score(pieces, guess, kind)
    line = LINES[kind]
    if score < line.unsure or (kind == "name" and not _may_be_no_name(pieces, guess, score)):
        return None
    return _slip(pieces, guess._replace(score=score), is_sure=score >= line.sure)


def _kind(pieces: Pieces, at: int) -> str:
    """What a word is as written, by the names of `LINES`."""
    word = _word_at(pieces, at)
    if pieces.is_name(at):
        return "name"
    if word.standing == "legal":
        return "word" if word.is_attested else "rare"
    return "illegal" if _VIETNAMESE.search(pieces.written[at].lower()) else "plain"


def _score(pieces: Pieces, guess: Guess, kind: str) -> float:
    """The score of a guess less what speaks for the word as it is written."""
    at = guess.at
    word, low = _word_at(pieces, at), pieces.written[at].lower()
    off_odd = _OFF_ODD_PLAIN if kind == "plain" else _OFF_ODD
    score = guess.score - off_odd * float(pieces.odd[at])
    if word.standing == "legal":
        score -= _OFF_HABIT * float(np.log(pieces.times[low]))
    if kind == "word" and score >= LINES[kind].unsure:
        score -= _off_attested(pieces, guess)
    if kind == "plain" and low not in _ONSETS_ALONE:
        is_foreign = official_usage().times_of(word.form) >= _FOREIGN_TIMES
        score -= _FOREIGN_MORE * is_foreign
        score += _TELEX_MORE * bool(_TELEX_KEYS.search(low))
    return score


def _tone_moved(pieces: Pieces, at: int) -> Slip | None:
    """A syllable whose tone stands on another letter than its own; None in a name."""
    if not pieces.is_plain[at] or pieces.is_joined(at) or pieces.is_name(at):
        return None
    return _slip(pieces, Guess(at, _word_at(pieces, at).id, _SURE_OF_TONE, 0.0), is_sure=True)


def _slip(pieces: Pieces, guess: Guess, *, is_sure: bool) -> Slip:
    at, usage = guess.at, official_usage()
    word = _word_at(pieces, at)
    typed = pieces.written[at]
    meant = _as_typed(typed, usage.forms[guess.meant])
    rival = None if guess.rival is None else _as_typed(typed, usage.forms[guess.rival])
    is_word = word.is_attested and word.standing == "legal"
    return Slip(pieces.start[at], pieces.end[at], meant, guess.score, is_sure, is_word, rival)


def _as_typed(typed: str, form: str) -> str:
    """A syllable as it is written, with a capital where the typed word has one."""
    return written(form).capitalize() if typed[0].isupper() else written(form)


def _off_attested(pieces: Pieces, guess: Guess) -> float:
    """What is taken off the score of a syllable that official text uses."""
    around = pieces.ids[guess.at + EDGE - 1 : guess.at + EDGE + 2].copy()
    off = _OFF_WORD * _makes_word(around)
    if (around[[0, 2]] <= MARK).any():
        off += _OFF_ONE_SIDE
    around[1] = guess.meant
    if official_usage().alone[guess.meant] >= _BY_ITSELF:
        off += _OFF_BY_ITSELF
    elif not _makes_word(around):
        off += _OFF_LOOSE
    return off


def _makes_word(around: Ints) -> bool:
    """Whether the second of three ids makes a word with the first or the third."""
    usage = official_usage()
    first, second = around[:-1], around[1:]
    found = (
        (first > MARK)
        & (second > MARK)
        & (usage.pairs(first, second) >= _WORD_PAIR)
        & (usage.lift(first, second) >= _WORD_LIFT)
    )
    return bool(found.any())


def _may_be_no_name(pieces: Pieces, guess: Guess, score: float) -> bool:
    """Whether a word with a capital may be a slip all the same: Quyết dịnh, not Ia Mơr."""
    at, word = guess.at, _word_at(pieces, guess.at)
    before = pieces.words[at - 1] if at else None
    is_of_a_place = before is not None and before.form in _before_names()
    if is_of_a_place or pieces.times[pieces.written[at].lower()] > 1:
        return False
    if word.is_attested:
        return guess.pair >= _NAME_PAIR_OF_WORD and score >= _NAME_SCORE_OF_WORD
    return guess.pair >= _NAME_PAIR and official_usage().times_of(word.form) < _NAME_TIMES


@cache
def _before_names() -> frozenset[str]:
    """The forms of words before names: xã, ông, sông."""
    return frozenset(spelled(word).form for word in _FACTS["before_names"])


def _is_set_apart(pieces: Pieces, at: int) -> bool:
    """Whether a word is a sign, a unit or an abbreviation."""
    written_there = pieces.written[at]
    low, word = written_there.lower(), _word_at(pieces, at)
    if pieces.is_joined(at):
        return True
    if word.standing == "legal" or _VIETNAMESE.search(low):
        return False
    before, behind = pieces.text[pieces.start[at] - 1 : pieces.start[at]], pieces.end[at]
    is_short = len(low) <= _LONGEST_SIGN
    is_abbreviated = not written_there.islower() or pieces.text[behind : behind + 1] == "."
    is_known_sign = (
        not _VOWEL.search(low)
        and low not in _ONSETS_ALONE
        and official_usage().times_of(word.form) >= _FOREIGN_TIMES
    )
    return (
        (is_short and is_abbreviated)
        or is_known_sign
        or before.isdigit()
        or _SIGN.fullmatch(low) is not None
    )


def _is_torn(pieces: Pieces, at: int) -> bool:
    """Whether a piece makes a syllable with the piece before or behind it (hi ệu).

    Between syllables that official text uses, one of the two must be a lone letter.
    """
    attested, is_attested = official_usage().attested, _word_at(pieces, at).is_attested
    for first in (at - 1, at):
        if first < 0 or first + 1 >= len(pieces):
            continue
        parts = pieces.written[first : first + 2]
        are_words = pieces.words[first] is not None and pieces.words[first + 1] is not None
        has_lone_letter = min(map(len, parts)) == 1
        may_be_torn = are_words and (has_lone_letter or not is_attested)
        if may_be_torn and spelled("".join(parts)).form in attested:
            return True
    return False


def _two_joined(pieces: Pieces, at: int) -> Slip | None:
    """Two syllables written without the blank between, where that is likely: bổsung, tạiĐiều."""
    usage, there = official_usage(), pieces.written[at]
    if there.lower() in _FACTS["loans"] or pieces.is_joined(at) or not there[-1].islower():
        return None
    if usage.times_of(_word_at(pieces, at).form) >= _FOREIGN_TIMES:  # Lênin
        return None
    capitals = [cut for cut in range(2, len(there) - 1) if there[cut].isupper()]
    cuts = capitals or list(range(2, len(there) - 1))
    parts = [(there[:cut], there[cut:]) for cut in cuts]
    ids = [[usage.attested.get(spelled(part).form, -1) for part in pair] for pair in parts]
    first, second = np.array(ids, np.int64).reshape(-1, 2).T
    is_known = (first >= 0) & (second >= 0)
    times = np.where(is_known, usage.pairs(first, second), 0.0)
    least = _JOINED_PAIR if _VIETNAMESE.search(there.lower()) else _JOINED_PAIR_PLAIN
    if not len(times) or times.max() < least:
        return None
    best = int(np.argmax(times))
    a, b, d, e = (pieces.ids[at + EDGE + step : at + EDGE + step + 1] for step in (-2, -1, 1, 2))
    x, y = first[best : best + 1], second[best : best + 1]
    score = 0.0
    for one, two, three in ((a, b, x), (b, x, y), (x, y, d), (y, d, e)):
        score += float(usage.log_chance(one, two, three)[0])
    unknown = np.array([usage.unknown])
    score -= float(_log_chance(usage, pieces.ids, np.array([at + EDGE]), unknown)[0])
    score -= _OFF_ODD * float(pieces.odd[at])
    if score < LINES["joined"].unsure:
        return None
    is_sure = score >= LINES["joined"].sure
    return Slip(pieces.start[at], pieces.end[at], " ".join(parts[best]), score, is_sure, False)
