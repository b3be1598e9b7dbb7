import pytest
from test_cli import NEW, OLD

import textkit as tk
from textkit.lab.explorer import code, view

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
    (left, right), tab = box.children[0].children, box.children[1]
    _, chosen = left.children
    theme, word, state = right.children

    def seen(at):
        tab.selected_index = at
        return tab.children[at].value

    word.value = "đô thị hoá"
    assert "đô thị hóa" in seen(2)
    assert "11/NQ-HĐND" in seen(2)
    chosen.value = ("2020-2025",)
    assert "12/NQ-HĐND" in seen(2)
    assert "2015-2020" not in seen(0) + seen(4)
    word.value = "tàu vũ trụ"
    assert "12/NQ-HĐND" not in seen(2)
    assert "<th>Trước</th>" in seen(2)
    assert theme.label == "tất cả"
    assert state.value == ""


def test_what_makes_the_groups_can_be_changed(corpus):
    box = tk.explore(corpus)
    by, chosen = box.children[0].children[0].children
    tab = box.children[1]
    assert by.value == "period"
    assert chosen.options == tuple(GROUPS)
    offered = [fact for _, fact in by.options]
    assert {"kind", "year"} <= set(offered)
    by.value = "kind"
    assert chosen.options == chosen.value == ("nghị quyết",)
    assert "nghị quyết" in tab.children[0].value
    tab.selected_index = 4
    assert "{&#39;kind&#39;: [&#39;nghị quyết&#39;]}" in tab.children[4].value
    by.value = "period"
    assert GROUPS[0] in tab.children[4].value


def test_a_fact_that_no_document_has_is_not_offered(corpus):
    by = tk.explore(corpus).children[0].children[0].children[0]
    assert all(corpus.groups(fact) for _, fact in by.options)
    with pytest.raises(tk.TextkitError):
        tk.explore(corpus, by="vùng")


def test_only_the_tab_that_is_seen_is_made(corpus):
    tab = tk.explore(corpus).children[1]
    assert [bool(pane.value) for pane in tab.children] == [True, False, False, False, False]


def test_shares_tell_n_and_the_interval_and_are_drawn(corpus):
    for theme in ("", "ha_tang_do_thi"):
        html = view("share", corpus, "period", (GROUPS, theme, "x"), lang="en")
        assert '<svg role="img" aria-label=' in html
        assert "95% interval" in html
        assert "(n = " in html


@pytest.mark.parametrize("groups", [GROUPS, GROUPS[:1]])
@pytest.mark.parametrize("theme", ["", "ha_tang_do_thi"])
def test_the_code_of_a_choice_runs(corpus, groups, theme):
    names = {"tk": tk, "corpus": corpus}
    exec(code("period", groups, theme, "đô thị"), names)
    assert len(names["lines"])
    assert (names["words"] is None) == (len(groups) == 1)
    assert set(names["shares"]["group"]) == set(groups)
    assert not theme or set(names["shares"]["theme"]) == {theme}


def test_a_query_that_cannot_be_read_is_told_and_text_is_no_code(corpus):
    found = [
        view(tab, corpus, "period", (GROUPS, "", "<b>/(/"))
        for tab in ("share", "words", "lines", "threads", "code")
    ]
    assert "<b>" not in "".join(found)
