"""A corpus made by hand for the tests of analysis: no annotation,
words joined by `_` are one word.
"""

from dataclasses import dataclass

import numpy as np

from textkit.language.columns import Columns
from textkit.reading.document import Document, Facts, Record
from textkit.storing.corpus import StoredCorpus
from textkit.storing.store import Origin, Store
from textkit.vietnamese.text import fold


def hand_made(doc_id, said, layout=(), **facts):
    """A document and its columns: a word a token, a line a sentence, `.` and `,` marks."""
    text, rows = "", []
    for line in said.split("\n"):
        if text:
            rows.append((len(text), "\n", "SPACE", False))
            text += "\n"
        for order, word in enumerate(line.split()):
            if order:
                text += " "
            word = word.replace("_", " ")
            pos = (
                "PUNCT"
                if word in ".,;:"
                else "NUM"
                if word[0].isdigit()
                else "VERB"
                if word[0] == "V"
                else "NOUN"
            )
            rows.append((len(text), word, pos, order == 0))
            text += word
    start = np.array([row[0] for row in rows], np.int32)
    length = np.array([len(row[1]) for row in rows], np.int32)
    ends = start + length
    space = np.array([text[end : end + 1] == " " for end in ends], bool)
    pos = [row[2] for row in rows]
    sentence = np.array([row[3] for row in rows], bool)
    columns = Columns(start, length, [fold(row[1]) for row in rows], pos, pos, sentence, space)
    return Document(doc_id, text, Facts(**facts), tuple(layout)), columns


def small_corpus(folder, documents, records=None):
    """A Corpus of `(id, said, facts)`; `records` gives plain dicts by document id and finder."""
    store = Store(folder / "small.sqlite")
    for position, (doc_id, said, facts) in enumerate(documents):
        document, columns = hand_made(doc_id, said, **facts)
        found = (records or {}).get(doc_id, {})
        store.put_document(document, columns, found, origin=Origin("1"), position=position)
    rows = {
        id_: row | {"id": id_, "path": f"{id_}.txt", "year": (row["date"] or "")[:4] or None}
        for id_, row in store.rows().items()
    }
    return StoredCorpus(store, rows, ())


@dataclass(frozen=True, slots=True)
class Line(Record):
    """What the finder of these tests finds: a sentence, with its words."""

    path: str
    words: tuple[str, ...]


def find_lines(doc):
    """Each sentence of a Doc."""
    from textkit.language.annotation import document_of

    doc_id = document_of(doc).id
    for number, sentence in enumerate(doc.sents):
        bounds = sentence.start_char, sentence.end_char
        yield Line(doc_id, *bounds, str(number), tuple(token.norm_ for token in sentence))
