"""What a comparison found, in sentences, each with the passages that it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

from textkit.comparing.terms import Comparison
from textkit.comparing.threads import Member, Thread
from textkit.data.messages import Lang, false_discovery, number, say
from textkit.presenting.designs import side_name
from textkit.presenting.pages import label_of, member_figure, source, theme_names, typical_words
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    pass

# So many things are named in a sentence; the rest is a number. Chosen by eye.
_NAMED = 3

# So many typical words of a group are named. Chosen by eye.
_WORDS_NAMED = 8

# A difference is sure below this share of false discoveries.
_SIGNIFICANT = 0.05

# What may become of a figure from one promise to the next, and of a promise in the reports, in the
# order of the page.
_CHANGES = ("raised", "lowered", "redefined", "moved")
# What is for the better where more is better.
_BETTER_UP = {"raised": True, "lowered": False}
_VERDICTS = ("reached", "reached_in_part", "not_reached", "not_reported")


@dataclass(frozen=True, slots=True)
class Headline:
    """One finding: what kind it is of, its sentence, and the passages that show it.

    `examples` names the first things found; `lines` are pairs of a passage and its source; `anchor`
    is the part of the page that has more.
    """

    kind: str
    sentence: str
    anchor: str
    examples: str = ""
    lines: tuple[tuple[str, str], ...] = ()


class _Case(NamedTuple):
    """One figure of a finding: how a sentence names it, and the places that show it."""

    name: str
    members: Sequence[Member]


def headlines(comparison: Comparison, corpus: StoredCorpus, *, lang: Lang = "vi") -> list[Headline]:
    """The findings of a comparison in sentences: figures first, then themes, then words.

    What is not found is a finding too: that no theme surely changed, or that there are too few
    documents to tell, is said. Where the groups have no order in time, nothing is said to have been
    raised, lowered or left out.
    """
    found = list(_of_figures(comparison, corpus, lang))
    found += _of_themes(comparison, theme_names(lang, corpus), lang)
    found += _of_words(comparison, lang)
    return found


# --- Figures ----------------------------------------------------------------------------------


def _of_figures(comparison: Comparison, corpus: StoredCorpus, lang: Lang) -> Iterator[Headline]:
    """What became of promised figures, the last group first."""
    threads = [each for each in comparison.threads if each.indicator and each.is_certain]
    for group in reversed(comparison.groups):
        for change in _CHANGES:
            cases = [_changed(thread, group, change, lang) for thread in threads]
            yield from _headline(change, cases, group, corpus, lang)
        for verdict in _VERDICTS:
            cases = [_judged(thread, group, verdict, lang) for thread in threads]
            yield from _headline(verdict, cases, group, corpus, lang)
    for status in ("new", "dropped"):
        cases = [_left(thread, status, lang) for thread in threads]
        yield from _headline(status, cases, comparison.groups[-1], corpus, lang)


def _headline(
    kind: str, cases: Sequence[_Case | None], group: str, corpus: StoredCorpus, lang: Lang
) -> Iterator[Headline]:
    """One sentence over all cases of a kind in a group; none where there is no case."""
    held = [case for case in cases if case is not None]
    if not held:
        return
    names = "; ".join(case.name for case in held[:_NAMED])
    if len(held) > _NAMED:
        names += say("headline.more", lang, count=len(held) - _NAMED)
    lines = [
        (" ".join((member.sentence or member.text or "").split()), _cited(corpus, member, lang))
        for case in held
        for member in case.members
    ]
    sentence = say(f"headline.{kind}", lang, count=len(held), group=group)
    yield Headline(kind, sentence, "threads", f"{names}.", tuple(lines))


def _cited(corpus: StoredCorpus, member: Member, lang: Lang) -> str:
    return source(corpus, str(member.doc_id), member.path, lang)


def _changed(thread: Thread, group: str, change: str, lang: Lang) -> _Case | None:
    """A figure that a group changed, with the promise before it; the last change of the group."""
    before: Member | None = None
    found: tuple[Member, Member] | None = None
    for member in thread.members:
        if member.role != "promised" or member.text is None:
            continue
        if before is not None and member.group == group and _shows(member, change):
            found = before, member
        before = member
    if found is None:
        return None
    name = _named(thread, found, lang)
    # To lower what should be low asks for more: a reader takes "lowered" for less.
    is_for_the_better = found[1].better
    if change in _BETTER_UP and is_for_the_better not in (None, _BETTER_UP[change]):
        name = say("headline.lower_is_better", lang, name=name)
    return _Case(name, found)


def _shows(member: Member, change: str) -> bool:
    """Whether a member changed so; a new term sets new times, so a time counts alone only."""
    if change == "moved":
        return set(member.changes) <= {"moved", "reworded"} and "moved" in member.changes
    return change in member.changes


def _judged(thread: Thread, group: str, verdict: str, lang: Lang) -> _Case | None:
    """A figure that a group promised and on which there is this verdict, with its results."""
    of_group = [each for each in thread.members if each.group == group and each.role == "promised"]
    if verdict == "not_reported" and {each.verdict for each in of_group} - {verdict, None}:
        return None  # it stands in two documents, and a result answers one of them
    for member in reversed(of_group):
        if member.verdict != verdict:
            continue
        place = (member.doc_id, member.start)
        results = [
            other for other in thread.members if place in (other.answers, *other.also_answers)
        ]
        return _Case(_named(thread, (member, *results[:1]), lang), (member, *results))
    return None


def _left(thread: Thread, status: str, lang: Lang) -> _Case | None:
    """A figure that only the last group has, or that it no longer has."""
    promised = [member for member in thread.members if member.text and member.role == "promised"]
    if thread.status != status or not promised:
        return None
    return _Case(_named(thread, promised[-1:], lang), promised[-1:])


def _named(thread: Thread, members: Sequence[Member], lang: Lang) -> str:
    """The thread's name with its figures: `Tỷ lệ hộ nghèo (≤ 3% (2025) → ≤ 1% (2030))`."""
    figures = [member_figure(asdict(member), lang) for member in members]
    steps = " → ".join(filter(None, figures))
    return f"{label_of(thread, lang)}: {steps}" if steps else label_of(thread, lang)


# --- Themes and words -------------------------------------------------------------------------


def _of_themes(comparison: Comparison, names: dict[str, str], lang: Lang) -> Iterator[Headline]:
    """The themes whose share surely changed; that none did, or that it cannot be told."""
    of_commitments = comparison.differences[comparison.differences["over"] == "commitments"]
    sure = of_commitments[of_commitments["q"] < _SIGNIFICANT]
    for row in sure.to_dict("records"):
        yield Headline("theme", _theme_sentence(row, names, lang), "themes")
    if not sure.empty:
        return
    tested = int(of_commitments["q"].notna().sum())
    kind = "no_theme" if tested else "untested"
    yield Headline(kind, say(f"headline.{kind}", lang, count=tested), "themes")


def _theme_sentence(row: dict[str, object], names: dict[str, str], lang: Lang) -> str:
    points = 100 * float(str(row["difference"]))
    return say(
        "headline.grew" if points > 0 else "headline.shrank",
        lang,
        theme=names[str(row["theme"])],
        target=side_name(str(row["target"]), lang),
        reference=side_name(str(row["reference"]), lang),
        points=number(abs(points), lang),
        q=false_discovery(float(str(row["q"])), lang),
    )


def _of_words(comparison: Comparison, lang: Lang) -> Iterator[Headline]:
    """The words that are surely typical of a group; that none is."""
    is_any = False
    for group in reversed(comparison.groups):
        rows = typical_words(comparison, group, len(comparison.keywords))
        sure = [str(row["word"]) for row in rows if row["q"] < _SIGNIFICANT]
        if sure:
            is_any = True
            words = ", ".join(sure[:_WORDS_NAMED])
            sentence = say("headline.words", lang, group=group, count=len(sure), words=words)
            yield Headline("words", sentence, "keywords")
    if not is_any:
        yield Headline("no_words", say("headline.no_words", lang), "keywords")
