"""What exercises are made of: records, statements and threads as a sheet shows them, and draws."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import attrgetter
from random import Random
from typing import Any, NamedTuple

from textkit.comparing.threads import Thread
from textkit.comparing.threads import threads as linked
from textkit.data.messages import Lang, say
from textkit.finding.cues import body_of
from textkit.presenting.pages import source
from textkit.storing.corpus import StoredCorpus
from textkit.teaching.items import Item
from textkit.vietnamese.text import fold

GAP = "_____"

# Words with which the second half of a sentence begins: "Và đến năm 2030 …".
_HALF = re.compile(r"(?:Và|Hoặc|Hay|Trong đó|Còn) ")

# What runs on from an item, a heading or a cell into the next one: "133 triệu đồng a. Vốn …",
# "5 năm 2026 - 2030 - Về kinh tế: …".
_RUNS_ON = re.compile(
    r"""
    [ ] (?: [a-zđ] | \d{1,2} ) [.)] [ ] [A-ZĐÁÂĂÊÔƠƯÝÍÚỦỔỞẤỐỨỪ]    # đồng a. Vốn
    | [ ] [-–+•] [ ] (?= Về[ ] | [-–+] )                            # 2030 - Về kinh tế
    """,
    re.VERBOSE,
)

# What a page tore apart: "75 ,5", "đạt ,".
_TORN = re.compile(r"\d[ ],\d|[ ][,;](?:[ ]|$)")

# What comes behind the end of a sentence, a line or the sign of an item.
_ENDS = "\n.;:!?)-–•+"

# So many letters in capitals at the beginning make a title. Chosen by eye; not measured.
_TITLE_BEGINS = 12

# Words of a sentence that can be read alone: of an exercise, and of a line of a concordance, which
# must have neighbours on both sides and fit on a sheet with three others. Chosen by eye on the
# sheets of the sample; not measured.
_LEAST_WORDS, _MOST_WORDS = 6, 45
_LEAST_WORDS_OF_A_USE, _MOST_WORDS_OF_A_USE = 10, 36

# Senses of statements that are no sentences.
_NO_SENTENCE = ("head", "signature", "note")

# A row of a table has an ordinal number in front if it has more cells than these.
_CELLS_WITH_UNIT = 3

# The number of a row, and a cell with a figure, or with the gap for it.
_ORDINAL = re.compile(r"\d+(?:\.\d+)*\.?")
_HAS_VALUE = re.compile(rf"\d|{GAP}")

# Facts by which a document is named.
_NAMING = ("kind", "number", "issuer")

# A cell with a value begins with a figure, whatever compares it; a body is in charge, no unit.
_IS_VALUE = re.compile(
    rf"(?:[≥≤<>=~+-]|trên|dưới|khoảng|đạt|từ|tối thiểu|\s)*(?:\d|{GAP})", re.IGNORECASE
)
_IS_BODY = re.compile(r"(?:Các )?(?:Sở|Ban|Bộ|UBND|Ủy ban|Uỷ ban|Văn phòng|Công an|Hội)\b")

# By finder, what a reader learns from a record, as a key by which items are held apart.
_LEARNT: dict[str, Callable[[Any], str]] = {
    "statements": lambda record: f"{record.doc_id}:{record.start}",
    "citations": lambda record: fold(record.number or ""),
    "targets": lambda record: fold(record.indicator or record.indicator_text),
}


class Use(NamedTuple):
    """A line of a concordance, with the statement it stands in."""

    line: Any
    statement: Any


class Evidence:
    """What items are made of, each part read when it is first asked for; and the draws.

    `kind` is the kind that is made, `chance` draws for it.
    """

    def __init__(self, corpus: StoredCorpus, lang: Lang) -> None:
        self.corpus = corpus
        self.lang = lang
        self.kind = ""
        self.chance = Random()
        self.threads: Callable[[], list[Thread]] = cache(self._threads)
        self.records: Callable[[str, str], list[Any]] = cache(self._records)
        self.plain: Callable[[int, int], list[Any]] = cache(self._plain)

    def _threads(self) -> list[Thread]:
        """The threads that are counted: what is uncertain is nothing to be asked about."""
        return [thread for thread in linked(self.corpus) if thread.is_certain]

    def _records(self, finder: str, doc_id: str) -> list[Any]:
        """The records of a document, in the order of its text."""
        return sorted(self.corpus.records(finder, [doc_id]), key=attrgetter("start"))

    def every(self, finder: str) -> list[Any]:
        """All records of a finder."""
        return [record for id_ in self.corpus.ids for record in self.records(finder, id_)]

    def shuffled(self, things: Iterable[Any]) -> list[Any]:
        """All of these in drawn order."""
        every = list(things)
        return self.chance.sample(every, len(every))

    def say(self, key: str, **values: object) -> str:
        """A message of the sheets."""
        return say(f"handout.{key}", self.lang, **values)

    def source(self, doc_id: str, path: str = "") -> str:
        """The document and the place in it, as one cites it; one without a number by its issuer."""
        shown = source(self.corpus, doc_id, path, self.lang)
        kind, number, issuer = (self.corpus.fact(doc_id, name) for name in _NAMING)
        if not kind or number or not issuer or fold(issuer) in fold(shown):
            return shown
        # "Nghị quyết Đại hội …", but "Nghị quyết của Tỉnh ủy".
        named = issuer if issuer.startswith("Đại hội") else self.say("of", issuer=issuer)
        return f"{kind.capitalize()} {named}{shown[len(kind) :]}"

    def keys(self, spans: Iterable[Any]) -> list[str]:
        """What a reader of these places learns: their sentences, indicators and cited numbers."""
        keys = []
        for span in spans:
            for finder, key_of in _LEARNT.items():
                for record in self.records(finder, span.doc_id):
                    if record.start < span.end and span.start < record.end:
                        keys.append(key_of(record))
        return [key for key in dict.fromkeys(keys) if key]

    def statement(self, place: Any) -> Any:
        """The statement in which a record stands.

        None where it stands in several, in a heading, or in the head or a note of its document.
        """
        statements = self.records("statements", place.doc_id)
        at = bisect_right(statements, place.start, key=attrgetter("start")) - 1
        if at < 0 or statements[at].end < place.end or not _is_sentence(statements[at]):
            return None
        return statements[at]

    def uses(self, lines: Any) -> list[Use]:
        """The lines of a concordance that can be read alone, one per document.

        Of a document the last line is taken; of sentences that are alike, one.
        """
        by_document = {}
        for line in lines.itertuples():
            statement = self.statement(line)
            if statement is not None and self.reads(
                statement, _LEAST_WORDS_OF_A_USE, _MOST_WORDS_OF_A_USE
            ):
                by_document[line.doc_id] = Use(line, statement)
        by_text = {self.text(use.statement): use for use in by_document.values()}
        return list(by_text.values())

    def reads(self, place: Any, least: int = _LEAST_WORDS, most: int = _MOST_WORDS) -> bool:
        """Whether a place can be read alone, with so many words.

        No scrap, page, row of many cells, title in capitals or half sentence can, nor what runs on
        into the next item, was torn by a page, or has a bracket or quotation mark that is not
        closed.
        """
        text = self.text(place)
        if " | " in text or text[:_TITLE_BEGINS].isupper() or _HALF.match(text):
            return False
        if _RUNS_ON.search(text) or _TORN.search(text):
            return False
        if any(text.count(opened) != text.count(closed) for opened, closed in ("()", "“”")):
            return False
        return least <= len(text.split()) <= most

    def begins(self, place: Any) -> bool:
        """Whether a line, a sentence or an item begins at a place: it is no half sentence."""
        text, last = self.corpus.text(place.doc_id), place.start - 1
        while last >= 0 and text[last] == " ":
            last -= 1
        return last < 0 or text[last] in _ENDS

    def text(self, place: Any, gap: tuple[int, int] | None = None) -> str:
        """A place as an exercise shows it, in one line, without its enumerator.

        The words between the bounds `gap` are left out.
        """
        text = self.corpus.text(place.doc_id)
        if gap is None:
            return _shown(text[place.start : place.end])
        start, end = gap
        return _shown(text[place.start : start] + GAP + text[end : place.end])

    def _plain(self, least: int, most: int) -> list[Any]:
        """The statements that can be read alone, of so many words, and begin as a sentence does."""
        found = []
        for statement in self.every("statements"):
            is_sentence = _is_sentence(statement) and self.begins(statement)
            if is_sentence and self.reads(statement, least, most):
                found.append(statement)
        return found

    def item(
        self,
        spans: Sequence[Any],
        *,
        right: str = "",
        others: Iterable[str] = (),
        why: Mapping[str, str] | None = None,
        **more: Any,
    ) -> Item:
        """An item that shows these places, and asks what they say unless `asks` says otherwise.

        With `right` and `others` it is a choice in drawn order; `why` has a remark on each option.
        `more` are fields of the item; `sources` are its sources where they are not those of the
        places.
        """
        if right:
            options = self.shuffled([right, *others])
            more |= {"options": tuple(options), "answer": (options.index(right),)}
        if why:
            more["remarks"] = tuple(why.get(option, "") or "–" for option in more["options"])
        keys = tuple(self.keys(spans))
        sources = more.pop("sources", None)
        if not sources:
            sources = [self.source(span.doc_id, span.path) for span in spans]
        prompt = more.pop("prompt", "") or self.say(f"which_{self.kind}")
        # The id is made of the values in this order: another order is another id.
        values: dict[str, Any] = {
            "passage": "",
            "lines": (),
            "options": (),
            "answer": (),
            "key": "",
            "figure": "",
            "asks": keys,
        }
        values |= {**more, "prompt": prompt}
        mark = hashlib.sha256(repr((self.kind, *values.values())).encode()).hexdigest()[:8]
        return Item(
            id=f"{self.kind}-{mark}",
            kind=self.kind,
            state="",
            source="; ".join(dict.fromkeys(sources)),
            shows=keys,
            **values,
        )


def _is_sentence(statement: Any) -> bool:
    """Whether a statement is neither a heading nor of the head or a note of its document."""
    return statement.sense not in _NO_SENTENCE and "heading" not in statement.cues


def _shown(text: str) -> str:
    """A statement as it is printed: in one line, without enumerator.

    Of a table's row it is the name, its unit in brackets, and the value; not who is in charge.

    >>> _shown("- Phấn đấu đạt 30% ;"), _shown("1.2 | Hộ nghèo | % | 2 | Sở Y tế")
    ('Phấn đấu đạt 30%.', 'Hộ nghèo (%): 2.')
    """
    body = text[len(text) - len(body_of(text)[0]) :].strip()
    cells = [" ".join(cell.split()) for cell in re.split(r"\t|\s\|\s", body)]
    if len(cells) > _CELLS_WITH_UNIT and _ORDINAL.fullmatch(cells[0]):
        cells = cells[1:]
    # Behind the value a row may name who is in charge.
    if len(cells) == _CELLS_WITH_UNIT + 1 and _HAS_VALUE.search(cells[_CELLS_WITH_UNIT - 1]):
        cells = cells[:_CELLS_WITH_UNIT]
    line = " | ".join(cells)
    is_figure = len(cells) == _CELLS_WITH_UNIT and _IS_VALUE.match(cells[-1])
    if is_figure and not _IS_BODY.match(cells[1]):
        name, unit, value = cells
        line = f"{name} ({unit}): {value}"
    # Blanks before commas and points, as torn PDF has them.
    line = re.sub(r" +(?=[,;.:](?:\s|$))", "", line).rstrip(" ;,./:")
    end = "" if line.endswith(("?", "!", "”", "…")) else "."
    return line[:1].upper() + line[1:] + end
