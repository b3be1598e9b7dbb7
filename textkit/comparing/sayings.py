"""What of a document says something of a matter: its statements without head, grounds, greetings
and formulas.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from textkit import data
from textkit.comparing.pieces import AROUND
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

# Acts that say nothing of a matter: legal bases, when something takes effect, appeals.
_UNSAID = frozenset({"basis", "effect", "exhortation"})

# A statement of fewer words says too little to be compared. Chosen by eye; not measured.
LEAST_WORDS = 5

# "hướng dẫn, kiểm tra việc thực hiện Nghị quyết này"
_FORMULA = data.patterns("alignment.toml", "provisions")["formulas"]


class Saying(NamedTuple):
    """A statement that says something: where it stands, and its words in one line."""

    doc_id: str
    start: int
    end: int
    path: str
    text: str


def is_of_a_matter(statement: Any, quote: str) -> bool:
    """Whether a statement speaks of some matter: it is no ground, appeal or heading, and stands in
    the body of its document; `quote` are its words.
    """
    is_heading = "heading" in statement.cues or quote.isupper()
    return not (statement.act in _UNSAID or statement.sense in AROUND or is_heading)


def words_in(quote: str) -> int:
    """How many words of letters alone a quotation has.

    >>> words_in("a) Trồng 340 ha rừng;")
    3
    """
    return sum(word.strip(",;:.").isalpha() for word in quote.split())


def sayings_of(corpus: StoredCorpus, doc_id: str) -> Iterator[Saying]:
    """The statements of a document that speak of some matter, in order.

    Left out besides is what is too short, the title, and what all documents say ("hướng dẫn, kiểm
    tra việc thực hiện Nghị quyết này").
    """
    text = corpus.text(doc_id)
    title = _in_one_line(corpus.fact(doc_id, "title") or "")
    for statement in corpus.records("statements", [doc_id]):
        quote = text[statement.start : statement.end]
        if not is_of_a_matter(statement, quote) or words_in(quote) < LEAST_WORDS:
            continue
        folded = _in_one_line(quote)
        is_title = len(title.split()) >= LEAST_WORDS and title in folded
        if not is_title and not _FORMULA.search(folded):
            bounds = statement.start, statement.end
            yield Saying(doc_id, *bounds, statement.path, " ".join(quote.split()))


def _in_one_line(text: str) -> str:
    return " ".join(fold(text).split())
