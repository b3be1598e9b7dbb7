"""Word files: path to text, layout and mends, with the way back to the paragraph."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from textkit.reading.document import BlockKind, TextkitError
from textkit.reading.files import LIMITS, open_archive, open_checked
from textkit.reading.layout import Cell, Piece, Reading, lay_out, lay_table
from textkit.reading.numbering import Node, Styles, every, first, number_in, tag, value
from textkit.reading.signs import table

# What tracked changes took out, what is no text, and what is read elsewhere: boxes after their paragraph.
_OUT = frozenset("pPr rPr del moveFrom instrText delText delInstrText Fallback txbxContent rt sdtPr".split())
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# What only wraps paragraphs, tables, rows or cells.
_WRAPPERS = frozenset("sdt sdtContent ins moveTo customXml smartTag AlternateContent Choice".split())
_NO_BOXES = frozenset({"Fallback", "del", "moveFrom"})
# The code of a sign in the fonts Symbol and Wingdings, which Word also writes as a private character.
_SYMBOLS = {int(row["code"], 16): row["sign"] for row in table("symbols.csv")}
_LONGEST_HEADING = 400

_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
_DAMAGE = (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, struct.error, EOFError, KeyError, OSError,
           NotImplementedError, RuntimeError, ValueError)


def read_word(path: str | Path) -> Reading:
    """Text, layout and mends of a .docx file: paragraphs and tables in reading order, then the notes referred to.

    Insertions are in, deletions out; headers, footers, comments and hidden text are left out. A block's
    `origin` is the way back: `body/p12` is the 13th paragraph outside tables, `table0/r1c2/p0` the first one in
    row 1, grid column 2 of the first table, `footnote2/p0` one of a note. An automatic number stands before its
    paragraph and is told as a mend.
    Raises TextkitError for a file that is damaged, encrypted, too large, no Word file, or declares entities.
    """
    archive = open_archive(open_checked(path), path)
    try:
        main = _related(archive, "").get("officeDocument", "word/document.xml")
        related = _related(archive, main)
        body = first(_parse(archive, main), "body")
        styles = Styles(*(_parse(archive, related.get(name)) for name in ("styles", "numbering")))
        notes = {kind: _parse(archive, related.get(f"{kind}s")) for kind in ("footnote", "endnote")}
    except _DAMAGE as error:
        raise TextkitError(f"{path} is damaged or no Word file ({error}); "
                           "open it in Word and save it again as .docx") from error
    if body is None:
        raise TextkitError(f"{path} is no Word document: it has no body; save it as .docx in Word")
    return lay_out([*_pieces(body, "", styles), *_notes(body, notes, styles)])


def _parse(archive: zipfile.ZipFile, part: str | None) -> Node | None:
    """The root of a part; neither entities nor anything outside the file are ever read."""
    if part is None or part not in archive.namelist():
        return None
    if (size := archive.getinfo(part).file_size) > LIMITS.max_part_bytes:
        raise ValueError(f"its part {part} has {size:,} bytes")
    data = archive.read(part)
    if _DOCTYPE.search(data):
        raise ValueError(f"its part {part} declares entities")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                             remove_pis=True)
    return etree.fromstring(data, parser)


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """The parts a part refers to, by the last word of their relationship's type."""
    folder, base = posixpath.split(part)
    root = _parse(archive, posixpath.join(folder, "_rels", f"{base}.rels"))
    targets = {}
    for node in every(root, "*"):
        target = posixpath.normpath(posixpath.join("/", folder, value(node, "Target") or ""))
        targets[(value(node, "Type") or "").rpartition("/")[2]] = target.lstrip("/")
    return targets


def _pieces(container: Node, where: str, styles: Styles, kind: BlockKind | None = None) -> Iterator[Piece]:
    """The paragraphs and tables of a body, a cell, a box or a note."""
    paragraphs = tables = 0
    for node in _within(container, "p", "tbl"):
        if tag(node) == "p":
            origin, text = f"{where or 'body'}/p{paragraphs}", "".join(_text(node))
            heading: BlockKind = "heading" if len(text) <= _LONGEST_HEADING and styles.is_heading(node) else "body"
            yield Piece(text, origin, kind or heading, label=styles.number(node))
            # The boxes anchored in it, once: not their copies for old versions of Word.
            for place, box in enumerate(_within(node, "txbxContent", past=lambda name: name not in _NO_BOXES)):
                yield from _pieces(box, f"{origin}/box{place}", styles, kind)
            paragraphs += 1
        else:
            yield from lay_table(_rows(node, f"{where}/table{tables}".lstrip("/"), styles))
            tables += 1


def _within(container: Node, *names: str, past: Callable[[str], bool] = _WRAPPERS.__contains__) -> Iterator[Node]:
    for node in container:
        if tag(node) in names:
            yield node
        elif past(tag(node)):
            yield from _within(node, *names, past=past)


def _text(node: Node) -> Iterator[str]:
    """The text of a paragraph as its reader sees it: insertions, links, fields' results; no deletions."""
    for child in node:
        name = tag(child)
        if name == "t":
            yield (child.text or "").translate(_SYMBOLS)
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "sym":
            code = value(child, "char") or ""
            yield _SYMBOLS.get(int(code, 16) | 0xF000, "\ufffd") if re.fullmatch("[0-9A-Fa-f]{4}", code) else ""
        elif name not in _OUT:
            vanish = first(child, "rPr", "vanish")
            if name != "r" or vanish is None or value(vanish) in ("0", "false", "off"):
                yield from _text(child)


def _rows(table: Node, where: str, styles: Styles) -> Iterator[list[Cell]]:
    """The rows of a table that are not deleted; a merged cell once, in the grid column where it begins."""
    for number, row in enumerate(_within(table, "tr")):
        if first(row, "trPr", "del") is not None:
            continue
        cells: list[Cell] = []
        column = number_in(first(row, "trPr", "gridBefore")) or 0
        for cell in _within(row, "tc"):
            merges = [first(cell, "tcPr", name) for name in ("vMerge", "hMerge")]
            if all(merge is None or value(merge) == "restart" for merge in merges):
                cells.append((column, list(_pieces(cell, f"{where}/r{number}c{column}", styles))))
            column += number_in(first(cell, "tcPr", "gridSpan")) or 1
        yield cells


def _notes(body: Node, notes: dict[str, Node | None], styles: Styles) -> Iterator[Piece]:
    """The footnotes and endnotes the text refers to, in the order of their references."""
    for kind, root in notes.items():
        by_id = {value(node, "id"): node for node in every(root, "*")}
        for number in dict.fromkeys(value(node, "id") for node in body.iter(f"{{*}}{kind}Reference")):
            if number in by_id:
                yield from _pieces(by_id[number], f"{kind}{number}", styles, "note")
