"""Rules on a draft's structure: numbering, counts announced, references to its own parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from textkit import data
from textkit.checking.material import Draft, Prior
from textkit.checking.parts import POINTS, missing_part
from textkit.checking.rule import Hit, Severity, rule
from textkit.language.units import Unit
from textkit.reading.document import grouped
from textkit.vietnamese.numbers import roman_number

_PATTERNS = data.patterns("checks.toml", "structure")

# The letters that parts are counted with.
_CAPITALS = "ABCDEGHK"
_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_NUMBER_WORDS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_COUNTS = {word: number for number, word in enumerate(_NUMBER_WORDS, start=1)}

# What is numbered and counts up among its siblings. Articles count through the whole document and
# have a rule of their own.
_NUMBERED_KINDS = ("part", "chapter", "section", "clause", "point")
_TITLED_KINDS = ("part", "chapter", "section", "article")
_CITED_KINDS = ("article", "clause", "point")

# A number that comes twice, or a gap of one, is a slip. After a greater jump the list more often
# breaks off for good. Chosen by eye; not measured.
_STEPS_OF_A_SLIP = (0, 2)


class _Numbered(NamedTuple):
    """A unit with the style of its label and its number in that style: 5 for `đ)`."""

    unit: Unit
    style: str
    number: int


def _is_explained(draft: Draft, before: Unit, unit: Unit, last: int) -> bool:
    """Whether a number that seems left out or repeated is not.

    The missing one may be run on in a line between (`1. Làm đường. 2. Làm cầu.`), or another number
    follows the label (`b. 1.`).
    """
    core = re.search(r"(\d+|[a-zđ])\W*$", before.label)
    if not core:
        return False
    if re.match(r"\s?\d+[.)]", draft.text[unit.start + len(unit.label) :]):
        return True
    missing = str(last + 1) if core[1].isdigit() else POINTS[last : last + 1]
    label = re.escape(before.label[: core.start()]) + missing
    between = draft.text[before.start + len(before.label) : unit.start]
    return re.search(rf"(?:[.;:”“]|\n)\s*{label}(?!\w)", between) is not None


def _hit_on_label(
    draft: Draft, unit: Unit, before: str, here: str, severity: Severity | None = None
) -> Hit:
    """A hit on the label of a unit, with what stands before and here."""
    start = draft.text.index(unit.label, unit.start)
    values = {"before": before, "here": here}
    return Hit(start, start + len(unit.label), values, severity=severity)


def _article_number(article: Unit) -> int:
    """The number in the label of an article."""
    return int(re.findall(r"\d+", article.label)[0])


@rule(
    "structure.article-gap",
    severity="error",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: các điều đánh số liên tục",
)
def article_gap(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số thứ tự của điều không liên tục hoặc bị trùng."""
    articles = [unit for unit in draft.own_units if unit.kind == "article"]
    for before, unit in pairwise(articles):
        last, here = _article_number(before), _article_number(unit)
        # A regulation that the document brings in begins with an article 1 of its own.
        begins_again = here == 1 and last > 1
        # "Điều 7a" was put in by an amendment.
        put_in = re.search(r"\d[a-zđ]", unit.label)
        if here == last + 1 or begins_again or put_in:
            continue
        if not _is_explained(draft, before, unit, last):
            yield _hit_on_label(draft, unit, str(last), str(here))


def _style_and_number(label: str) -> tuple[str, int] | None:
    """The style of a label and its number: ("a)", 5) for `đ)`; None where it has no plain one.

    >>> [_style_and_number(label) for label in ("2.3.", "IV-", "Thứ ba,", "đ)", "C.", "?")]
    [('#.#.', 3), ('roman', 4), ('Thứ', 3), ('a)', 5), ('A.', 3), None]
    """
    core = label.strip(" \t.:-–()/,")
    if match := re.fullmatch(r"(?:\d+\.)*(\d+)", core):
        return re.sub(r"\d+", "#", label.replace(" ", "")), int(match[1])
    # A lone "C" is the letter behind B, not a hundred.
    if (match := re.fullmatch(r"(?:\w+ )?([IVXLC]+)", core)) and core != "C":
        return "roman", roman_number(match[1].lower())
    match = re.fullmatch(r"Thứ (\w+)(?: là)?", core)
    if match and match[1] in _ORDINALS:
        return "Thứ", _ORDINALS.index(match[1]) + 1
    for letters in (POINTS, _CAPITALS):
        if len(core) == 1 and core in letters:
            return letters[0] + label[-1], letters.index(core) + 1
    return None


def _rows(draft: Draft) -> Iterator[list[_Numbered]]:
    """The numbered units under one parent in one style, as rows that should count up from one."""
    numbered = []
    for unit in draft.own_units:
        place = _style_and_number(unit.label) if unit.kind in _NUMBERED_KINDS else None
        if place:
            numbered.append(_Numbered(unit, *place))
    families = grouped(numbered, lambda item: (item.unit.parent, item.unit.level, item.style))
    for siblings in families.values():
        yield from _cut_into_rows(siblings)


def _cut_into_rows(siblings: Sequence[_Numbered]) -> Iterator[list[_Numbered]]:
    """Siblings cut where they begin again with one; what stands before the first one is left out.

    Two ones in a row are a number repeated, not two rows.
    """
    row: list[_Numbered] = []
    for item in siblings:
        if item.number == 1 and len(row) > 1:
            yield row
            row = []
        if row or item.number == 1:
            row.append(item)
    yield row


@rule(
    "structure.numbering-gap",
    severity="warning",
    source=(
        "Nghị định 30/2020/NĐ-CP, Phụ lục I; các chữ cái của điểm: a, b, c, d, đ, e, g, h, i, k …"
    ),
)
def numbering_gap(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số thứ tự của mục, khoản, điểm, của các ý (1) (2) (3), Thứ nhất, Thứ hai không liên tục hoặc
    bị trùng.
    """
    for row in _rows(draft):
        yield from _gaps_in_row(draft, row)
    for line in re.finditer(r"[^\n]+", draft.text):
        yield from _gaps_in_line(draft, *line.span())


def _gaps_in_row(draft: Draft, row: Sequence[_Numbered]) -> Iterator[Hit]:
    """Where the numbers of a row of units do not follow one another."""
    least, most = _STEPS_OF_A_SLIP
    for before, item in pairwise(row):
        step = item.number - before.number
        if step == 1 or _is_explained(draft, before.unit, item.unit, before.number):
            continue
        severity: Severity | None = None if least <= step <= most else "note"
        yield _hit_on_label(draft, item.unit, before.unit.label, item.unit.label, severity)


def _gaps_in_line(draft: Draft, start: int, end: int) -> Iterator[Hit]:
    """Where the numbers of a list that stands in one line, `(1) …; (2) …`, do not follow."""
    items = []
    for item in _PATTERNS["inline"].finditer(draft.text, start, end):
        if draft.is_own(*item.span()):
            items.append(item)
    # What does not begin with (1) refers to something: "các ý (2) và (4)".
    if not items or items[0][1] != "1":
        return
    for before, item in pairwise(items):
        begins_again = item[1] == "1" != before[1]
        if int(item[1]) != int(before[1]) + 1 and not begins_again:
            values = {"before": before[0].strip(), "here": item[0].strip()}
            yield Hit(item.start(), item.end() - 1, values)


@rule(
    "structure.count-announced",
    severity="warning",
    source="Số nêu ở câu dẫn phải bằng số mục được liệt kê",
)
def count_announced(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số mục nêu ở câu dẫn khác với số mục được liệt kê."""
    rows = [row for row in _rows(draft) if len(row) > 1]
    for match in _PATTERNS["announced"].finditer(draft.folded):
        announced = _COUNTS.get(match["n"]) or int(match["n"])
        listed = _numbers_listed(draft, match, rows)
        # "Một nhiệm vụ trọng tâm:" leads to the steps of this one task.
        if listed and announced > 1 and announced not in listed:
            end = match.start("what") + len(match["what"].rstrip())
            yield Hit(match.start(), end, {"said": str(announced), "found": str(max(listed))})


def _numbers_listed(
    draft: Draft, announcement: re.Match[str], rows: Sequence[Sequence[_Numbered]]
) -> set[int]:
    """How many items follow an announcement: in its line, or as rows of units right below.

    More than one number where rows of several styles begin in the same place; none where nothing
    that is numbered follows.
    """
    in_line = _PATTERNS["inline"].findall(announcement["rest"])
    if in_line[:2] == ["1", "2"]:
        return {len(in_line)}
    if announcement["rest"]:
        return set()
    lengths = set()
    for row in rows:
        start = row[0].unit.start
        if start >= announcement.end() and not draft.text[announcement.end() : start].strip():
            lengths.add(len(row))
    return lengths


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
        alone = empty[position] and not any(beside)
        if alone and not is_sentence and following.level <= unit.level:
            yield Hit(unit.start, unit.end)


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
    """References to articles, clauses and points of the draft itself that it does not have."""
    units = [unit for unit in draft.own_units if unit.kind in _CITED_KINDS]
    for citation in draft.citations:
        if citation.name != "self" or not citation.pinpoint:
            continue
        article = _article_around(units, citation.start)
        if article is None:
            continue
        # ".3" is clause 3 of the article in which the reference stands.
        number = _article_number(article)
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
