from test_cli import run

import textkit as tk
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
