"""The figures a document sets or reports: indicator, value, unit, deadline."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from textkit.finding.statements import Statement, find_statements
from textkit.language.annotation import document_of
from textkit.language.units import Unit, find_units
from textkit.reading.casing import CAPITALS
from textkit.reading.document import Document, Record
from textkit.reading.quantities import Deadline, Quantity, find_deadlines, find_quantities, units
from textkit.reading.text import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Target(Record):
    """One figure: what is measured, how much of it, by when.

    `indicator` is a key of indicators.csv, None where no wording fits; `indicator_text` the document's own words.
    `measure` is `level`, `change` ("giảm 1%/năm"), `ratio` ("gấp 1,5 lần"), `count` or `vision` (beyond the plan).
    `low`, `high`, `comparator`, `unit` and `per` are those of `Quantity`. `scope` holds the words that restrict
    the figure, `baseline` those it is held against. `deadline` is ISO, shortened; of a reported figure the time
    it stands for. `role` is `promised` or `achieved`.
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

    What was achieved, legal bases, norms ("mức hỗ trợ 5 triệu đồng/hộ") and years in titles are none.

    >>> from textkit.language.annotation import annotate
    >>> doc = next(annotate("Phấn đấu đến năm 2030, tỷ lệ đô thị hóa đạt trên 40%."))
    >>> [(t.indicator, t.comparator, t.low, t.unit, t.deadline) for t in find_targets(doc)]
    [('urbanisation', '>', 40.0, '%', '2030')]
    """
    return (target for target in find_figures(doc) if target.role == "promised")


def find_figures(doc: Doc) -> Iterator[Target]:
    """The figures a document promises and those it reports as achieved, in order."""
    document, tree = document_of(doc), find_units(doc)
    found, state = list(_in_tables(document)), _State(document)
    for statement in find_statements(doc):
        state.enter(statement, tree)
        above = tree[statement.unit].parent
        if above is None or tree[above].kind != "row":
            found += figures_in(document.text, statement.start, statement.end, _role(statement, document), state)
    yield from sorted(found, key=lambda target: (target.start, target.end))


class Indicator(NamedTuple):
    """What is known of an indicator; `good` is the good direction: `up`, `down` or `neutral`."""

    group: str
    vi: str
    en: str
    measure: str
    good: str


@cache
def _rows() -> list[dict[str, str]]:
    with (files("textkit") / "data" / "indicators.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def indicators() -> dict[str, Indicator]:
    """The known indicators by key, from indicators.csv."""
    names = ("group", "label_vi", "label_en", "measure", "good_direction")
    return {row["key"]: Indicator(*(row[name] for name in names)) for row in _rows()}


@cache
def _wordings() -> list[tuple[str, set[str], str, re.Pattern[str], int]]:
    """Of each wording the key, the families of units, its longest piece, its pattern and its length."""
    found = []
    for row in _rows():
        for wording in row["wordings"].split("|"):
            pieces = [_plain(piece) for piece in wording.split("…")]
            pattern = re.compile(r"(?<!\S)" + r"(?: \S+){0,9} ".join(map(re.escape, pieces)) + r"(?!\S)")
            found.append((row["key"], set(row["units"].split(",")), max(pieces, key=len), pattern, sum(map(len, pieces))))
    return found


def _plain(text: str) -> str:
    """Folded words parted by single spaces; `#` stands for the figure."""
    return " ".join(re.findall(r"\w+|#", fold(text)))


def indicator_of(words: str, family: str | None = None) -> str | None:
    """The key of the indicator that words speak of; `#` marks the figure, to which the nearest wording counts.

    >>> indicator_of("tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ"), indicator_of("thu ngân sách # ", "%")
    ('trained_labour_certified', None)
    """
    plain = _plain(words if "#" in words else words + " #")
    best: tuple[float, str | None] = (0.0, None)
    for key, families, anchor, pattern, size in _wordings():
        if anchor in plain and (not family or family in families or (family == "ratio" and families != {"%"})):
            best = max([best, *((_fit(plain, match, size), key) for match in pattern.finditer(plain))])
    return best[1]


def _fit(plain: str, match: re.Match[str], size: int) -> float:
    """How well a wording fits: its length, less the words between it and the figure, less when it stands behind."""
    place, size = plain.index("#"), (size + match.end() - match.start()) // 2
    behind = match.end() > place
    between = plain.count(" ", place, max(match.start(), place)) if behind else plain.count(" ", match.end(), place)
    return max(size - 1.5 * between - 5 * behind, 0.1)


def family_of(quantity: Quantity) -> str:
    """The family of a figure's unit, by which an indicator is told: %, money, count, density, measure, age, …"""
    unit = fold(quantity.unit or "")
    if quantity.per and "dân" in quantity.per:
        return "density"
    if unit in {"%", "‰", "điểm %", "lần", "tuổi", "năm"}:
        return {"lần": "ratio", "tuổi": "age", "năm": "age"}.get(unit, "%")
    kind = (units().get(unit) or units().get(unit.split()[-1] if unit else "") or ("", "count"))[1] if unit else "score"
    return {"people": "count"}.get(kind, kind)


@cache
def _patterns(part: str = "patterns") -> dict[str, re.Pattern[str]]:
    content = tomllib.loads((files("textkit") / "data" / "targets.toml").read_text("utf-8"))
    return {name: re.compile(pattern) for name, pattern in content[part].items()}


def _says(name: str, text: str) -> re.Match[str] | None:
    """Where a text, folded, has a pattern of targets.toml."""
    return _patterns()[name].search(fold(text))


@dataclass
class _State:
    """What figures take over from what stands before them: the deadline, the indicator, the head of a list."""

    document: Document
    unit: int = -1
    parent: int | None = -1
    inherited: Deadline | None = None
    leading: Deadline | None = None
    time: Deadline | None = None
    carried: str = ""
    head: str = ""
    path: str = ""
    sense: str = ""
    aimed: bool = False
    ranked: bool = False
    intros: dict[int | None, Deadline] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The document's own year; 0 if unknown."""
        return int((self.document.facts.date or "0")[:4])

    def enter(self, statement: Statement, tree: list[Unit]) -> None:
        """Goes on to a statement: a new sentence forgets the indicator, a new paragraph the deadline."""
        self.path, self.sense = statement.path, statement.sense
        if statement.unit == self.unit:
            return
        self.unit, self.carried, self.head = statement.unit, "", ""
        leaf = tree[statement.unit]
        if leaf.parent != self.parent:
            self.parent, self.leading, self.inherited = leaf.parent, None, self._from_above(leaf, tree)
        said = self.document.text[leaf.start : leaf.end].rstrip()
        if said.endswith(":") and leaf.parent is not None and (times := _times(said)):
            self.intros[tree[leaf.parent].parent] = times[-1]

    def _from_above(self, leaf: Unit, tree: list[Unit]) -> Deadline | None:
        at = leaf.parent
        while at is not None:
            if times := _times(tree[at].heading):
                return times[-1]
            kind, at = tree[at].kind, tree[at].parent
            if at in self.intros and kind in {"bullet", "clause", "point", "paragraph"}:
                return self.intros[at]
        return self.intros.get(None)


def _times(text: str) -> list[Deadline]:
    """The times in a text that a figure may stand for: deadlines, periods, years alone."""
    folded = fold(text)
    found = [time for time in find_deadlines(text) if time.kind != "recurrence"]
    years = [Deadline(year.start(), year.end(), year[1]) for year in _patterns()["year"].finditer(folded)]
    found += [year for year in years if not any(time.start <= year.start < time.end for time in found)]
    return sorted((time for time in found if time.kind == "period"
                   or not _says("against", folded[max(0, time.start - 12) : time.start])), key=lambda time: time.start)


def _role(statement: Statement, document: Document) -> str | None:
    """The role of a statement's figures; `open` where the words around each decide, None where they set nothing."""
    if statement.sense == "norm" and not _says("aims", document.text[statement.start : statement.end]):
        return None
    if statement.act in {"target", "action", "assignment", "prohibition"}:
        return "promised"
    if statement.act in {"achievement", "limitation"}:
        return "achieved"
    return "open" if statement.act == "description" and statement.sense in {"", "goals", "tasks"} else None


def figures_in(text: str, start: int, end: int, role: str | None, state: _State) -> list[Target]:
    """The figures of the statement `text[start:end]`; `role` is `promised`, `achieved`, `open` or None (skipped)."""
    said = text[start:end]
    times, intro = _times(said), _patterns()["intro"]
    state.aimed = state.sense in {"goals", "tasks"} or bool(_says("aims", said))
    state.ranked = " xếp thứ " in fold(said)
    state.leading = next((time for time in times if intro.fullmatch(fold(said[: time.start]))), state.leading)
    quantities = [quantity for quantity in find_quantities(said) if not _is_limit(quantity, said)] if role else []
    part = _patterns()["part"]  # 90% trong 54 xã
    quantities = [two for one, two in pairwise([None, *quantities])
                  if two and not (one and one.unit == "%" and part.fullmatch(fold(said[one.end : two.start])))]
    if ":" in said and (not quantities or said.index(":") < quantities[0].start):
        state.head = said[: said.index(":")]
    enumerator = _patterns()["enumerated"].match(fold(said))
    cuts = [enumerator.end() if enumerator else 0, *_cuts(said, quantities), len(said)]
    found: list[Target] = []
    base: Quantity | None = None
    for order, quantity in enumerate(quantities):
        piece = _Piece(said, cuts[order], cuts[order + 1], quantity, base)
        if order + 1 < len(quantities) and piece.lifts(quantities[order + 1].start):
            base, cuts[order + 1] = quantity, cuts[order]
            continue
        found += _target(piece, start, role or "", times, state)
        base = None
    return found


def _cuts(said: str, quantities: list[Quantity]) -> Iterator[int]:
    """Where the words of one figure end and those of the next begin."""
    folded, left = fold(said), 0
    for one, other in pairwise(quantities):
        gap = folded[one.end : other.start]
        if turn := _says("hard", gap) or _says("cut", gap):
            left = one.end + turn.start() + 1
        elif "," in gap:
            left = one.end + (gap.index(",") if _trim(said[left : one.start]) else gap.rindex(",")) + 1
        else:
            left = one.end + (gap.rindex(" và ") + 1 if " và " in gap else 0)
        yield left


@dataclass(frozen=True)
class _Piece:
    """The words that belong to one figure; `base` is the figure it rises or falls from."""

    said: str
    left: int
    right: int
    quantity: Quantity
    base: Quantity | None = None

    @property
    def before(self) -> str:
        return self.said[self.left : (self.base or self.quantity).start]

    @property
    def after(self) -> str:
        return _patterns()["behind"].split(self.said[self.quantity.end : self.right])[0][:160]

    def lifts(self, following: int) -> bool:
        """Whether the figure only says from where the next one rises or falls."""
        gap = fold(self.said[self.quantity.end : following])
        return bool(_patterns()["lifts"].fullmatch(gap)) and fold(self.before).rstrip().endswith("từ")

    def time(self, times: list[Deadline]) -> Deadline | None:
        """The time among the figure's own words, the nearest."""
        behind = [time for time in times if self.quantity.end <= time.start < self.right]
        if behind and len(self.said[self.quantity.end : behind[0].start].split()) <= 3:
            return behind[0]
        near = [time for time in behind if "," not in self.said[self.quantity.end : time.start]]
        before = [time for time in times if self.left <= time.start < (self.base or self.quantity).start]
        return before[-1] if before else near[0] if near else None

    def extent(self, trails: bool) -> tuple[int, int]:
        """From the first word of the figure's own to the unit, or to the noun behind it."""
        finish = self.quantity.end + (len(self.after.rstrip(" ,.;")) if trails else 0)
        comma = self.said.rfind(",", self.left, self.quantity.start) + 1
        left = comma if self.quantity.start - self.left > 250 and comma else self.left
        return left + len(self.said[left:finish]) - len(self.said[left:finish].lstrip(" \t\n,;:.()-–+*•")), finish

    def baseline(self) -> str | None:
        if self.base:
            return re.sub(r"[\s,]*(?:tăng |giảm )?(?:lên|xuống|còn|đến).*$", "", self.said[self.base.start : self.quantity.start])
        since = _says("since", self.said[self.left : self.right])
        return self.said[self.left :][since.start() : since.end()].strip() if since else None


def _without_times(text: str) -> str:
    for time in reversed(_times(text)):
        text = text[: time.start] + " " + text[time.end :]
    return re.sub(r"\s+", " ", text)


def _target(piece: _Piece, offset: int, role: str, times: list[Deadline], state: _State) -> Iterator[Target]:
    quantity, before, after = piece.quantity, _without_times(piece.before), _without_times(piece.after)
    key, words, trails = _what(piece, before, after, state)
    if _is_idle(quantity, key, before, after):
        return
    kept = quantity.comparator == "=" and not quantity.change and _says("keeps", before)
    state.time = (piece.time(times) or (state.time if words == state.carried else None) or state.leading
                  or (None if kept else state.inherited))  # a level to keep does not move with its list
    if settled := _role_here(role, key, piece, state):
        state.carried = words
        begin, finish = piece.extent(trails)
        yield _record(state, (offset + begin, offset + finish), quantity, key, words,
                      (before, _scope(key, before, after, quantity.unit), piece.baseline(), settled))  # fmt: skip


def _record(state: _State, span: tuple[int, int], quantity: Quantity, key: str | None, words: str,
            said: tuple[str, str | None, str | None, str]) -> Target:  # fmt: skip
    time, (before, scope, baseline, role) = state.time, said
    return Target(
        state.document.id, *span, state.document.text[slice(*span)], key, words, _measure(quantity, key, before, time),
        quantity.comparator, quantity.approximate, quantity.low, quantity.high, quantity.unit, quantity.per, scope,
        time.date if time else None, time.period_start if time else None, time.period_end if time else None, baseline,
        role, state.path,
    )  # fmt: skip


def _trim(words: str) -> str:
    """The noun phrase of an indicator: without lead-in, verb and figure words around it."""
    turns = (turn.end() for name in ("cut", "turn") for turn in _patterns()[name].finditer(fold(words)))
    for start in sorted({0, *turns}, reverse=True):
        lead = _patterns()["before"].match(fold(words[start:]))
        part = words[start + (lead.end() if lead else 0) :]
        tail = _says("after", part)
        if part := part[: tail.start() if tail else None].strip():
            return part
    return ""


def _what(piece: _Piece, before: str, after: str, state: _State) -> tuple[str | None, str, bool]:
    """The indicator's key, its words in the document, and whether some of them stand behind the figure."""
    family, shown = family_of(piece.quantity), piece.said[piece.quantity.start : piece.quantity.end]
    noun = _patterns()["noun"].sub("", shown).strip() if family in {"count", "density"} else ""
    behind, tail = after.strip(" ,.;"), f"# {noun} {after}"
    if behind and ":" in before and not _trim(before[before.rindex(":") :]):
        before = ""
    own = _trim(before)
    words = f"{before} {_verb(piece.quantity, before)}"
    if not own and not noun and state.carried and (not behind or not indicator_of(f"# {behind}", family)):
        own, words = state.carried, f"{state.carried} {words}"
    elif own and len(own.split()) <= 4 and state.carried and not indicator_of(f"{words} {tail}", family):
        words = f"{state.carried} {words}"
    key = indicator_of(f"{words} {tail}", family)
    if key is None and state.head:
        key = indicator_of(f"{state.head} {words} #", family)
    named = bool(own) and indicator_of(f"{own} #", family) is not None
    thin = len(own.split()) <= 2 or (key is not None and behind and not named)
    if own and not thin and (not noun or named or fold(noun.split()[-1]) in fold(own)):
        return key, own, False
    return key, re.sub(r"\s+", " ", f"{own} {noun} {behind}").strip()[:160], bool(behind)


def _verb(quantity: Quantity, before: str) -> str:
    """`tăng` or `giảm` where a percentage is a growth: it tells growth from share and level."""
    return quantity.change or ("tăng" if _says("grows", before) else "") if family_of(quantity) == "%" else ""


def _role_here(role: str, key: str | None, piece: _Piece, state: _State) -> str | None:
    """The role of one figure of a statement, by the words and the time next to it; None if it sets nothing."""
    before, time = piece.before, int(state.time.date[:4]) if state.time else 0
    if _says("now", before) or state.ranked:
        return "achieved"
    if role == "achieved" and _says("planned", before):
        return None
    if time and time < state.year:
        return "achieved"
    if 0 < state.year < time and not _says("past", before.split(",")[-1]):
        return "promised"
    if role == "open":
        shared = state.sense == "goals" or (key or "").endswith(("_share", "_structure"))
        return "promised" if shared and re.search(r"[:=]\s*$", before) else None
    return role if role == "achieved" or key or time or state.aimed else None


def _is_idle(quantity: Quantity, key: str | None, before: str, after: str) -> bool:
    """Whether a figure sets nothing: a bare number, a norm of support, the size of what is to be built."""
    if (quantity.unit is None and key is None) or _says("granted", before):
        return True
    if _patterns()["cost"].match(fold(after)) or (key is None and _says("attribute", before)):
        return True
    return key is None and family_of(quantity) == "money" and bool(_says("norm", before[-60:]))


def _is_limit(quantity: Quantity, said: str) -> bool:
    """Whether a figure only says of whom or how long ("trẻ em dưới 5 tuổi", "trong 30 ngày"), or counts tasks."""
    if quantity.unit in {"tuổi", "năm"}:
        return not _says("lives", said[: quantity.start])
    return bool(_patterns()["idle"].fullmatch(quantity.unit or ""))


def _measure(quantity: Quantity, key: str | None, before: str, time: Deadline | None) -> str:
    family = family_of(quantity)
    if (time and time.vision) or "tầm nhìn" in fold(before):
        return "vision"
    if family == "ratio" or quantity.change == "gấp":
        return "ratio"
    if key and indicators()[key].measure:
        return indicators()[key].measure
    falls = quantity.per == "năm" and family == "%" and re.match(r"\W*(?:mức |tốc độ )?(?:giảm|tăng)\s", fold(before))
    return "change" if quantity.change or falls else "count" if family == "count" else "level"


_PLACES = re.compile("(?:[Hh]uyện|[Xx]ã|[Pp]hường|[Tt]hành phố|[Tt]hị xã|[Vv]ùng|[Kk]hu công nghiệp|[Kk]hu vực)"
                     rf" [{CAPITALS}]\w{{0,9}}(?: [{CAPITALS}]\w{{0,9}}){{0,3}}")


def _scope(key: str | None, before: str, after: str, unit: str | None) -> str | None:
    """The words that restrict a figure beyond its indicator: places, town or country; of an unknown share its noun."""
    around, label = f"{before} | {after}", fold(indicators()[key].vi).replace("đô thị", "đô thị thành thị") if key else ""
    found = [match.group() for match in _PLACES.finditer(around)]
    found += [around[match.start() : match.end()] for match in _patterns()["scopes"].finditer(fold(around))]
    found = [scope for scope in found if fold(scope) not in label]
    if unit == "%" and not key and not found:
        words = re.sub(r"^\s*(?:các |số |tổng số )?", "", fold(after)).split()
        nouns = (" ".join(words[:2]), " ".join(words[:1]))
        found = [noun for noun in nouns if units().get(noun, ("", ""))[1] in {"count", "people"}][:1]
    return ", ".join(dict.fromkeys(found)) or None


def _in_tables(document: Document) -> Iterator[Target]:
    """The figures of tables that have a column of indicators and one of values."""
    rows: list[dict[int, tuple[int, int]]] = []
    last = -1
    for _, group in groupby(document.layout, lambda block: (block.kind == "table", block.row)):
        blocks = list(group)
        row = blocks[0].row if blocks[0].kind == "table" and blocks[0].row is not None else -1
        if row <= last:
            yield from _of_table(document, rows)
            rows = []
        cells: dict[int, tuple[int, int]] = {}
        for block in blocks if row >= 0 else []:
            cells[block.column or 0] = (cells.get(block.column or 0, (block.start, 0))[0], block.end)
        rows += [cells] if cells else []
        last = row
    yield from _of_table(document, rows)


def _of_table(document: Document, rows: list[dict[int, tuple[int, int]]]) -> Iterator[Target]:
    text, state = document.text, _State(document)
    heads, first = _header(text, rows)
    name, unit = (next((c for c, (kind, _) in heads.items() if kind == wanted), -1) for wanted in ("name", "unit"))
    for cells in rows[first:]:
        if name not in cells:
            continue
        said = text[slice(*cells[name])]
        values = [(column, *heads[column]) for column in cells if heads.get(column, ("",))[0] in {"value", "achieved"}]
        if not values and (times := _times(said)):
            state.leading = times[-1]  # a row that only heads the next ones: "Đến năm 2030"
        for column, kind, times in values:
            state.time = times[-1] if times else state.leading
            late = bool(state.time and int(state.time.date[:4]) < state.year)
            measured = text[slice(*cells[unit])] if unit in cells else ""
            span, before = (cells[name][0], cells[column][1]), _without_times(said)
            for quantity in _of_cell(said, text[slice(*cells[column])], measured):
                key = indicator_of(f"{before} {_verb(quantity, before)} # {measured}", family_of(quantity))
                yield _record(state, span, quantity, key, _trim(before) or before,
                              (before, _scope(key, before, "", quantity.unit), None, "achieved" if late or kind == "achieved" else "promised"))


def _header(text: str, rows: list[dict[int, tuple[int, int]]]) -> tuple[dict[int, tuple[str, list[Deadline]]], int]:
    """What each column holds, with the times in its head, and the number of the first row below the head."""
    for order, cells in enumerate(rows[:4]):
        words = {column: " ".join(fold(text[slice(*cell)]).split()) for column, cell in cells.items()}
        names = [column for column, word in words.items() if _patterns("columns")["name"].match(word)]
        if not names or len(words) < 2:
            continue
        below = rows[order + 1] if order + 1 < len(rows) else {}
        second = names[0] not in below and any(_times(f"năm {text[slice(*cell)]}") for cell in below.values())
        for column, cell in below.items() if second else ():
            words[column] = f"{words.get(column, '')} {fold(text[slice(*cell)])}"
        heads = {column: _column(word, column != names[0]) for column, word in words.items()}
        return heads, order + 1 + second
    return {}, len(rows)


def _column(word: str, named: bool) -> tuple[str, list[Deadline]]:
    """What a column holds by its head; only the first that could be the column of names is."""
    kinds = (kind for kind, pattern in _patterns("columns").items() if not (named and kind == "name") and pattern.match(word))
    years = [Deadline(0, 0, year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", word)]
    return next(kinds, ""), _times(word) or years


def _of_cell(name: str, value: str, measured: str) -> Iterator[Quantity]:
    """The figures of a cell; a bare number takes the unit of its row, and what the row's name ends with ("dưới")."""
    shown = next(find_quantities(f"đạt 1 {measured}"), None)
    ends = re.search(r"[^\d.;]{0,30}$", name)
    lead = f"{ends.group() if ends else ''} đạt "
    for quantity in find_quantities(lead + value if re.match(r"[≥≤<>=~\s]{0,4}\d", value) else value):
        if quantity.unit is None and shown and shown.unit:
            quantity = replace(quantity, unit=shown.unit, per=shown.per)
        elif quantity.unit is None and 0 < len(measured.strip()) < 20:
            quantity = replace(quantity, unit=measured.strip().lower())
        yield quantity
