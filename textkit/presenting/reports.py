"""Findings in sentences and tables whose cells open their evidence: a page, a Word or Excel file.

Each result of the office's commands builds one `Report`; what is done with it stands here, once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textkit import data
from textkit.data.messages import Lang, TextkitError, say
from textkit.presenting.papers import add_grid, new_paper, printable, save
from textkit.presenting.tables import is_figure, write_csv, write_workbook
from textkit.storing.outputs import write_text_aside

if TYPE_CHECKING:
    import pandas as pd

# What a report can be written as.
_ENDINGS = (".html", ".docx", ".xlsx", ".csv")

# A table with more columns is printed on wide pages. Chosen by eye.
_COLUMNS_OF_AN_UPRIGHT_PAGE = 5


# A column whose cells have at most so many characters is not broken. Chosen by eye.
_UNBROKEN = 16


class Passage(NamedTuple):
    """Evidence: a document's own words, whole, and where they stand."""

    text: str
    source: str


class Cell(NamedTuple):
    """A cell of a table; it opens its passages. `strong` makes it stand out."""

    text: str = ""
    passages: tuple[Passage, ...] = ()
    strong: bool = False


class Lead(NamedTuple):
    """A finding: one sentence that opens its evidence; `detail` goes on with examples."""

    sentence: str
    passages: tuple[Passage, ...] = ()
    detail: str = ""

    @property
    def line(self) -> str:
        """The sentence and its detail."""
        return f"{self.sentence} {self.detail}".rstrip()


class Grid(NamedTuple):
    """A table. `note` says what n, units and blanks mean; `ids` are anchors of the rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    ids: tuple[str, ...] = ()

    def texts(self) -> list[list[str]]:
        """What the cells say, by row."""
        return [[cell.text for cell in row] for row in self.rows]

    def frame(self) -> pd.DataFrame:
        """The table as a DataFrame of texts."""
        import pandas as pd

        return pd.DataFrame(self.texts(), columns=list(self.heads), dtype=object)

    def classes(self) -> list[str]:
        """By column, how a page sets it: `n` for figures, `w` for words too short to be broken."""
        names = []
        for place, is_right in enumerate(self.right()):
            longest = max((len(row[place].text) for row in self.rows), default=0)
            if is_right:
                names.append("n")
            else:
                names.append("w" if longest <= _UNBROKEN else "")
        return names

    def right(self) -> list[bool]:
        """By column, whether it holds figures, which stand to the right."""
        columns = range(len(self.heads))
        return [all(is_figure(row[place].text) for row in self.rows) for place in columns]


class Report(NamedTuple):
    """A title, what it is about, findings, tables, and what a reader must know of the limits.

    `figures` are drawings as SVG, each with its caption.
    """

    title: str
    subtitle: str = ""
    leads: tuple[Lead, ...] = ()
    grids: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()

    def only_leads(self) -> Report:
        """What was found, without the tables and notes."""
        return self._replace(grids=(), notes=(), figures=())

    @property
    def is_wide(self) -> bool:
        """Whether a table has so many columns that it wants wide pages."""
        return any(len(grid.heads) > _COLUMNS_OF_AN_UPRIGHT_PAGE for grid in self.grids)


class Evidence(NamedTuple):
    """The passages of one cell: the anchor by which the page finds them, and their heading."""

    anchor: str
    title: str
    passages: tuple[Passage, ...]


class Fragment(NamedTuple):
    """A piece of HTML that a notebook shows as it is."""

    html: str

    def _repr_html_(self) -> str:
        return self.html


class Reported(ABC):
    """A result that shows itself: as a page, a table, a file, in a notebook."""

    lang: Lang = "vi"

    @abstractmethod
    def report(self) -> Report:
        """The findings and tables of this result."""

    def table(self) -> pd.DataFrame:
        """The first table, as one would paste it into a paper: labels in the language, documents as
        one cites them, figures rounded.
        """
        return self.report().grids[0].frame()

    def show(self) -> Fragment:
        """Findings and tables for a notebook; what has evidence opens it where it stands."""
        return Fragment(render_inline(self.report(), lang=self.lang))

    def to_html(self, path: str | Path | None = None) -> str:
        """The self-contained page, also written to `path` if that is given."""
        page = render_report(self.report(), lang=self.lang)
        if path is not None:
            write_text_aside(path, page)
        return page

    def write(self, path: str | Path) -> Path:
        """Writes the result as .html, .docx, .xlsx or .csv, by the suffix of the path; returns it.

        The workbook has a sheet a table and one with the evidence of each cell; .csv has the first
        table alone. Raises TextkitError for another suffix.
        """
        return write_report(self.report(), path, lang=self.lang)

    def _repr_html_(self) -> str:
        return self.show().html


def render_report(report: Report, *, lang: Lang = "vi") -> str:
    """The page of a report: self-contained, readable on a telephone and in print."""
    return data.template("report.html.j2").render(_context(report, lang))


def render_inline(report: Report, *, lang: Lang = "vi") -> str:
    """A report as a piece of HTML without a script: a cell opens its evidence where it stands."""
    return data.template("report_inline.html.j2").render(_context(report, lang))


def check_ending(path: str | Path) -> None:
    """Raises TextkitError for a path that no report can be written to, by its suffix."""
    if Path(path).suffix.lower() not in _ENDINGS:
        raise TextkitError("sheet.report-ending", path=path)


def write_report(report: Report, path: str | Path, *, lang: Lang = "vi") -> Path:
    """Writes a report as .html, .docx, .xlsx or .csv; returns the path.

    Raises TextkitError for another suffix.
    """
    check_ending(path)
    suffix = Path(path).suffix.lower()
    if suffix == ".html":
        return write_text_aside(path, render_report(report, lang=lang))
    if suffix == ".docx":
        return _write_word(report, path)
    if suffix == ".xlsx":
        return write_workbook(_sheets(report, lang), path)
    return write_csv(report.grids[0].frame(), path)


def evidence(report: Report) -> Iterator[Evidence]:
    """The passages of every cell that has some, in the order of the tables."""
    for number, grid in enumerate(report.grids):
        for row_number, row in enumerate(grid.rows):
            for column, cell in enumerate(row):
                if cell.passages:
                    anchor = f"e-{number}-{row_number}-{column}"
                    title = ", ".join(filter(None, (row[0].text, grid.heads[column])))
                    yield Evidence(anchor, title, cell.passages)


def _context(report: Report, lang: Lang) -> dict[str, Any]:
    return {
        "report": report,
        "evidence": list(evidence(report)),
        "parts": data.template("report_parts.html.j2").module,
        "lang": lang,
        "t": partial(say, lang=lang),
    }


def _sheets(report: Report, lang: Lang) -> dict[str, pd.DataFrame]:
    """The tables by their titles, and the passages of every cell."""
    import pandas as pd

    sheets = {grid.title: grid.frame() for grid in report.grids}
    lines = []
    for grid in report.grids:
        for row in grid.rows:
            for head, cell in zip(grid.heads, row, strict=True):
                lines += [(grid.title, row[0].text, head, *passage) for passage in cell.passages]
    heads = [say(f"report.{key}", lang) for key in ("table", "row", "column", "text", "source")]
    if lines:
        sheets[say("page.evidence", lang)] = pd.DataFrame(lines, columns=heads)
    return sheets


def _write_word(report: Report, path: str | Path) -> Path:
    """The report as a Word file: findings as a list, tables, notes; no passages."""
    document = new_paper(landscape=report.is_wide)
    document.add_heading(printable(report.title), level=1)
    if report.subtitle:
        document.add_paragraph(printable(report.subtitle))
    for lead in report.leads:
        document.add_paragraph(printable(lead.line), style="List Bullet")
    for grid in report.grids:
        document.add_heading(printable(grid.title), level=2)
        if grid.note:
            document.add_paragraph(printable(grid.note))
        strong = [[cell.strong for cell in row] for row in grid.rows]
        add_grid(document, grid.heads, grid.texts(), strong=strong)
    for note in report.notes:
        document.add_paragraph(printable(note))
    return save(document, path)
