"""Which items are one thing: actions by what is promised, figures by what they measure."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.comparing.affinity import LEAST_LIKENESS as LEAST_LIKENESS_OF_WORDS
from textkit.comparing.affinity import Standing, affinities
from textkit.comparing.clusters import Cluster, Scores, clusters
from textkit.comparing.items import Item
from textkit.comparing.matching import LEAST_LIKENESS, TargetMatcher
from textkit.comparing.similarity import Indices, Likeness, Links
from textkit.vietnamese.text import fold

# How likely two actions must be one (see `affinity`). Chosen in a trial on pairs of congress
# resolutions and of Government resolutions; of the part of tests/labels/pairs.csv that is kept for
# tests precision and recall are in docs/method.md. At .13 more is found and precision falls by
# .03; at .17 recall falls by a tenth.
LINK_THRESHOLD = 0.15

# From this on what is linked is the same; under it near, or the same in part: of 124 pairs over it
# that were read 123 were not wrong, of 103 between the two lines 27 were.
SAME_THRESHOLD = 0.26

# A result may be less like its promise by so much: it is told in other words.
_RESULT_BELOW_THE_LINE = 0.02

# Two statements of one document that are so alike say the same thing.
TWIN_THRESHOLD = 0.6

# A figure set so many years ahead or more is a vision: what a document sets for 2045 is no later
# value of what it sets for 2030. Chosen by eye; not measured.
_YEARS_OF_A_PLAN = 12


# An indicator whose definition changed goes on as another: its figures are linked with the old
# ones, and never compared with them.
_SUCCEEDED = {
    "trained_labour_certified": "trained_labour",
    "poverty_multidimensional": "poverty_rate",
}


class Linked(NamedTuple):
    """Items, how alike they are, and the groups of those that are one thing."""

    items: Sequence[Item]
    likeness: Likeness
    scores: Scores
    clusters: Sequence[Cluster]


class _Web:
    """Items as numbers: their documents, dates and roles, and what keeps two of them apart.

    Only items of equal kinds, or of kind None, are ever one.
    """

    def __init__(self, items: Sequence[Item], kinds: Sequence[Any]) -> None:
        numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))} | {None: -1}
        self.items = items
        self.documents = _numbered([(item.order[0], item.record.doc_id) for item in items])
        self.is_result = np.array([item.is_result for item in items], bool)
        self._kinds = np.array([numbers[kind] for kind in kinds])
        indicators = [getattr(item.record, "indicator", None) or "" for item in items]
        self._indicators = _numbered(["", *(_SUCCEEDED.get(key, key) for key in indicators)])[1:]
        self._dates = _numbered([item.order[0] for item in items])

    def apart(self, one: Indices, two: Indices) -> NDArray[np.bool_]:
        """Pairs that are never one: of other kinds, of other known indicators, and two results."""
        kind, other_kind = self._kinds[one], self._kinds[two]
        other_kinds = (kind != other_kind) & (kind >= 0) & (other_kind >= 0)
        code, other_code = self._indicators[one], self._indicators[two]
        other_codes = (code != other_code) & (code > 0) & (other_code > 0)
        both_results = self.is_result[one] & self.is_result[two]
        apart: NDArray[np.bool_] = other_kinds | other_codes | both_results
        return apart

    def apart_in_time(self, one: Indices, two: Indices) -> NDArray[np.bool_]:
        """Those and results told before their promise: in words they are none of its value."""
        result, other_result = self.is_result[one], self.is_result[two]
        date, other_date = self._dates[one], self._dates[two]
        too_early = np.where(result, date <= other_date, other_date <= date)
        apart: NDArray[np.bool_] = self.apart(one, two) | ((result | other_result) & too_early)
        return apart

    def twins(self, links: Links) -> Links:
        """The promises of one document that say the same thing."""
        in_document = self.documents[links.one] == self.documents[links.two]
        return self.promises(links.take(in_document & (links.score >= TWIN_THRESHOLD)))

    def repeated(self, links: Links) -> Links:
        """The figures that a document promises twice."""
        values = _numbered([(item.record.doc_id, *_value(item.record)) for item in self.items])
        in_document = values[links.one] == values[links.two]
        return self.promises(links.take(in_document & (links.score >= TWIN_THRESHOLD)))

    @cached_property
    def repeated_results(self) -> dict[int, list[int]]:
        """By each result in figures, those of its document that say the same of one indicator."""
        by_value: dict[tuple[Any, ...], list[int]] = {}
        for place in np.flatnonzero(self.is_result).tolist():
            record = self.items[place].record
            if record.indicator:
                value = (record.indicator, fold(record.scope or ""), record.low, record.high)
                by_value.setdefault((record.doc_id, *value), []).append(place)
        return {place: places for places in by_value.values() for place in places}

    def promises(self, links: Links) -> Links:
        """The links between promises."""
        return links.take(~self.is_result[links.one] & ~self.is_result[links.two])


def _numbered(values: Sequence[Any]) -> Indices:
    """Each value as its number in their order."""
    number_of = {value: number for number, value in enumerate(sorted(set(values)))}
    return np.array([number_of[value] for value in values], np.int32)


def _value(record: Any) -> tuple[str, str, str]:
    return str(record.low), str(record.high), str(record.deadline)


def linked_actions(items: Sequence[Item]) -> Linked:
    """Actions that are one thing by what is promised, with the results told of them."""
    web = _Web(items, [item.province or None for item in items])
    likeness = Likeness([item.words for item in items], [item.head for item in items])
    plain = likeness.links(LEAST_LIKENESS_OF_WORDS, web.apart_in_time)
    standing = Standing(web.documents, web.is_result)
    links = affinities(plain, [item.core for item in items], likeness, standing)
    scores = Scores(links, web.documents)
    found = clusters(web.promises(links), web.twins(plain), scores, LINK_THRESHOLD)
    found = _with_results(found, links, web, LINK_THRESHOLD - _RESULT_BELOW_THE_LINE)
    return Linked(items, likeness, scores, found)


def _with_results(found: Sequence[Cluster], links: Links, web: _Web, line: float) -> list[Cluster]:
    """The clusters with each result beside the promise most like it.

    A promise that is in none makes one with its result.
    """
    of_result: dict[int, tuple[float, int]] = {}
    told = links.take(
        (links.score >= line) & (web.is_result[links.one] != web.is_result[links.two])
    )
    for one, two, score in zip(*(part.tolist() for part in told), strict=True):
        result, promise = (one, two) if web.is_result[one] else (two, one)
        of_result[result] = max((score, promise), of_result.get(result, (0.0, -1)))
    home: dict[int, int] = {}
    for number, cluster in enumerate(found):
        for member in cluster.members:
            if member not in cluster.guests:
                home.setdefault(member, number)
    members = [list(cluster.members) for cluster in found]
    for result, (_, promise) in sorted(of_result.items()):
        if promise not in home:
            home[promise] = len(members)
            members.append([promise])
        members[home[promise]].append(result)
    guests = [cluster.guests for cluster in found]
    guests += [frozenset()] * (len(members) - len(guests))
    return [
        Cluster(tuple(sorted(some)), of_others)
        for some, of_others in zip(members, guests, strict=True)
    ]


def _with_repeated_results(cluster: Cluster, repeated: Mapping[int, list[int]]) -> Cluster:
    """A cluster with what its documents say of its results again, in an annex beside their text.

    Two figures of a document are matched with one of another only once.
    """
    members = set(cluster.members)
    for member in cluster.members:
        members.update(repeated.get(member, ()))
    return cluster._replace(members=tuple(sorted(members)))


def linked_figures(items: Sequence[Item]) -> Linked:
    """Figures that are one thing: those matched one to one between each two documents.

    What a document sets twice is matched once and stands beside itself. The results of a document
    are matched as those of another document, apart from what it promises.
    """
    web = _Web(items, [_province_and_vision(item) for item in items])
    sides = 2 * web.documents.astype(np.int64) + web.is_result
    order = np.argsort(sides, kind="stable")
    matcher = TargetMatcher([items[i].record for i in order.tolist()])
    found = matcher.all_pairs(
        sides[order].tolist(), lambda one, two: web.apart(order[one], order[two])
    )
    one, two = order[found.one], order[found.two]
    links = Links(np.minimum(one, two), np.maximum(one, two), found.likeness.astype(np.float32))
    across = links.take(web.documents[links.one] != web.documents[links.two])
    scores = Scores(across, web.documents)
    matched = links.take(found.is_match)
    groups = clusters(web.promises(matched), web.repeated(links), scores, LEAST_LIKENESS)
    groups = _with_results(groups, matched, web, LEAST_LIKENESS)
    groups = [_with_repeated_results(group, web.repeated_results) for group in groups]
    return Linked(items, Likeness([item.words for item in items]), scores, groups)


def _province_and_vision(item: Item) -> tuple[str, bool]:
    """What figures of one thing have in common beside their words: province, and plan or vision."""
    record, year = item.record, int(item.order[0][:4])
    years_ahead = int((record.deadline or "0")[:4]) - year
    return item.province, record.measure == "vision" or years_ahead > _YEARS_OF_A_PLAN
