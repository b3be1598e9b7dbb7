import csv
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from beside import REAL
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.comparing.changes import marks
from textkit.comparing.threads import status_of
from textkit.vietnamese.text import fold

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
HEAD = (
    "TỈNH ỦY LAM CHÂU\nSố {number}-NQ/TU\nVân Sa, ngày 10 tháng 11 năm {year}\n\nNGHỊ QUYẾT\nvề"
    " phát triển {topic}\n\n"
)


def found(folder, *documents, province="Lam Châu", **options):
    """The threads of documents given as (year, text), or (year, text, province)."""
    for place, (year, text, *own) in enumerate(documents, start=1):
        head = HEAD.format(number=f"{place:02d}", year=year, topic="tỉnh").replace(
            "LAM CHÂU", (own or [province])[0].upper()
        )
        (folder / f"d{place}.txt").write_text(head + text, "utf-8")
    corpus = tk.open_corpus(folder, store=folder.parent / f"{folder.name}.sqlite", progress=False)
    return tk.threads(corpus, **options)


@pytest.mark.parametrize(
    ("before", "after", "changes", "better"),
    [
        (
            "Đến năm 2020, tỷ lệ đô thị hóa đạt 30%.",
            "Đến năm 2025, tỷ lệ đô thị hóa đạt 35%.",
            ("raised", "moved"),
            True,
        ),
        (
            "Tỷ lệ hộ nghèo còn 6% vào năm 2020.",
            "Tỷ lệ hộ nghèo còn 3% vào năm 2025.",
            ("lowered", "moved"),
            True,
        ),
        (
            "Tỷ lệ hộ nghèo còn 3% vào năm 2020.",
            "Tỷ lệ hộ nghèo còn 5% vào năm 2025.",
            ("raised", "moved"),
            False,
        ),
        ("Duy trì tỷ lệ che phủ rừng 52%.", "Tỷ lệ che phủ rừng giữ ở mức 52%.", (), None),
        (
            "Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2016 - 2020 còn 6% vào năm 2020.",
            "Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2022 - 2025 còn 4% vào năm 2025.",
            ("redefined", "moved"),
            None,
        ),
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
        (
            "Tỷ lệ hộ nông thôn dùng nước hợp vệ sinh đạt 90%.",
            "Tỷ lệ dân đô thị dùng nước sạch đạt 90%.",
        ),
        (
            "Tỷ lệ xã đạt chuẩn nông thôn mới đạt 50%.",
            "Tỷ lệ xã đạt chuẩn nông thôn mới nâng cao đạt 50%.",
        ),
        (
            "Quy mô kinh tế số đạt 20% GRDP.",
            "Tầm nhìn đến năm 2045, quy mô kinh tế số đạt 50% GRDP.",
        ),
        (
            "Thu ngân sách trên địa bàn đạt 8.000 tỷ đồng.",
            "Tốc độ tăng thu ngân sách trên địa bàn đạt 8%/năm.",
        ),
    ],
)
def test_look_alikes_are_no_thread(tmp_path, first, second):
    goal = "I. MỤC TIÊU ĐẾN NĂM 2025\n1. "
    assert found(tmp_path, (2016, goal + first), (2021, goal + second)) == []


def test_promised_and_achieved_stand_in_one_thread(tmp_path):
    threads = found(
        tmp_path,
        (2016, "I. MỤC TIÊU\n1. Đến năm 2020, tỷ lệ đô thị hóa đạt 30%."),
        (
            2021,
            (
                "I. KẾT QUẢ ĐẠT ĐƯỢC\n1. Tỷ lệ đô thị hóa năm 2020 đạt 28%.\nII. MỤC TIÊU\n1. Đến"
                " năm 2025, tỷ lệ đô thị hóa đạt 33%."
            ),
        ),
    )
    assert [(m.role, m.low) for m in threads[0].members] == [
        ("promised", 30),
        ("achieved", 28),
        ("promised", 33),
    ]
    assert threads[0].members[-1].changes == ("raised", "moved")


def test_a_result_in_words_has_no_unit(tmp_path):
    """`unit` is what a figure is measured in; that of a statement is its place in the structure."""
    threads = found(
        tmp_path,
        (2016, "I. NHIỆM VỤ\n1. Xây dựng chợ đầu mối nông sản tại phường Bắc Vân."),
        (
            2021,
            "I. KẾT QUẢ ĐẠT ĐƯỢC\n1. Đã xây dựng chợ đầu mối nông sản tại phường Bắc Vân.",
        ),
    )
    members = [member for thread in threads for member in thread.members if member.text]
    assert [member.role for member in members] == ["promised", "achieved"]
    assert [member.unit for member in members] == [None, None]


def test_an_action_is_found_again_in_other_words(tmp_path):
    filler = (
        "\n2. Trồng chè ở vùng Ngàn Sương.\n3. Mở lớp dạy nghề hàn.\n4. Sửa nhà văn hóa thôn bản."
    )
    other = (
        "\n2. Nuôi cá lồng trên sông Bạc Khê.\n3. Xếp lại kho lưu trữ.\n4. Làm đèn đường ở phường"
        " Nam Vân."
    )
    threads = found(
        tmp_path,
        (
            2016,
            "I. NHIỆM VỤ\n1. Xây dựng hồ chứa nước Khe Vàng phục vụ tưới tiêu, hoàn thành năm 2019."
            + filler,
        ),
        (
            2021,
            "I. NHIỆM VỤ\n1. Hoàn thành công trình hồ chứa nước Khe Vàng trong năm 2024." + other,
        ),
    )
    assert [[m.doc_id for m in thread.members] for thread in threads] == [["d1", "d2"]]
    assert "moved" in threads[0].members[1].changes


FILLER = "\n2. Trồng chè ở vùng Ngàn Sương.\n3. Mở lớp dạy nghề hàn.\n4. Sửa nhà văn hóa thôn bản."
OTHER = (
    "\n2. Nuôi cá lồng trên sông Bạc Khê.\n3. Xếp lại kho lưu trữ.\n4. Làm đèn đường ở phường Nam"
    " Vân."
)


def test_a_commitment_returns_in_two_and_shows_what_links_them(tmp_path):
    (thread,) = found(
        tmp_path,
        (2016, "I. NHIỆM VỤ\n1. Xây dựng bãi đỗ xe và chợ đầu mối tại phường Bắc Vân." + FILLER),
        (
            2021,
            "I. NHIỆM VỤ\n1. Xây dựng chợ đầu mối tại phường Bắc Vân.\n5. Mở rộng bãi đỗ xe tại"
            " phường Bắc Vân." + OTHER,
        ),
    )
    assert [member.doc_id for member in thread.members] == ["d1", "d2", "d2"]
    assert any("chợ đầu" in term or "bãi đỗ" in term or "đỗ xe" in term for term in thread.terms)
    assert 0 < thread.score <= max(member.score for member in thread.members) < 1
    later = thread.members[-1]
    marked = [later.text[a - later.start : b - later.start] for a, b in later.marks]
    assert "Mở rộng" in " ".join(marked)
    assert "bãi đỗ" not in " ".join(marked)


def test_what_every_document_says_is_no_thread(tmp_path):
    assert not found(
        tmp_path,
        (2016, "I. NHIỆM VỤ\n1. Tăng cường công tác lãnh đạo, chỉ đạo đối với chăn nuôi." + FILLER),
        (2021, "I. NHIỆM VỤ\n1. Tăng cường công tác lãnh đạo, chỉ đạo đối với thư viện." + OTHER),
    )


def test_a_result_told_in_words_stands_beside_its_promise(tmp_path):
    (thread,) = found(
        tmp_path,
        (2016, "I. NHIỆM VỤ\n1. Xây dựng hồ chứa nước Khe Vàng phục vụ tưới tiêu." + FILLER),
        (
            2021,
            "I. KẾT QUẢ ĐẠT ĐƯỢC\n1. Hồ chứa nước Khe Vàng đã xây dựng xong, phục vụ tưới tiêu"
            " tốt.\nII. NHIỆM VỤ" + OTHER,
        ),
    )
    assert [member.role for member in thread.members if member.text] == ["promised", "achieved"]
    assert thread.status == "dropped"  # what was done is not promised again


def test_a_group_without_a_counterpart_names_the_likest_statement(tmp_path):
    aim = "I. MỤC TIÊU\n1. Tỷ lệ đô thị hóa đạt {}%.\n2. Xây dựng hồ chứa nước Khe Vàng{}."
    last = (
        "I. MỤC TIÊU\n1. Tỷ lệ đô thị hóa đạt 40%.\n2. Nạo vét hồ Suối Bạc.\n3. Mở lớp dạy nghề"
        " hàn."
    )
    threads = found(
        tmp_path,
        (2011, aim.format(30, "")),
        (2016, aim.format(35, " phục vụ tưới tiêu")),
        (2021, last),
    )
    (thread,) = [thread for thread in threads if not thread.indicator]
    assert thread.status == "dropped"
    assert thread.members[-1].text is None
    assert "hồ Suối Bạc" in thread.members[-1].nearest.text
    assert all(member.nearest is None for member in thread.members if member.text)


RATE = "I. MỤC TIÊU\n1. Tỷ lệ che phủ rừng đạt {}%."


@pytest.mark.parametrize(
    ("documents", "options", "count"),
    [
        ([(2018, RATE.format(46), "Gia Lai"), (2022, RATE.format(47), "Gia Lai")], {}, 1),
        ([(2018, RATE.format(46), "Gia Lai"), (2022, RATE.format(47), "Nghệ An")], {}, 0),
        ([(2018, RATE.format(46), "Gia Lai"), (2025, RATE.format(47), "Gia Lai")], {}, 1),
        (
            [(2018, RATE.format(46), "Gia Lai"), (2025, RATE.format(47), "Gia Lai")],
            {"merge_provinces": False},
            0,
        ),
        ([(2018, RATE.format(46), "Bình Định"), (2025, RATE.format(47), "Gia Lai")], {}, 1),
        (
            [(2018, RATE.format(46), "Bình Định"), (2025, RATE.format(47), "Gia Lai")],
            {"merge_provinces": False},
            0,
        ),
        ([(2018, RATE.format(46), "Nghệ An"), (2025, RATE.format(47), "Nghệ An")], {}, 1),
    ],
)
def test_a_province_that_others_joined_is_another_series(tmp_path, documents, options, count):
    assert len(found(tmp_path, *documents, by="kind", **options)) == count


def test_what_a_report_tells_twice_stands_twice_beside_its_promise(tmp_path):
    told = "I. KẾT QUẢ ĐẠT ĐƯỢC\n1. Tỷ lệ đô thị hóa đạt 31%.\n2. Mức đô thị hóa đạt {}%."
    promise = (2016, "I. MỤC TIÊU\n1. Đến năm 2020, tỷ lệ đô thị hóa đạt 30%.")
    for again, results in ((31, 2), (33, 1)):
        folder = tmp_path / str(again)
        folder.mkdir()
        (thread,) = found(folder, promise, (2020, told.format(again)))
        roles = [member.role for member in thread.members if member.text]
        assert roles == ["promised", *["achieved"] * results]


def test_where_no_group_is_before_another_nothing_is_dropped_or_changed(tmp_path):
    goal = "I. MỤC TIÊU\n1. "
    rise = (2016, goal + "Tỷ lệ đô thị hóa đạt 30%."), (2021, goal + "Tỷ lệ đô thị hóa đạt 35%.")
    (thread,) = found(tmp_path, *rise, by="year")
    assert (thread.status, thread.members[-1].changes) == ("changed", ("raised",))
    (thread,) = found(tmp_path, *rise, by="kind")
    assert thread.status == "single"
    assert not any(member.changes or member.marks for member in thread.members)


def test_a_thread_of_two_groups_without_time_is_shared(tmp_path):
    goal = "I. MỤC TIÊU\n1. Tỷ lệ đô thị hóa đạt 30%."
    documents = (2016, goal), (2021, goal), (2022, "I. MỤC TIÊU\n1. Xây chợ.")
    (tmp_path / "metadata.csv").write_text(
        "id,path,place\nd1,d1.txt,Vân Sa\nd2,d2.txt,Bến Đá\nd3,d3.txt,Cửa Trầm\n", "utf-8"
    )
    (thread,) = found(tmp_path, *documents, by="place")
    assert thread.status == "shared"
    assert {member.group for member in thread.members} == {"Vân Sa", "Bến Đá"}  # none is missed


def test_a_ministry_s_new_name_is_said_and_no_change_of_words(tmp_path):
    (thread,) = found(
        tmp_path,
        (
            2016,
            "I. NHIỆM VỤ\n1. Sở Kế hoạch và Đầu tư xây dựng chợ đầu mối tại phường Bắc Vân."
            + FILLER,
        ),
        (2025, "I. NHIỆM VỤ\n1. Sở Tài chính xây dựng chợ đầu mối tại phường Bắc Vân." + OTHER),
    )
    assert thread.members[-1].renamed == ("Sở Kế hoạch và Đầu tư → Sở Tài chính",)
    assert "reworded" not in thread.members[-1].changes


@given(
    st.text("aăâbc đe1 ,.", max_size=40), st.text("aăâbc đe1 ,.", max_size=40), st.integers(0, 9)
)
def test_marks_are_words_the_text_before_does_not_have(before, now, start):
    spans = list(marks(before, now, start))
    assert all(start <= a < b <= start + len(now) for a, b in spans)
    outside = "".join(
        c for place, c in enumerate(now) if not any(a <= place + start < b for a, b in spans)
    )
    assert {fold(word) for word in re.findall(r"\w+", outside)} <= {
        fold(word) for word in re.findall(r"\w+", before)
    }


LABELS = Path(__file__).with_name("labels") / "pairs.csv"


@pytest.fixture(scope="module")
def pairs(tmp_path_factory):
    """By file and kind of pair: how many labelled pairs are one and found, one and missed, and
    taken for one wrongly.
    """
    if not REAL.is_dir():
        pytest.skip("the folder ../shared of real documents is not here")
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    folder = tmp_path_factory.mktemp("real")
    lines = ["id,path,date,period"]
    for name in {row[side] for row in rows for side in ("file", "other_file")}:
        (folder / Path(name).name).write_bytes((REAL / name).read_bytes())
        date, period = (
            ("2026-01-23", "2025-2030")
            if "XIV" in name
            else ("2021-02-01" if "XIII" in name else "2025-01-09", "2020-2025")
        )
        lines.append(
            f"{name},{Path(name).name},{'2024-12-22' if '57-NQ' in name[:16] else date},{period}"
        )
    (folder / "metadata.csv").write_text("\n".join(lines), "utf-8")
    corpus = tk.open_corpus(folder, store=folder.parent / "real.sqlite", progress=False)
    counts = defaultdict(lambda: [0, 0, 0])
    for congress in (True, False):
        part = corpus.only([id_ for id_ in corpus.ids if ("dai-hoi" in id_) is congress])
        places = [
            (m.doc_id, m.start, m.end, thread.id)
            for thread in tk.threads(part)
            for m in thread.members
            if m.text
        ]
        figures = {(record.doc_id, record.start) for record in part.records("targets")}
        for row in rows:
            sides = [
                (row["file"], int(row["start"]), int(row["end"])),
                (row["other_file"], int(row["other_start"]), int(row["other_end"])),
            ]
            if ("dai-hoi" in row["file"]) is congress:
                ids = [
                    {id_ for d, a, b, id_ in places if d == name and a < end and b > start}
                    for name, start, end in sides
                ]
                form = "figure" if sides[0][:2] in figures else "action"
                same, linked = row["label"] != "different", bool(ids[0] & ids[1])
                counts[congress, form][0 if same and linked else 1 if same else 2] += same or linked
    return counts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("congress", "form", "precision", "recall"),
    [
        (True, "figure", 1, 1),
        (True, "action", 0.9, 0.78),
        (False, "figure", 0.95, 0.8),
        (False, "action", 0.78, 0.75),
    ],
)
def test_pairs_labelled_by_reading(pairs, congress, form, precision, recall):
    right, missed, wrong = pairs[congress, form]
    assert right / (right + wrong) >= precision
    assert right / (right + missed) >= recall


def test_the_same_corpus_gives_the_same_threads(tmp_path):
    documents = [
        (2016, "I. MỤC TIÊU\n1. Tỷ lệ đô thị hóa đạt 30%."),
        (2021, "I. MỤC TIÊU\n1. Tỷ lệ đô thị hóa đạt 35%."),
    ]
    assert found(tmp_path, *documents) == found(tmp_path, *documents)


GROUPS = ["a", "b", "c"]


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ({"a": "same", "b": "same"}, "dropped"),
        ({"a": "same", "b": "near"}, "dropped"),
        ({"c": "same"}, "new"),
        ({"c": "near"}, "uncertain"),
        ({"a": "near", "b": "near"}, "uncertain"),
        ({"a": "same", "c": "same"}, "resumed"),
        ({"a": "same", "b": "same", "c": "same"}, "continued"),
        ({"b": "near", "c": "same"}, "continued"),
        ({"b": "same", "c": "near"}, "uncertain"),
        ({"a": "near", "c": "near"}, "uncertain"),
    ],
)
def test_the_status_follows_from_the_groups_that_hold_it(held, status):
    assert status_of(GROUPS, held, []) == status


def test_what_goes_on_in_another_thread_was_not_dropped():
    assert status_of(GROUPS, {"a": "same", "b": "same"}, [], goes_on=True) == "changed"


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The sample corpus, its threads, and where each planted statement stands. What a document says
    twice, in its prose and in its annex, is one statement.
    """
    corpus = tk.open_corpus(
        CORPUS, store=tmp_path_factory.mktemp("store") / "corpus.sqlite", progress=False
    )
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
        members = held[row["pair_kind"], row["thread"]]
        said = next((m for m in members if m[1]["doc_id"] == row["doc_id"]), None)
        if said is None or row["pair_kind"] != "thread":
            members.append((corpus.fact(row["doc_id"], "date"), row, ids))
        else:
            said[2].update(ids)
    return corpus, threads, held


@pytest.mark.slow
def test_planted_threads_are_found(planted):
    _, _, held = planted
    links = {"figure": [0, 0], "action": [0, 0]}
    for (kind, _), members in held.items():
        if kind != "thread":
            continue
        form = "figure" if any(row["figure"] for _, row, _ in members) else "action"
        for (_, _, first), (_, _, second) in pairwise(
            sorted(members, key=lambda member: member[0])
        ):
            links[form][0] += bool(first & second)
            links[form][1] += 1
    assert links["figure"][0] / links["figure"][1] >= 0.97
    assert links["action"][0] / links["action"][1] >= 0.8


@pytest.mark.slow
def test_planted_look_alikes_are_kept_apart(planted):
    _, _, held = planted
    pairs = [members for (kind, _), members in held.items() if kind == "lookalike"]
    joined = [members for members in pairs if len(members) == 2 and members[0][2] & members[1][2]]
    assert len(pairs) >= 20
    assert len(joined) <= 2


@pytest.mark.slow
def test_members_of_different_planted_threads_are_seldom_mixed(planted):
    _, _, held = planted
    groups = defaultdict(list)
    for (kind, name), members in held.items():
        for _, _, ids in members if kind == "thread" else []:
            for id_ in ids:
                groups[id_].append(name)
    pairs = [(a, b) for names in groups.values() for i, a in enumerate(names) for b in names[:i]]
    assert sum(a == b for a, b in pairs) / len(pairs) >= 0.97


@pytest.mark.slow
def test_a_thread_s_members_are_quotations_in_order_of_groups(planted):
    corpus, threads, _ = planted
    order = list(corpus.groups("period"))
    for thread in threads:
        groups = [order.index(member.group) for member in thread.members]
        assert groups == sorted(groups)
        assert all(
            corpus.text(m.doc_id)[m.start : m.end] == m.text for m in thread.members if m.text
        )
        assert len({m.doc_id for m in thread.members if m.text}) > 1
