"""Results printed in a terminal. One function prints, and nothing a document says acts on it.

Quotations and file names come from anywhere: "[sửa đổi]" is no markup, and a byte that would move
the cursor or turn the direction of writing is shown as �. What is printed goes to standard output,
what is reported beside it (a skipped file, a written one, an error) to standard error.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from textkit.data.messages import Lang, fact_name, false_discovery, number, say, say_error
from textkit.presenting import pages
from textkit.presenting.designs import design_lines, side_name
from textkit.reading.readers import METADATA
from textkit.storing import keys
from textkit.vietnamese.dates import written_date
from textkit.vietnamese.mending import NO_REPAIRS

if TYPE_CHECKING:
    import pandas as pd

    from textkit.checking.rule import Rule
    from textkit.presenting.reports import Report
    from textkit.presenting.results import Comparison, Corpus

# Escape and the other control characters but tab and line feed, those of C1, and the marks that
# turn the direction of writing.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

# As wide as a printed page, where the output is no terminal that says how wide it is.
_COLUMNS_OF_A_FILE = 120

# What fits on a screen beside the rest; `--html` and `--tables` have all.
_TYPICAL_WORDS = 12
_THREADS = 25
_QUOTED_CHARACTERS = 100
_HEADING_CHARACTERS = 110
_TABLE_ROWS = 60
# A longer cell is no figure, even if it begins with one.
_FIGURE_CHARACTERS = 16
# The narrowest terminal for which tables are laid out. A column of at most so many characters is
# given all of them; wider columns share the rest by their widest cells, up to a limit. No word is
# broken but one that is longer than the longest.
_SCREEN = 80
_NARROW, _LONGEST_WORD, _WIDEST_RATIO = 10, 12, 40

# An interval over fewer documents says something about these documents alone.
_FEW_DOCUMENTS = 5

# A difference is listed as sure below this share of false discoveries.
_SURE = 0.05


def harmless(text: object) -> str:
    """A text whose control characters are shown as �: none of it acts on a terminal.

    >>> harmless("a\\x1b[31m[đỏ]\\u202e")
    'a�[31m[đỏ]�'
    """
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", str(text))


class _Output(Console):
    """Standard output, whose reader may go: `textkit rules | head -1`."""

    def on_broken_pipe(self) -> None:
        """Leaves it to the command, for which that is no error; rich would end with code 1."""
        raise BrokenPipeError


def _console() -> Console:
    width = None if sys.stdout.isatty() else _COLUMNS_OF_A_FILE
    return _Output(width=width, highlight=False, emoji=False, markup=False)


def write(what: object = "", *, style: str = "") -> None:
    """Prints a text or a table to standard output; brackets in a text are brackets."""
    _console().print(what if isinstance(what, Table | Text) else Text(harmless(what), style=style))


def report(what: object) -> None:
    """Prints a line to standard error."""
    print(harmless(what), file=sys.stderr)


def report_error(error: Exception, lang: Lang) -> None:
    """Says what went wrong, in a language."""
    report(f"textkit: {say_error(error, lang)}")


def report_written(path: str | Path, lang: Lang) -> None:
    """Says which file was written."""
    report(say("cli.written", lang, path=path))


def report_skipped(skipped: Iterable[tuple[str, Any]], lang: Lang) -> None:
    """Says which files were not read, and why: pairs of a path and a `Reason`.

    Files of kinds that are not read are one line, and so are files that share a reason.
    """
    for files, reason in pages.by_reason(skipped, lang):
        report(say("cli.skipped", lang, path=files, reason=reason))


def report_left_out(corpus: Corpus, lang: Lang) -> None:
    """Says which rows of `metadata.csv` and which files of a folder were not read, which are copies
    of others, and which corrections fit no finding.
    """
    for reason in pages.first_rows(corpus.bad_rows, lang):
        report(say("cli.bad_row", lang, path=METADATA, reason=reason))
    report_skipped(corpus.skipped, lang)
    for copy in corpus.duplicates:
        report(say("cli.duplicate", lang, path=corpus.shown(copy.path), of=copy.of))
    report_stray_corrections(corpus, lang)


def report_stray_corrections(corpus: Corpus, lang: Lang) -> None:
    """Says which rows of `corrections.csv` fit no finding."""
    for reason in corpus.stray_corrections:
        report(say_error(reason.error, lang))


def write_intake(table: pd.DataFrame, lang: Lang) -> None:
    """The summary of a folder: files by how they were read, facts that are missing, and what is to
    be looked at: bad rows, files left out, copies, remarks.
    """
    read = table[table["status"] == "read"]
    heads = ("source", "count", "characters", "words_in", "mends")
    grid = _grid([say(f"cli.{head}", lang) for head in heads], title=say("cli.intake", lang))
    for source, files in [*read.groupby("source"), (say("cli.total", lang), read)]:
        sums = [int(files[column].sum()) for column in ("characters", "words", "mends")]
        _add(grid, source, len(files), *(number(total, lang, 0) for total in sums))
    write(grid)
    write(say("cli.missing", lang, facts=_missing_facts(read, lang)))
    rows = list(_to_look_at(table, lang))
    if rows:
        columns = [say(f"cli.{head}", lang) for head in ("file", "state", "advice")]
        grid = _grid(columns, title=say("cli.look_at", lang))
        grid.columns[0].overflow = "fold"  # the whole path is needed to find the file
        for row in rows:
            _add(grid, *row)
        write(grid)
    statuses = table["status"].value_counts()
    write(
        say(
            "cli.built",
            lang,
            documents=len(read),
            skipped=statuses.get("skipped", 0),
            duplicates=statuses.get("duplicate", 0),
        )
    )


def _to_look_at(table: pd.DataFrame, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """What one may act on: files, what became of them, and why or what to do."""
    by_status = dict(list(table.groupby("status")))
    bad_rows = [row.reason for row in _rows(by_status.get("bad row"))]
    for reason in pages.first_rows(bad_rows, lang):
        yield METADATA, say("cli.is_bad_row", lang), reason
    skipped = [(row.path, row.reason) for row in _rows(by_status.get("skipped"))]
    for files, reason in pages.by_reason(skipped, lang):
        yield files, say("cli.is_skipped", lang), reason
    for row in _rows(by_status.get("duplicate")):
        yield row.path, say("cli.is_duplicate", lang), row.reason
    paths_of: dict[str, list[str]] = {}
    for row in _rows(by_status.get("read")):
        for remark in filter(None, row.remarks.split("; ")):
            paths_of.setdefault(remark, []).append(row.path)
    for remark, paths in sorted(paths_of.items()):
        kind, _, value = remark.partition(" ")
        sentence = say(f"remark.{kind}", lang, value=value)
        sentence = sentence[:1].upper() + sentence[1:]
        yield pages.named(paths, lang), say("cli.is_remark", lang), sentence


def _rows(table: pd.DataFrame | None) -> Iterator[Any]:
    return iter(()) if table is None else table.itertuples()


def _missing_facts(read: pd.DataFrame, lang: Lang) -> str:
    # Without any document the column holds no text.
    counts = read["missing"].astype(str).str.split().explode().value_counts()
    facts = [f"{_fact_name(fact, lang).lower()} {count}" for fact, count in counts.items()]
    return ", ".join(facts) or say("cli.none", lang)


class _Recorder(StringIO):
    """Keeps what is written to standard output, and is of its kind."""

    def __init__(self, output: TextIO) -> None:
        super().__init__()
        self._is_terminal, self._encoding = output.isatty(), output.encoding

    def isatty(self) -> bool:
        """Whether it goes to a terminal: it is coloured then, and as wide."""
        return self._is_terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """By which lines are drawn in signs that the output has."""
        return self._encoding or "utf-8"


def write_comparison(comparison: Comparison, corpus: Corpus) -> None:
    """A comparison: what was found, its design, shares of themes, words, threads.

    What was printed of it before is kept, for each width and kind of output.
    """
    console = _console()
    if console.legacy_windows:  # colours are no part of the text there
        _write_comparison(comparison, corpus)
        return
    text = comparison.kept_text(
        lambda: _recorded(lambda: _write_comparison(comparison, corpus)),
        code=keys.key("textkit.presenting.terminal"),
        output=[console.width, console.color_system, console.encoding, console.no_color],
    )
    sys.stdout.write(text)


def _recorded(print_it: Callable[[], None]) -> str:
    """What would be printed, colours included."""
    recorder = _Recorder(sys.stdout)
    with redirect_stdout(recorder):
        print_it()
    return recorder.getvalue()


def _write_comparison(comparison: Comparison, corpus: Corpus) -> None:
    found, lang = comparison.found, comparison.lang
    write(say("page.findings", lang), style="bold")
    for each in comparison.headlines:
        write(f"• {each.sentence} {each.examples}".rstrip())
    write()
    write(say("page.design", lang), style="bold")
    for line in design_lines(found.design, lang):
        write(line)
    _write_groups(comparison, corpus)
    names = pages.theme_names(lang, comparison.corpus)
    _write_shares(comparison, names)
    write("\n".join(pages.certainty(found, lang)))
    _write_differences(comparison, names)
    _write_typical_words(comparison)
    _write_threads(comparison)
    small = [group for group, ids in found.documents.items() if len(ids) < _FEW_DOCUMENTS]
    if small:
        write(say("cli.few", lang, groups=", ".join(small)))
    if found.ungrouped:
        write(say("cli.ungrouped", lang, ids=", ".join(found.ungrouped)))


def _write_groups(comparison: Comparison, corpus: Corpus) -> None:
    found, lang = comparison.found, comparison.lang
    heads = [fact_name(found.by, lang)]
    heads += [say(key, lang) for key in ("cli.count", "page.words", "cli.commitments")]
    grid = _grid(heads, title=say("cli.documents", lang))
    words = corpus.documents.set_index("id")["words"]
    covered = found.coverage[found.coverage["over"] == "commitments"]
    promises = dict(zip(covered["group"], covered["units"].tolist(), strict=True))
    for group, ids in found.documents.items():
        total = int(words[list(ids)].sum())
        _add(grid, group, len(ids), number(total, lang, 0), promises[group])
    write(grid)


def _write_shares(comparison: Comparison, names: Mapping[str, str]) -> None:
    """The share of each theme in each group with its interval, in per cent; † where n is small."""
    found, lang = comparison.found, comparison.lang
    heads = [say("page.theme", lang), *found.groups]
    grid = _grid(heads, title=say("cli.themes", lang))
    for theme, rows in pages.theme_rows(found):
        cells = []
        for _, row in rows:
            share = pages.share_with_interval(row, lang)
            cells.append(f"{share}{'†' if row['few'] else ''}")
        _add(grid, names[theme], *cells)
    write(grid)


def _write_differences(comparison: Comparison, names: Mapping[str, str]) -> None:
    """The sure differences between groups, in percentage points."""
    lang, table = comparison.lang, comparison.found.differences
    table = table[table["over"] == "commitments"]
    sure = table[table["q"] < _SURE]
    has_before = comparison.found.design.has_before
    write(say("cli.differences" if has_before else "cli.differences_of_groups", lang), style="bold")
    if sure.empty:
        nothing = "cli.no_difference" if table["q"].notna().any() else "cli.nothing_tested"
        write(f"  {say(nothing, lang)}")
    for row in sure.itertuples():
        points, low, high = (
            ("+" if share > 0 else "") + number(100 * share, lang)
            for share in (row.difference, row.low, row.high)
        )
        write(
            say(
                "cli.difference",
                lang,
                theme=names[row.theme],
                target=side_name(row.target, lang),
                reference=side_name(row.reference, lang),
                points=points,
                low=low,
                high=high,
                q=false_discovery(row.q, lang),
                few="†" if row.few else "",
            )
        )


def _write_typical_words(comparison: Comparison) -> None:
    """The words typical of each group, with log ratio and count."""
    found, lang = comparison.found, comparison.lang
    for group in found.groups:
        words = [
            f"{row['word']}{'*' if row['sure'] else ''} ({number(row['log_ratio'], lang)};"
            f" {row['count_target']}; {row['documents']})"
            for row in pages.typical_words(found, group, _TYPICAL_WORDS)
        ]
        write(say("cli.keywords", lang, group=group), style="bold")
        write(f"  {', '.join(words) or say('cli.no_words', lang)}")


def _write_threads(comparison: Comparison) -> None:
    """The first threads, each with its chain of versions."""
    found, lang = comparison.found, comparison.lang
    certain = [thread for thread in found.threads if thread.is_certain]
    shown = certain[:_THREADS]
    write()
    write(say("cli.threads", lang, shown=len(shown), all=len(certain)), style="bold")
    for thread in shown:
        label = Text("• ")
        label.append(harmless(pages.label_of(thread, lang)), style="bold")
        label.append(f" ({say(f'status.{thread.status}', lang)})")
        write(label)
        write(f"  {pages.chain(thread, lang)}")
    if len(certain) < len(found.threads):
        write(say("cli.uncertain", lang, count=len(found.threads) - len(certain)))


def write_document(document: Mapping[str, Any], lang: Lang) -> None:
    """One document as `show` gives it: facts, remarks, structure, tables of what was found, its
    comments and tracked changes, and the tables it has itself.
    """
    facts = document["document"]
    for key in ("kind", "number", "place", "date", "issuer", "title", "term", "signatory"):
        value = facts[key] or say("show.missing", lang)
        line = Text(f"{_fact_name(key, lang)}:", style="bold")
        line.append(
            f" {harmless(written_date(value) if key == 'date' else value)}", style="not bold"
        )
        write(line)
    for remark in facts["remarks"]:
        write(say(f"remark.{remark['kind']}", lang, value=remark["value"]))
    mends = sum(mend["kind"] not in NO_REPAIRS for mend in facts["mends"])
    if mends:
        write(say("cli.mended", lang, count=mends))
    write()
    write(say("show.structure", lang), style="bold")
    for head in pages.outline(document):
        heading = " ".join((head["heading"] or "").split())[:_HEADING_CHARACTERS]
        title = f"{head['label']} {heading}".strip()
        write(f"  {'  ' * head['depth']}{title}")
    for key, grid in _findings(document, lang).items():
        write()
        write(f"{say(f'show.{key}', lang)}: {len(document[key])}", style="bold")
        if document[key]:
            write(grid)
    _write_review(document, lang)
    if document["tables"]:
        write()
        write(f"{say('show.tables', lang)}: {len(document['tables'])}", style="bold")
    for table in document["tables"]:
        write_table(table, lang)


def _write_review(document: Mapping[str, Any], lang: Lang) -> None:
    """The comments and tracked changes of a Word file, where it has any."""
    comments = _grid([say(f"show.{key}", lang) for key in ("author", "commented", "comment")])
    for row in document["comments"]:
        words = document["text"][row["start"] : row["end"]] if row["end"] else ""
        _add(comments, row["author"] or "–", _short(words) or "–", _short(row["text"]))
    revisions = _grid([say(f"show.{key}", lang) for key in ("author", "change", "before", "after")])
    for row in document["revisions"]:
        kind = say(f"show.{row['kind']}", lang)
        words = [_short(row[key]) or "–" for key in ("before", "after")]
        _add(revisions, row["author"] or "–", kind, *words)
    for name, grid in (("comments", comments), ("revisions", revisions)):
        if document[name]:
            write()
            write(f"{say(f'show.{name}', lang)}: {len(document[name])}", style="bold")
            write(grid)


def write_table(table: Mapping[str, Any], lang: Lang) -> None:
    """A table of a document, as the JSON of `show` has it, and how many rows are left out."""
    write(_printed_table(table))
    if len(table["rows"]) > _TABLE_ROWS:
        write(say("show.more_rows", lang, count=len(table["rows"]) - _TABLE_ROWS))


def _printed_table(table: Mapping[str, Any]) -> Table:
    """A table of a document as a table; where a head spans columns, "…" stands for it over all but
    the first.
    """
    rows = [[_short(cell) for cell in row] for row in table["rows"][:_TABLE_ROWS]]
    shown = []
    before: list[str] = []
    for heads in table["heads"]:
        shown.append(
            "\n".join(["…" if head in before else head for head in heads[:-1]] + heads[-1:])
        )
        before = heads[:-1]
    return _laid_out(shown, rows)


def _laid_out(heads: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> Table:
    """A table on the screen; columns of figures are as wide as these, words have the rest."""
    columns = [[row[place] for row in rows if row[place]] for place in range(len(heads))]
    lines = [[line for cell in cells for line in cell.split("\n")] for cells in columns]
    widths = [max(map(len, cells), default=1) for cells in lines]
    with_heads = [
        max([width, *map(len, head.split("\n"))]) for head, width in zip(heads, widths, strict=True)
    ]
    is_wide = sum(with_heads) + 2 * len(widths) > _SCREEN
    grid = Table(
        title=_cell(title) if title else None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        expand=is_wide,
        show_header=any(heads),
    )
    for head, cells, width in zip(heads, columns, widths, strict=True):
        figures = sum(cell[:1].isdigit() and len(cell) <= _FIGURE_CHARACTERS for cell in cells)
        of_figures = 2 * figures > len(cells)
        is_narrow = of_figures or width <= _NARROW
        words = " ".join([head, *cells]).split()
        longest = min(max(map(len, words), default=1), _LONGEST_WORD)
        fixed = min(max(width, longest), _FIGURE_CHARACTERS) if is_narrow else longest
        grid.add_column(
            _cell(head),
            justify="right" if of_figures else "left",
            overflow="fold",
            # With a ratio the width is the least one.
            width=fixed if is_wide else None,
            ratio=min(width, _WIDEST_RATIO) if is_wide and not is_narrow else None,
        )
    for row in rows:
        _add(grid, *row)
    return grid


def _findings(document: Mapping[str, Any], lang: Lang) -> dict[str, Table]:
    """The tables of citations, targets and commitments of a document."""
    heads = [say(f"page.{key}", lang) for key in ("number", "date", "issuer")]
    citations = _grid([*heads, say("show.text", lang)])
    for row in document["citations"]:
        date = written_date(row["date"] or "")
        known = [fact or "–" for fact in (row["number"], date, row["issuer"])]
        _add(citations, *known, _short(row["text"]))
    targets = _grid([say(f"show.{key}", lang) for key in ("indicator", "value", "deadline")])
    for row in document["targets"]:
        value = pages.member_figure({**row, "deadline": None}, lang)
        deadline = written_date(row["deadline"] or "–")
        _add(targets, _short(row["indicator_text"] or ""), value, deadline)
    heads = [say(f"show.{key}", lang) for key in ("type", "actor", "deadline", "text")]
    commitments = _grid(heads)
    for row in document["commitments"]:
        kind, deadline = say(f"type.{row['type']}", lang), written_date(row["deadline"] or "–")
        _add(commitments, kind, row["actor"] or "–", deadline, _short(row["text"]))
    return {"citations": citations, "targets": targets, "commitments": commitments}


def write_report(report: Report) -> None:
    """Prints a report: what was found, its tables, its notes; the evidence stands in its page."""
    write(report.title, style="bold")
    if report.subtitle:
        write(report.subtitle)
    for lead in report.leads:
        write(f"• {lead.line}")
    for table in report.grids:
        write(_laid_out(table.heads, table.texts(), title=table.title))
        if table.note:
            write(table.note)
    for note in report.notes:
        write(note)


def write_concordance(lines: pd.DataFrame, query: str, lang: Lang, *, most: int) -> None:
    """Keyword in context, at most so many lines (0: all), and how many there are."""
    if lines.empty:
        write(say("cli.nothing", lang, query=query))
        return
    shown = lines.head(most) if most else lines
    grid = _grid([""] * 4)
    grid.columns[1].justify = "right"
    for line in shown.itertuples():
        keyword = Text(harmless(line.match), style="bold")
        grid.add_row(_cell(line.doc_id), _cell(line.left), keyword, _cell(line.right))
    write(grid)
    write(say("cli.found", lang, shown=len(shown), all=lines.attrs["matches"]))


def write_scores(scores: pd.DataFrame, lang: Lang) -> None:
    """Precision, recall and F1 of the finders, with intervals."""
    heads = ("right", "found_n", "labelled", "precision", "recall")
    grid = _grid(["", "", *(say(f"cli.{head}", lang) for head in heads), "F1"])
    known = scores.astype(object).where(scores.notna(), None)
    for row in known.to_dict("records"):
        counts = [row[key] for key in ("right", "found", "labelled")]
        precision = _share(row["precision"], row["p_low"], row["p_high"], lang)
        recall = _share(row["recall"], row["r_low"], row["r_high"], lang)
        f1 = "" if row["f1"] is None else number(row["f1"], lang, 3)
        _add(grid, row["kind"], row["label"], *counts, precision, recall, f1)
    write(grid)


def _share(share: float | None, low: float, high: float, lang: Lang) -> str:
    """A share of one with its interval; empty where there is nothing to take a share of."""
    if share is None:
        return ""
    return f"{number(share, lang, 3)} ({number(low, lang, 2)}–{number(high, lang, 2)})"


def write_rules(
    rules: Iterable[Rule], messages: Mapping[str, Mapping[str, str]], lang: Lang
) -> None:
    """Every rule of the check: id, severity (with * where it runs only if selected), message and an
    example.
    """
    grid = _grid([say(f"check.{key}", lang) for key in ("rule", "severity", "message", "example")])
    for rule in rules:
        severity = say(f"severity.{rule.severity}", lang)
        if not rule.by_default:
            severity = say("check.on_request", lang, severity=severity)
        _add(grid, rule.id, severity, messages[rule.id][lang], _example(rule.bad[0].text))
    write(grid)
    write(say("check.starred", lang))


def _example(text: str) -> str:
    """An example in one line; of one that is longer, the line with the marked words."""
    words = " ".join(text.split())
    if len(words) <= _QUOTED_CHARACTERS:
        return words
    marked = [line for line in text.splitlines() if "⟦" in line]
    return _short(marked[0] if marked else text)


def _fact_name(fact: str, lang: Lang) -> str:
    """The name of a fact; a document's title has a name of its own beside that of the page."""
    return say("page.doc_title" if fact == "title" else f"page.{fact}", lang)


def _grid(heads: Sequence[str], *, title: str | None = None) -> Table:
    """An empty table; without heads where all are empty."""
    grid = Table(
        title=Text(harmless(title), style="bold") if title else None,
        title_justify="left",
        box=box.SIMPLE,
        show_header=any(heads),
    )
    for head in heads:
        grid.add_column(_cell(head))
    return grid


def _add(grid: Table, *cells: object) -> None:
    grid.add_row(*map(_cell, cells))


def _cell(value: object) -> Text:
    return Text(harmless(value))


def _short(text: str) -> str:
    """A text in one line, cut with … where it is long."""
    line = " ".join(text.split())
    if len(line) <= _QUOTED_CHARACTERS:
        return line
    return line[: _QUOTED_CHARACTERS - 1] + "…"
