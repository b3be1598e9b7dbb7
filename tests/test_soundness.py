"""textkit.reading.soundness: text that is broken is refused or says so, sound text passes."""

import contextlib

import pytest
from beside import GOLD, REAL, files_of, needs_shared
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.layout import Reading
from textkit.reading.readers import read
from textkit.reading.soundness import judged

TEXT = (
    "Nghị quyết của Hội đồng nhân dân tỉnh Lam Châu về chuyển đổi số, phát triển kinh tế - xã hội,"
    " ổn định đời sống, giữ vững quốc phòng; tỷ lệ hộ nghèo còn dưới 2,5% vào năm 2030.\n"
)
ENGLISH = "The growth of the province is the first of the tasks for which plans are made. "
PLAIN = "Nghi quyet ve phat trien kinh te so cua tinh Lam Chau giai doan moi. "


def remarks(text):
    return judged(Reading(text, remarks=(Remark("encoding", "UTF-16"),)), "a.txt").remarks[1:]


def saved_as_ansi(text):
    """Text as a program saves it in a code page that lacks most Vietnamese letters."""
    return text.encode("cp1252", "replace").decode("cp1252")


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT * 20,
        "Ai làm? Làm gì? Bao giờ xong?\n" + TEXT,
        "Xem https://lamchau.vn/van-ban?id=5&so=12 và lamchau.vn?trang=2.\n" * 9 + TEXT,
        "Ai làm?Làm gì?Bao giờ xong.\n" + TEXT,  # two blanks are missing: a slip
        "Báo cáo.\n" + ENGLISH * 20 + TEXT * 20,  # English beside Vietnamese
        "GRDP, FDI, ODA, PCI, PAR INDEX, SIPAS, PAPI 2030. " * 3,
        "3\n4\n5\n",
        "\ufffd Có \ufffd Không\n\ufffd Đồng ý\n" * 5 + TEXT,  # boxes to tick
    ],
)
def test_sound_text_has_no_remark(text):
    assert remarks(text) == ()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Phát tri?n kinh t? s?, b?o đảm.\n" * 2 + TEXT * 20, "questions", "4"),
        ("Ph\ufffdt triển \ufffdinh tế. " + TEXT * 2, "lost", "2"),
        (PLAIN * 5, "unmarked", ""),
        (ENGLISH * 5, "unmarked", ""),
        # typed with the keys of Telex, or with VNI's figures
        ("Nghij quyeets veef phats trieenr kinh tees soos cuar tinhr. " * 9, "unmarked", ""),
        ("Nghi5 quye6t1 ve62 pha1t trie6n3 kinh te61 so61 cu3a ti3nh. " * 9, "unmarked", ""),
        (TEXT.replace("h", "").replace("n", "") * 3, "wrong", None),
    ],
)
def test_broken_text_says_so(text, kind, value):
    (remark,) = remarks(text)
    assert remark.kind == kind
    assert value in (None, remark.value)


def test_too_short_to_be_judged():
    assert remarks(PLAIN) == ()


def test_damaged_bytes_are_reported_once(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode() * 2 + b"\xff")
    assert read(path).remarks == (Remark("bytes", "1, 3"),)


@pytest.mark.parametrize(
    "text",
    [saved_as_ansi(TEXT), saved_as_ansi(TEXT.upper()), TEXT.replace("i", "\ufffd") * 3],
)
def test_lost_letters_are_refused(tmp_path, text):
    text = text.replace("ị", "\ufffd")
    for name in ("a.txt", "a.html"):
        (tmp_path / name).write_text(f"<html><p>{text}" if "html" in name else text, "utf-8")
        with pytest.raises(TextkitError, match="has lost its letters"):
            read(tmp_path / name)


@given(st.text())
def test_any_text_is_judged(text):
    with contextlib.suppress(TextkitError):
        assert judged(Reading(text), "a.txt").text == text


@pytest.mark.parametrize(
    "hostile", ["a", "?a", "a?b ", "(", "\ufffd", "\ufffdb", "://", "a.vn@", "\n?a"]
)
def test_hostile_text_takes_linear_time(hostile):
    def judge_repeated(length):
        with contextlib.suppress(TextkitError):
            judged(Reading(hostile * (length // len(hostile))), "a.txt")

    assert grows_linearly(judge_repeated, 50_000)


@pytest.mark.parametrize("path", files_of(REAL, "[!w]*/*.txt"))
def test_real_documents_are_sound(path):
    kinds = {remark.kind for remark in read(path).remarks}
    assert kinds <= {"encoding"}


@needs_shared
@pytest.mark.parametrize("case", "B06 B06d B10 B10b B11 B12 B15 B16 B17 B24".split())
def test_cases_that_are_read(case):
    (path,) = (GOLD / "cases").glob(f"{case}-*")
    document = read(path)
    assert document.facts.number == "12-NQ/TU"
    assert "kinh tế số" in document.text
    assert "30%" in document.text


@needs_shared
@pytest.mark.parametrize(
    ("case", "message"), [("B13", "has lost its letters"), ("B30", "gets its text by JavaScript")]
)
def test_cases_that_are_refused(case, message):
    (path,) = (GOLD / "cases").glob(f"{case}-*")
    with pytest.raises(TextkitError, match=message):
        read(path)
