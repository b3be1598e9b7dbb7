"""Exercises: one object for all kinds, and the table in which a trainer edits them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from textkit.data.messages import Message, TextkitError, catalogue
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
_LISTS = ("lines", "options", "remarks", "asks", "shows")

# Columns that a table may lack.
_MAY_LACK = ("remarks", "level")

LEVELS = ("", "1", "2", "3")
"""How hard an item is, from 1; empty where the evidence does not tell."""


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of any kind: what a student reads, the answer, and the key for the teacher.

    `lines` stand below each other, `options` are lettered. `answer` has places of options: one of a
    choice, several of which all are right but not all options, one per line to match, all to be put
    in order, none of an open question, to which more than one answer is right. `remarks` say of
    each option what is right or wrong about it, or there are none; `level` is how hard it is, 1 to
    3. `figure` says what is drawn, `asks` and `shows` which sentences, indicators and numbers of
    documents the item tests and gives away. `state` is empty, `lock` or `drop`.
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
    remarks: tuple[str, ...] = ()
    level: str = ""

    @property
    def form(self) -> str:
        """`open`, `choice`, `several` (some options), `match` (one option per line) or `order` (all
        options in a row).
        """
        if len(self.answer) < 2:
            return "choice" if self.answer else "open"
        if self.lines:
            return "match"
        return "order" if len(self.answer) == len(self.options) else "several"

    @property
    def solution(self) -> str:
        """The answer as it is printed: `B`, `A, C`, `1–C, 2–A`, `C → A → B`."""
        letters = [LETTERS[place] for place in self.answer]
        if self.form == "match":
            return ", ".join(f"{n}–{letter}" for n, letter in enumerate(letters, 1))
        return (" → " if self.form == "order" else ", ").join(letters)


def checked(item: Item) -> Item:
    """The item, if it can be set.

    Raises TextkitError, which names its id and the column at fault, where it has no prompt or
    source, an unknown kind, state or level, options that are alike, remarks that are not one per
    option, or an answer that is not of their letters.
    """
    for column, is_wrong in _FAULTS.items():
        if is_wrong(item):
            shown = " | ".join(_as_cells(item)[column].splitlines())
            needed = _needed(column)
            raise TextkitError("class.item", id=item.id, column=column, value=shown, needed=needed)
    return item


def _needed(column: str) -> Message:
    """What a column of the table must have."""
    return Message(f"noun.item_{column}", {"kinds": ", ".join(KINDS)})


def _are_alike(options: tuple[str, ...]) -> bool:
    """Whether an option is another in a different spelling, or there is no letter for one."""
    spellings = {fold(option) for option in options}
    return not len(spellings) == len(options) <= len(LETTERS)


def _is_wrongly_answered(item: Item) -> bool:
    """Whether the answer has not as many options as its form needs, or one that is not there.

    Options without an answer are as wrong as an answer without options.
    """
    count, chosen = len(item.options), len(item.answer)
    needed = len(item.lines) if item.form == "match" else chosen
    places = set(item.answer)
    if chosen != needed or bool(chosen) != bool(count) or not places <= set(range(count)):
        return True
    return item.form in ("several", "order") and len(places) != chosen


# By column of a table: whether an item has something wrong there.
_FAULTS: dict[str, Callable[[Item], bool]] = {
    "kind": lambda item: item.kind not in KINDS,
    "state": lambda item: item.state not in _STATES,
    "prompt": lambda item: not item.prompt,
    "source": lambda item: not item.source,
    "level": lambda item: item.level not in LEVELS,
    "options": lambda item: _are_alike(item.options),
    "answer": _is_wrongly_answered,
    "remarks": lambda item: len(item.remarks) not in (0, len(item.options)),
}


def leaks(item: Item, other: Item) -> bool:
    """Whether either item shows or asks what the other asks."""
    asks, others = set(item.asks), set(other.asks)
    return bool(asks & others or asks & set(other.shows) or others & set(item.shows))


def write_items(items: Iterable[Item], path: str | Path) -> Path:
    """Writes the items as a CSV table, one row per item, and returns its path.

    Lists have one entry per line of their cell; the answer is letters of options (`B C A`).
    """
    import pandas as pd

    rows = [_as_cells(item) for item in items]
    return write_csv(pd.DataFrame(rows, columns=[field.name for field in fields(Item)]), path)


def _as_cells(item: Item) -> dict[str, str]:
    """The cells of an item's row, by column."""
    row = asdict(item)
    for name in _LISTS:
        row[name] = "\n".join(row[name])
    # A place that is none is shown as a question mark.
    row["answer"] = " ".join(LETTERS[n] if 0 <= n < len(LETTERS) else "?" for n in item.answer)
    return row


def read_items(path: str | Path) -> list[Item]:
    """The items of a table that `write_items` wrote and somebody edited, in its order.

    Letters of an answer may be parted by anything; the columns `remarks` and `level` may be
    missing. Raises TextkitError, which names the line, the column and the value that is wrong.
    """
    columns = [field.name for field in fields(Item)]
    needed = [name for name in columns if name not in _MAY_LACK]
    items = []
    for line, row in read_rows(Path(path), needed):
        cells = {name: row.get(name, "") for name in columns}
        values: dict[str, Any] = {name: " ".join(cell.split()) for name, cell in cells.items()}
        for name in _LISTS:
            entries = (entry.strip() for entry in cells[name].split("\n"))
            values[name] = tuple(entry for entry in entries if entry)
        # A letter that is none is place -1, which is refused.
        letters = [letter for letter in cells["answer"].upper() if letter.isalnum()]
        values["answer"] = tuple(LETTERS.find(letter) for letter in letters)
        item = Item(**values)
        for column, is_wrong in _FAULTS.items():
            if is_wrong(item):
                shown = " | ".join(cells[column].splitlines())
                must = _needed(column)
                raise TextkitError(
                    "class.cell", path=path, line=line, column=column, value=shown, needed=must
                )
        items.append(item)
    return items
