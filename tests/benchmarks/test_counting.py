"""Questions over 1, 5 and 10 million words; at 5 million beside Conc, which is given the same
tokens.

`peak_mb` in a result is the greatest memory of a process of its own that opens the corpus and asks
the question once (read from /proc: Linux only).
"""

import json
import subprocess
import sys
from pathlib import Path

import large_corpus
import pytest

import textkit as tk

SIZES = (1, 5, 10)
PHRASE, NODE = "chuyển đổi số", "đầu tư"
QUESTIONS = {
    "open": lambda corpus: corpus,
    "frequencies": lambda corpus: tk.frequencies(corpus),
    "concordance": lambda corpus: tk.kwic(corpus, PHRASE, limit=20),
    "collocations": lambda corpus: tk.collocations(corpus, NODE),
    "ngrams of a word": lambda corpus: tk.ngrams(corpus, containing=NODE),
    "ngrams": lambda corpus: tk.ngrams(corpus),
    "keyness": lambda corpus: tk.keyness(corpus, target="2025-2030"),
}
OF_CONC = {
    "open": lambda conc: conc,
    "frequencies": lambda conc: conc.frequencies(page_size=20),
    "concordance": lambda conc: conc.concordance("chuyển_đổi số", page_size=20),
    "collocations": lambda conc: conc.collocates("đầu_tư", page_size=20),
    "ngrams of a word": lambda conc: conc.ngrams("đầu_tư", page_size=20),
    "ngrams": lambda conc: conc.ngram_frequencies(ngram_length=2, page_size=20),
    "keyness": lambda conc: conc.keywords(page_size=20),
}


@pytest.fixture(scope="session")
def stores(tmp_path_factory):
    """The store of each size."""
    folder = tmp_path_factory.mktemp("stores")
    source = large_corpus.source(folder)
    for size in SIZES:
        large_corpus.build(folder / f"{size}.sqlite", size * 10**6, source)
    return folder


def peak(*arguments: object) -> int:
    """The greatest memory of a process that asks one question, in MB."""
    command = [sys.executable, __file__, *map(str, arguments)]
    return int(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]
    )


def note(benchmark, size: int, megabytes: int) -> None:
    benchmark.group = f"{size} million words"
    benchmark.extra_info |= {"million_words": size, "peak_mb": megabytes}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("size", SIZES)
def test_textkit(benchmark, stores, size, question):
    path = stores / f"{size}.sqlite"
    if question == "open":
        work, corpus = lambda _: large_corpus.opened(path), None
    else:
        work, corpus = QUESTIONS[question], large_corpus.opened(path)
    benchmark.pedantic(work, args=(corpus,), rounds=5, warmup_rounds=1)
    note(benchmark, size, peak("textkit", path, question))


@pytest.fixture(scope="session")
def conc_folders(stores):
    """Two corpora of Conc, one of the words of the last period and one of the others: it wants a
    corpus a group.
    """
    pytest.importorskip("conc")
    folders = stores / "conc"
    for name, periods in (
        ("all", large_corpus.PERIODS),
        ("target", large_corpus.PERIODS[2:]),
        ("others", large_corpus.PERIODS[:2]),
    ):
        large_corpus.build_conc(
            large_corpus.opened(stores / "5.sqlite").where(period=list(periods)), folders / name
        )
    return folders


@pytest.mark.parametrize("question", OF_CONC)
def test_conc(benchmark, conc_folders, question):
    opened = None if question == "open" else opened_in_conc(conc_folders, question)
    work = (
        (lambda _: opened_in_conc(conc_folders, question))
        if question == "open"
        else OF_CONC[question]
    )
    benchmark.pedantic(work, args=(opened,), rounds=5, warmup_rounds=1)
    note(benchmark, 5, peak("conc", conc_folders, question))


def opened_in_conc(folders: Path, question: str):
    """The corpus in Conc; for keyness with the one that it is held against."""
    from conc.conc import Conc
    from conc.corpus import Corpus

    conc = Conc(
        Corpus().load(
            str(folders / ("target" if question == "keyness" else "all") / "words.corpus")
        )
    )
    if question == "keyness":
        conc.set_reference_corpus(Corpus().load(str(folders / "others" / "words.corpus")))
    return conc


def plot(results: str, picture: str) -> None:
    """Draws the medians of a run (`--benchmark-json`) against the size of the corpus."""
    import matplotlib.pyplot as plt

    rows = [
        (
            run["params"]["question"],
            run["extra_info"]["million_words"],
            run["stats"]["median"] * 1000,
        )
        for run in json.loads(Path(results).read_text("utf-8"))["benchmarks"]
        if run["name"].startswith("test_textkit")
    ]
    figure, axes = plt.subplots(figsize=(7, 4.5))
    for question, marker in zip(QUESTIONS, "osv^D*P", strict=True):
        sizes, times = zip(
            *[(size, time) for name, size, time in rows if name == question], strict=True
        )
        axes.plot(sizes, times, marker=marker, label=question)
    axes.set(
        xlabel="million words",
        ylabel="median, ms",
        yscale="log",
        xscale="log",
        title="A question against the size of the corpus",
    )
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.savefig(picture, dpi=150, bbox_inches="tight")


if __name__ == "__main__":
    tool, where, asked = sys.argv[1:]
    if tool == "plot":
        plot(where, asked)
    elif tool == "textkit":
        QUESTIONS[asked](large_corpus.opened(Path(where)))
    else:
        OF_CONC[asked](opened_in_conc(Path(where), asked))
    # Linux: `ru_maxrss` would also hold what the parent had when it started this process
    print(int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) // 1024)
