"""The bodies a text names (agencies, committees, persons in office), each in its normal form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from textkit.finding.bodynames import PATTERNS, Spelled, lexicon
from textkit.finding.bodyparts import Body, Part, next_word, part_behind, verb_at
from textkit.vietnamese.text import Passage, fold, old_placement

# A name that goes on for more parts than this is no name but text run on: the longest in the
# documents of tests/labels have nine. Chosen by eye; not measured.
_MOST_PARTS = 14

# So many bodies are read in a row: lists of recipients and of ministries are shorter. Chosen by
# eye; not measured.
_MOST_IN_A_LIST = 60

# A body's field in small letters goes on for so many characters at the most. Chosen by eye; not
# measured.
_LONGEST_FIELD = 160

# So many characters may stand between a sort of bodies and what says that it is to act. Chosen by
# eye; not measured.
_REACH_TO_DUTY = 90


@dataclass(frozen=True, slots=True)
class Actor:
    """A body in a text: `text` is what is written, `name` its normal form.

    `place` is the place it belongs to, where one is named (`Lam Châu`), and `named` tells a certain
    body (`Sở Y tế`) from a sort of bodies (`các sở, ngành`).
    """

    start: int
    end: int
    text: str
    name: str
    place: str | None
    named: bool


def find_actors(text: str | Passage) -> Iterator[Actor]:
    """The bodies named in a text, in order; those of a list each for itself.

    >>> text = "Giao UBND tỉnh Lam Châu, các sở: Tài chính, Y tế thực hiện."
    >>> [actor.name for actor in find_actors(text)]
    ['Ủy ban nhân dân tỉnh Lam Châu', 'Sở Tài chính', 'Sở Y tế']
    """
    yield from _found(Spelled.of(text), None, strict=True)


def actors_in_cell(text: str | Passage) -> list[Actor]:
    """The bodies of a cell, or of any text that holds nothing else.

    >>> [actor.name for actor in actors_in_cell("Sở NN&MT; UBND các xã, phường")]
    ['Sở Nông nghiệp và Môi trường', 'Ủy ban nhân dân các xã, phường']
    """
    spelled = Spelled.of(text)
    return list(_found(spelled, len(spelled.passage), strict=False))


def names_of(words: str | None) -> tuple[str, ...]:
    """The normal forms of the bodies that words name; none for None.

    >>> names_of("Uỷ ban nhân dân tỉnh, các Sở")
    ('Ủy ban nhân dân tỉnh', 'các sở')
    """
    return tuple(actor.name for actor in actors_in_cell(words or ""))


# A line before this one with fewer words may be the office of the body on it: "Văn phòng", "Chủ
# tịch". Chosen by eye; not measured.
_SHORTEST_BODY = 3
_BULLET = re.compile(r"\s*(?:[-–+•*]|\d{1,2}[.)])\s+")


def joined_lines(lines: Iterable[str]) -> str:
    """The lines of a cell as one, a semicolon before each that begins a body of its own.

    >>> joined_lines(["Sở Giáo dục và", "Đào tạo", "Sở Y tế"])
    'Sở Giáo dục và Đào tạo; Sở Y tế'
    """
    joined = ""
    for line in filter(None, map(str.strip, lines)):
        words = _BULLET.sub("", line)
        is_own = len(joined.split(";")[-1].split()) >= _SHORTEST_BODY or words != line
        begins = is_own and lexicon().begins.match(fold(words)) and words[:1].isupper()
        if not joined:
            joined = words
        elif begins and not joined.endswith((" và", ",", "/", ";", " của", " thuộc")):
            joined += f"; {words}"
        else:
            joined += f" {words}"
    return joined


def actors_at(text: str | Passage, start: int = 0, until: int | None = None) -> list[Actor]:
    """The bodies that stand in a row from an offset on; none where no body begins there.

    `until` is where they have ended at the latest, say at their verb: what stands before it in
    small letters is then their field (`các doanh nghiệp bưu chính`), if it can be one.

    >>> [actor.text for actor in actors_at("Sở Y tế và Sở Xây dựng phối hợp thực hiện.")]
    ['Sở Y tế', 'Sở Xây dựng']
    """
    spelled = Spelled.of(text)
    limit = None if until is None else spelled.place(until)
    row = _row_at(spelled.passage, spelled.place(start), limit)
    return [_actor(spelled, at, body) for at, body in row]


def duty_behind(text: str | Passage, at: int) -> int | None:
    """Where "có trách nhiệm" or the like begins behind a sort of bodies, all before which tells
    which; None where none does.

    >>> text = "Cơ quan cung cấp dữ liệu có trách nhiệm thông báo."
    >>> text[: duty_behind(text, len("Cơ quan"))]
    'Cơ quan cung cấp dữ liệu '
    """
    passage = Passage.of(text)
    closed = _MARK.search(passage.text, at, at + _REACH_TO_DUTY)
    until = closed.start() if closed else at + _REACH_TO_DUTY
    duty = PATTERNS["duty"].search(passage.folded, at, until)
    return duty.start() if duty else None


_MARK = re.compile("[,;:.]")


def _found(spelled: Spelled, limit: int | None, *, strict: bool) -> Iterator[Actor]:
    """The bodies of a text, row by row."""
    passage, at = spelled.passage, 0
    while start := lexicon().begins.search(passage.folded, at):
        row = _row_at(passage, start.start(), limit, strict=strict)
        yield from (_actor(spelled, begin, body) for begin, body in row)
        at = max(start.start() + 1, row[-1][1].end if row else 0)


def _actor(spelled: Spelled, start: int, body: Body) -> Actor:
    """A body of the text written out, with the bounds and the words of the text as written."""
    name = " ".join(body.parts)
    if not body.is_sort:
        name = name[:1].upper() + name[1:]
    start, end = spelled.bounds(start, body.end)
    words = spelled.original[start:end]
    return Actor(start, end, words, name, body.place, named=not body.is_sort)


# --- A row of bodies ----------------------------------------------------------------------------


# Heads that several fields may share: "Sở Tài chính, Y tế", "các Bộ: Tài chính, Nội vụ".
_SHARED = frozenset({"Bộ", "Sở"})
_COLON = re.compile(r"\s?:\s{1,3}")
# Bodies that each place has: listed before another, they share its place.
_IN_EVERY_PLACE = frozenset({"Hội đồng nhân dân", "Ủy ban nhân dân", "Ủy ban Mặt trận Tổ quốc"})


def _row_at(
    passage: Passage, at: int, limit: int | None, *, strict: bool = False
) -> list[tuple[int, Body]]:
    """The bodies in a row from an offset on, each with where it begins; `strict` where the first
    may be no body.
    """
    row: list[tuple[int, Body]] = []
    shared: str | None = None
    for _ in range(_MOST_IN_A_LIST):
        body = _body_at(passage, at, limit, strict=strict and not row)
        if body is None and shared:
            body = _field_alone(passage, at, shared)
        if body is None or (limit is not None and body.end > limit):
            break
        shared = _shared_head(body)
        # "các Sở: Tài chính, Y tế": what stands before the colon is none of them.
        colon = _COLON.match(passage.text, body.end)
        if shared and colon and _field_alone(passage, colon.end(), shared):
            at = colon.end()
            continue
        row.append((at, body))
        gap = PATTERNS["separator"].match(passage.folded, body.end)
        if gap is None:
            break
        at = gap.end()
    return _with_shared_places(row)


def _shared_head(body: Body) -> str | None:
    """The head that fields listed behind a body may share."""
    last = (body.head or body.parts[-1]).capitalize()
    return last if last in _SHARED else None


def _field_alone(passage: Passage, at: int, head: str) -> Body | None:
    """A body that is named by its field alone, behind one whose head it shares."""
    field = lexicon().field.at(passage.folded, at)
    if field is None or not passage.text[at].isupper():
        return None
    return Body(field[0], (head, field[1]), "field", head=head)


def _with_shared_places(row: list[tuple[int, Body]]) -> list[tuple[int, Body]]:
    """The bodies with the place of the one listed behind them: "HĐND, UBND tỉnh Lam Châu"."""
    shared = row[-1:]
    for at, body in reversed(row[:-1]):
        following = shared[-1][1]
        governs, place = ("", *following.parts)[-2:]
        are_alike = {body.parts[-1], governs} <= _IN_EVERY_PLACE
        if are_alike and following.kind == "levels":
            body = body._replace(parts=(*body.parts, place), place=following.place, kind="levels")
        shared.append((at, body))
    return shared[::-1]


# --- One body -----------------------------------------------------------------------------------


# Offices that are none without the body they are held in.
_NO_OFFICE_ALONE = frozenset({"Thường trực", "Lãnh đạo", "Trưởng", "Phó", "Trưởng các"})

# Người đứng đầu[ của ]cơ quan
_OF = re.compile(r"\s{1,3}của\s{1,3}")
_COMMA = re.compile(r"\s?,\s{1,3}")
_ENDS = re.compile(r"\s*(?:$|[.,;:)\n]|[ ](?:và|hoặc)\s)")
_AND_THINGS = re.compile(rf"(?:\s?,\s|\s?,?\svà\s)(?:{PATTERNS['things'].pattern})")
_CLOSES = re.compile(r"[.;:()\n\t“”\"]")
# No field ends so: "các đơn vị mới[ và ]".
_UNFINISHED = re.compile(r"(?:[\s,]|\s(?:và|hoặc|của|thuộc|các))+$")


def _body_at(
    passage: Passage, at: int, limit: int | None = None, *, strict: bool = False, depth: int = 0
) -> Body | None:
    """The body that begins at an offset; None where none does.

    `depth` counts the bodies that it belongs to one another around it.
    """
    all_ = PATTERNS["all"].match(passage.folded, at)
    behind_all = all_.end() if all_ else at
    person = PATTERNS["person"].match(passage.folded, behind_all)
    office = _office_at(passage, person.end() if person else behind_all)
    before = office or Body(person.end() if person else behind_all)
    body = _unit_at(passage, before, is_many=all_ is not None, strict=strict)
    if body is None:
        return _in_office(passage, at, office, is_many=all_ is not None)
    for _ in range(_MOST_PARTS):
        part = part_behind(passage, body, depth, _inner_body)
        if part is None:
            break
        body = body.plus(part)
    if limit is not None and body.is_open and body.end < limit:
        body = _with_small_field(passage, body, limit)
    if not _stands_alone(passage, body):
        return None
    return _of_all(body, passage.folded[at:behind_all]) if all_ else body


def _inner_body(passage: Passage, at: int, depth: int) -> Body | None:
    return _body_at(passage, at, depth=depth)


def _of_all(body: Body, words: str) -> Body:
    """A body with the "các" before it; where a field tells which, it is a certain one."""
    if not body.is_sort and body.head in _SHARED and body.kind == "field":
        return body
    return body._replace(parts=(" ".join(words.split()), *body.parts), is_sort=True)


def _office_at(passage: Passage, at: int) -> Body | None:
    """The office that begins at an offset, with the "các" behind it: "Thủ trưởng các [sở]"."""
    office = lexicon().office.at(passage.folded, at)
    if office is None or PATTERNS["nobody"].match(passage.folded, at):
        return None
    body = Body(office[0], (office[1],), "office")
    of = _OF.match(passage.folded, body.end)
    all_ = PATTERNS["all"].match(passage.folded, of.end() if of else next_word(passage, body.end))
    if all_:
        return body.plus(Part(all_.end(), " ".join(all_.group().split()), "all"))
    return body._replace(end=of.end()) if of else body


def _in_office(passage: Passage, at: int, office: Body | None, *, is_many: bool) -> Body | None:
    """A person in office whose body is not named: "Giám đốc", "Chủ tịch"."""
    if office is None or office.kind == "all" or office.parts[0] in _NO_OFFICE_ALONE:
        return None
    if not (is_many or passage.text[at].isupper()):
        return None
    end = at + len(_OF.sub("", passage.text[at : office.end]))
    return office._replace(end=end, is_sort=True)


def _unit_at(passage: Passage, before: Body, *, is_many: bool, strict: bool) -> Body | None:
    """A body's first own part: a whole name, a head or a sort; None where none stands there."""
    at = next_word(passage, before.end) if before.parts else before.end
    if PATTERNS["nobody"].match(passage.folded, at):
        return None
    is_many = is_many or bool(before.parts)
    is_capital = passage.text[at : at + 1].isupper()
    whole = lexicon().whole.at(passage.folded, at)
    if whole and strict and not (is_capital or is_many or fold(whole[1]) in lexicon().known):
        whole = None
    sort = _sort_at(passage, at, is_many=is_many, strict=strict and not is_capital)
    head = _head_at(passage, at, strict=strict)
    if head and sort and head[0] == sort[0]:
        # "Giám đốc [Sở] Y tế", but "Thủ trưởng các [sở], ngành".
        is_head = _has_field(passage, head[0]) or not is_many
        head, sort = (head, None) if is_head else (None, sort)
    longest = max(filter(None, (whole, head, sort)), default=None)
    if longest is None:
        return None
    if longest == sort:
        return _with_sorts(passage, before.plus(Part(*longest, "sort"))._replace(is_open=True))
    return before.plus(Part(*longest, "head" if longest == head else "whole"))


def _head_at(passage: Passage, at: int, *, strict: bool) -> tuple[int, str] | None:
    """The head that begins at an offset: with a capital, or before its field; one of two words also
    in small letters.
    """
    head = lexicon().head.at(passage.folded, at)
    if head is None:
        return None
    is_clear = passage.text[at].isupper() or (" " in head[1] and not strict)
    return head if is_clear or _has_field(passage, head[0]) else None


def _has_field(passage: Passage, at: int) -> bool:
    return lexicon().field.at(passage.folded, next_word(passage, at)) is not None


def _sort_at(passage: Passage, at: int, *, is_many: bool, strict: bool) -> tuple[int, str] | None:
    """The sort of bodies that begins at an offset; some are one only in the plural or in a list."""
    sort = None if strict and not is_many else lexicon().sort.at(passage.folded, at)
    many = lexicon().many.at(passage.folded, at)
    if many and not is_many:
        # "bộ, cơ quan ngang bộ", "sở, ngành": several are sorts without "các" too.
        gap = None if strict else _COMMA.match(passage.folded, many[0])
        is_list = gap is not None and _any_sort_at(passage, gap.end()) is not None
        many = many if is_list else None
    return max(filter(None, (sort, many)), default=None)


def _any_sort_at(passage: Passage, at: int) -> tuple[int, str] | None:
    sort, many = lexicon().sort.at(passage.folded, at), lexicon().many.at(passage.folded, at)
    return max(filter(None, (sort, many)), default=None)


# Sorts that are listed each for itself: "các bộ, [cơ quan ngang bộ]"; one word or two are listed
# together with others: "sở, ban, ngành", "cơ quan, đơn vị".
_WORDS_OF_A_PLAIN_SORT = 2


def _with_sorts(passage: Passage, body: Body) -> Body:
    """A sort with those listed behind it as one: "sở[, ban, ngành]", "cơ quan[, đơn vị]"."""
    for _ in range(_MOST_PARTS):
        gap = PATTERNS["separator"].match(passage.folded, body.end)
        sort = _any_sort_at(passage, gap.end()) if gap else None
        if gap is None or sort is None or len(sort[1].split()) > _WORDS_OF_A_PLAIN_SORT:
            return body
        if _begins_longer(passage, gap.end(), sort[0]):
            return body
        joint = " và " if "và" in gap.group() else ", "
        listed = body.parts[-1] + joint + sort[1]
        body = body._replace(end=sort[0], parts=(*body.parts[:-1], listed))
    return body


def _begins_longer(passage: Passage, at: int, end: int) -> bool:
    """Whether a longer name begins there: "[ban] Thường vụ Tỉnh ủy", "[sở] Y tế"."""
    for names in (lexicon().whole, lexicon().head):
        longer = names.at(passage.folded, at)
        if longer is not None and longer[0] > end:
            return True
    return _has_field(passage, end)


def _stands_alone(passage: Passage, body: Body) -> bool:
    """Whether what was read is a body as it stands: a head without more is one before its verb, and
    sorts listed with other things are none.
    """
    if body.is_sort:
        return not _AND_THINGS.match(passage.folded, body.end)
    if body.kind != "head":
        return True
    head = body.parts[-1]
    if head not in lexicon().alone:
        return False
    if " " in head or _ENDS.match(passage.text, body.end):
        return True
    return verb_at(passage, next_word(passage, body.end))


def _with_small_field(passage: Passage, body: Body, limit: int) -> Body:
    """A body with the field that goes on in small letters up to a limit, where it can be one."""
    end = _field_end(passage, body.end, limit)
    field = _UNFINISHED.sub("", passage.text[body.end : end])
    if not field.startswith(" "):
        return body
    words, place = " ".join(field.split()), None
    if body.kind == "unnamed":  # TỈNH [LAM CHÂU]
        words = place = words.title()
    elif words.isupper():
        words = _names_in_case(words.lower())
    return body.plus(Part(body.end + len(field), old_placement(words), "field", place))


def _field_end(passage: Passage, at: int, limit: int) -> int:
    """Where a field has ended at the latest: at a mark, before the next body of a list, or before a
    word that no name holds.
    """
    end = min(limit, at + _LONGEST_FIELD)
    closed = _CLOSES.search(passage.text, at, end)
    end = closed.start() if closed else end
    for gap in PATTERNS["separator"].finditer(passage.folded, at, end):
        if lexicon().begins.match(passage.folded, gap.end()):
            end = gap.start()
            break
    stop = PATTERNS["stop"].search(passage.folded, at, end)
    return stop.start() if stop else end


def _names_in_case(words: str) -> str:
    """Words in small letters with the names among them in their case."""
    folded = fold(words)
    for names in (lexicon().whole, lexicon().place):
        for match in names.pattern.finditer(folded):
            end, name = names.at(folded, match.start()) or (0, "")
            if len(name) == end - match.start():
                words = words[: match.start()] + name + words[end:]
    return words
