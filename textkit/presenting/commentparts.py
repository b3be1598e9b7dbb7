"""The parts of a Word file that hold its comments: what each says, and what Word keeps of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from lxml import etree

from textkit.presenting.package import COMMENTS, EXTENDED, IDS, W14, Package, PartKind
from textkit.presenting.remarks import AUTHOR, Remark, Thread, durable_id, paragraph_id_of
from textkit.reading.word.parts import Node, every, value

_INITIALS = "tk"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARAGRAPH_ID = f"{{{W14}}}paraId"

# Word opens no file with more comments.
_MOST_COMMENTS = 32_767

# Word gives a paragraph or comment with a larger id, or with 0, another one.
_LARGEST_ID = 0x7FFFFFFE


class CommentParts:
    """The comments of a Word file, with the parts that say which are done, and that keep an id for
    each; they are made where the file has none.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        root = package.has(COMMENTS)
        self.room = _MOST_COMMENTS - len(every(root, "comment"))
        self._rows: dict[str, dict[str | None, Node]] = {}
        self._paragraph_ids: set[str | None] = set()
        self._durable_ids: set[str | None] = set()

    def add(self, number: str, lines: Sequence[str], remark: Remark) -> None:
        """Adds a comment that is open."""
        root = self._package.declare(COMMENTS, "w14", W14)
        comment = etree.SubElement(root, f"{{{self._package.w}}}comment")
        self._package.set(comment, id=number, author=AUTHOR, initials=_INITIALS)
        for line in lines:
            comment.append(self._paragraph(line))
        self._identify(comment)
        self._set(EXTENDED, comment, "done", "0")
        self._set_durable(comment, remark)
        self._package.change(comment)

    def renew(self, thread: Thread, lines: Sequence[str], remark: Remark) -> None:
        """Writes an earlier comment anew where it says something else now, and opens it again."""
        comment = thread.node
        if thread.lines != lines:
            for line in every(comment, "p"):
                comment.remove(line)
            for line in lines:
                comment.append(self._paragraph(line))
            if thread.paragraph_id is not None:
                every(comment, "p")[-1].set(_PARAGRAPH_ID, thread.paragraph_id)
            self._package.change(comment)
        if thread.is_done:
            self._set(EXTENDED, comment, "done", "0")
        self._set_durable(comment, remark)

    def close(self, comment: Node, why: str) -> None:
        """Marks a comment as done; a line before its last says why."""
        paragraphs = every(comment, "p")
        if paragraphs:
            paragraphs[-1].addprevious(self._paragraph(why))
        else:
            comment.append(self._paragraph(why))
        self._set(EXTENDED, comment, "done", "1")
        self._package.change(comment)

    def remove(self, comment: Node) -> None:
        """Takes a comment out that is on nothing of the text."""
        self._package.change(comment)
        comment.getparent().remove(comment)

    def _paragraph(self, words: str) -> Node:
        paragraph, run, text = (self._package.element(name) for name in ("p", "r", "t"))
        text.text = words
        text.set(_SPACE, "preserve")
        run.append(text)
        paragraph.append(run)
        return paragraph

    def _identify(self, comment: Node) -> str:
        """The id of the last paragraph of a comment, given where it has none."""
        id_ = paragraph_id_of(comment)
        if id_ is not None:
            return id_
        self._package.declare(COMMENTS, "w14", W14)
        if not self._paragraph_ids:
            for root in self._package.roots():
                ids = root.xpath("//@w14:paraId", namespaces={"w14": W14})
                self._paragraph_ids.update(str(each).upper() for each in ids)
        words = "".join(comment.itertext())
        id_ = _free_id(int(hashlib.sha256(words.encode()).hexdigest(), 16), self._paragraph_ids)
        self._paragraph_ids.add(id_)
        every(comment, "p")[-1].set(_PARAGRAPH_ID, id_)
        self._package.change(comment)
        return id_

    def _set_durable(self, comment: Node, remark: Remark) -> None:
        """Gives a comment the id by which its finding is known again."""
        own = value(self._row(IDS, comment), "durableId")
        if not self._durable_ids:
            self._durable_ids = {value(row, "durableId") for row in self._rows[IDS.name].values()}
        self._durable_ids.discard(own)
        id_ = _free_id(int(durable_id(remark), 16) - 1, self._durable_ids)
        self._durable_ids.add(id_)
        self._set(IDS, comment, "durableId", id_)

    def _set(self, kind: PartKind, comment: Node, name: str, text: str) -> None:
        """Sets what the row of a comment says in one of the parts beside that of the comments."""
        row = self._row(kind, comment)
        key = f"{{{kind.namespace}}}{name}"
        if row.get(key) != text:
            row.set(key, text)
            self._package.change(row)

    def _row(self, kind: PartKind, comment: Node) -> Node:
        rows = self._rows.get(kind.name)
        if rows is None:
            found = every(self._package.ensured(kind), kind.row)
            rows = {value(row, "paraId"): row for row in found}
            self._rows[kind.name] = rows
        id_ = self._identify(comment)
        if id_ not in rows:
            row = etree.SubElement(self._package.ensured(kind), f"{{{kind.namespace}}}{kind.row}")
            row.set(f"{{{kind.namespace}}}paraId", id_)
            rows[id_] = row
            self._package.change(row)
        return rows[id_]


def _free_id(number: int, taken: set[str | None]) -> str:
    """An id out of a number that is not taken yet.

    >>> _free_id(9, set()), _free_id(9, {"0000000A"})
    ('0000000A', '0000000B')
    """
    while True:
        id_ = f"{number % _LARGEST_ID + 1:08X}"
        if id_ not in taken:
            return id_
        number += 1
