"""Thin commands over the library: arguments, progress, exit codes; no analysis and no tables."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from textkit.commands import (
    BAD_INPUT,
    Copies,
    Folder,
    Html,
    Json,
    Language,
    Rules,
    StoreFile,
    app,
    command,
    deliver,
    open_folder,
    writable,
    write_json,
)
from textkit.data.messages import Lang, TextkitError, say
from textkit.usage import run

if TYPE_CHECKING:
    from textkit.presenting.findings import Findings
    from textkit.presenting.results import Corpus

# The exit code of a program that a signal ended is this and the signal's number.
_KILLED_BY = 128

# Words on either side of a keyword, where nothing else is asked for.
_WINDOW = 8


@command
def build(
    corpus: Folder,
    report: Annotated[
        Path | None,
        typer.Option(
            help="Write one row per file to this CSV: how it was read, where each fact comes from."
        ),
    ] = None,
    write_metadata: Annotated[
        bool, typer.Option(help="Write metadata.csv into the folder, to correct; never over one.")
    ] = False,
    heads: Annotated[
        Path | None,
        typer.Option(
            help="Write a page of all heads and facts, to skim and correct; it makes metadata.csv."
        ),
    ] = None,
    duplicates: Copies = False,
    jobs: Annotated[
        int, typer.Option(help="How many processes read and annotate; -1 takes every processor.")
    ] = 1,
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """Read, annotate and store what is new or changed, and say what became of each file."""
    from textkit.presenting import terminal
    from textkit.presenting.results import open_corpus
    from textkit.presenting.tables import write_csv
    from textkit.storing.intake import intake, metadata

    opened = open_corpus(corpus, store=store, duplicates=duplicates, jobs=jobs)
    table = intake(opened)
    terminal.write_intake(table, lang)
    terminal.report_stray_corrections(opened, lang)
    if report is not None:
        terminal.report_written(write_csv(table, writable(report)), lang)
    if heads is not None:
        from textkit.presenting.heads import render_heads
        from textkit.storing.outputs import write_text_aside

        write_text_aside(writable(heads), render_heads(opened, lang=lang))
        terminal.report_written(heads, lang)
    if write_metadata:
        path = _free_metadata_path(opened.folder)
        terminal.report_written(write_csv(metadata(opened), path, new=True), lang)


def _free_metadata_path(folder: Path) -> Path:
    """Where the table of facts is written: never over one that is there."""
    for name in ("metadata.csv", "metadata-new.csv"):
        if not (folder / name).exists():
            return folder / name
    raise TextkitError("command.two-metadata", path=folder)


@command
def compare(
    corpus: Folder,
    by: Annotated[
        str,
        typer.Option(
            help="What makes the groups: period, term, kind, issuer, year, or a column of yours."
        ),
    ] = "period",
    level: Annotated[
        str | None, typer.Option(help="Only documents of this level: central or local.")
    ] = None,
    html: Html = None,
    json: Json = None,
    tables: Annotated[
        Path | None,
        typer.Option(help="Write every table to this .xlsx file, or as CSV into this folder."),
    ] = None,
    figures: Annotated[
        Path | None, typer.Option(help="Write the figures into this folder as SVG, PNG and PDF.")
    ] = None,
    duplicates: Copies = False,
    store: StoreFile = None,
    seed: Annotated[int, typer.Option(help="Seed of the random arrangements of documents.")] = 0,
    themes: Annotated[
        Path | None, typer.Option(help="A TOML file of themes in place of textkit's own.")
    ] = None,
    merge_provinces: Annotated[
        bool,
        typer.Option(help="Whether provinces that became one on 1 July 2025 are compared as one."),
    ] = True,
    lang: Language = "vi",
) -> None:
    """Compare terms of office: themes, typical words, recurring commitments. The main job."""
    from textkit.presenting import terminal
    from textkit.presenting.results import compare_terms

    opened = open_folder(corpus, store, lang, duplicates=duplicates)
    comparison = compare_terms(
        opened,
        by=by,
        level=level,
        seed=seed,
        themes=themes,
        merge_provinces=merge_provinces,
        lang=lang,
    )
    if json != "-":
        terminal.write_comparison(comparison, opened)
    deliver(comparison, html, json)
    if tables is not None:
        terminal.report_written(comparison.write_tables(writable(tables)), lang)
    if figures is not None:
        comparison.write_figures(writable(figures))
        terminal.report_written(figures, lang)


@command
def show(
    file: Annotated[Path, typer.Argument(help="One document: Word, PDF, a web page or text.")],
    page: Annotated[
        Path | None,
        typer.Option(help="Write a page for leaders, one side of A4, to this .docx or .html file."),
    ] = None,
    corpus: Annotated[
        Path | None,
        typer.Option(help="With --page: the folder that has the document before it."),
    ] = None,
    json: Json = None,
    html: Html = None,
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """Show one document: its facts, structure, citations, targets and commitments."""
    from textkit.presenting import terminal
    from textkit.presenting.shown import show as show_document

    if page is not None:
        from textkit.presenting.summaries import write_page

        prior = None if corpus is None else open_folder(corpus, store, lang)
        terminal.report_written(write_page(file, writable(page), against=prior, lang=lang), lang)
        return
    shown = show_document(file, lang=lang)
    if json != "-":
        terminal.write_document(shown.to_json(), lang)
    deliver(shown, html, json)


@command
def kwic(
    corpus: Folder,
    query: Annotated[
        str,
        typer.Argument(help="A word or phrase in any spelling; * and ?, đầu_tư, [VERB], /regex/."),
    ],
    window: Annotated[int, typer.Option(help="Words on either side.")] = _WINDOW,
    most: Annotated[int, typer.Option(help="Lines printed at the most; 0 prints all.")] = 50,
    sort: Annotated[
        str | None, typer.Option(help="Sort by the words on this side: left or right.")
    ] = None,
    accents: Annotated[bool, typer.Option(help="Whether the letters' marks count.")] = True,
    meaning: Annotated[
        bool,
        typer.Option(
            "--meaning",
            help="Find what means the same in other words; needs textkit[meaning] (Linux, macOS).",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Write to this .html, .docx, .xlsx or .csv; with --meaning only."
        ),
    ] = None,
    json: Json = None,
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """Keyword in context: every place where a word or phrase stands."""
    from textkit.counting.concordance import kwic as concordance
    from textkit.presenting import terminal
    from textkit.presenting.similar import similar

    if meaning:
        by_words = {"--window": window != _WINDOW, "--sort": sort, "--no-accents": not accents}
        _refuse([option for option, is_given in by_words.items() if is_given])
        office.check_output(output)
        found = similar(open_folder(corpus, store, lang), query, limit=most or None, lang=lang)
        office.deliver_report(found, found.report(), output, json)
        return
    if output is not None:
        raise TextkitError("meaning.output")
    lines = concordance(
        open_folder(corpus, store, lang),
        query,
        window=window,
        accents=accents,
        sort=sort,  # type: ignore[arg-type]  # any string is checked there
        limit=(most or None) if json is None else None,
    )
    if json is not None:
        write_json({"query": query, "lines": lines.to_dict("records")}, json, lang)
    if json != "-":
        terminal.write_concordance(lines, query, lang, most=most)


def _refuse(options: list[str]) -> None:
    """Raises TextkitError for options that go by words, where meaning is asked for."""
    if options:
        raise TextkitError("meaning.option", option=options[0])


@command
def evaluate(
    gold: Annotated[
        Path | None,
        typer.Argument(
            help="A folder of labels, or a CSV file of labelled sentences; in a checkout its own."
        ),
    ] = None,
    documents: Annotated[
        Path | None, typer.Option(help="The folder of the labelled documents.")
    ] = None,
    part: Annotated[
        str | None, typer.Option(help="Only the labels of this part, such as dev or test.")
    ] = None,
    doubts: Annotated[
        bool, typer.Option("--doubts", help="Count the labels marked as doubtful, too.")
    ] = False,
    misses: Annotated[Path | None, typer.Option(help="Write one row per miss to this CSV.")] = None,
    json: Json = None,
    lang: Language = "vi",
) -> None:
    """Precision, recall and F1 of the finders on labelled cases, with 95 % intervals."""
    from textkit.finding.evaluation import evaluate as measure
    from textkit.presenting import terminal
    from textkit.presenting.tables import write_csv

    evaluation = measure(*_labelled(gold, documents), part=part, doubts=doubts)
    terminal.report_skipped(evaluation.skipped, lang)
    if json is not None:
        known = evaluation.scores.astype(object).where(evaluation.scores.notna(), None)
        tables = {"scores": known, "misses": evaluation.misses}
        rows = {name: table.to_dict("records") for name, table in tables.items()}
        write_json(rows, json, lang)
    if json != "-":
        terminal.write_scores(evaluation.scores, lang)
    if misses is not None:
        terminal.report_written(write_csv(evaluation.misses, writable(misses)), lang)


def _labelled(gold: Path | None, documents: Path | None) -> tuple[Path, Path]:
    """Labels and documents as given; in a checkout its own labels and the documents beside it."""
    labels, folder = gold or Path("tests/labels"), documents or Path("../shared/real")
    if gold is None and not labels.is_dir():
        raise TextkitError("label.not-given")
    if documents is None and labels.is_dir() and not folder.is_dir():
        raise TextkitError("label.no-documents", path=labels)
    return labels, folder


@command
def handout(
    corpus: Folder,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            help="The folder that gets the sheets, the quiz and the table of items.",
        ),
    ],
    topic: Annotated[
        str, typer.Option(help="A word that each item must hold, or the theme it must be about.")
    ] = "",
    kinds: Annotated[
        str, typer.Option(help="The kinds of items, separated by commas; by default all.")
    ] = "",
    n: Annotated[int, typer.Option("--n", help="How many items of each kind, at most.")] = 6,
    seed: Annotated[
        int | None, typer.Option(help="Seed of the draws: the same one gives the same sheet.")
    ] = None,
    items: Annotated[
        Path | None,
        typer.Option(help="An edited items.csv to render; with --seed only its locked items stay."),
    ] = None,
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """Write exercises with answers out of a corpus: Word, web pages, a notebook, a quiz."""
    from textkit.presenting.terminal import report_written
    from textkit.teaching.handouts import write_handout

    written = write_handout(
        open_folder(corpus, store, lang),
        output,
        seed=seed,
        kinds=kinds.replace(",", " ").split(),
        n=n,
        topic=topic,
        lang=lang,
        items=items,
    )
    report_written(written, lang)


@command
def check(
    draft: Annotated[Path, typer.Argument(help="The draft: Word, PDF, a web page or text.")],
    corpus: Annotated[
        Path | None, typer.Option(help="The folder of prior documents, or its store file.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="text, json, html or docx (the draft with comments).")
    ] = "text",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write to this file.")
    ] = None,
    select: Rules = None,
    ignore: Rules = None,
    only: Annotated[
        str,
        typer.Option(
            help="What is shown and decides the exit code: errors, warnings (and errors) or all."
        ),
    ] = "all",
    baseline: Annotated[
        Path | None, typer.Option(help="Findings known already: marked, not counted.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option(help="Write the findings to this baseline.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option(help="An earlier version of the draft: report what changed.")
    ] = None,
    carryover: Annotated[
        Path | None,
        typer.Option(
            help="Write every prior commitment with its fate to this .docx, .xlsx or .csv."
        ),
    ] = None,
    of: Annotated[
        Path | None,
        typer.Option(
            help="What the draft follows, such as a programme's resolution; for --carryover."
        ),
    ] = None,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help="With --format docx: sure slips are mended as tracked changes."
        ),
    ] = False,
    store: StoreFile = None,
    lang: Language = "vi",
) -> None:
    """Check a draft, by itself and against prior documents.

    Exit code 1: an error or warning that is new.
    """
    from textkit.checking.draft import write_baseline as keep_findings
    from textkit.presenting.findings import check_draft
    from textkit.presenting.terminal import report_written

    if form not in ("text", "json", "html", "docx"):
        raise TextkitError("command.format", form=form)
    if form == "docx" and output is None:
        raise TextkitError("command.docx-needs-output")
    if suggest and form != "docx":
        raise TextkitError("command.suggest-needs-docx")
    prior = None if corpus is None else open_folder(corpus, store, lang)
    findings = check_draft(
        draft,
        against=prior,
        select=select or (),
        ignore=ignore or (),
        baseline=baseline,
        since=since,
        lang=lang,
    ).only(only)
    if carryover is not None:
        _write_carryover(draft, prior, of, carryover, lang)
    if form == "docx":
        assert output is not None
        report_written(findings.to_docx(writable(output), suggest=suggest), lang)
    else:
        _deliver_findings(findings, form, output, lang)
    if write_baseline is not None:
        report_written(keep_findings(findings.found, writable(write_baseline)), lang)
    if findings.faulty:
        raise typer.Exit(1)


def _write_carryover(
    draft: Path, prior: Corpus | None, of: Path | None, path: Path, lang: Lang
) -> None:
    """Writes what became of each commitment of the document that the draft follows."""
    from textkit.presenting.findings import carryover_table
    from textkit.presenting.tables import write_table
    from textkit.presenting.terminal import report_written

    if prior is None and of is None:
        raise TextkitError("command.carryover-needs-corpus")
    table = carryover_table(draft, prior, of=of, lang=lang)
    number = table.attrs["number"] or table.attrs["document"]
    title = say("carryover.title", lang, document=number)
    report_written(write_table(table, writable(path), title=title), lang)


def _deliver_findings(findings: Findings, form: str, output: Path | None, lang: Lang) -> None:
    """Writes the findings of a check in the form asked for; without a file, to standard output."""
    from textkit.presenting import terminal
    from textkit.storing.outputs import dump, write_text_aside

    if form == "text" and output is None:
        terminal.write(findings.to_text())
        return
    if form == "json":
        text = dump(findings.to_json())
    else:
        text = findings.to_html() if form == "html" else findings.to_text()
    if output is None:
        sys.stdout.write(text + "\n")
    else:
        write_text_aside(writable(output), text + "\n")
        terminal.report_written(output, lang)


@command
def rules(lang: Language = "vi") -> None:
    """List every rule of `check`: its id, severity, message and an example."""
    from textkit.checking.draft import all_rules
    from textkit.presenting.rulings import rule_messages
    from textkit.presenting.terminal import write_rules

    write_rules(all_rules().values(), rule_messages(), lang)


@command
def lab(
    corpus: Annotated[
        Path | None,
        typer.Argument(help="The folder that the index notebook opens; by default the sample."),
    ] = None,
    folder: Annotated[
        Path, typer.Option(help="Where the notebooks are copied to; what is there stays.")
    ] = Path("textkit-lab"),
    copy_only: Annotated[
        bool, typer.Option("--copy-only", help="Copy the notebooks; do not open JupyterLab.")
    ] = False,
    page: Annotated[
        str | None,
        typer.Option(help="Open one notebook as a page without code: check, for one draft."),
    ] = None,
    shortcut: Annotated[
        bool,
        typer.Option("--shortcut", help="On Windows, write files to double-click; open none."),
    ] = False,
    lang: Language = "vi",
) -> None:
    """Copy the notebooks to a folder of yours and open JupyterLab on their index."""
    from textkit.lab import launcher
    from textkit.presenting.terminal import report_written

    if corpus is not None and not corpus.exists():
        raise TextkitError("command.no-folder", path=corpus)
    if shortcut:
        from textkit.lab.shortcuts import places_on_windows, write_shortcuts

        for path in write_shortcuts(*places_on_windows(), folder=folder, corpus=corpus, lang=lang):
            report_written(path, lang)
        return
    opened = launcher.copy_notebooks(folder)
    if page is not None:
        opened = launcher.write_page(opened.parent, page, lang=lang)
    report_written(opened, lang)
    if copy_only:
        return
    arguments = launcher.page_command(opened) if page else launcher.lab_command(opened)
    variables = os.environ | launcher.environment(lang)
    if corpus is not None:
        variables |= {"TEXTKIT_CORPUS": str(corpus.resolve())}
    raise typer.Exit(subprocess.run(arguments, env=variables, check=False).returncode)


# Importing the module of the office's commands adds them to the app: here, so that the list of
# commands begins with the main job.
from textkit import office  # noqa: E402


def _stop(number: int, _: object) -> None:
    """Ends as Ctrl-C does, through every block that cleans up behind it."""
    raise SystemExit(_KILLED_BY + number)


def main() -> None:
    """Runs the command line: exit code 0 done, 1 findings of a check, 2 bad input."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # Windows consoles have other defaults
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    try:
        code = run(app, sys.argv[1:])
    except TextkitError as error:  # an unknown language: it is reported in the default one
        from textkit.presenting.terminal import report_error

        report_error(error, "vi")
        raise SystemExit(BAD_INPUT) from None
    raise SystemExit(code)


if __name__ == "__main__":
    main()
