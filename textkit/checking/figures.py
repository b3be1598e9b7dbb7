"""Rules on single figures: numbers in words, forms of numbers, ranges, deadlines that passed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod

from textkit import data
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import Case, Hit, rule
from textkit.finding.commitments import Commitment
from textkit.vietnamese.dates import Deadline, find_deadlines, written_date
from textkit.vietnamese.numbers import parse_number
from textkit.vietnamese.text import Passage

_PATTERNS = data.patterns("checks.toml", "figures")

# Deadlines more than so many years before the draft are told as history.
_YEARS_OF_A_LIVE_DEADLINE = 2

_DIGIT_WORDS = (
    "không",
    "một mốt",
    "hai",
    "ba",
    "bốn tư",
    "năm lăm nhăm",
    "sáu",
    "bảy bẩy",
    "tám",
    "chín",
)
_DIGITS = {word: digit for digit, words in enumerate(_DIGIT_WORDS) for word in words.split()}
_TENS = {"mười": 10, "mươi": 10, "trăm": 100}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỉ": 10**9}
# "một trăm linh năm": words between digits that add nothing.
_FILLERS = frozenset({"linh", "lẻ", "và"})


def number_of_words(words: str | Passage) -> int | None:
    """The number that Vietnamese number words spell; None where another word stands among them.

    >>> number_of_words("ba triệu bảy trăm chín mươi nghìn")
    3790000
    >>> number_of_words("hai mươi mốt")
    21
    >>> number_of_words("năm tháng") is None
    True
    """
    # "ba trăm mười hai nghìn": the total of the scales so far, the group below the next scale, and
    # the digit that waits to be told whether it counts hundreds, tens or ones.
    total = group = digit = 0
    for word in re.findall(r"\w+", Passage.of(words).folded):
        if word in _DIGITS:
            digit = _DIGITS[word]
        elif word in _TENS:
            # "mười" alone is ten, "mươi" without a digit is nothing.
            group += (digit or word == "mười") * _TENS[word]
            digit = 0
        elif word in _SCALES:
            group += digit
            scale = _SCALES[word]
            if group and total >= scale:
                # "hai tỉ ba triệu": the smaller scale adds to the larger.
                total += group * scale
            else:
                # "ba nghìn tỉ": the second scale multiplies what stands before it.
                total = (total + group) * scale
            group = digit = 0
        elif word not in _FILLERS:
            return None
    return total + group + digit


@rule(
    "figures.words-differ",
    severity="error",
    source="Số tiền bằng số và bằng chữ phải như nhau",
)
def words_differ(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số viết bằng chữ số không khớp với số viết bằng chữ kèm theo."""
    for match in _PATTERNS["spelt"].finditer(draft.folded):
        words = re.sub(r"\s*(?:việt nam|đồng|chẵn|vnđ)\b", "", match["words"])
        spelt = number_of_words(words) if words.strip() else None
        factor = prod(_SCALES[scale] for scale in match["unit"].split())
        if spelt is not None and spelt != parse_number(match["n"]) * factor:
            written = " ".join(draft.text[slice(*match.span("words"))].split())
            values = {"words": written, "spelt": f"{spelt:,}".replace(",", ".")}
            yield Hit(*match.span(), values)


# What is written in the English way, and what the same draft must write in the Vietnamese way for
# it to be a slip: patterns of checks.toml. A draft in English has none of these.
_WRONG_AND_USUAL = (("dot", "comma"), ("english", "dots"))
_POINT_AND_COMMA = str.maketrans(".,", ",.")


@rule(
    "figures.number-format",
    severity="warning",
    mends=True,
    source="Dấu phẩy ngăn phần thập phân, dấu chấm ngăn hàng nghìn",
    bad=[
        Case("Tăng 8,5%; công nghiệp tăng ⟦9.2⟧%."),
        Case("Thu 9.500 tỷ đồng, chi ⟦1,250,000⟧ đồng."),
    ],
    good=[Case("Tăng 8,5%; thu 9.500 tỷ đồng; mục 2.1 và 1.2."), Case("Growth 8.5%, 9.2%.")],
)
def number_format(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Dấu thập phân và dấu hàng nghìn dùng chưa thống nhất."""
    for wrong, usual in _WRONG_AND_USUAL:
        if not _PATTERNS[usual].search(draft.folded):
            continue
        for match in _PATTERNS[wrong].finditer(draft.folded):
            right = match[0].translate(_POINT_AND_COMMA)
            yield Hit(*match.span(), {"right": right}, right)


@rule(
    "figures.range-reversed",
    severity="error",
    source="Khoảng số ghi từ mức thấp đến mức cao",
)
def range_reversed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Khoảng giá trị ghi ngược: mức đầu lớn hơn mức cuối."""
    for name in ("range", "years"):
        for match in _PATTERNS[name].finditer(draft.folded):
            first, last = (parse_number(match[bound].rstrip(".")) for bound in ("a", "b"))
            # "số 30-10" is a document's number, "12 - 48 - 40" a row of shares.
            before = draft.folded[max(0, match.start() - 5) : match.start()]
            is_other = re.search(r"số $|[-–]\s?$", before)
            if first > last and not is_other:
                yield Hit(*match.span())


@rule(
    "figures.deadline-passed",
    severity="warning",
    source="Thời hạn của nhiệm vụ phải sau ngày của văn bản",
)
def deadline_passed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Thời hạn đã qua, tính đến ngày của dự thảo."""
    own_date = draft.document.facts.date or ""
    # Against a year or a month alone most deadlines of that year cannot be judged.
    if len(own_date) != len("2024-09-01"):
        return
    for commitment in draft.commitments:
        passage = draft.document.passage(commitment.start, commitment.end)
        for deadline in find_deadlines(passage):
            if _has_passed(deadline, own_date) and not _is_history(draft, commitment, deadline):
                start = commitment.start + deadline.start
                end = commitment.start + deadline.end
                yield Hit(start, end, {"own": written_date(own_date)})


def _has_passed(deadline: Deadline, own_date: str) -> bool:
    """Whether a deadline lies before a date, but not so far that it is told as history."""
    if deadline.kind != "deadline" or deadline.date >= own_date[: len(deadline.date)]:
        return False
    return int(deadline.date[:4]) >= int(own_date[:4]) - _YEARS_OF_A_LIVE_DEADLINE


def _is_history(draft: Draft, commitment: Commitment, deadline: Deadline) -> bool:
    """Whether a time is the beginning of something ("từ ngày …"), the day as of which something
    is counted ("tính đến ngày …"), or stands in a reference or the title behind it.
    """
    place = commitment.start + deadline.start
    before = draft.folded[commitment.start : place]
    if re.search(r"(?<!\w)(?:(?:từ|sau)\s(?:ngày|năm|tháng)|tính\s$)", before):
        return True
    for citation in draft.citations:
        # A comma or "về" may stand between a reference and its title.
        title = len(citation.title) + 5 if citation.title else 0
        if citation.start <= place < citation.end + title:
            return True
    return False
