"""A table as one pastes it into a paper: heads in a language, figures rounded by rule."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from html import escape
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.data.messages import Lang, TextkitError, catalogue, known_language, number, say
from textkit.finding.themes import own_lexicon
from textkit.presenting.tables import is_figure, safe_cell, write_table
from textkit.storing.outputs import write_text_aside

if TYPE_CHECKING:
    import pandas as pd

# How figures of a column are printed: with so many decimals, as per cent, or as p. A rate of
# hundreds in a million needs no decimal beyond the first, a ratio of two logs two (APA 7, 6.36: as
# few as tell values apart).
_DECIMALS = {
    **dict.fromkeys(("log_ratio", "dp", "dp_norm", "juilland_d", "dispersion", "ttr", "mattr"), 2),
    **dict.fromkeys(("stability", "coherence", "log_dice", "mi", "z", "alpha", "kappa"), 2),
    **dict.fromkeys(("g2", "g2_2cell", "per_million", "value"), 1),
}
_SHARES = frozenset(
    "share pooled difference precision recall f1 covered share_with share_low share_high".split()
)
_P_VALUES = frozenset({"p", "q"})
_LEAST_P = 0.001

# The bounds of an interval are printed as what they are bounds of.
_BOUNDS = ("low", "high")

# Decimals of a column that no rule names, and of per cent.
_OTHERWISE = 2
_OF_SHARES = 1

# What LaTeX takes for a command.
_LATEX = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}

_NOTHING = "–"

# Columns whose values are textkit's own words.
_VALUES = {
    "measure": ("documents", "per_million", "share"),
    "over": ("commitments", "targets", "words"),
    "target": ("corpus", "part"),
    "reference": ("others", "part", "list"),
}


def paper_table(
    table: pd.DataFrame,
    path: str | Path | None = None,
    *,
    columns: Iterable[str] | None = None,
    title: str = "",
    lang: Lang = "vi",
) -> pd.DataFrame:
    """A table with heads in the language and rounded figures, as texts; written if a path is given.

    `path` ends in .tex (booktabs), .html, .xlsx, .docx or .csv; `columns` chooses and orders what
    is shown. Counts are whole, rates of a million have one decimal, ratios and measures two, shares
    are per cent with one, p and q have three and are never 0 ("< 0,001"); bounds are rounded as
    what they bound. A column that textkit does not know keeps its name, and figures in it have two
    decimals. What is missing is "–". In LaTeX and HTML all text is escaped; Excel and CSV take no
    cell for a formula. Raises TextkitError for an unknown column or ending.
    Example: `tk.paper_table(tk.frequencies(corpus), columns=["word", "count"])`
    """
    known_language(lang)
    chosen = [str(name) for name in table.columns] if columns is None else list(columns)
    missing = [name for name in chosen if name not in table.columns]
    if missing:
        known = list(map(str, table.columns))
        raise TextkitError("papertable.no-column", column=missing[0], known=known)
    import pandas as pd

    shown = {}
    for name in chosen:
        rule = _rule(name, table)
        named = _names_in(name, lang)
        shown[_head(name, lang)] = [
            _cell(named.get(value, value) if isinstance(value, str) else value, rule, lang)
            for value in table[name]
        ]
    printed = pd.DataFrame(shown, dtype=object)
    if path is not None:
        _write(printed, Path(path), title)
    return printed


def _head(column: str, lang: Lang) -> str:
    """What a column is called; with a group behind its name ("count_2020-2025") both."""
    if f"papercolumn.{column}" in catalogue():
        return say(f"papercolumn.{column}", lang)
    for known in ("per_million", "count"):
        if column.startswith(f"{known}_"):
            group = column.removeprefix(f"{known}_")
            return f"{say(f'papercolumn.{known}', lang)}, {group}"
    return column


def _names_in(column: str, lang: Lang) -> dict[str, str]:
    """What textkit's own values of a column are called; all others stay as they are."""
    if column in ("theme", "series"):
        themes = own_lexicon().themes
        return {key: theme.vi if lang == "vi" else theme.en for key, theme in themes.items()}
    keys = _VALUES.get(column, ())
    return {key: say(f"papervalue.{key}", lang) for key in keys}


def _rule(column: str, table: pd.DataFrame) -> Callable[[float, Lang], str]:
    """How the figures of a column are printed."""
    if column in _BOUNDS:
        column = _bounded_by(table)
    if column in _SHARES or (column == "value" and set(table.get("measure", ())) == {"share"}):
        return _percent
    if column in _P_VALUES:
        return _p_value
    name = "per_million" if column.startswith("per_million") else column
    decimals = _DECIMALS.get(name, _OTHERWISE)
    return lambda value, lang: number(value, lang, decimals)


def _bounded_by(table: pd.DataFrame) -> str:
    """The column that low and high are the bounds of: the one before them."""
    before = list(map(str, table.columns))[: list(table.columns).index("low")]
    known = [name for name in before if name in _SHARES or name in _DECIMALS]
    return known[-1] if known else ""


def _percent(value: float, lang: Lang) -> str:
    return number(100 * value, lang, _OF_SHARES) + "%"


def _p_value(value: float, lang: Lang) -> str:
    if value < _LEAST_P:
        return f"< {number(_LEAST_P, lang, 3)}"
    return number(value, lang, 3)


def _cell(value: Any, rule: Callable[[float, Lang], str], lang: Lang) -> str:
    """A value as it is printed."""
    if value is None or value != value or str(value) == "<NA>":
        return _NOTHING
    if isinstance(value, bool):
        return say("papercell.yes" if value else "papercell.no", lang)
    if isinstance(value, Integral):
        return number(int(value), lang, 0)
    if isinstance(value, Real):
        return _figure(float(value), rule, lang)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _figure(value: float, rule: Callable[[float, Lang], str], lang: Lang) -> str:
    """A figure with a minus in place of a hyphen, and none before what rounds to nothing."""
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞"
    printed = rule(value, lang)
    if printed.startswith("-"):
        has_digit = any(letter in "123456789" for letter in printed)
        printed = f"−{printed[1:]}" if has_digit else printed[1:]
    return printed


def _write(printed: pd.DataFrame, path: Path, title: str) -> None:
    suffix = path.suffix.lower()
    if suffix == ".tex":
        write_text_aside(path, _latex(printed, title))
    elif suffix in (".html", ".htm"):
        write_text_aside(path, _html(printed, title))
    elif suffix in (".xlsx", ".docx", ".csv"):
        write_table(printed.map(safe_cell) if suffix == ".docx" else printed, path, title=title)
    else:
        raise TextkitError("papertable.ending", path=path)


def _latex(printed: pd.DataFrame, title: str) -> str:
    """A table for LaTeX with booktabs; figures stand to the right."""
    sides = "".join("r" if right else "l" for right in _is_right(printed))
    lines = ["\\begin{table}", "\\centering"]
    if title:
        lines.append(f"\\caption{{{_tex(title)}}}")
    lines += [f"\\begin{{tabular}}{{{sides}}}", "\\toprule"]
    lines.append(" & ".join(map(_tex, printed.columns)) + " \\\\")
    lines.append("\\midrule")
    for row in printed.itertuples(index=False):
        lines.append(" & ".join(map(_tex, row)) + " \\\\")
    lines += ["\\bottomrule", "\\end{tabular}", "\\end{table}"]
    return "\n".join(lines) + "\n"


def _tex(text: str) -> str:
    """A text as LaTeX prints it, on one line."""
    return "".join(_LATEX.get(letter, letter) for letter in " ".join(text.split()))


def _html(printed: pd.DataFrame, title: str) -> str:
    """A page with nothing but the table, as Word and editors of web pages take it."""
    right = _is_right(printed)
    lines = ['<!DOCTYPE html>\n<meta charset="utf-8">', "<table>"]
    if title:
        lines.append(f"<caption>{escape(title)}</caption>")
    for tag, row in [("th", printed.columns), *(("td", row) for row in printed.to_numpy())]:
        cells = [
            f'<{tag} style="text-align:{"right" if is_right else "left"}">{escape(text)}</{tag}>'
            for text, is_right in zip(row, right, strict=True)
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table>"]) + "\n"


def _is_right(printed: pd.DataFrame) -> list[bool]:
    """Which columns hold figures."""
    return [
        all(is_figure(cell.removeprefix("< ")) for cell in printed[name])
        for name in printed.columns
    ]
