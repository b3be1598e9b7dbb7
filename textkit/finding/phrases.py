"""The noun phrase that names an indicator, out of the words around its figure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textkit import data
from textkit.vietnamese.text import NOTHING, Passage

_PATTERNS = data.patterns("targets.toml", "patterns", blank=r"\s")

# Brackets are passed over where a phrase is cut; longer ones are not looked for.
_BRACKETS = re.compile(r"\([^()]{0,300}\)")

# A part of so many words or fewer before ", xây dựng" is the first of two nouns ("công nghiệp, xây
# dựng"), unless a verb stands in it. Chosen by eye; not measured.
_WORDS_OF_A_NOUN = 3


def without_brackets(folded: str) -> str:
    """Folded words of equal length in which brackets hold nothing that a pattern finds.

    >>> without_brackets("grdp (giá, so sánh) tăng")
    'grdp (············) tăng'
    """
    return _BRACKETS.sub(lambda bracket: f"({'·' * (len(bracket[0]) - 2)})", folded)


def trim(words: Passage) -> Passage:
    """The noun phrase of an indicator: without lead-in, verb and figure words around it."""
    masked = Passage(words.text, without_brackets(words.folded))
    start = _behind_frames(masked)
    for begin in sorted({start, *_starts(masked, start)}, reverse=True):
        part = _between(masked, begin)
        if part:
            return words[part]
    return NOTHING


def _between(masked: Passage, begin: int) -> slice | None:
    """Where the phrase that begins behind a place stands, without what leads in and out; None
    where nothing is left.
    """
    lead = _PATTERNS["before"].match(masked.folded, begin)
    start = lead.end() if lead else begin
    tail = _PATTERNS["after"].search(masked.folded[start:])
    end = start + tail.start() if tail else len(masked)
    text = masked.text[start:end]
    start += len(text) - len(text.lstrip())
    end = max(start, end - (len(text) - len(text.rstrip())))
    return slice(start, end) if start < end else None


def _behind_frames(masked: Passage) -> int:
    """Where the words behind "Đối với Hà Nội, …", "Tại các xã biên giới, …" begin."""
    frame = _PATTERNS["frame"].match(masked.folded)
    return frame.end() if frame else 0


def _starts(masked: Passage, first: int) -> Iterator[int]:
    """Where a phrase may begin: behind what parts clauses.

    A name that has begun and has no verb yet goes on: "Tỷ lệ thu ngân sách so với GRDP", "Tỷ lệ
    người dùng Internet với tốc độ cao".
    """
    turns = [
        turn for name in ("cut", "turn") for turn in _PATTERNS[name].finditer(masked.folded, first)
    ]
    start = first
    for turn in sorted(turns, key=lambda turn: turn.end()):
        left, right = masked.folded[start : turn.start()], masked.folded[turn.end() :]
        if turn[0].strip() in {";", ":", "."} or _opens(turn[0], left, right):
            start = turn.end()
            yield start


def _opens(turn: str, left: str, right: str) -> bool:
    """Whether a comma, "và", "với" or "để" ends what stands left of it, so that another clause
    begins.
    """
    begins_name = bool(_PATTERNS["names"].match(right))
    if turn.lstrip().startswith(",") or "và" in turn.split():
        if begins_name:
            return True
        is_noun = len(left.split()) <= _WORDS_OF_A_NOUN and not _PATTERNS["acts"].search(left)
        if is_noun and _PATTERNS["nouns"].match(right):
            return False
    return not is_open_name(left)


def is_open_name(words: str) -> bool:
    """Whether words begin a name and have not come to its verb: "tỷ lệ người sử dụng Internet"."""
    lead = _PATTERNS["before"].match(words)
    name = words[lead.end() if lead else 0 :]
    begins = _PATTERNS["names"].match(name)
    return bool(begins) and not _PATTERNS["predicate"].search(name, begins.end() if begins else 0)
