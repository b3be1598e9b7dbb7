"""The scorecard of a term: each target of a resolution with what later documents report of it."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from textkit.comparing.items import is_estimate
from textkit.comparing.judging import Judgement, is_same_measure, judge
from textkit.comparing.matching import LEAST_LIKENESS, Match, TargetMatcher, words_of
from textkit.comparing.resolving import place_of
from textkit.data.messages import TextkitError
from textkit.finding.figures import Target
from textkit.finding.statements import Statement
from textkit.finding.tables import find_tables
from textkit.finding.verdicts import (
    Claim,
    ResultRow,
    Verdict,
    find_claims,
    find_result_rows,
    verdict_in,
)
from textkit.reading.document import Document, grouped
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.text import fold

# A resolution that sets so many figures among its goals sets its targets there; figures of its
# tasks are none. Chosen by eye on congress resolutions.
_FEWEST_GOALS = 3

# Documents of so many years after the term may still report its results: the last figures of a
# term come with the next plan. Chosen by eye.
_YEARS_AFTER = 1

# How often a report is searched for further results of the same targets, and how alike a further
# one that is not of its indicator must be in shares of the first. Chosen by eye; not measured.
_ROUNDS = 3
_AS_ALIKE = 0.8

# A table quotes a resolution if more of its goals than this share are the resolution's. By eye.
_QUOTED = 0.5

# A little less than what figures of one indicator that share no word are alike (`matching`).
_CODE_ALONE = 0.2

# Likeness from which a figure of a resolution's text and one of its annex, of one value, are one
# target. That of the rules on figures (`checking.figures`); not measured again.
_SAME_TARGET = 0.55


class Told(NamedTuple):
    """A result that answers a target: where it stands, how alike the two are, and what it says.

    `row` is the row of a table that it stands in; `sentence` are the bounds of the words that bear
    it out.
    """

    figure: Target
    likeness: float
    judgement: Judgement
    row: ResultRow | None
    verdict: Verdict | None
    is_estimate: bool
    sentence: tuple[int, int]


@dataclass(frozen=True)
class Score:
    """A target of the resolution, the result that answers it, and others of the same time.

    `sentence` are the bounds of the target's statement; `stated_by` is the result beside which the
    documents state a verdict.
    """

    target: Target
    sentence: tuple[int, int]
    result: Told | None
    others: tuple[Told, ...]
    stated_by: Told | None

    @property
    def stated(self) -> Verdict | None:
        """The verdict of the documents."""
        return self.stated_by.verdict if self.stated_by else None

    @property
    def outcome(self) -> str:
        """`reached`, `not_reached`, `open` (a result that decides nothing) or `not_found`.

        What was not reached some months before it is due is not, if the report says so itself: it
        is the last word on the term.
        """
        if self.result is None:
            return "not_found"
        judgement = self.result.judgement
        is_given_up = self.stated is not None and not self.stated.is_reached
        if judgement.open == "interim" and is_given_up:
            return "not_reached"
        return judgement.outcome or "open"

    @property
    def disagrees(self) -> bool:
        """Whether the stated verdict is another than that of the figures."""
        if self.stated is None or self.outcome not in ("reached", "not_reached"):
            return False
        return self.stated.is_reached != (self.outcome == "reached")

    @property
    def restated(self) -> Target | None:
        """The target as the report's table repeats it, where it does so with another figure."""
        row = self.result.row if self.result else None
        if row is None or row.goal is None:
            return None
        same = judge(self.target, row.goal).difference == 0
        is_other = row.goal.unit == self.target.unit and not same
        return row.goal if is_other else None


@dataclass(frozen=True)
class Scorecard:
    """The targets of a resolution in its order, each with its result.

    `reports` are the documents that were searched, `later` the targets that are due after the
    term, which are not scored; `claim` is what a report itself counts.
    """

    of: str
    term_end: int | None
    scores: tuple[Score, ...]
    reports: tuple[str, ...]
    later: tuple[Target, ...]
    claim: Claim | None

    @property
    def counts(self) -> Mapping[str, int]:
        """How many targets came to each outcome."""
        return Counter(score.outcome for score in self.scores)


def scorecard(corpus: StoredCorpus, *, of: str) -> Scorecard:
    """The targets of a resolution with what later documents of the same place report of them.

    `of` is the id of the resolution, or its number where only one document has it. Figures are
    matched one to one by the words of their indicators (`TargetMatcher`) between the resolution and
    each report and each of its tables; of several results that one answers whose figure can be held
    against the promise and whose year is next to the one the promise is due in, the latest first.

    Raises TextkitError if there is no such document, or it sets no figures.
    """
    doc_id = find_document(corpus, of)
    targets = _targets(corpus, doc_id)
    if not targets:
        raise TextkitError("card.no-targets", id=doc_id)
    end = _term_end(corpus, doc_id, targets)
    due = [target for target in targets if not _is_after(target, end)]
    reports = _reports(corpus, doc_id, end)
    answers = _answers(corpus, doc_id, due, reports)
    document, statements = corpus.document(doc_id), _statements(corpus, doc_id)
    scores = tuple(
        _score(target, told, _sentence(document, target, statements), corpus)
        for target, told in zip(due, answers, strict=True)
    )
    return Scorecard(
        doc_id,
        end,
        scores,
        tuple(reports),
        tuple(target for target in targets if _is_after(target, end)),
        _claim(corpus, reports, len(scores), of_congress=_is_of_congress(corpus, doc_id)),
    )


def find_document(corpus: StoredCorpus, of: str) -> str:
    """The id of a document that is named by its id, or by a number that no other has.

    Raises TextkitError for a name that no document has, and for a number of several.
    """
    if of in corpus.ids:
        return of
    wanted = fold(of).replace(" ", "")
    having = [
        id_
        for id_ in corpus.ids
        if fold(corpus.fact(id_, "number") or "").replace(" ", "") == wanted
    ]
    if len(having) == 1:
        return having[0]
    if having:
        raise TextkitError("card.several", number=of, ids=", ".join(having))
    corpus.row(of)  # raises what a wrong id raises
    return of


def resolution_of(corpus: StoredCorpus, ids: Sequence[str]) -> str | None:
    """Which of some documents sets the targets of their term: the congress resolution, else the
    resolution that sets most; None without one.
    """
    targets = {id_: len(_targets(corpus, id_)) for id_ in ids if _is_resolution(corpus, id_)}
    congress = [id_ for id_ in targets if _is_of_congress(corpus, id_)]
    best = max(congress or targets, key=lambda id_: targets[id_], default=None)
    return best if best and targets[best] else None


def _is_of_congress(corpus: StoredCorpus, doc_id: str) -> bool:
    return "đại hội" in fold(corpus.fact(doc_id, "issuer") or "")


def _is_resolution(corpus: StoredCorpus, doc_id: str) -> bool:
    return fold(corpus.fact(doc_id, "kind") or "") == "nghị quyết"


# --- The targets --------------------------------------------------------------------------------


def _targets(corpus: StoredCorpus, doc_id: str) -> list[Target]:
    """The targets of a document in its order, each once."""
    promised = sorted(
        (
            record
            for record in corpus.records("targets", [doc_id])
            if record.role == "promised" and record.measure != "vision"
        ),
        key=attrgetter("start"),
    )
    statements = _statements(corpus, doc_id)
    tables = [
        range(table.start, table.end)
        for table in find_tables(corpus.document(doc_id))
        if table.kind == "goals"
    ]
    goals = [record for record in promised if _is_goal(record, statements, tables)]
    chosen = goals if len(goals) >= _FEWEST_GOALS else promised
    return _each_once(chosen)


def _is_goal(record: Target, statements: Sequence[Statement], tables: Sequence[range]) -> bool:
    """Whether a figure stands among the goals of its document, or in a table of them."""
    if "\t" in record.text:
        return any(record.start in table for table in tables)
    statement = _statement_at(statements, record.start)
    return statement is not None and statement.sense == "goals"


def _each_once(targets: Sequence[Target]) -> list[Target]:
    """The targets without those that repeat one: in the same words, or in an annex."""
    firsts: dict[object, Target] = {}
    for target in targets:
        words = words_of(target)
        name = words.topic, frozenset(words.name.split())
        firsts.setdefault((name, *_value(target)), target)
    once = list(firsts.values())
    prose = [place for place, target in enumerate(once) if "\t" not in target.text]
    cells = [place for place, target in enumerate(once) if "\t" in target.text]
    repeated = {
        match.after
        for match in TargetMatcher(once).matches(prose, cells, least=_SAME_TARGET)
        if _value(once[match.before]) == _value(once[match.after])
    }
    return [target for place, target in enumerate(once) if place not in repeated]


def _value(target: Target) -> tuple[object, ...]:
    return target.low, target.high, target.unit, target.deadline, fold(target.scope or "")


def _term_end(corpus: StoredCorpus, doc_id: str, targets: Sequence[Target]) -> int | None:
    """The year in which the term of a resolution ends: that of its period, else the last one in
    which a target is due.
    """
    for name in ("period", "term"):
        last = (corpus.fact(doc_id, name) or "")[-4:]
        if last.isdigit():
            return int(last)
    years = [int(target.deadline[:4]) for target in targets if target.deadline]
    return max(years, default=None)


def _is_after(target: Target, end: int | None) -> bool:
    """Whether a target is due after the term."""
    return end is not None and target.deadline is not None and int(target.deadline[:4]) > end


# --- The results --------------------------------------------------------------------------------


def _reports(corpus: StoredCorpus, doc_id: str, end: int | None) -> list[str]:
    """The later documents of the same place and level that may report results of the term."""
    date = _when(corpus, doc_id)
    own = _place(corpus, doc_id)
    found = []
    for other in corpus.ids:
        told = _when(corpus, other)
        in_time = date < told and (end is None or int(told[:4]) <= end + _YEARS_AFTER)
        if other != doc_id and told and in_time and _place(corpus, other) == own:
            found.append((told, other))
    return [other for _, other in sorted(found)]


def _when(corpus: StoredCorpus, doc_id: str) -> str:
    """The date of a document; of one without it the year in which its period begins."""
    return corpus.fact(doc_id, "date") or (corpus.fact(doc_id, "period") or "")[:4]


def _place(corpus: StoredCorpus, doc_id: str) -> tuple[str, str | None]:
    return place_of(corpus.fact(doc_id, "issuer")), corpus.fact(doc_id, "level")


class _Side(NamedTuple):
    """Figures of a report that are matched together: those of its text, or of one of its tables."""

    doc_id: str
    figures: Sequence[Target]
    rows: Mapping[int, ResultRow]


def _sides(document: Document, figures: Sequence[Target]) -> Iterator[_Side]:
    """The results of a document: those of its text, then table by table the last of each row."""
    rows = list(find_result_rows(document, figures))
    in_rows = {id(figure) for row in rows for figure in row.results}
    in_text = [
        figure for figure in figures if figure.role == "achieved" and id(figure) not in in_rows
    ]
    yield _Side(document.id, in_text, {})
    for of_table in grouped(rows, lambda row: row.table).values():
        filled = [row for row in of_table if row.result is not None]
        results = [row.result for row in filled if row.result is not None]
        yield _Side(document.id, results, dict(enumerate(filled)))


def _answers(
    corpus: StoredCorpus, doc_id: str, targets: Sequence[Target], reports: Sequence[str]
) -> list[list[Told]]:
    """By target, the results that match it."""
    sides: list[_Side] = []
    for report in reports:
        figures = sorted(corpus.records("targets", [report]), key=attrgetter("start"))
        if any(figure.role == "achieved" for figure in figures):
            sides += _sides(corpus.document(report), figures)
    every = [*targets, *(figure for side in sides for figure in side.figures)]
    matcher = TargetMatcher(every)
    answers: list[list[Told]] = [[] for _ in targets]
    first = len(targets)
    for side in sides:
        places = range(first, first + len(side.figures))
        first += len(side.figures)
        reading = _Reading(corpus, side, doc_id)
        matches = list(_matches(matcher, every, range(len(targets)), places))
        quotes = [
            judge(targets[match.before], row.goal).difference == 0
            for match in matches
            if (row := side.rows.get(match.after - places.start)) and row.goal
        ]
        # A table whose goals are mostly others is of another resolution.
        reading.is_own_table = not quotes or sum(quotes) > _QUOTED * len(quotes)
        for match in matches:
            place = match.after - places.start
            target = targets[match.before]
            answers[match.before].append(reading.told(target, place, match.likeness))
    return answers


def _matches(
    matcher: TargetMatcher, figures: Sequence[Target], targets: range, results: range
) -> Iterator[Match]:
    """Which results answer which targets: in rounds, since a report may tell of a target twice (of
    the term, of its last year); each result answers one.
    """
    left = list(results)
    best: dict[int, float] = {}
    for _ in range(_ROUNDS):
        found = [
            match
            for match in matcher.matches(targets, left, least=LEAST_LIKENESS)
            if match.likeness >= _AS_ALIKE * best.get(match.before, 0.0)
            or _is_of_one_code(figures[match.before], figures[match.after])
        ]
        for match in found:
            best.setdefault(match.before, match.likeness)
        yield from found
        answering = {match.after for match in found}
        left = [place for place in left if place not in answering]
    yield from _by_code(matcher, figures, [at for at in targets if at not in best], left)


def _is_of_one_code(target: Target, result: Target) -> bool:
    return target.indicator is not None and target.indicator == result.indicator


def _by_code(
    matcher: TargetMatcher, figures: Sequence[Target], targets: Sequence[int], left: Sequence[int]
) -> Iterator[Match]:
    """What is left over of one indicator, told in other words: the only target and the only result
    of it, where they measure one thing.
    """
    codes = Counter(figures[at].indicator for at in targets)
    told = Counter(figures[at].indicator for at in left)
    for match in matcher.matches(targets, left, least=_CODE_ALONE):
        target, result = figures[match.before], figures[match.after]
        is_only = codes[target.indicator] == 1 == told[result.indicator]
        is_one = _is_of_one_code(target, result)
        if is_only and is_one and is_same_measure(target, result):
            yield match


class _Reading:
    """A side of a report with what is needed to read the words around its figures."""

    def __init__(self, corpus: StoredCorpus, side: _Side, of: str) -> None:
        self._side = side
        self._number = corpus.fact(of, "number") or ""
        self._of_congress = _is_of_congress(corpus, of)
        self.is_own_table = True
        self._document = corpus.document(side.doc_id)
        self._statements = _statements(corpus, side.doc_id)

    def told(self, target: Target, place: int, likeness: float) -> Told:
        """What a figure of the side says of a target."""
        figure, row = self._side.figures[place], self._side.rows.get(place)
        judgement = judge(target, figure, of_year=row is not None and row.is_of_year)
        if row is not None:
            is_own = self.is_own_table
            return Told(
                figure,
                likeness,
                judgement,
                row if is_own else replace(row, goal=None),
                row.verdict if is_own else None,
                row.is_estimate or is_estimate(figure.text),
                (row.start, row.end),
            )
        sentence = _sentence(self._document, figure, self._statements)
        verdict = verdict_in(
            self._document,
            figure.start,
            self._clause(figure),
            self._number,
            of_congress=self._of_congress,
        )
        return Told(figure, likeness, judgement, None, verdict, is_estimate(figure.text), sentence)

    def _clause(self, figure: Target) -> int:
        """Where the words end that a verdict on a figure may stand in: its line's end, a full stop,
        a semicolon, or the next figure, unless that stands in brackets behind it.
        """
        folded = self._document.folded
        ends = [folded.find(mark, figure.end) for mark in ("\n", ". ", ";")]
        begin = figure.end
        if folded[begin : begin + 2].lstrip().startswith("("):
            begin = max(begin, folded.find(")", begin))
        others = self._side.figures
        number = bisect_right(others, begin - 1, key=attrgetter("start"))
        if number < len(others):
            ends.append(others[number].start)
        return min((end for end in ends if end >= 0), default=len(folded))


def _statements(corpus: StoredCorpus, doc_id: str) -> list[Statement]:
    return sorted(corpus.records("statements", [doc_id]), key=attrgetter("start"))


def _statement_at(statements: Sequence[Statement], start: int) -> Statement | None:
    number = bisect_right(statements, start, key=attrgetter("start")) - 1
    return statements[number] if number >= 0 else None


def _sentence(
    document: Document, figure: Target, statements: Sequence[Statement]
) -> tuple[int, int]:
    """The bounds of the statement that a figure stands in; of a row those of the row."""
    if "\t" in figure.text:
        start = document.text.rfind("\n", 0, figure.start) + 1
        end = document.text.find("\n", figure.end)
        return start, end if end >= 0 else len(document.text)
    statement = _statement_at(statements, figure.start)
    if statement is None or statement.end <= figure.start:
        return figure.start, figure.end
    return statement.start, max(statement.end, figure.end)


def _score(
    target: Target, told: Sequence[Told], sentence: tuple[int, int], corpus: StoredCorpus
) -> Score:
    """A target with the result that answers it: the best of those found."""
    dates = {each.figure.doc_id: _when(corpus, each.figure.doc_id) for each in told}

    def rank(each: Told) -> tuple[object, ...]:
        is_other = each.judgement.open in ("other_measure", "single_year")
        years = _years_apart(target, each.figure, dates[each.figure.doc_id])
        return (
            is_other,
            years,
            _backwards(dates[each.figure.doc_id]),
            -each.likeness,
        )

    ranked = sorted(told, key=rank)
    result = _with_estimate(ranked) if ranked else None
    stated_by = next((each for each in ranked if each.verdict and _may_state(each, result)), None)
    return Score(
        target,
        sentence,
        result,
        tuple(each for each in ranked[1:] if result and _differs(each, result)),
        stated_by,
    )


def _with_estimate(ranked: Sequence[Told]) -> Told:
    """The first result; an estimate where its document elsewhere tells the same figure as one."""
    first = ranked[0]
    same = [
        each
        for each in ranked
        if (each.figure.doc_id, each.figure.low, each.figure.high)
        == (first.figure.doc_id, first.figure.low, first.figure.high)
    ]
    return first._replace(is_estimate=any(each.is_estimate for each in same))


def _backwards(date: str) -> int:
    """A number by which later dates come first."""
    return -int(date.replace("-", "").ljust(8, "0") or 0)


def _years_apart(target: Target, figure: Target, date: str) -> int:
    """How far the year of a result, else of its document, is from the one a target is due in."""
    year = figure.deadline or date
    if not target.deadline or not year[:4].isdigit():
        return 0
    return abs(int(target.deadline[:4]) - int(year[:4]))


def _may_state(each: Told, result: Told | None) -> bool:
    """Whether the verdict beside a result is one on the result that answers."""
    return result is not None and each.figure.deadline == result.figure.deadline


def _differs(each: Told, result: Told) -> bool:
    """Whether another result of the same time and measure has another value."""
    is_of_time = each.figure.deadline == result.figure.deadline
    is_of_thing = each.judgement.open not in ("other_measure", "single_year")
    same = judge(result.figure, each.figure).difference == 0
    return is_of_time and is_of_thing and not same


def _claim(
    corpus: StoredCorpus, reports: Sequence[str], targets: int, *, of_congress: bool
) -> Claim | None:
    """What the reports themselves count: the claim on as many targets as there are, else, on a
    congress resolution, the last that is not of a year.
    """
    claims: list[Claim] = []
    for report in reports:
        claims += [claim for claim in find_claims(corpus.document(report)) if not claim.is_of_year]
    of_all = [claim for claim in claims if claim.total == targets]
    chosen = of_all or (claims if of_congress else [])
    return chosen[-1] if chosen else None
