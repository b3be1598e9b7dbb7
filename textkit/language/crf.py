"""underthesea's models for words and parts of speech, scored in numpy for many sentences at once,
with the very labels that it gives.

What underthesea does (underthesea_core, `crf/model.rs` and `crf/tagger.rs`) is done here step by
step, so that every sum has the same bits: the weights of a token's attributes are added up in the
order of the template, from nought; a path goes on from the label that gives the highest sum, of
equal ones from the first. Only the looking up differs: an attribute is found by the hash of its
text, and that of joined tokens is worked out from those of its tokens, never from a string. A text
whose hash happens to be that of an attribute would be taken for it: with 64 bits and some ten
thousand attributes, once in about 10^15 texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from textkit.language.models import CONSTANT, HASH_BASE, TEXTS, Hashes, Model, hash_text

Sentences: TypeAlias = Sequence[Sequence[str]]
Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

# The numbers of what stands before and behind a sentence; tokens follow.
_BEGIN, _END = 0, 1
_FIRST_TOKEN = 2
# So many of them stand on either side: a model looks two tokens back and ahead at the most.
_PAD = 2
# The answers of a function that says yes or no, as `models` orders them: behind no and yes (0, 1).
_AT_BEGIN, _AT_END = 2, 3

# So many different tokens are kept before all are forgotten. Chosen by eye; not measured.
_MOST_KEPT = 300_000

# So many sums are added up at a time: a block that stays in the processor's cache. Chosen by eye.
_BLOCK = 16_384

# HASH_BASE to the power of each length of a token; a longer one is in no table.
_LONGEST = 4_096
_POWERS = np.array([pow(HASH_BASE, size, 1 << 64) for size in range(_LONGEST)], np.uint64)
_BLANK = np.uint64(ord(" "))

_INTEGER = re.compile(r"[+-]?[0-9]{1,10}")


class Crf:
    """One model: `tag` gives the labels of sentences, equal to those of underthesea's own code.

    `answers` are the functions of a token that say yes or no, `isdigit` and `istitle`; of several
    tokens they say yes where they do of each. `is_in_dict` asks the model's dictionary.
    """

    def __init__(self, model: Model, answers: Mapping[str, Callable[[str], bool]]) -> None:
        self._model, self._answers = model, answers
        self._windows = sorted(
            {feature.window for feature in model.template if feature.function != CONSTANT}
        )
        # The rows of what stands for a window over a sentence's bounds.
        bounds = np.array([hash_text("BOS"), hash_text("EOS")], np.uint64)
        self._bounds = {
            window: _places(keys, bounds).tolist() for window, keys in model.keys.items()
        }
        self._forget()

    def _forget(self) -> None:
        """Starts with no token known."""
        self._ids: dict[str, int] = {}
        # By a token's number: what the windows are made of.
        self._written, self._lower = _Texts(), _Texts()
        self._said = {name: np.zeros(_FIRST_TOKEN, bool) for name in self._answers}
        # By a window of one token its value for each token known, worked out once.
        self._kept: dict[tuple[int, str], Integers] = {}

    def tag(self, sentences: Sentences) -> list[list[str]]:
        """The labels of each sentence's tokens."""
        labels: list[list[str]] = [[] for _ in sentences]
        # Longest first: the sentences that still have a token at a place are then the first ones.
        order = sorted(
            (number for number, tokens in enumerate(sentences) if tokens),
            key=lambda number: -len(sentences[number]),
        )
        if not order:
            return labels
        lengths = np.array([len(sentences[number]) for number in order])
        scores = self._scores(self._numbered([sentences[number] for number in order]), lengths)
        paths = _best_paths(scores, lengths, self._model.moves)
        for number, path in zip(order, paths, strict=True):
            labels[number] = [self._model.labels[label] for label in path]
        return labels

    def _numbered(self, sentences: Sentences) -> Integers:
        """The numbers of all tokens, with those of the bounds around every sentence."""
        if len(self._ids) > _MOST_KEPT:
            self._forget()
        new = dict.fromkeys(chain.from_iterable(sentences)).keys() - self._ids.keys()
        if new:
            self._learn(list(new))
        numbers = [_BEGIN] * _PAD
        for tokens in sentences:
            numbers += [self._ids[token] for token in tokens]
            numbers += [_END] * _PAD + [_BEGIN] * _PAD
        return np.array(numbers, np.int64)

    def _learn(self, tokens: Sequence[str]) -> None:
        """Gives new tokens numbers, and keeps of them what windows are made of."""
        first = len(self._ids) + _FIRST_TOKEN
        self._ids.update((token, first + place) for place, token in enumerate(tokens))
        self._written.add(tokens)
        self._lower.add([token.lower() for token in tokens])
        for name, answer in self._answers.items():
            said = np.array([answer(token) for token in tokens], bool)
            self._said[name] = np.concatenate([self._said[name], said])
        every_token = np.arange(first + len(tokens))
        for window in self._windows:
            if window[0] == 1:
                self._kept[window] = self._values(window, every_token)

    def _scores(self, numbers: Integers, lengths: Integers) -> Floats:
        """The score of each label (a column) for each token (a row), sentence by sentence."""
        # The place of each token in its sentence, and in `numbers`.
        places = np.arange(lengths.sum()) - np.repeat(_starts(lengths), lengths)
        ends = np.cumsum(lengths + 2 * _PAD)
        at = places + np.repeat(ends - lengths - _PAD, lengths)
        values = {
            window: self._kept[window][numbers] if window[0] == 1 else self._values(window, numbers)
            for window in self._windows
        }
        rows = []
        for feature, known in zip(self._model.template, self._model.numbers, strict=True):
            if feature.function == CONSTANT:
                rows.append(known[(places + feature.offset >= 0).astype(np.int64)])
            else:
                rows.append(known[values[feature.window][at + feature.offset]])
        return _sums(self._model.weights, rows)

    def _values(self, window: tuple[int, str], numbers: Integers) -> Integers:
        """What the window that begins at each place holds: the place of its text among the model's
        keys, or what a function says of it.
        """
        length, function = window
        parts = [numbers[step : len(numbers) - length + 1 + step] for step in range(length)]
        at_begin = parts[0] == _BEGIN
        at_end = ~at_begin & ((parts[0] == _END) | (parts[-1] == _END))
        if function in TEXTS:
            texts = self._lower if function == "lower" else self._written
            values = _places(self._model.keys[window], texts.joined(parts))
            begin, end = self._bounds[window]
        else:
            values = self._says(function, parts).astype(np.int64)
            begin, end = _AT_BEGIN, _AT_END
        values[at_begin], values[at_end] = begin, end
        return values

    def _says(self, function: str, parts: Sequence[Integers]) -> NDArray[np.bool_]:
        """What a function that says yes or no says of the tokens of each window."""
        if function == "is_in_dict":
            words = self._model.words
            return _places(words, self._lower.joined(parts)) < len(words)
        said = self._said[function][parts[0]]
        for part in parts[1:]:
            said &= self._said[function][part]
        return said


class _Texts:
    """The hashes and lengths of texts by their numbers; of the bounds they are of no use."""

    def __init__(self) -> None:
        self._hashes = np.zeros(_FIRST_TOKEN, np.uint64)
        self._lengths = np.zeros(_FIRST_TOKEN, np.int64)

    def add(self, texts: Sequence[str]) -> None:
        """Texts with the next numbers."""
        hashes = np.array([hash_text(text) for text in texts], np.uint64)
        lengths = np.array([min(len(text), _LONGEST - 2) for text in texts], np.int64)
        self._hashes = np.concatenate([self._hashes, hashes])
        self._lengths = np.concatenate([self._lengths, lengths])

    def joined(self, parts: Sequence[Integers]) -> Hashes:
        """The hashes of texts joined by blanks, the first of each from the first of `parts`."""
        hashes = self._hashes[parts[0]]
        for part in parts[1:]:
            lengths = self._lengths[part]
            hashes = hashes * _POWERS[lengths + 1] + _BLANK * _POWERS[lengths] + self._hashes[part]
        return hashes


def _places(keys: Hashes, wanted: Hashes) -> Integers:
    """The place of each hash among sorted ones; of what is not there their number."""
    places = np.searchsorted(keys, wanted)
    places[places == len(keys)] = 0
    return np.where(keys[places] == wanted, places, len(keys))


def _sums(weights: Floats, rows: Sequence[NDArray[np.int32]]) -> Floats:
    """The rows of weights of each token added up, one feature after the other."""
    sums = np.zeros((len(rows[0]), weights.shape[1]))
    step = max(1, _BLOCK // weights.shape[1])
    added = np.empty((step, weights.shape[1]))
    for low in range(0, len(sums), step):
        block = sums[low : low + step]
        for numbers in rows:
            # `clip` spares numpy a copy; no number is out of bounds.
            np.take(
                weights, numbers[low : low + step], axis=0, out=added[: len(block)], mode="clip"
            )
            block += added[: len(block)]
    return sums


def _starts(lengths: Integers) -> Integers:
    """Where each sentence begins among all tokens."""
    return np.cumsum(lengths) - lengths


def _best_paths(scores: Floats, lengths: Integers, moves: Floats) -> list[list[int]]:
    """The labels with the highest sum for each sentence, the longest first (Viterbi); of equal sums
    the first label.
    """
    starts = _starts(lengths)
    # How many sentences have a token at each place.
    active = len(lengths) - np.searchsorted(lengths[::-1], np.arange(lengths[0] + 1), side="right")
    # Forward: the highest sum of a path that ends in each label.
    sums = [scores[starts]]
    for place in range(1, lengths[0]):
        count = active[place]
        sums.append((sums[-1][:count, :, None] + moves).max(1) + scores[starts[:count] + place])
    # Backward: the label from which the best path goes on to the one behind it.
    labels = np.zeros((len(lengths), lengths[0]), np.int64)
    for place in range(lengths[0] - 1, -1, -1):
        total, going_on = sums[place], active[place + 1]
        if going_on:
            total[:going_on] += moves[:, labels[:going_on, place + 1]].T
        labels[: len(total), place] = total.argmax(1)
    return [row[:length] for row, length in zip(labels.tolist(), lengths.tolist(), strict=True)]


def is_number(text: str) -> bool:
    """Whether a text is a whole number of 32 bits, as underthesea's word model tells digits."""
    return bool(_INTEGER.fullmatch(text)) and -(1 << 31) <= int(text) < 1 << 31


def is_title(text: str) -> bool:
    """Whether no part of a text begins with a small letter, as underthesea's word model tells
    titles.
    """
    return all(part[:1] == part[:1].upper() for part in text.split(" "))


def is_title_case(text: str) -> bool:
    """Whether every part of a text begins with a capital, as its model of parts of speech tells
    titles.
    """
    return bool(text) and all(part[:1].istitle() for part in text.split(" "))
