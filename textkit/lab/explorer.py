"""The widgets of the notebooks: groups and a theme or word chosen, and what the corpus says of
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from html import escape
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.comparing.contrast import keyness
from textkit.comparing.shares import theme_shares
from textkit.comparing.threads import Thread, threads
from textkit.counting.concordance import kwic
from textkit.data.messages import Lang, TextkitError, fact_name, noun, number, say
from textkit.presenting import pages, plots
from textkit.presenting.results import share_table
from textkit.presenting.tables import render_table
from textkit.storing.corpus import StoredCorpus, one_of
from textkit.vietnamese.text import fold

if TYPE_CHECKING:
    from ipywidgets import VBox

_LINES = 20


def explore(corpus: StoredCorpus, *, by: str = "period", lang: Lang = "vi") -> VBox:
    """A widget for JupyterLab: choose groups, and a theme or a word; share, typical words,
    concordance, threads change.

    The last tab holds the code that makes the tables shown, to copy into a cell. `by` is the fact
    that makes the
    groups: period, term, kind, issuer, year. Shares are of one, of the commitments of a group;
    typical words hold the first chosen group against all other chosen ones. Example:
    `tk.explore(corpus, by="kind")` Raises TextkitError if `by` is unknown or no document has it.
    """
    import ipywidgets as w

    if not (groups := list(corpus.groups(by))):
        raise TextkitError("corpus.not-told", what=noun(by))
    label = {"style": {"description_width": "initial"}}
    names, fact = pages.theme_names(lang, corpus), fact_name(by, lang)
    themes = [(say("page.all", lang), ""), *zip(names.values(), names, strict=True)]
    chosen = w.SelectMultiple(options=groups, value=tuple(groups), description=fact, **label)
    theme = w.Dropdown(options=themes, description=say("page.theme", lang), **label)
    word = w.Text(
        value="đầu tư", description=say("page.word", lang), continuous_update=False, **label
    )
    titles = [say(f"explore.{key}", lang) for key in _TABS]
    tab = w.Tab([w.HTML().add_class("jp-RenderedHTMLCommon") for _ in _TABS], titles=titles)
    state = w.HTML()
    shown: dict[int, tuple[tuple[str, ...], str, str]] = {}
    linked = cache(
        lambda picked: threads(corpus.where(**{by: list(picked)}), by=by)
    )  # the slow part, once a choice of groups

    def update(_: Any = None) -> None:
        """The tab that is seen is made anew if the choice is another than when it was made."""
        at, choice = (
            tab.selected_index,
            (tuple(chosen.value) or tuple(groups), theme.value, word.value),
        )
        if shown.get(at) != choice:
            state.value = f'<span role="status">{say("explore.busy", lang)}</span>'
            tab.children[at].value = view(_TABS[at], corpus, by, choice, lang=lang, linked=linked)
            shown[at], state.value = choice, ""

    for control, trait in (
        (chosen, "value"),
        (theme, "value"),
        (word, "value"),
        (tab, "selected_index"),
    ):
        control.observe(update, trait)
    update()
    return w.VBox([w.HBox([chosen, w.VBox([theme, word, state])]), tab])


_TABS = ("share", "words", "lines", "threads", "code")


def view(
    tab: str,
    corpus: StoredCorpus,
    by: str,
    choice: tuple[Sequence[str], str, str],
    *,
    lang: Lang = "vi",
    linked: Callable[[tuple[str, ...]], list[Thread]] | None = None,
) -> str:
    """A tab of `explore` as HTML, for a choice of groups, theme (or "") and word; what cannot be
    shown is told there.
    """
    groups, theme, word = choice
    for group in groups:
        one_of(by, group, corpus.groups(by))
    part = corpus.where(**{by: list(groups)})
    makers = {
        "share": lambda: _shares(part, by, theme, lang),
        "words": lambda: _words(part, by, groups[0], lang),
        "lines": lambda: _lines(part, word, lang),
        "code": lambda: _code(code(by, list(groups), theme, word), lang),
        "threads": lambda: _threads(
            linked(tuple(groups)) if linked else threads(part, by=by), word, lang
        ),
    }
    try:
        return makers[tab]()
    except TextkitError as error:
        return f"<p>{escape(error.say(lang))}</p>"


def code(by: str, groups: list[str], theme: str, word: str) -> str:
    """The lines of a cell that make the tables of a choice, given `tk` and `corpus`.

    >>> print(code("period", ["2015-2020"], "", "đầu tư").splitlines()[0])
    part = corpus.where(**{'period': ['2015-2020']})
    """
    chosen = f'[lambda table: table["theme"] == {theme!r}]' if theme else ""
    return "\n".join(
        (
            f"part = corpus.where(**{ {by: groups}!r})",
            f"shares = tk.themes(part, by={by!r}){'.loc' + chosen if chosen else ''}",
            f"words = tk.keyness(part, by={by!r}, target={groups[0]!r}).head({_LINES})"
            if len(groups) > 1
            else "words = None",
            f"lines = tk.kwic(part, {word!r}, by={by!r}, limit={_LINES})",
            f"threads = tk.threads(part, by={by!r})",
            "shares",
        )
    )


def _code(lines: str, lang: Lang) -> str:
    return data.template("explore.html.j2").render(code=lines, t=partial(say, lang=lang))


def _table(
    rows: Iterable[Sequence[str]], heads: Sequence[str], lang: Lang, right: Sequence[int] = ()
) -> str:
    import pandas as pd

    return render_table(
        pd.DataFrame(rows, columns=[say(f"page.{head}", lang) for head in heads]), right=right
    )


def _shares(part: StoredCorpus, by: str, theme: str, lang: Lang) -> str:
    """The shares drawn, how n and the intervals are meant, and the table."""
    names, table = pages.theme_names(lang, part), theme_shares(part, by=by)
    kept = table[table["theme"] == theme] if theme else table
    ax = (plots.plot_slopes if theme else plots.plot_heatmap)(kept, names=names, lang=lang)
    ax.set_title(names.get(theme, ax.get_title(loc="left")), loc="left", fontsize=10)
    small = ", ".join(kept.loc[kept["few"], "group"].unique())
    notes = [
        say("explore.n", lang),
        say("page.within", lang, method=pages.drawn_by(table.attrs["interval"], lang)),
    ]
    notes += [say("cli.too_few", lang, groups=small)] if small else []
    figure = plots.svg(ax, label=ax.get_title(loc="left"))
    return f"{figure}<p>{escape(' '.join(notes))}</p>{share_table(kept, names, lang)}"


def _words(part: StoredCorpus, by: str, group: str, lang: Lang) -> str:
    found = keyness(part, by=by, target=group)
    n = partial(number, lang=lang)
    rows = [
        (
            row.word,
            n(row.count_target, digits=0),
            n(row.count_reference, digits=0),
            f"{n(row.log_ratio)} ({n(row.low)} – {n(row.high)})",
        )
        for row in found.head(_LINES).itertuples()
    ]
    figure = plots.svg(
        plots.plot_keyness(found, group, lang=lang), label=say("figure.keyness", lang, group=group)
    )
    return figure + _table(rows, ("word", "count", "count_others", "log_ratio"), lang)


def _lines(part: StoredCorpus, word: str, lang: Lang) -> str:
    rows = [
        (row.left, row.match, row.right, pages.source(part, row.doc_id, row.path, lang))
        for row in kwic(part, word, limit=_LINES).itertuples()
    ]
    return _table(rows, ("left", "word", "right", "source"), lang, right=(0,))


def _threads(found: Iterable[Thread], word: str, lang: Lang) -> str:
    """The threads in which the word stands, in any spelling."""
    rows = [
        (
            pages.label_of(thread, lang),
            say(f"status.{thread.status}", lang),
            pages.chain(thread, lang),
        )
        for thread in found
        if any(fold(word) in fold(member.text or "") for member in thread.members)
    ]
    return _table(rows[:_LINES], ("threads", "status", "change"), lang)
