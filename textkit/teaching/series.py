"""Exercises on targets and commitments: their figures, and what became of them from one document to
the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain, pairwise, zip_longest
from operator import attrgetter
from typing import Any

from textkit.comparing.threads import Member, Thread, grouped
from textkit.data.messages import Lang, number
from textkit.presenting.pages import chain as chained
from textkit.presenting.pages import label_of, member_figure, source
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.vietnamese.dates import find_deadlines, written_date
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import fold

PROMISES = ("target", "action", "assignment", "prohibition")
_YEAR = re.compile(r"(?<![\d/.])(?:19|20)\d\d(?!\d)")
_TELLING_TIME = re.compile(
    rf"{_YEAR.pattern}|(?<=lần thứ )[IVXLC]+\b|(?<=khóa )[IVXLC]+\b|(?<=khoá )[IVXLC]+\b"
)
_LIKE = 0.25  # of an action, versions less alike than this are too often another matter


def cloze(evidence: Evidence) -> Iterator[Item]:
    """A target with its figure or its year left out; the others are of the same unit and order of
    size.
    """
    known = (
        target
        for target in evidence.every("targets")
        if target.role == "promised" and target.indicator
    )
    for target in evidence.shuffled(known):
        statement = evidence.statement(target)
        if statement is not None and statement.act in PROMISES and evidence.reads(statement):
            said = evidence.corpus.text(statement.doc_id)[statement.start : statement.end]
            gaps = [*_level_gap(evidence, said, target), *_year_gap(evidence, said, target)]
            for part, start, end, others in evidence.shuffled(gaps)[:1]:
                passage = evidence.text(statement, (statement.start + start, statement.start + end))
                yield evidence.item(
                    [statement],
                    prompt=evidence.say(f"which_{part}"),
                    passage=passage,
                    key=evidence.text(statement),
                    right=said[start:end],
                    others=evidence.chance.sample(others, 3),
                )


Gap = tuple[str, int, int, list[str]]  # what is left out, its bounds, and what might stand there


def _level_gap(evidence: Evidence, said: str, target: Any) -> Iterator[Gap]:
    """Where the figure of a target stands with its unit, and others that its document has of it
    nowhere.
    """
    found = [q for q in find_quantities(said) if (q.low, q.high) == (target.low, target.high)]
    single = len({target.low, target.high} - {None}) == 1 == len(found)
    written = (
        re.compile(r"\d+(?:[.,]\d+)*").search(said, found[0].start, found[0].end)
        if single
        else None
    )
    if written is not None and said.count(written.group()) == 1:
        unit = fold(target.unit or "")
        end = max(fold(said).find(unit, written.end(), found[0].end) + len(unit), written.end())
        targets = evidence.records("targets", target.doc_id)
        taken = {
            level for t in targets if t.indicator == target.indicator for level in (t.low, t.high)
        }
        digits = len(written.group().partition(",")[2])
        near = [
            level
            for level in _levels(target.low or target.high or 0, digits, target.unit == "%")
            if level not in taken
        ]
        if len(near) > 2:
            dot = "" if re.search(r"\d{4}", written.group()) else "."
            others = [
                number(level, digits=digits).replace(".", dot) + said[written.end() : end]
                for level in near
            ]
            yield "level", written.start(), end, others


def _levels(right: float, digits: int, is_share: bool) -> Iterator[float]:
    """Figures as round as this one, from half to nearly twice of it;
    of shares none is over 100 %.
    """
    grains = (10.0**power for power in range(7, -digits, -1))
    grain = next(
        (g for g in grains if round(right / g, 6) % 1 == 0 and right >= 4 * g), 10.0**-digits
    )
    step = 5 * grain if round(right / grain) % 5 == 0 and right >= 20 * grain else grain
    most = min(1.9 * right, max(100, right) if is_share else right * 2)
    return (
        level
        for k in range(-6, 7)
        if k and right / 2 <= (level := round(right + k * step, digits)) <= most
    )


def _year_gap(evidence: Evidence, said: str, target: Any) -> Iterator[Gap]:
    """Where the one year of a statement stands that is a deadline, and others not before its
    document.
    """
    years, dated = (
        list(_YEAR.finditer(said)),
        int((evidence.corpus.fact(target.doc_id, "date") or "9999")[:4]),
    )
    due = [found for found in find_deadlines(said) if found.kind == "deadline" and not found.vision]
    alone = len(years) == len(due) == 1 and due[0].start <= years[0].start() < due[0].end
    if alone and (right := int(years[0].group())) > dated:
        others = [str(year) for year in range(max(dated, right - 5), right + 6) if year != right]
        yield "deadline", *years[0].span(), others


def _promised(thread: Thread) -> dict[str, list[Member]]:
    """The promises of a thread by group, in order of time."""
    return grouped(
        (m for m in thread.members if m.text and m.role == "promised"), attrgetter("group")
    )


def _figure(member: Member, lang: Lang, *, dated: bool = True) -> str:
    return member_figure(asdict(member) | ({} if dated else {"deadline": None}), lang)


def _told(evidence: Evidence, member: Member) -> str:
    """What a promise sets: its figure and deadline, or the deadline alone."""
    if (member.low, member.high) == (None, None):
        return evidence.say("until", deadline=written_date(member.deadline or ""))
    return _figure(member, evidence.lang)


def match(evidence: Evidence) -> Iterator[Item]:
    """The figures of one target, to be matched with the terms that set them."""
    least = max(2, min(3, len(evidence.corpus.groups())))
    for thread in evidence.shuffled(thread for thread in evidence.threads() if thread.indicator):
        promised = _promised(thread)
        members = [member for own in promised.values() for member in own]
        levels = {(m.group, m.low, m.high, m.unit, m.per) for m in members}
        bounds = [value for _, low, high, *_ in levels for value in {low, high} - {None}]
        apart = len(levels) == len(promised) >= least and len(set(bounds)) == len(bounds) >= least
        if (
            apart
            and len({level[3:] for level in levels}) == 1
            and not any("redefined" in m.changes for m in members)
        ):
            drawn = evidence.shuffled(promised)
            figures = {
                group: _figure(own[0], evidence.lang, dated=False)
                for group, own in promised.items()
            }
            yield evidence.item(
                members,
                prompt=evidence.say("which_match", label=label_of(thread, evidence.lang)),
                lines=tuple(figures[group] for group in drawn),
                options=tuple(promised),
                answer=tuple(map(list(promised).index, drawn)),
                key="; ".join(map(": ".join, figures.items())),
            )


def order(evidence: Evidence) -> Iterator[Item]:
    """The versions of a commitment in different documents, years and ordinals left out, to be put
    in order of time.
    """
    for thread in evidence.shuffled(evidence.threads()):
        members = _versions(evidence, thread)
        said = [_TELLING_TIME.sub("…", evidence.text(member)) for member in members]
        if len(set(map(fold, said))) == len(said) > 2:
            drawn = tuple(evidence.shuffled(said))
            answer = tuple(map(drawn.index, said))
            key = " → ".join(
                f"{evidence.source(m.doc_id or '')}: {_told(evidence, m)}" for m in members
            )
            yield evidence.item(members, options=drawn, answer=answer, key=key)


def _versions(evidence: Evidence, thread: Thread) -> list[Member]:
    """Up to four promises of a thread that can be read alone, a day each, with other figures or
    deadlines.
    """
    found: dict[str, Member] = {}
    for member in chain.from_iterable(_promised(thread).values()):
        date, others = evidence.corpus.fact(member.doc_id or "", "date") or "", found.values()
        like = (
            _far(member, others)
            if thread.indicator
            else member.deadline and (member.score or 0) >= _LIKE
        )
        if len(date) == 10 and date not in found and like and evidence.reads(member, 5):
            found[date] = member
    return [found[date] for date in sorted(found)][:4]


def _far(member: Member, others: Iterable[Member]) -> bool:
    """Whether a figure is another than those of other members, and yet of their order of size."""
    said = [(one.low, one.high) for one in (member, *others)]
    sizes = [
        abs(next(bound for bound in (high, low, 0.0) if bound is not None)) for low, high in said
    ]
    return said[0] not in said[1:] and max(sizes) < 20 * min(sizes)


def changed(evidence: Evidence) -> Iterator[Item]:
    """Two versions of a target: was the figure raised, lowered or kept,
    and was the deadline moved?
    """
    outcomes = [
        (level, time) for level in ("raised", "lowered", "kept") for time in ("moved", "stays")
    ]
    said = {
        pair: evidence.say(f"level_{pair[0]}") + evidence.say(f"time_{pair[1]}")
        for pair in outcomes
    }
    pairs = evidence.shuffled(
        pair for thread in evidence.threads() for pair in _compared(evidence, thread)
    )
    kept = [pair for pair in pairs if pair[2] == ("kept", "stays")]
    other = [pair for pair in pairs if pair not in kept]
    for a, b, outcome in filter(
        None, chain.from_iterable(zip_longest(other[::2], other[1::2], kept))
    ):
        lines = tuple(
            evidence.say(
                "version", n=n, deadline=written_date(m.deadline or ""), text=evidence.text(m)
            )
            for n, m in enumerate((a, b), 1)
        )
        key = " → ".join(_figure(member, evidence.lang) for member in (a, b))
        others = evidence.chance.sample([text for pair, text in said.items() if pair != outcome], 3)
        yield evidence.item([a, b], lines=lines, key=key, right=said[outcome], others=others)


def _compared(
    evidence: Evidence, thread: Thread
) -> Iterator[tuple[Member, Member, tuple[str, str]]]:
    """Promises of a thread that follow one another in two documents, and how figure and deadline
    differ.
    """
    for a, b in pairwise(chain.from_iterable(_promised(thread).values())):
        alike = (
            (a.comparator, a.unit, a.per) == (b.comparator, b.unit, b.per)
            and a.comparator
            and a.doc_id != b.doc_id
        )
        told = a.deadline and b.deadline and "redefined" not in b.changes
        apart = fold(evidence.text(a)) != fold(evidence.text(b))
        level = _level(a, b)
        if alike and told and apart and level and evidence.reads(a, 4) and evidence.reads(b, 4):
            yield a, b, (level, "stays" if a.deadline == b.deadline else "moved")


def _level(a: Member, b: Member) -> str | None:
    """Whether the second figure is higher, lower or the same; None where one bound goes up and the
    other down.
    """
    bounds = ((a.low, b.low), (a.high, b.high))
    steps = {
        (after > before) - (after < before)
        for before, after in bounds
        if before is not None and after is not None
    }
    if steps >= {1, -1}:
        return None
    return {1: "raised", -1: "lowered", 0: "kept"}[max(steps, key=abs, default=0)]


def timeline(evidence: Evidence) -> Iterator[Item]:
    """One target over time, drawn, with three open questions."""
    for thread in evidence.shuffled(thread for thread in evidence.threads() if thread.indicator):
        members, label = (
            [member for member in thread.members if member.text],
            label_of(thread, evidence.lang),
        )
        reported, one_unit = (
            len({m.role for m in members}) > 1,
            len({(m.unit, m.per) for m in members}) == 1,
        )
        if reported and one_unit and len(_promised(thread)) > 1:
            lines = tuple(evidence.say(f"timeline_{n}", label=label) for n in (1, 2, 3))
            figure = f"{members[0].doc_id}:{members[0].start}"
            passage, key = (chained(thread, evidence.lang, told=told) for told in (False, True))
            yield evidence.item(
                members, prompt=label, lines=lines, passage=passage, key=key, figure=figure
            )


def comparison(evidence: Evidence) -> Iterator[Item]:
    """Two terms side by side: the shares of their themes, drawn, with three open questions."""
    groups, measured = (
        evidence.corpus.groups(),
        [thread for thread in evidence.threads() if thread.indicator],
    )
    for before, after in evidence.shuffled(pairwise(groups)):
        lost = [
            thread for thread in measured if {before, after} & _promised(thread).keys() == {before}
        ]
        label = label_of(evidence.chance.choice(lost), evidence.lang) if lost else ""
        names = {"before": before, "after": after}
        yield evidence.item(
            [],
            prompt=evidence.say("which_comparison", **names),
            figure=f"{before}|{after}",
            key=evidence.say("weak"),
            lines=tuple(
                evidence.say(f"comparison_{n}", label=label, **names)
                for n in (1, 2, 3)[: 3 if lost else 2]
            ),
            asks=(f"{before} {after}",),
            sources=[
                source(evidence.corpus, id_) for group in (before, after) for id_ in groups[group]
            ],
        )
