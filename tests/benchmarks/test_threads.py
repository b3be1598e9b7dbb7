"""Threads over 10,000, 30,000 and 100,000 statements: time, and the greatest memory of a process of
its own.

The statements are those found in the real documents where they are beside the checkout (else in the
sample corpus), drawn again and again; in each a tenth of the words are names drawn from an endless
list.
"""

import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from large_corpus import PERIODS, ROOT

import textkit as tk
from textkit.comparing.threads import threads

SIZES = (10_000, 30_000, 100_000)
OF_A_DOCUMENT = 100


class Drawn:
    """What `threads` asks of a corpus, with as many statements as are wanted."""

    def __init__(self, source: tk.Corpus, size: int) -> None:
        rng = np.random.default_rng(5)
        pool = [record for record in source.records("commitments") if len(record.text.split()) > 4]
        self._made = []
        for number, place in enumerate(rng.integers(0, len(pool), size)):
            words = pool[place].text.split()
            for at in np.flatnonzero(rng.random(len(words)) < 0.1):
                words[at] = "Tên" + "".join(
                    chr(97 + int(digit)) for digit in str(rng.zipf(1.12) % 10**6)
                )
            name, said, start = (
                f"d{number // OF_A_DOCUMENT:05}",
                " ".join(words),
                number % OF_A_DOCUMENT,
            )
            self._made.append(
                replace(
                    pool[place], doc_id=name, start=start, end=start + 1, text=said, type="action"
                )
            )
        self.ids = list(dict.fromkeys(record.doc_id for record in self._made))

    def records(self, kind: str) -> list:
        return self._made if kind == "commitments" else []

    def groups(self, by: str) -> dict[str, list[str]]:
        return {period: self.ids[place::3] for place, period in enumerate(PERIODS)}

    def fact(self, doc_id: str, name: str) -> str | None:
        return f"{2016 + 5 * (int(doc_id[1:]) % 3)}-01-01" if name == "date" else None

    def text(self, doc_id: str) -> str:
        return ""


def drawn(size: int, store: Path) -> Drawn:
    real = ROOT.parent / "shared" / "real"
    return Drawn(
        tk.open_corpus(real if real.is_dir() else ROOT / "corpus", store=store, progress=False),
        size,
    )


def peak(size: int, store: Path) -> int:
    """The greatest memory, in MB, of a process that finds the threads of so many statements."""
    command = [sys.executable, __file__, str(size), str(store)]
    return int(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]
    )


@pytest.mark.parametrize("size", SIZES)
def test_threads(benchmark, size, tmp_path_factory):
    store = tmp_path_factory.getbasetemp() / "source.sqlite"
    corpus = drawn(size, store)
    spent = process_time()
    found = benchmark.pedantic(threads, (corpus,), rounds=1)
    spent = process_time() - spent
    benchmark.extra_info |= {
        "statements": size,
        "threads": len(found),
        "seconds_of_a_processor": round(spent, 1),
        "peak_mb": peak(size, store),
    }
    assert len(found) > size / 100
    assert spent < 60


if __name__ == "__main__":
    threads(drawn(int(sys.argv[1]), Path(sys.argv[2])))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
