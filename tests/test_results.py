"""The rules on tables of results, in a Word file as reports have them."""

import pytest
from table_files import write
from test_verdicts import OF_YEARS, RESULTS, TITLE

from textkit.checking import results  # noqa: F401 (registers the rules)
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import RULES, find_faults
from textkit.reading.readers import read

VERDICT, COUNT = "figures.verdict-against-figures", "figures.count-against-rows"


def faults(tmp_path, table, lead=""):
    title = [lead, *TITLE] if lead else TITLE
    draft = Draft(read(write(tmp_path / "bang.docx", title, table)))
    rules = [RULES[VERDICT], RULES[COUNT]]
    return [(fault.rule, fault.quote) for fault in find_faults(draft, Prior(None), rules)]


def with_verdicts(*verdicts):
    head, *rows = RESULTS[:4]
    return [head, *([*row[:-1], verdict] for row, verdict in zip(rows, verdicts, strict=True))]


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (("Không đạt", "Vượt", "Vượt"), []),
        (("Đạt", "Vượt", "Vượt"), [(VERDICT, "Đạt")]),
        (("Không đạt", "Chưa đạt", "Vượt"), [(VERDICT, "Chưa đạt")]),
        (("Không đạt", "", "Có tiến bộ"), []),
    ],
)
def test_a_verdict_is_held_against_its_row(tmp_path, verdicts, expected):
    assert faults(tmp_path, with_verdicts(*verdicts)) == expected


def test_a_column_of_years_is_judged_by_its_last(tmp_path):
    assert faults(tmp_path, OF_YEARS) == []
    wrong = [[*row[:-2], "Đạt", row[-1]] if row[0] == "1" else row for row in OF_YEARS]
    assert faults(tmp_path, wrong) == [(VERDICT, "Đạt")]


@pytest.mark.parametrize(
    ("lead", "is_right"),
    [
        ("Trong 3 chỉ tiêu, 2 chỉ tiêu đạt và vượt, 1 chỉ tiêu chưa đạt", True),
        ("Trong 3 chỉ tiêu, 3 chỉ tiêu đạt và vượt", False),
        ("Trong 4 chỉ tiêu, 3 chỉ tiêu đạt và vượt", True),
        ("Đề ra 3 chỉ tiêu", True),
    ],
)
def test_a_count_is_held_against_the_table(tmp_path, lead, is_right):
    found = faults(tmp_path, with_verdicts("Không đạt", "Vượt", "Vượt"), f"{lead}.")
    assert found == ([] if is_right else [(COUNT, lead)])
