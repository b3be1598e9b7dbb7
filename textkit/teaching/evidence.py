"""What exercises are made of: the records, statements and threads of a corpus as a sheet shows
them, and the draws.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from operator import attrgetter
from random import Random
from typing import Any

from textkit.comparing.threads import Thread
from textkit.comparing.threads import threads as linked
from textkit.data.messages import Lang, say
from textkit.finding.statements import body_of
from textkit.presenting.pages import source
from textkit.storing.corpus import StoredCorpus
from textkit.teaching.items import Item
from textkit.vietnamese.text import fold

GAP = "_____"
_HALF = re.compile(r"(?:Và|Hoặc|Hay|Trong đó|Còn) ")
_TOLD: dict[str, Callable[[Any], str]] = {
    "statements": lambda one: f"{one.doc_id}:{one.start}",
    "citations": lambda one: fold(one.number or ""),
    "targets": lambda one: fold(one.indicator or one.indicator_text),
}


class Evidence:
    """What items are made of, each part read when it is first asked for, and the draws for the kind
    that is made.
    """

    def __init__(self, corpus: StoredCorpus, lang: Lang) -> None:
        self.corpus, self.lang, self.kind, self.chance = corpus, lang, "", Random()
        self.records = cache(
            lambda finder, id_: sorted(corpus.records(finder, [id_]), key=attrgetter("start"))
        )
        self.threads: Callable[[], list[Thread]] = cache(partial(linked, corpus))

    def every(self, finder: str) -> list[Any]:
        """All records of a finder."""
        return [record for id_ in self.corpus.ids for record in self.records(finder, id_)]

    def shuffled(self, found: Iterable[Any]) -> list[Any]:
        """All of these in drawn order."""
        return self.chance.sample(every := list(found), len(every))

    def say(self, key: str, **values: object) -> str:
        """A message of the sheets."""
        return say(f"handout.{key}", self.lang, **values)

    def source(self, doc_id: str, path: str = "") -> str:
        """The document and the place in it, as one cites it."""
        return source(self.corpus, doc_id, path, self.lang)

    def keys(self, spans: Iterable[Any]) -> list[str]:
        """What a reader of these places learns: their sentences, indicators and cited numbers."""
        found = (
            told(record)
            for span in spans
            for finder, told in _TOLD.items()
            for record in self.records(finder, span.doc_id)
            if record.start < span.end and span.start < record.end
        )
        return list(dict.fromkeys(filter(None, found)))

    def statement(self, place: Any) -> Any:
        """The statement in which a record stands,
        None where it stands in several or in a heading.
        """
        every = self.records("statements", place.doc_id)
        around = (one for one in every if one.start <= place.start and place.end <= one.end)
        plain = (
            one
            for one in around
            if one.sense not in ("head", "signature", "note") and "heading" not in one.cues
        )
        return next(plain, None)

    def uses(self, lines: Any) -> list[tuple[Any, Any]]:
        """Of the lines of a concordance those that can be read alone, one a document, with their
        statements.
        """
        stated = ((line, self.statement(line)) for line in lines.itertuples())
        found = {
            line.doc_id: (line, one) for line, one in stated if one and self.reads(one, 10, 36)
        }
        return list({self.text(one): (line, one) for line, one in found.values()}.values())

    def reads(self, place: Any, least: int = 6, most: int = 45) -> bool:
        """Whether a place can be read alone: no scrap, page, row of many cells, title in capitals
        or half sentence.
        """
        text = self.text(place)
        plain = " | " not in text and not text[:12].isupper() and not _HALF.match(text)
        return plain and least <= len(text.split()) <= most

    def begins(self, place: Any) -> bool:
        """Whether a place is no second half of a sentence: a line, a sentence or an item begins
        there.
        """
        before = self.corpus.text(place.doc_id)[: place.start].rstrip(" ")
        return not before or before[-1] in "\n.;:!?)-–•+"

    def text(self, place: Any, gap: tuple[int, int] | None = None) -> str:
        """A place as an exercise shows it, in one line, without its enumerator;
        `gap` is left out.
        """
        said, (start, end) = self.corpus.text(place.doc_id), gap or (place.end, place.end)
        return _shown(said[place.start : start] + (GAP if gap else "") + said[end : place.end])

    def item(
        self, spans: Sequence[Any], *, right: str = "", others: Iterable[str] = (), **more: Any
    ) -> Item:
        """An item that shows these places, and asks what they say if `asks` tells nothing else.

        With `right` and `others` it is a choice in drawn order.
        """
        if options := self.shuffled([right, *others] if right else ()):
            more |= {"options": tuple(options), "answer": (options.index(right),)}
        keys = tuple(self.keys(spans))
        sources = more.pop("sources", None) or [
            self.source(span.doc_id, span.path) for span in spans
        ]
        more["prompt"] = more.get("prompt") or self.say(f"which_{self.kind}")
        empty: dict[str, Any] = {
            "passage": "",
            "lines": (),
            "options": (),
            "answer": (),
            "key": "",
            "figure": "",
        }
        said = empty | {"asks": keys} | more
        mark = hashlib.sha256(repr((self.kind, *said.values())).encode()).hexdigest()[:8]
        return Item(
            f"{self.kind}-{mark}",
            self.kind,
            "",
            **said,
            source="; ".join(dict.fromkeys(sources)),
            shows=keys,
        )


def _shown(said: str) -> str:
    """A statement as it is printed: in one line, without enumerator, a table's row with its unit in
    brackets.
    """
    body = said[len(said) - len(body_of(said)[0]) :].strip()
    cells = [" ".join(cell.split()) for cell in re.split(r"\t|\s\|\s", body)]
    cells = cells[1:] if len(cells) > 3 and cells[0].strip(".").isdigit() else cells
    line = f"{cells[0]} ({cells[1]}): {cells[2]}" if len(cells) == 3 else " | ".join(cells)
    line = re.sub(r" +(?=[,;.:](?:\s|$))", "", line).rstrip(" ;,./:")  # as torn PDF has them
    return line[:1].upper() + line[1:] + ("" if line.endswith(("?", "!", "”", "…")) else ".")
