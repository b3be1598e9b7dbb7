"""Exercises: one object for all kinds, and the table in which a trainer drops, rewords and locks
them.
"""

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
_LISTS = ("lines", "options", "asks", "shows")


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of any kind: `lines` stand below each other, `options` are lettered, `key` is
    for the teacher alone.

    `answer` has places of options: one of a choice, one a line to match, all to be put in order,
    none of an open question, to which more than one answer is right. `figure` says what is drawn,
    `asks` and `shows` which sentences, indicators and numbers of documents it tests and tells.
    `state` is empty, `lock` or `drop`.
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
        """`open`, `choice`, `match` (an option a line) or `order` (all options in a row)."""
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
    """The item, if it can be set; else TextkitError: it needs a source, options apart, an answer of
    their letters.
    """
    answer, most = set(item.answer), len(item.options)
    needed = {"open": 0, "choice": 1, "match": len(item.lines), "order": most}[item.form]
    apart = len(set(map(fold, item.options))) == most <= len(LETTERS) and (
        item.form != "order" or len(answer) == most
    )
    answered = (
        len(item.answer) == needed and answer <= set(range(most)) and bool(answer) == bool(most)
    )
    told = item.prompt and item.source and item.kind in KINDS and item.state in ("", "lock", "drop")
    if apart and answered and told:
        return item
    raise TextkitError("class.item", id=item.id, kinds=", ".join(KINDS))


def leaks(one: Item, other: Item) -> bool:
    """Whether either item shows or asks what the other asks."""
    return bool({*one.asks} & {*other.asks, *other.shows} or {*other.asks} & {*one.shows})


def write_items(items: Iterable[Item], path: str | Path) -> Path:
    """The items as a CSV table, a row an item, lists a line each, the answer as letters of options
    (`B C A`); its path.
    """
    import pandas as pd

    rows = [
        asdict(item)
        | {name: "\n".join(getattr(item, name)) for name in _LISTS}
        | {"answer": " ".join(LETTERS[place] for place in item.answer)}
        for item in items
    ]
    return write_csv(pd.DataFrame(rows, columns=[field.name for field in fields(Item)]), path)


def read_items(path: str | Path) -> list[Item]:
    """The items of a table that `write_items` wrote and somebody edited, in its order; TextkitError
    says what is wrong.
    """
    found, columns = [], [field.name for field in fields(Item)]
    for _, row in read_rows(Path(path), columns):
        cells: dict[str, Any] = {name: " ".join(row[name].split()) for name in columns}
        cells |= {
            name: tuple(filter(None, map(str.strip, row[name].split("\n")))) for name in _LISTS
        }
        letters = tuple(
            LETTERS.find(letter) for letter in row["answer"].upper() if letter.isalnum()
        )
        found.append(checked(Item(**cells | {"answer": letters})))
    return found
