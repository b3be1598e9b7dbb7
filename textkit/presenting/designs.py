"""The design of a comparison in sentences: what stands at the head of every output."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from textkit.data.messages import Lang, fact_name, number, say

if TYPE_CHECKING:
    from textkit.comparing.design import Design, Pairing

# So many documents are named where facts are missing; `metadata.csv` is where they are filled in.
_DOCUMENTS_NAMED = 8

# More arrangements than this are "over a million": their number says nothing more.
_MOST_WRITTEN_OUT = 1_000_000


def design_lines(design: Design, lang: Lang = "vi") -> Iterator[str]:
    """The design in sentences: what is missing first, then groups, comparisons, what is tested."""
    if design.incomplete:
        yield say("design.incomplete", lang, ids=_named(_lacking(design.incomplete, lang)))
    if design.ungrouped:
        fact = fact_name(design.by, lang)
        yield say("design.ungrouped", lang, by=fact, ids=_named(design.ungrouped))
    if design.other_level:
        yield say("design.other_level", lang, count=len(design.other_level))
    sizes = [f"{group} ({len(ids)})" for group, ids in design.groups.items()]
    level = say(f"level.{design.level or 'both'}", lang)
    yield say(
        "design.groups", lang, by=fact_name(design.by, lang), level=level, groups=", ".join(sizes)
    )
    pairs = [say("design.pair", lang, one=one, other=other) for one, other in design.overlaps]
    yield say(f"order.{design.order}", lang, pairs=", ".join(pairs))
    yield say("design.unit", lang)
    for pairing in design.pairings:
        yield _pairing_line(pairing, lang)


def side_name(group: str, lang: Lang = "vi") -> str:
    """What a side of a comparison is called: its group, or all others."""
    from textkit.comparing.design import OTHERS

    return say("design.others", lang) if group == OTHERS else group


def _pairing_line(pairing: Pairing, lang: Lang) -> str:
    """`2025-2030 so với 2020-2025: nghị quyết 5/5; …; kiểm định được: cam kết 5 chủ đề …`."""
    parts = [_kinds(pairing.kinds, lang)] if pairing.kinds else []
    if pairing.left_out:
        parts.append(say("design.left_out", lang, kinds=_kinds(pairing.left_out, lang)))
    if pairing.why:
        parts.append(say(f"why.{pairing.why}", lang))
    else:
        arrangements = number(pairing.arrangements, lang, 0)
        if pairing.arrangements > _MOST_WRITTEN_OUT:
            arrangements = say("design.millions", lang)
        parts.append(say("design.arrangements", lang, count=arrangements))
        tests = ", ".join(_tests(over, pairing, lang) for over in pairing.tests)
        parts.append(say("design.tests", lang, tests=tests))
    one, other = (side_name(group, lang) for group in (pairing.target, pairing.reference))
    return say("design.pairing", lang, target=one, reference=other, what="; ".join(parts))


def _tests(over: str, pairing: Pairing, lang: Lang) -> str:
    """How many themes were tested, and what could have been shown: `cam kết 5 (12,7–18,9)`."""
    tests = pairing.tests[over]
    what = say(f"over.{over}", lang)
    if not tests.themes or tests.shown_from is None or tests.shown_to is None:
        return say("design.untested", lang, over=what)
    low, high = (number(100 * share, lang) for share in (tests.shown_from, tests.shown_to))
    return say("design.tested", lang, over=what, count=tests.themes, low=low, high=high)


def _kinds(kinds: Mapping[str, tuple[int, int]], lang: Lang) -> str:
    named = []
    for kind, (target, reference) in kinds.items():
        named.append(f"{kind or say('design.all_kinds', lang)} {target}/{reference}")
    return ", ".join(named)


def _lacking(incomplete: Mapping[str, Sequence[str]], lang: Lang) -> list[str]:
    """`nq-05 (ngày ban hành)`: documents with the facts they lack."""
    lacking = []
    for id_, facts in incomplete.items():
        names = ", ".join(say(f"page.{fact}", lang).lower() for fact in facts)
        lacking.append(f"{id_} ({names})")
    return lacking


def _named(ids: Sequence[str]) -> str:
    more = len(ids) - _DOCUMENTS_NAMED
    return ", ".join(ids[:_DOCUMENTS_NAMED]) + (f" … (+{more})" if more > 0 else "")
