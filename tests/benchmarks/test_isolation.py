"""What isolation costs: a build in child processes beside the same build without.

`uv run --group benchmark pytest tests/benchmarks/test_isolation.py -o addopts=""`
"""

import random
import resource

import pytest

from textkit.storing.corpus import open_corpus

SENTENCES = (
    "Phấn đấu đến năm 2025 trồng {n} ha rừng, tỷ lệ che phủ đạt {n}%.",
    "Giao Sở Tài chính chủ trì, phối hợp với Sở Nội vụ thực hiện trước ngày 30/6/2024.",
    "Thực hiện Nghị quyết số {n}-NQ/TU ngày 05/3/2021 của Tỉnh ủy Lam Châu về kinh tế biển.",
    "Đến nay toàn tỉnh có {n} xã đạt chuẩn nông thôn mới, tăng {n} xã so với năm 2020.",
    "Đẩy mạnh chuyển đổi số trong trường học, bệnh viện và cơ quan nhà nước.",
)
DOCUMENTS, LINES = 120, 150


def write_documents(folder, documents=DOCUMENTS, lines=LINES, seed=0):
    """Documents of invented sentences, the same each time."""
    chance = random.Random(seed)
    folder.mkdir()
    for number in range(documents):
        body = [chance.choice(SENTENCES).format(n=chance.randint(1, 999)) for _ in range(lines)]
        head = f"TỈNH ỦY LAM CHÂU\nSố {number + 1}-NQ/TU\nNGHỊ QUYẾT"
        (folder / f"{number:05}.txt").write_text("\n".join([head, *body]), "utf-8")


def seconds():
    """Processor time of this process and of those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


@pytest.mark.parametrize("isolation", ["off", "on"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_build(benchmark, tmp_path, monkeypatch, isolation, jobs):
    monkeypatch.setenv("TEXTKIT_ISOLATION", isolation)
    folder = tmp_path / "corpus"
    write_documents(folder)
    stores = iter(range(100))
    taken = []

    def build():
        before = seconds()
        store = tmp_path / f"{next(stores)}.db"
        corpus = open_corpus(folder, store=store, progress=False, duplicates=True, jobs=jobs)
        taken.append(round(seconds() - before, 2))
        assert len(corpus) == DOCUMENTS

    benchmark.pedantic(build, rounds=3, warmup_rounds=1)
    benchmark.extra_info["processor seconds"] = taken[1:]
