"""A speech held against documents: what it takes up, leaves out, adds and stresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textkit import data
from textkit.comparing.shares import AROUND
from textkit.comparing.similarity import Likeness, content_of
from textkit.counting.counts import Floats
from textkit.data.messages import TextkitError
from textkit.finding.citations import find_citations
from textkit.finding.statements import find_statements
from textkit.finding.themes import Lexicon, own_lexicon
from textkit.language.annotation import annotate
from textkit.reading.document import Document
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd

_PROMISES = frozenset({"target", "action", "assignment", "prohibition"})
_UNSAID = frozenset({"basis", "effect", "exhortation"})
_SHORT, _HEAD = 5, 1500
_FAINT, _FLOOR, _QUANTILE = 0.01, 0.16, 0.95
_COLUMNS = [
    "relation",
    "score",
    "theme",
    "start",
    "end",
    "text",
    "doc_id",
    "other_start",
    "other_end",
    "other_text",
    "path",
]


class Speech(NamedTuple):
    """A speech against documents; `table` has a row a statement, `line` is the score from which two
    say the same.
    """

    speaker: str | None
    occasion: str | None
    date: str | None
    line: float
    table: pd.DataFrame


class _Said(NamedTuple):
    doc_id: str
    start: int
    end: int
    text: str
    path: str
    act: str
    words: str
    theme: str | None


def compare_speech(speech: Document, *, against: StoredCorpus) -> Speech:
    """What a speech takes up of the documents of a corpus, what it leaves out, adds and stresses.

    The table's columns: relation, score (0 to 1), theme, start, end, text (in the speech), doc_id,
    other_start, other_end, other_text, path (in the documents). The relations: `takes_up` (a
    statement of the speech with its nearest counterpart), `stresses` (the same, where the speech
    comes back to that counterpart twice or more), `adds` (a statement like none), `leaves_out` (a
    promise of the documents like none of the speech). In the last two the other side is merely the
    nearest candidate: judge by reading it.

    Statements are held together by their words as in `threads` (damped cosine of TF-IDF over one
    and two syllables); the line is one that statements of different themes hardly ever reach (95 %
    quantile of their best scores). It misleads where the same is said in other words (a miss counts
    as added) and where boilerplate is shared; figures are not compared. To leave out is no verdict:
    a speech has an hour, a resolution has not. Greetings, headings and statements under 5 syllables
    are left aside; names of other documents do not count as words.

    Raises TextkitError if the speech or the corpus has nothing that can be compared.
    """
    import pandas as pd

    lexicon = against.lexicon or own_lexicon()
    doc = next(annotate([speech]))
    spoken = list(
        _said(speech.text, list(find_statements(doc)), list(find_citations(doc)), lexicon)
    )
    written = [
        said
        for id_ in against.ids
        if id_ != speech.id
        for said in _said(
            against.text(id_),
            against.records("statements", [id_]),
            against.records("citations", [id_]),
            lexicon,
        )
    ]
    if not spoken or not written:
        raise TextkitError("compare.too-little-said", spoken=len(spoken), written=len(written))
    scores, line = _scores(spoken, written)
    best, back = scores.argmax(1), scores.argmax(0)
    times = Counter(int(other) for own, other in enumerate(best) if scores[own, other] >= line)
    rows = []
    for own, other in enumerate(best.tolist()):
        taken = scores[own, other] >= line
        relation = "adds" if not taken else "stresses" if times[other] > 1 else "takes_up"
        rows.append(
            (
                relation,
                scores[own, other],
                spoken[own].theme,
                *spoken[own][1:4],
                *written[other][:5],
            )
        )
    for other, own in enumerate(back.tolist()):
        if scores[own, other] < line and written[other].act in _PROMISES and other not in times:
            rows.append(
                (
                    "leaves_out",
                    scores[own, other],
                    written[other].theme,
                    *spoken[own][1:4],
                    *written[other][:5],
                )
            )
    labels, facts = speech.labels, speech.facts
    speaker = labels.get("speaker") or facts.issuer or facts.signatory
    occasion = labels.get("occasion") or _occasion(speech)
    return Speech(
        speaker, occasion, facts.date, line, pd.DataFrame(rows, columns=_COLUMNS).round(4)
    )


def _said(
    text: str, statements: Sequence[Any], citations: Sequence[Any], lexicon: Lexicon
) -> Iterator[_Said]:
    """The statements that say something, with their theme, and their words without the names of
    other documents.
    """
    for each in statements:
        said = text[each.start : each.end]
        if each.act in _UNSAID or each.sense in AROUND or "heading" in each.cues or said.isupper():
            continue
        words = said
        for cited in citations:
            words = (
                words.replace(cited.text, " ") if each.start <= cited.start < each.end else words
            )
        if sum(word.isalpha() for word in words.split()) >= _SHORT:
            quote, theme = " ".join(said.split()), lexicon.theme_of(said)
            yield _Said(each.doc_id, each.start, each.end, quote, each.path, each.act, words, theme)


def _scores(spoken: Sequence[_Said], written: Sequence[_Said]) -> tuple[Floats, float]:
    """How alike each statement of the speech is to each of the documents, and the line from which
    it means something.
    """
    likeness, n = (
        Likeness([content_of(each.words) or "-" for each in (*spoken, *written)]),
        len(spoken),
    )
    links = likeness.links(_FAINT, lambda one, two: (one >= n) | (two < n))
    scores = np.zeros((n, len(written)))
    scores[links.one, links.two - n] = links.score
    one, two = (np.array([each.theme or "" for each in side]) for side in (spoken, written))
    other = (one[:, None] != two) & (one[:, None] != "") & (two != "")
    return scores, max(_FLOOR, float(np.quantile((scores * other).max(1), _QUANTILE)))


def _occasion(speech: Document) -> str | None:
    """Where a speech was given, from its title or its first lines."""
    content = data.toml("rhetoric.toml")
    for text in (speech.facts.title or "", speech.text[:_HEAD]):
        if found := re.search(content["speech"]["occasion"], fold(text)):
            return " ".join(text[found.start(1) : found.end(1)].split())
    return None
