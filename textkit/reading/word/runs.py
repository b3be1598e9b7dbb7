"""The runs of a Word file: what they show, and which of them show a stretch of the text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from textkit import data
from textkit.reading.word.numbering import Styles
from textkit.reading.word.parts import Node, first, is_on, tag, value
from textkit.vietnamese.encodings import font_decoder
from textkit.vietnamese.syllables import syllable_share
from textkit.vietnamese.text import tidy

OUT: frozenset[str] = frozenset(
    "pPr rPr del moveFrom instrText delText delInstrText Fallback txbxContent rt sdtPr".split()
)
"""What tracked changes took out, what is no text, and what is read elsewhere: boxes after their
paragraph.
"""

# What a run holds beside text, a character each; the soft hyphen is dropped on tidying, but in
# TCVN3 it is ư.
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "\u00ad",
}
# The codes of signs in the fonts Symbol and Wingdings, which Word also writes as private
# characters.
_SYMBOLS = {
    font: {
        int(row["code"], 16): row["sign"]
        for row in reversed(data.rows("symbols.csv"))
        if font in row["font"]
    }
    for font in ("Symbol", "Wingdings", "")
}
_LOOK = attrgetter("font", "capitals")
_LINE_ENDS = str.maketrans("\r\n", "  ")  # of the XML, which Word shows as blanks


class RunSpan(NamedTuple):
    """Characters of a run: the paragraph's origin, the place of the `w:r` in it, start and end.

    They count the text of its `w:t`, and one each for a tab, a break, a hyphen and a symbol.
    """

    origin: str
    run: int
    start: int
    end: int


class Run(NamedTuple):
    """The characters of a run as the file has them, and what draws them; without a place it is no
    `w:r`.
    """

    origin: str
    place: int | None
    raw: str
    font: str = ""
    capitals: bool = False


Places: TypeAlias = list[tuple[Run, int]]
"""The characters of runs, each by its run and its place in it, that make one character of the text.
"""


class Look(NamedTuple):
    """How a run is shown."""

    font: str
    capitals: bool
    hidden: bool


class Looks:
    """How the runs of one Word file are shown."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._said: dict[tuple[str | None, str | None, str], str | None] = {}

    def of(self, style: str | None, *properties: Node | None) -> Look:
        """The look by a run's properties, its style, its paragraph's style and the default, the
        nearest first.
        """
        font, capitals, hidden = (
            self._find(name, style, properties) for name in ("rFonts", "caps", "vanish")
        )
        return Look(font or "", bool(capitals), bool(hidden))

    def _find(self, name: str, style: str | None, properties: Sequence[Node | None]) -> str | None:
        found = _nearest(first(node, name) for node in properties)
        if found is None:
            run_style = next(
                filter(None, (value(first(node, "rStyle")) for node in properties)), None
            )
            key = run_style, style, name
            if key not in self._said:
                sources = [
                    *self._styles.based(run_style),
                    *self._styles.based(style),
                    self._styles.default,
                ]
                self._said[key] = _nearest(first(node, "rPr", name) for node in sources)
            found = self._said[key]
        return found


def _nearest(nodes: Iterable[Node | None]) -> str | None:
    """What the first property that says something says: a font, empty for the theme's; or on, empty
    for off.
    """
    for node in nodes:
        if node is not None:
            font = value(node, "hAnsi") or value(node, "ascii")
            themed = value(node, "hAnsiTheme") or value(node, "asciiTheme")
            said = "on" if is_on(node) else ""
            if tag(node) != "rFonts" or font or themed:
                return said if tag(node) != "rFonts" else "" if themed else font
    return None


def content(run: Node, fields: list[bool], references: list[Node]) -> Iterator[str]:
    """What a run holds; `fields` are the open fields, true where the result has begun, `references`
    those to notes.
    """
    for child in run:
        name = tag(child)
        if name == "fldChar":
            _enter(fields, value(child, "fldCharType"))
        elif name in OUT or not all(fields):
            continue
        elif name == "t":
            yield (child.text or "").translate(_LINE_ENDS)
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "sym":
            yield _symbol(value(child, "char") or "", value(child, "font") or "")
        elif name in ("footnoteReference", "endnoteReference"):
            references.append(child)
            if (value(child, "customMarkFollows") or "0") not in ("0", "false", "off"):
                return  # the rest of the run is the mark
        else:
            yield from content(child, fields, references)


def _enter(fields: list[bool], step: str | None) -> None:
    if step == "begin":
        fields.append(False)
    elif step == "separate" and fields:
        fields[-1] = True
    elif step == "end" and fields:
        fields.pop()


def _symbol(code: str, font: str) -> str:
    if not re.fullmatch("[0-9A-Fa-f]{1,4}", code):
        return ""
    point = int(code, 16)
    private = point < 0x100 or 0xE000 <= point < 0xF900 or 0xD800 <= point < 0xE000
    return _signs(font).get(point | 0xF000, "\ufffd") if private else chr(point)


@lru_cache(maxsize=4096)
def _signs(font: str) -> dict[int, str]:
    return next(signs for name, signs in _SYMBOLS.items() if name in font)


def draw(text: str, font: str, capitals: bool) -> str:
    """What a font shows for the characters of a run."""
    decode = font_decoder(font)
    text = (decode(text) if decode else text).translate(_signs(font))
    return text.upper() if capitals else text


def judged(runs: Iterable[Run]) -> list[Run]:
    """The runs, those without their font that are Unicode although their font is a legacy one."""
    found: list[Run] = []
    for font, group in groupby(runs, key=attrgetter("font")):
        same, decode = list(group), font_decoder(font)
        raw = "".join(run.raw for run in same)
        if decode and syllable_share(decode(raw)) < syllable_share(raw):
            same = [run._replace(font="") for run in same]
        found += same
    return found


def shown(runs: Iterable[Run]) -> str:
    """The text of the runs; letters and marks of neighbours in one font belong together."""
    return "".join(
        draw("".join(run.raw for run in group), *look) for look, group in groupby(runs, key=_LOOK)
    )


def align(words: str, label: str, runs: Iterable[Run]) -> list[Places]:
    """The characters of the runs behind each character of a block, which begins with the label."""
    letters, begin = list(_letters(runs)), len(label) + 1 if label else 0
    found: list[Places] = [[] for _ in words]
    at = 0
    for place, letter in enumerate(words[begin:], begin):
        while at < len(letters) and letters[at][0].isspace() and not _alike(letter, letters[at][0]):
            at += 1
        if at == len(letters) or not _alike(letter, letters[at][0]):  # mended since
            matcher = SequenceMatcher(
                None, words[begin:], "".join(letter for letter, _ in letters), autojunk=False
            )
            for here, there, size in matcher.get_matching_blocks():
                found[begin + here : begin + here + size] = [
                    places for _, places in letters[there : there + size]
                ]
            return found
        found[place] = letters[at][1]
        at += 1
    return found


def spans(places: Iterable[tuple[Run, int]]) -> list[RunSpan]:
    """The spans of runs that hold these characters."""
    hits: dict[tuple[str, int], list[int]] = {}
    for run, at in places:
        if run.place is not None:
            hits.setdefault((run.origin, run.place), []).append(at)
    return [RunSpan(*key, min(at), max(at) + 1) for key, at in hits.items()]


def _alike(letter: str, other: str) -> bool:
    return letter.upper() == other.upper() or (letter == " " and other == "\t")


def _letters(runs: Iterable[Run]) -> Iterator[tuple[str, Places]]:
    """The tidied characters that runs show, each with the characters of the runs that make it."""
    before, held = "", list[tuple[Run, int]]()
    for look, group in groupby(runs, key=_LOOK):
        places = [(run, at) for run in group for at in range(len(run.raw))]
        raw, start = "".join(run.raw[at] for run, at in places), 0
        while start < len(raw):
            end = start + (2 if _is_pair(raw[start : start + 2], *look) else 1)
            more = draw(raw[start:end], *look)
            if before and not _joins(before, more):
                yield from ((letter, held) for letter in tidy(before))
                before, held = "", []
            before, held, start = before + more, held + places[start:end], end
    yield from ((letter, held) for letter in tidy(before))


def _is_pair(two: str, font: str, capitals: bool) -> bool:
    """Whether two characters are the base and the mark of one letter in VNI."""
    return len(two) > 1 and draw(two, font, capitals) != draw(two[0], font, capitals) + draw(
        two[1], font, capitals
    )


def _joins(before: str, after: str) -> bool:
    """Whether tidying makes something else of two strings together than of each: a letter and its
    mark.
    """
    return (
        not tidy(after)
        or unicodedata.combining(after[0]) > 0
        or tidy(before + after) != tidy(before) + tidy(after)
    )
