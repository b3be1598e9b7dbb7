"""What may be one thing over time: promises, figures and results, with the words compared."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from textkit import data
from textkit.comparing.affinity import core_of
from textkit.comparing.changes import province_of
from textkit.comparing.similarity import content_of
from textkit.data.anchors import Anchored
from textkit.finding.cues import body_of, markers
from textkit.finding.statements import Statement
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("likeness.toml", "likeness")
# These are asked of every statement, and most have nothing of them.
_ANCHORED = {name: Anchored(_PATTERNS[name]) for name in ("estimates", "leadins")}

# A promise names something outside frames: "thực hiện nghiêm các nhiệm vụ được giao" is none that
# could be found again. So many syllables; chosen by eye on the congress resolutions.
_FEWEST_SYLLABLES = 2

# A heading of fewer words names a matter and promises nothing of it. Chosen by eye.
_FEWEST_WORDS_OF_A_HEADING = 4

# The sections whose headings may be promises.
_SECTIONS_THAT_PROMISE = ("tasks", "goals")

# So far back a list may begin. Chosen by eye: no list of the labelled documents is as long.
_LONGEST_LIST = 60

# The date of a document that has none: after all others.
UNDATED = "9999"

_YEAR = re.compile(r"\d{4}")


class Item(NamedTuple):
    """One promise, figure or result before it is linked.

    `words` are those compared, `head` those of the list that it goes on from, `core` the runs of
    what is promised first; `role` is that of a thread's member. `year` is the one a promise is due
    in or a result stands for, None if nothing says; `order` is its place in time; `after_merger`
    that its province is one that others had joined on 1 July 2025; `sentence` the statement that a
    result is told in.
    """

    record: Any
    text: str
    order: tuple[str, str, int]
    group: str
    words: str
    head: str
    province: str
    after_merger: bool
    role: str
    year: int | None
    sentence: str | None = None
    core: frozenset[str] = frozenset()

    @property
    def is_result(self) -> bool:
        """Whether it tells what became of a promise."""
        return self.role != "promised"


class _Source(NamedTuple):
    """A record that may become an item: its text, the words that are compared, and its role."""

    record: Any
    text: str
    words: str
    role: str
    head: str = ""
    sentence: str | None = None
    core: frozenset[str] = frozenset()


def figures_of(
    corpus: StoredCorpus, groups: Mapping[str, Sequence[str]], *, merged: bool
) -> list[Item]:
    """The figures that are promised or reached, in order of time."""
    sources = []
    statements = _in_order(corpus, "statements")
    records = corpus.records("targets")
    reported = {_place_of(record) for record in records if record.role == "achieved"}
    for record in records:
        words = record.indicator_text or record.text
        if record.role == "promised":
            if _place_of(record) in reported:
                continue  # "Tỷ lệ đô thị hóa | 35 | 33,4": the goal is repeated, not set
            sources.append(_Source(record, record.text, words, "promised"))
            continue
        role = "estimate" if is_estimate(record.text) else "achieved"
        told_in = _sentence_of(record, statements.get(record.doc_id, []), corpus)
        sources.append(_Source(record, record.text, words, role, sentence=told_in))
    return _items(corpus, groups, sources, merged=merged)


def _place_of(record: Any) -> tuple[str, int, str | None]:
    """Where a figure's statement begins, and the time of the figure."""
    return record.doc_id, record.start, record.deadline


def _in_order(corpus: StoredCorpus, finder: str) -> dict[str, list[Any]]:
    """The records of a finder by document, in the order of its text."""
    records = sorted(corpus.records(finder), key=attrgetter("start"))
    return grouped(records, attrgetter("doc_id"))


def _sentence_of(record: Any, statements: Sequence[Any], corpus: StoredCorpus) -> str | None:
    """The statement that a figure stands in."""
    number = bisect_right(statements, record.start, key=attrgetter("start")) - 1
    if number < 0 or statements[number].end <= record.start:
        return None
    statement = statements[number]
    return corpus.text(record.doc_id)[statement.start : statement.end]


def actions_of(corpus: StoredCorpus, groups: Mapping[str, Sequence[str]]) -> list[Item]:
    """The promises that set no figure, and the statements that report a result in words."""
    sources: list[_Source] = []
    statements, promises, citations, figures = (
        _in_order(corpus, name) for name in ("statements", "commitments", "citations", "targets")
    )
    for doc_id in corpus.ids:
        in_document = _Document(
            corpus.text(doc_id) if doc_id in statements else "",
            statements.get(doc_id, []),
            promises.get(doc_id, []),
            citations.get(doc_id, []),
            figures.get(doc_id, []),
        )
        sources += in_document.promises()
        sources += in_document.results()
    return _items(corpus, groups, sources, merged=True)


def _items(
    corpus: StoredCorpus,
    groups: Mapping[str, Sequence[str]],
    sources: Iterable[_Source],
    *,
    merged: bool,
) -> list[Item]:
    """Records of grouped documents as items, in order of time."""
    group_of = {id_: group for group, ids in groups.items() for id_ in ids}
    items = []
    for source in sources:
        record = source.record
        if record.doc_id not in group_of:
            continue
        date = corpus.fact(record.doc_id, "date") or UNDATED
        issuer = corpus.fact(record.doc_id, "issuer")
        scope = getattr(record, "scope", None)
        items.append(
            Item(
                record=record,
                text=source.text,
                order=(date, record.doc_id, record.start),
                group=group_of[record.doc_id],
                words=source.words,
                head=source.head,
                province=province_of(scope, issuer, date=date, merged=merged),
                after_merger=province_of(scope, issuer, date=date).endswith("*"),
                role=source.role,
                year=_year(source, corpus),
                sentence=source.sentence,
                core=source.core,
            )
        )
    return sorted(items, key=attrgetter("order"))


def _year(source: _Source, corpus: StoredCorpus) -> int | None:
    """The year a promise is due in or a result stands for.

    It is the record's own; else of a promise the last of its document's period, of a result that
    of its document's date.
    """
    deadline = getattr(source.record, "deadline", None)
    if deadline:
        return int(deadline[:4])
    names = ("period", "term") if source.role == "promised" else ("date",)
    for name in names:
        years = _YEAR.findall(corpus.fact(source.record.doc_id, name) or "")
        if years:
            return int(years[-1] if name != "date" else years[0])
    return None


def is_estimate(text: str) -> bool:
    """Whether a result is a forecast: "ước đạt".

    >>> is_estimate("Năm 2020 ước đạt 58 triệu đồng"), is_estimate("Mong ước của nhân dân")
    (True, False)
    """
    return _ANCHORED["estimates"].search(fold(text)) is not None


class _Document(NamedTuple):
    """What was found in one document, each in its order."""

    text: str
    statements: Sequence[Statement]
    commitments: Sequence[Any]
    citations: Sequence[Any]
    figures: Sequence[Any]

    def promises(self) -> Iterator[_Source]:
        """The commitments without a figure, and the headings that promise."""
        heads = self._heads()
        for record in self.commitments:
            if record.type == "target" and _inside(record, self.figures):
                continue
            words = self._content(record, record.text)
            core = core_of(words)
            if _says_enough(core) and not _is_lead_in(record.text):
                head = "" if record.verb else heads.get(record.start, "")
                yield _Source(record, record.text, words, "promised", head, core=core)
        for statement in self.statements:
            if self._is_heading_that_promises(statement):
                text = self._text_of(statement)
                words = self._content(statement, text)
                yield _Source(statement, text, words, "promised", core=core_of(words))

    def results(self) -> Iterator[_Source]:
        """The statements that report a result in words, or what is wanting."""
        for statement in self.statements:
            text = self._text_of(statement)
            role = "unmet" if statement.act == "limitation" else "achieved"
            if statement.act in ("achievement", "limitation"):
                if role == "achieved" and is_estimate(text):
                    role = "estimate"
                words = self._content(statement, text)
                core = core_of(words)
                yield _Source(statement, text, words, role, sentence=text, core=core)

    def _text_of(self, statement: Any) -> str:
        return self.text[statement.start : statement.end]

    def _content(self, record: Any, text: str) -> str:
        """What is promised, without who is to do it, by when, and the names of other documents."""
        for citation in _inside(record, self.citations):
            text = text.replace(citation.text, ", ")
        return content_of(text)

    def _is_heading_that_promises(self, statement: Statement) -> bool:
        """Whether a heading of tasks begins with what is to be done, and is no commitment yet."""
        is_heading = statement.cues[:1] == ("heading",)
        if not is_heading or statement.sense not in _SECTIONS_THAT_PROMISE:
            return False
        text = self._text_of(statement)
        if text.isupper() or len(text.split()) < _FEWEST_WORDS_OF_A_HEADING or _is_lead_in(text):
            return False
        if any(record.start < statement.end <= record.end for record in self.commitments):
            return False
        begins = body_of(text).head
        return bool(markers()["action"].head.match(begins)) and not begins.startswith("có ")

    def _heads(self) -> dict[int, str]:
        """By the start of a statement: the words of the list that it is an item of."""
        heads: dict[int, str] = {}
        lead_ins: list[tuple[int, Statement, str]] = []
        for number, statement in enumerate(self.statements):
            text = self._text_of(statement)
            head, colon, _ = text.partition(":")
            lead_ins = [lead for lead in lead_ins if _goes_on(lead, number, statement)]
            if lead_ins:
                heads[statement.start] = content_of(lead_ins[-1][2])
            if colon:
                lead_ins.append((number, statement, head))
        return heads


def _goes_on(lead: tuple[int, Statement, str], number: int, statement: Statement) -> bool:
    """Whether a statement may be an item of the list that another leads in.

    It stands in the same sentence, or under what ended with a colon.
    """
    lead_number, lead_in, _ = lead
    if statement.unit == lead_in.unit:
        return True
    is_below = statement.path != lead_in.path and statement.path.startswith(lead_in.path)
    return is_below and number - lead_number <= _LONGEST_LIST


def _inside(record: Any, others: Sequence[Any]) -> Sequence[Any]:
    """The records of its document, in their order, that begin inside a record."""
    first, behind = (
        bisect_left(others, bound, key=attrgetter("start")) for bound in (record.start, record.end)
    )
    return others[first:behind]


def _says_enough(core: frozenset[str]) -> bool:
    """Whether something is named outside frames."""
    return sum(" " not in run for run in core) >= _FEWEST_SYLLABLES


def _is_lead_in(text: str) -> bool:
    """Whether a statement only leads in a list: "… các nhiệm vụ trọng tâm sau:"."""
    return _ANCHORED["leadins"].search(fold(text)) is not None
