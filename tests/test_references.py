"""Rules on references, branch by branch, on invented drafts; each rule's own cases are run by
test_rules.
"""

import pytest

from textkit.checking.draft import chosen_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.references import is_later
from textkit.checking.rule import find_faults
from textkit.presenting.rulings import message
from textkit.reading.document import Document, Facts


def findings(rule, text, prior=None, **facts):
    draft = Draft(Document("d", text, Facts(**facts)))
    rules = chosen_rules([f"references.{rule}"])
    return list(find_faults(draft, prior or Prior(None), rules))


def reported(rule, text, prior=None, **facts):
    """The words that a rule of the family reports in a text."""
    return [one.quote for one in findings(rule, text, prior, **facts)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("số 12/2021/NQ-HĐND ngày 08/12/2021", []),
        ("số 12/2021/NQ-HĐND ngày 08/12/2020", ["12/2021/NQ-HĐND ngày 08/12/2020"]),
        ("số 12/2021/NQ-HĐND ngày 08/12/2022", ["12/2021/NQ-HĐND ngày 08/12/2022"]),
        ("số 12/NQ-HĐND ngày 08/12/2022", []),
        ("số 12/2021/NQ-HĐND", []),
        ("ngày 08/12/2022", []),
    ],
)
def test_the_year_of_the_number_is_that_of_the_date(text, wrong):
    assert reported("year-against-date", f"Căn cứ Nghị quyết {text};") == wrong


def test_the_year_and_the_date_are_named():
    text = "Căn cứ Nghị quyết số 12/2021/NQ-HĐND ngày 08/12/2022;"
    (finding,) = findings("year-against-date", text)
    assert finding.values == {"year": "2021", "date": "ngày 08/12/2022"}


@pytest.mark.parametrize(
    ("sign", "right"),
    [
        ("19/2016/QH13", None),
        ("19/2016/QH14", None),
        ("19/2021/QH14", None),
        ("19/2021/QH15", None),
        ("19/2022/QH14", "QH15"),
        ("19/2015/QH14", "QH13"),
        ("19/2021/QH13", "QH14 / QH15"),
        ("19/1950/QH14", "?"),
        ("19/2019/QH77", None),
        ("19/2019/NĐ-CP", None),
    ],
)
def test_the_assembly_of_a_year(sign, right):
    found = findings("assembly-ordinal", f"Căn cứ Luật Đê điều số {sign};")
    assert [one.values["right"] for one in found] == ([right] if right else [])


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Nghị định số 15/2019/NĐ-CP", None),
        ("Thông tư số 15/2019/NĐ-CP", ("thông tư", "nghị định")),
        ("Thông tư số: 15/2019/NĐ-CP", ("thông tư", "nghị định")),
        ("Thông tư 15/2019/NĐ-CP", ("thông tư", "nghị định")),
        ("Chỉ thị số 62-QĐ/TW", ("chỉ thị", "quyết định")),
        ("Quy định số 62-QĐ/TW", None),
        ("Quyết định số 62-QĐ/TW", None),
        ("Đề án số 15/2019/NĐ-CP", None),
        ("Thông tư hướng dẫn thi hành số 15/2019/NĐ-CP", None),
        ("Thông tư số 15/2019/KH-UBND", None),
        ("Thông tư của Bộ Tài chính", None),
    ],
)
def test_the_kind_goes_with_the_code(text, kinds):
    found = findings("kind-against-sign", f"Thực hiện {text} về đê điều.")
    values = [(one.values["kind"], one.values["coded"]) for one in found]
    assert values == ([kinds] if kinds else [])


@pytest.mark.parametrize(
    ("sign", "right"),
    [
        ("39-NQ/TW", None),
        ("39/NQ-TW", "39-NQ/TW"),
        ("62/QĐ-UBND", None),
        ("62-QĐ/UBND", "62/QĐ-UBND"),
        ("58-QĐ/UB", None),
        ("12-CV/BTCTU", None),
    ],
)
def test_the_form_of_a_number(sign, right):
    found = findings("sign-form", f"Thực hiện Nghị quyết số {sign} đã ban hành.")
    assert [one.suggestion for one in found] == ([right] if right else [])


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("số 12/NQ-HĐND của Hội đồng nhân dân tỉnh", False),
        ("số 12/NQ-HĐND của Ủy ban nhân dân tỉnh", True),
        ("số 12/NQ-HĐND, Ủy ban nhân dân tỉnh", False),
        ("số 12/NQ-CP của Chính phủ", False),
        ("số 12/NQ-CP của Hội đồng nhân dân tỉnh", True),
        ("số 12-NQ/TW của Bộ Chính trị", False),
        ("số 12-NQ/TW của Chính phủ", True),
        ("số 12-NQ/TU của Chính phủ", False),
        ("số 55/2023/TT-BTC của Chính phủ", True),
        ("số 55/2023/TT-BTC của Bộ trưởng Bộ Tài chính", False),
        ("số 55/2023/TT-BKHĐT của Bộ Tài chính", False),
        ("số 55/2023/QH15 của Chính phủ", True),
        ("số 55/2023/QH15 của Quốc hội", False),
        ("số 55/2023/UBTVQH15 của Quốc hội", True),
        ("số 55/2023/UBTVQH15 của Ủy ban Thường vụ Quốc hội", False),
    ],
)
def test_the_issuer_goes_with_the_code(text, wrong):
    assert bool(reported("issuer-against-sign", f"Theo Nghị quyết {text}.")) == wrong


def test_the_issuer_and_the_code_are_named():
    text = "Theo Nghị quyết số 12/NQ-CP của Hội đồng nhân dân tỉnh."
    (finding,) = findings("issuer-against-sign", text)
    assert finding.values == {"issuer": "Hội đồng nhân dân tỉnh", "code": "CP"}
    assert finding.quote == "12/NQ-CP của Hội đồng nhân dân tỉnh"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("ngày 31/4/2024", True),
        ("ngày 30/4/2024", False),
        ("ngày 29/02/2023", True),
        ("ngày 29/02/2024", False),
        ("ngày 29/02", False),
        ("ngày 30/02", True),
        ("ngày 12/13/2024", True),
        ("ngày 32 tháng 5 năm 2024", True),
        ("số 31/4/2024/NQ-HĐND", False),
    ],
)
def test_days_that_are_in_no_calendar(text, wrong):
    assert bool(reported("impossible-date", f"Thông qua {text} tại đây.")) == wrong


CITED = "Căn cứ Kết luận số 15-KL/TU, ngày 14/11/2023 và Nghị quyết số 15/2024/NQ-HĐND;"


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"date": "2023-11-13"}, ["ngày 14/11/2023", "15/2024/NQ-HĐND"]),
        ({"date": "2023-11-14"}, ["15/2024/NQ-HĐND"]),
        ({"date": "2023-12"}, ["15/2024/NQ-HĐND"]),
        ({"date": "2023-10"}, ["ngày 14/11/2023", "15/2024/NQ-HĐND"]),
        ({"date": "2023"}, ["15/2024/NQ-HĐND"]),
        ({"date": "2024-01-01"}, []),
        ({}, []),
        ({"date": "2023-11-13", "number": "15-KL/TU"}, ["15/2024/NQ-HĐND"]),
    ],
)
def test_what_is_dated_after_the_draft(facts, wrong):
    assert reported("date-after-own", CITED, **facts) == wrong


@pytest.mark.parametrize("reference", ["số 15-KL/TU", "tháng 11", "của Tỉnh ủy"])
def test_what_has_no_date_is_not_after_the_draft(reference):
    assert reported("date-after-own", f"Căn cứ Kết luận {reference};", date="1999-01-01") == []


@pytest.mark.parametrize(
    ("date", "other", "later"),
    [
        ("2023-05-21", "2023-05-20", True),
        ("2023-05-20", "2023-05-20", False),
        ("2023-05", "2023-05-20", False),
        ("2024", "2023-05-20", True),
        ("2023-06", "2023", False),
    ],
)
def test_which_dateis_later(date, other, later):
    assert is_later(date, other) == later


# Each a reference with one slip, that several rules see from their sides.
SLIPS = {
    "the year of the date": "Căn cứ Nghị định số 13/2023/NĐ-CP ngày 17/4/2026 của Chính phủ.",
    "the year of the number": "Căn cứ Nghị định số 13/2022/NĐ-CP ngày 17/4/2023 của Chính phủ.",
    "the day": "Căn cứ Nghị định số 13/2023/NĐ-CP ngày 18/4/2023 của Chính phủ.",
    "the month": "Căn cứ Nghị định số 13/2023/NĐ-CP ngày 17/10/2023 của Chính phủ.",
    "no day of the calendar": "Căn cứ Nghị định số 13/2023/NĐ-CP ngày 31/4/2023 của Chính phủ.",
    "the number": "Căn cứ Nghị định số 93/2023/NĐ-CP ngày 17/4/2023 của Chính phủ.",
    "the kind": "Căn cứ Thông tư số 13/2023/NĐ-CP ngày 17/4/2023 của Chính phủ.",
    "the issuer": "Căn cứ Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 của Thủ tướng Chính phủ.",
    "one of two references": (
        "Theo Nghị quyết số 37/2021/NQ-HĐND ngày 08/12/2027 của Hội đồng nhân dân tỉnh; theo"
        " Nghị quyết số 37/2021/NQ-HĐND ngày 08/12/2021 của Hội đồng nhân dân tỉnh."
    ),
}


@pytest.mark.parametrize("text", SLIPS.values(), ids=SLIPS)
def test_one_slip_is_one_finding(text):
    draft = Draft(Document("d", text, Facts(date="2025-05-20")))
    found = list(find_faults(draft, Prior(None), chosen_rules(["references"])))
    assert len(found) == 1
    assert found[0].start < len("Theo Nghị quyết số 37/2021/NQ-HĐND ngày 08/12/2027")


def test_what_others_say_of_a_slip_stands_in_its_message():
    draft = Draft(Document("d", SLIPS["the year of the date"], Facts(date="2025-05-20")))
    (finding,) = find_faults(draft, Prior(None), chosen_rules(["references"]))
    assert finding.rule == "references.year-against-date"
    assert {other.rule for other in finding.also} == {
        "references.known-document",
        "references.date-after-own",
    }
    said = message(finding)
    assert "Căn cứ khác" in said
    assert "17/4/2023" in said


def test_two_slips_in_two_references_are_two_findings():
    text = f"{SLIPS['the day']} {SLIPS['the kind']}"
    draft = Draft(Document("d", text, Facts()))
    found = list(find_faults(draft, Prior(None), chosen_rules(["references"])))
    assert [one.rule for one in found] == [
        "references.known-document",
        "references.kind-against-sign",
    ]
