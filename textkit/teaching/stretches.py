"""A sentence cut into stretches at its words, which follow one another: options of an exercise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from random import Random
from typing import Any, NamedTuple

from textkit.teaching.evidence import Evidence
from textkit.vietnamese.ngrams import official

STRETCHES = 4

# A stretch has so many syllables at least, and the longest is at most so many times as long as the
# shortest: else the options tell which one was cut around something. Chosen by eye; not measured.
_LEAST_SYLLABLES = 3
_MOST_TIMES = 2.5

# Of the ways to cut a sentence one of so many best is drawn, out of so many places at most.
_BEST = 6
_MOST_PLACES = 24

# How bad it is to cut before a word: behind a mark it is best, then before a word that opens a
# phrase. Chosen by eye on sheets of the sample; not measured.
_BEHIND_MARK, _BEFORE_PHRASE, _BEFORE_VERB, _ELSEWHERE = 0.0, 1.0, 2.0, 4.0
_OPENS = ("CCONJ", "SCONJ", "ADP")

# Two syllables that follow one another so many times more often than by chance are of one phrase,
# also where the segmenter parts them: "trở | lên" (353), "tiến | tới" (31), "liêm | chính" (17);
# "của | tỉnh" has 5. To cut there is worst. Chosen by eye on sheets that readers judged.
_TOGETHER = 14.0
_IN_A_PHRASE = 12.0

# A stretch ends with none of these, nor does one begin with a figure: "của | Chính phủ",
# "ngày | 22", "tăng | 5%".
_GOES_ON = ("CCONJ", "SCONJ", "ADP", "DET", "NUM", "AUX", "ADV")
_NAMES_A_FIGURE = re.compile(r"(?:số|ngày|tháng|năm|điều|khoản|điểm|mục|lần|thứ|khóa|khoá)$", re.I)
_MARK = re.compile(r"[,;:.)”]$")


class Word(NamedTuple):
    """A word of a text: its bounds, and its part of speech."""

    start: int
    end: int
    pos: str


class Cut(NamedTuple):
    """The stretches of a text in its order, and which of them holds the marked words."""

    stretches: tuple[str, ...]
    marked: int


def words_of(evidence: Evidence, statement: Any, shown: str) -> list[Word]:
    """The words of a statement in the text that an exercise shows of it, in which its enumerator is
    gone and its blanks are single.
    """
    columns = evidence.corpus.columns(statement.doc_id)
    text = evidence.corpus.text(statement.doc_id)
    first = int(columns.start.searchsorted(statement.start))
    words: list[Word] = []
    reached = 0
    for n in range(first, len(columns)):
        start = int(columns.start[n])
        if start >= statement.end:
            break
        word = " ".join(text[start : start + int(columns.length[n])].split())
        # The first letter of a statement is shown as a capital.
        at = shown.lower().find(word.lower(), reached)
        if word and at >= 0:
            words.append(Word(at, at + len(word), columns.pos[n]))
            reached = at + len(word)
    return words


def moved(words: Sequence[Word], start: int, end: int, change: int) -> list[Word]:
    """The words of a text as they stand when what was between the bounds is `change` longer.

    Words that are touched become one.
    """
    found: list[Word] = []
    for word in words:
        if word.end <= start:
            found.append(word)
        elif word.start >= end:
            found.append(Word(word.start + change, word.end + change, word.pos))
        elif found and found[-1].end > start:
            found[-1] = Word(found[-1].start, max(word.end, end) + change, found[-1].pos)
        else:
            found.append(Word(min(word.start, start), max(word.end, end) + change, word.pos))
    return found


def cut(text: str, words: Sequence[Word], marked: tuple[int, int], chance: Random) -> Cut | None:
    """The whole text in four stretches, the marked words in one of them; None where it cannot be
    cut so.

    >>> words = [Word(0, 3, "NOUN"), Word(4, 7, "VERB")]
    >>> cut("hai chữ", words, (0, 3), Random(1))
    """
    places = sorted(_places(text, words, marked))[:_MOST_PLACES]
    ways: list[tuple[float, list[str]]] = []
    for chosen in combinations(places, STRETCHES - 1):
        bounds = [0, *sorted(place for _, place in chosen), len(text)]
        pieces = [text[a:b].strip(" ,;:.") for a, b in pairwise(bounds)]
        lengths = [len(piece) for piece in pieces]
        is_even = max(lengths) <= _MOST_TIMES * min(lengths)
        if is_even and all(len(piece.split()) >= _LEAST_SYLLABLES for piece in pieces):
            ways.append((sum(badness for badness, _ in chosen), pieces))
    if not ways:
        return None
    best = sorted(ways, key=lambda way: way[0])[:_BEST]
    pieces = chance.choice(best)[1]
    return _cut_around(text, pieces, marked)


def _cut_around(text: str, pieces: Sequence[str], marked: tuple[int, int]) -> Cut | None:
    """The cut whose stretches are these pieces of a text."""
    reached = 0
    for place, piece in enumerate(pieces):
        reached = text.index(piece, reached) + len(piece)
        if marked[0] < reached:
            return Cut(tuple(pieces), place)
    return None


def _places(
    text: str, words: Sequence[Word], marked: tuple[int, int]
) -> Iterator[tuple[float, int]]:
    """Where a text may be cut, each with how bad it is to cut there: never in a word, a name of
    several words in capitals, or the marked words.
    """
    for before, word in pairwise(words):
        between = text[before.end : word.start]
        if " " not in between or marked[0] < word.start < marked[1]:
            continue
        if _MARK.search(text[: word.start].rstrip()):
            yield _BEHIND_MARK, word.start
            continue
        ends = text[before.start : before.end]
        begins = text[word.start : word.end]
        is_name = ends[:1].isupper() and begins[:1].isupper()
        has_figure = begins[:1].isdigit() or _NAMES_A_FIGURE.search(ends)
        if is_name or has_figure or before.pos in _GOES_ON or not begins[:1].isalpha():
            continue
        badness = {"VERB": _BEFORE_VERB}.get(word.pos, _ELSEWHERE)
        badness = _BEFORE_PHRASE if word.pos in _OPENS else badness
        yield badness + _IN_A_PHRASE * _is_in_a_phrase(ends, begins), word.start


def _is_in_a_phrase(ends: str, begins: str) -> bool:
    """Whether official text often has the two syllables at a cut together.

    >>> _is_in_a_phrase("từ 5% trở", "lên"), _is_in_a_phrase("nhân dân", "trên")
    (True, False)
    """
    around = official().pieces(f"{ends.split()[-1]} {begins.split()[0]}").id
    return len(around) == 2 and bool(official().lift(around[:1], around[1:])[0] >= _TOGETHER)
