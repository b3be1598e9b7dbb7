"""What the documents of a corpus say is to be done: who, what, by when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textkit.finding.actors import actors_in_cell
from textkit.finding.commitments import Commitment
from textkit.reading.document import Record, fingerprint, grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.schedules import Kind, schedule_in_cell
from textkit.vietnamese.text import fold


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

    `place` is its article or the number of its row, `product` what is to come of it, `bodies` who
    leads and `coordinators` who helps, in their normal form. `schedule` are the words that say
    when, of the kind `schedule_kind`: what is no deadline ("hằng năm", "giai đoạn 2026-2030") has
    no `deadline`. `id` stays when the document changes elsewhere.
    """

    text: str
    id: str
    place: str
    is_row: bool
    product: str | None
    bodies: tuple[str, ...]
    coordinators: tuple[str, ...]
    deadline: Due | None
    schedule: str | None
    schedule_kind: Kind | None


def find_corpus_tasks(corpus: StoredCorpus) -> list[Task]:
    """The tasks of a corpus, in the order of its documents and of their words.

    Rows of tables of tasks are all among them; of other promises those that someone is told to keep
    or that say by when. Goals without an actor are none, nor is what is forbidden.
    """
    tasks: list[Task] = []
    by_document = grouped(corpus.records("commitments"), lambda promise: promise.doc_id)
    for doc_id, promises in by_document.items():
        document = corpus.fact(doc_id, "number") or doc_id
        own_place = _place_of(corpus.fact(doc_id, "issuer"))
        kept = list(_tasks_among(promises))
        marks = _marks(document, [promise.text for promise in kept])
        for promise, mark in zip(kept, marks, strict=True):
            tasks.append(_task(promise, mark, own_place))
    return tasks


def _place_of(issuer: str | None) -> str | None:
    """The place of the body that issued a document: "Lam Châu" of "Tỉnh ủy Lam Châu"."""
    places = [actor.place for actor in actors_in_cell(issuer or "")]
    return places[0] if places else None


def _tasks_among(promises: Iterable[Commitment]) -> Iterator[Commitment]:
    """The commitments that are tasks; no part of a row is another."""
    behind = 0
    for promise in promises:
        if promise.start < behind or not _is_task(promise):
            continue
        if _is_row(promise):
            behind = promise.end
        yield promise


def _is_row(promise: Commitment) -> bool:
    """Whether a commitment is a row of a table of tasks."""
    return promise.type == "assignment" and promise.cues[:1] == ("table",)


# What a cue says of a statement in a section of goals.
_OF_GOALS = "section: goals"


def _is_task(promise: Commitment) -> bool:
    """Whether someone is to do something, so that it can be asked after.

    What ends with a colon only leads to the tasks below it.
    """
    if promise.text.endswith(":"):
        return False
    if promise.type == "assignment":
        return True
    if promise.type == "prohibition" or promise.cues[:1] == ("table",):
        return False
    if promise.actor is not None:
        return True
    has_end = promise.type == "action" and promise.schedule_kind == "deadline"
    # A deadline of its own, not one of the heading that stands over a whole section.
    return has_end and _OF_GOALS not in promise.cues and (promise.schedule or "") in promise.text


def _task(promise: Commitment, mark: str, own_place: str | None) -> Task:
    place = "/".join(filter(None, (promise.path, promise.row)))
    return Task(
        promise.doc_id,
        promise.start,
        promise.end,
        promise.text,
        mark,
        place,
        _is_row(promise),
        promise.product,
        _bodies(promise.actor, promise.actor_names, own_place),
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
    corrected = schedule_in_cell(_written(said))
    if corrected is None or corrected.start is None or corrected.end is None:
        return None
    return Due(corrected.start, corrected.end, said)


def _written(iso: str) -> str:
    """An ISO date, shortened or not, with the day first."""
    return "/".join(reversed(iso.split("-")))


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
    """
    if place is None or not fold(name).endswith(f" {fold(place)}"):
        return name
    return name[: -len(place) - 1]


def _marks(document: str, texts: Iterable[str]) -> Iterator[str]:
    """A fingerprint for each text out of the document and its words; equal words are told apart by
    their order.
    """
    seen: Counter[str] = Counter()
    for text in texts:
        words = " ".join(re.findall(r"\w+", fold(text)))
        yield fingerprint("tasks", document, words, str(seen[words]))
        seen[words] += 1
