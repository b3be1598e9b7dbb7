"""Parts of a corpus that are kept in its store under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from textkit.data.messages import TextkitError, noun
from textkit.storing.choosing import listed
from textkit.storing.shapes import check
from textkit.storing.store import Store

# The note of the store that holds the parts.
_NOTE = "parts"

# A name has so many letters at most, a store so many parts. Chosen by eye: to keep a list readable.
_LONGEST_NAME = 100
_MOST_PARTS = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """Documents under a name: those of some ids, or with `where` those that meet conditions."""

    name: str
    ids: tuple[str, ...]
    where: dict[str, tuple[str | None, ...]] | None = None


def part_of(name: str, where: Mapping[str, Any]) -> Part:
    """The part that conditions make; raises TextkitError for one that cannot be kept."""
    return Part(name, (), {fact: _kept(fact, wanted) for fact, wanted in where.items()})


def parts_of(store: Store) -> dict[str, Part]:
    """The parts of a store by name, in alphabetical order."""
    rows = store.note(_NOTE, "") or []
    with store.reading("notes"):
        check(Part, rows)
    parts = [Part(**row) for row in rows]
    return {part.name: part for part in sorted(parts, key=lambda part: part.name)}


def put_part(store: Store, part: Part) -> None:
    """Keeps a part in place of one of its name.

    Raises TextkitError if the name is empty or too long, there are too many parts, or the store
    keeps nothing: it is read-only, or somebody else's.
    """
    if not part.name.strip() or len(part.name) > _LONGEST_NAME:
        raise TextkitError("corpus.part-name", name=part.name, most=_LONGEST_NAME)
    if store.read_only or store.is_foreign:
        raise TextkitError("corpus.part-not-kept", name=part.name, path=store.path)
    parts = {**parts_of(store), part.name: part}
    if len(parts) > _MOST_PARTS:
        raise TextkitError("corpus.too-many-parts", most=_MOST_PARTS)
    store.put_note(_NOTE, "", [asdict(each) for each in parts.values()])


def _kept(fact: str, wanted: Any) -> tuple[str | None, ...]:
    """A condition as texts."""
    if callable(wanted):
        raise TextkitError("corpus.part-function", what=noun(fact))
    return tuple(listed(fact, wanted))
