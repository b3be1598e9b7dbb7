"""Rules on references by themselves: number, date, kind and issuer that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.rule import Hit, rule
from textkit.vietnamese.dates import parse_date, written_date
from textkit.vietnamese.signs import bodies
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("checks.toml", "references")

# A draft without a date counts as later than all documents.
_NO_DATE = "9999"

# Kinds whose name and code always go together. Others are also called by the act that issued them
# ("Đề án theo Quyết định số …", "Quy chế …"), or share a code.
_KINDS_WITH_THEIR_CODE = frozenset(
    {"nghị quyết", "nghị định", "thông tư", "quyết định", "chỉ thị", "kết luận", "pháp lệnh"}
)

# The codes of which checks.toml says what their issuers are called.
_CODES_OF_ISSUERS = ("cp", "ttg", "qh", "ubtvqh", "hđnd", "ubnd", "tw")

# The rules that look at one reference, the surest and most specific first: one of them reports it,
# with what the others say. What contradicts itself is wrong whatever others say; the document in
# the corpus comes before the table, the table before the order of numbers.
SUREST_FIRST = (
    "references.impossible-date",
    "references.year-against-date",
    "references.kind-against-sign",
    "references.sign-form",
    "references.assembly-ordinal",
    "references.issuer-against-sign",
    "references.contradicted",
    "references.title-differs",
    "references.known-document",
    "references.number-order",
    "references.date-after-own",
    "references.cited-two-ways",
    "references.no-such-part",
    "references.replaced",
    "references.known-replaced",
)


def surer_than(rule_id: str) -> tuple[str, ...]:
    """The rules that report a reference before this one.

    >>> surer_than("references.kind-against-sign")
    ('references.impossible-date', 'references.year-against-date')
    """
    return SUREST_FIRST[: SUREST_FIRST.index(rule_id)]


@rule(
    "references.year-against-date",
    severity="error",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: số gồm năm ban hành",
    yields_to=surer_than("references.year-against-date"),
)
def year_against_date(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Năm trong số, ký hiệu khác với năm của ngày ban hành."""
    for citation, sign, day in draft.located:
        if not (sign and day and citation.year and citation.date):
            continue
        if citation.year != int(citation.date[:4]):
            values = {"year": str(citation.year), "date": draft.text[slice(*day)]}
            yield Hit(
                min(sign.start, day[0]), max(sign.end, day[1]), values, about=draft.whole(citation)
            )


@rule(
    "references.assembly-ordinal",
    severity="error",
    source="Các khóa Quốc hội theo ngày bầu cử (terms.csv)",
    yields_to=surer_than("references.assembly-ordinal"),
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
        about = draft.reference_around(sign.start)
        yield Hit(sign.start, sign.end, values, about=about)


def _is_within(year: int, term: str) -> bool:
    """Whether a year lies in a term: 2021 does in `2016-2021` and in `2021-2026`."""
    return int(term[:4]) <= year <= int(term[5:])


@rule(
    "references.kind-against-sign",
    severity="error",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục III: chữ viết tắt tên loại",
    yields_to=surer_than("references.kind-against-sign"),
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
            values = {"kind": citation.kind, "coded": coded or ""}
            yield Hit(citation.start, sign.end, values, about=draft.whole(citation))


@rule(
    "references.sign-form",
    severity="error",
    mends=True,
    source="Hướng dẫn 36-HD/VPTW; Nghị định 30/2020/NĐ-CP, Điều 8",
    yields_to=surer_than("references.sign-form"),
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
            values, about = {"form": sign.number}, draft.reference_around(sign.start)
            yield Hit(sign.start, sign.end, values, sign.number, about=about)


@rule(
    "references.issuer-against-sign",
    severity="warning",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục VI: chữ viết tắt cơ quan",
    yields_to=surer_than("references.issuer-against-sign"),
)
def issuer_against_sign(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cơ quan ban hành không khớp với chữ viết tắt trong ký hiệu."""
    for citation, sign, _ in draft.located:
        # The issuer must be written, and must surely be an organ.
        issuer = fold(citation.issuer or "")
        if sign is None or "của" not in citation.text or not _PATTERNS["organs"].match(issuer):
            continue
        if _is_anothers_code(sign.body or "", issuer):
            values = {"issuer": citation.issuer or "", "code": sign.body or ""}
            yield Hit(sign.start, citation.end, values, about=draft.whole(citation))


def _is_anothers_code(code: str, issuer: str) -> bool:
    """Whether the code of a number is surely not that of an organ: 69/2018/NĐ-CP of a ministry,
    55/2023/TT-BTC of the government. One ministry may be called by another's name, that of its
    heir.

    >>> _is_anothers_code("BTC", "chính phủ"), _is_anothers_code("BTC", "bộ xây dựng")
    (True, False)
    """
    of_term = code.lower().rstrip("0123456789")
    if of_term in _CODES_OF_ISSUERS:
        return not _PATTERNS[of_term].match(issuer)
    body = fold(bodies().get(code, {}).get("body") or "")
    return body.startswith("bộ ") and not issuer.startswith("bộ ")


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
            yield Hit(*match.span(), about=draft.reference_around(match.start()))


@rule(
    "references.date-after-own",
    severity="warning",
    source="Văn bản được viện dẫn phải ban hành trước dự thảo",
    yields_to=surer_than("references.date-after-own"),
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
        if date and span and is_later(date, own_date):
            about = draft.whole(citation)
            yield Hit(*span, {"own": written_date(own_date)}, about=about)


def is_later(date: str, other: str) -> bool:
    """Whether a date is after another; of partial ones, by what both tell.

    >>> is_later("2023-11", "2023-05-20"), is_later("2023-11", "2023")
    (True, False)
    """
    return date[: len(other)] > other[: len(date)]
