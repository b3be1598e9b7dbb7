"""References to other documents: by number, by name and year, by occasion, with the article they point at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textkit.reading.casing import CAPITALS, name_in_case, title_in_case
from textkit.reading.document import Record
from textkit.reading.quantities import find_dates
from textkit.reading.signs import Sign, any_of, bodies, find_signs, kind_of_words, kind_pattern, table
from textkit.reading.text import fold

if TYPE_CHECKING:
    from spacy.tokens import Doc

_KIND = rf"(?<!\w)(?:{kind_pattern('party', 'state', 'historic', 'word')}|văn\s+bản)(?!\w)"
_KINDS = re.compile(_KIND)
_TO_SIGN = re.compile(r"(?:(?:\s+[^\W\d_]+){0,4}\s+số)?\s*:?\s*")
_SHORT_KIND = re.compile(r"(?<!\w)(?:NĐ|NQ|QĐ|TT|TTLT|CT|KH|KL|TB|BC|CV|L)\s+(?:số\s*:?\s*)?$")
_LISTED = re.compile(r"[\s,;]*(?:và|hoặc)?\s*(?:số\s*:?\s*)?")
_OWN_LEFT = re.compile(rf"(?:^|\n)[\s|*#]*(?:(?:{_KIND})\s+)?số\s*:?\s*$")
_OWN_RIGHT = re.compile(r"[ \t|*]*(?:\n[\s|*]*\w|đảng cộng sản|cộng hoà|[^\n,;]{0,40}, ngày)")
_GAP = re.compile(r"[\s,]{0,3}\(?(?:(?:kí|ban hành)\s+)?")
_OF = re.compile(r"[\s,]{0,3}của\s+")
_SPACE = re.compile(r"[ \t]*\n?[ \t]*")
_OFFICE = re.compile(
    any_of("bộ trưởng|phó thủ tướng|chủ tịch|tổng cục trưởng|tổng cục|cục trưởng|cục|giám đốc|hiệu trưởng|hđnd|ubnd"
           "|đoàn đại biểu|liên bộ|tỉnh|thành phố|thị xã|huyện|quận|xã|phường|đặc khu|tối cao|tp".split("|"))
    + r"|\(?khoá\s+[ivxlc]+\)?|-")
_CAPITAL = re.compile(rf"(?!Về)[{CAPITALS}][\w.]*(?<!\.)")
_NAMES_OF_OFFICES = frozenset("ban sở cục vụ viện trường -".split())
_LOWER = re.compile(r"\s+(?!về|quy|để|và|đã|được|ngày|số)[^\W\d_]+")
_TITLE = re.compile(
    r"[\s,]{0,3}(?=(?:về|v/v|quy định|ban hành|phê duyệt|sửa đổi|hướng dẫn|giao|công bố|triển khai|tăng cường)\s)")
_TITLE_END = re.compile(
    rf"[;:”]|\.(?=\s|$)|\n\s*\n|\n(?=\s*(?:[-+•*|]|\d{{1,2}}[.)]|[a-zđ]\)))|[\s,]+(?:đã\s+)?được\s+(?:sửa|thay|bổ|quốc)"
    rf"|(?:,|\s+và|\s+cùng|\s+theo)\s+(?:các\s+)?{_KIND}\s+(?:của\s|(?:[^\W\d_]+\s+){{0,4}}(?:số\s|\d))|\s*\((?:sau đây|gọi|viết|{_KIND})")
_BALANCED = re.compile(r"(?:[^()]++|\([^()]*+\))*+")
_LAW = re.compile(r"(?<!\w)(?:Bộ\s+[Ll]uật|Luật|Pháp\s+lệnh)\s+(?=[" + CAPITALS + r"]|sửa đổi|tổ chức)")
_LAW_UNTIL = re.compile(r"(?P<name>[^;:.()“”\"]{2,160}?),?\s+(?=số\s*:?\s*\d|(?:năm|ngày)\s+\d|(?:19|20)\d\d(?!\d|[-/.]\w))")
_LAW_STOP = re.compile(
    r"[^\w\s]|\n\s*\n|\s+(?:và|hoặc|quy|có|đã|được|của|này|là|để|thì|trong|theo|tại|với|khi|đối|về|trên|hiện|không|phải|do|bằng"
    r"|mới|cũng|ngày|năm|số|hoặc|đang|còn|nhằm|sẽ|bị|nếu|mà|như|từ|đến|vào|cho|ra|ban|lần|thay|các)(?!\w)|\s+\d")
_ANOTHER = re.compile(r"^(?!sửa).*luật\s|\s(?:được|này|và các|theo|quy định)(?!\w)")
_BASIC = re.compile(r"(?<!\w)(Hiến pháp|Điều lệ Đảng|Cương lĩnh)(?!\w)(?:\s+nước\s+Cộng\s+h\w+\s+xã\s+hội\s+chủ\s+nghĩa\s+Việt\s+Nam)?")
_YEAR = re.compile(r",?\s+(?:năm\s+)?((?:19|20)\d\d)(?!\d|[-/.–]\w|\s*[-–]\s*\d)")
_BODIES = re.compile(any_of(row["body"] for row in table("bodies.csv")))
_LAWS = re.compile(any_of(row["name"] for row in table("laws.csv")))
_ORDINAL = r"(?:\s+lần\s+thứ\s+\w+|\s+khoá\s+\w+|\s+(?:[ivxlc]{1,6}|\d{1,2})(?!\w))"
_OCCASION = re.compile(
    rf"(?<!\w)(?P<kind>nghị\s+quyết|văn\s+kiện(?=\s+đại)|kết\s+luận|chỉ\s+thị)\s+(?:của\s+)?(?:"
    rf"đại\s+hội(?:\s+đại\s+biểu)?(?:(?:\s+toàn\s+quốc|\s+đảng\s+bộ(?:\s+\w+){{0,5}}?)?(?:\s+đảng)?{_ORDINAL}"
    rf"|\s+đảng\s+bộ\s+(?:các\s+cấp|tỉnh|thành\s+phố|huyện|xã|phường))(?:\s+(?:của\s+)?đảng(?:\s+cộng\s+sản\s+việt\s+nam)?)?"
    rf"(?:,?\s+\(?nhiệm\s+kì\s+\d{{4}}\s*[-–]\s*\d{{4}}\)?)?"
    rf"|(?:hội\s+nghị\s+)?(?:lần\s+thứ\s+\w+\s+)?(?:ban\s+chấp\s+hành\s+)?trung\s+ương(?:\s+đảng)?(?:\s+(?:lần\s+thứ\s+)?\w{{1,6}})?"
    rf",?\s*\(?khoá\s+[ivxlc]+\)?)(?!\w)")
_SHORT = re.compile(
    r"(?<!\w)(?:Nghị quyết|Chỉ thị|Kết luận|Quy định|Nghị định|Thông tư|Quyết định)\s+(?:số\s+)?\d{1,4}(?![\d/%])"
    r"(?!\s*[-–/.,]\s*[\dA-ZĐ])(?!\s+(?:năm|tháng|ngày|nội|chỉ|nhiệm|điểm|điều|chương|phần|nghị|quyết|xã|dự|đề|mục|quy))")
_SELF = re.compile(rf"(?:{_KIND})\s+này(?!\w)")
_ITEMS = r"{0}(?:\s*,\s*(?:{1}\s+)?{0}){{0,9}}(?:,?\s+(?:và|hoặc|đến)\s+(?:{1}\s+)?{0})?"
_ARTICLE = r"\d{1,3}[a-zđ]?(?!\w)"
_PINPOINT = re.compile(
    r"(?<!\w)(?:(?:các\s+)?điểm\s+(?P<point>" + _ITEMS.format(r"[a-zđ]\d?(?!\w)", "điểm") + r"),?\s+)?"
    r"(?:(?:(?:các\s+)?khoản\s+(?P<clause>" + _ITEMS.format(r"\d{1,2}[a-zđ]?(?!\w)", "khoản") + r"),?\s+)"
    r"điều\s+(?P<one>này(?!\w)|" + _ARTICLE + r")"
    r"|(?:các\s+|từ\s+)?điều\s+(?P<article>này(?!\w)|" + _ITEMS.format(_ARTICLE, "điều") + r"))")
_AND = re.compile(r"\s*(?:,|;|và|hoặc|,\s*và)?\s+")
_TO_DOCUMENT = re.compile(r"[\s,]*(?:(?:mục|chương|phần)\s+\w+[\s,]*)*(?:của\s+)?")


@dataclass(frozen=True, slots=True)
class Citation(Record):
    """A reference to another document; `text` is what is written, from the kind to what belongs to it.

    `number` is the normal form of the sign, `name` what it is called by when it has none (a law, a congress;
    `self` for the document itself), `pinpoint` is `article.clause+point` (`12.1đ`, `5,6,7`, `346-350`).
    """

    text: str
    kind: str | None = None
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    name: str | None = None
    year: int | None = None
    pinpoint: str | None = None
    title: str | None = None


def find_citations(doc: Doc) -> Iterator[Citation]:
    """The references of a document, in order; its own number in its head is none.

    >>> from textkit.language.annotation import annotate
    >>> doc = next(annotate("Thực hiện Nghị quyết số 39/NQ-TW, ngày 18/7/2023 của Bộ Chính trị."))
    >>> [(c.number, c.date, c.issuer) for c in find_citations(doc)]
    [('39-NQ/TW', '2023-07-18', 'Bộ Chính trị')]
    """
    from textkit.language.annotation import document_of

    document = document_of(doc)
    yield from citations_in(document.text, document.id, own=document.facts.number)


def citations_in(text: str, doc_id: str = "", *, own: str | None = None, internal: bool = False) -> Iterator[Citation]:
    """The references in a string; `own` is the document's own number, skipped in its head.

    A number inside another's title is not a reference of its own; a list shares its kind and its issuer. With
    `internal`, also where a document speaks of itself as a whole (`Nghị quyết này`).
    """
    scan = _Scan(text, doc_id)
    found = _shared(scan, _without_overlaps(scan, _candidates(scan, own)))
    yield from sorted(_with_pinpoints(scan, found, internal), key=lambda citation: citation.start)


class _Scan:
    """A text with what is looked up in it again and again."""

    def __init__(self, text: str, doc_id: str) -> None:
        self.text, self.doc_id, self.folded = text, doc_id, fold(text)
        self.dates: dict[int, tuple[int, str]] = {}
        self.busy: dict[int, int] = {}
        for start, end, date in find_dates(text):
            before = start - 5 if self.folded.startswith("ngày ", max(0, start - 5)) else start
            self.dates[start] = self.dates[before] = (end, date)

    def cite(self, start: int, end: int, **fields: str | int | None) -> Citation:
        """A citation of the words between two offsets."""
        return Citation(self.doc_id, start, end, self.text[start:end], **fields)  # type: ignore[arg-type]


def _candidates(scan: _Scan, own: str | None) -> Iterator[Citation]:
    every = list(find_signs(scan.text))
    heads = _head_signs(scan, every, own)
    signs = {sign.start: sign for sign in every if sign.start not in heads}
    for match in _LAW.finditer(scan.text):
        if law := _law(scan, match, signs):
            yield law
    for sign in signs.values():
        yield _numbered(scan, sign)
    for match in _BASIC.finditer(scan.text):
        year = _YEAR.match(scan.text, match.end())
        yield scan.cite(match.start(), (year or match).end(), name=_words(match[1]), kind=kind_of_words(match[1]),
                        year=int(year[1]) if year else None)
    for match in _OCCASION.finditer(scan.folded):
        yield scan.cite(*match.span(), kind=_words(match["kind"]), name=_words(scan.text[slice(*match.span())]))
    for match in _SHORT.finditer(scan.text):
        yield _dated(scan, match.start(), match.end(), name=_words(match.group()), kind=kind_of_words(match.group()))


def _words(text: str) -> str:
    return " ".join(text.split())


def _head_signs(scan: _Scan, signs: list[Sign], own: str | None) -> set[int]:
    """Where the document bears its own sign: the first time its known number stands, and alone after `Số`."""
    heads: set[int] = set()
    for sign in signs:
        left = _OWN_LEFT.search(scan.folded[max(0, sign.start - 60) : sign.start])
        alone = left and _OWN_RIGHT.match(scan.folded, sign.end)
        if sign.start < 3000 and (sign.number == own or own is None) and (alone or (own and not heads)):
            heads.add(sign.start)
    return heads


def _numbered(scan: _Scan, sign: Sign) -> Citation:
    """A citation by number: its kind from the words before it, its date, issuer and title from those after."""
    window = max(0, sign.start - 90)
    start, kind = sign.start, sign.kind
    for match in _KINDS.finditer(scan.folded, window, sign.start):
        if _TO_SIGN.fullmatch(scan.folded, match.end(), sign.start):
            start, kind = match.start(), kind_of_words(match.group()) or sign.kind
    if start == sign.start and (short := _SHORT_KIND.search(scan.text[window : sign.start])):
        start = window + short.start()
    end, date, issuer = _follow(scan, sign.end)
    scan.busy[start], title = _title(scan, end)
    code = re.sub(r"\d+$", "", sign.body or "")
    if issuer is None and code not in {"HĐND", "UBND"}:
        issuer = bodies().get(code, {}).get("body") or None
    return scan.cite(start, end, kind=kind, number=sign.number, date=date, issuer=issuer, year=sign.year, title=title)


def _follow(scan: _Scan, at: int) -> tuple[int, str | None, str | None]:
    """What belongs to a reference behind it: where that ends, the date, the issuer."""
    end, date, issuer = at, None, None
    for _ in range(3):
        gap = _GAP.match(scan.folded, end)
        if date is None and gap and gap.end() in scan.dates:
            end, date = scan.dates[gap.end()]
            end += gap.group().count("(") if scan.text[end : end + 1] == ")" else 0
        elif issuer is None and (of := _OF.match(scan.folded, end)) and (stop := _issuer_end(scan, of.end())):
            end, issuer = stop, _words(scan.text[of.end() : stop])
            issuer = name_in_case(issuer) if issuer.isupper() else issuer
        else:
            break
    return end, date, issuer


def _issuer_end(scan: _Scan, start: int) -> int:
    """Where the name of a body ends: known names, offices, places and words in capitals in a row; 0 for none."""
    end = at = start
    loose = True
    for _ in range(12):
        unit = _BODIES.match(scan.folded, at) or _OFFICE.match(scan.folded, at) or _CAPITAL.match(scan.text, at)
        if unit is None or _KINDS.match(scan.folded, at) or (at == start and unit.group() == "-"):
            break
        stop = unit.end()
        if loose and unit.re is _CAPITAL and (lower := _LOWER.match(scan.text, stop)):
            stop = lower.end()
        end = stop if unit.group() != "-" else end
        loose = unit.group().lower().split()[-1] in _NAMES_OF_OFFICES
        space = _SPACE.match(scan.text, stop)
        at = space.end() if space else stop
    return end if end > start else 0


def _title(scan: _Scan, at: int) -> tuple[int, str | None]:
    """Where the title behind a reference ends, and the title."""
    match = _TITLE.match(scan.folded, at)
    if not match or "\n\n" in match.group():
        return at, None
    stop = _TITLE_END.search(scan.folded, match.end(), match.end() + 600)
    inside = _BALANCED.match(scan.text, match.end(), stop.start() if stop else match.end() + 600)
    title = inside[0] if inside else ""
    words = _words(title).rstrip(" ,*/.")
    return match.end() + len(title), (title_in_case(words, scan.text) if words.isupper() else words) or None


def _law(scan: _Scan, match: re.Match[str], signs: dict[int, Sign]) -> Citation | None:
    """A law by its name, with the number, the date or the year behind it."""
    at = match.end()
    until = _LAW_UNTIL.match(scan.text, at)
    if until and (_ANOTHER.search(fold(until["name"])) or "\n\n" in until["name"]):
        until = None
    known = _LAWS.match(scan.folded, at)
    stop = _LAW_STOP.search(scan.text, at, at + 80)
    if until:
        end = until.end("name")
    elif known:
        end = known.end()
    else:
        end = min(stop.start() if stop else len(scan.text), at + 80)
        end -= len(scan.text[at:end]) - len(scan.text[at:end].rstrip())
        if not scan.text[at].isupper() or scan.text[match.start() : end].isupper():
            return None
    name, kind = _words(scan.text[match.start() : end]), kind_of_words(match.group())
    number = re.compile(r",?\s+số\s*:?\s*").match(scan.text, end)
    sign = signs.get(number.end()) if number else None
    if sign:
        numbered = _numbered(scan, sign)
        written = scan.text[match.start() : numbered.end]
        return replace(numbered, start=match.start(), text=written, kind=kind, name=name, title=None)
    return _dated(scan, match.start(), end, name=name, kind=kind)


def _dated(scan: _Scan, start: int, end: int, **fields: str | None) -> Citation:
    """A citation by name, with the year or the date and the issuer that follow."""
    year = _YEAR.match(scan.text, end)
    if year:
        return scan.cite(start, year.end(), year=int(year[1]), **fields)
    end, date, issuer = _follow(scan, end)
    return scan.cite(start, end, date=date, issuer=issuer, year=int(date[:4]) if date else None, **fields)


def _without_overlaps(scan: _Scan, candidates: Iterator[Citation]) -> list[Citation]:
    """The candidates from the left, the longer first, without those inside another or inside its title."""
    kept: list[Citation] = []
    busy = 0
    for citation in sorted(candidates, key=lambda each: (each.start, -each.end)):
        if citation.start >= busy:
            kept.append(citation)
            busy = max(citation.end, scan.busy.get(citation.start, 0))
    return kept


def _shared(scan: _Scan, found: list[Citation]) -> list[Citation]:
    """A list's members with the kind of its first and the issuer of its last one."""
    for i in range(1, len(found)):
        before, here = found[i - 1], found[i]
        if here.number and before.number and _listed(scan, before, here):
            found[i] = replace(here, kind=before.kind)
    for i in range(len(found) - 1, 0, -1):
        before, here = found[i - 1], found[i]
        if here.number and before.number and before.issuer is None and _listed(scan, before, here):
            found[i - 1] = replace(before, issuer=here.issuer)
    return found


def _listed(scan: _Scan, before: Citation, here: Citation) -> bool:
    return scan.text[here.start].isdigit() and bool(_LISTED.fullmatch(scan.folded, before.end, here.start))


def _with_pinpoints(scan: _Scan, found: list[Citation], internal: bool) -> Iterator[Citation]:
    """The citations with the articles named before them; then the articles of no other document."""
    starts = {citation.start: i for i, citation in enumerate(found)}
    for start, end, pinpoint, this in _pinpoints(scan):
        gap = _TO_DOCUMENT.match(scan.folded, end)
        after = gap.end() if gap else end
        if after in starts:
            found[starts[after]] = replace(found[starts[after]], pinpoint=pinpoint)
            continue
        itself = _SELF.match(scan.folded, after)
        line = scan.folded.rfind("\n", 0, start) + 1
        heading = scan.text.startswith("Điều", start) and not scan.folded[line:start].strip(" *#|")
        if pinpoint and (itself or not (heading or scan.text.startswith("điều", start))):
            yield scan.cite(start, itself.end() if itself else end, pinpoint=pinpoint, name="self" if itself or this else None,
                            kind=kind_of_words(itself.group()) if itself else None)
    if internal:
        for match in _SELF.finditer(scan.folded):
            yield scan.cite(*match.span(), kind=kind_of_words(match.group()), name="self")
    yield from found


def _pinpoints(scan: _Scan) -> Iterator[tuple[int, int, str, bool]]:
    """Articles named in a row as one: start, end, `article.clause+point` joined by `; `, whether of `Điều này`."""
    rows: list[tuple[int, int, str, bool]] = []
    for match in _PINPOINT.finditer(scan.folded):
        start, end, pinpoint, this = *match.span(), _pinpoint(match), match["one"] == "này" or match["article"] == "này"
        if rows and _AND.fullmatch(scan.folded, rows[-1][1], start) and "\n\n" not in scan.text[rows[-1][1] : start]:
            start, pinpoint, this = rows[-1][0], f"{rows[-1][2]}; {pinpoint}", this or rows[-1][3]
            rows.pop()
        rows.append((start, end, pinpoint, this))
    yield from rows


def _pinpoint(match: re.Match[str]) -> str:
    """`article.clause+point`: `12.1đ`, `5,6,7`, `346-350`; points belong to the first of several clauses."""
    article = _list(match["one"] or match["article"])
    clause, point = _list(match["clause"]), _list(match["point"])
    first, _, rest = clause.partition(",")
    if point and rest:
        return f"{article}.{first}{point}; {article}.{rest}"
    return f"{article}.{clause}{point}" if clause or point else article


def _list(items: str | None) -> str:
    if not items or items == "này":
        return ""
    joined = re.sub(r"(?:điểm|khoản|điều)\s+", "", items)
    joined = re.sub(r"\s*,?\s+(?:và|hoặc)\s+|\s*,\s*", ",", joined)
    return re.sub(r"\s+đến\s+", "-", joined)
