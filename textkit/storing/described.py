"""A document's row of the store: what is known of it without unpacking it, sealed by a checksum
when it is written and held against what it must be when it is read.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from typing import Any

from textkit.reading.document import (
    Block,
    Comment,
    Document,
    Facts,
    Remark,
    Revision,
    ScannedLine,
)
from textkit.storing.packing import loaded, packed, unpacked, unpacked_text
from textkit.storing.shapes import DamageError, check, is_name
from textkit.vietnamese.mending import Mend

COLUMNS_OF_A_ROW = (
    "id",
    "position",
    "path",
    "origin",
    "content",
    "text_sha",
    "characters",
    "words",
    "tokens",
    "facts",
    "about",
    "checksum",
)
"""The columns of the table `documents` that are read for every document."""

# Those of them that stand in what `read_rows` gives as they are.
_SHOWN = ("position", "path", "content", "text_sha", "characters", "words", "tokens")

_NO_FACTS = asdict(Facts())


@dataclass(frozen=True, slots=True)
class Origin:
    """What the kept parts of a document were made from, as texts that are only compared.

    `reading` stands for the file and the readers, `described` for its row of `metadata.csv`,
    `annotation` for the word model, `finders` for what the records of each finder, by its name,
    were made from.
    """

    reading: str = ""
    described: str = ""
    annotation: str = ""
    finders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    """The types of `COLUMNS_OF_A_ROW`."""

    id: str
    position: int
    path: str | None
    origin: str
    content: str
    text_sha: str
    characters: int
    words: int
    tokens: int
    facts: str
    about: str
    checksum: int


@dataclass(frozen=True, slots=True)
class _About:
    """What the column `about` holds of a document's reading."""

    mends: dict[str, int]
    sources: dict[str, tuple[int, int]]
    labels: dict[str, str]
    remarks: tuple[tuple[str, str], ...]
    stated: Facts
    said: Facts
    given: Facts


def content_hash(document: Document) -> str:
    """A hash of the text and the layout: all that annotation and finders read of a document, its
    facts apart.
    """
    layout = json.dumps([astuple(block) for block in document.layout])
    return hashlib.sha256(f"{document.sha256}{layout}".encode()).hexdigest()


def changeable(document: Document, origin: Origin, position: int) -> dict[str, Any]:
    """What may change of a document while its text stays, by column."""
    about = {
        "mends": Counter(mend.kind for mend in document.mends),
        "sources": document.sources,
        "labels": document.labels,
        "remarks": [astuple(remark) for remark in document.remarks],
        "stated": _known(document.stated),
        "said": _known(document.said),
        "given": _known(document.given),
    }
    return {
        "position": position,
        "path": document.path and document.path.as_posix(),
        "origin": json.dumps(asdict(origin)),
        "facts": json.dumps(_known(document.facts)),
        "about": json.dumps(about),
        "spans": _spans(document),
    }


def _spans(document: Document) -> bytes:
    kinds = (
        document.layout,
        document.mends,
        document.scanned,
        document.comments,
        document.revisions,
    )
    return packed([[astuple(item) for item in items] for items in kinds])


def _known(facts: Facts) -> dict[str, str]:
    """The facts that are known, by name: few are said by a file or given by `metadata.csv`."""
    return {name: value for name, value in asdict(facts).items() if value is not None}


def sealed(row: Mapping[str, Any]) -> int:
    """The checksum over the columns of a row, itself apart."""
    columns = [row[name] for name in COLUMNS_OF_A_ROW if name != "checksum"]
    return zlib.crc32(json.dumps(columns).encode())


def read_rows(rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """What is known of documents, by id, of their values of `COLUMNS_OF_A_ROW`: see `Store.rows`.

    Raises DamageError where a value is not of its type, out of its range, or not as it was written.
    """
    kept = [dict(zip(COLUMNS_OF_A_ROW, values, strict=True)) for values in rows]
    check(_Row, kept)
    for row in kept:
        if row["checksum"] != sealed(row):
            raise DamageError("checksum")
    abouts, facts, origins = (_loaded(kept, name) for name in ("about", "facts", "origin"))
    check(_About, abouts)
    check(Facts, facts)
    check(Origin, origins)
    known = {}
    for row, about, fact, origin in zip(kept, abouts, facts, origins, strict=True):
        _check_ranges(row, about)
        if row["id"] in known:
            raise DamageError("twice")
        shown = {name: row[name] for name in _SHOWN}
        known[row["id"]] = {**shown, **_NO_FACTS, **fact, **about, "origin": Origin(**origin)}
    return known


def _loaded(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """The values of a column of JSON: all of them are read at once, which takes a third of the
    time. Raises DamageError.
    """
    values = loaded("[" + ",".join(row[name] for row in rows) + "]")
    # Of what is no JSON alone two may make up one, or one may be two.
    if type(values) is not list or len(values) != len(rows):
        raise DamageError("length", expected=len(rows), size=len(values))
    return values


def _check_ranges(row: Mapping[str, Any], about: Mapping[str, Any]) -> None:
    if not is_name(row["id"]):
        raise DamageError("value", field="id", value=repr(row["id"]))
    if row["path"] is not None and not _is_inside(row["path"]):
        raise DamageError("value", field="path", value=repr(row["path"]))
    for name in ("position", "characters", "words", "tokens"):
        if row[name] < 0:
            raise DamageError("value", field=name, value=row[name])
    for start, end in about["sources"].values():
        if not 0 <= start <= end <= row["characters"]:
            raise DamageError("span", start=start, end=end, size=row["characters"])


def _is_inside(path: str) -> bool:
    """Whether a path, as it is kept, leads to no place outside the folder of its corpus."""
    if "\0" in path or path.startswith(("/", "\\")):
        return False
    if ".." not in path and ":" not in path:
        return True
    return ".." not in Path(path).parts and not Path(path).is_absolute()


def read_text(body: Any, characters: Any, text_sha: Any) -> str:
    """The text of a document, which must have that size and that hash. Raises DamageError."""
    if type(characters) is not int or characters < 0:
        raise DamageError("value", field="characters", value=characters)
    text = unpacked_text(body, characters)
    if hashlib.sha256(text.encode()).hexdigest() != text_sha:
        raise DamageError("text")
    return text


def read_document(row: Mapping[str, Any], doc_id: str, text: Any, spans: Any) -> Document:
    """The document of a row that `read_rows` gave, with its text and its spans.

    Raises DamageError where the text is not the one that was written, or a span lies outside of it.
    """
    said = read_text(text, row["characters"], row["text_sha"])
    kinds = unpacked(spans)
    if type(kinds) is not list or not _FEWEST_KINDS <= len(kinds) <= len(_KINDS):
        raise DamageError("value", field="spans", value=type(kinds).__name__)
    # A file of the same schema that was written before these were kept has no comments and
    # revisions.
    kinds += [[]] * (len(_KINDS) - len(kinds))
    parts = []
    for of, rows in zip(_KINDS, kinds, strict=True):
        check(of, rows, as_lists=True, size=len(said))
        parts.append(tuple(of(*values) for values in rows))
    layout, mends, scanned, comments, revisions = parts
    return Document(
        doc_id,
        said,
        Facts(**{name: row[name] for name in Facts.__slots__}),
        layout,
        mends,
        row["path"] and Path(row["path"]),
        tuple(Remark(*values) for values in row["remarks"]),
        {name: (start, end) for name, (start, end) in row["sources"].items()},
        row["labels"],
        Facts(**row["stated"]),
        Facts(**row["said"]),
        Facts(**row["given"]),
        scanned,
        comments,
        revisions,
    )


# What the column `spans` holds, in order, and how many of these it has had from the beginning.
_KINDS: tuple[Any, ...] = (Block, Mend, ScannedLine, Comment, Revision)
_FEWEST_KINDS = 3
