"""The cells that ruling lines make on a page."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice, pairwise
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias, TypeVar

from textkit.reading.pdf.calls import address_of, call

# All in points, and chosen by eye; not measured.
_THIN = 2.5  # a shape no thicker is a line
_SHORTEST = 6.0  # a shorter line is a dash or a part of a letter
_SLACK = 3.0  # lines that are meant to meet may miss each other by so much

# So many lines and points of a path are looked at: a map or a chart has more, and is no table.
_MOST = 5_000


class Box(NamedTuple):
    """A rectangle on a page, in points, y upwards."""

    left: float
    bottom: float
    right: float
    top: float


OBJECT_DEPTH = 3
"""How many forms within each other are looked into for the objects of a page; chosen by eye."""

T = TypeVar("T")
Table: TypeAlias = list[list[tuple[int, list[T]]]]
"""The rows of a table: the grid column and the content of each cell."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The horizontal and vertical ruling lines of a page, as thin boxes."""

    across: tuple[Box, ...]
    upright: tuple[Box, ...]

    def part(self, one: Box, two: Box) -> bool:
        """Whether an upright rule stands between two boxes of one height."""
        left, right = min(one.right, two.right), max(one.left, two.left)
        y = (one.bottom + one.top) / 2
        for rule in self.upright:
            is_between = left - 1 <= rule.left <= right + 1
            if is_between and rule.bottom <= y <= rule.top:
                return True
        return False

    def cell(self, box: Box) -> Box | None:
        """The cell around the middle of a box: the nearest rules on all four sides.

        None where a rule is missing on one of them.
        """
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        beside = [r.left for r in self.upright if r.bottom - _SLACK <= y <= r.top + _SLACK]
        level = [r.bottom for r in self.across if r.left - _SLACK <= x <= r.right + _SLACK]
        left = max((edge for edge in beside if edge <= x), default=None)
        bottom = max((edge for edge in level if edge <= y), default=None)
        right = min((edge for edge in beside if edge > x), default=None)
        top = min((edge for edge in level if edge > y), default=None)
        if left is None or bottom is None or right is None or top is None:
            return None
        return Box(left, bottom, right, top)


def find_rules(page: Any) -> Rules:
    """The ruling lines among the drawn paths of a pdfium page: thin shapes and straight strokes.

    Raises PdfiumError where pdfium does not find what it counted.
    """
    across: list[Box] = []
    upright: list[Box] = []
    paths = _paths(address_of(page.raw), "FPDFPage_CountObjects", "FPDFPage_GetObject")
    for edge in islice(chain.from_iterable(map(_edges, paths)), _MOST):
        width, height = edge.right - edge.left, edge.top - edge.bottom
        if height <= _THIN and width >= _SHORTEST:
            across.append(edge)
        elif width <= _THIN and height >= _SHORTEST:
            upright.append(edge)
    return Rules(tuple(across), tuple(upright))


def _paths(holder: int, count: str, get: str, depth: int = 1) -> Iterator[int]:
    """The paths of a page or of a form on it, and of the forms within, by their addresses."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    get_object, get_type = call(get), call("FPDFPageObj_GetType")
    for number in range(call(count)(holder)):
        drawn = get_object(holder, number)
        kind = get_type(drawn) if drawn else pdfium.FPDF_PAGEOBJ_UNKNOWN
        if kind == pdfium.FPDF_PAGEOBJ_UNKNOWN:
            raise pypdfium2.PdfiumError("Failed to get pageobject.")
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            yield drawn
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < OBJECT_DEPTH:
            yield from _paths(drawn, "FPDFFormObj_CountObjects", "FPDFFormObj_GetObject", depth + 1)


def _edges(path: int) -> Iterator[Box]:
    """The thin parts of a path, and the strokes of one that is drawn.

    A part that is only filled shades what stands on it.
    """
    fill, drawn = ctypes.c_int(), ctypes.c_int()
    call("FPDFPath_GetDrawMode")(path, ctypes.addressof(fill), ctypes.addressof(drawn))
    for part in _parts(path):
        around = _around(part)
        if min(around.right - around.left, around.top - around.bottom) <= _THIN:
            yield around
        elif drawn.value:
            yield from (_around(pair) for pair in pairwise([*part, part[0]]))


def _parts(path: int) -> Iterator[list[tuple[float, float]]]:
    """The points of each part of a path, on the page."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    get_segment, get_type = call("FPDFPath_GetPathSegment"), call("FPDFPathSegment_GetType")
    get_point = call("FPDFPathSegment_GetPoint")
    matrix = (ctypes.c_float * 6)()
    if not call("FPDFPageObj_GetMatrix")(path, ctypes.addressof(matrix)):
        raise pypdfium2.PdfiumError("Failed to get matrix of pageobject.")
    a, b, c, d, e, f = matrix
    point = (ctypes.c_float * 2)()
    at = ctypes.addressof(point)
    points: list[tuple[float, float]] = []
    for number in range(min(call("FPDFPath_CountSegments")(path), _MOST)):
        segment = get_segment(path, number)
        if points and get_type(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            yield points
            points = []
        get_point(segment, at, at + ctypes.sizeof(ctypes.c_float))
        x, y = point
        points.append((a * x + c * y + e, b * x + d * y + f))
    if points:
        yield points


def _around(points: Sequence[tuple[float, float]]) -> Box:
    """The smallest box that holds some points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def rows_of(cells: Iterable[tuple[Box, T]]) -> Table[T]:
    """The rows of a table, from things with the cells they stand in.

    Rows come from the top; each cell has its grid column and its things. A cell over several rows
    or columns counts where it begins.
    """
    items = list(cells)
    row_of = _ranks(-box.top for box, _ in items)  # y goes upwards, rows go down
    column_of = _ranks(box.left for box, _ in items)
    by_cell: dict[tuple[int, int], list[T]] = {}
    for box, thing in items:
        by_cell.setdefault((row_of[-box.top], column_of[box.left]), []).append(thing)
    table: Table[T] = []
    for _, keys in groupby(sorted(by_cell), key=itemgetter(0)):
        table.append([(column, by_cell[row, column]) for row, column in keys])
    return table


def _ranks(edges: Iterable[float]) -> dict[float, int]:
    """The rank of each edge among all; edges near each other have one rank."""
    ranks: dict[float, int] = {}
    rank = -1
    last = float("-inf")
    for edge in sorted(set(edges)):
        if edge - last > _SLACK:
            rank += 1
        ranks[edge] = rank
        last = edge
    return ranks
