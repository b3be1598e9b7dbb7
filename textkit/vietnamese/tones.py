"""Wrong marks on the letters of recognised text, put right where official text is sure of them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import cache

import numpy as np

from textkit.vietnamese.ngrams import Floats, Ints, Ngrams, Pieces, official
from textkit.vietnamese.text import fold, fold_placement

# How much more likely another syllable must be, in natural logarithms over the three triples that a
# syllable is in: so much where the recogniser was unsure, and so much more for each unit of the log
# odds of its being right. Chosen on half of the scans of docs/method.md; on the other half 95 % of
# the wrong marks are put right, and 1 of 2,400 right ones is made wrong.
LEAST_GAIN = 2.0
GAIN_BY_ODDS = 1.3

# All unknown syllables are counted as one, so each of them is much less likely than that one: by
# this, in natural logarithms.
UNKNOWN = 6.0

# A word with a capital may be a name, which official text does not know: it is left alone where it
# was read as surely as this.
SURE_OF_NAME = 0.85

# No recogniser is surer than this.
_SUREST = 0.999

# A figure with letters that look like digits: O7, 2O25, 1l.
_FIGURE = re.compile(r"(?=\D*\d)[\dOolI]+(?:[.,/]?[\dOolI]+)*")
_DIGITS = str.maketrans("OolI", "0011")

# Two words without a blank have so many letters together, and were seen so often one after the
# other, with their marks or with others; where they were read more surely than this, only with
# theirs. Chosen by eye on the same scans.
_SHORTEST_PAIR = 4
_LEAST_SEEN = 100
_LEAST_SEEN_UNMARKED = 1000
_SURE = 0.99

_TONE = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_MARKS = re.compile("[\u0300-\u036f]")


def restore(words: Sequence[str], sure: Sequence[float]) -> list[str]:
    """The words of a recognised text, their marks put right where that is certain.

    `sure` is how sure the recogniser was of each, 0 to 1. A word is changed where another with the
    same letters and other marks is much more likely between its neighbours. Figures in which O and
    l stand for 0 and 1 are put right too, and two words that lost the blank between them get it
    back; but for that blank all stay equally long.

    >>> restore("Theo để nghị của Giám đốc Sở ngày O7".split(), [0.6] * 9)
    ['Theo', 'đề', 'nghị', 'của', 'Giám', 'đốc', 'Sở', 'ngày', '07']
    """
    restored: list[str] = []
    for word, confidence in zip(words, sure, strict=True):
        restored.append(_parted(_figure(word), with_marks=confidence > _SURE))
    text = " ".join(restored)
    counts = official()
    pieces = counts.pieces(text)
    ids = pieces.id.copy()
    certain = _by_piece(pieces, restored, sure)
    places = [
        place
        for place, kind in enumerate(pieces.kind)
        if kind == "syllable" and _may_change(text, pieces, place, certain)
    ]
    before = ids.copy()
    for place in places:
        _mend_one(counts, ids, place, text, pieces, certain)
    # Two wrong neighbours hold each other up: thú tuớng for thủ tướng.
    for place in places:
        for first in (place - 1, place):
            is_pair = first >= 0 and pieces.kind[first : first + 2] == ["syllable"] * 2
            if is_pair and (ids[first : first + 2] == before[first : first + 2]).all():
                _mend_two(counts, ids, first, text, pieces, certain)
    letters = list(text)
    for place in np.flatnonzero(ids != before).tolist():
        start, end = int(pieces.start[place]), int(pieces.end[place])
        letters[start:end] = _written(counts.syllables[ids[place]], text[start:end])
    mended = "".join(letters)
    ends = np.cumsum([len(word) + 1 for word in restored]).tolist()
    starts = [0, *ends]
    return [mended[start : end - 1] for start, end in zip(starts, ends, strict=False)]


def _figure(word: str) -> str:
    """A word with its letters that look like digits as digits, if all else in it are figures."""
    bare = word.strip(".,;:()")
    if bare.isdecimal() or not _FIGURE.fullmatch(bare):
        return word
    return word.replace(bare, bare.translate(_DIGITS))


def _parted(word: str, *, with_marks: bool) -> str:
    """A word with a blank, if it is no syllable but two that often follow each other, with their
    marks or with any.
    """
    counts = official()
    core = word.strip(".,;:()")
    if len(core) < _SHORTEST_PAIR or not core.isalpha() or skeleton(core) in _by_skeleton():
        return word
    least = _LEAST_SEEN if with_marks else _LEAST_SEEN_UNMARKED
    best, times = 0, least - 1
    for cut in range(2, len(core) - 1):
        first, second = _candidates(core[:cut], with_marks), _candidates(core[cut:], with_marks)
        if len(first) and len(second):
            seen = int(
                counts.pairs(np.repeat(first, len(second)), np.tile(second, len(first))).max()
            )
            if seen > times:
                best, times = cut, seen
    return word.replace(core, f"{core[:best]} {core[best:]}") if best else word


def _candidates(syllable: str, with_marks: bool) -> Ints:
    """The numbers of a syllable as it is, or of all with its letters."""
    if not with_marks:
        return _alike(skeleton(syllable))
    number = official().ids.get(fold(syllable))
    return np.array([] if number is None else [number], np.int64)


def _by_piece(pieces: Pieces, words: Sequence[str], sure: Sequence[float]) -> Floats:
    """The confidence of the word that each piece is in."""
    ends = np.cumsum([len(word) + 1 for word in words])
    at = np.searchsorted(ends, pieces.start, side="right")
    values = np.clip(np.asarray(sure, np.float64), 1 - _SUREST, _SUREST)
    return values[np.minimum(at, len(values) - 1)] if len(values) else values


def _may_change(text: str, pieces: Pieces, place: int, certain: Floats) -> bool:
    is_name = _written_at(text, pieces, place).istitle()
    return not is_name or bool(certain[place] <= SURE_OF_NAME)


def _written_at(text: str, pieces: Pieces, place: int) -> str:
    return text[int(pieces.start[place]) : int(pieces.end[place])]


def _needed(sure: float) -> float:
    """By how much another reading must be likelier."""
    return LEAST_GAIN + GAIN_BY_ODDS * max(0.0, math.log(sure / (1 - sure)))


def _mend_one(
    counts: Ngrams, ids: Ints, place: int, text: str, pieces: Pieces, certain: Floats
) -> None:
    """Puts the likeliest syllable at a place, if it is likelier by enough."""
    candidates = _alike(skeleton(_written_at(text, pieces, place)))
    if not len(candidates):
        return
    scores = _likelihood(counts, _around(counts, ids, place, 1), [candidates])
    best = int(np.argmax(scores))
    now = _likelihood(counts, _around(counts, ids, place, 1), [ids[place : place + 1]])
    if scores[best] - now[0] > _needed(float(certain[place])):
        ids[place] = candidates[best]


def _mend_two(
    counts: Ngrams, ids: Ints, place: int, text: str, pieces: Pieces, certain: Floats
) -> None:
    """Puts the likeliest two syllables at a place and after it, if they are likelier by enough."""
    first = _alike(skeleton(_written_at(text, pieces, place)))
    second = _alike(skeleton(_written_at(text, pieces, place + 1)))
    if not len(first) or not len(second):
        return
    around = _around(counts, ids, place, 2)
    pairs = [np.repeat(first, len(second)), np.tile(second, len(first))]
    scores = _likelihood(counts, around, pairs)
    best = int(np.argmax(scores))
    now = _likelihood(counts, around, [ids[place : place + 1], ids[place + 1 : place + 2]])
    needed = _needed(float(certain[place])) + _needed(float(certain[place + 1]))
    if scores[best] - now[0] > needed:
        ids[place], ids[place + 1] = pairs[0][best], pairs[1][best]


def _around(counts: Ngrams, ids: Ints, place: int, width: int) -> list[int]:
    """The two syllables before a stretch and the two after it; beyond the text there is a break."""
    edge = counts.ids["<brk>"]
    places = [place - 2, place - 1, place + width, place + width + 1]
    return [int(ids[at]) if 0 <= at < len(ids) else edge for at in places]


def _likelihood(counts: Ngrams, around: list[int], candidates: list[Ints]) -> Floats:
    """How likely candidates are between their neighbours: the sum over the triples they are in."""
    length = len(candidates[0])
    before2, before, after, after2 = (np.full(length, number) for number in around)
    run = [before2, before, *candidates, after, after2]
    total = np.zeros(length)
    for first, second, third in zip(run, run[1:], run[2:], strict=False):
        total += counts.log_likelihood(first, second, third)
    for candidate in candidates:
        total -= UNKNOWN * (candidate == counts.ids["<other>"])
    return total


@cache
def skeleton(syllable: str) -> str:
    """The letters of a syllable without marks.

    >>> skeleton("Đường")
    'duong'
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFD", syllable.lower()))
    return bare.replace("đ", "d").replace("y", "i")


@cache
def _alike(bare: str) -> Ints:
    """The numbers of the syllables with these letters."""
    return _by_skeleton().get(bare, np.array([], np.int64))


@cache
def _by_skeleton() -> dict[str, Ints]:
    numbers: dict[str, list[int]] = {}
    for number, syllable in enumerate(official().syllables):
        if syllable[0] != "<":
            numbers.setdefault(skeleton(syllable), []).append(number)
    return {bare: np.array(found, np.int64) for bare, found in numbers.items()}


def _written(syllable: str, before: str) -> str:
    """A folded syllable in the capitals, with the y and in the tone placement of what stood there
    before: Ủ and not Uỷ, unless the tone stood on the y.
    """
    parts = [unicodedata.normalize("NFD", letter) for letter in syllable]
    bare = [unicodedata.normalize("NFD", letter.lower()) for letter in before]
    last = len(parts) - 1
    is_moved = fold_placement(_with_tone_before(parts)) == syllable
    if is_moved and not _TONE.search(bare[last]):
        parts = [unicodedata.normalize("NFD", letter) for letter in _with_tone_before(parts)]
    letters = []
    for new, old, was in zip(parts, before, bare, strict=True):
        if was[0] == "y" and new[0] == "i":
            new = "y" + new[1:]
        letter = unicodedata.normalize("NFC", new)
        letters.append(letter.upper() if old.isupper() else letter)
    return "".join(letters)


def _with_tone_before(parts: Sequence[str]) -> str:
    """A syllable with the tone of its last letter on the one before: uỷ as ủy."""
    tone = _TONE.search(parts[-1])
    if tone is None or len(parts) < 2:
        return unicodedata.normalize("NFC", "".join(parts))
    moved = [*parts[:-2], parts[-2] + tone[0], _TONE.sub("", parts[-1])]
    return unicodedata.normalize("NFC", "".join(moved))
