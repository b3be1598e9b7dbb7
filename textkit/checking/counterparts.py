"""Rules on references that contradict the document of the corpus that they mean, the gazetteer or
another reference of the draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from textkit import data
from textkit.checking.material import Draft, Evidence, Located, Prior, Span
from textkit.checking.parts import missing_part
from textkit.checking.references import is_later, surer_than
from textkit.checking.rule import Hit, Severity, rule
from textkit.comparing.resolving import (
    ABSENT,
    CONFIRMED,
    CONTRADICTED,
    Resolved,
    is_another_issuer,
    place_of,
)
from textkit.finding.cited import Citation
from textkit.finding.pinpoints import find_pinpoints
from textkit.reading.document import Record, grouped
from textkit.vietnamese.dates import is_a_day, written_date
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("checks.toml", "references")

# A draft or a document without a date counts as later than all others.
_NO_DATE = "9999"

# Of two titles, at least this share of the shorter one's words, and no fewer words than this, agree
# where they are of one document. Chosen by eye; not measured.
_SHARE_OF_A_TWIN, _WORDS_OF_A_TWIN = 0.7, 4

# A cited title with more than this share of strange words is that of another document. Less is a
# title in other words, as drafts often cite. Chosen by eye; not measured.
_SHARE_OF_STRANGE_WORDS = 0.5

# Characters in front of a reference in which "thay thế" stands, if it stands there at all, and
# behind one in which "được sửa đổi" does. Chosen by eye; not measured.
_BEFORE_A_REFERENCE, _BEHIND_A_REFERENCE = 60, 120


def _head(prior: Prior, doc_id: str) -> Evidence:
    """The head of a prior document as evidence: where it states its number, else its first line."""
    document = prior.document(doc_id)
    first_line = (0, len(document.text.split("\n", 1)[0]))
    sources = document.sources
    start, end = sources.get("number") or sources.get("title") or first_line
    return prior.evidence(Record(doc_id, start, end))


@rule(
    "references.contradicted",
    severity="error",
    source="Văn bản trong kho văn bản",
    yields_to=surer_than("references.contradicted"),
)
def contradicted(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Ngày, tên loại, cơ quan ban hành hoặc số khác với bản trong kho văn bản."""
    for citation, meaning in prior.resolved(draft):
        twin = _twin_of(citation, prior)
        # "26/9/2024" is nearer to 26/9/2025 than to what the last congress adopted on 22/10/2020.
        namesake = _of_another_year(citation, prior) if _has_no_such_date(meaning) else None
        if twin is None and (meaning.verdict == ABSENT or namesake):
            target, differs = namesake, ["date"]
        elif twin is None and meaning.verdict == CONTRADICTED:
            target, differs = meaning.target, _stated(citation, meaning.differs or "")
        else:
            target, differs = twin, ["number"]
        if target is None or not differs:
            continue
        facts = prior.row(target)
        names = ["title" if name == "name" else name for name in differs]
        right = [written_date(facts[name]) for name in names if facts.get(name)]
        is_sure = target == meaning.target and meaning.verdict == CONTRADICTED
        yield Hit(
            citation.start,
            citation.end,
            {"differs": ", ".join(differs), "right": ", ".join(right)},
            evidence=[_head(prior, target)],
            severity=_severity_of_contradiction(meaning) if is_sure else "warning",
            about=draft.whole(citation),
        )


def _has_no_such_date(meaning: Resolved) -> bool:
    """Whether the corpus has no document of the date that a reference states."""
    is_of_another_date = "date" in (meaning.differs or "").split(", ")
    return meaning.verdict == ABSENT or (meaning.verdict == CONTRADICTED and is_of_another_date)


def _stated(citation: Citation, differs: str) -> list[str]:
    """What differs in a reference and stands in it: "Nghị quyết 05" has its date from where it is
    cited in full, and a list its issuer from its last number.
    """
    stated = []
    for name in differs.split(", "):
        has_words = {"date": citation.date, "issuer": "của" in citation.text}
        if has_words.get(name, True):
            stated.append(name)
    return stated


def _severity_of_contradiction(meaning: Resolved) -> Severity:
    """How sure it is that the document of the corpus is the one that is meant."""
    if meaning.certainty == "likely":
        return "warning"
    return "error" if meaning.certainty == "certain" else "note"


def _twin_of(citation: Citation, prior: Prior) -> str | None:
    """The prior document that a reference means if its number is wrong."""
    if not citation.number or not is_a_day(citation.date):
        return None
    for doc_id, facts in prior.facts():
        if _is_twin(citation, facts):
            return doc_id
    return None


def _of_another_year(citation: Citation, prior: Prior) -> str | None:
    """The prior document of a reference's number, kind and issuer that is of its day and month in
    another year, where the corpus has none of the year that is written.
    """
    date = citation.date or ""
    if not citation.number or not is_a_day(date):
        return None
    for doc_id, facts in prior.facts():
        same = (facts["number"], facts["kind"]) == (citation.number, citation.kind)
        same_day = is_a_day(facts["date"]) and facts["date"][4:] == date[4:]
        if same and same_day and not is_another_issuer(citation.issuer, facts["issuer"]):
            return doc_id
    return None


def _is_twin(citation: Citation, facts: Any) -> bool:
    """Whether a prior document of the same kind, day and issuer bears another number, and the title
    or all of the number but its year says that it is the one that is meant.

    Two dates that are not known are not the same, nor are a month and a month.
    """
    if not citation.number or facts["number"] in (None, citation.number):
        return False
    if not is_a_day(citation.date) or facts["date"] != citation.date:
        return False
    if facts["kind"] != citation.kind or is_another_issuer(citation.issuer, facts["issuer"]):
        return False
    of_another_year = _without_year(citation.number) == _without_year(facts["number"])
    return of_another_year or _is_same_title(citation.title, facts["title"])


def _without_year(number: str) -> str:
    """A number without the year it has.

    >>> _without_year("37/2021/NQ-HĐND"), _without_year("05-NQ/TU")
    ('37/NQ-HĐND', '05-NQ/TU')
    """
    return re.sub(r"^(\d+[A-Z]?)/\d{4}/", r"\1/", number)


def _is_same_title(cited: str | None, held: str | None) -> bool:
    """Whether two titles are of one document: a short one is the same, a longer one nearly."""
    words, others = set(_words(cited or "")), set(_words(held or ""))
    if words and words == others:
        return True
    enough = max(_WORDS_OF_A_TWIN, _SHARE_OF_A_TWIN * min(len(words), len(others)))
    return len(words & others) >= enough


def _words(title: str) -> list[str]:
    """The words of a title, folded."""
    return re.findall(r"\w+", fold(title))


@rule(
    "references.title-differs",
    severity="warning",
    source="Văn bản trong kho văn bản",
    yields_to=surer_than("references.title-differs"),
)
def title_differs(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Trích yếu được dẫn khác với trích yếu của bản trong kho văn bản."""
    for citation, meaning in prior.resolved(draft):
        if not (_is_surely_meant(meaning) and citation.number and citation.title):
            continue
        target = str(meaning.target)
        right = prior.row(target)["title"] or ""
        title = draft.title_of(citation)
        if title and _is_another_title(citation.title, right):
            yield Hit(
                *title,
                {"right": right},
                evidence=[_head(prior, target)],
                anywhere=True,
                about=draft.whole(citation),
            )


def _is_surely_meant(meaning: Resolved) -> bool:
    """Whether a reference is confirmed and one document alone can be meant."""
    return (
        meaning.verdict == CONFIRMED
        and meaning.target is not None
        and meaning.certainty != "unclear"
    )


def _is_another_title(cited: str, held: str) -> bool:
    """Whether a cited title has a number, or mostly words, that the document's own title lacks.

    A cited title often goes on in the sentence around it; what is longer than the document's own is
    left out.

    >>> _is_another_title("về du lịch đến năm 2030", "về du lịch đến năm 2025")
    True
    >>> _is_another_title("về du lịch biển", "về du lịch đến năm 2025")
    False
    """
    held_words = _words(held)
    cited_words = set(_words(cited)[: len(held_words)])
    strange = cited_words - set(held_words)
    if not held_words:
        return False
    has_other_number = any(word.isdigit() for word in strange)
    return has_other_number or len(strange) > _SHARE_OF_STRANGE_WORDS * len(cited_words)


def _repeals(prior: Prior, numbers: set[str | None]) -> Iterator[Citation]:
    """The references by which prior documents end others of these numbers as a whole."""
    for citation in prior.records("citations", prior.citing(numbers - {None})):
        if not citation.number or citation.number not in numbers or citation.pinpoint:
            continue
        start = max(0, citation.start - _BEFORE_A_REFERENCE)
        before = prior.document(citation.doc_id).folded[start : citation.start]
        if _PATTERNS["ended"].search(before):
            yield citation


@rule(
    "references.replaced",
    severity="warning",
    source="Điều khoản thay thế, bãi bỏ của văn bản trong kho văn bản",
    yields_to=surer_than("references.replaced"),
)
def replaced(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản được viện dẫn đã bị thay thế hoặc bãi bỏ."""
    own_date = draft.document.facts.date or _NO_DATE
    numbers = {citation.number for citation in draft.citations}
    repeals = grouped(_repeals(prior, numbers), lambda citation: citation.number)
    for citation in draft.citations:
        if citation.number not in repeals:
            continue
        # Where the draft says itself that the document is past, it is not taken to be in force.
        line = draft.folded[slice(*draft.line(citation.start))]
        if _PATTERNS["called"].search(line):
            continue
        for repeal in repeals[citation.number]:
            since = prior.row(repeal.doc_id)["date"] or _NO_DATE
            # A number without a year is given anew each year: it must agree in its date.
            same = citation.year or (citation.date and citation.date == repeal.date)
            if since < own_date and same:
                values = {"number": citation.number or ""}
                evidence = [prior.evidence(repeal)]
                about = draft.whole(citation)
                yield Hit(citation.start, citation.end, values, evidence=evidence, about=about)
                break


def _same_number(located: Located) -> tuple[Any, ...]:
    """What two references by number must share to mean one document.

    Numbers start again each year and in each place; without a year in the number, the year of the
    date and the issuer tell.
    """
    citation = located.citation
    date, issuer = citation.date or "", citation.issuer or ""
    year = citation.year or (date[:4], fold(issuer))
    return citation.number, year, place_of(issuer)


def _same_title(located: Located) -> tuple[Any, ...] | None:
    """What two references by title must share to mean one document; None without a title."""
    citation = located.citation
    return (citation.date, citation.kind, citation.title) if citation.title else None


# By what differs, what two references must share all the same.
_KEYS_OF_ONE_DOCUMENT: tuple[tuple[str, Callable[[Located], tuple[Any, ...] | None]], ...] = (
    # "số 37/2021/NQ-HĐND ngày 08/12/2021; số 37/2021/NQ-HĐND ngày 18/12/2021"
    ("date", _same_number),
    # "số 08-NQ/TU, ngày 20/5/2022 về du lịch; số 09-NQ/TU, ngày 20/5/2022 về du lịch"
    ("number", _same_title),
)


@rule(
    "references.cited-two-ways",
    severity="warning",
    source="Một văn bản phải được viện dẫn thống nhất trong dự thảo",
    yields_to=surer_than("references.cited-two-ways"),
)
def cited_two_ways(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Một văn bản được viện dẫn với hai ngày hoặc hai số khác nhau."""
    whole = [located for located in draft.located if _is_whole(located)]
    for differs, key in _KEYS_OF_ONE_DOCUMENT:
        for same, group in grouped(whole, key).items():
            if same:
                yield from _against_the_usual_way(draft, prior, differs, group)


def _is_whole(located: Located) -> bool:
    """Whether a reference gives a number and a date to the day."""
    citation, sign, day = located
    has_day = len(citation.date or "") == len("2021-12-08")
    return bool(citation.number and sign and day and has_day)


def _against_the_usual_way(
    draft: Draft, prior: Prior, differs: str, group: Sequence[Located]
) -> Iterator[Hit]:
    """The references of one document that differ from the way in which the gazetteer has it, else
    from the one that nothing speaks against and that is cited most often.
    """
    ways = grouped(group, lambda located: (located.citation.date, located.citation.number))
    if len(ways) == 1:
        return
    own_date = draft.document.facts.date or _NO_DATE

    def standing(way: tuple[str | None, str | None]) -> tuple[bool, bool, int]:
        first = ways[way][0]
        return _is_known(first, prior), _is_sound(first.citation, own_date), len(ways[way])

    usual = max(ways, key=standing)
    start, end = _bounds(ways[usual][0])
    evidence = Evidence(draft.document.id, start, end, None, draft.text[start:end])
    values = {"differs": differs, "other": evidence.quote}
    for located in group:
        if (located.citation.date, located.citation.number) != usual:
            about = draft.whole(located.citation)
            yield Hit(*_bounds(located), values, evidence=[evidence], about=about)


def _is_sound(citation: Citation, own_date: str) -> bool:
    """Whether a reference by itself may be right: of the year in its number, and not after the
    draft.
    """
    date = citation.date or ""
    return citation.year in (None, int(date[:4] or 0)) and not is_later(date, own_date)


def _is_known(located: Located, prior: Prior) -> bool:
    """Whether the gazetteer has a document of this number and date."""
    citation = located.citation
    number, date = citation.number or "", citation.date or ""
    of_number = prior.gazetteer.numbered(number, kind=citation.kind, date=date)
    return any(known.has_date(date) for known in of_number)


def _bounds(located: Located) -> Span:
    """From the number of a whole reference to its date, whichever comes first."""
    assert located.sign is not None
    assert located.day is not None
    start = min(located.sign.start, located.day[0])
    return start, max(located.sign.end, located.day[1])


@rule(
    "references.no-such-part",
    severity="warning",
    source="Văn bản trong kho văn bản",
    yields_to=surer_than("references.no-such-part"),
)
def no_such_part(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản được viện dẫn không có điều, khoản, điểm đó."""
    for citation, meaning in prior.resolved(draft):
        if not (citation.pinpoint and _is_surely_meant(meaning)):
            continue
        target = str(meaning.target)
        paths = [unit.path for unit in prior.units(target) if unit.kind != "sentence"]
        missing = missing_part(paths, citation.pinpoint)
        # "Điều 9 Nghị quyết số … được sửa đổi, bổ sung tại …": the part is one that was put in.
        behind = draft.folded[citation.end : citation.end + _BEHIND_A_REFERENCE]
        if missing and "sửa đổi" not in behind:
            start = _start_with_pinpoint(draft, citation)
            values = {"part": missing}
            evidence, about = [_head(prior, target)], draft.whole(citation)
            yield Hit(start, citation.end, values, evidence=evidence, about=about)


def _start_with_pinpoint(draft: Draft, citation: Citation) -> int:
    """Where a reference begins with the article, clause and point in front of its name."""
    line_start, _ = draft.line(citation.start)
    pinpoints = find_pinpoints(draft.document.passage(line_start, citation.start))
    starts = [line_start + pinpoint.start for pinpoint in pinpoints]
    return max(starts, default=citation.start)
