"""Processes of this machine: what they take, who started them, how they end.

On Linux this is read from /proc, as that takes no time; elsewhere psutil says it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

_ON_LINUX = sys.platform == "linux"

# Fields of /proc/PID/stat as `man 5 proc` numbers them, from 1. The second is the name of the
# program, in brackets, which may hold blanks; numbers stand from the fourth on.
_FIRST_NUMBER = 4
_PARENT, _TIMES, _STARTED, _PAGES = 4, range(14, 18), 22, 24

# The option of prctl(2) by which a process asks for a signal when its parent ends.
_PR_SET_PDEATHSIG = 1


class Seen(NamedTuple):
    """A process as it is now: who started it, seconds of processor time (with those of what it
    started and that has ended), bytes of memory, and when it was started, in a unit of the system.
    """

    parent: int
    seconds: float
    memory: int
    started: int


def look(pid: int) -> Seen | None:
    """What a process is and takes now; None if there is no such process (or it has ended)."""
    try:
        return _from_proc(pid) if _ON_LINUX else _from_psutil(pid)
    except (OSError, ValueError, IndexError):
        return None


def _from_proc(pid: int) -> Seen | None:
    with open(f"/proc/{pid}/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    if fields[0] in (b"Z", b"X"):
        return None
    number = [0] * _FIRST_NUMBER + [int(field) for field in fields[1:]]
    seconds = sum(number[place] for place in _TIMES) / os.sysconf("SC_CLK_TCK")
    memory = number[_PAGES] * os.sysconf("SC_PAGE_SIZE")
    return Seen(number[_PARENT], seconds, memory, number[_STARTED])


def _from_psutil(pid: int) -> Seen | None:
    import psutil

    try:
        process = psutil.Process(pid)
        with process.oneshot():
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            times = process.cpu_times()
            seconds = times.user + times.system
            seconds += getattr(times, "children_user", 0) + getattr(times, "children_system", 0)
            memory = process.memory_info().rss
            return Seen(process.ppid() or 0, seconds, memory, int(process.create_time()))
    except psutil.AccessDenied:  # it is somebody else's, and runs
        return Seen(0, 0, 0, 0)
    except psutil.Error:
        return None


def descendants(pid: int) -> list[int]:
    """The processes that a process started, and those that these started."""
    started_by: dict[int, list[int]] = {}
    for other in _everyone():
        seen = look(other)
        if seen is not None:
            started_by.setdefault(seen.parent, []).append(other)
    found: list[int] = []
    waiting = [pid]
    while waiting:
        for child in started_by.get(waiting.pop(), ()):
            if child not in found and child != pid:
                found.append(child)
                waiting.append(child)
    return found


def _everyone() -> list[int]:
    if _ON_LINUX:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    import psutil

    return list(psutil.pids())


def end_tree(pid: int) -> None:
    """Ends a process with all that it started, at once."""
    for each in (pid, *descendants(pid)):
        end(each)


def end(pid: int) -> None:
    """Ends a process at once; nothing happens if it has ended."""
    with contextlib.suppress(OSError):
        # On Windows this is TerminateProcess, whatever the number.
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def is_running(pid: int, started: int) -> bool:
    """Whether the process runs that was started then: numbers of processes are used again."""
    seen = look(pid)
    return seen is not None and seen.started in (started, 0)


def end_with_parent(parent: int) -> None:
    """Has the system end this process when the one that started it ends: on Linux, where a thread
    that waits for a closed pipe may not get its turn inside a library.

    Ends it now if the parent has ended already.
    """
    _set_signal_at_end(getattr(signal, "SIGKILL", 0))
    if _ON_LINUX and os.getppid() != parent:
        os._exit(1)


@contextmanager
def ended_by_hand() -> Iterator[None]:
    """Inside, the system does not end this process with its parent: there are files to be removed,
    which the thread that waits for the parent's end does.
    """
    if not _is_ended_by_system:
        yield
        return
    wanted = getattr(signal, "SIGKILL", 0)
    _set_signal_at_end(0)
    try:
        yield
    finally:
        _set_signal_at_end(wanted)


_is_ended_by_system = False


def _set_signal_at_end(number: int) -> None:
    global _is_ended_by_system
    if not _ON_LINUX:
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
        _is_ended_by_system = True
