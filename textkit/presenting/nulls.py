"""The check of the tests where nothing differs, as users meet it: table, sentence, figure."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from textkit.comparing.inference import ALPHA
from textkit.comparing.null import ALL, null_rates
from textkit.data.messages import Lang, percent, say
from textkit.presenting import overviews, plots
from textkit.presenting.reports import Report, Reported
from textkit.presenting.tables import render_table
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, repr=False)
class NullCheck(Reported):
    """How often something is called sure where nothing differs; `rates` is the table of
    `textkit.comparing.null.null_rates`.
    """

    rates: pd.DataFrame
    lang: Lang = "vi"

    def __repr__(self) -> str:
        return f"NullCheck({len(self.rates)} rows, at most {self.rates['sure'].max():.2f} sure)"

    @property
    def holds(self) -> bool:
        """Whether no rate is surely above .05: the low bound of none is."""
        return bool((self.rates["low"] <= ALPHA).all())

    @property
    def sentence(self) -> str:
        """What came out, in a sentence."""
        if not self.rates["tested"].any():
            return say("null.untested", self.lang)
        worst = self.rates.sort_values("sure", kind="stable").iloc[-1]
        return say(
            "null.holds" if self.holds else "null.fails",
            self.lang,
            splits=int(worst["splits"]),
            group=self._group(worst["group"]),
            over=self._name(worst["over"]),
            sure=percent(worst["sure"], self.lang),
            low=percent(worst["low"], self.lang),
            high=percent(worst["high"], self.lang),
        )

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """The rates with their intervals, and the line at 5 %."""
        return plots.plot_null(self.rates, names=self._names(), lang=self.lang, ax=ax)

    def report(self) -> Report:
        """What came out in a sentence, and the rates."""
        return overviews.rates_report(self.rates, self._names(), self.sentence, self.lang)

    def _names(self) -> list[str]:
        """What each row is about."""
        return [
            f"{self._group(row.group)}, {self._name(row.over)}" for row in self.rates.itertuples()
        ]

    def _group(self, group: str) -> str:
        return say("page.all", self.lang).lower() if group == ALL else group

    def _name(self, over: str) -> str:
        return say(f"compared.{over.replace(' ', '-')}", self.lang)

    def _repr_html_(self) -> str:
        named = self.rates.assign(over=[self._name(over) for over in self.rates["over"]])
        return f"<p>{escape(self.sentence)}</p>{render_table(named)}"


def null_check(
    corpus: StoredCorpus,
    *,
    by: str | None = "period",
    level: str | None = None,
    splits: int = 200,
    seed: int = 0,
    lang: Lang = "vi",
) -> NullCheck:
    """How often the tests call something sure between random halves of one group, where nothing
    differs.

    The documents of each group are split at random, `splits` times, and the halves compared as
    `compare_terms` compares groups (`by=None`: all documents are one group). `.rates` has the share
    of splits with anything called sure, for themes and for words, `.sentence` says it, `.plot()`
    draws it. It should be 5 % or less. Raises TextkitError if no group has four documents. Example:
    `tk.null_check(corpus, splits=20).table()`
    """
    return NullCheck(null_rates(corpus, by=by, level=level, splits=splits, seed=seed), lang)
