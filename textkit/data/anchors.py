"""Patterns that are tried only on texts that hold a word without which they find nothing.

`re` tries a pattern at every letter of a text. Whether a text holds a word is known a hundred times
sooner, and most texts hold none of those that a pattern needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

# What `re` may do with what is private to it, where it is not as it is known here.
_STRANGE = (ImportError, AttributeError, TypeError, ValueError, IndexError)

# With more words than these the pattern itself is as quick. Chosen by eye on the patterns of
# likeness.toml: 34 words gain nothing, 19 halve the time.
_MOST_ANCHORS = 25

_Anchors = frozenset[str]
_NOTHING: _Anchors = frozenset()


class Anchored:
    """A pattern that finds what it always finds, sooner where there is nothing to find.

    >>> pattern = Anchored(re.compile("(?:khai mạc|bế mạc) hội nghị"))
    >>> pattern.anchors
    (' hội nghị',)
    >>> pattern.search("phát triển chợ nổi") is None
    True
    """

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.anchors = anchors_of(pattern)

    def may_match(self, text: str) -> bool:
        """Whether a text holds a word that every match has."""
        return not self.anchors or any(anchor in text for anchor in self.anchors)

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self._pattern.search(text) if self.may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches in order."""
        return self._pattern.finditer(text) if self.may_match(text) else iter(())


@cache
def anchors_of(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Words of which every match of a pattern holds at least one; none where that is not known.

    They are read from the pattern by what is private to CPython; where that is another, none is
    known, and the pattern is tried everywhere.

    >>> anchors_of(re.compile(r"(?:sơ|tổng) kết|\\d+ (?:ngày|tháng)"))
    (' kết', 'ngày', 'tháng')
    >>> anchors_of(re.compile(r"\\d+ ?%?"))
    ()
    """
    if pattern.flags & re.IGNORECASE:
        return ()
    try:
        parser = import_module("re._parser")
        found = _Reader(parser).needed(parser.parse(pattern.pattern, pattern.flags))
    except _STRANGE:
        return ()
    # A word that holds another one of them is not needed.
    short = [word for word in found if not any(other in word for other in found - {word})]
    return tuple(sorted(short)) if len(short) <= _MOST_ANCHORS else ()


class _Reader:
    """Reads parsed patterns."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser

    def needed(self, items: Iterable[tuple[Any, Any]]) -> _Anchors:
        """Of the sets of words that a pattern cannot do without, the one that says most."""
        sets: list[_Anchors] = []
        run = ""
        for kind, value in items:
            if kind is self._parser.LITERAL:
                run += chr(value)
                continue
            sets += [frozenset({run}), self._of(kind, value)]
            run = ""
        sets.append(frozenset({run}))
        known = [words for words in sets if words and "" not in words]
        # Longer words stand in fewer texts.
        return max(known, key=lambda words: (min(map(len, words)), -len(words)), default=_NOTHING)

    def _of(self, kind: Any, value: Any) -> _Anchors:
        """The words of one part, of which it needs one."""
        parser = self._parser
        if kind is parser.BRANCH:
            of_each = [self.needed(branch) for branch in value[1]]
            return _NOTHING.union(*of_each) if all(of_each) else _NOTHING
        if kind is parser.SUBPATTERN:
            _, added_flags, _, inside = value
            return _NOTHING if added_flags & re.IGNORECASE else self.needed(inside)
        if kind in (parser.MAX_REPEAT, parser.MIN_REPEAT) and value[0]:
            return self.needed(value[2])
        return _NOTHING
