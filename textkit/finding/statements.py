"""Cutting units into statements (mệnh đề), and what each does: promises, reports, assigns, forbids,
exhorts.

A statement is judged in two steps. `HELD_RULES` takes out what is none of its own: legal bases,
headings, heads of tables. Of the rest the rules of `data/acts.toml` decide, in their order, by the
signs that a statement shows: words of a kind (`data/markers.toml`), or what `SIGNS` lists. Every
row of these tables has an example that a test runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from textkit import data
from textkit.language.annotation import doc_of, document_of
from textkit.language.units import Unit, find_units, headings_of
from textkit.reading.document import Document, Facts, Record
from textkit.vietnamese.dates import find_deadlines
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import Passage

if TYPE_CHECKING:
    from spacy.tokens import Doc

Act = Literal[
    "target",
    "action",
    "assignment",
    "prohibition",
    "achievement",
    "limitation",
    "exhortation",
    "basis",
    "effect",
    "approval",
    "description",
]


@dataclass(frozen=True, slots=True)
class Statement(Record):
    """One statement: what it does (`act`), where it stands, and the words that decided (`cues`).

    `unit` is the index of its sentence in `find_units`; a cue is `what: words`, or `section:
    sense`; `actor` is who is to act: as the statement says, or the one it goes on from, or a
    heading above it.
    """

    act: Act
    path: str
    sense: str
    unit: int
    cues: tuple[str, ...]
    actor: str | None = None


def find_statements(source: Doc | Document | str) -> Iterator[Statement]:
    """The statements of a document in order; together they tile its sentences but for marks and
    white space.

    >>> from textkit.language.annotation import annotate
    >>> text = "II. NHIỆM VỤ\\n- Đẩy mạnh cải cách hành chính; không để tồn đọng hồ sơ quá hạn."
    >>> [statement.act for statement in find_statements(next(annotate(text)))]
    ['description', 'action', 'prohibition']
    """
    for judgement in judgements_of(doc_of(source)):
        yield judgement.statement


class Judgement(NamedTuple):
    """A statement with the name of the rule that decided what it does; empty if none did."""

    statement: Statement
    rule: str


# Where a Doc keeps its statements once they are found.
_KEY = "textkit.statements"


def judgements_of(doc: Doc) -> list[Judgement]:
    """The statements of `find_statements(doc)`, each with the name of the rule that decided.

    >>> from textkit.language.annotation import annotate
    >>> [judgement.rule for judgement in judgements_of(next(annotate("Mở chợ; cấm thả lưới.")))]
    ['task', 'prohibition']
    """
    if _KEY not in doc.user_data:
        doc.user_data[_KEY] = list(_judged(doc))
    judgements: list[Judgement] = doc.user_data[_KEY]
    return judgements


def _judged(doc: Doc) -> Iterator[Judgement]:
    context = _Context(doc)
    progress = _Progress()
    for index, unit in enumerate(context.units):
        if unit.kind == "sentence":
            for start, end in _cut(context.document.text, unit):
                judgement, progress = _judge(context, progress, index, start, end)
                yield judgement


# What cuts a sentence: a semicolon that something follows, and the brackets that keep it from it.
_BREAK = re.compile(r"[()]|;\s*(?=\S)")


def _cut(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    """The bounds of the statements of a sentence: it is cut behind semicolons outside brackets."""
    start, open_brackets = unit.start, 0
    for mark in _BREAK.finditer(text, unit.start, unit.end):
        if mark.group() == "(":
            open_brackets += 1
        elif mark.group() == ")":
            open_brackets -= 1
        # Below none where a point's label, "a)", closes what nothing opened.
        elif open_brackets <= 0:
            yield start, mark.start() + 1
            start, open_brackets = mark.end(), 0
    yield start, unit.end


# --- The words of a statement -------------------------------------------------------------------


class Marker(NamedTuple):
    """Two patterns of the folded text: for the head of a statement, and for anywhere in it."""

    head: re.Pattern[str]
    anywhere: re.Pattern[str]


@cache
def markers() -> dict[str, Marker]:
    """By kind of cue the patterns of `data/markers.toml`."""
    content = data.toml("markers.toml")

    def compiled(kind: str, key: str) -> re.Pattern[str]:
        return re.compile(f"(?:{_pattern(content, kind, key)})")

    return {kind: Marker(compiled(kind, "head"), compiled(kind, "anywhere")) for kind in content}


_PART = re.compile(r"\{([a-z]+)\}")
_NOTHING = "(?!)"


def _pattern(content: Mapping[str, Any], kind: str, key: str) -> str:
    """An expression with its parts filled in: `{verbs}` is an entry of the kind itself, `{actor}`
    what stands at the head of another kind.
    """
    entry = content[kind].get(key, _NOTHING)

    def filled(part: re.Match[str]) -> str:
        if part[1] in content[kind]:
            return _pattern(content, kind, part[1])
        return _pattern(content, part[1], "head")

    return _PART.sub(filled, entry if isinstance(entry, str) else "|".join(entry))


_ENUMERATOR = re.compile(
    r"""
    \s*
    (?: (?: [IVXLC]{1,6} | [A-Z] | \d{1,3}(?:\.\d{1,2}){0,3} )   # II   A   1   1.2.3
        \s? [-–./)]{1,2} (?=\s)                                  # … and then ".", "-", "./" or ")"
      | \(? [a-zđ]\d? \)                                         # a)   (đ)   a1)
      | \( \d{1,2} \)                                            # (1)
      | [-–+*•]                                                  # - Mở chợ
      | Điều\ \d+\w?[.:]?                                        # Điều 3.
    )
    \s*
    """,
    re.VERBOSE,
)
# White space, quotation marks and the marks of emphasis that may stand before the first word.
_BEFORE_HEAD = ' \t\n“"(*'
# "Đến năm 2025, trước hết, cần …": so many words and phrases that link are passed over. Chosen by
# eye; not measured.
_MOST_LEADS = 4
# "Về bến cá: mở rộng …": a task may be headed by so many characters before a colon. Chosen by eye;
# not measured.
_LONGEST_TOPIC = 70


class Body(NamedTuple):
    """A statement without its enumerator, line ends as blanks.

    `words` are all of it; `head` is what is left of the folded words behind what may stand before
    a statement's head (`lead` in markers.toml, and the topic of a task).
    """

    words: Passage
    head: str


def body_of(text: str | Passage) -> Body:
    """A statement without its enumerator: its words, and from its head on.

    >>> body_of("a) Đến năm 2030, mở hai chợ.").head
    'mở hai chợ.'
    """
    passage = Passage.of(text)
    if enumerator := _ENUMERATOR.match(passage.text):
        passage = passage[enumerator.end() :]
    words = _on_one_line(passage)
    head = words.folded.lstrip(_BEFORE_HEAD)
    for _ in range(_MOST_LEADS):
        lead = markers()["lead"].head.match(head)
        if not lead:
            break
        head = head[lead.end() :].lstrip()
    topic, colon, task = head.partition(": ")
    if colon and len(topic) < _LONGEST_TOPIC and markers()["action"].head.match(task):
        head = task.lstrip()
    return Body(words, head)


def _on_one_line(passage: Passage) -> Passage:
    return Passage(passage.text.replace("\n", " "), passage.folded.replace("\n", " "))


class _Cues:
    """The words by which a statement shows what it does, looked for when they are asked for."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._words: dict[str, str] = {}

    def __getitem__(self, kind: str) -> str:
        """The first words of a kind; empty without any."""
        if kind not in self._words:
            self._words[kind] = self._search(kind)
        return self._words[kind]

    def _search(self, kind: str) -> str:
        marker, folded = markers()[kind], self._body.words.folded
        match = marker.head.match(self._body.head)
        # A task is what stands behind its lead: "Đến năm 2025, tăng 5%" begins with its verb, and
        # "Tăng trưởng đạt 5%" does not.
        if not match and kind != "action":
            match = marker.head.match(folded)
        match = match or marker.anywhere.search(folded)
        return match.group().strip() if match else ""


# --- The document around a statement ------------------------------------------------------------


# Kinds of documents that report and explain; what they demand is not assigned to anyone.
_TELLING = frozenset({"báo cáo", "bài phát biểu", "bài viết", "chuyên đề", "tham luận", "diễn văn"})


class _Context:
    """What holds for all statements of a document."""

    def __init__(self, doc: Doc) -> None:
        self.document: Document = document_of(doc)
        self.units = find_units(doc)
        self.givers = _Givers(self.units, headings_of(doc))
        self.parts_of_speech: dict[int, str] = {token.idx: token.pos_ for token in doc}
        self.year = year_of(self.document.facts)
        self.tells = self.document.facts.kind in _TELLING
        self.sets_rules = any(
            unit.kind == "article" and unit.sense == "norm" for unit in self.units
        )
        self.with_units = {unit.parent for unit in self.units if unit.kind != "sentence"}


class _Givers:
    """Who a unit's heading, or one above it, gives work to."""

    def __init__(self, units: Sequence[Unit], headings: Sequence[Passage]) -> None:
        self._units, self._headings = units, headings
        self._actors: dict[int, str | None] = {}

    def above(self, index: int | None) -> str | None:
        """Who is to do what stands in a unit; None without a unit, or if no heading says."""
        if index is None:
            return None
        if index not in self._actors:
            actor = actor_of(self._headings[index], spoken=True)
            self._actors[index] = actor or self.above(self._units[index].parent)
        return self._actors[index]

    def give(self, index: int | None, actor: str | None) -> None:
        """From here on the unit's work is an actor's: a statement before its list said so."""
        if index is not None:
            self._actors[index] = actor


class _Progress(NamedTuple):
    """What a statement takes over from those before it.

    `is_listed`: a colon opened a list in the same sentence. `looks_back`: a speech tells of what
    was done and has not turned to what is to be done.
    """

    last: Statement | None = None
    is_listed: bool = False
    looks_back: bool = False


class _Piece:
    """A statement before it is judged, with all that its act may depend on."""

    def __init__(
        self, context: _Context, progress: _Progress, index: int, start: int, end: int
    ) -> None:
        self.context = context
        self.leaf = context.units[index]
        self.start, self.end = start, end
        self.passage = context.document.passage(start, end)
        self.body = body_of(self.passage)
        self.cues = _Cues(self.body)
        last = progress.last
        self.before = last if last and last.unit == index else None
        self.is_listed = ":" in self.passage.text or bool(progress.is_listed and self.before)
        self.looks_back = progress.looks_back

    @cached_property
    def giver(self) -> str | None:
        """Who is to act if the statement names nobody: as in the one it goes on from, or as a
        heading above says.
        """
        if self.before and self.before.act == "assignment":
            return self.before.actor
        return self.context.givers.above(self.leaf.parent)

    @cached_property
    def actor(self) -> str | None:
        """Who the statement itself says is to act."""
        return actor_of(self.passage, acts=self._may_be_a_verb)

    def _may_be_a_verb(self, at: int) -> bool:
        part_of_speech = self.context.parts_of_speech.get(self.start + at)
        # The tagger takes "chủ trì" for a noun. Without a part of speech a word only goes on there.
        is_chair = self.passage.text.startswith("chủ ", at)
        return is_chair or part_of_speech not in ("NOUN", "PROPN", None)

    @cached_property
    def parent(self) -> Unit:
        """The unit its sentence stands in."""
        return self.leaf if self.leaf.parent is None else self.context.units[self.leaf.parent]

    @cached_property
    def is_title(self) -> bool:
        """Whether its sentence is no more than the heading of its unit, without figures."""
        parent, sentence = self.parent, self.leaf
        around = sentence.end - sentence.start - len(parent.heading)
        if not parent.heading or parent.start != sentence.start:
            return False
        return 0 <= around < _LONGEST_LABEL and not any(find_quantities(self.passage))

    @cached_property
    def is_ruled(self) -> bool:
        """Whether it can only be a rule of what applies, by its section or its document."""
        sense = self.leaf.sense
        if sense in ("norm", "effect"):
            return True
        sets_rules = self.context.sets_rules or bool(self.cues["norm"] and not sense)
        return sets_rules and sense not in ("assignment", "goals")

    @cached_property
    def sense(self) -> str:
        """What its section speaks of, for the rules."""
        return "norm" if self.is_ruled else self.leaf.sense

    @cached_property
    def names_a_time_to_come(self) -> bool:
        """Whether it names a time after its document's own year, or any if that is not known."""
        if "20" not in self.body.words.folded:
            return False
        times = [time for time in find_deadlines(self.body.words) if time.kind != "recurrence"]
        return any(int(time.date[:4]) > self.context.year for time in times)


# A sentence may be longer by so many characters than the heading it is: the label and the marks
# around it. Chosen by eye; not measured.
_LONGEST_LABEL = 25


# --- What is no statement of its own ------------------------------------------------------------


# Sections that say nothing: recipients and signature, the document's head, notes.
_SILENT = frozenset({"signature", "head", "note"})
# Units that hold tasks; the headings of others are titles even if they begin with a verb.
_ITEMS = frozenset({"clause", "point", "bullet"})
_TABLE_HEAD = re.compile(r"\s*(?:STT|TT|Stt)\s")


class HeldRule(NamedTuple):
    """A step that takes out what is no statement of its own; `cue` is shown as the reason.

    `example` is a document whose statement between ⟦ and ⟧ this rule decides; `in_table`: each of
    its lines is the row of a table.
    """

    name: str
    act: Act
    cue: str
    holds: Callable[[_Piece], bool]
    reason: str
    example: str
    in_table: bool = False


def _follows_a_basis(piece: _Piece) -> bool:
    if piece.leaf.path:
        return False
    return bool(piece.cues["basis"]) or bool(piece.before and piece.before.act == "basis")


def _is_title_that_gives_work(piece: _Piece) -> bool:
    if not (piece.is_title and piece.context.givers.above(piece.leaf.parent)):
        return False
    return bool(piece.cues["giving"]) or "trách nhiệm" in piece.body.head


def _is_title(piece: _Piece) -> bool:
    if not piece.is_title:
        return False
    is_item = piece.parent.kind in _ITEMS and piece.leaf.parent not in piece.context.with_units
    return not (is_item and piece.cues["action"])


# The first row that holds decides; where none does, the rules of acts.toml.
HELD_RULES = (
    HeldRule(
        "document that is followed",
        "basis",
        "basis",
        _follows_a_basis,
        "before its first section a document names what it follows; there it sets no task",
        "⟦Thực hiện Chỉ thị số 5/CT-TTg ngày 12 tháng 7 năm 2020 về chợ nổi, tỉnh mở chợ.⟧",
    ),
    HeldRule(
        "basis",
        "basis",
        "section",
        lambda at: at.leaf.sense == "basis" and not at.leaf.path,
        "'Căn cứ …' in a section is part of a task and is judged like one",
        "⟦Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;⟧",
    ),
    HeldRule(
        "section that says nothing",
        "description",
        "section",
        lambda at: at.leaf.sense in _SILENT,
        "names of offices in a signature are told to do nothing",
        "I. NHIỆM VỤ\n- Mở ba cảng cá ven biển và giữ rừng ngập mặn.\n⟦KT. CHỦ TỊCH⟧",
    ),
    HeldRule(
        "heading that gives work",
        "assignment",
        "heading",
        _is_title_that_gives_work,
        "'Giao Sở Y tế:' assigns what its list holds",
        "⟦1. Giao Sở Y tế:⟧\na) Xây dựng trạm xá.",
    ),
    HeldRule(
        "heading",
        "description",
        "heading",
        _is_title,
        "a title names what follows; a clause without parts that begins with a verb is a task",
        "⟦1. Phát triển chợ nổi⟧\na) Mở rộng bến.",
    ),
    HeldRule(
        "head of a table",
        "description",
        "heading",
        lambda at: at.parent.kind == "row" and bool(_TABLE_HEAD.match(at.passage.text)),
        "it names columns",
        "⟦TT Chỉ tiêu đến năm 2030⟧",
        in_table=True,
    ),
    HeldRule(
        "line in capitals",
        "description",
        "heading",
        lambda at: at.passage.text.isupper() and " " in at.passage.text,
        "what is typed in capitals is a title wherever it stands",
        "⟦ĐẨY MẠNH XÂY DỰNG CHỢ NỔI⟧",
    ),
)


# --- What a statement shows ---------------------------------------------------------------------


class Sign(NamedTuple):
    """What a statement shows beside words: the words or the name of the sign, or nothing."""

    name: str
    shown_by: Callable[[_Piece], str | bool | None]
    meaning: str


# Sections in which what is to be done stands.
_PLANS = frozenset({"goals", "tasks", "assignment"})
# A statement of no more words is a fragment: "Chợ nổi và bến cá." Chosen by eye; not measured.
_MOST_WORDS_OF_A_FRAGMENT = 5
# A task that only the tagger sees (its verb is not in markers.toml) has more words than this:
# "Chợ nổi Trà Lam" may be tagged as a verb. Chosen by eye; not measured.
_MOST_WORDS_OF_A_NAME = 3


def _words(piece: _Piece) -> int:
    return len(piece.body.words.folded.split())


def _verb(piece: _Piece) -> str:
    if action := piece.cues["action"]:
        return action
    head_start = piece.end - len(piece.body.head)
    is_verb = piece.context.parts_of_speech.get(head_start) == "VERB"
    is_task = piece.sense in _PLANS or bool(piece.giver)
    return "verb" if is_verb and is_task and _words(piece) > _MOST_WORDS_OF_A_NAME else ""


def _is_rule(piece: _Piece) -> bool:
    is_item = piece.parent.kind in ("point", "bullet")
    return piece.is_ruled and bool(is_item or piece.leaf.sense == "norm" or piece.cues["grant"])


def _reaches_figures(piece: _Piece) -> bool:
    reaches = piece.sense == "goals" or bool(piece.cues["reach"])
    return reaches and any(find_quantities(piece.body.words))


def _is_nameless(piece: _Piece) -> bool:
    return bool(piece.giver and _Cues(body_of(piece.giver))["generic"])


SIGNS = (
    Sign("verb", _verb, "it begins with the verb of a task"),
    Sign("figures", _reaches_figures, "it has a quantity, and a word that reaches for one"),
    Sign("actor", lambda at: at.actor, "it says who is to act"),
    Sign("above", lambda at: at.giver, "a heading, or what it goes on from, says who is to act"),
    Sign("future", lambda at: at.names_a_time_to_come, "it names a time to come"),
    Sign("called", lambda at: at.actor and at.names_a_time_to_come, "an actor at a time to come"),
    Sign(
        "pledged", lambda at: at.names_a_time_to_come and at.cues["goal"], "a goal in time to come"
    ),
    Sign("told", lambda at: at.context.tells, "the document is a speech, an article or a report"),
    Sign("back", lambda at: at.looks_back, "a speech that looks back"),
    Sign("listed", lambda at: at.is_listed, "its sentence opened a list"),
    Sign("rule", _is_rule, "it can only be a rule of what applies"),
    Sign("long", lambda at: _words(at) > _MOST_WORDS_OF_A_FRAGMENT, "it is no fragment"),
    Sign("nameless", _is_nameless, "who a heading names is any of a kind"),
    Sign("@plans", lambda at: at.sense in _PLANS, "it stands among goals, tasks or assignments"),
)
# Signs that show words; of the others the name is shown.
_SHOWS_WORDS = frozenset({"verb", "actor", "above"})


class _Signs:
    """What a statement shows, by the names of `SIGNS` and of markers.toml, and two more: `@norm`,
    `@none`: it stands in a section of this sense, or of none; `>`, `>target`: it goes on from
    another in its sentence, which has this act.
    """

    def __init__(self, piece: _Piece) -> None:
        self._piece = piece
        self._shown: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._shown:
            self._shown[name] = self._look(name)
        return self._shown[name]

    def _look(self, name: str) -> str:
        piece = self._piece
        if sign := _signs_by_name().get(name):
            shown = sign.shown_by(piece)
            if not shown:
                return ""
            return str(shown) if name in _SHOWS_WORDS else name
        if name.startswith("@"):
            return "section" if name == f"@{piece.sense or 'none'}" else ""
        if name.startswith(">"):
            goes_on = piece.before and name in (">", f">{piece.before.act}")
            return "goes on" if goes_on else ""
        return piece.cues[name]


@cache
def _signs_by_name() -> dict[str, Sign]:
    return {sign.name: sign for sign in SIGNS}


# --- What a statement does ----------------------------------------------------------------------


class ActRule(NamedTuple):
    """A row of `data/acts.toml`: the act of a statement that shows `first` and what else is asked.

    `act` is `>` where the act of the statement before it in its sentence is taken over.
    """

    name: str
    act: str
    first: str
    present: tuple[str, ...]
    absent: tuple[str, ...]
    reason: str
    example: str
    kind: str

    def holds(self, signs: _Signs) -> bool:
        """Whether a statement shows all signs that are asked for and none that is excluded."""
        if not signs[self.first] or any(signs[sign] for sign in self.absent):
            return False
        return all(signs[sign] for sign in self.present)


@cache
def act_rules() -> tuple[ActRule, ...]:
    """The rules in their order: the first that holds decides."""
    rules = []
    for row in data.toml("acts.toml")["rule"]:
        first, *others = row["when"].split()
        rules.append(
            ActRule(
                row["name"],
                row["act"],
                first,
                tuple(sign for sign in others if not sign.startswith("-")),
                tuple(sign[1:] for sign in others if sign.startswith("-")),
                row["reason"],
                row["example"],
                row.get("kind", "nghị quyết"),
            )
        )
    return tuple(rules)


_PROMISES = ("target", "action", "assignment", "prohibition")


class _Verdict(NamedTuple):
    rule: str
    act: Act
    cue: str
    actor: str | None


def _judge(
    context: _Context, progress: _Progress, index: int, start: int, end: int
) -> tuple[Judgement, _Progress]:
    """What a statement does, and what the next one takes over from it."""
    piece = _Piece(context, progress, index, start, end)
    verdict = _held(piece) or _decided(piece)
    if verdict.act == "assignment" and not context.tells:
        context.givers.give(piece.leaf.parent, verdict.actor)
    section = f"section: {piece.leaf.sense}" if piece.leaf.sense else ""
    statement = Statement(
        context.document.id,
        start,
        end,
        verdict.act,
        piece.leaf.path,
        piece.leaf.sense,
        index,
        tuple(cue for cue in (verdict.cue, section) if cue),
        verdict.actor,
    )
    looks_back = progress.looks_back
    if verdict.act == "achievement":
        looks_back = context.tells
    elif verdict.act in _PROMISES or piece.cues["ahead"]:
        looks_back = False
    return Judgement(statement, verdict.rule), _Progress(statement, piece.is_listed, looks_back)


def _held(piece: _Piece) -> _Verdict | None:
    """The verdict on what is no statement of its own; None for a statement."""
    for rule in HELD_RULES:
        if rule.holds(piece):
            cue = "" if rule.cue == "section" else rule.cue
            return _Verdict(rule.name, rule.act, cue, piece.giver)
    return None


def _decided(piece: _Piece) -> _Verdict:
    """The verdict of the first rule that holds."""
    signs = _Signs(piece)
    actor = piece.actor or piece.giver
    for rule in act_rules():
        if rule.holds(signs):
            takes_over = rule.act == ">" and piece.before
            act = takes_over.act if takes_over else cast(Act, rule.act)
            return _Verdict(rule.name, act, _shown_cue(rule.first, signs[rule.first]), actor)
    return _Verdict("", "description", "", actor)


def _shown_cue(sign: str, shown: str) -> str:
    """The reason as it is shown; the section's sense is added to every statement anyway."""
    if shown == "section":
        return ""
    return shown if shown in (sign, "goes on") else f"{sign}: {shown}"


# --- Who is to act ------------------------------------------------------------------------------


# So many characters at the most stand between an actor and its verb: the longest clause that the
# labelled documents put between them is shorter, and a search of all that follows is slow. Chosen
# by eye; not measured.
_REACH_TO_VERB = 250


def actor_of(
    text: str | Passage, *, spoken: bool = False, acts: Callable[[int], bool] | None = None
) -> str | None:
    """Who is to act by a statement: the body at its head, behind its ground or aim, or behind a
    word that gives out work; None if it names nobody.

    Of a heading (`spoken`) it is who it names, whether or not a verb follows; `acts` tells where in
    the text a word may be a verb.

    >>> actor_of("Giao Sở Tài chính bố trí vốn."), actor_of("Sở hữu trí tuệ được bảo vệ.")
    ('Sở Tài chính', None)
    """
    passage = Passage.of(text)
    enumerator = _ENUMERATOR.match(passage.text)
    skipped = enumerator.end() if enumerator else 0
    words = _on_one_line(passage[skipped:])
    given = markers()["giving"].anywhere.search(words.folded, 0, 2 * _REACH_TO_VERB)
    named = given or markers()["ground"].head.match(words.folded)
    if spoken and not named:
        named = markers()["spoken"].head.match(words.folded)
    start = named.end() if named else 0
    actor = markers()["actor"].head.match(words.folded, start)
    if not actor:
        return None
    end = None
    for duty in markers()["duty"].anywhere.finditer(
        words.folded, actor.end(), start + _REACH_TO_VERB
    ):
        # A verb in a name has a capital: "Sở Giao thông vận tải", "Ban Chỉ đạo".
        is_lower = words.text[duty.start()].islower()
        if is_lower and (acts is None or acts(skipped + duty.start())):
            end = duty.start()
            break
    if end is None and not (given or spoken):
        return None
    name = words[start : end or start + _REACH_TO_VERB]
    if markers()["passive"].anywhere.search(_bare(name.folded)):
        return None
    if markers()["entitled"].anywhere.search(words.folded, start, start + _REACH_TO_VERB):
        return None
    return _bare(name.text)


def _bare(name: str) -> str:
    """A name with single blanks and without the marks around it."""
    return " ".join(name.split()).strip(" ,:;.")


def year_of(facts: Facts) -> int:
    """The document's own year, or the first of its term; 0 if neither is known."""
    return int((facts.date or facts.term or "0")[:4])
