"""Encodings: Windows-1258, TCVN3, VNI, VISCII, VIQR and text decoded wrongly come out as
Unicode, other languages stay alone.
"""

import unicodedata

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st

from textkit import data
from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.files import decode_text
from textkit.reading.readers import read
from textkit.vietnamese.encodings import DECODERS, decode_bytes, decode_legacy, font_decoder
from textkit.vietnamese.syllables import is_syllable, syllable_share

TEXT = (
    "Nghị quyết của Hội đồng nhân dân tỉnh Lam Châu về chuyển đổi số, phát triển kinh tế - xã"
    " hội,\nổn định đời sống, giữ vững quốc phòng; tỷ lệ hộ nghèo còn dưới 2,5% vào năm 2030.\n"
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def legacy(text: str, name: str) -> bytes:
    """Text as an old file has it; TCVN3 writes a capital with a tone as a small letter."""
    codes = {
        row["letter"]: bytes.fromhex(row[name]) for row in data.rows("encodings.csv") if row[name]
    }
    return b"".join(
        codes.get(letter) or codes.get(letter.lower()) or letter.encode("ascii") for letter in text
    )


def windows_1258(text: str) -> bytes:
    """Text as Windows wrote it: base letters, and tones as combining marks."""
    parts = []
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
        parts.append((base + "".join(mark for mark in marks if mark in TONES)).encode("cp1258"))
    return b"".join(parts)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (legacy(TEXT, "tcvn3"), "TCVN3"),
        (legacy(TEXT, "vni"), "VNI"),
        (legacy(TEXT, "viscii"), "VISCII"),
        (windows_1258(TEXT), "Windows-1258"),
    ],
)
def test_bytes_of_old_encodings(data, name):
    assert decode_bytes(data) == (TEXT, name)
    assert decode_text(data, "a.txt")[0] == TEXT
    assert Remark("encoding", name) in decode_text(data, "a.txt")[1]


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii"])
def test_letters_of_old_encodings_saved_as_utf8(name):
    codes = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256))
    written = legacy(TEXT, name).decode("latin-1").translate(dict(enumerate(codes)))
    assert decode_legacy(written) == (TEXT, name.upper())


def test_viscii_has_each_letter_once():
    codes = [row["viscii"] for row in data.rows("encodings.csv")]
    assert len(set(codes)) == len(codes) == 134


VIQR = (
    "DDe^? xa^y du+.ng ne^`n ta?ng so^', ti?nh mie^`n nu'i tri. gia' cao.\n"
    "I. MU.C TIE^U\nUy? ban nha^n da^n cu+? ca'n bo^. Cha(m lo tre? em.\n"
)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (
            VIQR,
            "Để xây dựng nền tảng số, tỉnh miền núi trị giá cao.\n"
            "I. MỤC TIÊU\nUỷ ban nhân dân cử cán bộ Chăm lo trẻ em.\n",
        ),
        # a dot that is escaped, and tags of a page, which stay
        ("DDe^'n na(m 2030 ho^. nghe`o co`n 2%\\.", "Đến năm 2030 hộ nghèo còn 2%."),
        (
            "<p class='a.e~'>TI?NH U?Y LAM CHA^U DDO^NG HO^.I",
            "<p class='a.e~'>TỈNH ỦY LAM CHÂU ĐÔNG HỘI",
        ),
    ],
)
def test_viqr(written, text):
    assert decode_legacy(written) == (text, "VIQR")
    assert decode_text(written.encode(), "a.txt") == (text, (Remark("encoding", "VIQR"),))


@pytest.mark.parametrize(
    "text",
    [
        "Nghi quyet ve phat trien kinh te so. Uy ban nhan dan tinh ban hanh ke hoach nay. " * 3,
        "You're in the U.S.A. and we're a.b.c. of file(s) and do(es); it's e.g. the i.e. o.k. " * 3,
        "x = a^2 + o^b; y = e`s; o(n) i++ u+v = a~b" * 3,
    ],
)
def test_what_is_not_viqr_stays(text):
    assert decode_legacy(text) is None


def test_utf8_decoded_wrongly():
    wrong = "".join(bytes([code]).decode("cp1252", "ignore") or chr(code) for code in TEXT.encode())
    assert decode_legacy(wrong) == (TEXT, "UTF-8 in Windows-1252")


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "",
        "So 5",
        "Die Prüfung der Größe über die Straße läßt für Müller größere Äpfel übrig.",
        "El niño está aquí, mañana por la tarde según él habrá más años.",
        "Le café déjà vu à l'été, où ça?",
        "5 µm ± 2 °C",
    ],
)
def test_other_text_stays(text):
    assert decode_legacy(text) is None


def test_other_languages_are_refused():
    with pytest.raises(TextkitError, match="not in UTF-8"):
        decode_text("Die Prüfung der Größe über die Straße".encode("cp1252"), "a.txt")


def test_a_page_in_an_old_encoding(tmp_path):
    page = (
        b"<html><head><style>p {color: red}</style></head><body><p>"
        + legacy(TEXT * 3, "tcvn3")
        + b"</body>"
    )
    (tmp_path / "a.html").write_bytes(page)
    document = read(tmp_path / "a.html")
    assert "Hội đồng nhân dân tỉnh Lam Châu" in document.text
    assert document.remarks == (Remark("encoding", "TCVN3"), Remark("capitals", "TCVN3"))


@pytest.mark.parametrize("encoding", ["cp1252", "cp1258", "ascii"])
def test_a_page_with_the_other_letters_as_numbers(tmp_path, encoding):
    page = f"<html><body><p>“{TEXT}”</p><p>Người ký: ông Trần Văn Lãm, xã Sì Lò Lầu</p></body>"
    (tmp_path / "a.doc").write_bytes(page.encode(encoding, "xmlcharrefreplace"))
    document = read(tmp_path / "a.doc")
    assert document.text.startswith("“Nghị quyết của Hội đồng nhân dân tỉnh Lam Châu")
    assert document.text.endswith("ông Trần Văn Lãm, xã Sì Lò Lầu")


def test_half_converted_capitals_of_tcvn3(tmp_path):
    (tmp_path / "a.txt").write_bytes(legacy("SẮC LỆNH CỦA CHỦ TỊCH TỈNH\n" + TEXT, "tcvn3"))
    document = read(tmp_path / "a.txt")
    assert document.text.startswith("SẮC LỆNH CỦA CHỦ TỊCH TỈNH\n")
    assert [mend.before for mend in document.mends][:2] == ["SắC", "LệNH"]


@pytest.mark.parametrize(
    ("font", "written", "read"),
    [
        (".VnTime", "Uû ban", "Uỷ ban"),
        (".VnTimeH", "Uû ban", "UỶ BAN"),
        (".VnArial NarrowH", "®", "Đ"),
        (".vntime", "®", "đ"),
        ("VNI-Times", "Hoäi ñoàng", "Hội đồng"),
        ("VNI Helve", "öôùc", "ước"),
    ],
)
def test_fonts(font, written, read):
    assert font_decoder(font)(written) == read


@pytest.mark.parametrize("font", ["Times New Roman", "", "Vnu", "Arial", "Vni", "TVN"])
def test_fonts_of_unicode(font):
    assert font_decoder(font) is None


@pytest.mark.parametrize("hostile", ["a^ ", "dd", "a'", "\\.", "<a", "a.  ", "<", "u+o+"])
def test_hostile_viqr_takes_linear_time(hostile):
    def decode_repeated(length):
        DECODERS["VIQR"](hostile * (length // len(hostile)))
        decode_legacy(hostile * (length // len(hostile)))

    assert grows_linearly(decode_repeated, 50_000)


@given(st.binary(max_size=300))
def test_any_bytes(data):
    found = decode_bytes(data)
    assert found is None or syllable_share(found[0]) > 0


@pytest.mark.parametrize(
    "word", "Nghị quyết HOÀ hòa giếng gì quý thuỷ thủy yêu khuya xoong Quảng huơ Lắk uỷ Ủy".split()
)
def test_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["đ", "nh", "cât", "HĐND", "XIV", "video", "this", "keo1", "", "ngi", "cà́"]
)
def test_no_syllables(word):
    assert not is_syllable(word)


def test_share_of_syllables():
    assert syllable_share(TEXT) == 1
    assert syllable_share("The committee approved the new policy with the following changes") < 0.4
    assert syllable_share("2025 - 2030 (GDP, HĐND)") == 0
