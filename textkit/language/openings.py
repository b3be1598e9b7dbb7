"""What a paragraph opens: the label it begins with, the level of its unit and its heading.

`MARKERS` is a table in the order in which it decides; each row has an example that a test runs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from textkit.vietnamese.text import Passage


class Marker(NamedTuple):
    """A label that opens a unit. A unit holds what follows it up to the next of its level or of a
    lower one.

    `example` is a line that the marker opens, with the label between ⟦ and ⟧.
    """

    name: str
    kind: str
    level: int
    pattern: re.Pattern[str]
    reason: str
    example: str


def _label(pattern: str) -> re.Pattern[str]:
    return re.compile(r"\s*" + pattern)


# What stands above articles has a title; articles and what they hold may begin with their text.
ARTICLE_LEVEL = 20

# The first marker that matches decides. The levels are ranks with room between them, so that a new
# kind of label finds a place; records keep them, so they are not renumbered.
MARKERS = (
    Marker(
        "annex",
        "annex",
        8,
        # Alone on its line or before its title; not "Phụ lục I kèm theo Nghị quyết này quy định …".
        _label(
            r"(?:PHỤ LỤC|Phụ lục|Phụ Lục)(?: (?:số )?(?:\d{1,2}[a-z]?|[IVXLC]{1,6}|[A-Z]))?"
            r"(?:[.:](?=\s)|(?=\s*$))"
        ),
        "stands behind all parts of a document, and is one of its own",
        "⟦PHỤ LỤC II⟧",
    ),
    Marker(
        "part",
        "part",
        10,
        _label(r"(?i:phần) (?:thứ \w+|[IVXLC]{1,5}|[A-Z]\b|\d{1,2})[.:]?"),
        "the largest division of a political report or a code",
        "⟦Phần thứ nhất⟧",
    ),
    Marker(
        "chapter",
        "chapter",
        12,
        _label(r"(?i:chương) (?:thứ \w+|[IVXLC]{1,6}|\d{1,2})[.:]?"),
        "a law's division into articles of one matter",
        "⟦Chương II⟧",
    ),
    Marker(
        "numbered section",
        "section",
        14,
        # Not "mục 2 của kế hoạch": the number must end the line or stand before a blank.
        _label(r"(?i:mục) (?:[IVXLC]{1,6}|\d{1,2})[.:]?(?=\s|$)"),
        "stands in a chapter, above its articles",
        "⟦Mục 2⟧",
    ),
    Marker(
        "subsection",
        "section",
        16,
        _label(r"(?i:tiểu mục) \d{1,2}[.:]?"),
        "stands in a numbered section",
        "⟦Tiểu mục 1.⟧",
    ),
    Marker(
        "lettered section",
        "section",
        11,
        # Without F and J, which the Vietnamese alphabet lacks, and without I, the Roman one. C and
        # D are letters here: no document has a hundred Roman sections.
        _label(r"[A-EG-HK]\s?[-–.](?=\s)"),
        "reports of the Party put Roman sections under letters",
        "⟦A.⟧ KẾT QUẢ THỰC HIỆN",
    ),
    Marker(
        "article",
        "article",
        ARTICLE_LEVEL,
        # With a capital only: "điều 5 của Luật" is a reference.
        _label(r"(?:Điều|ĐIỀU) \d{1,3}[a-zđ]?[.:]?(?=\s|$)"),
        "the unit that legal documents are cited by",
        "⟦Điều 7a.⟧ Chợ nổi",
    ),
    Marker(
        "roman section",
        "section",
        18,
        _label(r"[IVXLC]{1,6}\s?[-–./)]{1,2}(?=\s)"),
        "the first division of most resolutions; it may hold articles",
        "⟦II-⟧ NHIỆM VỤ",
    ),
    # Of numbers with dots the longest first: "1.2.3." begins with what "1.2." matches.
    Marker(
        "clause of three numbers",
        "clause",
        34,
        _label(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s?[-–)]?(?=\s)"),
        "stands under a clause of two numbers",
        "⟦1.2.3.⟧ Trồng rừng",
    ),
    Marker(
        "clause of two numbers",
        "clause",
        32,
        _label(r"\d{1,2}\.\d{1,2}\.?\s?[-–)]?(?=\s)"),
        "stands under a clause",
        "⟦1.2.⟧ Trồng rừng",
    ),
    Marker(
        "clause",
        "clause",
        30,
        # Not "2.500 tỷ đồng" and not "2025": a mark and a blank must follow.
        _label(r"\d{1,3}\s?[.)/-]{1,2}(?=\s)"),
        "stands in an article or a section",
        "⟦1.⟧ Trồng rừng",
    ),
    Marker(
        "clause in brackets",
        "clause",
        40,
        _label(r"\(\d{1,2}\)"),
        "resolutions of congresses number their targets so, under a clause",
        "⟦(1)⟧ Trồng rừng",
    ),
    Marker(
        "clause in words",
        "clause",
        41,
        _label(r"Thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?: là)?\s?[,:]"),
        "how speeches count, also under a numbered clause",
        "⟦Thứ hai là:⟧ trồng rừng",
    ),
    Marker(
        "point",
        "point",
        50,
        _label(r"(?:[a-zđ]\d?[.)]|[a-zđ]\)|\([a-zđ]\))(?=\s)"),
        "stands in a clause",
        "⟦đ)⟧ Trồng rừng",
    ),
    Marker(
        "bullet",
        "bullet",
        70,
        # Not "- 5%" and not "--": those are a negative figure and a rule.
        _label(r"[-–•*●▪](?=\s?[^\s\d-])"),
        "stands under whatever introduces it",
        "⟦-⟧ Trồng rừng",
    ),
    Marker(
        "bullet of a bullet",
        "bullet",
        72,
        _label(r"\+(?=\s?\S)"),
        "the second level of bullets in Vietnamese documents",
        "⟦+⟧ Trồng rừng",
    ),
)

# Levels of what has no label. A line in capitals stands above a Roman section's clauses and below
# chapters; a line that ends in a colon opens a list of points or bullets.
CAPITALS_LEVEL = 17
LIST_HEAD_LEVEL = 60
PARAGRAPH_LEVEL = 90
SENTENCE_LEVEL = 99

# A line in capitals is a heading if it has so many words: one alone is a name or a stamp, and more
# than forty are a text that was typed in capitals. Of 444 such lines in the real documents 18 have
# one word and two more than forty.
_FEWEST_WORDS_IN_CAPITALS = 2
_MOST_WORDS_IN_CAPITALS = 40
# A line that ends in a colon is the head of a list up to so many characters; a longer one is a
# sentence that goes on in a list. Chosen by eye; not measured.
_LONGEST_LIST_HEAD = 160
# What stands behind a label is a title up to so many characters. Chosen by eye; not measured.
_LONGEST_TITLE = 250
_AROUND_A_TITLE = " \t\n.-–:"


class Opening(NamedTuple):
    """What a paragraph opens: its kind, its level, the label it begins with and its heading."""

    kind: str
    level: int
    label: str
    heading: Passage


NO_HEADING = Passage("", "")


def opening_of(paragraph: Passage, *, began: bool) -> Opening:
    """What a paragraph opens; `began`: a label or the enacting clause stands before it."""
    line = paragraph.text.strip()
    for marker in MARKERS:
        if match := marker.pattern.match(paragraph.text):
            label = match.group().strip()
            behind = _stripped(paragraph[match.end() :], _AROUND_A_TITLE)
            # "4. Rà soát các dự án," is a task that goes on; "Chương I. CHỢ NỔI," is half a title.
            ends = ".;," if marker.level > ARTICLE_LEVEL else ".;"
            return Opening(marker.kind, marker.level, label, _title(behind, line[-1] in ends))
    # Above the enacting clause lines in capitals are the document's own head.
    if began and line.isupper() and _is_as_long_as_a_heading(line):
        return Opening("heading", CAPITALS_LEVEL, "", _stripped(paragraph))
    if line.endswith(":") and len(line) <= _LONGEST_LIST_HEAD:
        return Opening("heading", LIST_HEAD_LEVEL, "", _stripped(paragraph, _AROUND_A_TITLE))
    return Opening("paragraph", PARAGRAPH_LEVEL, "", NO_HEADING)


def _is_as_long_as_a_heading(line: str) -> bool:
    return _FEWEST_WORDS_IN_CAPITALS <= len(line.split()) <= _MOST_WORDS_IN_CAPITALS


# What introduces the rest of a paragraph: "Về công nghiệp: …", "Mục tiêu đến năm 2030: …".
INTRODUCED = re.compile(r"\s*((?:Về|Đối với|Mục tiêu|Chỉ tiêu|Phấn đấu|Đến năm)[^:.;]{0,80}):\s")


def is_left_out(line: str) -> bool:
    """Whether a line stands for text that is left out: "…", "[...]"."""
    return bool(_LEFT_OUT.fullmatch(line))


_LEFT_OUT = re.compile(r"\s*[\[(]?(?:…|\.{3})[\])]?\s*")


def _title(behind_label: Passage, is_sentence: bool) -> Passage:
    """The heading after a label: a line that is no sentence of its own, or what stands before its
    colon.
    """
    if not is_sentence and len(behind_label) <= _LONGEST_TITLE:
        return behind_label
    introduced = INTRODUCED.match(behind_label.text)
    return behind_label[slice(*introduced.span(1))] if introduced else NO_HEADING


def _stripped(passage: Passage, characters: str | None = None) -> Passage:
    start = len(passage) - len(passage.text.lstrip(characters))
    return passage[start : start + len(passage.text.strip(characters))]
