"""Small hostile inputs: files of settings, names of files and themes, rows of metadata."""

import io

import pandas as pd
import pytest

import textkit as tk
from textkit.checking.draft import read_settings
from textkit.data.messages import Reason, TextkitError
from textkit.finding.themes import read_lexicon
from textkit.presenting.pages import by_reason
from textkit.presenting.plots import plot_bars, plot_slopes, svg
from textkit.presenting.tables import write_csv
from textkit.reading.readers import list_folder
from textkit.storing.intake import metadata
from textkit.storing.shapes import is_name

NESTED = "a = " + "[" * 5_000 + "]" * 5_000

# What matplotlib would set as a formula, or stumble over as one.
FORMULAS = [r"$\frac{1}{0}$", "$", "$$", r"$\nichts$", r"Vốn $ và $x^2$", "_^{}$"]


@pytest.mark.parametrize("text", [NESTED, "[" * 5_000, "a = {" * 5_000, "\x00", "\ufeffa = 1", "["])
def test_a_file_of_settings_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / "textkit.toml").write_text(text, "utf-8")
    for read in (read_settings, lambda folder: read_lexicon(folder / "textkit.toml")):
        with pytest.raises(TextkitError) as raised:
            read(tmp_path)
        assert "textkit.toml" in raised.value.say("vi")


@pytest.mark.parametrize("name", FORMULAS)
def test_names_in_figures_are_no_formulas(name):
    drawn = plot_bars(pd.Series([3, 5], [name, f"{name} khác"]), title=name)
    assert "<path" in svg(drawn, label=name)
    rows = [
        {"theme": "a", "group": group, "over": "all", "share": 5.0, "low": 1, "high": 9, "units": 4}
        for group in (name, f"{name}2")
    ]
    slopes = plot_slopes(pd.DataFrame(rows), names={"a": name})
    slopes.get_figure().savefig(io.BytesIO(), format="png")


def test_an_id_is_on_one_line_and_stays_inside(tmp_path):
    (tmp_path / "nq.txt").write_text("Nghị quyết về biển", "utf-8")
    (tmp_path / "kh.txt").write_text("Kế hoạch về rừng", "utf-8")
    rows = [{"id": "nq\n01\x1b[2J\x9b", "path": "nq.txt"}, {"id": "../../kh", "path": "kh.txt"}]
    write_csv(pd.DataFrame(rows), tmp_path / "metadata.csv")
    ids = [entry.id for entry in list_folder(tmp_path).entries]
    assert all(map(is_name, ids))
    assert len(ids) == 2
    corpus = tk.open_corpus(tmp_path, store=tmp_path / "a.sqlite", progress=False)
    written = pd.read_csv(write_csv(metadata(corpus), tmp_path / "new.csv"))
    assert sorted(written["id"]) == sorted(ids)


@pytest.mark.parametrize("name", ["a\nb.txt", "a\x1b[2Jb.txt", "a\x9b2Jb.txt", "a..b.txt"])
def test_the_name_of_a_file_becomes_an_id(tmp_path, name):
    (tmp_path / name).write_text("Nghị quyết về biển", "utf-8")
    (entry,) = list_folder(tmp_path).entries
    assert is_name(entry.id)
    assert entry.path.is_file()


def test_a_link_to_nothing_is_called_so(tmp_path):
    (tmp_path / "nq.txt").write_text("Nghị quyết về biển", "utf-8")
    for name, target in (("a.txt", "gone.txt"), ("b.txt", "b.txt")):
        try:
            (tmp_path / name).symlink_to(target)
        except OSError:
            pytest.skip("no links can be made here")
    skipped = dict(list_folder(tmp_path).skipped)
    assert {reason.error.key for reason in skipped.values()} <= {
        "file.broken-link",
        "file.link-outside",
    }
    assert skipped["a.txt"].error.key == "file.broken-link"


def test_what_systems_leave_in_folders_is_not_spoken_of(tmp_path):
    (tmp_path / "nq.txt").write_text("Nghị quyết về biển", "utf-8")
    for name in ("Thumbs.db", "desktop.ini", "~$nq.docx", ".DS_Store"):
        (tmp_path / name).write_bytes(b"x")
    listing = list_folder(tmp_path)
    assert [entry.id for entry in listing.entries] == ["nq"]
    assert listing.skipped == ()


def test_very_many_files_that_are_not_read_are_few_lines():
    skipped = []
    for number in range(49_000):
        path = f"{number}.x{number % 3_000}"
        error = TextkitError("file.unsupported", path=path, suffix=path[-5:], suffixes=".txt")
        skipped.append((path, Reason(error)))
    lines = [f"{files}: {reason}" for files, reason in by_reason(skipped, "vi")]
    assert len(lines) <= 3
    assert max(map(len, lines)) < 1_000
