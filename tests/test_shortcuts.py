"""Files to double-click on Windows: what stands in them."""

import sys

import pytest
from test_cli import run

from textkit.lab import shortcuts
from textkit.lab.shortcuts import write_shortcuts


def written(tmp_path, **given):
    for name in ("desktop", "send"):
        (tmp_path / name).mkdir()
    return write_shortcuts(tmp_path / "desktop", tmp_path / "send", **given)


def test_the_file_on_the_desktop_opens_the_page(tmp_path, monkeypatch):
    monkeypatch.setattr(shortcuts, "find_spec", lambda name: True)
    opening, _ = written(tmp_path, folder=tmp_path / "lab", corpus=tmp_path / "văn bản")
    lines = opening.read_bytes().decode().split("\r\n")
    assert opening == tmp_path / "desktop" / "textkit.bat"
    assert lines[:2] == ["@echo off", "chcp 65001 >nul"]
    assert lines[3] == (
        f'"{sys.executable}" -m textkit.guard lab "{tmp_path / "văn bản"}" --page check'
        f' --folder "{tmp_path / "lab"}" --lang vi'
    )


def test_without_voila_it_opens_jupyterlab(tmp_path, monkeypatch):
    monkeypatch.setattr(shortcuts, "find_spec", lambda name: None)
    opening, _ = written(tmp_path, folder=tmp_path)
    assert "--page" not in opening.read_text("utf-8")


def test_send_to_checks_each_file_and_opens_its_page(tmp_path):
    _, checking = written(tmp_path, folder=tmp_path, corpus=tmp_path / "cu")
    text = checking.read_text("utf-8")
    assert checking == tmp_path / "send" / "textkit check.bat"
    assert f'check "%~1" --corpus "{tmp_path / "cu"}" --format html --output "%page%"' in text
    assert 'set "page=%~dpn1 - đã rà soát.html"' in text
    assert text.index("shift") < text.index("goto next")


def test_a_percent_sign_in_a_path_names_no_variable(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", r"C:\100%\python.exe")
    _, checking = written(tmp_path, folder=tmp_path)
    assert r'"C:\100%%\python.exe" -m' in checking.read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="there it writes them")
def test_elsewhere_the_command_says_what_to_run(tmp_path):
    done = run("lab", "--shortcut", "--lang", "en")
    assert done.exit_code == 2
    assert "textkit lab --page check" in done.stderr
