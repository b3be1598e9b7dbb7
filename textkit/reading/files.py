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
    """How much one file may hold, in bytes and characters;
    `max_ratio` is expanded to packed size.
    """

    max_bytes: int = 100_000_000
    max_expanded_bytes: int = 400_000_000
    max_part_bytes: int = 64_000_000  # of one part that is parsed
    max_ratio: int = 250
    max_parts: int = 10_000
    max_characters: int = 10_000_000
    max_pages: int = 5_000


LIMITS = Limits()
_RATIO_FROM = (
    10_000_000  # small parts of repeated markup may well be packed by more than `max_ratio`
)
_TYPES = [
    (bytes.fromhex(row["begins"]), row["type"])
    for row in data.rows("file_types.csv")
    if row["begins"]
]
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body)\b",
    re.I | re.S,
)
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_BINARY = "{path} holds binary data, not text; give a text file in UTF-8"


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
        if (size := path.stat().st_size) > LIMITS.max_bytes:
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
    if kind := next((kind for begins, kind in _TYPES if data.startswith(begins)), None):
        return kind
    if _HTML.match(data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")):
        return "html"
    return "text" if _encoding(data) != "utf-8" or b"\0" not in data else "binary"


def decode_text(data: bytes, path: str | Path) -> tuple[str, tuple[Remark, ...]]:
    """The text of a file without its byte order mark, and a remark on its encoding where that is
    not UTF-8.

    Read are UTF-8, UTF-16 and, where the result is Vietnamese, Windows-1258, TCVN3, VNI and text
    decoded wrongly. TCVN3 has no capitals with a tone, which a second remark tells. Raises
    TextkitError for any other encoding and for bytes that are no text.
    """
    encoding = _encoding(data)
    if encoding == "utf-8" and b"\0" in data:
        raise TextkitError("file.binary", path=path)
    try:
        text, name = (
            data.decode(encoding).removeprefix("\ufeff"),
            "" if encoding == "utf-8" else encoding.upper(),
        )
    except UnicodeDecodeError as error:
        known = "UTF-8, Windows-1258, TCVN3 or VNI" if encoding == "utf-8" else encoding.upper()
        found = decode_bytes(data) if encoding == "utf-8" else None
        if found is None:
            byte = f"{data[error.start]:02X}"
            raise TextkitError(
                "file.encoding", path=path, encodings=known, byte=byte, place=error.start
            ) from error
        text, name = found
    if len(_NOT_TEXT.findall(text)) > len(text) // 500 or "\0" in text:
        raise TextkitError("file.binary", path=path)
    if len(text) > LIMITS.max_characters:
        raise TextkitError("file.too-long", path=path, size=len(text), limit=LIMITS.max_characters)
    text, name = decode_legacy(text) or (text, name)
    return text, remarks_on(name)


def remarks_on(encoding: str) -> tuple[Remark, ...]:
    """What a user should know of an encoding other than UTF-8; nothing of an empty name."""
    lost = (Remark("capitals", encoding),) if encoding == "TCVN3" else ()
    return (Remark("encoding", encoding), *lost) if encoding else ()


def open_archive(data: bytes, path: str | Path) -> zipfile.ZipFile:
    """The zip archive in the bytes, once its sizes are known to be harmless: nothing is expanded
    before.

    Raises TextkitError for a damaged or encrypted archive, too many parts, too much expansion.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise TextkitError("file.damaged", path=path, error=error) from error
    parts = archive.infolist()
    expanded = sum(part.file_size for part in parts)
    if (
        len(parts) > LIMITS.max_parts
        or expanded > LIMITS.max_expanded_bytes
        or (expanded > _RATIO_FROM and expanded > LIMITS.max_ratio * len(data))
    ):
        raise TextkitError(
            "file.expands", path=path, size=len(data), expanded=expanded, parts=len(parts)
        )
    if any(part.flag_bits & 1 for part in parts):
        raise TextkitError("file.encrypted", path=path)
    return archive


def _encoding(data: bytes) -> str:
    """UTF-8 unless a byte order mark, or zeros in every other byte, tell of UTF-16."""
    for mark, name in _BOMS.items():
        if data.startswith(mark):
            return name
    head = data[:4096]
    low, high = head[::2].count(0), head[1::2].count(0)
    if max(low, high) * 5 > len(head) and min(low, high) * 50 <= len(head):
        return "utf-16-le" if high > low else "utf-16-be"
    return "utf-8"
