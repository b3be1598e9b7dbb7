"""Where textkit runs: without a home, in the C locale, with a clock set back, beside others."""

import os
import subprocess
import sys
import threading
import time

import pytest
from kept import kept_store
from test_store import builder, whole

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.storing.outputs import write_text_aside
from textkit.storing.store import Store

PLACES = {
    "nothing": {},
    "C": {"LC_ALL": "C"},
    "ASCII": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "POSIX": {"LANG": "POSIX", "TZ": "Asia/Ho_Chi_Minh"},
    "a home that is not there": {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent/cache"},
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return kept_store(tmp_path_factory.mktemp("places"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such environment")
@pytest.mark.parametrize("place", PLACES)
def test_a_command_runs_in_any_environment(store, tmp_path, place):
    code = "from textkit.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "kwic", str(store), "phát triển"],
        env={"PATH": os.environ["PATH"], **PLACES[place]},
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert done.stdout
    if place != "ASCII":
        assert "phát triển" in done.stdout.decode("utf-8")
    assert list(tmp_path.iterdir()) == []


def test_a_clock_that_was_set_back(tmp_path, monkeypatch):
    page = tmp_path / "page.html"
    write_text_aside(page, "một")
    (tmp_path / ".textkit-page-abc.html").write_text("của ngày mai", "utf-8")
    monkeypatch.setattr(time, "time", lambda: 0.0)
    write_text_aside(page, "hai")
    assert page.read_text("utf-8") == "hai"
    assert (tmp_path / ".textkit-page-abc.html").exists()


def test_what_was_kept_holds_whatever_the_clock_says(tmp_path):
    folder, store = tmp_path / "docs", tmp_path / "a.sqlite"
    folder.mkdir()
    (folder / "nq.txt").write_text("Nghị quyết về biển", "utf-8")
    first = tk.open_corpus(folder, store=store, progress=False)
    for path in (folder / "nq.txt", store):
        os.utime(path, (0, 0))
    again = tk.open_corpus(folder, store=store, progress=False)
    assert again.run_record == first.run_record


def test_a_file_that_changes_while_it_is_read(tmp_path):
    path = tmp_path / "docs" / "nq.txt"
    path.parent.mkdir()
    path.write_text("Nghị quyết số 0", "utf-8")
    ends = threading.Event()

    def rewrite():
        number = 0
        while not ends.is_set():
            number += 1
            path.write_text(f"Nghị quyết số {number}\n" * (number % 50 + 1), "utf-8")

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for _ in range(3):
            try:
                tk.open_corpus(path.parent, store=tmp_path / "a.sqlite", progress=False)
            except TextkitError as error:  # it was empty just then: nothing of the folder was read
                assert error.key.startswith("file.")  # noqa: PT017
    finally:
        ends.set()
        writer.join()
    path.write_text("Nghị quyết số 05 về biển", "utf-8")
    corpus = tk.open_corpus(path.parent, store=tmp_path / "a.sqlite", progress=False)
    assert [corpus.text(doc_id) for doc_id in corpus.ids] == ["Nghị quyết số 05 về biển"]


def test_readers_see_whole_documents_while_two_build(tmp_path):
    path = tmp_path / "shared.sqlite"
    Store(path).close()
    processes = [builder(path, endless=False) for _ in range(2)]
    seen = 0
    while any(process.poll() is None for process in processes):
        try:
            seen = max(seen, len(Store(path).rows()))
        except TextkitError as error:
            assert error.key == "store.busy"  # noqa: PT017
    assert [(process.wait(), process.stderr.read()) for process in processes] == [(0, "")] * 2
    assert whole(path) == 40
    for process in processes:
        process.stdout.close()
        process.stderr.close()
