"""Tables, marked text and figures become one self-contained HTML page, in which every number opens
its sentences.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from difflib import SequenceMatcher
from functools import partial
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.comparing.terms import Comparison
from textkit.comparing.threads import grouped
from textkit.counting.concordance import kwic
from textkit.data.messages import Lang, fact_name, figures, number, percent, say
from textkit.finding.indicators import indicators
from textkit.finding.themes import own_lexicon
from textkit.presenting import plots
from textkit.storing.corpus import StoredCorpus
from textkit.vietnamese.dates import written_date

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_WORDS, _LINES, _TIMELINES, _FEW = (
    15,
    100,
    12,
    300,
)  # a part of the document is longer than 300 characters
_TITLED = ("part", "chapter", "section", "article")


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
    every = list(filter(None, path.split("/")))
    steps = [step for step, below in pairwise([*every, ""]) if not below.startswith(f"{step}.")]
    article = next((level for level, step in enumerate(steps) if step.startswith("Điều")), None)
    if article is not None:
        within = enumerate(steps[article + 1 :])
        below = [
            say(f"place.{'point' if deep or not step[0].isdigit() else 'clause'}", lang, n=step)
            for deep, step in within
        ]
        return " ".join([*reversed(below), steps[article]])
    named, numbered = (
        [step for step in steps if (" " in step) is spelt] for spelt in (True, False)
    )
    return ", ".join(
        [*named, *([say("place.section", lang, n=".".join(numbered))] if numbered else [])]
    )


def source(corpus: StoredCorpus, doc_id: str, path: str = "", lang: Lang = "vi") -> str:
    """Where a sentence stands, as one cites it: number or kind, date, and the place in the
    document.
    """
    kind, sign, date = (corpus.fact(doc_id, name) for name in ("kind", "number", "date"))
    named = " ".join(filter(None, ((kind or doc_id).capitalize(), sign)))
    return ", ".join(filter(None, (named, written_date(date or ""), place(path, lang))))


def member_figure(member: Mapping[str, Any], lang: Lang = "vi") -> str:
    """The figure of a thread's member with its unit and deadline: `≥ 35% (2025)`; empty if it has
    none.
    """
    shown, unit = figures(member["low"], member["high"], lang), member["unit"] or ""
    if shown:
        shown += unit if unit in ("", "%", "‰") else f" {unit}"
        shown += f"/{member['per']}" if member.get("per") else ""
    return " ".join(
        filter(None, (shown, f"({written_date(member['deadline'])})" if member["deadline"] else ""))
    )


def chain(thread: Any, lang: Lang = "vi", *, told: bool = True) -> str:
    """A thread in one line: each group's figure, an arrow, and, where that is to be told, what
    changed.
    """
    parts = []
    for member in thread.members:
        said = (member_figure(asdict(member), lang) or "✓") if member.text is not None else "–"
        role = f" {say('role.achieved', lang)}" if member.role == "achieved" else ""
        changes = _changes(member, lang) if told else ""
        parts.append(f"{member.group}{role}: {said}" + (f" [{changes}]" if changes else ""))
    return " → ".join(parts)


def _changes(member: Any, lang: Lang) -> str:
    return ", ".join(say(f"change.{change}", lang) for change in member.changes)


def label_of(thread: Any, lang: Lang = "vi") -> str:
    """What a thread is called: in English the indicator's English name where it is a known one."""
    known = indicators().get(thread.indicator or "")
    label: str = (
        thread.label.replace(known.vi, known.en) if known and lang == "en" else thread.label
    )
    return label


def theme_rows(comparison: Comparison) -> Iterator[tuple[str, list[tuple[str, pd.Series[float]]]]]:
    """The themes, the greatest share of commitments first, each with its row of `themes` in each
    group.
    """
    shares = comparison.themes[comparison.themes["over"] == "commitments"]
    rows = shares.set_index(["theme", "group"])
    for theme in (
        shares.groupby("theme")["share"].mean().sort_values(ascending=False, kind="stable").index
    ):
        yield theme, [(group, rows.loc[(theme, group)]) for group in comparison.groups]


def drawn_by(methods: Mapping[str, str], lang: Lang = "vi") -> str:
    """How the intervals of groups were drawn, by group; groups drawn in one way stand together."""
    same = grouped(methods, methods.get).items()
    return "; ".join(
        f"{', '.join(groups)}: {say(f'draw.{method}', lang)}" for method, groups in same
    )


def certainty(comparison: Comparison, lang: Lang = "vi") -> Iterator[str]:
    """What the shares of themes are worth: how they were drawn, what is too little, what has no
    theme, other kinds.
    """
    yield say(
        "page.within",
        lang,
        method=drawn_by(comparison.themes.attrs["interval"]["commitments"], lang),
    )
    covered = comparison.coverage[comparison.coverage["over"] == "commitments"]
    if covered["few"].any():
        yield say("cli.too_few", lang, groups=", ".join(covered["group"][covered["few"]]))
    shares = (
        f"{group}: {percent(share, lang)}"
        for group, share in zip(covered["group"], covered["covered"], strict=True)
    )
    yield say(
        "cli.covered",
        lang,
        shares=", ".join(shares),
        words=", ".join(comparison.uncovered["word"].head(_WORDS)),
    )
    for kind, groups in comparison.kinds.items():
        yield say("cli.kinds", lang, kind=kind or "–", groups=", ".join(groups))


def render_comparison(comparison: Comparison, corpus: StoredCorpus, *, lang: Lang = "vi") -> str:
    """The page of a comparison: documents, themes, typical words, threads, the sentences behind
    them, run record.
    """
    group_of = {id_: group for group, ids in comparison.documents.items() for id_ in ids}
    verbs: dict[str, Any] = {
        "t": say,
        "fact_name": fact_name,
        "number": number,
        "percent": percent,
        "chain": chain,
        "label_of": label_of,
        "changes": _changes,
        "figure": lambda member, lang: member_figure(asdict(member), lang),
    }
    context = {
        "lang": lang,
        "comparison": comparison,
        "corpus": corpus,
        "source": partial(source, corpus, lang=lang),
        "documents": (
            corpus.documents.assign(group=corpus.documents["id"].map(group_of))
            .fillna("–")
            .to_dict("records")
        ),
        "small": [group for group, ids in comparison.documents.items() if len(ids) < 5],
        "certainty": list(certainty(comparison, lang)),
        "themes": list(_themes(comparison, corpus, group_of, lang)),
        "keywords": list(_keywords(comparison, corpus, lang)),
        "theme_figures": _theme_figures(comparison, corpus, lang),
        "timelines": list(_timelines(comparison, lang)),
        **{name: partial(verb, lang=lang) for name, verb in verbs.items()},
    }
    return data.template("compare.html.j2").render(context)


def _themes(
    comparison: Comparison, corpus: StoredCorpus, group_of: Mapping[str, str], lang: Lang
) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Each theme's key, its name, and its row in each group with the sentences behind it and their
    sources.
    """
    names = theme_names(lang, corpus)
    said = grouped(
        corpus.records("commitments"), lambda promise: (promise.theme, group_of.get(promise.doc_id))
    )
    for theme, rows in theme_rows(comparison):
        cells = []
        for group, row in rows:
            found = said.get((theme, group), ())
            lines = [
                (" ".join(r.text.split()), source(corpus, r.doc_id, r.path, lang)) for r in found
            ]
            cells.append({**row.to_dict(), "group": group, "lines": lines})
        yield theme, names[theme], cells


def _theme_figures(
    comparison: Comparison, corpus: StoredCorpus, lang: Lang
) -> Iterator[dict[str, str]]:
    names, shares = (
        theme_names(lang, corpus),
        comparison.themes[comparison.themes["over"] == "commitments"],
    )
    units = shares.groupby("group", sort=False)["units"].first()
    counted = "; ".join(f"{group}: n = {number(n, lang, 0)}" for group, n in units.items())
    caption = say("page.figure_source", lang, counts=counted)
    for key, draw in (("slopes", plots.plot_slopes), ("heatmap", plots.plot_heatmap)):
        drawn = plots.svg(draw(shares, names=names, lang=lang), label=say(f"figure.{key}", lang))
        yield {"svg": drawn, "caption": caption}


def _timelines(comparison: Comparison, lang: Lang) -> Iterator[str]:
    drawn = [thread for thread in comparison.threads if _measured(thread) >= 2]
    for thread in sorted(drawn, key=_measured, reverse=True)[:_TIMELINES]:
        yield plots.svg(timeline(thread, comparison.groups, lang), label=chain(thread, lang))


def timeline(thread: Any, groups: Sequence[str], lang: Lang = "vi", ax: Axes | None = None) -> Axes:
    """The figure of one thread: see `plots.plot_timeline`."""
    members = [asdict(member) for member in thread.members if member.text]
    return plots.plot_timeline(
        members, title=label_of(thread, lang), groups=groups, lang=lang, ax=ax
    )


def _measured(thread: Any) -> int:
    """How many groups of a thread carry a figure of one unit."""
    measured = [m for m in thread.members if m.text and (m.low is not None or m.high is not None)]
    units = {member.unit for member in measured}
    return len({member.group for member in measured}) if len(units) == 1 else 0


def _keywords(
    comparison: Comparison, corpus: StoredCorpus, lang: Lang
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each group with its typical words, each with the lines it stands in and their sources."""
    for group in comparison.groups:
        part, rows = (
            corpus.where(**{comparison.by: group}),
            typical_words(comparison, group, _WORDS),
        )
        for row in rows:
            found = kwic(part, row["word"], window=12).head(_LINES).itertuples()
            row["lines"] = [
                (f"{at.left} «{at.match}» {at.right}", source(corpus, at.doc_id, at.path, lang))
                for at in found
            ]
        yield group, rows


def typical_words(comparison: Comparison, group: str, top: int) -> list[dict[str, Any]]:
    """The words most surely typical of a group: significant (q < 0.05) and in two of its documents
    at least.
    """
    words = comparison.keywords
    own = words[(words["target"] == group) & (words["log_ratio"] > 0) & (words["q"] < 0.05)]
    spread = min(2, len(comparison.documents[group]))
    rows: list[dict[str, Any]] = own[own["documents"] >= spread].head(top).to_dict("records")
    return rows


def render_shown(shown: Mapping[str, Any], *, lang: Lang = "vi") -> str:
    """The page of one document: facts, outline, tables of what was found,
    the text with its marks.
    """
    heads, units = outline(shown), shown["units"]
    found = {name: shown[name] for name in ("targets", "citations", "commitments")}
    finds = [(row["start"], row["end"], name) for name, rows in found.items() for row in rows]
    cuts = [(head["start"], head["stop"], "") for head in heads]
    context = {
        "lang": lang,
        "t": partial(say, lang=lang),
        "shown": shown,
        "found": found,
        "outline": heads,
        "opening": {h["start"]: h for h in heads},
        "closing": {h["stop"]: h for h in heads},
        "anchors": {start for start, *_ in finds},
        "marked": _marked(len(shown["text"]), finds + cuts),
        "place": lambda at: place(
            units[bisect(units, at, key=itemgetter("start")) - 1]["path"], lang
        ),
        "value": lambda row: member_figure({**row, "deadline": None}, lang),
        "dated": written_date,
    }
    return data.template("show.html.j2").render(context)


def outline(shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The units that have a heading, each with its `depth`, those `under` it, and where its heading
    `stop`s.

    Neither what opens a list in an article is a heading, nor a letterhead or signature in capitals.
    """
    found: list[dict[str, Any]] = []
    above: list[dict[str, Any]] = []
    for unit in shown["units"]:
        above = [head for head in above if head["end"] > unit["start"]]
        stop, title, size = _stop(shown["text"], unit), unit["heading"], unit["end"] - unit["start"]
        lists = shown["text"][stop - 2 : stop] == ":\n" and any(
            head["kind"] == "article" for head in above
        )
        headed = {"clause": title and not lists, "heading": title.isupper() and size > _FEW}
        if stop > unit["start"] and headed.get(unit["kind"], unit["kind"] in _TITLED):
            found.append({**unit, "stop": stop, "depth": len(above), "under": []})
            (above[-1]["under"] if above else []).append(found[-1])
            above.append(found[-1])
    return found


def _stop(text: str, unit: Mapping[str, Any]) -> int:
    """Where a unit's label and heading end: behind the line if nothing else stands in it."""
    words = r"[\s.:–-]*".join(map(re.escape, (*unit["label"].split(), *unit["heading"].split())))
    found = re.compile(rf"{words}(?:[ \t.:–-]*(?:\n|\Z))?").match(
        text, unit["start"], unit["end"] + 1
    )
    return found.end() if found else unit["start"] + len(unit["label"])


def render_check(found: Mapping[str, Any], text: str, counts: str, *, lang: Lang = "vi") -> str:
    """The page of a check: the draft with its findings marked and numbered, each with the prior
    passages beside it.

    `found` is the JSON of the check; in a passage `ins` is what the draft has and `del` what only
    the prior one has.
    """
    finds = [(row["start"], row["end"], row["severity"]) for row in found["findings"]]
    numbers = grouped(enumerate(found["findings"], start=1), lambda pair: pair[1]["end"])
    marked = (
        (text[a:b], on, [n for n, _ in numbers.get(b, ())])
        for a, b, on in _marked(len(text), finds)
    )
    context = {
        "found": found,
        "marked": marked,
        "counts": counts,
        "lang": lang,
        "t": partial(say, lang=lang),
        "place": partial(place, lang=lang),
    }
    return data.template("check.html.j2").render(
        **context, differences=lambda row, each: differences(each["quote"], row["context"])
    )


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Two sentences word by word: `same`, `del` (only before) or `ins` (only after), each with its
    words.

    >>> differences("đạt 8% vào năm 2025", "đạt 9% vào năm 2025")
    [('same', 'đạt'), ('del', '8%'), ('ins', '9%'), ('same', 'vào năm 2025')]
    """
    one, other = before.split(), after.split()
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        sides = {"same": one[a:b]} if kind == "equal" else {"del": one[a:b], "ins": other[c:d]}
        found += [(name, " ".join(words)) for name, words in sides.items() if words]
    return found


def _marked(size: int, finds: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The bounds of the pieces of a text, each with the classes of the findings that cover it."""
    bounds = sorted({0, size, *(bound for start, end, _ in finds for bound in (start, end))})
    opening, closing = grouped(finds, itemgetter(0)), grouped(finds, itemgetter(1))
    active: Counter[str] = Counter()
    for start, end in pairwise(bounds):
        active.subtract(kind for *_, kind in closing.get(start, ()))
        active.update(kind for *_, kind in opening.get(start, ()))
        yield start, end, " ".join(sorted(filter(None, +active)))
