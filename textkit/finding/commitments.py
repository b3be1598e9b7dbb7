"""Records of what is promised, with actor, verb, theme and deadline."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Literal, cast, get_args

from textkit.finding.actors import names_of
from textkit.finding.cues import body_of, markers
from textkit.finding.frames import frame_of
from textkit.finding.goals import goals_of
from textkit.finding.statements import Statement, find_statements
from textkit.finding.tables import Table, find_tables
from textkit.finding.tasks import TaskTable, find_task_tables
from textkit.finding.themes import own_lexicon
from textkit.language.annotation import Given, doc_of, document_of
from textkit.language.units import Unit, find_units, headings_of
from textkit.reading.document import Document, Record, grouped
from textkit.vietnamese.schedules import Schedule, schedule_in_text
from textkit.vietnamese.text import Passage

Type = Literal["target", "action", "assignment", "prohibition"]
TYPES = frozenset(get_args(Type))
"""The acts of a statement that promise something."""


@dataclass(frozen=True, slots=True)
class Commitment(Record):
    """One promise.

    `actor` is who is to act, from the sentence or the heading above it (None: the issuer), and
    `actor_names` the bodies that it names, each in its normal form; `verb` the word the promise
    begins with; `theme` its main theme, from its words or else from its heading; `deadline` as ISO,
    shortened where partial, from the statement or the head of its list; `cues` say why it was
    found. A row of a table of tasks is an assignment: `coordinators` are those who help
    (`coordinator_names` in their normal form), `product` what is to come of it, as the row names
    them, `row` its number. `schedule` are the words that say when, of a deadline or of what is
    none ("hằng năm", "giai đoạn 2026-2030"), `schedule_kind` their kind, and `schedule_start` and
    `schedule_end` the days between which they lie, as in `textkit.vietnamese.schedules`.
    """

    text: str
    type: Type
    actor: str | None
    verb: str | None
    theme: str | None
    deadline: str | None
    path: str
    cues: tuple[str, ...]
    coordinators: str | None = None
    product: str | None = None
    actor_names: tuple[str, ...] = ()
    coordinator_names: tuple[str, ...] = ()
    row: str | None = None
    schedule: str | None = None
    schedule_kind: str | None = None
    schedule_start: str | None = None
    schedule_end: str | None = None


# "Phát triển chợ." alone says too little to be held against what was done. Chosen by eye; not
# measured.
_FEWEST_WORDS = 3


def find_commitments(source: Given) -> Iterator[Commitment]:
    """The commitments of a document in order: its statements that set a target, promise, assign or
    forbid.

    >>> from textkit.language.annotation import annotate
    >>> text = "Giao Sở Y tế chủ trì xây dựng bệnh viện tuyến tỉnh, hoàn thành trước năm 2028."
    >>> [(c.type, c.actor, c.theme, c.deadline) for c in find_commitments(next(annotate(text)))]
    [('assignment', 'Sở Y tế', 'y_te', '2027')]
    """
    doc = doc_of(source)
    document, units, headings = document_of(doc), find_units(doc), headings_of(doc)
    task_tables, goal_tables = list(find_task_tables(document)), _goal_tables(document)
    in_rows = _assigned(document, units, headings, task_tables)
    in_rows += _aimed_at(document, units, headings, goal_tables)
    in_rows.sort(key=attrgetter("start"), reverse=True)
    for statement in find_statements(doc):
        while in_rows and in_rows[-1].start <= statement.start:
            yield in_rows.pop()
        if _stands_in(statement, goal_tables):
            continue
        if _stands_in(statement, task_tables) and statement.act != "target":
            continue
        words = document.passage(statement.start, statement.end)
        if not _is_commitment(statement, words.text):
            continue
        headings_above = [headings[index] for index in _ancestors(units, statement.unit)]
        schedule = _schedule(words, headings_above, is_target=statement.act == "target")
        promise = Commitment(
            document.id,
            statement.start,
            statement.end,
            words.text,
            cast(Type, statement.act),
            statement.actor,
            _verb(words),
            own_lexicon().theme_under(words, headings_above),
            schedule.shown if schedule else None,
            statement.path,
            statement.cues,
            actor_names=names_of(statement.actor),
        )
        yield _scheduled(promise, schedule)
    yield from reversed(in_rows)


def _stands_in(statement: Statement, tables: Sequence[TaskTable | Table]) -> bool:
    """Whether a statement is a piece of a table whose rows are commitments themselves."""
    return any(table.start <= statement.start < table.end for table in tables)


def _assigned(
    document: Document,
    units: Sequence[Unit],
    headings: Sequence[Passage],
    tables: Sequence[TaskTable],
) -> list[Commitment]:
    """The assignments of tables of tasks, a row each."""
    starts = [unit.start for unit in units]
    found = []
    for table in tables:
        for task in table.tasks:
            words = document.passage(task.start, task.end)
            around = bisect_right(starts, task.start) - 1
            above = [headings[index] for index in _ancestors(units, around)]
            if task.group is not None:
                above.insert(0, Passage.of(task.group))
            promise = Commitment(
                document.id,
                task.start,
                task.end,
                words.text,
                "assignment",
                task.actor,
                _verb(words),
                own_lexicon().theme_under(words, above),
                task.deadline,
                units[around].path,
                ("table", task.actor or ""),
                task.coordinators,
                task.product,
                task.bodies,
                task.helpers,
                task.row,
            )
            found.append(_scheduled(promise, task.schedule))
    return found


def _goal_tables(document: Document) -> list[Table]:
    """The tables whose cells hold the figures of goals."""
    return [
        table
        for table in find_tables(document)
        if table.kind == "goals"
        and any(column.kind == "value" for column in table.columns.values())
    ]


def _aimed_at(
    document: Document,
    units: Sequence[Unit],
    headings: Sequence[Passage],
    tables: Sequence[Table],
) -> list[Commitment]:
    """The targets of tables of goals, one for each row that promises a figure.

    It reaches from the name of the indicator to the last figure that is promised, and is due when
    the last of them is.
    """
    if not tables:
        return []
    frame, starts = frame_of(document, list(units)), [unit.start for unit in units]
    found = []
    for table in tables:
        promised = [figure for figure in goals_of(table, frame) if figure.role == "promised"]
        for start, figures in grouped(promised, attrgetter("start")).items():
            last = max(figures, key=attrgetter("end"))
            words = document.passage(start, last.end)
            around = bisect_right(starts, start) - 1
            above = [Passage.of(step) for step in reversed(last.indicator_path[:-1])]
            above += [headings[index] for index in _ancestors(units, around)]
            found.append(
                Commitment(
                    document.id,
                    start,
                    last.end,
                    words.text,
                    "target",
                    None,
                    None,
                    own_lexicon().theme_under(words, above),
                    max(filter(None, [figure.deadline for figure in figures]), default=None),
                    units[around].path,
                    ("table",),
                )
            )
    return found


def _is_commitment(statement: Statement, text: str) -> bool:
    """Whether a statement promises something, and is no heading of what does."""
    if statement.act not in TYPES or statement.cues[0] == "heading":
        return False
    return len(text.split()) >= _FEWEST_WORDS


def _ancestors(units: Sequence[Unit], index: int) -> Iterator[int]:
    """The indices of the units around a unit, from the inside out."""
    parent = units[index].parent
    while parent is not None:
        yield parent
        parent = units[parent].parent


# The verbs by which a target says what its figure does.
_VERB_OF_A_FIGURE = re.compile(r"phấn đấu|đạt|giảm|tăng|còn|duy trì|chủ trì|không để")


def _verb(statement: Passage) -> str | None:
    """The word a promise begins with: a task's first verb, or the verb of a target's figure."""
    head = body_of(statement).head
    verb = markers()["action"].head.match(head) or _VERB_OF_A_FIGURE.search(head)
    return verb.group().strip() if verb else None


def _schedule(words: Passage, headings: Iterable[Passage], *, is_target: bool) -> Schedule | None:
    """When a statement is to be done: as it says itself, else as the nearest heading above it that
    names an end.

    A target's "mỗi năm" belongs to its rate, and its heading may still say by when.
    """
    own = schedule_in_text(words)
    if own is not None and not (is_target and own.kind == "recurring"):
        return own
    for heading in headings:
        above = schedule_in_text(heading)
        if above is not None and above.shown is not None:
            return above
    return own


def _scheduled(promise: Commitment, schedule: Schedule | None) -> Commitment:
    """A commitment with what its schedule says."""
    if schedule is None:
        return promise
    return replace(
        promise,
        schedule=schedule.text,
        schedule_kind=schedule.kind,
        schedule_start=schedule.start,
        schedule_end=schedule.end,
    )
