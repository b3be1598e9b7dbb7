"""The tables of a notebook, which sort and filter by a click and stay plain tables where nothing
runs.
"""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from gzip import compress
from pathlib import Path
from typing import TYPE_CHECKING

from textkit import data
from textkit.data.messages import Lang, TextkitError, number, say
from textkit.presenting.results import Corpus
from textkit.presenting.tables import render_table

if TYPE_CHECKING:
    import pandas as pd

_ROWS = 500


def notebook(*, lang: Lang = "vi") -> None:
    """Makes every DataFrame of the notebook sort by a click on a head, filter by what is typed, and
    turn pages.

    Nothing comes from the network. Each table is stored as a plain one, whole up to 500 rows, so
    that it reads the same on GitHub, in print or unrun; of a longer table the first 500 are shown,
    sorted and searched, which is told below it.
    Example: `tk.notebook(lang="en")`. Raises TextkitError outside of a notebook.
    """
    import pandas as pd
    from IPython.core.getipython import get_ipython
    from IPython.display import HTML, display

    if (shell := get_ipython()) is None:
        raise TextkitError("lab.no-notebook")
    display(HTML(_script(lang)))  # type: ignore[no-untyped-call]
    formatter = shell.display_formatter.formatters["text/html"]  # type: ignore[union-attr]
    formatter.for_type(pd.DataFrame, partial(shown_table, lang=lang))
    formatter.for_type(Corpus, partial(Corpus._repr_html_, lang=lang))


def shown_table(table: pd.DataFrame, *, lang: Lang = "vi") -> str:
    """A table as a notebook stores it: HTML without a script, at most 500 rows, and how many there
    are if more.
    """
    html = render_table(table[:_ROWS], classes="textkit-table").replace(
        "<table", f'<table data-lang="{lang}"', 1
    )
    counts = {"shown": number(_ROWS, lang, 0), "rows": number(len(table), lang, 0)}
    return html if len(table) <= _ROWS else f"{html}<p>{say('page.cut', lang, **counts)}</p>"


def _script(lang: Lang) -> str:
    """DataTables, packed, and what puts it to work on the page, once."""
    import itables.options

    code = Path(itables.options.dt_bundle)
    packed = {
        name: b64encode(compress(code.with_suffix(f".{name}").read_bytes(), mtime=0)).decode()
        for name in ("js", "css")
    }
    return data.template("tables.html.j2").render(
        packed=packed, lang=lang, t=partial(say, lang=lang)
    )
