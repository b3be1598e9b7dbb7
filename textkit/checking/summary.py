"""What a document rests on, changes, sets and assigns, and how it differs from the one before it:
all that a page for leaders may choose from.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from textkit.checking.carryover import predecessor
from textkit.checking.material import Draft, Prior
from textkit.comparing.claims import value_of
from textkit.comparing.matching import match_targets
from textkit.comparing.tasks import Task, tasks_among
from textkit.finding.cited import Citation
from textkit.finding.effects import Effect, Force, find_effects, in_force_from, sets_something
from textkit.finding.targets import Target
from textkit.finding.themes import theme_of
from textkit.language.units import Unit
from textkit.reading.document import Document
from textkit.vietnamese.text import fold

# Likeness from which two targets of two terms are shown as one: above that of a match, since a
# leader does not see the sentences. Chosen by eye on the congress resolutions of the sample.
_SURELY_ONE = 0.6

# What speaks for a target: it stands in a sentence or row that sets one, its indicator is known,
# it says by when. A vision beyond the plan comes last. Chosen by eye.
_SETS, _IS_KNOWN, _IS_DUE, _IS_VISION = 2, 2, 1, -4

# Kinds of units that give a document its parts, the widest first.
_PARTS = ("part", "chapter", "section", "article")

# Facts that a page names; of a speech, and of what a congress adopts, nobody misses a number.
_FACTS = ("kind", "number", "date", "issuer", "title")
_WITHOUT_NUMBER = frozenset({"bài phát biểu", "phát biểu", "bài viết", "báo cáo", "phụ lục"})


class Deed(NamedTuple):
    """What the document does to another one, and what that is called in full."""

    effect: Effect
    name: str


class Difference(NamedTuple):
    """A target of the document and the one of the document before that is of the same thing."""

    before: Target
    now: Target


class Summary(NamedTuple):
    """What may stand on a page about a document, each list with what matters most first.

    `targets` and `tasks` are in the order in which they are chosen; `rows` are the starts of those
    targets that stand in tables, `words` by start what the others say, whole. `before` is the id of
    the document that this one follows, None where there is none or no corpus; `kept` counts its
    targets whose figure is the same. `missing` are the facts that could not be read.
    """

    document: Document
    grounds: tuple[Citation, ...]
    deeds: tuple[Deed, ...]
    force: Force | None
    parts: tuple[Unit, ...]
    targets: tuple[Target, ...]
    rows: frozenset[int]
    words: Mapping[int, str]
    tasks: tuple[Task, ...]
    before: str | None
    differences: tuple[Difference, ...]
    kept: int
    missing: tuple[str, ...]


def summary_of(draft: Draft, prior: Prior) -> Summary:
    """What a document says of itself, and how it differs from the one before it in the corpus."""
    document = draft.document
    citations = [one for one in draft.citations if one.name != "self"]
    effects = find_effects(document, citations, draft.statements)
    cited = {citation.start: citation for citation in citations}
    before = predecessor(draft, prior)
    differences, kept = _differences(draft, prior, before) if before else ([], 0)
    return Summary(
        document,
        tuple(_grounds(draft, citations)),
        tuple(Deed(effect, _in_full(cited[effect.start], citations)) for effect in effects),
        in_force_from(document, draft.statements),
        tuple(_parts(draft.units)),
        tuple(_targets(draft)),
        frozenset(_rows(draft)),
        _whole_words(draft),
        tuple(sorted(_tasks(draft), key=_rank_of_task)),
        before,
        tuple(differences),
        kept,
        tuple(_missing(document)),
    )


def _grounds(draft: Draft, citations: Sequence[Citation]) -> Iterator[Citation]:
    """The documents that it rests on or carries out, each once."""
    spans = [(one.start, one.end) for one in draft.statements if one.act == "basis"]
    seen = set()
    for citation in citations:
        name = citation.number or fold(citation.name or citation.text)
        if name not in seen and any(start <= citation.start < end for start, end in spans):
            seen.add(name)
            yield citation


def _in_full(citation: Citation, citations: Sequence[Citation]) -> str:
    """What the document that a reference means is called where it is first named in full."""
    text = citation.text
    if citation.number and citation.number not in text:
        same = [one.text for one in citations if one.number == citation.number]
        text = next((one for one in same if citation.number in one), text)
    # "Khoản 2 Điều 6 của Nghị quyết số …": what of it is meant is left out.
    kind = fold(citation.kind or "")
    at = fold(text).rfind(kind) if kind else -1
    words = " ".join((text[at:] if at > 0 else text).split())
    return words[:1].upper() + words[1:]


def _whole_words(draft: Draft) -> dict[int, str]:
    """By the start of a target, its words as a reader wants them: its statement, where it is the
    only one of it; else its own words to the next mark.
    """
    words = {}
    promised = [figure for figure in draft.figures if figure.role == "promised"]
    for statement in draft.statements:
        inside = [one for one in promised if statement.start <= one.start < statement.end]
        for place, target in enumerate(inside):
            following = [one.start for one in inside[place + 1 :]]
            end = min([statement.end, *following])
            if len(inside) > 1:
                mark = _MARK.search(draft.text, target.end, end)
                words[target.start] = draft.text[target.start : mark.start() if mark else end]
            else:
                words[target.start] = draft.text[statement.start : statement.end]
    return words


# What ends the words of one target of several: no comma of a number.
_MARK = re.compile(r"[,;.](?!\d)")


def _parts(units: Sequence[Unit]) -> list[Unit]:
    """The titled units of the widest kind that the document has several of."""
    for kind in _PARTS:
        titled = [unit for unit in units if unit.kind == kind and unit.heading.strip()]
        # A list that does not begin with the first was not read whole.
        if len(titled) > 1 and _FIRST.search(titled[0].label):
            return titled
    return []


_FIRST = re.compile(r"(?<!\w)(?:I|1|A|nhất|NHẤT)(?!\w)")


def _rows(draft: Draft) -> Iterator[int]:
    """Where the targets that stand in rows of tables begin."""
    rows = [one for one in draft.commitments if one.type == "target" and one.cues[:1] == ("table",)]
    for figure in draft.figures:
        if any(row.start <= figure.start < row.end for row in rows):
            yield figure.start


def _targets(draft: Draft) -> list[Target]:
    """The targets that the document sets, the weightiest first, of a kind in their order."""
    promises = [(one.start, one.end) for one in draft.commitments]
    setting = [(one.start, one.end) for one in draft.commitments if one.type == "target"]

    def weight(target: Target) -> int:
        sets = any(start <= target.start < end for start, end in setting)
        total = _SETS * sets + _IS_KNOWN * bool(target.indicator) + _IS_DUE * bool(target.deadline)
        return total + _IS_VISION * (target.measure == "vision")

    promised = []
    seen = set()
    for target in draft.figures:
        name = (fold(" ".join(target.indicator_path)), target.deadline, value_of(target))
        is_set = any(start <= target.start < end for start, end in promises)
        if target.role == "promised" and is_set and name not in seen:
            seen.add(name)
            promised.append(target)
    # Of equals the first of each theme comes before the second of any.
    seen_of_theme: Counter[str | None] = Counter()
    ranked = []
    for target in sorted(promised, key=lambda target: (-weight(target), target.start)):
        theme = theme_of(" ".join([*target.indicator_path, target.text]))
        ranked.append((-weight(target), seen_of_theme[theme], target.start, target))
        seen_of_theme[theme] += 1
    return [target for *_, target in sorted(ranked, key=itemgetter(0, 1, 2))]


def _tasks(draft: Draft) -> Iterator[Task]:
    """What someone is told to do: rows of tables of tasks, and promises with a deadline or a body
    of their own; in a law or decree those with a deadline, or in an article on who carries it out.

    A body that only a heading names is left out, unless that heading gives out work.
    """
    document = draft.document
    if not sets_something(document.facts.kind):
        return
    articles = [unit.start for unit in draft.units if unit.kind == "article"]
    is_law = any(unit.kind == "article" and unit.sense == "norm" for unit in draft.units)
    promises = {one.start: one for one in draft.commitments}
    name = document.facts.number or document.id
    for task in tasks_among(draft.commitments, name, document.facts.issuer, document.facts.date):
        promise = promises[task.start]
        gives = task.is_row or _GIVEN_OUT in promise.cues
        has_body = bool(promise.actor and promise.actor in " ".join(task.text.split()))
        if not (gives or has_body):
            task = replace(task, bodies=())
        is_told = gives or task.deadline or (has_body and not is_law)
        if is_told and task.start >= min(articles, default=0):
            yield task


# What a cue says of a statement in a section that gives out work.
_GIVEN_OUT = "section: assignment"


def _rank_of_task(task: Task) -> tuple[bool, bool, str, int]:
    """Tasks with a body and a deadline first, the earliest of these first."""
    due = task.deadline.end if task.deadline else ""
    return not (task.bodies and due), not due, due, task.start


def _differences(draft: Draft, prior: Prior, before: str) -> tuple[list[Difference], int]:
    """The targets that differ from those of the document before, and how many do not."""
    own = [figure for figure in draft.figures if figure.role == "promised"]
    targets = prior.records("targets", [before])
    earlier = [figure for figure in targets if figure.role == "promised"]
    differences, kept = [], 0
    for match in match_targets(earlier, own, least=_SURELY_ONE):
        old, new = earlier[match.before], own[match.after]
        if _frame(old) != _frame(new):
            continue
        if value_of(old) == value_of(new):
            kept += 1
        else:
            differences.append(Difference(old, new))
    return differences, kept


def _frame(figure: Target) -> tuple[str, str, str | None, str | None]:
    """What two figures must share, besides their words, to be compared."""
    return figure.measure, fold(figure.scope or ""), figure.unit, figure.per


def _missing(document: Document) -> Iterator[str]:
    """The facts that could not be read."""
    for name in _FACTS:
        of_congress = (document.facts.issuer or "").startswith("Đại hội")
        has_none = of_congress or document.facts.kind in _WITHOUT_NUMBER
        is_needed = name != "number" or not has_none
        if is_needed and not getattr(document.facts, name):
            yield name


def own_words(text: str) -> str:
    """A stretch of a document in one line, without the label that begins it.

    >>> own_words("2.  Hoàn thành 7.000 căn\\nnhà ở xã hội;")
    'Hoàn thành 7.000 căn nhà ở xã hội'
    """
    words = " ".join(text.split())
    words = _LABEL.sub("", words).rstrip(" ;,.")
    return words[:1].upper() + words[1:]


_LABEL = re.compile(
    r"""
    ^ (?: [-–+*•] | \(?\d{1,3}(?:\.\d{1,3}){0,3}[.)/-]+ | \(?[a-zđ]\d?\) | [IVX]{1,5}[.)/-] ) \s+
    """,
    re.VERBOSE,
)
