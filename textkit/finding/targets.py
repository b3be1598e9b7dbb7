"""The figures a document sets or reports: indicator, value, unit, deadline."""

from __future__ import annotations

from collections.abc import Iterator

from textkit.finding.figures import Target, figures_in
from textkit.finding.frames import Context, entered, frame_of, sentence_of
from textkit.finding.goals import goals_of
from textkit.finding.statements import find_statements
from textkit.finding.tables import find_tables
from textkit.language.annotation import Given, doc_of, document_of
from textkit.language.units import find_units

__all__ = ["Target", "find_figures", "find_targets"]


def find_targets(doc: Given) -> Iterator[Target]:
    """The figures a document promises, in order, those in tables too.

    What was achieved, legal bases, norms ("mức hỗ trợ 5 triệu đồng/hộ") and years in titles are
    none. Raises TextkitError if it is given no document.

    >>> found = find_targets("Phấn đấu đến năm 2030, tỷ lệ đô thị hóa đạt trên 40%.")
    >>> [(t.indicator, t.comparator, t.low, t.unit, t.deadline) for t in found]
    [('urbanisation', '>', 40.0, '%', '2030')]
    """
    return (target for target in find_figures(doc) if target.role == "promised")


def find_figures(doc: Given) -> Iterator[Target]:
    """The figures a document promises and those it reports as achieved, in order.

    Raises TextkitError if it is given no document.
    """
    doc = doc_of(doc)
    frame = frame_of(document_of(doc), find_units(doc))
    tables = [table for table in find_tables(frame.document) if table.kind == "goals"]
    figures = [figure for table in tables for figure in goals_of(table, frame)]
    context = Context()
    for statement in find_statements(doc):
        context = entered(frame, context, statement)
        if any(table.start <= statement.start < table.end for table in tables):
            continue
        found, context = figures_in(frame, sentence_of(frame.document, statement), context)
        figures += found
    yield from sorted(figures, key=lambda figure: (figure.start, figure.end))
