"""References to other documents: by number, by name and year, by occasion, with the article they
point at.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from textkit import data
from textkit.data.expressions import compiled
from textkit.finding.cited import AROUND, NAMES, Citation, Source, source_of
from textkit.finding.owners import with_pinpoints
from textkit.finding.shortnames import with_short_names
from textkit.finding.titles import title_behind
from textkit.reading.document import UNCOUNTED
from textkit.vietnamese.casing import name_in_case
from textkit.vietnamese.signs import Sign, any_of, bodies, find_signs, kind_of_words
from textkit.vietnamese.text import Passage

if TYPE_CHECKING:
    from textkit.language.annotation import Given

_KNOWN_LAW = compiled(any_of(row["name"] for row in data.rows("laws.csv")))

# Words behind which a word in capitals may have one in small letters behind it: "Sở Giao[ thông]".
_OFFICES = frozenset("ban sở cục vụ viện trường -".split())

# What the name of a place follows: "Tỉnh ủy⏎Lam Châu".
_BEFORE_A_PLACE = ("uỷ", "tỉnh", "phố", "xã", "phường", "huyện", "quận", "khu")

# Bodies whose code stands for one in every province: the code does not say who issued.
_ONE_IN_EVERY_PROVINCE = frozenset({"HĐND", "UBND"})

# The document's own number and title stand among its first characters; a long head (two issuers, a
# motto, place and date, recipients) has some 1,000. Chosen by eye; not measured.
_HEAD_LENGTH = 3000

# How far before a number its line may begin, and before a title what it carries out: enough for
# "Số" behind a kind of three words and table marks. Chosen by eye; not measured.
_LINE_BEFORE = 60

# How far before a number its kind may stand: "Chương trình hành động" and the four words of
# "thẩm tra … số" that may follow it, of twelve letters each. Chosen by eye; not measured.
_KIND_BEFORE = 90

# More parts than this are no name but running text in capitals; the longest in the documents that
# tests/labels names have nine. Chosen by eye; not measured.
_MOST_PARTS_OF_A_NAME = 12

# A name of a law that does not end within so many characters is taken as far. Chosen by eye; not
# measured.
_LONGEST_LAW = 80


# What is not the document's text, but for notes: those of a consolidated law say what amended it.
_NOT_CITING = UNCOUNTED - {"note"}


def find_citations(doc: Given) -> Iterator[Citation]:
    """The references of a document, in order; its own number in its head is none.

    Those in its notes are among them, those in what else is not its text (contents, running heads,
    struck lines) are not. Raises TextkitError if it is given no document.

    >>> found = find_citations("Thực hiện Nghị quyết số 39/NQ-TW, ngày 18/7/2023 của Bộ Chính trị.")
    >>> [(citation.number, citation.date, citation.issuer) for citation in found]
    [('39-NQ/TW', '2023-07-18', 'Bộ Chính trị')]
    """
    from textkit.language.annotation import document_of

    document = document_of(doc)
    for citation in citations_in(document.passage(), document.id, own=document.facts.number):
        if document.kind_at(citation.start) not in _NOT_CITING:
            yield citation


def citations_in(
    text: str | Passage, doc_id: str = "", *, own: str | None = None, internal: bool = False
) -> Iterator[Citation]:
    """The references in a text; `own` is the document's own number, skipped in its head.

    A number inside another's title is not a reference of its own; a list shares its kind and its
    issuer. With `internal`, also where a document speaks of itself as a whole (`Nghị quyết này`).
    """
    source = source_of(text, doc_id)
    signs = _cited_signs(source, own)
    documents = _without_overlaps(_candidates(source, signs))
    documents = _with_shared_issuers(source, _with_shared_kinds(source, documents))
    citations = [*with_pinpoints(source, with_short_names(source, documents))]
    if internal:
        for match in AROUND["itself"].finditer(source.folded):
            citations.append(replace(_by_name(source, *match.span()), name="self"))
    yield from sorted(citations, key=lambda citation: citation.start)


def _by_name(source: Source, start: int, end: int) -> Citation:
    """A citation whose words are its name."""
    words = source.text[start:end]
    return replace(source.quote(start, end), name=_in_one_line(words), kind=kind_of_words(words))


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a pattern that begins at an offset ends; the offset itself where it does not."""
    match = pattern.match(text, at)
    return match.end() if match else at


class _Candidate(NamedTuple):
    """A citation and where what belongs to it ends: its title may name other documents."""

    citation: Citation
    title_end: int


def _candidates(source: Source, signs: Mapping[int, Sign]) -> Iterator[_Candidate]:
    """Whatever may be a reference, kind by kind; some lie inside others."""
    # A law or a treaty by its name: "Luật Đất đai năm 2024", "Công ước … số …".
    for match in NAMES["law"].finditer(source.text):
        law = None if _is_enacted(source, match.start()) else _law(source, match, signs)
        if law:
            yield _Candidate(law, law.end)
    # A number: "Nghị quyết số 39-NQ/TW, ngày 18/7/2023 của Bộ Chính trị về nghề muối".
    starts = list(signs)
    for sign in signs.values():
        yield _with_title_numbers(_numbered(source, sign), signs, starts)
    # One of the few that have no number: "Hiến pháp năm 2013", "Điều lệ Đảng".
    for match in NAMES["basic"].finditer(source.text):
        end, year = _year_behind(source, match.end())
        name = match["name"]
        basic = source.quote(match.start(), end)
        basic = replace(basic, kind=kind_of_words(name), name=_in_one_line(name), year=year)
        yield _Candidate(basic, basic.end)
    # What a congress or a session adopted: "Nghị quyết Đại hội XIII của Đảng".
    for match in AROUND["occasion"].finditer(source.folded):
        if _is_own_title(source, match):
            continue
        end = _end_of(NAMES["place"], source.text, match.end())
        adopted = _by_name(source, match.start(), end)
        adopted = replace(adopted, kind=_in_one_line(match["kind"]))
        yield _Candidate(adopted, adopted.end)
    # A bare number, and those listed behind it: "Nghị quyết 57, 59 và 68".
    for match in NAMES["short"].finditer(source.text):
        for short in _short(source, match, signs):
            yield _Candidate(short, short.end)


def _without_overlaps(candidates: Iterable[_Candidate]) -> list[Citation]:
    """The candidates from the left, the longer first, without those inside another or inside its
    title.
    """
    kept: list[Citation] = []
    taken_until = 0
    longest_first = sorted(candidates, key=lambda one: (one.citation.start, -one.citation.end))
    for citation, title_end in longest_first:
        if citation.start >= taken_until:
            kept.append(citation)
            taken_until = max(citation.end, title_end)
    return kept


def _cited_signs(source: Source, own: str | None) -> dict[int, Sign]:
    """The numbers in a text by their start, without those the document bears itself."""
    signs = list(find_signs(Passage(source.text, source.folded)))
    own_starts = _own_starts(source, signs, own)
    return {sign.start: sign for sign in signs if sign.start not in own_starts}


def _own_starts(source: Source, signs: list[Sign], own: str | None) -> set[int]:
    """Where the document bears its own number in its head.

    Where that number is known, it is the first place that has it; and wherever it stands alone
    behind `Số`. Where it is not known, any number that stands so.
    """
    starts: set[int] = set()
    for sign in signs:
        # "(Kèm theo Nghị quyết số 05/2025/NQ-HĐND …)" over an annex is the document itself.
        if own is not None and sign.number == own and _heads_annex(source, sign):
            starts.add(sign.start)
            continue
        in_head = sign.start < _HEAD_LENGTH
        may_be_own = own is None or sign.number == own
        if not (in_head and may_be_own):
            continue
        is_first_of_known = own is not None and not starts
        if is_first_of_known or _stands_alone(source, sign):
            starts.add(sign.start)
    return starts


def _heads_annex(source: Source, sign: Sign) -> bool:
    """Whether a number says what an annex belongs to: "(Ban hành kèm theo Nghị quyết số …"."""
    before = source.folded[max(0, sign.start - _LINE_BEFORE) : sign.start]
    return bool(AROUND["annexed"].search(before))


def _stands_alone(source: Source, sign: Sign) -> bool:
    """Whether a number is all there is in its line, or place and date follow: "Số: 05-NQ/TU"."""
    before = source.folded[max(0, sign.start - _LINE_BEFORE) : sign.start]
    begins_line = AROUND["ownleft"].search(before)
    ends_line = AROUND["ownright"].match(source.folded, sign.end)
    return bool(begins_line and ends_line)


def _is_own_title(source: Source, match: re.Match[str]) -> bool:
    """Whether the document calls itself so: in capitals, in a line of its own, at its head."""
    before = source.folded[max(0, match.start() - _LINE_BEFORE) : match.start()]
    begins_line = AROUND["ownline"].search(before)
    goes_on_from_line_above = AROUND["carries"].search(before)
    in_capitals = source.text[slice(*match.span("kind"))].isupper()
    in_head = match.start() < _HEAD_LENGTH
    return bool(begins_line and not goes_on_from_line_above and in_capitals and in_head)


def _numbered(source: Source, sign: Sign) -> _Candidate:
    """A citation by number: its kind from the words before it, its date, issuer and title from
    those after.
    """
    start, kind = _kind_before(source, sign)
    end, date, issuer = _date_and_issuer(source, sign.end)
    title_end, title = title_behind(source, end, sign, kind, date)
    citation = replace(
        source.quote(start, end),
        kind=kind,
        number=sign.number,
        date=date,
        issuer=issuer or _issuer_of_code(sign),
        year=sign.year,
        title=title,
    )
    return _Candidate(citation, title_end)


def _with_title_numbers(
    candidate: _Candidate, signs: Mapping[int, Sign], starts: list[int]
) -> _Candidate:
    """A citation with the signs that its title names."""
    citation, title_end = candidate
    first, last = bisect_left(starts, citation.end), bisect_left(starts, title_end)
    if first == last:
        return candidate
    numbers = dict.fromkeys(signs[start].number for start in starts[first:last])
    return _Candidate(replace(citation, title_numbers=tuple(numbers)), title_end)


def _kind_before(source: Source, sign: Sign) -> tuple[int, str | None]:
    """Where the kind that is written before a number begins, and the kind: "Báo cáo thẩm tra số"
    12/BC-BKTNS. Without one the number's own code tells it.
    """
    window = max(0, sign.start - _KIND_BEFORE)
    nearest: re.Match[str] | None = None
    for match in AROUND["kinds"].finditer(source.folded, window, sign.start):
        if AROUND["tosign"].fullmatch(source.folded, match.end(), sign.start):
            nearest = match
    if nearest:
        return nearest.start(), kind_of_words(nearest.group()) or sign.kind
    letters = NAMES["shortkind"].search(source.text[window : sign.start])
    if letters:
        return window + letters.start(), sign.kind
    return sign.start, sign.kind


def _issuer_of_code(sign: Sign) -> str | None:
    """The body that the code of a number names, without its term (QH15); None where each province
    has one.
    """
    code = (sign.body or "").rstrip("0123456789")
    if code in _ONE_IN_EVERY_PROVINCE or code not in bodies():
        return None
    return bodies()[code]["body"] or None


def _date_and_issuer(source: Source, at: int) -> tuple[int, str | None, str | None]:
    """Where the date and the issuer behind a reference end, and what they are.

    Either may stand first: "ngày 18/7/2023 của Bộ Chính trị", "của Ban Bí thư ngày 21/12/2012".
    """
    end = at
    date: str | None = None
    issuer: str | None = None
    while True:
        if date is None and (dated := _date_at(source, end)):
            end, date = dated
        elif issuer is None and (issued := _issuer_at(source, end)):
            end, issuer = issued
        else:
            return end, date, issuer


def _date_at(source: Source, at: int) -> tuple[int, str] | None:
    """Where a date that goes on from an offset ends, with the bracket it may stand in, and what it
    is.
    """
    gap = AROUND["gap"].match(source.folded, at)
    if not gap or gap.end() not in source.dates:
        return None
    # "…số 66-NQ/TW ⏎ Ngày 28 tháng 11 năm 2025, tại …": a new sentence begins.
    if "\n" in gap.group() and source.text[gap.end()].isupper():
        return None
    end, date = source.dates[gap.end()]
    in_brackets = "(" in gap.group() and source.text.startswith(")", end)
    return end + len(")") if in_brackets else end, date


def _issuer_at(source: Source, at: int) -> tuple[int, str] | None:
    """Where an issuer that goes on from an offset ("của Bộ Chính trị") ends, and what it is."""
    of = AROUND["of"].match(source.folded, at)
    end = _body_end(source, of.end()) if of else None
    if of is None or end is None:
        return None
    name = _in_one_line(source.text[of.end() : end])
    return end, name_in_case(name) if name.isupper() else name


def _body_end(source: Source, start: int) -> int | None:
    """Where the name of a body ends: known names, offices, places and words in capitals in a row;
    None where no name begins.
    """
    end: int | None = None
    at = start
    known = False
    small_letters_may_follow = True
    for _ in range(_MOST_PARTS_OF_A_NAME):
        office = AROUND["office"].match(source.folded, at)
        part = office or NAMES["word"].match(source.text, at)
        # "của Thanh tra Chính phủ⏎Nhà đầu tư": behind a known body the next line begins anew.
        if known and not office and "\n" in source.text[end:at]:
            break
        known = office is not None and not office.group().endswith(_BEFORE_A_PLACE)
        # A kind of document begins the next reference: "của Chính phủ Nghị định số …".
        if part is None or AROUND["kinds"].match(source.folded, at):
            break
        is_hyphen = part.group() == "-"
        if is_hyphen and at == start:
            break
        # "Kinh[ tế]": a known body or an office is whole, a word in capitals may have a small one
        # behind it.
        small = None
        if small_letters_may_follow and not office:
            small = NAMES["small"].match(source.text, part.end())
        stop = small.end() if small else part.end()
        # A name does not end in a hyphen: "Ban Kinh tế - Ngân sách" goes on behind it.
        if not is_hyphen:
            end = stop
        # "Ban Kinh tế[ và] Ngân sách"; but not "Sở Y tế và Sở Xây dựng" behind a whole name.
        more = None
        if small or source.folded.startswith("ban ", at):
            more = NAMES["more"].match(source.text, stop)
        last_word = source.folded[at:stop].split()[-1]
        small_letters_may_follow = bool(small or more) or last_word in _OFFICES
        at = _end_of(NAMES["space"], source.text, more.end() if more else stop)
    return end


def _is_enacted(source: Source, start: int) -> bool:
    """Whether a law is the one that speaks: "Quốc hội ban hành [Luật Giá]." behind its bases."""
    before = source.folded[max(0, start - _LINE_BEFORE) : start]
    return start < _HEAD_LENGTH and bool(AROUND["enacts"].search(before))


def _law(source: Source, match: re.Match[str], signs: Mapping[int, Sign]) -> Citation | None:
    """A law or a treaty by its name, with the number, the date or the year behind it."""
    name_end = _law_end(source, match)
    if name_end is None:
        return None
    named = _by_name(source, match.start(), name_end)
    sign = signs.get(_end_of(NAMES["number"], source.text, name_end))
    if sign is None:
        return _dated(source, named)
    numbered = _numbered(source, sign).citation
    written = source.text[named.start : numbered.end]
    return replace(
        numbered, start=named.start, text=written, kind=named.kind, name=named.name, title=None
    )


def _law_end(source: Source, match: re.Match[str]) -> int | None:
    """Where the name of a law or a treaty ends; None where it is no name (`Luật sư`, `Luật mới`, a
    heading in capitals).
    """
    start = match.end()
    begins_in_capital = source.text[start].isupper()
    known = None if match["treaty"] else _KNOWN_LAW.match(source.folded, start)

    # "Luật tổ chức Hội đồng nhân dân ngày 26/11/2003": all before its number, date or year.
    until = NAMES["until"].match(source.text, start)
    if until:
        name = Passage(until["name"], source.folded[slice(*until.span("name"))])
        speaks_of_another = NAMES["another"].search(name.folded)
        if match["treaty"] or not speaks_of_another:
            # Names of laws begin in a capital, but for those that amend or organise.
            is_name = begins_in_capital or name.text.startswith(("sửa đổi", "tổ chức"))
            return until.end("name") if is_name or known else None

    # "Luật Đất đai quy định": a law that laws.csv has, in any case but all capitals (a heading).
    if known:
        in_capitals = source.text[match.start() : known.end()].isupper()
        return None if in_capitals else known.end()

    # "Luật Trồng cây ven đường quy định": up to the first mark or small word that no name holds.
    if not begins_in_capital:
        return None
    stops_after = _end_of(NAMES["halves"], source.text, start)
    longest = start + _LONGEST_LAW
    stop = NAMES["stop"].search(source.text, stops_after, longest)
    written = source.text[start : stop.start() if stop else longest].rstrip()
    in_capitals = (match.group() + written).isupper()
    return None if in_capitals else start + len(written)


def _dated(source: Source, named: Citation) -> Citation:
    """A citation by name, with the year or else the date and the issuer that follow."""
    end, year = _year_behind(source, named.end)
    date: str | None = None
    issuer: str | None = None
    if year is None:
        end, date, issuer = _date_and_issuer(source, named.end)
        year = int(date[:4]) if date else None
    written = source.text[named.start : end]
    return replace(named, end=end, text=written, date=date, issuer=issuer, year=year)


def _year_behind(source: Source, at: int) -> tuple[int, int | None]:
    """Where the year behind a name ends, and the year: "năm 2024", "(2013)"."""
    match = NAMES["year"].match(source.text, at)
    if not match:
        return at, None
    return match.end(), int(match["bare"] or match["bracketed"])


def _short(source: Source, match: re.Match[str], signs: Mapping[int, Sign]) -> Iterator[Citation]:
    """A document by its bare number, and those listed after it.

    Before a whole number they have its letters: "các Nghị quyết số 57, 59 và 68-NQ/TW".
    """
    first = _by_name(source, *match.span())
    number_start = match.start("n") if match["n"] else match.start("m")
    head = _in_one_line(source.text[match.start() : number_start])
    listed = [first]
    digits = [source.text[number_start : match.end()]]
    end = match.end()
    while member := NAMES["member"].match(source.text, end):
        end = member.end()
        cited = source.quote(member.start("n"), end)
        listed.append(replace(cited, name=f"{head} {member['n']}", kind=first.kind))
        digits.append(member["n"])

    sign = signs.get(_end_of(AROUND["listed"], source.folded, end))
    if sign is None or sign.family not in {"party", "state"}:
        for named in listed:
            yield _dated(source, named)
        return
    letters = sign.number.lstrip("0123456789")
    for named, its_digits in zip(listed, digits, strict=True):
        yield replace(named, name=None, number=its_digits + letters)


def _with_shared_kinds(source: Source, documents: list[Citation]) -> list[Citation]:
    """The documents, those listed behind another with its kind: "các Quy định số 05-QĐ/TU,
    06-QĐ/TU".
    """
    shared = documents[:1]
    for document in documents[1:]:
        before = shared[-1]
        is_listed = _lists(source, before, document)
        shared.append(replace(document, kind=before.kind) if is_listed else document)
    return shared


def _with_shared_issuers(source: Source, documents: list[Citation]) -> list[Citation]:
    """The documents, those listed before another with its issuer: "05-QĐ/TU và 07-QĐ/TU của Tỉnh
    ủy".
    """
    shared: list[Citation] = []
    for document in reversed(documents):
        if shared and document.issuer is None and _lists(source, document, shared[-1]):
            document = replace(document, issuer=shared[-1].issuer)
        shared.append(document)
    return shared[::-1]


def _lists(source: Source, before: Citation, document: Citation) -> bool:
    """Whether one document is listed behind another: both by number or both by name, the second by
    its number without a kind of its own.
    """
    begins_with_number = source.text[document.start].isdigit()
    alike = bool(document.number) == bool(before.number)
    joined = AROUND["listed"].fullmatch(source.folded, before.end, document.start)
    return bool(begins_with_number and alike and joined)
