"""The columns of tokens as arrays of numbers: how they are kept, and what they must be when they
are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.language.columns import Columns
from textkit.reading.document import UNCOUNTED, Document
from textkit.storing.packing import checked, packed_bytes, unpacked_bytes, with_checksum
from textkit.storing.shapes import DamageError

_I4, _I2, _U1 = np.dtype("<i4"), np.dtype("<i2"), np.dtype("u1")

COLUMNS: dict[str, dict[str, np.dtype[Any]]] = {
    "word": {"word": _I4},
    "form": {"form": _I4},
    "tag": {"tag": _I2},
    "pos": {"pos": _I2},
    "length": {"length": _I4},
    "flags": {"flags": _U1},
    "types": {"word": _I4, "form": _I4, "pos": _I2, "count": _I4},
}
"""The columns of tokens, and the numbers that each has, as they are read. `word` (folded), `form`
(as written, in lower case), `tag` and `pos` are numbers of `Store.texts`; `length` counts
characters; `types` has four numbers for each different token that counts (see `counted_words`):
`count` says how often it stands.
"""

Numbers = dict[str, NDArray[Any]]
"""The numbers of a column, by their names."""

# What is counted over is kept as it is; the other columns are asked for a document at a time or by
# some questions only, and are compressed: they take half the room and twice the time.
_UNPACKED = frozenset({"word", "types"})

# A column is kept in the fewest bytes that hold its numbers.
_WIDTHS: dict[int, np.dtype[Any]] = {1: np.dtype("u1"), 2: np.dtype("<u2"), 4: np.dtype("<u4")}
_WIDEST = max(_WIDTHS)

SENTENCE, SPACE, COUNTED = 1, 2, 4
"""The bits of the column `flags`: a sentence begins here, one blank follows, the token counts as a
word.
"""

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_ENUMERATOR = re.compile(
    r"""
      \(? (?: \d{1,2} | [a-zđ]\d? ) \)    # a)  đ)  a1)  (3)  12)
    | \d+ (?: \.\d+ )* \.                 # 1.  1.2.
    """,
    re.VERBOSE,
)


def counted_words(document: Document, columns: Columns) -> NDArray[np.bool_]:
    """True for each token that counts as a word: words and figures, but no white space, mark or
    enumerator.

    Enumerators are `a)`, `(3)` and `1.2.`; nothing in a caption, page header or footer counts.
    """
    words = {norm for norm in set(columns.norm) if _is_word(norm)}
    counted = np.array([norm in words for norm in columns.norm], bool)
    for block in document.layout:
        if block.kind in UNCOUNTED:
            first, last = np.searchsorted(columns.start, (block.start, block.end))
            counted[first:last] = False
    return counted


def _is_word(norm: str) -> bool:
    return bool(_LETTER_OR_DIGIT.search(norm)) and not _ENUMERATOR.fullmatch(norm)


def starts(
    length: NDArray[np.int32], flags: NDArray[np.uint8], sizes: Sequence[int]
) -> NDArray[np.int32]:
    """Where each token begins in its document, of documents with so many tokens: tokens and the
    single blanks behind them make up a text.
    """
    behind = np.cumsum(length + ((flags & SPACE) > 0), dtype=np.int64)
    counts = np.asarray(sizes, np.intp)
    first = np.cumsum(counts) - counts
    texts_before = np.append(0, behind)[first]  # characters of the documents before each
    behind -= np.repeat(texts_before, sizes)
    behind -= length
    behind -= (flags & SPACE) > 0
    return behind.astype(np.int32)


class Bounds(NamedTuple):
    """What the columns of a document must fit: how many characters, words and tokens it has, how
    many texts `Store.texts` has of words and of tags.
    """

    characters: int
    words: int
    tokens: int
    texts: int
    tags: int


def bounds_of(characters: Any, words: Any, tokens: Any, *, texts: int, tags: int) -> Bounds:
    """The bounds, of what the tables say of a document.

    Raises DamageError where one of them is no number.
    """
    for value in (characters, words, tokens):
        if type(value) is not int or value < 0:
            raise DamageError("type", kind=type(value).__name__)
    return Bounds(characters, words, tokens, texts, tags)


def column_bytes(name: str, numbers: Mapping[str, NDArray[Any]]) -> bytes:
    """The bytes in which one of the `COLUMNS` of a document is kept.

    A byte for each kind of number says how many bytes one has; the numbers follow, those of one
    kind after those of another.
    """
    narrow = [_narrow(numbers[kind]) for kind in COLUMNS[name]]
    data = bytes(each.itemsize for each in narrow) + b"".join(each.tobytes() for each in narrow)
    return with_checksum(data) if name in _UNPACKED else packed_bytes(data)


def _narrow(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers, none below zero, in as few bytes as hold all of them."""
    most = int(numbers.max(initial=0))
    width = next(width for width in _WIDTHS if most < 1 << 8 * width)
    return numbers.astype(_WIDTHS[width])


def read_column(
    name: str, bodies: Sequence[Any], bounds: Sequence[Bounds]
) -> tuple[Numbers, list[int]]:
    """One of the `COLUMNS` of documents, one after the other, and how many rows each has.

    Raises DamageError, which does not say in which document.
    """
    parts = [_parts(name, *each) for each in zip(bodies, bounds, strict=True)]
    sizes = [len(part[0]) for part in parts]
    numbers = {
        kind: _joined(kind, dtype, [part[place] for part in parts])
        for place, (kind, dtype) in enumerate(COLUMNS[name].items())
    }
    _check_numbers(name, numbers, bounds)
    return numbers, sizes


def _joined(kind: str, dtype: np.dtype[Any], parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The numbers of documents one after the other, as they are read."""
    for part in parts:
        if part.itemsize >= dtype.itemsize > 1:
            # With a sign a number that is too large would be another one.
            _check_range(kind, part, 0, np.iinfo(dtype).max)
    return np.concatenate([np.zeros(0, dtype), *parts], dtype=dtype, casting="unsafe")


def _parts(name: str, body: Any, bounds: Bounds) -> list[NDArray[Any]]:
    """The numbers of a column of one document, of each kind, in as many bytes as they are kept
    in.
    """
    kinds = len(COLUMNS[name])
    if name in _UNPACKED:
        data = bytes(checked(body))
    else:
        data = unpacked_bytes(body, kinds + _WIDEST * kinds * bounds.tokens)
    widths = data[:kinds]
    if len(widths) < kinds or not _WIDTHS.keys() >= set(widths):
        raise DamageError("length", expected=kinds, size=len(widths))
    size, rest = divmod(len(data) - kinds, sum(widths))
    if rest or (name != "types" and size != bounds.tokens):
        raise DamageError("length", expected=bounds.tokens, size=size)
    at, numbers = kinds, []
    for width in widths:
        numbers.append(np.frombuffer(data, _WIDTHS[width], size, at))
        at += width * size
    _check_sum(name, numbers, bounds)
    return numbers


def _check_sum(name: str, numbers: Sequence[NDArray[Any]], bounds: Bounds) -> None:
    """Raises DamageError unless a document's tokens have as many characters as fit it, and those
    that count are as many as its words. `numbers` are those of a column, of each kind.
    """
    if name == "length":
        _check_most("length", int(numbers[0].sum(dtype=np.int64)), bounds.characters)
        return
    if name == "flags":
        counted = int(np.count_nonzero(numbers[0] & COUNTED))
    elif name == "types":
        counted = int(numbers[-1].sum(dtype=np.int64))
    else:
        return
    if counted != bounds.words:
        raise DamageError("length", expected=bounds.words, size=counted)


# The numbers that stand for texts, and the bound of these.
_NUMBERS = {"word": "texts", "form": "texts", "tag": "tags", "pos": "tags"}


def _check_numbers(name: str, numbers: Numbers, bounds: Sequence[Bounds]) -> None:
    """Raises DamageError unless the numbers of documents are such as theirs can be."""
    for kind, column in numbers.items():
        if kind in _NUMBERS and len(column):
            _check_range(kind, column, 0, min(getattr(each, _NUMBERS[kind]) for each in bounds))
    if name == "flags":
        _check_range(name, numbers["flags"], 0, SENTENCE | SPACE | COUNTED)
    elif name == "types":
        most = max((each.words for each in bounds), default=0)
        _check_range("count", numbers["count"], 1, most)


def _sums(numbers: NDArray[Any], sizes: Sequence[int]) -> NDArray[np.int64]:
    """The sum of the numbers of each document."""
    size = np.array(sizes, np.intp)
    until = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(numbers, out=until[1:])
    behind = np.cumsum(size)
    return np.asarray(until[behind] - until[behind - size])


def _check_range(name: str, column: NDArray[Any], least: int, most: int) -> None:
    if len(column) and not least <= column.min() <= column.max() <= most:
        raise DamageError("range", field=name, least=least, most=most)


def _check_most(name: str, number: int, most: int) -> None:
    if number > most:
        raise DamageError("range", field=name, least=0, most=most)


def check_tiled(
    length: NDArray[np.int32],
    flags: NDArray[np.uint8],
    sizes: Sequence[int],
    characters: Sequence[int],
) -> None:
    """Raises DamageError unless tokens and the blanks behind them make up texts of so many
    characters, of documents with so many tokens.
    """
    filled = _sums(length + ((flags & SPACE) > 0), sizes).tolist()
    for size, expected in zip(filled, characters, strict=True):
        if size != expected:
            raise DamageError("length", expected=expected, size=size)
