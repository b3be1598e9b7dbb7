"""Tidying and folding of Vietnamese text: NFC, look-alike letters, tone placement, y/i."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_LOOKALIKES = str.maketrans(
    {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "Ƣ": "Ư", "ƣ": "ư"}
    | dict.fromkeys(
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
        " ",
    )
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NEWLINES = re.compile(r"\r\n?|\x0b|\x0c|\u2028|\u2029|\x85")
"""What ends a line beside a line feed."""

# Tone on the glide (old placement) and on the main vowel (new placement): hòa and hoà.
_OLD = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split()
_NEW = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split()
_PLACE = {
    a: b
    for old, new in zip(_OLD, _NEW, strict=True)
    for a, b in ((old, new), (old.upper(), new.upper()), (old.capitalize(), new.capitalize()))
}
# Only in an open syllable (hòa, not hoàn), and never after q, where u belongs to the consonant.
_OPEN = re.compile(r"(?<![qQ])(?:" + "|".join(_PLACE) + r")(?!\w)")
_Y = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))
# Both spellings are accepted after these letters (lý, lí) and at the head of a syllable (y, i); not
# in quý or thúy.
_Y_SYLLABLE = re.compile(r"(?<!\w)([hklmst]?)([yýỳỷỹỵ])(?!\w)")


def tidy(text: str) -> str:
    """The text in NFC, with Đ for its look-alikes, plain spaces, `\\n` line ends, no invisible
    characters.

    >>> tidy("Nghị quyết\\u00a0số 5\\u00ad7-NQ/TW của Ðảng")
    'Nghị quyết số 57-NQ/TW của Đảng'
    """
    # Invisible characters go first: one between a letter and its mark would keep them from being
    # composed.
    text = _INVISIBLE.sub("", NEWLINES.sub("\n", text))
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", text).translate(_LOOKALIKES))


def fold_placement(text: str) -> str:
    """An equally long copy with every tone mark on the main vowel: `hòa` becomes `hoà`, `Ủy` `Uỷ`.

    >>> fold_placement("Ủy ban, văn hóa, quý, hoàn")
    'Uỷ ban, văn hoá, quý, hoàn'
    """
    return _OPEN.sub(lambda match: _PLACE[match.group()], text)


def fold(text: str) -> str:
    """An equally long copy in lower case, one tone placement, i for y where both are accepted.

    >>> fold("Quản lý văn hóa, tỷ lệ")
    'quản lí văn hoá, tỉ lệ'
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter such as İ has a longer lower case: it stays
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return _Y_SYLLABLE.sub(lambda match: match[1] + _Y[match[2]], fold_placement(lowered))


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
        return text if isinstance(text, Passage) else cls(text, fold(text))

    def __getitem__(self, part: slice) -> Passage:
        return Passage(self.text[part], self.folded[part])

    def __len__(self) -> int:
        return len(self.text)


# A line that starts so begins a paragraph of its own: an enumerator, a bullet, a table's pipe, an
# article.
_OPENS = re.compile(
    r"\s*(?:[-–+*•|>#]|[IVXLC]{1,6}\s*[-–./)]|\d{1,3}(?:\.\d{1,3}){0,3}\s*[./)-](?!\d)|\(\d{1,2}\)|[a-zđ]\d?\)"
    r"|(?:Điều|Chương|Mục|Phần|Căn cứ|Xét|Thứ)\s)"
)
_CLOSED = re.compile(r"[.;:!?…|]['\"”’)*_]*\s*$")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The bounds of each paragraph: a line, or the lines into which one was hard-wrapped.

    A line goes on in the next when that one starts in lower case, or, in a text that is
    hard-wrapped throughout, when the line is long and does not close.

    >>> text = "Điều 1. Phạm vi và đối\\ntượng áp dụng\\n1. Phạm vi"
    >>> [text[start:end] for start, end in paragraphs(text)]
    ['Điều 1. Phạm vi và đối\\ntượng áp dụng', '1. Phạm vi']
    """
    lines = [match.span() for match in re.finditer(r"[^\n]+", text) if not match.group().isspace()]
    lower = [
        _may_join(text, a, b) and text[b[0] : b[1]].lstrip(' \t*“"(')[:1].islower()
        for a, b in pairwise(lines)
    ]
    wrapped = sum(lower) > 0.35 * max(len(lower), 1)
    spans: list[tuple[int, int]] = lines[:1]
    for before, line, joins in zip(lines, lines[1:], lower, strict=False):
        if joins or (wrapped and before[1] - before[0] >= 50 and _may_join(text, before, line)):
            spans[-1] = (spans[-1][0], line[1])
        else:
            spans.append(line)
    return spans


def opens_paragraph(line: str) -> bool:
    """Whether a line begins as a new paragraph does: with an enumerator, a bullet, `Điều`, `Căn cứ`
    …
    """
    return bool(_OPENS.match(line))


def _may_join(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether nothing speaks against it: no blank line between, no enumerator, no closing mark."""
    tail = text[max(before[0], before[1] - 12) : before[1]]
    return (
        after[0] - before[1] == 1 and not _OPENS.match(text, after[0]) and not _CLOSED.search(tail)
    )
