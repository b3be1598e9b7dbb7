"""Thin commands over the rooms: progress, printing, exit codes; no analysis."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from textkit.reading.document import TextkitError

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from textkit.presenting.results import Comparison, Corpus

app = typer.Typer(
    help="Reads Vietnamese policy documents and compares what terms of office promised.",
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
)  # fmt: skip

Folder = Annotated[Path, typer.Argument(help="A folder of documents, with or without metadata.csv.")]
Json = Annotated[str | None, typer.Option("--json", help="Write JSON to this file; - is standard output.")]
Html = Annotated[Path | None, typer.Option("--html", help="Write a self-contained page to this file.")]
Language = Annotated[str, typer.Option("--lang", help="Language of what is printed: vi or en.")]
Copies = Annotated[bool, typer.Option("--duplicates", help="Count copies of a document too.")]
Place = Annotated[Path | None, typer.Option("--store", help="The file that keeps what was read and found.")]
_TYPICAL, _THREADS = 12, 25


@app.command()
def build(
    corpus: Folder,
    report: Annotated[Path | None, typer.Option(help="Write a row a file to this CSV: how it was read, what is missing.")] = None,
    write_metadata: Annotated[bool, typer.Option(help="Write metadata.csv into the folder, to correct; never over one.")] = False,
    duplicates: Copies = False,
    jobs: Annotated[int, typer.Option(help="How many processes read and annotate; -1 takes every processor.")] = 1,
    store: Place = None,
    lang: Language = "vi",
) -> None:
    """Read, annotate and store what is new or changed; say how each file was read, mended and left out."""
    from textkit.analysis.intake import intake, metadata
    from textkit.presenting.tables import write_csv

    opened = _open(corpus, store, lang, duplicates, jobs)
    table = intake(opened)
    _print_intake(table, lang)
    if report is not None:
        write_csv(table, _checked(report))
        typer.echo(_say("cli.written", lang, path=report), err=True)
    if write_metadata:
        path = next((path for name in ("metadata.csv", "metadata-new.csv") if not (path := corpus / name).exists()), None)
        if path is None:
            raise TextkitError(f"{corpus} has metadata.csv and metadata-new.csv; neither is overwritten: rename one")
        write_csv(metadata(opened), path, new=True)
        typer.echo(_say("cli.written", lang, path=path), err=True)


@app.command()
def compare(
    corpus: Folder,
    by: Annotated[str, typer.Option(help="What makes the groups: period, term, kind, issuer or year.")] = "period",
    html: Html = None,
    json: Json = None,
    duplicates: Copies = False,
    store: Place = None,
    seed: Annotated[int, typer.Option(help="Seed of the intervals' draws.")] = 0,
    lang: Language = "vi",
) -> None:
    """Compare terms of office: themes, typical words, recurring commitments. The main job."""
    from textkit.presenting.results import compare_terms

    opened = _open(corpus, store, lang, duplicates)
    comparison = compare_terms(opened, by=by, seed=seed, lang=_lang(lang))
    if json is not None:
        _write_json(comparison.to_json(), json, lang)
    if json != "-":
        _print_comparison(comparison, opened, lang)
    if html is not None:
        _checked(html)
        comparison.to_html(html)
        typer.echo(_say("cli.written", lang, path=html), err=True)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="One document: Word, PDF, a web page or text.")],
    json: Json = None,
    html: Html = None,
    lang: Language = "vi",
) -> None:
    """Show one document: its facts, structure, citations, targets and commitments."""
    from textkit.presenting.results import show as show_document

    shown = show_document(file, lang=_lang(lang))
    found = shown.to_json()
    if json is not None:
        _write_json(found, json, lang)
    if json != "-":
        _print_shown(found, lang)
    if html is not None:
        _checked(html)
        shown.to_html(html)
        typer.echo(_say("cli.written", lang, path=html), err=True)


@app.command()
def kwic(
    corpus: Folder,
    query: Annotated[str, typer.Argument(help="A word or phrase in any spelling; * and ?, đầu_tư, [VERB], /regex/.")],
    window: Annotated[int, typer.Option(help="Words on either side.")] = 8,
    most: Annotated[int, typer.Option(help="Lines printed at the most; 0 prints all.")] = 50,
    sort: Annotated[str | None, typer.Option(help="Sort by the words on this side: left or right.")] = None,
    accents: Annotated[bool, typer.Option(help="Whether the letters' marks count.")] = True,
    json: Json = None,
    store: Place = None,
    lang: Language = "vi",
) -> None:
    """Keyword in context: every place where a word or phrase stands."""
    from textkit.analysis.concordance import kwic as lines_of

    limit = (most or None) if json is None else None
    lines = lines_of(_open(corpus, store, lang), query, window=window, accents=accents, sort=sort, limit=limit)  # type: ignore[arg-type]
    if json is not None:
        _write_json({"query": query, "lines": lines.to_dict("records")}, json, lang)
    if json == "-":
        return
    if lines.empty:
        _print(_say("cli.nothing", lang, query=query))
        return
    shown = lines.head(most) if most else lines
    table = _grid("", "", "", "")
    table.columns[1].justify = "right"
    for line in shown.itertuples():
        table.add_row(line.doc_id, line.left, f"[bold]{_plain(line.match)}[/bold]", line.right)
    _print(table)
    _print(_say("cli.found", lang, shown=len(shown), all=lines.attrs["matches"]))


def _open(folder: Path, store: Path | None, lang: str, duplicates: bool = False, jobs: int = 1) -> Corpus:
    from textkit.presenting.results import open_corpus

    _lang(lang)
    opened = open_corpus(folder, store=store, duplicates=duplicates, jobs=jobs)
    for path, reason in opened.skipped:
        typer.echo(_say("cli.skipped", lang, path=path, reason=reason), err=True)
    for item in opened.duplicates:
        typer.echo(_say("cli.duplicate", lang, path=opened.shown(item.path), of=item.of), err=True)
    return opened


def _print_intake(table: pd.DataFrame, lang: str) -> None:
    """The summary of a folder: files by how they were read, what was remarked, and which facts are missing."""
    from textkit.presenting.messages import number

    read = table[table["status"] == "read"]
    heads = ("source", "count", "characters", "words_in", "mends")
    grid = _grid(*(_say(f"cli.{key}", lang) for key in heads), title=_say("cli.intake", lang))
    for source, group in [*read.groupby("source"), (_say("cli.total", lang), read)]:
        sums = (int(group[name].sum()) for name in ("characters", "words", "mends"))
        grid.add_row(source, str(len(group)), *(number(total, _lang(lang), 0) for total in sums))
    _print(grid)
    missing = read["missing"].str.split().explode().value_counts()
    told = [f"{_say('page.doc_title' if name == 'title' else f'page.{name}', lang).lower()} {count}" for name, count in missing.items()]
    _print(_say("cli.missing", lang, facts=", ".join(told) or _say("cli.none", lang)))
    remarks = read.assign(remark=read["remarks"].str.split("; ")).explode("remark")
    for remark, group in remarks[remarks["remark"] != ""].groupby("remark"):
        kind, _, value = remark.partition(" ")
        said = _say(f"remark.{kind}", lang, value=value)
        _print(_plain(_say("cli.remarked", lang, remark=said[:1].upper() + said[1:], paths=", ".join(group["path"]))))
    counts = table["status"].value_counts()
    _print(_say("cli.built", lang, documents=len(read), skipped=counts.get("skipped", 0), duplicates=counts.get("duplicate", 0)))


def _print_comparison(comparison: Comparison, corpus: Corpus, lang: str) -> None:
    _print_documents(comparison, corpus, lang)
    _print_themes(comparison)
    _print_keywords(comparison)
    _print_threads(comparison)
    if small := [group for group, ids in comparison.found.documents.items() if len(ids) < 5]:
        _print(_say("cli.few", lang, groups=", ".join(small)))
    if comparison.found.ungrouped:
        _print(_say("cli.ungrouped", lang, ids=", ".join(comparison.found.ungrouped)))


def _print_documents(comparison: Comparison, corpus: Corpus, lang: str) -> None:
    from textkit.presenting.messages import number

    heads = (f"by.{comparison.found.by}", "cli.count", "page.words", "cli.commitments")
    table = _grid(*(_say(key, lang) for key in heads), title=_say("cli.documents", lang))
    count = corpus.documents.set_index("id")["words"]
    for group, ids in comparison.found.documents.items():
        words = number(int(count[list(ids)].sum()), comparison.lang, 0)
        table.add_row(group, str(len(ids)), words, str(len(corpus.records("commitments", ids))))
    _print(table)


def _print_themes(comparison: Comparison) -> None:
    from textkit.presenting.messages import number
    from textkit.presenting.pages import theme_names, theme_rows

    lang, names = comparison.lang, theme_names(comparison.lang)
    table = _grid(_say("page.theme", lang), *comparison.groups, title=_say("cli.themes", lang))
    for theme, rows in theme_rows(comparison.found):
        said = [[number(100 * row[key], lang) for key in ("share", "low", "high")] for _, row in rows]
        table.add_row(names[theme], *(f"{share} ({low}–{high})" for share, low, high in said))
    _print(table)


def _print_keywords(comparison: Comparison) -> None:
    from textkit.presenting.messages import number
    from textkit.presenting.pages import typical_words

    lang = comparison.lang
    for group in comparison.groups:
        rows = typical_words(comparison.found, group, _TYPICAL)
        words = ", ".join(f"{row['word']} ({number(row['log_ratio'], lang)}; {row['count_target']})" for row in rows)
        title, listed = _say("cli.keywords", lang, group=group), words or _say("cli.no_words", lang)
        _print(f"[bold]{title}[/bold]\n  {_plain(listed)}")


def _print_threads(comparison: Comparison) -> None:
    from textkit.presenting.pages import chain, label_of

    threads, lang = comparison.found.threads, comparison.lang
    _print(f"\n[bold]{_say('cli.threads', lang, shown=min(len(threads), _THREADS), all=len(threads))}[/bold]")
    for thread in threads[:_THREADS]:
        status = _say(f"status.{thread.status}", lang)
        _print(f"• [bold]{_plain(label_of(thread, lang))}[/bold] ({status})\n  {_plain(chain(thread, lang))}")


def _print_shown(found: dict[str, Any], lang: str) -> None:
    for key in ("kind", "number", "place", "date", "issuer", "title", "term", "signatory"):
        name = _say("page.doc_title" if key == "title" else f"page.{key}", lang)
        _print(f"[bold]{name}:[/bold] {_plain(found['document'][key] or _say('show.missing', lang))}")
    for remark in found["document"]["remarks"]:
        _print(_plain(_say(f"remark.{remark['kind']}", lang, value=remark["value"])))
    if count := sum(mend["kind"] != "numbering" for mend in found["document"]["mends"]):
        _print(_say("cli.mended", lang, count=count))
    _print(f"\n[bold]{_say('show.structure', lang)}[/bold]")
    for unit in found["units"]:
        if unit["heading"] and unit["kind"] in ("part", "chapter", "section", "article", "clause", "heading"):
            depth = "  " * unit["path"].count("/")
            _print(f"  {depth}{_plain(unit['label'])} {_plain(' '.join(unit['heading'].split())[:110])}")
    _print_findings(found, lang)


def _print_findings(found: dict[str, Any], lang: str) -> None:
    from textkit.presenting.pages import member_figure

    citations = _grid(*(_say(f"page.{key}", lang) for key in ("number", "date", "issuer")), _say("show.text", lang))
    for row in found["citations"]:
        citations.add_row(*(_plain(row[key] or "–") for key in ("number", "date", "issuer")), _short(row["text"]))
    targets = _grid(*(_say(f"show.{key}", lang) for key in ("indicator", "value", "deadline")))
    for row in found["targets"]:
        value = member_figure({**row, "deadline": None}, _lang(lang))
        targets.add_row(_short(row["indicator_text"] or ""), value, row["deadline"] or "–")
    commitments = _grid(*(_say(f"show.{key}", lang) for key in ("type", "actor", "deadline", "text")))
    for row in found["commitments"]:
        kind = _say(f"type.{row['type']}", lang)
        commitments.add_row(kind, _plain(row["actor"] or "–"), row["deadline"] or "–", _short(row["text"]))
    for key, table in (("citations", citations), ("targets", targets), ("commitments", commitments)):
        _print(f"\n[bold]{_say(f'show.{key}', lang)}: {len(found[key])}[/bold]")
        if found[key]:
            _print(table)


def _grid(*heads: str, title: str | None = None) -> Table:
    from rich import box
    from rich.table import Table

    return Table(*heads, title=title, title_justify="left", title_style="bold", box=box.SIMPLE, show_header=any(heads))


def _print(what: Any) -> None:
    """Prints to standard output: as wide as the terminal, or 120 columns into a file."""
    from rich.console import Console

    console = Console(highlight=False, emoji=False)
    console = console if console.is_terminal else Console(width=120, highlight=False, emoji=False)
    console.print(what)


def _plain(text: str) -> str:
    from rich.markup import escape

    return escape(text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return _plain(line if len(line) <= 100 else line[:99] + "…")


def _lang(lang: str) -> Any:
    from textkit.presenting.messages import LANGUAGES

    if lang not in LANGUAGES:
        raise TextkitError(f"unknown language {lang!r}; choose one of {', '.join(LANGUAGES)}")
    return lang


def _say(key: str, lang: str, **values: object) -> str:
    from textkit.presenting.messages import say

    return say(key, _lang(lang), **values)


def _write_json(found: dict[str, Any], where: str, lang: str) -> None:
    from textkit.presenting.results import dump

    if where == "-":
        sys.stdout.write(dump(found) + "\n")
        return
    _checked(Path(where)).write_text(dump(found) + "\n", "utf-8")
    typer.echo(_say("cli.written", lang, path=where), err=True)


def _checked(path: Path) -> Path:
    if not path.parent.is_dir():
        raise TextkitError(f"cannot write {path}: there is no folder {path.parent}; make it first")
    return path


def main() -> None:
    """Runs the command line: exit code 0 done, 2 bad arguments or unreadable input."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # Windows consoles have other defaults
    try:
        app()
    except (TextkitError, OSError) as error:
        typer.echo(f"textkit: {error}", err=True)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        typer.echo("textkit: interrupted; what was done is kept, run it again to go on", err=True)
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
