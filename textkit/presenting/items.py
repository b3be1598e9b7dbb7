"""Exercises out of a corpus's evidence: one object for all kinds, a function a kind, draws that a seed repeats."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from itertools import pairwise
from operator import attrgetter
from random import Random
from typing import Any

from textkit.analysis.concordance import collocations, kwic
from textkit.analysis.corpus import Corpus, one_of
from textkit.analysis.counts import frequencies
from textkit.analysis.resolving import ABSENT, resolve
from textkit.analysis.threads import Member, Thread, grouped
from textkit.analysis.threads import threads as linked
from textkit.checking import wording
from textkit.checking.material import Draft, Prior
from textkit.checking.slips import MAKERS, put_slips
from textkit.finding.statements import body_of, markers
from textkit.finding.themes import Lexicon, own_lexicon
from textkit.language.ngrams import official
from textkit.presenting.messages import Lang, catalogue, number, say
from textkit.presenting.pages import chain, label_of, member_figure, source
from textkit.reading.document import Document, TextkitError
from textkit.reading.quantities import find_deadlines, find_quantities
from textkit.reading.signs import Sign, bodies, parse_sign
from textkit.reading.text import fold

GAP = "_____"
_YEAR = re.compile(r"(?<![\d/.])(?:19|20)\d\d(?!\d)")
_TELLING_TIME = re.compile(rf"{_YEAR.pattern}|(?<=lần thứ )[IVXLC]+|(?<=kh[óo][áa] )[IVXLC]+")
_PROMISES, _PLANS = ("target", "action", "assignment", "prohibition"), ("goals", "tasks", "assignment")
_TOLD: dict[str, Callable[[Any], str]] = {
    "statements": lambda one: f"{one.doc_id}:{one.start}", "citations": lambda one: fold(one.number or ""), "targets": lambda one: fold(one.indicator or one.indicator_text)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of any kind: `lines` stand below each other, `options` are lettered, `key` is for the teacher alone.

    `answer` has places of options: one of a choice, one a line to match, all to be put in order, none of an open question, to
    which more than one answer is right. `figure` says what is drawn, `asks` and `shows` which sentences, indicators and numbers
    of documents it tests and tells. `state` is empty, `lock` or `drop`.
    """

    id: str
    kind: str
    state: str
    prompt: str
    passage: str
    lines: tuple[str, ...]
    options: tuple[str, ...]
    answer: tuple[int, ...]
    key: str
    source: str
    figure: str
    asks: tuple[str, ...]
    shows: tuple[str, ...]

    @property
    def form(self) -> str:
        """`open`, `choice`, `match` (an option a line) or `order` (all options in a row)."""
        return ("open", "choice")[len(self.answer)] if len(self.answer) < 2 else "match" if self.lines else "order"


def checked(item: Item) -> Item:
    """The item, if it can be set; else TextkitError: it needs a source, options apart, an answer of their letters."""
    answer, most = set(item.answer), len(item.options)
    needed = {"open": 0, "choice": 1, "match": len(item.lines), "order": most}[item.form]
    apart = len(set(map(fold, item.options))) == most and (item.form != "order" or len(answer) == most)
    answered = len(item.answer) == needed and answer <= set(range(most)) and bool(answer) == bool(most)
    if apart and answered and item.prompt and item.source and item.kind in KINDS and item.state in ("", "lock", "drop"):
        return item
    raise TextkitError(f"item {item.id!r} needs a kind ({', '.join(KINDS)}), no state, lock or drop, a prompt, a source, options that differ, an answer")


class _Evidence:
    """What items are made of, each part read when it is first asked for, and the draws for the kind that is made."""

    def __init__(self, corpus: Corpus, lang: Lang) -> None:
        self.corpus, self.lang, self.kind, self.chance = corpus, lang, "", Random()
        self.records = cache(lambda finder, id_: sorted(corpus.records(finder, [id_]), key=attrgetter("start")))
        self.threads: Callable[[], list[Thread]] = cache(partial(linked, corpus))

    def every(self, finder: str) -> list[Any]:
        return [record for id_ in self.corpus.ids for record in self.records(finder, id_)]

    def shuffled(self, found: Iterable[Any]) -> list[Any]:
        return self.chance.sample(every := list(found), len(every))

    def say(self, key: str, **values: object) -> str:
        return say(f"handout.{key}", self.lang, **values)

    def source(self, doc_id: str, path: str = "") -> str:
        """The document and the place in it, as one cites it: `điểm a khoản 1 Điều 2`, `mục II.3`."""
        head, *steps = path.split("/") if " " in path.split("/")[0] else ("", *path.split("/"))
        if head.startswith("Điều"):
            levels = [self.say("clause" if step[0].isdigit() else "point", n=step) for step in steps]
            return source(self.corpus, doc_id, " ".join([*reversed(levels), head]))
        return source(self.corpus, doc_id, ", ".join(filter(None, (head, self.say("section", n=".".join(steps)) if any(steps) else ""))))

    def keys(self, spans: Iterable[Any]) -> list[str]:
        """What a reader of these places learns: their sentences, indicators and cited numbers."""
        found = (told(r) for span in spans for finder, told in _TOLD.items() for r in self.records(finder, span.doc_id)
                 if r.start < span.end and span.start < r.end)  # fmt: skip
        return list(dict.fromkeys(filter(None, found)))

    def statement(self, place: Any) -> Any:
        """The statement in which a record stands, None where it stands in several or in a heading."""
        around = (s for s in self.records("statements", place.doc_id) if s.start <= place.start and place.end <= s.end)
        return next((s for s in around if s.sense not in ("head", "signature", "note") and "heading" not in s.cues), None)

    def uses(self, lines: Any) -> list[tuple[Any, Any]]:
        """Of the lines of a concordance those that can be read alone, one a document, with their statements."""
        found = {line.doc_id: (line, s) for line in lines.itertuples() if (s := self.statement(line)) and self.reads(s, 10, 36)}
        return list({self.text(s): (line, s) for line, s in found.values()}.values())

    def reads(self, place: Any, least: int = 6, most: int = 45) -> bool:
        """Whether a place can be read alone: it is neither scrap nor page, row of many cells nor title in capitals."""
        text = self.text(place)
        return least <= len(text.split()) <= most and " | " not in text and not text[:12].isupper()

    def text(self, place: Any, gap: tuple[int, int] | None = None) -> str:
        """A place as an exercise shows it, in one line, without its enumerator; `gap` is left out."""
        said, (start, end) = self.corpus.text(place.doc_id), gap or (place.end, place.end)
        return _shown(said[place.start : start] + (GAP if gap else "") + said[end : place.end])

    def item(self, spans: Sequence[Any], *, right: str = "", others: Iterable[str] = (), **more: Any) -> Item:
        """An item that shows these places: with `right` and `others` a choice in drawn order. It asks what they say, if `asks` tells nothing else."""
        if options := self.shuffled([right, *others] if right else ()):
            more |= {"options": tuple(options), "answer": (options.index(right),)}
        keys, sources = tuple(self.keys(spans)), more.pop("sources", None) or [self.source(span.doc_id, span.path) for span in spans]
        more["prompt"] = more.get("prompt") or self.say(f"which_{self.kind}")
        said: dict[str, Any] = {"passage": "", "lines": (), "options": (), "answer": (), "key": "", "figure": "", "asks": keys} | more
        mark = hashlib.sha256(repr((self.kind, *said.values())).encode()).hexdigest()[:8]
        return Item(f"{self.kind}-{mark}", self.kind, "", **said, source="; ".join(dict.fromkeys(sources)), shows=keys)


def _shown(said: str) -> str:
    """A statement as it is printed: in one line, without enumerator, a table's row with its unit in brackets."""
    cells = [" ".join(cell.split()) for cell in re.split(r"\t|\s\|\s", said[len(said) - len(body_of(said)[0]) :].strip())]
    cells = cells[1:] if len(cells) > 3 and cells[0].strip(".").isdigit() else cells
    line = (f"{cells[0]} ({cells[1]}): {cells[2]}" if len(cells) == 3 else " | ".join(cells)).rstrip(" ;,./:")
    return line[:1].upper() + line[1:] + ("" if line.endswith(("?", "!", "”", "…")) else ".")


def glossary(evidence: _Evidence) -> Iterator[Item]:
    """Terms and abbreviations by use: how often, in the best lines, with their company, since when."""
    corpus, names = evidence.corpus, {code: row["body"] for code, row in bodies().items() if row["body"] and code.isupper() and len(code) > 2}
    for term in evidence.shuffled(sorted({word for theme in (corpus.lexicon or own_lexicon()).themes.values() for word in theme.keywords if " " in word} | names.keys())):
        lines = kwic(corpus, term)
        best = [statement for _, statement in evidence.uses(lines)]
        best.sort(key=lambda s: abs(len(evidence.text(s).split()) - 18) + sum(map(str.isdigit, evidence.text(s))))
        if len(lines) > 2 and len(best) > 1:
            doc_id, path = min((corpus.fact(line.doc_id, "date") or "9999", line.doc_id, line.path) for line in lines.itertuples())[1:]
            use = evidence.say("use", n=len(lines), documents=lines["doc_id"].nunique(), first=evidence.source(doc_id, path))
            company = [word for word in collocations(corpus, term, min_count=2)["word"] if not any(map(str.isdigit, word))]
            key = f"{term}: {names.get(term, '')}. " * (term in names) + evidence.say("company", words=", ".join(company[:5]) or "–")
            yield evidence.item(best[:3], prompt=evidence.say("which_glossary", term=term), asks=(f"term {term}",), passage=use, key=key,
                                lines=tuple(f"{evidence.text(s)} ({evidence.source(s.doc_id, s.path)})" for s in best[:3]))  # fmt: skip


def concordance(evidence: _Evidence) -> Iterator[Item]:
    """Lines of one word with the word left out: which of four fits all of them?"""
    tables = (frequencies(evidence.corpus, pos=pos, min_count=4).set_index("word")["count"] for pos in ("VERB", "NOUN"))
    for counts, word in evidence.shuffled((table, word) for table in tables for word in table.index if word.count(" ") == 1):
        used = evidence.uses(kwic(evidence.corpus, word.replace(" ", "_")))[:4]
        near = counts.index[counts.between(counts[word] / 3, counts[word] * 3)] if len(used) > 2 else ()
        others = [other for other in evidence.shuffled(near) if other.count(" ") == 1 and _misfits(evidence, other, word, used)]
        if len(others) > 2:
            yield evidence.item([statement for _, statement in used], right=word, others=others[:3],
                                lines=tuple(evidence.text(statement, (line.start, line.end)) for line, statement in used))  # fmt: skip


def _misfits(evidence: _Evidence, word: str, right: str, used: Iterable[tuple[Any, Any]]) -> bool:
    """Whether a word shares no syllable with the right one, and in each line lacks a neighbour that official text knows."""
    counts, (first, last) = official(), fold(word).split()
    for line, statement in used:
        pairs = [counts.pieces(" ".join(pair)).id for pair in ([*line.left.split()[-1:], first], [last, *line.right.split()[:1]])]
        if all(len(pair) < 2 or counts.pairs(pair[:1], pair[1:2])[0] for pair in pairs) or fold(word) in fold(evidence.text(statement)):
            return False
    return not {first, last} & set(fold(right).split())


def cloze(evidence: _Evidence) -> Iterator[Item]:
    """A target with its figure or its year left out; the others are of the same unit and order of size."""
    for target in evidence.shuffled(target for target in evidence.every("targets") if target.role == "promised" and target.indicator):
        statement = evidence.statement(target)
        if statement is not None and statement.act in _PROMISES and evidence.reads(statement):
            said = evidence.corpus.text(statement.doc_id)[statement.start : statement.end]
            for part, start, end, others in evidence.shuffled([*_level_gap(evidence, said, target), *_year_gap(evidence, said, target)])[:1]:
                passage, key = evidence.text(statement, (statement.start + start, statement.start + end)), evidence.text(statement)
                yield evidence.item([statement], prompt=evidence.say(f"which_{part}"), passage=passage, key=key, right=said[start:end],
                                    others=evidence.chance.sample(others, 3))  # fmt: skip


def _level_gap(evidence: _Evidence, said: str, target: Any) -> Iterator[tuple[str, int, int, list[str]]]:
    """Where the figure of a target stands with its unit, and others of round size that its document has of it nowhere."""
    found = [q for q in find_quantities(said) if (q.low, q.high) == (target.low, target.high) and len({q.low, q.high} - {None}) == 1]
    written = re.compile(r"\d+(?:[.,]\d+)*").search(said, found[0].start, found[0].end) if len(found) == 1 else None
    if written is not None and said.count(written.group()) == 1:
        like, right, unit = written.group(), target.low or target.high or 0, fold(target.unit or "")
        end = max(fold(said).find(unit, written.end(), found[0].end) + len(unit), written.end())
        digits, taken = len(like.partition(",")[2]), {level for t in evidence.records("targets", target.doc_id) if t.indicator == target.indicator for level in (t.low, t.high)}
        grain = next((g for g in (10.0**power for power in range(7, -digits, -1)) if round(right / g, 6) % 1 == 0 and right >= 4 * g), 10.0**-digits)
        step = 5 * grain if round(right / grain) % 5 == 0 and right >= 20 * grain else grain
        most = min(1.9 * right, max(100, right) if target.unit == "%" else 1e15)
        near = [value for k in range(-6, 7) if k and right / 2 <= (value := round(right + k * step, digits)) <= most and value not in taken]
        if len(near) > 2:
            plain = "" if re.search(r"\d{4}", like) else "."
            yield "level", written.start(), end, [number(value, digits=digits).replace(".", plain) + said[written.end() : end] for value in near]


def _year_gap(evidence: _Evidence, said: str, target: Any) -> Iterator[tuple[str, int, int, list[str]]]:
    """Where the one year of a statement stands that is a deadline, and others not before its document."""
    years, dated = list(_YEAR.finditer(said)), int((evidence.corpus.fact(target.doc_id, "date") or "9999")[:4])
    due = [found for found in find_deadlines(said) if found.kind == "deadline" and not found.vision]
    if len(years) == len(due) == 1 and due[0].start <= years[0].start() < due[0].end and (right := int(years[0].group())) > dated:
        yield "deadline", *years[0].span(), [str(year) for year in range(max(dated, right - 5), right + 6) if year != right]


def _promised(thread: Thread) -> dict[str, list[Member]]:
    """The promises of a thread by group, in order of time."""
    return grouped((m for m in thread.members if m.text and m.role == "promised"), attrgetter("group"))


def match(evidence: _Evidence) -> Iterator[Item]:
    """The figures of one target, to be matched with the terms that set them."""
    least = max(2, min(3, len(evidence.corpus.groups())))
    for thread in evidence.shuffled(thread for thread in evidence.threads() if thread.indicator):
        promised = _promised(thread)
        levels = {(group, m.low, m.high, m.unit, m.per) for group, own in promised.items() for m in own}
        bounds = [value for _, low, high, *_ in levels for value in {low, high} - {None}]
        if len(levels) == len(promised) >= least and len(set(bounds)) == len(bounds) >= least and len({level[3:] for level in levels}) == 1:
            drawn, members = evidence.shuffled(promised), [member for own in promised.values() for member in own]
            lines = tuple(member_figure({**asdict(promised[group][0]), "deadline": None}, evidence.lang) for group in drawn)
            yield evidence.item(members, prompt=evidence.say("which_match", label=label_of(thread, evidence.lang)), lines=lines,
                                options=tuple(promised), answer=tuple(map(list(promised).index, drawn)), key=chain(thread, evidence.lang))  # fmt: skip


def order(evidence: _Evidence) -> Iterator[Item]:
    """The versions of a commitment, one a term, years and ordinals left out, to be put in order of time."""
    for thread in evidence.shuffled(evidence.threads()):
        members = [own[0] for own in _promised(thread).values()]
        said = [_TELLING_TIME.sub("…", evidence.text(member)) for member in members]
        apart = len({(m.low, m.high) for m in members}) == len(said) or not thread.indicator
        if apart and len(set(map(fold, said))) == len(said) > 2 and all(evidence.reads(m, 4) for m in members):
            drawn = tuple(evidence.shuffled(said))
            yield evidence.item(members, options=drawn, answer=tuple(map(drawn.index, said)), key=chain(thread, evidence.lang))


def changed(evidence: _Evidence) -> Iterator[Item]:
    """Two versions of a target: was the figure raised, lowered or kept, and was the deadline moved?"""
    every = [(thread, *pair) for thread in evidence.threads() for pair in pairwise(m for own in _promised(thread).values() for m in own)]
    outcomes = [(level, time) for level in ("raised", "lowered", "kept") for time in ("moved", "stays")]
    for thread, a, b in evidence.shuffled(every):
        alike = (a.comparator, a.unit, a.per) == (b.comparator, b.unit, b.per) and a.comparator and a.doc_id != b.doc_id
        if alike and a.deadline and b.deadline and evidence.reads(a, 4) and evidence.reads(b, 4) and "redefined" not in b.changes:
            level = next((change for change in ("raised", "lowered") if change in b.changes), "kept")
            said = {pair: evidence.say(f"level_{pair[0]}") + evidence.say(f"time_{pair[1]}") for pair in outcomes}
            right = said.pop((level, "moved" if "moved" in b.changes else "stays"))
            lines = tuple(evidence.say("version", n=n, deadline=m.deadline, text=evidence.text(m)) for n, m in enumerate((a, b), 1))
            yield evidence.item([a, b], lines=lines, key=chain(thread, evidence.lang), right=right, others=evidence.chance.sample([*said.values()], 3))


def act(evidence: _Evidence) -> Iterator[Item]:
    """Commitment or achievement? As many of plans as of reports, which their own words decide, with the finder's cue as the reason."""
    found: dict[bool, list[Item]] = {False: [], True: []}
    for statement in evidence.shuffled(evidence.every("statements")):
        said, is_told = evidence.text(statement), statement.act == "achievement"
        done, limits = (markers()[kind][1].search(fold(said)) for kind in ("achievement", "limitation"))
        kind, _, words = f"achievement: {done.group().strip()}".partition(": ") if is_told and done else (statement.cues or ("",))[0].partition(": ")
        fits = statement.sense == "achievement" if is_told else statement.act in _PROMISES and statement.sense in _PLANS
        at = fold(said).find(words) if fits and bool(done) == is_told and not limits and "chưa" not in said and evidence.reads(statement) else -1
        if words and at >= 0 and f"handout.cue_{kind}" in catalogue():
            key, asks = evidence.say(f"cue_{kind}", words=said[at : at + len(words)]), (f"{statement.doc_id}:{statement.start}",)
            options, answer = (evidence.say("commitment"), evidence.say("achievement")), (int(is_told),)
            found[is_told].append(evidence.item([statement], passage=said, options=options, answer=answer, key=key, asks=asks))
    yield from (item for pair in zip(*found.values(), strict=False) for item in evidence.shuffled(pair))


def slip(evidence: _Evidence) -> Iterator[Item]:
    """A passage with one seeded slip that its rule finds: which words are wrong? The key has what belongs there."""
    for statement in evidence.shuffled(s for s in evidence.every("statements") if s.act in _PROMISES and evidence.reads(s, 14, 40)):
        rule, seed = evidence.chance.choice(list(MAKERS)), evidence.chance.randrange(10**6)
        wrong, slips = put_slips(Document("", evidence.text(statement)), [rule], n=1, seed=seed)
        faults = [hit for name in MAKERS for hit in getattr(wording, name.split(".")[1])(Draft(wrong), Prior(None))]
        if slips and [fault.start < slips[0].end and slips[0].start < fault.end for fault in faults] == [True]:
            run = r"(?<!\w)" + " ".join([r"[^\W\d_A-ZĐ]+"] * len(slips[0].after.split())) + r"(?!\w)"
            used = set(f"{slips[0].before} {slips[0].after}".split())
            others = sorted(words for words in set(re.findall(run, wrong.text)) if not set(words.split()) & used)
            key = evidence.say(rule.replace(".", "_"), after=slips[0].after, before=slips[0].before)
            yield evidence.item([statement], passage=wrong.text, key=key, right=slips[0].after, others=evidence.chance.sample(others, min(3, len(others))))


def citation(evidence: _Evidence) -> Iterator[Item]:
    """Reading references: which kind and body a sign tells, how one is built, which document is meant."""
    rows = resolve(evidence.corpus).drop_duplicates(["number", "date"])
    rows = rows.astype(object).where(rows.notna(), None)
    for row in evidence.shuffled(rows[rows["number"].notna()].itertuples()):
        sign, place = parse_sign(row.number), evidence.statement(row)
        for make in evidence.shuffled((_decoded, _built, _meant)):
            if sign and place and sign.family in ("party", "state") and (made := make(evidence, row, sign)):
                yield evidence.item([place], asks=(f"code {sign.number.split('/', 1)[-1]}", *evidence.keys([place])), **made)
                break


def _decoded(evidence: _Evidence, row: Any, sign: Sign) -> dict[str, Any] | None:
    """Kind and body by the sign alone; the others differ in a code that the sign spells out."""
    names = {code: body["body"] for code, body in bodies().items()} | {"TW": evidence.say("central"), "TU": evidence.say("provincial")}
    signs = filter(None, (parse_sign(number) for number in {c.number for c in evidence.every("citations")} if number))
    known = {(s.kind, name) for s in signs if s.kind and (name := names.get(s.body or ""))}
    right = (sign.kind, names.get(sign.body or ""))
    others = sorted(pair for pair in known if pair != right)
    if not all(right) or len(others) < 3 or row.verdict != ABSENT:  # the sources on the sheet tell the kind of the others
        return None
    said, *wrong = (f"{str(kind).capitalize()} – {body}" for kind, body in (right, *evidence.chance.sample(others, 3)))
    return {"prompt": evidence.say("which_body", number=row.number), "key": evidence.say("by_sign", number=row.number), "right": said, "others": wrong}


def _built(evidence: _Evidence, row: Any, sign: Sign) -> dict[str, Any] | None:
    """A reference put together out of its facts; the others break a rule each: sign, order, kind."""
    parts, party = re.split("[-/]", row.number, maxsplit=2), sign.family == "party"
    if not (len(parts) > 2 and row.issuer and row.date and len(row.date) == 10 and row.kind and sign.kind == row.kind):
        return None
    year, month, day = row.date.split("-")
    kind, issuer, on = row.kind.capitalize(), " ".join(row.issuer.split()), f"{day}/{month if int(month) < 3 else int(month)}/{year}"
    dated, turned = f"{',' * party} ngày {on}", ("{}/{}-{}" if party else "{}-{}/{}").format(*parts)
    right = f"{kind} số {row.number}{dated} của {issuer}"
    other = evidence.chance.choice([name for name in ("Quyết định", "Chỉ thị", "Kết luận", "Nghị quyết") if name != kind])
    wrong = (right.replace(row.number, turned), f"{kind} của {issuer} số {row.number}{dated}", other + right[len(kind) :])
    facts = {"passage": evidence.say("facts", kind=row.kind, number=row.number, date=on, issuer=issuer), "right": right, "others": wrong}
    return {"prompt": evidence.say("which_form"), "key": evidence.say("by_rule"), **facts}


def _meant(evidence: _Evidence, row: Any, _: Sign) -> dict[str, Any] | None:
    """Which document of the corpus a reference means, by title; the others are of the same kind."""
    fact, passage = evidence.corpus.fact, evidence.text(evidence.statement(row))
    if row.verdict != "confirmed" or row.certainty != "certain" or row.title or len(passage) < len(row.text) + 20:
        return None
    titles = {id_: fact(id_, "title") or "" for id_ in evidence.corpus.ids if fact(id_, "kind") == fact(row.target, "kind")}
    right, *others = (title[:1].upper() + title[1:] for title in (titles[row.target], *sorted({*titles.values()} - {"", titles[row.target]})))
    asked = {"prompt": evidence.say("which_document", text=" ".join(row.text.split())), "passage": passage, "key": evidence.source(row.target)}
    return {**asked, "right": right, "others": evidence.chance.sample(others, 3)} if right and len(others) > 2 else None


def timeline(evidence: _Evidence) -> Iterator[Item]:
    """One target over time, drawn, with three open questions."""
    for thread in evidence.shuffled(thread for thread in evidence.threads() if thread.indicator):
        members, label = [member for member in thread.members if member.text], label_of(thread, evidence.lang)
        if len({m.group for m in members}) > 1 == len({(m.unit, m.per) for m in members}) and len({m.role for m in members}) > 1:
            lines = tuple(evidence.say(f"timeline_{n}", label=label) for n in (1, 2, 3))
            yield evidence.item(members, prompt=label, passage=chain(thread, evidence.lang), lines=lines, key=evidence.say("weak"),
                                figure=f"{members[0].doc_id}:{members[0].start}")  # fmt: skip


def comparison(evidence: _Evidence) -> Iterator[Item]:
    """Two terms side by side: the shares of their themes, drawn, with three open questions."""
    groups = evidence.corpus.groups()
    for before, after in evidence.shuffled(pairwise(groups)):
        lost = [thread for thread in evidence.threads() if thread.indicator and {before, after} & _promised(thread).keys() == {before}]
        label = label_of(evidence.chance.choice(lost), evidence.lang) if lost else "…"
        yield evidence.item([], prompt=evidence.say("which_comparison", before=before, after=after), figure=f"{before}|{after}", key=evidence.say("weak"),
                            lines=tuple(evidence.say(f"comparison_{n}", before=before, after=after, label=label) for n in (1, 2, 3)),
                            asks=(f"{before} {after}",), sources=[source(evidence.corpus, id_) for group in (before, after) for id_ in groups[group]])  # fmt: skip


KINDS: dict[str, Callable[[_Evidence], Iterator[Item]]] = {
    make.__name__: make for make in (glossary, concordance, cloze, match, order, changed, act, slip, citation, timeline, comparison)}  # fmt: skip
"""What makes the items of each kind, in the order of a sheet: another kind is another function."""
_PAGES = {"timeline": 2, "comparison": 1}


def draw_items(
    corpus: Corpus, *, kinds: Collection[str] = (), n: int = 6, seed: int = 0, topic: str = "", lang: Lang = "vi", kept: Sequence[Item] = (),
) -> tuple[list[Item], list[str]]:  # fmt: skip
    """Up to `n` items of each kind (by default all), none of which shows what another asks, and a sentence on each kind that had fewer.

    Of `kept`, those locked stay and those dropped never come back; for `topic` see `write_handout`. Raises TextkitError if a kind is unknown.
    """
    evidence, notes = _Evidence(corpus, lang), []
    taken, gone = [item for item in kept if item.state == "lock"], {key for item in kept if item.state == "drop" for key in item.asks}
    for kind in [one_of("kind of exercise", kind, KINDS) for kind in kinds or KINDS]:
        evidence.kind, evidence.chance = kind, Random(f"{seed} {kind}")
        wanted, own, drawn = min(n, _PAGES.get(kind, n)), sum(item.kind == kind for item in taken), KINDS[kind](evidence)
        while own < wanted and (item := next(drawn, None)):
            if not gone & set(item.asks) and not any(leaks(item, other) for other in taken) and (not topic or _is_about(item, topic, corpus.lexicon or own_lexicon())):
                taken.append(checked(item))
                own += 1
        notes += [evidence.say("few", kind=evidence.say(kind), found=own, wanted=wanted)] if own < wanted else []
    return sorted(taken, key=lambda item: list(KINDS).index(item.kind)), notes


def leaks(one: Item, other: Item) -> bool:
    """Whether either item shows or asks what the other asks."""
    return bool({*one.asks} & {*other.asks, *other.shows} or {*other.asks} & {*one.shows})


def _is_about(item: Item, topic: str, lexicon: Lexicon) -> bool:
    theme = lexicon.themes.get(lexicon.theme_of(said := " ".join((item.prompt, item.passage, *item.lines, *item.options, item.key))) or "")
    return fold(topic) in (fold(said) if not theme or fold(topic) in fold(said) else map(fold, (theme.key, theme.vi, theme.en)))
