"""PDF files: path to text, layout and mends, with lines, paragraphs and tables rebuilt."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from math import pi
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from textkit.data.messages import TextkitError
from textkit.reading import ocr
from textkit.reading.document import Remark
from textkit.reading.files import LIMITS, open_checked, remarks_on
from textkit.reading.imaging import DPI, MAX_PIXELS
from textkit.reading.layout import Reading, lay_out
from textkit.reading.marks import wrapped
from textkit.reading.pdf.flow import Line, Page, flow, in_order
from textkit.reading.pdf.grid import OBJECT_DEPTH, Box, Rules, find_rules
from textkit.reading.pdf.scanned import MAX_SCANNED, recognised, with_lines
from textkit.reading.soundness import unreadable
from textkit.vietnamese.encodings import DECODERS, decode_legacy

if TYPE_CHECKING:
    from PIL import Image

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

# So many annotations of a page are looked at; a form has a few hundred.
_MOST_ANNOTATIONS = 10_000

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
        """Both runs in order from left to right, what is drawn twice at one place once; a blank on
        which the other has letters is none.
        """
        letters: list[_Letter] = []
        both = [*self._outside(other.box), *other._outside(self.box)]
        for letter in sorted(both, key=lambda letter: letter.box.left):
            if letters and letters[-1].character == letter.character:
                step = letter.box.left - letters[-1].box.left
                if step < _DRAWN_TWICE * self.size:
                    continue
            letters.append(letter)
        return self.of(letters)

    def _outside(self, box: Box) -> Iterator[_Letter]:
        """The letters, without the blanks in a box that is narrower than the run."""
        is_narrower = box.right - box.left < self.box.right - self.box.left
        for letter in self.letters:
            middle = (letter.box.left + letter.box.right) / 2
            is_under = is_narrower and box.left < middle < box.right
            if not (is_under and letter.character.isspace()):
                yield letter

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
    end of a line stays. What form fields, signatures and notes print on a page is read with it.
    Pages that are pictures, or whose letters are missing or wrong, are recognised (OCR) where an
    engine is installed; else single such pages are left out. Remarks say all this. Raises
    TextkitError for a file that is damaged, encrypted or too long, and, where nothing recognises,
    for a scan without text and for a text layer whose letters are missing or wrong.
    """
    data = open_checked(path)
    pages, encoding = _decoded(list(_pages(data, path)))
    wrong = unreadable("\n".join(map(_text, pages)))
    to_see = _to_recognise(pages, wrong)
    engine = ocr.chosen() if to_see else None
    if engine is None:
        _refuse(pages, wrong, path)
        seen: list[int] = []
    else:
        pages, seen = _recognised(data, pages, to_see, engine, path)
    kept = [replace(page, lines=[]) if page.fault == "garbled" else page for page in pages]
    remarks = [*remarks_on(encoding), *_remarks(pages)]
    if engine and seen:
        remarks.append(Remark("recognised", f"{_ranges(seen)} ({engine.name})"))
    pieces = list(flow(kept))
    return with_lines(lay_out(pieces, remarks), pieces)


def _to_recognise(pages: Sequence[Page], wrong: str) -> list[int]:
    """The numbers of the pages that are worth recognising: all, where the letters are wrong all
    over.
    """
    faulty = [n for n, page in enumerate(pages, 1) if page.fault in ("pictures", "garbled")]
    if wrong and not _is_only_some(pages):
        return [n for n, page in enumerate(pages, 1) if page.fault != "damaged"]
    return faulty


def _is_only_some(pages: Sequence[Page]) -> bool:
    """Whether only some pages have wrong letters, and the others can be read."""
    garbled = sum(page.fault == "garbled" for page in pages)
    return 0 < _PAGES_PER_GARBLED * garbled <= len(pages)


def _refuse(pages: Sequence[Page], wrong: str, path: str | Path) -> None:
    """Raises TextkitError for a scan and for a text layer with wrong letters."""
    pictures = sum(page.fault == "pictures" for page in pages)
    characters = sum(len(_text(page)) + 1 for page in pages)
    is_bare = characters <= _LEAST_TEXT * len(pages)  # but for stamps
    if _PAGES_PER_PICTURE * pictures > len(pages) and is_bare:
        raise TextkitError("file.scan", path=path, pictures=pictures, pages=len(pages))
    if wrong and not _is_only_some(pages):
        raise TextkitError("file.wrong-letters", path=path, words=wrong)


def _recognised(
    data: bytes, pages: list[Page], numbers: Sequence[int], engine: ocr.Engine, path: str | Path
) -> tuple[list[Page], list[int]]:
    """The pages, those of the numbers as they were recognised, and the numbers of those on which
    there was something.
    """
    if len(numbers) > MAX_SCANNED:
        raise TextkitError("ocr.too-many", path=path, size=len(numbers), limit=MAX_SCANNED)
    by_number = dict(enumerate(pages, 1))
    seen: list[int] = []
    for number, page in recognised(_pictures(data, numbers), len(numbers), engine):
        if page.lines:
            by_number[number] = page
            seen.append(number)
    return list(by_number.values()), seen


def _pictures(data: bytes, numbers: Iterable[int]) -> Iterator[tuple[int, Image.Image]]:
    """The pages of the numbers as they look, with what form fields and notes print on them."""
    import pypdfium2

    with closing(pypdfium2.PdfDocument(data)) as document:
        for number in numbers:
            page = document[number - 1]
            width, height = page.get_size()
            pixels = width * height * (DPI / 72) ** 2
            scale = DPI / 72 * min(1.0, (MAX_PIXELS / max(pixels, 1)) ** 0.5)
            picture = page.render(scale=scale).to_pil()
            page.close()
            yield number, picture.convert("RGB")


def _remarks(pages: Sequence[Page]) -> Iterator[Remark]:
    for fault in _FAULTS:
        numbers = [n for n, page in enumerate(pages, 1) if page.fault == fault]
        if numbers:
            yield Remark(fault, ", ".join(map(str, numbers)))
    printed = [n for n, page in enumerate(pages, 1) if page.has_fields]
    if printed:
        yield Remark("fields", _ranges(printed))


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers as they are written: 1-3, 5."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)


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
        page, has_fields = _with_fields(document, number)
        width, height = page.get_size()
        turned = page.get_rotation() % 360
        rules = Rules((), ()) if turned else find_rules(page)
        letters, watermark = _letters(page, turned)
        on_page = [run for run in _runs(letters, rules) if _is_inside(run.box, width, height)]
        lines: list[Line] = []
        for run in _merged(on_page, rules, len(on_page) if has_fields else _RUNS_LOOKED_BACK):
            text = run.text()
            if text:
                lines.append(Line(text, run.box, run.size, number + 1))
        is_bare = sum(len(line.text) for line in lines) < _LEAST_TEXT
        fault = "pictures" if is_bare and _has_picture(page) else ""
        page.close()
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        return Page([], Rules((), ()), 0, "damaged")
    return Page(in_order(lines), rules, height, fault, watermark, has_fields)


def _with_fields(document: Any, number: int) -> tuple[Any, bool]:
    """A page with what its form fields, signatures and notes print made a part of it, and whether
    there was any text in that.

    E-office systems put the number and the day of a document into the appearance of signature
    fields.
    """
    import pypdfium2.raw as pdfium

    page = document[number]
    if not any(map(_may_print, _annotations(page))):
        return page, False
    before = _count_letters(page)
    if pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_PRINT) != pdfium.FLATTEN_SUCCESS:
        return page, False
    page.close()
    page = document[number]  # as pdfium wants it: what was read of the page before is stale
    return page, _count_letters(page) > before


def _annotations(page: Any) -> Iterator[int]:
    """The kinds of the annotations of a page."""
    import pypdfium2.raw as pdfium

    for place in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, place)
        if annotation:
            yield pdfium.FPDFAnnot_GetSubtype(annotation)
            pdfium.FPDFPage_CloseAnnot(annotation)


def _may_print(kind: int) -> bool:
    """Whether annotations of a kind print text; links and highlights do not."""
    import pypdfium2.raw as pdfium

    return kind in (
        pdfium.FPDF_ANNOT_WIDGET,
        pdfium.FPDF_ANNOT_STAMP,
        pdfium.FPDF_ANNOT_FREETEXT,
    )


def _count_letters(page: Any) -> int:
    text_page = page.get_textpage()
    count: int = text_page.count_chars()
    text_page.close()
    return count


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


def _merged(runs: Iterable[_Run], rules: Rules, looked_back: int) -> list[_Run]:
    """The runs, each joined with one of so many before it that is of one line with it.

    A font that lacks some letters is drawn in turns with another one that has them; what fields
    print is drawn after all else.
    """
    merged: list[_Run] = []
    for run in runs:
        place = len(merged)
        near = _last_on_one_line(merged, run, rules, looked_back)
        while near is not None:  # the longer run may now reach others
            run = merged.pop(near).joined(run)
            place = near
            near = _last_on_one_line(merged, run, rules, looked_back)
        merged.insert(place, run)
    return merged


def _last_on_one_line(
    runs: Sequence[_Run], run: _Run, rules: Rules, looked_back: int
) -> int | None:
    """The place of the last run that shares a line with another, among the last few."""
    for place in reversed(range(len(runs))[-looked_back:]):
        if runs[place].is_one_line(run, rules):
            return place
    return None
