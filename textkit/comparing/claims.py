"""Figures of several documents that are of one thing: the same indicator, scope, unit and time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from textkit import data
from textkit.comparing.matching import TargetMatcher, words_of
from textkit.finding.figures import Target
from textkit.reading.document import grouped
from textkit.vietnamese.numbers import Quantity, find_quantities
from textkit.vietnamese.text import fold

# Words of a description that is long enough to stand for an indicator of its own. Chosen by eye;
# not measured.
_WORDS_OF_A_NAME = 4

# Likeness from which two figures of one definition are of the same thing: above `LEAST_LIKENESS`,
# since a rule would rather be silent than wrong. Chosen by eye on the cases of the rules.
_SAME_FIGURE = 0.55

_PATTERNS = data.patterns("likeness.toml", "claims")

# Characters behind a figure in which a document may say that it departs from the old one.
_BEHIND_A_FIGURE = 90
_ENDS = re.compile(r"[.;](?=\s)")

Value = tuple[float | None, float | None]


class Claim(NamedTuple):
    """A figure, and what another must share with it to be of the same thing; None where it does not
    say enough.
    """

    figure: Target
    shared: tuple[Any, ...] | None


def value_of(figure: Target | Quantity) -> Value:
    """The lowest and the highest value of a figure; one of them is None where it is open."""
    return figure.low, figure.high


def definition(figure: Target) -> tuple[Any, ...] | None:
    """What two figures must share, besides the words of their indicator, to be of the same thing;
    None where a figure does not say enough.
    """
    words = words_of(figure)
    is_named = figure.indicator or len(f"{words.topic} {words.name}".split()) >= _WORDS_OF_A_NAME
    if not figure.deadline or not is_named:
        return None
    return (
        figure.measure,
        fold(figure.scope or ""),
        figure.unit,
        figure.per,
        figure.deadline,
        figure.role,
    )


def name_of(figure: Target) -> tuple[Any, ...]:
    """What figures of one document must share to be of the same thing."""
    words = words_of(figure)
    return definition(figure), words.topic, frozenset(words.name.split())


def number_in(figure: Target) -> tuple[int, int]:
    """Where the number of a figure stands in its words, with the unit, or the cell of a table."""
    same = [one for one in find_quantities(figure.text) if value_of(one) == value_of(figure)]
    if same:
        return same[-1].start, same[-1].end
    cell = re.search(r"[^\s|][^\n|\t]*$", figure.text)
    return cell.span() if cell else (0, len(figure.text))


def told_once(figures: Iterable[Target]) -> list[list[Target]]:
    """The figures of a document by what they name, where they name one value: of several, which one
    answers which cannot be told.
    """
    named = grouped(figures, name_of).values()
    return [same for same in named if len({*map(value_of, same)}) == 1]


def counterparts(own: Sequence[Claim], before: Sequence[Claim]) -> list[list[Target]]:
    """For each figure those of prior documents that are of the same thing, the latest last: of each
    document the one that answers it by its words.
    """
    places = grouped(range(len(own)), lambda place: own[place].shared)
    # Likeness rests on all figures, so either all are compared or, where it decides nothing, none.
    if not any(claim.shared is not None and claim.shared in places for claim in before):
        return [[] for _ in own]
    matcher = TargetMatcher([claim.figure for claim in (*own, *before)])
    in_documents = grouped(
        range(len(before)), lambda place: (before[place].figure.doc_id, before[place].shared)
    )
    found: list[list[Target]] = [[] for _ in own]
    for (_, shared), in_document in in_documents.items():
        if shared is None or shared not in places:
            continue
        others = [len(own) + place for place in in_document]
        for match in matcher.matches(places[shared], others, least=_SAME_FIGURE):
            found[match.before].append(before[match.after - len(own)].figure)
    return found


def says_it_departs(folded: str, figure: Target, before: Target | None = None) -> bool:
    """Whether a document says that its figure differs from what was set before: "giảm so với nghị
    quyết đại hội", "cao hơn mức ghi trong Nghị quyết số …".

    Its words and those behind them in their sentence are looked at, and the words of the figure
    before, if it is given; `folded` is the folded text of the figure's document.
    """
    words = f"{_sentence_of(folded, figure)} {fold(before.text) if before else ''}"
    return _PATTERNS["stated"].search(words) is not None


def _sentence_of(folded: str, figure: Target) -> str:
    """The words of a figure and those behind it, to the end of the sentence."""
    behind = folded[figure.end : figure.end + _BEHIND_A_FIGURE]
    return (folded[figure.start : figure.end] + _ENDS.split(behind)[0]).replace("\n", " ")
