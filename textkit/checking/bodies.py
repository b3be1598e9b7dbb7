"""Rules on names of bodies and programmes: those that are gone, and those that are called otherwise
than officially.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.rule import Hit, rule
from textkit.finding.actors import Actor, find_actors
from textkit.finding.known import ChangedBody, Programme
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
    named = [(actor, fold(actor.name)) for actor in find_actors(draft.document.passage())]
    for body in prior.gazetteer.changed_bodies:
        if not body.is_gone(day):
            continue
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
    spans = [(citation.start, citation.end) for citation in draft.citations]
    for start, end in draft.foreign:
        if draft.document.kind_at(start) != "recipients":
            spans.append((start, end))
    return spans


def _uses(draft: Draft, body: ChangedBody) -> Iterator[Span]:
    """Where a draft names a body by its old name, in its own words or among its recipients."""
    for match in body.pattern.finditer(draft.folded):
        start, end = match.span()
        is_name = body.common or draft.text[start].isupper()
        if is_name and draft.document.kind_at(start) not in _NOT_READ:
            yield start, end


def _uses_in_lists(
    draft: Draft, body: ChangedBody, named: Iterable[tuple[Actor, str]]
) -> Iterator[Span]:
    """Where a list names a body by its field alone: "các sở: Tài chính, [Thông tin và Truyền
    thông]".
    """
    for actor, name in named:
        is_in_a_list = body.pattern.fullmatch(name) and not body.pattern.search(fold(actor.text))
        if is_in_a_list and draft.document.kind_at(actor.start) not in _NOT_READ:
            yield actor.start, actor.end


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
    sentence = _SENTENCE_ENDS.split(before)[-1] + _SENTENCE_ENDS.split(behind)[0]
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


# --- Names otherwise than officially ------------------------------------------------------------

# Words without which a name stays the same name: they are not compared.
_SMALL_WORDS = frozenset("về và của các cho".split())

# A name is a programme's in other words if it has this part of the programme's words, and differs
# in no more than this part of them; the rest is another programme. Chosen on the tune part of the
# documents beside the project.
_SHARE_OF_A_NAME, _SHARE_IN_OTHER_WORDS = 0.7, 0.2

# From so many words on a name that lacks one is called otherwise.
_WORDS_OF_A_LONG_NAME = 12

# A name may be so many words longer than the official one.
_WORDS_TOO_MANY = 3

_WORD = re.compile(r"\w+")
# What no name goes over.
_NAME_ENDS = re.compile(r"[.;:“”\"()]|\n\s*\n")
_PERIOD = re.compile(r"[\s,(]{1,3}(?:giai đoạn|thời kì)\s{1,3}(\d{4})\s?[-–]\s?(\d{4})(?!\d)")


class _Words(NamedTuple):
    """The words of a folded text that are compared, and where each stands."""

    words: list[str]
    spans: list[Span]

    @classmethod
    def of(cls, folded: str) -> _Words:
        """All words but the small ones."""
        found = [match for match in _WORD.finditer(folded) if match.group() not in _SMALL_WORDS]
        return cls([match.group() for match in found], [match.span() for match in found])


@rule(
    "wording.name-otherwise",
    severity="warning",
    source="Tên chính thức của chương trình, đề án, cơ quan (programmes.csv, bodies.csv)",
)
def name_otherwise(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Tên chương trình, đề án, cơ quan viết khác với tên chính thức."""
    yield from _programmes_otherwise(draft, prior.gazetteer.programmes)
    yield from _bodies_otherwise(draft)


def _programmes_otherwise(draft: Draft, programmes: Iterable[Programme]) -> Iterator[Hit]:
    """The programmes that are called by other words or with the years of none of them."""
    text = _Words.of(draft.folded)
    starts: dict[tuple[str, ...], list[int]] = {}
    for place, pair in enumerate(pairwise(text.words)):
        starts.setdefault(pair, []).append(place)
    for programme in programmes:
        name = _Words.of(fold(programme.name)).words
        for place in starts.get(tuple(name[:2]), ()):
            longest = len(name) + _WORDS_TOO_MANY
            written = _up_to_an_end(draft, text, place, longest)
            length, differences = _best_beginning(name, written)
            if length == 0:
                continue
            start, end = text.spans[place][0], text.spans[place + length - 1][1]
            if differences:
                yield Hit(start, end, {"right": programme.name}, programme.name)
            else:
                yield from _years_otherwise(draft, programme, end)


def _up_to_an_end(draft: Draft, text: _Words, place: int, longest: int) -> list[str]:
    """The words from a place on, up to where a name must have ended."""
    spans = text.spans[place : place + longest]
    stop = _NAME_ENDS.search(draft.folded, spans[0][0], spans[-1][1])
    within = [span for span in spans if not stop or span[1] <= stop.start()]
    return text.words[place : place + len(within)]


def _best_beginning(name: list[str], written: list[str]) -> tuple[int, int]:
    """How many words of what is written are the name, and in how many they differ from it; no words
    where they are another name, or the name cut short.
    """
    if written[: len(name)] == name:
        return len(name), 0
    shared = len(set(name) & set(written))
    if shared < _SHARE_OF_A_NAME * len(set(name)):
        return 0, 0
    most = max(1, int(_SHARE_IN_OTHER_WORDS * len(name)))
    # A short name with a word left out is a shorter way to say it, not another name.
    may_lack_words = len(name) >= _WORDS_OF_A_LONG_NAME
    best = 0, most + 1
    for length in range(2, len(written) + 1):
        has_words_of_its_own = bool(set(written[:length]) - set(name))
        if written[length - 1] == name[-1] and (has_words_of_its_own or may_lack_words):
            differences = _words_that_differ(name, written[:length])
            if differences < best[1]:
                best = length, differences
    return best if best[1] <= most else (0, 0)


def _words_that_differ(name: list[str], written: list[str]) -> int:
    """The fewest words to put in, take out or change to make one list of words of the other."""
    row = list(range(len(written) + 1))
    for place, word in enumerate(name):
        above, row = row, [place + 1]
        for column, other in enumerate(written):
            change = above[column] + (word != other)
            row.append(min(change, above[column + 1] + 1, row[column] + 1))
    return row[-1]


def _years_otherwise(draft: Draft, programme: Programme, end: int) -> Iterator[Hit]:
    """The years behind a programme's name that lie in those of no programme of that name."""
    years = _PERIOD.match(draft.folded, end)
    if years is None or not programme.periods:
        return
    first, last = int(years[1]), int(years[2])
    if not any(begin <= first and last <= stop for begin, stop in programme.periods):
        begin, stop = programme.periods[0]
        right = f"{programme.name}, giai đoạn {begin} - {stop}"
        yield Hit(years.start(1), years.end(2), {"right": right}, f"{begin} - {stop}")


class _Joined(NamedTuple):
    """The name of a ministry's field, and a pattern of its words with any joints between them."""

    official: str
    pattern: re.Pattern[str]


@cache
def _joined_names() -> tuple[_Joined, ...]:
    """The fields of the ministries of bodies.csv that are joined of several."""
    names = {row["body"] for row in data.rows("bodies.csv")}
    fields = {name.removeprefix("Bộ ") for name in names if name.startswith("Bộ ")}
    joined = []
    for field in sorted(fields):
        parts = [re.escape(part) for part in _JOINT.split(fold(field))]
        if len(parts) > 1:
            between = r"(?:\s{0,2}[,&]|\s{0,2}[-–]|\s{1,2}và)?\s{1,3}"
            pattern = rf"(?<!\w)(?:bộ|sở)\s{{1,3}}(?P<field>{between.join(parts)})(?!\w)"
            joined.append(_Joined(field, re.compile(pattern.replace("\\ ", r"\s{1,3}"))))
    return tuple(joined)


# "Văn hóa[, ]Thể thao[ và ]Du lịch", "Lao động[ - ]Thương binh"
_JOINT = re.compile(r"\s?(?:,|-|–|\bvà\b)\s")


def _bodies_otherwise(draft: Draft) -> Iterator[Hit]:
    """The first place of each way in which a ministry or a department is joined otherwise."""
    seen: set[str] = set()
    for official, pattern in _joined_names():
        for match in pattern.finditer(draft.folded):
            field = draft.text[slice(*match.span("field"))]
            written = " ".join(re.sub(r"\s*[-–]\s*", " - ", field).split())
            is_name = field[0].isupper() and not field.isupper()
            if not is_name or fold(written) == fold(official) or fold(written) in seen:
                continue
            if draft.is_own(*match.span()):
                seen.add(fold(written))
                head = draft.text[match.start() : match.start("field")].strip()
                right = f"{head} {official}"
                yield Hit(*match.span(), {"right": right}, right)
