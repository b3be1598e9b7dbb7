"""textkit.reading.mht: the page of a web archive, and nothing else of it."""

import base64
import contextlib
import quopri

import pytest
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st
from test_layout import check

from textkit.data.messages import TextkitError
from textkit.reading.files import sniff
from textkit.reading.mht import page_of, read_mht
from textkit.reading.readers import read

PAGE = (
    "<html><body><h1>Nghị quyết</h1><p>Đến năm 2030, tỉnh Lam Châu có 30 xã đạt chuẩn.</p></body>"
)
TEXT = "Nghị quyết\nĐến năm 2030, tỉnh Lam Châu có 30 xã đạt chuẩn."


def web_archive(*parts: tuple[str, bytes], encoding: str = "quoted-printable") -> bytes:
    """A web archive with these parts, each a type and its content."""
    encode = {
        "quoted-printable": quopri.encodestring,
        "base64": base64.encodebytes,
        "8bit": bytes,
    }[encoding]
    lines = [
        b"From: <Saved by a browser>",
        b"Subject: =?utf-8?Q?V=C4=83n_b=E1=BA=A3n?=",
        b"MIME-Version: 1.0",
        b'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="--x--"',
        b"",
    ]
    for kind, content in parts:
        lines += [b"----x--", f"Content-Type: {kind}".encode()]
        lines += [f"Content-Transfer-Encoding: {encoding}".encode(), b"", encode(content)]
    return b"\n".join([*lines, b"----x----\n"])


@pytest.fixture
def written(tmp_path):
    def write(data: bytes):
        path = tmp_path / "trang.mht"
        path.write_bytes(data)
        return path

    return write


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_the_page_is_read(written, encoding, line_end):
    parts = ("text/css", b"p {color: red}"), ("text/html", PAGE.encode()), ("image/png", b"\x89PNG")
    data = web_archive(*parts, encoding=encoding).replace(b"\n", line_end)
    assert sniff(data) == "mht"
    assert check(read_mht(written(data)))[0] == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_page_alone_and_its_encoding(written, encoding):
    head = b"MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
    data = head + base64.encodebytes(PAGE.encode(encoding))
    assert read(written(data)).text == TEXT


def test_the_first_page_is_the_document(written):
    frames = web_archive(("text/html", PAGE.encode()), ("text/html", b"<p>filelist"))
    assert read_mht(written(frames)).text == TEXT


def test_plain_text_where_there_is_no_page(written):
    assert read_mht(written(web_archive(("text/plain", TEXT.encode())))).text == TEXT


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        "Kính gửi: Tỉnh ủy\nContent-Type: multipart/related\nlà một dòng.".encode(),
        "Mime-version: 1.0\nlà một dòng; Content-Type: multipart/related".encode(),
        b"Content-Type: text/plain\nMIME-Version: 1.0\n\nx",
    ],
)
def test_other_text_is_none(data):
    assert sniff(data) == "text"


NESTED = [b"Content-Type: multipart/a; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(99)]
QUOTES = web_archive(("text/html", b"<p>a")).replace(b"related", b"related; x=" + b"'" * 5000)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (web_archive(("image/png", b"x")), "without a page"),
        (QUOTES, "too deeply"),
        (b"MIME-Version: 1.0\n" + b"".join(NESTED), "too deeply"),
        (web_archive(*[("text/x", b"")] * 10_001), "too deeply"),
        (web_archive(("text/html", b"<p>a\n" + b"\n--" * 100_001)), "too deeply"),
    ],
)
def test_refuses(written, data, message):
    with pytest.raises(TextkitError, match=message):
        read_mht(written(data))


def test_a_script_of_an_archive_never_runs_and_nothing_is_fetched(written):
    page = PAGE + "<script src='http://lamchau.vn/a.js'></script><iframe src='http://lamchau.vn'>"
    assert read_mht(written(web_archive(("text/html", page.encode())))).text == TEXT


@given(
    st.lists(
        st.sampled_from(
            [
                b"MIME-Version: 1.0\n",
                b"Content-Type: multipart/related; boundary=b\n",
                b"Content-Type: text/html\n",
                b"Content-Type: message/rfc822\n",
                b"Content-Transfer-Encoding: base64\n",
                b"Content-Transfer-Encoding: x-uuencode\n",
                b"Content-Transfer-Encoding: quoted-printable\n",
                b"\n",
                b"--b\n",
                b"--b--\n",
                b"<p>a",
                b"=E1=\n",
                b"YQ=\n",
                b"\xff\n",
                b"begin 644 a\n",
            ]
        ),
        max_size=30,
    )
)
def test_any_archive_is_read_or_refused(parts):
    with contextlib.suppress(TextkitError):
        page, is_html = page_of(b"".join(parts), "a.mht")
        assert isinstance(page, bytes)
        assert isinstance(is_html, bool)


@pytest.mark.slow
@pytest.mark.parametrize("hostile", [b"--b\n", b"a: b\n", b" ;\n", b"Content-Type: a\n\n--b\n"])
def test_hostile_archives_take_linear_time(hostile):
    def parse_repeated(length):
        head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
        with contextlib.suppress(TextkitError):
            page_of(head + hostile * (length // len(hostile)), "a.mht")

    assert grows_linearly(parse_repeated, 50_000)
