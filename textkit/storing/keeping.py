"""Results that took long, kept in the user's cache: what is asked again of the same documents is
read.

A result is a dataclass of plain values, tables and other dataclasses. It is written as JSON and
revived by the types of its fields, so that reading runs no code of the file. A file is named by all
that its result was made from; the cache can always be deleted.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np

from textkit.running.scratch import cache_folder, keep

T = TypeVar("T")

# Of more results than this the oldest are deleted. One of 1,000 documents is some 2 MB.
_MOST_KEPT = 40

# What reading a damaged file may raise.
_DAMAGED = (OSError, zlib.error, ValueError, TypeError, KeyError, AttributeError)


class UnknownTypeError(Exception):
    """A field of a result has a type that cannot be read again: a fault of the code, no damage."""


# A value out of what JSON gives.
Reader = Callable[[Any], Any]


def kept(make: Callable[[], T], of: type[T], made_from: Mapping[str, Any]) -> T:
    """The result that `make` gives, of the class `of`: read if it was kept, else made and kept.

    `made_from` is all that the result depends on, versions of code included. A cache that cannot be
    read or written is done without.
    """
    path = _place(of, made_from)
    with contextlib.suppress(*_DAMAGED):
        found: T = _reader(cast("Any", of))(json.loads(zlib.decompress(path.read_bytes())))
        path.touch()  # the latest used are kept longest
        return found
    made = make()
    packed = zlib.compress(json.dumps(_plain(made), ensure_ascii=False).encode(), level=3)
    keep(path, lambda file: file.write(packed))
    _delete_oldest(path.parent)
    return made


def kept_for_later(
    make: Callable[[], T], of: type[T], made_from: Mapping[str, Any]
) -> Callable[[], T]:
    """What gives the result that `kept` gives, which is read only once it is asked for.

    A result that was not kept is made at once, so that what is wrong with the question is raised by
    who asks it.
    """
    if _place(of, made_from).exists():
        return lambda: kept(make, of, made_from)
    made = kept(make, of, made_from)
    return lambda: made


def _place(of: type, made_from: Mapping[str, Any]) -> Path:
    """The file of a result."""
    content = json.dumps([of.__qualname__, made_from], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()[:32]
    return cache_folder() / f"result-{digest}.json.z"


def _delete_oldest(folder: Path) -> None:
    with contextlib.suppress(OSError):
        by_age = sorted(folder.glob("result-*.json.z"), key=lambda file: file.stat().st_mtime)
        for file in by_age[:-_MOST_KEPT]:
            file.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    """A value as JSON holds it: a dataclass as the list of its fields, a table by its columns."""
    if is_dataclass(value):
        return [_plain(getattr(value, name)) for name in _field_names(cast("Any", type(value)))]
    if hasattr(value, "dtypes"):
        columns = {
            name: [str(dtype), _plain(value[name].tolist())] for name, dtype in value.dtypes.items()
        }
        return [columns, _plain(value.attrs)]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value


@cache
def _field_names(of: type) -> tuple[str, ...]:
    """The fields that a dataclass is made of."""
    return tuple(field.name for field in fields(of) if field.init)


@cache
def _reader(of: Any) -> Reader:
    """What makes a value of a type out of what JSON gives.

    Raises UnknownTypeError for a type that no result has.
    """
    if is_dataclass(of) and isinstance(of, type):
        return lambda values: of(*_read_all(_readers_of(of, _field_names(of)), values))
    if isinstance(of, type) and hasattr(of, "_fields"):
        return lambda values: of(*_read_all(_readers_of(of, of._fields), values))
    if isinstance(of, type) and of.__name__ == "DataFrame":
        return _table
    return _reader_of_plain(of)


@cache
def _readers_of(of: type, names: tuple[str, ...]) -> list[Reader]:
    """A reader for each field of a class, which may hold others of the same class."""
    import pandas as pd

    # Modules import pandas only for their types.
    hints = get_type_hints(of, localns={"pd": pd})
    return [_reader(hints[name]) for name in names]


def _read_all(readers: Sequence[Reader], values: Sequence[Any]) -> list[Any]:
    """Each value by its reader."""
    return [make(value) for make, value in zip(readers, values, strict=True)]


def _reader_of_plain(of: Any) -> Reader:
    """What makes a value of a type that is no class of ours."""
    origin, inner = get_origin(of), get_args(of)
    if origin in (Union, UnionType):
        (other,) = (_reader(arm) for arm in inner if arm is not NoneType)
        return lambda value: None if value is None else other(value)
    if origin is tuple and inner[-1] is not ...:
        readers = [_reader(item) for item in inner]
        return lambda values: tuple(_read_all(readers, values))
    if origin is tuple:
        return _reader_of_many(tuple, _reader(inner[0]))
    if origin in (list, Sequence):
        return _reader_of_many(list, _reader(inner[0]))
    if origin is Mapping:
        item = _reader(inner[1])
        return lambda value: {key: item(held) for key, held in value.items()}
    if origin is Literal or of in (str, int, float, bool, NoneType, Any):
        return _itself
    raise UnknownTypeError(f"no value of type {of} can be kept")


def _reader_of_many(collect: Callable[[Iterable[Any]], Any], item: Reader) -> Reader:
    if item is _itself:
        return collect
    return lambda value: collect(map(item, value))


def _itself(value: Any) -> Any:
    return value


def _table(value: Any) -> Any:
    """A table by its columns, each with its type."""
    import pandas as pd

    columns, attrs = value
    table = pd.DataFrame(
        {name: pd.Series(items, dtype=dtype) for name, (dtype, items) in columns.items()}
    )
    table.attrs = attrs
    return table
