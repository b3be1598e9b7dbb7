"""textkit reads Vietnamese policy documents and compares what terms of office promised."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_NAMES = {
    "Corpus": "presenting.results",
    "Document": "reading.document",
    "TextkitError": "reading.document",
    "annotate": "language.annotation",
    "check_draft": "presenting.findings",
    "citation_graph": "analysis.resolving",
    "citations": "presenting.results",
    "coding_sample": "presenting.results",
    "collocations": "analysis.concordance",
    "commitments": "presenting.results",
    "compare_speech": "presenting.results",
    "compare_terms": "presenting.results",
    "dispersion": "analysis.counts",
    "diversity": "analysis.counts",
    "emphasis": "analysis.emphasis",
    "evaluate": "analysis.evaluation",
    "explore": "presenting.explorer",
    "find_citations": "finding.citations",
    "find_commitments": "finding.commitments",
    "find_statements": "finding.statements",
    "find_targets": "finding.targets",
    "find_themes": "finding.themes",
    "find_units": "language.units",
    "frequencies": "analysis.counts",
    "keyness": "analysis.contrast",
    "kwic": "analysis.concordance",
    "lockwords": "analysis.contrast",
    "ngrams": "analysis.counts",
    "open_corpus": "presenting.results",
    "read": "reading.readers",
    "read_coding": "analysis.coding",
    "show": "presenting.results",
    "targets": "presenting.results",
    "themes": "analysis.terms",
    "threads": "analysis.threads",
    "topics": "analysis.topics",
    "write_handout": "presenting.handouts",
}
__all__ = sorted(_NAMES)


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module 'textkit' has no attribute {name!r}")
    module = import_module(f"textkit.{_NAMES[name]}")
    return getattr(module, "theme_shares" if name == "themes" else name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
