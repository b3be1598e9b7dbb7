from __future__ import annotations

import csv
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from beside import SHARED, needs_shared
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.finding.actors import (
    Actor,
    actors_at,
    actors_in_cell,
    duty_behind,
    find_actors,
    names_of,
)
from textkit.finding.commitments import find_commitments
from textkit.reading.document import Document
from textkit.reading.readers import read

LABELS = Path(__file__).with_name("labels") / "actors.csv"


def names(text: str) -> list[str]:
    return [actor.name for actor in find_actors(text)]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Đảng uỷ Quốc hội lãnh đạo việc sửa luật.", "Đảng uỷ Quốc hội"),
        ("Ban Chấp hành Đảng bộ tỉnh khẩn trương họp.", "Ban Chấp hành Đảng bộ tỉnh"),
        ("Sở Y tế hằng năm thăm trạm xá.", "Sở Y tế"),
        ("Sở Giao thông Xây dựng lập bến.", "Sở Giao thông Xây dựng"),
        ("Ban Quản lý Khu kinh tế Vân Sa phối hợp.", "Ban Quản lý Khu kinh tế Vân Sa"),
        ("Ủy ban nhân dân tỉnh Lam Châu chủ trì.", "Ủy ban nhân dân tỉnh Lam Châu"),
        ("Ủy ban nhân dân\ntỉnh lập bến.", "Ủy ban nhân dân\ntỉnh"),
        ("Giám đốc Sở Y tế chịu trách nhiệm.", "Giám đốc Sở Y tế"),
        ("Người đứng đầu của cơ quan thuế lập sổ.", "Người đứng đầu của cơ quan thuế"),
        ("Bộ Công Thương tham mưu.", "Bộ Công Thương"),
        ("Ban của Hội đồng nhân dân tỉnh giám sát.", "Ban của Hội đồng nhân dân tỉnh"),
        ("Kiểm toán nhà nước khu vực II kiểm toán.", "Kiểm toán nhà nước khu vực II"),
    ],
)
def test_a_body_ends_before_its_verb(text, actor):
    assert [found.text for found in actors_at(text)][:1] == [actor]


@pytest.mark.parametrize(
    "text",
    [
        "các ngành, lĩnh vực trọng điểm phát triển",
        "Các ngành và lĩnh vực khác",
        "Ban hành kế hoạch",
        "Bộ máy tinh gọn",
        "Sở hữu trí tuệ",
        "các trường hợp công trình",
        "Báo cáo kết quả",
        "Báo cháy khẩn cấp",
        "Hội nghị bàn tròn",
        "quản lý nhà nước",
        "Nhà nước và đối ngoại nhân dân",
        "đường tỉnh 512",
        "Chợ nổi Vân Sa",
        "",
    ],
)
def test_what_is_no_body(text):
    assert list(find_actors(text)) == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Uỷ ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
        ("uỷ ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
        ("ỦY BAN NHÂN DÂN TỈNH", "Ủy ban nhân dân tỉnh"),
        ("Ủy ban nhân dân Thành phố", "Ủy ban nhân dân thành phố"),
        ("UBND TP. Vân Sa", "Ủy ban nhân dân thành phố Vân Sa"),
        ("Sở NN&MT", "Sở Nông nghiệp và Môi trường"),
        ("Sở NNMT", "Sở Nông nghiệp và Môi trường"),
        ("sở nông nghiệp và môi trường", "Sở Nông nghiệp và Môi trường"),
        ("Bộ LĐ-TB&XH", "Bộ Lao động - Thương binh và Xã hội"),
        ("Bộ Lao động–Thương binh và Xã hội", "Bộ Lao động - Thương binh và Xã hội"),
        ("Các Bộ, ngành, địa phương", "các bộ, ngành, địa phương"),
        ("UBND các tỉnh/thành phố", "Ủy ban nhân dân các tỉnh, thành phố"),
        ("Ban Chấp hành Đảng bộ tỉnh khoá xix", "Ban Chấp hành Đảng bộ tỉnh khóa XIX"),
        ("SỞ Y TẾ TỈNH LAM CHÂU", "Sở Y tế tỉnh Lam Châu"),
    ],
)
def test_one_body_has_one_name_however_it_is_written(written, name):
    assert names_of(written) == (name,)


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        (
            "Bộ Văn hóa, Thể thao và Du lịch, Bộ Y tế và các bộ, ngành khác có liên quan",
            ["Bộ Văn hóa, Thể thao và Du lịch", "Bộ Y tế", "các bộ, ngành khác có liên quan"],
        ),
        ("các Sở: Tài chính, Y tế và Nội vụ", ["Sở Tài chính", "Sở Y tế", "Sở Nội vụ"]),
        ("Sở Tài chính, Xây dựng", ["Sở Tài chính", "Sở Xây dựng"]),
        ("HĐND, UBND tỉnh", ["Hội đồng nhân dân tỉnh", "Ủy ban nhân dân tỉnh"]),
        ("HĐND; Sở Y tế", ["Hội đồng nhân dân", "Sở Y tế"]),
        ("Các sở, ngành, UBND xã, phường", ["các sở, ngành", "Ủy ban nhân dân xã, phường"]),
        (
            "các bộ, cơ quan ngang bộ, cơ quan thuộc Chính phủ",
            ["các bộ", "cơ quan ngang bộ", "cơ quan thuộc Chính phủ"],
        ),
        (
            "Giám đốc Sở Y tế, Thủ trưởng các sở, ban, ngành và Chủ tịch UBND các xã",
            [
                "Giám đốc Sở Y tế",
                "Thủ trưởng các sở, ban, ngành",
                "Chủ tịch Ủy ban nhân dân các xã",
            ],
        ),
    ],
)
def test_the_bodies_of_a_list(text, listed):
    assert names(text) == listed


def test_places_and_whether_a_body_is_a_certain_one():
    text = "UBND tỉnh Lam Châu, Tỉnh ủy Lam Châu, Sở Y tế, các sở"
    found = [(actor.place, actor.named) for actor in find_actors(text)]
    assert found == [("Lam Châu", True), ("Lam Châu", True), (None, True), (None, False)]


def test_bounds_are_those_of_the_text_as_written():
    text = "Giao UBND tỉnh, Sở NN&MT và HĐND xã Vân Sa."
    found = list(find_actors(text))
    assert [text[actor.start : actor.end] for actor in found] == [actor.text for actor in found]
    assert [actor.text for actor in found] == ["UBND tỉnh", "Sở NN&MT", "HĐND xã Vân Sa"]


def test_a_field_in_small_letters_goes_on_up_to_the_verb_and_in_a_cell():
    text = "Các doanh nghiệp bưu chính, viễn thông phối hợp."
    assert [actor.text for actor in actors_at(text)] == ["Các doanh nghiệp"]
    found = actors_at(text, 0, text.index("phối"))
    assert [actor.text for actor in found] == ["Các doanh nghiệp bưu chính, viễn thông"]
    cell = "Trung tâm Xúc tiến đầu tư, thương mại tỉnh Lam Châu; Sở Y tế"
    assert names_of(cell) == ("Trung tâm Xúc tiến đầu tư, thương mại tỉnh Lam Châu", "Sở Y tế")


def test_a_field_ends_before_what_no_name_holds():
    text = "Các doanh nghiệp bưu chính theo quy định phối hợp."
    found = actors_at(text, 0, text.index("phối"))
    assert [actor.text for actor in found] == ["Các doanh nghiệp bưu chính"]


def test_what_says_that_a_sort_of_bodies_is_to_act():
    text = "Cơ quan cung cấp dữ liệu phải thông báo."
    assert duty_behind(text, len("Cơ quan")) == text.index("phải")
    assert duty_behind("Cơ quan cung cấp dữ liệu, xã phải", len("Cơ quan")) is None
    assert duty_behind("Cơ quan " + "b" * 200 + " phải", len("Cơ quan")) is None


def test_a_cell_of_notes_and_of_nothing():
    assert actors_in_cell("Năm 2026") == []
    assert names_of(None) == ()
    (body,) = actors_in_cell("- Sở Y tế (chủ trì)")
    assert body == Actor(2, 9, "Sở Y tế", "Sở Y tế", None, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "các ",
        "Sở ",
        "UBND, ",
        "tỉnh ",
        "của cơ quan ",
        "A - ",
        "Ban Kinh tế và ",
        "cơ quan, ",
        "\n",
    ],
)
def test_hostile_text_takes_linear_time(piece):
    def search(size):
        text = (piece * (size // len(piece) + 1))[:size]
        list(find_actors(text))
        actors_in_cell(text)

    assert grows_linearly(search, 8_000)


@given(st.text(alphabet="UBND các sở, Y tế tỉnh Lam Châu và;:\n&-", max_size=80))
def test_any_text_has_bodies_in_order_and_within_it(text):
    found = list(find_actors(text))
    assert all(text[actor.start : actor.end] == actor.text for actor in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


def bounds_right(document: Document, rows: list[dict[str, str]]) -> Counter[str]:
    """How often the actor of a labelled statement has the words of its label; doubtful labels, and
    statements that are no commitments any more, count neither way.
    """
    actors = {promise.start: promise.actor for promise in find_commitments(document)}
    counts: Counter[str] = Counter()
    for row in rows:
        if row["note"] == "doubt" or int(row["start"]) not in actors:
            continue
        wanted: set[str | None] = {None} if row["note"] else set()
        for first, last in (("actor_start", "actor_end"), ("or_start", "or_end")):
            if row[first]:
                words = document.text[int(row[first]) : int(row[last])]
                wanted.add(" ".join(words.split()).casefold())
        said = actors[int(row["start"])]
        counts["all"] += 1
        counts["right"] += (said.casefold() if said else None) in wanted
    return counts


@pytest.mark.slow
@needs_shared
def test_the_labelled_actors():
    """Labels by reading, part `dev`: the reader was mended on them, so this guards and does not
    measure.
    """
    with LABELS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == "dev"]
    counts: Counter[str] = Counter()
    for name in sorted({row["file"] for row in rows}):
        counts += bounds_right(read(SHARED / name), [row for row in rows if row["file"] == name])
    assert counts["right"] / counts["all"] >= 0.90
