"""Exercises on what a document promises: promise or result, who does what by when, and how a vague
promise becomes one that can be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from textkit.data.messages import catalogue
from textkit.finding.cues import markers
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.teaching.series import PLANS, PROMISES
from textkit.vietnamese.text import fold

# How many words may stand before what decides a statement's act; further on it may speak of
# something else. An actor and a verb decide where it begins.
_MOST_WORDS_BEFORE = 12
_MOST_WORDS_BEFORE_KIND = {"actor": 0, "verb": 0}


# Words that say what a sentence is: who knows the name of the option needs no more.
_SAYS_WHICH = re.compile(r"(?<!\w)(?:phấn đấu|cam kết|kết quả)(?!\w)")


def act(evidence: Evidence) -> Iterator[Item]:
    """Commitment or achievement? The key has the deciding words.

    They come in pairs, one of each, that both have "đã" or both have not, and so with "được" and
    with figures: who looks for these alone is right half of the time.
    """
    by_signs: dict[tuple[bool, ...], dict[bool, list[Item]]] = {}
    for statement in evidence.shuffled(evidence.every("statements")):
        text = evidence.text(statement)
        cue = _cue(statement, text)
        if cue is None or not evidence.reads(statement) or not evidence.begins(statement):
            continue
        if _SAYS_WHICH.search(fold(text)):
            continue
        is_report = statement.act == "achievement"
        both = by_signs.setdefault(_signs(text), {False: [], True: []})
        both[is_report].append(_act_item(evidence, statement, is_report, *cue))
    pairs: list[Sequence[Item]] = []
    for both in by_signs.values():
        pairs += zip(*both.values(), strict=False)
    for pair in evidence.shuffled(pairs):
        yield from evidence.shuffled(pair)


def _signs(text: str) -> tuple[bool, ...]:
    """What one could guess by: whether a sentence has "đã", "được", a figure, and many words."""
    folded = fold(text)
    words = re.findall(r"\w+", folded)
    return ("đã" in words, "được" in words, any(map(str.isdigit, text)))


def _act_item(evidence: Evidence, statement: Any, is_report: bool, kind: str, words: str) -> Item:
    options = (evidence.say("commitment"), evidence.say("achievement"))
    told = evidence.say(f"cue_{kind}", words=words)
    remarks = [told, told]
    remarks[not is_report] = evidence.say("not_commitment" if is_report else "not_achievement")
    remarks[not is_report] += " " + told
    return evidence.item(
        [statement],
        passage=evidence.text(statement),
        options=options,
        answer=(int(is_report),),
        remarks=tuple(remarks),
        key=told,
        asks=(f"{statement.doc_id}:{statement.start}",),
        # With the commonest word of reports in a promise, or without it in a report, it is hard.
        level="3" if _signs(evidence.text(statement))[0] != is_report else "1",
    )


def _cue(statement: Any, text: str) -> tuple[str, str] | None:
    """The kind and the words of what decides a statement's act.

    None where other words of it speak against that, or the words stand too far behind.
    """
    is_report = statement.act == "achievement"
    folded = fold(text)
    done = markers()["achievement"][1].search(folded)
    limits = markers()["limitation"][1].search(folded)
    if is_report:
        fits = statement.sense == "achievement"
        against = r"\b(?:chưa|không|thiếu|chậm)\b"
    else:
        fits = statement.act in PROMISES and statement.sense in PLANS
        against = r"\bchưa\b|^(?:\S+ ){1,4}là "  # what something is is no commitment
    kind, _, words = (statement.cues or ("",))[0].partition(": ")
    if is_report and done:
        kind, words = "achievement", done.group().strip()
    # "Thực hiện đúng lộ trình đã cam kết" promises, whatever was done before.
    is_mixed = (is_report and not done) or limits or re.search(against, folded)
    # What must not be done is no commitment to do something.
    if not fits or is_mixed or kind == "prohibition" or f"handout.cue_{kind}" not in catalogue():
        return None
    whole = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", folded) if words else None
    if whole is None:
        return None
    at = whole.start()
    most = _MOST_WORDS_BEFORE_KIND.get(kind, _MOST_WORDS_BEFORE)
    if len(text[:at].split()) > most:
        return None
    if not is_report and done and done.start() <= at:
        return None
    return kind, text[at : at + len(words)]
