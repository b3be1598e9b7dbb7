"""Where a document states its own facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict

from textkit.reading.document import Facts
from textkit.reading.facts import HEAD, find_signatory
from textkit.vietnamese.dates import find_dates
from textkit.vietnamese.signs import find_signs
from textkit.vietnamese.text import fold

Span = tuple[int, int]
_TAIL = 3000


def find_sources(text: str, facts: Facts) -> dict[str, Span]:
    """The span of the text that states each fact, by its name; a fact that stands nowhere has none.

    Facts from a `metadata.csv`, and those that follow from others (a term from the date), may stand
    nowhere. The words of an issuer may come in another order: its superior stands above it.

    >>> text = "TỈNH ỦY LAM CHÂU\\n*\\nSố 05-NQ/TU\\tLam Châu, ngày 5 tháng 3 năm 2021\\nNGHỊ QUYẾT"
    >>> facts = Facts("nghị quyết", "05-NQ/TU", "2021-03-05", "Tỉnh ủy Lam Châu")
    >>> spans = find_sources(text, facts)
    >>> {name: text[start:end] for name, (start, end) in spans.items()}["date"]
    'ngày 5 tháng 3 năm 2021'
    """
    found = {name: _source(name, value, text) for name, value in asdict(facts).items() if value}
    return {name: span for name, span in found.items() if span}


def _source(name: str, value: str, text: str) -> Span | None:
    if name == "signatory":
        signed = find_signatory(text)
        return signed[1:] if signed and signed[0] == value else None
    for start, end in ((0, HEAD), (max(0, len(text) - _TAIL), len(text)), (0, len(text))):
        part = text[start:end].replace("\n", " ")
        if name == "number":
            spans: Iterator[Span] = (
                (sign.start, sign.end) for sign in find_signs(part) if sign.number == value
            )
        elif name == "date":
            spans = ((first, last) for first, last, date in find_dates(part) if date == value)
        elif name == "place":
            spans = (match.span(1) for match in re.finditer(rf"({re.escape(value)}),", part))
        else:
            spans = _words(part, value, any_order=name == "issuer")
        if span := next(spans, None):
            return span[0] + start, span[1] + start
    return None


def _words(text: str, value: str, *, any_order: bool) -> Iterator[Span]:
    """Where the words of a value stand one after the other, else, with `any_order`,
    side by side.
    """
    words = list(re.finditer(r"\w+", fold(text)))
    said, wanted = [word[0] for word in words], re.findall(r"\w+", fold(value))
    size = len(wanted)
    places = range(len(words) - size + 1) if size else range(0)
    yield from (
        (words[place].start(), words[place + size - 1].end())
        for place in places
        if said[place : place + size] == wanted
    )
    if any_order:
        wanted = sorted(wanted)
        yield from (
            (words[place].start(), words[place + size - 1].end())
            for place in places
            if sorted(said[place : place + size]) == wanted
        )
