"""The finders whose records a store keeps, and what each of them reads of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from textkit.storing.shapes import DamageError, check

if TYPE_CHECKING:
    from textkit.language.annotation import Sheet


class Finder(NamedTuple):
    """A `find_*` function and the class of its records, by name: neither is imported before it is
    needed.

    `facts` are the facts of the document that the function reads: when another one changes, its
    records stay as they are. A test holds this against what the functions do.
    """

    module: str
    function: str
    record: str
    facts: tuple[str, ...] = ()

    def find(self, sheet: Sheet) -> list[dict[str, Any]]:
        """The records of a document, as plain dicts; a function of a user's own gets a spaCy
        Doc.
        """
        function = getattr(import_module(self.module), self.function)
        is_own = self.module.startswith("textkit.")
        return [_as_dict(record) for record in function(sheet if is_own else sheet.doc)]

    def check(self, rows: Sequence[Any]) -> None:
        """Raises DamageError unless each of the plain dicts can become a record of the class."""
        check(self.record_class(), rows)

    def records(self, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
        """The records again, out of plain dicts as a store gives them."""
        record_class = self.record_class()
        names = [field.name for field in fields(record_class)]
        # A row that has every field in order, as nearly all have, needs no look-up by name.
        return [
            record_class(*map(_held, row.values()))
            if list(row) == names
            else record_class(**{name: _held(value) for name, value in row.items()})
            for row in rows
        ]

    def record_class(self) -> Any:
        """The class of the records."""
        return getattr(import_module(self.module), self.record)


# What a field holds that needs no copy.
_PLAIN = frozenset({str, int, float, bool, type(None)})


@cache
def _names(record_class: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record_class))


def _as_dict(record: Any) -> dict[str, Any]:
    """What `asdict` makes of a record; nearly all hold nothing that it would have to copy."""
    record_class: Any = type(record)
    row = {name: getattr(record, name) for name in _names(record_class)}
    return row if all(map(_is_plain, row.values())) else asdict(record)


def _is_plain(value: Any) -> bool:
    kind = type(value)
    return kind in _PLAIN or (kind is tuple and all(type(part) in _PLAIN for part in value))


# What statements say of their time depends on the document's year and kind: "đã đạt 40%" in a
# report, "đạt 40%" in a resolution.
_TIME_AND_KIND = ("kind", "date", "term")

FINDERS = {
    "units": Finder("textkit.language.units", "find_units", "Unit"),
    # A document that names its own number does not cite itself.
    "citations": Finder("textkit.finding.citations", "find_citations", "Citation", ("number",)),
    "statements": Finder(
        "textkit.finding.statements", "find_statements", "Statement", _TIME_AND_KIND
    ),
    # "Kế hoạch phát triển năm 2026" gives its figures their year, and a law's number says that its
    # limits are no targets.
    "targets": Finder(
        "textkit.finding.targets", "find_figures", "Target", (*_TIME_AND_KIND, "number", "title")
    ),
    "commitments": Finder(
        # The title of a document gives "quý II" its year.
        "textkit.finding.commitments",
        "find_commitments",
        "Commitment",
        (*_TIME_AND_KIND, "title"),
    ),
    "themes": Finder("textkit.finding.themes", "find_themes", "ThemeHit"),
    "sketch": Finder("textkit.storing.duplicates", "find_sketch", "Sketch"),
}


def _held(value: Any) -> Any:
    """A value as a record holds it: JSON has no tuples, and records have no lists."""
    return tuple(value) if type(value) is list else value


def check_together(text: str, rows_of: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Raises DamageError unless the records of a document, by finder, fit its text and one another.

    What a record quotes stands in the text, a unit lies in one before it, and a statement in one
    that there is. textkit's own are so; those of a store that comes from somebody else may not be.
    """
    units = rows_of.get("units", ())
    for place, unit in enumerate(units):
        parent = unit["parent"]
        if parent is not None and not 0 <= parent < place:
            raise DamageError("range", field="parent", least=0, most=place - 1)
    for statement in rows_of.get("statements", ()):
        if not 0 <= statement["unit"] < len(units):
            raise DamageError("range", field="unit", least=0, most=len(units) - 1)
    for rows in rows_of.values():
        for row in rows:
            if "text" in row and row["text"] != text[row["start"] : row["end"]]:
                raise DamageError("quote")
