"""What a query asks for, and where it stands: its parts found in the vocabulary, then followed
through the tokens.

A query is compared syllable by syllable, whatever the word bounds: `đổi số` finds *chuyển đổi |
số*. Its parts, between blanks:

- `hoá`: a syllable, a number or a mark, in folded spelling; `*` in it stands for any letters, `?`
  for one, and `*` alone for any syllable;
- `đầu_tư`: a whole word as it was cut, with `*` and `?` too (`*_hoá`), where `*` stands for
  syllables as well;
- `[VERB]`: any word of a universal part of speech; `*_hoá[VERB]`: both;
- `/phát (triển|huy)/`: a whole word that a regular expression fits, `/…/[NOUN]` with its part of
  speech.

The vocabulary is searched once for each part (some ten thousand words, however many tokens there
are); then the tokens of the rarest part are looked at, and their neighbours.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from textkit.data.messages import TextkitError
from textkit.storing.tokens import Mask, Places, Tokens
from textkit.vietnamese.text import fold

Query = str | Sequence[str]
"""A query, or several: what any of them finds."""

# A query is cut at its blanks; an expression between slashes may have some itself.
_CHUNK = re.compile(
    r"""
      / (?: [^/\\] | \\. )+ / (?: \[ \w+ \] )? (?!\S)    # /phát (triển|huy)/   /ph.t/[VERB]
    | \S+                                               # hoá   đầu_tư   *_hoá[VERB]
    """,
    re.VERBOSE,
)

# A chunk that stands for a whole word.
_WHOLE_WORD = re.compile(
    r"""
      / (?P<expression> .+ ) / (?: \[ (?P<pos_of_expression> \w+ ) \] )?    # /ph.t/   /ph.t/[VERB]
    | (?P<any_word> [^\[\]]* ) \[ (?P<pos> \w+ ) \]                        # [VERB]   *_hoá[VERB]
    | (?P<word> .* [^\W_] _ .* | .* _ [^\W_] .* )                          # đầu_tư   *_hoá
    """,
    re.VERBOSE,
)

# The syllables, numbers and marks of any other chunk.
_TERM = re.compile(
    r"""
      \d+ (?: [.,]\d+ )* (?! [^\W_] | [*?] )    # 8,5   57 (of "57-NQ/TW"), but not 20*
    | (?: [^\W_] | [*?] )+                      # hoá   c?ng   20*
    | [^\w\s]                                   # -   /   %
    | _
    """,
    re.VERBOSE,
)

# Within a word of the corpus: a number with its marks, letters and digits, any other sign.
_PIECE = re.compile(
    r"""
      \d+ (?: [.,]\d+ )*    # 8,5
    | [^\W_]+               # chuyển   tw
    | [^\w\s] | _           # -
    """,
    re.VERBOSE,
)
# What `*` stands for in a syllable. None has more letters, and a word of a hundred thousand would
# take quadratic time.
_LETTERS = r"[^\W_]{0,60}"

# A regular expression of a user's may try a word for ever: all words together get so many seconds.
# An ordinary one takes a tenth of a second on a hundred thousand words.
_SECONDS_OF_AN_EXPRESSION = 10.0

_ANY_SYLLABLE = r"(?:\d+(?:[.,]\d+)*|[^\W_]+)"

# More than the letters of any word: a word and a place in it make one number.
_FAR = 1 << 20


class Matches(NamedTuple):
    """Where a query stands, one entry per match: `head` and `tail` are its first and last token,
    `begin` where it begins in the first (in letters), `after` the same less a blank before it, and
    `end` where it ends in the last.
    """

    head: Places
    after: Places
    begin: Places
    tail: Places
    end: Places

    def only(self, kept: Any) -> Matches:
        """Those of the matches, by place or by a mask."""
        return Matches(*(column[kept] for column in self))


class Term(NamedTuple):
    """One part of a query: a pattern for a syllable, or for a whole word with its part of
    speech.
    """

    pattern: str
    is_whole_word: bool = False
    pos: str | None = None


class _Part(NamedTuple):
    """Where in which words of the vocabulary one part of a query stands: `word` is a number of
    `Tokens.words`, and the others are as of `Matches`.
    """

    word: Places
    after: Places
    begin: Places
    end: Places
    pos: str | None


def find_matches(tokens: Tokens, query: Query, *, accents: bool = True) -> Matches:
    """Where a query stands, in order; a match lies in one sentence and holds a word that counts.

    Without `accents` letters are compared without their marks: `chuyen doi so` finds *chuyển đổi
    số*. Of several queries each place is given once.

    Raises TextkitError if a query is no text or holds no word, a regular expression in it cannot be
    read, or no word of the corpus has a part of speech that it names.
    """
    if isinstance(query, str):
        return _matches_of(tokens, query, accents)
    if not isinstance(query, Iterable):
        raise TextkitError("query.no-text", query=query)
    matches = [_matches_of(tokens, each, accents) for each in query]
    if not matches:
        raise TextkitError("query.no-word", query="")
    return _united(matches)


def _united(matches: Sequence[Matches]) -> Matches:
    """All of these matches in order, each once."""
    together = Matches(*(np.concatenate(columns) for columns in zip(*matches, strict=True)))
    in_order = np.stack([together.head, together.begin, together.tail, together.end])
    _, first = np.unique(in_order, axis=1, return_index=True)
    return together.only(first)


def _matches_of(tokens: Tokens, query: str, accents: bool) -> Matches:
    parts = [_looked_up(tokens, term, query, accents) for term in parse(query, accents=accents)]
    rarest = 0
    if len(parts) > 1:
        rarest = min(range(len(parts)), key=lambda place: tokens.about[parts[place].word].sum())
    matches = _everywhere(tokens, parts[rarest])
    for part in parts[rarest + 1 :]:
        matches = _ahead(tokens, matches, part)
    for part in reversed(parts[:rarest]):
        matches = _back(tokens, matches, part)
    has_a_word = tokens.counted[matches.head] | tokens.counted[matches.tail]
    kept = has_a_word & _in_a_sentence(tokens, matches)
    if not kept.all():
        matches = matches.only(kept)
    if (np.diff(matches.head) > 0).all():
        return matches
    return matches.only(np.lexsort((matches.begin, matches.head)))


def _in_a_sentence(tokens: Tokens, matches: Matches) -> Any:
    """Whether each match lies in one sentence; what is one token does."""
    if (matches.head == matches.tail).all():
        return True
    return tokens.sentence_number[matches.head] == tokens.sentence_number[matches.tail]


def parse(query: str, *, accents: bool = True) -> list[Term]:
    """The parts of a query, as patterns for folded words.

    Raises TextkitError if it is no text or holds no word.

    >>> parse("Phát [VERB]")[1]
    Term(pattern='.*', is_whole_word=True, pos='VERB')
    """
    if not isinstance(query, str):
        raise TextkitError("query.no-text", query=query)
    terms: list[Term] = []
    for chunk in _CHUNK.findall(query):
        whole = _WHOLE_WORD.fullmatch(chunk)
        if whole:
            terms.append(_whole_word(whole, accents))
        else:
            terms += [Term(_syllable(term, accents)) for term in _TERM.findall(fold(chunk))]
    if not terms:
        raise TextkitError("query.no-word", query=query)
    return terms


def _whole_word(chunk: re.Match[str], accents: bool) -> Term:
    """A chunk that stands for a whole word; in it `*` also stands for blanks, so for syllables."""
    pos = chunk["pos"] or chunk["pos_of_expression"]
    if chunk["expression"]:
        return Term(_compared(_folded_expression(chunk["expression"]), accents), True, pos)
    text = _compared(fold(chunk["word"] or chunk["any_word"]), accents).replace("_", " ")
    return Term(_glob(text, ".*") or ".*", True, pos)


def _folded_expression(expression: str) -> str:
    """A regular expression with its letters folded, apart from what follows a backslash (`\\W`)."""
    return re.sub(
        r"\\.|[^\\]+",
        lambda piece: piece[0] if piece[0].startswith("\\") else fold(piece[0]),
        expression,
    )


def _syllable(text: str, accents: bool) -> str:
    """A syllable as a regular expression, with its `*` and `?`; `*` alone is any syllable or
    number.
    """
    if text == "*":
        return _ANY_SYLLABLE
    return _glob(_compared(text, accents), _LETTERS)


def _glob(text: str, any_letters: str) -> str:
    """A text with `*` and `?` as a regular expression whose work grows with the word alone.

    What stands between two stars is looked for once, from the left, and what was found is kept:
    without that each star would be tried at every length of all the stars before it.

    >>> _glob("*h?á", ".*")
    '.*h[^\\\\W_]á'
    >>> _glob("a*b*", ".*")
    'a(?>.*?b).*'
    """
    first, *rest = (re.escape(part).replace(r"\?", r"[^\W_]") for part in text.split("*"))
    if not rest:
        return first
    *between, last = rest
    kept = [f"(?>{any_letters}?{part})" for part in between if part]
    return "".join((first, *kept, any_letters, last))


def _compared(text: str, accents: bool) -> str:
    """A text as it is compared: as it is, or without its marks."""
    return text if accents else without_marks(text)


def without_marks(text: str) -> str:
    """An equally long copy whose letters have no marks: `chuyển đổi` becomes `chuyen doi`."""
    bare: dict[str, Any] = {c: unicodedata.normalize("NFD", c)[0] for c in set(text)}
    bare |= {"đ": "d", "Đ": "D"}  # which Unicode does not take apart
    return text.translate(str.maketrans(bare))


@lru_cache(maxsize=2)
def _vocabulary(tokens: Tokens, accents: bool) -> tuple[str, Places]:
    """The words of the vocabulary in one string, one line each (white space within is a blank), and
    where each begins.
    """
    text = "\n".join(word.replace("\n", " ") for word in tokens.words)
    sizes = np.fromiter(map(len, tokens.words), np.intp, len(tokens.words))
    return _compared(text, accents), np.cumsum(sizes + 1) - sizes - 1


def _looked_up(tokens: Tokens, term: Term, query: str, accents: bool) -> _Part:
    """Where a part of a query stands in the vocabulary."""
    if term.pos and term.pos not in tokens.tags:
        raise TextkitError("query.pos", pos=term.pos, query=query)
    if term.is_whole_word:
        return _whole_words(tokens, term, accents)
    return _syllables(tokens, term.pattern, accents)


def _whole_words(tokens: Tokens, term: Term, accents: bool) -> _Part:
    text, _ = _vocabulary(tokens, accents)
    words = text.split("\n")
    rows = [(number, 0, 0, len(words[number])) for number in _fitting(words, term.pattern)]
    return _part(rows, term.pos)


def _fitting(words: Sequence[str], pattern: str) -> Iterator[int]:
    """The places of the words that a regular expression fits as a whole."""
    import regex  # unlike `re` it can be stopped

    try:
        fits = regex.compile(pattern).fullmatch
    except regex.error as error:
        raise TextkitError("query.expression", pattern=pattern, error=error) from error
    end = time.monotonic() + _SECONDS_OF_AN_EXPRESSION
    for number, word in enumerate(words):
        try:
            # Without a time limit for each word a single one could hold up all.
            is_fit = word.strip() and fits(word, timeout=max(end - time.monotonic(), 0))
        except TimeoutError as error:
            seconds = int(_SECONDS_OF_AN_EXPRESSION)
            raise TextkitError("query.slow", pattern=pattern, seconds=seconds) from error
        if is_fit:
            yield number


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
    fits = re.compile(pattern).fullmatch
    rows = []
    for number in np.unique(np.searchsorted(starts, places, "right") - 1):
        word = text[starts[number] : starts[number] + len(tokens.words[number])]
        for piece in _PIECE.finditer(word):
            if fits(piece[0]):
                begin, end = piece.span()
                follows_a_blank = word[begin - 1 : begin] == " "
                rows.append((number, begin - follows_a_blank, begin, end))
    return _part(rows, None)


def _everywhere(tokens: Tokens, part: _Part) -> Matches:
    """Each token that has the part, once for each time its word has it."""
    token = tokens.standing(np.unique(part.word))
    if part.pos is not None:
        token = token[_has_pos(tokens, token, part)]
    if len(part.word) == 1:
        after, begin, end = (
            np.full(len(token), column[0]) for column in (part.after, part.begin, part.end)
        )
        return Matches(token, after, begin, token, end)
    first = np.searchsorted(part.word, tokens.word[token], "left")
    beyond = np.searchsorted(part.word, tokens.word[token], "right")
    sizes = beyond - first  # a word may have the part twice
    row = np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
    token = np.repeat(token, sizes)
    return Matches(token, part.after[row], part.begin[row], token, part.end[row])


def _ahead(tokens: Tokens, matches: Matches, part: _Part) -> Matches:
    """The matches that go on with the part: behind their end in the same word, or at the head of
    the next.
    """
    goes_on_inside = matches.end < tokens.sizes[tokens.word[matches.tail]]
    token = np.where(goes_on_inside, matches.tail, neighbour(tokens, matches.tail, 1))
    place = np.where(goes_on_inside, matches.end, 0)
    kept, row = _standing_at(tokens, token, place, part, part.after)
    return matches.only(kept)._replace(tail=token[kept], end=part.end[row])


def _back(tokens: Tokens, matches: Matches, part: _Part) -> Matches:
    """The matches before which the part stands: in the same word,
    or at the end of the one before.
    """
    begins_inside = matches.after > 0
    token = np.where(begins_inside, matches.head, neighbour(tokens, matches.head, -1))
    place = np.where(begins_inside, matches.after, tokens.sizes[tokens.word[token]])
    kept, row = _standing_at(tokens, token, place, part, part.end)
    earlier = matches.only(kept)
    return earlier._replace(head=token[kept], after=part.after[row], begin=part.begin[row])


def _standing_at(
    tokens: Tokens, token: Places, place: Places, part: _Part, places: Places
) -> tuple[Places, Places]:
    """Of tokens (-1: none) those whose word has the part at the place, and the part's row there."""
    if not len(part.word):
        nothing = np.zeros(0, np.intp)
        return nothing, nothing
    keys = part.word * _FAR + places
    order = np.argsort(keys, kind="stable")
    wanted = tokens.word[token] * np.intp(_FAR) + place
    row = order[np.searchsorted(keys[order], wanted).clip(0, len(keys) - 1)]
    is_there = (keys[row] == wanted) & (token >= 0) & _has_pos(tokens, token, part)
    kept = np.flatnonzero(is_there)
    return kept, row[kept]


def _has_pos(tokens: Tokens, token: Places, part: _Part) -> Mask:
    if part.pos is None:
        return np.ones(len(token), bool)
    return np.asarray(tokens.pos[token] == list(tokens.tags).index(part.pos))


def neighbour(tokens: Tokens, token: Places, step: int) -> Places:
    """The next token to the right (`step` 1) or left (-1) of each that is no white space; -1 beyond
    the last one.
    """
    token, size = token + step, len(tokens.word)
    while True:
        blank = (token >= 0) & (token < size)
        blank[blank] = tokens.is_blank(token[blank])
        if not blank.any():
            return np.where(token < size, token, -1)
        token = token + step * blank
