"""Folders of one's own: nothing is left in them, after a signal or a kill neither."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from textkit.reading.scratch import scratch_folder

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.fixture
def space(tmp_path, monkeypatch):
    """The folder for temporary files, for this process and those it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_folder_is_gone_with_all_in_it(space):
    with scratch_folder() as folder:
        (folder / "dự thảo.doc").write_text("mật", "utf-8")
        assert list(space.iterdir()) == [folder]
    assert list(space.iterdir()) == []


@on_posix
def test_nobody_else_can_read_it(space):
    with scratch_folder() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@on_posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_nothing(space, number):
    program = """
import os, sys
from textkit import cli
from textkit.reading.scratch import scratch_folder
def run(app, arguments):
    with scratch_folder() as folder:
        (folder / "dự thảo.doc").write_text("mật", "utf-8")
        os.kill(os.getpid(), int(arguments[0]))
cli.run = run
sys.argv = ["textkit", sys.argv[1]]
cli.main()
"""
    ended = subprocess.run([sys.executable, "-c", program, str(int(number))], check=False)
    assert ended.returncode == 128 + number
    assert list(space.iterdir()) == []


@on_posix
def test_what_a_killed_run_left_goes_with_the_next(space):
    program = """
import os, signal
from textkit.reading.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "dự thảo.doc").write_text("mật", "utf-8")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", program], check=False)
    assert len(list(space.iterdir())) == 1
    with scratch_folder() as folder:
        assert list(space.iterdir()) == [folder]


def test_the_folder_of_a_run_that_still_works_stays(space):
    with scratch_folder() as first, scratch_folder() as second:
        assert sorted(space.iterdir()) == sorted([first, second])
        long_ago = time.time() - 86_400
        os.utime(first, (long_ago, long_ago))
        with scratch_folder():
            assert not first.exists()
            assert second.exists()


def test_what_is_not_ours_stays(space):
    for name in ("textkit-khac-1", "textkit-", "khac-1-2"):
        (space / name).mkdir()
    outside = space / "thu-muc"
    outside.mkdir()
    (outside / "van-ban.txt").write_text("giữ", "utf-8")
    if sys.platform != "win32":
        Path(space, "textkit-99999999-x").symlink_to(outside)
    with scratch_folder():
        assert (outside / "van-ban.txt").read_text("utf-8") == "giữ"
        assert (space / "textkit-khac-1").exists()
        assert (space / "khac-1-2").exists()
