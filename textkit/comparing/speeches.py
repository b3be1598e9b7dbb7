"""A speech held against documents: what it takes up, leaves out, adds and stresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from textkit import data
from textkit.comparing.alignment import NEAR_LINE, across
from textkit.comparing.sayings import LEAST_WORDS, is_of_a_matter
from textkit.comparing.similarity import content_of
from textkit.counting.counts import Floats
from textkit.data.messages import TextkitError
from textkit.finding.citations import find_citations
from textkit.finding.statements import find_statements
from textkit.finding.themes import Lexicon, own_lexicon
from textkit.language.annotation import sheet
from textkit.reading.document import Document
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd

# The acts of which a speech may leave something out.
_PROMISES = frozenset({"target", "action", "assignment", "prohibition"})

# So many characters at the beginning of a speech say where it is given. Chosen by eye.
_OPENING = 1500

# Two statements say the same from the score on which statements of different themes hardly ever
# reach: this quantile of their best scores, and never less than the line of `alignment`. Set before
# the labels of tests/labels/speeches.csv were tried on it (P .84, R .62 of 60 statements; README).
_QUANTILE = 0.95

Relation = Literal["takes_up", "stresses", "adds", "leaves_out"]

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
    """A speech against documents.

    `table` has one row per statement; `line` is the score from which two statements say the same.
    """

    speaker: str | None
    occasion: str | None
    date: str | None
    line: float
    table: pd.DataFrame


class _Statement(NamedTuple):
    """A statement that can be compared: `text` as it is quoted, `words` as they are compared."""

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
    doc = sheet(speech)
    spoken = _statements(
        speech.text, list(find_statements(doc)), list(find_citations(doc)), lexicon
    )
    written: list[_Statement] = []
    for doc_id in against.ids:
        if doc_id != speech.id:
            statements = against.records("statements", [doc_id])
            citations = against.records("citations", [doc_id])
            written += _statements(against.text(doc_id), statements, citations, lexicon)
    if not spoken or not written:
        raise TextkitError("compare.too-little-said", spoken=len(spoken), written=len(written))
    scores, line = _scores(spoken, written)
    rows = [*_rows_of_speech(spoken, written, scores, line)]
    rows += _rows_left_out(spoken, written, scores, line)
    labels, facts = speech.labels, speech.facts
    return Speech(
        speaker=labels.get("speaker") or facts.issuer or facts.signatory,
        occasion=labels.get("occasion") or _occasion(speech),
        date=facts.date,
        line=line,
        table=pd.DataFrame(rows, columns=_COLUMNS).round(4),
    )


def _statements(
    text: str, statements: Sequence[Any], citations: Sequence[Any], lexicon: Lexicon
) -> list[_Statement]:
    """The statements of a text that say something, with theme and words.

    Left aside are greetings and the like, headings, what stands around the body, and what is too
    short; the names of other documents are no words.
    """
    kept = []
    for statement in statements:
        quote = text[statement.start : statement.end]
        if not is_of_a_matter(statement, quote):
            continue
        words = quote
        for citation in citations:
            if statement.start <= citation.start < statement.end:
                words = words.replace(citation.text, " ")
        if sum(word.isalpha() for word in words.split()) >= LEAST_WORDS:
            kept.append(
                _Statement(
                    doc_id=statement.doc_id,
                    start=statement.start,
                    end=statement.end,
                    text=" ".join(quote.split()),
                    path=statement.path,
                    act=statement.act,
                    words=words,
                    theme=lexicon.theme_of(quote),
                )
            )
    return kept


def _scores(spoken: Sequence[_Statement], written: Sequence[_Statement]) -> tuple[Floats, float]:
    """How alike each statement of the speech (rows) is to each of the documents, and the line.

    The line is the score from which likeness means something.
    """
    links = across(*([content_of(one.words) for one in side] for side in (spoken, written)))
    scores = np.zeros((len(spoken), len(written)))
    scores[links.one, links.two] = links.score
    spoken_themes, written_themes = (
        np.array([statement.theme or "" for statement in side]) for side in (spoken, written)
    )
    both_have = (spoken_themes[:, None] != "") & (written_themes != "")
    other_theme = both_have & (spoken_themes[:, None] != written_themes)
    best_of_other_themes = (scores * other_theme).max(1)
    return scores, max(NEAR_LINE, float(np.quantile(best_of_other_themes, _QUANTILE)))


def _rows_of_speech(
    spoken: Sequence[_Statement], written: Sequence[_Statement], scores: Floats, line: float
) -> Iterator[tuple[Any, ...]]:
    """A row for each statement of the speech, with its nearest counterpart."""
    nearest = scores.argmax(1).tolist()
    times_taken = Counter(
        other for number, other in enumerate(nearest) if scores[number, other] >= line
    )
    for number, other in enumerate(nearest):
        score = scores[number, other]
        relation = _relation(score >= line, times_taken[other])
        yield _row(relation, score, spoken[number].theme, spoken[number], written[other])


def _relation(taken: bool, times_taken: int) -> Relation:
    """What a statement does to its nearest counterpart, which the speech takes up so many times."""
    if not taken:
        return "adds"
    return "stresses" if times_taken > 1 else "takes_up"


def _rows_left_out(
    spoken: Sequence[_Statement], written: Sequence[_Statement], scores: Floats, line: float
) -> Iterator[tuple[Any, ...]]:
    """A row for each promise of the documents that is like no statement of the speech."""
    for other, number in enumerate(scores.argmax(0).tolist()):
        score = scores[number, other]
        if score < line and written[other].act in _PROMISES:
            yield _row("leaves_out", score, written[other].theme, spoken[number], written[other])


def _row(
    relation: Relation, score: float, theme: str | None, said: _Statement, other: _Statement
) -> tuple[Any, ...]:
    in_speech = said.start, said.end, said.text
    in_document = other.doc_id, other.start, other.end, other.text, other.path
    return relation, score, theme, *in_speech, *in_document


def _occasion(speech: Document) -> str | None:
    """Where a speech was given, from its title or its first lines."""
    occasion = data.patterns("rhetoric.toml", "speech")["occasion"]
    for text in (speech.facts.title or "", speech.text[:_OPENING]):
        match = occasion.search(fold(text))
        if match:
            return " ".join(text[match.start(1) : match.end(1)].split())
    return None
