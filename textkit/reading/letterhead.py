"""What stands above the kind of a document: its marks, its bodies, and a web page's own table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from textkit import data
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.signs import Sign, find_signs
from textkit.vietnamese.text import Passage, fold

HEAD = 4000
"""How many characters are looked at for what stands in the head."""

MARKS = ("motto", "place-date", "subject", "sign", "mark")
"""The marks of a letterhead, in the order in which they are looked for: a subject ends where place
and date begin, and may name a number that is not the document's.
"""

_PATTERNS = data.patterns("reading.toml", "letterhead")

_BODIES = frozenset(fold(row["body"]) for row in data.rows("bodies.csv") if row["body"])

# Where no other reason is given, the numbers below were chosen by eye on labelled heads.

# The first lines of a text, by which it is told whether blank lines part all of them.
_FIRST_LINES = 600
_SHARE_OF_BLANK = 0.7

# Between two labels of a page's table stands one value, and perhaps a line of the page.
_LONGEST_STEP_IN_A_TABLE = 200
# Two such labels may stand in any text; three beside their values are a table.
_LABELS_OF_A_TABLE = 3

# A longer line in capitals is no name of a body.
_LONGEST_BODY = 120

# "Thành phố Hồ Chí Minh" and what may stand before it on its line.
_BEFORE_A_DATE = 60


class Part(NamedTuple):
    """A stretch of a head or tail and what it is: `document.text[start:end]` are its words.

    The names in a letterhead: `motto`, `mark` (draft, secret, a gazette's line), `body` (superior
    bodies, then the issuer), `sign`, `place-date` and `subject` (V/v …, of a letter). Under it:
    `kind`, `of` (CỦA …), `number`, `dated`, `title`, `authority`, `session`, `annexed` (Kèm theo
    …), `addressee`, `press` and `opening` (the first line of the text). In a tail: `recipients`.
    """

    name: str
    start: int
    end: int


def place_of(part: Part) -> tuple[int, int]:
    """Where a part stands: the key by which parts are sorted."""
    return part.start, part.end


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a head, or what stands in it between two marks.

    `after_gap` says that a blank line, a rule or a mark stands before it.
    """

    start: int
    end: int
    words: str
    folded: str
    after_gap: bool

    @property
    def is_capital(self) -> bool:
        """Whether it has no small letter."""
        return self.words == self.words.upper()


# --- The lines -----------------------------------------------------------------------------------


def lines_between(
    passage: Passage, start: int, end: int, marks: Sequence[Part] = ()
) -> Iterator[Line]:
    """The lines of a stretch without its marks and rules."""
    gap = _PATTERNS["rule" if _is_double_spaced(passage) else "gap"]
    bounds = [start]
    for mark in marks:
        if start <= mark.start and mark.end <= end:
            bounds += [mark.start, mark.end]
    bounds.append(end)
    after_gap = False
    for number, (first, last) in enumerate(pairwise(bounds)):
        is_mark = number % 2 == 1
        if is_mark:
            after_gap = True
            continue
        at = first
        for match in _PATTERNS["between"].finditer(passage.folded, first, last):
            if line := _line(passage, at, match.start(), after_gap):
                yield line
                after_gap = False
            after_gap = after_gap or bool(gap.search(match[0]))
            at = match.end()
        if line := _line(passage, at, last, after_gap):
            yield line
            after_gap = False


def _is_double_spaced(passage: Passage) -> bool:
    """Whether a blank line parts every line from the next, as in many web pages."""
    ends = _PATTERNS["line-ends"].findall(passage.text[:_FIRST_LINES])
    with_blank = sum(end.count("\n") > 1 for end in ends)
    return len(ends) > 3 and with_blank > _SHARE_OF_BLANK * len(ends)


def _line(passage: Passage, start: int, end: int, after_gap: bool) -> Line | None:
    words = passage.text[start:end]
    stripped = words.strip(" #*|\n\t")
    if not stripped:
        return None
    start += words.index(stripped)
    end = start + len(stripped)
    folded = " ".join(passage.folded[start:end].split())
    return Line(start, end, " ".join(stripped.split()), folded, after_gap)


# --- A page's table ------------------------------------------------------------------------------


class Properties(NamedTuple):
    """What the table of a web page says of its document, by the name of the fact, and where the
    table ends.
    """

    values: dict[str, str]
    end: int


def read_properties(passage: Passage) -> Properties:
    """What the table of a web page says: Số hiệu: … Nơi ban hành: … Tình trạng: …

    >>> table = "Số hiệu:\\t5/QĐ-UBND\\nNgười ký:\\tTrần Lam\\nTình trạng:\\tĐã biết\\nTỈNH ỦY"
    >>> read_properties(Passage.of(table)).values
    {'number': '5/QĐ-UBND', 'signatory': 'Trần Lam'}
    """
    rows: list[re.Match[str]] = []
    for match in _PATTERNS["property"].finditer(passage.folded):
        if rows and match.start() - rows[-1].end() > _LONGEST_STEP_IN_A_TABLE:
            break  # the label of another document, in a list of related ones
        rows.append(match)
    if len(rows) < _LABELS_OF_A_TABLE:
        return Properties({}, 0)
    values: dict[str, str] = {}
    for match in rows:
        labels = match.groupdict()
        value = labels.pop("value")
        name = next(key for key, label in labels.items() if label)
        if name != "other" and not _PATTERNS["untold"].fullmatch(value.strip()):
            written = passage.text[slice(*match.span("value"))].strip(" #|")
            values[name] = " ".join(written.split())
    return Properties(values, rows[-1].end())


# --- Marks ---------------------------------------------------------------------------------------


def find_own_signs(passage: Passage, begin: int = 0) -> Iterator[Sign]:
    """The numbers that stand where a document's own does: behind "Số:" at the start of a line, or
    alone on one.
    """
    for sign in find_signs(passage.text):
        if sign.start < begin or not sign.number.lstrip("0")[:1].isdigit():
            continue  # 0M/NQ-CP: a figure that was read wrongly in a scan
        before, behind = passage.folded[: sign.start], passage.folded[sign.end :]
        is_line = _PATTERNS["alone"].search(before) and _PATTERNS["line-end"].match(behind)
        if is_line or _PATTERNS["numbered"].search(before):
            yield sign


def find_marks(passage: Passage, begin: int, end: int, names: Sequence[str] = MARKS) -> list[Part]:
    """The mottos, place and date, the subject, the number and other marks of a letterhead."""
    marks: list[Part] = []
    for name in names:
        for match in _PATTERNS[name].finditer(passage.folded, begin, end):
            part = Part(name, *match.span(match.lastindex or 0))
            if name == "place-date":
                part = _with_its_place(passage, part, begin)
            elif name == "subject":
                part = _until_next(passage, part, marks)
            is_new = not any(_overlap(part, other) for other in marks)
            if is_new and _is_of_letterhead(passage, part):
                marks.append(part)
                if name == "sign":
                    break  # the numbers that follow are cited
    return sorted(marks, key=place_of)


def _is_of_letterhead(passage: Passage, part: Part) -> bool:
    words = passage.text[part.start : part.end]
    if part.name == "motto":
        return words.isupper() or passage.folded.startswith("độc", part.start)
    # A date behind a comma without a place is cited: Nghị quyết số 5-NQ/TU, ngày 5/3/2021.
    return not (part.name == "place-date" and words.startswith(","))


def _overlap(part: Part, other: Part) -> bool:
    return part.start < other.end and other.start < part.end


def _until_next(passage: Passage, part: Part, marks: Sequence[Part]) -> Part:
    """A subject, which may go over several lines, up to the mark that comes next."""
    end = min([part.end, *(mark.start for mark in marks if mark.start > part.start)])
    return Part(part.name, part.start, part.start + len(passage.text[part.start : end].rstrip()))


# Hà Nội, Thành phố Hồ Chí Minh, Bà Rịa - Vũng Tàu: the end of the text before a date's comma.
_PLACE = re.compile(
    rf"""
    (?: (?<=[\n\t|*]) | (?<=[ ]) | ^ ) \s*
    (?P<place>
        [{CAPITALS}]\w*
        (?:
            (?: [ \n]{{1,2}} | [ ]? [-–] [ ]? )
            (?: [{CAPITALS}][\w']* | phố | xã | trấn | khu )
        ){{0,6}}
    )
    \s{{0,2}} $
    """,
    re.VERBOSE,
)


def _with_its_place(passage: Passage, part: Part, begin: int) -> Part:
    """The date of a letterhead with the place before it, if one stands there."""
    words = passage.text[part.start : part.end]
    if not words.startswith(","):
        # "Lam Châu ngày 5 tháng 3 năm 2021" has a place, "Họp báo ngày …" has none.
        date = passage.folded.index("ngày", part.start)
        place = passage.text[part.start : date].strip()
        is_place = _PLACE.fullmatch(place) and not _PATTERNS["no-place"].match(place.lower())
        return part if is_place else Part(part.name, date, part.end)
    before = passage.text[max(begin, part.start - _BEFORE_A_DATE) : part.start]
    match = _PLACE.search(before)
    if match is None or _PATTERNS["no-place"].match(match["place"].lower()):
        return part
    start = match.start("place")
    # "Hà ⏎ Nội" is one place; a line in capitals, or a motto, is of another part.
    for line_end in re.finditer(r"\n", match["place"]):
        above = match["place"][: line_end.start()]
        if above.isupper() or _PATTERNS["motto"].search(above.lower()):
            start = match.start("place") + line_end.end()
    return Part("place-date", part.start - len(before) + start, part.end)


# --- Bodies --------------------------------------------------------------------------------------


def find_bodies(passage: Passage, begin: int, end: int, marks: Sequence[Part]) -> Iterator[Part]:
    """The bodies that a letterhead names, from the highest to the issuer."""
    body: Part | None = None
    for line in _with_bodies_apart(lines_between(passage, begin, end, marks)):
        is_name = line.is_capital and len(line.words) <= _LONGEST_BODY
        if not is_name or any(map(str.isdigit, line.words)):
            continue
        if body is not None and _goes_on(passage, body, line):
            body = Part("body", body.start, line.end)
            continue
        if body is not None:
            yield body
        body = Part("body", line.start, line.end) if begins_body(line.folded) else None
    if body is not None:
        yield body


def _with_bodies_apart(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, one that names a body behind its superior in two: BỘ TÀI CHÍNH CỤC THUẾ."""
    for line in lines:
        for match in _PATTERNS["lower"].finditer(line.folded):
            above = line.folded[: match.start()].strip()
            if above in _BODIES or _PATTERNS["placed"].fullmatch(above):
                at = match.start()
                yield replace(
                    line, end=line.start + len(above), words=line.words[: len(above)], folded=above
                )
                yield replace(
                    line, start=line.start + at, words=line.words[at:], folded=line.folded[at:]
                )
                break
        else:
            yield line


def begins_body(folded: str) -> bool:
    """Whether folded words begin as the name of a body does: uỷ ban, sở, ban chấp hành."""
    return bool(_PATTERNS["body"].match(folded))


def _goes_on(passage: Passage, body: Part, line: Line) -> bool:
    """Whether a line goes on with the name of a body that was wrapped."""
    is_head = begins_body(line.folded)
    so_far = " ".join(passage.folded[body.start : body.end].split())
    if _PATTERNS["unfinished"].search(so_far) and not (is_head and line.after_gap):
        return True  # THỦ TƯỚNG ⏎ CHÍNH PHỦ
    if is_head:
        return False
    return not line.after_gap or bool(_PATTERNS["of-place"].match(line.folded))
