"""Documents become spaCy Docs: words, sentences and parts of speech, with the text untouched.

Words may hold spaces (`kinh tế` is one token), so Matcher, PhraseMatcher, EntityRuler and displaCy
work on them as they are; `token.norm_` is the folded word, `token.tag_` underthesea's tag,
`token.pos_` the universal one. `doc.text == document.text`, always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from textkit.data.messages import TextkitError
from textkit.language.columns import Columns
from textkit.language.segmenter import segment_all
from textkit.reading.document import Document
from textkit.running.guarded import is_guarded, working_on
from textkit.vietnamese.text import fold, paragraphs, tidy

if TYPE_CHECKING:
    from spacy.tokens import Doc

Given: TypeAlias = "Doc | Sheet | Document | str"
"""What a finder may be given."""

_KEY = "textkit.document"
# A mark that ends a sentence, the quotation marks and brackets it closes, and behind a blank what a
# sentence may begin with.
_SENTENCE_END = re.compile(
    r"""[.!?…]{1,5}  ["'”’)»\]]{0,3}  (?= \s+ [“"'‘(\[]? [A-ZÀ-ỸĐ\d] )""", re.VERBOSE
)
_CLOSING = "\"'”’)»]"
# No end of a sentence: what stands before its dot is an abbreviation …
_ABBREVIATION = re.compile(
    r"""
    (?: (?<!\w) (?: tp | tx | tt | ts | ths | pgs | gs | bs | ks | nxb | tr | st | q | p    # TP.
                  | đ/c | v\.v | tp\.hcm | [a-zđ] )                                        # v.v.
      | (?<![\w.]) [A-ZĐ] )                                                                # Q.
    \.$
    """,
    re.IGNORECASE | re.VERBOSE,
)
# An abbreviation with its dot and what stands before it: the longest, "tp.hcm.", has seven.
_ABBREVIATION_LENGTH = 8
# … or it is the enumerator that the sentence begins with.
_ENUMERATOR = re.compile(
    r"""
    \s*
    (?: [IVXLC]+                                                                  # II.
      | \d{1,3} (?:\.\d{1,3}){0,3}                                               # 1.   1.2.3.
      | [a-zđ]                                                                    # a.
      | (?:Điều|Khoản|Mục|Chương|Phần|ĐIỀU|MỤC|CHƯƠNG|PHẦN) \s [\w.]{1,9}         # Điều 3.
    )
    \.$
    """,
    re.VERBOSE,
)
# underthesea's tags (those of VLSP 2013) as Universal Dependencies has them; what is missing is X.
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

# A longer sentence is tagged in pieces, since the tagger's work grows with the square of its
# length. Chosen by eye; not measured.
_LONGEST_PIECE = 2_000
_COORDINATORS = frozenset({"và", "hoặc", "hay"})
_SYMBOLS = frozenset("%$/+=×&≥≤<>‰")


class Sheet:
    """A document with its sentences and parts of speech, as the built-in finders read it.

    It is a Doc without spaCy, whose import and objects take longer than the finding. `user_data`
    keeps what finders have found, as a Doc's does.
    """

    def __init__(self, document: Document, columns: Columns) -> None:
        self.document, self._columns = document, columns
        self.user_data: dict[str, Any] = {_KEY: document}

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The bounds of the sentences, in order."""
        begins = self._columns.sentence.copy()
        begins[:1] = True
        first = np.flatnonzero(begins)
        last = np.append(first[1:], len(begins))[: len(first)] - 1
        starts = self._columns.start[first]
        ends = self._columns.start[last] + self._columns.length[last]
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    @cached_property
    def parts_of_speech(self) -> dict[int, str]:
        """The universal tag of each word, by where it starts."""
        return dict(zip(self._columns.start.tolist(), self._columns.pos, strict=True))

    @cached_property
    def doc(self) -> Doc:
        """The spaCy Doc with these words; it has what was found already."""
        doc = doc_from_columns(self.document, self._columns)
        doc.user_data.update(self.user_data)
        return doc


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


def sheet(text: Document | str) -> Sheet:
    """A document for the built-in finders, without spaCy; of a string as `annotate` makes one.

    >>> sheet("Đô thị hóa đạt 35%. Nghèo còn 2%.").sentences
    [(0, 19), (20, 33)]
    """
    document = document_of(text)
    return Sheet(document, columns_of(document))


def document_of(source: Given) -> Document:
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


def doc_of(source: Given) -> Doc | Sheet:
    """What a finder reads: a Doc or a Sheet as it is, a Document or a string annotated first.

    Raises TextkitError as `document_of` does.

    >>> doc_of("Đô thị hóa đạt 35%.").parts_of_speech[11]
    'VERB'
    """
    document = document_of(source)
    return sheet(document) if isinstance(source, str | Document) else source


def sentences_of(doc: Doc | Sheet) -> list[tuple[int, int]]:
    """The bounds of the sentences of a Doc or a Sheet, in order."""
    if isinstance(doc, Sheet):
        return doc.sentences
    return [(sentence.start_char, sentence.end_char) for sentence in doc.sents]


def parts_of_speech_of(doc: Doc | Sheet) -> dict[int, str]:
    """The universal tag of each word of a Doc or a Sheet, by where it starts."""
    if isinstance(doc, Sheet):
        return doc.parts_of_speech
    return {token.idx: token.pos_ for token in doc}


def columns_of(document: Document) -> Columns:
    """The token columns of a document: what is stored and counted, without spaCy."""
    with working_on(document.path if is_guarded() else None):
        return _columns_of(document.text)


def _columns_of(text: str) -> Columns:
    pieces: list[_Piece] = []
    for start, end in _sentences(text):
        pieces += _pieces(text, start, end)
    words_by_piece = segment_all([text[piece.start : piece.end] for piece in pieces])
    rows = _Rows(text)
    for piece, words in zip(pieces, words_by_piece, strict=True):
        begins_sentence = piece.begins_sentence
        for word in words:
            tagged = _norm_and_tags(word.text, word.tag)
            rows.add(piece.start + word.start, piece.start + word.end, tagged, begins_sentence)
            begins_sentence = False
    return rows.columns()


def doc_from_columns(document: Document, columns: Columns) -> Doc:
    """The spaCy Doc of a document, rebuilt from its columns: equal to a fresh one."""
    from spacy.tokens import Doc

    ends = columns.start + columns.length
    bounds = zip(columns.start.tolist(), ends.tolist(), strict=True)
    words = [document.text[start:end] for start, end in bounds]
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


class _Piece(NamedTuple):
    """A sentence, or a part of a very long one."""

    start: int
    end: int
    begins_sentence: bool


class _Rows:
    """The tokens of a text, from left to right, as `Columns` has them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = 0  # of the last token
        self._starts: list[int] = []
        self._lengths: list[int] = []
        self._tagged: list[tuple[str, str, str]] = []
        self._begins: list[bool] = []
        self._spaces: list[bool] = []

    def add(self, start: int, end: int, tagged: tuple[str, str, str], begins: bool) -> None:
        """Adds a token with its norm and tags, and what stands before it."""
        if self._end < start:
            self._add_gap(start)
        self._starts.append(start)
        self._lengths.append(end - start)
        self._tagged.append(tagged)
        self._begins.append(begins)
        self._spaces.append(False)
        self._end = end

    def _add_gap(self, end: int) -> None:
        """Turns the white space before a word into spaCy's space flag, and what is left into a
        space token.
        """
        start, self._end = self._end, end
        if self._spaces and self._text[start] == " ":
            self._spaces[-1] = True
            start += 1
        if start < end:
            tagged = self._text[start:end], "_SP", "SPACE"
            self._end = start
            self.add(start, end, tagged, False)

    def columns(self) -> Columns:
        """The columns, with what stands behind the last token."""
        if self._end < len(self._text):
            self._add_gap(len(self._text))
        norms, tags, universal = zip(*self._tagged, strict=True) if self._tagged else ((), (), ())
        return Columns(
            np.array(self._starts, np.int32),
            np.array(self._lengths, np.int32),
            list(norms),
            list(tags),
            list(universal),
            np.array(self._begins, bool),
            np.array(self._spaces, bool),
        )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """The bounds of the sentences of each paragraph."""
    for paragraph_start, paragraph_end in paragraphs(text):
        start = paragraph_start
        for mark in _SENTENCE_END.finditer(text, paragraph_start, paragraph_end):
            sentence = text[start : mark.end()].rstrip(_CLOSING)
            is_enumerator = _ENUMERATOR.match(sentence)
            if is_enumerator or _ABBREVIATION.search(sentence[-_ABBREVIATION_LENGTH:]):
                continue
            yield start, mark.end()
            start = mark.end()
        yield start, paragraph_end


def _pieces(text: str, start: int, end: int) -> Iterator[_Piece]:
    """A sentence in pieces that the tagger, quadratic in their length, takes in good time; usually
    it is one.
    """
    begins_sentence = True
    while end - start > _LONGEST_PIECE:
        cut = text.rfind(" ", start + _LONGEST_PIECE // 2, start + _LONGEST_PIECE)
        if cut <= start:
            cut = start + _LONGEST_PIECE
        yield _Piece(start, cut, begins_sentence)
        start, begins_sentence = cut, False
    yield _Piece(start, end, begins_sentence)


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
