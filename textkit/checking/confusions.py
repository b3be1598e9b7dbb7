"""Which syllables are one slip away from another: a tone, a hat, an onset, a letter typed, dropped
or doubled.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from textkit.vietnamese.ngrams import official

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ONSETS = re.compile(r"ngh|ng|nh|gh|gi(?=\w)|qu|kh|th|ph|ch|tr|[bcdđghklmnprstvx]|")
_HOOK_AND_TILDE = {"\u0309", "\u0303"}
# How much likelier a confusion is than another slip of one step, as added log odds
_ONSET_PAIRS = {
    frozenset("sx"): 1.0,
    frozenset("dđ"): 0.5,
    frozenset("ln"): 0.0,
    frozenset(("ch", "tr")): 0.0,
    frozenset(("d", "gi")): 0.0,
    frozenset(("r", "d")): 0.0,
    frozenset(("r", "gi")): 0.0,
}
_FINALS = (("ng", "n"), ("c", "t"), ("nh", "n"), ("ch", "t"), ("y", "i"))
# The same for slips of typing: a letter dropped, the key beside it, one too many, another one.
# Chosen by eye with the thresholds of wording.slip; not measured apart.
_DROPPED, _NEIGHBOUR, _EXTRA, _OTHER = -2.0, -2.5, -3.0, -4.0
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Parts(NamedTuple):
    """A syllable taken apart: `nghiệp` is ngh, iêp and the dot below."""

    onset: str
    rime: str
    tone: str


def parts(syllable: str) -> Parts:
    """The onset, the rime without its tone, and the tone's combining mark (empty for the level
    tone).
    """
    spread = unicodedata.normalize("NFD", syllable)
    tone = "".join(_TONES.findall(spread))
    plain = unicodedata.normalize("NFC", _TONES.sub("", spread))
    onset = _ONSETS.match(plain)[0]  # type: ignore[index]
    return Parts(onset, plain[len(onset) :], tone)


@cache
def _tables() -> tuple[dict[Parts, int], dict[tuple[str, str, str], list[Parts]]]:
    """The numbers of the common syllables by their parts,
    and those that share two parts of three.
    """
    known = {
        parts(word): number
        for number, word in enumerate(official().syllables)
        if word[0] != "<" and len(word) > 1
    }
    shared = defaultdict(list)
    for one in known:
        for pair in (("onset", *one[1:]), ("rime", one.onset, one.tone), ("tone", *one[:2])):
            shared[pair].append(one)
    return known, shared


@cache
def one_slip_away(syllable: str) -> list[tuple[int, float]]:
    """The numbers of the syllables that a slip may have turned into this one, each with the slip's
    likeliness.

    >>> dict(one_slip_away("lợi"))[official().ids["lời"]]
    0.0
    """
    known, shared = _tables()
    written = parts(syllable)
    near = [
        *shared["onset", written.rime, written.tone],
        *shared["rime", written.onset, written.tone],
        *shared["tone", written.onset, written.rime],
    ]
    judged = ((known[meant], _likeliness(written, meant)) for meant in near if meant != written)
    return [(number, likeliness) for number, likeliness in judged if likeliness is not None]


def _likeliness(written: Parts, meant: Parts) -> float | None:
    if written.tone != meant.tone:
        return 1.0 if {written.tone, meant.tone} == _HOOK_AND_TILDE else 0.0
    if written.onset != meant.onset:
        known = _ONSET_PAIRS.get(frozenset((written.onset, meant.onset)))
        return _typed(written.onset, meant.onset) if known is None else known
    if _bare(written.rime) == _bare(meant.rime) or _same_final(written.rime, meant.rime):
        return 0.0
    return _typed(written.rime, meant.rime)


def _bare(rime: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", rime) if letter.isalpha())


def _same_final(one: str, other: str) -> bool:
    return any(
        one.endswith(a) and other.endswith(b) and one[: -len(a)] == other[: -len(b)]
        for pair in _FINALS
        for a, b in (pair, pair[::-1])
    )


def _typed(written: str, meant: str) -> float | None:
    """The likeliness of a slip of one letter; None if more than one differs."""
    if len(written) == len(meant):
        wrong = [pair for pair in zip(written, meant, strict=True) if pair[0] != pair[1]]
        return (
            (_NEIGHBOUR if _neighbours(*map(_bare, wrong[0])) else _OTHER)
            if len(wrong) == 1
            else None
        )
    longer, shorter = sorted((written, meant), key=len, reverse=True)
    if len(longer) - len(shorter) > 1 or shorter not in set(_without_one(longer)):
        return None
    return _EXTRA if longer == written else _DROPPED


def _neighbours(one: str, other: str) -> bool:
    return any(
        one in row and other in row and abs(row.index(one) - row.index(other)) == 1 for row in _KEYS
    )


def _without_one(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))
