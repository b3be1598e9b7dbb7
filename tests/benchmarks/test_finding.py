"""Finding against annotating the longest document of the sample corpus, and what finding takes as a
composed text grows.
"""

import time
from collections import deque
from pathlib import Path

import pytest
from test_segmenter import forget

from textkit.finding.citations import find_citations
from textkit.finding.commitments import find_commitments
from textkit.finding.statements import find_statements
from textkit.finding.targets import find_targets
from textkit.finding.themes import find_themes
from textkit.language.annotation import annotate
from textkit.language.units import find_units
from textkit.reading.document import Document, Facts
from textkit.reading.readers import list_folder, read_entry

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

PART = """I. KẾT QUẢ THỰC HIỆN
1. Kinh tế
- Thu ngân sách năm 2024 ước đạt {n}.250 tỷ đồng, tăng 7,{d}% so với cùng kỳ; \
đời sống nhân dân vùng ven sông được cải thiện rõ rệt.
Tuy nhiên, một số chợ đầu mối còn chậm so với tiến độ theo Nghị quyết số {n}/NQ-HĐND \
ngày 12 tháng 7 năm 2023.
II. MỤC TIÊU, NHIỆM VỤ ĐẾN NĂM 2030
- Phấn đấu đến năm 2030 có ít nhất {d} cảng cá đạt chuẩn; tỷ lệ hộ nghèo còn dưới {d},5%.
- Đẩy mạnh trồng rừng ngập mặn, nạo vét luồng Trà Lam {n}; không để tồn đọng hồ sơ quá hạn.
III. TỔ CHỨC THỰC HIỆN
Điều {d}. Giao Ủy ban nhân dân tỉnh:
a) Xây dựng đề án cấp nước sạch theo khoản 2 Điều {d} Luật Tài nguyên nước năm 2023, \
trình trong quý III năm 2026;
b) Sở Y tế chủ trì, phối hợp với Sở Tài chính bố trí kinh phí cho {n} trạm y tế xã.
"""
FINDERS = (find_units, find_statements, find_commitments, find_targets, find_citations, find_themes)


def composed(times: int) -> Document:
    text = "".join(PART.format(n=100 + number, d=1 + number % 8) for number in range(20 * times))
    return Document("d", text, Facts(kind="nghị quyết", date="2025-08-12"))


@pytest.fixture(scope="module")
def longest() -> Document:
    return max(
        (read_entry(entry) for entry in list_folder(CORPUS).entries),
        key=lambda document: len(document.text),
    )


def fresh(document):
    """The document annotated; nothing is kept of its units and figures."""
    return (next(annotate([document])),), {}


def find(doc) -> None:
    for finder in FINDERS:
        deque(finder(doc), maxlen=0)


@pytest.mark.benchmark(group="one document")
def test_annotating(benchmark, longest):
    benchmark.extra_info["characters"] = len(longest.text)
    benchmark.pedantic(lambda: next(annotate([longest])), setup=forget, rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="one document")
def test_finding(benchmark, longest):
    benchmark.pedantic(find, setup=lambda: fresh(longest), rounds=3, warmup_rounds=1)


@pytest.mark.benchmark(group="as the text grows")
@pytest.mark.parametrize("times", [1, 2, 4])
def test_growing(benchmark, times):
    document = composed(times)
    benchmark.extra_info["characters"] = len(document.text)
    benchmark.pedantic(find, setup=lambda: fresh(document), rounds=3, warmup_rounds=1)


def seconds(finder, doc) -> float:
    start = time.perf_counter()
    deque(finder(doc), maxlen=0)
    return time.perf_counter() - start


def test_each_finder_is_linear(capsys):
    """Four times the text takes less than eight times as long, whichever finder it is."""
    docs = {times: [fresh(composed(times))[0][0] for _ in range(2)] for times in (1, 4)}
    for finder in FINDERS:
        taken = {times: min(seconds(finder, doc) for doc in each) for times, each in docs.items()}
        with capsys.disabled():
            print(
                f"\n{finder.__name__}: {taken[1] * 1000:.0f} ms, four times the text"
                f" {taken[4] * 1000:.0f} ms",
                end="",
            )
        assert taken[4] < 8 * taken[1] + 0.05
