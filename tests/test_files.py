"""textkit.reading.files: real types, encodings, limits."""

from __future__ import annotations

import contextlib
import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.messages import TextkitError
from textkit.reading import files
from textkit.reading.document import Remark
from textkit.reading.files import Limits, decode_text, is_inside, open_archive, open_checked, sniff

TEXT = "Nghị quyết về chuyển đổi số của tỉnh Lam Châu\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (TEXT.encode(), "text"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text"),
        (TEXT.encode("utf-16"), "text"),
        (TEXT.encode("utf-16-le"), "text"),
        (TEXT.encode("utf-16-be"), "text"),
        (b"PK\x03\x04....", "zip"),
        (b"%PDF-1.7", "pdf"),
        (b"{\\rtf1", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "ole"),
        (b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", "binary"),
        (b"\x7fELF\x02\x01", "binary"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"II*\0", "picture"),
        (b"<!DOCTYPE html><p>a", "html"),
        (b"\xef\xbb\xbf  <html>", "html"),
        (b"<!-- x --><HTML>", "html"),
        ("<html>".encode("utf-16"), "html"),
        (b"<?xml version='1.0'?>\n<html>", "html"),
        (b"<p>no page", "text"),
        (b"see <html> tags", "text"),
        (b"<htmlx>", "text"),
        (b"MZ is written here", "text"),
        (b"PDF %PDF-", "text"),
    ],
)
def test_sniff(data, kind):
    assert sniff(data) == kind


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_decode(encoding):
    assert decode_text(TEXT.encode(encoding), "a.txt")[0] == TEXT


def test_decode_big_endian_with_a_mark():
    assert decode_text(b"\xfe\xff" + TEXT.encode("utf-16-be"), "a.txt")[0] == TEXT


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "Die Größe der Straße".encode("cp1252"),
            "a.txt is not in UTF-8, Windows-1258, TCVN3, VNI, VISCII (byte 0xF6 at 6)",
        ),
        ("Tỉnh\n".encode() + b"\xff", "save it as UTF-8"),
        (b"\xff\xfea", "is not in UTF-16-LE"),
        (b"abc\x00def" * 10, "binary data"),
        (b"\x01\x02\x03\x04" * 100, "binary data"),
        (bytes(range(256)), "binary data"),
    ],
)
def test_decode_refuses(data, message):
    with pytest.raises(TextkitError) as caught:
        decode_text(data, "a.txt")
    assert message in str(caught.value)
    assert "a.txt" in str(caught.value)


@pytest.mark.parametrize(
    ("source", "text", "remarks"),
    [
        # a byte of another file; the number and the line of the first
        (b"\n%b\xff%b\xfe", "\n{0}\ufffd{0}\ufffd", [("bytes", "2, 3")]),
        # cut off within a letter
        (b"%b%b\xe1\xba", "{0}{0}\ufffd", [("bytes", "1, 3")]),
        # quotes, a dash and an ellipsis of Windows
        (b"\x93%b\x94 \x96 %b\x85\x94", "“{0}” – {0}…”", [("pasted", "5")]),
        (b"%bkinh t\xe1\xba\x94\xbf %b", "{0}kinh tế” {0}", [("pasted", "1")]),
        (b"%bkinh t\xe1\x94\xba\xbf %b", "{0}kinh tế” {0}", [("pasted", "1")]),
        (b"\xef\xbb\xbf%b\x92\n%b\xe1", "{0}’\n{0}\ufffd", [("pasted", "1"), ("bytes", "1, 4")]),
    ],
)
def test_a_bad_byte_does_not_ruin_a_file(source, text, remarks):
    decoded = decode_text(source % (TEXT.encode(), TEXT.encode()), "a.txt")
    assert decoded == (text.format(TEXT), tuple(Remark(*remark) for remark in remarks))


@pytest.mark.parametrize("data", ["tỉnh é\xff".encode("latin-1", "ignore") * 9, b"\xff" * 9])
def test_few_letters_in_utf8_are_none(data):
    with pytest.raises(TextkitError):
        decode_text(data, "a.txt")


def test_a_stray_control_character_is_still_text():
    for data in ((TEXT * 50 + "\x0c\x07").encode(), (TEXT * 50 + "\0").encode()):
        assert sniff(data) == "text"
        assert decode_text(data, "a.txt")[0].startswith("Nghị")


def test_limits(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    monkeypatch.setattr(files, "LIMITS", Limits(max_bytes=99, max_characters=50))
    with pytest.raises(TextkitError, match="100 bytes; at most 99 are read"):
        open_checked(path)
    with pytest.raises(TextkitError, match="100 characters; at most 50"):
        decode_text(b"x" * 100, path)


@pytest.mark.parametrize("name", ["missing.txt", "folder", "null\0name", "x" * 5000])
def test_open_refuses(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(TextkitError):
        open_checked(tmp_path / name)


def test_open_refuses_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(TextkitError, match="is not a file"):
        open_checked(tmp_path / "pipe.txt")


def test_inside(tmp_path):
    inner, outer = tmp_path / "corpus", tmp_path / "else.txt"
    inner.mkdir()
    outer.write_text("x")
    (inner / "a.txt").write_text("x")
    (inner / "link.txt").symlink_to(outer)
    (inner / "loop").symlink_to(inner / "loop")
    assert is_inside(inner / "a.txt", inner)
    assert is_inside(inner / "not-there.txt", inner)
    for path in (outer, inner / "link.txt", inner / ".." / "else.txt", tmp_path / "corpus2"):
        assert not is_inside(path, inner)
    assert open_checked(inner / "a.txt", inner) == b"x"
    with pytest.raises(TextkitError, match="lies outside"):
        open_checked(inner / "link.txt", inner)
    with pytest.raises(TextkitError):
        open_checked(inner / "loop", inner)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def test_archive_is_measured_before_it_is_expanded():
    assert open_archive(archive(a=b"0" * 1_000_000), "a.docx").namelist() == ["a"]
    with pytest.raises(TextkitError, match="would expand"):
        open_archive(archive(a=b"0" * 30_000_000), "bomb.docx")


def test_archive_limits(monkeypatch):
    monkeypatch.setattr(files, "LIMITS", Limits(max_parts=2, max_expanded_bytes=1000))
    open_archive(archive(a=b"1", b=b"2"), "a.docx")
    for parts in ({"a": b"1", "b": b"2", "c": b"3"}, {"a": b"1" * 1001}):
        with pytest.raises(TextkitError, match="would expand"):
            open_archive(archive(**parts), "a.docx")


@pytest.mark.parametrize("cut", [10, 60, -5])
def test_archive_cut_off(cut):
    with pytest.raises(TextkitError, match="damaged or cut off"):
        open_archive(archive(a=b"Lam", b=b"Chau")[:cut], "a.docx")


def test_archive_with_a_password():
    data = bytearray(archive(a=b"Lam"))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(TextkitError, match="without a password"):
        open_archive(bytes(data), "a.docx")


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_an_error(data):
    sniff(data)
    with contextlib.suppress(TextkitError):
        assert "\0" not in decode_text(data, "a.txt")


# Letters, signs and broken bytes of every encoding that is read, in any order.
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [TEXT.encode(), TEXT.encode("utf-16-le"), b"\xef\xbb\xbf", b"\xff\xfe", b"\n"]
        ),
        st.sampled_from([b"\x93", b"\xe1\xba", b"\xe1\x94\xba\xbf", b"\xed\xb2\x80", b"\xf4\x90"]),
        st.sampled_from(
            ["Uû ban nh©n d©n".encode("cp1252"), b"nha^n da^n ti?nh. ddo^.", b"\x02\x14"]
        ),
        st.sampled_from(
            [b"MIME-Version: 1.0\n", b"Content-Type: multipart/a\n", b"<?xml ", b"<html>"]
        ),
        st.binary(max_size=6),
    ),
    max_size=12,
)


@given(PIECES)
def test_any_mixture_of_encodings_is_text_or_an_error(pieces):
    data = b"".join(pieces)
    sniff(data)
    with contextlib.suppress(TextkitError):
        text, remarks = decode_text(data, "a.txt")
        text.encode()  # no half of a character stays
        assert len(remarks) == len(set(remarks))


@given(
    st.integers(0, len(TEXT.encode()) * 3),
    st.lists(st.integers(0x80, 0xFF), min_size=1, max_size=2).map(bytes),
)
def test_a_byte_put_in_anywhere_loses_little(place, data):
    whole = TEXT.encode() * 3
    text, _ = decode_text(whole[:place] + data + whole[place:], "a.txt")
    kept = sum(line in text for line in (TEXT, "\n" + TEXT.rstrip()))
    assert kept >= 1
    assert text.count("\ufffd") <= 3


@given(st.binary(max_size=200))
def test_any_bytes_are_an_archive_or_an_error(data):
    with contextlib.suppress(TextkitError):
        open_archive(b"PK\x03\x04" + data, "a.docx")
