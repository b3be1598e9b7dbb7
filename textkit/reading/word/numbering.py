"""What a Word file's styles say of a paragraph: whether it is a heading, its automatic number."""

import re
from functools import cache
from typing import NamedTuple

from textkit.reading.labels import figure
from textkit.reading.word.parts import Node, every, first, is_on, number_in, value

# The names of the styles that a Word in English or in Vietnamese has for headings.
_HEADING = re.compile(r"heading [1-9]\b|title\b|tiêu đề\b", re.IGNORECASE)
# Those of lists of contents, of figures and of tables: "toc 1", "TOC Heading", "Mục lục 2".
_CONTENTS = re.compile(
    r"(?:toc|mục lục|contents)\s?(?:[1-9]|heading)\b|table of (?:figures|authorities)\b",
    re.IGNORECASE,
)

# Any other bullet, mostly a sign of a symbol font, is a dash. "o" is the round bullet that Word has
# for the second level, where a typed list has a plus.
_BULLETS = {"o": "+", "+": "+", "*": "*"}

# A style that is based on itself would go on for ever. Chosen by eye; not measured.
_DEEPEST_STYLE = 20

_BODY_LEVEL = 9  # the outline level of what is no heading, by the format (w:outlineLvl)


class _List(NamedTuple):
    key: str | None  # of its counts, which all lists of one definition share
    levels: dict[int, Node]
    restarts: dict[int, int]  # by level: where it starts anew when the list is first used


class Styles:
    """The styles and lists of one Word file.

    `number` counts, so ask it once per paragraph, in reading order.
    """

    def __init__(self, styles: Node | None, numbering: Node | None) -> None:
        self._styles = {value(node, "styleId"): node for node in every(styles, "style")}
        self._plain = self._default_style()
        self.default = first(styles, "docDefaults", "rPrDefault")
        self._abstract = {
            value(node, "abstractNumId"): node for node in every(numbering, "abstractNum")
        }
        self._nums = {value(node, "numId"): node for node in every(numbering, "num")}
        self._list = cache(self._read_list)
        self._counts: dict[str | None, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def _default_style(self) -> str | None:
        """The style that paragraphs have which name none."""
        for name, node in self._styles.items():
            if value(node, "type") == "paragraph" and value(node, "default") in ("1", "true"):
                return name
        return None

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

    def is_contents(self, paragraph: Node) -> bool:
        """Whether the paragraph has a style for the lines of a list of contents."""
        style = value(first(paragraph, "pPr", "pStyle"))
        names = [value(first(node, "name")) for node in self.based(style)]
        return any(_CONTENTS.match(name) for name in [style, *names] if name)

    def number(self, paragraph: Node) -> tuple[str, Node | None]:
        """The number or bullet Word shows before the paragraph, and its level in the list.

        The number has no blank after it.
        """
        depth: int | None = None
        # The list and the depth in it may be said by the paragraph, its style, or one that is based
        # on; the nearest wins for each.
        for node in (paragraph, *self.based(self.style(paragraph))):
            numbering = first(node, "pPr", "numPr")
            if depth is None:
                depth = number_in(first(numbering, "ilvl"))
            list_id = value(first(numbering, "numId"))
            if list_id is None:
                continue
            levels = self._list(list_id).levels
            if depth is None:
                depth = _level_of_style(levels, value(node, "styleId"))
            if depth not in levels:
                return "", None
            return self._count(list_id, depth), levels[depth]
        return "", None

    def _read_list(self, list_id: str) -> _List:
        num = self._nums.get(list_id)
        base = value(first(num, "abstractNumId"))
        # A definition may hand on to a style for lists, which names the list that defines it.
        link = self._styles.get(value(first(self._abstract.get(base), "numStyleLink")))
        linked = self._nums.get(value(first(link, "pPr", "numPr", "numId")))
        if linked is not None:
            base = value(first(linked, "abstractNumId"))
        levels: dict[int, Node] = {}
        for level in every(self._abstract.get(base), "lvl") + every(num, "lvlOverride", "lvl"):
            levels[number_in(level, "ilvl") or 0] = level
        restarts: dict[int, int] = {}
        for override in every(num, "lvlOverride"):
            start = number_in(first(override, "startOverride"))
            if start is not None:
                restarts[number_in(override, "ilvl") or 0] = start
        return _List(base, levels, restarts)

    def _count(self, list_id: str, depth: int) -> str:
        """Counts a paragraph at a level of a list, and says its number or bullet."""
        key, levels, restarts = self._list(list_id)
        counts = self._counts.setdefault(key, {})
        starts: dict[int, int] = {}
        for place, level in levels.items():
            starts[place] = restarts.get(place, _number_or(first(level, "start"), 1))
        if depth in restarts and (list_id, depth) not in self._begun:
            self._begun.add((list_id, depth))
            counts.pop(depth, None)
        counts[depth] = counts.get(depth, starts[depth] - 1) + 1
        for place in levels:
            if place < depth:  # 1.1 without a 1. before it counts as one
                counts.setdefault(place, starts[place])
        for place in list(counts):
            # A deeper level begins again, unless it says after which level alone it does.
            restart = _number_or(first(levels.get(place), "lvlRestart"), place)
            if depth < min(place, restart):
                del counts[place]
        return self._label(levels, depth, starts | counts)

    def _label(self, levels: dict[int, Node], depth: int, counts: dict[int, int]) -> str:
        """The text of a level, such as `%1.%2)`, with the counts of the levels it names."""
        level = levels[depth]
        text = value(first(level, "lvlText")) or ""
        if _figures(level) == "bullet":
            return _BULLETS.get(text, "-")
        only_decimal = is_on(first(level, "isLgl"))  # Điều 1.2 below an upper level in Roman

        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            figures = _figures(levels.get(place))
            if only_decimal and figures != "none":
                figures = "decimal"
            return figure(counts.get(place, 1), figures)

        return re.sub(r"%([1-9])", shown, text)


def _level_of_style(levels: dict[int, Node], style: str | None) -> int:
    """The level of a list that is for paragraphs of a style, else the uppermost."""
    for place, level in levels.items():
        if style and value(first(level, "pStyle")) == style:
            return place
    return 0


def _figures(level: Node | None) -> str:
    return value(first(level, "numFmt")) or "decimal"


def _number_or(node: Node | None, otherwise: int) -> int:
    number = number_in(node)
    return otherwise if number is None else number
