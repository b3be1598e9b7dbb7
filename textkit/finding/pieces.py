"""A sentence cut into pieces: the figures it may set, each with the words that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from textkit import data
from textkit.finding.frames import matches
from textkit.finding.phrases import is_open_name, trim, without_brackets
from textkit.vietnamese.dates import Deadline
from textkit.vietnamese.numbers import Quantity, find_quantities
from textkit.vietnamese.text import Passage

_PATTERNS = data.patterns("targets.toml", "patterns", blank=r"\s")

# Of how much text is looked at, in characters; chosen by eye, not measured. They keep hostile text
# from taking long, and words far away from deciding.
_FAR = 400  # before a figure its own words
_FAR_BEHIND = 320  # behind it
_NEAR = 200  # where "mức", "hỗ trợ" make a norm, "tuổi thọ" an age that counts
_LONGEST_QUOTATION = 250  # before a figure; a longer one begins at the last comma

# The time of a figure follows it within so many words ("35% vào năm 2030"); farther away a time
# before the figure is nearer. Chosen by eye; not measured.
_WORDS_TO_ITS_TIME = 3


def quantities_in(passage: Passage) -> list[Quantity]:
    """The figures of a statement that may be set: no ages, no counts of tasks, no "90% trong 54
    xã".
    """
    quantities = [
        quantity for quantity in find_quantities(passage) if not _is_limit(quantity, passage)
    ]
    quantities = list(_without_attributes(quantities, passage))
    kept = quantities[:1]
    for before, quantity in pairwise(quantities):
        gap = passage.folded[before.end : quantity.start]
        if before.unit == "%" and _PATTERNS["part"].fullmatch(gap):
            continue
        # "giảm ít nhất 30% thời gian, ít nhất 20% chi phí": the second falls, too.
        may_go_on = before.change and before.unit == quantity.unit and not quantity.change
        if may_go_on and _PATTERNS["goes_on"].fullmatch(gap):
            quantity = replace(quantity, change=before.change)
        kept.append(quantity)
    return kept


def _is_limit(quantity: Quantity, passage: Passage) -> bool:
    """Whether a figure only says of whom or how long ("trẻ em dưới 5 tuổi", "trong 30 ngày"), or
    counts tasks.
    """
    before = passage[max(0, quantity.start - _NEAR) : quantity.start]
    if quantity.unit in {"tuổi", "năm"}:
        return not matches("lives", before)
    if matches("of_all", before):
        return True
    return bool(_PATTERNS["idle"].fullmatch(quantity.unit or ""))


def _without_attributes(quantities: list[Quantity], passage: Passage) -> Iterator[Quantity]:
    """The figures without those that belong to the name of another."""
    for place, quantity in enumerate(quantities):
        before = quantities[place - 1] if place else None
        after = quantities[place + 1] if place + 1 < len(quantities) else None
        if before and _is_rank_of(before, quantity, passage):
            continue
        if after and _is_in_name(quantity, after, passage):
            continue
        yield quantity


def _is_rank_of(counted: Quantity, quantity: Quantity, passage: Passage) -> bool:
    """Whether a rank says which ones are counted: "8 trường thuộc [nhóm 200] của châu Á"."""
    gap = passage.folded[counted.end : quantity.start]
    is_near = quantity.rank and not counted.rank and len(gap) < _NEAR
    return is_near and bool(_PATTERNS["of_rank"].fullmatch(gap))


def _is_in_name(quantity: Quantity, following: Quantity, passage: Passage) -> bool:
    """Whether a figure stands in the name of the next one: "Tỷ lệ hộ có tốc độ [01 Gb/s] đạt 90%",
    that is, before the verb of a name that has begun.
    """
    gap = passage.folded[quantity.end : following.start]
    if len(gap) > _NEAR or not _PATTERNS["to_verb"].fullmatch(gap):
        return False
    before = passage.folded[max(0, quantity.start - _FAR) : quantity.start]
    clause = max(before.rfind(mark) for mark in (";", ":", ". ", "\n-"))
    return is_open_name(before[clause + 1 :])


def is_base(piece: Piece, following: Quantity) -> bool:
    """Whether a figure is the one from which the next rises: "từ [12%] năm 2025 lên 25%"."""
    gap = piece.passage.folded[piece.quantity.end : following.start]
    if not _PATTERNS["lifts"].fullmatch(gap):
        return False
    return piece.before.folded.rstrip().endswith("từ")


def cuts_of(passage: Passage, quantities: list[Quantity]) -> Iterator[int]:
    """Where the words of one figure end and those of the next begin."""
    cut = 0
    for quantity, following in pairwise(quantities):
        gap = passage[quantity.end : following.start]
        turn = matches("hard", gap) or matches("cut", gap)
        if turn:
            cut = quantity.end + turn.start() + 1
        elif "," in gap.text:
            # Behind a figure that has words of its own the first comma begins the next; else its
            # words stand behind it, up to the last comma.
            own_words = trim(passage[max(cut, quantity.start - _FAR) : quantity.start])
            comma = gap.text.index(",") if own_words.text else gap.text.rindex(",")
            cut = quantity.end + comma + 1
        else:
            # 0 where there is no "và".
            cut = quantity.end + gap.folded.rfind(" và ") + 1
        yield cut


class Piece:
    """The words that belong to one figure of a sentence, from `left` to `right`; `base` is the
    figure it rises or falls from.
    """

    def __init__(
        self, passage: Passage, left: int, right: int, quantity: Quantity, base: Quantity | None
    ) -> None:
        self.passage, self.left, self.right = passage, left, right
        self.quantity, self.base = quantity, base
        self.start = (base or quantity).start
        self.before = passage[max(left, self.start - _FAR) : self.start]
        behind = passage[quantity.end : min(right, quantity.end + _FAR_BEHIND)]
        ends = _PATTERNS["behind"].search(without_brackets(behind.folded).replace("(", "·"))
        self.after = behind[: ends.start() if ends else None]

    def time(self, times: list[Deadline]) -> Deadline | None:
        """The time among the figure's own words, the nearest."""
        text, end = self.passage.text, self.quantity.end
        behind = [time for time in times if end <= time.start < self.right]
        # "đạt 95% dân số, đến năm 2030 đạt …": behind a comma the time begins what follows.
        gap = text[end : behind[0].start] if behind else ""
        if behind and "," not in gap and len(gap.split()) <= _WORDS_TO_ITS_TIME:
            return behind[0]
        before = [time for time in times if self.left <= time.start < self.start]
        if before:
            return before[-1]
        for time in behind:
            if "," not in text[end : time.start]:
                return time
        return None

    def extent(self, trails: bool) -> tuple[int, int]:
        """From the first word of the figure's own to the unit, or to the noun behind it."""
        text = self.passage.text
        end = self.quantity.end + (len(self.after.text.rstrip(" ,.;")) if trails else 0)
        comma = text.rfind(",", self.left, self.quantity.start) + 1
        is_long = self.quantity.start - self.left > _LONGEST_QUOTATION
        start = comma if is_long and comma else self.left
        marks = len(text[start:end]) - len(text[start:end].lstrip(" \t\n,;:.()-–+*•"))
        return start + marks, end

    def baseline(self) -> str | None:
        """What the figure is held against: "4% năm 2025", "so với năm 2025"."""
        if self.base:
            return _PATTERNS["rise"].sub(
                "", self.passage.text[self.base.start : self.quantity.start]
            )
        # Before the figure a name may have these words: "Tỷ lệ thu ngân sách so với GRDP".
        behind = self.passage[self.quantity.end : self.right]
        before = self.passage[self.left : self.quantity.end]
        for own in (behind, before):
            since = matches("since", own)
            if since and (own is behind or re.search(r"\d{4}", since[0])):
                return own.text[since.start() : since.end()].strip()
        return None
