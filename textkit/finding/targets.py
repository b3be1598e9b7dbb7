"""The figures a document sets or reports: indicator, value, unit, deadline."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from textkit.finding.statements import Statement, find_statements
from textkit.language.annotation import document_of
from textkit.language.units import Unit, find_units
from textkit.reading.casing import CAPITALS
from textkit.reading.document import Block, Document, Record
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
    """The figures a document promises, in order; a table's rows too.

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
    tables = list(_tables(document))
    ranges = [(rows[0][0].start, rows[-1][-1].end) for rows in tables]
    found = [target for rows in tables for target in _of_table(document, rows)]
    state = _State(document)
    for statement in find_statements(doc):
        state.enter(statement, tree)
        if not any(start <= statement.start < end for start, end in ranges):
            found += figures_in(document.text, statement.start, statement.end, _role(statement, document), state)
    yield from sorted(found, key=lambda target: (target.start, target.end))


# ------------------------------------------------------------------------------------------ indicators
class Indicator(NamedTuple):
    """A row of indicators.csv; `good` is `up`, `down` or `neutral`."""

    key: str
    group: str
    vi: str
    en: str
    families: frozenset[str]
    measure: str
    good: str
    patterns: tuple[tuple[str, re.Pattern[str], int], ...]


@cache
def indicators() -> dict[str, Indicator]:
    """The known indicators by key."""
    with (files("textkit") / "data" / "indicators.csv").open(encoding="utf-8") as file:
        return {row["key"]: Indicator(row["key"], row["group"], row["label_vi"], row["label_en"],
                                      frozenset(row["units"].split(",")), row["measure"], row["good_direction"],
                                      tuple(_wording(wording) for wording in row["wordings"].split("|")))
                for row in csv.DictReader(file)}  # fmt: skip


def _plain(text: str) -> str:
    """Folded words parted by single spaces; `#` stands for the figure."""
    return " ".join(re.findall(r"\w+|#", fold(text)))


def _wording(wording: str) -> tuple[str, re.Pattern[str], int]:
    pieces = [_plain(piece) for piece in wording.split("…")]
    pattern = r"(?: \S+){0,7} ".join(re.escape(piece) for piece in pieces)
    return max(pieces, key=len), re.compile(rf"(?<!\S){pattern}(?!\S)"), sum(map(len, pieces))


def indicator_of(words: str, family: str | None = None) -> str | None:
    """The key of the indicator that words speak of; `#` marks the figure, to which the nearest wording counts.

    >>> indicator_of("tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ"), indicator_of("thu ngân sách # ", "%")
    ('trained_labour_certified', None)
    """
    plain = _plain(words if "#" in words else words + " #")
    place = plain.index("#")
    best: tuple[float, str | None] = (0.0, None)
    for key, indicator in indicators().items():
        if family and family not in indicator.families and (family != "ratio" or indicator.families <= {"%"}):
            continue
        for anchor, pattern, size in indicator.patterns:
            if anchor in plain:
                for match in pattern.finditer(plain):
                    best = max(best, (_fit(plain, match, place, size), key))
    return best[1]


def _fit(plain: str, match: re.Match[str], place: int, size: int) -> float:
    """How well a wording fits: its length, less the words between it and the figure, less when it stands behind."""
    if match.end() <= place:
        return max(size - 1.5 * plain.count(" ", match.end(), place), 0.1)
    return max(size - 1.5 * plain.count(" ", place, max(match.start(), place)) - 5, 0.1)


def family_of(quantity: Quantity) -> str:
    """The family of a figure's unit, by which an indicator is told: %, money, count, density, measure, age, …"""
    unit = quantity.unit or ""
    if quantity.per and "dân" in quantity.per:
        return "density"
    if unit in {"%", "‰", "điểm %"}:
        return "%"
    kind = units().get(fold(unit), ("", ""))[1] or units().get(fold(unit.split()[-1] if unit else ""), ("", "count"))[1]
    if unit in {"tuổi", "năm"}:
        return "age"
    return {"people": "count", "": "score"}.get(kind if unit != "lần" else "ratio", kind if unit != "lần" else "ratio")


# --------------------------------------------------------------------------------------- where it stands
_YEAR_ALONE = re.compile(r"(?<!\w)năm\s((?:19|20)\d\d)(?!\w|\s?[-–])")
_AGAINST = re.compile(r"(?:so với|cách|kể từ|sau|từ|trước|hơn)\s{1,3}$")
_TITLED = re.compile(r"(?:nghị quyết|quyết định|chỉ thị|kết luận|kế hoạch|chương trình|đề án|quy hoạch|chiến lược|luật)\s[^;:]{0,160}$")
_INTRO = re.compile(r"\W*(?:\w{1,3}[.)]\W*)?(?:về [^:;.]{1,80}:\W*)?(?:[^\s:]+\s+){0,5}$")


@dataclass
class _State:
    """What figures take over from what stands before them: the deadline, the indicator, the head of a list."""

    document: Document
    unit: int = -1
    parent: int | None = -1
    inherited: Deadline | None = None
    leading: Deadline | None = None
    carried: str = ""
    head: str = ""
    path: str = ""
    time: Deadline | None = None
    intros: dict[int | None, Deadline] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The document's own year; 0 if unknown."""
        return int((self.document.facts.date or "0")[:4])

    def enter(self, statement: Statement, tree: list[Unit]) -> None:
        """Goes on to a statement: a new sentence forgets the indicator, a new paragraph the deadline."""
        self.path = statement.path
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
            unit = tree[at]
            if times := _times(unit.heading):
                return times[-1]
            at = unit.parent
            if at in self.intros and unit.kind in {"bullet", "clause", "point", "paragraph"}:
                return self.intros[at]
        return self.intros.get(None)


def _times(text: str) -> list[Deadline]:
    """The times in a text that a figure may stand for: deadlines, periods, years alone; none in a title."""
    folded = fold(text)
    found = [time for time in find_deadlines(text) if time.kind != "recurrence"]
    taken = [(time.start, time.end) for time in found]
    found += [Deadline(match.start(), match.end(), match[1]) for match in _YEAR_ALONE.finditer(folded)
              if not any(start <= match.start() < end for start, end in taken)]  # fmt: skip
    return sorted((time for time in found if not _AGAINST.search(folded[max(0, time.start - 12) : time.start])
                   or time.kind == "period"), key=lambda time: time.start)  # fmt: skip


def _role(statement: Statement, document: Document) -> str | None:
    if statement.act in {"target", "action", "assignment", "prohibition"}:
        return "promised"
    if statement.act in {"achievement", "limitation"}:
        return "achieved"
    plain = statement.sense in {"", "goals", "tasks"} and statement.act == "description"
    return "open" if plain else None


# ---------------------------------------------------------------------------------------- one statement
_HEADS = (r"(?:trong đó|phấn đấu|tỉ lệ|tỉ trọng|số|tổng|tốc độ|thu|giá trị|có|đến năm|đến hết|năm \d|giảm|tăng|quy mô|bình quân|còn|riêng"
          r"|xây dựng|hoàn thành|đào tạo|kết nạp|khoảng|ít nhất|tối thiểu|trên|hơn|đưa|nâng|giải quyết|kim ngạch|sản lượng|diện tích|lao động)")
_ENUMERATED = re.compile(r"\s*(?:[-–+*•]|\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)/]+|\(?[a-zđ]\d?\)|[IVX]{1,5}[.)/-])\s+(?=\D)")
_CUT = re.compile(rf"(?:,|\svà)\s(?={_HEADS}\s)")
_TURN = re.compile(rf"{_CUT.pattern}|\s(?:với|để)\s|[;:]|\.\s")
_HARD = re.compile(r";|\.(?=\s)|\s\(|\)")
_LIFTS = re.compile(r"\s{0,2}(?:\(?năm \d{4}\)?|hiện nay)?,?\s{0,2}(?:tăng |giảm )?(?:lên|xuống|còn|đến)(?:\s(?:còn|đạt|mức|khoảng|trên|dưới))?\s{0,2}$")
_SINCE = re.compile(r"so với\s(?:năm\s\d{4}|cùng kì(?:\snăm\s(?:trước|\d{4}))?|[^,;.()]{2,40})")
_NOW = re.compile(r"(?<!\w)(?:hiện nay|hiện có|hiện đạt|đã đạt|ước đạt|đã có|thực hiện năm|đến nay|xếp thứ)(?!\w)")
_NOUN = re.compile(r"^.*?\d[\d.,]*(?:\s?[-–]\s?\d[\d.,]*)?\s?(?:nghìn|ngàn|triệu|vạn)?|\s?/.*$|\s(?:tính )?trên .*$|\s(?:trở|mỗi|một|hằng|hàng).*$")
_PAST = re.compile(r"(?<!\w)(?:đã|ước|vượt|dự kiến)(?!\w)")
_PLANNED = re.compile(r"(?:kế hoạch|mục tiêu|chỉ tiêu|nghị quyết)(?:\s\S+){0,6}\s(?:là|đề ra|đặt ra|giao|cả năm)")
_NORM = re.compile(r"(?<!\w)(?:mức|hỗ trợ|trợ cấp|phụ cấp|mức chi|mức thu|lệ phí|phí|thưởng|đơn giá|định mức|trích|để lại|học phí|mức phạt|tiền công)(?!\w)")
_ATTRIBUTE = re.compile(r"(?<!\w)(?:tàu|trọng tải|tải trọng|công suất|dung tích|sức chứa|điện áp|rộng|dài|cao|sâu|cách|bán kính|quy mô|từ đủ)\W*$")
_COST = re.compile(r"\s{0,2}(?:chi phí|số tiền|tiền|mức|học phí|kinh phí|giá|lãi suất|phí|tổng số phí|số phí|lệ phí|thuế)(?!\w)")
_IDLE = frozenset("chỉ tiêu|mục tiêu|nhiệm vụ|giải pháp|nghị quyết|lĩnh vực|đại biểu|đồng chí|nội dung|tháng|ngày|tuần|giờ|phút|quý|chương trình|văn bản|hội nghị|đợt".split("|"))
_PLACES = re.compile(rf"(?:[Hh]uyện|[Xx]ã|[Pp]hường|[Tt]hành phố|[Tt]hị xã|[Vv]ùng|[Kk]hu công nghiệp|[Kk]hu vực) [{CAPITALS}]\w{{0,9}}(?: [{CAPITALS}]\w{{0,9}}){{0,3}}")
_SCOPES = re.compile(
    r"(?<!\w)(?:nông thôn(?! mới)|thành thị|đô thị(?! hoá)|miền núi|vùng cao|(?:vùng )?(?:đồng bào )?dân tộc thiểu số(?: và miền núi)?|ven biển"
    r"|hải đảo|biên giới|vùng sâu|bãi ngang|cấp tỉnh|cấp huyện|cấp xã|mầm non|tiểu học|trung học cơ sở|trung học phổ thông|thcs|thpt|nữ|quốc tế)(?!\w)")
_BEFORE = re.compile(
    r"(?:[^\w%]|(?:phấn đấu|đến|tới|và|trong đó|đồng thời|bảo đảm|đảm bảo|nâng|đưa|giữ|giữ vững|duy trì|có|đạt|được|mục tiêu|cụ thể|trên|là|tiếp tục"
    r"|giai đoạn|hằng năm|hàng năm|bình quân|mỗi năm|một năm|toàn tỉnh|năm|nâng cao|thứ \w+|riêng|tăng(?! cường| trưởng)|giảm|với|của|cho|từ|cơ bản|về [^:]{1,60}:)(?!\w))+")
_AFTER = re.compile(
    r"(?:[^\w%)]|(?<!\w)(?:đạt|còn|chiếm|tăng|giảm|gấp|bình quân|mức|ở|lên|xuống|là|từ|khoảng|trên|được|có|phấn đấu|với|cho|duy trì|ổn định|tối thiểu|ít nhất"
    r"|trong đó|hằng năm|hàng năm|mỗi năm|thêm|bằng|và|tới|đến|năm|không|tiếp tục|\d{1,2}))+$")


def figures_in(text: str, start: int, end: int, role: str | None, state: _State) -> list[Target]:
    """The figures of the statement `text[start:end]`; `role` is `promised`, `achieved`, `open` or None (skipped)."""
    said = text[start:end]
    times = _times(said)
    lead = next((time for time in times if _INTRO.fullmatch(fold(said[: time.start]))), None)
    state.leading = lead or state.leading
    if role is None:
        return []
    quantities = [quantity for quantity in find_quantities(said) if not _is_limit(quantity, said)]
    if ":" in said and (not quantities or said.index(":") < quantities[0].start):
        state.head = said[: said.index(":")]
    enumerator = _ENUMERATED.match(said)
    cuts = [enumerator.end() if enumerator else 0, *_cuts(said, quantities), len(said)] if quantities else []
    found: list[Target] = []
    base: Quantity | None = None
    for order, quantity in enumerate(quantities):
        left, right = cuts[order], cuts[order + 1]
        piece = _Piece(said, left, right, quantity, base)
        if order + 1 < len(quantities) and piece.lifts(quantities[order + 1].start):
            base, cuts[order + 1] = quantity, left
            continue
        target = _target(piece, start, role, times, state)
        base = None
        if target:
            found.append(target)
    return found


def _cuts(said: str, quantities: list[Quantity]) -> Iterator[int]:
    """Where the words of one figure end and those of the next begin."""
    folded, left = fold(said), 0
    for one, other in pairwise(quantities):
        gap = folded[one.end : other.start]
        bare = not _AFTER.sub("", _BEFORE.sub("", folded[left : one.start], count=1))
        if hard := _HARD.search(gap):
            left = one.end + hard.start() + 1
        elif head := _CUT.search(gap):
            left = one.end + head.start() + 1
        elif "," in gap:
            left = one.end + (gap.rindex(",") if bare else gap.index(",")) + 1
        else:
            left = one.end + (gap.rindex(" và ") + 1 if " và " in gap else 0)
        yield left


@dataclass(frozen=True)
class _Piece:
    """The words that belong to one figure."""

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
        rest = self.said[self.quantity.end : self.right]
        return re.split(r"[;:(]|\.\s|, (?:trong đó|tăng|giảm|gấp|cao|thấp|xếp|vượt)", rest)[0][:160]

    def lifts(self, following: int) -> bool:
        """Whether the figure only says from where the next one rises or falls."""
        gap = fold(self.said[self.quantity.end : following])
        return bool(_LIFTS.fullmatch(gap)) and fold(self.before).rstrip().endswith("từ")


def _without(text: str, times: list[Deadline]) -> str:
    """Words without the times among them."""
    for time in reversed(times):
        text = text[: time.start] + " " + text[time.end :]
    return re.sub(r"\s+", " ", text)


def _target(piece: _Piece, offset: int, role: str, times: list[Deadline], state: _State) -> Target | None:
    quantity = piece.quantity
    before = _without(piece.before, _times(piece.before))
    after = _without(piece.after, _times(piece.after))
    key, words = _what(piece, before, after, state)
    role = _local_role(role, key, piece, before)
    if role is None or _is_idle(quantity, key, before, after):
        return None
    own = _time_of(piece, times)
    time = own or (state.time if words == state.carried else None) or state.leading or state.inherited
    state.time = time
    if time and state.year and int(time.date[:4]) != state.year:
        role = "achieved" if int(time.date[:4]) < state.year else role if _PAST.search(fold(piece.said)) else "promised"
    indicator = indicators()[key] if key else None
    since = _SINCE.search(fold(piece.said[piece.left : piece.right]))
    baseline = since and piece.said[piece.left :][since.start() : since.end()].strip()
    if piece.base:
        baseline = re.sub(r"[\s,]*(?:tăng |giảm )?(?:lên|xuống|còn|đến).*$", "", piece.said[piece.base.start : quantity.start])
    state.carried = words
    begin, finish = _extent(piece, bool(_trim(before)))
    return Target(
        state.document.id, offset + begin, offset + finish, piece.said[begin:finish], key, words,
        _measure(quantity, indicator, before, time, state), quantity.comparator, quantity.approximate, quantity.low,
        quantity.high, quantity.unit, quantity.per, _scope(piece, before, after), time.date if time else None,
        time.period_start if time else None, time.period_end if time else None, baseline or None, role, state.path,
    )  # fmt: skip


def _trim(words: str) -> str:
    """The noun phrase of an indicator: without lead-in, verb and figure words around it."""
    for start in [*reversed([match.end() for match in _TURN.finditer(fold(words))]), 0]:
        part = words[start:]
        lead = _BEFORE.match(fold(part))
        part = part[lead.end() :] if lead else part
        tail = _AFTER.search(fold(part))
        if part := part[: tail.start()] if tail else part:
            return part.strip()
    return ""


def _what(piece: _Piece, before: str, after: str, state: _State) -> tuple[str | None, str]:
    """The indicator's key and its words in the document."""
    family, unit = family_of(piece.quantity), piece.said[piece.quantity.start : piece.quantity.end]
    noun = _NOUN.sub("", unit).strip() if family in {"count", "density"} else ""
    if family == "%" and (piece.quantity.change or _grows(before)):
        before_words = f"{before} {piece.quantity.change or ''}"
    else:
        before_words = before
    own, own_after = _trim(before), after.strip(" ,.;")
    if not own and not noun and (not own_after or not indicator_of(f"# {own_after}", family)) and state.carried:
        own = state.carried
        before_words = f"{own} {before_words}"
    elif own and len(own.split()) <= 4 and state.carried and not indicator_of(f"{before_words} # {noun} {after}", family):
        before_words = f"{state.carried} {before_words}"
    key = indicator_of(f"{before_words} # {noun} {after}", family)
    if key is None and state.head:
        key = indicator_of(f"{state.head} {before_words} #", family)
    thin = len(own.split()) <= 2 or (key and own_after and not indicator_of(f"{own} #", family))
    if own and not thin and (not noun or fold(noun.split()[-1]) in fold(own)):
        return key, own.strip()
    return key, re.sub(r"\s+", " ", f"{own} {noun} {own_after}").strip()[:160]


def _grows(before: str) -> bool:
    return bool(re.search(r"(?<!\w)(?:tốc độ tăng|tăng trưởng|tăng bình quân)(?!\w)", fold(before)))


def _local_role(role: str, key: str | None, piece: _Piece, before: str) -> str | None:
    folded = fold(piece.before)
    reported = _NOW.search(folded) or " xếp thứ " in fold(piece.said)
    if role == "achieved":
        return None if _PLANNED.search(folded) else role
    if reported:
        return "achieved"
    if role == "open":
        return "promised" if key and re.search(r"[:=]\s*$", folded) else None
    return role


def _is_idle(quantity: Quantity, key: str | None, before: str, after: str) -> bool:
    """Whether a figure sets nothing: a bare number, a norm of support."""
    if quantity.unit is None and key is None:
        return True
    if key is None and _ATTRIBUTE.search(fold(before)):
        return True
    norm = bool(_NORM.search(fold(before)[-60:]))
    return key is None and norm and (family_of(quantity) == "money" or bool(_COST.match(fold(after))))


def _is_limit(quantity: Quantity, said: str) -> bool:
    """Whether a figure only says of whom or how long ("trẻ em dưới 5 tuổi", "trong 30 ngày"), or counts tasks."""
    if quantity.unit in {"tuổi", "năm"}:
        return not re.search("tuổi thọ|sống khoẻ", fold(said[: quantity.start]))
    return quantity.unit in _IDLE


def _time_of(piece: _Piece, times: list[Deadline]) -> Deadline | None:
    quantity = piece.quantity
    for time in times:
        if quantity.end <= time.start < piece.right and len(piece.said[quantity.end : time.start].split()) <= 3:
            return time
    inside = [time for time in times if piece.left <= time.start < quantity.start]
    return inside[-1] if inside else None


def _measure(quantity: Quantity, indicator: Indicator | None, before: str, time: Deadline | None, state: _State) -> str:
    if (time and time.vision) or "tầm nhìn" in fold(before):
        return "vision"
    if quantity.unit == "lần" or quantity.change == "gấp":
        return "ratio"
    if indicator and indicator.measure:
        return indicator.measure
    if quantity.change or (quantity.per == "năm" and re.match(r"\W*(?:giảm|tăng)\s", fold(before)) and family_of(quantity) == "%"):
        return "change"
    return "count" if family_of(quantity) == "count" else "level"


def _scope(piece: _Piece, before: str, after: str) -> str | None:
    around = f"{before} | {after}"
    found = [match.group() for match in _PLACES.finditer(around)]
    found += [around[match.start() : match.end()] for match in _SCOPES.finditer(fold(around))]
    if piece.quantity.unit == "%" and not found:
        noun = re.match(r"\s*(?:các |số |tổng số )?([^\W\d_]+(?: [^\W\d_]+)?)", fold(after))
        words = noun[1].split() if noun else []
        found = [word for word in (" ".join(words), words[0] if words else "") if units().get(word, ("", ""))[1] in {"count", "people"}][:1]
    return ", ".join(dict.fromkeys(found)) or None


def _extent(piece: _Piece, own: bool) -> tuple[int, int]:
    """From the first word of the figure's own to the unit, or to the noun behind it."""
    finish = piece.quantity.end if own else piece.quantity.end + len(piece.after.rstrip(" ,.;"))
    own = piece.said.rfind(",", piece.left, piece.quantity.start) + 1
    left = own if piece.quantity.start - piece.left > 250 and own else piece.left
    said = piece.said[left : finish]
    return left + len(said) - len(said.lstrip(" \t\n,;:.()-–+*•")), finish


# ---------------------------------------------------------------------------------------------- tables
_COLUMNS = {
    "number": re.compile(r"tt|stt|số tt|số thứ tự"),
    "unit": re.compile(r"đơn vị(?: tính)?|đvt|đơn vị đo"),
    "name": re.compile(r"(?:các |tên )?(?:chỉ tiêu|mục tiêu)(?! năm| đến)|nội dung|danh mục|hạng mục|tên"),
    "achieved": re.compile(r"(?:ước )?thực hiện|ước|hiện trạng|kết quả (?:đạt|thực)|đã đạt"),
    "value": re.compile(r"mục tiêu|kế hoạch|chỉ tiêu|kết quả|phấn đấu|giai đoạn|đến năm|năm|\d{4}|giá trị|phương án"),
}


def _tables(document: Document) -> Iterator[list[list[Block]]]:
    """The tables of a document as rows of cells."""
    rows: list[list[Block]] = []
    for block in document.layout:
        if block.kind == "table" and block.row is not None:
            if rows and block.row == rows[-1][0].row:
                rows[-1].append(block)
                continue
            if rows and block.row < (rows[-1][0].row or 0):
                yield rows
                rows = []
            rows.append([block])
        elif rows and block.kind != "table":
            yield rows
            rows = []
    if rows:
        yield rows


_NUMERIC = re.compile(r"[≥≤<>=~\s]{0,4}\d")


def _of_table(document: Document, rows: list[list[Block]]) -> Iterator[Target]:
    """The figures of a table that has a column of indicators and one of values."""
    text, grid = document.text, [_cells(row) for row in rows]
    heads, first = _header(text, grid)
    name, unit = (next((column for column, role in heads.items() if role[0] == kind), -1) for kind in ("name", "unit"))
    state = _State(document)
    for cells in grid[first:]:
        if name not in cells:
            continue
        said = text[slice(*cells[name])]
        values = [(column, heads[column]) for column in cells if column in heads and heads[column][0] in {"value", "achieved"}]
        if not values and (times := _times(said)):
            state.leading = times[-1]
        for column, (role, times) in values:
            state.inherited = times[-1] if times else None
            yield from _of_cell(document, cells, (name, unit, column), role, state)


def _cells(row: list[Block]) -> dict[int, tuple[int, int]]:
    cells: dict[int, tuple[int, int]] = {}
    for block in row:
        column = block.column or 0
        cells[column] = (cells.get(column, (block.start, 0))[0], block.end)
    return cells


def _header(text: str, grid: list[dict[int, tuple[int, int]]]) -> tuple[dict[int, tuple[str, list[Deadline]]], int]:
    """What each column holds, with the times in its head, and the number of the first row below the head."""
    for order, cells in enumerate(grid[:4]):
        words = {column: " ".join(fold(text[slice(*cell)]).split()) for column, cell in cells.items()}
        if not any(_COLUMNS["name"].match(word) for word in words.values()) or len(words) < 2:
            continue
        below = grid[order + 1] if order + 1 < len(grid) else {}
        names = [column for column, word in words.items() if _COLUMNS["name"].match(word)]
        second = below and names[0] not in below and any(_times(text[slice(*cell)]) for cell in below.values())
        if second:
            words.update({column: f"{words.get(column, '')} {fold(text[slice(*cell)])}".strip() for column, cell in below.items()})
        return _roles(words), order + (2 if second else 1)
    return {}, len(grid)


def _roles(words: dict[int, str]) -> dict[int, tuple[str, list[Deadline]]]:
    roles: dict[int, tuple[str, list[Deadline]]] = {}
    for column, word in words.items():
        times = _times(f"năm {word}" if re.match(r"\d{4}", word) else word)
        for role, pattern in _COLUMNS.items():
            found = pattern.fullmatch(word) if role in {"number", "unit"} else pattern.match(word) if role == "name" else pattern.search(word)
            if found and not (role == "name" and "name" in {kind for kind, _ in roles.values()}):
                roles[column] = (role, times)
                break
    return roles


def _of_cell(document: Document, cells: dict[int, tuple[int, int]], columns: tuple[int, int, int], role: str, state: _State) -> Iterator[Target]:
    text, (name, unit, column) = document.text, columns
    said, start = text[slice(*cells[name])], cells[column][0]
    value = text[start : cells[column][1]]
    measured = text[slice(*cells[unit])] if unit in cells else ""
    shown = next(find_quantities(f"đạt 1 {measured}"), None)
    time = state.inherited or state.leading
    late = bool(time and state.year and int(time.date[:4]) < state.year)
    for quantity in find_quantities(f"đạt {value}" if _NUMERIC.match(value) else value):
        if quantity.unit is None:
            quantity = replace(quantity, unit=shown.unit if shown and shown.unit else measured.strip().lower() if 0 < len(measured.strip()) < 20 else None, per=shown.per if shown else None)
        before = _without(said, _times(said))
        key = indicator_of(f"{before} {_verb(quantity, before)} # {measured}", family_of(quantity))
        yield Target(document.id, cells[name][0], cells[column][1], text[cells[name][0] : cells[column][1]], key, _trim(before) or before,
                     _measure(quantity, indicators()[key] if key else None, before, time, state), quantity.comparator, quantity.approximate,
                     quantity.low, quantity.high, quantity.unit, quantity.per, _scope(_Piece(value, 0, len(value), quantity), before, ""),
                     time.date if time else None, time.period_start if time else None, time.period_end if time else None, None,
                     "achieved" if late or role == "achieved" else "promised", "")  # fmt: skip


def _verb(quantity: Quantity, before: str) -> str:
    return "tăng" if quantity.unit == "%" and (quantity.change or _grows(before) or quantity.per == "năm") else ""
