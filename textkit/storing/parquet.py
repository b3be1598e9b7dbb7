"""A corpus as Parquet: a folder a table, in it a file for each thousand documents; written by
DuckDB, read by DuckDB, polars, Spark, R and pandas.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from textkit.data.messages import TextkitError
from textkit.storing import finders
from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_text_aside, written_aside

if TYPE_CHECKING:
    import pandas as pd

# Documents of a part: a thousand of 1,400 words take some 2 MB of Parquet and, while they are
# written, 200 MB of memory.
_DOCUMENTS_OF_A_PART = 1000

# The file that says what the parts were made from; it is written last.
_MANIFEST = "export.json"

# What only this store reads.
_INTERNAL = frozenset({"sketch"})

# Between the items of a list while a row is handed over; no text has this character.
_BETWEEN = "\x1f"

# The types of columns, by those of a record's fields. A list is handed over as one text.
_TYPES = {str: "VARCHAR", int: "BIGINT", float: "DOUBLE", bool: "BOOLEAN"}
_PANDAS = {"VARCHAR": "str", "BIGINT": "Int64", "DOUBLE": "float64", "BOOLEAN": "boolean"}

_DOCUMENTS = {"words": "BIGINT", "characters": "BIGINT"}
_TEXTS = {"doc_id": "VARCHAR", "text": "VARCHAR"}


def write_parquet(corpus: StoredCorpus, folder: Path) -> list[Path]:
    """The files of Parquet that were written, in the folders of their tables.

    `documents` (as `Corpus.documents`, without the path on this machine), `texts`, `tokens` (a row
    a token: doc_id, sentence, start, end, word, form, pos, counted) and a table for each finder. No
    number in them is one of the whole corpus, so parts of several stores may lie side by side. Of
    an earlier export in the same folder nothing stays.

    Raises TextkitError where DuckDB is not installed.
    """
    _duckdb()
    (folder / _MANIFEST).unlink(missing_ok=True)
    written: list[Path] = []
    for number, first in enumerate(range(0, len(corpus), _DOCUMENTS_OF_A_PART)):
        here = slice(first, first + _DOCUMENTS_OF_A_PART)
        part = corpus.only(corpus.ids[here])
        for table, frame, types in _tables(part, corpus.documents[here]):
            path = folder / table / f"part-{number:04}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(frame, types, path)
            written.append(path)
    _remove_others(folder, written)
    names = [path.relative_to(folder).as_posix() for path in written]
    record = {"format": "parquet", **corpus.run_record, "files": names}
    write_text_aside(folder / _MANIFEST, json.dumps(record, ensure_ascii=False, indent=1) + "\n")
    return [*written, folder / _MANIFEST]


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError as error:
        raise TextkitError("export.no-duckdb") from error
    return duckdb


def _tables(
    part: StoredCorpus, documents: pd.DataFrame
) -> Iterator[tuple[str, pd.DataFrame, dict[str, str]]]:
    """The tables of a part: name, rows, and the types of the columns that have one to be made
    sure of.
    """
    import pandas as pd

    facts = documents.drop(columns="path").rename(columns={"id": "doc_id"})
    facts.insert(4, "year", [part.fact(id_, "year") for id_ in part.ids])
    yield "documents", facts, dict.fromkeys(facts.columns, "VARCHAR") | _DOCUMENTS
    texts = [part.text(id_) for id_ in part.ids]
    yield "texts", pd.DataFrame({"doc_id": part.ids, "text": texts}), _TEXTS
    yield "tokens", _tokens(part), {}
    for name, finder in finders.FINDERS.items():
        if name not in _INTERNAL:
            yield name, part.table(name), _types_of(finder.record_class())


def _tokens(part: StoredCorpus) -> pd.DataFrame:
    """One row per token; texts that come back are given as categories, which DuckDB reads as they
    are.
    """
    import pandas as pd

    tokens = part.tokens
    place, first = (
        tokens.document,
        tokens.sentence_number[tokens.first[:-1].clip(max=len(tokens.word) - 1)],
    )
    start = tokens.start

    def named(numbers: Any, names: Any) -> pd.Categorical:
        used, codes = np.unique(numbers, return_inverse=True)
        return pd.Categorical.from_codes(codes, names[used])

    return pd.DataFrame(
        {
            "doc_id": pd.Categorical.from_codes(place, list(part.ids)),
            "sentence": tokens.sentence_number - first[place],
            "start": start,
            "end": start + tokens.length,
            "word": named(tokens.word, tokens.words),
            "form": named(tokens.form, tokens.words),
            "pos": named(tokens.pos, tokens.tags),
            "counted": tokens.counted,
        }
    )


def _types_of(record_class: type) -> dict[str, str]:
    """The types of the columns of a record's class; `finding` stands in the tables of some."""
    hints = get_type_hints(record_class)
    types = {field.name: _type_of(hints[field.name]) for field in fields(record_class)}
    return {**types, "finding": "VARCHAR"}


def _type_of(hint: Any) -> str:
    """The type of a column for a field that is annotated so; what is none of these is a text.

    >>> [_type_of(hint) for hint in (int, float | None, tuple[str, ...], dict)]
    ['BIGINT', 'DOUBLE', 'VARCHAR[]', 'VARCHAR']
    """
    if get_origin(hint) in (Union, UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        return f"{_type_of(get_args(hint)[0])}[]"
    return _TYPES.get(hint, "VARCHAR")


def _write(frame: pd.DataFrame, types: dict[str, str], path: Path) -> None:
    """Writes a table as one file; columns without a type are written as they are."""
    columns, handed = [], {}
    for name in frame.columns:
        type_, quoted = types.get(name), _quoted(name, '"')
        handed[name] = _handed(frame[name], type_)
        if type_ is not None and type_.endswith("[]"):
            split = f"string_split({quoted}, chr({ord(_BETWEEN)}))::{type_}"
            columns.append(f"CASE WHEN {quoted} = '' THEN [] ELSE {split} END AS {quoted}")
        else:
            columns.append(f"{quoted}::{type_} AS {quoted}" if type_ else quoted)
    import pandas as pd

    with written_aside(path) as aside, _connected() as db:
        db.register("handed", pd.DataFrame(handed))
        query = f"SELECT {', '.join(columns)} FROM handed"
        db.execute(
            f"COPY ({query}) TO {_quoted(str(aside), chr(39))} (FORMAT parquet, COMPRESSION zstd)"
        )


def _connected() -> Any:
    """A DuckDB that fetches nothing from the network."""
    settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    return _duckdb().connect(config=settings)


def _handed(column: pd.Series, type_: str | None) -> pd.Series:
    """A column as it is handed to DuckDB, with one type whatever its values are."""
    if type_ is None:
        return column
    if type_.endswith("[]"):
        joined = [_BETWEEN.join(map(str, items or ())) for items in column]
        return column.__class__(joined, index=column.index, dtype="str")
    if type_ == "VARCHAR":
        column = column.map(_text, na_action="ignore")
    return column.astype(_PANDAS[type_])


def _text(value: Any) -> str:
    """A value of a column of texts; a user's own record may hold others."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _quoted(text: str, mark: str) -> str:
    return mark + text.replace(mark, mark * 2) + mark


def _remove_others(folder: Path, written: Sequence[Path]) -> None:
    """Removes the parts of an earlier export: what is counted over all parts would count them."""
    for path in folder.glob("*/part-????.parquet"):
        if path not in written:
            path.unlink()
