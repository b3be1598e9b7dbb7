"""The words of a statement: what it is without its enumerator, and the kinds of cues in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from textkit import data
from textkit.data.expressions import compiled
from textkit.vietnamese.text import Passage


class Marker(NamedTuple):
    """Two patterns of the folded text: for the head of a statement, and for anywhere in it."""

    head: re.Pattern[str]
    anywhere: re.Pattern[str]


@cache
def markers() -> dict[str, Marker]:
    """By kind of cue the patterns of `data/markers.toml`."""
    content = data.toml("markers.toml")

    def of(kind: str, key: str) -> re.Pattern[str]:
        if key not in content[kind]:
            return _never()
        return compiled(f"(?:{_pattern(content, kind, key)})")

    return {kind: Marker(of(kind, "head"), of(kind, "anywhere")) for kind in content}


@cache
def _never() -> re.Pattern[str]:
    """Of a kind of cue that is only looked for in the other place."""
    return re.compile(_NOTHING)


_PART = re.compile(r"\{([a-z]+)\}")
_NOTHING = "(?!)"


def _pattern(content: Mapping[str, Any], kind: str, key: str) -> str:
    """An expression with its parts filled in: `{verbs}` is an entry of the kind itself, `{actor}`
    what stands at the head of another kind.
    """
    entry = content[kind].get(key, _NOTHING)

    def filled(part: re.Match[str]) -> str:
        if part[1] in content[kind]:
            return _pattern(content, kind, part[1])
        return _pattern(content, part[1], "head")

    return _PART.sub(filled, entry if isinstance(entry, str) else "|".join(entry))


ENUMERATOR = re.compile(
    r"""
    \s*
    (?: (?: [IVXLC]{1,6} | [A-Z] | \d{1,3}(?:\.\d{1,2}){0,3} )   # II   A   1   1.2.3
        \s? [-–./)]{1,2} (?=\s)                                  # … and then ".", "-", "./" or ")"
      | \(? [a-zđ]\d? \)                                         # a)   (đ)   a1)
      | \( \d{1,2} \)                                            # (1)
      | [-–+*•]                                                  # - Mở chợ
      | Điều\ \d+\w?[.:]?                                        # Điều 3.
    )
    \s*
    """,
    re.VERBOSE,
)
# White space, quotation marks and the marks of emphasis that may stand before the first word.
_BEFORE_HEAD = ' \t\n“"(*'
# "Đến năm 2025, trước hết, cần …": so many words and phrases that link are passed over. Chosen by
# eye; not measured.
_MOST_LEADS = 4
# "Về bến cá: mở rộng …": a task may be headed by so many characters before a colon. Chosen by eye;
# not measured.
_LONGEST_TOPIC = 70


class Body(NamedTuple):
    """A statement without its enumerator, line ends as blanks.

    `words` are all of it; `head` is what is left of the folded words behind what may stand before
    a statement's head (`lead` in markers.toml, and the topic of a task).
    """

    words: Passage
    head: str


def body_of(text: str | Passage) -> Body:
    """A statement without its enumerator: its words, and from its head on.

    >>> body_of("a) Đến năm 2030, mở hai chợ.").head
    'mở hai chợ.'
    """
    passage = Passage.of(text)
    if enumerator := ENUMERATOR.match(passage.text):
        passage = passage[enumerator.end() :]
    words = on_one_line(passage)
    head = words.folded.lstrip(_BEFORE_HEAD)
    for _ in range(_MOST_LEADS):
        lead = markers()["lead"].head.match(head)
        if not lead:
            break
        head = head[lead.end() :].lstrip()
    topic, colon, task = head.partition(": ")
    if colon and len(topic) < _LONGEST_TOPIC and markers()["action"].head.match(task):
        head = task.lstrip()
    return Body(words, head)


def on_one_line(passage: Passage) -> Passage:
    """A passage with blanks for its line ends."""
    return Passage(passage.text.replace("\n", " "), passage.folded.replace("\n", " "))


class Cues:
    """The words by which a statement shows what it does, looked for when they are asked for."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._words: dict[str, str] = {}

    def __getitem__(self, kind: str) -> str:
        """The first words of a kind; empty without any."""
        if kind not in self._words:
            self._words[kind] = self._search(kind)
        return self._words[kind]

    def _search(self, kind: str) -> str:
        marker, folded = markers()[kind], self._body.words.folded
        match = marker.head.match(self._body.head)
        # A task is what stands behind its lead: "Đến năm 2025, tăng 5%" begins with its verb, and
        # "Tăng trưởng đạt 5%" does not.
        if not match and kind != "action":
            match = marker.head.match(folded)
        if not match and marker.anywhere is not _never():
            match = marker.anywhere.search(folded)
        return match.group().strip() if match else ""
