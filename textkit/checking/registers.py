"""Rules on references to documents that the gazetteer knows, and on those that it dates by the
order of numbers.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from textkit import data
from textkit.checking.lookups import CONFIRMED, CONTRADICTED, NOT_IN_THIS_TABLE, judged
from textkit.checking.material import Draft, Located, Prior, Span
from textkit.checking.references import surer_than
from textkit.checking.rule import Case, Hit, rule
from textkit.comparing.resolving import ABSENT
from textkit.finding.cited import Citation
from textkit.finding.known import Gazetteer, Known, as_of, window
from textkit.vietnamese.dates import is_a_day, written_date

_PATTERNS = data.patterns("checks.toml", "references")
_SOURCE = "Bảng văn bản đã biết (known_documents.csv.gz)"

# Days after its issue on which a document is surely in force: laws take effect half a year after
# they are passed, few a year. Chosen by eye; not measured.
_DAYS_UNTIL_IN_FORCE = 400


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


@rule(
    "references.known-replaced",
    severity="warning",
    source=_SOURCE,
    yields_to=surer_than("references.known-replaced"),
    bad=[
        Case(
            "Căn cứ ⟦Nghị định số 110/2004/NĐ-CP ngày 08/4/2004 của Chính phủ⟧ về văn thư;",
            facts={"date": "2024-05-20"},
        ),
    ],
    good=[
        # Before the later one took effect, and where the draft's date is not known.
        Case("Căn cứ Nghị định số 110/2004/NĐ-CP ngày 08/4/2004;", facts={"date": "2020-04-01"}),
        Case("Căn cứ Nghị định số 110/2004/NĐ-CP ngày 08/4/2004;"),
        # In history, and where it is ended.
        Case(
            "Giai đoạn trước thực hiện Nghị định số 110/2004/NĐ-CP ngày 08/4/2004 của Chính phủ.",
            facts={"date": "2024-05-20"},
        ),
        Case(
            "Nghị định số 30/2020/NĐ-CP thay thế Nghị định số 110/2004/NĐ-CP ngày 08/4/2004.",
            facts={"date": "2024-05-20"},
        ),
    ],
)
def known_replaced(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Căn cứ vào văn bản mà bảng văn bản đã biết ghi là đã được thay thế."""
    own_date = draft.document.facts.date
    for located in _unknown_to_the_corpus(draft, prior) if own_date else ():
        citation = located.citation
        verdict = judged(citation, prior.gazetteer)
        if verdict.verdict != CONFIRMED or verdict.known is None:
            continue
        later = _replacing(verdict.known, prior.gazetteer)
        if (
            later is None
            or not _is_in_force(later, own_date or "")
            or not _is_basis(draft, citation)
        ):
            continue
        values = {"number": citation.number or "", "by": later.number}
        values |= {"date": written_date(later.date), "table": f"textkit, {written_date(as_of())}"}
        yield Hit(citation.start, citation.end, values, about=draft.whole(citation))


def _replacing(known: Known, gazetteer: Gazetteer) -> Known | None:
    """The one document that replaced another as a whole; None where it is not known, or where
    several took over a part each.
    """
    later = gazetteer.anytime(known.replaced_by) if known.replaced_by else []
    return later[0] if len(later) == 1 else None


def _is_in_force(known: Known, day: str) -> bool:
    """Whether a document has surely taken effect by a day: the table has only the day of issue."""
    issued = datetime.date.fromisoformat(known.date)
    return str(issued + datetime.timedelta(_DAYS_UNTIL_IN_FORCE))[: len(day)] < day


def _is_basis(draft: Draft, citation: Citation) -> bool:
    """Whether a reference is what the draft rests on: "Căn cứ …" begins its clause. Elsewhere a
    document may be cited as history.
    """
    start, _ = draft.line(citation.start)
    before = draft.folded[start : citation.start]
    return _PATTERNS["basis"].fullmatch(before[before.rfind(";") + 1 :]) is not None
