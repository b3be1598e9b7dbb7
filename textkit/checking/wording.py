"""Rules on words: slips that are words themselves, spelling, one thing written in two ways,
abbreviations, forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from textkit import data
from textkit.checking.confusions import one_slip_away
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import Case, Hit, rule
from textkit.vietnamese.ngrams import Ints, Ngrams, Pieces, official
from textkit.vietnamese.syllables import is_syllable
from textkit.vietnamese.text import fold

# The numbers of this module are thresholds over counts of official text (`ngrams.npz.xz`). They
# were set on published documents; the figures of that measurement are not on record.
#
# Occurrences. A slip is looked for only where the text as written is rare: each triple around it
# under _RARE_TRIPLE and the weaker pair under _RARE_PAIR.
_RARE_TRIPLE, _RARE_PAIR = 20, 50
# Under so many occurrences two syllables do not go together, so that one may be missing between.
_LOOSE_PAIR = 10
# What was meant must have been written beside one of its neighbours so many times.
_KNOWN_PAIR = 3
# Natural logarithms of the ratio of likelihoods: how much likelier the mended text must be than the
# text as written. Doubled and dropped syllables change the number of factors, hence their own.
_LOG_RATIO_OF_NOTE, _LOG_RATIO_OF_WARNING = 6.0, 8.0
_LOG_RATIO_OF_DOUBLED, _LOG_RATIO_OF_DROPPED = 7.0, 4.0
# So many times more often than by chance the syllables of a word follow one another; a doubled
# syllable that ends one word and begins another (điều hành | hành chính) is no slip.
_WORD_LIFT, _JOINED_LIFT, _STRONG_PAIR = 20, 10, 500
_SLIPS = "Tương phản n-gram của văn bản chính thức: ngưỡng đo trên văn bản đã công bố"


@cache
def _facts(section: str) -> Any:
    """A section of wording.toml."""
    return data.toml("wording.toml")[section]


class _Read(NamedTuple):
    """A draft as the counts see it, with breaks before and after."""

    text: str
    pieces: Pieces
    ids: Ints  # two breaks longer at either end
    # Whether it is a syllable in small letters among syllables: no name, no lone letter.
    plain: np.ndarray[Any, np.dtype[np.bool_]]

    def word(self, at: int) -> str:
        return self.text[self.pieces.start[at] : self.pieces.end[at]]


def _read(draft: Draft) -> _Read:
    counts = official()
    pieces = counts.pieces(draft.text)
    words = [
        draft.text[start:end]
        for start, end in zip(pieces.start.tolist(), pieces.end.tolist(), strict=True)
    ]
    brk = np.full(2, counts.ids["<brk>"])
    ids = np.concatenate([brk, pieces.id, brk])
    first = np.concatenate([[True], np.array(pieces.kind[:-1], object) == "brk"])[: len(words)]
    plain = [
        kind == "syllable" and len(word) > 1 and (word.islower() or (begins and word[1:].islower()))
        for kind, word, begins in zip(pieces.kind, words, first, strict=True)
    ]
    odd = np.concatenate(
        [
            [False],
            (pieces.id == counts.ids["<other>"])
            & np.array([word.islower() for word in words], bool),
            [False],
        ]
    )
    # Beside what is no syllable stand words torn apart, and foreign names.
    known = ~(odd[1:-1] | odd[:-2] | odd[2:])
    tables = np.zeros(len(draft.text) + 1, bool)
    for block in draft.document.layout:
        tables[block.start : block.end] |= block.kind == "table"
    return _Read(draft.text, pieces, ids, np.array(plain, bool) & known & ~tables[pieces.start])


def _log_likelihood(counts: Ngrams, ids: Ints, at: Ints, written: Ints) -> np.ndarray[Any, Any]:
    """Of each place of the padded ids with something written there:
    the three triples it stands in.
    """
    a, b, d, e = ids[at - 2], ids[at - 1], ids[at + 1], ids[at + 2]
    chance = counts.log_likelihood
    result: np.ndarray[Any, Any] = (
        chance(a, b, written) + chance(b, written, d) + chance(written, d, e)
    )
    return result


def _rare(counts: Ngrams, ids: Ints, at: Ints) -> np.ndarray[Any, np.dtype[np.bool_]]:
    a, b, c, d, e = (ids[at + step] for step in (-2, -1, 0, 1, 2))
    best = np.maximum.reduce(
        [counts.triples(a, b, c), counts.triples(b, c, d), counts.triples(c, d, e)]
    )
    weaker = np.minimum(counts.pairs(b, c), counts.pairs(c, d))
    found: np.ndarray[Any, np.dtype[np.bool_]] = (best < _RARE_TRIPLE) & (weaker < _RARE_PAIR)
    return found


def _best_slips(draft: Draft) -> Iterator[tuple[int, str, float]]:
    """Each suspicious place with the syllable that was likely meant, and by how many log units it
    is likelier.
    """
    counts, read = official(), _read(draft)
    places = np.flatnonzero(read.plain)
    places = places[_rare(counts, read.ids, places + 2)]
    near = [one_slip_away(counts.syllables[read.pieces.id[at]]) for at in places]
    at = np.repeat(places, [len(each) for each in near]) + 2
    meant = np.array([number for each in near for number, _ in each], np.int64)
    likeliness = np.array([value for each in near for _, value in each])
    if not len(at):
        return
    fits = (
        np.maximum(
            _pair_of_words(counts, read.ids[at - 1], meant),
            _pair_of_words(counts, meant, read.ids[at + 1]),
        )
        >= _KNOWN_PAIR
    )
    at, meant, likeliness = at[fits], meant[fits], likeliness[fits]
    gain = (
        _log_likelihood(counts, read.ids, at, meant)
        - _log_likelihood(counts, read.ids, at, read.ids[at])
        + likeliness
    )
    for place in np.unique(at[gain >= _LOG_RATIO_OF_NOTE]):
        of = np.flatnonzero(at == place)
        best = of[np.argmax(gain[of])]
        yield int(place) - 2, counts.syllables[meant[best]], float(gain[best])


def _pair_of_words(counts: Ngrams, first: Ints, second: Ints) -> Ints:
    """How often two syllables follow one another; 0 where one is a number, a mark or a break."""
    marked = np.isin(first, counts.marks) | np.isin(second, counts.marks)
    found: Ints = np.where(marked, 0, counts.pairs(first, second))
    return found


def _around(read: _Read, at: int, to: int) -> tuple[str, int, int]:
    """The words from before a place to behind another, and the bounds of the places themselves."""
    start, end = read.pieces.start, read.pieces.end
    words = read.text[start[max(at - 1, 0)] : end[min(to + 1, len(end) - 1)]]
    return words.strip(" .,;:!?()\n"), int(start[at]), int(end[to])


@rule(
    "wording.slip",
    severity="warning",
    source=_SLIPS,
    # "Bổ xung" is one slip: what another rule knows for certain is not guessed at besides.
    yields_to=("wording.common-slip", "wording.doubled", "wording.spelling"),
)
def slip(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Từ viết nhầm thành một từ khác có nghĩa."""
    read = _read(draft)
    for at, meant, gain in _best_slips(draft):
        words, start, end = _around(read, at, at)
        if at > 0 and prior.says(words) > 1:
            continue
        yield Hit(
            start,
            end,
            {"words": words, "meant": meant},
            meant,
            severity="warning" if gain >= _LOG_RATIO_OF_WARNING else "note",
        )


@rule(
    "wording.doubled",
    severity="warning",
    source=_SLIPS,
    bad=[
        Case("Thực hiện tốt công ⟦tham tham⟧ mưu cho cấp ủy."),
        Case("Tốc độ tăng trưởng ⟦là là⟧ 4%."),
        Case("Các cơ quan, đơn vị ⟦có có⟧ trách nhiệm triển khai thực hiện."),
    ],
    good=[
        Case("Nâng cao năng lực điều hành hành chính."),
        Case("Nếp sống luôn luôn đổi mới, dần dần hiện đại."),
        Case("Kết quả như sau: sau hai năm đã hoàn thành."),
    ],
)
def doubled(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Một tiếng viết lặp hai lần liền nhau."""
    counts, read = official(), _read(draft)
    ids, pieces = read.ids, read.pieces
    for at in np.flatnonzero(
        (pieces.id[:-1] == pieces.id[1:]) & read.plain[:-1] & read.plain[1:]
    ).tolist():
        a, b, c, d, e = ids[at], ids[at + 1], ids[at + 2], ids[at + 4], ids[at + 5]
        if read.text[pieces.end[at] : pieces.start[at + 1]] != " ":
            continue
        around = np.array([b, c]), np.array([c, d])
        two_words = bool(
            ((counts.lift(*around) >= _JOINED_LIFT) & (counts.pairs(*around) >= _STRONG_PAIR)).all()
        )
        chance = counts.log_likelihood
        as_is = chance(a, b, c) + chance(b, c, c) + chance(c, c, d) + chance(c, d, e)
        gain = float(chance(a, b, c) + chance(b, c, d) + chance(c, d, e) - as_is)
        if gain >= _LOG_RATIO_OF_DOUBLED and (
            not two_words or counts.syllables[c] in _facts("alone")["words"]
        ):
            _, start, end = _around(read, at, at + 1)
            yield Hit(start, end, {"words": read.word(at)}, read.word(at))


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
    counts, read = official(), _read(draft)
    ids, chance = read.ids, counts.log_likelihood
    places = np.flatnonzero(read.plain[:-1] & (np.array(read.pieces.kind[1:]) == "syllable"))
    here, there, behind = (ids[places + step] for step in (2, 3, 4))
    places = places[
        (counts.pairs(here, there) < _LOOSE_PAIR)
        & (counts.triples(here, there, behind) < _RARE_TRIPLE)
    ]
    for at in places.tolist():
        a, b, c, d = (ids[at + step : at + step + 1] for step in (1, 2, 3, 4))
        between = counts.followers(int(b[0]))
        between = between[counts.triples(b, between, c) >= _RARE_PAIR]
        if not len(between) or counts.lift(a, b)[0] >= _WORD_LIFT:  # b ends a word
            continue
        with_it = chance(a, b, between) + chance(b, between, c) + chance(between, c, d)
        gain = with_it.max() - (chance(a, b, c) + chance(b, c, d))[0]
        words, start, end = _around(read, at, at + 1)
        if gain >= _LOG_RATIO_OF_DROPPED and not prior.says(words):
            missing = counts.syllables[between[np.argmax(with_it)]]
            yield Hit(
                start,
                end,
                {"words": read.text[start:end], "missing": missing},
                f"{read.word(at)} {missing} {read.word(at + 1)}",
            )


_WORD = re.compile(r"(?<![\w/.@-])[^\W\d_]{2,12}(?![\w/@-])")
_VIETNAMESE = re.compile(r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")


@rule(
    "wording.spelling",
    severity="warning",
    source="Quyết định 1989/QĐ-BGDĐT năm 2018: cấu tạo âm tiết tiếng Việt",
    bad=[
        Case("Ban hành ⟦nghịi⟧ quyết về phát triển giáo dục."),
        Case("Các ⟦nghành⟧ phối hợp thực hiện."),
        Case("Kinh tế ⟦phátt⟧ triển nhanh."),
    ],
    good=[
        Case("Các ngành phối hợp thực hiện."),
        Case("Ứng dụng blockchain, logistics ở Đắk Lắk và Krông Pắc."),
        Case("HĐND, UBND và MTTQ các cấp; hoà hợp, hòa hợp, thuỷ lợi, thủy lợi."),
    ],
)
def spelling(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Tiếng viết sai cấu tạo âm tiết và có tiếng đúng gần giống."""
    counts = official()
    for match in _WORD.finditer(draft.text):
        word = match.group()
        if is_syllable(word) or not word.islower() or not _VIETNAMESE.search(word):
            continue
        before, after = (fold(each) for each in _neighbours(draft.text, *match.span()))
        meant = _respelled(counts, fold(word), before, after)
        # A lone letter behind is one torn off the word by a PDF.
        if meant and len(after) != 1 and not prior.says(word):
            yield Hit(*match.span(), {"words": word, "meant": meant}, meant)


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    before, after = (
        re.search(r"(\w+)\s$", text[max(start - 20, 0) : start]),
        re.match(r"\s(\w+)", text[end : end + 20]),
    )
    return before[1] if before else "", after[1] if after else ""


def _respelled(counts: Ngrams, word: str, before: str, after: str) -> str | None:
    """The common syllable one letter off that goes best with its neighbours; None if none goes with
    either.
    """
    letters = sorted(
        {letter for syllable in counts.syllables for letter in syllable if letter.isalpha()}
    )
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = (
        {a + b[1:] for a, b in cuts if b}
        | {a + c + b[1:] for a, b in cuts if b for c in letters}
        | {a + c + b for a, b in cuts for c in letters}
    )
    meant = [counts.ids[one] for one in near if one in counts.ids]
    if not meant:
        return None
    left, right = counts.ids.get(before, -1), counts.ids.get(after, -1)
    candidates = np.array(meant)
    fit = _pair_of_words(counts, np.full_like(candidates, left), candidates)
    fit = fit + _pair_of_words(counts, candidates, np.full_like(candidates, right))
    best = int(np.argmax(fit))
    return counts.syllables[candidates[best]] if fit[best] >= _KNOWN_PAIR else None


@rule(
    "wording.common-slip",
    severity="warning",
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
        for match in re.finditer(rf"(?i)(?<!\w){row['wrong']}(?!\w){unless}", draft.text):
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
        spans = [match.span() for match in re.finditer(form, draft.text)]
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
)
def form(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Viết theo thể thức của hệ thống văn bản khác."""
    for row in _facts("form"):
        if draft.form == row["of"]:
            for match in re.finditer(row["pattern"], draft.text):
                start = match.end() - len(match.group().lstrip())
                yield Hit(
                    start,
                    match.end(),
                    {"words": match.group().strip(), "meant": row["instead"]},
                    row["instead"],
                )
