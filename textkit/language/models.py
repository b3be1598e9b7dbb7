"""underthesea's models for words and parts of speech as arrays, made once out of its files.

A model of underthesea is a linear chain (CRF) in CRFsuite's format: attributes such as
`T[-1,0].lower=kinh tế` ("the token before and this one, in small letters"), and for each label the
weight of each attribute. Here the attributes are sorted by a hash of their text, so that those of
a million tokens are found by a few searches in an array (`language.crf` does that). Making the
arrays takes half a second; they are kept in the user's cache, under the hash of the files they
were made of, and are made anew where they cannot be read.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.running.scratch import cache_folder, keep

Hashes = NDArray[np.uint64]

# Counted up when the arrays get another meaning, so that older ones are not read.
_FORMAT = 1

# A feature of CRFsuite's format: of a label (kind 0: attribute and label) or of two labels in a row
# (kind 1: label and next label), with its weight.
_FEATURE = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
_STATE, _MOVE = 0, 1
# underthesea takes a smaller weight for none.
_LEAST_WEIGHT = 1e-10

_SYNTAX = re.compile(
    r"""
    T\[ (?P<first>-?\d+) (?:,(?P<last>-?\d+))? \]   # T[-1] or T[-1,0]: the tokens it looks at
    (?P<constant>\[1\])?                            # [1]: the column that holds X for every token
    (?:\.(?P<function>\w+))?                        # .lower, .istitle: what is made of them
    """,
    re.VERBOSE,
)
CONSTANT = "constant"
TEXTS = ("", "lower")
"""The functions whose values are texts; `constant` looks only at the place in the sentence, and all
others say yes or no."""
# The values of a function that says yes or no, and of one that looks at the place alone.
_ANSWERS = ("False", "True", "BOS", "EOS")

# The hash of a text: its letters as the figures of a number to this base, modulo 2 to the 64th. An
# odd number without a pattern, so that texts spread evenly.
HASH_BASE = 0x9E3779B97F4A7C55
_MASK = (1 << 64) - 1


class Feature(NamedTuple):
    """One line of a model's template: from `offset` on, so many tokens, and what is made of
    them.
    """

    offset: int
    length: int
    function: str

    @property
    def window(self) -> tuple[int, str]:
        """What is looked up once for all offsets: how many tokens, and what is made of them."""
        return self.length, self.function


@dataclass(frozen=True)
class Model:
    """A model as arrays.

    `weights` has a row an attribute, a column a label; row 0 is for what is no attribute.
    `moves[before, after]` is the weight of two labels in a row. `keys` are the sorted hashes of the
    texts of a window; `numbers` gives, feature by feature, the row of `weights` for each of them
    (one more for a text that is not there), or for False, True, BOS, EOS, or for BOS and X.
    `words` are the sorted hashes of the dictionary.
    """

    labels: list[str]
    template: list[Feature]
    weights: NDArray[np.float64]
    moves: NDArray[np.float64]
    keys: Mapping[tuple[int, str], Hashes]
    numbers: Sequence[NDArray[np.int32]]
    words: Hashes


def hash_text(text: str) -> int:
    """The hash of a text; that of `a b` follows from those of `a` and `b` and their lengths."""
    total = 0
    for letter in text:
        total = (total * HASH_BASE + ord(letter)) & _MASK
    return total


def load_model(path: Path, template: Path | Sequence[str], dictionary: Path | None) -> Model:
    """A model of underthesea: out of the cache, else compiled and kept there.

    `template` and `dictionary` are its files beside the model, or the template itself. A cache that
    cannot be read or written is done without.

    Raises ValueError for a file that is no such model, or one with features unknown here.
    """
    given = "" if isinstance(template, Path) else repr(tuple(template))
    files = [file for file in (path, template, dictionary) if isinstance(file, Path)]
    kept = _kept_path("model", [file.read_bytes() for file in files], given, ".npz")
    try:
        return _read_kept(kept)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        pass  # not there yet, or damaged
    syntaxes = _loaded(template) if isinstance(template, Path) else template
    model = compile_model(path.read_bytes(), syntaxes, _loaded(dictionary) if dictionary else ())
    keep(kept, lambda file: _write_arrays(model, file))
    return model


def load_text(source: Path, make: Callable[[], str]) -> str:
    """The text that `make` gives, which rests on a file: out of the cache, else made and kept.

    It spares importing the module that the file is.
    """
    kept = _kept_path("text", [source.read_bytes()], "", ".txt")
    try:
        return kept.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        pass  # not there yet, or damaged
    text = make()
    keep(kept, lambda file: file.write(text.encode()))
    return text


def _kept_path(kind: str, contents: Iterable[bytes], more: str, suffix: str) -> Path:
    """Where the cache has what was made of files with these contents."""
    digest = hashlib.sha256(repr((_FORMAT, more)).encode())
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return cache_folder() / f"{kind}-{digest.hexdigest()[:32]}{suffix}"


def _loaded(path: Path) -> Any:
    """A list or a set that underthesea keeps in a file of its own."""
    import joblib

    return joblib.load(path)


def compile_model(data: bytes, template: Sequence[str], dictionary: Iterable[str]) -> Model:
    """The arrays of a model in CRFsuite's format.

    Raises ValueError where the data are none, or the template has what is unknown here.
    """
    labels, attributes, features = _read(data)
    features = features[np.abs(features["weight"]) > _LEAST_WEIGHT]
    state, moves = features[features["kind"] == _STATE], features[features["kind"] == _MOVE]
    weights = np.zeros((len(attributes) + 1, len(labels)))
    weights[state["source"] + 1, state["target"]] = state["weight"]
    between = np.zeros((len(labels), len(labels)))
    between[moves["source"], moves["target"]] = moves["weight"]

    values: dict[str, dict[str, int]] = {syntax: {} for syntax in template}
    for row, attribute in enumerate(attributes, start=1):
        syntax, _, value = attribute.partition("=")
        if syntax in values:
            values[syntax].setdefault(value, row)
    parsed = _parsed(template)
    keys = _keys(parsed, [values[syntax] for syntax in template])
    numbers = [
        _rows(feature, values[syntax], keys)
        for feature, syntax in zip(parsed, template, strict=True)
    ]
    words = np.unique(np.array([hash_text(word) for word in dictionary], np.uint64))
    by_window = {window: np.array(list(hashes), np.uint64) for window, hashes in keys.items()}
    return Model(labels, parsed, weights, between, by_window, numbers, words)


def _parsed(template: Sequence[str]) -> list[Feature]:
    """The features of a template.

    Raises ValueError for one that is unknown here.
    """
    features = []
    for syntax in template:
        match = _SYNTAX.fullmatch(syntax)
        if not match:
            raise ValueError(f"unknown feature {syntax!r}")
        first, last = int(match["first"]), int(match["last"] or match["first"])
        function = CONSTANT if match["constant"] else match["function"] or ""
        if function == "isdigit" and last != first:
            # Of several tokens it is not what it is of each: no model has it.
            raise ValueError(f"unknown feature {syntax!r}")
        features.append(Feature(first, last - first + 1, function))
    return features


def _keys(
    template: Sequence[Feature], values: Sequence[Mapping[str, int]]
) -> dict[tuple[int, str], dict[int, str]]:
    """For each window of texts the texts that some feature knows, by their hashes, in order.

    Raises ValueError where two texts have one hash, which no model of this size should.
    """
    texts: dict[tuple[int, str], set[str]] = {window: set() for window in _windows(template)}
    for feature, known in zip(template, values, strict=True):
        if feature.function in TEXTS:
            texts[feature.window].update(known)
    keys = {}
    for window, of_window in texts.items():
        by_hash = {hash_text(text): text for text in of_window}
        if len(by_hash) < len(of_window):
            raise ValueError(f"two attributes of {window} have one hash")
        keys[window] = dict(sorted(by_hash.items()))
    return keys


def _rows(
    feature: Feature, values: Mapping[str, int], keys: Mapping[tuple[int, str], Mapping[int, str]]
) -> NDArray[np.int32]:
    """The rows of a feature's values in the weights, as `Model.numbers` has them."""
    if feature.function == CONSTANT:
        stands_there = " ".join(["X"] * feature.length)
        texts: Iterable[str] = ("BOS", stands_there)
    elif feature.function in TEXTS:
        texts = keys[feature.window].values()
    else:
        texts = _ANSWERS
    rows = [values.get(text, 0) for text in texts]
    return np.array([*rows, 0] if feature.function in TEXTS else rows, np.int32)


def _write_arrays(model: Model, file: BinaryIO) -> None:
    """Writes a model as arrays by name; those of many windows and features one after the other."""
    np.savez(
        file,
        allow_pickle=False,
        labels=np.array(model.labels),
        offsets=np.array([feature.offset for feature in model.template]),
        lengths=np.array([feature.length for feature in model.template]),
        functions=np.array([feature.function for feature in model.template]),
        weights=model.weights,
        moves=model.moves,
        keys=np.concatenate([np.zeros(0, np.uint64), *model.keys.values()]),
        sizes_of_keys=np.array([len(keys) for keys in model.keys.values()], np.int64),
        numbers=np.concatenate(model.numbers),
        sizes_of_numbers=np.array([len(rows) for rows in model.numbers], np.int64),
        words=model.words,
    )


def _read_kept(path: Path) -> Model:
    """A model as `_write_arrays` wrote it.

    Raises OSError, EOFError, ValueError, KeyError or BadZipFile where it is not there or not whole.
    """
    with np.load(path, allow_pickle=False) as file:
        arrays = dict(file)
    columns = (arrays[name].tolist() for name in ("offsets", "lengths", "functions"))
    template = list(map(Feature, *columns))
    keys = np.split(arrays["keys"], np.cumsum(arrays["sizes_of_keys"])[:-1])
    return Model(
        labels=arrays["labels"].tolist(),
        template=template,
        weights=arrays["weights"],
        moves=arrays["moves"],
        keys=dict(zip(_windows(template), keys, strict=True)),
        numbers=np.split(arrays["numbers"], np.cumsum(arrays["sizes_of_numbers"])[:-1]),
        words=arrays["words"],
    )


def _windows(template: Sequence[Feature]) -> list[tuple[int, str]]:
    """The windows whose values are texts, in the order of the template."""
    return list(dict.fromkeys(step.window for step in template if step.function in TEXTS))


def _read(data: bytes) -> tuple[list[str], list[str], NDArray[Any]]:
    """Labels, attributes and features of a model in CRFsuite's format.

    Raises ValueError where the data are none.
    """
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
