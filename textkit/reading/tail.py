"""The parts of a document's tail: recipients, and who signed for whom in which office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from textkit import data
from textkit.reading.document import Block
from textkit.reading.letterhead import Part
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.text import Passage

_PATTERNS = data.patterns("reading.toml", "tail")

# A name stands at most so many lines below its office: "(Đã ký)" and two lines of a stamp between.
# Chosen by eye on the tails to tune on.
_LINES_TO_A_NAME = 4
_LONGEST_OFFICE = 80
# The list of recipients of a Government decree has some forty lines.
_LINES_OF_RECIPIENTS = 60

_WORD_OF_A_NAME = rf"[{CAPITALS}][\w'’]*(?:-[{CAPITALS}]\w*)*"
_NAME = re.compile(
    rf"""
    (?: (?: GS | PGS | TS | ThS | BS | KS | CN | Đ/c ) \.? \s? )*     # PGS. TS.
    (?: (?: [ĐT]ại | Thượng | Trung | Thiếu ) \s (?: tướng | tá | úy | uý ) \s )?  # Thượng tướng
    (?P<name> {_WORD_OF_A_NAME} (?: [ ] {_WORD_OF_A_NAME} ){{1,5}} )
    """,
    re.VERBOSE,
)
# KT. CHỦ TỊCH PHÓ CHỦ TỊCH Trần Văn Lam: a signature whose lines were joined.
_MIXED_WORD = rf"[{CAPITALS}](?![{CAPITALS}])[\w'’]*"
_JOINED = re.compile(
    rf"(?P<office>[{CAPITALS}./,()\s-]{{4,120}})\s(?P<name>{_MIXED_WORD}(?: {_MIXED_WORD}){{1,4}})"
)
# (Đã ký)
_SIGNED = re.compile(r"\(?Đã k[ýí]\)?\s*:?\s*", re.IGNORECASE)


class Signature(NamedTuple):
    """Who signed: the name, its place in the text, and the lines of office above it."""

    name: str
    start: int
    end: int
    offices: tuple[str, ...]


def find_signature(text: str, begin: int = 0) -> Signature | None:
    """Who signed, behind `begin`: the first line of only a name under an office; None without one.

    >>> find_signature("…\\nT/M BAN THƯỜNG VỤ\\nBÍ THƯ\\n(Đã ký)\\nTrần Văn Lam")
    Signature(name='Trần Văn Lam', start=35, end=47, offices=('T/M BAN THƯỜNG VỤ', 'BÍ THƯ'))
    """
    passage = Passage.of(text)
    offices: list[str] = []
    lines_left = 0
    for line in re.finditer(r"[^\n\t|]+", text[begin:]):
        start = begin + line.start()
        words = _SIGNED.sub("", line[0].strip()).strip(" *")
        folded = " ".join(passage.folded[start : start + len(line[0])].split())
        joined = _JOINED.fullmatch(words)
        if joined and _is_office(joined["office"]) and _is_name(joined["name"]):
            return _signature(line[0], start, joined["name"], [*offices, joined["office"]])
        name = _NAME.fullmatch(words)
        if lines_left and name and _is_name(name["name"]):
            return _signature(line[0], start, name["name"], offices)
        if _PATTERNS["annex"].match(folded) and words.isupper():
            offices, lines_left = [], 0
        elif _is_office(words):
            offices = [*offices, words] if lines_left else [words]
            lines_left = _LINES_TO_A_NAME
        elif lines_left and words.isupper():  # TM. ỦY BAN ⏎ NHÂN DÂN
            offices[-1] = f"{offices[-1]} {words}"
        elif words:
            lines_left = max(lines_left - 1, 0)
    return None


def _signature(line: str, start: int, name: str, offices: list[str]) -> Signature:
    at = start + line.rindex(name)
    return Signature(name.title() if name.isupper() else name, at, at + len(name), tuple(offices))


def _is_office(words: str) -> bool:
    """Whether a line in capitals names an office or for whom is signed."""
    if not words.isupper() or len(words) > _LONGEST_OFFICE:
        return False
    return bool(_PATTERNS["office"].search(Passage.of(words).folded))


def _is_name(words: str) -> bool:
    """Whether words with capitals are a person's name and not an office, a body or a heading.

    In capitals throughout they must begin with a family name.
    """
    folded = Passage.of(words).folded
    if _PATTERNS["unnamed"].match(folded):
        return False
    return bool(_PATTERNS["family"].match(folded)) or not words.isupper()


def mark_recipients(text: str, layout: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, those that are a list of recipients (Nơi nhận: …) of this kind: not counted."""
    spans = iter(list(_recipients(Passage.of(text), 0)))
    span = next(spans, None)
    marked = []
    for block in layout:
        while span is not None and span.end <= block.start:
            span = next(spans, None)
        is_inside = span is not None and span.start <= block.start and block.end <= span.end
        if is_inside and block.kind in ("body", "heading"):
            block = replace(block, kind="recipients")
        marked.append(block)
    return tuple(marked)


def _recipients(passage: Passage, begin: int) -> Iterator[Part]:
    """Each list of recipients, from "Nơi nhận" to its last line."""
    for match in _PATTERNS["recipients"].finditer(passage.folded, begin):
        start = end = match.start(1)
        for number, line in enumerate(re.finditer(r"[^\n\t]+", passage.text[start:])):
            folded = passage.folded[start + line.start() : start + line.end()].strip(" |*")
            if not folded:
                continue
            if number > _LINES_OF_RECIPIENTS or (number and not _is_recipient(line[0], folded)):
                break
            end = start + line.end()
        yield Part("recipients", start, end)


def _is_recipient(line: str, folded: str) -> bool:
    """Whether a line goes on with a list of recipients; a line of the office beside it does not."""
    if _PATTERNS["dashed"].match(folded):
        return True
    return not line.isupper() and bool(_PATTERNS["recipient"].match(folded) or folded[0].islower())
