import pytest
from test_cli import NEW, OLD

import textkit as tk
from textkit.presenting.explorer import code, views

GROUPS = ["2015-2020", "2020-2025"]


def longer(text):
    head, body = text.split("Điều 1.")
    return head + "".join("Điều 1." + body for _ in range(5))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "cu.txt").write_text(longer(OLD), "utf-8")
    (folder / "moi.txt").write_text(longer(NEW), "utf-8")
    return tk.open_corpus(folder, store=folder.parent / "store.sqlite", progress=False)


def test_a_choice_changes_what_is_shown(corpus):
    box = tk.explore(corpus)
    (chosen, right), panes = box.children[0].children, box.children[1].children
    right.children[1].value = "đô thị hoá"
    assert "đô thị hóa" in panes[2].value
    assert "11/NQ-HĐND" in panes[2].value
    chosen.value = ("2020-2025",)
    assert "12/NQ-HĐND" in panes[2].value
    assert "2015-2020" not in panes[0].value + panes[4].value
    right.children[1].value = "tàu vũ trụ"
    assert "12/NQ-HĐND" not in panes[2].value


@pytest.mark.parametrize("groups", [GROUPS, GROUPS[:1]])
@pytest.mark.parametrize("theme", [None, "ha_tang_do_thi"])
def test_the_code_of_a_choice_runs(corpus, groups, theme):
    names = {"tk": tk, "corpus": corpus}
    exec(code("period", groups, theme, "đô thị"), names)
    assert len(names["lines"])
    assert (names["words"] is None) == (len(groups) == 1)
    assert set(names["shares"]["group"]) == set(groups)
    assert theme is None or set(names["shares"]["theme"]) == {theme}


def test_a_query_that_cannot_be_read_is_told_and_text_is_no_code(corpus):
    found = views(corpus, by="period", groups=GROUPS, theme=None, word="<b>/(/")
    assert "<b>" not in "".join(found)
