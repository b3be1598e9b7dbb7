"""What a question costs over 100, 1,000, 3,000 and 10,000 documents, as a table and a figure.

    uv run python tests/benchmarks/scale.py FOLDER [--figure docs/scale.png]

The stores of tokens are made in FOLDER where they are not there yet (some 15 ms a document). Each
question runs in a process of its own: once cold, five times warm; seconds of processor time, and
the greatest memory of the process (read from /proc: Linux only).
"""

import argparse
import gc
import statistics
import subprocess
import sys
from pathlib import Path
from time import process_time

import large_corpus

import textkit as tk

SIZES = (100, 1_000, 3_000, 10_000)
ROUNDS = 5
QUESTIONS = {
    "open": lambda corpus: corpus,
    "frequencies": lambda corpus: tk.frequencies(corpus),
    "kwic of a common word": lambda corpus: tk.kwic(corpus, "và", limit=20),
    "collocations": lambda corpus: tk.collocations(corpus, "đầu tư"),
    "keyness": lambda corpus: tk.keyness(corpus, target="2025-2030"),
}


def measured(path: Path, question: str) -> str:
    """Cold, median and worst of five in seconds, and memory in MB."""
    corpus = large_corpus.opened(path)

    def work():
        QUESTIONS[question](large_corpus.opened(path) if question == "open" else corpus)

    if question != "open":
        # What is imported is no part of the question.
        tk.frequencies(corpus.only(corpus.ids[:2]))
    times = []
    for _ in range(ROUNDS + 1):
        gc.collect()
        began = process_time()
        work()
        times.append(process_time() - began)
    cold, *warm = times
    peak = Path("/proc/self/status").read_text("utf-8").split("VmHWM:")[1].split()[0]
    return f"{cold} {statistics.median(warm)} {max(warm)} {int(peak) // 1024}"


def rows(
    folder: Path, sizes: list[int]
) -> list[tuple[str, int, float, float, float, float, float]]:
    """Question, documents, cold, median, worst, MB of memory, MB of the store."""
    table = []
    for size in sizes:
        path = folder / f"{size}.sqlite"
        if not path.exists():
            source = large_corpus.source(folder)
            large_corpus.put(path, large_corpus.documents(source, size))
        for question in QUESTIONS:
            command = [sys.executable, __file__, str(folder), "--one", str(path), question]
            said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            numbers = map(float, said.split())
            table.append((question, size, *numbers, path.stat().st_size / 1e6))
            print(" | ".join(map(str, table[-1])), file=sys.stderr)
    return table


def draw(table, picture: Path) -> None:
    """Cold seconds against documents, a line a question."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5))
    for question, marker in zip(QUESTIONS, "osv^D", strict=True):
        points = [(row[1], row[2]) for row in table if row[0] == question]
        if points:
            axes.plot(*zip(*points, strict=True), marker=marker, label=question)
    axes.set(xlabel="documents", ylabel="processor seconds, cold", xscale="log", yscale="log")
    axes.legend(fontsize=8)
    figure.savefig(picture, dpi=110, bbox_inches="tight")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--figure", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(measured(Path(given.one[0]), given.one[1]))
        return
    table = rows(given.folder, given.sizes)
    print("| question | documents | cold, s | warm, s | worst of five, s | MB | store, MB |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for question, size, cold, warm, worst, peak, store in table:
        print(
            f"| {question} | {size:,} | {cold:.3f} | {warm:.3f} | {worst:.3f} | {peak:.0f} |"
            f" {store:.0f} |"
        )
    if given.figure:
        draw(table, given.figure)


if __name__ == "__main__":
    main()
