"""The scorecard of a term as a result that shows itself: findings, a row a target, a figure."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from textkit.comparing import scorecard as cards
from textkit.comparing.items import is_estimate
from textkit.comparing.judging import is_upwards
from textkit.comparing.scorecard import Score, Told
from textkit.data.messages import Lang, figure, figures, number, say
from textkit.finding.figures import Target
from textkit.presenting.pages import source
from textkit.presenting.plots import INK, finish, new_axes, svg
from textkit.presenting.reports import Cell, Grid, Lead, Passage, Report, Reported
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.dates import written_date

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# So many names are told in a finding; the table has all. Chosen by eye.
_NAMED = 5

# The figure goes no farther than so many per cent of a promise: one target that was exceeded
# tenfold must not press the others together. Chosen by eye.
_FARTHEST = 160

# A name longer than so many characters is shortened beside its dot. Chosen by eye.
_LONGEST_NAME = 52

# The height of a row of the figure, in inches.
_ROW = 0.24

_WHOLE = 100


@dataclass(frozen=True, eq=False, repr=False)
class Scorecard(Reported):
    """The scorecard of a term: `found` has the targets with what answers them, `.table()` is the
    table as one would paste it, `.rows` the data, `.plot()` the figure, `.write(path)` a Word,
    Excel or CSV file or a page.
    """

    found: cards.Scorecard
    corpus: StoredCorpus
    lang: Lang = "vi"

    def __repr__(self) -> str:
        counts = ", ".join(f"{outcome}={count}" for outcome, count in self.found.counts.items())
        return f"Scorecard(of={self.found.of!r}, targets={len(self.found.scores)}, {counts})"

    @property
    def rows(self) -> pd.DataFrame:
        """The data, a row a target in the order of the resolution.

        Columns: target, start, end (its place in the resolution), indicator, low, high, unit, per,
        deadline (of the promise), better (`up`, `down`, missing where not known), doc_id,
        reached_low, reached_high, reached_unit, reached_year (of the result), estimate, difference
        (in the unit of the promise, points for %), share (per cent of the promise), outcome
        (`reached`, `not_reached`, `open`, `not_found`), open (why figures decide nothing), stated
        (`exceeded`, `reached`, `reached_or_exceeded`, `not_reached`), stated_text, disagrees.
        """
        import pandas as pd

        return pd.DataFrame([_row(score) for score in self.found.scores])

    def to_json(self) -> dict[str, Any]:
        """The scorecard as plain dicts and lists, as `textkit scorecard --json` writes it."""
        claim = self.found.claim
        return {
            "of": self.found.of,
            "term_end": self.found.term_end,
            "counts": dict(self.found.counts),
            "reports": list(self.found.reports),
            "claim": {**claim._asdict(), "counts": dict(claim.counts)} if claim else None,
            "targets": [_row(score) for score in self.found.scores],
            "later": [asdict(target) for target in self.found.later],
        }

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """What was reached in per cent of what was promised, a dot a target, the lowest first: full
        where it was reached, open where it was not. A triangle stands for a target that is the
        better the lower it is; there the promise is in per cent of what was reached.
        """
        drawn = sorted(_attained(self.found.scores), key=lambda pair: -pair[1])
        ax = new_axes(7.6, 1.0 + _ROW * max(len(drawn), 1), ax)
        for place, (score, share) in enumerate(drawn):
            _draw_dot(ax, place, score, share, self.lang)
        ax.axvline(_WHOLE, color=INK, lw=1, zorder=1)
        names = [_shortened(_name(score.target)) for score, _ in drawn]
        ax.set_yticks(range(len(drawn)), names, fontsize=8, parse_math=False)
        lowest = min((share for _, share in drawn), default=_WHOLE)
        ax.set(xlim=(max(0, min(lowest - 15, 70)), _FARTHEST + 10), ylim=(-0.7, len(drawn) - 0.3))
        ax.set_xlabel(say("scorecard.axis", self.lang), fontsize=8)
        return finish(ax, say("scorecard.figure", self.lang), self.lang)

    def report(self) -> Report:
        """The findings, the table of the targets with their sentences, and the figure."""
        t = partial(say, lang=self.lang)
        found = self.found
        drawings: list[tuple[str, str]] = []
        if _attained(found.scores):
            drawn = svg(self.plot(), label=t("scorecard.figure"))
            drawings.append((drawn, t("scorecard.caption")))
        heads = ("target", "promised", "better", "result", "difference", "share", "by_figures")
        return Report(
            title=t("scorecard.title", document=source(self.corpus, found.of, lang=self.lang)),
            subtitle=t(
                "scorecard.subtitle",
                targets=len(found.scores),
                year=found.term_end or "–",
                reports=len(found.reports),
            ),
            leads=tuple(self._leads()),
            grids=(
                Grid(
                    t("scorecard.table"),
                    (*(t(f"scorecard.{head}") for head in heads), t("scorecard.stated")),
                    tuple(self._cells(at, score) for at, score in enumerate(found.scores, 1)),
                    t("scorecard.note"),
                ),
            ),
            notes=tuple(self._notes()),
            figures=tuple(drawings),
        )

    # --- Findings -------------------------------------------------------------------------------

    def _leads(self) -> Iterator[Lead]:
        yield self._headline()
        scores = self.found.scores
        yield from self._lead("disagree", [score for score in scores if score.disagrees])
        yield from self._lead("restated", [score for score in scores if score.restated])
        yield from self._lead("differ", [score for score in scores if score.others])
        missed = [score for score in scores if score.outcome == "not_reached"]
        missed.sort(key=_attained_share)
        yield from self._lead("farthest", missed)
        yield from self._lead(
            "unfound", [score for score in scores if score.outcome == "not_found"]
        )

    def _headline(self) -> Lead:
        """How many targets came to what, beside what the report itself counts."""
        counts = self.found.counts
        parts = [
            say(f"scorecard.count_{outcome}", self.lang, count=counts[outcome])
            for outcome in ("reached", "not_reached", "open", "not_found")
            if counts[outcome] or outcome in ("reached", "not_reached")
        ]
        sentence = say(
            "scorecard.headline", self.lang, total=len(self.found.scores), parts=", ".join(parts)
        )
        claim = self.found.claim
        if claim is None:
            return Lead(f"{sentence}.")
        counted = {"reached": claim.reached, "missed": claim.missed}
        known = {key: count for key, count in counted.items() if count is not None}
        key = "both" if len(known) == len(counted) else next(iter(known))
        claimed = say(f"scorecard.claim_{key}", self.lang, **known)
        place = source(self.corpus, claim.doc_id, lang=self.lang)
        return Lead(f"{sentence}; {claimed}.", (Passage(claim.text, place),))

    def _lead(self, key: str, scores: Sequence[Score]) -> Iterator[Lead]:
        """A finding on some targets, if there are any, with the sentences of both sides."""
        if not scores:
            return
        names = "; ".join(self._told(key, score) for score in scores[:_NAMED])
        if len(scores) > _NAMED:
            names += say("scorecard.more", self.lang, count=len(scores) - _NAMED)
        passages: list[Passage] = []
        for score in scores:
            passages += (*self._promise(score), *self._results(score))
        sentence = say(f"scorecard.{key}", self.lang, count=len(scores))
        yield Lead(sentence, tuple(passages), f"{names}.")

    def _told(self, key: str, score: Score) -> str:
        """A target as a finding names it, with what is remarkable in it."""
        name = _shortened(_name(score.target))
        result = score.result
        if key == "unfound" or result is None:
            return name
        if key == "disagree":
            stated = score.stated.text if score.stated else ""
            return (
                f"{name} ({_value(result.figure, self.lang)} / {self._promised(score)}: “{stated}”)"
            )
        if key == "restated" and score.restated:
            return f"{name} ({_value(score.restated, self.lang)} / {self._promised(score)})"
        if key == "differ":
            values = [_value(told.figure, self.lang) for told in (result, *score.others)]
            return f"{name} ({' / '.join(dict.fromkeys(values))})"
        return f"{name} ({_value(result.figure, self.lang)} / {self._promised(score)})"

    def _promised(self, score: Score) -> str:
        return _value(score.target, self.lang)

    # --- The table ------------------------------------------------------------------------------

    def _cells(self, place: int, score: Score) -> tuple[Cell, ...]:
        target, result = score.target, score.result
        judgement = result.judgement if result else None
        upwards = is_upwards(target)
        direction = {True: "up", False: "down", None: "unknown"}[upwards]
        strong = score.disagrees
        return (
            Cell(f"{place}. {_name(target)}"),
            Cell(_value(target, self.lang, timed=True), self._promise(score)),
            Cell(say(f"scorecard.{direction}", self.lang)),
            Cell(self._result(score), self._results(score)),
            Cell(_difference(target, result, self.lang)),
            Cell(_share(judgement.share if judgement else None, self.lang)),
            Cell(self._outcome(score), strong=strong or score.outcome == "not_reached"),
            Cell(self._stated(score), strong=strong),
        )

    def _result(self, score: Score) -> str:
        if score.result is None:
            return ""
        return self._told_value(score.result)

    def _told_value(self, told: Told) -> str:
        value = _value(told.figure, self.lang, timed=True)
        return say("scorecard.estimate", self.lang, value=value) if told.is_estimate else value

    def _outcome(self, score: Score) -> str:
        outcome: str = score.outcome
        if outcome == "open" and score.result and score.result.judgement.open:
            return say(f"scorecard.open_{score.result.judgement.open}", self.lang)
        if outcome == "reached" and score.result and score.result.judgement.exceeds:
            outcome = "exceeded"
        return say(f"scorecard.outcome_{outcome}", self.lang)

    def _stated(self, score: Score) -> str:
        return score.stated.text if score.stated else ""

    def _promise(self, score: Score) -> tuple[Passage, ...]:
        return (self._passage(score.target, score.sentence),)

    def _results(self, score: Score) -> tuple[Passage, ...]:
        """The sentences of the result that answers, of another that states a verdict, and of those
        that differ.
        """
        if score.result is None:
            return ()
        told = [score.result, *score.others]
        if score.stated_by is not None:
            told.append(score.stated_by)
        passages = [self._passage(each.figure, each.sentence) for each in told]
        return tuple(dict.fromkeys(passages))

    def _passage(self, record: Target, sentence: tuple[int, int]) -> Passage:
        text = self.corpus.text(record.doc_id)[slice(*sentence)]
        cells = [" ".join(cell.split()) for cell in text.split("\t")]
        place = source(self.corpus, record.doc_id, record.path, self.lang)
        return Passage(" | ".join(cells), place)

    # --- Limits ---------------------------------------------------------------------------------

    def _notes(self) -> Iterator[str]:
        t = partial(say, lang=self.lang)
        found = self.found
        told = [score.result for score in found.scores if score.result]
        if not found.reports:
            yield t("scorecard.no_reports")
        elif not told:
            yield t("scorecard.no_results", reports=len(found.reports))
        used = Counter(each.figure.doc_id for each in told)
        for doc_id in found.reports:
            if used[doc_id]:
                place = source(self.corpus, doc_id, lang=self.lang)
                yield t("scorecard.used", document=place, count=used[doc_id])
        if estimates := sum(each.is_estimate for each in told):
            yield t("scorecard.estimates", count=estimates)
        if found.later:
            yield t("scorecard.later", count=len(found.later))


def scorecard(corpus: StoredCorpus, *, of: str, lang: Lang = "vi") -> Scorecard:
    """What became of the targets of a resolution: promised, reached, by how much, by the figures
    and by the report's own verdict.

    `of` is the id of the resolution, or its number where no other document has it. Later documents
    of the same place are searched, up to a year after the term. A target is judged only where
    figures measure one thing and it is known which way is better; an average or a sum over years is
    not judged by the figure of one year, and what was told before a target is due only where it is
    reached already. Example: `tk.scorecard(corpus, of="nq-dai-hoi-2020").table()`

    Raises TextkitError if the corpus has no such document, or it sets no figures.
    """
    return Scorecard(cards.scorecard(corpus, of=of), corpus, lang)


def _row(score: Score) -> dict[str, Any]:
    """A target as plain data: see `Scorecard.rows`."""
    target, told = score.target, score.result
    judgement = told.judgement if told else None
    result = told.figure if told else None
    upwards = is_upwards(target)
    return {
        "target": _name(target),
        "start": target.start,
        "end": target.end,
        "indicator": target.indicator,
        "low": target.low,
        "high": target.high,
        "unit": target.unit,
        "per": target.per,
        "deadline": target.deadline,
        "better": {True: "up", False: "down", None: None}[upwards],
        "doc_id": result.doc_id if result else None,
        "result_start": result.start if result else None,
        "result_end": result.end if result else None,
        "reached_low": result.low if result else None,
        "reached_high": result.high if result else None,
        "reached_unit": result.unit if result else None,
        "reached_year": result.deadline if result else None,
        "estimate": told.is_estimate if told else None,
        "difference": judgement.difference if judgement else None,
        "share": judgement.share if judgement else None,
        "outcome": score.outcome,
        "open": judgement.open if judgement else None,
        "stated": score.stated.stand if score.stated else None,
        "stated_text": score.stated.text if score.stated else None,
        "disagrees": score.disagrees,
    }


# --- Words --------------------------------------------------------------------------------------


def _name(target: Target) -> str:
    """What a target is called, from the widest to the narrowest of its names."""
    words = " – ".join(target.indicator_path) or target.indicator_text or target.text
    return words[:1].upper() + words[1:]


def _shortened(name: str) -> str:
    """A name that fits beside a dot: whole words, and … where some are left out."""
    return textwrap.shorten(name, _LONGEST_NAME, placeholder="…")


def _value(target: Target, lang: Lang, *, timed: bool = False) -> str:
    """A figure with its unit: `> 7.500 tỷ đồng`, with the year it is due in or stands for."""
    value = figures(target.low, target.high, lang)
    if target.comparator in (">", "<"):
        value = value.replace("≥", ">").replace("≤", "<")
    if target.approximate and not is_estimate(target.text):
        value = say("scorecard.about", lang, value=value)
    unit = target.unit or ""
    blank = "" if unit in ("", "%", "‰") else " "
    per = f"/{target.per}" if target.per else ""
    year = f" ({written_date(target.deadline)})" if timed and target.deadline else ""
    return f"{value}{blank}{unit}{per}{year}"


def _difference(target: Target, told: Told | None, lang: Lang) -> str:
    """By how much a result differs, with its sign: `-1,6 điểm %`, `+640 tỷ đồng`."""
    if told is None or told.judgement.difference is None:
        return ""
    difference = told.judgement.difference
    unit = target.unit or ""
    if unit == "%":
        unit = say("scorecard.points", lang)
    sign = {True: "+", False: "−"}[difference > 0] if difference else ""
    return f"{sign}{figure(abs(difference), lang)} {unit}".strip()


def _share(share: float | None, lang: Lang) -> str:
    return "" if share is None else f"{number(share, lang)}%"


# --- The figure ---------------------------------------------------------------------------------


def _attained(scores: Sequence[Score]) -> list[tuple[Score, float]]:
    """The targets that were judged, each with the per cent of its promise that was reached."""
    judged = [score for score in scores if score.outcome in ("reached", "not_reached")]
    shares = [(score, _attained_share(score)) for score in judged]
    return [(score, share) for score, share in shares if share]


def _attained_share(score: Score) -> float:
    """What was reached in per cent of what was promised; where less is better, what was promised in
    per cent of what was reached; 0 where neither can be said.
    """
    judgement = score.result.judgement if score.result else None
    if judgement is None or not judgement.share:
        return 0.0
    return _WHOLE**2 / judgement.share if judgement.upwards is False else judgement.share


def _draw_dot(ax: Axes, place: int, score: Score, share: float, lang: Lang) -> None:
    """A target's dot, its line from 100 %, and its value; what goes too far ends in an arrow."""
    judgement = score.result.judgement if score.result else None
    is_down = judgement is not None and judgement.upwards is False
    shown = min(share, _FARTHEST)
    is_reached = score.outcome == "reached"
    ax.plot([_WHOLE, shown], [place, place], color=INK, lw=0.8, zorder=1)
    marker = "v" if is_down else "o"
    if share > _FARTHEST:
        marker = ">"
    face = INK if is_reached else "white"
    ax.plot(shown, place, marker, color=INK, markerfacecolor=face, ms=6, zorder=2)
    side = 1 if share >= _WHOLE else -1
    ax.annotate(
        number(share, lang),
        (shown, place),
        xytext=(7 * side, 0),
        textcoords="offset points",
        ha="left" if side > 0 else "right",
        va="center",
        fontsize=7,
        parse_math=False,
    )
