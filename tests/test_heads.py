"""textkit.presenting.heads: the page of all heads, with the facts beside them. What it does in a
browser is in test_browser.
"""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from textkit.presenting.heads import excerpts, render_heads
from textkit.reading.document import Block, Document
from textkit.storing.corpus import open_corpus

HEAD = (
    "TỈNH ỦY LAM CHÂU\nSố 05-NQ/TU\nLam Châu, ngày 6 tháng 3 năm 2021\nNGHỊ QUYẾT\nvề {title}\n\n"
)
TAIL = "\nT/M TỈNH ỦY\nBÍ THƯ\n\nTrần Văn Lam\n"


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "corpus"
    folder.mkdir()
    body = "\n".join(f"Năm {year} trồng {year - 1900} ha rừng." for year in range(1900, 1990))
    (folder / "a.txt").write_text(HEAD.format(title="trồng cây") + body + TAIL, "utf-8")
    (folder / "b.txt").write_text('Bài viết </script><img src=x onerror="x()">', "utf-8")
    (folder / "metadata.csv").write_text("id,path,issuer,vùng\nb,b.txt,-,<b>núi\n", "utf-8")
    return open_corpus(folder, progress=False)


def page(corpus, **more) -> LexborHTMLParser:
    return LexborHTMLParser(render_heads(corpus, **more))


def test_documents_with_most_facts_missing_come_first(corpus):
    articles = page(corpus).css("article")
    assert [article.attributes["data-id"] for article in articles] == ["b", "a"]
    assert "data-missing" in articles[0].attributes
    assert "data-missing" not in articles[1].attributes


def test_fields_have_values_origins_and_hints(corpus):
    unsure, sure = page(corpus).css("article")
    fields = {field.attributes["name"]: field for field in sure.css("[name]")}
    assert fields["number"].attributes["value"] == "05-NQ/TU"
    assert fields["date"].attributes["value"] == "06/3/2021"
    assert fields["title"].text().strip() == "về trồng cây"
    assert (fields["term"].attributes["value"], fields["term"].attributes["placeholder"]) == (
        "",
        "2020-2025",
    )
    origins = [node.text() for node in sure.css(".field .soft")]
    assert origins.count("ở đầu văn bản") == 6
    assert {"ở cuối văn bản", "suy từ ngày ban hành"} < set(origins)
    denied = unsure.css_first("[name=issuer]")
    assert (denied.attributes["value"], "data-given" in denied.attributes) == ("-", True)
    assert "từ metadata.csv" in unsure.text()
    assert "missing" not in denied.parent.attributes["class"]


def test_the_head_and_the_tail_are_shown_as_written_and_the_rest_is_not(corpus):
    text = page(corpus).css("article")[1].css_first(".text").text()
    assert text.startswith("TỈNH ỦY LAM CHÂU\nSố 05-NQ/TU\nLam Châu, ngày 6 tháng 3 năm 2021\n")
    assert text.endswith("T/M TỈNH ỦY\nBÍ THƯ\nTrần Văn Lam")
    assert "Năm 1905" in text
    assert "Năm 1950" not in text


def test_nothing_a_document_says_acts_in_the_page(corpus):
    source = render_heads(corpus)
    assert source.count("<script") == source.count("</script") == 1
    assert "<img" not in source
    assert "<b>núi" not in source


def test_the_page_is_whole_and_speaks_both_languages(corpus):
    source = render_heads(corpus, lang="en")
    assert "Download metadata.csv" in source
    assert "http" not in source.replace("http-equiv", "")


def test_lines_that_state_a_fact_are_shown_wherever_they_stand():
    lines = [f"Dòng {number}" for number in range(100)]
    lines[50] = "Trần Văn Lam"
    text = "\n".join(lines)
    start = text.index("Trần")
    parts = list(excerpts(Document("a", text, sources={"signatory": (start, start + 12)})))
    assert [len(part) for part in parts] == [24, 1, 14]
    assert parts[1] == [[("Trần Văn Lam", "signatory")]]


def test_margins_and_notes_are_not_shown_and_long_lines_are_cut():
    text = "Lề trang\nTỈNH ỦY\n" + "chữ " * 200 + "\n[1] Chú thích"
    note = text.index("[1]")
    layout = (
        Block(0, 8, "header"),
        Block(9, note - 1, "body"),
        Block(note, len(text), "note"),
    )
    ((first, second),) = excerpts(Document("a", text, layout=layout))
    assert first == [("TỈNH ỦY", "")]
    assert len(second[0][0]) < 250
    assert second[0][0].endswith(" …")
