"""Groups of documents side by side: their themes, typical words, threads and targets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textkit.comparing.contrast import compare_words
from textkit.comparing.design import Design, design, of_level
from textkit.comparing.pieces import promises_of, token_ranges
from textkit.comparing.shares import OVER, shares_with_coverage, theme_differences
from textkit.comparing.threads import Thread, threads
from textkit.counting.counts import labels, log_likelihood, stop_mask
from textkit.storing.corpus import StoredCorpus
from textkit.storing.keeping import kept_for_later
from textkit.storing.keys import key

if TYPE_CHECKING:
    import pandas as pd

# So many typical words of each group go into the JSON: more than anyone reads, and still small.
# Chosen by eye.
_KEYWORDS_IN_JSON = 200

# A word that commitments without a theme have but once tells nothing of the lexicon; nor does one
# of two letters or less (Roman numerals, abbreviations). Chosen by eye.
_LEAST_UNCOVERED = 2
_LETTERS_OF_A_WORD = 3


def uncovered(corpus: StoredCorpus, *, most: int = 40) -> pd.DataFrame:
    """The words typical of commitments without a theme: what the lexicon may lack.

    Columns: word, count (in commitments without a theme), count_covered (in the others), g2 (log
    likelihood, Dunning 1993), the greatest first. Words that serve any theme ("lãnh đạo") belong
    here; a noun that names a matter may be a missing keyword.
    """
    import pandas as pd

    tokens = corpus.tokens
    spans, promises = promises_of(corpus)
    # -1 in no commitment, 0 without a theme, 1 with one
    has_theme = np.full(len(tokens.word), -1, np.int8)
    ranges = token_ranges(corpus, spans).tolist()
    for (first, behind), theme in zip(ranges, promises.theme.tolist(), strict=True):
        has_theme[first:behind] = theme >= 0
    without, covered = (
        np.bincount(tokens.word[tokens.counted & (has_theme == side)], minlength=len(tokens.words))
        for side in (0, 1)
    )
    size, size_covered = max(float(without.sum()), 1.0), max(float(covered.sum()), 1.0)
    more_without = np.sign(without * float(covered.sum()) - covered * float(without.sum()))
    g2 = log_likelihood(without, covered, size, size_covered) * more_without
    plain = np.array(
        [word[:1].isalpha() and len(word) >= _LETTERS_OF_A_WORD for word in tokens.words], bool
    )
    shown = (g2 > 0) & (without >= _LEAST_UNCOVERED) & plain & ~stop_mask(tokens, None)
    words = np.flatnonzero(shown)
    words = words[np.argsort(-g2[words], kind="stable")][:most]
    return pd.DataFrame(
        {
            "word": labels(tokens, words),
            "count": without[words],
            "count_covered": covered[words],
            "g2": g2[words],
        }
    )


@dataclass(frozen=True, eq=False)
class Comparison:
    """Groups of documents side by side: their themes, typical words, threads and targets.

    `documents` gives the ids by group, `ungrouped` those left out because the fact is not known of
    them; `themes` is `theme_shares` over commitments, targets and words, `differences` is
    `theme_differences` over the three, `coverage` the share that has a theme (columns over, group,
    units, few, covered), `uncovered` the words of what has none; `keywords` is `compare_words`,
    `threads` the commitments found again (where no group is before another, their status is only
    `shared` or `single`); `design` says what is compared and what could be tested; `targets` counts
    the promised targets (columns group, indicator, unit, targets, documents, low, high). `kinds`
    are those that some groups lack.
    """

    by: str
    groups: tuple[str, ...]
    documents: Mapping[str, Sequence[str]]
    ungrouped: tuple[str, ...]
    themes: pd.DataFrame
    keywords: pd.DataFrame
    threads: tuple[Thread, ...]
    targets: pd.DataFrame
    run_record: Mapping[str, Any]
    differences: pd.DataFrame
    coverage: pd.DataFrame
    uncovered: pd.DataFrame
    kinds: Mapping[str, Sequence[str]]
    design: Design

    def to_json(self) -> dict[str, Any]:
        """The comparison as plain dicts and lists.

        Of each group's keywords it holds the 200 most surely typical of it.
        """
        positive = self.keywords[self.keywords["log_ratio"] > 0]
        typical = positive.groupby("target", sort=False).head(_KEYWORDS_IN_JSON)
        threads = [asdict(thread) for thread in self.threads]
        tables = {"keywords": typical, "threads": threads, "design": self.design.to_json()}
        shown: dict[str, Any] = _plain({**vars(self), **tables})
        return shown


def compare_terms(
    corpus: StoredCorpus,
    *,
    by: str = "period",
    level: str | None = None,
    seed: int = 0,
    themes: str | Path | None = None,
    merge_provinces: bool = True,
) -> Comparison:
    """The groups of a corpus compared: what they promise, in which words, and what became of it.

    `by` is the fact that makes the groups (period, term, kind, issuer, year, place, level, or a
    column of one's own), `level` is `central` or `local`, `seed` is that of the random arrangements
    where not all are gone through, `themes` a TOML file of other themes; `merge_provinces` is that
    of `threads`. Raises TextkitError if the corpus has fewer than two groups, the file is wrong, or
    documents of both levels would be compared by terms of office.

    A comparison is kept in the user's cache: asked again of the same documents, it is read.
    """
    asked = Asked(by, level, seed, merge_provinces)
    return asked_for(corpus.using(themes), asked)[0]()


class Asked(NamedTuple):
    """What `compare_terms` is asked beside the corpus."""

    by: str
    level: str | None
    seed: int
    merge_provinces: bool


def asked_for(
    whole: StoredCorpus, asked: Asked
) -> tuple[Callable[[], Comparison], Mapping[str, Any]]:
    """What gives a comparison, and all that it is made from.

    A comparison that was kept is read only once it is asked for; another is made at once, and what
    is wrong with the question raised. Nothing stands in the second where nothing can be kept, see
    `finders_of`.
    """
    stamps = finders_of(whole)
    if not stamps:
        made = _compared(whole, *asked)
        return lambda: made, {}
    made_from = {
        "corpus": whole.run_record,
        "finders": stamps,
        "code": key("textkit.comparing.terms"),
        "asked": [*asked],
    }
    return kept_for_later(lambda: _compared(whole, *asked), Comparison, made_from), made_from


def finders_of(corpus: StoredCorpus) -> dict[str, Any]:
    """The finders that made the records of each document, with their versions.

    Empty where a version is not known, as of a corpus put together by hand: nothing that follows
    from it can be kept.
    """
    stamps = {doc_id: corpus.row(doc_id)["origin"].finders for doc_id in corpus.ids}
    return stamps if all(stamps.values()) else {}


def _compared(
    whole: StoredCorpus, by: str, level: str | None, seed: int, merge_provinces: bool
) -> Comparison:
    """The groups of a corpus compared, see `compare_terms`."""
    import pandas as pd

    corpus = of_level(whole, by, level)
    keywords = compare_words(corpus, by=by)
    planned = design(whole, by=by, level=level)
    groups = corpus.groups(by)
    shares = {over: shares_with_coverage(corpus, by=by, over=over) for over in OVER}
    table = pd.concat([part.table for part in shares.values()], ignore_index=True)
    parts = [theme_differences(corpus, by=by, over=over, seed=seed) for over in OVER]
    differences = pd.concat(parts, ignore_index=True)
    planned = planned.with_tests(differences)
    linked = threads(corpus, by=by, merge_provinces=merge_provinces)
    return Comparison(
        by=by,
        groups=tuple(groups),
        documents=groups,
        ungrouped=tuple(corpus.ungrouped(by)),
        themes=table,
        keywords=keywords,
        threads=tuple(linked),
        targets=_targets(corpus, groups),
        run_record=_record(corpus, planned, by=by, seed=seed, merge_provinces=merge_provinces),
        differences=differences,
        coverage=pd.concat([part.coverage for part in shares.values()], ignore_index=True),
        uncovered=uncovered(corpus),
        kinds=shares["commitments"].table.attrs["kinds"],
        design=planned,
    )


def _record(corpus: StoredCorpus, planned: Design, **asked: Any) -> dict[str, Any]:
    """What a comparison was made from, and what was asked."""
    return corpus.run_record | asked | {"design": planned.in_short()}


def _targets(corpus: StoredCorpus, groups: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """How many targets each group sets by indicator and unit, with the bounds of their figures."""
    import pandas as pd

    group_of = {doc_id: group for group, ids in groups.items() for doc_id in ids}
    names = ("role", "indicator", "unit", "low", "high")
    documents, values = corpus.fields("targets", names)
    table = pd.DataFrame(values)
    table["doc_id"] = np.array(corpus.ids, object)[documents]
    table["group"] = table["doc_id"].map(group_of)
    promised = table[(table["role"] == "promised") & table["group"].notna()]
    # Rows without an indicator or a unit count too: pandas would leave them out of every group.
    named = promised.fillna({"indicator": "", "unit": ""})
    counted = named.groupby(["group", "indicator", "unit"], sort=False).agg(
        targets=("doc_id", "size"),
        documents=("doc_id", "nunique"),
        low=("low", "min"),
        high=("high", "max"),
    )
    return counted.reset_index()


def _plain(value: Any) -> Any:
    """A value as JSON has it: a table as its rows, no numpy, None for what is no finite number."""
    if hasattr(value, "to_dict"):
        value = value.to_dict("records")
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
