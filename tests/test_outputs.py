"""Files of results: written aside, then renamed; the earlier one stays until the new is whole."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from textkit.data.messages import TextkitError
from textkit.presenting.tables import write_table
from textkit.storing import outputs
from textkit.storing.outputs import write_text_aside, written_aside

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_new_file_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    page = tmp_path / "so sánh.html"
    page.write_text("cũ", "utf-8")
    assert write_text_aside(page, "mới") == page
    assert page.read_text("utf-8") == "mới"
    assert names_in(tmp_path) == ["so sánh.html"]


def test_a_failure_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("cũ", "utf-8")

    def write_half() -> None:
        with written_aside(page) as aside:
            aside.write_text("một nửa", "utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_half()
    assert page.read_text("utf-8") == "cũ"
    assert names_in(tmp_path) == ["page.html"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".docx"])
def test_a_table_that_cannot_be_finished_leaves_the_earlier_one(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"bảng{suffix}"
    table = pd.DataFrame({"số": [1]})
    write_table(table, path)
    before = path.read_bytes()

    def full(aside: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs, "_replace", full)
    with pytest.raises(OSError, match="No space left"):
        write_table(pd.DataFrame({"số": [2]}), path)
    assert path.read_bytes() == before
    assert names_in(tmp_path) == [path.name]


def test_a_file_that_word_holds_stays_and_the_new_one_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "góp ý.docx"
    path.write_text("cũ", "utf-8")
    (tmp_path / "góp ý (1).docx").write_text("của người khác", "utf-8")
    rename = os.replace

    def held(source: Path, target: Path) -> None:
        if Path(target) == path:
            raise PermissionError(13, "Permission denied")
        rename(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(TextkitError, match=r"góp ý \(2\)\.docx"):
        write_text_aside(path, "mới")
    assert path.read_text("utf-8") == "cũ"
    assert (tmp_path / "góp ý (1).docx").read_text("utf-8") == "của người khác"
    assert (tmp_path / "góp ý (2).docx").read_text("utf-8") == "mới"


@on_posix
def test_a_link_and_permissions_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "bảng.csv", tmp_path / "liên kết.csv"
    path.write_text("cũ", "utf-8")
    path.chmod(0o600)
    link.symlink_to(path)
    write_text_aside(link, "mới")
    assert link.is_symlink()
    assert path.read_text("utf-8") == "mới"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@on_posix
def test_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_text_aside(tmp_path / "mới.csv", "1")
    (tmp_path / "khác.csv").write_text("1", "utf-8")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert len(modes) == 1


@on_posix
def test_what_is_no_file_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_text_aside(pipe, "<p>")
    assert os.read(reader, 10) == b"<p>"
    os.close(reader)


def test_what_killed_runs_left_goes_with_the_next_run(tmp_path: Path) -> None:
    old, fresh = tmp_path / ".textkit-page-abc.html", tmp_path / ".textkit-page-def.html"
    other = tmp_path / ".textkit-khác-abc.html"
    for path in (old, fresh, other):
        path.write_text("một nửa", "utf-8")
    long_ago = time.time() - 2 * 86_400
    for path in (old, other):
        os.utime(path, (long_ago, long_ago))
    write_text_aside(tmp_path / "page.html", "mới")
    assert names_in(tmp_path) == sorted([fresh.name, other.name, "page.html"])


@on_posix
def test_a_kill_leaves_the_earlier_file(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("cũ", "utf-8")
    program = """
import os, signal, sys
from textkit.storing.outputs import written_aside
with written_aside(sys.argv[1]) as aside:
    aside.write_text("một nửa", "utf-8")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", program, str(page)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert page.read_text("utf-8") == "cũ"
