"""Rules on references, branch by branch, on invented drafts; each rule's own cases are run by
test_rules.
"""

import pytest
from test_rules import prior_of

from textkit.checking.draft import chosen_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.references import (
    _is_another_title,
    _is_later,
    _is_twin,
    _nearest_term,
    _severity_of_contradiction,
    _term_of_ordinal,
    missing_part,
    roman_number,
)
from textkit.checking.rule import Case, find_faults
from textkit.comparing.resolving import Resolved
from textkit.finding.cited import Citation
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
def test_which_date_is_later(date, other, later):
    assert _is_later(date, other) == later


CITATION = Citation(
    "d",
    0,
    9,
    "x",
    kind="nghị quyết",
    number="09-NQ/TU",
    date="2022-05-20",
    title="về du lịch biển tỉnh Lam Châu",
)
TWIN = {
    "kind": "nghị quyết",
    "number": "08-NQ/TU",
    "date": "2022-05-20",
    "title": "về du lịch biển tỉnh Lam Châu",
}


@pytest.mark.parametrize(
    ("differing", "is_twin"),
    [
        ({}, True),
        ({"number": "09-NQ/TU"}, False),
        ({"number": None}, False),
        ({"kind": "kết luận"}, False),
        ({"date": "2022-05-21"}, False),
        ({"title": None}, False),
        # Seven words cited: five of seven are enough at seven tenths, four are not.
        ({"title": "về du lịch biển tỉnh Sơn Vân"}, True),
        ({"title": "về du lịch biển huyện Sơn Vân"}, False),
        # Of a short title all four words must agree.
        ({"title": "về du lịch biển"}, True),
        ({"title": "về du lịch"}, False),
    ],
)
def test_a_document_with_another_number(differing, is_twin):
    assert _is_twin(CITATION, TWIN | differing) == is_twin


@pytest.mark.parametrize(
    ("certainty", "twin", "severity"),
    [
        ("certain", None, "error"),
        ("likely", None, "warning"),
        ("unclear", None, "note"),
        (None, None, "note"),
        ("certain", "p0", "warning"),
        (None, "p0", "warning"),
    ],
)
def test_how_grave_a_contradiction_is(certainty, twin, severity):
    assert _severity_of_contradiction(Resolved(certainty=certainty), twin) == severity


@pytest.mark.parametrize(
    ("cited", "another"),
    [
        ("về phát triển du lịch đến năm 2025", False),
        ("về phát triển du lịch đến năm 2030", True),
        ("về phát triển du lịch", False),
        # Two strange words of four are half; three are more.
        ("về phát triển y tế", False),
        ("về nâng cao y tế", True),
        # What is longer than the title goes on in the sentence.
        ("về phát triển du lịch đến năm 2025 mà tỉnh đã ban hành ngày 3", False),
    ],
)
def test_a_title_cited_in_other_words(cited, another):
    assert _is_another_title(cited, "về phát triển du lịch đến năm 2025") == another
    assert not _is_another_title(cited, "")


HELD = {
    "kind": "nghị quyết",
    "number": "08-NQ/TU",
    "date": "2022-05-20",
    "issuer": "Ban Chấp hành Đảng bộ tỉnh Lam Châu",
    "title": "về phát triển kinh tế biển và du lịch đến năm 2025",
}


@pytest.fixture
def held(tmp_path):
    """What makes a prior document of a text."""

    def make(text, **facts):
        return prior_of(Case("", (text,), {}, (HELD | facts,)), tmp_path)

    return make


OWN = {"issuer": "Ban Thường vụ Tỉnh ủy Lam Châu", "date": "2023-10-01"}


def test_what_the_corpus_says_of_a_document(held):
    prior = held("Nội dung.")

    def values(text):
        found = findings("contradicted", text, prior, **OWN)
        return [(one.values["differs"], one.values["right"], one.severity) for one in found]

    number = "Theo Nghị quyết số 08-NQ/TU, ngày {} của Tỉnh ủy."
    assert values(number.format("26/5/2022")) == [("date", "20/5/2022", "error")]
    assert values(number.format("20/5/2022")) == []
    twin = "Theo Nghị quyết số 09-NQ/TU, ngày 20/5/2022 về phát triển kinh tế biển và du lịch."
    assert values(twin) == [("number", "08-NQ/TU", "warning")]


def test_a_title_is_held_against_the_one_in_the_corpus(held):
    prior = held("Nội dung.")
    start = "Theo Nghị quyết số 08-NQ/TU, ngày 20/5/2022 "
    other = "về xây dựng đội ngũ cán bộ"
    (finding,) = findings("title-differs", f"{start}{other}.", prior, **OWN)
    assert (finding.quote, finding.values["right"]) == (other, HELD["title"])
    assert finding.evidence[0].doc_id == "p0"
    assert reported("title-differs", f"{start}về phát triển kinh tế biển.", prior, **OWN) == []


@pytest.mark.parametrize(
    ("draft", "prior", "date", "ended"),
    [
        ("12/2016/NQ-HĐND", "Thay thế Nghị quyết số 12/2016/NQ-HĐND.", "2023-10-01", True),
        ("12/2016/NQ-HĐND", "Bãi bỏ toàn bộ Nghị quyết số 12/2016/NQ-HĐND.", "2023-10-01", True),
        ("12/2016/NQ-HĐND", "Căn cứ Nghị quyết số 12/2016/NQ-HĐND.", "2023-10-01", False),
        ("12/2016/NQ-HĐND", "Thay thế Nghị quyết số 13/2016/NQ-HĐND.", "2023-10-01", False),
        ("12/2016/NQ-HĐND", "Bãi bỏ Điều 2 Nghị quyết số 12/2016/NQ-HĐND.", "2023-10-01", False),
        # The draft is of the day of the repeal, or before it.
        ("12/2016/NQ-HĐND", "Thay thế Nghị quyết số 12/2016/NQ-HĐND.", "2022-05-20", False),
        # A number without a year must agree in its date.
        (
            "12/NQ-HĐND ngày 09/12/2016",
            "Thay thế Nghị quyết số 12/NQ-HĐND ngày 09/12/2016.",
            "2023-10-01",
            True,
        ),
        (
            "12/NQ-HĐND ngày 09/12/2016",
            "Thay thế Nghị quyết số 12/NQ-HĐND ngày 09/12/2017.",
            "2023-10-01",
            False,
        ),
        ("12/NQ-HĐND", "Thay thế Nghị quyết số 12/NQ-HĐND.", "2023-10-01", False),
        (
            "12/2016/NQ-HĐND (đã hết hiệu lực)",
            "Thay thế Nghị quyết số 12/2016/NQ-HĐND.",
            "2023-10-01",
            False,
        ),
    ],
)
def test_what_a_prior_document_ended(held, draft, prior, date, ended):
    found = findings("replaced", f"Căn cứ Nghị quyết số {draft};", held(prior), date=date)
    assert bool(found) == ended
    if ended:
        assert found[0].evidence[0].quote in prior


def test_a_reference_is_ended_once(held):
    twice = "Thay thế Nghị quyết số 12/2016/NQ-HĐND. Bãi bỏ Nghị quyết số 12/2016/NQ-HĐND."
    text = "Căn cứ Nghị quyết số 12/2016/NQ-HĐND;"
    assert len(findings("replaced", text, held(twice), date="2023-10-01")) == 1


A = "số 37/2021/NQ-HĐND ngày 08/12/2021"
B = "số 37/2021/NQ-HĐND ngày 18/12/2021"


@pytest.mark.parametrize(
    ("references", "wrong"),
    [
        ([A, A], []),
        ([A, B], [B]),
        ([A, B, B], [A]),
        ([B, B, A], [A]),
        (["số 37/2021/NQ-HĐND", A], []),
        (["số 37/2021/NQ-HĐND tháng 12/2021", A], []),
        # Without a year in the number, year and issuer tell.
        (["số 8-NQ/TU, ngày 20/5/2022", "số 8-NQ/TU, ngày 21/5/2022"], 1),
        (["số 8-NQ/TU, ngày 20/5/2022", "số 8-NQ/TU, ngày 20/5/2021"], 0),
        # One date and one title with two numbers.
        (["số 8-NQ/TU, ngày 20/5/2022 về du lịch", "số 9-NQ/TU, ngày 20/5/2022 về du lịch"], 1),
        (["số 8-NQ/TU, ngày 20/5/2022 về du lịch", "số 9-NQ/TU, ngày 20/5/2022 về y tế"], 0),
        (["số 8-NQ/TU, ngày 20/5/2022", "số 9-NQ/TU, ngày 20/5/2022"], 0),
    ],
)
def test_one_document_cited_in_two_ways(references, wrong):
    text = "".join(f"Theo Nghị quyết {reference};\n" for reference in references)
    found = reported("cited-two-ways", text)
    if isinstance(wrong, int):
        assert len(found) == wrong
    else:
        assert found == [reference.removeprefix("số ") for reference in wrong]


def test_the_usual_way_is_the_evidence():
    (finding,) = findings("cited-two-ways", f"Nghị quyết {A}; Nghị quyết {B}; Nghị quyết {B}.")
    assert finding.values == {"differs": "date", "other": B.removeprefix("số ")}
    assert finding.evidence[0].quote == B.removeprefix("số ")


PATHS = ["Điều 1", "Điều 1/1", "Điều 1/2", "Điều 2", "Điều 2/1/a", "Điều 2/1/b", "Điều 2/1"]


@pytest.mark.parametrize(
    ("pinpoint", "missing"),
    [
        ("2", None),
        ("3", "Điều 3"),
        ("1.2", None),
        ("1.3", "khoản 3 Điều 1"),
        # Article 2 has one clause, whose number tells nothing of others.
        ("2.2", None),
        ("2.1b", None),
        ("2.1c", "điểm c khoản 1 Điều 2"),
        ("1.1c", None),
        ("1,3", None),
        ("1; 3", "Điều 3"),
        ("2-9", None),
        ("9a", None),
    ],
)
def test_parts_beyond_the_last(pinpoint, missing):
    assert missing_part(PATHS, pinpoint) == missing


@pytest.mark.parametrize(
    ("paths", "pinpoint"),
    [
        ([], "4"),
        (["Điều 1"], "4"),
        (["Điều 1", "Điều 3"], "4"),
        (["Điều 2", "Điều 3"], "4"),
        (["Điều 1", "Điều 1/1", "Điều 1/3", "Điều 2"], "1.4"),
        (["Điều 1", "Điều 1/1/a", "Điều 1/1/c", "Điều 2"], "1.1d"),
        (["Điều 1", "Điều 1/a", "Điều 1/b", "Điều 2"], "1.1c"),
        (["Điều 1", "Điều 2", "Điều 1/2.1", "Điều 1/2.2"], "1.3"),
    ],
)
def test_where_nothing_can_be_said_to_be_missing(paths, pinpoint):
    assert missing_part(paths, pinpoint) is None


ARTICLES = "Điều 1. Phạm vi\nÁp dụng.\nĐiều 2. Mức hỗ trợ\n1. Hộ nghèo.\n2. Hộ khác."


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("theo khoản 3 Điều 2 Nghị quyết số 08-NQ/TU", True),
        ("theo khoản 2 Điều 2 Nghị quyết số 08-NQ/TU", False),
        ("theo Nghị quyết số 08-NQ/TU", False),
        ("theo khoản 3 Điều 2 Nghị quyết số 08-NQ/TU được sửa đổi năm 2022", False),
        ("theo khoản 3 Điều 2 Nghị quyết số 17/2016/NQ-HĐND", False),
    ],
)
def test_parts_of_a_document_of_the_corpus(held, text, wrong):
    found = reported("no-such-part", f"Mức hỗ trợ {text}.", held(ARTICLES), **OWN)
    assert found == ([text.removeprefix("theo ")] if wrong else [])


@pytest.mark.parametrize(
    ("roman", "number"),
    [("i", 1), ("iv", 4), ("ix", 9), ("xiv", 14), ("xix", 19), ("xl", 40), ("xc", 90), ("ii", 2)],
)
def test_roman_numbers(roman, number):
    assert roman_number(roman) == number


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Đại hội đại biểu toàn quốc lần thứ XIII của Đảng, nhiệm kỳ 2021 - 2026", None),
        ("Đại hội đại biểu toàn quốc lần thứ XIII của Đảng, nhiệm kỳ 2020 - 2025", "2021-2026"),
        ("Quốc hội khóa XV, nhiệm kỳ 2021 - 2026", None),
        ("Quốc hội khóa XV, nhiệm kỳ 2016 - 2021", "2021-2026"),
        ("Hội đồng nhân dân tỉnh khóa XVIII, nhiệm kỳ 2021 - 2026", None),
        ("Hội đồng nhân dân tỉnh khóa XVIII, nhiệm kỳ 2020 - 2025", "2016-2021"),
        ("Đại hội đại biểu Đảng bộ tỉnh lần thứ XIX, nhiệm kỳ 2021 - 2026", "2020-2025"),
        ("Đại hội đại biểu Đảng bộ tỉnh lần thứ XIX, nhiệm kỳ 2020 - 2025", None),
        ("Đại hội đại biểu Đảng bộ tỉnh lần thứ XII, nhiệm kỳ 1998 - 2003", None),
        ("Đại hội Công đoàn tỉnh lần thứ XIX, nhiệm kỳ 2023 - 2028", None),
    ],
)
def test_the_years_of_a_term(text, right):
    found = findings("term-years", f"Nghị quyết {text} đã nêu.")
    assert [one.values["right"] for one in found] == ([right] if right else [])
    assert [one.quote[:8] for one in found] == (["nhiệm kỳ"] if right else [])


def test_a_place_knows_the_terms_of_its_own_congresses(held):
    congress = "Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XVIII"
    prior = held("Nội dung.", issuer=congress, term="2020-2025")
    text = "Đại hội đại biểu Đảng bộ tỉnh lần thứ XVIII, nhiệm kỳ 2015 - 2020"
    assert reported("term-years", text, prior, issuer="Tỉnh ủy Lam Châu") == [
        "nhiệm kỳ 2015 - 2020"
    ]
    assert reported("term-years", text, prior, issuer="Tỉnh ủy Sơn Vân") == []
    assert reported("term-years", text, prior) == []


TERMS = [
    {"ordinal": "", "term": "2005-2010"},
    {"ordinal": "14", "term": "2010-2015"},
    {"ordinal": "XV", "term": "2015-2020"},
]


@pytest.mark.parametrize(
    ("roman", "term"), [("xiv", "2010-2015"), ("xv", "2015-2020"), ("xvi", None)]
)
def test_an_ordinal_in_the_table(roman, term):
    assert _term_of_ordinal(TERMS, roman) == term


@pytest.mark.parametrize(
    ("years", "term"),
    [
        ("2015-2020", None),
        ("2016-2021", "2015-2020"),
        ("2015-2021", "2015-2020"),
        ("2014-2019", "2010-2015"),
        ("2005-2011", "2005-2010"),
        ("2004-2009", None),
    ],
)
def test_the_term_that_had_begun(years, term):
    assert _nearest_term(TERMS, years) == term
