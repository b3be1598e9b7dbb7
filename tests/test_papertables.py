import numpy as np
import openpyxl
import pandas as pd
import pytest

import textkit as tk

TABLE = pd.DataFrame(
    {
        "word": ["kinh tế", "=1+1", "50% & <b>_x{}\\"],
        "count_target": [1234, 5, 0],
        "per_million_target": [1234.56, 0.04, np.nan],
        "log_ratio": [1.236, -0.004, -np.inf],
        "low": [0.5, -1.266, -np.inf],
        "share": [0.1234, 0.5, 1.0],
        "q": [0.0361, 0.00001, None],
        "few": [True, False, False],
        "own": [1.005, 2.0, 3.14159],
    }
)


def test_figures_are_rounded_by_rule_in_both_languages():
    table = tk.paper_table(TABLE)
    assert list(table.columns) == [
        *("từ", "số lần (đối tượng)", "trên một triệu từ (đối tượng)", "log ratio"),
        *("cận dưới 95%", "tỷ trọng", "q", "ít văn bản", "own"),
    ]
    assert table.iloc[0].tolist() == [
        *("kinh tế", "1.234", "1.234,6", "1,24", "0,50", "12,3%", "0,036", "có", "1,00"),
    ]
    assert table.iloc[1].tolist()[1:7] == ["5", "0,0", "0,00", "−1,27", "50,0%", "< 0,001"]
    assert table.iloc[2].tolist()[1:7] == ["0", "–", "−∞", "−∞", "100,0%", "–"]
    english = tk.paper_table(TABLE, columns=["word", "q", "count_target"], lang="en")
    assert english.columns.tolist() == ["word", "q", "count (target)"]
    assert english.iloc[0].tolist() == ["kinh tế", "0.036", "1,234"]


def test_bounds_of_a_share_are_shares():
    table = pd.DataFrame({"theme": ["x"], "share": [0.2], "low": [0.1], "high": [0.3]})
    assert tk.paper_table(table).iloc[0].tolist() == ["x", "20,0%", "10,0%", "30,0%"]
    time = pd.DataFrame({"measure": ["share"], "value": [0.2], "low": [0.1]})
    assert tk.paper_table(time).iloc[0].tolist() == ["tỷ trọng", "20,0%", "10,0%"]
    themes = pd.DataFrame({"theme": ["khcn_cds", "own"], "over": ["words", "targets"]})
    named = tk.paper_table(themes, lang="en")
    assert named["over"].tolist() == ["words", "targets"]
    assert named["theme"].tolist()[1] == "own"
    assert named["theme"].tolist()[0] != "khcn_cds"
    groups = pd.DataFrame({"per_million_2020-2025": [3.14], "count_x": [3]})
    assert tk.paper_table(groups, lang="en").columns.tolist() == [
        *("per million words, 2020-2025", "count, x"),
    ]


def test_latex_and_html_are_escaped(tmp_path):
    tk.paper_table(TABLE, tmp_path / "a.tex", title="Từ & nghĩa", columns=["word", "q"])
    tex = (tmp_path / "a.tex").read_text("utf-8")
    assert "\\caption{Từ \\& nghĩa}" in tex
    assert "50\\% \\& <b>\\_x\\{\\}\\textbackslash{} & – \\\\" in tex
    assert "\\begin{tabular}{lr}" in tex
    assert tex.count("\\\\\n") == 4
    tk.paper_table(TABLE, tmp_path / "a.html", title="<i>", columns=["word", "q"])
    html = (tmp_path / "a.html").read_text("utf-8")
    assert "<b>" not in html
    assert "<i>" not in html
    assert '<td style="text-align:right">&lt; 0,001</td>' in html


def test_spreadsheets_take_no_cell_for_a_formula(tmp_path):
    tk.paper_table(TABLE, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet["A3"].value == "=1+1"
    assert sheet["A3"].data_type == "s"
    tk.paper_table(TABLE, tmp_path / "a.csv")
    assert "'=1+1" in (tmp_path / "a.csv").read_text("utf-8-sig")


def test_wrong_columns_and_endings_are_named(tmp_path):
    with pytest.raises(tk.TextkitError, match="no column 'x'; it has 'word'"):
        tk.paper_table(TABLE, columns=["x"])
    with pytest.raises(tk.TextkitError, match="choose one of these endings"):
        tk.paper_table(TABLE, tmp_path / "a.pdf")
    with pytest.raises(tk.TextkitError, match="unknown language"):
        tk.paper_table(TABLE, lang="fr")
