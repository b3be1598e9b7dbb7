"""What the documents of a corpus decided on a topic, and what became of each decision."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from textkit import data
from textkit.comparing.claims import (
    Claim,
    counterparts,
    definition,
    says_it_departs,
    told_once,
    value_of,
)
from textkit.comparing.resolving import place_of
from textkit.comparing.standing import Change, changes_of, ended_by
from textkit.comparing.threads import Member, Thread, threads
from textkit.counting.concordance import kwic
from textkit.counting.queries import Query
from textkit.finding.actors import Actor, find_actors
from textkit.finding.commitments import Commitment
from textkit.finding.effects import sets_something
from textkit.finding.figures import Target
from textkit.finding.statements import Statement
from textkit.finding.themes import Theme, own_lexicon
from textkit.language.units import Unit
from textkit.reading.document import Record, grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("likeness.toml", "decisions")

Kind = Literal["target", "prohibition", "assignment", "action", "norm"]

# Stands behind every date.
_NO_DATE = "9999"

# Of a sentence that does several things, it is what stands first here.
_KINDS: tuple[Kind, ...] = ("target", "prohibition", "assignment", "action", "norm")

# A longer sentence is not shown whole: of it stands what the topic is named in. Chosen by eye.
_LONGEST_SENTENCE = 600

# So far before and behind a place a name may reach that holds it. Chosen by eye; not measured.
_LONGEST_NAME = 80

# A heading of more words is a clause without a title. Chosen by eye; not measured.
_WORDS_OF_A_HEADING = 20

# The acts of a statement in an article that sets no rule, or is a promise.
_OTHER_ACTS = frozenset({"basis", "effect", "target", "action", "assignment", "prohibition"})

# Sections that set no rule.
_WITHOUT_RULES = frozenset(
    {"basis", "head", "signature", "note", "achievement", "limitation", "situation", "lesson"}
)


@dataclass(frozen=True, slots=True)
class Decision(Record):
    """One thing that a document set on the topic; its bounds are those of the sentence or row.

    `kind` is what it does: target, prohibition, assignment, action, or norm (what an article lays
    down); `targets` are its figures on the topic, `deadline` is ISO, shortened; `bodies` are those
    in charge, in their normal form (empty: nobody is named). `heading` has the words of the heading
    above it where the topic stands there, and not in its own words; else it is None.

    `ended` is what ended its document, `amended` what else was done to its document or its article.
    `verdict` is that of the reports on it, told in `results`; `later` is the next promise of the
    same thing, where the two are surely one; `later_changes` says how it differs.
    """

    text: str
    kind: Kind
    path: str
    date: str | None
    targets: tuple[Target, ...]
    deadline: str | None
    bodies: tuple[str, ...]
    heading: str | None
    ended: Change | None = None
    amended: tuple[Change, ...] = ()
    verdict: str | None = None
    results: tuple[Member, ...] = ()
    later: Member | None = None
    later_changes: tuple[str, ...] = ()


class Disagreement(NamedTuple):
    """Two figures for one thing and one deadline, in documents of one place and term.

    Nothing is known to have ended either document, and the later one does not say that it departs
    from the earlier.
    """

    earlier: Target
    later: Target


class Decisions(NamedTuple):
    """What was decided on a topic, by date, and how the query was taken.

    `theme` is the key of the theme where the query names one; `mentions` counts the places that
    name the topic, `in_reports` those in documents that set nothing, `elsewhere` those that are no
    decision (grounds, titles, results, definitions); `titled` are the documents whose title names
    the topic.
    """

    rows: tuple[Decision, ...]
    disagreements: tuple[Disagreement, ...]
    theme: Theme | None
    mentions: int
    in_reports: int
    elsewhere: int
    titled: tuple[str, ...]


def decisions(corpus: StoredCorpus, query: Query, *, accents: bool = True) -> Decisions:
    """What the documents of a corpus set on a topic, by date.

    The query is one of `kwic`, several of them, or a theme: its key or its name in either language.
    A decision is a target, a task, a prohibition or what an article lays down, in a document that
    sets something: not in a report or a speech. What stands under a heading that names the topic
    alone is on the topic too. Raises TextkitError if the query cannot be read.
    """
    theme = _theme(corpus, query)
    places = _theme_places(corpus, theme) if theme else _places(corpus, query, accents)
    places = {doc_id: _outside_names(corpus, doc_id, spans) for doc_id, spans in places.items()}
    found: list[Decision] = []
    in_reports = elsewhere = 0
    titled = []
    for doc_id in corpus.ids:
        spans = places.get(doc_id, [])
        if not spans:
            continue
        if not _decides(corpus, doc_id):
            in_reports += len(spans)
            continue
        pages = _Pages(corpus, doc_id, theme)
        rows = list(pages.decisions(spans))
        inside = [span for span in spans if any(row.start <= span[0] < row.end for row in rows)]
        elsewhere += len(spans) - len(inside)
        found += rows
        if _in_title(corpus, doc_id, spans):
            titled.append(doc_id)
    found.sort(key=lambda row: (row.date or _NO_DATE, row.doc_id, row.start))
    changes = changes_of(corpus)
    mentions = sum(map(len, places.values()))
    return Decisions(
        tuple(_with_fates(corpus, found, changes)),
        tuple(disagreements(corpus, found, changes)),
        theme,
        mentions,
        in_reports,
        elsewhere,
        tuple(titled),
    )


def _decides(corpus: StoredCorpus, doc_id: str) -> bool:
    """Whether a document is of a kind that sets something."""
    return sets_something(corpus.fact(doc_id, "kind"))


# --- Where the topic is named -------------------------------------------------------------------

Span = tuple[int, int]


def _theme(corpus: StoredCorpus, query: Query) -> Theme | None:
    """The theme that a query names by its key or its name; None for words."""
    if not isinstance(query, str):
        return None
    wanted = _plain(query)
    for theme in (corpus.lexicon or own_lexicon()).themes.values():
        if wanted in (_plain(theme.key), _plain(theme.vi), _plain(theme.en)):
            return theme
    return None


def _plain(words: str) -> str:
    return " ".join(fold(words).split())


def _places(corpus: StoredCorpus, query: Query, accents: bool) -> dict[str, list[Span]]:
    """Where the words stand, by document."""
    lines = kwic(corpus, query, window=0, accents=accents)
    places: dict[str, list[Span]] = {}
    for doc_id, start, end in zip(lines["doc_id"], lines["start"], lines["end"], strict=True):
        places.setdefault(doc_id, []).append((int(start), int(end)))
    return {doc_id: sorted(spans) for doc_id, spans in places.items()}


def _theme_places(corpus: StoredCorpus, theme: Theme) -> dict[str, list[Span]]:
    """Where keywords of a theme stand, by document."""
    hits = [hit for hit in corpus.records("themes") if hit.theme == theme.key]
    by_document = grouped(hits, attrgetter("doc_id"))
    return {
        doc_id: sorted((hit.start, hit.end) for hit in of_document)
        for doc_id, of_document in by_document.items()
    }


def _outside_names(corpus: StoredCorpus, doc_id: str, spans: Sequence[Span]) -> list[Span]:
    """The places that name the topic, and no body or law: "Sở Y tế" is who is to act."""
    document = corpus.document(doc_id)
    kept = []
    for start, end in spans:
        # "theo quy định của pháp luật về đường sắt" names a law, and no topic.
        before = document.passage(max(0, start - _LONGEST_NAME), start).folded
        if _PATTERNS["law"].search(before):
            continue
        # "trạm y tế", "doanh nghiệp nhỏ": what is no name has small letters.
        if not document.text[start].isupper():
            kept.append((start, end))
            continue
        line = document.text.rfind("\n", 0, start) + 1
        begin = max(line, start - _LONGEST_NAME)
        around = document.passage(begin, end + _LONGEST_NAME)
        inside = (start - begin, end - begin)
        if not any(_is_part_of(body, inside) for body in find_actors(around)):
            kept.append((start, end))
    return kept


def _is_part_of(body: Actor, span: Span) -> bool:
    """Whether a place stands inside the name of a body, behind its head."""
    return body.start < span[0] and span[1] <= body.end


def _in_title(corpus: StoredCorpus, doc_id: str, spans: Iterable[Span]) -> bool:
    """Whether the title of a document has one of the words that were found."""
    title = _plain(corpus.fact(doc_id, "title") or "")
    text = corpus.text(doc_id)
    return any(_plain(text[start:end]) in title for start, end in spans)


# --- The decisions of one document --------------------------------------------------------------


class _Pages:
    """One document with what was found in it, each in its order."""

    def __init__(self, corpus: StoredCorpus, doc_id: str, theme: Theme | None) -> None:
        def own(finder: str) -> list[Any]:
            return sorted(corpus.records(finder, [doc_id]), key=attrgetter("start"))

        self._doc_id = doc_id
        self._theme = theme
        self._text = corpus.text(doc_id)
        self._date = corpus.fact(doc_id, "date")
        self._title = _plain(corpus.fact(doc_id, "title") or "")
        self._units: list[Unit] = corpus.records("units", [doc_id])
        self._statements: list[Statement] = own("statements")
        self._commitments: list[Commitment] = own("commitments")
        self._targets = [one for one in own("targets") if one.role == "promised"]
        # Title and grounds stand before the first article; a directive may begin without a label.
        articles = [unit.start for unit in self._units if unit.kind == "article"]
        self._body = min(articles, default=None)

    def decisions(self, spans: Sequence[Span]) -> Iterator[Decision]:
        """The decisions on the topic, which is named at these places."""
        under = list(self._under_headings(spans))
        pieces = [*self._promised(spans, under), *self._norms(spans, under)]
        in_sentences = grouped(pieces, lambda piece: self._sentence(piece.record))
        for (start, end), of_sentence in sorted(in_sentences.items()):
            yield self._decision(start, end, of_sentence, spans)

    def _under_headings(self, spans: Sequence[Span]) -> Iterator[_Under]:
        """What stands under headings that name the topic alone; of a theme what is under a heading
        is known by its records.
        """
        if self._theme:
            return
        for span in spans:
            statement = self._statement_at(span[0])
            parent = self._units[statement.unit].parent if statement else None
            if statement is None or parent is None or not statement.path:
                continue
            words = self._text[statement.start : statement.end]
            is_heading = statement.cues[:1] == ("heading",)
            if is_heading and _is_about(words, span, statement.start):
                yield _Under(statement.end, self._units[parent].end, self._units[parent].heading)
            elif not is_heading and words.rstrip().endswith(":"):
                # "2. Tàu chở khách phải có:": what follows goes on with the sentence.
                yield _Under(statement.end, self._units[parent].end, words.rstrip(": \n"))

    def _promised(self, spans: Sequence[Span], under: Sequence[_Under]) -> Iterator[_Piece]:
        """The commitments on the topic."""
        for record in self._commitments:
            if record.start < (self._body or 0) or self._is_title(record):
                continue
            if self._theme:
                if record.theme == self._theme.key:
                    yield _Piece(record, record.type, None)
            else:
                yield from _piece(record, record.type, spans, under)

    def _is_title(self, record: Commitment) -> bool:
        """Whether a record is the document's title, or a part of it."""
        words = _plain(record.text)
        return not record.path and words in self._title

    def _norms(self, spans: Sequence[Span], under: Sequence[_Under]) -> Iterator[_Piece]:
        """What articles lay down on the topic, and no promise is."""
        if self._body is None:
            return
        for record in self._statements:
            if self._lays_down(record):
                yield from _piece(record, "norm", spans, under)

    def _lays_down(self, statement: Statement) -> bool:
        """Whether a statement of an article sets a rule: no heading, scope, ground or result."""
        if statement.act in _OTHER_ACTS or statement.cues[:1] == ("heading",):
            return False
        if not statement.path or statement.sense in _WITHOUT_RULES:
            return False
        if any(
            record.start < statement.end and statement.start < record.end
            for record in self._commitments
        ):
            return False
        headings = self._headings(statement)
        return not any(_PATTERNS["frame"].search(fold(heading)) for heading in headings)

    def _headings(self, statement: Statement) -> Iterator[str]:
        """The headings over a statement, from the inside out."""
        parent = self._units[statement.unit].parent
        while parent is not None:
            yield self._units[parent].heading
            parent = self._units[parent].parent

    def _statement_at(self, at: int) -> Statement | None:
        number = bisect_right(self._statements, at, key=attrgetter("start")) - 1
        if number < 0 or self._statements[number].end <= at:
            return None
        return self._statements[number]

    def _sentence(self, record: Record) -> Span:
        """The sentence around a record, where it is not too long; else the record itself."""
        statement = self._statement_at(record.start)
        if statement is None:
            return record.start, record.end
        unit = self._units[statement.unit]
        start, end = min(unit.start, record.start), max(unit.end, record.end)
        if end - start > _LONGEST_SENTENCE:
            return record.start, record.end
        return start, end

    def _decision(
        self, start: int, end: int, pieces: Sequence[_Piece], spans: Sequence[Span]
    ) -> Decision:
        promises = [piece.record for piece in pieces if isinstance(piece.record, Commitment)]
        names = chain.from_iterable(record.actor_names for record in promises)
        deadlines = [record.deadline for record in promises if record.deadline]
        headings = [piece.heading for piece in pieces]
        heading = None if None in headings else headings[0]
        statement = self._statement_at(start)
        return Decision(
            self._doc_id,
            start,
            end,
            text=self._text[start:end],
            kind=min((piece.kind for piece in pieces), key=_KINDS.index),
            path=statement.path if statement else "",
            date=self._date,
            targets=tuple(self._figures(start, end, spans, bool(heading or self._theme))),
            deadline=max(deadlines, default=None),
            bodies=tuple(dict.fromkeys(names)),
            heading=heading,
        )

    def _figures(self, start: int, end: int, spans: Sequence[Span], every: bool) -> list[Target]:
        """The figures on the topic between two places: those whose words name it; a single one; all
        of them where the topic is that of the heading.
        """
        inside = [one for one in self._targets if start <= one.start and one.end <= end]
        naming = [one for one in inside if _holds(one, spans)]
        if every or len(inside) == 1:
            return inside
        return naming


class _Under(NamedTuple):
    """What stands between two places, under a heading that names the topic alone."""

    start: int
    end: int
    heading: str


class _Piece(NamedTuple):
    """A record that decides, what it does, and the heading that names the topic where its own words
    do not.
    """

    record: Commitment | Statement
    kind: Kind
    heading: str | None


def _piece(
    record: Commitment | Statement, kind: Kind, spans: Sequence[Span], under: Sequence[_Under]
) -> Iterator[_Piece]:
    """A record that decides, if it is on the topic: by its own words, else by a heading."""
    if _holds(record, spans):
        yield _Piece(record, kind, None)
        return
    for stretch in under:
        if stretch.start <= record.start and record.end <= stretch.end:
            yield _Piece(record, kind, stretch.heading)
            return


def _holds(record: Record, spans: Sequence[Span]) -> bool:
    """Whether one of the places stands inside a record."""
    number = bisect_right(spans, (record.start, -1))
    return number < len(spans) and spans[number][0] < record.end


def _is_about(heading: str, span: Span, offset: int) -> bool:
    """Whether a heading names what stands at a place and no other matter: "4. Nhà ở xã hội", not
    "Hạ tầng, đô thị, y tế".
    """
    if len(heading.split()) > _WORDS_OF_A_HEADING:
        return False
    around = heading[: span[0] - offset] + heading[span[1] - offset :]
    return not _PATTERNS["joins"].search(fold(around))


# --- What became of it --------------------------------------------------------------------------


def _with_fates(
    corpus: StoredCorpus, rows: Sequence[Decision], changes: Mapping[str, Sequence[Change]]
) -> Iterator[Decision]:
    """The decisions with what became of them."""
    members = _members(corpus) if rows else {}
    deciding = {doc_id for doc_id in corpus.ids if _decides(corpus, doc_id)}
    for row in rows:
        on_it = [one for one in changes.get(row.doc_id, ()) if _touches(one, row.path)]
        ended = ended_by(changes, row.doc_id)
        fate = _fate(row, members.get(row.doc_id, []), deciding)
        yield replace(
            row,
            ended=ended,
            amended=tuple(one for one in on_it if not one.effect.ends),
            **fate,
        )


def _touches(change: Change, path: str) -> bool:
    """Whether what was done to a document is done to all of it, or to the article of a path."""
    pinpoint = change.effect.pinpoint
    article = re.match(r"(?:.*/)?Điều (\w+)", path)
    if not pinpoint or not article:
        return not pinpoint
    return article[1] in re.findall(r"(?<![.\w])\d+[a-zđ]?", pinpoint)


class _Place(NamedTuple):
    """A promise in a thread: the member and its thread."""

    member: Member
    thread: Thread


@lru_cache(maxsize=2)
def _members(corpus: StoredCorpus) -> dict[str, list[_Place]]:
    """The promises of sure threads by document; kept for the next topic."""
    places: dict[str, list[_Place]] = {}
    for thread in threads(corpus):
        for member in thread.members:
            is_sure = thread.is_certain and member.grade == "same" and not member.guest
            if is_sure and member.role == "promised" and member.doc_id:
                places.setdefault(member.doc_id, []).append(_Place(member, thread))
    return places


def _fate(row: Decision, places: Sequence[_Place], deciding: Container[str]) -> dict[str, Any]:
    """What reports and later promises say of a decision, as fields of `Decision`.

    Of a row with several figures nothing is said where they went different ways.
    """
    here = [place for place in places if row.start <= (place.member.start or 0) < row.end]
    if row.targets:
        starts = {target.start for target in row.targets}
        here = [place for place in here if place.member.start in starts] or here
    if len(here) != 1:
        return {}
    member, thread = here[0]
    own = (member.doc_id, member.start)
    results = tuple(one for one in thread.members if own in (one.answers, *one.also_answers))
    later = _later(member, thread, deciding)
    verdict = member.verdict
    if verdict == "not_reported" and later and later.deadline == member.deadline:
        verdict = None  # the reports answer the later promise, which took its place
    return {
        "verdict": verdict,
        "results": results,
        "later": later,
        "later_changes": tuple(later.changes) if later else (),
    }


def _later(member: Member, thread: Thread, deciding: Container[str]) -> Member | None:
    """The next sure promise of the same thing, in another document that decides."""
    promised = [one for one in thread.members if one.role == "promised" and one.text]
    for other in promised[promised.index(member) + 1 :]:
        if other.doc_id != member.doc_id and other.doc_id in deciding:
            return other if other.grade == "same" else None
    return None


# --- Disagreements ------------------------------------------------------------------------------


def disagreements(
    corpus: StoredCorpus, rows: Iterable[Decision], changes: Mapping[str, Sequence[Change]]
) -> Iterator[Disagreement]:
    """Figures of the decisions against those that other documents of the same place and term set
    for the same thing and deadline, the earlier decision first.
    """
    sides = {}
    for doc_id in corpus.ids:
        if _decides(corpus, doc_id) and not ended_by(changes, doc_id):
            sides[doc_id] = place_of(corpus.fact(doc_id, "issuer")), corpus.fact(doc_id, "period")
    promised = grouped(
        (one for one in corpus.records("targets") if one.role == "promised"), attrgetter("doc_id")
    )
    order = sorted(sides, key=lambda doc_id: (corpus.fact(doc_id, "date") or _NO_DATE, doc_id))
    seen: set[frozenset[tuple[str, int]]] = set()
    own = grouped(chain.from_iterable(row.targets for row in rows), attrgetter("doc_id"))
    for doc_id, figures in own.items():
        if doc_id not in sides:
            continue
        others = [other for other in order if other != doc_id and sides[other] == sides[doc_id]]
        known = chain.from_iterable(_claims(promised.get(other, [])) for other in others)
        claims = [Claim(figure, definition(figure)) for figure in figures]
        for figure, answers in zip(figures, counterparts(claims, list(known)), strict=True):
            for other in answers:
                pair = frozenset({(figure.doc_id, figure.start), (other.doc_id, other.start)})
                earlier, later = sorted((figure, other), key=lambda one: order.index(one.doc_id))
                if pair not in seen and _disagree(corpus, earlier, later):
                    seen.add(pair)
                    yield Disagreement(earlier, later)


def _claims(figures: Iterable[Target]) -> Iterator[Claim]:
    """The figures of a document that are told once."""
    for same in told_once(figures):
        yield Claim(same[0], definition(same[0]))


def _disagree(corpus: StoredCorpus, earlier: Target, later: Target) -> bool:
    """Whether two figures differ, and the later one does not say that it does."""
    bounds = [{*value_of(one)} - {None} for one in (earlier, later)]
    if bounds[0] == bounds[1]:
        return False
    return not says_it_departs(corpus.document(later.doc_id).folded, later)
