"""The figures a document sets or reports: indicator, value, unit, deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.finding.indicators import family_of, indicator_of, indicators
from textkit.finding.statements import Statement, find_statements, year_of
from textkit.finding.tables import Cells, Table, find_in_cell, find_tables
from textkit.language.annotation import document_of
from textkit.language.units import Unit, find_units
from textkit.reading.document import Document, Record
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.dates import Deadline, find_times
from textkit.vietnamese.numbers import Quantity, find_quantities, units
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("targets.toml", "patterns")
if TYPE_CHECKING:
    from spacy.tokens import Doc


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


def find_targets(doc: Doc) -> Iterator[Target]:
    """The figures a document promises, in order, those in tables too.

    What was achieved, legal bases, norms ("mức hỗ trợ 5 triệu đồng/hộ") and years in titles are
    none.

    >>> from textkit.language.annotation import annotate
    >>> doc = next(annotate("Phấn đấu đến năm 2030, tỷ lệ đô thị hóa đạt trên 40%."))
    >>> [(t.indicator, t.comparator, t.low, t.unit, t.deadline) for t in find_targets(doc)]
    [('urbanisation', '>', 40.0, '%', '2030')]
    """
    return (target for target in find_figures(doc) if target.role == "promised")


def find_figures(doc: Doc) -> Iterator[Target]:
    """The figures a document promises and those it reports as achieved, in order."""
    document = document_of(doc)
    state = _State(document, find_units(doc))
    tables = list(find_tables(document))
    found = [target for table in tables for target in _of_table(table, state)]
    for statement in find_statements(doc):
        state.enter(statement)
        if not any(table.start <= statement.start < table.end for table in tables):
            found += figures_in(
                document.text, statement.start, statement.end, _role(statement, document), state
            )
    yield from sorted(found, key=lambda target: (target.start, target.end))


def _says(name: str, text: str) -> re.Match[str] | None:
    """Where a text, folded, has a pattern of targets.toml."""
    return _PATTERNS[name].search(fold(text))


@dataclass
class _State:
    """What figures take over from what stands before them: the deadline, the indicator, the head of
    a list.
    """

    document: Document
    tree: list[Unit]
    unit: int = -1
    inherited: Deadline | None = None
    leading: Deadline | None = None
    time: Deadline | None = None
    carried: str = ""
    head: str = ""
    path: str = ""
    sense: str = ""
    aimed: bool = False
    ranked: bool = False
    strives: bool = False
    intros: dict[int | None, tuple[Deadline, bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        facts = self.document.facts
        title, self.year = facts.title or "", year_of(facts)
        time = _time_of(title) if _says("plans", title) else None
        self.titled = time if time and int(time.date[:4]) >= self.year > 0 else None
        self.binding = not self.titled and bool(
            re.search(r"/\d{4}/", facts.number or "") or _says("rules", title)
        )

    def enter(self, statement: Statement) -> None:
        """Goes on to a statement: a new sentence forgets the indicator, a new paragraph the
        deadline.
        """
        self.path, self.sense = statement.path, statement.sense
        if statement.unit == self.unit:
            return
        leaf, last = (
            self.tree[statement.unit],
            self.tree[self.unit].parent if self.unit >= 0 else -1,
        )
        self.unit, self.carried, self.head = statement.unit, "", ""
        if leaf.parent != last:
            self.leading, self.inherited = None, self.above(leaf)
        self._introduce(leaf)

    def _introduce(self, leaf: Unit) -> None:
        """Keeps the time that a line sets for those after it: "Đến năm 2030:", "Mục tiêu 5 năm 2026
        - 2030 - …".
        """
        said = self.document.text[leaf.start : leaf.end].rstrip()
        times = find_times(said)
        titled = [
            time
            for time in times
            if time.start < 200 and _PATTERNS["title"].fullmatch(fold(said[: time.start]))
        ]
        bare = (
            said[-1:] not in ".;,"
            and len(said) <= 120
            and (said[-1:] == ":" or not any(find_quantities(said)))
        )
        if times and leaf.parent is not None and (bare or titled):
            time = self.leading = titled[0] if titled else _time_of(said) or times[-1]
            self.intros[self.tree[leaf.parent].parent] = time, bare

    def above(self, unit: Unit) -> Deadline | None:
        """The time that a unit's headings name, the nearest first, or the head of its list, or the
        document's title.
        """
        at = unit.parent
        while at is not None:
            if time := _time_of(self.tree[at].heading):
                return time
            kind, at = self.tree[at].kind, self.tree[at].parent
            time, bare = self.intros.get(at, (None, False))
            if time and (kind in {"bullet", "point"} or (bare and kind in {"clause", "paragraph"})):
                return time
        return self.titled


def _time_of(heading: str) -> Deadline | None:
    """The time a heading sets: the last, but for an outlook behind it ("đến năm 2030, tầm nhìn đến
    năm 2045").
    """
    times = find_times(heading)
    plain = [
        time
        for time in times
        if not time.vision and not fold(heading[: time.start]).endswith("định hướng ")
    ]
    return next(reversed(plain or times), None)


def _role(statement: Statement, document: Document) -> str | None:
    """The role of a statement's figures; `open` where the words around each decide, None where they
    set nothing.
    """
    if statement.sense == "norm" and not _says(
        "aims", document.text[statement.start : statement.end]
    ):
        return None
    if statement.act in {"target", "action", "assignment", "prohibition"}:
        return "promised"
    if statement.act in {"achievement", "limitation"}:
        return "achieved"
    return (
        "open"
        if statement.act == "description" and statement.sense in {"", "goals", "tasks"}
        else None
    )


def figures_in(
    text: str, start: int, end: int, role: str | None, state: _State
) -> Iterator[Target]:
    """The figures of the statement `text[start:end]`; `role` is `promised`, `achieved`, `open` or
    None (skipped).
    """
    said = text[start:end]
    times, intro = find_times(said), _PATTERNS["intro"]
    state.aimed = state.sense in {"goals", "tasks"} or bool(_says("aims", said))
    state.ranked, state.strives = (
        not state.aimed and bool(_says("ranked", said)),
        bool(_says("strives", said)),
    )
    state.leading = next(
        (time for time in times if time.start < 250 and intro.fullmatch(fold(said[: time.start]))),
        state.leading,
    )
    quantities = _quantities(said) if role else []
    if ":" in said and (not quantities or said.index(":") < quantities[0].start):
        state.head = said[: said.index(":")]
    enumerator = _PATTERNS["enumerated"].match(fold(said))
    cuts = [enumerator.end() if enumerator else 0, *_cuts(said, quantities), len(said)]
    base: Quantity | None = None
    for order, quantity in enumerate(quantities):
        piece = _Piece(said, cuts[order], cuts[order + 1], quantity, base)
        gap = (
            fold(said[quantity.end : quantities[order + 1].start])
            if order + 1 < len(quantities)
            else ""
        )
        if _PATTERNS["lifts"].fullmatch(gap) and fold(piece.before).rstrip().endswith(
            "từ"
        ):  # from where the next one rises
            base, cuts[order + 1] = quantity, cuts[order]
            continue
        yield from _target(piece, start, role or "", times, state)
        base = None


def _quantities(said: str) -> list[Quantity]:
    """The figures of a statement that may be set: no ages, no counts of tasks, no "90% trong 54
    xã".
    """
    found = [quantity for quantity in find_quantities(said) if not _is_limit(quantity, said)]
    kept = found[:1]
    for one, two in pairwise(found):
        gap = fold(said[one.end : two.start])
        if one.unit == "%" and _PATTERNS["part"].fullmatch(gap):
            continue
        goes_on = (
            one.change
            and one.unit == two.unit
            and not two.change
            and _PATTERNS["goes_on"].fullmatch(gap)
        )
        kept.append(replace(two, change=one.change) if goes_on else two)
    return kept


def _cuts(said: str, quantities: list[Quantity]) -> Iterator[int]:
    """Where the words of one figure end and those of the next begin."""
    folded, left = fold(said), 0
    for one, other in pairwise(quantities):
        gap = folded[one.end : other.start]
        if turn := _says("hard", gap) or _says("cut", gap):
            left = one.end + turn.start() + 1
        elif "," in gap:
            left = (
                one.end
                + (
                    gap.index(",")
                    if _trim(said[max(left, one.start - _FAR) : one.start])
                    else gap.rindex(",")
                )
                + 1
            )
        else:
            left = one.end + (gap.rindex(" và ") + 1 if " và " in gap else 0)
        yield left


@dataclass
class _Piece:
    """The words that belong to one figure; `base` is the figure it rises or falls from."""

    said: str
    left: int
    right: int
    quantity: Quantity
    base: Quantity | None = None

    def __post_init__(self) -> None:
        start = (self.base or self.quantity).start
        self.before = self.said[max(self.left, start - _FAR) : start]
        self.after = _PATTERNS["behind"].split(self.said[self.quantity.end : self.right])[0][:160]

    def time(self, times: list[Deadline]) -> Deadline | None:
        """The time among the figure's own words, the nearest."""
        behind = [time for time in times if self.quantity.end <= time.start < self.right]
        if behind and len(self.said[self.quantity.end : behind[0].start].split()) <= 3:
            return behind[0]
        near = [time for time in behind if "," not in self.said[self.quantity.end : time.start]]
        before = [
            time for time in times if self.left <= time.start < (self.base or self.quantity).start
        ]
        return before[-1] if before else near[0] if near else None

    def extent(self, trails: bool) -> tuple[int, int]:
        """From the first word of the figure's own to the unit, or to the noun behind it."""
        finish = self.quantity.end + (len(self.after.rstrip(" ,.;")) if trails else 0)
        comma = self.said.rfind(",", self.left, self.quantity.start) + 1
        left = comma if self.quantity.start - self.left > 250 and comma else self.left
        return left + len(self.said[left:finish]) - len(
            self.said[left:finish].lstrip(" \t\n,;:.()-–+*•")
        ), finish

    def baseline(self) -> str | None:
        if self.base:
            return _PATTERNS["rise"].sub("", self.said[self.base.start : self.quantity.start])
        since = _says("since", self.said[self.left : self.right])
        return self.said[self.left :][since.start() : since.end()].strip() if since else None


def _without_times(text: str) -> str:
    for time in reversed(find_times(text)):
        text = text[: time.start] + " " + text[time.end :]
    return re.sub(r"\s+", " ", text)


def _target(
    piece: _Piece, offset: int, role: str, times: list[Deadline], state: _State
) -> Iterator[Target]:
    quantity, before, after = (
        piece.quantity,
        _without_times(piece.before),
        _without_times(piece.after),
    )
    key, words, trails = _what(piece, before, after, state)
    if _is_idle(quantity, key, before, after):
        return
    state.time = (
        piece.time(times)
        or (state.time if words == state.carried else None)
        or state.leading
        or state.inherited
    )
    if settled := _role_here(role, key, piece, state):
        state.carried = words
        if (
            state.time is state.inherited
            and quantity.comparator == "="
            and not quantity.change
            and _says("keeps", before)
        ):
            state.time = None  # a level to keep does not move with its list
        begin, finish = piece.extent(trails)
        yield _record(
            state,
            (offset + begin, offset + finish),
            quantity,
            key,
            words,
            before,
            scope=_scope(key, before, after, quantity.unit),
            baseline=piece.baseline(),
            role=settled,
        )


def _record(
    state: _State,
    span: tuple[int, int],
    quantity: Quantity,
    key: str | None,
    words: str,
    before: str,
    **said: str | None,
) -> Target:
    time: Any = state.time or Deadline(0, 0, "")
    figure: dict[str, Any] = {
        name: getattr(quantity, name)
        for name in ("comparator", "approximate", "low", "high", "unit", "per")
    }
    return Target(
        state.document.id,
        start=span[0],
        end=span[1],
        text=state.document.text[slice(*span)],
        indicator=key,
        indicator_text=words,
        measure=_measure(quantity, key, before, time),
        deadline=time.date or None,
        path=state.path,
        period_start=time.period_start,
        period_end=time.period_end,
        **figure,
        **said,  # type: ignore[arg-type]
    )


def _trim(words: str) -> str:
    """The noun phrase of an indicator: without lead-in, verb and figure words around it."""
    turns = (
        turn.end() for name in ("cut", "turn") for turn in _PATTERNS[name].finditer(fold(words))
    )
    for start in sorted({0, *turns}, reverse=True):
        lead = _PATTERNS["before"].match(fold(words[start:]))
        part = words[start + (lead.end() if lead else 0) :]
        tail = _says("after", part)
        if part := part[: tail.start() if tail else None].strip():
            return part
    return ""


def _what(piece: _Piece, before: str, after: str, state: _State) -> tuple[str | None, str, bool]:
    """The indicator's key, its words in the document, and whether some of them stand behind the
    figure.
    """
    family, shown = family_of(piece.quantity), piece.said[piece.quantity.start : piece.quantity.end]
    noun = _PATTERNS["noun"].sub("", shown).strip() if family in {"count", "density"} else ""
    behind, tail = after.strip(" ,.;"), f"# {noun} {after}"
    if piece.quantity.rank:  # nhóm 3 nước dẫn đầu khu vực [về ứng dụng công nghệ số]
        noun, behind = "", behind.partition(" về ")[2]
    if behind and ":" in before and not _trim(before[before.rindex(":") :]):
        before = ""
    own = _trim(before)
    words = f"{before} {_verb(piece.quantity, before)}"
    if (
        not own
        and not noun
        and state.carried
        and len(behind.split()) < 3
        and not indicator_of(f"# {behind}", family)
    ):
        own, words = state.carried, f"{state.carried} {words}"
    elif (
        own
        and len(own.split()) <= 4
        and state.carried
        and not indicator_of(f"{words} {tail}", family)
    ):
        words, own = _carried_on(state.carried, words, own)
    key = indicator_of(f"{words} {tail}", family)
    if key is None and state.head:
        key = indicator_of(f"{state.head} {words} #", family)
    named = bool(own) and indicator_of(f"{own} #", family) is not None
    thin = len(own.split()) <= 2 or (key is not None and behind and not named)
    if own and not thin and (not noun or named or fold(noun.split()[-1]) in fold(own)):
        return key, own, False
    return key, re.sub(r"\s+", " ", f"{own} {noun} {behind}").strip()[:160], bool(behind)


def _carried_on(carried: str, words: str, own: str) -> tuple[str, str]:
    """A few words with what they leave out of the indicator before them: "[tỷ lệ dùng nước sạch]
    nông thôn".
    """
    if _PATTERNS["scopes"].fullmatch(fold(own)):
        place = _says("place", carried)
        own = (
            f"{carried[: place.start()]}{carried[place.end() :]} {own}"
            if place
            else f"{carried} {own}"
        )
        return own, own
    share, shared = (_PATTERNS["share"].match(fold(text)) for text in (carried, own))
    return f"{carried} {words}", f"{carried[: share.end()]} {own}" if share and not shared else own


def _verb(quantity: Quantity, before: str) -> str:
    """`tăng` or `giảm` where a percentage is a growth: it tells growth from share and level."""
    return (
        quantity.change or ("tăng" if _says("grows", before) else "")
        if family_of(quantity) == "%"
        else ""
    )


def _role_here(role: str, key: str | None, piece: _Piece, state: _State) -> str | None:
    """The role of one figure of a statement, by the words and the time next to it; None if it sets
    nothing.
    """
    before, time = piece.before, int(state.time.date[:4]) if state.time else 0
    if role == "achieved" and _says("planned", before):
        return None
    held = state.ranked or (not state.aimed and _says("compared", piece.after))
    if held or _says("now", before) or 0 < time < state.year:
        return "achieved"
    meant = time or state.sense == "goals" or state.strives
    norm = family_of(piece.quantity) in {"money", "%"} and _says("norm", before[-200:])
    if state.binding and role != "achieved" and (norm or not meant):
        return None
    if 0 < state.year < time and not _says("past", before.split(",")[-1]):
        return "promised"
    if role == "open":
        shared = state.sense == "goals" or (key or "").endswith(("_share", "_structure"))
        return "promised" if shared and re.search(r"[:=]\s*$", before) else None
    return (
        role
        if role == "achieved" or key or state.aimed or (time and state.time is not state.titled)
        else None
    )


def _is_idle(quantity: Quantity, key: str | None, before: str, after: str) -> bool:
    """Whether a figure sets nothing: a bare number, a norm of support, the size of what is to be
    built.
    """
    bare = quantity.unit is None and key is None and not quantity.change
    cost = not quantity.change and (
        _PATTERNS["cost"].match(fold(after)) or (key is None and _says("attribute", before))
    )
    return bool(
        bare
        or cost
        or _says("granted", before)
        or (key is None and family_of(quantity) == "money" and _says("norm", before[-60:]))
    )


def _is_limit(quantity: Quantity, said: str) -> bool:
    """Whether a figure only says of whom or how long ("trẻ em dưới 5 tuổi", "trong 30 ngày"), or
    counts tasks.
    """
    if quantity.unit in {"tuổi", "năm"}:
        return not _says("lives", said[max(0, quantity.start - 200) : quantity.start])
    return bool(_PATTERNS["idle"].fullmatch(quantity.unit or ""))


def _measure(quantity: Quantity, key: str | None, before: str, time: Deadline) -> str:
    family = family_of(quantity)
    if time.vision or "tầm nhìn" in fold(before):
        return "vision"
    if quantity.rank:
        return "level"
    if family == "ratio" or quantity.change == "gấp":
        return "ratio"
    if key and indicators()[key].measure:
        return indicators()[key].measure
    falls = quantity.per == "năm" and family == "%" and _says("falls", before)
    return "change" if quantity.change or falls else "count" if family == "count" else "level"


_FAR = 400  # so many characters before a figure are its own at the most
_PLACES = re.compile(
    "(?:[Hh]uyện|[Xx]ã|[Pp]hường|[Tt]hành phố|[Tt]hị xã|[Vv]ùng|[Kk]hu công nghiệp|[Kk]hu vực)"
    rf" [{CAPITALS}]\w{{0,9}}(?: [{CAPITALS}]\w{{0,9}}){{0,3}}"
)


def _scope(key: str | None, before: str, after: str, unit: str | None) -> str | None:
    """The words that restrict a figure beyond its indicator: places, town or country; of an unknown
    share its noun.
    """
    around, label = (
        f"{before} | {after}",
        fold(indicators()[key].vi).replace("đô thị", "đô thị thành thị") if key else "",
    )
    found = [match.group() for match in _PLACES.finditer(around)]
    found += [
        around[match.start() : match.end()] for match in _PATTERNS["scopes"].finditer(fold(around))
    ]
    found = [scope for scope in found if fold(scope) not in label]
    if unit == "%" and not key and not found:
        words = re.sub(r"^\s*(?:các |số |tổng số )?", "", fold(after)).split()
        nouns = (" ".join(words[:2]), " ".join(words[:1]))
        found = [noun for noun in nouns if units().get(noun, ("", ""))[1] == "count"][:1]
    return ", ".join(dict.fromkeys(found)) or None


def _of_table(table: Table, state: _State) -> Iterator[Target]:
    """The figures of a table's columns of values; without one those its column of indicators sets
    in words.
    """
    above = next(
        (
            unit
            for unit in state.tree
            if unit.kind != "sentence" and unit.start <= table.start < unit.end
        ),
        None,
    )
    state.path, state.leading = (
        above.path if above else "",
        state.above(above) if above else state.titled,
    )
    name, values = (
        table.column("goal", "name"),
        {"value", "achieved"} & {column.kind for column in table.columns.values()},
    )
    for cells in table.rows:
        if name in cells and values:
            yield from _of_row(table, cells, name, state)
        elif name in cells and table.columns[name].kind == "goal":
            state.sense, state.carried, state.inherited = "goals", "", state.leading
            yield from figures_in(state.document.text, *cells[name], "promised", state)


def _of_row(table: Table, cells: Cells, name: int, state: _State) -> Iterator[Target]:
    text, unit = state.document.text, table.column("unit")
    said, measured = text[slice(*cells[name])], text[slice(*cells[unit])] if unit in cells else ""
    values = [
        column
        for column in cells
        if column in table.columns and table.columns[column].kind in {"value", "achieved"}
    ]
    if not values and (times := find_times(said)):
        state.leading = times[-1]  # a row that only heads the next ones: "Đến năm 2030"
    before = _without_times(said)
    for column in values:
        kind, times, head = table.columns[column]
        state.time = times[-1] if times else state.leading
        late = kind == "achieved" or bool(state.time and int(state.time.date[:4]) < state.year)
        measures = (measured, *re.findall(r"\(([^()\d]{1,25})\)", f"{said} {head}"))
        for quantity in find_in_cell(text[slice(*cells[column])], said, measures):
            key = indicator_of(
                f"{before} {_verb(quantity, before)} # {measured}", family_of(quantity)
            )
            yield _record(
                state,
                (cells[name][0], cells[column][1]),
                quantity,
                key,
                _trim(before) or before,
                before,
                scope=_scope(key, before, "", quantity.unit),
                baseline=None,
                role="achieved" if late else "promised",
            )
