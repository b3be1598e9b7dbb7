"""Tables written out: numbers stay numbers, and no cell is a formula."""

import csv

import docx
import openpyxl
import pandas as pd
import pytest
from test_cli import NEW, OLD

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.presenting.plots import plot_dispersion, plot_keyness
from textkit.presenting.tables import safe_cell, write_table

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
        "slopes",
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
            "documents": [2, 3, 2],
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
