"""A document cut into paragraphs, rows of tables and what stands beside its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from textkit.reading.document import UNCOUNTED, Document
from textkit.vietnamese.text import paragraphs


class Span(NamedTuple):
    """A paragraph, or a part of one; `kind` is given for what layout marks (row, note, caption) and
    else empty.
    """

    start: int
    end: int
    kind: str = ""
    is_run_on: bool = False


# A paragraph of so many characters may come from a page that lost its line ends. Long paragraphs of
# reports are longer (up to 3,100 in the real documents); they have no headings run into them, so
# that little is cut. Chosen by eye; not measured.
_RUN_ON = 1500

# "16.nq_lang_van.doc 4": the name of the file and the number of the page at a page's foot
# … or before the words that go on behind it, if the name has no blanks
_STAMP = re.compile(
    r"""
    \s* (?: [\w.()\ -]{1,60} \. (?:docx?|pdf|rtf) (?:[ \t]+\d{1,4})? [ \t]* (?:\n|$)
          | [\w.()-]{1,60} \. (?:docx?|pdf|rtf) [ \t]+ \d{1,4} [ \t]+ )
    """,
    re.VERBOSE,
)

# The blank before a heading that was run into the text before it. Each part ends before its label.
_INLINE = re.compile(
    r"""
    (?<=\S) \s (?= [IVX]{1,5} \s? [-–] \s [A-ZĐÀ-Ỹ] )               # … nhân dân II- Phương hướng
  | (?<=[^\s,(]) \s (?= \(? \d{1,2} [.)] \s [A-ZĐÀ-Ỹ] )            # … nhân dân 2. Kinh tế
  | (?<=[.;:]) \s (?= - \s [A-ZĐÀ-Ỹ] )                             # … nhân dân; - Trồng rừng
  | (?<=[.;]) \s (?= (?: Về | Mục\ tiêu | Quan\ điểm | Phương\ hướng | Nhiệm\ vụ )
                     \s [^.;:]{2,60} : \s )                        # … nhân dân. Về văn hóa: …
    """,
    re.VERBOSE,
)
# "2. Kinh tế", "(2) Kinh tế"
_INLINE_NUMBER = re.compile(r"\(?(\d{1,2})[.)]\s")


def spans_of(document: Document) -> Iterator[Span]:
    """Paragraphs and table rows in order; a page without line ends is cut at the headings run into
    it.
    """
    special = list(_special(document))
    for span in sorted([*_plain(document.text, special), *special]):
        if span.kind:
            yield span
        else:
            yield from _parts(document.text, span.start, span.end)


def _plain(text: str, special: Sequence[Span]) -> Iterator[Span]:
    """What is left of the paragraphs where the layout marks nothing."""
    following = 0  # the first special span that does not end before the paragraph
    for start, end in paragraphs(text):
        while following < len(special) and special[following].end <= start:
            following += 1
        at = following
        while at < len(special) and special[at].start < end:
            yield from _unless_blank(text, start, special[at].start)
            start = max(start, special[at].end)
            at += 1
        yield from _unless_blank(text, start, end)


def _unless_blank(text: str, start: int, end: int) -> Iterator[Span]:
    if text[start:end].strip():
        yield Span(start, end)


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """A paragraph without the page's foot at its head, in its parts where it is run on."""
    is_run_on = end - start >= _RUN_ON
    if stamp := _STAMP.match(text, start, end):
        yield Span(start, stamp.end(), "caption", is_run_on)
        start = stamp.end()
    if cut := _end_of_capitals(text, start, end):
        yield Span(start, cut, "", is_run_on)
        start = cut
    if is_run_on:
        bounds = [start, *_inline_headings(text, start, end), end]
        for part_start, part_end in pairwise(bounds):
            yield Span(part_start, part_end, "", is_run_on)
    elif start < end:
        yield Span(start, end)


# So many words in capitals at the least are a heading that a sentence was run into: "BỘ Y TẾ Trần"
# is a name. Chosen by eye; not measured.
_FEWEST_WORDS_OF_A_RUN_IN = 4
_WORD = re.compile(r"\S+")


def _end_of_capitals(text: str, start: int, end: int) -> int:
    """Where a sentence begins behind the heading in capitals it was run into; 0 if there is none.

    "X- GIỮ RỪNG VÀ BIỂN Bảo vệ rừng ngập mặn." begins so; a title with a word in lower case does
    not.
    """
    words_in_capitals = 0
    for word in _WORD.finditer(text, start, end):
        letters = [letter for letter in word.group() if letter.isalpha()]
        if any(letter.islower() for letter in letters):
            # "Bảo", and not "TƯvề", two words that were glued.
            begins_sentence = letters[0].isupper() and not any(map(str.isupper, letters[1:]))
            is_heading = words_in_capitals >= _FEWEST_WORDS_OF_A_RUN_IN
            return word.start() if begins_sentence and is_heading else 0
        words_in_capitals += len(letters) > 1
    return 0


def _inline_headings(text: str, start: int, end: int) -> Iterator[int]:
    """Where headings begin that were run into a text.

    A number is one only if it goes on counting from the one before, or begins anew: "cả 3. Kinh tế"
    is a sentence's end.
    """
    last_number = 0
    for match in _INLINE.finditer(text, start, end):
        number = _INLINE_NUMBER.match(text, match.end())
        if number is None:
            yield match.end()
        elif int(number[1]) in (1, last_number + 1):
            last_number = int(number[1])
            yield match.end()


# What is no text of the document: by its kind of layout the kind of unit. Recipients are known by
# their words, as they end what is signed.
_ASIDE_KINDS = {
    kind: "note" if kind == "note" else "caption" for kind in UNCOUNTED - {"recipients"}
}


def _special(document: Document) -> Iterator[Span]:
    """Table rows, each as one span, and what is no text of the document, as the layout has them."""
    row_start, row_end, row = 0, 0, None
    for block in document.layout:
        is_cell = block.kind == "table" and block.row is not None
        if row is not None and not (is_cell and block.row == row):
            yield Span(row_start, row_end, "row")
            row = None
        if is_cell:
            row_start = block.start if row is None else row_start
            row_end, row = block.end, block.row
        elif block.kind in _ASIDE_KINDS:
            yield Span(block.start, block.end, _ASIDE_KINDS[block.kind])
    if row is not None:
        yield Span(row_start, row_end, "row")
