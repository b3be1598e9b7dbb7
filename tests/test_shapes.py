"""What may stand in a field, and what a store keeps as bytes: right values pass, all others are
named.
"""

import contextlib
import json
import math
import zlib
from dataclasses import dataclass
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.reading.document import Block, Comment, Facts
from textkit.storing import packing
from textkit.storing.packing import (
    checked,
    loaded,
    packed,
    packed_text,
    unpacked,
    unpacked_text,
    with_checksum,
)
from textkit.storing.shapes import DamageError, check, check_spans, is_name


@dataclass(frozen=True)
class Thing:
    name: str
    kind: Literal["một", "hai"]
    size: float | None = None
    places: tuple[int, ...] = ()
    pair: tuple[int, int] = (0, 0)
    counts: dict[str, int] | None = None
    facts: Facts | None = None


GOOD = {
    "name": "a",
    "kind": "một",
    "size": 1,
    "places": [1, 2],
    "pair": [3, 4],
    "counts": {"x": 1},
    "facts": {"kind": "nghị quyết"},
}


def test_good_rows_pass():
    rows = [GOOD, {"name": "b", "kind": "hai"}, GOOD | {"size": None, "facts": None}]
    assert check(Thing, rows) == rows
    assert check(Thing, []) == []
    assert check(Block, [[0, 3, "body"], [3, 9, "table", None, 1]], as_lists=True, size=9)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 1},
        {"name": None},
        {"kind": "ba"},
        {"size": "1"},
        {"size": True},
        {"size": math.nan},
        {"size": math.inf},
        {"size": 10**30},
        {"places": [1, "2"]},
        {"places": [[1]]},
        {"places": (1, 2)},
        {"places": {"1": 2}},
        {"pair": [1]},
        {"pair": [1, 2, 3]},
        {"counts": {"x": "1"}},
        {"counts": [1]},
        {"facts": {"kind": 3}},
        {"facts": {"colour": "đỏ"}},
        {"facts": ["nghị quyết"]},
        {"colour": "đỏ"},
    ],
)
def test_a_wrong_field_is_named(wrong):
    with pytest.raises(DamageError):
        check(Thing, [GOOD, GOOD | wrong])


@pytest.mark.parametrize("rows", [None, {}, "a", [1], [None], [[]], [{}], [{"name": "a"}]])
def test_what_is_no_list_of_rows(rows):
    with pytest.raises(DamageError):
        check(Thing, rows)


@pytest.mark.parametrize(
    "row", [[0, 10, "body"], [-1, 3, "body"], [5, 3, "body"], [0, 1, "x"], [0]]
)
def test_a_span_lies_in_its_text(row):
    with pytest.raises(DamageError):
        check(Block, [row], as_lists=True, size=9)


def test_a_comment_may_be_on_nothing_but_not_on_half():
    on_nothing = ["1", None, None, None, None, "ý"]
    assert check(Comment, [on_nothing], as_lists=True, size=3)
    with pytest.raises(DamageError):
        check(Comment, [["1", None, None, 1, None, "ý"]], as_lists=True, size=3)


def test_spans_of_plain_rows():
    check_spans([{"start": 0, "end": 9}, {"name": "a"}], 9)
    for row in ({"start": 0}, {"start": 0, "end": 10}, {"start": 0.0, "end": 1}):
        with pytest.raises(DamageError):
            check_spans([row], 9)


@pytest.mark.parametrize(
    ("name", "good"),
    [
        ("hdnd/nq 01", True),
        ("NQ..2020", True),
        ("a\x1b[2J", False),
        ("a\x9b2J", False),
        ("a\u2028b", False),
        ("a/../b", False),
        ("..\\b", False),
        ("/etc/passwd", False),
        ("a" * 1001, False),
    ],
)
def test_names(name, good):
    assert is_name(name) == good


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("ab\\u"), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(VALUES)
def test_what_is_packed_comes_back(value):
    assert unpacked(packed(value)) == value


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_comes_back(text):
    assert unpacked_text(packed_text(text), len(text)) == text
    for other in {len(text) - 1, len(text) + 1} - {-1}:
        with pytest.raises(DamageError):
            unpacked_text(packed_text(text), other)


@given(st.binary(max_size=200))
def test_bytes_come_back_with_their_checksum(data):
    assert bytes(checked(with_checksum(data))) == data


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_an_error(data):
    for unpack in (unpacked, checked, lambda body: unpacked_text(body, 100)):
        with contextlib.suppress(DamageError):
            unpack(data)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "[Infinity]",
        '{"a": -Infinity}',
        "[" * 5_000 + "]" * 5_000,
        "9" * 5_000,
        '"\\ud800"',
        "{",
    ],
)
def test_json_that_nobody_should_write(text):
    with pytest.raises(DamageError):
        loaded(text)


def test_a_backslash_before_ud_is_no_half_of_a_pair():
    assert loaded(json.dumps("C:\\ud800")) == "C:\\ud800"
    assert loaded('"\\ud83d\\ude00"') == "😀"


def test_bombs_are_not_unpacked(monkeypatch):
    monkeypatch.setattr(packing, "MOST_EXPANDED", 1_000)
    bomb = zlib.compress(b"0" * 2_000)
    with pytest.raises(DamageError):
        unpacked(bomb)
    with pytest.raises(DamageError):
        unpacked_text(bomb, 2_000)
    with pytest.raises(ValueError, match="more than"):
        packed(["0" * 2_000])


def test_an_error_of_a_field_is_short():
    with pytest.raises(DamageError) as raised:
        check(Thing, [GOOD | {"name": ["a" * 10_000]}])
    assert len(raised.value.message.say()) < 100
