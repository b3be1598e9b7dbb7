"""An anchored pattern finds what the pattern finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit import data
from textkit.comparing import items, similarity
from textkit.data import anchors
from textkit.data.anchors import Anchored, anchors_of

TEXTS = st.lists(
    st.sampled_from(
        "a b ab ba c abc , thực hiện nghị quyết số 5 trình báo cáo giao Sở Y tế Bộ Công an năm 2026"
        " giai đoạn ước đạt dự kiến hoàn thành các nhiệm vụ sau: phối hợp.docx".split(" ")
    ),
    max_size=12,
).map(" ".join)

PATTERNS = [
    r"ab|ba",
    r"(?:a|b)c",
    r"a?b",
    r"(?:ab)*c",
    r"(?:ab){2,}",
    r"(?=ab)a",
    r"(?<!a)b",
    r"a(?!b)",
    r"[ab]c",
    r"(?i:AB)c?",
    r"(?P<one>a)(?P=one)?",
    r"(a)?(?(1)b|c)",
    r"",
    r"a|",
    r".",
]


@pytest.mark.parametrize("source", PATTERNS)
@given(text=TEXTS)
def test_it_finds_what_the_pattern_finds(source, text):
    pattern = re.compile(source)
    plain, anchored = pattern.search(text), Anchored(pattern).search(text)
    assert (plain and plain.span()) == (anchored and anchored.span())


@given(text=TEXTS)
def test_patterns_of_threads_find_what_they_find(text):
    for pattern in data.patterns("likeness.toml", "likeness").values():
        spans = [match.span() for match in pattern.finditer(text)]
        assert spans == [match.span() for match in Anchored(pattern).finditer(text)]


def test_what_may_match_without_a_word_has_no_anchors():
    for source in (r"a?", r"(?:ab)*", r"a|", r"\d+", r"(?i)ab", r"(?i:ab)", r"[a-z]b?", r""):
        assert anchors_of(re.compile(source)) == ()


def test_words_inside_lookarounds_are_not_needed():
    assert anchors_of(re.compile(r"(?<!xây )chợ(?! nổi)")) == ("chợ",)
    assert anchors_of(re.compile(r"(?=chợ)\w+")) == ()


def test_where_python_is_another_every_text_is_tried(monkeypatch):
    monkeypatch.setattr(anchors, "import_module", lambda _: object())
    anchors_of.cache_clear()
    try:
        pattern = Anchored(re.compile("chợ nổi đêm"))
        assert pattern.anchors == ()
        assert pattern.search("chợ nổi đêm")[0] == "chợ nổi đêm"
    finally:
        anchors_of.cache_clear()


def test_the_costly_patterns_of_threads_are_anchored():
    for name in ("handed", "times", "common", "bodies"):
        assert similarity._ANCHORED[name].anchors
    for name in ("leadins", "estimates"):
        assert items._ANCHORED[name].anchors
