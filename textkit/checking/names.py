"""A rule on names of programmes and bodies: otherwise than officially, or in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import combinations, pairwise
from typing import NamedTuple

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.rule import Hit, rule
from textkit.data.expressions import compiled
from textkit.finding.known import Programme
from textkit.reading.document import grouped
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("known.toml", "names", blank=r"\s{1,3}")

# Words without which a name stays the same name: they are not compared.
_SMALL_WORDS = frozenset("về và của các cho".split())

# A name is a programme's in other words if it has this part of the programme's words, and differs
# in no more than this part of them; the rest is another programme. Chosen on the tune part of the
# documents beside the project.
_SHARE_OF_A_NAME, _SHARE_IN_OTHER_WORDS = 0.7, 0.2

# One word more or less is two syllables.
_FEWEST_IN_OTHER_WORDS = 2

# From so many words on a name that lacks one is called otherwise.
_WORDS_OF_A_LONG_NAME = 12

# Where these follow, a name has ended.
_BEFORE_YEARS = frozenset({("giai", "đoạn"), ("thời", "kì"), ("đến", "năm")})

# A name may be so many words longer than the official one.
_WORDS_TOO_MANY = 3

_WORD = re.compile(r"\w+")
# What no name goes over.
_NAME_ENDS = re.compile(r"[.;:“”\"()]|\n\s*\n")
_PERIOD = re.compile(r"[\s,(]{1,3}(?:giai đoạn|thời kì)\s{1,3}(\d{4})\s?[-–]\s?(\d{4})(?!\d)")


class _Words(NamedTuple):
    """The words of a folded text that are compared, and where each stands."""

    words: list[str]
    spans: list[Span]

    @classmethod
    def of(cls, folded: str) -> _Words:
        """All words but the small ones."""
        found = [match for match in _WORD.finditer(folded) if match.group() not in _SMALL_WORDS]
        return cls([match.group() for match in found], [match.span() for match in found])


@rule(
    "wording.name-otherwise",
    severity="warning",
    source="Tên chính thức của chương trình, đề án, cơ quan (programmes.csv, bodies.csv)",
)
def name_otherwise(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Tên chương trình, đề án, cơ quan viết khác với tên chính thức hoặc viết theo hai cách."""
    otherwise = list(_programmes_otherwise(draft, prior.gazetteer.programmes))
    yield from otherwise
    for hit in _programmes_in_two_ways(draft):
        if not any(hit.start < other.end and other.start < hit.end for other in otherwise):
            yield hit
    yield from _bodies_otherwise(draft)


def _programmes_otherwise(draft: Draft, programmes: Iterable[Programme]) -> Iterator[Hit]:
    """The programmes that are called by other words or with the years of none of them."""
    text = _Words.of(draft.folded)
    starts: dict[tuple[str, ...], list[int]] = {}
    for place, pair in enumerate(pairwise(text.words)):
        starts.setdefault(pair, []).append(place)
    for programme in programmes:
        name = _Words.of(fold(programme.name)).words
        for place in starts.get(tuple(name[:2]), ()):
            longest = len(name) + _WORDS_TOO_MANY
            written = _up_to_an_end(draft, text, place, longest)
            length, differences = _best_beginning(name, written)
            if length == 0:
                continue
            start, end = text.spans[place][0], text.spans[place + length - 1][1]
            if differences:
                yield Hit(start, end, {"right": programme.name}, programme.name)
            else:
                yield from _years_otherwise(draft, programme, end)


def _up_to_an_end(draft: Draft, text: _Words, place: int, longest: int) -> list[str]:
    """The words from a place on, up to where a name must have ended."""
    spans = text.spans[place : place + longest]
    stop = _NAME_ENDS.search(draft.folded, spans[0][0], spans[-1][1])
    within = [span for span in spans if not stop or span[1] <= stop.start()]
    return text.words[place : place + len(within)]


def _best_beginning(name: list[str], written: list[str]) -> tuple[int, int]:
    """How many words of what is written are the name, and in how many they differ from it; no words
    where they are another name, or the name cut short.
    """
    if written[: len(name)] == name:
        return len(name), 0
    shared = len(set(name) & set(written))
    if shared < _SHARE_OF_A_NAME * len(set(name)):
        return 0, 0
    most = max(_FEWEST_IN_OTHER_WORDS, int(_SHARE_IN_OTHER_WORDS * len(name)))
    # A short name with a word left out is a shorter way to say it, not another name.
    may_lack_words = len(name) >= _WORDS_OF_A_LONG_NAME
    best = 0, most + 1
    for length in range(2, len(written) + 1):
        is_whole = written[length - 1] == name[-1] or (
            tuple(written[length : length + 2]) in _BEFORE_YEARS
        )
        has_words_of_its_own = bool(set(written[:length]) - set(name))
        if is_whole and (has_words_of_its_own or may_lack_words):
            differences = _words_that_differ(name, written[:length])
            if differences < best[1]:
                best = length, differences
    return best if best[1] <= most else (0, 0)


def _words_that_differ(name: list[str], written: list[str]) -> int:
    """The fewest words to put in, take out or change to make one list of words of the other."""
    row = list(range(len(written) + 1))
    for place, word in enumerate(name):
        above, row = row, [place + 1]
        for column, other in enumerate(written):
            change = above[column] + (word != other)
            row.append(min(change, above[column + 1] + 1, row[column] + 1))
    return row[-1]


def _years_otherwise(draft: Draft, programme: Programme, end: int) -> Iterator[Hit]:
    """The years behind a programme's name that lie in those of no programme of that name."""
    years = _PERIOD.match(draft.folded, end)
    if years is None or not programme.periods:
        return
    first, last = int(years[1]), int(years[2])
    if not any(begin <= first and last <= stop for begin, stop in programme.periods):
        begin, stop = programme.periods[0]
        right = f"{programme.name}, giai đoạn {begin} - {stop}"
        yield Hit(years.start(1), years.end(2), {"right": right}, f"{begin} - {stop}")


class _Named(NamedTuple):
    """A programme that a draft names with its years: where, the words of its name, the years."""

    start: int
    end: int
    words: tuple[str, ...]
    years: tuple[int, int]


# Names that a draft may have so many of are compared two by two; of more nothing is said.
_MOST_NAMES = 100

# Two names of the same years are one name in two ways where the one has no more syllables than so
# many that the other lacks, and both have at least so many. Chosen on the tune part of the
# documents beside the project.
_MOST_THAT_DIFFER, _FEWEST_OF_A_NAME = 2, 7


def _programmes_in_two_ways(draft: Draft) -> Iterator[Hit]:
    """The programmes that a draft names in two ways, where it does so the rarer way: by years of
    which one differs by one, or by a word.
    """
    uses: dict[tuple[tuple[str, ...], tuple[int, int]], list[_Named]] = grouped(
        _named(draft), lambda named: (named.words, named.years)
    )
    if len(uses) > _MOST_NAMES:
        return
    for one, other in combinations(uses, 2):
        if _is_one_name(*one, *other):
            rarer, usual = sorted((uses[one], uses[other]), key=len)
            start, end = usual[0].start, usual[0].end
            right = " ".join(draft.text[start:end].split())
            yield Hit(rarer[0].start, rarer[0].end, {"right": right}, right)


def _named(draft: Draft) -> Iterator[_Named]:
    """The programmes with years in a draft's own words."""
    for match in _PATTERNS["named"].finditer(draft.folded):
        if draft.is_own(*match.span()):
            words = tuple(_Words.of(match["name"]).words)
            years = int(match["first"]), int(match["last"])
            yield _Named(match.start(), match.end(), words, years)


def _is_one_name(
    words: tuple[str, ...],
    years: tuple[int, int],
    others: tuple[str, ...],
    other_years: tuple[int, int],
) -> bool:
    """Whether two names with their years can only be meant to be one.

    >>> name = ("chương", "trình", "nghề", "muối")
    >>> _is_one_name(name, (2020, 2025), name, (2021, 2025))
    True
    >>> _is_one_name(name, (2021, 2025), name, (2026, 2030))
    False
    """
    if words == others:
        return sum(abs(a - b) for a, b in zip(years, other_years, strict=True)) == 1
    long_enough = min(len(words), len(others)) >= _FEWEST_OF_A_NAME
    if years != other_years or words[:2] != others[:2] or not long_enough:
        return False
    # One word for another makes the name of another programme ("nghề muối", "nghề cá").
    longer_by = abs(len(words) - len(others))
    return 0 < longer_by == _words_that_differ(list(words), list(others)) <= _MOST_THAT_DIFFER


class _Joined(NamedTuple):
    """The name of a ministry's field, and a pattern of its words with any joints between them."""

    official: str
    pattern: re.Pattern[str]


@cache
def _joined_names() -> tuple[_Joined, ...]:
    """The fields of the ministries of bodies.csv that are joined of several."""
    names = {row["body"] for row in data.rows("bodies.csv")}
    fields = {name.removeprefix("Bộ ") for name in names if name.startswith("Bộ ")}
    joined = []
    for field in sorted(fields):
        parts = [re.escape(part) for part in _JOINT.split(fold(field))]
        if len(parts) > 1:
            between = r"(?:\s{0,2}[,&]|\s{0,2}[-–]|\s{1,2}và)?\s{1,3}"
            pattern = rf"(?<!\w)(?:bộ|sở)\s{{1,3}}(?P<field>{between.join(parts)})(?!\w)"
            joined.append(_Joined(field, compiled(pattern.replace("\\ ", r"\s{1,3}"))))
    return tuple(joined)


# "Văn hóa[, ]Thể thao[ và ]Du lịch", "Lao động[ - ]Thương binh"
_JOINT = re.compile(r"\s?(?:,|-|–|\bvà\b)\s")


def _bodies_otherwise(draft: Draft) -> Iterator[Hit]:
    """The first place of each way in which a ministry or a department is joined otherwise."""
    seen: set[str] = set()
    for official, pattern in _joined_names():
        for match in pattern.finditer(draft.folded):
            field = draft.text[slice(*match.span("field"))]
            written = " ".join(re.sub(r"\s*[-–]\s*", " - ", field).split())
            is_name = field[0].isupper() and not field.isupper()
            if not is_name or fold(written) == fold(official) or fold(written) in seen:
                continue
            if draft.is_own(*match.span()):
                seen.add(fold(written))
                head = draft.text[match.start() : match.start("field")].strip()
                right = f"{head} {official}"
                yield Hit(*match.span(), {"right": right}, right)
