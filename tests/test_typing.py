"""The types of the public names, as an editor and mypy see them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import textkit as tk

ROOT = Path(__file__).resolve().parents[1]
TYPED = ROOT / "tests" / "typed"


def mypy(*arguments):
    """What mypy says, one line a message, under the project's own settings."""
    command = [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return [line for line in done.stdout.splitlines() if not line.startswith(("Found", "Success"))]


def test_the_stub_has_just_the_public_names_and_where_they_are():
    stub = (ROOT / "textkit" / "__init__.pyi").read_text("utf-8")
    imported = re.findall(r"from textkit\.([\w.]+) import (\w+) as (\w+)", stub)
    assert {name: (module, there) for module, there, name in imported} == tk._PUBLIC
    assert re.findall(r'^    "(\w+)",', stub, re.MULTILINE) == tk.__all__


def test_the_package_tells_type_checkers_that_it_is_typed():
    assert (ROOT / "textkit" / "py.typed").is_file()


@pytest.mark.slow
def test_right_uses_of_every_public_name_pass():
    source = (TYPED / "right.py").read_text("utf-8")
    assert {name for name in tk.__all__ if f"tk.{name}" not in source} == set()
    assert mypy(TYPED / "right.py") == []


@pytest.mark.slow
def test_wrong_uses_are_refused_where_they_stand():
    lines = (TYPED / "wrong.py").read_text("utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("# refused")}
    said = {int(line.split(":")[1]) for line in mypy(TYPED / "wrong.py") if ": error:" in line}
    assert said == wrong


@pytest.mark.slow
def test_the_signature_of_a_public_name_is_revealed(tmp_path):
    asked = tmp_path / "asked.py"
    asked.write_text("import textkit as tk\nreveal_type(tk.open_corpus)\n", "utf-8")
    (answer,) = mypy(asked)
    assert "def (folder: str | pathlib.Path" in answer.replace(
        "Union[str, pathlib.Path]", "str | pathlib.Path"
    )
    assert "-> textkit.presenting.results.Corpus" in answer
