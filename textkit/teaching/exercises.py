"""Exercises out of a corpus: a function a kind, draws that a seed repeats, no item that tells
another's answer.
"""

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
from textkit.finding.statements import markers
from textkit.finding.themes import Lexicon, own_lexicon
from textkit.reading.document import Document
from textkit.storing.corpus import StoredCorpus, one_of
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import KINDS, Item, checked, leaks
from textkit.teaching.series import PROMISES, changed, cloze, comparison, match, order, timeline
from textkit.teaching.slips import MAKERS, put_slips
from textkit.vietnamese.dates import written_date
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.signs import Sign, bodies, parse_sign
from textkit.vietnamese.text import fold

_PLANS = ("goals", "tasks", "assignment")
_PAGES = {"timeline": 2, "comparison": 1}
_PLAUSIBLE = (
    0.35,
    0.7,
)  # the share of a line's neighbours that official text knows beside a word that does not fit
_EARLY = {
    "actor": 0
}  # words before what decides a statement's act; further on it may speak of something else
_COMMON = 1000  # in 28 million syllables
_BRACKETED = re.compile(r"\(([A-ZĐ]{3,8})\)")
_NEAREST = 6  # words that fit best without being right, out of which the others are drawn


def _terms(evidence: Evidence) -> dict[str, str]:
    """What is worth explaining, each with what it stands for, if anything.

    The terms of the lexicon of themes but for everyday words, the codes of bodies, and the
    abbreviations that a document puts into brackets.
    """
    themes = (evidence.corpus.lexicon or own_lexicon()).themes.values()
    terms = {
        word: ""
        for theme in themes
        for word in theme.keywords
        if " " in word and not _everyday(word)
    }
    short = (
        code
        for id_ in evidence.corpus.ids
        for code in _BRACKETED.findall(evidence.corpus.text(id_))
    )
    codes = {
        code: row["body"]
        for code, row in bodies().items()
        if row["body"] and code.isupper() and len(code) > 2
    }
    return dict(sorted((terms | dict.fromkeys(short, "") | codes).items()))


def _everyday(word: str) -> bool:
    """Whether a word of two syllables is so common in official text that nobody asks what it
    means.
    """
    counts = official()
    ids = counts.pieces(word).id
    return len(ids) == 2 and bool(counts.pairs(ids[:1], ids[1:])[0] >= _COMMON)


def glossary(evidence: Evidence) -> Iterator[Item]:
    """Terms and abbreviations by use: how often, in the best lines, with their company,
    since when.
    """
    corpus, terms = evidence.corpus, _terms(evidence)
    for term in evidence.shuffled(terms):
        lines = kwic(corpus, term)
        best = [one for _, one in evidence.uses(lines)]
        best.sort(
            key=lambda one: (
                abs(len(evidence.text(one).split()) - 18)
                + sum(map(str.isdigit, evidence.text(one)))
            )
        )
        if len(lines) > 2 and len(best) > 1:
            dated = (
                (corpus.fact(line.doc_id, "date") or "9999", line.doc_id, line.path)
                for line in lines.itertuples()
            )
            first = evidence.source(*min(dated)[1:])
            near = [
                word
                for word in collocations(corpus, term, min_count=2)["word"]
                if not re.search(r"\d", word)
            ]
            company = evidence.say("company", words=", ".join(near[:5])) if near else ""
            yield evidence.item(
                best[:3],
                prompt=evidence.say("which_glossary", term=term),
                asks=(f"term {term}",),
                passage=evidence.say(
                    "use", n=len(lines), documents=lines["doc_id"].nunique(), first=first
                ),
                lines=tuple(map(evidence.text, best[:3])),
                key=" ".join(
                    filter(None, (f"{term}: {terms[term]}." if terms[term] else "", company))
                ),
            )


def concordance(evidence: Evidence) -> Iterator[Item]:
    """Lines of one word with the word left out: which of four fits all of them?"""
    tables = [frequencies(evidence.corpus, pos=pos, min_count=4) for pos in ("VERB", "NOUN")]
    alike = [
        [row.word for row in table.itertuples() if row.documents > 3 and row.word.count(" ") == 1]
        for table in tables
    ]
    for word, words in evidence.shuffled((one, each) for each in alike for one in each):
        used = evidence.uses(kwic(evidence.corpus, word.replace(" ", "_")))[:4]
        others = _misfits(evidence, word, used, words) if len(used) > 2 else []
        if len(others) > 2:
            lines = tuple(evidence.text(one, (line.start, line.end)) for line, one in used)
            yield evidence.item(
                [one for _, one in used],
                right=word,
                lines=lines,
                others=evidence.chance.sample(others, 3),
            )


def _misfits(
    evidence: Evidence, right: str, used: Sequence[tuple[Any, Any]], words: Iterable[str]
) -> list[str]:
    """Words that fit one line at most, but not badly, by the neighbours that official text knows
    them with.
    """
    counts, said = official(), fold(" ".join(evidence.text(one) for _, one in used))
    own = set(fold(right).split())
    words = [word for word in words if fold(word) not in said and not own & set(fold(word).split())]
    if not words:
        return []
    first, last = np.array([counts.pieces(word).id[[0, -1]] for word in words]).T
    fits = np.array(
        [
            (
                counts.pairs(counts.pieces(f". {line.left}").id[-1:], first) > 0,
                counts.pairs(last, counts.pieces(f"{line.right} .").id[:1]) > 0,
            )
            for line, _ in used
        ]
    )
    share, right_lines = fits.mean(axis=(0, 1)), fits.all(axis=1).sum(axis=0)
    kept = np.flatnonzero((right_lines < 2) & (share >= _PLAUSIBLE[0]) & (share <= _PLAUSIBLE[1]))
    nearest = kept[np.lexsort((-share[kept], -right_lines[kept]))]
    return [words[place] for place in nearest[:_NEAREST]]


def act(evidence: Evidence) -> Iterator[Item]:
    """Commitment or achievement? As many of plans as of reports, with the words that decide as the
    reason.
    """
    found: dict[bool, list[Item]] = {False: [], True: []}
    options = (evidence.say("commitment"), evidence.say("achievement"))
    for statement in evidence.shuffled(evidence.every("statements")):
        said, is_told = evidence.text(statement), statement.act == "achievement"
        if (
            (cue := _cue(statement, said))
            and evidence.reads(statement)
            and evidence.begins(statement)
        ):
            key, asks = (
                evidence.say(f"cue_{cue[0]}", words=cue[1]),
                (f"{statement.doc_id}:{statement.start}",),
            )
            one = evidence.item(
                [statement],
                passage=said,
                options=options,
                answer=(int(is_told),),
                key=key,
                asks=asks,
            )
            found[is_told].append(one)
    yield from (
        item for pair in zip(*found.values(), strict=False) for item in evidence.shuffled(pair)
    )


def _cue(statement: Any, said: str) -> tuple[str, str] | None:
    """The kind and the words of what decides a statement's act, None where other words of it speak
    against that.
    """
    is_told = statement.act == "achievement"
    done, limits = (markers()[kind][1].search(fold(said)) for kind in ("achievement", "limitation"))
    spoilt = r"\b(?:chưa|không|thiếu|chậm)\b" if is_told else r"\bchưa\b|^(?:\S+ ){1,4}là "
    against = limits or re.search(spoilt, fold(said))
    kind, _, words = (statement.cues or ("",))[0].partition(": ")
    if is_told and done:
        kind, words = "achievement", done.group().strip()
    fits = (
        statement.sense == "achievement"
        if is_told
        else statement.act in PROMISES and statement.sense in _PLANS
    )
    plain = bool(done) == is_told and not against and f"handout.cue_{kind}" in catalogue()
    at = fold(said).find(words) if fits and plain and words else -1
    early = at >= 0 and len(said[:at].split()) <= _EARLY.get(kind, 12)
    return (kind, said[at : at + len(words)]) if early else None


def slip(evidence: Evidence) -> Iterator[Item]:
    """A passage with one seeded slip that its rule alone finds: which part is wrong? The key has
    rule and correction.
    """
    drawn = zip_longest(*(_slipped(evidence, rule) for rule in evidence.shuffled(MAKERS)))
    yield from filter(None, chain.from_iterable(drawn))


def _slipped(evidence: Evidence, rule: str) -> Iterator[Item]:
    plain = (
        one
        for one in evidence.every("statements")
        if evidence.reads(one, 14, 50) and evidence.begins(one)
    )
    for statement in evidence.shuffled(plain):
        clean, seed = Document("", evidence.text(statement)), evidence.chance.randrange(10**6)
        wrong, slips = put_slips(clean, [rule], n=1, seed=seed)
        checks = [all_rules()[name].check for name in MAKERS] if slips else []
        faults = [fault for check in checks for fault in check(Draft(wrong), Prior(None))]
        if len(faults) == 1 and faults[0].start < slips[0].end and slips[0].start < faults[0].end:
            before, after = (
                wrong.text[faults[0].start : slips[0].start],
                wrong.text[slips[0].end : faults[0].end],
            )
            right, others = _parts(
                wrong.text, min(slips[0].start, faults[0].start), max(slips[0].end, faults[0].end)
            )
            told = {
                "before": before + slips[0].before + after,
                "after": before + slips[0].after + after,
                "rule": rule,
            }
            if len(others) > 2:
                key = evidence.say(rule.replace(".", "_").replace("-", "_"), **told)
                others = evidence.chance.sample(others, 3)
                yield evidence.item(
                    [statement], passage=wrong.text, key=key, right=right, others=others
                )


def _parts(text: str, start: int, end: int) -> tuple[str, list[str]]:
    """The part of a passage in which the words stand, three syllables at least, and the others as
    long beside it.
    """
    words = [match.span() for match in re.finditer(r"\S+", text)]
    inside = [place for place, (a, b) in enumerate(words) if a < end and start < b]
    size = max(3, len(inside))
    first = max(0, min(inside[0] - (size - len(inside)) // 2, len(words) - size))
    cuts = range(first % size, len(words) - size + 1, size)
    parts = {
        place: text[words[place][0] : words[place + size - 1][1]].strip(" ,;:.") for place in cuts
    }
    return parts.pop(first), list(parts.values())


def citation(evidence: Evidence) -> Iterator[Item]:
    """Reading references: which kind and body a sign tells, how one is built, which document is
    meant.
    """
    rows = resolve(evidence.corpus).drop_duplicates(["number", "date"])
    rows = rows.astype(object).where(rows.notna(), None)
    for row in evidence.shuffled(rows[rows["number"].notna()].itertuples()):
        sign, place = parse_sign(row.number), evidence.statement(row)
        if sign is not None and place is not None and sign.family in ("party", "state"):
            made = filter(
                None,
                (
                    make(evidence, row, sign)
                    for make in evidence.shuffled((_decoded, _built, _meant))
                ),
            )
            asks = (f"code {sign.number.split('/', 1)[-1]}", *evidence.keys([place]))
            yield from (evidence.item([place], asks=asks, **one) for one in [*made][:1])


def _decoded(evidence: Evidence, row: Any, sign: Sign) -> dict[str, Any] | None:
    """Kind and body by the sign alone; the others differ in a code that the sign spells out."""
    names = {code: body["body"] for code, body in bodies().items()}
    names |= {"TW": evidence.say("central"), "TU": evidence.say("provincial")}
    signs = filter(
        None,
        (
            parse_sign(number)
            for number in {c.number for c in evidence.every("citations")}
            if number
        ),
    )
    known = {(s.kind, name) for s in signs if s.kind and (name := names.get(s.body or ""))}
    right = (sign.kind, names.get(sign.body or ""))
    others = sorted(pair for pair in known if pair != right)
    if (
        not all(right) or len(others) < 3 or row.verdict != ABSENT
    ):  # the sources on the sheet tell the others' kind
        return None
    said, *wrong = (
        f"{str(kind).capitalize()} – {body}"
        for kind, body in (right, *evidence.chance.sample(others, 3))
    )
    key, prompt = (evidence.say(name, number=row.number) for name in ("by_sign", "which_body"))
    return {"prompt": prompt, "key": key, "right": said, "others": wrong}


def _built(evidence: Evidence, row: Any, sign: Sign) -> dict[str, Any] | None:
    """A reference put together out of its facts; the others break a rule each: sign, order,
    kind.
    """
    parts, party = re.split("[-/]", row.number, maxsplit=2), sign.family == "party"
    if not (
        len(parts) > 2
        and row.issuer
        and row.date
        and len(row.date) == 10
        and row.kind
        and sign.kind == row.kind
    ):
        return None
    kind, issuer, on = row.kind.capitalize(), " ".join(row.issuer.split()), written_date(row.date)
    dated, turned = f"{',' * party} ngày {on}", ("{}/{}-{}" if party else "{}-{}/{}").format(*parts)
    right = f"{kind} số {row.number}{dated} của {issuer}"
    other = evidence.chance.choice(
        [name for name in ("Quyết định", "Chỉ thị", "Kết luận", "Nghị quyết") if name != kind]
    )
    wrong = (
        right.replace(row.number, turned),
        f"{kind} của {issuer} số {row.number}{dated}",
        other + right[len(kind) :],
    )
    passage = evidence.say("facts", kind=row.kind, number=row.number, date=on, issuer=issuer)
    key, prompt = evidence.say("by_rule"), evidence.say("which_form")
    return {"prompt": prompt, "key": key, "passage": passage, "right": right, "others": wrong}


def _meant(evidence: Evidence, row: Any, _: Sign) -> dict[str, Any] | None:
    """Which document of the corpus a reference means, by title; the others are of the same kind."""
    fact, passage = evidence.corpus.fact, evidence.text(evidence.statement(row))
    certain = row.verdict == "confirmed" and row.certainty == "certain" and not row.title
    if not certain or len(passage) < len(row.text) + 20:
        return None
    alike = (id_ for id_ in evidence.corpus.ids if fact(id_, "kind") == fact(row.target, "kind"))
    titles = {id_: fact(id_, "title") or "" for id_ in alike}
    own = titles[row.target]
    right, *others = (
        title[:1].upper() + title[1:] for title in (own, *sorted({*titles.values()} - {"", own}))
    )
    if not right or len(others) < 3:
        return None
    prompt = evidence.say("which_document", text=" ".join(row.text.split()))
    asked = {"prompt": prompt, "passage": passage, "key": evidence.source(row.target)}
    return {**asked, "right": right, "others": evidence.chance.sample(others, 3)}


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
"""What makes the items of each kind: another kind is another function, and its messages in the
catalogue.
"""


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
    evidence, notes = Evidence(corpus, lang), []
    taken = [item for item in kept if item.state == "lock"]
    gone = {key for item in kept if item.state == "drop" for key in item.asks}
    chosen = [one_of("kind of exercise", kind, KINDS) for kind in kinds or KINDS]
    chosen.sort(
        key=lambda kind: kind not in _PAGES
    )  # the pages to discuss show most: drawn last they find least left
    for kind in tqdm(chosen, "textkit", unit=" kinds", file=sys.stderr, disable=not progress):
        evidence.kind, evidence.chance = kind, Random(f"{seed} {kind}")
        wanted, own, drawn = (
            min(n, _PAGES.get(kind, n)),
            sum(item.kind == kind for item in taken),
            MADE[kind](evidence),
        )
        while own < wanted and (item := next(drawn, None)):
            fresh = not gone & set(item.asks) and not any(leaks(item, other) for other in taken)
            if fresh and (not topic or _is_about(item, topic, corpus.lexicon or own_lexicon())):
                taken.append(checked(item))
                own += 1
        notes += (
            [evidence.say("few", kind=evidence.say(kind), found=own, wanted=wanted)]
            if own < wanted
            else []
        )
    return sorted(taken, key=lambda item: KINDS.index(item.kind)), notes


def _is_about(item: Item, topic: str, lexicon: Lexicon) -> bool:
    said = " ".join((item.prompt, item.passage, *item.lines, *item.options, item.key))
    theme = lexicon.themes.get(lexicon.theme_of(said) or "")
    is_word = fold(topic) in fold(said)
    return is_word or (
        theme is not None and fold(topic) in map(fold, (theme.key, theme.vi, theme.en))
    )
