"""Names and titles in capitals (or all in lower case) put back into normal case."""

import re
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

from textkit import data
from textkit.data.expressions import compiled
from textkit.vietnamese.signs import any_of, find_signs
from textkit.vietnamese.text import fold

CAPITALS = "A-ZĐƠƯ" + "".join(
    letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper()
)
"""The capital letters of Vietnamese, for a class of a regular expression (`À-Ỹ` would take in small
ones).
"""

# A name follows: tỉnh Lam Châu, phường Bến Gỗ, Tỉnh ủy Lam Châu.
_BEFORE_A_NAME = frozenset("tỉnh huyện quận xã phường phố khu ủy uỷ".split())
# No name follows, or it ends: khóa XIV, lần thứ 2, thành phố, thị xã.
_END_OF_A_NAME = frozenset({"khóa", "khoá", "lần", "thành", "thị"})
_OFFICES = frozenset({"sở", "cục"})
_ABBREVIATIONS = {
    "UBND": "ỦY BAN NHÂN DÂN",
    "HĐND": "HỘI ĐỒNG NHÂN DÂN",
    "MTTQ": "MẶT TRẬN TỔ QUỐC",
    "TNCS": "THANH NIÊN CỘNG SẢN",
}
_BEFORE_A_ROMAN_NUMBER = frozenset("thứ khóa khoá lục hội phần chương".split())
_ROMAN = re.compile(r"[ivxlc]{1,6}")
# "ĐẢNG BỘ TỈNH LAM CHÂU BAN CHẤP HÀNH" is the Executive Committee of that organization.
_ORDERS = [(re.compile(row["shape"]), row["order"]) for row in data.rows("name_orders.csv")]

# The first word of a line, with or without a label ("1- Nâng cao", "a) Phát triển"), a sentence, a
# bracket or a list: a capital there says nothing.
_FIRST_WORD = re.compile(r"(?m)(?:^(?:\s*\w{1,4}[-)/])?|[.:!?“\"(]|\s[-+*])\s*\w+")
# Characters of a text from which the case of words is learnt, and those left out at its head, where
# a title in small letters stands itself. Chosen by eye; not measured.
_LEARNT_FROM = 60_000
_LENGTH_OF_A_HEAD = 400


@cache
def _bodies() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern for the words of a name, a body being one, and the bodies by folded name."""
    names = {fold(row["body"]): row["body"] for row in data.rows("bodies.csv") if row["body"]}
    return compiled(rf"{any_of(names)}|[\w.]+|\S"), names


def name_in_case(text: str) -> str:
    """The name of a body in normal case, the body before what it belongs to.

    Known bodies are written as in `bodies.csv`, places with capitals; what is in mixed case stays.

    >>> name_in_case("ĐẢNG BỘ TỈNH LAM CHÂU BAN CHẤP HÀNH")
    'Ban Chấp hành Đảng bộ tỉnh Lam Châu'
    >>> name_in_case("hội đồng nhân dân tỉnh lam châu")
    'Hội đồng nhân dân tỉnh Lam Châu'
    """
    words = text.split()
    if text.isupper():
        words = [_ABBREVIATIONS.get(word, word) for word in words]
    name = " ".join(_words_in_case(" ".join(words).strip(" ,.;:-")))
    name = _in_order(re.sub(r" (?=[,.;)])", "", name))
    return name[:1].upper() + name[1:]


def _in_order(name: str) -> str:
    """A name with the body before what it belongs to."""
    for shape, order in _ORDERS:
        if shape.fullmatch(name):
            return shape.sub(order, name)
    return name


def _words_in_case(text: str) -> list[str]:
    """The bodies and other words of a name, each in its case."""
    is_mixed = _is_in_mixed_case(text)
    pattern, bodies = _bodies()
    words: list[str] = []
    in_name = False
    for match in pattern.finditer(fold(text)):
        body = bodies.get(match.group())
        written = text[slice(*match.span())]
        word = body or (written if is_mixed else written.lower())
        before = words[-1].split()[-1].lower() if words else ""
        if not is_mixed and (word in _OFFICES or before in _OFFICES):  # Sở Y tế
            word, in_name = word.capitalize(), False
        elif before in _BEFORE_A_ROMAN_NUMBER and _ROMAN.fullmatch(word.lower()):  # khóa XIV
            word, in_name = word.upper(), False
        elif in_name and not body and word not in _BEFORE_A_NAME:  # tỉnh Lam Châu
            in_name = word not in _END_OF_A_NAME
            word = word.capitalize() if in_name and not is_mixed else word
        else:
            in_name = False
        in_name = in_name or word.split()[-1] in _BEFORE_A_NAME
        words.append(word)
    return words


def _is_in_mixed_case(text: str) -> bool:
    return text not in (text.upper(), text.lower(), text.capitalize())


def title_in_case(title: str, text: str, names: str = "") -> str:
    """A title all in capitals or all in lower case, in the case its pairs of words have in `text`
    and `names`.

    >>> title_in_case("VỀ PHÁT TRIỂN TỈNH LAM CHÂU", "Kinh tế tỉnh Lam Châu phát triển khá.")
    'Về phát triển tỉnh Lam Châu'
    """
    if _is_in_mixed_case(title):
        return title
    after_the_head = 0 if title.isupper() else _LENGTH_OF_A_HEAD
    learnt_from = _FIRST_WORD.sub("\n", text[after_the_head:_LEARNT_FROM])
    if title.isupper():
        learnt_from = "\n".join([learnt_from, "", names, *_names_of_bodies()])
    cased = iter(_words_as_learnt(title, _cases_by_neighbour(learnt_from, title)))
    result = re.sub(r"\w+", lambda _: next(cased), title)
    for sign in find_signs(title):
        result = result[: sign.start] + sign.text + result[sign.end :]
    result = re.sub(r"[“\"]\w", lambda match: match.group().upper(), result)
    first = title[:1] if title[:1].isupper() else result[:1]
    return first + result[1:]


def _names_of_bodies() -> list[str]:
    """The names that titles have: the Party's bodies, People's Council and Committee."""
    return [
        row["body"]
        for row in data.rows("bodies.csv")
        if row["code"] in _ABBREVIATIONS or (row["system"] == "party" and not row["code"])
    ]


class _Cases:
    """How a word is written behind another word, and before another."""

    def __init__(self) -> None:
        self.behind: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.ahead_of: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)


def _cases_by_neighbour(text: str, title: str) -> _Cases:
    """How the words of a title are written in a text beside those beside them in the title."""
    cases = _Cases()
    wanted = set(pairwise(re.findall(r"\w+", title.lower())))
    words = re.findall(r"\w+", text)
    lowered = [word.lower() for word in words]
    for (first, second), pair in zip(pairwise(words), pairwise(lowered), strict=True):
        # In capitals throughout it is a heading, an acronym.
        if pair not in wanted or first + second == (first + second).upper():
            continue
        cases.ahead_of[pair][first] += 1
        cases.behind[pair][second] += 1
    return cases


def _words_as_learnt(title: str, cases: _Cases) -> list[str]:
    """The words of a title as its pairs are most often written; in lower case where none was
    seen.
    """
    padded = ["", *re.findall(r"\w+", title.lower()), ""]
    words = []
    for before, word, after in zip(padded, padded[1:], padded[2:], strict=False):
        if before in _BEFORE_A_ROMAN_NUMBER and _ROMAN.fullmatch(word):
            words.append(word.upper())
            continue
        seen = cases.behind[before, word] + cases.ahead_of[word, after]
        words.append(seen.most_common(1)[0][0] if seen else word)
    return words
