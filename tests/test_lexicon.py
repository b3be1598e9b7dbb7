"""The lexicon of the domain: what the model cuts wrongly in policy texts, and how far it helps on
labelled sentences.

`labels/words.csv` has the words that hold a letter in 247 sentences drawn at random (33 documents,
split by document), as offsets in the sentence. They are cut as in the Vietnamese treebank:
compounds of fixed meaning and names are one word, free combinations are not. Three kinds of term of
the domain are one word besides: the common names of organs and posts ("hội đồng nhân dân", "phó thủ
tướng"; the place, field or level that follows is apart, as in "Bộ | Tài chính"), terms that a law
defines or that documents write by their initials ("thủ tục hành chính", "chuyển đổi số"), and names
of countries after them are words of their own ("Đảng Cộng sản | Việt Nam"). Verb and object,
ordinals and "khoá XIV" are apart.
"""

import csv
import hashlib
from pathlib import Path

import pytest
from beside import REAL, needs_shared
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.language import segmenter
from textkit.language.annotation import _UPOS
from textkit.language.segmenter import segment, segment_all
from textkit.reading.readers import read
from textkit.vietnamese.text import fold

ROOT = Path(__file__).resolve().parents[1]


def words(line):
    return [fold(word.text) for word in segment(line)]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Xây dựng nông thôn mới trên địa bàn tỉnh.", "nông thôn mới"),
        ("XÂY DỰNG NÔNG THÔN MỚI VÀ GIẢM NGHÈO BỀN VỮNG", "nông thôn mới"),
        ("Tiếp tục nâng cao chất lượng dịch vụ công.", "nâng cao"),
        ("Kiện toàn hệ thống chính trị ở cơ sở.", "hệ thống chính trị"),
        ("Kì họp thứ ba của Hội đồng nhân dân.", "kì họp"),
        ("Kỳ họp thứ ba của Hội đồng nhân dân.", "kì họp"),
        ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh giám sát.", "mặt trận tổ quốc"),
        ("Đảng Cộng sản Việt Nam lãnh đạo.", "đảng cộng sản"),
        ("Sở phối hợp với Bộ Khoa học và Công nghệ.", "khoa học"),
        ("Căn cứ Luật Tổ chức chính quyền địa phương.", "luật"),
        ("Ban Chấp hành Đảng bộ tỉnh khoá XIX họp.", "khoá"),
        ("Giao UBND TP.HCM báo cáo HĐND thành phố.", "tp.hcm"),
        ("Ủy ban nhân dân TP.Hà Nội báo cáo.", "hà nội"),
        ("GS. TSKH. Vũ Văn Tuấn, TS. Lê Hoa dự họp.", "gs. tskh."),
        ("Nơi nhận: Tỉnh ủy (để b/c), các sở (để t/h).", "b/c"),
    ],
)
def test_a_term_is_a_word(line, word):
    assert word in words(line)


@pytest.mark.parametrize(
    ("line", "word", "wrong"),
    [
        ("Chuyển đổi số lượng lớn xe cũ.", "số lượng", "chuyển đổi số"),
        ("Đầu tư công trình thủy lợi mới.", "công trình", "đầu tư công"),
        ("Xã có một cửa hàng lớn.", "cửa hàng", "một cửa"),
        ("Phát triển kinh tế số và xã hội.", "xã hội", "xã hội số"),
        ("Sinh viên bảo vệ khoá luận tốt nghiệp.", "tốt nghiệp", "khoá luận tốt nghiệp"),
        ("Nộp vào tài khoản 12 của kho bạc.", "tài khoản", "khoản"),
        ("Các luật sư dự phiên toà.", "luật sư", "luật"),
        ("Diện tích 5 m/s và 3 km/h là tốc độ.", "là", "t/h"),
    ],
)
def test_a_stretch_that_would_tear_a_word_is_none(line, word, wrong):
    found = words(line)
    assert word in found
    assert wrong not in found


def test_every_entry_is_cut_as_it_says_and_has_a_tag():
    known, tags = segmenter._lexicon()
    entries = [entry for several in known.values() for entry in several]
    spelled = [" ".join(stretch) for stretch, _ in entries]
    assert len(spelled) == len(set(spelled)) > 200
    assert set(tags.values()) <= set(_UPOS)
    for words_of_line, (stretch, cut) in zip(segment_all(spelled), entries, strict=True):
        assert len(stretch) > 1
        assert len(words_of_line) == sum(cut)
    for word in ("nâng cao", "nông thôn mới"):
        assert (
            next(w.tag for w in segment(f"Phải {word} hơn.") if fold(w.text) == word) == tags[word]
        )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Nâng",
                "cao",
                "kỳ",
                "HỌP",
                "nông",
                "thôn",
                "mới,",
                "hệ",
                "thống",
                "chính",
                "trị",
                "số\n",
                "2025",
                "chuyển",
                "đổi ",
                "Luật",
                "khóa",
                "XIV",
                "b/c",
                "Đảng",
                "Cộng",
                "sản",
                "Việt",
                "Nam",
                "a",
                "khoản",
            ]
        ),
        max_size=14,
    )
)
def test_words_stand_where_they_are_said_to(parts):
    line = " ".join(parts)
    found = segment(line)
    assert [fold(" ".join(line[word.start : word.end].split())) for word in found] == [
        fold(word.text) for word in found
    ]
    assert "".join(line[word.start : word.end] for word in found).replace(" ", "").replace(
        "\n", ""
    ) == "".join(line.split())


def letters(line, spans):
    """The spans without marks at their ends, of words that hold a letter."""
    found = set()
    for start, end in spans:
        inside = [at for at in range(start, end) if line[at].isalnum()]
        if any(line[at].isalpha() for at in inside):
            found.add((inside[0], inside[-1] + 1))
    return found


def f1(part):
    with (ROOT / "tests" / "labels" / "words.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == part]
    texts = {name: read(REAL / name).text for name in {row["file"] for row in rows}}
    assert all(
        hashlib.sha256((REAL / row["file"]).read_bytes()).hexdigest() == row["sha256"]
        for row in rows
    )
    lines = [texts[row["file"]][int(row["start"]) : int(row["end"])] for row in rows]
    right = said = true = 0
    for line, row, found in zip(lines, rows, segment_all(lines), strict=True):
        gold = letters(line, [tuple(map(int, span.split("-"))) for span in row["words"].split()])
        cut = letters(line, [(word.start, word.end) for word in found])
        right, said, true = right + len(gold & cut), said + len(cut), true + len(gold)
    return 2 * right / (said + true)


@pytest.mark.slow
@needs_shared
def test_words_of_labelled_sentences(monkeypatch):
    """Measured: F1 .972 on the test part, .988 on that to develop on; without the lexicon .924 and
    .940.
    """
    assert f1("test") > 0.965
    assert f1("dev") > 0.98
    monkeypatch.setattr(segmenter, "_apply_lexicon", lambda folded, starts: None)
    assert f1("test") < 0.95
