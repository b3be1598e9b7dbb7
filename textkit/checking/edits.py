"""Tracked changes as an editor means them: whole words taken out, put in, replaced or moved."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeAlias

from textkit.checking.copies import TOKEN, Alignment
from textkit.reading.document import Revision
from textkit.vietnamese.text import fold

EditKind: TypeAlias = Literal["insert", "delete", "replace", "move", "split", "join", "undo"]

# Of fewer words, a deletion and an insertion of the same are no move: "của", "và các" stand all
# over a text. Chosen by eye; not measured.
_LEAST_MOVED = 3

# Further than this no word or figure reaches. Chosen by eye; not measured.
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the draft's words that one author proposes.

    `start` and `end` bound the words of the draft that it is on, equal where words are put between
    others; `other` is the place to which they are moved. `undo` takes out what another put in;
    `split` and `join` change where a paragraph ends. `is_tracked` is false for what was changed
    without a mark.
    """

    kind: EditKind
    start: int
    end: int
    before: str
    after: str
    author: str | None
    date: str | None
    other: int | None = None
    is_tracked: bool = True

    @property
    def is_block(self) -> bool:
        """Whether it is on whole paragraphs or rows."""
        return "\n" in self.before or "\n" in self.after or "\t" in self.after


class Placed(NamedTuple):
    """A tracked change by its place in the draft."""

    start: int
    end: int
    revision: Revision

    @property
    def is_block(self) -> bool:
        """Whether it has the end of a paragraph or cell in it."""
        words = self.revision.before + self.revision.after
        return "\n" in words or "\t" in words


def edits_of(text: str, revisions: Iterable[Revision], alignment: Alignment) -> list[Edit]:
    """What the tracked changes of a copy propose for a draft of this text.

    What one author takes out and puts in at one place is one replacement. Changes of format, and
    those of blanks alone, are left out.
    """
    by_author: dict[str | None, list[Placed]] = {}
    edits: list[Edit] = []
    for revision in revisions:
        if revision.start is None or revision.end is None or revision.kind == "format":
            continue
        start, end = alignment.place(revision.start), alignment.place(revision.end)
        placed = Placed(start, max(start, end), revision)
        if revision.kind == "move":
            edits.append(_move(placed, alignment))
        elif revision.start == revision.end and revision.before.strip():
            edits.append(_edit("undo", placed))
        else:
            by_author.setdefault(revision.author, []).append(placed)
    for changes in by_author.values():
        for chunk in _chunks(text, sorted(changes, key=lambda change: change[:2])):
            edits += _read(text, chunk)
    return sorted(_with_moves(edits), key=lambda edit: (edit.start, edit.end))


def _edit(kind: EditKind, placed: Placed) -> Edit:
    start, end, revision = placed
    words = revision.before, revision.after
    return Edit(kind, start, end, *words, revision.author, revision.date)


def _move(placed: Placed, alignment: Alignment) -> Edit:
    other = placed.revision.other
    target = None if other is None else alignment.place(other)
    return replace(_edit("move", placed), other=target)


def _chunks(text: str, changes: Sequence[Placed]) -> Iterator[list[Placed]]:
    """The changes of one author in order, those that are one together."""
    chunk: list[Placed] = []
    for change in changes:
        if chunk and not _goes_on(text, chunk[-1], change):
            yield chunk
            chunk = []
        chunk.append(change)
    if chunk:
        yield chunk


def _goes_on(text: str, before: Placed, after: Placed) -> bool:
    """Whether a change is the rest of the one before: only blanks stand between, and both are on
    words or both on whole paragraphs.
    """
    between = text[before.end : after.start]
    return before.is_block == after.is_block and not between.strip(" ")


def _read(text: str, chunk: Sequence[Placed]) -> Iterator[Edit]:
    """The edits that a chunk of changes is: one, or none where nothing but blanks changed."""
    start = at = chunk[0].start
    before = after = ""
    for change in chunk:
        between = text[at : change.start]
        before += between + text[change.start : change.end]
        after += between + change.revision.after
        at = change.end
    first = chunk[0].revision
    ends = "\n" in first.before or "\n" in first.after
    if not before.strip() and not after.strip():
        kind: EditKind = "join" if first.kind == "delete" else "split"
        if ends and (kind == "join" or _parts_words(text, start)):
            yield Edit(kind, start, at, first.before, first.after, first.author, first.date)
        return
    if ends:
        # The ends of paragraphs are no characters of the text where nothing follows them.
        edit = Edit("replace", start, at, before, after, first.author, first.date)
        edit = replace(edit, before=f"{before.strip()}\n" if before.strip() else "")
        edit = replace(edit, after=after.strip("\n") + "\n" if after.strip() else "")
        yield _named(edit)
        return
    on_words = on_whole_words(text, start, at, after)
    if on_words is not None:
        yield replace(on_words, author=first.author, date=first.date)


def _parts_words(text: str, at: int) -> bool:
    """Whether a new end of a paragraph stands between words of one line."""
    before = text[max(at - _LONGEST_WORD, 0) : at].rstrip(" ")
    behind = text[at : at + _LONGEST_WORD].lstrip(" ")
    return before[-1:] not in ("", "\n") and behind[:1] not in ("", "\n")


def on_whole_words(text: str, start: int, end: int, after: str) -> Edit | None:
    """The change of `text[start:end]` into `after` by whole words, as small as it can be told; None
    where only blanks change.

    >>> text = "đạt 8%/năm, tăng nhanh"
    >>> edit = on_whole_words(text, 4, 5, "9")
    >>> edit.kind, edit.before, edit.after
    ('replace', '8%', '9%')
    >>> edit = on_whole_words(text, 0, 6, "đạt 9%")
    >>> edit.kind, edit.before, edit.after
    ('replace', '8%', '9%')
    >>> edit = on_whole_words(text, 16, 16, " rất")
    >>> edit.kind, edit.start, edit.end, edit.after
    ('insert', 16, 16, 'rất')
    """
    start, end, after = _widened(text, start, end, after)
    mine = [match.span() for match in TOKEN.finditer(text, start, end)]
    theirs = [match.span() for match in TOKEN.finditer(after)]
    words = [text[first:last] for first, last in mine]
    new = [after[first:last] for first, last in theirs]
    if words == new:
        return None
    same = 0
    while same < min(len(words), len(new)) and words[same] == new[same]:
        same += 1
    rest = 0
    while rest < min(len(words), len(new)) - same and words[-1 - rest] == new[-1 - rest]:
        rest += 1
    kept, added = mine[same : len(mine) - rest], theirs[same : len(theirs) - rest]
    if kept:
        first, last = kept[0][0], kept[-1][1]
    else:  # behind the word before, where there is one in the line
        first = last = mine[same - 1][1] if same else _behind_word(text, start)
    put_in = after[added[0][0] : added[-1][1]] if added else ""
    return _named(Edit("replace", first, last, text[first:last], put_in, None, None))


def _named(edit: Edit) -> Edit:
    """An edit by its kind: a replacement of nothing, or by nothing, is none."""
    if not edit.before.strip():
        return replace(edit, kind="insert")
    if not edit.after.strip():
        return replace(edit, kind="delete")
    return edit


def _widened(text: str, start: int, end: int, after: str) -> tuple[int, int, str]:
    """A change that begins or ends inside a word, on the whole of it."""
    line_start = max(start - _LONGEST_WORD, text.rfind("\n", 0, start) + 1)
    line_end = text.find("\n", end)
    line_end = min(len(text) if line_end < 0 else line_end, end + _LONGEST_WORD)
    words_before = [match.span() for match in TOKEN.finditer(text, line_start, line_end)]
    new = text[line_start:start] + after + text[end:line_end]
    shift = len(after) - (end - start)
    words_after = [match.span() for match in TOKEN.finditer(new)]
    # Both texts must be cut at a place that is inside no word of either.
    begin = _outside(words_before, start, -1)
    begin = min(begin, line_start + _outside(words_after, start - line_start, -1))
    stop = _outside(words_before, end, 1)
    stop = max(stop, line_start + _outside(words_after, end + shift - line_start, 1) - shift)
    return begin, stop, text[begin:start] + after + text[end:stop]


def _outside(words: Sequence[tuple[int, int]], at: int, side: int) -> int:
    """The nearest bound of the word in which a place is, before or behind it; else the place."""
    number = bisect_right(words, at, key=lambda word: word[0]) - 1
    if number < 0 or not words[number][0] < at < words[number][1]:
        return at
    return words[number][0] if side < 0 else words[number][1]


def _behind_word(text: str, at: int) -> int:
    """The place behind the word before, blanks between left out."""
    while at > 0 and text[at - 1] == " ":
        at -= 1
    return at


def _with_moves(edits: Sequence[Edit]) -> list[Edit]:
    """The edits; what one author takes out here and puts in there in the same words is a move."""
    inserted: dict[tuple[str | None, str], list[int]] = {}
    for place, edit in enumerate(edits):
        if edit.kind == "insert" and len(edit.after.split()) >= _LEAST_MOVED:
            inserted.setdefault((edit.author, normal(edit.after)), []).append(place)
    gone: set[int] = set()
    moved: list[Edit] = []
    for place, edit in enumerate(edits):
        targets = inserted.get((edit.author, normal(edit.before)), [])
        if edit.kind == "delete" and len(targets) == 1:
            target = targets.pop()
            gone |= {place, target}
            after, other = edits[target].after, edits[target].start
            moved.append(replace(edit, kind="move", after=after, other=other))
    return [edit for place, edit in enumerate(edits) if place not in gone] + moved


def normal(words: str) -> str:
    """Words without what spelling, capitals, spacing and a point at the end make of them."""
    return " ".join(fold(words).split()).rstrip(" .;,!")
