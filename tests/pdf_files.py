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

    def note(self, x: float, y: float, text: str, *, printed: bool = True) -> "Book":
        """A stamp on the last page whose appearance has a text, as e-office systems put them."""
        page = self.document[len(self.document) - 1]
        annotation = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_STAMP)
        box = raw.FS_RECTF(x, y + 14, x + 12 * len(text), y - 4)
        raw.FPDFAnnot_SetRect(annotation, ctypes.byref(box))
        item = raw.FPDFPageObj_CreateTextObj(self.document.raw, self.font, 12)
        code = (text + "\0").encode("utf-16-le")
        raw.FPDFText_SetText(item, ctypes.cast(ctypes.c_char_p(code), raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, x, y)
        raw.FPDFAnnot_AppendObject(annotation, item)
        raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_PRINT if printed else 0)
        raw.FPDFPage_CloseAnnot(annotation)
        page.close()
        return self

    def bytes(self) -> bytes:
        """The file."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def signed_form() -> bytes:
    """A page that says "So:    /TTr-SNV"; the number is in the appearance of a signature field."""
    font = b"/Resources << /Font << /F 7 0 R >> >>"
    page = b"BT /F 12 Tf 80 700 Td (So:          /TTr-SNV) Tj ET"
    look = b"BT /F 12 Tf 2 4 Td (152) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /SigFlags 3 >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [5 0 R] "
        + font
        + b" >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (So) /F 132 /P 3 0 R"
        b" /Rect [100 696 130 714] /AP << /N 6 0 R >> >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 30 18] %s /Length %d >> stream\n"
        % (font, len(look))
        + look
        + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return data + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start)


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
