"""PDF files: path to text, layout and mends, with lines, paragraphs and tables rebuilt."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from math import pi
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, Self

from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.files import LIMITS, open_checked, remarks_on
from textkit.reading.layout import Reading, lay_out
from textkit.reading.marks import wrapped
from textkit.reading.pdf.flow import Line, Page, flow, in_order
from textkit.reading.pdf.grid import OBJECT_DEPTH, Box, Rules, find_rules
from textkit.reading.soundness import unreadable
from textkit.vietnamese.encodings import DECODERS, decode_legacy

_FAULTS = ("pictures", "damaged", "garbled")

# What pdfium has for a hyphen at the end of a line.
_HYPHENS = "\x02\ufffe"

# Where no other reason is given, the numbers below were chosen by eye and not measured.

# A page with more characters than this is no page of a document.
_MOST_ON_PAGE = 100_000

# A page with a picture and less text than this is a scan with a stamp or a page number.
_LEAST_TEXT = 100

# The text layer of a scan with so many pictures is judged: more than half of the pages.
_PAGES_PER_PICTURE = 2

# Single pages with wrong letters are left out; with more than one in so many the file is refused.
_PAGES_PER_GARBLED = 4

# All lengths below are in sizes of the letters.

# Letters that are this far apart belong to two lines or columns; with a rule between them, or
# going back, a smaller gap is enough.
_GAP = 2.5
_SMALL_GAP = 0.3

# Within a line a gap this wide is a blank.
_BLANK = 0.15

# Two runs are of one line where they overlap by this much of their height and are no further apart.
_OVERLAP = 0.5
_NEAR = 1.2

# The same letter drawn again this near is bold print, made by drawing it twice.
_DRAWN_TWICE = 0.2

# A raised figure is smaller than this and stands higher than this. Word draws it at .65 and .33,
# LibreOffice at .58 and .33; the letters of one line differ by .03.
_SMALLER = 0.85
_HIGHER = 0.12
_AS_LARGE = 0.9
_FIGURES = frozenset("0123456789()[],+-−–")

# Letters that are turned by more than this, in radians, from the lines of the page and its edges
# are a watermark.
_ASLANT = 0.1

# A run is joined with one of so many before it: fonts that are drawn in turns are near each other.
_RUNS_LOOKED_BACK = 6


class _Letter(NamedTuple):
    character: str
    box: Box
    base: float  # the height of the line it stands on


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters in the order they were drawn."""

    letters: Sequence[_Letter]
    box: Box
    size: float

    @classmethod
    def of(cls, letters: Sequence[_Letter]) -> Self:
        """The run of some characters; its box and the size of its letters leave blanks aside."""
        boxes = [letter.box for letter in letters if not letter.character.isspace()]
        if not boxes:
            boxes = [letters[0].box]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        around = Box(min(lefts), min(bottoms), max(rights), max(tops))
        return cls(letters, around, max(median(box.top - box.bottom for box in boxes), 1))

    def is_one_line(self, other: Self, rules: Rules) -> bool:
        """Whether two runs share a line.

        They do where one goes on where the other ends, or where they stand in each other's gaps.
        """
        overlap = min(self.box.top, other.box.top) - max(self.box.bottom, other.box.bottom)
        size = min(self.size, other.size)
        gap = max(self.box.left, other.box.left) - min(self.box.right, other.box.right)
        if overlap < _OVERLAP * size or gap > _NEAR * size:
            return False
        return gap < _SMALL_GAP * size or not rules.part(self.box, other.box)

    def joined(self, other: Self) -> Self:
        """Both runs in order from left to right, what is drawn twice at one place once."""
        letters: list[_Letter] = []
        for letter in sorted([*self.letters, *other.letters], key=lambda letter: letter.box.left):
            if letters and letters[-1].character == letter.character:
                step = letter.box.left - letters[-1].box.left
                if step < _DRAWN_TWICE * self.size:
                    continue
            letters.append(letter)
        return self.of(letters)

    def text(self) -> str:
        """The characters, with a blank wherever there is a gap; raised figures are wrapped."""
        # The largest letters stand on the line: in "d¹²" most are raised.
        tallest = max(map(_height, self.letters))
        large = [letter for letter in self.letters if _height(letter) >= _AS_LARGE * tallest]
        base = median(letter.base for letter in large)
        is_raised_here = partial(_is_raised, base=base, size=tallest)
        parts: list[str] = []
        for is_raised, group in groupby(self._spaced(), key=is_raised_here):
            words = "".join(letter.character for letter in group)
            parts.append(wrapped(words, "raised") if is_raised else words)
        return "".join(parts).strip()

    def _spaced(self) -> Iterator[_Letter]:
        """The letters, with a blank wherever there is a gap."""
        last = self.letters[0]
        for letter in self.letters:
            gap = letter.box.left - last.box.right
            has_blank = letter.character.isspace() or last.character.isspace()
            if gap > _BLANK * self.size and not has_blank:
                yield _Letter(" ", last.box, last.base)
            is_hyphen = letter.character in _HYPHENS
            yield letter._replace(character="-") if is_hyphen else letter
            last = letter


def _height(letter: _Letter) -> float:
    return letter.box.top - letter.box.bottom


def _is_raised(letter: _Letter, base: float, size: float) -> bool:
    """Whether a figure, or a bracket around one, is smaller and higher than its line."""
    if letter.character not in _FIGURES:
        return False
    return _height(letter) < _SMALLER * size and letter.base - base > _HIGHER * size


def read_pdf(path: str | Path) -> Reading:
    """Text, layout and mends of a PDF: paragraphs in reading order, ruled tables as cells.

    Pages count from 1. Page numbers are left out. Notes at the foot of pages come after the text; a
    running head or foot, and words that are set aslant, once after those. None of them counts, nor
    do the lines of a list of contents. Raised figures that are marks of notes are left out and
    listed as mends. `origin` is `page3/p7`, `page3/table0/r1c2` or `page3/note0`. A hyphen at the
    end of a line stays. Single pages that are pictures or damaged, or whose letters are missing or
    wrong, are left out, which a remark says. Raises TextkitError for a file that is damaged,
    encrypted or too long, for a scan without text, and for a text layer whose letters are missing
    or wrong.
    """
    pages, encoding = _decoded(list(_pages(open_checked(path), path)))
    text = "\n".join(map(_text, pages))
    numbers_by_fault: dict[str, list[int]] = {fault: [] for fault in _FAULTS}
    for number, page in enumerate(pages, 1):
        if page.fault:
            numbers_by_fault[page.fault].append(number)
    pictures = len(numbers_by_fault["pictures"])
    is_bare = len(text) < _LEAST_TEXT * len(pages)  # but for stamps
    if _PAGES_PER_PICTURE * pictures > len(pages) and is_bare:
        raise TextkitError("file.scan", path=path, pictures=pictures, pages=len(pages))
    wrong = unreadable(text)
    garbled = len(numbers_by_fault["garbled"])
    is_only_some_pages = 0 < _PAGES_PER_GARBLED * garbled <= len(pages)
    if wrong and not is_only_some_pages:
        raise TextkitError("file.wrong-letters", path=path, words=wrong)
    kept = [replace(page, lines=[]) if page.fault == "garbled" else page for page in pages]
    remarks = list(remarks_on(encoding))
    for fault, numbers in numbers_by_fault.items():
        if numbers:
            remarks.append(Remark(fault, ", ".join(map(str, numbers))))
    return lay_out(flow(kept), remarks)


def _pages(data: bytes, path: str | Path) -> Iterator[Page]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        key = "file.pdf-password" if "assword" in str(error) else "file.no-pdf"
        raise TextkitError(key, path=path, error=error) from error
    with closing(document):
        if len(document) > LIMITS.max_pages:
            raise TextkitError(
                "file.too-many-pages", path=path, size=len(document), limit=LIMITS.max_pages
            )
        size = 0
        for number in range(len(document)):
            page = _page(document, number)
            size += sum(len(line.text) for line in page.lines)
            if size > LIMITS.max_characters:
                raise TextkitError("file.over-length", path=path, limit=LIMITS.max_characters)
            yield page


def _page(document: Any, number: int) -> Page:
    import pypdfium2

    try:
        page = document[number]
        width, height = page.get_size()
        turned = page.get_rotation() % 360
        rules = Rules((), ()) if turned else find_rules(page)
        letters, watermark = _letters(page, turned)
        on_page = [run for run in _runs(letters, rules) if _is_inside(run.box, width, height)]
        lines: list[Line] = []
        for run in _merged(on_page, rules):
            text = run.text()
            if text:
                lines.append(Line(text, run.box, run.size, number + 1))
        is_bare = sum(len(line.text) for line in lines) < _LEAST_TEXT
        fault = "pictures" if is_bare and _has_picture(page) else ""
        page.close()
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        return Page([], Rules((), ()), 0, "damaged")
    return Page(in_order(lines), rules, height, fault, watermark)


def _has_picture(page: Any) -> bool:
    import pypdfium2

    pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=OBJECT_DEPTH)
    return next(iter(pictures), None) is not None


def _decoded(pages: list[Page]) -> tuple[list[Page], str]:
    """The pages in Unicode, and the old encoding that some were in.

    Pages whose letters are missing or wrong have that as their fault.
    """
    whole = decode_legacy("\n".join(map(_text, pages)))
    encoding = ""
    decoded_pages: list[Page] = []
    for page in pages:
        # A page is judged by itself, as one may be in Unicode; a short one as the whole file is.
        decoded = decode_legacy(_text(page)) or whole
        if decoded:
            encoding = decoded[1]
            decode = DECODERS[encoding]
            page = replace(
                page, lines=[replace(line, text=decode(line.text)) for line in page.lines]
            )
        if not page.fault and unreadable(_text(page)):
            page = replace(page, fault="garbled")
        decoded_pages.append(page)
    return decoded_pages, encoding


def _text(page: Page) -> str:
    return "\n".join(line.text for line in page.lines)


def _is_inside(box: Box, width: float, height: float) -> bool:
    return 0 <= (box.left + box.right) / 2 <= width and 0 <= (box.bottom + box.top) / 2 <= height


def _runs(characters: Iterable[_Letter], rules: Rules) -> Iterator[_Run]:
    """The characters of each stretch of a line, in the order they were drawn.

    A stretch is drawn character by character on one height without a wide gap.
    """
    letters: list[_Letter] = []
    for letter in characters:
        character, box = letter.character, letter.box
        is_line_end = character in ("\r", "\n")
        if letters:
            last = letters[-1].box
            if last.left < box.left < last.right:
                # A letter ends where the next one begins: its box may be too wide.
                letters[-1] = letters[-1]._replace(box=last._replace(right=box.left))
            if not character:
                continue
            is_far = _is_far(last, box, rules) and not character.isspace()
            if is_line_end or is_far:
                yield _Run.of(letters)
                letters = []
        if character and not is_line_end:
            letters.append(letter)
    if letters:
        yield _Run.of(letters)


def _is_far(last: Box, box: Box, rules: Rules) -> bool:
    """Whether a letter stands apart from the one that was drawn before it."""
    size = max(last.top - last.bottom, 1)
    gap = box.left - last.right
    if gap > _GAP * size or box.left < last.left - _SMALL_GAP * size:
        return True
    return gap > _SMALL_GAP * size and rules.part(last, box)


def _letters(page: Any, turned: int) -> tuple[list[_Letter], str]:
    """The characters of a page as they were drawn, with their boxes on the page as it is seen, and
    the words of a watermark, which are set aslant.

    A blank that pdfium put in is empty: only its box says something. Raises ValueError for a page
    with far too many.
    """
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    raw = text_page.raw
    rectangle = pdfium.FS_RECTF()
    reference = ctypes.byref(rectangle)
    x, y = ctypes.c_double(), ctypes.c_double()
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    count = text_page.count_chars()
    if count > _MOST_ON_PAGE:
        raise ValueError(f"{count} characters on a page")
    letters: list[_Letter] = []
    aslant: list[str] = []
    for index in range(count):
        character = chr(pdfium.FPDFText_GetUnicode(raw, index))
        is_put_in = character.isspace() and pdfium.FPDFText_IsGenerated(raw, index)
        # Angles to the next edge of the page: text may run along any of them.
        angle = max(pdfium.FPDFText_GetCharAngle(raw, index), 0.0) % (pi / 2)
        if not is_put_in and min(angle, pi / 2 - angle) > _ASLANT:
            aslant.append(character)
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, reference)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        box = Box(
            rectangle.left - left,
            rectangle.bottom - bottom,
            rectangle.right - left,
            rectangle.top - bottom,
        )
        origin = Box(x.value - left, y.value - bottom, x.value - left, y.value - bottom)
        if is_put_in:
            character = "\n" if character in "\r\n" else ""
        base = _turn(origin, width, height, turned).bottom
        letters.append(_Letter(character, _turn(box, width, height, turned), base))
    text_page.close()
    return letters, " ".join("".join(aslant).split())


def _turn(box: Box, width: float, height: float, turned: int) -> Box:
    """A box as it is seen where the page is shown turned clockwise by so many degrees."""
    for _ in range(turned // 90):
        box = Box(box.bottom, width - box.right, box.top, width - box.left)
        width, height = height, width
    return box


def _merged(runs: Iterable[_Run], rules: Rules) -> list[_Run]:
    """The runs, those of one line joined.

    A font that lacks some letters is drawn in turns with another one that has them.
    """
    merged: list[_Run] = []
    for run in runs:
        place = len(merged)
        near = _last_on_one_line(merged, run, rules)
        while near is not None:  # the longer run may now reach others
            run = merged.pop(near).joined(run)
            place = near
            near = _last_on_one_line(merged, run, rules)
        merged.insert(place, run)
    return merged


def _last_on_one_line(runs: Sequence[_Run], run: _Run, rules: Rules) -> int | None:
    """The place of the last run that shares a line with another, among the last few."""
    for place in reversed(range(len(runs))[-_RUNS_LOOKED_BACK:]):
        if runs[place].is_one_line(run, rules):
            return place
    return None
