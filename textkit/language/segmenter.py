"""Words and parts of speech of one paragraph, by underthesea's models, with their place in the
text.

Three things are done before the model sees a line, because each was seen to change its words:

- the spelling is folded to the tone placement the model was trained on (*văn hoá* is one word to
it,
  *văn hóa* two), in a copy of equal length, so that the words' bounds hold in the untouched text;
- document numbers, dates, numbers, ranges of years and letters of points become atoms, which are
words of
  their own and are never joined to a neighbour;
- lines in capitals are cut in lower case (the model runs capitals together).

What the model does not know of the field (*nông thôn mới*, *nâng cao*), `data/lexicon.toml` mends
after it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias

from textkit import data
from textkit.data.expressions import compiled
from textkit.language.crf import Crf, is_number, is_title, is_title_case
from textkit.language.models import load_model, load_text
from textkit.vietnamese.text import fold, fold_placement

# What is one word and is never joined to a neighbour.
ATOM = r"""(?x)
  # At the head of a line its enumerator.
  ^ \s* (?: [a-zđ] \d? \)                                          # a)  a1)
          | \( \d{1,2} \)                                          # (2)
          | \d{1,2} (?:\.\d{1,2}){1,3} \.? (?=\s+[^\W\d_])         # 1.2.
          | [IVXLC]{1,6} (?=\s*[-–.]) )                            # II of "II-"
  # Anywhere numbers of documents, dates and figures.
 | (?<![\w/.,]) (?:
    \d{1,5} \s?[/.]\s? (?:19|20)\d\d \s?[/.]\s? [A-ZĐƯ][A-Za-zĐƯđ]*
         (?:\s?[-–@]\s?[A-ZĐƯ][A-Za-zĐƯđ]*)* \d{0,2}               # 30/2020/NĐ-CP
  | \d{1,5} \s?[-–/]\s? [A-ZĐƯ][A-Za-zĐƯđ]*
         (?:\s?[-–/]\s?[A-ZĐƯ][A-Za-zĐƯđ]*)+ \d{0,2}               # 57-NQ/TW
  | \d{1,2} [/.-] \d{1,2} [/.-] (?:\d{4}|\d{2}) (?!\d)             # 22/12/2024
  | \d{1,2} / (?:19|20)\d\d (?!\d)                                 # 9/2025
  | (?:19|20)\d\d \s?[-–]\s? (?:19|20)\d\d (?!\d)                  # 2020 - 2025
  | \d{1,3} (?:\.\d{3})+ (?:,\d+)? (?!\d)                          # 7.500,5
  | \d+ (?:,\d+)? (?![\w,.]*[^\W\d])                               # 8,5
  )
  # Titles and abbreviations with their dots.
 | (?<!\w) (?: (?:PGS|GS|TS|TSKH|ThS|BS|KS)\. (?:\s?(?:TS|TSKH|BS|KH)\.)*   # GS.TS.
      | TP\. | TX\. | [đbtk]/[cghđ] | v\.v ) (?!\w)                # đ/c
  # Words that the model joins to what follows.
 | (?<!\w) (?: T[PX]\. (?=[A-ZĐ][a-zà-ỹ])                          # TP. of "TP.Lam Châu"
      | Luật (?=\s(?:số\s|[A-ZĐ]))                                 # Luật Đất đai
      | [Kk]hoá (?=\s[IVXLC]+\b) )                                 # khoá XIV
"""
# "kinh tế-xã hội": the hyphen joins two words, not two syllables ("Mác-Lênin", "in-tơ-nét" stay
# whole).
HYPHENATED = r"(?<![\w-])[a-zà-ỹđ]{1,7}(?=-[a-zà-ỹđ]{1,7}(?![\w-]))"

# Letters with marks around, no abbreviation: what holds a figure, a hyphen or a dot may go on in
# its neighbour. A table's bar stands alone.
_CHUNK = re.compile(r"\S+")
_PLAIN = re.compile(
    r"""
    \|
    | [(\["“‘«]?
      (?! (?: Luật | [Kk]hoá ) \b ) [^\W\d_]+
      (?: (?<=[^\W\d_]{4}) (?<![A-ZĐ]) \. | [,;:!?…”"')\]]{0,2} )
    """,
    re.VERBOSE,
)
# A number goes on in its neighbour only where that begins so: "57 - NQ/TW", "12 /2025".
_NUMBER = re.compile(r"\d+,?")
_JOINS_A_NUMBER = "/.-–@"

# The version of underthesea whose models `crf` gives the same labels as.
_PROVEN = "9.5.0"

Token: TypeAlias = tuple[int, int, bool]
"""The bounds of a token, and whether it is an atom."""
Labeller: TypeAlias = Callable[[Sequence[Sequence[str]]], list[list[str]]]
"""What gives the labels of the tokens of many sentences."""
_folded = lru_cache(maxsize=1 << 16)(fold)


class Word(NamedTuple):
    """One word: its bounds in the paragraph, its folded spelling, and underthesea's tag."""

    start: int
    end: int
    text: str
    tag: str


@cache
def _pattern() -> re.Pattern[str]:
    """What matches a token: an atom, a part of a hyphenated word, or what underthesea takes for
    one.
    """

    def original() -> str:
        from underthesea.pipeline.word_tokenize import regex_tokenize

        return str(regex_tokenize.regex_patterns_combine)

    others = load_text(_pipeline() / "word_tokenize" / "regex_tokenize.py", original)
    own = f"(?P<atom>{ATOM.removeprefix('(?x)')})|{HYPHENATED}"
    return compiled(f"{own}|{others}", re.VERBOSE)


def _pipeline() -> Path:
    """The folder of underthesea's models, found without importing it."""
    found = find_spec("underthesea")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("No module named 'underthesea'", name="underthesea")
    return Path(found.origin).parent / "pipeline"


def segment(line: str) -> list[Word]:
    """The words of one sentence, in order; white space is between them, and inside words of two
    syllables.

    >>> [word.text for word in segment("Nghị quyết 05-NQ/TU về văn hóa")]
    ['Nghị quyết', '05-NQ/TU', 'về', 'văn hoá']
    """
    return segment_all([line])[0]


def segment_all(lines: Sequence[str]) -> list[list[Word]]:
    """The words of each sentence; many at once are cut several times faster than one by one."""
    cut_words, tag_words = _models()
    copies = [_model_copy(line) for line in lines]
    tokens_by_line = [_tokens(copy) for copy in copies]
    texts_by_line = []
    for copy, tokens in zip(copies, tokens_by_line, strict=True):
        texts_by_line.append([copy[start:end] for start, end, _ in tokens])
    labels_by_line = cut_words(texts_by_line)

    spans_by_line, words_by_line = [], []
    cuts = zip(copies, texts_by_line, tokens_by_line, labels_by_line, strict=True)
    for copy, texts, tokens, labels in cuts:
        spans = _spans(texts, tokens, labels)
        spans_by_line.append(spans)
        words_by_line.append([" ".join(copy[start:end].split()) for start, end in spans])
    tags_by_line = tag_words(words_by_line)

    tags_of_lexicon = _lexicon().tags
    lines_of_words = []
    for spans, words, tags in zip(spans_by_line, words_by_line, tags_by_line, strict=True):
        tagged = zip(spans, words, tags, strict=True)
        lines_of_words.append(
            [
                Word(start, end, word, tags_of_lexicon.get(_folded(word), tag))
                for (start, end), word, tag in tagged
            ]
        )
    return lines_of_words


def _spans(
    texts: Sequence[str], tokens: Sequence[Token], labels: Sequence[str]
) -> list[tuple[int, int]]:
    """The bounds of the words: as the model has them, but atoms stand alone, and then as the
    lexicon cuts them.
    """
    starts = [label != "I-W" for label in labels] + [True]
    starts[0] = True
    for at, (_, _, atom) in enumerate(tokens):
        if atom:
            starts[at] = starts[at + 1] = True
    _apply_lexicon(list(map(_folded, texts)), starts)
    bounds = [at for at, start in enumerate(starts) if start]
    return [(tokens[low][0], tokens[high - 1][1]) for low, high in pairwise(bounds)]


def _apply_lexicon(folded: list[str], starts: list[bool]) -> None:
    """Cuts every stretch of the lexicon as it says, the longest first, unless a word around it
    would be torn.
    """
    known = _lexicon().stretches
    pairs = [at for at, pair in enumerate(pairwise(folded)) if pair in known]
    # Where the last stretch that was cut ends: two may not overlap.
    free = 0
    for at in pairs:
        for stretch, word_starts in known[folded[at], folded[at + 1]]:
            end = at + len(stretch)
            is_whole = folded[at:end] == stretch and starts[at] and starts[end]
            if is_whole and at >= free:
                starts[at:end], free = word_starts, end


class _Lexicon(NamedTuple):
    """What `data/lexicon.toml` says: by their first two tokens the stretches, each with which of
    its tokens start a word; and the tags of its words.
    """

    stretches: dict[tuple[str, str], list[tuple[list[str], list[bool]]]]
    tags: dict[str, str]


@cache
def _lexicon() -> _Lexicon:
    content = dict(data.toml("lexicon.toml"))
    apart = content.pop("apart")
    tags = {fold(word): str(tag) for tag, words in content.items() for word in words}
    lexicon = _Lexicon({}, tags)
    # The longest first: "nông thôn mới" before "nông thôn".
    for entry in sorted([*tags, *apart], key=lambda entry: -len(re.findall(r"\w+", entry))):
        stretch: list[str] = []
        word_starts: list[bool] = []
        for word in entry.split("|"):
            tokens = fold(word).split()
            stretch += tokens
            word_starts += [True, *[False] * (len(tokens) - 1)]
        same_head = lexicon.stretches.setdefault((stretch[0], stretch[1]), [])
        same_head.append((stretch, word_starts))
    return lexicon


def _tokens(copy: str) -> list[Token]:
    """The tokens of a line; what a plain chunk between blanks holds is looked up, the rest is
    matched where it stands.
    """
    chunks = [match.span() for match in _CHUNK.finditer(copy)]
    known = [_in_chunk(copy[start:end]) for start, end in chunks]
    for at, (following, _) in enumerate(chunks[1:]):
        if copy[following] in _JOINS_A_NUMBER and _is_number(known[at]):
            known[at] = None
    # At the head of a line stands perhaps its enumerator.
    known[:1] = [None]
    found: list[Token] = []
    at = 0
    while at < len(chunks):
        tokens = known[at]
        if tokens is None:
            at = _match_tokens(copy, chunks, known, at, found)
        else:
            start = chunks[at][0]
            found += [(start + low, start + high, atom) for low, high, atom in tokens]
            at += 1
    return found


def _match_tokens(
    copy: str,
    chunks: Sequence[tuple[int, int]],
    known: Sequence[tuple[Token, ...] | None],
    at: int,
    found: list[Token],
) -> int:
    """Adds the tokens from a chunk on, up to the next chunk that is known; returns its place."""
    start = chunks[at][0] if at else 0
    at += 1
    for match in _pattern().finditer(copy, start):
        low, high = match.span()
        while at < len(chunks) and chunks[at][0] < low:
            at += 1
        if at < len(chunks) and chunks[at][0] == low and known[at] is not None:
            return at
        found.append(_token(match))
        while at < len(chunks) and chunks[at][0] < high:
            at += 1
        if at < len(chunks) and chunks[at - 1][1] == high and known[at] is not None:
            return at
    return len(chunks)


@lru_cache(maxsize=1 << 16)
def _in_chunk(chunk: str) -> tuple[Token, ...] | None:
    """The tokens of a chunk of letters with marks around, or of a number; None for one whose
    neighbours may belong to a token of it.
    """
    if _NUMBER.fullmatch(chunk):
        end = len(chunk.rstrip(","))
        return ((0, end, True),) if end == len(chunk) else ((0, end, True), (end, end + 1, False))
    if not _PLAIN.fullmatch(chunk):
        return None
    if chunk.isalpha():
        return ((0, len(chunk), False),)
    tokens = [_token(match) for match in _pattern().finditer(f" {chunk} a", 1)]
    return tuple((start - 1, end - 1, atom) for start, end, atom in tokens if start <= len(chunk))


def _is_number(tokens: tuple[Token, ...] | None) -> bool:
    """Whether a chunk is known as a number."""
    return tokens is not None and tokens[0][2]


def _token(match: re.Match[str]) -> Token:
    low, high = match.span()
    if match.start("atom") < 0:
        return low, high, False
    atom = match["atom"]
    return low + len(atom) - len(atom.lstrip()), high, True


# The template of the model of parts of speech, which underthesea has only inside a function.
_PARTS_TEMPLATE = (
    *("T[-2].lower", "T[-1].lower", "T[0].lower", "T[1].lower", "T[2].lower"),
    *("T[0].istitle", "T[-1].istitle", "T[1].istitle"),
    *("T[-2]", "T[-1]", "T[0]", "T[1]", "T[2]"),
    *("T[-2,-1]", "T[-1,0]", "T[0,1]", "T[1,2]"),
    *("T[-3][1]", "T[-2][1]", "T[-1][1]", "T[-3,-2][1]", "T[-2,-1][1]"),
)


@cache
def _models() -> tuple[Labeller, Labeller]:
    """What labels the tokens of sentences as words, and words as parts of speech: fast where it is
    proven equal.
    """
    if (installed := version("underthesea")) == _PROVEN:
        return _fast_models()
    warnings.warn(
        f"words are cut slowly: the fast way is proven on underthesea {_PROVEN}, not {installed}",
        stacklevel=2,
    )
    return _original_models()


def _fast_models() -> tuple[Labeller, Labeller]:
    """The labels of `_original_models`, for many sentences at once; underthesea is not imported,
    only its files are read.
    """
    word_model = _pipeline() / "word_tokenize" / "models" / "ws_crf_vlsp2013_20230727"
    words = load_model(
        word_model / "models.bin", word_model / "features.bin", word_model / "dictionary.bin"
    )
    parts = load_model(_pipeline() / "pos_tag" / "pos_crf_2017_10_11.bin", _PARTS_TEMPLATE, None)
    return (
        Crf(words, {"isdigit": is_number, "istitle": is_title}).tag,
        Crf(parts, {"istitle": is_title_case}).tag,
    )


def _original_models() -> tuple[Labeller, Labeller]:
    """The labels that underthesea's own code gives, sentence by sentence."""
    import underthesea.pipeline.word_tokenize as words
    from underthesea.pipeline.pos_tag.model_crf import CRFPOSTagPredictor

    words.word_tokenize("a")  # loads the model
    parts = CRFPOSTagPredictor.Instance()

    def cut(tokens: Sequence[str]) -> list[str]:
        if not tokens:
            return []
        return list(words.word_tokenize_model.predict([[token] for token in tokens]))

    def tag(tokens: Sequence[str]) -> list[str]:
        return [label for _, label in parts.predict(list(tokens))] if tokens else []

    return (lambda sentences: [cut(tokens) for tokens in sentences]), (
        lambda sentences: [tag(tokens) for tokens in sentences]
    )


# A line with more than this share of capitals is one in capitals, which the model runs together;
# one of up to two words may be a name ("NATO", "TP. HCM"). Chosen by eye; not measured.
_SHARE_OF_CAPITALS = 0.8
_MOST_WORDS_OF_A_NAME = 2


def _model_copy(line: str) -> str:
    """The line as the model knows its spelling, equally long."""
    letters = list(filter(str.isalpha, line))
    in_capitals = sum(map(str.isupper, letters)) > _SHARE_OF_CAPITALS * len(letters)
    if in_capitals and len(line.split()) > _MOST_WORDS_OF_A_NAME:
        # A letter such as İ has a longer lower case: it stays.
        lowered = [(letter, letter.lower()) for letter in line]
        line = "".join(lower if len(lower) == 1 else letter for letter, lower in lowered)
    return fold_placement(line)
