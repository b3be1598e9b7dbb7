"""Which lexicon themes a unit speaks of."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard

from textkit import data
from textkit.data.messages import Message, TextkitError
from textkit.language.annotation import Given, document_of
from textkit.reading.document import UNCOUNTED, Record, grouped
from textkit.vietnamese.text import Passage, fold


@dataclass(frozen=True, slots=True)
class ThemeHit(Record):
    """One keyword of a theme in the text; `words` is the keyword as the lexicon has it."""

    theme: str
    words: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the lexicon: its names, its Comparative Agendas codes, its keywords."""

    key: str
    vi: str
    en: str
    cap: tuple[int, ...]
    keywords: tuple[str, ...]


# A heading of more blanks is none: in pages without line ends a whole clause stands where a title
# should. Chosen by eye; not measured.
_MOST_BLANKS_IN_A_TITLE = 19

# The major topics of the Comparative Agendas Project: 1 to 23 without 11 and 22, and 999.
_AGENDAS = frozenset({*range(1, 24), 999} - {11, 22})


class Lexicon:
    """Themes by their key, in order, with what finds their keywords in a text."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.themes = {theme.key: theme for theme in themes}
        self._keywords: dict[str, tuple[str, str]] = {}
        for theme in self.themes.values():
            for keyword in theme.keywords:
                self._keywords[fold(keyword)] = theme.key, keyword
        self._pattern = _any_of(self._keywords)
        self.sha256 = hashlib.sha256(repr(self.themes).encode()).hexdigest()

    def hits(self, text: str | Passage) -> Iterator[tuple[int, int, str, str]]:
        """Start, end, theme and keyword of each hit in order; of two that overlap the longer that
        begins first.
        """
        for match in self._pattern.finditer(Passage.of(text).folded):
            theme, keyword = self._keywords[re.sub(r"\s", " ", match.group())]
            yield match.start(), match.end(), theme, keyword

    def theme_of(self, text: str | Passage) -> str | None:
        """The main theme of a statement: each keyword weighs its syllables, the first mentioned
        wins a tie; or None.
        """
        weights: Counter[str] = Counter()
        for _, _, theme, keyword in self.hits(text):
            weights[theme] += keyword.count(" ") + 1
        return max(weights, key=weights.__getitem__, default=None)

    def theme_under(
        self, text: str | Passage, headings: Iterable[str] | Iterable[Passage]
    ) -> str | None:
        """The main theme of a statement, else of the nearest of its headings (nearest first) that
        has one.

        A heading of over 20 words is none: in pages without line ends a whole clause stands where a
        title should.
        """
        if theme := self.theme_of(text):
            return theme
        for heading in map(Passage.of, headings):
            is_title = heading.text.count(" ") <= _MOST_BLANKS_IN_A_TITLE
            if is_title and (theme := self.theme_of(heading)):
                return theme
        return None


def _any_of(keywords: Iterable[str]) -> re.Pattern[str]:
    """What finds folded keywords as whole words.

    It begins with their first letters, so that all places with another are passed over at once.
    """
    # Of two keywords that begin alike ("bảo hiểm", "bảo hiểm y tế") the longer is tried first.
    longest_first = sorted(keywords, key=len, reverse=True)
    by_letter: list[str] = []
    for letter, words in grouped(longest_first, lambda word: word[:1]).items():
        rests = "|".join(re.escape(word[1:]).replace(r"\ ", r"\s") for word in words)
        first = re.escape(letter)
        by_letter.append(rf"{first}(?<!\w{first})(?:{rests})")
    return re.compile(rf"(?:{'|'.join(by_letter)})(?!\w)")


@cache
def own_lexicon() -> Lexicon:
    """The lexicon of textkit itself: twenty sector themes."""
    return read_lexicon(data.path("themes.toml"))


def read_lexicon(path: str | Path) -> Lexicon:
    """The lexicon of a TOML file: one table per theme, with `keywords`, and as one likes `vi`, `en`
    (its names; else its key) and `cap` (codes of the Comparative Agendas Project).

    Raises TextkitError that names the file and the key where a theme is no table, has no keywords,
    has something of another kind, or shares a keyword with another theme.
    """
    try:
        content = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # nested without end
        why = Message("damage.nesting", {}) if isinstance(error, RecursionError) else error
        raise TextkitError("lexicon.not-toml", path=path, error=why) from error
    themes = [_theme(path, key, table) for key, table in content.items()]
    if not themes:
        raise TextkitError("lexicon.empty", path=path)
    _refuse_shared_keywords(path, themes)
    return Lexicon(themes)


def _refuse_shared_keywords(path: str | Path, themes: Iterable[Theme]) -> None:
    theme_by_keyword: dict[str, str] = {}
    for theme in themes:
        for word in theme.keywords:
            other = theme_by_keyword.setdefault(fold(word), theme.key)
            if other != theme.key:
                raise TextkitError(
                    "lexicon.twice", path=path, key=theme.key, word=word, other=other
                )


def _theme(path: str | Path, key: str, table: Any) -> Theme:
    """The theme of a table, whose entries are held against what they should be."""
    if not isinstance(table, dict):
        raise TextkitError("lexicon.no-table", path=path, key=key)
    if unknown := table.keys() - {"vi", "en", "cap", "keywords"}:
        raise TextkitError("lexicon.unknown-key", path=path, key=key, entry=min(unknown))
    keywords, codes = table.get("keywords"), table.get("cap", [])
    if not _is_list_of_words(keywords):
        raise TextkitError("lexicon.keywords", path=path, key=key, value=keywords)
    if not isinstance(codes, list) or not all(_is_agenda(code) for code in codes):
        raise TextkitError("lexicon.cap", path=path, key=key, value=codes)
    names = {language: table.get(language, key) for language in ("vi", "en")}
    for language, name in names.items():
        if not isinstance(name, str):
            raise TextkitError("lexicon.name", path=path, key=key, entry=language, value=name)
    words = tuple(" ".join(keyword.split()) for keyword in keywords)
    return Theme(key, names["vi"], names["en"], tuple(codes), words)


def _is_list_of_words(value: object) -> TypeGuard[list[str]]:
    """Whether it is a list of strings, at least one, none of them blank."""
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(word, str) and word.strip() for word in value)


def _is_agenda(code: object) -> bool:
    # `True` is an int to Python, and no code.
    return type(code) is int and code in _AGENDAS


def find_themes(source: Given) -> Iterator[ThemeHit]:
    """The keywords of themes in a document's own words, in order; of two that overlap the longer
    one that begins first.

    >>> from textkit.language.annotation import annotate
    >>> [
    ...     (hit.theme, hit.words)
    ...     for hit in find_themes(next(annotate("Xây dựng trường học đạt chuẩn quốc gia")))
    ... ]
    [('giao_duc', 'trường học')]
    """
    document = document_of(source)
    for hit in own_lexicon().hits(document.passage()):
        found = ThemeHit(document.id, *hit)
        if document.kind_at(found.start) not in UNCOUNTED:
            yield found


def theme_of(text: str | Passage) -> str | None:
    """The main theme of a statement by textkit's own lexicon: see `Lexicon.theme_of`.

    >>> theme_of("Hoàn thành đường cao tốc nối cảng")
    'ha_tang_do_thi'
    """
    return own_lexicon().theme_of(text)
