"""The picture of a page before letters are looked for: without stamps, straight, with its rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL import Image

Grey: TypeAlias = NDArray[np.uint8]
"""A picture as rows of pixels, from 0 (black) to 255 (white)."""

DPI = 200
"""At how many pixels an inch a page is drawn. At 150 trueocr has half as many errors again; at 300
both engines take longer and read no better (docs/method.md)."""

MAX_PIXELS = 10_000_000
"""A page with more pixels than this is made smaller: A4 at 300 dpi has 8.7 million; more help no
engine."""


class Span(NamedTuple):
    """A rectangle of a picture in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """The ruling lines of a page, each as long as it is drawn."""

    across: tuple[Span, ...] = ()
    upright: tuple[Span, ...] = ()


# Ink is coloured where its channels are this far apart. Black letters on yellowed paper, in a JPEG,
# stay under 60; red and blue of stamps and pens begin at 80.
_COLOURED = 70

# With more of the ink than this in colour, the text itself is coloured, and its ink stays.
_MOST_COLOURED = 0.5

# What is darker than this is ink when its share is counted.
_INK = 160

# The side of the small picture on which the skew is measured.
_THUMBNAIL = 1000

# Skews that are looked for, in degrees: a sheet that is drawn in askew is turned by 1 to 3.
_MOST_SKEW = 8.0
_COARSE, _FINE = 0.5, 0.05

# A page that is askew by less is left as it is: over a line of text this is a fifth of a letter.
_LEAST_SKEW = 0.1


def shrunk(picture: Image.Image) -> Image.Image:
    """The picture, made smaller if it has more pixels than `MAX_PIXELS`."""
    pixels = picture.width * picture.height
    if pixels <= MAX_PIXELS:
        return picture
    scale = (MAX_PIXELS / pixels) ** 0.5
    return picture.resize((max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))


def without_stamps(picture: Image.Image) -> Grey:
    """The picture in grey, with the red and blue ink of stamps and pens as light as paper.

    Black letters under a stamp stay black. A page whose text is coloured stays as it is.
    """
    grey: Grey = np.asarray(picture.convert("L"))
    if picture.mode != "RGB":
        return grey
    red, green, blue = (np.asarray(channel) for channel in picture.split())
    lightest = np.maximum(np.maximum(red, green), blue)
    darkest = np.minimum(np.minimum(red, green), blue)
    is_coloured = lightest - darkest > _COLOURED
    is_ink = grey < _INK
    if not is_coloured.any() or (is_coloured & is_ink).sum() > _MOST_COLOURED * is_ink.sum():
        return grey
    # The lightest channel of red or blue ink is nearly white, that of black letters under it not.
    return np.where(is_coloured, lightest, grey)


def straightened(grey: Grey) -> Grey:
    """The picture turned so that its lines are level."""
    from PIL import Image

    degrees = skew(grey)
    if abs(degrees) < _LEAST_SKEW:
        return grey
    paper = int(np.median(grey[::8, ::8]))
    turned = Image.fromarray(grey).rotate(-degrees, Image.Resampling.BILINEAR, fillcolor=paper)
    return np.asarray(turned)


def skew(grey: Grey) -> float:
    """By how many degrees counter-clockwise the lines of a page are turned.

    It is the angle at which the ink of the rows is told apart most sharply.
    """
    from PIL import Image

    height, width = grey.shape
    scale = _THUMBNAIL / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BOX))
    ink = np.clip(np.median(small) - 30.0 - small, 0, None)
    y, x = np.nonzero(ink)
    if not len(y):
        return 0.0
    weights = ink[y, x]

    def sharpness(degrees: float) -> float:
        slope = float(np.tan(np.radians(degrees)))
        rows = np.rint(y + slope * x).astype(np.int64)
        sums = np.bincount(rows - rows.min(), weights)
        sharp: float = np.square(np.diff(sums)).sum().item()
        return sharp

    coarse = np.arange(-_MOST_SKEW, _MOST_SKEW + _COARSE, _COARSE)
    best = max(coarse.tolist(), key=sharpness)
    fine = np.arange(best - _COARSE, best + _COARSE + _FINE, _FINE)
    return float(max(fine.tolist(), key=sharpness))


# In inches: a rule across is longer than a word, an upright one higher than a letter.
_LONG, _HIGH, _THICK = 0.5, 0.3, 0.05

# Rules meet where they are this near, in pixels at 200 dpi.
_MEET = 14

# The picture is halved for this. A stroke is either plainly dark all along, or a fine line: on
# average over so many pixels a little darker than the paper, with paper on both sides of it.
# Chosen on tables with hairlines, scanned with noise and blur.
_PLAINLY_DARKER = 60
_AVERAGED = 15
_A_LITTLE_DARKER = 20
_BESIDE_RULE = 4
_PAPER = 45

# A gap in a stroke that is closed, in pixels of the halved picture; blanks between words are wider.
_GAP_IN_STROKE = 5

# An upright rule is dark over so much of its length.
_DRAWN = 0.9

# Strokes in one line are one rule if they are this near, in inches: letters may touch a rule.
_GAP_IN_RULE = 0.6


def find_ruled(grey: Grey) -> Ruled:
    """The ruling lines of the tables of an upright page: long thin strokes that meet.

    An upright rule goes from one rule across to another, and a rule across meets two that are
    upright. All other strokes are underlines, or made of letters one above the other.
    """
    height, width = grey.shape[0] // 2 * 2, grey.shape[1] // 2 * 2
    # Halved, each pixel the darkest of four, so that a thin rule stays.
    rows = np.minimum(grey[0:height:2, :width], grey[1:height:2, :width])
    half = np.minimum(rows[:, 0::2], rows[:, 1::2])
    dpi = _dpi(half)
    across = [
        Span(2 * left, 2 * top, 2 * right, 2 * bottom)
        for left, top, right, bottom in _strokes(half, _LONG * dpi, dpi)
    ]
    upright = [
        Span(2 * top, 2 * left, 2 * bottom, 2 * right)
        for left, top, right, bottom in _strokes(np.ascontiguousarray(half.T), _HIGH * dpi, dpi)
    ]
    kept: list[Span] = []
    for stroke in upright:
        for rule in _drawn_parts(half, stroke, across):
            # The stems of letters fill a low row, but are no rule.
            if rule.bottom - rule.top >= 2 * _HIGH * dpi:
                kept.append(rule)
    return Ruled(
        tuple(rule for rule in across if sum(_meet(rule, other) for other in kept) > 1),
        tuple(kept),
    )


def _drawn_parts(half: Grey, stroke: Span, across: Sequence[Span]) -> Iterator[Span]:
    """The upright rule at the place of a stroke, from rule across to rule across."""
    reach = [rule for rule in across if rule.left - _MEET <= stroke.left <= rule.right + _MEET]
    levels = sorted(rule.top for rule in reach)
    parts = [
        stroke._replace(top=top, bottom=bottom)
        for top, bottom in pairwise(levels)
        if bottom - top > _MEET
    ]
    current: Span | None = None
    for part in parts:
        if not _is_drawn(half, part):
            continue
        if current and part.top - current.bottom <= _MEET:
            current = current._replace(bottom=part.bottom)
            continue
        if current:
            yield current
        current = part
    if current:
        yield current


def _is_drawn(half: Grey, upright: Span) -> bool:
    """Whether an upright rule is dark nearly all along; stems have gaps between the lines."""
    left, top, right, bottom = (edge // 2 for edge in as_ints(upright))
    beside = half[top:bottom, max(0, left - 1) : right + 1]
    paper = int(np.median(half[::4, ::4]))
    return bool((beside.min(axis=1) < paper - _PAPER).mean() >= _DRAWN)


def _meet(one: Span, two: Span) -> bool:
    """Whether two rules touch or cross."""
    is_beside = one.left - _MEET <= two.right and two.left <= one.right + _MEET
    return is_beside and one.top - _MEET <= two.bottom and two.top <= one.bottom + _MEET


def _dpi(grey: Grey) -> float:
    """Pixels an inch, if the longer side is that of A4."""
    return float(max(grey.shape)) / 11.7


def _strokes(half: Grey, length: float, dpi: float) -> list[tuple[int, int, int, int]]:
    """The thin strokes along the rows that are at least so long: left, top, right, bottom."""
    from scipy import ndimage

    paper = int(np.median(half[::4, ::4]))
    averaged = ndimage.uniform_filter1d(half.astype(np.int16), _AVERAGED, axis=1)
    is_fine = averaged < paper - _A_LITTLE_DARKER
    is_paper = averaged > paper - _PAPER
    is_fine[_BESIDE_RULE:] &= is_paper[:-_BESIDE_RULE]
    is_fine[:-_BESIDE_RULE] &= is_paper[_BESIDE_RULE:]
    is_dark = half < paper - _PLAINLY_DARKER
    is_dark = ndimage.minimum_filter1d(is_dark.view(np.uint8), int(length), axis=1)
    is_dark = ndimage.maximum_filter1d(is_dark, int(length), axis=1)
    is_fine = ndimage.maximum_filter1d(is_fine.view(np.uint8), _GAP_IN_STROKE, axis=1)
    # What is no longer than twice the pixels of an average may be an upright rule.
    is_fine = ndimage.minimum_filter1d(is_fine, 2 * _AVERAGED, axis=1)
    is_fine = ndimage.maximum_filter1d(is_fine, 2 * _AVERAGED, axis=1)
    closed = is_dark | is_fine
    # The parts of a rule that is not quite level are on rows beside each other.
    labels, _ = ndimage.label(closed, np.ones((3, 3)))
    strokes = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        if columns.stop - columns.start < length:
            continue
        # Stems of letters may hang on a rule: what counts is how thick it is at most places.
        is_part = labels[rows, columns] == number
        if np.median(is_part.sum(axis=0)) <= _THICK * dpi:
            middle = rows.start + int(np.median(np.nonzero(is_part)[0]))
            strokes.append((columns.start, middle - 1, columns.stop, middle + 2))
    return _in_line(strokes, _GAP_IN_RULE * dpi)


def _in_line(
    strokes: Sequence[tuple[int, int, int, int]], gap: float
) -> list[tuple[int, int, int, int]]:
    """The strokes, those that continue each other joined."""
    joined: list[tuple[int, int, int, int]] = []
    for left, top, right, bottom in sorted(strokes):
        for place, (first, above, last, below) in enumerate(joined):
            is_level = top <= below + 1 and above <= bottom + 1
            if is_level and left - last <= gap:
                if right - left > last - first:
                    above, below = top, bottom
                joined[place] = (first, above, max(last, right), below)
                break
        else:
            joined.append((left, top, right, bottom))
    return joined


def without_rules(grey: Grey, ruled: Ruled) -> Grey:
    """The picture with its rules painted as paper."""
    if not ruled.across and not ruled.upright:
        return grey
    clean = grey.copy()
    paper = int(np.median(grey[::8, ::8]))
    for left, top, right, bottom in map(as_ints, (*ruled.across, *ruled.upright)):
        clean[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1] = paper
    return clean


def as_ints(span: Span) -> tuple[int, int, int, int]:
    """The edges of a span in whole pixels."""
    return int(span.left), int(span.top), int(span.right), int(span.bottom)


def cuts(box: Span, ruled: Ruled) -> list[float]:
    """Where upright rules cut through a box."""
    middle = (box.top + box.bottom) / 2
    margin = (box.bottom - box.top) / 2
    cuts = []
    for rule in ruled.upright:
        is_beside = rule.top <= middle <= rule.bottom
        if is_beside and box.left + margin < rule.left < box.right - margin:
            cuts.append((rule.left + rule.right) / 2)
    return sorted(cuts)
