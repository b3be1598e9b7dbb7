"""Scans made of documents whose text is known: their pages as pictures, clean or as the scanner of
an office leaves them.
"""

import io
import re
import subprocess
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter

DPI = 200

# How rough a rough scan is; chosen by eye on scans of offices.
SKEW = 1.5  # degrees, at most
BLUR = 0.8  # pixels
NOISE = 12  # levels of grey, one standard deviation
PAPER = (246, 244, 238)
QUALITY = 60  # of the JPEG
TURNED_ONE_IN = 6  # pages that were laid in by their side or upside down

_HEAD = re.compile(r"^\W*CỘNG\s+HÒA\s+XÃ\s+HỘI", re.MULTILINE)


@dataclass(frozen=True)
class Scan:
    """A document as a PDF with text, and the same pages as pictures."""

    name: str
    clean: bytes
    pictures: bytes
    pages: int


def as_pdf(path: Path, folder: Path) -> Path:
    """The PDF that LibreOffice makes of a document; text is set as offices set it."""
    if path.suffix.lower() == ".pdf":
        return path
    source = path
    if path.suffix == ".txt":
        source = folder / f"{path.stem[:40]}.html"
        source.write_text(_page_of(path.read_text("utf-8")), "utf-8")
    target = folder / f"{source.stem}.pdf"
    if not target.exists():
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, source]
        subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return target


def _page_of(text: str) -> str:
    """A text as a web page in the letters of an office, its head in two columns."""
    text, tables = _tables_of(text.replace("*", ""))
    text = text.replace("|", "")
    lines = [line.strip() for line in text.split("\n") if line.strip(" -_")]
    head = next((n for n, line in enumerate(lines[:8]) if _HEAD.match(line)), None)
    top = ""
    if head:
        end = head + 2 + ("Độc lập" not in lines[head + 1])
        number = [line for line in lines[end : end + 4] if line.startswith(("Số", "Luật số"))][:1]
        date = [line for line in lines[end : end + 4] if re.search(r"ngày.*tháng.*năm", line)][:1]
        left = "<br>".join(map(escape, lines[:head] + number))
        right = "<br>".join(map(escape, lines[head:end] + date))
        top = (
            f'<table width="100%"><tr><td width="40%" align="center">{left}</td>'
            f'<td width="60%" align="center">{right}</td></tr></table>'
        )
        rest = [line for line in lines[end : end + 4] if line not in number + date]
        lines = rest + lines[end + 4 :]
    body = []
    for line in lines:
        if line in tables:
            body.append(tables[line])
            continue
        align = "center" if line.isupper() else "justify"
        body.append(f'<p align="{align}">{escape(line)}</p>')
    style = "body{font-family:'Liberation Serif';font-size:13.5pt} p{margin:0 0 6pt 0}"
    head = f"<head><meta charset='utf-8'><style>{style}</style></head>"
    return f"<html>{head}<body>{top}{''.join(body)}</body></html>"


def _tables_of(text: str) -> tuple[str, dict[str, str]]:
    """The text with a mark for each Markdown table, and the ruled table for each mark."""
    tables: dict[str, str] = {}

    def ruled(match: re.Match[str]) -> str:
        rows = []
        for line in match[0].strip().split("\n"):
            if not re.fullmatch(r"[|\s:-]+", line):
                cells = line.strip().strip("|").split("|")
                rows.append("".join(f"<td>{escape(cell.strip())}</td>" for cell in cells))
        mark = f"\ue000{len(tables)}"
        table = "</tr><tr>".join(rows)
        tables[mark] = (
            '<table border="1" cellspacing="0" cellpadding="4" width="100%">'
            f"<tr>{table}</tr></table>"
        )
        return f"\n{mark}\n"

    return re.sub(r"(?:^\|.*\|[ \t]*\n?){3,}", ruled, text, flags=re.MULTILINE), tables


def cut(data: bytes, first: int, last: int) -> bytes:
    """The pages from `first` to before `last` of a PDF."""
    source, target = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    target.import_pages(source, list(range(first, min(last, len(source)))))
    buffer = io.BytesIO()
    target.save(buffer)
    return buffer.getvalue()


def scan(name: str, data: bytes, *, rough: bool, seed: int = 0) -> Scan:
    """The pages of a PDF as pictures; `rough` with skew, blur, noise, a stamp and a signature."""
    document = pdfium.PdfDocument(data)
    pictures = []
    for number in range(len(document)):
        picture = document[number].render(scale=DPI / 72).to_pil().convert("RGB")
        if rough:
            picture = roughened(picture, np.random.default_rng([seed, number, len(name)]))
        pictures.append(picture)
    buffer = io.BytesIO()
    quality = QUALITY if rough else 90
    pictures[0].save(
        buffer,
        "PDF",
        save_all=True,
        append_images=pictures[1:],
        resolution=DPI,
        quality=quality,
    )
    return Scan(name, data, buffer.getvalue(), len(pictures))


def roughened(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """A page as a scanner leaves it, with a red stamp and a blue signature over the text."""
    width, height = picture.size
    paper = Image.new("RGB", picture.size, PAPER)
    picture = Image.fromarray(np.minimum(np.asarray(picture), np.asarray(paper)))
    x, y = int(chance.uniform(0.3, 0.75) * width), int(chance.uniform(0.15, 0.8) * height)
    picture = _stamped(picture, x, y)
    picture = _signed(picture, x - 200, y + int(chance.uniform(-60, 60)), chance)
    angle = chance.uniform(-SKEW, SKEW)
    picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=PAPER)
    picture = picture.filter(ImageFilter.GaussianBlur(BLUR))
    noisy = np.asarray(picture, np.float32) + chance.normal(0, NOISE, (height, width, 1))
    picture = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))
    if chance.integers(TURNED_ONE_IN) == 0:
        picture = picture.rotate(90 * int(chance.integers(1, 4)), expand=True)
    return picture


def _stamped(picture: Image.Image, x: int, y: int) -> Image.Image:
    """The page with a round red stamp, through which the letters are seen."""
    stamp = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(stamp)
    radius = 140  # 36 mm across at 200 dpi, as the rules for seals have it
    for inner, line in ((0, 7), (18, 3), (75, 4)):
        draw.ellipse(
            (x - radius + inner, y - radius + inner, x + radius - inner, y + radius - inner),
            outline=210,
            width=line,
        )
    for corner in range(5):
        angle = 2 * np.pi * corner / 5
        far = (x + 55 * np.sin(angle), y - 55 * np.cos(angle))
        draw.line((x, y, *far), fill=210, width=14)
    for step in range(24):
        angle = 2 * np.pi * step / 24
        draw.text(
            (x + 95 * np.cos(angle) - 6, y + 95 * np.sin(angle) - 8),
            "MH"[step % 2],
            210,
            font_size=24,
        )
    ink = Image.new("RGB", picture.size, (205, 40, 50))
    blended = np.minimum(np.asarray(picture), np.asarray(Image.composite(ink, picture, stamp)))
    return Image.fromarray(blended)


def _signed(picture: Image.Image, x: int, y: int, chance: np.random.Generator) -> Image.Image:
    """The page with a signature in blue ink."""
    steps = np.linspace(0, 1, 60)
    a, b = chance.uniform(8, 14), chance.uniform(20, 30)
    xs = x + 260 * steps + 30 * np.sin(a * steps * 3)
    ys = y + 45 * np.sin(b * steps) * (1 - steps) + 20 * np.sin(a * steps)
    draw = ImageDraw.Draw(picture)
    draw.line([(float(px), float(py)) for px, py in zip(xs, ys, strict=True)], (45, 60, 165), 5)
    return picture
