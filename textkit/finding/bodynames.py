"""What bodies are called: their names out of tables, and abbreviations written out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from textkit import data
from textkit.data.expressions import compiled
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.text import Passage, fold

PATTERNS = data.patterns("actors.toml", "patterns", blank=r"\s{1,3}")
"""The patterns of what stands in and around the names of bodies, by name; over folded text."""

# NN&PTNT · LĐ-TB&XH · TP.HCM
_LETTERS = re.compile(
    rf"(?<![\w&])[{CAPITALS}]{{1,10}}(?:[&.-][{CAPITALS}]{{1,10}}){{0,4}}\.?(?![\w&])"
)
_HYPHEN = re.compile(r"\s*[-–]\s*")


class Spelled(NamedTuple):
    """A text with its abbreviations written out, and where each of them stood.

    `spans` has, for each, its bounds in the text written out and in the text as written.
    """

    original: str
    passage: Passage
    spans: tuple[tuple[int, int, int, int], ...]

    @classmethod
    def of(cls, text: str | Passage) -> Spelled:
        """A text, the abbreviations of the table written out.

        >>> Spelled.of("Sở NN&MT").passage.text
        'Sở Nông nghiệp và Môi trường'
        """
        passage = Passage.of(text)
        pieces: list[str] = []
        spans: list[tuple[int, int, int, int]] = []
        at = length = 0
        for match in _LETTERS.finditer(passage.text):
            full = _abbreviations().get(re.sub(r"[&.-]", "", match.group()))
            if full is None:
                continue
            pieces += [passage.text[at : match.start()], full]
            start = length + match.start() - at
            spans.append((start, start + len(full), *match.span()))
            at, length = match.end(), start + len(full)
        if not spans:
            return cls(passage.text, passage, ())
        whole = "".join([*pieces, passage.text[at:]])
        return cls(passage.text, Passage.of(whole), tuple(spans))

    def place(self, written: int) -> int:
        """Where an offset of the text as written stands in the one written out."""
        index = bisect_right(self.spans, written, key=lambda span: span[2]) - 1
        if index < 0:
            return written
        start, end, _, written_end = self.spans[index]
        return end + written - written_end if written >= written_end else start

    def bounds(self, start: int, end: int) -> tuple[int, int]:
        """The bounds in the text as written of a stretch of the one written out."""
        return self._written(start, is_end=False), self._written(end, is_end=True)

    def _written(self, place: int, *, is_end: bool) -> int:
        index = bisect_right(self.spans, place - is_end, key=lambda span: span[0]) - 1
        if index < 0:
            return place
        _, end, written_start, written_end = self.spans[index]
        if place >= end:
            return written_end + place - end
        return written_end if is_end else written_start


@cache
def _abbreviations() -> dict[str, str]:
    return dict(data.toml("actors.toml")["abbreviations"])


class Names(NamedTuple):
    """Names of one sort: a pattern for folded text, and each name by its folded words."""

    pattern: re.Pattern[str]
    by_words: dict[str, str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """The names, the longest first."""
        by_words = {_key(fold(name)): name for name in names}
        longest = sorted(by_words, key=len, reverse=True)
        pattern = "|".join(longest).replace(" - ", r"\s{0,2}[-–]\s{0,2}").replace(" ", r"\s{1,3}")
        return cls(compiled(f"(?:{pattern})(?!\\w)"), by_words)

    def at(self, folded: str, at: int) -> tuple[int, str] | None:
        """Where the name that begins at an offset ends, and the name in its normal case."""
        match = self.pattern.match(folded, at)
        return (match.end(), self.by_words[_key(match.group())]) if match else None


def _key(folded: str) -> str:
    return " ".join(_HYPHEN.sub(" - ", folded).split())


class Lexicon(NamedTuple):
    """The names of `data/actors.toml` and `data/bodies.csv` by what they may stand for.

    `known` are the folded names of bodies.csv, `open` the heads whose field may go on in small
    letters, `alone` those that stand for a body without more; `begins` finds where one may begin.
    """

    whole: Names
    head: Names
    sort: Names
    many: Names
    office: Names
    field: Names
    place: Names
    known: frozenset[str]
    open: frozenset[str]
    alone: frozenset[str]
    begins: re.Pattern[str]


# Names of bodies.csv that stand for no body by themselves, or are heads.
_NOT_WHOLE = frozenset(
    {"Việt Nam", "Trung ương", "Văn phòng", "Ban Chỉ đạo", "Thường trực", "Đảng bộ", "Đảng ủy"}
)


@cache
def lexicon() -> Lexicon:
    """The names of bodies."""
    names = data.toml("actors.toml")["names"]
    bodies = {row["body"] for row in data.rows("bodies.csv")} - {""}
    fields = {body.removeprefix("Bộ ") for body in bodies if body.startswith("Bộ ")}
    provinces = [row for row in data.rows("renamed.csv") if row["kind"] == "province"]
    whole = Names.of([*sorted(bodies - _NOT_WHOLE), *names["whole"]])
    head, office, sort, many = (
        Names.of(names[kind]) for kind in ("head", "office", "sort", "many")
    )
    one = "|".join(part.pattern.pattern for part in (whole, head, office, sort))
    all_, person, nobody = (PATTERNS[part].pattern for part in ("all", "person", "nobody"))
    return Lexicon(
        whole,
        head,
        sort,
        many,
        office,
        field=Names.of([*sorted(fields), *names["field"]]),
        place=Names.of(row[time] for row in provinces for time in ("old", "new")),
        known=frozenset(fold(body) for body in bodies),
        open=frozenset(names["open"]),
        alone=frozenset(names["alone"]),
        begins=compiled(
            rf"(?<!\w)(?:(?:{all_})(?:{person})?(?!{nobody})(?:{one}|{many.pattern.pattern})"
            rf"|(?:{person})?(?!{nobody})(?:{one}))"
        ),
    )
