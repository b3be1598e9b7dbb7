"""Six questions of counting over 1, 5 and 10 million words beside Conc, which has the same tokens;
keyness and a page of it beside scattertext.

    uv run --group benchmark --with scattertext python tests/benchmarks/peers.py FOLDER

What is asked of each is the same: a page of twenty rows, or all of them, as a table. Corpora are
made in FOLDER where they are not there yet. Each question runs in a process of its own, once on a
corpus just opened (cold), five times more (warm); seconds of processor time, of all threads, and
the greatest memory of the process (read from /proc: Linux only). A tool that fails has its error in
the table.
"""

import argparse
import gc
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import large_corpus

SIZES = (1, 5, 10)
ROUNDS = 5
TARGET, OTHERS = large_corpus.PERIODS[2:], large_corpus.PERIODS[:2]
PHRASE, COMMON, NODE = "chuyển đổi số", "và", "đầu tư"
PAGE, ALL = 20, 10**9

# Conc's words are those of textkit with `_` for the blanks in them.
QUESTIONS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "frequencies": (
        lambda tk, corpus, rows: tk.frequencies(corpus).head(rows),
        lambda conc, rows: conc.frequencies(page_size=rows),
    ),
    "concordance": (
        lambda tk, corpus, rows: tk.kwic(corpus, PHRASE, limit=rows),
        lambda conc, rows: conc.concordance("chuyển_đổi số", page_size=rows),
    ),
    "concordance of a common word": (
        lambda tk, corpus, rows: tk.kwic(corpus, COMMON, limit=rows),
        lambda conc, rows: conc.concordance(COMMON, page_size=rows),
    ),
    "collocations": (
        lambda tk, corpus, rows: tk.collocations(corpus, NODE).head(rows),
        lambda conc, rows: conc.collocates("đầu_tư", page_size=rows),
    ),
    "n-grams of a word": (
        lambda tk, corpus, rows: tk.ngrams(corpus, containing=NODE).head(rows),
        lambda conc, rows: conc.ngrams("đầu_tư", page_size=rows),
    ),
    "all n-grams": (
        lambda tk, corpus, rows: tk.ngrams(corpus).head(rows),
        lambda conc, rows: conc.ngram_frequencies(ngram_length=2, page_size=rows),
    ),
    "keyness": (
        lambda tk, corpus, rows: tk.keyness(corpus, target=TARGET[0]).head(rows),
        lambda conc, rows: conc.keywords(page_size=rows),
    ),
}

# All rows of a concordance of a common word are no question of anybody: 50,000 of each million
# words.
_PAGE_ONLY = frozenset({"concordance of a common word"})


# --- Each tool: what opens, and what asks -------------------------------------------------------


def of_textkit(folder: Path, size: str, question: str, rows: int) -> tuple[Callable, Callable]:
    """What opens the corpus, and what asks the question of it."""
    import textkit as tk

    if question == "page":
        return lambda: _true_corpus(folder), lambda corpus: _page_of_textkit(corpus, folder)
    ask = QUESTIONS[question][0]
    path = folder / f"{size}.sqlite"
    # What is imported is no part of the question.
    tk.frequencies(large_corpus.opened(path).only(["d00000"]))
    return lambda: large_corpus.opened(path), lambda corpus: ask(tk, corpus, rows)


def of_conc(folder: Path, size: str, question: str, rows: int) -> tuple[Callable, Callable]:
    """The same of Conc."""
    from conc.conc import Conc
    from conc.corpus import Corpus

    ask = QUESTIONS[question][1]
    folders = folder / f"conc-{size}"
    name = "target" if question == "keyness" else "all"

    def opened() -> Any:
        conc = Conc(Corpus().load(str(folders / name / "words.corpus")))
        if question == "keyness":
            conc.set_reference_corpus(Corpus().load(str(folders / "others" / "words.corpus")))
        return conc

    return opened, lambda conc: ask(conc, rows).to_frame()


def of_scattertext(folder: Path, size: str, question: str, rows: int) -> tuple[Callable, Callable]:
    """The same of scattertext, whose corpus is made of texts each time: it keeps none."""
    import pandas as pd
    import scattertext

    corpus = (
        _true_corpus(folder)
        if question == "page"
        else large_corpus.opened(folder / f"{size}.sqlite")
    )
    texts = [_words(corpus, id_) for id_ in corpus.ids]
    groups = ["target" if corpus.fact(id_, "period") in TARGET else "others" for id_ in corpus.ids]
    table = pd.DataFrame({"text": texts, "group": groups})

    def opened() -> Any:
        parsed = table.assign(parsed=table["text"].map(scattertext.whitespace_nlp_with_sentences))
        made = scattertext.CorpusFromParsedDocuments(
            parsed, category_col="group", parsed_col="parsed"
        )
        return made.build().get_unigram_corpus()

    def keyness(made: Any) -> Any:
        scorer = scattertext.LogOddsRatioUninformativeDirichletPrior()
        counts = made.get_term_freq_df("")
        scores = scorer.get_scores(counts["target"], counts["others"])
        return counts.assign(score=scores).sort_values("score", ascending=False).head(rows)

    def page(made: Any) -> Any:
        return scattertext.produce_scattertext_explorer(
            made, category="target", category_name="target", not_category_name="others"
        )

    return opened, page if question == "page" else keyness


TOOLS = {"textkit": of_textkit, "conc": of_conc, "scattertext": of_scattertext}


def _true_corpus(folder: Path) -> Any:
    """The real documents with all that was found in them, else the sample."""
    from textkit.presenting.results import open_corpus

    large_corpus.source(folder)
    store = next(p for p in (folder / "real.sqlite", folder / "sample.sqlite") if p.exists())
    return open_corpus(store)


def _page_of_textkit(corpus: Any, folder: Path) -> None:
    import textkit as tk

    tk.compare_terms(corpus).to_html(folder / "page.html")


def _words(corpus: Any, id_: str) -> str:
    """The tokens of a document with blanks between, `_` for those in words."""
    text, columns = corpus.text(id_), corpus.columns(id_)
    spans = zip(columns.start.tolist(), columns.length.tolist(), strict=True)
    return " ".join(text[start : start + length].replace(" ", "_") for start, length in spans)


# --- Measuring ----------------------------------------------------------------------------------


def measured(tool: str, folder: Path, size: str, question: str, rows: int) -> str:
    """Seconds of opening, cold, median and worst of five, and memory in MB."""
    opened, ask = TOOLS[tool](folder, size, question, rows)
    began = process_time()
    corpus = opened()
    opening = process_time() - began
    times = []
    for _ in range(ROUNDS + 1):
        gc.collect()
        began = process_time()
        ask(corpus)
        times.append(process_time() - began)
    cold, *warm = times
    peak = Path("/proc/self/status").read_text("utf-8").split("VmHWM:")[1].split()[0]
    numbers = (opening, cold, statistics.median(warm), max(warm))
    return " | ".join([*(f"{number:.3f}" for number in numbers), str(int(peak) // 1024)])


def made(folder: Path, size: str) -> None:
    """Makes the store of so many million words and Conc's corpora of it, where they are not
    there.
    """
    path = folder / f"{size}.sqlite"
    if not path.exists():
        large_corpus.build(path, int(float(size) * 10**6), large_corpus.source(folder))
    corpus = large_corpus.opened(path)
    for name, periods in (("all", TARGET + OTHERS), ("target", TARGET), ("others", OTHERS)):
        where = folder / f"conc-{size}" / name
        if not (where / "words.corpus").exists():
            large_corpus.build_conc(corpus.where(period=list(periods)), where)


def asked(tools: list[str]) -> list[tuple[str, str, int]]:
    """The tool, question and rows of each line of the table."""
    lines = []
    for question in QUESTIONS:
        for rows in (PAGE,) if question in _PAGE_ONLY else (PAGE, ALL):
            lines += [(tool, question, rows) for tool in tools if tool != "scattertext"]
            if question == "keyness" and "scattertext" in tools:
                lines.append(("scattertext", question, rows))
    return lines


def table(folder: Path, sizes: list[str], tools: list[str]) -> None:
    """Prints a line for each tool, size and question."""
    print("| tool | million words | question | rows | open | cold | warm | worst | MB |")
    print("|---|--:|---|--:|--:|--:|--:|--:|--:|")
    lines = [(*line, size) for size in sizes for line in asked(tools)]
    lines += [(tool, "page", ALL, "-") for tool in tools if tool != "conc"]
    for size in sizes:
        made(folder, size)
    for tool, question, rows, size in lines:
        command = [sys.executable, __file__, str(folder), "--one", tool, size, question, str(rows)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        found = run.stdout.strip().rsplit("\n", 1)[-1]
        if run.returncode:
            found = run.stderr.strip().rsplit("\n", 1)[-1]
        shown = rows if rows == PAGE else "all"
        print(f"| {tool} | {size} | {question} | {shown} | {found} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", nargs="*", default=list(map(str, SIZES)))
    parser.add_argument("--tools", nargs="*", default=list(TOOLS), choices=list(TOOLS))
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.one:
        tool, size, question, rows = given.one
        print(measured(tool, given.folder, size, question, int(rows)))
    else:
        table(given.folder, given.sizes, given.tools)


if __name__ == "__main__":
    main()
