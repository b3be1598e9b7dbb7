"""The same commitment found again in later documents, what changed, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal, NamedTuple

import numpy as np

from textkit.comparing.answers import Answer, Verdict, answers, kept, last_reports
from textkit.comparing.changes import Change, better, changes, marks, renamings
from textkit.comparing.clusters import Cluster
from textkit.comparing.design import order_of
from textkit.comparing.items import Item, actions_of, figures_of
from textkit.comparing.linking import (
    LINK_THRESHOLD,
    SAME_THRESHOLD,
    Linked,
    linked_actions,
    linked_figures,
)
from textkit.comparing.naming import ids, key_of, named
from textkit.finding.statements import Statement
from textkit.storing.corpus import StoredCorpus

Status = Literal[
    "new", "continued", "changed", "dropped", "resumed", "uncertain", "shared", "single"
]
Role = Literal["promised", "achieved", "estimate", "unmet", "start"]
Grade = Literal["same", "near"]


@dataclass(frozen=True, slots=True)
class Member:
    """One place of a thread; of a group in which the running thread was not found, `text` is None.

    `role` is `promised`, or what a result tells of the promise: `achieved`, `estimate` (a
    forecast), `unmet` (what is wanting) or `start` (a value older than every promise). A result
    stands in the group of the promise it answers, and has that promise's place in `answers`, those
    of the other promises that it answers in `also_answers`. `verdict` says whether a promise was
    kept, on the promise and on the result (there of the promise in `answers`): `reached`,
    `reached_in_part`, `not_reached`, on a promise also `not_reported`; None where nothing says.
    `sentence` is the statement in which a result is told.

    `grade` is `same`, or `near` where its likest counterpart in another document may be another
    commitment, or the same in part: read it. `changes` compares with the promise most like it in
    the document before; `better` says whether a changed figure is one for the better by the
    indicator's good direction (None: not known, no figure changed, or the province is another).
    `marks` are the spans of its document that hold other words than that promise, `renamed` the
    bodies that go by a new name. `score` is the greatest likeness to another member; `nearest` the
    likest statement of a group that has no counterpart: read it before you say that a promise was
    dropped. `after_merger` marks the first member in time of a province that others had joined on 1
    July 2025, in a thread that began before. `guest` marks a statement that promises something else
    too, and is at home in the thread of that.
    """

    doc_id: str | None
    group: str
    start: int | None = None
    end: int | None = None
    text: str | None = None
    path: str = ""
    role: Role = "promised"
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
    grade: Grade | None = None
    verdict: Verdict | None = None
    answers: tuple[str, int] | None = None
    also_answers: tuple[tuple[str, int], ...] = ()
    sentence: str | None = None
    after_merger: bool = False
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Thread:
    """One commitment over time: its members in order, and its status as of the last group.

    `indicator` is the key of the indicator a target is measured by (its own words where none is
    known), None of an action; `score` is the mean likeness of its promises; `terms` are the folded
    words that link its two members most alike. A thread whose counterparts are only near, or the
    one in the last group, is `uncertain`: neither continued nor dropped, and in no count.
    """

    id: str
    label: str
    indicator: str | None
    status: Status
    score: float
    members: tuple[Member, ...]
    terms: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether it is counted: it has more than a near counterpart."""
        return self.status != "uncertain"


# The kind of a document that tells what was done.
_REPORT = "báo cáo"

# So many of the latest members say what the likest statement of another group is held against.
_MEMBERS_COMPARED = 6

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
    corpus: StoredCorpus, *, by: str = "period", merge_provinces: bool = True
) -> list[Thread]:
    """The commitments that stand in two documents or more, with what changed from one to the next.

    Targets are linked by indicator, scope and province, or by their own words where the indicator
    is not known or a document has several such figures; actions by what is promised, whoever is to
    do it (`affinity`), in groups whose members are alike on average and none of which is far off
    (`clusters`). A statement that promises two things stands in two threads. Figures are compared
    only where indicator, unit, measure, scope and standard agree; else the change is `redefined`.

    What a report says was done, or is wanting, stands beside the promise it answers, with a verdict
    (`answers`). `dropped` says no more than that no counterpart was found; the likest statement
    stands in `nearest`. A link has a grade: of what is linked as `same` hardly anything is wrong,
    what is `near` is to be read.

    `by` is the fact that makes the groups: period, term, kind, issuer, year. Where none of them is
    before another (`design`: places, issuers, terms that overlap), nothing is dropped or changed: a
    thread is `shared` by several groups or of a `single` one. Statements of
    different provinces are never linked; provinces that became one on 1 July 2025 are one, with the
    break marked (`after_merger`), unless `merge_provinces` is false. An id is made of what the
    thread is about: it stays when documents are added. Raises TextkitError if `by` is unknown.
    Example: `tk.threads(corpus)[0].members`
    """
    groups = corpus.groups(by)
    figures = figures_of(corpus, groups, merged=merge_provinces)
    actions = actions_of(corpus, groups)
    reports_of = _last_reports(corpus, figures, actions)
    has_before = order_of(corpus, by)[0] == "time"
    linked = ((figures, linked_figures), (actions, linked_actions))
    found: list[tuple[str, Thread]] = []
    for (items, link), reports in zip(linked, reports_of, strict=True):
        if len(items) > 1:
            weaver = _Weaver(link(items), list(groups), reports, in_time=has_before)
            found += weaver.threads()
    if not has_before:
        found = [(key, _without_before(thread)) for key, thread in found]
    found.sort(key=_rank)
    names = ids(key for key, _ in found)
    return [replace(thread, id=name) for name, (_, thread) in zip(names, found, strict=True)]


def _without_before(thread: Thread) -> Thread:
    """A thread of groups of which none is before another: nothing was dropped, raised or renamed.

    What is told of groups without a counterpart goes too: nothing can be missed there.
    """
    members = []
    for member in thread.members:
        if member.text is not None:
            plain = replace(member, changes=(), better=None, marks=(), renamed=())
            members.append(plain)
    groups = {member.group for member in members if member.role == "promised"}
    status: Status = "shared" if len(groups) > 1 else "single"
    if thread.status == "uncertain":
        status = "uncertain"
    return replace(thread, status=status, members=tuple(members))


def _last_reports(
    corpus: StoredCorpus, figures: Sequence[Item], actions: Sequence[Item]
) -> tuple[dict[str, str], dict[str, str]]:
    """By province, the dates of the last reports on figures and on actions.

    What a resolution says of the time before it may be called a report on figures; that it does not
    mention an action says nothing.
    """
    called = {id_ for id_ in corpus.ids if corpus.fact(id_, "kind") == _REPORT}
    in_reports = [item for item in actions if item.record.doc_id in called]
    return last_reports(figures, actions, called), last_reports(in_reports, figures, called)


def _rank(found: tuple[str, Thread]) -> tuple[bool, int, float, str, str]:
    """Uncertain threads last, those of most groups first, then those held together best."""
    key, thread = found
    groups = {member.group for member in thread.members if member.text}
    return thread.status == "uncertain", -len(groups), -thread.score, thread.label, key


class _Told(NamedTuple):
    """What results tell of the items of a thread, by their places."""

    answers: Mapping[int, Answer]
    verdicts: Mapping[int, Verdict]


class _Weaver:
    """Linked items made into threads."""

    def __init__(
        self, linked: Linked, groups: Sequence[str], reports: Mapping[str, str], *, in_time: bool
    ) -> None:
        self._linked = linked
        self._groups = groups
        self._reports = reports
        self._in_time = in_time

    def threads(self) -> Iterator[tuple[str, Thread]]:
        """The clusters that hold a promise and reach over two documents, each with its key."""
        over_documents = []
        for cluster in self._linked.clusters:
            items = [self._linked.items[i] for i in cluster.members]
            documents = {item.record.doc_id for item in items}
            if len(documents) > 1 and not all(item.is_result for item in items):
                over_documents.append(cluster)
        missing = self._missing([cluster.members for cluster in over_documents])
        for place, cluster in enumerate(over_documents):
            yield _Thread(self._linked, cluster).made(
                self._groups, self._reports, missing.get(place, {}), in_time=self._in_time
            )

    def _missing(self, clusters: Sequence[Sequence[int]]) -> dict[int, dict[str, Member]]:
        """By thread and group in which no promise was found: the likest statement there."""
        items = self._linked.items
        missing: dict[int, dict[str, Member]] = {}
        groups_of = [
            {items[i].group for i in members if not items[i].is_result} for members in clusters
        ]
        for group in self._groups:
            in_group = [number for number, item in enumerate(items) if item.group == group]
            absent = [number for number, held in enumerate(groups_of) if group not in held]
            latest = [clusters[number][-_MEMBERS_COMPARED:] for number in absent]
            nearest = self._linked.likeness.nearest(latest, np.array(in_group, np.int32))
            for place, (item, score) in nearest.items():
                member = Member(**_fields(items[item], round(score, 4)))
                missing.setdefault(absent[place], {})[group] = member
        return missing


class _Thread:
    """One cluster on its way to a thread; members are known by their place in order of time."""

    def __init__(self, linked: Linked, cluster: Cluster) -> None:
        self._likeness = linked.likeness
        self._order = sorted(cluster.members, key=lambda i: linked.items[i].order)
        self._items = [linked.items[i] for i in self._order]
        self._is_guest = [i in cluster.guests for i in self._order]
        self._between = linked.scores.between(self._order)
        documents = linked.scores.documents[self._order]
        self._document = documents.tolist()
        self._promises = [p for p, item in enumerate(self._items) if not item.is_result]

    def made(
        self,
        groups: Sequence[str],
        reports: Mapping[str, str],
        nearest: Mapping[str, Member],
        *,
        in_time: bool,
    ) -> tuple[str, Thread]:
        """The thread, and the key that its id is made of."""
        found = answers(self._items)
        guests = {place for place, is_guest in enumerate(self._is_guest) if is_guest}
        last_report = reports.get(self._items[0].province, "")
        verdicts = kept(self._items, found, last_report, is_same=self._is_same, guests=guests)
        told = _Told(found, verdicts)
        members = list(self._members(told, in_time=in_time))
        held = _held(members)
        first = min(groups.index(group) for group in held)
        # A guest is at home in another thread, which goes on from it: nothing is missing behind it.
        goes_on = bool(self._promises) and self._is_guest[self._promises[-1]]
        last_held = max(groups.index(group) for group in held)
        for place, group in enumerate(groups[first:], start=first):
            if group not in held and not (goes_on and place > last_held):
                members.append(Member(None, group, nearest=nearest.get(group)))
        members.sort(key=lambda member: (groups.index(member.group), member.role != "start"))
        promised = [self._items[place] for place in self._promises]
        at_home = [self._items[place] for place in self._promises if not self._is_guest[place]]
        label, indicator = named(promised, self._central())
        return key_of(promised, at_home), Thread(
            id="",
            label=label,
            indicator=indicator,
            status=status_of(groups, held, members, goes_on=goes_on),
            score=self._score(),
            members=tuple(members),
            terms=self._terms(),
        )

    def _members(self, told: _Told, *, in_time: bool) -> Iterator[Member]:
        """The members in order of time, promises compared with those in the document before."""
        before: list[int] = []
        seen_before_merger = False
        marked = False
        for _, run in groupby(range(len(self._order)), self._document.__getitem__):
            in_document = list(run)
            for place in in_document:
                item = self._items[place]
                is_first_after = item.after_merger and seen_before_merger and not marked
                marked |= is_first_after
                seen_before_merger |= not item.after_merger and bool(item.province)
                fields = self._fields(place) | {"after_merger": is_first_after}
                if item.is_result:
                    yield self._result(place, fields, told, in_time=in_time)
                else:
                    yield self._promise(place, fields, before, told)
            promises = [place for place in in_document if not self._items[place].is_result]
            before = promises or before

    def _result(self, place: int, fields: dict[str, Any], told: _Told, *, in_time: bool) -> Member:
        answer = told.answers.get(place)
        if answer is None:
            return Member(**fields)
        if not answer.promises:
            return Member(**(fields | {"role": "start"}))
        first = answer.promises[0]
        if in_time:
            fields["group"] = self._items[first].group
        answered, *others = (
            (self._items[promise].record.doc_id, self._items[promise].record.start)
            for promise in answer.promises
        )
        return Member(
            **fields,
            verdict=answer.verdict if self._is_same(place, first) else None,
            answers=answered,
            also_answers=tuple(others),
        )

    def _is_same(self, one: int, two: int) -> bool:
        """Whether two members are linked closely enough to decide something."""
        is_sure = float(self._between[one].max()) >= SAME_THRESHOLD
        return is_sure and float(self._between[one][two]) >= LINK_THRESHOLD

    def _promise(
        self, place: int, fields: dict[str, Any], before: Sequence[int], told: _Told
    ) -> Member:
        fields["verdict"] = told.verdicts.get(place)
        if not before:
            return Member(**fields)
        item = self._items[place]
        likest = max(before, key=lambda other: (self._between[place][other], other))
        previous = self._items[likest]
        cosine = self._likeness.cosine(self._order[place], self._order[likest])
        changed = changes(previous.record, item.record, cosine)
        is_one_province = previous.after_merger == item.after_merger
        return Member(
            **fields,
            changes=changed,
            better=better(item.record, changed) if is_one_province else None,
            marks=tuple(marks(previous.text, item.text, item.record.start)),
            renamed=renamings(previous.text, item.text),
        )

    def _fields(self, place: int) -> dict[str, Any]:
        """What a member has of its item, with its likeness to the others."""
        score = round(float(self._between[place].max()), 4)
        item = self._items[place]
        is_same = score >= SAME_THRESHOLD
        return _fields(item, score) | {
            "grade": "same" if is_same else "near",
            "sentence": item.sentence,
            "guest": self._is_guest[place],
        }

    def _score(self) -> float:
        """How alike the promises of different documents are on average."""
        scores = []
        for number, one in enumerate(self._promises):
            for two in self._promises[:number]:
                if self._document[one] != self._document[two]:
                    scores.append(float(self._between[one][two]))
        return (
            round(sum(scores) / len(scores), 4) if scores else round(float(self._between.max()), 4)
        )

    def _central(self) -> int:
        """The promise most like the others, by its place among the promises."""
        sums = self._between[self._promises][:, self._promises].sum(axis=1)
        return int(sums.argmax())

    def _terms(self) -> tuple[str, ...]:
        """The words that link the two members most alike; of equals the first and the last."""
        one, two = 0, -1
        if self._between.any():
            one, two = divmod(int(self._between.argmax()), len(self._order))
        return self._likeness.shared(self._order[one], self._order[two])


def _held(members: Sequence[Member]) -> dict[str, Grade]:
    """The groups that promise a thread, each with the best grade of its promises."""
    held: dict[str, Grade] = {}
    for member in members:
        if member.role == "promised" and held.get(member.group) != "same":
            held[member.group] = member.grade or "same"
    return held


def _fields(item: Item, score: float) -> dict[str, Any]:
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


def status_of(
    groups: Sequence[str],
    held: Mapping[str, Grade],
    members: Sequence[Member],
    *,
    goes_on: bool = False,
) -> Status:
    """What became of a thread by the last group; `held` are the groups that promise it.

    With each stands the best grade of its promises. What has only near counterparts is neither
    continued nor dropped; what `goes_on` in another thread has changed.
    """
    last = groups[-1]
    if "same" not in held.values():
        return "uncertain"
    if last not in held:
        return "changed" if goes_on else "dropped"
    if len(held) == 1:
        return "new"
    if held[last] == "near":
        return "uncertain"
    if groups[-2] not in held:
        return "resumed"
    changed = any(member.changes for member in members if member.group == last)
    return "changed" if changed else "continued"
