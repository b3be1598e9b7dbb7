"""Rules on a draft's structure: numbering, counts announced, references to its own parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from textkit import data
from textkit.checking.material import Draft, Prior
from textkit.checking.references import missing_part, roman_number
from textkit.checking.rule import Hit, Severity, rule
from textkit.comparing.threads import grouped
from textkit.language.units import Unit
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("checks.toml", "structure")
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_COUNTS = {
    word: n for n, word in enumerate("một hai ba bốn năm sáu bảy tám chín mười".split(), start=1)
}


def _hidden(draft: Draft, one: Unit, unit: Unit, last: int) -> bool:
    """Whether what seems left out or repeated is not: the number stands run on in a line between,
    or goes on (`b. 1.`).
    """
    core, between = (
        re.search(r"(\d+|[a-zđ])\W*$", one.label),
        draft.text[one.start + len(one.label) : unit.start],
    )
    if not core or re.match(r"\s?\d+[.)]", draft.text[unit.start + len(unit.label) :]):
        return bool(core)
    missed = str(last + 1) if core[1].isdigit() else _LETTERS[last : last + 1]
    return bool(
        re.search(
            rf"(?:[.;:”“]|\n)\s*{re.escape(one.label[: core.start()])}{missed}(?!\w)", between
        )
    )


@rule(
    "structure.article-gap",
    severity="error",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: các điều đánh số liên tục",
)
def article_gap(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số thứ tự của điều không liên tục hoặc bị trùng."""
    articles = [
        unit
        for unit in draft.units
        if unit.kind == "article" and draft.is_own(unit.start, unit.start + 1)
    ]
    for before, unit in pairwise(articles):
        last, here = (int(re.search(r"\d+", one.label)[0]) for one in (before, unit))  # type: ignore[index]
        if (
            here != last + 1
            and not (here == 1 < last)
            and not re.search(r"\d[a-zđ]", unit.label)
            and not _hidden(draft, before, unit, last)
        ):
            at = draft.text.index(unit.label, unit.start)
            yield Hit(at, at + len(unit.label), {"before": str(last), "here": str(here)})


def _place(label: str) -> tuple[str, int] | None:
    """The style of a label and its place in the row: ("a)", 5) for đ); None where it is no plain
    number or letter.
    """
    core = label.strip(" \t.:-–()/,")
    if match := re.fullmatch(r"(?:(?:\d+\.)*)(\d+)", core):
        return re.sub(r"\d+", "#", label.replace(" ", "")), int(match[1])
    if (match := re.fullmatch(r"(?:\w+ )?([IVXLC]+)", core)) and core != "C":
        return "roman", roman_number(match[1].lower())
    if match := re.fullmatch(r"Thứ (\w+)(?: là)?", core):
        return "Thứ", _ORDINALS.index(match[1]) + 1
    letters = next(
        (letters for letters in (_LETTERS, "ABCDEGHK") if len(core) == 1 and core in letters), ""
    )
    return (letters[:1] + label[-1], letters.index(core) + 1) if letters else None


def _rows(draft: Draft) -> Iterator[list[tuple[Unit, int]]]:
    """The numbered units under one parent in one style, from a first one on: each a row that should
    count up.
    """
    own = [
        (unit, place)
        for unit in draft.units
        if unit.kind in ("part", "chapter", "section", "clause", "point")
        and draft.is_own(unit.start, unit.start + 1)
        and (place := _place(unit.label))
    ]
    for siblings in grouped(own, lambda pair: (pair[0].parent, pair[0].level, pair[1][0])).values():
        row: list[tuple[Unit, int]] = []
        for unit, (_, n) in siblings:
            if n == 1 and len(row) > 1:
                yield row
                row = []
            row += [(unit, n)] if row or n == 1 else []
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
    for (one, last), (unit, here) in (pair for row in _rows(draft) for pair in pairwise(row)):
        if here != last + 1 and not _hidden(draft, one, unit, last):
            at = draft.text.index(unit.label, unit.start)
            grave: Severity | None = (
                None if last + 2 >= here >= last else "note"
            )  # it breaks off for good
            yield Hit(
                at, at + len(unit.label), {"before": one.label, "here": unit.label}, severity=grave
            )
    for line in re.finditer(r"[^\n]+", draft.text):
        listed = [
            one
            for one in _PATTERNS["inline"].finditer(draft.text, *line.span())
            if draft.is_own(*one.span())
        ]
        for prev, item in pairwise(listed if listed and listed[0][1] == "1" else []):
            if int(item[1]) not in (1, int(prev[1]) + 1) or item[1] == prev[1]:
                yield Hit(
                    item.start(),
                    item.end() - 1,
                    {"before": prev[0].strip(), "here": item[0].strip()},
                )


@rule(
    "structure.count-announced",
    severity="warning",
    source="Số nêu ở câu dẫn phải bằng số mục được liệt kê",
)
def count_announced(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số mục nêu ở câu dẫn khác với số mục được liệt kê."""
    rows = [[unit for unit, _ in row] for row in _rows(draft) if len(row) > 1]
    for match in _PATTERNS["announced"].finditer(fold(draft.text)):
        said, inline = (
            _COUNTS.get(match["n"]) or int(match["n"]),
            _PATTERNS["inline"].findall(match["rest"]),
        )
        counts = (
            {len(inline)}
            if inline[:2] == ["1", "2"]
            else {
                len(row)
                for row in rows
                if row[0].start >= match.end()
                and not match["rest"]
                and not draft.text[match.end() : row[0].start].strip()
            }
        )
        if counts and said not in counts and said > 1:
            yield Hit(
                match.start(),
                match.start("what") + len(match["what"].rstrip()),
                {"said": str(said), "found": str(max(counts))},
            )


@rule(
    "structure.empty-heading",
    severity="warning",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: bố cục của văn bản",
)
def empty_heading(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Đề mục không có nội dung."""
    held = {
        id(draft.units[unit.parent])
        for unit in draft.units
        if unit.parent is not None and unit.kind != "sentence"
    }
    titled = [
        unit for unit in draft.units if unit.kind in ("part", "chapter", "section", "article")
    ]
    empty = [
        unit.heading != ""
        and id(unit) not in held
        and "\n" not in draft.text[unit.start : unit.end].strip()
        for unit in titled
    ]
    for n, unit in enumerate(titled[:-1]):
        if (
            empty[n]
            and not any(empty[max(0, n - 1) : n] + empty[n + 1 : n + 2])
            and draft.text[unit.end - 1] not in ".;:"
            and titled[n + 1].level <= unit.level
        ):
            yield Hit(unit.start, unit.end)


@rule(
    "structure.no-such-part",
    severity="warning",
    source="Điều, khoản, điểm được viện dẫn phải có trong văn bản",
)
def no_such_part(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Viện dẫn đến điều, khoản, điểm, phụ lục không có trong dự thảo."""
    own = [
        unit
        for unit in draft.units
        if unit.kind in ("article", "clause", "point") and draft.is_own(unit.start, unit.start + 1)
    ]
    for one in draft.citations:
        if one.name == "self" and one.pinpoint:
            article = next(
                (
                    unit
                    for unit in reversed(own)
                    if unit.kind == "article" and unit.start <= one.start
                ),
                None,
            )
            number = re.search(r"\d+", article.label)[0] if article else ""  # type: ignore[index]
            said = re.sub(r"(?<![\d.])\.(?=\d)", f"{number}.", one.pinpoint)
            held = [
                unit.path
                for unit in own
                if not article or said == one.pinpoint or article.start <= unit.start < article.end
            ]
            if number and (missing := missing_part(held, said)):
                yield Hit(one.start, one.end, {"part": missing})
    annexes = {
        match["n"] for match in _PATTERNS["annex"].finditer(draft.text)
    }  # where none bears a number they may lie in a file of their own
    for match in _PATTERNS["toannex"].finditer(draft.text):
        if len(annexes) > 1 and match["n"] not in annexes:
            yield Hit(
                match.start(),
                match.end("n"),
                {"part": match.group()[: match.end("n") - match.start()]},
            )
