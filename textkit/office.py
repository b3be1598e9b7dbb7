"""The commands of an office: what is due, what is covered, what was reached, what was decided."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textkit.commands import (
    Folder,
    Json,
    Language,
    StoreFile,
    command,
    open_folder,
    writable,
    write_json,
)

Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write to this .html, .docx, .xlsx or .csv file."),
]


@command
def decided(
    corpus: Folder,
    query: Annotated[
        list[str],
        typer.Argument(help="The topic: words or queries as in kwic, or the name of a theme."),
    ],
    output: Output = None,
    accents: Annotated[bool, typer.Option(help="Whether the letters' marks count.")] = True,
    json: Json = None,
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """What was decided on a topic, by date: figures, deadlines, bodies, what became of it."""
    from textkit.presenting import terminal
    from textkit.presenting.decided import decided as find

    if output is not None:
        writable(output)
    topic = query[0] if len(query) == 1 else query
    found = find(open_folder(corpus, store, lang), topic, accents=accents, lang=lang)
    if json is not None:
        write_json(found.to_json(), json, lang)
    if json != "-":
        terminal.write_report(found.report())
    if output is not None:
        terminal.report_written(found.write(output), lang)
