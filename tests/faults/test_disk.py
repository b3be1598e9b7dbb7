"""A full disk, a folder that may not be written, a file that Word holds, a kill: the earlier good
file stays, and no half file stands under its name.
"""

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

from textkit.data.messages import TextkitError, say_error
from textkit.presenting.papers import new_paper, save
from textkit.presenting.tables import write_table
from textkit.storing.outputs import write_text_aside, written_aside

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy 0123456789"
SIZE_OF_THE_DISK = 64 * 1024


def chance_letters(number):
    return "".join(random.Random(number).choices(LETTERS, k=150))


# Letters by chance, which no packing makes much smaller.
ROWS = pd.DataFrame({"chỉ tiêu": [chance_letters(number) for number in range(1_500)]})


def write_page(path):
    write_text_aside(path, "<p>" + "\n".join(ROWS["chỉ tiêu"]))


def write_paper(path):
    paper = new_paper()
    for line in ROWS["chỉ tiêu"]:
        paper.add_paragraph(line)
    save(paper, path)


def write_figure(path):
    import matplotlib as mpl
    import numpy as np
    from matplotlib.figure import Figure

    with mpl.rc_context():
        figure = Figure()
        figure.add_subplot().imshow(np.random.default_rng(0).random((300, 300)))
        with written_aside(path) as aside:
            figure.savefig(aside, format=path.suffix[1:])


WRITERS = {
    "trang.html": write_page,
    "bảng.csv": lambda path: write_table(ROWS, path),
    "bảng.xlsx": lambda path: write_table(ROWS, path),
    "giấy.docx": write_paper,
    "hình.png": write_figure,
    "hình.pdf": write_figure,
}


@pytest.fixture
def small_disk(tmp_path, request):
    """A folder on a disk of its own that has room for little."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = f"size={getattr(request, 'param', SIZE_OF_THE_DISK)}"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@contextlib.contextmanager
def files_of_at_most(size):
    """No file that this process writes may be larger: the system refuses, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_leaves_the_earlier_file(small_disk, name):
    path = small_disk / name
    path.write_bytes(b"earlier")
    with pytest.raises(OSError) as raised:
        WRITERS[name](path)
    assert say_error(raised.value) == "ổ đĩa đã đầy"
    assert path.read_bytes() == b"earlier"
    assert [file.name for file in small_disk.iterdir()] == [name]


@pytest.mark.parametrize("name", WRITERS)
def test_a_limit_on_the_size_of_files_leaves_the_earlier_file(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"earlier")
    with files_of_at_most(20_000), pytest.raises(OSError):
        WRITERS[name](path)
    assert path.read_bytes() == b"earlier"
    assert [file.name for file in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", WRITERS)
def test_with_room_all_is_written(tmp_path, name):
    WRITERS[name](tmp_path / name)
    assert (tmp_path / name).stat().st_size > SIZE_OF_THE_DISK


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_that_is_held_stays_and_the_new_one_is_named(tmp_path, monkeypatch, name):
    path = tmp_path / name
    path.write_bytes(b"earlier")
    replace = os.replace

    def held(source, target):
        if Path(target) == path:
            raise PermissionError(13, "in use by another process", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(TextkitError) as raised:
        WRITERS[name](path)
    beside = path.with_name(f"{path.stem} (1){path.suffix}")
    assert beside.name in raised.value.say("vi")
    assert path.read_bytes() == b"earlier"
    assert beside.stat().st_size > SIZE_OF_THE_DISK


@pytest.fixture
def locked_folder(tmp_path):
    """A folder that this process may not write to, with a file in it."""
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "trang.html").write_bytes(b"earlier")
    folder.chmod(0o555)
    tmp_path.chmod(0o755)
    user = os.geteuid()
    if user == 0:  # root may write everywhere
        for above in (*tmp_path.parents[:-1],):
            if not above.stat().st_mode & 0o001:
                above.chmod(above.stat().st_mode | 0o055)
        os.seteuid(65534)
    yield folder
    os.seteuid(user)
    folder.chmod(0o755)


def test_a_folder_that_may_not_be_written_is_named(locked_folder):
    path = locked_folder / "trang.html"
    with pytest.raises(OSError) as raised:
        write_page(path)
    assert "không có quyền" in say_error(raised.value)
    assert path.read_bytes() == b"earlier"


PROGRAM = textwrap.dedent("""
    import sys, itertools
    from pathlib import Path
    from textkit.storing.outputs import write_text_aside
    print(flush=True)
    for number in itertools.count():
        write_text_aside(Path(sys.argv[1]), f"{number:09}\\n" * 50_000)
""")


def test_a_kill_leaves_a_whole_file(tmp_path):
    path = tmp_path / "trang.html"
    for moment in range(8):
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(path)], stdout=-1)
        process.stdout.readline()  # it writes
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.002 * moment)
        process.kill()
        process.wait()
        process.stdout.close()
        if path.exists():
            lines = path.read_text("utf-8").splitlines()
            assert len(lines) == 50_000
            assert len(set(lines)) == 1


# A store needs room for its log and the index of that besides.
@pytest.mark.parametrize("small_disk", [400 * 1024], indirect=True)
def test_a_full_disk_ends_a_build_with_a_sentence_and_keeps_what_is_there(small_disk):
    """The store's own way to keep itself whole: a transaction a document."""
    from small_corpus import hand_made

    from textkit.storing.store import Origin, Store

    path = small_disk / "a.sqlite"
    store = Store(path)
    kept = []

    def fill():
        for number in range(1_000):
            said = " ".join(f"từ{number * 7919 % 10_007}x{word}" for word in range(20))
            document, columns = hand_made(f"d{number}", said)
            store.put_document(document, columns, {}, origin=Origin())
            kept.append(document.id)

    with pytest.raises(TextkitError) as raised:
        fill()
    assert raised.value.key == "store.full"
    store.close()
    again = Store(path)
    assert sorted(again.rows()) == sorted(kept)
    assert [again.text(doc_id)[:2] for doc_id in kept] == ["từ"] * len(kept)
    again.close()
