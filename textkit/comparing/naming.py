"""What a thread is called: its id, and a label out of what its members share."""

import hashlib
import re
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from textkit import data
from textkit.comparing.items import Item
from textkit.finding.actors import actors_at
from textkit.finding.cues import markers
from textkit.finding.indicators import indicators
from textkit.vietnamese.syllables import common
from textkit.vietnamese.text import fold

# A label is cut to so many characters.
_LENGTH_OF_A_LABEL = 110

# An id has so many letters, more only where two threads would have the same.
_LETTERS_OF_AN_ID = 5

# A clause is part of a label if so much of it stands in another member too. Chosen by eye.
_SHARED_OF_A_CLAUSE = 0.5

# What is shared in fewer syllables names nothing: the whole promise is the label. Chosen by eye.
_FEWEST_SYLLABLES = 3

# A clause is not cut short for so few syllables. Chosen by eye.
_SYLLABLES_OF_A_TAIL = 3

# A label that would begin inside a list goes back to where its verb is, over so many characters at
# most. Chosen by eye.
_LONGEST_WAY_BACK = 60

_SYLLABLE = re.compile(r"[^\W_]+")
_NEGATED = "không "
_BEFORE_A_MARK = re.compile(r"\s+(?=[,;:.])")

_CLAUSE = re.compile(
    r"""(?: [^,;:.()]
          | (?<=\d)[.,](?=\d)        # 10.000 tấn; 8,5%
          | ,(?=\s*chống(?!\w))      # phòng, chống: one word of two
        )+""",
    re.VERBOSE,
)

# What does not begin a label: what joins a clause to the one before it, and who is to act.
_JOINED = re.compile(r"\s*(?:và|của|với|trong|để|là)(?!\w)")
_GIVEN = re.compile(r"(?:giao|yêu cầu|đề nghị)\s+")
_LED = re.compile(r"(?:[\s,]*(?:lãnh đạo|chỉ đạo|chủ trì|có trách nhiệm|phải)(?:\s+việc)?(?!\w))*")

# What does not end one.
_LOOSE = re.compile(
    r"\s+(?:và|của|với|trong(?:\s+việc)?|để|là|về|cho|các|những|theo|từ|đến|tại|ở|trên|do|một)$"
)
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
    """The clauses of a text that most others share, up to the last shared word.

    All of the text where less is shared than would name it; without who is to act. What is left out
    inside shows "…".

    >>> shared_words("Xây bãi đỗ xe, chợ đầu mối ở Bắc Vân; trồng chè", ["Mở chợ đầu mối Bắc Vân."])
    'Xây bãi đỗ xe, chợ đầu mối ở Bắc Vân'
    """
    text = _BEFORE_A_MARK.sub("", " ".join(text.split()))
    folded = fold(text)
    mark = _MARKS.match(folded)
    whole = mark.end() if mark else 0
    start = _behind_who_acts(text, folded, whole)
    shared = _shared(others)
    kept = list(_kept(folded, start, shared))
    if start > whole and not _names_something(folded, kept):
        # Who is said to act may be what is spoken of: "Trạm y tế xã có máy siêu âm".
        kept = list(_kept(folded, whole, shared))
    if not _names_something(folded, kept):
        return text[start:].strip(" ;,.:")
    kept[0] = _back_to_its_verb(folded, whole, kept[0])
    label, before = "", kept[0][0]
    for first, behind in kept:
        gap = text[before:first]
        label += " … " if _SYLLABLE.search(gap) else gap
        label += text[first:behind]
        before = behind
    return label


def _shared(others: Sequence[str]) -> set[str]:
    """The syllables that half of some texts or more hold, without who is to act."""
    count: Counter[str] = Counter()
    for other in others:
        count.update(_said(other))
    return {syllable for syllable, times in count.items() if 2 * times >= len(others)}


# A text is held against each member of its thread.
@lru_cache(256)
def _said(text: str) -> frozenset[str]:
    """The syllables of a text, without who is to act."""
    folded = fold(text)
    mark = _MARKS.match(folded)
    start = _behind_who_acts(text, folded, mark.end() if mark else 0)
    return frozenset(_SYLLABLE.findall(folded, start))


def _names_something(folded: str, kept: Sequence[tuple[int, int]]) -> bool:
    """Whether clauses are long enough for a label."""
    return sum(len(_SYLLABLE.findall(folded, *span)) for span in kept) >= _FEWEST_SYLLABLES


def _behind_who_acts(text: str, folded: str, start: int) -> int:
    """Where a text says what is to be done, if it says first by whom."""
    given = _GIVEN.match(folded, start)
    if given is None and markers()["action"].head.match(folded, start):
        return start  # to look for a body takes longer
    bodies = actors_at(text, given.end() if given else start)
    if not bodies:
        return start
    led = _LED.match(folded, bodies[-1].end)
    first = _SYLLABLE.search(folded, led.end() if led else bodies[-1].end)
    return first.start() if first else start


def _kept(folded: str, start: int, shared: set[str]) -> Iterator[tuple[int, int]]:
    """The bounds of the clauses that are shared, without a long tail that is not."""
    for clause in _CLAUSE.finditer(folded, start):
        joined = _JOINED.match(folded, clause.start(), clause.end())
        first = joined.end() if joined else clause.start()
        syllables = list(_SYLLABLE.finditer(folded, first, clause.end()))
        known = [n for n, syllable in enumerate(syllables) if syllable[0] in shared]
        if len(known) > 1 and len(known) >= _SHARED_OF_A_CLAUSE * len(syllables):
            last = _end_of_word(syllables, known[-1])
            tail = len(syllables) - 1 - last
            behind = syllables[last if tail > _SYLLABLES_OF_A_TAIL else -1].end()
            loose = _LOOSE.search(folded, syllables[0].start(), behind)
            yield syllables[0].start(), loose.start() if loose else behind


def _end_of_word(syllables: Sequence[re.Match[str]], last: int) -> int:
    """The last syllable of the word that a syllable is in: "chương trình hành [động]"."""
    while last + 1 < len(syllables):
        word = f"{syllables[last][0]} {syllables[last + 1][0]}"
        if word not in common() or _LOOSE.search(word):
            break
        last += 1
    return last


def _back_to_its_verb(folded: str, start: int, clause: tuple[int, int]) -> tuple[int, int]:
    """The bounds of a clause and of what stands before it in its list, from the verb on.

    "Mở bến, chợ nổi": of the chợ nổi it says nothing without its verb.
    """
    first, behind = clause
    is_action = markers()["action"].head
    for before in reversed(list(_CLAUSE.finditer(folded, start, first))):
        syllable = _SYLLABLE.search(folded, before.start(), before.end())
        if syllable is None:
            continue
        is_far = clause[0] - syllable.start() > _LONGEST_WAY_BACK
        says_it = is_action.match(folded, first) or folded.startswith(_NEGATED, first)
        if is_far or says_it or folded[before.end()] != ",":
            break
        first = syllable.start()
    return first if is_action.match(folded, first) else clause[0], behind


def _shortened(label: str) -> str:
    if len(label) <= _LENGTH_OF_A_LABEL:
        return label
    return label[: _LENGTH_OF_A_LABEL - 1].rsplit(" ", 1)[0] + "…"
