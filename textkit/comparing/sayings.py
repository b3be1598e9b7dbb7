"""What of a document says something of a matter: its statements without head, grounds, greetings
and formulas.
"""

from __future__ import annotations

import re
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

# So many characters of a document may be its head, with title. Chosen by eye; not measured.
_LONGEST_HEAD = 3_000

# "hướng dẫn, kiểm tra việc thực hiện Nghị quyết này"
_FORMULA = data.patterns("alignment.toml", "provisions")["formulas"]

# "Vân Sa, ngày 15 tháng 10 năm 2015"
_OF_A_HEAD = data.patterns("likeness.toml", "sayings")["head"]


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

    Left out besides is what is too short, the title with what stands before it, and what all
    documents say ("hướng dẫn, kiểm tra việc thực hiện Nghị quyết này").
    """
    text = corpus.text(doc_id)
    behind_title = _behind_title(text, corpus.fact(doc_id, "title") or "")
    for statement in corpus.records("statements", [doc_id]):
        quote = text[statement.start : statement.end]
        is_said = statement.start >= behind_title and is_of_a_matter(statement, quote)
        if not is_said or words_in(quote) < LEAST_WORDS:
            continue
        words = " ".join(quote.split())
        folded = fold(words)
        if not (_FORMULA.search(folded) or _OF_A_HEAD.search(folded)):
            yield Saying(doc_id, statement.start, statement.end, statement.path, words)


def _behind_title(text: str, title: str) -> int:
    """The character behind the title, where the head of a document has it; else 0.

    >>> head = "NGHỊ QUYẾT\\nVề phát triển\\nchợ nổi trên sông\\n"
    >>> _behind_title(head + "Điều 1. Mở chợ", "phát triển chợ nổi trên sông") == len(head) - 1
    True
    """
    words = fold(title).split()
    if len(words) < LEAST_WORDS:
        return 0
    pattern = r"\s+".join(map(re.escape, words))
    found = re.search(pattern, fold(text[:_LONGEST_HEAD]))
    return found.end() if found else 0
