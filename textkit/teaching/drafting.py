"""Exercises on clean copy: a sentence with one seeded slip, and a page with several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from textkit.checking.draft import all_rules
from textkit.checking.material import Draft, Prior
from textkit.reading.document import Document
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.teaching.slips import MAKERS, Slip, put_slips
from textkit.teaching.stretches import Cut, cut, moved, words_of
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.text import fold

# Words of a sentence into which a slip is put, and of a sentence of a page. By eye.
_LEAST_WORDS, _MOST_WORDS = 14, 50
_LEAST_WORDS_OF_A_PAGE = 9

# Sentences of a page, and how many of them hold a slip.
_SENTENCES = 6
_LEAST_SLIPS, _MOST_SLIPS = 2, 4

# Two syllables that official text (28 million syllables) has together so often may be right without
# the one between them. Chosen by eye on the sheets of the sample; not measured.
_SAID = 3

# Characters between two sentences that follow one another on a page: an ordinal, a short line. By
# eye.
_MOST_BETWEEN = 120

# Rules that are tried on one sentence of a page. By eye.
_TRIES = 4

# Blanks that a page tore into words and figures: "75 ,5", "xác địn h".
_TORN = re.compile(r"\s[,.;]\S|\s[bcdfghjklmnpqrstvx]\s")

# How hard a slip is to see, by its rule: a doubled word is seen at once, a code asks for knowledge.
_LEVELS = {
    "wording.doubled": "1",
    "wording.slip": "2",
    "wording.dropped": "2",
    "figures.range-reversed": "2",
    "references.year-against-date": "3",
    "references.kind-against-sign": "3",
    "references.sign-form": "3",
}


# "05-NQ/TU", not "05/NQ-TU".
_OF_THE_PARTY = re.compile(r"\d-\w+/")


class _Slipped(NamedTuple):
    """A passage with one slip: its text, the bounds of the words at fault, rule, and key."""

    text: str
    start: int
    end: int
    rule: str
    key: str


def slip(evidence: Evidence) -> Iterator[Item]:
    """A passage with one seeded slip that its rule alone finds: which part is wrong?

    The key has rule and correction; the rules take turns. A doubled word is seen without knowing
    any: it is left to pages.
    """
    plain = evidence.plain(_LEAST_WORDS, _MOST_WORDS)
    rules = [rule for rule in MAKERS if rule != "wording.doubled"]
    by_rule = [_of_rule(evidence, plain, rule) for rule in evidence.shuffled(rules)]
    for item in chain.from_iterable(zip_longest(*by_rule)):
        if item is not None:
            yield item


def _of_rule(evidence: Evidence, plain: Sequence[Any], rule: str) -> Iterator[Item]:
    """Passages with a slip of one rule."""
    for statement in evidence.shuffled(plain):
        slipped = _slipped(evidence, statement, [rule])
        # The place of a sentence may name the document whose number is wrong in it.
        if slipped is None or _tells(evidence.source(statement.doc_id, statement.path), slipped):
            continue
        cut = _cut(evidence, statement, slipped)
        if cut is None or len({fold(each) for each in cut.stretches}) < len(cut.stretches):
            continue
        right = cut.stretches[cut.marked]
        why = dict.fromkeys(cut.stretches, evidence.say("no_slip")) | {right: slipped.key}
        yield evidence.item(
            [statement],
            passage=slipped.text,
            key=slipped.key,
            # In the order of the passage, as one reads it.
            options=cut.stretches,
            answer=(cut.marked,),
            why=why,
            level=_LEVELS[slipped.rule],
        )


def _cut(evidence: Evidence, statement: Any, slipped: _Slipped) -> Cut | None:
    """The passage in four stretches, the slip in one of them."""
    shown = evidence.text(statement)
    words = words_of(evidence, statement, shown)
    change = len(slipped.text) - len(shown)
    moved_words = moved(words, slipped.start, slipped.end - change, change)
    return cut(slipped.text, moved_words, (slipped.start, slipped.end), evidence.chance)


def _slipped(evidence: Evidence, statement: Any, rules: Sequence[str]) -> _Slipped | None:
    """A statement with one slip that one rule alone finds, and the words at fault whole."""
    clean = Document("", evidence.text(statement))
    seed = evidence.chance.randrange(10**6)
    wrong, slips = put_slips(clean, rules, n=1, seed=seed)
    if not slips:
        return None
    put = slips[0]
    faults = _faults(wrong)
    if len(faults) != 1 or not (faults[0].start < put.end and put.start < faults[0].end):
        return None
    if put.rule == "wording.dropped" and _is_said(put.after):
        return None
    start, end = min(put.start, faults[0].start), max(put.end, faults[0].end)
    key = _key(evidence, wrong.text, put, start, end)
    return _Slipped(wrong.text, start, end, put.rule, key)


def _is_said(words: str) -> bool:
    """Whether official text has the two syllables that are left together: "nâng vị thế" is as right
    as "nâng cao vị thế".
    """
    ids = official().pieces(words).id
    return len(ids) == 2 and bool(official().pairs(ids[:1], ids[1:])[0] >= _SAID)


def _faults(document: Document) -> list[Any]:
    """What the rules for which slips are made find in a document."""
    faults: list[Any] = []
    for name in MAKERS:
        faults += all_rules()[name].check(Draft(document), Prior(None))
    return faults


def _key(evidence: Evidence, text: str, put: Slip, start: int, end: int) -> str:
    """What is wrong and how it is put right: what the rule reports, around the slip."""
    before, after = text[start : put.start], text[put.end : end]
    key = put.rule.replace(".", "_").replace("-", "_")
    if put.rule == "references.sign-form":
        key += "_party" if _OF_THE_PARTY.search(put.before) else "_state"
    right, wrong = before + put.before + after, before + put.after + after
    return evidence.say(key, before=right, after=wrong)


def _tells(source: str, slipped: _Slipped) -> bool:
    """Whether a source has the digits of the words at fault: it would tell what is right."""
    digits = re.findall(r"\d{2,}", slipped.text[slipped.start : slipped.end])
    return slipped.rule.startswith("references") and any(each in source for each in digits)


def page(evidence: Evidence) -> Iterator[Item]:
    """Six sentences that follow one another in a document, some with a slip: which, and what is
    right?

    How many hold one is drawn; the key puts each right.
    """
    for sentences in evidence.shuffled(_pages(evidence)):
        clean = [evidence.text(statement) for statement in sentences]
        if len({fold(text) for text in clean}) < len(clean):
            continue
        if any(_faults(Document("", text)) for text in clean):
            continue
        wanted = evidence.chance.randint(_LEAST_SLIPS, _MOST_SLIPS)
        slips = _slips_of_a_page(evidence, sentences, wanted)
        if len(slips) < wanted:
            continue
        options, remarks, key = [], [], []
        for n, text in enumerate(clean):
            slipped = slips.get(n)
            options.append(slipped.text if slipped else text)
            remarks.append(slipped.key if slipped else evidence.say("no_slip"))
            if slipped:
                key.append(evidence.say("on_line", letter="ABCDEF"[n], told=slipped.key))
        hardest = max(_LEVELS[slipped.rule] for slipped in slips.values())
        yield evidence.item(
            sentences,
            prompt=evidence.say("which_page"),
            options=tuple(options),
            answer=tuple(sorted(slips)),
            remarks=tuple(remarks),
            key=" ".join(key),
            sources=[evidence.source(sentences[0].doc_id, sentences[0].path)],
            level=hardest,
        )


def _pages(evidence: Evidence) -> list[list[Any]]:
    """Runs of six sentences that can be read alone and stand near each other, none in two runs."""
    runs: list[list[Any]] = []
    run: list[Any] = []
    for statement in evidence.plain(_LEAST_WORDS_OF_A_PAGE, _MOST_WORDS):
        if not _is_whole(evidence, statement):
            continue
        is_next = bool(run) and run[-1].doc_id == statement.doc_id
        if not is_next or statement.start - run[-1].end > _MOST_BETWEEN:
            run = []
        run.append(statement)
        if len(run) == _SENTENCES:
            runs.append(run)
            run = []
    return runs


def _is_whole(evidence: Evidence, statement: Any) -> bool:
    """Whether a sentence of a page is one: no greeting, no lead to a list, and no heading that ran
    into it, as where a verb in the middle begins with a capital ("Mục tiêu Giữ vững hòa bình").
    """
    text = evidence.text(statement)
    document = evidence.corpus.text(statement.doc_id)
    is_led = (
        document[statement.end - 1] in ":," or document[statement.end : statement.end + 1] == ":"
    )
    if text.endswith("!") or is_led or _TORN.search(text):
        return False
    columns = evidence.corpus.columns(statement.doc_id)
    first = int(columns.start.searchsorted(statement.start))
    last = int(columns.start.searchsorted(statement.end))
    for n in range(first + 2, last):
        start = int(columns.start[n])
        is_capital = document[start].isupper() and not document[start : start + 2].isupper()
        is_behind_word = document[start - 1] == " " and document[start - 2].islower()
        if is_capital and is_behind_word and columns.pos[n] == "VERB":
            return False
    return True


def _slips_of_a_page(
    evidence: Evidence, sentences: Sequence[Any], wanted: int
) -> dict[int, _Slipped]:
    """By the place of a sentence: the slip put into it, each of another rule where that can be."""
    slips: dict[int, _Slipped] = {}
    used: set[str] = set()
    source = evidence.source(sentences[0].doc_id, sentences[0].path)
    for n in evidence.shuffled(range(len(sentences))):
        if len(slips) == wanted:
            return slips
        # Rules that were not used yet, then the others; a doubled word is seen at once.
        rules = evidence.shuffled(MAKERS)
        rules.sort(key=lambda rule: (rule in used, rule == "wording.doubled"))
        for rule in rules[:_TRIES]:
            slipped = _slipped(evidence, sentences[n], [rule])
            if slipped is not None and not _tells(source, slipped):
                slips[n] = slipped
                used.add(rule)
                break
    return slips
