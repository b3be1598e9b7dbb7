"""The recipes of docs/architecture.md do what they say, on a copy of the package."""

import os
import shlex
import shutil
import subprocess
import sys

import pytest
from markdown import ROOT, blocks, commands, edited, file_named, headed
from test_docs import agrees, printed_lines, renewed

DOCUMENT = ROOT / "docs" / "architecture.md"
RECIPES = ("Add a reader", "Add a rule", "Add a theme", "Add a statistic")
TRY_IT = "Try it:"


@pytest.fixture
def package(tmp_path):
    """A copy of the package with its tests and the sample corpus."""
    ignored = shutil.ignore_patterns("__pycache__", "labels", "benchmarks")
    for name in ("textkit", "tests", "corpus"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def run(folder, *words):
    """What Python prints in a folder whose package is the copy."""
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "PYTHONIOENCODING": "utf-8",
        "TEXTKIT_CACHE": str(folder / "cache"),
    }
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def put(folder, block):
    """Puts a block into the file named above it: an edit, a new file, or an addition at the end."""
    file = folder / file_named(block.before)
    if block.language == "diff":
        content = edited(file.read_text("utf-8"), block.body)
    elif file.exists():
        blank_lines = "\n\n" if file.suffix == ".py" else "\n"
        content = file.read_text("utf-8") + blank_lines + block.body
    else:
        content = block.body
    file.write_text(content, "utf-8")
    return file


@pytest.mark.slow
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_works(recipe, package):
    text = DOCUMENT.read_text("utf-8")
    section = headed(text, f"## {recipe}")
    changed, printed = [], ""
    is_tried = False
    for block in blocks(section):
        is_tried = is_tried or TRY_IT in block.before
        if not is_tried:
            changed.append(put(package, block))
        elif block.language == "python":
            printed = run(package, "-c", block.body)
        elif block.language == "sh":
            for command in commands(block.body):
                program, *words = shlex.split(command.removeprefix("uv run "))
                printed = run(package, "-m", program, "-n", "0", *words)
        elif block.language == "text":
            shown, lines = block.body.splitlines(), printed_lines(printed)
            if os.environ.get("TEXTKIT_DOCS"):
                body = "".join(f"{line}\n" for line in renewed(shown, lines))
                new = section[: block.start] + body + section[block.end :]
                DOCUMENT.write_text(text.replace(section, new), "utf-8")
            else:
                assert agrees(shown, lines), printed
    assert is_tried
    sources = [str(file) for file in changed if file.suffix == ".py"]
    for command in (["check"], ["format", "--check"]) if sources else []:
        run(package, "-m", "ruff", *command, "--config", str(ROOT / "pyproject.toml"), *sources)
    checks = [
        "tests/test_architecture.py::test_every_module_is_listed_and_every_listed_module_is_there",
        "tests/test_typing.py::test_the_stub_has_just_the_public_names_and_where_they_are",
    ]
    checks += [
        f"tests/test_architecture.py::test_imports_point_up_the_list[{module}]"
        for module in map(module_of, changed)
        if module and module != "__init__"
    ]
    run(package, "-m", "pytest", "-n", "0", *checks)


def module_of(file):
    """The module of a file of the package as the map names it; None of other files."""
    parts = file.with_suffix("").parts
    inside = "textkit" in parts and file.suffix == ".py"
    return ".".join(parts[parts.index("textkit") + 1 :]) if inside else None
