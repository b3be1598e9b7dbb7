"""One catalogue of all that users read, in Vietnamese and English; errors that speak both."""

from __future__ import annotations

import errno
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast, get_args

from textkit import data

Lang = Literal["vi", "en"]

# A list of what is known is cut after so many names: a corpus has thousands of documents.
_NAMES_LISTED = 20

# Three decimals of a q value are printed.
_LEAST_Q = 0.001

# What Python's file functions have for bytes that are no UTF-8; alone it is no character.
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Message:
    """A text of the catalogue with its values, which can be said in either language.

    A value may itself be a Message, an error, or a list of names, which is shown with quotes.
    """

    key: str
    values: Mapping[str, object]

    def say(self, lang: Lang = "vi") -> str:
        """The text in a language."""
        return _Formatter(lang).format(_text(self.key, lang), **self.values)

    def say_without_file(self, lang: Lang = "vi") -> str:
        """The text without the path it begins with, to stand beside the name of that file."""
        text = _text(self.key, lang).removeprefix("{path}").lstrip(":, ")
        return _Formatter(lang).format(text, **self.values)


class TextkitError(Exception):
    """What a user can put right: the message names the thing, the value and what to do.

    `str(error)` is English, `error.say("vi")` Vietnamese; the sentences stand in the catalogue
    (`textkit/data/errors.toml`) under `error.key`, and `error.values` are the values in them.

    >>> error = TextkitError("file.missing", path="a.txt")
    >>> str(error), error.say("vi")
    ('there is no file a.txt; check its name', 'không có tệp a.txt; hãy kiểm tra lại tên')
    """

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return self.say("en")

    def __reduce__(self) -> tuple[Any, ...]:
        return _error_of, (type(self), self.key, self.values)

    def say(self, lang: Lang = "vi") -> str:
        """What went wrong and what to do, in a language."""
        return Message(self.key, self.values).say(lang)


class Reason(str):
    """Why a file was not read, to stand beside its name: an English text that has a Vietnamese one.

    >>> reason = Reason(TextkitError("file.encrypted", path="a.pdf"))
    >>> reason, reason.say("vi")
    ('is encrypted; save it without a password', 'có mật khẩu; hãy bỏ mật khẩu rồi lưu lại')
    """

    error: Exception

    def __new__(cls, error: Exception) -> Reason:
        """The reason that an error gives."""
        reason = super().__new__(cls, _said_without_file(error, "en"))
        reason.error = error
        return reason

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.error,)

    def say(self, lang: Lang = "vi") -> str:
        """The reason in a language."""
        return _said_without_file(self.error, lang)


def say_error(error: Exception, lang: Lang = "vi") -> str:
    """What an error says in a language: textkit's own, the system's, or that of a library.

    What is not in the catalogue is said as it is.

    >>> say_error(FileNotFoundError(2, "No such file or directory", "a.txt"))
    "không có tệp hoặc thư mục 'a.txt'"
    """
    if isinstance(error, TextkitError):
        return error.say(lang)
    if isinstance(error, OSError) and error.errno is not None:
        key = f"system.{errno.errorcode.get(error.errno, '')}"
        values: dict[str, object] = {"name": str(error.filename or "")}
    else:
        key, values = f"library.{error}", {}
    return Message(key, values).say(lang) if key in catalogue() else str(error)


def noun(fact: str) -> Message | str:
    """The name of a fact by which documents are grouped, or of a user's own column as it is."""
    return Message(f"noun.{fact}", {}) if f"noun.{fact}" in catalogue() else fact


def fact_name(fact: str, lang: Lang = "vi") -> str:
    """What a fact that makes groups is called at the head of a table; a user's own column as it is.

    >>> fact_name("period"), fact_name("vùng")
    ('nhiệm kỳ đại hội Đảng', 'vùng')
    """
    return say(f"by.{fact}", lang) if f"by.{fact}" in catalogue() else fact


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every message by its key, with its text by language."""
    sections = {**data.toml("messages.toml"), **data.toml("errors.toml")}
    return {
        f"{section}.{key}": texts
        for section, keys in sections.items()
        for key, texts in keys.items()
    }


def known_language(lang: str) -> Lang:
    """The language, if there is a catalogue of it; TextkitError names those there are if not."""
    if lang not in get_args(Lang):
        raise TextkitError("command.language", lang=lang, known=", ".join(get_args(Lang)))
    return cast(Lang, lang)


def say(key: str, lang: Lang = "vi", **values: object) -> str:
    """The message of a key in a language, with its values filled in.

    Raises TextkitError for a language there is no catalogue of.

    >>> say("change.raised", "en")
    'raised'
    """
    return _text(key, lang).format(**values)


def _text(key: str, lang: str) -> str:
    return catalogue()[key][known_language(lang)]


def _said_without_file(error: Exception, lang: Lang) -> str:
    if isinstance(error, TextkitError):
        return Message(error.key, error.values).say_without_file(lang)
    return say_error(error, lang)


def _error_of(kind: type[TextkitError], key: str, values: dict[str, object]) -> TextkitError:
    """The error again, for another process."""
    return kind(key, **values)


class _Formatter(string.Formatter):
    """Fills in values as a language shows them: `{size:,}` has its thousands separated."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value as the language shows it."""
        if format_spec == ",":
            return number(value, self.lang, digits=0)
        if isinstance(value, Message | Reason):
            return value.say(self.lang)
        if isinstance(value, Exception):
            return say_error(value, self.lang)
        if isinstance(value, list | tuple):
            return self._listed(value)
        return printable(str(super().format_field(value, format_spec)))

    def _listed(self, values: list[Any] | tuple[Any, ...]) -> str:
        """Messages one after the other; names in quotes, the first of many."""
        if values and isinstance(values[0], Message):
            return "".join(value.say(self.lang) for value in values)
        names = ", ".join(map(repr, values[:_NAMES_LISTED]))
        return f"{names} …" if len(values) > _NAMES_LISTED else names


def printable(text: str) -> str:
    """The text with U+FFFD for what no encoding has: bytes of a file's name that are no UTF-8.

    >>> printable("b\\udce1o-c\\udce1o.txt") == "b\\ufffdo-c\\ufffdo.txt"
    True
    """
    return _SURROGATE.sub("\ufffd", text)


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
    if low is None and high is None:
        return ""
    if low is None:
        return f"≤ {figure(cast(float, high), lang)}"
    if high is None:
        return f"≥ {figure(low, lang)}"
    return dash.join(figure(value, lang) for value in dict.fromkeys((low, high)))


def false_discovery(q: float, lang: Lang = "vi") -> str:
    """A q value as papers print it: none is ever nought.

    >>> false_discovery(0.0361), false_discovery(0.0002, "en")
    ('q = 0,036', 'q < 0.001')
    """
    if q < _LEAST_Q:
        return f"q < {number(_LEAST_Q, lang, 3)}"
    return f"q = {number(q, lang, 3)}"


def percent(share: float, lang: Lang = "vi") -> str:
    """A share of one as per cent: 0.123 is `12,3%`."""
    return number(100 * share, lang) + "%"
