"""What the documents of a corpus say is to be done: who, what, by when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from textkit.data.messages import TextkitError
from textkit.finding.actors import actors_at, actors_in_cell, names_of
from textkit.finding.commitments import Commitment
from textkit.finding.cues import body_of
from textkit.reading.document import Record, fingerprint, grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.schedules import Kind, schedule_in_cell
from textkit.vietnamese.text import fold
from textkit.vietnamese.timespans import written_iso


class Due(NamedTuple):
    """A deadline: the first and the last day that keep it, as ISO dates, and the words that say so.

    Where only the last is told ("trước ngày 15/3/2026"), the first is that of the day, month or
    year that is named last.
    """

    start: str
    end: str
    text: str


@dataclass(frozen=True, slots=True)
class Task(Record):
    """Something that someone is to do: a row of a table of tasks, or a promise with an actor or a
    deadline.

    `path` leads to its article (`II/1`), `row` is the number of its row, if it is one (`is_row`);
    `product` is what is to come of it, `bodies` who leads and `coordinators` who helps, in their
    normal form. `schedule` are the words that say when, of the kind `schedule_kind`: what is no
    deadline ("hằng năm", "giai đoạn 2026-2030") has no `deadline`. `id` stays when the document
    changes elsewhere.
    """

    text: str
    id: str
    path: str
    row: str
    is_row: bool
    product: str | None
    bodies: tuple[str, ...]
    coordinators: tuple[str, ...]
    deadline: Due | None
    schedule: str | None
    schedule_kind: Kind | None

    @property
    def place(self) -> str:
        """Its article, and the number of its row: `II/1`, `Phụ lục I/7`."""
        return "/".join(filter(None, (self.path, self.row)))


def find_corpus_tasks(corpus: StoredCorpus) -> list[Task]:
    """The tasks of a corpus, in the order of its documents and of their words.

    Rows of tables of tasks are all among them; of other promises those that someone is told to keep
    or that say by when. Goals without an actor are none, nor is what is forbidden.
    """
    tasks: list[Task] = []
    by_document = grouped(corpus.records("commitments"), lambda promise: promise.doc_id)
    for doc_id, promises in by_document.items():
        name = corpus.fact(doc_id, "number") or doc_id
        issuer, date = corpus.fact(doc_id, "issuer"), corpus.fact(doc_id, "date")
        tasks += tasks_among(promises, name, issuer, date)
    return tasks


def tasks_among(
    promises: Iterable[Commitment], document: str, issuer: str | None, date: str | None
) -> list[Task]:
    """The tasks among the commitments of one document, which is known by a number or an id."""
    own_place, issued = _place_of(issuer), date or ""
    kept = list(_tasks_among(promises, issued))
    marks = _marks(document, [promise.text for promise in kept])
    tasks = []
    for promise, mark in zip(kept, marks, strict=True):
        task = _task(promise, mark, own_place)
        if _is_past(promise, issued):
            task = replace(task, deadline=None, schedule=None, schedule_kind=None)
        tasks.append(task)
    return tasks


def _place_of(issuer: str | None) -> str | None:
    """The place of the body that issued a document: "Lam Châu" of "Tỉnh ủy Lam Châu"."""
    places = [actor.place for actor in actors_in_cell(issuer or "")]
    return places[0] if places else None


def _tasks_among(promises: Iterable[Commitment], issued: str) -> Iterator[Commitment]:
    """The commitments that are tasks; no part of a row is another."""
    behind = 0
    for promise in promises:
        if promise.start < behind or not _is_task(promise, issued):
            continue
        if _is_row(promise):
            behind = promise.end
        yield promise


def _is_row(promise: Commitment) -> bool:
    """Whether a commitment is a row of a table of tasks."""
    return promise.type == "assignment" and promise.cues[:1] == ("table",)


# What a cue says of a statement in a section of goals.
_OF_GOALS = "section: goals"


def _is_task(promise: Commitment, issued: str) -> bool:
    """Whether someone is to do something, so that it can be asked after.

    What ends with a colon only leads to the tasks below it.
    """
    if _is_row(promise):
        return True
    if promise.type == "prohibition" or "table" in promise.cues or promise.text.endswith(":"):
        return False
    if promise.actor is not None:
        return True
    return _has_end_of_its_own(promise, issued)


def _has_end_of_its_own(promise: Commitment, issued: str) -> bool:
    """Whether a promise without an actor says itself by when it is to be done, and is no goal.

    The deadline of a heading stands over a whole section; what was due before the document is told
    of another time; and what is to be so "đến năm 2030" is a goal, unless it begins with the verb
    of a task.
    """
    if promise.type == "target" or promise.schedule_kind != "deadline" or _OF_GOALS in promise.cues:
        return False
    words = promise.schedule or ""
    if promise.verb is None and _HORIZON.fullmatch(fold(words)):
        return False
    return words in promise.text and not _is_past(promise, issued)


# đến năm 2030, vào năm 2015
_HORIZON = re.compile(r"(?:đến|tới|vào|đến hết) (?:năm )?\d{4}")


def _is_past(promise: Commitment, issued: str) -> bool:
    """Whether the time that a statement names had gone by when the document was issued."""
    end = promise.schedule_end
    return end is not None and end < issued and not _is_row(promise)


def _task(promise: Commitment, mark: str, own_place: str | None) -> Task:
    return Task(
        promise.doc_id,
        promise.start,
        promise.end,
        promise.text,
        mark,
        promise.path,
        promise.row or "",
        _is_row(promise),
        promise.product,
        _bodies(promise.actor, promise.actor_names or _at_head(promise), own_place),
        _bodies(promise.coordinators, promise.coordinator_names, own_place),
        _due(promise),
        promise.schedule,
        promise.schedule_kind,  # type: ignore[arg-type]
    )


def _due(promise: Commitment) -> Due | None:
    """The deadline of a commitment; a correction of it counts before the words."""
    said, end = promise.deadline, promise.schedule_end
    if said is None:
        return None
    words = promise.schedule or said
    if end is not None and end.startswith(said):
        if promise.schedule_kind != "deadline" or promise.schedule_start is None:
            return None
        return Due(promise.schedule_start, end, words)
    corrected = schedule_in_cell(written_iso(said))
    if corrected is None or corrected.start is None or corrected.end is None:
        return None
    return Due(corrected.start, corrected.end, said)


def _at_head(promise: Commitment) -> tuple[str, ...]:
    """The bodies with which a statement begins that tells nobody, or goes on behind a colon:
    "Không bàn lùi: [Ủy ban nhân dân tỉnh] phải …".
    """
    if promise.actor is not None or _is_row(promise):
        return ()
    body = body_of(promise.text)
    begins = [len(body.words) - len(body.head), body.words.text.find(": ") + 2]
    for begin in begins:
        named = [actor.name for actor in actors_at(body.words, begin) if actor.named]
        if named:
            return tuple(named)
    return ()


# What parts the bodies of a cell whose names are not known.
_BETWEEN = re.compile(r"\s*[;\n]\s*(?:[-–+•]\s)?")


def _bodies(words: str | None, names: Sequence[str], own_place: str | None) -> tuple[str, ...]:
    """Bodies in their normal form, without the place of the document: what is read of the words,
    else the words as they are, each once.
    """
    if not names:
        names = [piece.strip(" .,-–") for piece in _BETWEEN.split(words or "")]
    own = [_without_place(name[:1].upper() + name[1:], own_place) for name in names if name]
    return tuple(dict.fromkeys(own))


def _without_place(name: str, place: str | None) -> str:
    """A body without the place it shares with the document: "Ủy ban nhân dân tỉnh [Lam Châu]".

    >>> _without_place("Ủy ban nhân dân tỉnh Lam Châu", "Lam Châu")
    'Ủy ban nhân dân tỉnh'
    >>> _without_place("Báo Lam Châu", "Lam Châu")
    'Báo Lam Châu'
    """
    if place is None or not fold(name).endswith(f" {fold(place)}"):
        return name
    without = name[: -len(place) - 1]
    return without if _OF_A_PROVINCE.search(fold(without)) else name


# A body with these words is that of the province also without its name.
_OF_A_PROVINCE = re.compile(r"(?:tỉnh|thành phố|tỉnh uỷ|thành uỷ)$")


def _marks(document: str, texts: Iterable[str]) -> Iterator[str]:
    """A fingerprint for each text out of the document and its words; equal words are told apart by
    their order.
    """
    seen: Counter[str] = Counter()
    for text in texts:
        words = " ".join(re.findall(r"\w+", fold(text)))
        yield fingerprint("tasks", document, words, str(seen[words]))
        seen[words] += 1


# --- Choosing among tasks -----------------------------------------------------------------------


def tasks_due(tasks: Iterable[Task], first: str, last: str) -> list[Task]:
    """The tasks whose deadline ends on one of these days."""
    return [task for task in tasks if task.deadline and first <= task.deadline.end <= last]


def tasks_of(tasks: Iterable[Task], body: str) -> list[Task]:
    """The tasks that a body leads or helps with, by any of its spellings.

    Where no body of the tasks is called so, those whose names have all these words. Raises
    TextkitError if there are none.
    """
    tasks = list(tasks)
    names = {fold(name) for name in _bodies(body, names_of(body), None)} or {fold(body)}
    chosen = [task for task in tasks if names & _folded_bodies(task)]
    if not chosen:
        words = set(fold(body).split())
        among = set().union(*map(_folded_bodies, tasks)) if tasks else set()
        wider = {name for name in among if words <= set(re.findall(r"\w+", name))}
        chosen = [task for task in tasks if wider & _folded_bodies(task)]
    if not chosen:
        counts = Counter(name for task in tasks for name in task.bodies)
        known = [name for name, _ in counts.most_common(_MOST_NAMED)]
        raise TextkitError("followup.no-body", value=body, known=known)
    return chosen


# So many bodies are named where the one asked for has no tasks.
_MOST_NAMED = 12


def leads(task: Task, body: str) -> bool:
    """Whether a body leads a task, and does not merely help."""
    names = {fold(name) for name in _bodies(body, names_of(body), None)}
    words = set(fold(body).split())
    led = {fold(name) for name in task.bodies}
    return bool(names & led) or any(words <= set(re.findall(r"\w+", name)) for name in led)


def _folded_bodies(task: Task) -> set[str]:
    return {fold(name) for name in (*task.bodies, *task.coordinators)}
