"""Rules on the numbers of a draft's articles, clauses and points, and the rows in which they count
up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from textkit import data
from textkit.checking.material import Draft, Prior
from textkit.checking.parts import POINTS
from textkit.checking.rule import Hit, Severity, rule
from textkit.language.units import Unit
from textkit.reading.document import grouped
from textkit.reading.labels import figure
from textkit.vietnamese.numbers import roman_number

_PATTERNS = data.patterns("checks.toml", "structure")

# The letters that parts are counted with.
_CAPITALS = "ABCDEGHK"
_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")

# What is numbered and counts up among its siblings. Articles count through the whole document and
# have a rule of their own.
_NUMBERED_KINDS = ("part", "chapter", "section", "clause", "point")

# The style of "(i)", "(ii)".
_SMALL_ROMAN = "(i)"

# A line of a table of contents: dots that lead to a page.
_CONTENTS = re.compile(r"(?:\.{5,}|…{2,})\s{0,3}\d+")

# A line that begins with a word, and not with "1.", "a)", "II." or a bullet.
_PLAIN_LINE = re.compile(r"(?m)^[ \t]*(?!\w{1,4}[.)])[^\W\d_]")

# A number that comes twice, or a gap of one, is a slip. After a greater jump the list more often
# breaks off for good. Chosen by eye; not measured.
_STEPS_OF_A_SLIP = (0, 2)


class Numbered(NamedTuple):
    """A unit with the style of its label and its number in that style: 5 for `đ)`."""

    unit: Unit
    style: str
    number: int


# The number at the end of a label: "2.[3]." "[IV]-" "[đ])".
_CORE = re.compile(
    r"(?P<digits>\d+)\W*$|(?P<roman>[IVXLC]{2,}|[IVX])\W*$|(?P<letter>[A-ZĐa-zđ])\W*$"
)

# A line whose mark was not read as one: "ø) Dữ liệu mở", "$. Tiếp nhận", out of a scan.
_STRANGE_MARK = re.compile(r"\n[\s_*#|-]*[^\s0-9A-Za-zĐđ(“\"'‘\[\]\-–—+*•·|#_.…][.)]\s")


def _is_explained(draft: Draft, before: Unit, unit: Unit, last: int) -> bool:
    """Whether a number that seems left out or repeated is not.

    The missing one may be run on in a line between (`1. Làm đường. 2. Làm cầu.`), its mark may not
    have been read, an excerpt may leave it out, or another number follows the label (`b. 1.`).
    """
    core = _CORE.search(before.label)
    if not core:
        return False
    if re.match(r"\s?\d+[.)]", draft.text[unit.start + len(unit.label) :]):
        return True
    between = draft.text[before.start + len(before.label) : unit.start]
    if draft.has_cut(before.start, unit.start) or _STRANGE_MARK.search(between):
        return True
    label = re.escape(before.label[: core.start()]) + _next_figure(core, last)
    return re.search(rf"(?:[.;:”“]|\n)[\s_*#|-]*{label}(?!\w)", between) is not None


def _next_figure(core: re.Match[str], last: int) -> str:
    """The figure behind a number, in the style of a label."""
    if core["digits"]:
        return str(last + 1)
    if core["roman"]:
        return figure(last + 1, "upperRoman")
    letters = _CAPITALS if core["letter"].isupper() else POINTS
    return letters[last : last + 1]


def _hit_on_label(
    draft: Draft, unit: Unit, before: str, here: str, severity: Severity | None = None
) -> Hit:
    """A hit on the label of a unit, with what stands before and here."""
    start = draft.text.index(unit.label, unit.start)
    values = {"before": before, "here": here}
    return Hit(start, start + len(unit.label), values, severity=severity)


def article_number(article: Unit) -> int:
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
        last, here = article_number(before), article_number(unit)
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
    if match := re.fullmatch(r"\(([ivx]{2,})\)", label.strip()):
        return _SMALL_ROMAN, roman_number(match[1])
    for letters in (POINTS, _CAPITALS):
        if len(core) == 1 and core in letters:
            return letters[0] + label[-1], letters.index(core) + 1
    return None


def rows_of(draft: Draft) -> Iterator[list[Numbered]]:
    """The numbered units under one parent in one style, as rows that should count up from one."""
    numbered: list[Numbered] = []
    for unit in draft.own_units:
        place = _style_and_number(unit.label) if unit.kind in _NUMBERED_KINDS else None
        if place and not _CONTENTS.search(draft.text, *draft.line(unit.start)):
            numbered.append(_with_small_roman(Numbered(unit, *place), numbered))
    families = grouped(numbered, lambda item: (item.unit.parent, item.unit.level, item.style))
    for siblings in families.values():
        yield from _cut_into_rows(draft, siblings)


def _with_small_roman(item: Numbered, before: Sequence[Numbered]) -> Numbered:
    """A unit with its style: `(i)`, `(v)` are Roman unless they follow the letter before them."""
    letter = re.fullmatch(r"\(([ivx])\)", item.unit.label.strip())
    if letter is None:
        return item
    goes_on = any(
        other.style == item.style and other.number == item.number - 1
        for other in before[-1:]
        if other.unit.parent == item.unit.parent
    )
    return item if goes_on else Numbered(item.unit, _SMALL_ROMAN, roman_number(letter[1]))


def _cut_into_rows(draft: Draft, siblings: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """Siblings cut where they begin again with one; what stands before the first one is left out.

    Two ones in a row are a number repeated, not two rows, unless a line without a number stands
    between, which may head the second.
    """
    row: list[Numbered] = []
    for item in siblings:
        if item.number == 1 and row and (len(row) > 1 or _has_plain_line(draft, row[0], item)):
            yield row
            row = []
        if row or item.number == 1:
            row.append(item)
    yield row


def _has_plain_line(draft: Draft, item: Numbered, following: Numbered) -> bool:
    """Whether a line without a number or a bullet stands between the lines of two units."""
    _, end = draft.line(item.unit.start)
    return _PLAIN_LINE.search(draft.text, end, following.unit.start) is not None


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
    for row in rows_of(draft):
        yield from _gaps_in_row(draft, row)
    for line in re.finditer(r"[^\n]+", draft.text):
        yield from _gaps_in_line(draft, *line.span())


def _gaps_in_row(draft: Draft, row: Sequence[Numbered]) -> Iterator[Hit]:
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
