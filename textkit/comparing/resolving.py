"""Which document of a corpus a citation means, and the graph of who cites whom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textkit import data
from textkit.data.messages import TextkitError
from textkit.finding.cited import Citation
from textkit.reading.document import Facts, grouped
from textkit.reading.facts import complete_facts
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.signs import parse_sign
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

CONFIRMED, CONTRADICTED, ABSENT = "confirmed", "contradicted", "not in this corpus"
CERTAIN, LIKELY, UNCLEAR = "certain", "likely", "unclear"

# Kinds that are called by their names, whatever kind a reference says: "Luật" for a "Bộ luật".
_LAWS = frozenset({"luật", "bộ luật", "pháp lệnh", "hiến pháp"})

# The organs of which one number runs on, as their names begin: which of them issued a document is
# checked, not looked up.
_ORGANS = (
    "ban thường vụ",
    "thường trực",
    "ban chấp hành",
    "đại hội",
    "bộ chính trị",
    "ban bí thư",
    "hội đồng nhân dân",
    "uỷ ban nhân dân",
    "thủ tướng",
    "chính phủ",
    "quốc hội",
    "uỷ ban thường vụ quốc hội",
)
# The word before the name of a place, in folded text: "tỉnh Lam Châu", "Thành ủy Vân Sa".
_LOCAL = re.compile(
    r"""
    (?<!\w) (?: tỉnh | thành | huyện | quận | thị\ xã | xã | phường | đặc\ khu )
    (?: \s+ (?: uỷ | phố ) )?  # "Tỉnh ủy", "thành phố"
    \s+
    """,
    re.VERBOSE,
)
_PLACE = re.compile(rf"[{CAPITALS}]\w*(?:\s+[{CAPITALS}]\w*)*")

# The ordinal of a congress, in folded text.
_ORDINAL = re.compile(
    r"""
    (?: lần\ thứ | khoá | đại\ hội (?:\ đảng)? | toàn\ quốc )  # "lần thứ XIII", "Đại hội XIII"
    \s+ ([ivxlc]+) (?!\w)
    """,
    re.VERBOSE,
)

# The digits of a number: as a sign has them, or as a short name does.
_DIGITS = re.compile(
    r"""
      0* (?P<sign> \d+ ) \D .*  # "05-NQ/TU"
    | \w+\ \w+ (?:\ số)? \ 0* (?P<name> \d+ )  # "Nghị quyết 5", "Nghị quyết số 05"
    """,
    re.VERBOSE,
)


class Resolved(NamedTuple):
    """What `resolve` adds to one citation."""

    verdict: str | None = None
    target: str | None = None
    differs: str | None = None
    certainty: str | None = None


class _Document(NamedTuple):
    """A document that may be meant: its facts, and the name of the place its issuer governs."""

    id: str
    facts: Facts
    place: str


class Lookup(NamedTuple):
    """One way to find the document a reference means, with an example in which it decides."""

    name: str
    certainty: str
    applies: Callable[[Citation], bool]
    candidates: Callable[[_Index, _Document, Citation], list[_Document]]
    example: str


class Difference(NamedTuple):
    """One thing a reference may say of a document that its own facts contradict, with an example.

    What either does not say is no difference.
    """

    name: str
    holds: Callable[[Citation, _Document], bool]
    example: str


def resolve(corpus: StoredCorpus) -> pd.DataFrame:
    """The references of a corpus with the document each means: one row per reference.

    Columns: those of `Citation`, then `verdict` (`confirmed`, `contradicted`, `not in this corpus`;
    missing where no other document is named), `target` (id of the document meant), `differs` (what
    contradicts it: `date`, `kind`, `issuer`, `name`), `certainty` (`certain`: by number and date,
    or year in the number; `likely`: one candidate of the time; `unclear`: the latest of several, or
    one of another term or year).

    Numbers start again: the Party's in each term, the state's without a year in each year, in every
    province. So they are looked up with place and term or year; without a date, the one that
    another reference in the document gives, else the document's own. The organ behind `/TW` or
    `/TU` is checked, not looked up. `not in this corpus` does not say that a document does not
    exist.
    """
    import pandas as pd

    resolved = [meaning for _, meaning in resolved_citations(corpus)]
    return corpus.table("citations").join(pd.DataFrame(resolved, columns=Resolved._fields))


def resolved_citations(corpus: StoredCorpus) -> Iterator[tuple[Citation, Resolved]]:
    """The references of a corpus, each with what `resolve` adds to it."""
    citations = corpus.records("citations")
    return zip(citations, _Index(corpus, citations).resolve_all(citations), strict=True)


def resolve_draft(
    corpus: StoredCorpus, facts: Facts, citations: Sequence[Citation]
) -> list[Resolved]:
    """What `resolve` adds to each reference of a text outside the corpus that has these facts."""
    draft = _Document("", facts, place_of(facts.issuer))
    return list(_Index(corpus, citations).resolve_all(citations, draft))


def citation_graph(corpus: StoredCorpus) -> nx.DiGraph[str]:
    """Who cites whom, as a networkx DiGraph: from the citing document to the one cited.

    Nodes are the documents' ids, with `inside` true, `kind`, `number`, `date`, and numbers or names
    of what is not in this corpus, with `inside` false (there numbers of several terms fall
    together). Edges have `weight`, the number of references, and `contradicted`, how many of them
    differ from their target. What the title of a cited document names ("sửa đổi Nghị định số …")
    is an edge from that document, with `in_title` true, once.

    Raises TextkitError if networkx is not installed. Example: `tk.citation_graph(corpus).nodes`
    """
    try:
        import networkx as nx
    except ImportError as error:
        raise TextkitError("graph.networkx") from error
    graph: nx.DiGraph[str] = nx.DiGraph()
    for id_ in corpus.ids:
        facts = {name: corpus.fact(id_, name) for name in ("kind", "number", "date")}
        graph.add_node(id_, inside=True, **facts)
    for citation, (verdict, target, *_) in resolved_citations(corpus):
        cited = target or citation.number or citation.name
        if not verdict or not cited:
            continue
        if cited not in graph:
            facts = {"kind": citation.kind, "number": citation.number, "date": citation.date}
            graph.add_node(cited, inside=False, **facts)
        _add_title(graph, cited, citation.title_numbers)
        edge = graph.get_edge_data(citation.doc_id, cited, {"weight": 0, "contradicted": 0})
        graph.add_edge(
            citation.doc_id,
            cited,
            weight=edge["weight"] + 1,
            contradicted=edge["contradicted"] + (verdict == CONTRADICTED),
        )
    return graph


def _add_title(graph: nx.DiGraph[str], cited: str, numbers: Iterable[str]) -> None:
    """Adds what the title of a cited document names, where nothing else joins the two."""
    for number in numbers:
        if number not in graph:
            graph.add_node(number, inside=False, kind=None, number=number, date=None)
        if not graph.has_edge(cited, number):
            graph.add_edge(cited, number, weight=1, contradicted=0, in_title=True)


class _Index:
    """The documents of a corpus by what they are called, and what each says of others in full."""

    def __init__(self, corpus: StoredCorpus, citations: Iterable[Citation]) -> None:
        self.documents: dict[str, _Document] = {}
        for id_ in corpus.ids:
            row = corpus.row(id_)
            facts = Facts(**{name: row.get(name) for name in Facts.__slots__})
            self.documents[id_] = _Document(id_, facts, place_of(facts.issuer))
        documents = self.documents.values()
        self.by_number = grouped(documents, lambda document: document.facts.number)
        self.by_digits = grouped(
            documents, lambda document: _digits(document.facts.kind, document.facts.number)
        )
        self.by_law_name = grouped(documents, _law_name)
        self._in_full = grouped(
            (citation for citation in citations if citation.number),
            lambda citation: (citation.doc_id, *_digits(citation.kind, citation.number)),
        )

    def resolve_all(
        self, citations: Iterable[Citation], citing: _Document | None = None
    ) -> Iterator[Resolved]:
        """What each reference means, all of one document or each of its own."""
        for citation in citations:
            if citation.name != "self" and (citation.number or citation.name):
                yield self._resolve(citing or self.documents[citation.doc_id], citation)
            else:
                yield Resolved()

    def _resolve(self, citing: _Document, citation: Citation) -> Resolved:
        """The verdict by the first way of `LOOKUPS` that finds a document."""
        if _numbered(citation):
            citation = self._with_number_and_date(citation)
        for lookup in LOOKUPS:
            if lookup.applies(citation):
                candidates = lookup.candidates(self, citing, citation)
                if candidates:
                    return _judged(citing, citation, candidates, lookup.certainty)
        return Resolved(ABSENT)

    def _with_number_and_date(self, citation: Citation) -> Citation:
        """The citation with the number and date its document gives elsewhere, if only one."""
        key = (citation.doc_id, *_digits(citation.kind, citation.number or citation.name))
        in_full = [
            other for other in self._in_full.get(key, []) if citation.number in (None, other.number)
        ]
        in_full = [other for other in in_full if other.date] or in_full
        if citation.date or len({(other.number, other.date) for other in in_full}) != 1:
            return citation
        return replace(
            in_full[0],
            issuer=citation.issuer or in_full[0].issuer,
            kind=citation.kind,
            name=citation.name if citation.number else None,
        )

    def of_number(self, citation: Citation) -> list[_Document]:
        """The documents of a number, or of a kind and the digits of a short name."""
        if citation.number:
            return self.by_number.get(citation.number, [])
        return self.by_digits.get(_digits(citation.kind, citation.name), [])

    def adopted_at(self, citation: Citation) -> list[_Document]:
        """The documents adopted at the congress a reference names."""
        return [
            document for document in self.documents.values() if _same_occasion(document, citation)
        ]


# How a reference is looked up: the first way that finds a document decides.
LOOKUPS = (
    # A number with its year is given once.
    Lookup(
        "number-with-year",
        CERTAIN,
        lambda citation: bool(citation.number and citation.year),
        lambda index, _, citation: index.of_number(citation),
        "Nghị định số 85/2021/NĐ-CP",
    ),
    # Numbers start again each term (Party) or year (state): a date tells which.
    Lookup(
        "number-with-date",
        CERTAIN,
        lambda citation: bool(citation.number and citation.date),
        lambda index, citing, citation: _in_epoch(citing, citation, index.of_number(citation)),
        "Nghị quyết số 45/NQ-HĐND ngày 12/7/2018",
    ),
    # Without a date the term or year of the citing document is the likeliest.
    Lookup(
        "number-in-this-term",
        LIKELY,
        lambda citation: _numbered(citation),
        lambda index, citing, citation: _in_epoch(citing, citation, index.of_number(citation)),
        "Nghị quyết số 05-NQ/TU",
    ),
    # Of an earlier term or year the latest may be meant. A date that fits none is not passed over.
    Lookup(
        "number-of-an-earlier-term",
        UNCLEAR,
        lambda citation: _numbered(citation) and not citation.date,
        lambda index, citing, citation: _in_time(citing, citation, index.of_number(citation)),
        "Nghị quyết số 45/NQ-HĐND",
    ),
    # A law of a name is made once in a year, …
    Lookup(
        "law-with-year",
        CERTAIN,
        lambda citation: _law_by_name(citation) and bool(citation.year),
        lambda index, citing, citation: _in_time(
            citing, citation, index.by_law_name.get(_words(citation.name), [])
        ),
        "Luật Đất đai năm 2013",
    ),
    # … and again in another.
    Lookup(
        "law-by-name",
        LIKELY,
        lambda citation: _law_by_name(citation),
        lambda index, citing, citation: _in_time(
            citing, citation, index.by_law_name.get(_words(citation.name), [])
        ),
        "Luật Đất đai",
    ),
    # A congress may adopt several documents of a kind.
    Lookup(
        "congress",
        LIKELY,
        lambda citation: not _numbered(citation) and (citation.kind or "") not in _LAWS,
        lambda index, citing, citation: _in_time(citing, citation, index.adopted_at(citation)),
        "Nghị quyết Đại hội XIII của Đảng",
    ),
)


def _numbered(citation: Citation) -> bool:
    """Whether a reference has a number, or a short name with its digits: Nghị quyết 26."""
    return bool(citation.number or _digits(citation.kind, citation.name)[1])


def _law_by_name(citation: Citation) -> bool:
    return not _numbered(citation) and (citation.kind or "") in _LAWS


def _digits(kind: str | None, called: str | None) -> tuple[str, str]:
    """A kind, folded, and the digits of a number or short name; empty if there are none.

    >>> _digits("Nghị quyết", "05-NQ/TU"), _digits("nghị quyết", "Nghị quyết 5")
    (('nghị quyết', '5'), ('nghị quyết', '5'))
    """
    match = _DIGITS.fullmatch(_words(called))
    return fold(kind or ""), (match["sign"] or match["name"]) if match else ""


def _words(text: str | None) -> str:
    return " ".join(fold(text or "").split())


def _law_name(document: _Document) -> str | None:
    """What a law is called, with its kind, whether or not its title begins with it; else None."""
    if document.facts.kind not in _LAWS:
        return None
    kind = fold(document.facts.kind)
    return f"{kind} {_words(document.facts.title).removeprefix(kind).strip()}".strip()


def place_of(issuer: str | None) -> str:
    """The name of the province, district or commune of a body, folded; empty for a national one.

    >>> place_of("Hội đồng nhân dân tỉnh Lam Châu"), place_of("Chính phủ")
    ('lam châu', '')
    """
    for local in _LOCAL.finditer(fold(issuer or "")):
        place = _PLACE.match(issuer or "", local.end())
        if place:
            return _words(place[0])
    return ""


def _epoch(document: _Document, date: str | None) -> str | None:
    """The term (Party) or year (state) in which a document's issuer counts at a date."""
    sign = parse_sign(document.facts.number or "")
    if sign and sign.family == "party":
        facts = Facts(number=document.facts.number, date=date, issuer=document.facts.issuer)
        return complete_facts(facts).period
    return (date or "")[:4]


def _in_time(
    citing: _Document, citation: Citation, candidates: Iterable[_Document]
) -> list[_Document]:
    """The candidates that are not after the citing document, and of the year a reference gives.

    A document does not mean itself, unless with a date (an earlier one of its number).
    """
    now = citing.facts.date or "9999"
    in_time = []
    for candidate in candidates:
        date = candidate.facts.date or ""
        another = candidate.id != citing.id or citation.date
        if another and date <= now and str(citation.year or "") in date[:4]:
            in_time.append(candidate)
    return in_time


def _in_epoch(
    citing: _Document, citation: Citation, candidates: Iterable[_Document]
) -> list[_Document]:
    """Those in time of the term or year of the reference's date, else of the citing document's."""
    at = citation.date or citing.facts.date or "9999"
    return [
        candidate
        for candidate in _in_time(citing, citation, candidates)
        if _epoch(candidate, candidate.facts.date) == _epoch(candidate, at)
    ]


def _same_occasion(document: _Document, citation: Citation) -> bool:
    """Whether a document was adopted at the congress a reference names: ordinal, kind and level."""
    issuer, name = _words(document.facts.issuer), _words(citation.name)
    if document.facts.kind != citation.kind or not issuer.startswith("đại hội"):
        return False
    cited, held = _ORDINAL.search(name), _ORDINAL.search(issuer)
    if not cited or not held or cited[1] != held[1]:
        return False
    local, national = "đảng bộ" in name, "toàn quốc" in name or "của đảng" in name
    # "Đại hội XVIII" says no level: its ordinal decides.
    return ("đảng bộ" in issuer) == local or not (local or national)


def _judged(
    citing: _Document, citation: Citation, candidates: Iterable[_Document], certainty: str
) -> Resolved:
    """The verdict on the candidate of the same date, else the latest.

    A reference without a place speaks of the citing document's own. A document of all places (a
    national one) fits any.
    """
    place = place_of(citation.issuer) or citing.place
    fitting = [
        candidate
        for candidate in candidates
        if place.startswith(candidate.place) or candidate.place.startswith(place)
    ]
    if not fitting:
        return Resolved(ABSENT)
    of_the_date = [
        candidate
        for candidate in fitting
        if citation.date and candidate.facts.date == citation.date
    ]
    fitting = of_the_date or fitting
    best = max(fitting, key=lambda candidate: candidate.facts.date or "")
    differs = ", ".join(row.name for row in DIFFERENCES if row.holds(citation, best))
    return Resolved(
        CONTRADICTED if differs else CONFIRMED,
        best.id,
        differs or None,
        certainty if len(fitting) == 1 else UNCLEAR,
    )


def _other_date(citation: Citation, document: _Document) -> bool:
    date, cited = document.facts.date, citation.date
    return bool(cited and date and not date.startswith(cited[: len(date)]))


def _other_kind(citation: Citation, document: _Document) -> bool:
    kinds = {citation.kind, document.facts.kind}
    return len(kinds) > 1 and None not in kinds and not kinds <= _LAWS


def _other_organ(citation: Citation, document: _Document) -> bool:
    cited, issuing = (_organ(issuer) for issuer in (citation.issuer, document.facts.issuer))
    return cited is not None and issuing is not None and cited != issuing


def is_another_issuer(issuer: str | None, other: str | None) -> bool:
    """Whether two issuers are surely not one: organs or places that differ.

    >>> is_another_issuer("Bộ Y tế", "Bộ trưởng Bộ Tài chính")
    True
    >>> is_another_issuer("Tỉnh ủy", "Ban Thường vụ Tỉnh ủy Lam Châu")
    False
    """
    organs = {_organ(issuer), _organ(other)} - {None}
    places = {place_of(issuer), place_of(other)} - {""}
    return len(organs) > 1 or len(places) > 1


def _organ(issuer: str | None) -> str | None:
    """The organ that an issuer is, whoever signs for it; None for one that is none of `_ORGANS` and
    no ministry.
    """
    folded = fold(issuer or "").removeprefix("bộ trưởng ")
    return next(filter(folded.startswith, (*_ORGANS, *_ministries())), None)


@cache
def _ministries() -> tuple[str, ...]:
    """The names of ministries, folded."""
    names = {fold(row["body"]) for row in data.rows("bodies.csv")}
    return tuple(sorted(name for name in names if name.startswith("bộ ")))


def _other_name(citation: Citation, document: _Document) -> bool:
    name = _law_name(document)
    return bool(citation.number and citation.name and name and _words(citation.name) != name)


# What contradicts a reference.
DIFFERENCES = (
    # Dates may be given in part: "2021-03" is no other date than "2021-03-05".
    Difference("date", _other_date, "Nghị quyết số 05-NQ/TU ngày 6/3/2021"),
    # A "Luật" may be called "Bộ luật".
    Difference("kind", _other_kind, "Chỉ thị số 05-NQ/TU ngày 5/3/2021"),
    # "Tỉnh ủy" names no organ of the committee: no difference.
    Difference(
        "issuer",
        _other_organ,
        "Nghị quyết số 05-NQ/TU ngày 5/3/2021 của Ban Thường vụ Tỉnh ủy",
    ),
    # A law of this number that is called otherwise.
    Difference("name", _other_name, "Luật Nhà ở số 45/2013/QH13"),
)
