"""The task list of an office: bodies by quarter, overdue on a given day, leads and helpers."""

import json

import lxml.html
import pytest

import textkit as tk

PLAN = """ỦY BAN NHÂN DÂN TỈNH LAM CHÂU
Số: 12/KH-UBND
Vân Sa, ngày 5 tháng 1 năm 2026
KẾ HOẠCH
Nhiệm vụ trọng tâm
I. NHIỆM VỤ
1. Sở Y tế xây dựng trạm y tế xã Ngàn Sương trước ngày 15/3/2026.
2. Mở bến cá Cửa Trầm trong năm 2027.

PHỤ LỤC
DANH MỤC NHIỆM VỤ

| TT | Nhiệm vụ | Cơ quan chủ trì | Phối hợp | Thời gian | Sản phẩm |
|---|---|---|---|---|---|
| 1 | Xây dựng Đề án chợ nổi | UBND tỉnh; Sở Y tế | Các sở, ban, ngành | Quý I/2026 | Đề án |
| 2 | Rà soát bến cá <b> | Sở NN&MT | Sở Y tế | Quý II/2026 | =1+1 |
| 3 | Trồng cây ven đường | Sở NN&MT | | Giai đoạn 2026-2030 | |
| 4 | Nạo vét kênh | Sở Xây dựng | | Hằng năm | |
| 5 | Sửa đê | Sở Xây dựng | | Sau khi có hướng dẫn | |
| 6 | Mở chợ | Sở Xây dựng | | Quý II | |
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tasklists")
    (folder / "ke-hoach.md").write_text(PLAN, "utf-8")
    return tk.open_corpus(folder, store=folder.parent / "tasks.sqlite", progress=False)


def texts(listed):
    return [text.strip("12. ") for text in listed.data["text"]]


@pytest.mark.parametrize(
    ("due", "first_words"),
    [
        ("2026-Q1", ["Sở", "Xây"]),
        ("quý I/2026", ["Sở", "Xây"]),
        ("2026", ["Sở", "Xây", "Rà"]),
        ("2026-03", ["Sở", "Xây"]),
        ("2026-03-15", ["Sở"]),
        ("2026-03-16..2026-06-30", ["Xây", "Rà"]),
        ("2030", []),
    ],
)
def test_what_falls_due_in_a_time(corpus, due, first_words):
    found = tk.tasks(corpus, due=due)
    assert [text.split()[0] for text in texts(found)] == first_words


@pytest.mark.parametrize("due", ["mai", "", "2026-13", "2026-06-30..2026-01-01", "hằng năm", "20"])
def test_a_time_that_is_none_is_refused(corpus, due):
    with pytest.raises(tk.TextkitError, match="no such time"):
        tk.tasks(corpus, due=due)


@pytest.mark.parametrize("day", ["2026", "2026-Q1", "x"])
def test_a_day_is_a_day(corpus, day):
    with pytest.raises(tk.TextkitError):
        tk.tasks(corpus, as_of=day)


@pytest.mark.parametrize(
    ("body", "led", "helped"),
    [
        ("UBND tỉnh", ["Xây"], []),
        ("Uỷ ban nhân dân tỉnh", ["Xây"], []),
        ("sở y tế", ["Sở", "Xây"], ["Rà"]),
        ("Sở Nông nghiệp và Môi trường", ["Rà", "Trồng"], []),
        ("nông nghiệp", ["Rà", "Trồng"], []),
        ("Các sở, ban, ngành", [], ["Xây"]),
    ],
)
def test_a_body_in_any_spelling_leads_or_helps(corpus, body, led, helped):
    found = tk.tasks(corpus, body=body)
    assert [text.split()[0] for text in texts(found)] == sorted(
        led + helped, key="Sở Mở Xây Rà Trồng".split().index
    )
    sentence = found.report().leads[1].sentence
    assert f"chủ trì {len(led)} việc, phối hợp {len(helped)} việc" in sentence


def test_a_body_without_tasks_is_refused_and_those_with_some_are_named(corpus):
    with pytest.raises(tk.TextkitError, match="Sở Xây dựng"):
        tk.tasks(corpus, body="Sở Ngoại vụ")


def test_bodies_by_quarter(corpus):
    table = tk.tasks(corpus).by_body()
    assert table.loc["Sở Y tế"].to_dict() == {
        "leads": 2,
        "coordinates": 1,
        "2026-Q1": 2,
        "2026-Q2": 0,
        "2027-Q4": 0,
        "period": 0,
        "recurring": 0,
        "conditional": 0,
        "undated": 0,
    }
    # "Quý II" of no year is due on no day.
    assert table.loc["Sở Xây dựng", ["recurring", "conditional", "undated"]].tolist() == [1, 1, 1]
    assert table.loc["Sở Nông nghiệp và Môi trường", ["2026-Q2", "period"]].tolist() == [1, 1]
    assert list(table.index)[-1] == ""
    assert table.loc["", "2027-Q4"] == 1


def test_overdue_is_counted_on_the_day_that_is_given(corpus):
    assert tk.tasks(corpus).overdue() == []
    assert tk.tasks(corpus).data["overdue"].isna().all()
    assert tk.tasks(corpus, as_of="2026-03-15").overdue() == []
    assert len(tk.tasks(corpus, as_of="16/3/2026").overdue()) == 1
    late = tk.tasks(corpus, as_of="2026-05-01")
    assert [task.text.split()[0] for task in late.overdue()] == ["1.", "Xây"]
    assert late.by_body().loc["Sở Y tế", "overdue"] == 2
    assert late.report().leads[1].sentence == "Tính đến ngày 01/5/2026: 2 việc đã quá hạn."


def test_findings_lead(corpus):
    sentences = [lead.sentence for lead in tk.tasks(corpus, due="2026-Q1").report().leads]
    assert sentences == ["Quý I/2026: 2 việc đến hạn của 2 cơ quan."]
    sentences = [lead.sentence for lead in tk.tasks(corpus, due="2027").report().leads]
    assert sentences == ["Năm 2027: 1 việc đến hạn; 1 việc chưa nêu cơ quan chủ trì."]
    sentences = [lead.sentence for lead in tk.tasks(corpus, due="2031").report().leads]
    assert sentences == ["Năm 2031: không có việc nào đến hạn."]
    last = tk.tasks(corpus).report().leads[-1].sentence
    assert last == (
        "Không có thời hạn cụ thể: 1 việc làm trong cả giai đoạn, 1 việc thường xuyên, định kỳ, "
        "1 việc chờ điều kiện hoặc theo kế hoạch khác, 1 việc chưa nêu thời hạn."
    )


def test_each_number_of_the_matrix_opens_its_tasks(corpus):
    report = tk.tasks(corpus, as_of="2026-05-01").report()
    matrix = report.grids[0]
    for row in matrix.rows:
        for cell in row[1:]:
            assert (int(cell.text) if cell.text else 0) == len(cell.passages)
    for passage in matrix.rows[0][-2].passages:
        assert passage.text in PLAN
        assert "12/KH-UBND" in passage.source


def test_years_stand_in_place_of_many_quarters(tmp_path):
    rows = [f"| {n} | Xây chợ số {n} | Sở Y tế | 30/6/{2020 + n} |" for n in range(1, 10)]
    head = "KẾ HOẠCH\n\n| TT | Nhiệm vụ | Cơ quan chủ trì | Thời hạn |\n|---|---|---|---|\n"
    (tmp_path / "a.md").write_text(head + "\n".join(rows), "utf-8")
    corpus = tk.open_corpus(tmp_path, store=tmp_path / "a.sqlite", progress=False)
    columns = list(tk.tasks(corpus).by_body().columns)[2:]
    assert columns == ["<2024", "2024", "2025", "2026", "2027", "2028", "2029"]
    heads = tk.tasks(corpus).report().grids[0].heads
    assert heads[1:3] == ("Trước 2024", "Năm 2024")
    coming = list(tk.tasks(corpus, as_of="2023-01-01").by_body().columns)[2:]
    assert coming[:2] == ["overdue", "2023-Q2"]
    assert tk.tasks(corpus).by_body().iloc[0, 2:].sum() == 9


def test_the_page_is_safe_and_says_the_day(corpus):
    html = tk.tasks(corpus, as_of="2026-05-01").to_html()
    assert "<b>" not in html.split("</style>")[1]
    page = lxml.html.fromstring(html)
    assert "01/5/2026" in page.find(".//header/p").text
    assert "<script" not in tk.tasks(corpus)._repr_html_()


def test_the_table_has_labels_and_json_has_fields(corpus):
    found = tk.tasks(corpus)
    table = found.table()
    assert list(table.columns) == [
        *("Thời hạn", "Nhiệm vụ", "Cơ quan chủ trì", "Phối hợp", "Sản phẩm", "Văn bản"),
    ]
    assert len(table) == len(found.data) == 8
    assert table["Thời hạn"][0] == "15/3/2026\n(trước ngày 15/3/2026)"
    content = json.loads(json.dumps(found.to_json()))
    assert content["tasks"][2]["deadline_end"] == "2026-03-31"
    assert content["tasks"][2]["bodies"] == ["Ủy ban nhân dân tỉnh", "Sở Y tế"]
    assert list(content["tasks"][0]) == list(found.data.columns)


def test_english(corpus):
    found = tk.tasks(corpus, due="2026-Q1", lang="en")
    assert found.report().leads[0].sentence == "Q1/2026: 2 due, led by 2 bodies."
