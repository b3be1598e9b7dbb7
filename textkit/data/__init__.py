"""Lexicons, codes and templates as files, and the one loader that opens them.

Nothing else in textkit opens a file of this folder.
"""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2
    import numpy as np
    from numpy.typing import NDArray


def path(name: str) -> Path:
    """Where a file of this folder lies, for a library that wants a path.

    >>> path("themes.toml").name
    'themes.toml'
    """
    return Path(str(files(__name__))) / name


def content(name: str) -> bytes:
    """The bytes of a file, unpacked where its name ends in `.gz` or `.xz`."""
    packed = path(name).read_bytes()
    if name.endswith(".gz"):
        return gzip.decompress(packed)
    if name.endswith(".xz"):
        return lzma.decompress(packed)
    return packed


def text(name: str) -> str:
    """The text of a file, unpacked like `content`."""
    return content(name).decode("utf-8")


@cache
def toml(name: str) -> Mapping[str, Any]:
    """The content of a TOML file; it is shared, so it must not be changed.

    >>> sorted(toml("rhetoric.toml"))
    ['speech', 'strength']
    """
    return MappingProxyType(tomllib.loads(text(name)))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file by column, an empty cell as an empty string; they are shared.

    >>> rows("terms.csv")[0]["clock"]
    'party'
    """
    return tuple(csv.DictReader(io.StringIO(text(name), newline="")))


@cache
def patterns(name: str, section: str, **parts: str) -> Mapping[str, re.Pattern[str]]:
    """The regular expressions of a section of a TOML file, compiled, by their names.

    A list is an alternative of its entries. `{name}` in an expression stands for another entry of the section, or for
    one of the `parts` that the caller knows (a list of names out of a table, say).

    >>> bool(patterns("reading.toml", "signs")["assembly"].fullmatch("UBTVQH14"))
    True
    """
    entries = {key: entry if isinstance(entry, str) else "|".join(entry) for key, entry in toml(name)[section].items()}

    def filled(key: str) -> str:
        if key in parts:
            return parts[key]
        return re.sub(r"\{([a-z]+)\}", lambda match: filled(match[1]), entries[key])

    return MappingProxyType({key: re.compile(filled(key)) for key in entries})


@cache
def arrays(name: str) -> Mapping[str, NDArray[np.generic]]:
    """The numpy arrays of an `.npz` file by name, unpacked like `content`."""
    import numpy as np

    with np.load(io.BytesIO(content(name)), allow_pickle=False) as archive:
        return MappingProxyType({key: archive[key] for key in archive.files})


def template(name: str) -> jinja2.Template:
    """A Jinja template; one of HTML escapes whatever is filled in, and a name without a value is an error."""
    return _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(path("")),
        autoescape=lambda name: ".html." in (name or ""),
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
