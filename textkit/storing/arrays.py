"""The columns of tokens as arrays of numbers: how they are kept, and what they must be when they
are read.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.language.columns import Columns
from textkit.reading.document import UNCOUNTED, Document
from textkit.storing.packing import CHECKSUM_BYTES, checked
from textkit.storing.shapes import DamageError

COLUMNS: dict[str, np.dtype[Any]] = {
    "word": np.dtype("<i4"),
    "form": np.dtype("<i4"),
    "tag": np.dtype("<i2"),
    "pos": np.dtype("<i2"),
    "length": np.dtype("<i4"),
    "flags": np.dtype("u1"),
    "types": np.dtype([("word", "<i4"), ("form", "<i4"), ("pos", "<i2"), ("count", "<i4")]),
}
"""The columns of tokens as stored. `word` (folded), `form` (as written, in lower case), `tag` and
`pos` are numbers of `Store.texts`; `length` counts characters; `types` has a row for each different
token that counts (see `counted_words`), and how often it stands.
"""

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


def starts(length: NDArray[np.int32], flags: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Where each token of a document begins: tokens and the single blanks behind them make up the
    text.
    """
    sizes = length + ((flags & SPACE) > 0)
    return np.cumsum(sizes, dtype=np.int32) - sizes


class Bounds(NamedTuple):
    """What the columns of a document must fit: how many characters, words and tokens it has, how
    many texts `Store.texts` has of words and of tags.
    """

    characters: int
    words: int
    tokens: int
    texts: int
    tags: int


def bounds_of(characters: Any, words: Any, flags: Any, *, texts: int, tags: int) -> Bounds:
    """The bounds, of what the tables say of a document and of the bytes of its column `flags`.

    Raises DamageError where one of them is no number.
    """
    for value in (characters, words, flags):
        if type(value) is not int or value < 0:
            raise DamageError("type", kind=type(value).__name__)
    tokens = (flags - CHECKSUM_BYTES) // COLUMNS["flags"].itemsize
    return Bounds(characters, words, tokens, texts, tags)


def read_column(name: str, body: Any, bounds: Bounds) -> NDArray[Any]:
    """One of the `COLUMNS` of a document, of its bytes. Raises DamageError."""
    data = checked(body)
    dtype = COLUMNS[name]
    if len(data) % dtype.itemsize:
        raise DamageError("length", expected=dtype.itemsize, size=len(data))
    column = np.frombuffer(data, dtype)
    if name == "types":
        _check_types(column, bounds)
    elif len(column) != bounds.tokens:
        raise DamageError("length", expected=bounds.tokens, size=len(column))
    if name in _NUMBERS:
        _check_range(name, column, 0, getattr(bounds, _NUMBERS[name]))
    elif name == "length":
        _check_range(name, column, 0, bounds.characters)
    elif name == "flags":
        _check_range(name, column, 0, SENTENCE | SPACE | COUNTED)
        _check_sum(np.count_nonzero(column & COUNTED), bounds.words)
    return column


# The columns that hold numbers of texts, and the bound of these.
_NUMBERS = {"word": "texts", "form": "texts", "tag": "tags", "pos": "tags"}


def _check_types(types: NDArray[Any], bounds: Bounds) -> None:
    for name in ("word", "form", "pos"):
        _check_range(name, types[name], 0, getattr(bounds, _NUMBERS[name]))
    _check_range("count", types["count"], 1, bounds.words)
    _check_sum(types["count"].sum(dtype=np.int64), bounds.words)


def _check_range(name: str, column: NDArray[Any], least: int, most: int) -> None:
    if len(column) and not least <= column.min() <= column.max() <= most:
        raise DamageError("range", field=name, least=least, most=most)


def _check_sum(count: Any, words: int) -> None:
    if count != words:
        raise DamageError("length", expected=words, size=int(count))


def check_tiled(length: NDArray[np.int32], flags: NDArray[np.uint8], characters: int) -> None:
    """Raises DamageError unless tokens and the blanks behind them make up a text of that size."""
    size = int(length.sum(dtype=np.int64)) + int(np.count_nonzero(flags & SPACE))
    if size != characters:
        raise DamageError("length", expected=characters, size=size)
