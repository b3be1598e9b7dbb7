import re
import subprocess
import sys
from importlib import import_module

import numpy as np
import pytest
from beside import REAL, needs_shared
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.language.annotation import (
    annotate,
    columns_of,
    doc_from_columns,
    doc_of,
    document_of,
    parts_of_speech_of,
    sentences_of,
    sheet,
    vocabulary,
)
from textkit.language.segmenter import segment
from textkit.language.units import find_units
from textkit.reading.document import Document
from textkit.storing.finders import FINDERS
from textkit.vietnamese.text import fold_placement, tidy


def words(text):
    return [token.norm_ for token in next(annotate(text)) if not token.is_space]


def test_both_spellings_give_the_same_words():
    new = words("Uỷ ban nhân dân tỉnh đẩy mạnh đô thị hoá, phát triển văn hoá, thuỷ lợi.")
    old = words("Ủy ban nhân dân tỉnh đẩy mạnh đô thị hóa, phát triển văn hóa, thủy lợi.")
    assert old == new
    assert {"uỷ ban nhân dân", "đô thị hoá", "văn hoá", "thuỷ lợi"} <= set(old)


@pytest.mark.parametrize(
    ("text", "atom"),
    [
        ("Nghị quyết số 57-NQ/TW ngày 22/12/2024", "57-NQ/TW"),
        ("ngày 22/12/2024 của Bộ", "22/12/2024"),
        ("Nghị định 30/2020/NĐ-CP của Chính phủ", "30/2020/NĐ-CP"),
        ("Quyết định số 1059/QĐ-TTg về quy hoạch", "1059/QĐ-TTg"),
        ("nhiệm kỳ 2020 - 2025 của tỉnh", "2020 - 2025"),
        ("nhiệm kỳ 2020-2025 của tỉnh", "2020-2025"),
        ("tổng thu 7.500,5 tỷ đồng", "7.500,5"),
        ("đạt 8,5%/năm", "8,5"),
        ("đ) Phát triển chợ nông thôn", "đ)"),
        ("1.2. Phát triển chợ nông thôn", "1.2."),
        ("(3) Phát triển chợ nông thôn", "(3)"),
        ("GS.TS. Nguyễn Văn Lâm trình bày", "GS.TS."),
        ("đề nghị đ/c Bí thư huyện ủy", "đ/c"),
    ],
)
def test_policy_atoms_are_whole(text, atom):
    assert atom in [token.text for token in next(annotate(text))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("từ 7,5 - 8,0%", ["7,5", "-", "8,0", "%"]),
        ("kinh tế-xã hội", ["kinh tế", "-", "xã hội"]),
        ("10-11 bác sĩ", ["10", "-", "11", "bác sĩ"]),
    ],
)
def test_what_is_no_atom_is_cut(text, parts):
    assert [token.text for token in next(annotate(text))][-len(parts) :] == parts


def test_a_word_may_run_over_a_wrapped_line():
    assert "kinh tế" in words("Chú trọng phát triển kinh\ntế nông nghiệp và chế biến.")


def test_capitals_are_cut_like_small_letters():
    assert words("HỘI ĐỒNG NHÂN DÂN TỈNH") == words("hội đồng nhân dân tỉnh")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Điều 1. Phạm vi điều chỉnh. Áp dụng trong tỉnh.", 2),
        ("1. Phát triển nông nghiệp. 2. Phát triển du lịch.", 2),
        ("GS.TS. Lê Văn Bách ở TP. Lam Châu phát biểu.", 1),
        ("Thu ngân sách đạt 5.000 tỷ đồng. Chi đạt 4.500 tỷ đồng.", 2),
        ("Mở rộng chợ, bến xe, v.v. Tiếp tục làm đường.", 1),
        ("a) Làm đường\nb) Xây cầu", 2),
        ("Làm đường; xây cầu; mở chợ.", 1),
        ("Lộ trình đến năm 2030. Kinh phí do ngân sách bảo đảm.", 2),
    ],
)
def test_sentences_respect_lines_and_abbreviations(text, count):
    assert len(list(next(annotate(text)).sents)) == count


def test_a_string_is_a_document_of_its_own():
    assert document_of("hộ nghe\u0300o").text == "hộ nghèo"
    assert document_of(doc_of("hộ nghèo")).text == "hộ nghèo"


@pytest.mark.parametrize("given", [None, 5, ["hộ nghèo"], b"a"])
def test_what_is_no_document_is_named(given):
    for needs_one in (document_of, doc_of):
        with pytest.raises(TextkitError, match=rf"of type {type(given).__name__}$"):
            needs_one(given)


def test_a_doc_that_was_not_annotated_is_no_document():
    with pytest.raises(TextkitError, match=r"of type Doc$"):
        document_of(Doc(vocabulary(), words=["hộ"]))


def test_a_doc_leads_back_to_its_document_and_is_rebuilt_from_its_columns():
    document = Document("nq", tidy("Nghị quyết số 05-NQ/TU\n\n  1. Nâng cao chất lượng văn hóa."))
    doc = next(annotate(document))
    assert document_of(doc) is document
    assert document_of(document) is document
    assert doc_of(doc) is doc
    assert document_of(doc_of(document)) is document
    again = doc_from_columns(document, columns_of(document))
    assert [(t.text, t.norm_, t.tag_, t.pos_, t.is_sent_start) for t in again] == [
        (t.text, t.norm_, t.tag_, t.pos_, t.is_sent_start) for t in doc
    ]


def test_spacy_matchers_work_on_words_with_spaces():
    from spacy.matcher import Matcher

    matcher = Matcher(vocabulary())
    matcher.add("PLACE", [[{"LOWER": "kinh tế"}]])
    doc = next(annotate("Phát triển kinh tế biển."))
    assert [doc[a:b].text for _, a, b in matcher(doc)] == ["kinh tế"]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aăâđêoôơuưyhqtnàáảãạòóỏõọúủĐHN 0123456789.,;:-/()%\n\t“”", max_size=120))
def test_annotation_is_non_destructive(text):
    doc = next(annotate(text))
    assert doc.text == tidy(text)
    columns = columns_of(document_of(doc))
    ends = columns.start + columns.length
    assert (
        "".join(
            doc.text[a:b] + " " * int(s)
            for a, b, s in zip(columns.start, ends, columns.space, strict=True)
        )
        == doc.text
    )
    assert np.all(np.diff(columns.start) > 0)


def test_words_are_underthesea_s_where_nothing_is_folded_or_made_an_atom():
    from underthesea import word_tokenize

    for line in [
        "Đảng bộ tỉnh chú trọng phát triển kinh tế nông thôn",
        "Các cấp, các ngành vào cuộc quyết liệt",
    ]:
        assert [word.text for word in segment(line)] == word_tokenize(line)


@needs_shared
@pytest.mark.parametrize(
    "name", ["hdnd/63-2025-nq-hdnd-350a12.txt", "trung-uong/57-NQ-TW-2024-khcn-chuyen-doi-so.txt"]
)
def test_real_documents_keep_their_text_and_their_signs(name):
    text = tidy((REAL / name).read_text("utf-8").replace("\\-", "-"))[:12_000]
    doc = next(annotate(text))
    assert doc.text == text
    signs = re.findall(r"(?<![\w/])\d{1,4}/\d{4}/[A-ZĐ]{2}[A-ZĐ0-9]*(?:-[A-ZĐ]+)?(?!\w)", text)
    tokens = {token.text for token in doc}
    assert all(sign in tokens for sign in signs)
    assert all(token.norm_ == fold_placement(token.norm_) for token in doc)


@pytest.mark.parametrize(
    "finder",
    ["units", "statements", "commitments", "themes", "targets", "citations"],
)
def test_every_finder_takes_a_doc_a_document_or_a_string(finder):
    find = getattr(tk, f"find_{finder}")
    text = "Phấn đấu đến năm 2030 xây 5 trường học theo Nghị quyết số 05-NQ/TU."
    of_a_string = list(find(text))
    assert of_a_string
    assert of_a_string == list(find(Document("text-1", text))) == list(find(next(annotate(text))))
    with pytest.raises(tk.TextkitError, match="int"):
        list(find(5))


TEXT = """UBND TỈNH LAM CHÂU

Điều 1. Mục tiêu
1. Đến năm 2030, tỷ lệ đô thị hóa đạt 45%. Hộ nghèo còn dưới 2%.

Giao Sở Y tế chủ trì, phối hợp với các xã; cấm để tồn đọng hồ sơ!"""


@pytest.mark.parametrize("text", ["", " ", "a", TEXT, TEXT.replace(" ", "  "), "Một.\n\n\nHai."])
def test_a_sheet_says_what_its_doc_says(text):
    of_finders = sheet(Document("a", text))
    doc = of_finders.doc
    assert doc.text == text
    assert sentences_of(of_finders) == sentences_of(doc)
    assert parts_of_speech_of(of_finders) == parts_of_speech_of(doc)


def test_finders_find_the_same_in_a_sheet_and_in_a_doc():
    for name, finder in FINDERS.items():
        one, other = sheet(TEXT), next(annotate(TEXT))
        function = getattr(import_module(finder.module), finder.function)
        assert list(function(one)) == list(function(other)), name


def test_the_doc_of_a_sheet_has_what_was_found_already():
    of_finders = sheet(TEXT)
    units = find_units(of_finders)
    assert find_units(of_finders.doc) is units
    assert of_finders.doc is of_finders.doc


def test_cutting_words_and_the_built_in_finders_import_no_spacy():
    code = (
        "import sys; from textkit.language.annotation import sheet;"
        " from textkit.finding.commitments import find_commitments;"
        " list(find_commitments(sheet('Giao Sở Y tế mở trạm.')));"
        " print(*{'spacy', 'pandas', 'underthesea', 'sklearn'} & set(sys.modules))"
    )
    sheet("a")  # the models are compiled
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
