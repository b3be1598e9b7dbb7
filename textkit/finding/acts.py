"""What a statement does: it promises, reports, assigns, forbids or exhorts.

It is judged in two steps. `HELD_RULES` takes out what is none of its own: legal bases, headings,
heads of tables. Of the rest the rules of `data/acts.toml` decide, in their order, by the signs that
a statement shows: words of a kind (`data/markers.toml`), or what `SIGNS` lists. Every row of these
tables has an example that a test runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple, cast

from textkit import data
from textkit.finding.contexts import Act, Piece
from textkit.finding.cues import Cues, body_of
from textkit.vietnamese.numbers import find_quantities

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
    holds: Callable[[Piece], bool]
    reason: str
    example: str
    in_table: bool = False


def _follows_a_basis(piece: Piece) -> bool:
    if piece.leaf.path:
        return False
    return bool(piece.cues["basis"]) or bool(piece.before and piece.before.act == "basis")


def _is_title_that_gives_work(piece: Piece) -> bool:
    if not (piece.is_title and piece.context.givers.above(piece.leaf.parent)):
        return False
    return bool(piece.cues["giving"]) or "trách nhiệm" in piece.body.head


def _is_title(piece: Piece) -> bool:
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
        "question",
        "description",
        "heading",
        lambda at: at.passage.text.rstrip(' "”’)').endswith("?"),
        "what is asked is not promised",
        "I. MỤC TIÊU\n⟦Đến năm 2030 chợ nổi có bao nhiêu bến?⟧",
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
    shown_by: Callable[[Piece], str | bool | None]
    meaning: str


# Sections in which what is to be done stands.
_PLANS = frozenset({"goals", "tasks", "assignment"})
# A statement of no more words is a fragment: "Chợ nổi và bến cá." Chosen by eye; not measured.
_MOST_WORDS_OF_A_FRAGMENT = 5
# A task that only the tagger sees (its verb is not in markers.toml) has more words than this:
# "Chợ nổi Trà Lam" may be tagged as a verb. Chosen by eye; not measured.
_MOST_WORDS_OF_A_NAME = 3


def _words(piece: Piece) -> int:
    return len(piece.body.words.folded.split())


def _verb(piece: Piece) -> str:
    if action := piece.cues["action"]:
        return action
    head_start = piece.end - len(piece.body.head)
    is_verb = piece.context.parts_of_speech.get(head_start) == "VERB"
    is_task = piece.sense in _PLANS or bool(piece.giver)
    return "verb" if is_verb and is_task and _words(piece) > _MOST_WORDS_OF_A_NAME else ""


def _is_rule(piece: Piece) -> bool:
    is_item = piece.parent.kind in ("point", "bullet")
    return piece.is_ruled and bool(is_item or piece.leaf.sense == "norm" or piece.cues["grant"])


def _reaches_figures(piece: Piece) -> bool:
    reaches = piece.sense == "goals" or bool(piece.cues["reach"])
    return reaches and any(find_quantities(piece.body.words))


def _is_planned(piece: Piece) -> bool:
    """Whether the section around its unit holds plans, whatever the unit itself says."""
    around = piece.parent.parent
    return around is not None and piece.context.units[around].sense in _PLANS


def _is_nameless(piece: Piece) -> bool:
    return bool(piece.giver and Cues(body_of(piece.giver))["generic"])


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
    Sign("reporting", lambda at: at.context.document.facts.kind == "báo cáo", "it is a report"),
    Sign("back", lambda at: at.looks_back, "a speech that looks back"),
    Sign("listed", lambda at: at.is_listed, "its sentence opened a list"),
    Sign("rule", _is_rule, "it can only be a rule of what applies"),
    Sign("planned", _is_planned, "the section around its unit holds plans"),
    Sign("long", lambda at: _words(at) > _MOST_WORDS_OF_A_FRAGMENT, "it is no fragment"),
    Sign("nameless", _is_nameless, "who a heading names is any of a kind"),
    Sign("@plans", lambda at: at.sense in _PLANS, "it stands among goals, tasks or assignments"),
)
# Signs that show words; of the others the name is shown.
_SHOWS_WORDS = frozenset({"verb", "actor", "above"})


class Signs:
    """What a statement shows, by the names of `SIGNS` and of markers.toml, and two more: `@norm`,
    `@none`: it stands in a section of this sense, or of none; `>`, `>target`: it goes on from
    another in its sentence, which has this act.
    """

    def __init__(self, piece: Piece) -> None:
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


# --- What a statement does


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

    def holds(self, signs: Signs) -> bool:
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


# The acts that promise something.
PROMISES = ("target", "action", "assignment", "prohibition")


class Verdict(NamedTuple):
    """What a statement does and by which rule, the cue that is shown as the reason, and who is to
    act.
    """

    rule: str
    act: Act
    cue: str
    actor: str | None


def verdict_on(piece: Piece) -> Verdict:
    """What a statement does, by the first rule that holds."""
    return _held(piece) or _decided(piece)


def _held(piece: Piece) -> Verdict | None:
    """The verdict on what is no statement of its own; None for a statement."""
    for rule in HELD_RULES:
        if rule.holds(piece):
            cue = "" if rule.cue == "section" else rule.cue
            return Verdict(rule.name, rule.act, cue, piece.giver)
    return None


def _decided(piece: Piece) -> Verdict:
    """The verdict of the first rule that holds."""
    signs = Signs(piece)
    actor = piece.actor or piece.giver
    for rule in act_rules():
        if rule.holds(signs):
            takes_over = rule.act == ">" and piece.before
            act = takes_over.act if takes_over else cast(Act, rule.act)
            return Verdict(rule.name, act, _shown_cue(rule.first, signs[rule.first]), actor)
    return Verdict("", "description", "", actor)


def _shown_cue(sign: str, shown: str) -> str:
    """The reason as it is shown; the section's sense is added to every statement anyway."""
    if shown == "section":
        return ""
    return shown if shown in (sign, "goes on") else f"{sign}: {shown}"
