"""Exercises on near-synonyms: which of four verbs goes with what follows in all the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from textkit import data
from textkit.finding.themes import own_lexicon
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.text import fold

# Wrong options of a choice.
_WRONG_OPTIONS = 3

# Lines with a gap for one word, and the words of a line. By eye on the sheets of the sample.
_LEAST_LINES, _MOST_LINES = 2, 3
_LEAST_WORDS, _MOST_WORDS = 7, 40

# A word goes with the next syllable that official text (28 million syllables) has behind it so
# often at least; a wrong word, of which one line must look right, with one that it has there so
# often. Chosen by eye on the documents to tune on.
_FITTING, _LOOKS_FITTING = 20, 8

# That official text never has a wrong word before a syllable counts only where so many would be
# expected if it went with it as the right one does. Chosen by eye on the documents to tune on:
# with less, "giám sát sức khỏe" was refused because few write of it.
_LEAST_EXPECTED = 5

# Draws of lines for one word before the next word's turn, and items of a word. By eye.
_TRIES = 30
_ITEMS_OF_A_WORD = 4

# Of three wrong words so many fit a line: the others only have to fail. By eye.
_LEAST_LIKELY = 2

# What stands behind the verb: a thing or a deed.
_OBJECTS = ("NOUN", "VERB")

# Behind a noun a verb is part of a name ("cơ sở giáo dục mầm non"); not behind these.
_BEFORE_A_NAME = ("NOUN", "PROPN", "NUM")
_NOUNS_OF_DEEDS = ("công tác", "việc", "hoạt động", "biện pháp", "giải pháp", "nhiệm vụ")


class _Use(NamedTuple):
    """A line with a verb: the bounds of the verb in its document, and the word behind it, folded
    and as it is shown.
    """

    statement: Any
    start: int
    end: int
    follower: str
    shown: str


@cache
def synonym_sets() -> tuple[tuple[str, ...], ...]:
    """Verbs that drafts exchange for one another, as `data/synonyms.toml` has them."""
    return tuple(tuple(words) for words in data.toml("synonyms.toml")["words"]["sets"])


def synonym(evidence: Evidence) -> Iterator[Item]:
    """True lines with one verb left out: which of four near-synonyms fits them all?

    Wrong ones fit a line, one of them maybe none, and are seldom in another: the counted official
    text never has them there, though they would be expected.
    """
    uses = _uses_of_synonyms(evidence)
    words = evidence.shuffled(uses)
    # Each word once before any comes again: who knows the commonest word knows no answer.
    for _ in range(_ITEMS_OF_A_WORD):
        for word in words:
            item = _drawn_item(evidence, word, uses[word])
            if item is not None:
                yield item


def _drawn_item(evidence: Evidence, word: str, uses: list[_Use]) -> Item | None:
    """An item of a word, whose lines leave the list; None where no draw of lines gives one."""
    for attempt in range(_TRIES):
        # The last draws are of fewer lines.
        count = _MOST_LINES if attempt < _TRIES // 2 else _LEAST_LINES
        if len(uses) < count:
            continue
        lines = evidence.chance.sample(uses, count)
        item = _chosen_among(evidence, word, lines)
        if item is not None:
            uses[:] = [use for use in uses if use not in lines]
            return item
    return None


def _uses_of_synonyms(evidence: Evidence) -> dict[str, list[_Use]]:
    """By verb of the sets, the lines where an object that it goes with stands behind it."""
    words = {word for words in synonym_sets() for word in words}
    uses: dict[str, dict[str, _Use]] = {}
    for statement in evidence.plain(_LEAST_WORDS, _MOST_WORDS):
        folded = fold(evidence.text(statement))
        for word, use in _verbs(evidence, statement, words):
            is_once = len(re.findall(rf"(?<!\w){word}(?!\w)", folded)) == 1
            if is_once and _count(word, use.follower) >= _FITTING:
                uses.setdefault(word, {})[use.follower] = use
    return {word: list(by_follower.values()) for word, by_follower in uses.items()}


def _verbs(evidence: Evidence, statement: Any, words: set[str]) -> Iterator[tuple[str, _Use]]:
    """The verbs of a statement that are among these words and have an object right behind."""
    columns = evidence.corpus.columns(statement.doc_id)
    text = evidence.corpus.text(statement.doc_id)
    first = int(columns.start.searchsorted(statement.start))
    last = int(columns.start.searchsorted(statement.end))
    for n in range(first, last - 1):
        word, follower = columns.norm[n], columns.norm[n + 1]
        if word not in words or columns.pos[n] != "VERB" or columns.pos[n + 1] not in _OBJECTS:
            continue
        # A word of one syllable says little of what goes with it: "việc", "sự", "theo".
        if " " not in follower or follower in _manners():
            continue
        before = columns.norm[n - 1] if n > first else ""
        is_in_name = n > first and columns.pos[n - 1] in _BEFORE_A_NAME
        if (is_in_name and before not in _NOUNS_OF_DEEDS) or _is_term(f"{word} {follower}"):
            continue
        start, behind = int(columns.start[n]), int(columns.start[n + 1])
        # A capital inside of a sentence makes a name: "Bộ Nông nghiệp và Phát triển nông thôn".
        if n > first and text[start].isupper() and columns.pos[n - 1] != "PUNCT":
            continue
        shown = text[behind : behind + int(columns.length[n + 1])]
        end = start + int(columns.length[n])
        yield word, _Use(statement, start, end, follower, " ".join(shown.split()))


@cache
def _manners() -> frozenset[str]:
    """What says how a deed is done and is no object of it: "phát triển hiệu quả"."""
    return frozenset(map(fold, data.toml("synonyms.toml")["words"]["manner"]))


@cache
def _terms() -> frozenset[str]:
    """The keywords of themes that begin with a verb of the sets but are no deed: "đổi mới sáng
    tạo".
    """
    return frozenset(
        fold(word) for theme in own_lexicon().themes.values() for word in theme.keywords
    )


def _is_term(words: str) -> bool:
    """Whether a verb and its follower are a keyword of the themes, so that no other verb can be."""
    return words in _terms()


def _count(word: str, follower: str) -> int:
    """How often official text has a follower behind a word, by the rarer of two triples of
    syllables: the word with the first syllable behind it, and its last with both.
    """
    first, second = word.split()[-2:], follower.split()[:2]
    return min(_triple(*first, second[0]), _triple(first[-1], *second))


def _triple(*syllables: str) -> int:
    """How often official text has three syllables together."""
    ids = official().pieces(" ".join(syllables)).id
    if len(ids) != 3:
        return 0
    return int(official().triples(ids[:1], ids[1:2], ids[2:])[0])


@cache
def _count_of(word: str) -> int:
    """How often official text has a word of two syllables."""
    ids = official().pieces(word).id
    return int(official().pairs(ids[:1], ids[1:])[0])


def _looks(other: str, word: str, follower: str) -> bool | None:
    """Whether another word goes with a follower of this one; None where the counts do not say."""
    count = _count(other, follower)
    if count >= _LOOKS_FITTING:
        return True
    expected = _count_of(other) * _count(word, follower) / max(1, _count_of(word))
    return False if count == 0 and expected >= _LEAST_EXPECTED else None


def _wrong_words(word: str, lines: Sequence[_Use]) -> dict[str, tuple[int | None, int]]:
    """The words that do not fit a line: the places of one that they fit, if any, and of that one.

    Those that fit a line come first.
    """
    wrong: dict[str, tuple[int | None, int]] = {}
    others = {other for words in synonym_sets() if word in words for other in words} - {word}
    for other in sorted(others):
        looks = [_looks(other, word, use.follower) for use in lines]
        if False in looks:
            wrong[other] = (looks.index(True) if True in looks else None, looks.index(False))
    return dict(sorted(wrong.items(), key=lambda each: each[1][0] is None))


def _chosen_among(evidence: Evidence, word: str, lines: Sequence[_Use]) -> Item | None:
    """The item of a word and lines; None where fewer than three words of its set are wrong."""
    shown = [evidence.text(use.statement, (use.start, use.end)) for use in lines]
    together = fold(" ".join(shown))
    why: dict[str, str] = {}
    likely = []
    for other, (fits, fails) in _wrong_words(word, lines).items():
        if other not in together:
            why[other] = _told(evidence, other, lines, fits, fails)
            likely += [other] if fits is not None else []
    is_wrong_line = len(set(shown)) < len(shown) or word in together
    if len(why) < _WRONG_OPTIONS or len(likely) < _LEAST_LIKELY or is_wrong_line:
        return None
    others = evidence.chance.sample(likely, min(len(likely), _WRONG_OPTIONS))
    others += [other for other in why if other not in likely][: _WRONG_OPTIONS - len(others)]
    told = ", ".join(f"“{word} {use.shown}”" for use in lines)
    right = evidence.say("goes_with", words=told)
    statements = [use.statement for use in lines]
    return evidence.item(
        statements,
        lines=tuple(shown),
        right=word,
        others=others,
        why={other: why[other] for other in others} | {word: right},
        key=right,
        asks=(f"synonym {word}", *evidence.keys(statements)),
        level="2" if len(lines) > _LEAST_LINES else "3",
    )


def _told(
    evidence: Evidence, other: str, lines: Sequence[_Use], fits: int | None, fails: int
) -> str:
    """What is said of a wrong word: a line that it fits, if any, and one that it does not."""
    wrong = f"{other} {lines[fails].shown}"
    if fits is None:
        return evidence.say("goes_nowhere", wrong=wrong, line=fails + 1)
    right = f"{other} {lines[fits].shown}"
    return evidence.say("does_not_go", right=right, wrong=wrong, line=fails + 1)
