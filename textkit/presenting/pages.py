"""Tables, marked text and figures become one self-contained HTML page.

Every number on it opens the sentences behind it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from itertools import pairwise
from operator import itemgetter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.data.messages import Lang, figures, number, percent, say
from textkit.finding.indicators import indicators
from textkit.finding.themes import own_lexicon
from textkit.presenting import plots
from textkit.reading.document import grouped
from textkit.vietnamese.dates import written_date

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from textkit.comparing.terms import Comparison
    from textkit.finding.figures import Target
    from textkit.storing.corpus import StoredCorpus

# What a page shows of each kind; `write_tables` has all. Chosen by eye on the page of the sample.
_TYPICAL_WORDS = 15
_LINES_OF_A_WORD = 100
_TIMELINES = 12

# A part of a document is longer than so many characters: a heading in capitals over less is a
# letterhead or a signature.
_SHORTEST_PART = 300

# An interval over fewer documents says something about these documents alone.
_FEW_DOCUMENTS = 5

# A word is called sure below this share of false discoveries, and typical if it stands in three
# documents of its group.
_SIGNIFICANT = 0.05
_LEAST_DOCUMENTS_OF_A_WORD = 3

# So many files that share a reason are named.
_PATHS_NAMED = 5

# Of kinds of files that are not read, so many: a folder of somebody's disk has hundreds.
_KINDS_NAMED = 12

# The errors of files that nobody expects to be read.
_UNREAD_KINDS = frozenset({"file.unsupported", "file.no-suffix"})

# What a member's figure is made of.
_FIGURE = ("low", "high", "unit", "per", "deadline")

# Kinds of units that have a heading by their form.
_TITLED = ("annex", "part", "chapter", "section", "article")


def theme_names(lang: Lang, corpus: StoredCorpus) -> dict[str, str]:
    """The name of every theme of the corpus's lexicon, by its key."""
    themes = (corpus.lexicon or own_lexicon()).themes
    return {key: theme.vi if lang == "vi" else theme.en for key, theme in themes.items()}


def place(path: str, lang: Lang = "vi") -> str:
    """A unit's path as one cites it, an article from the inside out; `2/2.1` is 2.1.

    >>> place("Chương I/Điều 2/1/a"), place("Điều 1/2/2.1/b")
    ('điểm a khoản 1 Điều 2', 'điểm b khoản 2.1 Điều 1')
    >>> place("II/3/3.1", "en"), place("Phần thứ nhất/II"), place("")
    ('section II.3.1', 'Phần thứ nhất, mục II', '')
    """
    every = [step for step in path.split("/") if step]
    # Of `2` and `2.1` below it the longer says both.
    steps = [step for step, below in pairwise([*every, ""]) if not below.startswith(f"{step}.")]
    for depth, step in enumerate(steps):
        if step.startswith("Điều"):
            return _place_in_article(step, steps[depth + 1 :], lang)
    names = [step for step in steps if " " in step]
    numbers = [step for step in steps if " " not in step]
    if numbers:
        names.append(say("place.section", lang, n=".".join(numbers)))
    return ", ".join(names)


def _place_in_article(article: str, steps: Sequence[str], lang: Lang) -> str:
    """`điểm a khoản 1 Điều 2`: the first number below an article is a clause, the rest points."""
    parts = []
    for depth, step in enumerate(steps):
        is_clause = depth == 0 and step[0].isdigit()
        parts.append(say("place.clause" if is_clause else "place.point", lang, n=step))
    return " ".join([*reversed(parts), article])


def source(corpus: StoredCorpus, doc_id: str, path: str = "", lang: Lang = "vi") -> str:
    """Where a sentence stands, as one cites it: number or kind, date, and the place in the
    document.
    """
    kind, sign, date = (corpus.fact(doc_id, name) for name in ("kind", "number", "date"))
    return ", ".join(filter(None, (cited(doc_id, kind, sign, date), place(path, lang))))


def cited(doc_id: str, kind: str | None, number: str | None, date: str | None) -> str:
    """A document as one cites it: kind, number and date; its id where the kind is not known.

    >>> cited("nq", "nghị quyết", "05-NQ/TU", "2026-03-30"), cited("a", None, None, None)
    ('Nghị quyết 05-NQ/TU, 30/3/2026', 'A')
    """
    named = " ".join(filter(None, ((kind or doc_id).capitalize(), number)))
    return ", ".join(filter(None, (named, written_date(date or ""))))


def member_figure(member: Mapping[str, Any], lang: Lang = "vi") -> str:
    """The figure of a thread's member with its unit and deadline: `≥ 35% (2025)`.

    Empty if it has none.
    """
    parts = []
    value = figures(member["low"], member["high"], lang)
    if value:
        unit = member["unit"] or ""
        blank = "" if unit in ("", "%", "‰") else " "
        per = f"/{member['per']}" if member.get("per") else ""
        parts.append(f"{value}{blank}{unit}{per}")
    if member["deadline"]:
        parts.append(f"({written_date(member['deadline'])})")
    return " ".join(parts)


def figure_of(member: Any, lang: Lang = "vi") -> str:
    """The figure of a thread's member: see `member_figure`."""
    return member_figure({name: getattr(member, name) for name in _FIGURE}, lang)


def target_figure(target: Target, lang: Lang = "vi") -> str:
    """The figure of a target with its unit, without its deadline: `< 1%`."""
    figure = member_figure(asdict(target) | {"deadline": None}, lang)
    if target.comparator in ("<", ">"):
        return figure.replace("≤", "<").replace("≥", ">")
    return figure


def chain(thread: Any, lang: Lang = "vi", *, told: bool = True) -> str:
    """A thread in one line: each group's figure, with arrows between.

    `told` adds what changed at each step. ✓ stands for a commitment without a figure, – for none.
    What is said twice in a row, in text and table, stands once.
    """
    parts: list[str] = []
    for member in thread.members:
        value = "–"
        if member.text is not None:
            value = figure_of(member, lang) or "✓"
        role = "" if member.role == "promised" else f" {say(f'role.{member.role}', lang)}"
        mark = "≈ " if member.grade == "near" else ""
        changes = _changes(member, thread.members, lang) if told else ""
        step = f"{member.group}{role}: {mark}{value}" + (f" [{changes}]" if changes else "")
        if step not in parts[-1:]:
            parts.append(step)
    return " → ".join(parts)


def _changes(member: Any, members: Sequence[Any], lang: Lang) -> str:
    """What changed in a promise, or what a result is, and whether the promise was kept.

    A promise shows its verdict only where no result does: where none is reported, or where the one
    that answers it stands beside another promise.
    """
    parts = [say(f"change.{change}", lang) for change in member.changes]
    if member.after_merger:
        parts.append(say("role.merged", lang))
    if member.verdict and (member.role != "promised" or not _has_its_result(member, members)):
        parts.append(say(f"verdict.{member.verdict}", lang))
    return ", ".join(parts)


def _has_its_result(promise: Any, members: Sequence[Any]) -> bool:
    """Whether a result beside a promise shows the verdict on it."""
    place = promise.doc_id, promise.start
    return any(other.answers == place and other.verdict for other in members)


def told(member: Any, members: Sequence[Any], lang: Lang) -> str:
    """What became of a promise from one member to the next, with the role of a result."""
    role = "" if member.role == "promised" else say(f"role.{member.role}", lang)
    return ": ".join(filter(None, (role, _changes(member, members, lang))))


def label_of(thread: Any, lang: Lang = "vi") -> str:
    """What a thread is called: in English the indicator's English name where it is a known one."""
    label: str = thread.label
    known = indicators().get(thread.indicator or "")
    if known is not None and lang == "en":
        return label.replace(known.vi, known.en)
    return label


def theme_rows(comparison: Comparison) -> Iterator[tuple[str, list[tuple[str, pd.Series[float]]]]]:
    """The themes, the greatest mean share of commitments first.

    With each come the groups in order, each with its row of `comparison.themes`.
    """
    shares = comparison.themes[comparison.themes["over"] == "commitments"]
    rows = shares.set_index(["theme", "group"])
    mean_share = shares.groupby("theme")["share"].mean()
    for theme in mean_share.sort_values(ascending=False, kind="stable").index:
        yield theme, [(group, rows.loc[(theme, group)]) for group in comparison.groups]


def share_with_interval(row: Any, lang: Lang) -> str:
    """A share in per cent, with its 95 % interval where it has one: `8,7 (3,9–14,6)`."""
    share, low, high = (number(100 * row[key], lang) for key in ("share", "low", "high"))
    return share if math.isnan(row["low"]) else f"{share} ({low}–{high})"


def by_reason(skipped: Iterable[tuple[str, Any]], lang: Lang) -> Iterator[tuple[str, str]]:
    """The files that were left out for one reason, and that reason in words.

    All files of kinds that are not read come last, as how many there are of each.
    """
    skipped = list(skipped)
    unread = [path for path, reason in skipped if _is_unread_kind(reason)]
    if len(unread) > 1:
        skipped = [(path, reason) for path, reason in skipped if not _is_unread_kind(reason)]
    for said, pairs in grouped(skipped, lambda pair: pair[1].say(lang)).items():
        yield named([path for path, _ in pairs], lang), said
    if len(unread) > 1:
        suffixes = [PurePosixPath(path).suffix.lower() for path in unread]
        counts = Counter(suffixes)
        kinds = [
            f"{suffix or say('cli.no_suffix', lang)} ({count})"
            for suffix, count in counts.most_common(_KINDS_NAMED)
        ]
        if len(counts) > _KINDS_NAMED:
            kinds.append("…")
        yield (
            say("cli.files", lang, count=len(unread)),
            say("cli.unread_kinds", lang, kinds=", ".join(kinds)),
        )


def first_rows(bad_rows: Iterable[Any], lang: Lang) -> Iterator[str]:
    """What is wrong with rows of `metadata.csv`: the first rows of each fault, how many more."""
    faults = grouped(bad_rows, lambda reason: getattr(reason.error, "key", ""))
    for reasons in faults.values():
        for reason in reasons[:_PATHS_NAMED]:
            yield reason.say(lang)
        if len(reasons) > _PATHS_NAMED:
            yield say("cli.more_rows", lang, count=len(reasons) - _PATHS_NAMED)


def _is_unread_kind(reason: Any) -> bool:
    return getattr(reason.error, "key", "") in _UNREAD_KINDS


def named(paths: Sequence[str], lang: Lang) -> str:
    """Some paths, or the first of many and how many they are."""
    names = ", ".join(paths[:_PATHS_NAMED])
    if len(paths) <= _PATHS_NAMED:
        return names
    return f"{names} … ({say('cli.files', lang, count=len(paths))})"


def certainty(comparison: Comparison, lang: Lang = "vi") -> Iterator[str]:
    """What the shares of themes are worth, in sentences.

    What a share is, which groups have too little, how much has no theme, and which
    groups have no documents of some kind.
    """
    yield say("page.within", lang)
    if not any(theme_rows(comparison)):
        yield say("figure.no_theme", lang)
    covered = comparison.coverage[comparison.coverage["over"] == "commitments"]
    if covered["few"].any():
        yield say("cli.too_few", lang, groups=", ".join(covered["group"][covered["few"]]))
    shares = [f"{row.group}: {percent(row.covered, lang)}" for row in covered.itertuples()]
    uncovered = comparison.uncovered["word"].head(_TYPICAL_WORDS)
    yield say("cli.covered", lang, shares=", ".join(shares), words=", ".join(uncovered))
    for kind, groups in comparison.kinds.items():
        yield say("cli.kinds", lang, kind=kind or "–", groups=", ".join(groups))


def timeline(thread: Any, groups: Sequence[str], lang: Lang = "vi", ax: Axes | None = None) -> Axes:
    """The figure of one thread: see `plots.plot_timeline`."""
    members = [asdict(member) for member in thread.members if member.text]
    return plots.plot_timeline(
        members, title=label_of(thread, lang), groups=groups, lang=lang, ax=ax
    )


def typical_words(comparison: Comparison, group: str, top: int) -> list[dict[str, Any]]:
    """The words most typical of a group: those in three of its documents or, if it has fewer, all.

    `sure` says whether an exchange of documents bears a word out: the others are a description.
    """
    words = comparison.keywords
    own = words[(words["target"] == group) & (words["log_ratio"] > 0)]
    least = min(_LEAST_DOCUMENTS_OF_A_WORD, len(comparison.documents[group]))
    typical = own[own["documents"] >= least].assign(sure=own["q"] < _SIGNIFICANT)
    rows: list[dict[str, Any]] = typical.head(top).to_dict("records")
    return rows


def render_shown(shown: Mapping[str, Any], *, lang: Lang = "vi") -> str:
    """The page of one document: facts, outline, tables of what was found, the marked text.

    `shown` is the JSON of `textkit show`.
    """
    heads, units = outline(shown), shown["units"]
    records = {name: shown[name] for name in ("targets", "citations", "commitments")}
    marks = [(row["start"], row["end"], name) for name, rows in records.items() for row in rows]
    # A heading is cut out of the text around it, without a class of its own.
    cuts = [(head["start"], head["stop"], "") for head in heads]

    def place_at(at: int) -> str:
        """The place of the unit that begins at or before a character."""
        return place(units[bisect(units, at, key=itemgetter("start")) - 1]["path"], lang)

    context = {
        "lang": lang,
        "t": partial(say, lang=lang),
        "shown": shown,
        "found": records,
        "outline": heads,
        "opening": {head["start"]: head for head in heads},
        "closing": {head["stop"]: head for head in heads},
        "anchors": {start for start, *_ in marks},
        "marked": marked_pieces(len(shown["text"]), marks + cuts),
        "place": place_at,
        "value": lambda row: member_figure({**row, "deadline": None}, lang),
        "dated": written_date,
    }
    return data.template("show.html.j2").render(context)


def outline(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The units that have a heading, in order, of the JSON of `textkit show`.

    Each has its `depth`, those `under` it, and where its heading `stop`s. Neither what opens a
    list in an article is a heading, nor a letterhead or signature in capitals.
    """
    heads: list[dict[str, Any]] = []
    above: list[dict[str, Any]] = []
    for unit in shown["units"]:
        above = [head for head in above if head["end"] > unit["start"]]
        stop = _stop(shown["text"], unit)
        if stop > unit["start"] and _is_head(shown["text"], unit, stop, above):
            head = {**unit, "stop": stop, "depth": len(above), "under": []}
            if above:
                above[-1]["under"].append(head)
            heads.append(head)
            above.append(head)
    return heads


def _is_head(
    text: str, unit: Mapping[str, Any], stop: int, above: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether a unit is a part of the document with a heading, under the heads `above` it."""
    if unit["kind"] == "clause":
        in_article = any(head["kind"] == "article" for head in above)
        opens_list = in_article and text[stop - 2 : stop] == ":\n"
        return bool(unit["heading"]) and not opens_list
    if unit["kind"] == "heading":
        is_long = unit["end"] - unit["start"] > _SHORTEST_PART
        return bool(unit["heading"].isupper() and is_long)
    return unit["kind"] in _TITLED


def _stop(text: str, unit: Mapping[str, Any]) -> int:
    """Where a unit's label and heading end: behind the line if nothing else stands in it."""
    words = [re.escape(word) for word in (*unit["label"].split(), *unit["heading"].split())]
    heading = re.compile(r"[\s.:–-]*".join(words) + r"(?:[ \t.:–-]*(?:\n|\Z))?")
    match = heading.match(text, unit["start"], unit["end"] + 1)
    return match.end() if match else unit["start"] + len(unit["label"])


def marked_pieces(
    size: int, marks: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[int, int, str]]:
    """The bounds of the pieces of a text, each with the classes of the marks that cover it."""
    bounds = {0, size}
    for start, end, _ in marks:
        bounds |= {start, end}
    opening, closing = grouped(marks, itemgetter(0)), grouped(marks, itemgetter(1))
    active: Counter[str] = Counter()
    for start, end in pairwise(sorted(bounds)):
        active.subtract(kind for *_, kind in closing.get(start, ()))
        active.update(kind for *_, kind in opening.get(start, ()))
        classes = sorted(kind for kind in +active if kind)
        yield start, end, " ".join(classes)
