"""Which syllables a hand may have meant by what it typed, and how likely each slip is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from textkit.vietnamese.official import official_usage
from textkit.vietnamese.syllables import spelled, spread

# The weights are natural logarithms of how much likelier a slip is than the commonest ones, which
# weigh nothing. They come from slips in published drafts and from trials on 66 documents.
#
# A slip of the tone alone: not typed; hỏi for ngã; another one; one where none belongs.
_TONE_LOST, _HOOK_OR_TILDE, _OTHER_TONE, _TONE_ADDED = 0.0, 0.5, -0.5, -1.0
_HOOK_AND_TILDE = {3, 4}
# The tone was not typed either, beside a slip in the letters.
_TONE_LOST_TOO = -1.0
# A hat, hook or bar is wanting; another one was typed; more than one letter is concerned.
_HAT_LOST, _OTHER_HAT, _MORE_HATS = 0.0, -1.0, -0.5
_MOST_OTHER_HATS = 2
# Sounds that are confused: of the beginning, of the end, and of dialects.
_CONFUSED, _SAID_OTHERWISE = 0.0, -1.0
# Letters: changed places; struck twice; one too many; one wanting; the next key; another key.
_SWAPPED, _DOUBLED, _EXTRA, _MISSING, _NEXT_KEY, _OTHER_KEY = -0.5, -0.5, -2.0, -1.5, -1.5, -3.5
# The keys of Telex or VNI stand there and not what they make: in what is no syllable, and in what
# is one by chance (as "dan" with "dd" for d).
_KEYS_LEFT, _KEYS_LEFT_IN_A_SYLLABLE = 0.5, -1.0

_ONSET = re.compile(r"ngh|ng|nh|gh|gi(?=\w)|qu|kh|th|ph|ch|tr|[bcdđghklmnpqrstvx]|")
_CONFUSED_ONSETS = (
    *("s x", "tr ch", "d gi r v", "l n", "g gh", "ng ngh n", "nh n", "c k q"),
    *("qu u", "qu h"),
)
_CONFUSED_ENDS = ("ng n", "c t", "nh n", "ch t", "nh ng")
_ENDS_SAID_OTHERWISE = (
    *("ch c", "m n", "p c", "y i", "o u", "iu iêu", "iu ưu", "iêu ươu", "ui uôi", "im iêm"),
    *(
        "ip iêp",
        "ôi uôi",
        "ăm âm",
        "ăp âp",
        "om ôm",
        "ai ay",
        "ây ay",
        "ôn uôn",
        "an ăn",
        "ong ông",
    ),
)

_BARE = str.maketrans("âăêôơưđ", "aaeooud")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {frozenset(row[at : at + 2]) for row in _ROWS for at in range(len(row) - 1)}

_TELEX_TONES = {"f": 1, "s": 2, "x": 3, "r": 4, "j": 5}
_TELEX_LETTERS = (*("dd đ", "aa â", "ee ê", "oo ô", "aw ă", "uow ươ", "ow ơ", "uw ư", "w ư"),)
# The key that makes a letter into another may be struck at the end of the word: vietej, ddangd.
_STRUCK_LATE = {"a": "â", "e": "ê", "o": "ô", "d": "đ"}
_VNI_TONES = {"1": 2, "2": 1, "3": 4, "4": 3, "5": 5}
_VNI_LETTERS = {"6": "a â e ê o ô", "7": "o ơ u ư", "8": "a ă", "9": "d đ"}


@lru_cache(maxsize=1 << 14)
def meant_by(word: str) -> tuple[tuple[int, float], ...]:
    """The ids of the syllables that may have been meant by a word in small letters, with weights.

    A weight is the logarithm of how likely that slip is, beside the commonest ones. A syllable that
    is spelled like the word is not among them.

    >>> usage = official_usage()
    >>> dict(meant_by("chử"))[usage.id("chư3")], dict(meant_by("quna"))[usage.id("quan0")]
    (0.5, -0.5)
    """
    letters, tones, _ = spread(word)
    tone = tones[0] if tones else 0
    form, standing = spelled(word)
    weights: dict[int, float] = {}
    for near, weight in _near(letters).items():
        for other, number in _by_letters()[near].items():
            of_tone = _weight_of_tone(tone, other, same_letters=near == letters)
            if of_tone is not None:
                _keep_best(weights, number, weight + of_tone)
    left = _KEYS_LEFT if standing == "illegal" else _KEYS_LEFT_IN_A_SYLLABLE
    for decoded, typed in _decoded(letters, tone):
        for other, number in _by_letters().get(decoded, {}).items():
            if other == typed or not typed:
                _keep_best(weights, number, left + (_TONE_LOST_TOO if other != typed else 0.0))
    own = official_usage().attested.get(form)
    if own is not None:
        weights.pop(own, None)
    return tuple(weights.items())


def _keep_best(weights: dict[int, float], number: int, weight: float) -> None:
    weights[number] = max(weight, weights.get(number, weight))


def _weight_of_tone(typed: int, meant: int, *, same_letters: bool) -> float | None:
    """The weight of one tone for another; None where letters and tone would both be other ones."""
    if typed == meant:
        return 0.0
    if not same_letters:
        return None if typed else _TONE_LOST_TOO
    if {typed, meant} == _HOOK_AND_TILDE:
        return _HOOK_OR_TILDE
    if not typed:
        return _TONE_LOST
    return _OTHER_TONE if meant else _TONE_ADDED


def _near(letters: str) -> dict[str, float]:
    """Letters of attested syllables that may have been meant by these, with the slip's weight."""
    near: dict[str, float] = defaultdict(lambda: -99.0)
    known = _by_letters()
    if letters in known:
        near[letters] = 0.0
    for other in _by_bare().get(letters.translate(_BARE), ()):
        near[other] = max(near[other], _weight_of_hats(letters, other))
    for other, weight in _confused(letters):
        if other in known:
            near[other] = max(near[other], weight)
    for shorter in (letters, *_without_one(letters)):
        for other in _by_shorter().get(shorter, ()):
            near[other] = max(near[other], _weight_of_keys(letters, other))
    return {other: weight for other, weight in near.items() if weight > -99.0}


def _weight_of_hats(typed: str, meant: str) -> float:
    """The weight of other hats, hooks or bars on the same letters."""
    changed = [pair for pair in zip(typed, meant, strict=True) if pair[0] != pair[1]]
    is_lost = all(before == after.translate(_BARE) for before, after in changed)
    if not changed:
        return 0.0
    if not is_lost and len(changed) > _MOST_OTHER_HATS:
        return -99.0
    return (_HAT_LOST if is_lost else _OTHER_HAT) + _MORE_HATS * (len(changed) > 1)


def _confused(letters: str) -> Iterator[tuple[str, float]]:
    """These letters with another beginning or end that is said or heard alike."""
    onset = _ONSET.match(letters)
    assert onset is not None, "the pattern matches nothing as well"
    # "gi" is g and i as well: before ê, and where nothing follows.
    for begin in {onset[0], onset[0][:1], ""}:
        for other in _others(_CONFUSED_ONSETS, begin):
            yield other + letters[len(begin) :], _CONFUSED
    for length in range(min(4, len(letters))):
        stem, end = letters[: len(letters) - length], letters[len(letters) - length :]
        for other in _others(_CONFUSED_ENDS, end):
            yield stem + other, _CONFUSED
        for other in _others(_ENDS_SAID_OTHERWISE, end):
            yield stem + other, _SAID_OTHERWISE


@cache
def _others(groups: tuple[str, ...], one: str) -> tuple[str, ...]:
    """What stands in a group with this one."""
    others = []
    for group in groups:
        members = group.split()
        if one in members:
            others += [member for member in members if member != one]
    return tuple(others)


def _weight_of_keys(typed: str, meant: str) -> float:
    """The weight of one wrong stroke between two words of letters; -99 if one does not do it."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    end = 0
    while end < min(len(typed), len(meant)) - start and typed[-1 - end] == meant[-1 - end]:
        end += 1
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    if not wrong and len(right) == 1:
        return _MISSING
    if len(wrong) == 1 and not right:
        before = typed[start - 1 : start] if start else typed[1:2]
        return _DOUBLED if wrong.translate(_BARE) == before.translate(_BARE) else _EXTRA
    if len(wrong) == len(right) == 1:
        keys = frozenset((wrong.translate(_BARE), right.translate(_BARE)))
        return _NEXT_KEY if keys in _BESIDE else _OTHER_KEY
    if len(wrong) == 2 and wrong == right[::-1]:
        return _SWAPPED
    return -99.0


def _decoded(letters: str, tone: int) -> set[tuple[str, int]]:
    """What keys of Telex or VNI that stand in a word would have made of it."""
    if any(letter.isdigit() for letter in letters):
        decoded = {_of_vni(letters, tone)}
    else:
        decoded = _of_telex(letters, tone)
    return decoded - {(letters, tone)}


def _of_vni(letters: str, tone: int) -> tuple[str, int]:
    made = ""
    for letter in letters:
        if letter in _VNI_TONES and not tone:
            tone = _VNI_TONES[letter]
            continue
        pairs = _VNI_LETTERS.get(letter, "").split()
        makes = dict(zip(pairs[::2], pairs[1::2], strict=True))
        at = max(map(made.rfind, makes), default=-1)
        made = made[:at] + makes[made[at]] + made[at + 1 :] if at >= 0 else made + letter
    # uo7 is one stroke for ươ.
    return re.sub("uơ(?=.)", "ươ", made), tone


def _of_telex(letters: str, tone: int) -> set[tuple[str, int]]:
    decoded = {(letters, tone)}
    if not tone:
        for at, letter in enumerate(letters):
            if at and letter in _TELEX_TONES:
                decoded.add((letters[:at] + letters[at + 1 :], _TELEX_TONES[letter]))
    for pair in _TELEX_LETTERS:
        keys, letter = pair.split()
        decoded |= {(word.replace(keys, letter, 1), of) for word, of in decoded if keys in word}
    for word, of in tuple(decoded):
        key = word[-1:]
        at = word.find(key)
        if key in _STRUCK_LATE and 0 <= at < len(word) - 2:
            decoded.add((word[:at] + _STRUCK_LATE[key] + word[at + 1 : -1], of))
    return decoded


def _without_one(letters: str) -> Iterator[str]:
    return (letters[:at] + letters[at + 1 :] for at in range(len(letters)))


@cache
def _by_letters() -> dict[str, dict[int, int]]:
    """The ids of the attested syllables by their letters, then by tone."""
    by_letters: dict[str, dict[int, int]] = defaultdict(dict)
    for form, number in official_usage().attested.items():
        by_letters[form[:-1]][int(form[-1])] = number
    return dict(by_letters)


@cache
def _by_bare() -> dict[str, tuple[str, ...]]:
    """The letters of attested syllables by what is left of them without hats, hooks and bars."""
    return _grouped((letters.translate(_BARE), letters) for letters in _by_letters())


@cache
def _by_shorter() -> dict[str, tuple[str, ...]]:
    """The letters of attested syllables by themselves, and by themselves without any one letter.

    Two words that one stroke sets apart meet under one key at least.
    """
    pairs = []
    for letters in _by_letters():
        pairs += [(shorter, letters) for shorter in {letters, *_without_one(letters)}]
    return _grouped(pairs)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
