"""Rules on days and years: a weekday that the day was not, a goal for a year that is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.rule import Case, Hit, rule

_PATTERNS = data.patterns("checks.toml", "days")

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_NUMBER_OF_WEEKDAY = {
    "hai": 0,
    "2": 0,
    "ba": 1,
    "3": 1,
    "tư": 2,
    "4": 2,
    "năm": 3,
    "5": 3,
    "sáu": 4,
    "6": 4,
    "bảy": 5,
    "bẩy": 5,
    "7": 5,
}


@rule(
    "figures.weekday",
    severity="error",
    source="Lịch",
    bad=[
        Case("Khai mạc vào ⟦thứ Hai⟧, ngày 15/7/2025 tại hội trường tỉnh."),
        Case("Khai mạc vào 8 giờ ⟦chủ nhật⟧ ngày 18 tháng 7 năm 2025."),
        Case("Khai mạc ngày 15/7/2025 (⟦thứ 2⟧) tại hội trường tỉnh."),
    ],
    good=[
        Case("Khai mạc vào thứ Ba, ngày 15/7/2025; bế mạc thứ tư (ngày 16 tháng 7 năm 2025)."),
        Case("Kỳ họp thứ ba ngày 16/7/2025; trang thứ hai, ngày 32/7/2025."),
        Case("Thứ bảy là ngày nghỉ; từ ngày 15/7/2025 thứ tự các xã như sau."),
    ],
)
def weekday(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Thứ trong tuần không đúng với ngày."""
    for name in ("weekday_before", "weekday_behind"):
        for match in _PATTERNS[name].finditer(draft.folded):
            try:
                day = date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:  # no such day: another rule reports it
                continue
            written = match["n"]
            number = _NUMBER_OF_WEEKDAY[written] if written else 6
            if number != day.weekday():
                right = _WEEKDAYS[day.weekday()]
                yield Hit(*match.span("day"), {"right": right}, right, anywhere=True)


# A goal that lies further back is history, or another calendar. Chosen by eye; not measured.
_MOST_YEARS_BACK = 15

_KINDS_THAT_LOOK_BACK = frozenset({"báo cáo", "biên bản", "thông báo", "tờ trình"})


@rule(
    "figures.goal-over",
    severity="warning",
    source="Mục tiêu đặt ra cho thời gian sau ngày của văn bản",
    bad=[
        Case(
            "Phấn đấu ⟦đến năm 2020⟧ có 80% số xã có cảng cá đạt chuẩn.",
            facts={"date": "2026-02-10", "kind": "nghị quyết"},
        ),
        Case(
            "Mục tiêu ⟦giai đoạn 2021 - 2025⟧: phấn đấu nạo vét 12 km luồng.",
            facts={"date": "2026-02-10", "kind": "kế hoạch"},
        ),
    ],
    good=[
        Case(
            "Phấn đấu đến năm 2030 có 80% số xã có cảng cá đạt chuẩn, tăng so với năm 2020.",
            facts={"date": "2026-02-10", "kind": "nghị quyết"},
        ),
        Case(
            "Đến năm 2020, tỉnh đã nạo vét 12 km luồng, vượt mục tiêu phấn đấu.",
            facts={"date": "2026-02-10", "kind": "nghị quyết"},
        ),
        Case(
            "Phấn đấu thực hiện Chiến lược biển đến năm 2020 ở các xã.",
            facts={"date": "2026-02-10", "kind": "nghị quyết"},
        ),
        Case(
            "Phấn đấu đến năm 2020 có 80% số xã có cảng cá đạt chuẩn.",
            facts={"date": "2016-02-10", "kind": "nghị quyết"},
        ),
        Case("Phấn đấu đến năm 2020 có 80% số xã có cảng cá đạt chuẩn."),
    ],
    yields_to=("figures.deadline-passed", "carryover.old-years"),
)
def goal_over(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Mục tiêu đặt cho thời gian đã qua, tính đến ngày của dự thảo."""
    facts = draft.document.facts
    if not facts.date or facts.kind in _KINDS_THAT_LOOK_BACK:
        return
    own_year = int(facts.date[:4])
    for match in _PATTERNS["by_year"].finditer(draft.folded):
        last = int(match["y"])
        if own_year - _MOST_YEARS_BACK <= last < own_year and _is_a_goal(draft, match.span()):
            yield Hit(*match.span(), {"own": str(own_year)})


def _is_a_goal(draft: Draft, span: Span) -> bool:
    """Whether what is said of a time is striven for, and nothing in its sentence looks back."""
    if draft.document.kind_at(span[0]) == "table":
        return False
    start, end = draft.line(span[0])
    for stop in _PATTERNS["stop"].finditer(draft.folded, start, end):
        if stop.end() <= span[0]:
            start = stop.end()
        elif stop.start() >= span[1]:
            end = stop.start()
            break
    before, behind = draft.folded[start : span[0]], draft.folded[span[1] : end]
    return (
        _PATTERNS["strives"].search(before) is not None
        and not _PATTERNS["looks_back"].search(f"{before} … {behind}")
        and not _PATTERNS["titled"].search(before)
    )
