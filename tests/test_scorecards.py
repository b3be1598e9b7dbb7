"""The scorecard as users meet it: findings, table, figure, files, command."""

import json

import docx
import lxml.html
import pytest
from test_cli import run
from test_scorecard import REPORT, RESOLUTION

import textkit as tk
from textkit.presenting.scorecards import scorecard


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("term")
    (folder / "nghi-quyet.txt").write_text(RESOLUTION, "utf-8")
    (folder / "bao-cao.txt").write_text(REPORT, "utf-8")
    return tk.open_corpus(folder, store=folder / "store.db", progress=False)


@pytest.fixture(scope="module")
def card(corpus):
    return tk.scorecard(corpus, of="nghi-quyet")


def test_the_first_finding_counts_beside_the_report(card):
    lead = card.report().leads[0]
    assert lead.sentence == (
        "7 chỉ tiêu: 3 đạt, 2 chưa đạt, 1 chưa đủ căn cứ kết luận, 1 chưa thấy kết quả;"
        " báo cáo nêu 5 và 2."
    )
    assert "5 chỉ tiêu đạt và vượt" in lead.passages[0].text


def test_disagreements_come_before_all_other_findings(card):
    second = card.report().leads[1]
    assert second.sentence.startswith("1 chỉ tiêu văn bản đánh giá khác với số liệu")
    assert [passage.text[:30] for passage in second.passages] == [
        "2. Tỷ lệ đô thị hóa đạt 35%.",
        "2. Tỷ lệ đô thị hóa năm 2025 đạt 33,4%, đạt mục tiêu đề ra."[:30],
    ]


def test_a_row_has_both_sides_and_both_verdicts(card):
    row = card.report().grids[0].rows[1]
    assert [cell.text for cell in row] == [
        "2. Tỷ lệ đô thị hóa",
        "35% (2025)",
        "cao hơn",
        "33,4% (2025)",
        "−1,6 điểm %",
        "95,4%",
        "chưa đạt",
        "đạt mục tiêu đề ra",
    ]
    assert row[6].strong
    assert row[7].strong
    assert row[1].passages
    assert row[3].passages


def test_an_estimate_and_what_is_not_found_say_so(card):
    table = card.table().set_index("Chỉ tiêu")
    assert table.loc["3. Tỷ lệ hộ nghèo", "Kết quả (năm)"] == "ước 2,5% (2025)"
    assert table.loc["4. Tỷ lệ bao phủ bảo hiểm y tế", "Theo số liệu"] == "chưa thấy kết quả"
    assert table["Theo số liệu"].iloc[5].startswith("chưa kết luận")
    assert any("1 kết quả là số ước" in note for note in card.report().notes)


def test_data_and_json_agree(card):
    rows = card.rows
    assert list(rows["outcome"]) == [target["outcome"] for target in card.to_json()["targets"]]
    assert rows.loc[1, "difference"] == -1.6
    assert rows.loc[1, "disagrees"]
    json.dumps(card.to_json(), allow_nan=False)


def test_the_figure_names_each_target_that_was_judged(card):
    ax = card.plot()
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert "Tỷ lệ đô thị hóa" in names
    assert len(names) == 5
    assert "<svg" in card.to_html()


def test_the_page_opens_the_sentences(card):
    page = lxml.html.fromstring(card.to_html())
    assert len(page.findall(".//tbody/tr")) == 7
    assert page.find(".//td/a[@class='open']") is not None


def test_english_says_the_same(corpus):
    report = scorecard(corpus, of="nghi-quyet", lang="en").report()
    assert report.leads[0].sentence.endswith("the report says 5 and 2.")
    assert report.grids[0].heads[0] == "Target"


def test_without_a_report_it_says_so(corpus):
    report = tk.scorecard(corpus.only(["nghi-quyet"]), of="nghi-quyet").report()
    assert report.leads[0].sentence.startswith("7 chỉ tiêu: 0 đạt, 0 chưa đạt")
    assert "chưa có văn bản nào" in report.notes[0]
    assert not report.figures


def test_a_comparison_scores_its_terms(corpus):
    comparison = tk.compare_terms(corpus, by="term")
    assert comparison.scorecard("2020-2025").found.of == "nghi-quyet"
    with pytest.raises(tk.TextkitError, match="no resolution"):
        comparison.scorecard("2025-2030")


def test_the_command_prints_and_writes(corpus, tmp_path):
    out = tmp_path / "diem.docx"
    result = run("scorecard", corpus.folder, "--of", "nghi-quyet", "-o", out)
    assert result.exit_code == 0
    assert "7 chỉ tiêu: 3 đạt, 2 chưa đạt" in " ".join(result.stdout.split())
    assert len(docx.Document(str(out)).tables[0].rows) == 8


def test_json_goes_to_standard_output_alone(corpus):
    result = run("scorecard", corpus.folder, "--of", "nghi-quyet", "--json", "-")
    assert json.loads(result.stdout)["counts"]["reached"] == 3


def test_a_wrong_name_is_a_sentence_and_exit_code_2(corpus):
    result = run("scorecard", corpus.folder, "--of", "nghi-quyet-khac")
    assert result.exit_code == 2
    assert "nghi-quyet-khac" in result.stderr
