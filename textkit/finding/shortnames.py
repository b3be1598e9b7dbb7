"""What a text calls a document from somewhere on: "(sau đây gọi tắt là Nghị quyết 347)"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from textkit.finding.cited import AROUND, Citation, Source
from textkit.vietnamese.signs import kind_of_words
from textkit.vietnamese.text import fold

# So many characters may stand between a document and what it is called from there on: its title has
# up to 600. Chosen by eye; not measured.
_REACH_TO_NAME = 700

# More names than this no text gives to documents. Chosen by eye; not measured.
_MOST_NAMES = 200


class ShortName(NamedTuple):
    """A name that a text gives to a document, where it does, and the document."""

    start: int
    end: int
    name: str
    document: Citation


def short_names(source: Source, documents: Sequence[Citation]) -> list[ShortName]:
    """The names that a text gives to documents it cites, in order."""
    names: list[ShortName] = []
    ends = [document.end for document in documents]
    for match in AROUND["called"].finditer(source.folded):
        before = bisect_right(ends, match.start()) - 1
        if before < 0 or documents[before].start < match.start() - _REACH_TO_NAME:
            continue
        name = _key(match["name"])
        if len(name.split()) > len((kind_of_words(name) or "").split()):
            names.append(ShortName(*match.span("name"), name, documents[before]))
    return names[:_MOST_NAMES]


def with_short_names(source: Source, documents: list[Citation]) -> list[Citation]:
    """The documents, those called by a short name with the number and the date of what it means,
    and those that are called so and are found by nothing else.
    """
    names = short_names(source, documents)
    if not names:
        return documents
    bound: list[Citation] = []
    for document in documents:
        if any(name.start <= document.start < name.end for name in names):
            continue  # the giving of the name refers to nothing anew
        bound.append(_bound(document, names))
    taken = sorted((document.start, document.end) for document in documents)
    bound += _others(source, names, taken)
    return sorted(bound, key=lambda document: document.start)


def _bound(document: Citation, names: Sequence[ShortName]) -> Citation:
    """A document by its short name with what that name stands for."""
    if document.number is not None or document.name is None:
        return document
    # "Luật Giá 2023" is the name "Luật Giá" with a year.
    called = {_key(document.name), _key(document.text)}
    given = [name for name in names if name.end <= document.start and name.name in called]
    return _meaning(document, given[-1].document) if given else document


def _meaning(short: Citation, document: Citation) -> Citation:
    """A citation by a short name with the number, date, issuer and year of the document meant."""
    return replace(
        short,
        kind=document.kind or short.kind,
        number=document.number,
        name=document.name if document.number is None else short.name,
        date=short.date or document.date,
        issuer=short.issuer or document.issuer,
        year=short.year or document.year,
    )


def _others(
    source: Source, names: Sequence[ShortName], taken: list[tuple[int, int]]
) -> Iterator[Citation]:
    """The short names behind where they were given that no citation covers."""
    seen: set[int] = set()
    for name in sorted(names, key=lambda given: -len(given.name)):
        pattern = re.compile(rf"(?<!\w){re.escape(name.name)}(?!\w)".replace(r"\ ", r"\s{1,3}"))
        for match in pattern.finditer(source.folded, name.end):
            start, end = match.span()
            before = bisect_right(taken, (end, 0)) - 1
            is_taken = before >= 0 and taken[before][1] > start
            is_name = any(given.start <= start < given.end for given in names)
            if is_taken or is_name or start in seen or not source.text[start].isupper():
                continue
            seen.add(start)
            short = source.quote(start, end)
            words = " ".join(short.text.split())
            yield _meaning(replace(short, name=words), name.document)


def _key(name: str) -> str:
    """A name, folded, without "số": "Nghị quyết số 347" is "nghị quyết 347"."""
    words = [word for word in fold(name).split() if word != "số"]
    return " ".join(words).strip(' .,;“”"')
