"""The page of a comparison: what was found first, tables and figures, then what opens on demand.

What is read first stands in the page as it is, for print and for readers without scripts; the other
threads and all sentences behind the numbers are packed into it and laid out when they are opened.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import numpy as np

from textkit import data
from textkit.comparing.terms import Comparison
from textkit.comparing.threads import Member, Status, Thread
from textkit.counting.concordance import kwic
from textkit.data.messages import Lang, fact_name, false_discovery, number, percent, say
from textkit.presenting import pages, plots
from textkit.presenting.designs import design_lines, side_name
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus

if TYPE_CHECKING:
    from textkit.presenting.headlines import Headline

# What a page shows of each kind; `write_tables` has all. Chosen by eye on the page of the sample.
_TYPICAL_WORDS = 15
_LINES_OF_A_NUMBER = 100
_TIMELINES = 12

# So many threads stand in the page as they are, and so many sentences under each finding and
# number. The rest opens on demand. Chosen by eye.
_THREADS_IN_PLAIN = 40
_LINES_IN_PLAIN = 8
_EVIDENCE_IN_PLAIN = 2

# So many of each are printed. Chosen by eye, so that a print takes ten pages of A4 at the most.
_PRINTED = {"printed": 14, "words_printed": 8, "timelines_printed": 4, "documents_printed": 12}

# An interval over fewer documents says something about these documents alone.
_FEW_DOCUMENTS = 5

# A word is called sure below this share of false discoveries.
_SIGNIFICANT = 0.05

# The columns of the packed threads, and of their rows.
_OF_A_THREAD = ("label", "status", "form", "chain", "rows")
_OF_A_ROW = ("group", "source", "sentence", "figure", "told", "near")

Line = tuple[str, str]
"""A sentence and its source."""


class _Row(NamedTuple):
    """A member of a thread as it is shown; all but the group are empty where nothing was found."""

    group: str
    source: str
    sentence: str
    figure: str
    told: str
    is_near: bool

    @property
    def is_empty(self) -> bool:
        """Whether the group has no counterpart."""
        return not self.sentence


class _Shown(NamedTuple):
    """A thread as it is shown."""

    label: str
    status: str
    form: str
    chain: str
    rows: Sequence[_Row]

    @property
    def is_certain(self) -> bool:
        """Whether it has more than a near counterpart."""
        return self.status != "uncertain"


def render_comparison(
    comparison: Comparison,
    corpus: StoredCorpus,
    *,
    findings: Sequence[Headline] = (),
    lang: Lang = "vi",
) -> str:
    """The page of a comparison: what was found, its design, themes, typical words, threads, then
    the documents, the evidence and the run record. `findings` are its `headlines`.
    """
    packed = _Packed()
    themes = list(_themes(comparison, corpus, packed, lang))
    keywords = list(_keywords(comparison, corpus, packed, lang))
    told = [_finding(f"f-{place}", found, packed) for place, found in enumerate(findings)]
    shown = [_shown(thread, corpus, lang) for thread in comparison.threads]
    plain = [thread for thread in shown if thread.is_certain][:_THREADS_IN_PLAIN]
    packed.add_threads([thread for thread in shown if thread not in plain])
    drawn = plots.Drawn()
    figures = list(_theme_figures(comparison, corpus, drawn, lang))
    timelines = list(_timelines(comparison, drawn, lang))
    small = [group for group, ids in comparison.documents.items() if len(ids) < _FEW_DOCUMENTS]
    context = {
        "lang": lang,
        "comparison": comparison,
        "corpus": corpus,
        "threads": shown,
        "plain": plain,
        **_PRINTED,
        "uncertain": sum(not thread.is_certain for thread in shown),
        "figures": sum(each.is_certain and each.form == "figure" for each in shown),
        "documents": _documents(comparison, corpus),
        "findings": told,
        "design": list(design_lines(comparison.design, lang)),
        "small": small,
        "skipped": list(pages.by_reason(corpus.skipped, lang)),
        "certainty": list(pages.certainty(comparison, lang)),
        "differences": _differences(comparison, corpus, lang),
        "themes": themes,
        "keywords": keywords,
        "theme_figures": figures,
        "timelines": timelines,
        "most": _LINES_OF_A_NUMBER,
        "packed": packed.text(),
        "statuses": {status: say(f"status.{status}", lang) for status in get_args(Status)},
        "labels": [say(f"page.{key}", lang) for key in ("source", "sentence", "figure", "change")],
        "t": partial(say, lang=lang),
        "fact_name": partial(fact_name, lang=lang),
        "number": partial(number, lang=lang),
        "percent": partial(percent, lang=lang),
    }
    return data.template("compare.html.j2").render(context)


class _Stream:
    """Texts in the order in which they are first asked for, each once.

    What is alike stands near each other then, and packs well.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._place_of: dict[str, int] = {}

    def back(self, text: str) -> int:
        """How far back a text stands that was asked for before; 0 for one that comes next."""
        place = self._place_of.setdefault(text, len(self.texts))
        if place < len(self.texts):
            return len(self.texts) - place
        self.texts.append(text)
        return 0


class _Packed:
    """What the page lays out on demand: each sentence and source once, by columns, compressed.

    Nothing of it is HTML: the page's script makes text of it, and never markup.
    """

    def __init__(self) -> None:
        self._evidence: dict[str, Sequence[Line]] = {}
        self._threads: list[_Shown] = []

    def add(self, place: str, lines: Sequence[Line]) -> None:
        """Sentences with their sources, under the place of the page that opens them."""
        self._evidence[place] = lines

    def add_threads(self, threads: Sequence[_Shown]) -> None:
        """The threads that stand in the page only once they are asked for."""
        self._threads += threads

    def content(self) -> dict[str, Any]:
        """All of it: the sentences of threads and then of the evidence as a stream, other texts by
        their numbers.
        """
        sentences = _Stream()
        sources = {line.source for thread in self._threads for line in thread.rows}
        for lines in self._evidence.values():
            sources.update(source for _, source in lines)
        number_of = {source: number for number, source in enumerate(sorted(sources))}
        words: dict[str, int] = {}
        threads: dict[str, list[Any]] = {name: [] for name in (*_OF_A_THREAD, *_OF_A_ROW)}
        for thread in self._threads:
            label = sentences.back(thread.label)
            of_thread = (label, thread.status, thread.form, thread.chain, len(thread.rows))
            _append(threads, _OF_A_THREAD, of_thread)
            for row in thread.rows:
                sentence = sentences.back(row.sentence)
                group, figure, told = (
                    words.setdefault(word, len(words)) for word in (row.group, row.figure, row.told)
                )
                of_row = (group, number_of[row.source], sentence, figure, told, int(row.is_near))
                _append(threads, _OF_A_ROW, of_row)
        evidence = {
            place: [
                [sentences.back(sentence) for sentence, _ in lines],
                [number_of[source] for _, source in lines],
            ]
            for place, lines in self._evidence.items()
        }
        return {
            "sentences": sentences.texts,
            "sources": list(number_of),
            "words": list(words),
            "threads": threads,
            "evidence": evidence,
        }

    def text(self) -> str:
        """All of it as base64 of a raw deflate stream, which a browser unpacks by itself."""
        content = self.content()
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        deflate = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
        return b64encode(deflate.compress(body) + deflate.flush()).decode()


def _append(columns: Mapping[str, list[Any]], names: Sequence[str], values: Sequence[Any]) -> None:
    """A row more of some columns."""
    for name, value in zip(names, values, strict=True):
        columns[name].append(value)


def _finding(place: str, found: Headline, packed: _Packed) -> dict[str, Any]:
    """A finding with its first sentences; all are packed where they are more."""
    has_more = len(found.lines) > _LINES_IN_PLAIN
    if has_more:
        packed.add(place, found.lines)
    plain = {"lines": found.lines[:_LINES_IN_PLAIN], "place": place if has_more else ""}
    return asdict(found) | plain


def _shown(thread: Thread, corpus: StoredCorpus, lang: Lang) -> _Shown:
    form = "figure" if thread.indicator else "action"
    rows = [_row(member, thread.members, corpus, lang) for member in thread.members]
    return _Shown(
        pages.label_of(thread, lang), thread.status, form, pages.chain(thread, lang), rows
    )


def _row(member: Member, members: Sequence[Member], corpus: StoredCorpus, lang: Lang) -> _Row:
    if member.text is None or member.doc_id is None:
        return _Row(member.group, "", "", "", "", False)
    return _Row(
        member.group,
        pages.source(corpus, member.doc_id, member.path, lang),
        " ".join((member.sentence or member.text).split()),
        pages.figure_of(member, lang),
        pages.told(member, members, lang),
        member.grade == "near",
    )


def _documents(comparison: Comparison, corpus: StoredCorpus) -> list[dict[str, Any]]:
    """The documents by group and date; those of which one is not known come first."""
    group_of = {id_: group for group, ids in comparison.documents.items() for id_ in ids}
    documents = corpus.documents.assign(group=corpus.documents["id"].map(group_of)).fillna("–")
    rows: list[dict[str, Any]] = documents.to_dict("records")
    return sorted(
        rows, key=lambda row: [(row[fact] != "–", row[fact]) for fact in ("group", "date")]
    )


def _themes(
    comparison: Comparison, corpus: StoredCorpus, packed: _Packed, lang: Lang
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The name of each theme and its row in each group, with the first sentences and sources."""
    names = pages.theme_names(lang, corpus)
    group_of = {id_: group for group, ids in comparison.documents.items() for id_ in ids}
    promises = grouped(
        corpus.records("commitments"), lambda promise: (promise.theme, group_of.get(promise.doc_id))
    )
    for theme, rows in pages.theme_rows(comparison):
        cells = []
        for place, (group, row) in enumerate(rows):
            lines = []
            for promise in promises.get((theme, group), ()):
                sentence = " ".join(promise.text.split())
                lines.append((sentence, pages.source(corpus, promise.doc_id, promise.path, lang)))
            evidence = _evidence(f"t-{theme}-{place}", lines, packed)
            cells.append({**row.to_dict(), "group": group, **evidence})
        yield names[theme], cells


def _evidence(place: str, lines: Sequence[Line], packed: _Packed) -> dict[str, Any]:
    """Where the page opens some sentences, how many they are, and the first of them."""
    if lines:
        packed.add(place, lines[:_LINES_OF_A_NUMBER])
    return {"place": place, "count": len(lines), "lines": lines[:_EVIDENCE_IN_PLAIN]}


def _differences(
    comparison: Comparison, corpus: StoredCorpus, lang: Lang
) -> tuple[list[str], list[tuple[str, list[dict[str, str]]]]]:
    """The names of the comparisons, and by theme the difference in each, or why there is no test.

    A cell has `points` (percentage points), `interval` and `test`, each empty where it has none;
    the sure ones are marked. The themes stand in the order of their shares.
    """
    of_commitments = comparison.differences[comparison.differences["over"] == "commitments"]
    names = pages.theme_names(lang, corpus)
    heads: dict[tuple[str, str], str] = {}
    cells: dict[str, dict[tuple[str, str], dict[str, str]]] = {}
    for row in of_commitments.to_dict("records"):
        pair = row["target"], row["reference"]
        target, reference = (side_name(side, lang) for side in pair)
        heads[pair] = say("page.against", lang, target=target, reference=reference)
        cells.setdefault(row["theme"], {})[pair] = _difference_cell(row, lang)
    order = [theme for theme, _ in pages.theme_rows(comparison) if theme in cells]
    empty = {"points": "–", "interval": "", "test": ""}
    rows = [(names[theme], [cells[theme].get(pair, empty) for pair in heads]) for theme in order]
    return list(heads.values()), rows


def _difference_cell(row: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    points, low, high = (
        ("+" if share > 0 else "") + number(100 * share, lang)
        for share in (row["difference"], row["low"], row["high"])
    )
    test = ""
    if not np.isnan(row["q"]):
        star = " *" if row["q"] < _SIGNIFICANT else ""
        test = false_discovery(row["q"], lang) + star
    elif row["why"]:
        test = say(f"why.{row['why']}", lang)
    return {
        "points": "–" if np.isnan(row["difference"]) else points,
        "interval": "" if np.isnan(row["low"]) else f"{low} – {high}",
        "test": test,
    }


def _theme_figures(
    comparison: Comparison, corpus: StoredCorpus, drawn: plots.Drawn, lang: Lang
) -> Iterator[dict[str, str]]:
    """The figures of the themes' shares, each with n and sources below it."""
    names = pages.theme_names(lang, corpus)
    shares = comparison.themes[comparison.themes["over"] == "commitments"]
    units = shares.groupby("group", sort=False)["units"].first()
    counts = "; ".join(f"{group}: n = {number(n, lang, 0)}" for group, n in units.items())
    for key, draw in (("changes", plots.plot_changes), ("heatmap", plots.plot_heatmap)):
        ax = draw(shares, names=names, lang=lang)
        caption = say(f"page.{key}_source", lang, counts=counts)
        yield {"svg": drawn.svg(ax, label=say(f"figure.{key}", lang)), "caption": caption}


def _timelines(comparison: Comparison, drawn: plots.Drawn, lang: Lang) -> Iterator[str]:
    """The threads whose figures can be drawn, those with most groups first."""
    threads = [thread for thread in comparison.threads if _groups_measured(thread) >= 2]
    threads.sort(key=_groups_measured, reverse=True)
    for thread in threads[:_TIMELINES]:
        ax = pages.timeline(thread, comparison.groups, lang)
        yield drawn.svg(ax, label=pages.chain(thread, lang))


def _groups_measured(thread: Any) -> int:
    """How many groups of a thread have a figure; 0 where the figures are of different units."""
    measured = []
    for member in thread.members:
        if member.text and (member.low is not None or member.high is not None):
            measured.append(member)
    if len({member.unit for member in measured}) != 1:
        return 0
    return len({member.group for member in measured})


def _keywords(
    comparison: Comparison, corpus: StoredCorpus, packed: _Packed, lang: Lang
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each group with its typical words, each with the first lines it stands in."""
    for place, group in enumerate(comparison.groups):
        part = corpus.where(**{comparison.by: group})
        words = pages.typical_words(comparison, group, _TYPICAL_WORDS)
        for number_of_word, word in enumerate(words):
            lines = []
            for line in kwic(part, word["word"], window=12).head(_LINES_OF_A_NUMBER).itertuples():
                text = f"{line.left} «{line.match}» {line.right}"
                lines.append((text, pages.source(corpus, line.doc_id, line.path, lang)))
            word |= _evidence(f"w-{place}-{number_of_word}", lines, packed)
        yield group, words
