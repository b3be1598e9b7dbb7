"""The cells that ruling lines make on a page."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from typing import Any, NamedTuple, TypeAlias, TypeVar

_THIN, _SHORTEST, _SLACK, _MOST = 2.5, 6.0, 3.0, 5_000


class Box(NamedTuple):
    """A rectangle on a page, in points, y upwards."""

    left: float
    bottom: float
    right: float
    top: float


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
        return any(
            left - 1 <= rule.left <= right + 1 and rule.bottom <= y <= rule.top
            for rule in self.upright
        )

    def cell(self, box: Box) -> Box | None:
        """The cell around the middle of a box: the nearest rules on all four sides; None without
        one of them.
        """
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        beside = [rule for rule in self.upright if rule.bottom - _SLACK <= y <= rule.top + _SLACK]
        level = [rule for rule in self.across if rule.left - _SLACK <= x <= rule.right + _SLACK]
        sides = (
            max((rule.left for rule in beside if rule.left <= x), default=None),
            max((rule.bottom for rule in level if rule.bottom <= y), default=None),
            min((rule.left for rule in beside if rule.left > x), default=None),
            min((rule.bottom for rule in level if rule.bottom > y), default=None),
        )
        return None if None in sides else Box(*(side for side in sides if side is not None))


def find_rules(page: Any) -> Rules:
    """The ruling lines among the drawn paths of a pdfium page: thin shapes,
    and straight strokes.
    """
    import pypdfium2.raw as pdfium

    across, upright = [], []
    paths = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)
    for edge in islice((edge for path in paths for edge in _edges(path)), _MOST):
        if edge.top - edge.bottom <= _THIN and edge.right - edge.left >= _SHORTEST:
            across.append(edge)
        elif edge.right - edge.left <= _THIN and edge.top - edge.bottom >= _SHORTEST:
            upright.append(edge)
    return Rules(tuple(across), tuple(upright))


def _edges(path: Any) -> Iterator[Box]:
    """The thin parts of a path and the strokes of a drawn one; a filled part only shades what
    stands on it.
    """
    import pypdfium2.raw as pdfium

    fill, drawn = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path.raw, fill, drawn)
    for part in _parts(path):
        around = _around(part)
        if min(around.right - around.left, around.top - around.bottom) <= _THIN:
            yield around
        elif drawn.value:
            yield from (_around(pair) for pair in pairwise([*part, part[0]]))


def _parts(path: Any) -> Iterator[list[tuple[float, float]]]:
    """The points of each part of a path, on the page."""
    import pypdfium2.raw as pdfium

    x, y, points = ctypes.c_float(), ctypes.c_float(), list[tuple[float, float]]()
    matrix = path.get_matrix()
    for number in range(min(pdfium.FPDFPath_CountSegments(path.raw), _MOST)):
        segment = pdfium.FPDFPath_GetPathSegment(path.raw, number)
        if points and pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            yield points
            points = []
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(matrix.on_point(x.value, y.value))
    if points:
        yield points


def _around(points: Sequence[tuple[float, float]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def rows_of(cells: Iterable[tuple[Box, T]]) -> Table[T]:
    """Things with the cells they stand in, as rows from the top: the grid column and the things of
    each cell.

    A cell over several rows or columns counts where it begins.
    """
    found: dict[tuple[int, int], list[T]] = {}
    items = list(cells)
    tops, lefts = (
        _places(edges) for edges in ([-box.top for box, _ in items], [box.left for box, _ in items])
    )
    for box, thing in items:
        found.setdefault((tops[-box.top], lefts[box.left]), []).append(thing)
    keys = sorted(found)
    return [
        [(column, found[row, column]) for _, column in group]
        for row, group in groupby(keys, key=lambda key: key[0])
    ]


def _places(edges: Iterable[float]) -> dict[float, int]:
    """The rank of each edge among all, near ones being one."""
    ranks: dict[float, int] = {}
    rank, last = -1, float("-inf")
    for edge in sorted(set(edges)):
        rank += edge - last > _SLACK
        ranks[edge], last = rank, edge
    return ranks
