"""What becomes of prior commitments in a draft: kept, weakened or not found; passages with old
years; repetitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from textkit import data
from textkit.checking.material import Draft, Evidence, Prior
from textkit.checking.rule import Hit, Severity, rule
from textkit.comparing.similarity import Likeness, content_of
from textkit.finding.statements import Statement
from textkit.vietnamese.dates import find_deadlines
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import fold, paragraphs

Fate = Literal["kept", "changed", "weakened", "not found"]
_PATTERNS = data.patterns("wording.toml", "carryover")
_FOUND, _SAME = 0.22, 0.5  # how alike a counterpart is, and the same promise in other words
_TITLE = 0.6  # of the words of two titles that agree, for one document to follow the other
_LONG = 12  # syllables of a passage that is not alike by chance
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_SOURCE = "Đối chiếu với văn bản cùng loại, cùng cơ quan của nhiệm kỳ trước"


class Carried(NamedTuple):
    """A prior commitment with its fate: its counterpart in the draft, if there is one, else the
    nearest passage.
    """

    prior: Any
    fate: Fate
    nearest: Statement | None
    score: float


@dataclass(frozen=True)
class _Side:
    records: list[Any]
    texts: list[str]


def predecessor(draft: Draft, prior: Prior) -> str | None:
    """The document that the draft follows: of its kind, before its date, with most words of its
    title; the latest.
    """
    facts, best = draft.document.facts, None
    for doc_id, row in prior.facts():
        before = (row["date"] or "") < (facts.date or "9999")
        if facts.kind == row["kind"] and before and _overlap(facts.title, row["title"]) >= _TITLE:
            best = max((row["date"] or "", doc_id), best or ("", ""))
    return best[1] if best else None


def _overlap(one: str | None, other: str | None) -> float:
    words = [
        set(re.findall(r"[^\W\d_]{2,}", _PATTERNS["ordinal"].sub("", fold(said or ""))))
        for said in (one, other)
    ]
    return len(words[0] & words[1]) / max(len(words[0] | words[1]), 1)


def carried(draft: Draft, prior: Prior) -> list[Carried]:
    """Every commitment of the draft's predecessor with its fate; none if there is no predecessor.

    The counterpart is the statement most alike in words (see `textkit.comparing.similarity`). "Not
    found" says no more than that: what was promised may stand there in words of its own.
    """
    return prior.kept(f"carried {draft.text}", lambda: _carried(draft, prior))


def _carried(draft: Draft, prior: Prior) -> list[Carried]:
    doc_id = predecessor(draft, prior)
    promises = [
        one
        for one in prior.records("commitments")
        if one.doc_id == doc_id and len(one.text.split()) >= _LONG // 2
    ]
    statements = [
        one
        for one in draft.statements
        if len(draft.text[one.start : one.end].split()) >= _LONG // 2
    ]
    if not promises or not statements:
        return []
    texts = [
        *(one.text for one in promises),
        *(draft.text[one.start : one.end] for one in statements),
    ]
    likeness = Likeness([content_of(text) or "-" for text in texts])
    among = np.arange(len(promises), len(texts))
    nearest = likeness.nearest([[row] for row in range(len(promises))], among)
    measured = _measured(draft, prior, str(doc_id))
    found = []
    for row, promise in enumerate(promises):
        place, score = nearest.get(row, (-1, 0.0))
        statement = statements[place - len(promises)] if place >= 0 else None
        if statement and score < _SAME and promise.start in measured:
            statement, score = measured[promise.start], 1.0
        found.append(
            Carried(promise, _fate(draft, promise.text, statement, score), statement, score)
        )
    return found


def _measured(draft: Draft, prior: Prior, doc_id: str) -> dict[int, Statement]:
    """By the beginning of a prior commitment, the draft's statement with a figure of the same
    indicator.
    """
    now = {
        figure.indicator: figure.start
        for figure in reversed(draft.figures)
        if figure.indicator and figure.role == "promised"
    }
    before = [
        (figure.start, now[figure.indicator])
        for figure in prior.records("targets")
        if figure.doc_id == doc_id and figure.role == "promised" and figure.indicator in now
    ]
    found: dict[int, Statement] = {}
    for promise in prior.records("commitments"):
        places = [
            place
            for start, place in before
            if promise.doc_id == doc_id and promise.start <= start < promise.end
        ]
        for one in draft.statements:
            if places and one.start <= places[0] < one.end:
                found[promise.start] = one
    return found


def _fate(draft: Draft, before: str, now: Statement | None, score: float) -> Fate:
    if now is None or score < _FOUND:
        return "not found"
    said = draft.text[now.start : now.end]
    if score >= _SAME and _lost(before, said):
        return "weakened"
    return "kept" if fold(before).split() == fold(said).split() else "changed"


def _lost(before: str, now: str) -> str | None:
    """What makes the later promise the weaker one: `“bảo đảm” → “phấn đấu”`, or a figure or
    deadline lost: `“8%” → –`.
    """
    firm, weak = _PATTERNS["firm"].search(fold(before)), _PATTERNS["weak"].search(fold(now))
    if (
        firm
        and weak
        and not _PATTERNS["firm"].search(fold(now))
        and not _PATTERNS["weak"].search(fold(before))
    ):
        return f"“{before[slice(*firm.span())]}” → “{now[slice(*weak.span())]}”"
    figure, deadline = (
        next(iter(find_quantities(before)), None),
        next(iter(find_deadlines(before)), None),
    )
    if figure and not any(find_quantities(now)):
        return f"“{before[figure.start : figure.end]}” → –"
    return (
        f"“{before[deadline.start : deadline.end]}” → –"
        if deadline and not any(find_deadlines(now))
        else None
    )


def _evidence(prior: Prior, record: Any) -> tuple[Evidence, ...]:
    return (prior.evidence(record),)


@rule(
    "carryover.missing",
    severity="note",
    source=_SOURCE,
)
def missing(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Không tìm thấy câu tương ứng với cam kết cụ thể (có số liệu, thời hạn, đơn vị thực hiện) của
    văn bản trước.
    """
    for one in carried(draft, prior):
        said = one.prior.text
        named = (
            one.prior.type != "action" or any(find_quantities(said)) or any(find_deadlines(said))
        )
        if (
            one.fate == "not found"
            and named
            and (place := one.nearest or next(iter(draft.statements), None))
        ):
            yield Hit(
                place.start,
                place.end,
                {"promise": " ".join(said.split())},
                evidence=_evidence(prior, one.prior),
            )


@rule(
    "carryover.weakened",
    severity="warning",
    source=_SOURCE,
)
def weakened(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cam kết của văn bản trước được viết lại yếu hơn."""
    for one in carried(draft, prior):
        if one.fate == "weakened" and one.nearest:
            lost = _lost(one.prior.text, draft.text[one.nearest.start : one.nearest.end])
            severity: Severity | None = (
                "note" if str(lost).endswith("–") else None
            )  # it may stand in the sentence before
            yield Hit(
                one.nearest.start,
                one.nearest.end,
                {"lost": str(lost)},
                None,
                _evidence(prior, one.prior),
                severity,
            )


@rule(
    "carryover.old-years",
    severity="warning",
    source=_SOURCE,
)
def old_years(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Đoạn chép nguyên văn vẫn để năm của nhiệm kỳ trước."""
    now = int((draft.document.facts.date or "0")[:4])
    for one in carried(draft, prior):
        if (
            one.fate == "kept"
            and one.nearest
            and one.nearest.act in ("target", "action", "assignment")
        ):
            for year in _YEAR.finditer(draft.text, one.nearest.start, one.nearest.end):
                if int(year.group()) < now:
                    yield Hit(
                        *year.span(),
                        {"year": year.group(), "date": str(now)},
                        evidence=_evidence(prior, one.prior),
                    )


@rule(
    "carryover.repeated",
    severity="note",
    source="Mỗi ý chỉ nêu một lần",
)
def repeated(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Một đoạn xuất hiện hai lần trong dự thảo."""
    seen: dict[str, int] = {}
    for start, end in paragraphs(draft.text):
        words = " ".join(re.findall(r"\w+", fold(draft.text[start:end])))
        if len(words.split()) >= _LONG:
            if words in seen:
                yield Hit(start, end, {"line": str(draft.text.count("\n", 0, seen[words]) + 1)})
            seen.setdefault(words, start)
