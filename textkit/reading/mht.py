"""Web archives (.mht), which web systems also name .doc: path to text and layout of the page."""

import email
import re
from email.message import Message
from pathlib import Path

from textkit.data.messages import TextkitError
from textkit.reading.files import decode_text, open_checked
from textkit.reading.html import page_pieces, read_page
from textkit.reading.layout import Piece, Reading, lay_out

# Where no other reason is given, the numbers below were chosen by eye and not measured.

# The parser goes through the parts of a part by a call within a call, and makes an object of each
# part; it takes quadratic time over the parameters of a header.
_DEEPEST = 20  # headers of a part that holds parts
_MOST_PARTS = 10_000  # headers that say what a part is
_MOST_LINES_OF_BOUNDS = 100_000  # a line that may part two parts; a style sheet has some too
_LONGEST_HEADER = 4_000

# Content-Type: multipart/related; boundary="..." and the lines that go on with it.
_CONTENT_TYPE = re.compile(
    rb"""
    ^ content-type [ \t]* :
    (?P<type> [^\n]* (?: \n [ \t] [^\n]* )* )   # the lines that begin with a blank go on with it
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_HOLDS_PARTS = re.compile(rb"multipart/|message/", re.IGNORECASE)
_READ = ("text/html", "application/xhtml+xml", "text/plain")


def read_mht(path: str | Path) -> Reading:
    """Text, layout and mends of the page that a web archive holds, as `read_html` has them.

    Its pictures and other parts are left out; nothing is fetched and no script runs. Raises
    TextkitError for a file that cannot be opened, holds no page, or holds far too many parts, and
    what `read_html` raises.
    """
    page, is_html = page_of(open_checked(path), path)
    source, remarks = decode_text(page, path)
    if is_html:
        return read_page(source, path, remarks)
    lines = enumerate(source.split("\n"))
    return lay_out([Piece(line, f"line{number}") for number, line in lines], remarks)


def archive_pieces(data: bytes, where: str, path: str | Path) -> list[Piece]:
    """All blocks of a web archive inside another document; raises what `read_mht` raises."""
    page, is_html = page_of(data, path)
    source, _ = decode_text(page, path)
    if is_html:
        return page_pieces(source, where, path)
    return [Piece(line, f"{where}/p{n}") for n, line in enumerate(source.split("\n"))]


def page_of(data: bytes, path: str | Path) -> tuple[bytes, bool]:
    """The first page of a web archive, else its first plain text, and whether it is a page.

    Raises TextkitError where there is neither, or far too many parts.
    """
    headers = [match["type"] for match in _CONTENT_TYPE.finditer(data)]
    is_hostile = (
        len(headers) > _MOST_PARTS
        or sum(1 for header in headers if _HOLDS_PARTS.search(header)) > _DEEPEST
        or max(map(len, headers), default=0) > _LONGEST_HEADER
        or data.count(b"\n--") > _MOST_LINES_OF_BOUNDS
    )
    if is_hostile:
        raise TextkitError("file.nested", path=path)
    archive = email.message_from_bytes(data)
    parts: dict[str, Message] = {}
    for part in archive.walk():
        parts.setdefault(part.get_content_type(), part)
    for kind in _READ:
        if kind in parts:
            content = parts[kind].get_payload(decode=True)
            return (content if isinstance(content, bytes) else b""), kind != "text/plain"
    raise TextkitError("file.no-page", path=path)
