"""The share of each theme in what a group of documents says, and how far two groups differ."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from textkit.counting.counts import Floats
from textkit.data.messages import TextkitError, noun
from textkit.finding.themes import own_lexicon
from textkit.reading.document import Record, grouped
from textkit.storing.corpus import StoredCorpus, one_of

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["documents", "sections", "units"]
Span = TypeVar("Span", bound=Record)

OVER = ("commitments", "targets", "words")
"""What a theme's share can be a share of."""

AROUND = frozenset({"head", "basis", "signature", "note"})
"""The senses of what stands around the body of a document: its head, legal basis, signature, notes.
"""

FEW = 20
"""Below so many units a share is flagged: one unit more or less would move it by five points."""

# What is drawn as a whole, from the coarsest to the finest.
METHODS: tuple[Method, ...] = ("documents", "sections", "units")

# From so many documents on, whole documents are drawn. Chosen by eye; not measured.
_ENOUGH_DOCUMENTS = 10

# From so many sections on, whole sections are drawn. Chosen by eye; not measured.
_ENOUGH_SECTIONS = 5

# How many steps of a unit's path name its section: two ("II/3") are a task of a chapter; where
# these make too few sections, deeper ones are tried.
_SECTION_DEPTHS = (2, 3, 4)

# Of Efron & Tibshirani (1993), who want about 1,000 draws for the bounds of a percentile interval,
# twice as many.
_DRAWS = 2000

# What lies outside a 95 % interval on either side.
_TAIL = 0.025

# The same sum in another order differs in its last digits: a difference dealt out is as far from
# nothing as the one found if it is so little nearer.
_ROUNDING = 1e-12

# Numbers of documents are multiplied by this to order places over all documents: longer than any.
_BEYOND_ANY_TEXT = np.int64(1 << 32)

# What stands in the column `reference` (or `target`) for all groups but the other side.
_OTHERS = "others"


class ThemeShares(NamedTuple):
    """The shares of themes, and how much of each group has a theme at all.

    `table` is that of `theme_shares`; `coverage` has one row per group, with columns over, group,
    units, few, covered (0 to 1; missing where the group has no units).
    """

    table: pd.DataFrame
    coverage: pd.DataFrame


class _Unit(NamedTuple):
    """What is counted once: where it stands, its main theme, and what it weighs."""

    doc_id: str
    path: str
    theme: str | None
    weight: int


class _Counted(NamedTuple):
    """What is counted in a corpus: documents by group, units by document, and the themes found."""

    groups: Mapping[str, Sequence[str]]
    units_of: Mapping[str, Sequence[_Unit]]
    themes: Sequence[str]

    def in_groups(self, groups: Iterable[str]) -> list[_Unit]:
        """The units of some groups, in the order of their documents."""
        units: list[_Unit] = []
        for group in groups:
            for doc_id in self.groups[group]:
                units += self.units_of.get(doc_id, ())
        return units


class _Shares(NamedTuple):
    """The share of each theme, with the bounds of its interval; NaN where there are no units."""

    share: Floats
    low: Floats
    high: Floats


class _Stratum(NamedTuple):
    """Both sides within one kind of document (or of all kinds): the weights of what is drawn."""

    kind: str
    method: Method
    sizes: tuple[int, int]
    target: Floats
    reference: Floats


class _Differences(NamedTuple):
    """How much larger each theme is in the target; NaN where a side has nothing."""

    difference: Floats
    low: Floats
    high: Floats
    p: Floats


def theme_shares(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    over: str = "commitments",
    seed: int = 0,
    themes: str | Path | None = None,
) -> pd.DataFrame:
    """The share of each theme in what each group promises, sets as targets or says.

    There is one row per theme and group. Columns: theme, group, over, share (0 to 1), low, high
    (95 % interval), units (commitments, targets, or sentences in the group), few (fewer than 20
    units: do not read much into it), cap (codes of the Comparative Agendas Project).

    A unit counts once, under its main theme, and units without a theme count in the whole: a
    group's shares add up to at most 1, and `attrs["coverage"]` is what they add up to, by group.
    With `over="words"` the shares are of the words of its sentences.

    The interval is a bootstrap (2,000 draws, percentiles; Efron & Tibshirani 1993) that draws whole
    documents where a group has 10 or more. Where it has fewer it draws sections within these
    documents (the first two steps of a unit's path, more where those make no 5 sections or one of
    them holds most), or single units where there are none such, and says nothing of documents not
    in the corpus; single units are taken as independent, which they are not: that interval is too
    narrow. `attrs["interval"]` tells which, by group. A theme that is not there gets 1 -
    0.025^(1/units) as its high bound (Clopper & Pearson 1934). A share counts sentences, neither
    money nor effort, and a group with other kinds of documents has other themes for that reason
    alone: `attrs["kinds"]` lists the kinds that some groups lack.

    `by` is the fact that makes the groups: period, term, kind, issuer, year, place, or a column of
    one's own in `metadata.csv`; `seed` is that of the draws; `themes` a TOML file of other themes
    (see `textkit.finding.themes.read_lexicon`). Raises TextkitError if `over` (`commitments`,
    `targets` or `words`) or `by` is unknown, or the file is wrong.
    Example: `tk.themes(corpus, over="words")`
    """
    return shares_with_coverage(corpus.using(themes), by=by, over=over, seed=seed).table


def shares_with_coverage(
    corpus: StoredCorpus, *, by: str = "period", over: str = "commitments", seed: int = 0
) -> ThemeShares:
    """The table of `theme_shares`, and beside it how much of each group has a theme.

    Where no theme is found at all the table has no rows; the coverage has one per group all the
    same.
    """
    import pandas as pd

    counted = _count(corpus, by, over)
    themes = (corpus.lexicon or own_lexicon()).themes
    agenda_codes = {key: "|".join(map(str, theme.cap)) for key, theme in themes.items()}
    rows: list[tuple[Any, ...]] = []
    covered: list[tuple[Any, ...]] = []
    methods: dict[str, Method] = {}
    for number, group in enumerate(counted.groups):
        units = counted.in_groups([group])
        few = len(units) < FEW
        methods[group] = _method(units)
        chance = np.random.default_rng([seed, number])
        shares = _shares(units, methods[group], counted.themes, chance)
        coverage = float(shares.share.sum()) if units else float("nan")
        covered.append((over, group, len(units), few, coverage))
        for theme, share, low, high in zip(counted.themes, *shares, strict=True):
            codes = agenda_codes.get(theme, "")
            rows.append((theme, group, over, share, low, high, len(units), few, codes))
    table = pd.DataFrame(
        rows, columns=["theme", "group", "over", "share", "low", "high", "units", "few", "cap"]
    ).astype({"share": float, "low": float, "high": float, "units": int, "few": bool})
    table.attrs.update(
        interval=methods,
        ungrouped=corpus.ungrouped(by),
        coverage={group: share for _, group, _, _, share in covered},
        kinds={} if by == "kind" else lacking(corpus, counted.groups),
    )
    return ThemeShares(
        table, pd.DataFrame(covered, columns=["over", "group", "units", "few", "covered"])
    )


def lacking(corpus: StoredCorpus, groups: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The kinds of document that not every group has, each with the groups that lack it."""
    kinds_of: dict[str, set[str]] = {}
    for group, ids in groups.items():
        kinds_of[group] = {corpus.fact(id_, "kind") or "" for id_ in ids}
    lack: dict[str, list[str]] = {}
    for kind in sorted(set().union(*kinds_of.values())):
        without = [group for group in groups if kind not in kinds_of[group]]
        if without:
            lack[kind] = without
    return lack


def theme_differences(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    target: str | None = None,
    reference: str | None = None,
    over: str = "commitments",
    within_kind: bool = True,
    seed: int = 0,
) -> pd.DataFrame:
    """How much larger each theme's share is in one group than in another, kind by kind.

    Columns: theme, target, reference, over, difference (target minus reference, in shares of 1:
    **positive is more in the target**; swapping the two turns its sign), low, high (95 %), p, q,
    units_target, units_reference, few (either side has fewer than 20 units), kinds (the kinds of
    document compared; empty: all together), interval (what was drawn).

    Without `target` and `reference` each group is compared with the one before it. With `target`
    alone it is compared with all others together (`reference` is then "others", or the only other
    group), as in `keyness`; with `reference` alone each other group is compared with it.

    Resolutions are compared with resolutions, speeches with speeches, and the differences within
    the kinds that both have are pooled by the weights of Mantel and Haenszel (Greenland & Robins
    1985, formula 1): what only one side has is left out. Where they share no kind, or with
    `within_kind=False`, all documents count together, and a difference may be one of kinds. The
    interval is the bootstrap of `theme_shares` on both sides. p is that of a permutation test (Good
    2005) which deals the same documents, sections or units out to the two sides 2,000 times within
    their kind; q corrects it over all rows (Benjamini & Hochberg 1995). It misleads where sections
    are few (p cannot be small) and where single units are drawn (p is too small, for sentences of
    one section go together).

    Raises TextkitError if a group, `by` or `over` is unknown, or a group is to be compared with
    itself. Example: `theme_differences(corpus, target="2025-2030", reference="2020-2025")`
    """
    import pandas as pd
    from scipy.stats import false_discovery_control

    counted = _count(corpus, by, over)
    rows: list[tuple[Any, ...]] = []
    for number, sides in enumerate(_sides(by, list(counted.groups), target, reference)):
        target_units, reference_units = (counted.in_groups(side) for side in sides)
        apart = within_kind and by != "kind"
        strata = _strata(corpus, target_units, reference_units, counted.themes, apart)
        differences = _differences(strata, np.random.default_rng([seed, number]))
        names = [_name(side) for side in sides]
        sizes = [sum(stratum.sizes[side] for stratum in strata) for side in (0, 1)]
        kinds = ", ".join(stratum.kind for stratum in strata if stratum.kind)
        methods = ", ".join(sorted({stratum.method for stratum in strata}))
        for theme, *values in zip(counted.themes, *differences, strict=True):
            few = min(sizes) < FEW
            rows.append((theme, *names, over, *values, *sizes, few, kinds, methods))
    columns = ["theme", "target", "reference", "over", "difference", "low", "high", "p"]
    columns += ["units_target", "units_reference", "few", "kinds", "interval"]
    numbers = dict.fromkeys(columns[4:8], float)
    table = pd.DataFrame(rows, columns=columns).astype(numbers | {"few": bool})
    table.insert(8, "q", false_discovery_control(table["p"].fillna(1.0)))
    return table


def _sides(
    by: str, groups: Sequence[str], target: str | None, reference: str | None
) -> list[tuple[Sequence[str], Sequence[str]]]:
    """The comparisons that are asked for: of each the groups of the target and of the reference."""
    for group in (target, reference):
        if group is not None:
            one_of(by, group, groups)
    if target is None and reference is None:
        return [([later], [earlier]) for earlier, later in pairwise(groups)]
    others = [group for group in groups if group not in (target, reference)]
    if target == reference or not (others or (target and reference)):
        raise TextkitError("compare.no-reference", by=noun(by), target=target or reference)
    if target is None:
        return [([group], [str(reference)]) for group in others]
    return [([target], others if reference is None else [reference])]


def _name(side: Sequence[str]) -> str:
    """What one side of a comparison is called."""
    return side[0] if len(side) == 1 else _OTHERS


def _count(corpus: StoredCorpus, by: str, over: str) -> _Counted:
    """The documents by group, what is counted in each, and the themes that are found."""
    if over not in OVER:
        raise TextkitError("compare.over", over=over, known=list(OVER))
    groups = corpus.groups(by)
    units = _units(corpus, over)
    themes = {unit.theme for unit in units if unit.theme}
    return _Counted(groups, grouped(units, attrgetter("doc_id")), sorted(themes))


def _units(corpus: StoredCorpus, over: str) -> list[_Unit]:
    """The commitments, promised targets or sentences of a corpus, each with theme and weight."""
    if over == "commitments":
        return [
            _Unit(commitment.doc_id, commitment.path, commitment.theme, 1)
            for commitment in corpus.records("commitments")
        ]
    themes = _Themes(corpus)
    if over == "targets":
        return [
            _Unit(target.doc_id, target.path, themes.of_target(target), 1)
            for target in corpus.records("targets")
            if target.role == "promised"
        ]
    return [
        _Unit(sentence.doc_id, sentence.path, themes.of_span(sentence), words)
        for sentence, words in zip(
            themes.sentences, _words_in(corpus, themes.sentences), strict=True
        )
        if words
    ]


class _Themes:
    """The main theme of any span of a document, from the records of the corpus."""

    def __init__(self, corpus: StoredCorpus) -> None:
        self.sentences = leaves_of(corpus)
        self._hits = _by_document(corpus.records("themes"))
        self._commitments = _by_document(corpus.records("commitments"))
        self._sentences = _by_document(self.sentences)

    def of_span(self, span: Record) -> str | None:
        """The theme with most hits in the span; of several, the one that comes first."""
        hits = self._hits.get(span.doc_id, [])
        first = bisect_left(hits, span.start, key=attrgetter("start"))
        behind = bisect_left(hits, span.end, key=attrgetter("start"))
        counts = Counter(hit.theme for hit in hits[first:behind])
        return max(counts, key=counts.__getitem__) if counts else None

    def of_target(self, target: Record) -> str | None:
        """The theme of the commitment a target is part of, else of the sentence it stands in."""
        commitment = _around(target, self._commitments)
        if commitment is not None:
            theme: str | None = commitment.theme
            return theme
        return self.of_span(_around(target, self._sentences) or target)


def _by_document(records: Iterable[Any]) -> dict[str, list[Any]]:
    """Records by document, in each in the order in which they begin."""
    return grouped(sorted(records, key=attrgetter("start")), attrgetter("doc_id"))


def _around(inner: Record, spans: Mapping[str, Sequence[Any]]) -> Any | None:
    """The last span that begins before another (or with it), if the other ends inside it."""
    in_document = spans.get(inner.doc_id, [])
    number = bisect_right(in_document, inner.start, key=attrgetter("start")) - 1
    if number >= 0 and in_document[number].end >= inner.end:
        return in_document[number]
    return None


def leaves_of(corpus: StoredCorpus) -> list[Any]:
    """The units of a corpus that have no parts: its sentences, in order."""
    leaves: list[Any] = []
    for units in grouped(corpus.records("units"), attrgetter("doc_id")).values():
        parents = {unit.parent for unit in units}
        leaves += [unit for number, unit in enumerate(units) if number not in parents]
    return leaves


def _words_in(corpus: StoredCorpus, spans: Sequence[Record]) -> list[int]:
    """How many words each span has."""
    words_before = np.concatenate([[0], np.cumsum(corpus.tokens.counted)])
    first, behind = token_ranges(corpus, spans).T
    words: list[int] = (words_before[behind] - words_before[first]).tolist()
    return words


def token_ranges(corpus: StoredCorpus, spans: Sequence[Record]) -> NDArray[np.intp]:
    """The first token of each span and the one behind its last, as numbers of `corpus.tokens`."""
    tokens = corpus.tokens
    number_of = {doc_id: number for number, doc_id in enumerate(corpus.ids)}
    token_places = tokens.document * _BEYOND_ANY_TEXT + tokens.start
    bounds: list[list[np.int64]] = []
    for span in spans:
        document = number_of[span.doc_id] * _BEYOND_ANY_TEXT
        bounds.append([document + span.start, document + span.end])
    return np.searchsorted(token_places, np.reshape(np.array(bounds, np.int64), (-1, 2)))


def _method(units: Sequence[_Unit]) -> Method:
    """What is drawn as a whole: documents or sections where there are enough, else units."""
    if len({unit.doc_id for unit in units}) >= _ENOUGH_DOCUMENTS:
        return "documents"
    return "units" if _sections(units) is None else "sections"


def _sections(units: Sequence[_Unit]) -> list[Hashable] | None:
    """The section of each unit, as high up as makes enough sections; None if nothing does.

    Sections of which one holds more than half of all units are as good as one.
    """
    for depth in _SECTION_DEPTHS:
        sections = [_section(unit, depth) for unit in units]
        sizes = Counter(sections)
        if len(sizes) >= _ENOUGH_SECTIONS and max(sizes.values()) <= len(units) / 2:
            return sections
    return None


def _section(unit: _Unit, depth: int) -> Hashable:
    return unit.doc_id, *unit.path.split("/")[:depth]


def _clusters(units: Sequence[_Unit], method: Method) -> Sequence[Hashable]:
    """What each unit is drawn with."""
    if method == "documents":
        return [unit.doc_id for unit in units]
    if method == "sections":
        # The other side of a comparison may have enough sections where this one has not.
        return _sections(units) or [_section(unit, _SECTION_DEPTHS[0]) for unit in units]
    return range(len(units))


def _weights(units: Sequence[_Unit], method: Method, themes: Sequence[str]) -> Floats:
    """What units weigh: one row per cluster that is drawn, one column per theme.

    The last column is what has no theme.
    """
    clusters = _clusters(units, method)
    rows = {cluster: row for row, cluster in enumerate(dict.fromkeys(clusters))}
    columns = {theme: column for column, theme in enumerate(themes)}
    weights = np.zeros((len(rows), len(themes) + 1))
    for unit, cluster in zip(units, clusters, strict=True):
        weights[rows[cluster], columns.get(unit.theme or "", len(themes))] += unit.weight
    return weights


def _drawn(weights: Floats, chance: np.random.Generator) -> Floats:
    """The sums of bootstrap draws of the rows, one row per draw."""
    size = len(weights)
    times_drawn = chance.multinomial(size, np.full(size, 1 / size), _DRAWS)
    return np.asarray(times_drawn @ weights)


def _shares(
    units: Sequence[_Unit], method: Method, themes: Sequence[str], chance: np.random.Generator
) -> _Shares:
    """The share of each theme with its interval."""
    if not units:
        return _Shares(*(np.full(len(themes), np.nan),) * 3)
    weights = _weights(units, method, themes)
    share = weights.sum(0) / weights.sum()
    drawn = _drawn(weights, chance)
    low, high = np.quantile(drawn / drawn.sum(1, keepdims=True), (_TAIL, 1 - _TAIL), axis=0)
    # A share of nothing or of all is the same in every draw: its bound is Clopper and Pearson's.
    edge = _TAIL ** (1 / len(units))
    low = np.where(share == 1, edge, np.minimum(low, share))
    high = np.where(share == 0, 1 - edge, np.maximum(high, share))
    return _Shares(share[:-1], low[:-1], high[:-1])


def _strata(
    corpus: StoredCorpus,
    target: Sequence[_Unit],
    reference: Sequence[_Unit],
    themes: Sequence[str],
    apart: bool,
) -> list[_Stratum]:
    """Both sides by the kinds of document both have; all together where they have none."""
    if not apart:
        return [_stratum("", target, reference, themes)]
    by_kind = [
        grouped(side, lambda unit: corpus.fact(unit.doc_id, "kind") or "–")
        for side in (target, reference)
    ]
    common = sorted(by_kind[0].keys() & by_kind[1].keys())
    if not common:
        return [_stratum("", target, reference, themes)]
    return [_stratum(kind, by_kind[0][kind], by_kind[1][kind], themes) for kind in common]


def _stratum(
    kind: str, target: Sequence[_Unit], reference: Sequence[_Unit], themes: Sequence[str]
) -> _Stratum:
    """Both sides within one kind, drawn in the finer of the two ways that each would be drawn."""
    method = max(_method(target), _method(reference), key=METHODS.index)
    sizes = len(target), len(reference)
    weights = (_weights(side, method, themes) for side in (target, reference))
    return _Stratum(kind, method, sizes, *weights)


def _differences(strata: Sequence[_Stratum], chance: np.random.Generator) -> _Differences:
    """The difference of each theme pooled over the strata, with its interval and p."""
    if not all(min(stratum.sizes) for stratum in strata):
        return _Differences(*(np.full(strata[0].target.shape[1] - 1, np.nan),) * 4)
    found = _pooled([(stratum.target.sum(0), stratum.reference.sum(0)) for stratum in strata])
    drawn = _pooled(
        [(_drawn(stratum.target, chance), _drawn(stratum.reference, chance)) for stratum in strata]
    )
    low, high = np.quantile(drawn, (_TAIL, 1 - _TAIL), axis=0)
    dealt = _pooled([_dealt(stratum, chance) for stratum in strata])
    as_far = (np.abs(dealt) >= np.abs(found) - _ROUNDING).sum(0)
    # The deal that was found is one of those that could be (Good 2005): p is never 0.
    p = (1 + as_far) / (1 + _DRAWS)
    return _Differences(found, np.minimum(low, found), np.maximum(high, found), p)


def _dealt(stratum: _Stratum, chance: np.random.Generator) -> tuple[Floats, Floats]:
    """The sums of both sides, one row per deal, if what is drawn were dealt out to them anew."""
    both = np.vstack([stratum.target, stratum.reference])
    in_target = np.arange(len(both)) < len(stratum.target)
    deals = chance.permuted(np.tile(in_target, (_DRAWS, 1)), axis=1)
    target = deals @ both
    return target, both.sum(0) - target


def _pooled(strata: Iterable[tuple[Floats, Floats]]) -> Floats:
    """Mantel and Haenszel's difference of shares, from the sums of both sides in each stratum."""
    above = below = np.zeros(1)
    for target, reference in strata:
        n = target.sum(-1, keepdims=True)
        m = reference.sum(-1, keepdims=True)
        above = above + (target * m - reference * n) / (n + m)
        below = below + n * m / (n + m)
    return np.asarray((above / below)[..., :-1])
