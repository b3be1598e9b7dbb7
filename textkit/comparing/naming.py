"""What a thread is called: its id, and a label out of what its members share."""

import hashlib
import re
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from textkit import data
from textkit.comparing.items import Item
from textkit.finding.indicators import indicators
from textkit.vietnamese.text import fold

# A label is cut to so many characters.
_LENGTH_OF_A_LABEL = 110

# An id has so many letters, more only where two threads would have the same.
_LETTERS_OF_AN_ID = 5

# A clause is part of a label if so much of it stands in another member too. Chosen by eye.
_SHARED_OF_A_CLAUSE = 0.5

_SYLLABLE = re.compile(r"[^\W_]+")
# "phòng, chống" is one word of two.
_CLAUSE = re.compile(r"(?:[^,;:.()]|,(?=\s*chống(?!\w)))+")

# What does not begin a label.
_JOINED = re.compile(r"\s*(?:và|của|với|trong|để|là)(?!\w)")

# A clause is not cut short for so few syllables. Chosen by eye.
_SYLLABLES_OF_A_TAIL = 3
_MARKS = data.patterns("likeness.toml", "likeness")["marks"]


def ids(keys: Iterable[str]) -> list[str]:
    """An id for each key, out of its letters alone: what else is there does not change it.

    >>> ids(["xây chợ", "mở bến"]), ids(["mở bến"])
    (['Tg6zll', 'Tcm4r4'], ['Tcm4r4'])
    """
    taken: set[str] = set()
    return [_free_id(key, taken) for key in keys]


def _free_id(key: str, taken: set[str]) -> str:
    letters = b32encode(hashlib.sha256(key.encode()).digest()).decode().lower().strip("=")
    length = _LETTERS_OF_AN_ID
    while f"T{letters[:length]}" in taken and length < len(letters):
        length += 1
    taken.add(f"T{letters[:length]}")
    return f"T{letters[:length]}"


def key_of(promised: Sequence[Item], at_home: Sequence[Item]) -> str:
    """What a thread is known by whatever documents join it later: its first promise's words.

    A figure is known by its indicator, scope and province. Of promises that are guests from another
    thread, all together.
    """
    record = promised[-1].record
    if getattr(record, "indicator", None):
        scope = fold(record.scope or "")
        return f"{record.indicator}|{scope}|{promised[-1].province}|{record.measure}"
    known_by = at_home[:1] or promised
    return "|".join(" ".join(fold(item.text).split()) for item in known_by)


def named(promised: Sequence[Item], central: int) -> tuple[str, str | None]:
    """What a thread is called, and the key or else the words of its indicator.

    Without an indicator it is what its promises share, in the words of the central one.
    """
    record = promised[-1].record
    scope, key = (getattr(record, name, None) for name in ("scope", "indicator"))
    if key:
        return indicators()[key].vi + (f" ({scope})" if scope else ""), key
    indicator_text = getattr(record, "indicator_text", None) or None
    if indicator_text:
        label = indicator_text
    else:
        others = [item.text for place, item in enumerate(promised) if place != central]
        label = shared_words(promised[central].text, others)
    return _shortened(label[:1].upper() + label[1:]), indicator_text


def shared_words(text: str, others: Sequence[str]) -> str:
    """The clauses of a text that most others share, up to the last shared syllable.

    All of the text where no clause is shared. What is left out inside shows "…".

    >>> shared_words("Xây bãi đỗ xe, chợ đầu mối ở Bắc Vân; trồng chè", ["Mở chợ đầu mối Bắc Vân."])
    'chợ đầu mối ở Bắc Vân'
    """
    text = " ".join(text.split())
    folded = fold(text)
    mark = _MARKS.match(folded)
    start = mark.end() if mark else 0
    count = Counter(
        syllable for other in others for syllable in set(_SYLLABLE.findall(fold(other)))
    )
    shared = {syllable for syllable, times in count.items() if 2 * times >= len(others)}
    kept = list(_kept(folded, start, shared))
    if not kept:
        return text[start:].strip(" ;,.:")
    label, before = "", None
    for first, behind in kept:
        if before is not None:
            gap = text[before:first]
            label += gap if len(gap) <= len(", ") else " … "
        label += text[first:behind]
        before = behind
    return label


def _kept(folded: str, start: int, shared: set[str]) -> Iterator[tuple[int, int]]:
    """The bounds of the clauses that are shared, without a long tail that is not."""
    for clause in _CLAUSE.finditer(folded, start):
        joined = _JOINED.match(folded, clause.start(), clause.end())
        first = joined.end() if joined else clause.start()
        syllables = list(_SYLLABLE.finditer(folded, first, clause.end()))
        known = [n for n, syllable in enumerate(syllables) if syllable[0] in shared]
        if len(known) > 1 and len(known) >= _SHARED_OF_A_CLAUSE * len(syllables):
            tail = len(syllables) - 1 - known[-1]
            last = known[-1] if tail > _SYLLABLES_OF_A_TAIL else len(syllables) - 1
            yield syllables[0].start(), syllables[last].end()


def _shortened(label: str) -> str:
    if len(label) <= _LENGTH_OF_A_LABEL:
        return label
    return label[: _LENGTH_OF_A_LABEL - 1].rsplit(" ", 1)[0] + "…"
