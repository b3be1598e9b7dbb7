"""underthesea's models for words and parts of speech, read out of its files and scored in numpy,
with equal labels.

The models are linear chains (CRF): a label's score is the sum of the weights of what stands around
a token. Here the weights of every token, pair and triple of tokens are added up once and kept, a
whole batch of sentences is scored in one go, and the best path is found exactly. Sums in another
order differ in their last bits: where two paths come that near, the original decides. Without this
module `segmenter` uses the original for all, which is only slower.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Sentences: TypeAlias = Sequence[Sequence[str]]
Floats: TypeAlias = NDArray[np.float64]

# The numbers of what stands before and behind a sentence; tokens follow.
_BEGIN, _END = 0, 1
# So many of them stand on either side: a model looks two tokens back and ahead at the most.
_PAD = 2

# The numbers of the tokens of a window are packed into one of 64 bits: three tokens of 20 bits.
_BITS = 20
_MOST_TYPES = 1 << _BITS
# So many windows are kept before all are forgotten. Chosen by eye; not measured.
_MOST_KEPT = 300_000

# Paths whose sums come so near are left to the original: the same weights added in another order
# differ by their rounding, about 1e-13 for sums of this size. The rest is room, since near-ties are
# rare anyway.
_NEAR = 1e-9

# A feature of CRFsuite's format: of a label (kind 0: attribute and label) or of two labels in a row
# (kind 1: label and next label), with its weight.
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_STATE, _MOVE = 0, 1

_ATTRIBUTE = re.compile(
    r"""
    T\[ (?P<first>-?\d+) (?:,(?P<last>-?\d+))? \]   # T[-1] or T[-1,0]: the tokens it looks at
    (?P<constant>\[1\])?                            # [1]: the column that holds X for every token
    (?P<function>\.\w+)?                            # .lower, .istitle: what is made of them
    = (?P<value>.*)
    """,
    re.VERBOSE | re.DOTALL,
)
_INTEGER = re.compile(r"[+-]?[0-9]{1,10}")

# For each function of a window its values, and the number of the attribute that has one.
Table: TypeAlias = dict[str, dict[str, int]]


class Crf:
    """One model: `tag` gives the labels of sentences, equal to those of `original`, the model's own
    code.

    `functions` are the features of a token or of several joined by blanks: lower case, title case
    and others.
    """

    def __init__(
        self,
        path: Path,
        functions: dict[str, Callable[[str], str]],
        original: Callable[[Sequence[str]], Sequence[str]],
    ) -> None:
        self._original = original
        self.labels, attributes, features = _read(path.read_bytes())
        size = len(self.labels)
        state, moves = features[features["kind"] == _STATE], features[features["kind"] == _MOVE]
        self._moves = np.zeros((size, size))
        self._moves[moves["source"], moves["target"]] = moves["weight"]
        weights = np.zeros((len(attributes), size))
        weights[state["source"], state["target"]] = state["weight"]

        tables: dict[tuple[int, int], Table] = {}
        # Of the column that is X everywhere only the place in the sentence counts.
        constant: dict[int, dict[str, Floats]] = {}
        for number, attribute in enumerate(attributes):
            match = _ATTRIBUTE.fullmatch(attribute)
            if not match:
                continue
            first, last = int(match["first"]), match["last"]
            if match["constant"]:
                constant.setdefault(first, {})[f"{last or ''}={match['value']}"] = weights[number]
            else:
                table = tables.setdefault((first, int(last or first)), {})
                table.setdefault(match["function"] or "", {})[match["value"]] = number

        # What the constant column adds to the first three tokens, and to every later one.
        self._early = np.array([_constant(constant, place, size) for place in range(4)])
        self._windows = []
        for length in (1, 2, 3):
            spans = sorted(span for span in tables if span[1] - span[0] + 1 == length)
            by_offset = {span[0]: tables[span] for span in spans}
            window = _Window(length, by_offset, functions, weights)
            if window.is_used:
                self._windows.append(window)
        self._ids: dict[str, int] = {}
        self._texts: list[str] = []
        self._forget()

    def _forget(self) -> None:
        self._ids, self._texts = {}, ["BOS", "EOS"]
        for window in self._windows:
            window.forget()

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
        scores, starts = self._score([sentences[number] for number in order])
        paths, near_ties = _best_paths(scores, starts, lengths, self._moves)
        for number, path, is_near_tie in zip(order, paths, near_ties, strict=True):
            if is_near_tie:
                labels[number] = list(self._original(sentences[number]))
            else:
                labels[number] = [self.labels[label] for label in path]
        return labels

    def _score(self, sentences: Sentences) -> tuple[Floats, NDArray[np.int64]]:
        """The score of each label for each token, sentences one after the other, and where each
        sentence begins.
        """
        if len(self._texts) > _MOST_TYPES // 2 or any(window.is_full for window in self._windows):
            self._forget()
        flat = [_BEGIN] * _PAD
        starts = []
        for tokens in sentences:
            starts.append(len(flat))
            flat += [self._ids.get(token) or self._learn(token) for token in tokens]
            flat += [_END] * _PAD + [_BEGIN] * _PAD
        ids = np.array(flat, np.int64)
        scores = np.zeros((len(ids), len(self.labels)))
        for window in self._windows:
            window.add(ids, self._texts, scores)
        for place in range(len(self._early)):
            tokens_there = [
                start + place
                for start, tokens in zip(starts, sentences, strict=True)
                if place < len(tokens)
            ]
            scores[tokens_there] += self._early[place] - self._early[-1]
        return scores + self._early[-1], np.array(starts)

    def _learn(self, token: str) -> int:
        self._ids[token] = number = len(self._texts)
        self._texts.append(token)
        return number


class _Window:
    """What tokens that stand together add to the scores of the tokens around them, kept by their
    ids.
    """

    def __init__(
        self,
        length: int,
        tables: dict[int, Table],
        functions: dict[str, Callable[[str], str]],
        weights: Floats,
    ) -> None:
        self._length, self._offsets, self._weights = length, list(tables), weights
        self._shape = (len(tables), weights.shape[1])
        # An attribute at an offset as one number: a value is looked up once for all offsets.
        merged: dict[str, dict[str, tuple[int, ...]]] = {}
        for place, table in enumerate(tables.values()):
            for name, values in table.items():
                numbers = merged.setdefault(name, {})
                for value, number in values.items():
                    numbers[value] = (*numbers.get(value, ()), place * len(weights) + number)
        self._tables = [(functions[name], values) for name, values in merged.items()]
        self.forget()

    @property
    def is_used(self) -> bool:
        """Whether the model looks at windows of this length."""
        return bool(self._tables)

    @property
    def is_full(self) -> bool:
        """Whether so many windows are kept that they should be forgotten."""
        return len(self._rows) > _MOST_KEPT

    def forget(self) -> None:
        """Starts with nothing kept."""
        # The row of `_kept` by the packed ids of a window, and by the attributes that hold: many
        # windows have the same.
        self._rows: dict[int, int] = {}
        self._sums: dict[tuple[int, ...], int] = {}
        # What a window adds to each label at each offset.
        self._kept = np.zeros((0, *self._shape))

    def add(self, ids: NDArray[np.int64], texts: Sequence[str], scores: Floats) -> None:
        """Adds to the scores of every place what the windows around it say."""
        count = len(ids) - self._length + 1
        codes = ids[:count].copy()
        for step in range(1, self._length):
            codes = (codes << _BITS) | ids[step : step + count]
        unique, inverse = np.unique(codes, return_inverse=True)
        wanted = unique.tolist()
        rows = list(map(self._rows.get, wanted))
        if new := [code for code, row in zip(wanted, rows, strict=True) if row is None]:
            self._learn(np.array(new, np.int64), texts)
            rows = list(map(self._rows.get, wanted))
        added = self._kept[np.array(rows)[inverse]]
        for number, offset in enumerate(self._offsets):
            low, high = max(0, -offset), min(len(ids), count - offset)
            scores[low:high] += added[low + offset : high + offset, number]

    def _learn(self, codes: NDArray[np.int64], texts: Sequence[str]) -> None:
        """Looks up which attributes hold for windows that are new."""
        tables = [(function, values.get) for function, values in self._tables]
        ids_by_place = [
            (codes >> _BITS * place & (_MOST_TYPES - 1)).tolist()
            for place in range(self._length - 1, -1, -1)
        ]
        for code, *ids in zip(codes.tolist(), *ids_by_place, strict=True):
            # A window over a sentence's bound is that bound, whatever else stands in it.
            edge = ""
            if ids[0] == _BEGIN:
                edge = "BOS"
            elif _END in (ids[0], ids[-1]):
                edge = "EOS"
            text = edge or " ".join([texts[id_] for id_ in ids])
            attributes: tuple[int, ...] = ()
            for function, numbers_of in tables:
                attributes += numbers_of(edge or function(text), ())
            self._rows[code] = self._sums.setdefault(attributes, len(self._sums))
        self._sum_up()

    def _sum_up(self) -> None:
        """Adds up the weights of the sets of attributes that are new."""
        new = list(self._sums)[len(self._kept) :]
        sums = np.zeros((len(new), *self._shape))
        places = np.repeat(np.arange(len(new)), [len(attributes) for attributes in new])
        numbers = np.array(list(chain.from_iterable(new)), np.int64)
        np.add.at(
            sums,
            (places, numbers // len(self._weights)),
            self._weights[numbers % len(self._weights)],
        )
        self._kept = np.concatenate([self._kept, sums])


def _best_paths(
    scores: Floats, starts: NDArray[np.int64], lengths: NDArray[np.int64], moves: Floats
) -> tuple[list[list[int]], list[bool]]:
    """The labels with the highest sum for each sentence, the longest first (Viterbi), and where
    another path comes near.
    """
    # How many sentences have a token at each place.
    active = len(lengths) - np.searchsorted(lengths[::-1], np.arange(lengths[0] + 1), side="right")
    # Forward: the highest sum of a path that ends in each label.
    sums = [scores[starts]]
    for place in range(1, lengths[0]):
        count = active[place]
        sums.append((sums[-1][:count, :, None] + moves).max(1) + scores[starts[:count] + place])
    # Backward: the label from which the best path goes on to the one behind it.
    labels = np.zeros((len(lengths), lengths[0]), np.int64)
    near = np.zeros(len(lengths), bool)
    for place in range(lengths[0] - 1, -1, -1):
        total, going_on = sums[place], active[place + 1]
        if going_on:
            total[:going_on] += moves[:, labels[:going_on, place + 1]].T
        labels[: len(total), place] = total.argmax(1)
        best_two = np.partition(total, -2, axis=1)[:, -2:]
        near[: len(total)] |= best_two[:, 1] - best_two[:, 0] < _NEAR
    paths = [row[:length] for row, length in zip(labels.tolist(), lengths.tolist(), strict=True)]
    return paths, near.tolist()


def _constant(constant: dict[int, dict[str, Floats]], place: int, size: int) -> Floats:
    """What the column of X adds to a token at a place: X, or BOS where no sentence has begun."""
    total = np.zeros(size)
    for first, weights_by_name in constant.items():
        for name, weights in weights_by_name.items():
            last, _, value = name.partition("=")
            stands_there = "X X" if last else "X"
            if place + first < 0:
                stands_there = "BOS"
            if value == stands_there:
                total += weights
    return total


def _read(data: bytes) -> tuple[list[str], list[str], NDArray[Any]]:
    """Labels, attributes and features of a model in CRFsuite's format."""
    # Magic, size, type, version, three counts, and where the three sections begin.
    magic, *_, features, labels, attributes = struct.unpack_from("<4sI4sIIIIIII", data)
    if magic != b"lCRF":
        raise ValueError("no model of CRFsuite")
    count = struct.unpack_from("<4sII", data, features)[2]
    return (
        _strings(data, labels),
        _strings(data, attributes),
        np.frombuffer(data, _FEATURE, count, features + 12),
    )


def _strings(data: bytes, at: int) -> list[str]:
    """The strings of a quark database (CQDB) by their numbers."""
    count, offset = struct.unpack_from("<4sIIIII", data, at)[4:]
    places = struct.unpack_from(f"<{count}I", data, at + offset)
    strings = []
    for place in places:
        # A number, the size with the closing zero byte, and the bytes.
        size = struct.unpack_from("<II", data, at + place)[1]
        start = at + place + 8
        strings.append(data[start : start + size - 1].decode("utf-8"))
    return strings


def is_number(text: str) -> str:
    """`True` for a whole number of 32 bits, as underthesea's word model tells digits."""
    return str(bool(_INTEGER.fullmatch(text)) and -(1 << 31) <= int(text) < 1 << 31)


def is_title(text: str) -> str:
    """`True` where no part of the text begins with a small letter, as underthesea's word model
    tells titles.
    """
    return str(
        text[:1] == text[:1].upper()
        and all(part[:1] == part[:1].upper() for part in text.split(" ")[1:])
    )
