"""The page of a check: findings by severity with their words, tables as tables, findings beside
their passage, everything escaped.
"""

import re

import docx
import pytest
from test_pages import Page

import textkit as tk
from textkit.checking.material import Evidence
from textkit.checking.rule import Finding
from textkit.presenting.checkpage import render_check
from textkit.presenting.findings import Findings
from textkit.reading.document import Document

DRAFT = """II. MỤC TIÊU
- Rà xoát quy hoạch <script>alert(1)</script> cảng cá Hải Vân.
- Đẩy mạnh đẩy mạnh nghề muối ở xã Phú Sa.
"""


def page_of(text, **options):
    return tk.check_draft(Document("x", text), **options).to_html()


@pytest.fixture(scope="module")
def table_page(tmp_path_factory):
    """The page of a draft in Word whose table has a slip in its second row."""
    path = tmp_path_factory.mktemp("table") / "bang.docx"
    document = docx.Document()
    document.add_paragraph("Phân công nhiệm vụ như sau.")
    rows = [("TT", "Nhiệm vụ", "Hạn"), ("1", "Nạo vét luồng", ""), ("2", "Rà xoát đất", "2027")]
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Sở Muối báo cáo kết quả.")
    document.save(str(path))
    return tk.check_draft(path).to_html()


def test_findings_stand_with_their_words_what_to_write_and_a_link():
    html = page_of(DRAFT)
    page = Page(html)
    assert {"f1", "m1", "f2", "m2"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert all(link[1:] in page.ids for link in page.links)
    assert "Đề nghị: Rà soát" in html or "Đề nghị: rà soát" in html
    assert "mục II:" in html
    assert "<script>alert" not in html
    # In the list, and beside the passage.
    assert html.count("là lỗi thường gặp") == 2


def test_the_most_serious_come_first_and_those_known_last(tmp_path):
    found = tk.check_draft(Document("x", DRAFT))
    known = {"findings": [{"fingerprint": found.found[0].fingerprint}]}
    path = tmp_path / "known.json"
    path.write_text(str(known).replace("'", '"'), "utf-8")
    html = page_of(DRAFT, baseline=path)
    heads = re.findall(r'<h3 id="g-(\w+)">', html)
    assert heads == [name for name in ("error", "warning", "note", "known") if name in heads]
    assert heads[-1] == "known"


def test_counts_name_what_is_known_only_where_something_is():
    assert "đã biết" not in re.findall(r'class="counts">([^<]*)', page_of(DRAFT))[0]


def test_a_draft_without_findings_says_so_and_has_nothing_to_filter():
    html = page_of("Sở Tài chính báo cáo kết quả.")
    assert "Không phát hiện điểm nào cần xem lại." in html
    assert "<fieldset>" not in html
    assert "Sở Tài chính báo cáo kết quả." in html


def test_a_table_stays_a_table_with_the_finding_under_its_row(table_page):
    page = Page(table_page)
    assert 'th scope="col">Nhiệm vụ' in table_page
    assert table_page.count("<table>") == 1
    row = table_page.index('data-label="Nhiệm vụ"><mark')
    assert row < table_page.index('<td class="below" colspan="3"') < table_page.index("Sở Muối")
    # An empty cell is one, and each cell knows its column for a narrow screen.
    assert 'data-label="Hạn"></td>' in table_page
    assert page.open == []


def test_the_terminal_names_lines_of_a_text_and_articles_of_a_word_file(tmp_path):
    document = docx.Document()
    for line in DRAFT.splitlines():
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))
    (tmp_path / "a.txt").write_text(DRAFT, "utf-8")
    assert tk.check_draft(tmp_path / "a.docx").to_text().startswith("mục II: Cảnh báo")
    assert tk.check_draft(tmp_path / "a.txt").to_text().startswith("2: Cảnh báo")


def test_all_words_of_a_draft_are_on_its_page():
    text = "Điều 1.\n\n\tCảng cá\n  Hải Vân  \nKhông có dấu chấm"
    found = {"draft": {"id": "x", "number": None, "title": None}, "findings": [], "summary": {}}
    html = render_check({**found, "names": {}}, Document("x", text), "0")
    shown = " ".join(re.sub(r"<[^>]+>", " ", html.split('id="draft"')[1]).split())
    assert all(word in shown for word in text.split())


def test_changes_since_an_earlier_version_lead_to_their_passage():
    old = Document("y", DRAFT.replace("nghề muối", "nghề rèn"))
    html = tk.check_draft(Document("x", DRAFT), since=old).to_html()
    assert "<del>rèn</del> <ins>muối</ins>" in html
    part = re.search(r'class="to" href="#(p\d+)"', html)[1]
    assert re.search(rf'id="{part}"[^>]*>.*nghề muối', html)


def test_a_prior_passage_is_quoted_as_it_stands():
    line = "- Tỷ lệ hộ nghèo còn dưới 3%."
    prior = "Tỷ lệ hộ nghèo còn dưới 2%"
    evidence = Evidence("nq", 0, 26, number="05-NQ/TU", quote=prior)
    at = line.index("3%")
    finding = Finding(
        *("x", at, at + 2, "figures.target-changed", "warning", "3%"),
        {"before": "2%"},
        None,
        (evidence,),
        line,
    )
    html = Findings(Document("x", line), (finding,)).to_html()
    quote = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", html)[1]
    assert re.sub(r"<[^>]+>", "", quote) == f"05-NQ/TU: “{prior}”"
    assert '<b class="other">2%</b>' in quote
