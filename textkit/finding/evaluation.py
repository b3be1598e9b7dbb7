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
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textkit.data.messages import Reason, TextkitError
from textkit.finding.citations import Citation, citations_in
from textkit.finding.statements import find_statements
from textkit.finding.targets import Target, find_targets
from textkit.language.annotation import annotate
from textkit.reading.document import Document, Record
from textkit.reading.files import is_inside
from textkit.reading.readers import read
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

COMMITMENTS = ("target", "action", "assignment", "prohibition")
REPORTS = ("achievement", "limitation")
_SENTENCE = ("commitment", "target", "achievement", "assignment", "citation", "exhortation")
_KINDS = ("statements", "targets", "citations")
_ENOUGH = 0.5  # of the words of the longer of two names of an indicator that they share

Row = Mapping[str, str]


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


class Evaluation(NamedTuple):
    """What `evaluate` gives.

    `scores` has a row a label: kind, label, right, found, labelled, precision with p_low and
    p_high, recall with r_low and r_high (Wilson 1927, 95 %), f1. `misses` has a row a case;
    `skipped` the files not measured, with the reason.
    """

    scores: pd.DataFrame
    misses: pd.DataFrame
    skipped: list[tuple[str, Reason]]


class _Tally:
    """What is counted while the documents go by."""

    def __init__(self) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.found: Counter[tuple[str, str]] = Counter()
        self.labelled: Counter[tuple[str, str]] = Counter()
        self.misses: list[Miss] = []

    def count(
        self, kind: str, label: str, *, right: int = 0, found: int = 0, labelled: int = 0
    ) -> None:
        for counter, number in (
            (self.right, right),
            (self.found, found),
            (self.labelled, labelled),
        ):
            counter[kind, label] += number


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
        return _of_sentences(Path(labels))
    tables = {kind: _by_file(Path(labels) / f"{kind}.csv", part) for kind in _KINDS}
    if not any(tables.values()):
        needed = ", ".join(f"{kind}.csv" for kind in _KINDS)
        key = "label.none-of-part" if part else "label.none"
        raise TextkitError(key, path=labels, part=part, tables=needed)
    tally, skipped = _Tally(), []
    for file in sorted({file for table in tables.values() for file in table}):
        rows = {kind: table[file] for kind, table in tables.items() if file in table}
        try:
            document = _document(Path(documents), file, next(iter(rows.values()))[0]["sha256"])
        except (TextkitError, OSError) as error:
            skipped.append((file, Reason(error)))
            continue
        _measure(
            document,
            {kind: [row for row in each if row["start"]] for kind, each in rows.items()},
            tally,
            doubts,
        )
    return _summed(tally, skipped)


def _summed(tally: _Tally, skipped: list[tuple[str, Reason]]) -> Evaluation:
    import pandas as pd

    keys = sorted(tally.right.keys() | tally.found.keys() | tally.labelled.keys())
    scores = pd.DataFrame(
        [_score(key, tally.right[key], tally.found[key], tally.labelled[key]) for key in keys]
    )
    return Evaluation(scores, pd.DataFrame(tally.misses, columns=Miss._fields), skipped)


def _of_sentences(path: Path) -> Evaluation:
    """Sentences out of their documents: a label is right where any of their statements has it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"text", *_SENTENCE} <= rows[0].keys():
        raise TextkitError("label.columns", path=path, columns=", ".join(_SENTENCE))
    tally = _Tally()
    for number, (row, doc) in enumerate(
        zip(rows, annotate([row["text"] for row in rows]), strict=True), start=1
    ):
        acts = {statement.act for statement in find_statements(doc)}
        found = {
            "commitment": bool(acts & {*COMMITMENTS}),
            "achievement": bool(acts & {*REPORTS}),
            "target": "target" in acts,
            "citation": any(citations_in(row["text"])),
            "assignment": "assignment" in acts,
            "exhortation": "exhortation" in acts,
        }
        said = {label: row[label] == "1" for label in _SENTENCE}
        said["commitment"] |= said["target"] or said["assignment"]
        for label in _SENTENCE:
            tally.count(
                "sentences",
                label,
                right=found[label] and said[label],
                found=found[label],
                labelled=said[label],
            )
            if found[label] != said[label]:
                where = row.get("id") or str(number)
                tally.misses.append(
                    Miss(
                        "sentences",
                        label,
                        where,
                        0,
                        len(row["text"]),
                        str(int(said[label])),
                        str(int(found[label])),
                        row["text"],
                    )
                )
    return _summed(tally, [])


def _by_file(path: Path, part: str | None) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    if not path.is_file():
        return found
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if missing := {"file", "sha256", "start", "end"} - set(reader.fieldnames or ()):
            raise TextkitError("sheet.no-columns", path=path, missing=", ".join(sorted(missing)))
        for row in reader:
            if part is None or row.get("part") == part:
                found[row["file"]].append(row)
    return found


def _document(folder: Path, file: str, sha256: str) -> Document:
    path = folder / file
    if not is_inside(path, folder) or not path.is_file():
        raise TextkitError("file.not-in-folder", folder=folder)
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise TextkitError("label.other-file")
    return read(path, id=file)


def _measure(
    document: Document, rows: Mapping[str, Sequence[Row]], tally: _Tally, doubts: bool
) -> None:
    """A row without bounds says that its document, read as a whole, has nothing of the kind."""
    doc = next(annotate([document]))
    if "statements" in rows:
        _statements(doc, document, rows["statements"], tally)
    if "targets" in rows:
        _pair(
            document, *_settled(rows["targets"], list(find_targets(doc)), doubts), _TARGETS, tally
        )
    if "citations" in rows:
        every = list(
            citations_in(document.text, document.id, own=document.facts.number, internal=True)
        )
        others = [each for each in every if each.name != "self"]
        labels = [row for row in rows["citations"] if row["name"] != "self"]
        _pair(document, *_settled(labels, others, doubts), _CITATIONS, tally)
        if inside := [row for row in rows["citations"] if row["name"] == "self"]:
            pointed = [each for each in every if each.name == "self" and each.pinpoint]
            _pair(document, *_settled(inside, pointed, doubts), _INSIDE, tally)


def _settled(
    rows: Sequence[Row], found: Sequence[Record], doubts: bool
) -> tuple[list[Row], list[Record]]:
    """The labels without doubt, and what was found apart from the doubtful ones."""
    sure = [row for row in rows if doubts or not row["note"].startswith("doubt")]
    unsure = [(int(row["start"]), int(row["end"])) for row in rows if row not in sure]
    kept = [(int(row["start"]), int(row["end"])) for row in sure]

    def over(each: Record, bounds: Iterable[tuple[int, int]]) -> bool:
        return any(each.start < end and start < each.end for start, end in bounds)

    return sure, [each for each in found if over(each, kept) or not over(each, unsure)]


def _statements(doc: Doc, document: Document, rows: Iterable[Row], tally: _Tally) -> None:
    statements = list(find_statements(doc))
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        best = max(statements, key=lambda each: min(end, each.end) - max(start, each.start))
        act = best.act if best.act in (*COMMITMENTS, *REPORTS) else "other"
        for label in {row["label"], act}:
            tally.count(
                "statements",
                label,
                right=label == act == row["label"],
                found=label == act,
                labelled=label == row["label"],
            )
        promised, taken = row["label"] in COMMITMENTS, act in COMMITMENTS
        tally.count(
            "statements", "commitment", right=promised and taken, found=taken, labelled=promised
        )
        reported = row["label"] in REPORTS
        tally.count(
            "statements", "report taken for commitment", right=reported and taken, labelled=reported
        )
        if act != row["label"]:
            said = document.text[start:end]
            tally.misses.append(
                Miss("statements", row["label"], document.id, start, end, row["label"], act, said)
            )


class _Match(NamedTuple):
    """How labels and findings of a kind are held against each other: by a key, then by further
    values.
    """

    kind: str
    label: str
    key_of_row: Callable[[Row], Any]
    key: Callable[[Any], Any]
    further: dict[str, Callable[[Row, Any], bool]]
    agrees: Callable[[Row, Any], bool] | None = None  # besides the key


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _same_unit(one: str, other: str) -> bool:
    words = [set(re.findall(r"\w+|[%‰]", fold(unit))) for unit in (one, other)]
    return words[0] <= words[1] or words[1] <= words[0]


def _shares_words(row: Row, target: Target) -> bool:
    one, other = set(fold(row["indicator"]).split()), set(fold(target.indicator_text or "").split())
    return len(one & other) >= _ENOUGH * min(len(one), len(other)) > 0


def _said_date(citation: Citation) -> str | None:
    """The date as written; the year of a sign is a part of the sign."""
    return citation.date or (str(citation.year) if citation.year and not citation.number else None)


_TARGETS = _Match(
    "targets",
    "value, unit, comparator",
    lambda row: (_number(row["low"]), _number(row["high"]), row["comparator"]),
    lambda target: (target.low, target.high, target.comparator),
    {
        "indicator": _shares_words,
        "deadline": lambda row, target: (row["deadline"] or None) == target.deadline,
    },
    lambda row, target: _same_unit(row["unit"], target.unit or ""),
)
_CITATIONS = _Match(
    "citations",
    "number or name",
    lambda row: row["number"] or " ".join(fold(row["name"]).split()),
    lambda citation: citation.number or " ".join(fold(citation.name or "").split()),
    {
        "pinpoint": lambda row, citation: (row["pinpoint"] or None) == citation.pinpoint,
        "date": lambda row, citation: (row["date"] or None) == _said_date(citation),
    },
)
_INSIDE = _Match(
    "citations",
    "within the document",
    lambda _: True,
    lambda _: True,
    {},
    lambda row, citation: (row["pinpoint"] or "").endswith((citation.pinpoint or "").lstrip(".")),
)


def _pair(
    document: Document, rows: Sequence[Row], found: Sequence[Record], match: _Match, tally: _Tally
) -> None:
    """Each label with a finding of its own that overlaps it and has its key;
    the others are misses.
    """
    left = list(found)
    tally.count(match.kind, match.label, found=len(found), labelled=len(rows))
    whole = f"with {' and '.join(match.further)}"
    if match.further:
        tally.count(match.kind, whole, found=len(found), labelled=len(rows))
    for row in sorted(rows, key=lambda row: int(row["start"])):
        over = [
            each for each in left if each.start < int(row["end"]) and int(row["start"]) < each.end
        ]
        same = next(
            (
                each
                for each in over
                if match.key(each) == match.key_of_row(row)
                and (match.agrees is None or match.agrees(row, each))
            ),
            None,
        )
        if same is None:
            _miss(document, row, over[0] if over else None, match, tally)
            continue
        left.remove(same)
        wrong = [name for name, agrees in match.further.items() if not agrees(row, same)]
        tally.count(match.kind, match.label, right=1)
        if match.further:
            tally.count(match.kind, whole, right=not wrong)
        for name in match.further:
            tally.count(match.kind, f"{name} of a match", right=name not in wrong, labelled=1)
        for name in wrong:
            shown = str(getattr(same, "indicator_text" if name == "indicator" else name))
            said = document.text[same.start : same.end]
            tally.misses.append(
                Miss(match.kind, name, document.id, same.start, same.end, row[name], shown, said)
            )
    for each in left:
        said = document.text[each.start : each.end]
        tally.misses.append(
            Miss(
                match.kind,
                "false",
                document.id,
                each.start,
                each.end,
                "",
                str(match.key(each)),
                said,
            )
        )


def _miss(document: Document, row: Row, near: Record | None, match: _Match, tally: _Tally) -> None:
    start, end = int(row["start"]), int(row["end"])
    label, shown = ("wrong", str(match.key(near))) if near else ("missed", "")
    said = document.text[start:end]
    tally.misses.append(
        Miss(match.kind, label, document.id, start, end, str(match.key_of_row(row)), shown, said)
    )


def _score(key: tuple[str, str], right: int, found: int, labelled: int) -> dict[str, Any]:
    precision, recall = right / found if found else None, right / labelled if labelled else None
    (p_low, p_high), (r_low, r_high) = wilson(right, found), wilson(right, labelled)
    f1 = 2 * right / (found + labelled) if found and labelled else None
    return {
        "kind": key[0],
        "label": key[1],
        "right": right,
        "found": found,
        "labelled": labelled,
        "precision": precision,
        "p_low": p_low,
        "p_high": p_high,
        "recall": recall,
        "r_low": r_low,
        "r_high": r_high,
        "f1": f1,
    }


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
