"""The same commitment found again in later documents, and what changed."""

from __future__ import annotations

import gzip
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import numpy as np

from textkit.analysis.corpus import Corpus
from textkit.finding.targets import indicators
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
    key: tuple[str, ...]
    words: str


# Links by words: a constant added under the cosine keeps short statements from matching on one rare word.
_DAMPING, _NEAR, _FLOOR, _QUANTILE = 0.6, 0.8, 0.16, 0.95
_WORDS_OF_A_TARGET, _REWORDED = 0.30, 0.30
_STATEMENT = 25  # syllables of a usual statement: turns counts in running text into shares of statements

# An indicator whose definition changed goes on as another: its figures are never compared with the old ones.
_SUCCEEDED = {"trained_labour_certified": "trained_labour", "poverty_multidimensional": "poverty_rate"}


def threads(corpus: Corpus, *, by: str = "period") -> list[Thread]:
    """The commitments that stand in two documents or more, with what changed from one to the next.

    Targets are linked by indicator, scope and unit, or by their own words where the indicator is not known; actions
    by their words: sublinear TF-IDF over folded one- and two-syllable runs, cosine damped for short statements. A
    pair is kept over a threshold that is set without labels (the 97.5 % quantile of the best scores between
    statements of different themes) and within 80 % of either side's best; groups of pairs grow by average link, so
    that threads do not chain. Figures are compared only where indicator, unit and measure agree; where the
    definition differs the change is `redefined`. `dropped` says no more than that no counterpart was found.

    Args:
        corpus: the corpus.
        by: the fact that makes the groups: period, term, kind, issuer, year.

    Raises:
        TextkitError: if `by` is unknown.
    """
    groups = {id_: group for group, ids in corpus.groups(by).items() for id_ in ids}
    order = list(corpus.groups(by))
    cited = _by_document(corpus.records("citations"))
    figures = [_item(corpus, record, groups, cited) for record in corpus.records("targets") if record.doc_id in groups]
    actions = [
        _item(corpus, record, groups, cited)
        for record in corpus.records("commitments")
        if record.doc_id in groups and not _has_figure(record, figures)
    ]
    found = [
        _thread(items, score, order)
        for items, score in [*_figure_groups(figures), *_action_groups(actions)]
        if len({item.record.doc_id for item in items}) > 1 and any(_role(item) == "promised" for item in items)
    ]
    found.sort(key=lambda thread: (-len({m.group for m in thread.members if m.text}), -thread.score, thread.label))
    return [_numbered(thread, place) for place, thread in enumerate(found, start=1)]


def _item(corpus: Corpus, record: Any, groups: Mapping[str, str], cited: Mapping[str, list[Any]]) -> _Item:
    date = corpus.fact(record.doc_id, "date") or "9999"
    words = fold(getattr(record, "indicator_text", None) or _promised(record, cited.get(record.doc_id, ())))
    return _Item(record, (date, record.start), groups[record.doc_id], _key(record), words)


def _by_document(records: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        found[record.doc_id].append(record)
    return found


def _promised(record: Any, cited: Iterable[Any]) -> str:
    """What is promised, without who is to do it and without the numbers and names of other documents."""
    said: str = record.text
    for citation in cited:
        said = said.replace(citation.text, " ") if record.start <= citation.start < record.end else said
    return said.replace(record.actor, " ", 1) if record.actor else said


def _key(record: Any) -> tuple[str, ...]:
    """What must agree between two figures of one indicator: indicator, scope and kind of unit; empty if unknown."""
    indicator = getattr(record, "indicator", None)
    return (indicator, fold(record.scope or "")) if indicator else ()


def _has_figure(record: Any, figures: Sequence[_Item]) -> bool:
    return record.type == "target" and any(
        item.record.doc_id == record.doc_id and record.start <= item.record.start < record.end for item in figures
    )


def _role(item: _Item) -> str:
    return getattr(item.record, "role", "promised")


def _figure_groups(figures: Sequence[_Item]) -> Iterator[tuple[list[_Item], float]]:
    """Figures of one indicator; of indicators not in the table, those whose own words agree."""
    known: dict[tuple[str, ...], list[_Item]] = defaultdict(list)
    for item in figures:
        if item.key:
            known[(_SUCCEEDED.get(item.key[0], item.key[0]), *item.key[1:])].append(item)
    yield from ((items, 1.0) for items in known.values())
    unknown = [item for item in figures if not item.key]
    for items, score in _linked(unknown, _WORDS_OF_A_TARGET):
        for same in _by_unit(items):
            yield same, score


def _by_unit(items: Iterable[_Item]) -> Iterable[list[_Item]]:
    units: dict[str | None, list[_Item]] = defaultdict(list)
    for item in items:
        units[item.record.unit].append(item)
    return units.values()




def _action_groups(actions: Sequence[_Item]) -> Iterator[tuple[list[_Item], float]]:
    yield from _linked(actions, None)


def _linked(items: Sequence[_Item], threshold: float | None) -> Iterator[tuple[list[_Item], float]]:
    """Groups of items of one meaning, by their words, with the weakest link that holds each together."""
    if len(items) < 2:
        return
    scores = _similarity([item.words for item in items], [item.record.doc_id for item in items])
    line = threshold if threshold is not None else _threshold(scores, [item.record.theme for item in items])
    best = scores.max(axis=1).toarray().ravel()
    pairs = scores.tocoo()
    links = {
        (int(i), int(j)): float(s)
        for i, j, s in zip(pairs.row, pairs.col, pairs.data, strict=True)
        if i < j and s >= line and s >= _NEAR * min(best[i], best[j])
    }
    for members, score in _average_links(links, scores, line):
        yield sorted((items[i] for i in members), key=lambda item: item.order), score


def _similarity(texts: Sequence[str], documents: Sequence[str]) -> Any:
    """Damped cosines of TF-IDF over one- and two-syllable runs; zero inside a document."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, norm=None, token_pattern=r"[^\W_]+", lowercase=False)
    model.fit(texts)
    common = _background()
    known = [common.get(name, np.inf) for name in model.get_feature_names_out()]
    model.idf_ = np.minimum(model.idf_, known)
    vectors = model.transform(texts)
    norms = np.sqrt(vectors.multiply(vectors).sum(axis=1)).A1
    damping = _DAMPING * float(np.median(norms))
    products = (vectors @ vectors.T).tocoo()
    names = {name: number for number, name in enumerate(dict.fromkeys(documents))}
    place = np.array([names[name] for name in documents])
    apart = place[products.row] != place[products.col]
    row, column, data = products.row[apart], products.col[apart], products.data[apart]
    cosines = data / (norms[row] * norms[column] + damping**2)
    return sparse.csr_matrix((cosines, (row, column)), shape=products.shape)


@cache
def _background() -> dict[str, float]:
    """The weight official text at large gives to common syllables and pairs: what everyone writes links nothing."""
    content = gzip.decompress((files("textkit") / "data" / "background.tsv.gz").read_bytes()).decode("utf-8")
    head, *rows = (line.split("\t") for line in content.splitlines())
    total = int(head[1])
    return {name: 1 + math.log(max(1.0, total / (int(count) * _STATEMENT))) for name, count in rows}


def _threshold(scores: Any, themes: Sequence[str | None]) -> float:
    """What statements of different themes hardly ever reach: the line over which likeness means something."""
    pairs = scores.tocoo()
    theme = np.array([name or "" for name in themes])
    other = (theme[pairs.row] != theme[pairs.col]) & (theme[pairs.row] != "") & (theme[pairs.col] != "")
    best = np.zeros(scores.shape[0])
    np.maximum.at(best, pairs.row[other], pairs.data[other])
    return max(_FLOOR, float(np.quantile(best, _QUANTILE)))


def _average_links(
    links: Mapping[tuple[int, int], float], scores: Any, line: float
) -> Iterator[tuple[list[int], float]]:
    """Clusters grown from the strongest link on; two join only if their members are alike on average."""
    cluster: dict[int, list[int]] = {}
    weakest: dict[int, float] = {}
    for (i, j), score in sorted(links.items(), key=lambda item: (-item[1], item[0])):
        a, b = cluster.setdefault(i, [i]), cluster.setdefault(j, [j])
        if a is b or scores[a][:, b].mean() < _NEAR * line:
            continue
        a += b
        weakest[id(a)] = min(score, weakest.get(id(a), 1.0), weakest.get(id(b), 1.0))
        cluster.update(dict.fromkeys(b, a))
    seen = {id(members): members for members in cluster.values() if len(members) > 1}
    yield from ((members, weakest[key]) for key, members in seen.items())


def _thread(items: Sequence[_Item], score: float, groups: Sequence[str]) -> Thread:
    ordered = sorted(items, key=lambda item: item.order)
    members: list[Member] = []
    before: _Item | None = None
    for item in ordered:
        changes = _changes(before, item) if before and _role(item) == "promised" else ()
        members.append(_member(item, changes, _better(before, item, changes)))
        before = item if _role(item) == "promised" else before
    promised = [item for item in ordered if _role(item) == "promised"]
    held = {item.group for item in promised}
    members += [Member(None, group) for group in _absent(groups, held, {item.group for item in ordered})]
    members.sort(key=lambda member: groups.index(member.group))
    status = _status(groups, held, [m for m in members if m.text and m.role == "promised"])
    return Thread("", _label(promised), _indicator(promised), status, round(score, 4), tuple(members))


def _member(item: _Item, changes: tuple[Change, ...], better: bool | None) -> Member:
    record = item.record
    figure = {name: getattr(record, name, None) for name in ("comparator", "low", "high", "unit", "per")}
    return Member(record.doc_id, item.group, record.start, record.end, record.text, record.path, _role(item),
                  deadline=record.deadline, changes=changes, better=better, **figure)  # fmt: skip


def _absent(groups: Sequence[str], held: set[str], found: set[str]) -> list[str]:
    """The groups after the first promise in which nothing of the thread was found."""
    first = min(groups.index(group) for group in held)
    return [group for group in groups[first:] if group not in found]


def _status(groups: Sequence[str], held: set[str], promised: Sequence[Member]) -> Status:
    last = groups[-1]
    if last not in held:
        return "dropped"
    if held == {last}:
        return "new"
    if len(groups) > 1 and groups[-2] not in held:
        return "resumed"
    return "changed" if any(member.changes for member in promised if member.group == last) else "continued"


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
    if old is None and not changes and _overlap(before.words, now.words) < _REWORDED:
        changes.append("reworded")
    return tuple(changes)


def _definition(record: Any) -> tuple[Any, ...]:
    unit = "%" if record.unit == "điểm %" else record.unit  # a rate that falls by 1 % falls by a point
    return record.indicator, unit, record.measure, fold(record.scope or "")


def _value(record: Any) -> float | None:
    bounds = [value for name in ("low", "high") if (value := getattr(record, name, None)) is not None]
    return sum(bounds) / len(bounds) if bounds else None


def _better(before: _Item | None, now: _Item, changes: Sequence[Change]) -> bool | None:
    key = getattr(now.record, "indicator", None)
    direction = indicators()[key].good if key else ""
    if before is None or direction not in ("up", "down") or not {"raised", "lowered"} & set(changes):
        return None
    return ("raised" in changes) == (direction == "up")


def _overlap(first: str, second: str) -> float:
    a, b = set(first.split()), set(second.split())
    return len(a & b) / max(len(a | b), 1)


def _label(promised: Sequence[_Item]) -> str:
    key = _indicator(promised)
    if key in indicators():
        scope = promised[-1].record.scope
        return indicators()[key].vi + (f" ({scope})" if scope else "")
    words = min((" ".join(item.record.text.split()) for item in promised), key=len)
    words = key[:1].upper() + key[1:] if key else words
    return words if len(words) <= 110 else words[:109].rsplit(" ", 1)[0] + "…"


def _indicator(promised: Sequence[_Item]) -> str | None:
    record = promised[-1].record
    return getattr(record, "indicator", None) or getattr(record, "indicator_text", None) or None


def _numbered(thread: Thread, place: int) -> Thread:
    return replace(thread, id=f"T{place:03d}")
