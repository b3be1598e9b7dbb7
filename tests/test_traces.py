"""A draft leaves no trace in temporary and cache folders, whatever way the program ends."""

import os
import signal
import stat
import subprocess
import sys
import time

import hostile
import pytest

from textkit.running.processes import descendants, look
from textkit.storing.store import store_path

SECRET = "chưa-được-công-bố"
DRAFT = "{\\rtf1 " + SECRET + "}"
TEXT = f"<w:p><w:r><w:t>Điều 1. Nội dung {SECRET} của dự thảo này.</w:t></w:r></w:p>"

# Stands for LibreOffice: makes copies as that does, says that it has begun, and then what is wanted
# of it. Its arguments end with the folder for what it makes, and the file.
OFFICE = """#!{python}
import os, sys, time
from pathlib import Path
source, made = Path(sys.argv[-1]), Path(sys.argv[-2])
secret = source.read_bytes()
Path(os.environ["TMPDIR"], "lu12.tmp").write_bytes(secret)
profile = next(word for word in sys.argv if "UserInstallation" in word).partition("file://")[2]
Path(profile, "copy").write_bytes(secret)
Path(os.environ["BEGUN"]).touch()
if os.environ["OFFICE"] == "waits":
    time.sleep(600)
if os.environ["OFFICE"] == "fails":
    sys.exit(1)
made.mkdir()
made.joinpath("source.docx").write_bytes(Path(os.environ["TWIN"]).read_bytes())
"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="a script stands for LibreOffice"),
]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with a draft, a program that stands for LibreOffice, and the space for temporary
    files and the cache.
    """
    for name in ("program", "space"):
        (tmp_path / name).mkdir()
    office = tmp_path / "program" / "soffice"
    office.write_text(OFFICE.replace("{python}", sys.executable), "utf-8")
    office.chmod(0o755)
    (tmp_path / "twin.docx").write_bytes(hostile.word(TEXT * 20))
    (tmp_path / "draft.rtf").write_text(DRAFT, "utf-8")
    space = str(tmp_path / "space")
    for name in ("TMPDIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, space)
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "space" / "cache"))
    monkeypatch.setenv("TEXTKIT_ISOLATION", "on")
    monkeypatch.setenv("PATH", str(tmp_path / "program"), prepend=os.pathsep)
    monkeypatch.setenv("BEGUN", str(tmp_path / "begun"))
    monkeypatch.setenv("TWIN", str(tmp_path / "twin.docx"))
    return tmp_path


def traces(folder):
    """The files under a folder whose name or content has the secret word."""
    secret = SECRET.encode()
    found = []
    for path in folder.rglob("*"):
        try:
            if secret in bytes(path) or (path.is_file() and secret in path.read_bytes()):
                found.append(path)
        except FileNotFoundError:  # it goes while it is looked at
            continue
    return found


def started(place, office, *arguments):
    program = "from textkit.guard import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"OFFICE": office},
    )


def wait_for(condition, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come to that")


@pytest.fixture
def converting(place):
    """A command in whose midst LibreOffice converts the draft: it and all that it started."""
    process = started(place, "waits", "show", place / "draft.rtf")
    wait_for((place / "begun").exists)
    assert len(traces(place / "space")) >= 3
    everyone = [process.pid, *descendants(process.pid)]
    assert len(everyone) == 3
    yield process, everyone
    process.kill()
    process.communicate()


def all_ended(everyone):
    wait_for(lambda: not any(look(pid) for pid in everyone))


@pytest.mark.parametrize(("office", "code"), [("works", 0), ("fails", 2)])
@pytest.mark.parametrize("command", ["show", "check"])
def test_nothing_is_left_of_a_draft_that_was_read(place, office, code, command):
    process = started(place, office, command, place / "draft.rtf", "--lang", "en")
    _, err = process.communicate(timeout=200)
    assert process.returncode in ((0, 1) if code == 0 else (code,)), err
    assert (place / "begun").exists()
    assert traces(place / "space") == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_after_a_signal(place, converting, number):
    process, everyone = converting
    process.send_signal(number)
    process.communicate(timeout=60)
    all_ended(everyone)
    assert traces(place / "space") == []


def test_nothing_is_left_when_the_child_is_killed(place, converting):
    process, everyone = converting
    os.kill(everyone[1], signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "SIGKILL" in err
    all_ended(everyone)
    assert traces(place / "space") == []


def test_what_is_left_when_all_are_killed_goes_with_the_next_run(place, converting):
    process, everyone = converting
    for pid in (everyone[2], everyone[0], everyone[1]):
        os.kill(pid, signal.SIGSTOP)
    for pid in everyone:
        os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=60)
    all_ended(everyone)
    assert traces(place / "space")
    (place / "other.txt").write_text("Điều 1. Trồng rừng ở tỉnh Lam Châu.", "utf-8")
    next_run = started(place, "works", "show", place / "other.txt")
    next_run.communicate(timeout=200)
    assert traces(place / "space") == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_of_a_build(place, number):
    (place / "corpus").mkdir()
    (place / "draft.rtf").rename(place / "corpus" / "draft.rtf")
    process = started(place, "waits", "build", place / "corpus", "--jobs", "2")
    wait_for((place / "begun").exists)
    everyone = [process.pid, *descendants(process.pid)]
    process.send_signal(number)
    process.communicate(timeout=60)
    all_ended(everyone)
    assert traces(place / "space") == []


def test_what_is_kept_is_for_its_owner_alone(place):
    (place / "corpus").mkdir()
    (place / "draft.rtf").rename(place / "corpus" / "draft.rtf")
    process = started(place, "works", "build", place / "corpus")
    assert process.wait(200) == 0
    store = store_path(place / "corpus")
    assert stat.S_IMODE(store.parent.stat().st_mode) & 0o077 == 0
    for file in store.parent.glob(f"{store.name}*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    outside = [path for path in traces(place / "space") if path.parent != store.parent]
    assert outside == []
