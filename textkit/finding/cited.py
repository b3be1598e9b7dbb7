"""A reference to another document as a record, and the text it is read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from textkit import data
from textkit.reading.document import Record
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.dates import find_dates
from textkit.vietnamese.signs import any_of, kind_pattern
from textkit.vietnamese.text import Passage

_BLANK = r"\s{1,3}"
AROUND = data.patterns(
    "citations.toml",
    "around",
    blank=_BLANK,
    kind=kind_pattern("party", "state", "historic", "word"),
    body=any_of(row["body"] for row in data.rows("bodies.csv")),
)
"""What stands around a number, a date or a name, by its name in citations.toml; over folded
text."""

NAMES = data.patterns("citations.toml", "names", blank=_BLANK, capital=CAPITALS)
"""Names, whose capitals tell, by what citations.toml calls them; over the text as written."""


@dataclass(frozen=True, slots=True)
class Citation(Record):
    """A reference to another document; `text` is what is written, from the kind to what belongs to
    it.

    `number` is the normal form of the sign, `name` what it is called by when it has none (a law, a
    congress, `Nghị quyết 26`; `self` for the document itself), `pinpoint` is `article.clause+point`
    (`12.1đ`, `5,6,7`, `346-350`; `.2` is clause 2 of the article where it stands; `II.4b` is of
    section II). `title_numbers` are the signs that its title names: they are no references of the
    document that cites it.
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
    title_numbers: tuple[str, ...] = ()


class Source(NamedTuple):
    """A text, its folded copy and its dates: where one begins, where it ends, and the date."""

    doc_id: str
    text: str
    folded: str
    dates: Mapping[int, tuple[int, str]]

    def quote(self, start: int, end: int) -> Citation:
        """A citation of these bounds that says nothing yet."""
        return Citation(self.doc_id, start, end, self.text[start:end])


def source_of(text: str | Passage, doc_id: str) -> Source:
    """A text as references are looked for in it."""
    passage = Passage.of(text)
    dates: dict[int, tuple[int, str]] = {}
    for start, end, date in find_dates(passage):
        dates[start] = end, date
        # "ngày tháng 9 năm 2020": the day was left open, to be written by hand.
        if passage.folded.endswith("ngày ", 0, start):
            dates[start - len("ngày ")] = end, date
    return Source(doc_id, passage.text, passage.folded, dates)
