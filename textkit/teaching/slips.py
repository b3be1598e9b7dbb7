"""Seeded slips put into clean text: to measure the rules, and to make exercises."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from textkit.checking.material import Draft
from textkit.data.messages import TextkitError
from textkit.reading.document import Document, Record
from textkit.vietnamese.dates import find_dates
from textkit.vietnamese.mistyping import meant_by
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.numbers import parse_number
from textkit.vietnamese.official import official_usage
from textkit.vietnamese.syllables import spelled, written
from textkit.vietnamese.text import fold

_SYLLABLE = re.compile(r"(?<![\w/.-])[^\W\d_]{2,}(?![\w/-])")
_THREE_SYLLABLES = re.compile(
    r"(?<!\w) ([^\W\d_]{2,}) [ ] ([^\W\d_]{2,}) [ ] ([^\W\d_]{2,}) (?!\w)", re.VERBOSE
)

# The kinds of documents that are exchanged for one another.
_KINDS = ("nghị quyết", "chỉ thị", "kết luận", "quyết định")

# "8,5 - 9" of "8,5 - 9%".
_RANGE = re.compile(
    r"(?<![\w.,/-]) (\d+(?:,\d+)?) (\s?[-–]\s?) (\d+(?:,\d+)?) (?=\s?%)", re.VERBOSE
)

# Slips of a tone, a hat or a confused sound weigh so much at least (as `meant_by` says); of the
# rarer ones this share is drawn from. Chosen by eye; not measured.
_LIKELY = -1.0
_SHARE_OF_RARER = 0.2


@dataclass(frozen=True, slots=True)
class Slip(Record):
    """One slip: where it stands in the text with slips, and what stood there before.

    `rule` is the rule that should see it.
    """

    rule: str
    before: str
    after: str


class Change(NamedTuple):
    """The bounds of what is changed, and what stands there instead."""

    start: int
    end: int
    after: str


Maker = Callable[[Draft, random.Random], Iterator[Change]]


def _words(draft: Draft) -> Iterator[re.Match[str]]:
    """The syllables in small letters, in the draft's own words."""
    for match in _SYLLABLE.finditer(draft.text):
        if match.group().islower() and draft.is_own(*match.span()):
            yield match


def _other_word(draft: Draft, chance: random.Random) -> Iterator[Change]:
    """A syllable becomes another one that is one slip away."""
    usage = official_usage()
    for match in _words(draft):
        word = match.group()
        form = spelled(word).form
        near = []
        for number, weight in meant_by(word):
            if weight >= _LIKELY or chance.random() < _SHARE_OF_RARER:
                near.append(usage.forms[number])
        # Where a tone is written otherwise ("hoà"), the slip would not be the only difference.
        is_as_usual = form in usage.attested and written(form) == word
        if is_as_usual and near:
            yield Change(*match.span(), written(chance.choice(near)))


def _twice(draft: Draft, _: random.Random) -> Iterator[Change]:
    """A syllable is written twice."""
    for match in _words(draft):
        yield Change(*match.span(), f"{match.group()} {match.group()}")


def _left_out(draft: Draft, _: random.Random) -> Iterator[Change]:
    """The second of three syllables that official text has together is left out."""
    counts = official()
    for match in _THREE_SYLLABLES.finditer(draft.text):
        known = counts.triples(*counts.pieces(match.group()).id[:, None])
        if match.group().islower() and known.any() and draft.is_own(*match.span()):
            yield Change(*match.span(), f"{match[1]} {match[3]}")


def _other_year(draft: Draft, chance: random.Random) -> Iterator[Change]:
    """A document whose number has its year is dated a year before or after."""
    for citation in draft.citations:
        year = str(citation.year)
        has_year = f"/{year}/" in (citation.number or "")
        for _, end, date in find_dates(citation.text):
            if has_year and year == date[:4] == citation.text[end - 4 : end]:
                other = int(year) + chance.choice((-1, 1))
                yield Change(citation.start + end - 4, citation.start + end, str(other))


def _other_kind(draft: Draft, chance: random.Random) -> Iterator[Change]:
    """A cited document is called by another kind than its number has."""
    for citation in draft.citations:
        kind = citation.kind
        if not citation.number or kind not in _KINDS:
            continue
        if fold(citation.text).startswith(f"{kind} số"):
            other = chance.choice([name for name in _KINDS if name != kind])
            after = other.capitalize() if citation.text[0].isupper() else other
            yield Change(citation.start, citation.start + len(kind), after)


def _other_form(draft: Draft, _: random.Random) -> Iterator[Change]:
    """A number of the Party is written as the state writes its own, or the other way round."""
    for sign in draft.signs:
        parts = re.split("([-/])", sign.text)
        if len(parts) == 5 and {parts[1], parts[3]} == {"-", "/"}:
            number, first, kind, second, body = parts
            yield Change(sign.start, sign.end, f"{number}{second}{kind}{first}{body}")


def _turned(draft: Draft, _: random.Random) -> Iterator[Change]:
    """The bounds of a range stand the wrong way round."""
    for match in _RANGE.finditer(draft.text):
        if parse_number(match[1]) < parse_number(match[3]):
            yield Change(*match.span(), match[3] + match[2] + match[1])


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
    draft = Draft(document)
    chance = random.Random(seed)
    names = list(rules)
    changes: list[tuple[Change, str]] = []
    for rule in names:
        if rule not in MAKERS:
            raise TextkitError("draft.no-slips", rule=rule, known=", ".join(MAKERS))
        possible = list(MAKERS[rule](draft, chance))
        share = math.ceil(n / len(names))
        for change in chance.sample(possible, min(len(possible), share)):
            changes.append((change, rule))
    lines: set[tuple[int, int]] = set()
    chosen: list[tuple[Change, str]] = []
    for change, rule in chance.sample(changes, len(changes)):
        line = draft.line(change.start)
        if line not in lines and len(chosen) < n:
            lines.add(line)
            chosen.append((change, rule))
    return _applied(document, sorted(chosen))


def _applied(
    document: Document, chosen: Iterable[tuple[Change, str]]
) -> tuple[Document, list[Slip]]:
    """The document with these changes, which are in order, and where they stand in it."""
    text = ""
    slips = []
    last = 0
    for change, rule in chosen:
        text += document.text[last : change.start]
        before = document.text[change.start : change.end]
        end = len(text) + len(change.after)
        slips.append(Slip(document.id, len(text), end, rule, before, change.after))
        text += change.after
        last = change.end
    text += document.text[last:]
    return replace(document, text=text, layout=(), mends=(), sources={}), slips
