"""The runs of a Word file: what they show, and which of them show a stretch of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, Self, TypeAlias

from textkit import data
from textkit.reading.marks import settle, wrapped
from textkit.reading.word.numbering import Styles
from textkit.reading.word.parts import Node, first, is_on, tag, value
from textkit.vietnamese.encodings import font_decoder
from textkit.vietnamese.syllables import syllable_share
from textkit.vietnamese.text import tidy

OUT: frozenset[str] = frozenset(
    [
        *("pPr", "rPr", "sdtPr"),  # properties
        *("del", "moveFrom", "delText", "delInstrText"),  # what tracked changes took out
        "instrText",  # the code of a field; its result is text
        "Fallback",  # a second copy for old versions of Word
        "txbxContent",  # a box, which is read after its paragraph
        "rt",  # the small reading above East Asian words
    ]
)
"""The elements whose text is not that of their paragraph."""

# What a run holds beside text, one character each; the soft hyphen is dropped on tidying, but in
# TCVN3 it is ư.
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "-",
    "softHyphen": "\u00ad",
}
_LOOK = attrgetter("font", "capitals")
_MANNER = attrgetter("raised", "struck")
_LINE_ENDS = str.maketrans("\r\n", "  ")  # of the XML, which Word shows as blanks

# In a longer paragraph that was mended since, places behind the first mend lead to no run: the work
# of matching grows with the square of the length, and this long takes a fifth of a second.
_LONGEST_MENDED = 3_000
_FONTS_KEPT = 4096  # far more than a document names

# A run that is set higher by this share of its size is raised; a smaller shift levels a line, or
# puts what is filled in upon dots. Word raises by a third. Chosen by eye; not measured.
_LEAST_RISE = 0.28
_SIZE = 24  # in half-points, where nothing states one


def _signs_of(font: str) -> dict[int, str]:
    """The signs of a symbol font by their codes; those of both fonts for an empty name."""
    signs: dict[int, str] = {}
    for row in data.rows("symbols.csv"):
        if font in row["font"]:
            # Where both fonts have a sign at one code, the first of the table is meant.
            signs.setdefault(int(row["code"], 16), row["sign"])
    return signs


# The codes are those of private characters, which is how Word also writes these signs.
_SYMBOLS = {font: _signs_of(font) for font in ("Symbol", "Wingdings", "")}


class RunSpan(NamedTuple):
    """Characters of a run: the paragraph's origin, the place of the `w:r` in it, start and end.

    They count the text of its `w:t`, and one each for a tab, a break, a hyphen and a symbol.
    """

    origin: str
    run: int
    start: int
    end: int


class Run(NamedTuple):
    """The characters of a run as the file has them, and what draws them.

    `raised` and `struck` are the manner in which they stand in the line. Its place is that of its
    `w:r` in the paragraph; an automatic number and the run of an equation have none.
    """

    origin: str
    place: int | None
    raw: str
    font: str = ""
    capitals: bool = False
    raised: bool = False
    struck: bool = False


Places: TypeAlias = list[tuple[Run, int]]
"""The characters that make one character of the text, each by its run and its place in it."""


class Look(NamedTuple):
    """How a run is shown."""

    font: str
    capitals: bool
    hidden: bool
    raised: bool
    struck: bool


class Looks:
    """How the runs of one Word file are shown."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        # Styles do not change within a file: what each says of a property is looked up once.
        self._by_style: dict[tuple[str | None, str | None, str], str | None] = {}

    def of(self, style: str | None, *properties: Node | None) -> Look:
        """The look by a run's properties, its own style, its paragraph's style and the default.

        `style` is that of the paragraph; the nearest that says something wins.
        """
        own = _Own.of(properties)
        font = self._property("rFonts", style, own)
        capitals = self._property("caps", style, own)
        hidden = self._property("vanish", style, own)
        struck = self._property("strike", style, own) or self._property("dstrike", style, own)
        raised = self._is_raised(style, own)
        return Look(font or "", bool(capitals), bool(hidden), raised, bool(struck))

    def _is_raised(self, style: str | None, own: _Own) -> bool:
        if self._property("vertAlign", style, own) == "superscript":
            return True
        rise = self._property("position", style, own) or "0"
        if not re.fullmatch(r"\d{1,3}", rise) or rise == "0":  # -6 is lowered
            return False
        size = self._property("sz", style, own) or ""
        points = int(size) if re.fullmatch(r"\d{1,3}", size) else _SIZE
        return int(rise) >= _LEAST_RISE * points

    def _property(self, name: str, style: str | None, own: _Own) -> str | None:
        stated = _first_stated(own.by_name.get(name, ()))
        if stated is not None:
            return stated
        key = own.style or None, style, name
        if key not in self._by_style:
            nodes = [
                *self._styles.based(key[0]),
                *self._styles.based(style),
                self._styles.default,
            ]
            self._by_style[key] = _first_stated(first(node, "rPr", name) for node in nodes)
        return self._by_style[key]


class _Own(NamedTuple):
    """What the properties of a run state themselves, by name, and its own style."""

    by_name: dict[str, list[Node]]
    style: str | None

    @classmethod
    def of(cls, properties: Iterable[Node | None]) -> Self:
        """The children of the properties, each looked at once."""
        by_name: dict[str, list[Node]] = {}
        for node in properties:
            for child in node if node is not None else ():
                by_name.setdefault(tag(child), []).append(child)
        styles = by_name.get("rStyle", ())
        return cls(by_name, next(filter(None, map(value, styles)), None))


def _first_stated(nodes: Iterable[Node | None]) -> str | None:
    """What the first of some property elements that states something states.

    That is a font, empty for the one of the theme; a value; or `on`, empty for off. None where none
    does.
    """
    for node in nodes:
        if node is None:
            continue
        name = tag(node)
        if name in ("vertAlign", "position", "sz"):
            return value(node) or ""
        if name != "rFonts":
            return "on" if is_on(node) else ""
        if value(node, "hAnsiTheme") or value(node, "asciiTheme"):
            return ""
        font = value(node, "hAnsi") or value(node, "ascii")
        if font:
            return font
    return None


def content(run: Node, fields: list[bool], references: list[Node]) -> Iterator[str]:
    """The text a run holds, piece by piece.

    A field (a page number, a link) has its code first and then its result, which alone is text, and
    goes over several runs: `fields` are those that are open, true where the result has begun, and
    is changed on the way. References to notes are added to `references`.
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
            if has_typed_mark(child):
                return  # the rest of the run is the mark
        else:
            yield from content(child, fields, references)


def held(run: Node) -> Iterator[str]:
    """The text a run holds, piece by piece, also where a tracked change took it out.

    The codes of fields, boxes and the marks of notes are none of it.
    """
    for child in run:
        name = tag(child)
        if name in ("t", "delText"):
            yield (child.text or "").translate(_LINE_ENDS)
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "sym":
            yield _symbol(value(child, "char") or "", value(child, "font") or "")


def has_typed_mark(reference: Node) -> bool:
    """Whether the mark of a note is typed, `*` say, rather than counted."""
    return (value(reference, "customMarkFollows") or "0") not in ("0", "false", "off")


def _enter(fields: list[bool], step: str | None) -> None:
    """Changes the open fields at the begin of one, at that of its result, and at its end."""
    if step == "begin":
        fields.append(False)
    elif step == "separate" and fields:
        fields[-1] = True
    elif step == "end" and fields:
        fields.pop()


def _symbol(code: str, font: str) -> str:
    """The character of a `w:sym`; U+FFFD for a sign that is not in `symbols.csv`."""
    if not re.fullmatch("[0-9A-Fa-f]{1,4}", code):
        return ""
    point = int(code, 16)
    is_byte = point < 0x100
    is_surrogate = 0xD800 <= point < 0xE000
    is_private = 0xE000 <= point < 0xF900
    if is_byte or is_surrogate or is_private:  # the place of a sign in the font
        return _signs(font).get(point | 0xF000, "\ufffd")
    return chr(point)


@lru_cache(maxsize=_FONTS_KEPT)
def _signs(font: str) -> dict[int, str]:
    """The signs of a font by their private characters."""
    for name in ("Symbol", "Wingdings"):
        if name in font:
            return _SYMBOLS[name]
    return _SYMBOLS[""]


def draw(text: str, font: str, capitals: bool) -> str:
    """What a font shows for the characters of a run."""
    decode = font_decoder(font)
    if decode:
        text = decode(text)
    text = text.translate(_signs(font))
    return text.upper() if capitals else text


def judged(runs: Iterable[Run]) -> list[Run]:
    """The runs; those in Unicode whose font is a legacy one lose it.

    A text that was converted often keeps the old name of its font: it is judged by which of both
    readings has more Vietnamese syllables.
    """
    judged_runs: list[Run] = []
    for font, group in groupby(runs, key=attrgetter("font")):
        neighbours = list(group)
        decode = font_decoder(font)
        raw = "".join(run.raw for run in neighbours)
        if decode and syllable_share(decode(raw)) < syllable_share(raw):
            neighbours = [run._replace(font="") for run in neighbours]
        judged_runs += neighbours
    return judged_runs


def shown(runs: Iterable[Run]) -> str:
    """The text of the runs; letters and marks of neighbours in one font belong together."""
    return "".join(
        draw("".join(run.raw for run in group), *look) for look, group in groupby(runs, key=_LOOK)
    )


def marked(runs: Sequence[Run]) -> tuple[str, list[Run]]:
    """The text of the runs as `shown` has it, with what is raised and struck wrapped, and the runs
    that stay in the line once `settle` has judged it.
    """
    groups: list[list[Run]] = []
    parts: list[str] = []
    is_wrapped: list[bool] = []
    for (raised, struck), group in groupby(runs, key=_MANNER):
        neighbours = list(group)
        words = shown(neighbours)
        part = wrapped(words, "struck" if struck else "raised") if raised or struck else words
        groups.append(neighbours)
        parts.append(part)
        is_wrapped.append(part != words)
    text = "".join(parts)
    if not any(is_wrapped):
        return text, list(runs)
    kept = iter(settle(text).kept)
    staying: list[Run] = []
    for neighbours, is_stretch in zip(groups, is_wrapped, strict=True):
        if not is_stretch or next(kept, True):
            staying += neighbours
    return text, staying


def align(words: str, label: str, runs: Iterable[Run]) -> list[Places]:
    """The characters of the runs behind each character of a block, which begins with the label."""
    letters = list(_letters(runs))
    begin = len(label) + 1 if label else 0
    behind: list[Places] = [[] for _ in words]
    at = 0
    for place, letter in enumerate(words[begin:], begin):
        # Tidying takes out blanks at the ends of lines and where there are two.
        while at < len(letters) and _is_dropped_blank(letters[at][0], letter):
            at += 1
        if at == len(letters) or not _alike(letter, letters[at][0]):
            # The text was mended since: the longest stretches that are still alike are matched.
            return _align_mended(words, begin, letters, behind)
        behind[place] = letters[at][1]
        at += 1
    return behind


def _is_dropped_blank(shown_letter: str, letter: str) -> bool:
    return shown_letter.isspace() and not _alike(letter, shown_letter)


def _align_mended(
    words: str, begin: int, letters: Sequence[tuple[str, Places]], aligned: Sequence[Places]
) -> list[Places]:
    """What `aligned` has, and what the longest stretches that are alike in both texts say."""
    behind = list(aligned)
    if len(words) > _LONGEST_MENDED:
        return behind
    shown_text = "".join(letter for letter, _ in letters)
    matcher = SequenceMatcher(None, words[begin:], shown_text, autojunk=False)
    for here, there, size in matcher.get_matching_blocks():
        for offset in range(size):
            behind[begin + here + offset] = letters[there + offset][1]
    return behind


def spans(places: Iterable[tuple[Run, int]]) -> list[RunSpan]:
    """The spans of runs that hold these characters."""
    by_run: dict[tuple[str, int], list[int]] = {}
    for run, at in places:
        if run.place is not None:
            by_run.setdefault((run.origin, run.place), []).append(at)
    return [RunSpan(origin, place, min(at), max(at) + 1) for (origin, place), at in by_run.items()]


def _alike(letter: str, other: str) -> bool:
    return letter.upper() == other.upper() or (letter == " " and other == "\t")


def _letters(runs: Iterable[Run]) -> Iterator[tuple[str, Places]]:
    """The tidied characters that runs show, each with the characters of the runs that make it."""
    pending = ""  # what is shown so far and may still take a mark
    places: Places = []  # the characters that made it
    for look, group in groupby(runs, key=_LOOK):
        sources = [(run, at) for run in group for at in range(len(run.raw))]
        raw = "".join(run.raw[at] for run, at in sources)
        start = 0
        while start < len(raw):
            end = start + (2 if _is_pair(raw[start : start + 2], *look) else 1)
            drawn = draw(raw[start:end], *look)
            if pending and not _joins(pending, drawn):
                for letter in tidy(pending):
                    yield letter, places
                pending, places = "", []
            pending += drawn
            places = places + sources[start:end]
            start = end
    for letter in tidy(pending):
        yield letter, places


def _is_pair(two: str, font: str, capitals: bool) -> bool:
    """Whether two characters are the base and the mark of one letter in VNI."""
    if len(two) < 2:
        return False
    apart = draw(two[0], font, capitals) + draw(two[1], font, capitals)
    return draw(two, font, capitals) != apart


def _joins(before: str, after: str) -> bool:
    """Whether tidying makes something else of two strings together than of each.

    So it does of a letter and its mark.
    """
    return (
        not tidy(after)
        or unicodedata.combining(after[0]) > 0
        or tidy(before + after) != tidy(before) + tidy(after)
    )
