"""Work on many files in child processes: one that fails, or takes too much, is replaced, and the
rest goes on.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from textkit.data.messages import TextkitError
from textkit.running.children import PAUSE, Watched, how_it_ended, put_an_end_to, start
from textkit.running.frames import packed, receive, send
from textkit.running.limits import OUTPUT, STARTING, Limits
from textkit.running.processes import end_tree, look
from textkit.running.worker import Answer

T = TypeVar("T")
R = TypeVar("R")

_WORKER = "textkit.running.worker:main"

# A child has this many tasks, so that it never waits for its parent, which writes the store.
_AHEAD = 2

# So many children that never began are enough to see that none will.
_MOST_STARTS = 3

# A child that holds on to more than this share of its memory between two files is replaced.
_MOST_KEPT = 0.5

# Seconds that a child's exit code is waited for once its output has ended.
_ENDING = 5

# Seconds after which a wait is begun anew, so that Ctrl-C is noticed on Windows too.
_WAIT = 1


class Fault(NamedTuple):
    """Why nothing came of a task: it took more `memory` or `seconds` than its limits allow, more
    `output` came of it, or its process `ended`, as `how` says.
    """

    kind: str
    limits: Limits
    how: str = ""


@dataclass(frozen=True)
class Work(Generic[T, R]):
    """What is done with each task. A child imports the functions by their names.

    `prepare` is called once in each child, with `given`; `limits` says what a task may take.
    """

    function: Callable[[T], R]
    limits: Callable[[T], Limits]
    prepare: Callable[..., None]
    given: tuple[Any, ...] = ()


def worked(work: Work[T, R], tasks: Iterable[T], *, jobs: int = 1) -> Iterator[tuple[T, R | Fault]]:
    """Each task with what came of it, as it is ready; of one child in the order of the tasks.

    `jobs` children work; -1 stands for one a processor. Tasks are asked for in this thread, not
    long before they are worked on. Raises TextkitError if no child can begin.
    """
    pool = _Pool(work, _children(jobs))
    try:
        yield from pool.work_on(iter(tasks))
    finally:
        pool.close()


def _children(jobs: int) -> int:
    if jobs > 0:
        return jobs
    usable = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, usable + 1 + jobs)


class _Pool(Generic[T, R]):
    """Seats at which children work, the tasks that wait for them, and what came of others."""

    def __init__(self, work: Work[T, R], jobs: int) -> None:
        self.work = work
        self.waiting: queue.Queue[T | None] = queue.Queue()
        self.done: queue.Queue[tuple[T, R | Fault] | Exception] = queue.Queue()
        self.is_closed = False
        self._seats = [_Seat(self) for _ in range(jobs)]

    def work_on(self, tasks: Iterator[T]) -> Iterator[tuple[T, R | Fault]]:
        """Each task with what came of it."""
        for seat in self._seats:
            seat.thread.start()
        threading.Thread(target=self._watch, daemon=True).start()
        most = (_AHEAD + 1) * len(self._seats)
        under_way = 0
        while True:
            while under_way < most:
                task = next(tasks, None)
                if task is None:
                    break
                self.waiting.put(task)
                under_way += 1
            if not under_way:
                return
            yield self._next()
            under_way -= 1

    def _next(self) -> tuple[T, R | Fault]:
        while True:
            with contextlib.suppress(queue.Empty):
                result = self.done.get(timeout=_WAIT)
                if isinstance(result, Exception):
                    raise result
                return result

    def _watch(self) -> None:
        while not self.is_closed:
            time.sleep(PAUSE)
            for seat in self._seats:
                seat.look()

    def close(self) -> None:
        """Ends all children."""
        self.is_closed = True
        for seat in self._seats:
            self.waiting.put(None)
            seat.leave()


class _ClosedError(Exception):
    """Nothing more is wanted of the pool."""


class _Seat(Generic[T, R]):
    """Where one child works after another, each until something goes wrong with it."""

    def __init__(self, pool: _Pool[T, R]) -> None:
        self._pool = pool
        self._sent: deque[T] = deque()  # what the child has, in order
        self._process: subprocess.Popen[bytes] | None = None
        # What the child works on is watched by another thread: both are changed under the lock.
        self._lock = threading.Lock()
        self._watched: Watched | None = None
        self._exceeded = ""
        self.thread = threading.Thread(target=self._run, daemon=True)

    def leave(self) -> None:
        """Ends the child, whatever it does."""
        with self._lock:
            process, self._process, self._watched = self._process, None, None
        if process is not None:
            put_an_end_to(process)

    def look(self) -> None:
        """Ends the child if it has taken more than its limits allow."""
        watched = self._watched
        exceeded = watched.exceeded() if watched is not None else None
        if watched is None or exceeded is None:
            return
        with self._lock:
            if watched is self._watched:
                self._exceeded = exceeded
                end_tree(watched.process.pid)

    def _run(self) -> None:
        try:
            while self._take():
                self._answer()
        except _ClosedError:
            pass
        except Exception as error:
            self._pool.done.put(error)

    def _take(self) -> bool:
        """Sends the child what it may have, and waits for a task where it has none: whether there
        is one.
        """
        while len(self._sent) < _AHEAD:
            try:
                task = self._pool.waiting.get(block=not self._sent)
            except queue.Empty:
                break
            if task is None:
                return False
            self._sent.append(task)
            if self._process is None:
                self._start()
            else:
                self._send(task)
            self._watch_first()
        return True

    def _start(self) -> None:
        """Starts a child and gives it what this seat has."""
        work = self._pool.work
        for _ in range(_MOST_STARTS):
            with self._lock:
                if self._pool.is_closed:
                    raise _ClosedError
                self._process = start(_WORKER, stdout=subprocess.PIPE)
                self._watched = Watched(self._process, Limits(seconds=STARTING))
            self._send((work.function, work.prepare, work.given))
            answer = self._received()
            with self._lock:
                self._watched, self._exceeded = None, ""
            if answer is not None:
                for task in self._sent:
                    self._send(task)
                return
            self.leave()
        raise TextkitError("running.not-started")

    def _send(self, content: Any) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            body = packed(content)
            with contextlib.suppress(OSError, ValueError):  # it ended: its answer will say so
                send(process.stdin, body)

    def _watch_first(self) -> None:
        """Holds the child to the limits of the first task that it has, if it has one."""
        with self._lock:
            if self._watched is None and self._sent and self._process is not None:
                self._watched = Watched(self._process, self._pool.work.limits(self._sent[0]))

    def _answer(self) -> None:
        """Takes what came of the first task that the child has, or sees that the child ended."""
        limits = self._watched.limits if self._watched is not None else Limits()
        answer = self._received()
        with self._lock:
            self._watched = None
            exceeded, self._exceeded = self._exceeded, ""
        if self._pool.is_closed:
            raise _ClosedError
        if answer is None:
            answer = Answer(fault=exceeded or "ended", how=self._how())
        is_lost = bool(answer.fault or exceeded) or self._has_grown(limits)
        if is_lost:
            self.leave()
        task = self._sent.popleft()
        came = Fault(answer.fault, limits, answer.how) if answer.fault else answer.result
        self._pool.done.put((task, came))
        if is_lost and self._sent:
            self._start()
        self._watch_first()

    def _received(self) -> Answer | None:
        """What the child answers; None if it has ended."""
        process = self._process
        if process is None or process.stdout is None:
            return None
        try:
            answer: Answer = receive(process.stdout, OUTPUT)
        except OverflowError:
            return Answer(fault="output")
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            return None
        return answer

    def _how(self) -> str:
        process = self._process
        if process is None:
            return ""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return how_it_ended(process.wait(_ENDING))
        return ""

    def _has_grown(self, limits: Limits) -> bool:
        seen = look(self._process.pid) if self._process is not None else None
        return seen is not None and seen.memory > _MOST_KEPT * limits.memory
