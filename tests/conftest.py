"""Tests repeat exactly: hypothesis draws the same cases each time (`--hypothesis-profile=default`
draws new ones), no case is judged by the clock on the wall, what is kept between runs is kept in a
folder of the run, and no engine recognises letters unless a test asks for one, so that they pass
with and without the extra `ocr`. Files are read in the process of the test, which can then replace
parts of the package, unless it asks for children.
"""

import atexit
import os
import shutil
import signal
import tempfile
import threading

import pytest
from hypothesis import settings

# A run that a shell started in the background ignores Ctrl-C, and so would all that it starts.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ["TEXTKIT_OCR"] = "off"
os.environ["TEXTKIT_CACHE"] = tempfile.mkdtemp(prefix="textkit-tests-")
atexit.register(shutil.rmtree, os.environ["TEXTKIT_CACHE"], ignore_errors=True)
os.environ["TEXTKIT_ISOLATION"] = "off"

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


def pytest_configure(config: pytest.Config) -> None:
    """Without a file and without `-m`, slow tests are left out: `-m slow` runs them."""
    runs_everything = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if runs_everything and config.option.markexpr == "not browser":
        config.option.markexpr = "not browser and not slow"
