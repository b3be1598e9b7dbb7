"""Tables written out: numbers stay numbers, and no cell is a formula."""

import csv

import docx
import openpyxl
import pandas as pd
import pytest

from textkit.presenting.tables import safe_cell, write_table
from textkit.reading.document import TextkitError

TABLE = pd.DataFrame({"Câu": ["=1+1", "- Đẩy mạnh", "Thường\x07", None], "Số": [1.5, 2.0, float("nan"), -3.0]})


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-x", "@x", "\tx", "\rx"])
def test_cells_that_would_be_formulas(cell):
    assert safe_cell(cell) == f"'{cell}"


def test_excel(tmp_path):
    sheet = openpyxl.load_workbook(write_table(TABLE, tmp_path / "a.xlsx", title="Bảng: [1]")).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [["Câu", "Số"], ["'=1+1", 1.5], ["'- Đẩy mạnh", 2], ["Thường", None], [None, -3]]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_csv(tmp_path):
    with write_table(TABLE, tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["'=1+1", "1.5"]


def test_word(tmp_path):
    document = docx.Document(str(write_table(TABLE, tmp_path / "a.docx", title="Bảng")))
    assert document.paragraphs[0].text == "Bảng"
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows][1:] == [
        ["=1+1", "1.5"], ["- Đẩy mạnh", "2.0"], ["Thường", ""], ["", "-3.0"]]


def test_another_suffix(tmp_path):
    with pytest.raises(TextkitError, match="tables are written as"):
        write_table(TABLE, tmp_path / "a.pdf")
