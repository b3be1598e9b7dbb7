"""The parts of a document's head: which line is what, read as a layout.

A head has an order: what stands above the letterhead (a page's own table, a gazette's line, a
cover), the letterhead with the issuer, the number, place and date in two columns, the kind, the
title, the lines that name the authority and its session, the addressee, the legal basis. Each
stretch gets its part; `textkit.reading.facts` makes facts of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from textkit import data
from textkit.reading.letterhead import (
    HEAD,
    MARKS,
    Line,
    Part,
    begins_body,
    find_bodies,
    find_marks,
    find_own_signs,
    lines_between,
    place_of,
    read_properties,
)
from textkit.vietnamese.signs import Sign, find_signs, kind_of_words, kind_pattern
from textkit.vietnamese.text import Passage

_PATTERNS = data.patterns("reading.toml", "head", kinds=kind_pattern())

# The numbers below were chosen by eye on labelled heads.

# Words before a kind by which it is told that it is no kind: "thư viện pháp ⟦luật⟧".
_BEFORE_A_KIND = 12
# Capitals that name a kind inside a line count this far from the start: a head without line ends.
_EARLY = 600

# The stretch under a kind in which a cover's marks are looked for, and the right column of a
# letterhead, which a PDF may have behind the kind.
_UNDER_A_KIND = 1500
_COLUMN = 200
# Lines under the kind that may be of the title, its authority and session.
_LINES_UNDER_A_KIND = 40
# A reference to a decision, in brackets, goes over so many lines.
_LINES_OF_A_REFERENCE = 5
# Between a kind and its number stand at most the words "CỦA BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG".
_NUMBER_WITHIN = 160

# A longer line in small letters is of the text; a title of several lines is not longer than this.
_LONGEST_TITLE_LINE = 300
_LONGEST_TITLE = 600
# A line of a title that was wrapped has more letters than the first number, what hangs over from
# it fewer than the second: "… trên địa bàn tỉnh ⏎ Lam Châu năm 2026".
_WRAPPED_LINE = 40
_REST_OF_A_LINE = 100
# Words in capitals before a sentence that runs on behind a title.
_FEWEST_CAPITALS = 4


@dataclass(frozen=True)
class Head:
    """What a head consists of, in the order of the text, and the kind and number that were read.

    `properties` is what a page's table says of the document, by the name of the fact.
    """

    text: Passage
    parts: tuple[Part, ...] = ()
    kind: str | None = None
    sign: Sign | None = None
    properties: dict[str, str] = field(default_factory=dict)

    def words(self, name: str) -> list[str]:
        """The words of each part of a name, their blanks even, without marks that stand in it.

        In two columns "ỦY BAN NHÂN DÂN" and "TỈNH LAM CHÂU" may have the motto between them.
        """
        return [self._tidied(part) for part in self.parts if part.name == name]

    def first(self, name: str) -> str | None:
        """The words of the first part of a name."""
        words = self.words(name)
        return words[0] if words else None

    def position(self, name: str) -> int | None:
        """Where the first part of a name begins."""
        starts = [part.start for part in self.parts if part.name == name]
        return starts[0] if starts else None

    def _tidied(self, part: Part) -> str:
        words = self.text.text[part.start : part.end]
        for other in reversed(self.parts):
            is_inside = part.start <= other.start and other.end <= part.end
            if other.name in MARKS and other != part and is_inside:
                start, end = other.start - part.start, other.end - part.start
                words = f"{words[:start]} {words[end:]}"
        # Cells and rules of a table, and what a Markdown file has around its words.
        return " ".join(_PATTERNS["noise"].sub(" ", words.replace("**", "")).split())


def read_head(text: str) -> Head:
    """The parts of a document's head, in the order of the text.

    >>> text = "TỈNH ỦY LAM CHÂU\\n*\\nSố 05-NQ/TU\\nNGHỊ QUYẾT\\nvề trồng cây\\n-----\\nNăm qua"
    >>> head = read_head(text)
    >>> [part.name for part in head.parts], head.words("title")
    (['body', 'sign', 'kind', 'title', 'opening'], ['về trồng cây'])
    """
    table = read_properties(Passage.of(text[:HEAD]))
    passage = Passage.of(text[: table.end + HEAD])
    signs = list(find_own_signs(passage, table.end))
    addressee = _addressee(passage, table.end)
    kind = _kind(passage, table.end, signs, addressee, is_page=bool(table.values))
    end = _end_of_letterhead(passage, kind, addressee, signs)
    marks = find_marks(passage, table.end, end)
    parts = [*marks, *find_bodies(passage, table.end, end, marks)]
    sign = next((sign for sign in signs if sign.start < end), None)
    if addressee is not None:
        parts.append(addressee)
    if kind is None:
        return Head(passage, _sorted(parts), None, sign, table.values)
    under = list(_under_kind(passage, kind))
    return Head(
        passage,
        _sorted([*parts, kind, *under]),
        kind_of_words(passage[kind.start : kind.end]),
        sign or _sign_under(passage, kind, under),
        table.values,
    )


def _sorted(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(sorted(set(parts), key=place_of))


def _addressee(passage: Passage, begin: int) -> Part | None:
    match = _PATTERNS["addressee"].search(passage.folded, begin)
    return Part("addressee", *match.span(1)) if match else None


def _end_of_letterhead(
    passage: Passage, kind: Part | None, addressee: Part | None, signs: Sequence[Sign]
) -> int:
    """Where the letterhead ends: at the kind, of a letter at its addressee, else behind what only a
    letterhead has.
    """
    if kind is not None:
        return kind.start
    if addressee is not None:
        return addressee.start
    marks = find_marks(passage, 0, _EARLY, names=("motto", "place-date"))
    ends = [*(mark.end for mark in marks), *(sign.end for sign in signs)]
    opening = _PATTERNS["opening"].search(passage.folded)
    if opening is not None:
        ends = [end for end in ends if end <= opening.start()]
    return max(ends, default=0)


# --- The kind ------------------------------------------------------------------------------------


def _kind(
    passage: Passage,
    begin: int,
    signs: Sequence[Sign],
    addressee: Part | None,
    *,
    is_page: bool,
) -> Part | None:
    """The words that name the kind.

    A line in capitals before the addressee; of several, that behind the letterhead's number and of
    its kind, so that a cover does not hide the document. Else the first words, else early capitals,
    which on a page with a table are words about the document.
    """
    named = list(_kinds_named(passage, begin))
    if addressee is not None:
        named = [part for part in named if part.start < addressee.start]
    capitals = [part for part in named if passage.text[part.start : part.end].isupper()]
    lines = [part for part in capitals if _begins_line(passage.text, part.start)]
    for sign in signs:
        of_sign = [
            part for part in lines if part.start > sign.end and _may_have(passage, part, sign)
        ]
        is_cited = _PATTERNS["opening"].search(passage.folded, begin, sign.start)
        if of_sign and not is_cited:
            return of_sign[0]
    if lines or is_page:
        return lines[0] if lines else None
    for part in named:
        if not passage.text[begin : part.start].strip():
            return part
    for part in capitals:
        if part.start < begin + _EARLY and _is_behind_letterhead(passage, part):
            return part
    return None


def _kinds_named(passage: Passage, begin: int) -> Iterator[Part]:
    """The names of kinds in a head, but for those that are part of another name."""
    for match in _PATTERNS["kind"].finditer(passage.folded, begin):
        before = passage.folded[max(0, match.start() - _BEFORE_A_KIND) : match.start()]
        is_other = _PATTERNS["no-kind"].search(before)
        if not is_other and not _PATTERNS["no-kind-behind"].match(passage.folded, match.end()):
            yield Part("kind", *match.span())


def _begins_line(text: str, start: int) -> bool:
    before = text[:start].rstrip(" #*")
    return not before or before[-1] in "\n\t|"


def _may_have(passage: Passage, part: Part, sign: Sign) -> bool:
    """Whether a kind may have a number: quyết định 5/QĐ-UBND, quy định 5-QĐ/TW."""
    kind = kind_of_words(passage[part.start : part.end])
    return sign.kind in (None, kind) or (sign.family == "state_year" and kind is not None)


def _is_behind_letterhead(passage: Passage, part: Part) -> bool:
    """Whether a kind inside a line stands behind a letterhead whose line ends are lost.

    Behind other words in capitals it is part of a heading: KẾT QUẢ THỰC HIỆN NGHỊ QUYẾT.
    """
    begin = passage.text.rfind("\n", 0, part.start) + 1
    before = passage.text[begin : part.start].split()
    is_of_heading = bool(before) and before[-1].isalpha() and before[-1].isupper()
    return not is_of_heading or begins_body(passage.folded[begin : part.start].lstrip())


# --- Under the kind ------------------------------------------------------------------------------


def _under_kind(passage: Passage, kind: Part) -> Iterator[Part]:
    """The number, issuer, title, authority and session under the kind, up to the text."""
    marks = _marks_under(passage, kind)
    yield from marks
    under = _Under(passage, kind)
    lines = list(lines_between(passage, kind.end, len(passage), marks))[:_LINES_UNDER_A_KIND]
    bracket_end = 0
    for place, line in enumerate(lines):
        if line.start < bracket_end:
            continue
        following = lines[place + 1 :]
        name = under.form(line, following)
        if name == "opening":
            yield Part(name, line.start, line.end)
            break
        if name == "title":
            if not under.takes(line, following):
                break
            under.title.append(line)
            continue
        under.met(name, line)
        if name in ("numbered", "attributed"):
            yield from _split(under, line, name)
        else:
            bracket_end = _end_of_bracket(line, following)
            yield Part(name, line.start, bracket_end)
    yield from under.title_part()


def _marks_under(passage: Passage, kind: Part) -> list[Part]:
    """The marks under a kind: those of a cover, and the right column of a letterhead where a PDF
    has it behind the left one.
    """
    marks = find_marks(passage, kind.end, kind.end + _UNDER_A_KIND, names=("mark",))
    end = kind.end
    column = ("motto", "place-date")
    for mark in find_marks(passage, kind.end, kind.end + _COLUMN, names=column):
        if passage.text[end : mark.start].strip(" \n\t|*-_"):
            break
        marks.append(mark)
        end = mark.end
    return sorted(marks, key=place_of)


@dataclass
class _Under:
    """What was met under the kind so far.

    `title` has the lines of the title, `names` those of the other lines; `standing` are the lines
    of a congress, which are the title where no other follows.
    """

    passage: Passage
    kind: Part
    title: list[Line] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    standing: list[Line] = field(default_factory=list)
    is_over: bool = False

    @property
    def is_speech(self) -> bool:
        """Whether the kind is one that speakers have."""
        kind = self.passage.folded[self.kind.start : self.kind.end]
        return bool(_PATTERNS["spoken"].fullmatch(kind))

    @property
    def is_in_capitals(self) -> bool:
        """Whether the kind is; "Nghị quyết số 5-NQ/TU" is the heading of a page."""
        return self.passage.text[self.kind.start : self.kind.end].isupper()

    def is_beside(self, line: Line) -> bool:
        """Whether a line stands on that of the kind."""
        return "\n" not in self.passage.text[self.kind.end : line.start]

    def met(self, name: str, line: Line) -> None:
        """Note a line that is not of the title: it ends one that has begun."""
        self.names.append(name)
        self.is_over = self.is_over or bool(self.title)
        if name in ("authority", "session") and not self.title:
            self.standing.append(line)

    def form(self, line: Line, following: Sequence[Line]) -> str:
        """What a line is, by its form and by what was met before it."""
        for form in LINE_FORMS:
            if form.may_be(self, line, following) and _PATTERNS[f"line-{form.name}"].fullmatch(
                line.folded
            ):
                return form.name
        if _PATTERNS["hard"].match(line.folded) or self.names[-1:] == ["addressee"]:
            return "opening"
        is_soft = _PATTERNS["soft"].match(line.folded) and not line.is_capital
        if not is_soft or self.is_beside(line):
            return "title"
        if self.title:
            return "title" if line.words[0].islower() else "opening"
        return "opening" if _is_sentence(line, following) else "title"

    def takes(self, line: Line, following: Sequence[Line]) -> bool:
        """Whether a line that may be of the title is."""
        if self.title:
            return not self.is_over and _title_goes_on(self.title, line, following)
        is_heading = not self.is_in_capitals and "numbered" in self.names
        if not (is_heading or "authority" in self.names or "session" in self.names):
            return True
        # Behind the authority, and behind a page's heading "Nghị quyết số 5-NQ/TU", comes the text,
        # but for a title that says so ("về …") or goes on in small letters.
        in_small_letters = line.words[0].islower() and not line.after_gap
        return bool(_PATTERNS["titled"].match(line.folded)) or (in_small_letters and not is_heading)

    def title_part(self) -> Iterator[Part]:
        """The title; of a congress that has no other, its name."""
        if self.title:
            yield Part("title", self.title[0].start, _end_of_capitals(self.title))
        elif self.standing and self.standing[0].folded.startswith("đại hội đại biểu"):
            yield Part("title", self.standing[0].start, self.standing[-1].end)


class LineForm(NamedTuple):
    """A row of the table of forms: the pattern `line-NAME`, and when a line may be of it.

    `example` has the line in ⟦⟧; a test reads it.
    """

    name: str
    may_be: Callable[[_Under, Line, Sequence[Line]], bool]
    example: str


def _always(*_: object) -> bool:
    return True


def _before_title(under: _Under, *_: object) -> bool:
    """In a title such words go on with it: "kế hoạch ⏎ của Ủy ban nhân dân tỉnh"."""
    return not under.title


def _not_of_speech(under: _Under, *_: object) -> bool:
    """Speakers speak about things."""
    return not under.title and not under.is_speech


def _names_issuer(under: _Under, line: Line, following: Sequence[Line]) -> bool:
    """ "Phát biểu của đồng chí …" on one line is a title, and so is what has no title below it."""
    if under.title or (under.is_speech and under.is_beside(line)):
        return False
    return not under.is_beside(line) or _may_begin_title(following)


def _on_its_own_line(under: _Under, line: Line, *_: object) -> bool:
    """ "NGHỊ QUYẾT ĐẠI HỘI ĐẠI BIỂU …" on one line is a title."""
    return not under.is_beside(line)


# The first form that fits decides.
LINE_FORMS = (
    LineForm("ordinal", _before_title, "PHỤ LỤC\n⟦II⟧\nDANH MỤC NHIỆM VỤ"),
    LineForm("numbered", _before_title, "NGHỊ ĐỊNH\n⟦CỦA CHÍNH PHỦ SỐ 5/2010/NĐ-CP⟧\nVỀ CHỢ"),
    LineForm("attributed", _not_of_speech, "KẾT LUẬN\n⟦CỦA BAN BÍ THƯ VỀ CHỢ⟧"),
    LineForm("of", _names_issuer, "CHỈ THỊ\n⟦CỦA BAN BÍ THƯ⟧\nvề trồng cây"),
    LineForm("annexed", _always, "QUY CHẾ\nlàm việc\n⟦(Kèm theo Quyết định số 5-QĐ/TU)⟧"),
    LineForm("addressee", _always, "BÁO CÁO\nkết quả quý I\n⟦Kính gửi: Sở Nội vụ⟧"),
    LineForm("order", _always, "CÔNG ĐIỆN\nvề mưa lũ\n⟦THỦ TƯỚNG CHÍNH PHỦ điện:⟧"),
    LineForm("session", _on_its_own_line, "NGHỊ QUYẾT\nVề phí chợ\n⟦KHÓA XVIII, KỲ HỌP THỨ 5⟧"),
    LineForm("authority", _on_its_own_line, "NGHỊ QUYẾT\nVề phí chợ\n⟦CHÍNH PHỦ⟧"),
    LineForm("dated", _before_title, "PHÁT BIỂU\n⟦(Ngày 5/3/2025)⟧"),
    LineForm("press", _always, "NGHỊ QUYẾT\nvề phí chợ\n⟦(Báo Lam Châu) - Toàn văn:⟧"),
)


def _may_begin_title(following: Sequence[Line]) -> bool:
    """Whether a title stands on the line below "KẾT LUẬN CỦA BỘ CHÍNH TRỊ"."""
    if not following:
        return False
    below = following[0]
    is_text = _PATTERNS["openings"].match(below.folded) or below.words.endswith((".", ";", ":"))
    return not is_text and len(below.words) < _LONGEST_TITLE_LINE


def _is_sentence(line: Line, following: Sequence[Line]) -> bool:
    """Whether a line that may be a title or the first of the text is of the text.

    It is where it closes as a sentence does, with the lines that go on with it in small letters.
    """
    last = line
    for other in following:
        if other.after_gap or not other.words[0].islower():
            break
        last = other
    return len(line.words) > _LONGEST_TITLE_LINE or last.words.endswith((";", ":", "."))


def _end_of_bracket(line: Line, following: Sequence[Line]) -> int:
    """Where a line ends, or the bracket it opens: "(Kèm theo Quyết định ⏎ số 5-QĐ/TU)"."""
    if line.words.startswith("(") and ")" not in line.words:
        for other in following[:_LINES_OF_A_REFERENCE]:
            if ")" in other.words:
                return other.end
    return line.end


def _title_goes_on(title: Sequence[Line], line: Line, following: Sequence[Line]) -> bool:
    """Whether a line goes on with the title before it."""
    last = title[-1]
    begins_small = line.words[0].islower()
    is_hanging = bool(_PATTERNS["hanging"].search(last.folded))
    if line.after_gap and not (begins_small or is_hanging):
        return False
    if sum(len(part.words) for part in title) + len(line.words) > _LONGEST_TITLE:
        return False
    if title[0].is_capital and (line.is_capital or _capitals_before_sentence(line.words)):
        return True
    if begins_small or is_hanging:
        return True
    if title[0].is_capital or last.words[-1] in ".;:" or line.words[-1] in ".;:":
        return False
    is_last = not following or following[0].after_gap
    return is_last and len(last.words) > _WRAPPED_LINE and len(line.words) < _REST_OF_A_LINE


def _capitals_before_sentence(words: str) -> str:
    """The capitals with which a line begins, if a sentence in small letters runs on behind them."""
    pieces = words.split(" ")
    stop = 0
    for piece in pieces:
        if piece == piece.lower() != piece.upper():
            break
        stop += 1
    if stop < _FEWEST_CAPITALS or stop == len(pieces) or not " ".join(pieces[: stop - 1]).isupper():
        return ""
    # The last of them may be the first word of the sentence: "… NĂM 2026 Căn cứ".
    return " ".join(pieces[:stop] if pieces[stop - 1].isupper() else pieces[: stop - 1])


def _end_of_capitals(title: Sequence[Line]) -> int:
    """Where a title ends, without the sentence that runs on behind its capitals."""
    last = title[-1]
    capitals = _capitals_before_sentence(last.words)
    if not capitals:
        return last.end
    authority = _PATTERNS["trailing"].search(last.folded[: len(capitals)])
    return last.start + (authority.start() if authority else len(capitals))


# --- The number under the kind -------------------------------------------------------------------

# "CỦA BỘ Y TẾ SỐ 5/2010/TT-BYT NGÀY 5 THÁNG 3 NĂM 2010 CỦA … VỀ …": groups of the patterns, and the
# parts that they are.
_GROUPS = {"of": "of", "number": "number", "dated": "dated", "by": "of", "title": "title"}


def _split(under: _Under, line: Line, name: str) -> Iterator[Part]:
    """The parts of a line that has several; what it has of the title goes to the title."""
    passage = under.passage
    match = _PATTERNS[f"line-{name}"].fullmatch(passage.folded, line.start, line.end)
    found = match.groupdict() if match else {}
    for group in found:
        if match is None or not found[group]:
            continue
        if group == "title":
            under.title += lines_between(passage, *match.span(group))
        else:
            yield Part(_GROUPS[group], *match.span(group))


def _sign_under(passage: Passage, kind: Part, under: Sequence[Part]) -> Sign | None:
    """The number behind the kind: NGHỊ ĐỊNH CỦA CHÍNH PHỦ SỐ 5/2010/NĐ-CP."""
    for part in under:
        if part.name == "number" and part.start < kind.end + _NUMBER_WITHIN:
            return next(find_signs(passage.text[part.start : part.end]), None)
    return None
