"""Parts that a reference names and its document does not have."""

import pytest

from textkit.checking.parts import missing_part

PATHS = ["Điều 1", "Điều 1/1", "Điều 1/2", "Điều 2", "Điều 2/1/a", "Điều 2/1/b", "Điều 2/1"]


@pytest.mark.parametrize(
    ("pinpoint", "missing"),
    [
        ("2", None),
        ("3", "Điều 3"),
        ("1.2", None),
        ("1.3", "khoản 3 Điều 1"),
        # Article 2 has one clause, whose number tells nothing of others.
        ("2.2", None),
        ("2.1b", None),
        ("2.1c", "điểm c khoản 1 Điều 2"),
        ("1.1c", None),
        ("1,3", None),
        ("1; 3", "Điều 3"),
        ("2-9", None),
        ("9a", None),
    ],
)
def test_parts_beyond_the_last(pinpoint, missing):
    assert missing_part(PATHS, pinpoint) == missing


@pytest.mark.parametrize(
    ("paths", "pinpoint"),
    [
        ([], "4"),
        (["Điều 1"], "4"),
        (["Điều 1", "Điều 3"], "4"),
        (["Điều 2", "Điều 3"], "4"),
        (["Điều 1", "Điều 1/1", "Điều 1/3", "Điều 2"], "1.4"),
        (["Điều 1", "Điều 1/1/a", "Điều 1/1/c", "Điều 2"], "1.1d"),
        (["Điều 1", "Điều 1/a", "Điều 1/b", "Điều 2"], "1.1c"),
        (["Điều 1", "Điều 2", "Điều 1/2.1", "Điều 1/2.2"], "1.3"),
    ],
)
def test_where_nothing_can_be_said_to_be_missing(paths, pinpoint):
    assert missing_part(paths, pinpoint) is None
