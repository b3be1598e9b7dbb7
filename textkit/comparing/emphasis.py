"""How checkable and how strongly worded the promises of each group are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

from textkit import data
from textkit.comparing.shares import FEW
from textkit.finding.evaluation import wilson
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("figure", "deadline", "actor", "strong", "soft")

Strength = Literal["strong", "soft"]


def emphasis(corpus: StoredCorpus, *, by: str = "period") -> pd.DataFrame:
    """How many of each group's promises can be checked, and how strongly they are worded.

    There is one row per group and measure. Columns: group, measure, share (0 to 1), low, high
    (95 %), count, units (commitments of the group), few (fewer than 20 of them). The measures:
    `figure` (sets a figure), `deadline` (its own or its list's), `actor` (says who is to act),
    `strong` (kiên quyết, phải, không để, …), `soft` (quan tâm, tiếp tục, … and nothing strong). A
    promise may count in several; strong and soft exclude each other. The words stand in
    `textkit/data/rhetoric.toml`.

    The interval is Wilson's (1927). It takes promises as drawn one by one, but those of a section
    go together: it is too narrow. Kinds differ by nature (a programme names actors, a congress
    resolution hardly any), so compare groups within a kind: `emphasis(corpus.where(kind="nghị
    quyết"))`. A strong word is no strong policy. Raises TextkitError if `by` is unknown. Example:
    `tk.emphasis(corpus)`
    """
    import pandas as pd

    targets = [target for target in corpus.records("targets") if target.role == "promised"]
    targets_of = grouped(targets, attrgetter("doc_id"))
    rows: list[tuple[Any, ...]] = []
    for group, ids in corpus.groups(by).items():
        promises = corpus.records("commitments", ids)
        size = len(promises)
        strengths = [strength_of(promise.text) for promise in promises]
        counts = {
            "figure": sum(_sets_figure(promise, targets_of) for promise in promises),
            "deadline": sum(promise.deadline is not None for promise in promises),
            "actor": sum(promise.actor is not None for promise in promises),
            "strong": strengths.count("strong"),
            "soft": strengths.count("soft"),
        }
        for measure in MEASURES:
            count = counts[measure]
            share = count / size if size else None
            few = size < FEW
            rows.append((group, measure, share, *wilson(count, size), count, size, few))
    columns = ["group", "measure", "share", "low", "high", "count", "units", "few"]
    return pd.DataFrame(rows, columns=columns).astype({"share": float, "low": float, "high": float})


def _sets_figure(promise: Any, targets_of: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a promised target begins inside a commitment."""
    targets = targets_of.get(promise.doc_id, ())
    return any(promise.start <= target.start < promise.end for target in targets)


@cache
def _strengths() -> Mapping[str, re.Pattern[str]]:
    """The words of each strength, and what holds such a word and means something else."""
    patterns: dict[str, re.Pattern[str]] = {}
    for strength, words in data.toml("rhetoric.toml")["strength"].items():
        any_word = "|".join(re.escape(fold(word)) for word in words)
        patterns[strength] = re.compile(rf"(?<!\w)(?:{any_word})(?!\w)")
    return patterns


def strength_of(text: str) -> Strength | None:
    """`strong` or `soft` by the words of a promise, None if it has neither.

    Where it has words of both, the strong one decides: "Tiếp tục … phải xong trong năm".

    >>> (
    ...     strength_of("Kiên quyết xử lý dứt điểm"),
    ...     strength_of("Quan tâm chăm lo"),
    ...     strength_of("Xây cầu"),
    ... )
    ('strong', 'soft', None)
    """
    patterns = _strengths()
    words = patterns["neither"].sub(" ", " ".join(fold(text).split()))
    if patterns["strong"].search(words):
        return "strong"
    if patterns["soft"].search(words):
        return "soft"
    return None
