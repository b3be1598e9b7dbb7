"""Exercises: one object for all kinds, and the table in which a trainer edits them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from textkit.data.messages import TextkitError, catalogue
from textkit.presenting.tables import write_csv
from textkit.reading.readers import read_rows
from textkit.vietnamese.text import fold

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS = tuple(
    key.removesuffix("_task").removeprefix("handout.")
    for key in catalogue()
    if key.endswith("_task")
)
"""The kinds of exercises, in the order of a sheet."""

# What a trainer may write into the column `state`.
_STATES = ("", "lock", "drop")

# Fields with several entries: in the table each entry is a line of the cell.
_LISTS = ("lines", "options", "asks", "shows")


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of any kind: what a student reads, the answer, and the key for the teacher.

    `lines` stand below each other, `options` are lettered. `answer` has places of options: one of a
    choice, one per line to match, all to be put in order, none of an open question, to which more
    than one answer is right. `figure` says what is drawn, `asks` and `shows` which sentences,
    indicators and numbers of documents the item tests and gives away. `state` is empty, `lock` or
    `drop`.
    """

    id: str
    kind: str
    state: str
    prompt: str
    passage: str
    lines: tuple[str, ...]
    options: tuple[str, ...]
    answer: tuple[int, ...]
    key: str
    source: str
    figure: str
    asks: tuple[str, ...]
    shows: tuple[str, ...]

    @property
    def form(self) -> str:
        """`open`, `choice`, `match` (one option per line) or `order` (all options in a row)."""
        if len(self.answer) < 2:
            return "choice" if self.answer else "open"
        return "match" if self.lines else "order"

    @property
    def solution(self) -> str:
        """The answer as it is printed: `B`, `1–C, 2–A`, `C → A → B`."""
        letters = [LETTERS[place] for place in self.answer]
        if self.form == "match":
            return ", ".join(f"{n}–{letter}" for n, letter in enumerate(letters, 1))
        return " → ".join(letters)


def checked(item: Item) -> Item:
    """The item, if it can be set.

    Raises TextkitError where it has no prompt or source, an unknown kind or state, options that are
    alike, or an answer that is not of their letters.
    """
    is_known = item.kind in KINDS and item.state in _STATES
    is_told = bool(item.prompt and item.source)
    if is_known and is_told and _are_apart(item.options) and _is_answered(item):
        return item
    raise TextkitError("class.item", id=item.id, kinds=", ".join(KINDS))


def _are_apart(options: tuple[str, ...]) -> bool:
    """Whether no option is another in a different spelling, and there is a letter for each."""
    spellings = {fold(option) for option in options}
    return len(spellings) == len(options) <= len(LETTERS)


def _is_answered(item: Item) -> bool:
    """Whether the answer has as many options as its form needs, all of which are there.

    Options without an answer are as wrong as an answer without options.
    """
    count = len(item.options)
    needed = {"open": 0, "choice": 1, "match": len(item.lines), "order": count}[item.form]
    if len(item.answer) != needed or bool(item.answer) != bool(count):
        return False
    places = set(item.answer)
    if item.form == "order" and len(places) != count:
        return False
    return places <= set(range(count))


def leaks(item: Item, other: Item) -> bool:
    """Whether either item shows or asks what the other asks."""
    asks, others = set(item.asks), set(other.asks)
    return bool(asks & others or asks & set(other.shows) or others & set(item.shows))


def write_items(items: Iterable[Item], path: str | Path) -> Path:
    """Writes the items as a CSV table, one row per item, and returns its path.

    Lists have one entry per line of their cell; the answer is letters of options (`B C A`).
    """
    import pandas as pd

    rows = []
    for item in items:
        row = asdict(item)
        for name in _LISTS:
            row[name] = "\n".join(row[name])
        row["answer"] = " ".join(LETTERS[place] for place in item.answer)
        rows.append(row)
    return write_csv(pd.DataFrame(rows, columns=[field.name for field in fields(Item)]), path)


def read_items(path: str | Path) -> list[Item]:
    """The items of a table that `write_items` wrote and somebody edited, in its order.

    Letters of an answer may be parted by anything. Raises TextkitError, which says what is wrong.
    """
    columns = [field.name for field in fields(Item)]
    items = []
    for _, row in read_rows(Path(path), columns):
        values: dict[str, Any] = {name: " ".join(row[name].split()) for name in columns}
        for name in _LISTS:
            entries = (entry.strip() for entry in row[name].split("\n"))
            values[name] = tuple(entry for entry in entries if entry)
        # A letter that is none is place -1, which `checked` refuses.
        letters = [letter for letter in row["answer"].upper() if letter.isalnum()]
        values["answer"] = tuple(LETTERS.find(letter) for letter in letters)
        items.append(checked(Item(**values)))
    return items
