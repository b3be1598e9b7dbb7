"""Reports: findings and tables with their evidence, as page, Word file, workbook, in a notebook."""

import csv
from dataclasses import dataclass

import docx
import lxml.html
import openpyxl
import pytest
from typer.testing import CliRunner

from textkit import TextkitError, cli
from textkit.presenting import terminal
from textkit.presenting.reports import Cell, Grid, Lead, Passage, Report, Reported, evidence

SENTENCE = Passage("Đến năm 2030, <b>95%</b> dân số", "Nghị quyết 01-NQ/ĐH, mục II.2")
GRID = Grid(
    "Chỉ tiêu",
    ("Chỉ tiêu", "Mức"),
    (
        (Cell("Bao phủ bảo hiểm y tế"), Cell("95%", (SENTENCE,), strong=True)),
        (Cell("=1+1"), Cell("–")),
    ),
    note="n = 2",
    ids=("r1", "r2"),
)
REPORT = Report(
    "Theo dõi <thử>",
    "2 văn bản",
    (Lead("Một chỉ tiêu đạt.", (SENTENCE,), "Bảo hiểm y tế."),),
    (GRID,),
    ("Hết.",),
)


@dataclass(frozen=True)
class Result(Reported):
    lang: str = "vi"

    def report(self):
        return REPORT


def test_the_page_leads_with_findings_and_a_cell_opens_its_evidence():
    page = lxml.html.fromstring(Result().to_html())
    assert page.findtext(".//h1") == "Theo dõi <thử>"
    assert page.find(".//*[@class='findings']//li//li").text.strip() == SENTENCE.text
    link = page.find(".//td/a")
    block = page.find(f".//details[@id='{link.get('href')[1:]}']")
    assert block.find(".//li").text.strip() == SENTENCE.text
    assert [row.get("id") for row in page.findall(".//tbody/tr")] == ["r1", "r2"]


def test_what_a_document_says_is_no_markup():
    for html in (Result().to_html(), Result().show()._repr_html_()):
        assert "<b>95%" not in html
        assert "&lt;b&gt;95%" in html


def test_in_a_notebook_evidence_opens_without_a_script():
    html = Result()._repr_html_()
    assert "<script" not in html
    assert html.count("<details") == 2


def test_on_a_narrow_screen_a_row_of_a_notebook_is_a_card():
    html = Result()._repr_html_()
    assert "@media (max-width: 34rem)" in html
    cells = lxml.html.fromstring(html).findall(".//tbody/tr/td")
    assert {cell.get("data-label") for cell in cells} == {None, "Mức"}


def test_the_table_is_what_one_pastes():
    table = Result().table()
    assert list(table.columns) == ["Chỉ tiêu", "Mức"]
    assert table["Mức"].tolist() == ["95%", "–"]


def test_each_cell_with_passages_has_an_anchor_of_its_own():
    blocks = list(evidence(REPORT._replace(grids=(GRID, GRID._replace(title="Hai")))))
    assert [block.anchor for block in blocks] == ["e-0-0-1", "e-1-0-1"]


def test_a_workbook_has_the_evidence_and_no_formulas(tmp_path):
    book = openpyxl.load_workbook(Result().write(tmp_path / "a.xlsx"))
    assert book.sheetnames == ["Chỉ tiêu", "Các câu dẫn chứng"]
    assert book["Chỉ tiêu"]["A3"].data_type == "s"
    assert [cell.value for cell in book["Các câu dẫn chứng"][2]] == [
        "Chỉ tiêu",
        "Bao phủ bảo hiểm y tế",
        "Mức",
        *SENTENCE,
    ]


def test_a_word_file_has_findings_tables_and_notes(tmp_path):
    document = docx.Document(Result().write(tmp_path / "a.docx"))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts == [
        "Theo dõi <thử>",
        "2 văn bản",
        "Một chỉ tiêu đạt. Bảo hiểm y tế.",
        "Chỉ tiêu",
        "n = 2",
        "Hết.",
    ]
    cells = document.tables[0].rows[1].cells
    assert [cell.text for cell in cells] == ["Bao phủ bảo hiểm y tế", "95%"]
    assert cells[1].paragraphs[0].runs[0].bold


def test_csv_has_the_first_table(tmp_path):
    with open(Result().write(tmp_path / "a.csv"), encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[2] == ["'=1+1", "–"]


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(TextkitError, match="pdf"):
        Result().write(tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())


def test_a_table_without_rows_says_so():
    empty = REPORT._replace(grids=(GRID._replace(rows=(), ids=()),))

    class Empty(Result):
        def report(self):
            return empty

    assert "Không có dòng nào." in Empty().to_html()


def test_the_terminal_shows_it_and_nothing_acts_on_it(capsys):
    terminal.write_report(REPORT._replace(title="a\x1b[31m"))
    printed = capsys.readouterr().out
    assert "a\ufffd[31m" in printed
    assert "• Một chỉ tiêu đạt. Bảo hiểm y tế." in printed
    assert "95%" in printed


def test_of_a_report_that_was_written_only_the_findings_are_printed(capsys):
    terminal.write_report(REPORT.only_leads())
    printed = capsys.readouterr().out
    assert "• Một chỉ tiêu đạt. Bảo hiểm y tế." in printed
    assert "95%" not in printed


def test_a_file_that_cannot_be_written_is_refused_before_any_work(tmp_path):
    asked = ["places", str(tmp_path / "no-folder"), "-o", str(tmp_path / "a.pdf"), "--lang", "en"]
    result = CliRunner().invoke(cli.app, asked)
    assert result.exit_code == 2
    assert "results are written as .html" in result.stderr
