"""A corpus as CoNLL-U (Universal Dependencies): words, parts of speech and sentences, no trees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from textkit.presenting.exports import file_names, finish
from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_text_aside

# The facts that stand as comments at the head of a document.
_FACTS = ("kind", "number", "date", "issuer", "title", "term", "period", "level")

# The columns that textkit has nothing for: lemma, features, head, relation, enhanced relations.
_NOTHING = "_"


class _Word(NamedTuple):
    """A word as written, on one line, its tags, its place in the text, if a blank follows."""

    form: str
    upos: str
    xpos: str
    start: int
    end: int
    is_spaced: bool


def write_conllu(corpus: StoredCorpus, folder: Path) -> list[Path]:
    """The files that were written: one of each document, in the folder `conllu`.

    Words are as textkit cuts them, with blanks inside (*đầu tư*), as Universal Dependencies allow
    for Vietnamese. UPOS is the universal part of speech, XPOS that of underthesea; lemma, features
    and tree are not known (`_`). MISC holds where a word begins and ends in the document's text
    (`start=`, `end=`), and `SpaceAfter=No`. All text stands there, also heads and notes.
    """
    names = file_names(corpus.ids)
    written = []
    for id_, name in names.items():
        path = folder / "conllu" / f"{name}.conllu"
        path.parent.mkdir(parents=True, exist_ok=True)
        written.append(write_text_aside(path, "".join(_document(corpus, id_, name))))
    return finish(corpus, folder, "conllu", written)


def _document(corpus: StoredCorpus, id_: str, name: str) -> Iterator[str]:
    """The text of a document's file, piece by piece."""
    head = [f"# newdoc id = {_line(id_)}\n"]
    for fact in _FACTS:
        value = corpus.fact(id_, fact)
        if value:
            head.append(f"# {fact} = {_line(value)}\n")
    for number, sentence in enumerate(_sentences(corpus, id_), start=1):
        yield from head
        head = []
        yield f"# sent_id = {name}-{number}\n"
        yield f"# text = {_text(sentence)}\n"
        for place, word in enumerate(sentence, start=1):
            yield _row(place, word)
        yield "\n"


def _sentences(corpus: StoredCorpus, id_: str) -> Iterator[list[_Word]]:
    """The sentences of a document, without white space; one of nothing else is none."""
    text, columns = corpus.text(id_), corpus.columns(id_)
    ends = columns.start + columns.length
    sentence: list[_Word] = []
    for place, (start, end) in enumerate(zip(columns.start.tolist(), ends.tolist(), strict=True)):
        if place and columns.sentence[place] and sentence:
            yield sentence
            sentence = []
        form = _line(text[start:end])
        if form:
            is_spaced = text[end : end + 1].isspace()
            tags = columns.pos[place] or _NOTHING, _line(columns.tag[place]) or _NOTHING
            sentence.append(_Word(form, *tags, start, end, is_spaced))
    if sentence:
        yield sentence


def _text(sentence: list[_Word]) -> str:
    """A sentence on one line, as its words and their blanks make it."""
    parts = [word.form + " " * word.is_spaced for word in sentence]
    return "".join(parts).strip()


def _row(place: int, word: _Word) -> str:
    misc = f"start={word.start}|end={word.end}"
    if not word.is_spaced:
        misc = f"SpaceAfter=No|{misc}"
    cells = (str(place), word.form, _NOTHING, word.upos, word.xpos, *[_NOTHING] * 4, misc)
    return "\t".join(cells) + "\n"


def _line(text: str) -> str:
    """A text on one line: white space of any kind is one blank."""
    return " ".join(text.split())
