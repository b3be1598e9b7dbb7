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

from textkit.running import scratch
from textkit.running.processes import look
from textkit.running.scratch import remove_left_behind, scratch_folder

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


def test_the_folder_counts_as_in_use_until_it_is_gone(space, monkeypatch):
    """Another thread may end the process between the end of the block and the removing."""
    remove = scratch.shutil.rmtree

    def remove_after_the_end(folder, **options):
        if folder.is_dir():
            remove(folder, **options)
            scratch.remove_own()
            removed.append(scratch._in_use.copy())

    removed = []
    monkeypatch.setattr(scratch.shutil, "rmtree", remove_after_the_end)
    with scratch_folder() as folder:
        (folder / "dự thảo.doc").write_text("mật", "utf-8")
    assert removed == [{folder}]
    assert scratch._in_use == set()
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
from textkit.running.scratch import scratch_folder
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
from textkit.running.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "dự thảo.doc").write_text("mật", "utf-8")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", program], check=False)
    assert len(list(space.iterdir())) == 1
    with scratch_folder() as folder:
        assert list(space.iterdir()) == [folder]


def test_the_folder_of_a_run_that_still_works_stays_however_long(space):
    with scratch_folder() as first, scratch_folder() as second:
        assert sorted(space.iterdir()) == sorted([first, second])
        long_ago = time.time() - 10 * 86_400
        os.utime(first, (long_ago, long_ago))
        with scratch_folder():
            assert first.exists()
            assert second.exists()


def left_by(process, started, machine=None):
    return f"textkit-{process}-{started}-{machine or scratch._machine()}-x"


def test_the_folder_of_another_process_with_the_same_number_is_removed(space):
    me = look(os.getpid())
    for name in (left_by(os.getpid(), me.started), left_by(os.getpid(), me.started + 1)):
        (space / name).mkdir()
    remove_left_behind()
    assert [folder.name for folder in space.iterdir()] == [left_by(os.getpid(), me.started)]


def test_the_folder_of_another_machine_stays_for_a_day(space):
    new, old = left_by(99_999_999, 1, "0a0a0a0a"), left_by(99_999_998, 1, "0a0a0a0a")
    for name in (new, old):
        (space / name).mkdir()
    long_ago = time.time() - 2 * 86_400
    os.utime(space / old, (long_ago, long_ago))
    remove_left_behind()
    assert [folder.name for folder in space.iterdir()] == [new]


def test_what_is_not_ours_stays(space):
    for name in ("textkit-khac-1", "textkit-", "khac-1-2"):
        (space / name).mkdir()
    outside = space / "thu-muc"
    outside.mkdir()
    (outside / "van-ban.txt").write_text("giữ", "utf-8")
    if sys.platform != "win32":
        Path(space, left_by(99_999_999, 1)).symlink_to(outside)
    with scratch_folder():
        assert (outside / "van-ban.txt").read_text("utf-8") == "giữ"
        assert (space / "textkit-khac-1").exists()
        assert (space / "khac-1-2").exists()
