"""Exercises on terms: what they mean as the documents define them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from textkit import data
from textkit.counting.concordance import collocations, kwic
from textkit.finding.themes import own_lexicon
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.signs import bodies, kind_of_words
from textkit.vietnamese.text import fold

# Wrong options of a choice, and the longest definition that is one, in words. By eye.
_WRONG_OPTIONS = 3
# Of them so many are of the same sort as the right one, or share words with its term: else the
# question is an open one. Chosen by eye.
_LEAST_ALIKE = 2
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

# Words of a sentence that shows a use of an abbreviation. By eye.
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
    (?: là | được[ ]hiểu[ ]là | bao[ ]gồm | gồm ) \s+    # là
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

    "Sau đây gọi tắt là Nghị quyết" names a document for the text, and explains no term; a name of
    one syllable ("Quỹ") is met in other names too.
    """
    for match in _CALLED.finditer(evidence.corpus.text(doc_id)):
        is_single = " " not in match["term"] and not match["term"][1:2].isupper()
        if is_single or kind_of_words(match["term"]) == fold(match["term"]):
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


class Span(NamedTuple):
    """Some bounds in a document."""

    doc_id: str
    start: int
    end: int


def _by_its_sentence(
    evidence: Evidence, doc_id: str, span: tuple[int, int], term: str
) -> Iterator[Definition]:
    """A definition whose meaning is the sentence around it, where that can be read alone."""
    statement = evidence.statement(Span(doc_id, *span))
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
    statement = evidence.statement(Span(doc_id, span[0], span[0] + 1))
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
        if not others:
            yield _opened(evidence, definition, prompt="which_meaning")
            continue
        why = {other.meaning: evidence.say("means", term=other.term) for other in others}
        yield evidence.item(
            [definition],
            prompt=evidence.say(
                "which_meaning", term=definition.term, source=evidence.source(definition.doc_id)
            ),
            asks=(f"term {fold(definition.term)}",),
            right=definition.meaning,
            others=[other.meaning for other in others],
            why=why | {definition.meaning: evidence.source(definition.doc_id, definition.path)},
            key=f"{definition.term}: {definition.meaning}.",
            level="2",
        )
    of_letters = list(_by_letters(evidence, known))
    yield from of_letters
    for definition in evidence.shuffled(known):
        # A sentence in which the letters stand in brackets need not say what they stand for.
        is_explained = f"({definition.term})" not in definition.meaning
        is_new = not any(f"term {fold(definition.term)}" in item.asks for item in of_letters)
        if not definition.is_article and is_explained and is_new:
            yield _opened(evidence, definition, prompt="which_short")
    if not known and not of_letters:
        yield from _by_use(evidence)


@cache
def _abbreviations() -> dict[str, dict[str, str]]:
    """By field what abbreviations of policy documents stand for."""
    return {field: dict(codes) for field, codes in data.toml("abbreviations.toml").items()}


def _by_letters(evidence: Evidence, known: Sequence[Definition]) -> Iterator[Item]:
    """Abbreviations that the documents use: what do they stand for?

    The words are those of the documents where these say them. Of letters that begin the words the
    question is open: who reads the initials finds these among options.
    """
    said = {each.term: each.meaning for each in known if _initials(each.meaning, each.term)}
    for field, code in evidence.shuffled(_coded()):
        meanings = _abbreviations()[field]
        words = said.get(code, meanings[code])
        uses = list(_uses_of_letters(evidence, code, words))
        if not uses:
            continue
        use = evidence.chance.choice(uses)
        more: dict[str, Any] = {}
        if not _initials(words, code):
            others = [other for other in meanings if other != code]
            others = evidence.chance.sample(others, min(len(others), _WRONG_OPTIONS))
            why = {meanings[other]: evidence.say("stands_for", term=other) for other in others}
            more = {"right": words, "others": [meanings[other] for other in others]}
            more["why"] = why | {words: evidence.say("stands_for", term=code)}
        yield evidence.item(
            [use],
            prompt=evidence.say("which_letters", term=code),
            asks=(f"term {fold(code)}",),
            lines=(evidence.text(use),),
            key=evidence.say("defined", term=code, meaning=words),
            level="1",
            **more,
        )


def _coded() -> list[tuple[str, str]]:
    """The abbreviations that are known, each with its field."""
    pairs = []
    for field, meanings in _abbreviations().items():
        pairs += [(field, code) for code in meanings]
    return pairs


def _initials(words: str, code: str) -> bool:
    """Whether letters are the first letters of the words."""
    return bool(_spelled_out(words, code)) and len(words.split()) == len(code)


def _uses_of_letters(evidence: Evidence, code: str, words: str) -> Iterator[Any]:
    """Sentences that have the letters and not what they stand for."""
    shape = re.compile(rf"(?<![\w/-]){re.escape(code)}(?![\w/-])")
    for statement in evidence.plain(_LEAST_WORDS_OF_A_LINE, _MOST_WORDS_OF_A_LINE):
        text = evidence.text(statement)
        # "tổng sản phẩm trong nước (GDP)" would say it.
        if shape.search(text) and f"({code})" not in text and fold(words) not in fold(text):
            yield statement


def _other_meanings(
    evidence: Evidence, right: Definition, every: Sequence[Definition]
) -> list[Definition]:
    """Three meanings of other terms of the same document, as long as the right one: those of other
    documents are of another field, and seen to be. None where there are not as many, or fewer than
    two are of the same sort of thing: among an agency, a product and a person the term tells which.
    """
    size = len(right.meaning.split())
    fitting = []
    for other in every:
        length = len(other.meaning.split())
        is_of_length = _OF_A_LENGTH * max(size, length) <= min(size, length)
        is_same = fold(other.term) == fold(right.term) or fold(other.meaning) == fold(right.meaning)
        is_near = other.doc_id == right.doc_id and is_of_length and not is_same
        if is_near and max(size, length) <= _LONGEST_DEFINITION:
            fitting.append(other)
    if len(fitting) < _WRONG_OPTIONS:
        return []
    drawn = evidence.shuffled(fitting)
    drawn.sort(key=lambda other: -_likeness(right, other))
    others = drawn[:_WRONG_OPTIONS]
    alike = sum(_likeness(right, other) > 0 for other in others)
    return others if alike >= _LEAST_ALIKE else []


def _likeness(one: Definition, other: Definition) -> int:
    """How hard it is to tell two definitions apart by their terms: the syllables that the terms
    share or that stand in the other's meaning, and whether both meanings begin with one word.
    """
    shared = len({*fold(one.term).split()} & {*fold(other.term).split()})
    begins_alike = _first_word(one) == _first_word(other)
    return 2 * shared + _shared(one.term, other.meaning) + begins_alike


def _first_word(definition: Definition) -> str:
    return fold(definition.meaning).split()[0]


def _shared(term: str, meaning: str) -> int:
    """How many syllables of a term stand in a meaning."""
    return len({*fold(term).split()} & {*re.findall(r"\w+", fold(meaning))})


def _opened(evidence: Evidence, definition: Definition, prompt: str) -> Item:
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
        prompt=evidence.say(
            prompt, term=definition.term, source=evidence.source(definition.doc_id)
        ),
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
