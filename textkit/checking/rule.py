"""What a rule and a finding are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from textkit.checking.material import Draft, Prior, Span
from textkit.reading.document import Record
from textkit.vietnamese.text import fold

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """A place in a prior document (or, with the draft's own id, elsewhere in the draft) that a
    finding rests on; `path` is the article or section, as units give it.
    """

    number: str | None
    quote: str
    path: str = ""


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
    """One fault of a draft: which rule, how grave, the words, what to write instead, and the prior
    passages.

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
        """Sixteen hexadecimal digits that stay the same when other lines of the draft change."""
        said = "\x1f".join(
            (
                self.rule,
                *(" ".join(fold(each).split()) for each in (self.quote, self.context)),
                str(self.nth),
            )
        )
        return hashlib.sha256(said.encode()).hexdigest()[:16]


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
    """A rule: its id (`family.name-in-words`), how grave a finding is, where it comes from, and its
    cases.
    """

    id: str
    severity: Severity
    source: str
    bad: tuple[Case, ...]
    good: tuple[Case, ...]
    check: Check


RULES: dict[str, Rule] = {}


def rule(
    id: str, *, severity: Severity, source: str, bad: Iterable[Case], good: Iterable[Case]
) -> Callable[[Check], Check]:
    """Registers a generator of hits as a rule; its messages stand in `data/rules.toml` under its
    id.
    """

    def register(check: Check) -> Check:
        RULES[id] = Rule(id, severity, source, tuple(bad), tuple(good), check)
        return check

    return register


def find_faults(draft: Draft, prior: Prior, rules: Iterable[Rule]) -> Iterator[Finding]:
    """The findings of these rules in a draft, in order of place; quotations and cited titles are
    not linted.
    """
    found = [
        (hit, each)
        for each in rules
        for hit in each.check(draft, prior)
        if hit.anywhere or draft.is_own(hit.start, hit.end)
    ]
    seen: dict[tuple[str, str, Span], int] = {}
    for hit, each in sorted(found, key=lambda pair: (pair[0].start, pair[0].end, pair[1].id)):
        quote, line = draft.text[hit.start : hit.end], draft.line(hit.start)
        nth = seen[each.id, quote, line] = seen.get((each.id, quote, line), -1) + 1
        yield Finding(
            draft.document.id,
            hit.start,
            hit.end,
            each.id,
            hit.severity or each.severity,
            quote,
            dict(hit.values),
            hit.suggestion,
            tuple(hit.evidence),
            draft.text[slice(*line)],
            nth,
        )
