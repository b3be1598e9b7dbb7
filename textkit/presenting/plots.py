"""Tables become figures: one function a figure, each gives back its matplotlib Axes.

Every figure reads in grey: series differ by marker and line style as well as by shade, and are
named where they end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from textkit.data.messages import Lang, figure, figures, number, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_MARKERS = "osD^vP*Xph"
_STYLES = ("-", "--", "-.", ":")
_INK = "#1f2933"
_ROLES = (("promised", "o", "-", _INK, -0.08, 5), ("achieved", "s", ":", "white", 0.08, -11))
_SHADES = ("#0b3c5d", "#b3541e", "#2f6b3a", "#6b2f63", "#5c5c5c")


def new_axes(width: float, height: float, ax: Axes | None = None) -> Axes:
    """The Axes given, or those of a new figure of so many inches, in a face that has every
    Vietnamese letter.
    """
    if ax is not None:
        return ax
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained").subplots()


def plot_slopes(
    themes: pd.DataFrame,
    *,
    names: Mapping[str, str],
    top: int = 8,
    lang: Lang = "vi",
    ax: Axes | None = None,
) -> Axes:
    """Slopes of the themes that changed most between the first and the last group, with their
    intervals.

    `themes` has the columns theme, group, share, low, high (shares of one), a row a theme and
    group; `names` is a theme's name by its key. The `top` themes are named, the others thin grey
    lines. Without `ax` the figure is new.
    """
    groups = list(dict.fromkeys(themes["group"]))
    shares = themes.pivot(index="theme", columns="group", values="share")[groups]
    change = (
        (shares[groups[-1]] - shares[groups[0]]).abs().sort_values(ascending=False, kind="stable")
    )
    named = [theme for theme in change.index[:top] if change[theme] > 0]
    ax = new_axes(8.4, 5.6, ax)
    for theme in shares.index.difference(named):
        ax.plot(range(len(groups)), 100 * shares.loc[theme], color="#c5c9ce", lw=0.8, zorder=1)
    bounds = themes.set_index(["theme", "group"])
    for place, theme in enumerate(named):
        _slope(ax, bounds.loc[theme].loc[groups], place, (place - (len(named) - 1) / 2) * 0.025)
    _end_labels(
        ax,
        {names[theme]: 100 * float(shares.loc[theme, groups[-1]]) for theme in named},
        len(groups) - 1,
    )
    ax.set_xticks(range(len(groups)), groups)
    ax.set(xlim=(-0.2, len(groups) - 0.8), ylabel=say("figure.share_axis", lang))
    ax.set_ylim(bottom=0)
    return _finish(ax, say("figure.slopes", lang), lang)


def _slope(ax: Axes, rows: pd.DataFrame, place: int, offset: float) -> None:
    x, color = np.arange(len(rows)) + offset, _SHADES[place % len(_SHADES)]
    low, y, high = (100 * rows[name].to_numpy(float) for name in ("low", "share", "high"))
    gaps = np.nan_to_num(np.clip([y - low, high - y], 0, None))
    ax.errorbar(x, y, yerr=gaps, fmt="none", ecolor=color, elinewidth=0.8, alpha=0.5)
    marker, style = _MARKERS[place % len(_MARKERS)], _STYLES[place % len(_STYLES)]
    ax.plot(x, y, color=color, marker=marker, ls=style, lw=1.6, ms=5)


def _end_labels(ax: Axes, ends: Mapping[str, float], x: float) -> None:
    """Names beside the right ends, moved apart so that none lies on another."""
    top = ax.get_ylim()[1] or 1.0
    gap, at = 0.045 * top, -np.inf
    for name, y in sorted(ends.items(), key=lambda item: item[1]):
        at = max(y, at + gap)
        ax.annotate(
            name,
            (x, y),
            xytext=(x + 0.14, at),
            va="center",
            fontsize=8,
            color=_INK,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "lw": 0.4, "color": "#8a929a"},
        )


def plot_heatmap(
    themes: pd.DataFrame, *, names: Mapping[str, str], lang: Lang = "vi", ax: Axes | None = None
) -> Axes:
    """A heat map of every theme's share in every group, with the shares written in the cells.

    `themes` has the columns theme, group, share (shares of one); `names` is a theme's name by its
    key.
    """
    groups = list(dict.fromkeys(themes["group"]))
    table = 100 * themes.pivot(index="theme", columns="group", values="share")[groups]
    table = table.loc[table.mean(axis=1).sort_values(ascending=False, kind="stable").index]
    ax = new_axes(7.6, 0.31 * len(table) + 1.2, ax)
    cells = table.to_numpy(float)
    ax.imshow(cells, cmap="Greys", aspect="auto", vmin=0)
    dark = 0.55 * float(np.nanmax(cells, initial=1.0))
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            text = "–" if np.isnan(value) else number(value, lang)
            ax.text(
                column,
                row,
                text,
                ha="center",
                va="center",
                fontsize=8,
                color="white" if value > dark else _INK,
            )
    ax.set_xticks(range(len(groups)), groups)
    ax.set_yticks(range(len(table)), [names[theme] for theme in table.index], fontsize=8)
    ax.tick_params(length=0)
    return _finish(ax, say("figure.heatmap", lang), lang, frame=False)


def plot_timeline(
    members: Sequence[Mapping[str, Any]],
    *,
    title: str,
    groups: Sequence[str],
    lang: Lang = "vi",
    ax: Axes | None = None,
) -> Axes:
    """One recurring target over the groups: what was promised, and what was reached where a report
    says so.

    `members` are those of a thread, each with group, role, low, high, unit, deadline; `groups`, in
    order of time, are the horizontal axis; `title` is the name of the target.
    """
    ax = new_axes(4.2, 2.6, ax)
    for role, marker, style, fill, shift, above in _ROLES:
        own = [m for m in members if m["role"] == role and (m["low"], m["high"]) != (None, None)]
        if own:
            xs = [
                groups.index(member["group"]) + shift + step
                for member, step in zip(own, _steps(own), strict=True)
            ]
            ys = [np.mean([b for b in (m["low"], m["high"]) if b is not None]) for m in own]
            label = say(f"role.{role}", lang)
            ax.plot(
                xs, ys, marker=marker, ls=style, lw=1.2, ms=5, color=_INK, mfc=fill, label=label
            )
            for x, y, member in zip(xs, ys, own, strict=True):
                said = figures(member["low"], member["high"], lang, "–")
                ax.annotate(
                    said,
                    (x, y),
                    xytext=(0, above),
                    textcoords="offset points",
                    ha="center",
                    fontsize=7,
                )
    ax.margins(x=0.2, y=0.35)
    low, high = ax.get_ylim()
    if (
        lacking := 0.1 * high - (high - low)
    ) > 0:  # a change of a hundredth does not fill the figure
        ax.set_ylim(low - lacking / 2, high + lacking / 2)
    ax.set_xticks(range(len(groups)), groups, fontsize=7)
    ax.set_xlim(-0.4, len(groups) - 0.6)
    ax.tick_params(axis="y", labelsize=7)
    if len(ax.lines) > 1:
        ax.legend(fontsize=7, frameon=False, loc="best")
    ax.set_ylabel(next((m["unit"] for m in members if m["unit"]), ""), fontsize=7)
    return _finish(ax, title, lang, size=8)


def plot_citations(
    citations: pd.DataFrame, documents: pd.DataFrame, *, lang: Lang = "vi", ax: Axes | None = None
) -> Axes:
    """Who cites whom inside a corpus: its documents in order of date, an arc from each to those it
    cites.

    The more references, the thicker the arc; dashed where one of them differs from the document it
    means. Documents that neither cite nor are cited are left out.

    `citations` has the columns doc_id, target, verdict, as of `textkit.citations`, `documents`
    those of `Corpus.documents`.
    """
    from matplotlib.patches import Arc

    inside = citations[citations["target"].notna() & (citations["target"] != citations["doc_id"])]
    linked = documents[documents["id"].isin([*inside["doc_id"], *inside["target"]])].sort_values(
        "date", kind="stable"
    )
    place = {id_: at for at, id_ in enumerate(linked["id"])}
    ax, far = new_axes(0.32 * len(linked) + 1.5, 3.2, ax), 2
    for (citing, cited), rows in inside.groupby(["doc_id", "target"]):
        low, high = sorted((place[citing], place[cited]))
        far = max(far, high - low)
        style = "--" if (rows["verdict"] == "contradicted").any() else "-"
        arc = Arc(
            ((low + high) / 2, 0),
            high - low,
            high - low,
            theta2=180,
            lw=0.6 + 0.4 * len(rows),
            ls=style,
            color=_INK,
        )
        ax.add_patch(arc)
    ax.plot(list(place.values()), np.zeros(len(place)), "o", ms=4, color=_INK)
    names = linked["number"].where(linked["number"].notna(), linked["id"])
    ax.set_xticks(range(len(linked)), names, rotation=90, fontsize=7)
    ax.set(xlim=(-0.6, len(linked) - 0.4), ylim=(-0.2, far / 2 + 0.3), yticks=[])
    return _finish(ax, say("figure.citations", lang), lang, frame=False)


def _steps(members: Sequence[Mapping[str, Any]]) -> list[float]:
    """How far each member stands from the middle of its group: those of one group stand beside each
    other.
    """
    own = [[other for other in members if other["group"] == member["group"]] for member in members]
    return [
        0.22 * (each.index(member) - (len(each) - 1) / 2)
        for member, each in zip(members, own, strict=True)
    ]


def plot_keyness(
    keywords: pd.DataFrame, group: str, *, top: int = 20, lang: Lang = "vi", ax: Axes | None = None
) -> Axes:
    """The words typical of a group, a row a word: the log ratio against all other groups with its
    95 % interval.

    `keywords` has the columns word, target, count_target, log_ratio, low, high, q, documents, as
    `Comparison.keywords`; drawn are the `top` words with q < .05 in two documents at least, to the
    left those the group uses less.
    """
    own = keywords[
        (keywords["target"] == group) & (keywords["q"] < 0.05) & (keywords["documents"] >= 2)
    ]
    rows = own.reindex(own["log_ratio"].abs().sort_values(ascending=False, kind="stable").index)[
        :top
    ].sort_values("log_ratio")
    ax, y = new_axes(6.4, 0.24 * max(len(rows), 3) + 1.1, ax), np.arange(len(rows))
    bounds = rows[["low", "log_ratio", "high"]].to_numpy(float)
    edge = 1.15 * np.abs(bounds[np.isfinite(bounds)]).max(initial=1.0)
    low, points, high = np.clip(bounds, -edge, edge).T
    ax.hlines(y, low, high, color="#8a929a", lw=1)
    ax.plot(points, y, "o", ms=4, color=_INK)
    for ends, marker in ((low, "<"), (high, ">")):  # an interval without an end goes on
        ax.plot(
            ends[np.abs(ends) == edge],
            y[np.abs(ends) == edge],
            marker,
            ms=4,
            color="#8a929a",
            clip_on=False,
        )
    ax.axvline(0, color=_INK, lw=0.8)
    ax.set_yticks(
        y,
        [f"{row.word} ({number(row.count_target, lang, 0)})" for row in rows.itertuples()],
        fontsize=8,
    )
    ax.set(xlabel=say("figure.log_ratio", lang), ylim=(-0.7, max(len(rows), 1) - 0.3))
    return _finish(ax, say("figure.keyness", lang, group=group), lang)


def plot_dispersion(
    lines: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    title: str,
    lang: Lang = "vi",
    ax: Axes | None = None,
) -> Axes:
    """Where a word stands: a strip a document, in order of date, a mark a place, from its beginning
    to its end.

    `lines` are those of `textkit.kwic` (columns doc_id, start), `documents` those of
    `Corpus.documents` (id, number, date, characters); documents without the word have an empty
    strip.
    """
    rows = documents.sort_values("date", kind="stable").reset_index(drop=True)
    ax = new_axes(6.4, 0.22 * len(rows) + 1.0, ax)
    found = lines.groupby("doc_id")["start"].apply(list).to_dict()
    places = [
        [start / row.characters for start in found.get(row.id, [])] for row in rows.itertuples()
    ]
    ax.eventplot(
        places, lineoffsets=list(range(len(rows))), linelengths=0.7, linewidths=1, colors=_INK
    )
    names = rows["number"].where(rows["number"].notna(), rows["id"])
    ax.set_yticks(
        range(len(rows)),
        [f"{name} ({len(at)})" for name, at in zip(names, places, strict=True)],
        fontsize=7,
    )
    ax.invert_yaxis()
    ax.set(xlim=(-0.01, 1.01), xticks=(0, 0.5, 1), xlabel=say("figure.place", lang))
    return _finish(ax, title, lang)


def _finish(ax: Axes, title: str, lang: Lang, *, frame: bool = True, size: float = 10) -> Axes:
    from matplotlib.ticker import ScalarFormatter

    for axis in (ax.xaxis, ax.yaxis):
        if isinstance(axis.get_major_formatter(), ScalarFormatter):
            axis.set_major_formatter(lambda value, _: figure(value, lang))
    ax.set_title(title, fontsize=size, loc="left", color=_INK)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_visible(frame)
    return ax


def svg(ax: Axes, *, label: str) -> str:
    """The figure of the Axes as an SVG element to put into a page: `label` is read out by a screen
    reader.
    """
    import io
    from html import escape

    import matplotlib as mpl

    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "textkit"}):
        drawing = ax.get_figure(root=True)
        assert drawing is not None
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawn = buffer.getvalue().partition("<svg")[2]
    return f'<svg role="img" aria-label="{escape(label, quote=True)}"{drawn}'
