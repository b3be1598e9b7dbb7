"""The scorecard of a term: what later documents report of a resolution's targets."""

import csv
from pathlib import Path

import pytest
from table_files import write

import textkit as tk
from textkit.comparing.scorecard import resolution_of, scorecard

CORPUS = Path(__file__).resolve().parents[1] / "corpus"

RESOLUTION = """ĐẢNG BỘ TỈNH LAM CHÂU
ĐẠI HỘI ĐẠI BIỂU LẦN THỨ XVIII
Số 07-NQ/ĐH
Vân Sa, ngày 22 tháng 10 năm 2020

NGHỊ QUYẾT
Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XVIII, nhiệm kỳ 2020 - 2025

I- MỤC TIÊU, CHỈ TIÊU ĐẾN NĂM 2025
1. Tốc độ tăng GRDP bình quân đạt 8%/năm.
2. Tỷ lệ đô thị hóa đạt 35%.
3. Tỷ lệ hộ nghèo còn 3%.
4. Tỷ lệ bao phủ bảo hiểm y tế đạt 95%.
5. Thu ngân sách nhà nước trên địa bàn đạt 12 nghìn tỷ đồng.
6. Dân số đạt 1,2 triệu người.
7. Tỷ lệ che phủ rừng đạt 52%.
8. Đến năm 2030, tỷ lệ lao động qua đào tạo đạt 80%.

II- NHIỆM VỤ, GIẢI PHÁP
1. Mỗi năm kiểm tra ít nhất 20 tổ chức đảng.
2. Tỷ lệ đô thị hóa đạt 35%.

III- TỔ CHỨC THỰC HIỆN
Ban Chấp hành Đảng bộ tỉnh lãnh đạo thực hiện nghị quyết.
"""
REPORT = """ĐẢNG BỘ TỈNH LAM CHÂU
BAN CHẤP HÀNH KHÓA XVIII
Vân Sa, ngày 25 tháng 9 năm 2025

BÁO CÁO CHÍNH TRỊ
trình Đại hội đại biểu Đảng bộ tỉnh Lam Châu lần thứ XIX, nhiệm kỳ 2025 - 2030

I- KẾT QUẢ ĐẠT ĐƯỢC
Trong 7 chỉ tiêu, 5 chỉ tiêu đạt và vượt, 2 chỉ tiêu chưa đạt.
1. GRDP giai đoạn 2021 - 2025 tăng bình quân 7,2%/năm, không đạt mục tiêu; năm 2025 GRDP tăng 9%.
2. Tỷ lệ đô thị hóa năm 2025 đạt 33,4%, đạt mục tiêu đề ra.
3. Tỷ lệ hộ nghèo năm 2025 ước còn 2,5%, vượt mục tiêu.
4. Thu ngân sách nhà nước trên địa bàn năm 2025 đạt 13.640 tỷ đồng.
5. Dân số năm 2025 đạt 1,3 triệu người.
6. Tỷ lệ che phủ rừng năm 2025 đạt 52%.
"""
OTHER_PLACE = REPORT.replace("LAM CHÂU", "HÀ TRUNG").replace("Lam Châu", "Hà Trung")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    texts = {"nghi-quyet": RESOLUTION, "bao-cao": REPORT, "tinh-khac": OTHER_PLACE}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return tk.open_corpus(folder, store=folder / "store.db", progress=False)


@pytest.fixture(scope="module")
def card(small):
    return scorecard(small, of="nghi-quyet")


def outcome(card, name):
    return next(score for score in card.scores if name in score.target.text)


def test_each_target_of_the_term_stands_once_in_the_order_of_the_resolution(card):
    starts = [score.target.start for score in card.scores]
    assert starts == sorted(starts)
    assert len(starts) == 7
    assert ["80%" in target.text for target in card.later] == [True]


@pytest.mark.parametrize(
    ("name", "expected", "open_because"),
    [
        ("GRDP", "not_reached", None),
        ("đô thị hóa", "not_reached", None),
        ("hộ nghèo", "reached", None),
        ("bảo hiểm y tế", "not_found", None),
        ("ngân sách", "reached", None),
        ("Dân số", "open", "direction"),
        ("che phủ rừng", "reached", None),
    ],
)
def test_each_target_has_its_outcome(card, name, expected, open_because):
    score = outcome(card, name)
    assert score.outcome == expected
    assert (score.result and score.result.judgement.open) == open_because


def test_the_average_of_the_term_answers_not_the_last_year(card):
    assert outcome(card, "GRDP").result.figure.low == 7.2


def test_a_verdict_against_the_figures_disagrees(card):
    disagreeing = [score.target.text for score in card.scores if score.disagrees]
    assert disagreeing == ["Tỷ lệ đô thị hóa đạt 35%"]
    assert outcome(card, "đô thị hóa").stated.text == "đạt mục tiêu đề ra"


def test_what_is_estimated_says_so(card):
    assert [
        score.target.text for score in card.scores if score.result and score.result.is_estimate
    ] == ["Tỷ lệ hộ nghèo còn 3%"]


def test_the_report_counts_for_itself_and_other_places_are_no_reports(card):
    assert (card.claim.total, card.claim.reached, card.claim.missed) == (7, 5, 2)
    assert card.reports == ("bao-cao",)


def test_sentences_are_the_documents_own(card, small):
    for score in card.scores:
        text = small.text("nghi-quyet")[slice(*score.sentence)]
        assert score.target.text in text


def test_a_document_is_named_by_id_or_number(small):
    assert scorecard(small, of="07-NQ/ĐH").of == "nghi-quyet"
    with pytest.raises(tk.TextkitError, match="99-NQ"):
        scorecard(small, of="99-NQ/ĐH")


def test_a_number_of_several_documents_names_none(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(RESOLUTION + name, "utf-8")
    corpus = tk.open_corpus(tmp_path, store=tmp_path / "s.db", progress=False, duplicates=True)
    with pytest.raises(tk.TextkitError, match="a, b"):
        scorecard(corpus, of="07-NQ/ĐH")


def test_a_document_without_targets_is_refused(tmp_path):
    (tmp_path / "a.txt").write_text("Kính gửi: các cơ quan trong tỉnh.", "utf-8")
    corpus = tk.open_corpus(tmp_path, store=tmp_path / "s.db", progress=False)
    with pytest.raises(tk.TextkitError, match="no targets"):
        scorecard(corpus, of="a")


def test_the_congress_resolution_sets_the_targets_of_a_term(small):
    assert resolution_of(small, small.ids) == "nghi-quyet"
    assert resolution_of(small, ["bao-cao"]) is None


def test_an_annex_is_read_row_by_row_and_a_goal_it_misquotes_is_found(tmp_path):
    (tmp_path / "nghi-quyet.txt").write_text(RESOLUTION, "utf-8")
    rows = [
        ["TT", "Chỉ tiêu", "Đơn vị tính", "Mục tiêu Nghị quyết", "Ước thực hiện 2025", "Đánh giá"],
        ["1", "Tỷ lệ đô thị hóa", "%", "33", "33,4", "Vượt"],
        ["2", "Tỷ lệ hộ nghèo", "%", "3", "2,5", "Vượt"],
        ["3", "Tỷ lệ che phủ rừng", "%", "52", "51", "Không đạt"],
    ]
    write(tmp_path / "phu-luc.docx", ["KẾT QUẢ THỰC HIỆN CHỈ TIÊU NHIỆM KỲ 2020 - 2025"], rows)
    (tmp_path / "metadata.csv").write_text(
        "id,path,kind,date,issuer\n"
        "phu-luc,phu-luc.docx,báo cáo,2025-09-25,"
        "Ban Chấp hành Đảng bộ tỉnh Lam Châu khóa XVIII\n",
        "utf-8",
    )
    corpus = tk.open_corpus(tmp_path, store=tmp_path / "s.db", progress=False)
    card = scorecard(corpus, of="nghi-quyet")
    urban = outcome(card, "đô thị hóa")
    assert (urban.outcome, urban.disagrees, urban.restated.low) == ("not_reached", True, 33)
    assert outcome(card, "hộ nghèo").stated.text == "Vượt"
    assert outcome(card, "che phủ rừng").outcome == "not_reached"
    assert all(score.result.is_estimate for score in card.scores if score.result)
    assert outcome(card, "bảo hiểm y tế").outcome == "not_found"


# --- On the sample: what was planted in it ------------------------------------------------------


@pytest.fixture(scope="module")
def sample():
    return tk.open_corpus(CORPUS, progress=False)


def truth(kind):
    with (CORPUS / "truth.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["pair_kind"] == kind]


def test_the_results_of_the_sample_are_those_planted(sample):
    of, report = "nq-dai-hoi-2015", "bc-chinh-tri-2020"
    rows = truth("thread")
    promised = {row["thread"]: row["quote"] for row in rows if row["doc_id"] == of}
    told = {row["thread"]: row["quote"] for row in rows if row["doc_id"] == report}
    wrong = []
    for score in scorecard(sample, of=of).scores:
        target = " ".join(score.target.text.split())
        thread = next((name for name, quote in promised.items() if target in quote), "")
        expected = told.get(thread, "") if thread else None
        text = " ".join(score.result.figure.text.split()) if score.result else ""
        if expected is not None and not (text in expected or expected in text):
            wrong.append((target, text, expected))
    assert wrong == []


def test_the_annex_of_the_sample_is_scored_as_it_says(sample):
    card = scorecard(sample, of="nq-dai-hoi-2020")
    rows = truth("result")
    assert [score.outcome for score in card.scores] == [row["status"] for row in rows]
    assert [score.stated.is_reached for score in card.scores] == [
        row["status"] == "reached" for row in rows
    ]
    assert not any(score.disagrees or score.restated for score in card.scores)
    assert (card.claim.reached, card.claim.missed) == (13, 12)


def test_verdicts_on_the_congress_are_none_on_another_resolution(sample):
    card = scorecard(sample, of="nq-08-2022")
    assert card.claim is None
    tourists = outcome(card, "khách du lịch")
    assert tourists.outcome == "reached"
    assert (tourists.disagrees, tourists.restated) == (False, None)


def test_what_stands_in_a_list_of_works_is_no_target(sample):
    names = [score.target.text for score in scorecard(sample, of="nq-hdnd-58-2022").scores]
    assert len(names) == 6
    assert not any("Nhà máy" in name for name in names)


def test_the_sample_is_counted_as_it_was_read(sample):
    counts = scorecard(sample, of="nq-dai-hoi-2015").counts
    assert dict(counts) == {"reached": 14, "not_reached": 8, "not_found": 2}
