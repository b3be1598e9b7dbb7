"""A rule on names of bodies that are gone on the day of the draft."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.rule import Hit, rule
from textkit.finding.actors import find_actors
from textkit.finding.known import ChangedBody
from textkit.reading.document import UNCOUNTED
from textkit.vietnamese.dates import written_date
from textkit.vietnamese.text import fold

_STILL_RIGHT = data.patterns("known.toml", "still_right")

_LENGTH_OF_A_DAY = len("2025-03-01")

# Characters before and behind a name in which the words may stand that make it right. Chosen by
# eye; not measured.
_BEFORE, _BEHIND = 500, 300

# What ends a paragraph, in lines that a PDF broke too; and a sentence or an entry of a list.
_PARAGRAPH_ENDS = re.compile(r"\n\s*\n|[.;:]\s*\n")
_SENTENCE_ENDS = re.compile(r"[.;](?=\s)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

# Recipients are no words of the draft's own, but who is written to must be there.
_NOT_READ = UNCOUNTED - {"recipients"}


def day_of(draft: Draft) -> str | None:
    """The day of a draft, or a day before it: its own, else that of the last document but one that
    it cites (one alone may be a slip); None where neither is told.
    """
    if draft.document.facts.date:
        return draft.document.facts.date
    days = {citation.date for citation in draft.citations if citation.date}
    whole = sorted(day for day in days if len(day) == _LENGTH_OF_A_DAY)
    return whole[-2] if len(whole) > 1 else None


@rule(
    "wording.body-changed",
    severity="warning",
    source="Luật 72/2025/QH15; các nghị quyết, kết luận về sắp xếp bộ máy năm 2025 (known.toml)",
)
def body_changed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cơ quan, đơn vị không còn hoặc đã đổi tên vào ngày của dự thảo."""
    day = day_of(draft)
    if day is None or _looks_back(draft):
        return
    others = _Spans.of(_words_of_others(draft))
    gone = [body for body in prior.gazetteer.changed_bodies if body.is_gone(day)]
    named = list(_named_in_lists(draft, gone))
    for body in gone:
        uses = sorted({*_uses(draft, body), *_uses_in_lists(draft, body, named)})
        places = [span for span in uses if not _is_still_right(draft, span, body, others)]
        if places:
            start, end = places[0]
            values = {
                "old": " ".join(draft.text[start:end].split()),
                "new": body.new,
                "since": written_date(body.since),
                "times": str(len(places)),
            }
            yield Hit(start, end, values, anywhere=True)


def _looks_back(draft: Draft) -> bool:
    """Whether a draft is about a time that is over: a report that sums up."""
    return bool(_STILL_RIGHT["report"].search(fold(draft.document.facts.title or "")))


def _words_of_others(draft: Draft) -> list[Span]:
    """The references of a draft with their titles, and its quotations."""
    cited = [located.citation for located in draft.located]
    spans = [(citation.start, citation.end) for citation in cited]
    for start, end in draft.foreign:
        if draft.document.kind_at(start) != "recipients":
            spans.append((start, end))
    return spans


def _uses(draft: Draft, body: ChangedBody) -> Iterator[Span]:
    """Where a draft names a body by its old name, in its own words or among its recipients."""
    if body.needs not in draft.folded:
        return
    for match in body.pattern.finditer(draft.folded):
        start, end = match.span()
        is_name = body.common or draft.text[start].isupper()
        if is_name and draft.document.kind_at(start) not in _NOT_READ:
            yield start, end


# Bodies that lists name by their fields alone.
_LISTED = ("Bộ ", "Sở ")


def _named_in_lists(draft: Draft, bodies: Iterable[ChangedBody]) -> Iterator[tuple[Span, str]]:
    """Where a list names a body by its field alone, and its whole name, folded: "các sở: Tài chính,
    [Thông tin và Truyền thông]".
    """
    fields = {fold(body.old[3:]) for body in bodies if body.old.startswith(_LISTED)}
    if not fields:
        return
    # Only lines that name such a field are read for bodies.
    field = re.compile("|".join(map(re.escape, sorted(fields))))
    lines = {draft.line(match.start()) for match in field.finditer(draft.folded)}
    for start, end in sorted(lines):
        for actor in find_actors(draft.document.passage(start, end)):
            if not fold(actor.text).startswith(tuple(map(fold, _LISTED))):
                yield (start + actor.start, start + actor.end), fold(actor.name)


def _uses_in_lists(
    draft: Draft, body: ChangedBody, named: Iterable[tuple[Span, str]]
) -> Iterator[Span]:
    """Where a list names a body by its field alone."""
    for span, name in named:
        if body.pattern.fullmatch(name) and draft.document.kind_at(span[0]) not in _NOT_READ:
            yield span


def _is_still_right(draft: Draft, span: Span, body: ChangedBody, others: _Spans) -> bool:
    """Whether an old name is right where it stands: in what is cited or quoted, in what is said of
    the past or of the change.
    """
    start, end = span
    if others.within(start, end) or _is_in_a_title(draft, others, start):
        return True
    before = _blanked(draft.folded, others, (max(0, start - _BEFORE), start))
    behind = _blanked(draft.folded, others, (end, min(len(draft.text), end + _BEHIND)))
    before = _PARAGRAPH_ENDS.split(before)[-1]
    behind = _PARAGRAPH_ENDS.split(behind)[0]
    paragraph = f"{before}…{behind}"
    if _STILL_RIGHT["past"].search(paragraph) or _STILL_RIGHT["issued"].search(before):
        return True
    sentence = f"{_SENTENCE_ENDS.split(before)[-1]}…{_SENTENCE_ENDS.split(behind)[0]}"
    if _STILL_RIGHT["turned"].search(sentence):
        return True
    years = [int(year) for year in _YEAR.findall(sentence)]
    return any(year < int(body.since[:4]) for year in years)


def _is_in_a_title(draft: Draft, others: _Spans, at: int) -> bool:
    """Whether a place stands in what a cited document is about, also where its title runs on."""
    before = others.before(at)
    return bool(before and _STILL_RIGHT["titled"].fullmatch(draft.folded[before[1] : at]))


class _Spans(NamedTuple):
    """Parts of a text, in order, none overlapping another."""

    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, spans: Iterable[Span]) -> _Spans:
        """The parts, those that overlap made one."""
        starts: list[int] = []
        ends: list[int] = []
        for start, end in sorted(spans):
            if ends and start < ends[-1]:
                ends[-1] = max(ends[-1], end)
            else:
                starts.append(start)
                ends.append(end)
        return cls(starts, ends)

    def within(self, start: int, end: int) -> list[Span]:
        """The parts that overlap a stretch."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return list(zip(self.starts[first:last], self.ends[first:last], strict=True))

    def before(self, at: int) -> Span | None:
        """The last part that has ended at a place."""
        place = bisect_right(self.ends, at) - 1
        return (self.starts[place], self.ends[place]) if place >= 0 else None


def _blanked(folded: str, others: _Spans, part: Span) -> str:
    """A part of a text with blanks in place of the words of others, whose years are not its own."""
    text = folded[slice(*part)]
    for start, end in others.within(*part):
        first, last = max(start, part[0]) - part[0], min(end, part[1]) - part[0]
        text = text[:first] + " " * (last - first) + text[last:]
    return text
