"""The records of a corpus, by finder and document, each read and revived once while it is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from textkit.finding.themes import Lexicon, ThemeHit
from textkit.storing import finders
from textkit.storing.fitting import keep_at, known_at, place_of
from textkit.storing.keys import key
from textkit.storing.shapes import DamageError
from textkit.storing.store import Store

# Of more records than these the ones read first are let go, and read again when they are asked
# for: a record is some 400 bytes, so that memory stays under 160 MB however large a corpus is.
_MOST_HELD = 400_000

# Goes up with every change of what `finders.check_together` asks of records.
_CHECKED_TOGETHER = 1

# Records of so many documents are unpacked in one go: a whole corpus of plain dicts would take
# several times what its records take. Chosen by eye; not measured.
_DOCUMENTS_AT_ONCE = 200


class Records:
    """What the finders found in the documents of a store; all parts of a corpus share it.

    `facts` are the rows of its documents, `lexicon` the themes in place of those that were found.
    """

    def __init__(
        self, store: Store, facts: Mapping[str, Any], lexicon: Lexicon | None = None
    ) -> None:
        self._store = store
        self._facts = facts
        self._lexicon = lexicon
        self._held: dict[tuple[str, str], list[Any]] = {}
        self._number_held = 0
        self._is_fitting_read = False
        self._place_of_fitting: Path | None = None

    def of(self, finder: str, ids: Iterable[str]) -> list[Any]:
        """The records of some documents, in the order of the ids."""
        found: list[Any] = []
        for batch in batches(dict.fromkeys(ids)):
            missing = [id_ for id_ in batch if (finder, id_) not in self._held]
            fresh = self._read(finder, missing) if missing else {}
            for id_ in batch:
                found += fresh[id_] if id_ in fresh else self._held.get((finder, id_), ())
            self._hold(finder, fresh)
        return found

    def fields(
        self, finder: str, names: Sequence[str], ids: Iterable[str]
    ) -> tuple[NDArray[np.int32], dict[str, list[Any]]]:
        """The place of each record's document among the ids, and the values of some fields.

        No record is made: of what is only counted there may be many.
        """
        others = _defaults(finder)
        sizes: list[int] = []
        columns: dict[str, list[Any]] = {name: [] for name in names}
        for batch in batches(ids):
            rows_of = self._themed(finder, batch)
            for id_ in batch:
                rows = rows_of.get(id_, ())
                sizes.append(len(rows))
                for name, column in columns.items():
                    column += [row[name] if name in row else others[name] for row in rows]
        return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), columns

    def rows(self, finder: str, ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
        """The records of a finder by document as plain dicts, each held against its class."""
        wanted = list(ids)
        fitting = self._fitting() if self._store.is_foreign else set()
        before = len(fitting)
        rows_of = self._store.records(finder, wanted)
        is_checked = self._are_sound(finder, rows_of)
        for id_ in wanted:
            if id_ in rows_of and (is_checked or id_ in fitting):
                continue
            with self._store.reading("records", id_):
                if id_ in rows_of:
                    finders.FINDERS[finder].check(rows_of[id_])
                elif id_ in self._facts and finder in self._facts[id_]["origin"].finders:
                    raise DamageError("none", finder=finder)
                if self._store.is_foreign and id_ not in fitting:
                    self._check_fitting(id_)
        if self._place_of_fitting is not None and len(fitting) > before:
            keep_at(self._place_of_fitting, fitting)
        return rows_of

    def _are_sound(self, finder: str, rows_of: Mapping[str, Any]) -> bool:
        """Whether the records of all documents are such as the finder's, held against its class in
        one go; False also for a store of somebody else, whose records are also held against texts.
        """
        if self._store.is_foreign:
            return False
        try:
            finders.FINDERS[finder].check(list(chain.from_iterable(rows_of.values())))
        except DamageError:
            return False  # each is looked at for itself, and the error names its document
        return True

    def _fitting(self) -> set[str]:
        """The documents of a store from somebody else that were found whole, today or before."""
        fitting = self._store.fitting
        if not self._is_fitting_read:
            self._is_fitting_read = True
            self._place_of_fitting = place_of(self._store.path, _checks())
            if self._place_of_fitting is not None:
                fitting |= known_at(self._place_of_fitting)
        return fitting

    def _read(self, finder: str, ids: Sequence[str]) -> dict[str, list[Any]]:
        revived = finders.FINDERS[finder].records
        return {id_: revived(rows) for id_, rows in self._themed(finder, ids).items()}

    def _hold(self, finder: str, fresh: Mapping[str, list[Any]]) -> None:
        """Keeps what was read, and lets go what was read first where it is too much."""
        for id_, records in fresh.items():
            self._held[finder, id_] = records
            self._number_held += len(records)
        while self._number_held > _MOST_HELD:
            first = next(iter(self._held))
            self._number_held -= len(self._held.pop(first))

    def _check_fitting(self, id_: str) -> None:
        """Raises DamageError unless the records of a document fit its text."""
        rows_of = {name: self._store.records(name, [id_]).get(id_, []) for name in finders.FINDERS}
        for name, rows in rows_of.items():
            finders.FINDERS[name].check(rows)
        finders.check_together(self._store.text(id_), rows_of)
        self._store.fitting.add(id_)

    # --- The themes of a lexicon ---------------------------------------------------------------

    def _themed(self, finder: str, ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        """The records as plain dicts, with the themes of the lexicon where there is one."""
        if finder == "themes" and self._lexicon:
            return {id_: list(self._hits(self._lexicon, id_)) for id_ in ids}
        rows_of = self.rows(finder, ids)
        if finder == "commitments" and self._lexicon:
            return self._with_themes(self._lexicon, rows_of, ids)
        return rows_of

    def _hits(self, lexicon: Lexicon, id_: str) -> Iterator[dict[str, Any]]:
        names = [field.name for field in fields(ThemeHit)]
        for hit in lexicon.hits(self._store.text(id_)):
            yield dict(zip(names, (id_, *hit), strict=True))

    def _with_themes(
        self, lexicon: Lexicon, rows_of: Mapping[str, Any], ids: Iterable[str]
    ) -> dict[str, list[dict[str, Any]]]:
        """Commitments with the theme that a lexicon gives them."""
        units_of = self.rows("units", ids)
        themed = {}
        for id_, rows in rows_of.items():
            units = units_of[id_]
            themed[id_] = [row | {"theme": _theme(lexicon, row, units)} for row in rows]
        return themed


def batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """Documents in groups of so many that the records of one take little memory.

    >>> [len(batch) for batch in batches(map(str, range(450)))]
    [200, 200, 50]
    """
    left = iter(ids)
    while batch := list(islice(left, _DOCUMENTS_AT_ONCE)):
        yield batch


@cache
def _checks() -> str:
    """What is asked of records now: it changes with the code that asks, and with their fields."""
    asked = [
        (name, field.name, str(field.type))
        for name, finder in finders.FINDERS.items()
        for field in fields(finder.record_class())
    ]
    return repr((key("textkit.storing.shapes"), _CHECKED_TOGETHER, asked))


def _defaults(finder: str) -> dict[str, Any]:
    """What a field is where a row has none."""
    every = fields(finders.FINDERS[finder].record_class())
    return {field.name: field.default for field in every if field.default is not MISSING}


def _theme(
    lexicon: Lexicon, promise: Mapping[str, Any], units: Iterable[Mapping[str, Any]]
) -> str | None:
    """The theme of a commitment's own words, else of the nearest heading above it that has one."""
    above = []
    for unit in units:
        if unit["heading"] and unit["start"] <= promise["start"] < unit["end"]:
            above.append(unit)
    innermost_first = sorted(above, key=lambda unit: (-unit["start"], unit["end"]))
    return lexicon.theme_under(promise["text"], [unit["heading"] for unit in innermost_first])
