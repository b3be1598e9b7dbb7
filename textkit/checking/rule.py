"""What a rule and a finding are."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal, NamedTuple

from textkit import data
from textkit.checking.material import Draft, Evidence, Prior, Span
from textkit.reading.document import Record, fingerprint, grouped
from textkit.vietnamese.text import fold

Severity = Literal["error", "warning", "note"]


# So many characters of a line on either side of a finding make its fingerprint. Longer than any
# line of a document that people read, so that a text of one endless line takes no quadratic time.
_MOST_CONTEXT = 5_000


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule yields: the words at fault, the values its message takes, and what it rests on.

    `severity` is given where this case is surer or less sure than the rule is by itself; `anywhere`
    also where the words are quoted or a cited title. `about` are the bounds of what the words are
    part of, where several rules look at it from their sides (a whole reference): one of them
    reports it, with what the others say.
    """

    start: int
    end: int
    values: Mapping[str, str] = field(default_factory=dict)
    suggestion: str | None = None
    evidence: Sequence[Evidence] = ()
    severity: Severity | None = None
    anywhere: bool = False
    about: Span | None = None


class Said(NamedTuple):
    """What another rule says of the same fault: the rule, and the values of its message."""

    rule: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Finding(Record):
    """One fault of a draft: the rule, its severity, the words, what to write, and the evidence.

    `context` is the line the words stand in; `nth` tells apart findings that agree in rule, words
    and line; `known` is one of the baseline; `also` is what less specific rules say of the same
    fault.
    """

    rule: str
    severity: Severity
    quote: str
    values: Mapping[str, str]
    suggestion: str | None
    evidence: tuple[Evidence, ...]
    context: str
    nth: int = 0
    known: bool = False
    also: tuple[Said, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen characters that stay the same when other lines of the draft change."""
        quote = " ".join(fold(self.quote).split())
        context = " ".join(fold(self.context).split())
        return fingerprint(self.rule, quote, context, str(self.nth))


@dataclass(frozen=True)
class Case:
    """An example of a rule: a draft's text with `⟦…⟧` around just the words to be reported, if any.

    `facts` are the draft's own facts; `prior` the texts it is held against, `prior_facts` the facts
    of each. `word` says how the draft's Word file is set, where the rule looks at that: `sheet`
    (width, height and margins in mm), `lines` (size of each line, b for bold, i for italic),
    `font`, `spacing` (of lines, and indent in mm), `number` (where the page's number stands).
    """

    text: str
    prior: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    prior_facts: tuple[Mapping[str, str], ...] = ()
    word: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[Draft, Prior], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule: its id (`family.name-in-words`), severity, source, examples and check.

    Where a hit overlaps one of a rule in `yields_to`, or both are about the same thing, only that
    other, more specific rule reports the words: one slip, one finding. `mends` says that a
    suggestion of the rule can stand in the place of its words just as it is. A rule that is not
    `by_default` runs only where it, or its family, is selected.
    """

    id: str
    severity: Severity
    source: str
    short_bad: tuple[Case, ...]
    short_good: tuple[Case, ...]
    check: Check
    yields_to: tuple[str, ...] = ()
    mends: bool = False
    by_default: bool = True

    @property
    def needs_prior(self) -> bool:
        """Whether without prior documents it may not find what it finds with them."""
        return any(case.prior for case in self.bad)

    @property
    def bad(self) -> tuple[Case, ...]:
        """Examples with marked words, which the rule must report."""
        return self.short_bad or _cases_of_file(self.id, "bad")

    @property
    def good(self) -> tuple[Case, ...]:
        """Examples in which the rule must report nothing."""
        return self.short_good or _cases_of_file(self.id, "good")


RULES: dict[str, Rule] = {}
_ON_REQUEST: set[Check] = set()


def on_request(check: Check) -> Check:
    """Marks a check, right above its function, so that its rule runs only where it is selected."""
    _ON_REQUEST.add(check)
    return check


def rule(
    id: str,
    *,
    severity: Severity,
    source: str,
    bad: Iterable[Case] = (),
    good: Iterable[Case] = (),
    yields_to: Iterable[str] = (),
    mends: bool = False,
) -> Callable[[Check], Check]:
    """Registers a generator of hits as a rule; its messages stand in `data/rules.toml`.

    Examples that fit on a line each stand here; a rule that needs a longer one has all of them in
    `data/cases.toml`, under its id.
    """

    def register(check: Check) -> Check:
        cases = tuple(bad), tuple(good)
        flags = mends, check not in _ON_REQUEST
        RULES[id] = Rule(id, severity, source, *cases, check, tuple(yields_to), *flags)
        return check

    return register


def _cases_of_file(id: str, which: Literal["bad", "good"]) -> tuple[Case, ...]:
    """The bad or the good examples that `data/cases.toml` has for a rule."""
    rows = data.toml("cases.toml").get(id, {}).get(which, ())
    return tuple(_case_of_row(row) for row in rows)


def _case_of_row(row: Mapping[str, Any]) -> Case:
    """An example of the file, its setting filled in."""
    setting = data.toml("cases.toml")["settings"][row["setting"]] if "setting" in row else {}
    text = row["text"] if "text" in row else setting["text"]
    for old, new in row.get("changes", ()):
        text = text.replace(old, new, 1)
    return Case(
        text=text,
        prior=tuple(row.get("prior", setting.get("prior", ()))),
        facts={**setting.get("facts", {}), **row.get("facts", {})},
        prior_facts=tuple(row.get("prior_facts", setting.get("prior_facts", ()))),
        word=row.get("word", {}),
    )


def _context(line: Span, hit: Hit) -> Span:
    """The line of a hit; of one that no page has, what stands around the hit."""
    start, end = line
    return max(start, hit.start - _MOST_CONTEXT), min(end, hit.end + _MOST_CONTEXT)


def find_faults(draft: Draft, prior: Prior, rules: Iterable[Rule]) -> Iterator[Finding]:
    """The findings of these rules in a draft, in order of their place.

    Words of others (quotations, cited titles) are not reported, unless the hit says `anywhere`.
    """
    hits: list[tuple[Rule, Hit]] = []
    for rule in rules:
        for hit in rule.check(draft, prior):
            if hit.anywhere or draft.is_own(hit.start, hit.end):
                hits.append((rule, hit))
    reports = _most_specific(hits)
    reports.sort(key=lambda one: (one.hit.start, one.hit.end, one.rule.id))

    # How many findings with the same rule, words and line came before.
    times_seen: Counter[tuple[str, str, Span]] = Counter()
    for rule, hit, others in reports:
        quote = draft.text[hit.start : hit.end]
        line = draft.line(hit.start)
        evidence = list(hit.evidence)
        for _, other in others:
            evidence += [each for each in other.evidence if each not in evidence]
        yield Finding(
            doc_id=draft.document.id,
            start=hit.start,
            end=hit.end,
            rule=rule.id,
            severity=hit.severity or rule.severity,
            quote=quote,
            values=dict(hit.values),
            suggestion=hit.suggestion,
            evidence=tuple(evidence),
            context=draft.text[slice(*_context(line, hit))],
            nth=times_seen[rule.id, quote, line],
            also=tuple(Said(other_rule.id, dict(other.values)) for other_rule, other in others),
        )
        times_seen[rule.id, quote, line] += 1


class _Report(NamedTuple):
    """A hit that is reported, with those of other rules that are about the same."""

    rule: Rule
    hit: Hit
    others: list[tuple[Rule, Hit]]


def _most_specific(hits: Sequence[tuple[Rule, Hit]]) -> list[_Report]:
    """The hits without those that meet a hit of a rule that theirs yields to; what these say is
    kept where both are about one thing.
    """
    of_rule = grouped(hits, lambda pair: pair[0].id)
    places = {id_: _Places([hit for _, hit in pairs]) for id_, pairs in of_rule.items()}
    above = [_above(rule, hit, places) for rule, hit in hits]
    reports = {}
    for (rule, hit), surer in zip(hits, above, strict=True):
        if surer is None:
            reports[rule.id, id(hit)] = _Report(rule, hit, [])
    for (rule, hit), surer in zip(hits, above, strict=True):
        report = reports.get((surer[0], id(surer[1]))) if surer else None
        if report and hit.about and report.hit.about:
            report.others.append((rule, hit))
    return list(reports.values())


def _above(rule: Rule, hit: Hit, places: Mapping[str, _Places]) -> tuple[str, Hit] | None:
    """The hit of the first rule that this one yields to that meets it, with the id of its rule."""
    for id_ in rule.yields_to:
        met = places[id_].meeting(hit) if id_ in places else None
        if met:
            return id_, met
    return None


def _extent(hit: Hit) -> Span:
    """What a hit is about; the words themselves where it says nothing else."""
    return hit.about or (hit.start, hit.end)


class _Places:
    """The hits of one rule in order of what they are about."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self._hits = sorted(hits, key=_extent)
        self._starts = [_extent(hit)[0] for hit in self._hits]
        # For each hit the furthest end of all that begin up to there.
        self._furthest = list(accumulate((_extent(hit)[1] for hit in self._hits), max))

    def meeting(self, hit: Hit) -> Hit | None:
        """The last of the hits that overlaps another rule's hit in what both are about."""
        start, end = _extent(hit)
        place = bisect_left(self._starts, end) - 1
        while place >= 0 and self._furthest[place] > start:
            if _extent(self._hits[place])[1] > start:
                return self._hits[place]
            place -= 1
        return None
