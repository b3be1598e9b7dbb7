"""The figures a document sets or reports: indicator, value, unit, deadline."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from textkit import data
from textkit.finding.indicators import family_of, indicator_of, indicators
from textkit.finding.statements import Statement, find_statements, year_of
from textkit.finding.tables import Cells, Table, find_in_cell, find_tables
from textkit.language.annotation import doc_of, document_of
from textkit.language.units import Unit, find_units
from textkit.reading.document import Document, Record
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.dates import Deadline, find_times
from textkit.vietnamese.numbers import Quantity, find_quantities, units
from textkit.vietnamese.text import Passage, fold

if TYPE_CHECKING:
    from spacy.tokens import Doc

_PATTERNS = data.patterns("targets.toml", "patterns")
_PLACES = re.compile(
    "(?:[Hh]uyện|[Xx]ã|[Pp]hường|[Tt]hành phố|[Tt]hị xã|[Vv]ùng|[Kk]hu công nghiệp|[Kk]hu vực)"
    rf" [{CAPITALS}]\w{{0,9}}(?: [{CAPITALS}]\w{{0,9}}){{0,3}}"
)

# How much text is looked at, in characters; all chosen by eye, not measured. They keep hostile text
# from taking long, and words far away from deciding.
_FAR = 400  # before a figure its own words
_FAR_BEHIND = 160  # behind it, and the longest name of an indicator
_NEAR = 200  # where "mức", "hỗ trợ" make a norm, "tuổi thọ" an age that counts
_VERY_NEAR = 60  # the same for a sum of money of no known indicator
_OPENING = 250  # the words that a sentence opens with, before a time
_HEAD_OF_A_LINE = 200  # "Về các mục tiêu, chỉ tiêu …", before a time
_LONGEST_HEAD = 120  # a line that is nothing but a head
_LONGEST_QUOTATION = 250  # before a figure; a longer one begins at the last comma

# The time of a figure follows it within so many words ("35% vào năm 2030"); farther away a time
# before the figure is nearer. Chosen by eye; not measured.
_WORDS_TO_ITS_TIME = 3

# So many words may leave out the indicator before them ("nông thôn đạt 71%"). Chosen by eye.
_FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Target(Record):
    """One figure: what is measured, how much of it, by when.

    `indicator` is a key of indicators.csv, None where no wording fits; `indicator_text` the
    document's own words. `measure` is `level`, `change` ("giảm 1%/năm"), `ratio` ("gấp 1,5 lần"),
    `count` or `vision` (beyond the plan). `low`, `high`, `comparator`, `unit` and `per` are those
    of `Quantity`. `scope` holds the words that restrict the figure, `baseline` those it is held
    against. `deadline` is ISO, shortened; of a reported figure the time it stands for. `role` is
    `promised` or `achieved`.
    """

    text: str
    indicator: str | None
    indicator_text: str
    measure: str
    comparator: str
    approximate: bool
    low: float | None
    high: float | None
    unit: str | None
    per: str | None
    scope: str | None
    deadline: str | None
    period_start: int | None
    period_end: int | None
    baseline: str | None
    role: str
    path: str


def find_targets(doc: Doc | Document | str) -> Iterator[Target]:
    """The figures a document promises, in order, those in tables too.

    What was achieved, legal bases, norms ("mức hỗ trợ 5 triệu đồng/hộ") and years in titles are
    none. Raises TextkitError if it is given no document.

    >>> found = find_targets("Phấn đấu đến năm 2030, tỷ lệ đô thị hóa đạt trên 40%.")
    >>> [(t.indicator, t.comparator, t.low, t.unit, t.deadline) for t in found]
    [('urbanisation', '>', 40.0, '%', '2030')]
    """
    return (target for target in find_figures(doc) if target.role == "promised")


def find_figures(doc: Doc | Document | str) -> Iterator[Target]:
    """The figures a document promises and those it reports as achieved, in order.

    Raises TextkitError if it is given no document.
    """
    doc = doc_of(doc)
    frame = _frame_of(document_of(doc), find_units(doc))
    tables = list(find_tables(frame.document))
    figures = [figure for table in tables for figure in _of_table(table, frame)]
    context = _Context()
    for statement in find_statements(doc):
        context = _entered(frame, context, statement)
        if any(table.start <= statement.start < table.end for table in tables):
            continue
        found, context = figures_in(frame, _sentence_of(frame.document, statement), context)
        figures += found
    yield from sorted(figures, key=lambda figure: (figure.start, figure.end))


def _matches(name: str, passage: Passage) -> re.Match[str] | None:
    """Where a passage has a pattern of targets.toml."""
    return _PATTERNS[name].search(passage.folded)


def _joined(*parts: Passage) -> Passage:
    """Passages with a blank between them."""
    return Passage(" ".join(part.text for part in parts), " ".join(part.folded for part in parts))


def _stripped(passage: Passage) -> Passage:
    """A passage without the white space around it."""
    start = len(passage.text) - len(passage.text.lstrip())
    return passage[start : max(start, len(passage.text.rstrip()))]


_NOTHING = Passage("", "")
_FIGURE = Passage("#", "#")
_RISES = Passage("tăng", "tăng")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a document as a whole tells of its figures.

    `title_time` is the time its title sets, if it is a plan; `lays_down_rules` whether its figures
    are norms rather than goals.
    """

    document: Document
    units: list[Unit]
    year: int
    title_time: Deadline | None
    lays_down_rules: bool


def _frame_of(document: Document, units: list[Unit]) -> _Frame:
    facts = document.facts
    title, year = Passage.of(facts.title or ""), year_of(facts)
    time = _time_of(title) if _matches("plans", title) else None
    title_time = time if time and int(time.date[:4]) >= year > 0 else None
    # Numbers with a year (35/2025/NĐ-CP) are those of documents that lay down rules.
    has_rules = re.search(r"/\d{4}/", facts.number or "") or _matches("rules", title)
    return _Frame(document, units, year, title_time, not title_time and bool(has_rules))


@dataclass(frozen=True, slots=True)
class _Context:
    """What figures take over from what stands before them; each step makes a new one.

    `unit` is the sentence (its place in the tree); `heading_time` the time of the headings above,
    `leading_time` the one that a line or the opening of a sentence sets for what follows, `time`
    that of the figure before; `indicator` the words of that figure, `list_head` what stands before
    the colon. `line_times` has, by the unit a line heads, the time it sets and whether the line is
    nothing but a head.
    """

    unit: int = -1
    heading_time: Deadline | None = None
    leading_time: Deadline | None = None
    time: Deadline | None = None
    indicator: Passage = _NOTHING
    list_head: Passage = _NOTHING
    line_times: Mapping[int | None, tuple[Deadline, bool]] = field(default_factory=dict)


def _entered(frame: _Frame, context: _Context, statement: Statement) -> _Context:
    """The context of a statement: a new sentence forgets the indicator, a new paragraph the
    deadline.
    """
    if statement.unit == context.unit:
        return context
    leaf = frame.units[statement.unit]
    parent_before = frame.units[context.unit].parent if context.unit >= 0 else -1
    context = replace(context, unit=statement.unit, indicator=_NOTHING, list_head=_NOTHING)
    if leaf.parent != parent_before:
        above = _time_above(frame, context.line_times, leaf)
        context = replace(context, leading_time=None, heading_time=above)
    return _with_line(frame, context, leaf)


def _with_line(frame: _Frame, context: _Context, leaf: Unit) -> _Context:
    """The context with the time that a line sets for those after it: "Đến năm 2030:", "Mục tiêu 5
    năm 2026 - 2030 - …".
    """
    line = frame.document.passage(leaf.start, leaf.end)
    line = line[: len(line.text.rstrip())]
    times = find_times(line)
    titled = [
        time
        for time in times
        if time.start < _HEAD_OF_A_LINE and _PATTERNS["title"].fullmatch(line.folded, 0, time.start)
    ]
    is_head = _is_head(line)
    if not times or leaf.parent is None or not (is_head or titled):
        return context
    time = titled[0] if titled else _time_of(line) or times[-1]
    headed = frame.units[leaf.parent].parent
    return replace(
        context,
        leading_time=time,
        line_times={**context.line_times, headed: (time, is_head)},
    )


def _is_head(line: Passage) -> bool:
    """Whether a line is nothing but a head: it is short, does not end a sentence and sets no
    figure of its own, unless a colon ends it.
    """
    last = line.text[-1:]
    if last in ".;," or len(line) > _LONGEST_HEAD:
        return False
    return last == ":" or not any(find_quantities(line))


def _time_above(
    frame: _Frame, line_times: Mapping[int | None, tuple[Deadline, bool]], unit: Unit
) -> Deadline | None:
    """The time that a unit's headings name, the nearest first, or the head of its list, or the
    document's title.
    """
    place = unit.parent
    while place is not None:
        heading = frame.units[place].heading
        if time := _time_of(Passage.of(heading)):
            return time
        kind, place = frame.units[place].kind, frame.units[place].parent
        line_time, is_head = line_times.get(place, (None, False))
        # A line heads the points and bullets below it; clauses only if it is nothing but a head.
        heads_this = kind in {"bullet", "point"} or (is_head and kind in {"clause", "paragraph"})
        if line_time and heads_this:
            return line_time
    return frame.title_time


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
class _Sentence:
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


def _sentence(
    passage: Passage, start: int, *, role: str | None, path: str = "", sense: str = ""
) -> _Sentence:
    aims = sense in {"goals", "tasks"} or bool(_matches("aims", passage))
    ranks = not aims and bool(_matches("ranked", passage))
    strives = bool(_matches("strives", passage))
    return _Sentence(passage, start, role, path, sense, find_times(passage), aims, ranks, strives)


def _sentence_of(document: Document, statement: Statement) -> _Sentence:
    passage = document.passage(statement.start, statement.end)
    role = _role_of(statement, passage)
    return _sentence(
        passage, statement.start, role=role, path=statement.path, sense=statement.sense
    )


def _role_of(statement: Statement, passage: Passage) -> str | None:
    """The role of a statement's figures, by what it does."""
    if statement.sense == "norm" and not _matches("aims", passage):
        return None
    if statement.act in {"target", "action", "assignment", "prohibition"}:
        return "promised"
    if statement.act in {"achievement", "limitation"}:
        return "achieved"
    if statement.act == "description" and statement.sense in {"", "goals", "tasks"}:
        return "open"
    return None


def figures_in(
    frame: _Frame, sentence: _Sentence, context: _Context
) -> tuple[list[Target], _Context]:
    """The figures of a sentence, and what those after it take over."""
    passage = sentence.passage
    context = replace(context, leading_time=_opening_time(sentence) or context.leading_time)
    quantities = _quantities(passage) if sentence.role else []
    colon = passage.text.find(":")
    if colon >= 0 and (not quantities or colon < quantities[0].start):
        context = replace(context, list_head=passage[:colon])
    enumerator = _PATTERNS["enumerated"].match(passage.folded)
    cuts = [
        enumerator.end() if enumerator else 0,
        *_cuts(passage, quantities),
        len(passage),
    ]
    figures = []
    base: Quantity | None = None
    for order, quantity in enumerate(quantities):
        piece = _Piece(passage, cuts[order], cuts[order + 1], quantity, base)
        following = quantities[order + 1] if order + 1 < len(quantities) else None
        if following and _is_base(piece, following):
            base, cuts[order + 1] = quantity, cuts[order]
            continue
        target, context = _target(frame, sentence, piece, context)
        if target:
            figures.append(target)
        base = None
    return figures, context


def _opening_time(sentence: _Sentence) -> Deadline | None:
    """The time a sentence opens with: "Đến năm 2030, …"."""
    for time in sentence.times:
        opens = _PATTERNS["intro"].fullmatch(sentence.passage.folded, 0, time.start)
        if time.start < _OPENING and opens:
            return time
    return None


def _is_base(piece: _Piece, following: Quantity) -> bool:
    """Whether a figure is the one from which the next rises: "từ [12%] năm 2025 lên 25%"."""
    gap = piece.passage.folded[piece.quantity.end : following.start]
    if not _PATTERNS["lifts"].fullmatch(gap):
        return False
    return piece.before.folded.rstrip().endswith("từ")


def _quantities(passage: Passage) -> list[Quantity]:
    """The figures of a statement that may be set: no ages, no counts of tasks, no "90% trong 54
    xã".
    """
    quantities = [
        quantity for quantity in find_quantities(passage) if not _is_limit(quantity, passage)
    ]
    kept = quantities[:1]
    for before, quantity in pairwise(quantities):
        gap = passage.folded[before.end : quantity.start]
        if before.unit == "%" and _PATTERNS["part"].fullmatch(gap):
            continue
        # "giảm ít nhất 30% thời gian, ít nhất 20% chi phí": the second falls, too.
        may_go_on = before.change and before.unit == quantity.unit and not quantity.change
        if may_go_on and _PATTERNS["goes_on"].fullmatch(gap):
            quantity = replace(quantity, change=before.change)
        kept.append(quantity)
    return kept


def _cuts(passage: Passage, quantities: list[Quantity]) -> Iterator[int]:
    """Where the words of one figure end and those of the next begin."""
    cut = 0
    for quantity, following in pairwise(quantities):
        gap = passage[quantity.end : following.start]
        turn = _matches("hard", gap) or _matches("cut", gap)
        if turn:
            cut = quantity.end + turn.start() + 1
        elif "," in gap.text:
            # Behind a figure that has words of its own the first comma begins the next; else its
            # words stand behind it, up to the last comma.
            own_words = _trim(passage[max(cut, quantity.start - _FAR) : quantity.start])
            comma = gap.text.index(",") if own_words.text else gap.text.rindex(",")
            cut = quantity.end + comma + 1
        else:
            # 0 where there is no "và".
            cut = quantity.end + gap.folded.rfind(" và ") + 1
        yield cut


class _Piece:
    """The words that belong to one figure of a sentence, from `left` to `right`; `base` is the
    figure it rises or falls from.
    """

    def __init__(
        self, passage: Passage, left: int, right: int, quantity: Quantity, base: Quantity | None
    ) -> None:
        self.passage, self.left, self.right = passage, left, right
        self.quantity, self.base = quantity, base
        self.start = (base or quantity).start
        self.before = passage[max(left, self.start - _FAR) : self.start]
        behind = passage[quantity.end : right]
        ends = _PATTERNS["behind"].search(behind.text)
        self.after = behind[: ends.start() if ends else None][:_FAR_BEHIND]

    def time(self, times: list[Deadline]) -> Deadline | None:
        """The time among the figure's own words, the nearest."""
        text, end = self.passage.text, self.quantity.end
        behind = [time for time in times if end <= time.start < self.right]
        if behind and len(text[end : behind[0].start].split()) <= _WORDS_TO_ITS_TIME:
            return behind[0]
        before = [time for time in times if self.left <= time.start < self.start]
        if before:
            return before[-1]
        for time in behind:
            if "," not in text[end : time.start]:
                return time
        return None

    def extent(self, trails: bool) -> tuple[int, int]:
        """From the first word of the figure's own to the unit, or to the noun behind it."""
        text = self.passage.text
        end = self.quantity.end + (len(self.after.text.rstrip(" ,.;")) if trails else 0)
        comma = text.rfind(",", self.left, self.quantity.start) + 1
        is_long = self.quantity.start - self.left > _LONGEST_QUOTATION
        start = comma if is_long and comma else self.left
        marks = len(text[start:end]) - len(text[start:end].lstrip(" \t\n,;:.()-–+*•"))
        return start + marks, end

    def baseline(self) -> str | None:
        """What the figure is held against: "4% năm 2025", "so với năm 2025"."""
        if self.base:
            return _PATTERNS["rise"].sub(
                "", self.passage.text[self.base.start : self.quantity.start]
            )
        own = self.passage[self.left : self.right]
        since = _matches("since", own)
        return own.text[since.start() : since.end()].strip() if since else None


def _without_times(passage: Passage) -> Passage:
    text, folded = passage.text, passage.folded
    for time in reversed(find_times(passage)):
        text = text[: time.start] + " " + text[time.end :]
        folded = folded[: time.start] + " " + folded[time.end :]
    return Passage(re.sub(r"\s+", " ", text), re.sub(r"\s+", " ", folded))


def _target(
    frame: _Frame, sentence: _Sentence, piece: _Piece, context: _Context
) -> tuple[Target | None, _Context]:
    """The figure of a piece, None if it sets nothing; and what the figures after it take over."""
    quantity = piece.quantity
    before, after = _without_times(piece.before), _without_times(piece.after)
    key, words, trails = _indicator(piece, before, after, context)
    if _is_idle(quantity, key, before, after):
        return None, context
    goes_on = words.text == context.indicator.text
    time = (
        piece.time(sentence.times)
        or (context.time if goes_on else None)
        or context.leading_time
        or context.heading_time
    )
    context = replace(context, time=time)
    role = role_rule(_Figure(frame, sentence, piece, key, time)).role
    if role is None:
        return None, context
    context = replace(context, indicator=words)
    # A level to keep does not move with its list.
    is_level = quantity.comparator == "=" and not quantity.change
    if time is context.heading_time and is_level and _matches("keeps", before):
        time = None
        context = replace(context, time=None)
    start, end = piece.extent(trails)
    target = _record(
        frame.document,
        (sentence.start + start, sentence.start + end),
        quantity,
        key,
        words.text,
        _measure(quantity, key, before, time),
        time,
    )
    target = replace(
        target,
        scope=_scope(key, before, after, quantity.unit),
        baseline=piece.baseline(),
        role=role,
        path=sentence.path,
    )
    return target, context


def _record(
    document: Document,
    span: tuple[int, int],
    quantity: Quantity,
    key: str | None,
    words: str,
    measure: str,
    time: Deadline | None,
) -> Target:
    """A figure that is promised, without what restricts it."""
    start, end = span
    return Target(
        document.id,
        start,
        end,
        text=document.text[start:end],
        indicator=key,
        indicator_text=words,
        measure=measure,
        comparator=quantity.comparator,
        approximate=quantity.approximate,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        per=quantity.per,
        scope=None,
        deadline=time.date if time else None,
        period_start=time.period_start if time else None,
        period_end=time.period_end if time else None,
        baseline=None,
        role="promised",
        path="",
    )


def _trim(words: Passage) -> Passage:
    """The noun phrase of an indicator: without lead-in, verb and figure words around it."""
    starts = {0}
    for name in ("cut", "turn"):
        starts |= {turn.end() for turn in _PATTERNS[name].finditer(words.folded)}
    for start in sorted(starts, reverse=True):
        rest = words[start:]
        lead = _PATTERNS["before"].match(rest.folded)
        part = rest[lead.end() if lead else 0 :]
        tail = _matches("after", part)
        part = _stripped(part[: tail.start() if tail else None])
        if part.text:
            return part
    return _NOTHING


def _indicator(
    piece: _Piece, before: Passage, after: Passage, context: _Context
) -> tuple[str | None, Passage, bool]:
    """The indicator's key, its words in the document, and whether some of them stand behind the
    figure.
    """
    quantity = piece.quantity
    family = family_of(quantity)
    noun = _NOTHING
    if family in {"count", "density"}:
        shown = piece.passage.text[quantity.start : quantity.end]
        noun = Passage.of(_PATTERNS["noun"].sub("", shown).strip())
    behind = _without_marks(after)
    tail = _joined(_FIGURE, noun, after)
    if quantity.rank:  # nhóm 3 nước dẫn đầu khu vực [về ứng dụng công nghệ số]
        noun = _NOTHING
        at = behind.text.find(" về ")
        behind = behind[at + len(" về ") :] if at >= 0 else _NOTHING
    # "Kết quả đầu tư: đạt 5% …": what stands before the colon only heads the figure.
    colon = before.text.rfind(":")
    if behind.text and colon >= 0 and not _trim(before[colon:]).text:
        before = _NOTHING
    own = _trim(before)
    words = _joined(before, _verb(quantity, before))
    carried = context.indicator
    if carried.text:
        nothing_own = not own.text and not noun.text and len(behind.text.split()) < 3
        if nothing_own and not indicator_of(_joined(_FIGURE, behind), family):
            own, words = carried, _joined(carried, words)
        elif 0 < len(own.text.split()) <= _FEW_WORDS and not indicator_of(
            _joined(words, tail), family
        ):
            words, own = _carried_on(carried, words, own)
    key = indicator_of(_joined(words, tail), family)
    if key is None and context.list_head.text:
        key = indicator_of(_joined(context.list_head, words, _FIGURE), family)
    is_named = bool(own.text) and indicator_of(_joined(own, _FIGURE), family) is not None
    is_thin = len(own.text.split()) <= 2 or (key is not None and behind.text and not is_named)
    noun_is_said = not noun.text or is_named or noun.folded.split()[-1] in own.folded
    if own.text and not is_thin and noun_is_said:
        return key, own, False
    whole = _joined(own, noun, behind)
    whole = _stripped(Passage(re.sub(r"\s+", " ", whole.text), re.sub(r"\s+", " ", whole.folded)))
    return key, whole[:_FAR_BEHIND], bool(behind.text)


def _without_marks(passage: Passage) -> Passage:
    start = len(passage.text) - len(passage.text.lstrip(" ,.;"))
    return passage[start : max(start, len(passage.text.rstrip(" ,.;")))]


def _carried_on(carried: Passage, words: Passage, own: Passage) -> tuple[Passage, Passage]:
    """A few words with what they leave out of the indicator before them: "[tỷ lệ dùng nước sạch]
    nông thôn".
    """
    if _PATTERNS["scopes"].fullmatch(own.folded):
        place = _matches("place", carried)
        if place:
            kept = carried[: place.start()], carried[place.end() :]
            carried = Passage(kept[0].text + kept[1].text, kept[0].folded + kept[1].folded)
        own = _joined(carried, own)
        return own, own
    share = _PATTERNS["share"].match(carried.folded)
    has_share = _PATTERNS["share"].match(own.folded)
    if share and not has_share:
        own = _joined(carried[: share.end()], own)
    return _joined(carried, words), own


def _verb(quantity: Quantity, before: Passage) -> Passage:
    """`tăng` or `giảm` where a percentage is a growth: it tells growth from share and level."""
    if family_of(quantity) != "%":
        return _NOTHING
    if quantity.change:
        return Passage.of(quantity.change)
    return _RISES if _matches("grows", before) else _NOTHING


class _Figure(NamedTuple):
    """One figure where it stands, as the rules of roles see it; what a row asks is a property."""

    frame: _Frame
    sentence: _Sentence
    piece: _Piece
    key: str | None
    time: Deadline | None

    @property
    def year(self) -> int:
        """The year it stands for; 0 without one."""
        return int(self.time.date[:4]) if self.time else 0

    @property
    def reports(self) -> bool:
        """Its statement reports."""
        return self.sentence.role == "achieved"

    @property
    def is_open(self) -> bool:
        """Its statement neither promises nor reports."""
        return self.sentence.role == "open"

    @property
    def is_of_rules(self) -> bool:
        """Its document lays down rules, and its statement does not report."""
        return self.frame.lays_down_rules and not self.reports

    @property
    def is_aimed_at(self) -> bool:
        """A time, a section of goals or a striving verb makes it a goal."""
        return bool(self.year or self.sentence.sense == "goals" or self.sentence.strives)

    @property
    def is_norm(self) -> bool:
        """It is a rate of support, a fee or the like."""
        is_rate = family_of(self.piece.quantity) in {"money", "%"}
        return is_rate and self.says("norm", self.piece.before[-_NEAR:])

    @property
    def is_past(self) -> bool:
        """The words behind the last comma say that it was reached, or is expected."""
        comma = self.piece.before.text.rfind(",")
        return self.says("past", self.piece.before[comma + 1 :])

    @property
    def is_listed_share(self) -> bool:
        """A share of a whole, or a goal, that follows a colon: "dịch vụ: 44%"."""
        is_share = (self.key or "").endswith(("_share", "_structure"))
        ends_in_colon = re.search(r"[:=]\s*$", self.piece.before.text)
        return bool((self.sentence.sense == "goals" or is_share) and ends_in_colon)

    @property
    def is_specific(self) -> bool:
        """A known indicator, an aim, or a time that is not just the title's."""
        has_own_time = bool(self.year) and self.time is not self.frame.title_time
        return bool(self.key) or self.sentence.aims or has_own_time

    def says(self, name: str, passage: Passage | None = None) -> bool:
        """Whether the words before it (or a passage) have a pattern."""
        return bool(_matches(name, passage or self.piece.before))


class RoleRule(NamedTuple):
    """What a figure is: `promised`, `achieved`, or None, which sets nothing.

    The first rule that holds decides. In `example` ⟦…⟧ is the figure; the document is of October
    2025, and lays down rules if `of_rules` is true.
    """

    name: str
    role: str | None
    holds: Callable[[_Figure], bool]
    example: str
    of_rules: bool = False


ROLE_RULES = (
    # What was planned for the time that is reported is neither.
    RoleRule(
        "was-planned",
        None,
        lambda at: at.reports and at.says("planned"),
        "Đã thu ngân sách 5.100 tỷ đồng (kế hoạch là ⟦4.900 tỷ đồng⟧).",
    ),
    RoleRule(
        "holds-a-rank",
        "achieved",
        lambda at: at.sentence.ranks,
        "Chỉ số cải cách hành chính xếp thứ 12, đạt ⟦85%⟧.",
    ),
    # "Phấn đấu tăng 8% so với vùng": one that is aimed at is compared with others, too.
    RoleRule(
        "is-compared-with-others",
        "achieved",
        lambda at: not at.sentence.aims and at.says("compared", at.piece.after),
        "Tỷ lệ tử vong mẹ ở miền núi gấp ⟦3 lần⟧ so với khu vực đồng bằng.",
    ),
    RoleRule(
        "states-the-present",
        "achieved",
        lambda at: at.says("now"),
        "Phấn đấu xây dựng 39 chợ, hiện có ⟦7 chợ⟧.",
    ),
    RoleRule(
        "year-has-passed",
        "achieved",
        lambda at: 0 < at.year < at.frame.year,
        "Phấn đấu năm 2024 tỷ lệ đô thị hóa đạt ⟦27%⟧.",
    ),
    # In a document of rules a rate is a norm, whatever time is set for it.
    RoleRule(
        "is-a-norm",
        None,
        lambda at: at.is_of_rules and at.is_norm,
        "Hỗ trợ lãi suất ⟦2%/năm⟧ đến hết năm 2030.",
        of_rules=True,
    ),
    RoleRule(
        "rule-without-a-goal",
        None,
        lambda at: at.is_of_rules and not at.is_aimed_at,
        "Giảm ít nhất ⟦30%⟧ thời gian làm thủ tục.",
        of_rules=True,
    ),
    RoleRule(
        "year-is-to-come",
        "promised",
        lambda at: 0 < at.frame.year < at.year and not at.is_past,
        "Đến năm 2030, tỷ lệ đô thị hóa đạt ⟦45%⟧.",
    ),
    RoleRule(
        "share-in-a-list",
        "promised",
        lambda at: at.is_open and at.is_listed_share,
        "Tỷ trọng dịch vụ trong cơ cấu kinh tế: ⟦44%⟧.",
    ),
    RoleRule(
        "only-describes",
        None,
        lambda at: at.is_open,
        "Tỉnh có ⟦120 xã⟧.",
    ),
    RoleRule(
        "is-reported",
        "achieved",
        lambda at: at.reports,
        "Đã giảm tỷ lệ hộ nghèo xuống còn ⟦3%⟧.",
    ),
    RoleRule(
        "is-promised",
        "promised",
        lambda at: at.is_specific,
        "Phấn đấu tỷ lệ hộ nghèo còn ⟦2%⟧.",
    ),
    RoleRule(
        "says-too-little",
        None,
        lambda _: True,
        "Đẩy mạnh trồng cây xanh ở ⟦12 xã⟧.",
    ),
)


def role_rule(figure: _Figure) -> RoleRule:
    """The first rule that says what a figure is."""
    return next(rule for rule in ROLE_RULES if rule.holds(figure))


def _is_idle(quantity: Quantity, key: str | None, before: Passage, after: Passage) -> bool:
    """Whether a figure sets nothing: a bare number, a norm of support, the size of what is to be
    built.
    """
    is_bare = quantity.unit is None and key is None and not quantity.change
    if is_bare or _matches("granted", before):
        return True
    is_size = key is None and _matches("attribute", before)
    if not quantity.change and (is_size or _PATTERNS["cost"].match(after.folded)):
        return True
    is_money = key is None and family_of(quantity) == "money"
    return is_money and bool(_matches("norm", before[-_VERY_NEAR:]))


def _is_limit(quantity: Quantity, passage: Passage) -> bool:
    """Whether a figure only says of whom or how long ("trẻ em dưới 5 tuổi", "trong 30 ngày"), or
    counts tasks.
    """
    if quantity.unit in {"tuổi", "năm"}:
        before = passage[max(0, quantity.start - _NEAR) : quantity.start]
        return not _matches("lives", before)
    return bool(_PATTERNS["idle"].fullmatch(quantity.unit or ""))


def _measure(quantity: Quantity, key: str | None, before: Passage, time: Deadline | None) -> str:
    """What a figure is of its indicator, see `Target`."""
    family = family_of(quantity)
    if (time and time.vision) or "tầm nhìn" in before.folded:
        return "vision"
    if quantity.rank:
        return "level"
    if family == "ratio" or quantity.change == "gấp":
        return "ratio"
    if key and indicators()[key].measure:
        return indicators()[key].measure
    # "Giảm tỷ lệ hộ nghèo 1%/năm": the verb stands at the head.
    falls_each_year = quantity.per == "năm" and family == "%" and _matches("falls", before)
    if quantity.change or falls_each_year:
        return "change"
    return "count" if family == "count" else "level"


def _scope(key: str | None, before: Passage, after: Passage, unit: str | None) -> str | None:
    """The words that restrict a figure beyond its indicator: places, town or country; of an unknown
    share its noun.
    """
    around = _joined(before, Passage("|", "|"), after)
    label = fold(indicators()[key].vi) if key else ""
    label = label.replace("đô thị", "đô thị thành thị")
    spans = [match.span() for match in _PLACES.finditer(around.text)]
    spans += [match.span() for match in _PATTERNS["scopes"].finditer(around.folded)]
    # What the indicator's own name says does not restrict it.
    scopes = [
        around.text[start:end] for start, end in spans if around.folded[start:end] not in label
    ]
    if unit == "%" and not key and not scopes:
        scopes = _noun_of_share(after)
    return ", ".join(dict.fromkeys(scopes)) or None


def _noun_of_share(after: Passage) -> list[str]:
    """What a share is a share of: "90% [thôn] có lối thoát hiểm"."""
    words = re.sub(r"^\s*(?:các |số |tổng số )?", "", after.folded).split()
    for noun in (" ".join(words[:2]), " ".join(words[:1])):
        if units().get(noun, ("", ""))[1] == "count":
            return [noun]
    return []


def _of_table(table: Table, frame: _Frame) -> Iterator[Target]:
    """The figures of a table's columns of values; without one those its column of indicators sets
    in words.
    """
    above = _unit_around(frame, table.start)
    path = above.path if above else ""
    time = _time_above(frame, {}, above) if above else frame.title_time
    context = _Context(leading_time=time)
    name = table.column("goal", "name")
    has_values = any(column.kind in _VALUES for column in table.columns.values())
    for cells in table.rows:
        if name not in cells:
            continue
        if has_values:
            context = replace(context, leading_time=_row_time(frame, table, cells, name, context))
            yield from _of_row(table, cells, name, frame, context.leading_time, path)
        elif table.columns[name].kind == "goal":
            start, end = cells[name]
            sentence = _sentence(
                frame.document.passage(start, end),
                start,
                role="promised",
                path=path,
                sense="goals",
            )
            context = replace(context, indicator=_NOTHING, heading_time=context.leading_time)
            figures, context = figures_in(frame, sentence, context)
            yield from figures


def _unit_around(frame: _Frame, place: int) -> Unit | None:
    """The outermost unit of the structure in which a place lies."""
    for unit in frame.units:
        if unit.kind != "sentence" and unit.start <= place < unit.end:
            return unit
    return None


_VALUES = frozenset({"value", "achieved"})


def _values_of(table: Table, cells: Cells) -> list[int]:
    return [
        column
        for column in cells
        if column in table.columns and table.columns[column].kind in _VALUES
    ]


def _row_time(
    frame: _Frame, table: Table, cells: Cells, name: int, context: _Context
) -> Deadline | None:
    """The time of a row: a row that only heads the next ones sets it, "Đến năm 2030"."""
    if _values_of(table, cells):
        return context.leading_time
    times = find_times(frame.document.passage(*cells[name]))
    return times[-1] if times else context.leading_time


def _of_row(
    table: Table,
    cells: Cells,
    name: int,
    frame: _Frame,
    row_time: Deadline | None,
    path: str,
) -> Iterator[Target]:
    document = frame.document
    named = document.passage(*cells[name])
    unit_column = table.column("unit")
    measured = document.passage(*cells[unit_column]) if unit_column in cells else _NOTHING
    before = _without_times(named)
    for column in _values_of(table, cells):
        kind, times, head = table.columns[column]
        time = times[-1] if times else row_time
        is_late = kind == "achieved" or bool(time and int(time.date[:4]) < frame.year)
        in_brackets = re.findall(r"\(([^()\d]{1,25})\)", f"{named.text} {head}")
        known_units = (measured.text, *in_brackets)
        for quantity in find_in_cell(document.passage(*cells[column]), named, known_units):
            words = _joined(before, _verb(quantity, before), _FIGURE, measured)
            key = indicator_of(words, family_of(quantity))
            target = _record(
                document,
                (cells[name][0], cells[column][1]),
                quantity,
                key,
                _trim(before).text or before.text,
                _measure(quantity, key, before, time),
                time,
            )
            yield replace(
                target,
                scope=_scope(key, before, _NOTHING, quantity.unit),
                role="achieved" if is_late else "promised",
                path=path,
            )
