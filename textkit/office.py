"""The commands of an office: what is due, what is covered, what was reached, what was decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from textkit.data.messages import TextkitError

if TYPE_CHECKING:
    from textkit.presenting.reports import Report

Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write to this .html, .docx, .xlsx or .csv file."),
]

# A table of more rows is printed in part: the rest stands in what --output writes. Chosen by eye.
_MOST_PRINTED = 40


def check_output(output: Path | None) -> None:
    """Says what is wrong with the file to write before work is done in vain."""
    from textkit.presenting.reports import check_ending

    if output is not None:
        check_ending(writable(output))


def deliver_report(result: Any, printed: Report, output: Path | None, json: str | None) -> None:
    """Writes a result where that is asked for; prints it, of a written one only what was found."""
    from textkit.presenting import terminal

    if json is not None:
        write_json(result.to_json(), json, result.lang)
    if json != "-":
        terminal.write_report(printed.only_leads() if output else printed)
    if output is not None:
        terminal.report_written(result.write(output), result.lang)


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
    from textkit.presenting.decided import decided as find

    check_output(output)
    topic = query[0] if len(query) == 1 else query
    found = find(open_folder(corpus, store, lang), topic, accents=accents, lang=lang)
    deliver_report(found, found.report(), output, json)


@command
def align(
    resolution: Annotated[
        Path, typer.Argument(help="The resolution: Word, PDF, a web page or text.")
    ],
    programme: Annotated[
        list[Path],
        typer.Argument(help="The programme that carries it out; several files with its annexes."),
    ],
    output: Output = None,
    json: Json = None,
    lang: Language = "vi",
) -> None:
    """Hold a resolution against its programme: items with nothing near, targets that differ."""
    from textkit.presenting.alignments import align as align_documents

    check_output(output)
    coverage = align_documents(resolution, programme, lang=lang)
    deliver_report(coverage, coverage.report(), output, json)


@command
def scorecard(
    corpus: Folder,
    of: Annotated[
        str, typer.Option(help="The resolution whose targets are scored: its id or its number.")
    ],
    output: Output = None,
    json: Json = None,
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """What became of the targets of a resolution: promised, reached, by how much."""
    from textkit.presenting import scorecards

    check_output(output)
    card = scorecards.scorecard(open_folder(corpus, store, lang), of=of, lang=lang)
    deliver_report(card, card.report(), output, json)


@command
def opinions(
    draft: Annotated[Path, typer.Argument(help="The draft that was sent out, a Word file.")],
    copies: Annotated[
        list[Path], typer.Argument(help="The copies that came back: Word files, or their folder.")
    ],
    output: Output = None,
    office: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE=OFFICE",
            help="The office of a copy by its file name, such as so-tc=Finance; may be repeated.",
        ),
    ] = None,
    json: Json = None,
    lang: Language = "vi",
) -> None:
    """Consolidate what offices propose for a draft: comments and tracked changes by article."""
    from textkit.presenting.consolidated import opinions as consolidated

    check_output(output)
    offices = dict(_office(given) for given in office or ())
    found = consolidated(draft, copies, offices=offices, lang=lang)
    deliver_report(found, found.report(), output, json)


def _office(given: str) -> tuple[str, str]:
    """The file name and the office that an option gives."""
    name, equals, office = given.partition("=")
    if not (equals and name.strip() and office.strip()):
        raise TextkitError("copies.office", given=given)
    return name.strip(), office.strip()


@command
def tasks(
    corpus: Folder,
    due: Annotated[
        str | None,
        typer.Option(
            help="Only what falls due then: 2026, 2026-Q1, 2026-03, or from 2026-01-15..2026-03-31."
        ),
    ] = None,
    body: Annotated[
        str | None,
        typer.Option(help="Only what this body leads or helps with, in any spelling."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The day on which overdue tasks are counted: 2026-05-01.")
    ] = None,
    output: Output = None,
    progress: Annotated[
        Path | None,
        typer.Option(help="The follow-up book that was filled in; else the one at --output."),
    ] = None,
    json: Json = None,
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """List what is to be done: who leads, who helps, by when, and what is overdue."""
    from textkit.presenting.tasklists import tasks as listed

    check_output(output)
    book = progress
    if book is None and output is not None and output.suffix.lower() == ".xlsx":
        book = output if output.exists() else None
    opened = open_folder(corpus, store, lang)
    result = listed(opened, due=due, body=body, as_of=as_of, progress=book, lang=lang)
    deliver_report(result, result.brief(most=_MOST_PRINTED), output, json)


@command
def places(
    corpus: Folder,
    output: Output = None,
    json: Json = None,
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """The targets of provinces or communes side by side: figure and deadline of each place."""

    check_output(output)
    table = open_folder(corpus, store, lang).targets_by_place(lang=lang)
    deliver_report(table, table.report(), output, json)


@command
def export(
    corpus: Folder,
    folder: Annotated[
        Path,
        typer.Argument(help="The folder to write to; an earlier export in it is replaced."),
    ],
    format: Annotated[
        str,
        typer.Option(
            help="The format: parquet (a folder a table), conllu (words), quanteda (R), qdpx (QDA)."
        ),
    ] = "parquet",
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """Write a corpus as files for other tools: DuckDB, polars, Spark, R, MAXQDA, NVivo."""
    from textkit.presenting.export import export as write
    from textkit.presenting.terminal import report_written

    write(open_folder(corpus, store, lang), folder, format=format)
    report_written(folder, lang)
