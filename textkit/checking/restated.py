"""Rules on figures that prior documents give too: with another value or unit, for another time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from textkit import data
from textkit.checking.assertions import FigureSaid, figure_said, is_slip_of_unit, plain_unit
from textkit.checking.contradictions import own_figures
from textkit.checking.material import Draft, Evidence, Prior
from textkit.checking.rule import Hit, Severity, rule
from textkit.comparing.claims import (
    Claim,
    counterparts,
    definition,
    number_in,
    says_it_departs,
    told_once,
    value_of,
)
from textkit.comparing.resolving import place_of
from textkit.finding.figures import Target
from textkit.reading.document import grouped
from textkit.vietnamese.numbers import Quantity, find_quantities
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("checks.toml", "figures")

# A draft without a date counts as later than all prior documents.
_NO_DATE = "9999"

# Words that stand around a number at least, for it to be known by them. Chosen by eye on the tune
# part of the documents of ../shared.
_FEWEST_AROUND = 6

# Characters behind a result in which the draft may say that it is an estimate. Chosen by eye.
_BEHIND_A_RESULT = 90


def _hit(
    figure: Target, other: Target, evidence: Evidence, severity: Severity | None = None
) -> Hit:
    """A hit on the number of a figure, with the number of the other as what stood before."""
    start, end = number_in(figure)
    before = other.text[slice(*number_in(other))].strip()
    return Hit(
        figure.start + start,
        figure.start + end,
        {"before": before},
        evidence=[evidence],
        severity=severity,
    )


def figures_before(draft: Draft, prior: Prior) -> list[Target]:
    """The figures of the prior documents that a draft is held against, those of the latest last."""
    dates = documents_before(draft, prior)
    return sorted(prior.records("targets", dates), key=lambda figure: dates[figure.doc_id])


def documents_before(draft: Draft, prior: Prior) -> dict[str, str]:
    """The prior documents of the draft's own place that are not later, with their dates; a copy of
    the draft itself is none of them.
    """
    facts = draft.document.facts
    place, own_date = _spoken_of(facts.issuer, facts.title), facts.date or _NO_DATE
    dates = {}
    for doc_id, row in prior.facts():
        date = row["date"] or ""
        is_itself = facts.number and (facts.number, own_date) == (row["number"], date)
        is_of_place = _spoken_of(row["issuer"], row["title"]) == place
        if is_of_place and date <= own_date and not is_itself:
            dates[doc_id] = date
    return dates


def _spoken_of(issuer: str | None, title: str | None) -> str | None:
    """The place whose figures a document gives: that of its issuer or, of a national one, the one
    that its title names; empty for the country, None where it has no issuer and its title no place.
    """
    place = place_of(issuer) or place_of(title)
    return place if place or issuer else None


class _Answered(NamedTuple):
    """A figure of the draft, all its places in the draft, and the figures of prior documents that
    are of the same thing, the latest last.
    """

    places: Sequence[Target]
    answers: Sequence[Target]


def _answered(draft: Draft, prior: Prior, role: str) -> list[_Answered]:
    """The figures of the draft that prior documents have too, found once a check."""
    return prior.kept(f"answers {role} {draft.text}", lambda: list(_answers(draft, prior, role)))


def _answers(draft: Draft, prior: Prior, role: str) -> Iterator[_Answered]:
    own = told_once(figure for figure in draft.figures if figure.role == role)
    firsts = [Claim(same[0], _in_plain_unit(same[0])) for same in own]
    if any(first.shared for first in firsts):
        yield from _of_same_things(own, firsts, figures_before(draft, prior))
    yield from _verbatim(draft, prior, role)


def _of_same_things(
    own: Sequence[Sequence[Target]], firsts: Sequence[Claim], figures: Sequence[Target]
) -> Iterator[_Answered]:
    """The figures of the draft whose thing prior documents give a figure of, with these."""
    in_documents = grouped(figures, lambda figure: figure.doc_id)
    before = []
    for of_document in in_documents.values():
        before += [same[0] for same in told_once(of_document)]
    known = [Claim(figure, _in_plain_unit(figure)) for figure in before]
    for same, answers in zip(own, counterparts(firsts, known), strict=True):
        said = figure_said(same[0]) if answers else None
        alike = [one for one in answers if said and not said.is_apart_from(figure_said(one))]
        if alike:
            yield _Answered(same, alike)


def _verbatim(draft: Draft, prior: Prior, role: str) -> Iterator[_Answered]:
    """The figures that say too little to be known by their indicator and time, with those of prior
    documents of the same term that have the same words but for the number.
    """
    own = [figure for figure in draft.figures if figure.role == role and not definition(figure)]
    in_words = grouped(own, _words_around)
    in_words.pop((), None)
    if not in_words:
        return
    answers: dict[tuple[str, ...], list[Target]] = {}
    for figure in _of_term(draft, prior, role):
        around = _words_around(figure)
        if around in in_words:
            answers.setdefault(around, []).append(figure)
    for around, alike in answers.items():
        # Of several in one document which one is meant cannot be told.
        is_once = len({figure.doc_id for figure in alike}) == len(alike)
        numbers = _other_numbers(in_words[around][0])
        same = [figure for figure in alike if _other_numbers(figure) == numbers]
        if is_once and same and len(in_words[around]) == 1:
            yield _Answered(in_words[around], same)


# Units that a slip may exchange for each other.
_UNITS = frozenset("tỉ triệu nghìn ngàn ha km m kg tấn tạ đồng".split())


def _words_around(figure: Target) -> tuple[str, ...]:
    """The words of a figure without numbers and units; none of one of few words."""
    words = re.findall(r"[^\W\d_]+", fold(figure.text))
    around = tuple(word for word in words if word not in _UNITS)
    return around if len(around) >= _FEWEST_AROUND else ()


def _other_numbers(figure: Target) -> list[str]:
    """The numbers in the words of a figure, years among them, without its own."""
    start, end = number_in(figure)
    return re.findall(r"\d+", f"{figure.text[:start]} | {figure.text[end:]}")


def _in_plain_unit(figure: Target) -> tuple[Any, ...] | None:
    """What two figures must share, the unit as the plainest of its kind."""
    shared = definition(figure)
    return shared and tuple(
        plain_unit(figure.unit)[1] if at == 2 else part for at, part in enumerate(shared)
    )


def _against_prior(draft: Draft, prior: Prior, role: str) -> Iterator[Hit]:
    """The draft's figures that no prior document bears out, and targets that one in force does not,
    where both sides name one value for the same thing.
    """
    for same, answers in _answered(draft, prior, role):
        for figure in same:
            departs = role == "promised" and says_it_departs(draft.folded, figure, answers[-1])
            if departs or is_slip_of_unit(figure_said(figure), figure_said(answers[-1])):
                continue
            if not any(_bears_out(answer, figure) for answer in answers):
                yield _unsupported(draft, prior, figure, answers[-1])
            elif role == "promised":
                yield from _in_dispute(draft, prior, figure, answers)


def _weighed(draft: Draft, hits: Iterable[Hit]) -> Iterator[Hit]:
    """The hits, as notes where it is not known whose figures the draft gives: those of two
    provinces differ by right.
    """
    facts = draft.document.facts
    is_known = _spoken_of(facts.issuer, facts.title) is not None
    for hit in hits:
        yield hit if is_known else replace(hit, severity="note")


def _bears_out(answer: Target, figure: Target) -> bool:
    return answer.comparator == figure.comparator and _same_bounds(answer, figure)


def _unsupported(draft: Draft, prior: Prior, figure: Target, before: Target) -> Hit:
    """A hit on a figure that no prior document has, with the latest that sets another."""
    words = draft.folded[figure.start : figure.end + _BEHIND_A_RESULT].replace("\n", " ")
    is_loose = _is_loose(figure, before, words + fold(before.text))
    return _hit(figure, before, prior.evidence(before), "note" if is_loose else None)


def _in_dispute(
    draft: Draft, prior: Prior, figure: Target, answers: Sequence[Target]
) -> Iterator[Hit]:
    """A target that some prior documents bear out, and others of the same term, not known to have
    ended, do not: a warning where the latest of them all sets another, else a note.

    Where a later document that bears it out says itself that it departs, the matter is settled.
    """
    settled = 0
    for place, answer in enumerate(answers):
        departs = says_it_departs(prior.document(answer.doc_id).folded, answer)
        if _bears_out(answer, figure) and departs:
            settled = place
    agreeing = [answer for answer in answers if _bears_out(answer, figure)]
    term = draft.document.facts.period or prior.row(agreeing[-1].doc_id)["period"]
    others = [
        answer
        for answer in answers[settled:]
        if prior.row(answer.doc_id)["period"] == term
        and not _same_bounds(answer, figure)
        and not prior.is_ended(answer.doc_id, draft.document.facts.date)
    ]
    if others:
        hit = _hit(figure, others[-1], prior.evidence(others[-1]))
        evidence = [prior.evidence(one) for one in (*reversed(others), agreeing[-1])]
        severity: Severity = "warning" if others[-1] is answers[-1] else "note"
        yield replace(hit, evidence=evidence, severity=severity)


def _same_bounds(figure: Target, other: Target) -> bool:
    """Whether two figures have the same values, and at the most "at least" or "over" differs."""
    bounds, others = (
        [round(bound, 6) for bound in figure_said(one).value if bound is not None]
        for one in (figure, other)
    )
    return set(bounds) == set(others)


def _is_loose(figure: Target, before: Target, around: str) -> bool:
    """Whether a difference is no contradiction: one of two results is an estimate, or the value is
    the same and only "at least" or "over" differs. `around` are the folded words of both.
    """
    is_estimate = figure.approximate or before.approximate or _PATTERNS["near"].search(around)
    if figure.role == "achieved" and is_estimate:
        return True
    return _same_bounds(figure, before)


@rule(
    "figures.target-changed",
    severity="warning",
    source="Chỉ tiêu của văn bản trước: cùng chỉ tiêu, phạm vi, đơn vị, thời hạn",
)
def target_changed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Chỉ tiêu trong dự thảo khác với văn bản trước."""
    yield from _weighed(draft, _against_prior(draft, prior, "promised"))


@rule(
    "figures.unit-changed",
    severity="warning",
    source="Đơn vị của chỉ tiêu trong văn bản trước",
)
def unit_changed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cùng một số, nhưng đơn vị khác với văn bản trước."""
    for role in ("promised", "achieved"):
        for same, answers in _answered(draft, prior, role):
            before = figure_said(answers[-1])
            for figure in same:
                if is_slip_of_unit(figure_said(figure), before):
                    yield _hit(figure, answers[-1], prior.evidence(answers[-1]))


@rule(
    "figures.result-differs",
    severity="warning",
    source="Kết quả nêu trong văn bản trước",
)
def result_differs(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Kết quả hoặc mức xuất phát của chỉ tiêu khác với văn bản trước."""
    yield from _weighed(draft, _against_prior(draft, prior, "achieved"))
    yield from _weighed(draft, _baselines_against_prior(draft, prior))


def _baselines_against_prior(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """The starting levels of targets ("từ 33% năm 2022 lên …") that no prior result bears out."""
    results = [figure for figure in figures_before(draft, prior) if figure.role == "achieved"]
    known = [Claim(figure, _start(figure, figure.unit, figure.deadline)) for figure in results]
    started = list(_with_baselines(draft.figures))
    own = [
        Claim(figure, _start(figure, base.unit or figure.unit, year))
        for figure, base, year in started
    ]
    for (figure, base, _), answers in zip(started, counterparts(own, known), strict=True):
        words = draft.text[figure.start : figure.end]
        baseline = (figure.baseline or "").strip()
        written = re.search(rf"(?:từ\s+)?{re.escape(baseline)}", words)
        differs = all(value_of(base) != value_of(result) for result in answers)
        if answers and differs and written:
            start, end = (figure.start + offset for offset in written.span())
            hit = _hit(figure, answers[-1], prior.evidence(answers[-1]))
            yield replace(hit, start=start, end=end)


def _with_baselines(figures: Iterable[Target]) -> Iterator[tuple[Target, Quantity, str]]:
    """The figures that name the level they start from, with that level and its year."""
    for figure in figures:
        baseline = (figure.baseline or "").strip()
        base = next(find_quantities(baseline), None)
        year = re.search(r"(?:19|20)\d\d", baseline)
        if base and year:
            yield figure, base, year[0]


def _start(figure: Target, unit: str | None, year: str | None) -> tuple[Any, ...] | None:
    """What a starting level and a result must share to be of the same thing."""
    return (fold(figure.scope or ""), unit, year) if year else None


# --- Times of targets -----------------------------------------------------------------------------

# Words of two names that must be the same, for a target to be one that was moved. Chosen by eye on
# the tune part of the documents of ../shared.
_SAME_NAME = 0.85


@rule(
    "figures.target-moved",
    severity="warning",
    source="Thời hạn của chỉ tiêu trong văn bản trước cùng nhiệm kỳ",
)
def target_moved(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cùng mức chỉ tiêu, nhưng năm đạt khác với văn bản trước."""
    yield from _weighed(draft, _moved(draft, prior))


def _moved(draft: Draft, prior: Prior) -> Iterator[Hit]:
    own = own_figures(draft)
    # Naming a figure takes longest, so those of other values are left out first.
    levels = {_level(said.figure) for said in own}
    of_term = _of_term(draft, prior, "promised") if own else []
    before = [figure for figure in of_term if _level(figure) in levels]
    firsts = [Claim(said.figure, _but_for_time(said.figure)) for said in own]
    known = [Claim(figure, _but_for_time(figure)) for figure in before]
    for said, answers in zip(own, counterparts(firsts, known), strict=True):
        same = [other for other in map(figure_said, answers) if _are_one(said, other)]
        if not same or any(other.figure.deadline == said.figure.deadline for other in same):
            continue
        # A draft that has the former time too sets two targets.
        times = {one.figure.deadline for one in own if _are_one(one, said)}
        if same[-1].figure.deadline in times or says_it_departs(draft.folded, said.figure):
            continue
        start, end = (said.start + offset for offset in number_in(said.figure))
        values = {"before": str(same[-1].figure.deadline)}
        yield Hit(start, end, values, evidence=[prior.evidence(same[-1].figure)])


def _of_term(draft: Draft, prior: Prior, role: str) -> list[Target]:
    """The figures of a role of the draft's term in prior documents; the next one moves them all."""
    term = draft.document.facts.period
    return [
        figure
        for figure in figures_before(draft, prior)
        if figure.role == role and prior.row(figure.doc_id)["period"] == term
    ]


def _level(figure: Target) -> tuple[object, ...]:
    """What a figure comes to, however it is named."""
    return figure.unit, figure.comparator, *value_of(figure)


def _but_for_time(figure: Target) -> tuple[object, ...] | None:
    """What two figures share that differ in their time alone; None where one has no time, or is one
    of those that stay from year to year: a rate by the year, all of something, nothing.
    """
    stays = figure.per is not None or {figure.low, figure.high} & {0, 100}
    if definition(figure) is None or stays or figure.measure == "change":
        return None
    return figure.measure, fold(figure.scope or ""), *_level(figure)


def _are_one(said: FigureSaid, other: FigureSaid) -> bool:
    """Whether two figures have nearly the same name and nothing sets them apart."""
    common = sum((Counter(said.name) & Counter(other.name)).values())
    longer = max(len(said.name), len(other.name))
    return common >= _SAME_NAME * longer and not said.is_apart_from(other)
