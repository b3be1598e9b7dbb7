"""The user's word on a finding: `corrections.csv` beside the documents, applied whenever records
are read.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from textkit.data.messages import TextkitError
from textkit.reading.document import Record
from textkit.reading.readers import read_rows
from textkit.vietnamese.text import fold

CORRECTIONS = "corrections.csv"
CORRECTED = ("citations", "targets", "commitments")
"""The kinds of records that can be corrected."""

R = TypeVar("R", bound=Record)
Verdict = Literal["accept", "reject", "correct"]
_COLUMNS = ("finding", "verdict", "field", "value")
_PLACE = frozenset({"doc_id", "start", "end", "text", "path", "cues"})


@dataclass(frozen=True, slots=True)
class Correction:
    """One row: the fingerprint of a finding, the verdict on it, and for `correct` the field with
    its right value.
    """

    finding: str
    verdict: Verdict
    field: str = ""
    value: str = ""


def fingerprints(kind: str, records: Iterable[Record]) -> Iterator[str]:
    """Sixteen hexadecimal digits a record, made of its kind, document and words, not of its place.

    They stay when the document changes elsewhere or textkit finds more; equal words of a document
    are told apart by their order. A record found with other bounds is another finding.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for record in records:
        words = " ".join(fold(getattr(record, "text", "")).split())
        said = "\x1f".join((kind, record.doc_id, words, str(seen[record.doc_id, words])))
        seen[record.doc_id, words] += 1
        yield hashlib.sha256(said.encode()).hexdigest()[:16]


def read_corrections(folder: str | Path) -> list[Correction]:
    """The rows of a folder's `corrections.csv`; none if it has no such file.

    The columns are finding (a fingerprint, as `tk.targets` and its like show it), verdict (accept,
    reject, correct), field and value (of `correct`; an empty value takes away what was found);
    others are the user's own.

    Raises TextkitError if a column is missing or a verdict unknown.
    """
    path = Path(folder) / CORRECTIONS
    if not path.is_file():
        return []
    rows = list(read_rows(path, _COLUMNS))
    found = [Correction(*(row[name] for name in _COLUMNS)) for _, row in rows]  # type: ignore[arg-type]
    for (line, _), each in zip(rows, found, strict=True):
        if each.verdict not in get_args(Verdict):
            raise TextkitError(
                "sheet.verdict",
                path=path,
                line=line,
                verdict=each.verdict,
                known=", ".join(get_args(Verdict)),
            )
    return found


def corrected(
    kind: str, records: Sequence[R], corrections: Iterable[Correction]
) -> Iterator[tuple[str, R]]:
    """The records with their fingerprints as the user wants them: none rejected, right values in
    those corrected.

    Raises TextkitError if a field cannot be corrected or a value is no number where one is needed.
    """
    wanted: dict[str, list[Correction]] = {}
    for each in corrections:
        wanted.setdefault(each.finding, []).append(each)
    for mark, record in zip(fingerprints(kind, records), records, strict=True):
        said = wanted.get(mark, [])
        if all(each.verdict != "reject" for each in said):
            yield mark, _changed(record, said)


def _changed(record: R, corrections: Iterable[Correction]) -> R:
    values = {each.field: _value(record, each) for each in corrections if each.verdict == "correct"}
    return cast(R, replace(cast(Any, record), **values)) if values else record


def _value(record: Record, correction: Correction) -> Any:
    types: Mapping[str, Any] = {
        field.name: str(field.type) for field in fields(record) if field.name not in _PLACE
    }
    if correction.field not in types:
        raise TextkitError(
            "sheet.no-field",
            path=CORRECTIONS,
            finding=correction.finding,
            field=correction.field,
            known=", ".join(types),
        )
    of, value = types[correction.field], correction.value
    if not value and "None" in of:
        return None
    try:
        return (
            float(value)
            if "float" in of
            else int(value)
            if "int" in of
            else value == "true"
            if of == "bool"
            else value
        )
    except ValueError:
        raise TextkitError(
            "sheet.no-number",
            path=CORRECTIONS,
            finding=correction.finding,
            field=correction.field,
            value=value,
        ) from None
