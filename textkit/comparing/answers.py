"""Which promise a result answers, and whether the promise was kept."""

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from textkit import data
from textkit.comparing.changes import Pair
from textkit.comparing.items import Item
from textkit.finding.indicators import indicators
from textkit.reading.document import grouped
from textkit.vietnamese.text import fold

Verdict = Literal["reached", "reached_in_part", "not_reached", "not_reported"]

_PATTERNS = data.patterns("likeness.toml", "verdicts")

# A document that tells of fewer results, or of fewer than it makes promises, is no report: that it
# does not mention a promise says nothing. Chosen by eye.
_FEWEST_RESULTS_OF_A_REPORT = 5


class Answer(NamedTuple):
    """The promise that a result answers, by its place among the items, and the verdict on it.

    `promise` is None where every promise is younger than the result: it is their starting value.
    """

    promise: int | None
    verdict: Verdict | None


def answers(items: Sequence[Item]) -> dict[int, Answer]:
    """By its place, each result among items that are one thing, with the promise that it answers.

    Of the promises made before it was told that is the one due next to the year it stands for; of
    two as near the later one.
    """
    promises = [place for place, item in enumerate(items) if not item.is_result]
    found = {}
    for place, result in enumerate(items):
        if not result.is_result:
            continue
        earlier = [other for other in promises if _is_made_before(items[other], result)]
        if not earlier:
            found[place] = Answer(None, None)
            continue
        answered = min(earlier, key=lambda other: _nearness(items[other], result, other))
        found[place] = Answer(answered, verdict(items[answered], result))
    return found


def _is_made_before(promise: Item, result: Item) -> bool:
    """Whether a promise was made before a result was told, and before the year it stands for."""
    made = int(promise.order[0][:4])
    return promise.order[0] < result.order[0] and (result.year is None or made <= result.year)


def _nearness(promise: Item, result: Item, place: int) -> tuple[int, int]:
    years = abs((promise.year or 0) - (result.year or 0)) if promise.year and result.year else 0
    return years, -place


def kept(
    items: Sequence[Item],
    told: Mapping[int, Answer],
    last_report: int,
    near: Container[int] = (),
) -> dict[int, Verdict]:
    """By its place, the verdict on each promise, as far as there is one.

    It is that of the result nearest to the year the promise is due in; where words tell of both
    success and failure, it was reached in part. A promise that is due by the year of the last
    report and that no result answers is not reported. Results that are only `near` decide nothing.
    """
    verdicts: dict[int, Verdict] = {}
    for place, promise in enumerate(items):
        if promise.is_result:
            continue
        of_promise = [result for result, answer in told.items() if answer.promise == place]
        if not of_promise:
            if promise.year is not None and promise.year <= last_report:
                verdicts[place] = "not_reported"
            continue
        sure = [(items[r], told[r].verdict) for r in of_promise if r not in near]
        verdict_of_all = _of_all(promise, sure)
        if verdict_of_all:
            verdicts[place] = verdict_of_all
    return verdicts


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


def last_reports(items: Sequence[Item]) -> dict[str, int]:
    """By province, the year of the last document that mostly tells of what was done."""
    years: dict[str, int] = {}
    documents = grouped(items, lambda item: (*item.order[:2], item.province))
    for (date, _, province), of_document in documents.items():
        results = sum(item.is_result for item in of_document)
        is_report = results >= max(_FEWEST_RESULTS_OF_A_REPORT, len(of_document) - results)
        if is_report and date[:4].isdigit():
            years[province] = max(years.get(province, 0), int(date[:4]))
    return years


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

    Figures are compared where both have one of one kind, else the words decide.
    """
    if _has_figure(promise) and _has_figure(result):
        return _verdict_on_figures(promise, result)
    words = fold(result.sentence or result.text)
    for rule in VERDICT_RULES:
        if rule.holds(words, result.role == "unmet"):
            return rule.verdict
    return None


def _has_figure(item: Item) -> bool:
    bounds = (getattr(item.record, name, None) for name in ("low", "high"))
    return any(bound is not None for bound in bounds)


def _verdict_on_figures(promise: Item, result: Item) -> Verdict | None:
    """Whether a figure that was reached is as good as the one promised."""
    if Pair(promise.record, result.record, 1.0).redefined:
        return None
    upwards = _is_upwards(promise)
    if upwards is None:
        return None
    is_met = _is_met(promise.record, result.record, upwards=upwards)
    if is_met is None:
        return None
    if is_met:
        return "reached"
    # What was told before the promise is due may still come.
    is_due = promise.year is None or result.year is None or result.year >= promise.year
    return "not_reached" if is_due else None


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
