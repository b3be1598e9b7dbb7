"""A dictionary of one's own: categories of words, where they stand, and how often rightly."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textkit.counting.concordance import kwic
from textkit.counting.counts import group_places, part_sizes
from textkit.data.messages import TextkitError
from textkit.finding.evaluation import wilson
from textkit.finding.themes import read_lexicon
from textkit.reading.readers import read_rows
from textkit.storing.coding import Place, alpha, alpha_interval, in_context, kappa
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    import pandas as pd

# What a judge may write, in any case; nothing is no judgement.
_VERDICTS = {
    **dict.fromkeys(("đúng", "right", "yes", "có", "1", "true"), True),
    **dict.fromkeys(("sai", "wrong", "no", "không", "0", "false"), False),
}

_NEEDED = ("doc_id", "start", "end", "category", "verdict")


class Judgement(NamedTuple):
    """What judges say of the hits of a dictionary.

    `precision` has the columns category, right, judged, split, precision, low, high (Wilson 1927,
    95 %); `split` are hits of which as many judges say right as wrong: they are not in `judged`, so
    where they are many the precision is that of the clear ones alone. `by_query` has the same for
    each query, so that the word which brings wrong hits is seen. `alpha` (Krippendorff's, with its
    interval `low` to `high`) and `kappa` (Cohen 1960, of two judges) are their agreement, None
    where it is not defined; `hits` were judged by anyone, `split` is how many split the judges.
    """

    precision: pd.DataFrame
    by_query: pd.DataFrame
    alpha: float | None
    low: float | None
    high: float | None
    kappa: float | None
    judges: int
    hits: int
    split: int


@dataclass(frozen=True, eq=False)
class Dictionary:
    """Categories of queries over a corpus: `.hits()`, `.counts()`, `.sample()`, `.judged()`."""

    corpus: StoredCorpus
    categories: Mapping[str, Sequence[str]]

    def __repr__(self) -> str:
        queries = sum(map(len, self.categories.values()))
        return f"Dictionary({len(self.categories)} categories, {queries} queries)"

    def hits(self, *, window: int = 8) -> pd.DataFrame:
        """Every hit in context: category, query, and the columns of `kwic`, in the order of the
        corpus. Of hits of one category that overlap the longest counts.
        """
        import pandas as pd

        tables = []
        for category, queries in self.categories.items():
            found = [
                kwic(self.corpus, query, window=window).assign(category=category, query=query)
                for query in queries
            ]
            tables.append(_longest(pd.concat(found, ignore_index=True)))
        table = pd.concat(tables, ignore_index=True)
        place = {id_: number for number, id_ in enumerate(self.corpus.ids)}
        order = np.lexsort((table["start"], table["doc_id"].map(place)))
        first = ["category", "query"]
        others = [column for column in table if column not in first]
        return table.iloc[order].reset_index(drop=True)[[*first, *others]]

    def counts(self, *, by: str | None = None) -> pd.DataFrame:
        """How often each category occurs: category, group, count, per_million (of the group's own
        words), documents (with a hit), of_documents.
        """
        import pandas as pd

        groups, places = group_places(self.corpus, by)
        words = part_sizes(self.corpus.tokens, places, len(groups))
        group_of = dict(zip(self.corpus.ids, places.tolist(), strict=True))
        hits = self.hits(window=0)
        rows = []
        for category in self.categories:
            of_category = hits.loc[hits["category"] == category, "doc_id"]
            for number, group in enumerate(groups):
                here = of_category[of_category.map(group_of) == number]
                rate = 1e6 * len(here) / words[number] if words[number] else float("nan")
                documents = int((places == number).sum())
                rows.append((category, group, len(here), rate, here.nunique(), documents))
        columns = ["category", "group", "count", "per_million", "documents", "of_documents"]
        return pd.DataFrame(rows, columns=columns)

    def sample(self, n: int = 100, *, seed: int = 0) -> pd.DataFrame:
        """Hits drawn at random to be judged: item, category, query, doc_id, start, end, path,
        before, text, after, verdict, note.

        As many are drawn of each category (fewer where there are not so many), and mixed. Write
        `đúng` or `sai` into `verdict` (or right, wrong; 1, 0). The same seed draws the same.
        """
        import pandas as pd

        rng = np.random.default_rng(seed)
        hits = self.hits(window=0)
        of_a_category = -(-n // len(self.categories))  # rounded up
        drawn: list[int] = []
        for category in self.categories:
            places = np.flatnonzero(hits["category"] == category)
            drawn += sorted(rng.permutation(places)[:of_a_category].tolist())
        rows = []
        for number, at in enumerate(rng.permutation(drawn)[:n].tolist(), start=1):
            hit = hits.iloc[at]
            row = in_context(self.corpus, hit["doc_id"], int(hit["start"]), int(hit["end"]))
            rows.append(
                {
                    **{"item": number, "category": hit["category"], "query": hit["query"]},
                    **{"doc_id": hit["doc_id"], "start": hit["start"], "end": hit["end"]},
                    **{"path": hit["path"], **row, "verdict": "", "note": ""},
                }
            )
        return pd.DataFrame(rows)

    def judged(self, sheets: str | Path | Sequence[str | Path], *, seed: int = 0) -> Judgement:
        """What the filled-in sheets of `sample` say, as CSV, one per judge: see `Judgement`.

        The sample shows hits only: nothing is known of what the dictionary misses. Raises
        TextkitError for a missing column, a verdict that is none, with its row, a hit that this
        dictionary does not have in this corpus, or sheets in which nothing is judged.
        """
        paths = [sheets] if isinstance(sheets, str | Path) else list(sheets)
        verdicts_of = [_sheet(Path(path)) for path in paths]
        hits = self.hits(window=0)
        query_of: dict[tuple[str, Place], str] = {}
        for hit in hits.itertuples(index=False):
            query_of[hit.category, (hit.doc_id, hit.start, hit.end)] = hit.query
        judged = sorted(set().union(*verdicts_of))
        if not judged:
            raise TextkitError("dictionary.unjudged")
        strange = [key for key in judged if key not in query_of]
        if strange:
            raise TextkitError("dictionary.other", count=len(strange), first=list(strange[0][1]))
        table = [[verdicts[key] for verdicts in verdicts_of if key in verdicts] for key in judged]
        labels = [[str(verdict) for verdict in row] for row in table]
        several = len(verdicts_of) > 1
        low, high = alpha_interval(labels, seed) if several else (None, None)
        pairs = [(row[0], row[1]) for row in labels if len(row) == 2]
        return Judgement(
            _precision(self.categories, [key[0] for key in judged], table, "category"),
            _precision(
                dict.fromkeys(query_of.values()), [query_of[key] for key in judged], table, "query"
            ),
            alpha(labels) if several else None,
            low,
            high,
            kappa(pairs) if len(verdicts_of) == 2 else None,
            len(verdicts_of),
            len(judged),
            sum(2 * sum(row) == len(row) for row in table),
        )


def dictionary(corpus: StoredCorpus, words: Mapping[str, Iterable[str]] | str | Path) -> Dictionary:
    """A dictionary of your own over a corpus: categories, each with its words or queries.

    `words` is a dict of lists (queries as of `kwic`: `"đầu_tư"`, `"kinh tế *"`), or the path of a
    TOML file of themes. The result has `.hits()` (in context), `.counts(by=…)`, `.sample(n,
    seed=…)` to judge by hand, and `.judged([sheets])`: precision with interval, by category and by
    query, and the agreement of two judges or more. Raises TextkitError for a category without
    words, or a file that is none.
    Example: `tk.dictionary(corpus, {"số": ["chuyển đổi số"]}).hits()`
    """
    if isinstance(words, str | Path):
        themes = read_lexicon(words).themes.values()
        return Dictionary(corpus, {theme.key: theme.keywords for theme in themes})
    categories: dict[str, list[str]] = {}
    for name, queries in words.items():
        categories[name] = [queries] if isinstance(queries, str) else list(queries)
    for name, queries in categories.items():
        if not queries:
            raise TextkitError("dictionary.no-words", category=name)
    if not categories:
        raise TextkitError("dictionary.empty")
    return Dictionary(corpus, categories)


def _longest(hits: pd.DataFrame) -> pd.DataFrame:
    """The hits without those that overlap a longer one, or an earlier one as long."""
    size = hits["end"] - hits["start"]
    kept: list[int] = []
    reached = ("", -1)  # the document and end of the last hit that was kept
    ordered = hits.assign(size=-size).sort_values(["doc_id", "start", "size"], kind="stable")
    for at, hit in zip(ordered.index, ordered.itertuples(index=False), strict=True):
        if hit.doc_id == reached[0] and hit.start < reached[1]:
            last = hits.loc[kept[-1]]
            if hit.end - hit.start <= last["end"] - last["start"]:
                continue
            kept.pop()
        kept.append(at)
        reached = (hit.doc_id, hit.end)
    return hits.loc[kept]


def _sheet(path: Path) -> dict[tuple[str, Place], bool]:
    """The verdicts of one judge by category and place; what is empty is left out."""
    if not path.is_file():
        raise TextkitError("file.missing", path=path)
    verdicts = {}
    for line, row in read_rows(path, _NEEDED):
        written = row["verdict"].lower()
        if not written:
            continue
        if written not in _VERDICTS:
            raise TextkitError("dictionary.verdict", path=path, line=line, value=row["verdict"])
        try:
            place = row["doc_id"], int(row["start"]), int(row["end"])
        except ValueError as error:
            raise TextkitError("label.no-number", path=path, error=error) from None
        verdicts[row["category"], place] = _VERDICTS[written]
    return verdicts


def _precision(
    names: Iterable[str], name_of: Sequence[str], table: Sequence[Sequence[bool]], column: str
) -> pd.DataFrame:
    """The share of hits that most judges call right, by name; hits that split them are left out."""
    import pandas as pd

    judged, right, split = Counter[str](), Counter[str](), Counter[str]()
    for name, verdicts in zip(name_of, table, strict=True):
        is_split = 2 * sum(verdicts) == len(verdicts)
        split[name] += is_split
        judged[name] += not is_split
        right[name] += 2 * sum(verdicts) > len(verdicts)
    rows = []
    for name in names:
        found = right[name], judged[name], split[name]
        if judged[name]:
            share = right[name] / judged[name]
            rows.append((name, *found, share, *wilson(right[name], judged[name])))
        elif split[name]:
            rows.append((name, *found, math.nan, math.nan, math.nan))
    columns = [column, "right", "judged", "split", "precision", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
