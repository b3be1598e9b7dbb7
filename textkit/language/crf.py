"""underthesea's models for words and parts of speech, read out of its files and scored in numpy,
with equal labels.

The models are linear chains (CRF): a label's score is the sum of the weights of what stands around
a token. Here the weights of every token, pair and triple of tokens are added up once and kept, a
whole batch of sentences is scored in one go, and the best path is found exactly. Sums in another
order differ in their last bits: where two paths come that near, the original decides. Without this
room `segmenter` uses the original for all, which is only slower.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Sentences: TypeAlias = Sequence[Sequence[str]]
Floats: TypeAlias = NDArray[np.float64]

_BEGIN, _END, _PAD, _BITS = (
    0,
    1,
    2,
    20,
)  # the ids of what stands before and behind a sentence; bits of an id in a code
_NEAR, _MOST_KEPT, _MOST_TYPES = 1e-9, 300_000, 1 << _BITS
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_ATTRIBUTE = re.compile(r"(T\[(-?\d+)(?:,(-?\d+))?\](\[1\])?(\.\w+)?)=(.*)", re.S)
_INTEGER = re.compile(r"[+-]?[0-9]{1,10}")


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
        state, moves = features[features["kind"] == 0], features[features["kind"] == 1]
        self._moves = np.zeros((size, size))
        self._moves[moves["source"], moves["target"]] = moves["weight"]
        weights = np.zeros((len(attributes), size))
        weights[state["source"], state["target"]] = state["weight"]
        said: dict[tuple[int, int], dict[str, dict[str, int]]] = {}
        constant: dict[int, dict[str, Floats]] = {}
        for number, attribute in enumerate(attributes):
            if match := _ATTRIBUTE.fullmatch(attribute):
                _, first, last, column, function, value = match.groups()
                if (
                    column
                ):  # the column that holds X for every token: only the place in the sentence counts
                    constant.setdefault(int(first), {})[f"{last or ''}={value}"] = weights[number]
                else:
                    said.setdefault((int(first), int(last or first)), {}).setdefault(
                        function or "", {}
                    )[value] = number
        self._early = np.array([_constant(constant, place, size) for place in range(4)])
        self._windows = [
            _Window(
                length,
                {span[0]: said[span] for span in sorted(said) if span[1] - span[0] + 1 == length},
                functions,
                weights,
            )
            for length in (1, 2, 3)
        ]
        self._windows = [window for window in self._windows if window.is_used]
        self._ids: dict[str, int] = {}
        self._texts: list[str] = []
        self._forget()

    def _forget(self) -> None:
        self._ids, self._texts = {}, ["BOS", "EOS"]
        for window in self._windows:
            window.forget()

    def tag(self, sentences: Sentences) -> list[list[str]]:
        """The labels of each sentence's tokens."""
        order = sorted(
            (place for place, tokens in enumerate(sentences) if tokens),
            key=lambda place: -len(sentences[place]),
        )
        labels: list[list[str]] = [[] for _ in sentences]
        if order:
            lengths = np.array([len(sentences[place]) for place in order])
            scores, starts = self._score([sentences[place] for place in order])
            for place, path, near in zip(
                order, *_best_paths(scores, starts, lengths, self._moves), strict=True
            ):
                labels[place] = (
                    list(self._original(sentences[place]))
                    if near
                    else [self.labels[label] for label in path]
                )
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
            at = [
                start + place
                for start, tokens in zip(starts, sentences, strict=True)
                if place < len(tokens)
            ]
            scores[at] += self._early[place] - self._early[-1]
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
        tables: dict[int, dict[str, dict[str, int]]],
        functions: dict[str, Callable[[str], str]],
        weights: Floats,
    ) -> None:
        self._length, self._offsets, self._weights = length, list(tables), weights
        self._shape = (len(tables), weights.shape[1])
        merged: dict[
            str, dict[str, tuple[int, ...]]
        ] = {}  # an attribute at an offset as one number
        for place, table in enumerate(tables.values()):
            for name, values in table.items():
                for value, number in values.items():
                    found = merged.setdefault(name, {})
                    found[value] = (*found.get(value, ()), place * len(weights) + number)
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
        self._rows: dict[int, int] = {}  # by the ids of the window
        self._sums: dict[tuple[int, ...], int] = {}  # by the attributes that hold
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
        found = self._kept[np.array(rows)[inverse]]
        for number, offset in enumerate(self._offsets):
            low, high = max(0, -offset), min(len(ids), count - offset)
            scores[low:high] += found[low + offset : high + offset, number]

    def _learn(self, codes: NDArray[np.int64], texts: Sequence[str]) -> None:
        """Looks up which attributes hold for windows that are new."""
        rows, sums, tables = (
            self._rows,
            self._sums,
            [(function, values.get) for function, values in self._tables],
        )
        parts = [
            (codes >> _BITS * place & (_MOST_TYPES - 1)).tolist()
            for place in range(self._length - 1, -1, -1)
        ]
        for code, first, last, *tokens in zip(
            codes.tolist(), parts[0], parts[-1], *parts, strict=True
        ):
            edge = "BOS" if first == _BEGIN else "EOS" if _END in (first, last) else ""
            text = edge or " ".join([texts[token] for token in tokens])
            hits: tuple[int, ...] = ()
            for function, get in tables:
                hits += get(edge or function(text), ())
            rows[code] = sums.setdefault(hits, len(sums))
        self._sum_up()

    def _sum_up(self) -> None:
        """Adds up the weights of the sets of attributes that are new."""
        new = list(self._sums)[len(self._kept) :]
        sums = np.zeros((len(new), *self._shape))
        places = np.repeat(np.arange(len(new)), [len(hits) for hits in new])
        numbers = np.array([number for hits in new for number in hits], np.int64)
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
    another comes near.
    """
    active = len(lengths) - np.searchsorted(lengths[::-1], np.arange(lengths[0] + 1), side="right")
    sums = [scores[starts]]
    for place in range(1, lengths[0]):
        count = active[place]
        sums.append((sums[-1][:count, :, None] + moves).max(1) + scores[starts[:count] + place])
    labels = np.zeros((len(lengths), lengths[0]), np.int64)
    near = np.zeros(len(lengths), bool)
    for place in range(lengths[0] - 1, -1, -1):
        total, later = sums[place], active[place + 1]
        total[:later] += moves[:, labels[:later, place + 1]].T if later else 0
        labels[: len(total), place] = total.argmax(1)
        best = np.partition(total, -2, axis=1)
        near[: len(total)] |= best[:, -1] - best[:, -2] < _NEAR
    return [
        row[:length] for row, length in zip(labels.tolist(), lengths.tolist(), strict=True)
    ], near.tolist()


def _constant(constant: dict[int, dict[str, Floats]], place: int, size: int) -> Floats:
    """What the column of X adds to a token at a place: X,
    or BOS where the sentence has not begun.
    """
    total = np.zeros(size)
    for first, rows in constant.items():
        for name, row in rows.items():
            last, _, value = name.partition("=")
            wanted = "BOS" if place + first < 0 else "X X" if last else "X"
            total += row if value == wanted else 0
    return total


def _read(data: bytes) -> tuple[list[str], list[str], NDArray[Any]]:
    """Labels, attributes and features of a model in CRFsuite's format."""
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
    sizes = [(place, struct.unpack_from("<II", data, at + place)[1]) for place in places]
    return [data[at + place + 8 : at + place + 7 + size].decode("utf-8") for place, size in sizes]


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
