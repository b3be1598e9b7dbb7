"""Tables written out: numbers stay numbers, and no cell is a formula."""

import csv
import re

import docx
import openpyxl
import pandas as pd
import pytest
from test_cli import NEW, OLD

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.presenting.plots import plot_dispersion, plot_keyness
from textkit.presenting.tables import render_table, safe_cell, write_table, write_workbook

TABLE = pd.DataFrame(
    {
        "Câu": ["=1+1", "- Đẩy mạnh", "Thường\x07", None, "=", ">=", "#N/A"],
        "Số": [1.5, 2.0, float("nan"), -3.0, 4.0, 5.0, 6.0],
    }
)


@pytest.mark.parametrize("cell", ["=1+1", "=5", "+1", "-x", "- Như trên", "@x", "\tx", "\rx", "--"])
def test_cells_that_would_be_formulas(cell):
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["=", ">=", "<", "-", "+", "-5", "-1,5%", "-1.000", "", "x-1", -5])
def test_cells_that_are_no_formulas(cell):
    assert safe_cell(cell) == cell


def test_excel(tmp_path):
    sheet = openpyxl.load_workbook(
        write_table(TABLE, tmp_path / "a.xlsx", title="Bảng: [1]")
    ).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [
        ["Câu", "Số"],
        ["=1+1", 1.5],
        ["- Đẩy mạnh", 2],
        ["Thường", None],
        [None, -3],
        ["=", 4],
        [">=", 5],
        ["#N/A", 6],
    ]
    assert {cell.data_type for cell in sheet["A"] if cell.value} == {"s"}
    assert [bool(cell.quotePrefix) for cell in sheet["A"]] == [False, True, True, *[False] * 5]


def test_csv(tmp_path):
    with write_table(TABLE, tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["'=1+1", "1.5"]


def test_word(tmp_path):
    document = docx.Document(str(write_table(TABLE[:4], tmp_path / "a.docx", title="Bảng")))
    assert document.paragraphs[0].text == "Bảng"
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows][1:] == [
        ["=1+1", "1.5"],
        ["- Đẩy mạnh", "2.0"],
        ["Thường", ""],
        ["", "-3.0"],
    ]


def test_another_suffix(tmp_path):
    with pytest.raises(TextkitError, match="tables are written as"):
        write_table(TABLE, tmp_path / "a.pdf")


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kho")
    (folder / "cu.txt").write_text(OLD, "utf-8")
    (folder / "moi.txt").write_text(NEW, "utf-8")
    return tk.compare_terms(
        tk.open_corpus(folder, store=folder.parent / "s.sqlite", progress=False), seed=3
    )


def test_a_comparison_goes_out_with_its_run_record(comparison, tmp_path):
    book = openpyxl.load_workbook(comparison.write_tables(tmp_path / "a.xlsx"))
    assert book.sheetnames == [
        "documents",
        "themes",
        "differences",
        "keywords",
        "threads",
        "run_record",
    ]
    record = {row[0].value: row[1].value for row in book["run_record"].iter_rows(min_row=2)}
    assert (record["seed"], record["by"]) == (3, "period")
    assert {"versions", "corpus", "documents"} <= record.keys()
    folder = comparison.write_tables(tmp_path / "csv")
    assert sorted(path.stem for path in folder.iterdir()) == sorted(book.sheetnames)
    written = [path.read_text("utf-8") for path in folder.iterdir()]
    written += [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert not any(str(comparison.corpus.folder.parent) in text for text in written)
    assert comparison.tables()["documents"]["path"].tolist() == ["cu.txt", "moi.txt"]
    assert comparison.corpus.documents["path"][0] == str(comparison.corpus.folder / "cu.txt")
    with pytest.raises(TextkitError, match="go into an Excel file"):
        comparison.write_tables(tmp_path / "a.ods")


def test_the_same_record_gives_the_same_bytes(comparison, tmp_path):
    again = tk.compare_terms(comparison.corpus, seed=3)
    for name, one in (("a", comparison), ("b", again)):
        one.write_tables(tmp_path / name)
        one.write_figures(tmp_path / f"{name}-figures", formats=["svg", "pdf"])
    for kind in ("", "-figures"):
        files = sorted((tmp_path / f"a{kind}").iterdir())
        assert files
        for path in files:
            assert path.read_bytes() == (tmp_path / f"b{kind}" / path.name).read_bytes(), path.name


def test_figures_are_named_and_drawn(comparison, tmp_path):
    written = comparison.write_figures(tmp_path / "f")
    assert {path.suffix for path in written} == {".svg", ".png", ".pdf"}
    assert {path.stem for path in written} == {
        "changes",
        "heatmap",
        "keyness-2015-2020",
        "keyness-2020-2025",
    }
    assert all(path.stat().st_size > 2000 for path in written)


def test_keyness_and_dispersion_are_drawn_from_their_tables():
    keywords = pd.DataFrame(
        {
            "word": ["rừng", "số", "đê"],
            "target": "A",
            "count_target": [9, 1200, 3],
            "log_ratio": [2.0, -1.5, 4.0],
            "low": [1.0, -2.0, 0.5],
            "high": [3.0, -1.0, float("inf")],
            "q": [0.01, 0.02, 0.2],
            "documents": [3, 1, 2],
            "documents_reference": [0, 3, 1],
        }
    )
    ax = plot_keyness(keywords, "A")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["số (1.200)", "rừng (9)"]
    lines = pd.DataFrame({"doc_id": ["a", "a"], "start": [50, 100]})
    documents = pd.DataFrame(
        {
            "id": ["b", "a"],
            "number": [None, "1-NQ/TU"],
            "date": ["2020-01-01", "2019-01-01"],
            "characters": [10, 200],
        }
    )
    ax = plot_dispersion(lines, documents, title="rừng")
    assert [label.get_text() for label in ax.get_yticklabels()] == ["1-NQ/TU (2)", "b (0)"]
    assert [list(strip.get_positions()) for strip in ax.collections] == [[0.25, 0.5], []]


HEADS = pd.DataFrame({("a", "k"): [1, 2], ("a", "b"): ["x", "y"], ("c", "b"): ["u", None]})


def heads(html):
    return re.findall(r"<th(?: [^>]*)?>", html.partition("<tbody>")[0])


def test_heads_alike_stand_once_over_their_columns():
    html = render_table(HEADS)
    assert heads(html) == ['<th colspan="2" halign="left">', *["<th>"] * 4]
    assert html.count("<tr>") == 4


def test_the_lowest_heads_stay_apart_even_where_they_are_alike():
    alike = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "k"), ("b", "k")]))
    assert heads(render_table(alike)) == ["<th>"] * 4


def test_row_heads_alike_stand_once_beside_their_rows():
    rows = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 2)])
    html = render_table(pd.DataFrame({"v": [1, 2, 3]}, index=rows))
    assert html.count('<th rowspan="2" valign="top">a</th>') == 1
    assert html.count("<th>2</th>") == 2


def test_an_index_with_a_name_is_a_column_and_one_that_counts_is_left_out():
    named = pd.DataFrame({"n": [1]}, index=pd.Index(["x"], name="nhóm"))
    assert '<th style="text-align:left">nhóm</th>' in render_table(named)
    assert "<td>7</td>" not in render_table(pd.DataFrame({"n": [1]}, index=[7]))


def test_figures_of_a_column_have_the_same_places_and_what_is_missing_a_dash():
    html = render_table(pd.DataFrame({"n": [0.5, 1 / 3, None], "word": ["a", None, "b"]}))
    assert "<td>0.500000</td>" in html
    assert "<td>0.333333</td>" in html
    assert html.count("–</td>") == 2


def test_text_and_heads_are_escaped_and_the_language_is_on_the_table():
    html = render_table(pd.DataFrame({"<i>": ["\"'&<b>"]}, index=["<u>"]), lang="en")
    assert "<th>&lt;u&gt;</th>" in html
    assert "&lt;i&gt;</th>" in html
    assert "&#34;&#39;&amp;&lt;b&gt;</td>" in html
    assert html.startswith('<table data-lang="en" class="dataframe">')


@pytest.mark.parametrize(
    ("cell", "is_figure"),
    [
        ("12", True),
        ("−4,5", True),
        ("1e-09", True),
        ("12,5%", True),
        ("4,5 (1,6–8,1) †", True),
        ("–", True),
        ("", True),
        ("12 tỷ", False),
        ("a12", False),
        ("(1,6–8,1)", False),
    ],
)
def test_what_is_a_figure_stands_to_the_right(cell, is_figure):
    assert ("<td>" in render_table(pd.DataFrame({"x": [cell]}))) == is_figure


def test_a_sheet_of_excel_has_a_name_it_may_have(tmp_path):
    path = write_workbook({"a/b: [" + "dài" * 20: TABLE}, tmp_path / "a.xlsx")
    (name,) = openpyxl.load_workbook(path).sheetnames
    assert name == ("a b   " + "dài" * 20)[:31]
