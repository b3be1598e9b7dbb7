"""Texts, records and columns of tokens as the bytes that a store keeps, and back again within
bounds.
"""

from __future__ import annotations

import json
import zlib
from typing import Any, NoReturn

from textkit.storing.shapes import DamageError

# zlib's level. Of 8 MB of texts and records of real documents it leaves 15 %; level 6 leaves 14 %
# and takes nearly twice the time.
_COMPRESSION = 4

MOST_EXPANDED = 128_000_000
"""No part of a document is larger unpacked, in bytes: chosen by eye, five times what the records of
one finder take of a text of the ten million characters that are read at most.
"""

# A character of UTF-8 has at most so many bytes.
_BYTES_OF_A_CHARACTER = 4

# zlib's level for columns of tokens, which are read again and again: of those of 600 generated
# documents level 1 leaves 52 % of the narrow numbers, and level 6 leaves 49 %.
_COMPRESSION_OF_NUMBERS = 1

# What JSON writes for a character that is half of a pair, which is none: "\\ud800".
_HALF_OF_A_PAIR = "\\ud"

CHECKSUM_BYTES = 4
"""How many bytes stand behind those of a column of tokens."""


def packed_text(text: str) -> bytes:
    """A text, compressed. Raises ValueError where it is larger than can be unpacked."""
    return _compressed(text)


def unpacked_text(body: Any, characters: int) -> str:
    """The text of so many characters. Raises DamageError where the bytes hold another one."""
    limit = min(characters * _BYTES_OF_A_CHARACTER, MOST_EXPANDED)
    text = _decoded(_expanded(body, limit))
    if len(text) != characters:
        raise DamageError("length", expected=characters, size=len(text))
    return text


def packed(value: Any) -> bytes:
    """A value as compressed JSON. Raises ValueError where it is larger than can be unpacked."""
    return _compressed(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def unpacked(body: Any) -> Any:
    """The value of compressed JSON. Raises DamageError where it is none."""
    return loaded(_decoded(_expanded(body, MOST_EXPANDED)))


def loaded(text: str) -> Any:
    """The value of JSON, which has no NaN and no half of a pair. Raises DamageError for all else.

    >>> loaded('["Điều 1", 8.5]')
    ['Điều 1', 8.5]
    """
    try:
        value = _DECODER.decode(text)
        if _HALF_OF_A_PAIR in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise DamageError("nesting") from None
    except ValueError as error:  # no JSON, a number of thousands of digits, half of a pair
        raise DamageError("bytes", error=error) from None
    return value


def packed_bytes(data: bytes) -> bytes:
    """Bytes, compressed; zlib puts their checksum behind them."""
    return zlib.compress(data, _COMPRESSION_OF_NUMBERS)


def unpacked_bytes(body: Any, limit: int) -> bytes:
    """The bytes, at most so many of them. Raises DamageError where they are others."""
    return _expanded(body, min(limit, MOST_EXPANDED))


def with_checksum(data: bytes) -> bytes:
    """Bytes with their checksum behind: numbers that are damaged would not be seen to be so."""
    return data + zlib.adler32(data).to_bytes(CHECKSUM_BYTES, "little")


def checked(data: Any) -> memoryview:
    """The bytes before their checksum. Raises DamageError where they do not have that sum."""
    if type(data) is not bytes or len(data) < CHECKSUM_BYTES:
        raise DamageError("type", kind=type(data).__name__)
    body = memoryview(data)[:-CHECKSUM_BYTES]
    if zlib.adler32(body).to_bytes(CHECKSUM_BYTES, "little") != data[-CHECKSUM_BYTES:]:
        raise DamageError("checksum")
    return body


def _compressed(text: str) -> bytes:
    data = text.encode()
    if len(data) > MOST_EXPANDED:
        raise ValueError(f"{len(data)} bytes are more than the {MOST_EXPANDED} that are kept")
    return zlib.compress(data, _COMPRESSION)


def _expanded(body: Any, limit: int) -> bytes:
    """The bytes that zlib compressed, at most so many of them."""
    if type(body) is not bytes:
        raise DamageError("type", kind=type(body).__name__)
    stream = zlib.decompressobj()
    try:
        # One byte more than may be there: without it zlib would not say that this is the end.
        data = stream.decompress(body, limit + 1)
    except zlib.error as error:
        raise DamageError("bytes", error=error) from None
    if len(data) > limit:
        raise DamageError("size", limit=limit)
    if not stream.eof or stream.unused_data:
        raise DamageError("cut")
    return data


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise DamageError("bytes", error=error) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


_DECODER = json.JSONDecoder(parse_constant=_no_number)
