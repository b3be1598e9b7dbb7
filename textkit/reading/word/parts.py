"""The XML parts of a Word file, read safely, and how their elements are asked."""

import posixpath
import re
import struct
import zipfile
import zlib
from functools import lru_cache
from typing import Any, TypeAlias

from lxml import etree

from textkit.reading.files import LIMITS

Node: TypeAlias = Any  # an lxml element

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    struct.error,
    EOFError,
    KeyError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What zipfile, zlib and lxml raise over a damaged file."""

# <!DOCTYPE, also in UTF-16: only a document type can declare entities.
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")

_NAMES_KEPT = 4096  # far more than Word has names of elements and attributes


def read_part(archive: zipfile.ZipFile, part: str | None) -> Node | None:
    """The root of a part, None where there is none.

    Neither entities nor anything outside the file are ever read. Raises ValueError for a part that
    is too large or declares entities, and what zipfile and lxml raise for a damaged one.
    """
    data = part_bytes(archive, part)
    if data is None:
        return None
    return parse(data, part or "")


def parse(data: bytes, part: str) -> Node:
    """The root of the XML of a part; raises what `read_part` raises of it."""
    if _DOCTYPE.search(data):
        raise ValueError(f"its part {part} declares entities")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(data, parser)


def part_bytes(archive: zipfile.ZipFile, part: str | None) -> bytes | None:
    """The bytes of a part that may be parsed; None where there is none. Raises as `read_part`."""
    if part is None or part not in archive.namelist():
        return None
    size = archive.getinfo(part).file_size
    if size > LIMITS.max_part_bytes:
        raise ValueError(f"its part {part} has {size:,} bytes")
    data = archive.read(part)
    if _DOCTYPE.search(data):
        raise ValueError(f"its part {part} declares entities")
    return data


def related_parts(archive: zipfile.ZipFile, part: str) -> dict[str | None, str]:
    """The parts a part refers to, by the last word of their relationship's type and by its id."""
    folder, base = posixpath.split(part)
    root = read_part(archive, posixpath.join(folder, "_rels", f"{base}.rels"))
    targets: dict[str | None, str] = {}
    for node in every(root, "*"):
        # A target is written from the folder of its part, or from the root of the archive.
        whole = posixpath.join("/", folder, value(node, "Target") or "")
        target = posixpath.normpath(whole).lstrip("/")
        targets[value(node, "Id")] = target
        # .../officeDocument/2006/relationships/numbering: the last word is the same in the strict
        # form of the format, whose addresses differ.
        kind = (value(node, "Type") or "").rpartition("/")[2]
        targets[kind] = target
    return targets


@lru_cache(maxsize=_NAMES_KEPT)
def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


def tag(node: Node) -> str:
    """The local name of an element, whichever of Word's namespaces it is in."""
    return _local(node.tag)


def value(node: Node | None, name: str = "val") -> str | None:
    """An attribute by its local name; None where it, or the element, is not there."""
    if node is None:
        return None
    for key, text in node.attrib.items():
        if _local(key) == name:
            return str(text)
    return None


def number_in(node: Node | None, name: str = "val") -> int | None:
    """An attribute that is a small whole number, else None."""
    text = value(node, name) or ""
    return int(text) if re.fullmatch(r"\d{1,6}", text) else None


def is_on(node: Node | None) -> bool:
    """Whether a switch is there and not off."""
    return node is not None and value(node) not in ("0", "false", "off")


def first(node: Node | None, *names: str) -> Node | None:
    """The first child of that name, and in it the first child of the next."""
    for name in names:
        if node is None:
            return None
        for child in node:
            if _local(child.tag) == name:
                node = child
                break
        else:
            return None
    return node


def every(node: Node | None, *names: str) -> list[Node]:
    """The children of that name, and in them the children of the next."""
    if node is None:
        return []
    path = "/".join(f"{{*}}{name}" for name in names)
    return list(node.findall(path))
