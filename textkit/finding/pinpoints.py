"""The articles, clauses and points that a text names, in the notation `article.clause+point`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from textkit import data
from textkit.vietnamese.casing import CAPITALS

_PATTERNS = data.patterns("citations.toml", "pinpoints", capital=CAPITALS)
_LEVELS = re.compile(r"(?:điểm|khoản|điều)\s+")
_LAST = re.compile(r"\s*,?\s+(?:và|hoặc)\s+|\s*,\s*")


class Pinpoint(NamedTuple):
    """Articles named in a row; `here` when they end in `Điều này`, `khoản này` or `điểm này`.

    `said` is `12.1đ`, `5,6,7`, `346-350`, joined by `; `; without the article that is this one,
    `.2` or nothing.
    """

    start: int
    end: int
    said: str
    here: bool


class _Row:
    """What is named in a row so far: points wait for their clause, clauses for their article."""

    def __init__(self, start: int) -> None:
        self.start, self.last, self.points = start, start, ""
        self.clauses: list[str] = []
        self.articles: list[str] = []
        self.found: Pinpoint | None = None

    def add(self, match: re.Match[str]) -> None:
        self.last = match.end()
        if match["point"]:
            self.points = ",".join(filter(None, [self.points, _items(match["point"])]))
        elif match["clause"]:
            self._add_clauses(_items(match["clause"]))
        else:
            self._add_articles(_items(match["article"] or ""))
            self.found = Pinpoint(
                self.start, self.last, "; ".join(filter(None, self.articles)), bool(match["this"])
            )

    def _add_clauses(self, items: str) -> None:
        """Points belong to the first of several clauses."""
        first, _, rest = items.partition(",")
        self.clauses += [first + self.points, *filter(None, [rest])] if self.points else [items]
        self.points = ""

    def _add_articles(self, items: str) -> None:
        """Clauses belong to the first of several articles."""
        within = self.clauses + [self.points] * bool(self.points)
        first, _, rest = items.partition(",")
        self.articles += [*(f"{first}.{clause}" for clause in within), rest] if within else [items]
        self.clauses, self.points = [], ""


def find_pinpoints(folded: str) -> Iterator[Pinpoint]:
    """The articles named in a folded text, those in a row as one; clauses without an article are
    none.

    >>> [
    ...     found.said
    ...     for found in find_pinpoints("điểm c khoản 3, điểm b khoản 4 điều 5; khoản 2 điều này")
    ... ]
    ['5.3c; 5.4b; .2']
    """
    row: _Row | None = None
    for match in _PATTERNS["group"].finditer(folded):
        if row and not _joined(folded, row.last, match.start()):
            if row.found:
                yield row.found
            row = None
        row = row or _Row(match.start())
        row.add(match)
        if match["this"] and row.found:
            yield row.found
            row = None
    if row and row.found:
        yield row.found


def is_reference(text: str, folded: str, found: Pinpoint) -> bool:
    """Whether articles of no named document are referred to: no heading, and no `Điều này` that
    means "this".
    """
    before = max(0, found.start - 40)
    if found.here:
        return bool(found.said or _PATTERNS["asked"].search(folded[before : found.start]))
    if not text.startswith(("Điều", "điều"), found.start) or not found.said.isalnum():
        return True
    heading = _PATTERNS["headleft"].search(text[before : found.start]) and _PATTERNS[
        "headright"
    ].match(text, found.end)
    return text[found.start] == "Đ" and not heading


def document_after(folded: str, found: Pinpoint) -> int:
    """Where the document stands whose articles these are, should one follow."""
    gap = _PATTERNS["todocument"].match(folded, found.end)
    return gap.end() if gap else found.end


def _joined(folded: str, end: int, start: int) -> bool:
    return (
        start - end < 12
        and "\n\n" not in folded[end:start]
        and bool(_PATTERNS["joint"].fullmatch(folded, end, start))
    )


def _items(items: str) -> str:
    joined = _LAST.sub(",", _LEVELS.sub("", items))
    return re.sub(r"\s+đến\s+", "-", joined)
