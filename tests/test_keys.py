"""The key of what is stored: made of just the modules and data files that made it."""

import ast
import re
from pathlib import Path

import pytest

from textkit import data
from textkit.storing import keys
from textkit.storing.finders import FINDERS

PACKAGE = Path(keys.__file__).resolve().parents[1]
MADE_BY = [finder.module for finder in FINDERS.values()] + [
    "textkit.language.annotation",
    "textkit.reading.readers",
]


def imports_of(module):
    """The modules of textkit a module imports, read from its syntax tree: another way than that of
    `keys`.
    """
    found = set()
    for node in ast.walk(ast.parse(keys._source(module))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "textkit":
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if keys._file(whole) else node.module)
    kept = found - {"textkit", "textkit.data.messages"}
    return {name for name in kept if not name.startswith("textkit.running.")}


@pytest.mark.parametrize("module", MADE_BY)
def test_a_key_covers_every_module_that_is_imported_and_no_other(module):
    reached, waiting = set(), {module}
    while waiting:
        one = waiting.pop()
        reached.add(one)
        waiting |= imports_of(one) - reached
    assert keys.modules_of(module) == reached


@pytest.fixture
def changed(monkeypatch):
    """Keys as they are when a source or data file had one more byte."""

    def key_with(name, module):
        source, path = keys._source, keys.path
        keys.key.cache_clear()
        if name.endswith(".py"):
            touched = f"textkit.{name.removesuffix('.py').replace('/', '.')}"
            monkeypatch.setattr(
                keys, "_source", lambda each: source(each) + (b" " if each == touched else b"")
            )
        else:
            monkeypatch.setattr(keys, "path", lambda each: Touched(path(each), each == name))
        made = keys.key(module)
        monkeypatch.undo()
        keys.key.cache_clear()
        return made

    return key_with


class Touched:
    def __init__(self, path, touched):
        self.path, self.touched = path, touched

    def read_bytes(self):
        return self.path.read_bytes() + (b" " if self.touched else b"")


@pytest.mark.parametrize(
    ("touched", "module", "stale"),
    [
        ("handout.docx", "textkit.finding.targets", False),
        ("messages.toml", "textkit.finding.targets", False),
        ("data/messages.py", "textkit.finding.targets", False),
        ("targets.toml", "textkit.finding.targets", True),
        ("targets.toml", "textkit.finding.citations", False),
        ("finding/tables.py", "textkit.finding.targets", True),
        ("finding/tables.py", "textkit.language.annotation", False),
        ("lexicon.toml", "textkit.language.annotation", True),
        ("lexicon.toml", "textkit.reading.readers", False),
        ("storing/duplicates.py", "textkit.storing.duplicates", True),
        ("reading/word/runs.py", "textkit.reading.readers", True),
        ("symbols.csv", "textkit.reading.readers", True),
    ],
)
def test_a_changed_byte_makes_stale_what_was_made_from_it_alone(changed, touched, module, stale):
    before = keys.key(module)
    assert (changed(touched, module) != before) == stale


def test_another_version_of_the_model_makes_annotations_stale(monkeypatch):
    before = keys.key("textkit.language.annotation")
    keys.key.cache_clear()
    monkeypatch.setattr(keys.metadata, "version", lambda _: "0.0")
    assert keys.key("textkit.language.annotation") != before
    assert keys.key.__wrapped__("textkit.reading.readers")
    keys.key.cache_clear()


def test_the_loader_says_who_reads_which_file():
    """Each call of the loader stands in `READ_BY`, each file there is read, and nothing else opens
    the folder.
    """
    called = {}
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if module == "data.__init__":
            continue
        source = path.read_text("utf-8")
        assert "importlib.resources" not in source, module
        for name in re.findall(
            r"\bdata\.(?:toml|rows|patterns|text|content|arrays|mapped|path|template)\(\s*\"([^\"]+)\"",
            source,
        ):
            called.setdefault(name, set()).add(module)
    called["handout.ipynb.j2"] = called["quiz.html.j2"] = {
        "teaching.handouts"
    }  # by a name it puts together
    assert called == {name: set(modules) for name, modules in data.READ_BY.items()}
    assert called.keys() == {
        path.name
        for path in (PACKAGE / "data").iterdir()
        if path.suffix != ".py" and path.name != "__pycache__"
    }


@pytest.fixture
def keeping(monkeypatch, tmp_path):
    """Keys as a command has them, with a cache of its own."""
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path))
    monkeypatch.setattr(keys, "is_guarded", lambda: True)
    monkeypatch.setattr(keys, "_JUST_NOW", 0.0)
    known = (keys.key, keys._kept_keys, keys._package)

    def begin():
        for one in known:
            one.cache_clear()

    begin()
    yield begin
    monkeypatch.undo()
    begin()


def test_a_command_keeps_keys_and_they_are_those_worked_out(keeping, monkeypatch):
    made = keys.key("textkit.language.units")
    assert made == keys._worked_out(["textkit.language.units"])
    keeping()
    monkeypatch.setattr(keys, "_worked_out", None)  # not asked for
    assert keys.key("textkit.language.units") == made


def test_kept_keys_hold_for_the_package_as_it_was(keeping, monkeypatch):
    keys.key("textkit.language.units")
    keeping()
    monkeypatch.setattr(keys, "_package", lambda: ("another", 0.0))
    monkeypatch.setattr(keys, "_worked_out", lambda modules: "anew")
    assert keys.key("textkit.language.units") == "anew"


def test_a_file_that_is_written_anew_makes_another_package(keeping, monkeypatch, tmp_path):
    (tmp_path / "one.py").write_text("a = 1")
    monkeypatch.setattr(keys, "_PACKAGE", tmp_path)
    before, newest = keys._package()
    keeping()
    (tmp_path / "one.py").write_text("a = 12")
    after, _ = keys._package()
    assert before != after
    assert newest > 0


def test_keys_of_a_module_of_others_and_damaged_ones_are_worked_out(keeping, tmp_path):
    (tmp_path / "keys.json").write_text("[1")
    assert keys.key("textkit.language.units") == keys._worked_out(["textkit.language.units"])
    keys.key("json")
    assert '"json"' not in (tmp_path / "keys.json").read_text()


def test_nothing_is_kept_of_a_package_that_is_written_just_now(keeping, monkeypatch, tmp_path):
    monkeypatch.setattr(keys, "_JUST_NOW", 1e12)
    keys.key("textkit.language.units")
    assert not (tmp_path / "keys.json").exists()
