"""Copies of Word files with comments and tracked changes, written as Word writes them."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from itertools import count
from pathlib import Path

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
DATE = "2026-03-05T09:30:00Z"


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def make(tag: str, parent=None, text: str = "", **attributes: str):
    node = etree.Element(w(tag)) if parent is None else etree.SubElement(parent, w(tag))
    for key, value in attributes.items():
        node.set(w(key), value)
    if text:
        node.text = text
        node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return node


class Copy:
    """A copy of a Word file that is being worked over by several people."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.root = etree.fromstring(self.parts["word/document.xml"])
        self.body = self.root.find(w("body"))
        self.notes = None
        if "word/footnotes.xml" in self.parts:
            self.notes = etree.fromstring(self.parts["word/footnotes.xml"])
        self.comments: list = []
        self.extended: list[tuple[str, str | None, bool]] = []
        self.ids = count(9000)

    def paragraphs(self) -> list:
        """The paragraphs of the body, those in tables too."""
        return [node for node in self.body.iter(w("p")) if self._is_plain(node)]

    def note_paragraphs(self) -> list:
        return [] if self.notes is None else [p for p in self.notes.iter(w("p")) if text_of(p)]

    @staticmethod
    def _is_plain(node) -> bool:
        return all(parent.tag != w("txbxContent") for parent in node.iterancestors())

    # --- changes ---

    def _change(self, name: str, author: str):
        return make(name, id=str(next(self.ids)), author=author, date=DATE)

    def _before(self, paragraph, at: int):
        """The runs of a paragraph are cut at a place of its text; the element behind the cut."""
        runs = cut(paragraph, at)
        done = 0
        for run in runs:
            if done >= at:
                return run
            done += len(run_text(run))
        return None

    def insert(self, paragraph, at: int, words: str, author: str) -> None:
        change = self._change("ins", author)
        run = make("r", change)
        make("t", run, words)
        behind = self._before(paragraph, at)
        if behind is None:
            paragraph.append(change)
        else:
            if behind.getparent() is not paragraph:
                behind = behind.getparent()
            behind.addprevious(change)

    def _wrap(self, paragraph, start: int, end: int, name: str, author: str) -> list:
        """Wraps the runs between two places in a change; the wrapped runs."""
        cut(paragraph, start)
        runs = cut(paragraph, end)
        wrapped = []
        done = 0
        for run in runs:
            size = len(run_text(run))
            if size and start <= done and done + size <= end:
                change = self._change(name, author)
                run.addprevious(change)
                change.append(run)
                for text in run.findall(w("t")):
                    text.tag = w("delText")
                wrapped.append(run)
            done += size
        return wrapped

    def delete(self, paragraph, start: int, end: int, author: str) -> None:
        self._wrap(paragraph, start, end, "del", author)

    def replace(self, paragraph, start: int, end: int, words: str, author: str) -> None:
        runs = self._wrap(paragraph, start, end, "del", author)
        change = self._change("ins", author)
        run = make("r", change)
        properties = runs[-1].find(w("rPr"))
        if properties is not None:
            run.append(deepcopy(properties))
        make("t", run, words)
        runs[-1].getparent().addnext(change)

    def move(self, paragraph, start: int, end: int, target, at: int, author: str) -> None:
        """Moves words to another paragraph, with the marks that Word puts around both ends."""
        words = text_of(paragraph)[start:end]
        name = f"move{next(self.ids)}"
        runs = self._wrap(paragraph, start, end, "moveFrom", author)
        for run in runs:
            for text in run.findall(w("delText")):
                text.tag = w("t")
        first, last = runs[0].getparent(), runs[-1].getparent()
        id_ = str(next(self.ids))
        first.addprevious(make("moveFromRangeStart", id=id_, name=name, author=author, date=DATE))
        last.addnext(make("moveFromRangeEnd", id=id_))
        id_ = str(next(self.ids))
        start_mark = make("moveToRangeStart", id=id_, name=name, author=author, date=DATE)
        change = self._change("moveTo", author)
        make("t", make("r", change), words)
        end_mark = make("moveToRangeEnd", id=id_)
        behind = self._before(target, at)
        for node in (start_mark, change, end_mark):
            if behind is None:
                target.append(node)
            else:
                (behind if behind.getparent() is target else behind.getparent()).addprevious(node)

    def insert_paragraph(self, behind, words: str, author: str):
        """A new paragraph behind another. What Word writes: its mark is inserted too."""
        paragraph = make("p")
        properties = behind.find(w("pPr"))
        if properties is not None and properties.find(w("sectPr")) is None:
            kept = deepcopy(properties)
            for child in list(kept):
                if child.tag == w("rPr"):
                    kept.remove(child)
            paragraph.append(kept)
        own = paragraph.find(w("pPr"))
        own = make("pPr", paragraph) if own is None else own
        make("rPr", own).append(self._change("ins", author))
        change = self._change("ins", author)
        make("t", make("r", change), words)
        paragraph.append(change)
        behind.addnext(paragraph)
        return paragraph

    def delete_paragraph(self, paragraph, author: str) -> None:
        self.delete(paragraph, 0, len(text_of(paragraph)), author)
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = make("pPr")
            paragraph.insert(0, properties)
        marks = properties.find(w("rPr"))
        marks = make("rPr", properties) if marks is None else marks
        marks.insert(0, self._change("del", author))

    # --- comments ---

    def comment(
        self,
        paragraph,
        start: int,
        end: int,
        words: str,
        author: str,
        *,
        parent: str | None = None,
        done: bool = False,
        last=None,
    ) -> str:
        """A comment on words of a paragraph, up to `end` of the paragraph `last`; its id."""
        id_ = str(next(self.ids))
        first = self._before(paragraph, start)
        last = paragraph if last is None else last
        behind = self._before(last, end)
        mark = make("commentRangeStart", id=id_)
        if first is None:
            paragraph.append(mark)
        else:
            (first if first.getparent() is paragraph else first.getparent()).addprevious(mark)
        ends = [make("commentRangeEnd", id=id_), make("r")]
        make("commentReference", ends[1], id=id_)
        for node in ends:
            if behind is None:
                last.append(node)
            else:
                (behind if behind.getparent() is last else behind.getparent()).addprevious(node)
        self.note(words, author, id_, parent=parent, done=done)
        return id_

    def note(
        self,
        words: str,
        author: str,
        id_: str | None = None,
        *,
        parent: str | None = None,
        done: bool = False,
    ) -> str:
        """The words of a comment, without marks in the text; its id."""
        id_ = str(next(self.ids)) if id_ is None else id_
        comment = make("comment", id=id_, author=author, date=DATE, initials=author[:1])
        for line in words.split("\n"):
            paragraph = make("p", comment)
            paragraph.set(f"{{{W14}}}paraId", f"{int(id_):08X}")
            make("t", make("r", paragraph), line)
        self.comments.append(comment)
        self.extended.append((id_, parent, done))
        return id_

    # --- the file ---

    def save(self, path: Path) -> Path:
        parts = dict(self.parts)
        parts["word/document.xml"] = etree.tostring(self.root, encoding="UTF-8", standalone=True)
        if self.notes is not None:
            parts["word/footnotes.xml"] = etree.tostring(
                self.notes, encoding="UTF-8", standalone=True
            )
        if self.comments:
            root = etree.Element(w("comments"), nsmap={"w": W, "w14": W14})
            root.extend(self.comments)
            parts["word/comments.xml"] = etree.tostring(root, encoding="UTF-8")
            extended = etree.Element(f"{{{W15}}}commentsEx", nsmap={"w15": W15})
            for id_, parent, done in self.extended:
                entry = etree.SubElement(extended, f"{{{W15}}}commentEx")
                entry.set(f"{{{W15}}}paraId", f"{int(id_):08X}")
                if parent is not None:
                    entry.set(f"{{{W15}}}paraIdParent", f"{int(parent):08X}")
                entry.set(f"{{{W15}}}done", "1" if done else "0")
            parts["word/commentsExtended.xml"] = etree.tostring(extended, encoding="UTF-8")
            self._announce(parts)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        path.write_bytes(made.getvalue())
        return path

    @staticmethod
    def _announce(parts: dict[str, bytes]) -> None:
        word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        types = etree.fromstring(parts["[Content_Types].xml"])
        relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
        for name, relation in (
            ("comments", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"),
            ("commentsExtended", "http://schemas.microsoft.com/office/2011/relationships/"),
        ):
            override = etree.SubElement(types, f"{{{etree.QName(types).namespace}}}Override")
            override.set("PartName", f"/word/{name}.xml")
            override.set("ContentType", f"{word}.{name}+xml")
            one = etree.SubElement(relations, f"{{{etree.QName(relations).namespace}}}Relationship")
            one.set("Id", f"rId{name}")
            one.set("Type", relation + name)
            one.set("Target", f"{name}.xml")
        parts["[Content_Types].xml"] = etree.tostring(types)
        parts["word/_rels/document.xml.rels"] = etree.tostring(relations)


def run_text(run) -> str:
    return "".join(node.text or "" for node in run if node.tag in (w("t"), w("delText")))


def runs_of(paragraph) -> list:
    """The runs of a paragraph, those in changes too, as far as they belonged to it before."""
    runs = []
    for node in paragraph:
        if node.tag == w("r"):
            runs.append(node)
        elif node.tag in (w("del"), w("moveFrom")):
            runs += node.findall(w("r"))
    return runs


def text_of(paragraph) -> str:
    """The text of a paragraph before its changes."""
    return "".join(map(run_text, runs_of(paragraph)))


def cut(paragraph, at: int) -> list:
    """The runs of a paragraph, one of them cut at a place of its text."""
    done = 0
    for run in runs_of(paragraph):
        size = len(run_text(run))
        if done < at < done + size:
            _cut_run(run, at - done)
        done += size
    return runs_of(paragraph)


def _cut_run(run, at: int) -> None:
    """Cuts a run that holds one text element at a place in it."""
    texts = [node for node in run if node.tag in (w("t"), w("delText"))]
    others = [node for node in run if node.tag not in (w("t"), w("delText"), w("rPr"))]
    if others or len(texts) != 1:
        whole = run_text(run)
        if others:
            raise ValueError("a run with more than text")
        for node in texts[1:]:
            run.remove(node)
        texts[0].text = whole
    behind = deepcopy(run)
    whole = texts[0].text or ""
    for node, part in ((run, whole[:at]), (behind, whole[at:])):
        text = next(child for child in node if child.tag in (w("t"), w("delText")))
        text.text = part
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    if run.getparent().tag != w("p"):  # in a change, which has one run
        twin = deepcopy(run.getparent())
        for child in list(twin):
            twin.remove(child)
        twin.append(behind)
        run.getparent().addnext(twin)
    else:
        run.addnext(behind)
