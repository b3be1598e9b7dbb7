"""The design of a comparison: documents, one clock, groups in order, kinds, what can be tested.

It is made before anything is counted, printed at the head of every output, and kept in the run
record: a reader sees what may be concluded before what was found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

import numpy as np

from textkit.comparing.inference import ALPHA, Exchange
from textkit.data.messages import TextkitError, noun
from textkit.storing.corpus import StoredCorpus, one_of

if TYPE_CHECKING:
    import pandas as pd

C = TypeVar("C", bound=StoredCorpus)

LEVELS = ("central", "local")
"""Who issued a document: each level has terms of office of its own."""

Why = Literal["one-document", "no-common-kind", "too-few", "rare"]
"""Why something is not tested. Of two groups: one side has a single document; they share no kind;
the smallest p there could be is above .05. Of a theme besides: it is too rare.
"""

Order = Literal["time", "none", "overlap"]
"""Whether groups follow each other in time, have no time, or overlap."""

# Facts whose groups go by the terms of office of their level.
_BY_TERMS = ("period", "term")

# Facts whose groups have no time: no group of them is before another.
_WITHOUT_TIME = frozenset({"kind", "number", "issuer", "title", "place", "signatory", "level"})

# 2020-2025, 2021; a label that begins otherwise says nothing of time.
_YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")

# What stands for all groups but the other side.
OTHERS = "others"

# A group of one document is that document: what is its own cannot be told from what is its group's.
_FEWEST_ON_A_SIDE = 2


class Tests(NamedTuple):
    """How many themes were tested, and the smallest changes that could have been shown."""

    themes: int
    shown_from: float | None
    shown_to: float | None


class Sides(NamedTuple):
    """The documents of target and reference."""

    target: Sequence[str]
    reference: Sequence[str]


class NamedSides(NamedTuple):
    """The documents that are compared, and what target and reference are called."""

    sides: Sides
    target: str
    reference: str


Side = str | Sequence[str] | StoredCorpus
"""What may be compared: a group, several, or a part of the corpus."""


@dataclass(frozen=True)
class Pairing:
    """Two groups that are compared: their documents by kind, and whether anything can be tested.

    `kinds` has the documents of target and reference of each kind that both have, `left_out` those
    of kinds that one side lacks. `arrangements` is the number of ways in which whole documents can
    change places within their kind, `least_p` the smallest p that any difference could have. `why`
    says why nothing is tested, None where something may be. `tests` says, of commitments, targets
    and words, how many themes were tested, and the smallest differences of the pooled share that
    these documents could have shown, from the least to the greatest of the themes.
    """

    target: str
    reference: str
    kinds: Mapping[str, tuple[int, int]]
    left_out: Mapping[str, tuple[int, int]]
    arrangements: int
    least_p: float
    why: Why | None
    tests: Mapping[str, Tests] = field(default_factory=dict)


@dataclass(frozen=True)
class Design:
    """What is compared with what, by which clock, and what may be concluded.

    `groups` holds the ids of the documents by group; `level` is that of all of them, None where
    both are there. `order` is "time" where groups follow each other, so that one is before another;
    "none" where they have no time, "overlap" where some overlap in time (`overlaps`). `ungrouped`
    are documents of which the fact is not known, `other_level` those of the level that was not
    chosen, `incomplete` those without a date or an issuer, with what they lack. `pairings` are the
    comparisons. The unit of inference is always the document.
    """

    by: str
    groups: Mapping[str, Sequence[str]]
    level: str | None
    order: Order
    overlaps: Sequence[tuple[str, str]]
    ungrouped: Sequence[str]
    other_level: Sequence[str]
    incomplete: Mapping[str, Sequence[str]]
    pairings: Sequence[Pairing]
    unit: str = field(default="document", init=False)

    @property
    def has_before(self) -> bool:
        """Whether the groups stand in an order of time."""
        return self.order == "time"

    def with_tests(self, differences: pd.DataFrame) -> Design:
        """The design with what a table of `theme_differences` says of its tests."""
        pairings = []
        for pairing in self.pairings:
            is_of = differences["target"] == pairing.target
            rows = differences[is_of & (differences["reference"] == pairing.reference)]
            tests = {str(over): _tests_of(part) for over, part in rows.groupby("over", sort=False)}
            pairings.append(replace(pairing, tests=tests))
        return replace(self, pairings=pairings)

    def to_json(self) -> dict[str, Any]:
        """The design as plain dicts and lists."""
        plain = asdict(self)
        for row, pairing in zip(plain["pairings"], self.pairings, strict=True):
            row["tests"] = {over: tests._asdict() for over, tests in pairing.tests.items()}
        return plain

    def in_short(self) -> dict[str, str]:
        """The design as one line a comparison, for a run record."""
        said = {"unit": self.unit, "level": self.level or "–", "order": self.order}
        for pairing in self.pairings:
            kinds = [f"{kind} {t}:{r}".strip() for kind, (t, r) in pairing.kinds.items()]
            said[f"{pairing.target} / {pairing.reference}"] = pairing.why or ", ".join(kinds)
        return said


def _tests_of(rows: pd.DataFrame) -> Tests:
    shown = rows["shown"].dropna()
    if shown.empty:
        return Tests(0, None, None)
    return Tests(len(shown), float(shown.min()), float(shown.max()))


def design(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    level: str | None = None,
    target: str | None = None,
    reference: str | None = None,
    within_kind: bool = True,
) -> Design:
    """The design of a comparison of the groups of a fact, or of one group with another.

    `by`, `target` and `reference` are as in `theme_differences`, `level` is `central` or `local`:
    the documents of the other are left out. Raises TextkitError if the fact, the level or a group
    is not known, or documents of both levels would be compared by terms of office.
    """
    part = of_level(corpus, by, level, (target, reference))
    groups = part.groups(by)
    order, overlaps = order_of(part, by)
    asked = sides(by, groups, target, reference, has_before=order == "time")
    levels = {part.fact(id_, "level") for ids in groups.values() for id_ in ids} - {None}
    kept = set(part.ids)
    return Design(
        by=by,
        groups=groups,
        level=level or (levels.pop() if len(levels) == 1 else None),
        order=order,
        overlaps=overlaps,
        ungrouped=part.ungrouped(by),
        other_level=[id_ for id_ in corpus.ids if id_ not in kept],
        incomplete=_incomplete(part),
        pairings=[_pairing(part, by, groups, pair, within_kind) for pair in asked],
    )


def of_level(corpus: C, by: str, level: str | None, groups: Sequence[str | None] = ()) -> C:
    """The documents of one level, all where none is asked for and no clock is mixed.

    With `groups`, if all are named, only these matter. Raises TextkitError if the level is unknown,
    no document has it, or none is asked for and documents of both would be compared by terms of
    office.
    """
    if level is not None:
        one_of("level", level, LEVELS)
        ids = [id_ for id_ in corpus.ids if corpus.fact(id_, "level") == level]
        if not ids:
            known = sorted(corpus.groups("level"))
            raise TextkitError("corpus.unknown", what=noun("level"), value=level, known=known)
        return corpus.only(ids)
    if by not in _BY_TERMS:
        return corpus
    members = corpus.groups(by)
    named = [group for group in groups if group is not None]
    compared = named if named and len(named) == len(groups) else list(members)
    counts = Counter(
        corpus.fact(id_, "level") for group in compared for id_ in members.get(group, ())
    )
    if all(counts[name] for name in LEVELS):
        raise TextkitError(
            "compare.two-levels",
            central=counts["central"],
            local=counts["local"],
            by=noun(by),
        )
    return corpus


def sides(
    by: str,
    groups: Mapping[str, Sequence[str]],
    target: str | None,
    reference: str | None,
    *,
    has_before: bool,
) -> list[tuple[Sequence[str], Sequence[str]]]:
    """The comparisons that are asked for: of each the groups of the target and of the reference.

    Without either, each group is compared with the one before it; where none is before another,
    with all others together.
    """
    names = list(groups)
    for group in (target, reference):
        if group is not None:
            one_of(by, group, names)
    if target is None and reference is None:
        if has_before or len(names) < 2:
            return [([later], [earlier]) for earlier, later in pairwise(names)]
        if len(names) == 2:
            return [([names[1]], [names[0]])]
        return [([group], [other for other in names if other != group]) for group in names]
    others = [group for group in names if group not in (target, reference)]
    if target == reference or not (others or (target and reference)):
        raise TextkitError("compare.no-reference", by=noun(by), target=target or reference)
    if target is None:
        return [([group], [str(reference)]) for group in others]
    return [([target], others if reference is None else [reference])]


def name(side: Sequence[str]) -> str:
    """What one side of a comparison is called."""
    return side[0] if len(side) == 1 else OTHERS


def compared_sides(
    corpus: StoredCorpus, by: str, target: Side | None, reference: Side | None
) -> NamedSides:
    """The documents of target and reference, and what the two are called.

    No target is the whole corpus, no reference all that is not the target (of groups: all others).
    Raises TextkitError for an unknown group, a side without documents, one document on both, or if
    neither side is named.
    """
    if target is None and reference is None:
        raise TextkitError("compare.no-target", by=noun(by), known=list(corpus.groups(by)))
    first, target_name = documents_of_side(corpus, by, target)
    if reference is not None:
        second, reference_name = documents_of_side(corpus, by, reference)
    else:
        rest: Iterable[str] = corpus.ids
        if not isinstance(target, StoredCorpus):
            rest = chain.from_iterable(corpus.groups(by).values())
        of_target = set(first)
        second = [id_ for id_ in rest if id_ not in of_target]
        others = [group for group in corpus.groups(by) if group not in _group_names(target)]
        reference_name = OTHERS if isinstance(target, StoredCorpus) else name(others or [OTHERS])
    if not (first and second) or set(first) == set(second):
        raise TextkitError("compare.no-reference", by=noun(by), target=target_name)
    both = sorted(set(first) & set(second))
    if both:
        raise TextkitError("compare.on-both-sides", count=len(both), known=both)
    return NamedSides(Sides(first, second), target_name, reference_name)


def documents_of_side(
    corpus: StoredCorpus, by: str, side: Side | None
) -> tuple[Sequence[str], str]:
    """The documents of a side and what it is called: its groups, the name under which a part was
    saved, or "part"; of no side the whole corpus.
    """
    if side is None:
        return corpus.ids, "corpus"
    if isinstance(side, StoredCorpus):
        return [one_of("document", id_, corpus.ids) for id_ in side.ids], side.name or "part"
    groups = corpus.groups(by)
    names = [one_of(by, group, groups) for group in dict.fromkeys(_group_names(side))]
    return [id_ for group in names for id_ in groups[group]], " + ".join(names)


def _group_names(side: Side | None) -> Sequence[str]:
    if side is None or isinstance(side, StoredCorpus):
        return ()
    return [side] if isinstance(side, str) else list(side)


def level_of_sides(corpus: C, by: str, target: Side | None, reference: Side | None) -> C:
    """The corpus, as `of_level` gives it; parts of a corpus are compared as they were chosen."""
    if isinstance(target, StoredCorpus) or isinstance(reference, StoredCorpus):
        return corpus
    if target is None or reference is None:
        return of_level(corpus, by, None)
    return of_level(corpus, by, None, (*_group_names(target), *_group_names(reference)))


def strata_of_sides(corpus: StoredCorpus, by: str, compared: Sides) -> dict[str, str]:
    """The strata of two sides: without the kinds where they have none in common, as parts that were
    chosen by kind.
    """
    kinds = [{corpus.fact(id_, "kind") for id_ in side} for side in compared]
    return strata(corpus, by, within_kind=not kinds[0].isdisjoint(kinds[1]))


def strata(corpus: StoredCorpus, by: str, within_kind: bool = True) -> dict[str, str]:
    """What each document may change places within: its kind, with its level where both are there.

    Nothing where kinds themselves are compared, or are not to be held apart.
    """
    levels = {corpus.fact(id_, "level") for id_ in corpus.ids} - {None}
    facts = []
    if within_kind and by != "kind":
        facts.append("kind")
    if len(levels) == len(LEVELS) and by != "level":
        facts.append("level")
    return {id_: ", ".join(corpus.fact(id_, fact) or "–" for fact in facts) for id_ in corpus.ids}


def exchange_of(stratum_of: Mapping[str, str], compared: Sides) -> Exchange:
    """The exchange of the documents of two sides, the target's first, within their strata."""
    ids = [*compared.target, *compared.reference]
    number_of = {stratum: place for place, stratum in enumerate(sorted(set(stratum_of.values())))}
    in_target = np.arange(len(ids)) < len(compared.target)
    return Exchange(in_target, np.array([number_of[stratum_of[id_]] for id_ in ids], np.intp))


def why_untested(exchange: Exchange) -> Why | None:
    """Why nothing can be tested between two sides; None where something may be."""
    of_target = int(exchange.in_target.sum())
    if min(of_target, len(exchange.in_target) - of_target) < _FEWEST_ON_A_SIDE:
        return "one-document"
    if not exchange.sizes:
        return "no-common-kind"
    return "too-few" if exchange.least_p > ALPHA else None


def _pairing(
    corpus: StoredCorpus,
    by: str,
    groups: Mapping[str, Sequence[str]],
    pair: tuple[Sequence[str], Sequence[str]],
    within_kind: bool,
) -> Pairing:
    stratum_of = strata(corpus, by, within_kind)
    compared = Sides(*([id_ for group in side for id_ in groups[group]] for side in pair))
    counts = [Counter(stratum_of[id_] for id_ in side) for side in compared]
    both: dict[str, tuple[int, int]] = {}
    alone: dict[str, tuple[int, int]] = {}
    for stratum in sorted(set(counts[0]) | set(counts[1])):
        sizes = counts[0][stratum], counts[1][stratum]
        (both if all(sizes) else alone)[stratum] = sizes
    exchange = exchange_of(stratum_of, compared)
    return Pairing(
        target=name(pair[0]),
        reference=name(pair[1]),
        kinds=both,
        left_out=alone,
        arrangements=exchange.arrangements,
        least_p=exchange.least_p,
        why=why_untested(exchange),
    )


def _incomplete(corpus: StoredCorpus) -> dict[str, Sequence[str]]:
    """The documents without a date or an issuer, with what they lack."""
    lacking: dict[str, Sequence[str]] = {}
    for id_ in corpus.ids:
        missing = [fact for fact in ("date", "issuer") if corpus.fact(id_, fact) is None]
        if missing:
            lacking[id_] = missing
    return lacking


def order_of(corpus: StoredCorpus, by: str) -> tuple[Order, list[tuple[str, str]]]:
    """Whether the groups of a fact follow each other in time, and which of them overlap."""
    groups = corpus.groups(by)
    times = {group: _time_of(corpus, by, group, ids) for group, ids in groups.items()}
    if any(time is None for time in times.values()):
        return "none", []
    overlaps: list[tuple[str, str]] = []
    by_start = sorted((time, group) for group, time in times.items() if time)
    for place, (time, group) in enumerate(by_start):
        for later, other in by_start[place + 1 :]:
            if _overlap(time, later):
                overlaps.append((group, other))
    return ("overlap" if overlaps else "time"), overlaps


def _time_of(
    corpus: StoredCorpus, by: str, group: str, ids: Sequence[str]
) -> tuple[str, str] | None:
    """The first and the last time of a group: what its name says, else the dates of its documents.

    None of a fact that has no time, or a group of one's own whose name does not begin with a year.
    """
    if by in _WITHOUT_TIME:
        return None
    years = _YEARS.fullmatch(group)
    if years:
        return years[1], years[2] or years[1]
    dates = sorted(filter(None, (corpus.fact(id_, "date") for id_ in ids)))
    if by not in (*_BY_TERMS, "year", "date") or not dates:
        return None
    return dates[0], dates[-1]


def _overlap(time: tuple[str, str], later: tuple[str, str]) -> bool:
    """Whether two groups have a time in common; a term may begin in the year another ends in."""
    is_term = len(time[0]) == len(time[1]) == 4 and time[0] != time[1]
    return later[0] < time[1] if is_term else later[0] <= time[1]
