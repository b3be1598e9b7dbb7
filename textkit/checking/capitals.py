"""Rules on capitals in running text, where usage is all but unanimous or the draft's own is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.prose import in_prose
from textkit.checking.rule import Case, Hit, rule
from textkit.data.expressions import compiled
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.syllables import spelled
from textkit.vietnamese.text import fold

_SOURCE = "Nghị định 30/2020/NĐ-CP, Phụ lục II: viết hoa; thực tế của văn bản đã công bố"

_CAPITAL = f"[{CAPITALS}]"
_SMALL = "[^\\W\\d_]"
_BEHIND_A_SMALL_WORD = re.compile(rf"(?:(?!{_CAPITAL}){_SMALL})+,?[ ]\Z")

# "MẶt", "THực": two capitals at the head of a word in small letters.
_HELD = re.compile(rf"(?<![\w.\-/]){_CAPITAL}{{2}}(?:(?!{_CAPITAL}){_SMALL})+(?![\w\-/])")


@rule(
    "wording.shift-held",
    severity="warning",
    mends=True,
    source=_SOURCE,
    bad=[Case("Các xã rà soát luồng cảng. ⟦MẶt⟧ trận Tổ quốc giám sát việc nạo vét.")],
    good=[
        Case("Các xã rà soát luồng. ThS Bến, các CBs và UBNDs, khoản IIa, ĐHQGHN của vùng."),
        Case("Mặt trận Tổ quốc giám sát việc nạo vét luồng cảng."),
    ],
)
def shift_held(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Hai chữ hoa ở đầu một tiếng viết thường."""
    for match in in_prose(draft, _HELD):
        word = match.group()
        if len(word) > 2 and spelled(word).standing == "legal":
            meant = word[0] + word[1:].lower()
            yield Hit(*match.span(), {"words": word, "meant": meant}, meant)


# ". các": behind a word of two small letters and more; what is shortened has fewer, or a capital.
_SMALL_BEHIND_A_STOP = re.compile(
    rf"(?<=[a-zà-ỹđ]{{2}}\.[ ])(?<!vv\.[ ])(?<!tr\.[ ])(?!{_CAPITAL})"
    rf"(?P<word>{_SMALL}{{2,}})(?=[ ]{_SMALL})"
)
_FEW_PLACES = 3


@rule(
    "wording.small-behind-a-stop",
    severity="warning",
    source=_SOURCE,
    bad=[Case("Các xã rà soát luồng cảng cá. ⟦giao⟧ sở hướng dẫn việc nạo vét.")],
    good=[
        Case("Các xã rà soát luồng cảng cá v.v. và bến; tr. hai nói rõ. Giao sở hướng dẫn."),
        Case("tên cảng là trà lam. cảng cá có luồng sâu.\n" * 5),
    ],
)
def small_behind_a_stop(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Đầu câu không viết hoa."""
    places = [match.span("word") for match in in_prose(draft, _SMALL_BEHIND_A_STOP)]
    # A text that does so all over was put into small letters by its source.
    if len(places) <= _FEW_PLACES:
        for start, end in places:
            word = draft.text[start:end]
            meant = word[:1].upper() + word[1:]
            yield Hit(start, end, {"words": word, "meant": meant}, meant)


# Words in the middle of a sentence: a small one, perhaps a comma, one with a capital, a small one.
_TURNED = re.compile(
    rf"(?<=[ ])(?P<before>{_SMALL}+)(?P<comma>,?)[ ](?P<first>{_CAPITAL}{_SMALL}+)[ ]"
    rf"(?P<second>{_SMALL}+)(?!\w)"
)


@cache
def _never_names() -> frozenset[str]:
    """Words and pairs of words that no name begins with."""
    return frozenset(data.toml("wording.toml")["never_names"]["words"])


@rule(
    "wording.capital-within",
    severity="warning",
    source=_SOURCE,
    bad=[
        Case("Các xã rà soát luồng, ⟦Tăng⟧ cường quản lý bến và ⟦Triển⟧ khai việc nạo vét."),
        Case("Giao sở hướng dẫn ⟦Các⟧ xã nạo vét luồng cảng cá."),
    ],
    good=[
        Case("Các xã nạo vét luồng theo Chương trình Tăng cường quản lý bến cá; Phòng Rà soát."),
        Case("Phát động phong trào “Tăng cường quản lý bến cá”: Triển khai ở các xã."),
        Case("Giao sở rà soát. Các xã nạo vét luồng; (1) Triển khai; đề án Nâng cao năng lực."),
    ],
)
def capital_within(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Viết hoa giữa câu một từ không phải tên riêng."""
    places = []
    for match in in_prose(draft, _TURNED):
        line_start, line_end = draft.line(match.start())
        if line_end - line_start > _LONGEST_LINE:
            continue
        first, second, before = match["first"].lower(), match["second"], match["before"]
        is_turned = before.islower() and second.islower() and match["first"][1:].islower()
        is_no_name = not {first, f"{first} {second}"}.isdisjoint(_never_names())
        if is_turned and is_no_name and not _may_begin_a_name(draft, match):
            places.append(match.span("first"))
    # Where the lines of a text were run together, every heading stands in a sentence.
    if len(places) <= _FEW_PLACES:
        for start, end in places:
            word = draft.text[start:end]
            yield Hit(start, end, {"words": word, "meant": word.lower()}, word.lower())


# In longer lines the headings and paragraphs of a page may have run together. Chosen on the tune
# half of the documents of docs/method.md.
_LONGEST_LINE = 800

# What a name follows: "chương trình Phát triển …", "đề án Nâng cao …".
_BEFORE_A_NAME = frozenset(
    "án trình hoạch lược quyết luật định thị luận sách đề thảo phần mục vụ phòng ban cục quỹ ngày"
    " lễ giải trào thi bài cột điều khoản sở ty viện trường hội đoàn tháng tuần danh hiệu".split()
)


def _may_begin_a_name(draft: Draft, match: re.Match[str]) -> bool:
    """Whether a name may begin behind what stands before, or one may go on there."""
    is_named = match["before"] in _BEFORE_A_NAME and not match["comma"]
    return is_named or _in_a_name(draft, match.start())


def _in_a_name(draft: Draft, at: int) -> bool:
    """Whether the two words before a place have a capital, so that a name may go on."""
    words = draft.text[max(0, at - 24) : at].split()[-2:]
    return any(word[:1].isupper() for word in words)


@cache
def _usual_forms(of: str | None) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The forms that all but all texts of the Party or the state have, each with a pattern of its
    folded words.
    """
    forms = []
    for form in data.toml("wording.toml")["capitals"].get(of, ()):
        words = r"\s".join(map(re.escape, fold(form).split()))
        forms.append((form, compiled(rf"(?<!\w){words}(?!\w)")))
    return tuple(forms)


# Other capitals than the usual ones are a slip where they stand so seldom, and for so small a part
# of the times; else they are the house's own. Chosen by eye; not measured.
_MOST_OTHERWISE, _SHARE_OTHERWISE = 2, 0.34


@rule(
    "wording.capitals",
    severity="warning",
    source=_SOURCE,
    bad=[
        Case(
            "Báo cáo Quốc hội. Sở trình ⟦Quốc Hội⟧ và Ủy ban Thường vụ Quốc hội; Quốc hội quyết.",
            facts={"number": "12/KH-UBND"},
        ),
    ],
    good=[
        Case(
            "Sở trình Quốc Hội đề án này trong năm; Quốc Hội quyết.", facts={"number": "1/KH-UBND"}
        ),
        Case("Tại phiên họp, quốc hội các nước gặp nhau.", facts={"number": "1/KH-UBND"}),
        Case("Giao Uỷ ban nhân dân các xã rà soát luồng cảng cá.", facts={"number": "1/KH-UBND"}),
    ],
)
def capitals(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Viết hoa khác với cách viết gần như thống nhất."""
    for usual, pattern in _usual_forms(draft.form):
        otherwise, times = [], 0
        for match in in_prose(draft, pattern, folded=True):
            times += 1
            if _is_otherwise(draft, match.span(), usual):
                otherwise.append(match.span())
        if len(otherwise) <= min(_MOST_OTHERWISE, int(_SHARE_OTHERWISE * times)):
            for start, end in otherwise:
                words = draft.text[start:end]
                meant = _with_capitals_of(usual, words)
                yield Hit(start, end, {"words": words, "meant": meant}, meant)


def _is_otherwise(draft: Draft, span: Span, usual: str) -> bool:
    """Whether a term has other capitals than the usual ones, and not because a sentence begins."""
    words = draft.text[slice(*span)]
    if words.isupper() or _with_capitals_of(usual, words) == words:
        return False
    if words.islower():  # of any such body, or of another country
        return len(usual.split()) >= _WORDS_OF_A_NAME
    is_first = words[1:] == _with_capitals_of(usual, words)[1:]
    return not is_first or _BEHIND_A_SMALL_WORD.search(draft.text, 0, span[0]) is not None


# A name of so many words is that of one body, also in small letters.
_WORDS_OF_A_NAME = 3


def _with_capitals_of(usual: str, words: str) -> str:
    """Words with the capitals of others of the same length.

    >>> _with_capitals_of("Quốc hội", "quốc Hội")
    'Quốc hội'
    """
    letters = zip(usual, words, strict=True)
    return "".join(
        letter.upper() if other.isupper() else letter.lower() for other, letter in letters
    )
