"""What became of each file of a folder: how it was read, what was mended, which facts are missing
and where the others come from, why it was left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from textkit.reading.document import NONE, Facts
from textkit.reading.readers import METADATA
from textkit.reading.sources import FactOrigin, origins_of
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.mending import NO_REPAIRS

if TYPE_CHECKING:
    import pandas as pd

FACTS = ("kind", "number", "date", "issuer", "title", "term", "place", "signatory")
"""The facts that are reported missing where a document does not state them."""

_COLUMNS = (
    "path",
    "id",
    "status",
    "reason",
    "source",
    "characters",
    "words",
    "mends",
    "missing",
    "remarks",
    *chain.from_iterable((fact, f"{fact}_from") for fact in FACTS),
)
METADATA_COLUMNS = (
    "id",
    "path",
    "kind",
    "number",
    "date",
    "issuer",
    "title",
    "term",
    "period",
    "place",
    "signatory",
    "level",
)
"""The columns of a `metadata.csv` that are not the user's own."""


def intake(corpus: StoredCorpus) -> pd.DataFrame:
    """One row per file: read, duplicate or skipped, and how it was read; one per bad row of
    `metadata.csv`.

    Columns: path (in the folder), id, status (`read`, `duplicate`, `skipped`, `bad row`), reason
    (why not counted; for a duplicate the id it repeats), source (suffix, with the encoding where
    that is not Unicode), characters, words, mends (how many repairs; automatic numbers and what is
    left out, as the marks of notes, are none), missing (facts the document does not state),
    remarks, and each fact with where it comes from: an origin of
    `textkit.reading.sources.fact_origins`.
    """
    import pandas as pd

    rows = [_row(corpus, id_) for id_ in corpus.ids]
    rows += [
        {
            "path": corpus.shown(item.path),
            "id": item.id,
            "status": "duplicate",
            "reason": f"{item.of} ({item.similarity:.2f})",
        }
        for item in corpus.duplicates
    ]
    rows += [
        {"path": path, "status": "skipped", "reason": reason} for path, reason in corpus.skipped
    ]
    rows += [
        {"path": METADATA, "status": "bad row", "reason": reason} for reason in corpus.bad_rows
    ]
    table = pd.DataFrame(rows, columns=_COLUMNS).sort_values(
        "path", kind="stable", ignore_index=True
    )
    return table.astype(dict.fromkeys(("characters", "words", "mends"), "Int64"))


def _row(corpus: StoredCorpus, id_: str) -> dict[str, Any]:
    known = corpus.row(id_)
    encodings = [value for kind, value in known["remarks"] if kind == "encoding"]
    remarks = [f"{kind} {value}".strip() for kind, value in known["remarks"] if kind != "encoding"]
    origins = origins_in(known)
    mends = sum(count for kind, count in known["mends"].items() if kind not in NO_REPAIRS)
    return {
        "path": corpus.shown(known["path"]),
        "id": id_,
        "status": "read",
        "characters": known["characters"],
        "source": " ".join([PurePath(known["path"]).suffix.lower().lstrip("."), *encodings]),
        "words": known["words"],
        "mends": mends,
        "missing": " ".join(missing_in(known)),
        "remarks": "; ".join(remarks),
        **{name: known.get(name) for name in FACTS},
        **{f"{name}_from": origins.get(name) for name in FACTS},
    }


def missing_in(row: Mapping[str, Any]) -> list[str]:
    """The facts that nothing is known of, of a row of a corpus; a denied one is known."""
    return [name for name in FACTS if not row.get(name) and not row["given"].get(name)]


def origins_in(row: Mapping[str, Any]) -> dict[str, FactOrigin]:
    """Where each known fact of a document comes from, of its row of a corpus."""
    known = {name: row[name] for name in Facts.__slots__}
    return origins_of(
        Facts(**known),
        given=Facts(**row["given"]),
        said=Facts(**row["said"]),
        stated=Facts(**row["stated"]),
        sources=row["sources"],
        size=row["characters"],
    )


def metadata(corpus: StoredCorpus) -> pd.DataFrame:
    """The rows of a `metadata.csv` of the corpus: id, path and the facts as known now, for
    correction, those that were denied as `-`; your own columns.
    """
    paths = corpus.documents["path"].map(corpus.shown)
    table = corpus.documents.assign(path=paths)[[*METADATA_COLUMNS, *corpus.labels]].astype(object)
    for place, id_ in enumerate(table["id"]):
        for name, value in corpus.row(id_)["given"].items():
            if value == NONE:
                table.loc[place, name] = NONE
    return table
