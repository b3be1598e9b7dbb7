"""Repairs of damaged text, made only where they are certain: torn words and numbers, half-converted
capitals.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import NamedTuple

from textkit import data
from textkit.vietnamese.syllables import common
from textkit.vietnamese.text import fold


@dataclass(frozen=True, slots=True)
class Mend:
    """One repair made on reading: the span of the repaired text, and what stood there before."""

    start: int
    end: int
    kind: str
    before: str


_PATTERNS = data.patterns("reading.toml", "mending")
_WORD = re.compile(r"[^\W\d_]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_CONSONANTS = re.compile("[bcdđghklmnpqrstvx]+", re.I)
_TORN_FROM = 5


class _Edit(NamedTuple):
    start: int
    end: int
    kind: str
    after: str


def mend(text: str, *, torn: bool = False) -> tuple[str, list[Mend]]:
    """The text with what is certainly damaged put right, and each repair with its place in the new
    text.

    Kinds: `word` (đ ạt), `number` (8 ,5%, khóa XI V), `capitals` (SắC LệNH). `torn` says that words
    are torn all over the document: then a lone letter is joined to a whole word too (đồn g thuận).

    >>> mend("Đại hội lần thứ XI V phấn đấu đ ạt 8 ,5%")[0], mend("SắC LệNH CủA CHủ TịCH")[0]
    ('Đại hội lần thứ XIV phấn đấu đạt 8,5%', 'SẮC LỆNH CỦA CHỦ TỊCH')
    """
    parts: list[str] = []
    mends: list[Mend] = []
    done = size = 0
    torn_numbers = (match for pattern in _PATTERNS.values() for match in pattern.finditer(text))
    numbers = [_Edit(*match.span(1), "number", match[1].replace(" ", "")) for match in torn_numbers]
    for edit in sorted([*numbers, *_capitals(text), *tears(text, weak=torn)]):
        if edit.start < done or text[edit.start : edit.end] == edit.after:
            continue
        parts += [text[done : edit.start], edit.after]
        size += edit.start - done
        mends.append(Mend(size, size + len(edit.after), edit.kind, text[edit.start : edit.end]))
        done, size = edit.end, size + len(edit.after)
    return "".join([*parts, text[done:]]), mends


def is_torn(texts: Iterable[str]) -> bool:
    """Whether words are torn so often that a lone letter is more likely a part of a word than an
    enumerator.
    """
    return sum(1 for text in texts for _ in tears(text)) >= _TORN_FROM


def tears(text: str, *, weak: bool = False) -> Iterator[_Edit]:
    """Where a blank stands inside a common syllable: one part or both are none, the whole is.

    With `weak`, also where a single letter stands beside a whole word. Where a part could belong to
    either neighbour, the pair of words known from official text decides, or nothing is done.
    """
    words = list(_WORD.finditer(text))
    known = common()
    folded = fold(text)
    parts = [folded[slice(*word.span())] for word in words]
    place = 0
    while place < len(words) - 1:
        joined = _joined(parts, place, weak) if _adjacent(text, words, place) else ""
        if joined and place + 2 < len(words) and _adjacent(text, words, place + 1):
            other = _joined(parts, place + 1, weak)
            before, after = (
                known.get(f"{joined} {parts[place + 2]}", 0),
                known.get(f"{parts[place]} {other}", 0),
            )
            if other and (
                (parts[place] in known and parts[place + 2] not in known) or after > before
            ):
                place, joined = place + 1, other
            elif other and parts[place] in known and before == after:
                joined = ""
        if joined:
            start, end = words[place].start(), words[place + 1].end()
            yield _Edit(start, end, "word", words[place][0] + words[place + 1][0])
        place += 2 if joined else 1


def _adjacent(text: str, words: list[re.Match[str]], place: int) -> bool:
    return words[place + 1].start() - words[place].end() == 1 and text[words[place].end()] == " "


def _joined(parts: list[str], place: int, weak: bool) -> str:
    """The common syllable that two parts make, or nothing where both are words or one may be an
    enumerator.
    """
    first, second = parts[place], parts[place + 1]
    known, joined = common(), fold(first + second)
    if joined not in known or (first in known and second in known):
        return ""
    lone = any(len(part) == 1 and _CONSONANTS.fullmatch(part) for part in (first, second))
    return joined if weak or not lone or not (first in known or second in known) else ""


def _capitals(text: str) -> Iterator[_Edit]:
    """Words in capitals but for their letters with a tone,
    which TCVN3 has as small letters only.
    """
    for line in re.finditer(r"[^\n]+", text):
        words = list(_WORD.finditer(text, *line.span()))
        for capital, group in groupby(words, key=lambda word: all(map(_is_capital, word[0]))):
            run = list(group)
            while capital and run and run[-1] is not words[-1] and not _is_half(run[-1][0]):
                run.pop()  # a word such as Về or Bộ, before one in small letters, begins a phrase
            if capital and any(_is_half(word[0]) for word in run):
                yield from (_Edit(*word.span(), "capitals", word[0].upper()) for word in run)


@cache
def _is_capital(letter: str) -> bool:
    """Whether a letter is a capital, or a small one with a tone."""
    return letter.isupper() or bool(_TONES.search(unicodedata.normalize("NFD", letter)))


def _is_half(word: str) -> bool:
    return word != word.upper() and word[1:] != word[1:].lower()
