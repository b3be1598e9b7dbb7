"""What a corpus says is to be done: rows and promises, each once, bodies in one form."""

import pytest

import textkit as tk
from textkit.comparing.tasks import Due, find_corpus_tasks

PLAN = """ỦY BAN NHÂN DÂN TỈNH LAM CHÂU
Số: 12/KH-UBND
Vân Sa, ngày 5 tháng 1 năm 2026
KẾ HOẠCH
Nhiệm vụ trọng tâm năm 2026
I. MỤC TIÊU
- Phấn đấu đến năm 2030 tỷ lệ hộ nghèo còn dưới 1%.
II. NHIỆM VỤ
1. Sở Y tế xây dựng trạm y tế xã Ngàn Sương trước ngày 15/3/2026.
2. Uỷ ban nhân dân tỉnh Lam Châu thường xuyên kiểm tra đê điều.
3. Đẩy mạnh cải cách hành chính.
4. Mở bến cá Cửa Trầm trong năm 2027.

PHỤ LỤC
DANH MỤC NHIỆM VỤ

| TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian | Sản phẩm |
|---|---|---|---|---|---|
| 1 | Xây dựng Đề án chợ nổi | UBND tỉnh | Các sở, ban, ngành; UBND các xã \
| Quý I, II năm 2026 | Đề án |
| 2 | Rà soát bến cá; sửa đường | Sở NN&MT; Sở Xây dựng | | Quý III | Báo cáo |
| 3 | Trồng cây ven đường | Hợp tác xã Lam Châu Xanh | | Giai đoạn 2026-2030 | |
| 4 | Nạo vét kênh | | | Hằng năm | |
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tasks")
    (folder / "ke-hoach.md").write_text(PLAN, "utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(folder):
    return tk.open_corpus(folder, store=folder / "tasks.sqlite", progress=False)


@pytest.fixture(scope="module")
def tasks(corpus):
    return {
        task.text.split(" ", 1)[0] + str(task.is_row): task for task in find_corpus_tasks(corpus)
    }


def test_promises_with_an_actor_or_a_deadline_and_rows_are_tasks(corpus):
    texts = [task.text for task in find_corpus_tasks(corpus)]
    assert texts == [
        "1. Sở Y tế xây dựng trạm y tế xã Ngàn Sương trước ngày 15/3/2026.",
        "2. Uỷ ban nhân dân tỉnh Lam Châu thường xuyên kiểm tra đê điều.",
        "4. Mở bến cá Cửa Trầm trong năm 2027.",
        "Xây dựng Đề án chợ nổi",
        "Rà soát bến cá; sửa đường",
        "Trồng cây ven đường",
        "Nạo vét kênh",
    ]


def test_a_body_has_one_form_without_the_place_of_the_document(tasks):
    assert tasks["2.False"].bodies == tasks["XâyTrue"].bodies == ("Ủy ban nhân dân tỉnh",)
    assert tasks["XâyTrue"].coordinators == ("Các sở, ban, ngành", "Ủy ban nhân dân các xã")
    assert tasks["RàTrue"].bodies == ("Sở Nông nghiệp và Môi trường", "Sở Xây dựng")
    assert tasks["TrồngTrue"].bodies == ("Hợp tác xã Lam Châu Xanh",)
    assert tasks["4.False"].bodies == ()


def test_a_deadline_is_an_interval_with_its_words(tasks):
    words = "Quý I, II năm 2026"
    assert tasks["XâyTrue"].deadline == Due("2026-01-01", "2026-06-30", words)
    # "Quý III" is of the year of the title.
    assert tasks["RàTrue"].deadline == Due("2026-07-01", "2026-09-30", "Quý III")
    assert tasks["1.False"].deadline[:2] == ("2026-03-15", "2026-03-15")
    assert tasks["4.False"].deadline[:2] == ("2027-01-01", "2027-12-31")


def test_what_lasts_or_comes_back_has_none(tasks):
    for key, kind in [("Trồng", "period"), ("Nạo", "recurring")]:
        assert tasks[f"{key}True"].deadline is None
        assert tasks[f"{key}True"].schedule_kind == kind
    assert tasks["2.False"].schedule_kind == "recurring"


def test_a_row_is_known_by_its_number_a_promise_by_its_article(tasks):
    assert tasks["RàTrue"].place.endswith("2")
    assert tasks["RàTrue"].product == "Báo cáo"
    assert tasks["1.False"].place == "II/1"


def test_the_id_stays_when_the_document_changes_elsewhere(folder, corpus, tmp_path):
    before = {task.text: task.id for task in find_corpus_tasks(corpus)}
    changed = PLAN.replace("I. MỤC TIÊU", "I. MỤC TIÊU CỦA TỈNH\nNăm 2026 có nhiều thuận lợi.")
    (tmp_path / "du-thao.md").write_text(changed, "utf-8")
    after = tk.open_corpus(tmp_path, store=tmp_path / "other.sqlite", progress=False)
    assert {task.text: task.id for task in find_corpus_tasks(after)} == before
    assert len(set(before.values())) == len(before)


def test_equal_rows_are_told_apart(tmp_path):
    (tmp_path / "ke-hoach.md").write_text(PLAN.replace("Nạo vét kênh", "Trồng cây ven đường"))
    corpus = tk.open_corpus(tmp_path, store=tmp_path / "t.sqlite", progress=False)
    tasks = find_corpus_tasks(corpus)
    assert len({task.id for task in tasks}) == len(tasks)


def test_a_corrected_deadline_counts_before_the_words(folder, tmp_path):
    (tmp_path / "ke-hoach.md").write_text(PLAN, "utf-8")
    corpus = tk.open_corpus(tmp_path, store=tmp_path / "t.sqlite", progress=False)
    table = tk.commitments(corpus).set_index("text")["finding"]
    rows = [
        "finding,verdict,field,value",
        f"{table['Xây dựng Đề án chợ nổi']},correct,deadline,2026-12",
        f"{table['Rà soát bến cá; sửa đường']},correct,deadline,",
        f"{table['Nạo vét kênh']},reject,,",
    ]
    (tmp_path / "corrections.csv").write_text("\n".join(rows), "utf-8")
    corpus = tk.open_corpus(tmp_path, store=tmp_path / "t.sqlite", progress=False)
    tasks = {task.text: task for task in find_corpus_tasks(corpus)}
    assert tasks["Xây dựng Đề án chợ nổi"].deadline[:2] == ("2026-12-01", "2026-12-31")
    assert tasks["Rà soát bến cá; sửa đường"].deadline is None
    assert "Nạo vét kênh" not in tasks
