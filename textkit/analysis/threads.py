"""The same commitment found again in later documents, and what changed."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter
from typing import Any, Literal, NamedTuple

import numpy as np

from textkit.analysis.corpus import Corpus
from textkit.finding.indicators import indicators
from textkit.reading.syllables import common
from textkit.reading.text import fold

Change = Literal["raised", "lowered", "moved", "redefined", "reworded"]
Status = Literal["new", "continued", "changed", "dropped", "resumed"]


@dataclass(frozen=True, slots=True)
class Member:
    """One place of a thread; of a group in which the running thread was not found, `text` is None.

    `changes` compares with the promise before it; `better` says whether a changed figure is one for the better by
    the indicator's good direction (None: not known, or no figure changed). `role` is `promised` or `achieved`.
    """

    doc_id: str | None
    group: str
    start: int | None = None
    end: int | None = None
    text: str | None = None
    path: str = ""
    role: str = "promised"
    comparator: str | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    per: str | None = None
    deadline: str | None = None
    changes: tuple[Change, ...] = ()
    better: bool | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """One commitment over time: its members in order, and its status as of the last group.

    `indicator` is the key of the indicator a target is measured by (its own words where none is known), None of
    an action; `score` is the weakest similarity that holds the thread together (1 where the indicator does).
    """

    id: str
    label: str
    indicator: str | None
    status: Status
    score: float
    members: tuple[Member, ...]


class _Item(NamedTuple):
    """One commitment or figure before it is linked."""

    record: Any
    order: tuple[str, int]
    group: str
    words: str

    @property
    def role(self) -> str:
        return getattr(self.record, "role", "promised")


# Links by words: a constant added under the cosine keeps short statements from matching on one rare word.
_DAMPING, _NEAR, _FLOOR, _QUANTILE = 0.6, 0.8, 0.16, 0.95
_WORDS_OF_A_TARGET, _REWORDED = 0.30, 0.30
_STATEMENT = 25  # syllables of a usual statement: turns counts in running text into shares of statements

# An indicator whose definition changed goes on as another: its figures are never compared with the old ones.
_SUCCEEDED = {"trained_labour_certified": "trained_labour", "poverty_multidimensional": "poverty_rate"}
_TAKEN = ("doc_id", "start", "end", "text", "path", "comparator", "low", "high", "unit", "per", "deadline")


def threads(corpus: Corpus, *, by: str = "period") -> list[Thread]:
    """The commitments that stand in two documents or more, with what changed from one to the next.

    Targets are linked by indicator, scope and unit, or by their own words where the indicator is not known; actions
    by their words: sublinear TF-IDF over folded one- and two-syllable runs, cosine damped for short statements. A
    pair is kept over a threshold that is set without labels (the 95 % quantile of the best scores between
    statements of different themes) and within 80 % of either side's best; groups of pairs grow by average link, so
    that threads do not chain. Figures are compared only where indicator, unit and measure agree; where the
    definition differs the change is `redefined`. `dropped` says no more than that no counterpart was found.

    `by` is the fact that makes the groups: period, term, kind, issuer, year. Raises TextkitError if it is unknown.
    """
    groups = corpus.groups(by)
    figures, actions = _items(corpus, "targets", groups), _items(corpus, "commitments", groups)
    figures_of = grouped(figures, lambda item: item.record.doc_id)
    actions = [item for item in actions if not _has_figure(item.record, figures_of)]
    found = [
        _thread(sorted(items, key=attrgetter("order")), score, list(groups))
        for items, score in [*_figure_groups(figures), *_linked(actions)]
        if len({item.record.doc_id for item in items}) > 1 and any(item.role == "promised" for item in items)
    ]
    found.sort(key=lambda thread: (-len({m.group for m in thread.members if m.text}), -thread.score, thread.label))
    return [replace(thread, id=f"T{place:03d}") for place, thread in enumerate(found, start=1)]


def grouped(items: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    """The items by their key, in order."""
    found: dict[Any, list[Any]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found


def _items(corpus: Corpus, finder: str, groups: Mapping[str, Sequence[str]]) -> list[_Item]:
    group_of = {id_: group for group, ids in groups.items() for id_ in ids}
    cited = grouped(corpus.records("citations"), attrgetter("doc_id"))
    found = []
    for record in corpus.records(finder):
        if record.doc_id in group_of:
            words = getattr(record, "indicator_text", None) or _promised(record, cited.get(record.doc_id, ()))
            order = corpus.fact(record.doc_id, "date") or "9999", record.start
            found.append(_Item(record, order, group_of[record.doc_id], fold(words)))
    return found


def _promised(record: Any, cited: Iterable[Any]) -> str:
    """What is promised, without who is to do it and without the numbers and names of other documents."""
    said: str = record.text
    for citation in cited:
        said = said.replace(citation.text, " ") if record.start <= citation.start < record.end else said
    actor = getattr(record, "actor", None)
    return said.replace(actor, " ", 1) if actor else said


def _has_figure(record: Any, figures: Mapping[str, Sequence[_Item]]) -> bool:
    own = figures.get(record.doc_id, ()) if record.type == "target" else ()
    return any(record.start <= item.record.start < record.end for item in own)


def _figure_groups(figures: Sequence[_Item]) -> Iterator[tuple[list[_Item], float]]:
    """Figures of one indicator and scope; of indicators not in the table, those whose own words and unit agree."""
    known = grouped((item for item in figures if item.record.indicator), lambda item: _measured(item.record))
    yield from ((items, 1.0) for items in known.values())
    for items, score in _linked([item for item in figures if not item.record.indicator], _WORDS_OF_A_TARGET):
        yield from ((same, score) for same in grouped(items, lambda item: item.record.unit).values())


def _measured(record: Any) -> tuple[str, str]:
    return _SUCCEEDED.get(record.indicator, record.indicator), fold(record.scope or "")


def _linked(items: Sequence[_Item], threshold: float | None = None) -> Iterator[tuple[list[_Item], float]]:
    """Groups of items of one meaning, by their words, with the weakest link that holds each together."""
    if len(items) < 2:
        return
    scores = _similarity([item.words for item in items], [item.record.doc_id for item in items])
    line = threshold if threshold is not None else _threshold(scores, [item.record.theme for item in items])
    for members, score in _average_links(scores, line):
        yield sorted((items[i] for i in members), key=attrgetter("order")), score


def _similarity(texts: Sequence[str], documents: Sequence[str]) -> Any:
    """Damped cosines of TF-IDF over one- and two-syllable runs; zero inside a document."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, norm=None, token_pattern=r"[^\W_]+", lowercase=False)
    model.fit(texts)
    model.idf_ = np.minimum(model.idf_, [_background().get(name, np.inf) for name in model.get_feature_names_out()])
    vectors = model.transform(texts)
    norms = np.sqrt(vectors.multiply(vectors).sum(axis=1)).A1
    damping = _DAMPING * float(np.median(norms))
    pairs, place = (vectors @ vectors.T).tocoo(), np.unique(documents, return_inverse=True)[1]
    apart = place[pairs.row] != place[pairs.col]
    row, column = pairs.row[apart], pairs.col[apart]
    cosines = pairs.data[apart] / (norms[row] * norms[column] + damping**2)
    return sparse.csr_matrix((cosines, (row, column)), shape=pairs.shape)


@cache
def _background() -> dict[str, float]:
    """The weight official text at large gives to common syllables and pairs: what everyone writes links nothing."""
    total = common()["# syllables"]
    return {name: 1 + math.log(max(1.0, total / (count * _STATEMENT))) for name, count in common().items()}


def _threshold(scores: Any, themes: Sequence[str | None]) -> float:
    """What statements of different themes hardly ever reach: the line over which likeness means something."""
    pairs, theme = scores.tocoo(), np.array([name or "" for name in themes])
    one, two = theme[pairs.row], theme[pairs.col]
    other = (one != two) & (one != "") & (two != "")
    best = np.zeros(scores.shape[0])
    np.maximum.at(best, pairs.row[other], pairs.data[other])
    return max(_FLOOR, float(np.quantile(best, _QUANTILE)))


def _average_links(scores: Any, line: float) -> Iterator[tuple[list[int], float]]:
    """Clusters grown from the strongest link on; two join only if their members are alike on average."""
    pairs, best = scores.tocoo(), scores.max(axis=1).toarray().ravel()
    near = (pairs.data >= line) & (pairs.data >= _NEAR * np.minimum(best[pairs.row], best[pairs.col]))
    rows, columns, data = (part[near & (pairs.row < pairs.col)] for part in (pairs.row, pairs.col, pairs.data))
    cluster: dict[int, list[int]] = {}
    weakest: dict[int, float] = {}
    for link in np.lexsort((columns, rows, -data)):
        i, j, score = int(rows[link]), int(columns[link]), float(data[link])
        a, b = cluster.setdefault(i, [i]), cluster.setdefault(j, [j])
        if a is not b and scores[a][:, b].mean() >= _NEAR * line:
            weakest[a[0]] = min(score, weakest.get(a[0], 1.0), weakest.get(b[0], 1.0))
            a += b
            cluster.update(dict.fromkeys(b, a))
    joined = {members[0]: members for members in cluster.values() if len(members) > 1}
    yield from ((members, weakest[first]) for first, members in joined.items())


def _thread(items: Sequence[_Item], score: float, groups: Sequence[str]) -> Thread:
    members: list[Member] = []
    promised: list[_Item] = []
    for item in items:
        changes = _changes(promised[-1], item) if promised and item.role == "promised" else ()
        promised += [item] if item.role == "promised" else []
        taken: dict[str, Any] = {name: getattr(item.record, name, None) for name in _TAKEN}
        better = _better(item.record, changes)
        members.append(Member(**taken, group=item.group, role=item.role, changes=changes, better=better))
    held, found = {item.group for item in promised}, {item.group for item in items}
    first = min(groups.index(group) for group in held)
    members += [Member(None, group) for group in groups[first:] if group not in found]
    members.sort(key=lambda member: groups.index(member.group))
    label, indicator = _named([item.record for item in promised])
    return Thread("", label, indicator, _status(groups, held, members), round(score, 4), tuple(members))


def _status(groups: Sequence[str], held: set[str], members: Sequence[Member]) -> Status:
    last = groups[-1]
    if last not in held:
        return "dropped"
    if held == {last}:
        return "new"
    if groups[-2] not in held:
        return "resumed"
    return "changed" if any(member.changes for member in members if member.group == last) else "continued"


def _changes(before: _Item, now: _Item) -> tuple[Change, ...]:
    """What differs from the promise before; figures are compared only where they measure the same thing."""
    changes: list[Change] = []
    old, new = _value(before.record), _value(now.record)
    if old is not None and new is not None:
        if _definition(before.record) != _definition(now.record):
            changes.append("redefined")
        elif old != new:
            changes.append("raised" if new > old else "lowered")
    if (was := before.record.deadline) and (is_ := now.record.deadline) and was != is_:
        changes.append("moved")
    a, b = set(before.words.split()), set(now.words.split())
    if old is None and not changes and len(a & b) / max(len(a | b), 1) < _REWORDED:
        changes.append("reworded")
    return tuple(changes)


def _definition(record: Any) -> tuple[Any, ...]:
    unit = "%" if record.unit == "điểm %" else record.unit  # a rate that falls by 1 % falls by a point
    return record.indicator, unit, record.measure, fold(record.scope or "")


def _value(record: Any) -> float | None:
    bounds = [value for name in ("low", "high") if (value := getattr(record, name, None)) is not None]
    return sum(bounds) / len(bounds) if bounds else None


def _better(record: Any, changes: Sequence[Change]) -> bool | None:
    compared = {"raised", "lowered"} & set(changes) and record.indicator
    direction = indicators()[record.indicator].good if compared else ""
    return ("raised" in changes) == (direction == "up") if direction in ("up", "down") else None


def _named(promised: Sequence[Any]) -> tuple[str, str | None]:
    """What a thread is called, and the key or else the words of its indicator."""
    scope, key = (getattr(promised[-1], name, None) for name in ("scope", "indicator"))
    if key:
        return indicators()[key].vi + (f" ({scope})" if scope else ""), key
    key = getattr(promised[-1], "indicator_text", None) or None
    words = key[:1].upper() + key[1:] if key else min((" ".join(record.text.split()) for record in promised), key=len)
    return words if len(words) <= 110 else words[:109].rsplit(" ", 1)[0] + "…", key
