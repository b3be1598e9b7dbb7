"""Rule on totals of sentences against the parts that the sentence, or the list below it, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from textkit import data
from textkit.checking.assertions import plain_unit
from textkit.checking.material import Draft, Evidence, Prior
from textkit.checking.rule import Case, Hit, rule
from textkit.checking.totals import Cell, Equation, digits_of, printed
from textkit.finding.indicators import family_of
from textkit.finding.phrases import without_brackets
from textkit.vietnamese.numbers import Quantity, find_quantities
from textkit.vietnamese.text import Passage

_PATTERNS = data.patterns("checks.toml", "sums")


class _Parts(NamedTuple):
    """The parts that a sentence or the list below it names: their numbers, and whether it names all
    of them.
    """

    cells: tuple[Cell, ...]
    are_all: bool


def sums_in_words(draft: Draft) -> Iterator[Equation]:
    """The totals in sentences that name their parts ("gồm", "trong đó") and that these contradict:
    all parts come to something else, or some to more than the total.
    """
    for match in _PATTERNS["parts"].finditer(draft.folded):
        line_start, line_end = draft.line(match.start())
        line_start = max(line_start, match.start() - _LONGEST_LEAD)
        total = _last_quantity(draft, line_start, match.start())
        if total is None:
            continue
        unit = plain_unit(total.unit)[1]
        parts = _parts_behind(draft, match.end(), line_end, unit)
        if parts is None or len(parts.cells) < 2:
            continue
        equation = Equation(
            _cell(draft, line_start, total), parts.cells, ("text", match.start()), ("text", 0), True
        )
        is_all = parts.are_all and match["all"] is not None
        if not equation.holds and (is_all or _is_exceeded(equation, total)):
            yield equation


def _is_exceeded(equation: Equation, total: Quantity) -> bool:
    """Whether parts of which not all are named come to more than their total: together where money
    or land is parted; else (people may be counted in two parts) one of them alone.
    """
    if family_of(total) in {"money", "measure"}:
        return equation.difference < 0
    return max(part.value for part in equation.parts) > equation.total.value


def _last_quantity(draft: Draft, start: int, end: int) -> Quantity | None:
    """The quantity that stands right before some parts, if it is exact and can have parts."""
    quantities = list(find_quantities(draft.document.passage(start, end)))
    if not quantities or start + quantities[-1].end < end - _BEFORE_PARTS:
        return None
    last = quantities[-1]
    return (
        last
        if _can_be_added(last) and _PATTERNS["summed"].search(_lead(draft, start, last))
        else None
    )


def _lead(draft: Draft, start: int, quantity: Quantity) -> str:
    """The folded words before a quantity in its clause."""
    before = draft.folded[start : start + quantity.start]
    return re.split(r"[;.](?=\s)", before)[-1]


def _can_be_added(quantity: Quantity) -> bool:
    """Whether a quantity is one exact number of things, money or land."""
    is_exact = quantity.comparator == "=" and not quantity.approximate
    return is_exact and not quantity.change and not quantity.per and quantity.unit not in _NO_SUMS


# Units whose numbers are not added up.
_NO_SUMS = frozenset({None, "%", "‰", "điểm %", "năm", "tháng", "ngày", "lần", "tuổi", "điểm"})

# Characters between a total and the word that begins its parts. Chosen by eye; not measured.
_BEFORE_PARTS = 40


def _parts_behind(draft: Draft, start: int, line_end: int, unit: str | None) -> _Parts | None:
    """The parts behind the words that begin them, in the line or in the list below it; None where
    what stands there cannot be added up.
    """
    if draft.folded[start:line_end].strip(" :") == "":
        return _parts_below(draft, line_end, unit)
    line_end = min(line_end, start + _LONGEST_LIST)
    words = _PATTERNS["end"].split(without_brackets(draft.folded[start:line_end]), maxsplit=1)[0]
    if _PATTERNS["parts"].search(words):
        return None
    quantities = list(find_quantities(Passage(draft.text[start : start + len(words)], words)))
    if any(not _can_be_added(one) or plain_unit(one.unit)[1] != unit for one in quantities):
        return None
    cells = tuple(_cell(draft, start, quantity) for quantity in quantities)
    return _Parts(cells, not _PATTERNS["rest"].search(words))


def _parts_below(draft: Draft, line_end: int, unit: str | None) -> _Parts | None:
    """The parts that a list names, the first number of each of its lines."""
    cells: list[Cell] = []
    are_all = True
    kind = ""
    while line_end < len(draft.text) and len(cells) < _MOST_PARTS:
        start, line_end = line_end + 1, draft.line(line_end + 1)[1]
        mark = _PATTERNS["item"].match(draft.folded, start, line_end)
        if mark is None:
            break
        kind = kind or str(mark.lastgroup)
        if mark.lastgroup != kind:
            continue
        passage = draft.document.passage(mark.end(), line_end)
        first = next(find_quantities(passage), None)
        if first is None or plain_unit(first.unit)[1] != unit or not _can_be_added(first):
            are_all = False
        else:
            cells.append(_cell(draft, mark.end(), first))
    return _Parts(tuple(cells), are_all)


# So many characters before and behind the word that begins the parts are read, so that a line that
# is all such words takes no quadratic time; and a list with more items is no list of parts. Chosen
# by eye; not measured.
_LONGEST_LEAD, _LONGEST_LIST = 300, 900
_MOST_PARTS = 60


def _cell(draft: Draft, start: int, quantity: Quantity) -> Cell:
    """The number of a quantity in the plainest unit of its kind."""
    factor, _ = plain_unit(quantity.unit)
    begin, end = start + quantity.start, start + quantity.end
    decimals = re.search(r"\d,(\d+)", draft.text[begin:end])
    digit = 10.0 ** -len(decimals[1]) if decimals else 1.0
    return Cell(begin, end, (quantity.low or 0) * factor, digit * factor)


@rule(
    "figures.parts-differ",
    severity="warning",
    source="Số tổng trong câu phải bằng các phần kể ra",
    bad=[
        Case(
            "Tổng vốn thực hiện là ⟦500 tỷ đồng⟧, gồm: ngân sách tỉnh 200 tỷ đồng, ngân sách xã"
            " 150 tỷ đồng, xã hội hóa 100 tỷ đồng."
        ),
        Case("Tổng vốn ⟦300 tỷ đồng⟧, trong đó vốn vay 200 tỷ đồng, vốn tự có 150 tỷ đồng."),
        Case("Tổng diện tích là ⟦90 ha⟧, bao gồm:\n- Đất lúa: 50 ha;\n- Đất rừng: 45 ha."),
    ],
    good=[
        Case(
            "Tổng vốn 500 tỷ đồng, trong đó ngân sách tỉnh 200 tỷ đồng, ngân sách xã 150 tỷ đồng."
        ),
        Case("Tổng vốn là 1,2 nghìn tỷ đồng, gồm: vốn vay 700 tỷ đồng và vốn tự có 500 tỷ đồng."),
        Case("Tổng diện tích là 90 ha, bao gồm:\n- Đất lúa: 50 ha;\n- Đất rừng: 40 ha."),
        Case("Tổng vốn 90,5 tỷ đồng, gồm 30,2 tỷ đồng vay, 30,2 tỷ đồng góp, 30,2 tỷ đồng khác."),
    ],
)
def parts_differ(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số tổng trong câu không bằng các phần kể ra."""
    for slip in sums_in_words(draft):
        factor = _factor_of(draft, slip.total)
        parts = sum(part.value for part in slip.parts) / factor
        digits = max(digits_of(cell._replace(digit=cell.digit / factor)) for cell in slip.parts)
        total = draft.text[slip.total.start : slip.total.end]
        values = {"sum": printed(parts, max(0, digits)), "total": total}
        start, end = slip.parts[0].start, slip.parts[-1].end
        evidence = Evidence(draft.document.id, start, end, None, draft.text[start:end])
        yield Hit(slip.total.start, slip.total.end, values, evidence=[evidence])


def _factor_of(draft: Draft, total: Cell) -> float:
    """What one of a total's unit as written is in the plainest unit."""
    quantity = next(find_quantities(draft.document.passage(total.start, total.end)))
    return plain_unit(quantity.unit)[0]
