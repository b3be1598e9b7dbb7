"""The articles, clauses and points that a text names, in the notation `article.clause+point`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from textkit import data
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.text import Passage

_PATTERNS = data.patterns("citations.toml", "pinpoints", blank=r"\s{1,3}", capital=CAPITALS)

# So many characters before an article are looked at. The longest words that can send a reader there
# have as many: "trường hợp trong ", with three blanks for each of its three. What begins a line has
# 21 at the most.
_LOOK_BACK = 23


class Pinpoint(NamedTuple):
    """Articles, clauses and points that are named in a row.

    `notation` is `12.1đ`, `5,6,7` or `346-350`, several joined by `; `. Where the row ends in `Điều
    này`, `khoản này` or `điểm này`, `is_this` is true and the notation lacks the article: `.2` is
    clause 2 of this article, and an empty one this article itself.
    """

    start: int
    end: int
    notation: str
    is_this: bool


def find_pinpoints(text: str | Passage) -> Iterator[Pinpoint]:
    """The articles named in a text, those in a row as one; clauses without an article are none.

    >>> text = "điểm c khoản 3, điểm b khoản 4 Điều 5; khoản 2 Điều này"
    >>> [pinpoint.notation for pinpoint in find_pinpoints(text)]
    ['5.3c; 5.4b; .2']
    """
    for row in _rows(Passage.of(text)):
        pinpoint = _pinpoint_of(row)
        if pinpoint:
            yield pinpoint


def _rows(passage: Passage) -> Iterator[list[re.Match[str]]]:
    """What is named in a row: "điểm a khoản 1", "khoản 2", "Điều 5" in a text are one row."""
    folded = passage.folded
    row: list[re.Match[str]] = []
    for group in _PATTERNS["group"].finditer(folded):
        if row and not _joins(passage, row[-1].end(), group):
            yield row
            row = []
        row.append(group)
        # "khoản 3 Điều này và điểm b khoản 3 Điều 18 của Luật Giá": what follows "Điều này" belongs
        # to another document, whatever joins the two.
        if group["this"]:
            yield row
            row = []
    if row:
        yield row


def _joins(passage: Passage, end: int, group: re.Match[str]) -> bool:
    """Whether only a joint stands between two groups: a comma, "và", or nothing but a blank; and
    the second does not head the next article.
    """
    joint = _PATTERNS["joint"].fullmatch(passage.folded, end, group.start())
    if joint is None or "\n\n" in joint.group():
        return False
    in_new_line = "\n" in joint.group() and passage.text.startswith("Điều", group.start())
    return not (in_new_line and _PATTERNS["headed"].match(passage.text, group.end()))


def _pinpoint_of(row: list[re.Match[str]]) -> Pinpoint | None:
    """The notation of a row: points wait for their clause, clauses and points for their article."""
    points: list[str] = []
    clauses: list[str] = []
    articles: list[str] = []
    last_article: re.Match[str] | None = None
    for group in row:
        if group["point"]:
            points.append(_items(group["point"]))
        elif group["clause"]:
            clauses += _clauses_with(",".join(points), _items(group["clause"]))
            points = []
        else:
            within = [*clauses, ",".join(points)] if points else clauses
            articles += _articles_with(within, _items(group["article"] or ""))
            clauses, points = [], []
            last_article = group
    if last_article is None:
        return None
    notation = "; ".join(filter(None, articles))
    return Pinpoint(row[0].start(), last_article.end(), notation, bool(last_article["this"]))


def _clauses_with(points: str, clauses: str) -> list[str]:
    """Clauses with the points named before them, which belong to the first: "điểm a khoản 2, 3"."""
    if not points:
        return [clauses]
    first, _, others = clauses.partition(",")
    return [first + points, others] if others else [first + points]


def _articles_with(within: list[str], articles: str) -> list[str]:
    """Articles with the clauses named before them, which belong to the first: "khoản 1 Điều 3, 7".

    "Điều này" has no number, so its clauses begin with a dot.
    """
    if not within:
        return [articles]
    first, _, others = articles.partition(",")
    return [*(f"{first}.{clause}" for clause in within), others]


def _items(listed: str) -> str:
    """A list in the notation: "346 đến Điều 350" becomes `346-350`, "5, 6 và 7" `5,6,7`."""
    numbers = _PATTERNS["repeated"].sub("", listed)
    ranges = _PATTERNS["until"].sub("-", numbers)
    return _PATTERNS["separator"].sub(",", ranges)


def find_sections(text: str | Passage) -> Iterator[Pinpoint]:
    """The clauses and points that a text names within sections: documents of the Party have no
    articles. A section alone is no pinpoint.

    >>> text = "điểm b khoản 4 Mục II Nghị quyết 347, khoản 3 mục 1 và mục 3 Nghị quyết 26"
    >>> [section.notation for section in find_sections(text)]
    ['II.4b', '1.3']
    """
    for match in _PATTERNS["insection"].finditer(Passage.of(text).folded):
        if not (match["point"] or match["clause"]):
            continue
        point, clause = (_items(match[part] or "") for part in ("point", "clause"))
        within = "".join(_clauses_with(point, clause)) if clause else point
        section = match["section"].upper()
        notation = f"{section}.{within}" if within else section
        yield Pinpoint(*match.span(), notation, is_this=False)


def is_reference(passage: Passage, pinpoint: Pinpoint) -> bool:
    """Whether articles that no named document follows are referred to.

    A heading is no reference ("Điều 5. Trách nhiệm"), nor are words that only look like one ("những
    điều 4 xã đã làm", "Điều này rất khó").
    """
    look_back = max(0, pinpoint.start - _LOOK_BACK)
    if pinpoint.is_this:
        # "khoản 2 Điều này" can only be an article. "Điều này" alone also means "this": it is one
        # where the reader is sent there.
        sends = _PATTERNS["sends"].search(passage.folded[look_back : pinpoint.start])
        return bool(pinpoint.notation or sends)
    # A row that begins otherwise than with "Điều", or goes on behind the article, is no heading.
    if not passage.text.startswith(("Điều", "điều"), pinpoint.start):
        return True
    if not pinpoint.notation.isalnum():
        return True
    # "những điều 4 xã đã làm"
    if passage.text[pinpoint.start] == "đ":
        return False
    begins_line = _PATTERNS["headleft"].search(passage.text[look_back : pinpoint.start])
    has_title = _PATTERNS["headright"].match(passage.text, pinpoint.end)
    return not (begins_line and has_title)


def document_after(passage: Passage, pinpoint: Pinpoint) -> int:
    """Where the document begins whose articles these are, should one follow."""
    gap = _PATTERNS["todocument"].match(passage.folded, pinpoint.end)
    return gap.end() if gap else pinpoint.end
