"""Lines on pages put together as paragraphs and tables, page numbers and running heads apart."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple, Self

from textkit import data
from textkit.reading.apart import leader_page
from textkit.reading.document import BlockKind
from textkit.reading.layout import Cell, Piece, Seen, lay_table
from textkit.reading.marks import bare, settle
from textkit.reading.pdf.grid import Box, Rules, Table, rows_of
from textkit.vietnamese.text import fold, opens_paragraph

# Lengths are in points, or in sizes of the letters of a line. Where no other reason is given, the
# numbers of this module were chosen by eye on the PDF files at hand; none is measured.

# Page numbers and running heads stand in this share of the page's height, at its head or foot.
_EDGE_OF_PAGE = 0.12

# What stands alike on this share of the pages, or on two pages of a few, is a running head.
_SHARE_OF_PAGES = 0.3
_FEWEST_PAGES = 2

# Left edges are counted in steps of so many points, to find the one of most lines.
_EDGE_STEP = 3

# The right edge is that of full lines, one in so many of which may stand out.
_OUTLIERS = 20

# A line is centred where its middle is this near to that of the page, this far from the left edge.
_NEAR_THE_MIDDLE = 1.5
_CLEAR_OF_THE_EDGE = 2

# More lines than these going back up the page mean that they were drawn in no order.
_SHARE_OF_JUMPS = 0.25
_FEW_JUMPS = 2

# Between two columns is a gutter; two lines of one height overlap by so much of their height.
_GUTTER = 2
_SAME_HEIGHT = 0.5

# Columns of running text are longer than this, and most of their lines as wide as this share of
# both columns together.
_SHORTEST_COLUMN = 3
_FULL_LINE = 0.35

# A line in capitals that is longer than this is a heading, and not an abbreviation.
_SHORT = 8

# The next line of a paragraph is at least half a letter and at most so many line steps below; its
# letters are of nearly the same size.
_LEAST_STEP = 0.5
_MOST_STEP = 1.25
_OTHER_SIZE = 0.2

# A first line stands in by this much; a word that would have found room with this much to spare
# was put on a new line on purpose.
_INDENT = 0.8
_ROOM = 0.8

# The letters of notes are smaller than this share of those of the text: 11 points for 13 are .85.
_NOTE_SIZE = 0.88

# The rule above the notes of a page is longer than this, shorter than this share of the lines, and
# in the lower part of the page.
_SHORTEST_RULE = 30
_LONGEST_RULE = 0.6
_RULE_OF_WORD = 150  # two inches, however short the lines are
_HIGHEST_RULE = 0.85

# Of so many such rules, from the lowest on, one is looked for that has notes below it: a page that
# was made to be slow has thousands.
_RULES_LOOKED_AT = 8

# So far to the right of the left edge may it begin.
_RULE_SHIFT = 40

# A running foot stands so many line steps below the notes; between two notes there are fewer.
_APART_FROM_NOTES = 2.5
_NOTE_STEP = 2.1  # in sizes of the letters, where there is one line

_FRAME = data.patterns("reading.toml", "layout")["frame"]
_APART = data.patterns("reading.toml", "apart")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column, or of one cell, with its place and the size of its letters.

    Raised figures in `text` are wrapped; `seen` is how a line that was recognised in a picture
    was read.
    """

    text: str
    box: Box
    size: float
    page: int
    seen: Seen | None = None

    @property
    def words(self) -> str:
        """The text as it reads."""
        return bare(self.text)


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page: its lines in the order they are read, and its rules.

    `fault` says what is wrong with it: `pictures`, `damaged` or `garbled`, else it is empty;
    `watermark` has the words that are set aslant.
    `has_fields` says that form fields, signatures or notes print text on it.
    """

    lines: list[Line]
    rules: Rules
    height: float
    fault: str = ""
    watermark: str = ""
    has_fields: bool = False


@dataclass(frozen=True, slots=True)
class _Spacing:
    """How the lines of most of a page are set."""

    left: float  # the edge of most lines
    right: float  # the edge that full lines reach
    pitch: float  # the step from line to line

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Self:
        """The spacing of some lines."""
        if not lines:
            return cls(0, 0, 0)
        lefts = Counter(round(line.box.left / _EDGE_STEP) for line in lines)
        rights = sorted(line.box.right for line in lines)
        steps: Counter[int] = Counter()
        for above, below in pairwise(lines):
            if above.box.top > below.box.top:
                steps[round(above.box.top - below.box.top)] += 1
        left = float(_EDGE_STEP) * _most_common(lefts)
        return cls(left, rights[-1 - len(rights) // _OUTLIERS], _most_common(steps))

    def is_centred(self, line: Line) -> bool:
        """Whether a line stands in the middle and clear of the left edge."""
        off_middle = abs((line.box.left + line.box.right) / 2 - (self.left + self.right) / 2)
        is_clear = line.box.left - self.left > _CLEAR_OF_THE_EDGE * line.size
        return off_middle < _NEAR_THE_MIDDLE * line.size and is_clear


def _most_common(counts: Counter[int]) -> int:
    return counts.most_common(1)[0][0] if counts else 0


class _Item(NamedTuple):
    """A line or a table, its page and the spacing of that."""

    page: int
    content: Line | Table[Line]
    spacing: _Spacing


def flow(pages: Sequence[Page]) -> Iterator[Piece]:
    """The paragraphs and tables of all pages, then the notes at their feet, and once the running
    heads and the watermarks.

    Paragraphs, tables and notes may go on over the end of a page.
    """
    running = _running(pages)
    notes = _notes(pages, running)
    for line in notes:  # alike on many pages: "3 Khoản này được bổ sung theo …"
        running.pop(line, None)
    out = {*running, *notes}
    items: list[_Item] = []
    for page in pages:
        items += _items(page, out)
    paragraph: list[Line] = []
    counts: Counter[tuple[str, int]] = Counter()  # of the paragraphs and tables of each page
    for page_number, content, spacing in _continued(items):
        if isinstance(content, Line):
            if paragraph and not _goes_on(paragraph[-1], content, spacing):
                yield _paragraph(paragraph, counts)
                paragraph = []
            paragraph.append(content)
        else:
            if paragraph:
                yield _paragraph(paragraph, counts)
                paragraph = []
            origin = f"page{page_number}/table{counts['table', page_number]}"
            counts["table", page_number] += 1
            yield from lay_table(_cells(content, origin, page_number), wrapped=True)
    if paragraph:
        yield _paragraph(paragraph, counts)
    yield from _note_pieces(notes)
    yield from _running_heads(running)
    for watermark, number in _watermarks(pages).items():
        yield Piece(watermark, f"page{number}/watermark", "stamp", page=number)


def _items(page: Page, out: Set[Line]) -> Iterator[_Item]:
    """The lines and the tables of a page in order, but for some; what surrounds running text is no
    table.
    """
    lines = [line for line in page.lines if line not in out]
    placed = [(page.rules.cell(line.box), line) for line in lines]
    outside = [line for cell, line in placed if cell is None]
    spacing = _Spacing.of(outside or lines)
    for is_in_cell, group in groupby(placed, key=lambda pair: pair[0] is not None):
        together = list(group)
        rows: Table[Line] = []
        if is_in_cell:
            rows = rows_of([(cell, line) for cell, line in together if cell])
        # A box around a single column of text is no table.
        if len(rows) > 1 and max(map(len, rows)) > 1:
            yield _Item(together[0][1].page, rows, spacing)
        else:
            for _, line in together:
                yield _Item(line.page, line, spacing)


def in_order(lines: list[Line]) -> list[Line]:
    """The lines as they are read: as they were drawn, but columns one after the other.

    Columns that were drawn row by row are those of the head, of the signature and of running text;
    the rows of a table stay.
    """
    jumps = sum(after.box.bottom > before.box.top for before, after in pairwise(lines))
    if jumps > _SHARE_OF_JUMPS * len(lines) + _FEW_JUMPS:
        lines = sorted(lines, key=lambda line: (-round(line.box.top), line.box.left))
    ordered: list[Line] = []
    while len(ordered) < len(lines):
        at = len(ordered)
        left, right = _columns(lines, at)
        columns = left + right
        # The words of a head or a signature, which are set side by side.
        is_official = any(_FRAME.search(fold(line.text)) for line in columns)
        if columns and (is_official or is_running_text(left, right)):
            ordered += columns
        else:
            ordered += lines[at : at + max(len(columns), 1)]
    return ordered


def _columns(lines: Sequence[Line], at: int) -> tuple[list[Line], list[Line]]:
    """The lines from a place on that stand in two columns drawn row by row.

    None unless there are two rows with a line in both.
    """
    left: list[Line] = []
    right: list[Line] = []
    rows = 0
    gutter_left, gutter_right = float("-inf"), float("inf")
    while at < len(lines):
        line = lines[at]
        beside = lines[at + 1] if at + 1 < len(lines) else None
        if beside and _is_row(line, beside):
            # The gutter is as wide as the widest lines leave it; without one there are no columns.
            gutter_left = max(gutter_left, line.box.right)
            gutter_right = min(gutter_right, beside.box.left)
            if gutter_left >= gutter_right:
                break
            left.append(line)
            right.append(beside)
            rows += 1
            at += 2
        elif rows and line.box.right < gutter_right:
            left.append(line)
            at += 1
        elif rows and line.box.left > gutter_left:
            right.append(line)
            at += 1
        else:
            break
    return (left, right) if rows > 1 else ([], [])


def _is_row(line: Line, beside: Line) -> bool:
    """Whether two lines stand side by side with room for a gutter between them."""
    is_apart = beside.box.left - line.box.right > _GUTTER * line.size
    return is_apart and _same_height(line, beside)


def _same_height(one: Line, two: Line) -> bool:
    overlap = min(one.box.top, two.box.top) - max(one.box.bottom, two.box.bottom)
    return overlap > _SAME_HEIGHT * min(one.size, two.size)


def is_running_text(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether two columns are text that runs on in each: most lines fill their column."""
    both = max(line.box.right for line in right) - min(line.box.left for line in left)
    for lines in (left, right):
        width = median(line.box.right - line.box.left for line in lines)
        if len(lines) <= _SHORTEST_COLUMN or width <= _FULL_LINE * both:
            return False
    return True


def _continued(items: Iterable[_Item]) -> list[_Item]:
    """The items; a table that goes on upon the next page is made one.

    Its head is not repeated, and a row that was torn by the end of the page is joined.
    """
    joined: list[_Item] = []
    for item in items:
        if not joined or not _is_continuation(joined[-1], item):
            joined.append(item)
            continue
        before, table = joined[-1].content, item.content
        assert isinstance(before, list)
        assert isinstance(table, list)
        first_row = table[0]
        if _texts(first_row) == _texts(before[0]):  # the head, once more
            before += table[1:]
        elif first_row[0][0] > 0:  # nothing in the first column: the rest of a torn row
            for column, lines in first_row:
                for place, cell in before[-1]:
                    if place == column:
                        cell.extend(lines)
                        break
            before += table[1:]
        else:
            before += table
    return joined


def _is_continuation(before: _Item, item: _Item) -> bool:
    """Whether two items are tables of one width, the second on a later page."""
    if not isinstance(before.content, list) or not isinstance(item.content, list):
        return False
    return item.page > before.page and _width(before.content) == _width(item.content)


def _width(rows: Table[Line]) -> int:
    return max(column for row in rows for column, _ in row)


def _texts(row: Sequence[tuple[int, Sequence[Line]]]) -> list[str]:
    texts: list[str] = []
    for _, lines in row:
        texts += [line.text for line in lines]
    return texts


def _paragraph(lines: Sequence[Line], counts: Counter[tuple[str, int]]) -> Piece:
    """The piece of some lines, which is counted on its page."""
    page = lines[0].page
    origin = f"page{page}/p{counts['p', page]}"
    counts["p", page] += 1
    seen = tuple(line.seen for line in lines if line.seen)
    return Piece(join_lines([line.text for line in lines]), origin, page=page, seen=seen)


def _cells(rows: Table[Line], origin: str, page: int) -> Iterator[list[Cell]]:
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        for column, lines in row:
            where = f"{origin}/r{number}c{column}"
            pieces: list[Piece] = []
            for line in lines:
                seen = (line.seen,) if line.seen else ()
                pieces.append(Piece(line.text, where, page=page, seen=seen))
            cells.append((column, pieces))
        yield cells


def join_lines(lines: Sequence[str]) -> str:
    """The lines of a paragraph as one.

    A hyphen at the end of a line stays, and takes no blank that it did not have.

    >>> join_lines(["giai đoạn 2026-", "2030, kinh tế -", "xã hội"])
    'giai đoạn 2026-2030, kinh tế - xã hội'
    """
    parts: list[str] = []
    for line in lines:
        is_hyphened = re.search(r"[^\s\-–][-–]$", line)  # 2026-, but not "kinh tế -"
        parts.append(line if is_hyphened else f"{line} ")
    return "".join(parts).strip()


def _goes_on(before: Line, line: Line, spacing: _Spacing) -> bool:
    """Whether a line belongs to the paragraph of the one before it."""
    is_note = bool(settle(line.text).label)
    is_entry = bool(leader_page(before.words))
    if is_note or is_entry or not _are_set_alike(before, line, spacing):
        return False
    opens = opens_paragraph(line.words)
    is_closed = before.words[-1:] in tuple(".;:!?")
    begins_lower = line.words[:1].islower()
    is_same_page = before.page == line.page
    # After a closed sentence a paragraph may still go on, but not with an enumerator, and over the
    # end of a page only in lower case.
    if is_closed and (opens or not (is_same_page or begins_lower)):
        return False
    is_unfinished = begins_lower and not (opens or is_closed or before.words.isupper())
    is_indented_before = before.box.left > spacing.left + _INDENT * line.size
    if spacing.is_centred(line) and is_indented_before:
        return is_unfinished
    if not is_unfinished and _had_room(before, line, spacing):
        return False
    is_indented = line.box.left - before.box.left > _INDENT * line.size
    # The further lines of an item stand in behind its enumerator.
    return not is_indented or (opens_paragraph(before.words) and not opens)


def _are_set_alike(before: Line, line: Line, spacing: _Spacing) -> bool:
    """Whether neither letters nor the space between two lines set them apart."""
    if len(before.words) > _SHORT and before.words.isupper() and not line.words.isupper():
        return False
    if before.page == line.page:
        step = before.box.top - line.box.top
        most = _MOST_STEP * max(spacing.pitch, line.size) + 1
        if not _LEAST_STEP * line.size < step <= most:
            return False
    return abs(before.size - line.size) <= _OTHER_SIZE * line.size


def _had_room(before: Line, line: Line, spacing: _Spacing) -> bool:
    """Whether the first word of a line would have found room at the end of the line before."""
    letters = len(line.words.split()[0])
    word = letters * (line.box.right - line.box.left) / len(line.words)
    return before.box.right + word + _ROOM * line.size < spacing.right


def _running(pages: Sequence[Page]) -> dict[Line, BlockKind]:
    """The page numbers, and what stands at the head or foot of many pages alike, figures aside."""
    at_edges: list[Line] = []
    for page in pages:
        at_edges += [line for line in page.lines if _is_at_edge(line, page)]
    pages_with = Counter(key for key, _ in {(_key(line), line.page) for line in at_edges})
    enough = max(_FEWEST_PAGES, _SHARE_OF_PAGES * len(pages))
    running: dict[Line, BlockKind] = {}
    for line in at_edges:
        if _is_number(line):
            is_running = _counts_on(at_edges, line)
        else:
            is_running = pages_with[_key(line)] >= enough
        if is_running:
            height = pages[line.page - 1].height
            running[line] = "footer" if line.box.top < height / 2 else "header"
    return running


def _is_at_edge(line: Line, page: Page) -> bool:
    """Whether a line stands at the head or foot of a page, and in no table."""
    foot, head = page.height * _EDGE_OF_PAGE, page.height * (1 - _EDGE_OF_PAGE)
    is_inner = foot < line.box.bottom and line.box.top < head
    return not is_inner and page.rules.cell(line.box) is None


def _key(line: Line) -> str:
    """The words of a line as they are compared from page to page."""
    return re.sub(r"\d+", "#", line.words.lower())


def _is_number(line: Line) -> bool:
    return bool(re.fullmatch(r"\W*\d{1,4}\W*", line.text))  # 12, - 12 -


def _offset(line: Line) -> int:
    """By how much the number that a line is goes before the count of the pages."""
    return int(re.sub(r"\D", "", line.text)) - line.page


def _counts_on(at_edges: Sequence[Line], line: Line) -> bool:
    """Whether a figure is its page's number.

    Else the page before or after must have the number before or after.
    """
    offset = _offset(line)
    if offset == 0:
        return True
    for other in at_edges:
        if abs(other.page - line.page) == 1 and _is_number(other) and _offset(other) == offset:
            return True
    return False


def _body_size(pages: Sequence[Page]) -> float:
    """The size of most letters; 0 where there is none."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            letters[round(line.size, 1)] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _watermarks(pages: Sequence[Page]) -> dict[str, int]:
    """The words that are set aslant, each with its first page."""
    watermarks: dict[str, int] = {}
    for number, page in enumerate(pages, 1):
        if page.watermark:
            watermarks.setdefault(page.watermark, number)
    return watermarks


# --- Notes at the foot of a page -----------------------------------------------------------------


def _notes(pages: Sequence[Page], running: Mapping[Line, BlockKind]) -> list[Line]:
    """The lines of the notes at the foot of pages, in order.

    They stand below a short rule, or are set smaller and begin with a mark that the text of the
    page has. A note may go on at the foot of the next page.
    """
    size = _body_size(pages)
    notes: list[Line] = []
    goes_on = False
    for page in pages:
        lines = [line for line in page.lines if not (line in running and _is_number(line))]
        foot = _below_rule(page, lines, size, goes_on=goes_on) or _small_foot(page, lines, size)
        goes_on = bool(foot)
        notes += _without_running_foot(foot, running)
    return notes


def _below_rule(page: Page, lines: Sequence[Line], size: float, *, goes_on: bool) -> list[Line]:
    """The lines below the lowest short rule, if they are notes."""
    spacing = _Spacing.of(lines)
    heights: list[float] = []
    for rule in page.rules.across:
        width = rule.right - rule.left
        longest = max(_LONGEST_RULE * (spacing.right - spacing.left), _RULE_OF_WORD)
        is_short = _SHORTEST_RULE <= width <= longest
        is_left = abs(rule.left - spacing.left) <= _RULE_SHIFT
        if is_short and is_left and rule.top < _HIGHEST_RULE * page.height:
            heights.append(rule.bottom)
    for height in reversed(sorted(heights)[:_RULES_LOOKED_AT]):
        foot = [line for line in lines if line.box.top <= height + _SAME_HEIGHT * line.size]
        if not foot or any(page.rules.cell(line.box) for line in foot):
            continue
        is_small = all(line.size <= _NOTE_SIZE * size for line in foot)
        is_marked = bool(settle(foot[0].text).label)
        if is_marked or (is_small and (goes_on or _mark(foot[0]))):
            return foot
    return []


def _without_running_foot(foot: Sequence[Line], running: Mapping[Line, BlockKind]) -> list[Line]:
    """The notes of a page without the running foot, which stands apart below them."""
    notes = list(foot)
    steps = [above.box.top - below.box.top for above, below in pairwise(foot)]
    while len(notes) > 1 and notes[-1] in running:
        pitch = min([step for step in steps if step > 0] + [_NOTE_STEP * notes[-1].size])
        step = notes[-2].box.top - notes[-1].box.top
        if step <= _APART_FROM_NOTES * pitch:
            break
        notes.pop()
    return notes


def _small_foot(page: Page, lines: Sequence[Line], size: float) -> list[Line]:
    """The small lines at the foot of a page, from the first that has a mark of the text on."""
    small: list[Line] = []
    for line in sorted(lines, key=lambda line: line.box.bottom):
        if line.size > _NOTE_SIZE * size or page.rules.cell(line.box):
            break
        small.append(line)
    small.reverse()
    marks: set[str] = set()
    at_foot = set(small)
    for line in lines:
        if line not in at_foot:
            marks |= {omission.words.strip("[]()") for omission in settle(line.text).omissions}
    for place, line in enumerate(small):
        if _mark(line) in marks:
            return small[place:]
    return []


def _mark(line: Line) -> str:
    """The mark of the note that begins with a line: 3, *; empty where none does."""
    match = _APART["note_of_page"].match(line.words)
    return match[1] if match else ""


def _note_pieces(lines: Sequence[Line]) -> Iterator[Piece]:
    """The notes as pieces: each from a mark that counts on to the next."""
    counts: Counter[int] = Counter()
    note: list[Line] = []
    last = ""
    for line in lines:
        mark = _mark(line)
        if note and mark and (settle(line.text).label or _counts_on_from(last, mark)):
            yield _note(note, counts)
            note = []
        if not note or mark:
            last = mark or last
        note.append(line)
    if note:
        yield _note(note, counts)


def _counts_on_from(last: str, mark: str) -> bool:
    """Whether a mark follows another one; each page may begin anew."""
    if not (last.isdecimal() and mark.isdecimal()):
        return True
    return int(mark) in (1, int(last) + 1)


def _note(lines: Sequence[Line], counts: Counter[int]) -> Piece:
    page = lines[0].page
    origin = f"page{page}/note{counts[page]}"
    counts[page] += 1
    return Piece(join_lines([line.text for line in lines]), origin, "note", page=page)


def _running_heads(running: Mapping[Line, BlockKind]) -> Iterator[Piece]:
    """Each running head and foot once, as it stands on its first page; no page numbers."""
    by_words = sorted(running, key=lambda line: (_key(line), line.page))
    for _, group in groupby(by_words, key=_key):
        line = next(group)
        if not _is_number(line):
            kind = running[line]
            seen = (line.seen,) if line.seen else ()
            origin = f"page{line.page}/{kind}"
            yield Piece(line.text, origin, kind, page=line.page, seen=seen)
