"""Rules on a draft's structure: counts announced, empty headings, references to its own parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from textkit import data
from textkit.checking.material import Draft, Prior
from textkit.checking.numbering import Numbered, article_number, rows_of
from textkit.checking.parts import missing_part
from textkit.checking.rule import Hit, rule
from textkit.language.units import Unit

_PATTERNS = data.patterns("checks.toml", "structure")

_NUMBER_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_COUNTS = {word: number for number, word in enumerate(_NUMBER_WORDS, start=1)}

# Characters before a count in which words stand that make it no full count: "hơn ", "2 trong ".
# Chosen by eye; not measured.
_BEFORE_A_COUNT = 12

_TITLED_KINDS = ("part", "chapter", "section", "article")
_CITED_KINDS = ("article", "clause", "point")


@rule(
    "structure.count-announced",
    severity="warning",
    source="Số nêu ở câu dẫn phải bằng số mục được liệt kê",
)
def count_announced(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số mục nêu ở câu dẫn khác với số mục được liệt kê."""
    rows = [row for row in rows_of(draft) if len(row) > 1]
    for match in _PATTERNS["announced"].finditer(draft.folded):
        announced = _count(match["n"])
        # "Một nhiệm vụ trọng tâm:" leads to the steps of this one task.
        if announced < 2 or _is_selection(draft, match):
            continue
        listed = _numbers_listed(draft, match, rows)
        # "4 lĩnh vực với 19 giải pháp sau:": what is listed is one of those it counts.
        if listed and not listed & {announced, *_other_counts(draft, match)}:
            end = match.start("what") + len(match["what"].rstrip())
            yield Hit(match.start(), end, {"said": str(announced), "found": str(min(listed))})


def _count(written: str) -> int:
    """A count in digits or in words up to ten."""
    return _COUNTS.get(written) or int(written)


def _is_selection(draft: Draft, announcement: re.Match[str]) -> bool:
    """Whether not all is listed: "hơn 10 nhiệm vụ", "2 trong 5 giải pháp", "5 nhiệm vụ, như:"."""
    before = draft.folded[: announcement.start()][-_BEFORE_A_COUNT:]
    selected = _PATTERNS["selected"].search(before)
    return selected is not None or _PATTERNS["such_as"].search(announcement["what"]) is not None


def _other_counts(draft: Draft, announcement: re.Match[str]) -> set[int]:
    """What else the line of an announcement counts, up to its colon."""
    start, _ = draft.line(announcement.start())
    end = announcement.end("what")
    return {_count(match["n"]) for match in _PATTERNS["counted"].finditer(draft.folded, start, end)}


def _numbers_listed(
    draft: Draft, announcement: re.Match[str], rows: Sequence[Sequence[Numbered]]
) -> set[int]:
    """How many items follow an announcement: in its line, or as rows of units right below; there
    also how many lie below those, all together ("19 giải pháp" as 7 + 4 + 5 + 3).

    More than one number where rows of several styles begin in the same place; none where nothing
    that is numbered follows, or the list goes on with "…".
    """
    in_line = _PATTERNS["inline"].findall(announcement["rest"])
    if in_line[:2] == ["1", "2"]:
        return set() if _PATTERNS["goes_on"].search(announcement["rest"]) else {len(in_line)}
    if announcement["rest"]:
        return set()
    numbers: set[int] = set()
    for row in rows:
        start, end = row[0].unit.start, row[-1].unit.end
        is_right_below = start >= announcement.end() and _is_blank(draft, announcement.end(), start)
        if is_right_below and _PATTERNS["goes_on"].search(draft.folded[start:end].rstrip()):
            return set()
        if is_right_below:
            numbers |= {len(row), _number_below(draft, row, rows)} - {0}
    return numbers


def _is_blank(draft: Draft, start: int, end: int) -> bool:
    """Whether there is only white space between two places."""
    return re.compile(r"\s*").fullmatch(draft.text, start, end) is not None


def _number_below(draft: Draft, row: Sequence[Numbered], rows: Sequence[Sequence[Numbered]]) -> int:
    """How many items lie right below those of a row: as rows of their own, or in their lines."""
    inside = [other for other in rows if _lies_below(other, row)]
    if inside:
        nearest = min(other[0].unit.level for other in inside)
        return sum(len(other) for other in inside if other[0].unit.level == nearest)
    start, end = row[0].unit.start, row[-1].unit.end
    return len(_PATTERNS["inline"].findall(draft.text[start:end]))


def _lies_below(row: Sequence[Numbered], above: Sequence[Numbered]) -> bool:
    """Whether a row lies inside another's units, some level down."""
    unit, first, last = row[0].unit, above[0].unit, above[-1].unit
    return first.start < unit.start < last.end and unit.level > first.level


@rule(
    "structure.empty-heading",
    severity="warning",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: bố cục của văn bản",
)
def empty_heading(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Đề mục không có nội dung."""
    parents = {unit.parent for unit in draft.units if unit.kind != "sentence"}
    titled, empty = [], []
    for position, unit in enumerate(draft.units):
        if unit.kind in _TITLED_KINDS:
            lines = draft.text[unit.start : unit.end].strip()
            titled.append(unit)
            empty.append(unit.heading != "" and position not in parents and "\n" not in lines)
    for position, (unit, following) in enumerate(pairwise(titled)):
        # Several empty headings in a row are an outline or a table of contents.
        beside = empty[max(0, position - 1) : position] + empty[position + 1 : position + 2]
        # What ends with a full stop is a sentence that only looks like a heading.
        is_sentence = draft.text[unit.end - 1] in ".;:"
        alone = empty[position] and not any(beside) and following.level <= unit.level
        if alone and not is_sentence and not _goes_on(draft, unit, following):
            yield Hit(unit.start, unit.end)


def _goes_on(draft: Draft, heading: Unit, following: Unit) -> bool:
    """Whether a heading in capitals goes on in the next line, as scraped pages break it, or an
    excerpt leaves its content out.
    """
    next_line = re.compile(r"[ \t]*\n[ \t]*([^\n]+)").match(draft.text, heading.end)
    in_capitals = draft.text[heading.start : heading.end].isupper()
    is_broken = (
        in_capitals
        and next_line is not None
        and next_line.start(1) < following.start
        and next_line[1].isupper()
    )
    return is_broken or draft.has_cut(heading.start, following.start)


@rule(
    "structure.no-such-part",
    severity="warning",
    source="Điều, khoản, điểm được viện dẫn phải có trong văn bản",
)
def no_such_part(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Viện dẫn đến điều, khoản, điểm, phụ lục không có trong dự thảo."""
    yield from _missing_articles(draft)
    yield from _missing_annexes(draft)


def _missing_articles(draft: Draft) -> Iterator[Hit]:
    """References to articles, clauses and points of the draft itself that it does not have; none of
    an excerpt.
    """
    if draft.has_cut(0, len(draft.text)):
        return
    units = [unit for unit in draft.own_units if unit.kind in _CITED_KINDS]
    for citation in draft.citations:
        if citation.name != "self" or not citation.pinpoint:
            continue
        article = _article_around(units, citation.start)
        if article is None:
            continue
        # ".3" is clause 3 of the article in which the reference stands.
        number = article_number(article)
        pinpoint = re.sub(r"(?<![\d.])\.(?=\d)", f"{number}.", citation.pinpoint)
        if pinpoint != citation.pinpoint:
            # A number may stand twice in a draft, as where it brings in a regulation: what speaks
            # of its own article is held against this one alone.
            held = [unit.path for unit in units if article.start <= unit.start < article.end]
        else:
            held = [unit.path for unit in units]
        if missing := missing_part(held, pinpoint):
            yield Hit(citation.start, citation.end, {"part": missing})


def _article_around(units: Sequence[Unit], start: int) -> Unit | None:
    """The last article that begins before a place."""
    before = [unit for unit in units if unit.kind == "article" and unit.start <= start]
    return before[-1] if before else None


def _missing_annexes(draft: Draft) -> Iterator[Hit]:
    """References to annexes of the draft that it does not have.

    Where fewer than two annexes bear a number, the others may lie in files of their own.
    """
    annexes = {match["n"] for match in _PATTERNS["annex"].finditer(draft.text)}
    if len(annexes) < 2:
        return
    for match in _PATTERNS["toannex"].finditer(draft.text):
        if match["n"] not in annexes:
            start, end = match.start(), match.end("n")
            yield Hit(start, end, {"part": draft.text[start:end]})
