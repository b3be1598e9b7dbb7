"""A text as the counts of official text see it: syllables, numbers, marks and breaks."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.vietnamese.official import BREAK, MARK, NUMBER, Ints, official_usage
from textkit.vietnamese.syllables import Standing, spelled

EDGE = 4
"""So many breaks stand before and behind the ids of a text, so that every place has neighbours."""

LONGEST_WORD = 24
"""No two syllables together have more letters, with keys of Telex or VNI left in them."""

_PIECE = re.compile(
    r"""
    (?P<word> [^\W\d_]+ (?: \d+ [^\W\d_]* )* )  # quyết, to61t, chính6
  | (?P<number> \d [\d.,]* \d | \d )            # 1.250,5
  | (?P<brk> [.;:!?…|\n\t]+ (?: [ ]+ [.;:!?…|\n\t]+ )* )
  | (?P<mark> [^\w\s] )
    """,
    re.VERBOSE,
)
_IDS = {"number": NUMBER, "brk": BREAK, "mark": MARK}

# What stands between an item's mark and the line's beginning: "  a) ", "- ", "1.2. ".
_ITEM = re.compile(r"(?:^|\n)[ \t]*(?:[-+•*–]|\(?[\w.]{1,6}[.)/])?[ \t]*\Z")
_LENGTH_OF_AN_ITEM = 14
# A word that one of these touches is part of a sign, an address or a compound name.
_JOINS_BEFORE, _JOINS_BEHIND = frozenset("/-_@.’'&+=["), frozenset("/-_@’'&+=[")
_WIDEST_MARGIN = 8
# Lone letters that are words of Vietnamese.
_ONE_LETTER = frozenset("àởýôíyoêuạồa")

Bools = NDArray[np.bool_]


class Word(NamedTuple):
    """What a word is by itself.

    `is_attested` says that official text uses the syllable; `is_odd` that it is none in small
    letters, so that its neighbours may be names, another language or a word torn apart.
    """

    id: int
    form: str
    standing: Standing
    is_attested: bool
    is_odd: bool


@lru_cache(maxsize=1 << 16)
def _word(text: str) -> Word:
    usage = official_usage()
    form, standing = spelled(text)
    bare = text.rstrip("0123456789")
    if bare != text and len(bare) > 1 and spelled(bare).form in usage.attested:
        # The mark of a footnote (chính6), or keys of VNI (giam1): the neighbours tell.
        form, standing = spelled(bare)
    is_attested = form in usage.attested and standing != "illegal"
    number = usage.attested[form] if is_attested else usage.id(form)
    if len(text) == 1:
        is_odd = text.islower() and text not in _ONE_LETTER
    else:
        is_odd = not is_attested and not text.isupper()
    return Word(number, form, standing, is_attested, is_odd)


def _is_wrapped(breaks: re.Match[str]) -> bool:
    """Whether a line ends here because it was full: the sentence goes on in small letters."""
    text, start, end = breaks.string, *breaks.span()
    if breaks[0] != "\n":
        return False
    before = text[max(0, start - _WIDEST_MARGIN) : start].rstrip(" ")[-1:]
    behind = text[end : end + _WIDEST_MARGIN].lstrip(" ")
    goes_on = behind[:1].islower() and behind[1:2] not in (")", ".")  # not "a) ", "b. "
    return goes_on and (before.isalpha() or before == ",")


class Pieces:
    """The pieces of a text, in order: where each stands, and what it is.

    `words` has None for what is no word; `ids` is longer than the others by `EDGE` on each side.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.start: list[int] = []
        self.end: list[int] = []
        self.written: list[str] = []
        self.words: list[Word | None] = []
        ids = []
        for match in _PIECE.finditer(text):
            kind = match.lastgroup or ""
            if kind == "brk" and _is_wrapped(match):
                continue
            word = _word(match[0]) if kind == "word" else None
            self.start.append(match.start())
            self.end.append(match.end())
            self.written.append(match[0])
            self.words.append(word)
            ids.append(word.id if word else _IDS[kind])
        edge = [BREAK] * EDGE
        self.ids: Ints = np.array([*edge, *ids, *edge], np.int64)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def times(self) -> Counter[str]:
        """How often each word, in small letters, stands in the text."""
        return Counter(word.lower() for word in self.written)

    @cached_property
    def pairs_written(self) -> Counter[tuple[str, str]]:
        """How often two words, by their forms, stand side by side in the text."""
        forms = [word.form if word else "" for word in self.words]
        return Counter(pairwise(forms))

    @cached_property
    def odd(self) -> Ints:
        """Of each piece, how many of its two neighbours are odd."""
        odd = [word is not None and word.is_odd for word in self.words]
        padded = np.array([False, *odd, False], np.int64)
        return padded[:-2] + padded[2:]

    @cached_property
    def is_plain(self) -> Bools:
        """Whether each is a word of a usual length, not in capitals."""
        plain = [
            word is not None and 1 < len(written) <= LONGEST_WORD and written[1:].islower()
            for word, written in zip(self.words, self.written, strict=True)
        ]
        return np.array(plain, bool)

    def is_joined(self, at: int) -> bool:
        """Whether a word is part of a sign, an address or a compound name."""
        start, end = self.start[at], self.end[at]
        before, behind = self.text[max(0, start - 1) : start], self.text[end : end + 2]
        return (
            before in _JOINS_BEFORE
            or behind[:1] in _JOINS_BEHIND
            or (behind[:1] == "." and behind[1:].isalnum())
        )

    def is_name(self, at: int) -> bool:
        """Whether a word has a capital that no beginning of a sentence or an item accounts for."""
        if self.written[at][0].islower():
            return False
        if at + 1 < len(self) and self.written[at + 1][:1].isupper():
            return True
        start = self.start[at]
        begins = at == 0 or self.ids[at + EDGE - 1] == BREAK
        return not begins and not _ITEM.search(self.text, max(0, start - _LENGTH_OF_AN_ITEM), start)

    def blank_after(self, at: int) -> bool:
        """Whether just one blank stands between a piece and the next."""
        return self.text[self.end[at] : self.start[at + 1]] == " "
