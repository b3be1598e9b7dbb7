"""textkit reads Vietnamese policy documents and compares what terms of office promised."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_ROOMS = {
    "reading.document": "Document TextkitError",
    "reading.readers": "read",
    "language.annotation": "annotate",
    "language.units": "find_units",
    "finding.citations": "find_citations",
    "finding.commitments": "find_commitments",
    "finding.statements": "find_statements",
    "finding.targets": "find_targets",
    "finding.themes": "find_themes",
    "analysis.counts": "dispersion diversity frequencies ngrams",
    "analysis.concordance": "collocations kwic",
    "analysis.contrast": "keyness lockwords",
    "analysis.resolving": "citation_graph",
    "analysis.evaluation": "evaluate",
    "analysis.coding": "read_coding",
    "analysis.terms": "themes",
    "analysis.threads": "threads",
    "analysis.topics": "topics",
    "analysis.emphasis": "emphasis",
    "presenting.handouts": "write_handout",
    "presenting.results": "Corpus citations coding_sample commitments compare_speech compare_terms open_corpus show targets",
    "presenting.findings": "check_draft",
    "presenting.notebook": "notebook",
    "presenting.explorer": "explore",
}
_NAMES = {name: room for room, names in _ROOMS.items() for name in names.split()}
__all__ = sorted(_NAMES)


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'textkit' has no attribute {name!r}")
    module = import_module(f"textkit.{_NAMES[name]}")
    return getattr(module, "theme_shares" if name == "themes" else name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
