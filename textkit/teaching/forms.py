"""Exercises on the form of a document: the parts of head and tail, by the rules of the Party's
documents (Hướng dẫn 36-HD/VPTW) or of the state's (Nghị định 30/2020/NĐ-CP, Phụ lục I).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, zip_longest

from textkit.teaching.citing import (
    Cited,
    asked_of,
    capitalised,
    cited_documents,
    day_as_cited,
    each_of,
    item_on,
    number_in,
    other_system,
)
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.vietnamese.dates import written_date


def layout(evidence: Evidence) -> Iterator[Item]:
    """The parts of a document's head and tail, each to be put in its place or in its right form."""
    sorts = (_places, _number_lines, _day_lines, _signers)
    made = []
    documents = evidence.shuffled(cited_documents(evidence))
    for make in sorts:
        made.append(each_of(evidence, make, [(document, "") for document in documents]))
    for item in chain.from_iterable(zip_longest(*made)):
        if item is not None:
            yield item


# Bodies for which somebody signs.
_SIGNED_FOR = ("Bộ Chính trị", "Ban Bí thư", "Ban Thường vụ", "Chính phủ", "Ủy ban nhân dân")

_MOTTOS = {
    "party": "ĐẢNG CỘNG SẢN VIỆT NAM",
    "state": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
}


def _place(evidence: Evidence, document: Cited) -> str:
    """The place at the head of a document, as its date line names it."""
    place = evidence.corpus.fact(document.doc_id, "place") if document.is_inside else None
    return place or "…"


def _dated(evidence: Evidence, document: Cited) -> str:
    """The line with place and date at a document's head."""
    return f"{_place(evidence, document)},{day_as_cited(document.date, 'state')}"


def _places(evidence: Evidence, document: Cited, _: str) -> Item:
    """The parts of a head, each to be put in its place on the page."""
    mark = "Số" if document.system == "party" else "Số:"
    parts = {
        "left_top": document.issuer.upper(),
        "left_low": f"{mark} {document.number}",
        "right_top": _MOTTOS[document.system],
        "right_low": _dated(evidence, document),
        "middle_top": document.kind.upper(),
        "middle_low": document.title if document.system == "party" else capitalised(document.title),
    }
    names = sorted(parts)
    drawn = evidence.shuffled(names)
    rule = evidence.say(f"head_rule_{document.system}")
    return item_on(
        evidence,
        document,
        prompt=evidence.say("which_places"),
        lines=tuple(parts[name] for name in drawn),
        options=tuple(evidence.say(f"place_{name}") for name in names),
        answer=tuple(names.index(name) for name in drawn),
        key=rule,
        asks=asked_of(document, "", "places"),
        level="1",
    )


def _number_lines(evidence: Evidence, document: Cited, _: str) -> Item:
    """Four lines with the number: with and without a colon, in either form of the sign.

    One wrong line is longer than the state's, or shorter than the Party's: length tells nothing.
    """
    system = document.system
    marks = {"party": ("Số ", "Số: ", ""), "state": ("Số: ", "Số ", "Số hiệu: ")}
    mark, other_mark, odd = marks[system]
    right = f"{mark}{document.number}"
    why = {
        right: evidence.say(f"line_ok_{system}"),
        f"{other_mark}{document.number}": evidence.say(f"line_mark_{system}"),
        f"{mark}{number_in(document, other_system(system))}": evidence.say(f"line_form_{system}"),
        f"{odd}{document.number}": evidence.say("line_word"),
    }
    return item_on(
        evidence,
        document,
        prompt=evidence.say("which_number_line", kind=document.kind, issuer=document.issuer),
        right=right,
        others=[line for line in why if line != right],
        why=why,
        key=why[right],
        asks=asked_of(document, "", "number line"),
        level="2",
    )


def _day_lines(evidence: Evidence, document: Cited, _: str) -> Item | None:
    """Lines with place and date, of a day or month that is written with a zero.

    None of other days, or where the place is not known.
    """
    year, month, day = document.date.split("-")
    place = _place(evidence, document)
    if place == "…" or (int(day) > 9 and int(month) > 2):
        return None
    right = _dated(evidence, document)
    bare = f"{place}, ngày {int(day)} tháng {int(month)} năm {year}"
    short = f"{place}, ngày {written_date(document.date)}"
    no_comma = right.replace(f"{place},", place)
    rule = evidence.say("day_line")
    others = [bare, short, no_comma]
    return item_on(
        evidence,
        document,
        prompt=evidence.say("which_day_line", date=f"{int(day)}/{int(month)}/{year}"),
        right=right,
        others=others,
        why=dict.fromkeys(others, rule) | {right: rule},
        key=rule,
        asks=asked_of(document, "", "day line"),
        level="2",
    )


def _signers(evidence: Evidence, document: Cited, _: str) -> Item | None:
    """How it is written that somebody signs for a body: "T/M" by the Party, "TM." by the state.

    None of bodies that sign otherwise: a People's Council by its chairman alone.
    """
    body = next((body for body in _SIGNED_FOR if document.issuer.startswith(body)), None)
    if body is None:
        return None
    name = body.upper()
    forms = {
        "party": f"T/M {name}",
        "state": f"TM. {name}",
        "both": f"T/M. {name}",
        "bare": f"TM {name}",
    }
    rule = evidence.say(f"signer_{document.system}")
    right = forms[document.system]
    others = [form for name, form in forms.items() if name != document.system]
    return item_on(
        evidence,
        document,
        prompt=evidence.say("which_signer", kind=document.kind, body=body),
        right=right,
        others=others,
        why=dict.fromkeys(others, rule) | {right: rule},
        key=rule,
        asks=asked_of(document, "", "signer"),
        level="2",
    )
