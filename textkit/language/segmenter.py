"""Words and parts of speech of one paragraph, by underthesea's models, with their place in the text.

Three things are done before the model sees a line, because each was seen to change its words:

- the spelling is folded to the tone placement the model was trained on (*văn hoá* is one word to it,
  *văn hóa* two), in a copy of equal length, so that the words' bounds hold in the untouched text;
- document numbers, dates, numbers, ranges of years and letters of points become atoms, which are words of
  their own and are never joined to a neighbour;
- lines in capitals are cut in lower case (the model runs capitals together).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from textkit.reading.text import fold_placement

ATOM = r"""(?x)
  ^ \s* (?: [a-zđ] \d? \) | \( \d{1,2} \) | \d{1,2} (?:\.\d{1,2}){1,3} \.? (?=\s+[^\W\d_]) | [IVXLC]{1,6} (?=\s*[-–.]) )
 | (?<![\w/.,]) (?:
    \d{1,5} \s?[/.]\s? (?:19|20)\d\d \s?[/.]\s? [A-ZĐƯ][A-Za-zĐƯđ]* (?:\s?[-–@]\s?[A-ZĐƯ][A-Za-zĐƯđ]*)* \d{0,2}
  | \d{1,5} \s?[-–/]\s? [A-ZĐƯ][A-Za-zĐƯđ]* (?:\s?[-–/]\s?[A-ZĐƯ][A-Za-zĐƯđ]*)+ \d{0,2}
  | \d{1,2} [/.-] \d{1,2} [/.-] (?:\d{4}|\d{2}) (?!\d)
  | \d{1,2} / (?:19|20)\d\d (?!\d)
  | (?:19|20)\d\d \s?[-–]\s? (?:19|20)\d\d (?!\d)
  | \d{1,3} (?:\.\d{3})+ (?:,\d+)? (?!\d)
  | \d+ (?:,\d+)? (?![\w,.]*[^\W\d])
  )
 | (?<!\w) (?: (?:PGS|GS|TS|ThS|BS|KS)\. (?:\s?(?:TS|BS|KH)\.)* | TP\. | TX\. | đ/c | v\.v ) (?!\w)
"""
# "kinh tế-xã hội": the hyphen joins two words, not two syllables ("Mác-Lênin", "in-tơ-nét" stay whole).
HYPHENATED = r"(?<![\w-])[a-zà-ỹđ]{1,7}(?=-[a-zà-ỹđ]{1,7}(?![\w-]))"


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


@cache
def _models() -> tuple[Any, Any]:
    import underthesea.pipeline.word_tokenize as words
    from underthesea.pipeline.pos_tag.model_crf import CRFPOSTagPredictor

    words.word_tokenize("a")  # loads the model
    return words.word_tokenize_model, CRFPOSTagPredictor.Instance()


def segment(line: str) -> list[Word]:
    """The words of one sentence, in order; white space is between them, and inside words of two syllables.

    >>> [word.text for word in segment("Nghị quyết 05-NQ/TU về văn hóa")]
    ['Nghị quyết', '05-NQ/TU', 'về', 'văn hoá']
    """
    copy = _model_copy(line)
    tokens = [_token(match) for match in _pattern().finditer(copy)]
    if not tokens:
        return []
    labels = _models()[0].predict([[copy[start:end]] for start, end, _ in tokens])
    spans: list[list[int]] = []
    after_atom = True
    for (start, end, atom), label in zip(tokens, labels, strict=True):
        if label == "I-W" and not atom and not after_atom:
            spans[-1][1] = end
        else:
            spans.append([start, end])
        after_atom = atom
    words = [re.sub(r"\s+", " ", copy[start:end]) for start, end in spans]
    tags = _models()[1].predict(words)
    return [Word(a, b, word, tag) for (a, b), word, (_, tag) in zip(spans, words, tags, strict=True)]


def _token(match: re.Match[str]) -> tuple[int, int, bool]:
    atom = match.group("atom")
    if atom is None:
        return match.start(), match.end(), False
    return match.start() + len(atom) - len(atom.lstrip()), match.end(), True


def _model_copy(line: str) -> str:
    letters = [c for c in line if c.isalpha()]
    if letters and sum(c.isupper() for c in letters) > 0.8 * len(letters) and len(line.split()) > 2:
        line = "".join(low if len(low := c.lower()) == 1 else c for c in line)
    return fold_placement(line)
