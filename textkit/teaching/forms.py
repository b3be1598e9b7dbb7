"""Exercises on the form of a document: the parts of head and tail, by the rules of the Party's
documents (Hướng dẫn 36-HD/VPTW) or of the state's (Nghị định 30/2020/NĐ-CP, Phụ lục I).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, product, zip_longest

from textkit.reading.tail import find_signature
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

_WRONG_OPTIONS = 3

_MOTTOS = {
    "party": "ĐẢNG CỘNG SẢN VIỆT NAM",
    "state": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
}

# Bodies whose documents are given at Hà Nội.
_CENTRAL = re.compile(
    r"(?:Chính phủ|Thủ tướng|Quốc hội|Ủy ban Thường vụ Quốc hội|Bộ (?!Chỉ huy)|Ban Bí thư|"
    r"Ban Chấp hành Trung ương|Thanh tra Chính phủ|Ngân hàng Nhà nước|Tổng Bí thư|Chủ tịch nước)"
)

# A body that is named by its level alone: "Ủy ban nhân dân tỉnh" of which province?
_UNNAMED = re.compile(r".*(?: tỉnh| thành phố| huyện| xã| phường|Tỉnh ủy|Thành ủy|Huyện ủy)")

# Who signs how: a mark, the one for whom is signed, who signs, and a mark that is not meant here.
# "{body}" is the body that issues.
_CAPACITIES = {
    "state": (
        ("for_body", "TM", "ỦY BAN NHÂN DÂN", "KT"),
        ("for_head", "KT", "CHỦ TỊCH", "TL"),
        ("by_order", "TL", "CHỦ TỊCH", "KT"),
        ("by_warrant", "TUQ", "CHỦ TỊCH", "TL"),
    ),
    "party": (
        ("for_body", "T/M", "BAN THƯỜNG VỤ", "T/L"),
        ("for_head", "K/T", "TRƯỞNG BAN", "T/M"),
        ("by_order", "T/L", "BAN THƯỜNG VỤ", "K/T"),
    ),
}

# How the mark of one system looks in the other's form.
_MARKS_ELSEWHERE = {
    "TM": "T/M",
    "KT": "K/T",
    "TL": "T/L",
    "TUQ": "T/UQ",
    "T/M": "TM.",
    "K/T": "KT.",
    "T/L": "TL.",
}

# A title that is longer fills no line of a head. By eye.
_LONGEST_TITLE_OF_A_HEAD = 40


def layout(evidence: Evidence) -> Iterator[Item]:
    """The parts of a document's head and tail, each to be put in its place or in its right form."""
    sorts = (_places, _number_lines, _tail_places, _day_lines, _signers, _filed)
    made = []
    documents = evidence.shuffled(cited_documents(evidence))
    for make in sorts:
        made.append(each_of(evidence, make, [(document, "") for document in documents]))
    for item in chain.from_iterable(zip_longest(*made)):
        if item is not None:
            yield item


def _place(evidence: Evidence, document: Cited) -> str | None:
    """The place at the head of a document, as its date line has it; None where it is not known."""
    place = evidence.corpus.fact(document.doc_id, "place") if document.is_inside else None
    if place:
        return place
    return "Hà Nội" if _CENTRAL.match(document.issuer) else None


def _dated(place: str, document: Cited) -> str:
    """The line with place and date at a document's head."""
    return f"{place},{day_as_cited(document.date, 'state')}"


def _places(evidence: Evidence, document: Cited, _: str) -> Item | None:
    """The parts of a head, each to be put in its place on the page; None where one is not known."""
    place = _place(evidence, document)
    is_long = len(document.title.split()) > _LONGEST_TITLE_OF_A_HEAD
    # The head of a letter has no kind, and its title stands at the left.
    is_letter = document.kind in ("công văn", "công điện")
    if place is None or is_long or is_letter or _UNNAMED.fullmatch(document.issuer):
        return None
    mark = "Số" if document.system == "party" else "Số:"
    parts = {
        "left_top": document.issuer.upper(),
        "left_low": f"{mark} {document.number}",
        "right_top": _MOTTOS[document.system],
        "right_low": _dated(place, document),
        "middle_top": document.kind.upper(),
        "middle_low": document.title if document.system == "party" else capitalised(document.title),
    }
    rule = evidence.say(f"head_rule_{document.system}")
    return _matched(evidence, document, parts, prompt="which_places", rule=rule)


def _matched(
    evidence: Evidence, document: Cited, parts: dict[str, str], *, prompt: str, rule: str
) -> Item:
    """An item in which each part is matched with the name of its place."""
    drawn = evidence.shuffled(sorted(parts))
    names = sorted(parts)
    return item_on(
        evidence,
        document,
        prompt=evidence.say(prompt),
        lines=tuple(parts[name] for name in drawn),
        options=tuple(evidence.say(f"place_{name}") for name in names),
        answer=tuple(names.index(name) for name in drawn),
        key=rule,
        asks=asked_of(document, "", prompt),
        level="1",
    )


def _tail_places(evidence: Evidence, document: Cited, _: str) -> Item | None:
    """The parts of a tail, with a part of the head beside them: recipients, for whom is signed, in
    which office, and by whom. None where the document has no such signature.
    """
    if not document.is_inside:
        return None
    text = evidence.corpus.text(document.doc_id)
    signature = find_signature(text, len(text) // 2)
    if signature is None or len(signature.offices) < 2:
        return None
    capacity, office = signature.offices[0], signature.offices[-1]
    if not re.match(r"(?:TM|T/M|KT|K/T|TL|T/L)\b", capacity):
        return None
    mark = "Số" if document.system == "party" else "Số:"
    parts = {
        "end_left": f"{evidence.say('recipients')} {evidence.say(f'filed_{document.system}')}",
        "end_right_1": capacity,
        "end_right_2": office,
        "end_right_3": signature.name,
        "head_left": f"{mark} {document.number}",
    }
    rule = evidence.say("tail_rule")
    return _matched(evidence, document, parts, prompt="which_tail_places", rule=rule)


def _number_lines(evidence: Evidence, document: Cited, _: str) -> Item | None:
    """Four lines with the number: with and without a colon, in either form of the sign.

    One wrong line is longer than the state's, or shorter than the Party's: length tells nothing.
    """
    if _UNNAMED.fullmatch(document.issuer):
        return None
    system = document.system
    marks = {"party": ("Số ", "Số: ", ""), "state": ("Số: ", "Số ", "Số hiệu: ")}
    mark, other_mark, odd = marks[system]
    right = f"{mark}{document.number}"
    why = {
        right: evidence.say(f"line_ok_{system}"),
        f"{other_mark}{document.number}": evidence.say(f"line_mark_{system}"),
        f"{mark}{number_in(document, other_system(system))}": evidence.say(f"line_form_{system}"),
        f"{odd}{document.number}": evidence.say(f"line_word_{system}"),
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
    """Lines with place and date, some without a zero that is needed or with one that is not.

    None where the place is not known.
    """
    place = _place(evidence, document)
    if place is None:
        return None
    year, month, day = document.date.split("-")
    right = _dated(place, document)
    wrong = {
        right.replace(f"{place},", place): "day_comma",
        right.replace(" tháng", ", tháng").replace(" năm", ", năm"): "day_commas",
        f"{place}, ngày {written_date(document.date)}": "day_short",
    }
    if int(day) < 10 or int(month) < 3:
        wrong[f"{place}, ngày {int(day)} tháng {int(month)} năm {year}"] = "day_zero"
    if 3 <= int(month) < 10:
        wrong[f"{place}, ngày {day} tháng {month} năm {year}"] = "day_no_zero"
    # One that is longer or as long is always there: the longest line is not the right one.
    long = [line for line in wrong if len(line) >= len(right)]
    chosen = [evidence.chance.choice(long)]
    rest = [line for line in wrong if line not in chosen]
    chosen += evidence.chance.sample(rest, _WRONG_OPTIONS - 1)
    rule = evidence.say("day_line")
    return item_on(
        evidence,
        document,
        prompt=evidence.say("which_day_line", date=f"{int(day)}/{int(month)}/{year}"),
        right=right,
        others=chosen,
        why={line: evidence.say(wrong[line]) for line in chosen} | {right: rule},
        key=rule,
        asks=(f"day line {int(day) < 10} {int(month) < 3} {int(month) < 10}",),
        level="2",
    )


def _signers(evidence: Evidence, document: Cited, _: str) -> Item:
    """In which capacity somebody signs, in the form of the document's system: two capacities in two
    forms each.
    """
    system = document.system
    name, mark, signed_for, other = evidence.chance.choice(_CAPACITIES[system])
    dot = "." if system == "state" else ""
    forms = {mark: f"{mark}{dot}", other: f"{other}{dot}"}
    rule = evidence.say(f"signer_{system}", rule=evidence.say(f"rule_{name}"))
    why = {}
    for chosen, is_own in product((mark, other), (True, False)):
        shown = forms[chosen] if is_own else _MARKS_ELSEWHERE[chosen]
        told = "not_this_capacity" if chosen != mark else "not_this_form"
        why[f"{shown} {signed_for}"] = evidence.say(told, rule=rule)
    right = f"{forms[mark]} {signed_for}"
    return item_on(
        evidence,
        document,
        prompt=evidence.say(f"which_{name}_{system}"),
        right=right,
        others=[line for line in why if line != right],
        why=why | {right: rule},
        key=rule,
        asks=(f"signer {name} {system}",),
        level="2",
    )


def _filed(evidence: Evidence, document: Cited, _: str) -> Item:
    """The last line of the recipients, in the form of the document's system."""
    system = document.system
    lines = {name: evidence.say(f"filed_{name}") for name in ("party", "state")}
    why = {
        lines["state"]: evidence.say("filed_not_state"),
        lines["party"]: evidence.say("filed_not_party"),
        evidence.say("filed_bare"): evidence.say("filed_not_bare"),
        evidence.say("filed_sent"): evidence.say("filed_not_sent"),
    }
    right = lines[system]
    rule = evidence.say(f"filed_rule_{system}")
    return item_on(
        evidence,
        document,
        prompt=evidence.say(f"which_filed_{system}"),
        right=right,
        others=[line for line in why if line != right],
        why=why | {right: rule},
        key=rule,
        asks=(f"filed {system}",),
        level="1",
    )
