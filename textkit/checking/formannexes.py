"""Rules on what belongs to a document: annexes, tables and sections that it names or has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from textkit import data
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import Hit, on_request, rule
from textkit.reading.document import grouped
from textkit.vietnamese.dates import find_dates, written_date
from textkit.vietnamese.numbers import roman_number
from textkit.vietnamese.signs import Sign, find_signs, parse_sign
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("form.toml", "annexes")
_FORM = data.patterns("form.toml", "form")

# A longer line that begins with "Phụ lục" is a sentence. Chosen by eye; not measured.
_LONGEST_HEAD = 120
# The lines above a pointer that may say it is that of a form. Chosen by eye.
_ABOVE_A_POINTER = 200
# Brackets are looked back into so far for the document whose annex they name.
_BEFORE_A_NAME = 160
# Of so few tables or sections with numbers none is missing: the others may be named otherwise.
_FEWEST_OF_A_ROW = 2
# A gap in the numbers of so few tables says nothing.
_FEWEST_TABLES = 3

# Remarks on what of a file was not read.
_UNREAD = frozenset({"pictures", "damaged", "garbled", "chunk", "lost", "hidden", "recognised"})

_SOURCE = "Nghị định 30/2020/NĐ-CP, Phụ lục I: phụ lục văn bản"


class Annex(NamedTuple):
    """The head of an annex: its span, and its number ("2", "1.2"; None where it has none)."""

    start: int
    end: int
    number: str | None


def _number(written: str | None) -> str | None:
    """A number as annexes and tables are compared by: "III" and "03" are "3", "IIa" is "2a"."""
    if not written:
        return None
    match = re.fullmatch(r"(?P<roman>[ivxl]+)?(?P<digits>\d+)?(?P<more>.*)", written)
    if match is None:
        return written
    value = roman_number(match["roman"]) if match["roman"] else int(match["digits"] or 0)
    more = re.sub(r"\d+", lambda digits: str(int(digits[0])), match["more"]).replace("-", ".")
    return f"{value}{more}"


def annexes_of(draft: Draft) -> list[Annex]:
    """The annexes that a text has, by the lines they begin with."""
    annexes = []
    for match in _PATTERNS["head"].finditer(draft.folded):
        line = draft.text[match.start() : match.end()].strip()
        is_upper = line.startswith("PHỤ") or line.lstrip("*#| ").startswith("PHỤ")
        is_sentence = _PATTERNS["sentence"].match(match["rest"]) or line.endswith((";", ","))
        is_contents = draft.document.kind_at(match.start()) == "contents"
        if len(line) > _LONGEST_HEAD or is_contents or (is_sentence and not is_upper):
            continue
        begin = match.end() - len(match[0].lstrip())
        annexes.append(Annex(begin, match.end(), _number(match["n"])))
    return annexes


def _is_cut(draft: Draft) -> bool:
    """Whether something was left out of the text, by a line that says so or by how it was read."""
    is_unread = any(remark.kind in _UNREAD for remark in draft.document.remarks)
    return is_unread or bool(_FORM["cut"].search(draft.text))


# --- Annexes -------------------------------------------------------------------------------------


@rule("form.annex-of-another", severity="warning", source=_SOURCE)
def annex_of_another(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Phụ lục ghi kèm theo số, ký hiệu hoặc ngày khác với số, ngày của chính văn bản."""
    own = parse_sign(draft.document.facts.number or "")
    kind = draft.document.facts.kind
    if own is None or kind is None:
        return
    for match in _PATTERNS["pointer"].finditer(draft.folded):
        above = draft.folded[max(0, match.start() - _ABOVE_A_POINTER) : match.start()]
        is_form = any(_PATTERNS["form"].match(line.strip(" *|#")) for line in above.splitlines())
        if " ".join(match["kind"].split()) == fold(kind) and not is_form:
            yield from _of_another(draft, own, match)


def _of_another(draft: Draft, own: Sign, pointer: re.Match[str]) -> Iterator[Hit]:
    """What a pointer says otherwise than the head: the number, else the date."""
    begin, end = pointer.span("rest")
    passage = draft.document.passage(begin, end)
    sign = next(find_signs(passage), None)
    if sign is None:
        return
    if sign.number != own.number:
        start, stop = begin + sign.start, begin + sign.end
        values = {"found": sign.number, "right": own.number}
        yield Hit(start, stop, values, own.number, anywhere=True)
        return
    day = draft.document.facts.date or ""
    for start, stop, date in find_dates(passage):
        if len(date) == len(day) == len("2026-01-31") and date != day:
            values = {"found": written_date(date), "right": written_date(day)}
            yield Hit(begin + start, begin + stop, values, written_date(day), anywhere=True)
        return


@rule(
    "form.annex-absent",
    severity="warning",
    source=_SOURCE,
    yields_to=("structure.no-such-part",),
)
def annex_absent(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản nhắc đến phụ lục kèm theo mà tệp không có, trong khi tệp có phụ lục khác."""
    annexes = annexes_of(draft)
    if annexes:
        yield from _absent_annexes(draft, annexes)


@rule("form.no-annex", severity="note", source=_SOURCE)
@on_request
def no_annex(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản nhắc đến phụ lục kèm theo mà tệp không có phụ lục nào."""
    if not annexes_of(draft):
        yield from list(_absent_annexes(draft, []))[:1]


def _absent_annexes(draft: Draft, annexes: Sequence[Annex]) -> Iterator[Hit]:
    """The annexes that the text names as its own and the file has not, each once."""
    if _is_cut(draft):
        return
    known = {annex.number for annex in annexes}
    # An annex without a number is perhaps the one that is meant: its number was lost, or stands on
    # a line of its own that was not read.
    if annexes and None in known and len(annexes) > 1:
        return
    heads = {annex.start for annex in annexes}
    for match in _PATTERNS["named"].finditer(draft.folded):
        number = _number(match["n"])
        before = draft.folded[max(0, match.start() - _BEFORE_A_NAME) : match.start()]
        if match.start() in heads or _PATTERNS["others"].search(before) or number in known:
            continue
        # "Phụ lục 1.2" stands in Phụ lục 1.
        if number is not None and number.split(".")[0].rstrip("abcdđeghi") in known:
            continue
        known.add(number)
        words = " ".join(draft.text[match.start() : match.end()].split())
        yield Hit(*match.span(), {"part": words})


@rule("form.annex-unnamed", severity="note", source=_SOURCE)
@on_request
def annex_unnamed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Tệp có phụ lục mà nội dung văn bản không nhắc đến."""
    annexes = annexes_of(draft)
    if not annexes or _is_cut(draft):
        return
    text = draft.folded[: annexes[0].start]
    if text.strip() and not _PATTERNS["anynamed"].search(text):
        yield Hit(annexes[0].start, annexes[0].end, anywhere=True)


# --- Tables --------------------------------------------------------------------------------------


class _Table(NamedTuple):
    start: int
    end: int
    word: str
    number: str


def _captions(draft: Draft) -> list[_Table]:
    """The captions of tables with a number, at the head of a line, but for lists of contents."""
    captions = []
    for match in _PATTERNS["caption"].finditer(draft.folded):
        if draft.document.kind_at(match.start()) != "contents":
            start = match.start("word")
            number = f"{int(match['n'])}{match['more'] or ''}"
            end = match.end("more") if match["more"] else match.end("n")
            captions.append(_Table(start, end, match["word"], number))
    return captions


@rule("form.table-absent", severity="warning", source="Bảng, biểu được nêu phải có trong văn bản")
def table_absent(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản nhắc đến bảng, biểu mà tệp không có, trong khi tệp có bảng, biểu khác cùng cách ghi
    số.
    """
    by_word = grouped(_captions(draft), lambda table: table.word)
    if _is_cut(draft):
        return
    known = {(table.word, table.number) for tables in by_word.values() for table in tables}
    captioned = {table.start for tables in by_word.values() for table in tables}
    for match in _PATTERNS["table"].finditer(draft.folded):
        number = f"{int(match['n'])}{match['more'] or ''}"
        start = match.start("word")
        before = draft.folded[max(0, match.start() - _BEFORE_A_NAME) : start]
        is_of_row = len(by_word.get(match["word"], ())) >= _FEWEST_OF_A_ROW
        is_other = start in captioned or _PATTERNS["others"].search(before) is not None
        if is_of_row and not is_other and (match["word"], number) not in known:
            known.add((match["word"], number))
            end = match.end("more") if match["more"] else match.end("n")
            yield Hit(start, end, {"part": draft.text[start:end]})


@rule("form.table-numbering", severity="warning", source="Bảng, biểu được đánh số liên tục")
def table_numbering(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số thứ tự của bảng, biểu không liên tục hoặc bị trùng."""
    for tables in grouped(_captions(draft), lambda table: table.word).values():
        plain = [table for table in tables if table.number.isdigit()]
        if len(plain) < _FEWEST_TABLES or len(plain) < len(tables):
            continue
        for row in _rows(plain):
            yield from _gaps(draft, row)


def _rows(tables: Sequence[_Table]) -> Iterator[list[_Table]]:
    """Tables in rows that begin with one, as each annex may count its own."""
    row: list[_Table] = []
    for table in tables:
        if table.number == "1" and row:
            yield row
            row = []
        row.append(table)
    yield row


def _gaps(draft: Draft, row: Sequence[_Table]) -> Iterator[Hit]:
    """Where a row that begins with one leaves out a number; one that is repeated goes on."""
    numbers = [int(table.number) for table in row]
    if len(row) < _FEWEST_TABLES or numbers[0] != 1 or numbers != sorted(numbers):
        return
    for before, table in pairwise(row):
        if int(table.number) == int(before.number) + 2:
            values = {
                "before": draft.text[before.start : before.end],
                "here": draft.text[table.start : table.end],
            }
            yield Hit(table.start, table.end, values, anywhere=True)


# --- Sections ------------------------------------------------------------------------------------


@rule(
    "form.section-absent",
    severity="warning",
    source="Phần, chương, mục được viện dẫn phải có trong văn bản",
)
def section_absent(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản viện dẫn phần, chương, mục của chính mình mà tệp không có."""
    if _is_cut(draft):
        return
    heads = {roman_number(match["n"]) for match in _PATTERNS["section"].finditer(draft.folded)}
    if len(heads) < _FEWEST_OF_A_ROW or not {1, 2} <= heads:
        return
    for match in _PATTERNS["tosection"].finditer(draft.folded):
        # A head between others was perhaps not read as one; behind the last there is none.
        if roman_number(match["n"]) > max(heads):
            heads.add(roman_number(match["n"]))
            end = match.end("n")
            yield Hit(match.start(), end, {"part": draft.text[match.start() : end]})
