"""Pictures of pages (.jpg, .png, .tif): path to text, layout and mends, by recognition."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textkit.data.messages import TextkitError
from textkit.reading import ocr
from textkit.reading.document import Remark
from textkit.reading.files import open_checked
from textkit.reading.imaging import shrunk
from textkit.reading.layout import Reading, lay_out
from textkit.reading.pdf.flow import Page, flow
from textkit.reading.pdf.scanned import MAX_SCANNED, recognised, with_lines

if TYPE_CHECKING:
    from PIL import Image

_FORMATS = ("JPEG", "PNG", "TIFF")

# A picture that unpacks to more pixels than this is refused: A0 at 250 dpi has 97 million.
_MOST_PIXELS = 100_000_000


def read_picture(path: str | Path) -> Reading:
    """Text, layout and mends of the pages in a picture file, as `read_pdf` has them of a scan.

    A .tif may have several pages. Raises TextkitError where no engine is installed, and for a file
    that is damaged, has too many pages or pixels, or shows no text.
    """
    engine = ocr.chosen()
    if engine is None:
        raise TextkitError("ocr.needed", path=path)
    data = open_checked(path)
    with _opened(data, path) as file:
        count = getattr(file, "n_frames", 1)
        if count > MAX_SCANNED:
            raise TextkitError("ocr.too-many", path=path, size=count, limit=MAX_SCANNED)
        pages: list[Page] = []
        for _, page in recognised(_pictures(file, count, path), count, engine):
            pages.append(page)
    if not any(page.lines for page in pages):
        raise TextkitError("ocr.nothing-seen", path=path)
    pieces = list(flow(pages))
    pages_seen = "1" if count == 1 else f"1-{count}"
    remark = Remark("recognised", f"{pages_seen} ({engine.name})")
    return with_lines(lay_out(pieces, [remark]), pieces)


def _opened(data: bytes, path: str | Path) -> Image.Image:
    """The file, of which only the head is read. Raises TextkitError if it is no picture."""
    from PIL import Image

    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise TextkitError("ocr.no-picture", path=path, error=error) from error


def _pictures(file: Image.Image, count: int, path: str | Path) -> Iterator[tuple[int, Image.Image]]:
    """The pages of a file, as they are to be looked at, on white."""
    from PIL import Image, ImageOps

    for number in range(count):
        try:
            file.seek(number)
            pixels = file.width * file.height
            if pixels > _MOST_PIXELS:
                raise TextkitError("ocr.too-large", path=path, size=pixels, limit=_MOST_PIXELS)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of Pillow, on metadata that are of no use here
                file.load()
                picture = shrunk(_on_white(ImageOps.exif_transpose(file)))
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise TextkitError("ocr.no-picture", path=path, error=error) from error
        yield number + 1, picture


def _on_white(picture: Image.Image) -> Image.Image:
    """A picture in colour; what is transparent is white, and 16 bits a pixel are made 8."""
    from PIL import Image

    if picture.mode.startswith("I;16"):
        picture = picture.point(lambda value: value / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert(
            "RGB"
        )
    return picture.convert("RGB")
