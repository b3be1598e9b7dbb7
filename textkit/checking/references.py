"""Rules on references: numbers, dates, issuers and terms that contradict themselves, each other or
the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from textkit import data
from textkit.checking.material import Draft, Evidence, Located, Prior, Span
from textkit.checking.rule import Hit, Severity, rule
from textkit.comparing.resolving import CONFIRMED, CONTRADICTED, Resolved, place_of
from textkit.finding.cited import Citation
from textkit.finding.pinpoints import find_pinpoints
from textkit.reading.document import Record, grouped
from textkit.vietnamese.dates import parse_date, written_date
from textkit.vietnamese.signs import bodies
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("checks.toml", "references")

# A draft or a document without a date counts as later than all others.
_NO_DATE = "9999"

# Kinds whose name and code always go together. Others are also called by the act that issued them
# ("Đề án theo Quyết định số …", "Quy chế …"), or share a code.
_KINDS_WITH_THEIR_CODE = frozenset(
    {"nghị quyết", "nghị định", "thông tư", "quyết định", "chỉ thị", "kết luận", "pháp lệnh"}
)

# The codes of which checks.toml says what their issuers are called.
_CODES_OF_ISSUERS = ("cp", "ttg", "hđnd", "ubnd", "tw")

# Of two titles, at least this share of the shorter one's words, and no fewer words than this, agree
# where they are of one document. Chosen by eye; not measured.
_SHARE_OF_A_TWIN, _WORDS_OF_A_TWIN = 0.7, 4

# A cited title with more than this share of strange words is that of another document. Less is a
# title in other words, as drafts often cite. Chosen by eye; not measured.
_SHARE_OF_STRANGE_WORDS = 0.5

# Characters in front of a reference in which "thay thế" stands, if it stands there at all, and
# behind one in which "được sửa đổi" does. Chosen by eye; not measured.
_BEFORE_A_REFERENCE, _BEHIND_A_REFERENCE = 60, 120

# Older terms of places are not judged by the years alone: terms.csv has only one of each clock.
# Chosen by eye; not measured.
_FIRST_YEAR_OF_LOCAL_TERMS = "2005"


@rule(
    "references.year-against-date",
    severity="error",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: số gồm năm ban hành",
)
def year_against_date(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Năm trong số, ký hiệu khác với năm của ngày ban hành."""
    for citation, sign, day in draft.located:
        if not (sign and day and citation.year and citation.date):
            continue
        if citation.year != int(citation.date[:4]):
            values = {"year": str(citation.year), "date": draft.text[slice(*day)]}
            yield Hit(sign.start, day[1], values)


@rule(
    "references.assembly-ordinal",
    severity="error",
    source="Các khóa Quốc hội theo ngày bầu cử (terms.csv)",
)
def assembly_ordinal(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Khóa Quốc hội trong ký hiệu không khớp với năm."""
    terms = {}
    for row in data.rows("terms.csv"):
        if row["clock"] == "assembly":
            terms[row["ordinal"]] = row["term"]
    for sign in draft.signs:
        ordinal = re.search(r"QH(\d+)", sign.body or "")
        term = terms.get(ordinal[1]) if ordinal else None
        if term is None or sign.year is None or _is_within(sign.year, term):
            continue
        # In the year of an election two assemblies sat.
        right = [f"QH{number}" for number, years in terms.items() if _is_within(sign.year, years)]
        values = {"year": str(sign.year), "term": term, "right": " / ".join(right) or "?"}
        yield Hit(sign.start, sign.end, values)


def _is_within(year: int, term: str) -> bool:
    """Whether a year lies in a term: 2021 does in `2016-2021` and in `2021-2026`."""
    return int(term[:4]) <= year <= int(term[5:])


@rule(
    "references.kind-against-sign",
    severity="error",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục III: chữ viết tắt tên loại",
)
def kind_against_sign(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Tên loại văn bản không khớp với chữ viết tắt trong ký hiệu."""
    for citation, sign, _ in draft.located:
        if sign is None or citation.kind is None:
            continue
        # The Party's "62-QĐ/TW" is a decision or a regulation ("quy định"), so the sign leaves its
        # kind open; a reference to a regulation is none of these kinds and is passed over.
        coded = sign.kind or ("quyết định" if "-QĐ/" in sign.number else None)
        if not {citation.kind, coded} <= _KINDS_WITH_THEIR_CODE or citation.kind == coded:
            continue
        # Only where nothing but the name stands in front of the number: "Nghị định hướng dẫn Luật
        # Đê điều số 113/2007/NĐ-CP" is a decree.
        written = draft.folded[citation.start : sign.start]
        if re.fullmatch(rf"{re.escape(fold(citation.kind))}\s+(?:số\s*:?\s*)?", written):
            yield Hit(citation.start, sign.end, {"kind": citation.kind, "coded": coded or ""})


@rule(
    "references.sign-form",
    severity="error",
    source="Hướng dẫn 36-HD/VPTW; Nghị định 30/2020/NĐ-CP, Điều 8",
)
def sign_form(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số, ký hiệu văn bản của Đảng viết theo thể thức của Nhà nước, hoặc ngược lại."""
    for sign in draft.signs:
        system = bodies().get((sign.body or "").split("-")[0], {}).get("system")
        # People's committees of the 1990s wrote "58-QĐ/UB".
        if system != sign.family or sign.body == "UB" or sign.text == sign.number:
            continue
        joint = re.match(r"\d+[A-Z]?\s*([-–/])", sign.text)
        # The Party writes 39-NQ/TW, the state 39/NQ-HĐND.
        if joint and (joint[1] == "/") == (system == "party"):
            yield Hit(sign.start, sign.end, {"form": sign.number}, sign.number)


@rule(
    "references.issuer-against-sign",
    severity="warning",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục VI: chữ viết tắt cơ quan",
)
def issuer_against_sign(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cơ quan ban hành không khớp với chữ viết tắt trong ký hiệu."""
    for citation, sign, _ in draft.located:
        code = (sign.body or "").lower() if sign else ""
        if sign is None or code not in _CODES_OF_ISSUERS:
            continue
        # The issuer must be written, and must surely be an organ.
        issuer = fold(citation.issuer or "")
        if "của" not in citation.text or not _PATTERNS["organs"].match(issuer):
            continue
        if not _PATTERNS[code].match(issuer):
            values = {"issuer": citation.issuer or "", "code": sign.body or ""}
            yield Hit(sign.start, citation.end, values)


@rule(
    "references.impossible-date",
    severity="error",
    source="Dương lịch",
)
def impossible_date(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Ngày không có trong lịch."""
    leap_year = "2024"
    for match in _PATTERNS["day"].finditer(draft.folded):
        day = match["d"] or match["d2"]
        month = match["m"] or match["m2"]
        # Of a day without a year 29 February is possible.
        year = match["y"] or leap_year
        if not parse_date(f"{day}/{month}/{year}"):
            yield Hit(*match.span())


@rule(
    "references.date-after-own",
    severity="warning",
    source="Văn bản được viện dẫn phải ban hành trước dự thảo",
    yields_to=("references.known-document",),
)
def date_after_own(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản được viện dẫn có ngày ban hành sau ngày của dự thảo."""
    own_date = draft.document.facts.date or _NO_DATE
    for citation, sign, day in draft.located:
        if citation.number == draft.document.facts.number:
            continue
        date: str | None = None
        span: Span | None = None
        if citation.date:
            date, span = citation.date, day
        elif citation.year and sign:
            date, span = str(citation.year), (sign.start, sign.end)
        if date and span and _is_later(date, own_date):
            yield Hit(*span, {"own": written_date(own_date)})


def _is_later(date: str, other: str) -> bool:
    """Whether a date is after another; of partial ones, by what both tell.

    >>> _is_later("2023-11", "2023-05-20"), _is_later("2023-11", "2023")
    (True, False)
    """
    return date[: len(other)] > other[: len(date)]


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
)
def contradicted(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Ngày, tên loại, cơ quan ban hành hoặc số khác với bản trong kho văn bản."""
    for citation, meaning in prior.resolved(draft):
        twin = _twin_of(citation, prior)
        if twin:
            target, differs = twin, "number"
        elif meaning.verdict == CONTRADICTED and meaning.target:
            target, differs = meaning.target, meaning.differs or ""
        else:
            continue
        facts = prior.row(target)
        names = ["title" if name == "name" else name for name in differs.split(", ")]
        right = [written_date(facts[name]) for name in names if facts.get(name)]
        yield Hit(
            citation.start,
            citation.end,
            {"differs": differs, "right": ", ".join(right)},
            evidence=[_head(prior, target)],
            severity=_severity_of_contradiction(meaning, twin),
        )


def _severity_of_contradiction(meaning: Resolved, twin: str | None) -> Severity:
    """How sure it is that the document of the corpus is the one that is meant."""
    if twin or meaning.certainty == "likely":
        return "warning"
    return "error" if meaning.certainty == "certain" else "note"


def _twin_of(citation: Citation, prior: Prior) -> str | None:
    """The prior document that a reference means if its number is wrong."""
    if citation.title:
        for doc_id, facts in prior.facts():
            if _is_twin(citation, facts):
                return doc_id
    return None


def _is_twin(citation: Citation, facts: Any) -> bool:
    """Whether a prior document of the same kind, date and title bears another number."""
    if not citation.number or facts["number"] in (None, citation.number):
        return False
    if facts["kind"] != citation.kind or facts["date"] != citation.date:
        return False
    cited = set(_words(citation.title or ""))
    held = set(_words(facts["title"] or ""))
    enough = max(_WORDS_OF_A_TWIN, _SHARE_OF_A_TWIN * min(len(cited), len(held)))
    return len(cited & held) >= enough


def _words(title: str) -> list[str]:
    """The words of a title, folded."""
    return re.findall(r"\w+", fold(title))


@rule(
    "references.title-differs",
    severity="warning",
    source="Văn bản trong kho văn bản",
)
def title_differs(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Trích yếu được dẫn khác với trích yếu của bản trong kho văn bản."""
    for citation, meaning in prior.resolved(draft):
        if not (_is_surely_meant(meaning) and citation.number and citation.title):
            continue
        target = str(meaning.target)
        right = prior.row(target)["title"] or ""
        start = draft.text.find(citation.title, citation.end)
        if start >= 0 and _is_another_title(citation.title, right):
            yield Hit(
                start,
                start + len(citation.title),
                {"right": right},
                evidence=[_head(prior, target)],
                anywhere=True,
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
    for citation in prior.records("citations"):
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
                yield Hit(citation.start, citation.end, values, evidence=evidence)
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
    yields_to=("references.known-document",),
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
    from that in which it is cited most often.
    """
    ways = grouped(group, lambda located: (located.citation.date, located.citation.number))
    if len(ways) == 1:
        return
    usual = max(ways, key=lambda way: (_is_known(ways[way][0], prior), len(ways[way])))
    start, end = _bounds(ways[usual][0])
    evidence = Evidence(draft.document.id, start, end, None, draft.text[start:end])
    values = {"differs": differs, "other": evidence.quote}
    for located in group:
        if (located.citation.date, located.citation.number) != usual:
            yield Hit(*_bounds(located), values, evidence=[evidence])


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


# An article, clause and point in the path of a unit: "Điều 1/2/a". What stands behind a part or
# chapter, a clause "2.1" and a point "a/x" are no part that a pinpoint names.
_PATH = re.compile(
    r"""
    Điều[ ](?P<article>\d+)
    (?:/(?P<clause>\d+)(?!\d*[.]))?
    (?:/(?P<point>[a-zđ])(?![^/]))?
    """,
    re.VERBOSE,
)

# One part of a pinpoint: "12", "12.1", "12.1đ". Not the end of a range ("346-350"), nor what an
# amendment put in ("12a", "12.1aa").
_PINPOINT = re.compile(
    r"""
    (?<![\d.,-])(?P<article>\d+)(?![\da-zđ])
    (?:\.(?P<clause>\d+)(?![\da-zđ]{2}|[-])
       (?P<point>[a-zđ](?!\d))?
    )?
    """,
    re.VERBOSE,
)


def missing_part(paths: Iterable[str], pinpoint: str) -> str | None:
    """The first part of a pinpoint that lies beyond the last one of a document with these paths;
    None if it may be there.

    Nothing is missing from a document whose own numbers have gaps, or where there is but one.

    >>> missing_part(["Điều 1", "Điều 1/1", "Điều 1/2", "Điều 2"], "1.3a")
    'khoản 3 Điều 1'
    >>> missing_part(["Điều 1", "Điều 2"], "2.1") is None
    True
    """
    parts = [match.groupdict() for match in map(_PATH.search, paths) if match]
    articles = {int(part["article"]) for part in parts}
    for match in _PINPOINT.finditer(pinpoint):
        article, clause, point = match.groups()
        in_article = [part for part in parts if part["article"] == article]
        clauses = {int(part["clause"]) for part in in_article if part["clause"]}
        in_clause = [part for part in in_article if part["clause"] == clause]
        points = {part["point"] for part in in_clause if part["point"]}
        if _is_beyond(int(article), articles):
            return f"Điều {article}"
        if clause and _is_beyond(int(clause), clauses):
            return f"khoản {clause} Điều {article}"
        if point and {"a", "b"} <= points and point > max(points):
            return f"điểm {point} khoản {clause} Điều {article}"
    return None


def _is_beyond(number: int, numbers: set[int]) -> bool:
    """Whether a number lies beyond numbers that count up from one to two or more.

    >>> _is_beyond(3, {1, 2}), _is_beyond(2, {1, 2}), _is_beyond(4, {1, 3}), _is_beyond(2, {1})
    (True, False, False, False)
    """
    without_gaps = numbers == set(range(1, len(numbers) + 1))
    return without_gaps and len(numbers) > 1 and number > len(numbers)


@rule(
    "references.no-such-part",
    severity="warning",
    source="Văn bản trong kho văn bản",
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
            yield Hit(start, citation.end, values, evidence=[_head(prior, target)])


def _start_with_pinpoint(draft: Draft, citation: Citation) -> int:
    """Where a reference begins with the article, clause and point in front of its name."""
    line_start, _ = draft.line(citation.start)
    pinpoints = find_pinpoints(draft.document.passage(line_start, citation.start))
    starts = [line_start + pinpoint.start for pinpoint in pinpoints]
    return max(starts, default=citation.start)


_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def roman_number(roman: str) -> int:
    """The value of a Roman number in small letters.

    >>> roman_number("xiv")
    14
    """
    values = [_ROMAN_DIGITS[letter] for letter in roman]
    total = 0
    for position, value in enumerate(values):
        # A digit in front of a larger one is taken off: iv is 4.
        total += -value if value < max(values[position:]) else value
    return total


# Whose terms an ordinal counts, in the order in which they are asked for: a pattern of checks.toml
# over who bears the ordinal and what stands behind it, parted by a bar. The Peasants' Union holds
# congresses too, so those with clocks of their own come first, and the Party before its provinces,
# since "Đại hội đại biểu toàn quốc" is no province's.
_CLOCKS = ("others", "assembly", "council", "party", "province")


@rule(
    "references.term-years",
    severity="warning",
    source="Nhiệm kỳ của Đảng, Quốc hội, Hội đồng nhân dân (terms.csv)",
)
def term_years(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số thứ tự của đại hội, của khóa không khớp với các năm của nhiệm kỳ."""
    terms = grouped(data.rows("terms.csv"), lambda row: row["clock"])
    local_terms = _terms_of_places(prior)
    for match in _PATTERNS["term"].finditer(draft.folded):
        around = f"{match['who']} |{match['of']}"
        years = f"{match['a']}-{match['b']}"
        clock = _clock_of(around)
        right = _term_of_ordinal(terms.get(clock, ()), match["n"])
        if right is None and clock in ("province", "council"):
            written = draft.text[match.start() : match.end("of")]
            place = place_of(written) or place_of(draft.document.facts.issuer)
            # A place's own documents say best which term an ordinal of it is.
            right = local_terms.get((around[:7], place, match["n"])) if place else None
            right = right or _nearest_term(terms[clock], years)
        if right and right != years:
            start = draft.folded.rindex("nhiệm kì", match.start(), match.end())
            yield Hit(start, match.end("b"), {"right": right})


def _terms_of_places(prior: Prior) -> dict[tuple[str, str, str], str | None]:
    """The terms of prior documents by body (its first letters), place and ordinal of the issuer."""
    terms = {}
    for _, facts in prior.facts():
        for match in _PATTERNS["bears"].finditer(fold(facts["issuer"] or "")):
            terms[match[1], place_of(facts["issuer"]), match[2]] = facts["term"]
    return terms


def _clock_of(around: str) -> str:
    """Whose terms an ordinal counts, by the words around it."""
    for clock in _CLOCKS:
        if _PATTERNS[clock].search(around):
            return clock
    return "others"


def _term_of_ordinal(rows: Iterable[Mapping[str, str]], roman: str) -> str | None:
    """The term with an ordinal; the table gives it in Roman numbers or in others."""
    for row in rows:
        if row["ordinal"] in (roman.upper(), str(roman_number(roman))):
            return row["term"]
    return None


def _nearest_term(rows: Iterable[Mapping[str, str]], years: str) -> str | None:
    """The last term that began by the first of these years, where the years are those of none."""
    begun = {row["term"] for row in rows if row["term"][:4] <= years[:4]}
    if years in begun or years[:4] < _FIRST_YEAR_OF_LOCAL_TERMS:
        return None
    return max(begun, default=None)
