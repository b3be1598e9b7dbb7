"""What becomes of prior commitments in a draft: kept, weakened or not found; passages with old
years; repetitions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from textkit import data
from textkit.checking.material import Draft, Evidence, Prior, Span, path_at
from textkit.checking.rule import Hit, Severity, rule
from textkit.comparing.alignment import across, nearest_of
from textkit.comparing.resolving import place_of
from textkit.comparing.similarity import content_of
from textkit.finding.commitments import Commitment
from textkit.finding.statements import Statement
from textkit.finding.targets import Target
from textkit.vietnamese.dates import find_deadlines
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import Passage, fold, paragraphs

Fate = Literal["kept", "changed", "weakened", "not found"]

_PATTERNS = data.patterns("wording.toml", "carryover")
_SOURCE = "Đối chiếu với văn bản cùng loại, cùng cơ quan của nhiệm kỳ trước"

# A draft without a date follows every document.
_NO_DATE = "9999"

# Cosine at which a statement is the counterpart of a prior commitment, and at which it is the same
# promise in other words, so that what it lost makes it the weaker one. Chosen by eye; not measured.
_COUNTERPART_THRESHOLD, _SAME_PROMISE_THRESHOLD = 0.22, 0.5

# Share of the words of two titles that agree where one document follows the other. By eye.
_SHARE_OF_TITLE_WORDS = 0.6

# Words of a passage that is not said twice by chance; half as many make a statement that can be
# compared at all. Chosen by eye; not measured.
_WORDS_OF_A_LONG_PASSAGE = 12
_LEAST_WORDS = _WORDS_OF_A_LONG_PASSAGE // 2

# So many words of a passage that stands twice tell which it is. Chosen by eye.
_WORDS_SHOWN = 15

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
# Below each of these begins a part that may say what another part says too.
_HEADING_KINDS = ("annex", "part", "chapter", "section", "article", "clause")
_COMMITTING_ACTS = ("target", "action", "assignment")


class Carried(NamedTuple):
    """A prior commitment with its fate: its counterpart in the draft, if there is one, else the
    nearest passage.
    """

    prior: Any
    fate: Fate
    nearest: Statement | None
    score: float


def predecessor(draft: Draft, prior: Prior) -> str | None:
    """The document that the draft follows: of its kind, issuer and place, before its date, with
    most words of its title; the latest. None where there is none, or the issuer is not known.
    """
    facts = draft.document.facts
    candidates = []
    for doc_id, row in prior.facts():
        date = row["date"] or ""
        is_before = date < (facts.date or _NO_DATE)
        is_alike = _overlap(facts.title, row["title"]) >= _SHARE_OF_TITLE_WORDS
        of_one_issuer = _is_of_one_issuer(facts.issuer, row["issuer"])
        if row["kind"] == facts.kind and is_before and is_alike and of_one_issuer:
            candidates.append((date, doc_id))
    return max(candidates)[1] if candidates else None


def _is_of_one_issuer(issuer: str | None, other: str | None) -> bool:
    """Whether two documents come from one body, or from one Party organisation: its congress, its
    committee and its standing committee carry on each other's documents.

    >>> _is_of_one_issuer("Tỉnh ủy Lam Châu", "Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ II")
    True
    >>> _is_of_one_issuer("Tỉnh ủy Lam Châu", "Tỉnh ủy Sơn Vân")
    False
    """
    if not issuer or not other or place_of(issuer) != place_of(other):
        return False
    return _body(issuer) == _body(other)


def _body(issuer: str) -> str:
    """What issues a document, without its term and its place: the Party's organs are one."""
    folded = _PATTERNS["ordinal"].sub("", fold(issuer))
    if _PATTERNS["party"].search(folded):
        return "party"
    return " ".join(folded.replace(place_of(issuer) or "\n", "").split())


def _overlap(title: str | None, other: str | None) -> float:
    """The share of the words of two titles that stand in both, terms and years left out."""
    words, other_words = _words_of_title(title), _words_of_title(other)
    return len(words & other_words) / max(len(words | other_words), 1)


def _words_of_title(title: str | None) -> set[str]:
    """The words of a title that do not change from one term to the next."""
    lasting = _PATTERNS["ordinal"].sub("", fold(title or ""))
    return set(re.findall(r"[^\W\d_]{2,}", lasting))


def carried(draft: Draft, prior: Prior) -> list[Carried]:
    """Every commitment of the draft's predecessor with its fate; none if there is no predecessor.

    See `fates_of`.
    """

    def found() -> list[Carried]:
        doc_id = predecessor(draft, prior)
        ids = [doc_id] if doc_id else []
        promises, figures = (prior.records(finder, ids) for finder in ("commitments", "targets"))
        return fates_of(promises, figures, draft)

    return prior.kept(f"carried {draft.text}", found)


def fates_of(
    commitments: Sequence[Commitment], figures: Sequence[Target], draft: Draft
) -> list[Carried]:
    """The commitments of a document with what became of each in a draft; `figures` are those of the
    same document.

    The counterpart is the statement most alike in words (see `textkit.comparing.alignment`). "Not
    found" says no more than that: what was promised may stand there in words of its own.
    """
    promises = [one for one in commitments if len(one.text.split()) >= _LEAST_WORDS]
    statements = []
    for statement in draft.statements:
        if len(_text_of(draft, statement).split()) >= _LEAST_WORDS:
            statements.append(statement)
    if not promises or not statements:
        return []
    promised = [content_of(promise.text) for promise in promises]
    written = [content_of(_text_of(draft, statement)) for statement in statements]
    nearest, scores = nearest_of(across(promised, written, least=0), len(promises))
    by_indicator = _by_indicator(draft, promises, figures)
    fates = []
    for promise, place, likeness in zip(promises, nearest.tolist(), scores.tolist(), strict=True):
        counterpart = statements[place] if place >= 0 else None
        score = likeness
        # A figure of the same indicator answers a promise whatever the words around it.
        if counterpart and score < _SAME_PROMISE_THRESHOLD and promise.start in by_indicator:
            counterpart, score = by_indicator[promise.start], 1.0
        fate = _fate(draft, promise.text, counterpart, score)
        fates.append(Carried(promise, fate, counterpart, score))
    return fates


def _text_of(draft: Draft, statement: Statement) -> str:
    """The words of a statement of the draft."""
    return draft.text[statement.start : statement.end]


def _by_indicator(
    draft: Draft, promises: Sequence[Commitment], figures: Sequence[Target]
) -> dict[int, Statement]:
    """By the beginning of a prior commitment, the draft's statement with a figure of the same
    indicator.
    """
    # Where the draft first promises something of an indicator.
    first_places = {}
    for figure in reversed(draft.figures):
        if figure.indicator and figure.role == "promised":
            first_places[figure.indicator] = figure.start
    promised_before = []
    for figure in figures:
        if figure.role == "promised" and figure.indicator in first_places:
            promised_before.append(figure)
    answers: dict[int, Statement] = {}
    for promise in promises:
        inside = [one for one in promised_before if promise.start <= one.start < promise.end]
        indicator = inside[0].indicator if inside else None
        statement = _statement_at(draft, first_places[indicator]) if indicator else None
        if statement:
            answers[promise.start] = statement
    return answers


def _statement_at(draft: Draft, place: int) -> Statement | None:
    """The statement of the draft around a place; the last one, where several are."""
    around = [one for one in draft.statements if one.start <= place < one.end]
    return around[-1] if around else None


def _fate(draft: Draft, before: str, now: Statement | None, score: float) -> Fate:
    """What became of a commitment whose nearest statement is `now`, at this likeness."""
    if now is None or score < _COUNTERPART_THRESHOLD:
        return "not found"
    promised = Passage.of(before)
    written = draft.document.passage(now.start, now.end)
    if score >= _SAME_PROMISE_THRESHOLD and _lost(draft, promised, now):
        return "weakened"
    return "kept" if promised.folded.split() == written.folded.split() else "changed"


def _lost(draft: Draft, before: Passage, statement: Statement) -> str | None:
    """What makes the draft's statement the weaker one: `“bảo đảm” → “phấn đấu”`, or a figure or
    deadline lost: `“8%” → –`.

    A row of a table has its figure and unit in cells of their own, and its deadline in the head.
    """
    now = draft.document.passage(statement.start, statement.end)
    figures = [one for one in draft.figures if statement.start <= one.start < statement.end]
    firm, weak = _PATTERNS["firm"], _PATTERNS["weak"]
    was_firm, is_weak = firm.search(before.folded), weak.search(now.folded)
    is_firm, was_weak = firm.search(now.folded), weak.search(before.folded)
    if was_firm and is_weak and not is_firm and not was_weak:
        return f"“{before.text[slice(*was_firm.span())]}” → “{now.text[slice(*is_weak.span())]}”"
    figure = next(find_quantities(before), None)
    if figure and not figures and not any(find_quantities(now)):
        return f"“{before.text[figure.start : figure.end]}” → –"
    deadline = next(find_deadlines(before), None)
    has_deadline = any(one.deadline for one in figures) or any(find_deadlines(now))
    if deadline and not has_deadline:
        return f"“{before.text[deadline.start : deadline.end]}” → –"
    return None


def _evidence(prior: Prior, record: Any) -> tuple[Evidence, ...]:
    return (prior.evidence(record),)


@rule(
    "carryover.weakened",
    severity="warning",
    source=_SOURCE,
)
def weakened(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cam kết của văn bản trước được viết lại yếu hơn."""
    for promise, fate, nearest, _ in carried(draft, prior):
        if fate != "weakened" or nearest is None:
            continue
        lost = str(_lost(draft, Passage.of(promise.text), nearest))
        # A figure that is missing here may stand in the sentence before.
        severity: Severity | None = "note" if lost.endswith("–") else None
        evidence = _evidence(prior, promise)
        yield Hit(nearest.start, nearest.end, {"lost": lost}, evidence=evidence, severity=severity)


@rule(
    "carryover.old-years",
    severity="warning",
    source=_SOURCE,
)
def old_years(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Đoạn chép nguyên văn vẫn để năm của nhiệm kỳ trước."""
    own_year = int((draft.document.facts.date or "0")[:4])
    for promise, fate, nearest, _ in carried(draft, prior):
        if fate != "kept" or nearest is None or nearest.act not in _COMMITTING_ACTS:
            continue
        for year in _YEAR.finditer(draft.text, nearest.start, nearest.end):
            if int(year[0]) < own_year:
                values = {"year": year[0], "date": str(own_year)}
                yield Hit(*year.span(), values, evidence=_evidence(prior, promise))


@rule(
    "carryover.repeated",
    severity="note",
    source="Mỗi ý chỉ nêu một lần",
)
def repeated(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Một đoạn xuất hiện hai lần trong cùng một mục của dự thảo.

    Under two headings the same sentence is often meant: "Thực hiện nhiệm vụ khác theo quy định".
    """
    headings = [unit.start for unit in draft.units if unit.kind in _HEADING_KINDS]
    first_places: dict[tuple[int, tuple[str, ...]], Span] = {}
    for start, end in paragraphs(draft.text):
        words = tuple(re.findall(r"\w+", draft.folded[start:end]))
        if len(words) < _WORDS_OF_A_LONG_PASSAGE or draft.text[start:end].isupper():
            continue
        key = bisect_right(headings, start), words
        if key in first_places:
            evidence = _elsewhere(draft, *first_places[key])
            yield Hit(start, end, evidence=[evidence])
        first_places.setdefault(key, (start, end))


def _elsewhere(draft: Draft, start: int, end: int) -> Evidence:
    """The beginning of a passage of the draft as evidence, with its article or section."""
    shown = end
    for number, word in enumerate(re.finditer(r"\S+", draft.text[start:end])):
        if number == _WORDS_SHOWN:
            shown = start + word.start()
            break
    quote = draft.text[start:shown].strip() + ("" if shown == end else " …")
    path = path_at(draft.units, start)
    return Evidence(draft.document.id, start, shown, None, quote, path)
