"""The pages of one document and of a check: the outline nests, links lead to places, all that is
filled in is escaped.
"""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import textkit as tk
from textkit.comparing.threads import Member, Thread
from textkit.data.messages import catalogue
from textkit.presenting.pages import chain, outline

LAW = """LUẬT
PHÒNG CHÁY <script>alert(1)</script>

Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi điều chỉnh
Luật này quy định về phòng cháy theo Nghị quyết số 18-NQ/TW, ngày 25/10/2017.
Điều 2. Trách nhiệm của <script>alert(2)</script> cơ quan
1. Uỷ ban nhân dân tỉnh có trách nhiệm sau đây:
a) Đến năm 2030, tỷ lệ đô thị hóa đạt 35%;
b) Đẩy mạnh chuyển đổi số trong các cơ quan nhà nước.
2. Xây dựng
Mở điểm phục vụ tại các xã trong năm 2027.
Chương II
ĐIỀU KHOẢN THI HÀNH
Điều 3.
Luật này có hiệu lực từ ngày 01/01/2030.

CHỦ TỊCH QUỐC HỘI
Trần Văn A
"""


class Page(HTMLParser):
    """The ids, the links into the page, the open tags and the texts by tag."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.links, self.open, self.words, self.classes = [], [], [], {}, set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if "href" in attrs else []
        self.classes |= set(attrs.get("class", "").split())
        if tag not in ("meta", "input", "br"):
            self.open.append((tag, attrs))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for tag, attrs in self.open:
            for key in {tag, attrs.get("id"), attrs.get("class")} - {None}:
                self.words[key] = self.words.get(key, "") + data


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    path = tmp_path_factory.mktemp("law") / "luat.txt"
    path.write_text(LAW, "utf-8")
    return tk.show(path, lang="en")


def test_the_outline_nests_as_the_units_do(shown):
    def nested(heads):
        return [
            (head["label"], head["heading"].split(" <")[0], nested(head["under"])) for head in heads
        ]

    heads = outline(shown.to_json())
    assert nested([head for head in heads if not head["depth"]]) == [
        (
            "Chương I",
            "QUY ĐỊNH CHUNG",
            [
                ("Điều 1.", "Phạm vi điều chỉnh", []),
                (
                    "Điều 2.",
                    "Trách nhiệm của",
                    [("2.", "Xây dựng", [])],
                ),  # what opens a list in an article is no heading
            ],
        ),
        ("Chương II", "ĐIỀU KHOẢN THI HÀNH", [("Điều 3.", "", [])]),  # nor is who signs
    ]
    text = shown.document.text
    assert [text[head["start"] : head["stop"]] for head in heads[:2]] == [
        "Chương I\nQUY ĐỊNH CHUNG\n",
        "Điều 1. Phạm vi điều chỉnh\n",
    ]


def test_links_of_a_page_lead_to_its_places(shown):
    page = Page(shown.to_html())
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    found = shown.to_json()
    for row in [*outline(found), *found["targets"], *found["citations"], *found["commitments"]]:
        assert f"#p{row['start']}" in page.links
    head = outline(found)[1]
    assert page.words[f"p{head['start']}"] == found["text"][head["start"] : head["stop"]]
    assert page.words["text"].endswith(found["text"])


def test_a_document_cannot_put_code_into_its_page(shown):
    page = shown.to_html()
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(2)") >= 2


def test_an_english_page_says_nothing_of_ours_in_vietnamese(shown):
    english, vietnamese = shown.to_html(), tk.show(shown.document).to_html()
    assert '<html lang="en">' in english
    assert '<html lang="vi">' in vietnamese
    labels = {
        key: texts for key, texts in catalogue().items() if re.match(r"(show|page|type)\.", key)
    }
    said = [texts["en"] for texts in labels.values() if f">{texts['vi']}" in vietnamese]
    assert len(said) > 10
    assert not [texts["vi"] for texts in labels.values() if f">{texts['vi']}<" in english]
    assert all(word in english for word in said)


def test_a_page_says_how_its_file_was_read(tmp_path):
    (tmp_path / "luat.txt").write_bytes(LAW.encode("utf-16"))
    shown = tk.show(tmp_path / "luat.txt", lang="en")
    assert [f"encoding {remark.value}" in shown.to_html() for remark in shown.document.remarks] == [
        True
    ]


def test_what_is_said_twice_in_a_row_stands_once_in_a_chain():
    """A report says it in its text and in its annex."""
    promised = Member("nq", "2020-2025", text="95%", low=95.0, high=95.0, unit="%", deadline="2025")
    told = replace(promised, doc_id="bc", role="achieved", low=95.2, high=95.2)
    thread = Thread("T001", "Bảo hiểm y tế", None, "continued", 1.0, (promised, told, told))
    line = chain(thread, told=False)
    assert line == "2020-2025: 95% (2025) → 2020-2025 kết quả: 95,2% (2025)"
    apart = replace(thread, members=(told, promised, told))
    assert chain(apart, told=False).count("kết quả") == 2
