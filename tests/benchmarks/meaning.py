"""How well statements are found by meaning: paraphrases over the sample corpus, against a search by
words.

`uv run --extra meaning python tests/benchmarks/meaning.py [tune|test]` prints precision of the
first five and ten, recall of the first twenty and mean average precision over the queries of
tests/labels/similar.csv that have an answer, and what is said of those that have none. The first
run takes about a minute of processor time. Tune on `tune` only.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

import textkit as tk
from textkit.comparing import nearest
from textkit.comparing.sayings import sayings_of
from textkit.vietnamese.text import fold

LABELS = Path(__file__).parents[1] / "labels" / "similar.csv"


def labelled(part):
    """The relevant wordings by query."""
    wanted = defaultdict(set)
    with LABELS.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["part"] == part:
                wanted[row["query"]] |= {row["text"]} - {""}
    return wanted


def by_meaning(corpus, queries):
    """The wordings of the corpus for each query, the likest first, with how like they are."""
    line, nearest.LINE = nearest.LINE, -2.0
    try:
        for query in queries:
            found = nearest.nearest(corpus, query, limit=None).near
            yield [(near.saying.text, near.likeness) for near in found]
    finally:
        nearest.LINE = line


def by_words(corpus, queries):
    """The same by TF-IDF over one and two syllables, as a search by words would have it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = list(dict.fromkeys(one.text for id_ in corpus.ids for one in sayings_of(corpus, id_)))
    vectors = TfidfVectorizer(token_pattern=r"[^\W\d_]+", ngram_range=(1, 2), sublinear_tf=True)
    rows = vectors.fit_transform(map(fold, texts))
    for scores in (vectors.transform(map(fold, queries)) @ rows.T).toarray():
        order = np.argsort(-scores, kind="stable")
        yield [(texts[place], scores[place]) for place in order if scores[place] > 0]


def measures(found, wanted):
    """Precision at 5 and 10, recall at 20, average precision."""
    hits = np.array([text in wanted for text, _ in found], bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    average = (precision * hits).sum() / len(wanted)
    return hits[:5].sum() / 5, hits[:10].sum() / 10, hits[:20].sum() / len(wanted), average


def main(part="tune"):
    """Prints the figures of a part."""
    corpus = tk.open_corpus("sample", progress=False)
    wanted = labelled(part)
    said = {saying.text for id_ in corpus.ids for saying in sayings_of(corpus, id_)}
    lost = set().union(*wanted.values()) - said
    assert not lost, f"labelled, and no statement of the sample corpus any more: {lost}"
    asked = [query for query in wanted if wanted[query]]
    lists = {}
    for name, search in (("words", by_words), ("meaning", by_meaning)):
        lists[name] = list(search(corpus, asked))
        rows = [
            measures(found, wanted[query]) for query, found in zip(asked, lists[name], strict=True)
        ]
        print(
            part,
            f"{name:8}",
            "P@5 {:.3f}  P@10 {:.3f}  R@20 {:.3f}  MAP {:.3f}".format(*np.mean(rows, 0)),
        )
    for low, high in ((0.25, 0.28), (0.28, 0.3), (0.3, 0.35), (0.35, 2.0)):
        right = shown = 0
        for query, found in zip(asked, lists["meaning"], strict=True):
            over = [text for text, likeness in found if low <= likeness < high]
            shown += len(over)
            right += len(wanted[query].intersection(over))
        print(part, f"likeness {low:.2f} to {high:.2f}: {right} of {shown} right")
    none = [query for query in wanted if not wanted[query]]
    answers = [nearest.nearest(corpus, query, limit=None).over for query in none]
    unanswered = [
        query
        for query, found in zip(asked, lists["meaning"], strict=True)
        if found[0][1] < nearest.LINE
    ]
    print(
        part,
        "answers to queries without one:",
        answers,
        "; left without an answer:",
        len(unanswered),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
