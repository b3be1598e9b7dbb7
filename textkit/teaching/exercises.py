"""Exercises out of a corpus: one function per kind, and draws that a seed repeats."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from random import Random
from typing import Any

import numpy as np
from tqdm.auto import tqdm

from textkit.checking.draft import all_rules
from textkit.checking.material import Draft, Prior
from textkit.comparing.resolving import ABSENT, resolve
from textkit.counting.concordance import collocations, kwic
from textkit.counting.counts import frequencies
from textkit.data.messages import Lang, catalogue
from textkit.finding.cues import markers
from textkit.finding.themes import Lexicon, own_lexicon
from textkit.reading.document import Document
from textkit.storing.corpus import StoredCorpus, one_of
from textkit.teaching.evidence import GAP, Evidence, Use
from textkit.teaching.items import KINDS, Item, checked, leaks
from textkit.teaching.series import PROMISES, changed, cloze, comparison, match, order, timeline
from textkit.teaching.slips import MAKERS, put_slips
from textkit.vietnamese.dates import written_date
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.signs import Sign, bodies, parse_sign
from textkit.vietnamese.text import fold

# Senses of statements that plan.
_PLANS = ("goals", "tasks", "assignment")

# Of the pages to discuss so many at most: each takes half a page.
_MOST_OF_KIND = {"timeline": 2, "comparison": 1}

# So many letters before a gap are no chance: a word that follows them elsewhere fits the gap too.
_LETTERS_BEFORE = 12

# A word that does not fit a concordance is known beside this share of the lines' neighbours: below
# it nobody would think of it, above it may be right. Chosen by eye; not measured.
_LEAST_PLAUSIBLE, _MOST_PLAUSIBLE = 0.35, 0.7

# A word does not fit where it suits both neighbours of fewer lines than this.
_LINES_IT_FITS = 2

# Words that fit best without being right, out of which the others are drawn.
_NEAREST = 6

# How many words may stand before what decides a statement's act; further on it may speak of
# something else. An actor decides where it begins.
_MOST_WORDS_BEFORE = 12
_MOST_WORDS_BEFORE_KIND = {"actor": 0}

# A pair of syllables that official text (28 million syllables) has so often is an everyday word.
_COMMON = 1000

# Abbreviations as documents introduce them: "… (HĐND)".
_BRACKETED = re.compile(r"\(([A-ZĐ]{3,8})\)")
_SHORTEST_CODE = 3

# Least uses of a term, and documents and uses of a word: fewer show no habit. Best lines have about
# so many words. Chosen by eye on the sheets of the sample; not measured.
_LEAST_USES = 3
_LINES_OF_A_TERM = 3
_GOOD_LENGTH = 18
_WORDS_OF_COMPANY = 5
_LEAST_COUNT = 4
_LEAST_DOCUMENTS = 4
_LEAST_LINES, _MOST_LINES = 3, 4

# Wrong options of a choice.
_WRONG_OPTIONS = 3

# Words of a sentence into which a slip is put, and the least syllables of its parts. By eye.
_LEAST_WORDS_WITH_SLIP, _MOST_WORDS_WITH_SLIP = 14, 50
_LEAST_PART = 3

# A sentence that shows a reference says this much beside it, in characters. By eye.
_LEAST_AROUND_REFERENCE = 20

# Kinds of documents whose names are exchanged in a reference.
_KINDS_OF_DOCUMENTS = ("Quyết định", "Chỉ thị", "Kết luận", "Nghị quyết")


def _terms(evidence: Evidence) -> dict[str, str]:
    """What is worth explaining, each with what it stands for, if anything.

    The terms of the lexicon of themes but for everyday words, the codes of bodies, and the
    abbreviations that a document puts into brackets.
    """
    terms = {}
    for theme in (evidence.corpus.lexicon or own_lexicon()).themes.values():
        for word in theme.keywords:
            if " " in word and not _everyday(word):
                terms[word] = ""
    for doc_id in evidence.corpus.ids:
        for code in _BRACKETED.findall(evidence.corpus.text(doc_id)):
            terms[code] = ""
    for code, row in bodies().items():
        if row["body"] and code.isupper() and len(code) >= _SHORTEST_CODE:
            terms[code] = row["body"]
    return dict(sorted(terms.items()))


def _everyday(word: str) -> bool:
    """Whether a word of two syllables is so common that nobody asks what it means."""
    counts = official()
    ids = counts.pieces(word).id
    return len(ids) == 2 and bool(counts.pairs(ids[:1], ids[1:])[0] >= _COMMON)


def glossary(evidence: Evidence) -> Iterator[Item]:
    """Terms and abbreviations by use: how often, in the best lines, with what words, since when."""
    corpus = evidence.corpus
    terms = _terms(evidence)
    for term in evidence.shuffled(terms):
        lines = kwic(corpus, term)
        statements = [use.statement for use in evidence.uses(lines)]
        if len(lines) < _LEAST_USES or len(statements) < 2:
            continue
        best = sorted(statements, key=lambda statement: _dullness(evidence.text(statement)))
        best = best[:_LINES_OF_A_TERM]
        passage = evidence.say(
            "use",
            n=len(lines),
            documents=lines["doc_id"].nunique(),
            first=_first_use(evidence, lines),
        )
        meaning = f"{term}: {terms[term]}." if terms[term] else ""
        key = [meaning, _company(evidence, term)]
        yield evidence.item(
            best,
            prompt=evidence.say("which_glossary", term=term),
            asks=(f"term {term}",),
            passage=passage,
            lines=tuple(map(evidence.text, best)),
            key=" ".join(part for part in key if part),
        )


def _dullness(text: str) -> int:
    """How far a line is from a good example: of middling length, without figures."""
    digits = sum(map(str.isdigit, text))
    return abs(len(text.split()) - _GOOD_LENGTH) + digits


def _first_use(evidence: Evidence, lines: Any) -> str:
    """The source of the line of the oldest document; documents without a date are the youngest."""
    dated = []
    for line in lines.itertuples():
        date = evidence.corpus.fact(line.doc_id, "date") or "9999"
        dated.append((date, line.doc_id, line.path))
    _, doc_id, path = min(dated)
    return evidence.source(doc_id, path)


def _company(evidence: Evidence, term: str) -> str:
    """A sentence on the words that stand near a term; empty where there are none."""
    words = collocations(evidence.corpus, term, min_count=2)["word"]
    near = [word for word in words if not re.search(r"\d", word)]
    if not near:
        return ""
    return evidence.say("company", words=", ".join(near[:_WORDS_OF_COMPANY]))


def concordance(evidence: Evidence) -> Iterator[Item]:
    """Lines of one word with the word left out: which of four fits all of them?"""
    candidates = []
    for pos in ("VERB", "NOUN"):
        table = frequencies(evidence.corpus, pos=pos, min_count=_LEAST_COUNT)
        alike = []
        for row in table.itertuples():
            if row.documents >= _LEAST_DOCUMENTS and row.word.count(" ") == 1:
                alike.append(row.word)
        candidates += [(word, alike) for word in alike]
    for word, alike in evidence.shuffled(candidates):
        lines = kwic(evidence.corpus, word.replace(" ", "_"))
        uses = evidence.uses(lines)[:_MOST_LINES]
        if len(uses) < _LEAST_LINES:
            continue
        others = _misfits(evidence, word, uses, alike)
        if len(others) < _WRONG_OPTIONS:
            continue
        shown = []
        for use in uses:
            shown.append(evidence.text(use.statement, (use.line.start, use.line.end)))
        yield evidence.item(
            [use.statement for use in uses],
            right=word,
            lines=tuple(shown),
            others=evidence.chance.sample(others, _WRONG_OPTIONS),
        )


def _misfits(
    evidence: Evidence, right: str, uses: Sequence[Use], words: Iterable[str]
) -> list[str]:
    """Words that fit one line at most, but not badly, those that fit best first.

    Whether a word fits is told by the neighbours that official text knows it with. Words that share
    a syllable with the right one, or stand in a line, are left out.
    """
    counts = official()
    shown = fold(" ".join(evidence.text(use.statement) for use in uses))
    syllables = set(fold(right).split())
    others = []
    fitting = set().union(*(_pairs_after(evidence, use) for use in uses))
    for word in words:
        is_apart = fold(word) not in shown and not syllables & set(fold(word).split())
        if is_apart and fold(word) not in fitting:
            others.append(word)
    if not others:
        return []
    first, last = np.array([counts.pieces(word).id[[0, -1]] for word in others]).T
    by_line = []
    for use in uses:
        # As it is shown: a gap at the head of a line has nothing of the sentence before it.
        shown_line = f". {evidence.text(use.statement, (use.line.start, use.line.end))} ."
        left, _, right_of = shown_line.partition(GAP)
        before = counts.pieces(left).id[-1:]
        after = counts.pieces(right_of).id[:1]
        by_line.append((counts.pairs(before, first) > 0, counts.pairs(last, after) > 0))
    fits = np.array(by_line)  # by line, side and word
    share = fits.mean(axis=(0, 1))
    whole_lines = fits.all(axis=1).sum(axis=0)
    is_plausible = (share >= _LEAST_PLAUSIBLE) & (share <= _MOST_PLAUSIBLE)
    wrong = np.flatnonzero((whole_lines < _LINES_IT_FITS) & is_plausible)
    nearest = wrong[np.lexsort((-share[wrong], -whole_lines[wrong]))]
    return [others[place] for place in nearest[:_NEAREST]]


def _pairs_after(evidence: Evidence, use: Use) -> set[str]:
    """The pairs of syllables that somewhere follow the words before a gap: they fit it too."""
    line = evidence.text(use.statement, (use.line.start, use.line.end))
    before = fold(line.partition(GAP)[0].strip())[-_LETTERS_BEFORE:]
    if len(before) < _LETTERS_BEFORE:
        return set()
    pairs = set()
    for following in re.finditer(re.escape(before) + r" (\S+ \w+)", evidence.folded()):
        pairs.add(following[1])
    return pairs


def act(evidence: Evidence) -> Iterator[Item]:
    """Commitment or achievement? As many of plans as of reports; the key has the deciding words."""
    by_act: dict[bool, list[Item]] = {False: [], True: []}
    options = (evidence.say("commitment"), evidence.say("achievement"))
    for statement in evidence.shuffled(evidence.every("statements")):
        text = evidence.text(statement)
        cue = _cue(statement, text)
        if cue is None or not evidence.reads(statement) or not evidence.begins(statement):
            continue
        is_report = statement.act == "achievement"
        kind, words = cue
        item = evidence.item(
            [statement],
            passage=text,
            options=options,
            answer=(int(is_report),),
            key=evidence.say(f"cue_{kind}", words=words),
            asks=(f"{statement.doc_id}:{statement.start}",),
        )
        by_act[is_report].append(item)
    for pair in zip(*by_act.values(), strict=False):
        yield from evidence.shuffled(pair)


def _cue(statement: Any, text: str) -> tuple[str, str] | None:
    """The kind and the words of what decides a statement's act.

    None where other words of it speak against that, or the words stand too far behind.
    """
    is_report = statement.act == "achievement"
    folded = fold(text)
    done = markers()["achievement"][1].search(folded)
    limits = markers()["limitation"][1].search(folded)
    if is_report:
        fits = statement.sense == "achievement"
        against = r"\b(?:chưa|không|thiếu|chậm)\b"
    else:
        fits = statement.act in PROMISES and statement.sense in _PLANS
        against = r"\bchưa\b|^(?:\S+ ){1,4}là "  # what something is is no commitment
    kind, _, words = (statement.cues or ("",))[0].partition(": ")
    if is_report and done:
        kind, words = "achievement", done.group().strip()
    is_mixed = bool(done) != is_report or limits or re.search(against, folded)
    if not fits or is_mixed or not words or f"handout.cue_{kind}" not in catalogue():
        return None
    at = folded.find(words)
    if at < 0:
        return None
    most = _MOST_WORDS_BEFORE_KIND.get(kind, _MOST_WORDS_BEFORE)
    if len(text[:at].split()) > most:
        return None
    return kind, text[at : at + len(words)]


def slip(evidence: Evidence) -> Iterator[Item]:
    """A passage with one seeded slip that its rule alone finds: which part is wrong?

    The key has rule and correction; the rules take turns.
    """
    by_rule = [_slipped(evidence, rule) for rule in evidence.shuffled(MAKERS)]
    for item in chain.from_iterable(zip_longest(*by_rule)):
        if item is not None:
            yield item


def _slipped(evidence: Evidence, rule: str) -> Iterator[Item]:
    """Passages with a slip of one rule."""
    plain = []
    for statement in evidence.every("statements"):
        is_whole = evidence.reads(statement, _LEAST_WORDS_WITH_SLIP, _MOST_WORDS_WITH_SLIP)
        if is_whole and evidence.begins(statement):
            plain.append(statement)
    for statement in evidence.shuffled(plain):
        clean = Document("", evidence.text(statement))
        seed = evidence.chance.randrange(10**6)
        wrong, slips = put_slips(clean, [rule], n=1, seed=seed)
        if not slips:
            continue
        put = slips[0]
        faults = _faults(wrong)
        if len(faults) != 1 or not (faults[0].start < put.end and put.start < faults[0].end):
            continue
        fault = faults[0]
        start, end = min(put.start, fault.start), max(put.end, fault.end)
        right, others = _parts(wrong.text, start, end)
        if len(others) < _WRONG_OPTIONS:
            continue
        # What the rule reports may begin before the slip and end behind it.
        before, after = wrong.text[fault.start : put.start], wrong.text[put.end : fault.end]
        key = evidence.say(
            rule.replace(".", "_").replace("-", "_"),
            before=before + put.before + after,
            after=before + put.after + after,
            rule=rule,
        )
        yield evidence.item(
            [statement],
            passage=wrong.text,
            key=key,
            right=right,
            others=evidence.chance.sample(others, _WRONG_OPTIONS),
        )


def _faults(document: Document) -> list[Any]:
    """What the rules for which slips are made find in a document."""
    faults: list[Any] = []
    for name in MAKERS:
        faults += all_rules()[name].check(Draft(document), Prior(None))
    return faults


def _parts(text: str, start: int, end: int) -> tuple[str, list[str]]:
    """The part of a passage in which the words stand, and the others as long beside it.

    >>> _parts("một hai ba bốn năm sáu, bảy", 5, 6)
    ('một hai ba', ['bốn năm sáu'])
    """
    words = [match.span() for match in re.finditer(r"\S+", text)]
    inside = [place for place, (a, b) in enumerate(words) if a < end and start < b]
    size = max(_LEAST_PART, len(inside))
    # The words in the middle of their part, as far as the passage reaches.
    first = max(0, min(inside[0] - (size - len(inside)) // 2, len(words) - size))
    parts = {}
    for place in range(first % size, len(words) - size + 1, size):
        part = text[words[place][0] : words[place + size - 1][1]]
        parts[place] = part.strip(" ,;:.")
    right = parts.pop(first)
    return right, list(parts.values())


def citation(evidence: Evidence) -> Iterator[Item]:
    """Reading references: what a number says, how one is built, which document is meant."""
    rows = resolve(evidence.corpus).drop_duplicates(["number", "date"])
    rows = rows.astype(object).where(rows.notna(), None)
    for row in evidence.shuffled(rows[rows["number"].notna()].itertuples()):
        sign = parse_sign(row.number)
        statement = evidence.statement(row)
        if sign is None or statement is None or sign.family not in ("party", "state"):
            continue
        # All three are made before one is chosen: what is drawn for one must not hang on another.
        made = [make(evidence, row, sign) for make in evidence.shuffled((_decoded, _built, _meant))]
        fields = next((fields for fields in made if fields is not None), None)
        if fields is not None:
            asks = (f"code {sign.number.split('/', 1)[-1]}", *evidence.keys([statement]))
            yield evidence.item([statement], asks=asks, **fields)


def _decoded(evidence: Evidence, row: Any, sign: Sign) -> dict[str, Any] | None:
    """Kind and body by the number alone; the others differ in a code that the number spells out.

    None where the document is in the corpus: the sources on the sheet give its kind away.
    """
    names = {code: body["body"] for code, body in bodies().items()}
    names |= {"TW": evidence.say("central"), "TU": evidence.say("provincial")}
    known = set()
    for number in {citation.number for citation in evidence.every("citations")}:
        other = parse_sign(number) if number else None
        body = names.get(other.body or "") if other is not None else None
        if other is not None and other.kind and body:
            known.add((other.kind, body))
    right = (sign.kind, names.get(sign.body or ""))
    others = sorted(pair for pair in known if pair != right)
    if not all(right) or len(others) < _WRONG_OPTIONS or row.verdict != ABSENT:
        return None
    options = []
    for kind, body in (right, *evidence.chance.sample(others, _WRONG_OPTIONS)):
        options.append(f"{str(kind).capitalize()} – {body}")
    return {
        "prompt": evidence.say("which_body", number=row.number),
        "key": evidence.say("by_sign", number=row.number),
        "right": options[0],
        "others": options[1:],
    }


def _built(evidence: Evidence, row: Any, sign: Sign) -> dict[str, Any] | None:
    """A reference put together out of its facts.

    The others break a rule each: of the number's form, of the order of parts, of the kind.
    """
    parts = re.split("[-/]", row.number, maxsplit=2)
    is_day = bool(row.date) and len(row.date) == len("2025-12-31")
    is_whole = len(parts) > 2 and row.issuer and is_day
    if not is_whole or not row.kind or sign.kind != row.kind:
        return None
    is_party = sign.family == "party"
    kind = row.kind.capitalize()
    issuer = " ".join(row.issuer.split())
    day = written_date(row.date)
    # The Party writes a comma before the day, the state none; in numbers of the Party the stroke
    # comes last, in those of the state first.
    dated = f", ngày {day}" if is_party else f" ngày {day}"
    turned = ("{}/{}-{}" if is_party else "{}-{}/{}").format(*parts)
    right = f"{kind} số {row.number}{dated} của {issuer}"
    other = evidence.chance.choice([name for name in _KINDS_OF_DOCUMENTS if name != kind])
    wrong = (
        right.replace(row.number, turned),
        f"{kind} của {issuer} số {row.number}{dated}",
        other + right[len(kind) :],
    )
    return {
        "prompt": evidence.say("which_form"),
        "key": evidence.say("by_rule"),
        "passage": evidence.say("facts", kind=row.kind, number=row.number, date=day, issuer=issuer),
        "right": right,
        "others": wrong,
    }


def _meant(evidence: Evidence, row: Any, _: Sign) -> dict[str, Any] | None:
    """Which document of the corpus a reference means, by title; the others are of its kind."""
    fact = evidence.corpus.fact
    passage = evidence.text(evidence.statement(row))
    is_certain = row.verdict == "confirmed" and row.certainty == "certain"
    # A reference that has the title gives the answer.
    if not is_certain or row.title or len(passage) < len(row.text) + _LEAST_AROUND_REFERENCE:
        return None
    titles = {}
    for doc_id in evidence.corpus.ids:
        if fact(doc_id, "kind") == fact(row.target, "kind"):
            titles[doc_id] = fact(doc_id, "title") or ""
    right = titles[row.target]
    others = sorted({*titles.values()} - {"", right})
    if not right or len(others) < _WRONG_OPTIONS:
        return None
    options = [title[:1].upper() + title[1:] for title in (right, *others)]
    return {
        "prompt": evidence.say("which_document", text=" ".join(row.text.split())),
        "passage": passage,
        "key": evidence.source(row.target),
        "right": options[0],
        "others": evidence.chance.sample(options[1:], _WRONG_OPTIONS),
    }


MADE: dict[str, Callable[[Evidence], Iterator[Item]]] = {
    make.__name__: make
    for make in (
        glossary,
        concordance,
        cloze,
        match,
        order,
        changed,
        act,
        slip,
        citation,
        timeline,
        comparison,
    )
}
"""What makes the items of each kind. A new kind is a function, and messages in the catalogue."""


def draw_items(  # noqa: PLR0913
    corpus: StoredCorpus,
    *,
    kinds: Collection[str] = (),
    n: int = 6,
    seed: int = 0,
    topic: str = "",
    lang: Lang = "vi",
    kept: Sequence[Item] = (),
    progress: bool = False,
) -> tuple[list[Item], list[str]]:
    """Up to `n` items of each kind (by default all), and a sentence on each kind that had fewer.

    None shows what another asks. Of `kept`, those locked stay and those dropped never come back;
    for `topic` and `progress` see `write_handout`. Raises TextkitError if a kind is unknown.
    """
    evidence = Evidence(corpus, lang)
    lexicon = corpus.lexicon or own_lexicon()
    taken = [item for item in kept if item.state == "lock"]
    gone: set[str] = set()
    for dropped in kept:
        if dropped.state == "drop":
            gone.update(dropped.asks)
    chosen = [one_of("kind of exercise", kind, KINDS) for kind in kinds or KINDS]
    # The pages to discuss show most: drawn last they would find least left.
    chosen.sort(key=lambda kind: kind not in _MOST_OF_KIND)
    notes = []
    for kind in tqdm(chosen, "textkit", unit=" kinds", file=sys.stderr, disable=not progress):
        evidence.kind = kind
        evidence.chance = Random(f"{seed} {kind}")
        wanted = min(n, _MOST_OF_KIND.get(kind, n))
        count = sum(item.kind == kind for item in taken)
        drawn = MADE[kind](evidence)
        while count < wanted:
            item = next(drawn, None)
            if item is None:
                notes.append(
                    evidence.say("few", kind=evidence.say(kind), found=count, wanted=wanted)
                )
                break
            is_fresh = not gone & set(item.asks) and not any(leaks(item, one) for one in taken)
            if is_fresh and (not topic or _is_about(item, topic, lexicon)):
                taken.append(checked(item))
                count += 1
    return sorted(taken, key=lambda item: KINDS.index(item.kind)), notes


def _is_about(item: Item, topic: str, lexicon: Lexicon) -> bool:
    """Whether an item has the word, or is about the theme of that name."""
    text = " ".join((item.prompt, item.passage, *item.lines, *item.options, item.key))
    if fold(topic) in fold(text):
        return True
    theme = lexicon.themes.get(lexicon.theme_of(text) or "")
    if theme is None:
        return False
    return fold(topic) in {fold(name) for name in (theme.key, theme.vi, theme.en)}
