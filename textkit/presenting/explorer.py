"""The widgets of the notebooks: groups and a theme or word chosen, and what the corpus says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from textkit.analysis.concordance import kwic
from textkit.analysis.contrast import keyness
from textkit.analysis.corpus import Corpus, one_of
from textkit.analysis.terms import theme_shares
from textkit.analysis.threads import Thread, threads
from textkit.presenting import pages
from textkit.presenting.messages import Lang, number, say
from textkit.reading.document import TextkitError
from textkit.reading.text import fold

if TYPE_CHECKING:
    import pandas as pd
    from ipywidgets import VBox

_LINES = 20


def explore(corpus: Corpus, *, by: str = "period", lang: Lang = "vi") -> VBox:
    """A widget for JupyterLab: choose groups, and a theme or a word; share, typical words, concordance, threads change.

    The last tab holds the code that makes the tables shown, to copy into a cell. `by` is the fact that makes the
    groups: period, term, kind, issuer, year. Shares are of one, of the commitments of a group; typical words hold the
    first chosen group against all other chosen ones.

    Example: `tk.explore(tk.open_corpus("corpus"))`

    Raises TextkitError if `by` is unknown or no document has it.
    """
    import ipywidgets as w

    if not (groups := list(corpus.groups(by))):
        raise TextkitError(f"no document of the corpus has a {by}; choose another fact")
    themes = {name: key for key, name in pages.theme_names(lang, corpus).items()}
    chosen = w.SelectMultiple(options=groups, value=tuple(groups), description=say(f"by.{by}", lang) if by in _KNOWN else by)
    theme = w.Dropdown(options=[(say("page.all", lang), None), *themes.items()], description=say("page.theme", lang))
    word = w.Text(value="đầu tư", description=say("page.word", lang), continuous_update=False)
    panes = [w.HTML() for _ in range(5)]
    linked = cache(lambda picked: threads(corpus.where(**{by: list(picked)}), by=by))  # the slow part, once a choice of groups

    def update(_: Any = None) -> None:
        picked = list(chosen.value) or groups
        found = views(corpus, by=by, groups=picked, theme=theme.value, word=word.value, lang=lang, linked=linked)
        for pane, html in zip(panes, found, strict=True):
            pane.value = html

    for control in (chosen, theme, word):
        control.observe(update, "value")
    update()
    titles = [say(f"explore.{key}", lang) for key in ("share", "words", "lines", "threads", "code")]
    return w.VBox([w.HBox([chosen, w.VBox([theme, word])]), w.Tab(panes, titles=titles)])


_KNOWN = ("period", "term", "kind", "issuer", "year")


def views(
    corpus: Corpus, *, by: str, groups: list[str], theme: str | None, word: str, lang: Lang = "vi",
    linked: Callable[[tuple[str, ...]], list[Thread]] | None = None,
) -> list[str]:
    """The five tabs of `explore` as HTML: shares, typical words, concordance, threads, and the code that makes them.

    What cannot be shown (one group alone has no typical words, a query that cannot be read) is told in its tab.
    """
    for group in groups:
        one_of(by, group, corpus.groups(by))
    part = corpus.where(**{by: groups})
    makers = (lambda: _shares(part, by, theme, lang), lambda: _words(part, by, groups[0], lang),
              lambda: _lines(part, word, lang),
              lambda: _threads(linked(tuple(groups)) if linked else threads(part, by=by), word, lang))  # fmt: skip
    return [*(_shown(make) for make in makers), f"<pre>{escape(code(by, groups, theme, word))}</pre>"]


def code(by: str, groups: list[str], theme: str | None, word: str) -> str:
    """The lines of a cell that make the tables of a choice, given `tk` and `corpus`.

    >>> print(code("period", ["2015-2020"], None, "đầu tư").splitlines()[0])
    part = corpus.where(**{'period': ['2015-2020']})
    """
    chosen = f'[lambda table: table["theme"] == {theme!r}]' if theme else ""
    return "\n".join((
        f"part = corpus.where(**{ {by: groups}!r})",
        f"shares = tk.themes(part, by={by!r}){'.loc' + chosen if chosen else ''}",
        f"words = tk.keyness(part, by={by!r}, target={groups[0]!r}).head({_LINES})" if len(groups) > 1 else "words = None",
        f"lines = tk.kwic(part, {word!r}, by={by!r}, limit={_LINES})",
        f"threads = tk.threads(part, by={by!r})",
    ))  # fmt: skip


def _shown(make: Any) -> str:
    try:
        table = make()
    except TextkitError as error:
        return f"<p>{escape(str(error))}</p>"
    html: str = table.to_html(index=False, border=0, na_rep="–", justify="left")
    return html


def _table(rows: Iterable[Sequence[str]], heads: Sequence[str], lang: Lang) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=[say(f"page.{head}", lang) for head in heads])


def _interval(value: float, low: float, high: float, lang: Lang) -> str:
    return f"{number(value, lang)} ({number(low, lang)} – {number(high, lang)})"


def _shares(part: Corpus, by: str, theme: str | None, lang: Lang) -> pd.DataFrame:
    names, table = pages.theme_names(lang, part), theme_shares(part, by=by)
    kept = table[table["theme"] == theme] if theme else table
    rows = [(names[row.theme], row.group, _interval(100 * row.share, 100 * row.low, 100 * row.high, lang) + (" †" if row.few else ""),
             str(row.units)) for row in kept.sort_values("share", ascending=False, kind="stable").itertuples()]  # fmt: skip
    return _table(rows, ("theme", "group", "share", "units"), lang)


def _words(part: Corpus, by: str, group: str, lang: Lang) -> pd.DataFrame:
    rows = [(row.word, str(row.count_target), str(row.count_reference), _interval(row.log_ratio, row.low, row.high, lang))
            for row in keyness(part, by=by, target=group).head(_LINES).itertuples()]
    return _table(rows, ("word", "count", "count_others", "log_ratio"), lang)


def _lines(part: Corpus, word: str, lang: Lang) -> pd.DataFrame:
    rows = [(row.left, row.match, row.right, pages.source(part, row.doc_id, row.path, lang)) for row in kwic(part, word, limit=_LINES).itertuples()]
    return _table(rows, ("left", "word", "right", "source"), lang)


def _threads(found: Iterable[Thread], word: str, lang: Lang) -> pd.DataFrame:
    """The threads in which the word stands, in any spelling."""
    rows = [(pages.label_of(thread, lang), say(f"status.{thread.status}", lang), pages.chain(thread, lang))
            for thread in found if any(fold(word) in fold(member.text or "") for member in thread.members)]
    return _table(rows[:_LINES], ("threads", "status", "change"), lang)
