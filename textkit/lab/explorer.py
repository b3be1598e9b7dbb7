"""The widget of the notebooks: for chosen groups, a theme and a word, what the corpus says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

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

# The tabs, in their order.
_TABS = ("share", "words", "lines", "threads", "code")

# The facts that are offered to make groups, where documents have them.
_FACTS = ("period", "term", "kind", "issuer", "level", "year")

# Rows of a tab's table: as many as are seen without much scrolling. Chosen by eye.
_MOST_ROWS = 20

# The query with which the widget opens: it stands in every document of the kind.
_FIRST_WORD = "đầu tư"


class Choice(NamedTuple):
    """What is chosen in the widget: groups, a theme (or ""), and a word."""

    groups: tuple[str, ...]
    theme: str
    word: str


def explore(corpus: StoredCorpus, *, by: str = "period", lang: Lang = "vi") -> VBox:
    """A widget for JupyterLab: for chosen groups, a theme and a word, five tabs of what they say.

    The tabs are shares, typical words, concordance, threads and code.

    The last tab holds the code that makes the tables shown, to copy into a cell. `by` is the fact
    that makes the groups at first: period, term, kind, issuer, year, or a column of your own; the
    widget can change it. Shares are of one, of the commitments of a group; typical words hold the
    first chosen group against all other chosen ones.

    Example: `tk.explore(corpus, by="kind")`
    Raises TextkitError if `by` is unknown or no document has it.
    """
    if not corpus.groups(by):
        raise TextkitError("corpus.not-told", what=noun(by))
    return _Explorer(corpus, by, lang).box


class _Explorer:
    """The controls of the widget, its tabs, and what each of them shows now."""

    def __init__(self, corpus: StoredCorpus, by: str, lang: Lang) -> None:
        import ipywidgets as w

        self._corpus, self._lang = corpus, lang
        names = pages.theme_names(lang, corpus)
        themes = [(say("page.all", lang), ""), *zip(names.values(), names, strict=True)]
        facts = [fact for fact in dict.fromkeys((by, *_FACTS)) if corpus.groups(fact)]
        label = {"style": {"description_width": "initial"}}
        self._by = w.Dropdown(
            options=[(fact_name(fact, lang), fact) for fact in facts],
            value=by,
            description=say("explore.by", lang),
            **label,
        )
        self._chosen = w.SelectMultiple(description=say("explore.groups", lang), **label)
        self._theme = w.Dropdown(options=themes, description=say("page.theme", lang), **label)
        self._word = w.Text(
            value=_FIRST_WORD, description=say("page.word", lang), continuous_update=False, **label
        )
        titles = [say(f"explore.{key}", lang) for key in _TABS]
        tabs = [w.HTML().add_class("jp-RenderedHTMLCommon") for _ in _TABS]
        self._tab = w.Tab(tabs, titles=titles)
        self._state = w.HTML()
        self._shown: dict[int, tuple[str, Choice]] = {}
        # The threads of a choice of groups: the slow part, made once for each.
        self._linked = cache(self._threads_of)
        self._offer_groups()
        self._by.observe(self._offer_groups, "value")
        for control in (self._chosen, self._theme, self._word):
            control.observe(self._update, "value")
        self._tab.observe(self._update, "selected_index")
        self._update()
        left = w.VBox([self._by, self._chosen])
        right = w.VBox([self._theme, self._word, self._state])
        self.box = w.VBox([w.HBox([left, right]), self._tab])

    def _offer_groups(self, _: Any = None) -> None:
        """Offers the groups that the fact makes, all of them chosen."""
        groups = tuple(self._corpus.groups(self._by.value))
        self._chosen.options = groups
        self._chosen.value = groups

    def _threads_of(self, by: str, groups: tuple[str, ...]) -> list[Thread]:
        return threads(self._corpus.where(**{by: list(groups)}), by=by)

    def _update(self, _: Any = None) -> None:
        """Makes the tab that is seen anew if the choice is another than when it was made."""
        place, by = self._tab.selected_index, self._by.value
        groups = tuple(self._chosen.value) or tuple(self._chosen.options)
        choice = Choice(groups, self._theme.value, self._word.value)
        if self._shown.get(place) == (by, choice):
            return
        self._state.value = f'<span role="status">{say("explore.busy", self._lang)}</span>'
        linked = partial(self._linked, by)
        self._tab.children[place].value = view(
            _TABS[place], self._corpus, by, choice, lang=self._lang, linked=linked
        )
        self._shown[place] = by, choice
        self._state.value = ""


def view(
    tab: str,
    corpus: StoredCorpus,
    by: str,
    choice: tuple[Sequence[str], str, str],
    *,
    lang: Lang = "vi",
    linked: Callable[[tuple[str, ...]], list[Thread]] | None = None,
) -> str:
    """A tab of `explore` as HTML, for a choice of groups, theme (or "") and word.

    What cannot be shown is explained there. `linked` makes the threads of groups, where they are
    made already.
    """
    groups, theme, word = choice
    for group in groups:
        one_of(by, group, corpus.groups(by))
    part = corpus.where(**{by: list(groups)})

    def linked_here() -> list[Thread]:
        return linked(tuple(groups)) if linked else threads(part, by=by)

    makers: dict[str, Callable[[], str]] = {
        "share": lambda: _shares(part, by, theme, lang),
        "words": lambda: _words(part, by, groups[0], lang),
        "lines": lambda: _lines(part, word, lang),
        "threads": lambda: _threads(linked_here(), word, lang),
        "code": lambda: _code(code(by, list(groups), theme, word), lang),
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
    shares = f"shares = tk.themes(part, by={by!r})"
    if theme:
        shares += f'.loc[lambda table: table["theme"] == {theme!r}]'
    words = "words = None"
    if len(groups) > 1:
        words = f"words = tk.keyness(part, by={by!r}, target={groups[0]!r}).head({_MOST_ROWS})"
    lines = (
        f"part = corpus.where(**{ {by: groups}!r})",
        shares,
        words,
        f"lines = tk.kwic(part, {word!r}, by={by!r}, limit={_MOST_ROWS})",
        f"threads = tk.threads(part, by={by!r})",
        "shares",
    )
    return "\n".join(lines)


def _code(lines: str, lang: Lang) -> str:
    return data.template("explore.html.j2").render(code=lines, t=partial(say, lang=lang))


def _table(
    rows: Iterable[Sequence[str]], heads: Sequence[str], lang: Lang, right: Sequence[int] = ()
) -> str:
    import pandas as pd

    columns = [say(f"page.{head}", lang) for head in heads]
    return render_table(pd.DataFrame(rows, columns=columns), right=right)


def _shares(part: StoredCorpus, by: str, theme: str, lang: Lang) -> str:
    """The shares drawn, how n and the intervals are meant, and the table."""
    names = pages.theme_names(lang, part)
    table = theme_shares(part, by=by)
    if theme:
        shown = table[table["theme"] == theme]
        ax = plots.plot_slopes(shown, names=names, lang=lang)
    else:
        shown = table
        ax = plots.plot_heatmap(shown, names=names, lang=lang)
    title = names.get(theme, ax.get_title(loc="left"))
    ax.set_title(title, loc="left", fontsize=10)
    notes = [say("explore.n", lang), say("page.within", lang)]
    small = ", ".join(shown.loc[shown["few"], "group"].unique())
    if small:
        notes.append(say("cli.too_few", lang, groups=small))
    figure = plots.svg(ax, label=title)
    return f"{figure}<p>{escape(' '.join(notes))}</p>{share_table(shown, names, lang)}"


def _words(part: StoredCorpus, by: str, group: str, lang: Lang) -> str:
    """The words typical of a group, drawn and as a table."""
    keywords = keyness(part, by=by, target=group)
    printed = partial(number, lang=lang)
    rows = []
    for row in keywords.head(_MOST_ROWS).itertuples():
        interval = f"({printed(row.low)} – {printed(row.high)})"
        counts = [printed(count, digits=0) for count in (row.count_target, row.count_reference)]
        rows.append((row.word, *counts, f"{printed(row.log_ratio)} {interval}"))
    ax = plots.plot_keyness(keywords, group, lang=lang)
    figure = plots.svg(ax, label=say("figure.keyness", lang, group=group))
    return figure + _table(rows, ("word", "count", "count_others", "log_ratio"), lang)


def _lines(part: StoredCorpus, word: str, lang: Lang) -> str:
    """The concordance of a word, what stands before it set to the right."""
    rows = []
    for line in kwic(part, word, limit=_MOST_ROWS).itertuples():
        source = pages.source(part, line.doc_id, line.path, lang)
        rows.append((line.left, line.match, line.right, source))
    return _table(rows, ("left", "word", "right", "source"), lang, right=(0,))


def _threads(every: Iterable[Thread], word: str, lang: Lang) -> str:
    """The threads in which the word stands, in any spelling."""
    rows = []
    for thread in every:
        if any(fold(word) in fold(member.text or "") for member in thread.members):
            status = say(f"status.{thread.status}", lang)
            rows.append((pages.label_of(thread, lang), status, pages.chain(thread, lang)))
    return _table(rows[:_MOST_ROWS], ("threads", "status", "change"), lang)
