"""Exercises on near-synonyms: which of four words goes with all the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from textkit import data
from textkit.teaching.evidence import Evidence, Use
from textkit.teaching.items import Item
from textkit.teaching.terms import Span
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.text import fold

# Wrong options of a choice.
_WRONG_OPTIONS = 3

# Lines with a gap for one word, and what says that a word fits a line or not: official text (28
# million syllables) has it before the next syllable so often at least, or never. By eye.
_LEAST_LINES, _MOST_LINES = 2, 3
_FITTING = 20
_LEAST_WORDS_OF_A_LINE, _MOST_WORDS_OF_A_LINE = 7, 40

# Behind a gap so many words are shown at most, up to the first of these parts of speech.
_WORDS_BEHIND = 3
_CONTENT = ("NOUN", "VERB", "ADJ", "PROPN")


@cache
def synonym_sets() -> tuple[tuple[str, ...], ...]:
    """Words that drafts exchange for one another, as `data/synonyms.toml` has them."""
    return tuple(tuple(words) for words in data.toml("synonyms.toml")["words"]["sets"])


def synonym(evidence: Evidence) -> Iterator[Item]:
    """True lines with one word left out: which of four near-synonyms fits them all?

    A wrong one fits one of the lines at least by no count of official text.
    """
    uses = _uses_of_synonyms(evidence)
    turns: list[tuple[str, list[Use]]] = []
    for word, of_word in uses.items():
        drawn = evidence.shuffled(of_word)
        while len(drawn) >= _LEAST_LINES:
            turns.append((word, drawn[:_MOST_LINES]))
            drawn = drawn[_MOST_LINES:]
    # Each word once before any comes again: who knows the commonest word knows no answer.
    order = {word: evidence.chance.random() for word in uses}
    counted: dict[str, int] = {}
    ranked = []
    for word, lines in turns:
        counted[word] = counted.get(word, 0) + 1
        ranked.append((counted[word], order[word], word, lines))
    for _, _, word, lines in sorted(ranked, key=lambda turn: turn[:2]):
        item = _chosen_among(evidence, word, lines)
        if item is not None:
            yield item


def _uses_of_synonyms(evidence: Evidence) -> dict[str, list[Use]]:
    """By word of the sets, the places where official text has it before the same syllable too."""
    words = sorted({word for words in synonym_sets() for word in words})
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?=[ ]\w)")
    uses: dict[str, list[Use]] = {}
    for statement in evidence.plain(_LEAST_WORDS_OF_A_LINE, _MOST_WORDS_OF_A_LINE):
        folded = fold(evidence.corpus.text(statement.doc_id)[statement.start : statement.end])
        found = list(pattern.finditer(folded))
        for match in found:
            place = Span(
                statement.doc_id, statement.start + match.start(), statement.start + match.end()
            )
            is_once = sum(other.group() == match.group() for other in found) == 1
            if is_once and _counts(match.group(), folded[match.end() :])[1] >= _FITTING:
                uses.setdefault(match.group(), []).append(Use(place, statement))
    for of_word in uses.values():
        by_following = {_following(evidence, use): use for use in of_word}
        of_word[:] = by_following.values()
    return uses


def _following(evidence: Evidence, use: Use) -> str:
    """The words behind a gap, up to the first that names a thing or a deed: "các quy định"."""
    columns = evidence.corpus.columns(use.line.doc_id)
    first = int(columns.start.searchsorted(use.line.end))
    words = []
    for n in range(first, min(first + _WORDS_BEHIND, len(columns))):
        if columns.pos[n] == "PUNCT" or columns.start[n] >= use.statement.end:
            break
        words.append(columns.norm[n])
        if columns.pos[n] in _CONTENT:
            break
    return " ".join(words)


def _counts(word: str, behind: str) -> tuple[str, int]:
    """The next syllable behind a word, and how often official text has both together."""
    following = re.match(r" (\w+)", behind)
    if following is None:
        return "", 0
    ids = official().pieces(f"{word} {following[1]}").id
    if len(ids) != 3:
        return following[1], 0
    return following[1], int(official().triples(ids[:1], ids[1:2], ids[2:])[0])


def _chosen_among(evidence: Evidence, word: str, uses: Sequence[Use]) -> Item | None:
    """The item of a word and lines; None where fewer than three of its set are wrong."""
    wrong: dict[str, str] = {}
    shown = [evidence.text(use.statement, (use.line.start, use.line.end)) for use in uses]
    together = fold(" ".join(shown))
    for words in synonym_sets():
        if word not in words:
            continue
        for other in words:
            line = _unfitting_line(evidence, other, uses)
            if other != word and line and other not in together:
                following = _following(evidence, uses[line - 1])
                wrong[other] = evidence.say("does_not_go", word=other, with_=following, line=line)
    if len(wrong) < _WRONG_OPTIONS or len(set(shown)) < len(shown) or word in together:
        return None
    others = evidence.chance.sample(sorted(wrong), _WRONG_OPTIONS)
    followers = ", ".join(f"“{word} {_following(evidence, use)}”" for use in uses)
    right = evidence.say("goes_with", words=followers)
    why: Mapping[str, str] = wrong | {word: right}
    return evidence.item(
        [use.statement for use in uses],
        lines=tuple(shown),
        right=word,
        others=others,
        why=why,
        key=right,
        asks=(f"synonym {word}", *evidence.keys([use.statement for use in uses])),
        level="2" if len(uses) > _LEAST_LINES else "3",
    )


def _unfitting_line(evidence: Evidence, word: str, uses: Sequence[Use]) -> int:
    """The first line that a word does not fit, counted from 1; 0 where it may fit all of them."""
    for line, use in enumerate(uses, 1):
        text = fold(evidence.corpus.text(use.line.doc_id)[use.line.end : use.statement.end])
        if not _counts(word, text)[1]:
            return line
    return 0
