"""What an office adds to a check: the example of the manual, as it stands there."""

import re
from pathlib import Path

import pytest

import textkit as tk
from textkit.checking.draft import read_settings

MANUAL = Path(__file__).parents[1] / "docs" / "manual.md"

DRAFT = """TỈNH ỦY LAM CHÂU
Số 09-CT/TU
Lam Châu, ngày 12 tháng 3 năm 2026
CHỈ THỊ
về nghề muối

1. Giao Sở Muối hướng dẫn bón phân đạmm, sát nhập kho và lập hồ sơ, hồ sơ theo mẫu.
2. Thực hiện Nghị quyết số 05-NQ/TU, ngày 01/8/2023 của Ban Chấp hành Đảng bộ tỉnh.
3. Triển khai Chương trình phát triển nghề làm muối giai đoạn 2026 - 2030.
"""


def example(language, holding):
    """The block of a language in the manual that holds these words."""
    blocks = re.findall(rf"```{language}\n(.*?)```", MANUAL.read_text("utf-8"), re.DOTALL)
    return next(block for block in blocks if holding in block)


@pytest.fixture
def office(tmp_path):
    (tmp_path / "textkit.toml").write_text(example("toml", "[[check.body]]"), "utf-8")
    (tmp_path / "known.csv").write_text(example("csv", "number,date,kind"), "utf-8")
    (tmp_path / "du-thao.txt").write_text(DRAFT, "utf-8")
    return tmp_path


def test_the_example_of_the_manual_is_read_whole(office):
    settings = read_settings(office)
    assert settings.ignore == ("wording.two-ways",)
    assert settings.words == ("phân đạmm", "sát nhập kho")
    assert [one.phrase for one in settings.allowed] == ["hồ sơ, hồ sơ"]
    assert len(settings.office.bodies) == len(settings.office.programmes) == 1
    assert [one.number for one in settings.office.documents] == ["05-NQ/TU"]


def test_each_of_its_rows_does_what_the_manual_says(office):
    found = {(one.rule, one.quote) for one in tk.check_draft(office / "du-thao.txt").found}
    assert ("wording.body-changed", "Sở Muối") in found
    assert ("references.known-document", "ngày 01/8/2023") in found
    assert "wording.name-otherwise" in {rule for rule, _ in found}
    assert not any("đạmm" in quote or "hồ sơ" in quote for _, quote in found)
    for name in ("textkit.toml", "known.csv"):
        (office / name).unlink()
    bare = {(one.rule, one.quote) for one in tk.check_draft(office / "du-thao.txt").found}
    assert any("đạmm" in quote for _, quote in bare)
    assert not any(
        rule in ("wording.body-changed", "references.known-document") for rule, _ in bare
    )
