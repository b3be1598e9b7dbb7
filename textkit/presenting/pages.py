"""Tables, marked text and figures become one self-contained HTML page, in which every number opens its sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from textkit.analysis.corpus import Corpus
from textkit.analysis.counts import kwic
from textkit.analysis.terms import Comparison
from textkit.finding.targets import indicators
from textkit.finding.themes import load_themes
from textkit.presenting import plots
from textkit.presenting.messages import Lang, figure, number, percent, say

if TYPE_CHECKING:
    import jinja2

_WORDS, _LINES, _TIMELINES = 15, 100, 12
_SECTIONS = ("documents", "themes", "keywords", "threads", "evidence", "record")


@cache
def _template(name: str) -> jinja2.Template:
    import jinja2

    source = (files("textkit") / "data" / name).read_text("utf-8")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, undefined=jinja2.StrictUndefined)
    return environment.from_string(source)


def theme_names(lang: Lang) -> dict[str, str]:
    """The name of every theme of the lexicon, by its key."""
    return {key: theme.vi if lang == "vi" else theme.en for key, theme in load_themes().items()}


def source(corpus: Corpus, doc_id: str, path: str = "") -> str:
    """Where a sentence stands, as one cites it: number or kind, date, and the place in the document."""
    kind, sign, date = (corpus.fact(doc_id, name) for name in ("kind", "number", "date"))
    named = " ".join(filter(None, ((kind or doc_id).capitalize(), sign)))
    dated = ".".join(reversed(date.split("-"))) if date else ""
    return ", ".join(filter(None, (named, dated, path)))


def member_figure(member: Mapping[str, Any], lang: Lang = "vi") -> str:
    """The figure of a thread's member with its unit and deadline: `≥ 35% (2025)`; empty if it has none."""
    low, high, unit = member["low"], member["high"], member["unit"] or ""
    if low is None and high is None:
        return f"({member['deadline']})" if member["deadline"] else ""
    if low is not None and high is not None:
        shown = figure(low, lang) if low == high else f"{figure(low, lang)} - {figure(high, lang)}"
    else:
        shown = f"≥ {figure(low, lang)}" if low is not None else f"≤ {figure(high, lang)}"
    per = f"/{member['per']}" if member.get("per") else ""
    spaced = unit if unit in ("%", "‰") else f" {unit}" if unit else ""
    return f"{shown}{spaced}{per}" + (f" ({member['deadline']})" if member["deadline"] else "")


def chain(thread: Any, lang: Lang = "vi") -> str:
    """A thread in one line: each group's figure, an arrow, what changed."""
    parts = []
    for member in thread.members:
        if member.text is None:
            parts.append(f"{member.group}: –")
            continue
        said = member_figure(vars_of(member), lang) or "✓"
        role = f" {say('role.achieved', lang)}" if member.role == "achieved" else ""
        changes = ", ".join(say(f"change.{change}", lang) for change in member.changes)
        parts.append(f"{member.group}{role}: {said}" + (f" [{changes}]" if changes else ""))
    return " → ".join(parts)


def label_of(thread: Any, lang: Lang = "vi") -> str:
    """What a thread is called: in English the indicator's English name where it is a known one."""
    known = indicators().get(thread.indicator or "")
    label: str = thread.label.replace(known.vi, known.en) if known and lang == "en" else thread.label
    return label


def vars_of(member: Any) -> dict[str, Any]:
    """The fields of a thread's member as a dict."""
    from dataclasses import asdict

    return asdict(member)


def render_comparison(comparison: Comparison, corpus: Corpus, *, lang: Lang = "vi") -> str:
    """The page of a comparison: documents, themes, typical words, threads, the sentences behind them, run record."""
    evidence: list[dict[str, Any]] = []
    t = partial(say, lang=lang)
    context = {
        "lang": lang, "t": t, "groups": comparison.groups, "sections": [(key, f"page.{key}") for key in _SECTIONS],
        "summary": _summary(comparison, corpus, lang), "warnings": list(_warnings(comparison, corpus, lang)),
        "documents": _documents(corpus, comparison, lang), "themes": _themes(comparison, corpus, evidence, lang),
        "themes_note": t("page.within", method=_methods(comparison, lang)),
        "theme_figures": _theme_figures(comparison, lang), "keywords": _keywords(comparison, corpus, evidence, lang),
        "threads": [_thread(thread, corpus, lang) for thread in comparison.threads],
        "threads_note": t("page.threads_note", threads=len(comparison.threads),
                          figures=sum(bool(thread.indicator) for thread in comparison.threads)),
        "timelines": _timelines(comparison, lang), "evidence": evidence, "record": list(_record(comparison)),
        "statuses": [(key, t(f"status.{key}")) for key in ("new", "continued", "changed", "resumed", "dropped")],
    }  # fmt: skip
    return _template("compare.html.j2").render(context)


def _summary(comparison: Comparison, corpus: Corpus, lang: Lang) -> str:
    return say(
        "page.summary", lang, documents=len(corpus), words=number(int(corpus.documents["words"].sum()), lang, 0),
        groups=len(comparison.groups), by=say(f"by.{comparison.by}", lang), names=", ".join(comparison.groups),
    )  # fmt: skip


def _warnings(comparison: Comparison, corpus: Corpus, lang: Lang) -> Iterator[str]:
    for path, reason in corpus.skipped:
        yield say("page.skipped", lang, path=path, reason=reason)
    if comparison.ungrouped:
        yield say("page.ungrouped", lang, ids=", ".join(comparison.ungrouped))
    small = [group for group, ids in comparison.documents.items() if len(ids) < 5]
    if small:
        yield say("page.few", lang, groups=", ".join(small))


def _documents(corpus: Corpus, comparison: Comparison, lang: Lang) -> dict[str, Any]:
    group_of = {id_: group for group, ids in comparison.documents.items() for id_ in ids}
    heads = [say(f"page.{key}", lang) for key in ("group", "kind", "number", "date", "issuer", "doc_title", "words")]
    frame = corpus.documents
    rows = [
        [group_of.get(row.id, "–"), *(corpus.fact(row.id, name) or "–" for name in ("kind", "number", "date", "issuer", "title")),
         number(row.words, lang, 0)]
        for row in frame.itertuples()
    ]  # fmt: skip
    return {"head": heads, "rows": sorted(rows, key=lambda row: (row[0], row[3]))}


def _methods(comparison: Comparison, lang: Lang) -> str:
    found = comparison.themes.attrs.get("interval", {}).get("commitments", {})
    return ", ".join(f"{group}: {say(f'draw.{method}', lang)}" for group, method in found.items())


def _themes(
    comparison: Comparison, corpus: Corpus, evidence: list[dict[str, Any]], lang: Lang
) -> Iterator[dict[str, Any]]:
    names, shares = theme_names(lang), comparison.themes[comparison.themes["over"] == "commitments"]
    group_of = {id_: group for group, ids in comparison.documents.items() for id_ in ids}
    said: dict[tuple[str, str], list[Any]] = {}
    for promise in corpus.records("commitments"):
        if promise.theme and promise.doc_id in group_of:
            said.setdefault((promise.theme, group_of[promise.doc_id]), []).append(promise)
    order = shares.groupby("theme")["share"].mean().sort_values(ascending=False, kind="stable").index
    rows = shares.set_index(["theme", "group"])
    for theme in order:
        cells = []
        for place, group in enumerate(comparison.groups):
            row, lines = rows.loc[(theme, group)], said.get((theme, group), [])
            name = _evidence(evidence, f"t-{theme}-{place}", f"{names[theme]}, {group}", lines, corpus)
            span = f"{percent(row['low'], lang)} – {percent(row['high'], lang)}; n = {len(lines)}"
            cells.append({"share": percent(row["share"], lang), "interval": span, "evidence": name})
        yield {"name": names[theme], "cells": cells}


def _evidence(evidence: list[dict[str, Any]], name: str, title: str, records: Sequence[Any], corpus: Corpus) -> str:
    if not records:
        return ""
    lines = [{"text": " ".join(r.text.split()), "source": source(corpus, r.doc_id, r.path)} for r in records]
    evidence.append({"id": name, "title": title, "lines": lines})
    return name


def _theme_figures(comparison: Comparison, lang: Lang) -> Iterator[dict[str, str]]:
    names, shares = theme_names(lang), comparison.themes[comparison.themes["over"] == "commitments"]
    units = shares.groupby("group", sort=False)["units"].first()
    counted = "; ".join(f"{group}: n = {number(n, lang, 0)}" for group, n in units.items())
    caption = say("page.figure_source", lang, counts=counted)
    for key, draw in (("slopes", plots.plot_slopes), ("heatmap", plots.plot_heatmap)):
        label = say(f"figure.{key}", lang)
        yield {"svg": _safe(plots.svg(draw(shares, names=names, lang=lang), label=label)), "caption": caption}


def _timelines(comparison: Comparison, lang: Lang) -> list[dict[str, str]]:
    drawn = [thread for thread in comparison.threads if _measured(thread) >= 2]
    drawn = sorted(drawn, key=lambda thread: -_measured(thread))[:_TIMELINES]
    figures = []
    for thread in drawn:
        members = [vars_of(member) for member in thread.members if member.text]
        ax = plots.plot_timeline(members, title=label_of(thread, lang), groups=comparison.groups, lang=lang)
        figures.append({"svg": _safe(plots.svg(ax, label=chain(thread, lang)))})
    return figures


def _measured(thread: Any) -> int:
    """How many groups of a thread carry a figure of one unit."""
    measured = [m for m in thread.members if m.text and (m.low is not None or m.high is not None)]
    units = {member.unit for member in measured}
    return len({member.group for member in measured}) if len(units) == 1 else 0


def _safe(svg: str) -> str:
    from markupsafe import Markup

    return Markup(svg)  # drawn by matplotlib, its label escaped


def _keywords(
    comparison: Comparison, corpus: Corpus, evidence: list[dict[str, Any]], lang: Lang
) -> Iterator[dict[str, Any]]:
    for place, group in enumerate(comparison.groups):
        part = corpus.where(**{comparison.by: group})
        rows = []
        for rank, row in enumerate(typical_words(comparison, group, _WORDS)):
            lines = kwic(part, row["word"], window=12)
            name = f"w-{place}-{rank}"
            evidence.append({
                "id": name, "title": f"“{row['word']}”, {group}",
                "lines": [{"text": f"{line.left} «{line.match}» {line.right}",
                           "source": source(corpus, line.doc_id, line.path)} for line in lines.head(_LINES).itertuples()],
            })  # fmt: skip
            rows.append({
                "word": row["word"], "count": number(row["count_target"], lang, 0), "evidence": name,
                "log_ratio": number(row["log_ratio"], lang), "dispersion": number(row["dispersion"], lang, 2),
                "interval": f"{_bound(row['low'], lang)} – {_bound(row['high'], lang)}",
            })  # fmt: skip
        yield {"name": group, "rows": rows}


def typical_words(comparison: Comparison, group: str, top: int) -> list[dict[str, Any]]:
    """The words most surely typical of a group: significant (q < 0.05) and in two of its documents at least."""
    words = comparison.keywords
    own = words[(words["target"] == group) & (words["log_ratio"] > 0) & (words["q"] < 0.05)]
    spread = min(2, len(comparison.documents[group]))
    rows: list[dict[str, Any]] = own[own["documents"] >= spread].head(top).to_dict("records")
    return rows


def _bound(value: float, lang: Lang) -> str:
    return "∞" if value in (float("inf"), float("-inf")) else number(value, lang)


def _thread(thread: Any, corpus: Corpus, lang: Lang) -> dict[str, Any]:
    rows = []
    for member in thread.members:
        if member.text is None:
            missing = f"({say('status.dropped', lang)})"
            rows.append({"group": member.group, "source": "–", "text": missing, "figure": "", "change": ""})
            continue
        changes = ", ".join(say(f"change.{change}", lang) for change in member.changes)
        rows.append({
            "group": member.group, "source": source(corpus, member.doc_id, member.path), "text": " ".join(member.text.split()),
            "figure": member_figure(vars_of(member), lang),
            "change": say("role.achieved", lang) if member.role == "achieved" else changes,
        })  # fmt: skip
    return {
        "label": label_of(thread, lang), "status": thread.status, "status_name": say(f"status.{thread.status}", lang),
        "form": "figure" if thread.indicator else "action", "chain": chain(thread, lang), "members": rows,
    }  # fmt: skip


def _record(comparison: Comparison) -> Iterator[tuple[str, str]]:
    for key, value in comparison.run_record.items():
        if isinstance(value, Mapping):
            yield key, ", ".join(f"{name} {version}" for name, version in value.items())
        else:
            yield key, str(value)


def render_shown(shown: Mapping[str, Any], *, lang: Lang = "vi") -> str:
    """The page of one document: its facts and structure, with citations, targets and commitments marked in the text."""
    finds = [
        (row["start"], row["end"], kind) for kind in ("commitments", "targets", "citations") for row in shown[kind]
    ]
    marked = list(_marked(shown["text"], finds))
    return _template("show.html.j2").render(shown=shown, marked=marked, lang=lang, t=partial(say, lang=lang))


def _marked(text: str, finds: Sequence[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the classes of the findings that cover it."""
    bounds = sorted({0, len(text), *(bound for start, end, _ in finds for bound in (start, end))})
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    for start, end, kind in finds:
        opening.setdefault(start, []).append(kind)
        closing.setdefault(end, []).append(kind)
    active: list[str] = []
    for start, end in pairwise(bounds):
        for kind in closing.get(start, []):
            active.remove(kind)
        active += opening.get(start, [])
        yield text[start:end], " ".join(sorted(set(active)))
