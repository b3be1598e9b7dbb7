"""The ordinals and the years of terms."""

import pytest
from test_references import findings, reported
from test_rules import prior_of

from textkit.checking.rule import Case
from textkit.checking.termyears import _nearest_term, _term_of_ordinal


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


def test_a_place_knows_the_terms_of_its_own_congresses(tmp_path):
    congress = "Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XVIII"
    facts = {"kind": "nghị quyết", "issuer": congress, "term": "2020-2025"}
    prior = prior_of(Case("", ("Nội dung.",), {}, (facts,)), tmp_path)
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
