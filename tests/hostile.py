"""Small files that are no documents: each takes more memory or time than any document does."""

import io
import zipfile
import zlib
from pathlib import Path

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    '/officeDocument" Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*objects: bytes) -> bytes:
    """A PDF file of numbered objects, the first of which is its catalogue."""
    body = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + head + table + tail


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(content), content)


def _page(resources: bytes) -> tuple[bytes, bytes, bytes]:
    return (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << %b >> >>" % resources,
    )


def drawn_twice() -> bytes:
    """A page whose form draws itself twice, and so on."""
    itself = b"/XObject << /F 5 0 R >>"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %b >>" % itself
    return pdf(
        *_page(itself),
        stream(b"/F Do /F Do"),
        stream(b"0 0 m 9 9 l S /F Do /F Do", form),
    )


def forms_in_forms(depth: int = 40) -> bytes:
    """A page of forms, each of which draws the next one twice."""
    forms = []
    for number in range(depth):
        inner = b"/XObject << /F %d 0 R >>" % (number + 6) if number < depth - 1 else b""
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << %b >>" % inner
        forms.append(stream(b"/F Do /F Do" if inner else b"0 0 m 9 9 l S", entries))
    return pdf(*_page(b"/XObject << /F 5 0 R >>"), stream(b"/F Do /F Do"), *forms)


def packed_twice(expanded: int = 4 << 30) -> bytes:
    """A page whose content is packed twice, and expands to so many bytes."""
    packer = zlib.compressobj(9)
    block = b"0 0 m 9 9 l S\n" * (1 << 16)
    once = b"".join(packer.compress(block) for _ in range(expanded // len(block)))
    twice = zlib.compress(once + packer.flush(), 9)
    return pdf(*_page(b""), stream(twice, b"/Filter [/FlateDecode /FlateDecode]"))


def word(body: str) -> bytes:
    """A .docx file of this body."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return buffer.getvalue()


def empty_paragraphs(count: int = 1_000_000) -> bytes:
    """A .docx file of a line of text among empty paragraphs."""
    text = "<w:p><w:r><w:t>Điều 1. Phạm vi</w:t></w:r></w:p>"
    return word("<w:p/>" * (count // 2) + text + "<w:p/>" * (count // 2))


def attributes(count: int = 200_000) -> bytes:
    """A page one of whose tags has many attributes."""
    many = " ".join(f"a{number}='1'" for number in range(count))
    return f"<html><body><p {many}>Điều 1. Phạm vi điều chỉnh</p></body></html>".encode()


FILES = {
    "ve-hai-lan.pdf": drawn_twice,
    "nhieu-tang.pdf": forms_in_forms,
    "nen-hai-lan.pdf": packed_twice,
    "doan-trong.docx": empty_paragraphs,
    "thuoc-tinh.html": attributes,
}


def write_all(folder: Path) -> None:
    """Writes each of the files into a folder."""
    for name, make in FILES.items():
        (folder / name).write_bytes(make())
