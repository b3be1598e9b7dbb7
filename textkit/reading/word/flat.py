"""Word documents in one XML file: Word 2003 XML and Flat OPC become the archive that is read."""

import base64
import io
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import etree

from textkit.reading.files import LIMITS
from textkit.reading.word.parts import Node, every, first, parse, tag, value

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

# Elements and values that Word 2007 named anew.
_RENAMED = {
    "listPr": "numPr",
    "ilfo": "numId",
    "listDef": "abstractNum",
    "list": "num",
    "ilst": "abstractNumId",
    "nfc": "numFmt",
    "vmerge": "vMerge",
    "hmerge": "hMerge",
}
_IDS = {"listDef": ("listDefId", "abstractNumId"), "list": ("ilfo", "numId")}
_FIGURES = {
    "0": "decimal",
    "1": "upperRoman",
    "2": "lowerRoman",
    "3": "upperLetter",
    "4": "lowerLetter",
    "22": "decimalZero",
    "23": "bullet",
    "255": "none",
}
# Elements that only say where a part of the text begins and ends.
_WRAPPERS = frozenset({"sect", "sub-section", "pBdrGroup"})
_MARGINS = {"hdr": "header", "ftr": "footer"}
_NOTES = ("footnote", "endnote")


def unpacked(data: bytes) -> bytes:
    """A Word file as an archive, made of one XML file.

    Raises ValueError for a file that is too large, declares entities or is no Word document, and
    what lxml raises for a damaged one.
    """
    if len(data) > LIMITS.max_part_bytes:
        raise ValueError(f"it has {len(data):,} bytes")
    root = parse(data, "document")
    if tag(root) == "package":
        parts = dict(_parts_of_package(root))
    elif tag(root) == "wordDocument":
        parts = _parts_of_2003(root)
    else:
        raise ValueError(f"its root is {tag(root)}")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _parts_of_package(package: Node) -> Iterator[tuple[str, bytes]]:
    """The parts of a Flat OPC file, by their names."""
    for part in every(package, "part"):
        name = (value(part, "name") or "").lstrip("/")
        for content in part:
            if tag(content) == "xmlData" and len(content):
                yield name, etree.tostring(content[0])
            elif tag(content) == "binaryData":
                yield name, base64.b64decode("".join(content.itertext()))


def _parts_of_2003(root: Node) -> dict[str, bytes]:
    """The parts of a Word 2003 XML file as Word 2007 would have saved them."""
    for node in list(root.iter()):
        _modernise(node)
    body = first(root, "body")
    if body is None:
        raise ValueError("it has no body")
    parts: dict[str, Node] = {}
    for name in _NOTES:
        parts[f"{name}s"] = _notes(body, name)
    parts |= _margins(body)
    parts["document"] = _element("document", body)
    for name, part in (("styles", "styles"), ("lists", "numbering"), ("docPr", "settings")):
        node = first(root, name)
        if node is not None:
            parts[part] = node
    relationships = etree.Element(f"{{{_RELATIONSHIPS}}}Relationships")
    for name in parts:
        kind = name.rstrip("0123456789")
        etree.SubElement(
            relationships,
            f"{{{_RELATIONSHIPS}}}Relationship",
            {"Id": name, "Type": _TYPES + kind, "Target": f"{name}.xml"},
        )
    saved = {f"word/{name}.xml": etree.tostring(node) for name, node in parts.items()}
    return saved | {"word/_rels/document.xml.rels": etree.tostring(relationships)}


def _modernise(node: Node) -> None:
    """An element of Word 2003 as Word 2007 names it."""
    name = tag(node)
    if name in _WRAPPERS:
        _replace(node, list(node))
    elif name == "annotation":
        _settle(node)
    elif name == "style" and value(node, "default") == "on":
        _set(node, "default", "1")
    elif name in _RENAMED:
        if name in _IDS:
            old, new = _IDS[name]
            _set(node, new, value(node, old) or "")
        if name == "nfc":
            _set(node, "val", _FIGURES.get(value(node) or "", "decimal"))
        node.tag = f"{{{_W}}}{_RENAMED[name]}"


def _settle(annotation: Node) -> None:
    """A tracked change as it is shown; comments, bookmarks and old formats go."""
    kind = value(annotation, "type")
    if kind == "Word.Deletion" and tag(annotation.getparent()) == "rPr":
        annotation.tag = f"{{{_W}}}del"  # the mark of a paragraph that runs on
    elif kind == "Word.Insertion":
        _replace(annotation, [child for part in every(annotation, "content") for child in part])
    else:
        _replace(annotation, [])


def _notes(body: Node, name: str) -> Node:
    """The notes of the text, which stood where they were referred to."""
    notes = _element(f"{name}s")
    for number, note in enumerate(list(body.iter(f"{{*}}{name}")), 1):
        reference = _element(f"{name}Reference")
        _set(reference, "id", str(number))
        _replace(note, [reference])
        _set(note, "id", str(number))
        notes.append(note)
    return notes


def _margins(body: Node) -> dict[str, Node]:
    """The headers and footers, which stood in the properties of their section."""
    parts: dict[str, Node] = {}
    for section in list(body.iter("{*}sectPr")):
        for node in list(section):
            if tag(node) not in _MARGINS:
                continue
            kind = _MARGINS[tag(node)]
            name = f"{kind}{len(parts) + 1}"
            reference = _element(f"{kind}Reference")
            _set(reference, "id", name)
            _set(reference, "type", (value(node, "type") or "odd").replace("odd", "default"))
            _replace(node, [reference])
            parts[name] = node
    return parts


def _element(name: str, *children: Node) -> Node:
    element: Any = etree.Element(f"{{{_W}}}{name}")
    for child in children:
        element.append(deepcopy(child))
    return element


def _set(node: Node, name: str, text: str) -> None:
    """Sets an attribute by its local name, whichever namespace it had."""
    for key in list(node.attrib):
        if str(key).rpartition("}")[2] == name:
            del node.attrib[key]
    node.set(f"{{{_W}}}{name}", text)


def _replace(node: Node, children: list[Node]) -> None:
    """Puts others in the place of an element."""
    parent = node.getparent()
    if parent is None:
        return
    for child in children:
        node.addprevious(child)
    parent.remove(node)
