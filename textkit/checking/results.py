"""Rules on drafts of reports: a stated verdict against the figures beside it, and the count of the
targets that were reached against the rows of the draft's own table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from textkit.checking.material import Draft, Evidence, Prior
from textkit.checking.rule import Hit, rule
from textkit.comparing.judging import judge
from textkit.finding.figures import Target
from textkit.finding.verdicts import Claim, ResultRow, find_claims, find_result_rows

# A count is held against a table of at least so many rows: of fewer it may be a sample. By eye.
_FEWEST_ROWS = 3


@rule(
    "figures.verdict-against-figures",
    severity="warning",
    source="Đánh giá trong bảng phải theo đúng mục tiêu và kết quả cùng dòng",
)
def verdict_against_figures(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Đánh giá "đạt", "vượt", "không đạt" trái với số liệu cùng dòng."""
    for row in find_result_rows(draft.document, draft.figures):
        if row.verdict is None or row.goal is None or row.result is None:
            continue
        judgement = judge(row.goal, row.result, of_year=row.is_of_year)
        if judgement.outcome is None:
            continue
        is_reached = judgement.outcome == "reached"
        is_only_met = row.verdict.stand == "exceeded" and judgement.difference == 0
        if row.verdict.is_reached == is_reached and not is_only_met:
            continue
        values = {"goal": _cell(row.goal), "result": _cell(row.result)}
        yield Hit(
            row.verdict.start,
            row.verdict.end,
            values,
            severity="note" if is_reached and is_only_met else None,
        )


def _cell(figure: Target) -> str:
    """What the cell of a figure says: the last of its words."""
    return figure.text.rsplit("\t", 1)[-1].strip()


@rule(
    "figures.count-against-rows",
    severity="warning",
    source="Số chỉ tiêu đạt, chưa đạt phải bằng số dòng tương ứng trong bảng kết quả",
)
def count_against_rows(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số chỉ tiêu đạt hoặc chưa đạt khác với bảng kết quả của dự thảo."""
    claims = [claim for claim in find_claims(draft.document) if claim.total is not None]
    if not claims:
        return
    counts = list(_counts(list(find_result_rows(draft.document, draft.figures))))
    for claim in claims:
        of_all = [count for count in counts if count.total == claim.total]
        if of_all and not any(_agrees(claim, count) for count in of_all):
            count = of_all[0]
            values = {name: str(getattr(count, name)) for name in ("total", "reached", "missed")}
            quote = draft.text[count.start : count.end]
            evidence = Evidence(draft.document.id, count.start, count.end, None, quote)
            yield Hit(claim.start, claim.end, values, evidence=[evidence])


class _Count(NamedTuple):
    """How many of some rows were reached; `start` and `end` are the bounds of the first row that
    was not.
    """

    total: int
    exceeded: int
    met: int
    missed: int
    start: int
    end: int

    @property
    def reached(self) -> int:
        return self.exceeded + self.met


def _counts(rows: Sequence[ResultRow]) -> Iterator[_Count]:
    """The counts of each table and of all together, of their rows as one may count them: all, those
    that are no parts of others, those with a number.
    """
    tables = [list(of_table) for _, of_table in groupby(rows, lambda row: row.table)]
    for table in [*tables, list(rows)] if len(tables) > 1 else tables:
        whole = [row for row in table if not row.is_part]
        numbered = [row for row in table if row.label[:1].isdigit()]
        for chosen in (table, whole, numbered):
            count = _count(chosen)
            if count is not None:
                yield count


def _count(rows: Sequence[ResultRow]) -> _Count | None:
    """How many of some rows were reached, by their verdicts, else by their figures; None where one
    of them has neither.
    """
    stands = [_stand(row) for row in rows]
    if len(rows) < _FEWEST_ROWS or None in stands:
        return None
    missed = [row for row, stand in zip(rows, stands, strict=True) if stand == "not_reached"]
    exceeded = stands.count("exceeded")
    first = (missed or list(rows))[0]
    met = len(rows) - exceeded - len(missed)
    return _Count(len(rows), exceeded, met, len(missed), first.start, first.end)


def _stand(row: ResultRow) -> str | None:
    if row.verdict is not None:
        return row.verdict.stand
    if row.goal is None or row.result is None:
        return None
    return judge(row.goal, row.result, of_year=row.is_of_year).outcome


def _agrees(claim: Claim, count: _Count) -> bool:
    """Whether a sentence counts as a table does. "Đạt" alone may mean those just met, or all."""
    stands = set(claim.counts)
    reached_alone = {"reached"} == stands - {"not_reached"}
    exceeded_alone = {"exceeded"} == stands - {"not_reached"}
    possible = {count.reached}
    if reached_alone:
        possible.add(count.met)
    if exceeded_alone:
        possible = {count.exceeded}
    is_reached = claim.reached is None or claim.reached in possible
    is_missed = claim.missed is None or claim.missed == count.missed
    return is_reached and is_missed
