"""The units of a text, and the marked span of an example, for the tests of the tree."""

from textkit.language.annotation import annotate
from textkit.language.units import find_units
from textkit.reading.document import Document
from textkit.vietnamese.text import tidy


def units_of(text, **more):
    return find_units(next(annotate(Document("d", tidy(text), **more))))


def without_sentences(text, **more):
    return [unit for unit in units_of(text, **more) if unit.kind != "sentence"]


def marked(example):
    """A text without its marks, and the span between them."""
    start, end = example.index("⟦"), example.index("⟧") - 1
    return example.replace("⟦", "").replace("⟧", ""), start, end
