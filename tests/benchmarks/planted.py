"""Slips that editors really make, of our own invention, put into documents at seeded places.

An injector is given a document and yields every change of its kind that the document allows. Its
patterns are its own, so that a slip is not only put where the checker reads well.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from textkit.reading.document import Document

Scope = Literal["words", "sentence", "document"]

# Slips of one text stand so many characters apart, so that each is judged alone.
APART = 600


class Change(NamedTuple):
    """The bounds of what is changed in a text, and what stands there instead."""

    start: int
    end: int
    after: str


Injector = Callable[[Document, random.Random], Iterator[Change]]


class Kind(NamedTuple):
    """A kind of slip: its group, where a finding counts, whether the sound document is held beside
    it as a prior one, and what makes it.
    """

    group: str
    scope: Scope
    with_prior: bool
    inject: Injector


KINDS: dict[str, Kind] = {}


def kind(
    group: str, *, scope: Scope = "words", with_prior: bool = False
) -> Callable[[Injector], Injector]:
    """Registers an injector under its name."""

    def register(inject: Injector) -> Injector:
        KINDS[inject.__name__] = Kind(group, scope, with_prior, inject)
        return inject

    return register


class Planned(NamedTuple):
    """A slip that is to be put into a document: its kind and the change."""

    kind: str
    change: Change


def drawn(document: Document, name: str, chance: random.Random) -> Planned | None:
    """A slip of a kind at a random place of a document; None where it has no such place."""
    changes = []
    for change in KINDS[name].inject(document, chance):
        if document.text[change.start : change.end] != change.after:
            changes.append(change)
    return Planned(name, chance.choice(changes)) if changes else None


def in_batches(planned: Sequence[Planned]) -> Iterator[list[Planned]]:
    """Slips of one document, in so many texts that those of one stand apart; what is looked for in
    the whole document stands alone.
    """
    batches: list[list[Planned]] = []
    for one in sorted(planned, key=lambda one: one.change):
        is_alone = KINDS[one.kind].scope == "document"
        for batch in batches:
            last = batch[-1]
            fits = KINDS[last.kind].with_prior == KINDS[one.kind].with_prior
            fits = fits and KINDS[last.kind].scope != "document" and not is_alone
            if fits and one.change.start - last.change.end >= APART:
                batch.append(one)
                break
        else:
            batches.append([one])
    yield from batches


@dataclass(frozen=True)
class Spoilt:
    """A document with slips in it, in order and apart."""

    sound: Document
    slips: tuple[Planned, ...]

    def moved(self, place: int) -> int | None:
        """Where a place of the sound document stands in it; None within what changed."""
        by = 0
        for _, change in self.slips:
            if place <= change.start:
                break
            if place < change.end:
                return None
            by += len(change.after) - (change.end - change.start)
        return place + by

    @property
    def document(self) -> Document:
        """The document as it reads, its layout moved with its words."""
        text, last = "", 0
        for _, change in self.slips:
            text += self.sound.text[last : change.start] + change.after
            last = change.end
        text += self.sound.text[last:]
        blocks = []
        for block in self.sound.layout:
            start, end = self.moved(block.start), self.moved(block.end)
            if start is not None and end is not None:
                blocks.append(replace(block, start=start, end=end))
        return replace(self.sound, text=text, layout=tuple(blocks), mends=(), sources={})

    def bounds(self, slip: Planned) -> tuple[int, int]:
        """Where a finding must stand to have found a slip: the changed words with those that touch
        them; their line with those beside it; or the whole document.
        """
        text, scope = self.document.text, KINDS[slip.kind].scope
        if scope == "document":
            return 0, len(text)
        start = self.moved(slip.change.start) or 0
        end = start + len(slip.change.after)
        return _lines_around(text, start, end) if scope == "sentence" else _words(text, start, end)


_WORD_BEFORE, _WORD_BEHIND = re.compile(r"\S*\s?\Z"), re.compile(r"\s?\S*")


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    """Words with those that touch them."""
    before = _WORD_BEFORE.search(text, max(0, start - 30), start)
    behind = _WORD_BEHIND.match(text, end, end + 30)
    return (before.start() if before else start), (behind.end() if behind else end)


def _lines_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The lines of a stretch with the line before and the line behind."""
    for _ in range(2):
        start = text.rfind("\n", 0, max(0, start - 1)) + 1
        next_line = text.find("\n", end + 1)
        end = len(text) if next_line < 0 else next_line
    return start, end


def in_running_text(document: Document, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of a pattern in lines that are sentences: no title in capitals, no cell of a
    table, no recipient.
    """
    for match in pattern.finditer(document.text):
        line_start = document.text.rfind("\n", 0, match.start()) + 1
        line_end = document.text.find("\n", match.end())
        line = document.text[line_start : len(document.text) if line_end < 0 else line_end]
        is_prose = len(line.split()) >= 8 and "|" not in line and not line.isupper()
        if is_prose and (document.kind_at(match.start()) or "body") == "body":
            yield match


ENDS_OF_PARAGRAPHS = re.compile(r"(?<=[a-zà-ỹđ]{2}[.;])(?=[ ]*\n)")


def said_besides(document: Document, said: str, where: str = "") -> Iterator[Change]:
    """A part of a sentence put in before the end of a paragraph in which a pattern stands."""
    for match in in_running_text(document, re.compile(r"(?<=[a-zà-ỹđ]{2})(?=[.;][ ]*\n)")):
        line = document.text[document.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if not where or re.search(where, line):
            yield Change(match.start(), match.start(), said)


def change_of(match: re.Match[str], name: str, after: str) -> Change:
    """A change of a group of a match."""
    return Change(match.start(name), match.end(name), after)
