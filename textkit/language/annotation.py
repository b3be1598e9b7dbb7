"""Documents become spaCy Docs: words, sentences and parts of speech, with the text untouched.

Words may hold spaces (`kinh tế` is one token), so Matcher, PhraseMatcher, EntityRuler and displaCy
work on them as they are; `token.norm_` is the folded word, `token.tag_` underthesea's tag,
`token.pos_` the universal one. `doc.text == document.text`, always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from textkit.data.messages import TextkitError
from textkit.language.columns import Columns
from textkit.language.segmenter import segment_all
from textkit.reading.document import Document
from textkit.vietnamese.text import fold, paragraphs, tidy

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KEY = "textkit.document"
_SENTENCE_END = re.compile(r"[.!?…]{1,5}[\"'”’)»\]]{0,3}(?=\s+[“\"'‘(\[]?[A-ZÀ-ỸĐ\d])")
_ABBREVIATION = re.compile(
    r"(?:(?<!\w)(?:tp|tx|tt|ts|ths|pgs|gs|bs|ks|nxb|tr|st|q|p|đ/c|v\.v|tp\.hcm|[a-zđ])|(?<![\w.])[A-ZĐ])\.$",
    re.IGNORECASE,
)
_ENUMERATOR = re.compile(
    r"\s*(?:[IVXLC]+|\d{1,3}(?:\.\d{1,3}){0,3}|[a-zđ]|(?:Điều|Khoản|Mục|Chương|Phần|ĐIỀU|MỤC|CHƯƠNG|PHẦN)\s[\w.]{1,9})\.$"
)
_UPOS = {
    "N": "NOUN",
    "Nc": "NOUN",
    "Nu": "NOUN",
    "Ny": "NOUN",
    "Nb": "NOUN",
    "Np": "PROPN",
    "V": "VERB",
    "Vy": "VERB",
    "Vb": "VERB",
    "A": "ADJ",
    "Ab": "ADJ",
    "P": "PRON",
    "L": "DET",
    "M": "NUM",
    "R": "ADV",
    "E": "ADP",
    "C": "SCONJ",
    "I": "INTJ",
    "T": "PART",
    "CH": "PUNCT",
}
_MOST = 2_000
_COORDINATORS = frozenset({"và", "hoặc", "hay"})
_SYMBOLS = frozenset("%$/+=×&≥≤<>‰")


def annotate(texts: str | Document | Iterable[str | Document]) -> Iterator[Doc]:
    """A spaCy Doc for each text, in order.

    A string is tidied into a Document of its own (id `text-1`, `text-2`, …); `document_of(doc)`
    gives it back.

    >>> doc = next(annotate("Tỷ lệ đô thị hóa đạt 35%."))
    >>> [token.norm_ for token in doc]
    ['tỉ lệ', 'đô thị hoá', 'đạt', '35', '%', '.']
    """
    items = [texts] if isinstance(texts, str | Document) else texts
    for position, item in enumerate(items, start=1):
        document = item if isinstance(item, Document) else Document(f"text-{position}", tidy(item))
        yield doc_from_columns(document, columns_of(document))


def document_of(source: Doc | Document | str) -> Document:
    """The Document a Doc was made from; a Document as it is, a string as a Document of its own.

    Raises TextkitError if it is none of these, or a Doc that `annotate` did not make.

    >>> document_of("Tỷ lệ hộ nghèo còn 2%.").id
    'text-1'
    """
    if isinstance(source, Document):
        return source
    if isinstance(source, str):
        return Document("text-1", tidy(source))
    document = getattr(source, "user_data", {}).get(_KEY)
    if not isinstance(document, Document):
        raise TextkitError("document.not-given", given=type(source).__name__)
    return document


def doc_of(source: Doc | Document | str) -> Doc:
    """The Doc of what a finder is given: a Doc as it is, a Document or a string annotated first.

    Raises TextkitError as `document_of` does.

    >>> [token.norm_ for token in doc_of("Đô thị hóa")]
    ['đô thị hoá']
    """
    document = document_of(source)
    return next(annotate(document)) if isinstance(source, str | Document) else source


def columns_of(document: Document) -> Columns:
    """The token columns of a document: what is stored and counted, without spaCy."""
    rows: list[tuple[int, int, str, str, str, bool, bool]] = []
    text, at = document.text, 0
    pieces = [
        (low, high, low == start)
        for start, end in _sentences(text)
        for low, high in _pieces(text, start, end)
    ]
    for (low, _, first), words in zip(
        pieces, segment_all([text[low:high] for low, high, _ in pieces]), strict=True
    ):
        for word in words:
            a, b = low + word.start, low + word.end
            at = _gap(text, at, a, rows)
            rows.append((a, b - a, *_norm_and_tags(word.text, word.tag), first, False))
            at, first = b, False
    _gap(text, at, len(text), rows)
    start_, length, norm, tag, pos, sentence, space = zip(*rows, strict=True) if rows else ((),) * 7
    return Columns(
        np.array(start_, np.int32),
        np.array(length, np.int32),
        list(norm),
        list(tag),
        list(pos),
        np.array(sentence, bool),
        np.array(space, bool),
    )


def doc_from_columns(document: Document, columns: Columns) -> Doc:
    """The spaCy Doc of a document, rebuilt from its columns: equal to a fresh one."""
    from spacy.tokens import Doc

    ends = columns.start + columns.length
    words = [document.text[a:b] for a, b in zip(columns.start.tolist(), ends.tolist(), strict=True)]
    sentence = columns.sentence.copy()
    sentence[:1] = True
    doc = Doc(
        vocabulary(),
        words=words,
        spaces=columns.space.tolist(),
        tags=columns.tag,
        pos=columns.pos,
        sent_starts=sentence.tolist(),
    )
    for token, norm in zip(doc, columns.norm, strict=True):
        token.norm_ = norm
    doc.user_data[_KEY] = document
    return doc


@cache
def vocabulary() -> Any:
    """The spaCy Vocab all Docs share: give it to a Matcher or PhraseMatcher."""
    from spacy.lang.vi import Vietnamese
    from spacy.vocab import create_vocab

    return create_vocab("vi", Vietnamese.Defaults)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for start, end in paragraphs(text):
        at = start
        for match in _SENTENCE_END.finditer(text, start, end):
            said = text[at : match.end()].rstrip("\"'”’)»]")
            if _ENUMERATOR.match(said) or _ABBREVIATION.search(said[-8:]):
                continue
            yield at, match.end()
            at = match.end()
        yield at, end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence in pieces that the tagger, quadratic in their length, takes in good time; usually
    it is one.
    """
    while end - start > _MOST:
        cut = text.rfind(" ", start + _MOST // 2, start + _MOST)
        cut = cut if cut > start else start + _MOST
        yield start, cut
        start = cut
    yield start, end


def _gap(
    text: str, start: int, end: int, rows: list[tuple[int, int, str, str, str, bool, bool]]
) -> int:
    """Turns the white space before a word into spaCy's space flag, and what is left into a space
    token.
    """
    if rows and start < end and text[start] == " " and not rows[-1][6]:
        rows[-1] = (*rows[-1][:6], True)
        start += 1
    if start < end:
        rows.append((start, end - start, text[start:end], "_SP", "SPACE", False, False))
    return end


@lru_cache(maxsize=1 << 16)
def _norm_and_tags(written: str, tag: str) -> tuple[str, str, str]:
    """The folded word, underthesea's tag and the universal one."""
    text, norm = written.casefold(), fold(written)
    if text in _SYMBOLS:
        return norm, tag, "SYM"
    if text[0].isdigit():
        return norm, "M", "NUM" if text[-1].isdigit() else "X"
    if text == "là":
        return norm, tag, "AUX"
    if tag == "C" and text in _COORDINATORS:
        return norm, tag, "CCONJ"
    return norm, tag, _UPOS.get(tag, "X")
