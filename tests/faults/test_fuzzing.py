"""Any file is read or refused: no reader raises anything but what a user can put right."""

import random
import zlib

import pytest
from fuzzing import damaged, seeds

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.reading.document import Document

# Files of each format in the suite; `long.py` tries as many as one has time for.
FEW = 24
SEEDS = seeds()


def read_or_refused(path):
    """Whether a file was read; what is neither read nor refused raises."""
    try:
        document = tk.read(path)
    except TextkitError as error:
        return not error.say("vi")  # it can be said, which is never empty
    assert isinstance(document, Document)
    assert all(0 <= block.start <= block.end <= len(document.text) for block in document.layout)
    return True


def files_of(suffix, number, seed=0):
    """So many damaged files of a format; the same for the same seed."""
    for at in range(number):
        chance = random.Random(zlib.crc32(f"{suffix}{seed}{at}".encode()))
        yield at, damaged(suffix, chance.choice(SEEDS[suffix]), chance)


@pytest.mark.parametrize("suffix", SEEDS)
def test_the_good_files_are_read(tmp_path, suffix):
    for number, content in enumerate(SEEDS[suffix]):
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(content)
        assert read_or_refused(path), path.name


@pytest.mark.parametrize("suffix", SEEDS)
def test_damaged_files_are_read_or_refused(tmp_path, suffix):
    read = 0
    for at, content in files_of(suffix, FEW):
        path = tmp_path / f"{at}{suffix}"
        path.write_bytes(content)
        read += read_or_refused(path)
        path.unlink()
    assert read > 0, "all were refused: what is read of damaged files is not tried"
