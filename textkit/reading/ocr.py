"""The letters on a picture of a page, with their places: engines, and what is done to a picture
before.

An engine is whatever has the methods of `Engine`. Two come with textkit: trueocr (`pip install
"textkit[ocr]"`) and Tesseract with its Vietnamese data, where that is installed.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from textkit.data.messages import TextkitError
from textkit.reading.imaging import (
    DPI,
    Grey,
    Ruled,
    Span,
    as_ints,
    cuts,
    find_ruled,
    straightened,
    without_rules,
    without_stamps,
)

if TYPE_CHECKING:
    from PIL import Image

# Where the user says which engine reads; `off` for none.
_VARIABLE = "TEXTKIT_OCR"
ENGINES = ("trueocr", "tesseract")
"""The engines by name, the one that is preferred first."""
_OFF = "off"

# The data of Tesseract for Vietnamese.
_LANGUAGE = "vie"

# How long Tesseract may take for a page; a full page takes 5 seconds.
_SECONDS = 120


class Word(NamedTuple):
    """Letters without a blank, and how sure the engine is of the least sure of them, 0 to 1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognised:
    """A line of one column or cell; `confidence` is the mean over its letters, 0 to 1."""

    words: tuple[Word, ...]
    box: Span
    confidence: float

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(word.text for word in self.words)


class Engine(Protocol):
    """What recognises letters."""

    name: str

    def turn(self, picture: Grey) -> int:
        """By how many degrees clockwise (0, 90, 180, 270) a page is to be turned."""

    def recognise(self, picture: Grey, ruled: Ruled) -> list[Recognised]:
        """The lines of an upright page, in any order; none goes over an upright rule."""


class Sheet(NamedTuple):
    """What is on a page: its size in pixels once it stands upright, its lines and rules."""

    width: int
    height: int
    lines: list[Recognised]
    ruled: Ruled


_CHOSEN: ContextVar[str | Engine | None] = ContextVar("ocr", default=None)


@contextmanager
def using(engine: str | Engine | None) -> Iterator[None]:
    """Has an engine, or none ("off"), recognise what is read inside; None leaves the choice as it
    is.

    Raises TextkitError for an unknown name and for an engine that is not installed.
    """
    if engine is None:
        yield
        return
    if isinstance(engine, str) and engine != _OFF:
        _engine(engine)
    token = _CHOSEN.set(engine)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


def chosen() -> Engine | None:
    """The engine that recognises: the one that was given, that `TEXTKIT_OCR` names, or the first
    that is installed.

    None if there is none, or none is wanted. Raises TextkitError for an unknown name and for a
    named engine that is not installed.
    """
    wanted = _CHOSEN.get() or os.environ.get(_VARIABLE, "").strip().lower()
    if not isinstance(wanted, str):
        return wanted
    if wanted == _OFF:
        return None
    if wanted:
        return _engine(wanted)
    for name in ENGINES:
        if is_installed(name):
            return _engine(name)
    return None


def chosen_name() -> str:
    """The name of the engine that recognises, without loading it; empty if there is none."""
    wanted = _CHOSEN.get() or os.environ.get(_VARIABLE, "").strip().lower()
    if not isinstance(wanted, str):
        return wanted.name
    if wanted:
        return "" if wanted == _OFF else wanted
    return next((name for name in ENGINES if is_installed(name)), "")


def is_given_here() -> bool:
    """Whether an engine was given by `using`, which no other process knows."""
    return _CHOSEN.get() is not None


@cache
def _engine(name: str) -> Engine:
    if name not in ENGINES:
        raise TextkitError("ocr.unknown-engine", engine=name, known=", ".join((*ENGINES, _OFF)))
    if not is_installed(name):
        key = "ocr.no-trueocr" if name == "trueocr" else "ocr.no-tesseract"
        raise TextkitError(key)
    return Trueocr() if name == "trueocr" else Tesseract()


@cache
def is_installed(name: str) -> bool:
    """Whether an engine can be used here."""
    if name == "trueocr":
        return find_spec("trueocr") is not None
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        listed = subprocess.run(
            [program, "--list-langs"], capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return _LANGUAGE in listed.stdout.decode("utf-8", "replace").split()


def read_sheet(picture: Image.Image, engine: Engine) -> Sheet:
    """The lines and rules of the picture of a page, turned upright and set straight.

    The ink of stamps and pens is made lighter first. Boxes are those in the upright picture.
    """
    grey = without_stamps(picture)
    turn = engine.turn(grey) // 90 % 4
    if turn:
        grey = np.ascontiguousarray(np.rot90(grey, -turn))
    grey = straightened(grey)
    ruled = find_ruled(grey)
    lines = engine.recognise(without_rules(grey, ruled), ruled)
    height, width = grey.shape
    return Sheet(width, height, [line for line in lines if line.text], ruled)


# --- trueocr ----------------------------------------------------------------------------------

# The model sees a line at most 768 pixels wide and 32 high, with a margin of .2 above and below: a
# line longer than so many times its height would be squeezed, and is read in parts.
_LONGEST_LINE = 22

# A blank between words is at least this wide, in heights of the line.
_BLANK = 0.12

# A blank this wide parts the two sides of a head; blanks of justified text stay below.
_WIDE_BLANK = 1.1

# What is so much darker than the paper is a letter when blanks are looked for.
_LETTER_DARKER = 50


# So many pixels beside the middle of a rule are no letters.
_RULE = 3

# ≥ and ≤ are wider than this share of the line's height; their bar is drawn over so much of their
# width, and the point of the angle lies so far to one side of its ends. Chosen by eye, on letters
# with and without serifs.
_NARROWEST = 0.25
_BAR = 0.8
_LEAN = 0.2


class Trueocr:
    """Vietnamese models of 8 MB in ONNX, inside the package trueocr (Apache-2.0)."""

    name = "trueocr"

    def __init__(self) -> None:
        import trueocr
        from trueocr.page import PageEngine
        from trueocr.recognizer import Recognizer

        models = Path(trueocr.__file__).parent / "models"
        self._page = PageEngine(models, threads=1)
        self._recogniser = Recognizer(models, threads=1)

    def turn(self, picture: Grey) -> int:
        """The model of trueocr says how the page lies, and is asked to be sure."""
        quarters = int(self._page.orientation(picture))
        return 90 * quarters if quarters < 4 else 0

    def recognise(self, picture: Grey, ruled: Ruled) -> list[Recognised]:
        """Finds the lines, cuts them at rules, and at blanks where they are long; reads them."""
        boxes: list[Span] = []
        parts: list[list[Grey | str]] = []
        height, width = picture.shape
        for left, top, right, bottom in self._page.detect(picture)[:, :4].tolist():
            box = Span(max(0, left), max(0, top), min(width, right), min(height, bottom))
            for cell in _in_cells(box, picture, ruled):
                x0, y0, x1, y1 = as_ints(cell)
                if x1 > x0 and y1 > y0:
                    boxes.append(cell)
                    parts.append(_in_parts(picture[y0 : y1 + 1, x0 : x1 + 1]))
        crops: list[Grey] = []
        for line in parts:
            crops += [part for part in line if not isinstance(part, str)]
        words = iter(self._words(crops))
        lines: list[Recognised] = []
        for box, line in zip(boxes, parts, strict=True):
            read: list[tuple[Word, float]] = []
            for part in line:
                read += [(Word(part, 1.0), 1.0)] if isinstance(part, str) else next(words)
            if read:
                letters = [len(word.text) for word, _ in read]
                means = [mean for _, mean in read]
                confidence = float(np.average(means, weights=letters))
                lines.append(Recognised(tuple(word for word, _ in read), box, confidence))
        return lines

    def _words(self, crops: Sequence[Grey]) -> list[list[tuple[Word, float]]]:
        """The words of each crop, each with the mean confidence of its letters.

        As `Recognizer.predict`, which gives one figure for the whole line.
        """
        from trueocr.preprocess import pad_batch, prepare_image, width_batches

        reader = self._recogniser
        inks = [prepare_image(crop, reader.max_width, reader.pad_y, reader.pad_x) for crop in crops]
        read: list[list[tuple[Word, float]]] = [[] for _ in crops]
        for batch in width_batches([ink.shape[1] for ink in inks], max_batch=32):
            tensor, widths = pad_batch([inks[place] for place in batch])
            ids, peaks, lengths = reader.session.run(
                ["ids", "conf", "lengths"], {"x": tensor, "widths": widths}
            )
            for row, place in enumerate(batch):
                length = int(lengths[row])
                letters = _letters(ids[row, :length], peaks[row, :length], reader.chars)
                read[place] = _words_of(letters)
        return read


def _letters(
    ids: NDArray[np.int64], peaks: NDArray[np.float32], alphabet: Sequence[str]
) -> list[tuple[str, float]]:
    """The letters that the steps of a line stand for, each with its confidence.

    A letter goes over several steps, and 0 stands for none.
    """
    is_new = (ids != 0) & np.concatenate(([True], ids[1:] != ids[:-1]))
    return [
        (alphabet[int(number) - 1], float(peak))
        for number, peak in zip(ids[is_new], peaks[is_new], strict=True)
    ]


def _words_of(letters: Sequence[tuple[str, float]]) -> list[tuple[Word, float]]:
    words: list[tuple[Word, float]] = []
    text = ""
    sure: list[float] = []
    for letter, confidence in [*letters, (" ", 1.0)]:
        if letter != " ":
            text += letter
            sure.append(confidence)
        elif text:
            words.append((Word(text, min(sure)), fmean(sure)))
            text, sure = "", []
    return words


def _in_cells(box: Span, picture: Grey, ruled: Ruled) -> Iterator[Span]:
    """The parts of a line between the rules that it goes over, each as high as its own letters.

    A line that was found over a rule is high enough for one cell, and too low or too high for the
    next.
    """
    edges = [box.left, *cuts(box, ruled), box.right]
    if len(edges) == 2:
        yield from _sides(box, picture)
        return
    height = box.bottom - box.top
    for left, right in pairwise(edges):
        x0, x1 = int(left) + _RULE, int(right) - _RULE
        y0, y1 = max(0, int(box.top - height / 2)), int(box.bottom + height / 2)
        around = picture[y0:y1, x0:x1]
        if not around.size:
            continue
        rows = _runs(np.any(around < np.median(around) - _LETTER_DARKER, axis=1), int(height / 4))
        middle = (box.top + box.bottom) / 2 - y0
        near = [run for run in rows if run[0] - height / 3 < middle < run[1] + height / 3]
        if near:
            first, last = max(near, key=lambda run: run[1] - run[0])
            if last - first > height / 4:
                yield Span(x0, y0 + first - 2, x1, y0 + last + 2)


def _sides(box: Span, picture: Grey) -> Iterator[Span]:
    """The parts of a line between blanks that are far too wide for one between words."""
    x0, y0, x1, y1 = as_ints(box)
    crop = picture[y0 : y1 + 1, x0:x1]
    if not crop.size:
        return
    is_ink = np.any(crop < np.median(crop) - _LETTER_DARKER, axis=0)
    for start, end in _runs(is_ink, int(_WIDE_BLANK * (y1 - y0))):
        margin = (y1 - y0) // 8
        left, right = max(x0, x0 + start - margin), min(x1, x0 + end + margin)
        yield box._replace(left=left, right=right)


def _runs(flags: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Where flags are set, from and to; gaps no wider than `gap` are passed over."""
    steps = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    runs: list[tuple[int, int]] = []
    for start, end in zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True):
        if runs and start - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _in_parts(crop: Grey) -> list[Grey | str]:
    """A line in parts that the model can take: ≥ and ≤, which it does not know, apart, and what is
    too long cut in the middle of blanks.
    """
    parts: list[Grey | str] = []
    done = 0
    for start, end, sign in _comparisons(crop):
        if start > done:
            parts += _in_short(crop[:, done:start])
        parts.append(sign)
        done = end
    if done < crop.shape[1]:
        parts += _in_short(crop[:, done:])
    return parts


def _comparisons(crop: Grey) -> Iterator[tuple[int, int, str]]:
    """Where ≥ and ≤ stand in a line: an angle over a bar that is as wide."""
    ink = crop < np.median(crop) - _LETTER_DARKER
    height = len(crop)
    for start, end in _runs(np.any(ink, axis=0), 0):
        width = end - start
        if not _NARROWEST * height < width < height:
            continue
        glyph = ink[:, start:end]
        rows = _runs(np.any(glyph, axis=1), 0)
        if len(rows) != 2:
            continue
        (top, foot), (bar, below) = rows
        angle = glyph[top:foot]
        is_bar = below - bar < (foot - top) / 3 and glyph[bar:below].any(axis=0).mean() > _BAR
        if not is_bar or foot - top < width / 2:
            continue
        third = max(1, len(angle) // 3)
        upper, middle, lower = (
            np.nonzero(angle[part])[1].mean()
            for part in (slice(0, third), slice(third, -third), slice(-third, None))
        )
        lean = (middle - (upper + lower) / 2) / width
        if abs(lean) > _LEAN:
            yield start, end, "≥" if lean > 0 else "≤"


def _in_short(crop: Grey) -> list[Grey]:
    """A line in parts that are short enough for the model."""
    height, width = crop.shape
    if width <= _LONGEST_LINE * height:
        return [crop]
    count = int(np.ceil(width / (_LONGEST_LINE * height)))
    is_blank = np.all(crop >= np.median(crop) - _LETTER_DARKER, axis=0)
    edges = [0]
    for number in range(1, count):
        cut = _nearest_blank(is_blank, width * number // count, max(2, int(_BLANK * height)))
        if cut > edges[-1]:
            edges.append(cut)
    return [crop[:, start:end] for start, end in pairwise([*edges, width])]


def _nearest_blank(is_blank: NDArray[np.bool_], wanted: int, widest: int) -> int:
    """The middle of the blank nearest to a place, among those that are wide enough for one between
    words; the place itself if there is none.
    """
    best, distance = wanted, len(is_blank) // 4
    for start, end in _runs(is_blank, 0):
        middle = (start + end) // 2
        if end - start >= widest and abs(middle - wanted) < distance:
            best, distance = middle, abs(middle - wanted)
    return best


# --- Tesseract --------------------------------------------------------------------------------

# Words of a line that are further apart than this, in heights, stand in two columns.
_GUTTER = 2.5

# How sure Tesseract must be before a page is turned; its own measure, which is 0 for a guess.
_SURE_OF_TURN = 2.0


class Tesseract:
    """The program tesseract with its data for Vietnamese."""

    name = "tesseract"

    def turn(self, picture: Grey) -> int:
        """What Tesseract makes of the script, if its data for that are there and it is sure."""
        said = _tesseract(picture, "--psm", "0", "-l", "osd", may_fail=True)
        values = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
        try:
            sure = float(values.get("Orientation confidence", "0"))
            turn = int(values.get("Rotate", "0"))
        except ValueError:
            return 0
        return turn if sure >= _SURE_OF_TURN else 0

    def recognise(self, picture: Grey, ruled: Ruled) -> list[Recognised]:
        """The words of Tesseract by line, cut at rules and gutters."""
        table = _tesseract(picture, "--psm", "3", "-l", _LANGUAGE, form="tsv")
        lines: dict[tuple[str, ...], list[tuple[Word, Span]]] = {}
        for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
            text = (row.get("text") or "").strip()
            if row.get("level") == "5" and text:
                left, top, width, height = (
                    float(row[name]) for name in ("left", "top", "width", "height")
                )
                word = Word(text, max(0.0, float(row["conf"])) / 100)
                place = tuple(row[name] for name in ("block_num", "par_num", "line_num"))
                box = Span(left, top, left + width, top + height)
                lines.setdefault(place, []).append((word, box))
        read: list[Recognised] = []
        for words in lines.values():
            read += _cells_of(words, ruled)
        return read


def _cells_of(words: Sequence[tuple[Word, Span]], ruled: Ruled) -> Iterator[Recognised]:
    """The words of a line, those of each column or cell together."""
    group: list[tuple[Word, Span]] = []
    for word, box in words:
        if group:
            last = group[-1][1]
            height = max(last.bottom, box.bottom) - min(last.top, box.top)
            between = Span(last.left, min(last.top, box.top), box.right, last.bottom)
            at_rule = any(last.right - 2 <= cut <= box.left + 2 for cut in cuts(between, ruled))
            if at_rule or box.left - last.right > _GUTTER * height:
                yield _line_of(group)
                group = []
        group.append((word, box))
    if group:
        yield _line_of(group)


def _line_of(words: Sequence[tuple[Word, Span]]) -> Recognised:
    lefts, tops, rights, bottoms = zip(*(box for _, box in words), strict=True)
    box = Span(min(lefts), min(tops), max(rights), max(bottoms))
    letters = [len(word.text) for word, _ in words]
    sure = float(np.average([word.confidence for word, _ in words], weights=letters))
    return Recognised(tuple(word for word, _ in words), box, sure)


def _tesseract(picture: Grey, *options: str, form: str = "", may_fail: bool = False) -> str:
    """What Tesseract writes of a picture, which goes to it by its standard input.

    Raises TextkitError if it fails or takes too long, unless it may fail.
    """
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=1, dpi=(DPI, DPI))
    program = shutil.which("tesseract") or "tesseract"
    command = [program, "stdin", "stdout", *options, *([form] if form else [])]
    # One thread: four wait for each other more than they help.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done: Any = subprocess.run(
            command,
            input=buffer.getvalue(),
            capture_output=True,
            timeout=_SECONDS,
            check=not may_fail,
            env=environment,
        )
    except (OSError, subprocess.SubprocessError) as error:
        if may_fail:
            return ""
        raise TextkitError("ocr.failed", engine="tesseract", error=error) from error
    output: str = done.stdout.decode("utf-8", "replace")
    return output
