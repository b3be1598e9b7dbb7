"""What a document asserts, a draft or a prior one: each figure and each duty, with who, what,
where, how much and by when.

Figures come from `Target`, duties from `Commitment`: both are stored, so that the assertions of a
prior document cost no reading of its text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from textkit import data
from textkit.comparing.claims import Value, number_in, value_of
from textkit.comparing.matching import words_of
from textkit.comparing.tasks import Due, Task, tasks_among
from textkit.finding.actors import find_actors
from textkit.finding.commitments import Commitment
from textkit.finding.cues import body_of
from textkit.finding.figures import Target
from textkit.finding.naming import without_times
from textkit.reading.document import Document, Record
from textkit.vietnamese.numbers import without_scale
from textkit.vietnamese.text import Passage, fold

_PATTERNS = data.patterns("checks.toml", "assertions")

# What one of a unit is in the plainest unit of its kind.
_PLAIN: dict[str, tuple[float, str]] = {
    "km2": (1e6, "m2"),
    "ha": (1e4, "m2"),
    "km": (1e3, "m"),
    "tấn": (1e3, "kg"),
    "tạ": (1e2, "kg"),
    "GW": (1e3, "MW"),
    "GWh": (1e6, "kWh"),
    "MWh": (1e3, "kWh"),
}

# Two figures of which one is "khoảng" are no contradiction up to this share of the larger. Chosen
# by eye; not measured.
_ABOUT = 0.05


@dataclass(frozen=True)
class Assertion(Record):
    """What is common to figures and duties.

    `name` are the folded words of the indicator or of the action, without times, frames and bodies;
    `marks` what sets it apart from others of that name: numbers, names of places, "tăng" and
    "giảm"; `words` are all its words. `place` says where it stands, `path` its article or annex,
    `parents` the rows over it.
    """

    name: tuple[str, ...]
    marks: frozenset[str]
    words: frozenset[str]
    place: Literal["text", "table"]
    path: str
    parents: tuple[str, ...]

    @property
    def is_in_annex(self) -> bool:
        """Whether it stands in an annex."""
        return fold(self.path).startswith("phụ lục")

    def is_apart_from(self, other: Assertion) -> bool:
        """Whether one of both has a number, a name or a turn that the other lacks: "cấp độ 4"."""
        return not (self.marks <= other.words and other.marks <= self.words)


@dataclass(frozen=True)
class FigureSaid(Assertion):
    """A figure: `low` and `high` are in the plain unit `unit` (500 tỷ đồng: 5e11 đồng), `factor` is
    what one of the unit as written is in it.

    `shared` is what another must share with it to be of the same thing, besides the name.
    """

    figure: Target
    unit: str | None
    factor: float

    @cached_property
    def shared(self) -> tuple[object, ...]:
        """Role, measure, scope, plain unit, what it is per, and time."""
        figure = self.figure
        scope = fold(figure.scope or "")
        return figure.role, figure.measure, scope, self.unit, figure.per, figure.deadline

    @cached_property
    def value(self) -> Value:
        """The lowest and the highest value in the plain unit."""
        low, high = value_of(self.figure)
        return _times(low, self.factor), _times(high, self.factor)

    def agrees_with(self, other: FigureSaid) -> bool:
        """Whether both can be true: equal values where both bounds are of one kind, else bounds
        that leave room for each other ("trên 40%", 42%); "khoảng" leaves 5 % of room.
        """
        if self.figure.comparator == other.figure.comparator:
            return _near(self.value, other.value, self._room(other))
        return _meet(self.value, other.value)

    def _room(self, other: FigureSaid) -> float:
        is_about = self.figure.approximate or other.figure.approximate
        return _ABOUT if is_about else 1e-9


@dataclass(frozen=True)
class DutySaid(Assertion):
    """A duty: who leads it, who helps, by when."""

    task: Task

    @property
    def actors(self) -> tuple[str, ...]:
        """The bodies that lead it."""
        return self.task.bodies

    @property
    def deadline(self) -> Due | None:
        """The days between which it is due."""
        return self.task.deadline


def figures_said(document: Document, figures: Iterable[Target]) -> list[FigureSaid]:
    """The figures of a document as assertions, in order.

    >>> from textkit.finding.targets import find_figures
    >>> text = "Đến năm 2030, thu ngân sách đạt 9 nghìn tỷ đồng."
    >>> said = figures_said(Document("d", text), find_figures(text))[0]
    >>> said.value[0], said.unit
    (9000000000000.0, 'đồng')
    """
    tables = _tables_of(document)
    return [figure_said(figure, tables) for figure in figures]


def figure_said(figure: Target, tables: Sequence[tuple[int, int]] = ()) -> FigureSaid:
    """A figure as an assertion; without the bounds of the tables it counts as one of the text."""
    words = words_of(figure)
    factor, unit = plain_unit(figure.unit)
    number_start, number_end = number_in(figure)
    before = figure.text[:number_start].split("\t")[0]
    if _IN_CELL.search(figure.text):
        before = before.split("\n")[0]
    before = before.rsplit(". ", 1)[
        -1
    ]  # "Điều 1. Đến năm 2030 …": the number of an article is none
    named = f"{figure.indicator_text} {figure.text[number_end:]}"
    return FigureSaid(
        figure.doc_id,
        figure.start,
        figure.end,
        tuple(f"{words.topic} {words.name}".split()),
        _marks(before, named),
        frozenset(
            re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", f"{fold(before)} {fold(named)} {words.whole}")
        ),
        _place_of_figure(figure, tables),
        figure.path,
        figure.indicator_path[:-1],
        figure,
        unit,
        factor,
    )


def is_slip_of_unit(said: FigureSaid, other: FigureSaid) -> bool:
    """Whether two figures have one number and units a power of ten apart: 500 tỷ, 500 triệu."""
    is_same_number = value_of(said.figure) == value_of(other.figure)
    return is_same_number and said.factor != other.factor and said.unit == other.unit


@lru_cache(maxsize=1024)
def plain_unit(unit: str | None) -> tuple[float, str | None]:
    """How many of the plainest unit of its kind a unit is, and that unit.

    >>> plain_unit("tỷ đồng"), plain_unit("nghìn ha"), plain_unit("km2"), plain_unit(None)
    ((1000000000.0, 'đồng'), (10000000.0, 'm2'), (1000000.0, 'm2'), (1.0, None))
    """
    if unit is None:
        return 1.0, None
    scale, base = without_scale(unit)
    factor, plain = _PLAIN.get(base, (1.0, base))
    return scale * factor, plain


def _times(bound: float | None, factor: float) -> float | None:
    return None if bound is None else bound * factor


def _near(value: Value, other: Value, room: float) -> bool:
    """Whether the bounds of two values are the same, up to a share of the larger."""
    for bound, second in zip(value, other, strict=True):
        if bound is None or second is None:
            if bound is not second:
                return False
        elif abs(bound - second) > room * max(abs(bound), abs(second)):
            return False
    return True


def _meet(value: Value, other: Value) -> bool:
    """Whether two stretches of values have one in common; a bound that is None is open."""
    lows = [low for low in (value[0], other[0]) if low is not None]
    highs = [high for high in (value[1], other[1]) if high is not None]
    return not lows or not highs or max(lows) <= min(highs) * (1 + 1e-9)


def _marks(words: str, behind: str = "") -> frozenset[str]:
    """The numbers, the names and the turns ("tăng", "giảm") among some words, without times; of the
    words behind a figure no turns ("7.000 căn, tăng so với …").

    >>> sorted(_marks("Mức giảm tỷ lệ hộ nghèo vùng Đông Bắc đạt cấp độ 4 năm 2030"))
    ['4', 'bắc', 'giảm', 'đông']
    """
    found: set[str] = set()
    for part in (words, behind):
        # Each by itself: the capital that one begins with is no name behind the last of the other.
        plain = without_times(Passage.of(part))
        found.update(re.findall(r"\d+(?:[.,]\d+)*", plain.folded))
        found.update(fold(name[0]) for name in _NAMES.finditer(plain.text))
    found.update(_PATTERNS["turns"].findall(without_times(Passage.of(words)).folded))
    return frozenset(found)


# What ends with a cell of a table: "Tỷ lệ hộ nghèo⟦\t⟧%\t1,5", or "… ⟦\n1,5⟧".
_IN_CELL = re.compile(r"\t|\n[^\w\n]{0,5}\d[\d.,–\- ]{0,20}[^\w\n]{0,3}$")

# A word with a capital behind a small one: "vùng ⟦Đông⟧ Bắc".
_NAMES = re.compile(r"(?<=[^\W\d_] )[A-ZĐÀ-ÝĂƠƯẠ-Ỹ][a-zđà-ýăơưạ-ỹ]+")


def _tables_of(document: Document) -> list[tuple[int, int]]:
    """The bounds of the cells of a document's tables, in order."""
    cells = [(block.start, block.end) for block in document.layout if block.kind == "table"]
    return sorted(cells)


def _place_of_figure(figure: Target, tables: Sequence[tuple[int, int]]) -> Literal["text", "table"]:
    """In a table whose cells stand on lines of their own the number has a line for itself."""
    return "table" if _IN_CELL.search(figure.text) else _place(figure, tables)


def _place(record: Record, tables: Sequence[tuple[int, int]]) -> Literal["text", "table"]:
    at = bisect_right(tables, (record.start, len(tables) + record.end)) - 1
    return "table" if at >= 0 and record.start < tables[at][1] else "text"


# --- Duties -------------------------------------------------------------------------------------


def duties_said(document: Document, commitments: Iterable[Commitment]) -> list[DutySaid]:
    """The duties of a document as assertions, in order: what someone is to do, or is due.

    >>> from textkit.finding.commitments import find_commitments
    >>> text = "Giao Sở Y tế chủ trì xây dựng Đề án khám bệnh từ xa trước ngày 30/6/2026."
    >>> said = duties_said(Document("d", text), find_commitments(text))
    >>> " ".join(said[0].name), said[0].actors, said[0].deadline.end
    ('xây dựng đề án khám bệnh từ xa', ('Sở Y tế',), '2026-06-30')
    """
    facts = document.facts
    tasks = tasks_among(commitments, facts.number or document.id, facts.issuer, facts.date)
    tables = _tables_of(document)
    return list(_duties(tasks, tables))


def _duties(tasks: Iterable[Task], tables: Sequence[tuple[int, int]]) -> Iterator[DutySaid]:
    for task in tasks:
        words = _words_of_duty(task)
        name = tuple(re.findall(r"[^\W\d_]+", words.folded))
        yield DutySaid(
            task.doc_id,
            task.start,
            task.end,
            name,
            _marks(words.text),
            frozenset(re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", words.folded)),
            "table" if task.is_row else _place(task, tables),
            task.path,
            (),
            task,
        )


def _words_of_duty(task: Task) -> Passage:
    """The words of a duty without the bodies, times and frames ("giao … chủ trì") in it."""
    words = body_of(_without(task.text, task.schedule)).words
    words = without_times(words)
    cuts = [(actor.start, actor.end) for actor in find_actors(words)]
    cuts += [match.span() for match in _PATTERNS["frames"].finditer(words.folded)]
    kept = []
    at = 0
    for start, end in sorted(cuts):
        if start >= at:
            kept.append(words[at:start])
        at = max(at, end)
    kept.append(words[at:])
    return Passage.joined(*kept)


def _without(text: str, words: str | None) -> str:
    """A text without the first place of some words in it."""
    return text.replace(words, " ", 1) if words else text
