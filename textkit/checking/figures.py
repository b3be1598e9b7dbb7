"""Rules on figures: targets and results against prior documents and inside the draft, sums, words,
forms of numbers, deadlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from math import prod
from operator import attrgetter
from typing import Any

from textkit import data
from textkit.checking.material import Draft, Evidence, Prior, Span
from textkit.checking.rule import Case, Hit, Severity, rule
from textkit.comparing.resolving import place_of
from textkit.comparing.threads import grouped
from textkit.finding.targets import Target
from textkit.vietnamese.dates import find_deadlines, written_date
from textkit.vietnamese.numbers import Quantity, find_quantities, parse_number
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("checks.toml", "figures")
_value = attrgetter("low", "high")
_TENS, _SCALES = (
    {"mười": 10, "mươi": 10, "trăm": 100},
    {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỉ": 10**9},
)
_DIGITS = {
    word: n
    for n, words in enumerate(
        "không|một mốt|hai|ba|bốn tư|năm lăm nhăm|sáu|bảy bẩy|tám|chín".split("|")
    )
    for word in words.split()
}


def _key(one: Target) -> tuple[Any, ...] | None:
    """What two figures must share to be of the same thing;
    None where a figure does not say enough.
    """
    words = fold(one.indicator_text)
    name = one.indicator or (
        words if len(words.split()) >= 4 and not re.search(r"\d", words) else None
    )
    return (
        (name, one.measure, fold(one.scope or ""), one.unit, one.per, one.deadline, one.role)
        if name and one.deadline
        else None
    )


def _figure(one: Target) -> Span:
    """Where the number of a target stands in its words, with the unit, or the cell of a table."""
    same = [found for found in find_quantities(one.text) if _value(found) == _value(one)]
    cell = re.search(r"[^\s|][^\n|\t]*$", one.text)
    return (same[-1].start, same[-1].end) if same else cell.span() if cell else (0, len(one.text))


def _hit(one: Target, other: Target, evidence: Evidence, severity: Severity | None = None) -> Hit:
    start, end = _figure(one)
    return Hit(
        one.start + start,
        one.start + end,
        {"before": other.text[slice(*_figure(other))].strip()},
        None,
        [evidence],
        severity,
    )


def _before(draft: Draft, prior: Prior) -> list[Target]:
    """The figures of prior documents of the draft's own place,
    those of the latest document last.
    """
    place, own = place_of(draft.document.facts.issuer), draft.document.facts.date or "9999"
    held = {
        doc_id: facts["date"] or ""
        for doc_id, facts in prior.facts()
        if place_of(facts["issuer"]) == place
    }
    found = [
        one for one in prior.records("targets") if one.doc_id in held and held[one.doc_id] <= own
    ]
    return sorted(found, key=lambda one: held[one.doc_id])


def _against(draft: Draft, prior: Prior, role: str) -> Iterator[Hit]:
    """The draft's figures that no prior document bears out, where both sides name one value for the
    same thing.
    """
    before = grouped(_before(draft, prior), _key)
    for key, figures in grouped((one for one in draft.figures if one.role == role), _key).items():
        known = before.get(key, []) if key else []
        last = [one for one in known if one.doc_id == known[-1].doc_id]
        if len(set(map(_value, figures))) == 1 == len(set(map(_value, last))):
            said = {(_value(one), one.comparator) for one in known}
            for one in figures:
                around = fold(
                    draft.text[one.start : one.end + 90].replace("\n", " ") + last[-1].text
                )
                estimate = role == "achieved" and (
                    one.approximate or last[-1].approximate or _PATTERNS["near"].search(around)
                )
                loose = estimate or {*_value(one)} - {None} == {*_value(last[-1])} - {
                    None
                }  # but the comparator differs
                if (_value(one), one.comparator) not in said and not (
                    role == "promised" and _PATTERNS["stated"].search(around)
                ):
                    yield _hit(one, last[-1], prior.evidence(last[-1]), "note" if loose else None)


@rule(
    "figures.target-changed",
    severity="warning",
    source="Chỉ tiêu của văn bản trước: cùng chỉ tiêu, phạm vi, đơn vị, thời hạn",
)
def target_changed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Chỉ tiêu trong dự thảo khác với văn bản trước."""
    yield from _against(draft, prior, "promised")


@rule(
    "figures.result-differs",
    severity="warning",
    source="Kết quả nêu trong văn bản trước",
)
def result_differs(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Kết quả hoặc mức xuất phát của chỉ tiêu khác với văn bản trước."""
    yield from _against(draft, prior, "achieved")
    results = (one for one in _before(draft, prior) if one.role == "achieved" and one.indicator)
    reached = grouped(
        results, lambda one: (one.indicator, fold(one.scope or ""), one.unit, one.deadline)
    )
    for one in draft.figures:
        base, year = (
            next(find_quantities(one.baseline or ""), None),
            re.search(r"(?:19|20)\d\d", one.baseline or ""),
        )
        known = (
            reached.get((one.indicator, fold(one.scope or ""), base.unit or one.unit, year[0]), [])
            if base and year
            else []
        )
        at = re.search(
            rf"(?:từ\s+)?{re.escape((one.baseline or '').strip())}", draft.text[one.start : one.end]
        )
        if base and known and at and all(_value(base) != _value(each) for each in known):
            yield replace(
                _hit(one, known[-1], prior.evidence(known[-1])),
                start=one.start + at.start(),
                end=one.start + at.end(),
            )


@rule(
    "figures.target-disagrees",
    severity="warning",
    source="Một chỉ tiêu chỉ có một mức trong một văn bản",
)
def target_disagrees(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Dự thảo nêu hai mức khác nhau cho cùng một chỉ tiêu."""
    own = [
        one for one in draft.figures if one.role == "promised" and draft.is_own(one.start, one.end)
    ]
    for key, figures in grouped(
        own, lambda one: (_key(one), frozenset(fold(one.indicator_text).split()))
    ).items():
        first = figures[0]
        for one in figures[1:] if key[0] else ():
            if _value(one) != _value(first) and draft.line(one.start) != draft.line(first.start):
                start, end = (first.start + at for at in _figure(first))
                yield _hit(
                    one, first, Evidence(draft.document.id, start, end, None, draft.text[start:end])
                )


def _shares(said: str) -> list[Quantity]:
    """The first three shares or more that stand in a row: percentages of levels, parted by a few
    words.
    """
    row: list[Quantity] = []
    for one in find_quantities(said):
        level = (
            one.unit == "%"
            and one.comparator == "="
            and not (one.approximate or one.change or one.per)
        )
        goes_on = level and (
            not row or not re.search(r"năm \d{4}|.{90}", said[row[-1].end : one.start])
        )
        if not goes_on and len(row) > 2:
            break
        row = [*(row if goes_on else []), *([one] if level else [])]
    return row if len(row) > 2 else []


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
    for match in _PATTERNS["shares"].finditer(fold(draft.text)):
        row = _shares(
            said := draft.text[
                match.start() : min(draft.line(match.start())[1], match.start() + 500)
            ]
        )
        total = sum(one.low or 0 for one in row)
        if row and 80 < total < 120 and abs(total - 100) > 0.06 * len(row) and row[0].start < 150:
            lead = re.search(r"(?:[:;,]|là|gồm)\s*(?!.*[:;,])(?=\S)", said[: row[0].start], re.S)
            start = match.start() + (lead.end() if lead else row[0].start)
            yield Hit(start, match.start() + row[-1].end, {"sum": f"{total:g}".replace(".", ",")})


def number_of_words(words: str) -> int | None:
    """The number that Vietnamese number words spell; None where another word stands among them.

    >>> (
    ...     number_of_words("ba triệu bảy trăm chín mươi nghìn"),
    ...     number_of_words("hai mươi mốt"),
    ...     number_of_words("năm tháng"),
    ... )
    (3790000, 21, None)
    """
    total = group = digit = 0
    for word in re.findall(r"\w+", fold(words)):
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word in _TENS:
            group, digit = group + (digit or word == "mười") * _TENS[word], 0
        elif word in _SCALES:
            group += digit
            total = (
                total + group * _SCALES[word]
                if group and total >= _SCALES[word]
                else (total + group) * _SCALES[word]
            )
            group = digit = 0
        elif word not in ("linh", "lẻ", "và"):
            return None
    return total + group + digit


@rule(
    "figures.words-differ",
    severity="error",
    source="Số tiền bằng số và bằng chữ phải như nhau",
)
def words_differ(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số viết bằng chữ số không khớp với số viết bằng chữ kèm theo."""
    for match in _PATTERNS["spelt"].finditer(fold(draft.text)):
        words = re.sub(r"\s*(?:việt nam|đồng|chẵn|vnđ)\b", "", match["words"])
        spelt, factor = (
            number_of_words(words),
            prod(_SCALES[scale] for scale in match["unit"].split()),
        )
        if spelt is not None and words.strip() and spelt != parse_number(match["n"]) * factor:
            yield Hit(*match.span(), {"spelt": f"{spelt:,}".replace(",", ".")})


@rule(
    "figures.number-format",
    severity="warning",
    source="Dấu phẩy ngăn phần thập phân, dấu chấm ngăn hàng nghìn",
    bad=[
        Case("Tăng 8,5%; công nghiệp tăng ⟦9.2⟧%."),
        Case("Thu 9.500 tỷ đồng, chi ⟦1,250,000⟧ đồng."),
    ],
    good=[Case("Tăng 8,5%; thu 9.500 tỷ đồng; mục 2.1 và 1.2."), Case("Growth 8.5%, 9.2%.")],
)
def number_format(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Dấu thập phân và dấu hàng nghìn dùng chưa thống nhất."""
    folded = fold(draft.text)
    for wrong, usual in (("dot", "comma"), ("english", "dots")):
        if _PATTERNS[usual].search(folded):
            for match in _PATTERNS[wrong].finditer(folded):
                right = match[0].translate(str.maketrans(".,", ",."))
                yield Hit(*match.span(), {"right": right}, right)


@rule(
    "figures.range-reversed",
    severity="error",
    source="Khoảng số ghi từ mức thấp đến mức cao",
)
def range_reversed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Khoảng giá trị ghi ngược: mức đầu lớn hơn mức cuối."""
    folded = fold(draft.text)
    for match in [*_PATTERNS["range"].finditer(folded), *_PATTERNS["years"].finditer(folded)]:
        if parse_number(match["a"].rstrip(".")) > parse_number(
            match["b"].rstrip(".")
        ) and not re.search(r"số $|[-–]\s?$", folded[: match.start()][-5:]):
            yield Hit(*match.span())


@rule(
    "figures.deadline-passed",
    severity="warning",
    source="Thời hạn của nhiệm vụ phải sau ngày của văn bản",
)
def deadline_passed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Thời hạn đã qua, tính đến ngày của dự thảo."""
    own = draft.document.facts.date or ""
    for one in draft.commitments if len(own) == 10 else ():
        for time in (
            time
            for time in find_deadlines(one.text)
            if time.kind == "deadline" and int(time.date[:4]) >= int(own[:4]) - 2
        ):
            span, since = (
                (one.start + time.start, one.start + time.end),
                re.search(r"(?<!\w)(?:từ|sau)\s(?:ngày|năm|tháng)", fold(one.text[: time.start])),
            )
            cited = any(
                each.start <= span[0] < each.end + (len(each.title) + 5 if each.title else 0)
                for each in draft.citations
            )
            if time.date < own[: len(time.date)] and not cited and not since:
                yield Hit(*span, {"own": written_date(own)})
