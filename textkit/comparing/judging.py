"""Whether a figure that was reached is as good as the one promised, and by how much it differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from textkit import data
from textkit.finding.figures import Target
from textkit.finding.indicators import family_of_unit, indicators
from textkit.vietnamese.numbers import without_scale
from textkit.vietnamese.text import fold

Outcome = Literal["reached", "not_reached"]
# Why figures say nothing of a promise: of other things, of one year where an average or a sum was
# promised, told before the promise is due, no direction known, bounds that leave it open.
Open = Literal["other_measure", "single_year", "interim", "direction", "bounds"]

_DIRECTIONS = data.patterns("verdicts.toml", "directions")
_SPANS = data.patterns("verdicts.toml", "spans")

# What floats lose in arithmetic with units: far below any printed decimal.
_EPSILON = 1e-9

_PER_CENT = 100

# A date of so many characters is a year alone.
_YEAR_LENGTH = 4

# An age is told in either.
_YEARS_OF_LIFE = {"tuổi", "năm"}


class Judgement(NamedTuple):
    """What a reached figure says of a promised one.

    `outcome` is None where it says nothing, and `open` then tells why. `upwards` is whether more is
    better (None: not known). `difference` is what was reached less what was promised, in the unit
    of the promise (points for %), `share` what was reached in per cent of what was promised (None
    where that is 0); of a promised range the nearer end counts, and inside it they are 0 and 100.
    """

    outcome: Outcome | None
    open: Open | None
    upwards: bool | None
    difference: float | None
    share: float | None

    @property
    def exceeds(self) -> bool:
        """Whether more was reached than was promised, the way that is better."""
        if self.outcome != "reached" or self.upwards is None or not self.difference:
            return False
        return (self.difference > 0) == self.upwards


def judge(promise: Target, result: Target, *, of_year: bool = False) -> Judgement:
    """What a result says of a promise; `of_year`: it stands in the column of a year among others.

    >>> from textkit.finding.targets import find_targets
    >>> promise = next(find_targets("Phấn đấu đến năm 2025, tỷ lệ hộ nghèo còn 3%."))
    >>> result = next(find_targets("Phấn đấu năm 2025, tỷ lệ hộ nghèo còn 2,5%."))
    >>> judge(promise, result)
    Judgement(outcome='reached', open=None, upwards=False, difference=-0.5, share=83.3333)
    """
    upwards = is_upwards(promise)
    is_of_year = is_spread(promise) and (of_year or is_of_one_year(result))
    if is_of_year and _is_same_kind(promise, result):
        return Judgement(None, "single_year", upwards, None, None)
    if not is_same_measure(promise, result):
        return Judgement(None, "other_measure", upwards, None, None)
    bounds = _Bounds.of(promise, result)
    difference, share = bounds.difference(), bounds.share()
    if upwards is None:
        outcome: Outcome | None = "reached" if _is_kept(promise, bounds) else None
        return Judgement(outcome, None if outcome else "direction", None, difference, share)
    is_met = bounds.is_met(upwards)
    if is_met is None:
        return Judgement(None, "bounds", upwards, difference, share)
    if not is_met and _is_before(result, promise):
        return Judgement(None, "interim", upwards, difference, share)
    return Judgement("reached" if is_met else "not_reached", None, upwards, difference, share)


# --- Which way is better ------------------------------------------------------------------------


def is_upwards(promise: Target) -> bool | None:
    """Whether more is better than what is promised: by its "at least" or "at most", by what is
    known of its indicator, by its words; None if none of them says.
    """
    if promise.comparator in (">=", ">"):
        return True
    if promise.comparator in ("<=", "<"):
        return False
    words = _words(promise)
    if promise.measure == "change" and _DIRECTIONS["falls"].search(words):
        return True  # a fall by 2 % a year is more than one by 1 %
    known = indicators().get(promise.indicator or "")
    if known is not None and known.good in ("up", "down"):
        return known.good == "up"
    return _by_words(words) if known is None else None


def _by_words(words: str) -> bool | None:
    """The direction that words alone tell; None if they tell none, or both."""
    is_down = bool(_DIRECTIONS["downwards"].search(words))
    is_bad = bool(_DIRECTIONS["bad"].search(words))
    is_up = bool(_DIRECTIONS["upwards"].search(words))
    if is_up == is_down or (is_up and is_bad):
        return None
    return is_up


def _is_kept(promise: Target, bounds: _Bounds) -> bool:
    """Whether a level was to be kept ("giữ ổn định ở mức 52%") and stands where it stood."""
    is_to_keep = bool(_DIRECTIONS["keeps"].search(_words(promise)))
    return is_to_keep and bounds.difference() == 0


def _words(figure: Target) -> str:
    return fold(" ".join((*figure.indicator_path, figure.text)))


# --- Whether two figures measure one thing ------------------------------------------------------


def is_same_measure(promise: Target, result: Target) -> bool:
    """Whether two figures are of one indicator as far as is known, in units that can be held
    together, both levels or both changes the same way.
    """
    return _is_same_kind(promise, result) and _is_same_unit(promise, result)


def _is_same_kind(promise: Target, result: Target) -> bool:
    """Whether two figures are of one indicator as far as is known, and both levels, or both changes
    the same way.
    """
    codes = {figure.indicator for figure in (promise, result)} - {None}
    if len(codes) > 1:
        return False
    measures = {promise.measure, result.measure}
    if len(measures) > 1 and measures & {"change", "ratio"}:
        return False
    return "change" not in measures or _falls(promise) == _falls(result)


def _falls(figure: Target) -> bool:
    return bool(_DIRECTIONS["falls"].search(_words(figure)))


def _is_same_unit(promise: Target, result: Target) -> bool:
    """Whether two figures have one unit but for its scale; things that are counted may be named
    otherwise ("lao động", "người").
    """
    if not _is_same_rate(promise, result):
        return False
    one, two = (_plain(figure.unit) for figure in (promise, result))
    if one == two or {one, two} == _YEARS_OF_LIFE:
        return True
    families = {family_of_unit(figure.unit, figure.per) for figure in (promise, result)}
    return families == {"count"}


def _plain(unit: str | None) -> str:
    plain = without_scale(unit or "")[1]
    return "%" if plain == "điểm %" else plain


def _is_same_rate(promise: Target, result: Target) -> bool:
    """Whether two figures are per the same: "triệu đồng/người" may leave out what its name says,
    an average of years that it is "/năm".
    """
    one, two = promise.per or "", result.per or ""
    if one == two:
        return True
    if "năm" in (one, two):
        return all(figure.per or is_average(figure) for figure in (promise, result))
    return not (one and two) and promise.indicator is not None


# --- What time a figure stands for --------------------------------------------------------------


def is_average(figure: Target) -> bool:
    """Whether a figure stands for each of several years."""
    words = _words(figure)
    if figure.measure == "change" and _SPANS["average"].search(words):
        return True
    return bool(_SPANS["yearly"].search(words))


def is_spread(figure: Target) -> bool:
    """Whether a figure is an average or a sum over several years, which no single one can answer.

    >>> from textkit.finding.targets import find_targets
    >>> texts = ("GRDP tăng bình quân 8%/năm", "GRDP bình quân đầu người đạt 90 triệu đồng")
    >>> [is_spread(next(find_targets(f"Phấn đấu đến năm 2025, {text}."))) for text in texts]
    [True, False]
    """
    is_yearly = figure.per is not None and "năm" in figure.per.split("/")
    return is_yearly or is_average(figure) or _is_sum(figure)


def _is_sum(figure: Target) -> bool:
    return bool(_SPANS["sum"].search(_words(figure)))


def is_of_one_year(figure: Target) -> bool:
    """Whether a figure stands for one year alone."""
    has_period = figure.period_start is not None and figure.period_start != figure.period_end
    if figure.deadline is None or has_period:
        return False
    return not (is_average(figure) or _is_sum(figure))


def _is_before(result: Target, promise: Target) -> bool:
    """Whether a result stands for a time before the promise is due; a year ends with December."""
    if result.deadline is None or promise.deadline is None:
        return False
    reached, due = (
        date if len(date) > _YEAR_LENGTH else f"{date}-12"
        for date in (result.deadline, promise.deadline)
    )
    return reached < due


# --- Their values -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Bounds:
    """The lowest and highest value of a promise and of its result, in the promise's unit."""

    promised: tuple[float | None, float | None]
    reached: tuple[float | None, float | None]

    @staticmethod
    def of(promise: Target, result: Target) -> _Bounds:
        """The bounds of two figures that measure one thing."""
        factor = without_scale(result.unit or "")[0] / without_scale(promise.unit or "")[0]
        low, high = (
            None if bound is None else bound * factor for bound in (result.low, result.high)
        )
        return _Bounds((promise.low, promise.high), (low, high))

    def wanted(self, upwards: bool | None) -> float | None:
        """What is enough: of a promised range the easier end."""
        low, high = self.promised if upwards is not False else self.promised[::-1]
        return high if low is None else low

    def got(self) -> float | None:
        """The reached value, of a range its middle."""
        known = [bound for bound in self.reached if bound is not None]
        return sum(known) / len(known) if known else None

    def is_met(self, upwards: bool) -> bool | None:
        """Whether what was reached is as good as what was promised; None if its bounds leave that
        open.
        """
        wanted = self.wanted(upwards)
        if wanted is None:
            return None
        least, most = self.reached
        tolerance = _EPSILON * max(1.0, abs(wanted))
        if upwards:
            enough, short = least, most
        else:
            enough, short = (None if bound is None else -bound for bound in (most, least))
            wanted = -wanted
        if enough is not None and enough >= wanted - tolerance:
            return True
        if short is not None and short < wanted - tolerance:
            return False
        return None

    def reference(self) -> float | None:
        """The promised value that the reached one is held against: of a range the nearer end, or
        the reached value itself where it lies inside; None where either is not known.
        """
        got, (low, high) = self.got(), self.promised
        ends = [bound for bound in (low, high) if bound is not None]
        if got is None or not ends:
            return None
        if low is not None and high is not None and low < got < high:
            return got
        return min(ends, key=lambda bound: abs(got - bound))

    def difference(self) -> float | None:
        """What was reached less what was promised; 0 inside a promised range."""
        got, reference = self.got(), self.reference()
        return None if got is None or reference is None else round(got - reference, 6)

    def share(self) -> float | None:
        """What was reached in per cent of what was promised; 100 inside a promised range."""
        got, reference = self.got(), self.reference()
        if got is None or reference is None or reference <= 0:
            return None
        return round(_PER_CENT * got / reference, 4)
