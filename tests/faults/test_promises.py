"""The table of promises names tests that there are, and every battery stands in it."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISES = (ROOT / "docs" / "promises.md").read_text("utf-8")

# `tests/faults/test_disk.py::test_a_kill_leaves_a_whole_file`
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PROMISES)


@cache
def functions_in(path: str) -> set[str]:
    """The names of the functions of a file of tests."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_what_the_table_names_is_there(path, name):
    assert not name or name in functions_in(path)


def test_every_row_of_the_table_names_a_test():
    rows = [line for line in PROMISES.splitlines() if line.startswith("| ")]
    promises = [row for row in rows if not row.startswith(("| Promise", "| Run", "| files"))]
    without = [row for row in promises if "`tests/" not in row and "long.py" not in row]
    assert promises
    assert without == []


def test_every_battery_stands_in_the_table():
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests/faults").glob("test_*")}
    assert files <= {path for path, _ in NAMED}
