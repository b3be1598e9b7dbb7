"""What a Word file's styles say of a paragraph: whether it is a heading, and its automatic number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

Node: TypeAlias = Any  # an lxml element

_HEADING = re.compile(r"heading [1-9]\b|title\b|tiêu đề\b", re.I)
_ROMAN = tuple(zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
                   "M CM D CD C XC L XL X IX V IV I".split(), strict=True))
_BULLETS = {"o": "+", "+": "+", "*": "*"}  # any other bullet, mostly a sign of a symbol font, is a dash
_DEEPEST_STYLE, _BODY_LEVEL = 20, 9


def tag(node: Node) -> str:
    """The local name of an element, whichever of Word's namespaces it is in; empty for a comment."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


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
    for name in names:
        node = None if node is None else next((child for child in node if tag(child) == name), None)
    return node


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a numbered list: its figures, its text such as `%1.%2.`, where it starts, its style."""

    figures: str
    text: str
    start: int
    style: str | None


class Styles:
    """The styles and lists of one Word file; `number` counts, so ask once a paragraph, in reading order."""

    def __init__(self, styles: Node | None, numbering: Node | None) -> None:
        self._styles = {value(node, "styleId"): node for node in _children(styles, "style")}
        abstract = {value(node, "abstractNumId"): node for node in _children(numbering, "abstractNum")}
        self._lists: dict[str | None, tuple[str | None, dict[int, Level]]] = {}
        self._counts: dict[str | None, dict[int, int]] = {}
        for node in _children(numbering, "num"):
            base = value(first(node, "abstractNumId"))
            levels = _levels(abstract.get(base)) | _levels(node)
            restarted = any(first(change, "startOverride") is not None for change in _children(node, "lvlOverride"))
            key = f"num {value(node, 'numId')}" if restarted else base
            self._lists[value(node, "numId")] = (key, levels)

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
                named = next((depth for depth, level in levels.items() if style and level.style == style), 0)
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

    def _count(self, key: str | None, levels: dict[int, Level], depth: int) -> str:
        level = levels.get(depth)
        if level is None or level.figures == "none":
            return ""
        if level.figures == "bullet":
            return _BULLETS.get(level.text, "-")
        counts = self._counts.setdefault(key, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]

        def figure(match: re.Match[str]) -> str:
            part = levels.get(int(match[1]) - 1, level)
            return _figure(counts.get(int(match[1]) - 1, part.start), part.figures)

        return re.sub(r"%([1-9])", figure, level.text)


def _children(node: Node | None, name: str) -> list[Node]:
    return [] if node is None else [child for child in node if tag(child) == name]


def _levels(node: Node | None) -> dict[int, Level]:
    """The levels a list defines or, in its overrides, changes."""
    nodes = _children(node, "lvl") + [lvl for change in _children(node, "lvlOverride") for lvl in _children(change, "lvl")]
    return {number_in(lvl, "ilvl") or 0: Level(
        value(first(lvl, "numFmt")) or "decimal", value(first(lvl, "lvlText")) or "",
        1 if (start := number_in(first(lvl, "start"))) is None else start, value(first(lvl, "pStyle"))) for lvl in nodes}


def _figure(number: int, figures: str) -> str:
    if figures.endswith("Letter") and number > 0:
        text = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
    elif figures.endswith("Roman") and 0 < number < 4000:
        text = ""
        for size, letters in _ROMAN:
            text += letters * (number // size)
            number %= size
        text = text.lower()
    else:
        return f"{number:02d}" if figures == "decimalZero" else str(number)
    return text.upper() if figures.startswith("upper") else text
