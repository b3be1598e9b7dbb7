"""Kind, number, place, date, issuer, title, term, signatory out of a document's head and tail."""

import re
from dataclasses import replace

from textkit import data
from textkit.reading.document import Facts
from textkit.vietnamese.casing import CAPITALS, name_in_case, title_in_case
from textkit.vietnamese.dates import find_dates
from textkit.vietnamese.signs import bodies, find_signs, kind_of_words, kind_pattern, parse_sign
from textkit.vietnamese.text import fold

HEAD = 4000
"""How many characters are looked at for what stands in the head."""

# đồng chí Trần Văn Lam, Bí thư Tỉnh ủy
_SPEAKER = re.compile(rf"[đĐ]ồng chí ((?:[{CAPITALS}]\w+ ?){{2,5}}(?:, [^,()\n]{{5,60}})?)")
# PGS. TS. Trần Văn Lam
_NAME = re.compile(
    rf"(?:(?:GS|PGS|TS|ThS|BS|Đ/c)\.? ?)*((?:[{CAPITALS}]\w*)(?: [{CAPITALS}]\w*){{1,4}})"
)
# (Đã ký)
_SIGNED = re.compile(r"\(?Đã k[ýí]\)?\s*:?\s*", re.IGNORECASE)
_PATTERNS = data.patterns("reading.toml", "facts")


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
    head = _clean(text[:HEAD])
    kind, start, end = _kind(head)
    title, chair = _title(head, start, end)
    number = _number(head, start, end)
    adopted = next(reversed(list(_PATTERNS["adopted"].finditer(fold(text)))), None)
    issuer = _issuer(head[:start], title, chair, number) or _speaker(head)
    place, date = _place_and_date(head[:start] if end else "")
    date = date or _numbered_date(head[end : end + 300], kind) or _spoken_date(head, kind)
    if adopted:
        issuer = issuer or name_in_case(text[slice(*adopted.span("issuer"))])
        date = date or next(
            (
                date
                for at, _, date in find_dates(text[adopted.end() : adopted.end() + 60])
                if at < 12
            ),
            None,
        )
        chair.append(adopted["rest"] or "")
    if issuer and issuer.startswith("Đại hội"):
        chair.append(head[:1500])
    term = _PATTERNS["term"].search(fold(" ".join(chair)))
    title = title and title_in_case(title, text, issuer or "")
    signed = find_signatory(text)
    return Facts(
        kind,
        number,
        date,
        issuer,
        title,
        f"{term[1]}-{term[2]}" if term else None,
        place=place,
        signatory=signed[0] if signed else None,
    )


def _clean(text: str) -> str:
    """The head without Markdown, rules and mottos, which become the ends of paragraphs."""
    text = _PATTERNS["marks"].sub("", text)
    for match in reversed(list(_PATTERNS["motto"].finditer(fold(text)))):
        if text[slice(*match.span())].isupper() or match.group().startswith("độc"):
            text = text[: match.start()] + "\n" + text[match.end() :]
    return (
        "\n".join(
            " ".join(line.split()) for line in _PATTERNS["rules"].sub("\n\n", text).split("\n")
        ).strip()
        + "\n"
    )


def _kind(head: str) -> tuple[str | None, int, int]:
    """The kind and where its words stand.

    It is a line in capitals, else the first words, else early capitals.
    """
    folded = fold(head)
    found = [
        match
        for match in re.finditer(rf"(?<!\w){kind_pattern()}", folded)
        if not re.search(r"(?:sở|bộ|ban|viện|của) $", folded[: match.start()][-6:])
    ]
    capitals = [match for match in found if head[slice(*match.span())].isupper()]
    lines = [match for match in capitals if match.start() == 0 or head[match.start() - 1] == "\n"]
    others = [
        match
        for match in found
        if match.start() == 0 or (match in capitals and match.start() < 600)
    ]
    if first := next(iter([*lines, *others]), None):
        kind = kind_of_words(first.group())
        return "bài phát biểu" if kind == "phát biểu" else kind, first.start(), first.end()
    if speech := _PATTERNS["speech"].search(folded[:1200]):
        kind = kind_of_words(speech.group())
        return kind if kind in {"bài viết", "chuyên đề", "tham luận"} else "bài phát biểu", 0, 0
    if re.search(r"^quyết nghị", folded, re.MULTILINE):
        return "nghị quyết", 0, 0
    return ("bài viết" if head.startswith("date ") else None), 0, 0


def _number(head: str, start: int, end: int) -> str | None:
    """The sign after `Số` in the letterhead, or right after the kind."""
    line = re.compile(rf"(?:^|\n)(?:{kind_pattern()}\s+)?số\s*:?\s*$")
    for sign in find_signs(head[:start]):
        before = head[: sign.start]
        if re.search(r"S[ốỐ]\s*:?\s*$", before) or line.search(fold(before[-60:])):
            return sign.number
    after = head[end : end + 60] if end else ""
    first = next(find_signs(after), None)
    return (
        first.number
        if first and re.fullmatch(r"\s*(?:số)?\s*:?\s*", fold(after[: first.start]))
        else None
    )


def _place_and_date(letterhead: str) -> tuple[str | None, str | None]:
    """Place and date of the heading; of a draft that leaves the day blank, the month."""
    dates = list(find_dates(letterhead))
    drafted = _PATTERNS["drafted"].search(fold(letterhead))
    whole = next((date for _, _, date in dates if len(date) == 10), None)
    month = next(
        (date for start, _, date in dates if drafted and drafted.start() <= start < drafted.end()),
        None,
    )
    place = _PATTERNS["place"].search(letterhead)
    return (place[1].strip() if place else None), whole or month


def _numbered_date(after: str, kind: str | None) -> str | None:
    """The date behind the number after the kind (SẮC LỆNH SỐ 65 NGÀY …).

    Of an annex it is that of its document.
    """
    numbered = _PATTERNS["numbered"].search(fold(after))
    if numbered is None or not (kind == "phụ lục" or after[slice(*numbered.span())].isupper()):
        return None
    return next(
        (date for at, _, date in find_dates(after[numbered.end() : numbered.end() + 40]) if at < 3),
        None,
    )


def find_signatory(text: str) -> tuple[str, int, int] | None:
    """Who signed, and where the name stands: the first line of only a name under an office.

    >>> find_signatory("…\\nT/M BAN THƯỜNG VỤ\\nBÍ THƯ\\n(Đã ký)\\nTrần Văn Lam")
    ('Trần Văn Lam', 35, 47)
    """
    offices = 0
    for line in re.finditer(r"[^\n\t]+", text):
        words = line[0].strip()
        words = _SIGNED.sub("", words)
        name = _NAME.fullmatch(words)
        if offices and name and not _PATTERNS["unnamed"].match(fold(words)):
            start = line.start() + line[0].index(name[1])
            return (name[1].title() if name[1].isupper() else name[1]), start, start + len(name[1])
        if words.isupper() and len(words) < 80 and _PATTERNS["office"].search(fold(words)):
            offices = 4
        elif words:
            offices = max(offices - 1, 0)
    return None


def _title(head: str, start: int, end: int) -> tuple[str | None, list[str]]:
    """The title after the kind, and the lines that name the issuer and its session."""
    if not end:
        line = head.split("\n", 1)[0]
        quoted = re.search(r"[“\"]([^”\"\n]{10,250})[”\"]", head[:500])
        return (line if line.isupper() and len(line) < 250 else quoted[1] if quoted else None), []
    after = head[end:]
    body = _PATTERNS["body"].search(fold(after), 1)
    lines = [line.strip(" :") for line in after[: body.start() if body else None].split("\n")]
    begun = next(
        (i for i, line in enumerate(lines) if line and not (i and fold(line).startswith("của "))), 0
    )
    capital = lines[begun].isupper()
    stop = next(
        (
            i
            for i in range(begun + 1, len(lines))
            if _PATTERNS["chair"].fullmatch(fold(lines[i]))
            or _PATTERNS["press"].match(fold(lines[i]))
            or (capital and lines[i] and not lines[i].isupper())
        ),
        None,
    )
    if stop is None and (body is None or sum(map(len, lines)) > 400):
        stop = next((i for i in range(begun + 1, len(lines)) if not lines[i]), None)
    chair = [
        line for line in (lines[stop:] if stop else []) if _PATTERNS["chair"].fullmatch(fold(line))
    ]
    chair += [line for line in lines[:begun] if line]
    title = _capitals(" ".join(line for line in lines[begun:stop] if line))
    if begun == 0 and not _PATTERNS["describes"].match(fold(title)):
        title = f"{head[start:end]} {title}"
    if fold(head[start:end]) == "phụ lục" and (
        annexed := _PATTERNS["annexed"].search(fold(after[:800]))
    ):
        title, chair = next(filter(None, lines[1:]), title), [after[slice(*annexed.span(1))]]
    return (title if title and len(title) < 600 else None), chair


def _capitals(title: str) -> str:
    """A title in capitals without the sentence that runs on behind it on the same line."""
    words = title.split(" ")
    stop = next(
        (i for i, word in enumerate(words) if word == word.lower() != word.upper()), len(words)
    )
    if stop < 4 or stop == len(words) or not " ".join(words[: stop - 1]).isupper():
        return title
    return " ".join(words[: stop if words[stop - 1].isupper() else stop - 1])


def _issuer(letterhead: str, title: str | None, chair: list[str], number: str | None) -> str | None:
    """The issuer: by the letterhead, else as title and the lines under it name it."""
    by = [
        re.split(r"\s+[sS][ốỐ]\s+\d", line[4:])[0]
        for line in chair
        if fold(line).startswith("của ")
    ]
    names = [
        line
        for line in letterhead.split("\n")
        if line.isupper() and len(line) < 120 and not re.search(r"\d|^SỐ\b", line)
    ]
    if names and not (by and number and number.endswith("/TW")):
        return name_in_case(" ".join(names))
    folded = fold(title or "")
    presented = (
        _PATTERNS["presented"].fullmatch(folded)
        if folded.startswith(("báo cáo", "bài", "phát", "diễn"))
        else None
    )
    match = presented or _PATTERNS["congress"].match(folded)
    if match and title:
        return _named(title[slice(*match.span(1))])
    sitting = [line for line in chair if not re.match("khoá|của", fold(line))]
    return next((_named(line.strip("()")) for line in [*by, *sitting]), None)


def _named(words: str) -> str:
    """A body, or a speaker with or without an office: Trần Lam, Bí thư Tỉnh ủy."""
    if not fold(words).startswith("đồng chí "):
        return name_in_case(words)
    name, comma, role = words[9:].strip().partition(",")
    name = name.title() if name in (name.upper(), name.lower()) else name
    return f"{name}, {name_in_case(role)}" if comma else name


def _speaker(head: str) -> str | None:
    """Who speaks or writes, or the congress the text begins with."""
    early = fold(head[:1200])
    if match := _PATTERNS["congress"].match(early) or _PATTERNS["speech"].search(early):
        return name_in_case(head[slice(*match.span(1))])
    speaker = _SPEAKER.search(head[:500])
    return speaker[1].strip() if speaker else None


def _spoken_date(head: str, kind: str | None) -> str | None:
    """The last day of a congress that says when it met.

    Else the date with which a speech or a newspaper's copy is headed.
    """
    if match := re.match(r"date (\d{4}-\d\d(?:-\d\d)?)(?!\d)", head):
        return match[1]
    congress = _PATTERNS["congress"].match(fold(head))
    spoken = kind in {
        None,
        *(row["name"] for row in data.rows("document_kinds.csv") if row["system"] == "head"),
    }
    for start, end, date in find_dates(head[:600]):
        if (congress and _PATTERNS["met"].search(fold(head[:start]))) or (
            spoken and _PATTERNS["headline"].match(head[end:])
        ):
            return date
    return None


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

    Term and period follow from number, issuer and date. Each issuer keeps its own clock: Assembly
    and Government, Councils, national and provincial Party. What is there already is kept. A local
    document's period is a provincial term, another's a national one.

    >>> facts = complete_facts(
    ...     Facts(number="12/NQ-HĐND", date="2020-12-09", issuer="HĐND tỉnh Lam Châu")
    ... )
    >>> facts.kind, facts.term, facts.period
    ('nghị quyết', '2016-2021', '2020-2025')
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
    national = _is_national(fold(issuer or ""), code)
    term = facts.term or _own_term(facts, body, family == "party", national, congress)
    period = facts.period or party_period(facts.date, national=national, congress=congress)
    if period is None and _PATTERNS["party"].search(fold(issuer or "")):
        period = term
    return replace(facts, term=term, period=period)


def _is_national(issuer: str, code: str) -> bool:
    if (
        _PATTERNS["local"].search(issuer)
        or code in {"HĐND", "UBND"}
        or code.endswith(("TU", "HU", "ĐU"))
    ):
        return False
    return bool(
        _PATTERNS["national"].search(issuer) or re.search(r"TW$|QH$|^CP|^TTg|^B[A-ZĐ]", code)
    )


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
