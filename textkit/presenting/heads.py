"""All heads and tails of a corpus on one page, with the facts read beside them, to skim and
correct; the page itself writes the `metadata.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from textkit import data
from textkit.data.messages import Lang, TextkitError, say
from textkit.reading.document import NONE, BlockKind, Document
from textkit.reading.readers import METADATA, read_rows
from textkit.reading.sources import fact_origins
from textkit.storing.corpus import StoredCorpus
from textkit.storing.intake import FACTS, METADATA_COLUMNS, missing_in
from textkit.vietnamese.dates import written_date

# What is shown of a document: a letterhead with its title has up to twenty lines, a signature with
# the recipients fourteen; where lines are paragraphs, so many characters are enough. Chosen by eye
# on the heads of real documents; not measured.
_LINES_OF_HEAD, _LINES_OF_TAIL = 24, 14
_CHARACTERS_OF_HEAD, _CHARACTERS_OF_TAIL = 1200, 800

# A longer line is a paragraph, of which the begin is enough. Chosen by eye; not measured.
_LONGEST_LINE = 240

# Layout that stands before or behind the document itself.
_ASIDE: frozenset[BlockKind] = frozenset(
    {"header", "footer", "note", "caption", "contents", "front-matter", "struck", "stamp"}
)

# The fields in the order of a letterhead, short ones side by side.
_FIELDS = ("kind", "number", "date", "place", "issuer", "title", "term", "signatory")

# Facts that follow from others: they are shown, but not written, as they follow again.
_DERIVED = frozenset({"sign", "date"})

_LINE = re.compile(r"[^\n]+")


class _Fact(NamedTuple):
    """A field of the page: what is written in it, and what is known but not written."""

    name: str
    value: str
    hint: str
    origin: str


Span = tuple[int, int]
Line = list[tuple[str, str]]
"""The pieces of a line, each with the name of the fact that it states, or without."""


def render_heads(corpus: StoredCorpus, *, lang: Lang = "vi") -> str:
    """The page of all heads, tails and facts, documents with most facts missing first."""
    entries = [_entry(corpus, id_) for id_ in corpus.ids]
    entries.sort(key=lambda entry: -len(entry["missing"]))
    others = list(_other_rows(corpus))
    labels = dict.fromkeys(corpus.labels)
    for row in others:
        labels |= dict.fromkeys(name for name in row if name not in METADATA_COLUMNS)
    context = {
        "lang": lang,
        "t": partial(say, lang=lang),
        "entries": entries,
        "incomplete": sum(bool(entry["missing"]) for entry in entries),
        "columns": [*METADATA_COLUMNS, *labels],
        "others": others,
        "denial": NONE,
    }
    return data.template("heads.html.j2").render(context)


def _entry(corpus: StoredCorpus, id_: str) -> dict[str, Any]:
    """What the page shows of a document, and what it keeps for its row."""
    document = corpus.document(id_)
    row = corpus.row(id_)
    given = {name: value for name, value in row["given"].items() if name not in FACTS}
    return {
        "id": id_,
        "path": corpus.shown(row["path"]),
        "parts": list(excerpts(document)),
        "facts": list(_facts(document)),
        "given": [name for name in FACTS if row["given"].get(name)],
        "kept": {**given, **row["labels"]},
        "missing": missing_in(row),
    }


def _facts(document: Document) -> Iterator[_Fact]:
    """The fields of a document; a fact that follows from others is no value but a hint."""
    origins = fact_origins(document)
    for name in _FIELDS:
        value = getattr(document.facts, name) or ""
        if name == "date":
            value = written_date(value)
        origin = origins.get(name, "")
        if origin == "metadata" and not value:
            value = NONE
        if origin in _DERIVED:
            yield _Fact(name, "", value, origin)
        else:
            yield _Fact(name, value, "", origin)


def _other_rows(corpus: StoredCorpus) -> Iterator[Mapping[str, str]]:
    """The rows of the folder's `metadata.csv` for files that are not in the corpus: copies, files
    that are not read. What the page writes may take its place.
    """
    is_of_folder = bool(corpus.ids) and "file" in corpus.row(corpus.ids[0])
    path = corpus.folder / METADATA
    if not is_of_folder or not path.is_file():
        return
    known = set(corpus.ids)
    faults: list[TextkitError] = []  # told elsewhere
    for _, row in read_rows(path, ("id", "path"), faults):
        if row["id"] not in known:
            yield row


def excerpts(document: Document) -> Iterator[list[Line]]:
    """The lines of a document's head and of its tail, and between them those that state a fact.

    >>> text = "TỈNH ỦY LAM CHÂU\\nSố 05-NQ/TU"
    >>> list(excerpts(Document("a", text, sources={"number": (20, 28)})))
    [[[('TỈNH ỦY LAM CHÂU', '')], [('Số ', ''), ('05-NQ/TU', 'number')]]]
    """
    lines = list(_own_lines(document))
    head = _how_many(lines[:_LINES_OF_HEAD], _CHARACTERS_OF_HEAD)
    tail = _how_many(lines[: -_LINES_OF_TAIL - 1 : -1], _CHARACTERS_OF_TAIL)
    shown = {*range(head), *range(len(lines) - tail, len(lines))}
    marks = sorted((start, end, name) for name, (start, end) in document.sources.items())
    for place, (start, end) in enumerate(lines):
        if any(first < end and start < last for first, last, _ in marks):
            shown.add(place)
    part: list[Line] = []
    before = -1
    for place in sorted(shown):
        if place > before + 1 and part:
            yield part
            part = []
        part.append(_pieces(document.text, lines[place], marks))
        before = place
    if part:
        yield part


def _how_many(lines: Sequence[Span], characters: int) -> int:
    """How many of some lines are shown, which together have about so many characters."""
    size = 0
    for number, (start, end) in enumerate(lines):
        size += min(end - start, _LONGEST_LINE)
        if size > characters:
            return max(number, 1)
    return len(lines)


def _own_lines(document: Document) -> Iterator[Span]:
    """The lines that belong to the document itself."""
    aside = [(block.start, block.end) for block in document.layout if block.kind in _ASIDE]
    at = 0
    for match in _LINE.finditer(document.text):
        while at < len(aside) and aside[at][1] <= match.start():
            at += 1
        is_aside = at < len(aside) and aside[at][0] <= match.start()
        if match[0].strip() and not is_aside:
            yield match.span()


def _pieces(text: str, line: Span, marks: list[tuple[int, int, str]]) -> Line:
    """A line cut where facts begin and end; of a long one the begin, and what states a fact."""
    start, end = line
    pieces: Line = []
    at = start
    for first, last, name in marks:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            pieces.append((_short(text[at:first]), ""))
        pieces.append((text[first:last], name))
        at = last
    if at < end:
        pieces.append((_short(text[at:end]), ""))
    return pieces


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_LINE else f"{words[:_LONGEST_LINE].rstrip()} …"
