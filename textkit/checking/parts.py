"""The article, clause or point that a reference names and its document does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable

# The letters that points are counted with, in order (Nghị định 30/2020/NĐ-CP, Phụ lục I).
POINTS = "abcdđeghiklmnopqrstuvxy"

# An article, clause and point in the path of a unit: "Điều 1/2/a". What stands behind a part or
# chapter, a clause "2.1" and a point "a/x" are no part that a pinpoint names.
_PATH = re.compile(
    r"""
    Điều[ ](?P<article>\d{1,4})(?!\d)
    (?:/(?P<clause>\d{1,4})(?!\d*[.]))?
    (?:/(?P<point>[a-zđ])(?![^/]))?
    """,
    re.VERBOSE,
)

# One part of a pinpoint: "12", "12.1", "12.1đ". Not the end of a range ("346-350"), nor what an
# amendment put in ("12a", "12.1aa").
_PINPOINT = re.compile(
    r"""
    (?<![\d.,-])(?P<article>\d{1,4})(?![\da-zđ])
    (?:\.(?P<clause>\d{1,4})(?![\da-zđ]{2}|[-])
       (?P<point>[a-zđ](?!\d))?
    )?
    """,
    re.VERBOSE,
)


def missing_part(paths: Iterable[str], pinpoint: str) -> str | None:
    """The first part of a pinpoint that lies beyond the last one of a document with these paths;
    None if it may be there.

    Nothing is missing from a document whose own numbers have gaps, or where there is but one.

    >>> missing_part(["Điều 1", "Điều 1/1", "Điều 1/2", "Điều 2"], "1.3a")
    'khoản 3 Điều 1'
    >>> missing_part(["Điều 1", "Điều 2"], "2.1") is None
    True
    """
    parts = [match.groupdict() for match in map(_PATH.search, paths) if match]
    articles = {int(part["article"]) for part in parts}
    for match in _PINPOINT.finditer(pinpoint):
        article, clause, point = match.groups()
        in_article = [part for part in parts if part["article"] == article]
        clauses = {int(part["clause"]) for part in in_article if part["clause"]}
        in_clause = [part for part in in_article if part["clause"] == clause]
        points = {part["point"] or "" for part in in_clause}
        if _is_beyond(int(article), articles):
            return f"Điều {article}"
        if clause and _is_beyond(int(clause), clauses):
            return f"khoản {clause} Điều {article}"
        if point and {"a", "b"} <= points and POINTS.find(point) > max(map(POINTS.find, points)):
            return f"điểm {point} khoản {clause} Điều {article}"
    return None


def _is_beyond(number: int, numbers: set[int]) -> bool:
    """Whether a number lies beyond numbers that count up from one to two or more.

    >>> _is_beyond(3, {1, 2}), _is_beyond(2, {1, 2}), _is_beyond(4, {1, 3}), _is_beyond(2, {1})
    (True, False, False, False)
    """
    without_gaps = numbers == set(range(1, len(numbers) + 1))
    return without_gaps and len(numbers) > 1 and number > len(numbers)
