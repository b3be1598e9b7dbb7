"""Corpora of any size for the benchmarks: documents as long as real ones, made of runs of lines of
real ones, with a vocabulary that grows as theirs does.

    uv run python tests/benchmarks/large_corpus.py FOLDER 1000            # files and metadata.csv
    uv run python tests/benchmarks/large_corpus.py FOLDER 1000 --tokens   # a store of tokens alone

The lines are those of the real documents where they lie beside the checkout, else of the sample.
The first documents of a larger corpus are those of a smaller one with the same seed.
"""

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from textkit.language.columns import Columns  # noqa: E402
from textkit.language.units import Unit  # noqa: E402
from textkit.reading.document import Document, Facts  # noqa: E402
from textkit.storing.corpus import StoredCorpus, open_corpus  # noqa: E402
from textkit.storing.store import Origin, Store  # noqa: E402
from textkit.vietnamese.text import fold  # noqa: E402

PERIODS = ("2015-2020", "2020-2025", "2025-2030")
WORDS = 1400
"""Words of a document at the mean."""

# The vocabulary of the 45 real documents (152,590 words, 5,925 different ones) grows as
# K n^BETA: the exponent is 0.44 to 0.49, by the order in which they are read (Heaps' law).
_BETA = 0.46
_K = 5925 / 152_590**_BETA

# A quarter of the documents are as long as one of the real ones (3,390 words at the mean), the
# others as one of the sample (785): 1,400 words at the mean.
_LONG = 0.24

# Words seen at most so often in the source (nouns and names) stand for all rare words: 2 % of its
# words. In their place stand invented names.
_RARE = 3

# Of other nouns, verbs and adjectives so many are changed for one of the same part of speech, by
# its frequency, unless they are among the most frequent, so that no sentence comes back word by
# word. Chosen by eye: of a sentence of twenty words three are others.
_SWAPPED = 0.15
_FREQUENT = 200
_SWAPPABLE = ("NOUN", "VERB", "ADJ")

# Of the figures so many are changed for others. Chosen by eye.
_OTHER_FIGURES = 0.5
_FIGURE = re.compile(r"\d{1,3}(?:,\d+)?%?")  # 8,5   120   40%

# A run of lines begins at a heading or after so many lines.
_LINES_OF_A_RUN = 8

_LABEL = re.compile(r"(?:Điều\s+\d+|[IVX]+\.|\d+\.|Chương|Phần)\s")

_KINDS = ("nghị quyết", "báo cáo", "chỉ thị", "kế hoạch")
_SIGNS = ("NQ", "BC", "CT", "KH")
_PLACES = ("Lam Châu", "Vân Sa", "Hòa Lĩnh", "Bình Tân", "Phú Giang", "Sơn Khê", "An Thượng")


class Token(NamedTuple):
    """A token of the source with the white space behind it; `is_rare` where a name takes its place,
    `is_swappable` where another word may.
    """

    said: str
    space: str
    pos: str
    is_rare: bool
    is_swappable: bool


Line = list[Token]


@dataclass
class Source:
    """What documents are made of: runs of lines, words by part of speech, syllables, lengths."""

    runs: list[list[Line]] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)
    syllables: list[str] = field(default_factory=list)
    long: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)


def source(folder: Path) -> Source:
    """The source out of the real documents beside the checkout and of the sample; `folder` keeps
    the stores of both.
    """
    real = ROOT.parent / "shared" / "real"
    sample = open_corpus(ROOT / "corpus", store=folder / "sample.sqlite", progress=False)
    corpora = [sample]
    if real.is_dir():
        corpora.append(open_corpus(real, store=folder / "real.sqlite", progress=False))
    counts: Counter[str] = Counter()
    for corpus in corpora:
        for id_ in corpus.ids:
            counts.update(corpus.columns(id_).norm)
    made = Source()
    made_of = [(corpus, id_) for corpus in corpora for id_ in corpus.ids if id_ != "LICENSE"]
    frequent = {word for word, _ in counts.most_common(_FREQUENT)}
    for corpus, id_ in made_of:
        made.runs += _runs(_lines(corpus, id_, counts, frequent))
    for run in made.runs:
        for line in run:
            for token in line:
                if token.is_swappable:
                    made.words.setdefault(token.pos, []).append(token.said)
    syllables = {part for word in counts for part in word.split() if part.isalpha()}
    made.syllables = sorted(part for part in syllables if 1 < len(part) < 7)
    made.short = [row["words"] for row in map(sample.row, sample.ids)]
    made.long = [corpora[-1].row(id_)["words"] for id_ in corpora[-1].ids]
    return made


def _lines(
    corpus: StoredCorpus, id_: str, counts: Counter[str], frequent: set[str]
) -> Iterator[Line]:
    """The lines of a document with at least three words."""
    text, columns = corpus.text(id_), corpus.columns(id_)
    starts = columns.start.tolist()
    line: Line = []
    for number, start in enumerate(starts):
        end = start + int(columns.length[number])
        beyond = starts[number + 1] if number + 1 < len(starts) else len(text)
        said, space, pos = text[start:end], text[end:beyond], columns.pos[number]
        if said.strip():
            norm = columns.norm[number]
            is_word = norm.replace(" ", "").isalpha()
            is_rare = is_word and pos in ("NOUN", "PROPN") and counts[norm] <= _RARE
            is_swappable = is_word and pos in _SWAPPABLE and norm not in frequent and said.islower()
            line.append(Token(said, space, pos, is_rare, is_swappable and not is_rare))
        if "\n" in text[start:beyond] or number + 1 == len(starts):
            if len(line) > 3:
                line[-1] = line[-1]._replace(space="")
                yield line
            line = []


def _runs(lines: Iterator[Line]) -> list[list[Line]]:
    """The lines in runs that begin at a heading where there is one."""
    runs: list[list[Line]] = []
    for line in lines:
        is_head = _LABEL.match("".join(token.said + token.space for token in line[:4]))
        if not runs or is_head or len(runs[-1]) == _LINES_OF_A_RUN:
            runs.append([])
        runs[-1].append(line)
    return runs


class Names:
    """Invented names, of which as many are new as the vocabulary wants (Heaps' law); the others are
    drawn from all that were given, so that few stand often and most stand once (Zipf's law).
    """

    def __init__(self, syllables: list[str], rng: np.random.Generator) -> None:
        self._syllables, self._rng = syllables, rng
        self._given: list[str] = []
        self._seen: set[str] = set()
        self.words = self.rare = 0  # of all documents until now

    def draw(self, count: int) -> list[str]:
        """So many names, one after the other."""
        share = self.rare / self.words if self.words else 1.0
        growth = _BETA * _K * max(self.words, 1) ** (_BETA - 1)
        is_new = self._rng.random(count) < growth / max(share, growth)
        places = self._rng.random(count)
        names = []
        for new, place in zip(is_new.tolist(), places.tolist(), strict=True):
            name = self._made() if new or not self._given else ""
            names.append(name or self._given[int(place * len(self._given))])
            self._given.append(names[-1])
        return names

    def _made(self) -> str:
        while True:
            parts = self._rng.integers(0, len(self._syllables), 2)
            name = " ".join(self._syllables[part].capitalize() for part in parts)
            if name not in self._seen:
                self._seen.add(name)
                return name


class Made(NamedTuple):
    """A document: its facts, and its lines as words with the white space behind them and their
    parts of speech.
    """

    id: str
    facts: Facts
    lines: list[list[tuple[str, str, str]]]

    @property
    def text(self) -> str:
        """The text, a line a line."""
        return "\n".join("".join(said + space for said, space, _ in line) for line in self.lines)


def documents(source: Source, count: int, seed: int = 5) -> Iterator[Made]:
    """The documents of a corpus, in order."""
    rng = np.random.default_rng(seed)
    names = Names(source.syllables, rng)
    for number in range(count):
        facts = _facts(number, rng)
        lines = [_head_line(line) for line in _head(facts)]
        lengths = source.long if rng.random() < _LONG else source.short
        wanted = int(lengths[int(rng.integers(len(lengths)))])
        words = 0
        while words < wanted:
            run = iter(source.runs[int(rng.integers(len(source.runs)))])
            while words < wanted and (line := next(run, None)):
                lines.append(_varied(line, source, names, rng))
                words += sum(said[0].isalnum() for said, _, _ in lines[-1])
        names.words += words
        yield Made(f"d{number:05}", facts, lines)


def _varied(
    line: Line, source: Source, names: Names, rng: np.random.Generator
) -> list[tuple[str, str, str]]:
    """A line with names for its rare words, some words changed, and other figures."""
    rare = names.draw(sum(token.is_rare for token in line))
    names.rare += len(rare)
    chances = rng.random((len(line), 2)).tolist()
    varied = []
    for token, (chance, place) in zip(line, chances, strict=True):
        said = token.said
        if token.is_rare:
            said = rare.pop()
        elif token.is_swappable and chance < _SWAPPED:
            words = source.words[token.pos]
            said = words[int(place * len(words))]
        elif chance < _OTHER_FIGURES and _counts(said, line):
            said = _other_figure(said, place)
        varied.append((said, token.space, token.pos))
    return varied


def _counts(said: str, line: Line) -> bool:
    """Whether a number may count something, as "8,5" does; no year, date or label of a line."""
    return bool(_FIGURE.fullmatch(said)) and said != line[0].said


def _other_figure(said: str, chance: float) -> str:
    """A figure with as many digits before and behind its comma."""
    digits = iter(f"{chance:.12f}"[2:])
    first = str(1 + int(chance * 8.99))
    return first + "".join(next(digits) if sign.isdigit() else sign for sign in said[1:])


def _facts(number: int, rng: np.random.Generator) -> Facts:
    kind = int(rng.choice(len(_KINDS), p=[0.5, 0.2, 0.2, 0.1]))
    period = number % len(PERIODS)
    year = 2016 + 5 * period + int(rng.integers(4))
    date = f"{year}-{int(rng.integers(1, 13)):02}-{int(rng.integers(1, 28)):02}"
    place = _PLACES[number // len(PERIODS) % len(_PLACES)]
    return Facts(
        kind=_KINDS[kind],
        number=f"{number + 1}-{_SIGNS[kind]}/TU",
        date=date,
        issuer=f"Tỉnh ủy {place}",
        title=f"về nhiệm vụ thứ {number + 1}",
        term=PERIODS[period],
        period=PERIODS[period],
        place=place,
        level="local",
    )


def _head(facts: Facts) -> list[str]:
    """The lines above the text of a document."""
    year, month, day = (facts.date or "").split("-")
    return [
        f"TỈNH ỦY {(facts.place or '').upper()}",
        "*",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        f"Số {facts.number}",
        f"{facts.place}, ngày {day} tháng {int(month)} năm {year}",
        (facts.kind or "").upper(),
        facts.title or "",
    ]


def _head_line(line: str) -> list[tuple[str, str, str]]:
    words = line.split()
    return [(word, " " * (n + 1 < len(words)), "NOUN") for n, word in enumerate(words)]


def write(folder: Path, made: Iterator[Made]) -> None:
    """Writes the documents as text files with their metadata.csv, as `textkit build` reads them."""
    names = ("kind", "number", "date", "issuer", "title", "term", "period", "place", "level")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "path", *names])
        for document in made:
            path = f"{document.facts.period}/{document.id}.txt"
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(document.text + "\n", "utf-8")
            facts = [getattr(document.facts, name) for name in names]
            rows.writerow([document.id, path, *facts])


def put(path: Path, made: Iterator[Made]) -> None:
    """A store of the documents with their tokens as the source has them: nothing is annotated, and
    only units of ten lines are found. It takes a tenth of a true build.
    """
    store = Store(path)
    for position, document in enumerate(made):
        text = document.text
        columns, heads = _columns(document)
        ends = [*heads[1:], len(text)]
        units = [
            asdict(Unit(document.id, *span, "paragraph", "", "", f"II/{n}", 9, None, ""))
            for n, span in enumerate(zip(heads, ends, strict=True))
        ]
        put = Document(document.id, text, document.facts)
        store.put_document(put, columns, {"units": units}, origin=Origin("1"), position=position)
    store.close()


def _columns(document: Made) -> tuple[Columns, list[int]]:
    """The tokens of a document, and where each tenth line begins."""
    start, length, norm, pos, sentence, space = [], [], [], [], [], []
    heads, at = [], 0
    for number, line in enumerate(document.lines):
        if number % 10 == 0:
            heads.append(at)
        if number:
            start.append(at - 1)
            length.append(1)
            norm.append("\n")
            pos.append("SPACE")
            sentence.append(False)
            space.append(False)
        for place, (said, behind, tag) in enumerate(line):
            start.append(at)
            length.append(len(said) + max(len(behind) - 1, 0))
            norm.append(fold(" ".join(said.split())))
            pos.append(tag)
            sentence.append(place == 0)
            space.append(behind.endswith(" "))
            at += len(said) + len(behind)
        at += 1
    numbers = np.array(start, np.int32), np.array(length, np.int32)
    masks = np.array(sentence, bool), np.array(space, bool)
    return Columns(*numbers, norm, pos, pos, *masks), heads


def build(path: Path, words: int, source: Source, seed: int = 5) -> None:
    """A store of tokens of about so many words, a third of them in each period."""
    put(path, documents(source, words // WORDS, seed))


def opened(path: Path) -> StoredCorpus:
    """The corpus of a store."""
    store = Store(path)
    rows = {
        id_: row | {"id": id_, "path": id_, "year": (row["date"] or "")[:4]}
        for id_, row in store.rows().items()
    }
    return StoredCorpus(store, rows)


def build_conc(corpus: StoredCorpus, folder: Path) -> None:
    """The same tokens in Conc: a blank spaCy model that cuts at blanks alone, the blanks in words
    turned to `_`.
    """
    import spacy
    from conc.corpus import Corpus as ConcCorpus
    from spacy.tokenizer import Tokenizer

    model = spacy.blank("xx")
    model.tokenizer = Tokenizer(model.vocab)
    for name in ("parser", "ner", "lemmatizer", "tagger", "senter", "tok2vec", "attribute_ruler"):
        model.add_pipe(
            "sentencizer", name=name
        )  # Conc switches these off, and fails where they are not
    (folder / "texts").mkdir(parents=True)
    model.to_disk(folder / "model")
    for id_ in corpus.ids:
        text, columns = corpus.text(id_), corpus.columns(id_)
        spans = zip(columns.start.tolist(), columns.length.tolist(), strict=True)
        words = " ".join(text[start : start + length].replace(" ", "_") for start, length in spans)
        (folder / "texts" / f"{id_}.txt").write_text(words, "utf-8")
    ConcCorpus("words", "for a benchmark").build_from_files(
        source_path=str(folder / "texts"), save_path=f"{folder}/", model=str(folder / "model")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path, help="a folder; with --tokens a store")
    parser.add_argument("documents", type=int)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--tokens", action="store_true", help="a store of tokens alone")
    parser.add_argument("--keep", type=Path, default=Path.home() / ".cache" / "textkit-benchmarks")
    given = parser.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    made = documents(source(given.keep), given.documents, given.seed)
    (put if given.tokens else write)(given.target, made)


if __name__ == "__main__":
    main()
