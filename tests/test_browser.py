"""What users meet in a browser: notebooks in JupyterLab, the explorer, a draft uploaded, pages
without barriers.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import docx
import nbformat
import pytest

import textkit as tk
from textkit.presenting.heads import render_heads
from textkit.reading.document import Facts
from textkit.reading.readers import list_folder

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ROOT = Path(__file__).parents[1]
BOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
SHOTS = Path(os.environ["TEXTKIT_SHOTS"]) if "TEXTKIT_SHOTS" in os.environ else None
"""Where screenshots are kept to be looked at, if anywhere."""


@pytest.fixture(scope="module")
def browser():
    driver = pytest.importorskip(
        "playwright.sync_api",
        reason="Playwright is not installed: uv run --group browser pytest -n 0 -m browser",
    )
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Lab(NamedTuple):
    address: str
    folder: Path


@pytest.fixture(scope="module")
def lab(browser, tmp_path_factory):
    """`textkit lab` as a user starts it, but that no browser opens and no token is asked for."""
    folder = tmp_path_factory.mktemp("lab")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        "ServerApp": {"open_browser": False, "port": port, "allow_root": True},
        "IdentityProvider": {"token": ""},
    }
    (folder / "jupyter_server_config.json").write_text(json.dumps(settings), "utf-8")
    env = os.environ | {
        "JUPYTER_CONFIG_DIR": str(folder),
        "TEXTKIT_CACHE": str(folder / "cache"),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "textkit.cli", "lab", "--folder", str(folder / "mine")]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            command, cwd=folder, env=env, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(240):
                if process.poll() is not None:
                    pytest.fail((folder / "log").read_text("utf-8")[-2000:])
                try:
                    urllib.request.urlopen(f"{address}/api", timeout=2)
                    break
                except OSError:
                    time.sleep(0.25)
            yield Lab(address, folder / "mine" / "notebooks")
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def opened(browser, lab, name, *, dark=False):
    """A notebook in JupyterLab, run from top to bottom."""
    page = browser.new_page(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    page.goto(f"{lab.address}/lab/tree/{name}?reset")
    page.wait_for_function(
        "() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.isReady", timeout=60_000
    )
    theme = "JupyterLab Dark" if dark else "JupyterLab Light"
    page.evaluate(
        f"() => window.jupyterapp.commands.execute('apputils:change-theme', {{theme: '{theme}'}})"
    )
    page.wait_for_selector(f"body[data-jp-theme-light='{str(not dark).lower()}']", state="attached")
    page.evaluate(
        "async () => { await window.jupyterapp.shell.currentWidget.context.ready; "
        "await window.jupyterapp.commands.execute('notebook:run-all-cells'); }"
    )
    return page


def written(lab, name, *cells):
    """A notebook of these cells beside the others; its name."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    book.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(book, lab.folder / name)
    return name


def errors(page):
    return page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'code')
        .flatMap(cell => cell.model.outputs.toJSON()).filter(output => output.output_type === 'error' || output.name === 'stderr')
        .map(output => output.evalue || String(output.text))"""
    )


def shot(page, name):
    if SHOTS:
        page.screenshot(path=str(SHOTS / f"{name}.png"))


@pytest.mark.parametrize("name", BOOKS)
def test_a_notebook_runs_in_jupyterlab_without_errors_or_stray_output(browser, lab, name):
    page = opened(browser, lab, name, dark=BOOKS.index(name) % 2 == 1)
    assert errors(page) == []
    shot(page, name.removesuffix(".ipynb"))
    page.close()


TABLE = """import pandas as pd
import textkit as tk

tk.notebook()
pd.DataFrame({"word": ["đường", "dân", "ăn", "ba"] * 6, "n": [1.5, 12, -3, 100] * 6, "said": ["<b>dài</b> " * 30] * 24})"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_table_sorts_and_filters(browser, lab, axe, dark):
    page = opened(browser, lab, written(lab, f"table-{dark}.ipynb", TABLE), dark=dark)
    rows, box = page.locator("table.textkit-table tbody tr"), page.locator("div.dt-container").first
    page.wait_for_selector("div.dt-container")
    assert "Dòng 1–10 trong 24" in box.inner_text()
    page.get_by_text("n", exact=True).click()
    page.wait_for_function("() => document.querySelector('th.dt-ordering-asc')")
    assert [row.split()[-1] for row in rows.locator("td:nth-child(2)").all_inner_texts()] == [
        "-3.0"
    ] * 6 + ["1.5"] * 4
    page.get_by_role("button", name="word: Sắp xếp").press("Enter")
    page.wait_for_function(
        "() => document.querySelector('th.dt-ordering-asc')?.innerText.includes('word')"
    )
    assert rows.first.locator("td").first.inner_text() == "ăn"
    page.get_by_label("Tìm:").fill("duong")
    page.get_by_text("Dòng 1–6 trong 6").wait_for()
    assert set(rows.locator("td:first-child").all_inner_texts()) == {"đường"}
    assert "<b>dài</b>" in rows.first.inner_text()
    page.get_by_label("Tìm:").fill("")
    page.get_by_role("button", name="Lọc cột").nth(1).click()
    page.locator(".dtcc-dropdown select").select_option(label=">")
    page.locator(".dtcc-dropdown input").fill("50")
    page.get_by_text("Dòng 1–6 trong 6").wait_for()
    assert set(rows.locator("td:nth-child(2)").all_inner_texts()) == {"100.0"}
    page.add_script_tag(content=axe)
    found = page.evaluate(
        "async () => (await axe.run('div.dt-container', {runOnly:"
        " ['color-contrast']})).violations.map(one => one.nodes[0].html)"
    )
    shot(page, f"table-{'dark' if dark else 'light'}")
    assert found == []
    assert errors(page) == []
    page.close()


def test_an_unrun_notebook_shows_its_tables(browser, lab):
    page = browser.new_page()
    page.goto(f"{lab.address}/lab/tree/01-so-sanh-nhiem-ky.ipynb?reset")
    # The first table is in view; those further down are drawn when one comes to them.
    assert "nghị quyết" in page.wait_for_selector("table.dataframe", timeout=60_000).inner_text()
    shown = page.locator(".jp-OutputArea-output").all_inner_texts()
    assert not [text for text in shown if "Loading" in text or "widget" in text]
    page.close()


def test_the_explorer_answers_and_gives_its_code(browser, lab):
    page = opened(browser, lab, BOOKS[0], dark=True)
    chosen = page.locator(".jupyter-widgets select[multiple]").first
    chosen.wait_for(timeout=30_000)
    page.locator(".lm-TabBar-tab", has_text="Từ ngữ đặc trưng").click()
    page.wait_for_selector(
        ".widget-tab-contents svg:visible, .jupyter-widget-tab svg[aria-label]:visible",
        timeout=60_000,
    )
    shot(page, "explorer-words")
    page.locator(".lm-TabBar-tab", has_text="Tỷ trọng").last.click()
    options = chosen.locator("option").all_inner_texts()
    chosen.select_option(label=options[-1])
    page.wait_for_function(
        "group => { const heads = [...document.querySelectorAll('.jupyter-widget-tab th')].map(head"
        " => head.innerText).filter(head => head.includes('n =')); return heads.length === 1 &&"
        " heads[0].includes(group); }",
        arg=options[-1],
    )
    shot(page, "explorer")
    page.locator(".lm-TabBar-tab", has_text="Mã lệnh").click()
    code = page.locator(".jupyter-widget-tab pre").inner_text()
    assert options[-1] in code
    page.get_by_role("button", name="Chép mã").click()
    page.get_by_text("Đã chép").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()") == code
    page.get_by_role("button", name="Thêm thành ô mới").click()
    page.get_by_text("Đã thêm ô").wait_for()
    assert (
        page.evaluate(
            "() =>"
            " window.jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.getSource()"
        )
        == code
    )
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
    assert errors(page) == []
    page.close()


def test_help_on_a_function_begins_with_what_comes_out(browser, lab):
    page = opened(browser, lab, written(lab, "help.ipynb", "import textkit as tk", ""))
    for name in tk.__all__:
        page.evaluate(
            """name => { const book = window.jupyterapp.shell.currentWidget.content; book.activeCellIndex = 1; book.mode = 'edit';
            book.activeCell.model.sharedModel.setSource(`tk.${name}(`); book.activeCell.editor.setCursorPosition({line: 0, column: name.length + 4}); }""",
            name,
        )
        page.keyboard.press("Shift+Tab")
        first = " ".join(getattr(tk, name).__doc__.split("\n\n")[0].split())
        page.wait_for_function(
            "said => document.querySelector('.jp-Tooltip')?.innerText.replace(/\\s+/g, '"
            " ').includes(said)",
            arg=first,
        )
        if name == "kwic":
            shot(page, "help")
        page.keyboard.press("Escape")
        page.wait_for_selector(".jp-Tooltip", state="detached")
    page.close()


def test_a_draft_is_uploaded_and_comes_back_with_comments(browser, lab, tmp_path):
    draft = docx.Document()
    for line in (
        "II. NHIỆM VỤ",
        "- Các cơ quan chủ động nhắm bắt tình hình cơ sở.",
        "- Thực hiện sát nhập các thôn.",
    ):
        draft.add_paragraph(line)
    draft.save(str(tmp_path / "du-thao.docx"))
    page = opened(browser, lab, "07-kiem-tra-du-thao.ipynb")
    rule_on_the_draft(page, tmp_path / "du-thao.docx")
    made = docx.Document(str(lab.folder / "ket-qua" / "du-thao - đã rà soát.docx"))
    assert [comment.author for comment in made.comments] == ["textkit"]
    assert errors(page) == []
    shot(page, "upload")
    page.close()


def rule_on_the_draft(page, path):
    """Uploads a draft, has its first finding mended and its second left, and makes the files."""
    page.locator(".widget-upload").scroll_into_view_if_needed(timeout=60_000)
    with page.expect_file_chooser() as chooser:
        page.locator(".widget-upload").click()
    chooser.value.set_files(str(path))
    page.wait_for_selector(".tk-card", timeout=60_000)
    cards = page.locator(".tk-card")
    assert cards.count() == 2
    cards.nth(0).get_by_role("button", name="Sửa theo gợi ý").click()
    cards.nth(1).get_by_role("button", name="Bỏ qua").click()
    page.get_by_text("Đã xét 2/2 điểm: 1 điểm sẽ sửa, 1 điểm bỏ qua.").wait_for()
    page.get_by_role("button", name="Tạo tệp để tải về").click()
    page.wait_for_selector("a.tk-file[download$='.docx']")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_its_own_checks_a_draft_without_code(
    browser, axe, page_of_check, tmp_path, scheme
):
    """`textkit lab --page check`: no code, nothing from the network, whole on a telephone."""
    (tmp_path / "du-thao.txt").write_text(
        "II. NHIỆM VỤ\n\n- Chủ động nhắm bắt tình hình.\n\n- Thực hiện sát nhập các thôn.", "utf-8"
    )
    page = browser.new_page(
        bypass_csp=True, color_scheme=scheme, viewport={"width": 1280, "height": 900}
    )
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_of_check, wait_until="commit")
    page.wait_for_selector(".widget-upload", timeout=120_000)
    assert page.title() == "Rà soát dự thảo"
    assert page.locator(".jp-InputArea-editor, .jp-CodeMirrorEditor").count() == 0
    with page.expect_file_chooser() as chooser:
        page.locator(".widget-upload").click()
    chooser.value.set_files(str(tmp_path / "du-thao.txt"))
    page.wait_for_selector(".tk-card", timeout=60_000)
    page.locator(".tk-card").nth(0).get_by_role("button", name="Sửa theo gợi ý").click()
    page.get_by_role("button", name="Tạo tệp để tải về").click()
    with page.expect_download() as downloaded:
        page.locator("a.tk-file").click()
    assert downloaded.value.suggested_filename == "du-thao - đã rà soát.html"
    page.add_script_tag(content=axe)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        shot(page, f"page-of-check-{scheme}-{width}")
        found = page.evaluate(
            "async () => (await axe.run('.tk-review', {runOnly: ['wcag2a', 'wcag2aa']}))"
            ".violations.map(one => [one.id, one.nodes[0].html.slice(0, 200)])"
        )
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width + 1
    address = page_of_check.split("/?")[0]
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    page.close()


@pytest.fixture(scope="module")
def page_of_check(browser, tmp_path_factory):
    """The address at which `textkit lab --page check` answers."""
    pytest.importorskip("voila", reason="Voilà is not installed: uv run --group browser …")
    folder = tmp_path_factory.mktemp("page")
    (folder / "prior").mkdir()
    (folder / "prior" / "nghi-quyet.txt").write_text("NGHỊ QUYẾT\n\nĐiều 1. Trồng rừng.", "utf-8")
    env = os.environ | {
        "PYTHONPATH": str(ROOT),
        "BROWSER": "echo",
        "TEXTKIT_CACHE": str(folder / "cache"),
    }
    command = [sys.executable, "-m", "textkit.cli", "lab", "prior", "--page", "check"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            command, cwd=folder, env=env, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        try:
            for _ in range(240):
                said = re.search(r"http://127\S+token=\w+", (folder / "log").read_text("utf-8"))
                if said or process.poll() is not None:
                    break
                time.sleep(0.25)
            if not said:
                pytest.fail((folder / "log").read_text("utf-8")[-2000:])
            yield said[0]
        finally:
            os.killpg(process.pid, signal.SIGTERM)


@pytest.fixture(scope="module")
def axe(tmp_path_factory):
    """The source of axe-core, from npm."""
    folder = tmp_path_factory.mktemp("axe")
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, and axe-core comes from there")
    done = subprocess.run(
        ["npm", "pack", "axe-core@4"], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip("axe-core cannot be fetched from npm here")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        return archive.extractfile("package/axe.min.js").read().decode()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    corpus = tk.open_corpus(ROOT / "corpus", store=folder / "s.sqlite", progress=False)
    draft = ROOT / "corpus" / "2025-2030" / "ct-04-2026.txt"
    tk.compare_terms(corpus).to_html(folder / "compare.html")
    tk.show(draft).to_html(folder / "show.html")
    tk.check_draft(draft, against=corpus).to_html(folder / "check.html")
    tk.write_handout(corpus, folder / "class", n=2, seed=1)
    (folder / "heads.html").write_text(render_heads(corpus), "utf-8")
    return folder


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOCUSED = "getComputedStyle(document.activeElement).outlineStyle"
WIDER = """() => [...document.querySelectorAll('html, body *')].filter(one => getComputedStyle(one).display !== 'inline'
    && (one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > innerWidth + 1)).map(one => one.outerHTML.slice(0, 120))"""
TORN = """() => [...document.querySelectorAll('tr, figure, .thread:not(:has(tr:nth-child(6)))')]
    .filter(one => getComputedStyle(one).breakInside !== 'avoid').map(one => one.outerHTML.slice(0, 120))"""
ON_SCREEN = """() => [...document.querySelectorAll('nav, button, input, select, .skip, .evidence, details:not([open])')]
    .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["compare.html", "show.html", "check.html", "class", "heads.html"])
def test_pages_have_no_barriers(browser, axe, pages, name, scheme):
    paths = sorted((pages / name).glob("*.html")) if name == "class" else [pages / name]
    assert paths
    for path in paths:
        page = browser.new_page(
            bypass_csp=True, color_scheme=scheme, viewport={"width": 1280, "height": 900}
        )
        page.goto(path.as_uri())
        page.add_script_tag(content=axe)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate(
                "async rules => (await axe.run({runOnly: rules})).violations.map(one => [one.id,"
                " one.nodes.length, one.nodes[0].html.slice(0, 200), one.nodes[0].failureSummary])",
                RULES,
            )
            shot(page, f"{path.stem}-{scheme}-{width}")
            assert found == [], path.name
            page.evaluate(
                "for (const one of [...document.querySelectorAll('details')].slice(0, 40)) one.open"
                " = true"
            )
        assert page.evaluate("document.documentElement.scrollWidth") <= 391, (
            f"{path.name} is wider than a telephone"
        )
        for _ in range(5 if name != "class" else 0):
            page.keyboard.press("Tab")
            assert page.evaluate(FOCUSED) != "none", page.evaluate(
                "document.activeElement.outerHTML"
            )[:200]
        page.close()


@pytest.mark.parametrize("name", ["compare.html", "show.html", "check.html"])
def test_a_printed_page_is_whole(browser, pages, name):
    page = browser.new_page(
        viewport={"width": 658, "height": 1000}
    )  # A4 within its margins, at 96 dots an inch
    page.goto((pages / name).as_uri())
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for wrong in (WIDER, TORN, ON_SCREEN):
        assert page.evaluate(wrong) == []
    assert set(
        page.evaluate(
            "[...document.querySelectorAll('thead')].map(one => getComputedStyle(one).display)"
        )
    ) <= {"table-header-group"}
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.thread[open]").count() == 0
    page.close()


def test_printed_heads_are_whole(browser, pages):
    page = browser.new_page(viewport={"width": 658, "height": 1000})
    page.goto((pages / "heads.html").as_uri())
    page.emulate_media(media="print")
    assert page.evaluate(WIDER) == []
    assert not page.locator("button, select, .seen").locator("visible=true").count()
    page.close()


def test_heads_are_corrected_and_come_back_as_metadata(browser, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    text = "TỈNH ỦY LAM CHÂU\nSố 0{n}-NQ/TU\nLam Châu, ngày 6 tháng 3 năm 2021\nNGHỊ QUYẾT\nvề x\n"
    for n in (1, 2, 3):
        (folder / f"{n}.txt").write_text(text.format(n=n), "utf-8")
    (folder / "metadata.csv").write_text(
        "id,path,signatory,vùng\n1,1.txt,Trần Văn Lam,</script><b>núi\nxa,khong-co.pdf,,biển\n",
        "utf-8",
    )
    corpus = tk.open_corpus(folder, store=tmp_path / "s.sqlite", progress=False, duplicates=True)
    (tmp_path / "heads.html").write_text(render_heads(corpus), "utf-8")
    page = browser.new_page(accept_downloads=True)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((tmp_path / "heads.html").as_uri())
    assert page.locator("article").first.get_attribute("data-id") == "2"  # 1 has its signatory
    second, third = (page.locator(f"article[data-id='{n}']") for n in (2, 3))
    second.locator("[name=title]").fill('=1+1, "hai"\n dòng')
    second.locator("[name=date]").fill("05/4/2022")
    second.locator("[name=number]").fill("")
    third.locator(".seen input").check()
    assert page.locator("#state").inner_text() == "đã xem 1/3; đã sửa 1"
    page.select_option("#which", "unseen")
    assert page.locator("article:visible").count() == 2
    with page.expect_download() as download:
        page.click("#write")
    assert errors == []
    download.value.save_as(folder / "metadata.csv")
    page.close()
    written = (folder / "metadata.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbfid,path,kind,")
    assert b"'=1+1" in written
    listing = list_folder(folder)
    first, second, third = (entry for entry in listing.entries)
    assert asdict(first.facts) == asdict(Facts(signatory="Trần Văn Lam"))
    assert first.labels == {"vùng": "</script><b>núi"}
    assert second.facts == Facts(number="-", date="2022-04-05", title='=1+1, "hai" dòng')
    assert third.facts == Facts(
        "nghị quyết", "03-NQ/TU", "2021-03-06", "Tỉnh ủy Lam Châu", "về x", place="Lam Châu"
    )
    assert [path for path, _ in listing.skipped] == ["khong-co.pdf"]


def test_the_filter_of_a_page_works_without_a_network(browser, pages):
    page = browser.new_page()
    page.route(
        "**/*",
        lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort(),
    )
    page.goto((pages / "compare.html").as_uri())
    count = page.locator("details.thread:not([hidden])").count()
    page.fill("#search", "bao hiem y te")
    assert 0 < page.locator("details.thread:not([hidden])").count() < count
    page.close()


def test_the_quiz_is_answered_and_marked_by_keyboard_alone(browser, pages):
    page = browser.new_page()
    page.goto((pages / "class" / "quiz.html").as_uri())
    focused = "() => document.activeElement.type || document.activeElement.tagName"
    for _ in range(200):
        page.keyboard.press("Tab")
        if (kind := page.evaluate(focused)) == "submit":
            break
        page.keyboard.press("Space" if kind in ("radio", "checkbox") else "ArrowDown")
    page.keyboard.press("Enter")
    sets = page.evaluate(
        """() => [...document.querySelectorAll('fieldset')].map(set => [set.dataset.answer,
        [...set.querySelectorAll('select, input:checked')].map(one => one.value).join(' '), set.querySelector('.verdict').textContent[0]])"""
    )
    assert len(sets) > 10
    assert all(picked for _, picked, _ in sets)
    assert [mark for *_, mark in sets] == [
        "✓" if picked == answer else "✗" for answer, picked, _ in sets
    ]
    right = sum(mark == "✓" for *_, mark in sets)
    assert f"{right}/{len(sets)}" in page.inner_text("#score")
    page.close()


def test_the_notebook_of_a_class_shows_its_figures_and_letters(browser, lab, pages):
    shutil.copy(pages / "class" / "handout.ipynb", lab.folder)
    page = opened(browser, lab, "handout.ipynb")
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.at(-1).node.scrollIntoView()"
    )
    page.wait_for_selector(
        ".jp-MarkdownOutput img[src^='blob:'], .jp-MarkdownOutput img[src^='data:image/png']"
    )
    shot(page, "handout")
    page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.widgets[8].node.scrollIntoView()"
    )
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-MarkdownOutput')].some(one => /A\\. .+\\nB\\."
        " /.test(one.innerText))"
    )
    page.close()
