"""What a figure is: a goal that is set, a result that is reported, or neither."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from textkit import data
from textkit.finding.frames import Frame, Sentence, matches
from textkit.finding.indicators import family_of
from textkit.finding.pieces import Piece
from textkit.vietnamese.dates import Deadline
from textkit.vietnamese.numbers import Quantity
from textkit.vietnamese.text import Passage

_PATTERNS = data.patterns("targets.toml", "patterns", blank=r"\s")

# Of how much text is looked at, in characters; chosen by eye, not measured. They keep hostile text
# from taking long, and words far away from deciding.
_NEAR = 200  # where "mức", "hỗ trợ" make a norm, "tuổi thọ" an age that counts
_VERY_NEAR = 60  # the same for a sum of money of no known indicator


class Figure(NamedTuple):
    """One figure where it stands, as the rules of roles see it; what a row asks is a property."""

    frame: Frame
    sentence: Sentence
    piece: Piece
    key: str | None
    time: Deadline | None

    @property
    def year(self) -> int:
        """The year it stands for; 0 without one."""
        return int(self.time.date[:4]) if self.time else 0

    @property
    def reports(self) -> bool:
        """Its statement reports."""
        return self.sentence.role == "achieved"

    @property
    def is_open(self) -> bool:
        """Its statement neither promises nor reports."""
        return self.sentence.role == "open"

    @property
    def is_of_rules(self) -> bool:
        """Its document lays down rules, and its statement does not report."""
        return self.frame.lays_down_rules and not self.reports

    @property
    def is_aimed_at(self) -> bool:
        """A time, a section of goals or a striving verb makes it a goal."""
        return bool(self.year or self.sentence.sense == "goals" or self.sentence.strives)

    @property
    def is_norm(self) -> bool:
        """It is a rate of support, a fee or the like."""
        is_rate = family_of(self.piece.quantity) in {"money", "%"}
        return is_rate and self.says("norm", self.piece.before[-_NEAR:])

    @property
    def is_past(self) -> bool:
        """The words behind the last comma say that it was reached, or is expected."""
        comma = self.piece.before.text.rfind(",")
        return self.says("past", self.piece.before[comma + 1 :])

    @property
    def is_listed_share(self) -> bool:
        """A share of a whole, or a goal, that follows a colon: "dịch vụ: 44%"."""
        is_share = (self.key or "").endswith(("_share", "_structure"))
        ends_in_colon = re.search(r"[:=]\s*$", self.piece.before.text)
        return bool((self.sentence.sense == "goals" or is_share) and ends_in_colon)

    @property
    def is_gone(self) -> bool:
        """The words before it tell of a time that has gone by."""
        is_goal = self.sentence.strives or self.year > self.frame.year
        return self.says("gone") and not is_goal

    @property
    def is_part_of_plan(self) -> bool:
        """It is told of how many, or as a share of what was planned, outside of goals."""
        quantity = self.piece.quantity
        shown = self.piece.passage.folded[quantity.start : quantity.end]
        is_out_of = bool(quantity.unit and _PATTERNS["out_of"].search(shown))
        is_share = quantity.unit == "%" and bool(
            _PATTERNS["of_plan"].match(self.piece.after.folded)
        )
        is_goal = self.sentence.strives or self.sentence.sense in {"goals", "tasks"}
        return (is_out_of or is_share) and not is_goal

    @property
    def is_told_of_goal(self) -> bool:
        """A report tells what was reached of a goal: "Chỉ tiêu giảm nghèo: đạt 3,1%"."""
        is_goal = self.sentence.strives or self.year > self.frame.year
        return self.frame.is_report and self.says("told") and not is_goal

    @property
    def is_specific(self) -> bool:
        """A known indicator, an aim, or a time that is not just the title's."""
        has_own_time = bool(self.year) and self.time is not self.frame.title_time
        return bool(self.key) or self.sentence.aims or has_own_time

    def says(self, name: str, passage: Passage | None = None) -> bool:
        """Whether the words before it (or a passage) have a pattern."""
        return bool(matches(name, passage or self.piece.before))


class RoleRule(NamedTuple):
    """What a figure is: `promised`, `achieved`, or None, which sets nothing.

    The first rule that holds decides. In `example` ⟦…⟧ is the figure; the document is of October
    2025, and lays down rules if `of_rules` is true, reports if `of_report` is.
    """

    name: str
    role: str | None
    holds: Callable[[Figure], bool]
    example: str
    of_rules: bool = False
    of_report: bool = False


ROLE_RULES = (
    # What was planned for the time that is reported is neither.
    RoleRule(
        "was-planned",
        None,
        lambda at: at.reports and at.says("planned"),
        "Đã thu ngân sách 5.100 tỷ đồng (kế hoạch là ⟦4.900 tỷ đồng⟧).",
    ),
    RoleRule(
        "holds-a-rank",
        "achieved",
        lambda at: at.sentence.ranks,
        "Chỉ số cải cách hành chính xếp thứ 12, đạt ⟦85%⟧.",
    ),
    # "Phấn đấu tăng 8% so với vùng": one that is aimed at is compared with others, too.
    RoleRule(
        "is-compared-with-others",
        "achieved",
        lambda at: not at.sentence.aims and at.says("compared", at.piece.after),
        "Tỷ lệ tử vong mẹ ở miền núi gấp ⟦3 lần⟧ so với khu vực đồng bằng.",
    ),
    RoleRule(
        "states-the-present",
        "achieved",
        lambda at: at.says("now"),
        "Phấn đấu xây dựng 39 chợ, hiện có ⟦7 chợ⟧.",
    ),
    RoleRule(
        "time-has-gone",
        "achieved",
        lambda at: at.is_gone,
        "Sau 5 năm, tỷ lệ hộ nghèo được kéo giảm còn ⟦3%⟧.",
    ),
    RoleRule(
        "part-of-plan",
        "achieved",
        lambda at: at.is_part_of_plan,
        "Kết nạp được ⟦1.200/1.000 đảng viên⟧.",
    ),
    RoleRule(
        "told-of-a-goal",
        "achieved",
        lambda at: at.is_told_of_goal,
        "Chỉ tiêu giảm tỷ lệ hộ nghèo: đạt ⟦3,1%⟧.",
        of_report=True,
    ),
    RoleRule(
        "year-has-passed",
        "achieved",
        lambda at: 0 < at.year < at.frame.year,
        "Phấn đấu năm 2024 tỷ lệ đô thị hóa đạt ⟦27%⟧.",
    ),
    # In a document of rules a rate is a norm, whatever time is set for it.
    RoleRule(
        "is-a-norm",
        None,
        lambda at: at.is_of_rules and at.is_norm,
        "Hỗ trợ lãi suất ⟦2%/năm⟧ đến hết năm 2030.",
        of_rules=True,
    ),
    RoleRule(
        "rule-without-a-goal",
        None,
        lambda at: at.is_of_rules and not at.is_aimed_at,
        "Giảm ít nhất ⟦30%⟧ thời gian làm thủ tục.",
        of_rules=True,
    ),
    RoleRule(
        "year-is-to-come",
        "promised",
        lambda at: 0 < at.frame.year < at.year and not at.is_past,
        "Đến năm 2030, tỷ lệ đô thị hóa đạt ⟦45%⟧.",
    ),
    RoleRule(
        "share-in-a-list",
        "promised",
        lambda at: at.is_open and at.is_listed_share,
        "Tỷ trọng dịch vụ trong cơ cấu kinh tế: ⟦44%⟧.",
    ),
    RoleRule(
        "only-describes",
        None,
        lambda at: at.is_open,
        "Tỉnh có ⟦120 xã⟧.",
    ),
    RoleRule(
        "is-reported",
        "achieved",
        lambda at: at.reports,
        "Đã giảm tỷ lệ hộ nghèo xuống còn ⟦3%⟧.",
    ),
    RoleRule(
        "is-promised",
        "promised",
        lambda at: at.is_specific,
        "Phấn đấu tỷ lệ hộ nghèo còn ⟦2%⟧.",
    ),
    RoleRule(
        "says-too-little",
        None,
        lambda _: True,
        "Đẩy mạnh trồng cây xanh ở ⟦12 xã⟧.",
    ),
)


def role_rule(figure: Figure) -> RoleRule:
    """The first rule that says what a figure is."""
    return next(rule for rule in ROLE_RULES if rule.holds(figure))


def is_idle(quantity: Quantity, key: str | None, before: Passage, after: Passage) -> bool:
    """Whether a figure sets nothing: a bare number, a norm of support, the size of what is to be
    built.
    """
    is_bare = quantity.unit is None and key is None and not quantity.change
    if is_bare or matches("granted", before) or _PATTERNS["drafts"].match(after.folded):
        return True
    # "Dự án trồng mới 5 triệu ha rừng" is a name.
    if quantity.comparator == "=" and _PATTERNS["of_project"].search(before.text):
        return True
    is_size = key is None and matches("attribute", before)
    if not quantity.change and (is_size or _PATTERNS["cost"].match(after.folded)):
        return True
    is_money = key is None and family_of(quantity) == "money"
    return is_money and bool(matches("norm", before[-_VERY_NEAR:]))
