"""The title behind a reference: where it begins, and where it ends and the sentence goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textkit.finding.cited import AROUND, Source
from textkit.finding.known import Gazetteer
from textkit.vietnamese.casing import title_in_case
from textkit.vietnamese.signs import Sign
from textkit.vietnamese.text import Passage, fold

# A title that does not end within so many characters is taken as far. The longest titles of
# resolutions have some 400 characters. Chosen by eye; not measured.
_LONGEST_TITLE = 600

# Words of a known title that must all stand in the text for it to say where the title ends: fewer
# may begin another title too. Chosen by eye; not measured.
_WORDS_OF_A_KNOWN_TITLE = 4

# "a (b) c" of "a (b) c) d": up to a bracket that was opened before.
_UP_TO_UNOPENED_BRACKET = re.compile(r"(?:[^()]++|\([^()]*+\))*+")

_WORD = re.compile(r"\w+")

# What a title may or may not begin with: "về [việc] phê duyệt", "v/v tăng cường".
_LEADING = frozenset({"về", "việc", "v"})


def title_behind(
    source: Source, at: int, sign: Sign, kind: str | None, date: str | None
) -> tuple[int, str | None]:
    """Where the title behind a reference ends, and the title: "về nghề muối, tầm nhìn đến 2045".

    It ends where the title that the gazetteer has of this document ends; else at a mark, or where a
    new clause begins.
    """
    opening = AROUND["title"].match(source.folded, at)
    if not opening or "\n\n" in opening.group():
        return at, None
    start = opening.end()
    end = _bound(source, start)
    known = _known_end(source, start, sign, kind, date)
    if known is not None and known > end:
        end = known
    title = _in_one_line(source.text[start:end]).rstrip(" ,*/.")
    if title.isupper():
        title = title_in_case(title, source.text)
    return end, title or None


def _bound(source: Source, start: int) -> int:
    """Where a title ends by the words and marks behind it."""
    longest = min(start + _LONGEST_TITLE, len(source.text))
    for stop in AROUND["titleend"].finditer(source.folded, start, longest):
        if not _closes_within(source.text, start, stop):
            longest = stop.start()
            break
    # "(Nghị quyết số 05-NQ/TU về nghề muối) và": the bracket was opened before the title.
    end = _UP_TO_UNOPENED_BRACKET.match(source.text, start, longest)
    return end.end() if end else start


def _closes_within(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a mark closes a quotation within a title: "phê duyệt Đề án “Làng muối[”] năm 2025".

    Where all of the title is quoted, it ends there.
    """
    if stop.group() != "”":
        return False
    opened = text.rfind("“", start, stop.start())
    before = set(_WORD.findall(fold(text[start:opened]))) if opened >= 0 else set()
    return opened >= 0 and not before <= _LEADING


def _known_end(
    source: Source, start: int, sign: Sign, kind: str | None, date: str | None
) -> int | None:
    """Where the title that the gazetteer has of a document ends in the text; None where it stands
    otherwise.
    """
    ends = []
    passage = Passage(source.text, source.folded)
    for known in Gazetteer().numbered(sign.number, kind=kind, date=date):
        end = end_of_title(passage, start, known.title)
        if end is not None:
            ends.append(end)
    return max(ends, default=None)


def _without_leading(words: list[str]) -> list[str]:
    """The words of a title without those that it may do without."""
    first = 0
    while first < len(words) and words[first] in _LEADING:
        first += 1
    return words[first:]


def end_of_title(text: str | Passage, start: int, title: str) -> int | None:
    """Where a title that is known ends in a text in which it begins at `start`; None where other
    words stand there, or the title is too short to tell.

    >>> end_of_title("về việc quản lý nghề muối đã có", 0, "Về quản lý nghề muối")
    25
    """
    words = _without_leading(_WORD.findall(fold(title)))
    if len(words) < _WORDS_OF_A_KNOWN_TITLE:
        return None
    written = _words_at(Passage.of(text).folded, start)
    end = None
    for word in words:
        match = next(written, None)
        if match is None or match.group() != word:
            return None
        end = match.end()
    return end


def _words_at(folded: str, start: int) -> Iterator[re.Match[str]]:
    """The words from an offset on, without those that a title may do without."""
    leading = True
    for match in _WORD.finditer(folded, start, start + _LONGEST_TITLE):
        leading = leading and match.group() in _LEADING
        if not leading:
            yield match


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
