"""textkit reads Vietnamese policy documents and compares what terms of office promised.

The public names are imported when they are first used, so that `import textkit` takes no time; the
stub `__init__.pyi` shows them with their types to editors and type checkers. A test holds the two
together.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.2.0"

# The module of each public name, and its name there where that is another.
_PUBLIC = {
    "Corpus": ("presenting.results", "Corpus"),
    "Document": ("reading.document", "Document"),
    "TextkitError": ("data.messages", "TextkitError"),
    "align": ("presenting.alignments", "align"),
    "annotate": ("language.annotation", "annotate"),
    "check_draft": ("presenting.findings", "check_draft"),
    "chosen_corpus": ("lab.notebook", "chosen_corpus"),
    "citation_graph": ("comparing.resolving", "citation_graph"),
    "citations": ("presenting.results", "citations"),
    "coding_sample": ("presenting.results", "coding_sample"),
    "collocations": ("counting.concordance", "collocations"),
    "commitments": ("presenting.results", "commitments"),
    "compare_speech": ("presenting.results", "compare_speech"),
    "compare_terms": ("presenting.results", "compare_terms"),
    "decided": ("presenting.decided", "decided"),
    "dictionary": ("counting.dictionaries", "dictionary"),
    "dispersion": ("counting.counts", "dispersion"),
    "diversity": ("counting.counts", "diversity"),
    "emphasis": ("comparing.emphasis", "emphasis"),
    "evaluate": ("finding.evaluation", "evaluate"),
    "explore": ("lab.explorer", "explore"),
    "export": ("presenting.export", "export"),
    "fact_origins": ("reading.sources", "fact_origins"),
    "find_citations": ("finding.citations", "find_citations"),
    "find_commitments": ("finding.commitments", "find_commitments"),
    "find_statements": ("finding.statements", "find_statements"),
    "find_targets": ("finding.targets", "find_targets"),
    "find_themes": ("finding.themes", "find_themes"),
    "find_units": ("language.units", "find_units"),
    "first_findings": ("presenting.overviews", "first_findings"),
    "frequencies": ("counting.counts", "frequencies"),
    "keyness": ("comparing.contrast", "keyness"),
    "kwic": ("counting.concordance", "kwic"),
    "lockwords": ("comparing.contrast", "lockwords"),
    "ngrams": ("counting.counts", "ngrams"),
    "notebook": ("lab.notebook", "notebook"),
    "null_check": ("presenting.nulls", "null_check"),
    "open_corpus": ("presenting.results", "open_corpus"),
    "opinions": ("presenting.consolidated", "opinions"),
    "over_time": ("comparing.timelines", "over_time"),
    "paper_table": ("presenting.papertables", "paper_table"),
    "plot_bars": ("presenting.plots", "plot_bars"),
    "plot_dispersion": ("presenting.plots", "plot_dispersion"),
    "plot_over_time": ("presenting.timeplots", "plot_over_time"),
    "read": ("reading.readers", "read"),
    "read_coding": ("storing.coding", "read_coding"),
    "review": ("lab.reviewing", "review"),
    "scorecard": ("presenting.scorecards", "scorecard"),
    "show": ("presenting.shown", "show"),
    "similar": ("presenting.similar", "similar"),
    "targets": ("presenting.results", "targets"),
    "tasks": ("presenting.tasklists", "tasks"),
    "themes": ("comparing.shares", "theme_shares"),
    "threads": ("comparing.threads", "threads"),
    "topics": ("comparing.topics", "topics"),
    "with_evidence": ("presenting.overviews", "with_evidence"),
    "write_handout": ("teaching.handouts", "write_handout"),
}
__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'textkit' has no attribute {name!r}")
    module, attribute = _PUBLIC[name]
    return getattr(import_module(f"textkit.{module}"), attribute)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
