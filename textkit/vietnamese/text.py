"""Tidying and folding of Vietnamese text: NFC, look-alike letters, tone placement, y/i."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

# Eth, African D and the letter oi are drawn like Đ and Ư, and set in their place.
_LOOKALIKE_LETTERS = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "Ƣ": "Ư", "ƣ": "ư"}
# Cyrillic letters that are drawn like Latin ones: they slip in from a keyboard or from OCR, and
# only inside a word of Latin letters is it sure that they did (TT-BTС with a Cyrillic С).
_CYRILLIC = str.maketrans("АВЕКМНОРСТХУаеорсухі", "ABEKMHOPCTXYaeopcyxi")
_LATIN = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
_CYRILLIC_IN_LATIN = re.compile(
    rf"(?<=[{_LATIN}])[АВЕКМНОРСТХУаеорсухі]+|[АВЕКМНОРСТХУаеорсухі]+(?=[{_LATIN}])"
)
# Not breaking, en and em, thin, narrow, mathematical and ideographic.
_BLANKS = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_LOOKALIKES = str.maketrans(_LOOKALIKE_LETTERS | dict.fromkeys(_BLANKS, " "))
# Soft hyphen, widths of zero, marks of direction, word joiner, byte order mark.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# All of ASCII but the tab and the line ends.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NEWLINES = re.compile(r"\r\n?|\x0b|\x0c|\u2028|\u2029|\x85")
"""What ends a line beside a line feed."""

# Tone on the glide (old placement) and on the main vowel (new placement): hòa and hoà.
_OLD = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()
_NEW = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split()
_PLACE: dict[str, str] = {}
for _old, _new in zip(_OLD, _NEW, strict=True):
    _PLACE[_old] = _new
    _PLACE[_old.upper()] = _new.upper()
    _PLACE[_old.capitalize()] = _new.capitalize()


def _open(vowels: Iterable[str]) -> re.Pattern[str]:
    """Two vowels in an open syllable (hòa, not hoàn), never after q, where u belongs to the
    consonant.

    It begins with the letters that may be first, and looks back afterwards: `re` passes over all
    other letters quickly then, which makes folding three times faster. What it finds may be two
    letters that are not of the table ("òy").
    """
    first, second = ("".join(sorted(set(letters))) for letters in zip(*vowels, strict=True))
    return re.compile(rf"[{first}][{second}](?<![qQ]..)(?!\w)")


_OPEN = _open(_PLACE)
_OLD_PLACE = {new: old for old, new in _PLACE.items()}
_OPEN_NEW = _open(_OLD_PLACE)
_I_FOR_Y = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))
# Both spellings are accepted after these letters (lý, lí) and at the head of a syllable (y, i); not
# in quý or thúy. Like `_open` it begins with a letter and looks back afterwards.
_Y_SYLLABLE = re.compile(r"[yýỳỷỹỵ](?:(?<!\w.)|(?<=[hklmst].)(?<!\w..))(?!\w)")


def tidy(text: str) -> str:
    """The text in NFC, with Đ for its look-alikes, plain spaces, `\\n` line ends, no invisible
    characters.

    >>> tidy("Nghị quyết\\u00a0số 5\\u00ad7-NQ/TW của Ðảng")
    'Nghị quyết số 57-NQ/TW của Đảng'
    """
    # Invisible characters go first: one between a letter and its mark would keep them from being
    # composed.
    text = _INVISIBLE.sub("", NEWLINES.sub("\n", text))
    text = _CONTROL.sub(" ", unicodedata.normalize("NFC", text).translate(_LOOKALIKES))
    return _CYRILLIC_IN_LATIN.sub(lambda match: match[0].translate(_CYRILLIC), text)


def fold_placement(text: str) -> str:
    """An equally long copy with every tone mark on the main vowel: `hòa` becomes `hoà`, `Ủy` `Uỷ`.

    >>> fold_placement("Ủy ban, văn hóa, quý, hoàn")
    'Uỷ ban, văn hoá, quý, hoàn'
    """
    return _OPEN.sub(lambda match: _PLACE.get(match[0], match[0]), text)


def old_placement(text: str) -> str:
    """An equally long copy with every tone mark on the glide: `hoà` becomes `hòa`, `Uỷ` `Ủy`.

    >>> old_placement("Uỷ ban, văn hoá, quý, hoàn")
    'Ủy ban, văn hóa, quý, hoàn'
    """
    return _OPEN_NEW.sub(lambda match: _OLD_PLACE.get(match[0], match[0]), text)


def fold(text: str) -> str:
    """An equally long copy in lower case, one tone placement, i for y where both are accepted.

    >>> fold("Quản lý văn hóa, tỷ lệ")
    'quản lí văn hoá, tỉ lệ'
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter such as İ has a longer lower case: it stays
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return _Y_SYLLABLE.sub(lambda match: _I_FOR_Y[match[0]], fold_placement(lowered))


# The headings of a document are asked for at each of its statements, its whole text by whatever
# reads it: so many texts of up to so many characters are kept folded, and so few longer ones.
# Chosen by eye; not measured.
_SHORT_TEXT = 300
_SHORT_TEXTS_KEPT = 4_096
_LONG_TEXTS_KEPT = 4
_short_folded = lru_cache(maxsize=_SHORT_TEXTS_KEPT)(fold)
_long_folded = lru_cache(maxsize=_LONG_TEXTS_KEPT)(fold)


def folded(text: str) -> str:
    """What `fold` makes of a text, kept for when it is asked for again.

    >>> folded("Tỷ lệ hộ nghèo")
    'tỉ lệ hộ nghèo'
    """
    return _short_folded(text) if len(text) <= _SHORT_TEXT else _long_folded(text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text with its folded copy, equally long: a place in one is a place in both.

    Patterns are matched on `folded` and words are quoted from `text`. A slice of a passage is a
    passage, so that a document is folded once and never piece by piece.

    >>> passage = Passage.of("Tỷ lệ hộ nghèo")
    >>> passage[:5]
    Passage(text='Tỷ lệ', folded='tỉ lệ')
    """

    text: str
    folded: str

    @classmethod
    def of(cls, text: str | Passage) -> Passage:
        """The passage of a string; a passage is handed back as it is."""
        return text if isinstance(text, Passage) else cls(text, folded(text))

    def __getitem__(self, part: slice) -> Passage:
        return Passage(self.text[part], self.folded[part])

    def __len__(self) -> int:
        return len(self.text)

    @classmethod
    def joined(cls, *parts: Passage) -> Passage:
        """The passages with a blank between them."""
        return cls(" ".join(part.text for part in parts), " ".join(part.folded for part in parts))

    def stripped(self) -> Passage:
        """The passage without the white space around it."""
        start = len(self.text) - len(self.text.lstrip())
        return self[start : max(start, len(self.text.rstrip()))]


NOTHING = Passage("", "")
"""The passage without words."""

# A line that starts so begins a paragraph of its own.
_OPENS = re.compile(
    r"""
    \s*
    (?:
        [-–+*•|>#]  # a bullet, a row of a table
      | [IVXLC]{1,6} \s* [-–./)]  # IV. XII -
      | \d{1,3} (?: \.\d{1,3} ){0,3} \s* [./)-] (?!\d)  # 1. 2.1) 3-
      | \( \d{1,2} \)  # (1)
      | [a-zđ]\d? \)  # a) đ) a1)
      | (?:Điều|Chương|Mục|Phần|Căn[ ]cứ|Xét|Thứ) \s
      | \( (?:ban[ ]hành[ ])? kèm[ ]theo \s  # what stands below the title of an annex
    )
    """,
    re.VERBOSE,
)
# The end of a sentence or a cell, with or without quotation marks and brackets behind it.
_CLOSED = re.compile(r"[.;:!?…|]['\"”’)*_]*\s*$")
_LENGTH_OF_AN_END = 12
_LENGTH_OF_A_CUE = 20

# Of the lines of a text, how many must go on in lower case for it to be hard-wrapped throughout.
# Chosen by eye; not measured.
_WRAPPED_FROM = 0.35
# A line that ends so goes on whatever the next begins with: "nhiệm vụ của ⏎ Thanh tra tỉnh". Names
# count with a capital only: "1. Sở ⏎ Tài chính", but not "3. Về cán bộ ⏎ Thanh tra tỉnh rà soát".
_DANGLES = re.compile(
    r"""
    (?<!\w)
    (?: (?i: và | của | với | các | những | cho | tại | theo | trong | hoặc | do )  # link words
      | (?i: từ[ ]ngày )  # "có hiệu lực kể từ ngày ⏎ Nghị quyết này"
      | Bộ | BỘ | Sở | SỞ | Uỷ | Ủy | UỶ | ỦY )  # half of a name
    $
    """,
    re.VERBOSE,
)
# What waits for a number: "tại khoản ⏎ 2", "số ⏎ 15/2024/NĐ-CP"; not "chuyển đổi số ⏎ Uỷ ban".
_DANGLES_BEFORE_A_NUMBER = re.compile(r"(?<!\w)(?:số|khoản|điểm|điều|ngày|tháng)$", re.IGNORECASE)
# Characters of a line that was wrapped because it was full. Chosen by eye; not measured.
_FULL_LINE = 50


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The bounds of each paragraph: a line, or the lines into which one was hard-wrapped.

    A line goes on in the next when that one starts in lower case, or with the figure that the line
    waits for ("đạt khoảng", "8,95 tỷ đồng"), when its own last word needs another, or, in a text
    that is hard-wrapped throughout, when it is long and does not close.

    >>> text = "Điều 1. Phạm vi và đối\\ntượng áp dụng\\n1. Phạm vi"
    >>> [text[start:end] for start, end in paragraphs(text)]
    ['Điều 1. Phạm vi và đối\\ntượng áp dụng', '1. Phạm vi']
    """
    lines = [match.span() for match in re.finditer(r"[^\n]+", text) if not match.group().isspace()]
    may_join = [_may_join(text, before, after) for before, after in pairwise(lines)]
    goes_on_in_lower_case = [
        joinable and _begins_in_lower_case(text[start:end])
        for joinable, (start, end) in zip(may_join, lines[1:], strict=False)
    ]
    goes_on_in_figures = [
        line[0] - before[1] == 1
        and _waits_for_figure(text[before[0] : before[1]], text[line[0] : line[1]])
        for before, line in pairwise(lines)
    ]
    is_wrapped = sum(goes_on_in_lower_case) > _WRAPPED_FROM * max(len(may_join), 1)
    spans = lines[:1]
    for (before, line), joinable, in_lower_case, in_figures in zip(
        pairwise(lines), may_join, goes_on_in_lower_case, goes_on_in_figures, strict=True
    ):
        is_full = before[1] - before[0] >= _FULL_LINE
        dangles = _dangles(text, before, line)
        goes_on = in_lower_case or in_figures
        if goes_on or (joinable and (dangles or (is_wrapped and is_full))):
            spans[-1] = (spans[-1][0], line[1])
        else:
            spans.append(line)
    return spans


def opens_paragraph(line: str) -> bool:
    """Whether a line begins as a new paragraph does: with an enumerator, a bullet, `Điều`, `Căn cứ`
    …
    """
    return bool(_OPENS.match(line))


# The end of a line that waits for a figure, and a line that begins with one and its unit.
_CUE = re.compile(
    r"(?<!\w)(?:đạt|khoảng|trên|dưới|từ|tối thiểu|ít nhất|còn|chiếm|hơn|gần|quá|cho|tăng|giảm|lên"
    r"|xuống|năm|là|có)\s*$"
)
_FIGURE = re.compile(r"\s*\d[\d.,]*(?:\s?%|(?:\s?[-–]\s?\d[\d.,]*)?\s?(?:%|[a-zà-ỹđ]))")


_TORN_CUE = re.compile(r"(?<!\w)(?:từ|đạt|khoảng|tăng|giảm)\s\d[\d.,]*$")
_TORN_FIGURE = re.compile(r"\s*[-–]\s?\d[\d.,]*\s?(?:%|[a-zà-ỹđ])")


def _waits_for_figure(before: str, line: str) -> bool:
    """Whether a line was wrapped before its figure or inside a range: "đạt khoảng", then "8,95 tỷ
    đồng"; "tăng từ 05", then "- 06%".
    """
    tail = before[-_LENGTH_OF_A_CUE:].lower()
    if _CUE.search(tail):
        return bool(_FIGURE.match(line))
    return bool(_TORN_CUE.search(tail)) and bool(_TORN_FIGURE.match(line))


def _begins_in_lower_case(line: str) -> bool:
    return line.lstrip(' \t*“"(')[:1].islower()


def _dangles(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether the last word of a line needs another behind it. Lines in capitals are left to those
    who know headings.
    """
    behind = text[slice(*following)].lstrip()
    if behind.isupper():
        return False
    start = max(line[0], line[1] - _LENGTH_OF_AN_END)
    if behind[0].isdigit() and _DANGLES_BEFORE_A_NUMBER.search(text, start, line[1]):
        return True
    return bool(_DANGLES.search(text, start, line[1]))


def _may_join(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether nothing speaks against it: no blank line between, no enumerator, no closing mark."""
    if after[0] - before[1] != 1 or _OPENS.match(text, after[0]):
        return False
    tail = text[max(before[0], before[1] - _LENGTH_OF_AN_END) : before[1]]
    return not _CLOSED.search(tail)
