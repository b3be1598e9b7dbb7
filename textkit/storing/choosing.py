"""Documents chosen by their facts: values, bounds such as `>=2020-01`, what a fact must not be.

Every answer is yes, no or open. A document whose date is not known, or of which only the year is,
is neither in a span of months nor out of it: it is not chosen, and reported as open.
"""

from __future__ import annotations

import difflib
import operator
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from numbers import Integral, Real
from typing import Any, Literal, NamedTuple

from textkit.data.messages import TextkitError, noun
from textkit.vietnamese.text import fold
from textkit.vietnamese.timespans import days_of

Operator = Literal["=", "!=", ">=", ">", "<=", "<"]
Scale = Literal["name", "date", "number"]

# ">=2020-01", "< 1000", "!=chỉ thị"
_BOUND = re.compile(r"\s*(>=|<=|!=|>|<)\s*(\S.*)", re.DOTALL)

# Facts that have an order. A column of one's own has one if all of its values are figures, or dates
# in ISO form.
_SCALES: dict[str, Scale] = {
    "date": "date",
    "year": "number",
    "words": "number",
    "characters": "number",
}

# 2025, 2025-06, 2025-06-30
_ISO = re.compile(r"[12]\d{3}(?:-[01]\d(?:-[0-3]\d)?)?")

# Of more values than these an error names only those that are like the wrong one, and of these so
# many. Chosen by eye; not measured.
_ALL_NAMED = 8
_NEAR_NAMED = 3

# How like two names are that one may stand for the other, as difflib measures it. Chosen by eye.
_LIKE = 0.5

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


class Condition(NamedTuple):
    """What one fact must be: any of `values` (None: not known), and within all `bounds`.

    With `bounds` alone nothing is said of values; None among `values` then lets what is not known
    in.
    """

    fact: str
    scale: Scale
    values: tuple[str | None, ...]
    bounds: tuple[tuple[Operator, str], ...]
    test: Callable[[Any], Any] | None = None


class Chosen(NamedTuple):
    """The ids that were chosen, and by fact those of which it cannot be said."""

    ids: list[str]
    open: dict[str, list[str]]


def condition(fact: str, wanted: Any, known: Mapping[str, Any]) -> Condition:
    """What is asked of a fact, read: one value, several, bounds, or a test of the value.

    `known` holds the values of the fact in the corpus, by any spelling of them. A text that is one
    of them is that value, also where it begins with `<`. Raises TextkitError for what is no value,
    for a value that no document has, and for bounds of a fact without an order.
    """
    scale = _scale(fact, known)
    if callable(wanted):
        return Condition(fact, scale, (), (), wanted)
    folded = {fold(str(value)) for value in known}
    values: list[str | None] = []
    bounds: list[tuple[Operator, str]] = []
    for value in listed(fact, wanted):
        bound = _BOUND.fullmatch(value) if value is not None else None
        if bound and value is not None and fold(value) not in folded:
            bounds.append((bound[1], bound[2].strip()))  # type: ignore[arg-type]
        else:
            values.append(value)
    if bounds and any(value is not None for value in values):
        raise TextkitError("corpus.values-and-bounds", what=noun(fact), value=wanted)
    for value in values:
        if value is not None and scale == "date" and _ISO.fullmatch(value):
            days_of(value)
        elif value is not None:
            _known_value(fact, value, folded, known)
    for sign, value in bounds:
        _check_bound(fact, scale, sign, value, folded, known)
    return Condition(fact, scale, tuple(values), tuple(bounds))


def described(asked: Condition) -> str:
    """A condition as a table names the documents that meet it.

    >>> described(condition("kind", ["chỉ thị", None], {"chỉ thị": 1}))
    'kind: chỉ thị, –'
    """
    said = [value if value is not None else "–" for value in asked.values]
    said += [f"{sign}{value}" for sign, value in asked.bounds]
    return f"{asked.fact}: {', '.join(said) or '…'}"


def choose(ids: Iterable[str], conditions: Sequence[Condition], fact_of: Any) -> Chosen:
    """The documents that meet all conditions; `fact_of(id, fact)` is what is known of each.

    Open are those that no condition excludes, and of which at least one cannot be said.
    """
    chosen: list[str] = []
    left_open: dict[str, list[str]] = {}
    for id_ in ids:
        answers = {each.fact: _answer(each, fact_of(id_, each.fact)) for each in conditions}
        if all(answers.values()):
            chosen.append(id_)
        elif False not in answers.values():
            for fact, answer in answers.items():
                if answer is None:
                    left_open.setdefault(fact, []).append(id_)
    return Chosen(chosen, left_open)


def near(value: str, known: Iterable[str]) -> list[str]:
    """The values that a wrong one may stand for; all of them where they are few.

    >>> near("nghi quyet", ["nghị quyết", "chỉ thị"])
    ['nghị quyết', 'chỉ thị']
    >>> near("khu vực 3", [f"khu vực {number}" for number in "12456789"] + ["biển", "núi"])
    ['khu vực 9', 'khu vực 8', 'khu vực 7']
    """
    names = list(known)
    if len(names) <= _ALL_NAMED:
        return names
    bare = {_bare(name): name for name in names}
    asked = _bare(value)
    within = [key for key in bare if asked in key]
    like = difflib.get_close_matches(asked, bare, n=_NEAR_NAMED, cutoff=_LIKE)
    return [bare[key] for key in dict.fromkeys([*within[:_NEAR_NAMED], *like])][:_NEAR_NAMED]


def _bare(name: str) -> str:
    """A name without marks on its letters, as people type in a hurry."""
    letters = unicodedata.normalize("NFD", fold(name).replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def unknown(what: str, value: object, known: Iterable[str]) -> TextkitError:
    """The error of a name that is none of these: it says which they are, of many the near ones."""
    names = list(known)
    if not names:
        return TextkitError("corpus.none-known", what=noun(what), value=value)
    like = near(str(value), names)
    if len(like) == len(names) or not like:
        return TextkitError("corpus.unknown", what=noun(what), value=value, known=names)
    return TextkitError(
        "corpus.unknown-of-many", what=noun(what), value=value, known=like, count=len(names)
    )


def listed(fact: str, wanted: Any) -> list[str | None]:
    """The values that are asked for, as texts; None stands for the fact's not being known."""
    is_single = wanted is None or isinstance(wanted, str) or not isinstance(wanted, Iterable)
    return [_value(fact, value) for value in ([wanted] if is_single else wanted)]


def _value(fact: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TextkitError("corpus.no-value", what=noun(fact), value=value)
    return str(value)


def _scale(fact: str, known: Mapping[str, Any]) -> Scale:
    """By what a fact is ordered: its time, its number, or nothing."""
    if fact in _SCALES:
        return _SCALES[fact]
    values = [str(value) for value in known if str(value)]
    if values and all(map(_ISO.fullmatch, values)):
        return "date"
    return "number" if values and all(_number(value) is not None for value in values) else "name"


def _known_value(fact: str, value: str, folded: set[str], known: Mapping[str, Any]) -> None:
    if fold(value) not in folded:
        raise unknown(fact, value, map(str, known))


def _check_bound(
    fact: str, scale: Scale, sign: Operator, value: str, folded: set[str], known: Mapping[str, Any]
) -> None:
    """Raises TextkitError for a bound that nothing can be held against."""
    if scale == "date":
        days_of(value)
    elif scale == "number":
        if _number(value) is None:
            raise TextkitError("corpus.no-figure", what=noun(fact), value=value)
    elif sign == "!=":
        _known_value(fact, value, folded, known)
    else:
        raise TextkitError("corpus.no-order", what=noun(fact), value=f"{sign}{value}")


def _number(value: Any) -> float | None:
    """A value as a figure: 2025, "8.5"; None if it is none."""
    if isinstance(value, Real):
        return float(value)
    try:
        return float(value)
    except ValueError:
        return None


def _answer(asked: Condition, value: Any) -> bool | None:
    """Whether a value is what is asked for; None where that cannot be said."""
    if asked.test is not None:
        return bool(asked.test(value))
    if value is None or value == "":
        if None in asked.values:
            return True
        return None if asked.bounds or asked.values else False
    if asked.bounds:
        return _all_of([_within(asked.scale, sign, value, than) for sign, than in asked.bounds])
    wanted = [than for than in asked.values if than is not None]
    return _any_of([_is(asked.scale, value, than) for than in wanted])


def _all_of(answers: Sequence[bool | None]) -> bool | None:
    """Yes if all are, no if one is not, else open."""
    if False in answers:
        return False
    return None if None in answers else True


def _any_of(answers: Sequence[bool | None]) -> bool | None:
    """Yes if one is, no if none is, else open."""
    if True in answers:
        return True
    return None if None in answers else False


def _is(scale: Scale, value: Any, than: str) -> bool | None:
    """Whether a value is another; a date, whether it falls into the year, month or day."""
    if scale == "date" and _ISO.fullmatch(than):
        return _all_of([_within("date", ">=", value, than), _within("date", "<=", value, than)])
    return fold(str(value)) == fold(than)


def _within(scale: Scale, sign: Operator, value: Any, than: str) -> bool | None:
    """Whether a value lies on the side of a bound that its sign names."""
    if sign == "!=":
        same = _is(scale, value, than)
        return None if same is None else not same
    if scale == "number":
        number, bound = _number(value), _number(than)
        return None if number is None else _COMPARE[sign](number, bound)
    days = _days(str(value))
    return None if days is None else _days_within(sign, days, days_of(than))


@cache
def _days(date: str) -> tuple[str, str] | None:
    """The first and the last day of a document's date; None if it is none."""
    try:
        return days_of(date)
    except TextkitError:
        return None


def _days_within(sign: Operator, days: tuple[str, str], than: tuple[str, str]) -> bool | None:
    """Whether a day that lies somewhere in a span is on the asked side of another span.

    `>` and `>=` of 2020-06 begin behind and with that month, `<` and `<=` end before and with it.

    >>> _days_within(">=", ("2020-01-01", "2020-12-31"), ("2020-06-01", "2020-06-30")) is None
    True
    """
    edge = than[1] if sign in (">", "<=") else than[0]
    whole = [_COMPARE[sign](day, edge) for day in days]
    return whole[0] if whole[0] == whole[1] else None
