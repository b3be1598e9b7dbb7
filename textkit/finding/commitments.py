"""Records of what is promised, with actor, verb, theme and deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textkit.finding.statements import body_of, find_statements, markers
from textkit.finding.themes import own_lexicon
from textkit.language.annotation import document_of
from textkit.language.units import Unit, find_units
from textkit.reading.document import Record
from textkit.vietnamese.dates import find_deadlines

if TYPE_CHECKING:
    from spacy.tokens import Doc

Type = Literal["target", "action", "assignment", "prohibition"]
_TYPES: dict[str, Type] = {
    "target": "target",
    "action": "action",
    "assignment": "assignment",
    "prohibition": "prohibition",
}


@dataclass(frozen=True, slots=True)
class Commitment(Record):
    """One thing that is promised.

    `actor` is who is to act, from the sentence or the heading above it (None: the issuer); `verb`
    the word the promise begins with; `theme` its main theme, from its words or else from its
    heading; `deadline` as ISO, shortened where partial, from the statement or the head of its list;
    `cues` say why it was found.
    """

    text: str
    type: Type
    actor: str | None
    verb: str | None
    theme: str | None
    deadline: str | None
    path: str
    cues: tuple[str, ...]


_DIGIT = re.compile(r"\d")


def find_commitments(doc: Doc) -> Iterator[Commitment]:
    """The commitments of a document in order: its statements that set a target, promise, assign or
    forbid.

    >>> from textkit.language.annotation import annotate
    >>> text = "Giao Sở Y tế chủ trì xây dựng bệnh viện tuyến tỉnh, hoàn thành trước năm 2028."
    >>> [(c.type, c.actor, c.theme, c.deadline) for c in find_commitments(next(annotate(text)))]
    [('assignment', 'Sở Y tế', 'y_te', '2027')]
    """
    document, units = document_of(doc), find_units(doc)
    for statement in find_statements(doc):
        said = document.text[statement.start : statement.end]
        kind = _TYPES.get(statement.act)
        if kind is None or statement.cues[0] == "heading" or len(said.split()) < 3:
            continue
        above = list(_ancestors(units, statement.unit))
        yield Commitment(
            document.id,
            statement.start,
            statement.end,
            said,
            kind,
            statement.actor,
            _verb(said),
            own_lexicon().theme_under(said, [unit.heading for unit in above]),
            _deadline(said, above),
            statement.path,
            statement.cues,
        )


def _ancestors(units: list[Unit], index: int) -> Iterator[Unit]:
    parent = units[index].parent
    while parent is not None:
        yield units[parent]
        parent = units[parent].parent


def _verb(said: str) -> str | None:
    """The word a promise begins with: of a task its first verb,
    of a target the verb of its figure.
    """
    _, head = body_of(said)
    found = markers()["action"][0].match(head) or re.search(
        r"phấn đấu|đạt|giảm|tăng|còn|duy trì|chủ trì|không để", head
    )
    return found.group().strip() if found else None


def _deadline(said: str, above: list[Unit]) -> str | None:
    for text in filter(_DIGIT.search, (said, *(unit.heading for unit in above))):
        for deadline in find_deadlines(text):
            if deadline.kind != "recurrence" and not deadline.vision:
                return deadline.date
    return None
