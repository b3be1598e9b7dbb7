"""A child process that ends with its parent, whatever ends that: how it is started and watched."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Literal

from textkit.running.guarded import CLAIM_VARIABLE
from textkit.running.limits import CLOCK, WRITTEN, Limits
from textkit.running.processes import Seen, descendants, end, end_tree, end_with_parent, look
from textkit.running.scratch import remove_left_behind, remove_own

Exceeded = Literal["memory", "seconds"]

PAUSE = 0.05
"""Seconds between two looks at a child: it can take 200 MB of memory in them."""

# A look at all processes, for what a child started, takes longer: so many looks go by between.
_LOOKS_AT_CHILD = 10

# How the interpreter of a child begins: it finds modules just where its parent does, and never
# imports the parent's script, so that this needs no `if __name__ == "__main__"`.
_BEGIN = """
import json, sys
sys.path[:] = json.loads(sys.argv.pop(1))
from {module} import {function}
{function}()
"""

# Exit codes above this are those by which Windows says what happened, such as 0xc0000005.
_MOST_CODES = 255

# Where a child finds the number of its parent.
_PARENT = "TEXTKIT_PARENT"


def start(
    function: str,
    arguments: Sequence[str] = (),
    *,
    stdout: int | None = None,
    more: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """A child that runs a function, such as `textkit.guard:work`; its standard input tells it, by
    its end, that its parent is no more.

    `more` goes into its environment. Ctrl-C does not reach it: its parent decides.
    """
    module, _, name = function.partition(":")
    code = _BEGIN.format(module=module, function=name)
    # -P: no module is looked for in the folder where the user works, beside the drafts.
    command = [sys.executable, "-P", "-c", code, json.dumps(sys.path), *arguments]
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    environment = {**os.environ, _PARENT: str(os.getpid())}
    environment.pop(CLAIM_VARIABLE, None)  # a worker of a command does not speak for it
    environment |= more or {}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=stdout, env=environment, **apart)


def live_with_parent(read: Callable[[IO[bytes]], None]) -> None:
    """In a child: has it end when its parent does, with all it started and its temporary files.

    `read` is given the standard input and reads it to its end, in a thread. Nothing happens in a
    process that is no child.
    """
    parent = os.environ.pop(_PARENT, "")
    if not parent:
        return
    _limit_files()
    # The stream for the thread has a number of its own, so that nothing else takes from it.
    stream = os.fdopen(os.dup(0), "rb")
    threading.Thread(target=_until_the_end, args=(stream, read), daemon=True).start()
    end_with_parent(int(parent))


def _until_the_end(stream: IO[bytes], read: Callable[[IO[bytes]], None]) -> None:
    with contextlib.suppress(OSError, ValueError, EOFError):
        read(stream)
    for process in descendants(os.getpid()):
        end(process)
    remove_own()
    os._exit(1)


def _limit_files() -> None:
    """Has the system refuse to write more into a file than a conversion may make, where it can."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    most = WRITTEN if hard == resource.RLIM_INFINITY else min(WRITTEN, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))


@dataclass
class Watched:
    """What the work of a child on one file has taken, against its limits: more than it had taken
    when that began.
    """

    process: subprocess.Popen[bytes]
    limits: Limits
    since: float = field(default_factory=time.monotonic)
    _before: Seen | None = None
    _looks: int = 0
    _others: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._before = look(self.process.pid)

    def exceeded(self) -> Exceeded | None:
        """Which limit is exceeded now, if one is."""
        if self._looks % _LOOKS_AT_CHILD == 0:
            # What a child starts in its first half second is seen with the next look at all.
            self._others = descendants(self.process.pid) if self._looks else []
        self._looks += 1
        before = self._before
        memory, seconds = (-before.memory, -before.seconds) if before is not None else (0, 0.0)
        for pid in (self.process.pid, *self._others):
            seen = look(pid)
            if seen is not None:
                memory += seen.memory
                seconds += seen.seconds
        if memory > self.limits.memory:
            return "memory"
        waited = time.monotonic() - self.since
        if seconds > self.limits.seconds or waited > CLOCK * self.limits.seconds:
            return "seconds"
        return None


def put_an_end_to(process: subprocess.Popen[bytes], patience: float = 0.0) -> None:
    """Ends a child with all that it started, and removes its temporary files.

    With `patience`, it is asked to end first, and has so many seconds to clean up behind it.
    """
    if process.poll() is None and patience and sys.platform != "win32":
        with contextlib.suppress(OSError):
            process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    if process.poll() is None:
        end_tree(process.pid)
    if sys.platform != "win32":
        # What a child had started that is dead itself: it is in the group of the child.
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    for stream in (process.stdin, process.stdout):
        with contextlib.suppress(OSError, ValueError):
            if stream is not None:
                stream.close()
    process.wait()
    remove_left_behind()


def how_it_ended(code: int) -> str:
    """What the exit code of a child says, such as the name of the signal that ended it.

    >>> how_it_ended(-11), how_it_ended(3)
    ('SIGSEGV', '3')
    """
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return hex(code) if code > _MOST_CODES else str(code)
