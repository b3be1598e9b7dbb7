"""What a query asks for, and where it stands: its parts found in the vocabulary, then followed
through the tokens.

A query is compared syllable by syllable, whatever the word bounds: `đổi số` finds *chuyển đổi |
số*. Its parts, between blanks:

- `hoá`: a syllable, a number or a mark, in folded spelling; `*` in it stands for any letters, `?`
for one, and `*`
  alone for any syllable;
- `đầu_tư`: a whole word as it was cut, with `*` and `?` too (`*_hoá`), where `*` stands for
syllables as well;
- `[VERB]`: any word of a universal part of speech; `*_hoá[VERB]`: both;
- `/phát (triển|huy)/`: a whole word that a regular expression fits, `/…/[NOUN]` with its part of
speech.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from textkit.data.messages import TextkitError
from textkit.storing.tokens import Mask, Places, Tokens
from textkit.vietnamese.text import fold

# Within a word of the corpus: a number with its marks, letters and digits, any other sign.
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W_]+|[^\w\s]|_")
_CHUNK = re.compile(r"/(?:[^/\\]|\\.)+/(?:\[\w+\])?(?!\S)|\S+")
_WHOLE = re.compile(
    r"/(?P<regex>.+)/(?:\[(?P<pos_of_regex>\w+)\])?|(?P<text>[^\[\]]*)\[(?P<pos>\w+)\]|(?P<word>.*[^\W_]_.*|.*_[^\W_].*)"
)
_TERM = re.compile(r"\d+(?:[.,]\d+)*(?![^\W_]|[*?])|(?:[^\W_]|[*?])+|[^\w\s]|_")
_ANY = r"(?:\d+(?:[.,]\d+)*|[^\W_]+)"
_FAR = 1 << 20  # more than the letters of a word


class Matches(NamedTuple):
    """Where a query stands: first and last token, where it begins in the first (`after`: less a
    blank) and ends in the last.
    """

    head: Places
    after: Places
    begin: Places
    tail: Places
    end: Places

    def only(self, kept: Any) -> Matches:
        """Those of the matches, by place or by a mask."""
        return Matches(*(column[kept] for column in self))


class _Part(NamedTuple):
    """Where in which words of the vocabulary one part of a query stands; `after` is `begin` less a
    blank before it.
    """

    word: Places
    after: Places
    begin: Places
    end: Places
    pos: str | None


def find_matches(tokens: Tokens, query: str, *, accents: bool = True) -> Matches:
    """Where a query stands, in order; a match lies in one sentence and holds a word that counts.

    Without `accents` letters are compared without their marks: `chuyen doi so` finds *chuyển đổi
    số*.

    Raises TextkitError if the query holds no word, a regular expression in it cannot be read, or no
    word of the corpus
            has a part of speech that it names.
    """
    parts = [part for chunk in _CHUNK.findall(query) for part in _parts(tokens, chunk, accents)]
    if not parts:
        raise TextkitError("query.no-word", query=query)
    count = np.bincount(tokens.types.word, tokens.types.counts, len(tokens.words))
    rare = min(range(len(parts)), key=lambda place: _cost(count, parts[place]))
    found = _everywhere(tokens, parts[rare])
    for part in parts[rare + 1 :]:
        found = _ahead(tokens, found, part)
    for part in reversed(parts[:rare]):
        found = _back(tokens, found, part)
    same = tokens.sentence_number[found.head] == tokens.sentence_number[found.tail]
    found = found.only(same & (tokens.counted[found.head] | tokens.counted[found.tail]))
    return found.only(np.lexsort((found.begin, found.head)))


def _cost(count: NDArray[Any], part: _Part) -> float:
    """About how many tokens have the part; marks, which are not counted, are many."""
    seen = count[part.word]
    return float(np.where(seen > 0, seen, 1000).sum())


def _parts(tokens: Tokens, chunk: str, accents: bool) -> list[_Part]:
    if not (whole := _WHOLE.fullmatch(chunk)):
        return [
            _syllables(tokens, _wild(_plain(term, accents)), accents)
            for term in _TERM.findall(fold(chunk))
        ]
    pos = whole["pos"] or whole["pos_of_regex"]
    if pos and pos not in tokens.tags:
        raise TextkitError("query.pos", pos=pos, query=chunk)
    if whole["regex"]:
        pattern = _plain(
            re.sub(
                r"\\.|[^\\]+", lambda m: m[0] if m[0][0] == "\\" else fold(m[0]), whole["regex"]
            ),
            accents,
        )
    else:
        text = _plain(fold(whole["word"] or whole["text"]), accents).replace("_", " ")
        pattern = re.escape(text).replace(r"\*", ".*").replace(r"\?", r"[^\W_]") or ".*"
    return [_whole_words(tokens, pattern, accents, pos)]


def _wild(text: str) -> str:
    """The text as a regular expression, with its `*` and `?`;
    `*` alone is any syllable or number.
    """
    if text == "*":
        return _ANY
    return re.escape(text).replace(r"\*", r"[^\W_]*").replace(r"\?", r"[^\W_]")


def _plain(text: str, accents: bool) -> str:
    return text if accents else without_marks(text)


def without_marks(text: str) -> str:
    """An equally long copy whose letters have no marks: `chuyển đổi` becomes `chuyen doi`."""
    bare: dict[str, Any] = {c: unicodedata.normalize("NFD", c)[0] for c in set(text)} | {
        "đ": "d",
        "Đ": "D",
    }
    return text.translate(str.maketrans(bare))


@lru_cache(maxsize=2)
def _vocabulary(tokens: Tokens, accents: bool) -> tuple[str, Places]:
    """The words of the vocabulary in one string, a line each (white space within is a blank), and
    where each begins.
    """
    text = "\n".join(word.replace("\n", " ") for word in tokens.words)
    sizes = np.fromiter(map(len, tokens.words), np.intp, len(tokens.words))
    return _plain(text, accents), np.cumsum(sizes + 1) - sizes - 1


def _whole_words(tokens: Tokens, pattern: str, accents: bool, pos: str | None) -> _Part:
    text, _ = _vocabulary(tokens, accents)
    try:
        fits = re.compile(pattern).fullmatch
    except re.error as error:
        raise TextkitError("query.expression", pattern=pattern, error=error) from error
    rows = [
        (number, 0, 0, len(word))
        for number, word in enumerate(text.split("\n"))
        if word.strip() and fits(word)
    ]
    return _part(rows, pos)


def _part(rows: list[tuple[int, int, int, int]], pos: str | None) -> _Part:
    word, after, begin, end = np.array(rows, np.intp).reshape(-1, 4).T
    return _Part(word, after, begin, end, pos)


@lru_cache(maxsize=64)
def _syllables(tokens: Tokens, pattern: str, accents: bool) -> _Part:
    """Where a syllable, number or mark stands in words; the words that may have it are found in one
    search.
    """
    text, starts = _vocabulary(tokens, accents)
    places = np.fromiter((match.start() for match in re.finditer(pattern, text)), np.intp)
    fits, rows = re.compile(pattern).fullmatch, []
    for number in np.unique(np.searchsorted(starts, places, "right") - 1):
        word = text[starts[number] : starts[number] + len(tokens.words[number])]
        for piece in _PIECE.finditer(word):
            if fits(piece[0]):
                begin, end = piece.span()
                rows.append((number, begin - (word[begin - 1 : begin] == " "), begin, end))
    return _part(rows, None)


def _everywhere(tokens: Tokens, part: _Part) -> Matches:
    has = np.zeros(len(tokens.words), bool)
    has[part.word] = True
    token = np.flatnonzero(has[tokens.word])
    token = token[_has_pos(tokens, token, part)]
    first, beyond = (
        np.searchsorted(part.word, tokens.word[token], side) for side in ("left", "right")
    )
    sizes = beyond - first  # a word may have the part twice
    row = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    token = np.repeat(token, sizes)
    return Matches(token, part.after[row], part.begin[row], token, part.end[row])


def _ahead(tokens: Tokens, found: Matches, part: _Part) -> Matches:
    """The matches that go on with the part: behind their end in the same word, or at the head of
    the next.
    """
    inside = found.end < tokens.sizes[tokens.word[found.tail]]
    token = np.where(inside, found.tail, neighbour(tokens, found.tail, 1))
    kept, row = _look_up(tokens, token, np.where(inside, found.end, 0), part, part.after)
    return found.only(kept)._replace(tail=token[kept], end=part.end[row])


def _back(tokens: Tokens, found: Matches, part: _Part) -> Matches:
    """The matches before which the part stands: in the same word,
    or at the end of the one before.
    """
    inside = found.after > 0
    token = np.where(inside, found.head, neighbour(tokens, found.head, -1))
    place = np.where(inside, found.after, tokens.sizes[tokens.word[token]])
    kept, row = _look_up(tokens, token, place, part, part.end)
    return found.only(kept)._replace(head=token[kept], after=part.after[row], begin=part.begin[row])


def _look_up(
    tokens: Tokens, token: Places, place: Places, part: _Part, places: Places
) -> tuple[Places, Places]:
    """Of tokens (-1: none) those whose word has the part at the place, and the part's row there."""
    keys = part.word * _FAR + places
    order = np.argsort(keys, kind="stable")
    wanted = tokens.word[token] * np.intp(_FAR) + place
    row = (
        order[np.searchsorted(keys[order], wanted).clip(0, len(keys) - 1)]
        if len(keys)
        else np.zeros(len(token), np.intp)
    )
    same = keys[row] == wanted if len(keys) else np.zeros(len(token), bool)
    kept = np.flatnonzero(same & (token >= 0) & _has_pos(tokens, token, part))
    return kept, row[kept]


def _has_pos(tokens: Tokens, token: Places, part: _Part) -> Mask:
    return (
        tokens.pos[token] == list(tokens.tags).index(part.pos)
        if part.pos
        else np.ones(len(token), bool)
    )


def neighbour(tokens: Tokens, token: Places, step: int) -> Places:
    """The next token to the right (`step` 1) or left (-1) of each that is no white space; -1 beyond
    the last one.
    """
    token, size = token + step, len(tokens.word)
    while True:
        blank = (token >= 0) & (token < size)
        blank[blank] = tokens.sizes[tokens.word[token[blank]]] == 0
        if not blank.any():
            return np.where(token < size, token, -1)
        token = token + step * blank
