from test_cli import run

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
