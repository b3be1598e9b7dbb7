"""One document with what was found in it, as users meet it: JSON, page, report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.data.messages import Lang
from textkit.finding.citations import find_citations
from textkit.finding.commitments import find_commitments
from textkit.finding.grids import grids_of
from textkit.finding.targets import find_targets
from textkit.language.annotation import Sheet, sheet
from textkit.language.units import find_units
from textkit.presenting import overviews, pages
from textkit.presenting.reports import Fragment, Report, Reported
from textkit.reading.document import Document
from textkit.reading.readers import read
from textkit.storing.outputs import write_text_aside

if TYPE_CHECKING:
    from spacy.tokens import Doc

# The facts of the document in the JSON of `show`.
_FACTS = ("kind", "number", "date", "issuer", "title", "term", "place", "signatory")

# The fields of each record in the JSON of `show`: fields may be added, never renamed.
_FIELDS = {
    "units": "start end kind label heading path",
    "citations": "start end text kind number date issuer name year pinpoint title title_numbers",
    "targets": (
        "start end text indicator indicator_text measure comparator approximate low high unit per"
        " scope deadline period_start period_end baseline indicator_path"
    ),
    "commitments": "start end text type actor verb theme deadline actor_names",
}


@dataclass(frozen=True, eq=False, repr=False)
class Shown(Reported):
    """One document with what was found in it; it shows itself with its findings marked."""

    document: Document
    sheet: Sheet
    lang: Lang = "vi"

    @property
    def doc(self) -> Doc:
        """The document as a spaCy Doc."""
        return self.sheet.doc

    def __repr__(self) -> str:
        return f"Shown({self.document.id!r})"

    def to_json(self) -> dict[str, Any]:
        """Facts, text, units, citations, targets, commitments, tables, and the comments and tracked
        changes of a Word file, in the shape `textkit show --json` writes.

        A document whose letters were recognised in pictures also has `certainty`: of its facts by
        name, and of each record (see `Document.certainty`).
        """
        document = self.document
        about = {
            "id": document.id,
            **{name: getattr(document.facts, name) for name in _FACTS},
            "characters": len(document.text),
            "sha256": document.sha256,
            "sources": document.sources,
            "remarks": [asdict(remark) for remark in document.remarks],
            "mends": [asdict(mend) for mend in document.mends],
        }
        records = {
            name: [_picked(record, name) for record in found]
            for name, found in _findings(self.sheet).items()
        }
        if document.scanned:
            about["certainty"] = {
                name: document.certainty(*span) for name, span in document.sources.items()
            }
            for found in records.values():
                for record in found:
                    record["certainty"] = document.certainty(record["start"], record["end"])
        return {
            "document": about,
            "text": document.text,
            **records,
            "tables": list(_tables(document)),
            "comments": [asdict(comment) for comment in document.comments],
            "revisions": [asdict(revision) for revision in document.revisions],
        }

    def report(self) -> Report:
        """What the document commits to, a row a commitment."""
        title = " ".join(filter(None, (self.document.facts.kind, self.document.facts.number)))
        return overviews.document_report(self.to_json(), title or self.document.id, self.lang)

    def show(self) -> Fragment:
        """The document with its structure, and what was found in it marked in the text."""
        return Fragment(self._repr_html_())

    def to_html(self, path: str | Path | None = None) -> str:
        """The self-contained page, also written to `path` if that is given."""
        page = pages.render_shown(self.to_json(), lang=self.lang)
        if path is not None:
            write_text_aside(path, page)
        return page

    def _repr_html_(self) -> str:
        # Without a base of its own, a link to a place in the page would leave the frame.
        page = self.to_html().replace("<head>", '<head><base href="about:srcdoc">', 1)
        frame = (
            '<iframe srcdoc="{}" title="{}" width="100%" height="600"'
            ' style="border:0;background:#fff"></iframe>'
        )
        return frame.format(escape(page), escape(self.document.id))


def _findings(doc: Sheet) -> dict[str, Sequence[Any]]:
    """What the finders find in a document, by the name it has in the JSON."""
    return {
        "units": find_units(doc),
        "citations": list(find_citations(doc)),
        "targets": list(find_targets(doc)),
        "commitments": list(find_commitments(doc)),
    }


def _tables(document: Document) -> Iterator[dict[str, Any]]:
    """The tables of a document: the words over each column, the upper first, and the cells of each
    row, empty where there is none.
    """
    for grid in grids_of(document):
        columns = set(grid.heads)
        for cells in grid.rows:
            columns |= set(cells)
        places = sorted(columns)
        heads = [[grid.printed[words] for words in grid.heads.get(at, ())] for at in places]
        rows = [[_words(document, cells.get(at)) for at in places] for cells in grid.rows]
        yield {"start": grid.start, "end": grid.end, "heads": heads, "rows": rows}


def _words(document: Document, span: tuple[int, int] | None) -> str:
    """The words of a cell on one line."""
    return " ".join(document.text[slice(*span)].split()) if span else ""


def _picked(record: Any, name: str) -> dict[str, Any]:
    return {field: getattr(record, field) for field in _FIELDS[name].split()}


def show(document: Document | str | Path, *, lang: Lang = "vi") -> Shown:
    """A document (or the file at a path) with its structure, citations, targets and commitments
    marked.

    Raises TextkitError if the file cannot be read. Example: `tk.show("ct-04-2026.txt")`
    """
    document = document if isinstance(document, Document) else read(document)
    return Shown(document, sheet(document), lang)
