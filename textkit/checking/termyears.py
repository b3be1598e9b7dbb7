"""A rule on the terms of congresses, assemblies and councils: an ordinal and years that do not go
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from textkit import data
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import Hit, rule
from textkit.comparing.resolving import place_of
from textkit.reading.document import grouped
from textkit.vietnamese.numbers import roman_number
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("checks.toml", "references")

# Older terms of places are not judged by the years alone: terms.csv has only one of each clock.
# Chosen by eye; not measured.
_FIRST_YEAR_OF_LOCAL_TERMS = "2005"

# Whose terms an ordinal counts, in the order in which they are asked for: a pattern of checks.toml
# over who bears the ordinal and what stands behind it, parted by a bar. The Peasants' Union holds
# congresses too, so those with clocks of their own come first, and the Party before its provinces,
# since "Đại hội đại biểu toàn quốc" is no province's.
_CLOCKS = ("others", "assembly", "council", "party", "province")


@rule(
    "references.term-years",
    severity="warning",
    source="Nhiệm kỳ của Đảng, Quốc hội, Hội đồng nhân dân (terms.csv)",
)
def term_years(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số thứ tự của đại hội, của khóa không khớp với các năm của nhiệm kỳ."""
    terms = grouped(data.rows("terms.csv"), lambda row: row["clock"])
    local_terms = _terms_of_places(prior)
    for match in _PATTERNS["term"].finditer(draft.folded):
        around = f"{match['who']} |{match['of']}"
        years = f"{match['a']}-{match['b']}"
        clock = _clock_of(around)
        right = _term_of_ordinal(terms.get(clock, ()), match["n"])
        if right is None and clock in ("province", "council"):
            written = draft.text[match.start() : match.end("of")]
            place = place_of(written) or place_of(draft.document.facts.issuer)
            # A place's own documents say best which term an ordinal of it is.
            right = local_terms.get((around[:7], place, match["n"])) if place else None
            right = right or _nearest_term(terms[clock], years)
        if right and right != years:
            start = draft.folded.rindex("nhiệm kì", match.start(), match.end())
            yield Hit(start, match.end("b"), {"right": right})


def _terms_of_places(prior: Prior) -> dict[tuple[str, str, str], str | None]:
    """The terms of prior documents by body (its first letters), place and ordinal of the issuer."""
    terms = {}
    for _, facts in prior.facts():
        for match in _PATTERNS["bears"].finditer(fold(facts["issuer"] or "")):
            terms[match[1], place_of(facts["issuer"]), match[2]] = facts["term"]
    return terms


def _clock_of(around: str) -> str:
    """Whose terms an ordinal counts, by the words around it."""
    for clock in _CLOCKS:
        if _PATTERNS[clock].search(around):
            return clock
    return "others"


def _term_of_ordinal(rows: Iterable[Mapping[str, str]], roman: str) -> str | None:
    """The term with an ordinal; the table gives it in Roman numbers or in others."""
    for row in rows:
        if row["ordinal"] in (roman.upper(), str(roman_number(roman))):
            return row["term"]
    return None


def _nearest_term(rows: Iterable[Mapping[str, str]], years: str) -> str | None:
    """The last term that began by the first of these years, where the years are those of none."""
    begun = {row["term"] for row in rows if row["term"][:4] <= years[:4]}
    if years in begun or years[:4] < _FIRST_YEAR_OF_LOCAL_TERMS:
        return None
    return max(begun, default=None)
