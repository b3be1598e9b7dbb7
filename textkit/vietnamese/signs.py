"""Document numbers and kinds: their families, normal form, issuing bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import TypeAlias

from textkit import data
from textkit.vietnamese.text import fold

_COURT = frozenset({"ST", "PT", "GĐT", "TT"})
_CERTIFICATES = frozenset({"GP", "GPLX", "GCN", "HĐLĐ"})
_ALONE = frozenset({"SL", "HĐBT", "TTg", "CP"})
_Found: TypeAlias = tuple[int, str, str | None, str, str | None]  # end, number, kind, family, body


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


def _key(code: str) -> str:
    return code.casefold().replace("đ", "d")


@cache
def _codes(name: str) -> dict[str, str]:
    """Each code under itself and, where no other code claims it, without case and bars (`ND` for
    `NĐ`).
    """
    codes = [row["code"] for row in data.rows(name) if row["code"]]
    return {_key(code): code for code in reversed(codes)} | {code: code for code in codes}


def _lookup(name: str, code: str) -> str | None:
    """The code of a table that is meant; a bar may be missing, but not stand where there is none
    (`HĐ` is no `HD`).
    """
    found = _codes(name).get(code) or _codes(name).get(_key(code), "")
    return found if found and code.upper().count("Đ") <= found.upper().count("Đ") else None


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
    """A pattern, for folded text, of any of the names as whole words, the longest first."""
    longest = sorted({fold(name) for name in names if name}, key=len, reverse=True)
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


def kind_of_words(text: str) -> str | None:
    """The kind of document `text` begins with, in words or as a code; None when it begins with
    none.

    >>> (
    ...     kind_of_words("NĐ 30/2020/NĐ-CP"),
    ...     kind_of_words("Bộ luật Dân sự"),
    ...     kind_of_words("Nghị lực"),
    ... )
    ('nghị định', 'bộ luật', None)
    """
    if match := re.match(rf"\s*({kind_pattern()})", fold(text[:60])):
        return _names()[" ".join(match[1].split())]
    code = re.match(r"\s*(\w+)", text[:60])
    found = (_kinds().get((system, code[1])) for system in ("state", "historic", "party") if code)
    return next(filter(None, found), None)


def find_signs(text: str) -> Iterator[Sign]:
    """The document numbers in `text`, from left to right, slips of typography put right in
    `number`.

    >>> [sign.number for sign in find_signs("số 39/NQ-TW, giai đoạn 2021-2025, 15/2015/NĐ–CP")]
    ['39-NQ/TW', '15/2015/NĐ-CP']
    """
    for match in _PATTERNS["shape"].finditer(text):
        before = fold(text[max(0, match.start() - 12) : match.start()])
        if not _PATTERNS["form"].search(before) and (found := _sign(match)):
            end, number, kind, family, body = found
            year = int(match["year"]) if match["year"] else None
            yield Sign(
                match.start(), end, text[match.start() : end], number, kind, family, year, body
            )


def parse_sign(text: str) -> Sign | None:
    """The sign that `text` is, with or without `Số:` before it; None when it is anything else or
    more.
    """
    sign = next(find_signs(text), None)
    if sign is None or text[sign.end :].strip():
        return None
    return sign if _PATTERNS["prefix"].fullmatch(text[: sign.start]) else None


class _Piece:
    """One code of a sign, and the joint before it; `kind` and `body` are the code put right."""

    def __init__(self, match: re.Match[str], offset: int) -> None:
        self.within = "&" in (match["joint"] or "")
        self.spaced, self.slash = " " in (match["joint"] or ""), "/" in (match["joint"] or "")
        self.code, self.end = match["code"].replace(" ", ""), offset + match.end()
        self.capital = self.code[0].isupper() and sum(c.isupper() for c in self.code) >= 2
        self.kind = _lookup("document_kinds.csv", self.code)
        self.body = _lookup("bodies.csv", self.code) or (self.code if self.capital else None)
        if assembly := _PATTERNS["assembly"].fullmatch(self.code):
            self.body = f"{(assembly[1] or '').upper()}QH{assembly[2]}"


def _sign(match: re.Match[str]) -> _Found | None:
    start, year = match.start("codes"), match["year"]
    first, *rest = (_Piece(piece, start) for piece in _PATTERNS["piece"].finditer(match["codes"]))
    if year and _PATTERNS["assembly"].fullmatch(first.code):
        return first.end, f"{match['n']}/{year}/{first.body}", None, "law", first.body
    if first.kind and rest and rest[0].body and rest[0].code not in _COURT:
        return _with_kind(
            match, first.kind, rest[0], _tail(rest[1:], spaced=first.kind.startswith("TTL"))
        )
    if (
        not year
        and rest
        and first.capital
        and "/" in match.string[match.start() : start]
        and not rest[0].slash
    ):
        tail = _tail(rest, spaced=first.body in bodies())
        unlikely = first.body not in bodies() and (
            len(first.code) < 3 or first.code in _CERTIFICATES
        )
        if not tail or tail[-1].code in _COURT or unlikely:
            return None
        number = "-".join([f"{match['n']}/{first.body}", *(piece.code for piece in tail)])
        return tail[-1].end, number, "công văn", "official_letter", first.body
    alone = first.kind if first.kind == "SL" else first.body
    if not year and alone in _ALONE and first.capital:
        return (
            first.end,
            _as_written(match, first.end),
            _kinds().get(("historic", alone)),
            "historic",
            alone,
        )
    return None


def _tail(pieces: list[_Piece], spaced: bool = False) -> list[_Piece]:
    """The further codes that belong to the sign: joined without blanks, or with them between
    authorities.
    """
    return list(
        takewhile(lambda piece: piece.code[0].isupper() and (spaced or not piece.spaced), pieces)
    )


def _with_kind(match: re.Match[str], kind: str, body: _Piece, tail: list[_Piece]) -> _Found:
    end = tail[-1].end if tail else body.end
    joined = "".join(
        ("" if piece.within else "-") + (piece.body or piece.code) for piece in [body, *tail]
    )[1:]
    system = bodies().get(body.body or "", {}).get("system") or _guess(match, body)
    name = _kinds().get(("state", kind)) or _kinds().get(("historic", kind))
    if match["year"]:
        return end, f"{match['n']}/{match['year']}/{kind}-{joined}", name, "state_year", joined
    if system == "historic" or kind in {"L", "LCT"}:
        return end, _as_written(match, end), name, "historic", joined
    if system == "party":
        return end, f"{match['n']}-{kind}/{joined}", _kinds().get(("party", kind)), "party", joined
    return end, f"{match['n']}/{kind}-{joined}", name, "state", joined


def _guess(match: re.Match[str], body: _Piece) -> str:
    """The system of a body not in the table: by its letters,
    else by the order of hyphen and slash.
    """
    if body.code.startswith("HĐNN"):
        return "historic"
    swapped = body.slash and "/" not in match.string[match.start() : match.start("codes")]
    return "party" if swapped or _PATTERNS["party"].search(body.code) else "state"


def _as_written(match: re.Match[str], end: int) -> str:
    text = _PATTERNS["spaced"].sub(r"\1", match.string[match.start() : end])
    return _PATTERNS["dash"].sub("-", text)
