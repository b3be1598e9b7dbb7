"""Exercises on references: each right answer follows the rules of the Party's documents (Hướng dẫn
36-HD/VPTW) or of the state's (Nghị định 30/2020/NĐ-CP, Phụ lục I).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import chain, product, zip_longest
from typing import Any, NamedTuple

from textkit.comparing.resolving import ABSENT, resolve
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.vietnamese.dates import is_a_day, written_date
from textkit.vietnamese.signs import bodies, parse_sign
from textkit.vietnamese.text import fold

_WRONG_OPTIONS = 3

# Faults of a citation that leave its words as they are.
_WITH_ALL_WORDS = ("colon", "day", "form", "order")

# A sentence that shows a reference says this much beside it, in characters. By eye.
_LEAST_AROUND_REFERENCE = 20

# The longest title that a citation of an exercise has, in words. By eye.
_LONGEST_TITLE = 60

# Words of a sentence that a title ran into: "… nông thôn được triển khai", "… có bước phát triển".
_RAN_ON = re.compile(r"(?<!\w)(?:được|đã|đang|có bước|có nhiều|vẫn|còn)(?!\w)")

# "V/v tăng cường …" at the head of a letter is "về việc tăng cường …" in a citation.
_ABOUT = re.compile(r"^V/v\.?\s+", re.IGNORECASE)

# Kinds that go between organs of the state: the Party's documents do not cite them.
_OF_THE_STATE = ("tờ trình", "công văn", "công điện", "thông báo")

# Kinds and bodies that a sign might be taken for, with their codes.
_LIKELY_KINDS = {
    "party": {"nghị quyết": "NQ", "chỉ thị": "CT", "kết luận": "KL", "quyết định": "QĐ"},
    "state": {"nghị quyết": "NQ", "chỉ thị": "CT", "quyết định": "QĐ", "kế hoạch": "KH"},
}
_LIKELY_BODIES = {"party": ("TW", "TU"), "state": ("CP", "TTg", "UBND", "HĐND")}

# "749/QĐ-TTg", "12/2016/NQ-HĐND", "57-NQ/TW": what stands before the codes, kind and body.
_CODES = re.compile(
    r"(?P<before>\d+[/-](?:\d{4}/)?)(?P<kind>[^\W\d]+)(?P<joint>[-/])(?P<body>[^\W\d]+)"
)

# Kinds of documents whose names are exchanged in a reference.
_KINDS = ("Quyết định", "Chỉ thị", "Kết luận", "Nghị quyết")

_SYSTEMS = ("party", "state")


class Cited(NamedTuple):
    """A document with all that its citation names; `system` is its own, `doc_id` where it is known
    from and `path` the place.
    """

    kind: str
    number: str
    date: str
    issuer: str
    title: str
    system: str
    doc_id: str
    path: str
    is_inside: bool


def cited_documents(evidence: Evidence) -> list[Cited]:
    """The documents of a corpus and those they cite, as far as kind, number, day, issuer and title
    are known; one per number and day.
    """
    found: dict[tuple[str, str], Cited] = {}
    fact = evidence.corpus.fact
    for doc_id in evidence.corpus.ids:
        facts = [fact(doc_id, name) for name in ("kind", "number", "date", "issuer", "title")]
        _add(found, facts, doc_id, "", is_inside=True)
    for citation in evidence.every("citations"):
        facts = [citation.kind, citation.number, citation.date, citation.issuer, citation.title]
        _add(found, facts, citation.doc_id, "")
    return list(found.values())


def _add(
    found: dict[tuple[str, str], Cited],
    facts: list[str | None],
    doc_id: str,
    path: str,
    *,
    is_inside: bool = False,
) -> None:
    """Adds a document with all its facts, whose number is of the Party's or the state's form."""
    sign = parse_sign(facts[1]) if facts[1] else None
    if sign is None or sign.family not in _SYSTEMS or not all(facts) or not is_a_day(facts[2]):
        return
    kind, number, date, issuer, title = (" ".join((fact or "").split()) for fact in facts)
    is_whole = len(re.split("[-/]", number)) > 2 and sign.kind == kind
    if not is_whole or not 2 <= len(title.split()) <= _LONGEST_TITLE or _RAN_ON.search(title):
        return
    title = _as_cited(title, kind)
    # A resolution of a congress is cited without a title of its own.
    if fold(title).startswith(fold(issuer)[:12]):
        return
    cited = Cited(kind, number, date, issuer, title, sign.family, doc_id, path, is_inside)
    found.setdefault((number, date), cited)


def _as_cited(title: str, kind: str) -> str:
    """A title as it runs on in a citation: "về …", its first letter small where it is a word.

    >>> _as_cited("Ban hành quy chế", "quyết định"), _as_cited("Về đất đai", "nghị quyết")
    ('ban hành quy chế', 'về đất đai')
    """
    title = _ABOUT.sub("Về việc ", title.strip(' .“”"'))
    if fold(title).startswith(kind):
        title = title[len(kind) :].strip()
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def number_in(document: Cited, system: str) -> str:
    """The number of a document in the form of a system: "57-NQ/TW", "03/NQ-CP"."""
    parts = re.split("[-/]", document.number, maxsplit=2)
    if document.system == system:
        return document.number
    return ("{}-{}/{}" if system == "party" else "{}/{}-{}").format(*parts)


def other_system(system: str) -> str:
    """The system that a system is not."""
    return "state" if system == "party" else "party"


def day_as_cited(date: str, system: str) -> str:
    """A day as a system's documents cite it, with what joins it to the number.

    >>> day_as_cited("2024-06-09", "party"), day_as_cited("2024-06-09", "state")
    (', ngày 09/6/2024', ' ngày 09 tháng 6 năm 2024')
    """
    if system == "party":
        return f", ngày {written_date(date)}"
    year, month, day = date.split("-")
    shown = month if int(month) < 3 else str(int(month))
    return f" ngày {day} tháng {shown} năm {year}"


def _citation_in(document: Cited, system: str) -> str:
    """The citation at first mention, by the form of the citing document."""
    named = f"{document.kind.capitalize()} số {document.number}"
    return f"{named}{day_as_cited(document.date, system)} của {document.issuer} {document.title}"


def citation(evidence: Evidence) -> Iterator[Item]:
    """Citations: built at first mention, mended, read by their codes, and what they mean."""
    documents = cited_documents(evidence)
    both = []
    for document in documents:
        both += [(document, system) for system in _SYSTEMS if _is_cited_in(document, system)]
    makers: list[Iterator[Item]] = []
    for make in (_completed, _mended):
        makers.append(each_of(evidence, make, evidence.shuffled(both)))
    makers += [_decoded(evidence), _meant(evidence)]
    # By turns: a sheet has each sort of question.
    for item in chain.from_iterable(zip_longest(*makers)):
        if item is not None:
            yield item


def _is_cited_in(document: Cited, system: str) -> bool:
    """Whether a system's documents cite a document at all."""
    return system == "state" or document.kind not in _OF_THE_STATE


def each_of(
    evidence: Evidence,
    make: Callable[[Evidence, Cited, str], Item | None],
    documents: list[tuple[Cited, str]],
) -> Iterator[Item]:
    """The items that a function makes of these documents."""
    for document, system in documents:
        item = make(evidence, document, system)
        if item is not None:
            yield item


def _faults(evidence: Evidence, document: Cited, system: str) -> dict[str, tuple[str, str]]:
    """By name of a fault: the citation with it, and what is said of it."""
    right = _citation_in(document, system)
    other_kind = evidence.chance.choice([k for k in _KINDS if fold(k) != document.kind])
    kind, day = document.kind.capitalize(), day_as_cited(document.date, system)
    other_number = number_in(document, other_system(document.system))
    turned = f"{kind} của {document.issuer} số {document.number}{day} {document.title}"
    number = f"số {document.number}"
    made = {
        "colon": right.replace(number, f"số: {document.number}"),
        "form": right.replace(document.number, other_number),
        "day": right.replace(day, day_as_cited(document.date, other_system(system))),
        "order": turned,
        "kind": other_kind + right[len(kind) :],
        "title": right.removesuffix(f" {document.title}"),
    }
    told = {}
    for name, wrong in made.items():
        key = f"fault_{name}_{system}" if name == "day" else f"fault_{name}"
        told[name] = (wrong, evidence.say(key, number=document.number))
    return told


def asked_of(document: Cited, system: str, sort: str) -> tuple[str, ...]:
    """The key by which items on a document are held apart."""
    return (f"{sort} {document.number} {document.date} {system}".strip(),)


def _completed(evidence: Evidence, document: Cited, system: str) -> Item:
    """The facts of a document, and four citations: which is right at first mention?"""
    faults = _faults(evidence, document, system)
    # Those with all words of the facts: the one that repeats most of them is no better than others.
    names = evidence.chance.sample(_WITH_ALL_WORDS, _WRONG_OPTIONS)
    why = {faults[name][0]: faults[name][1] for name in names}
    right = _citation_in(document, system)
    facts = evidence.say(
        "facts",
        kind=document.kind,
        number=document.number,
        date=written_date(document.date),
        issuer=document.issuer,
        title=document.title,
    )
    rule = evidence.say(f"by_rule_{system}")
    return item_on(
        evidence,
        document,
        prompt=evidence.say(f"which_form_{system}"),
        passage=facts,
        right=right,
        others=list(why),
        why=why | {right: rule},
        key=rule,
        asks=asked_of(document, system, "cite"),
        level="3" if "day" in names else "2",
    )


def _mended(evidence: Evidence, document: Cited, system: str) -> Item:
    """A citation with one fault: what is wrong with it? The key has it put right."""
    faults = _faults(evidence, document, system)
    # The colon is hardly seen: it is a wrong option of `_completed` alone.
    names = sorted(faults.keys() - {"colon"})
    name = evidence.chance.choice(names)
    wrong, told = faults[name]
    others = [other for other in names if other != name]
    options = {each: evidence.say(f"fault_named_{each}") for each in names}
    right = _citation_in(document, system)
    chosen = evidence.chance.sample(others, _WRONG_OPTIONS)
    why = {options[each]: evidence.say("not_this_fault") for each in chosen}
    return item_on(
        evidence,
        document,
        prompt=evidence.say(f"which_fault_{system}"),
        passage=wrong,
        right=options[name],
        others=list(why),
        why=why | {options[name]: told},
        key=evidence.say("put_right", text=right, why=told),
        asks=asked_of(document, system, "mend"),
        level="3" if name == "day" else "2",
    )


def item_on(evidence: Evidence, document: Cited, **more: Any) -> Item:
    """An item on a cited document.

    Its source is the document it is known from; where that is itself, without its number, whose
    form would tell the answer.
    """
    source = evidence.source(document.doc_id, document.path)
    if document.is_inside:
        named = f"{document.kind.capitalize()} {evidence.say('of', issuer=document.issuer)}"
        source = f"{named}, {written_date(document.date)}"
    return evidence.item([], sources=[source], **more)


def _decoded(evidence: Evidence) -> Iterator[Item]:
    """Kind and body by the number alone, among two kinds of two bodies.

    None of a document that the corpus has: the sources on the sheet give its kind away.
    """
    names = {code: body["body"] for code, body in bodies().items()}
    names |= {"TW": evidence.say("central"), "TU": evidence.say("provincial")}
    rows = resolve(evidence.corpus).drop_duplicates(["number", "date"])
    for row in evidence.shuffled(rows[rows["verdict"] == ABSENT].itertuples()):
        item = _decoded_item(evidence, row, names) if isinstance(row.number, str) else None
        if item is not None:
            yield item


def _decoded_item(evidence: Evidence, row: Any, names: dict[str, str]) -> Item | None:
    """The item on the number of a reference; None where its codes are not known."""
    sign, codes = parse_sign(row.number), _CODES.fullmatch(row.number)
    statement = evidence.statement(row)
    if sign is None or not sign.kind or codes is None or statement is None:
        return None
    system = "party" if codes["joint"] == "/" else "state"
    own_kind, own_body = codes["kind"], codes["body"]
    kinds = {code: kind for kind, code in _LIKELY_KINDS[system].items()}
    other_kinds = [code for code in kinds if code != own_kind]
    other_bodies = [code for code in _LIKELY_BODIES[system] if code != own_body]
    if not names.get(own_body) or not all(names.get(code) for code in other_bodies):
        return None
    kinds[own_kind] = sign.kind
    asked = (own_kind, evidence.chance.choice(other_kinds))
    issued = (own_body, evidence.chance.choice(other_bodies))
    why = {}
    for kind, body in product(asked, issued):
        number = codes["before"] + kind + codes["joint"] + body
        named = f"{kinds[kind].capitalize()} – {names[body]}"
        why[named] = evidence.say("other_sign", number=number)
    right = f"{sign.kind.capitalize()} – {names[own_body]}"
    told = evidence.say(
        "by_sign",
        number=row.number,
        kind_code=own_kind,
        kind=sign.kind,
        body_code=own_body,
        body=names[own_body],
    )
    return evidence.item(
        [statement],
        prompt=evidence.say("which_body", number=row.number),
        right=right,
        others=[named for named in why if named != right],
        why=why | {right: told},
        key=told,
        asks=(f"code {own_kind} {own_body}",),
        level="1",
    )


def _meant(evidence: Evidence) -> Iterator[Item]:
    """Which document of the corpus a reference means, by title; the others are of its kind."""
    fact = evidence.corpus.fact
    rows = resolve(evidence.corpus).drop_duplicates(["number", "date"])
    rows = rows.astype(object).where(rows.notna(), None)
    for row in evidence.shuffled(rows.itertuples()):
        is_certain = row.verdict == "confirmed" and row.certainty == "certain"
        statement = evidence.statement(row)
        # A reference that has the title gives the answer.
        if not is_certain or row.title or statement is None:
            continue
        passage = evidence.text(statement)
        titles = {}
        for doc_id in evidence.corpus.ids:
            if fact(doc_id, "kind") == fact(row.target, "kind"):
                titles[doc_id] = fact(doc_id, "title") or ""
        right = titles.pop(row.target)
        others = {capitalised(title): doc_id for doc_id, title in titles.items() if title}
        others.pop(capitalised(right), None)
        is_told = len(passage) < len(row.text) + _LEAST_AROUND_REFERENCE
        if not right or is_told or len(others) < _WRONG_OPTIONS or not evidence.reads(statement):
            continue
        chosen = evidence.chance.sample(sorted(others), _WRONG_OPTIONS)
        why = {title: evidence.source(others[title]) for title in chosen}
        yield evidence.item(
            [statement],
            prompt=evidence.say("which_document", text=" ".join(row.text.split())),
            passage=passage,
            key=evidence.source(row.target),
            right=capitalised(right),
            others=chosen,
            why=why | {capitalised(right): evidence.source(row.target)},
            asks=(f"meant {row.number} {row.date}", *evidence.keys([statement])),
            level="3",
        )


def capitalised(title: str) -> str:
    """A title with a capital at its head."""
    return title[:1].upper() + title[1:]
