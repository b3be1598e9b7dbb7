"""Exercises for a learning platform: Moodle XML, and GIFT, which most platforms take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

from textkit.data.messages import Lang, say
from textkit.presenting.papers import printable
from textkit.storing.outputs import write_text_aside
from textkit.teaching.items import Item

# What GIFT gives a meaning to, at any place of a question.
_SPECIAL = re.compile(r"([\\~=#{}:])")

# A wrong option of several that may be marked costs all that a right one gives.
_ALL = 100.0


def write_moodle(items: Iterable[Item], path: str | Path, lang: Lang = "vi") -> Path:
    """Writes the items as Moodle XML, and returns the path.

    Choices and several become `multichoice`, matches and orders `matching`, open ones `essay` with
    the key for the teacher (`graderinfo`). Remarks on options become their feedback.
    """
    quiz = ET.Element("quiz")
    for item in items:
        kind = {"open": "essay", "choice": "multichoice", "several": "multichoice"}
        question = ET.SubElement(quiz, "question", type=kind.get(item.form, "matching"))
        _texts(question, "name", f"{say(f'handout.{item.kind}', lang)} {item.id}")
        _texts(question, "questiontext", _stem(item, lang), is_html=True)
        _texts(question, "generalfeedback", escape(item.key), is_html=True)
        ET.SubElement(question, "defaultgrade").text = "1"
        _answers(question, item)
    ET.indent(quiz)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return write_text_aside(Path(path), head + ET.tostring(quiz, encoding="unicode") + "\n")


def _texts(parent: ET.Element, name: str, text: str, *, is_html: bool = False) -> ET.Element:
    """An element with its `text`, as Moodle has them."""
    element = ET.SubElement(parent, name, {"format": "html"} if is_html else {})
    ET.SubElement(element, "text").text = printable(text)
    return element


def _answers(question: ET.Element, item: Item) -> None:
    """The answers of a question, by its form."""
    if item.form == "open":
        ET.SubElement(question, "responseformat").text = "editor"
        _texts(question, "graderinfo", escape(item.key), is_html=True)
        return
    ET.SubElement(question, "shuffleanswers").text = "true"
    if item.form in ("choice", "several"):
        ET.SubElement(question, "single").text = str(item.form == "choice").lower()
        ET.SubElement(question, "answernumbering").text = "ABCD"
        for place, option in enumerate(item.options):
            answer = _texts(question, "answer", escape(option), is_html=True)
            answer.set("fraction", f"{_fraction(item, place):.5f}".rstrip("0").rstrip("."))
            _texts(answer, "feedback", escape(_remark(item, place)), is_html=True)
        return
    for asked, matching in _pairs(item):
        part = _texts(question, "subquestion", escape(asked), is_html=True)
        _texts(part, "answer", matching)


def _fraction(item: Item, place: int) -> float:
    """What an option gives, in per cent: of several that are right each its share."""
    if place in item.answer:
        return _ALL / len(item.answer)
    if item.form == "choice":
        return 0.0
    return -_ALL / (len(item.options) - len(item.answer))


def _pairs(item: Item) -> list[tuple[str, str]]:
    """The lines of a match with their options; the places of an order with what stands there."""
    if item.form == "match":
        chosen = [item.options[place] for place in item.answer]
        return list(zip(item.lines, chosen, strict=True))
    return [(item.options[place], str(n)) for n, place in enumerate(item.answer, 1)]


def _remark(item: Item, place: int) -> str:
    """The remark on an option; empty without one."""
    return item.remarks[place] if item.remarks else ""


def _stem(item: Item, lang: Lang) -> str:
    """The question in HTML: prompt, passage, lines that are no part of the answer, source."""
    parts = [f"<p>{escape(item.prompt)}</p>"]
    if item.passage:
        parts.append(f"<blockquote>{escape(item.passage)}</blockquote>")
    if item.lines and item.form != "match":
        lines = "".join(f"<li>{escape(line)}</li>" for line in item.lines)
        parts.append(f"<ol>{lines}</ol>")
    source = f"{say('handout.source', lang)}: {item.source}"
    return "".join([*parts, f"<p><small>{escape(source)}</small></p>"])


def write_gift(items: Iterable[Item], path: str | Path, lang: Lang = "vi") -> Path:
    """Writes the items in GIFT, one question per block, and returns the path.

    A match of fewer than three pairs, which GIFT has not, is left out. Grammar:
    https://docs.moodle.org/en/GIFT_format
    """
    blocks = []
    for item in items:
        answers = _gift_answers(item)
        if answers is not None:
            stem = _escaped(_stem(item, lang))
            category = say(f"handout.{item.kind}", lang)
            blocks.append(f"::{_escaped(f'{category} {item.id}')}::[html]{stem}{{{answers}}}\n")
    return write_text_aside(Path(path), "\n".join(blocks))


# GIFT has no match of fewer pairs.
_LEAST_PAIRS = 3


def _gift_answers(item: Item) -> str | None:
    """What stands between the braces of a question; None where GIFT has no such question."""
    general = f"####{_escaped(item.key)}" if item.key else ""
    if item.form == "open":
        return general
    lines = []
    if item.form in ("choice", "several"):
        for place, option in enumerate(item.options):
            mark = "=" if item.form == "choice" and place in item.answer else "~"
            weight = f"%{_fraction(item, place):.5f}%" if item.form == "several" else ""
            remark = _escaped(_remark(item, place))
            lines.append(f"{mark}{weight}{_escaped(option)}" + (f"#{remark}" if remark else ""))
    else:
        pairs = _pairs(item)
        if len(pairs) < _LEAST_PAIRS:
            return None
        lines = [f"={_escaped(asked)} -> {_escaped(matching)}" for asked, matching in pairs]
    return "\n" + "\n".join([*lines, general] if general else lines) + "\n"


def _escaped(text: str) -> str:
    """Text in which nothing has a meaning of its own in GIFT, in one line.

    An arrow would part a pair, `//` at its head would make a comment of a line.

    >>> _escaped("a=b -> {c}")
    'a\\\\=b -&gt; \\\\{c\\\\}'
    """
    text = " ".join(printable(text).split()).replace("->", "-&gt;").replace("//", "/&#47;")
    return _SPECIAL.sub(r"\\\1", text)
