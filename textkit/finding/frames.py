"""What a figure takes over from its document, the headings, and the lines and figures before it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from textkit import data
from textkit.finding.contexts import year_of
from textkit.finding.statements import Statement
from textkit.language.units import Unit
from textkit.reading.document import Document
from textkit.vietnamese.dates import Deadline, find_times
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import NOTHING, Passage

_PATTERNS = data.patterns("targets.toml", "patterns", blank=r"\s")

# Of how much text is looked at, in characters; chosen by eye, not measured. They keep hostile text
# from taking long, and words far away from deciding.
_OPENING = 250  # the words that a sentence opens with, before a time
_HEAD_OF_A_LINE = 200  # "Về các mục tiêu, chỉ tiêu …", before a time
_LONGEST_LEAD_IN = 400  # a line that ends in a colon and so heads those below it
_LONGEST_HEAD = 120  # a line that is nothing but a head


def matches(name: str, passage: Passage) -> re.Match[str] | None:
    """Where a passage has a pattern of targets.toml."""
    return _PATTERNS[name].search(passage.folded)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a document as a whole tells of its figures.

    `title_time` is the time its title sets, if it is a plan; `lays_down_rules` whether its figures
    are norms rather than goals, `is_report` whether it reports.
    """

    document: Document
    units: list[Unit]
    year: int
    title_time: Deadline | None
    lays_down_rules: bool
    is_report: bool = False


def frame_of(document: Document, units: list[Unit]) -> Frame:
    """What a document tells of its figures by its title and its number."""
    facts = document.facts
    title, year = Passage.of(facts.title or ""), year_of(facts)
    time = _time_of(title) if matches("plans", title) else None
    title_time = time if time and int(time.date[:4]) >= year > 0 else None
    # Numbers with a year (35/2025/NĐ-CP) are those of documents that lay down rules.
    has_rules = re.search(r"/\d{4}/", facts.number or "") or matches("rules", title)
    lays_down_rules = not title_time and bool(has_rules)
    is_report = facts.kind == "báo cáo" or "/BC" in (facts.number or "")
    return Frame(document, units, year, title_time, lays_down_rules, is_report)


@dataclass(frozen=True, slots=True)
class Context:
    """What figures take over from what stands before them; each step makes a new one.

    `unit` is the sentence (its place in the tree); `heading_time` the time of the headings above,
    `leading_time` the one that a line or the opening of a sentence sets for what follows, `time`
    that of the figure before; `indicator` the words of that figure, `list_head` what stands before
    the colon of the sentence, `line_head` before that of the line above. `line_times` has, by the
    unit a line heads, the time it sets and whether the line is nothing but a head.
    """

    unit: int = -1
    heading_time: Deadline | None = None
    leading_time: Deadline | None = None
    time: Deadline | None = None
    indicator: Passage = NOTHING
    list_head: Passage = NOTHING
    line_head: Passage = NOTHING
    line_times: Mapping[int | None, tuple[Deadline, bool]] = field(default_factory=dict)

    @property
    def topic(self) -> Passage:
        """What stands before the nearest colon."""
        return self.list_head if self.list_head.text else self.line_head


def entered(frame: Frame, context: Context, statement: Statement) -> Context:
    """The context of a statement: a new sentence forgets the indicator, a new paragraph the
    deadline.
    """
    if statement.unit == context.unit:
        return context
    leaf = frame.units[statement.unit]
    parent_before = frame.units[context.unit].parent if context.unit >= 0 else -1
    # "Trong đó, Hà Nội có 200 công trình" goes on with the indicator of the sentence before.
    goes_on = leaf.parent == parent_before and frame.document.folded.startswith(
        "trong đó", statement.start
    )
    context = replace(context, unit=statement.unit)
    if not goes_on:
        context = replace(context, indicator=NOTHING, list_head=NOTHING)
    if leaf.parent != parent_before:
        above = time_above(frame, context.line_times, leaf)
        line_head = _head_above(frame, leaf)
        context = replace(context, leading_time=None, heading_time=above, line_head=line_head)
    return _with_line(frame, context, leaf)


def _with_line(frame: Frame, context: Context, leaf: Unit) -> Context:
    """The context with the time that a line sets for those after it: "Đến năm 2030:", "Mục tiêu 5
    năm 2026 - 2030 - …".
    """
    line = frame.document.passage(leaf.start, leaf.end)
    line = line[: len(line.text.rstrip())]
    year = bare_year(line)
    times = find_times(line) or ([year] if year else [])
    titled = [
        time
        for time in times
        if time.start < _HEAD_OF_A_LINE and _PATTERNS["title"].fullmatch(line.folded, 0, time.start)
    ]
    is_head, leads_in = _is_head(line), _leads_in(line)
    if not times or leaf.parent is None or not (is_head or titled or leads_in):
        return context
    time = titled[0] if titled else _time_of(line) or times[-1]
    # "2. Xã hội số đến năm 2030 (14 mục tiêu)." heads what is below it, not what comes after it.
    heads_below = leads_in and not is_head and not titled
    parent = frame.units[leaf.parent].parent
    # "3. Về các mục tiêu 5 năm 2026 - 2030 - Về kinh tế: …" heads the bullets of its clause, too.
    headed: dict[int | None, tuple[Deadline, bool]] = {}
    if heads_below or titled:
        headed[leaf.parent] = (time, True)
    if not heads_below:
        headed[parent] = (time, is_head)
    return replace(context, leading_time=time, line_times={**context.line_times, **headed})


def _head_line(frame: Frame, unit: Unit) -> Passage:
    """The heading of a unit with the colon behind it; without a heading no words."""
    if not unit.heading:
        return NOTHING
    text = frame.document.text
    start = text.find(unit.heading, unit.start, unit.end)
    end = start + len(unit.heading)
    return frame.document.passage(start, end + 1 if text[end : end + 1] == ":" else end)


def bare_year(line: Passage) -> Deadline | None:
    """The year without "năm" that a line gives the goals below it: "15 chỉ tiêu phát triển kinh tế
    - xã hội 2026 được thông qua, cụ thể:".
    """
    named = matches("of_year", line)
    return Deadline(*named.span(1), named[1]) if named else None


# The units whose line heads those below it with a colon.
_KINDS_OF_LINES = frozenset({"bullet", "point", "clause", "paragraph"})


def _head_above(frame: Frame, unit: Unit) -> Passage:
    """The line that heads a unit and ends in a colon: "- Cơ cấu kinh tế:"."""
    place = frame.units[unit.parent].parent if unit.parent is not None else None
    if place is None or frame.units[place].kind not in _KINDS_OF_LINES:
        return NOTHING
    line = _head_line(frame, frame.units[place])
    return line[:-1] if line.text.endswith(":") and len(line) <= _LONGEST_HEAD else NOTHING


def _leads_in(line: Passage) -> bool:
    """Whether a line tells of goals and sets none itself: "… với các mục tiêu (14 mục tiêu)."."""
    if not matches("of_goals", line) or len(line) > _LONGEST_LEAD_IN:
        return False
    counted = [_PATTERNS["idle"].fullmatch(figure.unit or "") for figure in find_quantities(line)]
    return all(counted)


def _is_head(line: Passage) -> bool:
    """Whether a line is nothing but a head: it is short, does not end a sentence and sets no
    figure of its own, unless a colon ends it.
    """
    last = line.text[-1:]
    longest = _LONGEST_LEAD_IN if last == ":" else _LONGEST_HEAD
    if last in ".;," or len(line) > longest:
        return False
    return last == ":" or not any(find_quantities(line))


def time_above(
    frame: Frame, line_times: Mapping[int | None, tuple[Deadline, bool]], unit: Unit
) -> Deadline | None:
    """The time that a unit's headings name, the nearest first, or the head of its list, or the
    document's title.
    """
    place = unit.parent
    while place is not None:
        heading = frame.units[place].heading
        time = _time_of(Passage.of(heading)) or bare_year(Passage.of(heading))
        # "Lam Châu, ngày 10 tháng 12 năm 2025" may stand where a heading does.
        if time and time.date != frame.document.facts.date:
            return time
        kind, place = frame.units[place].kind, frame.units[place].parent
        line_time, is_head = line_times.get(place, (None, False))
        # A line heads the points and bullets below it; clauses only if it is nothing but a head.
        heads_this = kind in {"bullet", "point"} or (is_head and kind in {"clause", "paragraph"})
        if line_time and heads_this:
            return line_time
    return frame.title_time


def unit_around(frame: Frame, place: int) -> Unit | None:
    """The innermost unit of the structure in which a place lies: a sentence."""
    starts = [unit.start for unit in frame.units]
    index = bisect_right(starts, place) - 1
    return frame.units[index] if index >= 0 else None


def _time_of(heading: Passage) -> Deadline | None:
    """The time a heading sets: the last, but for an outlook behind it ("đến năm 2030, tầm nhìn đến
    năm 2045").
    """
    times = find_times(heading)
    plain = [
        time
        for time in times
        if not time.vision and not heading.folded.endswith("định hướng ", 0, time.start)
    ]
    if plain:
        return plain[-1]
    return times[-1] if times else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A statement whose figures are looked for; offsets of its figures count from `start`.

    `role` is that of the statement: `promised`, `achieved`, `open` where the words around each
    figure decide, None where they set nothing. `aims`, `ranks` and `strives` say what its words
    show.
    """

    passage: Passage
    start: int
    role: str | None
    path: str
    sense: str
    times: list[Deadline]
    aims: bool
    ranks: bool
    strives: bool


def sentence_in(
    passage: Passage, start: int, *, role: str | None, path: str = "", sense: str = ""
) -> Sentence:
    """A passage as a sentence whose figures have a role."""
    aims = sense in {"goals", "tasks"} or bool(matches("aims", passage))
    ranks = not aims and bool(matches("ranked", passage))
    strives = bool(matches("strives", passage))
    return Sentence(passage, start, role, path, sense, find_times(passage), aims, ranks, strives)


def sentence_of(document: Document, statement: Statement) -> Sentence:
    """A statement as a sentence, with the role that its figures have by what it does."""
    passage = document.passage(statement.start, statement.end)
    role = _role_of(statement, passage)
    return sentence_in(
        passage, statement.start, role=role, path=statement.path, sense=statement.sense
    )


def _role_of(statement: Statement, passage: Passage) -> str | None:
    """The role of a statement's figures, by what it does."""
    if statement.sense == "norm" and not matches("aims", passage):
        return None
    if statement.act in {"target", "action", "assignment", "prohibition"}:
        return "promised"
    if statement.act in {"achievement", "limitation"}:
        return "achieved"
    if statement.act == "description" and statement.sense in {"", "goals", "tasks"}:
        return "open"
    return None


def opening_time(sentence: Sentence) -> Deadline | None:
    """The time a sentence opens with: "Đến năm 2030, …"."""
    for time in sentence.times:
        opens = _PATTERNS["intro"].fullmatch(sentence.passage.folded, 0, time.start)
        if time.start < _OPENING and opens:
            return time
    return None
