"""The finders against labelled documents: precision and recall with their intervals, and what was
missed.

Labels are kept apart from the documents: `statements.csv`, `targets.csv` and `citations.csv` name a
file, its SHA-256, and offsets into its text, with the values that a reader saw there.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from textkit.data.messages import Reason, TextkitError
from textkit.finding.citations import citations_in
from textkit.finding.cited import Citation
from textkit.finding.statements import Statement, find_statements
from textkit.finding.targets import Target, find_targets
from textkit.language.annotation import Sheet, annotate, sheet
from textkit.reading.document import Document, Record
from textkit.reading.files import is_inside
from textkit.reading.readers import read
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

COMMITMENTS = ("target", "action", "assignment", "prohibition")
REPORTS = ("achievement", "limitation")
_SENTENCE_LABELS = (
    "commitment",
    "target",
    "achievement",
    "assignment",
    "citation",
    "exhortation",
)
_TABLES = ("statements", "targets", "citations")

# The share of the words of the shorter of two names of an indicator that the longer one must have,
# too: labels are as long as their reader made them. Chosen by eye; not measured.
_SHARED_WORDS = 0.5

Row: TypeAlias = Mapping[str, str]
"""A row of a table of labels, by column."""


class Count(NamedTuple):
    """What is added to the score of a label: how many were labelled, found, and found rightly."""

    kind: str
    label: str
    right: int = 0
    found: int = 0
    labelled: int = 0


class Miss(NamedTuple):
    """A case that a finder and its label see differently: what was labelled, and what was found."""

    kind: str
    label: str
    doc_id: str
    start: int
    end: int
    labelled: str
    found: str
    text: str


Observation: TypeAlias = Count | Miss
"""What the measuring of a document gives, one after the other."""


class Evaluation(NamedTuple):
    """What `evaluate` gives.

    `scores` has one row per label: kind, label, right, found, labelled, precision with p_low and
    p_high, recall with r_low and r_high (Wilson 1927, 95 %), f1. `misses` has one row per case;
    `skipped` the files not measured, with the reason.
    """

    scores: pd.DataFrame
    misses: pd.DataFrame
    skipped: list[tuple[str, Reason]]


def evaluate(
    labels: str | Path, documents: str | Path, *, part: str | None = None, doubts: bool = False
) -> Evaluation:
    """How well the finders agree with labelled documents; see `Evaluation`.

    What counts as a match: of citations overlapping spans and an equal normal form (the number, or
    the name of what has none), then the pinpoint and the date; of targets overlapping spans and
    equal value, unit (the words of one in the other's: `%` and `% GDP`) and comparator, then the
    indicator (half of its words) and the deadline; of statements the label of the piece.
    `commitment` is any of target, action, assignment and prohibition; `report taken for commitment`
    has in `recall` the share of achievements and limitations that are taken for one. What a
    document says of its own articles (`self`) is counted apart. One reader's labels are no more
    than one reader's.

    `labels` is the folder of `statements.csv`, `targets.csv` and `citations.csv`, each with the
    columns file, sha256, start, end and its values, of files in `documents`; or a CSV file of
    sentences with their `text` and, as 0 or 1, whether each has a commitment, target, achievement,
    assignment, citation, exhortation. `part` keeps the rows whose column `part` says this, such as
    `"test"`; without `doubts`, labels whose note begins with `doubt`, and what is found there,
    count neither way.

    Raises TextkitError if the folder has none of the three tables, or one of them lacks a column.
    Example: `tk.evaluate("labels", "documents").scores`
    """
    if Path(labels).is_file():
        return _summed(_of_sentences(Path(labels)), [])
    tables = {name: _rows_by_file(Path(labels) / f"{name}.csv", part) for name in _TABLES}
    if not any(tables.values()):
        needed = ", ".join(f"{name}.csv" for name in _TABLES)
        key = "label.none-of-part" if part else "label.none"
        raise TextkitError(key, path=labels, part=part, tables=needed)
    observations: list[Observation] = []
    skipped: list[tuple[str, Reason]] = []
    for file in sorted({file for table in tables.values() for file in table}):
        rows = {name: table[file] for name, table in tables.items() if file in table}
        labelled_version = next(iter(rows.values()))[0]["sha256"]
        try:
            document = _document(Path(documents), file, labelled_version)
        except (TextkitError, OSError) as error:
            skipped.append((file, Reason(error)))
            continue
        observations += _of_document(document, rows, doubts)
    return _summed(observations, skipped)


def _summed(observations: Iterable[Observation], skipped: list[tuple[str, Reason]]) -> Evaluation:
    import pandas as pd

    sums: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    misses: list[Miss] = []
    for observation in observations:
        if isinstance(observation, Miss):
            misses.append(observation)
        else:
            kind, label, right, found, labelled = observation
            sums[kind, label].update(right=right, found=found, labelled=labelled)
    scores = [_score(kind, label, sums[kind, label]) for kind, label in sorted(sums)]
    return Evaluation(pd.DataFrame(scores), pd.DataFrame(misses, columns=Miss._fields), skipped)


def _score(kind: str, label: str, sums: Mapping[str, int]) -> dict[str, Any]:
    """A row of scores; None where nothing was found, or nothing labelled."""
    right, found, labelled = sums["right"], sums["found"], sums["labelled"]
    p_low, p_high = wilson(right, found)
    r_low, r_high = wilson(right, labelled)
    return {
        "kind": kind,
        "label": label,
        "right": right,
        "found": found,
        "labelled": labelled,
        "precision": right / found if found else None,
        "p_low": p_low,
        "p_high": p_high,
        "recall": right / labelled if labelled else None,
        "r_low": r_low,
        "r_high": r_high,
        "f1": 2 * right / (found + labelled) if found and labelled else None,
    }


def _of_sentences(path: Path) -> Iterator[Observation]:
    """Sentences out of their documents: a label is right where any of their statements has it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"text", *_SENTENCE_LABELS} <= rows[0].keys():
        raise TextkitError("label.columns", path=path, columns=", ".join(_SENTENCE_LABELS))
    docs = annotate([row["text"] for row in rows])
    for number, (row, doc) in enumerate(zip(rows, docs, strict=True), start=1):
        found = _found_in_sentence(row["text"], doc)
        labelled = {label: row[label] == "1" for label in _SENTENCE_LABELS}
        # Who labels a target or an assignment may leave the wider label out.
        labelled["commitment"] |= labelled["target"] or labelled["assignment"]
        for label in _SENTENCE_LABELS:
            is_found, is_labelled = found[label], labelled[label]
            yield Count(
                "sentences",
                label,
                right=is_found and is_labelled,
                found=is_found,
                labelled=is_labelled,
            )
            if is_found != is_labelled:
                yield Miss(
                    "sentences",
                    label,
                    row.get("id") or str(number),
                    0,
                    len(row["text"]),
                    str(int(is_labelled)),
                    str(int(is_found)),
                    row["text"],
                )


def _found_in_sentence(text: str, doc: Doc | Sheet) -> dict[str, bool]:
    acts = {statement.act for statement in find_statements(doc)}
    return {
        "commitment": not acts.isdisjoint(COMMITMENTS),
        "achievement": not acts.isdisjoint(REPORTS),
        "target": "target" in acts,
        "citation": any(citations_in(text)),
        "assignment": "assignment" in acts,
        "exhortation": "exhortation" in acts,
    }


def _rows_by_file(path: Path, part: str | None) -> dict[str, list[Row]]:
    """The rows of a table of labels by the file they are of; none where there is no such table."""
    rows: dict[str, list[Row]] = defaultdict(list)
    if not path.is_file():
        return rows
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := {"file", "sha256", "start", "end"} - set(reader.fieldnames or ()):
            raise TextkitError("sheet.no-columns", path=path, missing=", ".join(sorted(missing)))
        for row in reader:
            if part is None or row.get("part") == part:
                rows[row["file"]].append(row)
    return rows


def _document(folder: Path, file: str, sha256: str) -> Document:
    """The document of a file, if it is the one that was labelled."""
    path = folder / file
    if not is_inside(path, folder) or not path.is_file():
        raise TextkitError("file.not-in-folder", folder=folder)
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise TextkitError("label.other-file")
    return read(path, id=file)


def _of_document(
    document: Document, rows: Mapping[str, Sequence[Row]], doubts: bool
) -> Iterator[Observation]:
    """What the finders that a document has labels for say of it.

    A row without bounds says that the document, read as a whole, has nothing of the kind: it makes
    every finding a false one.
    """
    doc = sheet(document)
    bounded = {name: [row for row in table if row["start"]] for name, table in rows.items()}
    if "statements" in rows:
        certain = [row for row in bounded["statements"] if doubts or not _is_doubtful(row)]
        yield from _of_statements(document, certain, list(find_statements(doc)))
    if "targets" in rows:
        labels, targets = _without_doubts(bounded["targets"], list(find_targets(doc)), doubts)
        yield from _of_records(document, labels, targets, _TARGETS)
    if "citations" in rows:
        citations = list(
            citations_in(document.passage(), document.id, own=document.facts.number, internal=True)
        )
        of_others = [citation for citation in citations if citation.name != "self"]
        labels, records = _without_doubts(
            [row for row in bounded["citations"] if row["name"] != "self"], of_others, doubts
        )
        yield from _of_records(document, labels, records, _CITATIONS)
        # Many documents point at their own articles on every page: they would outweigh the others.
        if inside := [row for row in bounded["citations"] if row["name"] == "self"]:
            own = [found for found in citations if found.name == "self" and found.pinpoint]
            labels, records = _without_doubts(inside, own, doubts)
            yield from _of_records(document, labels, records, _INSIDE)


def _without_doubts(
    rows: Sequence[Row], records: Sequence[Record], doubts: bool
) -> tuple[list[Row], list[Record]]:
    """The labels without doubt, and what was found apart from the doubtful ones.

    What overlaps a doubtful label counts only if it overlaps another as well.
    """
    kept = [row for row in rows if doubts or not _is_doubtful(row)]
    doubtful = [row for row in rows if row not in kept]
    counted = [
        record
        for record in records
        if _overlaps_any(record, kept) or not _overlaps_any(record, doubtful)
    ]
    return kept, counted


def _is_doubtful(row: Row) -> bool:
    return row.get("note", "").startswith("doubt")


def _overlaps_any(record: Record, rows: Iterable[Row]) -> bool:
    return any(_overlap(record, row) for row in rows)


def _overlap(record: Record, row: Row) -> bool:
    return record.start < int(row["end"]) and int(row["start"]) < record.end


def _of_statements(
    document: Document, rows: Iterable[Row], statements: Sequence[Statement]
) -> Iterator[Observation]:
    """Each labelled piece against the statement that has most of it."""
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        shared = [min(end, each.end) - max(start, each.start) for each in statements]
        act = statements[shared.index(max(shared))].act
        found = act if act in (*COMMITMENTS, *REPORTS) else "other"
        yield from _counts_of_statement(row["label"], found)
        if found != row["label"]:
            text = document.text[start:end]
            yield Miss(
                "statements", row["label"], document.id, start, end, row["label"], found, text
            )


def _counts_of_statement(labelled: str, found: str) -> Iterator[Count]:
    for label in sorted({labelled, found}):
        yield Count(
            "statements",
            label,
            right=labelled == found,
            found=label == found,
            labelled=label == labelled,
        )
    is_promise, is_taken_for_one = labelled in COMMITMENTS, found in COMMITMENTS
    yield Count(
        "statements",
        "commitment",
        right=is_promise and is_taken_for_one,
        found=is_taken_for_one,
        labelled=is_promise,
    )
    is_report = labelled in REPORTS
    yield Count(
        "statements",
        "report taken for commitment",
        right=is_report and is_taken_for_one,
        labelled=is_report,
    )


class _Match(NamedTuple):
    """When a label and a finding of a kind are the same, and what else of them should agree.

    `key_of_row` and `key_of_record` must be equal, and `agrees` must hold; each of `further`, by
    its name, is counted among those that are the same.
    """

    kind: str
    label: str
    key_of_row: Callable[[Row], Any]
    key_of_record: Callable[[Any], Any]
    agrees: Callable[[Row, Any], bool]
    further: dict[str, Callable[[Row, Any], bool]]

    def holds(self, row: Row, record: Record) -> bool:
        same_key = self.key_of_row(row) == self.key_of_record(record)
        return same_key and self.agrees(row, record)


def _of_records(
    document: Document, rows: Sequence[Row], records: Sequence[Record], match: _Match
) -> Iterator[Observation]:
    """Each label with a finding that overlaps it and is the same; the others are misses."""
    totals = Count(match.kind, match.label, found=len(records), labelled=len(rows))
    yield totals
    if match.further:
        yield totals._replace(label=_with_further(match))
    left = list(records)
    for row in sorted(rows, key=lambda row: int(row["start"])):
        overlapping = [record for record in left if _overlap(record, row)]
        same = next((record for record in overlapping if match.holds(row, record)), None)
        if same:
            left.remove(same)
            yield from _of_pair(document, row, same, match)
        else:
            yield _missed(document, row, next(iter(overlapping), None), match)
    for record in left:
        shown = str(match.key_of_record(record))
        text = document.quote(record)
        yield Miss(match.kind, "false", document.id, record.start, record.end, "", shown, text)


def _with_further(match: _Match) -> str:
    return f"with {' and '.join(match.further)}"


def _of_pair(document: Document, row: Row, record: Record, match: _Match) -> Iterator[Observation]:
    """What further agrees of a label and the finding that is the same."""
    agreeing = [name for name, agrees in match.further.items() if agrees(row, record)]
    yield Count(match.kind, match.label, right=1)
    if match.further:
        yield Count(match.kind, _with_further(match), right=len(agreeing) == len(match.further))
    for name in match.further:
        yield Count(match.kind, f"{name} of a match", right=name in agreeing, labelled=1)
    for name in match.further:
        if name not in agreeing:
            shown = str(getattr(record, _FIELD_OF.get(name, name)))
            yield Miss(
                match.kind,
                name,
                document.id,
                record.start,
                record.end,
                row[name],
                shown,
                document.quote(record),
            )


# Where the field of a record is not called as the column of its label.
_FIELD_OF = {"indicator": "indicator_text"}


def _missed(document: Document, row: Row, near: Record | None, match: _Match) -> Miss:
    """A label without a finding that is the same; `near` is one that overlaps it."""
    start, end = int(row["start"]), int(row["end"])
    labelled = str(match.key_of_row(row))
    label = "wrong" if near else "missed"
    shown = str(match.key_of_record(near)) if near else ""
    text = document.text[start:end]
    return Miss(match.kind, label, document.id, start, end, labelled, shown, text)


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _same_unit(row: Row, target: Target) -> bool:
    """Whether the words of one unit are among the other's: `%` and `% GDP`."""
    labelled, found = (
        set(re.findall(r"\w+|[%‰]", fold(unit))) for unit in (row["unit"], target.unit or "")
    )
    return labelled <= found or found <= labelled


def _shares_words(row: Row, target: Target) -> bool:
    labelled = set(fold(row["indicator"]).split())
    found = set(fold(target.indicator_text or "").split())
    shared = len(labelled & found)
    return shared > 0 and shared >= _SHARED_WORDS * min(len(labelled), len(found))


def _written_date(citation: Citation) -> str | None:
    """The date as written; the year of a number is a part of the number."""
    if citation.date:
        return citation.date
    return str(citation.year) if citation.year and not citation.number else None


def _one_form(name: str) -> str:
    return " ".join(fold(name).split())


_TARGETS = _Match(
    "targets",
    "value, unit, comparator",
    lambda row: (_number(row["low"]), _number(row["high"]), row["comparator"]),
    lambda target: (target.low, target.high, target.comparator),
    _same_unit,
    {
        "indicator": _shares_words,
        "deadline": lambda row, target: (row["deadline"] or None) == target.deadline,
    },
)
_CITATIONS = _Match(
    "citations",
    "number or name",
    lambda row: row["number"] or _one_form(row["name"]),
    lambda citation: citation.number or _one_form(citation.name or ""),
    lambda _row, _citation: True,
    {
        "pinpoint": lambda row, citation: (row["pinpoint"] or None) == citation.pinpoint,
        "date": lambda row, citation: (row["date"] or None) == _written_date(citation),
    },
)
# A label may name the article that "khoản 2 Điều này" stands in; the finder gives `.2` only.
_INSIDE = _Match(
    "citations",
    "within the document",
    lambda _: True,
    lambda _: True,
    lambda row, citation: (row["pinpoint"] or "").endswith((citation.pinpoint or "").lstrip(".")),
    {},
)


def wilson(right: int, n: int) -> tuple[float | None, float | None]:
    """The bounds of a share's 95 % interval (Wilson 1927); None of nothing.

    >>> [round(bound, 3) for bound in wilson(9, 10)]
    [0.596, 0.982]
    """
    from scipy.stats import binomtest

    if n == 0:
        return None, None
    interval = binomtest(right, n).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)
