"""PDF files: path to text, layout and mends, with lines, paragraphs and tables rebuilt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.data.messages import TextkitError
from textkit.reading import ocr
from textkit.reading.document import Remark
from textkit.reading.files import LIMITS, open_checked, remarks_on
from textkit.reading.imaging import DPI, MAX_PIXELS
from textkit.reading.layout import Reading, lay_out
from textkit.reading.pdf.flow import Line, Page, flow, in_order
from textkit.reading.pdf.grid import OBJECT_DEPTH, Box, Rules, find_rules
from textkit.reading.pdf.letters import Frame, read_letters
from textkit.reading.pdf.runs import Setting
from textkit.reading.pdf.scanned import MAX_SCANNED, recognised, with_lines
from textkit.reading.soundness import unreadable
from textkit.vietnamese.encodings import DECODERS, decode_legacy

if TYPE_CHECKING:
    from PIL import Image

_FAULTS = ("pictures", "damaged", "garbled")

# Where no other reason is given, the numbers below were chosen by eye and not measured.

# A page with a picture and less text than this is a scan with a stamp or a page number.
_LEAST_TEXT = 100

# The text layer of a scan with so many pictures is judged: more than half of the pages.
_PAGES_PER_PICTURE = 2

# Single pages with wrong letters are left out; with more than one in so many the file is refused.
_PAGES_PER_GARBLED = 4

# So many annotations of a page are looked at; a form has a few hundred.
_MOST_ANNOTATIONS = 10_000


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
        frame = Frame.of(page)
        rules = Rules((), ()) if frame.turned else find_rules(page)
        with closing(page.get_textpage()) as text_page:
            letters = read_letters(text_page, frame)
            lines = _lines(Setting(letters, rules), page, number + 1, has_fields=has_fields)
        is_bare = sum(len(line.text) for line in lines) < _LEAST_TEXT
        fault = "pictures" if is_bare and _has_picture(page) else ""
        height = page.get_height()
        page.close()
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        return Page([], Rules((), ()), 0, "damaged")
    return Page(in_order(lines), rules, height, fault, letters.watermark, has_fields)


def _lines(setting: Setting, page: Any, number: int, *, has_fields: bool) -> list[Line]:
    """The lines on a page, in the order they were drawn."""
    width, height = page.get_size()
    on_page = [run for run in setting.runs() if _is_inside(run.box, width, height)]
    lines: list[Line] = []
    for run in setting.merged(on_page, from_all=has_fields):
        text = setting.text(run)
        if text:
            lines.append(Line(text, run.box, run.size, number))
    return lines


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
