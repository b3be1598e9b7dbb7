"""Rules on figures: targets and results against prior documents and inside the draft, sums, words,
forms of numbers, deadlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import prod
from typing import Any, NamedTuple

from textkit import data
from textkit.checking.assertions import figure_said, is_slip_of_unit, plain_unit
from textkit.checking.material import Draft, Evidence, Prior
from textkit.checking.rule import Case, Hit, Severity, rule
from textkit.comparing.claims import (
    Claim,
    counterparts,
    definition,
    number_in,
    says_it_departs,
    told_once,
    value_of,
)
from textkit.comparing.resolving import place_of
from textkit.finding.commitments import Commitment
from textkit.finding.targets import Target
from textkit.reading.document import grouped
from textkit.vietnamese.dates import Deadline, find_deadlines, written_date
from textkit.vietnamese.numbers import Quantity, find_quantities, parse_number
from textkit.vietnamese.text import Passage, fold

_PATTERNS = data.patterns("checks.toml", "figures")

# A draft without a date counts as later than all prior documents.
_NO_DATE = "9999"

# Characters behind a result in which the draft may say that it is an estimate. Chosen by eye.
_BEHIND_A_RESULT = 90

# Deadlines more than so many years before the draft are told as history.
_YEARS_OF_A_LIVE_DEADLINE = 2

# What makes a row of shares: at least so many, parted by fewer characters than this, the first of
# them near the word "cơ cấu", all in a stretch of its line. Chosen by eye; not measured.
_LEAST_SHARES, _BETWEEN_SHARES, _BEFORE_SHARES, _STRETCH_OF_SHARES = 3, 90, 150, 500

# Shares that come near to 100 are parts of one whole; others may be a choice out of many parts.
_NEAR_TO_WHOLE = (80, 120)

# How far shares rounded to one decimal may miss 100, for each of them: half of 0,1 and a little for
# the arithmetic.
_ROUNDING = 0.06

_DIGIT_WORDS = (
    "không",
    "một mốt",
    "hai",
    "ba",
    "bốn tư",
    "năm lăm nhăm",
    "sáu",
    "bảy bẩy",
    "tám",
    "chín",
)
_DIGITS = {word: digit for digit, words in enumerate(_DIGIT_WORDS) for word in words.split()}
_TENS = {"mười": 10, "mươi": 10, "trăm": 100}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỉ": 10**9}
# "một trăm linh năm": words between digits that add nothing.
_FILLERS = frozenset({"linh", "lẻ", "và"})


def _hit(
    figure: Target, other: Target, evidence: Evidence, severity: Severity | None = None
) -> Hit:
    """A hit on the number of a figure, with the number of the other as what stood before."""
    start, end = number_in(figure)
    before = other.text[slice(*number_in(other))].strip()
    return Hit(
        figure.start + start,
        figure.start + end,
        {"before": before},
        evidence=[evidence],
        severity=severity,
    )


def _figures_before(draft: Draft, prior: Prior) -> list[Target]:
    """The figures of prior documents of the draft's own place, those of the latest last; a copy of
    the draft itself is none of them.
    """
    facts = draft.document.facts
    place, own_date = _spoken_of(facts.issuer, facts.title), facts.date or _NO_DATE
    dates = {}
    for doc_id, row in prior.facts():
        date = row["date"] or ""
        is_itself = facts.number and (facts.number, own_date) == (row["number"], date)
        is_of_place = _spoken_of(row["issuer"], row["title"]) == place
        if is_of_place and date <= own_date and not is_itself:
            dates[doc_id] = date
    figures = [figure for figure in prior.records("targets") if figure.doc_id in dates]
    return sorted(figures, key=lambda figure: dates[figure.doc_id])


def _spoken_of(issuer: str | None, title: str | None) -> str | None:
    """The place whose figures a document gives: that of its issuer or, of a national one, the one
    that its title names; empty for the country, None where it has no issuer and its title no place.
    """
    place = place_of(issuer) or place_of(title)
    return place if place or issuer else None


class _Answered(NamedTuple):
    """A figure of the draft, all its places in the draft, and the figures of prior documents that
    are of the same thing, the latest last.
    """

    places: Sequence[Target]
    answers: Sequence[Target]


def _answered(draft: Draft, prior: Prior, role: str) -> list[_Answered]:
    """The figures of the draft that prior documents have too, found once a check."""
    return prior.kept(f"answers {role} {draft.text}", lambda: list(_answers(draft, prior, role)))


def _answers(draft: Draft, prior: Prior, role: str) -> Iterator[_Answered]:
    own = told_once(figure for figure in draft.figures if figure.role == role)
    in_documents = grouped(_figures_before(draft, prior), lambda figure: figure.doc_id)
    before = []
    for figures in in_documents.values():
        before += [same[0] for same in told_once(figures)]
    firsts = [Claim(same[0], _in_plain_unit(same[0])) for same in own]
    known = [Claim(figure, _in_plain_unit(figure)) for figure in before]
    for same, answers in zip(own, counterparts(firsts, known), strict=True):
        said = figure_said(same[0]) if answers else None
        alike = [one for one in answers if said and not said.is_apart_from(figure_said(one))]
        if alike:
            yield _Answered(same, alike)


def _in_plain_unit(figure: Target) -> tuple[Any, ...] | None:
    """What two figures must share, the unit as the plainest of its kind."""
    shared = definition(figure)
    return shared and tuple(
        plain_unit(figure.unit)[1] if at == 2 else part for at, part in enumerate(shared)
    )


def _against_prior(draft: Draft, prior: Prior, role: str) -> Iterator[Hit]:
    """The draft's figures that no prior document bears out, and targets that one in force does not,
    where both sides name one value for the same thing.
    """
    for same, answers in _answered(draft, prior, role):
        for figure in same:
            departs = role == "promised" and says_it_departs(draft.folded, figure, answers[-1])
            if departs or is_slip_of_unit(figure_said(figure), figure_said(answers[-1])):
                continue
            if not any(_bears_out(answer, figure) for answer in answers):
                yield _unsupported(draft, prior, figure, answers[-1])
            elif role == "promised":
                yield from _in_dispute(draft, prior, figure, answers)


def _bears_out(answer: Target, figure: Target) -> bool:
    return answer.comparator == figure.comparator and _same_bounds(answer, figure)


def _unsupported(draft: Draft, prior: Prior, figure: Target, before: Target) -> Hit:
    """A hit on a figure that no prior document has, with the latest that sets another."""
    words = draft.folded[figure.start : figure.end + _BEHIND_A_RESULT].replace("\n", " ")
    is_loose = _is_loose(figure, before, words + fold(before.text))
    return _hit(figure, before, prior.evidence(before), "note" if is_loose else None)


def _in_dispute(
    draft: Draft, prior: Prior, figure: Target, answers: Sequence[Target]
) -> Iterator[Hit]:
    """A target that some prior documents bear out, and others of the same term, not known to have
    ended, do not: a warning where the latest of them all sets another, else a note.

    Where a later document that bears it out says itself that it departs, the matter is settled.
    """
    settled = 0
    for place, answer in enumerate(answers):
        departs = says_it_departs(prior.document(answer.doc_id).folded, answer)
        if _bears_out(answer, figure) and departs:
            settled = place
    agreeing = [answer for answer in answers if _bears_out(answer, figure)]
    term = draft.document.facts.period or prior.row(agreeing[-1].doc_id)["period"]
    others = [
        answer
        for answer in answers[settled:]
        if prior.row(answer.doc_id)["period"] == term
        and not _same_bounds(answer, figure)
        and not prior.is_ended(answer.doc_id, draft.document.facts.date)
    ]
    if others:
        hit = _hit(figure, others[-1], prior.evidence(others[-1]))
        evidence = [prior.evidence(one) for one in (*reversed(others), agreeing[-1])]
        severity: Severity = "warning" if others[-1] is answers[-1] else "note"
        yield replace(hit, evidence=evidence, severity=severity)


def _same_bounds(figure: Target, other: Target) -> bool:
    """Whether two figures have the same values, and at the most "at least" or "over" differs."""
    bounds, others = (
        [round(bound, 6) for bound in figure_said(one).value if bound is not None]
        for one in (figure, other)
    )
    return set(bounds) == set(others)


def _is_loose(figure: Target, before: Target, around: str) -> bool:
    """Whether a difference is no contradiction: one of two results is an estimate, or the value is
    the same and only "at least" or "over" differs. `around` are the folded words of both.
    """
    is_estimate = figure.approximate or before.approximate or _PATTERNS["near"].search(around)
    if figure.role == "achieved" and is_estimate:
        return True
    return _same_bounds(figure, before)


@rule(
    "figures.target-changed",
    severity="warning",
    source="Chỉ tiêu của văn bản trước: cùng chỉ tiêu, phạm vi, đơn vị, thời hạn",
)
def target_changed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Chỉ tiêu trong dự thảo khác với văn bản trước."""
    yield from _against_prior(draft, prior, "promised")


@rule(
    "figures.unit-changed",
    severity="warning",
    source="Đơn vị của chỉ tiêu trong văn bản trước",
)
def unit_changed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cùng một số, nhưng đơn vị khác với văn bản trước."""
    for role in ("promised", "achieved"):
        for same, answers in _answered(draft, prior, role):
            before = figure_said(answers[-1])
            for figure in same:
                if is_slip_of_unit(figure_said(figure), before):
                    yield _hit(figure, answers[-1], prior.evidence(answers[-1]))


@rule(
    "figures.result-differs",
    severity="warning",
    source="Kết quả nêu trong văn bản trước",
)
def result_differs(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Kết quả hoặc mức xuất phát của chỉ tiêu khác với văn bản trước."""
    yield from _against_prior(draft, prior, "achieved")
    yield from _baselines_against_prior(draft, prior)


def _baselines_against_prior(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """The starting levels of targets ("từ 33% năm 2022 lên …") that no prior result bears out."""
    results = [figure for figure in _figures_before(draft, prior) if figure.role == "achieved"]
    known = [Claim(figure, _start(figure, figure.unit, figure.deadline)) for figure in results]
    started = list(_with_baselines(draft.figures))
    own = [
        Claim(figure, _start(figure, base.unit or figure.unit, year))
        for figure, base, year in started
    ]
    for (figure, base, _), answers in zip(started, counterparts(own, known), strict=True):
        words = draft.text[figure.start : figure.end]
        baseline = (figure.baseline or "").strip()
        written = re.search(rf"(?:từ\s+)?{re.escape(baseline)}", words)
        differs = all(value_of(base) != value_of(result) for result in answers)
        if answers and differs and written:
            start, end = (figure.start + offset for offset in written.span())
            hit = _hit(figure, answers[-1], prior.evidence(answers[-1]))
            yield replace(hit, start=start, end=end)


def _with_baselines(figures: Iterable[Target]) -> Iterator[tuple[Target, Quantity, str]]:
    """The figures that name the level they start from, with that level and its year."""
    for figure in figures:
        baseline = (figure.baseline or "").strip()
        base = next(find_quantities(baseline), None)
        year = re.search(r"(?:19|20)\d\d", baseline)
        if base and year:
            yield figure, base, year[0]


def _start(figure: Target, unit: str | None, year: str | None) -> tuple[Any, ...] | None:
    """What a starting level and a result must share to be of the same thing."""
    return (fold(figure.scope or ""), unit, year) if year else None


def _row_of_shares(passage: Passage) -> list[Quantity]:
    """The first three shares or more that stand in a row: percentages of levels, parted by a few
    words; none where there is no such row.
    """
    row: list[Quantity] = []
    for quantity in find_quantities(passage):
        is_share = _is_share(quantity)
        if is_share and (not row or _follows(passage.text[row[-1].end : quantity.start])):
            row.append(quantity)
        elif len(row) >= _LEAST_SHARES:
            return row
        else:
            row = [quantity] if is_share else []
    return row if len(row) >= _LEAST_SHARES else []


def _is_share(quantity: Quantity) -> bool:
    """Whether a quantity is a plain percentage: no growth, no rate, not "khoảng", not "trên"."""
    plain = not (quantity.approximate or quantity.change or quantity.per)
    return quantity.unit == "%" and quantity.comparator == "=" and plain


def _follows(between: str) -> bool:
    """Whether the words between two shares let them be of one row; another year begins another."""
    return not re.search(rf"năm \d{{4}}|.{{{_BETWEEN_SHARES}}}", between)


@rule(
    "figures.shares-do-not-add-up",
    severity="warning",
    source="Các phần của một cơ cấu cộng lại là 100%",
    bad=[Case("Cơ cấu kinh tế: ⟦nông nghiệp 15%, công nghiệp 45%, dịch vụ 42%⟧.")],
    good=[
        Case("Cơ cấu kinh tế: nông nghiệp 33,3%, công nghiệp 33,3%, dịch vụ 33,3%."),
        Case("Tỷ trọng dịch vụ tăng 5%, công nghiệp tăng 45%, nông nghiệp tăng 42%."),
    ],
)
def shares_do_not_add_up(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Các phần của cơ cấu cộng lại không bằng 100%."""
    least, most = _NEAR_TO_WHOLE
    for match in _PATTERNS["shares"].finditer(draft.folded):
        begin = match.start()
        end_of_line = draft.line(begin)[1]
        passage = draft.document.passage(begin, min(end_of_line, begin + _STRETCH_OF_SHARES))
        row = _row_of_shares(passage)
        if not row or row[0].start >= _BEFORE_SHARES:
            continue
        total = sum(share.low or 0 for share in row)
        if least < total < most and abs(total - 100) > _ROUNDING * len(row):
            start = begin + _start_of_names(passage.text[: row[0].start])
            values = {"sum": f"{total:g}".replace(".", ",")}
            yield Hit(start, begin + row[-1].end, values)


def _start_of_names(before: str) -> int:
    """Where the name of the first share begins: behind the last colon or comma in front of it.

    >>> _start_of_names("cơ cấu kinh tế: nông nghiệp ")
    16
    """
    lead = re.search(r"(?:[:;,]|là|gồm)\s*(?!.*[:;,])(?=\S)", before, re.S)
    return lead.end() if lead else len(before)


def number_of_words(words: str | Passage) -> int | None:
    """The number that Vietnamese number words spell; None where another word stands among them.

    >>> number_of_words("ba triệu bảy trăm chín mươi nghìn")
    3790000
    >>> number_of_words("hai mươi mốt")
    21
    >>> number_of_words("năm tháng") is None
    True
    """
    # "ba trăm mười hai nghìn": the total of the scales so far, the group below the next scale, and
    # the digit that waits to be told whether it counts hundreds, tens or ones.
    total = group = digit = 0
    for word in re.findall(r"\w+", Passage.of(words).folded):
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word in _TENS:
            # "mười" alone is ten, "mươi" without a digit is nothing.
            group += (digit or word == "mười") * _TENS[word]
            digit = 0
        elif word in _SCALES:
            group += digit
            scale = _SCALES[word]
            if group and total >= scale:
                # "hai tỉ ba triệu": the smaller scale adds to the larger.
                total += group * scale
            else:
                # "ba nghìn tỉ": the second scale multiplies what stands before it.
                total = (total + group) * scale
            group = digit = 0
        elif word not in _FILLERS:
            return None
    return total + group + digit


@rule(
    "figures.words-differ",
    severity="error",
    source="Số tiền bằng số và bằng chữ phải như nhau",
)
def words_differ(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số viết bằng chữ số không khớp với số viết bằng chữ kèm theo."""
    for match in _PATTERNS["spelt"].finditer(draft.folded):
        words = re.sub(r"\s*(?:việt nam|đồng|chẵn|vnđ)\b", "", match["words"])
        spelt = number_of_words(words) if words.strip() else None
        factor = prod(_SCALES[scale] for scale in match["unit"].split())
        if spelt is not None and spelt != parse_number(match["n"]) * factor:
            yield Hit(*match.span(), {"spelt": f"{spelt:,}".replace(",", ".")})


# What is written in the English way, and what the same draft must write in the Vietnamese way for
# it to be a slip: patterns of checks.toml. A draft in English has none of these.
_WRONG_AND_USUAL = (("dot", "comma"), ("english", "dots"))
_POINT_AND_COMMA = str.maketrans(".,", ",.")


@rule(
    "figures.number-format",
    severity="warning",
    mends=True,
    source="Dấu phẩy ngăn phần thập phân, dấu chấm ngăn hàng nghìn",
    bad=[
        Case("Tăng 8,5%; công nghiệp tăng ⟦9.2⟧%."),
        Case("Thu 9.500 tỷ đồng, chi ⟦1,250,000⟧ đồng."),
    ],
    good=[Case("Tăng 8,5%; thu 9.500 tỷ đồng; mục 2.1 và 1.2."), Case("Growth 8.5%, 9.2%.")],
)
def number_format(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Dấu thập phân và dấu hàng nghìn dùng chưa thống nhất."""
    for wrong, usual in _WRONG_AND_USUAL:
        if not _PATTERNS[usual].search(draft.folded):
            continue
        for match in _PATTERNS[wrong].finditer(draft.folded):
            right = match[0].translate(_POINT_AND_COMMA)
            yield Hit(*match.span(), {"right": right}, right)


@rule(
    "figures.range-reversed",
    severity="error",
    source="Khoảng số ghi từ mức thấp đến mức cao",
)
def range_reversed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Khoảng giá trị ghi ngược: mức đầu lớn hơn mức cuối."""
    for name in ("range", "years"):
        for match in _PATTERNS[name].finditer(draft.folded):
            first, last = (parse_number(match[bound].rstrip(".")) for bound in ("a", "b"))
            # "số 30-10" is a document's number, "12 - 48 - 40" a row of shares.
            before = draft.folded[max(0, match.start() - 5) : match.start()]
            is_other = re.search(r"số $|[-–]\s?$", before)
            if first > last and not is_other:
                yield Hit(*match.span())


@rule(
    "figures.deadline-passed",
    severity="warning",
    source="Thời hạn của nhiệm vụ phải sau ngày của văn bản",
)
def deadline_passed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Thời hạn đã qua, tính đến ngày của dự thảo."""
    own_date = draft.document.facts.date or ""
    # Against a year or a month alone most deadlines of that year cannot be judged.
    if len(own_date) != len("2024-09-01"):
        return
    for commitment in draft.commitments:
        passage = draft.document.passage(commitment.start, commitment.end)
        for deadline in find_deadlines(passage):
            if _has_passed(deadline, own_date) and not _is_history(draft, commitment, deadline):
                start = commitment.start + deadline.start
                end = commitment.start + deadline.end
                yield Hit(start, end, {"own": written_date(own_date)})


def _has_passed(deadline: Deadline, own_date: str) -> bool:
    """Whether a deadline lies before a date, but not so far that it is told as history."""
    if deadline.kind != "deadline" or deadline.date >= own_date[: len(deadline.date)]:
        return False
    return int(deadline.date[:4]) >= int(own_date[:4]) - _YEARS_OF_A_LIVE_DEADLINE


def _is_history(draft: Draft, commitment: Commitment, deadline: Deadline) -> bool:
    """Whether a time is the beginning of something ("từ ngày …"), the day as of which something
    is counted ("tính đến ngày …"), or stands in a reference or the title behind it.
    """
    place = commitment.start + deadline.start
    before = draft.folded[commitment.start : place]
    if re.search(r"(?<!\w)(?:(?:từ|sau)\s(?:ngày|năm|tháng)|tính\s$)", before):
        return True
    for citation in draft.citations:
        # A comma or "về" may stand between a reference and its title.
        title = len(citation.title) + 5 if citation.title else 0
        if citation.start <= place < citation.end + title:
            return True
    return False
