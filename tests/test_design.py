"""The design of a comparison: one clock, groups in order, kinds, what can be tested."""

import pytest
from small_corpus import small_corpus

from textkit.comparing.design import design, of_level
from textkit.data.messages import TextkitError
from textkit.presenting.designs import design_lines


def corpus_of(folder, *documents):
    """A corpus of documents with these facts, named a, b, c …"""
    named = zip("abcdefghijklmnopqrstuvwxyz", documents, strict=False)
    return small_corpus(folder, [(id_, "làm", facts) for id_, facts in named])


def issued(year, kind="nghị quyết", level="local", **facts):
    """The facts of a document of a term."""
    period = f"{year}-{year + 5}"
    known = {"date": f"{year + 1}-03-01", "issuer": "Tỉnh ủy Lam Châu", "period": period}
    return {"kind": kind, "level": level, **known, **facts}


@pytest.fixture
def terms(tmp_path):
    """Two terms of six resolutions each, with a directive in the first."""
    return corpus_of(
        tmp_path,
        *[issued(2015) for _ in range(6)],
        *[issued(2020) for _ in range(6)],
        issued(2015, kind="chỉ thị"),
    )


def test_terms_follow_each_other_and_are_compared_within_kind(terms):
    found = design(terms)
    assert (found.order, found.level, found.unit) == ("time", "local", "document")
    (pairing,) = found.pairings
    assert (pairing.target, pairing.reference) == ("2020-2025", "2015-2020")
    assert pairing.kinds == {"nghị quyết": (6, 6)}
    assert pairing.left_out == {"chỉ thị": (0, 1)}
    assert (pairing.arrangements, pairing.least_p, pairing.why) == (924, 2 / 924, None)


def test_without_kinds_all_change_places(terms):
    (pairing,) = design(terms, within_kind=False).pairings
    assert pairing.kinds == {"": (6, 7)}


@pytest.mark.parametrize(
    ("by", "facts", "order"),
    [
        ("place", [{"place": "Vân Sa"}, {"place": "Hòa Lộc"}, {"place": "Bến Đá"}], "none"),
        ("issuer", [{"issuer": "Tỉnh ủy"}, {"issuer": "HĐND"}, {"issuer": "UBND"}], "none"),
        ("level", [{"level": "local"}, {"level": "central"}], "none"),
        ("year", [{"date": "2020-01-01"}, {"date": "2021-05-01"}], "time"),
        ("term", [{"term": "2015-2020"}, {"term": "2020-2025"}, {"term": "2025-2030"}], "time"),
        ("term", [{"term": "2015-2020"}, {"term": "2016-2021"}], "overlap"),
        # A term that no year names goes by the dates of its documents.
        (
            "term",
            [{"term": "XII", "date": "2017-01-01"}, {"term": "XIII", "date": "2022-01-01"}],
            "time",
        ),
        ("term", [{"term": "XII"}, {"term": "XIII"}], "none"),
    ],
)
def test_only_groups_in_time_have_a_before(tmp_path, by, facts, order):
    found = design(corpus_of(tmp_path, *facts), by=by)
    assert found.order == order
    assert found.has_before == (order == "time")
    if not found.has_before and len(facts) > 2:
        assert [pairing.reference for pairing in found.pairings] == ["others"] * len(facts)
    if order == "overlap":
        assert found.overlaps == [("2015-2020", "2016-2021")]


def test_a_column_of_ones_own_has_an_order_where_its_groups_are_years(tmp_path):
    corpus = corpus_of(tmp_path, {}, {}, {})
    corpus.labels = ("giai đoạn", "vùng")
    for id_, years, region in zip("abc", ("2010-2015", "2016-2020", "2021"), "xyz", strict=True):
        corpus.row(id_)["labels"] = {"giai đoạn": years, "vùng": region}
    assert design(corpus, by="giai đoạn").order == "time"
    assert design(corpus, by="vùng").order == "none"


def test_two_levels_are_never_compared_by_terms_of_office(tmp_path):
    corpus = corpus_of(
        tmp_path,
        issued(2015),
        issued(2020),
        issued(2021, level="central"),
        issued(2020, level=None),
    )
    with pytest.raises(TextkitError, match="1 documents of central bodies and 2 of local ones"):
        design(corpus)
    found = design(corpus, level="local")
    assert list(found.groups) == ["2015-2020", "2020-2025"]
    assert found.other_level == ["c", "d"]  # of d nobody knows
    # Two groups that are named are of one level.
    found = design(corpus, target="2015-2020", reference="2020-2025")
    assert found.pairings[0].why == "one-document"
    # Other facts have one clock, and the levels change no places with each other.
    (pairing,) = design(corpus.only("bc"), by="year").pairings
    assert pairing.why == "one-document"
    assert pairing.kinds == {}


@pytest.mark.parametrize("level", ["xã", "central"])
def test_a_level_that_is_not_there_is_named(terms, level):
    with pytest.raises(TextkitError, match=f"unknown level '{level}'"):
        of_level(terms, "period", level)


@pytest.mark.parametrize(
    ("sizes", "why"),
    [
        ((1, 1), "one-document"),
        ((1, 30), "one-document"),
        ((2, 2), "too-few"),
        ((3, 3), "too-few"),  # 2 of 20
        ((4, 4), None),  # 2 of 70: enough for one theme
    ],
)
def test_what_cannot_be_tested_says_why(tmp_path, sizes, why):
    documents = [issued(2015)] * sizes[0] + [issued(2020)] * sizes[1]
    corpus = small_corpus(tmp_path, [(str(n), "làm", facts) for n, facts in enumerate(documents)])
    assert design(corpus).pairings[0].why == why


def test_without_a_common_kind_nothing_can_be_tested(tmp_path):
    documents = [issued(2015)] * 5 + [issued(2020, kind="báo cáo")] * 5
    assert design(corpus_of(tmp_path, *documents)).pairings[0].why == "no-common-kind"


def test_documents_without_date_or_issuer_are_said_first(tmp_path):
    corpus = corpus_of(
        tmp_path, issued(2015), issued(2020, date=None, issuer=None), {"level": None}
    )
    found = design(corpus)
    assert found.incomplete == {"b": ["date", "issuer"], "c": ["date", "issuer"]}
    first, second, *_ = design_lines(found)
    assert first.startswith("Thiếu thông tin")
    assert "b (ngày ban hành, cơ quan ban hành)" in first
    assert second == "Không so sánh được vì không rõ nhiệm kỳ đại hội Đảng: c."


def test_the_design_in_sentences(terms):
    lines = list(design_lines(design(terms)))
    assert "cấp địa phương" in lines[0]
    assert "mỗi nhóm được so với nhóm liền trước" in lines[1]
    assert "Đơn vị suy luận là văn bản" in lines[2]
    assert "nghị quyết 6/6; không so được, vì chỉ một bên có: chỉ thị 0/1" in lines[3]
    english = list(design_lines(design(terms, by="kind"), "en"))
    assert "no order in time" in english[1]
    assert "one" not in english[3].split(":")[0]


def test_the_design_is_plain_data(terms):
    plain = design(terms).to_json()
    assert plain["unit"] == "document"
    assert plain["pairings"][0]["kinds"] == {"nghị quyết": (6, 6)}
    assert design(terms).in_short()["2020-2025 / 2015-2020"] == "nghị quyết 6:6"
