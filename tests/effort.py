"""How the work grows with the input, measured without a clock on the wall.

Process time of one size beside twice that size: other programs on the machine do not count, and
what takes quadratic time takes four times as long, not two.
"""

import time
from collections.abc import Callable

# Twice the input may take three times as long: room for the noise of a small measurement, none for
# the factor 4 of quadratic work.
_AT_MOST = 3.0

# What takes less than this at the larger size is noise.
_TOO_SHORT_TO_JUDGE = 0.05


def process_seconds(work: Callable[[], object]) -> float:
    """The least processor time of three calls, in seconds."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


# A machine that is busy with something else disturbs one measurement, seldom three.
_ATTEMPTS = 3


def grows_linearly(work: Callable[[int], object], size: int) -> bool:
    """Whether the work on an input of twice the size takes about twice the time, not four times."""
    for _ in range(_ATTEMPTS):
        double = process_seconds(lambda: work(2 * size))
        if double < _TOO_SHORT_TO_JUDGE or double < _AT_MOST * process_seconds(lambda: work(size)):
            return True
    return False
