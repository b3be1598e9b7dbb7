"""Tables as grids: the words over each column, and rows whose cells stand below them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, pairwise, product

from textkit import data
from textkit.finding.cells import Cells, contents_of, is_blank, kinds_of, words_of
from textkit.reading.document import Block, Document

_CELLS = data.patterns("tables.toml", "cells")
_ROLES = data.patterns("tables.toml", "roles")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LINE = re.compile(r"[^\n]+")

# The head of a table stands in one of its first rows: above it may stand a title, its unit and a
# blank row. Below its first row stand at most so many others. Chosen by eye; not measured.
_ROWS_WITH_HEAD = 5
_ROWS_OF_HEAD = 3

# So many of a table's first rows tell how wide it is. Chosen by eye; not measured.
_ROWS_LOOKED_AT = 60

# How many columns a table may have whose cells stand on lines of their own. With two it could be
# any list, and more than nine were not seen. Chosen by eye; not measured.
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 9

# A row on lines of its own may be so many times as long as the head: cells are wrapped. What is
# farther from the last number is no row of the table. Chosen by eye; not measured.
_LONGEST_ROW = 3

# What the first row below a head may be numbered with.
_FIRST_NUMBERS = frozenset({"1", "01", "i", "a"})

# So many columns may stand under heads that lost their spans, and so many heads have lost them: the
# ways to lay them out are tried one by one, up to a number. Chosen by eye; not measured.
_MOST_SPREAD, _MOST_SPANS, _MOST_WAYS = 24, 4, 3_000

NO_HEAD = ("",)
"""Over a column of numbers that has no head."""

_NAMES = frozenset({"goal", "task", "name"})
_KEPT_SINGLE = frozenset({"number", "unit"})


@dataclass(frozen=True)
class Grid:
    """The rows of a table below its head, and the folded words over each column, the upper first.

    `above` has the rows over the head: a title, a unit. A table of which nothing is known as a head
    has no heads. `printed` has the words of the heads as the document has them, by the folded ones.
    """

    start: int
    end: int
    heads: Mapping[int, tuple[str, ...]]
    rows: Sequence[Cells]
    above: Sequence[Cells]
    printed: Mapping[str, str]


def grids_of(document: Document) -> Iterator[Grid]:
    """The tables of a document: those of its layout, then those whose cells stand on lines of their
    own. A table that goes on on the next page is one.
    """
    in_layout: list[Grid] = []
    for rows in _in_layout(document):
        for grid in _parts(document, rows):
            if in_layout and _goes_on(document, in_layout[-1], grid):
                before = in_layout.pop()
                grid = replace(before, end=grid.end, rows=[*before.rows, *grid.rows])
            elif in_layout and _is_under_heads_of(document, in_layout[-1], grid):
                before = in_layout[-1]
                grid = replace(grid, heads=before.heads, printed=before.printed)
            in_layout.append(grid)
    yield from in_layout
    bounds = [(grid.start, grid.end) for grid in in_layout]
    for rows in _on_lines(document, bounds):
        yield from _parts(document, rows)


def _goes_on(document: Document, before: Grid, grid: Grid) -> bool:
    """Whether a table is the rest of the one before: nothing stands between them, and it has the
    same head or none.
    """
    if document.text[before.end : grid.start].strip() or not before.heads:
        return False
    if grid.heads:
        return grid.heads == before.heads and not grid.above
    return max(map(len, grid.rows), default=0) <= len(before.heads)


def _is_under_heads_of(document: Document, before: Grid, grid: Grid) -> bool:
    """Whether a table without a head stands under that of the one before, as one of several that
    are parted by headings: it is as wide, and its rows are numbered in the same column.
    """
    width = max((column for cells in grid.rows for column in cells), default=0) + 1
    if grid.heads or len(before.heads) != width or width < _LEAST_COLUMNS:
        return False
    for column, heads in before.heads.items():
        if "number" in kinds_of(heads[0]):
            numbers = [cells[column] for cells in grid.rows if column in cells]
            running = sum("running" in contents_of(words_of(document, span)) for span in numbers)
            return 2 * running >= len(grid.rows)
    return False


def _in_layout(document: Document) -> Iterator[list[Cells]]:
    """The rows of the tables that the layout of the file tells, those of their heads too."""
    rows: list[Cells] = []
    row_before = -1
    for block in document.layout:
        if block.kind == "struck" and block.row is not None:
            continue  # a cell that is struck out leaves its row whole
        row = _row_of(block)
        # The numbers of rows begin again with each table; what is no cell ends it.
        if rows and row < row_before:
            yield rows
            rows = []
        if row >= 0:
            if row != row_before or not rows:
                rows.append({})
            column = block.column or 0
            # A cell of several paragraphs has a block for each.
            start, _ = rows[-1].get(column, (block.start, 0))
            rows[-1][column] = start, block.end
        row_before = row
    if rows:
        yield rows


def _row_of(block: Block) -> int:
    return block.row if block.kind == "table" and block.row is not None else -1


def _on_lines(document: Document, known: Sequence[tuple[int, int]]) -> Iterator[list[Cells]]:
    """The rows of tables with a cell a line: a head from TT on, then rows that begin with 1, 2, 3;
    none where tables are known.
    """
    lines = [match.span() for match in _LINE.finditer(document.text)]
    words = [document.folded[start:end].strip(" .()") for start, end in lines]
    starts_known = [start for start, _ in known]
    last_row = 0
    for head, word in enumerate(words):
        if "number" not in kinds_of(word) or head < last_row:
            continue
        before = bisect_right(starts_known, lines[head][0]) - 1
        if before >= 0 and lines[head][0] < known[before][1]:
            continue
        columns = _columns_on_lines(words, head)
        starts = _row_starts(words, head, columns) if columns else [head]
        if len(starts) == 1:
            continue
        last_row = starts[-1]
        yield [
            dict(enumerate(lines[start : min(end, start + columns)]))
            for start, end in pairwise([*starts, starts[-1] + columns])
        ]


def _columns_on_lines(words: Sequence[str], head: int) -> int:
    """How many lines the head has: up to the number of the first row; 0 where none follows."""
    for columns in range(_LEAST_COLUMNS, _MOST_COLUMNS + 1):
        first = head + columns
        if first < len(words) and words[first] in _FIRST_NUMBERS:
            return columns
    return 0


def _row_starts(words: Sequence[str], head: int, columns: int) -> list[int]:
    """The lines with which the head and the rows begin: each row has the next number, or 1 again
    below a subheading.
    """
    starts = [head]
    number = 0
    for line in range(head + columns, len(words)):
        if line - starts[-1] > _LONGEST_ROW * columns:
            break
        # One cell of a row may be empty, and then has no line.
        is_far_enough = line - starts[-1] >= columns - 1
        if is_far_enough and words[line].lstrip("0") in {"1", str(number + 1)}:
            number = int(words[line])
            starts.append(line)
    return starts


# --- Heads and the rows below them ------------------------------------------------------------


def _parts(document: Document, rows: list[Cells]) -> Iterator[Grid]:
    """The grids of a table: a further head begins another, the same head once more does not."""
    rows = [_without_blank_cells(document, cells) for cells in rows]
    rows = [cells for cells in rows if cells]
    at = _first_head(document, rows)
    if at is None:
        if rows:
            yield _grid(rows, {}, rows, [], {})
        return
    above: Sequence[Cells] = rows[:at]
    while at < len(rows):
        heads, below = _heads_at(document, rows, at)
        end, repeated = _next_head(document, rows, at, below)
        kept = [rows[row] for row in range(below, end) if row not in repeated]
        # Rows of one cell directly above a further head are its caption.
        captions: list[Cells] = []
        while end < len(rows) and kept and len(kept[-1]) == 1:
            captions.insert(0, kept.pop())
        printed = {
            words_of(document, span): " ".join(document.text[slice(*span)].split())
            for cells in rows[at:below]
            for span in cells.values()
        } | {"": ""}
        yield _grid(rows[at:end], heads, kept, above, printed)
        at, above = end, captions


def _first_head(document: Document, rows: Sequence[Cells]) -> int | None:
    for at, cells in enumerate(rows[:_ROWS_WITH_HEAD]):
        if _is_head(document, cells):
            return at
    return None


def _grid(
    rows: Sequence[Cells],
    heads: Mapping[int, tuple[str, ...]],
    below: Sequence[Cells],
    above: Sequence[Cells],
    printed: Mapping[str, str],
) -> Grid:
    start = min(start for start, _ in rows[0].values())
    end = max(end for _, end in rows[-1].values())
    return Grid(start, end, heads, below, above, printed)


def _without_blank_cells(document: Document, cells: Cells) -> Cells:
    return {
        column: (start, end)
        for column, (start, end) in cells.items()
        if document.text[start:end].strip()
    }


def _is_head(document: Document, cells: Cells) -> bool:
    """Whether a row heads columns: two of its cells at least are known as heads, one of them that
    of numbers or names, and none is a figure.
    """
    if len(cells) < 2:
        return False
    heads = [words_of(document, span) for span in cells.values()]
    kinds = [kinds_of(head) for head in heads]
    if sum(map(bool, kinds)) < 2 or not any({"number", *_NAMES} & set(kind) for kind in kinds):
        return False
    return not any(_is_figure(head) for head in heads)


def _is_figure(words: str) -> bool:
    return "figure" in contents_of(words) and not _YEAR.search(words)


def _next_head(
    document: Document, rows: Sequence[Cells], at: int, below: int
) -> tuple[int, set[int]]:
    """Where another head begins below one, and the rows up to there in which the first is repeated,
    as on a new page.
    """
    first: set[str] = set()
    for cells in rows[at:below]:
        first |= {words_of(document, span) for span in cells.values()}
    repeated: set[int] = set()
    for place in range(below, len(rows)):
        cells = rows[place]
        opening = kinds_of(words_of(document, next(iter(cells.values()))))
        if len(cells) < 2 or not {"number", *_NAMES} & set(opening):
            continue
        if all(words_of(document, span) in first for span in cells.values()):
            repeated.add(place)
            repeated |= _further_rows(document, rows, place, first)
        # A task may begin like a head; TT does not.
        elif "number" in opening and _is_head(document, cells):
            return place, repeated
    return len(rows), repeated


def _further_rows(
    document: Document, rows: Sequence[Cells], head: int, first: set[str]
) -> set[int]:
    """The rows below a repeated head that belong to it, as they do to the first."""
    found = set()
    for place in range(head + 1, min(len(rows), head + _ROWS_OF_HEAD + 1)):
        if not all(words_of(document, span) in first for span in rows[place].values()):
            break
        found.add(place)
    return found


def _heads_at(
    document: Document, rows: Sequence[Cells], at: int
) -> tuple[dict[int, tuple[str, ...]], int]:
    """The words over each column of a head that begins with a row, and the first row below it."""
    width = _width(rows, at)
    heads: dict[int, tuple[str, ...]] = {}
    for column, span in rows[at].items():
        heads[column] = (words_of(document, span),)
    below = at + 1
    while below < len(rows):
        lower = {column: words_of(document, span) for column, span in rows[below].items()}
        if _is_ordinal(lower):
            below += 1
            break
        if below - at >= _ROWS_OF_HEAD or not _is_lower_head(lower, heads):
            break
        heads = _with_lower(heads, lower, width)
        below += 1
    if _lacks_head_of_numbers(document, rows[below:], heads):
        heads = _beside_numbers(heads, width)
    return {column: heads[column] for column in sorted(heads)}, below


def _lacks_head_of_numbers(
    document: Document, rows: Sequence[Cells], heads: Mapping[int, tuple[str, ...]]
) -> bool:
    """Whether the first column holds the numbers of rows below a head of something else."""
    if 0 not in heads or "number" in kinds_of(heads[0][-1]):
        return False
    wide = [cells for cells in rows[:_ROWS_LOOKED_AT] if len(cells) > 2]
    numbered = [
        cells
        for cells in wide
        if 0 in cells and "running" in contents_of(words_of(document, cells[0]))
    ]
    return len(wide) > 1 and 2 * len(numbered) > len(wide)


def _beside_numbers(heads: Mapping[int, tuple[str, ...]], width: int) -> dict[int, tuple[str, ...]]:
    """The heads with a blank one over the column of numbers: the first spans it and the next
    column, or all stand one too far left.
    """
    if 1 not in heads:
        return {**heads, 0: NO_HEAD, 1: heads[0]}
    if max(heads) + 2 == width:
        return {0: NO_HEAD, **{column + 1: words for column, words in heads.items()}}
    return dict(heads)


def _width(rows: Sequence[Cells], at: int) -> int:
    """How many columns the rows below a head have: the largest number that many of them have."""
    below = rows[at + 1 : at + 1 + _ROWS_LOOKED_AT]
    counts = Counter(max(cells) + 1 for cells in below if len(cells) > 2)
    if not counts:
        return max(rows[at]) + 1
    most = max(counts.values())
    return max(width for width, count in counts.items() if 2 * count >= most)


def _is_ordinal(lower: Mapping[int, str]) -> bool:
    """Whether a row numbers the columns: (1) (2) (3), A B 1 2 3 4=3/2."""
    words = list(lower.values())
    if len(words) < 3 or not all(_CELLS["ordinal"].fullmatch(word) for word in words):
        return False
    # "1 | 2 | 3": a row of figures has a name.
    numbers = [int(match[0]) for word in words if (match := re.search(r"\d+", word))]
    rising = sum(after - before in {0, 1} for before, after in pairwise(numbers))
    return rising >= len(numbers) - 2


def _is_lower_head(lower: Mapping[int, str], heads: Mapping[int, tuple[str, ...]]) -> bool:
    """Whether a row below a head goes on with it: its cells are heads themselves, years or words
    that stand above already, and it has no number and no name.
    """
    words = list(lower.values())
    if len(words) < 2 or any(_is_figure(word) for word in words):
        return False
    known = sum(bool(kinds_of(word)) for word in words)
    kept = _single_columns(heads)
    if any("running" in contents_of(lower[column]) for column in kept if column in lower):
        return False
    # Below heads that lost their spans the cells stand too far left, where a name would stand.
    stands_apart = not any(column in lower for column in kept)
    return known == len(words) or (stands_apart and 2 * known >= len(words))


def _single_columns(heads: Mapping[int, tuple[str, ...]]) -> list[int]:
    """The columns of numbers, and the first of names."""
    numbers = [column for column, head in heads.items() if "number" in kinds_of(head[0])]
    names = [column for column, head in heads.items() if _NAMES & set(kinds_of(head[0]))]
    return [*numbers, *names[:1]]


def _with_lower(
    heads: Mapping[int, tuple[str, ...]], lower: Mapping[int, str], width: int
) -> dict[int, tuple[str, ...]]:
    """The heads with those of the row below, each under the one that spans it."""
    lost = any(
        column in lower and lower[column] != heads[column][-1] for column in _single_columns(heads)
    )
    if lost and max(heads) < width - 1:
        return _spread(heads, lower, width)
    laid_out = dict(heads)
    for column, words in sorted(lower.items()):
        over = max((above for above in heads if above <= column), default=None)
        upper = heads[over] if over is not None else ()
        laid_out[column] = upper if upper and upper[-1] == words else (*upper, words)
    return laid_out


def _spread(
    heads: Mapping[int, tuple[str, ...]], lower: Mapping[int, str], width: int
) -> dict[int, tuple[str, ...]]:
    """The heads of two rows whose spans were lost, as wide as the table: of all ways to put the
    lower heads under some of the upper ones, that whose words go together best.
    """
    upper = [heads[column] for column in sorted(heads)]
    under = [lower[column] for column in sorted(lower)]
    spanning = len(under) - (width - len(upper))
    may_span = [at for at, head in enumerate(upper) if not _stays_single(head[-1])]
    if not 0 < spanning <= min(_MOST_SPANS, len(may_span)) or width > _MOST_SPREAD:
        return dict(heads)
    best: list[tuple[str, ...]] = list(upper)
    best_score = float("-inf")
    ways = product(combinations(may_span, spanning), _sizes(len(under), spanning))
    for places, sizes in islice(ways, _MOST_WAYS):
        columns, score = _laid_out(upper, under, dict(zip(places, sizes, strict=True)))
        if score > best_score:
            best, best_score = columns, score
    return dict(enumerate(best))


def _laid_out(
    upper: Sequence[tuple[str, ...]], under: Sequence[str], sizes: Mapping[int, int]
) -> tuple[list[tuple[str, ...]], float]:
    """The columns if some of the upper heads (by their place) span so many of those under them, and
    how well the words go together.
    """
    columns: list[tuple[str, ...]] = []
    score = 0.0
    taken = 0
    for at, head in enumerate(upper):
        if at not in sizes:
            score += _single_score(head[-1])
            columns.append(head)
            continue
        own = under[taken : taken + sizes[at]]
        taken += sizes[at]
        score += _span_score(head[-1], own)
        columns += [(*head, words) for words in own]
    return columns, score


def _sizes(total: int, groups: int) -> Iterator[tuple[int, ...]]:
    """The ways to part a number into groups of two or more, in order; of one if it is all."""
    if groups == 1:
        yield (total,)
        return
    for first in range(2, total - 2 * (groups - 1) + 1):
        for others in _sizes(total - first, groups - 1):
            yield (first, *others)


def _stays_single(head: str) -> bool:
    """Whether a head stands over one column: TT, a unit, a name, a comparison."""
    kinds = kinds_of(head)
    if "comparison" in kinds:
        return True
    if not kinds or kinds[0] in {"value", "lead", "with", "time"}:
        return False
    return bool({*_KEPT_SINGLE, *_NAMES} & set(kinds))


def _single_score(head: str) -> float:
    """How well a head stands over one column: one year does, a number of years does not."""
    if _ROLES["years"].search(head):
        return -2
    return 1 if len(_YEAR.findall(head)) == 1 else 0


def _span_score(head: str, under: Sequence[str]) -> float:
    """How well heads stand under another: years within its years, "Kế hoạch, Ước" under a year, a
    body under a body.
    """
    years = [int(year) for year in _YEAR.findall(head)]
    score = 0.0
    said = _ROLES["years"].search(head)
    if said:
        score += 2 if int(said[1]) == len(under) else -1
    for words in under:
        below = [int(year) for year in _YEAR.findall(words)]
        if years and below:
            is_within = min(years) <= min(below) and max(below) <= max(years)
            score += 1 if is_within and len(years) > 1 else -2
        elif (
            years
            or below
            or (set(kinds_of(head)) & {"lead", "with"} and set(kinds_of(words)) & {"lead", "with"})
        ):
            score += 1
    return score / len(under)


# --- Rows whose cells stand in the wrong columns ----------------------------------------------


def realigned(
    document: Document, cells: Cells, kinds: Mapping[int, str], fits: Mapping[tuple[str, str], int]
) -> Cells:
    """A row, its cells moved right where they fit better: those that a merged cell left of them
    would have moved, and did not.

    A cell never moves past another, and none moves where all stand well.
    """
    places = sorted(kinds)
    if len(cells) < 2 or not 0 < len(places) <= _MOST_SPREAD or max(cells) > max(places):
        return cells
    spans = [cells[column] for column in sorted(cells)]
    words = [words_of(document, span) for span in spans]
    stands = [
        _fit(word, kinds.get(column, ""), fits)
        for word, column in zip(words, sorted(cells), strict=True)
    ]
    if min(stands) >= 0:
        return cells
    best = _best_places(words, places, kinds, fits)
    if best is None or best[0] <= sum(stands):
        return cells
    return dict(zip(best[1], spans, strict=True))


def _fit(words: str, kind: str, fits: Mapping[tuple[str, str], int]) -> int:
    """How well a cell stands in a column of a kind, by the best of what it may hold."""
    if is_blank(words):
        return 0
    scores = [fits.get((kind, content), 0) for content in contents_of(words)]
    return max(scores) if max(scores) > 0 else min(scores)


def _best_places(
    words: Sequence[str],
    places: Sequence[int],
    kinds: Mapping[int, str],
    fits: Mapping[tuple[str, str], int],
) -> tuple[int, tuple[int, ...]] | None:
    """The columns in which cells stand best, in their order, and how well; the leftmost of equals.

    For each cell in turn and each column, the best way to put the cells up to it so that it stands
    there.
    """
    ways: dict[int, tuple[int, tuple[int, ...]]] = {-1: (0, ())}
    for word in words:
        following: dict[int, tuple[int, tuple[int, ...]]] = {}
        best: tuple[int, tuple[int, ...]] | None = None
        before = iter(sorted(ways))
        last = next(before, None)
        for place in places:
            while last is not None and last < place:
                if best is None or ways[last][0] > best[0]:
                    best = ways[last]
                last = next(before, None)
            if best is not None:
                score = best[0] + _fit(word, kinds.get(place, ""), fits)
                following[place] = score, (*best[1], place)
        ways = following
    return max(ways.values(), key=lambda way: way[0], default=None)
