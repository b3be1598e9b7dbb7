"""Whether targets were reached, as reports say it: verdicts in words and in tables, and counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from textkit import data
from textkit.finding.cells import is_blank, words_of
from textkit.finding.figures import Target
from textkit.finding.tables import Row, Table, find_tables
from textkit.reading.document import Document
from textkit.vietnamese.text import fold

Stand = Literal["exceeded", "reached", "reached_or_exceeded", "not_reached"]

_STATED = data.patterns("verdicts.toml", "stated")
_CELLS = data.patterns("verdicts.toml", "cells")
_CLAIMS = data.patterns("verdicts.toml", "claims")
_ESTIMATES = re.compile(r"(?<!\w)(?:ước|ưth|uth|dự kiến)(?!\w)")

# In the order in which they are asked for: "không đạt" before "đạt", "đạt và vượt" before "vượt".
_STANDS: tuple[Stand, ...] = ("not_reached", "reached_or_exceeded", "exceeded", "reached")

# Of a clause with a verdict so much is read as what it is held against. Chosen by eye.
_LONGEST_OBJECT = 120

# A verdict stands so near to its figure, and a sentence counts in no more places. Chosen by eye.
_LONGEST_CLAUSE = 600
_MOST_COUNTS = 12

# A cell with more characters is a remark, no verdict. Chosen by eye; not measured.
_LONGEST_VERDICT = 80

# More rows of a report are not read: the largest plan seen has about a thousand.
_MOST_ROWS = 4_000

_WHOLE = 100


class Verdict(NamedTuple):
    """A verdict that a document states: where, in which words, and what it comes to."""

    start: int
    end: int
    text: str
    stand: Stand

    @property
    def is_reached(self) -> bool:
        """Whether the target counts as reached."""
        return self.stand != "not_reached"


@dataclass(frozen=True)
class ResultRow:
    """A row of a table of results: its name, the goal that stands in it, the last result, and the
    verdict, each None where there is none or more than one that could be meant.

    `label` is how the row is numbered, `is_part` says that it is a part of the row above it
    ("Trong đó: …"), `is_estimate` that its result is one ("Ước thực hiện 2025"), `is_of_year` that
    the result's column is one of several years; `table` numbers the tables of the document.
    """

    start: int
    end: int
    label: str
    is_part: bool
    table: int
    goal: Target | None
    result: Target | None
    results: tuple[Target, ...]
    verdict: Verdict | None
    is_estimate: bool
    is_of_year: bool


class Claim(NamedTuple):
    """How many targets a sentence says were reached: `counts` by verdict, of a `total` if it is
    named.
    """

    doc_id: str
    start: int
    end: int
    text: str
    total: int | None
    counts: Mapping[Stand, int]
    is_of_year: bool

    @property
    def reached(self) -> int | None:
        """How many were reached, with those exceeded; None where the sentence does not say."""
        if "reached_or_exceeded" in self.counts:
            return self.counts["reached_or_exceeded"]
        counts = [self.counts[stand] for stand in ("exceeded", "reached") if stand in self.counts]
        return sum(counts) if counts else None

    @property
    def missed(self) -> int | None:
        """How many were not reached; None where the sentence does not say."""
        return self.counts.get("not_reached")


# --- In words -----------------------------------------------------------------------------------


def verdict_in(
    document: Document, start: int, end: int, number: str = "", *, of_congress: bool = True
) -> Verdict | None:
    """The verdict that words behind a figure state on it, up to the end of its sentence; None for
    none, and for two that contradict each other.

    Words that are held against another plan ("vượt kế hoạch năm 2024", another resolution than the
    one with this `number`) state none. Those that name the resolution come first. What names none
    is of the congress, as a report of the term has it: of another resolution it says nothing.

    >>> from textkit.reading.document import Document, Facts
    >>> text = "Tỷ lệ đô thị hóa đạt 27,1%, hụt nhẹ so với mục tiêu."
    >>> verdict_in(Document("d", text, Facts()), 25, len(text)).stand
    'not_reached'
    """
    own, congress, unnamed = [], [], []
    for verdict, goal in _verdicts_in(document, start, end):
        if number and fold(number) in goal:
            own.append(verdict)
        elif "đại hội" in goal:
            congress.append(verdict)
        elif not _STATED["other"].search(goal):
            unnamed.append(verdict)
    chosen = own or (congress or unnamed if of_congress else [])
    if len({verdict.is_reached for verdict in chosen}) != 1:
        return None
    return chosen[0]


def _verdicts_in(document: Document, start: int, end: int) -> Iterator[tuple[Verdict, str]]:
    """The verdicts of a stretch of text, in order, each with what it is held against."""
    folded = document.folded[start : min(end, start + _LONGEST_CLAUSE)]
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, int, Stand]] = []
    for stand in _STANDS:
        for match in _STATED[stand].finditer(folded):
            if not any(match.start() < last and first < match.end() for first, last in taken):
                taken.append(match.span())
                found.append((*match.span(), stand))
    for first, last, stand in sorted(found):
        behind = re.match(r"[^,;.()\n]*", folded[last : last + _LONGEST_OBJECT])
        goal = folded[first:last] + (behind[0] if behind else "")
        goal = _STATED["reason"].split(goal.partition(" nhưng ")[0])[0]
        text = document.text[start + first : start + first + len(goal)].strip()
        yield Verdict(start + first, start + first + len(text), text, stand), goal


# --- In tables ----------------------------------------------------------------------------------


def stand_of(words: str) -> Stand | None:
    """What the folded words of a cell of verdicts come to; None where they are none.

    >>> stand_of("đạt và vượt"), stand_of("không đạt"), stand_of("đạt 98%"), stand_of("ghi chú")
    ('reached_or_exceeded', 'not_reached', 'not_reached', None)
    """
    share = _CELLS["share"].fullmatch(words)
    if share:
        reached = float(share["share"].replace(",", "."))
        if reached == _WHOLE or words.startswith("vượt"):
            return "reached" if reached == _WHOLE else "exceeded"
        return "exceeded" if reached > _WHOLE else "not_reached"
    return next((stand for stand in _STANDS if _CELLS[stand].fullmatch(words)), None)


def find_result_rows(document: Document, figures: Sequence[Target]) -> Iterator[ResultRow]:
    """The rows of a document's tables in which a goal, a result or a verdict stands, in order.

    `figures` are those found in the document. A table without results has no such rows.
    """
    at: dict[tuple[int, int], list[Target]] = {}
    for figure in figures:
        at.setdefault((figure.start, figure.end), []).append(figure)
    number = rows = 0
    for table in find_tables(document):
        if table.kind != "goals" or not table.has_values():
            continue
        columns = _Columns(document, table, at)
        found = [columns.row(row, number) for row in table.rows[: _MOST_ROWS - rows]]
        rows += len(found)
        if any(row.result or row.verdict for row in found):
            number += 1
            yield from (row for row in found if row.goal or row.result or row.verdict)


@dataclass(frozen=True)
class _Columns:
    """A table with the figures of its document by their bounds."""

    document: Document
    table: Table
    figures: Mapping[tuple[int, int], Sequence[Target]]

    def row(self, row: Row, number: int) -> ResultRow:
        """What a row says."""
        goals: list[Target] = []
        results: list[tuple[Target, int]] = []
        for column in self.table.values(row):
            for figure in self.figures.get((row.name[0], row.cells[column][1]), ())[:1]:
                if figure.role == "promised":
                    goals.append(figure)
                else:
                    results.append((figure, column))
        result, column = max(results, key=lambda pair: _time(pair[0]), default=(None, -1))
        last = max((end for _, end in row.cells.values()), default=row.name[1])
        heads = " ".join(self.table.columns[column].heads) if result else ""
        years = {figure.deadline for figure, _ in results}
        return ResultRow(
            start=row.name[0],
            end=last,
            label=row.label,
            is_part=row.is_part,
            table=number,
            goal=_goal_of(goals, result),
            result=result,
            results=tuple(figure for figure, _ in results),
            verdict=self._verdict(row),
            is_estimate=bool(_ESTIMATES.search(fold(heads))),
            is_of_year=len(years) > 1,
        )

    def _verdict(self, row: Row) -> Verdict | None:
        """The verdict of a row, in the first of its cells that has one."""
        for number, column in self.table.columns.items():
            if number not in row.cells or number == self.table.name:
                continue
            start, end = row.cells[number]
            words = words_of(self.document, (start, end))
            if is_blank(words) or len(words) > _LONGEST_VERDICT:
                continue
            stand = stand_of(words) if column.kind in ("verdict", "comparison", "") else None
            if stand:
                return Verdict(start, end, self.document.text[start:end].strip(), stand)
        return None


def _time(figure: Target) -> str:
    return figure.deadline or ""


def _goal_of(goals: Sequence[Target], result: Target | None) -> Target | None:
    """The goal that a row's result answers: the last that is due by the result's time."""
    due = [goal for goal in goals if result is None or _is_due(goal, result)]
    latest = max((_time(goal) for goal in due), default="")
    last = [goal for goal in due if _time(goal) == latest]
    return last[0] if len(last) == 1 else None


def _is_due(goal: Target, result: Target) -> bool:
    if goal.deadline is None or result.deadline is None:
        return True
    return goal.deadline[:4] <= result.deadline[:4]


# --- Counts -------------------------------------------------------------------------------------


def find_claims(document: Document) -> Iterator[Claim]:
    """The sentences that count the targets that were reached, in order.

    >>> from textkit.reading.document import Document, Facts
    >>> text = "Trong 25 chỉ tiêu, 13 chỉ tiêu đạt và vượt, 12 chỉ tiêu chưa đạt."
    >>> claim = next(find_claims(Document("d", text, Facts())))
    >>> claim.total, claim.reached, claim.missed
    (25, 13, 12)
    """
    for sentence in re.finditer(r"[^\n.]+(?:\.(?=\d)[^\n.]+)*", document.folded):
        if "chỉ tiêu" not in sentence[0]:
            continue
        claim = _claim_in(document, *sentence.span())
        if claim:
            yield claim


def _claim_in(document: Document, start: int, end: int) -> Claim | None:
    """The counts of a sentence; None where it has none, or two of one kind."""
    folded = document.folded[start:end]
    part = _CLAIMS["part"].search(folded)
    counts: dict[Stand, int] = {}
    totals: set[int] = set()
    counted: list[tuple[int, int]] = []
    for match in _counts_in(folded):
        counted.append(match.span())
        stand = stand_of(match["verdict"])
        # "18/20 chỉ tiêu hoàn thành, trong đó 10 chỉ tiêu vượt": the ten are among the eighteen.
        if part and counts and part.start() < match.start() and stand != "not_reached":
            continue
        if stand is None or stand in counts:
            return None
        counts[stand] = int(match["count"])
        totals |= {int(match["total"])} if match["total"] else set()
    for match in _CLAIMS["total"].finditer(folded):
        if not any(first <= match.start() < last for first, last in counted):
            totals.add(int(match["total"]))
    if not counts or len(totals) > 1:
        return None
    text = document.text[start:end]
    lead = len(text) - len(text.lstrip())
    return Claim(
        document.id,
        start + lead,
        start + lead + len(text.strip()),
        text.strip(),
        min(totals, default=None),
        counts,
        bool(_CLAIMS["yearly"].search(folded[: counted[0][0]])),
    )


def _counts_in(folded: str) -> list[re.Match[str]]:
    """The counts with a verdict in a sentence, in order; none overlaps another."""
    found: list[re.Match[str]] = []
    for name in ("counted", "turned"):
        for match in islice(_CLAIMS[name].finditer(folded), _MOST_COUNTS):
            if not any(
                match.start() < other.end() and other.start() < match.end() for other in found
            ):
                found.append(match)
    return sorted(found, key=lambda match: match.start())
