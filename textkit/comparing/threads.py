"""The same commitment found again in later documents, and what changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit import data
from textkit.comparing.changes import Change, better, changes, marks, province_of, renamings
from textkit.comparing.similarity import Indices, Likeness, Links, content_of, near_best
from textkit.finding.indicators import indicators
from textkit.finding.statements import Statement
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

Status = Literal["new", "continued", "changed", "dropped", "resumed"]


@dataclass(frozen=True, slots=True)
class Member:
    """One place of a thread; of a group in which the running thread was not found, `text` is None.

    `role` is `promised` or `achieved`: the result of it that is reported, in a figure or in words.
    `changes` compares with the promise most like it in the document before; `better` says whether a
    changed figure is one for the better by the indicator's good direction (None: not known, or no
    figure changed). `marks` are the spans of its document that hold other words than that promise,
    `renamed` the bodies that go by a new name. `score` is the greatest likeness to another member
    (1 where the indicator links them); `nearest` the likest statement of a group that has no
    counterpart: read it before you say that a promise was dropped.
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
    province: str
    role: str


# Likeness from which two actions may be one. Chosen on the pairs of tests/labels/pairs.csv: of
# links between the XIII and XIV congress resolutions P .89, R .77, between 57-NQ/TW and 03/NQ-CP
# P .69, R .72. Other documents may do worse.
LINK_THRESHOLD = 0.17

# The same for figures whose indicator is not known: they name less, so they need more likeness
# (same labels: P 1 and .95, R 1 and .75).
FIGURE_LINK_THRESHOLD = 0.28

# Two statements of one document that are so alike say the same thing. Tuned on the same labels; no
# figure of its own was kept, nor of the three below.
TWIN_THRESHOLD = 0.6

# Two groups join if their members are alike on average by this share of the threshold, …
_MEAN_OF_THRESHOLD = 0.45

# … for which links count that reach this share of it.
_LOOSE_LINK_OF_THRESHOLD = 0.6

# So many members of a group decide whether another joins it.
_MEMBERS_COMPARED = 6

# A figure set so many years ahead or more is a vision: what a document sets for 2045 is no later
# value of what it sets for 2030. Chosen by eye; not measured.
_YEARS_OF_A_PLAN = 12

# A label is cut to so many characters.
_LENGTH_OF_A_LABEL = 110

# An indicator whose definition changed goes on as another: its figures are never compared with the
# old ones.
_SUCCEEDED = {
    "trained_labour_certified": "trained_labour",
    "poverty_multidimensional": "poverty_rate",
}

# What a member has of its record.
_FIELDS_OF_A_MEMBER = (
    "doc_id",
    "start",
    "end",
    "path",
    "comparator",
    "low",
    "high",
    "unit",
    "per",
    "deadline",
)


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
    figures = _items(corpus, groups, _figures(corpus), merged=merge_provinces)
    actions = _items(corpus, groups, _actions(corpus), merged=True)
    linked = [
        *_threads_of_figures(figures, list(groups)),
        *_threads_of_actions(actions, list(groups)),
    ]
    linked.sort(key=_rank)
    return [replace(thread, id=f"T{number:03d}") for number, thread in enumerate(linked, start=1)]


def _rank(thread: Thread) -> tuple[int, float, str]:
    """Threads of most groups first, then those held together best."""
    groups = {member.group for member in thread.members if member.text}
    return -len(groups), -thread.score, thread.label


class _Source(NamedTuple):
    """A record that may become an item: its text, the words that are compared, and its role."""

    record: Any
    text: str
    words: str
    role: str


def _items(
    corpus: StoredCorpus,
    groups: Mapping[str, Sequence[str]],
    sources: Iterable[_Source],
    *,
    merged: bool,
) -> list[_Item]:
    """Records of grouped documents as items, in order of time."""
    group_of = {id_: group for group, ids in groups.items() for id_ in ids}
    items = []
    for record, text, words, role in sources:
        if record.doc_id in group_of:
            date = corpus.fact(record.doc_id, "date") or "9999"
            issuer = corpus.fact(record.doc_id, "issuer")
            scope = getattr(record, "scope", None)
            province = province_of(scope, issuer, date=date, merged=merged)
            order = date, record.doc_id, record.start
            group = group_of[record.doc_id]
            items.append(_Item(record, text, order, group, words, province, role))
    return sorted(items, key=attrgetter("order"))


def _figures(corpus: StoredCorpus) -> Iterator[_Source]:
    """The figures that are promised or reached."""
    for record in corpus.records("targets"):
        yield _Source(record, record.text, record.indicator_text or record.text, record.role)


def _actions(corpus: StoredCorpus) -> Iterator[_Source]:
    """The commitments that set no figure, and the statements that report a result in words."""
    citations = grouped(corpus.records("citations"), attrgetter("doc_id"))
    figures = grouped(corpus.records("targets"), attrgetter("doc_id"))
    texts = {id_: corpus.text(id_) for id_ in corpus.ids}
    for record in corpus.records("commitments"):
        if record.type != "target" or not _inside(record, figures):
            words = _content(record, record.text, citations)
            yield _Source(record, record.text, words, "promised")
    for record in corpus.records("statements"):
        if record.act in ("achievement", "limitation"):
            text = texts[record.doc_id][record.start : record.end]
            yield _Source(record, text, _content(record, text, citations), "achieved")


def _inside(record: Any, others: Mapping[str, Sequence[Any]]) -> list[Any]:
    """The records of its document that begin inside a record."""
    in_document = others.get(record.doc_id, ())
    return [other for other in in_document if record.start <= other.start < record.end]


def _content(record: Any, text: str, citations: Mapping[str, Sequence[Any]]) -> str:
    """What is promised, without who is to do it, by when, and the names of other documents."""
    for citation in _inside(record, citations):
        text = text.replace(citation.text, " ")
    return content_of(text)


class _Web:
    """Items and how alike they are.

    `kinds` keeps apart what can never be one: only items of equal kinds, or of kind None, link.
    """

    def __init__(self, items: Sequence[_Item], kinds: Sequence[Any]) -> None:
        numbers = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))} | {None: -1}
        self.items = items
        self.likeness = Likeness([item.words for item in items])
        self.documents = _numbered([item.record.doc_id for item in items])
        self.is_result = np.array([item.role == "achieved" for item in items])
        self._kinds = np.array([numbers[kind] for kind in kinds])
        self._dates = _numbered([item.order[0] for item in items])

    def links(self, line: float) -> Links:
        """The pairs at least as alike as a line that may be one thing."""
        return self.likeness.links(line, self._barred)

    def _barred(self, one: Indices, two: Indices) -> NDArray[np.bool_]:
        """Pairs that are never one: of other kinds, two results, a result before its promise."""
        kind, other_kind = self._kinds[one], self._kinds[two]
        other_kinds = (kind != other_kind) & (kind >= 0) & (other_kind >= 0)
        result, other_result = self.is_result[one], self.is_result[two]
        date, other_date = self._dates[one], self._dates[two]
        too_early = np.where(result, date <= other_date, other_date <= date)
        barred: NDArray[np.bool_] = (
            other_kinds | (result & other_result) | ((result | other_result) & too_early)
        )
        return barred


def _numbered(values: Sequence[str]) -> Indices:
    """Each value as its number in their order."""
    numbers: Indices = np.unique(values, return_inverse=True)[1]
    return numbers


class _Scores:
    """How alike any two items are, as far as links between them were kept; else 0."""

    def __init__(self, links: Links, documents: Indices) -> None:
        from scipy import sparse

        self._documents = documents
        half = sparse.csr_matrix((links.score, (links.one, links.two)), shape=(len(documents),) * 2)
        self._table = (half + half.T).tocsr()
        self._table.sort_indices()

    def of(self, one: int, two: int) -> float:
        """The score of two items."""
        first, behind = self._table.indptr[one : one + 2]
        place = first + self._table.indices[first:behind].searchsorted(two)
        if place < behind and self._table.indices[place] == two:
            return float(self._table.data[place])
        return 0.0

    def mean(self, one: Sequence[int], two: Sequence[int]) -> float:
        """How alike the first members of two groups are on average; 1 if all are of one document.

        Pairs within a document are left out.
        """
        scores: list[float] = []
        for i in one[:_MEMBERS_COMPARED]:
            for j in two[:_MEMBERS_COMPARED]:
                if self._documents[i] != self._documents[j]:
                    scores.append(self.of(i, j))
        return sum(scores) / len(scores) if scores else 1.0

    def between(self, members: Sequence[int]) -> NDArray[np.float32]:
        """The scores of each two of some items, 0 within a document."""
        scores: NDArray[np.float32] = self._table[members][:, members].toarray()
        documents = self._documents[members]
        scores[documents[:, None] == documents] = 0
        return scores


class _Cluster(NamedTuple):
    """Items of one meaning, and the weakest link that holds them together."""

    members: list[int]
    score: float


def _clustered(web: _Web, line: float, *, both: bool = False) -> tuple[list[_Cluster], _Scores]:
    """The items of a web in clusters of one meaning, and how alike they are.

    1. All links over a loose line are found: they say how alike groups are on average.
    2. Of those over the line itself are taken: twins inside a document, then promises across
       documents, then results, each near the best that a side (or both) has.
    3. From the strongest link on, groups join if their members in different documents are alike on
       average. A result joins one group and links no others.
    """
    loose = web.links(_LOOSE_LINK_OF_THRESHOLD * line)
    scores = _Scores(loose, web.documents)
    with_result = web.is_result[loose.one] | web.is_result[loose.two]
    in_document = web.documents[loose.one] == web.documents[loose.two]
    over_line = loose.score >= line
    twins = loose.take(in_document & ~with_result & (loose.score >= TWIN_THRESHOLD))
    promises = near_best(loose.take(~with_result & over_line), web.documents, both=both)
    results = near_best(loose.take(with_result & over_line), web.documents, both=both)
    return _joined([twins, promises, results], web.is_result, scores, line), scores


def _joined(
    rounds: Sequence[Links], is_result: NDArray[np.bool_], scores: _Scores, line: float
) -> list[_Cluster]:
    """Clusters of linked items, joined round by round, in each from the strongest link on."""
    cluster_of: dict[int, list[int]] = {}
    weakest: dict[int, float] = {}
    for links in rounds:
        order = np.lexsort((links.two, links.one, -links.score))
        ordered = (part[order].tolist() for part in links)
        for i, j, score in zip(*ordered, strict=True):
            one, two = cluster_of.setdefault(i, [i]), cluster_of.setdefault(j, [j])
            settled = (is_result[i] and len(one) > 1) or (is_result[j] and len(two) > 1)
            if one is two or settled:
                continue
            if scores.mean(one, two) >= _MEAN_OF_THRESHOLD * line:
                held_by = weakest.get(one[0], 1.0), weakest.get(two[0], 1.0)
                weakest[one[0]] = min(score, *held_by)
                one += two
                cluster_of.update(dict.fromkeys(two, one))
    by_first = {members[0]: members for members in cluster_of.values() if len(members) > 1}
    return [_Cluster(sorted(members), weakest[first]) for first, members in by_first.items()]


def _threads_of_actions(items: Sequence[_Item], groups: Sequence[str]) -> list[Thread]:
    """The threads of actions, and of what reports say of them."""
    if len(items) < 2:
        return []
    web = _Web(items, [item.province or None for item in items])
    clusters, scores = _clustered(web, LINK_THRESHOLD)
    return _threads_of(web, scores, clusters, groups)


def _threads_of_figures(items: Sequence[_Item], groups: Sequence[str]) -> list[Thread]:
    """The threads of figures.

    They are by indicator; by their own words where none is known, or where a document has many.
    """
    if len(items) < 2:
        return []
    series_of = [_series(item) for item in items]
    members_of = grouped(range(len(items)), series_of.__getitem__)
    clear = {
        series: members
        for series, members in members_of.items()
        if series[0] and not _disagree([items[i] for i in members])
    }
    # What is linked by its indicator links nothing by its words: each is a kind of its own.
    kinds: list[Any] = []
    for number, series in enumerate(series_of):
        kinds.append((number,) if series in clear else (*series, items[number].record.unit))
    web = _Web(items, kinds)
    by_words, scores = _clustered(web, FIGURE_LINK_THRESHOLD, both=True)
    by_indicator = [_Cluster(members, 1.0) for members in clear.values()]
    return _threads_of(web, scores, [*by_indicator, *by_words], groups)


def _series(item: _Item) -> tuple[Any, ...]:
    """What figures of one series have in common: indicator, scope, province, and plan or vision."""
    record, year = item.record, int(item.order[0][:4])
    years_ahead = int((record.deadline or "0")[:4]) - year
    is_vision = record.measure == "vision" or years_ahead > _YEARS_OF_A_PLAN
    indicator = _SUCCEEDED.get(record.indicator, record.indicator)
    return indicator, fold(record.scope or ""), item.province, is_vision


def _disagree(items: Sequence[_Item]) -> bool:
    """Whether a document promises several figures of one series for the same time."""
    values = {
        (item.record.doc_id, item.record.deadline, item.record.low, item.record.high)
        for item in items
        if item.role == "promised"
    }
    return len({(doc_id, deadline) for doc_id, deadline, _, _ in values}) < len(values)


def _threads_of(
    web: _Web, scores: _Scores, clusters: Iterable[_Cluster], groups: Sequence[str]
) -> list[Thread]:
    """The clusters that hold a promise and reach over two documents, as threads."""
    kept = [
        cluster
        for cluster in clusters
        if len({web.documents[i] for i in cluster.members}) > 1
        and not web.is_result[cluster.members].all()
    ]
    missing = _missing(web, [cluster.members for cluster in kept], groups)
    return [
        _thread(web, cluster, scores, groups, missing.get(number, {}))
        for number, cluster in enumerate(kept)
    ]


def _missing(
    web: _Web, clusters: Sequence[Sequence[int]], groups: Sequence[str]
) -> dict[int, dict[str, Member]]:
    """By thread and group in which it was not found: the statement there that is most like it."""
    missing: dict[int, dict[str, Member]] = {}
    groups_of = [{web.items[i].group for i in members} for members in clusters]
    for group in groups:
        in_group = [number for number, item in enumerate(web.items) if item.group == group]
        absent = [number for number, held in enumerate(groups_of) if group not in held]
        latest = [clusters[number][-_MEMBERS_COMPARED:] for number in absent]
        nearest = web.likeness.nearest(latest, np.array(in_group, np.int32))
        for place, (item, score) in nearest.items():
            member = Member(**_fields(web.items[item], round(score, 4)))
            missing.setdefault(absent[place], {})[group] = member
    return missing


def _thread(
    web: _Web,
    cluster: _Cluster,
    scores: _Scores,
    groups: Sequence[str],
    missing: Mapping[str, Member],
) -> Thread:
    order = sorted(cluster.members, key=lambda i: web.items[i].order)
    between = scores.between(order)
    members = list(_members(web, order, between, cluster.score))
    promised = [web.items[i] for i in order if not web.is_result[i]]
    held = {item.group for item in promised}
    with_member = {member.group for member in members}
    first = min(groups.index(group) for group in held)
    for group in groups[first:]:
        if group not in with_member:
            members.append(Member(None, group, nearest=missing.get(group)))
    members.sort(key=lambda member: groups.index(member.group))
    label, indicator = _named(promised)
    # Where nothing scored (an indicator links them), the words of the first and the last.
    one, two = divmod(int(between.argmax()), len(order)) if between.any() else (0, -1)
    return Thread(
        id="",
        label=label,
        indicator=indicator,
        status=_status(groups, held, members),
        score=round(cluster.score, 4),
        members=tuple(members),
        terms=web.likeness.shared(order[one], order[two]),
    )


def _members(
    web: _Web, order: Sequence[int], between: NDArray[np.float32], score: float
) -> Iterator[Member]:
    """The members in order, each compared with a promise in the document before that has one.

    Of several promises there it is the one most like it.
    """
    before: list[int] = []
    for _, run in groupby(range(len(order)), lambda place: int(web.documents[order[place]])):
        in_document = list(run)
        for place in in_document:
            yield _member(web, order, place, before, between[place], score)
        promises = [place for place in in_document if not web.is_result[order[place]]]
        before = promises or before


def _member(
    web: _Web,
    order: Sequence[int],
    place: int,
    before: Sequence[int],
    scores: NDArray[np.float32],
    score: float,
) -> Member:
    item = web.items[order[place]]
    fields = _fields(item, 1.0 if score == 1 else round(float(scores.max()), 4))
    if not before or item.role == "achieved":
        return Member(**fields)
    likest = max(before, key=lambda other: (scores[other], other))
    previous = web.items[order[likest]]
    cosine = web.likeness.undamped(order[place], order[likest], float(scores[likest]))
    changed = changes(previous.record, item.record, cosine)
    return Member(
        **fields,
        changes=changed,
        better=better(item.record, changed),
        marks=tuple(marks(previous.text, item.text, item.record.start)),
        renamed=renamings(previous.text, item.text),
    )


def _fields(item: _Item, score: float) -> dict[str, Any]:
    """What a member has of its item."""
    of_record = {name: getattr(item.record, name, None) for name in _FIELDS_OF_A_MEMBER}
    if isinstance(item.record, Statement):
        # The unit of a statement is its place in the structure, not what a figure is measured in.
        of_record["unit"] = None
    return {
        **of_record,
        "text": item.text,
        "group": item.group,
        "role": item.role,
        "score": score,
    }


def _status(groups: Sequence[str], held: set[str], members: Sequence[Member]) -> Status:
    """What became of a thread by the last group; `held` are the groups that promise it."""
    last = groups[-1]
    if last not in held:
        return "dropped"
    if held == {last}:
        return "new"
    if groups[-2] not in held:
        return "resumed"
    changed = any(member.changes for member in members if member.group == last)
    return "changed" if changed else "continued"


def _named(promised: Sequence[_Item]) -> tuple[str, str | None]:
    """What a thread is called, and the key or else the words of its indicator.

    Without an indicator it is the shortest of its promises, without its list mark.
    """
    record = promised[-1].record
    scope, key = (getattr(record, name, None) for name in ("scope", "indicator"))
    if key:
        return indicators()[key].vi + (f" ({scope})" if scope else ""), key
    indicator_text = getattr(record, "indicator_text", None) or None
    shortest = min((" ".join(item.text.split()) for item in promised), key=len)
    label = indicator_text or shortest
    mark = data.patterns("likeness.toml", "likeness")["marks"].match(fold(label))
    if mark:
        label = label[mark.end() :]
    label = label[:1].upper() + label[1:]
    if len(label) > _LENGTH_OF_A_LABEL:
        label = label[: _LENGTH_OF_A_LABEL - 1].rsplit(" ", 1)[0] + "…"
    return label, indicator_text
