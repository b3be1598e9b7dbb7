"""The long battery of damaged files: each format in a process of its own, whose end is a finding.

    nice -n 19 uv run python tests/faults/long.py --files 20000 [--seconds 3600] [--seed 1]

What is neither read nor refused, takes too long or ends its process is kept in a folder and printed
at the end. It takes hours, so it is no part of the suite.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from test_fuzzing import SEEDS, files_of, read_or_refused  # noqa: E402

# Seconds for one file, and bytes of memory of a process: both far above what a good file takes, on
# a machine that has other work too.
LONGEST = 120
MEMORY = 4 << 30


def work(suffix: str, first: int, options: argparse.Namespace, channel) -> None:
    """Reads files of a format from number `first` on; says of each what became of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    folder = Path(tempfile.mkdtemp(prefix="long-"))
    for at, content in files_of(suffix, options.files, options.seed):
        if at < first:
            continue
        path = folder / f"{at}{suffix}"
        path.write_bytes(content)
        channel.send((at, "begun", str(path)))
        begun = time.process_time()
        try:
            outcome = "read" if read_or_refused(path) else "refused"
        except BaseException:
            outcome = "failed: " + traceback.format_exc(limit=-4)
        channel.send((at, outcome, time.process_time() - begun))
        if outcome in ("read", "refused"):
            path.unlink()


def watched(suffix: str, options: argparse.Namespace) -> dict[str, object]:
    """How many files of a format were read and refused, and what else became of others."""
    counts = {"read": 0, "refused": 0}
    faults = []
    slowest = 0.0
    first = 0
    until = time.monotonic() + options.seconds / len(options.formats)
    while first < options.files and time.monotonic() < until:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(suffix, first, options, theirs))
        process.start()
        theirs.close()
        name = ""
        try:
            while time.monotonic() < until:
                if not ours.poll(LONGEST):
                    faults.append([name, f"took more than {LONGEST} seconds"])
                    break
                at, what, more = ours.recv()
                if what == "begun":
                    name, first = more, at + 1
                elif what in counts:
                    counts[what] += 1
                    slowest = max(slowest, more)
                else:
                    faults.append([name, what])
        except EOFError:
            process.join()
            if process.exitcode:
                faults.append([name, f"its process ended with {process.exitcode}"])
        process.kill()
        process.join()
    return {"format": suffix, **counts, "slowest": round(slowest, 2), "faults": faults}


def main() -> None:
    """Tries the formats one after the other; prints a line of JSON for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--files", type=int, default=20_000, help="of each format")
    parser.add_argument("--seconds", type=float, default=7_200, help="at most, in all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", nargs="*", default=list(SEEDS))
    options = parser.parse_args()
    for suffix in options.formats:
        print(json.dumps(watched(suffix, options), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
