"""What a Word file's styles say of a paragraph: whether it is a heading, and its automatic number."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

Node: TypeAlias = Any  # an lxml element

_HEADING = re.compile(r"heading [1-9]\b|title\b|tiêu đề\b", re.I)
_ROMAN = {1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v",
          4: "iv", 1: "i"}
_BULLETS = {"o": "+", "+": "+", "*": "*"}  # any other bullet, mostly a sign of a symbol font, is a dash
_DEEPEST_STYLE, _BODY_LEVEL = 20, 9


def tag(node: Node) -> str:
    """The local name of an element, whichever of Word's namespaces it is in."""
    return str(node.tag).rpartition("}")[2]


def value(node: Node | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    items = () if node is None else node.attrib.items()
    return next((text for key, text in items if key.rpartition("}")[2] == name), None)


def number_in(node: Node | None, name: str = "val") -> int | None:
    """An attribute that is a small whole number, else None."""
    text = value(node, name) or ""
    return int(text) if re.fullmatch(r"\d{1,6}", text) else None


def first(node: Node | None, *names: str) -> Node | None:
    """The first child of that name, and in it the first child of the next."""
    return next(iter(every(node, *names)), None)


def every(node: Node | None, *names: str) -> list[Node]:
    """The children of that name, and in them the children of the next."""
    return [] if node is None else node.findall("/".join(f"{{*}}{name}" for name in names))


class Styles:
    """The styles and lists of one Word file; `number` counts, so ask once a paragraph, in reading order."""

    def __init__(self, styles: Node | None, numbering: Node | None) -> None:
        self._styles = {value(node, "styleId"): node for node in every(styles, "style")}
        abstract = {value(node, "abstractNumId"): node for node in every(numbering, "abstractNum")}
        self._lists: dict[str | None, tuple[str | None, dict[int, Node]]] = {}
        self._counts: dict[str | None, dict[int, int]] = {}
        for node in every(numbering, "num"):
            base = value(first(node, "abstractNumId"))
            levels = every(abstract.get(base), "lvl") + every(node, "lvlOverride", "lvl")
            key = f"num {value(node, 'numId')}" if every(node, "lvlOverride", "startOverride") else base
            self._lists[value(node, "numId")] = (key, {number_in(level, "ilvl") or 0: level for level in levels})

    def is_heading(self, paragraph: Node) -> bool:
        """Whether the paragraph, or a style it is based on, is a heading."""
        for node in self._chain(paragraph):
            outline = first(node, "pPr", "outlineLvl")
            if outline is not None or _HEADING.match(value(first(node, "name")) or ""):
                return outline is None or (number_in(outline) or 0) < _BODY_LEVEL
        return False

    def number(self, paragraph: Node) -> str:
        """The number or bullet Word shows before the paragraph, without the blank after it."""
        for node in self._chain(paragraph):
            listed = first(node, "pPr", "numPr")
            if listed is not None:
                key, levels = self._lists.get(value(first(listed, "numId")), (None, {}))
                style = value(node, "styleId")
                named = next((depth for depth, level in levels.items() if style and value(first(level, "pStyle")) == style), 0)
                depth = number_in(first(listed, "ilvl"))
                return self._count(key, levels, named if depth is None else depth)
        return ""

    def _chain(self, paragraph: Node) -> list[Node]:
        """The paragraph, its style, and the styles that one is based on."""
        chain, style = [paragraph], value(first(paragraph, "pPr", "pStyle"))
        while style in self._styles and len(chain) < _DEEPEST_STYLE:
            chain.append(self._styles[style])
            style = value(first(chain[-1], "basedOn"))
        return chain

    def _count(self, key: str | None, levels: dict[int, Node], depth: int) -> str:
        level = levels.get(depth)
        if level is None or _figures(level) == "none":
            return ""
        text = value(first(level, "lvlText")) or ""
        if _figures(level) == "bullet":
            return _BULLETS.get(text, "-")
        counts = self._counts.setdefault(key, {})
        counts[depth] = counts.get(depth, _start(level) - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]

        def figure(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            part = levels.get(place, level)
            return _figure(counts.get(place, _start(part)), _figures(part))

        return re.sub(r"%([1-9])", figure, text)


def _start(level: Node) -> int:
    start = number_in(first(level, "start"))
    return 1 if start is None else start


def _figures(level: Node) -> str:
    return value(first(level, "numFmt")) or "decimal"


def _figure(number: int, figures: str) -> str:
    text = ""
    if figures.endswith("Letter") and number > 0:
        text = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
    elif figures.endswith("Roman") and 0 < number < 4000:
        for size, letters in _ROMAN.items():
            text += letters * (number // size)
            number %= size
    else:
        return f"{number:02d}" if figures == "decimalZero" else str(number)
    return text.upper() if figures.startswith("upper") else text
