"""The parts of a body's name, behind its head: its field, the body and the place it belongs to."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from textkit.finding.bodynames import PATTERNS, lexicon
from textkit.finding.cues import markers
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.text import Passage, fold, old_placement

# "các đơn vị thuộc [cơ quan của [Hội đồng nhân dân]]": so many bodies are in one another at the
# most. Chosen by eye; not measured.
_DEEPEST = 3

_BLANKS = re.compile(r"[ \t]{0,3}\n?[ \t]{0,3}")
_CAPITAL_WORD = re.compile(rf"[{CAPITALS}][\w']{{0,30}}")
_SMALL_WORD = re.compile(rf"[ ]([^\W\d_{CAPITALS}]{{1,8}})(?!\w)")
# Vân Sa · Bà Rịa - Vũng Tàu
_PLACE_NAME = re.compile(
    rf"[{CAPITALS}][\w']{{0,20}}(?:(?:[ ]|[ ]-[ ]|-)[{CAPITALS}][\w']{{0,20}}){{0,5}}"
)
# Kinh tế[ và ]Ngân sách · Kinh tế[ - ]Ngân sách
_JOINT = re.compile(rf"\s?(?:[ ]và[ ]|[-–])\s?(?=[{CAPITALS}])")
# No part of a name, though a capital may stand there: "Về việc", "Điều 5", "Nghị quyết".
_NO_NAME = re.compile(
    r"""
    (?: về | điều | khoản | nghị\ (?:quyết|định) | quyết\ định | luật | chỉ\ thị | kế\ hoạch
      | thông\ tư | căn\ cứ | theo ) (?!\w)
    """,
    re.VERBOSE,
)
_TOWN = re.compile(r"(?<!\w)tp\.?(?!\w)")
_ROMAN = re.compile(r"(?<= )[ivx]{1,5}$")

# What tells which even of bodies that have a name: "Tòa án nhân dân [tối cao]".
_RANKS = ("tối cao", "trung ương", "khu vực", "nhân dân", "nhà nước")
# Bodies with a name that may belong to others: "Ban [của Hội đồng nhân dân]".
_OF_OTHERS = frozenset(
    {"Ban", "Tổ", "Phòng", "Chi cục", "Trung tâm", "Ủy ban", "Văn phòng", "Chính quyền địa phương"}
)


class Part(NamedTuple):
    """A part of a body's name: where it ends, how it is written, what it is."""

    end: int
    name: str
    kind: str
    place: str | None = None


class Body(NamedTuple):
    """What has been read of a body: up to where, and the parts of its normal form.

    `kind` is that of the last part. `head` is the last head, which a field may follow; `is_open`:
    its field may go on in small letters; `is_sort`: it is a sort of bodies, and words may tell
    which.
    """

    end: int
    parts: tuple[str, ...] = ()
    kind: str = ""
    place: str | None = None
    head: str | None = None
    is_open: bool = False
    is_sort: bool = False

    def plus(self, part: Part) -> Body:
        """The same with one more part."""
        if part.kind == "head":
            is_open = part.name in lexicon().open
        else:
            # A field may go on behind these, and behind a place whose name is not known.
            keeps_open = part.kind in {"name", "which", "sort"}
            is_open = part.kind == "unnamed" or (self.is_open and keeps_open)
        return Body(
            part.end,
            (*self.parts, part.name),
            part.kind,
            part.place or self.place,
            part.name if part.kind == "head" else self.head,
            is_open,
            self.is_sort or part.kind == "sort",
        )


class Spot(NamedTuple):
    """Where a part of a body's name may begin: the text, the body so far, and the offset.

    `inner` reads the body that begins at an offset, given how many bodies are around it.
    """

    passage: Passage
    body: Body
    at: int
    depth: int
    inner: Callable[[Passage, int, int], Body | None]

    @property
    def folded(self) -> str:
        """The folded text."""
        return self.passage.folded

    @property
    def is_capital(self) -> bool:
        """Whether a capital stands there."""
        return self.passage.text[self.at : self.at + 1].isupper()


def next_word(passage: Passage, at: int) -> int:
    """Where the word behind the blanks at an offset begins: in this line or the next."""
    blank = _BLANKS.match(passage.text, at)
    return blank.end() if blank else at


def verb_at(passage: Passage, at: int) -> bool:
    """Whether a verb of a task, or a word that no name holds, stands there in small letters."""
    if not passage.text[at : at + 1].islower():
        return False
    verb = markers()["duty"].anywhere.match(passage.folded, at)
    return bool(verb or PATTERNS["stop"].match(passage.folded, at))


def part_behind(
    passage: Passage, body: Body, depth: int, inner: Callable[[Passage, int, int], Body | None]
) -> Part | None:
    """The part that goes on a body's name; None where it has ended."""
    at = next_word(passage, body.end)
    spot = Spot(passage, body, at, depth, inner)
    readers = (_term, *_READERS) if at > body.end else (_term,)
    for reader in readers:
        part = reader(spot)
        if part is not None:
            return part
    return None


def _field(spot: Spot) -> Part | None:
    """What a body is for: Sở [Y tế]."""
    if spot.body.kind != "head":
        return None
    field = lexicon().field.at(spot.folded, spot.at)
    return Part(*field, "field") if field else None


def _inner(spot: Spot) -> Part | None:
    """The body it belongs to, without a word between: Văn phòng [Ủy ban nhân dân]."""
    if PATTERNS["nobody"].match(spot.folded, spot.at):
        return None
    whole = lexicon().whole.at(spot.folded, spot.at)
    if whole and not spot.is_capital:
        is_known = " " in whole[1] and fold(whole[1]) in lexicon().known
        whole = whole if is_known else None
    head = lexicon().head.at(spot.folded, spot.at) if spot.is_capital else None
    longest = max(filter(None, (whole, head)), default=None)
    if longest is None:
        return None
    return Part(*longest, "head" if longest == head else "whole")


def _rank(spot: Spot) -> Part | None:
    """The rank of a body: cấp tỉnh, các cấp, trực thuộc Trung ương."""
    rank = PATTERNS["rank"].match(spot.folded, spot.at)
    rank = rank or PATTERNS["under"].match(spot.folded, spot.at)
    if rank is None:
        return None
    words = old_placement(_words(spot.passage.text[spot.at : rank.end()]).lower())
    return Part(rank.end(), words.replace("trung ương", "Trung ương"), "rank")


def _levels(spot: Spot) -> Part | None:
    """The place of a body: tỉnh [Lam Châu], các xã, phường."""
    levels = PATTERNS["levels"].match(spot.folded, spot.at)
    if levels is None:
        return None
    listed = levels.group().replace("/", ",").split(",")
    words = _TOWN.sub("thành phố", ", ".join(_words(level) for level in listed))
    name = None
    if len(listed) == 1:
        name = _place_name(spot.passage, next_word(spot.passage, levels.end()))
    if name:
        return Part(name[0], f"{words} {name[1]}", "levels", name[1])
    is_unnamed = _is_in_capitals(spot.passage, spot.at) and not words.startswith("các ")
    return Part(levels.end(), words, "unnamed" if is_unnamed else "levels")


def _place_name(passage: Passage, at: int) -> tuple[int, str] | None:
    """The name of a place: words with capitals, or a province however it is written."""
    known = lexicon().place.at(passage.folded, at)
    match = _PLACE_NAME.match(passage.text, at)
    in_capitals = _is_in_capitals(passage, at)
    if known and (match is None or in_capitals or known[0] >= match.end()):
        return known
    if match is None or in_capitals or _NO_NAME.match(passage.folded, at):
        return None
    return match.end(), old_placement(_words(match.group()))


def _is_in_capitals(passage: Passage, at: int) -> bool:
    """Whether a text is in capitals there, as headings are: they tell no names then."""
    return passage.text[max(0, at - 6) : at + 12].isupper()


def _place(spot: Spot) -> Part | None:
    """A place without "tỉnh" before it: Tỉnh ủy [Lam Châu], Sở Y tế [Lam Châu]."""
    if not spot.is_capital or _inner(spot):
        return None
    governs = spot.body.kind == "field" or fold(spot.body.parts[-1]).endswith("uỷ")
    if governs:
        found = _place_name(spot.passage, spot.at)
    else:
        found = lexicon().place.at(spot.folded, spot.at)
    return Part(*found, "place", found[1]) if found else None


def _name(spot: Spot) -> Part | None:
    """Words with capitals, each with a small one behind it: Ban [Đô thị], Cục [Kinh tế hợp tác]."""
    if spot.body.kind not in {"head", "name"} or spot.body.is_sort:
        return None
    passage = spot.passage
    word = _CAPITAL_WORD.match(passage.text, spot.at)
    is_other = _is_in_capitals(passage, spot.at) or _NO_NAME.match(spot.folded, spot.at)
    if word is None or is_other:
        return None
    end = word.end()
    small = _SMALL_WORD.match(passage.text, end)
    if small and not _ends_name(passage, small.start(1)):
        end = small.end()
    words = old_placement(passage.text[spot.at : end])
    joint = _JOINT.match(passage.text, end)
    if joint and not lexicon().begins.match(spot.folded, joint.end()):
        more = _name(spot._replace(at=joint.end()))
        if more:
            joined = " và " if "và" in joint.group() else " - "
            return Part(more.end, words + joined + more.name, "name")
    return Part(end, words, "name")


def _ends_name(passage: Passage, at: int) -> bool:
    """Whether a small word is none of a name: a verb of two words begins there, or a place. A verb
    of one word may be the second of a name ("Xây [dựng]").
    """
    verb = markers()["duty"].anywhere.match(passage.folded, at)
    if verb is not None and len(verb.group().split()) > 1:
        return True
    stop = PATTERNS["stop"].match(passage.folded, at)
    return bool(stop or PATTERNS["levels"].match(passage.folded, at))


def _which(spot: Spot) -> Part | None:
    """What tells which of a sort, or how high a court is: các đơn vị [có liên quan]."""
    which = PATTERNS["which"].match(spot.folded, spot.at)
    if which is None or spot.passage.text[which.end() : which.end() + 1].isalnum():
        return None
    words = old_placement(_words(spot.passage.text[spot.at : which.end()]).lower())
    words = _ROMAN.sub(lambda match: match.group().upper(), words)
    if not (spot.body.is_sort or words.startswith(_RANKS)):
        return None
    return Part(which.end(), words, "which")


def _belongs(spot: Spot) -> Part | None:
    """The body or the place it belongs to: các Ban [của Hội đồng nhân dân tỉnh]."""
    of = PATTERNS["of"].match(spot.folded, spot.at) if spot.depth < _DEEPEST else None
    body = spot.body
    if of is None or not (body.is_sort or _OF_OTHERS & {body.head, body.parts[-1]}):
        return None
    joint = of.group().strip()
    levels = _levels(spot._replace(at=of.end()))
    if levels:
        return Part(levels.end, f"{joint} {levels.name}", "of", levels.place)
    other = spot.inner(spot.passage, of.end(), spot.depth + 1)
    if other is None:
        return None
    return Part(other.end, f"{joint} {' '.join(other.parts)}", "of", other.place)


def _term(spot: Spot) -> Part | None:
    """Which of its terms: Ban Chấp hành Trung ương Đảng [khóa XIV]."""
    for start in (spot.at, spot.body.end):
        term = PATTERNS["term"].match(spot.folded, start)
        if term:
            words = old_placement(
                _words(spot.passage.text[start : term.end()]).strip(" ,()").lower()
            )
            ordinal = words.rpartition(" ")[2]
            return Part(term.end(), words.replace(ordinal, ordinal.upper()), "term")
    return None


def _words(text: str) -> str:
    return " ".join(text.split())


_READERS = (_field, _inner, _rank, _levels, _place, _name, _which, _belongs)
