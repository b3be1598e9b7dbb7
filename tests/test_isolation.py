"""Documents in isolation: hostile files, killed parents and children, Ctrl-C; nothing is left."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import hostile
import isolated_work
import pytest

from textkit.running.processes import descendants, look
from textkit.storing.corpus import open_corpus
from textkit.storing.finders import FINDERS, Finder

pytestmark = pytest.mark.slow
on_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

GOOD = "NGHỊ QUYẾT\nĐiều 1. Phấn đấu đến năm 2025 trồng 500 ha rừng."
LIMITS = {"TEXTKIT_MEMORY": "900", "TEXTKIT_SECONDS": "6", "TEXTKIT_ISOLATION": "on"}


@pytest.fixture
def isolated(tmp_path, monkeypatch):
    """Children work, within low limits, and all temporary files lie in a folder of the test."""
    for name, value in LIMITS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return tmp_path


@pytest.fixture
def folder(isolated):
    place = isolated / "corpus"
    place.mkdir()
    for name in ("a.txt", "b.txt", "y.txt", "z.txt"):
        (place / name).write_text(GOOD, "utf-8")
    return place


def opened(folder, **more):
    return open_corpus(folder, progress=False, duplicates=True, **more)


def textkit(*arguments, **more):
    program = "from textkit.guard import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | more,
    )


def wait_for(condition, seconds=60):
    """Waits until a condition holds; a test of what happens at a moment has to."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


def traces(folder):
    """The files under a folder whose name or content has the secret word."""
    secret = isolated_work.SECRET.encode()
    return [
        path
        for path in folder.rglob("*")
        if secret in bytes(path) or (path.is_file() and secret in path.read_bytes())
    ]


def test_hostile_files_are_skipped_rows_and_the_rest_is_read(folder):
    hostile.write_all(folder)
    corpus = opened(folder, jobs=2)
    assert corpus.ids == ("a", "b", "y", "z")
    assert {path for path, _ in corpus.skipped} == set(hostile.FILES)
    reasons = dict(corpus.skipped)
    for name in ("ve-hai-lan.pdf", "nhieu-tang.pdf", "nen-hai-lan.pdf", "doan-trong.docx"):
        assert "no ordinary document" in reasons[name]


def test_children_find_what_this_process_finds(folder, monkeypatch):
    apart = opened(folder, store=folder.parent / "apart.db")
    monkeypatch.setenv("TEXTKIT_ISOLATION", "off")
    here = opened(folder, store=folder.parent / "here.db")
    for id_ in here.ids:
        assert apart.document(id_) == here.document(id_)
    for name in FINDERS:
        assert apart.records(name) == here.records(name)
    assert apart.run_record == here.run_record


def test_a_finder_in_a_module_of_the_user_works_in_children(folder, monkeypatch):
    monkeypatch.setitem(FINDERS, "lines", Finder("small_corpus", "find_lines", "Line"))
    assert len(opened(folder).records("lines")) >= 4


def test_a_script_without_a_main_guard_works(folder):
    script = folder.parent / "script.py"
    script.write_text(
        f"import textkit as tk\nprint(tk.open_corpus({str(folder)!r}, duplicates=True).ids)\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout == "('a', 'b', 'y', 'z')\n", done.stderr


@pytest.mark.parametrize("command", ["show", "check"])
@pytest.mark.parametrize("name", ["ve-hai-lan.pdf", "doan-trong.docx"])
def test_a_command_on_a_hostile_file_says_so(isolated, command, name):
    file = isolated / name
    file.write_bytes(hostile.FILES[name]())
    process = textkit(command, file, "--lang", "en")
    out, err = process.communicate(timeout=200)
    assert process.returncode == 2
    assert not out
    assert name in err
    assert "no ordinary document" in err
    assert err.count("\n") == 1
    assert list((isolated / "tmp").iterdir()) == []


def test_a_command_gives_the_exit_code_and_the_output_of_its_child(isolated):
    file = isolated / "a.txt"
    file.write_text(GOOD, "utf-8")
    process = textkit("show", file, "--json", "-")
    out, err = process.communicate(timeout=200)
    assert (process.returncode, err) == (0, "")
    assert '"500 ha rừng"' in out or "500 ha" in out
    process = textkit("show", isolated / "missing.txt")
    assert process.wait(200) == 2


@pytest.fixture
def big(isolated):
    """A folder that takes long to build."""
    place = isolated / "big"
    place.mkdir()
    for number in range(40):
        (place / f"{number:03}.txt").write_text(f"{GOOD}\n" * 200 + str(number), "utf-8")
    return place


def workers(process):
    """The processes under a command of which at least one is at work."""
    found = descendants(process.pid)
    return found if len(found) > 1 else None


@on_posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_children_end_with_their_parent(big, number):
    process = textkit("build", big, "--jobs", "2")
    children = wait_for(lambda: workers(process))
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (-9 if number == signal.SIGKILL else 128 + number)
    wait_for(lambda: not any(look(child) for child in children))


@on_posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_in_one_line(big, jobs):
    process = textkit("build", big, "--jobs", jobs, "--lang", "en")
    children = wait_for(lambda: workers(process))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1].startswith("textkit: interrupted")
    assert "Traceback" not in err
    wait_for(lambda: not any(look(child) for child in children))


@on_posix
def test_children_of_a_script_end_with_it(big):
    program = f"import textkit as tk; tk.open_corpus({str(big)!r}, jobs=2)"
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE)
    children = wait_for(lambda: descendants(process.pid))
    process.kill()
    process.communicate(timeout=60)
    wait_for(lambda: not any(look(child) for child in children))


def test_what_was_stored_when_the_parent_was_killed_is_kept(big, isolated):
    store = isolated / "store.db"
    process = textkit("build", big, "--store", store)
    wait_for(lambda: store.exists() and store.stat().st_size > 300_000, 120)
    process.kill()
    process.communicate(timeout=60)
    with_all = open_corpus(big, store=store, progress=False, duplicates=True)
    assert len(with_all.ids) == 40
