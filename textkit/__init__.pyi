# The public names with their types, for editors and type checkers; `__init__.py` imports them late.

from textkit.comparing.contrast import keyness as keyness
from textkit.comparing.contrast import lockwords as lockwords
from textkit.comparing.emphasis import emphasis as emphasis
from textkit.comparing.resolving import citation_graph as citation_graph
from textkit.comparing.shares import theme_shares as themes
from textkit.comparing.threads import threads as threads
from textkit.comparing.timelines import over_time as over_time
from textkit.comparing.topics import topics as topics
from textkit.counting.concordance import collocations as collocations
from textkit.counting.concordance import kwic as kwic
from textkit.counting.counts import dispersion as dispersion
from textkit.counting.counts import diversity as diversity
from textkit.counting.counts import frequencies as frequencies
from textkit.counting.counts import ngrams as ngrams
from textkit.counting.dictionaries import dictionary as dictionary
from textkit.data.messages import TextkitError as TextkitError
from textkit.finding.citations import find_citations as find_citations
from textkit.finding.commitments import find_commitments as find_commitments
from textkit.finding.evaluation import evaluate as evaluate
from textkit.finding.statements import find_statements as find_statements
from textkit.finding.targets import find_targets as find_targets
from textkit.finding.themes import find_themes as find_themes
from textkit.lab.explorer import explore as explore
from textkit.lab.notebook import chosen_corpus as chosen_corpus
from textkit.lab.notebook import notebook as notebook
from textkit.lab.reviewing import review as review
from textkit.language.annotation import annotate as annotate
from textkit.language.units import find_units as find_units
from textkit.presenting.alignments import align as align
from textkit.presenting.consolidated import opinions as opinions
from textkit.presenting.decided import decided as decided
from textkit.presenting.export import export as export
from textkit.presenting.findings import check_draft as check_draft
from textkit.presenting.nulls import null_check as null_check
from textkit.presenting.overviews import first_findings as first_findings
from textkit.presenting.overviews import with_evidence as with_evidence
from textkit.presenting.papertables import paper_table as paper_table
from textkit.presenting.plots import plot_bars as plot_bars
from textkit.presenting.plots import plot_dispersion as plot_dispersion
from textkit.presenting.results import Corpus as Corpus
from textkit.presenting.results import citations as citations
from textkit.presenting.results import coding_sample as coding_sample
from textkit.presenting.results import commitments as commitments
from textkit.presenting.results import compare_speech as compare_speech
from textkit.presenting.results import compare_terms as compare_terms
from textkit.presenting.results import open_corpus as open_corpus
from textkit.presenting.results import targets as targets
from textkit.presenting.scorecards import scorecard as scorecard
from textkit.presenting.shown import show as show
from textkit.presenting.similar import similar as similar
from textkit.presenting.tasklists import tasks as tasks
from textkit.presenting.timeplots import plot_over_time as plot_over_time
from textkit.reading.document import Document as Document
from textkit.reading.readers import read as read
from textkit.reading.sources import fact_origins as fact_origins
from textkit.storing.coding import read_coding as read_coding
from textkit.teaching.handouts import write_handout as write_handout

__version__: str

__all__ = [
    "Corpus",
    "Document",
    "TextkitError",
    "align",
    "annotate",
    "check_draft",
    "chosen_corpus",
    "citation_graph",
    "citations",
    "coding_sample",
    "collocations",
    "commitments",
    "compare_speech",
    "compare_terms",
    "decided",
    "dictionary",
    "dispersion",
    "diversity",
    "emphasis",
    "evaluate",
    "explore",
    "export",
    "fact_origins",
    "find_citations",
    "find_commitments",
    "find_statements",
    "find_targets",
    "find_themes",
    "find_units",
    "first_findings",
    "frequencies",
    "keyness",
    "kwic",
    "lockwords",
    "ngrams",
    "notebook",
    "null_check",
    "open_corpus",
    "opinions",
    "over_time",
    "paper_table",
    "plot_bars",
    "plot_dispersion",
    "plot_over_time",
    "read",
    "read_coding",
    "review",
    "scorecard",
    "show",
    "similar",
    "targets",
    "tasks",
    "themes",
    "threads",
    "topics",
    "with_evidence",
    "write_handout",
]
