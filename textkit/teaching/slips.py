"""Seeded slips put into clean text: to measure the rules, and to make exercises."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from textkit.checking.confusions import one_slip_away
from textkit.checking.material import Draft
from textkit.data.messages import TextkitError
from textkit.reading.document import Document, Record
from textkit.vietnamese.dates import find_dates
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.numbers import parse_number
from textkit.vietnamese.text import fold, fold_placement

_SYLLABLE = re.compile(r"(?<![\w/.-])[^\W\d_]{2,}(?![\w/-])")
_KINDS = ("nghị quyết", "chỉ thị", "kết luận", "quyết định")
_RANGE = re.compile(r"(?<![\w.,/-])(\d+(?:,\d+)?)(\s?[-–]\s?)(\d+(?:,\d+)?)(?=\s?%)")
_LIKELY = 0.0  # slips of a tone, a hat or a confused onset; rarer ones are drawn less often
_RARER = 0.2


@dataclass(frozen=True, slots=True)
class Slip(Record):
    """One slip: where it stands in the text with slips, the rule that should see it, and what stood
    there before.
    """

    rule: str
    before: str
    after: str


Change = tuple[int, int, str]  # the bounds of what is changed, and what stands there instead
Maker = Callable[[Draft, random.Random], Iterator[Change]]


def _words(draft: Draft) -> Iterator[re.Match[str]]:
    """The syllables in small letters, in the draft's own words."""
    return (
        match
        for match in _SYLLABLE.finditer(draft.text)
        if match.group().islower() and draft.is_own(*match.span())
    )


def _other_word(draft: Draft, chance: random.Random) -> Iterator[Change]:
    """A syllable becomes another one that is one slip away."""
    counts = official()
    for match in _words(draft):
        word = match.group()
        known = counts.ids.get(fold(word))
        near = [
            number
            for number, likeliness in one_slip_away(fold(word))
            if likeliness >= _LIKELY or chance.random() < _RARER
        ]
        if known is not None and fold(word) == fold_placement(word) and near:
            yield *match.span(), counts.syllables[chance.choice(near)]


def _twice(draft: Draft, chance: random.Random) -> Iterator[Change]:
    """A syllable is written twice."""
    return ((*match.span(), f"{match.group()} {match.group()}") for match in _words(draft))


def _left_out(draft: Draft, chance: random.Random) -> Iterator[Change]:
    """The second of three syllables that official text has together is left out."""
    counts = official()
    for match in re.finditer(
        r"(?<!\w)([^\W\d_]{2,}) ([^\W\d_]{2,}) ([^\W\d_]{2,})(?!\w)", draft.text
    ):
        known = counts.triples(*counts.pieces(match.group()).id[:, None])
        if match.group().islower() and known.any() and draft.is_own(*match.span()):
            yield *match.span(), f"{match[1]} {match[3]}"


def _other_year(draft: Draft, chance: random.Random) -> Iterator[Change]:
    """A document whose number has its year is dated a year before or after."""
    for one in draft.citations:
        for _, end, date in find_dates(one.text):
            if str(one.year) == date[:4] == one.text[end - 4 : end] and f"/{one.year}/" in (
                one.number or ""
            ):
                yield (
                    one.start + end - 4,
                    one.start + end,
                    str(int(date[:4]) + chance.choice((-1, 1))),
                )


def _other_kind(draft: Draft, chance: random.Random) -> Iterator[Change]:
    """A cited document is called by another kind than its number has."""
    for one in draft.citations:
        if one.number and one.kind in _KINDS and fold(one.text).startswith(f"{one.kind} số"):
            other = chance.choice([kind for kind in _KINDS if kind != one.kind])
            yield (
                one.start,
                one.start + len(one.kind),
                other.capitalize() if one.text[0].isupper() else other,
            )


def _other_form(draft: Draft, _: random.Random) -> Iterator[Change]:
    """A number of the Party is written as the state writes its own, or the other way round."""
    for sign in draft.signs:
        parts = re.split("([-/])", sign.text)
        if len(parts) == 5 and {parts[1], parts[3]} == {"-", "/"}:
            yield sign.start, sign.end, "".join((parts[0], parts[3], parts[2], parts[1], parts[4]))


def _turned(draft: Draft, _: random.Random) -> Iterator[Change]:
    """The bounds of a range stand the wrong way round."""
    for match in _RANGE.finditer(draft.text):
        if parse_number(match[1]) < parse_number(match[3]):
            yield *match.span(), match[3] + match[2] + match[1]


MAKERS: Mapping[str, Maker] = {
    "wording.slip": _other_word,
    "wording.doubled": _twice,
    "wording.dropped": _left_out,
    "references.year-against-date": _other_year,
    "references.kind-against-sign": _other_kind,
    "references.sign-form": _other_form,
    "figures.range-reversed": _turned,
}
"""By rule: what puts slips of its kind into a draft."""


def put_slips(
    document: Document, rules: Iterable[str], *, n: int = 10, seed: int = 0
) -> tuple[Document, list[Slip]]:
    """The document with at most `n` slips at random places of its own words, and the slips in
    order.

    Of each rule about as many are drawn; they stand at least a line apart, so that each is judged
    alone. The same seed puts the same slips. The layout goes: the text is another.

    Raises TextkitError if there is no maker for a rule.
    """
    draft, chance = Draft(document), random.Random(seed)
    changes: list[tuple[Change, str]] = []
    for rule in (names := list(rules)):
        if rule not in MAKERS:
            raise TextkitError("draft.no-slips", rule=rule, known=", ".join(MAKERS))
        possible = list(MAKERS[rule](draft, chance))
        changes += [
            (change, rule)
            for change in chance.sample(possible, min(len(possible), -(-n // len(names))))
        ]
    taken: set[tuple[int, int]] = set()
    chosen: list[tuple[Change, str]] = []
    for change, rule in chance.sample(changes, len(changes)):
        if (line := draft.line(change[0])) not in taken and len(chosen) < n:
            taken.add(line)
            chosen.append((change, rule))
    return _applied(document, sorted(chosen))


def _applied(document: Document, chosen: list[tuple[Change, str]]) -> tuple[Document, list[Slip]]:
    text, slips, last = "", [], 0
    for (start, end, after), rule in chosen:
        text += document.text[last:start]
        slips.append(
            Slip(
                document.id,
                len(text),
                len(text) + len(after),
                rule,
                document.text[start:end],
                after,
            )
        )
        text, last = text + after, end
    return replace(
        document, text=text + document.text[last:], layout=(), mends=(), sources={}
    ), slips
