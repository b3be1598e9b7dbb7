"""What a stored thing was made from, as a key: when one module changes, just what depends on it is
made anew.

The key of a module is a hash over its own source, the sources of all modules of textkit it imports,
directly or through others, and the data files that `textkit.data.READ_BY` says these read. Nothing
has to be declared twice, so nothing can be forgotten: an import that is added is in the key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from textkit.data import READ_BY, path

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
    digest = hashlib.sha256()
    made_from = sorted(set().union(*map(modules_of, modules)))
    for module in made_from:
        digest.update(module.encode() + _source(module))
        if module in _MODELS:
            digest.update(metadata.version(_MODELS[module]).encode())
    for name in data_files_of(made_from):
        digest.update(name.encode() + path(name).read_bytes())
    return digest.hexdigest()[:16]


@cache
def modules_of(module: str) -> frozenset[str]:
    """A module and all modules of textkit it imports, directly or through others.

    >>> print(*sorted(modules_of("textkit.vietnamese.text")))
    textkit.vietnamese.text
    >>> print(*sorted(modules_of("textkit.vietnamese.syllables"))[:3])
    textkit.data textkit.data.expressions textkit.vietnamese.syllables
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
