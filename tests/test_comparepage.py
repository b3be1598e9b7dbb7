"""The page of a comparison: what is read first as it is, the rest packed, safe against any text."""

import base64
import json
import re
import zlib

import lxml.html
import pytest

import textkit as tk
from textkit.presenting import comparepage
from textkit.presenting.pages import figure_of

EVIL = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kho")
    for year in (2016, 2017, 2021, 2022):
        tasks = "\n".join(
            f"{number}. Xây dựng {number + 2} cây cầu qua sông {name} {EVIL} đạt {year - 1980}%."
            for number, name in enumerate(("Lam", "Châu", "Yên", "Trà", "Đà", "Hồng", "Cả"), 1)
        )
        text = (
            f"TỈNH ỦY LAM CHÂU\n\nNGHỊ QUYẾT\nvề cầu, ngày 05/3/{year}\n\nI. MỤC TIÊU\n"
            f"Đến năm {year + 4}, tỷ lệ đô thị hóa đạt {year - 1980}%.\n\nII. NHIỆM VỤ\n{tasks}\n"
        )
        (folder / f"nq-{year}.txt").write_text(text, "utf-8")
    (folder / "metadata.csv").write_text(
        "id,path,period,title\n"
        + "\n".join(
            f"d{year},nq-{year}.txt,{'2015-2020' if year < 2020 else '2020-2025'},{EVIL}"
            for year in (2016, 2017, 2021, 2022)
        )
        + "\n",
        "utf-8",
    )
    return tk.open_corpus(folder, store=folder.parent / "s.sqlite", progress=False)


@pytest.fixture
def page(corpus, tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path))
    monkeypatch.setattr(comparepage, "_THREADS_IN_PLAIN", 2)
    return tk.compare_terms(corpus).to_html()


def packed(page: str) -> dict:
    body = re.search(r'id="packed">([A-Za-z0-9+/=]*)</script>', page)[1]
    return json.loads(zlib.decompress(base64.b64decode(body), wbits=-zlib.MAX_WBITS))


def test_every_thread_is_in_the_page_or_packed(corpus, page):
    comparison = tk.compare_terms(corpus)
    tree = lxml.html.fromstring(page)
    plain = tree.xpath("//div[@id='plain']/details/summary/strong/text()")
    assert 1 <= len(plain) <= 2
    others = [label for label, *_ in packed(page)["threads"]]
    labels = [thread.label for thread in comparison.found.threads]
    assert sorted(plain + others) == sorted(labels)


def test_every_number_has_the_place_that_opens_it(page):
    tree = lxml.html.fromstring(page)
    places = tree.xpath("//a[@class='open']/@href")
    assert places
    for place in places:
        (block,) = tree.xpath(f"//details[@id='{place[1:]}']")
        assert block.xpath(".//li")


def test_what_is_loaded_is_packed_with_its_source(page):
    content = packed(page)
    tree = lxml.html.fromstring(page)
    wanted = tree.xpath("//@data-lines")
    assert wanted
    assert set(wanted) <= content["evidence"].keys()
    for numbers in content["evidence"].values():
        assert len(numbers) % 2 == 0
        assert max(numbers) < len(content["texts"])
    for *_, rows in content["threads"]:
        assert all(len(row) == 6 and max(row) < len(content["texts"]) for row in rows)


def test_a_document_cannot_put_code_into_the_page(page):
    assert EVIL not in page
    tree = lxml.html.fromstring(page)
    assert tree.xpath("//img") == []
    assert len(tree.xpath("//script")) == 2
    assert "innerHTML" not in page
    assert "insertAdjacentHTML" not in page


def test_the_page_asks_for_nothing_from_a_network(page):
    assert "default-src 'none'" in page
    assert re.findall(r"""(?:src|href)=["'](?!#|data:)""", page) == []
    assert "fetch(" not in page


def test_a_page_asked_again_is_read(corpus, page, monkeypatch):
    monkeypatch.setattr(comparepage, "render_comparison", lambda *_, **__: pytest.fail("made anew"))
    assert tk.compare_terms(corpus).to_html() == page


def test_another_language_is_another_page(corpus, page):
    assert tk.compare_terms(corpus, lang="en").to_html() != page


def test_headlines_are_made_once(corpus, monkeypatch):
    from textkit.presenting import results

    made = []
    headlines = results.headlines
    monkeypatch.setattr(
        results, "headlines", lambda *given, **more: made.append(1) or headlines(*given, **more)
    )
    comparison = tk.compare_terms(corpus)
    comparison.report()
    assert comparison.headlines is comparison.headlines
    assert made == [1]


def test_a_figure_of_a_member_needs_no_dict(corpus):
    members = [
        member
        for thread in tk.compare_terms(corpus).found.threads
        for member in thread.members
        if member.low is not None
    ]
    assert figure_of(members[0])
