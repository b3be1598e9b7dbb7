"""What the rules of form ask of the parts of a document, by system and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, cast

from textkit import data
from textkit.checking.rule import Severity
from textkit.reading.document import grouped

System = Literal["party", "state"]

PARTS: Mapping[str, str] = {
    "motto": "quốc hiệu",
    "slogan": "tiêu ngữ",
    "superior": "tên cơ quan cấp trên",
    "issuer": "tên cơ quan ban hành",
    "number": "số và ký hiệu",
    "place-date": "địa danh và ngày, tháng, năm",
    "kind": "tên loại văn bản",
    "title": "trích yếu",
    "subject": "trích yếu công văn",
    "basis": "căn cứ ban hành",
    "body": "nội dung văn bản",
    "authority": "quyền hạn của người ký",
    "post": "chức vụ của người ký",
    "signer": "họ tên người ký",
    "recipients-head": "chữ “Nơi nhận”",
    "recipients": "nơi nhận",
    "page-number": "số trang",
    "font": "phông chữ",
    "end-mark": "dấu kết thúc",
    "paper-width": "chiều rộng",
    "paper-height": "chiều cao",
    "margin-top": "lề trên",
    "margin-bottom": "lề dưới",
    "margin-left": "lề trái",
    "margin-right": "lề phải",
    "line-spacing": "khoảng cách dòng",
    "first-indent": "thụt đầu dòng",
}
"""The parts of a document as its editor calls them, by their names in `form_profiles.csv`."""

# What the act that sets a form is called, by the system and the day from which it is in force.
_ACTS = {
    ("state", "2020-03-05"): "Nghị định 30/2020/NĐ-CP, Phụ lục I",
    ("state", "2011-01-19"): "Thông tư 01/2011/TT-BNV",
    ("party", "2018-04-03"): "Hướng dẫn 36-HD/VPTW năm 2018",
    ("party", "2026-05-27"): "Hướng dẫn 05-HD/VPTW năm 2026",
}

# A document without a date is a draft of today: later than every act.
_NO_DATE = "9999"


class Setting(NamedTuple):
    """What is asked of a part: whether it must stand there, its size, its letters, its place.

    `least` and `most` are in `unit` (pt, mm, lines); `bold` and `italic` are None where nothing is
    asked; `severity` is that of a fault of its look.
    """

    part: str
    must: str
    least: float | None
    most: float | None
    unit: str
    bold: bool | None
    italic: bool | None
    is_upper: bool
    align: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Profile:
    """The form of a system at a time: the act that sets it, and what it asks of each part."""

    system: System
    act: str
    since: str
    settings: Mapping[str, Setting]

    def name(self, part: str) -> str:
        """What a part is called: the Party's first line is no quốc hiệu."""
        if part == "motto" and self.system == "party":
            return "tiêu đề “ĐẢNG CỘNG SẢN VIỆT NAM”"
        return PARTS[part]


def profile_at(system: System, date: str | None) -> Profile | None:
    """The form that a document of a system and a date (ISO, shortened where partial) has to keep;
    that of today without a date. None for a date before the oldest act that the table has.

    >>> profile_at("state", "2021-03").act, profile_at("party", "2021-03-05").act
    ('Nghị định 30/2020/NĐ-CP, Phụ lục I', 'Hướng dẫn 36-HD/VPTW năm 2018')
    >>> profile_at("state", "2009-01-01") is None
    True
    """
    for (its_system, since), rows in _profiles().items():
        until = rows[0]["until"] or _NO_DATE
        if its_system == system and since <= (date or _NO_DATE) <= until:
            settings = {row["part"]: _setting(row) for row in rows}
            return Profile(system, _ACTS[its_system, since], since, settings)
    return None


def _profiles() -> dict[tuple[str, str], list[dict[str, str]]]:
    rows = data.rows("form_profiles.csv")
    return grouped(rows, lambda row: (row["system"], row["since"]))


def _setting(row: Mapping[str, str]) -> Setting:
    return Setting(
        part=row["part"],
        must=row["must"],
        least=float(row["least"]) if row["least"] else None,
        most=float(row["most"]) if row["most"] else None,
        unit=row["unit"],
        bold={"yes": True, "no": False}.get(row["bold"]),
        italic={"yes": True, "no": False}.get(row["italic"]),
        is_upper=row["capitals"] == "upper",
        align=row["align"],
        severity=cast(Severity, row["severity"]),
    )
