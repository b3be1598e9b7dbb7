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
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.data.messages import TextkitError
from textkit.language.annotation import document_of
from textkit.reading.document import Record
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc


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


_TITLE = 20
_AGENDAS = frozenset(
    {*range(1, 24), 999} - {11, 22}
)  # the major topics of the Comparative Agendas Project


class Lexicon:
    """Themes by their key, in order, with what finds their keywords in a text."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self.themes = {theme.key: theme for theme in themes}
        self._words = {
            fold(word): (theme.key, word)
            for theme in self.themes.values()
            for word in theme.keywords
        }
        longest = sorted(self._words, key=len, reverse=True)
        words = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in longest)
        self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
        self.sha256 = hashlib.sha256(repr(self.themes).encode()).hexdigest()

    def hits(self, text: str) -> Iterator[tuple[int, int, str, str]]:
        """Start, end, theme and keyword of each hit in order; of two that overlap the longer that
        begins first.
        """
        for match in self._pattern.finditer(fold(text)):
            theme, word = self._words[re.sub(r"\s", " ", match.group())]
            yield match.start(), match.end(), theme, word

    def theme_of(self, text: str) -> str | None:
        """The main theme of a statement: each keyword weighs its syllables, the first mentioned
        wins a tie; or None.
        """
        weights: Counter[str] = Counter()
        for _, _, theme, words in self.hits(text):
            weights[theme] += words.count(" ") + 1
        return max(weights, key=weights.__getitem__, default=None)

    def theme_under(self, text: str, headings: Iterable[str]) -> str | None:
        """The main theme of a statement, else of the nearest of its headings (nearest first) that
        has one.

        A heading of over 20 words is none: in pages without line ends a whole clause stands where a
        title should.
        """
        titles = (heading for heading in headings if heading.count(" ") < _TITLE)
        return next(filter(None, map(self.theme_of, (text, *titles))), None)


@cache
def own_lexicon() -> Lexicon:
    """The lexicon of textkit itself: twenty sector themes."""
    return read_lexicon(data.path("themes.toml"))


def read_lexicon(path: str | Path) -> Lexicon:
    """The lexicon of a TOML file: a table a theme, with `keywords`, and as one likes `vi`, `en`
    (its names; else its key) and `cap` (codes of the Comparative Agendas Project).

    Raises TextkitError that names the file and the key where a theme is no table, has no keywords,
    has something of another kind, or shares a keyword with another theme.
    """
    try:
        content = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise TextkitError("lexicon.not-toml", path=path, error=error) from error
    themes, taken = [_theme(path, key, row) for key, row in content.items()], dict[str, str]()
    for theme in themes:
        for word in theme.keywords:
            if (other := taken.setdefault(fold(word), theme.key)) != theme.key:
                raise TextkitError(
                    "lexicon.twice", path=path, key=theme.key, word=word, other=other
                )
    if not themes:
        raise TextkitError("lexicon.empty", path=path)
    return Lexicon(themes)


def _theme(path: str | Path, key: str, row: Any) -> Theme:
    if not isinstance(row, dict):
        raise TextkitError("lexicon.no-table", path=path, key=key)
    if unknown := row.keys() - {"vi", "en", "cap", "keywords"}:
        raise TextkitError("lexicon.unknown-key", path=path, key=key, entry=min(unknown))
    words, codes, names = (
        row.get("keywords"),
        row.get("cap", []),
        [row.get(name, key) for name in ("vi", "en")],
    )
    if not (
        isinstance(words, list)
        and words
        and all(isinstance(word, str) and word.strip() for word in words)
    ):
        raise TextkitError("lexicon.keywords", path=path, key=key, value=words)
    if not (
        isinstance(codes, list) and all(type(code) is int and code in _AGENDAS for code in codes)
    ):
        raise TextkitError("lexicon.cap", path=path, key=key, value=codes)
    if wrong := [name for name in ("vi", "en") if not isinstance(row.get(name, key), str)]:
        raise TextkitError("lexicon.name", path=path, key=key, entry=wrong[0], value=row[wrong[0]])
    return Theme(
        key, names[0], names[1], tuple(codes), tuple(" ".join(word.split()) for word in words)
    )


def find_themes(doc: Doc) -> Iterator[ThemeHit]:
    """The keywords of themes in a document, in order; of two that overlap the longer one that
    begins first.

    >>> from textkit.language.annotation import annotate
    >>> [
    ...     (hit.theme, hit.words)
    ...     for hit in find_themes(next(annotate("Xây dựng trường học đạt chuẩn quốc gia")))
    ... ]
    [('giao_duc', 'trường học')]
    """
    document = document_of(doc)
    for hit in own_lexicon().hits(document.text):
        yield ThemeHit(document.id, *hit)


def theme_of(text: str) -> str | None:
    """The main theme of a statement by textkit's own lexicon: see `Lexicon.theme_of`.

    >>> theme_of("Hoàn thành đường cao tốc nối cảng")
    'ha_tang_do_thi'
    """
    return own_lexicon().theme_of(text)
