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
from textkit.vietnamese.text import fold, fold_placement

ATOM = r"""(?x)
  ^ \s* (?: [a-zđ] \d? \) | \( \d{1,2} \) | \d{1,2} (?:\.\d{1,2}){1,3} \.? (?=\s+[^\W\d_])
      | [IVXLC]{1,6} (?=\s*[-–.]) )
 | (?<![\w/.,]) (?:
    \d{1,5} \s?[/.]\s? (?:19|20)\d\d \s?[/.]\s? [A-ZĐƯ][A-Za-zĐƯđ]*
         (?:\s?[-–@]\s?[A-ZĐƯ][A-Za-zĐƯđ]*)* \d{0,2}
  | \d{1,5} \s?[-–/]\s? [A-ZĐƯ][A-Za-zĐƯđ]* (?:\s?[-–/]\s?[A-ZĐƯ][A-Za-zĐƯđ]*)+ \d{0,2}
  | \d{1,2} [/.-] \d{1,2} [/.-] (?:\d{4}|\d{2}) (?!\d)
  | \d{1,2} / (?:19|20)\d\d (?!\d)
  | (?:19|20)\d\d \s?[-–]\s? (?:19|20)\d\d (?!\d)
  | \d{1,3} (?:\.\d{3})+ (?:,\d+)? (?!\d)
  | \d+ (?:,\d+)? (?![\w,.]*[^\W\d])
  )
 | (?<!\w) (?: (?:PGS|GS|TS|TSKH|ThS|BS|KS)\. (?:\s?(?:TS|TSKH|BS|KH)\.)*
      | TP\. | TX\. | [đbtk]/[cghđ] | v\.v ) (?!\w)
 | (?<!\w) (?: T[PX]\. (?=[A-ZĐ][a-zà-ỹ]) | Luật (?=\s(?:số\s|[A-ZĐ])) | [Kk]hoá (?=\s[IVXLC]+\b) )
"""
# "kinh tế-xã hội": the hyphen joins two words, not two syllables ("Mác-Lênin", "in-tơ-nét" stay
# whole).
HYPHENATED = r"(?<![\w-])[a-zà-ỹđ]{1,7}(?=-[a-zà-ỹđ]{1,7}(?![\w-]))"

# Letters with marks behind, no abbreviation: what holds a figure, a hyphen or a dot may go on in
# its neighbour.
_CHUNK = re.compile(r"\S+")
_PLAIN = re.compile(
    r"(?!(?:Luật|[Kk]hoá)\b)[^\W\d_]+(?:(?<=[^\W\d_]{4})(?<![A-ZĐ])\.|[,;:!?…”\"')\]]{0,2})"
)

_PROVEN = "9.5.0"  # the version of underthesea whose models `crf` gives the same labels as

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
    from underthesea.pipeline.word_tokenize import regex_tokenize

    own = f"(?P<atom>{ATOM.removeprefix('(?x)')})|{HYPHENATED}"
    return re.compile(f"{own}|{regex_tokenize.regex_patterns_combine}", re.VERBOSE)


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
    tokens = [_tokens(copy) for copy in copies]
    texts = [
        [copy[start:end] for start, end, _ in found]
        for copy, found in zip(copies, tokens, strict=True)
    ]
    spans = [_spans(*found) for found in zip(texts, tokens, cut_words(texts), strict=True)]
    words = [
        [" ".join(copy[start:end].split()) for start, end in found]
        for copy, found in zip(copies, spans, strict=True)
    ]
    tagged = zip(spans, words, tag_words(words), strict=True)
    own = _lexicon()[1]
    return [
        [
            Word(*span, word, own.get(_folded(word), tag))
            for span, word, tag in zip(*found, strict=True)
        ]
        for found in tagged
    ]


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
    known, free = _lexicon()[0], 0
    for at in [at for at, pair in enumerate(pairwise(folded)) if pair in known]:
        for stretch, cut in known[folded[at], folded[at + 1]]:
            end = at + len(stretch)
            if folded[at:end] == stretch and at >= free and starts[at] and starts[end]:
                starts[at:end], free = cut, end


@cache
def _lexicon() -> tuple[dict[tuple[str, str], list[tuple[list[str], list[bool]]]], dict[str, str]]:
    """The lexicon's stretches of tokens by their first two, with which tokens start a word; the
    tags of its words.
    """
    content = dict(data.toml("lexicon.toml"))
    apart, known = content.pop("apart"), dict[tuple[str, str], list[tuple[list[str], list[bool]]]]()
    tags = {fold(word): str(tag) for tag, words in content.items() for word in words}
    for entry in sorted([*tags, *apart], key=lambda entry: -len(re.findall(r"\w+", entry))):
        words = [fold(word).split() for word in entry.split("|")]
        stretch = [token for word in words for token in word]
        known.setdefault((stretch[0], stretch[1]), []).append(
            (stretch, [not at for word in words for at in range(len(word))])
        )
    return known, tags


def _tokens(copy: str) -> list[Token]:
    """The tokens of a line; what a plain chunk between blanks holds is looked up, the rest is
    matched where it stands.
    """
    found: list[Token] = []
    chunks = list(_CHUNK.finditer(copy))
    at = 0
    while at < len(chunks):
        start = chunks[at].start() if at else 0
        if at and (known := _in_chunk(chunks[at][0])) is not None:
            found += [(start + low, start + high, atom) for low, high, atom in known]
            at += 1
            continue
        at += 1
        for match in _pattern().finditer(copy, start):
            while at < len(chunks) and chunks[at].start() < match.start():
                at += 1
            if (
                at < len(chunks)
                and chunks[at].start() == match.start()
                and _in_chunk(chunks[at][0]) is not None
            ):
                break
            found.append(_token(match))
            while at < len(chunks) and chunks[at].start() < match.end():
                at += 1
        else:
            break
    return found


@lru_cache(maxsize=1 << 16)
def _in_chunk(chunk: str) -> tuple[Token, ...] | None:
    """The tokens of a chunk of letters with marks behind; None for one whose neighbours may belong
    to a token of it.
    """
    if not _PLAIN.fullmatch(chunk):
        return None
    tokens = [_token(match) for match in _pattern().finditer(f" {chunk} a", 1)]
    return tuple((start - 1, end - 1, atom) for start, end, atom in tokens if start <= len(chunk))


def _token(match: re.Match[str]) -> Token:
    atom = match.group("atom")
    if atom is None:
        return match.start(), match.end(), False
    return match.start() + len(atom) - len(atom.lstrip()), match.end(), True


@cache
def _models() -> tuple[Labeller, Labeller]:
    """What labels the tokens of sentences as words, and words as parts of speech: fast where it is
    proven equal.
    """
    import underthesea.pipeline.word_tokenize as words
    from underthesea.pipeline.pos_tag.model_crf import CRFPOSTagPredictor

    words.word_tokenize("a")  # loads the model
    parts = CRFPOSTagPredictor.Instance()

    def cut(tokens: Sequence[str]) -> list[str]:
        return (
            list(words.word_tokenize_model.predict([[token] for token in tokens])) if tokens else []
        )

    def tag(tokens: Sequence[str]) -> list[str]:
        return [label for _, label in parts.predict(list(tokens))] if tokens else []

    if (installed := version("underthesea")) != _PROVEN:
        warnings.warn(
            f"words are cut slowly: the fast way is proven on underthesea {_PROVEN}, not"
            f" {installed}",
            stacklevel=2,
        )
    elif find_spec("textkit.language.crf"):
        return _fast_models(cut, tag)
    return (lambda sentences: [cut(tokens) for tokens in sentences]), (
        lambda sentences: [tag(tokens) for tokens in sentences]
    )


def _fast_models(
    cut: Callable[[Sequence[str]], list[str]], tag: Callable[[Sequence[str]], list[str]]
) -> tuple[Labeller, Labeller]:
    """The same labels for many sentences at once; the room `crf` may be taken out, then all is only
    slower.
    """
    import joblib
    import underthesea
    from underthesea.pipeline.pos_tag.tagged_feature import text_istitle

    from textkit.language.crf import Crf, is_number, is_title

    folder = Path(underthesea.__file__).parent / "pipeline"
    model = folder / "word_tokenize" / "models" / "ws_crf_vlsp2013_20230727"
    known, same = (
        joblib.load(model / "dictionary.bin"),
        dict[str, Callable[[str], str]]({"": str, ".lower": str.lower}),
    )
    words = same | {
        ".isdigit": is_number,
        ".istitle": is_title,
        ".is_in_dict": lambda text: str(text.lower() in known),
    }
    parts = same | {".istitle": lambda text: str(text_istitle(text))}
    return (
        Crf(model / "models.bin", words, cut).tag,
        Crf(folder / "pos_tag" / "pos_crf_2017_10_11.bin", parts, tag).tag,
    )


def _model_copy(line: str) -> str:
    letters = [c for c in line if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > 0.8 * len(letters) and len(line.split()) > 2:
        line = "".join(low if len(low := c.lower()) == 1 else c for c in line)
    return fold_placement(line)
