from __future__ import annotations

import sys
from dataclasses import asdict

import pytest
from small_corpus import small_corpus

from textkit.comparing import resolving
from textkit.comparing.resolving import (
    DIFFERENCES,
    LOOKUPS,
    citation_graph,
    resolve,
    resolve_draft,
)
from textkit.data.messages import TextkitError
from textkit.finding.citations import citations_in
from textkit.presenting.plots import plot_citations
from textkit.reading.document import Facts

PARTY = "Ban Chấp hành Đảng bộ tỉnh Lam Châu"
COUNCIL = "Hội đồng nhân dân tỉnh Lam Châu"


def document(kind, number, date, issuer, title=None):
    return {"kind": kind, "number": number, "date": date, "issuer": issuer, "title": title}


DOCUMENTS = {
    "nq05-2016": document("nghị quyết", "05-NQ/TU", "2016-06-20", PARTY),
    "nq05-2021": document("nghị quyết", "05-NQ/TU", "2021-03-05", PARTY),
    "nq05-khac": document(
        "nghị quyết", "05-NQ/TU", "2021-04-01", "Ban Chấp hành Đảng bộ tỉnh Sa Hà"
    ),
    "hd45-2018": document("nghị quyết", "45/NQ-HĐND", "2018-07-12", COUNCIL),
    "hd45-2019": document("nghị quyết", "45/NQ-HĐND", "2019-12-10", COUNCIL),
    "hd12": document("nghị quyết", "12/2020/NQ-HĐND", "2020-12-09", COUNCIL),
    "nd85": document("nghị định", "85/2021/NĐ-CP", "2021-09-25", "Chính phủ"),
    "nd275": document(
        "nghị định",
        "275/2021/NĐ-CP",
        "2021-12-01",
        "Chính phủ",
        "sửa đổi Nghị định số 85/2021/NĐ-CP",
    ),
    "luat-cu": document("luật", "45/2013/QH13", "2013-11-29", "Quốc hội", "Đất đai"),
    "luat-moi": document("luật", "31/2024/QH15", "2024-01-18", "Quốc hội", "Luật Đất đai"),
    "luat-nghe": document("luật", "74/2014/QH13", "2014-11-27", "Quốc hội", "Giáo dục nghề nghiệp"),
    "dh17": document(
        "nghị quyết",
        "01-NQ/ĐH",
        "2015-10-16",
        "Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XVII",
    ),
    "dh18": document(
        "nghị quyết",
        "01-NQ/ĐH",
        "2020-10-22",
        "Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XVIII",
    ),
    "dh13": document("nghị quyết", None, "2021-02-01", "Đại hội đại biểu toàn quốc lần thứ XIII"),
}


def corpus_of(folder, text, *, date="2022-05-01", issuer=PARTY):
    folder.mkdir(exist_ok=True)
    found = [asdict(citation) for citation in citations_in(text, "here")]
    documents = [(id_, "x", facts) for id_, facts in DOCUMENTS.items()]
    citing = ("here", text, document("kế hoạch", "7-KH/TU", date, issuer))
    return small_corpus(folder, [*documents, citing], {"here": {"citations": found}})


def meant(folder, text, **facts):
    table = resolve(corpus_of(folder, text, **facts))
    columns = ["verdict", "target", "differs", "certainty"]
    return [
        tuple(None if value != value else value for value in row)
        for row in table[columns].itertuples(index=False)
    ]


ABSENT = ("not in this corpus", None, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị quyết số 05-NQ/TU ngày 5/3/2021", ("confirmed", "nq05-2021", None, "certain")),
        ("Nghị quyết số 05-NQ/TU ngày 20/6/2016", ("confirmed", "nq05-2016", None, "certain")),
        ("Nghị quyết số 05-NQ/TU ngày 6/3/2021", ("contradicted", "nq05-2021", "date", "certain")),
        ("Nghị quyết số 05-NQ/TU ngày 6/3/2012", ABSENT),
        ("Nghị quyết số 05-NQ/TU", ("confirmed", "nq05-2021", None, "likely")),
        ("Chỉ thị số 05-NQ/TU ngày 5/3/2021", ("contradicted", "nq05-2021", "kind", "certain")),
        (
            "Nghị quyết số 05-NQ/TU ngày 5/3/2021 của Ban Thường vụ Tỉnh ủy",
            ("contradicted", "nq05-2021", "issuer", "certain"),
        ),
        (
            "Nghị quyết số 05-NQ/TU ngày 5/3/2021 của Tỉnh ủy",
            ("confirmed", "nq05-2021", None, "certain"),
        ),
        (
            "Nghị quyết số 05-NQ/TU ngày 1/4/2021 của Tỉnh ủy Sa Hà",
            ("confirmed", "nq05-khac", None, "certain"),
        ),
        ("Nghị quyết số 45/NQ-HĐND ngày 12/7/2018", ("confirmed", "hd45-2018", None, "certain")),
        ("Nghị quyết số 45/NQ-HĐND ngày 12/7/2017", ABSENT),
        ("Nghị quyết số 45/NQ-HĐND", ("confirmed", "hd45-2019", None, "unclear")),
        ("Nghị quyết số 12/2020/NQ-HĐND", ("confirmed", "hd12", None, "certain")),
        (
            "Nghị quyết số 12/2020/NQ-HĐND ngày 9/12/2019",
            ("contradicted", "hd12", "date", "certain"),
        ),
        ("Nghị định số 85/2021/NĐ-CP", ("confirmed", "nd85", None, "certain")),
        ("Nghị định số 85/2025/NĐ-CP", ABSENT),
        ("Luật Nhà ở số 45/2013/QH13", ("contradicted", "luat-cu", "name", "certain")),
        ("Luật Đất đai năm 2013", ("confirmed", "luat-cu", None, "certain")),
        ("Luật Đất đai năm 2003", ABSENT),
        ("Luật Đất đai ngày 28/11/2013", ("contradicted", "luat-cu", "date", "certain")),
        ("Luật Đất đai", ("confirmed", "luat-cu", None, "likely")),
        ("Luật Giáo dục", ABSENT),
        (
            "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XVII",
            ("confirmed", "dh17", None, "likely"),
        ),
        ("Nghị quyết Đại hội XIII của Đảng", ("confirmed", "dh13", None, "likely")),
        ("Nghị quyết Đại hội XVIII", ("confirmed", "dh18", None, "likely")),
        ("Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XIII", ABSENT),
        ("Nghị quyết Đại hội Đảng bộ các cấp", ABSENT),
        ("Nghị quyết 5", ("confirmed", "nq05-2021", None, "likely")),
        ("Nghị quyết 45", ("confirmed", "hd45-2019", None, "unclear")),
        ("Nghị quyết 26", ABSENT),
        ("khoản 2 Điều này", (None, None, None, None)),
    ],
)
def test_one_reference(tmp_path, text, expected):
    assert meant(tmp_path, text) == [expected]


def test_the_document_itself_gives_the_date(tmp_path):
    text = "Nghị quyết số 45/NQ-HĐND ngày 12/7/2018; Nghị quyết số 45/NQ-HĐND; Nghị quyết 45."
    assert meant(tmp_path, text) == [("confirmed", "hd45-2018", None, "certain")] * 3
    text = (
        "Nghị quyết số 45/NQ-HĐND ngày 12/7/2018; Nghị quyết số 45/NQ-HĐND ngày 10/12/2019; Nghị"
        " quyết 45."
    )
    assert meant(tmp_path, text)[-1] == ("confirmed", "hd45-2019", None, "unclear")


def test_no_document_cites_a_later_one(tmp_path):
    assert meant(tmp_path, "Nghị quyết số 05-NQ/TU", date="2016-12-01") == [
        ("confirmed", "nq05-2016", None, "likely")
    ]
    assert meant(tmp_path, "Luật Đất đai", date="2012-01-01") == [ABSENT]


def test_a_place_of_its_own(tmp_path):
    sa_ha = "Ban Chấp hành Đảng bộ tỉnh Sa Hà"
    assert meant(tmp_path, "Nghị quyết số 05-NQ/TU", issuer=sa_ha) == [
        ("confirmed", "nq05-khac", None, "likely")
    ]
    assert meant(tmp_path, "Nghị quyết số 12/2020/NQ-HĐND", issuer=sa_ha) == [ABSENT]
    assert meant(tmp_path, "Nghị quyết số 05-NQ/TU", issuer="Chính phủ")[0][3] == "unclear"


def test_the_graph_counts_references(tmp_path):
    pytest.importorskip("networkx")
    text = (
        "Nghị quyết số 05-NQ/TU ngày 5/3/2021; Nghị quyết số 05-NQ/TU ngày 6/3/2021; Nghị quyết số"
        " 9-NQ/TW; khoản 1 Điều này"
    )
    graph = citation_graph(corpus_of(tmp_path, text))
    assert dict(graph["here"]) == {
        "nq05-2021": {"weight": 2, "contradicted": 1},
        "9-NQ/TW": {"weight": 1, "contradicted": 0},
    }
    assert graph.nodes["nq05-2021"] == {
        "inside": True,
        "kind": "nghị quyết",
        "number": "05-NQ/TU",
        "date": "2021-03-05",
    }
    assert graph.nodes["9-NQ/TW"]["inside"] is False
    assert len(graph) == len(DOCUMENTS) + 2


def test_what_a_title_names_is_an_edge_from_the_document_that_has_it(tmp_path):
    text = "Theo Nghị định số 9/2022/NĐ-CP sửa đổi Nghị định số 8/2020/NĐ-CP."
    graph = citation_graph(corpus_of(tmp_path, text))
    assert list(graph["here"]) == ["9/2022/NĐ-CP"]
    assert dict(graph["9/2022/NĐ-CP"]) == {
        "8/2020/NĐ-CP": {"weight": 1, "contradicted": 0, "in_title": True}
    }


def test_without_networkx_the_graph_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(TextkitError, match="networkx"):
        citation_graph(corpus_of(tmp_path, "x"))


def test_a_corpus_without_references_has_the_columns(tmp_path):
    table = resolve(corpus_of(tmp_path, "x"))
    assert list(table.columns[-4:]) == ["verdict", "target", "differs", "certainty"]
    assert table.empty


def test_the_figure_draws_an_arc_for_each_pair(tmp_path):
    corpus = corpus_of(
        tmp_path,
        "Nghị quyết số 05-NQ/TU ngày 5/3/2021; Nghị quyết số 05-NQ/TU ngày 6/3/2021; Luật Đất đai"
        " năm 2013",
    )
    ax = plot_citations(resolve(corpus), corpus.documents)
    assert len(ax.patches) == 2
    assert [label.get_text() for label in ax.get_xticklabels()] == [
        "45/2013/QH13",
        "05-NQ/TU",
        "7-KH/TU",
    ]


def test_the_references_of_a_draft_are_resolved_without_it_in_the_corpus(tmp_path):
    corpus = corpus_of(tmp_path, "")
    cited = list(
        citations_in(
            "Nghị quyết số 05-NQ/TU ngày 5/3/2021; Nghị quyết 05-NQ/TU; Nghị quyết số 45/NQ-HĐND"
            " ngày 13/7/2018"
        )
    )
    found = resolve_draft(corpus, Facts(date="2022-05-01", issuer="Tỉnh ủy Lam Châu"), cited)
    assert [(one.verdict, one.target, one.differs) for one in found] == [
        ("confirmed", "nq05-2021", None),
        ("confirmed", "nq05-2021", None),
        ("contradicted", "hd45-2018", "date"),
    ]


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda lookup: lookup.name)
def test_each_way_to_look_up_decides_its_example(tmp_path, monkeypatch, lookup):
    ((verdict, target, differs, certainty),) = meant(tmp_path / "all", lookup.example)
    assert (verdict, differs, certainty) == ("confirmed", None, lookup.certainty)
    others = tuple(other for other in LOOKUPS if other is not lookup)
    monkeypatch.setattr(resolving, "LOOKUPS", others)
    assert meant(tmp_path / "others", lookup.example) != [(verdict, target, differs, certainty)]


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.name)
def test_each_difference_contradicts_its_example(tmp_path, monkeypatch, difference):
    ((verdict, target, differs, _),) = meant(tmp_path / "all", difference.example)
    assert (verdict, differs) == ("contradicted", difference.name)
    others = tuple(other for other in DIFFERENCES if other is not difference)
    monkeypatch.setattr(resolving, "DIFFERENCES", others)
    assert meant(tmp_path / "others", difference.example)[0][:3] == ("confirmed", target, None)


def test_a_name_is_a_law_s_with_or_without_its_kind(tmp_path):
    assert meant(tmp_path, "Luật Giáo dục nghề nghiệp")[0][:2] == ("confirmed", "luat-nghe")


def test_a_document_of_its_own_number_without_a_date_is_not_itself(tmp_path):
    assert meant(tmp_path, "Kế hoạch số 7-KH/TU") == [ABSENT]
    assert meant(tmp_path, "Kế hoạch số 7-KH/TU ngày 1/5/2022")[0][:2] == ("confirmed", "here")
