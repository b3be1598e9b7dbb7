import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.finding.citations import citations_in
from textkit.finding.cited import Citation
from textkit.finding.effects import find_effects, in_force_from, sets_something
from textkit.finding.statements import Statement, find_statements
from textkit.language.annotation import annotate
from textkit.reading.document import Document, Facts

HEAD = "NGHỊ QUYẾT\nVề nghề muối\n"


def effects(text, kind="nghị quyết"):
    document = Document("nq", text, Facts(kind=kind, number="40/2025/NQ-HĐND"))
    statements = list(find_statements(next(annotate(document))))
    citations = {citation.start: citation for citation in citations_in(text, "nq")}
    return [
        (effect.does, effect.whole, citations[effect.start].number, effect.pinpoint)
        for effect in find_effects(document, list(citations.values()), statements)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Điều 7. Hiệu lực\n2. Nghị quyết này thay thế Nghị quyết số 21/2021/NQ-HĐND ngày"
            " 08 tháng 12 năm 2021 của Hội đồng nhân dân tỉnh.",
            [("replaces", True, "21/2021/NQ-HĐND", None)],
        ),
        (
            "Điều 7. Hiệu lực\nNghị quyết này có hiệu lực từ ngày 01 tháng 01 năm 2026, thay cho"
            " Nghị quyết số 21/2021/NQ-HĐND.",
            [("replaces", True, "21/2021/NQ-HĐND", None)],
        ),
        (
            "Điều 2. Bãi bỏ các Nghị quyết sau đây:\na) Nghị quyết số 21/2021/NQ-HĐND;\n"
            "b) Khoản 2 Điều 6 Nghị quyết số 33/2022/NQ-HĐND.",
            [
                ("repeals", True, "21/2021/NQ-HĐND", None),
                ("repeals", False, "33/2022/NQ-HĐND", "6.2"),
            ],
        ),
        (
            "Điều 1. Sửa đổi, bổ sung một số điều của Nghị quyết số 21/2021/NQ-HĐND như sau:\n"
            "1. Khoản 1 như sau: “1. Hỗ trợ 5 triệu đồng.”",
            [("amends", False, "21/2021/NQ-HĐND", None)],
        ),
        (
            "Điều 9. Hiệu lực\n2. Luật Nghề muối số 27/2001/QH10 đã được sửa đổi, bổ sung một số"
            " điều theo Luật số 40/2013/QH13 hết hiệu lực kể từ ngày Luật này có hiệu lực.",
            [("repeals", True, "27/2001/QH10", None)],
        ),
        (
            "Điều 9. Hiệu lực\nNghị quyết này thay thế Nghị quyết số 21/2021/NQ-HĐND, trừ Điều 3.",
            [("replaces", False, "21/2021/NQ-HĐND", None)],
        ),
    ],
)
def test_what_a_document_does_to_others(text, expected):
    assert effects(HEAD + text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # A task to amend is not done yet.
        "II. NHIỆM VỤ\n1. Sửa đổi, bổ sung Nghị quyết số 21/2021/NQ-HĐND trong năm 2026.",
        "Điều 3. Giao Sở Tài chính trình sửa đổi Nghị quyết số 21/2021/NQ-HĐND.",
        # A ground names what was amended by others.
        "Căn cứ Nghị quyết số 21/2021/NQ-HĐND được sửa đổi, bổ sung bởi Luật số 5/2022/QH15;",
        # Another sentence of the list goes on about another document.
        "Điều 4. Nghị quyết số 21/2021/NQ-HĐND tiếp tục có hiệu lực.",
        "Điều 4. Thực hiện theo Nghị quyết số 21/2021/NQ-HĐND.",
    ],
)
def test_what_is_no_effect(text):
    assert effects(HEAD + text) == []


def test_reports_and_proposals_end_nothing():
    text = HEAD + "Điều 2. Bãi bỏ Nghị quyết số 21/2021/NQ-HĐND."
    assert effects(text)
    assert not effects(text, kind="tờ trình")
    assert sets_something(None)
    assert not sets_something("bài phát biểu")


def force(text, date="2025-12-09"):
    document = Document("nq", text, Facts(date=date))
    found = in_force_from(document, list(find_statements(next(annotate(document)))))
    return found and (found.date, document.text[found.start : found.end])


def test_when_a_document_takes_effect():
    sentence = "Nghị quyết này có hiệu lực thi hành kể từ ngày 01 tháng 01 năm 2026."
    assert force(sentence) == ("2026-01-01", sentence)
    assert force("Chỉ thị này có hiệu lực kể từ ngày ký.")[0] == "2025-12-09"
    assert force("Luật này có hiệu lực từ ngày được Quốc hội thông qua.")[0] == "2025-12-09"
    assert force("Nghị quyết này có hiệu lực sau mười ngày kể từ ngày thông qua.")[0] is None
    assert force("Thực hiện bản án đã có hiệu lực pháp luật.") is None


@given(st.text("ab§\n;.,()0123456789 điềukhoảnsửađổithaythế", max_size=60))
def test_any_text_is_read(words):
    document = Document("nq", words, Facts(kind="nghị quyết"))
    assert list(find_effects(document, [], [])) == []


def hostile(size):
    text = "Điều 2. Bãi bỏ " + "khoản 1, a) b) điểm sau) " * size + "Nghị quyết số 21/NQ-HĐND."
    statement = Statement("nq", 0, len(text), "description", "Điều 2", "", 0, ())
    document = Document("nq", text, Facts())
    return list(
        find_effects(document, [Citation("nq", len(text) - 25, len(text), "")], [statement])
    )


def test_long_lists_take_linear_time():
    assert grows_linearly(hostile, 4000)
