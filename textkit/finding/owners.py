"""Whose the articles are that a text names: the document's behind them, its own, or another's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from textkit import data
from textkit.finding.cited import AROUND, Citation, Source
from textkit.finding.pinpoints import (
    Pinpoint,
    document_after,
    find_pinpoints,
    find_sections,
    is_reference,
)
from textkit.vietnamese.signs import kind_of_words
from textkit.vietnamese.text import Passage

_AMENDING = data.patterns("citations.toml", "amending", blank=r"\s{1,3}")

# So many characters before a document, or before an article, are searched for what amends it: the
# name of a rule may stand between ("sửa đổi Quy định về … ban hành kèm theo"). Chosen by eye; not
# measured.
_BEFORE_AMENDED = 300

# So many characters of the line above tell whether it goes on: "sửa đổi, bổ sung" has 16.
_LINE_END = 40


class Articles(NamedTuple):
    """Articles named in a text, and what stands around them.

    `before_document` says whether a cited document follows, `before_this` whether "của Nghị quyết
    này" does, `is_reference` whether they are referred to at all (see `pinpoints.is_reference`),
    `is_amended` whether they are changed where a document that is named above is amended.
    """

    pinpoint: Pinpoint
    before_document: bool
    before_this: bool
    is_reference: bool
    is_amended: bool = False


class OwnerRule(NamedTuple):
    """Whose articles are named: the document that follows, the text's own document, the one that is
    amended there, one that is not named, or nobody's. The first rule that holds decides; in
    `example`, ⟦…⟧ are the articles.
    """

    name: str
    owner: Literal["following", "self", "amended", "unnamed", "nobody"]
    holds: Callable[[Articles], bool]
    example: str


OWNER_RULES = (
    # "khoản 3 Điều này, Nghị định số …": "this article" is one of the document that speaks, even
    # where another document stands behind it.
    OwnerRule(
        "a-document-follows",
        "following",
        lambda at: at.before_document and not at.pinpoint.is_this,
        "Theo ⟦khoản 1 Điều 12⟧ của Luật Giá.",
    ),
    OwnerRule(
        "of-this-document",
        "self",
        lambda at: at.before_this,
        "Theo ⟦khoản 8 Điều 2⟧ của Nghị quyết này.",
    ),
    OwnerRule(
        "this-article",
        "self",
        lambda at: at.pinpoint.is_this and at.is_reference,
        "Theo ⟦khoản 2 Điều này⟧, Luật Giá.",
    ),
    OwnerRule(
        "this-that-is-no-article",
        "nobody",
        lambda at: at.pinpoint.is_this,
        "Đẹp. ⟦Điều này⟧ thể hiện sự quan tâm.",
    ),
    # "Điều 78. Sửa đổi, bổ sung một số điều của Luật Giá như sau: 1. Sửa đổi khoản 2 Điều 5": what
    # is amended without another name is of the law that is amended there.
    OwnerRule(
        "amended-above",
        "amended",
        lambda at: at.is_amended and at.is_reference,
        "Sửa đổi một số điều của Luật Giá: 1. Sửa đổi ⟦khoản 2 Điều 5⟧.",
    ),
    # Whose they are the text says elsewhere, or nowhere: `comparing.resolving` may tell.
    OwnerRule(
        "no-document-is-named",
        "unnamed",
        lambda at: at.is_reference,
        "Theo ⟦khoản 1 Điều 12⟧ đã nêu.",
    ),
    OwnerRule(
        "a-heading-or-no-article",
        "nobody",
        lambda _: True,
        "⟦Điều 5⟧. Trách nhiệm",
    ),
)


def owner_rule(articles: Articles) -> OwnerRule:
    """The first rule that says whose articles are named."""
    return next(rule for rule in OWNER_RULES if rule.holds(articles))


def with_pinpoints(source: Source, documents: list[Citation]) -> Iterator[Citation]:
    """The articles of no cited document; then the documents, with the articles before them."""
    at_start = {document.start: document for document in documents}
    passage = Passage(source.text, source.folded)
    amended = _Amended.of(source, documents)
    for pinpoint in find_pinpoints(passage):
        follows = document_after(passage, pinpoint)
        this_document = AROUND["itself"].match(source.folded, follows)
        of_amended = amended.at(source, pinpoint)
        articles = Articles(
            pinpoint,
            before_document=follows in at_start,
            before_this=this_document is not None,
            is_reference=is_reference(passage, pinpoint),
            is_amended=of_amended is not None,
        )
        owner = owner_rule(articles).owner
        if owner == "following":
            at_start[follows] = replace(at_start[follows], pinpoint=pinpoint.notation)
        elif owner == "self":
            yield _of_itself(source, pinpoint, this_document)
        elif owner == "amended" and of_amended:
            yield _of_another(source, pinpoint, of_amended)
        elif owner == "unnamed":
            alone = source.quote(pinpoint.start, pinpoint.end)
            yield replace(alone, pinpoint=pinpoint.notation)
    for section in find_sections(passage):
        document = at_start.get(document_after(passage, section))
        if document and document.pinpoint is None:
            at_start[document.start] = replace(document, pinpoint=section.notation)
    yield from at_start.values()


def _of_itself(source: Source, pinpoint: Pinpoint, this_document: re.Match[str] | None) -> Citation:
    """Articles of the document that speaks."""
    end = this_document.end() if this_document else pinpoint.end
    return replace(
        source.quote(pinpoint.start, end),
        pinpoint=pinpoint.notation or None,
        name="self",
        kind=kind_of_words(this_document.group()) if this_document else None,
    )


def _of_another(source: Source, pinpoint: Pinpoint, document: Citation) -> Citation:
    """Articles of a document that is named elsewhere."""
    return replace(
        document,
        start=pinpoint.start,
        end=pinpoint.end,
        text=source.text[pinpoint.start : pinpoint.end],
        pinpoint=pinpoint.notation,
        date=None,  # it is not written there
        title=None,
        title_numbers=(),
    )


class _Amended(NamedTuple):
    """The documents that a text amends, each from a place on; None from where no longer."""

    starts: Sequence[int]
    documents: Sequence[Citation | None]

    @classmethod
    def of(cls, source: Source, documents: Sequence[Citation]) -> _Amended:
        """The documents amended; an article of the text's own ends what the one before amends."""
        events: list[tuple[int, Citation | None]] = []
        in_title: Citation | None = None
        headings = [
            heading.start()
            for heading in _AMENDING["heading"].finditer(source.text)
            if not _is_quoted(source.text, heading.start())
            and not _goes_on(source.folded, heading.start())
        ]
        first_heading = headings[0] if headings else len(source.text)
        for document in documents:
            if not _is_amended(source, document):
                continue
            if document.start < first_heading:
                in_title = document
            events.append((document.end, document))
        # What the title amends, all articles do that name nothing else.
        events += [(heading, in_title) for heading in headings]
        events.sort(key=lambda event: event[0])
        return cls([start for start, _ in events], [document for _, document in events])

    def at(self, source: Source, pinpoint: Pinpoint) -> Citation | None:
        """The document whose articles are amended; None where they are not."""
        index = bisect_right(self.starts, pinpoint.start) - 1
        document = self.documents[index] if index >= 0 else None
        if document is None:
            return None
        before = source.folded[max(0, pinpoint.start - _BEFORE_AMENDED) : pinpoint.start]
        is_amended = _AMENDING["article"].search(before) or _AMENDING["passive"].match(
            source.folded, pinpoint.end
        )
        is_quoted = _is_quoted(source.text, pinpoint.start)
        is_quoted = is_quoted and not _AMENDING["instruction"].search(before)
        return document if is_amended and not is_quoted else None


def _goes_on(folded: str, start: int) -> bool:
    """Whether the line above goes on into a line that looks like the heading of an article."""
    return bool(_AMENDING["goeson"].search(folded[max(0, start - _LINE_END) : start]))


def _is_amended(source: Source, document: Citation) -> bool:
    """Whether a document is one whose articles are amended from here on: "sửa đổi, bổ sung một số
    điều của [Luật Giá]".
    """
    before = source.folded[max(0, document.start - _BEFORE_AMENDED) : document.start]
    return bool(_AMENDING["document"].search(before))


# A quotation of a new article has so many characters at the most. Chosen by eye; not measured.
_LONGEST_QUOTATION = 6000


def _is_quoted(text: str, at: int) -> bool:
    """Whether a quotation that was opened before has not ended."""
    opened = text.rfind("“", max(0, at - _LONGEST_QUOTATION), at)
    return opened >= 0 and text.find("”", opened, at) < 0
