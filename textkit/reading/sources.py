"""Where a document states its own facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Literal

from textkit.reading.document import Document, Facts
from textkit.reading.facts import complete_facts
from textkit.reading.letterhead import HEAD
from textkit.reading.tail import find_signature
from textkit.vietnamese.dates import find_dates
from textkit.vietnamese.signs import find_signs
from textkit.vietnamese.text import Passage, fold, folded

Span = tuple[int, int]
FactOrigin = Literal["metadata", "head", "tail", "text", "file", "sign", "date"]
"""Where a fact comes from: `metadata.csv`; the head, the tail or elsewhere in the text; what the
file says outside its text; or it follows from the number (`sign`) or from the date.
"""

# How much of the end is looked at, after the head and before the whole text: there stand the
# signature, and the adoption of a law. Chosen by eye; not measured.
_TAIL = 3000

# The head of a short document is its first half, but not less than this: a page that is nearly all
# head. Chosen by eye; not measured.
_SHORTEST_HEAD = 1000


def fact_origins(document: Document) -> dict[str, FactOrigin]:
    """Where each known fact of a document comes from, by the fact's name.

    A fact that `metadata.csv` gives comes from there, whatever the text says; so does one that it
    denies, which is not known.

    >>> facts = Facts("nghị quyết", "05-NQ/TU", period="2020-2025")
    >>> document = Document("nq", "Số 05-NQ/TU", facts, stated=Facts(number="05-NQ/TU"))
    >>> fact_origins(document)
    {'kind': 'sign', 'number': 'text', 'period': 'date'}
    """
    return origins_of(
        document.facts,
        given=document.given,
        said=document.said,
        stated=document.stated,
        sources=document.sources,
        size=len(document.text),
    )


def origins_of(
    facts: Facts,
    *,
    given: Facts,
    said: Facts,
    stated: Facts,
    sources: Mapping[str, Span],
    size: int,
) -> dict[str, FactOrigin]:
    """What `fact_origins` says of a document of that many characters, of which this is known."""
    by_number = complete_facts(Facts(number=facts.number))
    origins: dict[str, FactOrigin] = {}
    for name, value in asdict(facts).items():
        if getattr(given, name):
            origins[name] = "metadata"
        elif not value:
            continue
        elif getattr(said, name):
            origins[name] = "file"
        elif name == "level" and "issuer" in origins:
            origins[name] = origins["issuer"]
        elif not getattr(stated, name):
            origins[name] = "date" if name in ("term", "period") else "sign"
        elif name in sources:
            origins[name] = _part(name, sources[name][0], size)
        else:
            is_in_sign = name != "number" and getattr(by_number, name) == value
            origins[name] = "sign" if is_in_sign else "text"
    return origins


def _part(name: str, start: int, size: int) -> FactOrigin:
    """The part of a document in which a fact stands that begins at a character."""
    end_of_head = min(HEAD, max(size // 2, _SHORTEST_HEAD))
    if name == "signatory" or start >= max(end_of_head, size - _TAIL):
        return "tail"
    return "head" if start < end_of_head else "text"


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
    sources: dict[str, Span] = {}
    # A fact may go over the end of a line.
    on_one_line = Passage(text.replace("\n", " "), folded(text).replace("\n", " "))
    for name, value in asdict(facts).items():
        # The level is not stated anywhere: it follows from who issued the document.
        span = _source(name, value, text, on_one_line) if value and name != "level" else None
        if span:
            sources[name] = span
    return sources


def _source(name: str, value: str, text: str, on_one_line: Passage) -> Span | None:
    """Where a fact is stated: in the head, else in the tail, else anywhere."""
    if name == "signatory":
        signature = find_signature(text)
        if signature is None or signature.name != value:
            return None
        return signature.start, signature.end
    for start, end in ((0, HEAD), (max(0, len(text) - _TAIL), len(text)), (0, len(text))):
        span = next(_statements(name, value, on_one_line[start:end]), None)
        if span:
            return span[0] + start, span[1] + start
    return None


def _statements(name: str, value: str, text: Passage) -> Iterator[Span]:
    """The spans of a text that state a fact."""
    if name == "number":
        for sign in find_signs(text):
            if sign.number == value:
                yield sign.start, sign.end
    elif name == "date":
        for start, end, date in find_dates(text):
            if date == value:
                yield start, end
    elif name == "place":
        for match in re.finditer(rf"({re.escape(value)}),", text.text):  # Lam Châu, ngày …
            yield match.span(1)
    else:
        yield from _words(text.folded, value, any_order=name == "issuer")


def _words(text: str, value: str, *, any_order: bool) -> Iterator[Span]:
    """Where the words of a value stand one after the other in a folded text.

    Else, with `any_order`, where they stand side by side.
    """
    wanted = re.findall(r"\w+", fold(value))
    if not wanted or not all(word in text for word in wanted):
        return
    one_after_the_other = r"\W+".join(map(re.escape, wanted))
    for match in re.finditer(rf"(?<!\w){one_after_the_other}(?!\w)", text):
        yield match.span()
    if any_order:
        matches = list(re.finditer(r"\w+", text))
        words = [match[0] for match in matches]
        wanted.sort()
        for start in range(len(words) - len(wanted) + 1):
            end = start + len(wanted)
            if sorted(words[start:end]) == wanted:
                yield matches[start].start(), matches[end - 1].end()
