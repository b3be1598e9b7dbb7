"""Terms and what the documents themselves say that they mean."""

import pytest

import textkit as tk
from textkit.teaching.evidence import Evidence
from textkit.teaching.terms import definitions

HEAD = (
    "HỘI ĐỒNG NHÂN DÂN TỈNH LAM CHÂU\nSố: 12/2024/NQ-HĐND\n"
    "Vân Sa, ngày 05 tháng 7 năm 2024\nNGHỊ QUYẾT\nquy định chính sách bến cá\n\n"
)
ARTICLES = """Điều 1. Phạm vi điều chỉnh
Nghị quyết này (sau đây gọi tắt là Nghị quyết) quy định chính sách đối với bến cá trong tỉnh.
Điều 2. Giải thích từ ngữ
1. Bến cá là nơi tàu cá neo đậu, bốc dỡ hàng thủy sản và nhận hậu cần.
2. Chủ bến là tổ chức, cá nhân được giao quản lý, khai thác bến cá.
4. Giá dịch vụ bao gồm tiền neo đậu, tiền bốc dỡ và tiền hậu cần theo bảng giá.
3. Dịch vụ bến cá gồm:
a) Bốc dỡ hàng;
Điều 3. Nguyên tắc
1. Nhà nước là chủ thể đầu tư hạ tầng dùng chung của các bến cá trong toàn tỉnh.
2. Ban Quản lý bến cá (sau đây gọi tắt là Ban Quản lý) thu giá dịch vụ theo quy định.
3. Quỹ bến cá (sau đây gọi là Quỹ) chi theo dự toán do Ủy ban nhân dân tỉnh phê duyệt.
4. Tỉnh hỗ trợ hợp tác xã đạt tiêu chuẩn thực hành nuôi tốt (VietGAP) về thủy sản.
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kho")
    (folder / "nq.txt").write_text(HEAD + ARTICLES, "utf-8")
    corpus = tk.open_corpus(folder, store=folder.parent / "glossary.sqlite", progress=False)
    return {each.term: each for each in definitions(Evidence(corpus, "vi"))}


def test_an_article_of_definitions_gives_its_terms(found):
    assert found["Bến cá"].meaning.startswith("nơi tàu cá neo đậu")
    assert found["Bến cá"].is_article
    assert found["Chủ bến"].is_article


def test_what_a_term_comprises_does_not_run_into_the_term(found):
    assert found["Giá dịch vụ"].meaning.startswith("tiền neo đậu")


def test_a_name_of_one_syllable_is_no_term(found):
    assert "Quỹ" not in found


def test_a_meaning_that_goes_on_in_a_list_is_not_quoted_in_part(found):
    assert "Dịch vụ bến cá" not in found


def test_the_next_article_defines_nothing(found):
    assert "Nhà nước" not in found


def test_what_something_is_called_from_there_on_is_explained_by_its_sentence(found):
    assert not found["Ban Quản lý"].is_article
    assert "thu giá dịch vụ" in found["Ban Quản lý"].meaning


def test_what_a_document_calls_itself_is_no_term(found):
    assert "Nghị quyết" not in found


def test_an_abbreviation_in_brackets_stands_with_its_words(found):
    assert "thực hành nuôi tốt" in found["VietGAP"].meaning
