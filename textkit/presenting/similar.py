"""What means the same as a sentence, as a finding and a table that leads to each place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textkit.comparing.nearest import Near, Nearest, nearest
from textkit.comparing.sayings import Saying
from textkit.data.messages import Lang, known_language, number, say
from textkit.presenting.pages import place, source
from textkit.presenting.reports import Cell, Grid, Lead, Passage, Report, Reported
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = ("rank", "doc_id", "start", "end", "path", "text", "likeness", "also")
_HEADS = ("rank", "document", "place", "text", "likeness", "also")

# So many characters of what is looked for stand in a title.
_LONGEST_QUERY = 120

# So many documents without a statement are named; `.found.silent` has all.
_SILENT_NAMED = 10


@dataclass(frozen=True, eq=False, repr=False)
class Similar(Reported):
    """The statements that mean what a sentence means: `rows` as a table, a page, a file."""

    found: Nearest
    corpus: StoredCorpus
    query: str
    lang: Lang = "vi"

    def __repr__(self) -> str:
        return f"Similar({self._query()!r}, rows={len(self.found.near)}, over={self.found.over})"

    @property
    def rows(self) -> pd.DataFrame:
        """One row per wording, the likest first.

        Columns: rank (from 1), doc_id, start, end (characters of the document's text), path (of the
        unit), text, likeness (cosine, at most 1), also (ids of documents in which the same words
        stand again).
        """
        import pandas as pd

        return pd.DataFrame(list(self._lines()), columns=list(_COLUMNS))

    def to_json(self) -> dict[str, Any]:
        """What was found as plain dicts and lists, as `textkit kwic --meaning --json` writes it."""
        found = self.found
        return {
            "query": self.query,
            "line": found.line,
            "compared": found.compared,
            "over": found.over,
            "lines": list(self._lines()),
            "likest": self._line(0, found.likest) if not found.near else None,
            "silent": list(found.silent),
        }

    def _lines(self) -> Iterator[dict[str, Any]]:
        for rank, near in enumerate(self.found.near, start=1):
            yield self._line(rank, near)

    def _line(self, rank: int, near: Near) -> dict[str, Any]:
        saying = near.saying
        bounds = rank or None, saying.doc_id, saying.start, saying.end, saying.path
        also = [other.doc_id for other in near.also]
        return dict(zip(_COLUMNS, (*bounds, saying.text, near.likeness, also), strict=True))

    def report(self) -> Report:
        """How many statements are near, and the likest with their places."""
        found, lang = self.found, self.lang
        size = say(
            "similar.size",
            lang,
            documents=number(len(self.corpus), lang, 0),
            compared=number(found.compared, lang, 0),
        )
        title = say("similar.title", lang, query=self._query())
        grids = (self._grid(),) if found.near else ()
        return Report(title, size, (self._lead(),), grids, tuple(self._notes()))

    def table(self) -> pd.DataFrame:
        """The likest statements as one would paste them into a paper; no row if none is near."""
        return self._grid().frame()

    def _lead(self) -> Lead:
        found, lang = self.found, self.lang
        if not found.near:
            likeness = number(found.likest.likeness, lang, 2)
            sentence = say(
                "similar.none", lang, likeness=likeness, line=number(found.line, lang, 2)
            )
            saying = found.likest.saying
            cited = source(self.corpus, saying.doc_id, saying.path, lang)
            detail = say("similar.likest", lang, text=saying.text, source=cited)
            return Lead(sentence, (self._passage(saying),), detail)
        documents = len({near.saying.doc_id for near in found.near})
        shown = len(found.near)
        key = "similar.all" if shown == found.over else "similar.first"
        return Lead(say(key, lang, over=found.over, shown=shown, documents=documents))

    def _grid(self) -> Grid:
        heads = [say(f"similar.{head}", self.lang) for head in _HEADS]
        rows = [self._row(rank, near) for rank, near in enumerate(self.found.near, start=1)]
        if not any(near.also for near in self.found.near):
            heads, rows = heads[:-1], [row[:-1] for row in rows]
        title, note = (say(f"similar.{key}", self.lang) for key in ("grid", "note"))
        return Grid(title, tuple(heads), tuple(rows), note)

    def _row(self, rank: int, near: Near) -> tuple[Cell, ...]:
        saying, lang = near.saying, self.lang
        also = say("similar.also_in", lang, count=len(near.also)) if near.also else ""
        return (
            Cell(str(rank)),
            Cell(source(self.corpus, saying.doc_id, "", lang)),
            Cell(place(saying.path, lang)),
            Cell(saying.text, (self._passage(saying),)),
            Cell(number(near.likeness, lang, 2)),
            Cell(also, tuple(map(self._passage, near.also))),
        )

    def _passage(self, saying: Saying) -> Passage:
        """The line of the document in which a statement stands, with its source."""
        text = self.corpus.text(saying.doc_id)
        first = text.rfind("\n", 0, saying.start) + 1
        behind = text.find("\n", saying.end)
        line = text[first : len(text) if behind < 0 else behind]
        cited = source(self.corpus, saying.doc_id, saying.path, self.lang)
        return Passage(" ".join(line.split()), cited)

    def _notes(self) -> Iterator[str]:
        yield say("similar.limits", self.lang)
        silent = self.found.silent
        if silent:
            named = ", ".join([*silent[:_SILENT_NAMED], *(["…"] if silent[_SILENT_NAMED:] else [])])
            yield say("similar.silent", self.lang, count=len(silent), documents=named)

    def _query(self) -> str:
        line = " ".join(self.query.split())
        return line if len(line) <= _LONGEST_QUERY else f"{line[:_LONGEST_QUERY]}…"


def similar(
    corpus: StoredCorpus,
    text: str,
    *,
    limit: int | None = 10,
    progress: bool = True,
    lang: Lang = "vi",
) -> Similar:
    """The statements of a corpus that mean what a sentence or passage means, in other words too.

    `.rows` is a table, the likest first: rank, doc_id, start, end, path, text, likeness, also. Only
    what is over a line is shown, at most `limit` (None: all); where nothing is, the answer says so
    and names the likest. Heads, legal bases, headings, greetings and formulas are left out. Part of
    a corpus is searched with `corpus.where(…)`.

    Likeness is that of a small model, which was made for any text and knows nothing of offices:
    about half of the first five answers to a paraphrase are right (docs/method.md), so read before
    you count. It does not tell "tăng" from "giảm", nor one figure from another; words that must
    stand as they are `kwic` finds better.

    The first search of a corpus takes about a minute for 1,200 statements, as `progress` shows on
    standard error; vectors are kept in the user's cache. Needs `pip install "textkit[meaning]"`
    (Linux, macOS). Raises TextkitError where that is not installed, or there is nothing to compare.
    Example: `tk.similar(corpus, "giúp người nghèo có chỗ ở").rows`
    """
    lang = known_language(lang)
    found = nearest(corpus, text, limit=limit, progress=progress)
    return Similar(found, corpus, text, lang)
