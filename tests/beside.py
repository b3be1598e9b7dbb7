"""The folder of real documents and labelled cases beside the checkout, which a stranger does not
have.

Tests that need it say so with `needs_shared`, or draw their files with `files_of`; without the
folder they skip.
"""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
REAL = SHARED / "real"
GOLD = SHARED / "gold"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the folder ../shared of real documents is not here"
)


def files_of(folder: Path, pattern: str) -> list:
    """The files of a folder as the cases of a parametrized test; one case that skips where there is
    none.

    An empty list of cases is an error (`empty_parameter_set_mark`), since elsewhere it hides a
    mistake.
    """
    found = [pytest.param(path, id=path.stem[:40]) for path in sorted(folder.glob(pattern))]
    missing = pytest.mark.skip(reason=f"no {pattern} in ../shared")
    return found or [pytest.param(None, id="no-files", marks=missing)]
