"""The tables of a notebook sort and filter by a click; where nothing runs they are plain tables."""

from __future__ import annotations

import os
from base64 import b64encode
from functools import partial
from gzip import compress
from pathlib import Path
from typing import TYPE_CHECKING

from textkit import data
from textkit.data.messages import Lang, TextkitError, number, say
from textkit.presenting.results import Corpus, open_corpus
from textkit.presenting.tables import render_table
from textkit.reading.readers import METADATA

if TYPE_CHECKING:
    import pandas as pd

# What names the folder that `textkit lab FOLDER` was given.
_CHOSEN = "TEXTKIT_CORPUS"

# A longer table is cut in a notebook: as text in the file it would make it slow to open. Chosen by
# eye; not measured.
_MOST_ROWS = 500


def notebook(*, lang: Lang = "vi") -> None:
    """Makes every DataFrame of the notebook sort by a click on a head, filter and turn pages.

    Nothing comes from the network. Each table is stored as a plain one, whole up to 500 rows, so
    that it reads the same on GitHub, in print or unrun; of a longer table the first 500 are shown,
    sorted and searched, and a line below it says so.
    Example: `tk.notebook(lang="en")`. Raises TextkitError outside of a notebook.
    """
    import pandas as pd
    from IPython.core.getipython import get_ipython
    from IPython.display import HTML, display

    shell = get_ipython()
    if shell is None:
        raise TextkitError("lab.no-notebook")
    display(HTML(_script(lang)))  # type: ignore[no-untyped-call]
    formatter = shell.display_formatter.formatters["text/html"]  # type: ignore[union-attr]
    formatter.for_type(pd.DataFrame, partial(shown_table, lang=lang))
    formatter.for_type(Corpus, partial(Corpus._repr_html_, lang=lang))


def chosen_corpus(*, progress: bool = False) -> Corpus:
    """The corpus of a notebook: the folder given to `textkit lab`, else the sample.

    The folder is the one that the environment variable TEXTKIT_CORPUS names. Without it the corpus
    is `../corpus`, the copy of the sample beside the notebooks, or the sample of the installed
    package. `progress` shows how the reading goes on.
    Example: `tk.chosen_corpus()` Raises TextkitError where the folder is missing or empty.
    """
    chosen = os.environ.get(_CHOSEN)
    if not chosen:
        beside = Path("..", "corpus")
        chosen = str(beside) if (beside / METADATA).is_file() else "sample"
    return open_corpus(chosen, progress=progress)


def shown_table(table: pd.DataFrame, *, lang: Lang = "vi") -> str:
    """A table as a notebook stores it: HTML without a script, at most 500 rows.

    Where there are more, a line below says how many.
    """
    html = render_table(table[:_MOST_ROWS], classes="textkit-table", lang=lang)
    if len(table) <= _MOST_ROWS:
        return html
    shown, rows = number(_MOST_ROWS, lang, 0), number(len(table), lang, 0)
    return f"{html}<p>{say('page.cut', lang, shown=shown, rows=rows)}</p>"


def _script(lang: Lang) -> str:
    """DataTables, packed, and what puts it to work on the page, once."""
    import itables.options

    code = Path(itables.options.dt_bundle)
    packed = {}
    for name in ("js", "css"):
        source = code.with_suffix(f".{name}").read_bytes()
        packed[name] = b64encode(compress(source, mtime=0)).decode()
    words = partial(say, lang=lang)
    return data.template("tables.html.j2").render(packed=packed, lang=lang, t=words)
