"""Blind samples for human coders, and what they say when read back: their agreement, and the
finders' precision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textkit.data.messages import TextkitError
from textkit.finding.evaluation import COMMITMENTS, REPORTS, wilson
from textkit.reading.readers import read_rows
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    import pandas as pd

LABELS = (*COMMITMENTS, *REPORTS, "other")

# Characters shown before and behind a statement: a sentence or two, enough to see who speaks of
# what. Chosen by eye; not measured.
_AROUND = 200

# Draws of statements for the interval of alpha. Chosen by eye; not measured.
_DRAWS = 1000

# Bounds of the middle 95 %.
_LOWEST, _HIGHEST = 0.025, 0.975

# A statement by its document, start and end.
Place = tuple[str, int, int]


class Coding(NamedTuple):
    """What coders say: `alpha` with its 95 % interval (None of fewer than two coders), and
    `precision` by label.

    `precision` has the columns label, right, judged, precision, low, high: of the statements that
    the finders give a label and most coders agree on one, the share in which it is the same (Wilson
    1927, 95 %). `split` counts the statements on which no label has most coders.
    """

    alpha: float | None
    low: float | None
    high: float | None
    coders: int
    statements: int
    split: int
    precision: pd.DataFrame


def coding_sample(corpus: StoredCorpus, n: int = 140, *, seed: int = 0) -> pd.DataFrame:
    """Statements drawn at random for human coders: item, doc_id, start, end, path, before, text,
    after, label, note.

    `label` and `note` are empty, for the coder to fill in; labels are those of `LABELS`. As many
    are drawn of each label that the finders give (fewer where there are not so many), and mixed, so
    that nothing tells the coder what was found. Shares of labels in the sample are therefore no
    shares of the corpus. The same seed draws the same.
    """
    import pandas as pd

    rng = np.random.default_rng(seed)
    strata: dict[str, list[Any]] = {label: [] for label in LABELS}
    for statement in corpus.records("statements"):
        strata[_label(statement.act)].append(statement)
    of_a_label = -(-n // len(LABELS))  # rounded up
    drawn = []
    for statements in strata.values():
        chosen = sorted(rng.permutation(len(statements))[:of_a_label])
        drawn += [statements[at] for at in chosen]
    rows = []
    for number, at in enumerate(rng.permutation(len(drawn))[:n], start=1):
        rows.append(_row(corpus, number, drawn[at]))
    return pd.DataFrame(rows)


def _label(act: str) -> str:
    return act if act in LABELS else "other"


def _row(corpus: StoredCorpus, number: int, statement: Any) -> dict[str, Any]:
    return {
        "item": number,
        "doc_id": statement.doc_id,
        "start": statement.start,
        "end": statement.end,
        "path": statement.path,
        **in_context(corpus, statement.doc_id, statement.start, statement.end),
        "label": "",
        "note": "",
    }


def in_context(corpus: StoredCorpus, doc_id: str, start: int, end: int) -> dict[str, str]:
    """A passage for a coder: `before`, `text`, `after`."""
    text = corpus.text(doc_id)
    return {
        "before": text[max(start - _AROUND, 0) : start],
        "text": text[start:end],
        "after": text[end : end + _AROUND],
    }


def read_coding(corpus: StoredCorpus, sheets: Sequence[str | Path], *, seed: int = 0) -> Coding:
    """The filled-in sheets of `coding_sample` as CSV, one per coder: see `Coding`.

    Alpha is Krippendorff's for nominal data (2011, "Computing Krippendorff's alpha-reliability"): 1
    is full agreement, 0 what chance gives; missing labels are left out. Its interval comes from
    draws of statements, with `seed`; with few statements or one label nearly always it says little.

    Raises TextkitError for a label that is none of `LABELS`, a missing column, or a statement that
    is not there.
    Example: `tk.read_coding(corpus, ["a.csv", "b.csv"])`
    """
    labels_of = [_sheet(Path(sheet)) for sheet in sheets]
    found = {
        (statement.doc_id, statement.start, statement.end): _label(statement.act)
        for statement in corpus.records("statements")
    }
    places = sorted(set().union(*labels_of))
    strange = [place for place in places if place not in found]
    if strange:
        raise TextkitError("label.other-corpus", count=len(strange), first=strange[0])
    table = []
    for place in places:
        table.append([labels[place] for labels in labels_of if labels.get(place)])
    judged, right, split = _judged(found, places, table)
    low, high = alpha_interval(table, seed) if len(labels_of) > 1 else (None, None)
    agreement = alpha(table) if len(labels_of) > 1 else None
    precision = _precision(right, judged)
    return Coding(agreement, low, high, len(labels_of), len(places), split, precision)


def _judged(
    found: Mapping[Place, str], places: Sequence[Place], table: Sequence[Sequence[str]]
) -> tuple[Counter[str], Counter[str], int]:
    """How many statements of each label that was found most coders agree on, on how many of these
    they give the same label, and on how many statements no label has most coders.
    """
    judged, right, split = Counter[str](), Counter[str](), 0
    for place, labels in zip(places, table, strict=True):
        best = Counter(labels).most_common(2)
        if not best:
            continue
        if len(best) == 2 and best[0][1] == best[1][1]:
            split += 1
            continue
        judged[found[place]] += 1
        right[found[place]] += best[0][0] == found[place]
    return judged, right, split


def _sheet(path: Path) -> dict[Place, str]:
    """The labels of one coder by statement, empty where there is none."""
    if not path.is_file():
        raise TextkitError("file.missing", path=path)
    labels = {}
    try:
        for _, row in read_rows(path, ("doc_id", "start", "end", "label")):
            labels[row["doc_id"], int(row["start"]), int(row["end"])] = row["label"].lower()
    except ValueError as error:
        raise TextkitError("label.no-number", path=path, error=error) from None
    wrong = sorted({label for label in labels.values() if label and label not in LABELS})
    if wrong:
        raise TextkitError("label.unknown", path=path, label=wrong[0], known=", ".join(LABELS))
    return labels


def _precision(right: Mapping[str, int], judged: Mapping[str, int]) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for label in LABELS:
        if not judged.get(label):
            continue
        low, high = wilson(right[label], judged[label])
        rows.append((label, right[label], judged[label], right[label] / judged[label], low, high))
    return pd.DataFrame(rows, columns=["label", "right", "judged", "precision", "low", "high"])


def alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha of nominal labels, one sequence per unit with one label per coder; None
    where nothing can be compared.

    >>> alpha([["a", "a"], ["b", "b"], ["a", "b"], ["b", "b"]])
    0.5333333333333333
    """
    pairable = [unit for unit in units if len(unit) > 1]
    total = Counter(chain.from_iterable(pairable))
    n = total.total()
    expected = _unlike_pairs(total)
    if not expected:
        return None
    observed = sum(_unlike_pairs(Counter(unit)) / (len(unit) - 1) for unit in pairable)
    return 1 - (n - 1) * observed / expected


def kappa(pairs: Iterable[tuple[str, str]]) -> float | None:
    """Cohen's kappa (1960) of two coders' labels; None where chance alone makes them agree.

    >>> kappa([("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15)
    0.4
    """
    labels = list(pairs)
    n = len(labels)
    one, two = Counter(first for first, _ in labels), Counter(second for _, second in labels)
    by_chance = sum(one[label] * two[label] for label in one)
    if by_chance == n * n:  # no labels, or one that both always give
        return None
    agreed = sum(first == second for first, second in labels)
    return round((n * agreed - by_chance) / (n * n - by_chance), 12)


def _unlike_pairs(labels: Counter[str]) -> int:
    """How many ordered pairs of labels are not alike."""
    return labels.total() ** 2 - sum(count * count for count in labels.values())


def alpha_interval(table: Sequence[Sequence[str]], seed: int) -> tuple[float | None, float | None]:
    """The middle 95 % of alpha over draws of as many units, with replacement."""
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(_DRAWS):
        value = alpha([table[at] for at in rng.integers(0, len(table), len(table))])
        if value is not None:
            values.append(value)
    if not values:
        return None, None
    return float(np.quantile(values, _LOWEST)), float(np.quantile(values, _HIGHEST))
