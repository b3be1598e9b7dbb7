"""The notebooks of the package, copied to a folder of the user's, and how they are opened: in
JupyterLab, or one of them as a page without code.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from textkit import data
from textkit.data.messages import Lang, TextkitError, say
from textkit.storing.outputs import write_text_aside, written_aside

INDEX = "00-muc-luc.ipynb"

# The notebooks that can be opened as a page, by the names that users give; the file of the page.
_PAGES = {"check": ("07-kiem-tra-du-thao.ipynb", "trang-kiem-tra.ipynb")}

# Which cells of a notebook make its page.
_TAG = "page"


def copy_notebooks(folder: str | Path) -> Path:
    """Copies the notebooks and the sample corpus into a folder; returns the path of the index.

    What is there already stays as it is, edited or not: a file is never overwritten.

    Raises TextkitError where the installed package holds no notebooks, OSError where the folder
    cannot be written.
    """
    for name in ("notebooks", "corpus"):
        carried = data.carried(name)
        if carried is None:
            raise TextkitError("lab.not-carried", folder=name)
        for source in sorted(carried.rglob("*")):
            target = Path(folder) / name / source.relative_to(carried)
            is_copied = source.is_file() and ".ipynb_checkpoints" not in source.parts
            if is_copied and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                with written_aside(target) as aside:
                    shutil.copyfile(source, aside)
    return Path(folder) / "notebooks" / INDEX


def write_page(notebooks: Path, name: str, *, lang: Lang = "vi") -> Path:
    """Writes the notebook of a page beside those that were copied: of the notebook that it is made
    from, the cells with the tag `page`, without what they showed; returns its path.

    It is written anew each time. Raises TextkitError if no page has that name.
    """
    import nbformat

    if name not in _PAGES:
        raise TextkitError("lab.no-page", name=name, known=", ".join(_PAGES))
    source, target = _PAGES[name]
    book = nbformat.read(notebooks / source, as_version=4)  # type: ignore[no-untyped-call]
    book.cells = [cell for cell in book.cells if _TAG in cell.metadata.get("tags", ())]
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    title = say(f"page_of.{name}", lang)
    book.cells.insert(0, nbformat.v4.new_markdown_cell(f"# {title}", id="title"))  # type: ignore[no-untyped-call]
    book.metadata["title"] = title
    book.metadata["loading"] = say("page_of.loading", lang)
    text = nbformat.writes(book)  # type: ignore[no-untyped-call]
    return write_text_aside(notebooks / target, text + "\n")


def lab_command(index: Path) -> list[str]:
    """The command that opens JupyterLab on a notebook."""
    open_in_browser = "--LabApp.expose_app_in_browser=True"
    return [sys.executable, "-m", "jupyterlab", str(index), open_in_browser]


def page_command(page: Path) -> list[str]:
    """The command that opens a notebook as a page: for this machine alone, with a token.

    Raises TextkitError where Voilà is not installed.
    """
    if find_spec("voila") is None:
        raise TextkitError("lab.no-voila")
    # No file of the folder, where drafts lie, is served.
    served = "--VoilaConfiguration.file_allowlist=$^"
    settings = ("--template=textkit", "--token", "--Voila.ip=127.0.0.1", served)
    return [sys.executable, "-m", "voila", str(page), *settings]


def environment(lang: Lang) -> Mapping[str, str]:
    """What the programs that open notebooks need: where the page's template lies, and Vietnamese
    menus where the language pack is installed. What users set in JupyterLab goes before.
    """
    folder = data.path("jupyter")
    added = {"JUPYTER_PATH": folder}
    if lang == "vi" and find_spec("jupyterlab_language_pack_vi_VN") is not None:
        added["JUPYTER_CONFIG_PATH"] = folder / "config"
    return {
        name: os.pathsep.join(filter(None, (os.environ.get(name), str(path))))
        for name, path in added.items()
    }
