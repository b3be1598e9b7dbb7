from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import small_corpus

from textkit.data.messages import TextkitError
from textkit.storing.choosing import choose, condition, near
from textkit.storing.corpus import open_corpus

DATES = {
    "a": "2019-12-31",
    "b": "2020-01-01",
    "c": "2020-03-15",
    "d": "2020",
    "e": "2020-06",
    "f": "2025-07-01",
    "g": None,
}


@pytest.fixture
def corpus(tmp_path):
    kinds = {"b": "chỉ thị", "c": "chỉ thị", "d": None}
    return small_corpus(
        tmp_path,
        [
            (id_, "Trồng rừng " * (number + 1), {"date": day, "kind": kinds.get(id_, "nghị quyết")})
            for number, (id_, day) in enumerate(DATES.items())
        ],
    )


# Dates that are shortened are in or out where that is sure, else open.
@pytest.mark.parametrize(
    ("asked", "chosen", "left_open"),
    [
        (">=2020-01", "bcdef", "g"),
        (">=2020-03", "cef", "dg"),
        (">2020-01", "cef", "dg"),
        ("<2020-06", "abc", "dg"),
        ("<=2020-06", "abce", "dg"),
        ("<=2020", "abcde", "g"),
        (">2020", "f", "g"),
        ((">=2020-01", "<2025-07"), "bcde", "g"),
        ((">=2020-Q2", "<=2020-Q2"), "e", "dg"),
        ("2020", "bcde", "g"),
        ("2020-06", "e", "dg"),
        (["2019", "2020-06"], "ae", "dg"),
        ("!=2020", "af", "g"),
        (date(2020, 1, 1), "b", "dg"),
        ((">=2025", None), "fg", ""),
        ((">=2020-03", None), "cefg", "d"),
        (None, "g", ""),
    ],
)
@pytest.mark.filterwarnings("ignore:.*left out")
def test_dates_are_held_against_bounds(corpus, asked, chosen, left_open):
    part = corpus.where(date=asked)
    assert "".join(part.ids) == chosen
    assert "".join(part.left_open.get("date", ())) == left_open


def test_what_cannot_be_said_is_reported(corpus):
    with pytest.warns(UserWarning, match="2 documents are left out: their date is not known"):
        part = corpus.where(date=">=2020-03")
    assert "2 left out: date not known" in repr(part)
    # a document that another condition excludes is not open
    assert corpus.where(date="2019", kind="chỉ thị").left_open == {}
    assert corpus.where(kind="chỉ thị").left_open == {"kind": ("d",)}


@pytest.mark.filterwarnings("ignore:.*left out")
def test_other_facts_have_bounds_where_they_have_an_order(corpus):
    assert corpus.where(year=(">=2020", None)).ids == tuple("bcdefg")
    assert corpus.where(words="<=4").ids == ("a", "b")
    assert corpus.where(words=2).ids == ("a",)
    assert corpus.where(characters=">60").ids == ("f", "g")
    assert corpus.where(kind="!=chỉ thị").ids == tuple("aefg")
    assert corpus.where(kind="!=chỉ thị").where(words=2).name == "kind: !=chỉ thị; words: 2"
    assert corpus.where(kind=["!=chỉ thị", "!=nghị quyết"]).ids == ()


def test_functions_choose(corpus):
    assert corpus.where(lambda document: len(document.text) > 60).ids == ("f", "g")
    assert corpus.where(date=lambda day: day is not None and day < "2020").ids == ("a",)
    assert corpus.where(lambda document: document.id > "b", kind="chỉ thị").ids == ("c",)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        ({"date": ">=hôm qua"}, "no such time: 'hôm qua'"),
        ({"date": "2020-13"}, "no such time: '2020-13'"),
        ({"kind": ">=nghị quyết"}, "kind has no order, so nothing is held against '>=nghị quyết'"),
        ({"kind": "!=luật"}, "unknown kind 'luật'; the corpus has 'chỉ thị', 'nghị quyết'"),
        ({"year": [2020, ">2021"]}, "give values of year, or bounds"),
        ({"words": ">nhiều"}, "'nhiều' is no figure to hold number of words against"),
        ({"colour": ">1"}, "unknown fact 'colour'"),
        ({"knid": "chỉ thị"}, "unknown fact 'knid'; .* the nearest are 'kind'"),
    ],
)
def test_wrong_conditions_are_named(corpus, ask, said):
    with pytest.raises(TextkitError, match=said):
        corpus.where(**ask)


def test_of_many_values_the_near_ones_are_named():
    issuers = [f"Ủy ban nhân dân xã {name}" for name in "Bình Chung Dương Giang Hòa Khê".split()]
    issuers += ["Tỉnh ủy Lam Châu", "Hội đồng nhân dân tỉnh Lam Châu", "Sở Tài chính Lam Châu"]
    assert near("tinh uy lam chau", issuers)[0] == "Tỉnh ủy Lam Châu"
    assert near("tài chính", issuers)[0] == "Sở Tài chính Lam Châu"
    with pytest.raises(TextkitError, match="of the 9 that the corpus has, the nearest are 'Tỉnh"):
        condition("issuer", "Tỉnh ủy Lam Chau", dict.fromkeys(issuers))


def test_a_value_that_looks_like_a_bound_is_a_value():
    asked = condition("nhóm", "<50 tuổi", {"<50 tuổi": 1, "khác": 1})
    of = {"a": "<50 tuổi", "b": "khác"}
    assert choose(of, [asked], lambda id_, _: of[id_]).ids == ["a"]


def test_own_columns_have_an_order_by_their_values():
    figures = condition("dân số", ">=100", {"95": 1, "120": 1, "1000": 1})
    of = {"a": "95", "b": "120", "c": "1000", "d": None}
    assert choose(of, [figures], lambda id_, _: of[id_]).ids == ["b", "c"]
    days = condition("hiệu lực", "<2021", {"2020-05": 1, "2021": 1})
    of = {"a": "2020-05", "b": "2021"}
    assert choose(of, [days], lambda id_, _: of[id_]).ids == ["a"]
    with pytest.raises(TextkitError, match="has no order"):
        condition("vùng", ">núi", {"biển": 1, "núi": 1})


@given(
    day=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    bound=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    size=st.sampled_from([4, 7, 10]),
    bound_size=st.sampled_from([4, 7, 10]),
)
def test_a_bound_and_its_opposite_never_both_hold(day, bound, size, bound_size):
    """What is chosen of a shortened date is chosen of every day in it."""
    short, than = day.isoformat()[:size], bound.isoformat()[:bound_size]
    for sign, opposite in ((">=", "<"), (">", "<=")):
        answers = []
        for asked in (sign + than, opposite + than):
            chosen = choose(["x"], [condition("date", asked, {short: 1})], lambda *_: short)
            answers.append((chosen.ids == ["x"], bool(chosen.open)))
        (holds, is_open), (other_holds, other_is_open) = answers
        assert is_open == other_is_open
        assert is_open or holds != other_holds
        if holds:
            whole = choose(["x"], [condition("date", sign + than, {})], lambda *_: day.isoformat())
            assert whole.ids == ["x"]


def test_parts_are_joined_and_taken_away(corpus, tmp_path):
    one, two = corpus.where(kind="chỉ thị"), corpus.where(year=2019)
    both = one + two
    assert both.ids == ("a", "b", "c")
    assert (two + one).ids == both.ids
    assert len(both) == 3
    assert (corpus - both).ids == tuple("defg")
    assert (one + one).ids == one.ids
    assert both.tokens.document.max() == 2
    assert corpus["a"].text == corpus.text("a")
    assert "a" in both
    assert "g" not in both
    with pytest.raises(TextkitError, match="unknown document 'z'"):
        corpus["z"]
    (tmp_path / "other").mkdir()
    with pytest.raises(TextkitError, match="different stores"):
        corpus + small_corpus(tmp_path / "other", [("a", "Rừng", {})])


def test_parts_are_kept_under_a_name(corpus):
    corpus.save("chỉ thị 2020", where={"kind": "chỉ thị", "date": (">=2020", "<2021")})
    corpus.where(year=2019).save("cũ")
    assert corpus.part("chỉ thị 2020").ids == ("b", "c")
    assert corpus.part("cũ").ids == ("a",)
    assert corpus.parts == {
        "chỉ thị 2020": {"kind": ["chỉ thị"], "date": [">=2020", "<2021"]},
        "cũ": ["a"],
    }
    assert corpus.where(kind="chỉ thị").part("cũ").ids == ()
    corpus.save("cũ", where={"year": 2020})
    assert corpus.part("cũ").ids == ("b", "c", "d", "e")
    with pytest.raises(TextkitError, match="unknown saved part 'mới'; the corpus has 'chỉ thị 20"):
        corpus.part("mới")
    with pytest.raises(TextkitError, match="is a function and cannot be kept"):
        corpus.save("x", where={"kind": lambda kind: True})
    with pytest.raises(TextkitError, match="is no name"):
        corpus.save(" ")
    with pytest.raises(TextkitError, match="unknown kind 'luật'"):
        corpus.save("luật", where={"kind": "luật"})
    assert "luật" not in corpus.parts


def test_a_part_is_there_when_the_folder_is_opened_again(tmp_path):
    folder = tmp_path / "kho"
    folder.mkdir()
    (folder / "a.txt").write_text("Nghị quyết về trồng rừng.", "utf-8")
    (folder / "metadata.csv").write_text("id,path,date\na,a.txt,2020-05-01\n", "utf-8")
    opened = open_corpus(folder, store=tmp_path / "s.sqlite", progress=False)
    opened.save("từ 2020", where={"date": ">=2020"})
    (folder / "b.txt").write_text("Chỉ thị về trồng rừng.", "utf-8")
    (folder / "metadata.csv").write_text(
        "id,path,date\na,a.txt,2020-05-01\nb,b.txt,2021\n", "utf-8"
    )
    again = open_corpus(folder, store=tmp_path / "s.sqlite", progress=False)
    assert again.part("từ 2020").ids == ("a", "b")
    handed_on = open_corpus(tmp_path / "s.sqlite", progress=False)
    assert handed_on.part("từ 2020").ids == ("a", "b")
    with pytest.raises(TextkitError, match="cannot be kept"):
        handed_on.save("khác")
