"""What the fields of a dataclass may hold, held against values that were read: a store may come
from somebody else, and whoever knows its checksums may have written anything into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from itertools import chain
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from textkit.data.messages import Message

# Whole numbers up to here are the same in JSON, in NumPy and as floats. No field has larger ones.
_LARGEST = 2**53

# Characters of an id, which may have the folders of its file too. Chosen by eye: file systems allow
# 255 bytes for each of them.
_LONGEST_NAME = 1000

# What ends a line or moves the cursor of a terminal.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# How much of a wrong value an error shows.
_SHOWN = 40


class DamageError(Exception):
    """What is not as it was written: a message of the section `damage` with its values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.message = Message(f"damage.{key}", values)


@dataclass(frozen=True)
class _Shape:
    """What a value may be.

    `inside` is the shape of each item of a list or each value of a table, `length` of how many
    items a list is, `record` the dataclass whose fields a table has.
    """

    types: frozenset[type]
    among: frozenset[object] | None = None
    inside: _Shape | None = None
    length: int | None = None
    record: type | None = None


def check(of: type, rows: Any, *, as_lists: bool = False, size: int | None = None) -> Sequence[Any]:
    """The rows, if each of them can become a `of`: a table by field names, or, `as_lists`, a list
    of its first fields.

    With the size of a text, the fields `start` and `end` must be a span of it. Raises DamageError.

    >>> from textkit.reading.document import Block
    >>> check(Block, [[0, 4, "body"]], as_lists=True, size=9)
    [[0, 4, 'body']]
    >>> check(Block, [[0, 14, "body"]], as_lists=True, size=9)
    Traceback (most recent call last):
        ...
    textkit.storing.shapes.DamageError: span
    """
    if type(rows) is not list:
        raise _wrong("rows", rows)
    kind = list if as_lists else dict
    if any(type(row) is not kind for row in rows):
        raise _wrong(of.__name__, next(row for row in rows if type(row) is not kind))
    columns = _columns(of, rows)
    for name, values in columns.items():
        _check_values(name, values, _shapes(of)[name])
    if size is not None:
        for start, end in zip(columns["start"], columns["end"], strict=True):
            _check_span(start, end, size)
    return rows


def check_spans(rows: Iterable[Mapping[str, Any]], size: Any) -> None:
    """Raises DamageError for a row that has a `start` and no span of a text of that size."""
    if type(size) is not int:
        raise _wrong("characters", size)
    for row in rows:
        if "start" in row:
            _check_span(row["start"], row.get("end"), size)


def _columns(of: type, rows: Sequence[Any]) -> dict[str, list[Any]]:
    """The values of each field that any of the rows has."""
    columns: dict[str, list[Any]] = {name: [] for name in _shapes(of)}
    for names, same in _by_names(of, rows).items():
        for name, values in zip(names, zip(*same, strict=True), strict=True):
            columns[name].extend(values)
    return columns


def _by_names(of: type, rows: Sequence[Any]) -> dict[tuple[str, ...], list[Iterable[Any]]]:
    """The values of the rows by the names of the fields that they have."""
    known = tuple(_shapes(of))
    least = {field.name for field in fields(of) if _is_needed(field)}
    by_names: dict[tuple[str, ...], list[Iterable[Any]]] = {}
    for row in rows:
        if type(row) is dict:
            by_names.setdefault(tuple(row), []).append(row.values())
        elif len(row) <= len(known):
            by_names.setdefault(known[: len(row)], []).append(row)
        else:
            raise _wrong(of.__name__, row)
    for names in by_names:
        if not least <= set(names) <= set(known):
            raise DamageError("fields", of=of.__name__, fields=", ".join(map(str, names))[:_SHOWN])
    return by_names


def _is_needed(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _check_values(name: str, values: Sequence[Any], shape: _Shape) -> None:
    """Raises DamageError for the first of the values that is not of the shape."""
    if not {type(value) for value in values} <= shape.types:
        raise _wrong(name, next(value for value in values if type(value) not in shape.types))
    if shape.among is not None and not shape.among.issuperset(values):
        raise _wrong(name, next(value for value in values if value not in shape.among))
    if not shape.types.isdisjoint({int, float}):
        _check_numbers(name, values)
    lists = [value for value in values if type(value) is list]
    if shape.length is not None and any(len(items) != shape.length for items in lists):
        raise _wrong(name, lists[0])
    if shape.inside is not None:
        tables = [value.values() for value in values if type(value) is dict]
        _check_values(name, list(chain.from_iterable([*lists, *tables])), shape.inside)
    if shape.record is not None:
        check(shape.record, [value for value in values if value is not None])


def _check_numbers(name: str, values: Sequence[Any]) -> None:
    for value in values:
        if type(value) in (int, float) and not -_LARGEST <= value <= _LARGEST:  # NaN is neither
            raise _wrong(name, value)


def _check_span(start: Any, end: Any, size: int) -> None:
    if start is None and end is None:  # a comment on nothing of the text
        return
    if type(start) is not int or type(end) is not int or not 0 <= start <= end <= size:
        raise DamageError("span", start=repr(start)[:_SHOWN], end=repr(end)[:_SHOWN], size=size)


def _wrong(name: str, value: object) -> DamageError:
    return DamageError("value", field=name, value=repr(value)[:_SHOWN])


@cache
def _shapes(of: type) -> dict[str, _Shape]:
    """The shape of each field of a dataclass, by its name, in order."""
    hints = get_type_hints(of)
    return {field.name: _shape(hints[field.name]) for field in fields(of)}


def _shape(hint: Any) -> _Shape:
    """The shape of what is annotated so; JSON has lists for tuples, and whole floats as ints.

    >>> _shape(tuple[int, int]).length, _shape(Literal["a"]).among
    (2, frozenset({'a'}))
    """
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _either([_shape(one) for one in inner])
    if origin is Literal:
        return _Shape(frozenset(map(type, inner)), frozenset(inner))
    if origin is tuple:
        length = None if inner[-1] is Ellipsis else len(inner)
        return _Shape(frozenset({list}), inside=_shape(inner[0]), length=length)
    if origin is not None and issubclass(origin, Mapping):
        return _Shape(frozenset({dict}), inside=_shape(inner[1]))
    if is_dataclass(hint) and isinstance(hint, type):
        return _Shape(frozenset({dict}), record=hint)
    return _Shape(frozenset({float, int} if hint is float else {hint}))


def _either(shapes: Sequence[_Shape]) -> _Shape:
    """The shape of a value that has one of them: `str | None`, or `Literal[…] | None`."""
    types = frozenset(chain.from_iterable(shape.types for shape in shapes))
    listed = [shape.among for shape in shapes if shape.among is not None]
    among = frozenset(chain.from_iterable(listed)) | {None} if listed else None
    inside = next((shape.inside for shape in shapes if shape.inside), None)
    record = next((shape.record for shape in shapes if shape.record), None)
    return _Shape(types, among, inside, record=record)


def is_name(text: str) -> bool:
    """Whether a text can be the id of a document: it has no line end or other control character,
    and as a path it stays inside its folder.

    >>> is_name("hdnd/nq-01"), is_name("nq\\n01"), is_name("../nq-01"), is_name("")
    (True, False, False, False)
    """
    is_inside = not text.startswith(("/", "\\")) and ".." not in text.replace("\\", "/").split("/")
    return is_inside and 0 < len(text) <= _LONGEST_NAME and not _CONTROL.search(text)
