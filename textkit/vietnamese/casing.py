"""Names and titles in capitals (or all in lower case) put back into normal case."""

import re
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

from textkit import data
from textkit.vietnamese.signs import any_of, find_signs
from textkit.vietnamese.text import fold

CAPITALS = "A-ZĐƠƯ" + "".join(
    letter for letter in map(chr, range(0xC0, 0x1EFA)) if letter.isupper()
)
"""The capital letters of Vietnamese, for a class of a regular expression (`À-Ỹ` would take in small
ones).
"""

_NAMED_AFTER = frozenset("tỉnh huyện quận xã phường phố khu ủy uỷ".split())
_OFFICES = frozenset({"sở", "cục"})
_SHORT = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}
_NUMBERED_AFTER = frozenset("thứ khóa khoá lục hội phần chương".split())
_FIRST = re.compile(r"(?m)(?:^|[.:!?“\"(]|\s[-+*])\s*\w+")
_ROMAN = re.compile(r"[ivxlc]{1,6}")
_ORDER = [(re.compile(row["shape"]), row["order"]) for row in data.rows("name_orders.csv")]


@cache
def _bodies() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {fold(row["body"]): row["body"] for row in data.rows("bodies.csv") if row["body"]}
    return re.compile(rf"{any_of(names)}|[\w.]+|\S"), names


def name_in_case(text: str) -> str:
    """The name of a body in normal case, the body before what it belongs to.

    Known bodies are written as in `bodies.csv`, places with capitals; what is in mixed case stays.

    >>> (
    ...     name_in_case("ĐẢNG BỘ TỈNH LAM CHÂU BAN CHẤP HÀNH"),
    ...     name_in_case("hội đồng nhân dân tỉnh lam châu"),
    ... )
    ('Ban Chấp hành Đảng bộ tỉnh Lam Châu', 'Hội đồng nhân dân tỉnh Lam Châu')
    """
    text = " ".join(
        _SHORT.get(word, word) if text.isupper() else word for word in text.split()
    ).strip(" ,.;:-")
    mixed = text not in (text.upper(), text.lower(), text.capitalize())
    pattern, names = _bodies()
    words: list[str] = []
    naming = False
    for match in pattern.finditer(fold(text)):
        written = text[slice(*match.span())]
        word = names.get(match.group()) or (written if mixed else written.lower())
        before = words[-1].split()[-1].lower() if words else ""
        if not mixed and (word in _OFFICES or before in _OFFICES):
            word, naming = word.capitalize(), False
        elif before in _NUMBERED_AFTER and _ROMAN.fullmatch(word.lower()):
            word, naming = word.upper(), False
        elif naming and match.group() not in names and word not in _NAMED_AFTER:
            naming = word not in {"khóa", "khoá", "lần", "thành", "thị"}
            word = word.capitalize() if naming and not mixed else word
        else:
            naming = False
        naming = naming or word.split()[-1] in _NAMED_AFTER
        words.append(word)
    name = re.sub(r" (?=[,.;)])", "", " ".join(words))
    name = next((shape.sub(order, name) for shape, order in _ORDER if shape.fullmatch(name)), name)
    return name[:1].upper() + name[1:]


def title_in_case(title: str, text: str, names: str = "") -> str:
    """A title all in capitals or all in lower case, in the case its pairs of words have in `text`
    and `names`.

    >>> title_in_case("VỀ PHÁT TRIỂN TỈNH LAM CHÂU", "Kinh tế tỉnh Lam Châu phát triển khá.")
    'Về phát triển tỉnh Lam Châu'
    """
    if title not in (title.upper(), title.lower(), title.capitalize()):
        return title
    body = _FIRST.sub("\n", text[0 if title.isupper() else 400 : 60_000])
    if title.isupper():
        known = [
            row["body"]
            for row in data.rows("bodies.csv")
            if row["code"] in _SHORT or (row["system"] == "party" and not row["code"])
        ]
        body = "\n".join([body, "", names, *known])
    votes: defaultdict[tuple[str, str, int], Counter[str]] = defaultdict(Counter)
    for one, two in pairwise(re.findall(r"\w+", body)):
        if one + two != (one + two).upper():
            votes[one.lower(), two.lower(), 0][one] += 1
            votes[one.lower(), two.lower(), 1][two] += 1
    words = ["", *re.findall(r"\w+", title.lower()), ""]
    cased = []
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        seen = votes[before, word, 1] + votes[word, after, 0]
        roman = before in _NUMBERED_AFTER and _ROMAN.fullmatch(word)
        cased.append(word.upper() if roman else seen.most_common(1)[0][0] if seen else word)
    following = iter(cased)
    result = re.sub(r"\w+", lambda _: next(following), title)
    for sign in find_signs(title):
        result = result[: sign.start] + sign.text + result[sign.end :]
    result = re.sub(r"[“\"]\w", lambda match: match.group().upper(), result)
    return (title[:1] if title[:1].isupper() else result[:1]) + result[1:]
