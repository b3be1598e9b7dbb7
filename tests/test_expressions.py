"""Kept regular expressions are those that Python compiles; what is damaged is as if not there."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data import expressions
from textkit.data.expressions import compiled

SOURCES = (
    (r"Điều (?P<number>\d+)(?:\.(?P<clause>\d+))?", 0),
    ("(?<!\\w)(?:xã|phường|đặc khu)(?!\\w)", re.IGNORECASE),
    ("\\d+ # một số", re.VERBOSE),
    ("(?x) [À-ỹ]{2,5} (?: a | b )*? (a)(?P<second>b)?", 0),
    ("", 0),
)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    """Each test begins with nothing kept, and leaves nothing."""
    monkeypatch.setattr(expressions, "_programs", {})
    monkeypatch.setattr(expressions, "_is_keeping", False)
    monkeypatch.setattr(expressions, "_is_changed", False)


def keep_all() -> bytes:
    expressions.start_keeping()
    for source, flags in SOURCES:
        compiled(source, flags)
    kept = expressions.to_keep()
    assert kept is not None
    return kept


def read_again(kept: bytes) -> None:
    expressions._programs.clear()
    expressions._is_changed = False
    expressions.start_keeping(kept)


def test_a_kept_expression_is_the_one_that_python_compiles():
    read_again(keep_all())
    for source, flags in SOURCES:
        pattern = compiled(source, flags)
        assert pattern == re.compile(source, flags)
        assert pattern.groupindex == re.compile(source, flags).groupindex
    assert expressions.to_keep() is None  # nothing was compiled anew
    match = compiled(*SOURCES[0]).search("theo Điều 12.3")
    assert match is not None
    assert match.groupdict() == {"number": "12", "clause": "3"}


def test_without_keeping_nothing_is_kept():
    assert compiled(r"\d+") == re.compile(r"\d+")
    assert expressions.to_keep() is None
    assert expressions._programs == {}


def test_a_new_expression_is_added_to_what_was_kept():
    read_again(keep_all())
    compiled("mới")
    more = expressions.to_keep()
    assert more is not None
    read_again(more)
    assert len(expressions._programs) == len(SOURCES) + 1


def test_no_more_than_a_limit_is_kept(monkeypatch):
    monkeypatch.setattr(expressions, "_MOST_KEPT", 2)
    read_again(keep_all())
    assert [source for source, _ in expressions._programs] == [s for s, _ in SOURCES[-2:]]


@given(cut=st.integers(0, 2000), flipped=st.integers(0, 2000))
def test_a_damaged_file_is_as_if_it_were_not_there(cut, flipped):
    kept = keep_all()
    changed = bytearray(kept[: len(kept) - 1 - cut % len(kept)])
    if changed:
        changed[flipped % len(changed)] ^= 1
    read_again(bytes(changed))
    assert expressions._programs == {}
    assert compiled(r"\d+") == re.compile(r"\d+")


def test_a_program_that_is_none_is_compiled_anew():
    """A file that only looks whole: `_sre` holds a program against its rules before it takes it."""
    expressions.start_keeping()
    program = expressions._worked_out(r"\d+", 0)
    for code in (b"", b"\xff\xff\xff\xff" * 3, program.code[:-4]):
        expressions._programs[r"\d+", 0] = program._replace(code=memoryview(code))
        assert compiled(r"\d+") == re.compile(r"\d+")


def test_where_python_is_another_its_own_function_compiles(monkeypatch):
    expressions.start_keeping()
    monkeypatch.setattr(expressions, "_worked_out", lambda *_: (_ for _ in ()).throw(TypeError))
    assert compiled(r"\d+") == re.compile(r"\d+")
    assert expressions.to_keep() is None


def test_a_wrong_expression_is_refused_as_by_python():
    expressions.start_keeping()
    with pytest.raises(re.error):
        compiled("(")


def test_every_expression_of_the_package_is_the_one_that_python_compiles():
    """In a process of its own: all are kept, read again and held against `re.compile`."""
    code = """
import re
from textkit.data import expressions
expressions.start_keeping()
import textkit.checking.draft as draft
draft.all_rules()
import textkit.presenting.shown
kept = expressions.to_keep()
count = len(expressions._programs)
expressions._programs.clear()
expressions.start_keeping(kept)
assert len(expressions._programs) == count > 500, count
for asked, program in expressions._programs.items():
    assert expressions._pattern(asked[0], program) == re.compile(*asked), asked
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_a_module_of_textkit_compiles_is_kept_and_no_more(monkeypatch):
    monkeypatch.setattr(re._compiler, "compile", re._compiler.compile)
    expressions.start_keeping()
    expressions.keep_of_modules()
    re.purge()
    source = "import re\nP = re.compile('Lam Châu')\ndef f(): return re.compile('dự thảo')"
    module = {"__name__": "textkit.checking.invented"}
    exec(source, module)
    module["f"]()
    exec("import re\nre.compile('của ai khác')", {"__name__": "other"})
    assert [source for source, _ in expressions._programs] == ["Lam Châu"]
    assert module["P"].search("tỉnh Lam Châu")
    re.purge()


def test_a_wrong_expression_of_a_module_is_refused_as_ever(monkeypatch):
    monkeypatch.setattr(re._compiler, "compile", re._compiler.compile)
    expressions.start_keeping()
    expressions.keep_of_modules()
    with pytest.raises(re.error):
        exec("import re\nre.compile('(')", {"__name__": "textkit.invented"})
