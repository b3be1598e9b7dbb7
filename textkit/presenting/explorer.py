"""The widgets of the notebooks: groups and a theme or word chosen, and what the corpus says of them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from textkit.analysis.concordance import kwic
from textkit.analysis.contrast import keyness
from textkit.analysis.corpus import Corpus, one_of
from textkit.analysis.terms import theme_shares
from textkit.analysis.threads import threads
from textkit.presenting import pages
from textkit.presenting.messages import Lang, say
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

    def update(_: Any = None) -> None:
        found = views(corpus, by=by, groups=list(chosen.value) or groups, theme=theme.value, word=word.value, lang=lang)
        for pane, html in zip(panes, found, strict=True):
            pane.value = html

    for control in (chosen, theme, word):
        control.observe(update, "value")
    update()
    titles = [say(f"explore.{key}", lang) for key in ("share", "words", "lines", "threads", "code")]
    return w.VBox([w.HBox([chosen, w.VBox([theme, word])]), w.Tab(panes, titles=titles)])


_KNOWN = ("period", "term", "kind", "issuer", "year")


def views(corpus: Corpus, *, by: str, groups: list[str], theme: str | None, word: str, lang: Lang = "vi") -> list[str]:
    """The five tabs of `explore` as HTML: shares, typical words, concordance, threads, and the code that makes them.

    What cannot be shown (one group alone has no typical words, a query that cannot be read) is told in its tab.
    """
    for group in groups:
        one_of(by, group, corpus.groups(by))
    part = corpus.where(**{by: groups})
    makers = (lambda: _shares(part, by, theme, lang), lambda: keyness(part, by=by, target=groups[0]).head(_LINES),
              lambda: kwic(part, word, by=by, limit=_LINES), lambda: _threads(part, by, word, lang))  # fmt: skip
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
    html: str = table.to_html(index=False, border=0, na_rep="–", float_format="{:.3f}".format)
    return html


def _shares(part: Corpus, by: str, theme: str | None, lang: Lang) -> pd.DataFrame:
    table = theme_shares(part, by=by)
    kept = table[table["theme"] == theme] if theme else table
    return kept.assign(theme=kept["theme"].map(pages.theme_names(lang, part)))


def _threads(part: Corpus, by: str, word: str, lang: Lang) -> pd.DataFrame:
    """The threads in which the word stands, in any spelling."""
    import pandas as pd

    rows = [(pages.label_of(thread, lang), say(f"status.{thread.status}", lang), pages.chain(thread, lang))
            for thread in threads(part, by=by) if any(fold(word) in fold(member.text or "") for member in thread.members)]
    return pd.DataFrame(rows[:_LINES], columns=[say(f"page.{key}", lang) for key in ("threads", "status", "sentence")])
