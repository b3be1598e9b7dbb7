"""The checker measured: slips of planted.py in published documents, several in one text
where they stand apart.

A slip is found where a finding that the sound document has not stands over the spoilt words, or
over the lines around where its kind is one of order or of pairs (`scope`). Prints a table of kinds:
planted, found as an error or a warning, found as a note.

    uv run --group benchmark pytest tests/benchmarks/test_slips.py -o addopts="" -s

`SLIPS_PART=tune` measures the half that rules may be chosen on; `SLIPS_EACH` slips are put of each
kind.
"""

import json
import os
import random
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import planted_citations
import planted_figures
import planted_order
import planted_words
import pytest
from planted import KINDS, Spoilt, drawn, in_batches

from textkit.checking.draft import check
from textkit.checking.material import Draft
from textkit.reading.readers import read
from textkit.storing.corpus import open_corpus

SHARED = Path(__file__).resolve().parents[3] / "shared"
SEED = 0
# Documents longer than this take long to check, and one slip in them says as much.
LONGEST = 36_000
# The modules that register kinds, in the order of the table.
MODULES = (planted_words, planted_citations, planted_figures, planted_order)


def documents(part):
    """The documents of a half, drawn with seed 0; the test half and the tune half share none."""
    paths = [*(SHARED / "real").rglob("*.txt"), *(SHARED / "gold/heads/dev").glob("*.txt")]
    paths = sorted(path for path in paths if "wordseg" not in path.parts)
    random.Random(SEED).shuffle(paths)
    half = paths[: len(paths) // 2] if part == "tune" else paths[len(paths) // 2 :]
    read_all = [replace(read(path), id=path.stem[:60]) for path in half]
    return [document for document in read_all if len(document.text) <= LONGEST]


class Outcome(NamedTuple):
    """What the checker said of one slip: the severity of the first finding over it, and all that
    stand over it and not in the sound document.
    """

    kind: str
    doc_id: str
    before: str
    after: str
    severity: str | None
    findings: tuple[str, ...]


def plan(pool, each, kinds=None):
    """So many slips of each kind, by the place in the pool of the documents that they go into."""
    planned = defaultdict(list)
    for name in kinds or KINDS:
        chance = random.Random(f"{SEED} {name}")
        order = chance.sample(range(len(pool)), len(pool))
        seen = set()
        # Of a kind that few documents have room for, several are put into one.
        for place in order * 3:
            if len(seen) == each:
                break
            slip = drawn(pool[place], name, chance)
            if slip and (place, slip) not in seen:
                seen.add((place, slip))
                planned[place].append(slip)
    return planned


def measured(part, each, folder, kinds=None):
    """The outcomes of so many slips of each kind."""
    pool = documents(part)
    for place, slips in sorted(plan(pool, each, kinds).items()):
        sound = pool[place]
        known = {}
        for batch in in_batches(slips):
            with_prior = KINDS[batch[0].kind].with_prior
            if with_prior not in known:
                prior = _store_of(sound, folder / str(place)) if with_prior else None
                known[with_prior] = prior, check(Draft(sound), prior)
            prior, before = known[with_prior]
            yield from _outcomes(Spoilt(sound, tuple(batch)), prior, before)


def _outcomes(spoilt, prior, before):
    """What the checker says of the slips in a document that it has not said before."""
    known = {(one.rule, spoilt.moved(one.start), spoilt.moved(one.end)) for one in before}
    document = spoilt.document
    found = check(Draft(document), prior)
    new = [one for one in found if (one.rule, one.start, one.end) not in known]
    for slip in spoilt.slips:
        start, end = spoilt.bounds(slip)
        over = [one for one in new if one.start < end and start < one.end]
        ranks = sorted(over, key=lambda one: ("error", "warning", "note").index(one.severity))
        first, last, after = slip.change
        around = spoilt.sound.text[max(0, first - 30) : first]
        around += f"⟦{spoilt.sound.text[first:last]}⟧{spoilt.sound.text[last : last + 30]}"
        yield Outcome(
            slip.kind,
            document.id,
            around,
            after,
            ranks[0].severity if ranks else None,
            tuple(f"{one.rule}:{one.quote[:40]}" for one in over),
        )


def _store_of(document, folder):
    """A corpus of the sound document as one that was issued a year before under another number."""
    folder.mkdir(parents=True)
    (folder / "prior.txt").write_text(document.text, encoding="utf-8")
    date = document.facts.date or "2026-01-01"
    row = {
        "id": "prior",
        "path": "prior.txt",
        "number": "",
        "date": f"{int(date[:4]) - 1}{date[4:]}",
        "issuer": document.facts.issuer or "",
        "kind": document.facts.kind or "",
    }
    (folder / "metadata.csv").write_text(
        ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n", "utf-8"
    )
    return open_corpus(folder, store=folder / "store.db", progress=False)


def table(outcomes):
    """A row a kind and one a group: planted, found sure, found as a note, findings a slip."""
    by_kind, by_group = defaultdict(list), defaultdict(list)
    for one in outcomes:
        by_kind[one.kind].append(one)
        by_group[KINDS[one.kind].group].append(one)
    lines = [_row(name, by_kind[name]) for name in KINDS if name in by_kind]
    lines += [_row(f"**{group}**", rows) for group, rows in by_group.items()]
    lines.append(_row("**all**", list(outcomes)))
    found = [len([one for one in rows if one.severity]) / len(rows) for rows in by_kind.values()]
    lines.append(f"kinds {len(found)}, mean share of a kind found {sum(found) / len(found):.3f}")
    head = "| kind | planted | error or warning | note | findings a slip |\n|---|---|---|---|---|"
    return "\n".join([head, *lines])


def _row(name, rows):
    told = Counter(one.severity for one in rows)
    sure = told["error"] + told["warning"]
    with_findings = [len(one.findings) for one in rows if one.severity]
    mean = sum(with_findings) / len(with_findings) if with_findings else 0
    return (
        f"| {name} | {len(rows)} | {sure / len(rows):.2f} | {told['note'] / len(rows):.2f} "
        f"| {mean:.1f} |"
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared is not here")
@pytest.mark.timeout(0)
def test_kinds_of_slips_that_are_found(tmp_path):
    part, each = os.environ.get("SLIPS_PART", "test"), int(os.environ.get("SLIPS_EACH", "8"))
    kinds = [name for name in os.environ.get("SLIPS_KINDS", "").split(",") if name]
    outcomes = []
    for outcome in measured(part, each, tmp_path, kinds):
        outcomes.append(outcome)
        print(outcome.kind, outcome.severity, file=sys.stderr)
    print(table(outcomes))
    if rows := os.environ.get("SLIPS_ROWS"):
        lines = [json.dumps(one._asdict(), ensure_ascii=False) for one in outcomes]
        Path(rows).write_text("\n".join(lines), encoding="utf-8")
    assert len(outcomes) >= 1
