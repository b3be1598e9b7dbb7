"""Rule on totals of the rows and columns of tables against their parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log10, sqrt
from typing import NamedTuple

from textkit import data
from textkit.checking.material import Draft, Evidence, Prior
from textkit.checking.rule import Hit, rule
from textkit.finding.cells import is_blank, words_of
from textkit.finding.grids import grids_of
from textkit.finding.tables import Outline, Row, outline_of
from textkit.reading.document import Document, grouped
from textkit.vietnamese.numbers import parse_number

_PATTERNS = data.patterns("checks.toml", "totals")

Span = tuple[int, int]

# A sum that fails is a slip only where others like it hold: at least so many of the same total in
# other columns, or of other totals in the same column, and so many times as many as fail.
_HOLDING, _AGAINST_FAILING = 2, 3

# A total is believed to be one of its parts where these come to this share of it at least, and to
# its inverse at the most. Chosen on the tune part of the documents of ../shared.
_NEAR_TO_TOTAL = 0.6

# Wider and longer tables are not added up: a register of projects has no more.
_MOST_COLUMNS, _MOST_ROWS = 40, 3_000


class Cell(NamedTuple):
    """A number in a cell, and what one of its last printed digit is worth."""

    start: int
    end: int
    value: float
    digit: float


@dataclass(frozen=True)
class Equation:
    """A total and its parts: `total_of` is the row or column of the total, `along` the column or
    row in which both stand, `is_named` says that the total is called one.
    """

    total: Cell
    parts: tuple[Cell, ...]
    total_of: tuple[str, int]
    along: tuple[str, int]
    is_named: bool

    @property
    def difference(self) -> float:
        """What the total has too much."""
        return self.total.value - sum(part.value for part in self.parts)

    @property
    def holds(self) -> bool:
        """Whether the total is the sum, up to the rounding of what is printed: of all parts, or of
        the first of them (rows that stand behind them may be no parts).
        """
        sums = list(accumulate(part.value for part in self.parts))[1:]
        return any(abs(self.total.value - value) <= self._rounding for value in sums)

    @property
    def is_one_part(self) -> bool:
        """Whether a part is as large as the total: the others may break it down in another way."""
        return any(abs(self.total.value - part.value) <= self._rounding for part in self.parts)

    @property
    def is_near(self) -> bool:
        """Whether the parts come so near to the total that it may be theirs."""
        total, parts = self.total.value, self.total.value - self.difference
        return min(total, parts) >= _NEAR_TO_TOTAL * max(total, parts) > 0

    @property
    def _rounding(self) -> float:
        """Half of a digit of each number, and of many no more than three and a half times the
        standard deviation of such errors, 1/√12 of a digit each.
        """
        digits = [cell.digit for cell in (self.total, *self.parts)]
        if max(digits) == 1 and self._are_counts:
            return _EXACT
        return min(sum(digits) / 2, sqrt(sum(digit**2 for digit in digits))) + _EXACT

    @property
    def _are_counts(self) -> bool:
        """Whether whole numbers so small are counted things, which are not rounded."""
        return self.total.value < _LARGEST_COUNT

    @property
    def says_something(self) -> bool:
        """Whether two parts or more are not 0, so that it does not hold by itself."""
        return sum(part.value != 0 for part in self.parts) > 1


# Up to this two sums of floating-point numbers are one.
_EXACT = 1e-6

# Whole numbers below this are counts. Chosen by eye; not measured.
_LARGEST_COUNT = 100


# --- Tables --------------------------------------------------------------------------------------


def equations_of(document: Document) -> Iterator[list[Equation]]:
    """The sums that each table may state: rows over their parts, totals, columns of totals."""
    for grid in grids_of(document):
        outline = outline_of(document, grid)
        if outline is None or len(outline.rows) > _MOST_ROWS:
            continue
        table = _NumberTable(document, outline)
        equations = [*table.of_rows(), *table.of_columns()]
        if equations:
            yield equations


class _NumberTable:
    """The numbers of a table by row and column, and which sums its rows and heads suggest."""

    def __init__(self, document: Document, outline: Outline) -> None:
        self._document = document
        self._rows = outline.rows
        self._heads = {number: column.heads for number, column in outline.columns.items()}
        self._unit = next((n for n, column in outline.columns.items() if column.kind == "unit"), -1)
        places = {column for row in self._rows for column in row.cells}
        skipped = {self._unit, outline.name} | {
            number for number, column in outline.columns.items() if column.kind == "number"
        }
        rates = {n for n, heads in self._heads.items() if _PATTERNS["rate"].match(" ".join(heads))}
        self._columns = sorted(places - skipped - rates)[:_MOST_COLUMNS]
        self._cells = [self._numbers(row) for row in self._rows]
        self._names = [words_of(document, row.name) for row in self._rows]
        self._at = {row.name: place for place, row in enumerate(self._rows)}

    def _numbers(self, row: Row) -> dict[int, Cell | None]:
        """The numbers of a row by column; None where a cell holds something else."""
        numbers: dict[int, Cell | None] = {}
        for column in self._columns:
            if column in row.cells and not is_blank(words_of(self._document, row.cells[column])):
                numbers[column] = _number(self._document.text, row.cells[column])
        return numbers

    # Rows

    def of_rows(self) -> Iterator[Equation]:
        """A total row, or a row over others, with its parts, in each column."""
        for place, name in enumerate(self._names):
            if _PATTERNS["rate"].match(name):
                continue
            is_named = bool(_PATTERNS["total"].match(name))
            for column in self._columns:
                total = self._cells[place].get(column)
                parts = self._parts(place, column, is_named) if total else None
                if total and parts and len(parts) > 1:
                    kind = ("row", place)
                    yield Equation(total, parts, kind, ("column", column), is_named)

    def _parts(self, place: int, column: int, is_named: bool) -> tuple[Cell, ...] | None:
        """The numbers that a row may be the sum of; None where one of them is no number, or is of
        another unit.
        """
        below = self._below(place)
        rows = self._uppermost(below, column)
        if not rows and is_named:
            rows = self._uppermost(self._over(place), column)
        cells = [self._cells[row][column] for row in rows]
        if any(cell is None for cell in cells) or not self._are_alike([place, *rows]):
            return None
        return tuple(cell for cell in cells if cell is not None)

    def _below(self, place: int) -> list[int]:
        """The rows that stand below a row as its parts, at any depth."""
        own = self._rows[place].name
        found = []
        for row in range(place + 1, len(self._rows)):
            if own not in self._rows[row].above:
                break
            found.append(row)
        return found

    def _over(self, place: int) -> list[int]:
        """The rows before a total at the end of a table, from the last total on."""
        found: list[int] = []
        for row in range(place - 1, -1, -1):
            if _PATTERNS["total"].match(self._names[row]):
                break
            found.insert(0, row)
        return found

    def _uppermost(self, rows: Sequence[int], column: int) -> list[int]:
        """Those of some rows that fill a column, and of which no row above, among them, does."""
        among = set(rows)
        found = []
        for row in rows:
            if column not in self._cells[row]:
                continue
            above = [self._at[name] for name in self._rows[row].above if name in self._at]
            if not any(over in among and column in self._cells[over] for over in above):
                found.append(row)
        return found

    def _are_alike(self, rows: Sequence[int]) -> bool:
        """Whether rows have one unit, or none, and none of them is a rate."""
        if any(_PATTERNS["rate"].match(self._names[row]) for row in rows):
            return False
        units = set()
        for row in rows:
            cells = self._rows[row].cells
            if self._unit in cells:
                units.add(words_of(self._document, cells[self._unit]))
        return len(units) <= 1

    # Columns

    def of_columns(self) -> Iterator[Equation]:
        """A column of totals with those right of it, or left of it, that it is the sum of in most
        rows, in each row.
        """
        for column in self._columns:
            head = self._heads.get(column, ("",))
            if not any(_PATTERNS["total"].match(words) for words in head):
                continue
            stretches = self._stretches(column)
            ways = [list(self._with_parts(column, stretch)) for stretch in stretches]
            best = max(ways, key=_holding, default=[])
            if _holding(best):
                yield from best

    def _stretches(self, column: int) -> Iterator[list[int]]:
        """The columns that one of totals may be the sum of: the next ones, or the last ones."""
        place = self._columns.index(column)
        for end in range(place + 3, len(self._columns) + 1):
            yield self._columns[place + 1 : end]
        for start in range(place - 1):
            yield self._columns[start:place]

    def _with_parts(self, column: int, parts: Sequence[int]) -> Iterator[Equation]:
        for place, numbers in enumerate(self._cells):
            total = numbers.get(column)
            cells = [numbers[part] for part in parts if part in numbers]
            known = tuple(cell for cell in cells if cell is not None)
            if total and len(known) == len(cells) and len(known) > 1:
                yield Equation(total, known, ("column", column), ("row", place), True)


def _holding(equations: Sequence[Equation]) -> int:
    """How many more of some sums hold than fail."""
    telling = [equation for equation in equations if equation.says_something]
    holds = sum(equation.holds for equation in telling)
    return 2 * holds - len(telling) if holds >= _HOLDING else 0


def _number(text: str, span: Span) -> Cell | None:
    """The number that a cell holds and nothing else; None for other words."""
    match = _PATTERNS["number"].fullmatch(text, *span)
    if match is None:
        return None
    start, end = match.span("number")
    decimals = len(match["decimals"] or "")
    return Cell(start, end, parse_number(match["number"]), 10.0**-decimals)


def slips_in(equations: Sequence[Equation]) -> Iterator[Equation]:
    """The sums of a table that fail where others like them hold."""
    telling = [equation for equation in equations if equation.says_something]
    kinds = (
        grouped(telling, lambda one: (one.total_of, one.along[0])),
        grouped(telling, lambda one: (one.along, one.total_of[0])),
    )
    for equation in telling:
        if equation.holds or equation.is_one_part or not equation.is_near:
            continue
        among = (
            kinds[0][equation.total_of, equation.along[0]],
            kinds[1][equation.along, equation.total_of[0]],
        )
        if _is_slip(equation, *among):
            yield equation


def _is_slip(equation: Equation, of_total: Sequence[Equation], along: Sequence[Equation]) -> bool:
    """Whether a sum that fails is a slip, by those of the same total in other columns and those of
    other totals in the same column.
    """
    holding = {other.total.value for other in of_total if other.holds}
    if len(holding) >= _HOLDING and _is_in_scale(equation, holding):
        return _bears_out(of_total)
    holds = sum(other.holds for other in along)
    if 2 * holds + 1 < len(along):
        return False  # a column of shares: few totals in it are sums
    if len(of_total) > 1:
        return _bears_out(of_total) and (holds > 0 or equation.is_named)
    return _bears_out(along) or equation.is_named


def _is_in_scale(equation: Equation, others: Iterable[float]) -> bool:
    """Whether a total is about as large as it is in other columns: in one of shares it is not."""
    return any(
        other > 0 and 1 / _SCALE <= equation.total.value / other <= _SCALE for other in others
    )


# A total of one year is not more than so many times that of another. Chosen by eye; not measured.
_SCALE = 20


def _bears_out(equations: Sequence[Equation]) -> bool:
    """Whether so many of some sums hold that one that fails is a slip."""
    holds = len({equation.total.value for equation in equations if equation.holds})
    fails = sum(not equation.holds for equation in equations)
    return holds >= max(1, _AGAINST_FAILING * (fails - 1))


@rule(
    "figures.sum-differs",
    severity="warning",
    source="Số tổng phải bằng các số thành phần cộng lại",
)
def sum_differs(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số tổng không bằng các số thành phần cộng lại."""
    for equations in equations_of(draft.document):
        slips = list(slips_in(equations))
        shared = _shared_cells(slips)
        done: set[Span] = set()
        for slip in slips:
            cell = next((part for part in slip.parts if part[:2] in shared), slip.total)
            if cell[:2] not in done:
                done.add((cell.start, cell.end))
                yield _hit(draft, slip, cell)


def _shared_cells(slips: Iterable[Equation]) -> set[Span]:
    """The cells that are a part in two sums that fail by the same: the slip is theirs."""
    counts: Counter[tuple[Span, float]] = Counter()
    for slip in slips:
        for part in slip.parts:
            counts[(part.start, part.end), round(slip.difference, 6)] += 1
        counts[(slip.total.start, slip.total.end), round(-slip.difference, 6)] += 1
    return {span for (span, _), count in counts.items() if count > 1}


def _hit(draft: Draft, slip: Equation, cell: Cell) -> Hit:
    parts = sorted(slip.parts)
    digits = max(digits_of(one) for one in (slip.total, *parts))
    total = draft.text[slip.total.start : slip.total.end]
    values = {"sum": printed(sum(part.value for part in parts), digits), "total": total}
    start, end = parts[0].start, parts[-1].end
    evidence = Evidence(draft.document.id, start, end, None, draft.text[start:end])
    return Hit(cell.start, cell.end, values, evidence=[evidence])


def digits_of(cell: Cell) -> int:
    """How many decimals a number is printed with."""
    return round(-log10(cell.digit))


def printed(value: float, digits: int) -> str:
    """A number as it is printed: 1.234,5."""
    return f"{value:,.{digits}f}".translate(_POINT_AND_COMMA)


_POINT_AND_COMMA = str.maketrans(".,", ",.")
