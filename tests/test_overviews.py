"""Results with pages of their own also give findings that open their evidence, and tables."""

import pandas as pd
import pytest
from test_cli import NEW, OLD

import textkit as tk
from textkit.presenting.overviews import rates_report
from textkit.presenting.plots import plot_bars, titled


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("overviews") / "corpus"
    folder.mkdir()
    (folder / "cu.txt").write_text(OLD, "utf-8")
    (folder / "moi.txt").write_text(NEW, "utf-8")
    return tk.open_corpus(folder, store=folder.parent / "store.sqlite", progress=False)


@pytest.fixture(scope="module")
def comparison(corpus):
    return tk.compare_terms(corpus)


def test_a_comparison_is_told_in_few_sentences_with_their_passages(comparison, corpus):
    leads = comparison.report().leads
    assert 2 <= len(leads) <= 5
    opened = [passage for lead in leads for passage in lead.passages]
    assert opened
    texts = " ".join(" ".join(corpus.text(id_).split()) for id_ in corpus.ids)
    assert all(passage.text in texts for passage in opened)
    html = comparison.show().html
    assert html.count("<details") == sum(bool(lead.passages) for lead in leads)
    assert "<table" not in html


@pytest.mark.parametrize(
    "name", ["themes", "differences", "keywords", "threads", "documents", "counted"]
)
def test_each_table_of_a_comparison_has_heads_in_the_language(comparison, name):
    table = comparison.table(name)
    assert not {"theme", "group", "doc_id", "log_ratio"} & set(table.columns)
    assert "moi" not in table.to_numpy()


def test_documents_stand_as_one_cites_them(comparison):
    assert comparison.table("documents")["Văn bản"].str.contains("Nghị quyết").any()


def test_another_table_is_refused(comparison):
    with pytest.raises(tk.TextkitError, match="themes"):
        comparison.table("words")


def test_the_title_of_the_picture_is_the_finding(comparison):
    title = comparison.plot().get_title(loc="left")
    leads = [lead.sentence for lead in comparison.report().leads]
    assert " ".join(title.split()) in leads


def test_a_speech_is_told_by_what_it_does_to_the_documents(corpus):
    compared = tk.compare_speech(corpus.document("moi"), against=corpus)
    report = compared.report()
    assert len(report.leads) == 4
    assert len(report.grids[0].rows) == len(compared.statements)
    assert str(len(compared.statements[compared.statements["relation"] == "adds"])) in (
        report.leads[2].sentence
    )
    assert compared.plot().get_title(loc="left")


def test_findings_have_a_table_and_open_the_prior_passages(corpus):
    found = tk.check_draft(corpus.document("moi"), against=corpus)
    assert len(found.table()) == len(found)
    for lead, cells in zip(found.report().leads, found.report().grids[0].rows, strict=False):
        assert lead.passages == cells[-1].passages
    assert found.plot() is not None


def test_a_document_lists_what_it_commits_to(corpus):
    shown = tk.show(corpus.document("moi"))
    assert len(shown.table()) == len(shown.to_json()["commitments"])
    assert "<iframe" in shown.show().html


def test_sentences_of_one_s_own_open_the_rows_given(corpus):
    told = tk.with_evidence(corpus, {"Chỉ <tiêu>": tk.targets(corpus), "Không": pd.DataFrame()})
    first, second = told.report().leads
    assert first.passages
    assert first.passages[0].text in " ".join(corpus.text("cu").split())
    assert second.passages == ()
    assert "Chỉ &lt;tiêu&gt;" in told.show().html


def test_rates_are_printed_as_shares():
    rates = pd.DataFrame({"splits": [200, 9], "tested": [1.0, 0.0], "sure": [0.04, 0.0]})
    rates = rates.assign(low=0.02, high=0.08)
    rows = rates_report(rates, ["tất cả, từ", "2020-2025, từ"], "Đúng mức.", "vi").grids[0].texts()
    assert rows[0] == ["tất cả, từ", "200", "4,0%", "2,0%", "8,0%"]
    assert rows[1] == ["2020-2025, từ", "9", "–", "–", "–"]


def test_the_first_findings_of_several_results_stand_in_one_list(comparison, corpus):
    told = tk.with_evidence(corpus, {"Một câu.": tk.targets(corpus), "Hai câu.": pd.DataFrame()})
    html = tk.first_findings(comparison, told).html
    assert comparison.report().leads[0].sentence.split(".")[0] in html
    assert "Một câu." in html
    assert "Hai câu." not in html


def test_a_long_title_is_broken_and_bars_carry_their_counts():
    axes = plot_bars({"nghị quyết": 1200, "chỉ thị": 3}, title="một câu dài " * 20)
    assert "\n" in axes.get_title(loc="left")
    assert [text.get_text() for text in axes.texts] == ["1.200", "3"]
    assert titled(axes, "ngắn").get_title(loc="left") == "ngắn"
