"""PDF files built for the tests, letter by letter where they are to stand."""

import ctypes
import io
from functools import cache
from pathlib import Path

import matplotlib as mpl
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import ImageFont

_SLANT = (0.7, 0.7, -0.7, 0.7)
_UPRIGHT = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


@cache
def _font() -> bytes:
    return (Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf").read_bytes()


class Book:
    """A PDF to which pages, words, rules and pictures are added; places are in points,
    y upwards.
    """

    def __init__(self) -> None:
        self.document = pdfium.PdfDocument.new()
        data = _font()
        self.data = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        self.font = raw.FPDFText_LoadFont(
            self.document.raw, self.data, len(data), raw.FPDF_FONT_TRUETYPE, True
        )

    def page(
        self,
        *words: tuple,
        width: int = 595,
        height: int = 842,
        rules: tuple = (),
        turned: int = 0,
        aslant: tuple = (),
    ) -> "Book":
        """A page with (x, y, text) or (x, y, text, size) written, some of it aslant, and
        (x1, y1, x2, y2) drawn.
        """
        page = self.document.new_page(width, height)
        for x, y, text, *size in (*words, *aslant):
            item = raw.FPDFPageObj_CreateTextObj(self.document.raw, self.font, *(size or [12]))
            code = (text + "\0").encode("utf-16-le")
            raw.FPDFText_SetText(item, ctypes.cast(ctypes.c_char_p(code), raw.FPDF_WIDESTRING))
            matrix = _SLANT if (x, y, text, *size) in aslant else _UPRIGHT[turned]
            raw.FPDFPageObj_Transform(item, *matrix, x, y)
            raw.FPDFPage_InsertObject(page.raw, item)
        for x1, y1, x2, y2 in rules:
            path = raw.FPDFPageObj_CreateNewPath(x1, y1)
            raw.FPDFPath_LineTo(path, x2, y2)
            raw.FPDFPath_SetDrawMode(path, 0, True)
            raw.FPDFPage_InsertObject(page.raw, path)
        if turned:
            page.set_rotation(turned)
        page.gen_content()
        page.close()
        return self

    def picture(self, *words: tuple) -> "Book":
        """A page that is a picture, with a few words beside it."""
        self.page(*words)
        page = self.document[len(self.document) - 1]
        image = pdfium.PdfImage.new(self.document)
        bitmap = pdfium.PdfBitmap.new_native(8, 8, raw.FPDFBitmap_BGR)
        image.set_bitmap(bitmap)
        image.set_matrix(pdfium.PdfMatrix().scale(500, 700))
        page.insert_obj(image)
        page.gen_content()
        page.close()
        return self

    def bytes(self) -> bytes:
        """The file."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def written(lines: list[str], left: float = 80, top: float = 760, step: float = 16) -> list[tuple]:
    """Lines one under the other; those that begin with a tab are set in by 30 points."""
    return [
        (left + 30 * line.startswith("\t"), top - step * number, line.strip())
        for number, line in enumerate(lines)
    ]


def grid(lefts: list[float], tops: list[float]) -> tuple:
    """The rules of a table: every line from edge to edge."""
    across = [(lefts[0], y, lefts[-1], y) for y in tops]
    return (*across, *((x, tops[0], x, tops[-1]) for x in lefts))


def with_mark(x: float, y: float, before: str, mark: str, after: str = "") -> list[tuple]:
    """A line in which the mark of a note is smaller and higher than the rest."""
    width = ImageFont.truetype(io.BytesIO(_font()), 12).getlength
    small = ImageFont.truetype(io.BytesIO(_font()), 8).getlength
    behind = x + width(before) + small(mark)
    return [(x, y, before), (x + width(before), y + 4, mark, 8), (behind, y, after)]
