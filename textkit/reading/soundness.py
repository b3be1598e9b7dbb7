"""Whether the text of a file is whole: letters that are lost, wrong or without their marks.

One gate for all readers, after reading. What nothing can be made of is refused, else a remark says
what is broken. Tried on some 250 sound Vietnamese documents of ../shared and the sample corpus: no
remark on any of them.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from textkit import data
from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.layout import Reading
from textkit.vietnamese.mending import mend
from textkit.vietnamese.syllables import common
from textkit.vietnamese.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_PATTERNS = data.patterns("reading.toml", "soundness")

# What stands where a font or a converter does not know a letter: U+FFFD, a private character, a
# soft hyphen.
_ODD = re.compile("[\ufffd\ue000-\uf8ff\u00ad]")

# Where no other reason is given, the numbers below were chosen by eye and not measured.

# Letters that were saved as "?" in a code page without Vietnamese: a text that lost them so has one
# in three or four words, sound documents none. From the first share it is refused, from so many
# words on (three may be slips: "gì?Làm") a remark is made.
_SHARE_OF_QUESTIONS = 0.05
_FEWEST_QUESTIONS = 3

# A text of so many words of which fewer have a Vietnamese letter has lost its marks, was typed
# without them, or is in another language. Sound documents have .69 or more, lists of numbers among
# them; texts in English about Vietnam up to .08.
_FEWEST_WORDS_MARKED = 50
_SHARE_WITH_MARKS = 0.05

# Words of English are not in the list of common ones, so a text is not judged by its words where so
# many of them are the commonest of English. Sound Vietnamese documents have .006 or less ("to" is
# Vietnamese too), texts in both languages .04 or more.
_SHARE_OF_ENGLISH = 0.02

# Measured: clean text has .94 or more of its words among the common ones, .89 in capitals.
_KNOWN_WORDS = 0.88
_KNOWN_CAPITALS = 0.8

# So many words are needed to judge, and a third as many wrong ones to refuse.
_FEWEST_WORDS = 30

# The share of odd characters with which a text is refused; so few U+FFFD are no reason.
_SHARE_ODD = 0.015
_MOST_LOST = 3

_WORDS_SHOWN = 8
_LETTERS_SHOWN = 40


def judged(reading: Reading, path: str | Path) -> Reading:
    """What was read, with a remark on each way in which its text is broken.

    The kinds of the remarks: `questions` (letters that became "?", their number), `lost` (U+FFFD,
    their number), `unmarked` (next to no Vietnamese letter), `wrong` (the first words whose letters
    are missing or wrong). Raises TextkitError for a text that lost its letters all over.

    >>> judged(Reading("Phát triển kinh tế"), "a.txt").remarks
    ()
    >>> judged(Reading("Tốc độ tăng trưởng bình quân của ngành kinh tế đ\ufffdt 8%"), "").remarks
    (Remark(kind='lost', value='1'),)
    """
    text = reading.text
    words = _WORD.findall(text)
    remarks: list[Remark] = []
    questions = [match[0] for match in _PATTERNS["questions"].finditer(text)]
    if len(questions) >= _FEWEST_QUESTIONS:
        if len(questions) >= _SHARE_OF_QUESTIONS * len(words):
            raise TextkitError("file.lost-letters", path=path, words=_first(questions))
        remarks.append(Remark("questions", str(len(questions))))
    lost = len(_PATTERNS["lost"].findall(text))
    if lost > max(_SHARE_ODD * len(text), _MOST_LOST):
        raise TextkitError("file.lost-letters", path=path, words=text[:_LETTERS_SHOWN])
    # Where bytes were damaged, their remark has said so.
    if lost and not any(remark.kind == "bytes" for remark in reading.remarks):
        remarks.append(Remark("lost", str(lost)))
    marked = sum(not word.isascii() for word in words)
    if len(words) >= _FEWEST_WORDS_MARKED and marked < _SHARE_WITH_MARKS * len(words):
        remarks.append(Remark("unmarked"))
    elif not remarks and not _has_english(words):
        wrong = unreadable(_PATTERNS["not_words"].sub(" ", text))
        if wrong:
            remarks.append(Remark("wrong", wrong))
    return reading._replace(remarks=(*reading.remarks, *remarks))


def unreadable(text: str) -> str:
    """The first wrong words of a Vietnamese text whose letters are missing or wrong.

    Empty for a text that can be read. Judged apart are the words of lines in capitals (often a font
    of their own) and all others; a text with hardly any Vietnamese letter is not judged.

    >>> (
    ...     unreadable("CỘNG ÒA XÃ ỘI C Ủ NG ĨA VIỆT NAM " * 4)[:16],
    ...     unreadable("The annual report of the committee. " * 9),
    ... )
    ('ÒA ỘI C ĨA ÒA ỘI', '')
    """
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    odd = sum(len(_ODD.findall(line[1:])) for line in lines)  # a bullet may be odd
    if odd > _SHARE_ODD * len(text):
        return text[:_LETTERS_SHOWN]
    wrong = _wrong_words(lines)
    if not wrong:
        return ""
    # Words may only be torn, which is mended on laying out.
    return _wrong_words([mend(line, torn=True)[0] for line in lines])


def _wrong_words(lines: Sequence[str]) -> str:
    """The first words that are not among the common ones, if those are too many."""
    capitals: list[str] = []
    others: list[str] = []
    for line in lines:
        words = _WORD.findall(line)
        if line.isupper():
            has_digit = re.search(r"\d", line)
            for word in words:
                # PM, QH and GDP are no Vietnamese words, nor are single letters beside figures.
                if not word.isascii() or (len(word) == 1 and not has_digit):
                    capitals.append(word)
        else:
            others += [word for word in words if not word.isupper()]
    marked = sum(not word.isascii() for word in [*capitals, *others])
    if marked < _SHARE_WITH_MARKS * len(capitals + others):
        return ""
    for words, enough in ((capitals, _KNOWN_CAPITALS), (others, _KNOWN_WORDS)):
        unknown = {word for word in set(words) if fold(word) not in common()}
        wrong = [word for word in words if word in unknown]
        most = max((1 - enough) * len(words), _FEWEST_WORDS / 3)
        if len(words) >= _FEWEST_WORDS and len(wrong) > most:
            return _first(wrong)
    return ""


def _has_english(words: Sequence[str]) -> bool:
    english = sum(1 for word in words if _PATTERNS["english"].fullmatch(word))
    return english > _SHARE_OF_ENGLISH * len(words)


def _first(words: Sequence[str]) -> str:
    return " ".join(words[:_WORDS_SHOWN])
