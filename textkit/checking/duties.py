"""Rules on duties: one duty with two deadlines or two bodies in charge, in a draft or against prior
documents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import lru_cache

from textkit import data
from textkit.checking.assertions import DutySaid, duties_said
from textkit.checking.material import Draft, Evidence, Prior
from textkit.checking.restated import documents_before
from textkit.checking.rule import Hit, rule
from textkit.comparing.tasks import Due
from textkit.finding.commitments import Commitment
from textkit.reading.document import grouped
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("checks.toml", "duties")

# Duties are known again by runs of so many words; runs that more duties share tell none of them.
_RUN, _MOST_SHARING = 3, 12

# Two duties are one where the shorter name has so many words (fewer where both are rows of tables),
# and so many of the longer one's words stand in both. Chosen on the tune part of the documents of
# ../shared.
_FEWEST_WORDS, _FEWEST_IN_ROWS, _SHARED = 6, 5, 0.85

# A duty of so many words is so much its own that another body cannot have it by chance. By eye.
_WORDS_OF_ITS_OWN = 10

Pair = tuple[DutySaid, DutySaid]


def pairs_among(
    duties: Sequence[DutySaid], others: Sequence[DutySaid] | None = None
) -> Iterator[Pair]:
    """The pairs of duties that are one, each of the first list with one of the second; without a
    second, of one list, the first first.

    Time grows with the number of duties, not with that of the pairs.
    """
    among = duties if others is None else others
    runs: dict[tuple[str, ...], list[int]] = {}
    for place, duty in enumerate(among):
        for run in _runs(duty):
            runs.setdefault(run, []).append(place)
    for place, duty in enumerate(duties):
        shared: Counter[int] = Counter()
        for run in _runs(duty):
            places = runs.get(run, ())
            if len(places) <= _MOST_SHARING:
                shared.update(places)
        for other, count in shared.items():
            is_later = others is not None or other < place
            if is_later and count > 1 and are_one(among[other], duty):
                yield among[other], duty


def _runs(duty: DutySaid) -> set[tuple[str, ...]]:
    name = duty.name
    return {name[at : at + _RUN] for at in range(len(name) - _RUN + 1)}


def are_one(duty: DutySaid, other: DutySaid) -> bool:
    """Whether two duties are one by their words."""
    short, long = sorted((duty.name, other.name), key=len)
    fewest = _FEWEST_IN_ROWS if duty.task.is_row and other.task.is_row else _FEWEST_WORDS
    if len(short) < max(fewest, _SHARED * len(long)) or duty.is_apart_from(other):
        return False
    common = sum((Counter(short) & Counter(long)).values())
    return common >= _SHARED * len(long)


def are_at_odds(due: Due | None, other: Due | None) -> bool:
    """Whether two deadlines cannot both be meant: the days that keep them are others."""
    if due is None or other is None:
        return False
    return due.end < other.start or other.end < due.start


def _own(draft: Draft, prior: Prior) -> list[DutySaid]:
    """The duties that a draft gives in its own words, found once a check."""

    def make() -> list[DutySaid]:
        said = duties_said(draft.document, draft.commitments)
        return [duty for duty in said if draft.is_own(duty.start, duty.end)]

    return prior.kept(f"own duties {draft.text}", make)


def _has_own_deadline(duty: DutySaid) -> bool:
    """Whether a duty says itself by when it is due, and no heading over it: a list of one year and
    that of the next may have one item.
    """
    due = duty.deadline
    return due is not None and (duty.task.is_row or due.text in duty.task.text)


def _leads_alone(duty: DutySaid) -> bool:
    """Whether certain bodies lead a duty, and it does not only ask them to help."""
    words = fold(duty.task.text)
    if not duty.actors or (_PATTERNS["helps"].search(words) and not duty.task.is_row):
        return False
    return all(map(_is_certain, duty.actors))


def _share_a_body(duty: DutySaid, other: DutySaid) -> bool:
    """Whether a body of one may be one of the other: the words of one name are all in the other."""
    for actor in duty.actors:
        words = set(fold(actor).split())
        for second in other.actors:
            if words <= set(fold(second).split()) or words >= set(fold(second).split()):
                return True
    return False


def _bodies(duty: DutySaid) -> str:
    return ", ".join(duty.actors)


# The cells of a row end so many characters behind its task at the most. Chosen by eye.
_LONGEST_ROW = 600


def _hit(draft: Draft, duty: DutySaid, words: str, before: str, evidence: Evidence) -> Hit:
    """A hit on some words of a duty or of its row, or on all of it where they are not in it."""
    end = duty.end + _LONGEST_ROW if duty.task.is_row else draft.line(duty.end)[1]
    at = draft.text.find(words, duty.start, end) if words else -1
    span = (at, at + len(words)) if at >= 0 else (duty.start, duty.end)
    return Hit(*span, {"before": before}, evidence=[evidence])


def _evidence(draft: Draft, duty: DutySaid) -> Evidence:
    quote = draft.text[duty.start : duty.end]
    return Evidence(draft.document.id, duty.start, duty.end, None, quote, duty.path)


@rule(
    "figures.deadline-disagrees",
    severity="warning",
    source="Một nhiệm vụ chỉ có một thời hạn trong một văn bản",
)
def deadline_disagrees(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cùng một nhiệm vụ có hai thời hạn khác nhau."""
    due = [duty for duty in _own(draft, prior) if _has_own_deadline(duty)]
    for first, second in pairs_among(due):
        if are_at_odds(first.deadline, second.deadline) and first.deadline and second.deadline:
            yield _hit(
                draft, second, second.deadline.text, first.deadline.text, _evidence(draft, first)
            )


@rule(
    "figures.actor-disagrees",
    severity="warning",
    source="Một nhiệm vụ chỉ có một cơ quan chủ trì trong một văn bản",
)
def actor_disagrees(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Nhiệm vụ trong bảng giao cơ quan khác với trong lời văn."""
    led = [duty for duty in _own(draft, prior) if _leads_alone(duty)]
    for first, second in pairs_among(led):
        if first.place != second.place and not _share_a_body(first, second):
            evidence = _evidence(draft, first)
            yield _hit(draft, second, second.actors[0], _bodies(first), evidence)


# --- Against prior documents ----------------------------------------------------------------------


def _answered(draft: Draft, prior: Prior) -> list[Pair]:
    """The duties of the draft that prior documents of its place and term give too, the one of the
    prior document first, those of the latest last; found once a check.
    """
    return prior.kept(f"duties {draft.text}", lambda: list(_answers(draft, prior)))


def _answers(draft: Draft, prior: Prior) -> Iterator[Pair]:
    own = [duty for duty in _own(draft, prior) if _has_own_deadline(duty) or _leads_alone(duty)]
    if not own:
        return
    runs = set().union(*map(_runs, own))
    dates = documents_before(draft, prior)
    term = draft.document.facts.period
    dates = {doc_id: date for doc_id, date in dates.items() if prior.row(doc_id)["period"] == term}
    alike = [
        promise for promise in prior.records("commitments", dates) if _may_answer(promise, runs)
    ]
    in_documents = grouped(alike, lambda promise: promise.doc_id)
    for doc_id in sorted(in_documents, key=lambda doc_id: dates[doc_id]):
        duties = duties_said(prior.document(doc_id), in_documents[doc_id])
        yield from pairs_among(own, duties)


def _may_answer(promise: Commitment, runs: Set[tuple[str, ...]]) -> bool:
    """Whether a promise has a deadline or a certain body and a third of its words with some duties:
    a quick look at all promises of all prior documents, of which few are read as duties.
    """
    if promise.schedule_kind != "deadline" and not any(map(_is_certain, promise.actor_names)):
        return False
    words = re.findall(r"[^\W\d_]+", fold(promise.text))
    of_promise = list(zip(words, words[1:], words[2:], strict=False))
    shared = sum(run in runs for run in of_promise)
    return shared > 1 and _PART_OF_A_PROMISE * shared >= len(of_promise)


# Of the runs of words of a promise one in so many stands in the duty that it is, at least: the rest
# names who is to do it, and with whom. Chosen by eye; not measured.
_PART_OF_A_PROMISE = 3


@lru_cache(maxsize=4096)
def _is_certain(name: str) -> bool:
    """Whether a name is that of a certain body, and no sort of bodies."""
    return bool(_PATTERNS["body"].match(fold(name)))


@rule(
    "figures.deadline-changed",
    severity="warning",
    source="Thời hạn của nhiệm vụ trong văn bản trước",
)
def deadline_changed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Thời hạn của nhiệm vụ khác với văn bản trước."""
    for before, duty in _once_each(_answered(draft, prior)):
        due, former = duty.deadline, before.deadline
        if due is None or former is None or not are_at_odds(former, due):
            continue
        if not _has_own_deadline(duty) or not _has_own_deadline(before) or _departs(draft, duty):
            continue
        hit = _hit(draft, duty, due.text, former.text, prior.evidence(before))
        # A task whose time had run out may have been given a new one.
        own_date = draft.document.facts.date
        is_over = own_date is not None and former.end < own_date
        yield replace(hit, severity="note" if is_over else None)


@rule(
    "figures.actor-changed",
    severity="warning",
    source="Cơ quan chủ trì nhiệm vụ trong văn bản trước",
)
def actor_changed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Nhiệm vụ giao cơ quan khác với văn bản trước."""
    for before, duty in _once_each(_answered(draft, prior)):
        if not _leads_alone(duty) or not _leads_alone(before) or _share_a_body(before, duty):
            continue
        if _is_its_own(duty) and not _has_changed(before, duty, prior):
            evidence = prior.evidence(before)
            yield _hit(draft, duty, duty.actors[0], _bodies(before), evidence)


def _once_each(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs of the latest prior document, of duties that stand but once in either: what several
    bodies are told to do, or in several years, changes with none of them.
    """
    last = {duty.start: before.doc_id for before, duty in pairs}
    latest = [(before, duty) for before, duty in pairs if last[duty.start] == before.doc_id]
    of_draft = Counter(duty.start for _, duty in latest)
    of_prior = Counter((before.doc_id, before.start) for before, _ in latest)
    for before, duty in latest:
        if of_draft[duty.start] == of_prior[before.doc_id, before.start] == 1:
            yield before, duty


def _is_its_own(duty: DutySaid) -> bool:
    """Whether a duty is no common one ("báo cáo kết quả"): it names a work, is a row, or long."""
    is_long = len(duty.name) >= _WORDS_OF_ITS_OWN
    return is_long or duty.task.is_row or bool(_PATTERNS["work"].search(" ".join(duty.name)))


def _departs(draft: Draft, duty: DutySaid) -> bool:
    """Whether the draft says that it sets another time: "gia hạn", "lùi thời hạn"."""
    start, end = draft.line(duty.start)[0], draft.line(duty.end)[1]
    return bool(_PATTERNS["departs"].search(draft.folded, start, end))


def _has_changed(before: DutySaid, duty: DutySaid, prior: Prior) -> bool:
    """Whether a body in charge, there or here, is one that was renamed or merged."""
    names = " | ".join(fold(actor) for actor in (*before.actors, *duty.actors))
    return any(body.pattern.search(names) for body in prior.gazetteer.changed_bodies)
