"""What a stored thing was made from, as a key: when one module changes, just what depends on it is
made anew.

The key of a module is a hash over its own source, the sources of all modules of textkit it imports,
directly or through others, and the data files that `textkit.data.READ_BY` says these read. Nothing
has to be declared twice, so nothing can be forgotten: an import that is added is in the key.

To work the keys out takes 0.1 s of a command, so commands keep them in the cache, for as long as no
file of the package is another: by its path, its size and when it was written and put there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from textkit.data import READ_BY, path
from textkit.running.guarded import is_guarded
from textkit.running.scratch import cache_folder, keep

# `from textkit.reading.document import Block, Document`, also over several lines in brackets.
_IMPORT = re.compile(
    r"""
    ^[ \t]* from \s+ (?P<package> textkit [\w.]* ) \s+ import \s+
    (?: \( (?P<lines> [^)]* ) \) | (?P<line> .* ) )
    """,
    re.MULTILINE | re.VERBOSE,
)

# What errors and pages say is not kept in a store, so it is in no key: a sentence may be mended
# without all being read again. Nor is it kept in which process a file was read.
_NOT_KEPT = ("textkit.data.messages", "textkit.running.")

# The package whose models cut and tag words, by the module that calls it.
_MODELS = {"textkit.language.segmenter": "underthesea"}


@cache
def key(*modules: str) -> str:
    """The key of what these modules make, in 16 hexadecimal digits.

    >>> key("textkit.language.units") == key("textkit.finding.themes")
    False
    """
    is_own = all(module.startswith("textkit.") for module in modules)
    if not (is_own and is_guarded()):
        return _worked_out(modules)
    kept, name = _kept_keys(), " ".join(modules)
    if name not in kept:
        kept[name] = _worked_out(modules)
        _keep_keys()
    return kept[name]


def _worked_out(modules: Iterable[str]) -> str:
    digest = hashlib.sha256()
    made_from = sorted(set().union(*map(modules_of, modules)))
    for module in made_from:
        digest.update(module.encode() + _source(module))
        if module in _MODELS:
            digest.update(metadata.version(_MODELS[module]).encode())
    for name in data_files_of(made_from):
        digest.update(name.encode() + path(name).read_bytes())
    return digest.hexdigest()[:16]


# A file that was written so many seconds ago may be written once more without another time.
_JUST_NOW = 2.0

_PACKAGE = path("").parent
_KEPT_IN = "keys.json"


@cache
def _kept_keys() -> dict[str, str]:
    """The keys that were kept of the package as it is, by the modules; more are put into it."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        kept = json.loads((cache_folder() / _KEPT_IN).read_bytes())
        if kept["of"] == _package()[0]:
            return {str(modules): str(made) for modules, made in kept["keys"].items()}
    return {}


def _keep_keys() -> None:
    """Keeps the keys, unless a file of the package was written just now."""
    stamp, newest = _package()
    if newest < time.time() - _JUST_NOW:
        content = json.dumps({"of": stamp, "keys": _kept_keys()}).encode()
        keep(cache_folder() / _KEPT_IN, lambda file: file.write(content))


@cache
def _package() -> tuple[str, float]:
    """What the files of the package are, without reading them, and when the newest was written."""
    digest = hashlib.sha256(str(_PACKAGE).encode())
    for name in sorted({*_MODELS.values()}):
        digest.update(metadata.version(name).encode())
    newest = 0.0
    for file in sorted(_files(_PACKAGE), key=lambda entry: entry.path):
        about = file.stat()
        row = (file.path, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
        digest.update(repr(row).encode())
        newest = max(newest, about.st_mtime, about.st_ctime)
    return digest.hexdigest(), newest


def _files(folder: Path | os.DirEntry[str]) -> Iterator[os.DirEntry[str]]:
    """The files of the package but those that Python writes itself."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry)
            else:
                yield entry


@cache
def modules_of(module: str) -> frozenset[str]:
    """A module and all modules of textkit it imports, directly or through others.

    >>> print(*sorted(modules_of("textkit.vietnamese.text")))
    textkit.vietnamese.text
    >>> print(*sorted(modules_of("textkit.vietnamese.syllables"))[:3])
    textkit.data textkit.data.expressions textkit.data.parsing
    """
    reached = {module}
    waiting = [module]
    while waiting:
        for imported in _imported(waiting.pop()):
            if imported not in reached and not imported.startswith(_NOT_KEPT):
                reached.add(imported)
                waiting.append(imported)
    return frozenset(reached)


def data_files_of(modules: Iterable[str]) -> list[str]:
    """The data files that any of the modules reads, in order of their names."""
    short = {module.removeprefix("textkit.") for module in modules}
    return sorted(name for name, readers in READ_BY.items() if not short.isdisjoint(readers))


def _imported(module: str) -> list[str]:
    """The modules of textkit that a module names in its imports, those inside functions too."""
    found = []
    for match in _IMPORT.finditer(_source(module).decode("utf-8")):
        names = re.findall(r"\w+", (match["lines"] or match["line"]).split("#")[0])
        for name in names:
            # What is named is a module of the package, or something that the package or module
            # defines.
            inside = f"{match['package']}.{name}"
            found.append(inside if _file(inside) else match["package"])
    return [name for name in found if name != "textkit"]


def _source(module: str) -> bytes:
    file = _file(module)
    if file is None:
        raise ValueError(f"{module} is no module with a source")
    return file.read_bytes()


@cache
def _file(module: str) -> Path | None:
    """The source of a module, if there is such a module."""
    try:
        spec = find_spec(module)
    except (
        ModuleNotFoundError
    ):  # `module` is a name that a module defines, so it has nothing inside
        return None
    return Path(spec.origin) if spec is not None and spec.origin is not None else None
