"""The program `textkit`: a light parent, and one child that does the work of a command.

The parent stays when a file brings the child down, says so, and removes what it left. Ctrl-C and
signals go to the parent alone, which ends the child, whatever library that is in.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from textkit.data import expressions, parsing
from textkit.running.children import (
    PAUSE,
    Watched,
    how_it_ended,
    live_with_parent,
    put_an_end_to,
    start,
)
from textkit.running.guarded import CLAIM_VARIABLE, claimed
from textkit.running.limits import is_isolated, limits_for
from textkit.running.processes import end_tree
from textkit.running.scratch import cache_folder, keep, scratch_folder

# JupyterLab asks at the keyboard whether it is to end, and reads no file.
_UNGUARDED = frozenset({"lab", "rules"})

# Exit codes: as in textkit.commands, which takes long to import.
_BAD_INPUT, _INTERRUPTED, _KILLED_BY = 2, 130, 128

# What numpy's libraries of linear algebra ask how many threads to use. The matrices of a command
# are small: threads that wait for one another take 0.4 s of processor time of a comparison.
_THREADS_OF_NUMPY = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")

# Seconds that a command has to clean up behind it before it is ended.
_PATIENCE = 2.0


class _EndedError(BaseException):
    """A signal that ends this process, by its number."""


def main() -> None:
    """Runs the command line in a child: exit codes as those of `textkit.cli.main`, 2 where a file
    brought the child down.
    """
    arguments = sys.argv[1:]
    is_for_child = bool(arguments) and arguments[0] not in _UNGUARDED and "--help" not in arguments
    if not (is_for_child and is_isolated()):
        from textkit.cli import main as run

        run()
        return
    try:
        code = _guarded(arguments)
    except KeyboardInterrupt:
        _say(arguments, "command.interrupted")
        code = _INTERRUPTED
    except _EndedError as error:
        code = _KILLED_BY + error.args[0]
    except Exception as error:
        code = _refused(arguments, error)
    raise SystemExit(code)


def _refused(arguments: Sequence[str], error: Exception) -> int:
    """Says what the user can put right, such as a variable of the environment; raises all else."""
    from textkit.data.messages import TextkitError

    if not isinstance(error, TextkitError):
        raise error
    _say(arguments, error.key, **error.values)
    return _BAD_INPUT


def work() -> None:
    """The child: runs the command line, and ends with its parent."""
    for name in _THREADS_OF_NUMPY:
        os.environ.setdefault(name, "1")
    with _kept_work():
        from textkit.cli import main as run

        live_with_parent(_read_to_its_end)
        run()


@contextlib.contextmanager
def _kept_work() -> Iterator[None]:
    """Inside, what an earlier command compiled and parsed is not compiled and parsed again."""
    sign = zlib.crc32(expressions.signature().encode())
    kept_in = {
        cache_folder() / f"expressions-{sign:08x}.bin": expressions,
        cache_folder() / "parsed.bin": parsing,
    }
    for path, module in kept_in.items():
        kept = b""
        with contextlib.suppress(OSError):
            kept = path.read_bytes()
        module.start_keeping(kept)
    expressions.keep_of_modules()
    try:
        yield
    finally:
        for path, module in kept_in.items():
            more = module.to_keep()
            if more is not None:
                keep(path, lambda file, more=more: file.write(more))  # type: ignore[misc]


def _read_to_its_end(stream: IO[bytes]) -> None:
    stream.read()


def _guarded(arguments: Sequence[str]) -> int:
    """The exit code of the child that runs a command; what brought it down is said."""
    with scratch_folder() as folder:
        claim = folder / "file"
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _stop)
        process = start("textkit.guard:work", arguments, more={CLAIM_VARIABLE: str(claim)})
        try:
            exceeded = _watch(process, claim)
            path = claimed(claim)
        finally:
            with _deaf():
                put_an_end_to(process, _PATIENCE)
        return _code(arguments, process.returncode, exceeded, path)


def _stop(number: int, _: object) -> None:
    raise _EndedError(number)


@contextlib.contextmanager
def _deaf() -> Any:
    """Inside, Ctrl-C does nothing: what was begun is ended already."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _watch(process: subprocess.Popen[bytes], claim: Path) -> str:
    """Waits for the child; ends it when it takes too much for the file that it works on: which
    limit it exceeded, empty if none.
    """
    waiting = threading.Thread(target=process.wait, daemon=True)
    waiting.start()
    begun: int | None = None
    watched: Watched | None = None
    while waiting.is_alive():
        now = _begun(claim)
        if now != begun:
            begun = now
            path = claimed(claim) if now is not None else None
            watched = Watched(process, limits_for(path)) if path is not None else None
        exceeded = watched.exceeded() if watched is not None else None
        if exceeded is not None:
            end_tree(process.pid)
            waiting.join()
            return exceeded
        waiting.join(PAUSE)
    return ""


def _begun(claim: Path) -> int | None:
    """When work on a file began, in a unit of the system; None where there is none."""
    try:
        return claim.stat().st_mtime_ns
    except OSError:
        return None


def _code(arguments: Sequence[str], code: int, exceeded: str, path: Path | None) -> int:
    """The exit code for the user; what brought the child down is said."""
    if exceeded and path is not None:
        _say(arguments, f"running.{exceeded}", path=path, **limits_for(path).said)
        return _BAD_INPUT
    is_brought_down = code < 0 or code > 255
    if is_brought_down and path is not None:
        _say(arguments, "running.ended", path=path, how=how_it_ended(code))
    elif is_brought_down:
        _say(arguments, "running.command-ended", how=how_it_ended(code))
    return _BAD_INPUT if is_brought_down else code


def _say(arguments: Sequence[str], key: str, **values: object) -> None:
    """Reports an error as commands do, in the language that was asked for."""
    from textkit.data.messages import TextkitError
    from textkit.usage import PROGRAM, language_of

    text = TextkitError(key, **values).say(language_of(arguments))
    sys.stderr.write(f"{PROGRAM}: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
