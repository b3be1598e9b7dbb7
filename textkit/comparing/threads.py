"""The same commitment found again in later documents, and what changed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.comparing.changes import Change, better, changes, marks, province_of, renamings
from textkit.comparing.similarity import Indices, Likeness, content_of, near_best
from textkit.finding.indicators import indicators
from textkit.finding.statements import Statement
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

Status = Literal["new", "continued", "changed", "dropped", "resumed"]


@dataclass(frozen=True, slots=True)
class Member:
    """One place of a thread; of a group in which the running thread was not found, `text` is None.

    `role` is `promised` or `achieved`: the result of it that a report tells, in a figure or in
    words. `changes` compares with the promise most like it in the document before; `better` says
    whether a changed figure is one for the better by the indicator's good direction (None: not
    known, or no figure changed). `marks` are the spans of its document that hold other words than
    that promise, `renamed` the bodies that go by a new name. `score` is the greatest likeness to
    another member (1 where the indicator links them); `nearest` the likest statement of a group
    that has no counterpart: read it before you say that a promise was dropped.
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
    score: float | None = None
    marks: tuple[tuple[int, int], ...] = ()
    renamed: tuple[str, ...] = ()
    nearest: "Member | None" = None


@dataclass(frozen=True, slots=True)
class Thread:
    """One commitment over time: its members in order, and its status as of the last group.

    `indicator` is the key of the indicator a target is measured by (its own words where none is
    known), None of an action; `score` is the weakest likeness that holds the thread together (1
    where the indicator does); `terms` are the folded words that link its two members most alike.
    """

    id: str
    label: str
    indicator: str | None
    status: Status
    score: float
    members: tuple[Member, ...]
    terms: tuple[str, ...] = ()


class _Item(NamedTuple):
    """One commitment, figure or result before it is linked."""

    record: Any
    text: str
    order: tuple[str, str, int]
    group: str
    words: str
    place: str
    role: str


# Statements this alike are one, in a document and across documents; a figure without a known
# indicator needs more.
_LINE, _LINE_OF_A_FIGURE, _TWINS, _JOIN, _LOOSE = 0.17, 0.28, 0.6, 0.45, 0.6
_JUDGED = 6  # so many members of a group decide whether another joins it
_FAR = 12  # years ahead: what a document sets for 2045 is no later value of what it sets for 2030

# An indicator whose definition changed goes on as another: its figures are never compared with the
# old ones.
_SUCCEEDED = {
    "trained_labour_certified": "trained_labour",
    "poverty_multidimensional": "poverty_rate",
}
_TAKEN = ("doc_id", "start", "end", "path", "comparator", "low", "high", "unit", "per", "deadline")


def threads(
    corpus: StoredCorpus, *, by: str = "period", merge_provinces: bool = False
) -> list[Thread]:
    """The commitments that stand in two documents or more, with what changed from one to the next.

    Targets are linked by indicator, scope and province, or by their own words where the indicator
    is not known or a document has several such figures; actions by what is promised, whoever is to
    do it: sublinear TF-IDF over folded one- and two-syllable runs, cosine damped for short
    statements. A pair is kept over a threshold and within 80 % of the best either side has in the
    other's document. Near-duplicates inside a document are grouped first, then groups join if their
    members are alike on average, so that threads do not chain. What a report says was done joins
    the thread of the promise as `achieved`, but never links two promises. Figures are compared only
    where indicator, unit, measure, scope and standard agree; else the change is `redefined`.
    `dropped` says no more than that no counterpart was found; the likest statement stands in
    `nearest`.

    `by` is the fact that makes the groups: period, term, kind, issuer, year. Statements of
    different provinces are never linked; the figures of one that others joined on 1 July 2025 are
    another series from then on, unless `merge_provinces` joins all that became one province. Raises
    TextkitError if `by` is unknown.
    Example: `tk.threads(corpus)[0].members`
    """
    groups = corpus.groups(by)
    told = (
        (record, record.text, record.indicator_text or record.text, record.role)
        for record in corpus.records("targets")
    )
    figures = _items(corpus, groups, told, merged=merge_provinces)
    actions = _items(corpus, groups, _promises(corpus), merged=True)
    found = [*_measured(figures, list(groups)), *_linked(actions, list(groups))]
    found.sort(
        key=lambda thread: (
            -len({m.group for m in thread.members if m.text}),
            -thread.score,
            thread.label,
        )
    )
    return [replace(thread, id=f"T{place:03d}") for place, thread in enumerate(found, start=1)]


def _items(
    corpus: StoredCorpus,
    groups: Mapping[str, Sequence[str]],
    found: Iterable[tuple[Any, str, str, str]],
    *,
    merged: bool,
) -> list[_Item]:
    """Records of grouped documents as items: each with its text, the words that count, and its
    role.
    """
    group_of = {id_: group for group, ids in groups.items() for id_ in ids}
    items = []
    for record, text, words, role in found:
        if record.doc_id in group_of:
            date, issuer = (
                corpus.fact(record.doc_id, "date") or "9999",
                corpus.fact(record.doc_id, "issuer"),
            )
            place = province_of(getattr(record, "scope", None), issuer, date=date, merged=merged)
            order = date, record.doc_id, record.start
            items.append(_Item(record, text, order, group_of[record.doc_id], words, place, role))
    return sorted(items, key=attrgetter("order"))


def _promises(corpus: StoredCorpus) -> Iterator[tuple[Any, str, str, str]]:
    """The commitments that set no figure, and the statements that tell a result in words."""
    cited, figures = (
        grouped(corpus.records(kind), attrgetter("doc_id")) for kind in ("citations", "targets")
    )
    texts = {id_: corpus.text(id_) for id_ in corpus.ids}
    for record in corpus.records("commitments"):
        if record.type != "target" or not _inside(record, figures):
            yield record, record.text, _content(record, record.text, cited), "promised"
    for record in corpus.records("statements"):
        if record.act in ("achievement", "limitation"):
            said = texts[record.doc_id][record.start : record.end]
            yield record, said, _content(record, said, cited), "achieved"


def _inside(record: Any, others: Mapping[str, Sequence[Any]]) -> list[Any]:
    return [
        other for other in others.get(record.doc_id, ()) if record.start <= other.start < record.end
    ]


def _content(record: Any, said: str, cited: Mapping[str, Sequence[Any]]) -> str:
    """What is promised, without who is to do it, by when, and the numbers and names of other
    documents.
    """
    for citation in _inside(record, cited):
        said = said.replace(citation.text, " ")
    return content_of(said)


class _Web:
    """Items and how alike they are; `kinds` keeps apart what can never be one: only equal ones (or
    None) link.
    """

    def __init__(self, items: Sequence[_Item], kinds: Sequence[Any]) -> None:
        numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))} | {None: -1}
        self.items, self.likeness = items, Likeness([item.words for item in items])
        self._kinds = np.array([numbers[kind] for kind in kinds])
        self.documents = np.unique([item.record.doc_id for item in items], return_inverse=True)[1]
        self._when = np.unique([item.order[0] for item in items], return_inverse=True)[1]
        self.told = np.array([item.role == "achieved" for item in items])

    def _barred(self, one: Indices, two: Indices) -> NDArray[np.bool_]:
        a, b = self._kinds[one], self._kinds[two]
        early = np.where(
            self.told[one], self._when[one] <= self._when[two], self._when[two] <= self._when[one]
        )
        told = (self.told[one] | self.told[two]) & early  # a result comes after its promise
        barred: NDArray[np.bool_] = (
            ((a != b) & (a >= 0) & (b >= 0)) | (self.told[one] & self.told[two]) | told
        )
        return barred

    def clusters(self, line: float, *, both: bool = False) -> Iterator[tuple[list[int], float]]:
        """Groups of items of one meaning, with the weakest link that holds each together.

        They grow from the strongest link on: twins inside a document, then links across; two join
        only if their members in different documents are alike on average. A told result joins one
        group and links no others.
        """
        from scipy import sparse

        links = self.likeness.links(_LOOSE * line, self._barred)
        table = sparse.csr_matrix(
            (links.score, (links.one, links.two)), shape=(len(self.items),) * 2
        )
        self._alike = (table + table.T).tocsr()
        self._alike.sort_indices()
        del table
        told = self.told[links.one] | self.told[links.two]
        cluster: dict[int, list[int]] = {}
        weakest: dict[int, float] = {}
        same = self.documents[links.one] == self.documents[links.two]
        for chosen in (
            links.take(same & ~told & (links.score >= _TWINS)),
            near_best(links.take(~told & (links.score >= line)), self.documents, both=both),
            near_best(links.take(told & (links.score >= line)), self.documents, both=both),
        ):
            order = np.lexsort((chosen.two, chosen.one, -chosen.score))
            for i, j, score in zip(*(part[order].tolist() for part in chosen), strict=True):
                a, b = cluster.setdefault(i, [i]), cluster.setdefault(j, [j])
                if a is b or any(self.told[k] and len(own) > 1 for k, own in ((i, a), (j, b))):
                    continue
                if self._mean(a, b) >= _JOIN * line:
                    weakest[a[0]] = min(score, weakest.get(a[0], 1.0), weakest.get(b[0], 1.0))
                    a += b
                    cluster.update(dict.fromkeys(b, a))
        joined = {members[0]: members for members in cluster.values() if len(members) > 1}
        yield from ((sorted(members), weakest[first]) for first, members in joined.items())

    def _mean(self, one: Sequence[int], two: Sequence[int]) -> float:
        """How alike the members of two groups are on average, those of one document left out."""
        pairs = [
            (i, j)
            for i in one[:_JUDGED]
            for j in two[:_JUDGED]
            if self.documents[i] != self.documents[j]
        ]
        return sum(self._score(i, j) for i, j in pairs) / len(pairs) if pairs else 1.0

    def _score(self, one: int, two: int) -> float:
        first, last = self._alike.indptr[one : one + 2]
        place = first + self._alike.indices[first:last].searchsorted(two)
        return (
            float(self._alike.data[place])
            if place < last and self._alike.indices[place] == two
            else 0.0
        )

    def between(self, members: Sequence[int]) -> NDArray[np.float32]:
        """How alike each two of some items are;
        0 in one document and where it is next to nothing.
        """
        scores: NDArray[np.float32] = self._alike[members][:, members].toarray()
        where = self.documents[members]
        scores[where[:, None] == where] = 0
        return scores


def _linked(items: Sequence[_Item], groups: Sequence[str]) -> list[Thread]:
    """The threads of actions, and of what reports tell of them."""
    if len(items) < 2:
        return []
    web = _Web(items, [item.place or None for item in items])
    return _threads_of(web, list(web.clusters(_LINE)), groups)


def _measured(items: Sequence[_Item], groups: Sequence[str]) -> list[Thread]:
    """The threads of figures: by indicator; by their own words where none is known, or where a
    document has many.
    """
    if len(items) < 2:
        return []
    keys = [_key(item) for item in items]
    series = grouped(range(len(items)), keys.__getitem__)
    single = {
        key for key, own in series.items() if key[0] and not _disagree([items[i] for i in own])
    }
    kinds = [
        (place,) if key in single else (*key, items[place].record.unit)
        for place, key in enumerate(keys)
    ]
    web = _Web(items, kinds)
    by_words = list(web.clusters(_LINE_OF_A_FIGURE, both=True))
    return _threads_of(web, [*((series[key], 1.0) for key in single), *by_words], groups)


def _key(item: _Item) -> tuple[Any, ...]:
    """What figures of one series have in common: indicator, scope, province; and not so far ahead
    that it is a vision.
    """
    record, made = item.record, int(item.order[0][:4])
    far = record.measure == "vision" or int((record.deadline or "0")[:4]) - made > _FAR
    return (
        _SUCCEEDED.get(record.indicator, record.indicator),
        fold(record.scope or ""),
        item.place,
        far,
    )


def _disagree(items: Sequence[_Item]) -> bool:
    """Whether a document promises several figures of one series for the same time."""
    values = {
        (i.record.doc_id, i.record.deadline, i.record.low, i.record.high)
        for i in items
        if i.role == "promised"
    }
    return len({value[:2] for value in values}) < len(values)


def _threads_of(
    web: _Web, clusters: Iterable[tuple[list[int], float]], groups: Sequence[str]
) -> list[Thread]:
    kept = [
        (members, score)
        for members, score in clusters
        if len({web.documents[i] for i in members}) > 1 and not web.told[members].all()
    ]
    missing = _missing(web, [members for members, _ in kept], groups)
    return [
        _thread(web, members, score, groups, missing.get(number, {}))
        for number, (members, score) in enumerate(kept)
    ]


def _missing(
    web: _Web, clusters: Sequence[Sequence[int]], groups: Sequence[str]
) -> dict[int, dict[str, Member]]:
    """By thread and group in which it was not found: the statement there that is most like it."""
    found: dict[int, dict[str, Member]] = defaultdict(dict)
    held = [{web.items[i].group for i in members} for members in clusters]
    for group in groups:
        among = np.array(
            [place for place, item in enumerate(web.items) if item.group == group], np.int32
        )
        absent = [number for number, own in enumerate(held) if group not in own]
        near = web.likeness.nearest([clusters[number][-_JUDGED:] for number in absent], among)
        for place, (best, score) in near.items():
            found[absent[place]][group] = Member(**_taken(web.items[best], round(score, 4)))
    return found


def _thread(
    web: _Web,
    members: Sequence[int],
    score: float,
    groups: Sequence[str],
    missing: Mapping[str, Member],
) -> Thread:
    members = sorted(members, key=lambda i: web.items[i].order)
    scores = web.between(members)
    found = list(_members(web, members, scores, score))
    held, said = (
        {web.items[i].group for i in members if not web.told[i]},
        {member.group for member in found},
    )
    first = min(groups.index(group) for group in held)
    found += [
        Member(None, group, nearest=missing.get(group))
        for group in groups[first:]
        if group not in said
    ]
    found.sort(key=lambda member: groups.index(member.group))
    label, indicator = _named([web.items[i] for i in members if not web.told[i]])
    one, two = divmod(int(scores.argmax()), len(members)) if scores.any() else (0, -1)
    terms = web.likeness.shared(members[one], members[two])
    return Thread(
        "", label, indicator, _status(groups, held, found), round(score, 4), tuple(found), terms
    )


def _members(
    web: _Web, members: Sequence[int], scores: NDArray[np.float32], score: float
) -> Iterator[Member]:
    """The members in order, each compared with the promise most like it in the document before that
    has one.
    """
    last: list[int] = []
    for _, places in groupby(range(len(members)), lambda place: int(web.documents[members[place]])):
        own = list(places)
        for place in own:
            yield _member(web, members, place, last, scores[place], score)
        last = [place for place in own if not web.told[members[place]]] or last


def _member(
    web: _Web,
    members: Sequence[int],
    place: int,
    last: Sequence[int],
    scores: NDArray[np.float32],
    score: float,
) -> Member:
    item = web.items[members[place]]
    taken = _taken(item, 1.0 if score == 1 else round(float(scores.max()), 4))
    if not last or item.role == "achieved":
        return Member(**taken)
    before = max(last, key=lambda other: (scores[other], other))
    was = web.items[members[before]]
    changed = changes(
        was.record,
        item.record,
        web.likeness.undamped(members[place], members[before], float(scores[before])),
    )
    told = tuple(marks(was.text, item.text, item.record.start))
    return Member(
        **taken,
        changes=changed,
        better=better(item.record, changed),
        marks=told,
        renamed=renamings(was.text, item.text),
    )


def _taken(item: _Item, score: float) -> dict[str, Any]:
    """What a member has of its record."""
    own = {name: getattr(item.record, name, None) for name in _TAKEN}
    if isinstance(item.record, Statement):
        # The unit of a statement is its place in the structure, not what a figure is measured in.
        own["unit"] = None
    return {**own, "text": item.text, "group": item.group, "role": item.role, "score": score}


def _status(groups: Sequence[str], held: set[str], members: Sequence[Member]) -> Status:
    last = groups[-1]
    if last not in held:
        return "dropped"
    if held == {last}:
        return "new"
    if groups[-2] not in held:
        return "resumed"
    return (
        "changed"
        if any(member.changes for member in members if member.group == last)
        else "continued"
    )


def _named(promised: Sequence[_Item]) -> tuple[str, str | None]:
    """What a thread is called, and the key or else the words of its indicator."""
    scope, key = (getattr(promised[-1].record, name, None) for name in ("scope", "indicator"))
    if key:
        return indicators()[key].vi + (f" ({scope})" if scope else ""), key
    key = getattr(promised[-1].record, "indicator_text", None) or None
    words = key or min((" ".join(item.text.split()) for item in promised), key=len)
    words = (
        words[mark.end() :]
        if (mark := data.patterns("likeness.toml", "likeness")["marks"].match(fold(words)))
        else words
    )
    words = words[:1].upper() + words[1:]
    return words if len(words) <= 110 else words[:109].rsplit(" ", 1)[0] + "…", key
