"""A document as the rest of textkit sees it, and what every record of a finding begins with."""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

from textkit.vietnamese.mending import Mend
from textkit.vietnamese.text import Passage, folded

Item = TypeVar("Item")
Key = TypeVar("Key")

_FINGERPRINT_LENGTH = 16

# What a spreadsheet turns into a number: 8605130524853086, 123456e789012345.
_LIKE_A_NUMBER = re.compile(r"\d+(?:[de]\d+)?")
_LETTER_OF_DIGIT = dict(zip("0123456789", "ghijklmnop", strict=True))
BlockKind = Literal[
    "body",
    "heading",
    "table",
    "note",  # a footnote or endnote
    "caption",  # of a picture
    "header",  # what stands above each page, or what a web page says of itself
    "footer",
    "contents",  # a line of the list of contents
    "recipients",  # Nơi nhận: …
    "front-matter",  # what a converter or a site put before the text
    "struck",  # struck out or deleted
    "stamp",  # of a digital signature or a watermark
]

UNCOUNTED: frozenset[str] = frozenset(
    [
        *("note", "caption", "header", "footer", "contents", "recipients"),
        *("front-matter", "struck", "stamp"),
    ]
)
"""Kinds of layout whose words are not the document's own: they are neither counted nor checked."""


@dataclass(frozen=True, slots=True)
class Record:
    """What every finding begins with: `document.text[start:end]` is its quotation."""

    doc_id: str
    start: int
    end: int


NONE = "-"
"""What a cell of `metadata.csv` says of a fact that a document does not have, whatever was read."""


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """The items by what `key` says of each, in the order in which they come.

    >>> grouped(["an", "bà", "anh"], len)
    {2: ['an', 'bà'], 3: ['anh']}
    """
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def fingerprint(*parts: str) -> str:
    """Sixteen characters by which a thing of these parts is known again.

    They are hexadecimal digits, but never such as a spreadsheet takes for a number: see
    `unlike_a_number`.

    >>> fingerprint("targets", "ct-04", "đạt 8%")
    '77f9c654a7f00eec'
    """
    known_by = "\x1f".join(parts)
    return unlike_a_number(hashlib.sha256(known_by.encode()).hexdigest()[:_FINGERPRINT_LENGTH])


def unlike_a_number(mark: str) -> str:
    """A fingerprint with a letter from g to p for its first digit where it looks like a number.

    Before, such fingerprints stayed as they were, so what was kept of them is read through this.

    >>> unlike_a_number("8605130524853086"), unlike_a_number("12e4567890123456")
    ('o605130524853086', 'h2e4567890123456')
    >>> unlike_a_number("60cb3ac02ca3d4c5")
    '60cb3ac02ca3d4c5'
    """
    if not _LIKE_A_NUMBER.fullmatch(mark):
        return mark
    return _LETTER_OF_DIGIT.get(mark[0], mark[0]) + mark[1:]


@dataclass(frozen=True, slots=True)
class Block:
    """A span of the layout; `row` and `column` count from 0 inside a table, `page` from 1."""

    start: int
    end: int
    kind: BlockKind
    page: int | None = None
    row: int | None = None
    column: int | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """What a user should know of how a file was read, such as `encoding` TCVN3.

    The kinds: `encoding`, `capitals` (an encoding without capitals that have a tone), `pasted` and
    `bytes` (what is not UTF-8 in a file that is), `questions`, `lost`, `unmarked` and `wrong` (text
    that is broken: `textkit.reading.soundness`), `converted` (from .doc, .xls and the like),
    `chunk` (a part of a Word file that was not read), `review` (of very many comments and tracked
    changes the first are kept, their number), for a PDF the pages that are left out
    (`pictures`, `damaged`, `garbled`), those whose letters were `recognised` (OCR, and by what) and
    those on which `fields`, signatures or notes print text, for a workbook what is `hidden` and how
    many `formulas` have no result, for a presentation the `slides` that are hidden.
    """

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A line that was recognised in a picture: its span of the text, its page, its box in points
    from the lower left corner of the upright page, and how sure the engine was, 0 to 1.
    """

    start: int
    end: int
    page: int
    left: float
    bottom: float
    right: float
    top: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote beside the text of a Word file.

    `start` and `end` bound the words it is on, equal for a place between words, both None where it
    is on nothing of the text. `author` and `date` (ISO, as the file has it) are None where the file
    does not say; `parent` is the id of the comment that it answers; `resolved` says that it was
    marked as done.
    """

    id: str
    author: str | None
    date: str | None
    start: int | None
    end: int | None
    text: str
    resolved: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked change of a Word file; `before` and `after` are the words without and with it.

    `start` and `end` bound the words where they stand in the text, and are equal where they do not:
    of a text read as if all changes were accepted, those of a deletion. Of a `move` they bound the
    words and `other` is the place at its other end. A `format` changes no words. Of what is on
    nothing of the text the bounds are None.
    """

    kind: Literal["insert", "delete", "move", "format"]
    author: str | None
    date: str | None
    start: int | None
    end: int | None
    before: str = ""
    after: str = ""
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself; what it does not say is None.

    `number` is the normal form of the sign (`39-NQ/TW`), `date` is ISO, `term` the issuer's own
    term of office (`2020-2025`), `period` what a comparison groups by: the Party term in which the
    date falls; `place` is where it was issued, `signatory` who signed; `level` is `central` or
    `local`, by who issued it.
    """

    kind: str | None = None
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    term: str | None = None
    period: str | None = None
    place: str | None = None
    signatory: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class Document:
    """A document: its tidied text, which never changes, its layout and its facts.

    `layout` tiles the non-blank text in order; `mends` lists what was repaired on reading,
    `remarks` what else a user should know of it; `sources` has the span of the text that states a
    fact, by the fact's name; `labels` are what other columns of `metadata.csv` say of it, by the
    column's name; `stated` are the facts that the document or its page states, without those of
    `metadata.csv` and those that follow from others; of them `said` are those that only its file or
    page says, outside the text; `given` are those of `metadata.csv`, `NONE` for one that it denies.
    `scanned` has the lines that were recognised in pictures (OCR). `comments` and `revisions` are
    the comments and tracked changes of a Word file, in order of their places; the text is the one
    with all changes accepted. `pandas.DataFrame(document.comments)` is their table.

    >>> document = Document("ct-04", "Chỉ thị về chuyển đổi số", Facts(number="04-CT/TU"))
    >>> document.facts.number
    '04-CT/TU'
    """

    id: str
    text: str = field(repr=False)
    facts: Facts = field(default_factory=Facts)
    layout: tuple[Block, ...] = field(default=(), repr=False)
    mends: tuple[Mend, ...] = ()
    path: Path | None = None
    remarks: tuple[Remark, ...] = ()
    sources: dict[str, tuple[int, int]] = field(default_factory=dict, repr=False)
    labels: dict[str, str] = field(default_factory=dict)
    stated: Facts = field(default_factory=Facts, repr=False)
    said: Facts = field(default_factory=Facts, repr=False)
    given: Facts = field(default_factory=Facts, repr=False)
    scanned: tuple[ScannedLine, ...] = field(default=(), repr=False)
    comments: tuple[Comment, ...] = field(default=(), repr=False)
    revisions: tuple[Revision, ...] = field(default=(), repr=False)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the text, in hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @cached_property
    def folded(self) -> str:
        """The text as `textkit.vietnamese.text.fold` has it, equally long; made once."""
        return folded(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.layout]

    def kind_at(self, place: int) -> BlockKind | None:
        """The kind of the block in which a place of the text stands; None outside of all.

        >>> document = Document("d", "Mở cảng\\n[1] Ghi chú", layout=(Block(8, 19, "note"),))
        >>> document.kind_at(12), document.kind_at(3)
        ('note', None)
        """
        before = bisect_right(self._starts, place) - 1
        if before < 0 or self.layout[before].end <= place:
            return None
        return self.layout[before].kind

    def passage(self, start: int = 0, end: int | None = None) -> Passage:
        """A stretch of the document, with its part of the folded text.

        >>> Document("d", "Tỷ lệ hộ nghèo").passage(0, 5).folded
        'tỉ lệ'
        """
        return Passage(self.text[start:end], self.folded[start:end])

    def certainty(self, start: int, end: int) -> float | None:
        """How sure it is that a stretch of the text was recognised rightly, 0 to 1; None for text
        that was not recognised in a picture.

        It is what the engine says of the least sure line, and no probability: docs/method.md has
        how often lines of some certainty were right.

        >>> line = ScannedLine(0, 8, 1, 80.0, 700.0, 200.0, 714.0, 0.97)
        >>> document = Document("ct-04", "Chỉ thị 4", scanned=(line,))
        >>> document.certainty(0, 3), document.certainty(8, 9)
        (0.97, None)
        """
        sure = [line.confidence for line in self.scanned if line.start < end and start < line.end]
        return min(sure, default=None)

    def quote(self, record: Record | Block) -> str:
        """The words a record or a block covers."""
        return self.text[record.start : record.end]
