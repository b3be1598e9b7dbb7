"""Repairs of damaged text, made only where they are certain: torn words and numbers, half-converted
capitals.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
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
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W\d_]+")
# A letter behind another one that is no small letter of Vietnamese; a capital is one of these.
_SMALL = "a-zàáâãèéêìíòóôõùúýăđĩũơư" + "".join(map(chr, range(0x1EA1, 0x1EFA, 2)))
_INNER_CAPITAL = re.compile(rf"[^\W\d_][^\W\d_{_SMALL}]")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_CONSONANT = re.compile("[bcdđghklmnpqrstvx]", re.IGNORECASE)

# Torn words from which a document is torn all over: its text layer was set letter by letter. Chosen
# by eye; not measured.
_TORN_FROM = 5


_folded = lru_cache(maxsize=1 << 16)(fold)


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
    return _with_edits(text, _edits(text, tears(text, weak=torn)))


def mend_parts(texts: Sequence[str]) -> list[tuple[str, list[Mend]]]:
    """The parts of one document, each as `mend` has it; torn are the words of all parts or of none.

    >>> [text for text, _ in mend_parts(["Xã Lam Châu", "phấn đấu đ ạt 8 ,5%"])]
    ['Xã Lam Châu', 'phấn đấu đạt 8,5%']
    """
    # Nothing is torn over the end of a line, so the whole is searched at once.
    whole = "\n".join(texts)
    torn = list(tears(whole))
    if len(torn) >= _TORN_FROM:
        torn = list(tears(whole, weak=True))
    edits = deque(_edits(whole, torn))
    mended: list[tuple[str, list[Mend]]] = []
    start = 0
    for text in texts:
        here: list[_Edit] = []
        while edits and edits[0].start < start + len(text):
            edit = edits.popleft()
            here.append(edit._replace(start=edit.start - start, end=edit.end - start))
        mended.append(_with_edits(text, here))
        start += len(text) + 1
    return mended


def _edits(text: str, torn: Iterable[_Edit]) -> list[_Edit]:
    """What is to be put right in a text of which these words are torn, in order."""
    return sorted([*_torn_numbers(text), *_capitals(text), *torn])


def _with_edits(text: str, edits: Iterable[_Edit]) -> tuple[str, list[Mend]]:
    """The text with some edits made, those that change something and do not overlap."""
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


def tears(text: str, *, weak: bool = False) -> Iterator[_Edit]:
    """Where a blank stands inside a common syllable: one part or both are none, the whole is.

    With `weak`, also where a single letter stands beside a whole word. Where a part could belong to
    either neighbour, the pair of words known from official text decides, or nothing is done.
    """
    known, folded = common(), fold(text)
    for line in _LINE.finditer(text):
        # Of words that are all known none is torn: most lines are done with that.
        if not all(map(known.__contains__, _WORD.findall(folded, *line.span()))):
            yield from _tears_of_line(text, folded, line, weak=weak)


def _tears_of_line(text: str, folded: str, line: re.Match[str], *, weak: bool) -> Iterator[_Edit]:
    words = list(_WORD.finditer(text, *line.span()))
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
    known = common()
    if first in known and second in known:
        return ""
    joined = _folded(first + second)
    if joined not in known:
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
    at = 0
    while inner := _INNER_CAPITAL.search(text, at):
        start = text.rfind("\n", 0, inner.start()) + 1
        end = text.find("\n", inner.end())
        at = len(text) if end < 0 else end
        yield from _capitals_of_line(text, start, at)


def _capitals_of_line(text: str, start: int, end: int) -> Iterator[_Edit]:
    words = list(_WORD.finditer(text, start, end))
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
