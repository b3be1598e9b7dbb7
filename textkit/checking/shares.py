"""Rules on shares: the parts of one whole that do not come to it, a part of more than the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textkit import data
from textkit.checking.assertions import figure_said
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import Case, Hit, rule
from textkit.comparing.claims import number_in
from textkit.finding.figures import Target
from textkit.vietnamese.numbers import Quantity, find_quantities
from textkit.vietnamese.text import Passage, fold

_PATTERNS = data.patterns("checks.toml", "shares")

# What makes a row of shares: at least so many, parted by fewer characters than this, the first of
# them near the word "cơ cấu", all in a stretch of its line. Chosen by eye; not measured.
_LEAST_SHARES, _BETWEEN_SHARES, _BEFORE_SHARES, _STRETCH_OF_SHARES = 3, 90, 150, 500

# Shares that come near to 100 are parts of one whole; others may be a choice out of many parts.
_NEAR_TO_WHOLE = (80, 120)

# How far shares rounded to one decimal may miss 100, for each of them: half of 0,1 and a little for
# the arithmetic.
_ROUNDING = 0.06


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


@rule(
    "figures.share-over-whole",
    severity="warning",
    source="Một phần của tổng thể không thể vượt quá 100%",
    bad=[
        Case("Đến năm 2030, ⟦105%⟧ số hộ dân được dùng nước sạch."),
        Case("Tỷ lệ lao động qua đào tạo đạt ⟦175%⟧, có chứng chỉ đạt 30%."),
    ],
    good=[
        Case("Thu ngân sách đạt 105% dự toán; số hộ có nước sạch đạt 102% kế hoạch."),
        Case("Tỷ lệ thu ngân sách so với cùng kỳ đạt 115%; sản lượng bằng 120% năm trước."),
        Case("Tỷ lệ hộ có nước sạch đạt 100%."),
    ],
)
def share_over_whole(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Một phần của tổng thể lớn hơn 100%."""
    seen: set[int] = set()
    for match in _PATTERNS["over"].finditer(draft.folded):
        start, end = draft.line(match.start())
        start, end = (
            max(start, match.start() - _AROUND_A_SHARE),
            min(end, match.end() + _AROUND_A_SHARE),
        )
        before = re.split(r"[;.](?=\s)", draft.folded[start : match.start()])[-1]
        behind = re.split(r"[;.](?=\s|$)", draft.folded[match.end() : end])[0]
        is_share = _PATTERNS["share"].search(before) or _PATTERNS["whole"].match(behind)
        if is_share and not _PATTERNS["beyond"].search(f"{before}|{behind[:_BEHIND_A_SHARE]}"):
            seen.add(match.start())
            yield Hit(*match.span())
    for figure in draft.figures:
        yield from _over_in_cell(draft, figure, seen)


# So many characters of a line are read on either side of a share, so that a line that is all shares
# takes no quadratic time. Chosen by eye.
_AROUND_A_SHARE = 300

# Characters behind a share in which it may be said what it is held against. Chosen by eye.
_BEHIND_A_SHARE = 60


def _over_in_cell(draft: Draft, figure: Target, seen: set[int]) -> Iterator[Hit]:
    """A hit on the cell of a table that gives a share of more than the whole."""
    is_over = (figure.low or 0) > _WHOLE or (figure.high or 0) > _WHOLE
    if not is_over or figure.unit != "%" or figure.measure != "level" or figure.per:
        return
    start, end = (figure.start + offset for offset in number_in(figure))
    name = fold(" ".join(figure.indicator_path))
    if start in seen or figure_said(figure).place != "table":
        return
    if _PATTERNS["share"].search(name) and not _PATTERNS["beyond"].search(name):
        yield Hit(start, end)


_WHOLE = 100
