"""What a paragraph speaks of: results, limitations, goals, tasks, assignments, rules.

`SENSE_RULES` is a table in the order in which it decides; each row has an example that a test runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from textkit import data
from textkit.language.openings import ARTICLE_LEVEL, INTRODUCED, Opening
from textkit.reading.document import Document
from textkit.vietnamese.text import Passage


class Progress(NamedTuple):
    """How far the reading of a document has come.

    `began` after the enacting clause or the first label: lines in capitals are headings from there
    on. `signed` from the recipients or the signature on, until an annex opens.
    """

    began: bool = False
    signed: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with all that its sense may depend on."""

    document: Document
    start: int
    end: int
    opening: Opening
    is_run_on: bool
    progress: Progress

    def begins_with(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern matches the folded text at the paragraph's start, and in it."""
        return bool(pattern.match(self.document.folded, self.start, self.end))

    @property
    def goes_on_to_a_task(self) -> bool:
        """Whether it is a sentence of the body: "Căn cứ kế hoạch, các sở mở chợ."."""
        return self.progress.began and self.document.text[self.start : self.end].rstrip().endswith(
            "."
        )

    @property
    def opens_annex(self) -> bool:
        """Whether it begins as an annex behind a signature does."""
        if self.opening.kind == "annex" or self.begins_with(_ATTACHED):
            return True
        if self.opening.level <= ARTICLE_LEVEL and self.opening.label:
            return bool(_FIRST_LABEL.match(Passage.of(self.opening.label).folded))
        words = self.document.text[self.start : self.end].strip()
        return words.isupper() and (self.begins_with(_ANNEXED_KIND) or self.is_above_attached)

    @property
    def is_above_attached(self) -> bool:
        """Whether the next line says what it is attached to, as below the title of an annex."""
        below = self.document.folded[self.end : self.end + _LENGTH_OF_ATTACHED]
        return bool(_ATTACHED.match(below))

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
    r"\s*(?:[-–]\s?)?thực hiện (?:nghị quyết|chỉ thị|kết luận|quyết định|luật|quy định|công điện|"
    r"công văn|kế hoạch|thông báo|hướng dẫn|nghị định)"
    r"\s[^.]{5,400}[;,]\s*$"
)
# "QUYẾT NGHỊ:" alone on its line
_ENACTS = re.compile(r"\s*(?:quyết nghị|quyết định)\s?:?\s*$")
# "Nơi nhận:"; not "Nơi nhận hồ sơ: …"
_RECIPIENTS = re.compile(r"\s*nơi nhận\s*(?::|$)")
# "T/M BAN THƯỜNG VỤ", "KT. CHỦ TỊCH"
_SIGNED = re.compile(r"\s*(?:t/m|tm\.|kt\.|k/t|q\.)\s")
# A line that begins like a signature may stand in the head of a page that was copied, or in a list
# ("Q. 5"); of 31 real documents with recipients 29 are signed behind 78 % of their text.
_SIGNED_BEHIND = 0.6
# What opens an annex behind the signature, beside "PHỤ LỤC": what it belongs to …
_ATTACHED = re.compile(r"\s*\(?(?:ban hành )?kèm theo\s")
# So much of the text behind a line is looked at for it.
_LENGTH_OF_ATTACHED = 40
# … its kind, in a line of capitals: "DANH MỤC DỰ ÁN", "KẾ HOẠCH"
_ANNEXED_KIND = re.compile(
    r"""
    \s* (?: danh\ mục | biểu\ (?:số|mẫu) | mẫu\ số | bảng | quy\ (?:chế|định) | kế\ hoạch
         | chương\ trình | đề\ án | điều\ lệ | hướng\ dẫn | nhiệm\ vụ ) (?!\w)
    """,
    re.VERBOSE,
)
# … or the first of its parts: "I. MỤC TIÊU", "Chương I", "Điều 1."
_FIRST_LABEL = re.compile(r"(?:phần|chương|điều|mục)?\s?(?:i|1|a|thứ nhất)\W*$")
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
    sense_in: Callable[[Paragraph], str]
    reason: str
    example: str
    sense: str


def _sense_of_titles(paragraph: Paragraph) -> str:
    """The sense of the heading, or of what stands in its place."""
    heading = " ".join(paragraph.opening.heading.folded.split())
    if heading:
        return sense_of(heading)
    start, end = paragraph.start, paragraph.end
    if paragraph.is_run_on and paragraph.opening.level < ARTICLE_LEVEL:
        return sense_of(
            paragraph.document.folded[start : min(end, start + _TITLE_OF_A_RUN_ON_SECTION)]
        )
    if introduced := INTRODUCED.match(paragraph.document.text, start, end):
        return sense_of(paragraph.document.folded[slice(*introduced.span(1))])
    return ""


def _is_head_in_capitals(paragraph: Paragraph) -> bool:
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
            if at.progress.signed
            or at.begins_with(_RECIPIENTS)
            or (at.lies_near_the_end and at.begins_with(_SIGNED))
            else ""
        ),
        "from the recipients on nothing is promised: names of offices are addresses",
        "I. MỤC TIÊU\n- Mở ba cảng cá ven biển và giữ rừng ngập mặn.\n⟦KT. CHỦ TỊCH⟧",
        "signature",
    ),
    SenseRule(
        "basis",
        lambda at: "basis" if at.begins_with(_BASIS) and not at.goes_on_to_a_task else "",
        "a legal basis is known by its first words; in a section it is the ground of a task",
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


def sense_and_progress(paragraph: Paragraph) -> tuple[str, Progress]:
    """What a paragraph itself says it speaks of (empty if nothing), and the progress after it."""
    if paragraph.progress.signed and paragraph.opens_annex:
        unsigned = paragraph.progress._replace(signed=False)
        paragraph = replace(paragraph, progress=unsigned)
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


class _Lead(NamedTuple):
    sense: str
    pattern: re.Pattern[str]


@cache
def _leads() -> list[_Lead]:
    leads = data.toml("headings.toml")["lead"]
    return [_Lead(row["sense"], re.compile("|".join(row["patterns"]))) for row in leads]


# What leads in a list says so at its end: so many characters of a paragraph are looked at.
# Chosen by eye; not measured.
_END_OF_A_LEAD = 220


def sense_of_lead(paragraph: str) -> str:
    """What the items speak of that a folded paragraph leads in; empty if it leads in none, or does
    not say.

    >>> sense_of_lead("thời gian tới, tỉnh cần tập trung thực hiện các nhiệm vụ sau:")
    'tasks'
    """
    end = " ".join(paragraph[-_END_OF_A_LEAD:].split())
    if not end.endswith(":"):
        return ""
    for lead in _leads():
        if lead.pattern.search(end):
            return lead.sense
    return ""


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
