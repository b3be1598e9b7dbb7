"""Document numbers and kinds: their families, normal form, issuing bodies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from textkit import data
from textkit.vietnamese.text import Passage, fold

# Judgements have numbers of the shape of a letter's: 12/2020/HS-ST, QĐST-KDTM.
_COURT_LEVELS = frozenset({"ST", "PT", "GĐT", "TT"})
# Certificates, permits and contracts too: 112/GCN-UBND.
_CERTIFICATES = frozenset({"GP", "GPLX", "GCN", "HĐLĐ"})
# Codes that were a whole sign before 1990: 97/SL, 322/HĐBT, 61-CP, 45-LCT.
_WHOLE_SIGNS = frozenset({"SL", "HĐBT", "TTg", "CP", "LCT"})
# What a decree that a law was made by has behind its code: 110-SL/L.12, 101-SL/L003.
_LAW_BY_DECREE = re.compile(r"\s?/\s?L[.\s]{0,2}\d{1,3}(?!\w)")
# Kinds that stand in numbers of the historic form only: 44-L/CTN.
_HISTORIC_KINDS = frozenset({"L", "LCT"})


@dataclass(frozen=True, slots=True)
class Sign:
    """A document number in a text; `text` is as written, `number` its normal form.

    `family` is `party`, `law`, `state_year`, `state`, `official_letter` or `historic`. `kind`
    follows from the code, and is None where the code does not tell (`QH15`; the Party's `QĐ`,
    decision or regulation).
    """

    start: int
    end: int
    text: str
    number: str
    kind: str | None
    family: str
    year: int | None = None
    body: str | None = None


_PATTERNS = data.patterns("reading.toml", "signs")


def _without_case_and_bars(code: str) -> str:
    return code.casefold().replace("đ", "d")


@cache
def _codes(name: str) -> dict[str, str]:
    """Each code under itself and, where no other code claims it, without case and bars (`ND` for
    `NĐ`).
    """
    codes = [row["code"] for row in data.rows(name) if row["code"]]
    return {_without_case_and_bars(code): code for code in reversed(codes)} | {
        code: code for code in codes
    }


def _lookup(name: str, code: str) -> str | None:
    """The code of a table that is meant; a bar may be missing, but not stand where there is none
    (`HĐ` is no `HD`).
    """
    meant = _codes(name).get(code) or _codes(name).get(_without_case_and_bars(code))
    if not meant or code.upper().count("Đ") > meant.upper().count("Đ"):
        return None
    return meant


@cache
def _kinds() -> dict[tuple[str, str], str]:
    return {
        (row["system"], row["code"]): row["name"]
        for row in data.rows("document_kinds.csv")
        if row["name"]
    }


@cache
def bodies() -> dict[str, dict[str, str]]:
    """The issuing bodies by code, with their name (empty where the code alone does not tell) and
    system.
    """
    return {row["code"]: row for row in data.rows("bodies.csv") if row["code"]}


def any_of(names: Iterable[str]) -> str:
    """A pattern, for folded text, of any of the names as whole words, the longest first; the same
    names give the same pattern in every process.
    """
    folded = sorted({fold(name) for name in names if name})
    longest = sorted(folded, key=len, reverse=True)
    return f"(?:{'|'.join(longest)})(?!\\w)".replace(" ", r"\s+")


@cache
def kind_pattern(*systems: str) -> str:
    """A pattern, for folded text, of the kinds of document by name, of some systems of the table or
    of all.
    """
    return any_of(
        row["name"]
        for row in data.rows("document_kinds.csv")
        if not systems or row["system"] in systems
    )


@cache
def _names() -> dict[str, str]:
    return {fold(row["name"]): row["name"] for row in data.rows("document_kinds.csv")}


# Characters at the head of a text that hold the name of any kind. "Thông tư liên tịch" has 18, and
# blanks may be doubled.
_LENGTH_OF_A_KIND = 60
# Systems in which the code of a kind is looked up, the most used first.
_SYSTEMS = ("state", "historic", "party")


def kind_of_words(text: str | Passage) -> str | None:
    """The kind of document `text` begins with, in words or as a code; None when it begins with
    none.

    >>> kind_of_words("NĐ 30/2020/NĐ-CP"), kind_of_words("Bộ luật Dân sự")
    ('nghị định', 'bộ luật')
    >>> kind_of_words("Nghị lực") is None
    True
    """
    head = Passage.of(text[:_LENGTH_OF_A_KIND])
    in_words = re.match(rf"\s*({kind_pattern()})", head.folded)
    if in_words:
        return _names()[" ".join(in_words[1].split())]
    code = re.match(r"\s*(\w+)", head.text)
    if not code:
        return None
    kinds = (_kinds().get((system, code[1])) for system in _SYSTEMS)
    return next(filter(None, kinds), None)


def find_signs(text: str | Passage) -> Iterator[Sign]:
    """The document numbers in `text`, from left to right, slips of typography put right in
    `number`.

    >>> [sign.number for sign in find_signs("số 39/NQ-TW, giai đoạn 2021-2025, 15/2015/NĐ–CP")]
    ['39-NQ/TW', '15/2015/NĐ-CP']
    """
    # Signs are known by their capitals: what is folded is of no use here.
    written = text.text if isinstance(text, Passage) else text
    for match in _PATTERNS["shape"].finditer(written):
        if not _is_a_form(written, match.start()) and (sign := _sign(_Written.of(match))):
            yield sign


def parse_sign(text: str | Passage) -> Sign | None:
    """The sign that `text` is, with or without `Số:` before it; None when it is anything else or
    more.
    """
    written = text.text if isinstance(text, Passage) else text
    sign = next(find_signs(written), None)
    if sign is None or written[sign.end :].strip():
        return None
    return sign if _PATTERNS["prefix"].fullmatch(written[: sign.start]) else None


# Characters before a sign that may say it is the number of a form: "Mẫu số: " has 8.
_LENGTH_OF_FORM = 12


def _is_a_form(text: str, start: int) -> bool:
    """Whether what begins at `start` is the number of a form: "Mẫu số 01/TTr-UBND"."""
    before = text[max(0, start - _LENGTH_OF_FORM) : start].lower()
    return bool(_PATTERNS["form"].search(before))


@dataclass(frozen=True, slots=True)
class _Code:
    """One code of a sign, and how it is joined to what stands before it.

    `kind` and `body` are the code put right where it names a kind or a body; a code in capitals
    that no table knows may be a body.
    """

    code: str
    end: int
    kind: str | None
    body: str | None
    is_capital: bool
    after_blank: bool
    after_slash: bool
    after_ampersand: bool

    @classmethod
    def of(cls, match: re.Match[str], offset: int) -> _Code:
        """The code of a match of `piece` in a text that begins at an offset."""
        joint, code = match["joint"] or "", match["code"].replace(" ", "")
        is_capital = code[0].isupper() and sum(letter.isupper() for letter in code) >= 2
        body = _lookup("bodies.csv", code) or (code if is_capital else None)
        if assembly := _PATTERNS["assembly"].fullmatch(code):
            body = f"{(assembly[1] or '').upper()}QH{assembly[2]}"
        return cls(
            code,
            offset + match.end(),
            _lookup("document_kinds.csv", code),
            body,
            is_capital,
            after_blank=" " in joint,
            after_slash="/" in joint,
            after_ampersand="&" in joint,
        )

    @property
    def is_assembly(self) -> bool:
        """Whether it is the National Assembly of a term or its committee: QH15, UBTVQH15."""
        return bool(_PATTERNS["assembly"].fullmatch(self.code))


@dataclass(frozen=True, slots=True)
class _Written:
    """What may be a sign, taken apart: 15/2015/NĐ-CP is number 15, year 2015, codes NĐ and CP."""

    match: re.Match[str]
    number: str
    year: str | None
    first: _Code
    rest: tuple[_Code, ...]

    @classmethod
    def of(cls, match: re.Match[str]) -> _Written:
        """A match of `shape` with its codes."""
        offset = match.start("codes")
        first, *rest = (
            _Code.of(piece, offset) for piece in _PATTERNS["piece"].finditer(match["codes"])
        )
        return cls(match, match["n"], match["year"], first, tuple(rest))

    @property
    def second(self) -> _Code | None:
        """The second code."""
        return self.rest[0] if self.rest else None

    @property
    def slash_before_codes(self) -> bool:
        """Whether a stroke parts the number from the codes: 12/UBND, not 12-CT."""
        return "/" in self.match.string[self.match.start() : self.match.start("codes")]

    def until(self, end: int) -> str:
        """The sign as it is written up to a code's end, with even joints."""
        text = self.match.string[self.match.start() : end]
        return _PATTERNS["dash"].sub("-", _PATTERNS["spaced"].sub(r"\1", text))

    def sign(self, end: int, number: str, kind: str | None, family: str, body: str | None) -> Sign:
        """The sign that ends at a code's end."""
        start, year = self.match.start(), int(self.year) if self.year else None
        text = self.match.string[start:end]
        return Sign(start, end, text, number, kind, family, year, body)


def _joined_to(codes: Iterable[_Code], *, over_blanks: bool) -> list[_Code]:
    """The further codes that belong to the sign: joined without blanks, or with them between
    authorities.
    """
    return list(
        takewhile(
            lambda code: code.code[0].isupper() and (over_blanks or not code.after_blank), codes
        )
    )


# --- The shapes ----------------------------------------------------------------------------------


def _is_law(written: _Written) -> bool:
    return bool(written.year) and written.first.is_assembly


def _law(written: _Written) -> Sign:
    first = written.first
    number = f"{written.number}/{written.year}/{first.body}"
    return written.sign(first.end, number, None, "law", first.body)


def _has_kind_and_body(written: _Written) -> bool:
    second = written.second
    if not (written.first.kind and second and second.body):
        return False
    return second.code not in _COURT_LEVELS


def _kind_and_body(written: _Written) -> Sign | None:
    kind, body = written.first.kind, written.second
    if not (kind and body):
        return None
    # Ministries that issue together are parted with blanks too: TTLT- BLĐTBXH - BYT.
    tail = _joined_to(written.rest[1:], over_blanks=kind.startswith("TTL"))
    end = tail[-1].end if tail else body.end
    joined = body.body or body.code
    for code in tail:
        joined += ("" if code.after_ampersand else "-") + (code.body or code.code)
    name = _kinds().get(("state", kind)) or _kinds().get(("historic", kind))
    if written.year:
        number = f"{written.number}/{written.year}/{kind}-{joined}"
        return written.sign(end, number, name, "state_year", joined)
    system = bodies().get(body.body or "", {}).get("system") or _likely_system(written, body)
    if system == "historic" or kind in _HISTORIC_KINDS:
        return written.sign(end, written.until(end), name, "historic", joined)
    if system == "party":
        number = f"{written.number}-{kind}/{joined}"
        return written.sign(end, number, _kinds().get(("party", kind)), "party", joined)
    return written.sign(end, f"{written.number}/{kind}-{joined}", name, "state", joined)


def _likely_system(written: _Written, body: _Code) -> str:
    """The system of a body that is not in the table: by its letters, else by the order of hyphen
    and stroke (the Party writes 26-NQ/TW, the state 12/NQ-CP).
    """
    if body.code.startswith("HĐNN"):
        return "historic"
    hyphen_first = body.after_slash and not written.slash_before_codes
    return "party" if hyphen_first or _PATTERNS["party"].search(body.code) else "state"


def _has_letters_shape(written: _Written) -> bool:
    second = written.second
    if written.year or not second or second.after_slash:
        return False
    return written.first.is_capital and written.slash_before_codes


def _official_letter(written: _Written) -> Sign | None:
    issuer = written.first
    is_known = issuer.body in bodies()
    tail = _joined_to(written.rest, over_blanks=is_known)
    if not tail or tail[-1].code in _COURT_LEVELS:
        return None
    # A body that no table knows has three letters at least.
    if not is_known and (len(issuer.code) < 3 or issuer.code in _CERTIFICATES):
        return None
    number = "-".join([f"{written.number}/{issuer.body}", *(code.code for code in tail)])
    return written.sign(tail[-1].end, number, "công văn", "official_letter", issuer.body)


def _historic_code(written: _Written) -> str | None:
    return written.first.kind if written.first.kind == "SL" else written.first.body


def _is_historic_alone(written: _Written) -> bool:
    is_whole = _historic_code(written) in _WHOLE_SIGNS
    return is_whole and written.first.is_capital and not written.year


def _historic_alone(written: _Written) -> Sign:
    end, code = written.first.end, _historic_code(written)
    law = _LAW_BY_DECREE.match(written.match.string, end) if code == "SL" else None
    end = law.end() if law else end
    kind = _kinds().get(("historic", code or ""))
    return written.sign(end, written.until(end), kind, "historic", code)


class SignShape(NamedTuple):
    """A row of the table of shapes; the example, its own normal form, is read by a test."""

    name: str
    fits: Callable[[_Written], bool]
    read: Callable[[_Written], Sign | None]
    example: str


# The first shape that fits decides, also where it then reads no sign.
SIGN_SHAPES = (
    SignShape("a law of the Assembly", _is_law, _law, "137/2024/QH15"),
    SignShape("a kind and a body", _has_kind_and_body, _kind_and_body, "39-NQ/TW"),
    SignShape("an official letter", _has_letters_shape, _official_letter, "1483/UBND-THNC"),
    SignShape("a historic code alone", _is_historic_alone, _historic_alone, "97/SL"),
)


def _sign(written: _Written) -> Sign | None:
    for shape in SIGN_SHAPES:
        if shape.fits(written):
            return shape.read(written)
    return None
