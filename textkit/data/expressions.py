"""Regular expressions made of the package's own words, compiled once on a machine.

Python compiles a regular expression anew in every process. The some thousand of textkit took 0.5 s
of processor time of every command, a quarter of `textkit show`; read again they take 0.02 s. So
the commands keep what `re.compile` works out: the program of a pattern, a list of numbers, which
`_sre`, the part of Python that runs it, holds against its own rules before it takes it.

This rests on what is private to CPython. Where that is another, `re.compile` does the work, as it
does in a notebook, where nothing is kept. A pattern that is made of the words of a document must
not come here: nothing of a draft is kept.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from array import array
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

# A pattern as it was asked for.
_Asked = tuple[str, int]

# One kept file holds so many patterns at the most: what other versions of textkit left in it is
# dropped then. textkit has some 1,300.
_MOST_KEPT = 6_000

# What `re` may do with what is private to it, where it is not as it is known here.
_STRANGE = (AttributeError, TypeError, ValueError, KeyError, RuntimeError, OverflowError)


class _Program(NamedTuple):
    """What `re.compile` works out: the flags of a pattern with those it sets itself, its program as
    the bytes of an array, how many groups it has and the numbers of those with names.
    """

    flags: int
    code: memoryview
    groups: int
    names: dict[str, int]


_programs: dict[_Asked, _Program] = {}
_is_keeping = False
_is_changed = False


def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """The pattern that `re.compile` gives, out of what was kept if it is there.

    >>> compiled(r"Điều (?P<n>\\d+)") == re.compile(r"Điều (?P<n>\\d+)")
    True
    """
    if not _is_keeping:
        return re.compile(source, flags)
    return _kept_pattern(source, int(flags), re.compile)


def _kept_pattern(source: str, flags: int, compile_: Callable[..., Any]) -> re.Pattern[str]:
    """The pattern out of what is kept; `compile_` makes it where that is strange."""
    global _is_changed
    asked = (source, flags)
    try:
        if asked not in _programs:
            _programs[asked] = _worked_out(*asked)
            _is_changed = True
        return _pattern(source, _programs[asked])
    except _STRANGE:
        pattern: re.Pattern[str] = compile_(source, flags)
        return pattern


def signature() -> str:
    """What kept programs depend on besides their patterns: the version of Python and of `_sre`."""
    magic = getattr(import_module("_sre"), "MAGIC", 0)
    return f"{sys.implementation.name} {sys.hexversion} {magic} {sys.byteorder}"


def start_keeping(kept: bytes = b"") -> None:
    """From now on programs are kept; `kept` are those of an earlier process, see `to_keep`.

    What is damaged is as if it were not there.
    """
    global _is_keeping
    _is_keeping = True
    if len(kept) < 4 or zlib.crc32(memoryview(kept)[4:]).to_bytes(4, "little") != kept[:4]:
        return
    start = kept.index(b"\n", 4) + 1
    # The programs are some 7 MB, so they are not copied.
    codes = memoryview(kept)
    for source, asked, flags, size, groups, names in json.loads(kept[4:start]):
        _programs[source, asked] = _Program(flags, codes[start : start + size], groups, names)
        start += size


def keep_of_modules() -> None:
    """From now on, what modules of textkit compile while they are imported is kept too.

    `re.compile` asks a function of its own module for a new pattern: its place is taken. Where
    there is none of that name, nothing more is kept.
    """
    private: Any = re
    plain = getattr(getattr(private, "_compiler", None), "compile", None)
    if plain is None:
        return

    def compile_(pattern: Any, flags: int = 0) -> Any:
        if isinstance(pattern, str) and not flags & re.DEBUG and _is_asked_by_a_module():
            return _kept_pattern(pattern, flags, plain)
        return plain(pattern, flags)

    private._compiler.compile = compile_


# How many functions of `re` stand between a module and the function that takes the place of its
# own: `re.compile` and `re._compile`.
_BETWEEN = 4


def _is_asked_by_a_module() -> bool:
    """Whether code of a module of textkit, outside of all functions, asks for a pattern: what it is
    made of cannot be the words of a document.
    """
    caller = sys._getframe(_BETWEEN)
    is_own = str(caller.f_globals.get("__name__")).startswith("textkit.")
    return is_own and caller.f_code.co_name == "<module>"


def to_keep() -> bytes | None:
    """All programs for another process; None where nothing has come to what was kept."""
    if not _is_changed:
        return None
    rows = []
    codes = []
    for (source, asked), (flags, code, groups, names) in list(_programs.items())[-_MOST_KEPT:]:
        rows.append((source, asked, flags, len(code), groups, names))
        codes.append(code)
    body = json.dumps(rows).encode() + b"\n" + b"".join(codes)
    return zlib.crc32(body).to_bytes(4, "little") + body


def _worked_out(source: str, flags: int) -> _Program:
    """What `re.compile` works out, by the steps of its own function `re._compiler.compile`."""
    private: Any = re
    parsed = private._parser.parse(source, flags)
    code = memoryview(array("I", private._compiler._code(parsed, flags)).tobytes())
    state = parsed.state
    return _Program(flags | state.flags, code, state.groups - 1, dict(state.groupdict))


def _pattern(source: str, program: _Program) -> re.Pattern[str]:
    """The pattern of a program; `_sre` raises RuntimeError for one that is none."""
    flags, code, groups, names = program
    name_of: list[str | None] = [None] * (groups + 1)
    for name, number in names.items():
        name_of[number] = name
    numbers = code.cast("I").tolist()
    compile_: Any = import_module("_sre").compile
    pattern: re.Pattern[str] = compile_(source, flags, numbers, groups, names, tuple(name_of))
    return pattern
