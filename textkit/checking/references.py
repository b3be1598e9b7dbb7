"""Rules on references: numbers, dates, issuers and terms that contradict themselves, each other or
the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from textkit import data
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.rule import Evidence, Hit, Severity, rule
from textkit.comparing.resolving import CONFIRMED, CONTRADICTED, place_of
from textkit.comparing.threads import grouped
from textkit.finding.citations import Citation
from textkit.finding.pinpoints import find_pinpoints
from textkit.reading.document import Record
from textkit.vietnamese.dates import find_dates, parse_date, written_date
from textkit.vietnamese.signs import Sign, bodies
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("checks.toml", "references")
_HARD = frozenset(
    {"nghị quyết", "nghị định", "thông tư", "quyết định", "chỉ thị", "kết luận", "pháp lệnh"}
)


def _places(draft: Draft) -> Iterator[tuple[Citation, Sign | None, Span | None]]:
    """The references to other documents, with where the number and the date of each stand."""
    for one in draft.citations:
        if one.name != "self":
            sign = next(
                (
                    sign
                    for sign in draft.signs
                    if one.start <= sign.start < one.end and sign.number == one.number
                ),
                None,
            )
            day = next(
                (
                    (one.start + a, one.start + b)
                    for a, b, date in find_dates(one.text)
                    if date == one.date
                ),
                None,
            )
            yield one, sign, day


@rule(
    "references.year-against-date",
    severity="error",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: số gồm năm ban hành",
)
def year_against_date(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Năm trong số, ký hiệu khác với năm của ngày ban hành."""
    for one, sign, day in _places(draft):
        if sign and day and one.year and one.date and one.year != int(one.date[:4]):
            yield Hit(sign.start, day[1], {"year": str(one.year), "date": draft.text[slice(*day)]})


@rule(
    "references.assembly-ordinal",
    severity="error",
    source="Các khóa Quốc hội theo ngày bầu cử (terms.csv)",
)
def assembly_ordinal(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Khóa Quốc hội trong ký hiệu không khớp với năm."""
    terms = {
        row["ordinal"]: row["term"] for row in data.rows("terms.csv") if row["clock"] == "assembly"
    }
    for sign in draft.signs:
        term = (
            terms.get(re.sub(r"\D+", "", sign.body or ""))
            if re.search(r"QH\d", sign.body or "")
            else None
        )
        if term and sign.year and not int(term[:4]) <= sign.year <= int(term[5:]):
            right = " / ".join(
                f"QH{n}"
                for n, years in terms.items()
                if int(years[:4]) <= sign.year <= int(years[5:])
            )
            yield Hit(
                sign.start, sign.end, {"year": str(sign.year), "term": term, "right": right or "?"}
            )


@rule(
    "references.kind-against-sign",
    severity="error",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục III: chữ viết tắt tên loại",
)
def kind_against_sign(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Tên loại văn bản không khớp với chữ viết tắt trong ký hiệu."""
    for one, sign, _ in _places(draft):
        kind = (sign.kind or ("quyết định" if "-QĐ/" in sign.number else None)) if sign else None
        said = fold(draft.text[one.start : sign.start]) if sign else ""
        if (
            sign
            and kind in _HARD
            and one.kind in _HARD
            and one.kind != kind
            and re.fullmatch(rf"{re.escape(fold(one.kind))}\s+(?:số\s*:?\s*)?", said)
        ):
            yield Hit(one.start, sign.end, {"kind": one.kind, "coded": kind})


@rule(
    "references.sign-form",
    severity="error",
    source="Hướng dẫn 36-HD/VPTW; Nghị định 30/2020/NĐ-CP, Điều 8",
)
def sign_form(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số, ký hiệu văn bản của Đảng viết theo thể thức của Nhà nước, hoặc ngược lại."""
    for sign in draft.signs:
        system = bodies().get((sign.body or "").split("-")[0], {}).get("system")
        joint = re.match(r"\d+[A-Z]?\s*(.)", sign.text)
        if (
            system == sign.family
            and sign.body != "UB"
            and joint
            and joint[1] in "-–/"
            and (joint[1] == "/") == (system == "party")
            and sign.text != sign.number
        ):
            yield Hit(sign.start, sign.end, {"form": sign.number}, sign.number)


@rule(
    "references.issuer-against-sign",
    severity="warning",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục VI: chữ viết tắt cơ quan",
)
def issuer_against_sign(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cơ quan ban hành không khớp với chữ viết tắt trong ký hiệu."""
    for one, sign, _ in _places(draft):
        issuer, code = fold(one.issuer or ""), (sign.body or "").lower() if sign else ""
        said = sign and "của" in one.text and _PATTERNS["organs"].match(issuer)
        if (
            sign
            and said
            and code in ("cp", "ttg", "hđnd", "ubnd", "tw")
            and not _PATTERNS[code].match(issuer)
        ):
            yield Hit(sign.start, one.end, {"issuer": one.issuer or "", "code": sign.body or ""})


@rule(
    "references.impossible-date",
    severity="error",
    source="Dương lịch",
)
def impossible_date(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Ngày không có trong lịch."""
    for match in _PATTERNS["day"].finditer(fold(draft.text)):
        if not parse_date(
            "/".join((match["d"] or match["d2"], match["m"] or match["m2"], match["y"] or "2024"))
        ):  # a leap year
            yield Hit(*match.span())


@rule(
    "references.date-after-own",
    severity="warning",
    source="Văn bản được viện dẫn phải ban hành trước dự thảo",
)
def date_after_own(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản được viện dẫn có ngày ban hành sau ngày của dự thảo."""
    own = draft.document.facts.date or "9999"
    for one, sign, day in _places(draft):
        date, span = (
            (one.date, day) if one.date else (str(one.year or ""), sign and (sign.start, sign.end))
        )
        if (
            date
            and span
            and one.number != draft.document.facts.number
            and date[: len(own)] > own[: len(date)]
        ):
            yield Hit(*span, {"own": written_date(own)})


def _head(prior: Prior, doc_id: str) -> Evidence:
    """The head of a prior document as evidence: where it states its number, else its first line."""
    document = prior.corpus.document(doc_id)  # type: ignore[union-attr]
    start, end = (
        document.sources.get("number")
        or document.sources.get("title")
        or (0, len(document.text.split("\n", 1)[0]))
    )
    return Evidence(*prior.place(Record(doc_id, start, end)))


@rule(
    "references.contradicted",
    severity="error",
    source="Văn bản trong kho văn bản",
)
def contradicted(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Ngày, tên loại, cơ quan ban hành hoặc số khác với bản trong kho văn bản."""
    for one, found in prior.resolved(draft):
        twin = next(
            (id_ for id_, facts in prior.facts() if one.title and _is_twin(one, facts)), None
        )
        if (target := twin or found.target) and (twin or found.verdict == CONTRADICTED):
            differs, facts = "number" if twin else found.differs or "", prior.corpus.row(target)  # type: ignore[union-attr]
            right = ", ".join(
                written_date(facts[name])
                for name in differs.replace("name", "title").split(", ")
                if facts.get(name)
            )
            grave: Severity = (
                "warning"
                if twin or found.certainty == "likely"
                else "error"
                if found.certainty == "certain"
                else "note"
            )
            yield Hit(
                one.start,
                one.end,
                {"differs": differs, "right": right},
                None,
                [_head(prior, target)],
                grave,
            )


def _is_twin(one: Citation, facts: Any) -> bool:
    """Whether a prior document of the same kind, date and title bears another number."""
    if (
        (facts["kind"], facts["date"]) != (one.kind, one.date)
        or not one.number
        or facts["number"] in (None, one.number)
    ):
        return False
    said, held = (
        set(re.findall(r"\w+", fold(title or ""))) for title in (one.title, facts["title"])
    )
    return len(said & held) >= max(4, 0.7 * min(len(said), len(held)))


@rule(
    "references.title-differs",
    severity="warning",
    source="Văn bản trong kho văn bản",
)
def title_differs(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Trích yếu được dẫn khác với trích yếu của bản trong kho văn bản."""
    for one, found in prior.resolved(draft):
        if (
            found.verdict == CONFIRMED
            and found.target
            and found.certainty != "unclear"
            and one.number
            and one.title
        ):
            right = prior.corpus.row(found.target)["title"] or ""  # type: ignore[union-attr]
            held, words = (re.findall(r"\w+", fold(title)) for title in (right, one.title))
            strange, at = set(words[: len(held)]) - set(held), draft.text.find(one.title, one.end)
            if (
                held
                and at >= 0
                and (
                    any(map(str.isdigit, strange))
                    or len(strange) > 0.5 * len(set(words[: len(held)]))
                )
            ):
                yield Hit(
                    at,
                    at + len(one.title),
                    {"right": right},
                    None,
                    [_head(prior, found.target)],
                    None,
                    True,
                )


def _repeals(prior: Prior, numbers: set[str | None]) -> Iterator[tuple[Citation, str]]:
    """The references by which prior documents end others of these numbers as a whole, with the date
    since when.
    """
    for one in prior.records("citations"):
        text = prior.corpus.text(one.doc_id) if one.number in numbers - {None} else ""  # type: ignore[union-attr]
        if not one.pinpoint and _PATTERNS["ended"].search(
            fold(text[max(0, one.start - 60) : one.start])
        ):
            yield one, prior.corpus.row(one.doc_id)["date"] or "9999"  # type: ignore[union-attr]


@rule(
    "references.replaced",
    severity="warning",
    source="Điều khoản thay thế, bãi bỏ của văn bản trong kho văn bản",
)
def replaced(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản được viện dẫn đã bị thay thế hoặc bãi bỏ."""
    ended, own = (
        grouped(
            _repeals(prior, {one.number for one in draft.citations}), lambda pair: pair[0].number
        ),
        draft.document.facts.date or "9999",
    )
    for one in draft.citations:
        for other, since in ended.get(one.number, ()) if one.number else ():
            called = _PATTERNS["called"].search(fold(draft.text[slice(*draft.line(one.start))]))
            if since < own and not called and (one.year or (one.date and one.date == other.date)):
                yield Hit(
                    one.start,
                    one.end,
                    {"number": one.number or ""},
                    None,
                    [Evidence(*prior.place(other))],
                )
                break


@rule(
    "references.cited-two-ways",
    severity="warning",
    source="Một văn bản phải được viện dẫn thống nhất trong dự thảo",
)
def cited_two_ways(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Một văn bản được viện dẫn với hai ngày hoặc hai số khác nhau."""
    full = [
        said
        for said in _places(draft)
        if said[0].number and said[1] and said[2] and len(said[0].date or "") == 10
    ]
    keys = (
        (
            "date",
            lambda said: (
                said[0].number,
                said[0].year or (said[0].date[:4], fold(said[0].issuer or "")),
                place_of(said[0].issuer),
            ),
        ),
        ("number", lambda said: said[0].title and (said[0].date, said[0].kind, said[0].title)),
    )
    for differs, group in (
        (name, group) for name, key in keys for same, group in grouped(full, key).items() if same
    ):
        values = grouped(group, lambda said: (said[0].date, said[0].number))
        first, sign, day = max(values.values(), key=len)[0]
        other = Evidence(
            draft.document.id, sign.start, day[1], None, draft.text[sign.start : day[1]]
        )
        for one, sign, day in group if len(values) > 1 else ():
            if (one.date, one.number) != (first.date, first.number):
                yield Hit(
                    min(sign.start, day[0]),
                    max(sign.end, day[1]),
                    {"differs": differs, "other": other.quote},
                    None,
                    [other],
                )


def missing_part(paths: Iterable[str], pinpoint: str) -> str | None:
    """The first part of a pinpoint that lies beyond the last one of a document with these paths;
    None if it may be there.

    >>> (
    ...     missing_part(["Điều 1", "Điều 1/1", "Điều 1/2", "Điều 2"], "1.3a"),
    ...     missing_part(["Điều 1", "Điều 2"], "2.1"),
    ... )
    ('khoản 3 Điều 1', None)
    """
    parts = [
        re.search(r"Điều (\d+)(?:/(\d+)(?!\d*[.]))?(?:/([a-zđ])(?![^/]))?", path) for path in paths
    ]
    have = {tuple(filter(None, part.groups())) for part in parts if part}
    articles = {int(part[0]) for part in have}
    for article, clause, point in re.findall(
        r"(?<![\d.,-])(\d+)(?![\da-zđ])(?:\.(\d+)(?![\da-zđ]{2}|[-])([a-zđ](?!\d))?)?", pinpoint
    ):
        clauses = {int(part[1]) for part in have if part[0] == article and len(part) > 1}
        points = {part[2] for part in have if part[:2] == (article, clause) and len(part) > 2}
        if (
            articles == set(range(1, len(articles) + 1))
            and len(articles) > 1
            and int(article) > len(articles)
        ):
            return f"Điều {article}"
        if (
            clause
            and clauses == set(range(1, len(clauses) + 1))
            and len(clauses) > 1
            and int(clause) > len(clauses)
        ):
            return f"khoản {clause} Điều {article}"
        if point and len(points) > 1 and {"a", "b"} <= points and point > max(points):
            return f"điểm {point} khoản {clause} Điều {article}"
    return None


@rule(
    "references.no-such-part",
    severity="warning",
    source="Văn bản trong kho văn bản",
)
def no_such_part(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản được viện dẫn không có điều, khoản, điểm đó."""
    for one, meant in prior.resolved(draft):
        if (
            one.pinpoint
            and meant.verdict == CONFIRMED
            and meant.target
            and meant.certainty != "unclear"
        ):
            assert prior.corpus is not None  # a reference is confirmed by a corpus alone
            units = prior.corpus.records("units", [meant.target])
            paths = [unit.path for unit in units if unit.kind != "sentence"]
            missing = missing_part(paths, one.pinpoint)
            if missing and "sửa đổi" not in fold(draft.text[one.end : one.end + 120]):
                line = draft.line(one.start)[0]
                start = max(
                    (found.start for found in find_pinpoints(fold(draft.text[line : one.start]))),
                    default=one.start - line,
                )
                yield Hit(
                    line + start, one.end, {"part": missing}, None, [_head(prior, meant.target)]
                )


def roman_number(roman: str) -> int:
    """The value of a Roman number in small letters: 14 for `xiv`."""
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[letter] for letter in roman]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))


@rule(
    "references.term-years",
    severity="warning",
    source="Nhiệm kỳ của Đảng, Quốc hội, Hội đồng nhân dân (terms.csv)",
)
def term_years(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số thứ tự của đại hội, của khóa không khớp với các năm của nhiệm kỳ."""
    folded, known = fold(draft.text), grouped(data.rows("terms.csv"), lambda row: row["clock"])
    lineage = {
        (match[1], place_of(facts["issuer"]), match[2]): facts["term"]
        for _, facts in prior.facts()
        for match in _PATTERNS["bears"].finditer(fold(facts["issuer"] or ""))
    }
    for match in _PATTERNS["term"].finditer(folded):
        around, n, years = (
            f"{match['who']} |{match['of']}",
            roman_number(match["n"]),
            f"{match['a']}-{match['b']}",
        )
        clock = next(
            (
                clock
                for clock in ("others", "assembly", "council", "party", "province")
                if _PATTERNS[clock].search(around)
            ),
            "others",
        )
        place = place_of(draft.text[match.start() : match.end("of")]) or place_of(
            draft.document.facts.issuer
        )
        right = next(
            (
                row["term"]
                for row in known.get(clock, ())
                if row["ordinal"] in (match["n"].upper(), str(n))
            ),
            None,
        )
        if right is None and clock in ("province", "council"):
            terms = {row["term"] for row in known[clock] if row["term"][:4] <= match["a"]}
            right = (lineage.get((around[:7], place, match["n"])) if place else None) or (
                max(terms, default=None) if match["a"] >= "2005" and years not in terms else None
            )
        if right and right != years:
            yield Hit(
                folded.rindex("nhiệm kì", match.start(), match.end()),
                match.end("b"),
                {"right": right},
            )
