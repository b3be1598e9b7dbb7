"""Reading files, beside other readers of the same files in the same run: PDF, Word and web pages of
../shared.

Processor time of this process; `peak_mb` is the greatest memory of a process of its own that reads
the file once, its imports included (read from /proc: Linux only). What each
reader gives differs: the functions say how.
"""

import gc
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from textkit.reading.html import read_html
from textkit.reading.pdf.document import read_pdf
from textkit.reading.word.document import read_word

OFFICE = Path(__file__).resolve().parents[3] / "shared" / "real" / "office"


def pypdfium2_text(path: Path) -> str:
    """The characters in the order they were drawn: lines, no paragraphs, no tables, page numbers
    and running heads among them.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def pdfplumber_text(path: Path) -> str:
    """Lines, and ruled tables as rows of cells."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()
        return "\n".join(page.extract_text() for page in document.pages)


def docx_text(path: Path) -> str:
    """The paragraphs of the body and of tables; no automatic numbers, notes or tracked changes."""
    import docx

    document = docx.Document(str(path))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(item.text for item in document.paragraphs), *(cell.text for cell in cells)])


def docx2python_text(path: Path) -> str:
    """Paragraphs, tables, notes, headers and automatic numbers; no tracked changes apart."""
    from docx2python import docx2python

    with docx2python(path) as document:
        return str(document.text)


def mammoth_text(path: Path) -> str:
    """HTML with lists, tables and notes; no numbers of lists in the text."""
    import mammoth

    with path.open("rb") as file:
        return str(mammoth.convert_to_html(file).value)


def trafilatura_text(path: Path) -> str:
    """The main text of a page; titles and tables where they look like text."""
    import trafilatura

    return trafilatura.extract(path.read_text("utf-8"), include_tables=True) or ""


TEXTKIT = {".pdf": read_pdf, ".docx": read_word, ".html": read_html}
OTHERS = {
    ".pdf": (pypdfium2_text, pdfplumber_text),
    ".docx": (docx_text, docx2python_text, mammoth_text),
    ".html": (trafilatura_text,),
}
FILES = ("thanh-hoa-335.pdf", "Luật-72-2025-QH15.docx", "doc_000170.html")
CASES = [
    (name, reader)
    for name in FILES
    for reader in (TEXTKIT[Path(name).suffix], *OTHERS[Path(name).suffix])
]


def peak(name: str, reader: str) -> int:
    """The greatest memory, in MB, of a process that reads a file once."""
    command = [sys.executable, __file__, name, reader]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout.split()[-1])


@pytest.mark.benchmark(timer=time.process_time)
@pytest.mark.parametrize(
    ("name", "reader"), CASES, ids=lambda value: getattr(value, "__name__", value)
)
def test_reading(benchmark, name, reader):
    path = OFFICE / name
    if not path.exists():
        pytest.skip("needs the documents of ../shared")
    try:
        reader(path)  # imports, and whatever is kept
    except ImportError as error:
        pytest.skip(str(error))
    benchmark.group = name
    benchmark.extra_info["peak_mb"] = peak(name, reader.__name__)

    def prepare() -> None:
        gc.collect()
        gc.freeze()

    benchmark.pedantic(reader, args=(path,), setup=prepare, rounds=5)
    gc.unfreeze()


if __name__ == "__main__":
    _, wanted, function = sys.argv
    readers = {reader.__name__: reader for _, reader in CASES}
    readers[function](OFFICE / wanted)
    # Not of `resource`, which counts what the parent had before this program began.
    (most,) = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    print(int(most) // 1024)
