"""Tables of goals and of tasks: what each column holds, and which rows stand over a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from textkit import data
from textkit.finding.cells import Cells, contents_of, is_blank, kinds_of, words_of
from textkit.finding.grids import NO_HEAD, Grid, grids_of, realigned
from textkit.reading.document import Document
from textkit.vietnamese.dates import Deadline, find_dates, find_times
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import NOTHING, Passage

_CELLS = data.patterns("tables.toml", "cells")
_ROLES = data.patterns("tables.toml", "roles")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

# What most of a table's first rows hold tells what a column holds. Chosen by eye; not measured.
_ROWS_LOOKED_AT = 40
_MOSTLY = 0.5
# Blank, "toàn quốc" and "–" stand among figures. Chosen by eye; not measured.
_FIGURES_AT_LEAST = 0.3

# "Đơn vị" heads units, or bodies, whose names are longer. Chosen by eye; not measured.
_LONGEST_UNIT = 18

# The title of a table stands directly above it. Chosen by eye; not measured.
_CAPTION_CHARACTERS = 900
_CAPTION_LINES = 8
_LONGEST_CAPTION_LINE = 250
_CAPITALS_IN_TITLE = 0.6

_NAMES = frozenset({"goal", "task", "name"})
_BODIES = frozenset({"lead", "with"})

# A table of tasks says of each who leads it or when it is due. Beside a column of units, which
# tables of goals have, it says more than one thing.
_TASKS_NEED = frozenset({"lead", "time"})
_BESIDE_TASKS = frozenset({"lead", "with", "time", "product", "level"})

# How well what a cell holds fits into a column, where rows lost their merged cells: 2 is sure, less
# than 0 wrong. What is not listed says nothing (0).
_FITS: dict[tuple[str, str], int] = {
    ("number", "running"): 2,
    **{("number", content): -3 for content in ("words", "body", "verdict", "time")},
    **{(name, "words"): 1 for name in _NAMES},
    **{(name, content): -2 for name in _NAMES for content in ("figure", "running")},
    **{(body, "body"): 2 for body in _BODIES},
    **{(body, content): -2 for body in _BODIES for content in ("figure", "time", "verdict")},
    ("time", "time"): 2,
    **{("time", content): -2 for content in ("body", "verdict")},
    ("value", "figure"): 2,
    ("value", "body"): -2,
    ("unit", "figure"): -2,
    ("unit", "time"): -2,
    ("unit", "body"): -1,
    ("product", "words"): 1,
    ("product", "time"): -1,
    ("comparison", "figure"): 1,
    ("comparison", "body"): -2,
    ("verdict", "verdict"): 2,
    ("verdict", "body"): -2,
}

Span = tuple[int, int]


class Column(NamedTuple):
    """What a column holds: `number`, `unit`, `goal`, `task` or `name`, `value`, `comparison`,
    `verdict`, `lead`, `with`, `time`, `level`, `product`, or nothing known.

    `role` is what its heads say of its values, `promised` or `achieved`, empty where they say
    nothing; `heads` are the folded words over it, the upper first.
    """

    kind: str
    role: str
    heads: tuple[str, ...]
    times: tuple[Deadline, ...]


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells, and the bounds of its name without the mark before it.

    `above` has the names of the rows over it, the outermost first; `is_part` says that it is a part
    of the last of them ("+ Giường bệnh cấp tỉnh"), `is_group` that it only heads others, `group` is
    the nearest of those above that do, `label` how it is numbered.
    """

    cells: Cells
    name: Span
    above: tuple[Span, ...]
    label: str
    group: Span | None
    is_part: bool
    is_group: bool


@dataclass(frozen=True)
class Table:
    """A table of goals or of tasks: its columns and the rows below its head.

    `name` is the column of its goals or tasks, `title` the words above it, `unit` that of the whole
    table, as printed.
    """

    start: int
    end: int
    kind: Literal["goals", "tasks"]
    columns: Mapping[int, Column]
    name: int
    rows: Sequence[Row]
    title: Passage
    unit: str

    def column(self, kind: str) -> int:
        """The first column of a kind; -1 without one."""
        return next(iter(self.columns_of(kind)), -1)

    def columns_of(self, kind: str) -> list[int]:
        """The columns of a kind, from left to right."""
        return [number for number in sorted(self.columns) if self.columns[number].kind == kind]

    def has_values(self) -> bool:
        """Whether it has columns of figures."""
        return any(column.kind == "value" for column in self.columns.values())

    def values(self, row: Row) -> list[int]:
        """The columns of values that a row fills."""
        return [
            column
            for column in sorted(row.cells)
            if column in self.columns and self.columns[column].kind == "value"
        ]


class Outline(NamedTuple):
    """What a table holds of any kind: its columns, that of the names of its rows, and the rows."""

    columns: Mapping[int, Column]
    name: int
    rows: Sequence[Row]


def outline_of(document: Document, grid: Grid) -> Outline | None:
    """The rows of a table with those over them, whatever the table is about; None where no column
    has names.
    """
    columns = _columns(document, grid)
    name = _name_column(document, grid, columns)
    if name is None:
        name = _first_of_words(document, grid)
    if name is None:
        return None
    kinds = {number: column.kind for number, column in columns.items()}
    rows = [realigned(document, cells, kinds, _FITS) for cells in grid.rows]
    return Outline(columns, name, list(_rows(document, rows, columns, name)))


def _first_of_words(document: Document, grid: Grid) -> int | None:
    """The first column that mostly holds words."""
    width = max((column for cells in grid.rows for column in cells), default=-1) + 1
    for number in range(width):
        held = _held(document, grid.rows, number)
        if held["words"] + held["body"] >= _MOSTLY * held["all"] > 0:
            return number
    return None


def find_tables(document: Document) -> Iterator[Table]:
    """The tables of goals and those of tasks, in the order of the layout; those whose cells stand
    on lines of their own follow.
    """
    floor = 0
    for grid in grids_of(document):
        table = _table(document, grid, floor)
        floor = grid.end
        if table is not None:
            yield table


def _table(document: Document, grid: Grid, floor: int) -> Table | None:
    """The table of a grid; None where it sets neither goals nor tasks."""
    columns = _columns(document, grid)
    name = _name_column(document, grid, columns)
    kind = _kind_of(document, grid, columns, name)
    if name is None or kind is None:
        return None
    kinds = {number: column.kind for number, column in columns.items()}
    rows = [realigned(document, cells, kinds, _FITS) for cells in grid.rows]
    title, unit = _caption(document, grid, floor)
    found = list(_rows(document, rows, columns, name))
    return Table(grid.start, grid.end, kind, columns, name, found, title, unit)


def _kind_of(
    document: Document, grid: Grid, columns: Mapping[int, Column], name: int | None
) -> Literal["goals", "tasks"] | None:
    """Whether a table sets goals or tasks, by its columns."""
    kinds = {column.kind for column in columns.values()}
    if name is None:
        return None
    named = columns[name].kind
    has_body_and_time = {"lead", "time"} <= kinds
    is_costed = "lead" in kinds and _has_costs_alone(columns)
    if "value" in kinds and not (named == "task" and (has_body_and_time or is_costed)):
        return "goals"
    needed = 2 if "unit" in kinds else 1
    if named == "task" and kinds & _TASKS_NEED and len(kinds & _BESIDE_TASKS) >= needed:
        return "tasks"
    # "Chỉ tiêu, nhiệm vụ | Cơ quan chủ trì | Thời gian": tasks, if their words set no figures.
    if has_body_and_time and not _has_figures(document, grid, name):
        return "tasks"
    return "goals" if named == "goal" else None


def _has_costs_alone(columns: Mapping[int, Column]) -> bool:
    """Whether all figures of a table are what something costs, which is no goal of it."""
    values = [column for column in columns.values() if column.kind == "value"]
    return all(any(map(_CELLS["cost"].search, column.heads)) for column in values)


def _has_figures(document: Document, grid: Grid, name: int) -> bool:
    """Whether most names of a table set a figure themselves: "Kinh tế số chiếm 45% GRDP"."""
    names = [words_of(document, cells[name]) for cells in grid.rows if name in cells]
    figures = sum(any(find_quantities(words)) for words in names[:_ROWS_LOOKED_AT])
    return figures >= _MOSTLY * len(names[:_ROWS_LOOKED_AT])


# --- Columns ----------------------------------------------------------------------------------


def _columns(document: Document, grid: Grid) -> dict[int, Column]:
    """What each column holds, by its heads and by what stands in it."""
    columns: dict[int, Column] = {}
    held = {number: _held(document, grid.rows, number) for number in grid.heads}
    for number, heads in grid.heads.items():
        kind = "number" if heads == NO_HEAD else _kind_of_column(heads, held[number])
        role = _role_said(heads) if kind == "value" else ""
        columns[number] = Column(kind, role, heads, _times_of(heads))
    return _by_contents(columns, held)


def _by_contents(columns: dict[int, Column], held: Mapping[int, Counter[str]]) -> dict[int, Column]:
    """The columns, where who leads or when stands under a head that says nothing known, beside one
    that is known: "Nội dung | Thành phần | Thời gian", "Nhiệm vụ | Chủ trì | Deadline".
    """
    kinds = {column.kind for column in columns.values()}
    for kind, content, beside in (("lead", "body", "time"), ("time", "time", "lead")):
        if kind in kinds or beside not in kinds:
            continue
        for number, column in columns.items():
            if not column.kind and held[number][content] >= _MOSTLY * held[number]["all"] > 0:
                return {**columns, number: column._replace(kind=kind)}
    return columns


def _held(document: Document, rows: Sequence[Cells], column: int) -> Counter[str]:
    """How many cells of a column may hold what, and how many are filled at all (`all`)."""
    held: Counter[str] = Counter()
    for cells in rows[:_ROWS_LOOKED_AT]:
        if column not in cells:
            continue
        words = words_of(document, cells[column])
        if not is_blank(words):
            held.update(contents_of(words))
            held["all"] += 1
            held["long"] += len(words) > _LONGEST_UNIT
    return held


def _kind_of_column(heads: Sequence[str], held: Counter[str]) -> str:
    """The first kind that one of the heads names, the lowest first, and that what stands in the
    column admits.
    """
    whole = " ".join(heads)
    for head in (*reversed(heads), whole):
        for kind in kinds_of(head):
            if _admits(kind, held):
                return kind
    return ""


def _admits(kind: str, held: Counter[str]) -> bool:
    """Whether a column may be of a kind by what stands in it."""
    cells = held["all"]
    if not cells:
        return True
    if kind == "number":
        return held["running"] >= _MOSTLY * cells
    if kind == "value":
        return held["figure"] >= _FIGURES_AT_LEAST * cells
    if kind == "unit":
        return held["body"] + held["figure"] + held["long"] < _MOSTLY * cells
    if kind == "time":
        return held["figure"] < _MOSTLY * cells or held["time"] >= _MOSTLY * cells
    return kind == "comparison" or held["figure"] < _MOSTLY * cells


def _role_said(heads: Sequence[str]) -> str:
    """The role that heads give to the values below them: that of the first word of the lowest head
    that has any; empty where none says.
    """
    if len(heads) == 1 and _ROLES["bare"].fullmatch(heads[0]):
        return ""
    for head in reversed(heads):
        said = []
        for role in ("achieved", "promised"):
            match = _ROLES[role].search(head)
            if match:
                said.append((match.start(), role))
        if said:
            return min(said)[1]
    return ""


def _times_of(heads: Sequence[str]) -> tuple[Deadline, ...]:
    """The times of the lowest head that names any."""
    for head in reversed(heads):
        times = find_times(Passage(head, head))
        if times:
            return tuple(times)
        # A bare year is no time in a sentence, but it is one over a column.
        years = _YEAR.findall(head)
        if len(years) == 2 and years[0] < years[1]:
            return (Deadline(0, 0, years[1], "period", int(years[0]), int(years[1])),)
        if years:
            return tuple(Deadline(0, 0, year) for year in years)
    return ()


def _name_column(document: Document, grid: Grid, columns: Mapping[int, Column]) -> int | None:
    """The column of goals or tasks: the first known by its head, else the first of words where the
    other columns show what they are.
    """
    kinds = [column.kind for column in columns.values()]
    is_of_tasks = bool({"lead", "time"} & set(kinds)) and "value" not in kinds
    wanted = ("task", "goal", "name") if is_of_tasks else ("goal", "task", "name")
    for kind in wanted:
        if kind in kinds:
            return list(columns)[kinds.index(kind)]
    # Left of goals, or beside who leads and by when: "Kiến nghị | Cơ quan chủ trì | Thời hạn".
    values = [number for number, column in columns.items() if column.role == "promised"]
    limit = values[0] if values else -1
    if is_of_tasks and {"lead", "time"} <= set(kinds):
        limit = max(columns) + 1
    for number, column in columns.items():
        held = _held(document, grid.rows, number)
        is_of_words = not column.kind and held["words"] >= _MOSTLY * held["all"] > 0
        if number < limit and is_of_words:
            return number
    return None


# --- Rows -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Level:
    """A row that may stand over those below it; the higher its rank, the deeper it stands."""

    rank: float
    parts: tuple[str, ...]
    name: Span
    is_group: bool


# The ranks of marks, from the outermost: A, I, a row without a mark that only heads others, 1, a
# row without a mark below one with it, a), -, +, ++. A part of a number (1.1) adds a tenth.
_LETTER, _ROMAN, _BANNER, _NUMBER, _SMALL, _BARE, _DASH, _PLUS = 0, 1, 1.5, 2, 4, 4.5, 5, 6
_PART = 0.1


@dataclass
class _Path:
    """The rows over the next one, the outermost first."""

    levels: list[_Level] = field(default_factory=list)

    def enter(self, level: _Level) -> tuple[_Level, ...]:
        """The rows over a row, which from now on stands over those below it."""
        while self.levels and not self._is_over(self.levels[-1], level):
            self.levels.pop()
        above = tuple(self.levels)
        self.levels.append(level)
        return above

    @staticmethod
    def _is_over(over: _Level, level: _Level) -> bool:
        if len(level.parts) > 1 and over.parts:
            # 1.1 stands below 1, not below 2.
            return level.parts[: len(over.parts)] == over.parts and over.rank < level.rank
        return over.rank < level.rank


def _rows(
    document: Document, rows: Sequence[Cells], columns: Mapping[int, Column], name: int
) -> Iterator[Row]:
    """The rows with their names and the names of those over them."""
    path = _Path()
    number = next((at for at, column in columns.items() if column.kind == "number"), -1)
    is_numbered = number >= 0
    for cells in rows:
        place = name if name in cells else next(iter(cells))
        if name not in cells and len(cells) > 1:
            continue
        label = ""
        if number in cells and place != number:
            label = document.text[slice(*cells[number])].strip(" .)(/")
        start, end = cells[place]
        mark = _CELLS["mark"].match(document.folded, start, end)
        named = mark.end() if mark else start
        parts = _CELLS["parts"].match(document.folded, named, end)
        is_of_parts = parts is not None and bool(parts[0].strip())
        named = parts.end() if parts else named
        span = _stripped(document, named, end)
        if span[0] >= span[1]:
            continue  # "Trong đó:" alone
        # A heading across the table may be written into each of its cells.
        own = words_of(document, cells[place])
        others = [cells[column] for column in cells if column not in {number, place}]
        is_group = all(is_blank(words) or words == own for words in _words(document, others))
        shown = _label(document, cells, number, mark)
        rank, numbers = _rank(shown)
        if not shown:
            rank = _rank_without_mark(document, span, is_group, is_numbered, is_of_parts)
        above = path.enter(_Level(rank, numbers, span, is_group))
        is_part = bool(above) and rank > _NUMBER and not (is_group and rank == _BANNER)
        groups = [over.name for over in above if over.is_group]
        names = tuple(over.name for over in above)
        group = groups[-1] if groups else None
        yield Row(cells, span, names, label, group, is_part, is_group)


def _words(document: Document, spans: Iterable[Span]) -> Iterator[str]:
    """The words of cells."""
    return (words_of(document, span) for span in spans)


def _label(document: Document, cells: Cells, number: int, mark: re.Match[str] | None) -> str:
    """How a row is numbered: by the cell of its number, else by the mark before its name."""
    label = ""
    if number in cells:
        label = document.text[slice(*cells[number])].strip(" .)(/")
        if not _CELLS["running"].fullmatch(label.lower()):
            label = ""
    # "– | + Công nghiệp": a dash among numbers says less than the mark before the name.
    if mark is None or (label and not is_blank(label)):
        return label
    return document.text[mark.start() : mark.end()].strip(" \n\t.)(/")


def _rank(label: str) -> tuple[float, tuple[str, ...]]:
    """The rank of a mark and its parts: 1.2 is (2.1, ("1", "2"))."""
    if not label or label[0] in "-–—*•":
        return _DASH, ()
    if label[0] == "+":
        return _PLUS + _PART * (len(label) - 1), ()
    parts = tuple(re.findall(r"\d+|[^\W\d]+", label))
    if not parts:
        return _BARE, ()
    first = parts[0]
    if first.isdigit():
        rank: float = _NUMBER
    elif re.fullmatch("[IVX]+", first):
        rank = _ROMAN
    else:
        rank = _LETTER if first.isupper() else _SMALL
    return rank + _PART * (len(parts) - 1), parts


def _rank_without_mark(
    document: Document, name: Span, is_group: bool, is_numbered: bool, is_of_parts: bool
) -> float:
    """The rank of a row that has neither a number nor a mark."""
    words = document.text[slice(*name)]
    if is_group and not is_of_parts:
        return _BANNER
    is_total = words.isupper() or bool(_CELLS["total"].fullmatch(" ".join(words.lower().split())))
    if is_total and not is_of_parts:
        return _LETTER
    return _BARE if is_numbered or is_of_parts else _NUMBER


def _stripped(document: Document, start: int, end: int) -> Span:
    words = document.text[start:end]
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip().rstrip(":").rstrip())


# --- What stands above ------------------------------------------------------------------------


def _caption(document: Document, grid: Grid, floor: int) -> tuple[Passage, str]:
    """The title directly above a table, or above its head within it, and the unit of all of it."""
    titles: list[Passage] = []
    unit = ""
    for cells in grid.above:
        for span in cells.values():
            titles.append(document.passage(*span))
    start = max(floor, grid.start - _CAPTION_CHARACTERS)
    window = document.passage(start, grid.start)
    lines = [match.span() for match in re.finditer(r"[^\n]+", window.text)]
    in_brackets = False
    for line_start, line_end in lines[::-1][:_CAPTION_LINES]:
        line = window[line_start:line_end].stripped()
        in_brackets = in_brackets or line.text.endswith((")", ")*"))
        opens = line.text.startswith(("(", "*("))
        if in_brackets and not _CELLS["caption"].search(line.folded):
            in_brackets = not opens
            continue
        in_brackets = False
        if _CELLS["caption"].search(line.folded) or _is_rest_of_unit(line):
            continue
        if not _is_title(line):
            break
        titles.insert(0, line)
    said = list(_CELLS["caption"].finditer(window.folded[-_LONGEST_CAPTION_LINE:]))
    above = Passage.joined(*titles) if titles else NOTHING
    if said:
        offset = max(0, len(window) - _LONGEST_CAPTION_LINE)
        unit = window.text[offset + said[-1].start(1) : offset + said[-1].end(1)]
    elif match := _CELLS["caption"].search(above.folded):
        unit = above.text[match.start(1) : match.end(1)]
    return above, unit.strip()


def _is_rest_of_unit(line: Passage) -> bool:
    """Whether a line is a piece of "Đơn vị: …" that was broken over two."""
    return line.folded in {"đơn", "đơn vị"} or line.folded.startswith("vị:")


def _is_title(line: Passage) -> bool:
    """Whether a line is (a part of) a title: in capitals, or one that says what it heads ("Bảng 1.
    …"). Other lines above a table may speak of anything.
    """
    if next(find_dates(line), None):
        return False  # the place and date of the document
    letters = [letter for letter in line.text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if letters and capitals >= _CAPITALS_IN_TITLE * len(letters):
        return True
    return len(line) <= _LONGEST_CAPTION_LINE and bool(_CELLS["title"].match(line.folded))
