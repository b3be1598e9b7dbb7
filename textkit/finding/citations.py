"""References to other documents: by number, by name and year, by occasion, with the article they
point at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textkit import data
from textkit.finding.pinpoints import document_after, find_pinpoints, is_reference
from textkit.reading.document import Record
from textkit.vietnamese.casing import CAPITALS, name_in_case, title_in_case
from textkit.vietnamese.dates import find_dates
from textkit.vietnamese.signs import (
    Sign,
    any_of,
    bodies,
    find_signs,
    kind_of_words,
    kind_pattern,
)
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc

_AROUND = data.patterns(
    "citations.toml",
    "around",
    kind=kind_pattern("party", "state", "historic", "word"),
    body=any_of(row["body"] for row in data.rows("bodies.csv")),
)
_NAMES = data.patterns("citations.toml", "names", capital=CAPITALS)
_LAWS = re.compile(any_of(row["name"] for row in data.rows("laws.csv")))
_BALANCED = re.compile(r"(?:[^()]++|\([^()]*+\))*+")
_OFFICES = frozenset("ban sở cục vụ viện trường -".split())
"""Words behind which the name of a body goes on in small letters."""
_HEAD = 3000


@dataclass(frozen=True, slots=True)
class Citation(Record):
    """A reference to another document; `text` is what is written, from the kind to what belongs to
    it.

    `number` is the normal form of the sign, `name` what it is called by when it has none (a law, a
    congress, `Nghị quyết 26`; `self` for the document itself), `pinpoint` is `article.clause+point`
    (`12.1đ`, `5,6,7`, `346-350`; `.2` is clause 2 of the article where it stands).
    """

    text: str
    kind: str | None = None
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    name: str | None = None
    year: int | None = None
    pinpoint: str | None = None
    title: str | None = None


def find_citations(doc: Doc) -> Iterator[Citation]:
    """The references of a document, in order; its own number in its head is none.

    >>> from textkit.language.annotation import annotate
    >>> doc = next(annotate("Thực hiện Nghị quyết số 39/NQ-TW, ngày 18/7/2023 của Bộ Chính trị."))
    >>> [(c.number, c.date, c.issuer) for c in find_citations(doc)]
    [('39-NQ/TW', '2023-07-18', 'Bộ Chính trị')]
    """
    from textkit.language.annotation import document_of

    document = document_of(doc)
    yield from citations_in(document.text, document.id, own=document.facts.number)


def citations_in(
    text: str, doc_id: str = "", *, own: str | None = None, internal: bool = False
) -> Iterator[Citation]:
    """The references in a string; `own` is the document's own number, skipped in its head.

    A number inside another's title is not a reference of its own; a list shares its kind and its
    issuer. With `internal`, also where a document speaks of itself as a whole (`Nghị quyết này`).
    """
    scan = _Scan(text, doc_id)
    found = _shared(scan, _without_overlaps(scan, _candidates(scan, own)))
    yield from sorted(_with_pinpoints(scan, found, internal), key=lambda citation: citation.start)


class _Scan:
    """A text with what is looked up in it again and again."""

    def __init__(self, text: str, doc_id: str) -> None:
        self.text, self.doc_id, self.folded = text, doc_id, fold(text)
        self.dates: dict[int, tuple[int, str]] = {}
        self.busy: dict[int, int] = {}
        for start, end, date in find_dates(text):
            before = start - 5 if self.folded.startswith("ngày ", max(0, start - 5)) else start
            self.dates[start] = self.dates[before] = (end, date)

    def cite(self, start: int, end: int, **fields: str | int | None) -> Citation:
        """A citation of the words between two offsets."""
        return Citation(self.doc_id, start, end, self.text[start:end], **fields)  # type: ignore[arg-type]

    def named(self, start: int, end: int) -> Citation:
        """A citation by the name that the words are."""
        words = self.text[start:end]
        return self.cite(start, end, name=_words(words), kind=kind_of_words(words))


def _candidates(scan: _Scan, own: str | None) -> Iterator[Citation]:
    every = list(find_signs(scan.text))
    heads = _head_signs(scan, every, own)
    signs = {sign.start: sign for sign in every if sign.start not in heads}
    for match in _NAMES["law"].finditer(scan.text):
        if law := _law(scan, match, signs):
            yield law
    for sign in signs.values():
        yield _numbered(scan, sign)
    for match in _NAMES["basic"].finditer(scan.text):
        end, year = _year(scan, match.end())
        yield replace(
            scan.cite(match.start(), end, kind=kind_of_words(match["name"]), year=year),
            name=_words(match["name"]),
        )
    for match in _AROUND["occasion"].finditer(scan.folded):
        if not _is_own_title(scan, match):
            place = _NAMES["place"].match(scan.text, match.end())
            yield replace(
                scan.named(match.start(), (place or match).end()), kind=_words(match["kind"])
            )
    for match in _NAMES["short"].finditer(scan.text):
        yield from _short(scan, match, signs)


def _words(text: str) -> str:
    return " ".join(text.split())


def _head_signs(scan: _Scan, signs: list[Sign], own: str | None) -> set[int]:
    """Where the document bears its own sign: the first time its known number stands, and alone
    after `Số`.
    """
    heads: set[int] = set()
    for sign in signs:
        left = _AROUND["ownleft"].search(scan.folded[max(0, sign.start - 60) : sign.start])
        alone = left and _AROUND["ownright"].match(scan.folded, sign.end)
        if (
            sign.start < _HEAD
            and (sign.number == own or own is None)
            and (alone or (own and not heads))
        ):
            heads.add(sign.start)
    return heads


def _is_own_title(scan: _Scan, match: re.Match[str]) -> bool:
    """Whether the document calls itself so, in a line of its own at its head."""
    before = scan.folded[max(0, match.start() - 60) : match.start()]
    alone = _AROUND["ownline"].search(before) and not _AROUND["carries"].search(before)
    return bool(alone) and match.start() < _HEAD and scan.text[slice(*match.span("kind"))].isupper()


def _numbered(scan: _Scan, sign: Sign) -> Citation:
    """A citation by number: its kind from the words before it, its date, issuer and title from
    those after.
    """
    window = max(0, sign.start - 90)
    start, kind = sign.start, sign.kind
    for match in _AROUND["kinds"].finditer(scan.folded, window, sign.start):
        if _AROUND["tosign"].fullmatch(scan.folded, match.end(), sign.start):
            start, kind = match.start(), kind_of_words(match.group()) or sign.kind
    if start == sign.start and (
        short := _NAMES["shortkind"].search(scan.text[window : sign.start])
    ):
        start = window + short.start()
    end, date, issuer = _follow(scan, sign.end)
    scan.busy[start], title = _title(scan, end)
    code = re.sub(r"\d+$", "", sign.body or "")
    if issuer is None and code not in {"HĐND", "UBND"}:
        issuer = bodies().get(code, {}).get("body") or None
    return scan.cite(
        start,
        end,
        kind=kind,
        number=sign.number,
        date=date,
        issuer=issuer,
        year=sign.year,
        title=title,
    )


def _follow(scan: _Scan, at: int) -> tuple[int, str | None, str | None]:
    """What belongs to a reference behind it: where that ends, the date, the issuer."""
    end, date, issuer = at, None, None
    for _ in range(3):
        gap = _AROUND["gap"].match(scan.folded, end)
        if date is None and gap and gap.end() in scan.dates:
            end, date = scan.dates[gap.end()]
            end += gap.group().count("(") if scan.text[end : end + 1] == ")" else 0
        elif (
            issuer is None
            and (of := _AROUND["of"].match(scan.folded, end))
            and (stop := _issuer_end(scan, of.end()))
        ):
            end, issuer = stop, _words(scan.text[of.end() : stop])
            issuer = name_in_case(issuer) if issuer.isupper() else issuer
        else:
            break
    return end, date, issuer


def _issuer_end(scan: _Scan, start: int) -> int:
    """Where the name of a body ends: known names, offices, places and words in capitals in a row; 0
    for none.
    """
    end = at = start
    loose = True
    for _ in range(12):
        office = _AROUND["office"].match(scan.folded, at)
        unit = office or _NAMES["word"].match(scan.text, at)
        if (
            unit is None
            or _AROUND["kinds"].match(scan.folded, at)
            or (at == start and unit.group() == "-")
        ):
            break
        small = _NAMES["small"].match(scan.text, unit.end()) if loose and not office else None
        stop = (small or unit).end()
        end = stop if unit.group() != "-" else end
        goes_on = small or scan.folded.startswith("ban ", at)  # Ban Kinh tế và Ngân sách
        more = _NAMES["more"].match(scan.text, stop) if goes_on else None
        loose = scan.folded[at:stop].split()[-1] in _OFFICES or bool(small or more)
        space = _NAMES["space"].match(scan.text, more.end() if more else stop)
        at = space.end() if space else stop
    return end if end > start else 0


def _title(scan: _Scan, at: int) -> tuple[int, str | None]:
    """Where the title behind a reference ends, and the title."""
    match = _AROUND["title"].match(scan.folded, at)
    if not match or "\n\n" in match.group():
        return at, None
    stop = _AROUND["titleend"].search(scan.folded, match.end(), match.end() + 600)
    inside = _BALANCED.match(scan.text, match.end(), stop.start() if stop else match.end() + 600)
    title = inside[0] if inside else ""
    words = _words(title).rstrip(" ,*/.")
    return match.end() + len(title), (
        title_in_case(words, scan.text) if words.isupper() else words
    ) or None


def _law(scan: _Scan, match: re.Match[str], signs: dict[int, Sign]) -> Citation | None:
    """A law or a treaty by its name, with the number, the date or the year behind it."""
    end = _name_end(scan, match)
    if not end:
        return None
    named = scan.named(match.start(), end)
    number = _NAMES["number"].match(scan.text, end)
    if sign := signs.get(number.end()) if number else None:
        numbered = _numbered(scan, sign)
        written = scan.text[named.start : numbered.end]
        return replace(
            numbered, start=named.start, text=written, kind=named.kind, name=named.name, title=None
        )
    return _dated(scan, named)


def _name_end(scan: _Scan, match: re.Match[str]) -> int:
    """Where the name of a law ends: before its number, date or year, at the end of a known name, or
    at a small word.

    0 where it is no name: `Luật sư`, `Luật mới`, a heading in capitals.
    """
    at, treaty = match.end(), match["treaty"]
    until = _NAMES["until"].match(scan.text, at)
    if until and (treaty or not _NAMES["another"].search(fold(until["name"]))):
        named = scan.text[at].isupper() or until["name"].startswith(("sửa đổi", "tổ chức"))
        return until.end("name") if named or _LAWS.match(scan.folded, at) else 0
    if known := _LAWS.match(scan.folded, at):
        return 0 if scan.text[match.start() : known.end()].isupper() else known.end()
    halves = _NAMES["halves"].match(scan.text, at)
    stop = _NAMES["stop"].search(scan.text, halves.end() if halves else at, at + 80)
    name = scan.text[at : min(stop.start() if stop else len(scan.text), at + 80)].rstrip()
    return 0 if not name[:1].isupper() or (match.group() + name).isupper() else at + len(name)


def _dated(scan: _Scan, named: Citation) -> Citation:
    """A citation by name, with the year or the date and the issuer that follow."""
    end, year = _year(scan, named.end)
    date = issuer = None
    if year is None:
        end, date, issuer = _follow(scan, named.end)
        year = int(date[:4]) if date else None
    return replace(
        named, end=end, text=scan.text[named.start : end], date=date, issuer=issuer, year=year
    )


def _year(scan: _Scan, at: int) -> tuple[int, int | None]:
    """The year behind a name, and where that ends."""
    year = _NAMES["year"].match(scan.text, at)
    return (year.end(), int(year["bare"] or year["held"])) if year else (at, None)


def _short(scan: _Scan, match: re.Match[str], signs: dict[int, Sign]) -> Iterator[Citation]:
    """A document by its bare number, and those listed after it; before a full sign, they share its
    letters.
    """
    first = scan.named(*match.span())
    head = _words(scan.text[match.start() : max(match.start("n"), match.start("m"))])
    listed, at = [first], match.end()
    while member := _NAMES["member"].match(scan.text, at):
        at = member.end()
        listed.append(
            scan.cite(member.start("n"), at, name=f"{head} {member['n']}", kind=first.kind)
        )
    gap = _AROUND["listed"].match(scan.folded, at)
    sign = signs.get(gap.end()) if gap else None
    if sign is None or sign.family not in {"party", "state"}:
        yield from (_dated(scan, one) for one in listed)
        return
    letters = sign.number.lstrip("0123456789")
    for one in listed:
        digits = re.search(r"\d+$", one.text)
        yield replace(one, name=None, number=f"{digits[0]}{letters}" if digits else None)


def _without_overlaps(scan: _Scan, candidates: Iterable[Citation]) -> list[Citation]:
    """The candidates from the left, the longer first, without those inside another or inside its
    title.
    """
    kept: list[Citation] = []
    busy = 0
    for citation in sorted(candidates, key=lambda each: (each.start, -each.end)):
        if citation.start >= busy:
            kept.append(citation)
            busy = max(citation.end, scan.busy.get(citation.start, 0))
    return kept


def _shared(scan: _Scan, found: list[Citation]) -> list[Citation]:
    """A list's members with the kind of its first and the issuer of its last one."""
    for i in range(1, len(found)):
        before, here = found[i - 1], found[i]
        if _listed(scan, before, here):
            found[i] = replace(here, kind=before.kind)
    for i in range(len(found) - 1, 0, -1):
        before, here = found[i - 1], found[i]
        if before.issuer is None and _listed(scan, before, here):
            found[i - 1] = replace(before, issuer=here.issuer)
    return found


def _listed(scan: _Scan, before: Citation, here: Citation) -> bool:
    alike = scan.text[here.start].isdigit() and bool(here.number) == bool(before.number)
    return alike and bool(_AROUND["listed"].fullmatch(scan.folded, before.end, here.start))


def _with_pinpoints(scan: _Scan, found: list[Citation], internal: bool) -> Iterator[Citation]:
    """The citations with the articles named before them; then the articles of no other document."""
    starts = {citation.start: i for i, citation in enumerate(found)}
    for articles in find_pinpoints(scan.folded):
        after = document_after(scan.folded, articles)
        itself = _AROUND["itself"].match(scan.folded, after)
        if after in starts and not articles.here:
            found[starts[after]] = replace(found[starts[after]], pinpoint=articles.said)
        elif articles.here or itself:
            if itself or is_reference(scan.text, scan.folded, articles):
                yield scan.cite(
                    articles.start,
                    itself.end() if itself else articles.end,
                    pinpoint=articles.said or None,
                    name="self",
                    kind=kind_of_words(itself.group()) if itself else None,
                )
        elif is_reference(scan.text, scan.folded, articles):
            yield scan.cite(articles.start, articles.end, pinpoint=articles.said)
    if internal:
        for match in _AROUND["itself"].finditer(scan.folded):
            yield replace(scan.named(*match.span()), name="self")
    yield from found
