"""The figures of a sentence as records: indicator, value, unit, deadline."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textkit import data
from textkit.finding.frames import Context, Frame, Sentence, bare_year, matches, opening_time
from textkit.finding.naming import measure_of, naming_of, scope_of, without_times
from textkit.finding.pieces import Piece, cuts_of, is_base, quantities_in
from textkit.finding.roles import Figure, is_idle, role_rule
from textkit.reading.document import Document, Record
from textkit.vietnamese.dates import Deadline
from textkit.vietnamese.numbers import Quantity

_PATTERNS = data.patterns("targets.toml", "patterns", blank=r"\s")


@dataclass(frozen=True, slots=True)
class Target(Record):
    """One figure: what is measured, how much of it, by when.

    `indicator_text` names the indicator in the document's own words; `indicator_path` has these
    words from the widest to the narrowest: the topic before a colon or the group rows of a table,
    what is measured, what of it ("Cơ cấu kinh tế", "Dịch vụ"). Figures are known again by this
    path; `indicator`, a key of indicators.csv or None where no wording fits, only groups them.
    `measure` is `level`, `change` ("giảm 1%/năm"), `ratio` ("gấp 1,5 lần"),
    `count` or `vision` (beyond the plan). `low`, `high`, `comparator`, `unit` and `per` are those
    of `Quantity`. `scope` holds the words that restrict the figure, `baseline` those it is held
    against. `deadline` is ISO, shortened; of a reported figure the time it stands for. `role` is
    `promised` or `achieved`.
    """

    text: str
    indicator: str | None
    indicator_text: str
    measure: str
    comparator: str
    approximate: bool
    low: float | None
    high: float | None
    unit: str | None
    per: str | None
    scope: str | None
    deadline: str | None
    period_start: int | None
    period_end: int | None
    baseline: str | None
    role: str
    path: str
    indicator_path: tuple[str, ...] = ()


def figures_in(frame: Frame, sentence: Sentence, context: Context) -> tuple[list[Target], Context]:
    """The figures of a sentence, and what those after it take over."""
    passage = sentence.passage
    context = replace(context, leading_time=opening_time(sentence) or context.leading_time)
    quantities = quantities_in(passage) if sentence.role else []
    colon = passage.text.rfind(":", 0, quantities[0].start if quantities else None)
    if colon >= 0:
        head = passage[:colon]
        time = None if context.leading_time else bare_year(head)
        context = replace(context, list_head=head, leading_time=context.leading_time or time)
    enumerator = _PATTERNS["enumerated"].match(passage.folded)
    cuts = [
        enumerator.end() if enumerator else 0,
        *cuts_of(passage, quantities),
        len(passage),
    ]
    figures = []
    base: Quantity | None = None
    for order, quantity in enumerate(quantities):
        piece = Piece(passage, cuts[order], cuts[order + 1], quantity, base)
        following = quantities[order + 1] if order + 1 < len(quantities) else None
        if following and is_base(piece, following):
            base, cuts[order + 1] = quantity, cuts[order]
            continue
        target, context = _target(frame, sentence, piece, context)
        if target:
            figures.append(target)
        base = None
    return figures, context


def _target(
    frame: Frame, sentence: Sentence, piece: Piece, context: Context
) -> tuple[Target | None, Context]:
    """The figure of a piece, None if it sets nothing; and what the figures after it take over."""
    quantity = piece.quantity
    before, after = without_times(piece.before), without_times(piece.after)
    naming = naming_of(piece, before, after, context)
    key, words = naming.key, naming.own
    if is_idle(quantity, key, before, after):
        return None, context
    goes_on = words.text == context.indicator.text
    time = piece.time(sentence.times) or (context.time if goes_on else None)
    if not time and not _PATTERNS["yearly"].match(sentence.passage.folded):
        time = context.leading_time or context.heading_time
    context = replace(context, time=time)
    role = role_rule(Figure(frame, sentence, piece, key, time)).role
    if role is None:
        return None, context
    context = replace(context, indicator=words)
    # A level to keep does not move with its list.
    is_level = quantity.comparator == "=" and not quantity.change
    if time is context.heading_time and is_level and matches("keeps", before):
        time = None
        context = replace(context, time=None)
    start, end = piece.extent(naming.trails)
    target = record_of(
        frame.document,
        (sentence.start + start, sentence.start + end),
        quantity,
        key,
        naming.text,
        measure_of(quantity, key, before, time),
        time,
    )
    target = replace(
        target,
        scope=scope_of(key, before, after, quantity.unit),
        baseline=piece.baseline(),
        role=role,
        path=sentence.path,
        indicator_path=naming.path,
    )
    return target, context


def record_of(
    document: Document,
    span: tuple[int, int],
    quantity: Quantity,
    key: str | None,
    words: str,
    measure: str,
    time: Deadline | None,
) -> Target:
    """A figure that is promised, without what restricts it."""
    start, end = span
    return Target(
        document.id,
        start,
        end,
        text=document.text[start:end],
        indicator=key,
        indicator_text=words,
        measure=measure,
        comparator=quantity.comparator,
        approximate=quantity.approximate,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        per=quantity.per,
        scope=None,
        deadline=time.date if time else None,
        period_start=time.period_start if time else None,
        period_end=time.period_end if time else None,
        baseline=None,
        role="promised",
        path="",
        indicator_path=(words,) if words else (),
    )
