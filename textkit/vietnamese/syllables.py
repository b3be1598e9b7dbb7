"""Which strings are Vietnamese syllables, and how much of a text is made of them."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from textkit import data

_PARTS = data.toml("syllables.toml")
TONES = "\u0300\u0301\u0303\u0309\u0323"
"""The combining marks of huyền, sắc, ngã, hỏi and nặng: the tones 1 to 5."""
_TONES = re.compile(f"[{TONES}]")
_ONSET = f"(?:{'|'.join(_PARTS['onsets'])})"
# Rimes that take any tone, and those in -p, -t, -c, -ch, which take sắc or nặng and never none.
_OPEN = re.compile(f"{_ONSET}(?:{'|'.join(_PARTS['open'])})")
_STOP = re.compile(f"{_ONSET}(?:{'|'.join(_PARTS['stop'])})")
_TONES_OF_STOPS = frozenset((2, 5))
_WORD = re.compile(r"[^\W\d_]+")

_VOWELS = frozenset("aăâeêioôơuưy")
_MARKED_VOWELS = frozenset("ăâêôơư")
# In gi and qu the vowel letter belongs to the onset: già, quý; not in gì.
_GLIDE = re.compile("(?:gi|qu)(?=[aăâeêioôơuưy])")
# Both seats of the tone are accepted: hòa and hoà, khỏe and khoẻ, thủy and thuỷ.
_TWO_SEATS = frozenset(("oa", "oe", "uy"))
# i and y are both accepted: kĩ thuật and kỹ thuật.
_I_OR_Y = re.compile("(?:[hklmst]|qu)y")
# Of these syllables official text writes y: công ty, kỳ, lý, quý; those with i stand apart (tỉ mỉ).
_WITH_Y = re.compile("([hklmt]|qu)i")
_KEPT_WITH_I = frozenset("hi1 hi2 hi3 hi4 ki0 li1 mi0 mi1 mi4 ti1 ti2 ti3 ti5".split())

Standing = Literal["legal", "moved", "illegal"]


class Spelled(NamedTuple):
    """A syllable as it is counted, and whether it is spelled as one.

    `form` is its letters without the tone and the tone's number (`hoa1` for hoà and hòa, `ki3` for
    kỹ and kĩ); of what is no syllable it is the word itself. `standing` is "moved" where only the
    seat of the tone is wrong (`nghịêp`).
    """

    form: str
    standing: Standing


def spread(word: str) -> tuple[str, list[int], list[int]]:
    """The letters of a word without tones, in small letters; the tones; the places of their
    letters.

    >>> spread("Nghiệp")
    ('nghiêp', [5], [4])
    """
    letters: list[str] = []
    tones: list[int] = []
    places: list[int] = []
    for letter in unicodedata.normalize("NFC", word.lower()):
        low = unicodedata.normalize("NFD", letter)
        mark = _TONES.search(low)
        if mark and low != mark[0]:
            tones.append(TONES.index(mark[0]) + 1)
            places.append(len(letters))
            letter = unicodedata.normalize("NFC", _TONES.sub("", low))
        letters.append(letter)
    return "".join(letters), tones, places


@lru_cache(maxsize=1 << 16)
def spelled(word: str) -> Spelled:
    """How a word, in any case, is spelled as a syllable.

    >>> [spelled(word).form for word in ("Hoà", "hòa", "kỹ", "quna")]
    ['hoa1', 'hoa1', 'ki3', 'quna']
    >>> [spelled(word).standing for word in ("Hoà", "nghịêp", "quna")]
    ['legal', 'moved', 'illegal']
    """
    letters, tones, places = spread(word)
    tone = tones[0] if tones else 0
    is_stop = _STOP.fullmatch(letters) is not None
    takes_tone = tone in _TONES_OF_STOPS if is_stop else _OPEN.fullmatch(letters) is not None
    if len(tones) > 1 or not takes_tone:
        as_it_is = unicodedata.normalize("NFC", word.lower())
        # "co2" (CO₂) is not "có", whose form is co2.
        return Spelled(f"{as_it_is}~" if as_it_is[-1:].isdigit() else as_it_is, "illegal")
    is_seated = not tone or places[0] in seats(letters)
    if _I_OR_Y.fullmatch(letters):
        letters = f"{letters[:-1]}i"
    return Spelled(f"{letters}{tone}", "legal" if is_seated else "moved")


def seats(letters: str) -> tuple[int, ...]:
    """The places where the tone of a syllable without its tone may stand.

    >>> seats("nghiêp"), seats("hoa"), seats("hoan"), seats("gia"), seats("mua")
    ((4,), (1, 2), (2,), (2,), (1,))
    """
    glide = _GLIDE.match(letters)
    start = glide.end() if glide else 0
    vowels = [at for at in range(start, len(letters)) if letters[at] in _VOWELS]
    marked = [at for at in vowels if letters[at] in _MARKED_VOWELS]
    if marked:
        return (marked[-1],)
    if len(vowels) < 2:
        return tuple(vowels)
    is_closed = vowels[-1] < len(letters) - 1
    if is_closed or len(vowels) > 2:
        return (vowels[1],)
    return tuple(vowels) if letters[vowels[0] :] in _TWO_SEATS else (vowels[0],)


def written(form: str) -> str:
    """A counted form as official text writes it.

    >>> written("hoa1"), written("ki1"), written("ti4")
    ('hòa', 'kỳ', 'tỷ')
    """
    letters, tone = form[:-1], form[-1:]
    if not tone.isdigit():
        return form
    if _WITH_Y.fullmatch(letters) and form not in _KEPT_WITH_I:
        letters = f"{letters[:-1]}y"
    places = seats(letters)
    if tone == "0" or not places:
        return letters
    behind = places[0] + 1
    toned = letters[:behind] + TONES[int(tone) - 1] + letters[behind:]
    return unicodedata.normalize("NFC", toned)


@lru_cache(maxsize=1 << 16)
def is_syllable(word: str) -> bool:
    """Whether a word, in any case and with either tone placement, is spelled as a Vietnamese
    syllable.

    Real words and slips that happen to be syllables cannot be told apart; loans (`video`) and signs
    (`HĐND`) are none.

    >>> [word for word in ("Nghị", "hoà", "đ", "HĐND", "cât") if is_syllable(word)]
    ['Nghị', 'hoà']
    """
    return spelled(word).standing != "illegal" or word.lower() in _PARTS["names"]


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
