"""textkit reads Vietnamese policy documents and compares what terms of office promised."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_MODULES = {
    "data.messages": "TextkitError",
    "reading.document": "Document",
    "reading.readers": "read",
    "language.annotation": "annotate",
    "language.units": "find_units",
    "finding.citations": "find_citations",
    "finding.commitments": "find_commitments",
    "finding.statements": "find_statements",
    "finding.targets": "find_targets",
    "finding.themes": "find_themes",
    "finding.evaluation": "evaluate",
    "storing.coding": "read_coding",
    "counting.counts": "dispersion diversity frequencies ngrams",
    "counting.concordance": "collocations kwic",
    "comparing.contrast": "keyness lockwords",
    "comparing.threads": "threads",
    "comparing.resolving": "citation_graph",
    "comparing.terms": "themes",
    "comparing.topics": "topics",
    "comparing.emphasis": "emphasis",
    "presenting.results": (
        "Corpus citations coding_sample commitments compare_speech compare_terms open_corpus show"
        " targets"
    ),
    "presenting.findings": "check_draft",
    "teaching.handouts": "write_handout",
    "lab.notebook": "notebook",
    "lab.explorer": "explore",
}
_NAMES = {name: module for module, names in _MODULES.items() for name in names.split()}
__all__ = sorted(_NAMES)


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'textkit' has no attribute {name!r}")
    module = import_module(f"textkit.{_NAMES[name]}")
    return getattr(module, "theme_shares" if name == "themes" else name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
