"""Thin commands over the rooms: progress, printing, exit codes; no analysis."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from textkit.data.messages import Lang, TextkitError, known_language, number, say, say_error
from textkit.vietnamese.dates import written_date

if TYPE_CHECKING:
    import pandas as pd

    from textkit.presenting.findings import Findings
    from textkit.presenting.results import Comparison, Corpus, Shown

app = typer.Typer(
    help="Reads Vietnamese policy documents and compares what terms of office promised.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Folder = Annotated[
    Path, typer.Argument(help="A folder of documents, with or without metadata.csv.")
]
Json = Annotated[
    str | None, typer.Option("--json", help="Write JSON to this file; - is standard output.")
]
Html = Annotated[
    Path | None, typer.Option("--html", help="Write a self-contained page to this file.")
]
Language = Annotated[
    Lang,
    typer.Option(
        "--lang",
        parser=known_language,
        metavar="<str>",
        help="Language of what is printed: vi or en.",
    ),
]
Copies = Annotated[bool, typer.Option("--duplicates", help="Count copies of a document too.")]
Place = Annotated[
    Path | None, typer.Option("--store", help="The file that keeps what was read and found.")
]
_TYPICAL, _THREADS = 12, 25


@app.command()
def build(
    corpus: Folder,
    report: Annotated[
        Path | None,
        typer.Option(help="Write a row a file to this CSV: how it was read, what is missing."),
    ] = None,
    write_metadata: Annotated[
        bool, typer.Option(help="Write metadata.csv into the folder, to correct; never over one.")
    ] = False,
    duplicates: Copies = False,
    jobs: Annotated[
        int, typer.Option(help="How many processes read and annotate; -1 takes every processor.")
    ] = 1,
    store: Place = None,
    lang: Language = "vi",
) -> None:
    """Read, annotate and store what is new or changed; say how each file was read, mended and left
    out.
    """
    from textkit.presenting.tables import write_csv
    from textkit.storing.intake import intake, metadata

    opened = _open(corpus, store, lang, duplicates, jobs)
    table = intake(opened)
    _print_intake(table, lang)
    if report is not None:
        _told(write_csv(table, _checked(report)), lang)
    if write_metadata:
        path = next(
            (
                path
                for name in ("metadata.csv", "metadata-new.csv")
                if not (path := corpus / name).exists()
            ),
            None,
        )
        if path is None:
            raise TextkitError("command.two-metadata", path=corpus)
        _told(write_csv(metadata(opened), path, new=True), lang)


@app.command()
def compare(
    corpus: Folder,
    by: Annotated[
        str, typer.Option(help="What makes the groups: period, term, kind, issuer or year.")
    ] = "period",
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
    store: Place = None,
    seed: Annotated[int, typer.Option(help="Seed of the intervals' draws.")] = 0,
    themes: Annotated[
        Path | None, typer.Option(help="A TOML file of themes in place of textkit's own.")
    ] = None,
    lang: Language = "vi",
) -> None:
    """Compare terms of office: themes, typical words, recurring commitments. The main job."""
    from textkit.presenting.results import compare_terms

    opened = _open(corpus, store, lang, duplicates)
    comparison = compare_terms(opened, by=by, seed=seed, themes=themes, lang=lang)
    _deliver(comparison, lambda _: _print_comparison(comparison, opened), html, json)
    if tables is not None:
        _told(comparison.write_tables(_checked(tables)), lang)
    if figures is not None:
        comparison.write_figures(_checked(figures))
        _told(figures, lang)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="One document: Word, PDF, a web page or text.")],
    json: Json = None,
    html: Html = None,
    lang: Language = "vi",
) -> None:
    """Show one document: its facts, structure, citations, targets and commitments."""
    from textkit.presenting.results import show as show_document

    _deliver(show_document(file, lang=lang), lambda found: _print_shown(found, lang), html, json)


@app.command()
def kwic(
    corpus: Folder,
    query: Annotated[
        str,
        typer.Argument(help="A word or phrase in any spelling; * and ?, đầu_tư, [VERB], /regex/."),
    ],
    window: Annotated[int, typer.Option(help="Words on either side.")] = 8,
    most: Annotated[int, typer.Option(help="Lines printed at the most; 0 prints all.")] = 50,
    sort: Annotated[
        str | None, typer.Option(help="Sort by the words on this side: left or right.")
    ] = None,
    accents: Annotated[bool, typer.Option(help="Whether the letters' marks count.")] = True,
    json: Json = None,
    store: Place = None,
    lang: Language = "vi",
) -> None:
    """Keyword in context: every place where a word or phrase stands."""
    from textkit.counting.concordance import kwic as lines_of

    limit = (most or None) if json is None else None
    lines = lines_of(
        _open(corpus, store, lang),
        query,
        window=window,
        accents=accents,
        sort=sort,  # type: ignore[arg-type]
        limit=limit,
    )
    if json is not None:
        _write_json({"query": query, "lines": lines.to_dict("records")}, json, lang)
    if json == "-":
        return
    if lines.empty:
        _print(say("cli.nothing", lang, query=query))
        return
    shown = lines.head(most) if most else lines
    table = _grid("", "", "", "")
    table.columns[1].justify = "right"
    for line in shown.itertuples():
        table.add_row(line.doc_id, line.left, f"[bold]{escape(line.match)}[/bold]", line.right)
    _print(table)
    _print(say("cli.found", lang, shown=len(shown), all=lines.attrs["matches"]))


@app.command()
def evaluate(
    gold: Annotated[
        Path, typer.Argument(help="A folder of labels, or a CSV file of labelled sentences.")
    ] = Path("tests/labels"),
    documents: Annotated[Path, typer.Option(help="The folder of the labelled documents.")] = Path(
        "../shared/real"
    ),
    part: Annotated[
        str | None, typer.Option(help="Only the labels of this part, such as dev or test.")
    ] = None,
    doubts: Annotated[
        bool, typer.Option("--doubts", help="Count the labels marked as doubtful, too.")
    ] = False,
    misses: Annotated[Path | None, typer.Option(help="Write a row a miss to this CSV.")] = None,
    json: Json = None,
    lang: Language = "vi",
) -> None:
    """Precision, recall and F1 of the finders on labelled cases, with 95 % intervals."""
    from textkit.finding.evaluation import evaluate as measured
    from textkit.presenting.tables import write_csv

    found = measured(gold, documents, part=part, doubts=doubts)
    for path, reason in found.skipped:
        typer.echo(say("cli.skipped", lang, path=path, reason=reason.say(lang)), err=True)
    if json is not None:
        scores = found.scores.astype(object).where(found.scores.notna(), None)
        _write_json(
            {"scores": scores.to_dict("records"), "misses": found.misses.to_dict("records")},
            json,
            lang,
        )
    if json != "-":
        _print_scores(found.scores, lang)
    if misses is not None:
        _told(write_csv(found.misses, _checked(misses)), lang)


@app.command()
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
        str, typer.Option(help="The kinds of items, parted by commas; by default all.")
    ] = "",
    n: Annotated[int, typer.Option("--n", help="How many items of each kind, at most.")] = 6,
    seed: Annotated[
        int | None, typer.Option(help="Seed of the draws: the same one gives the same sheet.")
    ] = None,
    items: Annotated[
        Path | None,
        typer.Option(help="An edited items.csv to render; with --seed only its locked items stay."),
    ] = None,
    store: Place = None,
    lang: Language = "vi",
) -> None:
    """Write exercises with answers out of a corpus: Word, web pages, a notebook, a quiz, the table
    of items.
    """
    from textkit.teaching.handouts import write_handout as write

    opened, chosen = _open(corpus, store, lang), kinds.replace(",", " ").split()
    _told(
        write(opened, output, seed=seed, kinds=chosen, n=n, topic=topic, lang=lang, items=items),
        lang,
    )


def _print_scores(scores: pd.DataFrame, lang: Lang) -> None:
    heads = ("right", "found_n", "labelled", "precision", "recall")
    table = _grid("", "", *(say(f"cli.{key}", lang) for key in heads), "F1")
    for row in scores.astype(object).where(scores.notna(), None).to_dict("records"):
        shares = [
            _share(row["precision"], row["p_low"], row["p_high"], lang),
            _share(row["recall"], row["r_low"], row["r_high"], lang),
        ]
        best = number(row["f1"], lang, 3) if row["f1"] is not None else ""
        table.add_row(
            row["kind"],
            row["label"],
            *(str(row[key]) for key in ("right", "found", "labelled")),
            *shares,
            best,
        )
    _print(table)


def _share(share: float | None, low: float, high: float, lang: Lang) -> str:
    return (
        ""
        if share is None
        else f"{number(share, lang, 3)} ({number(low, lang, 2)}–{number(high, lang, 2)})"
    )


Named = Annotated[
    list[str] | None,
    typer.Option(help="A rule or a family of rules, such as figures; may be repeated."),
]


@app.command()
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
    select: Named = None,
    ignore: Named = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Findings known already: marked, not counted.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option(help="Write the findings to this baseline.")
    ] = None,
    since: Annotated[
        Path | None, typer.Option(help="An earlier version of the draft: tell what changed.")
    ] = None,
    carryover: Annotated[
        Path | None,
        typer.Option(
            help="Write every prior commitment with its fate to this .docx, .xlsx or .csv."
        ),
    ] = None,
    store: Place = None,
    lang: Language = "vi",
) -> None:
    """Check a draft, by itself and against prior documents. Exit code 1: an error or warning that
    is new.
    """
    from textkit.checking import draft as drafts
    from textkit.presenting.findings import check_draft

    if form not in ("text", "json", "html", "docx"):
        raise TextkitError("command.format", form=form)
    if form == "docx" and output is None:
        raise TextkitError("command.docx-needs-output")
    against = _open(corpus, store, lang) if corpus is not None else None
    found = check_draft(
        draft,
        against=against,
        select=select or (),
        ignore=ignore or (),
        baseline=baseline,
        since=since,
        lang=lang,
    )
    if carryover is not None:
        _write_carryover(draft, against, carryover, lang)
    if form == "docx":
        _told(found.to_docx(_checked(output)), lang)  # type: ignore[arg-type]
    elif form == "text" and output is None:
        _print(escape(found.to_text()))
    else:
        _put(_checked_text(found, form), output, lang)
    if write_baseline is not None:
        _told(drafts.write_baseline(found.found, _checked(write_baseline)), lang)
    if found.faulty:
        raise typer.Exit(1)


def _write_carryover(draft: Path, against: Corpus | None, path: Path, lang: Lang) -> None:
    from textkit.presenting.findings import carryover_table
    from textkit.presenting.tables import write_table

    if against is None:
        raise TextkitError("command.carryover-needs-corpus")
    table = carryover_table(draft, against, lang=lang)
    title = say(
        "carryover.title",
        lang,
        document=against.row(table.attrs["document"])["number"] or table.attrs["document"],
    )
    _told(write_table(table, _checked(path), title=title), lang)


def _checked_text(found: Findings, form: str) -> str:
    from textkit.presenting.results import dump

    if form == "json":
        return dump(found.to_json())
    return found.to_html() if form == "html" else found.to_text()


def _put(text: str, path: Path | None, lang: Lang) -> None:
    if path is None:
        sys.stdout.write(text + "\n")
    else:
        _checked(path).write_text(text + "\n", "utf-8")
        _told(path, lang)


@app.command()
def rules(lang: Language = "vi") -> None:
    """List every rule of `check`: its id, severity, message and an example."""
    from textkit.checking.draft import all_rules
    from textkit.presenting.findings import rule_messages

    table = _grid(
        *(say(f"check.{key}", lang) for key in ("rule", "severity", "message", "example"))
    )
    for rule in all_rules().values():
        example = escape(_short(rule.bad[0].text))
        table.add_row(
            rule.id,
            say(f"severity.{rule.severity}", lang),
            escape(rule_messages()[rule.id][lang]),
            example,
        )
    _print(table)


@app.command()
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
    lang: Language = "vi",
) -> None:
    """Copy the notebooks to a folder of yours and open JupyterLab on their index."""
    import os
    import subprocess

    from textkit.lab.launcher import copy_notebooks

    if corpus is not None and not corpus.exists():
        raise TextkitError("command.no-folder", path=corpus)
    index = copy_notebooks(folder)
    _told(index, lang)
    if not copy_only:
        chosen = {"TEXTKIT_CORPUS": str(corpus.resolve())} if corpus is not None else {}
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            str(index),
            "--LabApp.expose_app_in_browser=True",
        ]
        raise typer.Exit(subprocess.run(command, env=os.environ | chosen, check=False).returncode)


def _open(
    folder: Path, store: Path | None, lang: Lang, duplicates: bool = False, jobs: int = 1
) -> Corpus:
    from textkit.presenting.results import open_corpus

    opened = open_corpus(folder, store=store, duplicates=duplicates, jobs=jobs)
    for path, reason in opened.skipped:
        typer.echo(say("cli.skipped", lang, path=path, reason=reason.say(lang)), err=True)
    for item in opened.duplicates:
        typer.echo(say("cli.duplicate", lang, path=opened.shown(item.path), of=item.of), err=True)
    return opened


def _deliver(
    result: Comparison | Shown,
    show: Callable[[dict[str, Any]], None],
    html: Path | None,
    json: str | None,
) -> None:
    """Writes a result where it is asked for,
    and prints it unless standard output takes the JSON.
    """
    found = result.to_json()
    if json is not None:
        _write_json(found, json, result.lang)
    if json != "-":
        show(found)
    if html is not None:
        result.to_html(_checked(html))
        _told(html, result.lang)


def _print_intake(table: pd.DataFrame, lang: Lang) -> None:
    """The summary of a folder: files by how they were read, what was remarked, and which facts are
    missing.
    """
    read = table[table["status"] == "read"]
    heads = ("source", "count", "characters", "words_in", "mends")
    grid = _grid(*(say(f"cli.{key}", lang) for key in heads), title=say("cli.intake", lang))
    for source, group in [*read.groupby("source"), (say("cli.total", lang), read)]:
        sums = (int(group[name].sum()) for name in ("characters", "words", "mends"))
        grid.add_row(source, str(len(group)), *(number(total, lang, 0) for total in sums))
    _print(grid)
    missing = read["missing"].str.split().explode().value_counts()
    told = [f"{_fact(name, lang).lower()} {count}" for name, count in missing.items()]
    _print(say("cli.missing", lang, facts=", ".join(told) or say("cli.none", lang)))
    remarks = read.assign(remark=read["remarks"].str.split("; ")).explode("remark")
    for remark, group in remarks[remarks["remark"] != ""].groupby("remark"):
        kind, _, value = remark.partition(" ")
        said = say(f"remark.{kind}", lang, value=value)
        _print(
            escape(
                say(
                    "cli.remarked",
                    lang,
                    remark=said[:1].upper() + said[1:],
                    paths=", ".join(group["path"]),
                )
            )
        )
    counts = table["status"].value_counts()
    left_out = {"skipped": counts.get("skipped", 0), "duplicates": counts.get("duplicate", 0)}
    _print(say("cli.built", lang, documents=len(read), **left_out))


def _fact(name: str, lang: Lang) -> str:
    return say("page.doc_title" if name == "title" else f"page.{name}", lang)


def _print_comparison(comparison: Comparison, corpus: Corpus) -> None:
    from textkit.presenting import pages

    found, lang = comparison.found, comparison.lang
    heads = (f"by.{found.by}", "cli.count", "page.words", "cli.commitments")
    documents = _grid(*(say(key, lang) for key in heads), title=say("cli.documents", lang))
    count = corpus.documents.set_index("id")["words"]
    for group, ids in found.documents.items():
        promises = len(corpus.records("commitments", ids))
        documents.add_row(
            group, str(len(ids)), number(int(count[list(ids)].sum()), lang, 0), str(promises)
        )
    _print(documents)
    names = pages.theme_names(lang, comparison.corpus)
    themes = _grid(say("page.theme", lang), *found.groups, title=say("cli.themes", lang))
    for theme, rows in pages.theme_rows(found):
        said = [
            [
                *(number(100 * row[key], lang) for key in ("share", "low", "high")),
                "†" if row["few"] else "",
            ]
            for _, row in rows
        ]
        themes.add_row(
            names[theme], *(f"{share} ({low}–{high}){few}" for share, low, high, few in said)
        )
    _print(themes)
    _print("\n".join(map(escape, pages.certainty(found, lang))))
    _print_differences(comparison, names)
    _print_words_and_threads(comparison)
    if small := [group for group, ids in found.documents.items() if len(ids) < 5]:
        _print(say("cli.few", lang, groups=", ".join(small)))
    if found.ungrouped:
        _print(say("cli.ungrouped", lang, ids=", ".join(found.ungrouped)))


def _print_differences(comparison: Comparison, names: dict[str, str]) -> None:
    """The differences between neighbouring groups that are sure, in points."""
    found, lang = comparison.found, comparison.lang
    sure = found.differences[
        (found.differences["over"] == "commitments") & (found.differences["q"] < 0.05)
    ]
    _print(
        f"[bold]{say('cli.differences', lang)}[/bold]"
        + ("" if len(sure) else f"\n  {say('cli.no_difference', lang)}")
    )
    for row in sure.itertuples():
        points = [
            ("+" if value > 0 else "") + number(100 * value, lang)
            for value in (row.difference, row.low, row.high)
        ]
        _print(
            say(
                "cli.difference",
                lang,
                theme=names[row.theme],
                target=row.target,
                reference=row.reference,
                points=points[0],
                low=points[1],
                high=points[2],
                q=number(row.q, lang, 3),
                few="†" if row.few else "",
            )
        )


def _print_words_and_threads(comparison: Comparison) -> None:
    from textkit.presenting import pages

    found, lang = comparison.found, comparison.lang
    for group in found.groups:
        rows = pages.typical_words(found, group, _TYPICAL)
        words = ", ".join(
            f"{row['word']} ({number(row['log_ratio'], lang)}; {row['count_target']})"
            for row in rows
        )
        _print(
            f"[bold]{say('cli.keywords', lang, group=group)}[/bold]\n "
            f" {escape(words or say('cli.no_words', lang))}"
        )
    shown = found.threads[:_THREADS]
    _print(f"\n[bold]{say('cli.threads', lang, shown=len(shown), all=len(found.threads))}[/bold]")
    for thread in shown:
        label, status = escape(pages.label_of(thread, lang)), say(f"status.{thread.status}", lang)
        _print(f"• [bold]{label}[/bold] ({status})\n  {escape(pages.chain(thread, lang))}")


def _print_shown(found: dict[str, Any], lang: Lang) -> None:
    from textkit.presenting.pages import outline

    for key in ("kind", "number", "place", "date", "issuer", "title", "term", "signatory"):
        fact = found["document"][key] or say("show.missing", lang)
        _print(
            f"[bold]{_fact(key, lang)}:[/bold]"
            f" {escape(written_date(fact) if key == 'date' else fact)}"
        )
    for remark in found["document"]["remarks"]:
        _print(escape(say(f"remark.{remark['kind']}", lang, value=remark["value"])))
    if count := sum(mend["kind"] != "numbering" for mend in found["document"]["mends"]):
        _print(say("cli.mended", lang, count=count))
    _print(f"\n[bold]{say('show.structure', lang)}[/bold]")
    for head in outline(found):
        _print(
            f"  {'  ' * head['depth']}{escape(head['label'])}"
            f" {escape(' '.join((head['heading'] or '').split())[:110])}"
        )
    _print_findings(found, lang)


def _print_findings(found: dict[str, Any], lang: Lang) -> None:
    from textkit.presenting.pages import member_figure

    citations = _grid(
        *(say(f"page.{key}", lang) for key in ("number", "date", "issuer")), say("show.text", lang)
    )
    for row in found["citations"]:
        said = (row["number"], written_date(row["date"] or ""), row["issuer"])
        citations.add_row(*(escape(fact or "–") for fact in said), _short(row["text"]))
    targets = _grid(*(say(f"show.{key}", lang) for key in ("indicator", "value", "deadline")))
    for row in found["targets"]:
        value = member_figure({**row, "deadline": None}, lang)
        targets.add_row(
            _short(row["indicator_text"] or ""), value, written_date(row["deadline"] or "–")
        )
    commitments = _grid(
        *(say(f"show.{key}", lang) for key in ("type", "actor", "deadline", "text"))
    )
    for row in found["commitments"]:
        kind = say(f"type.{row['type']}", lang)
        commitments.add_row(
            kind,
            escape(row["actor"] or "–"),
            written_date(row["deadline"] or "–"),
            _short(row["text"]),
        )
    for key, table in (
        ("citations", citations),
        ("targets", targets),
        ("commitments", commitments),
    ):
        _print(f"\n[bold]{say(f'show.{key}', lang)}: {len(found[key])}[/bold]")
        if found[key]:
            _print(table)


def _grid(*heads: str, title: str | None = None) -> Table:
    return Table(
        *heads,
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE,
        show_header=any(heads),
    )


def _print(what: Any) -> None:
    """Prints to standard output: as wide as the terminal, or 120 columns into a file."""
    Console(width=None if sys.stdout.isatty() else 120, highlight=False, emoji=False).print(what)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return escape(line if len(line) <= 100 else line[:99] + "…")


def _write_json(found: dict[str, Any], where: str, lang: Lang) -> None:
    from textkit.presenting.results import dump

    if where == "-":
        sys.stdout.write(dump(found) + "\n")
    else:
        _checked(Path(where)).write_text(dump(found) + "\n", "utf-8")
        _told(where, lang)


def _told(path: str | Path, lang: Lang) -> None:
    typer.echo(say("cli.written", lang, path=path), err=True)


def _checked(path: Path) -> Path:
    if not path.parent.is_dir():
        raise TextkitError("command.no-folder-to-write", path=path, folder=path.parent)
    return path


def main() -> None:
    """Runs the command line: exit code 0 done, 2 bad arguments or unreadable input."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # Windows consoles have other defaults
    try:
        sys.exit(app())
    except (TextkitError, OSError) as error:
        failure, code = error, 2
    except KeyboardInterrupt:
        failure, code = TextkitError("command.interrupted"), 130
    asked = re.findall(r"\0--lang[=\0](\w*)", "\0".join(sys.argv))
    # An unknown language is reported in Vietnamese.
    lang: Lang = "en" if asked[-1:] == ["en"] else "vi"
    typer.echo(f"textkit: {say_error(failure, lang)}", err=True)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
