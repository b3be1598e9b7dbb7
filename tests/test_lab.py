import json

import nbformat
import pytest
from test_cli import run

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.lab import launcher
from textkit.lab.launcher import copy_notebooks


def test_notebooks_are_copied_and_an_edited_one_stays(tmp_path):
    index = copy_notebooks(tmp_path)
    assert index.is_file()
    assert (tmp_path / "corpus" / "metadata.csv").is_file()
    index.write_text("mine", "utf-8")
    other = index.with_name("01-so-sanh-nhiem-ky.ipynb")
    other.unlink()
    copy_notebooks(tmp_path)
    assert index.read_text("utf-8") == "mine"
    assert other.is_file()


def test_lab_copies_without_opening(tmp_path):
    assert run("lab", "--folder", tmp_path / "mine", "--copy-only").exit_code == 0
    assert (tmp_path / "mine" / "notebooks" / "00-muc-luc.ipynb").is_file()


def test_a_notebook_opens_the_folder_given_else_the_sample_beside_it(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    for name, text in (("corpus", "mẫu"), ("own", "riêng")):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(f"NGHỊ QUYẾT\n\nVăn bản {text}.", "utf-8")
    (tmp_path / "corpus" / "metadata.csv").write_text("id,path\ncorpus,corpus.txt\n", "utf-8")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setenv("TEXTKIT_CORPUS", str(tmp_path / "own"))
    assert tk.chosen_corpus().ids == ("own",)
    monkeypatch.delenv("TEXTKIT_CORPUS")
    assert tk.chosen_corpus().ids == ("corpus",)


def test_the_page_of_a_notebook_holds_what_is_marked_for_it(tmp_path):
    assert run("lab", "--page", "check", "--folder", tmp_path, "--copy-only").exit_code == 0
    page = tmp_path / "notebooks" / "trang-kiem-tra.ipynb"
    book = nbformat.read(page, as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert book.cells[0].source == "# Rà soát dự thảo"
    assert code[-1].source == "tk.review(corpus)"
    assert not any(cell.outputs for cell in code)
    page.write_text("{}", "utf-8")
    launcher.write_page(page.parent, "check")
    assert nbformat.read(page, as_version=4).cells == book.cells


def test_an_unknown_page_names_the_known_ones(tmp_path):
    done = run("lab", "--page", "chek", "--folder", tmp_path, "--copy-only", "--lang", "en")
    assert done.exit_code == 2
    assert "check" in done.stderr


def test_a_page_without_voila_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(launcher, "find_spec", lambda name: None)
    with pytest.raises(TextkitError, match=r"textkit\[page\]"):
        launcher.page_command(tmp_path / "a.ipynb")


def test_a_page_is_for_this_machine_and_serves_no_file(tmp_path, monkeypatch):
    monkeypatch.setattr(launcher, "find_spec", lambda name: True)
    command = launcher.page_command(tmp_path / "a.ipynb")
    assert "--Voila.ip=127.0.0.1" in command
    assert "--token" in command
    assert "--VoilaConfiguration.file_allowlist=$^" in command


@pytest.mark.parametrize(
    ("lang", "pack", "translated"), [("vi", True, True), ("en", True, False), ("vi", None, False)]
)
def test_menus_are_vietnamese_where_the_pack_is_installed(monkeypatch, lang, pack, translated):
    monkeypatch.setattr(launcher, "find_spec", lambda name: pack)
    monkeypatch.setenv("JUPYTER_PATH", "own")
    variables = launcher.environment(lang)
    assert variables["JUPYTER_PATH"].startswith("own")
    assert ("JUPYTER_CONFIG_PATH" in variables) == translated
    folder = launcher.data.path("jupyter") / "config" / "labconfig"
    settings = json.loads((folder / "default_setting_overrides.json").read_text("utf-8"))
    assert settings["@jupyterlab/translation-extension:plugin"]["locale"] == "vi_VN"
