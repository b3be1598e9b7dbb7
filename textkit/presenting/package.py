"""A Word file that is changed in a few of its parts: all others go on byte by byte."""

from __future__ import annotations

import posixpath
import zipfile
from itertools import count
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from textkit.data.messages import TextkitError
from textkit.reading.word.parts import DAMAGE, Node, part_bytes, related_parts
from textkit.storing.outputs import written_aside

# The namespace of Word's elements: of most files, and of those saved as "Strict Open XML".
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TYPES_PART = "[Content_Types].xml"

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


class PartKind(NamedTuple):
    """A part that a file may not have yet: by what relationship and type Word knows it, the names
    of its root and of what is in it, and its own namespace, None for that of the text.
    """

    name: str
    relation: str
    root: str
    row: str
    prefix: str = "w"
    namespace: str | None = None


COMMENTS = PartKind("comments", "", "comments", "comment")
EXTENDED = PartKind(
    "commentsExtended",
    "http://schemas.microsoft.com/office/2011/relationships/",
    "commentsEx",
    "commentEx",
    "w15",
    "http://schemas.microsoft.com/office/word/2012/wordml",
)
IDS = PartKind(
    "commentsIds",
    "http://schemas.microsoft.com/office/2016/09/relationships/",
    "commentsIds",
    "commentId",
    "w16cid",
    "http://schemas.microsoft.com/office/word/2016/wordml/cid",
)


class Package:
    """The parts of a Word file, parsed when they are first asked for; what was changed is written
    anew.
    """

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._path = path
        self._trees: dict[str, Node] = {}
        self._changed: set[str] = set()
        self.main = related_parts(archive, "").get("officeDocument", "word/document.xml")
        self._related = related_parts(archive, self.main)
        self.document: Node = self.tree(self.main)
        self.w = etree.QName(self.document).namespace or _W

    def read(self, archive: zipfile.ZipFile, part: str | None) -> Node | None:
        """The root of a part, None where there is none: for who walks through the file."""
        return self.tree(part) if part in archive.namelist() else None

    def tree(self, part: str | None) -> Node:
        """The root of a part as it stands, comments and all; raises TextkitError if it is
        damaged.
        """
        if part not in self._trees:
            parser = etree.XMLParser(
                resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
            )
            try:
                root = etree.fromstring(part_bytes(self._archive, part) or b"", parser)
            except DAMAGE as error:
                raise TextkitError(
                    "file.damaged-part", path=self._path, part=part, error=error
                ) from error
            self._trees[str(part)] = root
        return self._trees[str(part)]

    def change(self, node: Node) -> None:
        """Says that the part of an element is another than it was."""
        root = node.getroottree().getroot()
        for part, tree in self._trees.items():
            if tree is root:
                self._changed.add(part)

    def is_in_text(self, node: Node) -> bool:
        """Whether an element still stands in the main part of the document."""
        return node.getroottree().getroot() is self.document

    def has(self, kind: PartKind) -> Node | None:
        """The root of a part of this kind; None where the file has none."""
        part = self._related.get(kind.name)
        return self.tree(part) if part in self._trees or part in self._archive.namelist() else None

    def ensured(self, kind: PartKind) -> Node:
        """The root of a part of this kind, which is made and announced where the file has none."""
        root = self.has(kind)
        if root is not None:
            return root
        root = self._new_root(kind)
        part = posixpath.join(posixpath.dirname(self.main), f"{kind.name}.xml")
        if part in self._archive.namelist():  # it lies there, but nothing leads to it
            part = posixpath.join(posixpath.dirname(self.main), f"textkit-{kind.name}.xml")
        self._trees[part] = root
        self._related[kind.name] = part
        self._changed.add(part)
        self._announce(kind, part)
        return root

    def _new_root(self, kind: PartKind) -> Node:
        if kind.namespace is None:
            return etree.Element(f"{{{self.w}}}{kind.root}", nsmap={"w": self.w})
        root = etree.Element(
            f"{{{kind.namespace}}}{kind.root}", nsmap={kind.prefix: kind.namespace, "mc": _MC}
        )
        root.set(f"{{{_MC}}}Ignorable", kind.prefix)
        return root

    def _announce(self, kind: PartKind, part: str) -> None:
        """Says to Word what a new part is, and that the document refers to it."""
        types = self.tree(_TYPES_PART)
        etree.SubElement(
            types,
            f"{{{etree.QName(types).namespace}}}Override",
            PartName=f"/{part}",
            ContentType=f"{_TYPES}{kind.name}+xml",
        )
        folder, base = posixpath.split(self.main)
        relations_part = posixpath.join(folder, "_rels", f"{base}.rels")
        relations = self.tree(relations_part)
        office = _STRICT_OFFICE if self.w == _STRICT else _OFFICE
        etree.SubElement(
            relations,
            f"{{{etree.QName(relations).namespace}}}Relationship",
            Id=f"rIdTextkit{kind.name[0].upper()}{kind.name[1:]}",
            Type=f"{kind.relation or office}{kind.name}",
            Target=posixpath.relpath(part, folder),
        )
        self._changed |= {_TYPES_PART, relations_part}

    def declare(self, kind: PartKind, prefix: str, namespace: str) -> Node:
        """The root of a part that declares a later namespace, so that older programs pass over what
        is in it.
        """
        root = self.ensured(kind)
        own = next((known for known, space in root.nsmap.items() if space == namespace), None)
        prefix = own or prefix
        ignorable = (root.get(f"{{{_MC}}}Ignorable") or "").split()
        if own and prefix in ignorable:
            return root
        if not own or _MC not in root.nsmap.values():
            root = self._rebuilt(kind, root, {prefix: namespace, "mc": _MC})
        root.set(f"{{{_MC}}}Ignorable", " ".join([*ignorable, prefix]))
        self.change(root)
        return root

    def _rebuilt(self, kind: PartKind, root: Node, spaces: dict[str, str]) -> Node:
        """The root with more namespaces: lxml cannot add them to an element that is there."""
        fresh = etree.Element(root.tag, attrib=dict(root.attrib), nsmap={**spaces, **root.nsmap})
        fresh.text = root.text
        fresh.extend(list(root))
        self._trees[self._related[kind.name]] = fresh
        return fresh

    def element(self, name: str, **attributes: str) -> Node:
        """A new element of the text with these attributes."""
        node = etree.Element(f"{{{self.w}}}{name}")
        self.set(node, **attributes)
        return node

    def set(self, node: Node, **attributes: str) -> None:
        """Sets attributes in the namespace of the text."""
        for name, text in attributes.items():
            node.set(f"{{{self.w}}}{name}", text)

    def roots(self) -> list[Node]:
        """The roots of the parts that were asked for so far."""
        return list(self._trees.values())

    def write(self, path: Path) -> None:
        """Writes the file: the changed parts anew, the others as they are."""
        changed = {part: self._trees[part] for part in self._changed}
        with (
            written_aside(path) as aside,
            zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as written,
        ):
            for info in self._archive.infolist():
                if info.filename in changed:
                    written.writestr(info, _bytes(changed.pop(info.filename)))
                else:
                    written.writestr(info, self._archive.read(info))
            for name in sorted(changed):
                written.writestr(zipfile.ZipInfo(name), _bytes(changed[name]), zipfile.ZIP_DEFLATED)


class FreeIds:
    """Ids that no element of a file has yet: Word wants those of tracked changes, comments and
    bookmarks to differ.
    """

    def __init__(self, package: Package) -> None:
        self._used: set[str] = set()
        for root in package.roots():
            self._used.update(map(str, root.xpath("//@w:id", namespaces={"w": package.w})))
        self._numbers = count()

    def next(self) -> str:
        """The next id."""
        return next(id_ for id_ in map(str, self._numbers) if id_ not in self._used)


def _bytes(root: Node) -> bytes:
    written: bytes = etree.tostring(
        root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
    )
    return written
