"""Repairs of damaged text, made only where they are certain: torn words and numbers, half-converted
capitals.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from textkit import data
from textkit.vietnamese.syllables import common
from textkit.vietnamese.text import fold


@dataclass(frozen=True, slots=True)
class Mend:
    """One repair made on reading: the span of the repaired text, and what stood there before.

    The span is empty where something was left out: the raised mark of a note (`raised`), struck
    words in a line (`struck`), a comment (`comment`).
    """

    start: int
    end: int
    kind: str
    before: str


NO_REPAIRS: frozenset[str] = frozenset({"numbering", "raised", "struck", "comment"})
"""The kinds of mends that repair nothing: they say what was added or left out."""


_PATTERNS = data.patterns("reading.toml", "mending")
_WORD = re.compile(r"[^\W\d_]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_CONSONANT = re.compile("[bcdđghklmnpqrstvx]", re.IGNORECASE)

# Torn words from which a document is torn all over: its text layer was set letter by letter. Chosen
# by eye; not measured.
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
    edits = sorted([*_torn_numbers(text), *_capitals(text), *tears(text, weak=torn)])
    pieces: list[str] = []
    mends: list[Mend] = []
    done = length = 0
    for edit in edits:
        before = text[edit.start : edit.end]
        if edit.start < done or before == edit.after:
            continue
        pieces += [text[done : edit.start], edit.after]
        length += edit.start - done
        mends.append(Mend(length, length + len(edit.after), edit.kind, before))
        length += len(edit.after)
        done = edit.end
    return "".join([*pieces, text[done:]]), mends


def _torn_numbers(text: str) -> Iterator[_Edit]:
    """Blanks inside a decimal, a year or a Roman number: "8 ,5%", "năm 202 2", "khóa XI V"."""
    for pattern in _PATTERNS.values():
        for match in pattern.finditer(text):
            yield _Edit(*match.span(1), "number", match[1].replace(" ", ""))


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
    folded = fold(text)
    parts = [folded[slice(*word.span())] for word in words]
    joined = [
        _joined(first, second, weak) if _is_one_blank(text, left, right) else ""
        for (left, right), (first, second) in zip(pairwise(words), pairwise(parts), strict=True)
    ]
    index = 0
    while index < len(joined):
        torn_at = _torn_at(index, parts, joined)
        if torn_at is None:
            index += 1
            continue
        left, right = words[torn_at], words[torn_at + 1]
        yield _Edit(left.start(), right.end(), "word", left[0] + right[0])
        index = torn_at + 2


def _torn_at(index: int, parts: list[str], joined: list[str]) -> int | None:
    """Which word is torn: that of the parts at `index`, or of the next two; None for neither.

    `joined` has for each part the syllable that it makes with the next one, if it makes any.
    """
    if not joined[index]:
        return None
    if index + 1 == len(joined) or not joined[index + 1]:
        return index
    # "s ự đ": the middle part may belong to either neighbour.
    known = common()
    first, _, third = parts[index : index + 3]
    with_the_next = known.get(f"{first} {joined[index + 1]}", 0)
    with_this = known.get(f"{joined[index]} {third}", 0)
    if (first in known and third not in known) or with_the_next > with_this:
        return index + 1
    if first in known and with_this == with_the_next:
        return None
    return index


def _is_one_blank(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    return text[left.end() : right.start()] == " "


def _joined(first: str, second: str, weak: bool) -> str:
    """The common syllable that two parts make, or nothing where both are words or one may be an
    enumerator.
    """
    known, joined = common(), fold(first + second)
    if joined not in known or (first in known and second in known):
        return ""
    # "điểm c", "viêm gan b an toàn": a lone consonant beside a word is a name of something.
    beside_a_word = first in known or second in known
    if not weak and beside_a_word and (_is_lone(first) or _is_lone(second)):
        return ""
    return joined


def _is_lone(part: str) -> bool:
    """Whether a part is a single consonant."""
    return bool(_CONSONANT.fullmatch(part))


def _capitals(text: str) -> Iterator[_Edit]:
    """Words in capitals but for their letters with a tone,
    which TCVN3 has as small letters only.
    """
    for line in re.finditer(r"[^\n]+", text):
        words = list(_WORD.finditer(text, *line.span()))
        for in_capitals, group in groupby(words, key=_is_in_capitals):
            run = list(group)
            if run[-1] is not words[-1]:
                run = _without_a_phrases_beginning(run)
            if in_capitals and any(_is_half(word[0]) for word in run):
                for word in run:
                    yield _Edit(*word.span(), "capitals", word[0].upper())


def _is_in_capitals(word: re.Match[str]) -> bool:
    return all(map(_is_capital, word[0]))


def _without_a_phrases_beginning(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """Words such as Về or Bộ at the end, before a word in small letters, begin a phrase."""
    end = len(run)
    while end and not _is_half(run[end - 1][0]):
        end -= 1
    return run[:end]


@cache
def _is_capital(letter: str) -> bool:
    """Whether a letter is a capital, or a small one with a tone."""
    return letter.isupper() or bool(_TONES.search(unicodedata.normalize("NFD", letter)))


def _is_half(word: str) -> bool:
    """Whether a word has small letters beside capitals that are not its first: LệNH, CủA."""
    return word != word.upper() and word[1:] != word[1:].lower()
