"""What hostile texts cost: all finders, all rules and queries take time that grows as the text."""

import pytest
from effort import grows_linearly

from textkit import find_citations, find_commitments, find_statements, find_targets, find_units
from textkit.checking.draft import all_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import find_faults
from textkit.language.annotation import annotate
from textkit.reading.document import Document, Facts
from textkit.vietnamese.text import tidy

FINDERS = (find_units, find_citations, find_statements, find_targets, find_commitments)
RULES = list(all_rules().values())

PIECES = [
    "khoản ",
    "Điều 1, ",
    "điểm a khoản 1 ",
    "12-NQ/TW, ",
    "số 12-NQ/TU ngày 01/01/2025 của ",
    "1234567890",
    "12,5 tỷ đồng; ",
    "đạt 95% ",
    "ngày 1/1/2025 ",
    "năm 2025, ",
    "....",
    "----",
    "    ",
    '"',
    "[",
    "+1,5 -2,3% ",
    "-1.234.567,8 ",
    "- - ",
    ", , ",
    "a    b ",
    "“",
    "“a” ",
    "(",
    "(a) ",
    "a) b) ",
    "1. abc\n",
    "| 1 | a |\n",
    "phát triển ",
    "NGHỊ QUYẾT ",
    "Ủy ban nhân dân tỉnh, ",
]


def draft_of(piece, size):
    text = tidy("Nội dung: " + piece * (size // len(piece)))
    return Document("d", text, Facts(kind="nghị quyết", date="2025-12-01"))


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_the_finders_are_linear(piece):
    docs = {size: next(annotate([draft_of(piece, size)])) for size in (4_000, 8_000)}

    def work(size):
        for finder in FINDERS:
            list(finder(docs[size]))

    assert grows_linearly(work, 4_000)


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_the_rules_are_linear(piece):
    """With their fingerprints, which hold the line of a finding."""

    def work(size):
        draft = Draft(draft_of(piece, size))
        for finding in find_faults(draft, Prior(None), RULES):
            assert finding.fingerprint

    assert grows_linearly(work, 2_000)
