"""The user's verdicts on findings: `corrections.csv` beside the documents, applied whenever records
are read.
"""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, TypeVar, cast, get_args

from textkit.data.messages import Reason, TextkitError
from textkit.reading.document import Record, fingerprint, unlike_a_number
from textkit.reading.readers import read_rows
from textkit.vietnamese.text import fold

CORRECTIONS = "corrections.csv"
CORRECTED = ("citations", "targets", "commitments")
"""The kinds of records that can be corrected."""

R = TypeVar("R", bound=Record)
Verdict = Literal["accept", "reject", "correct"]
_COLUMNS = ("finding", "verdict", "field", "value")

# What Excel makes of a fingerprint of digits: 8.60513E+15, 8,60513E+15, 8605130524853080.
_AS_A_NUMBER = re.compile(r"\d+(?:[.,]\d+)?(?:[eE]\+?\d+)?")

# Fields that say where a record stands: they are no findings that could be wrong.
_WHERE = frozenset({"doc_id", "start", "end", "text", "path", "cues"})


@dataclass(frozen=True, slots=True)
class Correction:
    """One row: the fingerprint of a finding, the verdict on it, and for `correct` the field with
    its right value; `line` is where it stands in its file.
    """

    finding: str
    verdict: Verdict
    field: str = ""
    value: str = ""
    line: int = dataclasses.field(default=0, compare=False)


def fingerprints(kind: str, records: Iterable[Record]) -> Iterator[str]:
    """A fingerprint per record, made of its kind, document and words, not its place.

    They stay when the document changes elsewhere or textkit finds more; equal words of a document
    are told apart by their order. A record found with other bounds is another finding.
    """
    seen: Counter[tuple[str, str]] = Counter()
    for record in records:
        words = " ".join(fold(getattr(record, "text", "")).split())
        order = seen[record.doc_id, words]
        seen[record.doc_id, words] += 1
        yield fingerprint(kind, record.doc_id, words, str(order))


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
    corrections = []
    for line, row in read_rows(path, _COLUMNS):
        verdict = row["verdict"]
        if verdict not in get_args(Verdict):
            known = ", ".join(get_args(Verdict))
            raise TextkitError("sheet.verdict", path=path, line=line, verdict=verdict, known=known)
        corrections.append(
            Correction(row["finding"], cast(Verdict, verdict), row["field"], row["value"], line)
        )
    return corrections


def corrected(
    kind: str, records: Sequence[R], corrections: Iterable[Correction]
) -> Iterator[tuple[str, R]]:
    """The records with their fingerprints as the user wants them: none rejected, right values in
    those corrected.

    Raises TextkitError if a field cannot be corrected or a value is no number where one is needed.
    """
    corrections_of: dict[str, list[Correction]] = {}
    for correction in corrections:
        corrections_of.setdefault(unlike_a_number(correction.finding), []).append(correction)
    for mark, record in zip(fingerprints(kind, records), records, strict=True):
        verdicts = corrections_of.get(mark, [])
        if all(correction.verdict != "reject" for correction in verdicts):
            yield mark, _changed(record, verdicts)


def without_finding(corrections: Iterable[Correction], marks: Set[str]) -> Iterator[Reason]:
    """Why each correction does nothing whose fingerprint is none of these marks, in their order.

    Excel turns a fingerprint of digits alone into a number, which has lost the last of them.
    """
    for correction in corrections:
        if unlike_a_number(correction.finding) in marks:
            continue
        is_number = _AS_A_NUMBER.fullmatch(correction.finding)
        error = TextkitError(
            "sheet.finding-as-number" if is_number else "sheet.no-finding",
            path=CORRECTIONS,
            line=correction.line,
            finding=correction.finding,
        )
        yield Reason(error)


def _changed(record: R, corrections: Iterable[Correction]) -> R:
    """A record with the right values in the fields that are corrected."""
    values = {}
    for correction in corrections:
        if correction.verdict == "correct":
            values[correction.field] = _value(record, correction)
    return cast(R, replace(cast(Any, record), **values)) if values else record


def _value(record: Record, correction: Correction) -> Any:
    """The right value of a field, of the type that the field has."""
    types: Mapping[str, Any] = {
        field.name: str(field.type) for field in fields(record) if field.name not in _WHERE
    }
    if correction.field not in types:
        raise TextkitError(
            "sheet.no-field",
            path=CORRECTIONS,
            finding=correction.finding,
            field=correction.field,
            known=", ".join(types),
        )
    field_type, value = types[correction.field], correction.value
    if not value and "None" in field_type:
        return None
    try:
        return _of_type(field_type, value)
    except ValueError:
        raise TextkitError(
            "sheet.no-number",
            path=CORRECTIONS,
            finding=correction.finding,
            field=correction.field,
            value=value,
        ) from None


def _of_type(field_type: str, value: str) -> Any:
    """A cell as the type that a field is annotated with (`float | None`); raises ValueError."""
    if "float" in field_type:
        return float(value)
    if "int" in field_type:
        return int(value)
    if field_type == "bool":
        return value == "true"
    return value
