"""Which lexicon themes a unit speaks of."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from textkit.language.annotation import document_of
from textkit.reading.document import Record
from textkit.reading.text import fold

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


@cache
def load_themes() -> Mapping[str, Theme]:
    """The lexicon's themes by key, in its order."""
    content = tomllib.loads((files("textkit") / "data" / "themes.toml").read_text("utf-8"))
    return {
        key: Theme(key, row["vi"], row["en"], tuple(row["cap"]), tuple(row["keywords"])) for key, row in content.items()
    }


@cache
def _lexicon() -> tuple[re.Pattern[str], Mapping[str, tuple[str, str]]]:
    words = {fold(word): (theme.key, word) for theme in load_themes().values() for word in theme.keywords}
    longest = "|".join(re.escape(word).replace(r"\ ", r"\s") for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{longest})(?!\w)"), words


def find_themes(doc: Doc) -> Iterator[ThemeHit]:
    """The keywords of themes in a document, in order; of two that overlap the longer one that begins first.

    >>> from textkit.language.annotation import annotate
    >>> [(hit.theme, hit.words) for hit in find_themes(next(annotate("Xây dựng trường học đạt chuẩn quốc gia")))]
    [('giao_duc', 'trường học')]
    """
    document = document_of(doc)
    for start, end, theme, words in _hits(document.text):
        yield ThemeHit(document.id, start, end, theme, words)


def theme_of(text: str) -> str | None:
    """The main theme of a statement: each keyword weighs its syllables, the first mentioned wins a tie; or None.

    >>> theme_of("Hoàn thành đường cao tốc nối cảng")
    'ha_tang_do_thi'
    """
    weights: Counter[str] = Counter()
    for _, _, theme, words in _hits(text):
        weights[theme] += words.count(" ") + 1
    return max(weights, key=weights.__getitem__, default=None)


def _hits(text: str) -> Iterator[tuple[int, int, str, str]]:
    pattern, words = _lexicon()
    for match in pattern.finditer(fold(text)):
        theme, word = words[re.sub(r"\s", " ", match.group())]
        yield match.start(), match.end(), theme, word
