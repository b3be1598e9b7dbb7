"""Copies of a file that are damaged at random places, the same each time."""

import random
from collections.abc import Iterator

_COPIES = 60
_MOST_BYTES = 30


def damaged_copies(content: bytes) -> Iterator[bytes]:
    """Copies of the content, in each up to thirty bytes set anew."""
    chance = random.Random(0)
    for _ in range(_COPIES):
        copy = bytearray(content)
        for _ in range(chance.randint(1, _MOST_BYTES)):
            copy[chance.randrange(len(copy))] = chance.randrange(256)
        yield bytes(copy)
