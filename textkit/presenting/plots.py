"""Tables become figures: one function per figure, each of which returns its matplotlib Axes.

Every figure reads in grey: series differ by marker and line style as well as by shade, and are
named where they end.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from textkit.data.messages import Lang, figure, figures, number, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Series are told apart by marker and line first, by shade last: a figure is printed in grey.
_MARKERS = "osD^vP*Xph"
_STYLES = ("-", "--", "-.", ":")
_SHADES = ("#0b3c5d", "#b3541e", "#2f6b3a", "#6b2f63", "#5c5c5c")
INK = "#1f2933"
_FAINT = "#8a929a"
_BACKGROUND = "#c5c9ce"

# Points of neighbouring series are moved apart by so much of the distance between two groups, so
# that their intervals do not lie on one another.
_SLOPE_OFFSET = 0.025

# The least distance between two names at the right, as a share of the axis.
_LABEL_GAP = 0.045

# The height of one group's dots in a theme's row, and what stands between two rows, in inches.
_ROW_OF_A_GROUP = 0.13
_ROW_GAP = 0.1

# A cell darker than this share of the darkest has white letters.
_WHITE_LETTERS_FROM = 0.55

# Promises and results of one group stand beside each other.
_MEMBER_OFFSET = 0.22

# The axis of a timeline spans at least this share of its greatest value: a change of a hundredth
# must not fill the figure.
_LEAST_SPAN = 0.1

# A word without an end of its interval is drawn a little beyond the farthest end.
_BEYOND = 1.15

# The typical words that are drawn: as in `pages.typical_words`.
_SIGNIFICANT = 0.05
_LEAST_DOCUMENTS = 3

# So many letters of a title stand on an inch of the figure. Chosen by eye.
_LETTERS_OF_AN_INCH = 13

# A name of a bar is broken after so many letters, lest it leave the bars no room. Chosen by eye.
_LETTERS_OF_A_NAME = 34

# Points between the title and the axes where a legend stands between them.
LEGEND_PAD = 22


class _Role(NamedTuple):
    """How the members of a role are drawn: `shift` along the axis, `above` the figure's height."""

    name: str
    marker: str
    line: str
    fill: str
    shift: float
    above: int


_ROLES = (
    _Role("promised", "o", "-", INK, shift=-0.08, above=5),
    _Role("achieved", "s", ":", "white", shift=0.08, above=-11),
    _Role("estimate", "D", ":", "white", shift=0.08, above=-11),
    _Role("start", "^", ":", "white", shift=-0.24, above=5),
)


class Style(NamedTuple):
    """How a series is drawn, so that it is told from others in grey too."""

    marker: str
    line: str
    color: str


def series_style(order: int) -> Style:
    """The style of the series of a number."""
    return Style(
        _MARKERS[order % len(_MARKERS)],
        _STYLES[order % len(_STYLES)],
        _SHADES[order % len(_SHADES)],
    )


def new_axes(width: float, height: float, ax: Axes | None = None) -> Axes:
    """The Axes given, or those of a new figure of so many inches."""
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
    """Slopes of the themes that changed most from the first group to the last, with intervals.

    `themes` has the columns theme, group, share, low, high (shares of one), one row per theme and
    group; `names` is a theme's name by its key. The `top` themes are named, the others thin grey
    lines. Without `ax` the figure is new.
    """
    if themes.empty:
        return _without_themes(new_axes(8.4, 1.2, ax), "slopes", lang)
    groups = list(dict.fromkeys(themes["group"]))
    shares = themes.pivot(index="theme", columns="group", values="share")[groups]
    change = (shares[groups[-1]] - shares[groups[0]]).abs()
    change = change.sort_values(ascending=False, kind="stable")
    named = [theme for theme in change.index[:top] if change[theme] > 0]
    ax = new_axes(8.4, 5.6, ax)
    for theme in shares.index.difference(named):
        ax.plot(range(len(groups)), 100 * shares.loc[theme], color=_BACKGROUND, lw=0.8, zorder=1)
    by_theme = themes.set_index(["theme", "group"])
    for order, theme in enumerate(named):
        offset = (order - (len(named) - 1) / 2) * _SLOPE_OFFSET
        _draw_slope(ax, by_theme.loc[theme].loc[groups], order, offset)
    last_shares = {names[theme]: 100 * float(shares.loc[theme, groups[-1]]) for theme in named}
    _label_ends(ax, last_shares, x=len(groups) - 1)
    ax.set_xticks(range(len(groups)), groups)
    ax.set(xlim=(-0.2, len(groups) - 0.8), ylabel=say("figure.share_axis", lang))
    ax.set_ylim(bottom=0)
    return finish(ax, say("figure.slopes", lang), lang)


def _without_themes(ax: Axes, figure_name: str, lang: Lang) -> Axes:
    """A figure of themes where the lexicon found none: it says so."""
    ax.set(xticks=[], yticks=[])
    ax.text(0.5, 0.5, say("figure.no_theme", lang), ha="center", va="center", color=INK)
    return finish(ax, say(f"figure.{figure_name}", lang), lang, frame=False)


def _draw_slope(ax: Axes, rows: pd.DataFrame, order: int, offset: float) -> None:
    """One theme over the groups: its shares in per cent, joined, with their intervals."""
    x = np.arange(len(rows)) + offset
    low, share, high = (100 * rows[name].to_numpy(float) for name in ("low", "share", "high"))
    intervals = np.nan_to_num(np.clip([share - low, high - share], 0, None))
    color = _SHADES[order % len(_SHADES)]
    ax.errorbar(x, share, yerr=intervals, fmt="none", ecolor=color, elinewidth=0.8, alpha=0.5)
    marker, line = _MARKERS[order % len(_MARKERS)], _STYLES[order % len(_STYLES)]
    ax.plot(x, share, color=color, marker=marker, ls=line, lw=1.6, ms=5)


def _label_ends(ax: Axes, ends: Mapping[str, float], x: float) -> None:
    """Names beside the right ends of lines, moved apart so that none lies on another."""
    gap = _LABEL_GAP * (ax.get_ylim()[1] or 1.0)
    height = -np.inf
    for name, end in sorted(ends.items(), key=lambda item: item[1]):
        height = max(end, height + gap)
        ax.annotate(
            name,
            (x, end),
            xytext=(x + 0.14, height),
            va="center",
            fontsize=8,
            color=INK,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "lw": 0.4, "color": _FAINT},
        )


def plot_changes(
    themes: pd.DataFrame, *, names: Mapping[str, str], lang: Lang = "vi", ax: Axes | None = None
) -> Axes:
    """Every theme's share in every group as a dot with its interval, by what changed.

    `themes` has the columns theme, group, share, low, high (shares of one), one row per theme and
    group; `names` is a theme's name by its key. At the top stands the theme that grew most from the
    first group to the last. A dot without a line has no interval: too few documents. The axis
    begins at nothing.
    """
    if themes.empty:
        return _without_themes(new_axes(8.4, 1.2, ax), "changes", lang)
    groups = list(dict.fromkeys(themes["group"]))
    shares = themes.pivot(index="theme", columns="group", values="share")[groups]
    change = (shares[groups[-1]] - shares[groups[0]]).fillna(0)
    order = change.sort_values(kind="stable").index
    step = _ROW_OF_A_GROUP
    ax = new_axes(7.6, (step * len(groups) + _ROW_GAP) * len(order) + 1.4, ax)
    rows = themes.set_index("group")
    for place, group in enumerate(groups):
        of_group = rows.loc[[group]].set_index("theme").loc[order]
        # The first group stands on top of its row, the last below.
        shift = ((len(groups) - 1) / 2 - place) / (len(groups) + 1)
        _draw_dots(ax, of_group, np.arange(len(order)) + shift, place, len(groups), group)
    for edge in range(1, len(order)):
        ax.axhline(edge - 0.5, color=_BACKGROUND, lw=0.5, zorder=0)
    ax.set_yticks(range(len(order)), [names[theme] for theme in order], fontsize=8)
    ax.set(xlabel=say("figure.share_axis", lang), ylim=(-0.6, len(order) - 0.4))
    ax.set_xlim(left=0)
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=min(len(groups), 4),
        frameon=False,
        fontsize=8,
    )
    # The groups' marks stand between the title and the axes.
    return finish(ax, say("figure.changes", lang), lang, pad=LEGEND_PAD)


def _draw_dots(ax: Axes, rows: pd.DataFrame, y: Any, place: int, groups: int, label: str) -> None:
    """One group's shares in per cent with their intervals; later groups are darker."""
    low, share, high = (100 * rows[name].to_numpy(float) for name in ("low", "share", "high"))
    shade = INK if place == groups - 1 else _SHADES[place % len(_SHADES)]
    ax.hlines(y, low, high, color=shade, lw=1.1, alpha=0.7)
    fill = shade if place == groups - 1 else "white"
    marker = _MARKERS[place % len(_MARKERS)]
    ax.plot(share, y, marker, ms=4.5, color=shade, mfc=fill, label=label, ls="none", clip_on=False)


def plot_heatmap(
    themes: pd.DataFrame, *, names: Mapping[str, str], lang: Lang = "vi", ax: Axes | None = None
) -> Axes:
    """A heat map of every theme's share in every group, with the shares written in the cells.

    `themes` has the columns theme, group, share (shares of one); `names` is a theme's name by its
    key.
    """
    if themes.empty:
        return _without_themes(new_axes(7.6, 1.2, ax), "heatmap", lang)
    groups = list(dict.fromkeys(themes["group"]))
    table = 100 * themes.pivot(index="theme", columns="group", values="share")[groups]
    order = table.mean(axis=1).sort_values(ascending=False, kind="stable").index
    table = table.loc[order]
    ax = new_axes(7.6, 0.31 * len(table) + 1.2, ax)
    cells = table.to_numpy(float)
    ax.imshow(cells, cmap="Greys", aspect="auto", vmin=0)
    dark = _WHITE_LETTERS_FROM * float(np.nanmax(cells, initial=1.0))
    for row, values in enumerate(cells):
        for column, value in enumerate(values):
            text = "–" if np.isnan(value) else number(value, lang)
            color = "white" if value > dark else INK
            ax.text(column, row, text, ha="center", va="center", fontsize=8, color=color)
    ax.set_xticks(range(len(groups)), groups)
    ax.set_yticks(range(len(table)), [names[theme] for theme in table.index], fontsize=8)
    ax.tick_params(length=0)
    return finish(ax, say("figure.heatmap", lang), lang, frame=False)


def plot_timeline(
    members: Sequence[Mapping[str, Any]],
    *,
    title: str,
    groups: Sequence[str],
    lang: Lang = "vi",
    ax: Axes | None = None,
) -> Axes:
    """One recurring target over the groups: what was promised, and what a report says was reached.

    `members` are those of a thread, each with group, role, low, high, unit, deadline; `groups`, in
    order of time, are the horizontal axis; `title` is the name of the target.
    """
    ax = new_axes(4.2, 2.6, ax)
    for role in _ROLES:
        own = [member for member in members if member["role"] == role.name and _has_figure(member)]
        if own:
            _draw_members(ax, own, groups, role, lang)
    ax.margins(x=0.2, y=0.35)
    low, high = ax.get_ylim()
    missing = _LEAST_SPAN * high - (high - low)
    if missing > 0:
        ax.set_ylim(low - missing / 2, high + missing / 2)
    ax.set_xticks(range(len(groups)), groups, fontsize=7)
    ax.set_xlim(-0.4, len(groups) - 0.6)
    ax.tick_params(axis="y", labelsize=7)
    if len(ax.lines) > 1:
        ax.legend(fontsize=7, frameon=False, loc="best")
    units = [member["unit"] for member in members if member["unit"]]
    ax.set_ylabel(units[0] if units else "", fontsize=7)
    return finish(ax, title, lang, size=8)


def _has_figure(member: Mapping[str, Any]) -> bool:
    return member["low"] is not None or member["high"] is not None


def _draw_members(
    ax: Axes,
    members: Sequence[Mapping[str, Any]],
    groups: Sequence[str],
    role: _Role,
    lang: Lang,
) -> None:
    """The figures of one role, joined, each with its value; a range at its middle."""
    x, y = [], []
    for member, step in zip(members, _steps(members), strict=True):
        bounds = [bound for bound in (member["low"], member["high"]) if bound is not None]
        x.append(groups.index(member["group"]) + role.shift + step)
        y.append(float(np.mean(bounds)))
    label = say(f"role.{role.name}", lang)
    ax.plot(
        x,
        y,
        marker=role.marker,
        ls=role.line,
        mfc=role.fill,
        color=INK,
        lw=1.2,
        ms=5,
        label=label,
    )
    for point, member in zip(zip(x, y, strict=True), members, strict=True):
        ax.annotate(
            figures(member["low"], member["high"], lang, "–"),
            point,
            xytext=(0, role.above),
            textcoords="offset points",
            ha="center",
            fontsize=7,
        )


def _steps(members: Sequence[Mapping[str, Any]]) -> list[float]:
    """How far each member stands from the middle of its group: beside the others of the group."""
    in_group: dict[str, int] = {}
    for member in members:
        in_group[member["group"]] = in_group.get(member["group"], 0) + 1
    drawn: dict[str, int] = {}
    steps = []
    for member in members:
        order = drawn.get(member["group"], 0)
        steps.append(_MEMBER_OFFSET * (order - (in_group[member["group"]] - 1) / 2))
        drawn[member["group"]] = order + 1
    return steps


def plot_citations(
    citations: pd.DataFrame, documents: pd.DataFrame, *, lang: Lang = "vi", ax: Axes | None = None
) -> Axes:
    """Who cites whom inside a corpus: documents in order of date, an arc to each that is cited.

    The more references, the thicker the arc; dashed where one of them differs from the document it
    means. Documents that neither cite nor are cited are left out.

    `citations` has the columns doc_id, target, verdict, as of `textkit.citations`, `documents`
    those of `Corpus.documents`.
    """
    from matplotlib.patches import Arc

    inside = citations[citations["target"].notna() & (citations["target"] != citations["doc_id"])]
    is_linked = documents["id"].isin([*inside["doc_id"], *inside["target"]])
    linked = documents[is_linked].sort_values("date", kind="stable")
    x_of = {id_: x for x, id_ in enumerate(linked["id"])}
    ax = new_axes(0.32 * len(linked) + 1.5, 3.2, ax)
    widest = 2
    for (citing, cited), references in inside.groupby(["doc_id", "target"]):
        left, right = sorted((x_of[citing], x_of[cited]))
        width = right - left
        widest = max(widest, width)
        differs = (references["verdict"] == "contradicted").any()
        arc = Arc(
            ((left + right) / 2, 0),
            width,
            width,
            theta2=180,
            lw=0.6 + 0.4 * len(references),
            ls="--" if differs else "-",
            color=INK,
        )
        ax.add_patch(arc)
    ax.plot(list(x_of.values()), np.zeros(len(x_of)), "o", ms=4, color=INK)
    ax.set_xticks(range(len(linked)), _document_names(linked), rotation=90, fontsize=7)
    ax.set(xlim=(-0.6, len(linked) - 0.4), ylim=(-0.2, widest / 2 + 0.3), yticks=[])
    return finish(ax, say("figure.citations", lang), lang, frame=False)


def _document_names(documents: pd.DataFrame) -> pd.Series[str]:
    """What documents are called beside an axis: their number, else their id."""
    return documents["number"].where(documents["number"].notna(), documents["id"])


def plot_keyness(
    keywords: pd.DataFrame, group: str, *, top: int = 20, lang: Lang = "vi", ax: Axes | None = None
) -> Axes:
    """The words typical of a group: the log ratio against all other groups, with 95 % intervals.

    `keywords` has the columns word, target, count_target, log_ratio, low, high, q, documents, as
    `Comparison.keywords`; drawn are the `top` words in three documents at least, to the left those
    the group uses less; filled are the sure ones (q < .05), the others describe these texts only.
    """
    words = keywords[keywords["target"] == group]
    words = words[words[["documents", "documents_reference"]].max(axis=1) >= _LEAST_DOCUMENTS]
    strongest = words["log_ratio"].abs().sort_values(ascending=False, kind="stable").index[:top]
    rows = words.loc[strongest].sort_values("log_ratio")
    ax = new_axes(6.4, 0.24 * max(len(rows), 3) + 1.1, ax)
    y = np.arange(len(rows))
    bounds = rows[["low", "log_ratio", "high"]].to_numpy(float)
    edge = _BEYOND * np.abs(bounds[np.isfinite(bounds)]).max(initial=1.0)
    low, log_ratio, high = np.clip(bounds, -edge, edge).T
    ax.hlines(y, low, high, color=_FAINT, lw=1)
    is_sure = rows["q"].to_numpy() < _SIGNIFICANT
    ax.plot(log_ratio[is_sure], y[is_sure], "o", ms=4, color=INK)
    ax.plot(log_ratio[~is_sure], y[~is_sure], "o", ms=4, mfc="white", color=INK)
    for ends, marker in ((low, "<"), (high, ">")):  # an interval without an end goes on
        endless = np.abs(ends) == edge
        ax.plot(ends[endless], y[endless], marker, ms=4, color=_FAINT, clip_on=False)
    ax.axvline(0, color=INK, lw=0.8)
    labels = [f"{row.word} ({number(row.count_target, lang, 0)})" for row in rows.itertuples()]
    ax.set_yticks(y, labels, fontsize=8)
    ax.set(xlabel=say("figure.log_ratio", lang), ylim=(-0.7, max(len(rows), 1) - 0.3))
    return finish(ax, say("figure.keyness", lang, group=group), lang)


def plot_null(
    rates: pd.DataFrame, *, names: Sequence[str], lang: Lang = "vi", ax: Axes | None = None
) -> Axes:
    """How often something is called sure where nothing differs: dots with intervals, a line at 5 %.

    `rates` has the columns sure, low, high (shares of one), as `null_check`; `names` names its
    rows.
    """
    ax = new_axes(6.4, 0.3 * max(len(rates), 3) + 1.1, ax)
    y = np.arange(len(rates))[::-1]
    ax.hlines(y, 100 * rates["low"], 100 * rates["high"], color=_FAINT, lw=1)
    ax.plot(100 * rates["sure"], y, "o", ms=4, color=INK)
    ax.axvline(100 * _SIGNIFICANT, color=INK, lw=0.8, ls="--")
    ax.set_yticks(y, list(names), fontsize=8)
    ax.set(xlabel=say("null.axis", lang), ylim=(-0.7, max(len(rates), 1) - 0.3))
    ax.set_xlim(left=0)
    return finish(ax, say("null.title", lang), lang)


def plot_dispersion(
    lines: pd.DataFrame,
    documents: pd.DataFrame,
    *,
    title: str,
    lang: Lang = "vi",
    ax: Axes | None = None,
) -> Axes:
    """Where a word stands: one strip per document in order of date, one mark per place.

    `lines` are those of `textkit.kwic` (columns doc_id, start), `documents` those of
    `Corpus.documents` (id, number, date, characters); a strip goes from the beginning of the
    document (0) to its end (1), and is empty where the word is not.
    Example: `tk.plot_dispersion(tk.kwic(corpus, "rừng"), corpus.documents, title="Rừng")`
    """
    documents = documents.sort_values("date", kind="stable").reset_index(drop=True)
    ax = new_axes(6.4, 0.22 * len(documents) + 1.0, ax)
    starts = lines.groupby("doc_id")["start"].apply(list).to_dict()
    places = []
    for row in documents.itertuples():
        places.append([start / row.characters for start in starts.get(row.id, [])])
    rows = range(len(documents))
    ax.eventplot(places, lineoffsets=list(rows), linelengths=0.7, linewidths=1, colors=INK)
    names = zip(_document_names(documents), places, strict=True)
    ax.set_yticks(rows, [f"{name} ({len(marks)})" for name, marks in names], fontsize=7)
    ax.invert_yaxis()
    ax.set(xlim=(-0.01, 1.01), xticks=(0, 0.5, 1), xlabel=say("figure.place", lang))
    return titled(finish(ax, "", lang), title)


def plot_bars(
    counts: Mapping[str, float] | pd.Series[float],
    *,
    title: str,
    axis: str = "",
    lang: Lang = "vi",
    ax: Axes | None = None,
) -> Axes:
    """Counts as bars, a row a name, with the count behind each; `title` is what they show.

    `counts` are a dict or a Series, in the order of the rows; `axis` names what is counted.
    Example: `tk.plot_bars(corpus.documents["kind"].value_counts(), title="…")`
    """
    counts = dict(counts.items())
    names = [textwrap.fill(str(name), _LETTERS_OF_A_NAME) for name in counts]
    lines = sum(name.count("\n") + 1 for name in names)
    ax = new_axes(6.4, 0.28 * max(lines, 2) + 1.0, ax)
    rows = range(len(counts))
    bars = ax.barh(rows, list(counts.values()), color=_FAINT, height=0.7)
    printed = [number(count, lang, 0) for count in counts.values()]
    ax.bar_label(bars, printed, padding=3, fontsize=8, color=INK)
    ax.set_yticks(rows, names, fontsize=8)
    ax.invert_yaxis()
    ax.set(xlabel=axis)
    ax.margins(x=0.12)
    return titled(finish(ax, "", lang), title)


def titled(ax: Axes, title: str, *, pad: float = 6) -> Axes:
    """The Axes with another title, in lines that are no wider than the figure."""
    figure_ = ax.get_figure(root=True)
    assert figure_ is not None
    lines = textwrap.wrap(title, int(figure_.get_figwidth() * _LETTERS_OF_AN_INCH))
    ax.set_title("\n".join(lines), fontsize=10, loc="left", color=INK, pad=pad)
    return ax


def finish(
    ax: Axes, title: str, lang: Lang, *, frame: bool = True, size: float = 10, pad: float = 6
) -> Axes:
    """Title, numbers as the language has them, no formulas, and no more frame than is needed."""
    from matplotlib.text import Text
    from matplotlib.ticker import ScalarFormatter

    for axis in (ax.xaxis, ax.yaxis):
        if isinstance(axis.get_major_formatter(), ScalarFormatter):
            axis.set_major_formatter(lambda value, _: figure(value, lang))
    ax.set_title(title, fontsize=size, loc="left", color=INK, pad=pad)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_visible(frame)
    # Names of themes, words and groups are the user's and the documents': "$" is one, no formula.
    ax.get_xticklabels()  # makes the labels that are made when the figure is drawn
    ax.get_yticklabels()
    for text in ax.findobj(Text):
        text.set_parse_math(False)
    return ax


def svg(ax: Axes, *, label: str) -> str:
    """The figure of the Axes as an SVG element for a page; screen readers read `label` out."""
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


# A letter as matplotlib draws it, by its font and number: <path id="DejaVuSans-41" d="…"/>.
_LETTER = re.compile(r'<path id="([\w-]+-[0-9a-f]+)"(?: d="[^"]*")? transform="[^"]*"/>\s*')
# The blanks that lines of an SVG begin with, and what it says about itself.
_AROUND = re.compile(r"(?<=\n)[ \t]+|<metadata>.*?</metadata>\s*", re.DOTALL)


class Drawn:
    """The figures of one page, in its order: each letter is drawn once, in the first figure that
    has it.

    A browser finds it there by its name: the first figures have to be shown wherever later ones
    are. Half of the characters of a page with many figures are outlines of letters.
    """

    def __init__(self) -> None:
        self._letters: set[str] = set()

    def svg(self, ax: Axes, *, label: str) -> str:
        """`svg`, without the letters of the figures before."""
        return _LETTER.sub(self._once, _AROUND.sub("", svg(ax, label=label)))

    def _once(self, letter: re.Match[str]) -> str:
        if letter[1] in self._letters:
            return ""
        self._letters.add(letter[1])
        return letter[0]
