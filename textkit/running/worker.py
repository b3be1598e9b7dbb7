"""The child process of a pool: works on what it is sent, one task after the other."""

from __future__ import annotations

import os
import queue
import sys
from collections.abc import Callable
from typing import IO, Any, NamedTuple

from textkit.running.children import live_with_parent
from textkit.running.frames import packed, receive, send
from textkit.running.limits import OUTPUT


class Answer(NamedTuple):
    """What came of a task: its result, or else why there is none."""

    result: Any = None
    fault: str = ""
    how: str = ""


def main() -> None:
    """Answers each message on standard input with one on standard output, until its parent ends.

    The first message says what is done with all others, and what is done once before.
    """
    messages: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def read(stream: IO[bytes]) -> None:
        while True:
            messages.put(receive(stream))

    answers = _answers()
    live_with_parent(read)
    function, prepare, given = messages.get()
    prepare(*given)
    send(answers, packed(Answer("ready")))
    while True:
        send(answers, _answer(function, messages.get()))


def _answers() -> IO[bytes]:
    """The stream for answers; whatever else writes to standard output goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return answers


def _answer(function: Callable[[Any], Any], task: Any) -> bytes:
    try:
        answer = packed(Answer(function(task)))
    except MemoryError:
        return packed(Answer(fault="memory"))
    except BaseException as error:
        return packed(Answer(fault="ended", how=f"{type(error).__name__}: {error}"))
    return answer if len(answer) <= OUTPUT else packed(Answer(fault="output"))
