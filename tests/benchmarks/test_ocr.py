"""How well scans are read: pages of ../shared/real drawn clean and rough, by each engine.

`uv run --extra ocr pytest tests/benchmarks/test_ocr.py -o addopts="" -s` prints the table of
docs/method.md; `-k trueocr` asks for one engine.
"""

import os
import re
import time
from collections import Counter
from dataclasses import dataclass, field, fields
from itertools import pairwise

import numpy as np
import pytest
from beside import REAL, needs_shared
from scans import as_pdf, cut, scan

from textkit.finding.targets import find_targets
from textkit.language.annotation import annotate
from textkit.reading import ocr
from textkit.reading.document import Document, Facts
from textkit.reading.readers import read

PAGES = 3  # of each document
FILES = (
    "office/604_QD-TTg_700112.docx",
    "office/14222610.doc",
    "office/45000001.DOC",
    "office/Luật-55-2024-QH15.docx",
    "office/Luật-72-2025-QH15.docx",
    "office/Phuluc2.docx",
    "office/thanh-hoa-335.pdf",
    "office/nghi-dinh-47-2020.pdf",
    "hdnd/33-2025*.txt",
    "hdnd/00245453*.txt",
    "hdnd/63-2025*.txt",
    "chi-thi/010-ct*.txt",
    "chi-thi/2014-01-ct-btc.txt",
    "chinh-phu/05-NQ-CP-2014.txt",
    "chinh-phu/03-NQ-CP-2025-thuc*.txt",
    "chinh-phu/03-NQ-CP-2025-phu*.txt",
    "trung-uong/57-NQ-TW*.txt",
)
CERTAINTIES = (0.0, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01)


@dataclass
class Tally:
    """What was counted over all documents."""

    pages: int = 0
    letters: int = 0
    wrong_letters: int = 0
    syllables: int = 0
    wrong_syllables: int = 0
    unmended: int = 0
    facts: Counter = field(default_factory=Counter)
    targets: Counter = field(default_factory=Counter)
    cpu: float = 0.0
    seconds: float = 0.0
    by_certainty: Counter = field(default_factory=Counter)

    def table(self) -> str:
        facts, targets = self.facts, self.targets
        rows = [
            f"pages {self.pages}, syllables {self.syllables}",
            f"character error {self.wrong_letters / self.letters:.4f}",
            f"syllable error {self.wrong_syllables / self.syllables:.4f}"
            f" (marks not mended {self.unmended / self.syllables:.4f})",
            f"facts {dict(facts)}",
            f"targets {dict(targets)}",
            f"CPU seconds a page {self.cpu / self.pages:.2f},"
            f" pages a second {self.pages / self.seconds:.2f}",
        ]
        for low, high in pairwise(CERTAINTIES):
            right, lines = self.by_certainty["right", low], self.by_certainty["lines", low]
            if lines:
                rows.append(f"  certainty {low:.2f}-{high:.2f}: {lines} lines, {right / lines:.3f}")
        return "\n".join(rows)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scans")
    files = []
    for pattern in FILES:
        source = next(REAL.glob(pattern))
        clean = cut(as_pdf(source, folder).read_bytes(), 0, PAGES)
        name = f"{source.stem[:28]}.pdf"
        (folder / name).write_bytes(clean)
        for kind in ("clean", "rough"):
            (folder / kind).mkdir(exist_ok=True)
            picture = scan(source.stem, clean, rough=kind == "rough").pictures
            (folder / kind / name).write_bytes(picture)
        files.append(name)
    return folder, files


@needs_shared
@pytest.mark.parametrize("kind", ["clean", "rough"])
@pytest.mark.parametrize("engine", ocr.ENGINES)
@pytest.mark.timeout(3600)
def test_scans(drawn, engine, kind):
    if not ocr.is_installed(engine):
        pytest.skip(f"{engine} is not installed")
    folder, files = drawn
    tally = Tally()
    for name in files:
        true = read(folder / name, ocr="off")
        before, began = os.times(), time.perf_counter()
        seen = read(folder / kind / name, ocr=engine)
        tally.seconds += time.perf_counter() - began
        tally.cpu += sum(os.times()[:4]) - sum(before[:4])
        counted(tally, true, seen)
    print(f"\n{engine}, {kind}\n{tally.table()}")
    assert tally.wrong_syllables < 0.2 * tally.syllables


@needs_shared
@pytest.mark.parametrize("engine", ocr.ENGINES)
def test_the_real_scan(engine):
    if not ocr.is_installed(engine):
        pytest.skip(f"{engine} is not installed")
    seen = read(REAL / "office" / "scan-2010.pdf", ocr=engine)
    print(f"\n{engine}, the real scan: {seen.facts}")
    assert "thành phố Sơn La" in seen.text


def counted(tally: Tally, true: Document, seen: Document) -> None:
    """Adds what one document shows."""
    tally.pages += len({block.page for block in true.layout})
    tally.letters += len(letters_of(true.text))
    tally.wrong_letters += distance(letters_of(true.text), letters_of(seen.text))
    syllables = syllables_of(true.text)
    tally.syllables += len(syllables)
    tally.wrong_syllables += distance(syllables, syllables_of(seen.text))
    tally.unmended += distance(syllables, syllables_of(as_read(seen)))
    for item in fields(Facts):
        want, got = getattr(true.facts, item.name), getattr(seen.facts, item.name)
        if want == got:
            verdict = "right" if want else "rightly none"
        else:
            verdict = "wrong" if want and got else "missing" if want else "invented"
        tally.facts[verdict] += 1
    wanted, found = targets_of(true), targets_of(seen)
    tally.targets["right"] += (wanted & found).total()
    tally.targets["missed"] += (wanted - found).total()
    tally.targets["wrong"] += (found - wanted).total()
    known = " ".join(syllables)
    for line in seen.scanned:
        low = max(bound for bound in CERTAINTIES if bound <= line.confidence)
        is_right = " ".join(syllables_of(seen.text[line.start : line.end])) in known
        tally.by_certainty["lines", low] += 1
        tally.by_certainty["right", low] += is_right


def letters_of(text: str) -> list[str]:
    return list(" ".join(text.split()))


def syllables_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def as_read(document: Document) -> str:
    """The text before marks were mended."""
    text = document.text
    for item in sorted(document.mends, key=lambda item: -item.start):
        if item.kind == "ocr":
            text = text[: item.start] + item.before + text[item.end :]
    return text


def targets_of(document: Document) -> Counter:
    doc = next(annotate([document]))
    return Counter(
        (target.comparator, target.low, target.high, target.unit) for target in find_targets(doc)
    )


def distance(one: list[str], two: list[str]) -> int:
    """Levenshtein's: the fewest changes that make two lists alike."""
    numbers: dict[str, int] = {}
    first = np.array([numbers.setdefault(item, len(numbers)) for item in one])
    second = np.array([numbers.setdefault(item, len(numbers)) for item in two])
    steps = np.arange(len(second) + 1)
    row = steps.copy()
    for place, item in enumerate(first, 1):
        best = np.empty_like(row)
        best[0] = place
        best[1:] = np.minimum(row[1:] + 1, row[:-1] + (second != item))
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1])
