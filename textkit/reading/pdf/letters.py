"""The letters of a page, in the order they were drawn, with their places."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import pi
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from textkit.reading.pdf.calls import address_of, call

Boxes: TypeAlias = NDArray[np.float64]
"""Rectangles on a page, one a row: left, bottom, right, top, in points, y upwards."""

# A page with more characters than this is no page of a document. Chosen by eye; not measured.
_MOST_ON_PAGE = 100_000

# Letters that are turned by more than this, in radians, from the lines of the page and its edges
# are a watermark. Chosen by eye; not measured.
_ASLANT = 0.1

# What pdfium has for a hyphen at the end of a line, as its functions for one letter and for all
# have it.
_HYPHENS = str.maketrans("\x02\ufffe", "--")

# pdfium has a character in so many bytes, and the numbers of a box in this order.
_BYTES_OF_A_CHARACTER = 2
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)


class Frame(NamedTuple):
    """Where a page lies, and by how many degrees it is turned clockwise when it is shown."""

    left: float
    bottom: float
    width: float
    height: float
    turned: int

    @classmethod
    def of(cls, page: Any) -> Frame:
        """The frame of a page of pypdfium2."""
        left, bottom, right, top = page.get_bbox()
        return cls(left, bottom, right - left, top - bottom, page.get_rotation() % 360)

    def seen(self, boxes: Boxes) -> Boxes:
        """Boxes of the page as they are seen from its lower left corner."""
        left, bottom, right, top = (boxes - [self.left, self.bottom, self.left, self.bottom]).T
        width, height = self.width, self.height
        for _ in range(self.turned // 90):
            left, bottom, right, top = bottom, width - right, top, width - left
            width, height = height, width
        return np.column_stack([left, bottom, right, top])


@dataclass(frozen=True, slots=True)
class Letters:
    """What a page has of characters: `characters[n]` stands in row n of `boxes`.

    A blank that pdfium put in is an empty text or "\\n": only its box says something.
    """

    characters: Sequence[str]
    boxes: Boxes
    watermark: str  # the words that are set aslant, which are not among the characters
    _numbers: Sequence[int]  # of the characters for pdfium
    _text_page: Any
    _frame: Frame

    def bases(self, places: Sequence[int]) -> list[float]:
        """The height of the line that each of some characters stands on, while the page is open."""
        get_origin, address = call("FPDFText_GetCharOrigin"), address_of(self._text_page.raw)
        points = np.zeros((len(places), 2), np.float64)
        start, size = points.ctypes.data, points.strides[0]
        for row, place in enumerate(places):
            at = start + row * size
            get_origin(address, self._numbers[place], at, at + points.itemsize)
        bases: list[float] = self._frame.seen(np.hstack([points, points]))[:, 1].tolist()
        return bases


def read_letters(text_page: Any, frame: Frame) -> Letters:
    """The letters of a text page of pypdfium2, which must stay open as long as they are asked.

    Raises ValueError for a page with far too many.
    """
    count = text_page.count_chars()
    if count > _MOST_ON_PAGE:
        raise ValueError(f"{count} characters on a page")
    address = address_of(text_page.raw)
    text = _characters(address, count).translate(_HYPHENS)
    is_generated = call("FPDFText_IsGenerated")
    put_in = {n for n in range(count) if text[n].isspace() and is_generated(address, n)}
    loose = _loose_boxes(address, count)
    aslant = _aslant(address, loose, [n for n in range(count) if n not in put_in])
    characters: list[str] = []
    for number, character in enumerate(text):
        if number in put_in:
            characters.append("\n" if character in "\r\n" else "")
        elif number not in aslant:
            characters.append(character)
    numbers = [number for number in range(count) if number not in aslant]
    boxes = frame.seen(loose[numbers][:, [_LEFT, _BOTTOM, _RIGHT, _TOP]])
    watermark = " ".join("".join(text[number] for number in sorted(aslant)).split())
    return Letters(characters, boxes, watermark, numbers, text_page, frame)


def _characters(text_page: int, count: int) -> str:
    """The characters of a text page: all at once where that gives each one, else one by one."""
    buffer = ctypes.create_string_buffer(_BYTES_OF_A_CHARACTER * (count + 1))
    written = call("FPDFText_GetText")(text_page, 0, count, ctypes.addressof(buffer))
    data = buffer.raw[: _BYTES_OF_A_CHARACTER * max(written - 1, 0)]  # behind it stands a nought
    text = data.decode("utf-16-le", "surrogatepass")
    # Left out are characters without a place in the text; those of two halves become fewer.
    if len(data) == _BYTES_OF_A_CHARACTER * count and len(text) == count:
        return text
    get_unicode = call("FPDFText_GetUnicode")
    return "".join(chr(get_unicode(text_page, number)) for number in range(count))


def _loose_boxes(text_page: int, count: int) -> Boxes:
    """The boxes of the characters, as wide and high as their font has them, in pdfium's order."""
    get_box = call("FPDFText_GetLooseCharBox")
    boxes = np.zeros((count, 4), np.float32)
    start, size = boxes.ctypes.data, boxes.strides[0]
    for number in range(count):
        get_box(text_page, number, start + number * size)
    return boxes.astype(np.float64)


def _aslant(text_page: int, boxes: Boxes, numbers: Sequence[int]) -> set[int]:
    """Those of some characters that are set aslant, by their numbers.

    Text may run along any edge of the page. A letter that stands as low, or as high, as the one
    before it is turned as that one is, so only the first of them is asked: aslant, they climb.
    """
    edges = boxes[numbers][:, [_BOTTOM, _TOP]]
    is_other = np.ones(len(numbers), bool)
    is_other[1:] = (edges[1:] != edges[:-1]).all(axis=1)
    get_angle = call("FPDFText_GetCharAngle")
    starts = np.flatnonzero(is_other).tolist()
    aslant: set[int] = set()
    for start, end in pairwise([*starts, len(numbers)]):
        angle = max(get_angle(text_page, numbers[start]), 0.0) % (pi / 2)
        if min(angle, pi / 2 - angle) > _ASLANT:
            aslant.update(numbers[start:end])
    return aslant
