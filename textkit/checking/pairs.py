"""Rules on what is opened and closed, and on the ends of lists and paragraphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.prose import lines_of_prose
from textkit.checking.rule import Case, Hit, rule
from textkit.reading.document import UNCOUNTED

_PATTERNS = data.patterns("checks.toml", "pairs")
_SOURCE = "Nghị định 30/2020/NĐ-CP, Phụ lục I và II; quy ước đánh máy văn bản tiếng Việt"

# More marks without a partner than these, or one in so many of all, are a damaged text, not slips
# of a hand. Chosen on the tune half of the documents of docs/method.md.
_MOST_UNPAIRED, _MARKS_TO_ONE_UNPAIRED = 3, 8

# What a finding shows of a passage that is not closed.
_SHOWN = 60

_CLOSED_BY = {"(": ")", "“": "”"}
_PARTNER = {"(": ")", ")": "(", "“": "”", "”": "“"}


# A straight quotation mark so near may be the partner of a curved one, and a bracket that is so far
# away is none. Chosen by eye; not measured.
_NEAR = 1000


class _Mark(NamedTuple):
    """A bracket or quotation mark, and whether it closes the mark of a list: "a)", "1)"."""

    start: int
    text: str
    of_list: bool


def _marks(draft: Draft) -> Iterator[_Mark]:
    """The brackets and curved quotation marks outside tables."""
    for match in _PATTERNS["marks"].finditer(draft.text):
        if draft.document.kind_at(match.start()) not in (UNCOUNTED | {"table"}):
            mark = match["mark"]
            yield _Mark(match.start("mark"), mark, match["item"] is not None)


def _unpaired(draft: Draft, marks: Iterable[_Mark], opening: str) -> Iterator[_Mark]:
    """The marks of a kind that have no partner. The mark of a list closes a bracket of its
    paragraph, where nothing else does: "(theo mẫu a)".
    """
    open_marks: list[_Mark] = []
    perhaps_closed: set[_Mark] = set()
    for mark in marks:
        if mark.text == opening:
            open_marks.append(mark)
        elif mark.of_list:
            if open_marks and _is_one_paragraph(draft, open_marks[-1].start, mark.start):
                perhaps_closed.add(open_marks[-1])
        elif open_marks:
            open_marks.pop()
        else:
            yield mark
    yield from (mark for mark in open_marks if mark not in perhaps_closed)


def _is_one_paragraph(draft: Draft, start: int, end: int) -> bool:
    """Whether no paragraph ends between two places that are not far apart."""
    is_near = end - start <= _NEAR
    return is_near and not _PATTERNS["paragraph"].search(draft.text, start, end)


def _is_cut(draft: Draft, mark: _Mark) -> bool:
    """Whether something is left out behind an opening mark, or before a closing one, which may be
    its partner.
    """
    if "…" in draft.text[max(0, mark.start - 1) : mark.start + 2]:
        return True
    if mark.text in _CLOSED_BY:
        return _PATTERNS["left_out"].search(draft.text, mark.start, mark.start + _NEAR) is not None
    before = max(0, mark.start - _NEAR)
    return _PATTERNS["left_out"].search(draft.text, before, mark.start) is not None


@rule(
    "wording.unpaired",
    severity="warning",
    source=_SOURCE,
    bad=[
        Case("Nạo vét luồng Trà Lam ⟦(đoạn qua xã Hải Vân để tàu cá ra vào⟧."),
        Case("Phát động phong trào ⟦“Dân vận khéo ở các xã⟧."),
        Case("Nạo vét luồng Trà ⟦Lam)⟧ để tàu cá ra vào (năm 2026)."),
    ],
    good=[
        Case("Các xã: a) Rà soát (cầu, đường); b) Nạo vét luồng (theo mẫu a); (1) báo cáo."),
        Case("“Điều 5. Cảng cá\n1. Cảng cá được nạo vét.\n2. Luồng được đánh dấu.”"),
        Case('Phong trào “Dân vận khéo" ở các xã có tivi 32".'),
        Case("Nạo vét luồng (độ sâu theo\nmức 02) và bến (nếu có) để tàu cá ra vào."),
        Case("Nạo vét luồng (đoạn qua xã Hải\n\n…\n\nVân, xã Trà Lam để tàu cá ra vào."),
        Case('Sửa như sau:\n"a) Nạo vét luồng;\n©) Đánh dấu luồng.'),
        Case("“Đoạn thứ nhất của lời dẫn.\n“Đoạn thứ hai của lời dẫn.”"),
    ],
)
def unpaired(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Ngoặc đơn hoặc ngoặc kép thiếu một bên."""
    marks = list(_marks(draft))
    hits = []
    for opening, closing in _CLOSED_BY.items():
        of_kind = [mark for mark in marks if mark.text in (opening, closing)]
        alone = list(_unpaired(draft, of_kind, opening))
        most = min(_MOST_UNPAIRED, max(1, len(of_kind) // _MARKS_TO_ONE_UNPAIRED))
        if len(alone) <= most:
            hits += [mark for mark in alone if not (_goes_on(draft, mark) or _is_cut(draft, mark))]
    for mark in hits:
        other = _PARTNER[mark.text]
        yield Hit(*_shown(draft, mark), {"mark": mark.text, "other": other}, anywhere=True)


def _goes_on(draft: Draft, mark: _Mark) -> bool:
    """Whether a quotation mark may have its partner in another form: a straight one in its line, or
    the next paragraph of a quotation, which is opened anew.
    """
    if mark.text in "()":
        return False
    start, end = draft.line(mark.start)
    begins_its_line = not draft.text[start : mark.start].strip()
    around = draft.text[max(0, start - _NEAR) : end]
    return begins_its_line or bool(_PATTERNS["straight"].search(around))


def _shown(draft: Draft, mark: _Mark) -> Span:
    """From an opening mark to the end of its clause; a closing mark with the word before it."""
    start, end = draft.line(mark.start)
    if mark.text in _CLOSED_BY:
        clause = _PATTERNS["clause"].match(draft.text, mark.start, min(end, mark.start + _SHOWN))
        return mark.start, clause.end() if clause else mark.start + 1
    before = draft.text.rfind(" ", start, mark.start) + 1
    return max(start, before), mark.start + 1


# A list is judged from so many items on, of which all but one end alike. Chosen by eye; not
# measured.
_FEWEST_ITEMS = 4


class _Item(NamedTuple):
    """An item of a list: its mark's style, where its text ends, and the mark that ends it."""

    style: str
    end: int
    closed_by: str


def _lists(draft: Draft) -> Iterator[list[_Item]]:
    """The runs of items of one style that follow each other line by line."""
    run: list[_Item] = []
    for match in _PATTERNS["item"].finditer(draft.text):
        ends_before = run[-1].end if run else 0
        style = "letter" if match["letter"] else match["dash"]
        is_next = bool(run) and not draft.text[ends_before : match.start()].strip()
        if not is_next or style != run[-1].style:
            if len(run) >= _FEWEST_ITEMS:
                yield run
            run = []
        text = match["text"].rstrip()
        end = match.start("text") + len(text)
        closed_by = text[-1] if text[-1] in ".;:,!?…" else ""
        run.append(_Item(style, end, closed_by))
    if len(run) >= _FEWEST_ITEMS:
        yield run


@rule(
    "wording.list-ends",
    severity="note",
    source=_SOURCE,
    bad=[
        Case(
            "Các xã thực hiện:\na) Rà soát cầu cảng;\nb) Nạo vét luồng cá⟦.⟧\nc) Đánh dấu luồng;\n"
            "d) Báo cáo kết quả."
        ),
        Case(
            "Các xã thực hiện:\n- Rà soát cầu cảng;\n- Nạo vét luồng ⟦cá⟧\n- Đánh dấu luồng;\n"
            "- Dựng phao;\n- Báo cáo kết quả."
        ),
    ],
    good=[
        Case(
            "Các xã thực hiện:\na) Rà soát cầu cảng;\nb) Nạo vét luồng cá;\nc) Đánh dấu luồng;\n"
            "d) Báo cáo kết quả."
        ),
        Case("- Rà soát cầu cảng.\n- Nạo vét luồng cá\n- Đánh dấu luồng;\n- Báo cáo kết quả."),
        Case(
            "- Rà soát cầu cảng;\n- Nạo vét luồng cá:\n+ Năm 2026;\n- Đánh dấu luồng;\n"
            "- Báo cáo kết quả."
        ),
    ],
)
def list_ends(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Một ý trong danh sách kết thúc khác các ý còn lại."""
    for items in _lists(draft):
        odd = _odd_item(items)
        if odd is not None:
            start = odd.end - 1 if odd.closed_by else _start_of_word(draft, odd.end)
            yield Hit(start, odd.end, {"words": odd.closed_by or "…"})


def _odd_item(items: Sequence[_Item]) -> _Item | None:
    """The one item that ends otherwise than all others but the last, which may end the list."""
    *others, last = items
    (usual, times), *rest = Counter(item.closed_by for item in others).most_common()
    if usual not in (";", ".") or times < _FEWEST_ITEMS - 2 or len(rest) != 1:
        return None
    other, count = rest[0]
    # A colon introduces what the item has under it.
    if count != 1 or other not in ("", ",", ".", ";"):
        return None
    is_uniform = usual == ";" or last.closed_by == "."
    return next(item for item in others if item.closed_by == other) if is_uniform else None


def _start_of_word(draft: Draft, end: int) -> int:
    """Where the last word before a place begins."""
    return draft.text.rfind(" ", 0, end - 1) + 1


# A paragraph is judged from so many words on, and only where so many of a draft's paragraphs, and
# all but so few, end in a mark. Chosen on the tune half of the documents of docs/method.md.
_WORDS_OF_A_PARAGRAPH, _FEWEST_PARAGRAPHS, _MOST_WITHOUT_A_MARK = 20, 12, 2


@rule(
    "wording.no-stop",
    severity="note",
    source=_SOURCE,
    bad=[
        Case(
            "Các xã, phường rà soát cầu, đường và bến cảng trong vùng, báo cáo kết quả cho tỉnh"
            " trước khi nạo vét.\n"
            * 12
            + "Giao các sở, ngành hướng dẫn các xã, phường nạo vét luồng và đánh dấu luồng cho"
            " tàu cá ra ⟦vào⟧\nNghị quyết có hiệu lực."
        )
    ],
    good=[
        Case(
            "Các xã, phường rà soát cầu, đường và bến cảng trong vùng, báo cáo kết quả cho tỉnh"
            " trước khi nạo vét\n" * 13
        )
    ],
)
def no_stop(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Đoạn văn không có dấu kết thúc."""
    layout = draft.document.layout or ()
    headings = {block.start for block in layout if block.kind == "heading"}
    whole, without = 0, []
    for start, end in lines_of_prose(draft):
        line = draft.text[start:end].rstrip(" *_")
        is_heading = start in headings or _PATTERNS["heading"].match(line) is not None
        if is_heading or len(line.split()) < _WORDS_OF_A_PARAGRAPH:
            continue
        if not line[-1].islower():
            whole += 1
        elif whole:  # what stands before the first whole paragraph is the head
            without.append((start, start + len(line)))
    if whole < _FEWEST_PARAGRAPHS or len(without) > _MOST_WITHOUT_A_MARK:
        return
    for _, end in without:
        if _begins_anew(draft.text, end):
            start = _start_of_word(draft, end)
            yield Hit(start, end, {"words": draft.text[start:end]})


def _begins_anew(text: str, end: int) -> bool:
    """Whether what stands in the next line that is not blank is a paragraph of its own."""
    return _PATTERNS["anew"].match(text, end) is not None
