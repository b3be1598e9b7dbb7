"""Cutting words: textkit against underthesea, pyvi and spaCy's Vietnamese, on the same lines of
real documents: `clean` text is decrees and resolutions, `mixed` office files, with tables, numbers
and foreign words.

Processor time; `cold` has nothing kept of earlier lines, `warm` the same lines a second time, as
much as each library keeps of them. What lives already is out of the garbage collector's way for
all: in a process that holds three libraries, one full collection takes as long as some cuts.
"""

import gc
import time
from pathlib import Path

import pytest

from textkit.data.messages import TextkitError
from textkit.language import segmenter
from textkit.reading.readers import read
from textkit.vietnamese.text import fold_placement, paragraphs

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real"
KINDS = {
    "clean": ["chinh-phu/*.txt", "quoc-hoi/*.txt", "hdnd/*.txt"],
    "mixed": ["office/*.docx", "office/*.doc", "office/*.html"],
}

words = pytest.mark.benchmark(group="words", timer=time.process_time)
parts = pytest.mark.benchmark(group="words and parts of speech", timer=time.process_time)


@pytest.fixture(scope="module", params=KINDS)
def lines(request) -> list[str]:
    found: list[str] = []
    for pattern in KINDS[request.param]:
        for path in sorted(REAL.glob(pattern)):
            try:
                text = fold_placement(read(path).text)
            except TextkitError:  # a scan without an engine
                continue
            found += [text[start:end] for start, end in paragraphs(text) if end - start < 2_000]
    if not found:
        pytest.skip("needs the documents of ../shared")
    return found


@pytest.fixture(params=["cold", "warm"])
def run(request, benchmark, lines):
    def run(work) -> None:
        def prepare() -> None:
            if request.param == "cold":
                forget()
            gc.collect()
            gc.freeze()

        work(lines[:20])
        if request.param == "warm":
            work(lines)
        benchmark.extra_info["characters"] = sum(map(len, lines))
        benchmark.pedantic(work, args=(lines,), setup=prepare, rounds=5)
        gc.unfreeze()

    return run


def forget() -> None:
    """Nothing is kept of earlier lines, as with documents not seen before; the models stay
    loaded.
    """
    segmenter._in_chunk.cache_clear()
    for model in segmenter._models():
        model.__self__._forget()


@words
def test_words_textkit(run):
    cut = segmenter._models()[0]
    run(lambda some: cut([[line[a:b] for a, b, _ in segmenter._tokens(line)] for line in some]))


@words
def test_words_underthesea(run):
    from underthesea import word_tokenize

    run(lambda some: [word_tokenize(line) for line in some])


@words
def test_words_pyvi(run):
    viterbi = pytest.importorskip("pyvi.ViTokenizer")
    run(lambda some: [viterbi.ViTokenizer.tokenize(line) for line in some])


@words
def test_words_spacy(run):
    pytest.importorskip("pyvi")
    import spacy

    vietnamese = spacy.blank("vi")
    run(lambda some: list(vietnamese.pipe(some)))


@parts
def test_parts_textkit(run):
    run(segmenter.segment_all)


@parts
def test_parts_underthesea(run):
    from underthesea import pos_tag

    run(lambda some: [pos_tag(line) for line in some])


@parts
def test_parts_pyvi(run):
    viterbi = pytest.importorskip("pyvi")
    from pyvi import ViPosTagger, ViTokenizer

    assert viterbi
    run(lambda some: [ViPosTagger.postagging(ViTokenizer.tokenize(line)) for line in some])
