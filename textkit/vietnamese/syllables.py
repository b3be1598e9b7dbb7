"""Which strings are Vietnamese syllables, and how much of a text is made of them."""

import re
import unicodedata
from functools import cache, lru_cache

from textkit import data

_PARTS = data.toml("syllables.toml")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")  # huyền, sắc, ngã, hỏi, nặng
_ONSET = f"(?:{'|'.join(_PARTS['onsets'])})"
# Rimes that take any tone, and those in -p, -t, -c, -ch, which take sắc or nặng and never none.
_OPEN = re.compile(f"{_ONSET}(?:{'|'.join(_PARTS['open'])})")
_STOP = re.compile(f"{_ONSET}(?:{'|'.join(_PARTS['stop'])})")
_STOP_TONES = frozenset({"\u0301", "\u0323"})
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1 << 16)
def is_syllable(word: str) -> bool:
    """Whether a word, in any case and with either tone placement, is spelled as a Vietnamese
    syllable.

    Real words and slips that happen to be syllables cannot be told apart; loans (`video`) and signs
    (`HĐND`) are none.

    >>> [word for word in ("Nghị", "hoà", "đ", "HĐND", "cât") if is_syllable(word)]
    ['Nghị', 'hoà']
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(decomposed)
    plain = unicodedata.normalize("NFC", _TONES.sub("", decomposed))
    if len(tones) > 1 or not plain:
        return False
    if tones and _OPEN.fullmatch(plain):
        return True
    if _STOP.fullmatch(plain):
        return bool(tones) and tones[0] in _STOP_TONES
    return bool(_OPEN.fullmatch(plain)) or word.lower() in _PARTS["names"]


def syllable_share(text: str) -> float:
    """The share, from 0 to 1, of the words of two letters or more that are Vietnamese syllables; 0
    without words.

    Clean Vietnamese text has over .9, English under .4. Acronyms, words all in capitals without a
    mark, are left out.
    """
    words = [word for word in _WORD.findall(text) if len(word) > 1 and not _is_acronym(word)]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def _is_acronym(word: str) -> bool:
    return word.isupper() and word.isascii()


@cache
def common() -> dict[str, int]:
    """How often each common syllable, and each common pair of syllables, folded, stands in official
    text.

    Under `# syllables` stands of how many syllables that text was.
    """
    counts = {}
    for line in data.text("background.tsv.gz").splitlines():
        term, count = line.split("\t")
        counts[term] = int(count)
    return counts
