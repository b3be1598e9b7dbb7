import csv
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textkit as tk
from textkit.analysis.threads import _status

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
HEAD = "TỈNH ỦY LAM CHÂU\nSố {number}-NQ/TU\nVân Sa, ngày 10 tháng 11 năm {year}\n\nNGHỊ QUYẾT\nvề phát triển {topic}\n\n"


def found(folder, *documents):
    """The threads of documents given as (year, text), by their label."""
    for place, (year, text) in enumerate(documents, start=1):
        head = HEAD.format(number=f"{place:02d}", year=year, topic="tỉnh")
        (folder / f"d{place}.txt").write_text(head + text, "utf-8")
    corpus = tk.open_corpus(folder, store=folder.parent / f"{folder.name}.sqlite", progress=False)
    return tk.threads(corpus)


@pytest.mark.parametrize(
    ("before", "after", "changes", "better"),
    [
        ("Đến năm 2020, tỷ lệ đô thị hóa đạt 30%.", "Đến năm 2025, tỷ lệ đô thị hóa đạt 35%.", ("raised", "moved"), True),
        ("Tỷ lệ hộ nghèo còn 6% vào năm 2020.", "Tỷ lệ hộ nghèo còn 3% vào năm 2025.", ("lowered", "moved"), True),
        ("Tỷ lệ hộ nghèo còn 3% vào năm 2020.", "Tỷ lệ hộ nghèo còn 5% vào năm 2025.", ("raised", "moved"), False),
        ("Duy trì tỷ lệ che phủ rừng 52%.", "Tỷ lệ che phủ rừng giữ ở mức 52%.", (), None),
        (
            "Tỷ lệ lao động qua đào tạo đạt 60%.",
            "Tỷ lệ lao động qua đào tạo có bằng cấp, chứng chỉ đạt 30%.",
            ("redefined",),
            None,
        ),
    ],
)
def test_what_changed_in_a_target(tmp_path, before, after, changes, better):
    goal = "I. MỤC TIÊU\n1. "
    threads = found(tmp_path, (2016, goal + before), (2021, goal + after))
    assert len(threads) == 1
    member = threads[0].members[-1]
    assert (member.changes, member.better) == (changes, better)
    assert threads[0].status == ("changed" if changes else "continued")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Có 8 bác sĩ trên một vạn dân.", "Có 25 giường bệnh trên một vạn dân."),
        ("Tỷ lệ hộ nông thôn dùng nước hợp vệ sinh đạt 90%.", "Tỷ lệ dân đô thị dùng nước sạch đạt 90%."),
        ("Tỷ lệ xã đạt chuẩn nông thôn mới đạt 50%.", "Tỷ lệ xã đạt chuẩn nông thôn mới nâng cao đạt 50%."),
        ("Thu ngân sách trên địa bàn đạt 8.000 tỷ đồng.", "Tốc độ tăng thu ngân sách trên địa bàn đạt 8%/năm."),
    ],
)
def test_look_alikes_are_no_thread(tmp_path, first, second):
    goal = "I. MỤC TIÊU ĐẾN NĂM 2025\n1. "
    assert found(tmp_path, (2016, goal + first), (2021, goal + second)) == []


def test_promised_and_achieved_stand_in_one_thread(tmp_path):
    threads = found(
        tmp_path,
        (2016, "I. MỤC TIÊU\n1. Đến năm 2020, tỷ lệ đô thị hóa đạt 30%."),
        (2021, "I. KẾT QUẢ ĐẠT ĐƯỢC\n1. Tỷ lệ đô thị hóa năm 2020 đạt 28%.\nII. MỤC TIÊU\n1. Đến năm 2025, tỷ lệ đô thị hóa đạt 33%."),
    )
    assert [(m.role, m.low) for m in threads[0].members] == [("promised", 30), ("achieved", 28), ("promised", 33)]
    assert threads[0].members[-1].changes == ("raised", "moved")


def test_an_action_is_found_again_in_other_words(tmp_path):
    filler = "\n2. Trồng chè ở vùng Ngàn Sương.\n3. Mở lớp dạy nghề hàn.\n4. Sửa nhà văn hóa thôn bản."
    other = "\n2. Nuôi cá lồng trên sông Bạc Khê.\n3. Xếp lại kho lưu trữ.\n4. Làm đèn đường ở phường Nam Vân."
    threads = found(
        tmp_path,
        (2016, "I. NHIỆM VỤ\n1. Xây dựng hồ chứa nước Khe Vàng phục vụ tưới tiêu, hoàn thành năm 2019." + filler),
        (2021, "I. NHIỆM VỤ\n1. Hoàn thành công trình hồ chứa nước Khe Vàng trong năm 2024." + other),
    )
    assert [[m.doc_id for m in thread.members] for thread in threads] == [["d1", "d2"]]
    assert "moved" in threads[0].members[1].changes


def test_the_same_corpus_gives_the_same_threads(tmp_path):
    documents = [(2016, "I. MỤC TIÊU\n1. Tỷ lệ đô thị hóa đạt 30%."), (2021, "I. MỤC TIÊU\n1. Tỷ lệ đô thị hóa đạt 35%.")]
    assert found(tmp_path, *documents) == found(tmp_path, *documents)


GROUPS = ["a", "b", "c"]


@given(st.sets(st.sampled_from(GROUPS), min_size=1))
@settings(deadline=None)
def test_the_status_follows_from_the_groups_that_hold_it(held):
    status = _status(GROUPS, held, [])
    expected = (
        "dropped" if "c" not in held else "new" if held == {"c"} else "resumed" if "b" not in held else "continued"
    )
    assert status == expected


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The sample corpus, its threads, and where each planted statement stands."""
    corpus = tk.open_corpus(CORPUS, store=tmp_path_factory.mktemp("store") / "corpus.sqlite", progress=False)
    with (CORPUS / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    threads = tk.threads(corpus)
    places = defaultdict(list)
    for thread in threads:
        for member in thread.members:
            places[member.doc_id].append((member.start, member.end, thread.id))
    held = defaultdict(list)
    for row in rows:
        words = r"\s+".join(map(re.escape, row["quote"].split()))
        start, end = re.search(words, corpus.text(row["doc_id"])).span()
        ids = {id_ for a, b, id_ in places[row["doc_id"]] if a < end and b > start}
        held[row["pair_kind"], row["thread"]].append((corpus.fact(row["doc_id"], "date"), row, ids))
    return corpus, threads, held


@pytest.mark.slow
def test_planted_threads_are_found(planted):
    _, _, held = planted
    links = {"figure": [0, 0], "action": [0, 0]}
    for (kind, _), members in held.items():
        if kind != "thread":
            continue
        form = "figure" if any(row["figure"] for _, row, _ in members) else "action"
        for (_, _, first), (_, _, second) in pairwise(sorted(members, key=lambda member: member[0])):
            links[form][0] += bool(first & second)
            links[form][1] += 1
    assert links["figure"][0] / links["figure"][1] >= 0.88
    assert links["action"][0] / links["action"][1] >= 0.45


@pytest.mark.slow
def test_planted_look_alikes_are_kept_apart(planted):
    _, _, held = planted
    pairs = [members for (kind, _), members in held.items() if kind == "lookalike"]
    joined = [members for members in pairs if len(members) == 2 and members[0][2] & members[1][2]]
    assert len(pairs) >= 20
    assert len(joined) <= 3


@pytest.mark.slow
def test_members_of_different_planted_threads_are_seldom_mixed(planted):
    _, _, held = planted
    groups = defaultdict(list)
    for (kind, name), members in held.items():
        for _, _, ids in members if kind == "thread" else []:
            for id_ in ids:
                groups[id_].append(name)
    pairs = [(a, b) for names in groups.values() for i, a in enumerate(names) for b in names[:i]]
    assert sum(a == b for a, b in pairs) / len(pairs) >= 0.95


@pytest.mark.slow
def test_a_thread_s_members_are_quotations_in_order_of_groups(planted):
    corpus, threads, _ = planted
    order = list(corpus.groups("period"))
    for thread in threads:
        groups = [order.index(member.group) for member in thread.members]
        assert groups == sorted(groups)
        assert all(corpus.text(m.doc_id)[m.start : m.end] == m.text for m in thread.members if m.text)
        assert len({m.doc_id for m in thread.members if m.text}) > 1
