"""Rules on words: slips that are words themselves, spelling, one thing written in two ways,
abbreviations, forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from textkit import data
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import Case, Hit, rule
from textkit.data.expressions import compiled
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.lapses import find_doubled, find_gaps
from textkit.vietnamese.spelling import Slip

_SLIPS = "Tương phản n-gram của văn bản chính thức: ngưỡng đo trên văn bản đã công bố"


@cache
def _facts(section: str) -> Any:
    """A section of wording.toml."""
    return data.toml("wording.toml")[section]


@rule(
    "wording.slip",
    severity="warning",
    mends=True,
    source=_SLIPS,
    # "Bổ xung" is one slip: what another rule knows for certain is not guessed at besides.
    yields_to=("wording.common-slip", "wording.doubled"),
)
def slip(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Từ viết nhầm thành một từ khác có nghĩa."""
    for one in draft.slips:
        if not one.is_word or _is_cut(draft, one):
            continue
        words = _around(draft, one.start, one.end)
        if " " not in words or prior.says(words) <= 1:
            yield _hit(one, words)


@rule(
    "wording.spelling",
    severity="warning",
    mends=True,
    source="Quyết định 1989/QĐ-BGDĐT năm 2018: cấu tạo âm tiết tiếng Việt",
    bad=[
        Case("Ban hành ⟦nghịi⟧ quyết về phát triển giáo dục."),
        Case("Các ⟦nghành⟧ phối hợp thực hiện."),
        Case("Kinh tế ⟦phátt⟧ triển nhanh."),
        Case("Thể hiện sự ⟦quna⟧ tâm của các ⟦dảng⟧ viên."),
        Case("Nâng cao ⟦hiêụ⟧ quả hoạt động của doanh ⟦nghieepj⟧."),
        Case("Phối hợp với các cơ quan ⟦liện⟧ quan theo “Quy chế phối ⟦hơpj⟧”."),
        Case("Tiếp tục ⟦bổsung⟧ biên chế cho các cơ quan."),
    ],
    good=[
        Case("Các ngành phối hợp thực hiện."),
        Case("Ứng dụng blockchain, logistics ở Đắk Lắk và Krông Pắc."),
        Case("HĐND, UBND và MTTQ các cấp; hoà hợp, hòa hợp, thuỷ lợi, thủy lợi."),
        Case("Tiêm vắcxin cho trẻ em; cấm ôtô tải vào xã Ea Súp."),
        Case("Giảm phát thải khí mêtan, pH của nước; xem chú thích của văn bản chính6."),
        Case("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAMĐộc lập - Tự do - Hạnh phúc"),
        Case("Các xã nạo vét luồng tron\n\n…\n\nhằm cho tàu cá ra vào bến cảng."),
    ],
    yields_to=("wording.common-slip",),
)
def spelling(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Tiếng viết sai chính tả, không có trong văn bản chính thức."""
    for one in draft.slips:
        word = draft.text[one.start : one.end]
        if one.is_word or _is_cut(draft, one) or _GLUED.fullmatch(word):
            continue
        if not prior.says(word):
            yield _hit(one, word)


# Two lines that a web page ran together: "VIỆT NAMĐộc lập".
_GLUED = re.compile(rf"[{CAPITALS}]{{3,}}[^\W\d_]+")
# What is left out between two parts of a text stands in a line of its own.
_LEFT_OUT_BEFORE, _LEFT_OUT_BEHIND = re.compile(r"…\s*\n\s*\Z"), re.compile(r"\s*\n\s*…")
_NEAR = 10


def _is_cut(draft: Draft, slip: Slip) -> bool:
    """Whether a word stands where something is left out, which may have cut it."""
    before = _LEFT_OUT_BEFORE.search(draft.text, max(0, slip.start - _NEAR), slip.start)
    return before is not None or _LEFT_OUT_BEHIND.match(draft.text, slip.end) is not None


def _hit(slip: Slip, words: str) -> Hit:
    """A slip as a hit, with what to write where only one thing may have been meant.

    What is certainly no syllable is reported in quoted words and titles too: whoever quotes so has
    typed so.
    """
    meant = f"{slip.meant} / {slip.rival}" if slip.rival else slip.meant
    return Hit(
        slip.start,
        slip.end,
        {"words": words, "meant": meant},
        None if slip.rival else slip.meant,
        severity="warning" if slip.is_sure else "note",
        anywhere=slip.is_sure and not slip.is_word,
    )


_WORD_BEFORE, _WORD_BEHIND = re.compile(r"\w+ \Z"), re.compile(r" \w+")
_LONGEST_WORD = 20


def _around(draft: Draft, start: int, end: int) -> str:
    """Words with the words before and behind them."""
    before = _WORD_BEFORE.search(draft.text, max(0, start - _LONGEST_WORD), start)
    behind = _WORD_BEHIND.match(draft.text, end, end + _LONGEST_WORD)
    return draft.text[before.start() if before else start : behind.end() if behind else end]


@rule(
    "wording.doubled",
    severity="warning",
    mends=True,
    source=_SLIPS,
    bad=[
        Case("Thực hiện tốt công ⟦tham tham⟧ mưu cho cấp ủy."),
        Case("Tốc độ tăng trưởng ⟦là là⟧ 4%."),
        Case("Các cơ quan, đơn vị ⟦có có⟧ trách nhiệm triển khai thực hiện."),
        Case("Giao ⟦các cơ quan các cơ quan⟧ có liên quan phối hợp."),
    ],
    good=[
        Case("Nâng cao năng lực điều hành hành chính."),
        Case("Nếp sống luôn luôn đổi mới, dần dần hiện đại."),
        Case("Kết quả như sau: sau hai năm đã hoàn thành."),
        Case("Ghi mã số số 5 vào chứng từ từ ngày nhận."),
    ],
)
def doubled(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Một tiếng hay một cụm từ viết lặp hai lần liền nhau."""
    for one in find_doubled(draft.pieces):
        is_sure = not one.is_doubtful or one.meant.lower() in _facts("alone")["words"]
        yield Hit(
            one.start,
            one.end,
            {"words": one.meant},
            one.meant,
            severity="warning" if is_sure else "note",
        )


@rule(
    "wording.dropped",
    severity="note",
    source=_SLIPS,
    bad=[Case("Sau 10 năm ⟦thực Nghị⟧ quyết, kinh tế của tỉnh có bước phát triển.")],
    good=[
        Case("Sau 10 năm thực hiện Nghị quyết, kinh tế của tỉnh có bước phát triển."),
        Case("Phong trào thực nghiệm khoa học ở các trường."),
    ],
)
def dropped(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Có thể thiếu một tiếng giữa hai tiếng không đi liền nhau."""
    taken = [(one.start, one.end) for one in draft.slips]
    taken += [(one.start, one.end) for one in find_doubled(draft.pieces)]
    for gap in find_gaps(draft.pieces, taken):
        words = draft.text[gap.start : gap.end]
        if not prior.says(words):
            first, second = words.split(" ")
            values = {"words": words, "missing": gap.missing}
            yield Hit(gap.start, gap.end, values, f"{first} {gap.missing} {second}")


@rule(
    "wording.common-slip",
    severity="warning",
    mends=True,
    source="Từ điển chính tả: các lỗi thường gặp",
    bad=[
        Case("Thực hiện ⟦sát nhập⟧ các thôn."),
        Case("Tăng cường ⟦rà xoát⟧ quy hoạch; ⟦Bổ xung⟧ biên chế."),
    ],
    good=[
        Case("Thực hiện sáp nhập các thôn."),
        Case("Rà soát, bổ sung quy hoạch; nước sát nhập kho."),
    ],
)
def common_slip(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Lỗi chính tả thường gặp."""
    for row in _facts("slip"):
        # The exception is that of one row, and holds for no other ("rà xoát kho bãi" is a slip).
        unless = f"(?! {row['unless_before']})" if "unless_before" in row else ""
        for match in compiled(rf"(?i)(?<!\w){row['wrong']}(?!\w){unless}").finditer(draft.text):
            yield Hit(*match.span(), {"words": match.group(), "meant": row["right"]}, row["right"])


@rule(
    "wording.two-ways",
    severity="note",
    source="Mỗi văn bản chỉ dùng một cách viết",
)
def two_ways(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cùng một nội dung nhưng viết theo hai cách trong một văn bản."""
    for row in _facts("variant"):
        yield from rarer_ways(draft, row["name"], row["forms"])


def rarer_ways(draft: Draft, name: str, forms: Sequence[str]) -> Iterator[Hit]:
    """The first place of each form but the commonest, where a draft writes one thing in more ways.

    Of forms that are equally common the last of the table counts as the usual one.
    """
    uses = []
    for form in forms:
        spans = [match.span() for match in compiled(form).finditer(draft.text)]
        uses.append([span for span in spans if draft.is_own(*span)])
    *rarer, usual = sorted(uses, key=len)
    for spans in rarer:
        if spans:
            start, end = spans[0]
            values = {
                "words": draft.text[start:end],
                "other": draft.text[slice(*usual[0])],
                "fewer": str(len(spans)),
                "more": str(len(usual)),
                "ways": name,
            }
            yield Hit(start, end, values)


# "(BQLDA)", "(sau đây viết tắt là BQLDA)", "(gọi tắt là: BQLDA)".
_EXPLAINED = re.compile(r"\((?:(?:sau đây )?(?:gọi|viết) tắt là:? )?([A-ZĐ]{2,8})\)")
# Not within a document's number: "12-NQ/TU".
_ABBREVIATION = re.compile(r"(?<![\w/.-])[A-ZĐ]{2,8}(?![\w/-])")


@rule(
    "wording.abbreviation",
    severity="note",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: từ viết tắt phải giải thích khi dùng lần đầu",
)
def abbreviation(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Chữ viết tắt được dùng trước khi được giải thích."""
    first_explained: dict[str, int] = {}
    for match in _EXPLAINED.finditer(draft.text):
        first_explained.setdefault(match[1], match.start(1))
    reported: set[str] = set()
    for match in _ABBREVIATION.finditer(draft.text):
        short = match[0]
        is_too_early = match.start() < first_explained.get(short, 0)
        if short in reported or not is_too_early or not draft.is_own(*match.span()):
            continue
        # In a line in capitals every word looks like an abbreviation.
        if not draft.text[slice(*draft.line(match.start()))].isupper():
            reported.add(short)
            yield Hit(*match.span(), {"words": short})


# The day from which Nghị định 30/2020/NĐ-CP holds.
_DECREE_30_IN_FORCE = "2020-03-05"

_WRONG_CAPITALS = re.compile(
    r"""
    (?<=[^\W\d_][ ])(?:Khoản|Điểm)(?=[ ](?:\d{1,2}|[a-zđ])\b)  # theo Khoản 2, tại Điểm b
    | (?<=[Kk]hoản[ ]\d[ ])điều(?=[ ]\d)                         # khoản 2 điều 5
    | (?<=khoản[ ]\d\d[ ])điều(?=[ ]\d)                          # khoản 12 điều 5
    """,
    re.VERBOSE,
)


@rule(
    "wording.pinpoint-capitals",
    severity="note",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục II, mục V.7 (từ ngày 05/3/2020)",
)
def pinpoint_capitals(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Viết hoa Điều, viết thường khoản, điểm khi viện dẫn."""
    if draft.form != "state" or (draft.document.facts.date or "") < _DECREE_30_IN_FORCE:
        return
    for match in _WRONG_CAPITALS.finditer(draft.text):
        word = match[0]
        right = word.capitalize() if word == "điều" else word.lower()
        yield Hit(*match.span(), {"words": word, "meant": right}, right)


@rule(
    "wording.form",
    severity="note",
    source="Hướng dẫn 36-HD/VPTW năm 2018 (văn bản của Đảng); Nghị định 30/2020/NĐ-CP, Phụ lục I",
    yields_to=("form.systems-mixed", "form.number", "form.subject", "form.end-mark"),
)
def form(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Viết theo thể thức của hệ thống văn bản khác."""
    for row in _facts("form"):
        if draft.form == row["of"]:
            for match in compiled(row["pattern"]).finditer(draft.text):
                start = match.end() - len(match.group().lstrip())
                yield Hit(
                    start,
                    match.end(),
                    {"words": match.group().strip(), "meant": row["instead"]},
                    row["instead"],
                )
