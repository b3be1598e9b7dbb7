"""Cutting words: textkit against underthesea, pyvi and spaCy's Vietnamese, on the same lines,
nothing kept from before.
"""

from pathlib import Path

import pytest

from textkit.language import segmenter
from textkit.vietnamese.text import fold_placement, paragraphs, tidy

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    paths = sorted(REAL.glob("*/*.txt")) or sorted((ROOT / "corpus").glob("*/*.txt"))
    texts = [
        fold_placement(tidy(path.read_text("utf-8"))) for path in paths if path.stem != "LICENSE"
    ]
    return [
        text[start:end] for text in texts for start, end in paragraphs(text) if end - start < 2_000
    ]


def forget() -> None:
    """Nothing is kept of earlier lines, as with documents not seen before;
    the models stay loaded.
    """
    segmenter._in_chunk.cache_clear()
    for model in segmenter._models():
        model.__self__._forget()


def run(benchmark, lines: list[str], work) -> None:
    work(lines[:20])
    benchmark.extra_info["characters"] = sum(map(len, lines))
    benchmark.pedantic(work, args=(lines,), setup=forget, rounds=3)


@pytest.mark.benchmark(group="words")
def test_words_textkit(benchmark, lines):
    cut = segmenter._models()[0]
    run(
        benchmark,
        lines,
        lambda some: cut([[line[a:b] for a, b, _ in segmenter._tokens(line)] for line in some]),
    )


@pytest.mark.benchmark(group="words")
def test_words_underthesea(benchmark, lines):
    from underthesea import word_tokenize

    run(benchmark, lines, lambda some: [word_tokenize(line) for line in some])


@pytest.mark.benchmark(group="words")
def test_words_pyvi(benchmark, lines):
    viterbi = pytest.importorskip("pyvi.ViTokenizer")
    run(benchmark, lines, lambda some: [viterbi.ViTokenizer.tokenize(line) for line in some])


@pytest.mark.benchmark(group="words")
def test_words_spacy(benchmark, lines):
    pytest.importorskip("pyvi")
    import spacy

    vietnamese = spacy.blank("vi")
    run(benchmark, lines, lambda some: list(vietnamese.pipe(some)))


@pytest.mark.benchmark(group="words and parts of speech")
def test_parts_textkit(benchmark, lines):
    run(benchmark, lines, segmenter.segment_all)


@pytest.mark.benchmark(group="words and parts of speech")
def test_parts_underthesea(benchmark, lines):
    from underthesea import pos_tag

    run(benchmark, lines, lambda some: [pos_tag(line) for line in some])
