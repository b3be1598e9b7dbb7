"""What the commands for one document import: what takes long and is not needed is left out."""

import json
import os
import subprocess
import sys

import pytest

from textkit.vietnamese.text import fold

TEXT = (
    "TỈNH ỦY LAM CHÂU\nSố 05-NQ/TU\nLam Châu, ngày 30 tháng 3 năm 2026\nNGHỊ QUYẾT\n"
    "về phát triển chợ nông thôn\n\nI- MỤC TIÊU\n"
    "1. Đến năm 2030, tỷ lệ hộ nghèo còn dưới 2%.\n"
    "2. Giao Sở Công Thương hoàn thành quy hoạch chợ trước tháng 9 năm 2026.\n"
)

# Packages that no command for one document needs: 0.1 s and more each, some of them 1 s.
HEAVY = {
    *("spacy", "sklearn", "pandas", "matplotlib", "underthesea", "networkx", "docx", "openpyxl"),
    *("scipy.stats", "scipy.optimize", "scipy.special", "asyncio", "tqdm"),
    # What lays out the help, and what typer checks values with.
    *("typer.rich_utils", "rich.markdown", "pydantic"),
}
# What compares documents is no part of showing one.
OF_COMPARISONS = {"scipy", "textkit.comparing.terms", "textkit.storing.corpus"}

CODE = """
import sys
from textkit.guard import work
heavy = set(sys.argv.pop(1).split())
try:
    work()
except SystemExit as end:
    assert end.code in (0, 1), end.code
print(*sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


def imported(heavy, *arguments, cache):
    """Which of the packages a command imports; what it kept in its cache is kept."""
    command = [sys.executable, "-c", CODE, " ".join(heavy), *map(str, arguments)]
    environment = {**os.environ, "TEXTKIT_CACHE": str(cache)}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()[-1].split()


def expressions_in(cache):
    """The expressions whose programs are kept."""
    (kept,) = cache.glob("expressions-*.bin")
    index, _, _ = kept.read_bytes()[4:].partition(b"\n")
    return [row[0] for row in json.loads(index)]


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "du-thao.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_show_imports_nothing_heavy_and_keeps_its_expressions(draft, tmp_path):
    cache = tmp_path / "cache"
    imported(HEAVY, "show", draft, cache=cache)  # compiles the models
    (kept,) = cache.glob("expressions-*.bin")
    first = kept.read_bytes()
    assert imported(HEAVY | OF_COMPARISONS, "show", draft, cache=cache) == []
    assert kept.read_bytes() == first  # the same patterns in every process


@pytest.mark.slow
def test_check_imports_nothing_heavy(draft, tmp_path):
    prior = tmp_path / "kho"
    prior.mkdir()
    (prior / "nq.txt").write_text(TEXT.replace("05", "04").replace("2%", "3%"), "utf-8")
    cache = tmp_path / "cache"
    imported(HEAVY, "check", draft, "--corpus", prior, cache=cache)  # reads the prior document
    assert not [source for source in expressions_in(cache) if "quy hoạch chợ" in fold(source)]
    assert imported(HEAVY, "check", draft, "--corpus", prior, cache=cache) == []
