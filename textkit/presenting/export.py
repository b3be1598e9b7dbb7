"""A corpus for other tools: the formats in which it is written to a folder."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from textkit.data.messages import TextkitError
from textkit.storing.corpus import StoredCorpus


class Format(NamedTuple):
    """A function that writes a corpus to a folder and gives the files, by name: it is not imported
    before it is needed.
    """

    module: str
    function: str

    @property
    def write(self) -> Callable[[StoredCorpus, Path], list[Path]]:
        """The function."""
        function: Callable[[StoredCorpus, Path], list[Path]] = getattr(
            import_module(self.module), self.function
        )
        return function


FORMATS = {
    # For DuckDB, polars, Spark, R: a folder a table.
    "parquet": Format("textkit.storing.parquet", "write_parquet"),
    # Universal Dependencies: words, parts of speech, sentences.
    "conllu": Format("textkit.presenting.conllu", "write_conllu"),
    # For R: texts with metadata for readtext, counts for quanteda and stm.
    "quanteda": Format("textkit.presenting.quanteda", "write_quanteda"),
    # For MAXQDA, NVivo, ATLAS.ti, QualCoder: REFI-QDA, with codes and coded spans.
    "qdpx": Format("textkit.presenting.refi", "write_refi"),
}
"""The formats by name, as `--format` takes them."""


def export(corpus: StoredCorpus, folder: str | Path, *, format: str = "parquet") -> list[Path]:
    """The files that were written of a corpus to a folder, for other tools to read.

    `parquet` (the extra `parquet`) writes a folder a table: documents, texts, tokens and one for
    each finder (units, citations, statements, targets, commitments, themes), each in files of 1,000
    documents, `tokens/part-0000.parquet`; `conllu` a file of words per document, in the form of
    Universal Dependencies; `quanteda` texts, metadata and a matrix of counts for R; `qdpx` a
    REFI-QDA project with themes and commitments as codes, for MAXQDA, NVivo or ATLAS.ti (see
    `write_conllu`, `write_quanteda`, `write_refi` in `textkit.presenting`).

    The folder is made where there is none; an earlier export in it is replaced, and no other file
    is touched. Offsets are characters of the document's text, counts of its own words stand where
    `counted` is true.

    Raises TextkitError if the format is unknown, what it needs is not installed, or the folder
    cannot be written. Example: `tk.export(corpus, "parts")`
    """
    if format not in FORMATS:
        raise TextkitError("export.unknown-format", format=format, known=list(FORMATS))
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise TextkitError("export.no-folder", path=target)
    target.mkdir(parents=True, exist_ok=True)
    return FORMATS[format].write(corpus, target)
