"""Which strings are Vietnamese syllables, and how much of a text is made of them."""

import re
import unicodedata
from functools import cache, lru_cache

from textkit import data

_DATA = data.toml("syllables.toml")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ONSET = f"(?:{'|'.join(_DATA['onsets'])})"
_OPEN, _STOP = (re.compile(f"{_ONSET}(?:{'|'.join(_DATA[kind])})") for kind in ("open", "stop"))
_STOP_TONES = frozenset({"\u0301", "\u0323"})
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1 << 16)
def is_syllable(word: str) -> bool:
    """Whether a word, in any case and with either tone placement, is spelled as a Vietnamese
    syllable.

    Real words and slips that happen to be syllables cannot be told apart; loans (`video`) and signs
    (`HĐND`) are none.

    >>> (
    ...     is_syllable("Nghị"),
    ...     is_syllable("hoà"),
    ...     is_syllable("đ"),
    ...     is_syllable("HĐND"),
    ...     is_syllable("cât"),
    ... )
    (True, True, False, False, False)
    """
    low = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(low)
    plain = unicodedata.normalize("NFC", _TONES.sub("", low))
    if len(tones) > 1 or not plain:
        return False
    if tones and _OPEN.fullmatch(plain):
        return True
    if _STOP.fullmatch(plain):
        return bool(tones) and tones[0] in _STOP_TONES
    return bool(_OPEN.fullmatch(plain)) or word.lower() in _DATA["names"]


def syllable_share(text: str) -> float:
    """The share, from 0 to 1, of the words of two letters or more that are Vietnamese syllables; 0
    without words.

    Clean Vietnamese text has over .9, English under .4. Acronyms, words all in capitals without a
    mark, are left out.
    """
    words = [
        word
        for word in _WORD.findall(text)
        if len(word) > 1 and not (word.isupper() and word.isascii())
    ]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


@cache
def common() -> dict[str, int]:
    """How often each common syllable, and each common pair of syllables, folded, stands in official
    text.

    Under `# syllables` stands of how many syllables that text was.
    """
    lines = data.text("background.tsv.gz").split("\n")
    return {term: int(count) for term, count in (line.split("\t") for line in lines if line)}
