"""Rules on names that are cut short: by their letters without a word, or by their first part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.prose import in_prose
from textkit.checking.rule import Case, Hit, rule
from textkit.data.expressions import compiled
from textkit.vietnamese.casing import CAPITALS

_LETTERS = re.compile(rf"(?<![\w./&-])[{CAPITALS}]{{4,8}}(?![\w/&-])")
_WORD = re.compile(r"[^\W\d_]+")
# What may stand between two words of one name.
_BETWEEN = re.compile(r"[ \n]|,[ ]|[ ][-–][ ]")


@cache
def _known_letters() -> frozenset[str]:
    """Abbreviations that every office reads."""
    return frozenset(data.toml("actors.toml")["abbreviations"])


@rule(
    "wording.unexplained",
    severity="note",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: từ viết tắt phải giải thích khi dùng lần đầu",
    bad=[
        Case("Ban Quản lý cảng cá rà soát luồng. Giao ⟦BQLCC⟧ nạo vét luồng Trà Lam trong năm."),
    ],
    good=[
        Case("Ban Quản lý cảng cá (BQLCC) rà soát luồng. Giao BQLCC nạo vét luồng Trà Lam."),
        Case("Giao BQLCC (Ban Quản lý cảng cá) nạo vét luồng Trà Lam trong năm nay."),
        Case("Ủy ban nhân dân tỉnh rà soát luồng. Giao UBND các xã nạo vét luồng Trà Lam."),
        Case("Giao BQLCC nạo vét luồng Trà Lam trong năm nay và báo cáo tỉnh."),
    ],
)
def unexplained(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Chữ viết tắt của một tên có trong dự thảo nhưng không được giải thích."""
    first_places: dict[str, Span] = {}
    for match in in_prose(draft, _LETTERS):
        first_places.setdefault(match.group(), match.span())
    if not first_places:
        return
    initials, words = _initials(draft.text)
    for letters, span in first_places.items():
        if letters in _known_letters() or _is_explained(draft.text, letters):
            continue
        name = _name_of(draft.text, initials, words, letters)
        if name:
            yield Hit(*span, {"words": letters, "name": name})


_OPENS, _CLOSES = frozenset('(“"'), frozenset(')”"')
# "gọi tắt là: BQLCC".
_CALLED = re.compile(r"[ ]là:?\s\Z")
_LONGEST_CALLED = 5


def _is_explained(text: str, letters: str) -> bool:
    """Whether letters stand in brackets or quotation marks, before a bracket or as what is meant.

    They are looked for as they are: a pattern of them would be compiled for each.
    """
    at = text.find(letters)
    while at >= 0:
        before, behind = text[max(at - 1, 0) : at], text[at + len(letters) : at + len(letters) + 2]
        is_marked = before in _OPENS and behind[:1] in _CLOSES
        is_before_bracket = behind[:1].isspace() and behind[1:] == "("
        is_called = _CALLED.search(text[max(at - _LONGEST_CALLED, 0) : at])
        if is_marked or is_before_bracket or is_called:
            return True
        at = text.find(letters, at + 1)
    return False


def _initials(text: str) -> tuple[str, list[Span]]:
    """The first letters of the words of a text, as capitals, and the bounds of each; a blank where
    a name cannot go on.
    """
    letters: list[str] = []
    spans: list[Span] = []
    last = 0
    for match in _WORD.finditer(text):
        if spans and not _BETWEEN.fullmatch(text, last, match.start()):
            letters.append(" ")
            spans.append((last, last))
        letters.append(match.group()[0].upper())
        spans.append(match.span())
        last = match.end()
    return "".join(letters), spans


def _name_of(text: str, initials: str, words: list[Span], letters: str) -> str | None:
    """The first name with these letters that begins with a capital and is no line of capitals."""
    at = initials.find(letters)
    while at >= 0:
        name = text[words[at][0] : words[at + len(letters) - 1][1]]
        if name[0].isupper() and not name.isupper():
            return " ".join(name.split())
        at = initials.find(letters, at + 1)
    return None


# A short name is a slip beside the whole one where it stands so seldom, and that so often. Chosen
# by eye; not measured.
_MOST_SHORT, _FEWEST_WHOLE = 1, 2


@cache
def _short_names() -> dict[str, re.Pattern[str]]:
    """The fields of the ministries that have several, each with a pattern of its first alone."""
    ministries = [row["body"] for row in data.rows("bodies.csv") if row["body"].startswith("Bộ ")]
    fields = {name.removeprefix("Bộ ") for name in ministries}
    short = {}
    for field in sorted(fields):
        first = re.split(r",\s|\s[-–]\s|\svà\s", field)[0]
        if first != field:
            goes_on = rf"(?!\w|,?\s+(?:và|-|–|&)|,\s+[{CAPITALS}]|-|\s[{CAPITALS}])"
            short[field] = compiled(rf"(?<!\w)(?P<head>Bộ|Sở)\s{re.escape(first)}{goes_on}")
    return short


@rule(
    "wording.name-cut",
    severity="note",
    source="Mỗi văn bản chỉ dùng một tên gọi cho một cơ quan",
    bad=[
        Case(
            "Sở Giáo dục và Đào tạo rà soát trường. Giao Sở Giáo dục và Đào tạo báo cáo;"
            " ⟦Sở Giáo dục⟧ chịu trách nhiệm."
        ),
    ],
    good=[
        Case(
            "Sở Giáo dục và Đào tạo rà soát trường. Giao Sở Giáo dục và Đào tạo báo cáo;"
            " các Sở Giáo dục, Y tế cùng dự."
        ),
        Case("Sở Giáo dục rà soát trường; giao Sở Giáo dục báo cáo; Sở Giáo dục và Đào tạo."),
    ],
)
def name_cut(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Tên cơ quan viết thiếu so với các chỗ khác trong dự thảo."""
    for field, pattern in _short_names().items():
        whole = compiled(rf"(?:Bộ|Sở)\s{re.escape(field)}".replace(r"\ ", r"\s"))
        # At the end of a line that was broken the name may go on in the next.
        found = in_prose(draft, pattern)
        places = [match for match in found if match.end() != draft.line(match.start())[1]]
        times = len(whole.findall(draft.text)) if places else 0
        if 0 < len(places) <= _MOST_SHORT and times >= _FEWEST_WHOLE:
            for match in places:
                right = f"{match['head']} {field}"
                yield Hit(*match.span(), {"words": match.group(), "right": right}, right)
