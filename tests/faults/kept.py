"""A store of some documents of the sample, and all that a user gets out of one, as a text."""

import json
import shutil
from dataclasses import asdict
from functools import cache
from pathlib import Path

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.storing.finders import FINDERS
from textkit.storing.store import Store

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

# Two resolutions and a report, of two terms: enough that there is something to compare.
CHOSEN = ("nq-04-2021", "nq-05-2026", "bc-chinh-tri-2025")


def chosen_documents(folder: Path) -> Path:
    """A folder with the chosen documents of the sample."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in CORPUS.rglob("*"):
        if path.stem in CHOSEN:
            shutil.copy(path, folder)
    return folder


@cache
def kept_store(folder: Path) -> Path:
    """The file of a store of the chosen documents, which nobody has open."""
    path = folder / "kept.sqlite"
    documents = chosen_documents(folder / "documents")
    tk.open_corpus(documents, store=path, progress=False)._store.close()
    store = Store(path)
    store._db.execute("PRAGMA journal_mode = DELETE")  # all of it stands in the one file
    store.close()
    return path


def said_by(corpus) -> str:
    """What a corpus says, down to each record and token, as a text to compare."""
    said = [corpus.documents.to_csv(), repr(corpus.duplicates), repr(corpus.corrections)]
    for doc_id in corpus.ids:
        document = corpus.document(doc_id)
        said += [document.text, repr(document), repr(document.layout), repr(document.mends)]
        columns = corpus.columns(doc_id)
        said += [repr(vars(columns)), str(columns.start.tolist()), str(columns.norm)]
        said += [corpus.text(doc_id), repr(corpus.places(doc_id))]
    for finder in FINDERS:
        said.append(json.dumps([asdict(record) for record in corpus.records(finder)]))
    said.append(tk.frequencies(corpus).to_csv())
    said.append(tk.kwic(corpus, "phát triển").to_csv())
    tokens = corpus.tokens
    said += [str(tokens.start.tolist()), str(tokens.spelling.tolist()), str(tokens.sentence.sum())]
    return "\n".join(said)


def outcome(path: Path) -> str | TextkitError:
    """What the store in a file says, or the error it ends with."""
    try:
        corpus = tk.open_corpus(path)
        try:
            return said_by(corpus)
        finally:
            corpus._store.close()
    except TextkitError as error:
        return error
