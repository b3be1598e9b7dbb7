"""Which document of a corpus a citation means, and the graph of who cites whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from textkit.data.messages import TextkitError
from textkit.finding.citations import Citation
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
_LAWS = frozenset({"luật", "bộ luật", "pháp lệnh", "hiến pháp"})
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
_LOCAL = re.compile(
    r"(?<!\w)(?:tỉnh|thành|huyện|quận|thị xã|xã|phường|đặc khu)(?:\s+(?:uỷ|phố))?\s+"
)
_PLACE = re.compile(rf"[{CAPITALS}]\w*(?:\s+[{CAPITALS}]\w*)*")
_ORDINAL = re.compile(r"(?:lần thứ|khoá|đại hội(?: đảng)?|toàn quốc)\s+([ivxlc]+)(?!\w)")
_DIGITS = re.compile(r"0*(\d+)\D.*|\w+ \w+(?: số)? 0*(\d+)")


class Resolved(NamedTuple):
    """What `resolve` adds to one citation."""

    verdict: str | None = None
    target: str | None = None
    differs: str | None = None
    certainty: str | None = None


class _Document(NamedTuple):
    id: str
    facts: Facts
    place: str


def resolve(corpus: StoredCorpus) -> pd.DataFrame:
    """The references of a corpus with the document each means: a row a reference.

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

    found = _Index(corpus, cited := corpus.records("citations")).resolve_all(cited)
    return corpus.table("citations").join(pd.DataFrame(found, columns=Resolved._fields))


def resolve_draft(
    corpus: StoredCorpus, facts: Facts, citations: Sequence[Citation]
) -> list[Resolved]:
    """What `resolve` adds to each reference of a text that is not of the corpus, by the facts of
    that text.
    """
    return list(
        _Index(corpus, citations).resolve_all(
            citations, _Document("", facts, place_of(facts.issuer))
        )
    )


def citation_graph(corpus: StoredCorpus) -> nx.DiGraph[str]:
    """Who cites whom, as a networkx DiGraph: from the citing document to the one cited.

    Nodes are the documents' ids, with `inside` true, `kind`, `number`, `date`, and numbers or names
    of what is not in this corpus, with `inside` false (there numbers of several terms fall
    together). Edges have `weight`, the number of references, and `contradicted`, how many of them
    differ from their target.

    Raises TextkitError if networkx is not installed. Example: `tk.citation_graph(corpus).nodes`
    """
    try:
        import networkx as nx
    except ImportError as error:
        raise TextkitError("graph.networkx") from error
    graph: nx.DiGraph[str] = nx.DiGraph()
    for id_ in corpus.ids:
        graph.add_node(
            id_,
            inside=True,
            **{name: corpus.fact(id_, name) for name in ("kind", "number", "date")},
        )
    cited_by = corpus.records("citations")
    for citation, (verdict, target, *_) in zip(
        cited_by, _Index(corpus, cited_by).resolve_all(cited_by), strict=True
    ):
        if cited := verdict and (target or citation.number or citation.name):
            if cited not in graph:
                graph.add_node(
                    cited,
                    inside=False,
                    kind=citation.kind,
                    number=citation.number,
                    date=citation.date,
                )
            known = graph.get_edge_data(citation.doc_id, cited, {"weight": 0, "contradicted": 0})
            wrong = known["contradicted"] + (verdict == CONTRADICTED)
            graph.add_edge(citation.doc_id, cited, weight=known["weight"] + 1, contradicted=wrong)
    return graph


class _Index:
    def __init__(self, corpus: StoredCorpus, citations: Iterable[Citation]) -> None:
        rows = [
            (id_, Facts(**{name: corpus.row(id_).get(name) for name in Facts.__slots__}))
            for id_ in corpus.ids
        ]
        self.documents = {id_: _Document(id_, facts, place_of(facts.issuer)) for id_, facts in rows}
        self.known: dict[
            Any, list[_Document]
        ] = {}  # by number, by kind and digits, by the name of a law
        for one in self.documents.values():
            for key in (
                one.facts.number,
                _digits(one.facts.kind, one.facts.number),
                _law_name(one),
            ):
                self.known.setdefault(key, []).append(one)
        full = [citation for citation in citations if citation.number]
        self.said = grouped(
            full, lambda citation: (citation.doc_id, *_digits(citation.kind, citation.number))
        )

    def resolve_all(
        self, citations: Iterable[Citation], citing: _Document | None = None
    ) -> Iterator[Resolved]:
        for citation in citations:
            named = citation.name != "self" and bool(citation.number or citation.name)
            yield (
                self._resolve(citing or self.documents[citation.doc_id], citation)
                if named
                else Resolved()
            )

    def _resolve(self, citing: _Document, citation: Citation) -> Resolved:
        if citation.number or _digits(citation.kind, citation.name)[1]:
            return self._by_number(citing, self._in_full(citation))
        if (citation.kind or "") in _LAWS:
            named = _in_time(citing, citation, self.known.get(_words(citation.name), []))
            return _judged(citing, citation, named, "certain" if citation.year else "likely")
        adopted = [one for one in self.documents.values() if _same_occasion(one, citation)]
        return _judged(citing, citation, _in_time(citing, citation, adopted), "likely")

    def _in_full(self, citation: Citation) -> Citation:
        """The citation with the number and the date that the same document gives elsewhere, if it
        gives but one.
        """
        key = (citation.doc_id, *_digits(citation.kind, citation.number or citation.name))
        said: list[Citation] = [
            one for one in self.said.get(key, []) if citation.number in (None, one.number)
        ]
        said = [one for one in said if one.date] or said
        if citation.date or len({(one.number, one.date) for one in said}) != 1:
            return citation
        named = citation.name if citation.number else None
        return replace(
            said[0], issuer=citation.issuer or said[0].issuer, kind=citation.kind, name=named
        )

    def _by_number(self, citing: _Document, citation: Citation) -> Resolved:
        found = self.known.get(citation.number or _digits(citation.kind, citation.name), [])
        if citation.number and citation.year:
            return _judged(citing, citation, found, "certain")
        if near := _in_time(citing, citation, found, epoch=True):
            return _judged(
                citing, citation, near, "certain" if citation.number and citation.date else "likely"
            )
        return _judged(
            citing, citation, [] if citation.date else _in_time(citing, citation, found), "unclear"
        )


def _digits(kind: str | None, said: str | None) -> tuple[str, str]:
    found = _DIGITS.fullmatch(_words(said))  # 05-NQ/TU, Nghị quyết 5
    return fold(kind or ""), (found[1] or found[2]) if found else ""


def _words(text: str | None) -> str:
    return " ".join(fold(text or "").split())


def _law_name(one: _Document) -> str | None:
    kind = fold(one.facts.kind or "")
    return (
        f"{kind} {_words(one.facts.title).removeprefix(kind).strip()}".strip()
        if one.facts.kind in _LAWS
        else None
    )


def place_of(issuer: str | None) -> str:
    """The name of the province, district or commune of a body: `Lam Châu`; empty for a national
    one.
    """
    places = (
        _PLACE.match(issuer or "", local.end()) for local in _LOCAL.finditer(fold(issuer or ""))
    )
    return next((_words(place[0]) for place in places if place), "")


def _epoch(one: _Document, date: str | None) -> str | None:
    """The term (Party) or the year (state) in which the numbers of a candidate's issuer run at a
    date.
    """
    sign = parse_sign(one.facts.number or "")
    facts = Facts(number=one.facts.number, date=date, issuer=one.facts.issuer)
    return complete_facts(facts).period if sign and sign.family == "party" else (date or "")[:4]


def _in_time(
    citing: _Document, citation: Citation, found: Iterable[_Document], *, epoch: bool = False
) -> list[_Document]:
    """Those not after the citing document, of the year a reference gives, and with `epoch` of the
    same term or year.
    """
    now = citing.facts.date or "9999"
    return [
        one
        for one in found
        if (one.id != citing.id or citation.date)
        and (one.facts.date or "") <= now
        and str(citation.year or "") in (one.facts.date or "")[:4]
        and (not epoch or _epoch(one, one.facts.date) == _epoch(one, citation.date or now))
    ]


def _same_occasion(one: _Document, citation: Citation) -> bool:
    """Whether a document was adopted at the congress a reference names: its ordinal, and its level
    where that is said.
    """
    issuer, name = _words(one.facts.issuer), _words(citation.name)
    said, held = _ORDINAL.search(name), _ORDINAL.search(issuer)
    local, national = "đảng bộ" in name, "toàn quốc" in name or "của đảng" in name
    level = ("đảng bộ" in issuer) == local or not (local or national)
    return bool(
        level
        and one.facts.kind == citation.kind
        and issuer.startswith("đại hội")
        and said
        and held
        and said[1] == held[1]
    )


def _judged(
    citing: _Document, citation: Citation, candidates: Iterable[_Document], certainty: str
) -> Resolved:
    """The verdict on the candidate of the same date, else the latest; a reference without a place
    speaks of its own.
    """
    place = place_of(citation.issuer) or citing.place
    fitting = [
        one for one in candidates if place.startswith(one.place) or one.place.startswith(place)
    ]
    if not fitting:
        return Resolved(ABSENT)
    fitting = [
        one for one in fitting if citation.date and one.facts.date == citation.date
    ] or fitting
    best = max(fitting, key=lambda one: one.facts.date or "")
    differs = ", ".join(_differences(citation, best)) or None
    return Resolved(
        CONTRADICTED if differs else CONFIRMED,
        best.id,
        differs,
        certainty if len(fitting) == 1 else "unclear",
    )


def _differences(citation: Citation, one: _Document) -> Iterable[str]:
    """What a reference says of a document that its own facts contradict; what either does not say
    is no difference.
    """
    kinds, issuers = (
        {citation.kind, one.facts.kind},
        (fold(citation.issuer or ""), fold(one.facts.issuer or "")),
    )
    organs = {next(filter(issuer.startswith, _ORGANS), None) for issuer in issuers}
    if (
        citation.date
        and one.facts.date
        and not one.facts.date.startswith(citation.date[: len(one.facts.date)])
    ):
        yield "date"
    if len(kinds) > 1 and None not in kinds and not kinds <= _LAWS:
        yield "kind"
    if len(organs) > 1 and None not in organs:
        yield "issuer"
    if (
        citation.number
        and citation.name
        and _law_name(one)
        and _words(citation.name) != _law_name(one)
    ):
        yield "name"
