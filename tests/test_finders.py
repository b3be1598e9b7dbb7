"""Records as plain dicts: what `asdict` makes of them, whatever they hold."""

from dataclasses import asdict, dataclass

import pytest

from textkit.storing.finders import _as_dict


@dataclass(frozen=True)
class Place:
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    doc_id: str
    start: int
    value: object


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        8.5,
        "Lam Châu",
        (),
        ("a", None, 2),
        (("a",), "b"),
        ["a"],
        Place("chợ"),
        (Place("bến"),),
    ],
)
def test_a_record_is_what_asdict_makes_of_it(value):
    record = Found("ct-04", 3, value)
    assert _as_dict(record) == asdict(record)


def test_what_may_change_is_copied():
    words = ["Lam Châu"]
    kept = _as_dict(Found("ct-04", 3, words))["value"]
    words.append("An Bình")
    assert kept == ["Lam Châu"]
