"""Where the title behind a reference ends, and the sentence goes on."""

import pytest
from effort import grows_linearly
from test_rules import prior_of

from textkit import data
from textkit.checking.material import Draft
from textkit.checking.rule import Case
from textkit.finding.citations import citations_in
from textkit.finding.titles import end_of_title
from textkit.reading.document import Document, Facts
from textkit.vietnamese.text import fold

TITLE = "về phát triển nghề muối, nghề cá tỉnh Lam Châu đến năm 2030"


def title_of(text):
    return next(citations_in(text)).title


# What a draft goes on with behind a title; none of it is part of it.
SENTENCES_GO_ON = [
    "",
    ".",
    "; Căn cứ Luật Giá",
    "\tSở Công Thương\tQuý II",
    " đã tập trung nguồn lực cho làng nghề",
    ", đã tạo chuyển biến rõ nét",
    ", trong đó xác định ba khâu đột phá",
    ", nhằm nâng cao thu nhập",
    ", góp phần giảm nghèo",
    ", trường hợp hộ dân có nhu cầu thì đăng ký",
    ", đến nay toàn tỉnh có ba làng nghề",
    ", bốn năm thực hiện nghị quyết, nghề muối đã khá hơn",
    ", các đơn vị phải báo cáo trước tháng 6",
    ", Ủy ban nhân dân quyết định hỗ trợ như sau",
    ", cục Thuế (trước đây là chi cục) đã có công văn trả lời",
    " có hiệu lực từ ngày 01/7/2025",
    " hết hiệu lực kể từ ngày 01/7/2025",
    " (hiệu lực từ ngày 01/7/2025)",
    " (áp dụng từ ngày 01/7/2025)",
    " quy định: “1. Hộ dân được hỗ trợ",
    " nêu rõ: hộ dân được hỗ trợ",
    " như sau:",
    " nêu trên được thực hiện",
    " cho phù hợp với thực tế",
    " và các thông tư, biểu mẫu kèm theo",
    ", văn bản quy phạm pháp luật quy định chi tiết",
    " theo Công văn số 12/UBND-KT ngày 05/3/2024",
    " và Kế hoạch số 12/KH-UBND ngày 05/3/2024",
    ", theo Nghị định số 12/2024/NĐ-CP",
]


@pytest.mark.parametrize("behind", SENTENCES_GO_ON)
def test_a_title_ends_where_the_sentence_goes_on(behind):
    assert title_of(f"Nghị quyết số 05-NQ/TU, ngày 20/5/2022 {TITLE}{behind}") == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "về nghề muối, nghề cá, nâng cao thu nhập, bảo đảm môi trường",
        "quy định chi tiết và hướng dẫn một số điều của Nghị quyết số 12/2025/QH15 ngày 05/3/2025",
        "quy định chi tiết và hướng dẫn thực hiện Nghị định số 12/2025/NĐ-CP về nghề muối",
        "sửa đổi Quy chế ban hành kèm theo Quyết định số 12/2024/QĐ-UBND ngày 05/3/2024",
        "về giảm phí theo Nghị quyết số 12/2025/QH15 ngày 05/3/2025 của Quốc hội",
        "phê duyệt Đề án “Làng muối” trên địa bàn tỉnh Lam Châu",
        "về chế độ đối với cán bộ đã nghỉ hưu",
        "về nghề muối giai đoạn 2021 - 2030, giai đoạn I: từ năm 2021 đến năm 2025",
        "quy định biện pháp để tổ chức, hướng dẫn thi hành Luật Nghề muối",
        "về nghề muối và các làng nghề",
    ],
)
def test_what_belongs_to_a_title(title):
    assert title_of(f"Nghị quyết số 05/2025/NQ-HĐND ngày 20/5/2025 {title}; các sở") == title


def test_a_title_that_is_all_quoted_ends_with_its_quotation():
    text = "Quy định số 94-QĐ/TW, ngày 20/5/2025 về “Thi hành Điều lệ Hội” tiếp tục được học tập."
    assert title_of(text) == "về “Thi hành Điều lệ Hội"


def test_a_title_goes_as_far_as_that_of_the_gazetteer():
    tried = 0
    for row in data.rows("known_documents.csv.gz"):
        title, date = row["title"], row["date"]
        if ";" not in title or not fold(title).startswith(("về ", "quy định ", "hướng dẫn ")):
            continue
        text = f"Theo {row['kind']} số {row['number']} ngày {date[8:]}/{date[5:7]}/{date[:4]} "
        found = title_of(f"{text}{title} của tỉnh")
        if found and len(title) < 500:
            tried += 1
            assert fold(found).startswith(fold(title).rstrip(" .,;…")), row["number"]
    assert tried > 3


@pytest.mark.parametrize(
    ("text", "title", "ends"),
    [
        ("về quản lý nghề muối", "Về việc quản lý nghề muối", True),
        ("về việc quản lý\nnghề  muối đã có", "về quản lý nghề muối", True),
        ("về quản lý nghề cá", "về quản lý nghề muối", False),
        ("về quản lý nghề", "về quản lý nghề muối", False),
        # Three words may begin another title too.
        ("về nghề muối biển", "về nghề muối biển", False),
    ],
)
def test_where_a_known_title_ends(text, title, ends):
    assert (end_of_title(text, 0, title) is not None) == ends


HELD = {
    "kind": "nghị quyết",
    "number": "08-NQ/TU",
    "date": "2022-05-20",
    "issuer": "Tỉnh ủy Lam Châu",
    "title": "về phát triển nghề muối và du lịch",
}


def test_behind_the_title_of_a_document_of_the_corpus_the_words_are_the_drafts_own(tmp_path):
    prior = prior_of(Case("", ("Nội dung.",), {}, (HELD,)), tmp_path)
    text = (
        "Nghị quyết số 08-NQ/TU, ngày 20/5/2022 về phát triển nghề muối và du lịch mang lại kết quả"
    )
    own = Facts(issuer="Tỉnh ủy Lam Châu", date="2023-10-01")
    words = text.index("mang lại"), len(text)
    draft = Draft(Document("d", text, own))
    assert not draft.is_own(*words)
    draft.hold_against(prior)
    assert draft.is_own(*words)


def test_a_slip_behind_a_title_is_not_silenced():
    text = f"Nghị quyết số 05-NQ/TU {TITLE} đã đã tập trung nguồn lực."
    place = text.index("đã đã")
    assert Draft(Document("d", text)).is_own(place, place + 5)


@pytest.mark.parametrize("piece", [", các ", " đã (", "“", "”", ", Bộ ", " và các ", "(", " a"])
def test_titles_take_time_that_grows_as_the_text(piece):
    line = "05-NQ/TU về " + piece * 40 + "\n"
    assert grows_linearly(lambda size: list(citations_in(line * size)), 40)
