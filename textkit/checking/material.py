"""What rules look at: the draft, and the documents it is held against."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

from textkit import data
from textkit.comparing.resolving import Resolved, resolve_draft
from textkit.comparing.standing import changes_of
from textkit.finding.citations import citations_in
from textkit.finding.cited import Citation
from textkit.finding.commitments import Commitment, find_commitments
from textkit.finding.known import Gazetteer, Office
from textkit.finding.statements import Statement, find_statements
from textkit.finding.targets import Target, find_figures
from textkit.finding.titles import end_of_title
from textkit.language.annotation import Sheet, sheet
from textkit.language.units import Unit, find_units
from textkit.reading.document import UNCOUNTED, Document, Record
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.dates import find_dates
from textkit.vietnamese.pieces import Pieces
from textkit.vietnamese.signs import Sign, find_signs, parse_sign
from textkit.vietnamese.spelling import Slip, find_slips
from textkit.vietnamese.text import Passage, fold

T = TypeVar("T")
Span = tuple[int, int]

_PATTERNS = data.patterns("checks.toml", "material")

# Characters that may stand between a reference and its title ("của Bộ Tài chính "). Chosen by eye;
# not measured.
_BEFORE_A_TITLE = 20

# Characters of white space between two words of a title, at most: the end of a line has two.
_MOST_SPACE = 3


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """A place that a finding rests on, in a prior document or elsewhere in the draft.

    `path` is the article or section, as units give it; a place in the draft has the draft's own id.
    `number`, `kind` and `date` are those of the document, None where they are not known.
    """

    number: str | None
    quote: str
    path: str = ""
    kind: str | None = None
    date: str | None = None


class Located(NamedTuple):
    """A reference to another document, with where its number and its date stand, if it has them."""

    citation: Citation
    sign: Sign | None
    day: Span | None


class Draft:
    """A draft with what is found in it, each when a rule first asks; nothing of it is stored."""

    def __init__(self, document: Document) -> None:
        self.document, self.text = document, document.text
        self._known_titles: dict[int, str] = {}
        self._made: dict[str, Any] = {}

    def once(self, key: str, make: Callable[[], T]) -> T:
        """What `make` gives of the text alone, made once for this draft, for rules that look at the
        same; `key` says what it is.
        """
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def hold_against(self, prior: Prior) -> None:
        """Lets the documents that the draft is held against say where the titles it cites end."""
        self._known_titles = prior.titles_of(self)
        for name in ("_titles", "foreign"):
            self.__dict__.pop(name, None)

    @cached_property
    def doc(self) -> Sheet:
        """Its words, sentences and parts of speech."""
        return sheet(self.document)

    @cached_property
    def units(self) -> list[Unit]:
        """Its structure."""
        return find_units(self.doc)

    @cached_property
    def own_units(self) -> list[Unit]:
        """The parts of its structure that begin with its own words, not with quoted ones."""
        return [unit for unit in self.units if self.is_own(unit.start, unit.start + 1)]

    @property
    def folded(self) -> str:
        """Its text as patterns are matched on, made once."""
        return self.document.folded

    @cached_property
    def _passage(self) -> Passage:
        return self.document.passage()

    @cached_property
    def pieces(self) -> Pieces:
        """Its text as the counts of official text see it."""
        return Pieces(self.text)

    @cached_property
    def slips(self) -> list[Slip]:
        """Its slips of spelling, sure and unsure ones."""
        return list(find_slips(self.pieces))

    @cached_property
    def citations(self) -> list[Citation]:
        """Its references, those to its own articles too (name `self`)."""
        return list(
            citations_in(self.text, self.document.id, own=self.document.facts.number, internal=True)
        )

    @cached_property
    def statements(self) -> list[Statement]:
        """Its statements, with what each does."""
        return list(find_statements(self.doc))

    @cached_property
    def figures(self) -> list[Target]:
        """The figures it promises and those it reports, by `role`."""
        return list(find_figures(self.doc))

    @cached_property
    def commitments(self) -> list[Commitment]:
        """What it promises."""
        return list(find_commitments(self.doc))

    @property
    def form(self) -> Literal["party", "state"] | None:
        """Whose rules of form it follows, by its sign or its issuer; None where neither tells."""
        sign = parse_sign(self.document.facts.number or "")
        if sign and sign.family != "historic":
            return "party" if sign.family == "party" else "state"
        issuer = self.document.facts.issuer or ""
        if _PATTERNS["party"].search(fold(issuer)):
            return "party"
        return "state" if issuer else None

    @cached_property
    def foreign(self) -> list[Span]:
        """What is not the draft's own words: quotations, the titles of cited documents, captions
        and page headers.
        """
        spans = [match.span() for match in _PATTERNS["quoted"].finditer(self.text)]
        spans += _long_quotations(self.text)
        spans += self._titles.values()
        for block in self.document.layout:
            if block.kind in UNCOUNTED:
                spans.append((block.start, block.end))
        return sorted(spans)

    def title_of(self, citation: Citation) -> Span | None:
        """Where the title of a cited document stands, in the reference or right behind it."""
        if not citation.title:
            return None
        # A title in capitals is given in small letters, one over several lines in one.
        words = map(re.escape, fold(citation.title).split())
        limit = citation.end + _BEFORE_A_TITLE + _MOST_SPACE * len(citation.title)
        pattern = re.compile(rf"\s{{1,{_MOST_SPACE}}}".join(words))
        match = pattern.search(self.folded, citation.start, limit)
        return match.span() if match else None

    def whole(self, citation: Citation) -> Span:
        """The bounds of a reference with its title."""
        title = self._titles.get(citation.start)
        return citation.start, max(citation.end, title[1] if title else 0)

    def reference_around(self, place: int) -> Span | None:
        """The bounds of the reference, with its title, that a place lies in; None outside all."""
        before = bisect_left(self.citations, place + 1, key=lambda citation: citation.start)
        if before == 0:
            return None
        start, end = self.whole(self.citations[before - 1])
        return (start, end) if place < end else None

    @cached_property
    def _titles(self) -> dict[int, Span]:
        """Where the titles of cited documents stand, by the start of the reference."""
        titles = {}
        for citation in self.citations:
            title = self.title_of(citation)
            if title:
                start, end = title
                of_prior = end_of_title(
                    self._passage, start, self._known_titles.get(citation.start, "")
                )
                titles[citation.start] = start, of_prior or end
        return titles

    @cached_property
    def signs(self) -> list[Sign]:
        """The document numbers in it, as written."""
        return list(find_signs(self.text))

    @cached_property
    def located(self) -> list[Located]:
        """Its references to other documents, with where their numbers and dates stand."""
        others = [citation for citation in self.citations if citation.name != "self"]
        return [
            Located(citation, self._sign_in(citation), self._day_in(citation))
            for citation in others
        ]

    def _sign_in(self, citation: Citation) -> Sign | None:
        """The number of a citation as it is written in it."""
        first = bisect_left(self.signs, citation.start, key=lambda sign: sign.start)
        last = bisect_left(self.signs, citation.end, key=lambda sign: sign.start)
        for sign in self.signs[first:last]:
            if sign.number == citation.number:
                return sign
        return None

    def _day_in(self, citation: Citation) -> Span | None:
        """Where the date of a citation stands in it."""
        passage = self.document.passage(citation.start, citation.end)
        for start, end, date in find_dates(passage):
            if date == citation.date:
                return citation.start + start, citation.start + end
        return None

    def is_own(self, start: int, end: int) -> bool:
        """Whether these words are the draft's own, and not quoted or a cited title."""
        return not any(
            start < other_end and other_start < end for other_start, other_end in self.foreign
        )

    @cached_property
    def _cuts(self) -> list[int]:
        """Where an excerpt leaves something out."""
        return [match.start() for match in _PATTERNS["cut"].finditer(self.text)]

    def has_cut(self, start: int, end: int) -> bool:
        """Whether an excerpt leaves something out between two places: a line that is only "…"."""
        place = bisect_left(self._cuts, start)
        return place < len(self._cuts) and self._cuts[place] < end

    def line(self, at: int) -> Span:
        """The bounds of the line in which a place stands."""
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        return start, len(self.text) if end < 0 else end


def path_at(units: Sequence[Unit], at: int) -> str:
    """The path of the innermost of these units around a place."""
    around = [unit for unit in units if unit.start <= at < unit.end]
    return min(around, key=lambda unit: unit.end - unit.start).path if around else ""


def _long_quotations(text: str) -> Iterator[Span]:
    """Quotations of several paragraphs, as an amending clause gives them: from a quotation mark
    that begins a line to the mark that closes it. Those inside are passed over.
    """
    open_marks: list[re.Match[str]] = []
    for mark in _PATTERNS["curved"].finditer(text):
        if mark["begin"]:
            open_marks.append(mark)
        elif open_marks:
            opening = open_marks.pop()
            if opening["line"] is not None:
                yield opening.start(), mark.end()


class Prior:
    """The documents a draft is held against, with their records.

    Each kind of record is read when a rule first asks. Without a corpus there are none. `office`
    is what an office adds to the gazetteer.
    """

    def __init__(self, corpus: StoredCorpus | None, office: Office | None = None) -> None:
        self.corpus = corpus
        self.gazetteer = Gazetteer(office)
        self._kept: dict[str, list[Any]] = {}
        self._documents: dict[str, Document] = {}

    def records(self, finder: str, ids: Iterable[str] | None = None) -> list[Any]:
        """The records of a finder in all prior documents or in some, in order; none without a
        corpus. Those of other documents are not read.
        """
        if self.corpus is None:
            return []
        return self.corpus.records(finder, ids)

    def citing(self, numbers: Collection[str | None]) -> list[str]:
        """The ids of the prior documents that cite one of these numbers, in order."""
        if self.corpus is None:
            return []
        places, columns = self.corpus.fields("citations", ["number"])
        among = [at for at, number in enumerate(columns["number"]) if number in numbers]
        return [self.corpus.ids[place] for place in dict.fromkeys(places[among].tolist())]

    def kept(self, key: str, make: Callable[[], list[Any]]) -> list[Any]:
        """What `make` gives, made once a check, for rules that look at the same."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def resolved(self, draft: Draft) -> list[tuple[Citation, Resolved]]:
        """The references of a draft, each with the document of the corpus it means."""
        if self.corpus is None:
            return []
        corpus = self.corpus
        meanings = self.kept(
            f"resolved {draft.text}",
            lambda: resolve_draft(corpus, draft.document.facts, draft.citations),
        )
        return list(zip(draft.citations, meanings, strict=True))

    def titles_of(self, draft: Draft) -> dict[int, str]:
        """The titles of the prior documents that a draft cites, by the start of the reference."""
        titles = {}
        for citation, meaning in self.resolved(draft):
            title = self.row(meaning.target)["title"] if meaning.target else None
            if title:
                titles[citation.start] = str(title)
        return titles

    def is_ended(self, doc_id: str, at: str | None) -> bool:
        """Whether another prior document is known to have replaced or repealed this one by a date;
        without a date, at all.
        """
        if self.corpus is None:
            return False
        corpus = self.corpus
        ends = []
        for change in self.kept("changes", lambda: [changes_of(corpus)])[0].get(doc_id, ()):
            issued = self.row(change.effect.doc_id)["date"] or ""
            if change.effect.ends and (at is None or issued <= at):
                ends.append(change)
        return bool(ends)

    def evidence(self, record: Record) -> Evidence:
        """A record of a prior document as evidence, with the document's facts and its article."""
        facts = self.row(record.doc_id)
        return Evidence(
            record.doc_id,
            record.start,
            record.end,
            number=facts["number"],
            quote=self.quote(record),
            path=self._path(record),
            kind=facts["kind"],
            date=facts["date"],
        )

    def _path(self, record: Record) -> str:
        """The path of the innermost unit around the beginning of a record."""
        return path_at(self.units(record.doc_id), record.start)

    def units(self, doc_id: str) -> list[Unit]:
        """The structure of a prior document."""
        corpus = self._opened
        return self.kept(f"units {doc_id}", lambda: corpus.records("units", [doc_id]))

    def document(self, doc_id: str) -> Document:
        """A prior document; it is read once, so that it is folded once."""
        if doc_id not in self._documents:
            self._documents[doc_id] = self._opened.document(doc_id)
        return self._documents[doc_id]

    def row(self, doc_id: str) -> Any:
        """The facts of a prior document."""
        return self._opened.row(doc_id)

    def quote(self, record: Record) -> str:
        """The words a record covers."""
        return self._opened.text(record.doc_id)[record.start : record.end]

    def says(self, words: str) -> int:
        """How often these words stand in the prior documents, in any spelling."""
        from textkit.counting.queries import find_matches

        if not self.corpus:
            return 0
        return len(find_matches(self.corpus.tokens, words, accents=True).head)

    def facts(self) -> Iterator[tuple[str, Any]]:
        """The ids of the documents, with their facts."""
        for doc_id in self.corpus.ids if self.corpus else ():
            yield doc_id, self.row(doc_id)

    @property
    def _opened(self) -> StoredCorpus:
        """The corpus, asked for a document that is known to be in it."""
        assert self.corpus is not None, "without a corpus there is no prior document"
        return self.corpus
