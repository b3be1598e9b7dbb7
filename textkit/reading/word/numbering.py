"""What a Word file's styles say of a paragraph: whether it is a heading,
and its automatic number.
"""

import re
from functools import cache
from typing import NamedTuple

from textkit.reading.word.parts import Node, every, first, is_on, number_in, value

_HEADING = re.compile(r"heading [1-9]\b|title\b|tiêu đề\b", re.I)
_ROMAN = {
    1000: "m",
    900: "cm",
    500: "d",
    400: "cd",
    100: "c",
    90: "xc",
    50: "l",
    40: "xl",
    10: "x",
    9: "ix",
    5: "v",
    4: "iv",
    1: "i",
}
_BULLETS = {
    "o": "+",
    "+": "+",
    "*": "*",
}  # any other bullet, mostly a sign of a symbol font, is a dash
_DEEPEST_STYLE, _BODY_LEVEL = 20, 9


class _List(NamedTuple):
    key: str | None  # of its counts, which all lists of one definition share
    levels: dict[int, Node]
    anew: dict[int, int]  # where it starts the counts of a level anew when it is first used


class Styles:
    """The styles and lists of one Word file; `number` counts, so ask once a paragraph, in reading
    order.
    """

    def __init__(self, styles: Node | None, numbering: Node | None) -> None:
        self._styles = {value(node, "styleId"): node for node in every(styles, "style")}
        self._plain = next(
            (
                name
                for name, node in self._styles.items()
                if value(node, "type") == "paragraph" and value(node, "default") in ("1", "true")
            ),
            None,
        )
        self.default = first(styles, "docDefaults", "rPrDefault")
        self._abstract = {
            value(node, "abstractNumId"): node for node in every(numbering, "abstractNum")
        }
        self._nums = {value(node, "numId"): node for node in every(numbering, "num")}
        self._list = cache(self._read_list)
        self._counts: dict[str | None, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def style(self, paragraph: Node) -> str | None:
        """The style of a paragraph: its own, or the one paragraphs have by default."""
        return value(first(paragraph, "pPr", "pStyle")) or self._plain

    def based(self, style: str | None) -> list[Node]:
        """The style, and those it is based on."""
        chain: list[Node] = []
        while style in self._styles and len(chain) < _DEEPEST_STYLE:
            chain.append(self._styles[style])
            style = value(first(chain[-1], "basedOn"))
        return chain

    def is_heading(self, paragraph: Node) -> bool:
        """Whether the paragraph, or a style it is based on, is a heading."""
        for node in (paragraph, *self.based(self.style(paragraph))):
            outline = first(node, "pPr", "outlineLvl")
            if outline is not None or _HEADING.match(value(first(node, "name")) or ""):
                return outline is None or (number_in(outline) or 0) < _BODY_LEVEL
        return False

    def number(self, paragraph: Node) -> tuple[str, Node | None]:
        """The number or bullet Word shows before the paragraph, without the blank after it, and its
        level.
        """
        depth: int | None = None
        for node in (paragraph, *self.based(self.style(paragraph))):
            said = first(node, "pPr", "numPr")
            depth = number_in(first(said, "ilvl")) if depth is None else depth
            if (listed := value(first(said, "numId"))) is not None:
                levels, style = self._list(listed).levels, value(node, "styleId")
                named = (
                    place
                    for place, level in levels.items()
                    if style and value(first(level, "pStyle")) == style
                )
                depth = next(named, 0) if depth is None else depth
                return (
                    (self._count(listed, depth), levels[depth]) if depth in levels else ("", None)
                )
        return "", None

    def _read_list(self, listed: str) -> _List:
        num = self._nums.get(listed)
        base = value(first(num, "abstractNumId"))
        link = self._styles.get(value(first(self._abstract.get(base), "numStyleLink")))
        linked = self._nums.get(value(first(link, "pPr", "numPr", "numId")))
        base = base if linked is None else value(first(linked, "abstractNumId"))
        levels = every(self._abstract.get(base), "lvl") + every(num, "lvlOverride", "lvl")
        anew = {
            number_in(node, "ilvl") or 0: start
            for node in every(num, "lvlOverride")
            if (start := number_in(first(node, "startOverride"))) is not None
        }
        return _List(base, {number_in(level, "ilvl") or 0: level for level in levels}, anew)

    def _count(self, listed: str, depth: int) -> str:
        key, levels, anew = self._list(listed)
        counts, level = self._counts.setdefault(key, {}), levels[depth]
        starts = {
            place: anew.get(place, _number(other, "start", 1)) for place, other in levels.items()
        }
        if depth in anew and (listed, depth) not in self._begun:
            self._begun.add((listed, depth))
            counts.pop(depth, None)
        counts[depth] = counts.get(depth, starts[depth] - 1) + 1
        for upper in [
            place for place in levels if place < depth
        ]:  # 1.1 without a 1. before it counts as one
            counts.setdefault(upper, starts[upper])
        for deeper in [
            place
            for place in counts
            if depth < min(place, _number(levels.get(place), "lvlRestart", place))
        ]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            figures = _figures(levels.get(place))
            figures = "decimal" if figures != "none" and is_on(first(level, "isLgl")) else figures
            return figure(counts.get(place, starts.get(place, 1)), figures)

        text = value(first(level, "lvlText")) or ""
        return (
            _BULLETS.get(text, "-")
            if _figures(level) == "bullet"
            else re.sub(r"%([1-9])", shown, text)
        )


def figure(number: int, figures: str) -> str:
    """A number in the figures of a `numFmt`; those not known here are decimal."""
    text = ""
    if figures.endswith("Letter") and number > 0:
        text = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
    elif figures.endswith("Roman") and 0 < number < 4000:
        for size, letters in _ROMAN.items():
            text += letters * (number // size)
            number %= size
    elif figures != "none":
        return f"{number:02d}" if figures == "decimalZero" else str(number)
    return text.upper() if figures.startswith("upper") else text


def _figures(level: Node | None) -> str:
    return value(first(level, "numFmt")) or "decimal"


def _number(level: Node | None, name: str, otherwise: int) -> int:
    found = number_in(first(level, name))
    return otherwise if found is None else found
