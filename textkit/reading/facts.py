"""Kind, number, place, date, issuer, title, term, signatory out of a document's head and tail."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from textkit import data
from textkit.reading.document import Facts
from textkit.reading.head import Head, read_head
from textkit.reading.letterhead import HEAD, begins_body
from textkit.reading.tail import Signature, find_signature
from textkit.vietnamese.casing import CAPITALS, name_in_case, title_in_case
from textkit.vietnamese.dates import find_dates, parse_date
from textkit.vietnamese.signs import (
    bodies,
    find_signs,
    kind_of_words,
    kind_pattern,
    parse_sign,
)
from textkit.vietnamese.text import Passage, fold

# đồng chí Trần Văn Lam, Bí thư Tỉnh ủy
_SPEAKER = re.compile(rf"[đĐ]ồng chí ((?:[{CAPITALS}]\w+ ?){{2,5}}(?:, [^,()\n]{{5,60}})?)")
_PATTERNS = data.patterns("reading.toml", "facts", kinds=kind_pattern())

# T/M BAN BÍ THƯ, TM. CHÍNH PHỦ
_SIGNED_FOR = re.compile(r"(?:T/M|TM\.?)\s*(\D{4,80})")
# KẾT LUẬN CỦA BAN THƯỜNG VỤ TỈNH ỦY về công tác cán bộ
_CAPITALS_FIRST = re.compile(
    rf"((?:[{CAPITALS}]+[,-]? ){{2,}}[{CAPITALS}]+) (?=(?![{CAPITALS}\d])\w)"
)
# Kinds that a speaker or a cover gives, with neither letterhead nor number.
_WITHOUT_LETTERHEAD = frozenset(
    row["name"] for row in data.rows("document_kinds.csv") if row["system"] == "head"
)
# How far the first words of a speech or a congress's resolution go. Chosen by eye.
_FIRST_WORDS = 1200
# A first line in capitals is a title up to this length, unless it is the name of a body, which has
# seldom more words than these.
_LONGEST_HEADLINE = 250
_WORDS_OF_A_BODY = 8
# A page is about a document where its first words name it; further on, others are cited.
_HEADING = 600


def read_facts(text: str) -> Facts:
    """The facts a document's head and tail state; what they do not state, a draft's blanks too,
    stays None.

    Names and titles in capitals come back in normal case. `date` is that of the heading, else of
    adoption; a crawler's `date 2024-10` gives a month. `term` is only what the text says:
    `complete_facts` derives it.

    >>> facts = read_facts(
    ...     "TỈNH ỦY LAM CHÂU\\n*\\nSố 05-NQ/TU\\n\\nNGHỊ QUYẾT\\nvề chuyển đổi số\\n\\nNăm qua"
    ... )
    >>> facts.kind, facts.number, facts.issuer, facts.title
    ('nghị quyết', '05-NQ/TU', 'Tỉnh ủy Lam Châu', 'về chuyển đổi số')
    """
    head = read_head(text)
    signature = find_signature(text, _end_of_head(head))
    adoption = _adoption(text)
    page = _heading_of_page(text)
    kind = _kind(head) or page.kind
    issuer = _issuer(head, kind, signature)
    if issuer is None and not _is_joint(kind):
        issuer = adoption.issuer or page.issuer
    title = _title(head, kind) or page.title
    if issuer is None and not head.words("body"):
        issuer = _issuer_of_title(title) or _speaker(text[:HEAD])
    if title is not None:
        title = _in_case(title, text, issuer or "")
    return Facts(
        kind,
        _number(head) or page.number,
        _date(head, kind) or adoption.date or page.date,
        issuer,
        title,
        _term(head, issuer, adoption.session, text),
        place=_place(head),
        signatory=signature.name if signature else _property(head, "signatory"),
    )


def _end_of_head(head: Head) -> int:
    """Where the text of a document begins: behind its title, at the latest."""
    ends = [part.end for part in head.parts if part.name in ("kind", "title", "sign", "addressee")]
    return max(ends, default=0)


def _property(head: Head, name: str) -> str | None:
    """What the table of a web page says."""
    return head.properties.get(name)


def _number(head: Head) -> str | None:
    """The number of the letterhead or under the kind, else that of a page's table.

    Before 1950 a number had no code: SẮC LỆNH SỐ 65.
    """
    if head.sign is not None:
        return head.sign.number
    bare = _PATTERNS["bare"].fullmatch(fold(head.first("number") or ""))
    if bare is not None:
        return (head.first("number") or "")[bare.start(1) :]
    return _property(head, "number")


def _kind(head: Head) -> str | None:
    """The kind: as the head names it; a letter by its form; else as the number or the page says."""
    if head.kind is not None:
        return "bài phát biểu" if head.kind == "phát biểu" else head.kind
    # A letter is the only document whose head names no kind.
    if head.position("addressee") is not None or head.position("subject") is not None:
        return "công văn"
    stated = _property(head, "kind")
    if head.sign is not None and head.sign.kind is not None:
        return head.sign.kind
    if stated is not None:
        return kind_of_words(stated) or stated.lower()
    return _kind_of_text(head.text.folded)


def _kind_of_text(folded: str) -> str | None:
    """The kind of a text without a head, by its first words; folded."""
    if speech := _PATTERNS["speech"].search(folded[:_FIRST_WORDS]):
        kind = kind_of_words(speech.group())
        return kind if kind in {"bài viết", "chuyên đề", "tham luận"} else "bài phát biểu"
    if re.search(r"^quyết nghị", folded, re.MULTILINE):
        return "nghị quyết"
    return "bài viết" if folded.lstrip().startswith("date ") else None


# --- The issuer ----------------------------------------------------------------------------------


class _Evidence(NamedTuple):
    """What may name an issuer."""

    head: Head
    kind: str | None
    signature: Signature | None

    @property
    def bodies(self) -> list[str]:
        """The bodies of the letterhead, from the highest to the issuer."""
        return self.head.words("body")

    @property
    def named_by(self) -> list[str]:
        """The bodies under the kind, without their "của": CỦA BỘ CHÍNH TRỊ, ⏎ BAN BÍ THƯ."""
        by = [words[len("của ") :] for words in self.head.words("of")]
        if by and by[0].endswith(","):
            return [" ".join([*by, *self.head.words("authority")])]
        return by


def _issuer(head: Head, kind: str | None, signature: Signature | None) -> str | None:
    """The issuer, by the first kind of evidence that names it; a joint document has several."""
    evidence = _Evidence(head, kind, signature)
    if _is_joint(kind):
        return _joint_issuer([*evidence.bodies, *evidence.named_by])
    found = (named(evidence) for named in _ISSUER_NAMED)
    return next(filter(None, found), None)


def _by_central_office(evidence: _Evidence) -> str | None:
    """An office of the Party's centre: BAN CHẤP HÀNH TRUNG ƯƠNG above VĂN PHÒNG. Which office it is
    the number says.
    """
    if len(evidence.bodies) < 2:
        return None
    superior, own = evidence.bodies[-2:]
    if not (_is_central(superior) and _PATTERNS["dependent"].match(fold(own))):
        return None
    sign = evidence.head.sign
    known = bodies().get(sign.body or "") if sign else None
    return known["body"] if known else f"{name_in_case(own)} Trung ương"


def _by_central_committee(evidence: _Evidence) -> str | None:
    """One of the Party's central bodies, which share a letterhead and a number: under the kind (CỦA
    BỘ CHÍNH TRỊ) or above the signature (T/M BAN BÍ THƯ) it is said which.
    """
    if not evidence.bodies:
        return None
    number = evidence.head.sign.number if evidence.head.sign else ""
    is_named = number.endswith("/TW") and bool(evidence.named_by)
    if not (is_named or _is_central(evidence.bodies[-1])):
        return None
    offices = evidence.signature.offices if evidence.signature else ()
    signed_for = [_SIGNED_FOR.fullmatch(office) for office in offices]
    bodies_signed = [match[1] for match in signed_for if match]
    return name_in_case([*evidence.named_by, *bodies_signed, evidence.bodies[-1]][0])


def _by_letterhead(evidence: _Evidence) -> str | None:
    """The last body of a letterhead, with its superior where its own name does not say whose."""
    names = [
        name
        for name, after in zip(evidence.bodies, [*evidence.bodies[1:], ""], strict=False)
        if not fold(after).startswith(fold(name))  # a gazette has the body above its letterhead
    ]
    if not names:
        return None
    issuer = name_in_case(names[-1])
    is_whole = not _PATTERNS["dependent"].match(fold(names[-1]))
    if len(names) < 2 or is_whole or not _PATTERNS["superior"].match(fold(names[-2])):
        return issuer
    joined = name_in_case(" ".join(names[-2:]))
    is_in_order = fold(joined).startswith(fold(issuer.split()[0]))
    return joined if is_in_order else f"{issuer} {name_in_case(names[-2])}"


def _by_lines_under_kind(evidence: _Evidence) -> str | None:
    """The body after "của", or that which stands alone above the legal basis."""
    named = [*evidence.named_by, *evidence.head.words("authority")]
    return _named(named[0].strip("()")) if named else None


def _by_order(evidence: _Evidence) -> str | None:
    """Who wires: THỦ TƯỚNG CHÍNH PHỦ điện:"""
    return _name_at("ordering", evidence.head.text)


def _by_answer(evidence: _Evidence) -> str | None:
    """Who answers in a letter without its head: Cục Thuế nhận được công văn số …"""
    return _name_at("answering", evidence.head.text) if evidence.kind == "công văn" else None


def _by_annexed(evidence: _Evidence) -> str | None:
    """Whose document an annex belongs to: (Kèm theo Quyết định số 5 ngày … của Chính phủ)."""
    for words in evidence.head.words("annexed"):
        if name := _name_at("annexed", Passage.of(words)):
            return name
    return None


def _by_property(evidence: _Evidence) -> str | None:
    """What a page's table says; "Tỉnh Lam Châu" there is a place and no body."""
    stated = _property(evidence.head, "issuer")
    return stated if stated and not _PATTERNS["placed"].match(fold(stated)) else None


# In the order of their weight: the first that names an issuer decides.
_ISSUER_NAMED = (
    _by_central_office,
    _by_central_committee,
    _by_letterhead,
    _by_lines_under_kind,
    _by_order,
    _by_answer,
    _by_annexed,
    _by_property,
)


def _name_at(pattern: str, passage: Passage) -> str | None:
    match = _PATTERNS[pattern].search(passage.folded)
    return name_in_case(passage.text[slice(*match.span(1))]) if match else None


def _is_central(name: str) -> bool:
    return bool(_PATTERNS["central"].fullmatch(fold(name)))


def _is_joint(kind: str | None) -> bool:
    return kind is not None and kind.endswith(("liên tịch", "liên bộ", "liên ngành", "phối hợp"))


def _joint_issuer(names: list[str]) -> str | None:
    """The issuers of a joint document: Bộ Y tế - Bộ Công an; None where one alone is named."""
    separate: list[str] = []
    for name in names:
        separate += filter(None, re.split(r"\s*[-–]\s*(?=\w)", name))
    if len(separate) < 2:
        return None
    return " - ".join(name_in_case(name) for name in separate)


def _named(words: str) -> str:
    """A body, or a speaker with or without an office: Trần Lam, Bí thư Tỉnh ủy."""
    if not fold(words).startswith("đồng chí "):
        return name_in_case(words)
    name, comma, role = words[9:].strip().partition(",")
    name = name.title() if name in (name.upper(), name.lower()) else name
    return f"{name}, {name_in_case(role)}" if comma else name


def _issuer_of_title(title: str | None) -> str | None:
    """Who presents a report or holds a congress, as the title names it."""
    folded = fold(title or "")
    match = _PATTERNS["congress"].match(folded)
    if folded.startswith(("báo cáo", "bài", "phát", "diễn")):
        match = _PATTERNS["presented"].fullmatch(folded) or match
    return _named(title[slice(*match.span(1))]) if match and title else None


def _speaker(head: str) -> str | None:
    """Who speaks or writes, or the congress the text begins with."""
    early = fold(head[:_FIRST_WORDS])
    if match := _PATTERNS["congress"].match(early) or _PATTERNS["speech"].search(early):
        return name_in_case(head[slice(*match.span(1))])
    speaker = _SPEAKER.search(head[:500])
    return speaker[1].strip() if speaker else None


# --- The title -----------------------------------------------------------------------------------


def _title(head: Head, kind: str | None) -> str | None:
    """The title: the lines under the kind; of a letter its subject, else a first line alone."""
    title = head.first("title")
    if kind == "công văn" and head.kind is None:
        return head.first("subject")
    if head.kind is None:
        return _title_without_kind(head)
    if title is None:
        return None
    start = head.position("title") or 0
    begin = head.position("kind") or 0
    between = head.text.text[begin:start]
    is_on_one_line = not any(sign in between for sign in "\n\t") and not head.words("number")
    # "BÁO CÁO CHÍNH TRỊ" is a name; "Nghị quyết về đất đai" and "VĂN BẢN HỢP NHẤT LUẬT ĐẤT ĐAI"
    # are a kind and a title.
    if (
        is_on_one_line
        and not _PATTERNS["describes"].match(fold(title))
        and not kind_of_words(title)
    ):
        title = f"{' '.join(between.split())} {title}"
    return title


def _in_case(title: str, text: str, issuer: str) -> str:
    """A title in normal case; of one that begins in capitals and goes on in small letters, both."""
    begun = _CAPITALS_FIRST.match(title)
    if begun is None:
        return title_in_case(title, text, issuer)
    return f"{title_in_case(begun[1], text, issuer)} {title[begun.end() :]}"


def _title_without_kind(head: Head) -> str | None:
    """A first line in capitals, or what the first words put in quotation marks."""
    line = head.text.text.lstrip("\n #*").split("\n", 1)[0].strip()
    is_name = begins_body(fold(line)) and len(line.split()) <= _WORDS_OF_A_BODY
    is_title = line.isupper() and len(line) < _LONGEST_HEADLINE and fold(line) != "mục lục"
    if is_title and not is_name and not head.words("body"):
        return line
    quoted = re.search(r"[“\"]([^”\"\n]{10,250})[”\"]", head.text.text[:500])
    return quoted[1] if quoted else None


# --- Place, date and term ------------------------------------------------------------------------


def _place(head: Head) -> str | None:
    """The place before the date of the letterhead: Lam Châu, ngày …"""
    for words in head.words("place-date"):
        place = re.split(r",|\(|(?i:ngày)", words)[0].strip()
        if place:
            return place
    return None


def _date(head: Head, kind: str | None) -> str | None:
    """The date of the letterhead; of a draft that leaves the day blank, the month; else that under
    the kind, in the annex's reference, of a speech, or in the page's table.
    """
    stated = [_date_of(words) for words in head.words("place-date")]
    whole = [date for date in stated if date and len(date) == 10]
    if whole or any(stated):
        return next(iter([*whole, *filter(None, stated)]))
    under = [*head.words("dated"), *(head.words("annexed") if kind == "phụ lục" else ())]
    for words in under:
        date = next((iso for _, _, iso in find_dates(words)), None)
        if date:
            return date
    spoken = _spoken_date(head.text.text, kind)
    if spoken:
        return spoken
    covered = [parse_date(words) for words in head.words("mark") if re.search(r"(?i)tháng", words)]
    table = _property(head, "date")
    return next(filter(None, [parse_date(table) if table else None, *covered]), None)


def _date_of(words: str) -> str | None:
    """The date of a letterhead, also where blanks are missing: "ngày20 tháng 01 năm 2010"."""
    match = _PATTERNS["drafted"].search(fold(words))
    if match is None:
        return parse_date(words)
    year, month, day = match["year"], match["month"], match["day"]
    if not (year and month):
        return None
    return parse_date(f"ngày {day} tháng {month} năm {year}" if day else f"tháng {month}/{year}")


def _spoken_date(head: str, kind: str | None) -> str | None:
    """The last day of a congress that says when it met.

    Else the date with which a speech or a newspaper's copy is headed.
    """
    if match := re.match(r"\s*date (\d{4}-\d\d(?:-\d\d)?)(?!\d)", head):
        return match[1]
    congress = _PATTERNS["congress"].match(fold(head))
    spoken = kind is None or kind in _WITHOUT_LETTERHEAD
    for start, end, date in find_dates(head[:600]):
        if (congress and _PATTERNS["met"].search(fold(head[:start]))) or (
            spoken and _PATTERNS["headline"].match(head[end:])
        ):
            return date
    return None


@dataclass
class _Said:
    """What one sentence about a document says of it."""

    kind: str | None = None
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    session: str = ""


def _adoption(text: str) -> _Said:
    """Who adopted a law or resolution and when, as its last sentence says."""
    said = _Said()
    adopted = list(_PATTERNS["adopted"].finditer(fold(text)))
    if adopted:
        last = adopted[-1]
        said.issuer = name_in_case(text[slice(*last.span("issuer"))])
        said.session = last["rest"] or ""
        for at, _, date in find_dates(text[last.end() : last.end() + 60]):
            if at < 12:
                said.date = date
                break
    return said


def _heading_of_page(text: str) -> _Said:
    """What the heading of a page says of its document, or the sentence under a heading that is only
    kind and number: "Quyết định 5/QĐ-UBND ngày 5/3/2025 về … do Ủy ban nhân dân tỉnh ban hành".
    """
    said = _Said()
    passage = Passage.of(text[:HEAD])
    for match in _PATTERNS["headed"].finditer(passage.folded):
        sign = next(find_signs(passage.text[slice(*match.span())]), None)
        if sign is None or (match.start() > _HEADING and match["issuer"] is None):
            continue
        said.kind, said.number = kind_of_words(match[0].strip(" #\n\t")), sign.number
        _add_said(said, passage, match)
        for again in find_signs(passage.text):
            about = _PATTERNS["about"].match(passage.folded, again.end)
            if again.number == said.number and again.start > match.start() and about:
                _add_said(said, passage, about)
        break
    return said


def _add_said(said: _Said, passage: Passage, match: re.Match[str]) -> None:
    """Add what a sentence says that is not known yet."""
    found = {name: passage.text[slice(*match.span(name))].strip() for name in match.groupdict()}
    said.date = said.date or parse_date(found["date"])
    said.title = said.title or found["title"] or None
    if found["issuer"]:
        said.issuer = said.issuer or name_in_case(found["issuer"])


def _term(head: Head, issuer: str | None, session: str, text: str) -> str | None:
    """The term of office that the session's lines or a congress's first words name."""
    lines = [*head.words("of"), *head.words("authority"), *head.words("session"), session]
    lines += head.words("annexed") if head.kind == "phụ lục" else []
    if issuer and issuer.startswith("Đại hội"):
        lines.append(text[:1500])
    term = _PATTERNS["term"].search(fold(" ".join(lines)))
    return f"{term[1]}-{term[2]}" if term else None


def party_period(date: str | None, *, national: bool = False, congress: bool = False) -> str | None:
    """The Party term in which a date falls: provincial (`2020-2025`) or national (`2021-2026`).

    A national term begins on the last day of its congress. Provincial congresses fall on different
    days: the cut is 1 October of 2005, 2010, 2015, 2020 and 2025. A year or month alone counts from
    its first day, so in a congress year it belongs to the older term; a document of a `congress`
    belongs to the new one.

    >>> party_period("2020-12-31"), party_period("2020"), party_period("2020-12-31", national=True)
    ('2020-2025', '2015-2020', '2016-2021')
    """
    return _term_at("party" if national else "province", date, 4 if congress else 10)


def _term_at(clock: str, date: str | None, size: int = 10) -> str | None:
    begun = (
        row["term"]
        for row in reversed(data.rows("terms.csv"))
        if date and row["clock"] == clock and row["closed"][:size] <= date[:size]
    )
    return next(begun, None)


def complete_facts(facts: Facts) -> Facts:
    """The facts with what follows from them: kind and issuer from the number, term and period.

    The level follows from issuer and number, term and period from these and the date. Each issuer
    keeps its own clock: Assembly and Government, Councils, national and provincial Party. What is
    there already is kept. A local document's period is a provincial term, a central one's a
    national one; of a document whose level is not known there is none.

    >>> facts = complete_facts(
    ...     Facts(number="12/NQ-HĐND", date="2020-12-09", issuer="HĐND tỉnh Lam Châu")
    ... )
    >>> facts.kind, facts.level, facts.term, facts.period
    ('nghị quyết', 'local', '2016-2021', '2020-2025')
    """
    sign = parse_sign(facts.number or "")
    body, family = (sign.body or "", sign.family) if sign else ("", "")
    code = body.rstrip("0123456789")
    issuer = facts.issuer or bodies().get(code, {}).get("body") or None
    facts = replace(facts, kind=facts.kind or (sign.kind if sign else None), issuer=issuer)
    report = facts.kind == "báo cáo" and re.search(
        r"đại hội (?:đại biểu|đảng)", fold(facts.title or "")
    )
    congress = bool(
        report or (issuer or "").startswith("Đại hội") or (facts.number or "").endswith("/ĐH")
    )
    level = facts.level or _level(fold(issuer or ""), code)
    national = level == "central"
    term = facts.term or _own_term(facts, body, family == "party", national, congress)
    period = facts.period
    if period is None and level is not None:
        period = party_period(facts.date, national=national, congress=congress)
    if period is None and _PATTERNS["party"].search(fold(issuer or "")):
        period = term
    return replace(facts, term=term, period=period, level=level)


def _level(issuer: str, code: str) -> str | None:
    """`central` or `local`, by the issuer's name (folded), else by the code of its number; None
    where neither tells.

    >>> _level("bộ lao động - thương binh và xã hội", ""), _level("uỷ ban nhân dân xã lam sơn", "")
    ('central', 'local')
    >>> _level("trần lam", ""), _level("", "HĐND")
    (None, 'local')
    """
    for level in ("local", "central"):  # a ministry's branch in a province is local
        if _PATTERNS[f"of-{level}-body"].search(issuer):
            return level
    for level in ("local", "central"):
        if _PATTERNS[f"of-{level}-code"].search(code):
            return level
    return None


def _own_term(facts: Facts, body: str, party: bool, national: bool, congress: bool) -> str | None:
    """The term by the ordinal of Assembly or Congress, else by the date on the issuer's clock."""
    issuer = fold(facts.issuer or "")
    numbered = {(row["clock"], row["ordinal"]): row["term"] for row in data.rows("terms.csv")}
    ordinals = _PATTERNS["ordinal"].findall(
        f"{issuer} {fold(facts.title or '') if congress else ''}"
    )
    if assembly := re.search(r"QH(\d+)", body):
        return numbered.get(("assembly", assembly[1]))
    if party or _PATTERNS["party"].search(issuer):
        known = numbered.get(("party", ordinals[-1].upper())) if national and ordinals else None
        return known or party_period(facts.date, national=national, congress=congress)
    if _PATTERNS["council"].search(issuer) or body.startswith(("HĐND", "UBND")):
        return _term_at("council", facts.date)
    return (
        _term_at("assembly", facts.date)
        if re.search("quốc hội|chính phủ|chủ tịch nước", issuer)
        else None
    )
