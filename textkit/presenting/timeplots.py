"""A table of `over_time` as a figure: bars of documents, a line with its band for each series."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textkit.data.messages import Lang, say
from textkit.finding.themes import own_lexicon
from textkit.presenting.plots import INK, finish, new_axes, series_style, titled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# So many names of steps stand under the axis at most, in inches a name. Chosen by eye.
_INCH_OF_A_NAME = 0.62

# Width and height of the figure in inches, and of a band's shade. Chosen by eye.
_WIDTH, _HEIGHT = 7.6, 3.6
_SHADE = 0.15
# The part of a step that its bars fill, and from how many steps on marks are drawn small. By eye.
_FILLED = 0.8
_MANY_STEPS = 30
# Of more series than this the legend stands beside the figure. Chosen by eye.
_MOST_INSIDE = 4


def plot_over_time(
    table: pd.DataFrame, *, title: str = "", lang: Lang = "vi", ax: Axes | None = None
) -> Axes:
    """Bars of how many documents each step has, or a line for each other series of `over_time`
    with its 95 % band.

    A hollow mark is a step of fewer than 5 documents, which has no band; where a step has no
    document the line is broken. `title` is what the figure shows: by default what was counted.
    Raises TextkitError for an unknown language.
    Example: `tk.plot_over_time(tk.over_time(corpus, "biển", every="year"))`
    """
    measure = str(table["measure"].iloc[0])
    times = list(dict.fromkeys(table["time"]))
    scale = 100 if measure == "share" else 1
    ax = new_axes(_WIDTH, _HEIGHT, ax)
    names = {
        key: theme.vi if lang == "vi" else theme.en for key, theme in own_lexicon().themes.items()
    }
    for order, (series, rows) in enumerate(table.groupby("series", sort=False)):
        label = names.get(str(series), str(series)) if measure == "share" else str(series)
        if measure == "documents":
            ax.bar(range(len(rows)), rows["value"], _FILLED, color=series_style(order).color)
        else:
            _draw(ax, rows, order, scale, label)
    step = max(1, int(np.ceil(len(times) * _INCH_OF_A_NAME / _WIDTH)))
    ax.set_xticks(range(0, len(times), step), times[::step], fontsize=8)
    ax.set(ylabel=say(f"overtime.{measure}", lang), xlim=(-0.5, len(times) - 0.5))
    ax.set_ylim(bottom=0)
    count = table["series"].nunique()
    if count > _MOST_INSIDE:  # beside the lines, which a legend of many would cover
        ax.legend(frameon=False, fontsize=7, loc="upper left", bbox_to_anchor=(1.01, 1.0))
    elif count > 1:
        ax.legend(frameon=False, fontsize=8)
    if measure != "documents" and table["few"].any():
        ax.set_xlabel(say("overtime.few", lang), fontsize=8, color=INK)
    bare = "" if table["low"].notna().any() or measure == "documents" else "_bare"
    return titled(finish(ax, "", lang), title or say(f"overtime.title_{measure}{bare}", lang))


def _draw(ax: Axes, rows: pd.DataFrame, order: int, scale: float, label: str) -> None:
    """One series: its line, its band, and hollow marks where the documents are few."""
    style = series_style(order)
    x = np.arange(len(rows))
    value, low, high = (scale * rows[name].to_numpy(float) for name in ("value", "low", "high"))
    few = rows["few"].to_numpy(bool)
    ax.plot(x, value, color=style.color, ls=style.line, lw=1.4, label=label)
    ax.fill_between(x, low, high, color=style.color, alpha=_SHADE, lw=0)
    ax.errorbar(
        x,
        value,
        yerr=np.nan_to_num([value - low, high - value]),
        fmt="none",
        ecolor=style.color,
        elinewidth=0.8,
    )
    for chosen, face in ((~few, style.color), (few, "white")):
        ax.plot(
            x[chosen],
            value[chosen],
            ls="",
            marker=style.marker,
            color=style.color,
            markerfacecolor=face,
            ms=5 if len(rows) < _MANY_STEPS else 3,
        )
