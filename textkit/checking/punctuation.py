"""Rules on marks and blanks: too many or too few of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.prose import in_prose, lines_of_prose
from textkit.checking.rule import Case, Hit, rule
from textkit.vietnamese.mending import tears

_PATTERNS = data.patterns("checks.toml", "punctuation")
_SOURCE = "Nghị định 30/2020/NĐ-CP, Phụ lục I và II; quy ước đánh máy văn bản tiếng Việt"

# So many places of a kind are a slip each. Where a draft has more of them, and one for so many of
# its words, they are its source's (a scan, a web page, a table of another program), not a hand's.
# Chosen on the tune half of the documents of docs/method.md.
_FEW_PLACES, _WORDS_A_PLACE = 3, 2000


def _few(draft: Draft, places: Sequence[Span]) -> Sequence[Span]:
    """The places, if they are few enough to be slips; none if the whole draft is full of them."""
    most = max(_FEW_PLACES, len(draft.text.split()) // _WORDS_A_PLACE)
    return places if len(places) <= most else ()


# A finding of a mark takes in the words that it stands between, so that it can be seen.
_WORD_BEFORE, _WORD_BEHIND = re.compile(r"[^\s(“\"]{1,20}\Z"), re.compile(r"\w{1,20}")


def _with_words(draft: Draft, start: int, end: int) -> Span:
    """A place with the words that touch it."""
    before = _WORD_BEFORE.search(draft.text, max(0, start - 20), start)
    behind = _WORD_BEHIND.match(draft.text, end, end + 20)
    return (before.start() if before else start), (behind.end() if behind else end)


def _rewritten(
    draft: Draft, pattern: re.Pattern[str], right: Callable[[re.Match[str]], str]
) -> Iterator[Hit]:
    """The few places of a pattern as hits, with what is right instead."""
    matches = {match.span(): match for match in in_prose(draft, pattern)}
    for span in _few(draft, list(matches)):
        match = matches[span]
        start, end = _with_words(draft, *span)
        meant = draft.text[start : span[0]] + right(match) + draft.text[span[1] : end]
        yield Hit(start, end, {"words": draft.text[start:end], "meant": meant}, meant)


@rule(
    "wording.marks",
    severity="warning",
    source=_SOURCE,
    bad=[
        Case("Các xã, phường rà soát ⟦cầu,,⟧ đường và bến cảng trong vùng."),
        Case("Giao các xã rà soát quỹ đất của ⟦mình;.⟧"),
        Case("Hoàn thành việc nạo vét luồng cảng trong ⟦quý..⟧"),
    ],
    good=[
        Case("Các xã, phường, v.v., rà soát cầu, đường và bến cảng…; báo cáo trong quý."),
        Case("Nghị quyết này có hiệu lực kể từ ngày ký./."),
        Case("Xem tại www.lamchau.gov.vn,, hoặc hỏi bộ phận một cửa của xã."),
        Case("Họ tên người đề nghị.................., nghề nghiệp của người đề nghị:"),
    ],
)
def marks(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Hai dấu câu liền nhau."""
    yield from _rewritten(draft, _PATTERNS["two_marks"], lambda match: match["first"])


@rule(
    "wording.blank-before",
    severity="warning",
    mends=True,
    source=_SOURCE,
    bad=[Case("Các ⟦xã ,⟧ phường rà soát cầu, đường và bến cảng.")],
    good=[
        Case("Các xã, phường rà soát cầu, đường và bến cảng ... của vùng."),
        Case("Số : 12 /BC-UBND"),
    ],
)
def blank_before(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Thừa khoảng trắng trước dấu câu."""
    yield from _rewritten(draft, _PATTERNS["blank_before"], _mark_and_blank)


def _mark_and_blank(match: re.Match[str]) -> str:
    """The mark of a match, with the blank that is to stand behind it."""
    is_followed_by_a_blank = match.string[match.end() : match.end() + 1].isspace()
    return match["mark"] if is_followed_by_a_blank else f"{match['mark']} "


@rule(
    "wording.blank-behind",
    severity="warning",
    mends=True,
    source=_SOURCE,
    bad=[
        Case("Các ⟦xã,phường⟧ rà soát cầu, đường và bến cảng."),
        Case("Hoàn thành trong ⟦quý.Các⟧ xã báo cáo kết quả rà soát."),
    ],
    good=[
        Case("Trang vanban.lamchau.gov.vn và thư gửi tới congan@lamchau.gov.vn của xã."),
        Case("TP.Lam Châu có 8,5% hộ nghèo, đạt 1.250 tỷ đồng; Th.S Bến v.v..."),
    ],
)
def blank_behind(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Thiếu khoảng trắng sau dấu câu."""
    yield from _rewritten(draft, _PATTERNS["no_blank_behind"], lambda match: f"{match['mark']} ")


@rule(
    "wording.blank-twice",
    severity="note",
    source=_SOURCE,
    bad=[Case("Các xã, phường ⟦rà  soát⟧ cầu, đường và bến cảng.")],
    good=[Case("Các xã, phường rà soát cầu, đường và bến cảng.")],
)
def blank_twice(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Thừa khoảng trắng giữa hai tiếng."""
    yield from _rewritten(draft, _PATTERNS["blanks"], lambda _: " ")


@rule(
    "wording.torn",
    severity="warning",
    source=_SOURCE,
    bad=[Case("Các xã, phường triển khai ⟦ngh iên⟧ cứu việc nạo vét luồng cảng.")],
    good=[Case("Các xã, phường triển khai nghiên cứu việc nạo vét luồng cảng.")],
)
def torn(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Một tiếng bị tách làm hai."""
    # Reading has put such words together again; where there are many, the file tore them.
    torn_words: dict[Span, tuple[str, str]] = {}
    for mend in draft.document.mends:
        if mend.kind == "word":
            span = mend.start, mend.end
            torn_words[span] = mend.before, draft.text[slice(*span)]
    for start, end in lines_of_prose(draft):
        for tear in tears(draft.text[start:end]):
            span = start + tear.start, start + tear.end
            torn_words[span] = draft.text[slice(*span)], tear.after
    for span in _few(draft, sorted(torn_words)):
        words, meant = torn_words[span]
        yield Hit(*span, {"words": words, "meant": meant}, meant)
