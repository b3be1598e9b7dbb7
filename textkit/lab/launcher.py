"""The notebooks of the package, copied to a folder of the user's."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

from textkit.data.messages import TextkitError

INDEX = "00-muc-luc.ipynb"


def copy_notebooks(folder: str | Path) -> Path:
    """Copies the notebooks and the sample corpus they read into a folder; the path of the index
    comes out.

    What is there already stays as it is, edited or not: a file is never overwritten.

    Raises TextkitError where the installed package holds no notebooks, OSError where the folder
    cannot be written.
    """
    for name in ("notebooks", "corpus"):
        for source in sorted(_carried(name).rglob("*")):
            target = Path(folder) / name / source.relative_to(_carried(name))
            if (
                source.is_file()
                and ".ipynb_checkpoints" not in source.parts
                and not target.exists()
            ):
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
    return Path(folder) / "notebooks" / INDEX


def _carried(name: str) -> Path:
    """A folder that the wheel carries inside the package, and a checkout beside it."""
    package = Path(str(files("textkit")))
    for place in (package / name, package.parent / name):
        if place.is_dir():
            return place
    raise TextkitError("lab.not-carried", folder=name)
