"""How checkable and how strongly worded the promises of each group are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.comparing.shares import FEW
from textkit.finding.evaluation import wilson
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd

MEASURES = ("figure", "deadline", "actor", "strong", "soft")


def emphasis(corpus: StoredCorpus, *, by: str = "period") -> pd.DataFrame:
    """How many of each group's promises can be checked, and how strongly they are worded; a row a
    group and measure.

    Columns: group, measure, share (0 to 1), low, high (95 %), count, units (commitments of the
    group), few (fewer than 20 of them). The measures: `figure` (sets a figure), `deadline` (its own
    or its list's), `actor` (says who is to act), `strong` (kiên quyết, phải, không để, …), `soft`
    (quan tâm, tiếp tục, … and nothing strong). A promise may count in several; strong and soft
    exclude each other. The words stand in `textkit/data/rhetoric.toml`.

    The interval is Wilson's (1927). It takes promises as drawn one by one, but those of a section
    go together: it is too narrow. Kinds differ by nature (a programme names actors, a congress
    resolution hardly any), so compare groups within a kind: `emphasis(corpus.where(kind="nghị
    quyết"))`. A strong word is no strong policy. Raises TextkitError if `by` is unknown. Example:
    `tk.emphasis(corpus)`
    """
    import pandas as pd

    found = grouped(
        (t for t in corpus.records("targets") if t.role == "promised"), attrgetter("doc_id")
    )
    figures = {id_: [target.start for target in own] for id_, own in found.items()}
    rows: list[tuple[Any, ...]] = []
    for group, ids in corpus.groups(by).items():
        promises = corpus.records("commitments", ids)
        n = len(promises)
        strengths = [strength_of(promise.text) for promise in promises]
        counts = (
            sum(any(p.start <= at < p.end for at in figures.get(p.doc_id, ())) for p in promises),
            sum(p.deadline is not None for p in promises),
            sum(p.actor is not None for p in promises),
            strengths.count("strong"),
            strengths.count("soft"),
        )
        rows += [
            (group, measure, count / n if n else None, *wilson(count, n), count, n, n < FEW)
            for measure, count in zip(MEASURES, counts, strict=True)
        ]
    columns = ["group", "measure", "share", "low", "high", "count", "units", "few"]
    return pd.DataFrame(rows, columns=columns).astype({"share": float, "low": float, "high": float})


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    content = data.toml("rhetoric.toml")["strength"]
    joined = {
        kind: "|".join(re.escape(fold(word)) for word in words) for kind, words in content.items()
    }
    return {kind: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for kind, words in joined.items()}


def strength_of(text: str) -> str | None:
    """`strong` or `soft` by the words of a promise, None if it has neither.

    >>> (
    ...     strength_of("Kiên quyết xử lý dứt điểm"),
    ...     strength_of("Quan tâm chăm lo"),
    ...     strength_of("Xây cầu"),
    ... )
    ('strong', 'soft', None)
    """
    said = _words()["neither"].sub(" ", " ".join(fold(text).split()))
    return next((kind for kind in ("strong", "soft") if _words()[kind].search(said)), None)
