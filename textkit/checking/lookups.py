"""What the gazetteer says of a reference: confirmed, contradicted, or not in this table."""

from __future__ import annotations

import re
from typing import NamedTuple

from textkit import data
from textkit.finding.cited import Citation
from textkit.finding.known import Gazetteer, Known, common_words
from textkit.vietnamese.dates import is_a_day
from textkit.vietnamese.signs import parse_sign
from textkit.vietnamese.text import fold

# A cited law is another than the one of its number where over this share of the words of its name
# are strange to the name of that. Chosen by eye; not measured.
_SHARE_OF_STRANGE_NAMES = 0.5

# Two titles are of two documents where they share less than this of the shorter one's words that
# tell. Of 49 cited titles of the tune part 47 share all of them with the table's, one a fifth, and
# one is about another document; of pairs of two documents four in five share less.
_SHARE_OF_SHARED_WORDS = 0.15

# Titles of fewer words that tell are not compared. Chosen on the tune part of the documents beside
# the project.
_FEWEST_WORDS = 4


class Verdict(NamedTuple):
    """What the gazetteer says of a reference: `verdict` is `confirmed`, `contradicted` or `not in
    this table`; `differs` names what contradicts it: date, issuer, name, title or number.
    """

    verdict: str
    known: Known | None = None
    differs: str = ""


CONFIRMED, CONTRADICTED, NOT_IN_THIS_TABLE = "confirmed", "contradicted", "not in this table"


def judged(citation: Citation, gazetteer: Gazetteer) -> Verdict:
    """What the gazetteer says of a reference by number.

    What is not in the table may well exist: nothing is said of it.
    """
    number = citation.number or ""
    of_the_date = _numbered_otherwise(citation, gazetteer)
    if of_the_date:
        return Verdict(CONTRADICTED, of_the_date, "number")
    rows = gazetteer.numbered(number, kind=citation.kind, date=citation.date)
    another = None if rows else _of_another_year(citation, gazetteer)
    if another:
        return Verdict(CONTRADICTED, another, "date")
    verdicts = [(known, _difference(citation, known)) for known in rows]
    confirmed = [known for known, differs in verdicts if not differs]
    if confirmed:
        return Verdict(CONFIRMED, confirmed[0])
    # Where the number and the date go together, neither is a slip.
    twin = None
    if all(differs == "date" for _, differs in verdicts):
        twin = _twin(citation, gazetteer, is_known=bool(verdicts))
    if twin:
        return Verdict(CONTRADICTED, twin, "number")
    return Verdict(CONTRADICTED, *verdicts[0]) if verdicts else Verdict(NOT_IN_THIS_TABLE)


def _numbered_otherwise(citation: Citation, gazetteer: Gazetteer) -> Known | None:
    """The document of a reference's day whose number is that of the reference but for its year,
    where the two years of the reference differ: "13/2022/NĐ-CP ngày 17/4/2023".
    """
    date = citation.date or ""
    if not is_a_day(date) or citation.year in (None, int(date[:4])):
        return None
    number = (citation.number or "").replace(f"/{citation.year}/", f"/{date[:4]}/", 1)
    for known in gazetteer.numbered(number, kind=citation.kind, date=date):
        if known.has_date(date):
            return known
    return None


def _of_another_year(citation: Citation, gazetteer: Gazetteer) -> Known | None:
    """The document of a number without a year that is of the same day and month in another year, or
    of the same title: the year is a slip.
    """
    if not citation.number or not is_a_day(citation.date):
        return None
    for known in gazetteer.anytime(citation.number):
        same_day = known.date[4:] == (citation.date or "")[4:]
        if same_day or _is_same_title(citation.title, known.title):
            return None if known.has_date(citation.date or "") else known
    return None


def _difference(citation: Citation, known: Known) -> str:
    """What contradicts a reference in a document of its number; an empty string for nothing."""
    if known.sure == "doubtful":
        return ""
    if citation.date and not known.has_date(citation.date):
        return "date"
    sign = parse_sign(known.number)
    # What the table says of issuers and titles of the Party's documents are hints.
    if sign is None or sign.family == "party":
        return ""
    if _is_another_issuer(citation, known):
        return "issuer"
    if sign.family == "law" and citation.name and _is_another_law(citation.name, known.title):
        return "name"
    return "title" if _is_another_title(citation.title, known.title) else ""


def _content(title: str | None) -> frozenset[str]:
    """The words of a title that tell of what the document is, folded."""
    return frozenset(re.findall(r"\w+", fold(title or ""))) - common_words()


def _is_same_title(title: str | None, held: str) -> bool:
    """Whether two titles are of one document: those of two ministries differ in a word or two.

    >>> held = "quy định chức năng, nhiệm vụ và cơ cấu tổ chức của Bộ Y tế"
    >>> _is_same_title("quy định chức năng, nhiệm vụ, cơ cấu tổ chức của Bộ Công Thương", held)
    False
    """
    words, others = _content(title), _content(held)
    return min(len(words), len(others)) >= _FEWEST_WORDS and (words <= others or others <= words)


def _is_another_title(title: str | None, held: str) -> bool:
    """Whether a cited title is of another document: hardly a word that tells is shared.

    What is about another document, by its number, says nothing of its subject.
    """
    words, others = _content(title), _content(held)
    fewer = min(len(words), len(others))
    about_another = any(word[0].isdigit() for word in words | others)
    is_strange = len(words & others) < _SHARE_OF_SHARED_WORDS * fewer
    return fewer >= _FEWEST_WORDS and not about_another and is_strange


def _is_another_issuer(citation: Citation, known: Known) -> bool:
    """Whether a reference names an issuer that the table knows, but not as that of the document."""
    if "của" not in citation.text or not citation.issuer or not known.issuer:
        return False
    cited = _body(citation.issuer)
    return cited in _issuers() and cited not in _body(known.issuer)


def _body(issuer: str) -> str:
    """The body that issues, whoever signs for it, folded.

    >>> _body("Bộ trưởng Bộ Tài chính")
    'bộ tài chính'
    """
    return fold(issuer).removeprefix("bộ trưởng ")


def _issuers() -> frozenset[str]:
    """The ministries, as bodies.csv has them, folded."""
    names = {row["body"] for row in data.rows("bodies.csv")}
    return frozenset(fold(name) for name in names if name.startswith("Bộ "))


def _is_another_law(name: str, held: str) -> bool:
    """Whether a law is called by a name that is not its own.

    >>> _is_another_law("Luật Nhà ở", "Luật Đất đai")
    True
    >>> _is_another_law("Luật Tổ chức tín dụng", "Luật Các tổ chức tín dụng")
    False
    >>> _is_another_law("Luật An toàn về việc Căn cứ Luật Đất đai", "Luật Đất đai")
    False
    """
    # Run on from the line before: the name that stands before the number is the law's.
    if fold(name).endswith(fold(held)):
        return False
    of_all = {"luật", "bộ", "pháp", "lệnh", "về", "và", "của"}
    cited = set(fold(name).replace(",", " ").split()) - of_all
    strange = cited - set(fold(held).replace(",", " ").split())
    return bool(held) and len(strange) > _SHARE_OF_STRANGE_NAMES * len(cited)


def _twin(citation: Citation, gazetteer: Gazetteer, *, is_known: bool) -> Known | None:
    """The document that a reference means if its number is wrong: of its date and kind, with its
    title; or the only one whose digits are nearly those, where the number is known (`is_known`) to
    be of another day. On one day many are issued in a row.
    """
    if not is_a_day(citation.date):
        return None
    alike = []
    for known in gazetteer.issued_on(citation.date or ""):
        of_kind = known.kind == (citation.kind or known.kind) and known.number != citation.number
        if of_kind and citation.title and _is_same_title(citation.title, known.title):
            return known
        if of_kind and is_known and _is_slip_of_digits(citation.number or "", known.number):
            alike.append(known)
    return alike[0] if len(alike) == 1 else None


def _is_slip_of_digits(number: str, other: str) -> bool:
    """Whether two numbers differ in one digit, left out, put in or changed, or in the order of two.

    >>> _is_slip_of_digits("31/2023/NĐ-CP", "13/2023/NĐ-CP")
    True
    >>> _is_slip_of_digits("31/2023/NĐ-CP", "13/2023/NĐ-TTg"), _is_slip_of_digits("1/QĐ", "23/QĐ")
    (False, False)
    """
    digits, _, code = number.partition("/") if "/" in number else number.partition("-")
    others, _, other_code = other.partition("/") if "/" in other else other.partition("-")
    if code != other_code or digits == others:
        return False
    longer, shorter = sorted((digits, others), key=len, reverse=True)
    if len(longer) == len(shorter):
        places = [
            at for at, (one, two) in enumerate(zip(digits, others, strict=True)) if one != two
        ]
        swapped = len(places) == 2 and sorted(digits) == sorted(others)
        return len(places) == 1 or (swapped and places[1] == places[0] + 1)
    left_out = [longer[:at] + longer[at + 1 :] for at in range(len(longer))]
    return len(longer) == len(shorter) + 1 and shorter in left_out
