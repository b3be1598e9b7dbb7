"""The page of a comparison: what is read first as it is, the rest packed, safe against any text."""

import base64
import json
import re
import zlib

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def read(content: dict) -> tuple[list[dict], dict]:
    """What the script of the page makes of the packed columns: threads, and sentences by place."""
    columns, behind = content["threads"], 0

    def sentence(back: int) -> str:
        nonlocal behind
        behind += not back
        return content["sentences"][behind - (back or 1)]

    rows_of = zip(*(columns[name] for name in comparepage._OF_A_ROW), strict=True)
    threads = []
    for place, back in enumerate(columns["label"]):
        thread = {"label": sentence(back), "rows": []}
        for _ in range(columns["rows"][place]):
            group, source, said, figure, told, near = next(rows_of)
            words = [content["words"][number] for number in (group, figure, told)]
            thread["rows"].append(
                (words[0], content["sources"][source], sentence(said), *words[1:], near)
            )
        threads.append(thread)
    evidence = {
        place: [(sentence(back), content["sources"][of]) for back, of in zip(*columns, strict=True)]
        for place, columns in content["evidence"].items()
    }
    assert next(rows_of, None) is None
    assert behind == len(content["sentences"])
    return threads, evidence


TEXTS = st.text(max_size=4)
ROWS = st.lists(st.builds(comparepage._Row, *[TEXTS] * 5, st.booleans()), max_size=4)
THREADS = st.lists(st.builds(comparepage._Shown, *[TEXTS] * 4, ROWS), max_size=4)


@given(THREADS, st.dictionaries(TEXTS, st.lists(st.tuples(TEXTS, TEXTS), max_size=4), max_size=3))
def test_what_was_packed_comes_out_again(threads, evidence):
    held = comparepage._Packed()
    held.add_threads(threads)
    for place, lines in evidence.items():
        held.add(place, lines)
    unpacked, found = read(json.loads(json.dumps(held.content())))
    assert found == evidence
    assert [each["label"] for each in unpacked] == [each.label for each in threads]
    assert [each["rows"] for each in unpacked] == [
        [tuple(row) for row in each.rows] for each in threads
    ]


def test_a_letter_is_drawn_once_and_every_letter_is_drawn(page):
    drawn = re.findall(r'<path id="(DejaVuSans-\w+)"', page)
    assert len(set(drawn)) == len(drawn) > 0
    assert set(re.findall(r'xlink:href="#(DejaVuSans-\w+)"', page)) == set(drawn)


def test_every_thread_is_in_the_page_or_packed(corpus, page):
    comparison = tk.compare_terms(corpus)
    tree = lxml.html.fromstring(page)
    plain = tree.xpath("//div[@id='plain']/details/summary/strong/text()")
    assert 1 <= len(plain) <= 2
    others = [thread["label"] for thread in read(packed(page))[0]]
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
    threads, evidence = read(content)
    assert all(sentence and source for lines in evidence.values() for sentence, source in lines)
    assert all(len(row) == 6 for thread in threads for row in thread["rows"])
    assert len(set(content["sentences"])) == len(content["sentences"])


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
