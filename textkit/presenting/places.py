"""The targets of places side by side, as a table: figure and deadline in each cell."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from textkit.comparing.places import CENTRAL, PlaceRow, PlaceTable
from textkit.data.messages import Lang, say
from textkit.finding.indicators import indicators
from textkit.finding.targets import Target
from textkit.presenting import pages
from textkit.presenting.alignments import named
from textkit.presenting.reports import Cell, Grid, Lead, Passage, Report, Reported
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class TargetsByPlace(Reported):
    """Targets by place: a row a target, a column a place; `figures` is the table behind it."""

    found: PlaceTable
    corpus: StoredCorpus
    lang: Lang = "vi"

    def __repr__(self) -> str:
        return f"TargetsByPlace(places={list(self.found.places)}, rows={len(self.found.rows)})"

    @property
    def figures(self) -> pd.DataFrame:
        """One row per figure: row (the number of its target), target (its name), place, doc_id,
        start, end, text, indicator, low, high, unit, per, deadline (ISO).
        """
        import pandas as pd

        names = ("doc_id", "start", "end", "text", "indicator", "low", "high", "unit", "per")
        rows = []
        for number, row in enumerate(self.found.rows, 1):
            for place, targets in row.figures.items():
                for target in targets:
                    known = {name: getattr(target, name) for name in (*names, "deadline")}
                    rows.append({"row": number, "target": self._name(row), "place": place, **known})
        return pd.DataFrame(rows, columns=["row", "target", "place", *names, "deadline"])

    def to_json(self) -> dict[str, Any]:
        """The places, the figures, and the documents whose place is not known."""
        known = self.figures.astype(object).where(self.figures.notna(), None)
        return {
            "places": list(self.found.places),
            "figures": known.to_dict("records"),
            "unplaced": list(self.found.unplaced),
        }

    def report(self) -> Report:
        """The targets that several places have, then those of one place alone."""
        shared = [row for row in self.found.rows if len(row.figures) > 1]
        alone = [row for row in self.found.rows if len(row.figures) == 1]
        count = {"rows": len(self.found.rows), "shared": len(shared)}
        notes = [say("places.how", self.lang)]
        if self.found.unplaced:
            documents = ", ".join(self.found.unplaced)
            notes.append(say("places.unplaced", self.lang, documents=documents))
        grids = [self._matrix(shared), self._alone(alone)]
        return Report(
            title=say("places.title", self.lang),
            subtitle=", ".join(map(self._place, self.found.places)),
            leads=(Lead(say("places.lead", self.lang, **count)),),
            grids=tuple(grid for grid in grids if grid.rows),
            notes=tuple(notes),
        )

    def _matrix(self, rows: list[PlaceRow]) -> Grid:
        lines = []
        for row in rows:
            cells = [self._cell(row.figures.get(place, ())) for place in self.found.places]
            lines.append((Cell(self._name(row)), *cells))
        heads = (say("align.indicator", self.lang), *map(self._place, self.found.places))
        title = say("places.matrix", self.lang)
        return Grid(title, heads, tuple(lines), note=say("places.blank", self.lang))

    def _alone(self, rows: list[PlaceRow]) -> Grid:
        lines = []
        for row in rows:
            ((place, targets),) = row.figures.items()
            lines.append((Cell(self._place(place)), Cell(self._name(row)), self._cell(targets)))
        lines.sort(key=lambda line: line[0].text)
        heads = [
            say(key, self.lang) for key in ("places.where", "align.indicator", "places.figure")
        ]
        return Grid(say("places.alone", self.lang), tuple(heads), tuple(lines))

    def _place(self, place: str) -> str:
        return say("level.central", self.lang) if place == CENTRAL else place

    def _cell(self, targets: tuple[Target, ...]) -> Cell:
        """Figures with their deadlines, a line each; the cell opens their sentences."""
        lines = dict.fromkeys(pages.member_figure(asdict(one), self.lang) for one in targets)
        passages = [self._passage(one) for one in targets]
        return Cell("\n".join(lines), tuple(passages))

    def _passage(self, target: Target) -> Passage:
        text = " ".join(target.text.split())
        return Passage(text, pages.source(self.corpus, target.doc_id, target.path, self.lang))

    def _name(self, row: PlaceRow) -> str:
        """What a row is called: the indicator that all its figures have, else the shortest name."""
        targets = [target for figures in row.figures.values() for target in figures]
        keys = {target.indicator for target in targets}
        if len(targets) > 1 and len(keys) == 1 and (key := keys.pop()):
            return getattr(indicators()[key], self.lang)  # type: ignore[no-any-return]
        return min((named(target) for target in targets), key=len)
