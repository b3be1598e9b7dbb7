"""Pages that are pictures: what was recognised on them, as the lines and rules of a page."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from multiprocessing import parent_process
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from textkit import data
from textkit.reading import ocr
from textkit.reading.document import Block, ScannedLine
from textkit.reading.imaging import Span, shrunk
from textkit.reading.layout import Piece, Reading, Seen
from textkit.reading.pdf.flow import Line, Page, is_running_text
from textkit.reading.pdf.grid import Box, Rules
from textkit.vietnamese.mending import Mend
from textkit.vietnamese.tones import restore, skeleton

if TYPE_CHECKING:
    from PIL import Image

T = TypeVar("T")

MAX_SCANNED = 1_000
"""A file with more pages to recognise is refused: it would take ten minutes, and is no document."""

_OFFICIAL = data.patterns("reading.toml", "scanned")["official"]

# The height of letters as an engine sees it goes up and down by line; within this share of that of
# the page it is taken for the same.
_SAME_SIZE = 0.35

# Two lines stand in one row where they overlap by this much of the lower one's height.
_OVERLAP = 0.5

# Between two columns there is at least so much room, in heights of a line.
_GUTTER = 1.0

# A line alone on the left belongs to the column above it if the blank between is no larger than
# this, in heights of a line.
_SAME_COLUMN = 0.9

# Lines of a row that are nearer to each other than this, in heights of a line, are one: "1." and
# what a tab parts from it.
_TAB = 2.5

# A line that is surer than this, or has a letter or a figure in it, is a line; else it is a spot.
_LEAST_SURE = 0.5


def recognised(
    pictures: Iterable[tuple[int, Image.Image]], count: int, engine: ocr.Engine
) -> Iterator[tuple[int, Page]]:
    """The pages of some pictures, each with its number from 1, with progress on standard error."""
    for number, picture in _progress(pictures, count):
        yield number, as_page(ocr.read_sheet(shrunk(picture), engine), number)


def _progress(items: Iterable[T], count: int) -> Iterable[T]:
    from tqdm.auto import tqdm

    # Where several processes read, a bar of each would write over the other's.
    disable = True if count < 2 or parent_process() is not None else None
    return tqdm(
        items,
        "textkit",
        count,
        unit=" pages",
        file=sys.stderr,
        leave=False,
        disable=disable,
        mininterval=0,  # every page is shown, also where two end within a tenth of a second
    )


def as_page(sheet: ocr.Sheet, number: int) -> Page:
    """The lines of a sheet as they are read, with the ruling lines; lengths in points.

    The page is taken for A4, as nothing in a picture says how large it is for sure.
    """
    scale = 842 / max(sheet.width, sheet.height, 1)
    height = sheet.height * scale

    def box(span: Span) -> Box:
        left, top, right, bottom = (edge * scale for edge in span)
        return Box(left, height - bottom, right, height - top)

    rules = Rules(tuple(map(box, sheet.ruled.across)), tuple(map(box, sheet.ruled.upright)))
    kept = [line for line in sheet.lines if _is_text(line)]
    boxes = [box(line.box) for line in kept]
    usual = median(around.top - around.bottom for around in boxes) if boxes else 0.0
    lines: list[Line] = []
    read: dict[Line, ocr.Recognised] = {}
    for line, around in zip(kept, boxes, strict=True):
        size = around.top - around.bottom
        if abs(size - usual) <= _SAME_SIZE * usual:
            size = usual
        lines.append(Line(line.text, around, size, number))
        read[lines[-1]] = line
    groups = [_in_row(group, rules) for group in reading_order(lines)]
    ordered: list[Sequence[Line]] = []
    for group in groups:
        ordered += group
    return Page(_mended(ordered, read), rules, height)


def _in_row(row: Sequence[Line], rules: Rules) -> list[list[Line]]:
    """The lines of a row, those together that a blank or a tab parts, and no rule."""
    together: list[list[Line]] = []
    for line in row:
        if together:
            last = together[-1][-1]
            is_near = line.box.left - last.box.right < _TAB * line.size
            if is_near and not rules.part(last.box, line.box):
                together[-1].append(line)
                continue
        together.append([line])
    return together


def _mended(groups: Sequence[Sequence[Line]], read: Mapping[Line, ocr.Recognised]) -> list[Line]:
    """The lines of a page in order, those of a group as one, their marks put right, and how they
    were read.
    """
    words: list[ocr.Word] = []
    for group in groups:
        for line in group:
            words += read[line].words
    restored = iter(restore([word.text for word in words], [word.confidence for word in words]))
    mended: list[Line] = []
    for group in groups:
        texts: list[str] = []
        mends: list[tuple[int, int, str]] = []
        weights: list[float] = []
        at = 0
        for line in group:
            first = at
            for word in read[line].words:
                text = next(restored)
                letters = len(text) - text.count(" ")
                if text != word.text:
                    mends.append((at, letters, word.text))
                texts.append(text)
                at += letters
            weights.append((at - first) * read[line].confidence)
        lefts, bottoms, rights, tops = zip(*(line.box for line in group), strict=True)
        box = Box(min(lefts), min(bottoms), max(rights), max(tops))
        seen = Seen(at, group[0].page, box, sum(weights) / max(at, 1), tuple(mends))
        size = max(line.size for line in group)
        mended.append(Line(" ".join(texts), box, size, group[0].page, seen))
    return mended


def _is_text(line: ocr.Recognised) -> bool:
    has_letters = any(letter.isalnum() for letter in line.text)
    return line.confidence >= _LEAST_SURE and (has_letters or len(line.text) < 4)


def with_lines(reading: Reading, pieces: Iterable[Piece]) -> Reading:
    """A reading with the lines of its pieces that were recognised: their spans, the mends of their
    marks, and the box of each block in its origin: `page3/p7@80,684,520,714`.
    """
    seen: dict[str, list[Seen]] = {}
    for piece in pieces:
        if piece.seen:
            seen.setdefault(piece.origin or "", []).extend(piece.seen)
    if not seen:
        return reading
    places: dict[str, list[int]] = {origin: [] for origin in seen}
    layout: list[Block] = []
    for block in reading.layout:
        if block.origin in places:
            # Letters are counted without blanks, as these may have been mended.
            letters = range(block.start, block.end)
            places[block.origin] += [at for at in letters if not reading.text[at].isspace()]
            block = replace(block, origin=_placed(block.origin, seen[block.origin]))
        layout.append(block)
    scanned: list[ScannedLine] = []
    mends = list(reading.mends)
    for origin, lines in seen.items():
        first = 0
        for line in lines:
            of_line = places[origin][first : first + line.letters]
            first += line.letters
            if of_line:
                scanned.append(_scanned(line, of_line))
                mends += _mends(line, of_line)
    return reading._replace(
        layout=tuple(layout),
        mends=tuple(sorted(mends, key=lambda mend: mend.start)),
        scanned=tuple(sorted(scanned, key=lambda line: line.start)),
    )


def _placed(origin: str, seen: Sequence[Seen]) -> str:
    """An origin with the box around some lines, of their first page."""
    boxes = [line.box for line in seen if line.page == seen[0].page]
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    around = (min(lefts), min(bottoms), max(rights), max(tops))
    return f"{origin}@{','.join(f'{edge:.0f}' for edge in around)}"


def _scanned(line: Seen, places: Sequence[int]) -> ScannedLine:
    left, bottom, right, top = (round(edge, 1) for edge in line.box)
    confidence = round(line.confidence, 3)
    start, end = places[0], places[-1] + 1
    return ScannedLine(start, end, line.page, left, bottom, right, top, confidence)


def _mends(line: Seen, places: Sequence[int]) -> Iterator[Mend]:
    for first, letters, before in line.mends:
        mended = places[first : first + letters]
        if mended:
            yield Mend(mended[0], mended[-1] + 1, "ocr", before)


def reading_order(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """The lines row by row, but the columns of the head, of the signature and of running text one
    after the other, each of their lines by itself.
    """
    ordered: list[Sequence[Line]] = []
    rows = _rows(lines)
    at = 0
    while at < len(rows):
        left, right, count = _columns(rows[at:])
        columns = left + right
        is_official = any(_OFFICIAL.search(skeleton(line.text)) for line in columns)
        if columns and (is_official or is_running_text(left, right)):
            ordered += _rows(left) + _rows(right)
            at += count
        else:
            ordered.append(rows[at])
            at += 1
    return ordered


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines that stand beside each other, from the top, each row from the left."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -(line.box.top + line.box.bottom)):
        if rows and _is_beside(line, rows[-1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.box.left) for row in rows]


def _is_beside(line: Line, row: Sequence[Line]) -> bool:
    """Whether a line stands beside those of a row, and above or below none of them."""
    overlaps = False
    for other in row:
        if line.box.left < other.box.right and other.box.left < line.box.right:
            return False
        shared = min(line.box.top, other.box.top) - max(line.box.bottom, other.box.bottom)
        lower = min(line.box.top - line.box.bottom, other.box.top - other.box.bottom)
        overlaps = overlaps or shared > _OVERLAP * lower
    return overlaps


def _columns(rows: Sequence[Sequence[Line]]) -> tuple[list[Line], list[Line], int]:
    """The lines left and right of a gutter from the first row on, and in how many rows; no lines
    where the first row has no gutter, or no other row has lines on both sides.
    """
    first = rows[0]
    if len(first) < 2:
        return [], [], 0
    gutters = [(a.box.right, b.box.left) for a, b in pairwise(first)]
    low, high = max(gutters, key=lambda gutter: gutter[1] - gutter[0])
    left: list[Line] = []
    right: list[Line] = []
    both = count = 0
    lowest = first[0].box.bottom
    for row in rows:
        before = [line for line in row if (line.box.left + line.box.right) / 2 < (low + high) / 2]
        after = row[len(before) :]
        new_low = max([low, *(line.box.right for line in before)])
        new_high = min([high, *(line.box.left for line in after)])
        if new_high - new_low < _GUTTER * row[0].size or (count and not before and not after):
            break
        # Below the head stand lines on the left that are no part of it.
        if before and not after and lowest - before[0].box.top > _SAME_COLUMN * before[0].size:
            break
        low, high = new_low, new_high
        lowest = min([lowest, *(line.box.bottom for line in before)])
        left += before
        right += after
        both += bool(before and after)
        count += 1
    return (left, right, count) if both > 1 else ([], [], 0)
