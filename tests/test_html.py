"""textkit.reading.html: the main text of web pages."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from beside import REAL, needs_shared
from effort import grows_linearly
from hypothesis import given
from hypothesis import strategies as st
from test_layout import check

from textkit.data.messages import TextkitError
from textkit.reading.html import read_html

OFFICE = REAL / "office"
LONG = "Tiếp tục đổi mới phương thức lãnh đạo của cấp ủy ở Lam Châu. " * 8


def reading(tmp_path: Path, source: str | bytes) -> tuple:
    path = tmp_path / "trang.html"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    return check(read_html(path))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Một <b>hai</b>\n  ba&nbsp;bốn<p>năm", "Một hai ba bốn\nnăm"),
        ("Một<br>hai<br/>\n<br>ba", "Một\nhai\nba"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"),
        ("<p>s<span>ắp</span> x<i>ếp</i></p>", "sắp xếp"),
        (
            "<p>a</p><script>var x = 'b';</script><style>p{}</style><noscript>c</noscript><p>d",
            "a\nd",
        ),
        ("<nav>Trang chủ</nav><p>a</p><footer>Liên hệ</footer><aside>Tin khác</aside>", "a"),
        (
            (
                "<p>a<p hidden>b<p style='display: none'>c<p aria-hidden=true>d<div"
                " role=navigation>e</div>"
            ),
            "a",
        ),
        ("<p>a<!-- b --><p>c", "a\nc"),
        ("<ul><li>a) Một</li><li>- Hai</li></ul>", "a) Một\n- Hai"),
        ("<ol><li>Một<li>Hai</ol><p>Ba", "1. Một\n2. Hai\nBa"),
        (
            "<ol start=4><li><p>Một</p><p>thêm</p><li>7. Hai<li>Ba</ol>",
            "4. Một\nthêm\n7. Hai\n6. Ba",
        ),
        ("<ol type=a><li>Một<li>đ) Hai<li>Ba</ol>", "a. Một\nđ) Hai\nc. Ba"),
        ("<ol type=A start=3><li>Một<li>ð) Hai</ol>", "C. Một\nđ) Hai"),
        ("<ol type=I><li>Một<li value=4>Bốn<li>Năm</ol>", "I. Một\nIV. Bốn\nV. Năm"),
        ("<ol type=i><li>Một<li type=1>Hai</ol>", "i. Một\n2. Hai"),
        ("<ol reversed><li>Ba<li>Hai<li>Một</ol>", "3. Ba\n2. Hai\n1. Một"),
        ("<ol style='list-style-type: upper-roman'><li>Một</ol>", "I. Một"),
        ("<ol style='list-style:none'><li>Một</ol>", "Một"),
        ("<ol type=disc><li>Một</ol>", "Một"),
        ("<ul type=a><li>Một</ul>", "Một"),
        ("<ol><li>A<ol><li>B</ol><li>C</ol>", "1. A\n1. B\n2. C"),
        ("<pre>một  hai\nba</pre>", "một  hai\nba"),
        ("<p>1 &lt; 2 &amp; &#7855;", "1 < 2 & ắ"),
        ("<p>Đ\u00e0</p>", "Đà"),
        ("<html><body></body></html>", ""),
    ],
)
def test_text(tmp_path, source, text):
    assert reading(tmp_path, source)[0] == text


def test_kinds(tmp_path):
    text, blocks, mends = reading(
        tmp_path,
        "<h1>Lễ ra quân</h1><p>Sáng nay</p><figure><img alt=x><figcaption>Toàn"
        " cảnh</figcaption></figure><p>(Ảnh: An Bình)</p><h2>Mục hai</h2><ol><li>Một</ol>",
    )
    assert text == "Lễ ra quân\nSáng nay\nToàn cảnh\n(Ảnh: An Bình)\nMục hai\n1. Một"
    assert [block.kind for block in blocks] == [
        "heading",
        "body",
        "caption",
        "caption",
        "heading",
        "body",
    ]
    assert [text[mend.start : mend.end] for mend in mends] == ["1. "]


@pytest.mark.parametrize(
    ("source", "text", "left_out"),
    [
        ("<p>còn 250<sup>2</sup> hộ", "còn 250 hộ", ["2"]),
        ("<p>45%<sup><a href='#fn1'>[1]</a></sup>.", "45%.", ["[1]"]),
        ("<p>40 km<sup>2</sup> rừng", "40 km2 rừng", []),
        (
            "<p>còn 250<span style='font-size:8pt; VERTICAL-ALIGN: super'>3</span> hộ",
            "còn 250 hộ",
            ["3"],
        ),
        ("<p>CO<sub>2</sub>, H<span style='vertical-align:sub'>2</span>O", "CO2, H2O", []),
        ("<p>đạt <del>20%</del><ins>30%</ins> GRDP", "đạt 30% GRDP", ["20%"]),
        ("<p>Tăng, <s>giảm</s> mạnh", "Tăng, mạnh", ["giảm"]),
        ("<p>Tăng <strike>rất <b>ít</b></strike> mạnh", "Tăng mạnh", ["rất", "ít"]),
        ("<p>a <span style='text-decoration:line-through'>b</span> c", "a c", ["b"]),
        ("<p>a <span style='text-decoration:underline'>b</span> c", "a b c", []),
        ("<p>a <del>b<br>c</del> d", "a\nd", ["b", "c"]),
    ],
)
def test_raised_and_struck(tmp_path, source, text, left_out):
    found, blocks, mends = reading(tmp_path, source)
    assert found == text
    assert [mend.before for mend in mends] == left_out
    assert [block.kind for block in blocks] == ["body"]


def test_struck_paragraphs_and_notes(tmp_path):
    text, blocks, _ = reading(
        tmp_path,
        "<p>Một<sup>1</sup></p><del><p>Bỏ.</p></del><p><s>Bỏ nữa.</s></p>"
        "<p class=MsoToc1>I. Mục tiêu 3</p><p class=has-toc>Hai</p>"
        "<div id=ftn1><p>[1] Điều 5. Cũ.</p></div>"
        "<p><a href='#_ftnref2' name='_ftn2'>[2]</a> Theo chuẩn.</p>"
        "<p><sup>3</sup> Ghi chú.</p><p><a name=muc-2>Ba</a></p>"
        "<ol class=footnotes><li>Bốn</ol><p class=has-footnotes>Năm",
    )
    assert text.split("\n")[-4:] == ["[3] Ghi chú.", "Ba", "1. Bốn", "Năm"]
    assert [block.kind for block in blocks] == [
        *("body", "struck", "struck", "contents", "body"),
        *("note", "note", "note", "body", "note", "body"),
    ]


def test_a_struck_table(tmp_path):
    rows = "<tr><td>TT<td>Tên<tr><td>1<td>Chợ"
    _, blocks, _ = reading(tmp_path, f"<p>A</p><del><table>{rows}</table></del><table>{rows}")
    assert [(block.kind, block.row) for block in blocks] == [
        ("body", None),
        *(("struck", 0), ("struck", 0), ("struck", 1), ("struck", 1)),
        *(("table", 0), ("table", 0), ("table", 1), ("table", 1)),
    ]


def test_a_headline_has_no_marks_of_notes(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<h1>Về rừng<sup>1</sup> <del>cũ</del></h1><p>Trồng rừng.", encoding="utf-8")
    assert read_html(path).said.title == "Về rừng"


def test_table(tmp_path):
    text, blocks, _ = reading(
        tmp_path,
        "<p>Biểu<table><thead><tr><th rowspan=2>TT<th colspan=2>Chỉ tiêu<th>Năm</thead>"
        "<tr><td>Tên<td>Đơn vị<td>2030<tr><td>1<td>Hộ nghèo<td>%<td> 1<br>đến 2 </table><p>Hết",
    )
    assert text == "Biểu\nTT\tChỉ tiêu\tNăm\nTên\tĐơn vị\t2030\n1\nHộ nghèo\n%\n1\nđến 2\nHết"
    cells = [(block.row, block.column) for block in blocks if block.kind == "table"]
    assert cells == [(0, 0), (0, 1), (0, 3), (1, 1), (1, 2), (1, 3), (2, 0), (2, 1), (2, 2), (2, 3)]
    assert blocks[2].origin == "table0/r0c1/p0"


def test_head_in_a_table_is_body_text(tmp_path):
    text, blocks, _ = reading(
        tmp_path,
        "<table><tr><td><p>HĐND TỈNH LAM CHÂU<td><p>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<p>Độc lập -"
        " Tự do - Hạnh phúc<tr><td>Số: 5/NQ-HĐND<td>Lam Châu, ngày 5 tháng 3 năm 2025</table>",
    )
    assert text.split("\n")[3:] == ["Số: 5/NQ-HĐND", "Lam Châu, ngày 5 tháng 3 năm 2025"]
    assert {block.kind for block in blocks} == {"body"}


def page(content: str) -> str:
    return f"""<html><head><title>Cổng thông tin</title></head><body class="menu-open"><div class="top-menu"><p>Đăng nhập</p></div>
        <div class=wrap><div>Còn hiệu lực</div><div id=text>{content}</div></div>
        <ul><li><a>Tin một</a><li><a>Tin hai</a><li><a>Tin ba</a><li><a>Tin bốn</a></ul>
        <div id="related-news"><p>Xem thêm</p></div></body></html>"""


def test_what_surrounds_the_text_goes(tmp_path):
    text, _, _ = reading(
        tmp_path,
        page(f"<p>Cộng hòa xã hội chủ nghĩa Việt Nam</p><p>{LONG}</p><p>Nơi nhận: Ủy ban</p>"),
    )
    assert text.split("\n") == [
        "Cộng hòa xã hội chủ nghĩa Việt Nam",
        LONG.strip(),
        "Nơi nhận: Ủy ban",
    ]


def test_a_head_beside_the_text_stays(tmp_path):
    text, _, _ = reading(
        tmp_path,
        f"<div><div>Số: 5/NQ-HĐND</div><div><p>{LONG}</div></div><div><table><tr><td>Nơi"
        " nhận</table></div>",
    )
    assert text.startswith("Số: 5/NQ-HĐND\n")
    assert text.endswith("Nơi nhận")


def test_the_article_is_the_text(tmp_path):
    text, _, _ = reading(
        tmp_path,
        f"<div><p>Tin mới nhất trong ngày</div><article><p>{LONG}</article><div><p>Cùng mục</div>",
    )
    assert text == LONG.strip()


def test_a_form_around_everything_stays(tmp_path):
    text, _, _ = reading(
        tmp_path, f"<form id=aspnetForm><form>Tìm</form><div>Số: 5/NQ-HĐND<p>{LONG}</div></form>"
    )
    assert text == f"Số: 5/NQ-HĐND\n{LONG.strip()}"


def test_text_beside_the_largest_element_stays(tmp_path):
    assert reading(tmp_path, f"<div>Lam Châu<div><p>{LONG}</div></div>")[0].startswith("Lam Châu\n")


def test_headlines(tmp_path):
    assert (
        reading(tmp_path, f"<header><h1>Lễ ra quân</h1></header><article><p>{LONG}</article>")[1][
            0
        ].kind
        == "heading"
    )
    assert reading(tmp_path, f"<title>Lễ ra quân</title><p>{LONG}")[0].startswith("Lễ ra quân\n")
    assert reading(tmp_path, f"<title>Cổng thông tin</title><p>Số: 5/NQ-HĐND<p>{LONG}")[
        0
    ].startswith("Số: 5")
    assert reading(
        tmp_path, f"<div class=banner><h1><a>Báo Lam Châu</a></h1></div><h2>Lễ</h2><p>{LONG}"
    )[0].startswith("Lễ\n")
    assert reading(tmp_path, f"<h1>L<b>ễ</b><br>ra quân</h1><article><p>Lễ ra quân<p>{LONG}")[
        0
    ].startswith("Lễ ra quân\nTi")
    assert reading(tmp_path, "<title>Cổng</title><h1>Lễ</h1><p>Sáng")[0] == "Lễ\nSáng"


def test_a_large_page_without_a_document(tmp_path):
    with pytest.raises(TextkitError, match=r"page without a document \('Không tìm thấy'\)"):
        reading(tmp_path, f"<script>{LONG * 60}</script><p>Không tìm thấy")


@pytest.mark.parametrize(
    "source",
    [
        "<title>Văn bản</title><div id=root></div><script src=a.js></script>",
        "<title>Văn bản</title><app-root></app-root>",
        "<title>Văn bản</title><p>Đang tải dữ liệu...</p>",
        "<h1>Văn bản</h1><noscript>Vui lòng bật JavaScript để xem.</noscript><div id=x></div>",
        "<h1>Just a moment...</h1><p>Enable JavaScript and cookies to continue",
        f"<title>Văn bản</title><body><script>var text = '{LONG}'</script>",
    ],
)
def test_a_page_filled_by_a_script(tmp_path, source):
    with pytest.raises(TextkitError, match="gets its text by JavaScript"):
        reading(tmp_path, source)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Tỉnh ủy họp.</p><script>count()</script>",
        f"<div id=app><p>{LONG}</p></div><noscript>Hãy bật JavaScript.</noscript>",
        f"<div id=root></div><p>{LONG}</p><script>x()</script>",
        f"<p>{LONG}</p><p>Dạy JavaScript cho học sinh.</p>",
    ],
)
def test_a_page_that_a_script_only_adds_to(tmp_path, source):
    assert reading(tmp_path, source)[0]


HEADLINE = "Lam Châu triển khai nghị quyết mới của Tỉnh ủy"


def cards(count: int, teaser: str, href: str = "/tin/{0}.html") -> str:
    links = (f"<a href='{href.format(number)}'>{HEADLINE}</a>" for number in range(count))
    return "".join(f"<div class=card><h3>{link}</h3><p>{teaser}</p></div>" for link in links)


@pytest.mark.parametrize(
    "source",
    [
        cards(5, "Sáng 5/6, Tỉnh ủy Lam Châu tổ chức hội nghị."),
        cards(30, ""),
        f"<h1>Tin tức</h1><p>Trang này đăng tin.</p>{cards(12, LONG[:300])}<p>Trang 1 2 3",
        "".join(f"<li><a href='/{n}'><b>{HEADLINE}</b></a> 5/6" for n in range(9)),
    ],
)
def test_a_list_of_other_pages_is_no_document(tmp_path, source):
    with pytest.raises(TextkitError, match="headlines that lead to other pages"):
        reading(tmp_path, source)


@pytest.mark.parametrize(
    "source",
    [
        cards(4, "Sáng 5/6, Tỉnh ủy Lam Châu tổ chức hội nghị."),
        cards(9, "", href="#dieu-{0}") + f"<p>{LONG}",  # its contents
        f"<p>{LONG * 2}</p>" + cards(9, ""),  # a document, and what else to read
        cards(9, "") + f"<p>{LONG * 2}</p>",
        "<p>Căn cứ " + f"<a href=/a>{HEADLINE}</a>; căn cứ " * 9,  # documents that are cited
        "<table>" + f"<tr><td>1<td><a href=/a>{HEADLINE}</a>" * 9 + "</table>",  # an annex
        "".join(f"<p><a href=/a>Điều {number}</a></p><p>Nội dung." for number in range(9)),
    ],
)
def test_a_document_with_links_is_read(tmp_path, source):
    assert reading(tmp_path, source)[0]


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        (
            "<meta property='article:published_time' content='2024-10-18T07:30:00+07:00'>",
            "",
            "2024-10-18",
        ),
        ("<meta itemprop='datePublished' content='2024-10-18'>", "", "2024-10-18"),
        (
            '<script type=\'application/ld+json\'>{"datePublished": "2024-10-18T07:30"}</script>',
            "",
            "2024-10-18",
        ),
        ("", "<time datetime='2024-10-18'>hôm qua</time>", "2024-10-18"),
        ("", "<time>18/10/2024 07:30</time>", "2024-10-18"),
        ("<meta name='generator' content='2024-10-18'>", "", None),
        ("", "<time>hôm qua</time>", None),
        ("<meta property='article:published_time' content='mới đây'>", "", None),
    ],
)
def test_what_the_page_says_of_itself(tmp_path, head, body, date):
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><head>{head}</head><body>{body}<h1>Lễ ra quân</h1><p>{LONG * 3}</p></body></html>",
        "utf-8",
    )
    said = read_html(path).said
    assert (said.date, said.title) == (date, "Lễ ra quân")


def test_bylines_do_not_count(tmp_path):
    _, blocks, _ = reading(
        tmp_path,
        "<h1>Lễ ra quân</h1><p class='author'>An Bình</p><p>Thứ Năm, 28-6-2018</p>"
        f"<p>Thu Hà - 17:42, 28/6/2018 (GMT+7)</p><p>{LONG * 3}</p><p>Tin, ảnh: An Bình</p>",
    )
    assert [block.kind for block in blocks] == [
        "heading",
        "header",
        "header",
        "header",
        "body",
        "caption",
    ]


def test_refuses(tmp_path):
    with pytest.raises(TextkitError, match="no HTML tags"):
        reading(tmp_path, "chỉ là chữ")
    with pytest.raises(TextkitError, match="too deeply"):
        reading(tmp_path, "<div>" * 100_000)
    with pytest.raises(TextkitError, match="not in UTF-8"):
        reading(tmp_path, "<p>Die Größe der Straße".encode("cp1252"))


def test_a_tag_of_very_many_attributes_is_refused_and_one_with_a_long_value_is_read(tmp_path):
    path = tmp_path / "a.html"
    many = " ".join(f"a{number}='1'" for number in range(6_000))
    path.write_text(f"<body><p {many}>Điều 1. Phạm vi</p></body>", encoding="utf-8")
    with pytest.raises(TextkitError, match="too many attributes"):
        read_html(path)
    long = "trồng rừng " * 6_000
    text = "Điều 1. Phạm vi điều chỉnh và đối tượng áp dụng của quy định."
    lines = f"<p>{text}</p>" * 20
    path.write_text(f'<body><p title="{long}">{text}</p>{lines}</body>', encoding="utf-8")
    assert read_html(path).text.startswith(text)


TAGS = st.lists(
    st.sampled_from(
        "<div> </div> <p> </p> <table> <tr> <td> <td\trowspan=3> <td\tcolspan=9999999> </table>"
        " <ol\tstart=x> <ol> <li> </ol> <h1> </h1> <b> </b> <br> <pre> </pre> <figcaption>"
        " <div\tclass=menu> <nav> <a> </a> <article> a ừ 1. &nbsp; &#0; &#xD800; <!-- --> <![CDATA["
        " <svg> <math> <template> <sup> </sup> <del> </del> 2".split(" ")
    ),
    max_size=60,
).map(lambda tags: " <".join(tags).replace(" <", " ").replace("\t", " "))


@given(TAGS)
def test_blocks_tile_any_page(tmp_path_factory, source):
    reading(tmp_path_factory.getbasetemp(), f"<p>{source}")


@pytest.mark.slow
@pytest.mark.parametrize(
    "hostile",
    [
        "<p>",
        "<td>",
        "<table><tr><td>",
        "<b>",
        "<a href=x>",
        "<ul class=menu><li>",
        "<font>a",
        "</p>",
        "<!--",
        "&",
        "<",
        "<div class=nav>a</div>",
        "<h3><a href=/a>Lam Châu triển khai nghị quyết mới</a></h3>",
        "<sup>1</sup>a",
        "<sup>",
        "<del>a</del>",
        "<p><del>",
    ],
)
def test_hostile_pages_take_linear_time(tmp_path, hostile):
    # A page nested more than 4,000 deep is refused, one that is less deep may take its depth times
    # its length: both sizes are beyond that for lists in lists.
    size = 100_000 if hostile.startswith("<ul") else 20_000

    def read_repeated(length):
        path = tmp_path / "a.html"
        path.write_text("<body>" + hostile * (length // len(hostile)), encoding="utf-8")
        with contextlib.suppress(TextkitError):
            read_html(path)

    assert grows_linearly(read_repeated, size)


@needs_shared
def test_real_pages():
    text, blocks, _ = check(read_html(OFFICE / "doc_000170.html"))
    assert [block.kind for block in blocks[:2]] == ["heading", "body"]
    assert not any(
        line in text.split("\n")
        for line in ("Thuộc tính", "Mục lục", "Khoản 1", "Còn hiệu lực", "TRANG CHỦ")
    )
    assert (
        text.split("\n")[-3] == text.split("\n")[-3].upper()
    )  # the signer's office, no footer after it
    with pytest.raises(TextkitError, match="page without a document"):
        read_html(OFFICE / "doc_000719.html")
