"""PDF files: path to text, layout and mends, with lines, paragraphs and tables rebuilt."""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, Self

from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.files import LIMITS, open_checked, remarks_on
from textkit.reading.layout import Reading, lay_out
from textkit.reading.pdf.flow import Line, Page, flow, in_order
from textkit.reading.pdf.grid import Box, Rules, find_rules
from textkit.vietnamese.encodings import DECODERS, decode_legacy
from textkit.vietnamese.mending import mend
from textkit.vietnamese.syllables import common
from textkit.vietnamese.text import fold

_FAULTS = ("pictures", "damaged", "garbled")
_MOST_ON_PAGE, _GAP, _LEAST_TEXT = 100_000, 2.5, 100
_WORD, _ODD = re.compile(r"[^\W\d_]+"), re.compile("[\ufffd\ue000-\uf8ff\u00ad]")
# Measured: clean text has .94 or more of its words among the common ones, .89 in capitals.
_FEWEST, _ENOUGH, _ENOUGH_CAPITALS, _MARKED, _ODD_SHARE = 30, 0.88, 0.8, 0.05, 0.015


class _Letter(NamedTuple):
    character: str
    box: Box


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters in the order they were drawn."""

    letters: Sequence[_Letter]
    box: Box
    size: float

    @classmethod
    def of(cls, letters: Sequence[_Letter]) -> Self:
        """The run of some characters; its box and the size of its letters leave blanks aside."""
        boxes = [letter.box for letter in letters if not letter.character.isspace()] or [
            letters[0].box
        ]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        around = Box(min(lefts), min(bottoms), max(rights), max(tops))
        return cls(letters, around, max(median(box.top - box.bottom for box in boxes), 1))

    def is_one_line(self, other: Self, rules: Rules) -> bool:
        """Whether two runs share a line: one goes on where the other ends, or they stand in each
        other's gaps.
        """
        overlap = min(self.box.top, other.box.top) - max(self.box.bottom, other.box.bottom)
        size = min(self.size, other.size)
        gap = max(self.box.left, other.box.left) - min(self.box.right, other.box.right)
        if overlap < 0.5 * size or gap > 1.2 * size:
            return False
        return gap < 0.3 * size or not rules.part(self.box, other.box)

    def joined(self, other: Self) -> Self:
        """Both runs in order from left to right, what is drawn twice at one place once."""
        letters: list[_Letter] = []
        for letter in sorted([*self.letters, *other.letters], key=lambda letter: letter.box.left):
            last = letters[-1] if letters else None
            if (
                last
                and last.character == letter.character
                and letter.box.left - last.box.left < 0.2 * self.size
            ):
                continue
            letters.append(letter)
        return self.of(letters)

    def text(self) -> str:
        """The characters, with a blank wherever there is a gap."""
        parts, last = list[str](), self.letters[0]
        for letter in self.letters:
            gap = letter.box.left - last.box.right
            if gap > 0.15 * self.size and not (
                letter.character.isspace() or last.character.isspace()
            ):
                parts.append(" ")
            # pdfium has U+0002 for a hyphen at the end of a line.
            parts.append("-" if letter.character in "\x02\ufffe" else letter.character)
            last = letter
        return "".join(parts).strip()


def read_pdf(path: str | Path) -> Reading:
    """Text, layout and mends of a PDF: paragraphs in reading order, ruled tables as cells, `page`
    from 1.

    Page numbers are left out; a running head or foot comes once, after the text, as a block that
    does not count. `origin` is `page3/p7`, or `page3/table0/r1c2`. A hyphen at the end of a line
    stays. Single pages that are pictures or damaged, or whose letters are missing or wrong, are
    left out, which a remark tells. Raises TextkitError for a file that is damaged, encrypted or too
    long, for a scan without text, and for a text layer whose letters are missing or wrong.
    """
    pages, encoding = _decoded(list(_pages(open_checked(path), path)))
    text = "\n".join(map(_text, pages))
    faults = {
        fault: [number for number, page in enumerate(pages, 1) if page.fault == fault]
        for fault in _FAULTS
    }
    if 2 * len(pictures := faults["pictures"]) > len(pages) and len(text) < _LEAST_TEXT * len(
        pages
    ):  # but for stamps
        raise TextkitError("file.scan", path=path, pictures=len(pictures), pages=len(pages))
    if (wrong := unreadable(text)) and (
        not faults["garbled"] or 4 * len(faults["garbled"]) > len(pages)
    ):
        raise TextkitError("file.wrong-letters", path=path, words=wrong)
    kept = [replace(page, lines=[]) if page.fault == "garbled" else page for page in pages]
    remarks = [
        Remark(fault, ", ".join(map(str, numbers))) for fault, numbers in faults.items() if numbers
    ]
    return lay_out(flow(kept), [*remarks_on(encoding), *remarks])


def unreadable(text: str) -> str:
    """The first wrong words of a Vietnamese text whose letters are missing or wrong; empty if it
    can be read.

    Judged apart are the words of lines in capitals (often a font of their own) and all others; a
    text with hardly any Vietnamese letter is not judged.

    >>> (
    ...     unreadable("CỘNG ÒA XÃ ỘI C Ủ NG ĨA VIỆT NAM " * 4)[:16],
    ...     unreadable("The annual report of the committee. " * 9),
    ... )
    ('ÒA ỘI C ĨA ÒA ỘI', '')
    """
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    if sum(len(_ODD.findall(line[1:])) for line in lines) > _ODD_SHARE * len(
        text
    ):  # a bullet may be odd
        return text[:40]
    wrong = _wrong_words(lines)
    return wrong and _wrong_words([mend(line, torn=True)[0] for line in lines])


def _wrong_words(lines: Sequence[str]) -> str:
    capitals = [
        word
        for line in lines
        if line.isupper()
        for word in _WORD.findall(line)
        if not (word.isascii() and (len(word) > 1 or re.search(r"\d", line)))
    ]  # PM, QH, GDP
    others = [
        word
        for line in lines
        if not line.isupper()
        for word in _WORD.findall(line)
        if not word.isupper()
    ]
    if sum(not word.isascii() for word in [*capitals, *others]) < _MARKED * len(capitals + others):
        return ""
    for words, enough in ((capitals, _ENOUGH_CAPITALS), (others, _ENOUGH)):
        unknown = {word for word in set(words) if fold(word) not in common()}
        wrong = [word for word in words if word in unknown]
        if len(words) >= _FEWEST and len(wrong) > max((1 - enough) * len(words), _FEWEST / 3):
            return " ".join(wrong[:8])
    return ""


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
        runs = _merged(
            (run for run in _runs(page, rules, turned) if _is_inside(run.box, width, height)), rules
        )
        lines = [Line(text, run.box, run.size, number + 1) for run in runs if (text := run.text())]
        bare = sum(len(line.text) for line in lines) < _LEAST_TEXT
        pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        fault = "pictures" if bare and next(iter(pictures), None) else ""
        page.close()
    except (pypdfium2.PdfiumError, ValueError, OverflowError):
        return Page([], Rules((), ()), 0, "damaged")
    return Page(in_order(lines), rules, height, fault)


def _decoded(pages: list[Page]) -> tuple[list[Page], str]:
    """The pages in Unicode, those told whose letters are missing or wrong, and the old encoding
    that some were in.
    """
    whole, found, encoding = decode_legacy("\n".join(map(_text, pages))), list[Page](), ""
    for page in pages:
        if decoded := decode_legacy(_text(page)) or whole:
            encoding = decoded[1]
            page = replace(
                page,
                lines=[replace(line, text=DECODERS[encoding](line.text)) for line in page.lines],
            )
        found.append(
            replace(page, fault="garbled") if not page.fault and unreadable(_text(page)) else page
        )
    return found, encoding


def _text(page: Page) -> str:
    return "\n".join(line.text for line in page.lines)


def _is_inside(box: Box, width: float, height: float) -> bool:
    return 0 <= (box.left + box.right) / 2 <= width and 0 <= (box.bottom + box.top) / 2 <= height


def _runs(page: Any, rules: Rules, turned: int) -> Iterator[_Run]:
    """The characters drawn one after the other on one height without a wide gap, in the order they
    were drawn.
    """
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    raw, box = text_page.raw, pdfium.FS_RECTF()
    unicode, is_generated, get_box = (
        pdfium.FPDFText_GetUnicode,
        pdfium.FPDFText_IsGenerated,
        pdfium.FPDFText_GetLooseCharBox,
    )
    place, letters = ctypes.byref(box), list[_Letter]()
    left, bottom, right, top = page.get_bbox()
    if (count := text_page.count_chars()) > _MOST_ON_PAGE:
        raise ValueError(f"{count} characters on a page")
    for index in range(count):
        letter = chr(unicode(raw, index))
        if letter.isspace() and is_generated(raw, index):
            letter = (
                "\n" if letter in "\r\n" else ""
            )  # a blank that pdfium put in: the gap tells as much
        get_box(raw, index, place)
        where = _turn(
            Box(box.left - left, box.bottom - bottom, box.right - left, box.top - bottom),
            right - left,
            top - bottom,
            turned,
        )
        last = letters[-1].box if letters else where
        if (
            last.left < where.left < last.right
        ):  # a letter ends where the next one begins: its box may be too wide
            letters[-1] = _Letter(
                letters[-1].character, Box(last.left, last.bottom, where.left, last.top)
            )
        size = max(last.top - last.bottom, 1)
        gap = where.left - last.right
        far = (
            gap > _GAP * size
            or where.left < last.left - 0.3 * size
            or (gap > 0.3 * size and rules.part(last, where))
        )
        if letters and (letter in "\r\n" or (far and not letter.isspace())) and letter:
            yield _Run.of(letters)
            letters = []
        if letter and letter not in "\r\n":
            letters.append(_Letter(letter, where))
    if letters:
        yield _Run.of(letters)
    text_page.close()


def _turn(box: Box, width: float, height: float, turned: int) -> Box:
    """A box of the page as it is seen,
    when the page is shown turned clockwise by so many degrees.
    """
    for _ in range(turned // 90):
        box, width, height = (
            Box(box.bottom, width - box.right, box.top, width - box.left),
            height,
            width,
        )
    return box


def _merged(runs: Iterable[_Run], rules: Rules) -> list[_Run]:
    """The runs, those of one line joined: a font without all letters is drawn in turns with another
    one.
    """
    done: list[_Run] = []
    for run in runs:
        at = len(done)
        while near := [
            place for place in range(len(done))[-6:] if done[place].is_one_line(run, rules)
        ]:
            run, at = done.pop(near[-1]).joined(run), near[-1]
        done.insert(at, run)
    return done
