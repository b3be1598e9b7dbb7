"""Exercises on words: what a term means as the documents define it, and which near-synonym fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from textkit import data
from textkit.counting.concordance import collocations, kwic
from textkit.finding.themes import own_lexicon
from textkit.teaching.evidence import Evidence, Use
from textkit.teaching.items import Item
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.signs import bodies, kind_of_words
from textkit.vietnamese.text import fold

# Wrong options of a choice, and the longest definition that is one, in words. By eye.
_WRONG_OPTIONS = 3
_LONGEST_DEFINITION = 60

# The shorter of two definitions of a choice has at least this share of the longer one's words.
# Chosen by eye; not measured.
_OF_A_LENGTH = 0.4

# Least uses of a term that is explained by its uses: fewer show no habit. Best lines have about so
# many words. Chosen by eye on the sheets of the sample; not measured.
_LEAST_USES = 3
_LINES_OF_A_TERM = 3
_GOOD_LENGTH = 18
_WORDS_OF_COMPANY = 5

# A pair of syllables that official text (28 million syllables) has so often is an everyday word.
_COMMON = 1000

# Abbreviations that documents introduce have so many letters at least.
_SHORTEST_CODE = 3

# Lines with a gap for one word, and what says that a word fits a line or not: official text (28
# million syllables) has it before the next syllable so often at least, or never. By eye.
_LEAST_LINES, _MOST_LINES = 2, 3
_FITTING = 20
_LEAST_WORDS_OF_A_LINE, _MOST_WORDS_OF_A_LINE = 7, 40

# An article of definitions: its heading, then numbered terms, each "X là …", up to the next one.
_ARTICLE = re.compile(
    r"^[ \t#*]*(?:Điều[ ]\d+[a-zđ]?|\d+|[IVX]+)[.:]?[ ]*Giải[ ]thích[ ]từ[ ]ngữ.*$",
    re.MULTILINE | re.IGNORECASE,
)
_NEXT_ARTICLE = re.compile(r"^[ \t#*]*(?:Điều[ ]\d+|Chương[ ][IVX]+|CHƯƠNG[ ][IVX]+)", re.MULTILINE)
_DEFINED = re.compile(
    r"""
    ^ [ \t*]* \d{1,3} [.)] \s+ [*]*          # 3.
    (?P<term> [^\n.;:]{2,90}? ) [*]* \s+     # Cơ sở dữ liệu
    (?: là | được[ ]hiểu[ ]là | gồm ) \s+    # là
    (?P<meaning> [^\n]{15,900} )             # tập hợp các dữ liệu …
    """,
    re.MULTILINE | re.VERBOSE,
)

# "… (sau đây gọi tắt là Đề án)", "… (sau đây viết tắt là HĐND)".
_CALLED = re.compile(
    r"\(\s*sau đây (?:được )?(?:gọi|viết)(?: tắt| chung)* là:?\s+(?P<term>[^()\n]{2,60}?)\s*\)",
    re.IGNORECASE,
)

# "năng suất nhân tố tổng hợp (TFP)": the words before the bracket, back to a mark.
_BRACKETED = re.compile(
    r"""
    (?P<words> [^\n.;:,()“”"]{8,120} ) [ ]     # năng suất nhân tố tổng hợp
    \( (?P<term> [A-ZĐ][A-Za-zĐ&]{1,8} ) \)    # (TFP)
    """,
    re.VERBOSE,
)


# Behind a gap so many words are shown at most, up to the first of these parts of speech.
_WORDS_BEHIND = 3
_CONTENT = ("NOUN", "VERB", "ADJ", "PROPN")


class Definition(NamedTuple):
    """What a document says that a term means: `meaning` are its own words.

    `is_article` says that they stand in an article of definitions, `doc_id`, `start` and `end`
    where the whole definition stands.
    """

    term: str
    meaning: str
    is_article: bool
    doc_id: str
    start: int
    end: int
    path: str


def definitions(evidence: Evidence) -> list[Definition]:
    """The official definitions of a corpus, one per term: articles of definitions, then what a
    document calls something from there on, then abbreviations in brackets.
    """
    found: dict[str, Definition] = {}
    for finder in (_in_articles, _called, _abbreviated):
        every = chain.from_iterable(finder(evidence, id_) for id_ in evidence.corpus.ids)
        # The shortest first: a row of a table or a long sentence says no more.
        for definition in sorted(every, key=lambda each: len(each.meaning)):
            found.setdefault(fold(definition.term), definition)
    return list(found.values())


def _in_articles(evidence: Evidence, doc_id: str) -> Iterator[Definition]:
    """The terms of the articles "Giải thích từ ngữ" of a document."""
    text = evidence.corpus.text(doc_id)
    for article in _ARTICLE.finditer(text):
        following = _NEXT_ARTICLE.search(text, article.end())
        end = following.start() if following else len(text)
        for match in _DEFINED.finditer(text, article.end(), end):
            meaning = " ".join(match["meaning"].split()).rstrip(" ;.,")
            # A meaning that goes on in a list below is not quoted in part.
            if not match["meaning"].rstrip().endswith(":"):
                term = match["term"].strip(' *“”"')
                yield _definition(evidence, doc_id, match.span(), term, meaning, is_article=True)


def _called(evidence: Evidence, doc_id: str) -> Iterator[Definition]:
    """What a document calls something from somewhere on: the meaning is the sentence.

    "Sau đây gọi tắt là Nghị quyết" names a document for the text, and explains no term.
    """
    for match in _CALLED.finditer(evidence.corpus.text(doc_id)):
        if kind_of_words(match["term"]) == fold(match["term"]):
            continue
        yield from _by_its_sentence(evidence, doc_id, match.span(), match["term"])


def _abbreviated(evidence: Evidence, doc_id: str) -> Iterator[Definition]:
    """Abbreviations in brackets behind what they stand for."""
    for match in _BRACKETED.finditer(evidence.corpus.text(doc_id)):
        words = _spelled_out(match["words"], match["term"])
        is_code = sum(map(str.isupper, match["term"])) >= 2
        if words:
            span = match.span("term")
            yield _definition(evidence, doc_id, span, match["term"], words, is_article=False)
        elif is_code:
            yield from _by_its_sentence(evidence, doc_id, match.span("term"), match["term"])


def _spelled_out(words: str, code: str) -> str:
    """The last words whose first letters are the letters of a code; empty where they are not.

    >>> _spelled_out("họp với Hội đồng nhân dân", "HĐND"), _spelled_out("năng suất chung", "TFP")
    ('Hội đồng nhân dân', '')
    """
    letters = [letter for letter in code.upper() if letter.isalpha()]
    last = words.split()[-len(letters) :]
    return " ".join(last) if [word[0].upper() for word in last] == letters else ""


class _Span(NamedTuple):
    doc_id: str
    start: int
    end: int


def _by_its_sentence(
    evidence: Evidence, doc_id: str, span: tuple[int, int], term: str
) -> Iterator[Definition]:
    """A definition whose meaning is the sentence around it, where that can be read alone."""
    statement = evidence.statement(_Span(doc_id, *span))
    if statement is not None and evidence.reads(statement):
        meaning = evidence.text(statement)
        bounds = (statement.start, statement.end)
        yield Definition(term, meaning, False, doc_id, *bounds, statement.path)


def _definition(
    evidence: Evidence,
    doc_id: str,
    span: tuple[int, int],
    term: str,
    meaning: str,
    *,
    is_article: bool,
) -> Definition:
    statement = evidence.statement(_Span(doc_id, span[0], span[0] + 1))
    path = statement.path if statement is not None else ""
    return Definition(term, meaning, is_article, doc_id, *span, path)


def glossary(evidence: Evidence) -> Iterator[Item]:
    """Terms with what the documents themselves say that they mean.

    Terms of articles of definitions are a choice among the meanings of others; for what has no such
    article the question is open. Only a corpus without any definition asks about terms by their
    uses.
    """
    known = definitions(evidence)
    of_articles = [each for each in known if each.is_article]
    for definition in evidence.shuffled(of_articles):
        others = _other_meanings(evidence, definition, of_articles)
        if others:
            why = {other.meaning: evidence.say("means", term=other.term) for other in others}
            yield evidence.item(
                [definition],
                prompt=evidence.say("which_meaning", term=definition.term),
                asks=(f"term {fold(definition.term)}",),
                right=definition.meaning,
                others=[other.meaning for other in others],
                why=why | {definition.meaning: evidence.source(definition.doc_id, definition.path)},
                key=f"{definition.term}: {definition.meaning}.",
            )
    for definition in evidence.shuffled(known):
        if not definition.is_article:
            yield _opened(evidence, definition)
    if not known:
        yield from _by_use(evidence)


def _other_meanings(
    evidence: Evidence, right: Definition, every: Sequence[Definition]
) -> list[Definition]:
    """Three meanings of other terms, as long as the right one, none of which has fewer words of the
    term than it: who looks for the words of the question finds no answer.
    """
    size, own = len(right.meaning.split()), _shared(right.term, right.meaning)
    fitting = []
    for other in every:
        length = len(other.meaning.split())
        is_of_length = _OF_A_LENGTH * max(size, length) <= min(size, length)
        is_other = fold(other.term) != fold(right.term) and fold(other.meaning) != fold(
            right.meaning
        )
        if is_other and is_of_length and max(size, length) <= _LONGEST_DEFINITION:
            fitting.append(other)
    alike = [other for other in fitting if _shared(right.term, other.meaning) >= own]
    if not alike or len(fitting) < _WRONG_OPTIONS:
        return []
    # One at least shares as many words with the term; the rest are drawn.
    first = evidence.chance.choice(alike)
    rest = [other for other in fitting if other is not first]
    return [first, *evidence.chance.sample(rest, _WRONG_OPTIONS - 1)]


def _shared(term: str, meaning: str) -> int:
    """How many syllables of a term stand in a meaning."""
    return len({*fold(term).split()} & {*re.findall(r"\w+", fold(meaning))})


def _opened(evidence: Evidence, definition: Definition) -> Item:
    """An open question after a term that a document explains in a sentence or in brackets."""
    lines = []
    shape = re.compile(rf"(?<!\w){re.escape(definition.term)}(?!\w)")
    for statement in evidence.plain(_LEAST_WORDS_OF_A_LINE, _MOST_WORDS_OF_A_LINE):
        document = evidence.corpus.text(statement.doc_id)
        if not shape.search(document, statement.start, statement.end):
            continue
        text = evidence.text(statement)
        is_use = shape.search(text)
        if is_use and definition.meaning not in text and f"({definition.term})" not in text:
            lines.append(text)
    return evidence.item(
        [definition],
        prompt=evidence.say("which_short", term=definition.term),
        asks=(f"term {fold(definition.term)}",),
        lines=tuple(dict.fromkeys(lines))[:2],
        key=evidence.say("defined", term=definition.term, meaning=definition.meaning),
        level="2" if lines else "1",
    )


def _by_use(evidence: Evidence) -> Iterator[Item]:
    """Terms by their uses: how often, in the best lines, with what words."""
    terms = _terms(evidence)
    for term in evidence.shuffled(terms):
        lines = kwic(evidence.corpus, term)
        statements = [use.statement for use in evidence.uses(lines)]
        if len(lines) < _LEAST_USES or len(statements) < 2:
            continue
        best = sorted(statements, key=lambda statement: _dullness(evidence.text(statement)))
        best = best[:_LINES_OF_A_TERM]
        meaning = f"{term}: {terms[term]}." if terms[term] else ""
        yield evidence.item(
            best,
            prompt=evidence.say("which_glossary", term=term),
            asks=(f"term {fold(term)}",),
            passage=evidence.say("use", n=len(lines), documents=lines["doc_id"].nunique()),
            lines=tuple(map(evidence.text, best)),
            key=" ".join(filter(None, (meaning, _company(evidence, term)))),
            level="3",
        )


def _terms(evidence: Evidence) -> dict[str, str]:
    """The terms of the lexicon of themes but for everyday words, and the codes of bodies, each with
    what it stands for, if anything.
    """
    terms = {}
    for theme in (evidence.corpus.lexicon or own_lexicon()).themes.values():
        for word in theme.keywords:
            if " " in word and not _everyday(word):
                terms[word] = ""
    for code, row in bodies().items():
        if row["body"] and code.isupper() and len(code) >= _SHORTEST_CODE:
            terms[code] = row["body"]
    return dict(sorted(terms.items()))


def _everyday(word: str) -> bool:
    """Whether a word of two syllables is so common that nobody asks what it means."""
    counts = official()
    ids = counts.pieces(word).id
    return len(ids) == 2 and bool(counts.pairs(ids[:1], ids[1:])[0] >= _COMMON)


def _dullness(text: str) -> int:
    """How far a line is from a good example: of middling length, without figures."""
    digits = sum(map(str.isdigit, text))
    return abs(len(text.split()) - _GOOD_LENGTH) + digits


def _company(evidence: Evidence, term: str) -> str:
    """A sentence on the words that stand near a term; empty where there are none."""
    words = collocations(evidence.corpus, term, min_count=2)["word"]
    near = [word for word in words if re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)+", word)]
    if not near:
        return ""
    return evidence.say("company", words=", ".join(near[:_WORDS_OF_COMPANY]))


# --- Near-synonyms -------------------------------------------------------------------------------


@cache
def synonym_sets() -> tuple[tuple[str, ...], ...]:
    """Words that drafts exchange for one another, as `data/synonyms.toml` has them."""
    return tuple(tuple(words) for words in data.toml("synonyms.toml")["words"]["sets"])


def synonym(evidence: Evidence) -> Iterator[Item]:
    """True lines with one word left out: which of four near-synonyms fits them all?

    A wrong one fits one of the lines at least by no count of official text.
    """
    uses = _uses_of_synonyms(evidence)
    turns: list[tuple[str, list[Use]]] = []
    for word, of_word in uses.items():
        drawn = evidence.shuffled(of_word)
        while len(drawn) >= _LEAST_LINES:
            turns.append((word, drawn[:_MOST_LINES]))
            drawn = drawn[_MOST_LINES:]
    # Each word once before any comes again: who knows the commonest word knows no answer.
    order = {word: evidence.chance.random() for word in uses}
    counted: dict[str, int] = {}
    ranked = []
    for word, lines in turns:
        counted[word] = counted.get(word, 0) + 1
        ranked.append((counted[word], order[word], word, lines))
    for _, _, word, lines in sorted(ranked, key=lambda turn: turn[:2]):
        item = _chosen_among(evidence, word, lines)
        if item is not None:
            yield item


def _uses_of_synonyms(evidence: Evidence) -> dict[str, list[Use]]:
    """By word of the sets, the places where official text has it before the same syllable too."""
    words = sorted({word for words in synonym_sets() for word in words})
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?=[ ]\w)")
    uses: dict[str, list[Use]] = {}
    for statement in evidence.plain(_LEAST_WORDS_OF_A_LINE, _MOST_WORDS_OF_A_LINE):
        folded = fold(evidence.corpus.text(statement.doc_id)[statement.start : statement.end])
        found = list(pattern.finditer(folded))
        for match in found:
            place = _Span(
                statement.doc_id, statement.start + match.start(), statement.start + match.end()
            )
            is_once = sum(other.group() == match.group() for other in found) == 1
            if is_once and _counts(match.group(), folded[match.end() :])[1] >= _FITTING:
                uses.setdefault(match.group(), []).append(Use(place, statement))
    for of_word in uses.values():
        by_following = {_following(evidence, use): use for use in of_word}
        of_word[:] = by_following.values()
    return uses


def _following(evidence: Evidence, use: Use) -> str:
    """The words behind a gap, up to the first that names a thing or a deed: "các quy định"."""
    columns = evidence.corpus.columns(use.line.doc_id)
    first = int(columns.start.searchsorted(use.line.end))
    words = []
    for n in range(first, min(first + _WORDS_BEHIND, len(columns))):
        if columns.pos[n] == "PUNCT" or columns.start[n] >= use.statement.end:
            break
        words.append(columns.norm[n])
        if columns.pos[n] in _CONTENT:
            break
    return " ".join(words)


def _counts(word: str, behind: str) -> tuple[str, int]:
    """The next syllable behind a word, and how often official text has both together."""
    following = re.match(r" (\w+)", behind)
    if following is None:
        return "", 0
    ids = official().pieces(f"{word} {following[1]}").id
    if len(ids) != 3:
        return following[1], 0
    return following[1], int(official().triples(ids[:1], ids[1:2], ids[2:])[0])


def _chosen_among(evidence: Evidence, word: str, uses: Sequence[Use]) -> Item | None:
    """The item of a word and lines; None where fewer than three of its set are wrong."""
    wrong: dict[str, str] = {}
    shown = [evidence.text(use.statement, (use.line.start, use.line.end)) for use in uses]
    together = fold(" ".join(shown))
    for words in synonym_sets():
        if word not in words:
            continue
        for other in words:
            line = _unfitting_line(evidence, other, uses)
            if other != word and line and other not in together:
                following = _following(evidence, uses[line - 1])
                wrong[other] = evidence.say("does_not_go", word=other, with_=following, line=line)
    if len(wrong) < _WRONG_OPTIONS or len(set(shown)) < len(shown) or word in together:
        return None
    others = evidence.chance.sample(sorted(wrong), _WRONG_OPTIONS)
    followers = ", ".join(f"“{word} {_following(evidence, use)}”" for use in uses)
    right = evidence.say("goes_with", words=followers)
    why: Mapping[str, str] = wrong | {word: right}
    return evidence.item(
        [use.statement for use in uses],
        lines=tuple(shown),
        right=word,
        others=others,
        why=why,
        key=right,
        asks=(f"synonym {word}", *evidence.keys([use.statement for use in uses])),
        level="2" if len(uses) > _LEAST_LINES else "3",
    )


def _unfitting_line(evidence: Evidence, word: str, uses: Sequence[Use]) -> int:
    """The first line that a word does not fit, counted from 1; 0 where it may fit all of them."""
    for line, use in enumerate(uses, 1):
        text = fold(evidence.corpus.text(use.line.doc_id)[use.line.end : use.statement.end])
        if not _counts(word, text)[1]:
            return line
    return 0
