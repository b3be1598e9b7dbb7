"""Cutting units into statements (mệnh đề), and what each does: promises, reports, assigns, forbids,
exhorts.

`cues` has the words of a statement, `addressees` who it tells to act, `contexts` what stands around
it, and `acts` the tables by which its act is decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textkit.finding.acts import PROMISES, verdict_on
from textkit.finding.contexts import Act, Context, Piece, Predecessor, Progress
from textkit.language.annotation import Given, Sheet, doc_of
from textkit.language.units import Unit
from textkit.reading.document import Record

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Statement(Record):
    """One statement: what it does (`act`), where it stands, and the words that decided (`cues`).

    `unit` is the index of its sentence in `find_units`; a cue is `what: words`, or `section:
    sense`; `actor` is who is to act: as the statement says, or the one it goes on from, or a
    heading above it.
    """

    act: Act
    path: str
    sense: str
    unit: int
    cues: tuple[str, ...]
    actor: str | None = None


def find_statements(source: Given) -> Iterator[Statement]:
    """The statements of a document in order; together they tile its sentences but for marks and
    white space.

    >>> from textkit.language.annotation import annotate
    >>> text = "II. NHIỆM VỤ\\n- Đẩy mạnh cải cách hành chính; không để tồn đọng hồ sơ quá hạn."
    >>> [statement.act for statement in find_statements(next(annotate(text)))]
    ['description', 'action', 'prohibition']
    """
    for judgement in judgements_of(doc_of(source)):
        yield judgement.statement


class Judgement(NamedTuple):
    """A statement with the name of the rule that decided what it does; empty if none did."""

    statement: Statement
    rule: str


# Where a Doc keeps its statements once they are found.
_KEY = "textkit.statements"


def judgements_of(doc: Doc | Sheet) -> list[Judgement]:
    """The statements of `find_statements(doc)`, each with the name of the rule that decided.

    >>> from textkit.language.annotation import annotate
    >>> [judgement.rule for judgement in judgements_of(next(annotate("Mở chợ; cấm thả lưới.")))]
    ['task', 'prohibition']
    """
    if _KEY not in doc.user_data:
        doc.user_data[_KEY] = list(_judged(doc))
    judgements: list[Judgement] = doc.user_data[_KEY]
    return judgements


def _judged(doc: Doc | Sheet) -> Iterator[Judgement]:
    context = Context(doc)
    progress = Progress()
    for index, unit in enumerate(context.units):
        if unit.kind == "sentence":
            for start, end in _cut(context.document.text, unit):
                judgement, progress = _judge(context, progress, index, start, end)
                yield judgement


# What cuts a sentence: a semicolon that something follows, and the brackets that keep it from it.
_BREAK = re.compile(r"[()]|;\s*(?=\S)")


def _cut(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    """The bounds of the statements of a sentence: it is cut behind semicolons outside brackets."""
    start, open_brackets = unit.start, 0
    for mark in _BREAK.finditer(text, unit.start, unit.end):
        if mark.group() == "(":
            open_brackets += 1
        elif mark.group() == ")":
            open_brackets -= 1
        # Below none where a point's label, "a)", closes what nothing opened.
        elif open_brackets <= 0:
            yield start, mark.start() + 1
            start, open_brackets = mark.end(), 0
    yield start, unit.end


def _judge(
    context: Context, progress: Progress, index: int, start: int, end: int
) -> tuple[Judgement, Progress]:
    """What a statement does, and what the next one takes over from it."""
    piece = Piece(context, progress, index, start, end)
    verdict = verdict_on(piece)
    if verdict.act == "assignment" and not context.tells:
        context.givers.give(piece.leaf.parent, verdict.actor)
    section = f"section: {piece.leaf.sense}" if piece.leaf.sense else ""
    statement = Statement(
        context.document.id,
        start,
        end,
        verdict.act,
        piece.leaf.path,
        piece.leaf.sense,
        index,
        tuple(cue for cue in (verdict.cue, section) if cue),
        verdict.actor,
    )
    looks_back = progress.looks_back
    if verdict.act == "achievement":
        looks_back = context.tells
    elif verdict.act in PROMISES or piece.cues["ahead"]:
        looks_back = False
    predecessor = Predecessor(verdict.act, index, verdict.actor)
    return Judgement(statement, verdict.rule), Progress(predecessor, piece.is_listed, looks_back)
