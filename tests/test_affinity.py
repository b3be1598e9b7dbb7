import numpy as np
from effort import grows_linearly

from textkit.comparing.affinity import LEAST_LIKENESS, Standing, affinities, core_of
from textkit.comparing.similarity import Likeness


def affinity(texts, documents, is_result=None):
    """How likely pairs of texts of different documents are one, by their places."""
    likeness = Likeness(texts)
    plain = likeness.links(LEAST_LIKENESS, lambda one, two: np.zeros(len(one), bool))
    results = np.array(is_result or [False] * len(texts))
    found = affinities(
        plain, [core_of(text) for text in texts], likeness, Standing(np.array(documents), results)
    )
    pairs = zip(found.one.tolist(), found.two.tolist(), strict=True)
    return dict(zip(pairs, found.score.tolist(), strict=True))


def test_the_core_is_what_stands_outside_frames():
    assert core_of("tiếp tục đẩy mạnh") == set()
    assert core_of("tiếp tục mở chợ, bến") == {"mở", "chợ", "mở chợ", "bến"}


def test_two_promises_that_share_what_they_promise_are_likelier_one():
    texts = [
        "xây chợ đầu mối nông sản cho các xã ven sông và mở thêm bến cá",
        "xây chợ đầu mối nông sản cho các bản vùng cao",
        "dạy nghề hàn cho các xã ven sông và mở thêm bến cá",
    ]
    likeness = Likeness(texts)
    plain = likeness.links(0.01, lambda one, two: np.zeros(len(one), bool))
    of_plain = dict(zip(zip(plain.one, plain.two, strict=True), plain.score, strict=True))
    assert of_plain[0, 2] > of_plain[0, 1]
    found = affinity(texts, [0, 1, 2])
    assert found[0, 1] / of_plain[0, 1] > found[0, 2] / of_plain[0, 2]


def test_the_statements_around_a_promise_count():
    about_ports = ["nạo vét luồng vào cảng cá", "sửa cầu tàu ở cảng cá", "mở bến cho tàu cá"]
    about_schools = ["xây lớp học nội trú", "mời thầy giáo về bản", "mở bếp ăn cho học trò"]
    promise = "bố trí vốn cho công trình trọng điểm"
    texts = [promise, *about_ports, promise, *about_ports, promise, *about_schools]
    found = affinity(texts, [0] * 4 + [1] * 4 + [2] * 4)
    assert found[0, 4] > found[0, 8]


def test_a_second_best_counts_less():
    texts = ["mở chợ nổi trên sông", "mở chợ nổi trên sông", "mở chợ nổi ở bến cũ"]
    alone, beside = affinity([texts[0], texts[2]], [0, 1]), affinity(texts, [0, 1, 1])
    assert beside[0, 2] < beside[0, 1]
    assert set(alone) == {(0, 1)}


def test_cores_are_found_in_linear_time():
    assert grows_linearly(lambda n: core_of("tiếp tục mở chợ, " * n), 2_000)
