"""Parts, chapters, articles, clauses, points, bullets and sentences, with the sense of their
section.

A document is read paragraph by paragraph. `MARKERS` says what a paragraph opens by the label it
begins with, and `SENSE_RULES` what it speaks of; both are tables in the order in which they decide,
and each row has an example that a test runs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from textkit import data
from textkit.language.annotation import doc_of, document_of
from textkit.reading.document import UNCOUNTED, Document, Record
from textkit.vietnamese.text import Passage, paragraphs

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Unit(Record):
    """One part of a document's structure.

    `kind` is part, chapter, section, article, clause, point, bullet, heading, paragraph, row, note,
    caption or sentence; `label` as written (`Điều 3.`, `a)`), `heading` its title, `path` the
    labels down to it (`Điều 3/2/a`), `level` its depth in the ranking of labels, `parent` the index
    of its parent in the list, and `sense` what its section speaks of (achievement, limitation,
    goals, tasks, assignment, norm, basis, effect, lesson, head, signature, note; empty if no
    heading says).
    """

    kind: str
    label: str
    heading: str
    path: str
    level: int
    parent: int | None
    sense: str


def find_units(source: Doc | Document | str) -> list[Unit]:
    """The units of a document in order of their start, parents before children.

    The sentences are the leaves: they tile the text but for white space; every other unit covers
    its children.

    >>> from textkit.language.annotation import annotate
    >>> text = "Điều 1. Mục tiêu\\n1. Đến năm 2030, đô thị hóa đạt 35%.\\na) Vùng cao đạt 20%."
    >>> [
    ...     (unit.kind, unit.path)
    ...     for unit in find_units(next(annotate(text))) if unit.kind != "sentence"
    ... ]
    [('article', 'Điều 1'), ('clause', 'Điều 1/1'), ('point', 'Điều 1/1/a')]
    """
    return _outline(doc_of(source)).units


def headings_of(doc: Doc) -> list[Passage]:
    """The heading of each unit of `find_units(doc)`, in the same order, with its folded copy.

    >>> from textkit.language.annotation import annotate
    >>> headings_of(next(annotate("Điều 1. Quản lý chợ")))[0].folded
    'quản lí chợ'
    """
    return _outline(doc).headings


class _Outline(NamedTuple):
    units: list[Unit]
    headings: list[Passage]


# Where a Doc keeps its units once they are found.
_KEY = "textkit.units"


def _outline(doc: Doc) -> _Outline:
    if _KEY not in doc.user_data:
        document = document_of(doc)
        sentences = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
        doc.user_data[_KEY] = _listed(document, _grown(document, sentences))
    outline: _Outline = doc.user_data[_KEY]
    return outline


# --- What opens which level ---------------------------------------------------------------------


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


class _Opening(NamedTuple):
    """What a paragraph opens: its kind, its level, the label it begins with and its heading."""

    kind: str
    level: int
    label: str
    heading: Passage


_NO_HEADING = Passage("", "")


def _opening(paragraph: Passage, *, began: bool) -> _Opening:
    """What a paragraph opens; `began`: a label or the enacting clause stands before it."""
    line = paragraph.text.strip()
    for marker in MARKERS:
        if match := marker.pattern.match(paragraph.text):
            label = match.group().strip()
            behind = _stripped(paragraph[match.end() :], _AROUND_A_TITLE)
            return _Opening(marker.kind, marker.level, label, _title(behind, line))
    # Above the enacting clause lines in capitals are the document's own head.
    if began and line.isupper() and _is_as_long_as_a_heading(line):
        return _Opening("heading", CAPITALS_LEVEL, "", _stripped(paragraph))
    if line.endswith(":") and len(line) <= _LONGEST_LIST_HEAD:
        return _Opening("heading", LIST_HEAD_LEVEL, "", _stripped(paragraph, _AROUND_A_TITLE))
    return _Opening("paragraph", PARAGRAPH_LEVEL, "", _NO_HEADING)


def _is_as_long_as_a_heading(line: str) -> bool:
    return _FEWEST_WORDS_IN_CAPITALS <= len(line.split()) <= _MOST_WORDS_IN_CAPITALS


# What introduces the rest of a paragraph: "Về công nghiệp: …", "Mục tiêu đến năm 2030: …".
_INTRODUCED = re.compile(r"\s*((?:Về|Đối với|Mục tiêu|Chỉ tiêu|Phấn đấu|Đến năm)[^:.;]{0,80}):\s")


def _title(behind_label: Passage, line: str) -> Passage:
    """The heading after a label: a line that is no sentence of its own, or what stands before its
    colon.
    """
    if line[-1] not in ".;" and len(behind_label) <= _LONGEST_TITLE:
        return behind_label
    introduced = _INTRODUCED.match(behind_label.text)
    return behind_label[slice(*introduced.span(1))] if introduced else _NO_HEADING


def _stripped(passage: Passage, characters: str | None = None) -> Passage:
    start = len(passage) - len(passage.text.lstrip(characters))
    return passage[start : start + len(passage.text.strip(characters))]


# --- What a paragraph speaks of -----------------------------------------------------------------


class _Progress(NamedTuple):
    """How far the reading of a document has come.

    `began` after the enacting clause or the first label: lines in capitals are headings from there
    on. `signed` from the recipients or the signature on.
    """

    began: bool = False
    signed: bool = False


@dataclass(frozen=True)
class _Reading:
    """A paragraph with all that its sense may depend on."""

    document: Document
    start: int
    end: int
    opening: _Opening
    is_run_on: bool
    progress: _Progress

    def begins_with(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern matches the folded text at the paragraph's start, and in it."""
        return bool(pattern.match(self.document.folded, self.start, self.end))

    @property
    def lies_near_the_end(self) -> bool:
        """Whether it begins where a document is signed."""
        return self.start > len(self.document.text) * _SIGNED_BEHIND


# "Căn cứ Luật Đất đai …", "- Xét Tờ trình số …", "Theo đề nghị của …"
_BASIS = re.compile(r"\s*(?:[-–]\s?)?(?:căn cứ|xét (?:tờ trình|đề nghị|báo cáo)|theo đề nghị)\s")
# "Thực hiện Nghị quyết số 05-NQ/TW ngày 1/11/2016;": one more basis, not a task, since it closes
# with a semicolon or a comma. 400 characters: of the documents this was tried on (34 real ones) the
# longest had 325.
_FOLLOWS = re.compile(
    r"\s*(?:[-–]\s?)?thực hiện (?:nghị quyết|chỉ thị|kết luận|quyết định|luật)"
    r"\s[^.]{5,400}[;,]\s*$"
)
# "QUYẾT NGHỊ:" alone on its line
_ENACTS = re.compile(r"\s*(?:quyết nghị|quyết định)\s?:?\s*$")
# "Nơi nhận:", "T/M BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"
_SIGNED = re.compile(r"\s*(?:nơi nhận\s?:?|(?:t/m|tm\.|kt\.|k/t|q\.)\s)")
# Of 31 real documents with recipients, 29 have them behind 78 % of their text. The other two (at
# 5 % and 41 %) carry annexes behind them, whose tasks must be read: an early signature ends
# nothing.
_SIGNED_BEHIND = 0.6
# "BAN THANH TRA": two words or more in capitals, of two letters or more. It does not know the
# capitals with two marks ("HỘI", "ĐỒNG"): with them 200 more lines of the real documents would be
# heads, and what their statements do would have to be measured anew.
_CAPITALS = re.compile(r"\s*[A-ZÀ-Ý]{2,}(?:\s[A-ZÀ-Ý]{2,})+")
# Of a section of a page without line ends, this much stands for its title, which nothing ends.
# Chosen by eye; not measured.
_TITLE_OF_A_RUN_ON_SECTION = 120


class SenseRule(NamedTuple):
    """A step of the decision what a paragraph speaks of: `sense_in` gives the sense, or nothing
    where the rule does not decide.

    `example` is a document whose paragraph between ⟦ and ⟧ this rule decides, and `sense` what it
    is then.
    """

    name: str
    sense_in: Callable[[_Reading], str]
    reason: str
    example: str
    sense: str


def _sense_of_titles(paragraph: _Reading) -> str:
    """The sense of the heading, or of what stands in its place."""
    heading = " ".join(paragraph.opening.heading.folded.split())
    if heading:
        return sense_of(heading)
    start, end = paragraph.start, paragraph.end
    if paragraph.is_run_on and paragraph.opening.level < ARTICLE_LEVEL:
        return sense_of(
            paragraph.document.folded[start : min(end, start + _TITLE_OF_A_RUN_ON_SECTION)]
        )
    if introduced := _INTRODUCED.match(paragraph.document.text, start, end):
        return sense_of(paragraph.document.folded[slice(*introduced.span(1))])
    return ""


def _is_head_in_capitals(paragraph: _Reading) -> bool:
    """Whether a line without a label, above the enacting clause, begins in capitals."""
    if paragraph.progress.began or paragraph.opening.label:
        return False
    # The match may run on into the next line: "LUẬT" above "ĐẤT ĐAI" are a title together.
    return bool(_CAPITALS.match(paragraph.document.text, paragraph.start))


# The first rule that gives a sense decides; where none does, a paragraph has the sense of the unit
# it stands in.
SENSE_RULES = (
    SenseRule(
        "note",
        lambda at: "note" if at.opening.kind in ("note", "caption") else "",
        "a note or a page's foot says nothing of the section it stands in, whatever its words",
        "I. MỤC TIÊU\n- Mở cảng.\n⟦16.nq_lang_van.doc 4⟧\n- Trồng rừng.",
        "note",
    ),
    SenseRule(
        "signature",
        lambda at: (
            "signature"
            if at.progress.signed or (at.lies_near_the_end and at.begins_with(_SIGNED))
            else ""
        ),
        "from the recipients on nothing is promised: names of offices are addresses",
        "I. MỤC TIÊU\n- Mở ba cảng cá ven biển và giữ rừng ngập mặn.\n⟦KT. CHỦ TỊCH⟧",
        "signature",
    ),
    SenseRule(
        "basis",
        lambda at: "basis" if at.begins_with(_BASIS) else "",
        "a legal basis is known by its first words wherever it stands",
        "⟦Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;⟧",
        "basis",
    ),
    SenseRule(
        "followed document",
        lambda at: "basis" if not at.progress.began and at.begins_with(_FOLLOWS) else "",
        "before the first label 'thực hiện nghị quyết …;' is a ground; after it, a task",
        "⟦Thực hiện Nghị quyết số 12-NQ/TU ngày 02/3/2021 của Tỉnh ủy;⟧",
        "basis",
    ),
    SenseRule(
        "enacting clause",
        lambda at: "head" if at.begins_with(_ENACTS) else "",
        "it is no heading of what follows, which would inherit its sense",
        "⟦QUYẾT NGHỊ:⟧",
        "head",
    ),
    SenseRule(
        "title",
        _sense_of_titles,
        "headings.toml says what a section with this title speaks of",
        "⟦I. PHƯƠNG HƯỚNG⟧",
        "tasks",
    ),
    SenseRule(
        "head in capitals",
        lambda at: "head" if _is_head_in_capitals(at) else "",
        "issuer, motto and kind of the document, before its first label",
        "⟦BAN THANH TRA TỈNH LAM CHÂU⟧",
        "head",
    ),
)
# Where one of these decides, what is begun and what is signed is as it was before.
_ASIDE = frozenset({"note", "basis", "followed document"})


def _sense_and_progress(paragraph: _Reading) -> tuple[str, _Progress]:
    """What a paragraph itself says it speaks of (empty if nothing), and the progress after it."""
    rule, sense = "", ""
    for step in SENSE_RULES:
        if sense := step.sense_in(paragraph):
            rule = step.name
            break
    before = paragraph.progress
    if rule in _ASIDE:
        return sense, before
    if rule == "signature":
        return sense, before._replace(signed=True)
    begins = rule == "enacting clause" or bool(paragraph.opening.label)
    return sense, before._replace(began=before.began or begins)


@cache
def _headings() -> list[tuple[str, re.Pattern[str]]]:
    headings = data.toml("headings.toml")["heading"]
    return [(row["sense"], re.compile("|".join(row["patterns"]))) for row in headings]


def sense_of(heading: str) -> str:
    """What a section with this folded heading speaks of, by the first word that says; empty if none
    does.

    >>> sense_of("phương hướng, nhiệm vụ nhiệm kì 2025 - 2030")
    'tasks'
    """
    first, sense_of_first = len(heading), ""
    for sense, pattern in _headings():
        match = pattern.search(heading)
        # Of two that begin at one place the upper one in the file decides.
        if match and match.start() < first:
            first, sense_of_first = match.start(), sense
    return sense_of_first


# --- The paragraphs -----------------------------------------------------------------------------


class _Span(NamedTuple):
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
_STAMP = re.compile(r"\s*[\w.() -]{1,60}\.(?:docx?|pdf|rtf)(?:[ \t]+\d{1,4})?[ \t]*(?:\n|$)")

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


def _spans(document: Document) -> Iterator[_Span]:
    """Paragraphs and table rows in order; a page without line ends is cut at the headings run into
    it.
    """
    special = list(_special(document))
    for span in sorted([*_plain(document.text, special), *special]):
        if span.kind:
            yield span
        else:
            yield from _parts(document.text, span.start, span.end)


def _plain(text: str, special: Sequence[_Span]) -> Iterator[_Span]:
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


def _unless_blank(text: str, start: int, end: int) -> Iterator[_Span]:
    if text[start:end].strip():
        yield _Span(start, end)


def _parts(text: str, start: int, end: int) -> Iterator[_Span]:
    """A paragraph without the page's foot at its head, in its parts where it is run on."""
    is_run_on = end - start >= _RUN_ON
    if stamp := _STAMP.match(text, start, end):
        yield _Span(start, stamp.end(), "caption", is_run_on)
        start = stamp.end()
    if is_run_on:
        bounds = [start, *_inline_headings(text, start, end), end]
        for part_start, part_end in pairwise(bounds):
            yield _Span(part_start, part_end, "", is_run_on)
    elif start < end:
        yield _Span(start, end)


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


def _special(document: Document) -> Iterator[_Span]:
    """Table rows, each as one span, and what is no text of the document, as the layout has them."""
    row_start, row_end, row = 0, 0, None
    for block in document.layout:
        is_cell = block.kind == "table" and block.row is not None
        if row is not None and not (is_cell and block.row == row):
            yield _Span(row_start, row_end, "row")
            row = None
        if is_cell:
            row_start = block.start if row is None else row_start
            row_end, row = block.end, block.row
        elif block.kind in _ASIDE_KINDS:
            yield _Span(block.start, block.end, _ASIDE_KINDS[block.kind])
    if row is not None:
        yield _Span(row_start, row_end, "row")


# --- The tree -----------------------------------------------------------------------------------


@dataclass
class _Node:
    start: int
    end: int
    kind: str
    level: int
    label: str = ""
    heading: Passage = _NO_HEADING
    sense: str = ""
    parent: _Node | None = None
    children: list[_Node] = field(default_factory=list)


_LETTER = re.compile(r"[^\W\d_]")


def _grown(document: Document, sentences: Sequence[tuple[int, int]]) -> _Node:
    """The tree of a document: each paragraph in its place, with its sentences under it."""
    top = _Node(0, len(document.text), "document", 0)
    innermost, progress = top, _Progress()
    for span in _spans(document):
        if span.kind:
            opening = _Opening(span.kind, PARAGRAPH_LEVEL, "", _NO_HEADING)
        else:
            opening = _opening(document.passage(span.start, span.end), began=progress.began)
        paragraph = _Reading(document, span.start, span.end, opening, span.is_run_on, progress)
        sense, progress = _sense_and_progress(paragraph)
        if _completes_heading(innermost, opening):
            node = innermost
            node.heading = _joined(node.heading, opening.heading)
            node.sense = sense or node.sense
        else:
            node = _attached(innermost, paragraph, sense)
            innermost = node if node.level < PARAGRAPH_LEVEL else _parent(node)
        for start, end in _pieces(span, sentences):
            _add_sentence(document.text, node, start, end)
    return top


def _attached(innermost: _Node, paragraph: _Reading, sense: str) -> _Node:
    """A new node for a paragraph, under the innermost open unit that may hold it."""
    opening = paragraph.opening
    parent = innermost
    while parent.level >= _lowest_closed(paragraph):
        parent = _parent(parent)
    node = _Node(
        paragraph.start,
        paragraph.end,
        opening.kind,
        opening.level,
        opening.label,
        opening.heading,
        sense or parent.sense,
        parent,
    )
    parent.children.append(node)
    return node


def _lowest_closed(paragraph: _Reading) -> int:
    """The level from which on a paragraph closes what is open."""
    text, opening = paragraph.document.text, paragraph.opening
    first_letter = _LETTER.search(text, paragraph.start, paragraph.end)
    # A plain paragraph ends the list before it, unless it goes on in lower case (behind a page's
    # foot, say) or is a number alone.
    if opening.kind == "paragraph" and first_letter and first_letter.group().isupper():
        return min(opening.level, LIST_HEAD_LEVEL)
    return opening.level


def _parent(node: _Node) -> _Node:
    assert node.parent is not None  # only the document has none, and its level is below all others
    return node.parent


def _completes_heading(node: _Node, line: _Opening) -> bool:
    """Whether a line in capitals is the heading of the part, chapter or section before it, or the
    rest of one.
    """
    if line.kind != "heading" or not line.heading.text.isupper():
        return False
    if node.kind not in ("part", "chapter", "section", "heading"):
        return False
    if any(child.kind not in ("sentence", "caption") for child in node.children):
        return False
    heading = node.heading.text
    goes_on = heading.isupper() and not sense_of(line.heading.folded)
    return not heading or heading.endswith(",") or goes_on


def _joined(first: Passage, second: Passage) -> Passage:
    if not first.text:
        return second
    return Passage(f"{first.text} {second.text}", f"{first.folded} {second.folded}")


def _pieces(span: _Span, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What of each sentence lies in a span; a table's row is one sentence."""
    if span.kind == "row":
        return [(span.start, span.end)]
    first = bisect_right(sentences, span.start, key=itemgetter(1))
    behind = bisect_left(sentences, span.end, key=itemgetter(0))
    return [(max(start, span.start), min(end, span.end)) for start, end in sentences[first:behind]]


def _add_sentence(text: str, node: _Node, start: int, end: int) -> None:
    """Puts a sentence under a node, without the white space around it."""
    words = text[start:end]
    if words.strip():
        first, behind = end - len(words.lstrip()), start + len(words.rstrip())
        sentence = _Node(first, behind, "sentence", SENTENCE_LEVEL, sense=node.sense, parent=node)
        node.children.append(sentence)


def _listed(document: Document, top: _Node) -> _Outline:
    """The tree as a list, parents before children; what holds no sentence is left out."""
    units: list[Unit] = []
    headings: list[Passage] = []
    # A stack, since a list of bullets in bullets may be deeper than Python lets functions nest.
    waiting: list[tuple[_Node, int | None, str]] = []
    waiting += [(child, None, "") for child in reversed(top.children)]
    while waiting:
        node, parent, parent_path = waiting.pop()
        bounds = _bounds(node)
        if bounds is None:
            continue
        step = "" if node.kind == "bullet" else node.label.strip(" .:-–()/,")
        path = "/".join(filter(None, (parent_path, step)))
        index = len(units)
        units.append(
            Unit(
                document.id,
                *bounds,
                kind=node.kind,
                label=node.label,
                heading=node.heading.text,
                path=path,
                level=node.level,
                parent=parent,
                sense=node.sense,
            )
        )
        headings.append(node.heading)
        waiting += [(child, index, path) for child in reversed(node.children)]
    return _Outline(units, headings)


def _bounds(node: _Node) -> tuple[int, int] | None:
    """From the first sentence under a node to its last; None where there is none."""
    if not node.children and node.kind != "sentence":
        return None
    first = last = node
    while first.children:
        first = first.children[0]
    while last.children:
        last = last.children[-1]
    return first.start, last.end
