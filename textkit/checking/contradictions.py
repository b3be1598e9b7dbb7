"""Rules on figures that a draft gives twice: one indicator with two values or two units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from textkit import data
from textkit.checking.assertions import FigureSaid, figures_said, is_slip_of_unit
from textkit.checking.material import Draft, Evidence, Prior
from textkit.checking.rule import Hit, rule
from textkit.comparing.claims import (
    definition,
    number_in,
)
from textkit.comparing.matching import TargetMatcher
from textkit.finding.figures import Target
from textkit.reading.document import grouped

_PATTERNS = data.patterns("checks.toml", "contradictions")

# Likeness from which a figure of the text and one of a table are of the same thing. Chosen on the
# tune part of the documents of ../shared.
_SAME_IN_TABLE = 0.8

Pair = tuple[FigureSaid, FigureSaid]


def own_figures(draft: Draft) -> list[FigureSaid]:
    """The figures that a draft promises in its own words and that say enough to be known again."""
    chosen = [figure for figure in draft.figures if _says_enough(draft, figure)]
    return figures_said(draft.document, chosen)


def _says_enough(draft: Draft, figure: Target) -> bool:
    """Whether a figure has a name and a time, and its number and unit stand together.

    "05 cụm công nghiệp đã thành lập:" counts the list below it.
    """
    if figure.role != "promised" or definition(figure) is None:
        return False
    start, end = number_in(figure)
    if "\t" in figure.text[start:end] or not draft.is_own(figure.start, figure.end):
        return False
    behind = draft.folded[figure.start + end : draft.line(figure.end)[1]]
    return not _PATTERNS["announces"].fullmatch(behind)


def _said_twice(draft: Draft, prior: Prior) -> list[Pair]:
    """The pairs that can be compared, found once a check."""
    return prior.kept(f"twice {draft.text}", lambda: list(_comparable(draft, _pairs(draft))))


def _pairs(draft: Draft) -> Iterator[Pair]:
    """The pairs of figures of one indicator, time, scope and kind of unit, the first one first:
    those of the text that have one name, and those that text and table tell alike.
    """
    for same in grouped(own_figures(draft), lambda said: said.shared).values():
        text = [said for said in same if said.place == "text"]
        for one_name in grouped(text, lambda said: frozenset(said.name)).values():
            for other in one_name[1:]:
                yield one_name[0], other
        table = [said for said in same if said.place == "table"]
        yield from _in_text_and_table(text, table)


def _in_text_and_table(text: Sequence[FigureSaid], table: Sequence[FigureSaid]) -> Iterator[Pair]:
    """The figures of the text, each with the one of a table that answers it by its words."""
    if not text or not table:
        return
    matcher = TargetMatcher([said.figure for said in (*text, *table)])
    places = range(len(text), len(text) + len(table))
    for match in matcher.matches(range(len(text)), places, least=_SAME_IN_TABLE):
        pair = text[match.before], table[match.after - len(text)]
        yield min(pair, key=_start), max(pair, key=_start)


def _start(said: FigureSaid) -> int:
    return said.start


def _comparable(draft: Draft, pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs that stand on two lines, have no mark that sets them apart, and of which none is a
    part ("trong đó").
    """
    for first, second in pairs:
        same_line = draft.line(first.start) == draft.line(second.start)
        if same_line or first.is_apart_from(second):
            continue
        if not any(_PATTERNS["part"].search(_before(draft, said)) for said in (first, second)):
            yield first, second


def _before(draft: Draft, said: FigureSaid) -> str:
    """The folded words before the number of a figure, from the beginning of its sentence on."""
    start = max(draft.line(said.start)[0], draft.folded.rfind(". ", 0, said.start) + 1)
    return draft.folded[start : said.start + number_in(said.figure)[0]]


def hit_on(draft: Draft, said: FigureSaid, other: FigureSaid) -> Hit:
    """A hit on the number of a figure, with that of another in the draft as its evidence."""
    start, end = (other.start + offset for offset in number_in(other.figure))
    evidence = Evidence(draft.document.id, start, end, None, draft.text[start:end])
    before = draft.text[start:end].strip()
    own = [said.start + offset for offset in number_in(said.figure)]
    return Hit(own[0], own[1], {"before": before}, evidence=[evidence])


@rule(
    "figures.target-disagrees",
    severity="warning",
    source="Một chỉ tiêu chỉ có một mức trong một văn bản",
)
def target_disagrees(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Dự thảo nêu hai mức khác nhau cho cùng một chỉ tiêu."""
    for first, second in _said_twice(draft, prior):
        if not first.agrees_with(second) and not is_slip_of_unit(first, second):
            yield hit_on(draft, second, first)


@rule(
    "figures.unit-disagrees",
    severity="warning",
    source="Một chỉ tiêu chỉ có một đơn vị trong một văn bản",
)
def unit_disagrees(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cùng một số ghi với hai đơn vị khác nhau."""
    for first, second in _said_twice(draft, prior):
        if is_slip_of_unit(first, second):
            yield hit_on(draft, second, first)
