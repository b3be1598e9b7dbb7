"""The notebooks of the package, copied to a folder of the user's."""

from __future__ import annotations

import shutil
from pathlib import Path

from textkit import data
from textkit.data.messages import TextkitError
from textkit.storing.outputs import written_aside

INDEX = "00-muc-luc.ipynb"


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
