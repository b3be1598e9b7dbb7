"""Work for the tests of child processes: what goes wrong in it, goes wrong in a child."""

import ctypes
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from textkit.running.limits import Limits
from textkit.running.scratch import scratch_folder

MEMORY = 300 << 20
SECONDS, LONG = 1.0, 60.0  # for what never ends, and for all else
SECRET = "chưa-được-công-bố"


def prepare(*given):
    """Nothing has to be made ready."""


def fails_to_prepare(*given):
    os._exit(3)


def limits(task):
    never_ends = task[0].startswith(("computes", "sleeps"))
    return Limits(MEMORY, SECONDS if never_ends else LONG, 1 << 30)


def work(task):
    """Does what a task names, or gives its number back."""
    name, number = task
    doing = {
        "raises": _raise,
        "cannot be sent": lambda: lambda: None,
        "exits": lambda: sys.exit(5),
        "aborts": os.abort,
        "reads wild memory": lambda: ctypes.string_at(1),
        "computes": _compute,
        "computes in a library": lambda: pow(3, 10**9, 10**400_000),
        "sleeps": lambda: time.sleep(600),
        "takes memory": _take_memory,
        "starts a hungry program": _start_hungry,
        "prints": lambda: print("to standard output"),
        "keeps a draft": _keep_draft,
    }
    if name in doing:
        return doing[name]()
    return number, os.getpid()


def _raise():
    raise ValueError("no number")


def _compute():
    while True:
        pass


def _take_memory():
    taken = []
    while True:
        taken.append(b"x" * (1 << 20))


def _start_hungry():
    program = "import time; held = b'x' * (900 << 20); time.sleep(600)"
    subprocess.run([sys.executable, "-c", program], check=False)


def _keep_draft():
    """Waits with a draft in a folder of its own, as LibreOffice is waited for."""
    with scratch_folder() as folder:
        Path(folder, "draft.doc").write_text(SECRET, "utf-8")
        Path(tempfile.gettempdir(), "begun").touch()
        subprocess.run([sys.executable, "-c", "import time; time.sleep(600)"], check=False)
