"""Rules on a draft's structure: numbering, counts announced, references to its own parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textkit.checking.material import Draft, Prior
from textkit.checking.rule import Case, Hit, rule
from textkit.language.units import Unit

_ARTICLE = re.compile(r"\d+")


@rule(
    "structure.article-gap", severity="error", source="Nghị định 30/2020/NĐ-CP, Phụ lục I: các điều đánh số liên tục",
    bad=[Case("Điều 1. Mục tiêu\nĐến năm 2030 thoát nghèo.\n⟦Điều 3.⟧ Tổ chức thực hiện\nGiao Sở Y tế thực hiện."),
         Case("Điều 1. Mục tiêu\nThoát nghèo.\nĐiều 2. Nhiệm vụ\nLàm đường.\n⟦Điều 2.⟧ Tổ chức thực hiện\nGiao Sở Y tế thực hiện.")],
    good=[Case("Điều 1. Mục tiêu\nĐến năm 2030 thoát nghèo.\nĐiều 2. Tổ chức thực hiện\nGiao Sở Y tế thực hiện."),
          Case("Sửa đổi:\n“Điều 7. Lệ phí\nMức thu là 5.000 đồng.”")],
)  # fmt: skip
def article_gap(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số của điều bị nhảy cóc hoặc lặp lại."""
    before: Unit | None = None
    for unit in (unit for unit in draft.units if unit.kind == "article" and draft.is_own(unit.start, unit.start + 1)):
        here = int(_ARTICLE.search(unit.label)[0])  # type: ignore[index]
        if before and here != (last := int(_ARTICLE.search(before.label)[0])) + 1 and here != 1:  # type: ignore[index]
            at = draft.text.index(unit.label, unit.start)
            yield Hit(at, at + len(unit.label), {"before": str(last), "here": str(here)})
        before = unit
