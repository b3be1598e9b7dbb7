"""Tables written to CSV, with cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = re.compile(r"[=+\-@\t\r]")


def safe_cell(value: Any) -> Any:
    """A cell that Excel shows as it is: text that would begin a formula gets an apostrophe in front.

    >>> safe_cell("=1+1"), safe_cell("- Như trên"), safe_cell("Nghị quyết"), safe_cell(-5)
    ("'=1+1", "'- Như trên", 'Nghị quyết', -5)
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def write_csv(table: pd.DataFrame, path: str | Path, *, new: bool = False) -> Path:
    """Writes a table as CSV in UTF-8 with the mark Excel needs, and returns its path.

    Raises FileExistsError with `new` where the file is there already: then nothing is written.
    """
    safe = table.map(safe_cell)
    with Path(path).open("x" if new else "w", encoding="utf-8-sig", newline="") as file:
        safe.to_csv(file, index=False, lineterminator="\n")
    return Path(path)
