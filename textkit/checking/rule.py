"""What a rule and a finding are."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Any, Literal

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
    also where the words are quoted or a cited title.
    """

    start: int
    end: int
    values: Mapping[str, str] = field(default_factory=dict)
    suggestion: str | None = None
    evidence: Sequence[Evidence] = ()
    severity: Severity | None = None
    anywhere: bool = False


@dataclass(frozen=True)
class Finding(Record):
    """One fault of a draft: the rule, its severity, the words, what to write, and the evidence.

    `context` is the line the words stand in; `nth` tells apart findings that agree in rule, words
    and line; `known` is one of the baseline.
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
    of each.
    """

    text: str
    prior: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    prior_facts: tuple[Mapping[str, str], ...] = ()


Check = Callable[[Draft, Prior], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule: its id (`family.name-in-words`), severity, source, examples and check.

    Where a hit overlaps one of a rule in `yields_to`, only that other, more specific rule reports
    the words: one slip, one finding.
    """

    id: str
    severity: Severity
    source: str
    short_bad: tuple[Case, ...]
    short_good: tuple[Case, ...]
    check: Check
    yields_to: tuple[str, ...] = ()

    @property
    def bad(self) -> tuple[Case, ...]:
        """Examples with marked words, which the rule must report."""
        return self.short_bad or _cases_of_file(self.id, "bad")

    @property
    def good(self) -> tuple[Case, ...]:
        """Examples in which the rule must report nothing."""
        return self.short_good or _cases_of_file(self.id, "good")


RULES: dict[str, Rule] = {}


def rule(
    id: str,
    *,
    severity: Severity,
    source: str,
    bad: Iterable[Case] = (),
    good: Iterable[Case] = (),
    yields_to: Iterable[str] = (),
) -> Callable[[Check], Check]:
    """Registers a generator of hits as a rule; its messages stand in `data/rules.toml`.

    Examples that fit on a line each stand here; a rule that needs a longer one has all of them in
    `data/cases.toml`, under its id.
    """

    def register(check: Check) -> Check:
        RULES[id] = Rule(id, severity, source, tuple(bad), tuple(good), check, tuple(yields_to))
        return check

    return register


def _cases_of_file(id: str, which: Literal["bad", "good"]) -> tuple[Case, ...]:
    """The bad or the good examples that `data/cases.toml` has for a rule."""
    rows = data.toml("cases.toml").get(id, {}).get(which, ())
    return tuple(_case_of_row(row) for row in rows)


def _case_of_row(row: Mapping[str, Any]) -> Case:
    """An example of the file, its setting filled in."""
    setting = data.toml("cases.toml")["settings"][row["setting"]] if "setting" in row else {}
    return Case(
        text=row["text"],
        prior=tuple(row.get("prior", setting.get("prior", ()))),
        facts={**setting.get("facts", {}), **row.get("facts", {})},
        prior_facts=tuple(row.get("prior_facts", setting.get("prior_facts", ()))),
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
    hits = _most_specific(hits)
    hits.sort(key=lambda pair: (pair[1].start, pair[1].end, pair[0].id))

    # How many findings with the same rule, words and line came before.
    times_seen: Counter[tuple[str, str, Span]] = Counter()
    for rule, hit in hits:
        quote = draft.text[hit.start : hit.end]
        line = draft.line(hit.start)
        yield Finding(
            doc_id=draft.document.id,
            start=hit.start,
            end=hit.end,
            rule=rule.id,
            severity=hit.severity or rule.severity,
            quote=quote,
            values=dict(hit.values),
            suggestion=hit.suggestion,
            evidence=tuple(hit.evidence),
            context=draft.text[slice(*_context(line, hit))],
            nth=times_seen[rule.id, quote, line],
        )
        times_seen[rule.id, quote, line] += 1


def _most_specific(hits: Sequence[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """The hits without those that overlap a hit of a rule that theirs yields to."""
    of_rule = grouped(hits, lambda pair: pair[0].id)
    ends = {id_: _furthest_ends([hit for _, hit in pairs]) for id_, pairs in of_rule.items()}
    kept = []
    for rule, hit in hits:
        if not any(_is_under(hit, ends[id_]) for id_ in rule.yields_to if id_ in ends):
            kept.append((rule, hit))
    return kept


def _furthest_ends(hits: Sequence[Hit]) -> tuple[list[int], list[int]]:
    """Where hits begin, in order, and for each the furthest end of all that begin up to there."""
    ordered = sorted((hit.start, hit.end) for hit in hits)
    starts = [start for start, _ in ordered]
    return starts, list(accumulate((end for _, end in ordered), max))


def _is_under(hit: Hit, ends: tuple[list[int], list[int]]) -> bool:
    """Whether a hit overlaps one of those."""
    starts, furthest = ends
    before = bisect_left(starts, hit.end)
    return before > 0 and furthest[before - 1] > hit.start
