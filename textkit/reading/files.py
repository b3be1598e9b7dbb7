"""Opening a file safely: its real type, its encoding, limits on size and expansion."""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from textkit import data
from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.vietnamese.encodings import decode_bytes, decode_legacy


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold, in bytes and characters.

    All were chosen by eye, far above any real document, so that a hostile file cannot fill the
    memory.
    """

    max_bytes: int = 100_000_000
    max_expanded_bytes: int = 400_000_000  # of all parts of an archive together
    max_part_bytes: int = 64_000_000  # of one part that is parsed
    max_ratio: int = 250  # expanded to packed size
    max_parts: int = 10_000
    max_characters: int = 10_000_000
    max_pages: int = 5_000


LIMITS = Limits()

# Small parts of repeated markup may well be packed by more than `max_ratio`, so an archive is
# judged by the ratio only from this expanded size on. Chosen by eye; not measured.
_RATIO_FROM = 10_000_000

# How much of a file is looked at to tell what it is: a web page declares itself, and UTF-16 shows
# its zeros, well within it. Chosen by eye; not measured.
_LOOKED_AT = 4096

# In UTF-16 the high byte is zero for most characters of Vietnamese text (not of U+1EA0 and on, most
# letters with a tone), the low byte hardly ever. So: one byte in five of all that is looked at is
# such a zero, at most one in fifty is of the other kind. Chosen by eye; not measured.
_ZEROS_OF_UTF16 = 5
_STRAY_ZEROS = 50

# Text may hold a stray control character or two, a null among them; more than one in 500 mean that
# it is none. Chosen by eye; not measured.
_CHARACTERS_PER_CONTROL = 500

# A file is UTF-8 with damaged places where it has so many letters in UTF-8 for each byte that is
# none. Texts of real documents in TCVN3, VNI, VISCII and Windows-1258 have at most .11 letters that
# happen to be UTF-8.
_LETTERS_PER_DAMAGE = 4

# Signs that Windows pastes into a file as single bytes: quotes, dashes, the ellipsis.
_PASTED = {code: bytes([code]).decode("cp1252") for code in (0x85, *range(0x91, 0x98))}

_ENCRYPTED = 1  # the bit of a zip entry's flags that says so

_READABLE = "UTF-8, Windows-1258, TCVN3, VNI, VISCII"

_TYPES = [
    (bytes.fromhex(row["begins"]), row["type"])
    for row in data.rows("file_types.csv")
    if row["begins"]
]
_BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}
_HTML = re.compile(
    rb"""
    \s*
    (?: <\?xml [^>]{0,200} > \s*       # <?xml version="1.0" encoding="utf-8"?>
      | <!-- .{0,2000}? --> \s*        # <!-- saved from url=(0042)https://... -->
    )?
    < (?: !doctype\ html | html | head | body ) \b
    """,
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)

# The headers with which a web archive begins: MIME-Version: 1.0, Content-Type: multipart/related;
_HEADERS = re.compile(
    rb"""
    \s*
    (?: [\w-]+ [ \t]* : [^\n]* \n   # a header
        (?: [ \t] [^\n]* \n )*      # the lines that go on with it
    )+
    """,
    re.VERBOSE,
)
_OF_AN_ARCHIVE = re.compile(
    rb"^ mime-version: (?s: .* ) ^ content-type: \s* (?: multipart/ | text/html )"
    rb"| ^ content-type: \s* (?: multipart/ | text/html ) (?s: .* ) ^ mime-version:",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)

# Word 2003 XML and Flat OPC, by the address of their namespace.
_WORD_XML = re.compile(
    rb"schemas\.microsoft\.com/office/ (?: word/2003/wordml | 2006/xmlPackage )", re.VERBOSE
)
_WORD_ROOT = re.compile(rb"\s* < (?: w:wordDocument | pkg:package ) \s", re.VERBOSE)

# A byte that is no UTF-8, as `surrogateescape` decodes it: U+DC80 for 0x80 and so on.
_NO_UTF8 = re.compile("[\udc80-\udcff]+")
_ESCAPED_FROM = 0xDC00

# Such a sign within the three bytes of a Vietnamese letter (U+1EA0 to U+1EFF), where a program put
# it at a place that it counted in bytes.
_PASTED_WITHIN = re.compile(
    rb"""
    (\xe1) ([\x85\x91-\x97]) ([\xba\xbb][\x80-\xbf])  # E1 94 BA BF: the letter E1 BA BF, then 94
    | (\xe1\xba) ([\x85\x91-\x97]) ([\xa0-\xbf])       # E1 BA 94 BF
    """,
    re.VERBOSE,
)

# Control characters that no text file holds; tab, line ends, form feed, U+001A (an old end of file)
# and escape stay out of the count.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def open_checked(path: str | Path, root: str | Path | None = None) -> bytes:
    """The bytes of a regular file of at most `LIMITS.max_bytes`, inside `root` where one is given.

    Raises TextkitError for a file that is missing, not regular, too large, unreadable or outside
    `root`.
    """
    path = Path(path)
    if root is not None and not is_inside(path, root):
        raise TextkitError("file.outside", path=path, folder=root)
    try:
        if not path.exists():
            raise TextkitError("file.missing", path=path)
        if not path.is_file():
            raise TextkitError("file.no-file", path=path)
        size = path.stat().st_size
        if size > LIMITS.max_bytes:
            raise TextkitError("file.too-large", path=path, size=size, limit=LIMITS.max_bytes)
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise TextkitError("file.not-opened", path=str(path), error=error) from error


def is_inside(path: str | Path, root: str | Path) -> bool:
    """Whether the path, with its links followed, lies in the folder `root`."""
    try:
        return Path(path).resolve().is_relative_to(Path(root).resolve())
    except (OSError, ValueError, RuntimeError):  # a link that leads to itself
        return False


def sniff(data: bytes) -> str:
    """What the content is, whatever the name says: a type of `file_types.csv`.

    >>> sniff(b"%PDF-1.7 ..."), sniff("Nghị quyết".encode()), sniff(b"MZ\\x90\\0\\3\\0\\0\\0\\4")
    ('pdf', 'text', 'binary')
    """
    if not data.strip():
        return "empty"
    for first_bytes, kind in _TYPES:
        if data.startswith(first_bytes):
            return kind
    # A page in UTF-16 shows its tags once byte order mark and zeros are out.
    letters = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    if _HTML.match(letters):
        return "html"
    if _encoding(data) == "utf-8" and _has_many_nulls(data):
        return "binary"
    return _kind_of_text(letters)


def _kind_of_text(letters: bytes) -> str:
    """What text is that is no page, by the first of it: a web archive, XML of Word or another."""
    headers = _HEADERS.match(letters)
    if headers and _OF_AN_ARCHIVE.search(headers[0]):
        return "mht"
    if letters.lstrip().startswith(b"<?xml"):
        return "wordxml" if _WORD_XML.search(letters) else "xml"
    return "wordxml" if _WORD_ROOT.match(letters) else "text"


def _has_many_nulls(data: bytes) -> bool:
    return data.count(0) > len(data) // _CHARACTERS_PER_CONTROL


def decode_text(data: bytes, path: str | Path) -> tuple[str, tuple[Remark, ...]]:
    """The text of a file without its byte order mark, and a remark where it was not UTF-8.

    Encodings that are read: UTF-8, UTF-16 and, where the result is Vietnamese, Windows-1258, TCVN3,
    VNI, VISCII, VIQR and text decoded wrongly. TCVN3 has no capitals with a tone, which a second
    remark says. A file that is UTF-8 but for a few bytes is read: quotes and dashes of Windows-1252
    become what they are (remark `pasted`, their number), other bytes U+FFFD (remark `bytes`, their
    number and the line of the first). Raises TextkitError for any other encoding and for bytes that
    are no text.
    """
    encoding = _encoding(data)
    if encoding == "utf-8" and _has_many_nulls(data):
        raise TextkitError("file.binary", path=path)
    text, name, damage = _decoded(data, encoding, path)
    controls = len(_CONTROL.findall(text))
    if controls > len(text) // _CHARACTERS_PER_CONTROL:
        raise TextkitError("file.binary", path=path)
    if len(text) > LIMITS.max_characters:
        raise TextkitError("file.too-long", path=path, size=len(text), limit=LIMITS.max_characters)
    # Whatever the bytes were, the letters may be those of an old font: TµI liÖu is TCVN3.
    text, name = decode_legacy(text) or (text, name)
    return text, (*remarks_on(name), *damage)


def _decoded(data: bytes, encoding: str, path: str | Path) -> tuple[str, str, tuple[Remark, ...]]:
    """The text of the bytes, the name of the encoding, empty for UTF-8, and remarks on damage."""
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            repaired = _nearly_utf8(data)
            if repaired is not None:
                return repaired[0], "", repaired[1]
            # Bytes that are no UTF-8 may be in one of the old encodings with a byte per letter.
            legacy = decode_bytes(data)
            if legacy is not None:
                return *legacy, ()
        readable = _READABLE if encoding == "utf-8" else encoding.upper()
        byte = f"{data[error.start]:02X}"
        raise TextkitError(
            "file.encoding", path=path, encodings=readable, byte=byte, place=error.start
        ) from error
    return text, "" if encoding == "utf-8" else encoding.upper(), ()


def _nearly_utf8(data: bytes) -> tuple[str, tuple[Remark, ...]] | None:
    """The text of bytes nearly all of which are UTF-8, with remarks on the others; else None.

    A download that was cut off, a part of another file or a quote of Windows must not ruin all
    letters of a file.
    """
    data = _PASTED_WITHIN.sub(rb"\1\3\4\6\2\5", data)
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    places = list(_NO_UTF8.finditer(text))
    damaged = sum(len(place[0]) for place in places)
    letters = sum(character > "\x7f" for character in text) - damaged
    if letters < _LETTERS_PER_DAMAGE * damaged:
        return None
    parts: list[str] = []
    lost: list[int] = []  # where a sign was lost
    pasted = done = 0
    for place in places:
        codes = [ord(character) - _ESCAPED_FROM for character in place[0]]
        parts.append(text[done : place.start()])
        done = place.end()
        if all(code in _PASTED for code in codes):
            parts.append("".join(_PASTED[code] for code in codes))
            pasted += len(codes)
        else:
            parts.append("\ufffd")
            lost.append(place.start())
    parts.append(text[done:])
    remarks: list[Remark] = []
    if pasted:
        remarks.append(Remark("pasted", str(pasted)))
    if lost:
        line = text.count("\n", 0, lost[0]) + 1
        remarks.append(Remark("bytes", f"{len(lost)}, {line}"))
    return "".join(parts), tuple(remarks)


def remarks_on(encoding: str) -> tuple[Remark, ...]:
    """What a user should know of an encoding other than UTF-8; nothing of an empty name."""
    if not encoding:
        return ()
    remark = Remark("encoding", encoding)
    if encoding == "TCVN3":
        return remark, Remark("capitals", encoding)
    return (remark,)


def open_archive(data: bytes, path: str | Path) -> zipfile.ZipFile:
    """The zip archive in the bytes, once its sizes are known to be harmless.

    Nothing is expanded before.
    Raises TextkitError for a damaged or encrypted archive, too many parts, too much expansion.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise TextkitError("file.damaged", path=path, error=error) from error
    parts = archive.infolist()
    expanded = sum(part.file_size for part in parts)
    too_packed = expanded > _RATIO_FROM and expanded > LIMITS.max_ratio * len(data)
    too_large = len(parts) > LIMITS.max_parts or expanded > LIMITS.max_expanded_bytes
    if too_large or too_packed:
        raise TextkitError(
            "file.expands", path=path, size=len(data), expanded=expanded, parts=len(parts)
        )
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise TextkitError("file.encrypted", path=path)
    return archive


def _encoding(data: bytes) -> str:
    """UTF-8, unless a byte order mark, or zeros in every other byte, show that it is UTF-16."""
    for mark, name in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return name
    head = data[:_LOOKED_AT]
    zeros_at_even = head[::2].count(0)
    zeros_at_odd = head[1::2].count(0)
    many, few = max(zeros_at_even, zeros_at_odd), min(zeros_at_even, zeros_at_odd)
    if many * _ZEROS_OF_UTF16 > len(head) and few * _STRAY_ZEROS <= len(head):
        return "utf-16-le" if zeros_at_odd > zeros_at_even else "utf-16-be"
    return "utf-8"
