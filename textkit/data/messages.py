"""One catalogue of all that users read, in Vietnamese and English."""

import re
from collections.abc import Mapping
from functools import cache
from itertools import product
from typing import Literal, cast, get_args

from textkit import data

Lang = Literal["vi", "en"]


class TextkitError(Exception):
    """What a user can put right: the message names the thing, the value and what to do."""


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every message by its key, with its text by language."""
    sections: Mapping[str, dict[str, dict[str, str]]] = data.toml("messages.toml")
    return {
        f"{section}.{key}": texts
        for section, keys in sections.items()
        for key, texts in keys.items()
    }


def known_language(lang: str) -> Lang:
    """The language, if there is a catalogue of it; TextkitError names those there are if not."""
    if lang not in get_args(Lang):
        raise TextkitError(f"unknown language {lang!r}; choose one of {', '.join(get_args(Lang))}")
    return cast(Lang, lang)


def say(key: str, lang: Lang = "vi", **values: object) -> str:
    """The message of a key in a language, with its values filled in.

    Raises TextkitError for a language there is no catalogue of.

    >>> say("change.raised", "en")
    'raised'
    """
    return catalogue()[key][known_language(lang)].format(**values)


@cache
def _errors() -> list[tuple[re.Pattern[str], str]]:
    """What errors look like, those with the most words of their own first, each with its text in
    Vietnamese.

    A value ends where the next words first stand, without a way back: matching takes linear time.
    """
    found, texts = [], data.toml("errors.toml")
    for english in sorted(texts, key=lambda text: -len(re.sub(r"{\d+}", "", text))):
        *begun, last = map(re.escape, re.split(r"{\d+}", english))
        values = f"(?>{')(?>(.*?)'.join(begun)})(.*)" if begun else ""
        found.append((re.compile(values + last, re.DOTALL), texts[english]))
    return found


def translated(error: str, lang: Lang = "vi", deep: int = 5) -> str:
    """An error in a language, with values that are such texts, down to `deep`; unknown texts as
    they are.
    """
    if lang == "en" or not deep:
        return error
    if re.fullmatch(r"\d{1,3}(,\d{3})+", error):
        return error.replace(",", ".")
    for before, (pattern, told) in product(
        ("", " ", ": "), _errors()
    ):  # a reason may lack its file's name
        if found := pattern.fullmatch(before + error):
            return told.format(
                *[translated(v, lang, deep - 1) for v in found.groups()]
            ).removeprefix(before)
    return error


def number(value: float, lang: Lang = "vi", digits: int = 1) -> str:
    """A number as it is printed: decimal comma and thousand dot in Vietnamese; `∞` has no end.

    >>> number(7500, digits=0), number(8.25), number(8.25, "en")
    ('7.500', '8,2', '8.2')
    """
    printed = f"{value:,.{digits}f}".replace("inf", "∞")
    return printed.translate(str.maketrans(",.", ".,")) if lang == "vi" else printed


def figure(value: float, lang: Lang = "vi") -> str:
    """A figure with just the decimals it was given: 8.5 is `8,5`, 7500 is `7.500`."""
    digits = next((d for d in range(4) if abs(value - round(value, d)) < 1e-9), 4)
    return number(value, lang, digits)


def figures(low: float | None, high: float | None, lang: Lang = "vi", dash: str = " - ") -> str:
    """A figure by its bounds: one where they are equal, else both, or the one there is.

    >>> figures(8, 8.5), figures(35, None), figures(None, 5), figures(None, None)
    ('8 - 8,5', '≥ 35', '≤ 5', '')
    """
    if low is None or high is None:
        return (
            f"≤ {figure(high, lang)}"
            if high is not None
            else ""
            if low is None
            else f"≥ {figure(low, lang)}"
        )
    return dash.join(figure(value, lang) for value in dict.fromkeys((low, high)))


def percent(share: float, lang: Lang = "vi") -> str:
    """A share of one as per cent: 0.123 is `12,3%`."""
    return number(100 * share, lang) + "%"
