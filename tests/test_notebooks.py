"""Each notebook runs from top to bottom and shows the tables that it was committed with."""

from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
BOOKS = sorted(FOLDER.glob("*.ipynb"))


def tables(book):
    """What the cells show as tables, in order, in words."""
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    return [output.data["text/plain"] for output in outputs if "text/html" in output.get("data", {})]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_its_functions_short(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    assert book.cells[0].source.startswith("# ")
    assert "**Câu hỏi:**" in book.cells[0].source
    for function in code.split("\ndef ")[1:]:
        lines = function.split("\n")
        assert next((place for place, line in enumerate(lines[1:], 1) if line and not line.startswith(" ")), len(lines)) <= 7
    assert str(FOLDER.parent) not in path.read_text("utf-8")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.mark.slow
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_it_showed(path, cache, monkeypatch):
    from nbclient import NotebookClient

    monkeypatch.setenv("TEXTKIT_CACHE", str(cache))
    book = nbformat.read(path, as_version=4)
    stored = tables(book)
    NotebookClient(book, timeout=180, resources={"metadata": {"path": str(FOLDER)}}).execute()
    assert tables(book) == stored
