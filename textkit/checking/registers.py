"""Rules on references to documents that the gazetteer knows, and on those that it dates by the
order of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from textkit import data
from textkit.checking.material import Draft, Located, Prior, Span
from textkit.checking.references import surer_than
from textkit.checking.rule import Case, Hit, rule
from textkit.comparing.resolving import ABSENT
from textkit.finding.cited import Citation
from textkit.finding.known import Gazetteer, Known, as_of, common_words, window
from textkit.vietnamese.dates import is_a_day, written_date
from textkit.vietnamese.signs import parse_sign
from textkit.vietnamese.text import fold

_SOURCE = "Bảng văn bản đã biết (known_documents.csv.gz)"

# A cited law is another than the one of its number where over this share of the words of its name
# are strange to the name of that. Chosen by eye; not measured.
_SHARE_OF_STRANGE_NAMES = 0.5

# Titles of fewer words that tell are not compared. Chosen on the tune part of the documents beside
# the project.
_FEWEST_WORDS = 4


class Verdict(NamedTuple):
    """What the gazetteer says of a reference: `verdict` is `confirmed`, `contradicted` or `not in
    this table`; `differs` names what contradicts it: date, issuer, name, title or number.
    """

    verdict: str
    known: Known | None = None
    differs: str = ""


CONFIRMED, CONTRADICTED, NOT_IN_THIS_TABLE = "confirmed", "contradicted", "not in this table"


def judged(citation: Citation, gazetteer: Gazetteer) -> Verdict:
    """What the gazetteer says of a reference by number.

    What is not in the table may well exist: nothing is said of it.
    """
    if not citation.number:
        return Verdict(NOT_IN_THIS_TABLE)
    rows = gazetteer.numbered(citation.number, kind=citation.kind, date=citation.date)
    if not rows:
        another = _of_another_year(citation, gazetteer)
        if another:
            return Verdict(CONTRADICTED, another, "date")
    verdicts = [(known, _difference(citation, known)) for known in rows]
    if any(not differs for _, differs in verdicts):
        return Verdict(CONFIRMED, rows[0])
    # Where the number and the date go together, neither is a slip.
    if all(differs == "date" for _, differs in verdicts):
        twin = _twin(citation, gazetteer)
        if twin:
            return Verdict(CONTRADICTED, twin, "number")
    for known, differs in verdicts:
        return Verdict(CONTRADICTED, known, differs)
    return Verdict(NOT_IN_THIS_TABLE)


def _of_another_year(citation: Citation, gazetteer: Gazetteer) -> Known | None:
    """The document of a number without a year that is of the same day and month in another year, or
    of the same title: the year is a slip.
    """
    if not citation.number or not is_a_day(citation.date):
        return None
    for known in gazetteer.anytime(citation.number):
        same_day = known.date[4:] == (citation.date or "")[4:]
        if same_day or _is_same_title(citation.title, known.title):
            return None if known.has_date(citation.date or "") else known
    return None


def _difference(citation: Citation, known: Known) -> str:
    """What contradicts a reference in a document of its number; an empty string for nothing."""
    if known.sure == "doubtful":
        return ""
    if citation.date and not known.has_date(citation.date):
        return "date"
    sign = parse_sign(known.number)
    # What the table says of issuers and titles of the Party's documents are hints.
    if sign is None or sign.family == "party":
        return ""
    if _is_another_issuer(citation, known):
        return "issuer"
    if sign.family == "law" and citation.name and _is_another_law(citation.name, known.title):
        return "name"
    # Number and date that go together outweigh a title, which may be cut short or in other words.
    has_date = is_a_day(citation.date)
    return "title" if not has_date and _is_another_title(citation.title, known.title) else ""


def _content(title: str | None) -> frozenset[str]:
    """The words of a title that tell of what the document is, folded."""
    return frozenset(re.findall(r"\w+", fold(title or ""))) - common_words()


def _is_same_title(title: str | None, held: str) -> bool:
    """Whether two titles are of one document: those of two ministries differ in a word or two.

    >>> held = "quy định chức năng, nhiệm vụ và cơ cấu tổ chức của Bộ Y tế"
    >>> _is_same_title("quy định chức năng, nhiệm vụ, cơ cấu tổ chức của Bộ Công Thương", held)
    False
    """
    words, others = _content(title), _content(held)
    return min(len(words), len(others)) >= _FEWEST_WORDS and (words <= others or others <= words)


def _is_another_title(title: str | None, held: str) -> bool:
    """Whether a cited title is of another document: no word that tells is shared.

    What is about another document, by its number, says nothing of its subject.
    """
    words, others = _content(title), _content(held)
    enough = min(len(words), len(others)) >= _FEWEST_WORDS
    about_another = any(word[0].isdigit() for word in words | others)
    return enough and not about_another and not words & others


def _is_another_issuer(citation: Citation, known: Known) -> bool:
    """Whether a reference names an issuer that the table knows, but not as that of the document."""
    if "của" not in citation.text or not citation.issuer or not known.issuer:
        return False
    cited = _body(citation.issuer)
    return cited in _issuers() and cited not in _body(known.issuer)


def _body(issuer: str) -> str:
    """The body that issues, whoever signs for it, folded.

    >>> _body("Bộ trưởng Bộ Tài chính")
    'bộ tài chính'
    """
    return fold(issuer).removeprefix("bộ trưởng ")


def _issuers() -> frozenset[str]:
    """The ministries, as bodies.csv has them, folded."""
    names = {row["body"] for row in data.rows("bodies.csv")}
    return frozenset(fold(name) for name in names if name.startswith("Bộ "))


def _is_another_law(name: str, held: str) -> bool:
    """Whether a law is called by a name that is not its own.

    >>> _is_another_law("Luật Nhà ở", "Luật Đất đai")
    True
    >>> _is_another_law("Luật Tổ chức tín dụng", "Luật Các tổ chức tín dụng")
    False
    >>> _is_another_law("Luật An toàn về việc Căn cứ Luật Đất đai", "Luật Đất đai")
    False
    """
    # Run on from the line before: the name that stands before the number is the law's.
    if fold(name).endswith(fold(held)):
        return False
    of_all = {"luật", "bộ", "pháp", "lệnh", "về", "và", "của"}
    cited = set(fold(name).replace(",", " ").split()) - of_all
    strange = cited - set(fold(held).replace(",", " ").split())
    return bool(held) and len(strange) > _SHARE_OF_STRANGE_NAMES * len(cited)


def _twin(citation: Citation, gazetteer: Gazetteer) -> Known | None:
    """The document that a reference means if its number is wrong: of its date, kind and title."""
    if not citation.title or not is_a_day(citation.date):
        return None
    for known in gazetteer.issued_on(citation.date or ""):
        of_kind = known.kind == (citation.kind or known.kind) and known.number != citation.number
        if of_kind and _is_same_title(citation.title, known.title):
            return known
    return None


def _unknown_to_the_corpus(draft: Draft, prior: Prior) -> Iterator[Located]:
    """The references by number to documents that the corpus has not: its own come first."""
    verdicts = {citation.start: meaning.verdict for citation, meaning in prior.resolved(draft)}
    own = draft.document.facts.number
    for located in draft.located:
        citation = located.citation
        if located.sign is None or citation.number == own:
            continue
        if verdicts.get(citation.start, ABSENT) == ABSENT:
            yield located


@rule(
    "references.known-document",
    severity="warning",
    source=_SOURCE,
    yields_to=surer_than("references.known-document"),
    bad=[
        Case("Căn cứ Nghị định số 13/2023/NĐ-CP ⟦ngày 17/5/2023⟧ của Chính phủ."),
        Case("Thực hiện Nghị quyết số 57-NQ/TW ⟦ngày 20/12/2024⟧ của Bộ Chính trị."),
        Case("Theo Quyết định số 1719/QĐ-TTg ⟦ngày 14/10/2022⟧ của Thủ tướng Chính phủ."),
        Case("Căn cứ ⟦Luật Nhà ở số 31/2024/QH15⟧; xét đề nghị của Sở Xây dựng tỉnh Lam Châu."),
    ],
    good=[
        Case("Căn cứ Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 của Chính phủ."),
        Case("Nghị quyết số 18-NQ/TW ngày 25/10/2017 và Nghị quyết số 18-NQ/TW ngày 16/6/2022."),
        Case("Căn cứ Nghị quyết số 9999/2023/NQ-HĐND ngày 17/5/2023 của Hội đồng nhân dân tỉnh."),
        Case("Căn cứ Luật Đất đai số 31/2024/QH15 ngày 18/01/2024."),
    ],
)
def known_document(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản viện dẫn ghi khác với bảng văn bản đã biết."""
    for located in _unknown_to_the_corpus(draft, prior):
        verdict = judged(located.citation, prior.gazetteer)
        if verdict.verdict == CONTRADICTED and verdict.known:
            start, end = _place(draft, located, verdict.differs)
            right = _right(verdict.known, verdict.differs)
            is_own = verdict.known.sure == "office"
            table = "known.csv" if is_own else f"textkit, {written_date(as_of())}"
            values = {"differs": verdict.differs, "right": right, "table": table}
            yield Hit(
                start,
                end,
                values,
                anywhere=verdict.differs == "title",
                about=draft.whole(located.citation),
            )


def _place(draft: Draft, located: Located, differs: str) -> Span:
    """The words of a reference at which it differs."""
    citation, sign, day = located
    whole = citation.start, citation.end
    if differs == "date":
        return day or whole
    if differs == "number" and sign:
        return sign.start, sign.end
    if differs == "name" and sign:
        return citation.start, sign.end
    title = draft.title_of(citation) if differs == "title" else None
    return title or whole


def _right(known: Known, differs: str) -> str:
    """What the table says instead."""
    if differs == "date":
        return f"{known.number} ngày {written_date(known.date)}"
    if differs == "issuer":
        return f"{known.number} của {known.issuer}"
    return f"{known.number} ngày {written_date(known.date)}, “{known.title}”"


@rule(
    "references.number-order",
    severity="warning",
    source="Thứ tự số của văn bản đã biết (number_order.csv.gz)",
    yields_to=surer_than("references.number-order"),
    bad=[
        Case("Thực hiện Nghị quyết số 58-NQ/TW ⟦ngày 05/8/2025⟧ của Bộ Chính trị."),
    ],
    good=[
        Case("Thực hiện Nghị quyết số 58-NQ/TW ngày 10/01/2025 của Bộ Chính trị."),
        Case("Căn cứ Quyết định số 58/QĐ-UBND ngày 05/8/2025 của Ủy ban nhân dân tỉnh."),
    ],
)
def number_order(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Ngày của văn bản viện dẫn không hợp với thứ tự số của các văn bản cùng loại."""
    for citation, _, day in _unknown_to_the_corpus(draft, prior):
        date = citation.date or ""
        in_its_year = citation.year in (None, int(date[:4] or 0))
        if not (day and citation.number and in_its_year and is_a_day(date)):
            continue
        if judged(citation, prior.gazetteer).verdict != NOT_IN_THIS_TABLE:
            continue
        days = window(citation.number, kind=citation.kind, date=date)
        if days and not days.first <= date <= days.last:
            values = {"first": written_date(days.first), "last": written_date(days.last)}
            values["as_of"] = written_date(as_of())
            yield Hit(*day, values, about=draft.whole(citation))
