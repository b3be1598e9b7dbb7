"""The families of rules on whole documents: known faults put in by chance are found, and clean text
stays clean.
"""

import random
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from beside import REAL, needs_shared
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.checking.draft import RULE_MODULES, all_rules
from textkit.checking.figures import number_of_words
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import RULES, find_faults
from textkit.data.messages import TextkitError
from textkit.presenting.rulings import message
from textkit.reading.document import Document, Facts
from textkit.reading.readers import list_folder, read_entry
from textkit.vietnamese.dates import written_date

for module in RULE_MODULES:
    import_module(f"textkit.checking.{module}")
OWN = [
    rule
    for rule in RULES.values()
    if rule.id.split(".")[0] in ("references", "figures", "structure")
]
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()


def found(document, *rules):
    return list(find_faults(Draft(document), Prior(None), [RULES[rule] for rule in rules] or OWN))


@pytest.fixture(scope="module")
def documents():
    return [read_entry(entry) for entry in list_folder(CORPUS).entries]


def spelt(number):
    """The words of a number under a thousand million, by groups of three digits."""
    groups = [int(group) for group in f"{number:,}".split(",")]
    words = []
    for place, group in enumerate(groups):
        hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
        said = [DIGITS[hundreds], "trăm"] if hundreds or (place and group) else []
        said += (
            ["mười"]
            if tens == 1
            else [DIGITS[tens], "mươi"]
            if tens
            else ["linh"]
            if said and ones
            else []
        )
        said += (
            ["lăm" if ones == 5 and tens else "mốt" if ones == 1 and tens > 1 else DIGITS[ones]]
            if ones
            else []
        )
        scale = ("", "nghìn", "triệu")[len(groups) - place - 1]
        words += [*said, scale] if group else []
    return " ".join(words)


@given(st.integers(1, 10**9 - 1))
def test_number_words_are_read_as_they_are_written(number):
    assert number_of_words(spelt(number)) == number


@given(st.integers(1, 10**9 - 1), st.integers(1, 10**9 - 1))
@settings(max_examples=30)
def test_a_figure_against_its_words(number, other):
    text = f"Tổng kinh phí là {number:,} đồng (Bằng chữ: {spelt(other)} đồng).".replace(",", ".")
    assert bool(found(Document("d", text), "figures.words-differ")) == (number != other)


@given(st.integers(5, 40), st.integers(5, 50), st.integers(-12, 12))
@settings(max_examples=30)
def test_shares_add_up(one, two, off):
    text = (
        f"Cơ cấu kinh tế: nông nghiệp {one}%, công nghiệp {two}%, dịch vụ {100 - one - two + off}%."
    )
    assert bool(found(Document("d", text), "figures.shares-do-not-add-up")) == (off != 0)


LINES = st.sampled_from(
    [
        "Điều 1. Mục tiêu",
        "Điều 9. Khác",
        "1. Làm đường.",
        "3. Làm cầu.",
        "a) Một;",
        "đ) Hai;",
        "C. Phần",
        "XL- PHẦN",
        "Thứ mười, ba.",
        "(1) Một; (3) hai",
        "5 nhiệm vụ sau:",
        "“Điều 4. Lạ",
        "hết.”",
        "Theo khoản 3, 5 Điều 2 và Điều 7 Nghị quyết này",
        "100% - 3%",
        "12/2020/NQ-",
        "Nghị quyết số 5/NQ-TW ngày 30/2/2020 của Chính phủ về chuyện",
        "đại hội lần thứ c, nhiệm kỳ 2015-2020",
        "12 (mười) ngày",
        "\t|",
        "",
    ]
)


@given(st.lists(LINES, max_size=14))
@settings(max_examples=60, deadline=None)
def test_any_draft_can_be_checked(lines):
    text = "\n".join(lines)
    for one in found(Document("d", text)):
        assert text[one.start : one.end] == one.quote != ""


# What official documents are made of: words, numbers in all their forms, letters, weird signs.
PIECES = st.sampled_from(
    "Điều|điểm|Khoản|Mục|Phụ lục số|Chương|Phần thứ|Thứ|Nghị quyết số|Luật Đất đai|"
    "Quyết định|của|này|và|,|.|;|:|ngày|tháng|năm|về việc|quy định|nhiệm kỳ|khóa|lần thứ|"
    "Đại hội|Quốc hội|HĐND tỉnh|giai đoạn|(|)|“|”|-|–|/|%|tỷ đồng|nhiệm vụ|giải pháp sau:|"
    "Bộ Chính trị|Tỉnh ủy|kèm theo|thay thế|Căn cứ|số|trong đó|tăng|đạt|1|12|0|999|"
    "12345678901234567890|a|đ|w|ă|A|Đ|I|IV|IL|IIX|C|i|v)|đ)|1.|2.3.|(1)|(a)|(i)|1đ|12a.|٣|"
    "²|½|①|Ⅳ|30/2/2020|99/99/9999|2020-|2025 - 2020|0000-9999|05-NQ/TW|12/2020/NQ-HĐND|"
    "13/2023/NĐ-CP|0/0000/QH15|31/2024/QH99|5/2020/QHXV|8,5%|1.000.000|một|mười|nhất|hai|"
    "trưởng|bảy|\u0301|\u200b|ﬁ|İ|ß|\t|ſ|K|\n|\n\n".split("|")
)
FACTS = st.builds(
    Facts,
    kind=st.sampled_from([None, "nghị quyết"]),
    number=st.sampled_from([None, "05-NQ/TW"]),
    date=st.sampled_from([None, "2023", "2023-05", "2023-05-20"]),
    issuer=st.sampled_from([None, "Tỉnh ủy Lam Châu"]),
)


@given(st.lists(PIECES, max_size=40), FACTS, st.sampled_from([" ", ""]))
@settings(max_examples=60, deadline=None)
def test_no_rule_raises_whatever_a_text_is_made_of(pieces, facts, between):
    text = between.join(pieces)
    for one in found(Document("d", text, facts), *all_rules()):
        assert text[one.start : one.end] == one.quote != ""
        assert message(one)
        assert message(one, "en")


def test_a_quotation_of_several_paragraphs_is_not_the_drafts_own():
    text = "Điều 1. Sửa đổi như sau:\n“Điều 7. Mức\n1. Theo “mức” cũ.\n2. Khác.”\nĐiều 2. Thi hành"
    draft = Draft(Document("d", text))
    assert [
        draft.is_own(at, at + 6)
        for at in map(text.index, ("Điều 1", "Điều 7", "2. Khác", "Điều 2"))
    ] == [True, False, False, True]


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2023-11-14", "14/11/2023"),
        ("2022-05-02", "02/5/2022"),
        ("2023-11", "11/2023"),
        ("2023", "2023"),
        ("05-NQ/TU", "05-NQ/TU"),
    ],
)
def test_a_date_is_shown_as_documents_write_it(iso, shown):
    assert written_date(iso) == shown


def test_a_message_gives_the_drafts_date_as_documents_write_it():
    document = Document(
        "d", "Căn cứ Kết luận số 15-KL/TU, ngày 14/11/2023;", Facts(date="2023-05-20")
    )
    assert [one.values for one in found(document, "references.date-after-own")] == [
        {"own": "20/5/2023"}
    ]


def test_the_sample_corpus_has_no_grave_fault(documents):
    assert [
        (one.doc_id, one.rule, one.quote)
        for document in documents
        for one in found(document)
        if one.severity == "error"
    ] == []


SEEDS = {  # of each rule a pattern of what to change, and how
    "references.year-against-date": (
        r"(?<=/)20\d\d(?=/NQ-HĐND[, ]+ngày \d)",
        lambda said, by: str(int(said) + by),
    ),
    "references.impossible-date": (r"(?<=ngày )\d{1,2}(?=/\d{1,2}/\d{4})", lambda said, by: "32"),
    "references.sign-form": (
        r"\d\d-(?:NQ|CT|KL)/T[UW]",
        lambda said, by: f"{said[:2]}/{said[3:5]}-{said[6:]}",
    ),
    "figures.range-reversed": (
        r"(?<=giai đoạn )20\d\d(?= ?- ?20\d\d)",
        lambda said, by: str(int(said) + 30),
    ),
    "structure.article-gap": (r"(?<=\nĐiều )[2-9](?=\.)", lambda said, by: str(int(said) + by)),
    "structure.numbering-gap": (r"(?<=\n)[bcd](?=\) )", lambda said, by: "hik"[by]),
}


@pytest.mark.parametrize("rule", SEEDS)
def test_faults_put_in_by_chance_are_found(rule, documents):
    pattern, change = SEEDS[rule]
    dice, hits = random.Random(7), []
    for document in documents:
        draft = Draft(document)
        places = [
            match for match in re.finditer(pattern, document.text) if draft.is_own(*match.span())
        ]
        for match in dice.sample(places, min(2, len(places))):
            text = (
                document.text[: match.start()]
                + change(match[0], dice.choice([1, 2]))
                + document.text[match.end() :]
            )
            one = replace(document, text=text, layout=(), sources={})
            near = [
                fault
                for fault in found(one, rule)
                if fault.start <= match.end() + 9 and match.start() - 60 <= fault.end
            ]
            hits.append(bool(near))
    assert len(hits) >= 3
    assert sum(hits) / len(hits) >= 0.9


KNOWN = {"77-2025-nq-hdnd-99ab39", "nghe-an-van-phong-cap-uy-2024-10"}


@pytest.mark.slow
@needs_shared
def test_published_documents_have_few_grave_faults():
    grave = []
    for entry in list_folder(REAL).entries:
        if entry.path.parent.name in ("hdnd", "chi-thi", "quoc-hoi") or entry.id in KNOWN:
            try:
                grave += [one for one in found(read_entry(entry)) if one.severity == "error"]
            except TextkitError:
                continue
    assert {one.doc_id for one in grave} == KNOWN
