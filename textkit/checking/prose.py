"""Where a draft runs as prose: its paragraphs, without titles in capitals, tables, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textkit.checking.material import Draft, Span

# Fewer words are a heading, a cell or a signature. Chosen by eye; not measured.
_FEWEST_WORDS = 6

# "www.lamchau.gov.vn", "vanthu@lamchau.gov.vn", "C:\\du-lieu": in these a mark is no stop.
_ADDRESS = re.compile(r"www\.|://|@|\\|\.(?:vn|com|org|net|gov|edu|docx?|xlsx?|pdf)\b", re.I)
# Leaders of a table of contents, and blanks to be filled in: "......", "____".
_LEADERS = re.compile(r"\.{4,}|…{2,}|_{3,}")

_OWN_KINDS = frozenset({None, "body", "heading"})


def lines_of_prose(draft: Draft) -> list[Span]:
    """The bounds of the lines that are sentences or parts of sentences of the draft."""
    return draft.once("lines of prose", lambda: list(_lines_of_prose(draft)))


def _lines_of_prose(draft: Draft) -> Iterator[Span]:
    start = 0
    for line in draft.text.split("\n"):
        end = start + len(line)
        if _is_prose(line) and draft.document.kind_at(start) in _OWN_KINDS:
            yield start, end
        start = end + 1


def _is_prose(line: str) -> bool:
    """Whether a line is prose, by its looks."""
    is_long_enough = len(line.split()) >= _FEWEST_WORDS
    return (
        is_long_enough
        and "|" not in line
        and "\t" not in line
        and not line.isupper()
        and not _LEADERS.search(line)
    )


def in_prose(
    draft: Draft, pattern: re.Pattern[str], *, folded: bool = False
) -> Iterator[re.Match[str]]:
    """The matches of a pattern in prose, but for those in an address; with `folded` of a pattern
    over the folded text.
    """
    text = draft.folded if folded else draft.text
    for start, end in lines_of_prose(draft):
        for match in pattern.finditer(text, start, end):
            first = draft.text.rfind(" ", start, match.start()) + 1 or start
            last = draft.text.find(" ", match.end(), end)
            around = draft.text[max(start, first) : end if last < 0 else last]
            if not _ADDRESS.search(around):
                yield match
