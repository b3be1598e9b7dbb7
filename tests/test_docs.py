"""What the documents show is what textkit prints, and what they name is there.

`TEXTKIT_DOCS=1 uv run pytest tests/test_docs.py` writes what is printed now into the documents.
"""

import io
import os
import re
import shlex
import shutil
import tomllib
from contextlib import redirect_stdout
from difflib import SequenceMatcher

import pytest
import typer
from markdown import ROOT, blocks, commands, examples
from test_architecture import MAP
from typer.testing import CliRunner

import textkit
from textkit import cli

# Documents whose examples are run, in order of their reading.
RUN = [ROOT / "README.md", ROOT / "docs" / "manual.md"]
DOCUMENTS = [
    *RUN,
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs" / "architecture.md",
    ROOT / "docs" / "method.md",
    ROOT / "corpus" / "README.md",
    ROOT / "tests" / "labels" / "README.md",
]
LEFT_OUT = "…"
"""A line of its own in what a document shows: lines of the output are left out here."""


def printed_lines(output: str) -> list[str]:
    """The lines of an output without trailing blanks, from the first that is not empty to the
    last.
    """
    lines = [line.rstrip() for line in output.splitlines()]
    filled = [place for place, line in enumerate(lines) if line]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def agrees(shown: list[str], printed: list[str]) -> bool:
    """Whether the lines shown are those printed, where `…` stands for any number of them."""
    parts = [r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(line) + r"\n" for line in shown]
    return re.fullmatch("".join(parts), "".join(f"{line}\n" for line in printed)) is not None


def renewed(shown: list[str], printed: list[str]) -> list[str]:
    """As many lines of what is printed now as were shown, with `…` in the places where it stood.

    What stands behind a `…` begins at the line most like the one that stood there.
    """
    pieces: list[list[str]] = [[]]
    for line in shown:
        if line == LEFT_OUT:
            pieces.append([])
        else:
            pieces[-1].append(line)
    if len(pieces) == 1:
        return printed
    lines = printed[: len(pieces[0])]
    at = len(lines)
    for piece in pieces[1:]:
        lines.append(LEFT_OUT)
        if not piece:
            continue
        places = range(at, len(printed) - len(piece) + 1)
        is_last = piece is pieces[-1]
        at = places[-1] if is_last else max(places, key=lambda n: likeness(piece[0], printed[n]))
        lines += printed[at : at + len(piece)]
        at += len(piece)
    return lines


def likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def run_commands(body: str) -> str:
    """What the textkit commands of a block print; commands of other programs are not run."""
    output = ""
    for command in commands(body):
        words = shlex.split(command.removeprefix("uv run "))
        if words[0] == "textkit" and words[1] != "lab":
            result = CliRunner().invoke(cli.app, words[1:])
            assert result.exit_code in (0, 1), f"{command}\n{result.output}\n{result.exception}"
            output += result.stdout
    return output


def run_python(body: str, names: dict) -> str:
    """What a block of Python prints; the names it binds are there for the next."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(body, "<document>", "exec"), names)
    return printed.getvalue()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with what the examples name: the sample corpus, and a draft of its own."""
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    shutil.copyfile(ROOT / "corpus/2025-2030/nq-02-2025.docx", tmp_path / "draft.docx")
    shutil.copyfile(ROOT / "corpus/2020-2025/nq-dai-hoi-2020.docx", tmp_path / "v1.docx")
    shutil.copyfile(ROOT / "corpus/2025-2030/ph-bi-thu-2026.txt", tmp_path / "speech.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_examples_print_what_is_shown(path, folder):
    text = path.read_text("utf-8")
    names: dict = {}
    edits = []
    for block, output in examples(text):
        if block.language == "sh" and output is None:
            continue  # names and options are checked below; what writes files is shown elsewhere
        printed = run_python(block.body, names) if block.language == "python" else ""
        printed = run_commands(block.body) if block.language == "sh" else printed
        if output is not None:
            shown = output.body.splitlines()
            lines = printed_lines(printed)
            if not agrees(shown, lines):
                edits.append((output, renewed(shown, lines)))
    if os.environ.get("TEXTKIT_DOCS"):
        for output, lines in reversed(edits):
            text = (
                text[: output.start] + "".join(f"{line}\n" for line in lines) + text[output.end :]
            )
        path.write_text(text, "utf-8")
        return
    assert not edits, "\n".join(edits[0][1])


def textkit_commands():
    found = []
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        for block in blocks(text):
            for command in commands(block.body) if block.language == "sh" else []:
                words = shlex.split(command.removeprefix("uv run "))
                if words[0] == "textkit":
                    found.append(pytest.param(words[1:], id=f"{path.stem}: {command}"))
    return found


@pytest.mark.parametrize("words", textkit_commands())
def test_commands_and_their_options_are_there(words):
    command = typer.main.get_command(cli.app).commands[words[0]]
    known = set()
    for parameter in command.params:
        known |= {*parameter.opts, *parameter.secondary_opts}
    assert {word for word in words[1:] if re.match(r"--?[a-z]", word)} <= known


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_python_compiles_and_public_names_are_there(path):
    for block in blocks(path.read_text("utf-8")):
        if block.language == "python":
            compile(block.body, str(path), "exec")
            assert set(re.findall(r"\btk\.(\w+)", block.body)) <= set(textkit.__all__)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_links_lead_to_files_and_headings(path):
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?://)([^)]+)\)", text):
        name, _, heading = target.partition("#")
        linked = (path.parent / name).resolve() if name else path
        assert linked.exists(), target
        if heading:
            titles = re.findall(r"^#+ (.+)", linked.read_text("utf-8"), re.MULTILINE)
            assert heading in {slug(title) for title in titles}, target


def slug(title: str) -> str:
    """A heading as GitHub writes it in a link."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def test_the_map_of_the_architecture_names_every_module():
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w./]+)` \|.*\| ([^|]+) \|$", text, re.MULTILINE)
    shown = {
        package.rstrip("/").replace("/", "."): re.findall(r"`(\w+)`", cell)
        for package, cell in rows
    }
    wanted: dict[str, list[str]] = {}
    for package, modules in MAP.items():
        wanted.setdefault(package.strip(), []).extend(modules.split())
    assert shown == {package or "textkit": modules for package, modules in wanted.items()}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_plain_english(path):
    """Words of the project's own dialect, which no reader outside it would expect."""
    text = " ".join(path.read_text("utf-8").split())
    assert (
        re.findall(r"gravest|\ba row a\b|\b(?:is|are) told\b|\brooms?\b|\bwings?\b|is last\b", text)
        == []
    )


def test_the_version_is_the_same_everywhere():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert version == textkit.__version__
    for path in RUN:
        text = path.read_text("utf-8")
        named = re.findall(r"textkit-([\d.]+\d)|version = \{([\d.]+)\}", text)
        assert {wheel or cited for wheel, cited in named} == {version}


def test_the_changelog_has_the_version_and_groups_its_lines():
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^## {re.escape(textkit.__version__)}\b", text, re.MULTILINE)
    groups = set(re.findall(r"^### (.+)", text, re.MULTILINE))
    assert groups <= {"Added", "Changed", "Fixed", "Removed"}
