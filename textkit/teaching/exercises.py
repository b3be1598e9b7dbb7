"""The kinds of exercises in one table, and draws that a seed repeats."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from random import Random

from tqdm.auto import tqdm

from textkit.data.messages import Lang
from textkit.finding.themes import Lexicon, own_lexicon
from textkit.storing.corpus import StoredCorpus, one_of
from textkit.teaching.citing import citation
from textkit.teaching.drafting import page, slip
from textkit.teaching.duties import checkable, marks
from textkit.teaching.evidence import Evidence
from textkit.teaching.forms import layout
from textkit.teaching.items import KINDS, Item, checked, leaks
from textkit.teaching.looks import Looks
from textkit.teaching.promises import act
from textkit.teaching.series import cloze, comparison, match, timeline
from textkit.teaching.synonyms import synonym
from textkit.teaching.terms import glossary
from textkit.teaching.versions import changed
from textkit.vietnamese.text import fold

# Of the pages to discuss so many at most: each takes half a page.
_MOST_OF_KIND = {"timeline": 2, "comparison": 1}

MADE: dict[str, Callable[[Evidence], Iterator[Item]]] = {
    make.__name__: make
    for make in (
        # Words: `terms`, `synonyms`.
        glossary,
        synonym,
        # Figures: `series`, `versions`.
        cloze,
        match,
        changed,
        # Promises: `promises`, `duties`.
        act,
        marks,
        checkable,
        # Clean copy: `drafting`.
        slip,
        page,
        # References and form: `citing`, `forms`.
        citation,
        layout,
        # To discuss: `series`.
        timeline,
        comparison,
    )
}
"""What makes the items of each kind. A new kind is a function, and messages in the catalogue."""


def draw_items(  # noqa: PLR0913
    corpus: StoredCorpus,
    *,
    kinds: Collection[str] = (),
    n: int = 6,
    seed: int = 0,
    topic: str = "",
    lang: Lang = "vi",
    kept: Sequence[Item] = (),
    progress: bool = False,
) -> tuple[list[Item], list[str]]:
    """Up to `n` items of each kind (by default all), and a sentence on each kind that had fewer.

    None shows what another asks, and in the choices of a kind no look wins (the longest option, the
    first, the greatest figure: see `Looks`). Of `kept`, those locked stay and those dropped never
    come back; for `topic` and `progress` see `write_handout`. Raises TextkitError if a kind is
    unknown.
    """
    evidence = Evidence(corpus, lang)
    lexicon = corpus.lexicon or own_lexicon()
    taken = [item for item in kept if item.state == "lock"]
    gone: set[str] = set()
    for dropped in kept:
        if dropped.state == "drop":
            gone.update(dropped.asks)
    chosen = [one_of("exercise", kind, KINDS) for kind in kinds or KINDS]
    # The pages to discuss show most: drawn last they would find least left.
    chosen.sort(key=lambda kind: kind not in _MOST_OF_KIND)
    notes = []
    for kind in tqdm(chosen, "textkit", unit=" kinds", file=sys.stderr, disable=not progress):
        evidence.kind = kind
        evidence.chance = Random(f"{seed} {kind}")
        wanted = min(n, _MOST_OF_KIND.get(kind, n))
        of_kind = [item for item in taken if item.kind == kind]
        fresh = _fresh(MADE[kind](evidence), taken, gone)
        about = (item for item in fresh if not topic or _is_about(item, topic, lexicon))
        found = _without_looks(about, of_kind, wanted)
        taken += found
        count = len(of_kind) + len(found)
        if count < wanted:
            notes.append(evidence.say("few", kind=evidence.say(kind), found=count, wanted=wanted))
    return sorted(taken, key=lambda item: KINDS.index(item.kind)), notes


def _without_looks(drawn: Iterator[Item], kept: Sequence[Item], wanted: int) -> list[Item]:
    """Items until there are `wanted` of a kind with those kept, in which no look wins.

    What does not fit the sheet so far is tried again at the end, where there is too little.
    """
    looks = Looks(kept)
    found: list[Item] = []
    waiting: list[Item] = []

    def take(item: Item) -> None:
        looks.add(item)
        found.append(item)

    for item in drawn:
        if len(kept) + len(found) >= wanted:
            return found
        if any(leaks(item, other) for other in found):
            continue
        if looks.allows(item):
            take(item)
        else:
            waiting.append(item)
    for item in waiting:
        is_apart = not any(leaks(item, other) for other in found)
        if len(kept) + len(found) < wanted and is_apart and looks.allows(item, loosely=True):
            take(item)
    return found


def _fresh(drawn: Iterator[Item], taken: Sequence[Item], gone: Collection[str]) -> Iterator[Item]:
    """The items that nobody dropped and that show nothing of those taken."""
    for item in drawn:
        if not set(gone) & set(item.asks) and not any(leaks(item, other) for other in taken):
            yield checked(item)


def _is_about(item: Item, topic: str, lexicon: Lexicon) -> bool:
    """Whether an item has the word, or is about the theme of that name."""
    text = " ".join((item.prompt, item.passage, *item.lines, *item.options, item.key))
    if fold(topic) in fold(text):
        return True
    theme = lexicon.themes.get(lexicon.theme_of(text) or "")
    if theme is None:
        return False
    return fold(topic) in {fold(name) for name in (theme.key, theme.vi, theme.en)}
