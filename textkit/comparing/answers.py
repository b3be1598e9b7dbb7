"""Which promise a result answers, and whether the promise was kept."""

import re
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from textkit import data
from textkit.comparing.changes import Pair
from textkit.comparing.items import UNDATED, Item
from textkit.finding.indicators import indicators
from textkit.vietnamese.text import fold

Verdict = Literal["reached", "reached_in_part", "not_reached", "not_reported"]

_PATTERNS = data.patterns("likeness.toml", "verdicts")

# A document that tells of fewer results is no report of these: that it does not mention a promise
# says nothing. Chosen by eye.
_FEWEST_RESULTS_OF_A_REPORT = 5

# What is told of sooner after a promise, in months, is the state in which it was made: the report
# to a congress and its resolution are adopted together. Chosen by eye; not measured.
_FEWEST_MONTHS = 3

# A report looks back on its term: beside the promises due next to the time that a result stands
# for, it answers those that were due up to so many years before.
_YEARS_LOOKED_BACK = 4

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class Answer(NamedTuple):
    """The promises that a result answers, by their places among the items, and the verdict.

    The first promise is the one due next to the time it stands for, of two the later one; the
    verdict is that on this one. No promise stands there where every one is younger than the result:
    it is their starting value.
    """

    promises: tuple[int, ...]
    verdict: Verdict | None


def answers(items: Sequence[Item]) -> dict[int, Answer]:
    """By its place, each result among items that are one thing, with the promises it answers.

    Of the promises made before it was told those are answered that are due next to the year it
    stands for, and those that were due in the years that it looks back on: one figure set twice in
    a term, for one year, has one result.
    """
    promises = [place for place, item in enumerate(items) if not item.is_result]
    found = {}
    for place, result in enumerate(items):
        if not result.is_result:
            continue
        answered = _answered(items, result, promises)
        given = verdict(items[answered[0]], result) if answered else None
        found[place] = Answer(answered, given)
    return found


def _answered(items: Sequence[Item], result: Item, promises: Sequence[int]) -> tuple[int, ...]:
    """The promises that a result answers, the one due next to it first."""
    earlier = [place for place in promises if _is_made_before(items[place], result)]
    if not earlier:
        return ()
    years = {place: _years_apart(items[place], result) for place in earlier}
    nearest = min(abs(apart) for apart in years.values())
    answered = [
        place
        for place in earlier
        if abs(years[place]) == nearest or 0 <= years[place] <= _YEARS_LOOKED_BACK
    ]
    return tuple(sorted(answered, key=lambda place: (abs(years[place]), -place)))


def _is_made_before(promise: Item, result: Item) -> bool:
    """Whether a promise was made before a result was told, and before the year it stands for."""
    made = int(promise.order[0][:4])
    is_later = _months(result.order[0]) - _months(promise.order[0]) >= _FEWEST_MONTHS
    return is_later and (result.year is None or made <= result.year)


def _months(date: str) -> int:
    """The months from year 0 to a date that may be shortened; of a year alone to its middle."""
    year, _, rest = date.partition("-")
    return 12 * int(year) + (int(rest[:2]) if rest else 6)


def _years_apart(promise: Item, result: Item) -> int:
    """How many years the time a result stands for is after that a promise is due in."""
    return result.year - promise.year if promise.year and result.year else 0


def kept(
    items: Sequence[Item],
    told: Mapping[int, Answer],
    last_report: str = "",
    *,
    is_same: Callable[[int, int], bool] | None = None,
    guests: Container[int] = (),
) -> dict[int, Verdict]:
    """By its place, the verdict on each promise, as far as there is one.

    It is that of the result nearest to the year the promise is due in; where words tell of both
    success and failure, it was reached in part. A promise that was due by the day of the last
    report and that no result answers is not reported; of an action that is said only if its own
    words or its row of a table set the time, of a guest not at all: it may be answered where it is
    at home. A result decides nothing
    of a promise that it is not `is_same` with.
    """
    verdicts: dict[int, Verdict] = {}
    for place, promise in enumerate(items):
        if promise.is_result:
            continue
        of_promise = [result for result, answer in told.items() if place in answer.promises]
        if not of_promise:
            if place not in guests and _is_due(promise, last_report):
                verdicts[place] = "not_reported"
            continue
        sure = [
            (items[result], verdict(promise, items[result]))
            for result in of_promise
            if is_same is None or is_same(result, place)
        ]
        verdict_of_all = _of_all(promise, sure)
        if verdict_of_all:
            verdicts[place] = verdict_of_all
    return verdicts


def _is_due(promise: Item, last_report: str) -> bool:
    """Whether a report on a promise was to be had: it was due, and made before the report."""
    if not last_report or promise.year is None or not _sets_a_time(promise):
        return False
    is_older = _months(last_report) - _months(promise.order[0]) >= _FEWEST_MONTHS
    return is_older and promise.year <= int(last_report[:4])


def _sets_a_time(promise: Item) -> bool:
    """Whether a promise is one that a report would tell of: a figure, or an action with its time.

    What is only aimed at under a heading with a year ("giữ vững quốc phòng, an ninh") is none.
    """
    due = getattr(promise.record, "deadline", None)
    if _has_figure(promise) or not due:
        return _has_figure(promise)
    return due[:4] in promise.text or promise.record.type == "assignment"


def _of_all(promise: Item, results: Sequence[tuple[Item, Verdict | None]]) -> Verdict | None:
    judged = [(item, given) for item, given in results if given]
    if not judged:
        return None
    in_figures = [pair for pair in judged if _has_figure(pair[0])]
    if in_figures:
        nearest = min(in_figures, key=lambda pair: abs((promise.year or 0) - (pair[0].year or 0)))
        return nearest[1]
    given = {verdict_given for _, verdict_given in judged}
    return given.pop() if len(given) == 1 else "reached_in_part"


def last_reports(
    items: Sequence[Item], others: Sequence[Item], called_reports: Container[str] = ()
) -> dict[str, str]:
    """By province, the date of the last document that reports on items of this kind.

    It has some results of the kind; and it is called a report, or tells of at least as many results
    of any kind as it makes promises. `others` are the items of the other kind, `called_reports` the
    ids of documents of the kind "báo cáo".
    """
    results = Counter(item.record.doc_id for item in items if item.is_result)
    balance: Counter[str] = Counter()
    for item in [*items, *others]:
        balance[item.record.doc_id] += 1 if item.is_result else -1
    dates: dict[str, str] = {}
    for item in items:
        doc_id, date = item.record.doc_id, item.order[0]
        if results[doc_id] < _FEWEST_RESULTS_OF_A_REPORT or date == UNDATED:
            continue
        if doc_id in called_reports or balance[doc_id] >= 0:
            dates[item.province] = max(dates.get(item.province, ""), date)
    return dates


# --- The verdict on one result ------------------------------------------------------------------


class VerdictRule(NamedTuple):
    """A verdict on a result told in words, with a sentence that it alone decides."""

    verdict: Verdict | None
    holds: Callable[[str, bool], bool]
    example: str
    is_limitation: bool = False


def _says(name: str) -> Callable[[str, bool], bool]:
    return lambda words, _: _PATTERNS[name].search(words) is not None


# The first that holds decides; where none does, the result is told and nothing says how far the
# promise was kept. What they ask: the folded words, and whether a limitation is told of.
VERDICT_RULES = (
    VerdictRule(
        "reached_in_part",
        lambda words, wanting: bool(
            (not wanting and _PATTERNS["done"].search(words) and _PATTERNS["yet"].search(words))
            or (_PATTERNS["partly"].search(words) and not _PATTERNS["missed"].search(words))
        ),
        "Đã mở nền tuyến đường Vân Sa - Bắc Khê nhưng còn 4 km chưa rải mặt.",
    ),
    VerdictRule("not_reached", _says("missed"), "Chợ đầu mối chưa được xây dựng."),
    # What is told of as wanting was not reached, in whatever words.
    VerdictRule(
        "not_reached",
        lambda _, wanting: wanting,
        "Việc xây chợ đầu mối còn chậm, thiếu đồng bộ.",
        is_limitation=True,
    ),
    # "đã tập trung chỉ đạo": it was worked at, which does not say that it is done.
    VerdictRule(None, _says("worked"), "Công tác cải cách hành chính đã được quan tâm chỉ đạo."),
    VerdictRule("reached", _says("done"), "Đã xây dựng xong chợ đầu mối Bắc Vân."),
)


def verdict(promise: Item, result: Item) -> Verdict | None:
    """Whether a promise was kept by what a result tells; None where that does not say.

    Figures are compared where both have one of one kind, else the words decide: what is wanting
    while the promise is not yet due, and what was done after it was due, say nothing.
    """
    if _has_figure(promise) and _has_figure(result):
        return _verdict_on_figures(promise, result)
    words = fold(result.sentence or result.text)
    for rule in VERDICT_RULES:
        if rule.holds(words, result.role == "unmet"):
            return rule.verdict if _is_in_time(promise, result, words, rule.verdict) else None
    return None


def _is_in_time(promise: Item, result: Item, words: str, given: Verdict | None) -> bool:
    """Whether a verdict in words is one by the time the promise was due."""
    if given != "reached":
        return _is_due_by(promise, result)
    due = getattr(promise.record, "deadline", None)
    if not due:
        return True
    years = [int(year) for year in _YEAR.findall(words)]
    is_late = bool(years) and min(years) > int(due[:4])
    return not is_late and not _PATTERNS["late"].search(words)


def _is_due_by(promise: Item, result: Item) -> bool:
    """Whether a promise was due by the year that a result stands for."""
    return promise.year is None or result.year is None or result.year >= promise.year


def _has_figure(item: Item) -> bool:
    bounds = (getattr(item.record, name, None) for name in ("low", "high"))
    return any(bound is not None for bound in bounds)


def _verdict_on_figures(promise: Item, result: Item) -> Verdict | None:
    """Whether a figure that was reached is as good as the one promised."""
    if Pair(promise.record, result.record, 1.0).redefined:
        return None
    upwards = _is_upwards(promise)
    if upwards is None or not _is_of_the_time(promise, result):
        return None
    is_met = _is_met(promise.record, result.record, upwards=upwards)
    if is_met is None:
        return None
    if is_met:
        return "reached"
    # What was told before the promise is due may still come.
    return "not_reached" if _is_due_by(promise, result) else None


def _is_of_the_time(promise: Item, result: Item) -> bool:
    """Whether a figure stands for the time that another is promised for.

    A mean or a sum over years is answered by one over the same years only, and what is set for a
    year by nothing that stands for a later one.
    """
    own_time = getattr(result.record, "deadline", None)
    if own_time and promise.year is not None and int(own_time[:4]) > promise.year:
        return False
    span, span_told = _span(promise.record), _span(result.record)
    if promise.record.measure == "change" and span != span_told:
        return False
    return span != "years" or (span_told != "year" and _is_due_by(promise, result))


def _span(figure: Any) -> Literal["years", "year"] | None:
    """Whether a figure is a mean or a sum over years, or that of one year; None if nothing says."""
    words = fold(figure.text)
    starts, ends = figure.period_start, figure.period_end
    # A level that a heading sets for 2026-2030 is to be had at the end of it.
    is_of_a_period = figure.measure == "change" and starts and ends and ends > starts
    if figure.per == "năm" or is_of_a_period or _PATTERNS["years"].search(words):
        return "years"
    return "year" if _PATTERNS["year"].search(words) else None


def _is_upwards(promise: Item) -> bool | None:
    """Whether more is better than what is promised; None if nothing says."""
    record = promise.record
    if record.comparator in (">=", ">"):
        return True
    if record.comparator in ("<=", "<"):
        return False
    if record.measure == "change":
        return True  # a fall by 2 % a year is more than one by 1 %
    known = indicators().get(record.indicator or "")
    if known is not None and known.good in ("up", "down"):
        return known.good == "up"
    words = fold(promise.text)
    if _PATTERNS["downwards"].search(words):
        return False
    return True if _PATTERNS["upwards"].search(words) else None


def _is_met(promised: Any, reached: Any, *, upwards: bool) -> bool | None:
    """Whether a reached figure is as good as a promised one; None if its bounds do not say.

    Of a promised range its easier end counts.
    """
    if upwards:
        wanted = _first(promised.low, promised.high)
        least, most = reached.low, reached.high
    else:
        # Turned round, less is more.
        wanted = -_first(promised.high, promised.low)
        least, most = _negative(reached.high), _negative(reached.low)
    if least is not None and least >= wanted:
        return True
    if most is not None and most < wanted:
        return False
    return None


def _first(*bounds: float | None) -> float:
    return next(bound for bound in bounds if bound is not None)


def _negative(bound: float | None) -> float | None:
    return None if bound is None else -bound
