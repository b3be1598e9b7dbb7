"""Each notebook runs from top to bottom and shows the tables that it was committed with.

`TEXTKIT_STORE=1 uv run pytest tests/test_notebooks.py` stores what they show now.
"""

import os
import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))


def shown(output):
    """Whether an output is stored: figures, tables and text are; scripts, pages, widgets, progress
    and links to written files, which say where they lie, are not.
    """
    data = output.get("data", {})
    widget = "application/vnd.jupyter.widget-view+json" in data or output.get("name") == "stderr"
    html = data.get("text/html", "")
    return not widget and not re.search("<script|<iframe|target='_blank'", html)


def cleaned(book):
    """The book as it is committed: only what is shown, without times."""
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if shown(output)]
    book.metadata.pop("widgets", None)
    return book


def tables(book):
    """What the cells show as tables, in order, in words."""
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    return [
        output.data["text/plain"] for output in outputs if "text/html" in output.get("data", {})
    ]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_its_functions_short(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    assert book.cells[0].source.startswith("# ")
    assert "**Câu hỏi:**" in book.cells[0].source
    for function in code.split("\ndef ")[1:]:
        lines = function.split("\n")
        assert (
            next(
                (
                    place
                    for place, line in enumerate(lines[1:], 1)
                    if line and not line.startswith(" ")
                ),
                len(lines),
            )
            <= 7
        )
    stored = path.read_text("utf-8")
    assert str(FOLDER.parent) not in stored
    assert not re.search(r'"/\w+/', stored)


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_stored_notebook_is_plain(path):
    """No script, no widget: it reads the same where nothing runs, and holds no id that changes with
    each run.
    """
    book = nbformat.read(path, as_version=4)
    assert book == cleaned(nbformat.read(path, as_version=4))
    assert "tk.notebook()" in next(cell.source for cell in book.cells if cell.cell_type == "code")


def answers(book):
    """The answers to the three tasks at the end of a notebook, folded there as code."""
    return re.findall(r"<details>.*?```python\n(.*?)\n```", book.cells[-1].source, re.DOTALL)


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_made_as_the_others(path):
    """One cell chooses the corpus, the next tells what was found and draws it; three tasks end it;
    nothing is imported from inside the package, and no download is packed into the page.
    """
    book = nbformat.read(path, as_version=4)
    code = [cell.source for cell in book.cells if cell.cell_type == "code"]
    assert "corpus = tk.chosen_corpus()" in code[0]
    assert re.search(r"\.show\(\)\)|tk\.(?:with_evidence|first_findings)\(", code[1])
    assert ".get_figure()" in code[1]
    assert book.cells[-1].source.startswith("## Thử")
    assert len(answers(book)) == 3
    everything = "\n".join([*code, *answers(book)])
    assert not re.search(r"(?:from|import) textkit\.|base64|\.\./corpus", everything)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.mark.slow
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_it_showed(path, cache, tmp_path, monkeypatch):
    """So do the answers to its tasks. What it writes goes into an empty folder."""
    from nbclient import NotebookClient

    monkeypatch.setenv("TEXTKIT_CACHE", str(cache))
    monkeypatch.delenv("TEXTKIT_CORPUS", raising=False)
    book = nbformat.read(path, as_version=4)
    stored = tables(book)
    cells = [nbformat.v4.new_code_cell(answer) for answer in answers(book)]
    book.cells += cells
    NotebookClient(book, timeout=180, resources={"metadata": {"path": str(tmp_path)}}).execute()
    del book.cells[-len(cells) :]
    if "TEXTKIT_STORE" in os.environ:
        nbformat.write(cleaned(book), path)
    else:
        assert tables(cleaned(book)) == stored
