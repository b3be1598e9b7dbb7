"""Which lines of a text are not the document's own words: its list of contents, notes, stamps of
signatures, running heads.

Only their words and places are looked at, so this holds for every reader.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from textkit import data
from textkit.reading.document import BlockKind
from textkit.reading.marks import wrapped

_PATTERNS = data.patterns("reading.toml", "apart")

# Where no other reason is given, the numbers below were chosen by eye and not measured.

# Lines with leaders are a list of contents from so many on; behind "MỤC LỤC" fewer are enough.
_FEWEST_LEADERS = 3
_FEWEST_UNDER_A_HEAD = 2

# An entry may have so many lines before the one with the page, as long ones are wrapped.
_WRAPPED_LINES = 2

_DIGITS_OF_A_YEAR = 4

# What leads the eye from an entry to its page.
_LEADERS = " \t\n.…_·"

# So many of the page numbers of a list must not go back; the others may be misread.
_SHARE_IN_ORDER = 0.8

# A longer line is a paragraph.
_LONGEST_ENTRY = 300
_LONGEST_RUNNING_HEAD = 160

# A stamp of a signature has at most so many lines; each may be wrapped.
_LONGEST_STAMP = 10

# A quotation in a note has at most so many lines.
_LONGEST_QUOTATION = 100

# A running head stands on so many pages, and on this share of those whose end is known.
_FEWEST_PAGES = 3
_SHARE_OF_PAGES = 0.3

# Between two of them lies a page; a shorter one is hardly full.
_SHORTEST_PAGE = 600


class Line(NamedTuple):
    """A line of the text: its words, its kind so far, where it starts, the page if it is known,
    and the raised marks that were left out of it.
    """

    words: str
    kind: BlockKind
    start: int
    page: int | None = None
    marks: tuple[str, ...] = ()


def kinds_of(lines: Sequence[Line]) -> list[BlockKind]:
    """The kind of each line; those that a reader has told apart keep theirs.

    >>> words = ["MỤC LỤC", "I. Mục tiêu ...... 2", "II. Nhiệm vụ ..... 7", "I. MỤC TIÊU"]
    >>> kinds_of([Line(line, "body", 0) for line in words])
    ['contents', 'contents', 'contents', 'body']
    """
    kinds = [line.kind for line in lines]
    for found in (_contents, _stamps, _notes, _running):
        for place, kind in found(lines).items():
            if kinds[place] in ("body", "heading"):
                kinds[place] = kind
    return kinds


# --- The list of contents ------------------------------------------------------------------------


def _contents(lines: Sequence[Line]) -> dict[int, BlockKind]:
    """The lines of lists of contents."""
    entries: dict[int, str] = {}
    for place, line in enumerate(lines):
        page = leader_page(line.words) if line.kind in ("body", "heading") else ""
        if page:
            entries[place] = page
    runs = list(_runs(sorted(entries), _WRAPPED_LINES + 1))
    contents: dict[int, BlockKind] = {}
    for run in runs:
        head = _head_above(lines, run[0])
        enough = _FEWEST_LEADERS if head is None else 1
        if len(run) >= enough and _in_order([entries[place] for place in run]):
            first = run[0] if head is None else head
            contents |= dict.fromkeys(range(first, run[-1] + 1), "contents")
    for place, line in enumerate(lines):
        if place not in contents and _PATTERNS["contents_head"].fullmatch(line.words):
            last = _last_under(lines, place)
            contents |= dict.fromkeys(range(place, last + 1 if last > place else place), "contents")
    return contents


def leader_page(words: str) -> str:
    """The page number of a line that has dots or the like before it; empty where it has none.

    >>> leader_page("II. Nhiệm vụ ........ 12"), leader_page("Năm 2030 đạt 12")
    ('12', '')
    """
    page = _PATTERNS["page"].search(words) if len(words) <= _LONGEST_ENTRY else None
    if page is None:
        return ""
    entry = words[: page.start()].rstrip(_LEADERS)
    is_led = _PATTERNS["leaders"].search(words[len(entry) : page.start()])
    return page[0] if entry and is_led else ""


def _page_behind_blank(words: str) -> str:
    """The page number that ends a line, behind a blank or a tab; empty where none does."""
    page = _PATTERNS["page"].search(words) if len(words) <= _LONGEST_ENTRY else None
    if page is None or words[: page.start()][-1:] not in (" ", "\t"):
        return ""
    return page[0] if len(page[0]) < _DIGITS_OF_A_YEAR or not page[0].isdecimal() else ""


def _runs(places: Iterable[int], most: int) -> Iterator[list[int]]:
    """Places in groups: those of one group are at most so far from each other."""
    run: list[int] = []
    for place in places:
        if run and place - run[-1] > most:
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _head_above(lines: Sequence[Line], place: int) -> int | None:
    """Where "MỤC LỤC" stands right above a line, "Trang" between them."""
    for above in range(place - 1, max(place - 2 - _WRAPPED_LINES, -1), -1):
        if _PATTERNS["contents_head"].fullmatch(lines[above].words):
            return above
        if lines[above].kind == "contents":  # the first lines, as the file itself says
            return above
    return None


def _last_under(lines: Sequence[Line], head: int) -> int:
    """The last line of the list under "MỤC LỤC" whose entries end in a page number; else `head`."""
    last = head
    pages: list[str] = []
    for place in range(head + 1, len(lines)):
        line = lines[place]
        page = _page_behind_blank(line.words)
        if line.kind == "contents":  # as the file itself says: it knows the others too
            return place
        if page and _in_order([*pages[-1:], page]):
            pages.append(page)
            last = place
        elif place - last > _WRAPPED_LINES or len(line.words) > _LONGEST_ENTRY:
            break
    return last if len(pages) >= _FEWEST_UNDER_A_HEAD else head


def _in_order(pages: Sequence[str]) -> bool:
    """Whether nearly none of the pages goes back; Roman ones are not looked at."""
    numbers = [int(page) for page in pages if page.isdecimal()]
    steps = [before <= after for before, after in pairwise(numbers)]
    return sum(steps) >= _SHARE_IN_ORDER * len(steps)


# --- Stamps of digital signatures ----------------------------------------------------------------


def _stamps(lines: Sequence[Line]) -> dict[int, BlockKind]:
    """The lines of stamps: from who signed to when."""
    stamps: dict[int, BlockKind] = {}
    for place, line in enumerate(lines):
        if place in stamps or not _PATTERNS["stamp_begin"].match(line.words):
            continue
        for last in range(place, min(place + _LONGEST_STAMP, len(lines))):
            if _PATTERNS["stamp_end"].search(lines[last].words):
                stamps |= dict.fromkeys(range(place, last + 1), "stamp")
                break
    return stamps


# --- Notes under their marks ---------------------------------------------------------------------


def noted(texts: Iterable[str]) -> frozenset[str]:
    """The marks in brackets that stand in a line and then begin another: those of notes.

    >>> sorted(noted(["1.[1] Mở cảng", "[1] Khoản này được bổ sung", "[2] Tài liệu"]))
    ['1']
    """
    referred: set[str] = set()
    marks: set[str] = set()
    for text in texts:
        begin = _PATTERNS["note"].match(text)
        if begin and begin[1] in referred:
            marks.add(begin[1])
        for match in _PATTERNS["reference"].finditer(text, begin.end() if begin else 0):
            referred.add(match[1])
    return frozenset(marks)


def wrap_marks(text: str, marks: frozenset[str]) -> str:
    """A line with the marks of notes in it wrapped as raised ones, but for the one it begins with.

    >>> from textkit.reading.marks import settle
    >>> settle(wrap_marks("1.[1] Mở cảng [2025]", frozenset(["1"]))).text
    '1. Mở cảng [2025]'
    """
    begin = _PATTERNS["note"].match(text)
    start = begin.end() if begin else 0

    def wrapped_mark(match: re.Match[str]) -> str:
        return wrapped(match[0], "raised") if match[1] in marks else match[0]

    return text[:start] + _PATTERNS["reference"].sub(wrapped_mark, text[start:])


def _notes(lines: Sequence[Line]) -> dict[int, BlockKind]:
    """The lines of notes that begin with a mark the text has before: [3]."""
    notes: dict[int, BlockKind] = {}
    referred: dict[str, int] = {}  # by mark: the last line that refers to it
    begins: list[tuple[int, str]] = []
    for place, line in enumerate(lines):
        begin = _PATTERNS["note"].match(line.words)
        if begin and begin[1] in referred and line.kind == "body":
            begins.append((place, begin[1]))
            notes[place] = "note"
        for match in _PATTERNS["reference"].finditer(line.words, begin.end() if begin else 0):
            referred[match[1]] = place
        for mark in line.marks:
            referred[mark] = place
    # What stands between two notes of which the second was referred to before the first, is part of
    # the first: a quotation of several paragraphs.
    for (place, _), (after, mark) in pairwise(begins):
        is_list = not any(mark in line.marks for line in lines[place:after]) and not any(
            f"[{mark}]" in line.words for line in lines[place + 1 : after]
        )
        if is_list:
            notes |= dict.fromkeys(range(place, after), "note")
    if begins:
        last, _ = begins[-1]
        notes |= dict.fromkeys(range(last, _end_of_quotation(lines, last)), "note")
    return notes


def _end_of_quotation(lines: Sequence[Line], place: int) -> int:
    """Behind the line that closes the quotation that a note is; behind its own line without one."""
    is_quoting = False
    open_quotations = 0
    for end in range(place, min(place + _LONGEST_QUOTATION, len(lines))):
        words = lines[end].words
        is_quoting = is_quoting or "“" in words
        open_quotations += words.count("“") - words.count("”")
        announces = end == place and words.endswith(":")
        if open_quotations <= 0 and not announces:
            return end + 1 if is_quoting else place + 1
    return place + 1


# --- Running heads and feet ----------------------------------------------------------------------


class _Candidate(NamedTuple):
    """A line that may be a running head, by what it is compared and where it stands."""

    key: str
    kind: BlockKind
    place: int


def _running(lines: Sequence[Line]) -> dict[int, BlockKind]:
    """The lines that stand again and again beside a page number or the end of a page, and those
    that count the pages themselves.
    """
    beside = [*_beside_numbers(lines), *_at_page_ends(lines)]
    pages = max(
        sum(map(_is_page_number, lines)), max((line.page or 0 for line in lines), default=0)
    )
    enough = max(_FEWEST_PAGES, _SHARE_OF_PAGES * pages)
    uses = Counter((item.key, item.kind) for item in beside)
    running: dict[int, BlockKind] = {}
    for item in beside:
        if uses[item.key, item.kind] >= enough:
            running[item.place] = item.kind
    return running | _counting(lines)


def _is_page_number(line: Line) -> bool:
    return line.kind == "footer" and bool(_PATTERNS["page_number"].fullmatch(line.words))


def _may_run(line: Line) -> bool:
    return line.kind in ("body", "heading") and len(line.words) <= _LONGEST_RUNNING_HEAD


def _key(words: str) -> str:
    """The words of a line as they are compared from page to page. Figures stay: an article begins
    on many a page.
    """
    return " ".join(words.lower().split())


def _beside_numbers(lines: Sequence[Line]) -> Iterator[_Candidate]:
    """The lines right before and right behind a page number."""
    for place, line in enumerate(lines):
        if not _is_page_number(line):
            continue
        if place and _may_run(lines[place - 1]):
            yield _Candidate(_key(lines[place - 1].words), "footer", place - 1)
        if place + 1 < len(lines) and _may_run(lines[place + 1]):
            yield _Candidate(_key(lines[place + 1].words), "header", place + 1)


def _at_page_ends(lines: Sequence[Line]) -> Iterator[_Candidate]:
    """The lines right before and right behind the end of a page, where it is known."""
    if lines and lines[0].page is not None:
        yield _Candidate(_key_on_page(lines[0]), "header", 0)
        yield _Candidate(_key_on_page(lines[-1]), "footer", len(lines) - 1)
    for place, (before, after) in enumerate(pairwise(lines)):
        if before.page is None or after.page is None or before.page == after.page:
            continue
        if _may_run(before):
            yield _Candidate(_key_on_page(before), "footer", place)
        if _may_run(after):
            yield _Candidate(_key_on_page(after), "header", place + 1)


def _key_on_page(line: Line) -> str:
    """The words of a line, or by how much the number that it is goes before its page."""
    digits = line.words.strip("-–— ")
    if line.page is None or not digits.isdecimal():
        return _key(line.words)
    return f"# {int(digits[:_DIGITS_OF_A_YEAR]) - line.page}"


def _counting(lines: Sequence[Line]) -> dict[int, BlockKind]:
    """The lines that are alike but for the number of the page at one end, which counts on."""
    groups: dict[str, list[tuple[int, int]]] = {}
    for place, line in enumerate(lines):
        match = _PATTERNS["numbered_head"].fullmatch(line.words) if _may_run(line) else None
        if match and not _PATTERNS["part"].match(match["words"] or match["words2"]):
            number = int(match["page"] or match["page2"])
            groups.setdefault(_key(match["words"] or match["words2"]), []).append((place, number))
    running: dict[int, BlockKind] = {}
    for group in groups.values():
        if len(group) >= _FEWEST_PAGES and all(
            number < after_number and lines[after].start - lines[place].start >= _SHORTEST_PAGE
            for (place, number), (after, after_number) in pairwise(group)
        ):
            running |= dict.fromkeys((place for place, _ in group), "header")
    return running
