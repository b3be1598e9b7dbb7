"""A corpus of any size for the benchmarks: sentences drawn from real columns, with rare words that
grow with it.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from textkit.language.columns import Columns  # noqa: E402
from textkit.reading.document import Document, Facts  # noqa: E402
from textkit.storing.corpus import StoredCorpus  # noqa: E402
from textkit.storing.store import Origin, Store  # noqa: E402
from textkit.vietnamese.text import fold  # noqa: E402

WORDS = 10_000  # of a document
PERIODS = ("2015-2020", "2020-2025", "2025-2030")
_RARE = 0.1  # share of words that are drawn from an endless, Zipf-like list of names


def sentences(corpus: StoredCorpus) -> list[list[tuple[str, str]]]:
    """The sentences of a corpus: words as written with their parts of speech, marks too."""
    found = []
    for id_ in corpus.ids:
        text, columns = corpus.text(id_), corpus.columns(id_)
        for number in range(len(columns)):
            if columns.sentence[number] or not found:
                found.append([])
            word = " ".join(
                text[columns.start[number] : columns.start[number] + columns.length[number]].split()
            )
            if word:
                found[-1].append((word, columns.pos[number]))
    return [sentence for sentence in found if 3 < len(sentence) < 80]


def document(
    name: str, drawn: list[list[tuple[str, str]]], rng: np.random.Generator
) -> tuple[Document, Columns, list]:
    """One document of these sentences, a line each, with a unit for every ten of them."""
    words, pos, begins = [], [], []
    for sentence in drawn:
        rare = rng.random(len(sentence)) < _RARE
        names = rng.zipf(1.12, int(rare.sum())).tolist()
        words += [
            f"Tên{names.pop() % 10**6}" if odd and tag == "NOUN" and names else word
            for (word, tag), odd in zip(sentence, rare, strict=True)
        ]
        pos += [tag for _, tag in sentence]
        begins += [True, *[False] * (len(sentence) - 1)]
    length = np.array([len(word) for word in words], np.int32)
    space = np.ones(len(words), bool)
    space[-1] = False
    start = (np.cumsum(length + space) - length - space).astype(np.int32)
    columns = Columns(
        start, length, [fold(word) for word in words], pos, pos, np.array(begins), space
    )
    heads = start[np.flatnonzero(begins)[::10]].tolist()
    units = [
        {"start": a, "end": b, "path": f"II/{n}"}
        for n, (a, b) in enumerate(zip(heads, [*heads[1:], len(" ".join(words))], strict=True))
    ]
    return Document(name, " ".join(words), Facts()), columns, units


def build(path: Path, size: int, source: StoredCorpus, seed: int = 5) -> None:
    """A store of about `size` words, in documents of 10,000 words,
    a third of them in each period.
    """
    rng, store, pool = np.random.default_rng(seed), Store(path), sentences(source)
    mean = sum(len(sentence) for sentence in pool) / len(pool)
    for number in range(size // WORDS):
        drawn = [pool[place] for place in rng.integers(0, len(pool), int(WORDS * 1.12 / mean))]
        made, columns, units = document(f"d{number:05}", drawn, rng)
        made = replace(
            made, facts=Facts(period=PERIODS[number % 3], date=f"{2016 + 5 * (number % 3)}-01-01")
        )
        store.put_document(made, columns, {"units": units}, origin=Origin("1"), position=number)
    store.close()


def opened(path: Path) -> StoredCorpus:
    """The corpus of a store."""
    store = Store(path)
    rows = {
        id_: row | {"id": id_, "path": id_, "year": row["date"][:4]}
        for id_, row in store.rows().items()
    }
    return StoredCorpus(store, rows)


def build_conc(corpus: StoredCorpus, folder: Path) -> None:
    """The same tokens in Conc: a blank spaCy model that cuts at blanks alone, the blanks in words
    turned to `_`.
    """
    import spacy
    from conc.corpus import Corpus as ConcCorpus
    from spacy.tokenizer import Tokenizer

    model = spacy.blank("xx")
    model.tokenizer = Tokenizer(model.vocab)
    for name in ("parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler"):
        model.add_pipe(
            "sentencizer", name=name
        )  # Conc switches these off, and fails where they are not
    (folder / "texts").mkdir(parents=True)
    model.to_disk(folder / "model")
    for id_ in corpus.ids:
        text, columns = corpus.text(id_), corpus.columns(id_)
        spans = zip(columns.start.tolist(), columns.length.tolist(), strict=True)
        words = " ".join(text[start : start + length].replace(" ", "_") for start, length in spans)
        (folder / "texts" / f"{id_}.txt").write_text(words, "utf-8")
    ConcCorpus("words", "for a benchmark").build_from_files(
        source_path=str(folder / "texts"), save_path=f"{folder}/", model=str(folder / "model")
    )
