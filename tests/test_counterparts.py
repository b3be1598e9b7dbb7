"""Rules on references against the corpus, the gazetteer and each other, on invented drafts; each
rule's own cases are run by test_rules.
"""

from dataclasses import replace

import pytest
from test_references import findings, reported
from test_rules import prior_of

from textkit.checking.counterparts import (
    _is_another_title,
    _is_twin,
    _severity_of_contradiction,
)
from textkit.checking.rule import Case
from textkit.comparing.resolving import Resolved
from textkit.finding.cited import Citation

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
    "issuer": "Tỉnh ủy Lam Châu",
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
        # Two dates that are not known are not equal.
        ({"date": None}, False),
        ({"date": "2022-05"}, False),
        # Another committee's.
        ({"issuer": "Ban Thường vụ Tỉnh ủy Sơn Vân"}, False),
    ],
)
def test_a_document_with_another_number(differing, is_twin):
    citation = replace(CITATION, issuer="Tỉnh ủy Lam Châu")
    assert _is_twin(citation, TWIN | differing) == is_twin


@pytest.mark.parametrize("date", [None, "2022", "2022-05"])
def test_a_date_that_is_not_known_to_the_day_makes_no_twin(date):
    assert not _is_twin(replace(CITATION, date=date), TWIN | {"date": date})


def test_a_short_title_that_is_the_same_makes_a_twin():
    citation = replace(CITATION, title="về du lịch")
    assert _is_twin(citation, TWIN | {"title": "Về du lịch"})
    assert not _is_twin(citation, TWIN | {"title": "về giống lúa"})


@pytest.mark.parametrize(
    ("number", "is_twin"),
    [("37/2022/NQ-HĐND", True), ("38/2022/NQ-HĐND", False), ("37/2022/QĐ-UBND", False)],
)
def test_a_number_of_another_year_on_the_same_day(number, is_twin):
    citation = replace(CITATION, number="37/2021/NQ-HĐND", title=None)
    assert _is_twin(citation, TWIN | {"number": number}) == is_twin


@pytest.mark.parametrize(
    ("certainty", "severity"),
    [("certain", "error"), ("likely", "warning"), ("unclear", "note"), (None, "note")],
)
def test_how_grave_a_contradiction_is(certainty, severity):
    assert _severity_of_contradiction(Resolved(certainty=certainty)) == severity


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
    # Of another term; the day and the month are those of the one in the corpus.
    assert values(number.format("20/5/2019")) == [("date", "20/5/2022", "warning")]
    assert values(number.format("21/5/2019")) == []
    another = "Theo Nghị quyết số 08-NQ/TU, ngày 20/5/2019 của Tỉnh ủy Sơn Vân."
    assert values(another) == []


def test_a_short_name_is_not_held_to_the_slip_of_the_full_one(held):
    prior = held("Nội dung.")
    text = "Theo Nghị quyết số 08-NQ/TU, ngày 26/5/2022 của Tỉnh ủy; Nghị quyết 08 đã nêu."
    assert len(findings("contradicted", text, prior, **OWN)) == 1


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
