"""What a statement's act may depend on beside its words: its document, its section, the statement
before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from textkit.finding.addressees import actor_of
from textkit.finding.cues import Cues, body_of
from textkit.language.annotation import Sheet, document_of, parts_of_speech_of
from textkit.language.units import Unit, find_units, headings_of
from textkit.reading.document import Document, Facts
from textkit.vietnamese.dates import find_deadlines
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import Passage

if TYPE_CHECKING:
    from spacy.tokens import Doc

Act = Literal[
    "target",
    "action",
    "assignment",
    "prohibition",
    "achievement",
    "limitation",
    "exhortation",
    "basis",
    "effect",
    "approval",
    "description",
]


def year_of(facts: Facts) -> int:
    """The document's own year, or the first of its term; 0 if neither is known."""
    return int((facts.date or facts.term or "0")[:4])


# Kinds of documents that report and explain; what they demand is not assigned to anyone.
_TELLING = frozenset({"báo cáo", "bài phát biểu", "bài viết", "chuyên đề", "tham luận", "diễn văn"})


class Context:
    """What holds for all statements of a document."""

    def __init__(self, doc: Doc | Sheet) -> None:
        self.document: Document = document_of(doc)
        self.units = find_units(doc)
        self.givers = _Givers(self.units, headings_of(doc))
        self.parts_of_speech = parts_of_speech_of(doc)
        self.year = year_of(self.document.facts)
        self.tells = self.document.facts.kind in _TELLING
        self.sets_rules = any(
            unit.kind == "article" and unit.sense == "norm" for unit in self.units
        )
        self.with_units = {unit.parent for unit in self.units if unit.kind != "sentence"}


class _Givers:
    """Who a unit's heading, or one above it, gives work to."""

    def __init__(self, units: Sequence[Unit], headings: Sequence[Passage]) -> None:
        self._units, self._headings = units, headings
        self._actors: dict[int, str | None] = {}

    def above(self, index: int | None) -> str | None:
        """Who is to do what stands in a unit; None without a unit, or if no heading says."""
        if index is None:
            return None
        if index not in self._actors:
            actor = actor_of(self._headings[index], spoken=True)
            self._actors[index] = actor or self.above(self._units[index].parent)
        return self._actors[index]

    def give(self, index: int | None, actor: str | None) -> None:
        """From here on the unit's work is an actor's: a statement before its list said so."""
        if index is not None:
            self._actors[index] = actor


class Predecessor(NamedTuple):
    """What a statement did that stands before another: its act, the index of its sentence, and who
    is to act.
    """

    act: Act
    unit: int
    actor: str | None


class Progress(NamedTuple):
    """What a statement takes over from those before it.

    `is_listed`: a colon opened a list in the same sentence. `looks_back`: a speech tells of what
    was done and has not turned to what is to be done.
    """

    last: Predecessor | None = None
    is_listed: bool = False
    looks_back: bool = False


class Piece:
    """A statement before it is judged, with all that its act may depend on."""

    def __init__(
        self, context: Context, progress: Progress, index: int, start: int, end: int
    ) -> None:
        self.context = context
        self.leaf = context.units[index]
        self.start, self.end = start, end
        self.passage = context.document.passage(start, end)
        self.body = body_of(self.passage)
        self.cues = Cues(self.body)
        last = progress.last
        self.before = last if last and last.unit == index else None
        self.is_listed = ":" in self.passage.text or bool(progress.is_listed and self.before)
        self.looks_back = progress.looks_back

    @cached_property
    def giver(self) -> str | None:
        """Who is to act if the statement names nobody: as in the one it goes on from, or as a
        heading above says.
        """
        if self.before and self.before.act == "assignment":
            return self.before.actor
        return self.context.givers.above(self.leaf.parent)

    @cached_property
    def actor(self) -> str | None:
        """Who the statement itself says is to act."""
        return actor_of(self.passage, acts=self._may_be_a_verb)

    def _may_be_a_verb(self, at: int) -> bool:
        part_of_speech = self.context.parts_of_speech.get(self.start + at)
        # The tagger takes "chủ trì" for a noun. Without a part of speech a word only goes on there.
        is_chair = self.passage.text.startswith("chủ ", at)
        return is_chair or part_of_speech not in ("NOUN", "PROPN", None)

    @cached_property
    def parent(self) -> Unit:
        """The unit its sentence stands in."""
        return self.leaf if self.leaf.parent is None else self.context.units[self.leaf.parent]

    @cached_property
    def is_title(self) -> bool:
        """Whether its sentence is no more than the heading of its unit, without figures."""
        parent, sentence = self.parent, self.leaf
        around = sentence.end - sentence.start - len(parent.heading)
        if not parent.heading or parent.start != sentence.start:
            return False
        return 0 <= around < _LONGEST_LABEL and not any(find_quantities(self.passage))

    @cached_property
    def is_ruled(self) -> bool:
        """Whether it can only be a rule of what applies, by its section or its document."""
        sense = self.leaf.sense
        if sense in ("norm", "effect"):
            return True
        sets_rules = self.context.sets_rules or bool(self.cues["norm"] and not sense)
        return sets_rules and sense not in ("assignment", "goals")

    @cached_property
    def sense(self) -> str:
        """What its section speaks of, for the rules."""
        return "norm" if self.is_ruled else self.leaf.sense

    @cached_property
    def names_a_time_to_come(self) -> bool:
        """Whether it names a time after its document's own year, or any if that is not known."""
        if "20" not in self.body.words.folded:
            return False
        times = [time for time in find_deadlines(self.body.words) if time.kind != "recurrence"]
        return any(int(time.date[:4]) > self.context.year for time in times)


# A sentence may be longer by so many characters than the heading it is: the label and the marks
# around it. Chosen by eye; not measured.
_LONGEST_LABEL = 25
