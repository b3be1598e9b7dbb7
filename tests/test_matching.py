"""Which figure of one document answers which of another: invented targets, with those that must
never meet.
"""

import random
from dataclasses import replace

import pytest

from textkit.comparing.matching import TargetMatcher, match_targets, words_of
from textkit.finding.figures import Target

BLANK = Target(
    doc_id="d",
    start=0,
    end=1,
    text="x",
    indicator=None,
    indicator_text="",
    measure="level",
    comparator="=",
    approximate=False,
    low=1.0,
    high=1.0,
    unit="%",
    per=None,
    scope=None,
    deadline="2030",
    period_start=None,
    period_end=None,
    baseline=None,
    role="promised",
    path="",
)


def target(*path, **fields):
    return replace(BLANK, indicator_path=path, indicator_text=": ".join(path), **fields)


def matched(before, after):
    """The names of the last words of each two that were matched."""
    return [
        (before[match.before].indicator_path, after[match.after].indicator_path)
        for match in match_targets(before, after)
    ]


def test_the_words_of_a_path():
    words = words_of(
        target("Cơ cấu kinh tế", "Dịch vụ chiếm 36,5% vào năm 2030", scope="nông thôn")
    )
    assert (words.topic, words.name) == ("kinh tế", "dịch vụ")
    assert words.whole == "cơ cấu kinh tế , dịch vụ chiếm 36,5% vào năm 2030 , nông thôn"
    assert words_of(target("Lao động qua đào tạo", "Tỷ lệ")).name == "lao động qua đào tạo"


def test_each_finds_its_counterpart_in_other_words():
    before = [
        target("Tỷ lệ hộ nghèo"),
        target("Tỷ lệ lao động qua đào tạo"),
        target("Tỷ lệ lao động qua đào tạo", "có bằng cấp, chứng chỉ"),
        target("Số giường bệnh", unit="giường bệnh", per="vạn dân"),
    ]
    after = [
        target("Giường bệnh trên một vạn dân", unit="giường bệnh", per="vạn dân"),
        target("Tỷ lệ lao động có bằng cấp, chứng chỉ"),
        target("Lao động qua đào tạo"),
        target("Giảm tỷ lệ hộ nghèo đa chiều"),
        target("Tỷ lệ che phủ rừng"),
    ]
    pairs = [(match.before, match.after) for match in match_targets(before, after)]
    assert pairs == [(0, 3), (1, 2), (2, 1), (3, 0)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (target("Cơ cấu kinh tế", "Dịch vụ"), target("Cơ cấu lao động", "Dịch vụ")),
        (target("Tỷ trọng kinh tế", "công nghiệp"), target("Tỷ trọng lao động", "công nghiệp")),
        (target("Tỷ lệ hộ nghèo", scope="nông thôn"), target("Tỷ lệ hộ nghèo", scope="thành thị")),
        (target("Kim ngạch xuất khẩu"), target("Kim ngạch nhập khẩu")),
        (target("Trường tiểu học đạt chuẩn"), target("Trường mầm non đạt chuẩn")),
        (target("Tỷ lệ che phủ rừng"), target("Tỷ lệ đô thị hóa")),
        (target(""), target("")),
    ],
)
def test_what_never_meets(one, other):
    assert match_targets([one], [other]) == []


def test_a_code_is_a_hint_and_no_identity():
    rehabilitated = target("Người nghiện được cai", indicator="drugs")
    communes = target("Xã không có ma túy", indicator="drugs")
    assert match_targets([rehabilitated], [communes]) == []
    same = target("Xã, phường không có ma túy", indicator=None)
    assert matched([communes], [same, rehabilitated]) == [
        (communes.indicator_path, same.indicator_path)
    ]


def test_a_level_goes_to_the_level_and_a_growth_to_the_growth():
    level = target("Thu ngân sách", unit="tỷ đồng")
    growth = target("Thu ngân sách", measure="change")
    pairs = match_targets([level, growth], [growth, level])
    assert [(match.before, match.after) for match in pairs] == [(0, 1), (1, 0)]


def test_of_equals_the_deadline_decides_then_the_value_then_the_place():
    years = [target("Thu ngân sách", deadline=str(year)) for year in range(2026, 2031)]
    pairs = match_targets(years, years[::-1])
    assert [(match.before, match.after) for match in pairs] == [(i, 4 - i) for i in range(5)]
    values = [target("Số xã", low=float(low), high=float(low)) for low in (3, 5, 9)]
    pairs = match_targets(values, values[::-1])
    assert [(match.before, match.after) for match in pairs] == [(0, 2), (1, 1), (2, 0)]


def test_a_list_matched_with_itself_keeps_its_places():
    names = ["Tỷ lệ hộ nghèo", "", "12,5", "Tỷ lệ", "Số xã", "Số xã", "Số xã đạt chuẩn"]
    targets = [target(name) for name in names]
    for match in match_targets(targets, targets):
        assert match.before == match.after
        assert match.likeness == 1
    assert {match.before for match in match_targets(targets, targets)} == {0, 4, 5, 6}


def test_one_to_one_and_either_way_round():
    words = "tỷ lệ xã hộ nghèo nước sạch đạt chuẩn trường học giao thông rừng điện".split()
    draw = random.Random(3)
    lists = [
        [target(" ".join(draw.sample(words, 4)), deadline=None) for _ in range(12)]
        for _ in range(2)
    ]
    pairs = match_targets(*lists)
    assert len({match.before for match in pairs}) == len(pairs) == len({m.after for m in pairs})
    back = match_targets(lists[1], lists[0])
    assert sum(m.likeness for m in pairs) == pytest.approx(sum(m.likeness for m in back), abs=0.05)


def test_many_that_are_all_alike_are_matched_best_first(monkeypatch):
    monkeypatch.setattr("textkit.comparing.matching._MOST_ASSIGNED", 2)
    years = [target("Thu ngân sách", deadline=str(year)) for year in range(2026, 2031)]
    pairs = match_targets(years, years[::-1])
    assert [(match.before, match.after) for match in pairs] == [(i, 4 - i) for i in range(5)]


def test_of_too_many_the_first_are_looked_at(monkeypatch):
    monkeypatch.setattr("textkit.comparing.matching._MOST_FIGURES", 2)
    years = [target("Thu ngân sách", deadline=str(year)) for year in range(2026, 2031)]
    assert [match.before for match in match_targets(years, years)] == [0, 1]


def test_nothing_to_match():
    assert match_targets([], [target("Số xã")]) == []
    assert match_targets([target("Số xã")], []) == []
    assert TargetMatcher([]).matches([], []) == []
