"""A corpus for R: texts and their metadata for readtext, counts of words for quanteda and stm."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from textkit import data
from textkit.counting.counts import labels, type_matrix
from textkit.presenting.exports import file_names, finish
from textkit.presenting.tables import write_csv
from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_bytes_aside, write_text_aside

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_matrix


def write_quanteda(corpus: StoredCorpus, folder: Path) -> list[Path]:
    """The files that were written for R.

    `texts/` has the text of each document, `documents.csv` one row per document (doc_id, file, its
    facts, words, characters and your own columns), `counts.mtx` how often each document (rows, in
    the order of `documents.csv`) has each word (columns, in the order of `features.txt`), in Matrix
    Market, `read.R` the lines that make a corpus and a dfm of them. Words are as textkit cuts them,
    in lower case and the spelling that is most frequent; the document's own words alone are
    counted, function words too.
    """
    names = file_names(corpus.ids)
    texts = []
    for id_, name in names.items():
        path = folder / "texts" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        texts.append(write_text_aside(path, corpus.text(id_)))
    counts, words = _counts(corpus)
    written = [
        write_csv(_documents(corpus, names), folder / "documents.csv"),
        write_bytes_aside(folder / "counts.mtx", _matrix_market(counts)),
        write_text_aside(folder / "features.txt", "".join(f"{word}\n" for word in words)),
        write_text_aside(folder / "read.R", data.text("export_read.R")),
    ]
    return finish(corpus, folder, "quanteda", [*texts, *written])


def _documents(corpus: StoredCorpus, names: dict[str, str]) -> pd.DataFrame:
    table = corpus.documents.drop(columns="path").rename(columns={"id": "doc_id"})
    table.insert(1, "file", [f"texts/{names[id_]}.txt" for id_ in corpus.ids])
    table.insert(5, "year", [corpus.fact(id_, "year") for id_ in corpus.ids])
    return table


def _counts(corpus: StoredCorpus) -> tuple[csr_matrix, list[str]]:
    """How often each document (rows) has each word (columns); the words, most frequent first."""
    tokens = corpus.tokens
    by_word = type_matrix(tokens, np.arange(len(corpus)), len(corpus))
    every = np.asarray(by_word.sum(axis=1)).ravel()
    kept = np.flatnonzero(every)
    names = np.array(labels(tokens, kept), object)
    order = np.lexsort((names, -every[kept]))
    lines = [" ".join(name.split()) for name in names[order].tolist()]
    return by_word[kept[order]].T.tocsr(), lines


def _matrix_market(counts: csr_matrix) -> bytes:
    from scipy.io import mmwrite

    made = io.BytesIO()
    mmwrite(made, counts.astype(np.int64).tocoo(), field="integer", symmetry="general")
    return made.getvalue()
