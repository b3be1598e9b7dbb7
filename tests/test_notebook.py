import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

import textkit as tk
from textkit.lab.notebook import shown_table
from textkit.presenting.tables import render_table


def test_words_stand_left_figures_right_and_no_cell_is_cut():
    table = pd.DataFrame(
        {
            "n": [1.5, None],
            "said": [None, "<b>" + "dài " * 40],
            "changes": [("raised", "moved"), ()],
        }
    )
    html = render_table(table)
    assert html.count('<th style="text-align:left">') == 2
    assert "<th>n</th>" in html
    assert "&lt;b&gt;" + "dài " * 39 in html
    assert "raised, moved" in html
    assert "None" not in html
    assert html.count("–</td>") == 3


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"a": [1, 2, 3], "b": list("xyz")}).query("a > 1"),
        pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}).set_index("b"),
        pd.DataFrame({("a", "k"): [1, 2], ("a", "b"): ["x", "y"]}),
        pd.DataFrame({"a": [], "b": []}),
    ],
)
def test_tables_of_any_shape_are_whole(table):
    html = render_table(table)
    assert html.count("<td") == 2 * len(table)
    assert html.count("<th>") + html.count("<th ") >= 2


def test_lines_of_a_text_stand_below_each_other():
    assert '<td style="text-align:left">a<br>&lt;br&gt;b</td>' in render_table(
        pd.DataFrame({"said": ["a\n<br>b"]})
    )


def test_a_long_table_tells_what_is_not_shown():
    html = shown_table(pd.DataFrame({"n": range(1234)}), lang="en")
    assert html.count("<td>") == 500
    assert "The first 500 of 1,234 rows" in html
    assert "<script" not in html
    assert "<p>" not in shown_table(pd.DataFrame({"n": range(500)}))


def test_a_notebook_is_prepared_and_outside_of_one_it_is_told(monkeypatch):
    with pytest.raises(tk.TextkitError, match="outside of a notebook"):
        tk.notebook()
    shell, sent = InteractiveShell(), []
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.display.display", sent.append)
    tk.notebook(lang="en")
    table = pd.DataFrame({"n": [1]})
    assert shell.display_formatter.format(table)[0]["text/html"] == shown_table(table, lang="en")
    (script,) = [each.data for each in sent]
    assert script.startswith('<script type="module">')
    assert "http" not in script.replace("http://www.w3.org", "")
    with pytest.raises(tk.TextkitError, match="'fr'"):
        tk.notebook(lang="fr")
