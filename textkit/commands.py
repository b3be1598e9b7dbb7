"""What the commands share: the app, their common options, how they open a corpus and end."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from textkit.data.messages import Lang, TextkitError, known_language

if TYPE_CHECKING:
    from textkit.presenting.results import Comparison, Corpus
    from textkit.presenting.shown import Shown

app = typer.Typer(
    help="Reads Vietnamese policy documents and compares what terms of office promised.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# Exit codes: 0 done, 1 a draft has new errors or warnings, and these two.
BAD_INPUT = 2
INTERRUPTED = 130

Folder = Annotated[
    Path,
    typer.Argument(
        help="A folder of documents, with or without metadata.csv; `sample` is the sample corpus."
    ),
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
StoreFile = Annotated[
    Path | None, typer.Option("--store", help="The file that keeps what was read and found.")
]
Rules = Annotated[
    list[str] | None,
    typer.Option(help="A rule or a family of rules, such as figures; may be repeated."),
]


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Registers a command; what goes wrong in it is reported in the language it was asked in."""

    @functools.wraps(function)
    def safe(**arguments: Any) -> None:
        try:
            function(**arguments)
            sys.stdout.flush()
        except BrokenPipeError:  # `textkit compare corpus | head`: the reader has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (TextkitError, OSError) as error:
            _end(error, BAD_INPUT, arguments["lang"])
        except KeyboardInterrupt:
            _end(TextkitError("command.interrupted"), INTERRUPTED, arguments["lang"])

    return app.command()(safe)


def _end(error: Exception, code: int, lang: Lang) -> None:
    from textkit.presenting.terminal import report_error

    report_error(error, lang)
    raise typer.Exit(code)


def open_folder(
    folder: Path, store: Path | None, lang: Lang, *, duplicates: bool = False
) -> Corpus:
    """The corpus of a folder; files that were left out are reported."""
    from textkit.presenting.results import open_corpus
    from textkit.presenting.terminal import report_left_out

    corpus = open_corpus(folder, store=store, duplicates=duplicates)
    report_left_out(corpus, lang)
    return corpus


def deliver(result: Comparison | Shown, html: Path | None, json: str | None) -> None:
    """Writes a result as JSON and as a page, where these are asked for."""
    from textkit.presenting.terminal import report_written

    if json is not None:
        write_json(result.to_json(), json, result.lang)
    if html is not None:
        result.to_html(writable(html))
        report_written(html, result.lang)


def write_json(content: Mapping[str, Any], where: str, lang: Lang) -> None:
    """Writes JSON to a file, or for `-` to standard output, where nothing else goes then."""
    from textkit.presenting.terminal import report_written
    from textkit.storing.outputs import dump, write_text_aside

    if where == "-":
        sys.stdout.write(dump(content) + "\n")
    else:
        write_text_aside(writable(Path(where)), dump(content) + "\n")
        report_written(where, lang)


def writable(path: Path) -> Path:
    """A path, if its folder is there; TextkitError says so before work is done in vain."""
    if not path.parent.is_dir():
        raise TextkitError("command.no-folder-to-write", path=path, folder=path.parent)
    return path
